"""What does a score cost, and does that grow with history?

    python tests/benchmarks/score_cost.py [--engine sqlite|postgresql] [--sizes 1000000 10000000] [--years 3]

A company of 10,000 people in 500 teams, 20 of them above the others, and 300,000 commitments. The first million of
recognitions lies in so many years, and what is more lies before these, at the same rate. With `--years 0.3` the window
is as full as if ten million lay in three years. PostgreSQL is the one that the tests start, or HYB_TEST_POSTGRES_URL.

In milliseconds. One team: median and slowest of 40 teams at the bottom, and of those above them. Gathering is what the
database and its driver do, reckoning what is done with the rows; the CPU of this process tells how much of it was
waiting, for the database or for a machine that is busy.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from promise_cost import NOW, commitments, postgres
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from had_your_back import ids, migrate
from had_your_back.commitments import tables
from had_your_back.commitments.transitions import Answer
from had_your_back.database import Database, Transaction
from had_your_back.ids import Kind
from had_your_back.people import tables as people
from had_your_back.people.rules import ALWAYS
from had_your_back.scores import actions, ledger, rules, store
from had_your_back.scores.actions import Publishing
from had_your_back.scores.recipes import RECIPES

V1 = RECIPES["v1"]
PEOPLE, TEAMS = 10_000, 500
DIVISIONS, COMMITMENTS, MILLION, AT_ONCE = 20, 300_000, 1_000_000, 50_000
YEAR = timedelta(days=365)


class Company:
    """Who is where: the first teams are above the others, which have all the people."""

    def __init__(self) -> None:
        self.teams = [ids.new(Kind.TEAM, NOW) for _ in range(TEAMS)]
        self.people = [ids.new(Kind.PERSON, NOW) for _ in range(PEOPLE)]
        self.divisions, self.leaves = self.teams[:DIVISIONS], self.teams[DIVISIONS:]
        self.parent = {team: self.divisions[n % DIVISIONS] for n, team in enumerate(self.leaves)}
        # Of the n-th person; promise_cost.py asks for the team of n % len(teams).
        self.homes = [self.leaves[n % len(self.leaves)] for n in range(TEAMS)]
        self.crews: dict[str, list[int]] = {team: [] for team in self.leaves}
        for n in range(PEOPLE):
            self.crews[self.home(n)].append(n)

    def home(self, person: int) -> str:
        return self.homes[person % TEAMS]


async def found(tx: Transaction, it: Company) -> None:
    """People and teams, and the commitments of three years."""
    await tx.insert(people.team, [
        {"id": key, "external_id": f"t{n}", "name": f"Team {n}", "sort_name": f"team {n}", "description": None,
         "parent_id": it.parent.get(key), "created_at": NOW, "changed_at": NOW, "revision": 1}
        for n, key in enumerate(it.teams)
    ])  # fmt: skip
    paths = [(key, key, 0) for key in it.teams] + [(key, above, 1) for key, above in it.parent.items()]
    await tx.insert(people.path, [
        {"team_id": key, "ancestor_id": above, "depth": depth, "since": ALWAYS} for key, above, depth in paths
    ])  # fmt: skip
    await tx.insert(people.person, [
        {**dict.fromkeys(column.name for column in people.person.c), "id": key, "user_name": f"p{n}",
         "user_key": f"p{n}", "display_name": f"Person {n}", "sort_name": f"person {n}", "active": True,
         "roles": [], "created_at": NOW, "changed_at": NOW, "revision": 1} for n, key in enumerate(it.people)
    ])  # fmt: skip
    await tx.insert(people.membership, [
        {"person_id": key, "team_id": it.home(n), "since": ALWAYS, "until": None, "home": True}
        for n, key in enumerate(it.people)
    ])  # fmt: skip
    made = []
    for row, _ in commitments(COMMITMENTS, it.people, it.homes):
        answer = Answer.EXPIRED if row["state"] == "EXPIRED" else Answer.ACCEPTED
        answered = {"answer": answer, "answered_at": row["created_at"], "answered_by_id": row["performer_id"]}
        broken = row["closed_at"] if row["state"] == "BROKEN" else None
        made.append({**row, **answered, "answer_team_id": row["performer_team_id"], "broken_at": broken})
        if len(made) == AT_ONCE:
            await tx.insert_all({tables.commitment: made})
            made = []
    await tx.insert_all({tables.commitment: made})


Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]
COLUMNS = (
    ("recognition", ("id", "giver_id", "giver_team_id", "behaviours", "visibility", "state", "created_at", "reported",
                     "comment_count", "endorsement_count", "reaction_counts")),
    ("recognition_recipient", ("recognition_id", "person_id", "team_id", "place")),
    ("recognition_team", ("recognition_id", "team_id", "direct")),
)  # fmt: skip


def thanks(number: int, it: Company, span: timedelta, behaviours: Any, counts: Any) -> Iterator[Rows]:
    """So many recognitions with two recipients on average, most of them near by, as the rows of three tables."""
    pick = random.Random(number)
    rows: Rows = ([], [], [])
    for each in range(number):
        at = NOW - span * (1 - each / number) - timedelta(minutes=1)
        key = ids.new(Kind.RECOGNITION, at)
        giver = pick.randrange(PEOPLE)
        home, chance = it.home(giver), pick.random()
        if chance < 0.6:
            near = it.crews[home]
        elif chance < 0.85:
            near = it.crews[pick.choice(it.leaves[it.divisions.index(it.parent[home]) :: DIVISIONS])]
        else:
            near = it.crews[pick.choice(it.leaves)]
        to = [one for one in pick.sample(near, pick.randint(1, 3)) if one != giver] or [(giver + 1) % PEOPLE]
        giver_id = it.people[giver]
        rows[0].append((key, giver_id, home, behaviours, "EVERYONE", "ACTIVE", at, False, 0, 0, counts))
        rows[1].extend((key, it.people[one], it.home(one), place) for place, one in enumerate(to))
        direct = {home, *map(it.home, to)}
        above = {it.parent[team] for team in direct}
        rows[2].extend((key, team, team in direct) for team in (*direct, *above))
        if len(rows[0]) == AT_ONCE:
            yield rows
            rows = ([], [], [])
    yield rows


async def fill_postgres(url: str, number: int, it: Company, span: timedelta) -> None:
    """As COPY. What is older than the first million is copied in the database, under ids and instants that come before.

    Indexes are built when everything is there, which takes a fifth of the time.
    """
    import asyncpg

    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
    tables = [table for table, _ in COLUMNS]
    indexes = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY($1) "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
        tables,
    )
    for name, _ in indexes:
        await connection.execute(f"DROP INDEX {name}")
    for rows in thanks(min(number, MILLION), it, span, "[]", "{}"):
        for (table, columns), each in zip(COLUMNS, rows, strict=True):
            await connection.copy_records_to_table(table, records=each, columns=columns)
    for copy in range(1, number // MILLION):
        for table, (key, *others) in COLUMNS:
            then = f"created_at - make_interval(secs => {copy * span.total_seconds()})"
            older = ", ".join((f"'rec_00{9 - copy}' || substr({key}, 8)", *others)).replace("created_at", then)
            await connection.execute(
                f"INSERT INTO {table} ({', '.join((key, *others))}) SELECT {older} FROM {table} WHERE {key} > 'rec_01'"
            )
    for name, statement in indexes:
        # Of a score's tables only what the score reads: ten million would take forty gigabytes with everything.
        if name not in {"ix_recognition_team_recognition_id", "ix_recognition_commitment_id"}:
            await connection.execute(statement)
    # So that the server has nothing of it left to do while it is measured.
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def fill_sqlite(database: Database, number: int, it: Company, span: timedelta) -> None:
    def insert(connection: Any) -> None:
        for rows in thanks(number, it, span, "[]", "{}"):
            for (table, columns), each in zip(COLUMNS, rows, strict=True):
                values = [tuple(f"{one:%Y-%m-%d %H:%M:%S.%f}" if isinstance(one, datetime) else one for one in row)
                          for row in each]  # fmt: skip
                marks = ", ".join("?" * len(columns))
                if values:
                    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
        connection.execute(text("ANALYZE"))

    await database.run_sync(insert)


class Times(list[float]):
    """Milliseconds of the same thing, time and again."""

    def __str__(self) -> str:
        return f"{statistics.median(self):,.1f} / {max(self):,.1f}"


async def one_team(database: Database, teams: list[str], means: rules.Means, populated: frozenset[str]) -> list[Times]:
    """Gathering and reckoning of each of these teams alone, and what was read for them."""
    gathered, reckoned, worked, read = Times(), Times(), Times(), Times()
    for team in teams:
        cpu = time.process_time()
        async with database.read() as session:
            begun = time.perf_counter()
            one = await store.gather(session, AS_OF, V1, team=team, populated=populated)
            between = time.perf_counter()
        assert rules.score(ledger.evidence(one)[team], means, V1).working
        reckoned.append((time.perf_counter() - between) * 1_000)
        gathered.append((between - begun) * 1_000)
        worked.append((time.process_time() - cpu) * 1_000)
        read.append(sum(len(it.given.many) + len(it.promises) + len(it.requests) for it in one.places))
    return [gathered, reckoned, Times(map(sum, zip(gathered, reckoned, strict=True))), worked, read]


def _recognitions(whole: ledger.Ledger) -> int:
    return sum(len(place.given.many) for place in whole.places)


AS_OF = rules.day_of(NOW, NOW.tzinfo)


async def measure(database: Database, it: Company) -> dict[str, str]:
    shown: dict[str, str] = {}
    gathered, reckoned = Times(), Times()
    for _ in range(5):
        async with database.read() as session:
            begun = time.perf_counter()
            whole = await store.gather(session, AS_OF, V1)
            between = time.perf_counter()
            day = await actions.reckon(session, AS_OF, V1)
            reckoned.append((time.perf_counter() - between) * 1_000)
        gathered.append((between - begun) * 1_000)
    populated = ledger.populated_teams(whole)
    shown["recognitions in the window"] = f"{_recognitions(whole):,}"
    del whole
    for name, teams in (("one team", it.leaves[:40]), ("one of those above", it.divisions)):
        await one_team(database, teams[:5], day.means, populated)  # so that every statement is prepared
        figures = await one_team(database, teams, day.means, populated)
        for what, times in zip(("gathering", "reckoning", "score", "CPU here", "items read"), figures, strict=True):
            shown[f"{name}: {what}"] = str(times)
    shown["all teams: gathering"], shown["all teams: gathering and reckoning"] = str(gathered), str(reckoned)
    published, worked = Times(), Times()
    for _ in range(8):
        await database.run_sync(unpublish)
        begun, cpu = time.perf_counter(), time.process_time()
        number = await actions.publish(database, publishing=Publishing(timedelta(days=1), V1, NOW.tzinfo))
        published.append((time.perf_counter() - begun) * 1_000)
        worked.append((time.process_time() - cpu) * 1_000)
    shown[f"all {number} teams: published"], shown["all teams: CPU here"] = str(published), str(worked)
    return shown


def unpublish(connection: Any) -> None:
    for table in ("score_link", "score_snapshot", "score_publication"):
        connection.execute(text(f"DELETE FROM {table}"))


async def measured(url: str, number: int, span: timedelta) -> dict[str, str]:
    database = Database(url, clock=lambda: NOW)
    await migrate.upgrade(database)
    it = Company()
    begun = time.perf_counter()
    await database.transact(found, it)
    if database.dialect == "postgresql":
        await fill_postgres(url, number, it, span)
    else:
        await fill_sqlite(database, number, it, span)
    took = time.perf_counter() - begun
    # As the service does when it has started.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    shown = await measure(database, it)
    await database.close()
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return {"seconds to fill": f"{took:.0f}", "load of the machine": load, **shown}


async def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--sizes", type=int, nargs="+", default=[100_000])
    asked.add_argument("--years", type=float, default=3)
    given = asked.parse_args()
    results = {}
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as folder:
        for size in given.sizes:
            url = f"sqlite:///{folder}/{size}.db"
            if given.engine == "postgresql":
                url = await postgres(Path(folder), size)
            results[size] = await measured(url, size, given.years * YEAR)
    title = f"{given.engine}, {given.years:g} years; milliseconds, median / slowest"
    table = Table("", *(f"{size:,}" for size in given.sizes), title=title)
    for name in results[given.sizes[0]]:
        table.add_row(name, *(results[size][name] for size in given.sizes))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
