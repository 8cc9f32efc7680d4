"""What a finding carries: its citation and title, the facts it used, and as what it read them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from postloan.between import Between
from postloan.errors import UnknownName
from postloan.policy.clauses.kinds import NotchLevel
from postloan.policy.decisions.findings import Because
from postloan.policy.judging.judge import Judged, notched, tier_values
from postloan.policy.policy import Policy
from postloan.rules.evaluate import Truth
from postloan.scales import SCALES
from postloan.tiers import FIVE_TIER, Scale
from tests.policies import policy, text_of

SUED = '[[floor]]\nid = "sued"\nwhen = "lawsuit"\nat_least = "{}"\n{}\n'


def test_the_findings_of_floors_and_bases_carry_their_titles_and_citations() -> None:
    body = """
    [[base]]
    id = "days"
    title = "By days"
    cite = "Art. 1"
    rows = [{ when = "days_past_due <= 90", tier = "normal" },
            { when = "days_past_due > 90", tier = "substandard" }]
    """
    cited = policy(body + SUED.format("doubtful", 'title = "Sued"\ncite = "Art. 2"'))
    decision = cited.decide({"lawsuit": True, "days_past_due": 91})
    (outcome,) = decision.outcomes
    found = (*outcome.base, *outcome.floors)
    assert [finding.title for finding in found] == ["By days", "Sued"]
    assert [str(finding.citation) for finding in found] == [
        "Test (edition 1), Art. 1",
        "Test (edition 1), Art. 2",
    ]
    assert outcome.scale == "five-tier"


@pytest.mark.parametrize(
    "facts, truth", [({"previous_tier": "doubtful"}, True), ({"previous_tier": None}, None)]
)
def test_a_floor_at_a_fact_s_tier_says_which_tier_it_read(
    facts: Mapping[str, object], truth: Truth
) -> None:
    decision = policy(SUED.format("previous_tier", "")).decide({"lawsuit": True, **facts})
    (floor,) = (*decision.floors, *decision.possible_floors)
    tier = FIVE_TIER["doubtful"] if truth else None
    assert floor.because[-1] == Because(
        comparison="previous_tier", truth=truth, read=(("previous_tier", tier),)
    )


def test_a_reason_says_between_what_a_number_was_known_to_lie() -> None:
    bounds = Between(low=91, high=120)
    late = '[[floor]]\nid = "late"\nwhen = "days_past_due > 90"\nat_least = "loss"\n'
    (floor,) = policy(late).decide({"days_past_due": bounds}).floors
    assert floor.because[0].read == (("days_past_due", bounds),)


# ----------------------------------------------------------- an inherited floor behind a signal

RAISED = """
[[signal]]
id = "suit"
when = "credit_impaired"
[[floor]]
id = "both"
signal = "suit"
at_least = "doubtful"
"""


@pytest.fixture
def inherited(tmp_path: Path) -> Policy:
    """Return a policy whose floor waits for a signal, and is for retail loans only."""
    parent, child = tmp_path / "parent.toml", tmp_path / "child.toml"
    parent.write_text(text_of(RAISED, head='applies_to = "retail"', id="parent"), encoding="utf-8")
    child.write_text(text_of(head='extends = ["parent"]', id="child"), encoding="utf-8")
    return Policy.from_path(child)


@pytest.mark.parametrize("retail", [True, False, None])
@pytest.mark.parametrize("raised", [True, False, None])
def test_an_inherited_floor_holds_where_its_scope_and_its_signal_do(
    inherited: Policy, retail: Truth, raised: Truth
) -> None:
    decision = inherited.decide({"retail": retail, "credit_impaired": raised})
    certain = retail is True and raised is True
    excluded = retail is False or raised is False
    assert [f.rule for f in decision.floors] == (["both"] if certain else [])
    assert [f.rule for f in decision.possible_floors] == ([] if certain or excluded else ["both"])


@pytest.mark.parametrize("retail", [True, None])
def test_a_recorded_signal_is_a_reason_beside_the_scope(inherited: Policy, retail: Truth) -> None:
    decision = inherited.decide({"retail": retail, "signal:suit": True})
    (floor,) = (*decision.floors, *decision.possible_floors)
    assert floor.because == (
        Because(comparison="retail", truth=retail, read=(("retail", retail),)),
        Because(comparison="signal:suit", truth=True, read=(("signal:suit", True),)),
    )


# --------------------------------------------------------------------------- outcomes as reasons

WATCHED = """
[[dimension]]
id = "watch"
scale = "npe"
[[floor]]
id = "watched"
dimension = "watch"
when = "lawsuit"
at_least = "non_performing"
[[inspection]]
id = "seen"
dimension = "watch"
kind = "visit"
when = "tier == non_performing or tier_fell"
once_per = "month"
"""


def test_a_rule_of_another_dimension_says_which_tier_of_its_scale_it_read() -> None:
    decision = policy(WATCHED, head="scale = 'five-tier'").decide({"lawsuit": True})
    (seen,) = decision.inspections
    tier = SCALES["npe"]["non_performing"]
    assert seen.because[0] == Because(
        comparison="tier == non_performing", truth=True, read=(("watch.tier", tier),)
    )
    assert "- performing if lawsuit were false" in decision.explain().splitlines()
    with pytest.raises(UnknownName, match="there is no dimension 'wach'; did you mean watch"):
        decision.outcome("wach")


def test_a_rule_that_may_apply_has_no_reasons_yet() -> None:
    both = WATCHED.replace("tier == non_performing or tier_fell", "lawsuit and {}")
    head = "scale = 'five-tier'"
    (certain,) = policy(both.format("true"), head=head).decide({"lawsuit": True}).inspections
    assert [reason.comparison for reason in certain.because] == ["lawsuit", "true"]
    for when in ("lawsuit and retail", "tier == performing"):
        open_ = both.replace("lawsuit and {}", when).replace('"lawsuit"', '"credit_impaired"')
        (found,) = policy(open_, head=head).decide({"lawsuit": True}).inspections
        assert (found.certain, found.because) == (False, ())


@pytest.mark.parametrize("previous, fell", [("normal", True), ("doubtful", False), ("loss", False)])
def test_a_tier_fell_where_it_is_worse_than_before_and_only_there(
    previous: str, fell: bool
) -> None:
    visit = '[[inspection]]\nid = "visit"\nkind = "visit"\nwhen = "tier_fell"\nonce_per = "month"\n'
    facts = {"lawsuit": True, "previous_tier": previous, "previous_tier_fell": False}
    decision = policy(SUED.format("doubtful", "") + visit).decide(facts)
    assert bool(decision.inspections) is fell


def test_outside_the_policy_s_scope_nothing_is_due_and_nothing_missing() -> None:
    duty = WATCHED.replace("tier == non_performing or tier_fell", "lawsuit")
    cards = policy(duty, head="scale = 'five-tier'\napplies_to = \"product == 'card'\"")
    outside = cards.decide({"lawsuit": None, "product": "loan"})
    assert (outside.inspections, outside.gaps) == ((), ())
    assert len(cards.decide({"lawsuit": True, "product": "card"}).inspections) == 1


def test_the_same_tier_as_before_has_not_fallen_where_no_fact_tells_of_an_earlier_fall() -> None:
    main, normal = policy().contents.main, FIVE_TIER.best
    judged = Judged(dimension=main, tier=normal, at_least=normal, could_be=normal)
    (values,) = tier_values(judged, {"previous_tier": normal.rank}, main)
    assert values["tier_fell"] is False


def test_a_signal_carries_its_titles() -> None:
    titled = '[[signal]]\nid = "suit"\nwhen = "lawsuit"\ntitle = "Lawsuit"\ntitle_zh = "诉讼"'
    (signal,) = policy(titled).decide({"lawsuit": True}).signals
    assert (signal.title, signal.title_zh) == ("Lawsuit", "诉讼")


# --------------------------------------------------------------------- notches on another scale


def test_notches_count_in_the_scale_in_which_they_were_written() -> None:
    ten = SCALES["ten-level-a"]
    twenty = Scale(
        "twenty",
        [f"l{number}" for number in range(20)],
        coarser=ten,
        maps={f"l{number}": ten.tiers[number // 2].id for number in range(20)},
    )
    for tier in twenty:
        assert notched(tier, NotchLevel(1), twenty).rank == min(tier.rank + 1, 19)
        in_ten = notched(tier, NotchLevel(1, ten), twenty)
        assert in_ten.rank == (tier.rank if tier.rank >= 18 else tier.rank // 2 * 2 + 2)
        in_five = notched(tier, NotchLevel(1, FIVE_TIER), twenty)
        assert in_five >= tier
        coarse = twenty.coarse(tier).rank
        assert twenty.coarse(in_five).rank == min(coarse + 1, 4)
