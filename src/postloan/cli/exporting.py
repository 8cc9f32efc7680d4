"""`postloan policies export`: a policy in a format that other engines run."""

from __future__ import annotations

from argparse import Namespace

from postloan.cli.choosing import find_policy, in_words, with_settings
from postloan.cli.placing import is_same_file, placed
from postloan.dmn.document import to_dmn
from postloan.errors import InvalidInput, PolicyNotInForce

__all__ = ["export_policy"]


def export_policy(options: Namespace) -> list[str]:
    """Write a policy in another format, or return its lines where no file is named.

    Raises:
        InvalidInput: an option does not fit, or the file cannot be written.
        PostloanError: there is no such policy, it has faults, or the format cannot say it.
    """
    text = _exported(options)
    if options.output is None:
        # in whatever encoding the terminal has, it is what its first line says
        return text.encode("ascii", "xmlcharrefreplace").decode().splitlines()
    if is_same_file(options.output, options.policy):
        raise InvalidInput(options.output, ["is the file of POLICY; give --output another name"])
    with placed(options.output) as stream:
        stream.write(text)
    return []


def _exported(options: Namespace) -> str:
    day, outside_force = options.as_of, options.outside_force
    try:
        policy = find_policy(options.policy, day, outside_force)
        if day is None and policy.contents.dated:
            problem = f"is needed: {policy.id} has dated parameters or rules"
            raise InvalidInput("--as-of", [problem])
        policy = with_settings(policy, options.set, options.currency)
        return to_dmn(policy, day, outside_force=outside_force)
    except PolicyNotInForce as error:
        raise InvalidInput(options.policy, [in_words(error)]) from None
