"""Reading one cell of a table, or one value of `--set`, by its kind."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from postloan.errors import InvalidFact, InvalidValue
from postloan.facts.fact import Fact, FactValue
from postloan.money import Money
from postloan.policy.clauses.parameters import ParameterUnit
from postloan.tiers import Scale
from postloan.units import Kind

__all__ = ["read_cell", "read_parameter"]

_WHOLE: Final = re.compile(r"-?[0-9]{1,13}", re.ASCII)
_PLAIN: Final = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
_FLAGS: Final = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""Truth values, also as spreadsheets write them."""


def read_cell(
    fact: Fact[FactValue], text: str, *, scale: Scale, currency: str | None
) -> FactValue | None:
    """Return what a cell says of `fact`; a blank one says that it is not known.

    Args:
        fact: the fact of the column.
        text: the cell; space around it does not count.
        scale: the scale of its dimension.
        currency: of amounts; needed for a fact of money.

    Raises:
        InvalidFact: the cell has another form, or the value is out of range.
    """
    text = text.strip()
    if not text:
        return None
    return fact.checked(_value(fact, text, currency), scale)


def _value(fact: Fact[FactValue], text: str, currency: str | None) -> object:
    value = _read(fact.kind, text, currency)
    if value is None:
        raise InvalidFact(fact.name, text, _ALLOWED.get(fact.kind, "a word that can be printed"))
    return value


def _read(kind: Kind | ParameterUnit, text: str, currency: str | None) -> object:
    """Return the value that `text` states, or None where it is none of the kind."""
    match kind:
        case "bool":
            return _FLAGS.get(text)
        case "count" | "days" | "months":
            return int(text) if _WHOLE.fullmatch(text) else None
        case "ratio" | "number":
            return Decimal(text) if _PLAIN.fullmatch(text) else None
        case "money":
            if currency is None or not _PLAIN.fullmatch(text):
                return None
            return Money(Decimal(text), currency)
        case _:
            return text if text.isprintable() else None


_ALLOWED: Final[dict[Kind | ParameterUnit, str]] = {
    "bool": "true or false",
    "count": "a whole number such as 3",
    "days": "a whole number of days such as 91",
    "months": "a whole number of months such as 6",
    "ratio": "a plain number such as 0.35",
    "number": "a plain number such as 0.35",
    "money": "a plain number such as 1500.00",
}
"""What a cell of each kind may say; the others hold words."""


def read_parameter(name: str, unit: ParameterUnit, text: str, currency: str | None) -> object:
    """Return the value of a parameter that `text` states, still to be checked by its policy.

    Raises:
        InvalidValue: the text is of another unit.
    """
    value = _read(unit, text, currency)
    if value is None:
        allowed = _ALLOWED.get(unit, "a word that can be printed")
        raise InvalidValue("--set", name, text, allowed)
    return value
