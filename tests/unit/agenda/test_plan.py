"""The agenda as a whole: what governs, what is possible, and in which order."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import attrs
import pytest

from postloan.agenda.item import AgendaItem
from postloan.model.records import DutyRecord, InspectionRecord
from postloan.policy.loading import load_policy
from postloan.reviews.pipeline import review
from tests.unit.agenda.agendas import agenda, done, duty_rule, one, raised, visit_rule, visited
from tests.worked.loans import loan_file, says, tier

TODAY = date(2024, 6, 20)
UNSURE = says("contact_lost", None, date(2024, 6, 1))
MONTHLY = visit_rule('once_per = "month"', id="monthly")
YEARLY = visit_rule('once_per = "year"', id="yearly")
BLANK = visit_rule('every = "blank"', id="blank-visit")


def by_rule(items: tuple[AgendaItem, ...]) -> dict[str, AgendaItem]:
    return {item.rule: item for item in items}


# -------------------------------------------------------------------------- governance


def test_the_earliest_visit_of_a_kind_does_for_the_others() -> None:
    items = by_rule(agenda(YEARLY + MONTHLY, date(2024, 1, 20)))
    assert (items["monthly"].covered_by, items["yearly"].covered_by) == (None, "monthly")


def test_a_visit_of_another_kind_does_not() -> None:
    phone = visit_rule('once_per = "month"', id="call").replace("on_site", "phone")
    items = by_rule(agenda(YEARLY + phone, date(2024, 1, 20)))
    assert items["yearly"].covered_by is None


@pytest.mark.parametrize(
    "earlier, later, covered",
    [
        ("", "", True),
        ("mode = 'full'", "", True),
        ("mode = 'sampling'", "", True),
        ("mode = 'full'", "mode = 'full'", True),
        ("mode = 'sampling'", "mode = 'full'", False),
        ("mode = 'full'", "mode = 'sampling'", False),
        ("", "mode = 'full'", False),
        ("role = 'a'", "role = 'a'", True),
        ("role = 'a'", "", True),
        ("", "role = 'a'", True),
        ("role = 'a'", "role = 'b'", False),
        ("role = 'a'\nmode = 'sampling'", "role = 'a'\nmode = 'full'", False),
        ("channels = ['on_site']", "", True),
        ("channels = ['on_site']", "channels = ['phone', 'on_site']", True),
        ("channels = ['phone', 'on_site']", "channels = ['on_site']", False),
        ("", "channels = ['on_site']", False),
        ("other_institution = true", "", True),
        ("", "other_institution = true", False),
    ],
)
def test_a_visit_does_for_one_of_its_mode_channel_and_role(
    earlier: str, later: str, covered: bool
) -> None:
    items = by_rule(agenda(f"{YEARLY}{later}\n{MONTHLY}{earlier}\n", date(2024, 1, 20)))
    assert items["monthly"].covered_by is None
    assert items["yearly"].covered_by == ("monthly" if covered else None)


def test_what_the_earliest_does_not_do_for_the_next_may() -> None:
    quarterly = visit_rule('once_per = "quarter"', id="quarterly")
    rules = f"{YEARLY}mode = 'full'\n{quarterly}mode = 'full'\n{MONTHLY}"
    covered = {id: i.covered_by for id, i in by_rule(agenda(rules, date(2024, 1, 20))).items()}
    assert covered == {"monthly": None, "quarterly": None, "yearly": "quarterly"}


def test_what_is_covered_covers_nothing() -> None:
    quarterly = visit_rule('once_per = "quarter"', id="quarterly")
    rules = f"{YEARLY}role = 'b'\n{quarterly}{MONTHLY}role = 'a'\n"
    covered = {id: i.covered_by for id, i in by_rule(agenda(rules, date(2024, 1, 20))).items()}
    assert covered == {"monthly": None, "quarterly": "monthly", "yearly": None}


def test_what_is_done_neither_covers_nor_is_covered() -> None:
    items = by_rule(
        agenda(
            YEARLY + MONTHLY, date(2024, 1, 20), loan_file(inspections=visited(date(2024, 1, 10)))
        )
    )
    assert {item.status for item in items.values()} == {"done"}
    assert {item.covered_by for item in items.values()} == {None}


def test_what_has_no_date_neither_covers_nor_is_covered() -> None:
    items = by_rule(agenda(YEARLY + BLANK, TODAY))
    assert {item.covered_by for item in items.values()} == {None}


def test_the_possible_is_governed_apart() -> None:
    rules = YEARLY + "".join(
        visit_rule(f'once_per = "{unit}"', id=unit, when="tier == doubtful")
        for unit in ("month", "week")
    )
    items = by_rule(agenda(rules, TODAY, loan_file(evidence=(UNSURE,))))
    assert {id: item.certain for id, item in items.items()} == {
        "yearly": True,
        "month": False,
        "week": False,
    }
    assert {id: item.covered_by for id, item in items.items()} == {
        "yearly": None,
        "month": "week",
        "week": None,
    }


def test_the_dates_of_one_rule_do_not_cover_one_another() -> None:
    items = agenda(visit_rule('due = "month_end"'), TODAY)
    assert [item.covered_by for item in items] == [None, None]


def test_duties_never_cover_one_another() -> None:
    rules = duty_rule('once_per = "month"') + duty_rule('once_per = "year"', id="other")
    assert {item.covered_by for item in agenda(rules, TODAY)} == {None}


# ---------------------------------------------------------------------------- possible


def test_a_rule_that_holds_for_every_tier_it_may_have_is_certain() -> None:
    rule = visit_rule('once_per = "month"', when="tier <= doubtful")
    assert one(rule, TODAY, loan_file(evidence=(UNSURE,))).certain


@pytest.mark.parametrize(
    "when, depends",
    [
        ("tier == doubtful", "the tier being doubtful"),
        ("tier in (special_mention, substandard)", "the tier being special_mention or substandard"),
        ("tier == normal", "the tier being normal"),
        ("credit_impaired", "credit_impaired"),
        (
            "tier >= substandard and credit_impaired",
            "the tier being substandard or doubtful, credit_impaired",
        ),
    ],
)
def test_a_possible_item_says_on_what_it_depends(when: str, depends: str) -> None:
    item = one(visit_rule('once_per = "month"', when=when), TODAY, loan_file(evidence=(UNSURE,)))
    assert not item.certain
    assert item.reason.endswith(f"depends on {depends}")


def test_of_an_undetermined_tier_the_best_with_which_the_rule_may_hold_is_taken() -> None:
    rule = visit_rule('within = "0 days"\nafter = "tier_changed"', when="tier >= substandard")
    file = loan_file(evidence=(UNSURE,), tiers=(tier("substandard", date(2024, 4, 30)),))
    assert one(rule, TODAY, file).due == date(2024, 4, 30)


# ----------------------------------------------------------------------- what items say


def test_an_item_carries_what_its_rule_says() -> None:
    rule = """
[[inspection]]
id = "visit"
title = "A visit"
title_zh = "现场检查"
kind = "on_site"
when = "borrower_kind == 'corporate'"
once_per = "quarter"
mode = "full"
role = "customer_manager"
cite = "Art. 27"

[[duty]]
id = "notice"
kind = "notice"
due = "matures"
level = "obligor"
"""
    notice, visit = sorted(agenda(rule, date(2024, 2, 1)), key=lambda item: item.rule)
    assert (visit.obligation, visit.kind, visit.mode) == ("inspection", "on_site", "full")
    assert (visit.title, visit.title_zh, visit.role) == ("A visit", "现场检查", "customer_manager")
    assert visit.citation is not None
    assert visit.citation.article == "Art. 27"
    assert visit.reason == (
        'once a calendar quarter; borrower_kind == "corporate" (borrower_kind is corporate)'
    )
    assert (notice.obligation, notice.kind, notice.level) == ("duty", "notice", "obligor")
    assert (notice.mode, notice.role, notice.citation) == (None, "", None)


def test_an_item_prints_its_date_its_status_and_its_rule() -> None:
    printed = [str(item) for item in agenda(BLANK + MONTHLY, TODAY)]
    assert printed == ["2024-01-31 late monthly", "undated blank-visit"]


# ------------------------------------------------------------------------------- order


def test_the_certain_come_first_by_date_then_the_undated_then_the_done() -> None:
    rules = (
        BLANK
        + YEARLY
        + duty_rule('due = "disbursed"')
        + visit_rule('once_per = "week"', id="possible", when="contact_lost")
        + visit_rule('within = "1 month"\nafter = "disbursed"', id="first").replace(
            "on_site", "phone"
        )
    )
    file = loan_file(evidence=(UNSURE,), duties=done(date(2024, 1, 5)))
    assert [item.rule for item in agenda(rules, TODAY, file)] == [
        "first",
        "yearly",
        "blank-visit",
        "duty",
        "possible",
    ]


def test_the_order_of_records_does_not_matter() -> None:
    file = loan_file(
        evidence=(says("major_event", True, date(2024, 5, 1)), UNSURE),
        tiers=(tier("normal", date(2024, 3, 31)), tier("special_mention", date(2024, 4, 30))),
        inspections=visited(date(2024, 1, 10), date(2024, 4, 2), date(2024, 5, 3)),
        duties=(
            DutyRecord(on=date(2024, 4, 1), duty="account-monitoring"),
            DutyRecord(on=date(2024, 5, 1), duty="account-monitoring", due=date(2024, 4, 30)),
            DutyRecord(on=date(2024, 5, 1), duty="account-monitoring"),
        ),
        signals=raised(date(2024, 5, 2), date(2024, 5, 20), signal="major-event"),
    )
    policy = load_policy("bank.branch-measures")
    expected = review(file, policy, as_of=TODAY).agenda
    shuffle = random.Random(7)  # noqa: S311 -- no secrets here
    for _ in range(20):
        fields = ("evidence", "tiers", "inspections", "duties", "signals")
        mixed = {field: tuple(shuffle.sample(getattr(file, field), len(getattr(file, field))))
                 for field in fields}  # fmt: skip
        assert review(loan_file(**mixed), policy, as_of=TODAY).agenda == expected


def test_a_policy_that_does_not_apply_asks_for_nothing() -> None:
    assert review(loan_file(), load_policy("cn.credit-card"), as_of=TODAY).agenda == ()


def test_an_inspection_by_nobody_in_particular_counts() -> None:
    record = InspectionRecord(on=date(2024, 6, 1), kind="on_site", by=None)
    assert one(MONTHLY, TODAY, loan_file(inspections=(attrs.evolve(record, note="seen"),))).done_on


# ------------------------------------------------------------------ who did it, and how


@pytest.mark.parametrize(
    "rule, made, counts",
    [
        ("", {"channel": "phone"}, True),
        ("channels = ['on_site']", {"channel": "phone"}, False),
        ("channels = ['on_site']", {"channel": "on_site"}, True),
        ("channels = ['on_site']", {}, True),
        ("other_institution = true", {}, False),
        ("other_institution = true", {"institution": "branch-2"}, True),
    ],
)
def test_a_visit_counts_where_it_was_made_as_the_rule_asks(
    rule: str, made: dict[str, Any], counts: bool
) -> None:
    visit = InspectionRecord(on=date(2024, 6, 3), kind="on_site", **made)
    item = one(f"{MONTHLY}{rule}\n", TODAY, loan_file(inspections=(visit,)))
    assert (item.status == "done") is counts


@pytest.mark.parametrize("by, counts", [("a", False), ("b", True), (None, True)])
def test_four_eyes_are_those_of_another_person(by: str | None, counts: bool) -> None:
    visit = InspectionRecord(on=date(2024, 6, 3), kind="on_site", by="a")
    recheck = DutyRecord(on=date(2024, 6, 4), duty="recheck", by=by)
    rule = duty_rule('due = "inspected:on_site + 5 days"', id="recheck")
    rules = f"{rule}other_than = 'on_site'\n{MONTHLY}template = 'form'\n{FORM}"
    items = by_rule(agenda(rules, TODAY, loan_file(inspections=(visit,), duties=(recheck,))))
    assert items["recheck"].status == ("done" if counts else "late")
    assert items["monthly"].template == "form"


FORM = """
[[template]]
id = "form"
kind = "form"
title = "Form"
parts = [{ id = "a", title = "A" }]
"""


def test_what_is_owed_for_the_portfolio_is_on_no_loans_agenda() -> None:
    rule = duty_rule('once_per = "quarter"', id="meeting") + 'level = "portfolio"\n'
    assert agenda(rule, TODAY) == ()
