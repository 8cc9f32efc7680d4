"""Laws of a policy as a whole: proved over every cell of its facts, or on its own examples."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from postloan.analysis.analysis import analyse
from postloan.analysis.examined import blanks
from postloan.analysis.loans import COMPARES, guarded
from postloan.errors import NotDecided
from postloan.policy.clauses.acceptance import FindingKind
from postloan.policy.decisions.outcomes import PolicyOn, Verdict, space_of, verdicts
from postloan.policy.examples import check_examples
from postloan.rules.cells import UNKNOWN
from postloan.rules.diagrams import Diagram
from postloan.rules.space import Space
from postloan.testing.of_loans import rising
from postloan.testing.trials import Result, Trial

__all__ = [
    "Shown",
    "bases_answer",
    "examples_hold",
    "narrows",
    "over_cells",
    "stands_in_order",
    "worse_is_never_better",
]

Shown = Callable[[Space, Diagram[Verdict]], bool]
"""Whether cells show that a law holds of all that a policy decides in one dimension."""


def over_cells(shown: Shown, test: Callable[[Trial], Result]) -> Callable[[Trial], Result]:
    """Return a check that proves a law over every cell, or else tests it on generated loans."""

    def check(trial: Trial) -> Result:
        try:
            if guarded(lambda: all(shown(*decided) for decided in _decided(trial))):
                return Result(status="proved")
            reason = COMPARES
        except NotDecided as error:
            reason = error.reason
        result = test(trial)
        if result.status == "broken":
            return result
        return attrs.evolve(result, note=f"not proved: {reason}")

    return check


def _decided(trial: Trial) -> list[tuple[Space, Diagram[Verdict]]]:
    """Return what is decided in each dimension, facts that are unknown included."""
    standing, found = trial.policy.standing_on(trial.as_of), []
    for dimension in standing.contents.dimensions:
        on = PolicyOn.of(standing, dimension)
        space = space_of([on])
        found.append((space, verdicts(space, on)))
    return found


def stands_in_order(_space: Space, decided: Diagram[Verdict]) -> bool:
    """Return whether each tier stands between what is certain and what is possible."""
    return all(rising(said.at_least, said.tier, said.could_be) for said in decided.values())


def narrows(space: Space, decided: Diagram[Verdict]) -> bool:
    """Return whether one more thing known never leads out of what was said before.

    It is so of all things together then. Whether a signal is on record is always known.
    """
    for place, axis in enumerate(space.axes):
        if UNKNOWN not in axis.cells or axis.key.startswith("signal:"):
            continue
        before = space.forest.fixed(decided, place, axis.cells.index(UNKNOWN))
        for cell in range(len(axis.cells)):
            after = space.forest.fixed(decided, place, cell)
            if False in space.forest.merged(_within, before, after).values():
                return False
    return True


def _within(before: Verdict, after: Verdict) -> bool:
    if before.applies not in (None, after.applies):
        return False
    inside = rising(before.at_least, after.at_least, after.could_be, before.could_be)
    return inside or after.problem


def worse_is_never_better(trial: Trial) -> Result:
    """Prove that no loan gets a better tier for a fact that is worse by what it means."""
    return _analysed(trial, "not_monotone")


def bases_answer(trial: Trial) -> Result:
    """Prove that exactly one row of each base holds of each loan whose facts are known."""
    standing = trial.policy.standing_on(trial.as_of)
    for dimension in standing.contents.dimensions:
        on = PolicyOn.of(standing, dimension)
        for base in on.bases:
            waits = sorted(frozenset[str]().union(*map(blanks, on.trees(base))))
            if waits:
                note = f"{base.id} waits for a value of {', '.join(waits)}"
                return Result(status="not decided", note=note)
    return _analysed(trial, "base_gap", "base_overlap")


def _analysed(trial: Trial, *kinds: FindingKind) -> Result:
    """Return what the analysis says; what the policy accepts with a reason breaks no law."""
    found = analyse(trial.policy, trial.as_of).findings
    findings = [finding for finding in found if finding.kind in kinds]
    for finding in findings:
        if finding.stands:
            return Result(status="broken", note=finding.sentence, counterexample=finding.examples)
    open_ = [finding.sentence for finding in findings if finding.certainty != "proved"]
    if open_:
        return Result(status="not decided", note="; ".join(open_))
    accepted = (f"accepted of {finding.subject}: {finding.accepted}" for finding in findings)
    return Result(status="proved", note="; ".join(accepted))


def examples_hold(trial: Trial) -> Result:
    """Run the policy's own examples, all that there are."""
    results = check_examples(trial.policy)
    failed = [str(result) for result in results if not result.passed]
    if failed:
        return Result(status="broken", note="\n".join(failed))
    if not results:
        return Result(status="not decided", note="it has no examples")
    return Result(status="proved", note=f"{len(results)} run")
