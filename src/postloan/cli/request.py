"""What `review` and `explain` are asked to do, with the policy found and the options checked."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

import attrs

from postloan.cli.choosing import Chosen, choose
from postloan.cli.sources import InputFormat, format_of
from postloan.errors import InvalidInput, shown

__all__ = ["RESULT_COLUMNS", "Request", "read_request"]

RESULT_COLUMNS = (
    "applies",
    "tier",
    "at_least",
    "could_be",
    "floors",
    "signals",
    "possible_signals",
    "gaps",
    "next_due",
    "next_due_rule",
    "next_due_status",
    "agenda",
    "receipt",
)
"""Names of what `--out` says of a loan; a column that is kept has another."""


@attrs.frozen(kw_only=True)
class Request:
    """An input, the policy to look at it with, and how."""

    input: str
    """Name of the file; `-` is standard input."""
    format: InputFormat
    policy: str
    """The policy as it was named: an id, `id@edition`, or the name of a file."""
    chosen: Chosen
    as_of: date
    known_on: date | None
    """None reads everything on file."""
    currency: str | None
    keep: tuple[str, ...]
    obligors: bool
    """Whether the loans of each borrower are looked at together."""
    program: tuple[str, ...]
    """How the program was called."""
    options: tuple[str, ...]
    """What to type after the input and the loan to have one loan explained."""

    @property
    def files(self) -> bool:
        """Whether the input holds loan files, not a table of facts."""
        return self.format != "csv"


def read_request(options: Namespace) -> Request:
    """Return the request that the arguments state.

    Raises:
        InvalidInput: two options do not fit each other, or the input.
        InvalidPolicy, UnknownPolicy, UnknownParameter: see `choose`.
    """
    format = format_of(options.input, options.format)
    files = format != "csv"
    keep = tuple(options.keep)
    if files and keep:
        raise InvalidInput("--keep", ["loan files have no columns to keep"])
    if options.known_on and not files:
        raise InvalidInput("--known-on", ["a table of facts does not say when they were known"])
    if options.obligors and not files:
        raise InvalidInput("--obligors", ["a table of facts does not say who the borrowers are"])
    if files and options.currency and not options.set:
        raise InvalidInput("--currency", ["loan files say it of every amount; leave it out"])
    for position, name in enumerate(keep):
        if name in RESULT_COLUMNS or name == "loan_id":
            raise InvalidInput("--keep", [f"{name} is a column of the result already; rename it"])
        if name in keep[:position]:
            raise InvalidInput("--keep", [f"{shown(name)} is named twice"])
    return Request(
        input=options.input,
        format=format,
        policy=options.policy,
        chosen=choose(
            options.policy,
            as_of=options.as_of,
            outside_force=options.outside_force,
            settings=options.set,
            currency=options.currency,
            files=files,
        ),
        as_of=options.as_of,
        known_on=options.known_on,
        currency=options.currency,
        keep=keep,
        obligors=options.obligors,
        program=tuple(options.program),
        options=tuple(_typed(options)),
    )


def _typed(options: Namespace) -> list[str]:
    words = ["--policy", options.policy, "--as-of", str(options.as_of)]
    for name, given in (("--set", options.set), ("--keep", options.keep)):
        for value in given:
            words += [name, value]
    for name, one in (
        ("--currency", options.currency),
        ("--known-on", options.known_on),
        ("--format", options.format),
    ):
        words += [name, str(one)] if one else []
    if options.obligors:
        words.append("--obligors")
    if options.outside_force != "refuse":
        words += ["--outside-force", options.outside_force]
    return words
