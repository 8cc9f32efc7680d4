"""Parameters of a policy: figures that may be dated, or that the source leaves blank."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias, assert_never, get_args

import attrs

from postloan.citation import Citation
from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.money import Money, checked_decimal
from postloan.tiers import Scale, Tier

__all__ = [
    "MAX_INT",
    "RANGED",
    "UNITS",
    "Dated",
    "Parameter",
    "ParameterUnit",
    "ParameterValue",
    "read_value",
]

ParameterUnit = Literal[
    "period", "bool", "count", "days", "months", "ratio", "money", "number", "code", "tier"
]
UNITS: Final[tuple[ParameterUnit, ...]] = get_args(ParameterUnit)
RANGED: Final[frozenset[ParameterUnit]] = frozenset(("count", "days", "months", "ratio", "number"))
"""Units of parameters that may state the least and the most they can be."""
MAX_INT: Final = 10**9
"""The greatest count, number of days or number of months that a parameter may state."""

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
    least: Decimal | None = None
    """The least that it may be, in its unit; None is open."""
    most: Decimal | None = None
    """The most that it may be, in its unit; None is open."""
    cite: Citation | None = None
    title: str = ""
    title_zh: str = ""
    covers: tuple[str, ...] = ()
    """Ids of the requirements it carries out, as a register of requirements numbers them."""
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

    def checked(self, value: ParameterValue) -> ParameterValue:
        """Return `value` if it is in the range.

        Raises:
            InvalidValue: it is not; says what the range is.
        """
        if isinstance(value, int | Decimal) and (
            (self.least is not None and value < self.least)
            or (self.most is not None and value > self.most)
        ):
            raise InvalidValue("parameters", self.id, value, f"a value {self.range}")
        return value

    @property
    def range(self) -> str:
        """What it may be, in words; empty where it may be anything."""
        if self.most is None:
            return "" if self.least is None else f"of at least {self.least:f}"
        if self.least is None:
            return f"of at most {self.most:f}"
        return f"from {self.least:f} to {self.most:f}"

    def blank(self, day: date | None = None) -> str:
        """Return the sentence to show where it has no value, on `day` if it has others."""
        if self.values and day is not None:
            return f"has no value on {day}; set {self.id}"
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
            return _period(id, value)
        case "bool" | "code":
            return _plain(id, unit, value)
        case "count" | "days" | "months":
            if type(value) is not int or not 0 <= value <= MAX_INT:
                raise InvalidValue("parameters", id, value, f"an integer from 0 to {MAX_INT}")
            return value
        case "ratio" | "number":
            return checked_decimal("parameters", id, value)
        case "money":
            return _money(id, value, currency)
        case "tier":
            return _tier(id, value, scale)
        case _:
            assert_never(unit)


def _period(id: str, value: object) -> Period:
    if isinstance(value, Period):
        return value
    if not isinstance(value, str):
        raise InvalidValue("parameters", id, value, 'a period such as "3 months"')
    try:
        return Period.parse(value)
    except InvalidValue as error:
        raise InvalidValue("parameters", id, value, error.allowed) from None


def _plain(id: str, unit: Literal["bool", "code"], value: object) -> bool | str:
    if unit == "bool" and isinstance(value, bool):
        return value
    if unit == "code" and isinstance(value, str) and value:
        return value
    raise InvalidValue("parameters", id, value, "true or false" if unit == "bool" else "a word")


def _money(id: str, value: object, currency: str | None) -> Money:
    if currency is None:
        raise InvalidValue(
            "parameters", id, value, "in a currency, which the policy states in [conventions]"
        )
    if isinstance(value, Money) and value.currency == currency:
        return value
    if isinstance(value, Money):
        raise InvalidValue("parameters", id, value, f"in {currency}, as the policy counts")
    return Money(checked_decimal("parameters", id, value), currency)


def _tier(id: str, value: object, scale: Scale) -> Tier:
    if isinstance(value, Tier) and any(value in known.tiers for known in scale.lineage):
        return scale.lift(value)
    if not isinstance(value, str) or value not in scale.names():
        raise InvalidValue("parameters", id, value, f"one of {', '.join(scale.names())}")
    return scale.level(value)
