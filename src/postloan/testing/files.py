"""Hypothesis strategies for whole loan files: valid ones only, with records of every kind.

Each gives immutable values, takes its options by keyword, and shrinks towards the simplest: the
first day, the least amount, the fewest records, nothing stated.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

import attrs
from hypothesis import strategies as st

from postloan.model.file import LoanFile
from postloan.model.loan import Loan
from postloan.model.records import Record
from postloan.testing.loans import loans, mergers, restructurings, terms
from postloan.testing.payments import (
    drawdowns,
    pauses,
    payments,
    reversals,
    schedules,
    uses_of_funds,
    waivers,
    write_offs,
)
from postloan.testing.records import (
    duty_records,
    evidence,
    inspection_records,
    signal_records,
    tier_records,
)
from postloan.testing.securities import (
    collateral,
    credit_ends,
    demands,
    extensions,
    guarantees,
    guarantor_acts,
    judgments,
    obstacles,
    valuations,
)
from postloan.testing.values import once

__all__ = ["loan_files"]

_SINCE_DISBURSED: Final = (
    "payments",
    "reversals",
    "waivers",
    "write_offs",
    "drawdowns",
    "uses_of_funds",
    "pauses",
    "restructurings",
)
_YES: Final = st.booleans()

R = TypeVar("R", bound=Record)


@once
def _corrected(
    records: st.SearchStrategy[R], max_size: int, *, a_day_each: bool = False
) -> st.SearchStrategy[tuple[R, ...]]:
    """Generate records of one kind, some of them corrected, once or more, and in any order.

    With `a_day_each` no two have one `on`, unless one corrects the other.
    """
    key: Callable[[R], object] = (lambda record: record.on) if a_day_each else id
    originals = st.lists(records, max_size=max_size, unique_by=key)

    @st.composite
    def several(draw: st.DrawFn) -> tuple[R, ...]:
        found: list[R] = []
        for number, first in enumerate(draw(originals)):
            last = attrs.evolve(first, id=f"{number}" if draw(_YES) else None)
            found.append(last)
            while last.id is not None and draw(_YES):
                correction = draw(records)
                last = attrs.evolve(
                    correction,
                    on=first.on if a_day_each else correction.on,
                    known_on=max(last.known_on, correction.known_on),
                    id=f"{last.id}+" if draw(_YES) else None,
                    replaces=last.id,
                )
                found.append(last)
        return tuple(draw(st.permutations(found)) if found[1:] else found)

    return several()


def _claims(max_size: int) -> st.SearchStrategy[dict[str, tuple[Record, ...]]]:
    """Generate records of up to two kinds about claims and security.

    A file with every kind at once is more than Hypothesis draws.
    """
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "extensions": _corrected(extensions(), max_size),
        "ends": _corrected(credit_ends(), max_size),
        "demands": _corrected(demands(), max_size),
        "obstacles": _corrected(obstacles(), max_size),
        "judgments": _corrected(judgments(), max_size),
        "guarantees": _corrected(guarantees(), max_size, a_day_each=True),
        "guarantor_acts": _corrected(guarantor_acts(), max_size),
        "collateral": _corrected(collateral(), max_size, a_day_each=True),
        "valuations": _corrected(valuations(), max_size),
    }
    names = st.lists(st.sampled_from(sorted(kinds)), max_size=2, unique=True)
    return names.flatmap(lambda stated: st.fixed_dictionaries({n: kinds[n] for n in stated}))


def _file(loan: Loan, claims: dict[str, Any], **records: Any) -> LoanFile:  # noqa: ANN401
    """Return a loan with its records, moved back to the first of them where that is earlier."""
    days = [record.on for kind in _SINCE_DISBURSED for record in records[kind] or ()]
    days += [end.on for end in claims.get("ends", ())]
    days += [version.instalments[0].due_on for version in records["schedules"] or ()]
    back = max(loan.disbursed_on - min(days, default=loan.disbursed_on), timedelta())
    moved = attrs.evolve(
        loan,
        disbursed_on=loan.disbursed_on - back,
        signed_on=loan.signed_on and loan.signed_on - back,
        matures_on=loan.matures_on and loan.matures_on - back,
    )
    return LoanFile(loan=moved, **records, **claims)


@once
def loan_files(*, max_size: int = 3) -> st.SearchStrategy[LoanFile]:
    """Generate loan files, with up to `max_size` records a kind and corrections of them.

    Shrinks to a file whose schedules and payments are not stated.

    >>> from hypothesis import given, settings
    >>> from postloan import LoanFile
    >>> @settings(max_examples=5)
    ... @given(loan_files())
    ... def test_a_file_is_read_back_as_it_was_written(file):
    ...     assert LoanFile.from_json(file.to_json()) == file
    >>> test_a_file_is_read_back_as_it_was_written()
    """

    def some(records: st.SearchStrategy[R]) -> st.SearchStrategy[tuple[R, ...]]:
        return _corrected(records, max_size)

    return st.one_of(
        [
            st.builds(
                _file,
                loan=loans(currency=currency),
                schedules=st.none()
                | _corrected(schedules(currency=currency), max_size, a_day_each=True),
                payments=st.none() | some(payments(currency=currency)),
                reversals=some(reversals(currency=currency)),
                waivers=some(waivers(currency=currency)),
                write_offs=some(write_offs(currency=currency)),
                drawdowns=some(drawdowns(currency=currency)),
                uses_of_funds=some(uses_of_funds(currency=currency)),
                pauses=_corrected(pauses(), 1),
                terms=_corrected(terms(currency=currency), max_size, a_day_each=True),
                restructurings=some(restructurings()),
                mergers=some(mergers()),
                evidence=some(evidence()),
                inspections=some(inspection_records()),
                duties=some(duty_records()),
                signals=some(signal_records()),
                tiers=some(tier_records()),
                claims=_claims(max_size),
            )
            for currency in ("CNY", "INR", "EUR")
        ]
    )
