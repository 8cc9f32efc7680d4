"""Quantities: amounts and shares that are worked out, and between what ends they lie."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from postloan.rules.evaluate import Ends, Value
from postloan.rules.quantity import Quantity
from tests.policies import policy


def amount(text: str) -> Quantity:
    body = f'[[provision]]\nid = "p"\nkind = "specific"\nof = "{text}"\nrate = 1\n'
    found = policy('[conventions]\ncurrency = "CNY"\n' + body)
    return found.contents.provisions[0].of


def test_two_are_equal_where_their_trees_are() -> None:
    first, second = amount("outstanding - principal"), amount("outstanding-principal")
    assert first == second
    assert str(first) == "outstanding - principal"
    assert first.facts == ("outstanding", "principal")
    assert first.missing({"principal": 1}) == ("outstanding",)


def test_it_is_worked_out_exactly() -> None:
    found = amount("max(outstanding * 0.1, 3) - min(principal, 2) + -overdue_amount")
    values: dict[str, Value] = {
        "outstanding": Decimal("0.3"),
        "principal": Decimal(5),
        "overdue_amount": 1,
    }
    assert found.bounds(values, {}) == (Decimal(0), Decimal(0))


NUMBERS: Final = st.integers(-3, 3).map(Decimal)
ENDS: Final = st.tuples(NUMBERS, NUMBERS).map(lambda pair: (min(pair), max(pair)))


@given(outstanding=ENDS, principal=ENDS, share=NUMBERS)
def test_its_ends_hold_every_value_between_those_of_what_is_unknown(
    outstanding: Ends, principal: Ends, share: Decimal
) -> None:
    found = amount("max(outstanding + loss_share * -principal, 1) + min(principal, outstanding)")
    within = {"outstanding": outstanding, "principal": principal}
    low, high = found.bounds({"loss_share": share}, within)
    if share:  # nothing times what is unknown is not known, as in conditions
        assert low is not None
        assert high is not None
    for one, other in product(outstanding, principal):
        values = {"outstanding": one, "principal": other, "loss_share": share}
        value, same = found.bounds(values, {})
        assert value is not None
        assert value == same
        assert low is None or low <= value
        assert high is None or value <= high
