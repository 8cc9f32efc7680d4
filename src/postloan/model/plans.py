"""Plans: how each type of the model stands in JSON, read, written and described in one place.

A plan is compiled once for a class, from its fields and their types, and says three things of
a type: how a JSON value is read, how a value is written, and its JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    Generic,
    Literal,
    Protocol,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)

import attrs

from postloan.dates import PERIOD_UNITS, Period
from postloan.errors import InvalidValue, nearest, shown
from postloan.money import DIGITS, Money

__all__ = [
    "Plan",
    "RecordPlan",
    "Refused",
    "Unreadable",
    "one_of",
    "or_none",
    "plan_of",
    "record_plan",
    "tuple_of",
]

T = TypeVar("T")

_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DECIMAL: Final = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([Ee][+-]?[0-9]{1,3})?"
_PERIOD: Final = rf"[0-9]{{1,5}} ({'|'.join(PERIOD_UNITS)})s?"
_MOST_CHARACTERS: Final = 2 * DIGITS + 10  # two runs of digits, sign, point and exponent
_is_date = re.compile(_DATE, re.ASCII).fullmatch
_is_decimal = re.compile(_DECIMAL, re.ASCII).fullmatch


class Refused(Exception):
    """A JSON value is refused. The steps of its path are added on the way up, last one first."""

    def __init__(self, problem: str, *steps: str) -> None:
        self.problem = problem
        self.steps: list[str] = list(steps)
        super().__init__(problem)

    @property
    def path(self) -> str:
        """The path of the value, as in `$.payments[2].amount`."""
        return "$" + "".join(reversed(self.steps))


@attrs.frozen
class Unreadable:
    """Something in the text that JSON allows, or Python does, and a document here never holds.

    It stands in the parsed document until a plan meets it, and knows the path.
    """

    problem: str


@runtime_checkable
class Plan(Protocol):
    """How one type stands in JSON."""

    def read(self, value: object) -> object:
        """Return the value that a parsed JSON value stands for, or raise `Refused`."""

    def write(self, value: Any) -> object:  # noqa: ANN401 -- each plan writes its own type
        """Return what the JSON writer should write."""

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:
        """Return the JSON Schema, adding to `definitions` what it refers to."""


def _refused(value: object, allowed: str) -> Refused:
    if isinstance(value, Unreadable):
        return Refused(value.problem)
    return Refused(f"must be {allowed}; got {shown(value)}")


class _Plain:
    """A value that JSON has itself: a string, a boolean, an integer."""

    def __init__(self, cls: type, kind: str, allowed: str) -> None:
        self.cls = cls
        self.kind = kind
        self.allowed = allowed

    def read(self, value: object) -> object:
        if type(value) is not self.cls:
            raise _refused(value, self.allowed)
        return value

    def write(self, value: object) -> object:
        return value

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:  # noqa: ARG002
        return {"type": self.kind}


class _Choice:
    """One of a few strings."""

    def __init__(self, choices: tuple[str, ...]) -> None:
        self.choices = choices

    def read(self, value: object) -> object:
        if value not in self.choices:
            raise _refused(value, f"one of {', '.join(self.choices)}")
        return value

    def write(self, value: object) -> object:
        return value

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:  # noqa: ARG002
        return {"enum": list(self.choices)}


class _Date:
    def read(self, value: object) -> date:
        if isinstance(value, str) and _is_date(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise _refused(value, 'a date of the calendar such as "2024-01-05"')

    def write(self, value: date) -> str:
        return value.isoformat()

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:  # noqa: ARG002
        return {"type": "string", "format": "date", "pattern": f"^{_DATE}$"}


class _Decimal:
    def read(self, value: object) -> Decimal:
        if isinstance(value, str) and len(value) <= _MOST_CHARACTERS and _is_decimal(value):
            return Decimal(value)
        allowed = f'a decimal number in a string such as "25000.00", of at most {DIGITS} digits'
        raise _refused(value, f"{allowed} on each side of the point")

    def write(self, value: Decimal) -> str:
        return str(value)

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:  # noqa: ARG002
        return {"type": "string", "pattern": f"^{_DECIMAL}$", "maxLength": _MOST_CHARACTERS}


class _Period:
    def read(self, value: object) -> Period:
        try:
            if isinstance(value, str):
                return Period.parse(value)
        except InvalidValue:
            pass
        raise _refused(value, 'a period in a string such as "3 months" or "10 days"')

    def write(self, value: Period) -> str:
        return str(value)

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:  # noqa: ARG002
        return {"type": "string", "pattern": f"^{_PERIOD}$"}


class _Tuple:
    def __init__(self, item: Plan) -> None:
        self.item = item

    def read(self, value: object) -> tuple[object, ...]:
        if type(value) is not list:
            raise _refused(value, "an array")
        read = self.item.read
        items: list[object] = []
        try:
            for item in value:
                items.append(read(item))  # noqa: PERF401 -- its length is the index of a fault
        except Refused as refused:
            refused.steps.append(f"[{len(items)}]")
            raise
        return tuple(items)

    def write(self, value: tuple[object, ...]) -> list[object]:
        return [self.item.write(item) for item in value]

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:
        return {"type": "array", "items": self.item.schema(definitions)}


class _OrNone:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def read(self, value: object) -> object:
        return None if value is None else self.plan.read(value)

    def write(self, value: object) -> object:
        return None if value is None else self.plan.write(value)

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:
        inner = self.plan.schema(definitions)
        if "type" in inner:
            return {**inner, "type": [inner["type"], "null"]}
        return {"anyOf": [inner, {"type": "null"}]}


_TAGS: Final[Mapping[type, str]] = {Decimal: "decimal", Money: "money", date: "date"}
_PLAIN: Final[Mapping[type, _Plain]] = {
    str: _Plain(str, "string", "a string"),
    bool: _Plain(bool, "boolean", "true or false"),
    int: _Plain(int, "integer", "an integer"),
}


_WRITTEN: Final[Mapping[type, Plan]] = {date: _Date(), Decimal: _Decimal(), Period: _Period()}


class _Tagged:
    """A value of several types: what JSON has stands plain, the rest as `{"decimal": "0.5"}`.

    A class of the model is tagged with its name.
    """

    def __init__(self, types: tuple[type, ...]) -> None:
        self.plain = {cls: _PLAIN[cls] for cls in types if cls in _PLAIN}
        self.tags = {cls: _TAGS.get(cls, cls.__name__) for cls in types if cls not in _PLAIN}
        self.plans = {tag: plan_of(cls) for cls, tag in self.tags.items()}
        self.allowed = ", ".join(
            [plan.allowed for plan in self.plain.values()]
            + [f'{{"{tag}": …}}' for tag in self.plans]
        )

    def read(self, value: object) -> object:
        if type(value) in self.plain:
            return value
        if type(value) is dict and len(value) == 1:
            ((tag, inner),) = value.items()
            if tag in self.plans:
                try:
                    return self.plans[tag].read(inner)
                except Refused as refused:
                    refused.steps.append(f".{tag}")
                    raise
        raise _refused(value, f"one of {self.allowed}")

    def write(self, value: object) -> object:
        for cls, tag in self.tags.items():
            if isinstance(value, cls):
                return {tag: self.plans[tag].write(value)}
        return value

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:
        tagged = [
            {
                "type": "object",
                "properties": {tag: plan.schema(definitions)},
                "required": [tag],
                "additionalProperties": False,
            }
            for tag, plan in self.plans.items()
        ]
        plain = [plan.kind for plan in self.plain.values()]
        return {"anyOf": [*([{"type": plain}] if plain else []), *tagged]}


@attrs.frozen(kw_only=True)
class _Field:
    name: str
    plan: Plan
    default: Callable[[object], object] | None
    """Gives the value of the field that is left out; None where it must be given."""


class RecordPlan(Generic[T]):
    """How a class of the model stands in JSON: an object with a key for each field.

    A field at its default is left out when written; unknown and missing keys are refused.
    """

    def __init__(self, cls: type[T], hints: Mapping[str, object]) -> None:
        self.cls = cls
        self.fields: tuple[_Field, ...] = tuple(
            _Field(name=field.name, plan=_plan(hints[field.name]), default=_default(field))
            for field in attrs.fields(cls)  # type: ignore[arg-type]
        )
        self._readers = {field.name: field.plan.read for field in self.fields}
        self.required: tuple[str, ...] = tuple(
            field.name for field in self.fields if field.default is None
        )

    def read(self, value: object) -> T:
        """Return the object of the model, or raise `Refused` with the path below `value`."""
        if type(value) is not dict:
            raise _refused(value, f"an object with the fields of {self.cls.__name__}")
        given: dict[str, object] = {}
        for key, item in value.items():
            read = self._readers.get(key)
            if read is None:
                raise self._unknown_key(key)
            try:
                given[key] = read(item)
            except Refused as refused:
                refused.steps.append(f".{key}")
                raise
        for name in self.required:
            if name not in given:
                raise Refused("is missing", f".{name}")
        try:
            return self.cls(**given)
        except InvalidValue as error:
            problem = f"must be {error.allowed}; got {error.value}"
            raise Refused(problem, f".{error.field}") from error

    def _unknown_key(self, key: str) -> Refused:
        meant = nearest(key, self._readers)
        hint = (
            f"did you mean {' or '.join(meant)}?" if meant else f"known: {', '.join(self._readers)}"
        )
        return Refused(f"has a key {shown(key)} that {self.cls.__name__} does not have; {hint}")

    def write(self, value: T) -> dict[str, object]:
        """Return its fields, without those at their default."""
        written: dict[str, object] = {}
        for field in self.fields:
            item = getattr(value, field.name)
            if field.default is None or not _alike(item, field.default(value), field.plan):
                written[field.name] = field.plan.write(item)
        return written

    def schema(self, definitions: dict[str, object]) -> dict[str, object]:
        """Return a reference to the class among the `definitions`."""
        name = self.cls.__name__
        if name not in definitions:
            definitions[name] = self.described(definitions)
        return {"$ref": f"#/$defs/{name}"}

    def described(self, definitions: dict[str, object], **more: object) -> dict[str, object]:
        """Return the schema itself; `more` are required properties beyond the fields."""
        properties = {field.name: field.plan.schema(definitions) for field in self.fields}
        return {
            "description": (self.cls.__doc__ or "").partition("\n")[0],
            "type": "object",
            "properties": {**more, **properties},
            "required": [*more, *self.required],
            "additionalProperties": False,
        }


def _alike(value: object, other: object, plan: Plan) -> bool:
    """Return whether two values are written alike: 0.00 equals 0, and is not."""
    return value is other or (value == other and plan.write(value) == plan.write(other))


def _default(field: attrs.Attribute[Any]) -> Callable[[object], object] | None:
    default: Any = field.default
    if default is attrs.NOTHING:
        return None
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return cast("Callable[[object], object]", default.factory)
    return lambda _: default


def _plan(hint: object) -> Plan:
    """Return the plan of a type as it is written in an annotation; a plan is one already."""
    if isinstance(hint, Plan):
        return hint
    origin = get_origin(hint)
    if origin is Literal:
        return _Choice(get_args(hint))
    if origin is tuple:
        return _Tuple(_plan(get_args(hint)[0]))
    if origin is UnionType or origin is Union:
        types = tuple(cls for cls in get_args(hint) if cls is not NoneType)
        plan = _plan(types[0]) if len(types) == 1 else _Tagged(types)
        return _OrNone(plan) if NoneType in get_args(hint) else plan
    return plan_of(cast("type", hint))


@cache
def plan_of(cls: type) -> Plan:
    """Return the plan of a class, compiled once."""
    return _PLAIN.get(cls) or _WRITTEN.get(cls) or RecordPlan(cls, get_type_hints(cls))


def record_plan(cls: type[T]) -> RecordPlan[T]:
    """Return the plan of a class of the model, which is an object in JSON."""
    return cast("RecordPlan[T]", plan_of(cast("type", cls)))


def one_of(types: tuple[type, ...]) -> Plan:
    """Return the plan of a value that is of one of `types`; a class is told by its name."""
    return _Tagged(types)


def or_none(plan: Plan) -> Plan:
    """Return the plan of a value, or of None where there is none."""
    return _OrNone(plan)


def tuple_of(plan: Plan) -> Plan:
    """Return the plan of any number of values."""
    return _Tuple(plan)
