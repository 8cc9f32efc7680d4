"""The summary of a portfolio: counts that need no list of all loans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from postloan.agenda.item import AgendaItem
from postloan.cli.layout import share, table
from postloan.cli.loans import Answer, NotYet
from postloan.cli.setting_aside import SetAside
from postloan.cli.top import Top
from postloan.facts.catalogue import DAYS_PAST_DUE
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import SEVERITIES
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.findings import Finding, Gap
from postloan.policy.decisions.wording import NO_TIERS

__all__ = ["MOST_GAPS", "SOON", "Summary"]

SOON: Final = timedelta(days=30)
"""How far ahead what is due counts as due soon."""
MOST_GAPS: Final = 10
"""Gaps that are shown."""

UNDETERMINED: Final = "undetermined"
NOT_APPLICABLE: Final = "not applicable"
NOT_YET: Final = "not yet disbursed"


@attrs.frozen(kw_only=True)
class _Worst:
    loan_id: str
    tier: str
    could_be: str
    days: str
    by: str


@attrs.frozen(kw_only=True)
class _Urgent:
    loan_id: str
    item: AgendaItem


class Summary:
    """Counts over the answers of one run."""

    def __init__(self, contents: Contents, as_of: date, top: int) -> None:
        """Begin to count.

        Args:
            contents: the policy, for its scale.
            as_of: the day of the review.
            top: how many of the worst loans and of the most urgent items are shown.
        """
        self._contents = contents
        self._as_of = as_of
        self.loans: int = 0
        self.as_if: int = 0
        """Loans to which the policy was applied outside its days."""
        self._first: str | None = None
        self._tiers: Counter[str] = Counter()
        self._worse: Counter[str] = Counter()
        self._unsure_scope: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
        self._raised: Counter[tuple[str, str]] = Counter()
        self._possible: Counter[tuple[str, str]] = Counter()
        self._missing: Counter[tuple[str, str]] = Counter()
        self._moving: Counter[tuple[str, str]] = Counter()
        self._due: Counter[tuple[str, str, str]] = Counter()
        self._set_aside = SetAside()
        self._worst = Top[_Worst](top)
        self._urgent = Top[_Urgent](top)

    def add(self, answer: Answer | NotYet) -> None:
        """Count one loan."""
        self.loans += 1
        self._first = self._first or answer.loan_id
        if isinstance(answer, NotYet):
            self._tiers[NOT_YET] += 1
            return
        decision = answer.decision
        self.as_if += not answer.in_force
        if decision.applies is False:
            self._tiers[NOT_APPLICABLE] += 1
            return
        tier = UNDETERMINED if decision.tier is None else decision.tier.id
        self._tiers[tier] += 1
        self._worse[tier] += decision.tier is None or decision.tier != decision.could_be
        scope = decision.contents.applies_to
        if scope is not None and decision.applies is None:
            self._add_unsure_scope(decision, scope.text)
        for signal in decision.signals:
            counter = self._raised if signal.certain else self._possible
            counter[signal.severity, signal.rule] += 1
        self._set_aside.add(decision.provision)
        self._add_gaps(decision.gaps)
        self._add_worst(answer)
        for item in answer.open_items:
            self._add_item(answer.loan_id, item)

    def _add_unsure_scope(self, decision: Decision, scope: str) -> None:
        read = {key: value for because in decision.applies_because() for key, value in because.read}
        unknown = tuple(sorted(key for key, value in read.items() if value is None))
        self._unsure_scope[decision.contents.id, scope, unknown] += 1

    def _add_gaps(self, gaps: Iterable[Gap]) -> None:
        for gap in gaps:
            self._missing[gap.kind, gap.name] += 1
            self._moving[gap.kind, gap.name] += gap.moves_tier

    def _add_worst(self, answer: Answer) -> None:
        decision, best = answer.decision, self._contents.main.scale.best
        tier = decision.tier or decision.at_least or best
        could_be = decision.could_be or tier
        if decision.tier == best == could_be:
            return
        days = decision.facts.get(DAYS_PAST_DUE)
        key = (tier.rank, could_be.rank, -1 if days is None else days)
        if not self._worst.takes(key):  # what follows is dear
            return
        worst = _Worst(
            loan_id=answer.loan_id,
            tier=UNDETERMINED if decision.tier is None else str(tier),
            could_be=str(could_be),
            days="" if days is None else str(days),
            by=_by(answer.deciding),
        )
        self._worst.add(key, worst)

    def _add_item(self, loan_id: str, item: AgendaItem) -> None:
        if not item.certain:
            state = "possible"
        elif item.due is None:
            state = "undated"
        elif item.due < self._as_of:
            state = "late"
        else:
            state = "soon" if item.due - self._as_of <= SOON else "later"
        self._due[item.rule, item.role, state] += 1
        if item.certain and item.due is not None:
            self._urgent.add((-item.due.toordinal(),), _Urgent(loan_id=loan_id, item=item))

    def lines(self, *, files: bool) -> Iterator[str]:
        """Yield the summary's lines.

        Args:
            files: whether loan files were reviewed, so that there is an agenda.
        """
        yield ""
        yield f"{self.loans:,} {'loan' if self.loans == 1 else 'loans'}"
        yield from self._scope_lines()
        yield from self._tier_lines()
        yield from self._set_aside.lines()
        yield from self._signal_lines()
        if files:
            yield from self._due_lines()
        yield from self._gap_lines()
        yield from self._worst_lines()

    def _scope_lines(self) -> Iterator[str]:
        for (id, scope, unknown), count in self._unsure_scope.items():
            names = f"{' and '.join(unknown)} {'is' if len(unknown) == 1 else 'are'}"
            loans = f"{count:,} {'loan' if count == 1 else 'loans'}"
            yield (
                f"{id} applies only to {scope}; {names} not known for {loans}, decided as if it did"
            )

    def _tier_lines(self) -> Iterator[str]:
        yield from ("", "Tiers")
        scale = self._contents.main.scale
        names = [(tier.id, tier.label_zh or tier.label) for tier in scale]
        names += [(UNDETERMINED, "未确定"), (NOT_APPLICABLE, "不适用")]
        names += [(NOT_YET, "未发放")] if self._tiers[NOT_YET] else []
        # an older edition may have another scale
        names += [(id, "") for id in sorted(self._tiers) if id not in dict(names)]
        rows = [
            (
                id,
                name,
                f"{self._tiers[id]:,}",
                share(self._tiers[id], self.loans),
                f"{self._worse[id]:,}",
            )
            for id, name in names
        ]
        header = ("tier", "", "loans", "share", "could be worse")
        yield from table(header, rows, {2, 3, 4})
        if not self._contents.states_tiers(self._contents.main.id):
            yield f"  {NO_TIERS}"

    def _signal_lines(self) -> Iterator[str]:
        keys = sorted({*self._raised, *self._possible}, key=self._signal_order)
        if not keys:
            return
        yield from ("", "Signals")
        rows = [
            (severity, id, f"{self._raised[severity, id]:,}", f"{self._possible[severity, id]:,}")
            for severity, id in keys
        ]
        yield from table(("severity", "signal", "raised", "possible"), rows, {2, 3})

    def _signal_order(self, key: tuple[str, str]) -> tuple[int, int, str]:
        severities: tuple[str, ...] = SEVERITIES
        return -severities.index(key[0]), -self._raised[key], key[1]

    def _due_lines(self) -> Iterator[str]:
        yield from ("", "What is due")
        rules = sorted({(rule, role) for rule, role, state in self._due if state != "later"})
        states = ("late", "soon", "undated", "possible")
        rows = [
            (rule, role, *(f"{self._due[rule, role, state]:,}" for state in states))
            for rule, role in rules
        ]
        if not rows:
            yield "  nothing"
            return
        header = ("rule", "role", "late", f"in {SOON.days} days", "undated", "possible")
        yield from table(header, rows, {2, 3, 4, 5})
        urgent = self._urgent.entries()
        if urgent:
            yield from ("", "Most urgent")
            entries = [
                (str(entry.item.due), entry.item.status, entry.loan_id, entry.item.rule)
                for entry in urgent
            ]
            yield from table(("due", "", "loan", "rule"), entries)

    def _gap_lines(self) -> Iterator[str]:
        keys = sorted(self._missing, key=lambda key: (-self._moving[key], -self._missing[key], key))
        if not keys:
            return
        yield from ("", "Not known, by the number of loans it could move")
        rows = [
            (name, kind, f"{self._missing[kind, name]:,}", f"{self._moving[kind, name]:,}")
            for kind, name in keys[:MOST_GAPS]
        ]
        yield from table(("name", "kind", "loans", "could move"), rows, {2, 3})
        if len(keys) > MOST_GAPS:
            yield f"  and {len(keys) - MOST_GAPS} more"

    def _worst_lines(self) -> Iterator[str]:
        entries = self._worst.entries()
        if not entries:
            return
        yield from ("", "Worst loans")
        header = ("loan", "tier", "could be", "days past due", "by")
        rows = [(e.loan_id, e.tier, e.could_be, e.days, e.by) for e in entries]
        yield from table(header, rows, {3})

    def loan_to_explain(self) -> str | None:
        """Return the id of the worst loan, else of the first; None where there is none."""
        return next((entry.loan_id for entry in self._worst.entries()), self._first)


def _by(deciding: Finding | None) -> str:
    if deciding is None:
        return "no floor holds"
    unsure = "" if deciding.certain else ", not known for certain"
    cite = f", {deciding.citation.article}" if deciding.citation else ""
    return f"{deciding.rule}{cite}{unsure}"
