"""Whether a policy is nowhere laxer than another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

import attrs

from postloan.analysis.ground import Ground, both_verdicts, ground_of
from postloan.analysis.pair import pair_of
from postloan.analysis.solver import Solver
from postloan.analysis.telling import blank_lines, name_of, witness_lines
from postloan.analysis.witness import Witness, nearest_witness, witness_with
from postloan.errors import NotDecided
from postloan.policy.decisions.outcomes import Verdict
from postloan.policy.policy import Policy
from postloan.rules.evaluate import Truth
from postloan.rules.steps import TooLarge

__all__ = ["Strictness", "is_laxer", "no_laxer"]

_COMPARED: Final = "it hangs on how facts compare with one another, and no such loan was found"
_LARGE: Final = "there are too many cases to look at"


@attrs.frozen(kw_only=True, eq=False)
class Strictness:
    """Whether a policy is nowhere laxer than another."""

    policy: Policy
    than: Policy
    as_of: date | None
    common_scope: bool
    """Whether only loans were looked at to which both apply."""
    answer: Literal["proved", "counterexample", "not decided"]
    counterexample: Witness | None = None
    """A loan for which it is laxer, as near to a clean loan as may be; its decisions are those
    of `policy` and of `than`. None where the answer is another."""
    reason: str = ""
    """Why it is not decided; empty where it is."""

    @property
    def proved(self) -> bool:
        """Whether it is nowhere laxer, for certain."""
        return self.answer == "proved"

    def explain(self) -> str:
        """Return the answer in a person's words, with the rules that decide and their citations."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        policy, than = name_of(self.policy), name_of(self.than)
        loans = "every loan to which both apply" if self.common_scope else "every loan"
        if self.counterexample is not None:
            yield f"{policy} is laxer than {than}:"
            yield from (f"  {line}" for line in witness_lines(self.counterexample))
        elif self.proved:
            yield f"{policy} is nowhere laxer than {than}: proved for {loans}"
        else:
            yield f"whether {policy} is nowhere laxer than {than} is not decided: {self.reason}"
        yield from blank_lines(self.policy, self.than, as_of=self.as_of)


def no_laxer(
    policy: Policy,
    *,
    than: Policy,
    as_of: date | None = None,
    common_scope: bool = False,
    solver: Solver | None = None,
) -> Strictness:
    """Return whether a policy is nowhere laxer than another, for every loan there can be.

    It is laxer for a loan where, in the main dimension,

    - the other applies, and it does not;
    - what is certain (`at_least`) is better than what is certain under the other;
    - the tier that it states is better than the one the other states or, where the other states
      none, than the worst that the other leaves open (`could_be`).

    A loan of which it is not known whether the other applies to it says nothing. Other facts may
    be unknown, or not be recorded. Where the scales differ, one maps to the other, and
    the tiers are compared on the coarser.

    Args:
        policy: the policy, with its parameters; one without a value is unknown.
        than: the other.
        as_of: the day; needed only where either has dated parameters or rules. Neither has to
            be in force on it.
        common_scope: look only at loans to which both apply, for certain.
        solver: decides what hangs on how facts compare with one another.

    Raises:
        InvalidValue: the two cannot be compared; says why.

    >>> from postloan import load_policy
    >>> law = load_policy("cn.asset-classification")
    >>> no_laxer(law, than=law).answer
    'proved'
    """
    pair = pair_of(policy, than, as_of)
    laxer = _Laxer(common_scope)

    def answered(found: Witness | None, reason: str = "") -> Strictness:
        return Strictness(
            policy=policy,
            than=than,
            as_of=as_of,
            common_scope=common_scope,
            answer="counterexample" if found else "not decided" if reason else "proved",
            counterexample=found,
            reason=reason,
        )

    def looked(*, unknown: bool) -> tuple[Ground, Witness | None, bool]:
        ground = ground_of(pair, unknown=unknown)
        pairs = ground.forest.merged(both_verdicts, *ground.verdicts)
        where = ground.forest.mapped(laxer, pairs)
        return ground, nearest_witness(ground, where, laxer, solver), True in where.values()

    try:
        ground, found, in_doubt = looked(unknown=False)
        if found is None:
            ground, found, in_doubt = looked(unknown=True)
    except TooLarge:
        return answered(None, _LARGE)
    if found is not None or not in_doubt:
        return answered(found)
    # a solver knows of facts that are unknown, not of silence that two take differently
    if solver is None or ground.silent:
        return answered(None, _COMPARED)
    try:
        solved = solver.laxer(*pair.on)
    except NotDecided as error:
        return answered(None, error.reason)
    if solved is None:
        return answered(None)
    found = witness_with(ground, {**ground.clean, **solved}, laxer)
    return answered(found, "" if found else _COMPARED)


def is_laxer(candidate: Verdict, than: Verdict) -> bool:
    """Return whether one verdict is laxer than another on the same scale; see `no_laxer`."""
    if than.applies is not True or than.at_least is None or than.could_be is None:
        return False
    if candidate.at_least is None or candidate.at_least < than.at_least:
        return True
    return candidate.tier is not None and candidate.tier < (than.tier or than.could_be)


@attrs.frozen
class _Laxer:
    """Tells the pairs of verdicts of which the first is laxer."""

    common_scope: bool

    def __call__(self, verdicts: tuple[Verdict, Verdict]) -> Truth:
        candidate, than = verdicts
        return is_laxer(candidate, than) and bool(candidate.applies or not self.common_scope)
