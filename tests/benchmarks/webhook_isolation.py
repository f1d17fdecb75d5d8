"""Does a bad receiver make the good ones wait?

    python tests/benchmarks/webhook_isolation.py [--engine sqlite|postgresql] [--rounds 5] [--seconds 10] [--rate 4]
        [--backlog 50000]

46 healthy endpoints, first alone, then beside four ill ones: one that takes the connection and never answers, one that
refuses it, one that answers 500 and one that answers a byte a second; then with so many deliveries waiting for the one
that refuses. The three take turns, with the same events at the same pace, in a process that also delivers, as `serve`
does. Latency is from the commit of an event to its arrival at a healthy receiver, in milliseconds; each round begins
with the ill ones in good repute, so that the breaker has not yet helped. Medians over the rounds. PostgreSQL is the one
that the tests start, or HYB_TEST_POSTGRES_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import uvloop
from promise_cost import postgres
from receivers import Receivers, Way
from rich.console import Console
from rich.table import Table
from sqlalchemy import text, update
from webhook_speed import SETTINGS, VAULT, happen, subscribe

from had_your_back import ids, migrate, outbox
from had_your_back.app import settle_down
from had_your_back.database import Database, Transaction
from had_your_back.events import TeamCreated
from had_your_back.ids import Kind
from had_your_back.recognitions import store as recognitions
from had_your_back.webhooks import engine, queue, rules, verdicts
from had_your_back.webhooks.tables import delivery
from had_your_back.worker import Worker

HEALTHY = 46
ILL = (Way.HANGS, Way.REFUSES, Way.FAILS, Way.DRIPS)
DEAD = ILL.index(Way.REFUSES)


class Installation:
    """A database, its endpoints, and the process that writes what happens and delivers it."""

    def __init__(self, name: str, url: str, healthy: set[int]) -> None:
        self.name, self.healthy = name, healthy
        self._pipe, there = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=_process, args=(there, url), daemon=True)
        self._process.start()
        there.close()  # so that its end is noticed
        assert self._pipe.recv() == "ready"

    def round(self, receivers: Receivers, seconds: float, rate: float) -> list[float]:
        """The latencies of one round, sorted, in milliseconds."""
        receivers.take()
        self._pipe.send((seconds, rate))
        committed: dict[str, float] = self._pipe.recv()
        wanted = len(committed) * len(self.healthy)
        found: list[float] = []
        give_up = time.monotonic() + 60
        while len(found) < wanted and time.monotonic() < give_up:
            time.sleep(0.1)
            for each in receivers.take():
                event = each.headers["webhook-id"]
                if each.port in self.healthy and event in committed:
                    found.append((each.at - committed[event]) * 1_000)
        assert len(found) == wanted, f"{len(found)} of {wanted} arrived"
        self._pipe.send("stop")
        assert self._pipe.recv() == "stopped"
        return sorted(found)

    def end(self) -> None:
        self._process.terminate()
        self._process.join()


def _process(pipe: Connection, url: str) -> None:
    uvloop.run(_obey(pipe, url))


async def _obey(pipe: Connection, url: str) -> None:
    told = asyncio.Event()
    asyncio.get_running_loop().add_reader(pipe.fileno(), told.set)
    os.set_blocking(pipe.fileno(), True)  # the loop changed that
    database = Database(url)
    await database.transact(well_again)
    settle_down()
    pipe.send("ready")
    while True:
        await told.wait()
        told.clear()
        seconds, rate = pipe.recv()
        await database.transact(well_again)
        stop = asyncio.Event()
        worker = Worker(database, SETTINGS, VAULT, tombstones=recognitions.gone)
        working = asyncio.create_task(worker.run(stop))
        pipe.send(await _write(database, seconds, rate))
        await told.wait()
        told.clear()
        pipe.recv()
        stop.set()
        for each in list(worker._flying):  # what hangs would be waited for
            each.cancel()
        await working
        pipe.send("stopped")


async def _write(database: Database, seconds: float, rate: float) -> dict[str, float]:
    """Let things happen at an even pace; when each was committed."""
    committed = {}
    begun = time.monotonic()
    for number in range(round(seconds * rate)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        (event,) = await database.transact(happen, 1)
        committed[event] = time.time()
    return committed


async def well_again(tx: Transaction) -> None:
    """Nothing is known against any endpoint, and what waits is due."""
    every = [row.id for row in await tx.rows(text("SELECT id FROM webhook_endpoint"))]  # type: ignore[arg-type]
    await queue.set_health(tx, dict.fromkeys(every, verdicts.Health(rules.EndpointState.ACTIVE)))
    late = update(delivery).where(delivery.c.state == "WAITING", delivery.c.due > tx.now)
    await tx.write(late.values(due=tx.now))


async def teams(tx: Transaction, number: int) -> None:
    for _ in range(number):
        await outbox.record(tx, TeamCreated(team=ids.new(Kind.TEAM, tx.now)))


async def install(url: str, name: str, receivers: Receivers, *, ill: bool, backlog: int) -> Installation:
    database = Database(url)
    await migrate.upgrade(database)
    made = await database.transact(subscribe, receivers.urls[: None if ill else HEALTHY])
    if backlog:
        both = {"event_types": ["recognition.*", "team.*"]}
        await database.transact(queue.store.change_endpoint, made[HEALTHY + DEAD], both)
        for _ in range(0, backlog, 1_000):
            await database.transact(teams, 1_000)
        while await database.transact(engine.fan_out):
            pass
    await database.run_sync(lambda connection: connection.execute(text("ANALYZE")))
    await database.close()
    return Installation(name, url, set(receivers.ports[:HEALTHY]))


def percentile(found: Sequence[float], share: float) -> float:
    return found[min(len(found) - 1, int(len(found) * share))]


async def measure(engine: str, folder: Path, rounds: int, seconds: float, rate: float, backlog: int) -> Table:
    with Receivers([*[Way.WELL] * HEALTHY, *ILL], keeps=True) as receivers:
        installations = []
        for number, (name, ill, waiting) in enumerate((
            ("alone", False, 0),
            ("beside four ill ones", True, 0),
            (f"and {backlog:,} waiting for the dead one", True, backlog),
        )):  # fmt: skip
            url = f"sqlite:///{folder}/{number}.db" if engine == "sqlite" else await postgres(folder, number)
            installations.append(await install(url, name, receivers, ill=ill, backlog=waiting))
        found: dict[str, list[list[float]]] = {each.name: [] for each in installations}
        for at in range(-1, rounds):  # the first warms up
            for each in installations:
                latencies = each.round(receivers, seconds, rate)
                if at >= 0:
                    found[each.name].append(latencies)
        for each in installations:
            each.end()
    number = HEALTHY * round(seconds * rate)
    load = f"{rate:g} events a second, {number:,} deliveries in each of {rounds} rounds"
    title = f"{engine}: {HEALTHY} healthy endpoints, {load}"
    table = Table("milliseconds", "p50", "p99", "slowest", "p99 of alone's", title=title)
    alone = found[installations[0].name]
    for name, latencies in found.items():
        ratios = [percentile(each, 0.99) / percentile(one, 0.99) for one, each in zip(alone, latencies, strict=True)]
        shown = [statistics.median(percentile(each, share) for each in latencies) for share in (0.5, 0.99, 1)]
        table.add_row(name, *(f"{each:.0f}" for each in shown), f"{statistics.median(ratios):.2f}")
    return table


async def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=10)
    asked.add_argument("--rate", type=float, default=4)
    asked.add_argument("--backlog", type=int, default=50_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as folder:
        table = await measure(given.engine, Path(folder), given.rounds, given.seconds, given.rate, given.backlog)
        Console().print(table)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
