"""Reading policies from texts and files of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Final, TypeAlias

import attrs

from postloan.errors import Fault, InvalidPolicy, UnknownPolicy
from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Force
from postloan.policy.documents.build import build
from postloan.policy.documents.table import read_toml
from postloan.policy.editions import chosen_edition
from postloan.policy.library import Library, extending
from postloan.policy.plugins import MAX_BYTES, decoded

__all__ = ["FilePath", "read_file", "read_text"]

FilePath: TypeAlias = str | PathLike[str]
"""Where a policy file stands."""

_HEAD: Final = re.compile(r"^[ \t]*\[policy\](?:(?!^[ \t]*\[).)*+", re.MULTILINE | re.DOTALL)


def read_text(
    text: str,
    source: str,
    *,
    library: Library,
    catalogue: Catalogue | None = None,
    as_of: date | None = None,
) -> Contents:
    """Return the policy that a text states; what it extends must stand in `library`.

    `as_of` picks the edition of what it extends: the one in force that day, or the newest.

    Raises:
        InvalidPolicy: with every fault, or where it extends what is not there.
    """
    shelf = _Shelf(library=library, catalogue=catalogue or library.catalogue, as_of=as_of)
    return build(text, source, shelf.catalogue, shelf.find)


def read_file(
    path: FilePath,
    *,
    library: Library,
    catalogue: Catalogue | None = None,
    as_of: date | None = None,
) -> Contents:
    """Return the policy in a file; what it extends is in `library` or in a file beside it.

    `as_of` picks the edition of what it extends: the one in force that day, or the newest.

    Raises:
        InvalidPolicy: with every fault, each with line and column; also where the file is not
            UTF-8, too large, or cannot be read.
    """
    file = Path(path)
    shelf = _Shelf(
        library=library,
        catalogue=catalogue or library.catalogue,
        as_of=as_of,
        folder=file.parent,
    )
    return shelf.read(file)


def _file_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidPolicy(str(path), [Fault(message=str(error.strerror))]) from None
    except ValueError as error:  # a null byte in the path
        raise InvalidPolicy(repr(str(path)), [Fault(message=str(error))]) from None
    return decoded(data, str(path))


@attrs.frozen(kw_only=True)
class _Beside:
    """A policy in a file, as its head states it."""

    path: Path
    id: str
    edition: str
    in_force: Force


@attrs.frozen(kw_only=True)
class _Shelf:
    """Where what a policy extends is looked for: in the library, then beside it."""

    library: Library
    catalogue: Catalogue
    as_of: date | None
    folder: Path | None = None
    """The folder of the file being read; None for a text, which has none."""
    chain: tuple[str, ...] = ()
    """The files that led here, each extending the next."""

    def read(self, path: Path, reference: str = "") -> Contents:
        deeper = attrs.evolve(self, chain=extending(self.chain, str(path), reference))
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
        if id in self.library.ids:
            return self.library.find(reference, self.as_of, as_if=False)
        neighbours = tuple(self._neighbours())
        found = [n for n in neighbours if n.id == id and edition in ("", n.edition)]
        if not found:
            where = " that ships"
            if self.folder is not None:
                where += " or stands in a file beside this one"
            names = (*self.library.ids, *(n.id for n in neighbours))
            raise UnknownPolicy(reference, names, where=where, note=self.library.note(id))
        chosen = chosen_edition(found, self.as_of)
        contents = self.read(chosen.path, reference)
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
