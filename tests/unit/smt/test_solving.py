"""What `Z3` answers, and that it says so where it cannot."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from decimal import Decimal

import pytest

from postloan.analysis.solver import Solver
from postloan.analysis.strictness import no_laxer
from postloan.errors import InvalidValue, MissingExtra, NotDecided
from postloan.policy.decisions.outcomes import PolicyOn
from postloan.policy.judging.given import plain
from postloan.policy.policy import Policy
from postloan.rules.cells import ANY_OTHER, Domain
from postloan.rules.evaluate import Truth, Value
from postloan.smt import Z3, solving
from postloan.testing.conditions import checked
from tests.laws.test_spaces import domain
from tests.policies import policy

SOLVER: Solver = Z3()


def facts_where(text: str, truth: Truth) -> Mapping[str, Value] | None:
    return SOLVER.facts_where([(checked(text, known_allowed=True), truth)], domain)


def on(made: Policy, dimension: int = 0) -> PolicyOn:
    return PolicyOn(
        contents=made.contents,
        parameters={key: plain(value) for key, value in made.parameters_on(None).items()},
        day=None,
        dimension=made.contents.dimensions[dimension],
    )


def floor(when: str, at_least: str = "loss", id: str = "f", more: str = "") -> str:
    return f"[[floor]]\nid = '{id}'\nwhen = '{when}'\nat_least = '{at_least}'\n{more}\n"


@pytest.mark.parametrize(
    "text, truth, facts",
    [
        ("days_past_due > 90 and not lawsuit", True, {"days_past_due": 91, "lawsuit": False}),
        ("days_past_due > 90 and lawsuit", None, {"days_past_due": 91, "lawsuit": None}),
        ("0 < outstanding < principal", True, {"outstanding": 1, "principal": 2}),
        ("outstanding - principal == 0.25", True, {"outstanding": Decimal("0.25"), "principal": 0}),
        ("loss_share > 0.3", True, {"loss_share": Decimal("0.31")}),
        ("loss_share > 0.3", False, {"loss_share": 0}),
        ("max(outstanding, principal) > 3", None, {"outstanding": 0, "principal": None}),
        ("previous_tier >= doubtful", True, {"previous_tier": 3}),
        ("borrower_kind != 'corporate'", False, {"borrower_kind": "corporate"}),
        ("product != 'card'", True, {"product": ANY_OTHER}),
        ("product == 'card'", True, {"product": "card"}),
        ("known(lawsuit)", False, {"lawsuit": None}),
        ("true", True, {}),
    ],
)
def test_facts_are_as_near_to_a_clean_loan_s_as_can_be(
    text: str, truth: Truth, facts: Mapping[str, Value]
) -> None:
    assert facts_where(text, truth) == facts


@pytest.mark.parametrize(
    "text, truth",
    [
        ("outstanding < principal and principal < outstanding", True),
        ("days_past_due < 0", True),
        ("outstanding * 3 == 1", True),  # no decimal is a third
        ("outstanding < principal or outstanding >= principal", False),
        ("days_past_due > 1_000_000_000_000", True),  # no fact can be
        ("known(lawsuit)", None),
        ("false", True),
    ],
)
def test_what_no_loan_satisfies_is_proved(text: str, truth: Truth) -> None:
    assert facts_where(text, truth) is None


def test_several_conditions_hold_together() -> None:
    owed, little = checked("outstanding > principal"), checked("outstanding < 5")
    assert SOLVER.facts_where([(owed, True), (little, True)], domain) is not None
    assert SOLVER.facts_where([(owed, True), (little, True), (little, False)], domain) is None


def test_clean_is_the_number_nearest_to_0_that_can_be() -> None:
    tree = checked("days_past_due > -9 and term_months > -9 and periods_missed > -9")
    domains = {
        "days_past_due": Domain(minimum=3),
        "term_months": Domain(maximum=-2),
        "periods_missed": Domain(minimum=-5, maximum=5),
    }
    found = SOLVER.facts_where([(tree, True)], domains.__getitem__)
    assert found == {"days_past_due": 3, "term_months": -2, "periods_missed": 0}


def test_a_question_beyond_the_limit_is_not_decided() -> None:
    shares = ("loss_share * loss_share * loss_share", "loan_to_value * loan_to_value")
    tree = checked(f"{shares[0]} * 2 == {shares[1]} * loan_to_value and loan_to_value > 0")
    with pytest.raises(NotDecided, match=r"> 0' true is not decided: z3 .* a limit of 9999$"):
        Z3(limit=9_999).facts_where([(tree, True)], domain)


def test_an_answer_that_the_walk_refutes_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "found", lambda *_, **__: {"lawsuit": False})
    with pytest.raises(NotDecided, match="does not stand the walk"):
        facts_where("lawsuit", True)
    made = on(policy(floor("lawsuit")))
    with pytest.raises(NotDecided, match="test@1 laxer than test@1 is not decided"):
        SOLVER.laxer(made, made)


@pytest.mark.parametrize("limit", [0, -1, 2**32, True, 1.5, None])
def test_a_limit_is_a_positive_int(limit: object) -> None:
    with pytest.raises(InvalidValue, match=r"Z3.limit must be an int from 1 to 4294967295"):
        Z3(limit=limit)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------- laxer


def test_an_example_shows_where_one_policy_is_laxer_than_another() -> None:
    head = '[conventions]\ncurrency = "CNY"\n'
    mild = on(policy(head + floor("outstanding > principal and days_past_due > 60")))
    strict = on(policy(head + floor("outstanding > principal and days_past_due > 30")))
    assert SOLVER.laxer(mild, strict) == {"outstanding": 1, "principal": 0, "days_past_due": 31}
    assert SOLVER.laxer(strict, mild) is None


def test_not_to_apply_is_laxer() -> None:
    everywhere = on(policy(floor("lawsuit")))
    cards = on(policy(floor("lawsuit"), head="applies_to = 'product == \"card\"'"))
    assert SOLVER.laxer(everywhere, cards) is None
    found = SOLVER.laxer(cards, everywhere)
    assert found == {"product": ANY_OTHER, "lawsuit": False}


def test_policies_are_compared_where_cells_alone_do_not_decide() -> None:
    amounts = '[conventions]\ncurrency = "CNY"\n'
    impossible = policy(amounts + floor("outstanding * 2 < principal and outstanding > principal"))
    assert no_laxer(policy(), than=impossible).answer == "not decided"
    assert no_laxer(policy(), than=impossible, solver=SOLVER).proved
    hard = policy(floor("loss_share * loss_share == 0.0121"))
    assert no_laxer(policy(), than=hard).answer == "not decided"
    found = no_laxer(policy(), than=hard, solver=SOLVER).counterexample
    assert found is not None
    assert found.facts["loss_share"] == Decimal("0.11")


def test_to_state_a_tier_too_early_is_laxer_and_to_withhold_it_is_not() -> None:
    early = on(policy(floor("lawsuit")))
    waits = on(policy(floor("lawsuit"), head="essential = ['lawsuit']"))
    assert SOLVER.laxer(early, waits) == {"lawsuit": None}
    assert SOLVER.laxer(waits, early) is None


def test_each_dimension_has_its_own_floors() -> None:
    second = "[[dimension]]\nid = 'second'\nscale = 'five-tier'\n"
    other = floor("days_past_due > 0", id="g", more="dimension = 'second'")
    made = policy(second + floor("lawsuit") + other, head="scale = 'five-tier'")
    assert SOLVER.laxer(on(made), on(made, 1)) == {"lawsuit": False, "days_past_due": 1}


def test_two_scales_are_refused() -> None:
    five, ten = on(policy()), on(policy(head="scale = 'ten-level-a'"))
    with pytest.raises(InvalidValue, match="a policy on the scale five-tier"):
        SOLVER.laxer(ten, five)


# ------------------------------------------------------------------------------- the extra


def test_without_z3_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("postloan.smt")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(MissingExtra, match=r"needs z3-solver: pip install 'postloan\[smt\]'"):
        importlib.import_module("postloan.smt")
