"""The plugin of `examples/plugin` is built, installed and run, as its users would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.distributions import EXAMPLES, installed, run

PLUGIN = EXAMPLES / "plugin"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which the plugin is installed."""
    return installed(PLUGIN, tmp_path_factory.mktemp("plugin"))


def test_it_is_listed_its_policy_is_sound_and_its_own_tests_pass(python: Path) -> None:
    postloan = [python, "-m", "postloan.cli"]
    listed = run([*postloan, "plugins"], python.parent)
    assert "harbour-postloan 1.0: ok\n  policy harbour.post-loan 2026\n  fact days_since" in listed
    checked = run([*postloan, "policies", "check", "harbour.post-loan"], python.parent)
    assert checked.endswith("1 policy: 0 faults, 3 examples, 0 failed, 0 findings\n")
    tested = run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"], PLUGIN)
    assert "6 passed" in tested
