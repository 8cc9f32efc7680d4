"""Forms, checklists, reports and agendas as a policy prescribes them, and their Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, get_args

import attrs

from postloan.citation import Citation
from postloan.rules.condition import Condition
from postloan.rules.evaluate import Bounded

__all__ = ["TEMPLATE_KINDS", "Template", "TemplateItem", "TemplateKind", "TemplatePart", "markdown"]

TemplateKind = Literal["form", "checklist", "report", "agenda"]
"""`form`s have blanks to fill in, `checklist`s boxes to tick, `report`s parts to write, and
`agenda`s items to discuss."""

TEMPLATE_KINDS: Final[tuple[TemplateKind, ...]] = get_args(TemplateKind)


@attrs.frozen(kw_only=True)
class TemplateItem:
    """One thing to look at, fill in, write or discuss."""

    id: str
    title: str
    title_zh: str = ""
    fact: str | None = None
    """The fact that the answer states, so that it becomes evidence; None where there is none."""
    when: Condition | None = None
    """For which loans it is asked; None is for all."""


@attrs.frozen(kw_only=True)
class TemplatePart:
    """Items under one heading."""

    id: str
    title: str
    title_zh: str = ""
    items: tuple[TemplateItem, ...] = ()
    """() where the part is written freely."""
    when: Condition | None = None
    """For which loans it is asked; None is for all."""


@attrs.frozen(kw_only=True)
class Template:
    """What a document has to contain, and who signs it in which order."""

    id: str
    kind: TemplateKind
    title: str
    title_zh: str = ""
    parts: tuple[TemplatePart, ...]
    signed_by: tuple[str, ...] = ()
    """Roles that sign it, in order; () where the policy does not say."""
    countersigned_by: tuple[str, ...] = ()
    """Roles that sign after them, in order."""
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

    def asked(self, possible: Sequence[Mapping[str, Bounded]]) -> tuple[TemplatePart, ...]:
        """Return the parts that may be asked of a loan, each with the items that may.

        Args:
            possible: what its facts may turn out to be; what depends on an unknown one is asked.
                () asks everything.
        """
        return tuple(
            attrs.evolve(part, items=tuple(i for i in part.items if _asked(i.when, possible)))
            for part in self.parts
            if _asked(part.when, possible)
        )

    def facts(self) -> frozenset[str]:
        """Return the facts that its answers state."""
        return frozenset(item.fact for part in self.parts for item in part.items if item.fact)


def _asked(when: Condition | None, possible: Sequence[Mapping[str, Bounded]]) -> bool:
    if when is None or not possible:
        return True
    return any(when.holds(values) is not False for values in possible)


def markdown(
    template: Template,
    possible: Sequence[Mapping[str, Bounded]],
    said: Callable[[str], str | None],
    role: Callable[[str], str],
) -> str:
    """Return a template as Markdown, to be printed and filled in.

    Args:
        template: what is to be asked.
        possible: what the facts of the loan may be; see `Template.asked`.
        said: gives what is known already of a fact, in words; None where nothing is.
        role: gives what people call a role.
    """
    return "".join(f"{line}\n" for line in _lines(template, possible, said, role))


def _lines(
    template: Template,
    possible: Sequence[Mapping[str, Bounded]],
    said: Callable[[str], str | None],
    role: Callable[[str], str],
) -> Iterator[str]:
    yield f"# {_both(template.title, template.title_zh)}"
    if template.cite is not None:
        yield ""
        yield f"*{template.cite}*"
    for number, part in enumerate(template.asked(possible), 1):
        yield ""
        yield f"## {number}. {_both(part.title, part.title_zh)}"
        yield ""
        for item in part.items:
            known = said(item.fact) if item.fact else None
            box = "- [ ]" if template.kind == "checklist" else "-"
            blank = "____" if template.kind == "form" else None
            answer = known or blank
            yield f"{box} {_both(item.title, item.title_zh)}{f': {answer}' if answer else ''}"
        if not part.items:
            yield "____"
    signing = [(name, "signs") for name in template.signed_by]
    signing += [(name, "countersigns") for name in template.countersigned_by]
    if signing:
        yield ""
        yield "| role | signs | name | date |"
        yield "| --- | --- | --- | --- |"
        for name, how in signing:
            yield f"| {role(name)} | {how} |  |  |"


def _both(title: str, title_zh: str) -> str:
    return f"{title} {title_zh}".rstrip()
