"""Laws of numbers that are known within bounds: no more is said of them than is certain."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from postloan.between import Between
from postloan.errors import InvalidFact, InvalidValue
from postloan.facts.fact import FactValue
from postloan.policy.decisions.decision import Decision
from postloan.testing.drafts import LAST_DAY, Draft, full_drafts, full_facts
from tests.policies import policy

DAYS = st.sampled_from((LAST_DAY, LAST_DAY + timedelta(days=1)))
KINDS = ("days", "months", "count", "ratio")
FLOORS = """
    [[floor]]
    id = "some"
    when = "loss_share > 0"
    at_least = "special_mention"
    [[floor]]
    id = "half"
    when = "credit_impaired or loss_share >= 0.5"
    at_least = "substandard"
    [[signal]]
    id = "told"
    when = "known(loss_share)"
"""


def lies_within(inner: Decision, outer: Decision) -> bool:
    """Return whether all that one decision leaves open is left open by the other too."""
    if outer.applies is None:
        return True
    if inner.applies is not outer.applies:
        return False
    pairs = zip(inner.outcomes, outer.outcomes, strict=True)
    return inner.applies is False or all(
        wide.at_least.rank <= narrow.at_least.rank and narrow.could_be.rank <= wide.could_be.rank
        for narrow, wide in pairs
        if narrow.at_least and narrow.could_be and wide.at_least and wide.could_be
    )


def widened(value: FactValue, down: int, up: int, most: int | None) -> Between:
    assert isinstance(value, Decimal | int)
    high = value + up
    return Between(low=max(value - down, 0 * value), high=high if most is None else min(high, most))


@given(full_drafts(), DAYS, st.data())
def test_bounds_leave_open_what_a_value_within_them_decides_and_no_more_than_ignorance(
    draft: Draft, day: date, data: st.DataObject
) -> None:
    drafted = draft.policy()
    facts = data.draw(full_facts(draft))
    catalogue = drafted.contents.catalogue
    numbers = [
        key
        for key, value in facts.items()
        if value is not None and key in catalogue and catalogue[key].kind in KINDS
    ]
    assume(numbers)
    key = data.draw(st.sampled_from(numbers))
    value = facts[key]
    assert value is not None
    down, up = data.draw(st.integers(0, 40)), data.draw(st.integers(0, 40))
    bounds = widened(value, down, up, catalogue[key].maximum)
    decided = drafted.decide({**facts, key: bounds}, day)
    assert lies_within(drafted.decide(facts, day), decided)
    assert lies_within(decided, drafted.decide({**facts, key: None}, day))
    main = decided.outcomes[0]
    assert (decided.tier, decided.at_least, decided.could_be) == (
        main.tier,
        main.at_least,
        main.could_be,
    )
    assert decided.trace.truth(drafted.outline(day).rules[0]) in (True, False, None)
    assert drafted.id in decided.explain()


def test_what_holds_for_every_number_in_between_holds() -> None:
    bounds = Between(low=Decimal("0.1"), high=Decimal("0.4"))
    decision = policy(FLOORS).decide({"loss_share": bounds, "credit_impaired": False})
    assert [str(decision.at_least), str(decision.could_be)] == ["special_mention"] * 2
    assert decision.facts["loss_share"] is None
    assert "special_mention by some: loss_share > 0 (loss_share is from 0.1 to 0.4)" in (
        decision.explain()
    )


def test_a_number_in_between_is_a_gap_where_it_matters_and_is_not_known() -> None:
    bounds = Between(low=0, high=1)
    decision = policy(FLOORS).decide({"loss_share": bounds, "credit_impaired": False})
    assert [str(decision.at_least), str(decision.could_be)] == ["normal", "substandard"]
    (gap,) = decision.gaps
    assert str(gap) == "loss_share: known to be from 0 to 1"
    assert not decision.signals
    assert decision.trace.truth("half") is None


def test_an_essential_number_in_between_leaves_the_tier_open_only_where_it_decides() -> None:
    essential = policy(FLOORS, head='essential = ["loss_share"]')
    facts: dict[str, object] = {"credit_impaired": False}
    wide, narrow = Between(low=0, high=1), Between(low=Decimal("0.6"), high=1)
    assert essential.decide({**facts, "loss_share": wide}).tier is None
    assert str(essential.decide({**facts, "loss_share": narrow}).tier) == "substandard"


@pytest.mark.parametrize(
    "fact, bounds",
    [
        ("credit_impaired", Between(low=0, high=1)),
        ("outstanding", Between(low=0, high=1)),
        ("loss_share", Between(low=0, high=2)),
        ("days_past_due", Between(low=-1, high=2)),
        ("days_past_due", Between(low=Decimal("0.5"), high=2)),
    ],
)
def test_bounds_that_a_fact_cannot_have_are_refused(fact: str, bounds: Between) -> None:
    with pytest.raises(InvalidFact):
        policy(FLOORS).decide({fact: bounds})


def test_bounds_stand_in_their_order() -> None:
    with pytest.raises(InvalidValue, match="not less than low"):
        Between(low=2, high=1)
