"""The procedures that ship, by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, cast

from postloan.workflow.clearance.procedure import CLEARANCE
from postloan.workflow.workflow import Workflow

__all__ = ["WORKFLOWS"]

WORKFLOWS: Final[Mapping[str, Workflow[object]]] = MappingProxyType(
    {workflow.id: workflow for workflow in (cast("Workflow[object]", CLEARANCE),)}
)
"""Every procedure that ships, in its newest edition; each keeps data of a class of its own."""
