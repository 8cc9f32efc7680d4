"""From a loan file to a decision: records filtered, facts derived, policy applied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import attrs

from postloan.agenda.anchors import Life
from postloan.between import Between
from postloan.errors import InvalidValue
from postloan.facts.derive import DerivedFacts, derive_facts
from postloan.facts.fact import FactValue
from postloan.model.file import LoanFile
from postloan.policy.clauses.pickling import PicklesMappings
from postloan.policy.decisions.decision import Decision, decide
from postloan.policy.judging.given import Facts, given_facts
from postloan.policy.loading import Editions, governing_date
from postloan.policy.policy import OutsideForce, Policy

__all__ = ["About", "Deciding", "Derived", "Rulebook", "decide_file", "derive_file", "file_on"]

Rulebook = Policy | Editions
"""A policy, or all its editions, of which each loan and date takes the one that governs."""


@attrs.frozen(kw_only=True, getstate_setstate=False)
class About(PicklesMappings):
    """What is known of a loan from elsewhere than its own file: of its obligor's other claims."""

    facts: Mapping[str, FactValue | Between | None] = MappingProxyType({})
    """Facts by name, which go before those of the file; None is not known."""
    reasons: Mapping[str, str] = MappingProxyType({})
    """For those that are not known, why."""


ALONE: Final = About()
"""Nothing but the file."""


@attrs.frozen(kw_only=True)
class Derived:
    """The facts of a loan file, on which a policy has yet to decide."""

    file: LoanFile
    """The file as known, records of later days left out."""
    policy: Policy
    """The policy, or the edition that governs."""
    as_of: date
    derived: DerivedFacts
    in_force: bool
    """Whether the policy was in force; False where it is applied as if."""

    def facts(self, about: About = ALONE) -> Facts:
        """Return the facts, with what is known about the loan besides.

        Raises:
            UnknownFact, InvalidFact: of the file's evidence.
        """
        contents, derived = self.policy.contents, self.derived
        recorded = {
            f"signal:{record.signal}": True
            for record in self.file.signals
            if record.active_on(self.as_of) and contents.has_signal(record.signal)
        }
        given = {**derived.values, **about.facts, **recorded}
        return given_facts(contents, given, {**derived.reasons, **about.reasons})

    def decided(self, about: About = ALONE) -> Deciding:
        """Return the decision, with what is known about the loan besides.

        Raises:
            UnknownFact, InvalidFact: of the file's evidence.
        """
        facts = self.facts(about)
        return Deciding(
            file=self.file,
            policy=self.policy,
            as_of=self.as_of,
            derived=self.derived,
            about=about,
            decision=decide(self.policy.standing_on(self.as_of), facts),
            in_force=self.in_force,
        )


@attrs.frozen(kw_only=True)
class Deciding:
    """A decision on a loan file, and what led to it."""

    file: LoanFile
    """The file as known, records of later days left out."""
    policy: Policy
    """The policy, or the edition that governs."""
    as_of: date
    derived: DerivedFacts
    about: About
    """What it was decided on besides the file."""
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
    file: LoanFile,
    policy: Rulebook,
    *,
    as_of: date,
    outside_force: OutsideForce,
    about: About = ALONE,
) -> Deciding:
    """Return the decision of `policy` on a file that `file_on` has filtered.

    Raises:
        InvalidValue, PolicyNotYetInForce, PolicyNoLongerInForce, UnknownFact, InvalidFact: see
            `derive_file`.
    """
    return derive_file(file, policy, as_of=as_of, outside_force=outside_force).decided(about)


def derive_file(
    file: LoanFile, policy: Rulebook, *, as_of: date, outside_force: OutsideForce
) -> Derived:
    """Return the facts of a file that `file_on` has filtered, as `policy` counts them.

    Raises:
        InvalidValue: `as_of` is before the loan was disbursed.
        PolicyNotYetInForce, PolicyNoLongerInForce: unless `outside_force` is "as_if".
        UnknownFact, InvalidFact: of the file's evidence.
    """
    if as_of < file.loan.disbursed_on:
        allowed = f"on or after the disbursement on {file.loan.disbursed_on}"
        raise InvalidValue("review", "as_of", as_of, allowed)
    if isinstance(policy, Editions):
        policy = policy.for_loan(file.loan, as_of, tiers=file.tiers, outside_force=outside_force)
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
        crop_seasons=contents.conventions.crop_seasons or (),
        cure_terms=contents.conventions.cure_terms(contents.main.scale),
        reads=contents.claims.reads.union(contents.reads),
        scales=scales,
        catalogue=contents.catalogue,
        calendar=policy.calendar,
    )
    return Derived(file=file, policy=policy, as_of=as_of, derived=derived, in_force=in_force)
