"""`ObligorReview`: what a policy answers about all loans of one obligor on a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

import attrs

from postloan.between import Between
from postloan.errors import UnknownName
from postloan.facts.fact import FactValue
from postloan.policy.decisions.wording import Line, spelled_out, value_words
from postloan.portfolio.claims import Claim
from postloan.portfolio.contagion import Pass
from postloan.portfolio.infections import Infection, infections_in
from postloan.reviews.result import Review
from postloan.rules.evaluate import Truth
from postloan.tiers import Tier

__all__ = ["ObligorReview", "plain_infection"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ObligorReview:
    """A policy's answer about all loans of one obligor. Made by `review_obligor`."""

    obligor: str
    """Id of the borrower."""
    group: str | None
    """Id of its group of connected customers; None where none is stated."""
    as_of: date
    reviews: tuple[Review, ...]
    """The review of each loan, by loan id. Its facts hold those about the obligor."""
    not_yet: tuple[str, ...]
    """Ids of loans that are disbursed only later: they are no claims yet."""
    _passes: tuple[Pass, ...]
    _claims: tuple[Claim, ...]

    @property
    def passes(self) -> int:
        """How often the loans were decided until nothing changed any more."""
        return len(self._passes)

    @property
    def facts(self) -> Mapping[str, FactValue | Between | None]:
        """The facts about the obligor on which its loans were decided at last.

        Bounds stand where that is all that is known, None where nothing is.
        """
        return self._passes[-1].about.facts

    @property
    def nonperforming(self) -> Truth:
        """Whether any of its claims is non-performing; None where that is not known."""
        found = self._passes[-1].nonperforming
        return True if True in found else None if None in found else False

    @cached_property
    def infections(self) -> tuple[Infection, ...]:
        """Where the claims act on one another: by the loan acted on, the worst first."""
        return tuple(infections_in(self._passes, self._claims))

    def review_of(self, loan: str) -> Review:
        """Return the review of one loan by its id.

        Raises:
            UnknownName: the obligor has no such loan.
        """
        for found in self.reviews:
            if found.file.loan.id == loan:
                return found
        raise UnknownName("loan", loan, [found.file.loan.id for found in self.reviews])

    def infections_of(self, loan: str) -> tuple[Infection, ...]:
        """Return what acts on one loan, the worst first; () where nothing does."""
        return tuple(found for found in self.infections if found.loan == loan)

    def explain(self) -> str:
        """Return the tiers and what acts on what in a person's words, with citations."""
        return "\n".join(spelled_out(self._lines()))

    def _lines(self) -> Iterator[Line]:
        yield f"{self.obligor} on {self.as_of}, {_claims(len(self.reviews))}"
        for name, value in self.facts.items():
            yield f"- {name}: {value_words(value)}"
        for found in self.reviews:
            yield f"{found.file.loan.id}: {_span(found)}"
            for infection in self.infections_of(found.file.loan.id):
                yield f"- {infection}"
                if infection.citation is not None:
                    yield infection.citation
        for loan in self.not_yet:
            yield f"{loan}: not yet disbursed"

    def to_json(self) -> str:
        """Return the tiers, the facts and what acts on what as a JSON object on one line.

        Shares are decimal strings, bounds `{"low": …, "high": …}`, what is not known is null.
        """
        import json

        document = {
            "format": "postloan.obligor-review/1",
            "obligor": self.obligor,
            "group": self.group,
            "as_of": str(self.as_of),
            "nonperforming": self.nonperforming,
            "facts": {name: _plain(value) for name, value in self.facts.items()},
            "loans": [_loan(found) for found in self.reviews],
            "infections": [plain_infection(found) for found in self.infections],
            "not_yet": self.not_yet,
            "passes": self.passes,
        }
        return json.dumps(document, ensure_ascii=False)

    def __repr__(self) -> str:
        return f"<ObligorReview of {self.obligor} on {self.as_of}: {_claims(len(self.reviews))}>"


def _claims(count: int) -> str:
    return f"{count} claim{'' if count == 1 else 's'}"


def _span(review: Review) -> str:
    if review.applies is False:
        return "not applicable"
    tier = str(review.tier or "undetermined")
    if review.at_least == review.tier == review.could_be:
        return tier
    return f"{tier} (at least {review.at_least}, could be {review.could_be})"


def _loan(review: Review) -> dict[str, object]:
    tiers: Iterable[Tier | None] = (review.tier, review.at_least, review.could_be)
    names = ("tier", "at_least", "could_be")
    return {
        "loan_id": review.file.loan.id,
        **{name: tier.id if tier else None for name, tier in zip(names, tiers, strict=True)},
        "floors": [finding.rule for finding in review.floors],
    }


def plain_infection(found: Infection) -> dict[str, object]:
    """Return what acts on a loan, as JSON has it."""
    return {
        "loan_id": found.loan,
        "by": found.by,
        "fact": found.fact,
        "value": _plain(found.value),
        "rule": found.rule,
        "tier": found.tier.id,
        "certain": found.certain,
        "citation": None if found.citation is None else str(found.citation),
    }


def _plain(value: FactValue | Between | None) -> object:
    match value:
        case Between(low=low, high=high):
            return {"low": f"{low:f}", "high": f"{high:f}"}
        case Decimal():
            return f"{value:f}"
        case _:
            return value
