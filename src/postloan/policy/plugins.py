"""What distributions give through entry points: policies and facts, found lazily and isolated.

The policies that ship come in by the same door. A distribution names in `postloan.policies` a
package that holds files `ID@EDITION.toml`, and in `postloan.facts` a `Fact` or several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.metadata import Distribution, EntryPoint, distributions
from importlib.resources import files
from typing import Final, Protocol

import attrs

from postloan.errors import Fault, InvalidPolicy, InvalidValue
from postloan.facts.fact import Fact, FactValue
from postloan.version import __version__

__all__ = [
    "MAX_BYTES",
    "OWN_NAME",
    "Plugin",
    "PolicyFile",
    "checked_different",
    "decoded",
    "installed_plugins",
    "shipped_plugin",
    "text_of",
]

MAX_BYTES: Final = 2_000_000
"""What a policy file may hold."""

OWN_NAME: Final = "postloan"
"""The name under which the library itself gives what ships."""

_POLICIES: Final = "postloan.policies"
_FACTS: Final = "postloan.facts"
_OWN: Final = EntryPoint(OWN_NAME, "postloan.policy.packs", _POLICIES)
_FILE: Final = re.compile(r"(?P<id>[^@]+)@(?P<edition>[^@]+)\.toml")


class PolicyFile(Protocol):
    """A file that holds an edition of a policy, such as a `pathlib.Path`."""

    @property
    def name(self) -> str:
        """Its name, `ID@EDITION.toml`."""

    def read_bytes(self) -> bytes:
        """Return what it holds."""


@attrs.frozen(kw_only=True)
class Plugin:
    """Policies and facts from outside the library, and who gives them.

    An installed distribution becomes one by its entry points; a host makes one itself and hands
    it to a `Library`.

    Raises:
        InvalidValue: a file is not named `ID@EDITION.toml`, or a fact is none, is left to the
            decision, or is derived without saying how.

    >>> score = Fact[int](name="bureau_score", kind="count", meaning="Score of the bureau.")
    >>> print(Plugin(name="acme", version="1.2", facts=[score]))
    acme 1.2
    """

    name: str
    """Of the distribution, or of the host."""
    version: str = ""
    policies: tuple[PolicyFile, ...] = attrs.field(default=(), converter=tuple[PolicyFile, ...])
    """Files named `ID@EDITION.toml`."""
    facts: tuple[Fact[FactValue], ...] = attrs.field(
        default=(), converter=tuple[Fact[FactValue], ...]
    )
    """Facts, which enter the vocabulary of every policy."""
    problems: tuple[str, ...] = ()
    """What it announces and what could not be had of it, a sentence each."""

    def __attrs_post_init__(self) -> None:
        checked_different("Plugin", "policies", (file.name for file in self.policies))
        for file in self.policies:
            if not _FILE.fullmatch(file.name):
                raise InvalidValue("Plugin", "policies", file.name, "named ID@EDITION.toml")
        for fact in self.facts:
            if not isinstance(fact, Fact):
                raise InvalidValue("Plugin", "facts", fact, "a Fact")
            if fact.source in ("outcome", "either") or (
                fact.source == "derived" and fact.derive is None
            ):
                allowed = 'of source "evidence", or "derived" with a function in derive'
                raise InvalidValue("Plugin", "facts", fact.name, allowed)
        checked_different("Plugin", "facts", (fact.name for fact in self.facts))

    @property
    def editions(self) -> tuple[tuple[str, str, PolicyFile], ...]:
        """Id, edition and file of each policy, sorted."""
        found = ((file.name.removesuffix(".toml").partition("@"), file) for file in self.policies)
        return tuple(sorted(((id, edition, file) for (id, _, edition), file in found), key=_first))

    def __str__(self) -> str:
        return f"{self.name} {self.version}".rstrip()


def _first(found: tuple[str, str, PolicyFile]) -> tuple[str, str]:
    return found[:2]


@cache
def shipped_plugin() -> Plugin:
    """Return what the library itself gives."""
    return attrs.evolve(_given(_OWN), name=OWN_NAME, version=__version__)


def installed_plugins() -> tuple[Plugin, ...]:
    """Return what installed distributions give, the library first, others by name."""
    found: dict[str, Plugin] = {}
    for distribution in distributions():
        name, version, points = _announced(distribution)
        if points and name not in found:  # the first on the path hides others of its name
            found[name] = _plugin(name, version, points)
    own = found.pop(OWN_NAME, None) or shipped_plugin()  # run from its sources, it is not installed
    return own, *sorted(found.values(), key=str)


def _announced(distribution: Distribution) -> tuple[str, str, list[EntryPoint]]:
    """Return name, version and our entry points; none where its records cannot be read."""
    try:
        points = [p for p in distribution.entry_points if p.group in (_POLICIES, _FACTS)]
        if points and distribution.name:
            return distribution.name, distribution.version or "", points
    except Exception:  # noqa: BLE001, S110 its records are broken; it is not known to be ours
        pass
    return "", "", []


def _plugin(name: str, version: str, points: Iterable[EntryPoint]) -> Plugin:
    """Return what the entry points of a distribution give, and what is wrong with them."""
    given = [_isolated(point) for point in points]
    problems = tuple(problem for one in given for problem in one.problems)
    try:
        return Plugin(
            name=name,
            version=version,
            policies=(file for one in given for file in one.policies),
            facts=(fact for one in given for fact in one.facts),
            problems=problems,
        )
    except InvalidValue as error:  # two of its entry points give the same
        return Plugin(name=name, version=version, problems=(*problems, str(error)))


def _isolated(point: EntryPoint) -> Plugin:
    """Return what an entry point gives, or the problem with it."""
    try:
        return _given(point)
    except (Exception, SystemExit) as error:  # noqa: BLE001 whatever it is, others still work
        said = f"{point.group} {point.name} = {point.value}: {type(error).__name__}: {error}"
        return Plugin(name=point.name, problems=(said,))


def _given(point: EntryPoint) -> Plugin:
    if point.group == _FACTS:
        loaded = point.load()
        return Plugin(name=point.name, facts=[loaded] if isinstance(loaded, Fact) else loaded)
    found = [file for file in files(point.value).iterdir() if file.name.endswith(".toml")]
    if not found:
        raise InvalidValue("Plugin", "policies", point.value, "a package with policy files")
    return Plugin(name=point.name, policies=found)


def checked_different(owner: str, field: str, names: Iterable[str]) -> None:
    """Raise `InvalidValue` where a name stands twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise InvalidValue(owner, field, name, "named once")


def text_of(file: PolicyFile) -> str:
    """Return the text of a policy file that a plugin gives.

    Raises:
        InvalidPolicy: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InvalidPolicy(file.name, [Fault(message=str(error.strerror))]) from None
    return decoded(data, file.name)


def decoded(data: bytes, source: str) -> str:
    """Return the text of a policy file.

    Raises:
        InvalidPolicy: it is too large, or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        message = f"a policy file has at most {MAX_BYTES} bytes"
        raise InvalidPolicy(source, [Fault(message=message)])
    try:
        return data.decode("utf-8-sig")  # editors on Windows like to begin with a mark
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        fault = Fault(message="this is not UTF-8", line=before.count(b"\n") + 1, column=column)
        raise InvalidPolicy(source, [fault]) from None
