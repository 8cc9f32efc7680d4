"""What a decision table tells its reader: what it says, what it cannot, and what its inputs are."""

from __future__ import annotations

from collections.abc import Iterator

from postloan.dmn.table import Input, Table
from postloan.policy.decisions.outcomes import PolicyOn

__all__ = ["description", "meaning"]


def description(table: Table) -> Iterator[str]:
    """Yield what a table says, and what it cannot."""
    policy = table.policy
    contents, day = policy.contents, policy.day
    on = f" on {day}" if day else ""
    yield f"{contents.document.title}: the tier under {contents.id} {contents.edition}{on}."
    yield f"Made from the policy with sha256 {contents.digest}."
    yield "The first row that matches gives the tier; no row means that it is undetermined."
    yield "A fact that is not known is null, not 0 and not false."
    silent = [read.name for read in table.inputs if _is_silent(policy, read.key)]
    if silent:
        yield f"False, not null, where nobody recorded anything: {', '.join(silent)}."
    if any(policy.term(read.key).kind == "money" for read in table.inputs):
        yield f"Amounts are numbers, all in {contents.conventions.currency or 'one currency'}."
    for id, value in policy.parameters.items():
        if value is None:
            yield f"{id} has no value: what is compared with it is not known."
    yield "Not said: how bad the tier could be where facts are null; the rules that hold beside"
    yield "the one that decides; early-warning signals, inspections, duties and provisions."
    if len(contents.dimensions) > 1:
        others = ", ".join(dimension.id for dimension in contents.dimensions[1:])
        yield f"Not said either: the tier in {others}."
    if contents.not_encoded:
        left_out = ", ".join(rule.id for rule in contents.not_encoded)
        yield f"Not encoded in the policy itself: {left_out}."


def meaning(policy: PolicyOn, read: Input) -> str:
    """Return what an input is, and what it can be; the table does not check it."""
    signal = read.key.removeprefix("signal:")
    if signal != read.key:
        return f"the early-warning signal {signal} is on record and not cleared"
    fact = policy.contents.catalogue[read.key.rpartition(".")[2]]
    domain = policy.domain(read.key)
    words = [tier.id for tier in policy.scale_of(read.key)] if domain.levels else domain.words
    ends = ("" if end is None else str(end) for end in (domain.minimum, domain.maximum))
    allowed = ", ".join(words) or " … ".join(ends).strip()
    return fact.meaning if allowed in ("", "…") else f"{fact.meaning}: {allowed}"


def _is_silent(policy: PolicyOn, key: str) -> bool:
    return key.startswith("signal:") or policy.contents.silences.get(key) is False
