"""How far a loan may be extended: the rules side by side, and which of them governs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

import attrs

from postloan.citation import Citation, Document
from postloan.dates import checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import checked_choice

__all__ = [
    "LOAN_FAMILIES",
    "ExtensionLimit",
    "ExtensionLimits",
    "LoanFamily",
    "extension_limits",
]

LoanFamily = Literal["fixed_asset", "working_capital", "personal", "other"]
"""Which of the three loan measures a loan falls under: fixed assets 固定资产贷款, working capital
流动资金贷款, personal 个人贷款, or none."""
LOAN_FAMILIES: tuple[LoanFamily, ...] = get_args(LoanFamily)

_SINCE: Final = date(2024, 7, 1)
"""The day on which the three measures of 2024 came into force."""
_SHORT: Final = 12
_MEDIUM: Final = 60
_LONG: Final = Decimal(36)

_GENERAL: Final = Citation(
    document=Document(
        title="Loan General Rules",
        title_zh="贷款通则",
        issuer="People's Bank of China",
        number="[1996] No. 2",
        edition="1996",
    ),
    article="Art. 12",
    grade="secondary",
)
_FIXED_ASSET: Final = Citation(
    document=Document(
        title="Fixed Asset Loans Measures",
        title_zh="固定资产贷款管理办法",
        issuer="NFRA",
        number="[2024] No. 1",
        edition="2024",
    ),
    article="on extension",
    grade="recalled-med",
)
_WORKING_CAPITAL: Final = Citation(
    document=Document(
        title="Working Capital Loans Measures",
        title_zh="流动资金贷款管理办法",
        issuer="NFRA",
        number="[2024] No. 2",
        edition="2024",
    ),
    article="on extension",
    grade="secondary",
)
_PERSONAL: Final = Citation(
    document=Document(
        title="Personal Loans Interim Measures",
        title_zh="个人贷款管理暂行办法",
        issuer="CBRC",
        number="[2010] No. 2",
        edition="2010",
    ),
    article="on extension",
    grade="secondary",
)
_PERSONAL_2024: Final = Citation(
    document=Document(
        title="Personal Loans Measures",
        title_zh="个人贷款管理办法",
        issuer="NFRA",
        number="[2024] No. 3",
        edition="2024",
    ),
    article="on extension",
    grade="recalled-med",
)
_LATER: Final = "the later and special rule goes before the earlier and general one"
_KEPT: Final = "a contract signed before 1 July 2024 may keep the rules before that day"


@attrs.frozen(kw_only=True)
class ExtensionLimit:
    """What one rule says."""

    months: Decimal | None
    """The most by which all extensions together may exceed the contract's term, in months; None
    where it depends on what is not stated."""
    governs: bool | None
    """Whether it is the rule to follow; None where that depends on what is not stated."""
    reason: str
    """Why it governs or does not, or what is not stated."""
    cite: Citation
    """The rule."""

    def __str__(self) -> str:
        months = "not known" if self.months is None else f"{self.months.normalize():f} months"
        governs = {True: "governs", False: "does not govern", None: "may govern"}[self.governs]
        return f"{months}, {governs}: {self.reason}; {self.cite}"


@attrs.frozen(kw_only=True)
class ExtensionLimits:
    """The rules on extending one loan, side by side."""

    rules: tuple[ExtensionLimit, ...]
    """The general rule first."""

    @property
    def governing(self) -> ExtensionLimit | None:
        """The rule to follow; None where that depends on what is not stated."""
        return next((rule for rule in self.rules if rule.governs), None)

    def __str__(self) -> str:
        return "\n".join(map(str, self.rules))


def extension_limits(
    *,
    family: LoanFamily,
    term_months: int,
    signed_on: date | None,
    product_maximum: int | None = None,
) -> ExtensionLimits:
    """Return how far a loan may be extended in all, under each rule of mainland China.

    The rule of 1996 is still in force beside the later ones of each family, which give other
    answers for loans of more than a year. Whoever gave security must agree in writing.

    Args:
        family: one of `LOAN_FAMILIES`.
        term_months: term of the contract in months, at least 1, extensions left out.
        signed_on: day of the contract; None where not stated.
        product_maximum: the longest term of the product in months, at least 1, which the rule
            on personal loans reads; None where not stated.

    Raises:
        InvalidValue: an argument of another type, or out of range.

    Source: Loan General Rules 1996 Art. 12; the measures of 2024 on fixed asset loans and on
    working capital loans; the measures on personal loans.

    >>> print(
    ...     extension_limits(
    ...         family="personal", term_months=24, signed_on=date(2023, 5, 1), product_maximum=60
    ...     ).governing.months
    ... )
    36
    """
    checked_choice("extension_limits", "family", family, LOAN_FAMILIES)
    _checked_months("term_months", term_months)
    if signed_on is not None:
        checked_date("extension_limits", "signed_on", signed_on)
    if product_maximum is not None:
        _checked_months("product_maximum", product_maximum)
        if family != "personal":
            allowed = "None, unless the family is personal"
            raise InvalidValue("extension_limits", "product_maximum", product_maximum, allowed)
    general = ExtensionLimit(
        months=_by_band(term_months),
        governs=True,
        reason="no special rule is known for such a loan",
        cite=_GENERAL,
    )
    if family == "other":
        return ExtensionLimits(rules=(general,))
    special = _special(family, term_months, signed_on, product_maximum)
    superseded = _LATER if special.governs else special.reason
    governs = None if special.governs is None else not special.governs
    return ExtensionLimits(
        rules=(attrs.evolve(general, governs=governs, reason=superseded), special)
    )


def _checked_months(field: str, months: object) -> None:
    if type(months) is not int or months < 1:
        raise InvalidValue("extension_limits", field, months, "months as an int, at least 1")


def _by_band(term: int) -> Decimal:
    """Return the limit of 1996: the term up to a year, half of it up to five, else three years."""
    if term > _MEDIUM:
        return _LONG
    return _up_to_half(term)


def _up_to_half(term: int) -> Decimal:
    return Decimal(term) if term <= _SHORT else Decimal(term) / 2


def _special(
    family: LoanFamily, term: int, signed_on: date | None, product_maximum: int | None
) -> ExtensionLimit:
    if family == "personal":
        months: Decimal | None = Decimal(term)
        if term > _SHORT:
            months = None if product_maximum is None else Decimal(max(product_maximum - term, 0))
        reason = _LATER if months is not None else "the longest term of the product is not stated"
        later = signed_on is not None and signed_on >= _SINCE
        cite = _PERSONAL_2024 if later else _PERSONAL
        return ExtensionLimit(months=months, governs=True, reason=reason, cite=cite)
    cite = _FIXED_ASSET if family == "fixed_asset" else _WORKING_CAPITAL
    governs, reason = None, "the day of the contract is not stated"
    if signed_on is not None:
        governs = signed_on >= _SINCE
        reason = _LATER if governs else _KEPT
    return ExtensionLimit(months=_up_to_half(term), governs=governs, reason=reason, cite=cite)
