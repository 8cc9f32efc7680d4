"""The day on which the last of a debt is due, for the lender and for a guarantor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from postloan.model.claims import Extension
from postloan.model.file import LoanFile
from postloan.model.records import version_in_force
from postloan.model.security import Guarantee

__all__ = ["guaranteed_due", "last_due"]


def last_due(file: LoanFile, on: date) -> date | None:
    """Return the last due date as agreed up to the day `on`; None where none is stated.

    The last word counts: a version of the schedule, or an extension later than it.
    """
    stated: list[tuple[date, bool, date]] = []
    if file.loan.matures_on is not None:
        stated.append((date.min, False, file.loan.matures_on))
    if (version := version_in_force("schedules", file.schedules or (), on)) is not None:
        stated.append((version.on, True, version.instalments[-1].due_on))
    stated += [(e.on, False, e.until) for e in file.extensions if e.on <= on]
    return max(stated)[2] if stated else None


def guaranteed_due(file: LoanFile, versions: Sequence[Guarantee], as_of: date) -> date | None:
    """Return the last due date that binds a guarantor; None where none is stated.

    It is the one agreed when the guarantee was given, or by a later extension to which the
    guarantor consented in writing.

    Args:
        file: with the schedule and the extensions.
        versions: of the guarantee, oldest first.
        as_of: the day; later extensions are not read.
    """
    given_on, guarantor = versions[0].on, versions[-1].guarantor.id
    consented = [e for e in file.extensions if given_on < e.on <= as_of and guarantor in e.consents]
    if consented:
        return max(consented, key=_agreed).until
    stated = last_due(file, given_on)
    if stated is None and file.schedules:
        return min(file.schedules, key=lambda version: version.on).instalments[-1].due_on
    return stated


def _agreed(extension: Extension) -> tuple[date, date]:
    return extension.on, extension.until
