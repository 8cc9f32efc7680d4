"""`postloan explain`: one loan's answer in a person's words."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from postloan.cli.grouping import answers, grouped
from postloan.cli.loans import Answer, NotYet, read_cases
from postloan.cli.problems import Problems
from postloan.cli.request import Request, read_request
from postloan.cli.reviewing import force_lines
from postloan.cli.sources import name_of, opened
from postloan.errors import InvalidInput, meant, shown
from postloan.policy.decisions.decision import Decision
from postloan.reviews.outlook import HORIZON

__all__ = ["explain_loan"]


def explain_loan(options: Namespace) -> list[str]:
    """Return the lines that explain the answer about one loan.

    Raises:
        InvalidInput: no loan has this id, or what stands before it cannot be read.
        PostloanError: of the options or the policy.
    """
    request = read_request(options)
    found = _found(request, options.loan_id)
    lines = list(_lines(found, request))
    if options.what_if and isinstance(found, Answer):
        lines += _what_if(found.decision)
    return lines


def _found(request: Request, loan_id: str) -> Answer | NotYet:
    problems = Problems(name_of(request.input))
    ids = []
    with opened(request.input) as stream:
        for group in grouped(read_cases(stream, request, problems), request, problems):
            if any(case.loan_id == loan_id for case in group):
                problems.stop()
                found = next(
                    found
                    for found in answers(group, request)
                    if isinstance(found, str) or found.loan_id == loan_id
                )
                if isinstance(found, str):
                    problems.fatal(found)
                return found
            ids += [case.loan_id for case in group]
    problems.stop()
    problem = f"there is no loan {shown(loan_id)}{meant(loan_id, ids)}"
    raise InvalidInput(problems.source, [problem])


def _lines(answer: Answer | NotYet, request: Request) -> Iterator[str]:
    if isinstance(answer, NotYet):
        yield f"{answer.loan_id} on {request.as_of}"
        yield answer.note
        return
    yield from force_lines(request, int(not answer.in_force))
    found = answer.review
    if found is None:
        yield f"{answer.loan_id} on {answer.as_of}"
        yield answer.decision.explain()
    else:
        yield found.explain()
        yield from _infections(answer)
        change = found.next_change()
        yield f"Next change, if nothing is paid or recorded: {change or f'none in {HORIZON}'}"
    yield from ("", "Receipt", str(answer.receipt))


def _infections(answer: Answer) -> Iterator[str]:
    for position, infection in enumerate(answer.infections or ()):
        if position == 0:
            yield "Other claims on the borrower act on it:"
        yield f"- {infection}"


def _what_if(decision: Decision) -> Iterator[str]:
    """Yield every change of one fact that changes a tier, dimension by dimension."""
    for outcome in decision.outcomes:
        what_if = decision.what_if(outcome.dimension)
        yield from ("", f"What if, {outcome.dimension}: the nearest first, all else as it is")
        found = [f"- {other}" for other in (*what_if.alternatives, *what_if.together)]
        yield from found or ["- nothing that would change it was found"]
        if what_if.undecided:
            why = "a condition multiplies it by itself or is too large"
            yield from (f"- not decided for {fact}: {why}" for fact in what_if.undecided)
