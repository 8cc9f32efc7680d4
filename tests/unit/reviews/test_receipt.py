"""The receipt: complete, plain, and the same whenever the review is made again."""

from __future__ import annotations

import json
from datetime import date

import attrs

from postloan.calendars.shipped import CALENDARS
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from postloan.reviews.receipt import PolicyUsed, Receipt
from postloan.version import __version__
from tests.policies import text_of
from tests.worked.loans import loan_file

AS_OF = date(2024, 6, 30)
MEASURES = load_policy("cn.asset-classification")
BRANCH = load_policy("bank.branch-measures", parameters={"doubtful_visit_every": "2 weeks"})


def receipt(policy: Policy = BRANCH, known_on: date | None = None) -> Receipt:
    return review(loan_file(), policy, as_of=AS_OF, known_on=known_on).receipt


def used(policy: Policy) -> PolicyUsed:
    return PolicyUsed(id=policy.id, edition=policy.edition, digest=policy.digest)


def test_it_names_the_policy_what_it_extends_and_the_library() -> None:
    found = receipt()
    assert (found.policy, found.parents) == (used(BRANCH), (used(MEASURES),))
    assert (found.library, found.plugins) == (__version__, ())


def test_it_names_every_parameter_and_which_the_user_supplied() -> None:
    stated = dict(receipt().parameters)
    assert set(stated) == set(BRANCH.contents.parameters)
    assert stated["doubtful_visit_every"] == "2 weeks"
    assert stated["retail_upgraded_by_days"] == "false"
    assert set(stated.values()) == {"2 weeks", "false", "not stated"}
    assert receipt().supplied == ("doubtful_visit_every",)


def test_it_names_the_dates_and_the_assumptions() -> None:
    found = receipt(known_on=date(2024, 7, 15))
    assert (found.as_of, found.known_on, found.in_force) == (AS_OF, date(2024, 7, 15), True)
    assert found.assumptions == review(loan_file(), BRANCH, as_of=AS_OF).assumed


def test_it_names_the_calendar_and_whether_the_user_supplied_it() -> None:
    cn = CALENDARS["cn"]
    known = f"cn 2004-01-01 to 2026-12-31 sha256:{cn.digest}"
    text = text_of('[conventions]\ncalendar = "cn"')
    named = Policy.from_text(text)
    assert receipt(named).calendar == known
    assert receipt(named.with_calendar(cn)).calendar == f"{known} (supplied)"
    assert f"calendar: {known}" in str(receipt(named)).split("\n")
    absent = Policy.from_text(text.replace('"cn"', '"bank.hk"'))
    assert receipt(absent).calendar == "bank.hk, not at hand"
    assert receipt(Policy.from_text(text_of(""))).calendar is None


def test_made_again_it_is_the_same() -> None:
    assert receipt() == receipt()
    assert hash(receipt()) == hash(receipt())


def test_another_parameter_gives_another_receipt() -> None:
    other = BRANCH.with_parameters({"doubtful_visit_every": "3 weeks"})
    assert receipt(other) != receipt()


def test_it_is_written_as_json() -> None:
    document = json.loads(receipt(known_on=AS_OF).to_json())
    assert set(document) == {field.name for field in attrs.fields(Receipt)}
    assert document["as_of"] == document["known_on"] == "2024-06-30"
    assert document["policy"] == attrs.asdict(used(BRANCH))
    assert ["doubtful_visit_every", "2 weeks"] in document["parameters"]
    assert json.loads(receipt().to_json())["known_on"] is None


def test_it_prints_a_line_for_each_thing_it_stands_on() -> None:
    lines = str(receipt()).split("\n")
    assert lines[:4] == [
        f"policy: bank.branch-measures undated sha256:{BRANCH.digest}",
        f"extends: cn.asset-classification 2023 sha256:{MEASURES.digest}",
        "as of: 2024-06-30, on everything on file",
        f"library: postloan {__version__}; plugins: none",
    ]
    assert "parameter: doubtful_visit_every = 2 weeks (supplied)" in lines
    assert "parameter: individual_visit_every = not stated" in lines
    assert lines[-1].startswith("taken as none recorded: able_to_perform, ")


def test_it_shows_what_was_known_and_what_was_applied_as_if() -> None:
    card = Policy.from_text("""
format = "postloan.policy/1"

[policy]
id = "tiny"
edition = "1"
title = "A tiny policy"
in_force = { until = 2023-12-31 }
""")
    found = review(loan_file(), card, as_of=AS_OF, known_on=AS_OF, outside_force="as_if").receipt
    as_if = "outside the policy's days, as if it were in force"
    assert str(found).split("\n") == [
        f"policy: tiny 1 sha256:{card.digest}",
        f"as of: {AS_OF}, on what was known on {AS_OF}, {as_if}",
        f"library: postloan {__version__}; plugins: none",
    ]


def test_it_names_what_a_layer_replaces() -> None:
    layer = text_of(
        '[[floor]]\nid = "overdue-60"\nreplaces = "over-90-days"\nreason = "ours is stricter"\n'
        'when = "days_past_due > 60"\nat_least = "substandard"\n',
        head='extends = ["cn.asset-classification"]\n',
    )
    found = receipt(Policy.from_text(layer))
    (sentence,) = found.replacements
    assert sentence.startswith("overdue-60 in place of over-90-days")
    assert f"replaced: {sentence}" in str(found).split("\n")
