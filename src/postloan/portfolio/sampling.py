"""Sampling: which loans are looked at where not all are, so that the draw can be made again.

Each loan has a number, the SHA-256 of the seed and its id. In each stratum those with the least
numbers are drawn. So whoever has seed and ids makes the same draw on any machine, nobody can
choose, and a loan that comes or goes moves at most one other of its stratum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, Context, Decimal
from functools import cached_property
from hashlib import sha256
from typing import Final

import attrs

from postloan.errors import InvalidValue
from postloan.model.checks import checked_code
from postloan.money import checked_decimal

__all__ = ["Draw", "Drawn", "Stratum", "draw_sample"]

_ROUNDING_UP: Final = Context(prec=50, rounding=ROUND_CEILING)
"""Of our own: what is asked for does not depend on the caller's decimal context."""


@attrs.frozen(kw_only=True)
class Drawn:
    """One loan that was drawn, and why.

    >>> print(Drawn(loan="L-7", stratum="retail", rank=2, number="0a3f"))
    L-7: no. 2 of retail, by number 0a3f
    """

    loan: str
    """Its id."""
    stratum: str
    """Among which it was drawn."""
    rank: int
    """Its place among the numbers of its stratum, from 1, the least."""
    number: str
    """SHA-256 of the seed and its id, in hexadecimal."""

    def __str__(self) -> str:
        among = f" of {self.stratum}" if self.stratum else ""
        return f"{self.loan}: no. {self.rank}{among}, by number {self.number}"


@attrs.frozen(kw_only=True)
class Stratum:
    """Loans that are drawn from together."""

    name: str
    size: int
    """How many loans it has."""
    drawn: tuple[Drawn, ...]
    """Those that were drawn, by rank; as many as were asked for."""

    def __str__(self) -> str:
        return f"{self.name + ': ' if self.name else ''}{len(self.drawn)} of {self.size}"


@attrs.frozen(kw_only=True)
class Draw:
    """A sample, and what it takes to draw it again. Made by `draw_sample`."""

    seed: str
    share: Decimal
    """Of each stratum, at least this share was asked for, a fraction of one."""
    at_least: int
    """And at least so many, or all where it has fewer."""
    strata: tuple[Stratum, ...]
    """By name."""

    @cached_property
    def loans(self) -> frozenset[str]:
        """The ids of the loans that were drawn."""
        return frozenset(drawn.loan for drawn in self)

    def __iter__(self) -> Iterator[Drawn]:
        for stratum in self.strata:
            yield from stratum.drawn

    def __len__(self) -> int:
        return sum(len(stratum.drawn) for stratum in self.strata)

    def explain(self) -> str:
        """Return the draw in a person's words: how, and each loan with its number."""
        how = (
            f"drawn with seed {self.seed!r}: of each stratum the loans with the least SHA-256 of "
            f"seed and id, {self.share} of them rounded up, {self.at_least} at least"
        )
        lines = [how]
        for stratum in self.strata:
            lines.append(str(stratum))
            lines.extend(f"  {drawn}" for drawn in stratum.drawn)
        return "\n".join(lines)


def draw_sample(
    strata: Mapping[str, str], *, share: Decimal | int, seed: str, at_least: int = 1
) -> Draw:
    """Return a sample of loans, never smaller than asked for.

    Args:
        strata: the stratum of each loan by the loan's id, such as its product or its branch;
            the empty name for all is one stratum. Its order does not matter.
        share: of each stratum, a fraction of one, from 0 to 1; a part of a loan counts as one.
        seed: what tells one draw from another, such as the month; not empty. Whoever must not
            choose whom to draw must not choose it.
        at_least: of each stratum, from 0; one that has fewer is drawn whole.

    Raises:
        InvalidValue: an id, a share, a seed or a number is out of range.

    >>> loans = {f"L-{n}": "retail" if n % 3 else "corporate" for n in range(20)}
    >>> june = draw_sample(loans, share=Decimal("0.1"), seed="2024-06")
    >>> [str(stratum) for stratum in june.strata]
    ['corporate: 1 of 7', 'retail: 2 of 13']
    >>> sorted(june.loans)
    ['L-1', 'L-12', 'L-5']
    """
    asked = Decimal(checked_decimal("draw_sample", "share", share))
    if not 0 <= asked <= 1:
        raise InvalidValue("draw_sample", "share", share, "a fraction of one, from 0 to 1")
    if type(at_least) is not int or at_least < 0:
        raise InvalidValue("draw_sample", "at_least", at_least, "an int of 0 or more")
    checked_code("draw_sample", "seed", seed)
    numbered: dict[str, list[tuple[str, str]]] = {}
    for loan, stratum in strata.items():
        checked_code("draw_sample", "strata", loan)
        if stratum != "":
            checked_code("draw_sample", f"strata[{loan!r}]", stratum)
        numbered.setdefault(stratum, []).append((_number(seed, loan), loan))
    return Draw(
        seed=seed,
        share=asked,
        at_least=at_least,
        strata=tuple(_stratum(name, numbered[name], asked, at_least) for name in sorted(numbered)),
    )


def _stratum(name: str, numbered: list[tuple[str, str]], share: Decimal, at_least: int) -> Stratum:
    size = len(numbered)
    by_share = int(_ROUNDING_UP.multiply(share, size).to_integral_value(ROUND_CEILING))
    chosen = sorted(numbered)[: min(size, max(by_share, at_least))]
    drawn = (
        Drawn(loan=loan, stratum=name, rank=rank, number=number)
        for rank, (number, loan) in enumerate(chosen, 1)
    )
    return Stratum(name=name, size=size, drawn=tuple(drawn))


def _number(seed: str, loan: str) -> str:
    """Return the number of a loan; the length of the seed keeps seed and id apart."""
    return sha256(f"{len(seed)}:{seed}{loan}".encode()).hexdigest()
