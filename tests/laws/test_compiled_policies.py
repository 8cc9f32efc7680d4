"""A compiled policy answers as the walk over its rules does, whatever is unknown."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from postloan.money import Money
from postloan.policy.clauses.contents import Contents
from postloan.policy.decisions.decision import Decision
from postloan.policy.judging.answer import Answer, walked
from postloan.policy.judging.given import given_facts, plain
from postloan.policy.judging.judge import level_key, signal_truth
from postloan.policy.policy import Policy
from postloan.rules.evaluate import Truth, Value
from postloan.testing.drafts import LAST_DAY, Draft, full_drafts, full_facts
from tests.policies import policy as policy_of

DAYS = st.sampled_from((LAST_DAY, LAST_DAY + timedelta(days=1)))


def values_of(policy: Policy, facts: Mapping[str, object], day: date) -> dict[str, Value]:
    """Return facts and parameters as the walk reads them."""
    figures = {id: plain(value) for id, value in policy.parameters_on(day).items()}
    return {**cast("Mapping[str, Value]", given_facts(policy.contents, facts).plain), **figures}


def compiled_answer(policy: Policy, values: Mapping[str, Value], day: date) -> Answer:
    contents, program = policy.contents, policy.standing_on(day).program
    assert program.source
    row, figures = (tuple(map(values.get, keys)) for keys in (contents.reads, contents.figures))
    signals = enumerate(contents.signals)
    return program.answer(row, figures, sum(1 << n for n, rule in signals if values.get(rule.key)))


@given(full_drafts(), DAYS, st.data())
def test_a_compiled_policy_answers_as_the_walk_over_its_rules(
    draft: Draft, day: date, data: st.DataObject
) -> None:
    policy = draft.policy()
    for _ in range(3):
        values = values_of(policy, data.draw(full_facts(draft)), day)
        assert compiled_answer(policy, values, day) == walked(policy.contents, values, day)


SHARES = """
[conventions]
currency = "CNY"
[[signal]]
id = "large"
when = "overdue_amount > outstanding * 0.1"
[[signal]]
id = "small"
when = "principal * loss_share * 2 < outstanding"
[[signal]]
id = "turned"
when = "overdue_amount > outstanding * -1 and days_past_due > interest_days_past_due * 1"
[[signal]]
id = "not-owed"
when = "borrower_kind != 'sole_trader' and not overdue_amount > principal * loss_share"
[[signal]]
id = "firm"
when = "principal - overdue_amount > outstanding and 3 > periods_missed * 2"
"""
AMOUNTS = st.sampled_from((None, "0", "0.1", "1", "10", "10.01"))


@given(
    st.fixed_dictionaries(dict.fromkeys(("overdue_amount", "outstanding", "principal"), AMOUNTS)),
    st.sampled_from((None, 0, 1, 2)),
    st.sampled_from((None, "corporate", "sole_trader")),
)
def test_shares_of_amounts_compare_as_the_walk_compares_them(
    amounts: Mapping[str, str | None], number: int | None, kind: str | None
) -> None:
    shares = policy_of(SHARES)
    facts: dict[str, object] = {
        "days_past_due": number,
        "periods_missed": number,
        "interest_days_past_due": number,
        "loss_share": number and Decimal(1) / 2,
        "borrower_kind": kind,
    }
    facts |= {key: amount and Money(Decimal(amount), "CNY") for key, amount in amounts.items()}
    values = values_of(shares, facts, LAST_DAY)
    assert compiled_answer(shares, values, LAST_DAY) == walked(shares.contents, values, LAST_DAY)


def told(decision: Decision) -> tuple[object, ...]:
    """Return the cheap side of a decision."""
    tiers = decision.tier, decision.at_least, decision.could_be
    return decision.applies, *tiers, decision.rule, decision.raised, decision.possible


def walk_told(decision: Decision) -> tuple[object, ...]:
    """Return the same from the side that is made by the walk, with its reasons."""
    main, signals = decision.outcomes[0], decision.signals
    order = [signal.id for signal in decision.contents.signals]
    raised = sorted((s.rule for s in signals if s.certain), key=order.index)
    possible = sorted((s.rule for s in signals if s.possible), key=order.index)
    rule = next((floor.rule for floor in main.floors if floor.tier == main.at_least), None)
    tiers = main.tier, main.at_least, main.could_be
    return decision.applies, *tiers, rule, tuple(raised), tuple(possible)


@given(full_drafts(), DAYS, st.data())
def test_each_way_in_gives_the_decision_that_the_walk_explains(
    draft: Draft, day: date, data: st.DataObject
) -> None:
    policy = draft.policy()
    facts = data.draw(full_facts(draft))
    decision = policy.decide(facts, day)
    assert told(decision) == walk_told(decision)
    columns = tuple(facts)
    (row,) = policy.decide_many([tuple(facts.values())], day, columns=columns)
    (mapping,) = policy.decide_many([facts], day)
    sent: Decision = pickle.loads(pickle.dumps(row))  # noqa: S301 -- our own bytes
    for other in (row, mapping, sent):
        assert told(other) == told(decision)
        assert other.explain() == decision.explain()
        assert other.facts == decision.facts


@given(full_drafts(), DAYS, st.data())
def test_an_object_is_decided_as_its_attributes_by_name(
    draft: Draft, day: date, data: st.DataObject
) -> None:
    policy = draft.policy()
    facts = {k: v for k, v in data.draw(full_facts(draft)).items() if ":" not in k}
    read = {key: value for key, value in facts.items() if key in policy.contents.reads}
    if not read:
        return
    past = {k.removeprefix("watch."): v for k, v in read.items() if k.startswith("watch.")}
    loan = SimpleNamespace(**{k: v for k, v in read.items() if "." not in k})
    loan.watch = SimpleNamespace(**past)
    decision = policy.decide(loan, day)
    assert told(decision) == told(policy.decide(read, day))
    assert decision.explain() == policy.decide(read, day).explain()


@given(full_drafts(), DAYS, st.data())
def test_a_trace_is_replayed_from_its_masks_without_facts(
    draft: Draft, day: date, data: st.DataObject
) -> None:
    policy = draft.policy()
    facts = data.draw(full_facts(draft))
    decision = policy.decide(facts, day)
    trace, outline = decision.trace, policy.outline(day)
    replayed = outline.replay(*trace.masks)
    assert (replayed.rules, replayed.leaves) == (trace.rules, trace.leaves)
    values = values_of(policy, facts, day)
    values |= {rule.key: values.get(rule.key) is True for rule in policy.contents.signals}
    answer = walked(policy.contents, values, day)
    assert trace.leaves == tuple(leaf.truth(values, answer) for leaf in outline.leaves)
    assert dict(zip(outline.rules, trace.rules, strict=True)) == dict(
        truths_by_walk(policy.contents, values, day, answer)
    )
    for rule in outline.rules:
        assert replayed.because(rule) == trace.because(rule)


def every(*truths: Truth) -> Truth:
    return False if False in truths else None if None in truths else True


def truths_by_walk(
    contents: Contents, values: Mapping[str, Value], day: date, answer: Answer
) -> Iterator[tuple[str, Truth]]:
    """Yield the truth of every rule by itself, as its conditions are walked."""
    if contents.applies_to is not None:
        yield "applies_to", contents.applies_to.holds(values)
    for base in contents.bases:
        for n, row in enumerate(base.rows):
            yield f"{base.id}[{n}]", every(base.holds(values), row.when.holds(values))
    for floor in contents.floors:
        raised: Truth = True
        if floor.signal is not None:
            signal = contents.signal(floor.signal)
            raised = signal.in_force.covers(day) and signal_truth(signal, values)
        key = level_key(floor)
        known = True if key is None or values.get(key) is not None else None
        truth = every(floor.holds(values), raised, known)
        yield floor.id, floor.in_force.covers(day) and truth
    for signal in contents.signals:
        yield signal.id, signal.in_force.covers(day) and signal_truth(signal, values)
    _, _, _, due, perhaps, *_ = answer
    for n, task in enumerate((*contents.inspections, *contents.duties)):
        truth = task.in_force.covers(day) and task.holds(values)
        if task.reads_outcome:
            truth = True if (due or 0) >> n & 1 else None if (perhaps or 0) >> n & 1 else False
        yield task.id, truth
