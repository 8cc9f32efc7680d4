"""The use of funds, item by item: how much of it is tracked, and how much went elsewhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from postloan.facts.fact import FactValue
from postloan.facts.uses import USE_FACTS, use_facts
from postloan.model.adjustments import Drawdown, UseOfFunds
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.policies import policy
from tests.worked.loans import cny, loan_file, says

LENT, LATER = date(2024, 1, 9), date(2024, 6, 30)


def use(amount: int, *, agreed: bool | None = True, on: date = LENT) -> UseOfFunds:
    return UseOfFunds(on=on, amount=cny(amount), agreed=agreed)


def facts(*uses: UseOfFunds, drawn: int = 0, as_of: date = LATER) -> dict[str, FactValue | None]:
    """Return what is known of a loan of 100000, drawn in one part where that is stated."""
    parts = (Drawdown(on=LENT, amount=cny(drawn), drawdown="A"),) if drawn else ()
    found = use_facts(loan_file(uses_of_funds=uses, drawdowns=parts), as_of)
    return {key: value for key, value, _ in found}


def test_nothing_is_known_where_nothing_is_on_file_yet() -> None:
    assert facts() == facts(use(1, on=LATER), as_of=LENT) == {}


def test_a_use_is_tracked_once_it_was_compared_with_what_was_agreed() -> None:
    found = facts(use(30_000), use(20_000, agreed=False), use(40_000, agreed=None))
    assert found == {
        "use_tracked_share": Decimal("0.5"),
        "off_purpose_amount": cny(20_000),
        "use_of_funds_changed": True,
    }
    assert set(found) == set(USE_FACTS)


@pytest.mark.parametrize("on, changed", [(date(2024, 3, 1), True), (date(2024, 3, 2), False)])
def test_a_use_that_was_not_agreed_changes_the_use_until_somebody_has_looked_again(
    on: date, changed: bool
) -> None:
    found_later = UseOfFunds(on=LENT, known_on=date(2024, 3, 1), amount=cny(1), agreed=False)
    file = loan_file(
        uses_of_funds=(found_later, use(1)), evidence=(says("use_of_funds_changed", False, on),)
    )
    warns = policy('[[signal]]\nid = "misuse"\nwhen = "use_of_funds_changed"')
    assert bool(review(file, warns, as_of=LATER).signals) is changed


def test_it_is_a_share_of_what_was_drawn_by_then() -> None:
    assert facts(use(30_000), drawn=40_000)["use_tracked_share"] == Decimal("0.75")


def test_what_is_not_all_tracked_is_not_rounded_to_all() -> None:
    nearly = facts(use(10**29 - 1), drawn=10**29)["use_tracked_share"]
    assert isinstance(nearly, Decimal)
    assert nearly < 1


def test_more_used_than_was_paid_out_is_not_known_how_far() -> None:
    found = list(use_facts(loan_file(uses_of_funds=(use(100_001, agreed=False),)), LATER))
    assert found == [
        (
            "use_tracked_share",
            None,
            "100001 CNY are on record as used, 100000 CNY as paid out",
        ),
        ("off_purpose_amount", cny(100_001), ""),
        ("use_of_funds_changed", True, ""),
    ]


def test_of_what_was_not_drawn_yet_there_is_no_share() -> None:
    part = Drawdown(on=LATER, amount=cny(1), drawdown="A")
    file = loan_file(uses_of_funds=(use(1, agreed=None),), drawdowns=(part,))
    assert list(use_facts(file, LENT)) == [("off_purpose_amount", cny(0), "")]


WATCH = policy(
    """
    [[signal]]
    id = "off-purpose"
    when = "off_purpose_amount > 0"

    [[inspection]]
    id = "visit"
    kind = "on_site"
    when = "off_purpose_amount > 0"
    every = "1 month"
    """
)


def test_a_policy_acts_on_it_and_nothing_is_late_before_it_was_on_record() -> None:
    file = loan_file(uses_of_funds=(use(1), use(1, agreed=False, on=date(2024, 5, 9))))
    assert not review(file, WATCH, as_of=date(2024, 5, 8)).signals
    found = review(file, WATCH, as_of=LATER)
    assert [signal.rule for signal in found.signals] == ["off-purpose"]
    assert [item.due for item in found.agenda] == [date(2024, 5, 9)]


# -- projects: facts of their own, which rules compare (S18-31, S01-29)

PROJECT = policy(
    """
    [[signal]]
    id = "over-run"
    when = "project_investment > project_budget"

    [[signal]]
    id = "capital-short"
    when = "sponsor_added < (project_investment - project_budget) * project_capital_share"

    [[signal]]
    id = "spent-ahead-of-work"
    when = "project_spent > project_budget * project_work_done"

    [[signal]]
    id = "behind-plan"
    when = "project_work_done < project_work_planned"
    """
)
SOUND: dict[str, object] = {
    "project_budget": cny(1000),
    "project_investment": cny(1000),
    "project_capital_share": Decimal("0.25"),
    "sponsor_added": cny(0),
    "project_spent": cny(400),
    "project_work_done": Decimal("0.4"),
    "project_work_planned": Decimal("0.4"),
}


def raised(given: Policy, **changed: object) -> set[str]:
    return set(given.decide({**SOUND, **changed}).raised)


@pytest.mark.parametrize(
    "changed, signals",
    [
        ({}, set()),
        ({"project_investment": cny(1200)}, {"over-run", "capital-short"}),
        (
            {"project_investment": cny(1200), "sponsor_added": cny(49)},
            {"over-run", "capital-short"},
        ),
        ({"project_investment": cny(1200), "sponsor_added": cny(50)}, {"over-run"}),
        ({"project_spent": cny(401)}, {"spent-ahead-of-work"}),
        ({"project_work_planned": Decimal("0.41")}, {"behind-plan"}),
    ],
)
def test_a_project_is_held_to_its_budget_its_capital_and_its_plan(
    changed: dict[str, object], signals: set[str]
) -> None:
    assert raised(PROJECT, **changed) == signals
