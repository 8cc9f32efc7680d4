"""One run of mutmut, in a copy of the tree: `python -m mutation.engine FOUND FILE ... TEST ...`.

Files stand below `src/`, tests below `tests/`; those of `[tool.mutmut]` are the default. Changes
what mutmut does in three ways. Sentences, and the type that a `cast` names, decide nothing and
stay. A comparison is also made to hold at its bound only, or everywhere but there. The fast tests
go first.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

__all__ = ["main"]

FRAMES: Final = 5_000
"""Room on the stack: between two functions that are mutated stand some of mutmut's."""


def main(arguments: list[str]) -> None:
    """Try every mutant of the files, and write what the tests let through to `FOUND`."""
    found, *paths = arguments
    sys.setrecursionlimit(FRAMES)
    config = import_module("mutmut.configuration").config()
    if files := [path for path in paths if path.startswith("src/")]:
        config.only_mutate, config.do_not_mutate = files, []
    config.pytest_add_cli_args_test_selection += [
        path for path in paths if path.startswith("tests/")
    ]
    _change_operators()
    _run_fast_tests_first()
    import_module("mutmut.__main__")._run((), None)  # noqa: SLF001 -- what its command calls
    Path(found).write_text(json.dumps(_outcome()), encoding="utf-8")


def _change_operators() -> None:
    cst: Any = import_module("libcst")
    mutators: Any = import_module("mutmut.mutation.mutators")
    bound: Any = {
        cst.GreaterThanEqual: cst.Equal,
        cst.LessThanEqual: cst.Equal,
        cst.GreaterThan: cst.NotEqual,
        cst.LessThan: cst.NotEqual,
    }

    def words(node: Any) -> Iterable[Any]:  # noqa: ANN401 -- a node of libcst
        prose = isinstance(node, cst.SimpleString) and " " in node.value
        return () if prose else mutators.operator_string(node)

    def at_the_bound(node: Any) -> Iterator[Any]:  # noqa: ANN401 -- a node of libcst
        if type(node.operator) in bound:
            yield node.with_changes(operator=bound[type(node.operator)]())

    mutators.mutation_operators[:] = [
        *(
            (kind, words if change is mutators.operator_string else change)
            for kind, change in mutators.mutation_operators
        ),
        (cst.ComparisonTarget, at_the_bound),
    ]
    import_module("mutmut.mutation.file_mutation").NEVER_MUTATE_FUNCTION_CALLS.update(
        ("assert_never", "cast")
    )


def _run_fast_tests_first() -> None:
    harness: Any = import_module("mutmut.runners.harness")
    state: Any = import_module("mutmut.state").state
    run: Callable[..., int] = harness.PytestRunner.run_tests

    def run_tests(self: object, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        seconds = state().duration_by_test
        return run(self, mutant_name=mutant_name, tests=sorted(tests, key=seconds.__getitem__))

    harness.PytestRunner.run_tests = run_tests


def _outcome() -> dict[str, object]:
    """Return how many mutants ended how, and each that no test has noticed."""
    files: Any = import_module("mutmut.utils.file_utils")
    data: Any = import_module("mutmut.mutation.data")
    names: Any = import_module("mutmut.utils.format_utils")
    status: Any = import_module("mutmut.stats").status_by_exit_code
    diff: Any = import_module("mutmut.mutation.diff_apply").get_diff_for_mutant
    ends: Counter[str] = Counter()
    modules, survivors = [], []
    for path in files.walk_mutatable_files():
        mutants = data.SourceFileMutationData(path=path)
        mutants.load()
        modules.append(".".join(path.with_suffix("").parts[2:]))
        for name, code in mutants.exit_code_by_key.items():
            ends[status[code]] += 1
            if status[code] in ("killed", "timeout"):
                continue
            function, owner = names.orig_function_and_class_names_from_key(name)
            before, after = _changed(diff(name, path=path))
            place = ".".join(filter(None, (modules[-1], owner, function)))
            survivors.append({"function": place, "before": before, "after": after})
    return {"ends": ends, "modules": modules, "survivors": survivors}


def _changed(diff: str) -> tuple[str, str]:
    """Return the lines that a diff takes out and puts in, each side as one line."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
    before, after = (
        " ".join(word for line in lines if line[:1] == sign for word in line[1:].split())
        for sign in "-+"
    )
    return before, after


if __name__ == "__main__":
    main(sys.argv[1:])
