"""Facts about past tiers, cures and locks."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.keys import CLASSIFIED_BEFORE, PREVIOUS_TIER, PREVIOUS_TIER_FELL
from postloan.facts.making import count, event, harm, measured, months
from postloan.tiers import Tier

__all__ = ["PAST"]

PAST: Final[tuple[Fact[FactValue], ...]] = (
    PREVIOUS_TIER,
    CLASSIFIED_BEFORE,
    PREVIOUS_TIER_FELL,
    measured(
        "arrears_cleared",
        "欠款已清",
        "Whether overdue amounts and related costs are fully paid.",
        derived=True,
        worse="lower",
    ),
    months(
        "months_performing",
        "正常履约月数",
        "Whole months without arrears since they were cleared, or since disbursement.",
        derived=True,
        worse="lower",
    ),
    count(
        "periods_performing",
        "正常履约期数",
        "Consecutive repayment periods paid in full and on time since the arrears were cleared.",
        derived=True,
        worse="lower",
    ),
    event("restructured", "已重组", "Restructured while in financial difficulty.", derived=True),
    measured(
        "difficulty_solved",
        "财务困难已解决",
        "Whether the debtor's financial difficulty is found to be solved.",
        worse="lower",
    ),
    event(
        "in_observation",
        "观察期内",
        "In the observation period after restructuring, as the policy counts it.",
        derived=True,
    ),
    harm(
        "restructured_again",
        "再次重组",
        "Restructured again within observation, after a due date was not met or the "
        "difficulty was not solved.",
        derived=True,
    ),
    event("in_cure", "治愈期内", "Forborne while non-performing, and not yet cured.", derived=True),
    event("in_probation", "考察期内", "Forborne and performing, on probation.", derived=True),
    harm(
        "relapsed",
        "考察期内反弹",
        "In cure again after a relapse on probation.",
        derived=True,
    ),
    event(
        "forbearance_to_reassess",
        "重组后须重新评估",
        "On probation and never non-performing, and a further measure or more days past due "
        "than probation allows ask for an assessment of the debtor.",
        derived=True,
    ),
    event(
        "in_merger_lock",
        "并购锁定期",
        "Within the lock after the debtor's merger.",
        derived=True,
    ),
    event(
        "re_age_barred",
        "不得重置账龄",
        "The account's age and past re-ages bar another one.",
        derived=True,
    ),
    event("extended", "展期", "The loan has been extended.", either=True),
    event("able_to_perform", "具备履约能力", "Assessed as able to keep performing.", worse="lower"),
    Fact[Tier](
        name="lock_tier",
        kind="tier",
        name_zh="锁定分类",
        dimensional=True,
        meaning="The tier on the day a lock began; the worst where several hold.",
        source="derived",
        worse="higher",
    ),
)
