"""How fast does a worker deliver, and how much of that is its own work?

    python tests/benchmarks/webhook_speed.py [--engine sqlite|postgresql] [--workers 1 2 4] [--events 400] [--rounds 7]

On SQLite one process delivers: others would only wait for its lock.

So many events to 20 endpoints, from the log of facts to the log of attempts: fan-out, claim, address check, signature,
post, and what came back. Beside it a bare loop posts the same bodies with the same headers, made beforehand, through
the same client with as many at once. The two take turns; figures are medians over the rounds. CPU is that of the
worker processes alone, user and system, not of the database beside them or of the receivers. PostgreSQL is the one that
the tests start, or HYB_TEST_POSTGRES_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import uvloop
from promise_cost import postgres
from receivers import Receivers, Way
from rich.console import Console
from rich.table import Table

from had_your_back import ids, migrate, outbox
from had_your_back.app import settle_down
from had_your_back.database import Database, Transaction
from had_your_back.events import Audience, RecognitionGiven
from had_your_back.ids import Kind
from had_your_back.people.rules import Actor, Scope
from had_your_back.recognitions import store as recognitions
from had_your_back.settings import Settings
from had_your_back.webhooks import actions, signing
from had_your_back.webhooks.actions import EndpointDraft
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.client import USER_AGENT
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import SLOTS, Worker

ENDPOINTS = 20
VAULT = Vault("a key for benchmarks")
SETTINGS = Settings(webhook_allow_cidrs=("127.0.0.0/8",), webhook_allow_http=True)
POLICY = Policy(SETTINGS.webhook_allow_cidrs, allow_http=True)
INTEGRATOR = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.WEBHOOKS_MANAGE}))


# ------------------------------------------------------------------------------------------------------- what happens


async def subscribe(tx: Transaction, urls: Sequence[str]) -> list[str]:
    """An endpoint for each of these; their ids."""
    made = []
    for url in urls:
        draft = EndpointDraft(url, event_types=("recognition.*",))
        made.append((await actions.create_endpoint(tx, INTEGRATOR, draft, vault=VAULT, policy=POLICY)).id)
    return made


async def happen(tx: Transaction, number: int) -> list[str]:
    """So many thank-yous are told of; the ids of the events."""
    made = []
    for _ in range(number):
        fact = RecognitionGiven(
            recognition=ids.new(Kind.RECOGNITION, tx.now),
            giver=ids.new(Kind.PERSON, tx.now),
            recipients=(ids.new(Kind.PERSON, tx.now),),
            team=None,
            behaviours=("had_my_back",),
            audience=Audience("EVERYONE", (ids.new(Kind.TEAM, tx.now),)),
        )
        made.append(await outbox.record(tx, fact))
    return made


# ------------------------------------------------------------------------------------------------------------ who works


@dataclass(frozen=True, slots=True)
class Spent:
    """What something took: seconds on the clock, and of the processor."""

    wall: float
    cpu: float


class Process:
    """A process that works or posts when it is told to."""

    def __init__(self, url: str) -> None:
        self.pipe, there = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=_process, args=(there, url), daemon=True)
        self._process.start()
        there.close()  # so that its end is noticed
        assert self.pipe.recv() == "ready"

    def end(self) -> None:
        self._process.terminate()
        self._process.join()


def _process(pipe: Connection, url: str) -> None:
    uvloop.run(_obey(pipe, url))


async def _obey(pipe: Connection, url: str) -> None:
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    loop.add_reader(pipe.fileno(), told.set)
    database = Database(url)
    await database.transact(_look)
    settle_down()
    pipe.send("ready")
    while True:
        await told.wait()
        told.clear()
        order = pipe.recv()
        wall, cpu = time.perf_counter(), time.process_time()
        if order == "work":
            stop = asyncio.Event()
            worker = Worker(database, SETTINGS, VAULT, tombstones=recognitions.gone)
            working = asyncio.create_task(worker.run(stop))
            await told.wait()
            told.clear()
            pipe.recv()
            stop.set()
            await working
        else:
            letters = list(_letters(*order))
            wall, cpu = time.perf_counter(), time.process_time()
            await _post(iter(letters))
        pipe.send(Spent(time.perf_counter() - wall, time.process_time() - cpu))


async def _look(tx: Transaction) -> None:
    await recognitions.gone(tx, ["rec_1"])


def _letters(urls: Sequence[str], number: int) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """The same bodies and headers as the worker's, to each of these addresses."""
    at = datetime.now(UTC)
    secret = signing.make_secret()
    for sequence in range(number):
        event, previous, rec, one, two = (ids.new(Kind.EVENT, at) for _ in range(5))
        body = (
            f'{{"id":"{event}","type":"recognition.given","timestamp":"2026-11-22T09:00:00.000Z","data":'
            f'{{"recognition":"{rec}","giver":"{one}","recipients":["{two}"],"team":null,"behaviours":["had_my_back"]}}}}'
        ).encode()
        headers = {
            "content-type": "application/json",
            "user-agent": USER_AGENT,
            "webhook-id": event,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signing.sign([secret], event, int(at.timestamp()), body),
            "webhook-attempt": "1",
            "webhook-sequence": str(sequence + 1),
            "webhook-previous-id": previous,
        }
        for url in urls:
            yield url, headers, body


async def _post(letters: Iterator[tuple[str, dict[str, str], bytes]]) -> None:
    """The bare loop: as many at once as a worker has slots."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def postman() -> None:
            for url, headers, body in letters:
                async with session.post(url, data=body, headers=headers) as response:
                    await response.read()
                    assert response.status == 204

        await asyncio.gather(*(postman() for _ in range(SLOTS)))


# --------------------------------------------------------------------------------------------------------- measurements


class Field:
    """A database, its receivers, and the processes that are told what to do."""

    def __init__(self, database: Database, receivers: Receivers, processes: list[Process], events: int) -> None:
        self.database, self.receivers, self.processes, self.events = database, receivers, processes, events

    def bare(self) -> Spent:
        first = self.processes[0].pipe
        first.send((self.receivers.urls, self.events))
        spent: Spent = first.recv()
        assert self.receivers.count() == self.events * ENDPOINTS
        return spent

    async def workers(self, number: int) -> Spent:
        """So many processes deliver what happened; the time until the last arrived, and the CPU of all."""
        await self.database.transact(happen, self.events)
        begun = time.perf_counter()
        for each in self.processes[:number]:
            each.pipe.send("work")
        came = 0
        while came < self.events * ENDPOINTS:
            await asyncio.sleep(0.01)
            came += self.receivers.count()
        wall = time.perf_counter() - begun
        for each in self.processes[:number]:
            each.pipe.send("stop")
        spent = [each.pipe.recv() for each in self.processes[:number]]
        assert came == self.events * ENDPOINTS, "nothing came twice"
        return Spent(wall, sum(each.cpu for each in spent))


async def measure(url: str, workers: Sequence[int], events: int, rounds: int) -> Table:
    database = Database(url)
    await migrate.upgrade(database)
    with Receivers([Way.WELL] * ENDPOINTS, keeps=False) as receivers:
        await database.transact(subscribe, receivers.urls)
        processes = [Process(url) for _ in range(max(workers))]
        field = Field(database, receivers, processes, events)
        names = ["a bare loop", *(f"{each} worker" + "s" * (each > 1) for each in workers)]
        found: dict[str, list[Spent]] = {name: [] for name in names}
        for at in range(-1, rounds):  # the first warms up
            for name, number in zip(names, (0, *workers), strict=True):
                spent = await field.workers(number) if number else field.bare()
                if at >= 0:
                    found[name].append(spent)
        for each in processes:
            each.end()
    await database.close()
    deliveries = events * ENDPOINTS
    title = f"{database.dialect}: {events:,} events to {ENDPOINTS} endpoints, median of {rounds} rounds"
    table = Table(
        "", "deliveries a second", "CPU of workers, ms each", "of bare: rate", "of bare: per CPU", title=title
    )
    bare = found[names[0]]
    for name, spent in found.items():
        table.add_row(
            name,
            f"{statistics.median(deliveries / each.wall for each in spent):,.0f}",
            f"{statistics.median(each.cpu / deliveries * 1_000 for each in spent):.3f}",
            f"{statistics.median(one.wall / each.wall for one, each in zip(bare, spent, strict=True)):.2f}",
            f"{statistics.median(one.cpu / each.cpu for one, each in zip(bare, spent, strict=True)):.2f}",
        )
    return table


async def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--workers", type=int, nargs="+")
    asked.add_argument("--events", type=int, default=400)
    asked.add_argument("--rounds", type=int, default=7)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as folder:
        url = f"sqlite:///{folder}/speed.db"
        if given.engine == "postgresql":
            url = await postgres(Path(folder), 0)
        workers = given.workers or ([1] if given.engine == "sqlite" else [1, 2, 4])
        Console().print(await measure(url, workers, given.events, given.rounds))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
