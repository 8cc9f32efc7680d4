"""Facts about what is past due, and since when."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.keys import DAYS_PAST_DUE
from postloan.facts.making import count, days, event, measured, money

__all__ = ["ARREARS"]

ARREARS: Final[tuple[Fact[FactValue], ...]] = (
    DAYS_PAST_DUE,
    days(
        "interest_days_past_due",
        "欠息天数",
        "Days since the oldest due date whose interest is unpaid.",
        derived=True,
        worse="higher",
    ),
    days(
        "contractual_days_past_due",
        "合同逾期天数",
        "Days since the oldest unpaid due date, grace and paused days included.",
        derived=True,
    ),
    days(
        "cumulative_days_past_due",
        "累计逾期天数",
        "Days on which anything was past due, in a row or not.",
        derived=True,
    ),
    count(
        "cumulative_periods_missed",
        "累计逾期期数",
        "Due dates that were past due at the end of some day, paid later or not.",
        derived=True,
    ),
    days(
        "material_days_past_due",
        "重大逾期连续天数",
        "Days in a row on which the arrears exceeded both limits of materiality.",
        derived=True,
        worse="higher",
    ),
    measured("paused", "暂停计算逾期", "Whether the day is in a pause.", derived=True),
    money(
        "overdue_amount",
        "逾期金额",
        "Principal, interest and fees past due and unpaid.",
        derived=True,
        worse="higher",
    ),
    event(
        "technical_overdue",
        "技术性逾期",
        "The arrears come from an operational or technical cause.",
        worse="lower",
    ),
    count(
        "crop_seasons_overdue",
        "逾期作物季数",
        "Whole crop seasons since the oldest unpaid due date, by the seasons of the policy.",
        derived=True,
        worse="higher",
    ),
    count(
        "periods_missed",
        "逾期期数",
        "Instalments past due and not fully paid.",
        derived=True,
        worse="higher",
    ),
    days(
        "days_to_maturity",
        "距到期天数",
        "Days until the loan matures, extensions included; negative after maturity.",
        minimum=None,
        derived=True,
    ),
)
