"""What differs between two policies: for which loans exactly, and what else in the documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from postloan import InvalidValue, Policy, difference
from postloan.facts.catalogue import CORE
from postloan.facts.fact import Fact
from postloan.rules import diagrams
from tests.policies import policy, text_of
from tests.unit.analysis.solvers import GivesUp, Knows

LATE = """
    [conventions]
    currency = "CNY"
    [[floor]]
    id = "late"
    when = "days_past_due > 30"
    at_least = "special_mention"
    cite = "Art. 1"
    [[floor]]
    id = "bad"
    when = "days_past_due > 90"
    at_least = "substandard"
    cite = "Art. 2"
"""


def told(before: Policy, after: Policy, as_of: date | None = None) -> list[str]:
    """Return each change with its regions."""
    found = difference(before, after, as_of=as_of)
    assert found.changes is not None
    return [f"{change} for {' / '.join(map(str, change.regions))}" for change in found.changes]


def one(when: str, at_least: str = "loss", head: str = "") -> Policy:
    """Return a policy of one floor."""
    return policy(
        f"""
        [conventions]
        currency = "CNY"
        [[floor]]
        id = "a"
        when = "{when}"
        at_least = "{at_least}"
        """,
        head=head,
    )


def test_the_one_change_between_two_editions_is_told_with_its_loans() -> None:
    after = policy(LATE.replace("> 90", "> 60"))
    assert told(policy(LATE), after) == ["special_mention → substandard for days_past_due 61–90"]
    assert (
        difference(policy(LATE), after).explain()
        == """\
test 1 → test 1, tiers of five-tier

Tier, where all facts are known
  special_mention → substandard
    days_past_due 61–90
      such as a loan with days_past_due 61 days and nothing else wrong
        test 1: special_mention
          by late: days_past_due > 30 (days_past_due is 61 days)
          Test (edition 1), Art. 1
        test 1: substandard
          by bad: days_past_due > 60 (days_past_due is 61 days)
          Test (edition 1), Art. 2
Tier, where something is not known, and both agree however it turns out: no difference

Documents
  floor bad, condition: days_past_due > 90 → days_past_due > 60"""
    )


def test_a_policy_does_not_differ_from_itself_or_from_one_written_differently() -> None:
    same = difference(policy(LATE), policy(LATE))
    assert same.same
    assert same.explain() == (
        "test 1 → test 1, tiers of five-tier\n\n"
        "No difference in the tier of any loan\n\n"
        "No other difference in the documents"
    )
    written = difference(
        policy(LATE), policy(LATE.replace("days_past_due > 90", "not days_past_due <= 90"))
    )
    assert written.same
    assert [str(amendment) for amendment in written.amendments] == [
        "floor bad, condition: days_past_due > 90 → not days_past_due <= 90, which means the same"
    ]


@pytest.mark.parametrize(
    "when, expected",
    [
        ("days_past_due == 0", "days_past_due 0"),
        ("days_past_due > 90", "days_past_due from 91"),
        ("days_past_due < 31", "days_past_due up to 30"),
        ("days_past_due in (3, 7)", "days_past_due 3 or 7"),
        ("days_to_maturity < -3", "days_to_maturity up to -4"),
        ("-9 <= days_to_maturity < 3", "days_to_maturity from -9 and up to 2"),
        ("loss_share >= 0.5", "loss_share from 0.5"),
        ("loss_share > 0.5", "loss_share above 0.5"),
        ("loss_share < 0.5", "loss_share below 0.5"),
        ("0.25 < loss_share <= 0.5", "loss_share above 0.25 and up to 0.5"),
        ("0.25 <= loss_share <= 0.5", "loss_share 0.25–0.5"),
        ("loss_share * 3 > 1", "loss_share above 1/3"),
        ("outstanding >= 100000", "outstanding from 100000 CNY"),
        ("product == 'card'", "product card"),
        ("product not in ('card', 'car')", "product other than car or card"),
        ("borrower_kind in ('individual', 'corporate')", "borrower_kind corporate or individual"),
        ("lawsuit", "lawsuit true"),
        ("not lawsuit", "lawsuit false"),
        ("not (lawsuit or extended or contact_lost)", "lawsuit, extended and contact_lost false"),
        ("previous_tier == doubtful", "previous_tier doubtful"),
        ("previous_tier >= doubtful", "previous_tier doubtful or worse"),
        ("previous_tier < doubtful", "previous_tier substandard or better"),
        ("normal < previous_tier < loss", "previous_tier special_mention to doubtful"),
        ("days_past_due > 3 or days_past_due <= 3", "every loan"),
        ("outstanding < principal", "outstanding < principal"),
        ("outstanding != principal", "outstanding != principal"),
        (
            "interest_days_past_due > max(days_past_due, 3) - 1",
            "interest_days_past_due > max(days_past_due, 3) - 1",
        ),
        (
            "interest_days_past_due <= max(days_past_due, 3) - 1",
            "not (interest_days_past_due > max(days_past_due, 3) - 1)",
        ),
    ],
)
def test_a_region_reads_as_a_person_would_write_it(when: str, expected: str) -> None:
    assert told(policy(), one(when)) == [f"normal → loss for {expected}"]


def test_what_does_not_matter_is_not_in_a_region_and_regions_may_overlap() -> None:
    assert told(policy(), one("lawsuit or days_past_due > 90")) == [
        "normal → loss for days_past_due from 91 / lawsuit true"
    ]


def test_regions_beyond_the_few_that_are_told_are_counted() -> None:
    days = ", ".join(str(2 * n) for n in range(20))
    spread = one(f"days_past_due in ({days}) and lawsuit")
    [change] = difference(policy(), spread).changes or ()
    assert (len(change.regions), change.more) == (1, 0)
    odd = " or ".join(
        f"(days_past_due == {n} and interest_days_past_due == {n})" for n in range(11)
    )
    found = difference(policy(), one(odd))
    [change] = found.changes or ()
    assert (len(change.regions), change.more) == (8, 3)
    assert "    and 3 more" in found.explain()


def test_a_policy_that_does_not_apply_differs_from_one_that_does() -> None:
    cards = policy(LATE, head="applies_to = \"product == 'card'\"")
    found = difference(policy(LATE), cards)
    assert [str(change) for change in found.changes or ()] == [
        "normal → not applicable",
        "special_mention → not applicable",
        "substandard → not applicable",
    ]
    assert 'does not apply: not product == "card" (product is other)' in found.explain()
    assert "policy applies_to added: product == 'card'" in found.explain()


def test_unknown_facts_that_are_treated_differently_are_told_apart() -> None:
    report, prudent = policy(LATE), policy(LATE, head='unknown = "conservative"')
    found = difference(report, prudent)
    assert found.changes == ()
    assert [str(change) for change in found.unknown_changes or ()] == [
        "normal (could be substandard) → substandard (at least normal)"
    ]
    assert not found.same
    assert "such as a loan with days_past_due not known and nothing else wrong" in found.explain()


def test_a_policy_that_states_no_tier_without_a_fact_is_told_apart() -> None:
    found = difference(policy(LATE), policy(LATE, head='essential = ["days_past_due"]'))
    assert [str(change) for change in found.unknown_changes or ()] == [
        "normal (could be substandard) → undetermined (at least normal, could be substandard)"
    ]


def test_silence_that_is_taken_differently_is_told() -> None:
    assume = policy(
        LATE
        + '[assumptions]\nlawsuit = "unknown"\n[[floor]]\nid="l"\nwhen="lawsuit"\nat_least="loss"'
    )
    silent = policy(LATE + '[[floor]]\nid="l"\nwhen="lawsuit"\nat_least="loss"')
    found = difference(silent, assume)
    assert found.changes == ()
    [change, *_] = found.unknown_changes or ()
    [region] = change.regions
    assert region.example is not None
    assert (str(change), region.example.silent) == ("normal → normal (could be loss)", ("lawsuit",))
    assert "nothing recorded about lawsuit and nothing else wrong" in found.explain()
    assert "silence about lawsuit added: not known" in found.explain()


def test_of_the_changes_for_unknown_facts_a_few_are_told_and_the_rest_counted() -> None:
    floors = "".join(
        f"""
        [[floor]]
        id = "{fact}-{level}"
        when = "{fact}"
        at_least = "{level}"
        """
        for fact, level in (
            ("lawsuit", "special_mention"),
            ("extended", "substandard"),
            ("contact_lost", "doubtful"),
        )
    )
    found = difference(policy(floors), policy(floors, head='unknown = "conservative"'))
    assert (len(found.unknown_changes or ()), found.more_unknown) == (4, 2)
    assert "  and 2 more" in found.explain()


def test_where_the_policy_may_not_apply_the_verdict_says_so() -> None:
    scope = "applies_to = 'retail'"
    found = difference(
        policy(LATE, head=scope), policy(LATE, head=f"{scope}\nunknown = 'conservative'")
    )
    assert "normal (could be substandard, if it applies)" in found.explain()


def test_a_finer_scale_is_compared_on_the_coarser() -> None:
    five = one("previous_tier >= special_mention", "special_mention")
    ten = one("previous_tier >= special_mention", "special_mention_2", 'scale = "ten-level-a"')
    assert difference(five, ten).changes == ()
    assert difference(ten, five).scale == five.scale
    assert "policy dimension classification: five-tier → ten-level-a" in [
        str(amendment) for amendment in difference(five, ten).amendments
    ]
    worse = one("previous_tier > special_mention_1", "loss", 'scale = "ten-level-a"')
    example = (difference(five, worse).changes or ())[0].regions[0].example
    assert example is not None
    assert example.facts["previous_tier"] == worse.scale["special_mention_1"]
    assert told(five, worse) == [
        "special_mention → normal for previous_tier special_mention_1",
        "special_mention → loss for previous_tier special_mention_2 or worse",
    ]


def test_parameters_count_as_they_are_on_the_day() -> None:
    body = """
        [parameters]
        limit = { unit = "days", required = true }
        level = { unit = "tier", value = "loss" }
        [[floor]]
        id = "a"
        when = "days_past_due > limit"
        at_least = "level"
    """
    blank, strict = policy(body), policy(body, parameters={"limit": 3})
    found = difference(blank, strict)
    assert "test 1 leaves without a value, so never known: limit" in found.explain()
    assert [f"{change}: {change.regions[0]}" for change in found.changes or ()] == [
        "normal (could be loss) → normal: days_past_due up to 3",
        "normal (could be loss) → loss: days_past_due from 4",
    ]
    assert [str(amendment) for amendment in found.amendments] == [
        "parameter limit: no value → 3 days"
    ]


def test_dated_policies_are_compared_on_a_day() -> None:
    dated = policy(LATE.replace('cite = "Art. 1"', "in_force = { until = 2024-12-31 }"))
    with pytest.raises(InvalidValue, match=r"as_of must be a date: test has dated"):
        difference(dated, policy(LATE))
    with pytest.raises(InvalidValue, match=r"comparison.as_of must be a date \(without time\)"):
        difference(dated, policy(LATE), as_of="2025-01-01")  # type: ignore[arg-type]
    assert told(dated, policy(LATE), date(2024, 12, 31)) == []
    assert told(dated, policy(LATE), date(2025, 1, 1)) == [
        "normal → special_mention for days_past_due 31–90"
    ]


def test_a_code_that_one_does_not_allow_is_left_out() -> None:
    some = policy("[codes]\nproduct = ['card', 'car']")
    other = policy("[codes]\nproduct = ['card', 'boat']\n" + floor("product == 'card'"))
    open_ = policy(floor("product == 'car'"))
    assert told(some, other) == ["normal → loss for every loan"]
    assert told(some, open_) == ["normal → loss for product car"]
    assert told(open_, some) == ["loss → normal for product car"]
    assert "codes of product: card, car → card, boat" in difference(some, other).explain()
    with pytest.raises(InvalidValue, match="agreed on some code of product"):
        difference(some, policy("[codes]\nproduct = ['boat']"))


def floor(when: str) -> str:
    return f'[[floor]]\nid = "a"\nwhen = "{when}"\nat_least = "loss"\n'


def test_an_open_code_is_shown_with_a_word_that_no_rule_names() -> None:
    found = difference(policy(), one("product not in ('other', 'card')"))
    [change] = found.changes or ()
    example = change.regions[0].example
    assert example is not None
    assert example.facts["product"] == "other_"


@pytest.mark.parametrize(
    "other, problem",
    [
        (policy(head="scale = 'npe'"), "on scales of which one maps to the other"),
        (policy("[conventions]\ncurrency = 'USD'"), "counting in one currency"),
        (
            Policy.from_text(
                text_of(),
                catalogue=CORE.extended([Fact[bool](name="odd", kind="bool", meaning="Odd.")]),
            ),
            "loaded with one catalogue of facts",
        ),
    ],
)
def test_policies_that_cannot_be_compared_are_refused(other: Policy, problem: str) -> None:
    with pytest.raises(InvalidValue, match=problem):
        difference(policy(LATE), other)


def test_a_signal_on_record_is_told_to_the_policy_that_knows_it() -> None:
    body = """
        [[signal]]
        id = "told"
        [[floor]]
        id = "a"
        signal = "told"
        at_least = "loss"
    """
    for found in (difference(policy(), policy(body)), difference(policy(body), policy())):
        [change] = found.changes or ()
        assert str(change.regions[0]) == "signal:told true"
        assert change.regions[0].example is not None


def test_a_region_that_hangs_on_how_facts_compare_is_shown_only_where_a_loan_is_found() -> None:
    shares = one("outstanding * 3 < principal * 2 and outstanding > 1000")
    [change] = difference(policy(), shares).changes or ()
    example = change.regions[0].example
    assert example is not None
    assert shares.decide(example.facts).tier == shares.scale.worst
    impossible = one("days_past_due > 90 and days_past_due + interest_days_past_due < 30")
    found = difference(policy(), impossible)
    [change] = found.changes or ()
    assert change.regions[0].example is None
    assert "not decided whether there is such a loan" in found.explain()


def test_a_solver_finds_the_loan_that_was_not_found() -> None:
    hard = one("loss_share * loss_share == 0.0121 and outstanding != principal")
    assert not any(r.example for c in difference(policy(), hard).changes or () for r in c.regions)
    knows = Knows({"loss_share": Decimal("0.11"), "outstanding": 5, "principal": None})
    found = difference(policy(), hard, solver=knows)
    assert [r.example is not None for c in found.changes or () for r in c.regions] == [True]
    for solver in (Knows(None), GivesUp()):
        assert not any(
            region.example
            for change in difference(policy(), hard, solver=solver).changes or ()
            for region in change.regions
        )


def test_silence_that_one_takes_as_none_compares_as_such() -> None:
    body = floor("lawsuit == credit_impaired and credit_impaired")
    found = difference(policy(body), policy(f"[assumptions]\nlawsuit = 'unknown'\n{body}"))
    examples = [
        (str(change), region.example is not None)
        for change in found.unknown_changes or ()
        for region in change.regions
    ]
    # that false is true, and a loss, is no loan
    assert examples == [
        ("normal → normal (could be loss)", True),
        ("loss → normal (could be loss)", False),
    ]


def test_what_is_too_large_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams, "MOST_NODES", 3)
    found = difference(policy(LATE), policy(LATE.replace("> 90", "> 60 and lawsuit")))
    assert found.changes is None
    assert not found.same
    assert "where all facts are known: not decided, there are too many cases" in found.explain()
    [amendment] = found.amendments
    assert not amendment.same_meaning


AMENDED = """
    [conventions]
    calendar = "{calendar}"
    [[base]]
    id = "days"
    rows = [
        {{ when = "days_past_due < {limit}", tier = "normal" }},
        {{ when = "days_past_due >= {limit}", tier = "loss" }},
    ]
    [[signal]]
    id = "sued"
    when = "lawsuit"
    severity = "{severity}"
    [[signal]]
    id = "told"
    {when}
    [[inspection]]
    id = "visit"
    kind = "on_site"
    every = "{every}"
    after = "{anchor}"
    [[duty]]
    id = "notice"
    kind = "notice"
    within = "3 days"
    after = "disbursed"
    when = "tier >= doubtful"
"""


def test_what_changed_in_the_documents_is_told_rule_by_rule() -> None:
    before = AMENDED.format(
        calendar="a", limit=30, severity="low", when="", every="1 month", anchor="disbursed"
    )
    after = (
        AMENDED.format(
            calendar="b",
            limit=31,
            severity="high",
            when='when = "lawsuit"',
            every="1 month",
            anchor="inspected:on_site",
        )
        .replace("notice", "letter")
        .replace("tier >= doubtful", "true")
    )
    found = difference(policy(before), policy(after))
    assert tuple(map(str, found.amendments)) == (
        "convention calendar: a → b",
        (
            "base days, rows: normal when days_past_due < 30; loss when days_past_due >= 30 → "
            "normal when days_past_due < 31; loss when days_past_due >= 31"
        ),
        "signal sued, severity: low → high",
        "signal told, condition added: lawsuit",
        (
            "inspection visit, timing: every 1 month after disbursed → "
            "every 1 month after inspected:on_site"
        ),
        (
            "duty notice removed: when tier >= doubtful, kind notice, "
            "timing within 3 days after disbursed, level loan"
        ),
        (
            "duty letter added: when true, kind letter, "
            "timing within 3 days after disbursed, level loan"
        ),
    )


def test_a_rule_of_another_dimension_is_named_with_it() -> None:
    staged = policy(
        """
        [[dimension]]
        id = "classification"
        scale = "five-tier"
        [[dimension]]
        id = "stage"
        scale = "ifrs-stages"
        [[floor]]
        id = "s"
        dimension = "stage"
        when = "days_past_due > 30"
        at_least = "stage_2"
        """
    )
    assert [str(amendment) for amendment in difference(policy(), staged).amendments] == [
        "policy dimension stage added: ifrs-stages",
        "floor s added: when days_past_due > 30, dimension stage, at_least stage_2",
    ]
