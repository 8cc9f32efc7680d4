"""Where the events and the outbox are kept: SQLite, or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import create_engine, make_url, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from clearance_host.tables import Base, StoredEffect, StoredEvent
from postloan import CLEARANCE, Case, Event, Moved, redecide
from postloan.workflow.clearance.settlement import Settlement
from postloan.workflow.documents import Documents

__all__ = ["DOCUMENTS", "Store"]

DOCUMENTS = Documents(CLEARANCE)


class Store:
    """The events of every case, and the effects that wait to be done.

    Args:
        url: as in `sqlite:///clearance.db` or `postgresql://user:secret@host/name`. Tables that
            are not there are made.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        lite = parsed.get_backend_name() == "sqlite"
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        # SQLite has one writer at a time; the others wait for so many seconds
        self.engine = create_engine(parsed, connect_args={"timeout": 60} if lite else {})
        Base.metadata.create_all(self.engine)
        if lite:
            with self.engine.connect() as connection:  # readers do not wait for the writer
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        self.sessions: sessionmaker[Session] = sessionmaker(self.engine)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def case(self, case_id: str) -> Case[Settlement] | None:
        """Return a case as its events give it; None where it was never opened."""
        mine = select(StoredEvent.document).where(StoredEvent.case_id == case_id)
        with self.sessions() as session:
            documents = session.scalars(mine.order_by(StoredEvent.version)).all()
        return DOCUMENTS.read_log(documents) if documents else None

    def log(self, case_id: str) -> tuple[Event[object], ...]:
        """Return the events of a case, oldest first."""
        case = self.case(case_id)
        return case.events if case else ()

    def add(self, moved: Moved[Settlement]) -> bool:
        """Store events and effects, all or none; return whether no other command was first."""
        case = moved.case
        events = [
            StoredEvent(
                case_id=case.id, version=event.version, document=DOCUMENTS.write_event(event)
            )
            for event in moved.events
        ]
        effects = [
            StoredEffect(
                case_id=case.id,
                version=case.version,
                place=place,
                document=DOCUMENTS.write_effect(effect),
            )
            for place, effect in enumerate(moved.effects)
        ]
        try:
            with self.sessions.begin() as session:
                session.add_all(events)
                session.flush()
                session.add_all(effects)
        except IntegrityError:
            return False
        return True

    def replay(self) -> Iterator[Case[Settlement]]:
        """Yield every case as its log gives it when each act of it is decided again.

        Raises:
            InvalidEvent: a log holds what could not have been admitted.
        """
        with self.sessions() as session:
            every = session.scalars(
                select(StoredEvent.case_id).distinct().order_by(StoredEvent.case_id)
            ).all()
        for case_id in every:
            yield redecide(CLEARANCE, self.log(case_id))
