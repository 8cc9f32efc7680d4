"""The space of a set of conditions: an axis for each thing they ask about.

A comparison of facts with one another becomes an axis of its own: less, equal, greater, or not
known. Such an axis stands free of the facts it reads, so that what holds in every cell holds of
every loan, while a cell may be one in which no loan can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Final

from postloan.rules.axes import Asked, Draft, Identity
from postloan.rules.cells import UNKNOWN, Axis, Domain
from postloan.rules.diagrams import Diagram, Forest, conjunction, disjunction, negation
from postloan.rules.evaluate import Truth, Value, evaluate, matches
from postloan.rules.linear import cuts_of
from postloan.rules.render import render
from postloan.rules.simplify import FLIPPED, PLAIN, leaves, simplified
from postloan.rules.steps import Steps
from postloan.rules.tree import (
    And,
    Call,
    Compare,
    Comparison,
    Literal,
    Name,
    Node,
    Not,
    Or,
    children,
    names_in,
)
from postloan.rules.vocabulary import Term
from postloan.units import NUMERIC

__all__ = ["AGAINST", "Space"]

AGAINST: Final = " against "
"""Stands between the two sides in the key of an axis on which facts are compared."""


class Space:
    """The cells of some conditions, and the diagrams over them.

    Args:
        trees: every condition that will be asked about, checked.
            Parameters in them have no value, see `stated`.
        domain: what the fact of a key can be.
        apart: terms of facts whose every value is told apart, such as a tier that is a floor.
        beside: terms of further facts of which it matters whether they are known.
        unknown: whether facts may be unknown.
        steps: how far its questions may go, itself included; None is as far as one question.

    Raises:
        TooLarge: it would be too large itself.

    >>> from postloan.rules.check import check
    >>> from postloan.rules.parse import parse
    >>> class Days:
    ...     currency = None
    ...
    ...     def term(self, name):
    ...         return Term(key=name, role="fact", kind="days")
    ...
    ...     def names(self):
    ...         return ()
    >>> text = "30 < days_past_due <= 90"
    >>> space = Space([check(parse(text), text, Days())], lambda key: Domain(minimum=0))
    >>> [cell.points for cell in space.axes[0].cells]
    [(0, 29, 30), (31, 89, 90), (91,), (None,)]
    """

    def __init__(
        self,
        trees: Iterable[Node],
        domain: Callable[[str], Domain],
        *,
        apart: Iterable[Term] = (),
        beside: Iterable[Term] = (),
        unknown: bool = True,
        steps: Steps | None = None,
    ) -> None:
        steps = steps or Steps()
        self._placed: dict[Identity, tuple[int, tuple[Truth, ...]]] = {}
        self._known_with: dict[Identity, tuple[str, ...]] = {}
        drafts: dict[Identity, Draft] = {}
        found = (leaf for tree in trees for leaf in leaves(simplified(tree)))
        for identity, leaf in {_identity(leaf): leaf for leaf in found}.items():
            self._gather(identity, leaf, drafts)
        kept = {_alone(term): term for term in apart}
        for term in (*kept.values(), *beside):
            drafts.setdefault(_alone(term), Draft((term.key,), term))
        axes = []
        for place, (key, draft) in enumerate(drafts.items()):
            known = draft.cells(key[0], domain, steps, apart=key in kept)
            open_ = (UNKNOWN,) if unknown and not draft.follows else ()
            for identity, asked in draft.asked.items():
                truths = (*asked.along(known), *(asked.ask(cell.value) for cell in open_))
                self._placed[identity] = (place, truths)
                if draft.follows:
                    self._known_with[identity] = draft.facts
            axes.append(Axis(key[0], draft.facts, (*known, *open_), draft.term))
        self.axes: tuple[Axis, ...] = tuple(axes)
        self.forest: Forest = Forest([len(axis.cells) for axis in axes], steps)
        self._reads = tuple(draft.read for draft in drafts.values())

    def place(self, key: str) -> int:
        """Return where the axis of a fact stands, one that has an axis of its own."""
        return next(n for n, axis in enumerate(self.axes) if axis.facts == (key,))

    def cells(self, values: Mapping[str, Value]) -> tuple[int, ...]:
        """Return the cell on each axis in which facts lie; a fact that is absent is unknown.

        Raises:
            ValueError: a value that the fact cannot have, or an unknown one in a space without.
        """
        return tuple(
            axis.cell(read(values) if read else values.get(axis.key))
            for axis, read in zip(self.axes, self._reads, strict=True)
        )

    def diagram(self, tree: Node) -> Diagram[Truth]:
        """Return where a condition holds, one of those that the space was made for."""
        return self._diagram(simplified(tree))

    def _diagram(self, tree: Node) -> Diagram[Truth]:
        match tree:
            case And(operands=operands):
                return reduce(conjunction, map(self._diagram, operands))
            case Or(operands=operands):
                return reduce(disjunction, map(self._diagram, operands))
            case Not(operand=operand):
                return negation(self._diagram(operand))
            case _:
                return self._leaf(tree)

    def asked(self, leaf: Node) -> tuple[int, tuple[Truth, ...]] | None:
        """Return the axis that a leaf of a simplified condition asks, and its truth in each cell.

        None where it asks none: it is the same for every loan.
        """
        return self._placed.get(_identity(leaf))

    def _leaf(self, leaf: Node) -> Diagram[Truth]:
        identity = _identity(leaf)
        if identity not in self._placed:
            return self.forest.constant(evaluate(leaf, {}))
        diagram = self.forest.choice(*self._placed[identity])
        for key in self._known_with.get(identity, ()):
            diagram = self.forest.merged(_unless_unknown, diagram, self.known(key))
        return diagram

    def values(self, key: str) -> Diagram[Value]:
        """Return the value of a fact, each of whose values is told apart."""
        place = self.place(key)
        return self.forest.choice(place, [cell.value for cell in self.axes[place].cells])

    def known(self, key: str) -> Diagram[bool]:
        """Return where a fact is known, one that has an axis of its own."""
        place = self.place(key)
        known = [cell != UNKNOWN for cell in self.axes[place].cells]
        return self.forest.choice(place, known)

    def _gather(self, identity: Identity, leaf: Node, drafts: dict[Identity, Draft]) -> None:
        terms = {
            term.key: term
            for term in (name.resolved for name in names_in(leaf))
            if term.role == "fact"
        }
        if not terms:
            return
        cuts: frozenset[Fraction] | None = frozenset()
        first = next(iter(terms.values()))
        if len(terms) == 1 and first.kind in NUMERIC and isinstance(leaf, Compare):
            cuts = cuts_of(*_sides(leaf), first.key, {})
        if isinstance(leaf, Compare) and (len(terms) > 1 or cuts is None):
            for term in terms.values():
                drafts.setdefault(_alone(term), Draft((term.key,), term))
            self._relate(identity, leaf, tuple(terms), drafts)
            return
        draft = drafts.setdefault(_alone(first), Draft((first.key,), first))
        words = frozenset(
            node.value
            for node in children(leaf)
            if isinstance(node, Literal) and isinstance(node.value, str)
        )
        draft.cuts.update(cuts or ())
        draft.words.update(words)
        draft.asked[identity] = Asked(
            lambda value: evaluate(leaf, {first.key: value}),
            cuts=cuts if first.kind in NUMERIC else None,
            words=words if first.kind in ("enum", "code") else None,
        )

    def _relate(
        self,
        identity: Identity,
        leaf: Compare,
        facts: tuple[str, ...],
        drafts: dict[Identity, Draft],
    ) -> None:
        """Give a comparison of facts with one another an axis of its own.

        One with a parameter that has no value gets none: it is never known.
        """
        (operator, _), (left, right) = leaf.rest[0], _sides(leaf)
        if render(right) < render(left):
            operator, left, right = FLIPPED[operator], right, left
        keys = tuple(sorted(identity[1]))
        if _bounded(left) or _bounded(right):
            # it can be known though a fact is not, and then perhaps on one side only
            plain, holds = PLAIN[operator]
            text = f"{render(left)} {plain} {render(right)}"
            draft = drafts.setdefault((text, keys), Draft(facts, outcomes=(False, True)))
            draft.read = lambda values: matches(left, plain, right, values)
            draft.asked[identity] = Asked(lambda value: None if value is None else value is holds)
        elif not any(name.resolved.role == "parameter" for name in names_in(leaf)):
            text = f"{render(left)}{AGAINST}{render(right)}"
            draft = drafts.setdefault((text, keys), Draft(facts, outcomes=(-1, 0, 1)))
            draft.follows = True
            draft.read = lambda values: _sign(left, right, values)
            draft.asked[identity] = Asked(lambda value: value in _SIGNS[operator])


_SIGNS: Final[Mapping[Comparison, tuple[int, ...]]] = {
    "<": (-1,),
    "<=": (-1, 0),
    "==": (0,),
    "!=": (-1, 1),
    ">=": (0, 1),
    ">": (1,),
}


def _unless_unknown(truth: Truth, known: bool) -> Truth:
    return truth if known else None


def _identity(leaf: Node) -> Identity:
    terms = (name.resolved for name in names_in(leaf))
    return render(leaf), tuple((term.key, term.scale) for term in terms)


def _alone(term: Term) -> Identity:
    """Return the identity of the axis of one fact."""
    return term.key, ()


def _sides(leaf: Compare) -> tuple[Node, Node]:
    return leaf.first, leaf.rest[0][1]


def _bounded(node: Node) -> bool:
    """Return whether a quantity may be bounded without being known."""
    return isinstance(node, Call) or any(map(_bounded, children(node)))


def _sign(left: Node, right: Node, values: Mapping[str, Value]) -> int:
    """Return how two sides compare: -1, 0 or 1; 0 also where that is not known."""
    if matches(left, "==", right, values) is not False:
        return 0
    ordered = not isinstance(left, Name) or left.resolved.kind in (*NUMERIC, "tier")
    return -1 if ordered and matches(left, "<", right, values) else 1
