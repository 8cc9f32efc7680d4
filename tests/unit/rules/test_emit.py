"""Conditions as source: that it says the same, and how it is written where speed hangs on it."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Final

import pytest

from postloan.rules.emit import ALWAYS, Emitter
from postloan.rules.evaluate import Value, evaluate
from postloan.rules.tree import names_in
from postloan.testing.conditions import FACTS, checked

NEVER_NEGATIVE: Final = ("days_past_due", "loss_share", "principal")


def emitter(*known: str) -> Emitter:
    return Emitter({key: key for key in FACTS}, known=known, never_negative=NEVER_NEGATIVE)


def spelled(source: str, constants: Emitter) -> str:
    """Return source in which the constants stand themselves."""
    for name, value in constants.globals.items():
        source = source.replace(name, repr(value)) if name.startswith("constant") else source
    return source


@pytest.mark.parametrize(
    "text, source",
    [
        # a whole number is a decimal where it meets one
        ("days_past_due > 90", "days_past_due > 90"),
        ("outstanding > 90", "outstanding > Decimal('90')"),
        ("90 < outstanding", "Decimal('90') < outstanding"),
        ("outstanding > 0.5", "outstanding > Decimal('0.5')"),
        # nothing is multiplied by one
        ("outstanding > principal + 1", "outstanding > add(principal, 1)"),
        ("days_past_due / 3 > 1", "days_past_due > multiply(1, Decimal('3'))"),
        ("2 > days_past_due / 3", "multiply(2, Decimal('3')) > days_past_due"),
        # zero is greater than no product of what is never negative
        (
            "outstanding > loss_share * principal",
            "(Decimal('0') < outstanding and outstanding > multiply(loss_share, principal))",
        ),
        (
            "loss_share * principal < outstanding",
            "(Decimal('0') < outstanding and multiply(loss_share, principal) < outstanding)",
        ),
        (
            "interest_days_past_due > 2 * days_past_due",
            "(0 < interest_days_past_due and interest_days_past_due > multiply(2, days_past_due))",
        ),
        # but of what may be, and zero may equal one
        ("outstanding > principal", "outstanding > principal"),
        (
            "outstanding > loan_to_value * principal",
            "outstanding > multiply(loan_to_value, principal)",
        ),
        (
            "outstanding > principal * loan_to_value",
            "outstanding > multiply(principal, loan_to_value)",
        ),
        ("outstanding > 2 * -principal", "outstanding > multiply(2, subtract(0, principal))"),
        ("outstanding >= 2 * principal", "outstanding >= multiply(2, principal)"),
        ("outstanding < 2 * principal", "outstanding < multiply(2, principal)"),
        ("2 * principal > outstanding", "multiply(2, principal) > outstanding"),
        ("2 * outstanding > 2 * principal", "multiply(2, outstanding) > multiply(2, principal)"),
        # one of several needs no parentheses
        ("product in ('card',)", "product in frozenset({'card'})"),
        ("days_past_due in (1,)", "days_past_due == 1"),
        ("lawsuit or credit_impaired", "(lawsuit or credit_impaired)"),
    ],
)
def test_where_all_is_known_nothing_is_asked_twice_or_worked_out_in_vain(
    text: str, source: str
) -> None:
    tree, emits = checked(text), emitter(*FACTS)
    holds, fails = emits.rails(tree)
    assert spelled(holds, emits) == source
    keys = tuple(dict.fromkeys(name.id for name in names_in(tree)))
    for case in product(*map(_some, keys)):
        values = dict(zip(keys, case, strict=True))
        truth = evaluate(tree, values)
        assert (_says(holds, emits, values), _says(fails, emits, values)) == (truth, not truth)


def _some(key: str) -> tuple[Value, ...]:
    if key in ("lawsuit", "credit_impaired"):
        return (False, True)
    if key == "product":
        return ("card", "loan")
    least = 0 if key in NEVER_NEGATIVE else -4
    return tuple(map(Decimal, (least, 0, 1, 3, 100)))


def _says(source: str, emits: Emitter, values: dict[str, Value]) -> object:
    return eval(source, dict(emits.globals), values)  # noqa: S307 -- made from a checked tree


@pytest.mark.parametrize(
    "text, open_, known",
    [
        ("lawsuit", ("lawsuit", "lawsuit is False"), ("lawsuit", "not lawsuit")),
        ("known(lawsuit)", ("lawsuit is not None", "lawsuit is None"), ALWAYS),
        (
            "days_past_due > 90",
            (
                "(days_past_due is not None and days_past_due > 90)",
                "(days_past_due is not None and days_past_due <= 90)",
            ),
            ("days_past_due > 90", "days_past_due <= 90"),
        ),
    ],
)
def test_only_what_may_be_unknown_is_asked_whether_it_is_known(
    text: str, open_: tuple[str, str], known: tuple[str, str]
) -> None:
    tree = checked(text, known_allowed=True)
    assert emitter().rails(tree) == open_
    assert emitter(*FACTS).rails(tree) == known


def test_where_something_may_be_unknown_zero_spares_nothing() -> None:
    emits = emitter("loss_share", "principal")
    holds, _ = emits.rails(checked("outstanding > loss_share * principal"))
    assert holds == "(outstanding is not None and outstanding > multiply(loss_share, principal))"
