"""Plugins come in by the entry points of distributions; a broken one is named and isolated."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from postloan.errors import UnknownPolicy
from postloan.policy import library as library_module
from postloan.policy.library import Library
from postloan.policy.loading import load_policy
from postloan.policy.plugins import Plugin, installed_plugins, shipped_plugin
from postloan.policy.policy import Policy
from tests.unit.policy.distributions import install, policy_text

ROOT = Path(__file__).parents[3]

FACT = """
from postloan.facts.fact import Fact
SCORE = Fact(name="{name}", kind="count", meaning="A score.")
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path; what was discovered before and in the test is forgotten."""
    monkeypatch.syspath_prepend(str(tmp_path))
    library_module._installed.cache_clear()  # noqa: SLF001
    yield tmp_path
    library_module._installed.cache_clear()  # noqa: SLF001


def plugin(name: str) -> Plugin:
    return next(found for found in installed_plugins() if found.name == name)


def test_what_ships_comes_in_by_its_own_entry_point() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    own = project["entry-points"]["postloan.policies"]
    assert own == {"postloan": "postloan.policy.packs"}
    assert {f.name for f in shipped_plugin().policies} == {
        f.name for f in plugin("postloan").policies
    }


def test_run_from_its_sources_the_library_still_has_what_ships(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("postloan.policy.plugins.distributions", lambda: iter(()))
    assert installed_plugins() == (shipped_plugin(),)


def test_a_distribution_gives_policies_and_facts(site: Path) -> None:
    install(
        site,
        "fine-plugin",
        entry_points="[postloan.policies]\nfine = fine_packs\n"
        "[postloan.facts]\none = fine_facts:SCORE\nmore = fine_facts:MORE\n",
        files={
            "fine_packs/fine.policy@1.toml": policy_text("fine.policy", when="score_one > 5"),
            "fine_packs/notes.txt": "no policy",
            "fine_facts.py": FACT.format(name="score_one") + "MORE = ()",
        },
    )
    policy = load_policy("fine.policy")
    assert policy.contents.plugins == ("fine-plugin 1.0",)
    assert str(policy.decide({"score_one": 6}).tier) == "special_mention"
    assert Library.installed().catalogue.provider("score_one") == "fine-plugin 1.0"


@pytest.mark.parametrize(
    "entry_points, problem",
    [
        ("[postloan.facts]\nx = no_such_module:X", "facts x = no_such_module:X: ModuleNotFound"),
        ("[postloan.facts]\nx = broken_stops:X", "x = broken_stops:X: SystemExit: stop"),
        ("[postloan.facts]\nx = broken_facts:GONE", "x = broken_facts:GONE: AttributeError: "),
        ("[postloan.facts]\nx = broken_facts:WORDS", "Plugin.facts must be a Fact; got 'a'"),
        ("[postloan.facts]\nx = broken_facts", "TypeError: 'module' object is not iterable"),
        ("[postloan.policies]\nx = no_such_package", "policies x = no_such_package: Mod"),
        ("[postloan.policies]\nx = broken_empty", "must be a package with policy files"),
        ("[postloan.policies]\nx = broken_names", "named ID@EDITION.toml; got 'x.toml'"),
        (
            "[postloan.facts]\nx = broken_facts:SCORE\ny = broken_facts:SCORE",
            "Plugin.facts must be named once; got 'score_two'",
        ),
    ],
)
def test_a_broken_plugin_is_named_and_the_others_work(
    site: Path, entry_points: str, problem: str
) -> None:
    install(
        site,
        "broken-plugin",
        entry_points=entry_points,
        files={
            "broken_stops.py": "raise SystemExit('stop')",
            "broken_facts.py": FACT.format(name="score_two") + "WORDS = ['a']",
            "broken_empty/__init__.py": "",
            "broken_names/x.toml": "",
        },
    )
    install(
        site,
        "sound-plugin",
        entry_points="[postloan.policies]\nsound = sound_packs\n",
        files={"sound_packs/sound.policy@1.toml": policy_text("sound.policy")},
    )
    (said,) = plugin("broken-plugin").problems
    assert problem in said
    assert load_policy("sound.policy").id == "sound.policy"
    assert load_policy("cn.asset-classification").id in Library.installed().ids
    with pytest.raises(UnknownPolicy, match=r"there are problems with broken-plugin 1\.0"):
        load_policy("broken.policy")


@pytest.mark.parametrize(
    "entry_points, metadata",
    [
        ("[postloan.facts]\nno value here", "Name: odd\nVersion: 1\n"),
        ("[postloan.facts]\nx = no_such_module:X", ""),
    ],
)
def test_a_distribution_whose_records_are_broken_is_passed_over(
    site: Path, entry_points: str, metadata: str
) -> None:
    install(site, "odd", entry_points=entry_points, files={})
    (site / "odd-1.0.dist-info" / "METADATA").write_text(metadata)
    assert "postloan" in [found.name for found in installed_plugins()]
    assert load_policy("cn.asset-classification").id in Library.installed().ids


def test_the_first_distribution_of_a_name_on_the_path_counts(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, version in (("later", "1.0"), ("first", "2.0")):
        monkeypatch.syspath_prepend(str(site / folder))
        install(
            site / folder,
            "twice-plugin",
            version=version,
            entry_points="[postloan.facts]\nx = no_such_module:X\n",
            files={},
        )
    assert str(plugin("twice-plugin")) == "twice-plugin 2.0"


def test_plugins_are_looked_for_once_whoever_asks(site: Path) -> None:
    install(
        site,
        "counted-plugin",
        entry_points="[postloan.facts]\nx = counted_facts:SCORE\n",
        files={
            "counted_facts.py": "import time\ntime.sleep(0.05)\n" + FACT.format(name="score_four")
        },
    )
    found: list[Library] = []
    threads = [threading.Thread(target=lambda: found.append(Library.installed())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_plugin_that_loads_a_policy_while_it_is_imported_harms_nobody(site: Path) -> None:
    install(
        site,
        "eager-plugin",
        entry_points="[postloan.facts]\nx = eager_facts:SCORE\n",
        files={
            "eager_facts.py": "from postloan.policy.loading import load_policy\n"
            "load_policy('cn.asset-classification')\n" + FACT.format(name="score_five")
        },
    )
    assert "score_five" in Library.installed().catalogue
    text = policy_text("mine", when="score_five > 1")
    assert Policy.from_text(text).contents.plugins == ("eager-plugin 1.0",)
