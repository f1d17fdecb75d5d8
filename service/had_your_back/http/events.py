"""The log of facts over HTTP: for whoever fetches instead of being called, or has missed a webhook."""

from __future__ import annotations

from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from had_your_back.auth import Gate
from had_your_back.database import Database, Row
from had_your_back.errors import BadRequest, Forbidden, Refused
from had_your_back.events import described
from had_your_back.people.rules import Actor, Scope
from had_your_back.settings import Settings
from had_your_back.webhooks import feed, formats
from had_your_back.webhooks.queue import Tombstones
from had_your_back.webhooks.rules import Format, Style

PARAMETERS = ("after", "types", "limit")
READERS = frozenset({Scope.EVENTS_READ, Scope.WEBHOOKS_MANAGE})


def routes(database: Database, settings: Settings, gate: Gate, *, tombstones: Tombstones) -> list[Route]:
    """``/events`` and ``/events/schema``."""

    async def events(request: Request) -> Response:
        """A page of the log: each event exactly as a webhook in the thin style would carry it now."""
        _let_in(await gate.actor(request.headers.get("authorization")))
        after, types, limit = _asked(request)
        try:
            async with database.read() as session:
                page = await feed.pull(session, after, types, limit=limit)
                gone = await tombstones(session, {row.subject for row in page.events})
        except Refused as refusal:
            raise BadRequest(refusal.message) from refusal
        end = feed.cursor(page.end)
        told = [orjson.Fragment(_as_webhook(row, gone=row.subject in gone)) for row in page.events]
        onward = {"after": end, **({"types": ",".join(types)} if types else {}), "limit": limit}
        link = f"{settings.reached_at(str(request.base_url))}/events?{urlencode(onward, safe=',*')}"
        return _json(
            orjson.dumps({"events": told, "next": end, "more": page.more}),
            {"cache-control": "no-store", "link": f'<{link}>; rel="next"', "vary": "Authorization"},
        )

    async def schema(_: Request) -> Response:
        """Every type of event that there is. It says nothing of anybody, so it is open."""
        return _json(orjson.dumps({"types": described()}), {"cache-control": "no-cache"})

    return [Route("/events", events, methods=["GET"]), Route("/events/schema", schema, methods=["GET"])]


def _as_webhook(event: Row, *, gone: bool) -> bytes:
    return formats.body(event, Format.STANDARD, Style.THIN, gone=gone).content


def _json(body: bytes, headers: dict[str, str]) -> Response:
    return Response(body, headers={**headers, "x-content-type-options": "nosniff"}, media_type="application/json")


def _let_in(actor: Actor) -> None:
    if not READERS & actor.scopes:
        raise Forbidden(f"The log needs the scope {' or '.join(sorted(READERS))}.")


def _asked(request: Request) -> tuple[str | None, list[str], int]:
    """What was asked for. A parameter that we do not know is refused: it was meant to narrow something."""
    given = request.query_params
    if unknown := [name for name in given if name not in PARAMETERS]:
        raise BadRequest(f"There is no parameter {unknown[0]!r}. There are: {', '.join(PARAMETERS)}.")
    for name in ("after", "limit"):
        if len(given.getlist(name)) > 1:
            raise BadRequest(f"The parameter {name} is given twice.")
    types = [each.strip() for listed in given.getlist("types") for each in listed.split(",") if each.strip()]
    limit = given.get("limit") or str(feed.EVENTS_AT_A_TIME)
    if not (limit.isascii() and limit.isdigit() and len(limit) <= len(str(feed.MOST)) and 1 <= int(limit) <= feed.MOST):
        raise BadRequest(f"limit is a number from 1 to {feed.MOST:,}; it is {limit[:40]!r}.")
    return given.get("after") or None, types, int(limit)
