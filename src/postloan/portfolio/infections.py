"""Which claims on an obligor act on which others, by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from postloan.between import Between
from postloan.citation import Citation
from postloan.facts.catalogue import COUNTED
from postloan.facts.fact import FactValue
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.findings import Finding, Outcome
from postloan.policy.decisions.wording import value_words
from postloan.portfolio.claims import Claim
from postloan.portfolio.contagion import Pass
from postloan.tiers import Tier

__all__ = ["Infection", "infections_in"]


@attrs.frozen(kw_only=True)
class Infection:
    """A rule by which other claims on the obligor act on a loan. Made by `review_obligor`."""

    loan: str
    """Id of the loan that is acted on."""
    by: tuple[str, ...]
    """Ids of the loans that act on it, or may."""
    fact: str
    """The fact about the obligor that they make what it is."""
    value: FactValue | Between | None
    """Its value when the rule first held, or what was known of it; later passes may add to it."""
    rule: str
    """Id of the floor that reads it."""
    tier: Tier
    """The tier that the floor gives, or may give."""
    certain: bool
    """Whether the floor holds; False where it is unknown."""
    citation: Citation | None

    def __str__(self) -> str:
        may = "" if self.certain else "possibly "
        value = value_words(self.value)
        return f"{may}{self.tier} by {self.rule}: {self.fact} is {value}, by {', '.join(self.by)}"


def infections_in(passes: Sequence[Pass], claims: Sequence[Claim]) -> Iterator[Infection]:
    """Yield what acts on what, loan by loan, the worst first.

    A rule is looked at in the pass in which it first held: by then a loan has made itself no
    worse, so that those that act on it are others.
    """
    for index, claim in enumerate(claims):
        outcome = passes[-1].decided[index].decision.outcomes[0]
        for finding in (*outcome.floors, *_moving(outcome)):
            first = next(p for p in passes if _found(p.decided[index].decision, finding))
            for fact in _read(finding):
                by = tuple(_sources(index, fact, claims, first, certain=finding.certain))
                if by:
                    yield Infection(
                        loan=claim.loan,
                        by=by,
                        fact=fact,
                        value=first.about.facts.get(fact),
                        rule=finding.rule,
                        tier=finding.tier,
                        certain=finding.certain,
                        citation=finding.citation,
                    )


def _moving(outcome: Outcome) -> Iterator[Finding]:
    """Yield the floors that may hold and would give a worse tier than is certain."""
    least = outcome.at_least
    return (found for found in outcome.possible_floors if least is None or found.tier > least)


def _found(decision: Decision, wanted: Finding) -> bool:
    """Return whether a floor holds, or where that is all that is wanted, may hold."""
    outcome = decision.outcomes[0]
    found = outcome.floors if wanted.certain else (*outcome.floors, *outcome.possible_floors)
    return any(finding.rule == wanted.rule for finding in found)


def _read(finding: Finding) -> Iterator[str]:
    """Yield the facts counted over claims that made a floor what it is, each once."""
    keys = dict.fromkeys(key for because in finding.because for key, _ in because.read)
    return (key for key in keys if key in COUNTED)


def _sources(
    index: int, fact: str, claims: Sequence[Claim], at: Pass, *, certain: bool
) -> Iterator[str]:
    """Yield the other loans that made a fact worse in a pass."""
    for other, (claim, nonperforming) in enumerate(zip(claims, at.nonperforming, strict=True)):
        states = claim.part(fact, nonperforming).states
        if other != index and (states == ("bad",) if certain else "bad" in states):
            yield claim.loan
