"""Times as policies state them, and as people read them."""

from __future__ import annotations

import pytest

from postloan.calendars.recurrence import Recurrence
from postloan.dates import Period
from postloan.errors import InvalidPolicy, InvalidValue
from postloan.policy.clauses.timing import Anchor, Due, Every, Length, OncePer, Within
from tests.policies import policy

MONTH = Period(count=1, unit="month")


def test_a_length_is_a_period_or_the_parameter_that_gives_it() -> None:
    assert Length.parse("1 month").resolved({}) == MONTH
    assert Length.parse("visit_every").resolved({"visit_every": MONTH}) == MONTH
    assert Length.parse("visit_every").resolved({}) is None
    assert str(Length.parse("visit_every")) == "visit_every"
    with pytest.raises(InvalidValue, match="a count and a unit"):
        Length.parse("one month")


@pytest.mark.parametrize("text", ["disbursed", "signal:suit", "evidence:lawsuit", "month_end"])
def test_an_anchor_is_written_as_it_is_read(text: str) -> None:
    assert str(Anchor.parse(text)) == text


@pytest.mark.parametrize("text", ["", "signal", "signal:", "matures:x", "maturity", "signals:x"])
def test_an_anchor_is_one_of_a_few(text: str) -> None:
    with pytest.raises(InvalidValue, match="one of disbursed, matures"):
        Anchor.parse(text)


@pytest.mark.parametrize(
    "text, words",
    [
        ("matures", "on matures"),
        ("matures - 1 month", "1 month before matures"),
        ("signal:suit + rectify_within", "rectify_within after signal:suit"),
    ],
)
def test_what_is_due_is_read_and_put_into_words(text: str, words: str) -> None:
    assert str(Due.parse(text)) == words


@pytest.mark.parametrize("text", ["", "matures-1 month", "matures - ", "1 month", "matures * 2"])
def test_what_is_due_has_one_form(text: str) -> None:
    with pytest.raises(InvalidValue, match="an anchor and a period"):
        Due.parse(text)


def test_every_time_is_put_into_words() -> None:
    disbursed, month = Anchor(kind="disbursed"), Length(period=MONTH)
    assert str(Every(length=month, after=disbursed)) == "every 1 month"
    assert str(Within(length=month, after=disbursed)) == "within 1 month after disbursed"
    assert (
        str(OncePer(recurrence=Recurrence.by_last_day("half_year"))) == "once a calendar half year"
    )
    assert (
        str(OncePer(recurrence=Recurrence.by_last_day("quarter"), times=2))
        == "2 times a calendar quarter"
    )


@pytest.mark.parametrize("period", ["0 days", "0 working days", "0 months"])
def test_every_is_longer_than_nothing(period: str) -> None:
    rule = f'[[inspection]]\nid = "visit"\nkind = "on_site"\nevery = "{period}"\n'
    with pytest.raises(InvalidPolicy) as caught:
        policy(rule)
    (fault,) = caught.value.faults
    assert fault.path == "inspection[0].every"
    assert fault.message == f"every must be longer than nothing; got {period}"
    policy(rule.replace("every", "within") + 'after = "disbursed"\n')
