"""`postloan policies diff` and `prove`: two policies on the command line."""

from __future__ import annotations

import sys

import pytest

from tests.policies import text_of
from tests.unit.cli.conftest import AS_OF, Shell

FLOOR = '[[floor]]\nid = "late"\nwhen = "days_past_due > 90"\nat_least = "loss"\n'


def test_what_differs_between_two_files_is_told(shell: Shell) -> None:
    shell.write("old.toml", text_of(FLOOR))
    shell.write("new.toml", text_of(FLOOR.replace("90", "60"), edition="2"))
    ran = shell("policies", "diff", "old.toml", "new.toml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("test 1 → test 2, tiers of five-tier\n")
    assert "  normal → loss\n    days_past_due 61–90\n" in ran.out


def test_a_proof_is_told_by_the_exit_code(shell: Shell) -> None:
    shell.write("old.toml", text_of(FLOOR))
    shell.write("new.toml", text_of(FLOOR.replace("90", "60"), edition="2"))
    ran = shell("policies", "prove", "new.toml", "--no-laxer-than", "old.toml")
    assert (ran.code, ran.out) == (
        0,
        "test 2 is nowhere laxer than test 1: proved for every loan\n",
    )
    ran = shell("policies", "prove", "old.toml", "--no-laxer-than", "new.toml")
    assert ran.code == 1
    assert "such as a loan with days_past_due 61 days and nothing else wrong" in ran.out


def test_the_common_scope_is_asked_for(shell: Shell) -> None:
    names = ("cn.credit-card", "--no-laxer-than", "cn.credit-card@2011", "--common-scope")
    ran = shell("policies", "prove", *names)
    assert (ran.code, ran.out.partition(": ")[2]) == (
        0,
        "proved for every loan to which both apply\n",
    )


def test_a_dated_policy_needs_a_day(shell: Shell) -> None:
    ran = shell("policies", "diff", "own.toml", "own.toml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "--as-of: is needed: bank.own has dated parameters or rules\n"
    ran = shell("policies", "diff", "own.toml", "own.toml", *AS_OF)
    assert ran.code == 0
    assert "No difference in the tier of any loan" in ran.out


def test_policies_that_cannot_be_compared_are_refused(shell: Shell) -> None:
    shell.write("npe.toml", text_of(head='scale = "npe"'))
    ran = shell("policies", "diff", "npe.toml", "cn.credit-card")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("postloan: comparison.policies must be on scales of which one maps")


def compared(share: str) -> str:
    """Return a policy that compares two amounts."""
    when = f"outstanding > collateral_value * {share}"
    return text_of(f'[[floor]]\nid = "thin"\nwhen = "{when}"\nat_least = "loss"\n')


def test_what_hangs_on_amounts_compared_is_proved_by_z3(shell: Shell) -> None:
    shell.write("strict.toml", compared("0.8"))
    shell.write("lax.toml", compared("1"))
    ran = shell("policies", "prove", "strict.toml", "--no-laxer-than", "lax.toml")
    assert (ran.code, ran.err) == (0, "")
    assert "proved for every loan" in ran.out
    assert shell("policies", "prove", "lax.toml", "--no-laxer-than", "strict.toml").code == 1


def test_without_z3_it_stays_open_and_says_what_to_install(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("postloan.smt")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    shell.write("strict.toml", compared("0.8"))
    shell.write("lax.toml", compared("1"))
    ran = shell("policies", "prove", "strict.toml", "--no-laxer-than", "lax.toml")
    assert ran.code == 1
    assert "is not decided" in ran.out
    assert "pip install 'postloan[smt]'" in ran.out


def test_a_check_asks_z3_whether_a_rule_can_ever_hold(shell: Shell) -> None:
    when = "outstanding > collateral_value * 2 and outstanding < collateral_value"
    floor = f'[[floor]]\nid = "thin"\nwhen = "{when}"\nat_least = "loss"\n'
    shell.write("odd.toml", text_of(floor))
    ran = shell("policies", "check", "odd.toml")
    assert ran.code == 1
    assert "never_holds: the floor thin holds of no loan\n" in ran.out
