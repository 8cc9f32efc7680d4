"""Clearance over HTTP: commands in, answers and audits out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

import attrs
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from clearance_host.outbox import Courier, Do
from clearance_host.store import DOCUMENTS, Store
from postloan import (
    CLEARANCE,
    Actor,
    Case,
    Command,
    Event,
    InvalidDocument,
    InvalidValue,
    Moved,
    Reason,
    Refused,
    timeline,
)
from postloan.workflow.clearance.settlement import Settlement

__all__ = ["Host", "create_app", "handle"]


@attrs.frozen(kw_only=True)
class Host:
    """What the library leaves to its host."""

    store: Store
    """Where cases are kept."""
    staff: Mapping[str, Actor]
    """Who is logged in, by bearer token."""
    do: Do
    """How effects are done."""
    today: Callable[[], date]
    """The clock."""


# ------------------------------------------------------------------------ what goes out


class Happened(BaseModel):
    """An event, as a list shows it."""

    version: int
    transition: str
    on: date
    by: str
    role: str


class Why(BaseModel):
    """A reason."""

    code: str
    says: str


class Admitted(BaseModel):
    """What a command led to."""

    case: str
    version: int
    events: list[Happened]


class Declined(BaseModel):
    """Why a command led to nothing, and what its sender had not seen: who was first."""

    reasons: list[Why]
    since: list[Happened]


class Allowed(BaseModel):
    """Whether the reader may do something; they may where nothing blocks it."""

    act: str
    blockers: list[Why]


class Audit(BaseModel):
    """A case for who has to answer for it."""

    case: str
    version: int
    timeline: list[str]
    allowed: list[Allowed]


def happened(events: Iterable[Event[object]]) -> list[Happened]:
    """Return events as a list shows them."""
    return [
        Happened(
            version=event.version,
            transition=event.transition,
            on=event.on,
            by=event.by,
            role=event.role,
        )
        for event in events
    ]


def why(reasons: Iterable[Reason]) -> list[Why]:
    """Return reasons as they go out."""
    return [Why(code=reason.code, says=reason.says) for reason in reasons]


# ------------------------------------------------------------------------ what comes in


async def the_host(request: Request) -> Host:
    """Return the host that answers a request."""
    host: Host = request.app.state.host
    return host


Served = Annotated[Host, Depends(the_host)]
Bearer = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


async def the_actor(host: Served, bearer: Bearer) -> Actor:
    """Return who is logged in."""
    actor = host.staff.get(bearer.credentials)
    if actor is None:
        raise HTTPException(401, "Nobody is logged in with this token.")
    return actor


async def the_body(request: Request) -> str:
    """Return what was sent, as text."""
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, "The document must be UTF-8.") from error


def the_case(case_id: str, host: Served) -> Case[Settlement]:
    """Return the case that a path names."""
    case = host.store.case(case_id)
    if case is None:
        raise HTTPException(404, f"There is no case {case_id}.")
    return case


LoggedIn = Annotated[Actor, Depends(the_actor)]
Document = Annotated[str, Depends(the_body)]
Named = Annotated[Case[Settlement], Depends(the_case)]

# ------------------------------------------------------------------------ the routes

routes = APIRouter()


def handle(store: Store, command: Command[object]) -> Moved[Settlement] | Refused:
    """Decide a command on the case as it is stored, and store what comes of it.

    Where another command was stored in between, it is decided again on what that one left; its
    version is then not the expected one any more, and it is refused.
    """
    while True:
        answer = CLEARANCE.decide(store.case(command.case), command)
        if isinstance(answer, Refused) or store.add(answer):
            return answer


@routes.post("/commands", responses={409: {"model": Declined}, 422: {"model": Declined}})
def command(request: Request, host: Served, actor: LoggedIn, document: Document) -> Response:
    """Take a `postloan.command/1`: 409 where another was first, 422 where it is refused."""
    sent = DOCUMENTS.read_command(document)
    if sent.by != actor:
        raise HTTPException(403, f"The command is by {sent.by.id}; {actor.id} is logged in.")
    if sent.on > host.today():
        raise HTTPException(400, f"The command is of {sent.on}, which is yet to come.")
    answer = handle(host.store, sent)
    if isinstance(answer, Refused):
        case = host.store.case(sent.case)
        since = case.events[sent.expected_version :] if case else ()
        declined = Declined(reasons=why(answer.reasons), since=happened(since))
        outrun = any(reason.code == "version" for reason in answer.reasons)
        return JSONResponse(declined.model_dump(mode="json"), 409 if outrun else 422)
    if answer.effects:
        request.app.state.courier.wake()
    done = Admitted(
        case=answer.case.id, version=answer.case.version, events=happened(answer.events)
    )
    return JSONResponse(done.model_dump(mode="json"))


@routes.get("/cases/{case_id}")
def case_document(case: Named, _: LoggedIn) -> Response:
    """Return a case as a `postloan.case/1`."""
    return Response(DOCUMENTS.write_case(case), media_type="application/json")


@routes.get("/cases/{case_id}/audit")
def audit(case: Named, actor: LoggedIn) -> Audit:
    """Return what happened in a case, and what the reader may do about it or what blocks that."""
    return Audit(
        case=case.id,
        version=case.version,
        timeline=timeline(CLEARANCE, case).splitlines(),
        allowed=[
            Allowed(act=one.act.__name__, blockers=why(one.blockers))
            for one in CLEARANCE.allowed(case, actor)
        ],
    )


def create_app(host: Host) -> FastAPI:
    """Return the application; while it runs, it does the effects of what it stores."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.courier = courier = Courier(host.store, host.do)
        courier.start()
        yield
        courier.stop()

    app = FastAPI(title="Clearance", lifespan=lifespan)
    app.state.host = host
    app.include_router(routes)

    @app.exception_handler(InvalidDocument)
    @app.exception_handler(InvalidValue)
    def invalid(_: Request, error: Exception) -> Response:
        return JSONResponse({"detail": str(error)}, 400)

    return app
