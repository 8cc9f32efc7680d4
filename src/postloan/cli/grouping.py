"""Loans one by one, or with `--obligors` the loans of each borrower together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from postloan.cli.loans import Answer, Case, NotYet, answer, answer_from, problem_of
from postloan.cli.problems import Problems
from postloan.cli.request import Request
from postloan.errors import PostloanError, shown
from postloan.model.file import LoanFile
from postloan.portfolio.obligors import review_obligor

__all__ = ["answers", "grouped"]


def grouped(
    cases: Iterable[Case], request: Request, problems: Problems
) -> Iterator[tuple[Case, ...]]:
    """Yield the cases that are decided together.

    The loans of a borrower stand together, because borrowers stand in the order of their ids; one
    that does not is a problem. So no more than those of one borrower are kept.
    """
    if not request.obligors:
        yield from ((case,) for case in cases)
        return
    last = ""
    for borrower, own in groupby(cases, key=_borrower):
        group = tuple(own)
        if borrower < last:
            order = f"borrower {shown(borrower)} stands after {shown(last)}"
            problems.add(f"line {group[0].line}: {order}; sort the files by their borrowers' ids")
        else:
            last = borrower
            yield group


def _borrower(case: Case) -> str:
    return case.content.loan.borrower.id if isinstance(case.content, LoanFile) else ""


def answers(group: tuple[Case, ...], request: Request) -> Iterator[Answer | NotYet | str]:
    """Yield what the policy says about each loan of a group, or in a sentence why it cannot."""
    if not request.obligors:
        yield from (answer(case, request) for case in group)
        return
    files = [case.content for case in group if isinstance(case.content, LoanFile)]
    chosen = request.chosen
    try:
        found = review_obligor(
            files,
            chosen.rulebook,
            as_of=request.as_of,
            known_on=request.known_on,
            outside_force=chosen.outside_force,
        )
    except PostloanError as error:
        yield f"line {group[0].line}, borrower {_borrower(group[0])}: {problem_of(error)}"
        return
    for case, file in zip(group, files, strict=True):
        if case.loan_id in found.not_yet:
            yield NotYet(loan_id=case.loan_id, disbursed_on=file.loan.disbursed_on)
        else:
            infections = found.infections_of(case.loan_id)
            yield answer_from(found.review_of(case.loan_id), request, infections)
