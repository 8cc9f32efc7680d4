"""`postloan plugins`, and what a plugin with faults leaves of the other commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from postloan.facts.fact import Fact
from postloan.policy.library import Library
from postloan.policy.plugins import Plugin
from tests.unit.cli.conftest import Shell
from tests.unit.policy.distributions import policy_text

SCORE = Fact[int](name="bureau_score", kind="count", meaning="Score of the bureau.")


def installed(monkeypatch: pytest.MonkeyPatch, *plugins: Plugin) -> None:
    library = Library.shipped().extended(*plugins)
    monkeypatch.setattr(Library, "installed", staticmethod(lambda: library))


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin with one sound policy, one with a fault, and one that extends nothing."""
    files = {
        "acme.sound@1.toml": policy_text("acme.sound", when="bureau_score < 400"),
        "acme.faulty@1.toml": policy_text("acme.faulty", when="nosuch"),
        "acme.early@1.toml": policy_text("acme.early", edition="2"),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    paths = [tmp_path / name for name in files]
    acme = Plugin(name="acme", version="2.0", policies=paths, facts=[SCORE], problems=("no luck",))
    installed(monkeypatch, acme)


def test_what_ships_is_a_plugin_without_problems(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, Plugin(name="one", problems=("it is lonely",)))
    ran = shell("plugins")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("postloan 0.1.0: ok\n  policy ")
    assert ran.out.endswith("\none: 1 problem\n  problem: it is lonely\n")
    installed(monkeypatch)
    assert shell("plugins").code == 0


@pytest.mark.usefixtures("faulty")
def test_plugins_tells_what_each_gives_and_every_problem(shell: Shell) -> None:
    ran = shell("plugins")
    assert ran.code == 1
    acme = ran.out[ran.out.index("acme 2.0") :].splitlines()
    assert acme[:5] == [
        "acme 2.0: 3 problems",
        "  policy acme.early 1",
        "  policy acme.faulty 1",
        "  policy acme.sound 1",
        "  fact bureau_score (count): Score of the bureau.",
    ]
    assert acme[5:8] == [
        "  problem: no luck",
        "  problem: acme.early@1.toml: its name says acme.early@1, and the document acme.early@2",
        (
            "  problem: acme.faulty@1.toml:11:9: floor[0].when: "
            "there is no fact, parameter or level 'nosuch'"
        ),
    ]


@pytest.mark.usefixtures("faulty")
def test_the_others_are_listed_checked_and_applied(shell: Shell) -> None:
    listed = shell("policies", "list")
    assert listed.code == 0
    assert "has faults: see postloan plugins" in listed.out
    assert "acme.sound" in listed.out
    checked = shell("policies", "check", "--all")
    assert "acme.faulty@1.toml:" in checked.out
    assert "acme.sound 1: 1 rule" in checked.out
    shell.write("scores.csv", "loan_id,bureau_score\nL-1,399\n")
    ran = shell.explain("scores.csv", "L-1", policy="acme.sound")
    assert "plugins: acme 2.0" in ran.out
