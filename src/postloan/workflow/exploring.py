"""Every case there can be, for stated actors and acts: what is proved, and what is broken."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import date
from itertools import combinations, product
from typing import Final, Generic, TypeAlias, TypeVar

import attrs

from postloan.errors import InvalidValue
from postloan.workflow.history import timeline
from postloan.workflow.table import Completion
from postloan.workflow.values import Actor, Case, Command, Event, Moved, State
from postloan.workflow.workflow import Workflow

__all__ = ["Broken", "Exploration", "actors_of", "explore"]

D = TypeVar("D")

_ANY_DAY: Final = (date(2026, 3, 2),)
Held: TypeAlias = frozenset[tuple[str, str]]
"""Who has had which duty: a group of a separation, or a role that an invariant speaks of."""
Label: TypeAlias = tuple[int, int, int]
"""An act, an actor and a day, by their places in what is tried."""


@attrs.frozen(kw_only=True)
class Broken:
    """Something that does not hold, with the shortest way there.

    Attributes:
        invariant: id of what is broken; `effects` where an effect is of a class that is not
            declared, `order` where two branches of a join do not commute, `end` where a case
            cannot end.
        says: what should hold.
        story: the shortest log that breaks it, as `timeline` tells it.
    """

    invariant: str
    says: str
    story: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.says} Yet:\n{self.story}"


@attrs.frozen(kw_only=True)
class Exploration:
    """What was found by walking every reachable state.

    Attributes:
        workflow: the definition, as in `clearance/1`.
        states: how many different cases were reached: different in state, data, day, or who held
            which duties.
        moves: how many ways lead from one to another.
        complete: whether all were walked; if not, what is not broken is not proved.
        proved: ids of the invariants that hold at all of them; and `effects`, `order` and `end`.
        broken: what does not hold.
        dead: ids of the rows that nothing took.
    """

    workflow: str
    states: int
    moves: int
    complete: bool
    proved: tuple[str, ...]
    broken: tuple[Broken, ...]
    dead: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether everything was walked, nothing is broken and no row is dead."""
        return self.complete and not self.broken and not self.dead

    def __str__(self) -> str:
        lines = [f"{self.workflow}: {self.states} states, {self.moves} moves"]
        if not self.complete:
            lines.append("stopped before all were reached: nothing is proved")
        lines += [f"proved: {id}" for id in self.proved]
        lines += [f"dead: {id}" for id in self.dead]
        lines += [f"broken: {broken}" for broken in self.broken]
        return "\n".join(lines)


def actors_of(workflow: Workflow[D]) -> tuple[Actor, ...]:
    """Return one actor for each role, as in `credit-1`, and one who holds them all, `everyone`."""
    roles = tuple(workflow.roles)
    single = tuple(Actor(id=f"{role}-1", roles=(role,)) for role in roles)
    return (*single, Actor(id="everyone", roles=roles))


def explore(
    workflow: Workflow[D],
    actors: Iterable[Actor] | None = None,
    *,
    acts: Iterable[object] | None = None,
    days: Iterable[date] | None = None,
    most: int = 100_000,
) -> Exploration:
    """Walk every case that the actors can bring about with the acts, and say what holds of all.

    It proves the invariants that the definition declares, that every effect is of a class that it
    declares, that the branches of every join may come in either order, and that every case can
    end; and it names the rows that nothing takes.
    What it says holds for these actors, acts and days: as many as the rules can tell apart.

    Args:
        workflow: the definition.
        actors: who may act; None for `actors_of` the workflow.
        acts: what they may do, the opening among them; None for the examples of the workflow.
        days: the days on which they may; None for those of the workflow, or for any one day
            where it states none.
        most: how many states are walked at most, at least 1.

    Raises:
        InvalidValue: `most` is no such number, or no opening is among the acts.
    """
    if most < 1:
        raise InvalidValue("explore", "most", most, "at least 1")
    walk = _Walk(
        workflow,
        tuple(actors or actors_of(workflow)),
        tuple(acts or workflow.examples),
        tuple(sorted(days or workflow.days or _ANY_DAY)),
    )
    walk.go(most)
    of_all = (*walk.out_of_order(), *walk.endless()) if walk.complete else ()
    broken = (*walk.broken.values(), *of_all)
    named = {one.invariant for one in broken}
    known = (*(one.id for one in workflow.invariants), "effects", "order", "end")
    return Exploration(
        workflow=str(workflow),
        states=len(walk.cases),
        moves=sum(map(len, walk.moves)),
        complete=walk.complete,
        proved=tuple(id for id in known if id not in named) if walk.complete else (),
        broken=broken,
        dead=tuple(id for id in workflow.ids if id not in walk.taken),
    )


class _Walk(Generic[D]):
    """A search in breadth, so that the first way to a case is a shortest one."""

    def __init__(
        self,
        workflow: Workflow[D],
        actors: tuple[Actor, ...],
        acts: tuple[object, ...],
        days: tuple[date, ...],
    ) -> None:
        self.workflow = workflow
        self.actors = actors
        self.acts = acts
        self.days = days
        self.cases: list[Case[D]] = []
        self.moves: list[dict[Label, int]] = []
        self.broken: dict[str, Broken] = {}
        self.taken: set[str] = set()
        self._held: list[Held] = []
        self._numbers: dict[Hashable, int] = {}
        self._duties: dict[tuple[str, str], tuple[str, ...]] = {}
        self._watched = {role for one in workflow.invariants for role in one.roles}
        roles = {row.act: frozenset(row.roles) for row in workflow.transitions}
        roles[workflow.opening.act] = frozenset(workflow.opening.roles)
        self._labels: list[Label] = [
            (act, actor, day)
            for act, actor, day in product(range(len(acts)), range(len(actors)), range(len(days)))
            if not (asked := roles.get(type(acts[act]))) or asked.intersection(actors[actor].roles)
        ]

    @property
    def complete(self) -> bool:
        return len(self.moves) == len(self.cases)

    def go(self, most: int) -> None:
        opens = self.workflow.opening.act
        openings = [label for label in self._labels if type(self.acts[label[0]]) is opens]
        if not openings:
            allowed = f"with at least one {opens.__name__}"
            raise InvalidValue("explore", "acts", self.acts, allowed)
        for _, moved in self._answers(None, openings):
            self._reach(moved, frozenset())
        while not self.complete and len(self.cases) <= most:
            case, held = self.cases[len(self.moves)], self._held[len(self.moves)]
            possible = self.workflow.possible(case.state)
            labels = (one for one in self._labels if type(self.acts[one[0]]) in possible)
            answers = self._answers(case, labels)
            self.moves.append({label: self._reach(moved, held) for label, moved in answers})

    def _answers(
        self, case: Case[D] | None, labels: Iterable[Label]
    ) -> Iterator[tuple[Label, Moved[D]]]:
        for label in labels:
            command = Command(
                case="C-1",
                act=self.acts[label[0]],
                by=self.actors[label[1]],
                on=self.days[label[2]],
                expected_version=0 if case is None else case.version,
            )
            answer = self.workflow.decide(case, command)
            if isinstance(answer, Moved):
                yield label, answer

    def _reach(self, moved: Moved[D], held: Held) -> int:
        """Return the number of the case that a move leads to, a new one for a new case.

        What can become of a case is decided by its state, its data, the day, and who held what
        before.
        """
        for event in moved.events:
            self.taken.add(event.transition)
            held = held.union((event.by, duty) for duty in self._duties_of(event))
            for one in self.workflow.invariants:
                if one.id not in self.broken and not one.holds(moved.case, event):
                    self.broken[one.id] = self._broken(one.id, one.says, moved.case)
        for effect in moved.effects:
            if type(effect) not in self.workflow.effects and "effects" not in self.broken:
                says = f"{type(effect).__name__} is among the effects that the workflow declares."
                self.broken["effects"] = self._broken("effects", says, moved.case)
        key = (moved.case.state, moved.case.data, moved.events[-1].on, held)
        number = self._numbers.setdefault(key, len(self.cases))
        if number == len(self.cases):
            self.cases.append(moved.case)
            self._held.append(held)
        return number

    def _duties_of(self, event: Event[object]) -> tuple[str, ...]:
        """Return the duties that whoever acts in an event has from then on."""
        names = (event.transition, event.role)
        if names not in self._duties:
            groups = ((one.id, one.group_of(names)) for one in self.workflow.separations)
            duties = [f"{id} {group}" for id, group in groups if group is not None]
            self._duties[names] = (*duties, *self._watched.intersection({event.role}))
        return self._duties[names]

    def _broken(self, id: str, says: str, case: Case[D]) -> Broken:
        return Broken(invariant=id, says=says, story=timeline(self.workflow, case))

    # ---------------------------------------------------------------------------- all of it

    def endless(self) -> Iterator[Broken]:
        """Yield the first case that cannot end any more, if there is one."""
        before: list[list[int]] = [[] for _ in self.cases]
        for number, moves in enumerate(self.moves):
            for after in moves.values():
                before[after].append(number)
        ending = [n for n, case in enumerate(self.cases) if case.is_in(*self.workflow.ends)]
        seen = set(ending)
        while ending:
            new = [number for number in before[ending.pop()] if number not in seen]
            seen.update(new)
            ending += new
        for number, case in enumerate(self.cases):
            if number not in seen:
                yield self._broken("end", "Every case can end.", case)
                return

    def out_of_order(self) -> Iterator[Broken]:
        """Yield the first case at which two branches of a join do not come to the same."""
        joins = [_parts(one) for one in self.workflow.completions]
        for case, moves in zip(self.cases, self.moves, strict=True):
            brings = {
                label: self._brings(case, self.cases[to], joins) for label, to in moves.items()
            }
            branches = [label for label in moves if brings[label]]
            for one, other in combinations(branches, 2):
                same_hand, same_day = one[1] == other[1], one[2] == other[2]
                if same_hand or not same_day or not _of_one_join(brings[one], brings[other]):
                    continue
                there = self.moves[moves[one]].get(other)
                if there is None or there != self.moves[moves[other]].get(one):
                    acts = f"{self.acts[one[0]]} and {self.acts[other[0]]}"
                    yield self._broken("order", f"{acts} may come in either order.", case)
                    return

    def _brings(
        self, case: Case[D], after: Case[D], joins: Iterable[Collection[State]]
    ) -> tuple[tuple[int, State], ...]:
        """Return which states of which joins a move brings about."""
        new = [now for now, was in zip(after.state, case.state, strict=True) if now is not was]
        return tuple((index, now) for index, join in enumerate(joins) for now in new if now in join)


def _of_one_join(one: Iterable[tuple[int, State]], other: Collection[tuple[int, State]]) -> bool:
    """Return whether two moves bring different regions of one join about."""
    return any(
        join == its and type(state) is not type(there)
        for join, state in one
        for its, there in other
    )


def _parts(join: Completion[D]) -> tuple[State, ...]:
    """Return the states that a completion waits for, in regions that it does not move itself."""
    moved = {type(state) for state in join.to}
    return tuple(state for state in join.at if type(state) not in moved)
