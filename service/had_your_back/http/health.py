"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from had_your_back import migrate
from had_your_back.answers import refusal
from had_your_back.database import Database
from had_your_back.errors import NotReady, Refused
from had_your_back.webhooks import queue

LATE = 60.0
"""Seconds after which a fact that no worker has looked at says that none works. One that works takes less than one."""

Check = dict[str, Any]
"""Whether something is as it should be, and in a sentence why."""


def routes(database: Database, leaving: asyncio.Event) -> list[Route]:
    """``/livez`` and ``/readyz``."""

    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"})

    async def readyz(request: Request) -> Response:
        """Each check with its reason. Only what this process itself needs to answer decides."""
        if leaving.is_set():
            stops = {"process": amiss("This process is stopping. Send nobody here any more.")}
            return refusal(request.headers, NotReady(stops["process"]["reason"]), extensions={"checks": stops})
        checks = await checked(database)
        if wrong := next((checks[name] for name in DECIDE if not checks[name]["ok"]), None):
            return refusal(request.headers, NotReady(wrong["reason"]), extensions={"checks": checks})
        return JSONResponse({"status": "ready", "checks": checks}, headers={"cache-control": "no-store"})

    return [Route("/livez", livez), Route("/readyz", readyz)]


DECIDE = "database", "migrations", "log"
"""The checks without which nobody is sent here. A worker that lags is told of and no more: whoever took the processes
that answer out of the way because another does not keep up would make of late webhooks an outage."""


async def checked(database: Database) -> dict[str, Check]:
    """Every check, in the order in which they matter."""
    unknown = amiss("Not looked at.")
    try:
        missing = await migrate.pending(database)
    except (DBAPIError, OSError) as error:
        gone = amiss(f"The database does not answer: {type(error).__name__}.")
        return {"database": gone, "migrations": unknown, "log": unknown, "worker": unknown}
    except Refused as refusal_:
        answers = fine("It answers.")
        return {"database": answers, "migrations": amiss(refusal_.message), "log": unknown, "worker": unknown}
    checks = {"database": fine("It answers."), "migrations": fine(f"{migrate.newest()} is the newest.")}
    if missing:
        checks["migrations"] = amiss(f"The schema lacks {', '.join(missing)}. Run: had-your-back migrate")
        return checks | {"log": unknown, "worker": unknown}
    async with database.read() as session:
        behind = await queue.log_is_behind(session)
    log = amiss(queue.LOG_IS_BEHIND.format(behind=behind)) if behind else fine("What happens is heard of.")
    return checks | {"log": log, "writes": _writes(database), "worker": await _worker(database)}


def _writes(database: Database) -> Check:
    if database.trouble is None:
        return fine("The last one was done.")
    return amiss(f"The last one could not be done: {database.trouble}. See: had-your-back doctor")


async def _worker(database: Database) -> Check:
    async with database.read() as session:
        since = await queue.behind_since(session)
    lag = max(0.0, (database.now() - since).total_seconds()) if since else 0.0
    if lag < LATE:
        return fine("Every fact was looked at." if since is None else "It is at work.") | {"lag": lag}
    why = f"A fact waits for {lag:.0f} s. Does a worker run: had-your-back work, or serve without --no-worker?"
    return amiss(why) | {"lag": lag}


def fine(reason: str) -> Check:
    """It is as it should be."""
    return {"ok": True, "reason": reason}


def amiss(reason: str) -> Check:
    """It is not."""
    return {"ok": False, "reason": reason}
