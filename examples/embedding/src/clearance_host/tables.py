"""The two tables: what happened, and what is still to be done about it."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ["Base", "StoredEffect", "StoredEvent"]


class Base(DeclarativeBase):
    """What both tables belong to."""


class StoredEvent(Base):
    """An event; its key is why only one of two commands for one version gets in."""

    __tablename__ = "events"

    case_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]


class StoredEffect(Base):
    """An effect in the outbox, stored in one transaction with the events that ask for it."""

    __tablename__ = "outbox"

    case_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    """Version of the case that the effect comes with."""
    place: Mapped[int] = mapped_column(primary_key=True)
    """Its position among the effects of that version, from 0."""
    document: Mapped[str]
    delivered: Mapped[bool] = mapped_column(default=False, index=True)

    @property
    def key(self) -> str:
        """The idempotency key: the same each time that this effect is delivered, and no other's."""
        return f"{self.case_id}/{self.version}/{self.place}"
