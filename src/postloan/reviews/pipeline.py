"""`review`: the one function that everything else feeds, explains, repeats or carries out."""

from __future__ import annotations

from datetime import date

from postloan.dates import checked_date
from postloan.model.file import LoanFile
from postloan.policy.policy import OutsideForce
from postloan.reviews.deciding import Rulebook, decide_file, file_on
from postloan.reviews.result import Review

__all__ = ["review"]


def review(
    file: LoanFile,
    policy: Rulebook,
    *,
    as_of: date,
    known_on: date | None = None,
    outside_force: OutsideForce = "refuse",
) -> Review:
    """Return what `policy` answers about `file` on a date. Pure.

    Args:
        file: the loan and its records.
        policy: a policy, or its editions (`load_editions`), of which the one that governs the
            loan on the date is taken.
        as_of: the day; records that hold from later days are not read.
        known_on: read only what was known on this day; None reads everything on file.
        outside_force: "as_if" applies the policy on days on which it is not in force, and the
            receipt says so.

    Raises:
        InvalidValue: `as_of` is no date, or before the loan was disbursed.
        PolicyNotYetInForce, PolicyNoLongerInForce: the policy is not in force.
        UnknownFact, InvalidFact: the file holds evidence that does not fit the fact catalogue.
    """
    checked_date("review", "as_of", as_of)
    known = file_on(file, as_of, known_on)
    deciding = decide_file(known, policy, as_of=as_of, outside_force=outside_force)
    return Review(file=file, as_of=as_of, known_on=known_on, deciding=deciding, rulebook=policy)
