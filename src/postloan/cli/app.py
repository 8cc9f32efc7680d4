"""The command `postloan`: reads the arguments, runs one command, answers with an exit code.

Whatever a command needs is imported when it runs, so that `--help` is there at once.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence

from postloan.cli.options import read_options

__all__ = ["BAD_INPUT", "DONE", "INTERRUPTED", "MATCHED", "main"]

DONE = 0
MATCHED = 1
"""A loan matched `--fail-on`, a worked example failed, a finding stands, a plugin has problems,
or nothing was proved."""
BAD_INPUT = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: the arguments after the program's name; None takes the process's own.
    """
    try:
        if argv is None:
            code, lines = _run(sys.argv[1:], _called())
        else:
            code, lines = _run(argv, ("postloan",))
        _say(lines)
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _called() -> Sequence[str]:
    """Return the words by which this process was called, so that a hint can be pasted."""
    program = sys.argv[0]
    folder, name = os.path.split(program)
    if name == "__main__.py":
        return sys.orig_argv[0], "-m", "postloan.cli"
    if folder:
        import shutil

        found = shutil.which(name)
        if found is not None and os.path.realpath(found) == os.path.realpath(program):
            return (name,)
    return (program,)


def _run(argv: Sequence[str], program: Sequence[str]) -> tuple[int, Iterable[str]]:
    try:
        options = read_options(argv, program)
    except SystemExit as stop:  # argparse has said what there is to say
        return int(stop.code or DONE), ()
    from postloan.errors import InvalidInput, InvalidPolicy, PostloanError

    try:
        return _command(options)
    except InvalidPolicy as error:
        from postloan.cli.problems import fault_lines

        return _refuse(fault_lines(error))
    except InvalidInput as error:
        return _refuse([f"{error.source}: {problem}" for problem in error.problems])
    except PostloanError as error:
        return _refuse([f"postloan: {error}"])
    except OSError as error:
        return _refuse([f"postloan: {error.filename}: {error.strerror}"])


def _command(options: Namespace) -> tuple[int, Iterable[str]]:
    match options.command:
        case "review":
            from postloan.cli.reviewing import review_portfolio

            found, lines = review_portfolio(options)
            return (MATCHED if found else DONE), lines
        case "explain":
            from postloan.cli.explaining import explain_loan

            return DONE, explain_loan(options)
        case "list":
            from postloan.cli.shelf import list_policies

            return DONE, list_policies()
        case "plugins":
            from postloan.cli.shelf import list_plugins

            faulty, lines = list_plugins()
            return (MATCHED if faulty else DONE), lines
        case "show":
            from postloan.cli.showing import show_policy

            return DONE, show_policy(options.policy)
        case "form":
            from postloan.cli.showing import show_form

            return DONE, show_form(options.policy, options.template)
        case "diff":
            from postloan.cli.comparing import compare_policies

            return DONE, compare_policies(options)
        case "prove":
            from postloan.cli.comparing import prove_policy

            proved, lines = prove_policy(options)
            return (DONE if proved else MATCHED), lines
        case "export":
            from postloan.cli.exporting import export_policy

            return DONE, export_policy(options)
        case _:
            from postloan.cli.checking import check_policies

            faulty, wanting, lines = check_policies(options.policies, every=options.all)
            return (BAD_INPUT if faulty else MATCHED if wanting else DONE), lines


def _refuse(problems: Sequence[str]) -> tuple[int, Iterable[str]]:
    from postloan.cli.problems import MOST

    told = [*problems[:MOST], *(["and more"] if len(problems) > MOST else [])]
    sys.stderr.write("".join(f"{problem}\n" for problem in told))
    return BAD_INPUT, ()


def _say(lines: Iterable[str]) -> None:
    """Write to standard output, whatever it can encode; a reader that has left is no fault."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    try:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
    except BrokenPipeError:
        # what is still buffered must not be tried again when the process ends
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
