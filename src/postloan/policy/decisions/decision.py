"""Decisions: what a policy says about one loan's facts.

A decision holds the answer of the compiled policy and the facts as they were given. Everything
with a reason (outcomes, signals, gaps, what applies) is made from the walk over the rules when it
is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import cast

import attrs

from postloan.errors import UnknownName
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import DutyRule, InspectionRule
from postloan.policy.clauses.parameters import ParameterValue
from postloan.policy.compiled.outline import Trace
from postloan.policy.compiled.standing import Given, Standing
from postloan.policy.decisions.findings import (
    Applied,
    Because,
    Finding,
    Gap,
    Outcome,
    SignalFinding,
)
from postloan.policy.decisions.forms import print_form
from postloan.policy.decisions.provisioning import Provision, ProvisionPart
from postloan.policy.decisions.reasons import Reasons
from postloan.policy.decisions.whatif import WhatIf
from postloan.policy.decisions.wording import Line, Words, spelled_out
from postloan.policy.judging.answer import RESULTS, Answer, span_of
from postloan.policy.judging.given import Facts
from postloan.rules.evaluate import Bounded, Truth
from postloan.tiers import Tier

__all__ = ["Decision", "decide"]


@attrs.frozen(eq=False, repr=False)
class Decision:
    """What a policy says about one loan's facts. Made by `Policy.decide` and by `review`."""

    _made: tuple[Standing, Facts | Given, Answer]
    """The policy on the day, the facts, and the answer: in one field, because making a tuple costs
    less than setting fields of what is frozen."""

    @property
    def _standing(self) -> Standing:
        return self._made[0]

    @property
    def _answer(self) -> Answer:
        return self._made[2]

    @property
    def contents(self) -> Contents:
        """The policy."""
        return self._standing.contents

    @property
    def as_of(self) -> date | None:
        """The day; None where none was given, and none was needed."""
        return self._standing.as_of

    @property
    def parameters(self) -> Mapping[str, ParameterValue | None]:
        """The policy's parameters on that day; None has no value."""
        return self._standing.parameters

    @property
    def applies(self) -> Truth:
        """Whether the policy is for such a loan.

        None where that is not known; it is decided as if it were then.
        """
        return cast("Truth", self._answer[0])

    @property
    def tier(self) -> Tier | None:
        """The tier of the main dimension; None is undetermined, or the policy does not apply."""
        return self._tier(0)

    @property
    def at_least(self) -> Tier | None:
        """What is certain, in the main dimension; None where the policy does not apply."""
        return self._tier(1)

    @property
    def could_be(self) -> Tier | None:
        """The worst that the unknown facts allow; None where the policy does not apply."""
        return self._tier(2)

    def _tier(self, place: int) -> Tier | None:
        rank = self._answer[RESULTS + place]
        return None if rank is None else self.contents.main.scale.tiers[rank]

    @property
    def rule(self) -> str | None:
        """Id of the floor that gives `at_least`, the first of those that do; None where none."""
        floor = span_of(self._answer, 0)[3]
        return None if floor is None else self.contents.floors[floor].id

    @property
    def raised(self) -> tuple[str, ...]:
        """Ids of the signals that are raised, in the order of the policy."""
        return self._signals(1)

    @property
    def possible(self) -> tuple[str, ...]:
        """Ids of the signals that are possible, in the order of the policy."""
        return self._signals(2)

    def _signals(self, place: int) -> tuple[str, ...]:
        bits = self._answer[place] or 0
        return tuple(rule.id for n, rule in enumerate(self.contents.signals) if bits >> n & 1)

    @cached_property
    def facts(self) -> Facts:
        """What it was decided on."""
        _, given, _ = self._made
        return given if isinstance(given, Facts) else self._standing.facts(given)

    @cached_property
    def _reasons(self) -> Reasons:
        return Reasons(standing=self._standing, facts=self.facts, applies=self.applies)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One a dimension, the main one first."""
        return self._reasons.outcomes()

    @property
    def floors(self) -> tuple[Finding, ...]:
        """Floors of the main dimension that hold, worst first."""
        return self.outcomes[0].floors

    @property
    def possible_floors(self) -> tuple[Finding, ...]:
        """Floors of the main dimension that are unknown, worst first."""
        return self.outcomes[0].possible_floors

    @property
    def assumed(self) -> tuple[str, ...]:
        """Facts that nobody recorded and that count as "none recorded"."""
        return self.facts.assumed

    @cached_property
    def signals(self) -> tuple[SignalFinding, ...]:
        """Signals that are raised or possible, the certain and severe first."""
        return self._reasons.signals()

    @cached_property
    def inspections(self) -> tuple[Applied[InspectionRule], ...]:
        """Inspection rules that apply, or may."""
        return tuple(self._reasons.applied(self.contents.inspections))

    @cached_property
    def duties(self) -> tuple[Applied[DutyRule], ...]:
        """Duty rules that apply, or may."""
        return tuple(self._reasons.applied(self.contents.duties))

    @cached_property
    def provision(self) -> Provision | None:
        """What is set aside for the loan.

        None: the policy has no such rule, or does not apply.

        Raises:
            InvalidValue: an amount comes out with more than 40 digits on a side of its point.
        """
        return self._reasons.provision()

    @cached_property
    def reserves(self) -> tuple[ProvisionPart, ...]:
        """What is asked of a portfolio as a whole, rule by rule; () without facts about one.

        Each is a requirement of its own; they are not added up.
        """
        return tuple(self._reasons.reserves())

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """What is not known and matters: essential facts first, then by the tier at stake."""
        return self._reasons.gaps()

    @cached_property
    def runner_up(self) -> Finding | None:
        """The rule that would decide next in the main dimension, and what it lacks.

        Of all rules that would give a worse tier it is the one that the fewest facts keep from
        it, and of those the nearest in value; `because` holds the comparisons that fail or are
        unknown, () where it waits for a record or for the tier at which it stands. None where
        there is none or no tier is stated. Floors that hold but do not decide are in `floors`.
        """
        return self._reasons.runner_up()

    def what_if(self, dimension: str | None = None) -> WhatIf:
        """Return what would change the outcome: each fact alone, and if need be a few together.

        It is worked out when it is asked for, by deciding anew on either side of every
        threshold that a fact can cross. A number of which only bounds are known is taken as not
        known.

        Args:
            dimension: id of a dimension; None is the main one.

        Raises:
            UnknownName: the policy has no such dimension.

        >>> from postloan import load_policy
        >>> decision = load_policy("cn.credit-card").decide(
        ...     {"product": "card", "days_past_due": 91}
        ... )
        >>> print(decision.what_if().better)
        special_mention by overdue-days if days_past_due were from 1 to 90 days
        """
        id = self.contents.main.id if dimension is None else self.outcome(dimension).dimension
        return self._reasons.what_if(self.contents.dimension(id))

    def outcome(self, dimension: str) -> Outcome:
        """Return the outcome in `dimension`."""
        for found in self.outcomes:
            if found.dimension == dimension:
                return found
        raise UnknownName("dimension", dimension, [o.dimension for o in self.outcomes])

    @property
    def trace(self) -> Trace:
        """The truth of every rule and of every comparison; see `Policy.outline`."""
        standing, given, _ = self._made
        program = standing.program
        found = None if isinstance(given, Facts) else standing.run_quickly(program.trace, given)
        rules, leaves = found or standing.trace(self.facts)
        return Trace(program.outline, rules, leaves)

    def applies_because(self) -> tuple[Because, ...]:
        """Return the comparisons by which the policy applies or does not."""
        return self._reasons.applies_because()

    def form(self, template: str) -> str:
        """Return one of the policy's templates as Markdown: what is asked of this loan.

        What is known already is filled in; what depends on an unknown fact is asked.

        Args:
            template: its id.

        Raises:
            UnknownName: the policy has no such template.
        """
        possible = tuple(self.tier_values(self.contents.main.id))
        return print_form(self.contents, template, self.facts, possible)

    def explain(self) -> str:
        """Return the decision in a person's words, with the citation of each rule.

        A document is named in full, and after that as "same document" until another is.
        """
        return "\n".join(spelled_out(self.lines()))

    def lines(self) -> Iterator[Line]:
        """Yield what `explain` prints, each citation as it is."""
        contents = self.contents
        words = Words(contents.catalogue)
        if self.applies is False:
            why = words.because(self.applies_because())
            yield f"{contents.id} {contents.edition} does not apply: {why}"
            return
        for outcome in self.outcomes:
            name = "" if outcome is self.outcomes[0] else f"{outcome.dimension}: "
            yield f"{name}{words.headline(outcome)} (under {contents.id} {contents.edition})"
            stated = contents.states_tiers(outcome.dimension)
            yield from words.floors(outcome, stated=stated)
            yield from words.what_if(self.what_if(outcome.dimension), outcome, self.gaps)
        yield from words.signals(self.signals)
        if self.provision is not None:
            yield from words.provision(self.provision)
        yield from words.reserves(self.reserves)
        yield from words.gaps(self.gaps)
        if self.assumed:
            yield f"Nobody recorded, taken as none: {', '.join(self.assumed)}"

    def __repr__(self) -> str:
        return f"<Decision {self.tier or 'undetermined'} under {self.contents.id}>"

    def tier_values(self, dimension: str) -> Iterator[Mapping[str, Bounded]]:
        """Yield the facts as conditions read them, with each tier `dimension` may come to."""
        return self._reasons.tier_values(dimension)


def decide(standing: Standing, facts: Facts) -> Decision:
    """Return the decision on facts that are checked. `Policy.decide` is the face of it."""
    return Decision((standing, facts, standing.answer(facts)))
