"""What fuzzing starts from and what it once found, replayed without a fuzzer.

The targets stand in `fuzz/`, the kept inputs in `tests/cases/fuzz/TARGET/`, as bytes.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from fuzz import fuzz_conditions, fuzz_loan_files, fuzz_policies, run
from fuzz.seeds import CASES, TARGETS, cases, dictionary, seeds
from postloan.model.file import LoanFile
from postloan.policy.policy import Policy

TRY: Final[Mapping[str, Callable[[bytes], None]]] = {
    "conditions": fuzz_conditions.try_one,
    "loan_files": fuzz_loan_files.try_one,
    "policies": fuzz_policies.try_one,
}
KEPT: Final = [(target, path) for target in TARGETS for path in cases(target)]


@pytest.mark.parametrize(
    "target, path", [pytest.param(*kept, id=f"{kept[0]}/{kept[1].name}") for kept in KEPT]
)
def test_a_kept_input_ends_as_documented(target: str, path: Path) -> None:
    TRY[target](path.read_bytes())


def test_every_folder_of_kept_inputs_is_a_target_s_and_has_some() -> None:
    assert sorted(path.name for path in CASES.iterdir()) == sorted({target for target, _ in KEPT})
    assert set(TRY) == set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_accepts_every_seed_it_starts_from(target: str) -> None:
    found = list(seeds(target))
    assert len(found) > 1
    for data in found:
        TRY[target](data)
    assert dictionary(target).count("\n") > 20


@pytest.mark.parametrize(
    "target, owner, name, data",
    [
        ("conditions", fuzz_conditions, "parse", b"days_past_due > 0"),
        ("loan_files", LoanFile, "from_json", b"{}"),
        ("policies", Policy, "from_text", b"x = 1"),
    ],
)
def test_a_target_lets_out_what_is_not_documented(
    target: str, owner: object, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(owner, name, fault)
    with pytest.raises(RecursionError):
        TRY[target](data)


def test_where_atheris_is_not_installed_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda _: None)
    assert run.main([]) == 2
    assert capsys.readouterr().err.startswith("Fuzzing needs atheris, which is published for Linux")


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["policy"], "there is no target 'policy'; there are conditions, policies, loan_files"),
        (["--minutes", "0"], "minutes are more than 0"),
        (["--minutes", "nan"], "minutes are more than 0"),
        (["--minutes", "x"], "invalid _minutes value"),
    ],
)
def test_what_cannot_be_run_is_told(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run.main(arguments)
    assert sentence in capsys.readouterr().err


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
def test_a_search_says_what_it_did_and_keeps_its_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "WORK", tmp_path)
    assert run.search("conditions", 1)
    assert capsys.readouterr().out.endswith(" inputs, no fault\n")
    assert list((tmp_path / "conditions" / "corpus").iterdir())
