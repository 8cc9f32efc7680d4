"""Compiled policies: what they take, what they leave to the checks, and what they show."""

from __future__ import annotations

import copy
import traceback
from collections import UserDict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from postloan.errors import (
    InvalidFact,
    InvalidRow,
    InvalidValue,
    PostloanError,
    UnknownFact,
    UnknownName,
)
from postloan.facts.catalogue import CORE, DAYS_PAST_DUE, PREVIOUS_TIER, TIER, TIER_FELL, Catalogue
from postloan.money import Money
from postloan.policy.compiled import source as source_module
from postloan.policy.compiled.entry import entry_of
from postloan.policy.compiled.program import MAX_KEPT
from postloan.policy.policy import Policy
from postloan.tiers import FIVE_TIER, Tier
from tests.policies import policy, text_of

BODY = """
[conventions]
currency = "CNY"
[codes]
product = ["card", "loan"]
[[floor]]
id = "late"
when = "days_past_due > 90 or outstanding > 100 or product == 'card'"
at_least = "substandard"
[[floor]]
id = "cured"
when = "loss_share >= 0.5 or borrower_kind == 'corporate' or region == 'N' or interest_coverage < 1"
at_least = "previous_tier"
[[signal]]
id = "suit"
when = "lawsuit"
[[inspection]]
id = "visit"
kind = "visit"
when = "tier >= substandard"
once_per = "month"
"""
READS = (
    "borrower_kind",
    "days_past_due",
    "interest_coverage",
    "lawsuit",
    "loss_share",
    "outstanding",
    "previous_tier",
    "product",
    "region",
)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


# ------------------------------------------------------------------- what is taken, and what is not

WHOLE: dict[str, object] = {
    "borrower_kind": "individual",
    "days_past_due": 5,
    "interest_coverage": Decimal(2),
    "lawsuit": False,
    "loss_share": Decimal("0.25"),
    "outstanding": cny("99.5"),
    "previous_tier": FIVE_TIER["loss"],
    "product": "loan",
    "region": "S",
}
ODD: tuple[object, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    10**12,
    10**12 + 1,
    10**40,
    0.5,
    "",
    "card",
    "car",
    "corporate",
    "loss",
    "five-tier",
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("-0"),
    Decimal("1E-40"),
    Decimal("1E-41"),
    Decimal("0E-50"),
    Decimal("0E+50"),
    Decimal(1).scaleb(40),
    Decimal("0." + "1" * 40),
    Decimal("0.5" + "0" * 40),
    Decimal("1.00001"),
    cny("0"),
    cny("-0.01"),
    Money(Decimal(5), "USD"),
    FIVE_TIER["doubtful"],
    Tier(scale="five-tier", id="loss", rank=4),
    Tier(scale="five-tier", id="loss", rank=9),
    Tier(scale="own", id="loss", rank=4),
    date(2026, 1, 1),
    (),
    [],
)


@pytest.mark.parametrize("key", READS)
@pytest.mark.parametrize("currency", ["CNY", ""])
def test_what_is_taken_quickly_is_what_the_checks_accept(key: str, currency: str) -> None:
    body = BODY if currency else BODY.replace('currency = "CNY"', "").replace(" > 100", " > 0")
    standing = policy(body).standing_on(None)
    for value in ODD:
        facts: dict[str, object] = {**WHOLE, key: value}
        quick = standing.run_quickly(standing.answering, facts)
        try:
            checked = standing.answer(standing.facts(facts))
        except PostloanError:
            assert quick is None, value
        else:
            assert quick in (None, checked), value


def test_plain_facts_are_taken_quickly_by_name_and_in_columns() -> None:
    standing = policy(BODY).standing_on(None)
    assert standing.contents.reads == READS
    loose: dict[str, object] = {**WHOLE, "loss_share": 0, "previous_tier": "loss"}
    some: dict[str, object] = {"lawsuit": None}
    for facts in (WHOLE, loose, some):
        quick = standing.run_quickly(standing.answering, facts)
        assert quick == standing.answer(standing.facts(dict(facts)))
        columns = entry_of(standing.contents, tuple(facts))
        assert standing.run_quickly(standing.answering, (columns, tuple(facts.values()))) == quick


def test_amounts_in_two_currencies_are_left_to_the_checks() -> None:
    both = policy("[[floor]]\nid = 'a'\nwhen = 'outstanding > principal'\nat_least = 'loss'")
    standing = both.standing_on(None)
    same: dict[str, object] = {"outstanding": cny("2"), "principal": cny("1")}
    assert standing.run_quickly(standing.answering, same) is not None
    assert standing.run_quickly(standing.answering, same | {"principal": Money(1, "USD")}) is None


def test_a_fact_that_the_policy_does_not_read_is_checked_all_the_same() -> None:
    decision = policy(BODY).decide({**WHOLE, "retail": True, "signal:suit": True})
    assert (decision.facts["retail"], decision.raised) == (True, ("suit",))
    with pytest.raises(InvalidFact):
        policy(BODY).decide({**WHOLE, "retail": 1})


def test_a_decision_keeps_the_facts_that_it_was_made_on() -> None:
    facts: dict[str, object] = {"days_past_due": 91}
    decision = policy(BODY).decide(facts)
    facts["days_past_due"] = 0
    assert decision.facts["days_past_due"] == 91
    assert "days_past_due is 91 days" in decision.explain()
    assert copy.copy(decision).rule == decision.rule == "late"


def test_any_mapping_will_do() -> None:
    assert policy(BODY).decide(UserDict(WHOLE)).tier == FIVE_TIER["normal"]


# ----------------------------------------------------------------------------------------- objects


def test_an_object_that_has_some_of_the_facts_will_do() -> None:
    whole = policy(BODY).decide(SimpleNamespace(**WHOLE))
    assert (whole.tier, dict(whole.facts)) == (FIVE_TIER["normal"], WHOLE)
    some = policy(BODY).decide(SimpleNamespace(days_past_due=91, branch="north"))
    assert (some.rule, some.assumed) == ("late", ("lawsuit",))


@pytest.mark.parametrize("loan", [object(), "days_past_due", 5, None, SimpleNamespace(branch=1)])
@pytest.mark.parametrize("body", [BODY, ""])
def test_an_object_that_has_none_of_them_is_refused(loan: object, body: str) -> None:
    with pytest.raises(InvalidValue, match="a mapping from names of facts to values, or an object"):
        policy(body).decide(loan)


def test_an_attribute_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(InvalidFact, match="days_past_due"):
        policy(BODY).decide(SimpleNamespace(**{**WHOLE, "days_past_due": "91"}))


# ------------------------------------------------------------------------------------ many at once


def test_rows_are_decided_one_by_one_as_they_are_asked_for() -> None:
    asked = []

    def rows() -> Iterator[tuple[int, bool]]:
        for days in (0, 91, -1):
            asked.append(days)
            yield days, False

    decided = policy(BODY).decide_many(rows(), columns=("days_past_due", "signal:suit"))
    assert asked == []
    assert [str(next(decided).at_least), asked] == ["normal", [0]]
    assert [next(decided).rule, asked] == ["late", [0, 91]]
    with pytest.raises(InvalidRow, match="row 3: fact days_past_due must be a value of at least 0"):
        next(decided)


def test_columns_may_be_passed_over_and_may_say_what_is_on_record() -> None:
    (found,) = policy(BODY).decide_many(
        [["L-1", True, 91, True]], columns=[None, "signal:suit", "days_past_due", "retail"]
    )
    assert (found.rule, found.raised, found.facts["retail"]) == ("late", ("suit",), True)
    assert "signal suit (medium) is raised: it is on record" in found.explain()
    (nothing,) = policy("").decide_many([()], columns=())
    assert nothing.tier == FIVE_TIER["normal"]


@pytest.mark.parametrize(
    "columns, error",
    [
        (("days_pastdue",), UnknownFact),
        (("signal:x",), UnknownFact),
        (("tier",), InvalidFact),
        (("lawsuit", "lawsuit"), InvalidValue),
        ((5,), InvalidValue),
        ("lawsuit", InvalidValue),
        (5, InvalidValue),
    ],
)
def test_columns_are_checked_before_any_row(columns: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        policy(BODY).decide_many([], columns=cast("Any", columns))


@pytest.mark.parametrize(
    "row, columns, fact, problem",
    [
        ({"days_pastdue": 1}, None, "days_pastdue", "there is no fact 'days_pastdue'"),
        ({"lawsuit": 1}, None, "lawsuit", "true or false"),
        (5, None, None, "a mapping"),
        ((1, 2), ("lawsuit",), None, "of 1 values"),
        ("x", ("lawsuit",), None, "sequences of values"),
        ({"lawsuit": True}, ("lawsuit",), None, "sequences of values"),
        ((1,), ("signal:suit",), "signal:suit", "true or false"),
    ],
)
def test_a_row_that_is_refused_is_named_with_its_number_and_fact(
    row: object, columns: tuple[str, ...] | None, fact: str | None, problem: str
) -> None:
    good: object = {} if columns is None else (True,)
    decided = policy(BODY).decide_many([good, row], columns=columns)
    next(decided)
    with pytest.raises(InvalidRow, match=problem) as refused:
        next(decided)
    assert (refused.value.row, refused.value.fact) == (2, fact)
    assert isinstance(refused.value.__cause__, PostloanError)


def test_a_day_is_checked_before_any_row() -> None:
    ends = policy(BODY + "in_force = { until = 2025-12-31 }")
    with pytest.raises(InvalidValue, match="as_of"):
        ends.decide_many([])
    with pytest.raises(InvalidValue, match="as_of"):
        ends.decide_many([], cast("Any", ["2026-01-01"]))


# --------------------------------------------------------------------------------- what is compiled


@pytest.mark.parametrize("ids", [("fixed", "moving"), ("moving", "fixed")])
def test_of_floors_at_one_tier_the_first_that_the_policy_states_decides(
    ids: tuple[str, str],
) -> None:
    floors = {"fixed": "loss", "moving": "previous_tier"}
    body = "\n".join(
        f"[[floor]]\nid = '{id}'\nwhen = 'lawsuit'\nat_least = '{floors[id]}'" for id in ids
    )
    decision = policy(body).decide({"lawsuit": True, "previous_tier": "loss"})
    assert (decision.rule, decision.floors[0].rule) == (ids[0], ids[0])


def test_a_policy_is_compiled_once_for_each_set_of_rules_in_force() -> None:
    body = BODY + "in_force = { until = 2025-12-31 }"
    dated = policy(body)
    last = date(2025, 12, 31)
    before, now, after = (dated.standing_on(last + timedelta(days=n)) for n in (-1, 0, 1))
    assert before.program is now.program
    assert now.program is not after.program
    assert dated.standing_on(last) is now
    facts = {"days_past_due": 91}
    assert [len(dated.decide(facts, day.as_of).inspections) for day in (now, after)] == [1, 0]


def test_what_is_kept_of_a_policy_stays_bounded() -> None:
    ends = policy(BODY)
    first = ends.standing_on(date(2020, 1, 1))
    for n in range(1_000):
        ends.standing_on(date(2020, 1, 2) + timedelta(days=n))
    assert ends.standing_on(date(2020, 1, 1)) is not first
    for n in range(2 * MAX_KEPT):
        entry_of(ends.contents, (None,) * n)
    assert len(ends.contents.compiled) <= MAX_KEPT


def test_a_policy_that_is_too_large_to_compile_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("days_past_due", "signal:suit")
    small, large = policy(BODY), policy(BODY)
    monkeypatch.setattr(source_module, "MAX_SOURCE", 100)
    assert large.standing_on(None).program.source == ""
    for days in (0, 91, None):
        (found,) = large.decide_many([(days, True)], columns=columns)
        monkeypatch.undo()
        (wanted,) = small.decide_many([(days, True)], columns=columns)
        monkeypatch.setattr(source_module, "MAX_SOURCE", 100)
        assert (found.tier, found.rule, found.raised) == (wanted.tier, wanted.rule, wanted.raised)
        assert found.explain() == wanted.explain()
        trace, other = found.trace, wanted.trace
        assert (trace.rules, trace.leaves) == (other.rules, other.leaves)


def test_a_traceback_shows_the_rule() -> None:
    program = policy(BODY).standing_on(None).program
    row = tuple("ninety" if key == "days_past_due" else None for key in READS)
    with pytest.raises(TypeError) as caught:
        program.answer(row, (), 0)
    assert "days_past_due > 90" in "".join(traceback.format_tb(caught.value.__traceback__))
    assert "# floor 'late', line " in program.source


def test_no_text_of_a_policy_becomes_code() -> None:
    word = "');raise SystemExit#"
    when = f'''when = """tier >= loss or product ==\n\\"{word}\\"\nor lawsuit"""'''
    hostile = policy(f"[[inspection]]\nid = 'visit'\nkind = 'visit'\n{when}\nonce_per = 'month'")
    decision = hostile.decide({"lawsuit": True})
    assert decision.trace.truth("visit") is True


def test_where_no_fact_tells_the_past_a_fall_is_not_known() -> None:
    text = text_of(
        """
        [[floor]]
        id = "late"
        when = "days_past_due > 90"
        at_least = "loss"
        [[inspection]]
        id = "visit"
        kind = "visit"
        when = "tier_fell"
        once_per = "month"
        """
    )
    for past in ((), (CORE["classified_before"],), (PREVIOUS_TIER,)):
        catalogue = Catalogue((DAYS_PAST_DUE, TIER, TIER_FELL, *past))
        decision = Policy.from_text(text, catalogue=catalogue).decide({"days_past_due": 91})
        assert decision.trace.truth("visit") is None
        assert [found.certain for found in decision.inspections] == [False]


# ---------------------------------------------------------------------------------------- the trace


def test_two_integers_tell_why() -> None:
    book = policy(BODY)
    outline = book.outline()
    assert list(outline.texts) == [
        "days_past_due > 90",
        "outstanding > 100",
        'product == "card"',
        "loss_share >= 0.5",
        'borrower_kind == "corporate"',
        'region == "N"',
        "interest_coverage < 1",
        "previous_tier",
        "signal:suit",
        "lawsuit",
        "tier >= substandard",
    ]
    trace = book.decide({"days_past_due": 91}).trace
    assert trace.masks == (0b100_0000_0001, 0b111_0000_0001)
    replayed = outline.replay(*trace.masks)
    assert dict(zip(outline.rules, replayed.rules, strict=True)) == {
        "late": True,
        "cured": None,
        "suit": False,
        "visit": True,
    }
    assert replayed.truth("late") is True
    assert replayed.because("late") == (("days_past_due > 90", True),)
    assert replayed.because("suit") == (("signal:suit", False), ("lawsuit", False))
    assert replayed.because("visit") == (("tier >= substandard", True),)
    with pytest.raises(UnknownName, match="did you mean late"):
        replayed.truth("lat")


def test_facts_that_need_checking_are_traced_too() -> None:
    trace = policy(BODY).decide({"days_past_due": 91, "retail": True}).trace
    assert trace.truth("late") is True


def test_what_two_rules_ask_for_is_asked_once_and_what_is_cheap_is_asked_first() -> None:
    asked = "borrower_kind in ('corporate', 'small_micro')"
    both = policy(
        f"""
[[signal]]
id = "a"
when = "loss_share > 0.5 and periods_missed > 2 and {asked} and lawsuit"
[[signal]]
id = "b"
when = "{asked}"
"""
    )
    source = both.standing_on(None).program.source
    known = source[source.index("shared_0 = ") :]
    assert known.count(" in constant") == 1
    test = next(line for line in known.splitlines() if "loss_share" in line)
    order = [test.index(fact) for fact in ("lawsuit", "periods_missed", "shared_0", "loss_share")]
    assert order == sorted(order)
