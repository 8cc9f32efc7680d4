"""A fact: its name, its kind and range, and what silence means."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Generic, Literal, TypeAlias, TypeVar, cast

import attrs

from postloan.errors import InvalidFact, InvalidValue
from postloan.money import Money, checked_decimal
from postloan.tiers import Scale, Tier
from postloan.units import Kind

__all__ = ["Fact", "FactValue", "Source"]

FactValue: TypeAlias = bool | int | Decimal | str | Money | Tier
"""What a fact can be, when it is known."""

Source = Literal["derived", "evidence", "outcome"]
"""Where a fact comes from: the loan file's records, what somebody recorded, the decision."""

T_co = TypeVar("T_co", bound=FactValue, covariant=True)

_MAX_INT = 10**12
_INT_NAMES: dict[Kind, str] = {"count": "a count", "days": "days", "months": "months"}


@attrs.frozen(kw_only=True)
class Fact(Generic[T_co]):
    """A named quantity about one loan on one date.

    >>> from postloan.facts.catalogue import DAYS_PAST_DUE
    >>> DAYS_PAST_DUE.checked(91)
    91
    """

    name: str
    """The one name it has everywhere: policies, columns, command line."""
    kind: Kind
    """Type and unit."""
    meaning: str
    """What it says, in a sentence."""
    name_zh: str = ""
    """Its Chinese name."""
    source: Source = "evidence"
    """`derived` facts come from the records and refuse evidence."""
    silence: bool | None = None
    """What it means when nobody recorded anything: None is unknown, False is "none recorded"."""
    values: tuple[str, ...] = ()
    """The words an enum allows."""
    minimum: int | None = None
    """The least value; None is unbounded."""
    maximum: int | None = None
    """The greatest value; None is unbounded."""
    dimensional: bool = False
    """Whether each dimension of a policy has its own."""

    def checked(self, value: object, scale: Scale | None = None) -> T_co:
        """Return `value` in the type of this fact.

        A ratio may come as an int, a tier as the id of its level.

        Raises:
            InvalidFact: another type, NaN, out of range, not one of the words, or a tier of
                another scale.
        """
        return cast("T_co", self._checked(value, scale))

    def _checked(self, value: object, scale: Scale | None) -> FactValue:
        match self.kind:
            case "bool":
                if not isinstance(value, bool):
                    raise InvalidFact(self.name, value, "true or false")
                return value
            case "count" | "days" | "months":
                if type(value) is not int or abs(value) > _MAX_INT:
                    allowed = f"{_INT_NAMES[self.kind]} as an int"
                    raise InvalidFact(self.name, value, allowed + self._range())
                return self._within(value, value)
            case "ratio":
                try:
                    number = checked_decimal("fact", self.name, value)
                except InvalidValue as error:
                    raise InvalidFact(self.name, value, "a ratio as " + error.allowed) from None
                return self._within(number, value)
            case "money":
                if not isinstance(value, Money):
                    raise InvalidFact(self.name, value, "Money, with its currency")
                self._within(value.amount, value)
                return value
            case "tier":
                return self._tier(value, scale)
            case _:
                return self._word(value)

    def _within(self, number: Any, value: object) -> Any:
        if (self.minimum is not None and number < self.minimum) or (
            self.maximum is not None and number > self.maximum
        ):
            raise InvalidFact(self.name, value, f"a value{self._range()}")
        return number

    def _range(self) -> str:
        match self.minimum, self.maximum:
            case None, None:
                return ""
            case least, None:
                return f" of at least {least}"
            case None, most:
                return f" of at most {most}"
            case least, most:
                return f" from {least} to {most}"

    def _word(self, value: object) -> str:
        if not isinstance(value, str) or not value:
            raise InvalidFact(self.name, value, "a word that is not empty")
        if self.values and value not in self.values:
            raise InvalidFact(self.name, value, f"one of {', '.join(self.values)}")
        return value

    def _tier(self, value: object, scale: Scale | None) -> Tier:
        if isinstance(value, Tier):
            if scale is not None and value.scale != scale.id:
                raise InvalidFact(self.name, value, f"a tier of {scale.id}")
            return value
        if scale is None or not isinstance(value, str) or value not in scale:
            levels = f"one of {', '.join(t.id for t in scale)}" if scale else "a Tier"
            raise InvalidFact(self.name, value, levels)
        return scale[value]
