"""Several debts of one debtor: the order of Civil Code 560 and 561, and its laws."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.arrears.debts import Debt, DebtAllocation, cover_debts
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.money import Money

ON = date(2024, 5, 1)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def debt(id: str, **more: Any) -> Debt:  # noqa: ANN401
    stated: dict[str, Any] = {
        "due_on": date(2024, 3, 1),
        "fees": cny("0"),
        "interest": cny("0"),
        "principal": cny("100"),
        "secured_share": Decimal("0.5"),
        "burden": Decimal("0.06"),
    }
    return Debt(id=id, **stated | more)


def covered(*debts: Debt, paid: str, **more: Any) -> DebtAllocation:  # noqa: ANN401
    return cover_debts(debts, cny(paid), on=ON, places=2, **more)


def shown(found: DebtAllocation) -> list[tuple[str, int, str, str]]:
    return [
        (cover.debt.id, cover.place, cover.criterion, str(cover.amount.amount))
        for cover in found.covers
    ]


@pytest.mark.parametrize(
    "criterion, first",
    [
        ("due", {"due_on": ON, "secured_share": Decimal(1)}),
        ("security", {"secured_share": Decimal("0.4"), "burden": Decimal(0)}),
        ("burden", {"burden": Decimal("0.07"), "due_on": date(2024, 3, 2)}),
        ("age", {"due_on": date(2024, 2, 29)}),
    ],
)
def test_each_criterion_decides_before_the_next(criterion: str, first: dict[str, Any]) -> None:
    other = debt("B", due_on=date(2024, 5, 2)) if criterion == "due" else debt("B")
    found = covered(other, debt("A", **first), paid="120")
    assert shown(found) == [("A", 1, criterion, "100.00"), ("B", 2, criterion, "20.00")]


def test_what_the_debtor_names_comes_first_even_if_it_is_not_due() -> None:
    later = debt("B", due_on=date(2025, 1, 1))
    found = covered(debt("A"), later, debt("C"), paid="150", named=("B",))
    assert shown(found) == [
        ("B", 1, "named", "100.00"),
        ("A", 2, "pro rata", "25.00"),
        ("C", 2, "pro rata", "25.00"),
    ]


def test_equal_debts_share_in_proportion_and_the_odd_cent_goes_to_the_share_cut_most() -> None:
    found = covered(debt("A"), debt("B", principal=cny("50")), paid="100")
    assert [str(cover.amount.amount) for cover in found.covers] == ["66.67", "33.33"]


def test_costs_come_before_interest_and_interest_before_principal_unless_agreed() -> None:
    one = debt("A", fees=cny("3"), interest=cny("7"))
    (cover,) = covered(one, paid="12").covers
    assert (cover.fees, cover.interest, cover.principal) == (cny("3"), cny("7"), cny("2"))
    assert cover.criterion == "only"
    (agreed,) = covered(one, paid="12", order=("principal", "interest", "fees")).covers
    assert (agreed.fees, agreed.interest, agreed.principal) == (cny("0"), cny("0"), cny("12"))


def test_what_is_paid_beyond_all_debts_is_left_over() -> None:
    assert covered(debt("A"), paid="130").overpaid == cny("30")
    assert covered(paid="130").overpaid == cny("130")


@pytest.mark.parametrize(
    "more, field",
    [
        ({"id": ""}, "id"),
        ({"due_on": "2024-03-01"}, "due_on"),
        ({"interest": cny("-1")}, "interest"),
        ({"principal": 100}, "principal"),
        ({"secured_share": Decimal("1.1")}, "secured_share"),
        ({"secured_share": None}, "secured_share"),
        ({"burden": Decimal("-0.1")}, "burden"),
    ],
)
def test_a_debt_refuses_what_it_cannot_be(more: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        debt(**{"id": "A", **more})
    assert (refused.value.owner, refused.value.field) == ("Debt", field)


def test_two_currencies_are_refused() -> None:
    with pytest.raises(CurrencyMismatch, match=r"Debt\.principal"):
        debt("A", principal=Money(1, "USD"))
    with pytest.raises(CurrencyMismatch, match=r"debts\[0\]"):
        cover_debts((debt("A"),), Money(1, "USD"), on=ON, places=2)


@pytest.mark.parametrize(
    "debts, more, field",
    [
        ((debt("A"), debt("A")), {}, r"debts\[1\]\.id"),
        ((debt("A"),), {"named": ("B",)}, r"named\[0\]"),
        ((debt("A"),), {"named": ("A", "A")}, r"named\[1\]"),
        ((debt("A"),), {"paid": cny("-1")}, "paid"),
        ((debt("A"),), {"paid": cny("0.001")}, "paid"),
        ((debt("A", fees=cny("0.001")),), {}, r"A\.fees"),
        ((debt("A"),), {"places": -1}, "places"),
        ((debt("A"),), {"on": None}, "on"),
        ((debt("A"),), {"order": ()}, "order"),
        (({"id": "A"},), {}, r"debts\[0\]"),
    ],
)
def test_a_payment_to_debts_that_cannot_be_is_refused(
    debts: Any,  # noqa: ANN401
    more: dict[str, Any],
    field: str,
) -> None:
    given: dict[str, Any] = {"paid": cny("1"), "on": ON, "places": 2, **more}
    with pytest.raises(InvalidValue, match=rf"cover_debts\.{field} must be"):
        cover_debts(debts, **given)


# ------------------------------------------------------------------------------- the laws

CENTS = st.integers(0, 9999).map(lambda cents: Money(Decimal(cents) / 100, "CNY"))
FEW = st.sampled_from((Decimal(0), Decimal("0.5"), Decimal(1)))
DEBTS = st.lists(
    st.builds(
        Debt,
        id=st.just("id"),
        due_on=st.integers(-2, 2).map(lambda days: ON + timedelta(days=days)),
        fees=CENTS,
        interest=CENTS,
        principal=CENTS,
        secured_share=FEW,
        burden=FEW,
    ),
    max_size=5,
).map(lambda debts: tuple(attrs.evolve(debt, id=f"{i}") for i, debt in enumerate(debts)))
PAID = st.integers(0, 60_000).map(lambda cents: Money(Decimal(cents) / 100, "CNY"))


@given(DEBTS, PAID)
def test_what_is_covered_and_what_is_left_over_is_what_was_paid(
    debts: tuple[Debt, ...], paid: Money
) -> None:
    found = cover_debts(debts, paid, on=ON, places=2)
    assert Money.total((cover.amount for cover in found.covers), "CNY") + found.overpaid == paid
    assert {cover.debt for cover in found.covers} == set(debts)
    assert all(cover.amount <= cover.debt.amount for cover in found.covers)


@given(DEBTS, PAID)
def test_nothing_goes_to_a_later_place_while_an_earlier_one_is_open(
    debts: tuple[Debt, ...], paid: Money
) -> None:
    def rank(debt: Debt) -> tuple[bool, Decimal, Decimal, date]:
        return debt.due_on > ON, debt.secured_share, -debt.burden, debt.due_on

    covers = cover_debts(debts, paid, on=ON, places=2).covers
    assert [rank(cover.debt) for cover in covers] == sorted(map(rank, debts))
    for before, after in pairwise(covers):
        assert (before.place == after.place) == (rank(before.debt) == rank(after.debt))
        if before.place < after.place and after.amount:
            assert before.amount == before.debt.amount


@given(DEBTS.filter(lambda debts: len(debts) > 1), PAID)
def test_equal_debts_get_their_proportion_to_within_one_cent(
    debts: tuple[Debt, ...], paid: Money
) -> None:
    alike = tuple(
        attrs.evolve(debt, due_on=ON, secured_share=Decimal(0), burden=Decimal(0)) for debt in debts
    )
    owed = Fraction(Money.total((debt.amount for debt in alike), "CNY").amount)
    paid_out = min(Fraction(paid.amount), owed)
    for cover in cover_debts(alike, paid, on=ON, places=2).covers:
        fair = paid_out * Fraction(cover.debt.amount.amount) / owed if owed else Fraction(0)
        assert abs(Fraction(cover.amount.amount) - fair) < Fraction(1, 100)


@given(DEBTS, PAID, st.randoms())
def test_debts_of_different_places_may_be_given_in_any_order(
    debts: tuple[Debt, ...],
    paid: Money,
    chance: Any,  # noqa: ANN401
) -> None:
    def by_place(given: tuple[Debt, ...]) -> dict[int, Money]:
        found = cover_debts(given, paid, on=ON, places=2)
        return {
            place: Money.total((c.amount for c in found.covers if c.place == place), "CNY")
            for place in {cover.place for cover in found.covers}
        }

    shuffled = tuple(chance.sample(debts, len(debts)))
    assert by_place(shuffled) == by_place(debts)
