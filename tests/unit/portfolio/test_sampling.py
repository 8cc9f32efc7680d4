"""Samples: never smaller than asked, drawn again from seed and ids alone, disturbed little."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan.errors import InvalidValue
from postloan.portfolio.sampling import draw_sample

IDS = st.text("0123456789-abc贷款", min_size=1, max_size=6)
STRATA = st.dictionaries(IDS, st.sampled_from(["", "a", "b", "丙"]), max_size=25)
SHARES = st.integers(0, 1000).map(lambda n: Decimal(n) / 1000)
SEEDS = st.text("0123456789-ab月", min_size=1, max_size=6)
LEAST = st.integers(0, 5)


@given(strata=STRATA, share=SHARES, seed=SEEDS, least=LEAST)
def test_each_stratum_gives_the_share_rounded_up_and_the_minimum_or_all_it_has(
    strata: dict[str, str], share: Decimal, seed: str, least: int
) -> None:
    draw = draw_sample(strata, share=share, seed=seed, at_least=least)
    assert {stratum.name for stratum in draw.strata} == set(strata.values())
    for stratum in draw.strata:
        members = {loan for loan, name in strata.items() if name == stratum.name}
        drawn = {each.loan for each in stratum.drawn}
        asked = -(-Fraction(share) * len(members) // 1)
        assert drawn <= members
        assert stratum.size == len(members)
        assert len(drawn) == len(stratum.drawn) == min(len(members), max(asked, least))
    assert len(draw.loans) == len(draw)


@given(strata=STRATA, share=SHARES, seed=SEEDS, least=LEAST)
def test_it_is_drawn_again_whatever_the_order_of_the_loans(
    strata: dict[str, str], share: Decimal, seed: str, least: int
) -> None:
    draw = draw_sample(strata, share=share, seed=seed, at_least=least)
    turned = dict(reversed(strata.items()))
    with localcontext(prec=2):
        again = draw_sample(turned, share=draw.share, seed=draw.seed, at_least=draw.at_least)
    assert again == draw


@given(strata=STRATA, share=SHARES, seed=SEEDS, least=LEAST, more=IDS)
def test_a_loan_that_comes_moves_at_most_one_other_and_none_of_another_stratum(
    strata: dict[str, str], share: Decimal, seed: str, least: int, more: str
) -> None:
    without = {loan: name for loan, name in strata.items() if loan != more}
    before = draw_sample(without, share=share, seed=seed, at_least=least).loans
    after = draw_sample({**without, more: "a"}, share=share, seed=seed, at_least=least).loans
    left = before - after
    assert len(left) <= 1
    assert len(after - before) <= 1
    assert {without[loan] for loan in left} <= {"a"}


def test_the_number_is_the_sha_256_of_the_length_of_the_seed_a_colon_seed_and_id() -> None:
    draw = draw_sample({"贷-1": "", "L-2": ""}, share=1, seed="2024-06")
    numbers = {each.loan: each.number for each in draw}
    assert numbers["贷-1"] == sha256("7:2024-06贷-1".encode()).hexdigest()
    assert [each.number for each in draw] == sorted(numbers.values())


def test_another_seed_draws_others() -> None:
    loans = {f"L-{n}": "" for n in range(1000)}
    june, july = (draw_sample(loans, share=Decimal("0.1"), seed=seed) for seed in ("6", "7"))
    assert len(june) == len(july) == 100
    assert len(june.loans & july.loans) < 50


def test_it_says_how_it_was_drawn_and_each_loan_with_its_number() -> None:
    draw = draw_sample({"L-1": "retail", "L-2": ""}, share=0, seed="s")
    (plain, retail) = draw
    how, *lines = draw.explain().splitlines()
    assert how == (
        "drawn with seed 's': of each stratum the loans with the least SHA-256 of seed and id, "
        "0 of them rounded up, 1 at least"
    )
    assert lines == [
        "1 of 1",
        f"  L-2: no. 1, by number {plain.number}",
        "retail: 1 of 1",
        f"  L-1: no. 1 of retail, by number {retail.number}",
    ]


@pytest.mark.parametrize(
    "field, wrong",
    [
        ("share", Decimal("1.01")),
        ("share", -1),
        ("share", 0.5),
        ("at_least", -1),
        ("at_least", True),
        ("seed", ""),
        ("strata", {"": "a"}),
        ("strata['L']", {"L": " a"}),
    ],
)
def test_what_is_out_of_range_is_refused(field: str, wrong: object) -> None:
    given = {"strata": {"L": ""}, "share": 1, "seed": "s", field.partition("[")[0]: wrong}
    with pytest.raises(InvalidValue) as error:
        draw_sample(given.pop("strata"), **given)  # type: ignore[arg-type]
    assert error.value.field == field
