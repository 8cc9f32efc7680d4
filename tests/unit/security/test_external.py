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
from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.security.cover import cover_of, headroom_of, shortfall_of
from postloan.security.guarantees import (
    CreditEvent,
    DemandedShares,
    Exercise,
    Hold,
    Protection,
    called_holds,
    exercise_of,
    standing_holds,
    unmet_shares,
)
from postloan.security.releasing import Lot, release_of

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


def lots(securities: Sequence[Given], **more: str) -> list[Lot]:
    """Return the securities, where a price or haircut of `more` holds for all."""
    stated = [{"id": str(index), **one, **more} for index, one in enumerate(securities)]
    return [
        Lot(
            id=one["id"],
            units=Decimal(one["qty"]),
            price=money(one["price"]) if "price" in one else None,
            ratio=1 - Decimal(one.get("haircut_pct", "0")) / 100,
        )
        for one in stated
    ]


@of_kind("collateral_shortfall")
def test_a_shortfall_is_what_each_item_at_its_own_ratio_leaves(case: Given) -> None:
    given, expect = case["given"], case["expect"]
    outstanding = money(given["outstanding"])
    for one in expect if isinstance(expect, list) else [expect]:
        held = lots(given["securities"], **{k: v for k, v in one.items() if k == "price"})
        short = shortfall_of(outstanding, held)
        assert short == money(one["shortfall"])
        assert ("pending" if short else "completed") == one.get(
            "status", "pending" if short else "completed"
        )
        assert cover_of(held, "XTS") == money(one.get("cover", str(cover_of(held, "XTS").amount)))
        more = headroom_of(outstanding, held)
        assert more == money(one.get("drawable", str(more.amount)))


@of_kind("collateral_release")
def test_collateral_goes_while_what_stays_covers_what_is_drawn(case: Given) -> None:
    given, expect = case["given"], case["expect"]
    drawn = money(given.get("drawn", given["principal"])) - money(given.get("repaid", "0"))
    haircut = {k: v for k, v in given.items() if k == "haircut_pct"}
    leaving = {id: Decimal(units) for id, units in given["release"].items()}
    held = lots(given["securities"], **haircut)
    if any(leaving.get(lot.id, 0) > lot.units for lot in held):
        assert not expect["accept"]
        with pytest.raises(InvalidValue, match="which are held"):
            release_of(held, leaving, outstanding=drawn)
        return
    found = release_of(held, leaving, outstanding=drawn)
    assert found.sound is expect["accept"]
    assert found.cover == money(expect.get("remaining_cover", str(found.cover.amount)))


# --------------------------------------------------------------------------------- guarantees

HELD: Final = {"min_self": "own", "min_external": "external", "mandatory": "total"}


def holds(amounts: Mapping[str, str]) -> list[Hold]:
    return [
        Hold(id=name, own=name == "self", amount=money(amount)) for name, amount in amounts.items()
    ]


@of_kind("guarantor_requirements")
def test_every_share_that_is_too_small_is_told(case: Given) -> None:
    given = case["given"]
    shares = DemandedShares(
        total=Decimal(given["mandatory_pct"]) / 100,
        own=Decimal(given["min_own_pct"]) / 100,
        external=Decimal(given["min_external_pct"]) / 100,
    )
    for one in case["expect"]:
        given_by = holds({"self": one["self"], "external": one["external"]})
        found = unmet_shares(shares, given_by, money(given["principal"]))
        assert list(found) == [HELD[error] for error in one["errors"]]


PLACES: Final = 6


def standing(given: Given, steps: int) -> dict[str, Decimal]:
    """Return what is held still of each after so many steps of repayment."""
    found = standing_holds(
        holds(given["guarantees"]),
        principal=money(given["principal"]),
        repaid=Money.total(map(money, given["principal_repaid"][:steps]), "XTS"),
        places=PLACES,
    )
    return {hold.id: hold.amount.amount for hold in found}


def called_in(given: Given) -> tuple[dict[str, Decimal], dict[str, Decimal], Money]:
    """Return what is held after all steps, what of it is taken, and what is outstanding."""
    held = standing(given, len(given["principal_repaid"]))
    repaid = Money.total(map(money, given["principal_repaid"]), "XTS")
    outstanding = money(given["principal"]) - repaid
    stand = holds({id: str(amount) for id, amount in held.items()})
    taken = called_holds(stand, outstanding=outstanding, places=PLACES)
    return held, dict(zip(held, (one.amount for one in taken), strict=True)), outstanding


@of_kind("guarantor_recovery", "guarantor_release")
def test_repayments_free_guarantors_and_a_call_takes_what_is_outstanding(case: Given) -> None:
    """A write-off is no step: it frees nobody, and all that stands can be called after it."""
    given, expect = case["given"], case["expect"]
    held, taken, outstanding = called_in(given)
    assert sum(taken.values()) == min(outstanding.amount, sum(held.values()))
    if given.get("then") == "write_off":
        assert all(held.values())
        return
    for one in expect:
        if one["after"] == "recover":
            found = {"taken": taken, "held": dict.fromkeys(taken, Decimal(0))}
        else:
            now, before = standing(given, one["after"]), standing(given, one["after"] - 1)
            found = {"held": now, "released": {id: before[id] - now[id] for id in now}}
        for what in found.keys() & one.keys():
            for name, amount in one[what].items():
                assert near(found[what][name], amount, case), (one["after"], what, name)


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


def backed_by(given: Given) -> list[Lot] | None:
    if "collateral_value" not in given:
        return None
    return [Lot(id="C", units=Decimal(1), price=money(given["collateral_value"]))]


def called(given: Given) -> Exercise | None:
    covered = given.get("covered")
    ends = max((loan["end"] for loan in covered or ()), default="2021-01-01")
    ids = [loan["id"] for loan in covered] if covered else ["covered"]
    guarantee = Protection(
        loans=tuple(ids),
        performances=(given.get("covers", "DF"),),
        coverage=Decimal(given["coverage"]),
        begins=date.fromisoformat(given.get("start", "2020-01-02")),
        ends=date.fromisoformat(given.get("end", ends)),
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
    return exercise_of(
        guarantee,
        CreditEvent(on=on, loan=stated["contract"], performance=stated["performance"]),
        exposures,
        currency="XTS",
        backed_by=backed_by(given),
        settles=Period(count=given.get("settlement_days", 0), unit="day"),
        calendar=CALENDARS["mon-fri"] if given.get("calendar") == "Mon-Fri" else None,
    )


@of_kind("guarantee_exercise", "collateral_exercise")
def test_a_covered_default_calls_the_covered_share(case: Given) -> None:
    given, expect = case["given"], case["expect"]
    found = called(given)
    sign = -1 if given.get("role") == "guarantor" else 1
    amount = Decimal(0) if found is None else found.amount.amount
    assert near(sign * amount, expect["exercised"], case)
    if found is not None:
        assert str(found.on) == expect.get("exercise_date", str(found.on))
        assert str(found.settled) == expect.get("settled", str(found.settled))
        stated = expect.get("covered_exposure", str(found.exposure.amount))
        assert found.exposure == money(stated)
