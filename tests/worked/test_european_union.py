"""Default, non-performing exposures and forbearance in the EU, from loan files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

import attrs
import pytest

from postloan.model.changes import Restructuring
from postloan.model.file import LoanFile
from postloan.model.records import EvidenceValue, TierRecord
from postloan.model.schedule import Instalment, Payment
from postloan.money import Money
from postloan.policy.loading import load_policy
from postloan.portfolio.obligors import review_obligor
from postloan.reviews.pipeline import review
from tests.obligor_files import claim, due
from tests.worked.loans import says

EU: Final = load_policy("eu.npe-forbearance")
DUE: Final = date(2024, 3, 31)
SOUND: Final[Mapping[str, EvidenceValue]] = {
    "unlikely_to_pay": False,
    "defaulted": False,
    "credit_impaired": False,
    "obligor_overdue_90_share": 0,
}


def eur(amount: int) -> Money:
    return Money(amount, "EUR")


def instalments(late: int, later: int) -> tuple[Instalment, ...]:
    dues = due(DUE, amount=late, currency="EUR")
    return (*dues, *due(date(2030, 3, 31), amount=later, currency="EUR")) if later else dues


def retail(late: int, later: int, facts: Mapping[str, EvidenceValue] = SOUND) -> LoanFile:
    return claim("1", facts=facts, retail=True, currency="EUR", dues=instalments(late, later))


@pytest.mark.parametrize(
    "late, later, days, tier",
    [
        (95, 8905, 120, "performing"),  # T-X-7: neither limit
        (100, 8900, 120, "performing"),  # the amount itself is not above it
        (101, 9999, 120, "performing"),  # 1 % itself is not above it
        (101, 9998, 90, "performing"),
        (101, 9998, 91, "non_performing"),
    ],
)
def test_t_x_7_arrears_count_only_while_above_both_limits(
    late: int, later: int, days: int, tier: str
) -> None:
    result = review(retail(late, later), EU, as_of=DUE + timedelta(days=days))
    assert (str(result.tier), result.tier) == (tier, result.could_be)


def test_days_begin_anew_where_a_payment_takes_the_arrears_back_to_a_limit() -> None:
    paid = Payment(on=date(2024, 5, 10), amount=eur(1))
    again = due(date(2024, 6, 30), amount=10, currency="EUR")
    file = retail(101, 0)
    plan = attrs.evolve(file.schedules[0], instalments=(*instalments(101, 0), *again))  # type: ignore[index]
    file = attrs.evolve(file, schedules=(plan,), payments=(paid,))
    first_bad = date(2024, 6, 30) + timedelta(days=91)
    for day, tier in ((first_bad - timedelta(days=1), "performing"), (first_bad, "non_performing")):
        assert str(review(file, EU, as_of=day).tier) == tier


def test_buckets_go_by_the_oldest_unpaid_amount() -> None:
    """EBA answer 2021_6050."""
    two = (*instalments(200, 0), *due(date(2024, 4, 30), amount=200, currency="EUR"))
    file = claim("1", retail=True, currency="EUR", dues=two)
    for paid, since in ((199, DUE), (200, date(2024, 4, 30))):
        part = attrs.evolve(file, payments=(Payment(on=date(2024, 5, 2), amount=eur(paid)),))
        days = review(part, EU, as_of=date(2024, 6, 30)).facts["days_past_due"]
        assert days == (date(2024, 6, 30) - since).days


def test_where_exposures_are_not_retail_the_obligor_is_looked_at_as_a_whole() -> None:
    files = [claim(id, retail=False, currency="EUR", dues=instalments(300, 0)) for id in ("1", "2")]
    last = DUE + timedelta(days=90)
    for day, tier in ((last, "performing"), (last + timedelta(days=1), "non_performing")):
        found = review_obligor(files, EU, as_of=day)
        assert [str(loan.at_least) for loan in found.reviews] == [tier, tier]


@pytest.mark.parametrize("balance, tier", [(800, "non_performing"), (801, "performing")])
def test_a_fifth_over_90_days_pulls_all_retail_loans_of_the_debtor(balance: int, tier: str) -> None:
    sound = {key: value for key, value in SOUND.items() if not key.startswith("obligor")}
    late = claim("1", 200, sound, retail=True, currency="EUR", on_balance_sheet=True,
                 dues=instalments(200, 0))  # fmt: skip
    good = claim("2", balance, sound, retail=True, currency="EUR", on_balance_sheet=True)
    off = claim("3", 5000, sound, retail=True, currency="EUR", on_balance_sheet=False)
    found = review_obligor([late, good, off], EU, as_of=date(2024, 6, 30))
    assert [str(loan.tier) for loan in found.reviews] == ["non_performing", tier, tier]


def forborne(tiers: Iterable[tuple[date, str]], *measures: date) -> LoanFile:
    file = claim("1", facts=SOUND, retail=True, currency="EUR", disbursed_on=date(2018, 1, 5))
    return attrs.evolve(
        file,
        tiers=tuple(TierRecord(on=on, tier=tier, scale="npe") for on, tier in tiers),
        restructurings=tuple(
            Restructuring(on=on, kind="extension", difficulty=True) for on in measures
        ),
    )


def states(file: LoanFile, as_of: date) -> tuple[str, str]:
    result = review(file, EU, as_of=as_of)
    return str(result.tier), str(result.outcomes[1].tier)


def test_t_eu_1_a_year_of_cure_and_two_of_probation() -> None:
    measure = date(2020, 3, 1)
    months = says("months_since_default_trigger", 12, date(2021, 3, 1))
    file = forborne([(date(2019, 12, 31), "non_performing")], measure)
    file = attrs.evolve(file, evidence=(*file.evidence, months))
    assert states(file, date(2021, 2, 28)) == ("non_performing", "forborne_non_performing")
    cured = (*file.tiers, TierRecord(on=date(2021, 3, 1), tier="performing", scale="npe"))
    file = attrs.evolve(file, tiers=cured)
    assert states(file, date(2023, 2, 28)) == ("performing", "forborne_probation")
    assert states(file, date(2023, 3, 1)) == ("performing", "not_forborne")


def test_t_eu_3_a_second_measure_on_a_loan_that_always_performed_is_a_duty_and_no_fall() -> None:
    file = forborne([], date(2020, 3, 1), date(2021, 9, 1))
    result = review(file, EU, as_of=date(2021, 9, 1))
    assert str(result.tier) == "performing"
    assert [item.rule for item in result.agenda] == ["viability-assessment"]
