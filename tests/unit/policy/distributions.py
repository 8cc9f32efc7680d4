"""Installed distributions, as files on the path: enough of one for its entry points to be found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["POLICY", "install", "policy_text"]

POLICY = """\
format = "postloan.policy/1"

[policy]
id = "{id}"
edition = "{edition}"
title = "A policy of a plugin"
{head}

[[floor]]
id = "{id}.floor"
when = "{when}"
at_least = "special_mention"
"""


def policy_text(
    id: str, *, edition: str = "1", when: str = "days_past_due > 5", head: str = ""
) -> str:
    return POLICY.format(id=id, edition=edition, when=when, head=head)


def install(
    site: Path, name: str, *, entry_points: str, files: Mapping[str, str], version: str = "1.0"
) -> None:
    """Write a distribution to the folder `site`, which has to be on the path."""
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(entry_points)
    for path, text in files.items():
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
