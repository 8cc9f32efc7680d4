"""The main job on real data: many loans under one policy, then one loan from day to day.

python dev.py demo

First thirty thousand credit cards, month by month; then the file of one corporate loan, from
disbursement into arrears, with what its policy asks to be done on each day.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from postloan import (
    AgendaItem,
    Decision,
    LoanFile,
    MigrationMatrix,
    Money,
    Policy,
    Review,
    SignalFinding,
    Tier,
    load_policy,
    review,
)

DATA = Path(__file__).resolve().parent / "data"
CARDS = DATA / "card_clients_taiwan_2005.csv.gz"
LOAN = DATA / "corporate_loan.json"

MONTH_ENDS = (
    date(2005, 4, 30),
    date(2005, 5, 31),
    date(2005, 6, 30),
    date(2005, 7, 31),
    date(2005, 8, 31),
    date(2005, 9, 30),
)
DAYS_A_MONTH = 30  # the table says how many months late, not how many days
WORST = 6

REVIEW_DAYS = (
    date(2024, 3, 31),
    date(2024, 7, 31),
    date(2024, 9, 30),
    date(2024, 12, 31),
    date(2025, 6, 30),
)
PARAMETERS = {
    "rectify_within": "30 days",
    "doubtful_visit_every": "15 days",
    "track_use_within": "1 month",
    "report_within": "15 days",
    "risk_visit_every": "6 months",
}
IN_FULL = 1  # the day on which misused funds, not arrears, decide
LONGEST_TITLE = 56

Table = Sequence[Sequence[str]]


def main() -> None:
    """Print the two reports, and what to try next."""
    cards = read_cards(CARDS)
    for line in cards_report(cards, load_policy("cn.credit-card")):
        print(line)
    file = LoanFile.from_json(LOAN.read_text(encoding="utf-8"))
    for line in (*loan_report(file), *next_steps()):
        print(line)


# One: thirty thousand cards


class Card(NamedTuple):
    """One client of the table."""

    id: str
    late: tuple[int, ...]
    """Months late at the end of each month, from April; 0 is not late."""
    bills: tuple[int, ...]
    """Bill of each month in New Taiwan dollars; negative is a credit balance."""


class Month(NamedTuple):
    """What the policy says of every card at the end of one month."""

    on: date
    decisions: list[Decision]


def read_cards(path: Path) -> list[Card]:
    """Return the clients of the prepared table."""
    months = len(MONTH_ENDS)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        return [
            Card(id, tuple(map(int, figures[:months])), tuple(map(int, figures[months:])))
            for id, *figures in rows
        ]


def review_month(
    cards: Sequence[Card], policy: Policy, index: int, before: Sequence[Decision] | None
) -> Month:
    """Return the decisions of one month; each is told the tier of the month before.

    A decision depends on nothing but the policy, the date and the facts, so equal facts share
    one: a month has some twenty different ones, not thirty thousand.
    """
    on = MONTH_ENDS[index]
    found: dict[tuple[int, Tier | None], Decision] = {}
    decisions = []
    for position, card in enumerate(cards):
        previous = before[position].tier if before else None
        key = card.late[index], previous
        if key not in found:
            facts: dict[str, object] = {
                "product": "card",
                "days_past_due": card.late[index] * DAYS_A_MONTH,
                "classified_before": before is not None,
            }
            if before:
                facts["previous_tier"] = previous
            found[key] = policy.decide(facts, as_of=on, outside_force="as_if")
        decisions.append(found[key])
    return Month(on, decisions)


def review_months(cards: Sequence[Card], policy: Policy) -> list[Month]:
    """Return every month reviewed, in order."""
    months: list[Month] = []
    for index, on in enumerate(MONTH_ENDS):
        progress(f"reviewing {len(cards):,} cards as of {on}")
        before = months[-1].decisions if months else None
        months.append(review_month(cards, policy, index, before))
    progress("")
    return months


def cards_report(cards: Sequence[Card], policy: Policy) -> Iterator[str]:
    """Yield the report on the cards."""
    yield from heading(f"1. {len(cards):,} credit cards, April to September 2005")
    yield "Data: Yeh, Default of Credit Card Clients (UCI, CC BY 4.0). It says how many months late"
    yield f"a card is; a month is read here as {DAYS_A_MONTH} days, which is an approximation."
    yield f"Policy: {policy.id} {policy.edition}, {policy.document.title_zh}."
    yield f"It came into force on {policy.in_force.since}, later than the data; here it is applied"
    yield 'as if it had been in force then (outside_force="as_if").'
    months = review_months(cards, policy)
    yield from tiers_by_month(cards, months, policy)
    matrices = [migration(month, policy) for month in months[1:]]
    yield from moves_by_month(months, matrices)
    was, now = months[-2:]
    yield from ("", f"Where the cards of {was.on} stood on {now.on}")
    yield from table(matrices[-1].table(), right=range(1, 9))
    yield from worst_cards(cards, now)


def tiers_by_month(cards: Sequence[Card], months: Sequence[Month], policy: Policy) -> Iterator[str]:
    """Yield how many cards have which tier at each month's end."""
    names = [tier_words(tier) for tier in policy.scale]
    rows = [("Tier on", *names, "one month late")]
    for index, month in enumerate(months):
        counts = Counter(decision.tier for decision in month.decisions)
        cells = [f"{counts[tier]} ({share(counts[tier], len(cards))})" for tier in policy.scale]
        rows.append((str(month.on), *cells, str(sum(card.late[index] == 1 for card in cards))))
    yield ""
    yield from table(rows, right=range(1, len(names) + 2))
    yield "One month late is hardly reported before September: read the rise then with care."


def migration(month: Month, policy: Policy) -> MigrationMatrix:
    """Return the moves of a month, by the previous tier that each decision was told."""
    moves = ((previous_tier(decision), decision.tier) for decision in month.decisions)
    return MigrationMatrix.of(moves, policy.scale)


def previous_tier(decision: Decision) -> Tier | None:
    """Return the tier before, as the decision knows it."""
    tier = decision.facts["previous_tier"]
    return tier if isinstance(tier, Tier) else None


def moves_by_month(months: Sequence[Month], matrices: Iterable[MigrationMatrix]) -> Iterator[str]:
    """Yield for each month the share of cards that got worse, and better."""
    rows = [("From", "to", "worse", "better")]
    for was, now, matrix in zip(months, months[1:], matrices, strict=False):
        total = len(now.decisions)
        worse, better = share(matrix.worse, total), share(matrix.better, total)
        rows.append((str(was.on), str(now.on), worse, better))
    yield ""
    yield from table(rows, right=(2, 3))


def worst_cards(cards: Sequence[Card], month: Month) -> Iterator[str]:
    """Yield the cards of the worst tier with the largest bills, and why the first is there."""
    known = [
        (-decision.tier.rank, -card.bills[-1], card, decision)
        for card, decision in zip(cards, month.decisions, strict=True)
        if decision.tier is not None
    ]
    worst = [(card, decision) for *_, card, decision in sorted(known, key=lambda k: k[:2])[:WORST]]
    rows = [("Card", "tier", "days past due", "bill, TWD", "months late, Apr to Sep")]
    for card, decision in worst:
        days = f"about {card.late[-1] * DAYS_A_MONTH}"
        path = " ".join(map(str, card.late))
        rows.append((card.id, str(decision.tier), days, f"{card.bills[-1]:,}", path))
    yield from ("", f"The worst cards on {month.on}, by tier, then by bill")
    yield from table(rows, right=(0, 2, 3))
    for card, decision in worst[:1]:
        yield f"Why card {card.id}: {decision.explain()}"


# Two: one corporate loan


def loan_report(file: LoanFile) -> Iterator[str]:
    """Yield the life of one loan under a bank's own measures."""
    loan = file.loan
    policy = load_policy("bank.branch-measures", parameters=PARAMETERS)
    yield ""
    yield from heading(f"2. One corporate loan under {policy.document.title_zh}")
    yield f"{loan.id} (made up): {loan.borrower.name}, {loan.product} ({loan.purpose}),"
    yield f"{money(loan.principal)}, disbursed {loan.disbursed_on}, matures {loan.matures_on}."
    yield "The measures leave some figures blank, so the bank's own are given:"
    yield f'load_policy("{policy.id}", parameters={json.dumps(PARAMETERS)})'
    yield "In the tables a covered visit is made by the earlier one of its kind, and a possible one"
    yield "is due only if what is unknown turns out so."
    reviews = [review(file, policy, as_of=on) for on in REVIEW_DAYS]
    for result in reviews:
        yield ""
        yield from day_report(result)
    yield from left_blank(file, reviews[-1])
    yield from ("", f"The review of {REVIEW_DAYS[IN_FULL]} in full, as explain() prints it")
    yield reviews[IN_FULL].explain()
    last = reviews[-1]
    yield from ("", f"The next change if nothing is paid: {last.next_change()}")
    yield from ("", f"The receipt of {last.as_of}: what it takes to make that review again")
    yield str(last.receipt)


def day_report(result: Review) -> Iterator[str]:
    """Yield what a loan officer wants to know on one day."""
    tier = result.tier
    yield f"{result.as_of}  {tier_words(tier)}, {arrears_words(result)}; {result.migration}"
    for finding in result.floors:
        if finding.tier == tier and finding.citation:
            because = " and ".join(
                reason.comparison if reason.truth else f"not {reason.comparison}"
                for reason in finding.because
            )
            document = finding.citation.document.title_zh
            yield f"  why      {because}: {document}, {finding.citation.article}"
    if result.signals:
        yield f"  signals  {'; '.join(map(signal_words, result.signals))}"
    for gap in result.gaps:
        if gap.worst:
            yield f"  unknown  {gap}; could make it {gap.worst}"
    yield from agenda_report(result.agenda, result.as_of)


def tier_words(tier: Tier | None) -> str:
    """Return a tier with its Chinese name."""
    return f"{tier} {tier.label_zh}" if tier else "undetermined"


def signal_words(signal: SignalFinding) -> str:
    """Return a signal, where it is written, and what it asks for."""
    severity = "" if signal.severity == "medium" else f" ({signal.severity})"
    article = f", {signal.citation.article}" if signal.citation else ""
    respond = f": {', '.join(signal.respond)}" if signal.respond else ""
    return f"{signal}{severity}{article}{respond}"


def arrears_words(result: Review) -> str:
    """Return how late the loan is, and with how much."""
    arrears = result.arrears
    if arrears is None or arrears.days_past_due is None or arrears.overdue_amount is None:
        return "arrears not known"
    if not arrears.days_past_due:
        return "nothing overdue"
    return f"{arrears.days_past_due} days past due with {money(arrears.overdue_amount)}"


def agenda_report(agenda: Sequence[AgendaItem], as_of: date) -> Iterator[str]:
    """Yield what is still to be done as a table, and below it what is done."""
    rows = [
        (
            "  " + (str(item.due) if item.due else "-"),
            status_words(item, as_of),
            cut(item.title, LONGEST_TITLE),
            item.role,
            item.citation.article if item.citation else "",
        )
        for item in agenda
        if item.status != "done"
    ]
    yield from table([("  due", "status", "what", "who", "article"), *rows])
    done = ", ".join(done_words(item) for item in agenda if item.status == "done")
    yield from textwrap.wrap(
        f"  done: {done or 'nothing'}", 100, subsequent_indent="  ", break_on_hyphens=False
    )


def status_words(item: AgendaItem, as_of: date) -> str:
    """Return how an item stands that is not done."""
    words: list[str] = ["no date" if item.status == "undated" else item.status]
    if item.due and item.due < as_of:
        words = [f"{(as_of - item.due).days} days late"]
    if item.covered_by:
        words.append("covered")
    if not item.certain:
        words.append("possible")
    return ", ".join(words)


def done_words(item: AgendaItem) -> str:
    """Return when an item was done, and how late where it was."""
    late = f" ({item.days_late} days late)" if item.days_late else ""
    return f"{item.rule} {item.done_on}{late}"


def left_blank(file: LoanFile, last: Review) -> Iterator[str]:
    """Yield what becomes of the visits when a figure that the source leaves blank is not set."""
    supplied = {id: value for id, value in PARAMETERS.items() if id != "doubtful_visit_every"}
    policy = load_policy("bank.branch-measures", parameters=supplied)
    result = review(file, policy, as_of=last.as_of)
    yield from ("", f"The same day without doubtful_visit_every: tier {result.tier}, and")
    for item in result.agenda:
        if item.status == "undated":
            yield f"  {item.rule} has no date: {item.reason}"


def next_steps() -> Iterator[str]:
    """Yield two commands to go on with."""
    command = Path(os.path.relpath(sys.executable)).with_name("postloan")
    jsonl = Path(os.path.relpath(LOAN)).with_suffix(".jsonl")
    yield from ("", "Try next:")
    yield f"  {command} review {jsonl} --policy bank.branch-measures --as-of 2024-09-30"
    yield f"  {command} policies show cn.credit-card"


# Text


def heading(text: str) -> Iterator[str]:
    """Yield a heading."""
    yield from (text, "=" * columns(text))


def share(part: int, whole: int) -> str:
    """Return a share in per cent."""
    return f"{Decimal(part) * 100 / whole:.1f}%"


def money(value: Money) -> str:
    """Return an amount with thousands set apart."""
    return f"{value.amount:,f} {value.currency}"


def columns(text: str) -> int:
    """Return how many columns a terminal needs: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in ("W", "F") else 1 for c in text)


def cut(text: str, longest: int) -> str:
    """Return `text`, cut to `longest` columns where it is longer."""
    if columns(text) <= longest:
        return text
    while columns(text) >= longest:
        text = text[:-1]
    return f"{text.rstrip(' ,:')}…"


def table(rows: Table, right: Collection[int] = ()) -> Iterator[str]:
    """Yield `rows` with their cells aligned; those in the columns `right` at the right."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = []
        for index, cell in enumerate(row):
            blanks = " " * (widths[index] - columns(cell))
            cells.append(blanks + cell if index in right else cell + blanks)
        yield "  ".join(cells).rstrip()


def progress(text: str) -> None:
    """Show on a terminal what is being done, on a line that the next text takes."""
    if sys.stderr.isatty():
        print(f"\r{text:60}\r", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
