"""The host of `examples/embedding` is built, installed and tested on both of its databases."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from examples.embedding import postgres
from tests.distributions import EXAMPLES, installed, run

EMBEDDING = EXAMPLES / "embedding"
TESTS = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which the host is installed."""
    pytest.importorskip("fastapi", reason="`python dev.py check` installs what the host needs")
    return installed(EMBEDDING, tmp_path_factory.mktemp("embedding"))


def test_its_tests_pass_on_sqlite(python: Path) -> None:
    assert "13 passed" in run([python, *TESTS], EMBEDDING, {"DATABASE_URL": "sqlite://"})


@pytest.mark.skipif(os.name == "nt", reason="a PostgreSQL is looked for on Linux and macOS alone")
def test_its_tests_pass_on_postgresql(python: Path) -> None:
    try:
        postgres.programs()
    except postgres.NoPostgres as missing:
        pytest.skip(str(missing))
    with postgres.server() as address:
        assert "13 passed" in run([python, *TESTS], EMBEDDING, {"DATABASE_URL": address})


def test_without_postgresql_it_is_said_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "_found", lambda: None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(postgres.NoPostgres, match="apt-get install postgresql"):
        postgres.programs()
