"""postloan: once a loan is paid out, watch it until it is repaid.

A policy looks at a loan file on a date and answers with a review. The public names are handed
out lazily, so that importing the library costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postloan.agenda.item import AgendaItem
    from postloan.analysis.analysis import analyse
    from postloan.analysis.changes import Difference, difference
    from postloan.analysis.monotonicity import Monotonicity, monotone
    from postloan.analysis.report import Analysis, PolicyFinding
    from postloan.analysis.strictness import Strictness, no_laxer
    from postloan.arrears.allocation import Allocation, AllocationLine, allocation_of
    from postloan.arrears.buckets import Bucket, Buckets
    from postloan.arrears.counting import DayCounting
    from postloan.arrears.debts import Debt, DebtAllocation, DebtCover, cover_debts
    from postloan.arrears.ending import end_of
    from postloan.arrears.figures import Arrears, OpenInstalment, arrears_of, open_instalments
    from postloan.between import Between
    from postloan.calendars.dated import Calendar, DatedCalendar
    from postloan.calendars.recurrence import Recurrence
    from postloan.calendars.shipped import CALENDARS
    from postloan.citation import Citation, Document
    from postloan.clocks.clock import Clock, Move
    from postloan.clocks.counting import Ending
    from postloan.clocks.extending import ExtensionLimit, ExtensionLimits, extension_limits
    from postloan.clocks.reading import Clocks, clocks_of
    from postloan.cures.forbearance import Forbearance
    from postloan.cures.locks import Lock
    from postloan.cures.observation import Observation
    from postloan.cures.performance import Performance
    from postloan.cures.reage import ReAge
    from postloan.dates import Period
    from postloan.dmn.document import to_dmn
    from postloan.errors import (
        CountingMismatch,
        CurrencyMismatch,
        Fault,
        InvalidCondition,
        InvalidDocument,
        InvalidEvent,
        InvalidFact,
        InvalidInput,
        InvalidPolicy,
        InvalidRow,
        InvalidValue,
        InvalidWorkflow,
        MissingExtra,
        NotDecided,
        NotExportable,
        PolicyNoLongerInForce,
        PolicyNotInForce,
        PolicyNotYetInForce,
        PostloanError,
        UncoveredDay,
        UnknownFact,
        UnknownName,
        UnknownParameter,
        UnknownPolicy,
    )
    from postloan.facts.catalogue import CORE, Catalogue
    from postloan.facts.fact import Fact
    from postloan.facts.series import Figure, Series, series_of
    from postloan.interest.accrual import penalty_interest_of
    from postloan.interest.penalty import Misuse, PenaltyInterest, PenaltyLine
    from postloan.intervals import Interval
    from postloan.model.adjustments import Drawdown, Pause, Reversal, UseOfFunds, Waiver, WriteOff
    from postloan.model.changes import Merger, Restructuring
    from postloan.model.claims import Demand, Extension, Judgment, Obstacle
    from postloan.model.ends import CreditEnd
    from postloan.model.file import LoanFile
    from postloan.model.loan import Loan
    from postloan.model.parties import Borrower, Guarantor
    from postloan.model.records import (
        DutyRecord,
        Evidence,
        InspectionRecord,
        SignalRecord,
        TierRecord,
    )
    from postloan.model.schedule import Instalment, Payment, Schedule
    from postloan.model.security import (
        Collateral,
        Guarantee,
        GuarantorAct,
        MaximumAmount,
        Valuation,
    )
    from postloan.model.terms import Rounding, Terms
    from postloan.money import Money
    from postloan.policy.compiled.outline import Leaf, Outline, Trace
    from postloan.policy.decisions.decision import Decision
    from postloan.policy.decisions.findings import Finding, Gap, Outcome, SignalFinding
    from postloan.policy.decisions.provisioning import Provision, ProvisionPart
    from postloan.policy.decisions.ranges import FactRange
    from postloan.policy.decisions.whatif import Alternative, WhatIf
    from postloan.policy.judging.given import Facts
    from postloan.policy.library import Library
    from postloan.policy.loading import Editions, load_editions, load_policy, policy_ids
    from postloan.policy.plugins import Plugin, PolicyFile
    from postloan.policy.policy import Policy
    from postloan.policy.signals import CataloguedSignal, catalogue_signals
    from postloan.portfolio.compliance import Compliance, Fulfilment, Tally
    from postloan.portfolio.infections import Infection
    from postloan.portfolio.keeping import compliance_of
    from postloan.portfolio.loan_book import LoanBook
    from postloan.portfolio.migration import MigrationMatrix
    from postloan.portfolio.migration_rates import MigrationRates
    from postloan.portfolio.migration_ratios import LoanMove, MigrationRatios
    from postloan.portfolio.obligor import ObligorReview
    from postloan.portfolio.obligors import groups_of, review_obligor, review_obligors
    from postloan.portfolio.responsible import Responsible
    from postloan.portfolio.sampling import Draw, draw_sample
    from postloan.reviews.migration import Migration
    from postloan.reviews.outlook import NextChange
    from postloan.reviews.pipeline import review
    from postloan.reviews.receipt import Receipt
    from postloan.reviews.replaying import Replay, replay
    from postloan.reviews.result import Review
    from postloan.reviews.several import OnScale, Strictest, review_under, strictest
    from postloan.security.cover import Pledged, cover_of, headroom_of, shortfall_of
    from postloan.security.guarantees import (
        CreditEvent,
        DemandedShares,
        Exercise,
        Hold,
        Protection,
        called_holds,
        exercise_of,
        standing_holds,
        unmet_shares,
    )
    from postloan.security.releasing import Lot, Release, release_of
    from postloan.tiers import FIVE_TIER, Scale, Tier
    from postloan.version import __version__ as __version__
    from postloan.workflow.clearance.procedure import CLEARANCE
    from postloan.workflow.deadlines import DeadlineRun, deadlines_of
    from postloan.workflow.drawing import diagram
    from postloan.workflow.exploring import Exploration, explore
    from postloan.workflow.history import migrate, redecide, timeline
    from postloan.workflow.shipped import WORKFLOWS
    from postloan.workflow.values import (
        Actor,
        Case,
        Command,
        Event,
        Moved,
        Permission,
        Reason,
        Refused,
    )
    from postloan.workflow.workflow import Workflow

__all__ = [
    "CALENDARS",
    "CLEARANCE",
    "CORE",
    "FIVE_TIER",
    "WORKFLOWS",
    "Actor",
    "AgendaItem",
    "Allocation",
    "AllocationLine",
    "Alternative",
    "Analysis",
    "Arrears",
    "Between",
    "Borrower",
    "Bucket",
    "Buckets",
    "Calendar",
    "Case",
    "Catalogue",
    "CataloguedSignal",
    "Citation",
    "Clock",
    "Clocks",
    "Collateral",
    "Command",
    "Compliance",
    "CountingMismatch",
    "CreditEnd",
    "CreditEvent",
    "CurrencyMismatch",
    "DatedCalendar",
    "DayCounting",
    "DeadlineRun",
    "Debt",
    "DebtAllocation",
    "DebtCover",
    "Decision",
    "Demand",
    "DemandedShares",
    "Difference",
    "Document",
    "Draw",
    "Drawdown",
    "DutyRecord",
    "Editions",
    "Ending",
    "Event",
    "Evidence",
    "Exercise",
    "Exploration",
    "Extension",
    "ExtensionLimit",
    "ExtensionLimits",
    "Fact",
    "FactRange",
    "Facts",
    "Fault",
    "Figure",
    "Finding",
    "Forbearance",
    "Fulfilment",
    "Gap",
    "Guarantee",
    "Guarantor",
    "GuarantorAct",
    "Hold",
    "Infection",
    "InspectionRecord",
    "Instalment",
    "Interval",
    "InvalidCondition",
    "InvalidDocument",
    "InvalidEvent",
    "InvalidFact",
    "InvalidInput",
    "InvalidPolicy",
    "InvalidRow",
    "InvalidValue",
    "InvalidWorkflow",
    "Judgment",
    "Leaf",
    "Library",
    "Loan",
    "LoanBook",
    "LoanFile",
    "LoanMove",
    "Lock",
    "Lot",
    "MaximumAmount",
    "Merger",
    "Migration",
    "MigrationMatrix",
    "MigrationRates",
    "MigrationRatios",
    "MissingExtra",
    "Misuse",
    "Money",
    "Monotonicity",
    "Move",
    "Moved",
    "NextChange",
    "NotDecided",
    "NotExportable",
    "ObligorReview",
    "Observation",
    "Obstacle",
    "OnScale",
    "OpenInstalment",
    "Outcome",
    "Outline",
    "Pause",
    "Payment",
    "PenaltyInterest",
    "PenaltyLine",
    "Performance",
    "Period",
    "Permission",
    "Pledged",
    "Plugin",
    "Policy",
    "PolicyFile",
    "PolicyFinding",
    "PolicyNoLongerInForce",
    "PolicyNotInForce",
    "PolicyNotYetInForce",
    "PostloanError",
    "Protection",
    "Provision",
    "ProvisionPart",
    "ReAge",
    "Reason",
    "Receipt",
    "Recurrence",
    "Refused",
    "Release",
    "Replay",
    "Responsible",
    "Restructuring",
    "Reversal",
    "Review",
    "Rounding",
    "Scale",
    "Schedule",
    "Series",
    "SignalFinding",
    "SignalRecord",
    "Strictest",
    "Strictness",
    "Tally",
    "Terms",
    "Tier",
    "TierRecord",
    "Trace",
    "UncoveredDay",
    "UnknownFact",
    "UnknownName",
    "UnknownParameter",
    "UnknownPolicy",
    "UseOfFunds",
    "Valuation",
    "Waiver",
    "WhatIf",
    "Workflow",
    "WriteOff",
    "allocation_of",
    "analyse",
    "arrears_of",
    "called_holds",
    "catalogue_signals",
    "clocks_of",
    "compliance_of",
    "cover_debts",
    "cover_of",
    "deadlines_of",
    "diagram",
    "difference",
    "draw_sample",
    "end_of",
    "exercise_of",
    "explore",
    "extension_limits",
    "groups_of",
    "headroom_of",
    "load_editions",
    "load_policy",
    "migrate",
    "monotone",
    "no_laxer",
    "open_instalments",
    "penalty_interest_of",
    "policy_ids",
    "redecide",
    "release_of",
    "replay",
    "review",
    "review_obligor",
    "review_obligors",
    "review_under",
    "series_of",
    "shortfall_of",
    "standing_holds",
    "strictest",
    "timeline",
    "to_dmn",
    "unmet_shares",
]

_HOMES = {
    "agenda.item": ("AgendaItem",),
    "analysis.changes": ("Difference", "difference"),
    "analysis.strictness": ("Strictness", "no_laxer"),
    "analysis.analysis": ("analyse",),
    "analysis.monotonicity": ("Monotonicity", "monotone"),
    "analysis.report": ("Analysis", "PolicyFinding"),
    "arrears.allocation": ("Allocation", "AllocationLine", "allocation_of"),
    "arrears.buckets": ("Bucket", "Buckets"),
    "arrears.counting": ("DayCounting",),
    "arrears.debts": ("Debt", "DebtAllocation", "DebtCover", "cover_debts"),
    "arrears.ending": ("end_of",),
    "arrears.figures": ("Arrears", "OpenInstalment", "arrears_of", "open_instalments"),
    "between": ("Between",),
    "calendars.dated": ("Calendar", "DatedCalendar"),
    "calendars.recurrence": ("Recurrence",),
    "calendars.shipped": ("CALENDARS",),
    "citation": ("Citation", "Document"),
    "clocks.clock": ("Clock", "Move"),
    "clocks.counting": ("Ending",),
    "clocks.extending": ("ExtensionLimit", "ExtensionLimits", "extension_limits"),
    "clocks.reading": ("Clocks", "clocks_of"),
    "cures.forbearance": ("Forbearance",),
    "cures.locks": ("Lock",),
    "cures.observation": ("Observation",),
    "cures.performance": ("Performance",),
    "cures.reage": ("ReAge",),
    "dates": ("Period",),
    "dmn.document": ("to_dmn",),
    "errors": (
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
    ),
    "facts.catalogue": ("CORE", "Catalogue"),
    "facts.fact": ("Fact",),
    "facts.series": ("Figure", "Series", "series_of"),
    "interest.accrual": ("penalty_interest_of",),
    "interest.penalty": ("Misuse", "PenaltyInterest", "PenaltyLine"),
    "intervals": ("Interval",),
    "model.adjustments": ("Drawdown", "Pause", "Reversal", "UseOfFunds", "Waiver", "WriteOff"),
    "model.claims": ("Demand", "Extension", "Judgment", "Obstacle"),
    "model.changes": ("Merger", "Restructuring"),
    "model.ends": ("CreditEnd",),
    "model.file": ("LoanFile",),
    "model.loan": ("Loan",),
    "model.parties": ("Borrower", "Guarantor"),
    "model.records": ("DutyRecord", "Evidence", "InspectionRecord", "SignalRecord", "TierRecord"),
    "model.schedule": ("Instalment", "Payment", "Schedule"),
    "model.security": ("Collateral", "Guarantee", "GuarantorAct", "MaximumAmount", "Valuation"),
    "model.terms": ("Rounding", "Terms"),
    "money": ("Money",),
    "policy.decisions.decision": ("Decision",),
    "policy.decisions.findings": ("Finding", "Gap", "Outcome", "SignalFinding"),
    "policy.judging.given": ("Facts",),
    "policy.library": ("Library",),
    "policy.loading": ("Editions", "load_editions", "load_policy", "policy_ids"),
    "policy.compiled.outline": ("Leaf", "Outline", "Trace"),
    "policy.plugins": ("Plugin", "PolicyFile"),
    "policy.signals": ("CataloguedSignal", "catalogue_signals"),
    "policy.policy": ("Policy",),
    "policy.decisions.ranges": ("FactRange",),
    "policy.decisions.whatif": ("Alternative", "WhatIf"),
    "portfolio.compliance": ("Compliance", "Fulfilment", "Tally"),
    "portfolio.infections": ("Infection",),
    "policy.decisions.provisioning": ("Provision", "ProvisionPart"),
    "portfolio.loan_book": ("LoanBook",),
    "portfolio.migration": ("MigrationMatrix",),
    "portfolio.obligor": ("ObligorReview",),
    "portfolio.obligors": ("groups_of", "review_obligor", "review_obligors"),
    "portfolio.migration_rates": ("MigrationRates",),
    "portfolio.migration_ratios": ("LoanMove", "MigrationRatios"),
    "portfolio.keeping": ("compliance_of",),
    "portfolio.responsible": ("Responsible",),
    "portfolio.sampling": ("Draw", "draw_sample"),
    "reviews.migration": ("Migration",),
    "reviews.outlook": ("NextChange",),
    "reviews.pipeline": ("review",),
    "reviews.receipt": ("Receipt",),
    "reviews.replaying": ("Replay", "replay"),
    "reviews.result": ("Review",),
    "reviews.several": ("OnScale", "Strictest", "review_under", "strictest"),
    "security.cover": ("Pledged", "cover_of", "headroom_of", "shortfall_of"),
    "security.guarantees": (
        "CreditEvent",
        "DemandedShares",
        "Exercise",
        "Hold",
        "Protection",
        "called_holds",
        "exercise_of",
        "standing_holds",
        "unmet_shares",
    ),
    "security.releasing": ("Lot", "Release", "release_of"),
    "tiers": ("FIVE_TIER", "Scale", "Tier"),
    "version": ("__version__",),
    "workflow.clearance.procedure": ("CLEARANCE",),
    "workflow.deadlines": ("DeadlineRun", "deadlines_of"),
    "workflow.drawing": ("diagram",),
    "workflow.exploring": ("Exploration", "explore"),
    "workflow.history": ("migrate", "redecide", "timeline"),
    "workflow.shipped": ("WORKFLOWS",),
    "workflow.values": (
        "Actor",
        "Case",
        "Command",
        "Event",
        "Moved",
        "Permission",
        "Reason",
        "Refused",
    ),
    "workflow.workflow": ("Workflow",),
}
"""Where each name lives."""


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                value = getattr(import_module(f"postloan.{home}"), name)
                globals()[name] = value
                return value
        raise AttributeError(f"module 'postloan' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
