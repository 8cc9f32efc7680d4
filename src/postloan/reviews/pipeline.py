"""`review`: the one function that everything else feeds, explains, repeats or carries out."""

from __future__ import annotations

from datetime import date

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_instance
from postloan.model.file import LoanFile
from postloan.policy.loading import Editions
from postloan.policy.policy import OutsideForce, Policy, checked_outside_force
from postloan.reviews.deciding import Rulebook, decide_file, file_on
from postloan.reviews.result import Review

__all__ = ["checked_rulebook", "review"]


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
        UnknownFact, InvalidFact: the file holds evidence that does not fit the fact catalogue,
            or a code that the policy does not allow.

    >>> from postloan import Borrower, Instalment, Loan, Money, Schedule, load_policy
    >>> loan = Loan(
    ...     id="L-001",
    ...     borrower=Borrower(id="B-001", kind="corporate"),
    ...     product="working_capital",
    ...     principal=Money(100000, "CNY"),
    ...     disbursed_on=date(2024, 1, 5),
    ...     matures_on=date(2024, 12, 31),
    ... )
    >>> quarter = Instalment(due_on=date(2024, 3, 31), principal=Money(25000, "CNY"))
    >>> schedule = Schedule(on=date(2024, 1, 5), instalments=(quarter,))
    >>> file = LoanFile(loan=loan, schedules=(schedule,), payments=())
    >>> result = review(file, load_policy("cn.asset-classification"), as_of=date(2024, 6, 30))
    >>> str(result.tier), result.facts["days_past_due"]
    ('substandard', 91)
    >>> print(result.next_change())
    2024-12-27: substandard -> doubtful by over-270-days
    """
    checked_instance("review", "file", file, LoanFile)
    checked_rulebook("review", policy)
    checked_date("review", "as_of", as_of)
    checked_outside_force("review", outside_force)
    known = file_on(file, as_of, known_on)
    deciding = decide_file(known, policy, as_of=as_of, outside_force=outside_force)
    return Review(file=file, as_of=as_of, known_on=known_on, deciding=deciding, rulebook=policy)


def checked_rulebook(owner: str, value: object) -> Rulebook:
    """Return `value` if it is a policy or its editions; raises `InvalidValue`."""
    if not isinstance(value, Policy | Editions):
        allowed = "a Policy or its Editions, as load_policy and load_editions give them"
        raise InvalidValue(owner, "policy", value, allowed)
    return value
