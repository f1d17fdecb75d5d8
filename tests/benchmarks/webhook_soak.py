"""Is anything lost when processes and the database die?

    PYTHONPATH=tests:clients/python python tests/benchmarks/webhook_soak.py [--engine sqlite|postgresql]
        [--events 2000] [--kills 12] [--seed 7]

On PostgreSQL a web process and two workers, on SQLite the one process, as an operator starts them. Everybody thanks
somebody over GraphQL, again under the same idempotency key until it was answered, and five receivers verify and keep
what comes. At random moments one of the processes is killed (SIGKILL) and started again; on PostgreSQL the server too
is torn down once, without a shutdown, in the middle of it. What a dead worker had in flight comes when its lease ends,
after a minute. PostgreSQL is always one of its own here.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from conftest import Company, _found
from fleet import Postgres, Process
from had_your_back import migrate
from had_your_back.database import Database
from processes import ask, free_port
from soaking import UNFINISHED, Mailbox, count, kill_at_random, mailboxes

CONNECT = "mutation($i: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $i) { endpoint { secret } } }"
GIVE = (
    "mutation($i: GiveRecognitionInput!) { giveRecognition(input: $i) { recognition { id } userErrors { message } } }"
)
GIVERS = ("ann", "bob", "cyd", "dee", "eve", "mia", "mod", "adm")
WRITERS = 4
LEASES = text("SELECT id || lease_token FROM webhook_delivery WHERE state = 'IN_FLIGHT'")


async def thanks(client: httpx.AsyncClient, url: str, company: Company, number: int, pick: random.Random) -> None:
    """One thank-you, asked for until it was answered."""
    giver, to = pick.sample(GIVERS, 2)
    given = {"recipients": [company[to]], "message": f"For number {number}.", "behaviours": ["had_my_back"]}
    while True:
        try:
            data = await ask(client, url, giver, GIVE, i={**given, "idempotencyKey": f"key {number}"})
        except (httpx.HTTPError, ValueError, AssertionError):  # the process, or its database, is not there
            await asyncio.sleep(0.1)
            continue
        assert not data["giveRecognition"]["userErrors"], data
        return


async def connect(url: str, box: Mailbox) -> None:
    async with httpx.AsyncClient() as client:
        # What a dead worker had in flight counts until its lease ends; this leaves room beside it.
        wanted = {"url": box.url, "eventTypes": ["recognition.given"], "maxConcurrency": 64}
        while not box.secret:
            try:
                data = await ask(client, url, "int", CONNECT, i=wanted)
                box.secret = data["createWebhookEndpoint"]["endpoint"]["secret"]
            except (httpx.HTTPError, ValueError):  # it is starting
                await asyncio.sleep(0.1)


async def values(database: Database, statement: Any) -> list[Any]:
    """The first column."""
    while True:
        try:
            async with database.read() as session:
                return [row[0] for row in await session.rows(statement)]
        except Exception:  # noqa: BLE001 - the server is on its way back
            await asyncio.sleep(0.1)


async def soak(url: str, folder: Path, given: argparse.Namespace, crash: Callable[[], None] | None) -> dict[str, str]:
    pick, port, begun = random.Random(given.seed), free_port(), time.monotonic()
    database = Database(url)
    await migrate.upgrade(database)
    company = await database.transact(_found)
    there = f"http://127.0.0.1:{port}"

    def starts(name: str, *arguments: str) -> Callable[[], Any]:
        async def start() -> Process:
            process = Process(name, url, folder, *arguments, port=port, HYB_PACE_PER_CALLER="100000")
            process.begin()
            return process

        return start

    roles = [starts("the one", "serve")]
    if crash:
        roles = [starts("web", "serve", "--no-worker"), starts("worker 1", "work"), starts("worker 2", "work")]
    async with mailboxes() as boxes:
        crew = [(await start(), start) for start in roles]
        for box in boxes:
            await connect(there, box)
        in_flight, killed = set[str](), Counter[str]()
        left = iter(range(given.events))

        async def write() -> None:
            async with httpx.AsyncClient(timeout=10) as client:
                for number in left:
                    await thanks(client, there, company, number, pick)

        async def kill() -> None:
            apart = given.events * len(boxes) // (given.kills + 3)
            kills = kill_at_random(crew, boxes, pick, given.kills, (apart // 4, apart))
            async for name in kills:
                in_flight.update(await values(database, LEASES))
                killed[name] += 1
                if crash and sum(killed.values()) == given.kills // 2:
                    await asyncio.to_thread(crash)

        await asyncio.gather(kill(), *(write() for _ in range(WRITERS)))
        while (await values(database, UNFINISHED))[0]:  # noqa: ASYNC110 - other processes tell nobody
            await asyncio.sleep(0.5)
        for process, _ in crew:
            process.kill()
        events = await values(database, text("SELECT id FROM event WHERE type = 'recognition.given'"))
    await database.close()
    found = count(events, boxes)
    return {
        "events": f"{found.events:,}",
        "killed": ", ".join(f"{name} {times}x" for name, times in sorted(killed.items())),
        "database torn down": "once" if crash else "no",
        "arrivals": f"{sum(len(each.arrivals) for each in boxes):,} at {len(boxes)} receivers",
        "missing": f"{found.missing}",
        "came twice": f"{found.twice}, with the same id and place",
        "in flight at the kills": f"{len(in_flight)}",
        "strange, or under another place": f"{found.strange}",
        "broken sequences or chains": f"{found.broken}",
        "seconds": f"{time.monotonic() - begun:.0f}",
    }


async def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--events", type=int, default=2_000)
    asked.add_argument("--kills", type=int, default=12)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if given.engine == "postgresql":
            server = Postgres(folder)
            shown = await soak(server.url, folder, given, server.crash)
        else:
            shown = await soak(f"sqlite:///{folder}/soak.db", folder, given, None)
    table = Table("", given.engine)
    for each in shown.items():
        table.add_row(*each)
    Console().print(table)
    return int(shown["missing"] != "0" or shown["broken sequences or chains"] != "0")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
