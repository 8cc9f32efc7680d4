"""Moving days by a policy's periods and calendar, or saying why there is no date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs

from postloan.agenda.anchors import Life
from postloan.calendars.dated import DatedCalendar, Roll
from postloan.dates import Period
from postloan.errors import InvalidValue, UncoveredDay, meant
from postloan.policy.clauses.timing import Length

__all__ = ["Counting", "NoDate"]


class NoDate(Exception):
    """Why there is no date, as a sentence. The agenda makes an item without a date of it."""


@attrs.frozen(kw_only=True)
class Counting:
    """How the due dates of one rule are counted for one loan."""

    life: Life
    """The loan's records and its decision."""
    roll: Roll
    """Where a due date goes that is no working day."""

    def period(self, length: Length) -> Period:
        """Return the period to count with; raises `NoDate` where its parameter is blank."""
        period = length.resolved(self.life.periods)
        if period is None:
            raise NoDate(self.life.blank(length.parameter or ""))
        return period

    def moved(self, day: date, period: Period, times: int = 1) -> date:
        """Return `day` moved by so many times a period, but not out of the years 1 to 9999.

        Raises:
            NoDate: there is no calendar to count working days by, or it ends before.
        """
        if period.needs_calendar:
            count = period.count * times
            return self._asked(f"{period}", lambda known: known.add_working_days(day, count))
        try:
            return period.after(day, times)
        except InvalidValue:
            return date.max if times > 0 else date.min

    def rolled(self, day: date) -> date:
        """Return where a due date goes; raises `NoDate` where no calendar says."""
        if self.roll == "none":
            return day
        return self._asked(f"the roll of {day}", lambda known: known.roll(day, self.roll))

    def _asked(self, what: str, count: Callable[[DatedCalendar], date]) -> date:
        """Return what `count` says on the calendar there is."""
        named = self.life.decision.contents.conventions.calendar
        if self.life.calendar is not None:
            try:
                return count(self.life.calendar)
            except UncoveredDay as error:
                raise NoDate(str(error)) from None
        if named is None:
            raise NoDate(f"{what} cannot be counted: no calendar is named or supplied")
        from postloan.calendars.shipped import CALENDARS

        why = f"the calendar {named} neither ships nor was supplied{meant(named, CALENDARS)}"
        raise NoDate(f"{what} cannot be counted: {why}")
