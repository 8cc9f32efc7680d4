"""Facts about how loan money is paid out and what for."""

from __future__ import annotations

from typing import Final

from postloan.facts.fact import Fact, FactValue
from postloan.facts.making import event, fact, measured, money, months, share

__all__ = ["PAYOUTS"]

PAYOUTS: Final[tuple[Fact[FactValue], ...]] = (
    money("funds_on_account", "结算账户资金", "Money on the borrower's settlement account."),
    share("margin_share", "保证金比例", "Margin over the face of a bill or guarantee."),
    measured(
        "platform_funded", "线上项目", "Whether an online platform raises the money that is lent."
    ),
    event("repaid_early", "提前还款", "The loan was repaid before it fell due."),
    share(
        "use_tracked_share",
        "资金用途跟踪比例",
        "Share of what was paid out whose use is on record and was compared with what was agreed.",
        derived=True,
        worse="lower",
    ),
    money(
        "off_purpose_amount",
        "非约定用途金额",
        "Money that is on record as used for another purpose than was agreed.",
        derived=True,
        worse="higher",
    ),
    # the payment looked at
    money("single_payment", "单笔支付金额", "The amount of one payment to one payee."),
    share(
        "payment_share_of_project",
        "单笔支付占项目总投资比例",
        "One payment over the total investment of the project.",
    ),
    measured(
        "payee_known", "交易对象已确定", "Whether the borrower can say beforehand whom it will pay."
    ),
    measured(
        "payee_takes_cash_only",
        "交易对象不具备非现金结算条件",
        "Whether the payee has no means to be paid but in cash.",
    ),
    measured(
        "new_with_average_credit",
        "新建信贷关系且信用状况一般",
        "Whether the borrower is new to the lender and its credit no more than average.",
    ),
    event(
        "entrusted_by_lender",
        "贷款人认定受托支付",
        "The lender has found that this payment has to be entrusted to it.",
    ),
    event(
        "payout_delayed_by_borrower",
        "因借款人原因未完成支付",
        "The lender could not pay out in time for a cause that lies with the borrower.",
    ),
    # what for, and for how long
    fact(
        "personal_loan_use",
        "个人贷款用途",
        "What a personal loan is for.",
        kind="enum",
        values=("consumption", "business", "housing"),
    ),
    event("online_lending", "互联网贷款", "The loan is applied for, approved and paid out online."),
    months(
        "extension_months",
        "累计展期(月)",
        "All extensions together, from the contract's maturity, a part of a month counting as one.",
        either=True,
    ),
    months("product_maximum_months", "品种最长期限(月)", "The longest term that the product has."),
    measured(
        "long_cash_cycle",
        "现金流回收周期较长",
        "Whether cash comes back slowly in the borrower's line of business.",
    ),
    event(
        "term_approved_by_head_office",
        "总行审批期限",
        "Head office, or whom it delegated, has approved the term.",
    ),
    measured("principal_due_at_end", "到期一次还本", "Whether all principal falls due at the end."),
    # a project that costs more than was planned
    money("project_budget", "项目原定投资金额", "What the project was to cost in all."),
    money("project_investment", "项目实际投资金额", "What the project costs in all."),
    share(
        "project_capital_share",
        "项目资本金比例",
        "The project's own capital over its investment, as it has to be.",
    ),
    event(
        "loan_increased", "追加贷款", "More was lent for the project after it was approved anew."
    ),
    money("sponsor_added", "项目发起人追加投资", "What the sponsor has added for the over-run."),
    measured(
        "over_run_secured", "追加相应担保", "Whether security was added for what was lent more."
    ),
    money("project_spent", "累计投资支出", "What was spent on the project so far.", worse="higher"),
    share(
        "project_work_done",
        "累计完成工作量占比",
        "Work done so far, as a share of all of it.",
        worse="lower",
    ),
    share(
        "project_work_planned",
        "计划进度",
        "Work that the plan has done by now, as a share of all of it.",
    ),
    # a loan renewed
    event("renewed", "续贷", "A new loan repays the old one as it falls due."),
    measured(
        "renewed_from_normal",
        "原贷款为正常类",
        "Whether the old loan was normal when it was renewed.",
    ),
    measured(
        "renewed_before_maturity",
        "到期前签订新合同",
        "Whether the new contract was signed before the old loan matured.",
    ),
    measured(
        "renewal_conditions_met",
        "符合续贷条件",
        "Whether lawful operation, lasting business, good credit, the standards for a new loan and "
        "the lender's own conditions are all found.",
    ),
)
