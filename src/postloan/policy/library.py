"""The policies and facts at hand: those that ship, and those of plugins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from threading import RLock
from typing import Final, TypeAlias

import attrs

from postloan.errors import Fault, InvalidPolicy, InvalidValue, UnknownPolicy
from postloan.facts.catalogue import CORE, Catalogue
from postloan.facts.fact import Fact, FactValue
from postloan.policy.clauses.contents import Contents
from postloan.policy.documents.build import build
from postloan.policy.editions import chosen_edition
from postloan.policy.plugins import (
    OWN_NAME,
    Plugin,
    PolicyFile,
    checked_different,
    installed_plugins,
    shipped_plugin,
    text_of,
)
from postloan.scales import SCALES

__all__ = ["Library", "extending"]

_MAX_DEEP: Final = 16
_KEPT: Final = 512
_LOCK: Final = RLock()
_PARAMETER: Final = re.compile(r"^\[parameters\.(\w+)\]", re.MULTILINE)

_Key: TypeAlias = tuple[str, str, date | None, bool]


@attrs.frozen(eq=False)
class Library:
    """Policies by id and facts by name, from what ships and from plugins.

    What ships keeps its names, those of its levels and parameters too. Where two plugins give
    policies of one id, or facts of one name, neither counts; `problems` tells both, and the rest
    stands. Wherever a library may be given, None is the installed one.

    Raises:
        InvalidValue: two plugins have one name.

    >>> from postloan.facts.fact import Fact
    >>> score = Fact[int](name="bureau_score", kind="count", meaning="Score of the bureau.")
    >>> library = Library.shipped().extended(Plugin(name="our bank", facts=[score]))
    >>> library.catalogue.provider("bureau_score")
    'our bank'
    """

    plugins: tuple[Plugin, ...] = attrs.field(converter=tuple[Plugin, ...])
    """Who gives them, one plugin a name."""
    _kept: dict[_Key, Contents] = attrs.field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checked_different("Library", "plugins", (plugin.name for plugin in self.plugins))

    @staticmethod
    def shipped() -> Library:
        """Return what ships, without any plugin."""
        return _shipped()

    @staticmethod
    def installed() -> Library:
        """Return what ships, and what installed distributions give by their entry points.

        They are looked for once in the life of a process, by whoever first needs a library; a
        module that a plugin's entry point names loads no policy while it is imported.
        """
        with _LOCK:
            return _installed()

    def extended(self, *plugins: Plugin) -> Library:
        """Return a library with plugins added."""
        return Library((*self.plugins, *plugins))

    # -- who gives what

    @cached_property
    def catalogue(self) -> Catalogue:
        """The facts: the core ones, and those of plugins."""
        found = CORE
        for plugin in self.plugins:
            facts = self.facts_of(plugin)
            found = found.extended(facts, provider=str(plugin)) if facts else found
        return found

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the policies, sorted."""
        return tuple(sorted(self._shelves))

    def editions(self, id: str) -> tuple[str, ...]:
        """Return the editions of a policy, oldest first.

        Raises:
            UnknownPolicy: no policy has this id.
        """
        try:
            return tuple(self._shelves[id])
        except KeyError:
            raise UnknownPolicy(id, self.ids, note=self.note(id)) from None

    def policies_of(self, plugin: Plugin) -> tuple[tuple[str, str], ...]:
        """Return id and edition of the policies of a plugin that count, sorted."""
        return tuple(
            (id, edition)
            for id, edition, _ in plugin.editions
            if _holder(self._policies[id]) == plugin.name
        )

    def facts_of(self, plugin: Plugin) -> tuple[Fact[FactValue], ...]:
        """Return the facts of a plugin that count."""
        return tuple(f for f in plugin.facts if _holder(self._facts[f.name]) == plugin.name)

    def problems(self, plugin: Plugin) -> tuple[str, ...]:
        """Return why something that a plugin announces is not there; () where all is."""
        return (
            *plugin.problems,
            *_clashes(plugin, "policy", {id: self._policies[id] for id, _, _ in plugin.editions}),
            *_clashes(plugin, "fact", {f.name: self._facts[f.name] for f in plugin.facts}),
        )

    @cached_property
    def _facts(self) -> Mapping[str, list[str]]:
        """The plugins that give a fact of each name, or what ships where it uses the name."""
        given = [(fact.name, plugin.name) for plugin in self.plugins for fact in plugin.facts]
        return _by_name((*((name, OWN_NAME) for name in self._taken), *given) if given else ())

    @property
    def _taken(self) -> frozenset[str]:
        """What ships by the names that conditions use: its facts, levels and parameters."""
        levels = (level for scale in SCALES.values() for level in scale.names())
        own = (plugin for plugin in self.plugins if plugin.name == OWN_NAME)
        texts = (text_of(file) for plugin in own for file in plugin.policies)
        parameters = (id for text in texts for id in _PARAMETER.findall(text))
        return frozenset((*CORE, *levels, *parameters))

    @cached_property
    def _policies(self) -> Mapping[str, list[str]]:
        """The plugins that give a policy of each id."""
        return _by_name(
            (id, plugin.name)
            for plugin in self.plugins
            for id in dict.fromkeys(id for id, _, _ in plugin.editions)
        )

    @cached_property
    def _shelves(self) -> Mapping[str, Mapping[str, tuple[PolicyFile, Plugin]]]:
        """The editions of each policy, oldest first."""
        shelves: dict[str, dict[str, tuple[PolicyFile, Plugin]]] = {}
        for plugin in self.plugins:
            for id, edition, file in plugin.editions:
                if _holder(self._policies[id]) == plugin.name:
                    shelves.setdefault(id, {})[edition] = (file, plugin)
        return shelves

    def note(self, id: str) -> str:
        """Return the end of a message that there is no policy `id`, where a plugin may be why."""
        if id in self._policies:
            return f"; {' and '.join(self._policies[id])} give it, so that neither counts"
        faulty = [str(plugin) for plugin in self.plugins if self.problems(plugin)]
        if not faulty:
            return ""
        return f"; there are problems with {', '.join(faulty)}, which `postloan plugins` tells"

    # -- loading

    def contents(
        self,
        id: str,
        edition: str,
        as_of: date | None = None,
        *,
        as_if: bool = False,
        chain: tuple[str, ...] = (),
    ) -> Contents:
        """Return one edition of a policy; read once, then kept.

        Args:
            id: of the policy.
            edition: which one.
            as_of: picks the edition of what it extends: the one in force that day, or the newest.
            as_if: takes the nearest of them where none is in force.
            chain: the policies that led here, each extending the next.

        Raises:
            UnknownPolicy: no policy has this id, or it has no such edition.
            PolicyNotInForce: what it extends is not in force on `as_of`.
            InvalidPolicy: with every fault of the file.
            InvalidValue: it leads back to itself, or too far.
        """
        key = (id, edition, as_of, as_if)
        if key in self._kept:
            return self._kept[key]
        if edition not in self.editions(id):
            raise UnknownPolicy(id, self.editions(id), edition)
        origin = f"{id}@{edition}"
        deeper = extending(chain, origin, origin)
        file, plugin = self._shelves[id][edition]
        found = build(
            text_of(file),
            file.name,
            self.catalogue,
            lambda reference: self.find(reference, as_of, as_if=as_if, chain=deeper),
            provider="" if plugin.name == OWN_NAME else str(plugin),
        )
        if found.origin != origin:
            message = f"its name says {origin}, and the document {found.origin}"
            raise InvalidPolicy(file.name, [Fault(message=message)])
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        return self._kept.setdefault(key, found)

    def in_force(
        self, id: str, as_of: date | None, *, as_if: bool = False, chain: tuple[str, ...] = ()
    ) -> Contents:
        """Return the edition of a policy that is in force on `as_of`, the newest for None.

        With `as_if`, a date outside every edition's days takes the nearest edition.

        Raises:
            UnknownPolicy: no policy has this id.
            PolicyNotYetInForce, PolicyNoLongerInForce: no edition covers the date.
            InvalidPolicy, InvalidValue: as `contents`.
        """
        editions = [
            self.contents(id, edition, as_of, as_if=as_if, chain=chain)
            for edition in self.editions(id)
        ]
        chosen = chosen_edition(editions, as_of)
        if as_of is not None and not as_if:
            chosen.check_force(as_of)
        return chosen

    def find(
        self, reference: str, as_of: date | None, *, as_if: bool, chain: tuple[str, ...] = ()
    ) -> Contents:
        """Return what `id` or `id@edition` names; raises as `contents` and `in_force`."""
        id, _, edition = reference.partition("@")
        if edition:
            return self.contents(id, edition, as_of, as_if=as_if, chain=chain)
        return self.in_force(id, as_of, as_if=as_if, chain=chain)


@cache
def _shipped() -> Library:
    return Library([shipped_plugin()])


@cache
def _installed() -> Library:
    return Library(installed_plugins())


def _by_name(named: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, plugin in named:
        found.setdefault(name, []).append(plugin)
    return found


def _holder(plugins: Sequence[str]) -> str | None:
    """Return which of the plugins that give a thing of one name it is taken from."""
    if OWN_NAME in plugins:
        return OWN_NAME
    return plugins[0] if len(plugins) == 1 else None


def _clashes(plugin: Plugin, what: str, given: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name, plugins in given.items():
        if _holder(plugins) != plugin.name:
            others = " and ".join(other for other in plugins if other != plugin.name)
            if OWN_NAME in plugins:
                yield f"the {what} {name} has a name that what ships uses, and does not count"
            else:
                yield f"the {what} {name} is given by {others} too, and neither counts"


def extending(chain: tuple[str, ...], next: str, reference: str) -> tuple[str, ...]:
    """Return the chain of policies, each extending the next, with one more.

    Args:
        chain: where each is found, the first one first.
        next: where the one more is found.
        reference: how the last of the chain names it.

    Raises:
        InvalidValue: it leads back to itself, or too far.
    """
    if next in chain:
        circle = " -> ".join((*chain[chain.index(next) :], next))
        raise InvalidValue("policy", "extends", reference, f"outside a circle ({circle})")
    if len(chain) > _MAX_DEEP:
        allowed = f"at most {_MAX_DEEP} policies away from the first"
        raise InvalidValue("policy", "extends", reference, allowed)
    return (*chain, next)
