"""The texts that demand clearance, and the times they allow."""

from __future__ import annotations

from typing import Final

from postloan.citation import Citation, Document
from postloan.dates import Period
from postloan.money import Money
from postloan.workflow.clearance.settlement import Terms
from postloan.workflow.procedures.sources import BRANCH, read

__all__ = [
    "CANCELLED",
    "CLEARING",
    "FILING",
    "LETTERS",
    "RETURNED",
    "SUPERVISED",
    "TERMS_CN",
    "TERMS_IN",
    "THIRTY_DAYS",
]

_SYSTEM: Final = Document(title="What post-loan management includes")
_LENDER: Final = Document(title="Lending company's post-loan system")
_COLLATERAL: Final = Document(
    title="Guideline on Collateral Management of Commercial Banks",
    title_zh="商业银行押品管理指引",
    issuer="CBRC",
    edition="2017",
    number="[2017] No. 16",
)
_REGISTRATION: Final = Document(
    title="Measures for Unified Registration of Security in Movables and Rights",
    title_zh="动产和权利担保统一登记办法",
    issuer="PBC",
    edition="2021",
    number="Order [2021] No. 7",
)
_RELEASE: Final = Document(
    title="Release of Movable and Immovable Property Documents on Repayment of Personal Loans",
    issuer="RBI",
    edition="2023",
)

CLEARING: Final = read(_SYSTEM, "Item (2), account clearance")
FILING: Final = read(_SYSTEM, "Item (3), files")
LETTERS: Final = read(BRANCH, "Art. 6")
SUPERVISED: Final = read(_LENDER, "Item 3")
RETURNED: Final = Citation(
    document=_COLLATERAL, article="release of collateral", grade="recalled-high"
)
CANCELLED: Final = Citation(
    document=_REGISTRATION, article="cancellation of registration", grade="recalled-high"
)
THIRTY_DAYS: Final = Citation(document=_RELEASE, article="13 September 2023", grade="secondary")

TERMS_CN: Final = Terms(deregister_within=Period(count=10, unit="working day"))
"""Ten working days from the end of the claim to cancel a registration (PBC Order [2021] 7)."""
TERMS_IN: Final = Terms(
    return_within=Period(count=30, unit="day"),
    lost_adds=Period(count=30, unit="day"),
    compensation_per_day=Money(5000, "INR"),
)
"""Thirty days to return everything, thirty more where papers were lost, and 5,000 rupees for each
day of delay after that (RBI, 13 September 2023; releases due from 1 December 2023 on)."""
