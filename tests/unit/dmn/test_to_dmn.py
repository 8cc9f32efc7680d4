"""What a DMN document says beside its rows, and the policies that no table can state."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from postloan.citation import Citation
from postloan.dmn.document import to_dmn
from postloan.dmn.feel import name
from postloan.errors import InvalidValue, NotExportable, PolicyNotYetInForce
from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.rules import diagrams
from tests.decision_tables import TRIALS
from tests.policies import policy

MODEL = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
DAY = date(2024, 1, 1)


def written(made: Policy, as_of: date | None = None) -> Element:
    return fromstring(to_dmn(made, as_of))  # noqa: S314 -- our own


def said(made: Policy, as_of: date | None = None) -> str:
    """Return what the document says of itself."""
    return written(made, as_of).findtext(f"{MODEL}description") or ""


def rows(made: Policy) -> list[list[str]]:
    """Return the texts of each row."""
    every = written(made).iter(f"{MODEL}rule")
    return [[text.text or "" for text in row.iter(f"{MODEL}text")] for row in every]


def floor(when: str, level: str = "loss", **more: str) -> str:
    lines = "".join(f"{key} = '{value}'\n" for key, value in more.items())
    return f"[[floor]]\nid = 'a'\nwhen = '''{when}'''\nat_least = '{level}'\n{lines}"


def test_a_row_gives_the_tier_the_rule_and_its_citation() -> None:
    made = policy(floor("lawsuit", cite="Art. 7"), head="essential = ['days_past_due']")
    cite = made.contents.floors[0].cite
    assert isinstance(cite, Citation)
    assert rows(made) == [
        ["true", "-", '"loss"', '"a"', str(cite)],
        ["-", "not(null)", '"normal"', '""', ""],
    ]


def test_a_row_that_counts_out_of_prudence_says_so() -> None:
    made = policy(floor("loan_to_value > 0.7", unknown="conservative"))
    assert rows(made) == [
        ["> 0.7", '"loss"', '"a"', ""],
        ["null, > 0.7", '"loss"', '"a"', "counts though it is not known"],
        ["-", '"normal"', '""', ""],
    ]


def test_outside_its_scope_the_policy_does_not_apply() -> None:
    made = policy(floor("lawsuit"), head="applies_to = \"product != 'card'\"")
    assert rows(made)[0] == ['"card"', "-", '"not_applicable"', '"applies_to"', ""]


@pytest.mark.parametrize(
    "when, test",
    [
        ("days_past_due == 3", "3"),
        ("days_past_due != 3", "[0..2], >= 4"),
        ("3 < days_past_due <= 90", "[4..90]"),
        ("loss_share > 0.5", "(0.5..1]"),
        ("loss_share < 0.5", "[0..0.5)"),
        ("return_on_sales <= -0.5", "<= -0.5"),
        ("not lawsuit", "false"),
        ("previous_tier >= doubtful", '"doubtful", "loss"'),
        ("borrower_kind in ('corporate', 'individual')", '"corporate", "individual"'),
        ("product not in ('card', 'boat')", 'not("boat", "card", null)'),
        ("outstanding * 3 > 1", "true"),
        ("outstanding > principal", "true"),
        ("not (outstanding > principal)", "false"),
    ],
)
def test_a_condition_is_written_as_an_engine_reads_it(when: str, test: str) -> None:
    made = policy(f'[conventions]\ncurrency = "CNY"\n{floor(when)}')
    assert rows(made)[0][0] == test


def test_what_is_divided_stands_multiplied_on_the_other_side() -> None:
    made = policy(
        f"""
        [conventions]
        currency = "CNY"
        {floor("1 >= outstanding / 3 - -principal / 0.7 * loss_share")}
        """
    )
    (compared,) = written(made).iter(f"{MODEL}literalExpression")
    assert compared.findtext(f"{MODEL}text") == (
        "outstanding * 0.7 - (((-principal) * loss_share) * 3) - (1 * 2.1) > 0"
    )


def test_what_holds_for_every_loan_or_none_asks_nothing() -> None:
    assert rows(policy(floor("true")))[0] == ['"loss"', '"a"', ""]
    assert rows(policy(floor("false"))) == [['"normal"', '""', ""]]


def test_an_input_says_what_it_is_and_what_it_can_be() -> None:
    made = policy(
        f"""
        [conventions]
        currency = "CNY"
        [[signal]]
        id = "told"
        [[floor]]
        id = "b"
        signal = "told"
        at_least = "loss"
        {floor("loss_share > 0 and previous_tier > normal and industry == 'coal'")}
        """,
        head="essential = ['days_past_due', 'loan_to_value', 'borrower_kind', 'outstanding']",
    )
    found = {
        data.attrib["name"]: (data.findtext(f"{MODEL}description") or "").rpartition(": ")[2]
        for data in written(made).iter(f"{MODEL}inputData")
    }
    catalogue = made.contents.catalogue
    assert found == {
        "loss_share": "0 … 1",
        "previous_tier": "normal, special_mention, substandard, doubtful, loss",
        "industry": catalogue["industry"].meaning,
        "signal_told": "the early-warning signal told is on record and not cleared",
        "days_past_due": "0 …",
        "loan_to_value": "0 …",
        "borrower_kind": ", ".join(catalogue["borrower_kind"].values),
        "outstanding": "0 …",
    }


def test_the_document_says_what_it_is_made_from_and_what_it_cannot_say() -> None:
    made = load_policy("cn.asset-classification")
    text = said(made, DAY)
    assert f"under {made.id} {made.edition} on 2024-01-01." in text
    assert made.digest in text
    assert "Not said: how bad the tier could be where facts are null" in text
    assert "Not encoded in the policy itself: CN23-03," in text
    assert "False, not null, where nobody recorded anything: bankruptcy_liquidation," in text


def test_the_document_names_what_else_its_reader_has_to_know() -> None:
    assert "all in CNY." in said(TRIALS["amounts compared with one another"].policy)
    assert "all in one currency." in said(policy(floor("outstanding > principal")))
    text = said(TRIALS["signals on record, raised, and never known to be"].policy)
    assert "Amounts" not in text
    assert "limit has no value: what is compared with it is not known." in text
    assert "worst has no value" not in text
    assert "signal_told" in text
    assert "Not said either" not in text
    assert "Not encoded" not in text
    assert "on 2024" not in text
    assert "nobody recorded" not in said(policy(floor("days_past_due > 3")))


def test_other_dimensions_are_left_out_and_said_to_be() -> None:
    made = policy(
        """
        [[dimension]]
        id = "classification"
        scale = "five-tier"
        [[dimension]]
        id = "stage"
        scale = "five-tier"
        [[floor]]
        id = "b"
        dimension = "stage"
        when = "lawsuit"
        at_least = "loss"
        """
    )
    assert rows(made) == [['"normal"', '""', ""]]
    assert "Not said either: the tier in stage." in said(made)


def test_a_parameter_is_written_as_it_is_on_the_day() -> None:
    made = policy(
        f"""
        [parameters.limit]
        unit = "days"
        values = [
            {{ from = 2020-01-01, until = 2023-12-31, value = 30 }},
            {{ from = 2024-01-01, value = 60 }},
        ]
        {floor("days_past_due > limit")}
        """
    )
    assert "&gt;= 31" in to_dmn(made, date(2023, 12, 31))
    assert "&gt;= 61" in to_dmn(made, DAY)
    with pytest.raises(InvalidValue, match=r"as_of must be a date: test has dated param"):
        to_dmn(made)


def test_a_policy_is_exported_on_a_day_on_which_it_is_in_force_or_as_if_it_were() -> None:
    made = load_policy("cn.credit-card")
    with pytest.raises(PolicyNotYetInForce):
        to_dmn(made, date(2010, 1, 1))
    assert "on 2010-01-01" in to_dmn(made, date(2010, 1, 1), outside_force="as_if")


def test_a_signal_that_is_not_in_force_gives_no_row() -> None:
    made = policy(
        """
        [[signal]]
        id = "gone"
        in_force = { until = 2020-12-31 }
        [[floor]]
        id = "a"
        signal = "gone"
        at_least = "loss"
        """
    )
    assert '"loss"' in to_dmn(made, date(2020, 12, 31))
    assert '"loss"' not in to_dmn(made, date(2021, 1, 1))


def test_a_floor_at_a_tier_without_a_value_is_the_worst_only_out_of_prudence() -> None:
    blank = '[parameters.lowest]\nunit = "tier"\nrequired = true\n'
    prudent = policy(blank + floor("lawsuit", "lowest", unknown="conservative"))
    assert ['"loss"' in row for row in rows(prudent)] == [True, False]
    reported = policy(blank + floor("lawsuit", "lowest"))
    assert rows(reported) == [['"normal"', '""', ""]]


def test_what_xml_cannot_hold_is_replaced() -> None:
    text = 'format = "postloan.policy/1"\n[policy]\nid = "a"\nedition = "1"\ntitle = "<\\u0001>"'
    assert said(Policy.from_text(text)).startswith("<\N{REPLACEMENT CHARACTER}>: the tier")


def test_misuse_is_refused() -> None:
    made: Any = load_policy("cn.credit-card")
    for arguments in ((None,), ("cn.credit-card",), (made, datetime(2024, 1, 1))):  # noqa: DTZ001
        with pytest.raises(InvalidValue):
            to_dmn(*arguments)
    with pytest.raises(InvalidValue, match="outside_force"):
        to_dmn(made, outside_force=made)


def either(count: int, first: int = 0) -> str:
    """Return a condition with two to the power of `count` alternatives."""
    cuts = range(first, first + 2 * count, 2)
    return " and ".join(f"(days_past_due != {n} or term_months != {n})" for n in cuts)


MANY = " or ".join(f"(periods_missed == {n} and loss_share == 0.{n:02})" for n in range(1, 41))
LARGEST = "max(days_past_due, interest_days_past_due)"
OPEN_BASE = """
[conventions]
currency = "CNY"
[[base]]
id = "matrix"
rows = [
    { when = "outstanding - principal > 0", tier = "loss" },
    { when = "outstanding <= principal", tier = "normal" },
]
"""


@pytest.mark.parametrize(
    "body, rule, problem",
    [
        (
            floor(f"{LARGEST} - 30 > 60"),
            "a",
            f"a table knows nothing of {LARGEST} where one value is null; compare each by itself",
        ),
        (OPEN_BASE, "matrix", "it is not proved that exactly one row holds for every loan"),
        (
            "[parameters]\nlimit = { unit = 'days', required = true }\n"
            + OPEN_BASE.replace("outstanding - principal > 0", "days_past_due > limit"),
            "matrix",
            "limit has no value",
        ),
        (floor(either(10)), "a", "it takes more than 1000 rows"),
        (floor(f"{either(9)} and ({MANY})"), "a", "it takes more than 1000 rows"),
        (
            floor(either(9)) + floor(either(9, 1), "doubtful").replace("'a'", "'b'"),
            "the table",
            "it takes more than 1000 rows",
        ),
    ],
    ids=["greatest", "base", "parameter", "alternatives", "products", "rows"],
)
def test_what_no_table_can_say_is_refused_by_the_rules_name(
    body: str, rule: str, problem: str
) -> None:
    with pytest.raises(NotExportable) as caught:
        to_dmn(policy(body))
    error = caught.value
    assert (error.policy, error.rule, error.problem) == ("test@1", rule, problem)


def test_a_base_too_large_to_prove_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = load_policy("cn.credit-card")
    monkeypatch.setattr(diagrams, "MOST_NODES", 3)
    with pytest.raises(NotExportable, match="overdue-days cannot be exported: it is not proved"):
        to_dmn(made)


def test_a_signal_in_two_spellings_is_refused() -> None:
    signals = "".join(
        f"[[signal]]\nid = '{id}'\n[[floor]]\nid = 'floor-{id}'\nsignal = '{id}'\n"
        "at_least = 'loss'\n"
        for id in ("mis-use", "mis_use")
    )
    with pytest.raises(NotExportable, match="would both be called signal_mis_use") as caught:
        to_dmn(policy(signals))
    assert caught.value.rule == "the table"
    assert name("signal:mis-use") == "signal_mis_use"
