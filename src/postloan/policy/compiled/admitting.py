"""The checks of given facts in Python source: from values in columns to the row of a program.

`given_facts` is the definition of what is accepted, and says what is wrong. What is written here
lets through, in a fraction of the time, only what that accepts too; all else is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Clamped, Context, Decimal, Inexact, InvalidOperation, Overflow, Rounded
from typing import Final

import attrs

from postloan.facts.fact import MAX_INT, Fact, FactValue
from postloan.money import DIGITS, Money
from postloan.policy.clauses.contents import Contents
from postloan.policy.compiled.source import Source
from postloan.policy.judging.given import fact_of, scale_of

__all__ = ["entry_source"]

_EXACT: Final = Context(
    prec=DIGITS + 1,
    Emin=0,
    Emax=DIGITS - 1,
    traps=[Rounded, Inexact, Overflow, Clamped, InvalidOperation],
)
"""Passes numbers of at most `DIGITS` digits on each side of the point, if few in all."""
_LEAVE: Final = "return None"


def entry_source(
    contents: Contents, columns: Sequence[str | None]
) -> tuple[str, dict[str, object]]:
    """Return the source of `enter(values, run, figures, recorded)`, and what it refers to by name.

    Args:
        contents: the policy.
        columns: keys of facts and of signals on record; None is passed over.

    Raises:
        UnknownFact: a column is no fact.
        SourceTooLong: the policy is too large.
    """
    source = Source(contents, ())
    source.emitter.globals |= {"Money": Money, "Decimal": Decimal, "exact": _EXACT.plus}
    admitting = _Admitting(source)
    local = {key: f"v{n}" for n, key in enumerate(columns) if key is not None}
    bits = {rule.key: 1 << n for n, rule in enumerate(contents.signals)}
    source.line(f"# {contents.origin!r}")
    source.open("def enter(values, run, figures, recorded):")
    if columns:
        source.line("".join(f"v{n}, " for n in range(len(columns))) + "= values")
    source.line("currency = None")
    for key, value in local.items():
        source.line(f"# {key!r}")
        if key in bits:
            source.block(f"if {value} is True:", f"recorded |= {bits[key]}")
            source.block(f"elif {value} is not False:", _LEAVE)
        else:
            admitting.write(key, value)
    row = "".join(f"{local.get(key, contents.silences[key])}, " for key in contents.reads)
    source.line(f"return run(({row}), figures, recorded)")
    return source.text, source.emitter.globals


@attrs.frozen
class _Admitting:
    source: Source

    def write(self, key: str, value: str) -> None:
        """Write what makes a value what conditions read, or leaves it to `given_facts`."""
        fact = fact_of(self.source.contents, key)
        if fact.kind == "bool":
            others = (f"{value} is not {one}" for one in (False, True, None))
            self.source.block(f"if {' and '.join(others)}:", _LEAVE)
            return
        self.source.open(f"if {value} is not None:")
        match fact.kind:
            case "enum" | "code":
                self._word(key, fact, value)
            case "tier":
                self._tier(key, value)
            case "money":
                self._money(fact, value)
            case "ratio":
                self._ratio(fact, value)
            case _:
                self._type(value, "int")
                least = -MAX_INT if fact.minimum is None else fact.minimum
                most = MAX_INT if fact.maximum is None else fact.maximum
                self._leave(f"not {least} <= {value} <= {most}")
        self.source.close()

    def _leave(self, test: str) -> None:
        self.source.block(f"if {test}:", _LEAVE)

    def _type(self, value: str, kind: str) -> None:
        self._leave(f"type({value}) is not {kind}")

    def _word(self, key: str, fact: Fact[FactValue], value: str) -> None:
        words = frozenset(fact.values or self.source.contents.codes.get(key, ()))
        self._type(value, "str")
        listed = f"{value} not in {self.source.emitter.constant(words)}"
        self._leave(listed if words else f"not {value}")

    def _tier(self, key: str, value: str) -> None:
        scale = scale_of(self.source.contents, key)
        named = {name: scale.level(name).rank for name in scale.names()}
        # the policy holds its scales, so that no other object has the id of one of their tiers
        held = {id(tier): scale.lift(tier).rank for known in scale.lineage for tier in known}
        self.source.emitter.globals |= {f"named_{value}": named.get, f"held_{value}": held.get}
        self.source.block(f"if type({value}) is str:", f"{value} = named_{value}({value})")
        self.source.block("else:", f"{value} = held_{value}(id({value}))")
        self._leave(f"{value} is None")

    def _money(self, fact: Fact[FactValue], value: str) -> None:
        stated = self.source.contents.conventions.currency
        self._type(value, "Money")
        if stated:
            self._leave(f"{value}.currency != {stated!r}")
        else:
            self.source.block("if currency is None:", f"currency = {value}.currency")
            self.source.block(f"elif currency != {value}.currency:", _LEAVE)
        self.source.line(f"{value} = {value}.amount")
        self._range(fact, value)

    def _ratio(self, fact: Fact[FactValue], value: str) -> None:
        constant = self.source.emitter.constant
        self.source.block(f"if type({value}) is Decimal:", f"exact({value})")
        self.source.block(f"elif type({value}) is not int:", _LEAVE)
        # also refuses an int with too many digits, infinity, and what is not a number
        bound = Decimal(10) ** DIGITS
        self._leave(f"not {constant(-bound)} < {value} < {constant(bound)}")
        self._range(fact, value)

    def _range(self, fact: Fact[FactValue], value: str) -> None:
        for bound, operator in ((fact.minimum, ">="), (fact.maximum, "<=")):
            if bound is not None:
                limit = self.source.emitter.constant(Decimal(bound))
                self._leave(f"not {value} {operator} {limit}")
