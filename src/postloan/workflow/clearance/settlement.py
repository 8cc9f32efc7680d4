"""What a clearance keeps of its loan: what is owed, what is held, how long it may take."""

from __future__ import annotations

import attrs

from postloan.dates import Period
from postloan.errors import InvalidValue
from postloan.money import Money
from postloan.security.cover import Pledged

__all__ = ["Obligations", "Settlement", "Terms"]


@attrs.frozen(kw_only=True, cache_hash=True)
class Obligations:
    """All that is owed under a loan, as the ledger has it; each amount at least 0.

    None is an amount that nobody stated. It is not zero: nothing is cleared on it.

    Attributes:
        principal: principal 本金.
        interest: interest 利息.
        penalty: penalty interest and compound interest 罚息、复利.
        fees: fees and costs of enforcement.
        contingent: contingent claims, such as guarantees issued and not returned 或有债权.
        maximum_amount: other debts that the same security covers up to a maximum 最高额.
        written_off: what left the books unpaid, written off or charged off 核销; it is owed still.
        rescheduled: what was moved into another contract unpaid.
        overpaid: what was paid too much; it is to be refunded.
    """

    principal: Money | None = None
    interest: Money | None = None
    penalty: Money | None = None
    fees: Money | None = None
    contingent: Money | None = None
    maximum_amount: Money | None = None
    written_off: Money | None = None
    rescheduled: Money | None = None
    overpaid: Money | None = None

    def __attrs_post_init__(self) -> None:
        for field, amount in self.amounts():
            if amount is not None and amount < Money.zero(amount.currency):
                raise InvalidValue("Obligations", field, amount, "at least 0")

    @classmethod
    def met(cls, currency: str, overpaid: Money | None = None) -> Obligations:
        """Return that nothing is owed, and what was overpaid; None is nothing.

        >>> Obligations.met("CNY").owed()
        ()
        """
        nothing = Money.zero(currency)
        return cls(**(dict.fromkeys(_AMOUNTS, nothing) | {"overpaid": overpaid or nothing}))

    def __str__(self) -> str:
        """Return what is owed, what is not stated, and what was overpaid.

        >>> print(attrs.evolve(Obligations.met("CNY"), principal=Money(5, "CNY"), fees=None))
        principal of 5 CNY; not stated: fees
        >>> print(Obligations.met("CNY"))
        nothing owed
        """
        told = [
            f"{name} of {amount}".replace("_", " ") for name, amount in self.amounts() if amount
        ]
        if unstated := [name for name, amount in self.amounts() if amount is None]:
            told.append(f"not stated: {', '.join(unstated)}".replace("_", " "))
        return "; ".join(told) or "nothing owed"

    def amounts(self) -> tuple[tuple[str, Money | None], ...]:
        """Return each amount with its name."""
        return tuple((name, getattr(self, name)) for name in _AMOUNTS)

    def owed(self) -> tuple[tuple[str, Money | None], ...]:
        """Return what is owed or not stated, with its name; empty where all is paid."""
        owed = self.amounts()[:-1]
        return tuple((name, amount) for name, amount in owed if amount is None or amount)

    def total(self, currency: str) -> Money | None:
        """Return the sum of what is owed; None where any of it is not stated."""
        owed = [amount for _, amount in self.owed()]
        known = [amount for amount in owed if amount is not None]
        return Money.total(known, currency) if len(known) == len(owed) else None

    def waivable(self, tolerance: Money) -> bool | None:
        """Return whether what is owed is a residue that a lender may waive: small, and a debt.

        It is owed until it is waived: the waiver is booked, and the ledger states what is left.

        Args:
            tolerance: the most that may be waived in all, itself included.

        Returns:
            None where an amount is not stated and what is known is small. Contingent claims, debts
            under a maximum amount, and what left the books or went into another contract are never
            a residue.

        Raises:
            CurrencyMismatch: an amount is in another currency.

        >>> from decimal import Decimal
        >>> left = attrs.evolve(Obligations.met("CNY"), interest=Money(Decimal("0.45"), "CNY"))
        >>> left.waivable(Money(1, "CNY")), left.waivable(Money(Decimal("0.4"), "CNY"))
        (True, False)
        """
        owed = dict(self.owed())
        known = {name: amount for name, amount in owed.items() if amount is not None}
        residue = Money.total(known.values(), tolerance.currency)
        if residue > tolerance or not known.keys() <= _RESIDUES:
            return False
        return True if len(known) == len(owed) else None


_AMOUNTS = tuple(field.name for field in attrs.fields(Obligations))
_RESIDUES = frozenset({"principal", "interest", "penalty", "fees"})


@attrs.frozen(kw_only=True, cache_hash=True)
class Terms:
    """How long clearance may take, and what delay costs; None where nothing is demanded.

    Attributes:
        deregister_within: from the end of the claim until the register is written off.
        return_within: from the end of the claim until everything is returned.
        lost_adds: more time, in the same unit, where papers were lost.
        compensation_per_day: what the lender owes for each day of delay in returning.
    """

    deregister_within: Period | None = None
    return_within: Period | None = None
    lost_adds: Period | None = None
    compensation_per_day: Money | None = None

    def __attrs_post_init__(self) -> None:
        within, adds = self.return_within, self.lost_adds
        if adds is not None and (within is None or within.unit != adds.unit):
            raise InvalidValue("Terms", "lost_adds", adds, "in the unit of return_within")


@attrs.frozen(kw_only=True)
class Settlement:
    """What a clearance keeps of its loan."""

    currency: str
    """The loan's."""
    officer: str
    """Id of the credit officer who answers for it."""
    terms: Terms
    """How long it may take."""
    pledged: tuple[Pledged, ...]
    """All that secured it at first; what is held and what was released together."""
    held: frozenset[str]
    """Ids of what is held still."""
    released: frozenset[str] = frozenset()
    """Ids of what was released."""
    written_off: frozenset[str] = frozenset()
    """Ids of what is held and no longer on the register."""
    asked: frozenset[str] = frozenset()
    """Ids of what is asked for while the loan runs."""
    lost: frozenset[str] = frozenset()
    """Ids of what is held without its papers."""
    papers_were_lost: bool = False
    """Whether papers were lost at any time."""
    bound: frozenset[str] = frozenset()
    """Ids of guarantors who are not discharged."""
    letters: frozenset[str] = frozenset()
    """Ids of letters of guarantee whose originals are out."""
    obligations: Obligations = Obligations()
    """What is owed, as last stated."""

    @property
    def refund_due(self) -> Money:
        """What was overpaid and not yet refunded."""
        return self.obligations.overpaid or Money.zero(self.currency)
