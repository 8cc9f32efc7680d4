"""A loan that two policies decided, in a person's words, with the rules and their citations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from postloan.analysis.box_words import joined
from postloan.analysis.witness import Witness
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.findings import Finding
from postloan.policy.decisions.wording import Words, value_words
from postloan.policy.policy import Policy

__all__ = ["blank_lines", "name_of", "witness_lines"]


def name_of(policy: Policy) -> str:
    """Return id and edition of a policy."""
    return f"{policy.id} {policy.edition}"


def blank_lines(*policies: Policy, as_of: date | None) -> Iterator[str]:
    """Yield a line that names the parameters without a value, of each policy that has some."""
    for policy in policies:
        blank = [id for id, value in policy.parameters_on(as_of).items() if value is None]
        if blank:
            yield f"{name_of(policy)} leaves without a value, so never known: {', '.join(blank)}"


def witness_lines(witness: Witness) -> Iterator[str]:
    """Yield what a loan is like, and what each policy decides of it and why."""
    yield f"such as a loan with {_facts(witness)}"
    for decision in witness.decisions:
        contents = decision.contents
        yield f"  {contents.id} {contents.edition}: {_headline(decision)}"
        for finding in _deciding(decision):
            yield f"    by {finding.rule}: {Words(contents.catalogue).because(finding.because)}"
            if finding.citation is not None:
                yield f"    {finding.citation}"


def _facts(witness: Witness) -> str:
    catalogue = witness.decisions[0].contents.catalogue
    stated = []
    for key in witness.named:
        unit = catalogue[key].kind if key in catalogue else ""
        stated.append(f"{key} {value_words(witness.facts[key], unit)}")
    stated += [f"nothing recorded about {key}" for key in witness.silent]
    return joined([*stated, f"nothing {'else ' if stated else ''}wrong"], "and")


def _headline(decision: Decision) -> str:
    words = Words(decision.contents.catalogue)
    if decision.applies is False:
        return f"does not apply: {words.because(decision.applies_because())}"
    return words.headline(decision.outcomes[0])


def _deciding(decision: Decision) -> Iterator[Finding]:
    """Yield the rows and floors that give the tier, or what is certain where none is stated."""
    outcome = decision.outcomes[0]
    tier = outcome.tier or outcome.at_least
    for finding in (*outcome.base, *outcome.floors, *outcome.possible_floors):
        if finding.tier == tier:
            yield finding
