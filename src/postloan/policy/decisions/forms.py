"""A policy's templates, printed blank or for one loan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postloan.errors import UnknownName
from postloan.facts.fact import FactValue
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.templates import Template, markdown
from postloan.policy.decisions.wording import value_words
from postloan.rules.evaluate import Bounded

__all__ = ["print_form", "template_of"]


def template_of(contents: Contents, id: str) -> Template:
    """Return the template `id` of a policy; raises `UnknownName`."""
    for template in contents.templates:
        if template.id == id:
            return template
    raise UnknownName("template", id, [template.id for template in contents.templates])


def print_form(
    contents: Contents,
    id: str,
    facts: Mapping[str, FactValue | None],
    possible: Sequence[Mapping[str, Bounded]] = (),
) -> str:
    """Return a template as Markdown, with what is known of a loan filled in.

    Args:
        contents: the policy.
        id: of the template.
        facts: of the loan; none for a blank.
        possible: the facts as conditions read them, once for each tier that may come out.

    Raises:
        UnknownName: the policy has no such template.
    """
    titles = {role.id: f"{role.title} {role.title_zh}".strip() for role in contents.roles}

    def said(key: str) -> str | None:
        value = facts.get(key)
        return None if value is None else value_words(value, contents.catalogue[key].kind)

    def called(role: str) -> str:
        return titles.get(role) or role.replace("_", " ")

    return markdown(template_of(contents, id), possible, said, called)
