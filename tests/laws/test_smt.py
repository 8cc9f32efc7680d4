"""z3 as the oracle: it encodes evaluator and judge on its own, and cells and diagrams agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
import z3
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from postloan import load_policy
from postloan.analysis.strictness import is_laxer
from postloan.errors import NotDecided
from postloan.facts.fact import FactValue
from postloan.money import Money
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.outcomes import PolicyOn, Verdict, space_of, verdicts
from postloan.policy.judging.given import plain
from postloan.policy.policy import Policy
from postloan.rules.cells import Cell, Domain, cells_of
from postloan.rules.evaluate import Truth, Value, evaluate
from postloan.rules.space import Space
from postloan.rules.vocabulary import Term
from postloan.smt import Z3
from postloan.smt.conditions import Conditions
from postloan.smt.judging import any_verdict
from postloan.smt.loan import AnyLoan
from postloan.smt.search import found
from postloan.testing.conditions import checked, conditions, values
from postloan.testing.drafts import Draft, drafts, facts
from tests.laws.test_spaces import domain
from tests.policies import policy
from tests.shipped import WITH_OWN_TIERS

LIMIT = 1_000_000
FEWER = settings(max_examples=settings().max_examples // 4)
"""For what asks z3 dozens of questions in each example."""
TRUTHS: tuple[Truth, ...] = (True, False, None)


def on(made: Policy, day: date | None = None) -> PolicyOn:
    """Return a policy in its main dimension."""
    return PolicyOn(
        contents=made.contents,
        parameters={key: plain(value) for key, value in made.parameters_on(day).items()},
        day=day,
        dimension=made.contents.main,
    )


def is_exact(space: Space) -> bool:
    """Return whether every cell can be some loan's: no axis compares facts with one another."""
    return all(axis.term is not None for axis in space.axes)


def verdict(decision: Decision) -> Verdict:
    """Return what a decision says in its main dimension."""
    problem = bool(decision.outcomes[0].problem)
    return Verdict(decision.applies, decision.tier, decision.at_least, decision.could_be, problem)


# ------------------------------------------------------------------------------- conditions


def check_truth(text: str, some: Mapping[str, Value]) -> None:
    """Hold what z3 says of one loan to what the evaluator says of it."""
    tree = checked(text)
    loan = AnyLoan(domain)
    truth = Conditions(loan, {}).truth(tree)
    solver = z3.Solver(ctx=loan.context)
    for fact in loan.facts.values():
        value = some.get(fact.term.key)
        solver.add(fact.known if value is not None else z3.Not(fact.known))
        solver.add(loan.true if value is None else fact.value == loan.value(value))
    solver.add(z3.Not(truth.be(evaluate(tree, some))))
    assert solver.check() == z3.unsat


@given(conditions(), values())
def test_z3_says_of_a_loan_what_the_evaluator_says(text: str, some: Mapping[str, Value]) -> None:
    check_truth(text, some)


@pytest.mark.parametrize(
    "text",
    [
        "max(outstanding, principal) > 1000000",
        "-2 * min(outstanding, principal) > -2000000",
        "max(outstanding, principal) * 0 == 0",
        "max(outstanding, 1000000) * loss_share > 500000",
        "min(outstanding, principal) * (loss_share - 0.5) < 1",
        "max(loss_share, loan_to_value) * (outstanding - principal) >= 0",
        "(outstanding - principal) * max(loss_share, loan_to_value) >= 0",
        "min(outstanding, principal) <= max(outstanding, principal) - 1000000",
    ],
)
@FEWER
@given(values())
@example({"outstanding": Decimal(1), "loss_share": Decimal("0.5")})  # a factor of 0
def test_z3_bounds_what_is_not_known_as_the_evaluator_does(
    text: str, some: Mapping[str, Value]
) -> None:
    check_truth(text, some)


@FEWER
@given(conditions())
def test_a_truth_that_a_diagram_reaches_is_some_loans_and_no_other_is(text: str) -> None:
    tree = checked(text)
    space = Space([tree], domain)
    reached = space.diagram(tree).values()
    for truth in TRUTHS:
        try:
            some = Z3(limit=LIMIT).facts_where([(tree, truth)], domain)
        except NotDecided:
            event("not decided")
            continue
        assert some is None or truth in reached
        assert some is not None or truth not in reached or not is_exact(space)


@FEWER
@given(
    st.sampled_from(("days", "ratio")),
    st.none() | st.integers(-3, 3),
    st.none() | st.integers(0, 6),
    st.lists(st.fractions(-5, 8, max_denominator=2), max_size=4),
)
def test_every_value_lies_in_one_cell_those_before_the_first_threshold_too(
    kind: str, least: int | None, above: int | None, cuts: list[Fraction]
) -> None:
    most = None if above is None else (least or 0) + above
    bounds = Domain(minimum=least, maximum=most)
    term = Term(key="x", role="fact", kind="days" if kind == "days" else "ratio")
    loan = AnyLoan(lambda _: bounds)
    value = loan.fact(term).value

    def inside(cell: Cell) -> z3.BoolRef:
        span = cell.span
        assert span is not None
        ends = [loan.true]
        if span.low is not None:
            low = loan.value(span.low)
            ends.append(value >= low if span.low_in else value > low)
        if span.high is not None:
            high = loan.value(span.high)
            ends.append(value <= high if span.high_in else value < high)
        return z3.And(ends)

    cells = [inside(cell) for cell in cells_of(term, bounds, cuts, ())]
    one = z3.PbEq([(cell, 1) for cell in cells], 1)
    solver = z3.Solver(ctx=loan.context)
    solver.add(*loan.allowed(), z3.Not(one))
    assert solver.check() == z3.unsat


# --------------------------------------------------------------------------------- policies


def decided(made: Policy, day: date | None, some: Mapping[str, Value]) -> Verdict:
    """Return what the walk over a policy's rules says of facts as z3 gives them."""
    on_ = on(made, day)

    def typed(key: str, value: Value) -> object:
        match on_.term(key).kind:
            case "money" if isinstance(value, Decimal):
                return Money(value, made.contents.conventions.currency or "CNY")
            case "tier" if isinstance(value, int):
                return made.scale.tiers[value]
            case _:
                return value

    return verdict(made.decide({key: typed(key, value) for key, value in some.items()}, day))


def check_verdicts(made: Policy, day: date | None = None) -> None:
    """Hold the verdicts of the diagram to those that z3 finds, and its loans to the walk."""
    policy_ = on(made, day)
    space = space_of([policy_])
    reached = verdicts(space, policy_).values()
    loan = AnyLoan(policy_.domain)
    said = any_verdict(loan, policy_)
    others = [z3.Not(said.be(one)) for one in reached]
    assert found(loan, others, limit=LIMIT, question="any other") is None
    for one in reached:
        some = found(loan, [said.be(one)], limit=LIMIT, question=str(one))
        assert some is not None or not is_exact(space)
        assert some is None or decided(made, day, some) == one


@FEWER
@given(drafts())
def test_the_verdicts_that_a_diagram_reaches_are_those_of_some_loan(draft: Draft) -> None:
    try:
        check_verdicts(draft.policy())
    except NotDecided:
        event("not decided")


@pytest.mark.parametrize("id", WITH_OWN_TIERS)
def test_z3_and_the_diagram_agree_on_what_ships(id: str) -> None:
    day = date(2026, 1, 1)
    check_verdicts(load_policy(id, as_of=day), day)


EVERYTHING = """
    [conventions]
    currency = "CNY"
    [parameters]
    limit = { unit = "days", value = 3 }
    strict = { unit = "bool", required = true }
    worst = { unit = "tier", value = "doubtful" }
    unstated = { unit = "tier", required = true }
    [[base]]
    id = "base"
    rows = [
        { when = "days_past_due <= limit", tier = "normal" },
        { when = "days_past_due > 30 or credit_impaired", tier = "substandard" },
    ]
    [[signal]]
    id = "late"
    when = "days_past_due > limit"
    [[signal]]
    id = "told"
    [[signal]]
    id = "gone"
    when = "lawsuit"
    in_force = { until = 2020-01-01 }
    [[floor]]
    id = "a"
    signal = "late"
    at_least = "special_mention"
    [[floor]]
    id = "b"
    signal = "told"
    at_least = "worst"
    [[floor]]
    id = "c"
    signal = "gone"
    at_least = "loss"
    [[floor]]
    id = "d"
    when = "previous_tier >= worst and not strict"
    at_least = "previous_tier"
    unknown = "conservative"
    [[floor]]
    id = "e"
    when = "lawsuit"
    at_least = "unstated"
    [[floor]]
    id = "f"
    when = "borrower_kind in ('corporate', 'individual')"
    at_least = "base + 1"
"""


@pytest.mark.parametrize("given_", [{}, {"strict": False, "unstated": "loss"}])
def test_z3_and_the_diagram_agree_on_every_kind_of_rule(given_: Mapping[str, object]) -> None:
    check_verdicts(policy(EVERYTHING, parameters=given_), date(2024, 6, 30))


@pytest.mark.parametrize(
    "head, body",
    [
        ("extends = ['cn.credit-card']", ""),
        ("extends = ['cn.credit-card', 'cn.asset-classification']", ""),
        (
            "extends = ['cn.asset-classification']\nscale = 'ten-level-a'",
            """
            [[floor]]
            id = "again"
            when = "previous_tier in (substandard, loss) and previous_tier_fell"
            at_least = "previous_tier"
            """,
        ),
    ],
    ids=[
        "an inherited base counts where its scope does",
        "the next base counts elsewhere",
        "a tier is read on a coarser scale",
    ],
)
def test_z3_and_the_diagram_agree_on_what_is_inherited(head: str, body: str) -> None:
    check_verdicts(policy(body, head=head), date(2024, 6, 30))


# -------------------------------------------------------------------------------------- laxer


@FEWER
@given(drafts(), drafts(), st.booleans(), st.lists(facts(), min_size=1, max_size=5))
def test_nowhere_laxer_is_so_of_every_loan_and_else_one_is_shown(
    draft: Draft, other: Draft, stricter: bool, loans: list[dict[str, FactValue | None]]
) -> None:
    if stricter:  # one more floor, so that a good part of the answers is a proof
        other = attrs.evolve(draft, floors=draft.floors[1:])
    candidate, than = draft.policy(), other.policy()
    try:
        some = Z3(limit=LIMIT).laxer(on(candidate), on(than))
    except NotDecided:
        event("not decided")
        return
    event("an example" if some else "proved")
    if some is not None:
        assert is_laxer(decided(candidate, None, some), decided(than, None, some))
        return
    for loan in loans:
        # what neither reads does not matter; what both are told, both know
        told = {key: loan.get(key) for key in (*candidate.contents.reads, *than.contents.reads)}
        assert not is_laxer(*(verdict(made.decide(told)) for made in (candidate, than)))
