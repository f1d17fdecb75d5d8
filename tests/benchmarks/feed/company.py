"""The data that all servers of the comparison read: a company made from one seed, the same on both databases.

10,000 people in 480 teams below 20 others, and so many recognitions over three years: two recipients on average, most
of them near by, nine of ten for everyone's eyes; two reactions and a comment each. A database that is filled stays in
the folder, and is used again.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from rich.console import Console

from had_your_back import ids, migrate
from had_your_back.database import Database
from had_your_back.ids import Kind
from had_your_back.people.rules import ALWAYS

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SPAN = timedelta(days=3 * 365)
PEOPLE, TEAMS, DIVISIONS = 10_000, 500, 20
AT_ONCE = 25_000
EMOJI = ("👏", "❤️", "🙏", "🎉", "💪")
BEHAVIOURS = ("had_my_back", "owned_it", "felt_with_me", "took_the_harder_way", "was_a_resource", "served_the_chain")
SENTENCE = (
    "thank you for taking the night call when the line was down and nobody else could come you stayed until the last "
    "customer had an answer then wrote it up so that the next shift knew what to do without asking anybody again"
)
WORDS = SENTENCE.split()
err = Console(stderr=True, highlight=False, soft_wrap=True)
Batch = dict[str, list[tuple[Any, ...]]]

# The columns of each table, in the order of the rows below.
COLUMNS = {
    "team": ("id", "external_id", "name", "sort_name", "parent_id", "created_at", "changed_at",
             "revision"),
    "team_path": ("team_id", "ancestor_id", "depth", "since"),
    "person": ("id", "user_name", "user_key", "display_name", "sort_name", "avatar_url", "job_title", "manager_id",
               "roles", "active", "created_at", "changed_at", "revision"),
    "membership": ("person_id", "team_id", "since", "until", "home"),
    "recognition": ("id", "giver_id", "giver_team_id", "message", "behaviours", "visibility", "state", "created_at",
                    "reported", "comment_count", "endorsement_count", "reaction_counts"),
    "recognition_recipient": ("recognition_id", "person_id", "team_id", "place"),
    "recognition_team": ("team_id", "recognition_id", "direct"),
    "recognition_behaviour": ("behaviour", "recognition_id"),
    "reaction": ("recognition_id", "person_id", "emoji"),
    "comment": ("id", "recognition_id", "author_id", "text", "hidden", "created_at"),
}  # fmt: skip


class Company:
    """Who there is, by number. The first teams are above the others; every twentieth person is in a second team."""

    def __init__(self) -> None:
        self.pick = random.Random(7)
        self.teams = [self.identify(Kind.TEAM, ALWAYS) for _ in range(TEAMS)]
        self.people = [self.identify(Kind.PERSON, ALWAYS) for _ in range(PEOPLE)]
        self.leaves = TEAMS - DIVISIONS
        self.crews = [range(leaf, PEOPLE, self.leaves) for leaf in range(self.leaves)]

    def identify(self, kind: Kind, at: datetime) -> str:
        """As `ids.new`, from the seed."""
        bits = self.pick.getrandbits
        number = ids.milliseconds(at) << 80 | 0x7 << 76 | bits(12) << 64 | 0b10 << 62 | bits(62)
        return f"{kind}_{ids._encode(number)}"

    def home(self, person: int) -> int:
        """The number of somebody's home team."""
        return DIVISIONS + person % self.leaves

    def above(self, team: int) -> int:
        """The number of the team above one at the bottom."""
        return (team - DIVISIONS) % DIVISIONS

    def staff(self) -> Batch:
        """Teams and people."""
        rows: Batch = {"team": [], "team_path": [], "person": [], "membership": []}
        for n, key in enumerate(self.teams):
            parent = None if n < DIVISIONS else self.teams[self.above(n)]
            rows["team"].append((key, f"t{n}", f"Team {n}", f"team {n:04}", parent, ALWAYS, ALWAYS, 1))
            rows["team_path"].append((key, key, 0, ALWAYS))
            if parent:
                rows["team_path"].append((key, parent, 1, ALWAYS))
        for n, key in enumerate(self.people):
            crew = self.crews[n % self.leaves]
            manager = self.people[crew[0]] if n != crew[0] else None
            avatar = f"https://people.example/{n}.png" if n % 3 else None
            rows["person"].append((key, f"p{n}", f"p{n}", f"Person {n}", f"person {n}", avatar, "Engineer", manager,
                                   "[]", True, ALWAYS, ALWAYS, 1))  # fmt: skip
            rows["membership"].append((key, self.teams[self.home(n)], ALWAYS, None, True))
            if n % 20 == 0:
                rows["membership"].append((key, self.teams[self.home(n + 1)], ALWAYS, None, False))
        return rows

    def year_after_year(self, number: int) -> Iterator[Batch]:
        """So many recognitions, and what was said to them."""
        pick = self.pick
        rows: Batch = {name: [] for name in list(COLUMNS)[4:]}
        for each in range(number):
            at = NOW - SPAN * (1 - each / number) - timedelta(minutes=1)
            at = at.replace(microsecond=at.microsecond // 1000 * 1000)
            key, giver, chance = self.identify(Kind.RECOGNITION, at), pick.randrange(PEOPLE), pick.random()
            home = self.home(giver)
            near = self.crews[home - DIVISIONS if chance < 0.7 else pick.randrange(self.leaves)]
            to = [one for one in pick.sample(near, pick.randint(1, 3)) if one != giver] or [(giver + 1) % PEOPLE]
            shown = pick.choices(("EVERYONE", "TEAMS", "PEOPLE", "PEOPLE_AND_MANAGERS"), (90, 6, 2, 2))[0]
            did = sorted(pick.sample(BEHAVIOURS, pick.randint(1, 2)))
            felt = {(pick.randrange(PEOPLE), pick.choice(EMOJI)) for _ in range(pick.randint(0, 4))}
            said = pick.choice((0, 0, 1, 3))
            message = " ".join(pick.choices(WORDS, k=pick.randint(8, 30))).capitalize()
            counts = orjson.dumps(Counter(emoji for _, emoji in felt)).decode()
            giver_id = self.people[giver]
            rows["recognition"].append((key, giver_id, self.teams[home], message, orjson.dumps(did).decode(), shown,
                                        "ACTIVE", at, False, said, 0, counts))  # fmt: skip
            rows["recognition_recipient"] += [
                (key, self.people[one], self.teams[self.home(one)], place) for place, one in enumerate(to)
            ]
            direct = {home, *map(self.home, to)}
            rows["recognition_team"] += [
                (self.teams[team], key, team in direct) for team in sorted(direct | set(map(self.above, direct)))
            ]
            rows["recognition_behaviour"] += [(one, key) for one in did]
            rows["reaction"] += [(key, self.people[one], emoji) for one, emoji in sorted(felt)]
            rows["comment"] += [
                (self.identify(Kind.COMMENT, at), key, self.people[pick.randrange(PEOPLE)], "So did I.", False, at)
                for _ in range(said)
            ]
            if len(rows["recognition"]) == AT_ONCE:
                yield rows
                rows = {name: [] for name in rows}
        yield rows


async def postgres(server: str, number: int, times: int = 1) -> str:
    """The address of a PostgreSQL database with so many recognitions, filled if it is not there.

    With `times` it is one of so many times as many, of which the feed's tables know all and others the first.
    """
    if times > 1:
        await postgres(server, number)
    connection = await asyncpg.connect(server)
    name = f"feed_{number}" if times == 1 else f"feed_{number}_{times}"
    draft = f"{name}_draft"
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await connection.execute(f"DROP DATABASE IF EXISTS {draft}")
        await connection.execute(f"CREATE DATABASE {draft}" + (f" TEMPLATE feed_{number}" if times > 1 else ""))
        err.print(f"filling PostgreSQL with {number * times:,} recognitions")
        if times > 1:
            await _multiply(_other(server, draft), times)
        else:
            await _fill_postgres(_other(server, draft), number)
        await connection.execute(f"ALTER DATABASE {draft} RENAME TO {name}")
    await connection.close()
    await _migrated(_other(server, name))  # the service may have gone on since
    return _other(server, name)


def _other(server: str, name: str) -> str:
    address, _, query = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


async def _fill_postgres(url: str, number: int) -> None:
    await _migrated(url)
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    company = Company()
    await _copy(connection, company.staff())
    for batch in company.year_after_year(number):
        await _copy(connection, batch)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _multiply(url: str, times: int) -> None:
    """Each recognition once more and more, at the same instant and of the same people, under ids with another end."""
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    for name in ("recognition", "recognition_recipient", "recognition_team", "recognition_behaviour"):
        columns, key = COLUMNS[name], "id" if name == "recognition" else "recognition_id"
        told = [f"left({key}, -8) || lpad(n::text, 8, '0')" if each == key else each for each in columns]
        copies = f"SELECT {', '.join(told)} FROM {name}, generate_series(1, {times - 1}) n"
        await connection.execute(f"INSERT INTO {name} ({', '.join(columns)}) {copies}")
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _copy(connection: asyncpg.Connection, batch: Batch) -> None:
    for name, rows in batch.items():
        await connection.copy_records_to_table(name, records=rows, columns=COLUMNS[name])


def sqlite(folder: Path, number: int) -> Path:
    """A SQLite file with so many recognitions, filled if it is not there."""
    path = folder / f"feed-{number}.db"
    if not path.exists():
        err.print(f"filling SQLite with {number:,} recognitions")
        draft = path.with_suffix(".making")
        for each in folder.glob(f"{draft.name}*"):
            each.unlink()
        asyncio.run(_migrated(f"sqlite:///{draft}"))
        company = Company()
        connection = sqlite3.connect(draft, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _insert(connection, company.staff())
        for batch in company.year_after_year(number):
            _insert(connection, batch)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        draft.rename(path)
    asyncio.run(_migrated(f"sqlite:///{path}"))  # the service may have gone on since
    return path


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()


def _insert(connection: sqlite3.Connection, batch: Batch) -> None:
    for name, rows in batch.items():
        columns = COLUMNS[name]
        told = [tuple(_written(value) for value in row) for row in rows]
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", told)


def _written(value: Any) -> Any:
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value
