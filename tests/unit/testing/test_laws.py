"""Laws hold of what ships and of whatever is generated, and each tells when it is broken."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

from postloan.errors import InvalidFact, InvalidValue, MissingExtra, PostloanError
from postloan.policy.decisions.outcomes import Verdict
from postloan.policy.loading import load_editions
from postloan.rules.cells import UNKNOWN, Axis, Cell
from postloan.rules.diagrams import Diagram, Forest
from postloan.rules.space import Space
from postloan.rules.steps import TooLarge
from postloan.testing import LAWS, LawBroken, Trial, check_all_laws
from postloan.testing.drafts import LAST_DAY, Draft, full_drafts
from postloan.testing.of_loans import (
    counts_other_than_the_worst,
    differs_by_the_way_in,
    differs_from_its_replay,
    differs_from_silence,
    is_not_decided,
    lacks_a_reason,
    leaves_its_bounds,
    stands_outside,
)
from postloan.testing.of_policies import narrows, over_cells, stands_in_order
from postloan.testing.trials import Case, Known, Result, tried
from postloan.tiers import FIVE_TIER
from tests.policies import policy
from tests.shipped import WITH_OWN_TIERS

OWN = {"examples", "base-answers", "worse-is-never-better"}
"""Laws that a policy which loads can break; the others are the library's to keep."""
NORMAL, MENTION, SUBSTANDARD, *_ = FIVE_TIER.tiers


@pytest.mark.parametrize("id", WITH_OWN_TIERS)
def test_a_shipped_policy_keeps_every_law(id: str) -> None:
    for edition in load_editions(id).policies:
        day = edition.in_force.since or date(2024, 1, 1)
        reports = check_all_laws(edition, day, examples=20)
        assert [report.law for report in reports] == list(LAWS)
        assert {report.status for report in reports} == {"proved", "tested"}


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(full_drafts())
def test_any_policy_keeps_the_laws_that_are_the_librarys(draft: Draft) -> None:
    trial = Trial(policy=draft.policy(), as_of=LAST_DAY, examples=3)
    for law in LAWS:
        if law.id not in OWN:
            assert law.check(trial).status != "broken", law.id


def of(id: str, body: str = "", *, parameters: Mapping[str, object] | None = None) -> Result:
    """Return what comes of one law, for a policy of some lines."""
    law = next(law for law in LAWS if law.id == id)
    return law.check(Trial(policy=policy(body, parameters=parameters)))


def test_a_loan_that_is_worse_and_better_classified_is_shown_with_both_answers() -> None:
    with pytest.raises(LawBroken) as caught:
        check_all_laws(
            policy(
                """
                [[floor]]
                id = "few"
                when = "1 <= days_past_due <= 3"
                at_least = "special_mention"
                """
            ),
            examples=5,
        )
    assert str(caught.value) == (
        "test@1 breaks worse-is-never-better\n"
        "  worse-is-never-better: A loan that is worse in one fact, by what the fact means, gets "
        "no better tier.\n"
        "    a loan with days_past_due 3 days is special_mention, and with days_past_due 4 days "
        "it is normal\n"
        "    with days_past_due = 3\n"
        "    with days_past_due = 4"
    )
    assert isinstance(caught.value, AssertionError)
    broken = [report for report in caught.value.reports if report.status == "broken"]
    assert [loan["days_past_due"] for loan in broken[0].counterexample] == [3, 4]


def test_what_a_policy_accepts_breaks_no_law() -> None:
    found = of(
        "worse-is-never-better",
        body="""
        [[floor]]
        id = "few"
        when = "1 <= days_past_due <= 3"
        at_least = "special_mention"
        [[accepted]]
        finding = "not_monotone"
        fact = "days_past_due"
        reason = "a grace of the law"
        """,
    )
    assert (found.status, found.note) == ("proved", "accepted of days_past_due: a grace of the law")


LIMITS = """
[parameters]
limit = { unit = "days", required = true }
[[base]]
id = "days"
rows = [
  { when = "days_past_due <= limit", tier = "normal" },
  { when = "days_past_due > 30", tier = "loss" },
]
"""


@pytest.mark.parametrize(
    "limit, status, said",
    [
        (30, "proved", ""),
        (31, "broken", "the rows normal and loss of days hold together of a loan with "),
        (29, "broken", "no row of days holds of a loan with days_past_due 30 days"),
        (None, "not decided", "days waits for a value of limit"),
    ],
)
def test_a_base_answers_once_or_it_is_told_for_which_loan_it_does_not(
    limit: int | None, status: str, said: str
) -> None:
    given_ = {} if limit is None else {"limit": limit}
    found = of("base-answers", body=LIMITS, parameters=given_)
    assert found.status == status
    assert found.note.startswith(said)


def test_examples_are_run_where_there_are_any() -> None:
    example = '[[example]]\nid = "e"\ngiven = { days_past_due = 0 }\nexpect = { tier = "loss" }'
    assert of("examples").status == "not decided"
    broken = of("examples", body=example)
    assert (broken.status, broken.note) == ("broken", "e: tier: expected loss, got normal")


COMPARED = """
[[floor]]
id = "swung"
when = "days_past_due > interest_days_past_due"
at_least = "loss"
"""


def test_a_law_that_comparisons_of_facts_leave_open_is_not_decided() -> None:
    found = of("worse-is-never-better", body=COMPARED)
    assert found.status == "not decided"
    assert "compare facts with one another" in found.note


# ------------------------------------------------------------------ each law can be broken


MADE = policy(
    """
    [[floor]]
    id = "late"
    when = "days_past_due > 0"
    at_least = "special_mention"
    cite = "Art. 1"
    """
)
LATE = {"days_past_due": 1}


def case(decide: Callable[[object], object], facts: Known = LATE) -> Case:
    """Return a loan whose decisions are made by `decide`."""
    trial = SimpleNamespace(policy=MADE, as_of=None, decide=decide)
    return Case(cast("Trial", trial), facts, {"days_past_due": 5})


def doctored(**changed: object) -> Callable[[object], object]:
    """Return how decisions are made whose outcome is changed, of decision and outcome alike."""

    def decide(facts: object) -> object:
        real = MADE.decide(facts)
        before: Any = real.outcomes[0]
        outcome = attrs.evolve(before, **changed)
        told = {name: getattr(real, name) for name in ("applies", "facts", "assumed", "gaps")}
        told |= {name: getattr(outcome, name) for name in ("tier", "at_least", "could_be")}
        told |= {"contents": real.contents, "outcomes": (outcome,), "signals": real.signals}
        return SimpleNamespace(**told, raised=real.raised, possible=real.possible, trace=real.trace)

    return decide


def finding(**changed: object) -> Callable[[object], object]:
    """Return how decisions are made whose floor is changed."""
    floor: Any = MADE.decide(LATE).floors[0]
    return doctored(floors=(attrs.evolve(floor, **changed),))


def test_the_laws_of_one_loan_are_kept_by_a_decision_as_it_is() -> None:
    laws = (
        is_not_decided,
        stands_outside,
        leaves_its_bounds,
        counts_other_than_the_worst,
        differs_by_the_way_in,
        differs_from_its_replay,
        lacks_a_reason,
        differs_from_silence,
    )
    for facts in (LATE, {}, {"signal:none": None}):
        kept = {k: v for k, v in facts.items() if k in MADE.contents.reads}
        assert [law(case(doctored(), kept)) for law in laws] == [""] * len(laws)


@pytest.mark.parametrize(
    "law, decide, said",
    [
        (is_not_decided, doctored(at_least=None), "is None to special_mention, where applies is"),
        (is_not_decided, doctored(tier=None), "no tier, and no gap"),
        (stands_outside, doctored(tier=NORMAL), "and decided is normal"),
        (counts_other_than_the_worst, doctored(at_least=NORMAL), "its rules give special_mention"),
        (counts_other_than_the_worst, doctored(at_least=SUBSTANDARD), "is substandard to"),
        (lacks_a_reason, finding(because=()), "no comparison says why"),
        (lacks_a_reason, finding(citation=None), "late cites None, and not "),
        (differs_by_the_way_in, doctored(tier=NORMAL), "as a row of a table it is special_mention"),
    ],
)
def test_a_decision_that_breaks_a_law_is_told(
    law: Callable[[Case], str], decide: Callable[[object], object], said: str
) -> None:
    assert said in law(case(decide))


def other(*answers: object) -> Callable[[object], object]:
    """Return how decisions are made that are those of some facts in turn, whatever is asked."""
    turns = iter(answers)
    return lambda _facts: MADE.decide(next(turns))


def test_what_is_learnt_must_stay_within_the_bounds_and_the_scope() -> None:
    late, clean = LATE, {"days_past_due": 0}
    assert "becomes classification is normal to normal" in leaves_its_bounds(
        case(other(late, clean))
    )
    scoped = SimpleNamespace(applies=False, facts={}, assumed=(), contents=MADE.contents)
    answers = iter([scoped, MADE.decide(late)])
    assert "applies is False, and True" in leaves_its_bounds(case(lambda _facts: next(answers)))


def test_an_absent_fact_that_counts_as_another_than_its_silence_is_told() -> None:
    said = differs_from_silence(case(other(LATE, {"days_past_due": 0})))
    assert said.startswith("it is special_mention (special_mention to special_mention)")


def test_an_answer_by_attributes_that_differs_is_told() -> None:
    def decide(facts: object) -> object:
        return MADE.decide(facts if isinstance(facts, dict) else {"days_past_due": 0})

    assert "as attributes it is normal" in differs_by_the_way_in(case(decide))


def test_a_trace_that_is_read_back_as_another_is_told() -> None:
    masks = MADE.decide({"days_past_due": 0}).trace.masks
    trace = MADE.decide(LATE).trace
    changed = SimpleNamespace(masks=masks, rules=trace.rules, leaves=trace.leaves)
    decision = SimpleNamespace(trace=changed)
    assert "are read back as" in differs_from_its_replay(case(lambda _facts: decision))


# ------------------------------------------------------------------------ cells and loans


def test_what_cells_do_not_show_is_tested_and_says_so() -> None:
    trial = Trial(policy=MADE, examples=3)
    check = over_cells(lambda _space, _decided: False, tried(lambda _case: ""))
    assert (check(trial).status, check(trial).note) == (
        "tested",
        "not proved: it depends on conditions that compare facts with one another",
    )
    broken = over_cells(lambda _space, _decided: False, tried(lambda _case: "no"))(trial)
    assert (broken.status, broken.note, broken.counterexample) == ("broken", "no", ({},))


def test_a_policy_too_large_for_cells_is_tested() -> None:
    def too_large(_space: object, _decided: object) -> bool:
        raise TooLarge

    found = over_cells(too_large, tried(lambda _case: ""))(Trial(policy=MADE, examples=3))
    assert found.note == "not proved: its conditions have too many combinations"


def test_the_loan_that_is_shown_is_made_small() -> None:
    def refused(case: Case) -> str:
        days = case.facts.get("days_past_due")
        if isinstance(days, int) and days > 90:
            raise InvalidFact("days_past_due", 91, "at most 90")
        return ""

    found = tried(refused)(Trial(policy=MADE))
    assert (found.status, found.counterexample) == ("broken", ({"days_past_due": 91},))
    assert found.note.startswith("it is refused: ")


def verdicts(*said: Verdict) -> tuple[Space, Diagram[Verdict]]:
    """Return a diagram on one axis, unknown the last of its cells, and its space."""
    cells = (*(Cell((n,)) for n in range(len(said) - 1)), UNKNOWN)
    forest = Forest([len(cells)])
    space = SimpleNamespace(axes=(Axis("x", ("x",), cells, None),), forest=forest)
    return cast("Space", space), forest.choice(0, said)


def between(
    low: int, high: int, *, applies: bool | None = True, tier: int | None = None
) -> Verdict:
    tiers = FIVE_TIER.tiers
    chosen = None if tier is None else tiers[tier]
    return Verdict(applies, chosen, tiers[low], tiers[high], False)


def test_cells_show_whether_knowing_more_narrows_and_tiers_stand_in_order() -> None:
    assert narrows(*verdicts(between(1, 1), between(0, 2)))
    assert not narrows(*verdicts(between(3, 3), between(0, 2)))
    assert not narrows(*verdicts(between(1, 1), between(0, 2, applies=False)))
    assert stands_in_order(*verdicts(between(0, 2, tier=1)))
    assert not stands_in_order(*verdicts(between(1, 2, tier=0)))


# ------------------------------------------------------------------------------- the face


@pytest.mark.parametrize("examples", [0, True, 1.5])
def test_the_number_of_examples_is_a_whole_number_from_1(examples: object) -> None:
    with pytest.raises(InvalidValue, match="examples must be a whole number from 1"):
        check_all_laws(MADE, examples=cast("int", examples))


def test_a_day_is_asked_for_where_the_policy_needs_one() -> None:
    dated = policy(
        '[[floor]]\nid = "x"\nwhen = "lawsuit"\nat_least = "loss"\nin_force = { from = 2025-01-01 }'
    )
    with pytest.raises(InvalidValue, match="as_of"):
        check_all_laws(dated)
    assert check_all_laws(dated, date(2025, 1, 1), examples=3)


def test_a_report_says_which_law_and_what_came_of_it() -> None:
    reports = check_all_laws(MADE, examples=3)
    assert str(reports[0]) == "examples: not decided (it has no examples)"
    assert (reports[3].status, reports[3].note, reports[3].counterexample) == ("proved", "", ())
    assert issubclass(LawBroken, PostloanError)


def test_without_hypothesis_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("postloan.testing")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(MissingExtra, match=r"hypothesis: pip install 'postloan\[hypothesis\]'"):
        importlib.import_module("postloan.testing")
