"""A command decided, with its history and its four eyes, beside the machines of `transitions`."""

from __future__ import annotations

from typing import Final

from benchmarks.desk import STEPS, WORKFLOW, flat, opened, parallel, run, worked
from benchmarks.measure import Case, Compare, timed
from postloan import Actor, Command, explore
from postloan.workflow.clearance.procedure import CLEARANCE

CASES: Final = 200


def test_workflows(compare: Compare) -> None:
    """Five steps of a case, from its beginning to its end; a unit is one step."""
    begun = opened()
    ended = worked(begun)
    late = Command(
        case="C",
        act=WORKFLOW.examples[2],
        by=Actor(id="wu", roles=("staff",)),
        on=ended.events[-1].on,
        expected_version=ended.version,
    )
    steps = CASES * len(STEPS)
    flat_machine, flat_model = flat()
    parallel_machine, parallel_model = parallel()

    def ours() -> None:
        for _ in range(CASES):
            worked(begun)

    def refused() -> None:
        for _ in range(steps):
            WORKFLOW.decide(ended, late)

    def theirs_flat() -> None:
        for _ in range(CASES):
            run(flat_machine, flat_model)

    def theirs_parallel() -> None:
        for _ in range(CASES):
            run(parallel_machine, parallel_model)

    compare(
        "one step",
        Case("transitions, flat", timed(theirs_flat, units=steps)),
        Case("transitions, parallel", timed(theirs_parallel, units=steps)),
        Case("decide", timed(ours, units=steps), of="transitions, flat", bar=0.76),
        Case(
            "decide, two regions", timed(ours, units=steps), of="transitions, parallel", bar=0.125
        ),
        Case("decide, refused", timed(refused, units=steps), of="decide", bar=1.0),
    )


def test_exploring(compare: Compare) -> None:
    """Every case of clearance that there can be; nothing else does that, so it stands alone."""
    compare("one exploration", Case("explore(CLEARANCE)", timed(lambda: explore(CLEARANCE))))
