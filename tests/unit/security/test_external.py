"""Collateral and guarantees as other open systems' own tests assert them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from postloan.calendars.shipped import CALENDARS
from postloan.dates import Period, add_months
from postloan.money import Money
from postloan.security.cover import Pledged, cover, shortfall
from postloan.security.guarantees import (
    CreditEvent,
    Exercise,
    Hold,
    Protection,
    Shares,
    exercise,
    recovered,
    released,
    unmet,
)

EXTERNAL: Final = Path(__file__).parents[2] / "cases" / "external" / "procedures.json"
CASES: Final = json.loads(EXTERNAL.read_text("utf-8"))["cases"]
Given = Mapping[str, Any]


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    found = [case for case in CASES if case["kind"] in kinds]
    assert {case["kind"] for case in found} == set(kinds)
    return pytest.mark.parametrize("case", found, ids=[case["id"] for case in found])


def money(amount: str) -> Money:
    return Money(Decimal(amount), "XTS")


def near(actual: Decimal, expected: str, case: Given) -> bool:
    return abs(actual - Decimal(expected)) <= Decimal(case.get("tolerance", "0"))


# --------------------------------------------------------------------------------- collateral


def pledged(securities: Sequence[Given], haircut: str | None = None) -> list[Pledged]:
    """Return securities with a value of quantity times price; without a price, without a value."""
    return [
        Pledged(
            id=str(index),
            kind="pledge",
            value=money(one["price"]) * Decimal(one["qty"]) if "price" in one else None,
            ratio=1 - Decimal(one.get("haircut_pct", haircut or "0")) / 100,
        )
        for index, one in enumerate(securities)
        if Decimal(one["qty"])
    ]


@of_kind("collateral_shortfall")
def test_a_shortfall_is_what_each_item_at_its_own_ratio_leaves(case: Given) -> None:
    given, expect = case["given"], case["expect"]
    outstanding = money(given["outstanding"])
    for one in expect if isinstance(expect, list) else [expect]:
        price = {"price": one["price"]} if "price" in one else {}
        items = pledged([security | price for security in given["securities"]])
        assert shortfall(outstanding, items) == money(one["shortfall"])
        if "cover" in one:
            assert cover(items, "XTS") == money(one["cover"])


@of_kind("collateral_release")
def test_collateral_goes_while_what_stays_covers_what_is_drawn(case: Given) -> None:
    given = case["given"]
    drawn = money(given.get("drawn", given["principal"])) - money(given.get("repaid", "0"))
    stays = [
        one | {"qty": str(Decimal(one["qty"]) - Decimal(given["release"].get(one["id"], "0")))}
        for one in given["securities"]
    ]
    items = pledged(stays, given.get("haircut_pct"))
    assert (not shortfall(drawn, items)) is case["expect"]["accept"]
    if "remaining_cover" in case["expect"]:
        assert cover(items, "XTS") == money(case["expect"]["remaining_cover"])


# --------------------------------------------------------------------------------- guarantees

HELD: Final = {"min_self": "own", "min_external": "external", "mandatory": "total"}


def holds(amounts: Mapping[str, str]) -> list[Hold]:
    return [
        Hold(id=name, own=name == "self", amount=money(amount)) for name, amount in amounts.items()
    ]


@of_kind("guarantor_requirements")
def test_every_share_that_is_too_small_is_told(case: Given) -> None:
    given = case["given"]
    shares = Shares(
        total=Decimal(given["mandatory_pct"]) / 100,
        own=Decimal(given["min_own_pct"]) / 100,
        external=Decimal(given["min_external_pct"]) / 100,
    )
    for one in case["expect"]:
        given_by = holds({"self": one["self"], "external": one["external"]})
        found = unmet(shares, given_by, money(given["principal"]))
        assert list(found) == [HELD[error] for error in one["errors"]]


def after_repayments(given: Given) -> tuple[list[Hold], Money, list[tuple[Money, ...]]]:
    """Return what is held after the repayments, what is outstanding, and what each set free."""
    held, free = holds(given["guarantees"]), []
    outstanding = principal = money(given["principal"])
    guaranteed = Money.total((hold.amount for hold in held), "XTS")
    for repaid in map(money, given["principal_repaid"]):
        free.append(
            released(held, guaranteed=guaranteed, principal=principal, repaid=repaid, places=6)
        )
        held = [
            Hold(id=hold.id, own=hold.own, amount=hold.amount - now)
            for hold, now in zip(held, free[-1], strict=True)
        ]
        outstanding -= repaid
    return held, outstanding, free


@of_kind("guarantor_recovery")
def test_recovery_takes_what_is_outstanding_in_the_shares_of_what_is_held(case: Given) -> None:
    held, outstanding, free = after_repayments(case["given"])
    taken = recovered(held, outstanding=outstanding, places=6)
    assert Money.total(taken, "XTS") == outstanding
    for one in case["expect"]:
        amounts = taken if one["after"] == "recover" else free[one["after"] - 1]
        by_id = {hold.id: now.amount for hold, now in zip(held, amounts, strict=True)}
        for name, amount in one.get("taken", one.get("released", {})).items():
            assert near(by_id[name], amount, case)


@of_kind("guarantor_release")
def test_a_write_off_frees_nobody(case: Given) -> None:
    held, outstanding, _ = after_repayments(case["given"])
    assert case["given"]["then"] == "write_off"
    assert all(hold.amount for hold in held)
    taken = recovered(held, outstanding=outstanding, places=6)
    assert Money.total(taken, "XTS") == Money.total((hold.amount for hold in held), "XTS")


def exposure(loan: Given, on: date, *, interest: bool) -> Money:
    """Return what is owed on a loan that pays interest on each first of a month."""
    left = money(loan["principal"])
    if loan["kind"] == "linear":
        first = date.fromisoformat(loan["first_repay"])
        times = next(k for k in range(1000) if add_months(first, k) > on)
        left -= money(loan["repay_monthly"]) * times
    if not interest:
        return left
    accrued = (on - on.replace(day=1)).days * Decimal(loan["rate"]) / 365
    return left + left * accrued.quantize(Decimal("1e-20"))


def called(given: Given, limit: str | None) -> Exercise | None:
    covered = given.get("covered")
    ids = [loan["id"] for loan in covered] if covered else ["covered"]
    guarantee = Protection(
        loans=tuple(ids),
        performances=(given.get("covers", "DF"),),
        coverage=Decimal(given["coverage"]),
        begins=date.fromisoformat(given.get("start", "2020-01-02")),
        ends=date.fromisoformat(given.get("end", "2021-01-01")),
        limit=None if limit is None else money(limit),
    )
    stated = given["event"]
    if stated is None:
        return None
    on = date.fromisoformat(stated["date"])
    interest = given.get("exposure") == "principal+interest"
    exposures = (
        {loan["id"]: exposure(loan, on, interest=interest) for loan in covered}
        if covered
        else {"covered": money(given.get("notional") or given["claim"])}
    )
    return exercise(
        guarantee,
        CreditEvent(on=on, loan=stated["contract"], performance=stated["performance"]),
        exposures,
        currency="XTS",
        settles=Period(count=given.get("settlement_days", 0), unit="day"),
        calendar=CALENDARS["mon-fri"] if given.get("calendar") == "Mon-Fri" else None,
    )


@of_kind("guarantee_exercise", "collateral_exercise")
def test_a_covered_default_calls_the_covered_share(case: Given) -> None:
    given, expect = case["given"], case["expect"]
    found = called(given, given.get("collateral_value"))
    sign = -1 if given.get("role") == "guarantor" else 1
    amount = Decimal(0) if found is None else found.amount.amount
    assert near(sign * amount, expect["exercised"], case)
    if found is not None:
        assert str(found.on) == expect.get("exercise_date", str(found.on))
        assert str(found.settled) == expect.get("settled", str(found.settled))
        stated = expect.get("covered_exposure", str(found.exposure.amount))
        assert found.exposure == money(stated)
