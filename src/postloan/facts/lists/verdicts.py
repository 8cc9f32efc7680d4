"""Facts that a person judges, as regulators and standards define them."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import days, event, harm, measured, months

__all__ = ["VERDICTS"]

VERDICTS: Final[tuple[Fact[FactValue], ...]] = (
    # default, as Basel and the EU define it
    measured(
        "unlikely_to_pay",
        "预计无法足额偿付",
        "Whether the debtor is unlikely to pay in full unless security is realised.",
        worse="higher",
    ),
    measured("defaulted", "已违约", "Whether the exposure is in default.", worse="higher"),
    months(
        "months_since_default_trigger",
        "违约触发消除后月数",
        "Whole months since the last trigger of default ceased.",
        worse="lower",
    ),
    # expected credit loss
    measured(
        "significant_credit_risk_increase",
        "信用风险显著增加",
        "Whether credit risk has risen significantly since first recognition.",
        worse="higher",
    ),
    event(
        "overdue_30_rebutted",
        "逾期30天推定已推翻",
        "It is shown that more than 30 days past due is no significant increase in credit risk.",
        worse="lower",
    ),
    event(
        "low_credit_risk",
        "较低信用风险",
        "Credit risk is low on the day, and the lender goes by that.",
        worse="lower",
    ),
    # revolving credit, as India looks at it
    days(
        "days_over_limit",
        "连续超限额天数",
        "Days in a row on which the balance stood over the lower of limit and drawing power.",
        worse="higher",
    ),
    days(
        "days_without_credit",
        "连续无贷方发生额天数",
        "Days in a row up to this one without any credit to the account.",
        worse="higher",
    ),
    measured(
        "credits_below_interest",
        "贷方发生额低于应收利息",
        "Whether the credits of the last 90 days, this one included, are less than the interest "
        "debited in them.",
        worse="higher",
    ),
    # the United States
    measured(
        "potential_weakness",
        "潜在缺陷",
        "Whether there is a potential weakness that deserves close attention.",
        worse="higher",
    ),
    measured(
        "well_defined_weakness",
        "明确缺陷",
        "Whether a well-defined weakness endangers repayment.",
        worse="higher",
    ),
    measured(
        "collection_improbable",
        "足额收回可能性极低",
        "Whether collection in full is highly questionable and improbable.",
        worse="higher",
    ),
    measured("uncollectible", "无法收回", "Whether it cannot be collected.", worse="higher"),
    measured("open_end", "循环授信", "Whether it is open-end credit, such as a card."),
    measured("secured_by_home", "住宅抵押", "Whether a home of one to four families secures it."),
    event("junior_lien", "次顺位抵押", "The lender's mortgage stands behind another's."),
    event("bankruptcy_notice", "破产通知", "The lender was notified of the borrower's bankruptcy."),
    event("borrower_died", "借款人死亡", "The borrower has died."),
    harm("fraud_discovered", "发现欺诈", "The loan was found to be obtained by fraud."),
    event(
        "repaying_in_bankruptcy",
        "破产中持续还款",
        "The loan is secured, paid as agreed and shown to be collectible in bankruptcy.",
        worse="lower",
    ),
    event(
        "well_secured_and_in_collection",
        "担保充足且在催收中",
        "The debt is well secured and in the process of collection.",
        worse="lower",
    ),
)
