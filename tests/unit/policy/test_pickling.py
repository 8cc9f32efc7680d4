from __future__ import annotations

import pickle
from datetime import date

import pytest

from postloan import CALENDARS, Policy, load_policy, policy_ids
from postloan.facts.catalogue import CORE


@pytest.mark.parametrize("id", policy_ids())
def test_a_policy_goes_to_another_process_and_decides_alike(id: str) -> None:
    policy = load_policy(id)
    sent: Policy = pickle.loads(pickle.dumps(policy))  # noqa: S301 -- our own bytes
    facts = {"days_past_due": 95, "product": "card"}
    assert (sent.id, sent.digest) == (policy.id, policy.digest)
    day = date(2026, 6, 30)
    assert sent.decide(facts, day).explain() == policy.decide(facts, day).explain()


def test_supplied_parameters_go_with_it() -> None:
    policy = load_policy("bank.branch-measures", parameters={"rectify_within": "30 days"})
    sent: Policy = pickle.loads(pickle.dumps(policy))  # noqa: S301 -- our own bytes
    assert sent.supplied == policy.supplied
    with pytest.raises(TypeError):
        sent.supplied["rectify_within"] = "1 day"  # type: ignore[index]


def test_a_supplied_calendar_goes_with_it() -> None:
    policy = load_policy("cn.credit-card").with_calendar(CALENDARS["cn"])
    sent: Policy = pickle.loads(pickle.dumps(policy))  # noqa: S301 -- our own bytes
    assert (sent, sent.calendar) == (policy, CALENDARS["cn"])


def test_a_decision_goes_with_its_facts() -> None:
    decision = load_policy("cn.asset-classification").decide({"days_past_due": 95})
    sent = pickle.loads(pickle.dumps(decision))  # noqa: S301 -- our own bytes
    assert sent.explain() == decision.explain()


def test_the_catalogue_is_the_same_elsewhere() -> None:
    assert dict(pickle.loads(pickle.dumps(CORE))) == dict(CORE)  # noqa: S301 -- our own bytes
