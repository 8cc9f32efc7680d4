"""From an input to an answer for each loan, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, Final

import attrs

from postloan.agenda.item import AgendaItem
from postloan.cli.choosing import Chosen, in_words
from postloan.cli.problems import Problems
from postloan.cli.request import Request
from postloan.cli.sources import numbered_lines, whole_text
from postloan.cli.tables import Row, read_table
from postloan.errors import InvalidDocument, PolicyNotInForce, PostloanError, shown
from postloan.model.file import LoanFile
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.findings import Finding
from postloan.policy.policy import Policy
from postloan.portfolio.infections import Infection
from postloan.reviews.pipeline import review
from postloan.reviews.receipt import Receipt, receipt_of
from postloan.reviews.result import Review

__all__ = ["Answer", "Case", "NotYet", "answer", "answer_from", "problem_of", "read_cases"]

_PLACE: Final = re.compile(r"is no JSON at column ([0-9]+): (?!Extra data)")
_MANY: Final = "Extra data"
"""What Python says where a document is followed by another."""


@attrs.frozen(kw_only=True)
class Case:
    """One loan of the input, not yet decided."""

    line: int
    loan_id: str
    content: Row | LoanFile


@attrs.frozen(kw_only=True, eq=False)
class Answer:
    """What the policy says about one loan of the input."""

    loan_id: str
    kept: tuple[str, ...]
    """The columns that are passed through; () for a loan file."""
    policy: Policy
    """The policy, or the edition of it that governed."""
    decision: Decision
    review: Review | None
    """None for a row of a table."""
    in_force: bool
    """False where the policy was applied outside its days, as if it were in force."""
    as_of: date
    infections: tuple[Infection, ...] | None = None
    """What other claims on the borrower do to it; None where they were not looked at."""

    @property
    def open_items(self) -> tuple[AgendaItem, ...]:
        """What is still to be done, each obligation once; () for a row of a table."""
        if self.review is None:
            return ()
        return tuple(
            item for item in self.review.agenda if item.status != "done" and item.covered_by is None
        )

    @property
    def deciding(self) -> Finding | None:
        """The floor or row that gives the tier, or what is certain of it; None is the best."""
        outcome = self.decision.outcomes[0]
        tier = outcome.tier or outcome.at_least
        found = (*outcome.floors, *outcome.base, *outcome.possible_floors)
        return next((finding for finding in found if finding.tier == tier), None)

    @property
    def receipt(self) -> Receipt:
        """What it takes to get this answer again."""
        if self.review is not None:
            return self.review.receipt
        return receipt_of(
            self.policy,
            self.decision,
            as_of=self.as_of,
            known_on=None,
            in_force=self.in_force,
        )


@attrs.frozen(kw_only=True)
class NotYet:
    """A loan that is disbursed only after the day of the review: there is nothing to decide."""

    loan_id: str
    disbursed_on: date

    @property
    def note(self) -> str:
        """What `--out` says of it."""
        return f"not yet disbursed: disbursed on {self.disbursed_on}"


def read_cases(stream: BinaryIO, request: Request, problems: Problems) -> Iterator[Case]:
    """Yield the loans of an input that can be read; what is wrong with others is noted.

    A loan id that stands twice is a problem, so the ids are kept; nothing else is.

    Raises:
        InvalidInput: it cannot be read further, or there are too many problems.
    """
    first_line: dict[str, int] = {}
    for case in _cases(stream, request, problems):
        first = first_line.setdefault(case.loan_id, case.line)
        if first == case.line:
            yield case
        else:
            again = f"loan_id {shown(case.loan_id)} stands in line {first} already"
            problems.add(f"line {case.line}: {again}")


def _cases(stream: BinaryIO, request: Request, problems: Problems) -> Iterator[Case]:
    match request.format:
        case "csv":
            return _rows(stream, request, problems)
        case "jsonl":
            return _files(stream, problems)
        case _:
            return _file(stream, problems)


def _rows(stream: BinaryIO, request: Request, problems: Problems) -> Iterator[Case]:
    rows = read_table(
        numbered_lines(stream, problems),
        request.chosen.policy.contents,
        problems,
        currency=request.currency,
        keep=request.keep,
    )
    return (Case(line=row.line, loan_id=row.loan_id, content=row) for row in rows)


def _files(stream: BinaryIO, problems: Problems) -> Iterator[Case]:
    for line, text in numbered_lines(stream, problems):
        if not text.strip():
            continue
        try:
            file = LoanFile.from_json(text.rstrip())
        except InvalidDocument as error:
            problem = error.problem.replace(" at line 1, column ", " at column ")
            problem = f"line {line}, {error.path}: {problem}"
            if _ends_early(text.rstrip(), problem):
                problems.fatal(
                    f"{problem}; a .jsonl file holds one document a line, a .json file one"
                )
            problems.add(problem)
        else:
            yield Case(line=line, loan_id=file.loan.id, content=file)


def _ends_early(text: str, problem: str) -> bool:
    """Return whether `problem` is that a JSON document goes on after its line."""
    place = _PLACE.search(problem)
    return place is not None and int(place[1]) >= len(text) > 0 and text[0] == "{"


def _file(stream: BinaryIO, problems: Problems) -> Iterator[Case]:
    try:
        file = LoanFile.from_json(whole_text(stream, problems))
    except InvalidDocument as error:
        more = "; a file of one document a line is named .jsonl" if _MANY in error.problem else ""
        problems.add(f"{error.path}: {error.problem}{more}")
    else:
        yield Case(line=1, loan_id=file.loan.id, content=file)


def answer(case: Case, request: Request) -> Answer | NotYet | str:
    """Return what the policy says about a loan, or in a sentence why it cannot say."""
    content = case.content
    if isinstance(content, LoanFile) and content.loan.disbursed_on > request.as_of:
        return NotYet(loan_id=case.loan_id, disbursed_on=content.loan.disbursed_on)
    try:
        return _answer(case, request, request.chosen)
    except PostloanError as error:
        return f"line {case.line}, loan {case.loan_id}: {problem_of(error)}"


def problem_of(error: PostloanError) -> str:
    """Return an error in a sentence, with the option that helps where one does."""
    return in_words(error) if isinstance(error, PolicyNotInForce) else str(error)


def _answer(case: Case, request: Request, chosen: Chosen) -> Answer:
    content, policy = case.content, chosen.policy
    if isinstance(content, LoanFile):
        found = review(
            content,
            chosen.rulebook,
            as_of=request.as_of,
            known_on=request.known_on,
            outside_force=chosen.outside_force,
        )
        return answer_from(found, request)
    return Answer(
        loan_id=case.loan_id,
        kept=content.kept,
        policy=policy,
        decision=policy.decide(content.facts, request.as_of, outside_force=chosen.outside_force),
        review=None,
        in_force=chosen.in_force,
        as_of=request.as_of,
    )


def answer_from(
    found: Review, request: Request, infections: tuple[Infection, ...] | None = None
) -> Answer:
    """Return the answer that a review of a loan file gives."""
    as_if = request.chosen.outside_force == "as_if"
    return Answer(
        loan_id=found.file.loan.id,
        kept=(),
        policy=found.policy,
        decision=found.decision,
        review=found,
        in_force=found.receipt.in_force if as_if else True,
        as_of=request.as_of,
        infections=infections,
    )
