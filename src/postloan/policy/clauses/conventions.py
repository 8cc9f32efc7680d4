"""The conventions of a policy: how it counts days and money."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, get_args

import attrs

from postloan.arrears.counting import PARTS, DayCounting, Part, PauseCounting
from postloan.arrears.seasons import CropSeasons
from postloan.arrears.spells import Materiality
from postloan.calendars.dated import Roll
from postloan.cures.terms import CureTerms, ForbearanceTerms, ObservationTerms, ReAgeTerms
from postloan.dates import DayOne, Period
from postloan.money import Money
from postloan.tiers import FIVE_TIER, Scale

__all__ = ["MONEY_ROUNDINGS", "Conventions", "MoneyRounding"]

MoneyRounding = Literal["half_up", "half_even", "up", "down"]
"""How an amount between two of the last decimal is rounded; up is away from nothing."""
MONEY_ROUNDINGS: Final[tuple[MoneyRounding, ...]] = get_args(MoneyRounding)


@attrs.frozen(kw_only=True)
class Conventions:
    """How things are counted, as the policy states it; None is not stated."""

    day_one: DayOne | None = None
    """The first day that counts as past due."""
    grace_days: int | None = None
    """Days past due that are left out of the count, for the loan."""
    instalment_grace_days: int | None = None
    """The same where instalments are looked at one by one."""
    pauses: PauseCounting | None = None
    """Whether paused days count; they do where it is not stated."""
    material_amount: Decimal | None = None
    """In the policy's currency: arrears of more than this may be material."""
    material_amount_retail: Decimal | None = None
    """The same for retail exposures; that of all where it is not stated."""
    material_share: Decimal | None = None
    """Share of what is unpaid of the loan: arrears of more than this may be material."""
    allocation: tuple[Part, ...] | None = None
    """In which order payments cover the parts of an instalment; that of `PARTS` where it is not
    stated. Of instalments the oldest due is always covered first."""
    calendar: str | None = None
    """Id of the calendar that says which days are working days: a shipped one, or the host's."""
    roll: Roll | None = None
    """Where a due date goes that is no working day; None is nowhere."""
    currency: str | None = None
    """Currency of the plain numbers that stand for money in its conditions."""
    money_places: int | None = None
    """Decimals at which provisions are rounded, 2 being cents; None leaves them exact."""
    money_rounding: MoneyRounding | None = None
    """How they are rounded; stated with `money_places`."""
    nonperforming: str | None = None
    """The best of the non-performing levels; substandard where its scale maps to the five tiers."""
    observation: ObservationTerms | None = None
    """How restructured loans are observed."""
    merger_lock: Period | None = None
    """How long after a merger of the debtor its tiers may not be raised."""
    forbearance: ForbearanceTerms | None = None
    """How forborne loans are cured and on probation."""
    re_age: ReAgeTerms | None = None
    """How often an account may be re-aged."""
    crop_seasons: tuple[CropSeasons, ...] | None = None
    """The seasons of each product that is counted by harvests."""

    @property
    def counting(self) -> DayCounting | None:
        """How days past due are counted; None where the policy does not state day one."""
        if self.day_one is None:
            return None
        return DayCounting(
            day_one=self.day_one,
            grace_days=self.grace_days or 0,
            instalment_grace_days=self.instalment_grace_days or 0,
            pauses=self.pauses or "counted",
            allocation=self.allocation or PARTS,
        )

    @property
    def materiality(self) -> Materiality | None:
        """The limits that material arrears exceed; None where the policy has none."""
        if self.material_amount is None or self.material_share is None or self.currency is None:
            return None
        retail = self.material_amount_retail
        return Materiality(
            amount=Money(self.material_amount, self.currency),
            share=self.material_share,
            retail_amount=None if retail is None else Money(retail, self.currency),
        )

    def rounded(self, amount: Money) -> Money:
        """Return an amount rounded as the policy says; the same where it does not."""
        if self.money_places is None or self.money_rounding is None:
            return amount
        return amount.rounded(self.money_places, f"ROUND_{self.money_rounding.upper()}")

    def cure_terms(self, scale: Scale) -> CureTerms:
        """Return what the policy asks for before a tier of `scale` may be raised."""
        level = self.nonperforming
        if level is None and scale.refines(FIVE_TIER):
            level = "substandard"
        return CureTerms(
            observation=self.observation,
            merger_lock=self.merger_lock,
            forbearance=self.forbearance,
            re_age=self.re_age,
            nonperforming=None if level is None else scale.level(level),
        )
