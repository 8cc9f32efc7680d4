"""The host under two officers, a crash, a replay and a crowd; over HTTP, on a real database."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier, Thread
from typing import Final

import httpx
import pytest
import uvicorn
from clearance_host.outbox import Courier, Do, deliver
from clearance_host.store import DOCUMENTS, Store
from clearance_host.tables import StoredEffect, StoredEvent
from clearance_host.web import Host, create_app, handle
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from postloan import Actor, Command, InvalidEvent, Money, Moved, Refused
from postloan.security.cover import Pledged
from postloan.workflow.clearance import acts
from postloan.workflow.clearance.effects import SendNotice
from postloan.workflow.clearance.settlement import Obligations

DAY: Final = date(2025, 9, 26)
LEDGER: Final = Actor(id="core-banking", roles=("ledger",))
LI: Final = Actor(id="li", roles=("credit",))
WU: Final = Actor(id="wu", roles=("credit",))
ZHAO: Final = Actor(id="zhao", roles=("accounting",))
QIAN: Final = Actor(id="qian", roles=("custody",))
STAFF: Final = {actor.id: actor for actor in (LEDGER, LI, WU, ZHAO, QIAN)}

HOUSE: Final = Pledged(id="house", kind="mortgage", value=Money(900_000, "CNY"))
OPENING: Final = acts.Open(currency="CNY", officer="wang", pledged=(HOUSE,))
PREPARING: Final = (
    (OPENING, LI),
    (acts.StateOwed(obligations=Obligations.met("CNY")), LEDGER),
    (acts.Settle(repaid_on=DAY), LI),
    (acts.WriteOffEntry(item="house"), LI),
    (acts.IssueNotice(), LI),
)
VERIFYING: Final = ((acts.VerifyAccounting(), ZHAO), (acts.VerifyCustody(), QIAN))
RELEASE: Final = (acts.Release(item="house", to="Chen"), QIAN)


def asked(act: object, by: Actor, version: int, case: str = "C-1") -> Command[object]:
    return Command(case=case, act=act, by=by, on=DAY, expected_version=version)


def through(store: Store, *steps: tuple[object, Actor]) -> None:
    """Do one step after the other in C-1."""
    for act, by in steps:
        case = store.case("C-1")
        answer = handle(store, asked(act, by, case.version if case else 0))
        assert isinstance(answer, Moved), answer


def nothing(_: str, __: object) -> None:
    """Do an effect that nobody looks at."""


def send(client: httpx.Client, command: Command[object]) -> httpx.Response:
    headers = {"Authorization": f"Bearer {command.by.id}"}
    return client.post("/commands", content=DOCUMENTS.write_command(command), headers=headers)


@contextmanager
def served(store: Store, do: Do = nothing) -> Iterator[str]:
    """Serve the host on this machine, as it would be served, and give its address."""
    app = create_app(Host(store=store, staff=STAFF, do=do, today=lambda: DAY))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def client(store: Store) -> Iterator[httpx.Client]:
    with served(store) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


# ------------------------------------------------------------------------ over HTTP


def test_a_case_goes_from_opening_to_release_and_answers_for_itself(
    store: Store, client: httpx.Client
) -> None:
    for act, by in (*PREPARING, *VERIFYING, RELEASE):
        case = store.case("C-1")
        assert send(client, asked(act, by, case.version if case else 0)).status_code == 200
    reader = {"Authorization": "Bearer qian"}
    audit = client.get("/cases/C-1/audit", headers=reader).json()
    assert "release [house, Chen] by qian (custody)" in audit["timeline"][-2]
    allowed = {one["act"]: one["blockers"] for one in audit["allowed"]}
    assert {why["code"] for why in allowed["VerifyAccounting"]} == {"state", "role", "separation"}
    document = client.get("/cases/C-1", headers=reader).text
    assert DOCUMENTS.read_case(document) == store.case("C-1")


def test_what_is_refused_says_every_reason_and_changes_nothing(
    store: Store, client: httpx.Client
) -> None:
    through(store, *PREPARING)
    before = store.log("C-1")
    refused = send(client, asked(acts.Release(item="barn", to="Chen"), ZHAO, len(before)))
    assert refused.status_code == 422
    assert {why["code"] for why in refused.json()["reasons"]} == {"state", "role"}
    assert store.log("C-1") == before


def test_who_signs_is_who_is_logged_in(client: httpx.Client) -> None:
    command = DOCUMENTS.write_command(asked(OPENING, LI, 0))
    as_wu = client.post("/commands", content=command, headers={"Authorization": "Bearer wu"})
    assert (as_wu.status_code, as_wu.json()["detail"]) == (
        403,
        "The command is by li; wu is logged in.",
    )
    stranger = client.post("/commands", content=command, headers={"Authorization": "Bearer x"})
    assert stranger.status_code == 401
    assert client.post("/commands", content=command).status_code in {401, 403}


def test_what_cannot_be_read_is_told_where(client: httpx.Client) -> None:
    headers = {"Authorization": "Bearer li"}
    for content, told in ((b"\xff", "UTF-8"), (b"{}", "format")):
        answer = client.post("/commands", content=content, headers=headers)
        assert answer.status_code == 400
        assert told in answer.json()["detail"]
    tomorrow = Command(case="C-1", act=OPENING, by=LI, on=date(2025, 9, 27), expected_version=0)
    assert "yet to come" in send(client, tomorrow).json()["detail"]
    assert client.get("/cases/C-9", headers=headers).status_code == 404
    assert send(client, asked(acts.IssueNotice(), LI, 3, case="C-9")).status_code == 409


# ------------------------------------------------------------------------ two at once


@contextmanager
def at_once(store: Store) -> Iterator[None]:
    """Let two commands be stored only when both were decided on the same version."""
    both = Barrier(2, timeout=30)

    @event.listens_for(store.engine, "before_cursor_execute")
    def meet(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("INSERT INTO events"):
            both.wait()

    yield
    event.remove(store.engine, "before_cursor_execute", meet)


@pytest.mark.parametrize(
    "before, act, officers",
    [
        ((), OPENING, (LI, WU)),
        (PREPARING[:2], acts.Settle(repaid_on=DAY), (LI, WU)),
        ((*PREPARING, *VERIFYING), RELEASE[0], (QIAN, QIAN)),
    ],
)
def test_of_two_officers_at_once_one_wins_and_the_other_is_told_who(
    store: Store,
    client: httpx.Client,
    before: tuple[tuple[object, Actor], ...],
    act: object,
    officers: tuple[Actor, Actor],
) -> None:
    through(store, *before)
    version = len(store.log("C-1"))
    with at_once(store), ThreadPoolExecutor() as pool:
        commands = [asked(act, by, version) for by in officers]
        answers = list(pool.map(lambda command: send(client, command), commands))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (200, 409)
    assert lost.json()["since"] == won.json()["events"]
    assert lost.json()["reasons"][0]["code"] == "version"
    assert len(store.log("C-1")) == version + len(won.json()["events"])


# ------------------------------------------------------------------------ a crash


class Registry:
    """A system elsewhere that does each key once; it outlives the host."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS asked (key TEXT)")

    def __call__(self, key: str, _: object) -> None:
        with closing(sqlite3.connect(self._path)) as db, db:
            db.execute("INSERT INTO asked VALUES (?)", [key])

    def asked(self) -> Counter[str]:
        """How often each key came; the registry acts on the first alone."""
        with closing(sqlite3.connect(self._path)) as db:
            return Counter(key for (key,) in db.execute("SELECT key FROM asked"))


def die(*_: object) -> None:
    """Stop as a process does whose machine is switched off."""
    os._exit(9)


def release_and_crash(url: str, registry: Path, moment: str) -> None:
    """Release the house, and be switched off at a moment; runs in a process of its own."""
    do = Registry(registry)

    def do_and_die(key: str, effect: object) -> None:
        do(key, effect)
        die()

    store = Store(url)
    version = len(store.log("C-1"))
    if moment == "before it is stored":
        event.listen(Session, "before_commit", die)
    handle(store, asked(*RELEASE, version))
    deliver(store, die if moment == "after it is stored" else do_and_die)


@pytest.mark.parametrize(
    "moment, stored, twice",
    [("before it is stored", 0, 0), ("after it is stored", 2, 0), ("after it is done", 2, 1)],
)
def test_a_crash_loses_nothing_and_repeats_nothing(
    store: Store, url: str, tmp_path: Path, moment: str, stored: int, twice: int
) -> None:
    through(store, *PREPARING, *VERIFYING)
    deliver(store, nothing)
    version = len(store.log("C-1"))
    path = tmp_path / "registry.db"
    process = get_context("spawn").Process(target=release_and_crash, args=(url, path, moment))
    process.start()
    process.join(60)
    assert process.exitcode == 9

    events = len(store.log("C-1"))
    assert events - version == stored
    again = handle(store, asked(*RELEASE, version))  # its sender never had an answer
    assert isinstance(again, Refused if stored else Moved)
    registry = Registry(path)
    deliver(store, registry)
    at = version + 2
    assert registry.asked() == Counter({f"C-1/{at}/0": 1 + twice, f"C-1/{at}/1": 1})
    assert deliver(store, registry) == 0


def test_what_fails_waits_with_all_of_its_case_and_others_go_on(store: Store) -> None:
    through(store, *PREPARING)
    other = asked(OPENING, LI, 0, case="C-2")
    assert isinstance(handle(store, other), Moved)
    assert isinstance(
        handle(store, asked(acts.ReportLost(item="house"), QIAN, 1, case="C-2")), Moved
    )
    done: list[str] = []

    def closed(key: str, effect: object) -> None:
        if effect == SendNotice(to="accounting", says="verify the settlement"):
            raise ConnectionError
        done.append(key)

    assert deliver(store, closed) == 1
    assert done == ["C-2/2/0"]
    assert deliver(store, lambda key, _: done.append(key)) == 2
    assert [key.rpartition("/")[2] for key in done] == ["0", "0", "1"]


# ------------------------------------------------------------------------ replay


def test_replay_rebuilds_every_case_and_finds_what_was_tampered_with(store: Store) -> None:
    through(store, *PREPARING, *VERIFYING, RELEASE)
    handle(store, asked(OPENING, LI, 0, case="C-2"))
    assert list(store.replay()) == [store.case("C-1"), store.case("C-2")]
    verified = next(one for one in store.log("C-1") if isinstance(one.act, acts.VerifyCustody))
    forged = DOCUMENTS.write_event(verified).replace('"qian"', '"zhao"')
    key = StoredEvent.case_id == "C-1", StoredEvent.version == verified.version
    with store.sessions.begin() as session:
        session.execute(update(StoredEvent).where(*key).values(document=forged))
    with pytest.raises(InvalidEvent, match="zhao has had verify_accounting in this case"):
        list(store.replay())


# ------------------------------------------------------------------------ a crowd


def test_a_thousand_cases_at_once_lose_and_double_nothing(store: Store) -> None:
    done: Counter[str] = Counter()

    def count(key: str, _: object) -> None:
        done[key] += 1

    def stored(command: Command[object]) -> bool:
        return isinstance(handle(store, command), Moved)

    cases = [f"C-{number}" for number in range(1000)]
    openings = [asked(OPENING, LI, 0, case) for case in cases]
    lost = acts.ReportLost(item="house")
    twice = [asked(lost, QIAN, 1, case) for case in cases for _ in range(2)]
    courier = Courier(store, count)
    courier.start()
    with ThreadPoolExecutor(8) as crowd:
        assert Counter(crowd.map(stored, openings)) == {True: 1000}
        assert Counter(crowd.map(stored, twice)) == {True: 1000, False: 1000}
        courier.wake()
    courier.stop()
    deliver(store, count)
    with store.sessions() as session:
        assert session.scalar(select(func.count()).select_from(StoredEvent)) == 2000
        waits = StoredEffect.delivered.is_(False)
        assert session.scalar(select(func.count()).where(waits)) == 0
    assert done == Counter({f"{case}/2/0": 1 for case in cases})
    assert {case.version for case in store.replay()} == {2}
