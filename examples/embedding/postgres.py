"""A PostgreSQL to try the example on: found or installed, started, and stopped again.

`python dev.py postgres` starts one and prints its address; it runs until it is interrupted. It
keeps its data in a folder of its own, listens on this machine alone, and leaves nothing behind.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

USER = "clearance"
PATIENCE = 300
"""Seconds that a step of the installation may take."""
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = {port}
fsync = off                      # the data does not outlive the server
"""


class NoPostgres(Exception):
    """PostgreSQL is not there and could not be installed; the message says why."""


def programs() -> Path:
    """Return the folder with PostgreSQL's programs, the newest there is, installed if need be.

    Raises:
        NoPostgres: there is none, and it cannot be installed.
    """
    found = _found()
    if found is None:
        _install()
        found = _found()
    if found is None:
        raise NoPostgres("The Debian package postgresql brought no initdb.")
    return found


def _found() -> Path | None:
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    for initdb in sorted(debian, key=lambda path: float(path.parts[-3]), reverse=True):
        return initdb.parent
    elsewhere = shutil.which("initdb")
    return None if elsewhere is None else Path(elsewhere).resolve().parent


def _install() -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise NoPostgres("There is no PostgreSQL here; `apt-get install postgresql` brings it.")
    print("Installing the Debian package postgresql ...", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        for step in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql"]):
            done = subprocess.run(
                [apt, "--quiet=2", *step],
                env=quiet,
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
    except subprocess.TimeoutExpired:
        raise NoPostgres(f"apt-get gave no answer for {PATIENCE} seconds.") from None
    if done.returncode:
        raise NoPostgres(f"PostgreSQL could not be installed: {done.stderr.strip()}")


@contextmanager
def server() -> Iterator[str]:
    """Start a PostgreSQL with an empty database, give its address, and stop it at the end.

    Raises:
        NoPostgres: there is none, and it cannot be installed.
    """
    folder = programs()
    # not in the project: as root it runs under another user, who may not look in there
    with tempfile.TemporaryDirectory(prefix="clearance-") as home:
        data, password = Path(home, "data"), Path(home, "password")
        secret = secrets.token_urlsafe()
        password.write_text(secret, encoding="ascii")
        user = _unprivileged()
        if user is not None:
            for path in (home, password):
                shutil.chown(path, user)

        def run(program: str, *arguments: object) -> None:
            command = [str(folder / program), "-D", str(data), *map(str, arguments)]
            _run(command, Path(home), user)

        run("initdb", "-U", USER, "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8")
        port = _free_port()
        with Path(data, "postgresql.conf").open("a", encoding="ascii") as settings:
            settings.write(SETTINGS.format(port=port))
        run("pg_ctl", "-w", "-l", Path(home, "log"), "start")
        try:
            yield f"postgresql://{USER}:{secret}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-w", "-m", "fast", "stop")


def _unprivileged() -> str | None:
    """Return whom it runs as, where that is not who runs this: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: Sequence[str], home: Path, user: str | None) -> None:
    log = home / "output"
    with log.open("w", encoding="utf-8") as output:  # a pipe would be held open by the server
        done = subprocess.run(
            command,
            cwd=home,
            user=user,
            group=None if user is None else _group(user),
            extra_groups=None if user is None else [],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{log.read_text(encoding='utf-8')}")


def _group(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def main() -> int:
    """Run until interrupted; return 1 where there is no PostgreSQL, after saying why."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with server() as address:
            print(f"DATABASE_URL={address}", flush=True)
            print("Ctrl-C stops it.", file=sys.stderr)
            signal.pause()
    except KeyboardInterrupt:
        pass
    except NoPostgres as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0
