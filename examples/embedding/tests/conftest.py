"""Each test has a database of its own: SQLite, or one on the PostgreSQL of `DATABASE_URL`."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from clearance_host.store import Store
from sqlalchemy import Engine, create_engine, event, make_url, text


@event.listens_for(Engine, "connect")
def without_waiting_for_the_disk(connection: object, _: object) -> None:
    """Let SQLite leave writing to the system: no test switches the machine off."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    server = os.environ.get("DATABASE_URL", "sqlite://")
    if make_url(server).get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'clearance.db'}"
        return
    parsed = make_url(server).set(drivername="postgresql+psycopg")
    name = f"clearance_{uuid4().hex}"
    engine = create_engine(parsed, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield parsed.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name}"))
    engine.dispose()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The store in that database."""
    store = Store(url)
    yield store
    store.close()
