"""From a loan file to a decision: records filtered, facts derived, policy applied."""

from __future__ import annotations

from datetime import date

import attrs

from postloan.agenda.anchors import Life
from postloan.errors import InvalidValue
from postloan.facts.derive import DerivedFacts, derive_facts
from postloan.model.file import LoanFile
from postloan.policy.decision import Decision, decide
from postloan.policy.given import given_facts
from postloan.policy.loading import Editions, governing_date
from postloan.policy.policy import OutsideForce, Policy

__all__ = ["Deciding", "Rulebook", "decide_file", "file_on"]

Rulebook = Policy | Editions
"""A policy, or all its editions, of which each loan and date takes the one that governs."""


@attrs.frozen(kw_only=True)
class Deciding:
    """A decision on a loan file, and what led to it."""

    file: LoanFile
    """The file as known, records of later days left out."""
    policy: Policy
    """The policy, or the edition that governs."""
    as_of: date
    derived: DerivedFacts
    decision: Decision
    in_force: bool
    """Whether the policy was in force; False where it was applied as if."""

    @property
    def life(self) -> Life:
        """The loan's records and decision, as the agenda sees them."""
        return Life(
            file=self.file,
            decision=self.decision,
            as_of=self.as_of,
            calendar=self.policy.calendar,
        )


def file_on(file: LoanFile, as_of: date, known_on: date | None) -> LoanFile:
    """Return `file` as known on `known_on`, without records that hold from after `as_of`."""
    return file.as_known_on(known_on).up_to(as_of)


def decide_file(
    file: LoanFile, policy: Rulebook, *, as_of: date, outside_force: OutsideForce
) -> Deciding:
    """Return the decision of `policy` on a file that `file_on` has filtered.

    Raises:
        InvalidValue: `as_of` is before the loan was disbursed.
        PolicyNotYetInForce, PolicyNoLongerInForce: unless `outside_force` is "as_if".
        UnknownFact, InvalidFact: of the file's evidence.
    """
    if as_of < file.loan.disbursed_on:
        allowed = f"on or after the disbursement on {file.loan.disbursed_on}"
        raise InvalidValue("review", "as_of", as_of, allowed)
    if isinstance(policy, Editions):
        policy = policy.for_loan(file.loan, as_of, outside_force=outside_force)
    contents = policy.contents
    day = governing_date(policy, file.loan, as_of)
    in_force = contents.covers(day)
    if not in_force and outside_force == "refuse":
        contents.check_force(day)
    scales = {dimension.id: dimension.scale for dimension in contents.dimensions}
    derived = derive_facts(
        file,
        as_of=as_of,
        counting=contents.conventions.counting,
        materiality=contents.conventions.materiality,
        reads=contents.reads,
        scales=scales,
        catalogue=contents.catalogue,
        calendar=policy.calendar,
    )
    recorded = {
        f"signal:{record.signal}": True
        for record in file.signals
        if record.active_on(as_of) and contents.has_signal(record.signal)
    }
    given = given_facts(contents, {**derived.values, **recorded}, derived.reasons)
    decision = decide(policy.standing_on(as_of), given)
    return Deciding(
        file=file,
        policy=policy,
        as_of=as_of,
        derived=derived,
        decision=decision,
        in_force=in_force,
    )
