"""The scales that ship. A bank with another one states it in its policy as `[[scale]]`.

No regulator fixes levels finer than five: a bank may keep its own, not coarser and with a stable
map to the five (Measures for Risk Classification of Financial Assets, CBIRC [2023] 1, Arts. 27 to
29, recalled-high), and schemes in use contradict one another. So each is data, with where it is
known from. A scheme that merges two of the five cannot be stated: a `Scale` refuses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from postloan.errors import UnknownName
from postloan.tiers import FIVE_TIER, Scale

__all__ = ["SCALES", "scale_named"]


def _finer(
    id: str,
    counts: tuple[int, int, int, int, int],
    *,
    title: str,
    source: str,
    grade: str,
    labels: tuple[str, ...] = (),
) -> Scale:
    """Return a scale with so many levels for each of the five tiers, best first.

    A tier's only level has the tier's id; others are numbered from 1, the best.
    """
    levels: dict[str, tuple[str, str]] = {}
    for tier, count in zip(FIVE_TIER, counts, strict=True):
        for number in range(1, count + 1):
            last = "" if count == 1 else str(number)
            levels[f"{tier}_{last}" if last else tier.id] = (tier.id, f"{tier.label_zh}{last}")
    return Scale(
        id,
        levels,
        labels=dict(zip(levels, labels, strict=True)) if labels else None,
        labels_zh={level: zh for level, (_, zh) in levels.items()},
        coarser=FIVE_TIER,
        maps={level: tier for level, (tier, _) in levels.items()},
        title=title,
        source=source,
        grade=grade,
    )


_TEN_A: Final = _finer(
    "ten-level-a",
    (3, 2, 2, 2, 1),
    title="Ten levels, 3/2/2/2/1",
    source="one of the ten-level schemes 十级分类 in use among banks; no text fixes them",
    grade="secondary",
)
_TEN_B: Final = _finer(
    "ten-level-b",
    (5, 2, 1, 1, 1),
    title="Ten levels, 5/2/1/1/1, by codes 01 to 10",
    source="in the style of large joint-stock banks; no text fixes it",
    grade="secondary",
    labels=("01", "02", "03", "04", "05", "06", "07", "08", "09", "10"),
)
_TEN_C: Final = _finer(
    "ten-level-c",
    (3, 3, 2, 1, 1),
    title="Ten levels, 3/3/2/1/1",
    source="common among rural commercial banks; no text fixes it",
    grade="recalled-med",
)
_TWELVE_A: Final = _finer(
    "twelve-level-a",
    (4, 3, 2, 2, 1),
    title="Twelve levels 十二级分类, 4/3/2/2/1, A to E",
    source="in the style of the large state banks; no text fixes it, and the letters of the four "
    "normal levels are not known one by one",
    grade="recalled-high",
    labels=("", "", "", "", "B1", "B2", "B3", "C1", "C2", "D1", "D2", "E"),
)
_TWELVE_B: Final = _finer(
    "twelve-level-b",
    (5, 3, 2, 1, 1),
    title="Twelve levels, 5/3/2/1/1, by codes 11 to 51",
    source="a scheme in use among banks; no text fixes it",
    grade="secondary",
    labels=("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "41", "51"),
)

_BUCKETS: Final = Scale(
    "dpd-buckets",
    ("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m6_plus"),
    labels={f"m{month}": f"M{month}" for month in range(7)} | {"m6_plus": "M6+"},
    labels_zh={"m0": "未逾期", "m6_plus": "逾期六个月以上"},
    title="Overdue buckets 逾期账龄: M1 is the first 30 days past due, and so on",
    source="usage of consumer lenders; the days belong to the policy, no text fixes them",
    grade="recalled-high",
)
_SMA: Final = Scale(
    "sma-npa",
    ("standard", "sma_0", "sma_1", "sma_2", "npa"),
    labels={
        "standard": "Standard",
        "sma_0": "SMA-0",
        "sma_1": "SMA-1",
        "sma_2": "SMA-2",
        "npa": "NPA",
    },
    title="Special mention accounts and non-performing assets (India)",
    source="RBI, income recognition, asset classification and provisioning; revolving "
    "facilities have no SMA-0",
    grade="secondary",
)
_STAGES: Final = Scale(
    "ifrs-stages",
    ("stage_1", "stage_2", "stage_3"),
    labels={f"stage_{number}": f"Stage {number}" for number in (1, 2, 3)},
    labels_zh={"stage_1": "第一阶段", "stage_2": "第二阶段", "stage_3": "第三阶段"},
    title="Stages of expected credit loss",
    source="IFRS 9, 5.5.3, 5.5.5, 5.5.11 and Appendix A",
    grade="recalled-high",
)
_NPE: Final = Scale(
    "npe",
    ("performing", "non_performing"),
    labels={"performing": "performing", "non_performing": "non-performing"},
    title="Performing or non-performing exposure (EU)",
    source="FINREP Annex V Part 2, para. 213 ff.; CRR Art. 47a(3)",
    grade="secondary",
)
_FORBEARANCE: Final = Scale(
    "forbearance",
    ("not_forborne", "forborne_probation", "forborne_non_performing"),
    labels={
        "not_forborne": "not forborne",
        "forborne_probation": "forborne, performing, under probation",
        "forborne_non_performing": "forborne, non-performing",
    },
    title="Forbearance (EU), beside npe as a dimension of its own",
    source="FINREP Annex V Part 2, paras. 231, 256 and 260; CRR Art. 47a(6)",
    grade="secondary",
)

SCALES: Final[Mapping[str, Scale]] = MappingProxyType(
    {
        scale.id: scale
        for scale in (
            FIVE_TIER,
            _TEN_A,
            _TEN_B,
            _TEN_C,
            _TWELVE_A,
            _TWELVE_B,
            _BUCKETS,
            _SMA,
            _STAGES,
            _NPE,
            _FORBEARANCE,
        )
    }
)
"""The scales that ship, by id."""


def scale_named(id: str) -> Scale:
    """Return the shipped scale `id`.

    Raises:
        UnknownName: there is no such scale; names those that there are.

    >>> ten = scale_named("ten-level-a")
    >>> ten.coarse(ten["doubtful_2"]).id, ten.lift(FIVE_TIER["doubtful"]).id
    ('doubtful', 'doubtful_1')
    """
    try:
        return SCALES[id]
    except KeyError:
        raise UnknownName("scale", id, SCALES) from None
