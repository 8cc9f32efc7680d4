"""Cells and diagrams say of every loan what the walks over the rules say of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidCondition
from postloan.facts.catalogue import CORE
from postloan.facts.fact import FactValue
from postloan.policy.decisions.outcomes import PolicyOn, space_of, verdicts
from postloan.policy.judging.given import plain
from postloan.rules.cells import UNKNOWN, Cell, Domain, Span, cells_of
from postloan.rules.diagrams import Diagram, Forest, conjunction, negation
from postloan.rules.evaluate import Truth, Value, evaluate
from postloan.rules.simplify import simplified
from postloan.rules.space import Space
from postloan.rules.steps import Steps, TooLarge
from postloan.rules.vocabulary import Term
from postloan.testing.conditions import checked, conditions, values
from postloan.testing.drafts import Draft, drafts, facts
from postloan.tiers import FIVE_TIER
from tests.policies import policy


def domain(key: str) -> Domain:
    fact = CORE[key]
    levels = len(FIVE_TIER.tiers)
    return Domain(minimum=fact.minimum, maximum=fact.maximum, words=fact.values, levels=levels)


@given(conditions(), values())
def test_a_simplified_condition_means_what_it_meant(text: str, some: Mapping[str, Value]) -> None:
    tree = checked(text)
    assert evaluate(simplified(tree), some) is evaluate(tree, some)


@given(st.lists(conditions(), min_size=1, max_size=3), values())
def test_a_diagram_says_of_a_loans_cells_what_the_evaluator_says_of_the_loan(
    texts: list[str], some: Mapping[str, Value]
) -> None:
    trees = [checked(text) for text in texts]
    space = Space(trees, domain)
    cells = space.cells(some)
    for tree in trees:
        assert space.diagram(tree).at(cells) is evaluate(tree, some)


@given(st.lists(conditions(), min_size=1, max_size=3), values(known=True))
def test_a_space_without_unknowns_agrees_on_loans_that_are_known(
    texts: list[str], some: Mapping[str, Value]
) -> None:
    trees = [checked(text) for text in texts]
    space = Space(trees, domain, unknown=False)
    cells = space.cells(some)
    for tree in trees:
        assert space.diagram(tree).at(cells) is evaluate(tree, some)


@given(drafts(), facts())
def test_verdicts_say_of_every_cell_what_the_walk_decides_of_a_loan_in_it(
    draft: Draft, some: Mapping[str, FactValue | None]
) -> None:
    made = draft.policy()
    decision = made.decide(some)
    on = PolicyOn(contents=made.contents, parameters={}, day=None, dimension=made.contents.main)
    space = space_of([on])
    known = {key: plain(value) for key, value in decision.facts.items()}
    assert verdicts(space, on).at(space.cells(known)) == (
        decision.applies,
        decision.tier,
        decision.at_least,
        decision.could_be,
        bool(decision.outcomes[0].problem),
    )


@pytest.mark.parametrize("given_", [{}, {"limit": 3}])
@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("days", [None, 1, 5])
def test_parameters_signals_and_tiers_from_facts_are_as_in_the_walk(
    given_: dict[str, object], recorded: bool, days: int | None
) -> None:
    made = policy(
        """
        [parameters]
        limit = { unit = "days", required = true }
        worst = { unit = "tier", value = "doubtful" }
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
        when = "previous_tier >= worst"
        at_least = "previous_tier"
        """,
        parameters=given_,
    )
    day = date(2024, 1, 1)
    some: dict[str, FactValue | None] = {
        "days_past_due": days,
        "signal:told": recorded,
        "lawsuit": True,
        "previous_tier": None if recorded else FIVE_TIER["loss"],
    }
    decision = made.decide(some, day)
    parameters = {key: plain(value) for key, value in made.parameters_on(day).items()}
    on = PolicyOn(
        contents=made.contents, parameters=parameters, day=day, dimension=made.contents.main
    )
    space = space_of([on])
    known = {key: plain(value) for key, value in decision.facts.items()}
    found = verdicts(space, on).at(space.cells(known))
    assert found[1:4] == (decision.tier, decision.at_least, decision.could_be)


def days(minimum: int | None = None, maximum: int | None = None, *cuts: str) -> list[Cell]:
    term = Term(key="days", role="fact", kind="days")
    domain = Domain(minimum=minimum, maximum=maximum)
    return cells_of(term, domain, map(Fraction, cuts), ())


def test_whole_numbers_are_cut_at_and_after_a_constant_and_end_with_the_domain() -> None:
    assert [cell.points for cell in days(0, 100, "30", "90.5", "-4", "100")] == [
        (0, 29),
        (30,),
        (31, 90),
        (91, 99),
        (100,),
    ]
    assert [cell.points for cell in days(None, None)] == [(0,)]
    assert [cell.points for cell in days(None, None, "2.5")] == [(2,), (3,)]


def test_ratios_are_cut_into_points_and_what_lies_between() -> None:
    term = Term(key="share", role="fact", kind="ratio")
    cuts = [Fraction(1, 2), Fraction(3, 5), Fraction(1, 3)]
    cells = cells_of(term, Domain(minimum=0, maximum=1), cuts, ())
    assert [cell.value for cell in cells] == [
        Decimal(0),
        Decimal("0.4"),
        Decimal("0.5"),
        Decimal("0.51"),
        Decimal("0.6"),
        Decimal(1),
    ]
    assert cells[0].span == Span(Fraction(0), Fraction(1, 3), high_in=False)
    open_ended = cells_of(term, Domain(), [Fraction(-1)], ())
    assert [cell.value for cell in open_ended] == [Decimal(-2), Decimal(-1), Decimal(0)]


def test_a_value_that_a_fact_cannot_have_lies_in_no_cell() -> None:
    tree = checked("borrower_kind == 'corporate' and days_past_due > 3")
    space = Space([tree], domain, unknown=False)
    with pytest.raises(ValueError, match="borrower_kind cannot be lion"):
        space.cells({"borrower_kind": "lion", "days_past_due": 1})
    with pytest.raises(ValueError, match="days_past_due cannot be -1"):
        space.cells({"borrower_kind": "corporate", "days_past_due": -1})


def test_what_is_equal_is_one_node_and_two_forests_never_meet() -> None:
    forest = Forest([2, 2])
    late = forest.choice(0, [False, True])
    assert forest.choice(0, [False, True]) == late
    assert hash(forest.choice(0, [False, True])) == hash(late)
    assert forest.choice(1, [True, True]) == forest.constant(True)
    assert late != Forest([2, 2]).choice(0, [False, True])
    assert late != "late"
    assert late.values() == {False, True}


def test_a_question_ends_with_its_steps_and_with_the_stack() -> None:
    tree = checked("days_past_due in (1, 2)")
    with pytest.raises(TooLarge):
        Space([tree], domain, steps=Steps(5))
    space = Space([tree], domain, steps=Steps(100))
    with pytest.raises(TooLarge):
        space.diagram(tree)
    deep = Forest([2] * 2000)
    chain: Diagram[Truth] = deep.constant(True)
    for axis in reversed(range(2000)):
        chain = conjunction(deep.choice(axis, [False, True]), chain)
    with pytest.raises(TooLarge):
        negation(chain)


def test_the_cheapest_way_is_found_or_there_is_none() -> None:
    forest = Forest([3, 3])
    first: Diagram[int] = forest.choice(0, [0, 1, 2])
    both = forest.merged(lambda a, b: a + b, first, forest.choice(1, [0, 1, 2]))
    assert both.cheapest(lambda total: total == 3, lambda _, cell: cell * cell) == ((0, 1), (1, 2))
    assert both.cheapest(lambda total: total == 5, lambda _, cell: cell) is None
    assert UNKNOWN.value is None


def test_a_word_that_no_condition_names_is_any_other() -> None:
    space = Space([checked("product == 'card'")], domain)
    assert [space.cells({"product": word}) for word in ("card", "boat", None)] == [(0,), (1,), (2,)]


@pytest.mark.parametrize(
    "text",
    [
        "days_past_due * periods_missed > 3",
        "loss_share * loss_share > 0.25",
        "outstanding * loss_share > principal / 3",
        "days_past_due - days_past_due == 0",
        "outstanding < principal",
        "max(days_past_due, interest_days_past_due) - 1 > term_months - term_months",
    ],
)
@given(st.data())
def test_what_is_not_linear_in_one_fact_stands_on_an_axis_of_its_own(
    text: str, data: st.DataObject
) -> None:
    try:
        tree = checked(text)
    except InvalidCondition:
        return
    some = data.draw(values())
    space = Space([tree], domain)
    assert space.diagram(tree).at(space.cells(some)) is evaluate(tree, some)


def test_a_comparison_with_a_parameter_without_a_value_is_never_known() -> None:
    made = policy(
        """
        [conventions]
        currency = "CNY"
        [parameters]
        limit = { unit = "money", required = true }
        [[floor]]
        id = "a"
        when = "outstanding - principal > limit"
        at_least = "loss"
        [[floor]]
        id = "b"
        when = "outstanding > limit"
        at_least = "doubtful"
        """
    )
    main = made.contents.main
    on = PolicyOn(contents=made.contents, parameters={"limit": None}, day=None, dimension=main)
    for verdict in verdicts(space_of([on]), on).values():
        assert (str(verdict.at_least), str(verdict.could_be)) == ("normal", "loss")


def test_an_inherited_base_counts_where_its_scope_does() -> None:
    child = policy(head="extends = ['cn.credit-card', 'cn.asset-classification']", body="")
    main = child.contents.main
    on = PolicyOn(contents=child.contents, parameters={}, day=None, dimension=main)
    space = space_of([on])
    for some in ({"product": "card", "days_past_due": 91}, {"product": "loan"}, {}):
        decision = child.decide(some)
        known = {key: plain(value) for key, value in decision.facts.items()}
        found = verdicts(space, on).at(space.cells(known))
        assert found[1:4] == (decision.tier, decision.at_least, decision.could_be)
