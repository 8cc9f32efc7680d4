"""A fact: its name, its kind and range, and what silence means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, Generic, Literal, TypeAlias, TypeVar, cast, get_args

import attrs

from postloan.errors import InvalidFact, InvalidValue
from postloan.model.file import LoanFile
from postloan.money import Money, checked_decimal
from postloan.tiers import Scale, Tier
from postloan.units import KINDS, Kind

__all__ = ["DIRECTIONS", "MAX_INT", "SOURCES", "Direction", "Fact", "FactValue", "Source"]

FactValue: TypeAlias = bool | int | Decimal | str | Money | Tier
"""What a fact can be, when it is known."""

Source = Literal["derived", "evidence", "either", "outcome"]
"""Where a fact comes from: the loan file's records, what somebody recorded, the records where
there are any and else what somebody recorded, the decision."""
SOURCES: tuple[Source, ...] = get_args(Source)
Direction = Literal["higher", "lower"]
"""A way in which a fact may change; true is higher than false, a worse tier than a better."""
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

T_co = TypeVar("T_co", bound=FactValue, covariant=True)

MAX_INT: Final = 10**12
"""The greatest count, number of days or number of months, and the least without its sign."""
_INT_NAMES: dict[Kind, str] = {"count": "a count", "days": "days", "months": "months"}


@attrs.frozen(kw_only=True)
class Fact(Generic[T_co]):
    """A named quantity about one loan on one date.

    A type checker knows what a fact holds from its parameter, as in `Fact[Decimal]`.

    Raises:
        InvalidValue: the name is no identifier, the kind or source is none, an enum has no
            words or another kind has some, silence is anything but None, or False in a bool,
            `worse` is no direction or stands with words, or `derive` stands with another source
            than "derived" or in a dimensional fact.

    >>> score = Fact[Decimal](name="score", kind="ratio", meaning="A score of ours.", maximum=1)
    >>> score.checked(Decimal("0.7"))
    Decimal('0.7')
    >>> score.checked(2)
    Traceback (most recent call last):
    postloan.errors.InvalidFact: fact score must be a value of at most 1; got 2
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
    """`derived` facts come from the records and refuse evidence; in `either` evidence stands
    until there are records, which then take over."""
    silence: bool | None = None
    """What it means when nobody recorded anything: None is unknown, False is "none recorded"."""
    values: tuple[str, ...] = ()
    """The words an enum allows; () for every other kind."""
    minimum: int | None = None
    """The least value, in the unit of its kind; None is unbounded."""
    maximum: int | None = None
    """The greatest value, in the unit of its kind; None is unbounded."""
    dimensional: bool = False
    """Whether each dimension of a policy has its own."""
    worse: Direction | None = None
    """The direction in which a loan gets worse by the meaning of the fact, so that no sound
    policy gives a better tier for it; None where the meaning does not say."""
    derive: Callable[[LoanFile, date], T_co | None] | None = attrs.field(default=None, repr=False)
    """Works it out from a loan file on a day; None where the library does, or nobody can.

    It is given the file as known, without records of later days, and answers None where nothing
    is recorded. A function of a module, not a lambda, lets policies go to other processes."""

    def __attrs_post_init__(self) -> None:
        if not str(self.name).isidentifier():
            raise InvalidValue("Fact", "name", self.name, "an identifier, as conditions name it")
        if self.kind not in KINDS or self.kind == "number":
            kinds = ", ".join(kind for kind in KINDS if kind != "number")
            raise InvalidValue("Fact", "kind", self.kind, f"one of {kinds}")
        if self.source not in SOURCES:
            raise InvalidValue("Fact", "source", self.source, f"one of {', '.join(SOURCES)}")
        if bool(self.values) != (self.kind == "enum"):
            raise InvalidValue("Fact", "values", self.values, "words in an enum, () elsewhere")
        if self.silence is not None and (self.silence or self.kind != "bool"):
            raise InvalidValue("Fact", "silence", self.silence, "None, or False in a bool")
        if self.worse is not None and (self.worse not in DIRECTIONS or not self.ordered):
            allowed = "higher, lower or None; None for words"
            raise InvalidValue("Fact", "worse", self.worse, allowed)
        if self.derive is not None and (self.source != "derived" or self.dimensional):
            allowed = 'left out, or source "derived" and dimensional False'
            raise InvalidValue("Fact", "derive", self.derive, allowed)

    @property
    def ordered(self) -> bool:
        """Whether it can be more or less: a number, a tier, true or false."""
        return self.kind not in ("enum", "code")

    def checked(self, value: object, scale: Scale | None = None) -> T_co:
        """Return `value` in the type of this fact.

        A ratio may come as an int, a tier as the id of its level. A tier of a coarser scale that
        `scale` maps to is its best level there.

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
                if type(value) is not int or abs(value) > MAX_INT:
                    allowed = f"{_INT_NAMES[self.kind]} as an int"
                    raise InvalidFact(self.name, value, allowed + self._range())
                self._check_range(value, value)
                return value
            case "ratio":
                try:
                    number = checked_decimal("fact", self.name, value)
                except InvalidValue as error:
                    raise InvalidFact(self.name, value, "a ratio as " + error.allowed) from None
                self._check_range(number, value)
                return number
            case "money":
                if not isinstance(value, Money):
                    raise InvalidFact(self.name, value, "Money, with its currency")
                self._check_range(value.amount, value)
                return value
            case "tier":
                return self._tier(value, scale)
            case _:
                return self._word(value)

    def _check_range(self, number: Decimal | int, value: object) -> None:
        if (self.minimum is not None and number < self.minimum) or (
            self.maximum is not None and number > self.maximum
        ):
            raise InvalidFact(self.name, value, f"a value{self._range()}")

    def _range(self) -> str:
        match self.minimum, self.maximum:
            case None, None:
                return ""
            case least, None:
                return f" of at least {least}"
            case None, most:
                return f" of at most {most}"
            case _:
                return f" from {self.minimum} to {self.maximum}"

    def _word(self, value: object) -> str:
        if not isinstance(value, str) or not value:
            raise InvalidFact(self.name, value, "a word that is not empty")
        if self.values and value not in self.values:
            raise InvalidFact(self.name, value, f"one of {', '.join(self.values)}")
        return value

    def _tier(self, value: object, scale: Scale | None) -> Tier:
        if isinstance(value, Tier):
            if scale is None:
                return value
            if not any(value in known.tiers for known in scale.lineage):
                raise InvalidFact(self.name, value, f"a tier of {scale.id}")
            return scale.lift(value)
        if scale is None or not isinstance(value, str) or value not in scale.names():
            levels = f"one of {', '.join(scale.names())}" if scale else "a Tier"
            raise InvalidFact(self.name, value, levels)
        return scale.level(value)
