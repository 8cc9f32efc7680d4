"""A procedure played by name: who does what on which day, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

from postloan.workflow.values import Actor, Case, Command, Moved, Refused
from postloan.workflow.workflow import Workflow

__all__ = ["DAY", "actor", "codes", "played", "step"]

D = TypeVar("D")

DAY: Final = date(2026, 3, 2)
Step = tuple[object, str] | tuple[object, str, date]


def actor(who: str) -> Actor:
    """Return `li` in the roles credit and risk for `credit+risk:li`, `credit-1` for `credit`."""
    roles, _, id = who.partition(":")
    return Actor(id=id or f"{roles}-1", roles=tuple(roles.split("+")))


def step(
    workflow: Workflow[D], case: Case[D] | None, act: object, who: str, on: date = DAY
) -> Moved[D] | Refused:
    version = 0 if case is None else case.version
    command = Command(case="C-1", act=act, by=actor(who), on=on, expected_version=version)
    return workflow.decide(case, command)


def played(workflow: Workflow[D], steps: Sequence[Step], case: Case[D] | None = None) -> Moved[D]:
    """Return the answer to the last of the steps, all of which are admitted."""
    moved: Moved[D] | None = None
    for one in steps:
        answer = step(workflow, case, *one)
        assert isinstance(answer, Moved), str(answer)
        moved, case = answer, answer.case
    assert moved is not None
    return moved


def codes(
    workflow: Workflow[D], case: Case[D] | None, act: object, who: str, on: date = DAY
) -> list[str]:
    """Return the codes of the reasons against a step; none where it is admitted."""
    answer = step(workflow, case, act, who, on)
    return [reason.code for reason in answer.reasons] if isinstance(answer, Refused) else []
