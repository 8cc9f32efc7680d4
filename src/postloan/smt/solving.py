"""`Z3`, which answers what the analysis asks of a solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from postloan.analysis.strictness import is_laxer
from postloan.errors import InvalidValue, NotDecided
from postloan.policy.decisions.outcomes import PolicyOn, Verdict
from postloan.policy.judging.judge import judge
from postloan.rules.cells import Domain
from postloan.rules.evaluate import Truth, Value, evaluate
from postloan.rules.render import render
from postloan.rules.tree import Node
from postloan.smt.conditions import Conditions
from postloan.smt.judging import any_verdict
from postloan.smt.loan import AnyLoan
from postloan.smt.search import found

__all__ = ["Z3"]

_MOST = 2**32 - 1


def _limit(_owner: object, _attribute: object, value: object) -> None:
    if type(value) is not int or not 0 < value <= _MOST:
        raise InvalidValue("Z3", "limit", value, f"an int from 1 to {_MOST}")


@attrs.frozen(kw_only=True)
class Z3:
    """Answers by z3 what the analysis asks of a `Solver`; what it proves, it proves.

    The same question to the same z3 has the same answer everywhere: work is limited by what it
    counts, not by a clock. Facts are pulled towards those of a clean loan, and stand the walk
    over the rules. They are as conditions read them: None is unknown, an amount has no currency,
    a tier is its rank; a word that no condition names is `postloan.rules.cells.ANY_OTHER`.

    >>> from postloan.rules.check import check
    >>> from postloan.rules.parse import parse
    >>> from postloan.rules.vocabulary import Term
    >>> class Amounts:
    ...     currency = None
    ...
    ...     def term(self, name):
    ...         return Term(key=name, role="fact", kind="money")
    ...
    ...     def names(self):
    ...         return ()
    >>> text = "0 < outstanding < collateral_value * 0.7"
    >>> tree = check(parse(text), text, Amounts())
    >>> Z3().facts_where([(tree, True)], lambda key: Domain(minimum=0))
    {'outstanding': Decimal('1'), 'collateral_value': Decimal('2')}
    >>> Z3().facts_where([(tree, True), (tree, False)], lambda key: Domain(minimum=0)) is None
    True
    """

    limit: int = attrs.field(default=2_000_000, validator=_limit)
    """Resources for each try at an answer, as z3 counts them; a million is less than a second."""

    def facts_where(
        self, wanted: Sequence[tuple[Node, Truth]], domain: Callable[[str], Domain]
    ) -> Mapping[str, Value] | None:
        """Return facts for which each condition has the stated truth.

        Args:
            wanted: checked conditions, each with what it is to be; None is unknown. Parameters
                in them have no value, see `postloan.rules.simplify.stated`.
            domain: what the fact of a key can be.

        Returns:
            The facts that the conditions read, by key; None: it is proved that there are none.

        Raises:
            NotDecided: z3 came to no answer within the limit, as it may where facts are
                multiplied with one another.
        """
        loan = AnyLoan(domain)
        conditions = Conditions(loan, {})
        question = " and ".join(f"{render(tree)!r} {_WORDS[truth]}" for tree, truth in wanted)
        needed = [conditions.truth(tree).be(truth) for tree, truth in wanted]
        facts = found(loan, needed, limit=self.limit, question=question)
        if facts is not None and any(evaluate(t, facts) is not truth for t, truth in wanted):
            raise NotDecided(question, _REFUTED)
        return facts

    def laxer(self, candidate: PolicyOn, than: PolicyOn) -> Mapping[str, Value] | None:
        """Return facts for which `candidate` is laxer than `than`.

        What that is says `postloan.analysis.strictness.no_laxer`.

        Args:
            candidate: a policy in a dimension; what a fact can be is what it says.
            than: another, in a dimension of the same scale.

        Returns:
            The facts that the two read, by key; None: it is proved that there are none.

        Raises:
            InvalidValue: the two dimensions have different scales.
            NotDecided: z3 came to no answer within the limit.
        """
        scale = than.dimension.scale
        if candidate.dimension.scale != scale:
            given = candidate.dimension.scale.id
            raise InvalidValue("Z3.laxer", "candidate", given, f"a policy on the scale {scale.id}")
        loan = AnyLoan(candidate.domain)
        question = f"{candidate.contents.origin} laxer than {than.contents.origin}"
        needed = any_verdict(loan, candidate).laxer(any_verdict(loan, than))
        facts = found(loan, [needed], limit=self.limit, question=question)
        if facts is not None and not is_laxer(_walked(candidate, facts), _walked(than, facts)):
            raise NotDecided(question, _REFUTED)
        return facts


_REFUTED: Final = "z3's answer does not stand the walk over the rules"
_WORDS: Final[Mapping[Truth, str]] = {True: "true", False: "false", None: "unknown"}


def _walked(policy: PolicyOn, facts: Mapping[str, Value]) -> Verdict:
    """Return what the walk over a policy's rules says of a loan."""
    values = {**facts, **policy.parameters}
    scope = policy.contents.applies_to
    applies = True if scope is None else scope.holds(values)
    if applies is False:
        return Verdict(False, None, None, None, False)
    judged = judge(policy.contents, values, policy.day, policy.dimension)
    return Verdict(applies, judged.tier, judged.at_least, judged.could_be, bool(judged.problem))
