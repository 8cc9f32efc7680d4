"""The line of a policy: what is done to it, its proposals, and what is in force."""

from __future__ import annotations

import string
from datetime import date
from enum import Enum, auto
from typing import Final

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_code
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "DIGEST_DIGITS",
    "Activate",
    "ApproveContent",
    "Decline",
    "Line",
    "Policies",
    "Proposal",
    "Propose",
    "PutInForce",
    "Register",
    "Retire",
]


class Line(Enum):
    """Whether the policy may change."""

    OPEN = auto()
    RETIRED = auto()


DIGEST_DIGITS: Final = 64
"""How many hexadecimal digits `Policy.digest` has."""


@attrs.frozen(kw_only=True)
class Register:
    """Open the line of a policy."""

    policy: str
    """Its id."""

    def __attrs_post_init__(self) -> None:
        checked_code("Register", "policy", self.policy)


@attrs.frozen(kw_only=True)
class Propose:
    """Propose an edition; or propose one again, on what is in force by now."""

    edition: str
    """The edition."""
    content: str
    """Its content, as `Policy.digest` gives it: SHA-256 in 64 small hexadecimal digits."""
    effective: date
    """The first day on which it is to be in force."""

    def __attrs_post_init__(self) -> None:
        checked_code("Propose", "edition", self.edition)
        checked_date("Propose", "effective", self.effective)
        digits = set(string.hexdigits.lower())
        if len(self.content) != DIGEST_DIGITS or not digits.issuperset(self.content):
            allowed = "64 small hexadecimal digits"
            raise InvalidValue("Propose", "content", self.content, allowed)


@attrs.frozen(kw_only=True)
class ApproveContent:
    """Approve the very content that was read."""

    content: str
    """Its content, as `Policy.digest` gives it."""


@attrs.frozen(kw_only=True)
class Decline(Reasoned):
    """Decline a proposal."""

    content: str
    """Its content, as `Policy.digest` gives it."""


@attrs.frozen(kw_only=True)
class Activate:
    """Put a proposal into force."""

    content: str
    """The content of the policy that was loaded, as `Policy.digest` gives it."""


@attrs.frozen(kw_only=True)
class Retire(Reasoned):
    """End the line: no proposal can come into force any more."""


@attrs.frozen(kw_only=True)
class PutInForce:
    """Review under this edition from now on."""

    policy: str
    """Id of the policy."""
    content: str
    """Its content, as `Policy.digest` gives it."""


@attrs.frozen(kw_only=True)
class Proposal:
    """An edition on its way."""

    edition: str
    content: str
    effective: date
    base: str
    """What was in force when it was proposed; empty where nothing was."""
    maker: str
    """Id of who proposed it."""
    checker: str = ""
    """Id of who approved it; empty where nobody has."""


@attrs.frozen(kw_only=True)
class Policies:
    """What a case keeps."""

    policy: str
    proposals: tuple[Proposal, ...] = ()
    """Those that are neither in force nor declined, by their content."""
    in_force: Proposal | None = None
    """The edition in force; None where there is none."""
    replaced: str = ""
    """The content that was in force before it; empty where none was."""

    @property
    def content(self) -> str:
        """The content in force; empty where there is none."""
        return self.in_force.content if self.in_force else ""

    def named(self, content: str) -> Proposal | None:
        """Return the proposal of a content; None where there is none."""
        return next((one for one in self.proposals if one.content == content), None)

    def without(self, content: str) -> tuple[Proposal, ...]:
        """Return all proposals but that of a content."""
        return tuple(one for one in self.proposals if one.content != content)
