"""Facts at a policy's own thresholds reach everything that it can say."""

from __future__ import annotations

from datetime import date

import pytest

from postloan import analyse, to_dmn
from postloan.analysis.boundaries import boundary_facts
from postloan.errors import InvalidValue, NotDecided, NotExportable
from postloan.facts.fact import FactValue
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.testing import facts_of
from tests.decision_tables import TRIALS, answer
from tests.policies import policy

DAY = date(2024, 1, 1)


def found(made: Policy, *, unknown: bool = True) -> list[dict[str, FactValue | None]]:
    return list(boundary_facts(made, DAY, unknown=unknown))


def test_both_sides_of_every_cut_are_there() -> None:
    made = load_policy("cn.credit-card")
    days = {facts["days_past_due"] for facts in found(made) if facts["product"] == "card"}
    assert {0, 1, 90, 91, 120, 121, 180, 181, None} <= days


def test_no_two_are_the_same_and_without_unknowns_every_fact_is_known() -> None:
    every = found(load_policy("bank.branch-measures"), unknown=False)
    assert len({tuple(facts.items()) for facts in every}) == len(every)
    assert not any(None in facts.values() for facts in every)


@pytest.mark.parametrize("name", TRIALS)
def test_whatever_the_policy_answers_is_answered_at_some_boundary(name: str) -> None:
    trial = TRIALS[name]
    answers = {answer(trial.policy.decide(facts)) for facts in trial.facts()}
    assert answers <= {answer(trial.policy.decide(facts)) for facts in found(trial.policy)}


def test_facts_that_compare_as_they_have_to_are_found_or_left_out() -> None:
    made = policy(
        """
        [conventions]
        currency = "CNY"
        [[floor]]
        id = "a"
        when = "outstanding > principal"
        at_least = "doubtful"
        [[floor]]
        id = "b"
        when = "outstanding * 7 > principal * 9 and not (outstanding > principal)"
        at_least = "loss"
        """
    )
    tiers = {str(made.decide(facts).tier) for facts in found(made, unknown=False)}
    assert tiers == {"normal", "doubtful"}


def test_an_amount_without_a_currency_is_in_none_and_a_signal_is_on_record_or_not() -> None:
    made = policy(
        """
        [[signal]]
        id = "told"
        [[floor]]
        id = "a"
        signal = "told"
        at_least = "doubtful"
        [[floor]]
        id = "b"
        when = "outstanding > principal"
        at_least = "loss"
        """
    )
    every = found(made)
    assert {facts["signal:told"] for facts in every} == {False, True}
    assert {str(facts["outstanding"]).split()[-1] for facts in every} == {"XXX", "None"}


def test_what_is_too_large_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    made = policy("[[floor]]\nid = 'a'\nwhen = 'days_past_due > 90'\nat_least = 'loss'\n")
    monkeypatch.setattr("postloan.rules.steps.MOST_STEPS", 0)
    with pytest.raises(NotDecided, match="too many combinations"):
        list(boundary_facts(made))
    assert {finding.certainty for finding in analyse(made).findings} == {"not decided"}
    with pytest.raises(NotDecided, match="too many combinations"):
        facts_of(made)
    with pytest.raises(NotExportable, match="the table cannot be exported: its conditions have"):
        to_dmn(made)


def test_a_day_is_asked_for_where_something_is_dated() -> None:
    made = policy(
        """
        [[floor]]
        id = "a"
        when = "lawsuit"
        at_least = "loss"
        in_force = { from = 2025-01-01 }
        """
    )
    assert {str(made.decide(facts, DAY).tier) for facts in found(made)} == {"normal"}
    with pytest.raises(InvalidValue, match=r"as_of must be a date: test has dated"):
        list(boundary_facts(made))
