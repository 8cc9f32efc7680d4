"""The one family of exceptions, with plain fields, and the faults a policy file can have.

Misuse raises; what a policy has to say about a loan is a value and never stands here.
Every class is also the builtin that fits, carries its facts as plain public fields, and
survives pickling.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date

import attrs

__all__ = [
    "CountingMismatch",
    "CurrencyMismatch",
    "Fault",
    "InvalidCondition",
    "InvalidDocument",
    "InvalidEvent",
    "InvalidFact",
    "InvalidInput",
    "InvalidPolicy",
    "InvalidRow",
    "InvalidValue",
    "InvalidWorkflow",
    "MissingExtra",
    "NotDecided",
    "NotExportable",
    "PolicyNoLongerInForce",
    "PolicyNotInForce",
    "PolicyNotYetInForce",
    "PostloanError",
    "UncoveredDay",
    "UnknownFact",
    "UnknownName",
    "UnknownParameter",
    "UnknownPolicy",
    "caret",
    "meant",
    "nearest",
    "shown",
]

_SHOWN = 80
_FEW = 8


def shown(value: object) -> str:
    """Return `repr(value)`, cut to a length that fits in a message.

    >>> shown("x" * 200)[-4:]
    'xxx…'
    """
    if isinstance(value, int) and value.bit_length() > 4 * _SHOWN:
        return f"an int of {value.bit_length()} bits"  # Python refuses to spell out long ones
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # what is inside may be such an int, or have no end
        text = f"<{type(value).__name__}>"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return up to three of `names` that `name` may have been meant to be, best first.

    >>> nearest("days_pastdue", ["days_past_due", "retail"])
    ('days_past_due',)
    """
    from difflib import get_close_matches

    return tuple(get_close_matches(name[:_SHOWN], sorted(set(names)), n=3, cutoff=0.6))


def meant(name: str, names: Iterable[str], *, listed: bool = True) -> str:
    """Return the end of a message that suggests what `name` may have been meant to be.

    Where nothing is near, it lists `names` if they are few and `listed`; else it is empty.

    >>> meant("medum", ["low", "medium", "high"]), meant("x", ["low", "high"])
    ('; did you mean medium?', '; there are high, low')
    """
    names = sorted(set(names))
    close = _meant(nearest(name, names))
    few = listed and 0 < len(names) <= _FEW
    return close or (f"; there are {', '.join(names)}" if few else "")


def caret(text: str, start: int, end: int) -> str:
    """Return `text` with carets under its characters `start` to `end`, wide ones counted.

    >>> print(caret("days > x", 7, 8))
    days > x
           ^
    """
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line = text[line_start:] if line_end < 0 else text[line_start:line_end]
    before = line[: start - line_start]
    under = line[start - line_start : max(end, start + 1) - line_start]
    pad = "".join(_as_wide(c, " ", "\N{IDEOGRAPHIC SPACE}") for c in before)
    marks = "".join(_as_wide(c, "^", "\N{FULLWIDTH CIRCUMFLEX ACCENT}") for c in under)
    return f"{line}\n{pad}{marks or '^'}"


def _as_wide(character: str, narrow: str, wide: str) -> str:
    """Return what takes as much room on a screen as `character`."""
    if character == "\t" or unicodedata.combining(character):
        return character if character == "\t" else ""
    return wide if unicodedata.east_asian_width(character) in "WF" else narrow


def _meant(names: tuple[str, ...]) -> str:
    return f"; did you mean {' or '.join(names)}?" if names else ""


def _rebuild(cls: type[PostloanError], message: str, fields: dict[str, object]) -> PostloanError:
    error = cls.__new__(cls, message)
    error.args = (message,)
    error.__dict__.update(fields)
    return error


class PostloanError(Exception):
    """The base of every exception that the library raises on purpose."""

    def __reduce__(
        self,
    ) -> tuple[Callable[..., PostloanError], tuple[type[PostloanError], str, dict[str, object]]]:
        return _rebuild, (type(self), str(self), self.__dict__)


class InvalidValue(PostloanError, ValueError):
    """A field of a value object was given something it does not allow.

    Fields: `owner` (class or place), `field`, `value` (its `repr`, shortened), `allowed`.
    """

    def __init__(self, owner: str, field: str, value: object, allowed: str) -> None:
        self.owner: str = owner
        self.field: str = field
        self.value: str = shown(value)
        self.allowed: str = allowed
        super().__init__(f"{owner}.{field} must be {allowed}; got {self.value}")


class CurrencyMismatch(PostloanError, ValueError):
    """Amounts of two currencies met where only one can stand.

    Fields: `left` and `right` (currencies), `where` (what they met in; empty for a sum).
    """

    def __init__(self, left: str, right: str, where: str = "") -> None:
        self.left: str = left
        self.right: str = right
        self.where: str = where
        at = f" in {where}" if where else ""
        super().__init__(f"{left} and {right} cannot be mixed{at}; convert one first")


class CountingMismatch(PostloanError, ValueError):
    """Days that were counted in two ways met where only one can stand.

    Fields: `left` and `right` (the countings).
    """

    def __init__(self, left: object, right: object) -> None:
        self.left: object = left
        self.right: object = right
        super().__init__(f"days counted by {left} and by {right} cannot be compared")


class InvalidFact(PostloanError, ValueError):
    """A fact has the wrong type, is out of range, or is not a number.

    Fields: `fact`, `value` (its `repr`, shortened), `allowed`.
    """

    def __init__(self, fact: str, value: object, allowed: str) -> None:
        self.fact: str = fact
        self.value: str = shown(value)
        self.allowed: str = allowed
        super().__init__(f"fact {fact} must be {allowed}; got {self.value}")


class UnknownName(PostloanError, LookupError):
    """A name is not one of those that exist. Fields: `kind`, `name`, `nearest`."""

    def __init__(self, kind: str, name: str, names: Iterable[str]) -> None:
        names = tuple(names)
        self.kind: str = kind
        self.name: str = name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"
        self.nearest: tuple[str, ...] = nearest(name, names)
        super().__init__(f"there is no {kind} {self.name!r}{meant(name, names)}")


class UnknownFact(UnknownName):
    """No fact has this name. Fields: `name`, `nearest`."""

    def __init__(self, name: str, names: Iterable[str]) -> None:
        super().__init__("fact", name, names)


class UnknownParameter(UnknownName):
    """The policy has no such parameter. Fields: `name`, `nearest`, `policy`."""

    def __init__(self, policy: str, name: str, names: Iterable[str]) -> None:
        self.policy: str = policy
        super().__init__(f"parameter of {policy}", name, names)


class UnknownPolicy(PostloanError, LookupError):
    """No policy has this id, or it has no such edition.

    Fields: `id`, `edition` (None where the id itself is unknown), `nearest` (ids that may have
    been meant, or the editions there are).
    """

    def __init__(
        self,
        id: str,
        names: Iterable[str],
        edition: str | None = None,
        *,
        where: str = "",
        note: str = "",
    ) -> None:
        names = sorted(set(names))
        self.id: str = id
        self.edition: str | None = edition
        self.nearest: tuple[str, ...] = nearest(id, names) if edition is None else tuple(names)
        super().__init__(
            f"there is no policy {id!r}{where}{meant(id, names)}{note}"
            if edition is None
            else f"policy {id} has no edition {edition!r}; it has {', '.join(names)}"
        )


class PolicyNotInForce(PostloanError, ValueError):
    """The policy is not in force on the date asked for.

    Fields: `policy`, `edition`, `on`, `since` and `until` (first and last day in force, or None).
    """

    _why = "is not in force"

    def __init__(
        self, policy: str, edition: str, on: date, since: date | None, until: date | None
    ) -> None:
        self.policy: str = policy
        self.edition: str = edition
        self.on: date = on
        self.since: date | None = since
        self.until: date | None = until
        why = self._why.format(since=since, until=until)
        super().__init__(
            f"{policy} edition {edition} {why} on {on}; "
            'pass outside_force="as_if" to apply it all the same'
        )


class PolicyNotYetInForce(PolicyNotInForce):
    """The date is before the policy's first day in force."""

    _why = "comes into force on {since} and is not yet in force"


class PolicyNoLongerInForce(PolicyNotInForce):
    """The date is after the policy's last day in force."""

    _why = "was in force until {until} and is no longer in force"


class UncoveredDay(PostloanError, LookupError):
    """A calendar does not know a day that it was asked about: its data end before it.

    Fields: `calendar` (its id), `day` (asked about, or counted from), `first` and `last` (the
    days that it covers).
    """

    def __init__(self, calendar: str, day: date, first: date, last: date, asked: str = "") -> None:
        self.calendar: str = calendar
        self.day: date = day
        self.first: date = first
        self.last: date = last
        super().__init__(f"the calendar {calendar} covers {first} to {last}, not {asked or day}")


class InvalidCondition(PostloanError, ValueError):
    """A condition cannot be read or does not fit its facts.

    Fields: `text`, `start` and `end` (characters at fault), `problem`, `nearest`.
    """

    def __init__(
        self, text: str, start: int, end: int, problem: str, nearest: tuple[str, ...] = ()
    ) -> None:
        self.text: str = text
        self.start: int = start
        self.end: int = end
        self.nearest: tuple[str, ...] = nearest
        self.problem: str = problem + _meant(nearest)
        super().__init__(f"{self.problem}\n{caret(text, start, end)}")


@attrs.frozen(kw_only=True)
class Fault:
    """One thing wrong in a policy file. A value; `InvalidPolicy` carries all of them."""

    message: str
    """What is wrong and what is allowed."""
    path: str = ""
    """Where in the document, as in `floor[0].when`; empty for the file as a whole."""
    line: int | None = None
    """Line, from 1; None where the fault has no place of its own."""
    column: int | None = None
    """Column in characters, from 1; None where the fault has no place of its own."""
    excerpt: str = ""
    """The condition with carets under the fault, or empty."""

    def __str__(self) -> str:
        at = "" if self.line is None else f"{self.line}:{self.column or 1}: "
        where = f"{self.path}: " if self.path else ""
        below = "\n    " + self.excerpt.replace("\n", "\n    ") if self.excerpt else ""
        return f"{at}{where}{self.message}{below}"


class InvalidPolicy(PostloanError, ValueError):
    """A policy document is refused. Fields: `source` (file or name), `faults`, in file order."""

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        self.source: str = source
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(
            "\n".join(f"{source}:{'' if fault.line else ' '}{fault}" for fault in self.faults)
        )


class InvalidDocument(PostloanError, ValueError):
    """A JSON document is refused. Fields: `path` (as in `$.payments[2].amount`), `problem`."""

    def __init__(self, path: str, problem: str) -> None:
        self.path: str = path
        self.problem: str = problem
        super().__init__(f"{path}: {problem}")


class InvalidWorkflow(PostloanError, ValueError):
    """The definition of a procedure is refused. Fields: `workflow` (its id), `faults`."""

    def __init__(self, workflow: str, faults: Iterable[str]) -> None:
        self.workflow: str = workflow
        self.faults: tuple[str, ...] = tuple(faults)
        super().__init__("\n".join(f"{workflow}: {fault}" for fault in self.faults))


class InvalidEvent(PostloanError, ValueError):
    """A stored event cannot have happened. Fields: `case` (its id), `version`, `problem`."""

    def __init__(self, case: str, version: int, problem: str) -> None:
        self.case: str = case
        self.version: int = version
        self.problem: str = problem
        super().__init__(f"case {case}: event {version} {problem}")


class InvalidInput(PostloanError, ValueError):
    """A table or a stream of loan files is refused.

    Fields: `source`, `problems` (a sentence each, naming row or line and field).
    """

    def __init__(self, source: str, problems: Iterable[str]) -> None:
        self.source: str = source
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(f"{source}: {problem}" for problem in self.problems))


class InvalidRow(PostloanError, ValueError):
    """A row of facts is refused; the error about it is the cause.

    Fields: `row` (from 1), `fact` (its name, or None where the row as a whole is at fault),
    `problem`.
    """

    def __init__(self, row: int, fact: str | None, problem: str) -> None:
        self.row: int = row
        self.fact: str | None = fact
        self.problem: str = problem
        super().__init__(f"row {row}: {problem}")


class MissingExtra(PostloanError, ImportError):
    """What was asked for needs a package that is not installed.

    Fields: `extra` (of postloan), `package` (that it installs).
    """

    def __init__(self, extra: str, package: str) -> None:
        self.extra: str = extra
        self.package: str = package
        super().__init__(f"this needs {package}: pip install 'postloan[{extra}]'")


class NotDecided(PostloanError, RuntimeError):
    """A solver found no answer in the bounds it was given. Fields: `question`, `reason`."""

    def __init__(self, question: str, reason: str) -> None:
        self.question: str = question
        self.reason: str = reason
        super().__init__(f"{question} is not decided: {reason}")


class NotExportable(PostloanError, ValueError):
    """A policy says what another format cannot say.

    Fields: `policy` (as `id@edition`), `rule` (its id, or `applies_to`), `problem`.
    """

    def __init__(self, policy: str, rule: str, problem: str) -> None:
        self.policy: str = policy
        self.rule: str = rule
        self.problem: str = problem
        super().__init__(f"{policy}: {rule} cannot be exported: {problem}")
