"""`Review`: what a policy answers about a loan file on a date."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import attrs

from postloan.agenda.item import AgendaItem
from postloan.agenda.plan import plan_agenda
from postloan.arrears.figures import Arrears
from postloan.clocks.reading import Clocks
from postloan.dates import Period
from postloan.facts.cures import CureState
from postloan.model.ends import CreditEnd
from postloan.model.file import LoanFile
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.findings import Finding, Gap, Outcome, SignalFinding
from postloan.policy.decisions.provisioning import Provision
from postloan.policy.decisions.whatif import WhatIf
from postloan.policy.decisions.wording import spelled_out
from postloan.policy.judging.given import Facts
from postloan.policy.policy import Policy
from postloan.reviews.deciding import Deciding, Rulebook
from postloan.reviews.migration import Migration, migration_of
from postloan.reviews.outlook import HORIZON, NextChange, find_next_change
from postloan.reviews.receipt import Receipt, receipt_of
from postloan.reviews.unmatched import Unmatched, unmatched_in, unmatched_lines
from postloan.reviews.words import review_lines
from postloan.tiers import Tier

__all__ = ["Review"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Review:
    """A policy's answer about one loan on one date. Made by `review`.

    The short names (`tier`, `floors`, `migration`…) speak of the policy's main dimension;
    `outcomes` has one entry for each. A file may serve several policies, so a record that this
    one has no rule for is no error: it changes nothing, and `unmatched` lists it.
    """

    file: LoanFile
    """The loan file as it was given."""
    as_of: date
    """The day at whose end it holds."""
    known_on: date | None
    """The day on whose knowledge it stands; None is everything on file."""
    _deciding: Deciding
    _rulebook: Rulebook

    @property
    def policy(self) -> Policy:
        """The policy, or the edition of it that governed."""
        return self._deciding.policy

    @property
    def decision(self) -> Decision:
        """The decision without dates."""
        return self._deciding.decision

    @property
    def applies(self) -> bool | None:
        """Whether the policy is for such a loan; None where that is not known."""
        return self.decision.applies

    @property
    def tier(self) -> Tier | None:
        """The tier; None is undetermined, or the policy does not apply."""
        return self.decision.tier

    @property
    def at_least(self) -> Tier | None:
        """What is certain; None where the policy does not apply."""
        return self.decision.at_least

    @property
    def could_be(self) -> Tier | None:
        """The worst that the unknown facts allow; None where the policy does not apply."""
        return self.decision.could_be

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The answer in each dimension, the main one first."""
        return self.decision.outcomes

    @property
    def floors(self) -> tuple[Finding, ...]:
        """Every floor that holds, worst first."""
        return self.decision.floors

    @property
    def runner_up(self) -> Finding | None:
        """The rule that would decide next, and what it lacks; see `Decision.runner_up`."""
        return self.decision.runner_up

    @property
    def signals(self) -> tuple[SignalFinding, ...]:
        """Signals raised or possible, the certain and severe first."""
        return self.decision.signals

    @property
    def provision(self) -> Provision | None:
        """What is set aside for the loan; None where the policy says nothing of it."""
        return self.decision.provision

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is not known and matters, what can move the tier first."""
        return self.decision.gaps

    @property
    def facts(self) -> Facts:
        """The facts by name; one that is not known is None."""
        return self.decision.facts

    @property
    def assumed(self) -> tuple[str, ...]:
        """Facts that nobody recorded and that count as "none recorded"."""
        return self.decision.assumed

    @property
    def arrears(self) -> Arrears | None:
        """The arrears with amounts; None where the policy does not say how days are counted."""
        return self._deciding.derived.arrears

    @property
    def end(self) -> CreditEnd | None:
        """The end of the credit, as `end_of` finds it; None where it lives.

        After it the agenda holds only what is asked of a credit that has ended.
        """
        return self._deciding.life.end

    @property
    def clocks(self) -> Clocks:
        """Until when claim and security can be enforced, under the law of mainland China."""
        return self._deciding.life.clocks

    @property
    def cures(self) -> tuple[CureState, ...]:
        """Observation, cure, locks and the like that hold on the day, and since when.

        They are what the policy's conventions make of restructurings, mergers and payments; each
        prints as a sentence.
        """
        return self._deciding.derived.cures

    @cached_property
    def agenda(self) -> tuple[AgendaItem, ...]:
        """What is due: inspections, notices and other duties, the certain first, by date."""
        return plan_agenda(self._deciding.life)

    @cached_property
    def migration(self) -> Migration:
        """How the tier moved against the last one on record."""
        return migration_of(self.decision)

    @cached_property
    def unmatched(self) -> tuple[Unmatched, ...]:
        """Records that the policy knows nothing of, by day, with the names near to theirs.

        Signals, duties and kinds of inspection that it has no rule for, and tiers of a
        dimension that it does not have: meant for another policy, or misspelt. Only records
        that this review reads are looked at; () where the policy is not for such a loan.
        """
        if self.applies is False:
            return ()
        return unmatched_in(self._deciding.file, self.policy.contents)

    @cached_property
    def receipt(self) -> Receipt:
        """What it takes to make this review again."""
        return receipt_of(
            self.policy,
            self.decision,
            as_of=self.as_of,
            known_on=self.known_on,
            in_force=self._deciding.in_force,
        )

    def next_change(self, within: Period = HORIZON) -> NextChange | None:
        """Return when the tier next changes if nothing is paid and nothing new is recorded.

        Editions that come into force are followed; nothing is said of the days after the
        policy has ended.

        Args:
            within: how far ahead to look, the last day included; two years unless stated.
                Working days are counted by the policy's calendar.

        Returns:
            The day and the tier, or None where it does not change within the horizon, or the
            credit has ended.

        Raises:
            InvalidValue: `within` counts working days, for which the policy has no calendar,
                or leads beyond the year 9999.
            UncoveredDay: the calendar does not reach so far.
        """
        return find_next_change(self._deciding, self._rulebook, within)

    def what_if(self, dimension: str | None = None) -> WhatIf:
        """Return what would change the outcome today; see `Decision.what_if`.

        Args:
            dimension: id of a dimension; None is the main one.

        Raises:
            UnknownName: the policy has no such dimension.
        """
        return self.decision.what_if(dimension)

    def explain(self) -> str:
        """Return the review in a person's words, with the citation of each rule.

        A document is named in full, and after that as "same document" until another is.
        """
        heading = f"{self.file.loan.id} on {self.as_of}"
        lines = review_lines(self.decision, self.migration, self.cures, self.end, self.agenda)
        return "\n".join((heading, *spelled_out(lines), *unmatched_lines(self.unmatched)))

    def __repr__(self) -> str:
        tier = self.tier or "undetermined"
        return f"<Review of {self.file.loan.id} on {self.as_of}: {tier}>"
