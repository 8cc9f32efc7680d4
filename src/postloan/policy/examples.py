"""Running the worked examples that a policy carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

from postloan.errors import InvalidFact, InvalidValue, PostloanError, shown
from postloan.money import Money, checked_decimal
from postloan.policy.clauses.kinds import Example
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.findings import Outcome
from postloan.policy.decisions.provisioning import ProvisionPart
from postloan.policy.policy import Policy
from postloan.tiers import Tier

__all__ = ["ExampleResult", "Mismatch", "check_examples"]

Got: TypeAlias = bool | str | tuple[str, ...]
"""What a decision says, in the words of `expect`."""

_WORDS: Final = frozenset(("code", "enum"))
_SETS: Final = frozenset(("signals", "possible_signals", "inspections", "duties", "reserves"))


@attrs.frozen(kw_only=True)
class Mismatch:
    """One expectation that does not hold."""

    key: str
    """What was expected of the decision, such as `tier`."""
    expected: str
    """What the example says."""
    got: str
    """What the policy says."""

    def __str__(self) -> str:
        return f"{self.key}: expected {self.expected}, got {self.got}"


@attrs.frozen(kw_only=True)
class ExampleResult:
    """How one example came out."""

    example: Example
    mismatches: tuple[Mismatch, ...] = ()
    """The expectations that do not hold; () all do."""
    problem: str = ""
    """Why it cannot be decided at all; empty where it can."""

    @property
    def passed(self) -> bool:
        """Whether everything that it expects holds."""
        return not self.mismatches and not self.problem

    def __str__(self) -> str:
        if self.passed:
            return f"{self.example.id}: passed"
        faults = [self.problem] if self.problem else [str(fault) for fault in self.mismatches]
        return "\n".join(f"{self.example.id}: {fault}" for fault in faults)


def check_examples(policy: Policy) -> tuple[ExampleResult, ...]:
    """Return how each of the policy's own examples comes out, in the order of its document.

    An amount is given as a number in the currency of the policy's conventions, or as a table
    `{ amount = "1500.00", currency = "CNY" }`; a tier as the id of its level. `"unknown"` stands
    for a value that is known to be missing, of every fact but one of words.

    >>> from postloan import load_policy
    >>> all(result.passed for result in check_examples(load_policy("cn.asset-classification")))
    True
    """
    return tuple(_checked(policy, example) for example in policy.contents.examples)


def _checked(policy: Policy, example: Example) -> ExampleResult:
    try:
        decision = _decided(policy, example)
    except PostloanError as error:
        return ExampleResult(example=example, problem=str(error))
    mismatches = (_mismatch(key, wanted, decision) for key, wanted in example.expect)
    return ExampleResult(example=example, mismatches=tuple(filter(None, mismatches)))


def _decided(policy: Policy, example: Example) -> Decision:
    units = {id: parameter.unit for id, parameter in policy.contents.parameters.items()}
    parameters = {
        id: _amount(id, value, None) if units.get(id) == "money" else value
        for id, value in example.parameters
    }
    facts = {key: _given(policy, key, value) for key, value in example.given}
    return policy.with_parameters(parameters).decide(facts, example.as_of)


def _given(policy: Policy, key: str, value: object) -> object:
    catalogue = policy.contents.catalogue
    name = key.rpartition(".")[2]
    if name not in catalogue:
        return value
    kind = catalogue[name].kind
    if value == "unknown" and kind not in _WORDS:
        return None
    if kind != "money":
        return value
    try:
        return _amount(name, value, policy.contents.conventions.currency)
    except InvalidValue as error:
        raise InvalidFact(name, value, error.allowed) from None


def _amount(name: str, value: object, currency: str | None) -> object:
    """Return the amount that a table or, with a currency, a number states; else `value`."""
    if isinstance(value, Mapping):
        stated = dict(value)
        amount, code = stated.pop("amount", None), stated.pop("currency", None)
        if stated or not isinstance(amount, str) or not isinstance(code, str):
            allowed = 'written { amount = "1500.00", currency = "CNY" }'
            raise InvalidValue("example", name, value, allowed)
        return Money(_number(name, amount), code)
    if currency is None or not isinstance(value, int | Decimal):
        return value
    return Money(checked_decimal("example", name, value), currency)


def _number(name: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        raise InvalidValue("example", name, text, 'a number such as "1500.00"') from None


def _mismatch(key: str, wanted: object, decision: Decision) -> Mismatch | None:
    got = _said(key, decision)
    if isinstance(got, tuple):
        same = isinstance(wanted, list) and _ordered(key, wanted) == _ordered(key, got)
    else:
        same = type(wanted) is type(got) and wanted == got
    return None if same else Mismatch(key=key, expected=_written(wanted), got=_written(got))


def _said(key: str, decision: Decision) -> Got:
    """Return what is asked of a decision, or behind a dot of another dimension than the main."""
    dimension, _, asked = key.rpartition(".")
    if asked not in _OF_OUTCOME:
        return _OF_DECISION[asked](decision)
    outcome = decision.outcome(dimension) if dimension else decision.outcomes[0]
    return _OF_OUTCOME[asked](outcome)


def _ordered(key: str, ids: Iterable[object]) -> list[str]:
    texts = map(str, ids)
    return sorted(set(texts)) if key in _SETS else list(texts)


def _written(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else shown(value)


def _tier(tier: Tier | None) -> str:
    return "undetermined" if tier is None else str(tier)


def _provision(decision: Decision, which: str) -> str:
    found = decision.provision
    return "none" if found is None else _amount_words(getattr(found, which))


def _amount_words(amount: Money | None) -> str:
    """Return an amount without zeros that say nothing, such as `25 CNY`."""
    if amount is None:
        return "unknown"
    whole, _, fraction = f"{amount.amount:f}".partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}{f'.{fraction}' if fraction else ''} {amount.currency}"


def _reserve(part: ProvisionPart) -> str:
    ends = [_amount_words(amount) for amount in (part.least, part.most)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


_OF_OUTCOME: Final[Mapping[str, Callable[[Outcome], Got]]] = {
    "tier": lambda o: _tier(o.tier),
    "at_least": lambda o: _tier(o.at_least),
    "could_be": lambda o: _tier(o.could_be),
    "floors": lambda o: tuple(finding.rule for finding in o.floors),
}
"""What each key of `expect` asks in a dimension."""
_OF_DECISION: Final[Mapping[str, Callable[[Decision], Got]]] = {
    "applies": lambda d: "unknown" if d.applies is None else d.applies,
    "signals": lambda d: tuple(signal.rule for signal in d.signals if signal.certain),
    "possible_signals": lambda d: tuple(signal.rule for signal in d.signals if signal.possible),
    "inspections": lambda d: tuple(applied.rule for applied in d.inspections if applied.certain),
    "duties": lambda d: tuple(applied.rule for applied in d.duties if applied.certain),
    "provision": lambda d: _provision(d, "stated"),
    "provision_least": lambda d: _provision(d, "least"),
    "provision_most": lambda d: _provision(d, "most"),
    "reserves": lambda d: tuple(f"{part.rule}: {_reserve(part)}" for part in d.reserves),
}
"""What every other key asks of a decision."""
