"""A loan file as JSON, and what is wrong with others, for the tests of codec and schema."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

GONE: Final = object()
"""In place of a value: the key is left out."""

GOOD: Final[dict[str, Any]] = {
    "format": "postloan.loan-file/1",
    "loan": {
        "id": "L-001",
        "borrower": {"id": "B-001", "kind": "corporate", "name": "示例有限公司"},
        "product": "working_capital",
        "principal": {"amount": "100000.00", "currency": "CNY"},
        "disbursed_on": "2024-01-05",
        "matures_on": "2024-12-31",
        "retail": False,
        "payment_mode": "entrusted",
        "syndicated_share": "0.250",
    },
    "schedules": [
        {
            "on": "2024-01-05",
            "instalments": [
                {
                    "due_on": "2024-03-31",
                    "principal": {"amount": "25000.00", "currency": "CNY"},
                    "interest": {"amount": "0.00", "currency": "CNY"},
                },
                {"due_on": "2024-06-30", "principal": {"amount": "1E+3", "currency": "CNY"}},
            ],
        }
    ],
    "payments": [
        {"on": "2024-03-29", "id": "P-1", "amount": {"amount": "1500", "currency": "CNY"}},
        {
            "on": "2024-03-29",
            "known_on": "2024-04-09",
            "replaces": "P-1",
            "amount": {"amount": "0", "currency": "CNY"},
        },
    ],
    "terms": [
        {
            "on": "2024-01-05",
            "rate": "0.0600",
            "compound": True,
            "day_count": "act/360",
            "rounding": {"places": 2, "mode": "down"},
        }
    ],
    "evidence": [
        {"on": "2024-02-01", "fact": "lawsuit", "value": False, "valid_for": "3 months"},
        {"on": "2024-02-01", "fact": "loss_share", "value": {"decimal": "0.50"}},
        {
            "on": "2024-02-01",
            "fact": "collateral_value",
            "value": {"money": {"amount": "-0.10", "currency": "CNY"}},
        },
        {"on": "2024-02-01", "fact": "seen_on", "value": {"date": "2024-01-31"}},
        {"on": "2024-02-01", "fact": "periods", "value": 7},
        {"on": "2024-02-01", "fact": "outlook", "value": "稳定"},
        {"on": "2024-02-01", "fact": "rating", "value": None},
    ],
    "tiers": [
        {"on": "2024-03-31", "tier": "normal"},
        {"on": "2024-03-31", "tier": "A2", "scale": "ten-level"},
    ],
}
"""Every field it states is off its default, so that it is written as it was read."""

Path = tuple[str | int, ...]


def changed(path: Path, value: object) -> dict[str, Any]:
    """Return the good document with one value changed, added or, for `GONE`, left out."""
    document = deepcopy(GOOD)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


STRUCTURE: Final[tuple[tuple[Path, object, str, str], ...]] = (
    # where and what, the path that is named, what is said
    (("format",), GONE, "$.format", 'must be "postloan.loan-file/1"'),
    (("format",), 1, "$.format", 'must be "postloan.loan-file/1"; got 1'),
    (("format",), "postloan.policy/1", "$.format", 'must be "postloan.loan-file/1"'),
    (("format",), "postloan.loan-file/2", "$.format", "newer than what is read here"),
    (("loan",), GONE, "$.loan", "is missing"),
    (("schedules",), GONE, "$.schedules", "is missing"),
    (("payments",), GONE, "$.payments", "is missing"),
    (("payments",), {}, "$.payments", "must be an array"),
    (("evidence",), None, "$.evidence", "must be an array"),
    (("loan",), [], "$.loan", "must be an object with the fields of Loan"),
    (("payment",), [], "$", "has a key 'payment' that LoanFile does not have; did you mean payme"),
    (("loan", "zzz"), 1, "$.loan", "that Loan does not have; known: id, borrower, product"),
    (("loan", "id"), 7, "$.loan.id", "must be a string; got 7"),
    (("loan", "retail"), 1, "$.loan.retail", "must be true or false; got 1"),
    (("loan", "retail"), "yes", "$.loan.retail", "must be true or false"),
    (("loan", "payment_mode"), "cash", "$.loan.payment_mode", "one of entrusted, self_directed"),
    (("loan", "borrower", "kind"), None, "$.loan.borrower.kind", "must be one of corporate"),
    (("loan", "matures_on"), GONE, "$.loan.matures_on", "is missing"),
    (("loan", "matures_on"), "20241231", "$.loan.matures_on", 'such as "2024-01-05"'),
    (("loan", "matures_on"), "2024-W52-2", "$.loan.matures_on", 'such as "2024-01-05"'),
    (("loan", "matures_on"), 20241231, "$.loan.matures_on", 'such as "2024-01-05"'),
    (("loan", "syndicated_share"), 1, "$.loan.syndicated_share", "a decimal number in a string"),
    (("loan", "syndicated_share"), 0.5, "$.loan.syndicated_share", "write '0.5' as a string"),
    (("loan", "syndicated_share"), ".5", "$.loan.syndicated_share", "a decimal number"),
    (("loan", "syndicated_share"), "1_0", "$.loan.syndicated_share", "a decimal number"),
    (("loan", "syndicated_share"), "\uff11", "$.loan.syndicated_share", "a decimal number"),
    (("loan", "syndicated_share"), "NaN", "$.loan.syndicated_share", "a decimal number"),
    (("loan", "syndicated_share"), "0" * 91, "$.loan.syndicated_share", "at most 40 digits"),
    (("loan", "principal"), "1 CNY", "$.loan.principal", "an object with the fields of Money"),
    (("loan", "principal", "amount"), 1e5, "$.loan.principal.amount", "as a string"),
    (("payments", 1), "P-2", "$.payments[1]", "an object with the fields of Payment"),
    (("payments", 1, "amount"), GONE, "$.payments[1].amount", "is missing"),
    (("payments", 1, "known_on"), None, "$.payments[1].known_on", "must be a date"),
    (("terms", 0, "rate"), 0.06, "$.terms[0].rate", "write '0.06' as a string"),
    (("terms", 0, "rounding", "mode"), "cut", "$.terms[0].rounding.mode", "one of half_up"),
    (("evidence", 0, "value"), GONE, "$.evidence[0].value", "is missing"),
    (("evidence", 0, "value"), [], "$.evidence[0].value", "one of true or false, an integer"),
    (("evidence", 0, "value"), 0.5, "$.evidence[0].value", "write '0.5' as a string"),
    (("evidence", 0, "value"), {"float": 1}, "$.evidence[0].value", '{"decimal": …}'),
    (("evidence", 0, "value"), {}, "$.evidence[0].value", '{"decimal": …}'),
    (("evidence", 0, "value"), {"decimal": 1}, "$.evidence[0].value.decimal", "in a string"),
    (("evidence", 0, "value"), {"date": None}, "$.evidence[0].value.date", "a date"),
    (
        ("evidence", 0, "value"),
        {"money": {"amount": "1"}},
        "$.evidence[0].value.money.currency",
        "is missing",
    ),
    (("evidence", 0, "valid_for"), "soon", "$.evidence[0].valid_for", "a period in a string"),
    (("evidence", 0, "valid_for"), 3, "$.evidence[0].valid_for", "a period in a string"),
)
"""Faults of structure, which the schema finds too."""

SENSE: Final[tuple[tuple[Path, object, str, str], ...]] = (
    (("loan", "matures_on"), "2024-02-30", "$.loan.matures_on", "a date of the calendar"),
    (("loan", "matures_on"), "2024-01-05", "$.loan.matures_on", "after disbursed_on, 2024-01-05"),
    (("terms", 0, "rate"), "6", "$.terms[0].rate", "a share from 0 to 1"),
    (("loan", "id"), "", "$.loan.id", "printable text"),
    (("loan", "principal", "currency"), "cny", "$.loan.principal.currency", '"CNY"'),
    (("loan", "principal", "amount"), "1E+50", "$.loan.principal.amount", "at most 40 digits"),
    (("payments", 0, "on"), "2024-01-04", "$.payments[0].on", "not before the disbursement"),
    (
        ("payments", 0, "amount"),
        {"amount": "1", "currency": "USD"},
        "$.payments[0].amount",
        "in CNY, as the loan's principal",
    ),
    (
        ("payments", 1, "replaces"),
        "P-9",
        "$.payments[1].replaces",
        "the id of a record in payments",
    ),
    (
        ("schedules", 0, "instalments", 1, "due_on"),
        "2024-03-31",
        "$.schedules[0].instalments[1].due_on",
        "due after 2024-03-31",
    ),
    (("evidence", 0, "valid_for"), "9999 years", "$.evidence[0].valid_for", "by the year 9999"),
    (("evidence", 4, "value"), 10**45, "$.evidence[4].value", "at most 40 digits"),
    (("evidence", 4, "value"), 10**100, "$.evidence[4].value", "a shorter integer; got one of 101"),
    (("tiers", 0, "tier"), "bad", "$.tiers[0].tier", "a level of five-tier"),
)
"""Faults that only reading the document finds."""
