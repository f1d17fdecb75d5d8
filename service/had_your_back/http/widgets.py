"""Where an intranet's backend gets a token for the widget of one person."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from had_your_back.answers import answer
from had_your_back.auth import Gate
from had_your_back.errors import BadRequest, Refused
from had_your_back.events import instant
from had_your_back.identity.widgets import LASTS
from had_your_back.pace import Pace

POINTS = 100
"""What one costs of its caller's pace: as much as a page of thanks."""


def routes(gate: Gate, pace: Pace) -> list[Route]:
    """``POST /auth/widget-token``."""

    async def widget_token(request: Request) -> Response:
        """{"userName": "ann"} for {"token": "hybw_...", "expiresAt": "...", "expiresIn": 600}."""
        let_in = await gate.admit(request.headers.get("authorization"))
        await pace.take(let_in.actor.caller, POINTS)
        try:
            token, until = await gate.trade(let_in, _user_name(request, await request.body()))
        except Refused as refusal:
            raise HTTPException(404, refusal.message) from refusal
        told = {"token": token, "expiresAt": instant(until), "expiresIn": int(LASTS.total_seconds())}
        return answer(request.headers, told)

    return [Route("/auth/widget-token", widget_token, methods=["POST"])]


def _user_name(request: Request, body: bytes) -> str:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "Send JSON in UTF-8, with Content-Type: application/json.")
    try:
        given: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is no JSON: {error}.") from None
    found = given.get("userName") if isinstance(given, dict) else None
    if not isinstance(found, str) or not found.strip():
        raise BadRequest('Name the person whose widget it is for: {"userName": "..."}.')
    return found.strip()
