"""Roles, who may do what up to which amount, and templates, printed blank or for a loan."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from postloan.errors import CurrencyMismatch, InvalidPolicy, UnknownName
from postloan.money import Money
from postloan.policy.clauses.staff import MayAct
from postloan.policy.policy import Policy
from tests.policies import policy, text_of

BODY = """
[conventions]
currency = "CNY"
[parameters]
small = { unit = "money", value = 100 }
large = { unit = "money", required = true }
[[role]]
id = "manager"
title = "Customer manager"
title_zh = "客户经理"
tasks = ["visit"]
[[role]]
id = "checker"
supervises = ["manager"]
[[role]]
id = "head"
apart_from = ["checker"]
[[authority]]
id = "a"
role = "manager"
act = "pay"
up_to = "small"
[[authority]]
id = "b"
role = "checker"
act = "pay"
up_to = "large"
[[authority]]
id = "c"
role = "head"
act = "pay"
when = "not lawsuit and borrower_kind == 'corporate'"
[[floor]]
id = "sued"
when = "lawsuit or borrower_kind == 'sole_trader'"
at_least = "substandard"
[[template]]
id = "form"
kind = "form"
title = "Visit"
title_zh = "检查表"
signed_by = ["manager"]
countersigned_by = ["checker"]
cite = "Annex 3"
parts = [
  { id = "borrower", title = "Borrower", title_zh = "借款人", items = [
    { id = "kind", title = "Kind", fact = "borrower_kind" },
    { id = "sued", title = "Sued?", title_zh = "涉诉", fact = "lawsuit" },
    { id = "firm", title = "Ownership", when = "borrower_kind != 'individual'" },
    { id = "bad", title = "Recovery plan", when = "tier >= substandard" },
  ] },
  { id = "guarantor", title = "Guarantor", when = "security_kind == 'guarantee'" },
]
[[template]]
id = "list"
kind = "checklist"
title = "List"
parts = [{ id = "only", title = "Only", items = [{ id = "a", title = "First" }] }]
"""


def bank() -> Policy:
    return policy(BODY)


def cny(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


# ------------------------------------------------------------------------------- who


def test_nobody_has_a_role_and_one_that_it_supervises() -> None:
    manager, checker, head = bank().contents.roles
    assert checker.excludes(manager)
    assert manager.excludes(checker)
    assert checker.excludes(head)
    assert not manager.excludes(head)


@pytest.mark.parametrize(
    "amount, facts, large, expected",
    [
        (100, {}, 500, MayAct(("manager", "checker"), ("head",), ())),
        (101, {"borrower_kind": "corporate"}, 500, MayAct(("checker", "head"), (), ())),
        (501, {"borrower_kind": "corporate", "lawsuit": True}, 500, MayAct((), (), ())),
        (501, {"borrower_kind": "individual"}, None, MayAct((), ("checker",), ("large",))),
    ],
)
def test_a_role_may_act_up_to_its_limit_which_is_included(
    amount: int, facts: dict[str, object], large: int | None, expected: MayAct
) -> None:
    own = bank() if large is None else bank().with_parameters({"large": cny(large)})
    assert own.who_may("pay", cny(amount), facts) == expected


def test_whoever_may_by_one_authority_does_not_depend_on_another() -> None:
    own = policy(BODY.replace('role = "head"', 'role = "checker"'))
    found = own.who_may("pay", cny(600), {"borrower_kind": "corporate"})
    assert found == MayAct(("checker",), (), ("large",))


def test_an_act_or_currency_that_the_policy_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownName, match="there is no act 'payout'"):
        bank().who_may("payout", cny(1))
    with pytest.raises(CurrencyMismatch):
        bank().who_may("pay", Money(1, "USD"))


# ------------------------------------------------------------------------- templates

BLANK = """\
# Visit 检查表

*Test (edition 1), Annex 3*

## 1. Borrower 借款人

- Kind: ____
- Sued? 涉诉: ____
- Ownership: ____
- Recovery plan: ____

## 2. Guarantor

____

| role | signs | name | date |
| --- | --- | --- | --- |
| Customer manager 客户经理 | signs |  |  |
| checker | countersigns |  |  |
"""

FILLED = """\
## 1. Borrower 借款人

- Kind: individual
- Sued? 涉诉: false

| role"""


def test_a_template_is_printed_blank() -> None:
    assert bank().form("form") == BLANK
    assert bank().form("list") == "# List\n\n## 1. Only\n\n- [ ] First\n"


def test_a_loan_is_asked_what_concerns_it_and_what_is_known_is_filled_in() -> None:
    decision = bank().decide({"borrower_kind": "individual", "lawsuit": False})
    asked = decision.form("form")
    assert FILLED in asked.replace("\n\n## 2. Guarantor\n\n____", "")
    assert "## 2. Guarantor" in asked  # whether there is one is not known


def test_what_depends_on_a_tier_that_may_come_out_is_asked() -> None:
    assert "Recovery plan" in bank().decide({"lawsuit": None}).form("form")
    assert "Recovery plan" not in bank().decide({"borrower_kind": "corporate"}).form("form")


def test_a_template_that_the_policy_does_not_have_is_refused() -> None:
    for ask in (bank().form, bank().decide({}).form):
        with pytest.raises(UnknownName, match="there is no template 'letter'"):
            ask("letter")


def test_the_answers_say_which_facts_they_state() -> None:
    form, _ = bank().contents.templates
    assert form.facts() == {"borrower_kind", "lawsuit"}


# -------------------------------------------------------------------------- layering


def extending(folder: Path, body: str, *parents: str) -> Policy:
    for name in parents:
        text = text_of(BODY if name == "one" else OTHER, id=name)
        (folder / f"{name}.toml").write_text(text, "utf-8")
    head = f"extends = [{', '.join(map(repr, parents))}]"
    child = folder / "child.toml"
    child.write_text(text_of(body, head=head, id="child"), "utf-8")
    return Policy.from_path(child)


OTHER = '[[role]]\nid = "manager"\ntitle = "Another"\n'


def test_what_a_parent_states_holds_below_it_and_is_replaced_with_a_reason(tmp_path: Path) -> None:
    own = extending(tmp_path, '[[role]]\nid = "head"\nreason = "we have none"\n', "one")
    assert [role.id for role in own.contents.roles] == ["manager", "checker", "head"]
    assert own.contents.roles[-1].reason == "we have none"
    assert own.form("list") == bank().form("list")


@pytest.mark.parametrize(
    "body, parents, fault",
    [
        (
            '[[role]]\nid = "head"\n',
            ("one",),
            "one@1 has a role 'head'; to change it give a reason",
        ),
        ('[[role]]\nid = "x"\nreason = "y"\n', ("one",), "a reason goes with a role that was"),
        ("", ("one", "two"), "one@1 and two@1 differ in the role manager"),
        (
            '[[inspection]]\nid = "v"\nkind = "k"\nevery = "1 day"\nrole = "clerk"\n',
            ("one",),
            "there is no role 'clerk'",
        ),
    ],
)
def test_layers_that_do_not_fit_are_told(
    tmp_path: Path, body: str, parents: tuple[str, ...], fault: str
) -> None:
    with pytest.raises(InvalidPolicy) as caught:
        extending(tmp_path, body, *parents)
    assert fault in str(caught.value)
