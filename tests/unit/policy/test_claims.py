"""`[obligor]`: how a policy says that claims on one obligor are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from postloan.errors import InvalidPolicy
from postloan.policy.policy import Policy
from tests.policies import policy, text_of

PARENT = """
    [obligor]
    nonperforming = "substandard"
    amount = "principal"
    left_out.obligor_nonperforming_share = "previous_tier >= doubtful"
"""


def layered(tmp_path: Path, body: str, head: str = "", other: str = "") -> Policy:
    """Return a policy that extends one with `PARENT`, and another with `other` where given."""
    (tmp_path / "base@1.toml").write_text(text_of(PARENT, id="base"), "utf-8")
    parents = '"base"'
    if other:
        (tmp_path / "other@1.toml").write_text(text_of(other, id="other"), "utf-8")
        parents += ', "other"'
    child = tmp_path / "own@1.toml"
    child.write_text(text_of(body, head=f"extends = [{parents}]\n{head}", id="own"), "utf-8")
    return Policy.from_path(child)


def test_what_is_not_stated_is_taken_over_key_by_key(tmp_path: Path) -> None:
    claims = layered(
        tmp_path,
        """
        [obligor]
        nonperforming = "doubtful"
        among.obligor_overdue_90_share = "on_balance_sheet"
        """,
    ).contents.claims
    assert (str(claims.nonperforming), claims.amount) == ("doubtful", "principal")
    assert list(claims.among) == ["obligor_overdue_90_share"]
    assert claims.left_out["obligor_nonperforming_share"].text == "previous_tier >= doubtful"
    assert claims.reads == {"principal", "on_balance_sheet", "previous_tier"}


def test_on_a_finer_scale_the_best_level_of_the_tier_begins_what_is_non_performing(
    tmp_path: Path,
) -> None:
    contents = layered(tmp_path, "", 'scale = "ten-level-a"').contents
    assert str(contents.claims.nonperforming) == "substandard_1"
    condition = contents.claims.left_out["obligor_nonperforming_share"]
    ranks = [tier.rank for tier in contents.main.scale]
    assert [condition.holds({"previous_tier": rank}) for rank in ranks] == [False] * 7 + [True] * 3


def test_parents_that_differ_have_to_be_settled(tmp_path: Path) -> None:
    other = PARENT.replace("substandard", "loss").replace("doubtful", "loss")
    with pytest.raises(InvalidPolicy, match="differ in nonperforming") as caught:
        layered(tmp_path, "", other=other)
    told = str(caught.value)
    assert "differ in [obligor.left_out] obligor_nonperforming_share" in told
    settled = PARENT.replace("doubtful", "substandard")
    assert layered(tmp_path, settled, other=other).contents.claims.amount == "principal"


def test_every_fault_of_the_table_is_told() -> None:
    with pytest.raises(InvalidPolicy) as caught:
        policy(
            """
            [obligor]
            nonperforming = "bad"
            amount = "days_past_due"
            limit = 0.1
            [obligor.among]
            obligor_nonperforming_elsewhere = "retail"
            [obligor.left_out]
            obligor_nonperforming_share = "tier >= substandard"
            obligor_overdue_90_share = "retial"
            """
        )
    told = str(caught.value)
    for fault in (
        "nonperforming must be one of normal, ",
        "amount must be one of ",
        "there is no key 'limit' here",
        "there is no fact counted over claims 'obligor_nonperforming_elsewhere'",
        "tier is what the policy decides",
        "retial",
    ):
        assert fault in told
