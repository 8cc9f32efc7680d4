"""The worked examples that a policy carries: what they may give and expect."""

from __future__ import annotations

import pytest

from postloan.policy.documents.build import EXPECTED, EXPECTED_ELSEWHERE
from postloan.policy.examples import _OF_DECISION, _OF_OUTCOME, check_examples
from postloan.policy.policy import Policy
from tests.unit.cli.documents import OWN

RULES = OWN.partition("[[example]]")[0]
PLAIN = (
    'format = "postloan.policy/1"\n[policy]\nid = "x"\nedition = "1"\ntitle = "X"\n'
    '[conventions]\ncurrency = "CNY"\n[parameters.large]\nunit = "money"\nrequired = true\n'
    '[parameters.limit]\nunit = "days"\nrequired = true\n'
    '[[floor]]\nid = "large"\nwhen = "overdue_amount > large"\nat_least = "loss"\n'
    '[[floor]]\nid = "long"\nwhen = "days_past_due > limit"\nat_least = "doubtful"\n'
)


def faults(text: str) -> list[str]:
    policy = Policy.from_text(text)
    results = check_examples(policy)
    assert len(results) == len(policy.contents.examples)
    return [str(result) for result in results if not result.passed]


def example(given: str, expect: str, more: str = "as_of = 2024-06-30", rules: str = RULES) -> str:
    return f'{rules}[[example]]\nid = "e"\ngiven = {{ {given} }}\nexpect = {{ {expect} }}\n{more}\n'


def test_every_expectation_that_a_policy_may_state_can_be_checked() -> None:
    assert set(_OF_OUTCOME) | set(_OF_DECISION) == set(EXPECTED)
    assert set(_OF_OUTCOME) == set(EXPECTED_ELSEWHERE)


@pytest.mark.parametrize(
    "given, expect",
    [
        ("product = 'a', days_past_due = 0", "applies = true, tier = 'normal', floors = []"),
        ("product = 'card'", "applies = false, tier = 'undetermined'"),
        ("days_past_due = 0", "applies = 'unknown', at_least = 'normal', could_be = 'doubtful'"),
        ("lawsuit = false", "tier = 'undetermined'"),
        ("days_past_due = 0", "'stage.tier' = 'normal', 'stage.floors' = []"),
        ("days_past_due = 91", "floors = ['long-overdue', 'overdue']"),
        ("overdue_amount = 1000001", "floors = ['large-overdue']"),
        ("overdue_amount = { amount = '1000000.01', currency = 'CNY' }", "at_least = 'doubtful'"),
        ("funds_misappropriated = true", "signals = ['misappropriation']"),
        ("funds_misappropriated = 'unknown'", "possible_signals = ['sued', 'misappropriation']"),
        ('"signal:seen-by-hand" = true, lawsuit = true', "signals = ['sued', 'seen-by-hand']"),
        ("overdue_amount = 'unknown', days_past_due = 91", "could_be = 'doubtful'"),
        ("overdue_amount = 0, days_past_due = 1", "inspections = ['visit.normal']"),
        (
            "funds_misappropriated = true, 'stage.previous_tier' = 'loss'",
            "duties = ['rectified', 'maturity-notice']",
        ),
    ],
)
def test_an_example_that_holds_passes(given: str, expect: str) -> None:
    assert faults(example(given, expect)) == []


@pytest.mark.parametrize(
    "given, expect, said",
    [
        ("days_past_due = 91", "tier = 'loss'", "tier: expected loss, got substandard"),
        ("days_past_due = 91", "tier = 3", "tier: expected 3, got substandard"),
        ("product = 'card'", "applies = 0", "applies: expected 0, got false"),
        ("product = 'card'", "applies = true", "applies: expected true, got false"),
        (
            "days_past_due = 91",
            "floors = ['overdue', 'long-overdue']",
            "floors: expected [overdue, long-overdue], got [long-overdue, overdue]",
        ),
        ("days_past_due = 1", "floors = 'overdue'", "floors: expected overdue, got [overdue]"),
        ("lawsuit = true", "signals = [['sued']]", "signals: expected [['sued']], got [sued]"),
        ("days_pastdue = 1", "applies = true", "there is no fact 'days_pastdue'; did you mean"),
        ("days_past_due = -1", "applies = true", "fact days_past_due must be a value of at lea"),
        ("days_past_due = 1.0", "applies = true", "fact days_past_due must be days as an int"),
        ("loss_share = 2", "applies = true", "fact loss_share must be a value from 0 to 1"),
        ("previous_tier = 'bad'", "applies = true", "fact previous_tier must be one of normal"),
        ("overdue_amount = true", "applies = true", "fact overdue_amount must be a finite Decimal"),
        (
            "overdue_amount = { amount = 1 }",
            "applies = true",
            'fact overdue_amount must be written { amount = "1500.00", currency = "CNY" }; got',
        ),
        (
            "overdue_amount = { amount = 'much', currency = 'CNY' }",
            "applies = true",
            'fact overdue_amount must be a number such as "1500.00"; got {',
        ),
        ('"signal:none" = true', "applies = true", "there is no fact 'signal:none'"),
        ("tier = 'loss'", "applies = true", "fact tier must be left out: it is what the policy"),
    ],
)
def test_an_example_that_does_not_hold_says_why(given: str, expect: str, said: str) -> None:
    assert faults(example(given, expect)) != []
    assert f"e: {said}" in faults(example(given, expect))[0]


def test_every_expectation_that_does_not_hold_is_told() -> None:
    (said,) = faults(example("days_past_due = 91", "tier = 'loss', applies = true"))
    assert said.splitlines() == [
        "e: tier: expected loss, got substandard",
        "e: applies: expected true, got unknown",
    ]


def test_a_blank_parameter_is_set_in_the_example() -> None:
    given = "overdue_amount = { amount = '5', currency = 'CNY' }, days_past_due = 2"
    set_both = "parameters = { large = { amount = '4', currency = 'CNY' }, limit = 1 }"
    expect = "floors = ['large', 'long']"
    assert faults(example(given, expect, set_both, PLAIN)) == []
    (said,) = faults(example(given, expect, "", PLAIN))
    assert said == "e: floors: expected [large, long], got []"


@pytest.mark.parametrize(
    "parameters, said",
    [
        ("limits = 1", "there is no parameter of x 'limits'; did you mean limit?"),
        ("limit = 'x'", "parameters.limit must be an integer from 0 to"),
        ("large = 'x'", "parameters.large must be"),
    ],
)
def test_a_parameter_that_does_not_fit_fails_the_example(parameters: str, said: str) -> None:
    more = f"parameters = {{ {parameters} }}"
    assert said in faults(example("retail = true", "applies = true", more, PLAIN))[0]


def test_an_example_needs_a_date_where_the_policy_is_dated_and_in_force_on_it() -> None:
    (said,) = faults(example("retail = true", "applies = true", ""))
    assert "decide.as_of must be a date" in said
    (said,) = faults(example("retail = true", "applies = true", "as_of = 2019-01-01"))
    assert "is not yet in force on 2019-01-01" in said


def test_a_result_says_that_it_passed() -> None:
    (result,) = check_examples(Policy.from_text(OWN))
    assert str(result) == "ninety-one: passed"
