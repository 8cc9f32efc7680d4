"""The core facts: one name each, everywhere.

Silence is declared here, once: measured facts are unknown when nobody recorded them; conduct and
event facts count as "none recorded", which is False.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from postloan.errors import InvalidValue, UnknownFact
from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import code as _code
from postloan.facts.making import count as _count
from postloan.facts.making import days as _days
from postloan.facts.making import enum as _enum
from postloan.facts.making import event as _event
from postloan.facts.making import harm as _harm
from postloan.facts.making import left as _left
from postloan.facts.making import measured as _measured
from postloan.facts.making import money as _money
from postloan.facts.making import months as _months
from postloan.facts.making import ratio as _ratio
from postloan.facts.making import share as _share
from postloan.facts.payouts import PAYOUTS
from postloan.facts.reserves import RESERVES
from postloan.facts.signs import SIGNS
from postloan.facts.verdicts import VERDICTS
from postloan.model.loan import PAYMENT_MODES, SECURITY_KINDS
from postloan.model.parties import BORROWER_KINDS
from postloan.tiers import Tier

__all__ = [
    "CLASSIFIED_BEFORE",
    "CORE",
    "COUNTED",
    "DAYS_PAST_DUE",
    "OUTCOMES",
    "PREVIOUS_TIER",
    "PREVIOUS_TIER_FELL",
    "TIER",
    "TIER_FELL",
    "Catalogue",
]

DAYS_PAST_DUE: Final = Fact[int](
    name="days_past_due",
    kind="days",
    name_zh="逾期天数",
    meaning="Days since the oldest unpaid due date, as the policy counts them.",
    source="derived",
    minimum=0,
    worse="higher",
)
PREVIOUS_TIER: Final = Fact[Tier](
    name="previous_tier",
    kind="tier",
    name_zh="上期分类",
    meaning="The last tier on record before this date; the best level where there is no history.",
    source="derived",
    dimensional=True,
    worse="higher",
)
CLASSIFIED_BEFORE: Final = Fact[bool](
    name="classified_before",
    kind="bool",
    name_zh="曾分类",
    meaning="Whether a tier was on record before this date.",
    source="derived",
    dimensional=True,
)
PREVIOUS_TIER_FELL: Final = Fact[bool](
    name="previous_tier_fell",
    kind="bool",
    name_zh="上期下调",
    meaning="Whether the last change of tier on record was to a worse one.",
    source="derived",
    silence=False,
    dimensional=True,
)
TIER: Final = Fact[Tier](
    name="tier",
    kind="tier",
    name_zh="分类",
    meaning="The tier that this decision gives; seen by inspections, duties, "
    "provisions and examples.",
    source="outcome",
    dimensional=True,
)
TIER_FELL: Final = Fact[bool](
    name="tier_fell",
    kind="bool",
    name_zh="分类下调",
    meaning="Whether the tier is worse than the previous one, or is still the one it fell to.",
    source="outcome",
    dimensional=True,
)


OUTCOMES: Final = frozenset((TIER.name, TIER_FELL.name))
"""Names of the facts that a policy decides."""


COUNTED: Final = (
    "obligor_nonperforming_share",
    "obligor_has_nonperforming_asset",
    "obligor_overdue_90_share",
    "obligor_has_impaired_asset",
    "obligor_arrears_cleared",
)
"""Names of the facts about an obligor that are counted over its claims at this bank."""


class Catalogue(Mapping[str, Fact[FactValue]]):
    """Facts by name. Frozen: `extended` makes a new one.

    Args:
        facts: what it holds; one fact per name.
        providers: for each fact that a plugin gives, the plugin's name and version.

    >>> CORE["days_past_due"].kind
    'days'
    """

    def __init__(
        self, facts: Iterable[Fact[FactValue]], providers: Mapping[str, str] | None = None
    ) -> None:
        by_name: dict[str, Fact[FactValue]] = {}
        for fact in facts:
            if fact.name in by_name:
                raise InvalidValue("Catalogue", "facts", fact.name, "one fact per name")
            by_name[fact.name] = fact
        self._by_name = MappingProxyType(by_name)
        self._providers = dict(providers or {})

    def __getitem__(self, name: str) -> Fact[FactValue]:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownFact(name, self._by_name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __reduce__(
        self,
    ) -> tuple[type[Catalogue], tuple[tuple[Fact[FactValue], ...], dict[str, str]]]:
        return Catalogue, (tuple(self._by_name.values()), self._providers)

    def extended(self, facts: Iterable[Fact[FactValue]], *, provider: str = "") -> Catalogue:
        """Return a catalogue with `facts` added; a name that is taken is refused.

        Args:
            facts: what is added.
            provider: name and version of the plugin that gives them; empty where none does.
        """
        facts = tuple(facts)
        given = {fact.name: provider for fact in facts if provider}
        return Catalogue((*self._by_name.values(), *facts), {**self._providers, **given})

    def provider(self, name: str) -> str:
        """Return name and version of the plugin that gives a fact; empty where none does."""
        return self._providers.get(name, "")


CORE: Final = Catalogue(
    (
        # arrears
        DAYS_PAST_DUE,
        _days(
            "interest_days_past_due",
            "欠息天数",
            "Days since the oldest due date whose interest is unpaid.",
            derived=True,
            worse="higher",
        ),
        _days(
            "contractual_days_past_due",
            "合同逾期天数",
            "Days since the oldest unpaid due date, grace and paused days included.",
            derived=True,
        ),
        _days(
            "cumulative_days_past_due",
            "累计逾期天数",
            "Days on which anything was past due, in a row or not.",
            derived=True,
        ),
        _days(
            "material_days_past_due",
            "重大逾期连续天数",
            "Days in a row on which the arrears exceeded both limits of materiality.",
            derived=True,
        ),
        _measured("paused", "暂停计算逾期", "Whether the day is in a pause.", derived=True),
        _money(
            "overdue_amount",
            "逾期金额",
            "Principal, interest and fees past due and unpaid.",
            derived=True,
            worse="higher",
        ),
        _event(
            "technical_overdue",
            "技术性逾期",
            "The arrears come from an operational or technical cause.",
            worse="lower",
        ),
        _count(
            "periods_missed",
            "逾期期数",
            "Instalments past due and not fully paid.",
            derived=True,
            worse="higher",
        ),
        _days(
            "days_to_maturity",
            "距到期天数",
            "Days until the loan matures, extensions included; negative after maturity.",
            minimum=None,
            derived=True,
        ),
        # terms
        _code("product", "产品", "Product code, such as working_capital or card."),
        _measured("retail", "零售", "Whether the loan is a retail exposure.", derived=True),
        _enum(
            "borrower_kind",
            "借款人类型",
            "What kind of debtor the borrower is.",
            values=BORROWER_KINDS,
        ),
        _enum(
            "security_kind",
            "担保方式",
            "The main security: none (credit), guarantee, mortgage or pledge.",
            values=SECURITY_KINDS,
        ),
        _months(
            "term_months",
            "期限(月)",
            "Months from disbursement to maturity, a part of a month counting as one.",
            derived=True,
        ),
        _money("principal", "贷款本金", "Principal paid out.", derived=True),
        _money("outstanding", "贷款余额", "Principal not yet repaid."),
        _measured(
            "on_balance_sheet", "表内", "Whether the loan is on the balance sheet.", derived=True
        ),
        _enum("payment_mode", "支付方式", "Who pays the loan money out.", values=PAYMENT_MODES),
        _measured("syndicated", "银团贷款", "Whether other lenders share the loan.", derived=True),
        _code("industry", "行业", "Industry code of the borrower."),
        _code("region", "地区", "Region code of the borrower."),
        # quality
        _measured(
            "credit_impaired",
            "已发生信用减值",
            "Whether the asset is credit-impaired "
            "in the accounting sense (CAS 22, IFRS 9 stage 3).",
            worse="higher",
        ),
        _share(
            "loss_share",
            "预期信用损失占比",
            "Expected credit loss as a share of book balance.",
            worse="higher",
        ),
        _harm(
            "external_rating_cut",
            "外部评级大幅下调",
            "The external rating of debtor or "
            "asset was cut so sharply that ability to perform clearly falls.",
        ),
        _harm("debt_evasion", "逃废债务", "The debtor evades bank debt."),
        _harm("bankruptcy_liquidation", "破产清算", "The debtor is in bankruptcy liquidation."),
        _harm(
            "repaid_by_new_borrowing",
            "借新还旧",
            "Repaid by new borrowing or other debt financing, and no exception covers it.",
        ),
        # obligor
        _share(
            "obligor_nonperforming_share",
            "本行债务不良占比",
            "Non-performing share of the obligor's claims at this bank.",
            worse="higher",
        ),
        _measured(
            "obligor_nonperforming_elsewhere",
            "他行不良",
            "Whether the obligor has non-performing debt at another bank.",
            worse="higher",
        ),
        _share(
            "obligor_overdue_90_share_all_banks",
            "全部银行逾期90天以上占比",
            "Share of the obligor's debt at all banks that is over 90 days past due.",
            worse="higher",
        ),
        _measured(
            "obligor_has_impaired_asset",
            "债务人有减值资产",
            "Whether the obligor still has a credit-impaired asset at this bank.",
            worse="higher",
        ),
        _measured(
            "obligor_has_nonperforming_asset",
            "债务人有不良资产",
            "Whether any of the obligor's claims at this bank is non-performing.",
            worse="higher",
        ),
        _share(
            "obligor_overdue_90_share",
            "本行债务逾期90天以上占比",
            "Share of the obligor's claims at this bank that is over 90 days past due.",
            worse="higher",
        ),
        _measured(
            "obligor_arrears_cleared",
            "债务人欠款全部结清",
            "Whether nothing is past due on any of the obligor's claims at this bank.",
            worse="lower",
        ),
        _measured(
            "obligor_group_nonperforming",
            "集团其他成员有不良",
            "Whether another member of the obligor's group has a "
            "non-performing claim at this bank.",
            worse="higher",
        ),
        _event(
            "enhancement_accepted",
            "监管认可增信",
            "Covered by credit enhancement that the banking regulator accepts.",
            worse="lower",
        ),
        # history
        PREVIOUS_TIER,
        CLASSIFIED_BEFORE,
        PREVIOUS_TIER_FELL,
        _measured(
            "arrears_cleared",
            "欠款已清",
            "Whether overdue amounts and related costs are fully paid.",
            derived=True,
            worse="lower",
        ),
        _months(
            "months_performing",
            "正常履约月数",
            "Whole months without arrears since they were cleared, or since disbursement.",
            derived=True,
            worse="lower",
        ),
        _count(
            "periods_performing",
            "正常履约期数",
            "Consecutive repayment periods paid in "
            "full and on time since the arrears were cleared.",
            derived=True,
            worse="lower",
        ),
        _event(
            "restructured", "已重组", "Restructured while in financial difficulty.", derived=True
        ),
        _measured(
            "difficulty_solved",
            "财务困难已解决",
            "Whether the debtor's financial difficulty is found to be solved.",
            worse="lower",
        ),
        _event(
            "in_observation",
            "观察期内",
            "In the observation period after restructuring, as the policy counts it.",
            derived=True,
        ),
        _harm(
            "restructured_again",
            "再次重组",
            "Restructured again within observation, after a due date was not met or the "
            "difficulty was not solved.",
            derived=True,
        ),
        _event(
            "in_cure", "治愈期内", "Forborne while non-performing, and not yet cured.", derived=True
        ),
        _event("in_probation", "考察期内", "Forborne and performing, on probation.", derived=True),
        _harm(
            "relapsed",
            "考察期内反弹",
            "In cure again after a relapse on probation.",
            derived=True,
        ),
        _event(
            "in_merger_lock",
            "并购锁定期",
            "Within the lock after the debtor's merger.",
            derived=True,
        ),
        _event(
            "re_age_barred",
            "不得重置账龄",
            "The account's age and past re-ages bar another one.",
            derived=True,
        ),
        _event("extended", "展期", "The loan has been extended.", either=True),
        # security
        _money(
            "collateral_value",
            "押品价值",
            "Value of all collateral held, as last assessed.",
            either=True,
            worse="lower",
        ),
        _ratio(
            "loan_to_value",
            "抵押率",
            "Outstanding over collateral value.",
            either=True,
            worse="higher",
        ),
        _ratio(
            "collateral_coverage",
            "押品覆盖率",
            "Collateral value over outstanding.",
            either=True,
            worse="lower",
        ),
        _days(
            "days_since_valuation",
            "距上次评估天数",
            "Days since the collateral was last valued; of several, the longest.",
            either=True,
            worse="higher",
        ),
        _left(
            "guarantee_days_left",
            "保证期间剩余天数",
            "Days until the first guarantee is lost: until its period ends, or once it was called "
            "in time its limitation; negative after.",
            either=True,
        ),
        _left(
            "limitation_days_left",
            "诉讼时效剩余天数",
            "Days until the limitation period ends; negative after.",
            either=True,
        ),
        _event("judged", "已取得执行依据", "There is a judgment to enforce.", derived=True),
        _left(
            "enforcement_days_left",
            "申请执行时效剩余天数",
            "Days left to apply for enforcement of the judgment; negative after.",
            derived=True,
        ),
        _left(
            "mortgage_days_left",
            "抵押权行使期限剩余天数",
            "Days left to enforce mortgages and registered pledges; negative after.",
            derived=True,
        ),
        _measured(
            "mortgage_registered",
            "抵押已登记",
            "Whether the mortgage is registered; of several, whether all are.",
            either=True,
        ),
        # conduct
        _harm("funds_misappropriated", "挪用贷款", "Loan money was misappropriated."),
        _harm(
            "use_of_funds_changed",
            "改变贷款用途",
            "The use of funds was changed without the lender's consent.",
        ),
        _harm("production_stopped", "停产", "Production has stopped."),
        _harm("production_half_stopped", "半停产", "Production has half stopped."),
        _harm(
            "contingent_advanced", "或有资产垫款", "A contingent item fell due and was advanced."
        ),
        _event(
            "major_event",
            "重大事项",
            "An investment, restructuring, debt dispute, "
            "accident or other event that may hurt the loan's safety.",
        ),
        _harm("contact_lost", "失联", "The borrower cannot be reached."),
        _harm("inspection_refused", "拒绝检查", "The borrower refuses inspection."),
        _harm("false_material", "虚假材料", "False material was supplied."),
        _event(
            "legal_representative_changed", "法定代表人变更", "The legal representative changed."
        ),
        _harm("lawsuit", "涉诉", "The borrower is being sued."),
        _harm("income_fell", "收入明显下降", "The borrower's income fell markedly."),
        _share(
            "settlement_share",
            "结算占比",
            "This bank's share of the borrower's deposits and settlement.",
        ),
        _share("credit_share", "信用占比", "This bank's share of the borrower's credit."),
        # statements
        _ratio("current_ratio", "流动比率", "Current assets over current liabilities."),
        _ratio("quick_ratio", "速动比率", "Quick assets over current liabilities."),
        _ratio("debt_to_assets", "资产负债率", "Total debt over total assets."),
        _ratio(
            "return_on_sales", "销售利润率", "Profit over sales; may be negative.", minimum=None
        ),
        _ratio("receivable_turnover", "应收账款周转率", "Sales over average receivables."),
        _ratio("inventory_turnover", "存货周转率", "Cost of sales over average stock."),
        _ratio(
            "interest_coverage",
            "利息保障倍数",
            "Earnings before interest and tax over interest; may be negative.",
            minimum=None,
        ),
        # gates
        _event(
            "able_to_perform", "具备履约能力", "Assessed as able to keep performing.", worse="lower"
        ),
        Fact[Tier](
            name="lock_tier",
            kind="tier",
            name_zh="锁定分类",
            dimensional=True,
            meaning="The tier on the day a lock began; the worst where several hold.",
            source="derived",
            worse="higher",
        ),
        *PAYOUTS,
        *RESERVES,
        *SIGNS,
        *VERDICTS,
        # outcomes
        TIER,
        TIER_FELL,
    )
)
"""The facts that ship."""
