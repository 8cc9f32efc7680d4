"""Reading `[[scale]]`: a scale of the policy's own, whose levels may map to a coarser one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from keyword import iskeyword
from types import MappingProxyType

from postloan.facts.catalogue import Catalogue
from postloan.policy.clauses.vocabulary import RESERVED
from postloan.policy.documents.citing import Citing
from postloan.policy.documents.layers import Layers
from postloan.policy.documents.table import Table
from postloan.scales import SCALES
from postloan.tiers import MAX_LEVELS, Scale, SchemeFault, scheme_faults

__all__ = ["stated_scales"]


def stated_scales(
    top: Table, citing: Citing, catalogue: Catalogue, layers: Layers
) -> Mapping[str, Scale]:
    """Return the scales stated here or in a parent, by id.

    A condition that names a level means nothing without its scale, so a fault here ends the
    reading: `InvalidPolicy` tells it at once.
    """
    faults = layers.faults
    before = len(faults.found)
    found = layers.scales()
    for table in top.tables("scale"):
        id = table.id("id")
        if id in SCALES or id in found:
            table.fault("id", f"there is a scale {id!r} already")
        known = {**SCALES, **found}
        name = table.choice("maps_to", tuple(known))
        scale = _scale(table, id, known[name] if name else None, citing, catalogue)
        if scale is not None:
            found[id] = scale
    if len(faults.found) > before:
        faults.stop()
    return MappingProxyType(found)


def _scale(
    table: Table, id: str, coarser: Scale | None, citing: Citing, catalogue: Catalogue
) -> Scale | None:
    """Return a scale that a table states, or None with a fault."""
    before = len(table.faults.found)
    cite = citing.cite(table)
    levels = table.tables("levels")
    ids = [_level_id(level, catalogue) for level in levels]
    tiers = [level.text("tier") or None for level in levels]
    labels = {name: level.text("label") for name, level in zip(ids, levels, strict=True)}
    labels_zh = {name: level.text("label_zh") for name, level in zip(ids, levels, strict=True)}
    if not 2 <= len(levels) <= MAX_LEVELS:  # noqa: PLR2004
        table.fault("levels" if levels else "", f"a scale has 2 to {MAX_LEVELS} levels")
    for index, level in enumerate(levels):
        if ids[index] in ids[:index]:
            level.fault("id", f"there is a level {ids[index]!r} already")
        level.done()
    title = table.text("title") or table.text("title_zh")
    table.done()
    if len(table.faults.found) == before:
        _note_scheme(table, levels, scheme_faults(ids, tiers, coarser))
    if len(table.faults.found) > before:
        return None
    return Scale(
        id,
        ids,
        labels,
        labels_zh,
        coarser=coarser,
        maps={name: tier for name, tier in zip(ids, tiers, strict=True) if tier},
        title=title,
        source="" if cite is None else str(cite),
        grade=cite.grade or "" if cite is not None else "",
    )


def _level_id(level: Table, catalogue: Catalogue) -> str:
    name = level.text("id", required=True)
    if name and not (name.isidentifier() and name.isascii()):
        level.fault("id", f"a level is named by ASCII letters, digits and _; got {name!r}")
    elif iskeyword(name) or name in RESERVED or name in catalogue:
        level.fault("id", f"{name} means something else in a condition")
    return name


def _note_scheme(table: Table, levels: Sequence[Table], faults: Iterable[SchemeFault]) -> None:
    for fault in faults:
        if fault.index is None:
            key = "maps_to" if fault.field == "coarser" else "levels"
            table.fault(key, f"{key} must be {fault.allowed}", at_value=False)
            continue
        level = levels[fault.index]
        key = fault.field if level.has(fault.field) else ""
        level.fault(key, f"{fault.field} must be {fault.allowed}", at_value=bool(key))
