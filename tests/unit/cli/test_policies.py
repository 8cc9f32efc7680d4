"""`postloan policies`: what ships, what a policy says, and whether it is sound."""

from __future__ import annotations

from tests.policies import text_of
from tests.unit.cli.conftest import Shell
from tests.unit.cli.documents import OWN

SHOWN = """\
bank.own 2024
Own measures 自有办法 (A bank, edition 2024)

  in force         2020-01-01 to 2029-12-31
  applies by       evaluation date
  applies to       product != 'card'
  classification   five-tier: normal, special_mention, substandard, doubtful, loss
  stage            five-tier: normal, special_mention, substandard, doubtful, loss
  unknown floors   are reported
  essential        days_past_due
  day one          day after due
  grace days       0
  pauses           left out to run day
  allocation       fees, interest, principal
  calendar         not stated
  roll             not stated
  currency         CNY
  merger lock      6 months
  observation      begins first new due; lasts 1 year; periods 2; reading due dates; restarts
  codes of region  south, north
  not assumed      lawsuit
  examples         1
"""

PARAMETERS = """
Parameters
  visit_every (period): REQUIRED
      its source leaves it blank; give it with --set visit_every=VALUE
      How often a bad loan is visited | 不良贷款检查频率
      Art. 9
  large (money)
      1000000 CNY
      no citation
  limit (days)
      60 days from 2020-01-01 until 2021-12-31
      90 days from 2022-01-01
      Art. 2

Floors
  overdue
      Overdue | 逾期
      at least special_mention
      when days_past_due > 0
      Art. 1 [read]
  long-overdue
      at least substandard, and no person may override it
      when days_past_due > limit
      The law (edition 2004), Art. 2
  large-overdue
      at least doubtful; unknown: report
      when overdue_amount > large
      in force 2022-01-01 to …
      Art. 3
  diverted
      at least special_mention
      when the signal misappropriation is raised
      no citation
  stage-overdue
      at least special_mention
      dimension: stage
      when days_past_due > 30
      Art. 4

Signals
  misappropriation
      Misuse | 挪用
      severity high; respond: suspend_drawdown
      when funds_misappropriated
      Art. 5
  sued
      severity low
      when lawsuit
      Art. 6
  seen-by-hand
      severity medium
      Art. 6

Inspections
  visit.normal
      on_site, full: once a calendar quarter, by customer_manager
      Art. 8
  visit.bad
      on_site: every visit_every
      when tier >= substandard
      Art. 9

Duties
  rectified
      rectification for the loan: 10 days after signal:misappropriation, by customer_manager
      when funds_misappropriated
      Art. 5
  maturity-notice
      notice for the obligor: 1 month before matures, roll none
      Art. 7

Not encoded
  roles
      Who does what.
      why: no rule on facts
      Art. 10
"""


def test_a_policy_is_shown_in_full(shell: Shell) -> None:
    ran = shell("policies", "show", "own.toml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(SHOWN)
    assert ran.out.endswith(PARAMETERS)


def test_a_policy_that_extends_another_shows_its_scope_on_what_it_inherits(shell: Shell) -> None:
    shell.write(
        "child.toml",
        'format = "postloan.policy/1"\n[policy]\nid = "bank.child"\nedition = "1"\ntitle = "C"\n'
        'extends = ["bank.own"]\nunknown = "conservative"\n',
    )
    ran = shell("policies", "show", "child.toml")
    assert "  extends          bank.own 2024\n" in ran.out
    assert "  unknown floors   count, out of prudence\n" in ran.out
    assert "      only where product != 'card'\n" in ran.out


CHILD = """\
format = "postloan.policy/1"
[policy]
id = "bank.child"
edition = "1"
title = "C"
extends = ["bank.own"]

[[floor]]
id = "sooner"
replaces = "long-overdue"
reason = "ours is stricter"
when = "days_past_due > 60"
at_least = "substandard"

[[floor]]
id = "overdue-a-week"
replaces = "overdue"
reason = "a week is technical"
when = "days_past_due > 7"
at_least = "special_mention"
"""


def test_a_rule_that_replaces_another_says_which_and_why(shell: Shell) -> None:
    shell.write("child.toml", CHILD)
    head = CHILD.partition("[[floor]]")[0].replace("bank.own", "bank.child")
    shell.write("grandchild.toml", head.replace('id = "bank.child"', 'id = "bank.grandchild"'))
    for name in ("child.toml", "grandchild.toml"):
        ran = shell("policies", "show", name)
        hard = "long-overdue of bank.own@2024 (a hard floor): ours is stricter"
        assert f"\n      replaces {hard}\n" in ran.out
        assert "\n      replaces overdue of bank.own@2024: a week is technical\n" in ran.out


def test_a_dated_value_shows_its_own_citation(shell: Shell) -> None:
    dated = OWN.replace("value = 90 }", 'value = 90, cite = { document = "law", article = "7" } }')
    shell.write("dated.toml", dated)
    ran = shell("policies", "show", "dated.toml")
    shown = "      90 days from 2022-01-01: The law (edition 2004), 7\n"
    assert f"{shown}      Art. 2\n" in ran.out
    shell.write("dated.toml", dated.replace(']\ncite = "Art. 2"', "]"))
    ran = shell("policies", "show", "dated.toml")
    assert f"{shown}\nFloors\n" in ran.out


def test_a_base_and_what_is_not_stated_are_shown(shell: Shell) -> None:
    shell.write(
        "base.toml",
        'format = "postloan.policy/1"\n[policy]\nid = "x"\nedition = "1"\ntitle = "X"\n'
        '[[base]]\nid = "table"\nrows = [ { when = "retail", tier = "loss" }, '
        '{ when = "not retail", tier = "normal" } ]\n',
    )
    ran = shell("policies", "show", "base.toml")
    assert "  applies to      all loans\n" in ran.out
    assert "  essential       none but what a base reads\n" in ran.out
    base = "Base\n  table\n      loss when retail\n      normal when not retail\n"
    assert base in ran.out


def test_what_ships_is_listed(shell: Shell) -> None:
    ran = shell("policies", "list")
    assert (ran.code, ran.err) == (0, "")
    header, *rows = [line.split() for line in ran.out.splitlines()]
    assert header == ["id", "edition", "in", "force", "rules", "title"]
    old, new = (row for row in rows if row[0] == "cn.asset-classification")
    assert old[1:5] == ["2007", "2007-07-03", "to", "2025-12-31"]
    assert new[1:4] == ["2023", "2023-07-01", "to"]
    assert new[-1] == "商业银行金融资产风险分类办法"


# ------------------------------------------------------------------------------ check


def test_everything_that_ships_is_sound(shell: Shell) -> None:
    ran = shell("policies", "check", "--all")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].endswith(", 0 failed, 0 findings")
    assert " 0 faults, " in ran.out.splitlines()[-1]


NOTES = [
    "  unused_level: no loan can get doubtful, loss in classification (from 2020-01-01)\n",
    "  unused_level: no loan can get substandard, doubtful, loss in stage (from 2020-01-01)\n",
    "  unused_level: no loan can get loss in classification (from 2022-01-01)\n",
]


def test_an_id_stands_for_all_its_editions(shell: Shell) -> None:
    assert shell("policies", "check", "cn.asset-classification").code == 0
    ran = shell("policies", "check", "cn.asset-classification@2023", "own.toml")
    assert ran.code == 0
    own, *notes, last = ran.out.splitlines()[1:]
    assert own == "bank.own 2024: 12 rules, 1 not encoded, 1 of 1 example passed"
    assert [f"{note}\n" for note in notes] == NOTES
    assert last.startswith("2 policies: 0 faults, ")


def test_an_example_that_fails_is_told_with_its_line(shell: Shell) -> None:
    wrong = OWN.replace('{ tier = "substandard"', '{ tier = "loss", applies = true')
    shell.write("wrong.toml", wrong)
    ran = shell("policies", "check", "wrong.toml")
    line = wrong[: wrong.index("[[example]]")].count("\n") + 1
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "bank.own 2024: 12 rules, 1 not encoded, 0 of 1 example passed\n"
        f"  wrong.toml:{line}: ninety-one: tier: expected loss, got substandard\n"
        f"  wrong.toml:{line}: ninety-one: applies: expected true, got unknown\n"
        f"{''.join(NOTES)}"
        "1 policy: 0 faults, 1 example, 1 failed, 0 findings\n"
    )


def test_what_cannot_be_found_does_not_stop_the_others(shell: Shell) -> None:
    ran = shell("policies", "check", "nosuch", "cn.credit-card@1", "no.toml", "own.toml")
    assert (ran.code, ran.err) == (2, "")
    first, second, third, fourth, *_, last = ran.out.splitlines()
    assert first.startswith("postloan: there is no policy 'nosuch'")
    assert second.startswith("postloan: policy cn.credit-card has no edition '1'; it has ")
    assert third == "no.toml: No such file or directory"
    assert fourth.startswith("bank.own 2024: 12 rules")
    assert last == "4 policies: 3 faults, 1 example, 0 failed, 0 findings"


def test_every_fault_of_every_file_is_told(shell: Shell) -> None:
    shell.write("one.toml", OWN.replace("days_past_due > 0", "retial").replace('"low"', '"tiny"'))
    shell.write("two.toml", "format =")
    ran = shell("policies", "check", "one.toml", "own.toml", "two.toml")
    assert (ran.code, ran.err) == (2, "")
    assert ran.out.count("one.toml:") == 2
    assert "did you mean retail?" in ran.out
    assert "\ntwo.toml:1:" in ran.out
    assert "bank.own 2024: 12 rules" in ran.out
    assert ran.out.endswith("3 policies: 3 faults, 1 example, 0 failed, 0 findings\n")


FLAWED = """
[[floor]]
id = "late"
when = "days_past_due > 30"
at_least = "substandard"
cite = "Art. 1"
[[floor]]
id = "later"
when = "days_past_due > 60"
at_least = "special_mention"
cite = "Art. 2"
"""


def test_what_the_analysis_finds_is_told_with_line_and_citations(shell: Shell) -> None:
    shell.write("flawed.toml", text_of(FLAWED))
    ran = shell("policies", "check", "flawed.toml")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "test 1: 2 rules, 0 not encoded, 0 of 0 examples passed\n"
        "  flawed.toml:13: implied: the floor later (special_mention) decides nothing: "
        "late (substandard) holds wherever it does\n"
        "      Test (edition 1), Art. 2\n"
        "      Test (edition 1), Art. 1\n"
        "  unused_level: no loan can get special_mention, doubtful, loss in classification\n"
        "1 policy: 0 faults, 0 examples, 0 failed, 1 finding\n"
    )


def test_a_finding_that_is_accepted_is_told_with_its_reason_and_does_not_count(
    shell: Shell,
) -> None:
    why = '[[accepted]]\nfinding = "implied"\nrule = "later"\nreason = "the text says so"\n'
    shell.write("accepted.toml", text_of(FLAWED + why))
    ran = shell("policies", "check", "accepted.toml")
    assert ran.code == 0
    assert "holds wherever it does; accepted: the text says so\n" in ran.out
    assert ran.out.endswith(" 0 findings\n")
    shown = shell("policies", "show", "accepted.toml").out
    assert "\nAccepted findings\n  implied: later\n      why: the text says so\n" in shown


SCALE = """
Scales
  bank.two
      good A* 甲 = performing
      bad = non_performing
  ten-level-b: Ten levels, 5/2/1/1/1, by codes 01 to 10
      normal_1 01 正常1 = normal
"""


def test_a_scale_is_shown_with_its_labels_and_what_its_levels_map_to(shell: Shell) -> None:
    body = (
        "[[scale]]\nid = 'bank.two'\nmaps_to = 'npe'\nlevels = ["
        "{ id = 'good', label = 'A*', label_zh = '甲', tier = 'performing' }, "
        "{ id = 'bad', tier = 'non_performing' }]\n"
        "[[dimension]]\nid = 'second'\nscale = 'ten-level-b'\n"
    )
    shell.write("scaled.toml", text_of(body, head="scale = 'bank.two'"))
    run = shell("policies", "show", "scaled.toml")
    assert SCALE in run.out
    assert "loss 10 损失 = loss\n      in the style of large joint-stock banks" in run.out
    assert "no text fixes it [secondary]" in run.out


STAFFED = """
[conventions]
currency = "CNY"
[parameters]
most = { unit = "money", value = 100 }
[[role]]
id = "manager"
title = "Manager"
title_zh = "经理"
tasks = ["visit"]
[[role]]
id = "checker"
supervises = ["manager"]
apart_from = ["manager"]
[[authority]]
id = "pay"
role = "checker"
act = "pay"
up_to = "most"
when = "not lawsuit"
[[template]]
id = "form"
kind = "form"
title = "Visit"
signed_by = ["manager"]
countersigned_by = ["checker"]
parts = [{ id = "a", title = "A" }, { id = "b", title = "B" }]
[[template]]
id = "list"
kind = "checklist"
title = "List"
parts = [{ id = "a", title = "A" }]
[[inspection]]
id = "cross"
kind = "on_site"
every = "1 month"
occasion = "special"
channels = ["phone", "on_site"]
other_institution = true
outsourced = true
template = "form"
[[duty]]
id = "recheck"
kind = "recheck"
due = "inspected:on_site + 5 days"
role = "checker"
other_than = "on_site"
[[duty]]
id = "look"
kind = "recheck"
due = "inspected:on_site + 9 days"
other_than = "on_site"
after_end = true
"""
STAFF = """
Inspections
  cross
      on_site, special, on_site or phone, by another institution, material may be outsourced: \
every 1 month
      template: form
      no citation

Duties
  recheck
      recheck for the loan: 5 days after inspected:on_site, by checker, not by who made the on_site
      no citation
  look
      recheck for the loan: 9 days after inspected:on_site, also after the end of the credit, \
not by who made the on_site
      no citation

Roles
  manager
      Manager | 经理
      does visit
      no citation
  checker
      supervises manager
      apart from manager
      no citation

Authority
  pay
      checker may pay up to most
      when not lawsuit
      no citation

Templates
  form
      Visit
      form: A; B
      signed by manager
      countersigned by checker
      no citation
  list
      List
      checklist: A
      no citation
"""


def test_it_shows_who_does_what_and_on_which_paper(shell: Shell) -> None:
    shell.write("staffed.toml", text_of(STAFFED))
    assert shell("policies", "show", "staffed.toml").out.endswith(STAFF)


def test_a_form_is_printed_blank(shell: Shell) -> None:
    shell.write("staffed.toml", text_of(STAFFED))
    ran = shell("policies", "form", "staffed.toml", "list")
    assert (ran.code, ran.out) == (0, "# List\n\n## 1. A\n\n____\n")
    assert shell("policies", "form", "staffed.toml", "letter").code == 2
