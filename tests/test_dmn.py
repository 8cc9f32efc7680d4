"""What `to_dmn` writes is valid DMN 1.3, and a published engine runs it to the policy's own tiers.

The engine counts in floats and does not get over a null in arithmetic; tests/laws has both.
Where the group `dmn` is not installed, this is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import Phase, assume, given, settings

from postloan.analysis.boundaries import boundary_facts
from postloan.dmn.document import to_dmn
from postloan.dmn.feel import name
from postloan.errors import NotExportable
from postloan.money import Money
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.testing.drafts import Draft, drafts
from postloan.tiers import Tier
from tests.decision_tables import TRIALS, Trial, answer
from tests.policies import policy
from tests.shipped import WITH_OWN_TIERS

DAY: Final = date(2026, 1, 1)
"""A day on which the newest edition of whatever ships is in force."""
MODEL: Final = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
SKIPPED: Final = "needs the dependency group `dmn`"


MOST: Final = 25
"""Loans of one policy that the engine is asked about, spread over all its boundaries."""


class Engine:
    """A policy's table in pyDMNrules."""

    def __init__(self, made: Policy) -> None:
        text = to_dmn(made, DAY)
        root = fromstring(text)  # noqa: S314 -- our own
        self.inputs = [data.attrib["name"] for data in root.iter(f"{MODEL}inputData")]
        self.compares = any(True for _ in root.iter(f"{MODEL}literalExpression"))
        self._rules: Any = pytest.importorskip("pyDMNrules", reason=SKIPPED).DMN()
        if self.inputs:  # it stumbles over a table without
            assert self._rules.useXML(text) == {}

    def tier(self, facts: Mapping[str, object]) -> str | None:
        """Return its answer; None where no row matches."""
        every = {name(key): as_given(value) for key, value in facts.items()}
        status, results = self._rules.decide({key: every.get(key) for key in self.inputs})
        if not results:
            assert "No rules matched" in status["errors"][0]
            return None
        assert status == {}
        last = results[-1] if isinstance(results, list) else results
        found = last["Result"]["tier.tier"]
        return None if found is None else str(found)


def as_given(value: object) -> object:
    """Return a fact as the engine takes it."""
    match value:
        case Money():
            return float(value.amount)
        case Decimal():
            return float(value)
        case Tier():
            return value.id
        case _:
            return value


def agree(engine: Engine, made: Policy, every: Iterable[Mapping[str, object]]) -> set[str | None]:
    """Assert that an engine answers as the policy does, and return the answers."""
    answers = set()
    for some in every:
        decision = made.decide(some, DAY)
        assert engine.tier(decision.facts) == answer(decision), some
        answers.add(answer(decision))
    return answers


def never_better(engine: Engine, made: Policy, every: Iterable[Mapping[str, object]]) -> None:
    """Assert that an engine answers as the policy does, or not at all."""
    for some in every:
        decision = made.decide(some, DAY)
        assert engine.tier(decision.facts) in (answer(decision), None), some


@pytest.mark.parametrize("id", WITH_OWN_TIERS)
def test_a_published_engine_gives_the_same_tier_at_the_boundaries(id: str) -> None:
    made = load_policy(id)
    engine = Engine(made)
    assert len(agree(engine, made, spread(boundary_facts(made, DAY, unknown=False)))) > 1
    never_better(engine, made, spread(boundary_facts(made, DAY)))


def spread(every: Iterable[Mapping[str, object]]) -> Sequence[Mapping[str, object]]:
    """Return some of the loans, from all over the boundaries."""
    found = list(every)
    return found[:: max(1, len(found) // MOST)]


@pytest.mark.parametrize("trial", TRIALS.values(), ids=TRIALS)
def test_a_published_engine_agrees_on_tables_written_by_hand(trial: Trial) -> None:
    engine = Engine(trial.policy)
    every = trial.facts()
    step = max(1, len(every) // 40)
    assert len(agree(engine, trial.policy, every[::step])) > 1
    if not engine.compares:
        never_better(engine, trial.policy, islice(boundary_facts(trial.policy), 25))


@settings(max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(drafts())
def test_a_published_engine_agrees_on_generated_policies_and_a_null_is_never_a_better_tier(
    draft: Draft,
) -> None:
    made = draft.policy()
    try:
        engine = Engine(made)
    except NotExportable:
        assume(False)
        raise
    assume(engine.inputs and not engine.compares)
    agree(engine, made, islice(boundary_facts(made, unknown=False), 10))
    never_better(engine, made, islice(boundary_facts(made), 10))


# ------------------------------------------------------------------------------- the standard


def faults(text: str) -> list[str]:
    """Return what the schema of DMN 1.3 finds wrong with a document."""
    etree: Any = pytest.importorskip("lxml.etree", reason=SKIPPED)
    carrier = find_spec("SpiffWorkflow")
    if carrier is None or carrier.origin is None:
        pytest.skip(SKIPPED)
    folder = Path(carrier.origin).parent / "dmn" / "parser" / "schema"
    schema = etree.XMLSchema(etree.parse(str(folder / "DMN13.xsd")))
    schema.validate(etree.fromstring(text.encode()))
    return [str(error) for error in schema.error_log]


@pytest.mark.parametrize(
    "made",
    [*map(load_policy, WITH_OWN_TIERS), *(trial.policy for trial in TRIALS.values()), policy()],
    ids=[*WITH_OWN_TIERS, *TRIALS, "nothing"],
)
def test_what_is_written_is_valid_dmn(made: Policy) -> None:
    assert faults(to_dmn(made, DAY)) == []


def test_the_schema_finds_a_fault() -> None:
    text = to_dmn(load_policy("cn.credit-card"), DAY)
    assert len(faults(text.replace("outputEntry", "outputentry"))) > 0
