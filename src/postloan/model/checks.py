"""What the fields of the model share: codes, texts, choices, shares and tuples, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar, cast

from postloan.errors import InvalidValue
from postloan.money import checked_decimal

__all__ = [
    "checked_choice",
    "checked_code",
    "checked_codes",
    "checked_flag",
    "checked_instance",
    "checked_share",
    "checked_text",
    "checked_tuple",
]

T = TypeVar("T")


def checked_code(owner: str, field: str, value: object) -> str:
    """Return `value` if it is an id or code: printable, not empty, no space around it."""
    if not isinstance(value, str) or not value.isprintable() or not value.strip() == value != "":
        raise InvalidValue(owner, field, value, "printable text, not empty, no space around it")
    return value


def checked_text(owner: str, field: str, value: object) -> str:
    """Return `value` if it is free text: not empty, and storable as UTF-8."""
    if not isinstance(value, str) or not value or not _is_unicode(value):
        raise InvalidValue(owner, field, value, "text, not empty (None where not stated)")
    return value


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def checked_flag(owner: str, field: str, value: object) -> bool:
    """Return `value` if it is True or False; 0 and 1 are refused."""
    if not isinstance(value, bool):
        raise InvalidValue(owner, field, value, "True or False")
    return value


def checked_instance(owner: str, field: str, value: object, cls: type[T]) -> T:
    """Return `value` if it is a `cls`."""
    if not isinstance(value, cls):
        raise InvalidValue(owner, field, value, _a(cls))
    return value


def checked_choice(owner: str, field: str, value: object, choices: Sequence[T]) -> T:
    """Return `value` if it is one of `choices`."""
    if value not in choices:
        allowed = f"one of {', '.join(map(str, choices))}"
        raise InvalidValue(owner, field, value, allowed)
    return cast("T", value)


def checked_tuple(owner: str, field: str, value: Sequence[T], cls: type[T]) -> tuple[T, ...]:
    """Return `value`, a tuple or a list of `cls`, as a tuple.

    A generator, a set or a string is refused: one can be read only once, the others have no
    order or are a slip.
    """
    if not isinstance(value, tuple | list):
        raise InvalidValue(owner, field, value, f"a tuple of {cls.__name__}")
    for index, item in enumerate(value):
        if not isinstance(item, cls):
            raise InvalidValue(owner, f"{field}[{index}]", item, _a(cls))
    return tuple(value)


def checked_codes(owner: str, field: str, value: Sequence[str]) -> tuple[str, ...]:
    """Return `value`, a tuple or list of different codes, as a tuple."""
    codes = checked_tuple(owner, field, value, str)
    for index, code in enumerate(codes):
        checked_code(owner, f"{field}[{index}]", code)
        if code in codes[:index]:
            raise InvalidValue(owner, f"{field}[{index}]", code, "named once")
    return codes


def checked_share(owner: str, field: str, value: object) -> Decimal | int:
    """Return `value` if it is a fraction of one; raises `InvalidValue`."""
    share = checked_decimal(owner, field, value)
    if not 0 <= share <= 1:
        raise InvalidValue(owner, field, value, "from 0 to 1")
    return share


def _a(cls: type) -> str:
    return f"{'an' if cls.__name__[0] in 'AEIOU' else 'a'} {cls.__name__}"
