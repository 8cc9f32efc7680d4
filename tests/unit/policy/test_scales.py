"""A policy's scale: shipped or its own, and what happens when a policy extends a coarser one."""

from __future__ import annotations

from pathlib import Path

import pytest

from postloan.errors import InvalidFact, InvalidPolicy, InvalidValue
from postloan.policy.clauses.kinds import NotchLevel
from postloan.policy.decisions.decision import Decision
from postloan.policy.policy import Policy
from postloan.scales import SCALES
from postloan.tiers import FIVE_TIER
from tests.policies import policy, text_of

TEN = SCALES["ten-level-a"]
EXTENDS_A = 'extends = ["a"]\n'
ON_TEN = EXTENDS_A + 'scale = "ten-level-a"\n'
OWN = """
[[scale]]
id = "bank.six"
title = "Six levels"
maps_to = "five-tier"
cite = "Annex 2"
levels = [
    { id = "good", label = "A*", label_zh = "甲", tier = "normal" },
    { id = "watch_1", tier = "special_mention" },
    { id = "watch_2", tier = "special_mention" },
    { id = "weak", tier = "substandard" },
    { id = "doubtful", tier = "doubtful" },
    { id = "loss", tier = "loss" },
]
"""


def layered(folder: Path, **files: str) -> Policy:
    """Write one file for each policy, and return the one called `child`."""
    for id, text in files.items():
        head, _, body = text.partition("---")
        written = text_of(body, head=head, id=id)
        (folder / f"{id}.toml").write_text(written, encoding="utf-8")
    return Policy.from_path(folder / "child.toml")


def faults(folder: Path, **files: str) -> list[str]:
    """Return the messages for which `child` is refused."""
    with pytest.raises(InvalidPolicy) as caught:
        layered(folder, **files)
    return [fault.message for fault in caught.value.faults]


def floor(when: str, at_least: str = "loss", id: str = "f") -> str:
    return f"[[floor]]\nid = '{id}'\nwhen = '{when}'\nat_least = '{at_least}'\n"


def tiers(decision: Decision) -> list[str]:
    return [str(outcome.tier) for outcome in decision.outcomes]


# -- shipped scales


@pytest.mark.parametrize("id", SCALES)
def test_every_shipped_scale_stands_in_a_policy(id: str) -> None:
    scale = SCALES[id]
    own = policy(floor("lawsuit", scale.worst.id), head=f"scale = '{id}'")
    assert own.decide({"lawsuit": True}).tier == scale.worst
    assert own.decide({"lawsuit": False}).tier == scale.best


def test_performance_and_forbearance_are_two_dimensions() -> None:
    body = (
        "[[dimension]]\nid = 'forbearance'\nscale = 'forbearance'\n"
        + floor("days_past_due > 90", "non_performing", "late")
        + floor("lawsuit", "forborne_probation", "forborne")
        + "dimension = 'forbearance'\n"
    )
    own = policy(body, head="scale = 'npe'")
    decision = own.decide({"days_past_due": 91, "lawsuit": True})
    assert tiers(decision) == ["non_performing", "forborne_probation"]


# -- a scale of one's own


def test_a_policy_states_its_own_scale() -> None:
    own = policy(OWN + floor("previous_tier >= weak", "watch_2"), head="scale = 'bank.six'")
    scale = own.scale
    assert (scale.id, scale.title) == ("bank.six", "Six levels")
    assert scale.source == "Test (edition 1), Annex 2"
    assert (scale["good"].label, scale["good"].label_zh) == ("A*", "甲")
    assert scale.coarse(scale["watch_2"]) == FIVE_TIER["special_mention"]
    assert str(own.decide({"previous_tier": "weak"}).tier) == "watch_2"
    assert str(own.decide({"previous_tier": "watch_2"}).tier) == "good"


def test_a_scale_of_one_s_own_may_stand_alone_and_in_a_dimension() -> None:
    body = (
        "[[scale]]\nid = 'three'\nlevels = [{ id = 'a' }, { id = 'b' }, { id = 'c' }]\n"
        "[[dimension]]\nid = 'second'\nscale = 'three'\n"
        + floor("lawsuit", "base + 1")
        + "dimension = 'second'\n"
    )
    own = policy(body, head="scale = 'five-tier'")
    assert own.contents.scales["three"].coarser is None
    assert (own.contents.scales["three"].source, own.contents.scales["three"].grade) == ("", "")
    assert tiers(own.decide({"lawsuit": True})) == ["normal", "b"]


def test_the_grade_of_a_scale_is_that_of_its_citation() -> None:
    body = OWN.replace('cite = "Annex 2"', 'cite = "Annex 2"\ngrade = ["secondary"]')
    assert policy(body, head="scale = 'bank.six'").scale.grade == "secondary"


def test_a_scale_is_inherited_and_may_get_finer(tmp_path: Path) -> None:
    finer = (
        "[[scale]]\nid = 'seven'\nmaps_to = 'bank.six'\nlevels = ["
        "{ id = 'g1', tier = 'good' }, { id = 'g2', tier = 'good' }, "
        "{ id = 'watch_1', tier = 'watch_1' }, { id = 'watch_2', tier = 'watch_2' }, "
        "{ id = 'weak', tier = 'weak' }, { id = 'doubtful', tier = 'doubtful' }, "
        "{ id = 'loss', tier = 'loss' }]\n"
    )
    files = {
        "root": "---" + floor("lawsuit", "special_mention"),
        "a": "extends = ['root']\nscale = 'bank.six'\n---" + OWN + floor("retail", "good", "g"),
        "child": EXTENDS_A + "scale = 'seven'\n---" + finer + floor("extended", "normal", "h"),
    }
    child = layered(tmp_path, **files)
    assert [str(f.level) for f in child.contents.floors] == ["watch_1", "g1", "g1"]
    assert set(child.contents.scales) == {"bank.six", "seven"}
    assert str(child.decide({"lawsuit": True}).tier) == "watch_1"
    assert child.scale.coarse(child.scale["watch_1"]) == FIVE_TIER["special_mention"]


@pytest.mark.parametrize(
    "old, new, path, message",
    [
        ("watch_2", "watch_1", "levels[2].id", "there is a level 'watch_1' already"),
        (
            '"weak", tier = "substandard"',
            '"weak", tier = "normal"',
            "levels[3].tier",
            "tier must be no better for weak than special_mention, that of watch_2 before it",
        ),
        (
            '"weak", tier = "substandard"',
            '"weak"',
            "levels[3]",
            "tier must be the level of five-tier that weak maps to: normal, special_mention",
        ),
        (
            '{ id = "loss", tier = "loss" },',
            "",
            "levels",
            "levels must be at least one for each level of five-tier, and loss has none",
        ),
        (
            '"watch_2"',
            '"special_mention"',
            "levels[2].id",
            "id must be another name, or the only level that maps to special_mention of five-tier",
        ),
        (
            'maps_to = "five-tier"',
            "",
            "levels[0].tier",
            "tier must be left out",
        ),
        ("five-tier", "four", "maps_to", "maps_to must be one of five-tier, ten-level-a"),
        ('id = "bank.six"', 'id = "five-tier"', "id", "there is a scale 'five-tier' already"),
        ('"weak"', '"we-ak"', "levels[3].id", "a level is named by ASCII letters, digits and _"),
        ('"weak"', '"lawsuit"', "levels[3].id", "lawsuit means something else in a condition"),
        ('"weak"', '"not"', "levels[3].id", "not means something else in a condition"),
        ('id = "weak", ', "", "levels[3]", "id is missing; it is a string"),
        ('id = "weak"', 'id = "weak", x = 1', "levels[3].x", "there is no key 'x' here"),
        ("cite =", "sight =", "sight", "there is no key 'sight' here; allowed: cite"),
    ],
)
def test_a_fault_in_a_scale_names_its_place(old: str, new: str, path: str, message: str) -> None:
    assert old in OWN
    with pytest.raises(InvalidPolicy) as caught:
        policy(OWN.replace(old, new), head="scale = 'bank.six'")
    (fault,) = (f for f in caught.value.faults if f.path == f"scale[0].{path}")
    assert fault.message.startswith(message)
    assert fault.line is not None
    assert fault.line > 7


@pytest.mark.parametrize(
    "levels, path",
    [
        ("", "scale[0]"),
        ("levels = [{ id = 'a' }]", "scale[0].levels"),
        (
            "levels = [" + ", ".join(f"{{ id = 'a{n}' }}" for n in range(101)) + "]",
            "scale[0].levels",
        ),
    ],
)
def test_a_scale_has_two_to_a_hundred_levels(levels: str, path: str) -> None:
    with pytest.raises(InvalidPolicy) as caught:
        policy(f"[[scale]]\nid = 'x'\n{levels}\n")
    messages = [fault.message for fault in caught.value.faults if fault.path == path]
    assert "a scale has 2 to 100 levels" in messages


def test_a_long_line_of_scales_in_a_policy_is_refused() -> None:
    pair = "levels = [{{ id = 'a{0}', tier = '{1}' }}, {{ id = 'b{0}', tier = '{2}' }}]"
    body = "[[scale]]\nid = 's0'\nlevels = [{ id = 'a0' }, { id = 'b0' }]\n"
    for n in range(1, 9):
        tiers = pair.format(n, f"a{n - 1}", f"b{n - 1}")
        body += f"[[scale]]\nid = 's{n}'\nmaps_to = 's{n - 1}'\n{tiers}\n"
    with pytest.raises(InvalidPolicy) as caught:
        policy(body)
    (fault,) = caught.value.faults
    assert (fault.path, fault.message) == (
        "scale[8].maps_to",
        "maps_to must be one of at most 8 scales that map to one another",
    )


def test_two_parents_with_scales_of_one_name_are_refused(tmp_path: Path) -> None:
    child = 'extends = ["a", "b"]\n'
    same = layered(tmp_path, a="---" + OWN, b="---" + OWN, child=child)
    assert set(same.contents.scales) == {"bank.six"}
    (message,) = faults(tmp_path, a="---" + OWN, b="---" + OWN.replace("weak", "w"), child=child)
    assert message == "there are two scales 'bank.six' in what is extended"


# -- layering


def test_an_inherited_floor_is_at_the_best_level_of_its_tier(tmp_path: Path) -> None:
    base = (
        "[[base]]\nid = 'b'\nrows = [{ when = 'days_past_due <= 90', tier = 'normal' }, "
        "{ when = 'days_past_due > 90', tier = 'substandard' }]\n"
    )
    child = layered(tmp_path, a="---" + base + floor("lawsuit", "doubtful"), child=ON_TEN)
    assert str(child.decide({"days_past_due": 91}).tier) == "substandard_1"
    assert str(child.decide({"days_past_due": 91, "lawsuit": True}).tier) == "doubtful_1"
    assert child.contents.parents[0].main.scale == FIVE_TIER


@pytest.mark.parametrize(
    "condition, first, last",
    [
        ("previous_tier >= substandard", "substandard_1", "loss"),
        ("previous_tier > substandard", "doubtful_1", "loss"),
        ("previous_tier <= substandard", "normal_1", "substandard_2"),
        ("previous_tier < substandard", "normal_1", "special_mention_2"),
        ("previous_tier == substandard", "substandard_1", "substandard_2"),
        ("substandard == previous_tier", "substandard_1", "substandard_2"),
        ("not previous_tier != substandard", "substandard_1", "substandard_2"),
        ("previous_tier in (substandard, doubtful)", "substandard_1", "doubtful_2"),
        ("previous_tier not in (normal, special_mention)", "substandard_1", "loss"),
        ("special_mention < previous_tier < loss", "substandard_1", "doubtful_2"),
        ("previous_tier == worst", "substandard_1", "substandard_2"),
        ("lock_tier == previous_tier", "doubtful_1", "doubtful_2"),
        (
            "previous_tier == doubtful or days_past_due + -1 > 5",
            "doubtful_1",
            "doubtful_2",
        ),
        (
            "previous_tier == doubtful and max(days_past_due, 1) < 9",
            "doubtful_1",
            "doubtful_2",
        ),
    ],
)
def test_a_condition_on_tiers_keeps_its_meaning_inherited_or_own(
    tmp_path: Path, condition: str, first: str, last: str
) -> None:
    worst = "[parameters]\nworst = { unit = 'tier', value = 'substandard' }\n"
    body = "---" + worst + floor(condition)
    facts = {"lock_tier": "doubtful_2", "days_past_due": 0}
    expected = [tier.id for tier in TEN.between(TEN[first], TEN[last])]
    inherited = layered(tmp_path, a=body, child=ON_TEN)
    holding = [t.id for t in TEN if inherited.decide({**facts, "previous_tier": t}).floors]
    assert holding == expected
    if "worst" not in condition and "lock_tier" not in condition:
        own = policy(worst + floor(condition), head="scale = 'ten-level-a'")
        assert [t.id for t in TEN if own.decide({**facts, "previous_tier": t}).floors] == expected


def test_an_unknown_tier_stays_unknown_on_a_finer_scale(tmp_path: Path) -> None:
    child = layered(tmp_path, a="---" + floor("previous_tier == substandard"), child=ON_TEN)
    decision = child.decide({"previous_tier": None})
    assert (str(decision.tier), str(decision.could_be)) == ("normal_1", "loss")
    assert decision.gaps[0].name == "previous_tier"


def test_notches_count_in_the_scale_they_were_written_in(tmp_path: Path) -> None:
    base = (
        "[[base]]\nid = 'b'\nrows = [{ when = 'days_past_due <= 90', tier = 'normal_2' }, "
        "{ when = 'days_past_due > 90', tier = 'loss' }]\n"
    )
    inherited = floor("lawsuit", "base + 1")
    own = floor("extended", "base + 1", "own")
    child = layered(tmp_path, a="---" + inherited, child=ON_TEN + "---" + base + own)
    late = {"days_past_due": 91, "lawsuit": True, "extended": True}
    sued = {"days_past_due": 0, "lawsuit": True, "extended": False}
    longer = {"days_past_due": 0, "lawsuit": False, "extended": True}
    assert str(child.decide(sued).tier) == "special_mention_1"
    assert str(child.decide(longer).tier) == "normal_3"
    assert str(child.decide(late).tier) == "loss"
    gap = child.decide({"days_past_due": None, "lawsuit": True}).gaps[0]
    assert (gap.name, str(gap.worst)) == ("days_past_due", "loss")
    levels = {f.id: f.level for f in child.contents.floors}
    assert levels == {"f": NotchLevel(1, FIVE_TIER), "own": NotchLevel(1)}
    assert [str(level) for level in levels.values()] == ["base + 1 in five-tier", "base + 1"]


def test_a_notch_never_leads_above_the_base(tmp_path: Path) -> None:
    scale = (
        "[[scale]]\nid = 'own'\nmaps_to = 'five-tier'\nlevels = ["
        + ", ".join(f"{{ id = '{t}', tier = '{t}' }}" for t in list(FIVE_TIER)[:-1])
        + ", { id = 'l1', tier = 'loss' }, { id = 'l2', tier = 'loss' }]\n"
    )
    base = "[[base]]\nid = 'b'\nrows = [{ when = 'true', tier = 'l2' }]\n"
    child = layered(
        tmp_path,
        a="---" + floor("lawsuit", "base + 1"),
        child=EXTENDS_A + "scale = 'own'\n---" + scale + base,
    )
    (found,) = child.decide({"lawsuit": True}).floors
    assert str(found.tier) == "l2"


def test_a_floor_at_the_tier_before_is_at_its_level(tmp_path: Path) -> None:
    child = layered(tmp_path, a="---" + floor("lawsuit", "previous_tier"), child=ON_TEN)
    assert str(child.decide({"lawsuit": True, "previous_tier": "doubtful_2"}).tier) == "doubtful_2"


def test_a_tier_parameter_is_lifted_and_may_be_set_to_a_level(tmp_path: Path) -> None:
    body = (
        "---[parameters]\nworst = { unit = 'tier', value = 'doubtful' }\n"
        "days = { unit = 'days', value = 90 }\n" + floor("days_past_due > days", "worst")
    )
    child = layered(tmp_path, a=body, child=ON_TEN)
    assert str(child.decide({"days_past_due": 91}).tier) == "doubtful_1"
    for given in ("doubtful_2", TEN["doubtful_2"]):
        finer = child.with_parameters({"worst": given})
        assert str(finer.decide({"days_past_due": 91}).tier) == "doubtful_2"
    for given in ("loss", FIVE_TIER["loss"]):
        coarse = child.with_parameters({"worst": given})
        assert str(coarse.decide({"days_past_due": 91}).tier) == "loss"
    with pytest.raises(InvalidValue, match="one of normal_1"):
        child.with_parameters({"worst": SCALES["npe"].best})


def test_scopes_signals_inspections_and_duties_are_lifted_too(tmp_path: Path) -> None:
    body = (
        "applies_to = 'previous_tier != special_mention'---"
        "[[signal]]\nid = 's'\nwhen = 'previous_tier <= substandard'\n"
        "[[floor]]\nid = 'f'\nsignal = 's'\nat_least = 'substandard'\n"
        "[[inspection]]\nid = 'i'\nkind = 'k'\nevery = '1 month'\nwhen = 'tier == substandard'\n"
        "[[duty]]\nid = 'd'\nkind = 'k'\ndue = 'matures'\nwhen = 'tier <= special_mention'\n"
    )
    child = layered(tmp_path, a=body, child=ON_TEN)
    at = child.decide({"previous_tier": "substandard_2"})
    assert (str(at.tier), [s.rule for s in at.signals]) == ("substandard_1", ["s"])
    assert [i.rule for i in at.inspections] == ["i"]
    outside = child.decide({"previous_tier": "special_mention_2"})
    assert (str(outside.tier), outside.signals) == ("normal_1", ())
    beyond = child.decide({"previous_tier": "doubtful_1"})
    assert [d.rule for d in beyond.duties] == ["d"]


def test_rules_of_a_finer_policy_may_name_both_kinds_of_levels(tmp_path: Path) -> None:
    own = floor("previous_tier == special_mention_2", "special_mention_2", "own") + floor(
        "previous_tier == special_mention", "substandard", "both"
    )
    child = layered(tmp_path, a="", child=ON_TEN + "---" + own)
    found = [[f.rule for f in child.decide({"previous_tier": t}).floors] for t in TEN][3:6]
    assert found == [["both"], ["both", "own"], []]


def test_levels_of_two_scales_do_not_stand_in_one_comparison() -> None:
    for condition in (
        "special_mention < previous_tier < doubtful_2",
        "previous_tier in (normal, doubtful_1)",
        "lock_tier == previous_tier == normal == normal_1",
    ):
        with pytest.raises(InvalidPolicy, match="write two, joined") as caught:
            policy(floor(condition), head="scale = 'ten-level-a'")
        (fault,) = caught.value.faults
        assert "levels of" in fault.message
        assert "five-tier" in fault.message
    with pytest.raises(InvalidPolicy, match="cannot be compared"):
        policy(floor("normal == normal_1"), head="scale = 'ten-level-a'")


def test_another_dimension_may_get_finer_and_the_main_one_by_its_name(tmp_path: Path) -> None:
    second = "---[[dimension]]\nid = 'second'\nscale = '{}'\n"
    body = second.format("five-tier") + floor("previous_tier == loss", "doubtful")
    body += "dimension = 'second'\n"
    head = "scale = 'five-tier'\n"
    child = layered(tmp_path, a=head + body, child=EXTENDS_A + second.format("ten-level-a"))
    facts = {"second.previous_tier": "loss"}
    assert tiers(child.decide(facts)) == ["normal", "doubtful_1"]
    main = "---[[dimension]]\nid = 'classification'\nscale = 'ten-level-a'\n"
    child = layered(tmp_path, a=head + body, child=EXTENDS_A + main)
    assert tiers(child.decide(facts)) == ["normal_1", "doubtful"]
    with pytest.raises(InvalidPolicy, match="there is a dimension 'second' already"):
        layered(tmp_path, a=head + body, child=EXTENDS_A + second.format("five-tier"))


def test_parents_on_two_scales_need_one_that_maps_to_both(tmp_path: Path) -> None:
    files = {"a": "---" + floor("lawsuit", "doubtful"), "b": "scale = 'ten-level-a'"}
    child = 'extends = ["a", "b"]\n'
    (message,) = faults(tmp_path, **files, child=child)
    assert message.startswith("the dimension classification has two scales in what is extended")
    settled = layered(tmp_path, **files, child=child + "scale = 'ten-level-a'")
    assert str(settled.decide({"lawsuit": True}).tier) == "doubtful_1"
    (message,) = faults(tmp_path, **files, child=child + "scale = 'ten-level-b'")
    assert message == "the scale must be ten-level-a, that of b@1, or one that maps to it"


def test_a_coarser_or_unknown_scale_is_refused(tmp_path: Path) -> None:
    files = {"a": "scale = 'ten-level-a'"}
    (message,) = faults(tmp_path, **files, child=EXTENDS_A + "scale = 'five-tier'")
    assert message == "the scale must be ten-level-a, that of a@1, or one that maps to it"
    (message,) = faults(tmp_path, **files, child=EXTENDS_A + "scale = 'eleven'")
    assert message.startswith("scale must be one of five-tier")


def test_a_level_is_not_the_name_of_an_inherited_parameter(tmp_path: Path) -> None:
    limit = "---[parameters]\nnormal_2 = { unit = 'days', value = 90 }\n"
    (message,) = faults(tmp_path, a=limit, child=ON_TEN)
    assert message == "normal_2 is a level, and a parameter of a@1"


def test_facts_may_be_given_on_the_coarser_scale() -> None:
    own = policy(floor("previous_tier >= substandard"), head="scale = 'ten-level-a'")
    for given in ("substandard", FIVE_TIER["substandard"]):
        assert own.decide({"previous_tier": given}).facts["previous_tier"] == TEN["substandard_1"]
    with pytest.raises(InvalidFact, match="a tier of five-tier"):
        policy().decide({"previous_tier": TEN["loss"]})
