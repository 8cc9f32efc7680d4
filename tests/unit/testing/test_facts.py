"""Facts are generated around a policy's thresholds, of every kind, and shrink to a clean loan."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.testing import facts_of
from postloan.testing.drafts import LAST_DAY, Draft, full_drafts
from tests.policies import policy

SEARCH = settings(max_examples=500, phases=(Phase.generate, Phase.shrink))
LIMITED = policy(
    """
    [conventions]
    currency = "CNY"
    [[signal]]
    id = "told"
    [[floor]]
    id = "late"
    when = "days_past_due > 1234 or product == 'card' or outstanding > 5.55 or loss_share > 0.3"
    at_least = "previous_tier"
    """
)


@pytest.mark.parametrize("days", [1233, 1234, 1235])
def test_a_threshold_and_its_neighbours_are_soon_found(days: int) -> None:
    wanted = find(
        facts_of(LIMITED),
        lambda facts: facts.get("days_past_due") == days,
        settings=SEARCH,
    )
    assert wanted == {"days_past_due": days}


@given(full_drafts(), st.data())
@settings(max_examples=25)
def test_a_policy_takes_the_facts_that_are_generated_for_it(
    draft: Draft, data: st.DataObject
) -> None:
    made = draft.policy()
    assert made.decide(data.draw(facts_of(made, LAST_DAY)), LAST_DAY).outcomes
    known = data.draw(facts_of(made, LAST_DAY, unknown=False))
    assert set(known) >= set(made.contents.reads)
    assert None not in known.values()


def test_facts_shrink_to_nothing_given_or_to_noughts() -> None:
    assert find(facts_of(LIMITED), lambda _facts: True, settings=SEARCH) == {}
    least = find(facts_of(LIMITED, unknown=False), lambda _facts: True, settings=SEARCH)
    assert (least["days_past_due"], least["previous_tier"]) == (0, LIMITED.scale.best)
    assert (least["outstanding"], least["signal:told"]) == (Money(0, "CNY"), False)


def test_a_dated_policy_needs_its_day() -> None:
    dated = policy(
        """
        [[floor]]
        id = "late"
        when = "days_past_due > 7"
        at_least = "loss"
        in_force = { from = 2025-01-01 }
        """
    )
    with pytest.raises(InvalidValue, match="as_of"):
        facts_of(dated)
    assert find(facts_of(dated, date(2025, 1, 1)), bool)
