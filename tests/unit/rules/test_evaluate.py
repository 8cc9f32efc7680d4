"""What conditions mean where something is unknown, and where the numbers are odd."""

from __future__ import annotations

from decimal import Decimal

import pytest

from postloan.between import Between
from postloan.rules.evaluate import Truth, Value, evaluate
from postloan.rules.parse import parse
from postloan.testing.conditions import checked

YES: dict[str, Value] = {"days_past_due": 91, "loss_share": Decimal("0.5"), "lawsuit": True}


@pytest.mark.parametrize(
    "text, truth",
    [
        ("days_past_due > 90", True),
        ("term_months > 90", None),
        ("lawsuit or credit_impaired", True),
        ("not lawsuit and credit_impaired", False),
        ("lawsuit and credit_impaired", None),
        ("max(days_past_due, interest_days_past_due) > 90", True),
        ("max(days_past_due, interest_days_past_due) > 91", None),
        ("min(days_past_due, interest_days_past_due) <= 91", True),
        ("min(days_past_due, interest_days_past_due) == 92", False),
        ("max(days_past_due, interest_days_past_due) != 90", True),
        ("-max(days_past_due, interest_days_past_due) < -90", True),
        ("max(days_past_due, interest_days_past_due) * 2 >= 182", True),
        ("-2 * max(days_past_due, interest_days_past_due) <= -182", True),
        ("0 * max(days_past_due, interest_days_past_due) == 0", None),
        ("0 * max(days_past_due, interest_days_past_due) >= 0", None),
        ("0 * max(days_past_due, interest_days_past_due) <= 0", None),
        ("min(days_past_due, 92) > 90", True),
        ("max(days_past_due, 5) > 90", True),
        ("min(5, days_past_due, 92) < 6", True),
        ("min(days_past_due, interest_days_past_due) > 90", None),
        ("min(days_past_due, interest_days_past_due) == 91", None),
        ("min(days_past_due, interest_days_past_due) + 1 < 93", True),
        ("1 + min(days_past_due, interest_days_past_due) < 93", True),
        ("max(days_past_due, interest_days_past_due) + 1 > 91", True),
        ("1 + max(days_past_due, interest_days_past_due) > 91", True),
        ("100 - max(days_past_due, interest_days_past_due) < 10", True),
        ("100 - min(days_past_due, interest_days_past_due) > 8", True),
        ("max(days_past_due, interest_days_past_due) - 1 > 89", True),
        ("max(days_past_due, interest_days_past_due) * 0.5 > 45", True),
        ("max(days_past_due, interest_days_past_due) / 7 >= 13", True),
        ("max(days_past_due, interest_days_past_due) + interest_days_past_due > 90", None),
        ("max(loss_share, loan_to_value) * max(loss_share, loan_to_value) > 0", None),
        ("days_past_due * 0 == 0", True),
        ("days_past_due / 3 == 91 / 3", True),
        ("loss_share / 3 + loss_share / 3 + loss_share / 3 == 0.5", True),
        ("90 < days_past_due < interest_days_past_due", None),
        ("91 < days_past_due < interest_days_past_due", False),
        ("days_past_due in (90, 91)", True),
        ("days_past_due not in (90, 92)", True),
        ("term_months in (90, 92)", None),
        ("product in ('card', 'loan')", None),
        ("product != 'card'", None),
        ("previous_tier >= loss", None),
        ("loss > doubtful", True),
        ("loss <= doubtful", False),
        ("normal == normal", True),
        ("days_past_due == interest_days_past_due", None),
        ("lawsuit != credit_impaired", None),
        ("'a' == 'b'", False),
        ("'card' == product", None),
        ("true == lawsuit", True),
        ("loss == previous_tier", None),
        ("true", True),
        ("not true", False),
    ],
)
def test_the_answer_is_certain_where_the_known_facts_decide(text: str, truth: Truth) -> None:
    assert evaluate(checked(text), YES) is truth


def test_a_number_may_be_met_from_below_and_from_above_and_is_one_number() -> None:
    one = "min(max(loss_share * 3 / 3, loan_to_value), loss_share)"
    tree = checked(f"{one} * max(outstanding, principal) > 4")
    some = {"loss_share": Decimal("0.5"), "outstanding": Decimal(10)}
    assert evaluate(tree, some) is True


@pytest.mark.parametrize(
    "text, truth",
    [
        ("days_past_due > 29", True),
        ("days_past_due > 30", None),
        ("days_past_due < 121", True),
        ("days_past_due < 120", None),
        ("days_past_due > 120", False),
        ("known(days_past_due)", False),
    ],
)
def test_of_a_number_known_within_bounds_what_all_of_them_say_is_certain(
    text: str, truth: Truth
) -> None:
    tree = checked(text, known_allowed=True)
    assert evaluate(tree, {"days_past_due": Between(low=30, high=120)}) is truth


def test_known_asks_whether_a_fact_is_known() -> None:
    tree = checked("known(lawsuit) and not known(product)", known_allowed=True)
    assert evaluate(tree, YES) is True
    assert evaluate(tree, {"lawsuit": None, "product": "card"}) is False


def test_a_tree_that_was_not_checked_is_refused() -> None:
    with pytest.raises(TypeError, match="has not been checked"):
        evaluate(parse("a > 1"), {})
    with pytest.raises(TypeError, match="not a condition"):
        evaluate(parse("1 + 1"), {})
    with pytest.raises(TypeError, match="not a value"):
        evaluate(parse("(1 < 2) < 3"), {})
