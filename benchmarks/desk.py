"""One procedure for all: notify, two departments verify in either order, release, archive.

Whoever acts must not have acted before in the case, and every case keeps its history.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Final

import attrs

from postloan import Actor, Case, Command, Moved, Refused, Workflow
from postloan.workflow.table import AnyTransition, Opening, Separation, Transition

__all__ = ["DAY", "STEPS", "WORKFLOW", "Model", "flat", "opened", "parallel", "run", "worked"]

DAY: Final = date(2026, 3, 2)
STEPS: Final = (
    ("notify", "li"),
    ("accounting_verify", "zhao"),
    ("custody_verify", "qian"),
    ("release", "sun"),
    ("archive", "zhou"),
)
"""What is done, and by whom."""

Desk = Enum("Desk", ["OPEN", "NOTIFIED", "RELEASED", "ARCHIVED"])
Accounting = Enum("Accounting", ["AWAITED", "VERIFIED"])
Custody = Enum("Custody", ["AWAITED", "VERIFIED"])


@attrs.frozen(kw_only=True)
class Begin:
    """Begin a case."""


@attrs.frozen(kw_only=True)
class Notify:
    """Notify both departments."""


@attrs.frozen(kw_only=True)
class AccountingVerify:
    """Accounting verifies."""


@attrs.frozen(kw_only=True)
class CustodyVerify:
    """Custody verifies."""


@attrs.frozen(kw_only=True)
class Release:
    """Release."""


@attrs.frozen(kw_only=True)
class Archive:
    """Archive."""


_ROWS: Final[tuple[AnyTransition[None], ...]] = (
    Transition(
        id="notify", says="", act=Notify, at=(Desk.OPEN,), to=(Desk.NOTIFIED,), roles=("staff",)
    ),
    Transition(
        id="accounting_verify",
        says="",
        act=AccountingVerify,
        at=(Desk.NOTIFIED, Accounting.AWAITED),
        to=(Accounting.VERIFIED,),
        roles=("staff",),
    ),
    Transition(
        id="custody_verify",
        says="",
        act=CustodyVerify,
        at=(Desk.NOTIFIED, Custody.AWAITED),
        to=(Custody.VERIFIED,),
        roles=("staff",),
    ),
    Transition(
        id="release",
        says="",
        act=Release,
        at=(Desk.NOTIFIED, Accounting.VERIFIED, Custody.VERIFIED),
        to=(Desk.RELEASED,),
        roles=("staff",),
    ),
    Transition(
        id="archive",
        says="",
        act=Archive,
        at=(Desk.RELEASED,),
        to=(Desk.ARCHIVED,),
        roles=("staff",),
    ),
)
WORKFLOW: Final[Workflow[None]] = Workflow(
    id="desk",
    edition=1,
    title="Desk",
    regions=(Desk, Accounting, Custody),
    roles={"staff": "whoever works there"},
    opening=Opening(id="begin", says="", act=Begin, begins=lambda _: None),
    transitions=_ROWS,
    ends=(Desk.ARCHIVED,),
    separations=(
        Separation(id="eyes", says="five people", duties=tuple((step,) for step, _ in STEPS)),
    ),
    examples=(Begin(), Notify(), AccountingVerify(), CustodyVerify(), Release(), Archive()),
)
_ACTS: Final = WORKFLOW.examples[1:]
_ACTORS: Final = tuple(Actor(id=who, roles=("staff",)) for _, who in STEPS)


def opened() -> Case[None]:
    """Return a case at its beginning."""
    begin = Command(case="C", act=Begin(), by=_ACTORS[0], on=DAY, expected_version=0)
    answer = WORKFLOW.decide(None, begin)
    assert isinstance(answer, Moved)
    return answer.case


def worked(case: Case[None]) -> Case[None]:
    """Return a case after all the steps."""
    for act, by in zip(_ACTS, _ACTORS, strict=True):
        answer = WORKFLOW.decide(
            case, Command(case="C", act=act, by=by, on=DAY, expected_version=case.version)
        )
        assert not isinstance(answer, Refused)
        case = answer.case
    return case


class Model:
    """A case of `transitions`: what happened to it, and by whom."""

    def __init__(self) -> None:
        self.history: list[tuple[int, str, str]] = []

    def another(self, _: str, who: str) -> bool:
        """Return whether somebody has not acted yet."""
        return all(who != by for _, _, by in self.history)

    def note(self, step: str, who: str) -> None:
        """Keep what happened."""
        self.history.append((len(self.history) + 1, step, who))


def flat() -> tuple[object, Model]:
    """Return a flat machine of `transitions`, both departments spelt out in its states."""
    from transitions import Machine

    ways = [
        ("notify", "open", "notified"),
        ("accounting_verify", "notified", "accounting"),
        ("accounting_verify", "custody", "both"),
        ("custody_verify", "notified", "custody"),
        ("custody_verify", "accounting", "both"),
        ("release", "both", "released"),
        ("archive", "released", "archived"),
    ]
    model = Model()
    states = ["open", "notified", "accounting", "custody", "both", "released", "archived"]
    machine = Machine(
        model, states, transitions=_ways(ways), initial="open", auto_transitions=False
    )
    return machine, model


def parallel() -> tuple[object, Model]:
    """Return a machine of `transitions` with a region for each department."""
    from transitions.extensions import HierarchicalMachine

    region = {"children": ["awaited", "verified"], "initial": "awaited"}
    regions = [{"name": "accounting", **region}, {"name": "custody", **region}]
    states = ["open", {"name": "notified", "parallel": regions}, "released", "archived"]
    ways = [
        ("notify", "open", "notified"),
        (
            "accounting_verify",
            "notified_accounting_awaited",
            "notified_accounting_verified",
        ),
        ("custody_verify", "notified_custody_awaited", "notified_custody_verified"),
        ("release", "notified", "released"),
        ("archive", "released", "archived"),
    ]
    model = Model()
    machine = HierarchicalMachine(
        model, states, transitions=_ways(ways), initial="open", auto_transitions=False
    )
    return machine, model


def _ways(ways: Iterable[tuple[str, str, str]]) -> list[dict[str, object]]:
    return [
        {
            "trigger": trigger,
            "source": source,
            "dest": end,
            "conditions": "another",
            "after": "note",
        }
        for trigger, source, end in ways
    ]


def run(machine: object, model: Model) -> object:
    """Take a model of `transitions` through all the steps, from the beginning."""
    model.history = []
    machine.set_state("open", model)  # type: ignore[attr-defined]
    for step, who in STEPS:
        assert getattr(model, step)(step, who)
    return model.state  # type: ignore[attr-defined]
