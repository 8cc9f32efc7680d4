"""The laws, and holding a policy to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import attrs

from postloan.analysis.examined import day_for
from postloan.errors import InvalidValue, PostloanError
from postloan.model.checks import checked_instance
from postloan.policy.policy import Policy
from postloan.testing import of_loans, of_policies
from postloan.testing.trials import Known, Law, Result, Status, Trial, tried

__all__ = ["LAWS", "LawBroken", "LawReport", "check_all_laws"]

LAWS: Final[tuple[Law, ...]] = (
    Law(
        id="examples",
        sentence="The policy's own examples hold.",
        check=of_policies.examples_hold,
    ),
    Law(
        id="base-answers",
        sentence="Of a loan whose facts are known exactly one row of a base holds.",
        check=of_policies.bases_answer,
    ),
    Law(
        id="worse-is-never-better",
        sentence="A loan that is worse in one fact, by what the fact means, gets no better tier.",
        check=of_policies.worse_is_never_better,
    ),
    Law(
        id="in-order",
        sentence="No tier is better than what is certain, or worse than what is possible.",
        check=of_policies.over_cells(of_policies.stands_in_order, tried(of_loans.stands_outside)),
    ),
    Law(
        id="knowing-narrows",
        sentence="Whatever the unknown turns out to be stays within what was said before.",
        check=of_policies.over_cells(of_policies.narrows, tried(of_loans.leaves_its_bounds)),
    ),
    Law(
        id="decided",
        sentence="Every loan has a tier, or a gap that says why not, or is not the policy's.",
        check=tried(of_loans.is_not_decided),
    ),
    Law(
        id="worst-counts",
        sentence="The certain tier is the worst that floors and base give, whatever their order.",
        check=tried(of_loans.counts_other_than_the_worst),
    ),
    Law(
        id="reasons",
        sentence="Whatever gives a tier has the comparisons that decided and its citation.",
        check=tried(of_loans.lacks_a_reason),
    ),
    Law(
        id="silence",
        sentence="A fact that is absent counts as what it means that nobody recorded it.",
        check=tried(of_loans.differs_from_silence),
    ),
    Law(
        id="same-by-every-way",
        sentence="Facts by name, as attributes and in rows get one answer, compiled as walked.",
        check=tried(of_loans.differs_by_the_way_in),
    ),
    Law(
        id="replay",
        sentence="A trace is read back from its masks as it was.",
        check=tried(of_loans.differs_from_its_replay),
    ),
)
"""What is true of every sound policy, in the order in which it is checked."""


@attrs.frozen(kw_only=True)
class LawReport:
    """How a policy stands to a law."""

    law: Law
    result: Result

    @property
    def status(self) -> Status:
        """Whether the law is proved, tested, not decided or broken."""
        return self.result.status

    @property
    def note(self) -> str:
        """How it is broken, why it is not decided, or what is to be said where it holds."""
        return self.result.note

    @property
    def counterexample(self) -> tuple[Known, ...]:
        """The loans that break it, as facts that `Policy.decide` takes; see `Result`."""
        return self.result.counterexample

    def __str__(self) -> str:
        note = f" ({self.note})" if self.note else ""
        return f"{self.law.id}: {self.status}{note}"


class LawBroken(PostloanError, AssertionError):
    """A policy breaks laws. Fields: `policy` (as `id@edition`), `reports` (of every law)."""

    def __init__(self, policy: str, reports: Sequence[LawReport]) -> None:
        self.policy: str = policy
        self.reports: tuple[LawReport, ...] = tuple(reports)
        broken = [report for report in self.reports if report.status == "broken"]
        head = f"{policy} breaks {', '.join(report.law.id for report in broken)}"
        super().__init__("\n".join((head, *map(_told, broken))))


def _told(report: LawReport) -> str:
    loans = (f"\n    with {_written(facts)}" for facts in report.counterexample)
    return f"  {report.law.id}: {report.law.sentence}\n    {report.note}{''.join(loans)}"


def _written(facts: Known) -> str:
    words = (f"{key} = {'unknown' if value is None else value}" for key, value in facts.items())
    return ", ".join(words) or "no fact given"


def check_all_laws(
    policy: Policy, as_of: date | None = None, *, examples: int = 100
) -> tuple[LawReport, ...]:
    """Hold a policy to `LAWS` and return how it stands to each, in their order.

    A law is *proved* where it holds of every loan there can be, *tested* where it held of each
    that was generated, the same ones in every run.

    Args:
        policy: with its parameters.
        as_of: the day; needed only where a parameter or a rule of the policy is dated.
        examples: how many loans are generated for a law that is not proved, from 1.

    Raises:
        LawBroken: with the account of every law that is broken; an `AssertionError`.
        InvalidValue: `as_of` is needed and missing, or is no date; `examples` is below 1.

    >>> from postloan import load_policy
    >>> reports = check_all_laws(load_policy("cn.credit-card"), examples=5)
    >>> print(reports[0])
    examples: proved (9 run)
    >>> print(reports[-1])
    replay: tested
    """
    checked_instance("check_all_laws", "policy", policy, Policy)
    if type(examples) is not int or examples < 1:
        raise InvalidValue("check_all_laws", "examples", examples, "a whole number from 1")
    day = day_for("check_all_laws", policy, as_of)
    trial = Trial(policy=policy, as_of=day, examples=examples)
    reports = tuple(LawReport(law=law, result=law.check(trial)) for law in LAWS)
    if any(report.status == "broken" for report in reports):
        raise LawBroken(f"{policy.id}@{policy.edition}", reports)
    return reports
