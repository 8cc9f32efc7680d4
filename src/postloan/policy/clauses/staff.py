"""Who does what under a policy: roles that are kept apart, and up to which amount each may act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from postloan.citation import Citation
from postloan.money import Money
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Bounded, Truth

__all__ = ["Authority", "MayAct", "Role", "who_may"]


@attrs.frozen(kw_only=True)
class Role:
    """A post that rules name, such as the customer manager."""

    id: str
    title: str = ""
    title_zh: str = ""
    tasks: tuple[str, ...] = ()
    """What it has to do, as codes, such as `on_site_inspection`."""
    supervises: tuple[str, ...] = ()
    """Roles whose work it checks. Nobody checks own work: one person is not both for a loan."""
    apart_from: tuple[str, ...] = ()
    """Further roles that the same person may not have for a loan."""
    cite: Citation | None = None
    """Where it comes from; None where not stated."""
    covers: tuple[str, ...] = ()
    """Rows of the register of requirements that it carries out."""
    origin: str
    """The policy that states it, as `id@edition`."""
    reason: str = ""
    """Why it stands in place of one that was inherited; empty where it adds one."""
    line: int | None = attrs.field(default=None, eq=False)
    """Line in its file."""

    def excludes(self, other: Role) -> bool:
        """Return whether one person may not have both roles for a loan.

        >>> manager = Role(id="manager", origin="x@1")
        >>> checker = Role(id="checker", supervises=("manager",), origin="x@1")
        >>> checker.excludes(manager), manager.excludes(checker), manager.excludes(manager)
        (True, True, False)
        """
        return other.id in self._kept_apart or self.id in other._kept_apart

    @property
    def _kept_apart(self) -> tuple[str, ...]:
        return (*self.supervises, *self.apart_from)


@attrs.frozen(kw_only=True)
class Authority:
    """A role may do something, up to an amount where there is a limit."""

    id: str
    role: str
    """Id of the role."""
    act: str
    """What it may do, as a code, such as `payment_review`."""
    up_to: str | None = None
    """The parameter that has the greatest amount, itself included; None is without limit."""
    when: Condition | None = None
    """Where it may; None is always."""
    cite: Citation | None = None
    covers: tuple[str, ...] = ()
    origin: str
    reason: str = ""
    line: int | None = attrs.field(default=None, eq=False)

    def allows(self, amount: Money, values: Mapping[str, Bounded], limit: Money | None) -> Truth:
        """Return whether it covers `amount`; None where its limit or a fact is not known."""
        if self.up_to is not None and limit is not None and amount > limit:
            return False
        holds: Truth = True if self.when is None else self.when.holds(values)
        return None if holds and self.up_to is not None and limit is None else holds


@attrs.frozen
class MayAct:
    """Who may do something."""

    roles: tuple[str, ...]
    """Roles that may, as the policy lists them."""
    possible: tuple[str, ...]
    """Roles that may or may not: their limit, or a fact that it depends on, is not known."""
    unset: tuple[str, ...]
    """Limits that the policy leaves open and nobody has set, by the ids of the parameters."""


def who_may(
    authorities: Iterable[Authority],
    amount: Money,
    values: Mapping[str, Bounded],
    limits: Mapping[str, Money],
) -> MayAct:
    """Return who may act on `amount` under authorities for one act.

    Args:
        authorities: those for the act.
        amount: what is acted on.
        values: facts and parameters that their conditions read.
        limits: the value of each limit that is set, by parameter.
    """
    certain: dict[str, None] = {}
    possible: dict[str, None] = {}
    unset: dict[str, None] = {}
    for authority in authorities:
        limit = limits.get(authority.up_to) if authority.up_to else None
        allowed = authority.allows(amount, values, limit)
        if allowed:
            certain[authority.role] = None
        elif allowed is None:
            possible[authority.role] = None
            if authority.up_to and limit is None:
                unset[authority.up_to] = None
    doubtful = tuple(role for role in possible if role not in certain)
    return MayAct(tuple(certain), doubtful, tuple(unset))
