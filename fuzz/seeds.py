"""Where fuzzing starts: what ships, what the tests read, and what the pages show."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

from postloan.facts.catalogue import CORE
from postloan.policy.documents.build import EXPECTED
from postloan.tiers import FIVE_TIER
from tests.unit.model.documents import GOOD

__all__ = ["CASES", "TARGETS", "cases", "dictionary", "seeds"]

ROOT: Final = Path(__file__).parent.parent
CASES: Final = ROOT / "tests" / "cases" / "fuzz"
"""Inputs that found a fault once, or show a bound: a folder for each target."""
TARGETS: Final = ("conditions", "policies", "loan_files")

_BLOCK: Final = re.compile(r"^ *```(toml|python)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_WHEN: Final = re.compile(r"\b(?:when|applies_to)\s*=\s*(\"\"\"|'''|\"|')(.*?)\1", re.DOTALL)
_KEY: Final = re.compile(r"^\s*(?:\[\[?([\w.-]+)\]\]?|([\w-]+)\s*=)", re.MULTILINE)
_JSON_KEY: Final = re.compile(r'"\w+"(?=:)')

_LANGUAGE: Final = (
    *("and", "or", "not", "in", "true", "false", "min(", "max(", "known("),
    *("<", "<=", "==", "!=", ">=", ">", "+", "-", "*", "/", "(", ")", ",", "0.5", "1_000", '""'),
)


def seeds(target: str) -> Iterator[bytes]:
    """Yield the texts from which a target's search starts."""
    match target:
        case "conditions":
            found = [match[2] for text in policies() for match in _WHEN.finditer(text)]
        case "policies":
            found = policies()
        case _:
            found = [json.dumps(GOOD, ensure_ascii=False), loan_file_of_the_readme()]
            found += [json.dumps({**GOOD, key: []}) for key in GOOD if isinstance(GOOD[key], list)]
    for text in dict.fromkeys(found):
        yield text.encode()


def policies() -> list[str]:
    """Return the policies that ship, those of the tests' cases, and those on the pages."""
    paths = [*ROOT.glob("src/**/packs/*.toml"), *ROOT.glob("tests/cases/**/*.toml")]
    return [*(path.read_text(encoding="utf-8") for path in sorted(paths)), *blocks("toml")]


def loan_file_of_the_readme() -> str:
    """Return the loan file that the first example of the README makes."""
    names: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec(blocks("python", ROOT / "README.md")[0], names)  # noqa: S102 -- our own page
    return str(names["file"].to_json())


def blocks(language: str, *pages: Path) -> list[str]:
    """Return the blocks of `pages`, by default of all there are, in this language."""
    pages = pages or tuple(sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]))
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    return [match[2] for match in _BLOCK.finditer(text) if match[1] == language]


def cases(target: str) -> list[Path]:
    """Return the files kept for a target."""
    return sorted(path for path in (CASES / target).glob("*") if path.is_file())


def dictionary(target: str) -> str:
    """Return words that a target's inputs are made of, as libFuzzer reads them."""
    words = [*CORE, *(tier.id for tier in FIVE_TIER), *_LANGUAGE, *EXPECTED]
    if target == "policies":
        words += [
            match[1] or f"{match[2]} = " for text in policies() for match in _KEY.finditer(text)
        ]
    if target == "loan_files":
        words = [*CORE, *_JSON_KEY.findall(json.dumps(GOOD)), "null", "1E+3", "2024-02-30"]
    return "".join(f'"{_escaped(word)}"\n' for word in dict.fromkeys(words))


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())
