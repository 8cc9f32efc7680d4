"""Records: what was seen, done, found or asserted about a loan, and on which day.

Every record stands on two axes of time: `on`, the day it holds from, and `known_on`, the day
the lender came to know it. A record is never edited: a correction is a new record that names
in `replaces` the id of the one it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeVar, get_args

import attrs

from postloan.calendars.dated import DatedCalendar, moved_by
from postloan.dates import Period, checked_date
from postloan.errors import InvalidValue, UncoveredDay
from postloan.model.checks import checked_choice, checked_code, checked_instance, checked_text
from postloan.money import Money, checked_decimal
from postloan.scales import SCALES

__all__ = [
    "CHANNELS",
    "Channel",
    "DutyRecord",
    "Evidence",
    "EvidenceValue",
    "InspectionRecord",
    "MoneyRecord",
    "Record",
    "SignalRecord",
    "TierRecord",
    "version_in_force",
]

Channel = Literal["on_site", "phone", "letter", "online", "other"]
"""How an inspector meets the borrower."""

CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)

EvidenceValue = bool | int | Decimal | str | Money | date | None
"""What evidence may say of a fact; None says that it was looked at and is not known."""


def _on_of(record: Record) -> date:
    return record.on


@attrs.frozen(kw_only=True)
class Record:
    """What every record carries. The kinds of records extend it."""

    on: date
    """The day it holds from; a payment's own date, a visit's date."""
    known_on: date = attrs.field(default=attrs.Factory(_on_of, takes_self=True))
    """The day the lender came to know it; `on` unless stated. It may lie on either side."""
    id: str | None = None
    """The lender's id, unique within a kind of record in one file; None where it has none. A
    record without an id cannot be replaced."""
    replaces: str | None = None
    """Id of the record of the same kind that this one corrects; None where it corrects none."""

    def __attrs_post_init__(self) -> None:
        if type(self.on) is not date or type(self.known_on) is not date:
            owner = type(self).__name__
            checked_date(owner, "on", self.on)
            checked_date(owner, "known_on", self.known_on)
        if self.id is not None:
            checked_code(type(self).__name__, "id", self.id)
        if self.replaces is not None:
            checked_code(type(self).__name__, "replaces", self.replaces)
            if self.replaces == self.id:
                allowed = "the id of another record"
                raise InvalidValue(type(self).__name__, "replaces", self.replaces, allowed)

    @property
    def void(self) -> bool:
        """Whether it only takes back the record it replaces, as if neither had been."""
        return False


R = TypeVar("R", bound=Record)


def version_in_force(kind: str, versions: Iterable[R], on: date) -> R | None:
    """Return the version in force on the day `on`; None where the first comes later.

    `versions` are of one `kind`, as the loan file names it, each of which restates what the one
    before it said. They are as known (`LoanFile.as_known_on`): none replaces another of them.

    Raises:
        InvalidValue: one still names what it replaces, or two are of one day.
    """
    latest: R | None = None
    for index, version in enumerate(versions):
        if version.replaces is not None:
            field = f"{kind}[{index}].replaces"
            allowed = "None: apply the corrections with LoanFile.as_known_on first"
            raise InvalidValue("version_in_force", field, version.replaces, allowed)
        if version.on > on:
            continue
        if latest is not None and version.on == latest.on:
            allowed = "a day of its own among the versions"
            raise InvalidValue("version_in_force", f"{kind}[{index}].on", version.on, allowed)
        if latest is None or version.on > latest.on:
            latest = version
    return latest


@attrs.frozen(kw_only=True)
class MoneyRecord(Record):
    """What every record of one amount carries."""

    amount: Money
    """More than zero; or zero in one that replaces another, which then never was."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        owner = type(self).__name__
        amount = checked_instance(owner, "amount", self.amount, Money).amount
        if amount < 0 or (not amount and self.replaces is None):
            allowed = "more than zero (zero only in one that replaces another)"
            raise InvalidValue(owner, "amount", self.amount, allowed)

    @property
    def void(self) -> bool:
        """Whether it is zero, and so only takes back the record it replaces."""
        return not self.amount


@attrs.frozen(kw_only=True)
class TierRecord(Record):
    """A tier that was given to the loan on a day.

    >>> TierRecord(on=date(2024, 6, 30), tier="substandard").dimension
    'classification'
    """

    tier: str
    """Id of the level, one of the scale's where the scale is a shipped one."""
    scale: str = "five-tier"
    """Id of the scale the level belongs to, shipped or the lender's own."""
    dimension: str = "classification"
    """Which question it answers, as the policy names it."""
    policy: str | None = None
    """Id of the policy that gave it; None where not stated."""
    edition: str | None = None
    """Edition of that policy; None where not stated."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for field in ("tier", "scale", "dimension"):
            checked_code("TierRecord", field, getattr(self, field))
        for field in ("policy", "edition"):
            if (code := getattr(self, field)) is not None:
                checked_code("TierRecord", field, code)
        scale = SCALES.get(self.scale)
        if scale is not None and self.tier not in scale:
            allowed = f"a level of {self.scale}: {', '.join(map(str, scale))}"
            raise InvalidValue("TierRecord", "tier", self.tier, allowed)


@attrs.frozen(kw_only=True)
class InspectionRecord(Record):
    """An inspection that was made: a first, routine or special visit, or a desk review."""

    kind: str
    """Kind of inspection, as the policy's inspection rules name it."""
    by: str | None = None
    """Id of the person who made it; None where not stated."""
    channel: Channel | None = None
    """How the borrower was met; None where not stated."""
    institution: str | None = None
    """Id of the institution whose staff made it, where it is another than the one that manages
    the loan; None for its own."""
    note: str | None = None
    """What to remember of it, for people to read; None where nothing is."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_code("InspectionRecord", "kind", self.kind)
        for field in ("by", "institution"):
            if (code := getattr(self, field)) is not None:
                checked_code("InspectionRecord", field, code)
        if self.channel is not None:
            checked_choice("InspectionRecord", "channel", self.channel, CHANNELS)
        if self.note is not None:
            checked_text("InspectionRecord", "note", self.note)


@attrs.frozen(kw_only=True)
class DutyRecord(Record):
    """A duty that was done: a notice sent, a report filed, a statement collected."""

    duty: str
    """Id of the policy's duty rule."""
    due: date | None = None
    """The due date that it meets; None where not stated."""
    subject: str | None = None
    """Id of whom or what it concerned, such as a guarantor; None for the loan itself."""
    by: str | None = None
    """Id of the person who did it; None where not stated."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_code("DutyRecord", "duty", self.duty)
        if self.due is not None:
            checked_date("DutyRecord", "due", self.due)
        for field in ("subject", "by"):
            if (code := getattr(self, field)) is not None:
                checked_code("DutyRecord", field, code)


@attrs.frozen(kw_only=True)
class SignalRecord(Record):
    """An early-warning signal that was raised on a day, and perhaps cleared later.

    >>> raised = SignalRecord(on=date(2024, 3, 1), signal="lawsuit", cleared_on=date(2024, 5, 1))
    >>> raised.active_on(date(2024, 4, 30)), raised.active_on(date(2024, 5, 1))
    (True, False)
    """

    signal: str
    """Id of the policy's signal rule."""
    cleared_on: date | None = None
    """First day on which it is no longer active, `on` or later; None while it stands."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_code("SignalRecord", "signal", self.signal)
        cleared = self.cleared_on
        if cleared is not None and checked_date("SignalRecord", "cleared_on", cleared) < self.on:
            raise InvalidValue("SignalRecord", "cleared_on", cleared, f"not before on, {self.on}")

    def active_on(self, day: date) -> bool:
        """Return whether it was raised on or before `day`, and not cleared by then."""
        return self.on <= day and (self.cleared_on is None or day < self.cleared_on)


@attrs.frozen(kw_only=True)
class Evidence(Record):
    """What a person or a system asserts about one fact.

    It holds from `on` until later evidence about the fact stands, or until it expires.

    >>> checked = Evidence(
    ...     on=date(2024, 1, 31),
    ...     fact="lawsuit",
    ...     value=False,
    ...     source="court search",
    ...     valid_for=Period.parse("3 months"),
    ... )
    >>> checked.expired_on(date(2024, 4, 30)), checked.expired_on(date(2024, 5, 1))
    (False, True)
    """

    fact: str
    """Name of the fact, as the fact catalogue spells it."""
    value: EvidenceValue
    """What it says; None where it was looked at and is not known. A ratio is a Decimal."""
    by: str | None = None
    """Id of the person or system that asserts it; None where not stated."""
    source: str | None = None
    """Where it was seen, for people to read; None where not stated."""
    valid_for: Period | None = None
    """How long it holds from `on`, its last day included; None: until superseded. Working days
    are counted by the calendar of the policy that reads it."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_code("Evidence", "fact", self.fact)
        _check_value(self.value)
        if self.by is not None:
            checked_code("Evidence", "by", self.by)
        if self.source is not None:
            checked_text("Evidence", "source", self.source)
        if self.valid_for is not None:
            checked_instance("Evidence", "valid_for", self.valid_for, Period)
            try:
                if not self.valid_for.needs_calendar:
                    self.valid_for.after(self.on)
            except InvalidValue:
                allowed = "a period that has ended by the year 9999"
                raise InvalidValue("Evidence", "valid_for", self.valid_for, allowed) from None

    def last_day(self, calendar: DatedCalendar | None = None) -> date | None:
        """Return the last day on which it holds; None where it holds until superseded.

        Args:
            calendar: by which working days are counted; None where there is none.

        Raises:
            InvalidValue: `valid_for` counts working days, and there is no calendar.
            UncoveredDay: the calendar ends before that day, or begins after `on`.
        """
        return None if self.valid_for is None else moved_by(self.valid_for, self.on, calendar)

    def expired_on(self, as_of: date, calendar: DatedCalendar | None = None) -> bool:
        """Return whether its validity has ended before `as_of`; never without `valid_for`.

        Takes, and raises, what `last_day` does; but evidence that holds to beyond the calendar
        has not expired on the days that the calendar covers.
        """
        try:
            last = self.last_day(calendar)
        except UncoveredDay as error:
            if error.first <= self.on and as_of <= error.last:
                return False
            raise
        return last is not None and as_of > last


def _check_value(value: object) -> None:
    if value is None or isinstance(value, bool | Money) or type(value) is date:
        return
    if isinstance(value, str):
        checked_text("Evidence", "value", value)
    elif isinstance(value, int | Decimal):
        checked_decimal("Evidence", "value", value)
    else:
        allowed = "a bool, int, Decimal, str, Money, date (without time) or None"
        raise InvalidValue("Evidence", "value", value, allowed)
