"""Finding policies: those that ship, those in files, and editions by date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from postloan.errors import (
    InvalidPolicy,
    InvalidValue,
    PolicyNoLongerInForce,
    PolicyNotYetInForce,
    UnknownParameter,
    UnknownPolicy,
)
from postloan.model.loan import Loan
from postloan.model.parties import Borrower
from postloan.money import Money
from postloan.policy.editions import chosen_edition
from postloan.policy.examples import check_examples
from postloan.policy.library import Library
from postloan.policy.loading import Editions, governing_date, load_editions, load_policy, policy_ids
from postloan.policy.policy import Policy
from tests.policies import policy, text_of

CN = "cn.asset-classification"
BANK = "bank.branch-measures"
LONG_AGO = date(2000, 1, 1)


@pytest.mark.parametrize("id", policy_ids())
def test_what_ships_can_be_loaded_and_does_what_its_examples_say(id: str) -> None:
    for edition in Library.shipped().editions(id):
        loaded = load_policy(id, edition=edition)
        assert (loaded.id, loaded.edition) == (id, edition)
        assert [str(r) for r in check_examples(loaded) if not r.passed] == []


def test_an_edition_is_picked_by_date_or_pinned_or_the_newest() -> None:
    assert load_policy(CN).edition == Library.shipped().editions(CN)[-1]
    assert load_policy(CN, as_of=date(2024, 1, 1)).edition == "2023"
    assert load_policy(f"{CN}@2023") == load_policy(CN, edition="2023")
    assert load_policy(f"{CN}@2023", edition="2023").edition == "2023"
    with pytest.raises(InvalidValue, match=r"2023, which cn\.asset-classification@2023 pins"):
        load_policy(f"{CN}@2023", edition="2019")


def test_unknown_not_yet_and_no_longer_are_three_errors() -> None:
    with pytest.raises(UnknownPolicy, match=r"did you mean cn\.asset-classification"):
        load_policy("cn.asset-clasification")
    with pytest.raises(UnknownPolicy, match="has no edition '1999'; it has") as caught:
        load_policy(CN, edition="1999")
    assert caught.value.edition == "1999"
    with pytest.raises(PolicyNotYetInForce):
        load_policy(CN, as_of=LONG_AGO)


def test_as_if_takes_the_nearest_edition_of_parents_too() -> None:
    assert (
        load_policy(CN, as_of=LONG_AGO, outside_force="as_if").edition
        == Library.shipped().editions(CN)[0]
    )
    with pytest.raises(InvalidPolicy, match="is not yet in force on 2000-01-01"):
        load_policy(BANK, as_of=LONG_AGO)
    child = load_policy(BANK, as_of=LONG_AGO, outside_force="as_if")
    assert child.contents.parents[0].id == CN


def test_parameters_can_be_supplied_when_loading() -> None:
    loaded = load_policy(BANK, parameters={"doubtful_visit_every": "1 month"})
    assert str(loaded.supplied["doubtful_visit_every"]) == "1 month"
    (edition,) = load_editions(BANK, parameters={"rectify_within": "10 days"}).policies
    assert str(edition.supplied["rectify_within"]) == "10 days"


def test_a_parameter_goes_to_the_editions_that_have_it() -> None:
    old, new = load_editions(CN, parameters={"nonaccrual_days": 90}).policies
    assert (dict(old.supplied), dict(new.supplied)) == ({"nonaccrual_days": 90}, {})
    with pytest.raises(UnknownParameter, match="nonaccrual_days"):
        load_editions(CN, parameters={"nonaccrual_day": 90})


# ---------------------------------------------------------------------------------- the editions


def edition(year: int, until: int | None = None, *, by: str = "evaluation_date") -> Policy:
    end = f", until = {until}-12-31" if until else ""
    head = f"in_force = {{ from = {year}-01-01{end} }}\napplies_by = '{by}'"
    return Policy.from_text(text_of(head=head, edition=str(year)))


def loan(signed_on: date | None) -> Loan:
    return Loan(
        id="L",
        borrower=Borrower(id="B", kind="corporate"),
        product="loan",
        principal=Money(Decimal(1), "CNY"),
        disbursed_on=date(2024, 6, 1),
        matures_on=None,
        signed_on=signed_on,
    )


OLD, NEW = edition(2019, 2022), edition(2024, 2025)
SIGNED = loan(date(2020, 6, 1))


def test_the_edition_in_force_on_the_day_governs() -> None:
    both = Editions((OLD, NEW))
    assert both.for_loan(SIGNED, date(2022, 12, 31)) == OLD
    assert both.for_loan(SIGNED, date(2024, 1, 1)) == NEW


@pytest.mark.parametrize(
    "day, error, nearest",
    [
        (date(2018, 1, 1), PolicyNotYetInForce, OLD),
        (date(2023, 6, 1), PolicyNoLongerInForce, OLD),
        (date(2026, 1, 1), PolicyNoLongerInForce, NEW),
    ],
)
def test_where_no_edition_governs_the_nearest_does_as_if(
    day: date, error: type[Exception], nearest: Policy
) -> None:
    both = Editions((OLD, NEW))
    with pytest.raises(error):
        both.for_loan(SIGNED, day)
    assert both.for_loan(SIGNED, day, outside_force="as_if") == nearest
    assert chosen_edition(both.policies, day) == nearest


def test_an_edition_may_go_by_the_date_of_the_contract() -> None:
    both = Editions([edition(2019), edition(2024, by="contract_date")])
    assert both.for_loan(SIGNED, date(2025, 1, 1)).edition == "2019"
    assert both.for_loan(loan(date(2024, 5, 1)), date(2025, 1, 1)).edition == "2024"
    with pytest.raises(InvalidValue, match="applies by the date of the contract") as caught:
        both.for_loan(loan(None), date(2025, 1, 1))
    assert (caught.value.owner, caught.value.field) == ("Loan", "signed_on")
    assert governing_date(edition(2019), SIGNED, date(2025, 1, 1)) == date(2025, 1, 1)


@pytest.mark.parametrize("policies", [(), (policy(), load_policy(CN))])
def test_editions_are_of_one_policy(policies: tuple[Policy, ...]) -> None:
    with pytest.raises(InvalidValue, match="editions of one policy"):
        Editions(policies)


# ------------------------------------------------------------------------------------- the files


def refused(path: Path | str) -> str:
    with pytest.raises(InvalidPolicy) as caught:
        Policy.from_path(path)
    return str(caught.value)


def test_a_file_begins_with_a_mark_or_not(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text("\ufeff" + text_of(), encoding="utf-8")
    assert Policy.from_path(str(file), parameters={}) == policy()


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    assert "No such file" in refused(file)
    assert "irectory" in refused(tmp_path) or "denied" in refused(tmp_path)
    assert "null" in refused("x\x00.toml")
    file.write_bytes("a = 1\n# 贷".encode() + b"\xff")
    assert refused(file) == f"{file}:2:4: this is not UTF-8"
    file.write_bytes(b"#" * 2_000_001)
    assert "at most 2000000 bytes" in refused(file)


def test_a_neighbour_that_is_no_policy_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("[tool]\n# [policy]\nx = 1\n", encoding="utf-8")
    (tmp_path / "wrong.toml").write_text("[policy]\nid = 3\n", encoding="utf-8")
    (tmp_path / "dated.toml").write_text(
        text_of(id="p", head="in_force = { from = 2020-01-01 }"), encoding="utf-8"
    )
    child = tmp_path / "child.toml"
    child.write_text(text_of(head='extends = ["p"]'), encoding="utf-8")
    assert Policy.from_path(child, as_of=date(2021, 1, 1)).contents.parents[0].id == "p"
