"""`--out`: one row a loan, in a file that appears only when it is complete."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import attrs

from postloan.agenda.item import AgendaItem
from postloan.cli.loans import Answer, NotYet
from postloan.cli.placing import is_same_file, placed
from postloan.cli.request import Request
from postloan.errors import InvalidInput
from postloan.policy.decisions.provisioning import Provision, ProvisionPart
from postloan.portfolio.obligor import plain_infection
from postloan.rules.evaluate import Truth
from postloan.tiers import Tier

__all__ = ["Write", "results_file"]

Write = Callable[[Answer | NotYet], None]
"""Writes one loan."""

_COLUMNS: Final = (
    "applies",
    "tier",
    "at_least",
    "could_be",
    "floors",
    "signals",
    "possible_signals",
    "gaps",
)
_PROVISION_COLUMNS: Final = ("provision_least", "provision", "provision_most")
"""Those of a policy that states provisions."""
_FILE_COLUMNS: Final = ("next_due", "next_due_rule", "next_due_status", "note")
_LISTS: Final = frozenset(("floors", "signals", "possible_signals", "gaps"))


@contextmanager
def results_file(name: str | None, request: Request) -> Iterator[Write]:
    """Give what writes a loan to the file `name`; without one, it does nothing.

    Raises:
        InvalidInput: the name ends in something else than .csv or .jsonl, the file is the input
            or the policy, or it cannot be written.
    """
    if name is None:
        yield _nothing
        return
    suffix = Path(name).suffix
    if suffix not in (".csv", ".jsonl"):
        raise InvalidInput(name, ["the name of a result must end in .csv or .jsonl"])
    for what, other in (("INPUT", request.input), ("--policy", request.policy)):
        if is_same_file(name, other):
            raise InvalidInput(name, [f"is the file of {what}; give --out another name"])
    with placed(name) as stream:
        yield _csv(stream, request) if suffix == ".csv" else _jsonl(stream, request)


def _nothing(answer: Answer | NotYet) -> None:
    """Write nothing."""


def _csv(stream: TextIO, request: Request) -> Write:
    writer = csv.writer(stream, lineterminator="\n")
    set_aside = _PROVISION_COLUMNS if _has_provisions(request) else ()
    due = _FILE_COLUMNS if request.files else ()
    writer.writerow(("loan_id", *request.keep, *_COLUMNS, *set_aside, *due))

    def write(answer: Answer | NotYet) -> None:
        if isinstance(answer, NotYet):
            blank = [""] * (len(_COLUMNS) + len(set_aside) + len(due) - 1)
            writer.writerow((answer.loan_id, *blank, answer.note))
            return
        cells = [_cell(value) for value in _values(answer)]
        if set_aside:
            cells += [_cell(value) for value in _ends(answer.decision.provision)]
        if request.files:
            item = _next(answer.open_items)
            cells += [str(item.due), item.rule, item.status, ""] if item else [""] * len(due)
        writer.writerow((answer.loan_id, *answer.kept, *cells))

    return write


def _jsonl(stream: TextIO, request: Request) -> Write:
    has_provisions = _has_provisions(request)

    def write(answer: Answer | NotYet) -> None:
        row: dict[str, object] = {"loan_id": answer.loan_id}
        if isinstance(answer, NotYet):
            row.update({name: [] if name in _LISTS else None for name in _COLUMNS})
            row.update({"provision": None} if has_provisions else {})
            row.update(agenda=[], note=answer.note, receipt=None)
        else:
            row.update(zip(request.keep, answer.kept, strict=True))
            row.update(zip(_COLUMNS, _values(answer), strict=True))
            if has_provisions:
                row["provision"] = _provision(answer.decision.provision)
            if answer.review is not None:
                row["agenda"] = [_agenda_item(item) for item in answer.review.agenda]
                row["note"] = None
            if answer.infections is not None:
                row["infections"] = [plain_infection(found) for found in answer.infections]
            row["receipt"] = attrs.asdict(answer.receipt)
        stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    return write


def _values(answer: Answer) -> tuple[Truth | str | list[str], ...]:
    decision = answer.decision
    signals = decision.signals
    return (
        decision.applies,
        _id(decision.tier),
        _id(decision.at_least),
        _id(decision.could_be),
        [finding.rule for finding in decision.floors],
        [signal.rule for signal in signals if signal.certain],
        [signal.rule for signal in signals if signal.possible],
        [gap.name for gap in decision.gaps],
    )


def _has_provisions(request: Request) -> bool:
    return bool(request.chosen.policy.contents.provisions)


def _ends(found: Provision | ProvisionPart | None) -> tuple[str | None, ...]:
    """Return the least, what is stated, and the most, each with its currency."""
    if found is None:
        return (None, None, None)
    every = (found.least, found.stated, found.most)
    return tuple(None if amount is None else str(amount) for amount in every)


def _provision(found: Provision | None) -> dict[str, object] | None:
    if found is None:
        return None
    names = ("least", "stated", "most")
    parts = [
        {
            "rule": part.rule,
            "kind": part.definition.kind,
            "certain": part.certain,
            "base": part.base,
            "rate": part.rate,
            **dict(zip(names, _ends(part), strict=True)),
        }
        for part in found.parts
    ]
    return {**dict(zip(names, _ends(found), strict=True)), "parts": parts}


def _id(tier: Tier | None) -> str | None:
    return None if tier is None else tier.id


def _cell(value: Truth | str | Sequence[str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else ";".join(value)


def _next(items: Iterable[AgendaItem]) -> AgendaItem | None:
    """Return the obligation that is certain and due first; None where none has a date."""
    dated = [item for item in items if item.certain and item.due is not None]
    return min(dated, key=lambda item: str(item.due), default=None)


def _agenda_item(item: AgendaItem) -> dict[str, object]:
    return {
        "rule": item.rule,
        "obligation": item.obligation,
        "kind": item.kind,
        "status": item.status,
        "due": None if item.due is None else str(item.due),
        "certain": item.certain,
        "role": item.role,
        "covered_by": item.covered_by,
        "reason": item.reason,
    }
