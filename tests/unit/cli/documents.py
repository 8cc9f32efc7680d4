"""The policy and the portfolios that the tests of the command line work on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.parties import Borrower
from postloan.model.records import Evidence, InspectionRecord
from postloan.model.schedule import Instalment, Payment, Schedule
from postloan.money import Money

OWN: Final = """\
format = "postloan.policy/1"

[policy]
id = "bank.own"
edition = "2024"
title = "Own measures"
title_zh = "自有办法"
issuer = "A bank"
in_force = { from = 2020-01-01, until = 2029-12-31 }
applies_to = "product != 'card'"
scale = "five-tier"
essential = ["days_past_due"]

[documents.law]
title = "The law"
edition = "2004"

[conventions]
day_one = "day_after_due"
grace_days = 0
pauses = "left_out_to_run_day"
allocation = ["fees", "interest", "principal"]
currency = "CNY"
merger_lock = "6 months"

[conventions.observation]
begins = "first_new_due"
lasts = "1 year"
periods = 2
reading = "due_dates"
restarts = true

[codes]
region = ["south", "north"]

[assumptions]
lawsuit = "unknown"

[parameters.visit_every]
unit = "period"
required = true
title = "How often a bad loan is visited"
title_zh = "不良贷款检查频率"
cite = "Art. 9"

[parameters.large]
unit = "money"
value = 1000000

[parameters.limit]
unit = "days"
values = [
  { from = 2020-01-01, until = 2021-12-31, value = 60 },
  { from = 2022-01-01, value = 90 },
]
cite = "Art. 2"

[[dimension]]
id = "stage"
scale = "five-tier"

[[floor]]
id = "overdue"
title = "Overdue"
title_zh = "逾期"
when = "days_past_due > 0"
at_least = "special_mention"
cite = "Art. 1"
grade = ["read"]

[[floor]]
id = "long-overdue"
when = "days_past_due > limit"
at_least = "substandard"
hard = true
cite = { document = "law", article = "Art. 2" }

[[floor]]
id = "large-overdue"
when = "overdue_amount > large"
at_least = "doubtful"
unknown = "report"
in_force = { from = 2022-01-01 }
cite = "Art. 3"

[[floor]]
id = "diverted"
signal = "misappropriation"
at_least = "special_mention"

[[floor]]
id = "stage-overdue"
dimension = "stage"
when = "days_past_due > 30"
at_least = "special_mention"
cite = "Art. 4"

[[signal]]
id = "misappropriation"
title = "Misuse"
title_zh = "挪用"
when = "funds_misappropriated"
severity = "high"
respond = ["suspend_drawdown"]
cite = "Art. 5"

[[signal]]
id = "sued"
when = "lawsuit"
severity = "low"
cite = "Art. 6"

[[signal]]
id = "seen-by-hand"
cite = "Art. 6"

[[inspection]]
id = "visit.normal"
kind = "on_site"
once_per = "quarter"
mode = "full"
role = "customer_manager"
cite = "Art. 8"

[[inspection]]
id = "visit.bad"
kind = "on_site"
when = "tier >= substandard"
every = "visit_every"
cite = "Art. 9"

[[duty]]
id = "rectified"
kind = "rectification"
when = "funds_misappropriated"
due = "signal:misappropriation + 10 days"
role = "customer_manager"
cite = "Art. 5"

[[duty]]
id = "maturity-notice"
kind = "notice"
due = "matures - 1 month"
roll = "none"
level = "obligor"
cite = "Art. 7"

[[not_encoded]]
id = "roles"
text = "Who does what."
reason = "no rule on facts"
cite = "Art. 10"

[[example]]
id = "ninety-one"
given = { days_past_due = 91, overdue_amount = 5, lawsuit = false }
expect = { tier = "substandard", floors = ["long-overdue", "overdue"] }
as_of = 2024-06-30
"""

LOANS: Final = """\
loan_id,product,days_past_due,overdue_amount,lawsuit,funds_misappropriated,branch
L-1,working_capital,0,0,false,false,上海
L-2,working_capital,91,2500.00,false,true,北京
贷款-3,working_capital,,0,,false,
L-4,card,400,,false,false,广州
"""


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def loan_file(
    id: str, *paid: Payment, diverted: bool = False, seen: tuple[date, ...] = ()
) -> LoanFile:
    due = (date(2024, 3, 31), date(2024, 12, 30))
    conduct = Evidence(on=date(2024, 2, 1), fact="funds_misappropriated", value=diverted)
    return LoanFile(
        loan=Loan(
            id=id,
            borrower=Borrower(id=f"B-{id}", kind="corporate"),
            product="working_capital",
            principal=cny("50000"),
            disbursed_on=date(2024, 1, 5),
            matures_on=date(2024, 12, 30),
        ),
        schedules=(
            Schedule(
                on=date(2024, 1, 5),
                instalments=tuple(Instalment(due_on=day, principal=cny("25000")) for day in due),
            ),
        ),
        payments=paid,
        evidence=(conduct, Evidence(on=date(2024, 2, 1), fact="lawsuit", value=False)),
        inspections=tuple(InspectionRecord(on=day, kind="on_site") for day in seen),
    )


def file_lines() -> str:
    """Return a loan in order, one that does not pay, and one whose money was misused."""
    paid = Payment(on=date(2024, 3, 29), amount=cny("25000"))
    seen = (date(2024, 2, 10), date(2024, 5, 10))
    files = (
        loan_file("F-1", paid, seen=seen),
        loan_file("F-2"),
        loan_file("F-3", paid, diverted=True),
    )
    return "".join(f"{file.to_json()}\n" for file in files)
