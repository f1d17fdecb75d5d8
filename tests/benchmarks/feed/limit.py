"""The limit: the widget's feed by hand. Five statements, dicts, orjson and starlette; no GraphQL, no SQLAlchemy."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from had_your_back.events import instant
from had_your_back.recognitions.behaviours import CATALOGUE

URL = os.environ.get("HYB_DATABASE_URL", "")
LITE = URL.startswith("sqlite")
TOKEN = (
    "SELECT t.scopes, t.person_id, t.revoked_at, t.expires_at, p.active, p.roles FROM service_token t "
    "LEFT JOIN person p ON p.id = t.person_id WHERE t.hash = $1"
)
PAGE = """
SELECT r.id, r.message, r.giver_id, r.visibility, r.state, r.created_at, r.edited_at, r.link, r.behaviours,
  r.reaction_counts, r.endorsement_count, r.comment_count, g.display_name, t.id, t.name,
  EXISTS (SELECT 1 FROM recognition_recipient m WHERE m.recognition_id = r.id AND m.person_id = $1),
  EXISTS (SELECT 1 FROM endorsement e WHERE e.recognition_id = r.id AND e.person_id = $1)
FROM recognition r JOIN person g ON g.id = r.giver_id LEFT JOIN team t ON t.id = r.team_id
WHERE r.id IN (SELECT f.recognition_id FROM recognition_team f WHERE f.team_id = $2) AND r.state = 'ACTIVE' AND (
  r.visibility = 'EVERYONE'
  OR r.visibility IN ('TEAMS', 'PEOPLE', 'PEOPLE_AND_MANAGERS') AND (r.giver_id = $1
    OR EXISTS (SELECT 1 FROM recognition_recipient m WHERE m.recognition_id = r.id AND m.person_id = $1))
  OR r.visibility = 'TEAMS' AND EXISTS (SELECT 1 FROM recognition_team d JOIN membership b ON b.team_id = d.team_id
    WHERE d.recognition_id = r.id AND d.direct AND b.person_id = $1 AND b.until IS NULL)
  OR r.visibility = 'PEOPLE_AND_MANAGERS' AND (
    EXISTS (SELECT 1 FROM person k WHERE k.id = r.giver_id AND k.manager_id = $1)
    OR EXISTS (SELECT 1 FROM recognition_recipient m JOIN person k ON k.id = m.person_id
      WHERE m.recognition_id = r.id AND k.manager_id = $1)))
ORDER BY r.id DESC LIMIT $3
"""
AMONG = "IN (SELECT value FROM json_each($1))" if LITE else "= ANY($1::text[])"
RECIPIENTS = (
    "SELECT m.recognition_id, p.id, p.display_name FROM recognition_recipient m JOIN person p ON p.id = m.person_id "
    f"WHERE m.recognition_id {AMONG} ORDER BY m.recognition_id, m.place"
)
TEAMS = (
    "SELECT m.person_id, t.id, t.name FROM membership m JOIN team t ON t.id = m.team_id "
    f"WHERE m.person_id {AMONG} AND m.until IS NULL ORDER BY m.home DESC, t.sort_name, t.id"
)
REACTIONS = f"SELECT recognition_id, emoji FROM reaction WHERE recognition_id {AMONG} AND person_id = $2"
JSON = orjson.loads if LITE else (lambda text: orjson.loads(text) if isinstance(text, str) else text)


class Rows:
    """The driver, with nothing around it."""

    driver: Any = None

    async def __call__(self, sql: str, *arguments: Any) -> Sequence[Any]:
        if LITE:
            if self.driver is None:
                self.driver = sqlite3.connect(
                    URL.removeprefix("sqlite:///"), isolation_level=None, cached_statements=500
                )
            given = [orjson.dumps(each).decode() if isinstance(each, list) else each for each in arguments]
            rows: Sequence[Any] = self.driver.execute(sql.replace("$", "?"), given).fetchall()
            return rows
        if self.driver is None:
            import asyncpg

            async def keep(_: object) -> None: ...

            settings = {"TimeZone": "UTC", "jit": "off"}
            self.driver = await asyncpg.create_pool(URL, min_size=1, max_size=20, reset=keep, server_settings=settings)
        async with self.driver.acquire() as connection:
            found: Sequence[Any] = await connection.fetch(sql, *arguments)
            return found


rows = Rows()


def at(value: Any) -> str | None:
    if value is None:
        return None
    return instant(datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value)


def cursor(key: str) -> str:
    return urlsafe_b64encode(orjson.dumps([key])).decode().rstrip("=")


def may(viewer: str, row: Any) -> list[str]:
    if row[2] == viewer:
        return ["WITHDRAW", "REACT", "COMMENT"]
    endorse = [] if row[15] or row[16] else ["ENDORSE"]
    return [*endorse, "REACT", "COMMENT", "REPORT"]


async def feed(request: Request) -> Response:
    """The answer to Feed with a team."""
    secret = request.headers["authorization"].partition(" ")[2]
    token = (await rows(TOKEN, hashlib.sha256(secret.encode()).hexdigest()))[0]
    assert "recognitions:read" in JSON(token[0])
    viewer: str = token[1]
    given = orjson.loads(await request.body())["variables"]
    found = await rows(PAGE, viewer, given["filter"]["team"], given["first"] + 1)
    more, shown = len(found) > given["first"], found[: given["first"]]
    keys = [row[0] for row in shown]
    to, teams, mine = defaultdict(list), defaultdict(list), set()
    for row in await rows(RECIPIENTS, keys):
        to[row[0]].append({"id": row[1], "displayName": row[2]})
    for row in await rows(TEAMS, list({row[2] for row in shown})):
        teams[row[0]].append({"id": row[1], "name": row[2]})
    for row in await rows(REACTIONS, keys, viewer):
        mine.add((row[0], row[1]))
    nodes = [
        {
            "id": row[0],
            "message": row[1],
            "giver": {"id": row[2], "displayName": row[12], "teams": teams[row[2]]},
            "recipients": to[row[0]],
            "team": {"id": row[13], "name": row[14]} if row[13] else None,
            "behaviours": [{"key": key, "label": CATALOGUE[key].label(None)} for key in JSON(row[8])],
            "visibility": row[3],
            "state": row[4],
            "createdAt": at(row[5]),
            "editedAt": at(row[6]),
            "link": row[7],
            "reactions": [
                {"emoji": emoji, "count": many, "viewerHasReacted": (row[0], emoji) in mine}
                for emoji, many in sorted(JSON(row[9]).items(), key=lambda each: (-each[1], each[0]))
            ],
            "endorsementCount": row[10],
            "viewerHasEndorsed": bool(row[16]),
            "commentCount": row[11],
            "viewerMay": may(viewer, row),
        }
        for row in shown
    ]
    info = {
        "hasNextPage": more,
        "hasPreviousPage": False,
        "startCursor": cursor(keys[0]) if keys else None,
        "endCursor": cursor(keys[-1]) if keys else None,
    }
    body = orjson.dumps({"data": {"recognitions": {"nodes": nodes, "pageInfo": info}}})
    return Response(body, media_type="application/json")


app = Starlette(routes=[Route("/graphql", feed, methods=["POST"])])
