"""How long ago somebody was there."""

from datetime import date
from typing import Final

from postloan import Fact, LoanFile

__all__ = ["DAYS_SINCE_VISIT", "days_since_visit"]


def days_since_visit(file: LoanFile, as_of: date) -> int:
    """Return the days since the last visit on record, or since disbursement."""
    visits = (record.on for record in file.inspections if record.kind == "on_site")
    return (as_of - max(visits, default=file.loan.disbursed_on)).days


DAYS_SINCE_VISIT: Final = Fact[int](
    name="days_since_visit",
    kind="days",
    name_zh="距上次现场检查天数",
    meaning="Days since the last visit on site, or since disbursement where there was none.",
    source="derived",
    minimum=0,
    derive=days_since_visit,
)
"""The fact as policies read it."""
