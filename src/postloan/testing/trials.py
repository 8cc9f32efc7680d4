"""Laws and their trials: what is tested on generated loans, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal, TypeAlias

import attrs
from hypothesis import HealthCheck, Phase, given, settings

from postloan.errors import PostloanError
from postloan.facts.fact import FactValue
from postloan.policy.decisions.decision import Decision
from postloan.policy.policy import Policy
from postloan.testing.facts import facts_of

__all__ = ["Case", "Known", "Law", "Result", "Status", "Trial", "tried"]

Known: TypeAlias = Mapping[str, FactValue | None]
"""Facts as `Policy.decide` takes them."""

Status = Literal["proved", "tested", "not decided", "broken"]
"""Whether a law holds of every loan, held of each that was generated, may hold or not, or does
not hold."""


@attrs.frozen(kw_only=True)
class Result:
    """What came of the check of a law."""

    status: Status
    note: str = ""
    """How it is broken, or why it is not decided; of one that holds, what is to be said."""
    counterexample: tuple[Known, ...] = ()
    """The loans that break it, as facts that `Policy.decide` takes; () where it is not broken,
    or by no loan."""


@attrs.frozen(kw_only=True)
class Trial:
    """A policy that is held to laws."""

    policy: Policy
    as_of: date | None = None
    """The day; None of a policy that does not depend on it."""
    examples: int = 100
    """How many loans are generated for a law that cannot be proved."""

    def decide(self, facts: object) -> Decision:
        """Return the decision on facts, in force or not."""
        return self.policy.decide(facts, self.as_of, outside_force="as_if")


@attrs.frozen(kw_only=True)
class Law:
    """Something that is true of every sound policy."""

    id: str
    """Short name, such as `in-order`."""
    sentence: str
    """What it says, as a person would say it."""
    check: Callable[[Trial], Result]
    """Holds a policy to it."""


@attrs.frozen
class Case:
    """A generated loan under the policy of a trial."""

    trial: Trial
    facts: Known
    """Some of them unknown or not given."""
    known: Known
    """Facts of another loan, all of them known."""

    @property
    def decision(self) -> Decision:
        """The decision on the facts of which some are unknown."""
        return self.trial.decide(self.facts)


class _Breach(Exception):
    """A generated loan breaks a law."""


def tried(says: Callable[[Case], str]) -> Callable[[Trial], Result]:
    """Return a check on generated loans, the same in every run.

    Args:
        says: how a loan breaks the law; empty where it does not.
    """

    def check(trial: Trial) -> Result:
        breaches: list[tuple[str, Known]] = []

        @settings(
            max_examples=trial.examples,
            derandomize=True,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        @given(
            facts_of(trial.policy, trial.as_of), facts_of(trial.policy, trial.as_of, unknown=False)
        )
        def holds(facts: Known, known: Known) -> None:
            try:
                breach = says(Case(trial, facts, known))
            except PostloanError as error:
                breach = f"it is refused: {error}"
            if breach:
                breaches.append((breach, facts))
                raise _Breach

        try:
            holds()
        except _Breach:
            breach, facts = breaches[-1]  # the one that was made smallest is run last
            return Result(status="broken", note=breach, counterexample=(facts,))
        return Result(status="tested")

    return check
