"""``/scim/v2``: where a company's directory provisions people and teams."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from had_your_back.answers import ALWAYS, STATUS, inside
from had_your_back.auth import Gate
from had_your_back.database import Database
from had_your_back.errors import Fault
from had_your_back.pace import Pace, Standing
from had_your_back.people.rules import Scope
from had_your_back.settings import Settings

if TYPE_CHECKING:
    from had_your_back.scim.service import Provisioning

log = logging.getLogger(__name__)

ROOT = "/scim/v2"
MEDIA_TYPE = "application/scim+json"
_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def routes(database: Database, settings: Settings, gate: Gate, pace: Pace) -> list[Route]:
    """``/scim/v2/...``, for tokens of the scope ``scim``, at the pace of every caller."""
    made: list[Provisioning] = []

    async def scim(request: Request) -> Response:
        try:
            actor = await gate.actor(request.headers.get("authorization"))
            actor.needs(Scope.SCIM)
            if not made:
                # Many are provisioned by CSV, or not at all, and the models take their time and memory.
                module = await asyncio.to_thread(importlib.import_module, "had_your_back.scim.service")
                made.append(module.Provisioning(database, settings))
            return await _answered(made[0], request, settings, partial(pace.take, actor.caller))
        except Fault as fault:
            said = {"www-authenticate": "Bearer", **fault.headers} if STATUS[fault.code] == 401 else fault.headers  # noqa: PLR2004
            return _error(STATUS[fault.code], fault.message, said)

    return [Route(ROOT, scim, methods=_METHODS), Route(ROOT + "/{path:path}", scim, methods=_METHODS)]


async def _answered(
    provisioning: Provisioning, request: Request, settings: Settings, take: Callable[[int], Awaitable[Standing | None]]
) -> Response:
    from scim2_server.requests import ScimRequest  # noqa: PLC0415 - as above

    asked = ScimRequest(
        method=request.method,
        base_url=settings.reached_at(str(request.base_url)) + ROOT,
        path="/" + request.path_params.get("path", ""),
        query=dict(request.query_params),
        headers=list(request.headers.items()),
        body=await request.body(),
    )
    standing = await take(provisioning.cost(asked))
    try:
        told = await provisioning.answer(asked)
    except Fault:
        raise
    except Exception as cause:  # noqa: BLE001 - whatever failed here is answered as SCIM does
        said = inside(cause)
        return _error(500, f"{said['message']} Reference {said['extensions']['reference']}.")
    content = b"" if told.body is None else orjson.dumps(told.body)
    said = {name.lower(): value for name, value in told.headers.items()} | (standing.headers if standing else {})
    return Response(content, told.status, {**ALWAYS, **said})


def _error(status: int, detail: str, headers: dict[str, Any] | None = None) -> Response:
    body = {"schemas": [_ERROR], "status": str(status), "detail": detail}
    return Response(orjson.dumps(body), status, {**ALWAYS, **(headers or {}), "content-type": MEDIA_TYPE})
