"""`review_obligor`: a policy looks at all loans of an obligor together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import Final

import attrs

from postloan.dates import checked_date
from postloan.errors import CurrencyMismatch, InvalidValue
from postloan.facts.fact import FactValue
from postloan.model.checks import checked_instance
from postloan.model.file import LoanFile
from postloan.model.records import Evidence
from postloan.money import checked_decimal
from postloan.policy.policy import OutsideForce, checked_outside_force
from postloan.portfolio.claims import claim_of
from postloan.portfolio.contagion import spread
from postloan.portfolio.material import about_material_days
from postloan.portfolio.obligor import ObligorReview
from postloan.reviews.deciding import Rulebook, derive_file, file_on
from postloan.reviews.pipeline import checked_rulebook
from postloan.reviews.result import Review

__all__ = ["Groups", "groups_of", "review_obligor", "review_obligors"]

Groups = Mapping[str, Mapping[str, bool | None]]
"""Of each group of connected customers, the members that have non-performing claims: True, or
None for a member that may have. Made by `groups_of`."""

_PREFIX: Final = "obligor_"
"""How the name of a fact begins that is the same for all loans of an obligor."""
_GROUP: Final = "obligor_group_nonperforming"
_ONE: Final = Decimal(1)


def review_obligor(
    files: Iterable[LoanFile],
    policy: Rulebook,
    *,
    as_of: date,
    known_on: date | None = None,
    outside_force: OutsideForce = "refuse",
    rates: Mapping[str, Decimal] | None = None,
    groups: Groups | None = None,
) -> ObligorReview:
    """Return what `policy` answers about all loans of one obligor on a date. Pure.

    The facts about the obligor are counted over its claims, every loan is decided on them, and
    what has become non-performing is counted anew, until nothing changes: the least fixed point.
    Evidence for a fact whose name begins with `obligor_` holds for all the loans, whichever file
    it stands in; where it is counted too, the worse of the two stands.

    Args:
        files: all that the lender has with the borrower, each loan once, in any order.
        policy: a policy or its editions; its `[obligor]` table says which claims count.
        as_of: the day. Loans that are disbursed only later are left out, and named.
        known_on: read only what was known on this day; None reads everything on file.
        outside_force: see `review`.
        rates: what a unit of each currency is worth in any one of them; needed only where the
            loans are in several.
        groups: which members of each group have non-performing claims, as `groups_of` found in
            an earlier round; a borrower that states no group is in none. None leaves it as the
            files have it.

    Raises:
        InvalidValue: no file, two of one loan, files of two borrowers, or no rate for a currency.
        CurrencyMismatch: the loans are in several currencies, and no rates are given.
        PolicyNotYetInForce, PolicyNoLongerInForce, UnknownFact, InvalidFact: see `review`.

    >>> from postloan import Borrower, Evidence, Loan, Money, Policy
    >>> policy = Policy.from_text('''
    ... format = "postloan.policy/1"
    ... [policy]
    ... id = "bank.one-in-ten"
    ... edition = "2026"
    ... title = "More than a tenth"
    ... [obligor]
    ... nonperforming = "substandard"
    ... [[floor]]
    ... id = "impaired"
    ... when = "credit_impaired"
    ... at_least = "substandard"
    ... [[floor]]
    ... id = "more-than-a-tenth"
    ... when = "obligor_nonperforming_share > 0.1"
    ... at_least = "substandard"
    ... ''')
    >>> def file(id: str, outstanding: int, impaired: bool) -> LoanFile:
    ...     on = date(2026, 1, 5)
    ...     loan = Loan(
    ...         id=id,
    ...         borrower=Borrower(id="B-001", kind="corporate"),
    ...         product="working_capital",
    ...         principal=Money(1000, "CNY"),
    ...         disbursed_on=on,
    ...         matures_on=None,
    ...     )
    ...     evidence = (
    ...         Evidence(on=on, fact="outstanding", value=Money(outstanding, "CNY")),
    ...         Evidence(on=on, fact="credit_impaired", value=impaired),
    ...     )
    ...     return LoanFile(loan=loan, schedules=None, payments=None, evidence=evidence)
    >>> files = [file("L-1", 101, True), file("L-2", 899, False)]
    >>> result = review_obligor(files, policy, as_of=date(2026, 6, 30))
    >>> print(result.review_of("L-2").tier, result.passes)
    substandard 3
    >>> print(result.infections[0])
    substandard by more-than-a-tenth: obligor_nonperforming_share is 0.101, by L-1
    """
    checked_rulebook("review_obligor", policy)
    checked_date("review_obligor", "as_of", as_of)
    checked_outside_force("review_obligor", outside_force)
    given = sorted(_checked_files(files), key=lambda file: file.loan.id)
    there = [file for file in given if file.loan.disbursed_on <= as_of]
    known = _pooled([file_on(file, as_of, known_on) for file in there])
    loans = [derive_file(file, policy, as_of=as_of, outside_force=outside_force) for file in known]
    worth = _worth([file.loan.currency for file in there], rates)
    claims = [claim_of(loan, worth[loan.file.loan.currency]) for loan in loans]
    borrower = given[0].loan.borrower
    material = about_material_days(loans)
    of_group = _of_group(borrower.id, borrower.group, groups)
    passes = spread(loans, claims, attrs.evolve(material, facts={**material.facts, **of_group}))
    reviews = tuple(
        Review(file=file, as_of=as_of, known_on=known_on, deciding=deciding, rulebook=policy)
        for file, deciding in zip(there, passes[-1].decided, strict=True)
    )
    return ObligorReview(
        obligor=borrower.id,
        group=borrower.group,
        as_of=as_of,
        reviews=reviews,
        not_yet=tuple(file.loan.id for file in given if file.loan.disbursed_on > as_of),
        passes=passes,
        claims=tuple(claims),
    )


def review_obligors(
    files: Iterable[LoanFile],
    policy: Rulebook,
    *,
    as_of: date,
    known_on: date | None = None,
    outside_force: OutsideForce = "refuse",
    rates: Mapping[str, Decimal] | None = None,
    groups: Groups | None = None,
) -> Iterator[ObligorReview]:
    """Yield the review of each obligor of a stream of files, in their order.

    No more is kept in memory than the files of one obligor.

    Args:
        files: in the order of their borrowers' ids, as Python sorts text, so that those of one
            borrower stand together.
        policy: see `review_obligor`, as for what follows.
        as_of: the day.
        known_on: read only what was known on this day.
        outside_force: what to do where the policy is not in force.
        rates: what a unit of each currency is worth.
        groups: which members of each group have non-performing claims.

    Raises:
        InvalidValue: a borrower comes after one with a greater id; and see `review_obligor`.

    >>> from postloan import load_policy
    >>> list(review_obligors([], load_policy("cn.credit-card"), as_of=date(2026, 6, 30)))
    []
    """
    last = ""
    for obligor, own in groupby(files, key=lambda file: file.loan.borrower.id):
        if obligor < last:
            allowed = f"in the order of their borrowers' ids; {last} came before"
            raise InvalidValue("review_obligors", "files", obligor, allowed)
        last = obligor
        yield review_obligor(
            own,
            policy,
            as_of=as_of,
            known_on=known_on,
            outside_force=outside_force,
            rates=rates,
            groups=groups,
        )


def groups_of(reviews: Iterable[ObligorReview]) -> Groups:
    """Return which members of each group have non-performing claims, or may have.

    A member that has them does not make the others bad: they are to be assessed. So the answer
    goes into a second round, as `groups`, in which the fact `obligor_group_nonperforming` is
    known, on which a policy states a duty. Obligors without a group are left out.
    """
    found: dict[str, dict[str, bool | None]] = {}
    for review in reviews:
        if review.group is not None:
            members = found.setdefault(review.group, {})
            if review.nonperforming is not False:
                members[review.obligor] = review.nonperforming
    return found


def _checked_files(files: Iterable[LoanFile]) -> Sequence[LoanFile]:
    found = [checked_instance("review_obligor", "files", file, LoanFile) for file in files]
    if not found:
        raise InvalidValue("review_obligor", "files", [], "at least one loan file")
    seen: set[str] = set()
    for file in found:
        borrower, first = file.loan.borrower.id, found[0].loan.borrower.id
        if borrower != first:
            raise InvalidValue("review_obligor", "files", borrower, f"all of borrower {first}")
        if file.loan.id in seen:
            raise InvalidValue("review_obligor", "files", file.loan.id, "each loan once")
        seen.add(file.loan.id)
    return found


def _pooled(files: Sequence[LoanFile]) -> Sequence[LoanFile]:
    """Return the files, what any has on record about the obligor being in all of them."""
    pooled: dict[Evidence, None] = {}
    for file in files:
        for record in file.evidence:
            if record.fact.startswith(_PREFIX):
                pooled[attrs.evolve(record, id=None, replaces=None)] = None
    if not pooled:
        return files
    return [
        attrs.evolve(
            file,
            evidence=(
                *(record for record in file.evidence if not record.fact.startswith(_PREFIX)),
                *pooled,
            ),
        )
        for file in files
    ]


def _worth(currencies: Sequence[str], rates: Mapping[str, Decimal] | None) -> Mapping[str, Decimal]:
    """Return what a unit of each currency is worth in one of them."""
    several = sorted(set(currencies))
    if len(several) < 2:  # noqa: PLR2004
        return dict.fromkeys(several, _ONE)
    if rates is None:
        raise CurrencyMismatch(several[0], several[1], "the claims on one obligor without rates")
    found: dict[str, Decimal] = {}
    for currency in several:
        rate = checked_decimal("review_obligor", f"rates[{currency!r}]", rates.get(currency))
        if rate <= 0:
            allowed = "more than zero"
            raise InvalidValue("review_obligor", f"rates[{currency!r}]", rate, allowed)
        found[currency] = rate
    return found


def _of_group(
    obligor: str, group: str | None, groups: Groups | None
) -> Mapping[str, FactValue | None]:
    if groups is None:
        return MappingProxyType({})
    members = {} if group is None else groups.get(group, {})
    found = [bad for member, bad in members.items() if member != obligor]
    return {_GROUP: True if True in found else None if found else False}
