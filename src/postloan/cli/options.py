"""The arguments of each command, with an example in every help text."""

from __future__ import annotations

import re
import shlex
from argparse import (
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
    _SubParsersAction,
)
from collections.abc import Sequence
from datetime import date
from typing import Final, NoReturn

from postloan.version import __version__

__all__ = ["read_options"]

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

_MAIN: Final = """\
Looks after loans once they are paid out: under a written policy, each loan's tier, the reasons
with their citations, and what is due next.
"""
_MAIN_EXAMPLE: Final = """\
example:
  postloan review loans.csv --policy cn.asset-classification --as-of 2024-06-30

exit code: 0 done, 1 a loan matched --fail-on, a worked example failed, a finding about a policy
stands, a plugin has problems or nothing was proved, 2 bad input
"""
_REVIEW: Final = """\
Reviews a portfolio under a policy and prints a summary.

INPUT is a table of facts (.csv): loan_id and names of facts as header, true or false, plain
numbers, a blank cell for a fact that is not known. Or it is loan files: one JSON document a line
(.jsonl), or one alone (.json). All may be compressed (.gz).
"""
_REVIEW_EXAMPLE: Final = """\
example:
  postloan review loans.csv --policy cn.asset-classification --as-of 2024-06-30 \\
      --currency CNY --keep branch --out tiers.csv \\
      --fail-on undetermined --fail-on substandard

--fail-on takes: undetermined, late (loan files only), gaps, a tier (it or worse),
could-be:TIER (what is not known could make it that tier or worse), or signal:low,
signal:medium, signal:high (it or more severe). In --out, a blank cell is what is not known: a
loan without a tier is undetermined, or the policy does not apply to it, or it is not yet
disbursed, which its note says.
"""
_EXPLAIN: Final = (
    "Prints one loan's tier, why, what is not known, what would change it, what is due."
)
_EXPLAIN_EXAMPLE: Final = """\
example:
  postloan explain loans.csv L-001 --policy cn.asset-classification --as-of 2024-06-30
  postloan explain loans.csv L-001 --policy cn.asset-classification --as-of 2024-06-30 --what-if
"""
_LIST_EXAMPLE: Final = "example:\n  postloan policies list\n"
_SHOW_EXAMPLE: Final = "example:\n  postloan policies show cn.asset-classification\n"
_CHECK: Final = """\
Loads each policy, tells every fault with its line and column, runs its worked examples, and
analyses it for every loan there can be: rules that never or always hold, floors that decide
nothing, gaps and overlaps of a base, facts that get worse and make the tier better. A finding is
mended, or accepted with a reason in the policy ([[accepted]]); one that is not decided or that
only informs does not count.
"""
_CHECK_EXAMPLE: Final = """\
example:
  postloan policies check own-policy.toml

exit code: 0 sound, 1 a worked example failed or a finding stands, 2 a fault
"""
_DIFF: Final = """\
Tells for which loans two policies, or two editions of one, give another tier, with an example
and the rules that decide, and what else differs in the documents. Every loan there can be is
looked at.
"""
_DIFF_EXAMPLE: Final = """\
example:
  postloan policies diff cn.asset-classification own-policy.toml
"""
_PROVE: Final = """\
Proves that a policy is nowhere laxer than another, or shows a loan for which it is, as near to
a loan without fault as may be.
"""
_PROVE_EXAMPLE: Final = """\
example:
  postloan policies prove own-policy.toml --no-laxer-than cn.asset-classification

exit code: 0 proved, 1 laxer for some loan or not decided, 2 bad input
"""
_EXPORT: Final = """\
Writes a policy's tier as a decision table that other engines run: with --format dmn in DMN 1.3.
Without --output it goes to standard output. The table says itself what it cannot say.
"""
_EXPORT_EXAMPLE: Final = """\
example:
  postloan policies export cn.credit-card --format dmn --as-of 2024-06-30 --output cards.dmn
"""
_FORM: Final = "Prints one of a policy's forms, checklists, reports or agendas as Markdown, blank."
_FORM_EXAMPLE: Final = """\
examples:
  postloan policies form bank.branch-measures inspection-form
  postloan policies form own.toml meeting-agenda > agenda.md"""
_POLICIES: Final = "Lists, shows, checks, compares and exports policies, and prints their forms."
_PLUGINS: Final = """\
Lists who gives policies and facts, the library itself first: name and version of each installed
distribution, what counts of what it gives, and every problem with it. A plugin with problems
leaves the others as they are.
"""
_PLUGINS_EXAMPLE: Final = """\
example:
  postloan plugins

exit code: 0 all are sound, 1 one has problems
"""


class _Parser(ArgumentParser):
    """Tells a fault in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\nsee {self.prog} --help\n")


def read_options(argv: Sequence[str], program: Sequence[str]) -> Namespace:
    """Return the arguments; `command` is that of a command or of an action of `policies`.

    Args:
        argv: the arguments after the program's name.
        program: how the program was called, for its hints.

    Raises:
        SystemExit: 0 after help or version, 2 after saying what is wrong.
    """
    return _parser(program).parse_args(argv)


def _parser(program: Sequence[str]) -> ArgumentParser:
    parser = _Parser(
        prog=shlex.join(program),
        description=_MAIN,
        epilog=_MAIN_EXAMPLE,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(program=program)
    parser.add_argument("--version", action="version", version=f"postloan {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    review = _command(commands, "review", "review a portfolio", _REVIEW, _REVIEW_EXAMPLE)
    review.add_argument(
        "input", metavar="INPUT", help=".csv, .jsonl or .json, also .gz; - reads stdin"
    )
    _add_review_options(review)
    explain = _command(commands, "explain", "explain one loan", _EXPLAIN, _EXPLAIN_EXAMPLE)
    explain.add_argument("input", metavar="INPUT", help="as for postloan review")
    explain.add_argument("loan_id", metavar="LOAN_ID", help="the loan to explain")
    explain.add_argument(
        "--what-if",
        action="store_true",
        help="list all that another value of one fact would change",
    )
    _add_common_options(explain)
    _add_policies(commands)
    _command(commands, "plugins", "list plugins", _PLUGINS, _PLUGINS_EXAMPLE)
    return parser


def _command(
    commands: _SubParsersAction[_Parser], name: str, help: str, description: str, example: str
) -> _Parser:
    parser = commands.add_parser(
        name,
        help=help,
        description=description,
        epilog=example,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(command=name)
    return parser


def _add_policies(commands: _SubParsersAction[_Parser]) -> None:
    policies = _command(
        commands,
        "policies",
        "list, show, check, compare and export policies, print their forms",
        _POLICIES,
        _CHECK_EXAMPLE,
    )
    actions = policies.add_subparsers(metavar="ACTION", required=True)
    listed = "Lists the policies that ship and those that plugins give."
    _command(actions, "list", "the policies at hand", listed, _LIST_EXAMPLE)
    shown = "Shows what a policy says, English and Chinese side by side."
    show = _command(actions, "show", "what one policy says", shown, _SHOW_EXAMPLE)
    show.add_argument("policy", metavar="POLICY", help="ID, ID@EDITION or FILE.toml")
    check = _command(
        actions, "check", "faults, worked examples and findings", _CHECK, _CHECK_EXAMPLE
    )
    check.add_argument("policies", metavar="POLICY", nargs="*", help="FILE.toml, ID or ID@EDITION")
    check.add_argument("--all", action="store_true", help="every edition at hand")
    diff = _command(actions, "diff", "what differs between two", _DIFF, _DIFF_EXAMPLE)
    diff.add_argument("before", metavar="A", help="ID, ID@EDITION or FILE.toml")
    diff.add_argument("after", metavar="B", help="the same, to compare with A")
    prove = _command(actions, "prove", "that one is nowhere laxer", _PROVE, _PROVE_EXAMPLE)
    prove.add_argument("policy", metavar="A", help="ID, ID@EDITION or FILE.toml")
    prove.add_argument("--no-laxer-than", required=True, metavar="B", help="the same")
    prove.add_argument("--common-scope", action="store_true", help="only loans to which both apply")
    for action in (diff, prove):
        action.add_argument(
            "--as-of",
            type=_day,
            metavar="DATE",
            help="the day to look at; needed where parameters or rules are dated",
        )
    form = _command(actions, "form", "one of its forms, blank", _FORM, _FORM_EXAMPLE)
    form.add_argument("policy", metavar="POLICY", help="ID, ID@EDITION or FILE.toml")
    form.add_argument("template", metavar="TEMPLATE", help="its id; `policies show` lists them")
    export = _command(actions, "export", "for other engines", _EXPORT, _EXPORT_EXAMPLE)
    export.add_argument("policy", metavar="POLICY", help="ID, ID@EDITION or FILE.toml")
    export.add_argument("--format", required=True, choices=("dmn",), help="what to write")
    export.add_argument(
        "--as-of",
        type=_day,
        metavar="DATE",
        help="the day whose rules and parameters are written; needed where some are dated",
    )
    _add_policy_options(export)
    export.add_argument("--output", metavar="FILE", help="the file to write")


def _add_common_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--policy", required=True, metavar="POLICY", help="ID, ID@EDITION or FILE.toml")
    add(
        "--as-of",
        required=True,
        type=_day,
        metavar="DATE",
        help="the day to look at, such as 2024-06-30",
    )
    add("--known-on", type=_day, metavar="DATE", help="read what was known then (loan files only)")
    add(
        "--obligors",
        action="store_true",
        help="look at the loans of each borrower together (loan files, sorted by borrower id)",
    )
    _add_policy_options(parser)
    add(
        "--keep",
        action="append",
        default=[],
        metavar="COL",
        help="a column of the table that is no fact; may be repeated",
    )
    add(
        "--format",
        choices=("csv", "jsonl", "json"),
        help="of standard input, or of a file named else",
    )


def _add_policy_options(parser: ArgumentParser) -> None:
    """Add what says with which parameters a policy counts, and whether outside its days."""
    add = parser.add_argument
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="give a parameter of the policy a value; may be repeated",
    )
    add(
        "--currency",
        type=_currency,
        metavar="CODE",
        help="of the amounts that are given, such as CNY",
    )
    add(
        "--outside-force",
        choices=("refuse", "as_if"),
        default="refuse",
        help="where the policy is not in force: refuse, or apply it as if it were",
    )


def _add_review_options(parser: ArgumentParser) -> None:
    _add_common_options(parser)
    add = parser.add_argument
    add("--out", metavar="FILE", help="write one row a loan to a .csv or .jsonl file")
    add(
        "--fail-on",
        action="append",
        default=[],
        metavar="WHAT",
        help="exit with 1 if any loan is so, as below; may be repeated",
    )
    add("--top", type=_count, default=10, metavar="N", help="worst loans to show (10)")
    add("--progress", action="store_true", help="tell the progress even where nobody watches")


def _day(text: str) -> date:
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ArgumentTypeError(f"{text!r} is no date of the calendar, written such as 2024-06-30")


def _currency(text: str) -> str:
    if not re.fullmatch("[A-Z]{3}", text):
        raise ArgumentTypeError(f"{text!r} is no currency: three capital letters such as CNY")
    return text


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text, re.ASCII):
        raise ArgumentTypeError(f"{text!r} is no number from 0 to 999999")
    return int(text)
