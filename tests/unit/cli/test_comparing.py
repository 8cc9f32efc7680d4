"""`postloan policies diff` and `prove`: two policies on the command line."""

from __future__ import annotations

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
