"""A company of any size, the same for the same size: people in teams, and what they thanked each other for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from had_your_back import ids, migrate
from had_your_back.database import Database, Transaction
from had_your_back.ids import Kind
from had_your_back.people import actions as token_actions
from had_your_back.people import store as people
from had_your_back.people.actions import TokenDraft
from had_your_back.recognitions import store
from had_your_back.recognitions.behaviours import CATALOGUE

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PEOPLE, TEAMS, DIVISIONS = 2_000, 100, 10
EMOJI = ("👏", "🙏", "🎉")
MESSAGE = "You stayed with it until the last of them ran again, and told everybody why. "
AT_ONCE = 10_000


def thanks(
    number: int, who: list[str], teams: list[str], above: list[str]
) -> Iterator[dict[Any, list[dict[str, Any]]]]:
    """So many recognitions over two years, as rows of their tables, in portions."""
    pick, keys = random.Random(number), list(CATALOGUE)
    tables = (store.recognition, store.recipient, store.in_team, store.in_behaviour, store.reaction)
    rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in tables}
    for each in range(number):
        at = NOW - timedelta(days=730) * (1 - each / number) - timedelta(minutes=1)
        key, giver = ids.new(Kind.RECOGNITION, at), pick.randrange(PEOPLE)
        to = [(giver + 1 + pick.randrange(PEOPLE - 1)) % PEOPLE for _ in range(pick.choice((1, 1, 2, 3)))]
        to = list(dict.fromkeys(to))
        reacted = pick.sample(range(PEOPLE), pick.choice((0, 1, 2, 4)))
        felt = [(person, pick.choice(EMOJI)) for person in reacted]
        counts: dict[str, int] = {}
        for _, emoji in felt:
            counts[emoji] = counts.get(emoji, 0) + 1
        named = pick.sample(keys, pick.choice((1, 1, 2)))
        level = pick.choices(("EVERYONE", "TEAMS", "PEOPLE", "PEOPLE_AND_MANAGERS"), (85, 8, 4, 3))[0]
        rows[store.recognition].append({
            "id": key, "external_id": None, "giver_id": who[giver], "giver_team_id": teams[giver % TEAMS],
            "team_id": teams[to[0] % TEAMS] if each % 20 == 0 else None, "message": MESSAGE * pick.choice((1, 2, 3)),
            "behaviours": named, "visibility": level, "state": "ACTIVE", "link": None, "commitment_id": None,
            "created_at": at, "edited_at": at if each % 50 == 0 else None, "reported": False,
            "comment_count": pick.choice((0, 0, 0, 2)), "endorsement_count": pick.choice((0, 0, 1)),
            "reaction_counts": counts,
        })  # fmt: skip
        for place, one in enumerate(to):
            recipient = {"recognition_id": key, "person_id": who[one], "team_id": teams[one % TEAMS], "place": place}
            rows[store.recipient].append(recipient)
        direct = dict.fromkeys(one % TEAMS for one in (giver, *to))
        shown = {teams[one]: True for one in direct} | {above[one % DIVISIONS]: False for one in direct}
        for team, is_direct in shown.items():
            rows[store.in_team].append({"team_id": team, "recognition_id": key, "direct": is_direct})
        rows[store.in_behaviour] += [{"behaviour": name, "recognition_id": key} for name in named]
        rows[store.reaction] += [{"recognition_id": key, "person_id": who[one], "emoji": emoji} for one, emoji in felt]
        if len(rows[store.recognition]) == AT_ONCE:
            yield rows
            rows = {table: [] for table in tables}
    yield rows


async def _company(tx: Transaction) -> tuple[list[str], list[str], list[str]]:
    above, teams = ([ids.new(Kind.TEAM, NOW) for _ in range(many)] for many in (DIVISIONS, TEAMS))
    who = [ids.new(Kind.PERSON, NOW) for _ in range(PEOPLE)]
    since = NOW - timedelta(days=1_000)
    blank = {"external_id": None, "description": None, "parent_id": None, "created_at": NOW}
    divisions = [
        {**blank, "id": key, "name": f"Division {n}", "sort_name": f"division {n}"} for n, key in enumerate(above)
    ]
    crews = [
        {**blank, "id": key, "name": f"Team {n}", "sort_name": f"team {n}", "parent_id": above[n % DIVISIONS]}
        for n, key in enumerate(teams)
    ]
    await tx.insert(people.team, [*divisions, *crews])
    own = [{"team_id": key, "ancestor_id": key, "depth": 0, "since": since} for key in (*above, *teams)]
    up = [
        {"team_id": key, "ancestor_id": above[n % DIVISIONS], "depth": 1, "since": since} for n, key in enumerate(teams)
    ]
    await tx.insert(people.path, [*own, *up])
    nothing = dict.fromkeys(column.name for column in people.person.c)
    rows = [
        {**nothing, "id": key, "user_name": f"p{n}", "user_key": f"p{n}", "display_name": f"Person {n}",
         "sort_name": f"person {n}", "active": True, "roles": [], "created_at": NOW}
        for n, key in enumerate(who)
    ]  # fmt: skip
    for n, row in enumerate(rows):
        row["manager_id"] = who[n % 50] if n >= 50 else None
    await tx.insert(people.person, rows[:50])
    await tx.insert(people.person, rows[50:])
    await tx.insert(people.membership, [
        {"person_id": key, "team_id": teams[n % TEAMS], "since": since, "until": None, "home": True}
        for n, key in enumerate(who)
    ])  # fmt: skip
    return who, teams, above


async def fill(url: str, number: int) -> tuple[str, list[str]]:
    """Fill a database; the token of somebody who reads it, and the ids of its teams."""
    database = Database(url, clock=lambda: NOW)
    await migrate.upgrade(database)
    who, teams, above = await database.transact(_company)
    for rows in thanks(number, who, teams, above):
        await database.transact(_insert, rows)
    scopes = ["recognitions:read", "recognitions:write", "people:read"]
    _, token = await database.transact(
        token_actions.create_token, TokenDraft(name="bench", scopes=scopes, person="p77")
    )
    await database.run_sync(lambda connection: connection.execute(text("ANALYZE")))
    await database.close()
    return token, teams


async def _insert(tx: Transaction, rows: dict[Any, list[dict[str, Any]]]) -> None:
    for table, each in rows.items():
        await tx.insert(table, each)
