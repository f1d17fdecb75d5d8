"""How many bytes does PostgreSQL keep of a thank-you, a reaction and an offer, with all that is written beside them?

    PYTHONPATH=tests:clients/python python tests/benchmarks/row_sizes.py [--number 1000]

So many of each by the service's own actions, on a PostgreSQL of its own; then how much longer each table is, with its
indexes. The logs, which are kept for a month or a year, stand apart from what is kept for ever. The figures are
constants of docs/capacity.py.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from fleet import Postgres, found
from had_your_back import migrate
from had_your_back.commitments import actions as commitments
from had_your_back.commitments.rules import Draft
from had_your_back.database import Database
from had_your_back.people.rules import Actor, Role, actor_of
from had_your_back.recognitions import actions as recognitions
from had_your_back.recognitions.rules import GiveDraft
from had_your_back.settings import Settings

LOGS = "event", "audit_entry"
WORDS = "You stayed until the pump ran again, although it was none of your business, and nobody would have noticed."
SIZES = text("SELECT relname, pg_total_relation_size(relid) AS bytes FROM pg_stat_user_tables")


def acts(database: Database, people: list[str]) -> dict[str, Callable[[], Awaitable[None]]]:
    """What one of these people does, each time somebody else."""
    pick, made = random.Random(7), dict[str, str]()
    settings = Settings(pace_per_giver=10**6, pace_per_pair=10**6)
    limits = recognitions.Limits(
        pace=recognitions.PaceLimits(per_giver=10**6, per_pair=10**6), edit_window=timedelta(minutes=15)
    )
    terms = commitments.terms_of(settings)

    def somebody() -> tuple[Actor, str]:
        one, other = pick.sample(people, 2)
        return actor_of(one, [Role.EMPLOYEE], None), other

    async def give() -> None:
        actor, other = somebody()
        draft = GiveDraft(recipients=[other], message=WORDS, behaviours=["had_my_back"])
        made[await database.transact(recognitions.give, actor, draft, limits=limits)] = actor.needs_person()

    async def react() -> None:
        key = pick.choice(list(made))
        actor = actor_of(pick.choice([each for each in people if each != made[key]]), [Role.EMPLOYEE], None)
        await database.transact(recognitions.react, actor, key, "👏", limits=limits)

    async def offer() -> None:
        actor, other = somebody()
        due = database.now() + timedelta(days=7)
        await database.transact(commitments.offer, actor, other, Draft(title=WORDS[:40], due_at=due), terms=terms)

    return {"thank-you": give, "reaction": react, "offer": offer}


async def run(given: argparse.Namespace, folder: Path) -> None:
    server = Postgres(folder)
    database = Database(server.url)
    await migrate.upgrade(database)
    crowd = await database.transact(found, 200)

    async def sizes() -> Counter[str]:
        async with database.read() as session:
            return Counter({row.relname: row.bytes for row in await session.rows(SIZES)})

    table = Table("", "bytes kept", "bytes in the logs", "statements", "ms each", "of the bytes kept")
    for name, act in acts(database, list(crowd.people.values())).items():
        before, run, begun = await sizes(), database.statements, time.perf_counter()
        for _ in range(given.number):
            await act()
        took, run = time.perf_counter() - begun, database.statements - run
        grown = await sizes() - before
        logs = sum(grown.pop(each, 0) for each in LOGS) / given.number
        most = ", ".join(f"{each} {size / given.number:.0f}" for each, size in grown.most_common(5))
        numbers = grown.total() / given.number, logs, run / given.number, 1000 * took / given.number
        table.add_row(name, *(f"{each:.1f}" for each in numbers), most)
    Console(width=150).print(table)
    await database.close()
    server.stop()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--number", type=int, default=1_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as name:
        asyncio.run(run(given, Path(name)))


if __name__ == "__main__":
    sys.exit(main())
