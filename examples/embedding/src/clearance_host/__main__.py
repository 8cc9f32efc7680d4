"""Serve clearance, or decide every stored case again: `python -m clearance_host --help`."""

from __future__ import annotations

import argparse
import logging
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import uvicorn

from clearance_host.store import Store
from clearance_host.web import Host, create_app
from postloan import Actor, InvalidEvent

log = logging.getLogger("clearance_host")


def main() -> str | None:
    """Run one command; return what is wrong, if anything is."""
    parser = argparse.ArgumentParser(prog="clearance_host")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer over HTTP, on this machine only")
    serve.add_argument("--staff", type=Path, required=True, help="who may do what, a TOML file")
    serve.add_argument("--port", type=int, default=8000)
    commands.add_parser("replay", help="decide every case again from its stored events")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    store = Store(os.environ.get("DATABASE_URL", "sqlite:///clearance.db"))
    try:
        if arguments.command == "replay":
            return replay(store)
        staff = read_staff(arguments.staff)
        host = Host(store=store, staff=staff, do=write_down, today=date.today)
        uvicorn.run(create_app(host), port=arguments.port)
    finally:
        store.close()
    return None


def replay(store: Store) -> str | None:
    """Print every case; return what is wrong with the first that cannot have come about."""
    try:
        for case in store.replay():
            print(f"{case.id}: version {case.version}, {case.state[0].name.lower()}")
    except InvalidEvent as error:
        return str(error)
    return None


def read_staff(path: Path) -> Mapping[str, Actor]:
    """Return who is logged in with which token, from a table `[id]` with `token` and `roles`."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        table["token"]: Actor(id=name, roles=tuple(table["roles"]))
        for name, table in tables.items()
    }


def write_down(key: str, effect: object) -> None:
    """Do an effect by writing it down; a bank's own systems stand here, and know the key again."""
    log.info("%s: %s", key, effect)


if __name__ == "__main__":
    raise SystemExit(main())
