"""Finding the policy that an argument names, and giving it its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from postloan.cli.cells import read_parameter
from postloan.errors import (
    InvalidInput,
    InvalidPolicy,
    InvalidValue,
    PolicyNotInForce,
    UnknownParameter,
)
from postloan.policy.clauses.contents import Contents
from postloan.policy.loading import load_editions, load_policy
from postloan.policy.policy import OutsideForce, Policy
from postloan.reviews.deciding import Rulebook

__all__ = ["Chosen", "choose", "find_policy", "in_words", "is_file", "lineage", "with_settings"]


@attrs.frozen(kw_only=True)
class Chosen:
    """The policy to go by, and how."""

    policy: Policy
    """The policy; of editions picked by each loan's contract, the one for contracts of today."""
    rulebook: Rulebook
    """What reviews of loan files go by: the policy, or its editions."""
    in_force: bool
    """False where it is applied outside its days, as if it were in force."""
    by_contract: bool
    """Whether the date of each loan's contract says if it is in force."""
    as_of: date
    outside_force: OutsideForce


def choose(
    reference: str,
    *,
    as_of: date,
    outside_force: OutsideForce,
    settings: Iterable[str],
    currency: str | None,
    files: bool,
) -> Chosen:
    """Return the policy that `reference` names, with its parameters.

    Args:
        reference: an id, `id@edition`, or the name of a file.
        as_of: the day; picks the edition where none is pinned.
        outside_force: what to do where the policy is not in force.
        settings: `NAME=VALUE`, a parameter each.
        currency: of parameters that are amounts, where the policy states none.
        files: whether loan files are reviewed, of which the contract's date is known.

    Raises:
        InvalidInput: the policy is not in force, or a setting does not fit.
        InvalidPolicy: the file has faults.
        UnknownPolicy, UnknownParameter: with the nearest names.
    """
    newest = find_policy(reference)
    by_contract = files and newest.contents.applies_by == "contract_date"
    try:
        if by_contract:
            policy = newest
        else:
            policy = find_policy(reference, as_of, outside_force)
            if outside_force == "refuse":
                policy.contents.check_force(as_of)
    except PolicyNotInForce as error:
        raise InvalidInput("--policy", [in_words(error)]) from None
    policy = with_settings(policy, settings, currency)
    rulebook: Rulebook = policy
    if by_contract and not _is_pinned(reference):
        rulebook = load_editions(reference, parameters=policy.supplied)
    return Chosen(
        policy=policy,
        rulebook=rulebook,
        in_force=by_contract or policy.contents.covers(as_of),
        by_contract=by_contract,
        as_of=as_of,
        outside_force=outside_force,
    )


def with_settings(policy: Policy, settings: Iterable[str], currency: str | None) -> Policy:
    """Return a policy with its parameters set.

    Args:
        policy: the policy.
        settings: `NAME=VALUE`, a parameter each.
        currency: of parameters that are amounts, where the policy states none.

    Raises:
        InvalidInput: a setting does not fit.
        UnknownParameter: with the nearest names.
    """
    return policy.with_parameters(_parameters(policy, _settings(settings), currency))


def in_words(error: PolicyNotInForce) -> str:
    """Return what is wrong, and the option that helps."""
    why = str(error).partition("; ")[0]
    return f"{why}; give --outside-force as_if to apply it all the same"


def find_policy(
    reference: str, as_of: date | None = None, outside_force: OutsideForce = "refuse"
) -> Policy:
    """Return the policy that an id, `id@edition` or the name of a file names.

    Raises:
        InvalidPolicy: the file cannot be read or has faults.
        UnknownPolicy: no policy that ships has this id or edition.
        PolicyNotInForce: it ships, and no edition is in force on `as_of`; of a file the caller
            has to see to that.
    """
    if is_file(reference):
        return _from_file(reference, as_of)
    return load_policy(reference, as_of=as_of, outside_force=outside_force)


def _from_file(reference: str, as_of: date | None) -> Policy:
    """Return the policy in a file, with the newest of what it extends where none is in force."""
    try:
        return Policy.from_path(reference, as_of=as_of)
    except InvalidPolicy:
        return Policy.from_path(reference)


def lineage(contents: Contents) -> Iterator[Contents]:
    """Yield a policy and all that it extends, directly or not."""
    yield contents
    for parent in contents.parents:
        yield from lineage(parent)


def is_file(reference: str) -> bool:
    """Return whether `reference` is the name of a file, not an id."""
    return reference.endswith(".toml") or "/" in reference or "\\" in reference


def _is_pinned(reference: str) -> bool:
    return is_file(reference) or "@" in reference


def _settings(settings: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for setting in settings:
        name, is_there, text = setting.partition("=")
        if not is_there or not name:
            raise InvalidInput("--set", [f"{setting!r} is not written NAME=VALUE"])
        if name in found:
            raise InvalidInput("--set", [f"{name} is given twice"])
        found[name] = text
    return found


def _parameters(
    policy: Policy, texts: Mapping[str, str], currency: str | None
) -> dict[str, object]:
    contents = policy.contents
    currency = contents.conventions.currency or currency
    values: dict[str, object] = {}
    problems = []
    for name, text in texts.items():
        if name not in contents.parameters:
            raise UnknownParameter(contents.id, name, contents.parameters)
        try:
            value = read_parameter(name, contents.parameters[name].unit, text, currency)
            policy.with_parameters({name: value})
        except InvalidValue as error:
            problems.append(f"{name} must be {error.allowed}; got {text!r}")
        else:
            values[name] = value
    if problems:
        raise InvalidInput("--set", problems)
    return values
