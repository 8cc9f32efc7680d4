"""`--fail-on`: what a loan must not be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import attrs

from postloan.cli.loans import Answer
from postloan.cli.request import Request
from postloan.errors import InvalidInput, meant, shown
from postloan.policy.clauses.kinds import SEVERITIES
from postloan.tiers import Scale

__all__ = ["Watch", "read_watches"]

Matches = Callable[[Answer], bool]


@attrs.define(kw_only=True)
class Watch:
    """One thing to fail on, and how many loans were so."""

    what: str
    """As it was asked for, such as `substandard`."""
    matches: Matches
    count: int = 0

    def see(self, answer: Answer) -> None:
        """Count a loan that matches."""
        self.count += self.matches(answer)


def read_watches(wanted: Iterable[str], request: Request) -> tuple[Watch, ...]:
    """Return what `--fail-on` names, each once.

    Raises:
        InvalidInput: one is nothing to fail on, or a table of facts cannot tell.
    """
    scale = request.chosen.policy.scale
    watches, problems = [], []
    for what in dict.fromkeys(wanted):
        matches = _matches(what, scale)
        if matches is None:
            problems.append(_unknown(what, scale))
        elif what == "late" and not request.files:
            problems.append("late: a table of facts has no dates; loan files have")
        else:
            watches.append(Watch(what=what, matches=matches))
    if problems:
        raise InvalidInput("--fail-on", problems)
    return tuple(watches)


def _unknown(what: str, scale: Scale) -> str:
    tiers = scale.names()
    names = [
        *_PLAIN,
        *tiers,
        *(f"could-be:{tier}" for tier in tiers),
        *(f"signal:{severity}" for severity in SEVERITIES),
    ]
    hint = meant(what, names) or f"; there are {', '.join(names)}"
    return f"{shown(what)} is nothing to fail on{hint}"


def _matches(what: str, scale: Scale) -> Matches | None:
    if what in _PLAIN:
        return _PLAIN[what]
    if what in scale.names():
        rank = scale.level(what).rank
        return lambda answer: _rank(answer) >= rank
    kind, _, limit = what.partition(":")
    if kind == "could-be" and limit in scale.names():
        worst = scale.level(limit).rank
        return lambda answer: _possible_rank(answer) >= worst
    if kind == "signal" and limit in SEVERITIES:
        enough = SEVERITIES[SEVERITIES.index(limit) :]
        return lambda answer: any(
            signal.certain and signal.severity in enough for signal in answer.decision.signals
        )
    return None


def _rank(answer: Answer) -> int:
    """Return the rank of the tier, or of what is certain of it; -1 where none applies."""
    decision = answer.decision
    tier = decision.tier or decision.at_least
    return -1 if tier is None else tier.rank


def _possible_rank(answer: Answer) -> int:
    """Return the rank of the worst that it could be; -1 where none applies."""
    tier = answer.decision.could_be
    return -1 if tier is None else tier.rank


def _undetermined(answer: Answer) -> bool:
    return answer.decision.tier is None and answer.decision.applies is not False


def _late(answer: Answer) -> bool:
    return any(item.certain and item.status == "late" for item in answer.open_items)


def _gaps(answer: Answer) -> bool:
    return bool(answer.decision.gaps)


_PLAIN: Final[dict[str, Matches]] = {
    "undetermined": _undetermined,
    "late": _late,
    "gaps": _gaps,
}
