"""Layering: what a policy takes over, adds, replaces and settles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from postloan.errors import InvalidPolicy, PolicyNotYetInForce
from postloan.policy.clauses.kinds import Floor
from postloan.policy.policy import Policy
from postloan.scales import SCALES
from postloan.tiers import Scale
from tests.policies import text_of

LATE = (
    '[[floor]]\nid = "late"\nwhen = "days_past_due > limit"\n'
    'at_least = "substandard"\ncite = "Art. 1"\n'
)
LIMIT = "[parameters.limit]\nunit = 'days'\nvalue = 90\ncite = 'Art. 9'\n"
SUED = '[[floor]]\nid = "sued"\nsignal = "suit"\nat_least = "doubtful"\n'
SUIT = '[[signal]]\nid = "suit"\nwhen = "lawsuit"\n'
EXTENDS_A = 'extends = ["a"]\n'
EXTENDS_BOTH = 'extends = ["a", "b"]\n'


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
    assert all(fault.line for fault in caught.value.faults)
    return [fault.message for fault in caught.value.faults]


def tier(policy: Policy, facts: Mapping[str, object]) -> str:
    return str(policy.decide(facts).tier)


def test_a_child_adds_rules_and_sets_parameters(tmp_path: Path) -> None:
    child = layered(
        tmp_path,
        a="---" + LIMIT + LATE,
        child=EXTENDS_A + "---[parameters.limit]\nvalue = 30\n" + SUIT + SUED,
    )
    assert tier(child, {"days_past_due": 31}) == "substandard"
    assert tier(child, {"days_past_due": 31, "lawsuit": True}) == "doubtful"
    limit = child.contents.parameters["limit"]
    assert (limit.unit, limit.origin, str(limit.cite)) == (
        "days",
        "a@1",
        "Test (edition 1), Art. 9",
    )
    assert [rule.origin for rule in child.contents.floors] == ["a@1", "child@1"]


def test_a_child_replaces_a_rule_by_its_id_and_says_why(tmp_path: Path) -> None:
    stricter = LATE.replace("limit", "30") + 'replaces = "late"\nreason = "board decision"\n'
    child = layered(tmp_path, a="---" + LIMIT + LATE, child=EXTENDS_A + "---" + stricter)
    (floor,) = child.contents.floors
    assert (floor.replaces, floor.reason, floor.origin) == ("late", "board decision", "child@1")
    assert tier(child, {"days_past_due": 31}) == "substandard"


def test_a_replacement_may_have_another_id_and_be_several(tmp_path: Path) -> None:
    two = "".join(
        f'[[floor]]\nid = "{id}"\nwhen = "days_past_due > {days}"\nat_least = "{level}"\n'
        'replaces = "late"\nreason = "split"\n'
        for id, days, level in (("late", 30, "special_mention"), ("later", 60, "loss"))
    )
    child = layered(tmp_path, a="---" + LIMIT + LATE, child=EXTENDS_A + "---" + two)
    assert [floor.id for floor in child.contents.floors] == ["late", "later"]


def test_two_rules_of_one_id_conflict_and_both_citations_are_named(tmp_path: Path) -> None:
    own = LATE.replace("limit", "30").replace("Art. 1", "§ 7")
    (message,) = faults(tmp_path, a="---" + LIMIT + LATE, child=EXTENDS_A + "---" + own)
    assert "two rules are called 'late'" in message
    assert "Art. 1 (a@1)" in message
    assert "§ 7 (child@1)" in message


@pytest.mark.parametrize(
    "more, message",
    [
        (
            'replaces = "lat"\nreason = "x"',
            "no inherited rule of this kind 'lat'; did you mean late",
        ),
        ('replaces = "suit"\nreason = "x"', "no inherited rule of this kind 'suit'"),
        ('replaces = "late"', "a rule that replaces another gives its reason"),
    ],
)
def test_a_replacement_is_of_the_same_kind_and_gives_its_reason(
    tmp_path: Path, more: str, message: str
) -> None:
    own = f'[[floor]]\nid = "own"\nwhen = "lawsuit"\nat_least = "loss"\n{more}\n'
    found = faults(tmp_path, a="---" + LIMIT + LATE + SUIT, child=EXTENDS_A + "---" + own)
    assert [text for text in found if message in text]


def test_what_inherited_rules_wait_for_cannot_be_taken_away(tmp_path: Path) -> None:
    duty = '[[duty]]\nid = "call"\nkind = "call"\ndue = "signal:suit + 3 days"\n'
    visit = '[[inspection]]\nid = "go"\nkind = "go"\nwithin = "3 days"\nafter = "signal:suit"\n'
    yearly = '[[inspection]]\nid = "yearly"\nkind = "go"\nonce_per = "year"\n'
    parent = "---" + SUIT + SUED + duty + visit + yearly
    renamed = SUIT.replace("suit", "claim", 1) + 'replaces = "suit"\nreason = "x"\n'
    found = faults(tmp_path, a=parent, child=EXTENDS_A + "---" + renamed)
    assert [message.split(",")[0] for message in found] == [
        f"the inherited rule {id} waits for the signal suit" for id in ("sued", "go", "call")
    ]
    asking = (
        '[[signal]]\nid = "suit"\nwhen = "not known(lawsuit)"\nreplaces = "suit"\nreason = "x"\n'
    )
    (message,) = faults(tmp_path, a=parent, child=EXTENDS_A + "---" + asking)
    assert "the inherited floor sued waits for the signal suit, which now asks known()" in message


def test_inherited_rules_keep_what_their_policy_applies_to(tmp_path: Path) -> None:
    base = (
        "[[base]]\nid = 'table'\nrows = [{ when = 'days_past_due <= 9', tier = 'special_mention' },"
        " { when = 'days_past_due > 9', tier = 'loss' }]\n"
    )
    child = layered(
        tmp_path,
        a="applies_to = \"product == 'card'\"---" + base,
        b="extends = ['a']\napplies_to = 'retail'---" + SUIT + SUED,
        child="extends = ['b']",
    )
    card: dict[str, object] = {"product": "card", "retail": True, "days_past_due": 10}
    assert tier(child, card) == "loss"
    assert tier(child, card | {"product": "loan"}) == "normal"
    assert tier(child, card | {"product": "loan", "lawsuit": True}) == "doubtful"
    assert tier(child, card | {"retail": False, "lawsuit": True}) == "normal"
    unknown = child.decide(card | {"product": None})
    assert (unknown.tier, str(unknown.at_least), str(unknown.could_be)) == (None, "normal", "loss")
    assert [gap.name for gap in unknown.gaps if gap.moves_tier] == ["product"]
    assert not unknown.outcomes[0].base[0].certain


def test_prudence_of_the_child_acts_on_inherited_floors(tmp_path: Path) -> None:
    files = {"a": "---" + LIMIT + LATE}
    report = layered(tmp_path, **files, child=EXTENDS_A)
    prudent = layered(tmp_path, **files, child=EXTENDS_A + "unknown = 'conservative'")
    assert tier(report, {}) == "normal"
    assert tier(prudent, {}) == "substandard"


def test_conventions_codes_and_prudence_are_inherited_key_by_key(tmp_path: Path) -> None:
    child = layered(
        tmp_path,
        a="unknown = 'conservative'---[conventions]\nday_one = 'due_date'\ncurrency = 'CNY'\n"
        "calendar = 'cn'\nroll = 'following'\n"
        "[codes]\nproduct = ['card']\nregion = ['bj']",
        child=EXTENDS_A + "---[conventions]\nday_one = 'day_after_due'\n[codes]\nregion = ['sh']",
    )
    contents = child.contents
    assert (contents.conventions.day_one, contents.conventions.currency) == ("day_after_due", "CNY")
    assert (contents.conventions.calendar, contents.conventions.roll) == ("cn", "following")
    assert contents.codes == {"product": ("card",), "region": ("sh",)}
    assert contents.unknown == "conservative"


def test_essential_facts_and_assumptions_add_up(tmp_path: Path) -> None:
    child = layered(
        tmp_path,
        a="essential = ['lawsuit']---[assumptions]\nlawsuit = 'unknown'",
        b="essential = ['retail']",
        child=EXTENDS_BOTH + "essential = ['product']---[assumptions]\ncontact_lost = 'unknown'",
    )
    assert child.contents.essential == {"lawsuit", "retail", "product"}
    assert child.contents.assumptions == {"lawsuit", "contact_lost"}


@pytest.mark.parametrize(
    "one, other, what, decided",
    [
        (
            "[conventions]\ncurrency = 'CNY'",
            "[conventions]\ncurrency = 'USD'",
            "currency",
            "[conventions]\ncurrency = 'EUR'",
        ),
        (LIMIT, LIMIT.replace("90", "60"), "the parameter limit", "[parameters.limit]\nvalue = 30"),
        (
            "[codes]\nproduct = ['a']",
            "[codes]\nproduct = ['b']",
            "the codes of product",
            "[codes]\nproduct = ['c']",
        ),
    ],
    ids=["conventions", "parameters", "codes"],
)
def test_parents_that_differ_conflict_unless_the_child_decides(
    tmp_path: Path, one: str, other: str, what: str, decided: str
) -> None:
    parents = {"a": "---" + one, "b": "---" + other}
    assert faults(tmp_path, **parents, child=EXTENDS_BOTH) == [
        f"a@1 and b@1 differ in {what}; state it here"
    ]
    layered(tmp_path, **parents, child=EXTENDS_BOTH + "---" + decided)


def test_parents_that_differ_in_prudence_conflict(tmp_path: Path) -> None:
    parents = {"a": "unknown = 'report'", "b": "unknown = 'conservative'"}
    (message,) = faults(tmp_path, **parents, child=EXTENDS_BOTH)
    assert "differ in unknown" in message
    decided = layered(tmp_path, **parents, child=EXTENDS_BOTH + "unknown = 'report'")
    assert decided.contents.unknown == "report"


def test_parents_that_state_one_id_otherwise_conflict(tmp_path: Path) -> None:
    parents = {
        "a": "---" + LATE.replace("limit", "90"),
        "b": "---" + LATE.replace("limit", "60").replace("Art. 1", "Art. 2"),
    }
    (message,) = faults(tmp_path, **parents, child=EXTENDS_BOTH)
    assert "Art. 1 (a@1); and" in message
    assert "Art. 2 (b@1); state here which replaces it" in message
    own = LATE.replace("limit", "30") + 'replaces = "late"\nreason = "x"\n'
    child = layered(tmp_path, **parents, child=EXTENDS_BOTH + "---" + own)
    assert [floor.origin for floor in child.contents.floors] == ["child@1"]


def test_what_two_parents_inherit_from_one_stands_once(tmp_path: Path) -> None:
    root = "---" + LIMIT + LATE + "[[not_encoded]]\nid = 'x'\nreason = 'y'\n"
    child = layered(
        tmp_path, root=root, a="extends = ['root']", b="extends = ['root']", child=EXTENDS_BOTH
    )
    assert [rule.id for rule in child.contents.rules()] == ["late"]
    assert [entry.id for entry in child.contents.not_encoded] == ["x"]


def test_dimensions_are_inherited_and_must_agree(tmp_path: Path) -> None:
    second = "---[[dimension]]\nid = 'second'\nscale = 'five-tier'\n"
    child = layered(
        tmp_path, a="scale = 'five-tier'" + second, child=EXTENDS_A + "scale = 'five-tier'"
    )
    assert [dimension.id for dimension in child.contents.dimensions] == ["classification", "second"]
    (message,) = faults(tmp_path, a=second, b="", child=EXTENDS_BOTH)
    assert message == "what is extended together has the same main dimension"


def test_the_newest_edition_beside_is_taken_or_the_one_pinned_or_in_force(tmp_path: Path) -> None:
    for year, limit in (("2019", 180), ("2023", 90)):
        head = f"in_force = {{ from = {year}-07-01 }}"
        body = LIMIT.replace("90", str(limit)) + LATE
        text = text_of(body, head=head, id="a", edition=year)
        (tmp_path / f"{year}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "neighbour.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    newest = layered(tmp_path, child=EXTENDS_A)
    assert newest.contents.parents[0].edition == "2023"
    pinned = layered(tmp_path, child='extends = ["a@2019"]')
    assert pinned.contents.parents[0].edition == "2019"
    file = tmp_path / "child.toml"
    file.write_text(text_of(head=EXTENDS_A), encoding="utf-8")
    assert Policy.from_path(file, as_of=date(2020, 1, 1)).contents.parents[0].edition == "2019"
    with pytest.raises(InvalidPolicy, match="is not yet in force on 2000-01-01"):
        Policy.from_path(file, as_of=date(2000, 1, 1))
    (message,) = faults(tmp_path, child='extends = ["a@1999"]')
    assert message.startswith("there is no policy 'a@1999' that ships or stands in a file beside")


def test_what_extends_itself_is_refused(tmp_path: Path) -> None:
    (message,) = faults(tmp_path, a="extends = ['child']", child=EXTENDS_A)
    assert "outside a circle" in message
    assert message.count("child.toml") == 2


def test_a_long_line_of_parents_is_refused(tmp_path: Path) -> None:
    line = {f"p{n}": f"extends = ['p{n + 1}']" for n in range(40)}
    (message,) = faults(tmp_path, **line, child="extends = ['p0']")
    assert "at most 16 policies away" in message


def test_a_parent_s_fault_is_told_with_its_own_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidPolicy) as caught:
        layered(tmp_path, a="unknown = 'maybe'", child=EXTENDS_A)
    assert caught.value.source == str(tmp_path / "a.toml")


def test_a_text_extends_what_ships_only() -> None:
    with pytest.raises(InvalidPolicy, match=r"policy:6:13: .*no policy 'a' that ships"):
        Policy.from_text(text_of(head=EXTENDS_A))


def test_a_policy_is_in_force_where_its_parents_are() -> None:
    child = Policy.from_text(text_of(head='extends = ["cn.asset-classification@2023"]'))
    assert str(child.decide({"days_past_due": 91}).at_least) == "substandard"
    assert all(isinstance(floor, Floor) for floor in child.contents.floors)
    with pytest.raises(PolicyNotYetInForce) as caught:
        child.decide({}, date(2020, 1, 1))
    assert caught.value.policy == "cn.asset-classification"


def test_a_parent_that_is_not_in_force_on_the_day_asked_for_is_a_fault() -> None:
    text = text_of(head='extends = ["cn.asset-classification"]')
    with pytest.raises(InvalidPolicy, match="is not yet in force on 2000-01-01"):
        Policy.from_text(text, as_of=date(2000, 1, 1))
    assert Policy.from_text(text, as_of=date(2020, 1, 1)).contents.parents[0].edition == "2007"
    assert Policy.from_text(text, as_of=date(2024, 1, 1)).contents.parents[0].edition == "2023"


def test_a_parameter_keeps_its_unit(tmp_path: Path) -> None:
    child = EXTENDS_A + "---[parameters.limit]\nunit = 'count'\nvalue = 3\n"
    assert faults(tmp_path, a="---" + LIMIT, child=child) == ["its unit in a@1 is days"]


TEN = Scale("ten", ["a1", "a2", "b"])


def test_a_dimension_keeps_its_scale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postloan.policy.documents.head.SCALES", {**SCALES, "ten": TEN})
    (message,) = faults(tmp_path, a="scale = 'five-tier'", child=EXTENDS_A + "scale = 'ten'")
    assert message == "the scale must be five-tier, that of a@1, or one that maps to it"
    second = "scale = 'five-tier'---[[dimension]]\nid = 'second'\nscale = '{}'\n"
    parents = {"a": second.format("ten"), "b": second.format("five-tier")}
    (message,) = faults(tmp_path, **parents, child=EXTENDS_BOTH)
    assert message == (
        "the dimension second has two scales in what is extended; state here one that maps to both"
    )


def test_a_parameter_s_tier_is_of_the_main_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postloan.policy.documents.head.SCALES", {**SCALES, "ten": TEN})
    body = (
        "[[dimension]]\nid = 'second'\nscale = 'ten'\n"
        "[parameters]\nworst = { unit = 'tier', value = 'loss' }\n"
        "[[floor]]\nid = 'x'\ndimension = 'second'\nwhen = 'previous_tier >= a2'\n"
        "at_least = 'b'\n"
    )
    own = Policy.from_text(text_of(body, head="scale = 'five-tier'"))
    decision = own.decide({"second.previous_tier": "a2"})
    assert [str(outcome.tier) for outcome in decision.outcomes] == ["normal", "b"]
    for old, new in (("a2'\n", "worst'\n"), ("'b'", "'worst'")):
        with pytest.raises(InvalidPolicy, match=r"cannot be compared|is not a level of ten"):
            Policy.from_text(text_of(body.replace(old, new), head="scale = 'five-tier'"))


def test_what_a_layer_replaces_is_told_with_its_reason() -> None:
    layer = text_of(
        '[[floor]]\nid = "overdue-60"\nreplaces = "over-90-days"\nreason = "ours is stricter"\n'
        'when = "days_past_due > 60"\nat_least = "substandard"\n',
        head='extends = ["cn.asset-classification"]\n',
    )
    policy = Policy.from_text(layer)
    sentence = (
        "overdue-60 in place of over-90-days of cn.asset-classification@2023, a hard floor: "
        "ours is stricter"
    )
    assert policy.contents.replacements == (sentence,)
    words = policy.decide({"days_past_due": 61}).explain()
    assert "in place of over-90-days: ours is stricter" in words
