"""Effects are done from the outbox once they are stored: at least once, in the case's order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from threading import Event, Thread
from typing import TypeAlias

from sqlalchemy import Select, exists, select, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from clearance_host.store import DOCUMENTS, Store
from clearance_host.tables import StoredEffect

__all__ = ["Courier", "Do", "deliver"]

log = logging.getLogger(__name__)

Do: TypeAlias = Callable[[str, object], None]
"""Does an effect, given its idempotency key.

It may be given one twice: where the host stopped after it was done and before it was crossed off.
Whoever does it knows by the key what was done already.
"""


def deliver(store: Store, do: Do) -> int:
    """Do all that waits, and return how much was done.

    What fails is logged and waits for the next time, and with it what its case asks for later.
    """
    done = 0
    failed: set[str] = set()
    while True:
        with store.sessions.begin() as session:
            row = session.scalars(_next(failed)).first()
            if row is None:
                return done
            try:
                do(row.key, DOCUMENTS.read_effect(row.document))
            except Exception:  # whatever went wrong there, the other cases go on
                log.exception("The effect %s waits for the next time.", row.key)
                failed.add(row.case_id)
            else:
                row.delivered = True
                done += 1


def _next(failed: Collection[str]) -> Select[StoredEffect]:
    """Return what finds an effect that is the first of its case, and that no other has in hand."""
    earlier = aliased(StoredEffect)
    waits_for_another = exists().where(
        earlier.case_id == StoredEffect.case_id,
        earlier.delivered.is_(False),
        tuple_(earlier.version, earlier.place) < tuple_(StoredEffect.version, StoredEffect.place),
    )
    return (
        select(StoredEffect)
        .where(
            StoredEffect.delivered.is_(False),
            StoredEffect.case_id.not_in(failed),
            ~waits_for_another,
        )
        .order_by(StoredEffect.case_id)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite has no such lock; there the key alone tells
    )


class Courier(Thread):
    """Delivers when woken, and looks again now and then, for what failed or was left by a crash."""

    def __init__(self, store: Store, do: Do, *, pause: float = 5.0) -> None:
        super().__init__(name="courier")
        self._store = store
        self._do = do
        self._pause = pause
        self._woken = Event()
        self._stopped = False

    def wake(self) -> None:
        """Say that something was stored."""
        self._woken.set()

    def stop(self) -> None:
        """Finish what waits, and return when that is done."""
        self._stopped = True
        self._woken.set()
        self.join()

    def run(self) -> None:
        """Deliver until stopped."""
        while not self._stopped:
            try:
                deliver(self._store, self._do)
            except SQLAlchemyError:
                log.exception("The outbox cannot be read; it is tried again.")
            self._woken.wait(self._pause)
            self._woken.clear()
