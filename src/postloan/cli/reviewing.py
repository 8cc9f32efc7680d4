"""`postloan review`: a portfolio under a policy, summed up."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Iterable, Iterator

from postloan.citation import Document
from postloan.cli.choosing import lineage
from postloan.cli.grouping import answers, grouped
from postloan.cli.loans import Answer, Case, NotYet, read_cases
from postloan.cli.problems import Problems
from postloan.cli.progress import shown_progress
from postloan.cli.request import Request, read_request
from postloan.cli.results import results_file
from postloan.cli.sources import name_of, opened
from postloan.cli.summary import Summary
from postloan.cli.watching import read_watches
from postloan.policy.clauses.contents import Contents

__all__ = ["documents_of", "force_lines", "review_portfolio"]


def review_portfolio(options: Namespace) -> tuple[bool, list[str]]:
    """Return whether a loan matched `--fail-on`, and the lines of the summary.

    Raises:
        PostloanError: of the options, the policy or the input; then nothing is written.
    """
    request = read_request(options)
    watches = read_watches(options.fail_on, request)
    summary = Summary(request.chosen.policy.contents, request.as_of, options.top)
    problems = Problems(name_of(request.input))
    with (
        opened(request.input) as stream,
        results_file(options.out, request) as write,
        shown_progress(always=options.progress) as step,
    ):
        cases = read_cases(stream, request, problems)
        for found in _found(cases, request, problems):
            step()
            write(found)
            summary.add(found)
            if not isinstance(found, NotYet):
                for watch in watches:
                    watch.see(found)
        problems.stop()
    lines = [*_head(request, summary), *summary.lines(files=request.files)]
    if options.out is not None:
        lines += ["", f"written: {options.out}"]
    if watches:
        lines += ["", *(f"--fail-on {watch.what}: {watch.count:,} matched" for watch in watches)]
    lines += _foot(request, summary)
    return any(watch.count for watch in watches), lines


def _found(
    cases: Iterable[Case], request: Request, problems: Problems
) -> Iterator[Answer | NotYet]:
    """Yield what is said of each loan; what cannot be said is noted."""
    for group in grouped(cases, request, problems):
        for found in answers(group, request):
            if isinstance(found, str):
                problems.add(found)
            else:
                yield found


def _head(request: Request, summary: Summary) -> Iterator[str]:
    contents = request.chosen.policy.contents
    edition = "edition by each loan's contract" if _several(request) else contents.edition
    yield f"{contents.id} {edition} on {request.as_of}: {name_of(request.input)}"
    yield str(contents.document)
    yield from force_lines(request, summary.as_if)


def _several(request: Request) -> bool:
    return request.chosen.rulebook is not request.chosen.policy


def force_lines(request: Request, as_if: int) -> Iterator[str]:
    """Yield what there is to say where a policy is applied outside its days."""
    chosen = request.chosen
    if chosen.in_force and not as_if:
        return
    if chosen.by_contract:
        yield f"NOT IN FORCE for {as_if:,} of the contracts: applied as if it were"
    else:
        outside = ", ".join(
            f"{contents.id} {contents.edition}: {contents.in_force}"
            for contents in lineage(chosen.policy.contents)
            if not contents.in_force.covers(request.as_of)
        )
        yield f"NOT IN FORCE on {request.as_of} ({outside}): applied as if it were"


def _foot(request: Request, summary: Summary) -> Iterator[str]:
    documents = documents_of(request.chosen.policy.contents)
    if len(documents) > 1:  # one alone stands in the head
        yield from ("", "By", *(f"  {document}" for document in documents))
    loan = summary.loan_to_explain()
    if loan is not None:
        words = [*request.program, "explain", request.input, loan, *request.options]
        yield from ("", "Why, loan by loan:", f"  {shlex.join(words)}")


def documents_of(contents: Contents) -> list[Document]:
    """Return the documents that the policy's rules cite, its own first."""
    cited = [rule.cite.document for rule in contents.rules() if rule.cite is not None]
    return list(dict.fromkeys((contents.document, *cited)))
