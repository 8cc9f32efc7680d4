"""An inspection: how far it is, what is done to it, and what it keeps."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto
from typing import Literal, get_args

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice, checked_code, checked_text
from postloan.workflow.procedures.shapes import Reasoned

__all__ = [
    "MODES",
    "Agree",
    "Assign",
    "Cancel",
    "Collect",
    "Countersign",
    "Differ",
    "Inspect",
    "Inspected",
    "Inspection",
    "Mode",
    "Recheck",
    "RejectMaterial",
    "ReturnForm",
    "SignForm",
]

Mode = Literal["own", "cross", "outsourced"]
"""Who inspects: whoever manages the loan, somebody else, or a third party for them."""
MODES: tuple[Mode, ...] = get_args(Mode)


class Inspection(Enum):
    """How far the inspection is."""

    ASSIGNED = auto()
    COLLECTED = auto()
    INSPECTED = auto()
    SIGNED = auto()
    HEADED = auto()
    COUNTERSIGNED = auto()
    CANCELLED = auto()


class Recheck(Enum):
    """What came of checking it again."""

    NONE = auto()
    AGREED = auto()
    DIFFERED = auto()


@attrs.frozen(kw_only=True)
class Assign:
    """Assign an inspection."""

    mode: Mode
    """Who inspects."""
    manager: str
    """Id of whoever manages the loan."""
    inspector: str
    """Id of whoever inspects, or decides on what a third party collected."""
    due: date | None = None
    """The day by which it is to be made; None where no rule says."""

    def __attrs_post_init__(self) -> None:
        checked_choice("Assign", "mode", self.mode, MODES)
        checked_code("Assign", "manager", self.manager)
        checked_code("Assign", "inspector", self.inspector)
        if self.due is not None:
            checked_date("Assign", "due", self.due)
        if (self.mode == "own") != (self.inspector == self.manager):
            allowed = "the loan's manager where the mode is own, and somebody else where it is not"
            raise InvalidValue("Assign", "inspector", self.inspector, allowed)


@attrs.frozen(kw_only=True)
class Collect:
    """Hand in the material that a third party collected."""

    material: str
    """What there is."""

    def __attrs_post_init__(self) -> None:
        checked_text("Collect", "material", self.material)


@attrs.frozen(kw_only=True)
class RejectMaterial(Reasoned):
    """Refuse what a third party collected; it collects again."""


@attrs.frozen(kw_only=True)
class Inspect:
    """Inspect on the spot, or the material of a third party."""


@attrs.frozen(kw_only=True)
class SignForm:
    """Fill the form in and sign it."""

    finding: str
    """What was found."""
    adverse: bool = False
    """Whether it is a risk signal."""

    def __attrs_post_init__(self) -> None:
        checked_text("SignForm", "finding", self.finding)


@attrs.frozen(kw_only=True)
class Countersign:
    """Countersign as the responsible executive."""


@attrs.frozen(kw_only=True)
class ReturnForm(Reasoned):
    """Return the form unsigned, as the responsible executive."""


@attrs.frozen(kw_only=True)
class Agree:
    """Check a countersigned inspection again, and come to the same."""


@attrs.frozen(kw_only=True)
class Differ(Reasoned):
    """Check it again, and come to something else: it is to be made again."""


@attrs.frozen(kw_only=True)
class Cancel(Reasoned):
    """Cancel it: the loan has ended, or the inspection is made under another case."""


@attrs.frozen(kw_only=True)
class Inspected:
    """What a case keeps."""

    mode: Mode
    manager: str
    inspector: str
    due: date | None
    material: str = ""
    """What a third party collected, once staff may decide on it; empty where there is none."""
