"""The facts a decision is made on: checked, silence resolved once, unknowns with their reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeVar, overload

import attrs

from postloan.between import Between
from postloan.errors import CurrencyMismatch, InvalidFact, InvalidValue, UnknownFact
from postloan.facts.fact import Fact, FactValue
from postloan.money import Money
from postloan.policy.clauses.contents import Contents
from postloan.rules.evaluate import Bounded, Value
from postloan.tiers import Scale, Tier
from postloan.units import NUMERIC

__all__ = ["Facts", "check_key", "fact_of", "given_facts", "plain", "scale_of"]

F = TypeVar("F", bound=FactValue)
T = TypeVar("T")

NOT_RECORDED = "nobody recorded it"


@attrs.frozen(eq=False, repr=False)
class Facts(Mapping[str, FactValue | None]):
    """The facts that one decision stands on, by name: those given, and those the policy reads.

    A fact that is not known is None. A fact that neither was given nor is read is not among
    them, though `facts[name]` and `get` answer with what its silence means. A name that is no
    fact raises `UnknownFact`.
    """

    _known: Mapping[str, FactValue | None]
    _contents: Contents
    assumed: tuple[str, ...]
    """Facts that the policy reads and nobody recorded, taken as "none recorded" (False)."""
    reasons: Mapping[str, str]
    """Why a fact is not known, where there is more to say than that nobody recorded it."""
    plain: Mapping[str, Bounded]
    """The same as conditions read them: amounts without currency, tiers as ranks, and `Between`
    where there are bounds of what is not known."""

    def __getitem__(self, name: str) -> FactValue | None:
        if name in self._known:
            return self._known[name]
        return self._contents.silence(fact_of(self._contents, name))

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    @overload
    def get(self, key: Fact[F], /) -> F | None: ...
    @overload
    def get(self, key: str, /) -> FactValue | None: ...
    @overload
    def get(self, key: str, /, default: FactValue | T) -> FactValue | T: ...
    def get(self, key: str | Fact[FactValue], /, default: object = None) -> object:
        """Return the value of a fact, or `default` where it is not known.

        Given a `Fact` in place of its name, type checkers know the type of the value.

        Raises:
            UnknownFact: a name that is no fact.

        >>> from postloan import load_policy
        >>> from postloan.facts.catalogue import DAYS_PAST_DUE
        >>> facts = load_policy("cn.asset-classification").decide({"days_past_due": 91}).facts
        >>> facts.get(DAYS_PAST_DUE), facts.get("loss_share", 0), facts["lawsuit"]
        (91, 0, False)
        """
        value = self[key.name if isinstance(key, Fact) else key]
        return default if value is None else value

    @property
    def bounded(self) -> bool:
        """Whether a number among them is known within bounds only."""
        return any(isinstance(value, Between) for value in self.plain.values())

    @property
    def currency(self) -> str:
        """What amounts are in; empty where the policy states none and no amount is known."""
        amounts = (value for value in self._known.values() if isinstance(value, Money))
        stated = self._contents.conventions.currency
        return stated or next((amount.currency for amount in amounts), "")

    def reason(self, key: str) -> str:
        """Return why `key` is not known."""
        return self.reasons.get(key, NOT_RECORDED)

    def __repr__(self) -> str:
        return f"Facts({dict(self._known)!r})"


def fact_of(contents: Contents, key: str) -> Fact[FactValue]:
    """Return the fact behind a key, which may stand behind a dimension's id and a dot.

    Raises:
        UnknownFact: there is none.
    """
    if key in contents.catalogue:
        return contents.catalogue[key]
    dimension, dot, name = key.partition(".")
    ids = [other.id for other in contents.dimensions[1:]]
    if dot and dimension in ids and name in contents.catalogue:
        fact = contents.catalogue[name]
        if fact.dimensional:
            return fact
    raise UnknownFact(key, contents.catalogue)


def given_facts(
    contents: Contents, given: Mapping[str, object], reasons: Mapping[str, str] | None = None
) -> Facts:
    """Return the facts of a decision under `contents`.

    Args:
        contents: the policy.
        given: facts by name; a present None is unknown, an absent one takes its silence. A tier
            may be given as the id of its level, a number that is not known as `Between`.
            `signal:ID` says that a signal is on record.
        reasons: why some are None.

    Raises:
        UnknownFact: a name that is no fact.
        InvalidFact: a wrong type, out of range, not one of the policy's codes, or an outcome.
        CurrencyMismatch: amounts in two currencies, and the policy does not state which counts.
        InvalidValue: `given` is no mapping, or a key is no string.
    """
    _check_named(given)
    values: dict[str, FactValue | None] = {}
    bounds: dict[str, Between] = {}
    why = dict(reasons or {})
    for key, value in given.items():
        if isinstance(value, Between):
            bounds[key] = _checked_bounds(contents, key, value)
            values[key] = None
            why.setdefault(key, f"known to be from {value}")
        elif key.startswith("signal:"):
            _check_signal(contents, key, value)
            values[key] = bool(value)
        else:
            values[key] = _checked(contents, key, value)
    _check_currency(contents, values, why)
    assumed = []
    for key, silent in contents.silences.items():
        if key not in values:
            values[key] = silent
            if silent is not None:
                assumed.append(key)
    raw: dict[str, Bounded] = {key: plain(value) for key, value in values.items()}
    raw.update(bounds)
    return Facts(values, contents, tuple(assumed), why, raw)


def _check_named(given: object) -> None:
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise InvalidValue("decide", "facts", given, "a mapping from names of facts to values")


def plain(value: object) -> Value:
    """Return a fact's or parameter's value as conditions read it."""
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Tier):
        return value.rank
    if isinstance(value, bool | int | Decimal | str):
        return value
    return None


def _checked(contents: Contents, key: str, value: object) -> FactValue | None:
    fact = fact_of(contents, key)
    if fact.source == "outcome":
        raise InvalidFact(key, value, "left out: it is what the policy decides")
    if value is None:
        return None
    codes = contents.codes.get(key)
    if codes and value not in codes:
        raise InvalidFact(key, value, f"one of {', '.join(codes)}")
    return fact.checked(value, scale_of(contents, key))


def _checked_bounds(contents: Contents, key: str, value: Between) -> Between:
    fact = fact_of(contents, key)
    if fact.kind not in NUMERIC - {"money"}:
        raise InvalidFact(key, value, "a value: only of a number are there bounds, not of money")
    fact.checked(value.low)
    fact.checked(value.high)
    return value


def scale_of(contents: Contents, key: str) -> Scale:
    """Return the scale on which the fact behind a key is read, if it is a tier."""
    prefix, dot, _ = key.partition(".")
    return contents.dimension(prefix).scale if dot else contents.main.scale


def check_key(contents: Contents, key: str) -> None:
    """Raise unless facts may be given under `key`.

    Raises:
        UnknownFact: there is no such fact, or no such signal.
        InvalidFact: it is an outcome.
    """
    if key.startswith("signal:"):
        _check_signal(contents, key, value=True)
    else:
        _checked(contents, key, None)


def _check_signal(contents: Contents, key: str, value: object) -> None:
    if not any(signal.key == key for signal in contents.signals):
        raise UnknownFact(key, [signal.key for signal in contents.signals])
    if not isinstance(value, bool):
        raise InvalidFact(key, value, "true or false")


def _check_currency(
    contents: Contents, values: dict[str, FactValue | None], why: dict[str, str]
) -> None:
    stated = contents.conventions.currency
    first = ""
    for key, value in values.items():
        if not isinstance(value, Money):
            continue
        if stated and value.currency != stated:
            values[key] = None
            why[key] = f"in {value.currency}; the policy counts in {stated}"
        elif first and value.currency != first:
            raise CurrencyMismatch(first, value.currency, f"the facts, at {key}")
        else:
            first = value.currency
