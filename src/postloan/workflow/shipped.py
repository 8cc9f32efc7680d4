"""The procedures that ship, by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, cast

from postloan.workflow.clearance.procedure import CLEARANCE
from postloan.workflow.procedures.activation import ACTIVATION
from postloan.workflow.procedures.archive import ARCHIVE
from postloan.workflow.procedures.classification import CLASSIFICATION
from postloan.workflow.procedures.collection import COLLECTION
from postloan.workflow.procedures.complaint import COMPLAINT
from postloan.workflow.procedures.inspection import INSPECTION
from postloan.workflow.procedures.meeting import MEETING
from postloan.workflow.procedures.misappropriation import MISAPPROPRIATION
from postloan.workflow.procedures.payment import PAYMENT_REVIEW
from postloan.workflow.procedures.rectification import RECTIFICATION
from postloan.workflow.procedures.responsibility import RESPONSIBILITY
from postloan.workflow.workflow import Workflow

__all__ = ["WORKFLOWS"]

_SHIPPED: Final = cast(
    "tuple[Workflow[object], ...]",
    (
        CLEARANCE,
        PAYMENT_REVIEW,
        MISAPPROPRIATION,
        CLASSIFICATION,
        RECTIFICATION,
        INSPECTION,
        COLLECTION,
        ARCHIVE,
        RESPONSIBILITY,
        MEETING,
        COMPLAINT,
        ACTIVATION,
    ),
)

WORKFLOWS: Final[Mapping[str, Workflow[object]]] = MappingProxyType(
    {workflow.id: workflow for workflow in _SHIPPED}
)
"""Every procedure that ships, in its newest edition; each keeps data of a class of its own."""
