"""Loading policies that ship or that plugins give, and editions that stand for a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from postloan.dates import checked_date
from postloan.errors import InvalidValue, UnknownParameter
from postloan.model.checks import checked_instance
from postloan.model.loan import Loan
from postloan.model.records import TierRecord
from postloan.policy.editions import chosen_edition
from postloan.policy.library import Library
from postloan.policy.policy import OutsideForce, Policy, checked_library, checked_outside_force

__all__ = ["Editions", "governing_date", "load_editions", "load_policy", "policy_ids"]


def policy_ids(*, library: Library | None = None) -> tuple[str, ...]:
    """Return the ids of the policies that ship or that plugins give, sorted.

    Args:
        library: where they are; None is the installed one.

    >>> "cn.asset-classification" in policy_ids()
    True
    """
    return checked_library("policy_ids", library).ids


def load_policy(
    id: str,
    *,
    as_of: date | None = None,
    edition: str | None = None,
    parameters: Mapping[str, object] | None = None,
    outside_force: OutsideForce = "refuse",
    library: Library | None = None,
) -> Policy:
    """Return a policy that ships or that a plugin gives.

    Args:
        id: such as `cn.asset-classification`; `id@2023` pins an edition too.
        as_of: picks the edition in force on this day, of the policy and of what it extends.
        edition: pins one. With neither, the newest.
        parameters: values for its parameters; see `Policy.with_parameters`.
        outside_force: "as_if" takes the nearest edition where none is in force on `as_of`.
        library: where it is looked for; None is the installed one.

    Raises:
        UnknownPolicy: no policy has this id, or it has no such edition.
        InvalidPolicy: the file that a plugin gives has faults.
        PolicyNotYetInForce, PolicyNoLongerInForce: no edition is in force on `as_of`.
        InvalidValue: `id` pins another edition than `edition`.
        UnknownParameter, InvalidValue: of `parameters`.

    >>> load_policy("cn.asset-classification", edition="2023")
    <Policy cn.asset-classification 2023>
    """
    checked_instance("load_policy", "id", id, str)
    if as_of is not None:
        checked_date("load_policy", "as_of", as_of)
    if edition is not None:
        checked_instance("load_policy", "edition", edition, str)
    checked_outside_force("load_policy", outside_force)
    name, _, pinned = id.partition("@")
    if pinned and edition not in (None, pinned):
        raise InvalidValue("load_policy", "edition", edition, f"{pinned}, which {id} pins")
    wanted = edition or pinned or None
    as_if = outside_force == "as_if"
    shelves = checked_library("load_policy", library)
    if wanted is None:
        contents = shelves.in_force(name, as_of, as_if=as_if)
    else:
        contents = shelves.contents(name, wanted, as_of, as_if=as_if)
    return Policy(contents).with_parameters(parameters)


@attrs.frozen
class Editions:
    """All editions of a policy: for each loan and date the one that governs.

    It stands wherever a policy does. Each edition names in `applies_by` the date by which it
    governs; the newest edition that is in force on its date is taken. One that goes by
    reclassification leaves a loan that was disbursed before it to the edition before it until the
    loan has a tier that it gave itself, or its `reclassified_by` is past.

    Raises:
        InvalidValue: there is no edition, or they are of different policies.
    """

    policies: tuple[Policy, ...] = attrs.field(converter=tuple[Policy, ...])
    """Oldest first; at least one."""

    def __attrs_post_init__(self) -> None:
        ids = sorted({policy.id for policy in self.policies})
        if len(ids) != 1:
            raise InvalidValue("Editions", "policies", ids, "editions of one policy")

    def for_loan(
        self,
        loan: Loan,
        as_of: date,
        *,
        tiers: Sequence[TierRecord] = (),
        outside_force: OutsideForce = "refuse",
    ) -> Policy:
        """Return the edition that governs `loan` on `as_of`.

        Args:
            loan: the loan.
            as_of: the day.
            tiers: its tiers on record: one that an edition gave says that it was reclassified.
            outside_force: what to do where no edition governs.

        Raises:
            PolicyNotYetInForce, PolicyNoLongerInForce: none does, unless `outside_force` is
                "as_if", which takes the nearest.
            InvalidValue: the date that picks the edition is not stated in the loan.
        """
        for policy in reversed(self.policies):
            day = governing_date(policy, loan, as_of)
            if policy.in_force.covers(day) and _came_under(policy, loan, as_of, tiers):
                return policy
        day = governing_date(self.policies[-1], loan, as_of)
        nearest = chosen_edition(self.policies, day)
        if outside_force == "refuse":
            nearest.contents.check_force(day)
        return nearest


def governing_date(policy: Policy, loan: Loan, as_of: date) -> date:
    """Return the date by which `policy` governs `loan`, as its `applies_by` says.

    Raises:
        InvalidValue: the policy goes by the contract date, and `signed_on` is not stated.
    """
    if policy.contents.applies_by != "contract_date":
        return as_of
    if loan.signed_on is None:
        allowed = f"stated: {policy.id} applies by the date of the contract"
        raise InvalidValue("Loan", "signed_on", None, allowed)
    return loan.signed_on


def _came_under(policy: Policy, loan: Loan, as_of: date, tiers: Sequence[TierRecord]) -> bool:
    """Return whether an edition governs a loan yet, where older loans have to be reclassified."""
    contents, since = policy.contents, policy.in_force.since
    if contents.applies_by != "reclassification_date" or since is None:
        return True
    last = contents.reclassified_by
    if loan.disbursed_on >= since or (last is not None and as_of > last):
        return True
    own = (contents.id, contents.edition)
    return any((tier.policy, tier.edition) == own and tier.on <= as_of for tier in tiers)


def load_editions(
    id: str, *, parameters: Mapping[str, object] | None = None, library: Library | None = None
) -> Editions:
    """Return every edition of a policy that ships or that a plugin gives, oldest first.

    Args:
        id: of the policy.
        parameters: values for the parameters of its editions, each for those that have it; see
            `Policy.with_parameters`.
        library: where it is looked for; None is the installed one.

    Raises:
        UnknownPolicy: no policy has this id.
        InvalidPolicy: a file that a plugin gives has faults.
        UnknownParameter: no edition has a parameter of this name.
        InvalidValue: a value is not of the parameter's unit, or out of its range.

    >>> load_editions("cn.asset-classification", parameters={"nonaccrual_days": 90}).policies
    (<Policy cn.asset-classification 2007>, <Policy cn.asset-classification 2023>)
    """
    shelves = checked_library("load_editions", library)
    editions = [shelves.contents(id, edition) for edition in shelves.editions(id)]
    given = parameters or {}
    known = {name for contents in editions for name in contents.parameters}
    for name in given:
        if name not in known:
            raise UnknownParameter(id, name, known)
    return Editions(
        tuple(
            Policy(contents).with_parameters(
                {name: value for name, value in given.items() if name in contents.parameters}
            )
            for contents in editions
        )
    )
