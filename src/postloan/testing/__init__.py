"""The extra `hypothesis`: what the library is tested with, for those who test their own policies.

Strategies generate facts at and around a policy's own thresholds, loan files, policies and
conditions. `check_all_laws` holds a policy to what is true of every sound one.
"""

from __future__ import annotations

from postloan.errors import MissingExtra

try:
    from postloan.testing.conditions import conditions
except ModuleNotFoundError as _missing:
    raise MissingExtra("hypothesis", "hypothesis") from _missing

from postloan.testing.drafts import policies
from postloan.testing.facts import facts_of
from postloan.testing.files import loan_files
from postloan.testing.laws import LAWS, LawBroken, LawReport, check_all_laws
from postloan.testing.trials import Law, Result, Trial

__all__ = [
    "LAWS",
    "Law",
    "LawBroken",
    "LawReport",
    "Result",
    "Trial",
    "check_all_laws",
    "conditions",
    "facts_of",
    "loan_files",
    "policies",
]
