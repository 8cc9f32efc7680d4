"""One target under atheris, in a process of its own: `python -m fuzz.engine TARGET FLAG ...`."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

__all__ = ["main"]


def main(arguments: list[str]) -> None:
    """Search until libFuzzer's flags end it; the process ends with it."""
    target, *flags = arguments
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["postloan"]):
        module = import_module(f"fuzz.fuzz_{target}")
    atheris.Setup([sys.argv[0], *flags], module.try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
