"""Parameters of a policy: figures that may be dated, or that the source leaves blank."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, TypeAlias, get_args

import attrs

from postloan.citation import Citation
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.money import Money, checked_decimal
from postloan.tiers import Scale, Tier

__all__ = ["UNITS", "Dated", "Parameter", "ParameterUnit", "ParameterValue", "read_value"]

ParameterUnit = Literal[
    "period", "bool", "count", "days", "months", "ratio", "money", "number", "code", "tier"
]
UNITS: Final[tuple[ParameterUnit, ...]] = get_args(ParameterUnit)

ParameterValue: TypeAlias = bool | int | Decimal | str | Money | Period | Tier
"""A parameter's value; a `money` parameter is Money, a `period` one a Period."""


@attrs.frozen(kw_only=True)
class Dated:
    """A value, and from and until when it stands."""

    value: ParameterValue
    since: date | None = None
    """First day; None is from the beginning."""
    until: date | None = None
    """Last day; None is until the next value."""
    cite: Citation | None = None
    """Where this value comes from; None is as the parameter."""


@attrs.frozen(kw_only=True)
class Parameter:
    """A figure of a policy."""

    id: str
    unit: ParameterUnit
    required: bool = False
    """Whether the source leaves it blank, so that the user has to give it."""
    values: tuple[Dated, ...] = ()
    """Its values, oldest first; () where it has none."""
    cite: Citation | None = None
    title: str = ""
    title_zh: str = ""
    origin: str
    """Id of the policy that states it."""

    @property
    def dated(self) -> bool:
        """Whether its value depends on the date."""
        return any(value.since or value.until for value in self.values)

    def on(self, day: date | None) -> Dated | None:
        """Return the value that stands on `day`, or None where none does.

        `day` may be None only where the parameter is not dated.
        """
        for dated in reversed(self.values):
            if dated.since is None or (day is not None and dated.since <= day):
                gone = dated.until is not None and day is not None and day > dated.until
                return None if gone else dated
        return None

    def blank(self) -> str:
        """Return the sentence to show where it has no value."""
        where = f" in {self.cite.article}" if self.cite else ""
        return f"not stated{where}; set {self.id}"


def read_value(
    id: str, unit: ParameterUnit, value: object, scale: Scale, currency: str | None
) -> ParameterValue:
    """Return `value`, from TOML, a call or a command line, in the type of `unit`.

    Raises:
        InvalidValue: it is of another type; says what is allowed.
    """
    match unit:
        case "period":
            if isinstance(value, Period):
                return value
            if isinstance(value, str):
                return Period.parse(value)
            raise InvalidValue("parameters", id, value, 'a period such as "3 months"')
        case "bool":
            if not isinstance(value, bool):
                raise InvalidValue("parameters", id, value, "true or false")
            return value
        case "count" | "days" | "months":
            if type(value) is not int or not 0 <= value <= 10**9:
                raise InvalidValue("parameters", id, value, "an integer of at least 0")
            return value
        case "ratio" | "number":
            return checked_decimal("parameters", id, value)
        case "money":
            if isinstance(value, Money) and currency in (None, value.currency):
                return value
            if currency is None or isinstance(value, Money | datetime):
                allowed = f"Money in {currency}" if currency else "Money, or state a currency"
                raise InvalidValue("parameters", id, value, allowed)
            return Money(checked_decimal("parameters", id, value), currency)
        case "code":
            if not isinstance(value, str) or not value:
                raise InvalidValue("parameters", id, value, "a word")
            return value
        case "tier":
            if isinstance(value, Tier) and value.scale == scale.id:
                return value
            if not isinstance(value, str) or value not in scale:
                levels = ", ".join(tier.id for tier in scale)
                raise InvalidValue("parameters", id, value, f"one of {levels}")
            return scale[value]
