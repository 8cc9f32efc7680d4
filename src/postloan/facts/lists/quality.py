"""Facts about the quality of the asset and about its obligor."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import days, event, fact, harm, measured, share

__all__ = ["QUALITY"]

QUALITY: Final[tuple[Fact[FactValue], ...]] = (
    measured(
        "credit_impaired",
        "已发生信用减值",
        "Whether the asset is credit-impaired in the accounting sense (CAS 22, IFRS 9 stage 3).",
        worse="higher",
    ),
    share(
        "loss_share",
        "预期信用损失占比",
        "Expected credit loss as a share of book balance.",
        worse="higher",
    ),
    harm(
        "external_rating_cut",
        "外部评级大幅下调",
        "The external rating of debtor or "
        "asset was cut so sharply that ability to perform clearly falls.",
    ),
    harm("debt_evasion", "逃废债务", "The debtor evades bank debt."),
    harm("granted_unlawfully", "违法违规发放", "The loan was granted in breach of law."),
    harm("unable_to_repay", "无力归还", "The borrower was found unable to repay."),
    harm("bankruptcy_liquidation", "破产清算", "The debtor is in bankruptcy liquidation."),
    harm(
        "repaid_by_new_borrowing",
        "借新还旧",
        "Repaid by new borrowing or other debt financing, and no exception covers it.",
    ),
    share(
        "obligor_nonperforming_share",
        "本行债务不良占比",
        "Non-performing share of the obligor's claims at this bank.",
        worse="higher",
    ),
    measured(
        "obligor_nonperforming_elsewhere",
        "他行不良",
        "Whether the obligor has non-performing debt at another bank.",
        worse="higher",
    ),
    days(
        "obligor_material_days_past_due",
        "债务人重大逾期连续天数",
        "Days in a row on which the arrears of all the obligor's loans that are not retail, "
        "taken together and technical ones left out, exceeded both limits of materiality.",
        derived=True,
        worse="higher",
    ),
    share(
        "obligor_overdue_90_share_all_banks",
        "全部银行逾期90天以上占比",
        "Share of the obligor's debt at all banks that is over 90 days past due.",
        worse="higher",
    ),
    measured(
        "obligor_has_impaired_asset",
        "债务人有减值资产",
        "Whether the obligor still has a credit-impaired asset at this bank.",
        worse="higher",
    ),
    measured(
        "obligor_has_nonperforming_asset",
        "债务人有不良资产",
        "Whether any of the obligor's claims at this bank is non-performing.",
        worse="higher",
    ),
    share(
        "obligor_overdue_90_share",
        "本行债务逾期90天以上占比",
        "Share of the obligor's claims at this bank that is over 90 days past due.",
        worse="higher",
    ),
    measured(
        "obligor_arrears_cleared",
        "债务人欠款全部结清",
        "Whether nothing is past due on any of the obligor's claims at this bank.",
        worse="lower",
    ),
    harm(
        "obligor_group_nonperforming",
        "集团其他成员有不良",
        "Another member of the obligor's group has a non-performing claim at this bank.",
    ),
    event(
        "looked_through",
        "穿透至基础资产",
        "An asset-management or securitised product that is classed by what lies under it.",
    ),
    fact(
        "underlying_tier",
        "基础资产最差分类",
        "The worst tier among those of the assets under a product that can be seen.",
        kind="tier",
        worse="higher",
    ),
    event(
        "enhancement_accepted",
        "监管认可增信",
        "Covered by credit enhancement that the banking regulator accepts.",
        worse="lower",
    ),
)
