"""Guarantees, collateral and valuations: what they say and what they refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.model.parties import Guarantor
from postloan.model.records import Record
from postloan.model.security import (
    Collateral,
    Guarantee,
    GuarantorAct,
    MaximumAmount,
    Valuation,
    held_on,
)
from tests.worked.loans import cny, loan_file

DAY = date(2024, 1, 3)
GUARANTOR = Guarantor(id="P-7")

GOOD: dict[type[Record], dict[str, Any]] = {
    Guarantee: {"security": "G-1", "guarantor": GUARANTOR, "kind": "general", "period": "none"},
    GuarantorAct: {"guarantee": "G-1", "kind": "demand"},
    Collateral: {"security": "C-1", "kind": "mortgage"},
    Valuation: {"collateral": "C-1", "value": cny(100)},
}
LENGTH = "given where period is length, else None"
UNTIL = "given where period is date, else None"


@pytest.mark.parametrize(
    "kind, given, field, allowed",
    [
        (Guarantee, {"security": ""}, "security", "printable text"),
        (Guarantee, {"released": 1}, "released", "True or False"),
        (Guarantee, {"maximum": cny(1)}, "maximum", "a MaximumAmount"),
        (Guarantee, {"guarantor": "P-7"}, "guarantor", "a Guarantor"),
        (Guarantee, {"kind": "both"}, "kind", "one of general, joint"),
        (Guarantee, {"period": "long"}, "period", "one of length, date, unclear, none"),
        (Guarantee, {"period": "length"}, "length", LENGTH),
        (Guarantee, {"length": Period.parse("1 year")}, "length", LENGTH),
        (Guarantee, {"period": "date"}, "until", UNTIL),
        (Guarantee, {"until": DAY}, "until", UNTIL),
        (Guarantee, {"period": "date", "until": "soon"}, "until", "a date"),
        (Guarantee, {"period": "length", "length": "1 year"}, "length", "a Period"),
        (
            Guarantee,
            {"period": "length", "length": Period.parse("5 working days")},
            "length",
            "without working days",
        ),
        (Guarantee, {"amount": cny(0)}, "amount", "more than zero"),
        (Guarantee, {"liable_since": "now"}, "liable_since", "a date"),
        (Guarantee, {"kind": "joint", "liable_since": DAY}, "liable_since", "None in a joint one"),
        (GuarantorAct, {"guarantee": " "}, "guarantee", "printable text"),
        (GuarantorAct, {"ended_on": DAY}, "ended_on", "a demand is no procedure"),
        (Collateral, {"kind": "lien"}, "kind", "one of mortgage, pledge, margin"),
        (Collateral, {"effected_by": "luck"}, "effected_by", "one of registration, delivery"),
        (
            Collateral,
            {"kind": "pledge", "effected_by": "contract"},
            "effected_by",
            "registration or delivery",
        ),
        (Collateral, {"registered": "yes"}, "registered", "True or False"),
        (Collateral, {"keeper": ""}, "keeper", "printable text"),
        (Collateral, {"ratio": 0}, "ratio", "more than 0 and at most 1"),
        (Collateral, {"ratio": Decimal("1.1")}, "ratio", "more than 0 and at most 1"),
        (Collateral, {"other_debts": ["L-2", "L-2"]}, "other_debts[1]", "named once"),
        (Collateral, {"until": "2030"}, "until", "a date"),
        (Valuation, {"collateral": ""}, "collateral", "printable text"),
        (Valuation, {"value": cny(-1)}, "value", "zero or more"),
        (Valuation, {"by": ""}, "by", "printable text"),
        (Valuation, {"source": ""}, "source", "text, not empty"),
    ],
)
def test_a_security_record_refuses_what_it_cannot_be(
    kind: type[Record], given: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        kind(on=DAY, **{**GOOD[kind], **given})
    assert (refused.value.owner, refused.value.field) == (kind.__name__, field)
    assert allowed in refused.value.allowed


def test_worthless_collateral_may_be_valued_and_a_ratio_be_one() -> None:
    assert not Valuation(on=DAY, collateral="C-1", value=cny(0)).value
    assert Collateral(on=DAY, security="C-1", kind="pledge", ratio=1).ratio == 1


@pytest.mark.parametrize(
    "given, field, allowed",
    [
        ({"limit": cny(0)}, "limit", "more than zero"),
        ({"fixed_on": "2024"}, "fixed_on", "a date"),
        ({"last_due_on": "2024"}, "last_due_on", "a date"),
    ],
)
def test_a_maximum_amount_refuses_what_it_cannot_be(
    given: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue, match=allowed) as refused:
        MaximumAmount(**{"limit": cny(1), **given})
    assert refused.value.field == field


@pytest.mark.parametrize(
    "given, field",
    [
        ({"id": ""}, "id"),
        ({"kind": "bank"}, "kind"),
        ({"group": ""}, "group"),
        ({"name": ""}, "name"),
    ],
)
def test_a_guarantor_refuses_what_it_cannot_be(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Guarantor(**{"id": "P-7", **given})
    assert (refused.value.owner, refused.value.field) == ("Guarantor", field)


def house(on: date, **more: Any) -> Collateral:  # noqa: ANN401
    return Collateral(**{"on": on, "security": "C-1", "kind": "mortgage", **more})


def test_what_is_held_on_a_day_is_given_with_its_versions() -> None:
    taken, registered = house(DAY), house(date(2024, 2, 1), registered=True)
    other = house(DAY, security="B-1")
    released = house(date(2024, 6, 3), released=True)
    versions = [registered, released, taken, other]
    assert held_on(versions, date(2024, 1, 2)) == ()
    assert held_on(versions, DAY) == ((other,), (taken,))
    assert held_on(versions, date(2024, 6, 2)) == ((other,), (taken, registered))
    assert held_on(versions, date(2024, 6, 3)) == ((other,),)


def test_two_versions_of_one_security_are_not_of_one_day() -> None:
    with pytest.raises(InvalidValue, match=r"another day than collateral\[0\]\.on") as refused:
        loan_file(collateral=(house(DAY), house(DAY)))
    assert refused.value.field == "collateral[1].on"
    assert loan_file(collateral=(house(DAY), house(DAY, security="C-2"))).collateral
    first = attrs.evolve(house(DAY), id="1")
    assert loan_file(collateral=(first, house(DAY, replaces="1"))).collateral
