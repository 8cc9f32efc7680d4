"""The rows of a decision table, read as an engine reads them, give the policy's own tiers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, given

from postloan.analysis.boundaries import boundary_facts
from postloan.dmn.feel import Unsayable, comparison
from postloan.errors import NotExportable
from postloan.facts.fact import FactValue
from postloan.policy.decisions.decision import Decision
from postloan.rules.evaluate import Value, evaluate
from postloan.rules.simplify import leaves, simplified
from postloan.rules.tree import Compare, names_in
from postloan.testing.conditions import checked, conditions, values
from postloan.testing.drafts import Draft, drafts, facts, known_facts
from postloan.units import NUMERIC
from tests.as_python import as_python
from tests.decision_tables import TRIALS, Reading, Trial, answer, known, reading_of


def check(table: Reading, decision: Decision) -> None:
    """Assert that a table gives the decision's tier, and none only where it may."""
    some = known(decision)
    contents = table.on.contents
    found = table.tier(some)
    if found is None:
        read = (base.reads() for base in table.on.bases)
        lacking = [key for key in contents.essential.union(*read) if some.get(key) is None]
        assert answer(decision) is None or lacking
    else:
        assert found == answer(decision)


def exportable(draft: Draft) -> Reading:
    try:
        return reading_of(draft.policy())
    except NotExportable:
        assume(False)
        raise


@given(drafts(), known_facts())
def test_a_table_gives_every_loan_whose_facts_are_known_the_tier_of_the_policy(
    draft: Draft, some: Mapping[str, FactValue | None]
) -> None:
    table = exportable(draft)
    decision = draft.policy().decide(some)
    assert table.tier(known(decision)) == answer(decision)


@given(drafts(), facts())
def test_a_null_gives_the_tier_of_the_policy_or_none(
    draft: Draft, some: Mapping[str, FactValue | None]
) -> None:
    check(exportable(draft), draft.policy().decide(some))


@pytest.mark.parametrize("trial", TRIALS.values(), ids=TRIALS)
def test_a_table_written_by_hand_agrees_on_every_trial_and_boundary(trial: Trial) -> None:
    table = reading_of(trial.policy)
    for some in trial.facts():
        check(table, trial.policy.decide(some))
        for key in trial.may_be_null():
            check(table, trial.policy.decide({**some, key: None}))
    for some in boundary_facts(trial.policy):
        check(table, trial.policy.decide(some))


@given(conditions(), values(known=True))
def test_a_comparison_in_feel_means_what_it_meant_and_divides_nothing(
    text: str, some: Mapping[str, Value]
) -> None:
    for leaf in leaves(simplified(checked(text))):
        if isinstance(leaf, Compare) and all(n.resolved.kind in NUMERIC for n in names_in(leaf)):
            ((operator, right),) = leaf.rest
            try:
                feel = comparison(leaf.first, operator, right)
            except Unsayable:
                continue
            assert "/" not in feel
            assert as_python(feel.replace(" = ", " == "), some) is evaluate(leaf, some)
