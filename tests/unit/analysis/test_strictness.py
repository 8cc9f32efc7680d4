"""Whether a policy is nowhere laxer than another, and a loan for which it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from postloan import load_policy, no_laxer
from postloan.analysis import witness
from postloan.analysis.pair import pair_of
from postloan.rules import diagrams
from postloan.rules.evaluate import Value
from tests.policies import policy
from tests.unit.analysis.solvers import GivesUp, Knows

LAW = """
    [[floor]]
    id = "late"
    when = "days_past_due > 90"
    at_least = "substandard"
    cite = "Art. 1"
    [[floor]]
    id = "sued"
    when = "lawsuit"
    at_least = "special_mention"
"""


def test_a_counterexample_is_as_near_to_a_clean_loan_as_may_be_and_names_rules() -> None:
    found = no_laxer(policy(LAW.replace("> 90", "> 120")), than=policy(LAW))
    assert (
        found.explain()
        == """\
test 1 is laxer than test 1:
  such as a loan with days_past_due 91 days and nothing else wrong
    test 1: normal
    test 1: substandard
      by late: days_past_due > 90 (days_past_due is 91 days)
      Test (edition 1), Art. 1"""
    )
    assert found.counterexample is not None
    assert found.counterexample.named == ("days_past_due",)


def test_a_stricter_policy_is_proved_to_be_nowhere_laxer() -> None:
    found = no_laxer(policy(LAW.replace("> 90", "> 60")), than=policy(LAW))
    assert found.proved
    assert found.explain() == "test 1 is nowhere laxer than test 1: proved for every loan"


@pytest.mark.parametrize("parent", ["cn.asset-classification", "cn.credit-card"])
def test_a_policy_that_extends_another_is_nowhere_laxer(parent: str) -> None:
    child = policy(LAW, head=f"extends = ['{parent}']")
    assert no_laxer(child, than=load_policy(parent)).proved
    assert no_laxer(load_policy(parent), than=child).answer == "counterexample"


def test_a_policy_on_finer_levels_is_nowhere_laxer_than_the_one_it_extends() -> None:
    head = "extends = ['cn.asset-classification']\nscale = 'ten-level-a'"
    law = load_policy("cn.asset-classification")
    assert no_laxer(policy(head=head), than=law).proved
    assert no_laxer(law, than=policy(head=head)).proved


def test_a_policy_that_does_not_apply_is_laxer_unless_only_the_common_scope_counts() -> None:
    cards = policy(LAW, head="applies_to = \"product == 'card'\"")
    found = no_laxer(cards, than=policy(LAW))
    assert found.counterexample is not None
    assert found.counterexample.verdicts[0].applies is False
    within = no_laxer(cards, than=policy(LAW), common_scope=True)
    assert within.explain().endswith("proved for every loan to which both apply")
    assert no_laxer(policy(LAW), than=cards).proved


@pytest.mark.parametrize(
    "candidate, than, fact",
    [
        # less is certain, out of prudence it is stated
        ("", "unknown = 'conservative'", "lawsuit"),
        # a tier is stated where the other states none and leaves a worse one open
        ("", "essential = ['days_past_due']", "days_past_due"),
    ],
)
def test_a_policy_that_makes_light_of_the_unknown_is_laxer(
    candidate: str, than: str, fact: str
) -> None:
    found = no_laxer(policy(LAW, head=candidate), than=policy(LAW, head=than))
    assert found.counterexample is not None
    assert found.counterexample.facts[fact] is None
    assert no_laxer(policy(LAW, head=than), than=policy(LAW, head=candidate)).proved


def test_silence_taken_lightly_is_laxer() -> None:
    prudent = policy(LAW + '[assumptions]\nlawsuit = "unknown"', head="unknown = 'conservative'")
    silent = policy(LAW, head="unknown = 'conservative'")
    found = no_laxer(silent, than=prudent)
    assert found.counterexample is not None
    assert found.counterexample.silent == ("lawsuit",)
    assert [str(d.tier) for d in found.counterexample.decisions] == ["normal", "special_mention"]
    assert no_laxer(prudent, than=silent).proved


SHARES = """
    [conventions]
    currency = "CNY"
    [[floor]]
    id = "a"
    when = "outstanding * 10 > principal * 8 and {}"
    at_least = "loss"
"""


def test_a_counterexample_that_compares_facts_is_found_with_values() -> None:
    found = no_laxer(policy(), than=policy(SHARES.format("principal > 100")))
    assert found.counterexample is not None
    facts = {key: str(found.counterexample.facts[key]) for key in found.counterexample.named}
    assert facts == {"outstanding": "100 CNY", "principal": "101 CNY"}


IMPOSSIBLE = SHARES.format("outstanding * 10 < principal * 7 and principal > 10")


def test_what_hangs_on_how_facts_compare_is_not_decided_without_a_loan_or_a_solver() -> None:
    found = no_laxer(policy(), than=policy(IMPOSSIBLE))
    assert (found.answer, found.proved) == ("not decided", False)
    assert found.explain() == (
        "whether test 1 is nowhere laxer than test 1 is not decided: it hangs on how facts "
        "compare with one another, and no such loan was found"
    )
    assert no_laxer(policy(), than=policy(IMPOSSIBLE), solver=Knows(None)).proved
    mistaken = Knows({"lawsuit": None}, {"lawsuit": True})
    assert no_laxer(policy(), than=policy(IMPOSSIBLE), solver=mistaken).answer == "not decided"
    tried = no_laxer(policy(), than=policy(IMPOSSIBLE), solver=GivesUp())
    assert (tried.answer, tried.reason) == ("not decided", "it is too hard")


def test_a_loan_that_a_solver_finds_is_shown_once_both_have_decided_it() -> None:
    hard = policy(SHARES.format("loss_share * loss_share == 0.0121"))
    assert no_laxer(policy(), than=hard).answer == "not decided"
    facts: dict[str, Value] = {
        "outstanding": 9,
        "principal": 10,
        "loss_share": Decimal("0.11"),
    }
    for solver in (Knows(facts), Knows(None, facts)):
        shown = no_laxer(policy(), than=hard, solver=solver).counterexample
        assert shown is not None
        assert [str(decision.tier) for decision in shown.decisions] == ["normal", "loss"]


def test_the_search_for_a_loan_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "_TRIES", 10)
    either = IMPOSSIBLE.replace("principal > 10", "(lawsuit or principal > 10)")
    assert no_laxer(policy(), than=policy(either)).answer == "not decided"


def test_a_signal_of_which_nothing_is_said_is_not_on_record() -> None:
    pair = pair_of(policy('[[signal]]\nid = "told"'), policy(), None)
    assert pair.given({"signal:told": None}, 0) == {"signal:told": False}
    assert pair.given({"signal:told": None}, 1) == {}


def test_a_solver_is_not_asked_about_silence_that_two_take_differently() -> None:
    assume = policy('[assumptions]\nlawsuit = "unknown"\n' + LAW)
    found = no_laxer(assume, than=policy(IMPOSSIBLE + LAW), solver=Knows(None))
    assert found.answer == "not decided"


def test_what_is_too_large_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams, "MOST_NODES", 3)
    found = no_laxer(policy(LAW), than=policy(LAW))
    assert found.reason == "there are too many cases to look at"


def test_editions_that_are_not_in_force_on_the_day_are_compared_all_the_same() -> None:
    law = load_policy("cn.asset-classification")
    assert no_laxer(law, than=law, as_of=date(1999, 1, 1)).proved
