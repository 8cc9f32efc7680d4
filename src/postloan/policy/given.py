"""The facts a decision is made on: checked, silence resolved once, unknowns with their reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

import attrs

from postloan.errors import InvalidFact, UnknownFact
from postloan.facts.fact import Fact, FactValue
from postloan.money import Money
from postloan.policy.contents import Contents
from postloan.rules.evaluate import Value
from postloan.tiers import Tier

__all__ = ["Facts", "given_facts", "plain"]

F = TypeVar("F", bound=FactValue)

NOT_RECORDED = "nobody recorded it"


@attrs.frozen(eq=False, repr=False)
class Facts(Mapping[str, FactValue | None]):
    """The facts of one decision by name: what was given, and what silence means for the rest.

    A name that the catalogue does not have raises `UnknownFact`; one that is not known is None.
    """

    _known: Mapping[str, FactValue | None]
    _contents: Contents
    assumed: tuple[str, ...]
    """Facts that the policy reads and nobody recorded, taken as "none recorded" (False)."""
    reasons: Mapping[str, str]
    """Why a fact is not known, where there is more to say than that nobody recorded it."""
    plain: Mapping[str, Value]
    """The same as conditions read them: amounts without currency, tiers as ranks."""

    def __getitem__(self, name: str) -> FactValue | None:
        if name in self._known:
            return self._known[name]
        return _silence(self._contents, name)

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def of(self, fact: Fact[F]) -> F | None:
        """Return the value of `fact` in its own type, for type checkers.

        >>> from postloan.facts.catalogue import DAYS_PAST_DUE
        >>> from postloan.policy.policy import Policy
        """
        value = self[fact.name]
        return None if value is None else fact.checked(value)

    def reason(self, key: str) -> str:
        """Return why `key` is not known."""
        return self.reasons.get(key, NOT_RECORDED)

    def __repr__(self) -> str:
        return f"Facts({dict(self._known)!r})"


def _fact(contents: Contents, key: str) -> Fact[FactValue]:
    """Return the fact behind a key, which may stand behind a dimension's id and a dot."""
    if key in contents.catalogue:
        return contents.catalogue[key]
    dimension, dot, name = key.partition(".")
    ids = [other.id for other in contents.dimensions[1:]]
    if dot and dimension in ids and name in contents.catalogue:
        fact = contents.catalogue[name]
        if fact.dimensional:
            return fact
    raise UnknownFact(key, contents.catalogue)


def _silence(contents: Contents, key: str) -> FactValue | None:
    fact = _fact(contents, key)
    return None if fact.name in contents.assumptions else fact.silence


def given_facts(
    contents: Contents, given: Mapping[str, object], reasons: Mapping[str, str] | None = None
) -> Facts:
    """Return the facts of a decision under `contents`.

    Args:
        contents: the policy.
        given: facts by name; a present None is unknown, an absent one takes its silence. A tier
            may be given as the id of its level. `signal:ID` says that a signal is on record.
        reasons: why some are None.

    Raises:
        UnknownFact: a name that is no fact.
        InvalidFact: a wrong type, out of range, not one of the policy's codes, or an outcome.
        CurrencyMismatch: amounts in two currencies.
    """
    values: dict[str, FactValue | None] = {}
    why = dict(reasons or {})
    for key, value in given.items():
        if key.startswith("signal:"):
            _check_signal(contents, key, value)
            values[key] = bool(value)
        else:
            values[key] = _checked(contents, key, value)
    _check_currency(contents, values, why)
    assumed = []
    for key in contents.reads:
        if key not in values and not key.startswith("signal:"):
            silent = _silence(contents, key)
            values[key] = silent
            if silent is not None:
                assumed.append(key)
    raw = {key: plain(value) for key, value in values.items()}
    return Facts(values, contents, tuple(sorted(assumed)), why, raw)


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
    fact = _fact(contents, key)
    if fact.source == "outcome":
        raise InvalidFact(key, value, "left out: it is what the policy decides")
    if value is None:
        return None
    codes = contents.codes.get(key)
    if codes and value not in codes:
        raise InvalidFact(key, value, f"one of {', '.join(codes)}")
    if not fact.dimensional:
        return fact.checked(value, contents.main.scale)
    dimension = key.partition(".")[0] if "." in key else contents.main.id
    return fact.checked(value, contents.dimension(dimension).scale)


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
            raise InvalidFact(key, value, f"in {first}, as the other amounts")
        first = first or value.currency
