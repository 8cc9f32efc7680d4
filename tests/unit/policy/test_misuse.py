"""Misuse is told in the one family of exceptions, by what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

import pytest

from postloan import (
    Borrower,
    InvalidPolicy,
    InvalidValue,
    Loan,
    LoanFile,
    Money,
    Policy,
    load_policy,
    review,
)

WRONG = cast("Any", None)
DAY = date(2024, 1, 1)
POLICY = load_policy("cn.asset-classification")
FILE = LoanFile(
    loan=Loan(
        id="L-1",
        borrower=Borrower(id="B-1", kind="corporate"),
        product="working_capital",
        principal=Money(1, "CNY"),
        disbursed_on=DAY,
        matures_on=None,
    ),
    schedules=None,
    payments=None,
)


CALLS: dict[str, tuple[Callable[[], object], str]] = {
    "an id that is a number": (lambda: load_policy(cast("Any", 5)), "id"),
    "a day as text": (lambda: load_policy(POLICY.id, as_of=cast("Any", "2024-01-01")), "as_of"),
    "an edition as a number": (
        lambda: load_policy(POLICY.id, edition=cast("Any", 2023)),
        "edition",
    ),
    "a way that is none, to load": (
        lambda: load_policy(POLICY.id, outside_force=cast("Any", "asif")),
        "outside_force",
    ),
    "a way that is none, to decide": (
        lambda: POLICY.decide({}, DAY, outside_force=cast("Any", "asif")),
        "outside_force",
    ),
    "no facts": (lambda: POLICY.decide(WRONG), "facts"),
    "a list of facts": (lambda: POLICY.decide(cast("Any", [1])), "facts"),
    "a fact named by a number": (lambda: POLICY.decide({cast("Any", 1): 2}), "facts"),
    "no text": (lambda: Policy.from_text(WRONG), "text"),
    "no file": (lambda: review(WRONG, POLICY, as_of=DAY), "file"),
    "the id of a policy": (lambda: review(FILE, cast("Any", POLICY.id), as_of=DAY), "policy"),
}


@pytest.mark.parametrize("case", CALLS)
def test_a_wrong_argument_is_named(case: str) -> None:
    call, field = CALLS[case]
    with pytest.raises(InvalidValue) as refused:
        call()
    assert refused.value.field == field


def test_a_day_to_reclassify_by_says_nothing_where_loans_are_not_reclassified() -> None:
    head = '[policy]\nid = "p"\nedition = "1"\ntitle = "P"\n'
    text = f'format = "postloan.policy/1"\n{head}reclassified_by = 2025-12-31\n'
    with pytest.raises(InvalidPolicy, match=r"6:.*needs applies_by = \"reclassification_date\""):
        Policy.from_text(text)
