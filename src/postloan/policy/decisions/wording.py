"""What a decision found, in a person's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

from postloan.between import Between
from postloan.citation import Citation
from postloan.facts.catalogue import Catalogue
from postloan.facts.fact import FactValue
from postloan.policy.clauses.parameters import ParameterValue
from postloan.policy.decisions.findings import Because, Finding, Gap, Outcome, SignalFinding
from postloan.policy.decisions.provisioning import Provision, ProvisionPart, amounts
from postloan.policy.decisions.whatif import WhatIf

__all__ = ["NO_TIERS", "Line", "Words", "spelled_out", "value_words"]

NO_TIERS: Final = "the policy has no rule of tiers, so the best level says nothing of the loan"

Line: TypeAlias = str | Citation
"""A line of text, or the citation that stands below what it is for."""


def value_words(value: FactValue | ParameterValue | Between | date | None, unit: str = "") -> str:
    """Return a value as a person writes it.

    >>> value_words(91, "days"), value_words(None), value_words(True)
    ('91 days', 'not known', 'true')
    """
    match value:
        case None:
            return "not known"
        case bool():
            return "true" if value else "false"
        case Between():
            return f"from {value}"
        case int() if unit in ("days", "months"):
            return f"{value} {unit[:-1] if value == 1 else unit}"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def spelled_out(lines: Iterable[Line]) -> Iterator[str]:
    """Yield lines as they are printed, citations set in.

    A citation names its document in full, unless it is the one named last before.
    """
    named: Citation | None = None
    for line in lines:
        if isinstance(line, str):
            yield line
            continue
        grade = f" [{line.grade}]" if line.grade else ""
        same = named is not None and named.document == line.document
        yield f"  same document, {line.article}{grade}" if same else f"  {line}"
        named = line


@attrs.frozen
class Words:
    """Puts findings into words, with each fact in its unit."""

    catalogue: Catalogue

    def because(self, because: Iterable[Because]) -> str:
        """Return the comparisons that decided, with what they read, in one line."""
        return "; ".join(map(self._reason, because))

    def _reason(self, reason: Because) -> str:
        facts = ", ".join(f"{key} is {self._value(key, value)}" for key, value in reason.read)
        if not facts or [reason.comparison] == [key for key, _ in reason.read]:
            return facts or reason.comparison
        negated = "not " if reason.truth is False else ""
        return f"{negated}{reason.comparison} ({facts})"

    def _value(self, key: str, value: FactValue | ParameterValue | Between | None) -> str:
        name = key.rpartition(".")[2]
        return value_words(value, self.catalogue[name].kind if name in self.catalogue else "")

    def headline(self, outcome: Outcome) -> str:
        """Return the tier, and what it could be."""
        if outcome.tier is None:
            why = outcome.problem or "an essential fact is not known"
            return f"undetermined, {why}: at least {outcome.at_least}, could be {outcome.could_be}"
        text = str(outcome.tier)
        if outcome.tier != outcome.at_least:
            text += f" out of prudence, certain is {outcome.at_least}"
        if outcome.could_be != outcome.tier:
            text += f", could be {outcome.could_be}"
        return text

    def floors(self, outcome: Outcome, *, stated: bool) -> Iterator[Line]:
        """Yield the lines of the row and the floors that hold.

        Args:
            outcome: of one dimension.
            stated: whether the policy has any rule of its tiers.
        """
        certain = [finding for finding in (*outcome.base, *outcome.floors) if finding.certain]
        for finding in certain:
            yield from self.finding(finding)
        if not certain:
            yield "- no floor holds" if stated else f"- {NO_TIERS}"

    def finding(self, finding: Finding) -> Iterator[Line]:
        """Yield a finding's lines: what, why, and where it is written."""
        yield f"- {finding.tier} by {finding.rule}: {self.because(finding.because)}"
        if finding.replaces:
            yield f"  in place of {finding.replaces}"
        if finding.citation is not None:
            yield finding.citation

    def signals(self, signals: Iterable[SignalFinding]) -> Iterator[Line]:
        """Yield the lines of the signals."""
        for signal in signals:
            state = "raised" if signal.certain else "possible"
            why = "it is on record" if signal.recorded else self.because(signal.because)
            yield f"- signal {signal.rule} ({signal.severity}) is {state}: {why}"
            if signal.citation is not None:
                yield signal.citation

    def provision(self, provision: Provision) -> Iterator[Line]:
        """Yield the lines of what is set aside for the loan, and of each rule that does."""
        yield f"Provision: {provision}"
        for part in provision.parts:
            yield from self._part(part)

    def reserves(self, parts: Iterable[ProvisionPart]) -> Iterator[Line]:
        """Yield the lines of what is asked of a portfolio as a whole."""
        for position, part in enumerate(parts):
            if position == 0:
                yield "Of the portfolio as a whole:"
            yield from self._part(part)

    @staticmethod
    def _part(part: ProvisionPart) -> Iterator[Line]:
        rule = part.definition
        state = "" if part.certain else ", possible"
        base = f" ({part.base})" if part.base is not None else ""
        yield f"- {amounts(part)} by {rule.id} ({rule.kind}{state}): {rule.terms}{base}"
        if part.citation is not None:
            yield part.citation

    def gaps(self, gaps: Iterable[Gap]) -> Iterator[str]:
        """Yield the lines of what is not known."""
        lines = [
            f"- {gap.name}: {gap.reason}{f'; could make it {gap.worst}' if gap.worst else ''} "
            f"({', '.join(gap.rules) or 'essential'})"
            for gap in gaps
        ]
        if lines:
            yield "Not known, by what is at stake:"
        yield from lines

    def what_if(self, what_if: WhatIf, outcome: Outcome, gaps: Iterable[Gap]) -> Iterator[Line]:
        """Yield what would change an outcome: the nearest, better and worse.

        Where it is undetermined, it is what each value of an essential fact would give.
        """
        if outcome.tier is None:
            lines = list(_once_known(what_if, gaps))
        else:
            lines = list(_nearest(what_if, outcome))
        if lines:
            yield "What would change it:"
        yield from lines


def _once_known(what_if: WhatIf, gaps: Iterable[Gap]) -> Iterator[Line]:
    for gap in gaps:
        found = what_if.of(gap.name) if gap.essential else ()
        if found:
            each = "; ".join(f"{other.answer} if {other.facts[0]}" for other in found)
            yield f"- {gap.name}, once known: {each}"


def _nearest(what_if: WhatIf, outcome: Outcome) -> Iterator[Line]:
    cited = {finding.rule for finding in (*outcome.base, *outcome.floors) if finding.certain}
    for word, found in (("better", what_if.better), ("worse", what_if.worse)):
        if found is None:
            if word == "better" and outcome.at_least and outcome.at_least.rank:
                yield "- nothing was found that would make it better"
            continue
        alone = found not in what_if.together
        yield f"- {found}" if alone else f"- no fact alone would make it {word}; {found}"
        for rule in found.rules:
            if rule.cite is not None and rule.id not in cited:
                yield rule.cite
