"""The signals of several policies side by side."""

from __future__ import annotations

from pathlib import Path

from postloan.policy.loading import load_policy
from postloan.policy.policy import Policy
from postloan.policy.signals import catalogue_signals
from tests.policies import policy, text_of

BODY = """
[parameters]
much = { unit = "ratio", required = true }
[[signal]]
id = "debt"
title = "Debt"
title_zh = "负债"
when = "debt_to_assets > much"
severity = "high"
respond = ["call"]
[[signal]]
id = "rumour"
[[floor]]
id = "told"
signal = "rumour"
at_least = "special_mention"
[[inspection]]
id = "visit"
kind = "on_site"
within = "3 days"
after = "signal:debt"
"""


def test_it_says_what_each_needs_and_what_it_triggers() -> None:
    debt, rumour = catalogue_signals([policy(BODY)])
    assert (debt.policy, debt.title, debt.title_zh, debt.severity) == (
        "test@1",
        "Debt",
        "负债",
        "high",
    )
    assert (debt.needs, debt.respond) == (("debt_to_assets", "much"), ("call",))
    assert (debt.floors, debt.tasks) == ((), ("visit",))
    assert (rumour.needs, rumour.floors, rumour.citation) == ((), ("told",), None)


def test_what_is_inherited_stands_once_with_all_that_hangs_on_it(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(text_of(BODY), "utf-8")
    child = tmp_path / "child.toml"
    more = '[[duty]]\nid = "ask"\nkind = "call"\ndue = "signal:debt + 1 day"\n'
    child.write_text(text_of(more, head="extends = ['test']", id="child"), "utf-8")
    found = catalogue_signals([Policy.from_path(tmp_path / "test.toml"), Policy.from_path(child)])
    assert [(signal.id, signal.tasks) for signal in found] == [
        ("debt", ("visit", "ask")),
        ("rumour", ()),
    ]


def test_the_signals_that_ship_are_named_in_both_languages() -> None:
    signals = catalogue_signals([load_policy("cn.early-warning"), load_policy("bank.ten-level")])
    assert all(signal.title and signal.title_zh and signal.citation for signal in signals)
