"""Security: guarantees and collateral as taken, changed and released, acts and valuations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeVar, get_args

import attrs

from postloan.dates import Period, checked_date
from postloan.errors import InvalidValue
from postloan.model.checks import (
    checked_choice,
    checked_code,
    checked_codes,
    checked_flag,
    checked_instance,
    checked_text,
)
from postloan.model.claims import ClaimAct
from postloan.model.parties import Guarantor
from postloan.model.records import Record
from postloan.money import Money, checked_decimal

__all__ = [
    "COLLATERAL_KINDS",
    "EFFECTED_BY",
    "GUARANTEE_KINDS",
    "PERIOD_TERMS",
    "Collateral",
    "CollateralKind",
    "EffectedBy",
    "Guarantee",
    "GuaranteeKind",
    "GuarantorAct",
    "MaximumAmount",
    "PeriodTerms",
    "SecurityRecord",
    "Valuation",
    "held_on",
]

GuaranteeKind = Literal["general", "joint"]
"""Whether the guarantor answers only once the debtor was sued and enforcement failed (一般保证),
or beside the debtor (连带责任保证). A contract that does not say so is general since 2021 (Civil
Code Art. 686), and joint before."""
GUARANTEE_KINDS: tuple[GuaranteeKind, ...] = get_args(GuaranteeKind)

PeriodTerms = Literal["length", "date", "unclear", "none"]
"""How a contract agrees the guarantee period: a length from the due date, a last day, words that
are unclear, such as "until principal and interest are fully paid", or not at all."""
PERIOD_TERMS: tuple[PeriodTerms, ...] = get_args(PeriodTerms)

CollateralKind = Literal["mortgage", "pledge", "margin"]
"""A mortgage 抵押, a pledge 质押, a margin deposit 保证金."""
COLLATERAL_KINDS: tuple[CollateralKind, ...] = get_args(CollateralKind)

EffectedBy = Literal["registration", "delivery", "contract"]
"""What makes the right exist: registration, handing over the thing or paper, the contract."""
EFFECTED_BY: tuple[EffectedBy, ...] = get_args(EffectedBy)


@attrs.frozen(kw_only=True)
class MaximumAmount:
    """Terms of security for all debts up to a limit (最高额)."""

    limit: Money
    """The most that is secured, more than zero."""
    fixed_on: date | None = None
    """The day on which the secured debts were fixed; None while they are open."""
    last_due_on: date | None = None
    """The last due date among all the debts it secures; None where not stated."""

    def __attrs_post_init__(self) -> None:
        if checked_instance("MaximumAmount", "limit", self.limit, Money).amount <= 0:
            raise InvalidValue("MaximumAmount", "limit", self.limit, "more than zero")
        for field in ("fixed_on", "last_due_on"):
            if (day := getattr(self, field)) is not None:
                checked_date("MaximumAmount", field, day)


@attrs.frozen(kw_only=True)
class SecurityRecord(Record):
    """What every version of a security carries.

    Each restates it whole from the day `on`, the first from the day of its contract. The one
    with the last `on` stands.
    """

    security: str
    """The lender's id of the security, the same in all its versions."""
    maximum: MaximumAmount | None = None
    """Terms of a maximum-amount security; None where it secures this loan alone."""
    released: bool = False
    """Whether it is released from the day `on`."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        owner = type(self).__name__
        checked_code(owner, "security", self.security)
        checked_flag(owner, "released", self.released)
        if self.maximum is not None:
            checked_instance(owner, "maximum", self.maximum, MaximumAmount)


@attrs.frozen(kw_only=True)
class Guarantee(SecurityRecord):
    """A guarantee (保证): what a third person promised, from the day `on`.

    >>> guarantee = Guarantee(
    ...     on=date(2024, 1, 3),
    ...     security="G-1",
    ...     guarantor=Guarantor(id="P-7"),
    ...     kind="joint",
    ...     period="length",
    ...     length=Period.parse("3 years"),
    ... )
    >>> guarantee.released
    False
    """

    guarantor: Guarantor
    """Who gave it."""
    kind: GuaranteeKind
    """One of `GUARANTEE_KINDS`."""
    period: PeriodTerms | None
    """One of `PERIOD_TERMS`; None where not stated. Must be given, if only as None."""
    length: Period | None = None
    """The agreed length from the due date, without working days; given where `period` is
    `length`, else None."""
    until: date | None = None
    """The agreed last day; given where `period` is `date`, else None."""
    amount: Money | None = None
    """The part that is guaranteed, more than zero; None is the whole debt."""
    liable_since: date | None = None
    """In a general guarantee the day on which the right to refuse ended, since enforcement
    against the debtor failed; None while it stands, and in a joint one."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_instance("Guarantee", "guarantor", self.guarantor, Guarantor)
        checked_choice("Guarantee", "kind", self.kind, GUARANTEE_KINDS)
        self._check_period()
        if self.amount is not None:
            amount = checked_instance("Guarantee", "amount", self.amount, Money)
            if amount.amount <= 0:
                raise InvalidValue("Guarantee", "amount", amount, "more than zero")
        if (since := self.liable_since) is not None:
            checked_date("Guarantee", "liable_since", since)
            if self.kind == "joint":
                raise InvalidValue("Guarantee", "liable_since", since, "None in a joint one")

    def _check_period(self) -> None:
        if self.period is not None:
            checked_choice("Guarantee", "period", self.period, PERIOD_TERMS)
        for field, given in (("length", self.length), ("until", self.until)):
            wanted = self.period == _PERIOD_OF[field]
            if (given is not None) != wanted:
                allowed = f"given where period is {_PERIOD_OF[field]}, else None"
                raise InvalidValue("Guarantee", field, given, allowed)
        if self.until is not None:
            checked_date("Guarantee", "until", self.until)
        if self.length is not None:
            length = checked_instance("Guarantee", "length", self.length, Period)
            if length.needs_calendar:
                raise InvalidValue("Guarantee", "length", length, "a period without working days")


_PERIOD_OF: Final = {"length": "length", "until": "date"}


@attrs.frozen(kw_only=True)
class GuarantorAct(ClaimAct):
    """An act against one guarantor, or of that guarantor. It counts for no other."""

    guarantee: str
    """Id of the guarantee (`Guarantee.security`)."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_code("GuarantorAct", "guarantee", self.guarantee)


def _ratio(value: Decimal | int | None) -> Decimal | None:
    if value is None:
        return None
    ratio = checked_decimal("Collateral", "ratio", value)
    if not 0 < ratio <= 1:
        raise InvalidValue("Collateral", "ratio", value, "more than 0 and at most 1")
    return ratio


def _other_debts(value: Sequence[str]) -> tuple[str, ...]:
    return checked_codes("Collateral", "other_debts", value)


@attrs.frozen(kw_only=True)
class Collateral(SecurityRecord):
    """Collateral (押品) as it stands from the day `on`.

    >>> house = Collateral(on=date(2024, 1, 3), security="C-1", kind="mortgage", registered=True)
    >>> house.provider is None
    True
    """

    kind: CollateralKind
    """One of `COLLATERAL_KINDS`."""
    asset: str | None = None
    """Code of what it is, such as real_estate; None where not stated."""
    provider: str | None = None
    """Id of who gave it; None is the borrower."""
    effected_by: EffectedBy | None = None
    """One of `EFFECTED_BY`, of which a contract makes no pledge; None where not stated."""
    registered: bool | None = None
    """Whether it is registered; None where not stated."""
    certificate: str | None = None
    """Number of the warrant or certificate of registration (他项权证); None where not stated."""
    keeper: str | None = None
    """Id of who keeps the thing or its papers; None where not stated."""
    ratio: Decimal | None = attrs.field(default=None, converter=_ratio)
    """The most that may be lent against its value (抵押率), more than 0 and at most 1; None where
    not stated."""
    other_debts: tuple[str, ...] = attrs.field(default=(), converter=_other_debts)
    """Ids of the other loans that it secures; () is none."""
    until: date | None = None
    """The last day of its contract; None where not stated."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_choice("Collateral", "kind", self.kind, COLLATERAL_KINDS)
        if self.effected_by is not None:
            checked_choice("Collateral", "effected_by", self.effected_by, EFFECTED_BY)
            if (self.kind, self.effected_by) == ("pledge", "contract"):
                allowed = "registration or delivery in a pledge"
                raise InvalidValue("Collateral", "effected_by", self.effected_by, allowed)
        if self.registered is not None:
            checked_flag("Collateral", "registered", self.registered)
        for field in ("asset", "provider", "certificate", "keeper"):
            if (code := getattr(self, field)) is not None:
                checked_code("Collateral", field, code)
        if self.until is not None:
            checked_date("Collateral", "until", self.until)


@attrs.frozen(kw_only=True)
class Valuation(Record):
    """What a collateral was worth on the day `on`."""

    collateral: str
    """Id of the collateral (`Collateral.security`)."""
    value: Money
    """Its whole value, zero or more, in any currency."""
    by: str | None = None
    """Id of who valued it; None where not stated."""
    source: str | None = None
    """How it was valued, for people to read; None where not stated."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        checked_code("Valuation", "collateral", self.collateral)
        if checked_instance("Valuation", "value", self.value, Money).amount < 0:
            raise InvalidValue("Valuation", "value", self.value, "zero or more")
        if self.by is not None:
            checked_code("Valuation", "by", self.by)
        if self.source is not None:
            checked_text("Valuation", "source", self.source)


S = TypeVar("S", bound=SecurityRecord)


def held_on(versions: Iterable[S], on: date) -> tuple[tuple[S, ...], ...]:
    """Return for each security held on a day its versions up to then, oldest first.

    Released ones are left out. The securities stand in the order of their ids.

    >>> taken = Collateral(on=date(2024, 1, 3), security="C-1", kind="pledge")
    >>> gone = Collateral(on=date(2024, 6, 3), security="C-1", kind="pledge", released=True)
    >>> len(held_on([gone, taken], date(2024, 6, 2))), held_on([gone, taken], date(2024, 6, 3))
    (1, ())
    """
    by_id: dict[str, list[S]] = {}
    for version in versions:
        if version.on <= on:
            by_id.setdefault(version.security, []).append(version)
    lines = [tuple(sorted(by_id[id], key=lambda version: version.on)) for id in sorted(by_id)]
    return tuple(line for line in lines if not line[-1].released)
