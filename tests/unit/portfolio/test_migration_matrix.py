"""Migration matrices: how many loans moved from which tier to which."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.between import Between
from postloan.errors import InvalidValue
from postloan.portfolio.migration import MigrationMatrix
from postloan.tiers import FIVE_TIER, Scale, Tier

NORMAL, WATCHED, BAD, *_ = FIVE_TIER
TIERS = st.none() | st.sampled_from(list(FIVE_TIER))


def matrix(*moves: tuple[Tier | None, Tier | None]) -> MigrationMatrix:
    return MigrationMatrix.of(moves, FIVE_TIER)


def test_it_counts_moves_and_shares_of_where_they_came_from() -> None:
    found = matrix((NORMAL, NORMAL), (NORMAL, NORMAL), (NORMAL, BAD), (BAD, None))
    assert found.count(NORMAL, NORMAL) == 2
    assert found.share(NORMAL, BAD) == Decimal("0.3333333333333333333333333333")
    assert found.share(BAD, None) == 1


def test_of_none_there_is_no_share() -> None:
    assert matrix().share(NORMAL, BAD) is None


def test_shares_do_not_depend_on_the_context_of_the_caller() -> None:
    found = matrix((NORMAL, NORMAL), (NORMAL, BAD), (NORMAL, BAD))
    share, table = found.share(NORMAL, BAD), found.table()
    with localcontext(prec=2):
        assert (found.share(NORMAL, BAD), found.table()) == (share, table)


def test_a_tier_of_another_scale_is_refused() -> None:
    good = Scale("two", ("good", "bad"))["good"]
    with pytest.raises(InvalidValue, match="a tier of five-tier"):
        matrix((NORMAL, good))
    with pytest.raises(InvalidValue, match="a tier of five-tier"):
        matrix().count(good, NORMAL)


def test_the_table_shows_the_undetermined_only_where_there_are_any() -> None:
    assert matrix((NORMAL, BAD), (NORMAL, NORMAL), (NORMAL, NORMAL)).table()[:3] == (
        ("from \\ to", *map(str, FIVE_TIER), "all"),
        ("normal", "2 (66.7%)", "-", "1 (33.3%)", "-", "-", "3"),
        ("special_mention", "-", "-", "-", "-", "-", "0"),
    )
    to_unknown, from_unknown = matrix((NORMAL, None)).table(), matrix((None, WATCHED)).table()
    assert to_unknown[0][-2] == "undetermined"
    assert from_unknown[-1][:3] == ("undetermined", "-", "1 (100.0%)")


def test_it_counts_who_got_worse_and_who_better() -> None:
    found = matrix((NORMAL, BAD), (WATCHED, BAD), (BAD, NORMAL), (WATCHED, WATCHED))
    assert (found.worse, found.better) == (2, 1)


def test_the_undetermined_are_neither_worse_nor_better() -> None:
    found = matrix((None, BAD), (BAD, None), (None, NORMAL), (NORMAL, None), (None, None))
    assert (found.worse, found.better) == (0, 0)


@given(st.lists(st.tuples(TIERS, TIERS)))
def test_no_move_is_lost_and_their_order_does_not_matter(
    moves: list[tuple[Tier | None, Tier | None]],
) -> None:
    found = matrix(*moves)
    assert sum(map(sum, found.counts)) == len(moves)
    assert found == matrix(*reversed(moves))
    known = [(before, after) for before, after in moves if before and after]
    assert found.worse == sum(after > before for before, after in known)
    assert found.better == sum(after < before for before, after in known)
    for before in (None, *FIVE_TIER):
        shares = (found.share(before, after) or Decimal(0) for after in (None, *FIVE_TIER))
        assert sum(shares, Decimal(0)).quantize(Decimal("1e-20")) in (0, 1)


def test_of_no_loan_no_share_moved() -> None:
    assert matrix((NORMAL, BAD), (None, BAD)).improved(WATCHED) is None


@given(st.lists(st.tuples(TIERS, TIERS), max_size=3), st.booleans())
def test_a_share_that_moved_lies_between_those_of_every_tier_that_may_be(
    moves: list[tuple[Tier | None, Tier | None]], better: bool
) -> None:
    found = _share_moved(matrix(*moves), better)
    if found is None:
        assert all(before not in (WATCHED, BAD) for before, _ in moves)
        return
    flat = [tier for move in moves for tier in move]
    whole = product(*((tier,) if tier else tuple(FIVE_TIER) for tier in flat))
    each = [_share_moved(matrix(*zip(t[::2], t[1::2], strict=True)), better) for t in whole]
    shares = [one for one in each if isinstance(one, Decimal)]
    ends = (found.low, found.high) if isinstance(found, Between) else (found, found)
    assert ends == (min(shares), max(shares))


def _share_moved(found: MigrationMatrix, better: bool) -> Decimal | Between | None:
    return found.improved(WATCHED, BAD) if better else found.worsened(WATCHED, BAD)
