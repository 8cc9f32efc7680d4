"""The documentation is true: every example runs, prints what it says, and every link leads.

Each page runs in an empty folder of its own, from top to bottom:

- `python` blocks run in one namespace; a `text` block directly below one (nothing but blank
  lines between) is what it prints;
- `console` blocks run their `$ postloan ...` and `$ python ...` lines; the lines below a
  command are its output; where a command fails, the next one is `$ echo $?` with its code;
- `toml`, `csv`, `json` and `jsonl` blocks under `<!-- file: name.toml -->` become that file.

Nothing marks a block as not to be run, and a failure names the page and the line.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

import dev

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

FILES: Final = frozenset({"csv", "json", "jsonl", "toml"})
LANGUAGES: Final = FILES | {"console", "mermaid", "python", "text"}

FENCE: Final = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[^`]*)")
FILE: Final = re.compile(r"\s*<!-- file: (\S+) -->\s*")
CODE: Final = re.compile(r"`[^`]*`")
LINK: Final = re.compile(r"\]\(<?([^)\s>]+)|^ {0,3}\[[^\]]+\]:\s+(\S+)")
ELSEWHERE: Final = re.compile(r"[a-z]+:|#")
SHELL: Final = frozenset("|&;<>()")
NOTHING: Final = [sys.executable, "-c", ""]


class Untrue(Exception):
    """What a page says at this line does not hold."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


# ------------------------------------------------------------------------ reading a page


@dataclass(frozen=True)
class Block:
    line: int
    """The line of its opening fence."""
    language: str
    lines: tuple[str, ...]
    file: str | None
    """The file named in the comment above it."""
    follows: bool
    """Whether only blank lines stand between it and the block before."""

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def read(text: str) -> tuple[list[Block], list[tuple[int, str]]]:
    """Return the fenced blocks of a page, and its other lines with their numbers."""
    blocks: list[Block] = []
    prose: list[tuple[int, str]] = []
    file: str | None = None
    follows = False
    numbered = iter(enumerate(text.splitlines(), 1))
    for number, line in numbered:
        if opening := FENCE.fullmatch(line):
            lines = tuple(inside(numbered, number, opening))
            blocks.append(Block(number, opening["language"].strip(), lines, file, follows))
            file, follows = None, True
        elif line.strip():
            if file:
                break
            comment = FILE.fullmatch(line)
            file, follows = comment and comment[1], False
            prose.append((number, line))
    if file:
        raise Untrue(prose[-1][0], f"no block stands directly below the name {file}")
    return blocks, prose


def inside(
    numbered: Iterator[tuple[int, str]], start: int, opening: re.Match[str]
) -> Iterator[str]:
    """Take the lines up to the closing fence, without the indent of the opening one."""
    fence = opening["fence"]
    for _, line in numbered:
        if line.strip().startswith(fence) and set(line.strip()) == set(fence):
            return
        yield line.removeprefix(opening["indent"])
    raise Untrue(start, "the block is not closed")


def commands(block: Block) -> Iterator[tuple[int, str, list[str]]]:
    """Yield line, command and output of each `$` line; a backslash continues it."""
    numbered = list(enumerate(block.lines, block.line + 1))
    while numbered:
        number, line = numbered.pop(0)
        if not line.startswith("$ "):
            raise Untrue(number, "a console block starts with `$ ` and a command")
        command = line[2:]
        while command.endswith("\\") and numbered:
            command = command[:-1] + numbered.pop(0)[1].strip()
        output = []
        while numbered and not numbered[0][1].startswith("$ "):
            output.append(numbered.pop(0)[1])
        yield number, command, output


# ------------------------------------------------------------------------ running a page


def run_page(page: Path, folder: Path) -> None:
    """Run all blocks of a page in a folder and follow its links.

    Raises:
        Untrue: with the line, at the first thing that does not hold.
    """
    blocks, prose = read(page.read_text(encoding="utf-8"))
    for number, line in prose:
        follow_links(page, number, line)
    module = ModuleType("docs_page")
    printed: str | None = None
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setitem(sys.modules, module.__name__, module)  # its classes have a home
        for block in blocks:
            if block.language not in LANGUAGES:
                known = ", ".join(sorted(LANGUAGES))
                raise Untrue(block.line, f"not a kind of block: {block.language!r}; use {known}")
            if block.file:
                write(block, block.file, folder)
            before, printed = printed, None
            if block.language == "python":
                printed = run_python(block, page, module)
            elif block.language == "console":
                run_console(block, folder)
            elif block.language == "text" and block.follows and before is not None:
                compare(block.line, block.lines, before)


def follow_links(page: Path, number: int, line: str) -> None:
    for link in LINK.finditer(CODE.sub("", line)):
        target = link[1] or link[2]
        if not ELSEWHERE.match(target) and not (page.parent / target.partition("#")[0]).exists():
            raise Untrue(number, f"the link leads nowhere: {target}")


def write(block: Block, name: str, folder: Path) -> None:
    if block.language not in FILES:
        raise Untrue(block.line, f"a file's block is one of {', '.join(sorted(FILES))}")
    path = (folder / name).resolve()
    if folder.resolve() not in path.parents:
        raise Untrue(block.line, f"the file {name} is outside the page's folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def run_python(block: Block, page: Path, module: ModuleType) -> str:
    source = "\n" * block.line + block.text  # so that lines count as on the page
    try:
        code = compile(source, str(page), "exec", dont_inherit=True)
    except SyntaxError as error:
        raise Untrue(error.lineno or block.line, f"SyntaxError: {error.msg}") from error
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(code, vars(module))  # noqa: S102
    except (Exception, SystemExit) as error:
        calls = traceback.extract_tb(error.__traceback__)
        lines = [call.lineno for call in calls if call.filename == str(page)]
        message = f"{type(error).__name__}: {error}"
        raise Untrue(lines[-1] or block.line, message) from error
    return printed.getvalue()


def run_console(block: Block, folder: Path) -> None:
    code, printed, started = 0, "", block.line
    for number, command, output in commands(block):
        if command == "echo $?":
            compare(number, output, str(code))
            code = 0
        elif code:
            break
        else:
            code, printed = run(meaning(number, command), folder)
            started = number
            if any(output):
                compare(number, output, printed)
    if code:
        raise Untrue(started, f"exit code {code}:\n{printed}")


def meaning(number: int, command: str) -> list[str]:
    """Return what is run for a command of a page; the set-up of a reader's machine is not."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words = list(lexer)
    if any(word and set(word) <= SHELL for word in words):
        raise Untrue(number, f"plain commands only, nothing of the shell: {command}")
    match words:
        case ["postloan", *rest]:
            return [sys.executable, "-m", "postloan.cli", *rest]
        case ["python", "dev.py", "demo"]:
            return [sys.executable, str(ROOT / "examples" / "demo" / "demo.py")]
        case ["python", "dev.py", name, *_] if name in {"--help", *dev.COMMANDS}:
            return NOTHING
        case ["python", script, *rest] if script.startswith("examples/"):
            return [sys.executable, str(ROOT / script), *rest]
        case ["python", *rest] if rest[:1] != ["dev.py"]:
            return [sys.executable, *rest]
        case ["pip", "install", package] if package.partition("[")[0] == "postloan":
            return NOTHING
    raise Untrue(number, f"cannot be run here: {command}")


def run(arguments: list[str], folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        arguments,
        cwd=folder,
        env=os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def compare(line: int, expected: tuple[str, ...] | list[str], printed: str) -> None:
    """Hold the printed text against the page's, but for white space at ends of lines."""
    shown = "\n".join(line.rstrip() for line in expected).rstrip()
    real = "\n".join(line.rstrip() for line in printed.splitlines()).rstrip()
    if shown != real:
        raise Untrue(line, f"the page shows\n{shown}\nbut it prints\n{real}")


# ------------------------------------------------------------------------------ the pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_is_true(page: Path, tmp_path: Path) -> None:
    try:
        run_page(page, tmp_path)
    except Untrue as fault:
        pytest.fail(f"{page.relative_to(ROOT)}:{fault.line}: {fault}", pytrace=False)


# --------------------------------------------------- the harness finds what it is there for

SOUND = """\
# A page, with [a link](other.md#part "title"), [another](https://example.org) and `[no](link)`

<!-- file: data/rates.toml -->
```toml
rate = 1
```

```python
import tomllib
from pathlib import Path
rate = tomllib.loads(Path("data/rates.toml").read_text())["rate"]
```

1. In a list:

   ```python
   if rate:

       print("the rate is", rate)
   ```

   ```text
   the rate is 1
   ```

~~~~text
Not an output: ``` is text here.
~~~~

```console
$ python -c "print(2 > 1); \\
    print('中文')"
True
中文
$ python -c "raise SystemExit(3)"
$ echo $?
3
$ python dev.py check
$ pip install postloan
```

[reference]: other.md
"""


def fault_of(text: str, folder: Path) -> tuple[int, str] | None:
    (folder / "other.md").touch()
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    try:
        run_page(page, folder)
    except Untrue as fault:
        return fault.line, str(fault)
    return None


def test_a_true_page_passes(tmp_path: Path) -> None:
    assert fault_of(SOUND, tmp_path) is None


def test_blocks_are_read_with_their_lines() -> None:
    blocks, prose = read(SOUND)
    assert [block.language for block in blocks] == [
        "toml", "python", "python", "text", "text", "console",
    ]  # fmt: skip
    assert blocks[0] == Block(4, "toml", ("rate = 1",), "data/rates.toml", follows=False)
    assert blocks[2].lines == ("if rate:", "", '    print("the rate is", rate)')
    assert [block.follows for block in blocks] == [False, True, False, True, True, True]
    assert (3, "<!-- file: data/rates.toml -->") in prose


PRINTS = "```python\nprint(1)\n```\n"


@pytest.mark.parametrize(
    "text, line, message",
    [
        ("```python no-run\n```", 1, "not a kind of block: 'python no-run'"),
        ("\n```pycon\n>>> 1\n```", 2, "not a kind of block: 'pycon'"),
        ("```\n```", 1, "not a kind of block: ''"),
        ("```python\nx = 1", 1, "not closed"),
        ("```python\n\n1 / 0\n```", 3, "ZeroDivisionError: division by zero"),
        ("```python\ndef f():\n    raise SystemExit(2)\nf()\n```", 3, "SystemExit: 2"),
        ("```python\n\nx =\n```", 3, "SyntaxError"),
        (f"{PRINTS}\n```text\n2\n```", 5, "the page shows\n2\nbut it prints\n1"),
        (f"{PRINTS}```text\n```", 4, "but it prints\n1"),
        ("```python\nx = 1\n```\n```text\nx\n```", 4, "but it prints\n"),
        ("<!-- file: a.toml -->\nwords\n```toml\n```", 1, "no block stands directly below"),
        ("<!-- file: a.toml -->", 1, "no block stands directly below the name a.toml"),
        ("<!-- file: ../a.toml -->\n```toml\n```", 2, "outside the page's folder"),
        ("<!-- file: a.py -->\n```python\n```", 2, "a file's block is one of csv"),
        ("```console\npostloan\n```", 2, "starts with `$ `"),
        ("```console\n$ rm -r x\n```", 2, "cannot be run here: rm -r x"),
        ("```console\n$ python dev.py tset\n```", 2, "cannot be run here: python dev.py tset"),
        ("```console\n$ python dev.py test\n1 passed\n```", 2, "the page shows\n1 passed"),
        ("```console\n$ postloan x | sort\n```", 2, "nothing of the shell"),
        ("```console\n$ python -c pass\n1\n```", 2, "the page shows\n1"),
        ("```console\n\n```", 2, "starts with `$ `"),
        ('```console\n$ python -c "1/0"\n```', 2, "exit code 1:"),
        ('```console\n$ python -c "1/0"\n$ python -c pass\n```', 2, "ZeroDivisionError"),
        ('```console\n$ python -c "1/0"\n$ echo $?\n0\n```', 3, "the page shows\n0"),
        ("words\n[x](missing.md#part)", 2, "the link leads nowhere: missing.md#part"),
        ("[x]: missing.md", 1, "the link leads nowhere: missing.md"),
    ],
)
def test_an_untrue_page_is_found(text: str, line: int, message: str, tmp_path: Path) -> None:
    fault = fault_of(text, tmp_path)
    assert fault is not None
    assert fault[0] == line
    assert message in fault[1]
