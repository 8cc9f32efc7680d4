"""A loan of which z3 chooses the facts: for each a value, and whether it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
import z3

from postloan.facts.fact import MAX_INT
from postloan.money import DIGITS, EXACT
from postloan.rules.cells import ANY_OTHER, Domain
from postloan.rules.evaluate import Value
from postloan.rules.vocabulary import Term
from postloan.units import DECIMAL, NUMERIC

__all__ = ["AnyFact", "AnyLoan"]

_BELOW: Final = 10**DIGITS
"""What no decimal reaches."""


@attrs.frozen(kw_only=True, eq=False)
class AnyFact:
    """One fact of the loan."""

    term: Term
    domain: Domain
    value: z3.ExprRef
    """An Int of a number that is counted, of a tier its rank, of a word its number; a Real of a
    ratio or an amount; a Bool."""
    known: z3.BoolRef
    """Whether it is known; where it is not, the value says nothing."""

    def digits(self, rounding: int) -> int:
        """Return how many digits after the point it may have: of a ratio two more than others."""
        if self.term.kind == "ratio":
            return min(rounding + 2, DIGITS)
        return rounding if self.term.kind == "money" else 0

    @property
    def ordered(self) -> bool:
        """Whether its values lie nearer to clean or further from it."""
        return self.term.kind in NUMERIC or self.term.kind == "tier"

    @property
    def clean(self) -> bool | int | str:
        """What it is of a clean loan: false, the best tier, the number nearest to 0."""
        match self.term.kind:
            case "bool":
                return False
            case "enum" | "code":
                return (*self.domain.words, ANY_OTHER)[0]
            case _:
                least, most = self.domain.minimum, self.domain.maximum
                above = 0 if least is None else max(0, least)
                return above if most is None else min(above, most)


class AnyLoan:
    """A loan of which z3 chooses the facts; they come into being as they are asked for.

    Args:
        domain: what the fact of a key can be.
    """

    def __init__(self, domain: Callable[[str], Domain]) -> None:
        # a context of its own: what was asked before changes no answer, and threads do not meet
        self.context: z3.Context = z3.Context()
        self.true: z3.BoolRef = z3.BoolVal(True, self.context)
        self.false: z3.BoolRef = z3.BoolVal(False, self.context)
        self.facts: dict[str, AnyFact] = {}
        self._domain = domain
        self._words: dict[str, int] = {}

    def fact(self, term: Term) -> AnyFact:
        """Return the fact that `term` names."""
        found = self.facts.get(term.key)
        if found is None:
            signal = term.key.startswith("signal:")  # on record or not: that is always known
            found = self.facts[term.key] = AnyFact(
                term=term,
                domain=self._domain(term.key),
                value=self._free(term),
                known=self.true if signal else z3.Bool(f"known {term.key}", self.context),
            )
        return found

    def _free(self, term: Term) -> z3.ExprRef:
        match term.kind:
            case "bool":
                return z3.Bool(term.key, self.context)
            case "ratio" | "money":
                return z3.Real(term.key, self.context)
            case _:
                return z3.Int(term.key, self.context)

    # -- values in z3

    def value(self, value: bool | int | Decimal | Fraction | str) -> z3.ExprRef:
        """Return a value as z3 writes it."""
        if isinstance(value, bool):
            return z3.BoolVal(value, self.context)
        if isinstance(value, str):
            return self.value(self._words.setdefault(value, len(self._words)))
        number = Fraction(value)
        if number.denominator == 1:
            return z3.IntVal(number.numerator, self.context)
        return z3.RealVal(f"{number.numerator}/{number.denominator}", self.context)

    def at(self, place: z3.ArithRef, numbers: Sequence[int]) -> z3.ArithRef:
        """Return the number at a place, one of those that there are."""
        *first, found = map(self.value, numbers)
        for position, number in reversed(list(enumerate(first))):
            found = z3.If(place == position, number, found)
        return found

    def allowed(self) -> Iterator[z3.BoolRef]:
        """Yield what the facts asked for so far must satisfy, known or not."""
        for fact in self.facts.values():
            value, domain = fact.value, fact.domain
            match fact.term.kind:
                case "bool":
                    continue
                case "tier":
                    yield z3.And(value >= 0, value < domain.levels)
                case "enum" | "code" if domain.words:
                    yield z3.Or([value == self.value(word) for word in domain.words])
                case "enum" | "code":
                    yield z3.Or([value == self.value(word) for word in (*self._words, ANY_OTHER)])
                case "ratio" | "money":
                    yield z3.And(value > -_BELOW, value < _BELOW)
                case _:
                    yield z3.And(value >= -MAX_INT, value <= MAX_INT)
            if domain.minimum is not None:
                yield value >= domain.minimum
            if domain.maximum is not None:
                yield value <= domain.maximum

    def rounded(self, rounding: int) -> z3.BoolRef:
        """Return that no amount has more digits after the point, and no ratio two more."""
        whole = [
            fact.value * 10 ** fact.digits(rounding)
            == z3.Int(f"{fact.term.key} to {rounding}", self.context)
            for fact in self.facts.values()
            if fact.term.kind in DECIMAL
        ]
        return z3.And(self.true, *whole)

    # -- values from z3

    def read(self, fact: AnyFact, model: z3.ModelRef) -> Value:
        """Return the value of a fact in a model; None where it is not known there."""
        if not z3.is_true(model.eval(fact.known, model_completion=True)):
            return None
        value = model.eval(fact.value, model_completion=True)
        if fact.term.kind == "bool":
            return bool(z3.is_true(value))
        if fact.term.kind in DECIMAL:
            parts = value.numerator_as_long(), value.denominator_as_long()
            return EXACT.divide(*map(Decimal, parts))
        number = value.as_long()
        if fact.term.kind in ("enum", "code"):
            return next(word for word, place in self._words.items() if place == number)
        return int(number)
