"""Finding policy files. All file reading of the library happens here."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeAlias, TypeVar

import attrs

from postloan.errors import Fault, InvalidPolicy, InvalidValue, UnknownPolicy
from postloan.facts.catalogue import CORE, Catalogue
from postloan.policy.build import build
from postloan.policy.contents import Contents
from postloan.policy.kinds import Force
from postloan.policy.table import read_toml

__all__ = [
    "FilePath",
    "chosen_edition",
    "contents_of",
    "in_force",
    "read_file",
    "read_text",
    "shipped",
    "shipped_editions",
]

FilePath: TypeAlias = str | PathLike[str]
"""Where a policy file stands."""


class _Dated(Protocol):
    """An edition of a policy: something with days in force."""

    @property
    def in_force(self) -> Force: ...


E = TypeVar("E", bound=_Dated)

_MAX_BYTES = 2_000_000
_MAX_DEEP = 16
_HEAD = re.compile(r"^[ \t]*\[policy\](?:(?!^[ \t]*\[).)*+", re.MULTILINE | re.DOTALL)


@cache
def _pack_names() -> Mapping[str, tuple[str, ...]]:
    """Return the editions of each shipped policy, from the names of the pack files."""
    found: dict[str, list[str]] = {}
    names = [entry.name for entry in files("postloan.policy").joinpath("packs").iterdir()]
    for name in fnmatch.filter(names, "*@*.toml"):
        id, _, edition = name.removesuffix(".toml").partition("@")
        found.setdefault(id, []).append(edition)
    return MappingProxyType({id: tuple(sorted(found[id])) for id in sorted(found)})


def shipped() -> tuple[str, ...]:
    """Return the ids of the policies that ship, sorted."""
    return tuple(_pack_names())


def shipped_editions(id: str) -> tuple[str, ...]:
    """Return the editions of a shipped policy, oldest first.

    Raises:
        UnknownPolicy: no policy has this id.
    """
    try:
        return _pack_names()[id]
    except KeyError:
        raise UnknownPolicy(id, _pack_names()) from None


@lru_cache(maxsize=512)
def contents_of(
    id: str, edition: str, as_of: date | None = None, *, as_if: bool = False
) -> Contents:
    """Return one shipped edition; read once, then kept.

    `as_of` picks the edition of what it extends: the one in force that day, or the newest; with
    `as_if`, the nearest where none is in force.

    Raises:
        UnknownPolicy: no policy has this id, or it has no such edition.
        PolicyNotInForce: what it extends is not in force on `as_of`.
    """
    if edition not in shipped_editions(id):
        raise UnknownPolicy(id, shipped_editions(id), edition)
    name = f"{id}@{edition}.toml"
    text = files("postloan.policy").joinpath("packs", name).read_text("utf-8")
    return build(text, name, CORE, lambda reference: _shipped(reference, as_of, as_if=as_if))


def in_force(id: str, as_of: date | None, *, as_if: bool = False) -> Contents:
    """Return the edition of a shipped policy that is in force on `as_of`, the newest for None.

    With `as_if`, a date outside every edition's days takes the nearest edition.

    Raises:
        UnknownPolicy: no policy has this id.
        PolicyNotYetInForce, PolicyNoLongerInForce: no edition covers the date.
    """
    editions = [contents_of(id, edition, as_of, as_if=as_if) for edition in shipped_editions(id)]
    chosen = chosen_edition(editions, as_of)
    if as_of is not None and not as_if:
        chosen.check_force(as_of)
    return chosen


def chosen_edition(editions: Sequence[E], day: date | None) -> E:
    """Return the newest of `editions` in force on `day`, or the nearest to it where none is.

    Args:
        editions: oldest first, at least one.
        day: None takes the newest.
    """
    if day is None:
        return editions[-1]
    covering = [edition for edition in editions if edition.in_force.covers(day)]
    ended = [edition for edition in editions if edition.in_force.over(day)]
    return (covering or ended or editions[:1])[-1]


def _shipped(reference: str, as_of: date | None, *, as_if: bool) -> Contents:
    id, _, edition = reference.partition("@")
    if edition:
        return contents_of(id, edition, as_of, as_if=as_if)
    return in_force(id, as_of, as_if=as_if)


def read_text(text: str, source: str, catalogue: Catalogue, as_of: date | None = None) -> Contents:
    """Return the policy that a text states; what it extends must ship.

    `as_of` picks the edition of what it extends: the one in force that day, or the newest.

    Raises:
        InvalidPolicy: with every fault, or where it extends what is not there.
    """
    return build(text, source, catalogue, _Shelf(catalogue=catalogue, as_of=as_of).find)


def read_file(path: FilePath, catalogue: Catalogue, as_of: date | None = None) -> Contents:
    """Return the policy in a file; what it extends ships or stands in a file beside it.

    `as_of` picks the edition of what it extends: the one in force that day, or the newest.

    Raises:
        InvalidPolicy: with every fault, each with line and column; also where the file is not
            UTF-8, too large, or cannot be read.
    """
    file = Path(path)
    shelf = _Shelf(catalogue=catalogue, as_of=as_of, folder=file.parent)
    return shelf.read(file)


def _file_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InvalidPolicy(str(path), [Fault(message=str(error.strerror))]) from None
    except ValueError as error:  # a null byte in the path
        raise InvalidPolicy(repr(str(path)), [Fault(message=str(error))]) from None
    if len(data) > _MAX_BYTES:
        message = f"a policy file has at most {_MAX_BYTES} bytes"
        raise InvalidPolicy(str(path), [Fault(message=message)])
    try:
        return data.decode("utf-8-sig")  # editors on Windows like to begin with a mark
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        fault = Fault(message="this is not UTF-8", line=before.count(b"\n") + 1, column=column)
        raise InvalidPolicy(str(path), [fault]) from None


@attrs.frozen(kw_only=True)
class _Beside:
    """A policy in a file, as its head states it."""

    path: Path
    id: str
    edition: str
    in_force: Force


@attrs.frozen(kw_only=True)
class _Shelf:
    """Where what a policy extends is looked for: among those that ship, then beside it."""

    catalogue: Catalogue
    as_of: date | None
    folder: Path | None = None
    """The folder of the file being read; None for a text, which has none."""
    chain: tuple[Path, ...] = ()
    """The files that led here, each extending the next."""

    def read(self, path: Path) -> Contents:
        deeper = attrs.evolve(self, chain=(*self.chain, path))
        return build(_file_text(path), str(path), self.catalogue, deeper.find)

    def find(self, reference: str) -> Contents:
        """Return what `extends` names.

        Raises:
            UnknownPolicy: it is not there, or not in this edition.
            InvalidValue: it leads back here.
            InvalidPolicy: it has faults itself.
            PolicyNotInForce: no edition is in force on the day asked for.
        """
        id, _, edition = reference.partition("@")
        if id in _pack_names():
            return _shipped(reference, self.as_of, as_if=False)
        neighbours = tuple(self._neighbours())
        found = [n for n in neighbours if n.id == id and edition in ("", n.edition)]
        if not found:
            where = " that ships"
            if self.folder is not None:
                where += " or stands in a file beside this one"
            names = (*_pack_names(), *(n.id for n in neighbours))
            raise UnknownPolicy(reference, names, where=where)
        chosen = chosen_edition(found, self.as_of)
        path = chosen.path
        if path in self.chain:
            circle = " -> ".join(map(str, (*self.chain[self.chain.index(path) :], path)))
            raise InvalidValue("policy", "extends", reference, f"outside a circle ({circle})")
        if len(self.chain) > _MAX_DEEP:
            allowed = f"at most {_MAX_DEEP} policies away from the first"
            raise InvalidValue("policy", "extends", reference, allowed)
        contents = self.read(path)
        if self.as_of is not None and not edition:
            contents.check_force(self.as_of)
        return contents

    def _neighbours(self) -> Iterator[_Beside]:
        """Yield the policies in the folder by edition; what cannot be read is left out."""
        found = [_beside(path) for path in self.folder.glob("*.toml")] if self.folder else []
        yield from sorted((n for n in found if n), key=lambda n: (n.id, n.edition, n.path))


def _beside(path: Path) -> _Beside | None:
    """Return the policy that a file states; only its head is read, its faults told later."""
    try:
        head = _HEAD.search(_file_text(path))
        top, faults = read_toml(head[0] if head else "", str(path))
    except InvalidPolicy:
        return None
    table = top.table("policy")
    if table is None:
        return None
    id, edition, days = table.text("id"), table.text("edition"), table.table("in_force")
    force = Force(since=days.day("from"), until=days.day("until")) if days else Force()
    return None if faults.found else _Beside(path=path, id=id, edition=edition, in_force=force)
