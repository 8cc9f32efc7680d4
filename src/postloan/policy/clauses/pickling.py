"""Pickling of values that hold read-only mappings, so that policies go to other processes."""

from __future__ import annotations

from types import MappingProxyType
from typing import cast

import attrs

__all__ = ["PicklesMappings"]


class PicklesMappings:
    """Base of slotted attrs classes with read-only mappings among their fields."""

    __slots__ = ()

    def __getstate__(self) -> dict[str, object]:
        fields = attrs.fields(cast("type[attrs.AttrsInstance]", type(self)))
        state = {field.name: getattr(self, field.name) for field in fields}
        return {
            name: dict(value) if isinstance(value, MappingProxyType) else value
            for name, value in state.items()
        }

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            kept = MappingProxyType(value) if isinstance(value, dict) else value
            object.__setattr__(self, name, kept)
