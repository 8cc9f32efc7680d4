"""Loan books: what reserves are measured against, added up over the loans of a portfolio."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import attrs

from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.money import ROUNDED, Money
from postloan.policy.decisions.decision import Decision
from postloan.reviews.result import Review

__all__ = ["LoanBook"]

_BAD: Final = {"five-tier": "substandard", "sma-npa": "npa", "npe": "non_performing"}
"""The best level that is non-performing, by scale."""


@attrs.frozen(kw_only=True)
class LoanBook:
    """The loans of a portfolio, added up in one currency. Made by `of`.

    Each sum is None where it is not known of one loan: a portfolio is never told smaller, or
    better, than it may be.

    >>> from decimal import Decimal
    >>> from postloan import Money, load_policy
    >>> policy = load_policy("cn.provisions")
    >>> def loan(days: int, outstanding: int) -> Decision:
    ...     money = Money(outstanding, "CNY")
    ...     known = {"credit_impaired": False, "retail": True, "outstanding": money}
    ...     return policy.decide({"days_past_due": days, **known})
    >>> book = LoanBook.of([loan(0, 960), loan(91, 40)], currency="CNY")
    >>> print(book.total_loans, book.nonperforming_loans, book.provision)
    1000 CNY 40 CNY 26.400 CNY
    >>> for reserve in policy.decide(book.facts()).reserves:
    ...     print(reserve.rule, reserve.least, reserve.most)
    general-reserve 10.00 CNY 10.00 CNY
    general-risk-reserve 0.000 CNY None
    loan-loss-reserve-in-range 48.0 CNY 60.0 CNY
    >>> book.coverage(Money(60, "CNY"))
    Decimal('1.5')
    """

    total_loans: Money | None
    """Outstanding of all loans (各项贷款余额)."""
    nonperforming_loans: Money | None
    """Outstanding of those that are non-performing (不良贷款余额)."""
    provision_least: Money | None
    """The least that is set aside for the loans one by one."""
    provision: Money | None
    """What the policies state is set aside for the loans one by one."""
    provision_most: Money | None
    """The most that is set aside for the loans one by one."""

    @classmethod
    def of(cls, answers: Iterable[Decision | Review], *, currency: str) -> LoanBook:
        """Return the book of the loans that were decided, each looked at once.

        Args:
            answers: by policies on the five tiers, on `sma-npa` or `npe`, or on a scale that
                maps to one of them. A loan whose policy says nothing of provisions, or is not
                for it, has nothing set aside.
            currency: of all amounts.

        Raises:
            CurrencyMismatch: an amount in another currency.
            InvalidValue: a policy's scale does not say which loans are non-performing.
        """
        sums: list[Money | None] = [Money.zero(currency)] * 5
        for answer in answers:
            sums = list(map(_plus, sums, _amounts(answer, currency)))
        total, bad, least, stated, most = sums
        return cls(
            total_loans=total,
            nonperforming_loans=bad,
            provision_least=least,
            provision=stated,
            provision_most=most,
        )

    def facts(self) -> dict[str, Money | None]:
        """Return the facts about the portfolio, as `Policy.decide` takes them."""
        return {"total_loans": self.total_loans, "nonperforming_loans": self.nonperforming_loans}

    def provision_to_loans(self, reserve: Money) -> Decimal | None:
        """Return a reserve over all loans (贷款拨备率), rounded half to even at 28 digits.

        None where the loans are not known, or there are none.

        Raises:
            CurrencyMismatch: the reserve is in another currency.
        """
        return _ratio(reserve, self.total_loans)

    def coverage(self, reserve: Money) -> Decimal | None:
        """Return a reserve over the bad loans (拨备覆盖率), rounded half to even at 28 digits.

        None where the bad loans are not known, or there are none.

        Raises:
            CurrencyMismatch: the reserve is in another currency.
        """
        return _ratio(reserve, self.nonperforming_loans)


def _amounts(answer: Decision | Review, currency: str) -> tuple[Money | None, ...]:
    """Return the loan's part of each sum."""
    nothing = Money.zero(currency)
    outstanding = answer.facts["outstanding"]
    if not isinstance(outstanding, Money):
        outstanding = None
    elif outstanding.currency != currency:
        raise CurrencyMismatch(currency, outstanding.currency, "a loan book")
    found = answer.provision
    set_aside = (nothing,) * 3 if found is None else (found.least, found.stated, found.most)
    performing = _is_performing(answer)
    bad = None if performing is None else nothing if performing else outstanding
    return outstanding, bad, *set_aside


def _plus(total: Money | None, amount: Money | None) -> Money | None:
    return None if total is None or amount is None else total + amount


def _is_performing(answer: Decision | Review) -> bool | None:
    """Return whether a loan is performing; None where its tier is not determined."""
    scale = answer.contents.main.scale if isinstance(answer, Decision) else answer.policy.scale
    known = next((each for each in scale.lineage if each.id in _BAD), None)
    if known is None:
        allowed = f"decided on a scale that is or maps to one of {', '.join(_BAD)}"
        raise InvalidValue("LoanBook.of", "answers", scale.id, allowed)
    if answer.tier is None:
        return None
    return scale.coarse(answer.tier, known) < known[_BAD[known.id]]


def _ratio(reserve: Money, loans: Money | None) -> Decimal | None:
    if loans is None or not loans:
        return None
    if reserve.currency != loans.currency:
        raise CurrencyMismatch(loans.currency, reserve.currency, "a ratio")
    return ROUNDED.divide(reserve.amount, loans.amount)
