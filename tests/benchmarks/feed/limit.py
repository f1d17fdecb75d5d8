"""The limit: the feed and a thank-you written by hand. Flat statements, dicts, orjson, starlette; no GraphQL.

It does what ours must do, and no more: it asks who it is, shows what they may see, checks what a thank-you needs.
`DATABASE` is an address of PostgreSQL or a file of SQLite. uvicorn serves `limit:app`.
"""

from __future__ import annotations

import base64
import gc
import os
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import statements as sql
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from had_your_back import ids
from had_your_back.ids import Kind

DATABASE = os.environ.get("DATABASE", "")
LITE = "://" not in DATABASE
LAST = "rec_z"
_held: Any = None


def cursor(key: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([key])).decode().rstrip("=")


def cards(rows: Sequence[Any], size: int, to: Sequence[Any]) -> bytes:
    """The page, from flat rows."""
    recipients: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for recognition, key, name, team, team_name in to:
        mine = recipients[recognition]
        if not mine or mine[-1]["id"] != key:
            mine.append({"id": key, "displayName": name, "teams": []})
        if team is not None:
            mine[-1]["teams"].append({"id": team, "name": team_name})
    edges = [
        {
            "cursor": cursor(key),
            "node": {
                "id": key,
                "message": message,
                "createdAt": at,
                "giver": {"id": giver, "displayName": name, "avatarUrl": avatar},
                "recipients": recipients[key],
                "behaviours": [{"key": each} for each in behaviours],
                "reactions": [
                    {"emoji": emoji, "count": number}
                    for emoji, number in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
                ],
                "commentCount": comments,
            },
        }
        for key, message, at, behaviours, counts, comments, giver, name, avatar in rows[:size]
    ]
    more = {"hasNextPage": len(rows) > size, "endCursor": edges[-1]["cursor"] if edges else None}
    told = {"data": {"recognitions": {"edges": edges, "pageInfo": more}}}
    return orjson.dumps(told, option=orjson.OPT_UTC_Z)


async def feed(who: str, given: dict[str, Any]) -> bytes:
    size, after = given["first"], given["after"]
    last = orjson.loads(base64.urlsafe_b64decode(after + "=="))[0] if after else LAST
    async with _held.acquire() as connection:
        person = await connection.fetchrow(sql.WHO, who)
        rows = await connection.fetch(sql.PAGE, person[0], given["team"], last, size + 1)
        to = await connection.fetch(sql.TO_POSTGRES, [row[0] for row in rows[:size]])
    return cards(rows, size, to)


def feed_of_sqlite(who: str, given: dict[str, Any]) -> bytes:
    size, after = given["first"], given["after"]
    last = orjson.loads(base64.urlsafe_b64decode(after + "=="))[0] if after else LAST
    person = _held.execute(WHO, (who,)).fetchone()
    rows = _held.execute(PAGE, (person[0], given["team"], last, size + 1)).fetchall()
    to = _held.execute(TO, (orjson.dumps([row[0] for row in rows[:size]]).decode(),)).fetchall()
    shaped = [
        (key, message, f"{at[:10]}T{at[11:23]}Z", orjson.loads(behaviours), orjson.loads(counts), *others)
        for key, message, at, behaviours, counts, *others in rows
    ]
    return cards(shaped, size, to)


WHO, PAGE, TO = (each.replace("$", "?") for each in (sql.WHO, sql.PAGE, sql.TO_SQLITE))


async def give(who: str, given: dict[str, Any]) -> bytes:
    draft = given["input"]
    wanted = draft["recipients"]
    async with _held.acquire() as connection:
        giver = (await connection.fetchrow(sql.WHO, who))[0]
    async with _held.acquire() as connection, connection.transaction():
        now = await connection.fetchval("SELECT clock_timestamp()")
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        await connection.fetch(sql.TURN, giver)
        facts: dict[str, tuple[str, bool, set[str], set[str]]] = {}
        homes: dict[str, str] = {}
        for key, name, active, team, home, above in await connection.fetch(sql.FACTS, [giver, *wanted]):
            _, _, teams, line = facts.setdefault(key, (name, active, set(), set()))
            teams.add(team)
            line.add(above)
            if home:
                homes[key] = team
        pace = await connection.fetch(sql.PACE, giver, ids.floor(Kind.RECOGNITION, now - timedelta(days=1)))
        assert len(pace) < 1_000_000
        assert all(facts[each][1] for each in wanted)
        assert giver not in wanted
        key, at = ids.new(Kind.RECOGNITION, now), now.isoformat()
        direct = set().union(*(facts[each][2] for each in (giver, *wanted)))
        around = sorted(set().union(*(facts[each][3] for each in (giver, *wanted))))
        row = dict.fromkeys(sql.TABLES["recognition"].split()) | {
            "id": key, "giver_id": giver, "giver_team_id": homes.get(giver), "message": draft["message"],
            "behaviours": draft["behaviours"], "visibility": "EVERYONE", "state": "ACTIVE", "created_at": at,
            "reported": False, "comment_count": 0, "endorsement_count": 0, "reaction_counts": {},
        }  # fmt: skip
        rows = (
            [row],
            [{"recognition_id": key, "person_id": one, "team_id": homes.get(one), "place": place}
             for place, one in enumerate(wanted)],
            [{"team_id": team, "recognition_id": key, "direct": team in direct} for team in around],
            [{"behaviour": each, "recognition_id": key} for each in draft["behaviours"]],
            [{"recognition_id": key, "words": " ".join(draft["message"].casefold().replace(".", "").split())}],
        )  # fmt: skip
        await connection.fetch(sql.ADD, *(orjson.dumps(each).decode() for each in rows))
        fact = {
            "recognition": key,
            "giver": giver,
            "recipients": wanted,
            "team": None,
            "behaviours": draft["behaviours"],
        }
        told = (orjson.dumps(around).decode(), orjson.dumps(fact).decode())
        event = ids.new(Kind.EVENT, now)
        await connection.fetchval(sql.TELL, event, "recognition.given", now, key, "EVERYONE", *told)
    async with _held.acquire() as connection:
        shown = await connection.fetchrow(sql.SHOWN, giver, [key])
        to = await connection.fetch(sql.SHOWN_TO, [key])
        names = {row[0]: row[1] for row in await connection.fetch(sql.GIVERS, [shown[1]])}
        names |= {row[0]: row[1] for row in await connection.fetch(sql.GIVERS, [row[1] for row in to])}
    recognition = {
        "id": shown[0],
        "message": shown[2],
        "giver": {"id": giver, "displayName": names[giver]},
        "recipients": [{"id": row[1], "displayName": names[row[1]]} for row in to],
        "behaviours": [{"key": each} for each in shown[3]],
    }
    return orjson.dumps({"data": {"giveRecognition": {"recognition": recognition, "userErrors": []}}})


async def graphql(request: Request) -> Response:
    given = orjson.loads(await request.body())["variables"]
    who = request.headers["authorization"].removeprefix("Bearer dev:")
    if _held is None:
        await _open()
    if "input" in given:
        told = await give(who, given)
    else:
        told = feed_of_sqlite(who, given) if LITE else await feed(who, given)
    return Response(told, media_type="application/json")


async def _open() -> None:
    global _held  # noqa: PLW0603 - one connection or pool for the process
    if LITE:
        _held = sqlite3.connect(DATABASE, isolation_level=None, cached_statements=1_000)
        return

    async def keep(_: object) -> None:
        """Nothing is left behind that would have to be cleared."""

    async def prepare(connection: asyncpg.Connection) -> None:
        await connection.set_type_codec("jsonb", encoder=str, decoder=orjson.loads, schema="pg_catalog")

    settings = {"TimeZone": "UTC", "jit": "off"}
    made = asyncpg.create_pool(DATABASE, min_size=0, max_size=20, reset=keep, init=prepare, server_settings=settings)
    _held = await made


app = Starlette(routes=[Route("/graphql", graphql, methods=["POST"])])

# As our service does: what is here by now stays.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
