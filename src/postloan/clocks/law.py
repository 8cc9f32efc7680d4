"""The rules of law that clocks and extension limits follow, as citations.

Paraphrased, and no legal advice. Each citation says by its grade how the rule is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from postloan.citation import Citation, Document, Grade
from postloan.model.claims import ActKind

__all__ = [
    "ACTS",
    "COUNTED",
    "GUARANTEE_LIMITATION",
    "INTERRUPTED",
    "JUDGED",
    "LAST_INSTALMENT",
    "MAXIMUM_AMOUNT",
    "MORTGAGE",
    "MORTGAGE_JUDGED",
    "PERIOD_FIXED",
    "PERIOD_USED",
    "REQUESTS",
    "SUITS",
    "SUSPENDED",
    "THREE_YEARS",
    "TWO_YEARS_BEFORE_2017",
    "UNCLEAR",
    "UNCLEAR_BEFORE_2021",
    "UNCONSENTED",
]

_COURT: Final = "Supreme People's Court"
_CODE: Final = Document(
    title="Civil Code", title_zh="民法典", issuer="National People's Congress", edition="2020"
)
_LIMITATION: Final = Document(
    title="Provisions on limitation in civil cases",
    title_zh="审理民事案件适用诉讼时效制度若干问题的规定",
    issuer=_COURT,
    number="Fa Shi [2008] No. 11",
    edition="2020",
)
_LIMITATION_2018: Final = Document(
    title="Interpretation on limitation under the General Provisions of the Civil Law",
    title_zh="适用民法总则诉讼时效制度若干问题的解释",
    issuer=_COURT,
    number="Fa Shi [2018] No. 12",
    edition="2018",
)
_SECURITY: Final = Document(
    title="Interpretation on security under the Civil Code",
    title_zh="适用民法典有关担保制度的解释",
    issuer=_COURT,
    number="Fa Shi [2020] No. 28",
    edition="2020",
)
_TIME: Final = Document(
    title="Provisions on the temporal effect of the Civil Code",
    title_zh="适用民法典时间效力的若干规定",
    issuer=_COURT,
    number="Fa Shi [2020] No. 15",
    edition="2020",
)
_PROCEDURE: Final = Document(
    title="Civil Procedure Law",
    title_zh="民事诉讼法",
    issuer="National People's Congress",
    edition="2023",
)


def _cite(document: Document, article: str, grade: Grade = "read") -> Citation:
    return Citation(document=document, article=article, grade=grade)


COUNTED: Final = _cite(_CODE, "Art. 200-204")
THREE_YEARS: Final = _cite(_CODE, "Art. 188")
TWO_YEARS_BEFORE_2017: Final = _cite(_LIMITATION_2018, "Art. 2-3", "recalled-high")
LAST_INSTALMENT: Final = _cite(_CODE, "Art. 189")
SUSPENDED: Final = _cite(_CODE, "Art. 194")
INTERRUPTED: Final = _cite(_CODE, "Art. 195")
JUDGED: Final = _cite(_PROCEDURE, "Art. 250")
PERIOD_FIXED: Final = _cite(_CODE, "Art. 692")
PERIOD_USED: Final = _cite(_CODE, "Art. 693")
GUARANTEE_LIMITATION: Final = _cite(_CODE, "Art. 694")
UNCONSENTED: Final = _cite(_CODE, "Art. 695")
UNCLEAR: Final = _cite(_SECURITY, "Art. 32")
UNCLEAR_BEFORE_2021: Final = _cite(_TIME, "Art. 27")
MAXIMUM_AMOUNT: Final = _cite(_SECURITY, "Art. 30")
MORTGAGE: Final = _cite(_CODE, "Art. 419")
MORTGAGE_JUDGED: Final = _cite(_SECURITY, "Art. 44")

_agreed = _cite(_LIMITATION, "Art. 14")
_equal_to_suit = _cite(_LIMITATION, "Art. 11")

ACTS: Final[Mapping[ActKind, Citation]] = MappingProxyType(
    {
        "demand": _cite(_LIMITATION, "Art. 8(1)(1)"),
        "message": _cite(_LIMITATION, "Art. 8(1)(2)"),
        "debit": _cite(_LIMITATION, "Art. 8(1)(3)"),
        "notice": _cite(_LIMITATION, "Art. 8(1)(4)"),
        "suit": _cite(_LIMITATION, "Art. 10"),
        "arbitration": INTERRUPTED,
        "payment_order": _equal_to_suit,
        "bankruptcy_claim": _equal_to_suit,
        "preservation": _equal_to_suit,
        "enforcement": _equal_to_suit,
        "set_off": _equal_to_suit,
        "mediation": _cite(_LIMITATION, "Art. 12", "recalled-high"),
        "police_report": _cite(_LIMITATION, "Art. 13"),
        "acknowledgement": INTERRUPTED,
        "instalment_plan": _agreed,
        "part_payment": _agreed,
        "new_security": _agreed,
        "deferral_request": _agreed,
        "assignment_notice": _cite(_LIMITATION, "Art. 17"),
    }
)
"""Why each kind of act interrupts limitation."""

REQUESTS: Final[frozenset[ActKind]] = frozenset(
    (
        "demand",
        "message",
        "debit",
        "notice",
        "suit",
        "arbitration",
        "payment_order",
        "bankruptcy_claim",
        "preservation",
        "enforcement",
        "set_off",
        "mediation",
    )
)
"""The acts by which a creditor asks a guarantor to pay."""

SUITS: Final[frozenset[ActKind]] = frozenset(("suit", "arbitration"))
"""The acts against the debtor that use the period of a general guarantee."""
