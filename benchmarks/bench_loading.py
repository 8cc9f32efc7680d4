"""What a policy costs before its first loan: reading it, and compiling it."""

from __future__ import annotations

import tomllib
from decimal import Decimal

from benchmarks.measure import Case, Compare, timed
from benchmarks.rows import POLICY, facts_of, rows
from postloan import Policy


def test_loading(compare: Compare) -> None:
    """The standard library's reader of TOML checks nothing and refuses nothing but bad syntax."""
    text = POLICY.read_text(encoding="utf-8")
    facts = facts_of(rows(1)[0])
    toml = "tomllib alone"

    def load_and_decide() -> object:
        return Policy.from_text(text).decide(facts)

    compare(
        "one policy",
        Case(toml, timed(lambda: tomllib.loads(text, parse_float=Decimal))),
        Case("Policy.from_text", timed(lambda: Policy.from_text(text)), of=toml),
        Case("and its first decision", timed(load_and_decide), of=toml),
    )
