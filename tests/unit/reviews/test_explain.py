"""`explain`: a person's words, with every citation."""

from __future__ import annotations

from datetime import date

from postloan.model.records import DutyRecord, InspectionRecord
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from tests.policies import policy
from tests.worked.loans import loan_file, says, tier

AS_OF = date(2024, 6, 30)
POLICY = load_policy("bank.branch-measures")
RESULT = review(
    loan_file(
        evidence=(says("lawsuit", True, date(2024, 5, 1)),),
        tiers=(tier("normal", date(2024, 3, 31)),),
        inspections=(InspectionRecord(on=date(2024, 6, 10), kind="on_site"),),
    ),
    POLICY,
    as_of=AS_OF,
)
MEASURES = POLICY.contents.parents[0].document


def test_it_opens_with_the_loan_the_date_and_the_tier() -> None:
    assert RESULT.explain().split("\n")[:2] == [
        "L-001 on 2024-06-30",
        "substandard, could be loss (under bank.branch-measures undated)",
    ]


def test_every_citation_is_printed() -> None:
    text = RESULT.explain()
    cited = [
        *(finding.citation for finding in RESULT.floors),
        RESULT.runner_up.citation if RESULT.runner_up else None,
        *(signal.citation for signal in RESULT.signals),
        *(item.citation for item in RESULT.agenda),
    ]
    lines = [line for line in text.split("\n") if line.endswith("]")]
    expected = [f"{c.article} [{c.grade}]" for c in cited if c is not None]
    assert [line.split(", ")[-1] for line in lines] == [e.split(", ")[-1] for e in expected]


def test_a_document_is_named_in_full_once_and_again_after_another() -> None:
    lines = RESULT.explain().split("\n")
    full = [line for line in lines if line.startswith("  ") and "edition" in line]
    assert [line.strip() for line in full] == [
        f"{MEASURES}, Art. 11(1) [secondary]",
        f"{POLICY.document}, Art. 28 [read]",
    ]
    assert "  same document, Art. 10(1) [recalled-high]" in lines


def test_it_tells_the_migration_and_the_agenda() -> None:
    lines = RESULT.explain().split("\n")
    assert "Migration: downgrade from normal to substandard" in lines
    start = lines.index("Agenda:")
    assert lines[start + 1 : start + 4] == [
        "- 2024-01-31 late account-monitoring (customer_manager)",
        "  once a calendar month",
        "  same document, Art. 21 [read]",
    ]
    assert (
        "- 2024-06-30 due visit.overdue (customer_manager, covered by visit.interest-arrears)"
        in (lines)
    )
    assert (
        "- 2024-06-30 done visit.monthly (customer_manager, possible, done on 2024-06-10)" in lines
    )


def test_a_policy_that_does_not_apply_is_explained_in_a_line() -> None:
    result = review(loan_file(), load_policy("cn.credit-card"), as_of=AS_OF)
    assert result.explain().split("\n") == [
        "L-001 on 2024-06-30",
        'cn.credit-card 2011 does not apply: not product == "card" (product is working_capital)',
    ]


def test_rules_without_citation_or_role_are_told_without() -> None:
    policy = Policy.from_text("""
format = "postloan.policy/1"

[policy]
id = "tiny"
edition = "1"
title = "A tiny policy"

[[floor]]
id = "sued"
when = "lawsuit"
at_least = "substandard"

[[floor]]
id = "cited"
when = "lawsuit"
at_least = "special_mention"
cite = "Art. 1"

[[inspection]]
id = "visit"
kind = "on_site"
once_per = "year"
""")
    file = loan_file(evidence=(says("lawsuit", True, date(2024, 5, 1)),))
    assert review(file, policy, as_of=AS_OF).explain().split("\n") == [
        "L-001 on 2024-06-30",
        "substandard (under tiny 1)",
        "- substandard by sued: lawsuit is true",
        "- special_mention by cited: lawsuit is true",
        "  A tiny policy (edition 1), Art. 1",
        "What would change it:",
        "- normal if lawsuit were false",
        "Migration: first classification: substandard",
        "Agenda:",
        "- 2024-12-31 due visit",
        "  once a calendar year",
    ]


def test_it_tells_how_late_what_was_done_was_and_how_much_more_is_late() -> None:
    rules = policy("""
[[duty]]
id = "report"
kind = "report"
due = "month_end"

[[duty]]
id = "first"
kind = "report"
due = "disbursed + 10 days"

[[duty]]
id = "second"
kind = "report"
due = "disbursed + 10 days"

[[duty]]
id = "third"
kind = "report"
due = "disbursed + 10 days"
""")
    days = {"first": 15, "second": 16, "third": 17}
    duties = tuple(DutyRecord(on=date(2024, 1, day), duty=id) for id, day in days.items())
    lines = review(loan_file(duties=duties), rules, as_of=date(2024, 4, 10)).explain().split("\n")
    late = lines.index("- 2024-01-31 late report")
    assert lines[late + 1] == (
        "  on month_end, counted from 2024-01-31; later dates that have passed too: 2"
    )
    assert [line for line in lines if "done" in line] == [
        "- 2024-01-15 done first (done on 2024-01-15)",
        "- 2024-01-15 done second (done on 2024-01-16, 1 day late)",
        "- 2024-01-15 done third (done on 2024-01-17, 2 days late)",
    ]
