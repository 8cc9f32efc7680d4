"""The texts that demand these procedures. Policies that ship cite the same ones."""

from __future__ import annotations

from typing import Final

from postloan.citation import Citation, Document

__all__ = [
    "ARCHIVES",
    "BRANCH",
    "CLASSIFYING",
    "DIFFERENTIATED",
    "FIXED_ASSETS",
    "HOUSING",
    "INTERVAL",
    "LENDERS",
    "MICROLOAN",
    "POST_LOAN",
    "RETAIL",
    "UNSECURED",
    "read",
]


def _lenders(title: str, title_zh: str, issuer: str) -> Document:
    """Return a lender's own rules, which have no date."""
    return Document(title=title, title_zh=title_zh, issuer=issuer, edition="undated")


BRANCH: Final = _lenders(
    "Branch Measures for Post-Loan Management",
    "支行贷后管理办法",
    "a branch of a city commercial bank",
)
ARCHIVES: Final = _lenders(
    "Post-Loan Rules on Archives and Customer Care",
    "贷后管理制度:信贷档案与客户维护",
    "a lender",
)
DIFFERENTIATED: Final = _lenders("How to Do Post-Loan Management Well", "差异化贷后管理", "a bank")
HOUSING: Final = _lenders(
    "Rules for the Post-Loan Management of Personal Housing Loans",
    "个人住房贷款贷后管理规定",
    "a bank",
)
POST_LOAN: Final = _lenders("Post-Loan Measures of a Bank", "银行贷后管理办法", "a bank")
UNSECURED: Final = _lenders(
    "Post-Loan Rules for Unsecured Credit Loans", "信用贷款贷后管理制度", "a bank"
)
INTERVAL: Final = _lenders(
    "Post-Loan Measures of a Lending Company", "贷款公司贷后管理办法", "a lending company"
)
MICROLOAN: Final = _lenders(
    "Post-Loan Measures of a Microloan Company",
    "小额贷款公司贷款贷后管理办法",
    "a microloan company",
)
RETAIL: Final = _lenders(
    "Post-Loan Rules of a Retail Lender", "零售贷款贷后管理实施细则", "a retail lender"
)
LENDERS: Final = (
    BRANCH,
    ARCHIVES,
    DIFFERENTIATED,
    HOUSING,
    POST_LOAN,
    UNSECURED,
    INTERVAL,
    MICROLOAN,
    RETAIL,
)
"""Lenders' own rules."""
CLASSIFYING: Final = Document(
    title="Measures for the Risk Classification of Financial Assets of Commercial Banks",
    title_zh="商业银行金融资产风险分类办法",
    issuer="CBIRC and PBC",
    edition="2023",
    number="Order [2023] No. 1",
)
FIXED_ASSETS: Final = Document(
    title="Fixed Asset Loans Measures",
    title_zh="固定资产贷款管理办法",
    issuer="NFRA",
    edition="2024",
    number="Order [2024] No. 1",
)


def read(document: Document, article: str) -> Citation:
    """Return a place in a document whose text was read.

    >>> print(read(HOUSING, "Art. 4").article)
    Art. 4
    """
    return Citation(document=document, article=article, grade="read")
