"""Finding policy files. All file reading of the library happens here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from postloan.errors import Fault, InvalidPolicy, PostloanError, UnknownPolicy
from postloan.facts.catalogue import CORE, Catalogue
from postloan.policy.build import build
from postloan.policy.contents import Contents
from postloan.policy.table import read_toml

__all__ = [
    "FilePath",
    "contents_of",
    "in_force",
    "read_file",
    "read_text",
    "shipped",
    "shipped_editions",
]

FilePath: TypeAlias = str | PathLike[str]
"""Where a policy file stands."""

_MAX_BYTES = 2_000_000


@cache
def _pack_names() -> Mapping[str, tuple[str, ...]]:
    """Return the editions of each shipped policy, from the names of the pack files."""
    found: dict[str, list[str]] = {}
    for entry in files("postloan.policy").joinpath("packs").iterdir():
        id, at, edition = entry.name.removesuffix(".toml").partition("@")
        if at and entry.name.endswith(".toml"):
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
def contents_of(id: str, edition: str, as_of: date | None = None) -> Contents:
    """Return one shipped edition; read once, then kept.

    `as_of` picks the edition of what it extends: the one in force that day, or the newest.

    Raises:
        UnknownPolicy: no policy has this id, or it has no such edition.
        PolicyNotInForce: what it extends is not in force on `as_of`.
    """
    if edition not in shipped_editions(id):
        raise UnknownPolicy(id, shipped_editions(id), edition)
    name = f"{id}@{edition}.toml"
    text = files("postloan.policy").joinpath("packs", name).read_text("utf-8")
    return build(text, name, CORE, lambda reference: _shipped_parent(reference, as_of))


def in_force(id: str, as_of: date | None, *, as_if: bool = False) -> Contents:
    """Return the edition of a shipped policy that is in force on `as_of`, the newest for None.

    With `as_if`, a date outside every edition's days takes the nearest edition.

    Raises:
        UnknownPolicy: no policy has this id.
        PolicyNotYetInForce, PolicyNoLongerInForce: no edition covers the date.
    """
    editions = [contents_of(id, edition, as_of) for edition in shipped_editions(id)]
    if as_of is None:
        return editions[-1]
    covering = [contents for contents in editions if contents.in_force.covers(as_of)]
    if covering:
        return covering[-1]
    ended = [contents for contents in editions if contents.in_force.over(as_of)]
    nearest = ended[-1] if ended else editions[0]
    if not as_if:
        nearest.check_force(as_of)
    return nearest


def _shipped_parent(reference: str, as_of: date | None) -> Contents:
    id, _, edition = reference.partition("@")
    return contents_of(id, edition, as_of) if edition else in_force(id, as_of)


def read_text(text: str, source: str, catalogue: Catalogue) -> Contents:
    """Return the policy that a text states; what it extends must ship.

    Raises:
        InvalidPolicy: with every fault, or where it extends what is not there.
    """
    return _read(text, source, catalogue, None, ())


def read_file(path: FilePath, catalogue: Catalogue) -> Contents:
    """Return the policy in a file; what it extends ships or stands in a file beside it.

    Raises:
        InvalidPolicy: with every fault, each with line and column; also where the file is not
            UTF-8, too large, or cannot be read.
    """
    file = Path(path)
    return _read(_file_text(file), str(file), catalogue, file.parent, ())


def _file_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InvalidPolicy(str(path), [Fault(message=f"{error.strerror}")]) from None
    if len(data) > _MAX_BYTES:
        message = f"a policy file has at most {_MAX_BYTES} bytes"
        raise InvalidPolicy(str(path), [Fault(message=message)])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        fault = Fault(message="this is not UTF-8", line=line, column=1)
        raise InvalidPolicy(str(path), [fault]) from None


def _read(
    text: str, source: str, catalogue: Catalogue, folder: Path | None, chain: tuple[str, ...]
) -> Contents:
    def resolve(reference: str) -> Contents:
        line = (*chain, source)
        id, _, edition = reference.partition("@")
        if id in _pack_names():
            try:
                return _shipped_parent(reference, None)
            except UnknownPolicy as error:
                raise InvalidPolicy(source, [_extends(str(error))]) from None
        for path in _beside(folder, id, edition):
            if str(path) in line:
                circle = " -> ".join((*line[line.index(str(path)) :], str(path)))
                raise InvalidPolicy(source, [_extends(f"extends runs in a circle: {circle}")])
            return _read(_file_text(path), str(path), catalogue, folder, line)
        problem: PostloanError = UnknownPolicy(id, _pack_names())
        beside = " among those that ship" if folder is None else " that ships or stands beside"
        raise InvalidPolicy(source, [_extends(f"{problem}{beside}")])

    return build(text, source, catalogue, resolve)


def _extends(message: str) -> Fault:
    return Fault(message=message, path="policy.extends")


def _beside(folder: Path | None, id: str, edition: str) -> Iterator[Path]:
    """Yield the files of `folder` that state this policy; a neighbour's faults do not matter."""
    for path in sorted(folder.glob("*.toml")) if folder else ():
        try:
            head, _ = read_toml(_head(_file_text(path)), str(path))
        except InvalidPolicy:
            continue
        stated = head.table("policy")
        if stated and stated.data.get("id") == id:
            if edition in ("", str(stated.data.get("edition"))):
                yield path


def _head(text: str) -> str:
    """Return the text of the [policy] table alone."""
    start = text.find("[policy]")
    end = text.find("\n[", start + 1)
    return "" if start < 0 else text[start : end if end > 0 else len(text)]
