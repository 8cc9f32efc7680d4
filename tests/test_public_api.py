"""The face: what `postloan` hands out is what it declares, and says what it is."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib.metadata import version

import pytest

import postloan

EXPORTED = {name: getattr(postloan, name) for name in postloan.__all__}
CLASSES = [value for value in EXPORTED.values() if inspect.isclass(value)]


def test_each_declared_name_stands_once() -> None:
    assert len(postloan.__all__) == len(EXPORTED)


def test_dir_shows_the_declared_names_and_no_others() -> None:
    assert {name for name in dir(postloan) if not name.startswith("_")} == {
        name for name in EXPORTED if not name.startswith("_")
    }


def test_a_star_import_brings_the_declared_names() -> None:
    script = "before = set(dir())\nfrom postloan import *\nprint(*set(dir()) - before)"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, encoding="utf-8"
    )
    assert set(done.stdout.split()) - {"before"} == set(EXPORTED)


def test_an_unknown_name_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match=r"postloan.*no_such_name"):
        _ = getattr(postloan, "no_such_name")  # noqa: B009


def test_the_version_is_the_one_that_is_installed() -> None:
    assert postloan.__version__ == version("postloan")


@pytest.mark.parametrize("name", [name for name in EXPORTED if callable(EXPORTED[name])])
def test_a_public_class_or_function_has_a_docstring(name: str) -> None:
    assert re.match(r"\S.*[.:]", inspect.getdoc(EXPORTED[name]) or "", re.DOTALL)


def test_every_public_exception_belongs_to_the_one_family() -> None:
    exceptions = [kind for kind in CLASSES if issubclass(kind, Exception)]
    assert [kind for kind in exceptions if not issubclass(kind, postloan.PostloanError)] == []
