"""`postloan policies export`: a decision table in a file, or on standard output."""

from __future__ import annotations

from datetime import date

import pytest

from postloan.dmn.document import to_dmn
from postloan.policy.loading import load_policy
from tests.policies import text_of
from tests.unit.cli.conftest import AS_OF, Shell

DAY = date(2024, 6, 30)
LIMIT = """
    [conventions]
    currency = "CNY"
    [parameters]
    limit = { unit = "money", required = true }
    [[floor]]
    id = "large"
    when = "outstanding > limit"
    at_least = "loss"
"""


def export(shell: Shell, policy: str, *more: str) -> tuple[int, str, str]:
    ran = shell("policies", "export", policy, "--format", "dmn", *more)
    return ran.code, ran.out, ran.err


def test_a_policy_is_written_to_a_file_as_the_library_writes_it(shell: Shell) -> None:
    assert export(shell, "cn.credit-card", *AS_OF, "--output", "cards.dmn") == (0, "", "")
    written = (shell.folder / "cards.dmn").read_bytes().decode()
    assert written == to_dmn(load_policy("cn.credit-card"), DAY)


def test_without_a_file_it_goes_to_standard_output_and_fits_every_encoding(shell: Shell) -> None:
    code, out, _ = export(shell, "cn.credit-card@2011")
    assert (code, out.isascii()) == (0, True)
    assert out.encode("ascii").startswith(b"<?xml")
    assert "&#21830;&#19994;&#38134;&#34892;" in out


def test_parameters_are_set_as_elsewhere(shell: Shell) -> None:
    shell.write("limit.toml", text_of(LIMIT))
    given = ("--set", "limit=300")
    code, out, _ = export(shell, "limit.toml", *given)
    assert (code, "<text>&gt; 300</text>" in out) == (0, True)


@pytest.mark.parametrize(
    "policy, more, problem",
    [
        ("own.toml", (), "--as-of: is needed: bank.own has dated parameters or rules"),
        ("cn.credit-kard", (), "there is no policy 'cn.credit-kard'"),
        ("cn.credit-card", ("--as-of", "2010-01-01"), "give --outside-force as_if"),
        ("own.toml", ("--as-of", "2019-01-01"), "own.toml: bank.own edition 2024 comes into force"),
        ("cn.credit-card", ("--set", "limit=3"), "there is no parameter of cn.credit-card"),
        ("hard.toml", (), "test@1: a cannot be exported: a table knows nothing of max("),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(
    shell: Shell, policy: str, more: tuple[str, ...], problem: str
) -> None:
    when = "max(days_past_due, interest_days_past_due) - 30 > 60"
    shell.write("hard.toml", text_of(f"[[floor]]\nid='a'\nwhen='{when}'\nat_least='loss'"))
    before = shell.names
    code, out, err = export(shell, policy, *more, "--output", "table.dmn")
    assert (code, out) == (2, "")
    assert problem in err
    assert shell.names == before


def test_a_policy_out_of_force_is_exported_as_if_it_were(shell: Shell) -> None:
    code, out, _ = export(shell, "own.toml", "--as-of", "2019-01-01", "--outside-force", "as_if")
    assert (code, "on 2019-01-01" in out) == (0, True)


def test_the_policys_own_file_is_not_overwritten(shell: Shell) -> None:
    before = (shell.folder / "own.toml").read_bytes()
    code, _, err = export(shell, "own.toml", *AS_OF, "--output", "./own.toml")
    assert (code, "is the file of POLICY; give --output another name" in err) == (2, True)
    assert (shell.folder / "own.toml").read_bytes() == before


def test_a_file_that_cannot_be_written_is_told(shell: Shell) -> None:
    code, _, err = export(shell, "cn.credit-card", "--output", "none/table.dmn")
    assert (code, "none/table.dmn: cannot be written" in err) == (2, True)
