"""Units: what can be compared with what, and what a policy's author is told."""

from __future__ import annotations

import pytest

from postloan.errors import InvalidCondition
from postloan.money import DIGITS
from postloan.rules.check import MAX_WIDTH, check
from postloan.rules.evaluate import evaluate
from postloan.rules.parse import parse
from postloan.rules.quantity import Quantity
from postloan.rules.tree import names_in
from postloan.rules.vocabulary import Term
from postloan.testing.conditions import TERMS, Words, checked

REFUSED = [
    ("days_past_due > loss_share", "a number of days and a ratio do not go together", "loss_share"),
    (
        "days_pastdue > 90",
        "no fact, parameter or level 'days_pastdue'; did you mean days_past_due",
        "days_pastdue",
    ),
    ("days_past_due", "this is a number of days, not a condition; compare it", "days_past_due"),
    ("previous_tier", "this is a tier, not a condition", "previous_tier"),
    ("days_past_due > true", "a number of days cannot be compared with true or false", "true"),
    ("credit_impaired > lawsuit", "true or false has no order", "lawsuit"),
    ("borrower_kind < 'corporate'", "a word has no order", "'corporate'"),
    (
        "borrower_kind == 'corprate'",
        "one of corporate, small_micro, sole_trader, individual; did you mean corporate",
        "'corprate'",
    ),
    ("'corprate' == borrower_kind", "must be one of", "'corprate'"),
    ("borrower_kind in ('corporate', 'firm')", "must be one of", "'firm'"),
    (
        "borrower_kind == product",
        "a word is compared with a string, not with another fact",
        "product",
    ),
    ("product == product", "a word is compared with a string, not with another fact", "product"),
    ("previous_tier > 1", "a tier cannot be compared with a number", "1"),
    ("previous_tier == other == 1", "tiers of five-tier and of ten cannot be compared", "other"),
    (
        "(days_past_due > 1) == true",
        "a value is expected here, not a condition",
        "days_past_due > 1",
    ),
    ("min(days_past_due) > 1", "min() takes at least two values", "min(days_past_due)"),
    ("max(days_past_due, term_months) > 1", "do not go together", "term_months"),
    ("max(0, days_past_due, outstanding) > 1", "do not go together", "outstanding"),
    ("max(days_past_due, lawsuit) > 1", "a number is expected here, not true or false", "lawsuit"),
    ("-lawsuit > 1", "a number is expected here", "lawsuit"),
    ("days_past_due + term_months > 1", "do not go together", "days_past_due + term_months"),
    ("days_past_due * term_months > 1", "is no quantity", "days_past_due * term_months"),
    (
        "days_past_due / term_months > 1",
        "only a number that is written out may divide",
        "term_months",
    ),
    ("days_past_due / 0 > 1", "nothing can be divided by zero", "0"),
    ("days_past_due / 0.0 > 1", "nothing can be divided by zero", "0.0"),
    ("days_past_due in ((1 + 1), 2)", "a choice is a string, a number or a level", "1 + 1"),
    ("days_past_due in (1, 'x')", "cannot be compared with", "'x'"),
    (
        "known(lawsuit)",
        "known() may stand in signals, inspections and duties only",
        "known(lawsuit)",
    ),
    ("previous_tier >= other", "tiers of five-tier and of ten cannot be compared", "other"),
    (
        " > ".join(["loss_share * " * 9 + "loss_share"] * 2) + " * loss_share",
        "too long to be exact",
        "loss_share * " * 10 + "loss_share",
    ),
]

OTHER = Words(
    {**TERMS, "other": Term(key="other", role="level", kind="tier", scale="ten")}, currency=None
)


@pytest.mark.parametrize("text, problem, at", REFUSED, ids=range(len(REFUSED)))
def test_what_does_not_fit_is_refused_under_its_characters(
    text: str, problem: str, at: str
) -> None:
    with pytest.raises(InvalidCondition) as caught:
        check(parse(text), text, OTHER)
    assert problem in caught.value.problem
    assert text[caught.value.start : caught.value.end] == at


@pytest.mark.parametrize(
    "text, problem",
    [
        ("known(days_past_due > 1)", "known() asks about one fact"),
        ("known(lawsuit, product)", "known() asks about one fact"),
        ("known(loss)", "a level is always known"),
        ("known(x)", "there is no fact"),
        ("known(lawsuit) == true", "a value is expected here, not a condition"),
    ],
)
def test_known_asks_about_one_fact(text: str, problem: str) -> None:
    with pytest.raises(InvalidCondition) as caught:
        checked(text, known_allowed=True)
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    "text",
    [
        "days_past_due > 90",
        "90 < days_past_due",
        "days_past_due + interest_days_past_due > 2 * 30",
        "outstanding * loss_share > 0.5 * principal",
        "loan_to_value * loss_share < 1",
        "periods_missed * 30 > 7",
        "2 * 3 > 5",
        "outstanding > 0",
        "0 < outstanding",
        "max(outstanding - principal, 0) > 0",
        "max(0, outstanding) > 0",
        "previous_tier in (doubtful, loss)",
        "borrower_kind == borrower_kind",
        "credit_impaired == true",
        "'a' == 'b'",
        "product == '住房贷款'",
    ],
)
def test_what_fits_is_accepted_without_a_currency_too(text: str) -> None:
    tree = check(parse(text), text, OTHER)
    assert all(name.term is not None for name in names_in(tree))


@pytest.mark.parametrize(
    "text", ["outstanding > 1", "max(outstanding, 0) > 2", "0 - 1 < outstanding"]
)
def test_a_plain_amount_needs_the_policy_to_state_a_currency(text: str) -> None:
    checked(text)
    with pytest.raises(InvalidCondition, match="state it as currency in"):
        check(parse(text), text, OTHER)


@pytest.mark.parametrize("fact", ["loss_share", "max(0, loss_share)", "min(loss_share, 0)"])
@pytest.mark.parametrize("operator, each, last", [("+", 1, (71, 71)), ("*", 0, (80, 80))])
def test_the_digits_that_an_exact_result_may_need_are_counted(
    fact: str, operator: str, each: int, last: tuple[int, int]
) -> None:
    """Each of 18 facts may need 80 digits, a number has its own, a sum needs one more."""
    assert 18 * (2 * DIGITS + each) + sum(last) == MAX_WIDTH
    facts = f" {operator} ".join([fact] * 18)
    text = f"{facts} {operator} {_number(last[0])} > "
    checked(text + _number(last[1]))
    with pytest.raises(InvalidCondition, match="too long to be exact"):
        checked(text + _number(last[1] + 1))


def test_a_divisor_s_digits_are_counted_too() -> None:
    text = " * ".join(["loss_share"] * 18) + f" / {_number(80)} > "
    checked(text + _number(80))
    with pytest.raises(InvalidCondition, match="too long to be exact"):
        checked(text + _number(81))


def test_a_quantity_may_be_as_long_as_a_comparison() -> None:
    text = " * ".join(["loss_share"] * (MAX_WIDTH // (2 * DIGITS)))
    assert Quantity.read(text, Words(), "ratio").facts == ("loss_share",)
    with pytest.raises(InvalidCondition, match="too long to be exact"):
        Quantity.read(f"{text} * 2", Words(), "ratio")


def _number(length: int) -> str:
    """Return a number of so many characters."""
    whole = "1" * DIGITS
    return f"{whole}.{'1' * (length - len(whole) - 1)}"


def test_a_tier_that_is_read_on_a_coarser_scale_is_one_of_it() -> None:
    coarser = (("two", (0, 0, 1)),)
    words = Words(
        {
            "own": Term(key="own", role="fact", kind="tier", scale="three", coarser=coarser),
            "c": Term(key="c", role="level", kind="tier", scale="three", rank=2, coarser=coarser),
            "bad": Term(key="bad", role="level", kind="tier", scale="two", rank=1),
        }
    )
    tree = check(parse("own >= bad"), "own >= bad", words)
    own, bad = (name.resolved for name in names_in(tree))
    assert (own.scale, own.coarser, own.mapped) == ("two", (), (0, 0, 1))
    assert (bad.scale, bad.rank, bad.mapped) == ("two", 1, ())
    assert [evaluate(tree, {"own": rank}) for rank in (0, 1, 2, None)] == [False, False, True, None]
    level, _ = (name.resolved for name in names_in(check(parse("c == bad"), "c == bad", words)))
    assert (level.scale, level.coarser, level.rank, level.mapped) == ("two", (), 1, ())
