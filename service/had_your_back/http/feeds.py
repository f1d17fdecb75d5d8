"""A person's commitments as a calendar, at an address that is secret."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from had_your_back.answers import is_held
from had_your_back.commitments import store
from had_your_back.commitments.transitions import Commitment
from had_your_back.database import Database, Row
from had_your_back.people import store as people
from had_your_back.people.signing import FeedSecrets
from had_your_back.settings import Settings

MOST = 250
"""Commitments in one feed."""

HEADERS = {
    "cache-control": "private, no-cache",  # kept by nobody between; asked for again each time, with the tag
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


def routes(database: Database, settings: Settings, secrets: FeedSecrets) -> list[Route]:
    """``/feeds/<secret>/commitments.ics``."""

    async def commitments(request: Request) -> Response:
        """The feed. Whatever is wrong with the secret or its person, there is none here."""
        from had_your_back.commitments import formats  # noqa: PLC0415 - icalendar, which most processes never need

        secret = request.path_params["secret"]
        named = secrets.person_in(secret)
        if named is None:
            raise HTTPException(404)
        async with database.read() as session:
            found = await people.people_by(session, "id", [named])
            nonce = found[0].calendar_nonce if found else None
            if not secrets.opens(secret, named, nonce) or not found or not found[0].active:
                raise HTTPException(404)
            rows = await store.of_calendar(
                session, named, closed_since=database.now() - formats.ENDED_SHOWN_FOR, most=MOST
            )
        link = f"{settings.reached_at(str(request.base_url))}/"
        entries = [formats.Entry(*_entry(row, named)) for row in sorted(rows, key=lambda row: row.id)]
        feed = formats.Feed(f"Commitments · {settings.organization}", link, entries)
        tag = f'"{feed.tag}"'
        headers = {**HEADERS, "etag": tag, "content-type": formats.CONTENT_TYPE}
        if is_held(request.headers, tag):
            return Response(status_code=304, headers=headers)
        return Response(await asyncio.to_thread(formats.written, feed), headers=headers)

    return [Route("/feeds/{secret}/commitments.ics", commitments, methods=["GET"])]


def _entry(row: Row, person: str) -> tuple[Commitment, bool, str]:
    mine = row.performer_id == person
    return store.it_of(row), mine, row.customer if mine else row.performer
