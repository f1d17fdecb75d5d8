"""Does anything grow while the service just runs: memory, file descriptors, connections, rows that nobody sees?

    PYTHONPATH=tests:clients/python python tests/benchmarks/soak.py [--minutes 30] [--people 30] [--think 10]
        [--every 15] [--csv FILE]

At the same time: `serve` on SQLite, and `serve --no-worker` with `work` on PostgreSQL. People with the official Python
client use both as in `operate_load.py`, a third of them listen to a stream, and two receivers get webhooks. Every few
seconds the processes and the databases are measured. What has to be flat is: a line is laid through the second half of
its measurements, and what it rises in an hour is told beside how much it may. Tables that hold what people did grow;
there only dead rows are looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import linear_regression, mean
from typing import Any

import httpx
from operate_load import connect
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from fleet import Books, Crowd, Employee, Postgres, Process, found, work
from had_your_back import migrate
from had_your_back.database import Database
from processes import free_port
from soaking import mailboxes

MIB = 1024 * 1024
MAY_RISE = {"MiB": 8.0, "open files": 2.0, "share dead %": 20.0, "idle tables kB": 200.0}
"""In an hour, by the unit. Memory: what a night adds is then under 100 MiB, and is looked into."""
AT_MOST = {"connections": 2 * 21 + 3, "sockets": 80}
"""What comes and goes with those who ask: 20 connections and one for hints of each process, and the one that counts."""
IDLE = ("pace", "version", "webhook_endpoint", "webhook_fan_out", "person", "team")
"""Tables that are written all the time and never get longer here."""


class Measured:
    """What was measured, by name; each with its unit."""

    def __init__(self) -> None:
        self.at: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        self._begun = time.monotonic()

    def add(self, name: str, unit: str, value: float) -> None:
        """One measurement, now."""
        self.at[name, unit].append((time.monotonic() - self._begun, value))

    def of_process(self, process: Process) -> None:
        """Memory and descriptors of one that runs."""
        status = Path(f"/proc/{process.pid}/status").read_text()
        kilobytes = int(status.partition("VmRSS:")[2].split()[0])
        self.add(process.name, "MiB", kilobytes / 1024)
        open_ = [str(each.readlink()) for each in Path(f"/proc/{process.pid}/fd").iterdir() if each.is_symlink()]
        sockets = sum(each.startswith("socket:") for each in open_)
        self.add(process.name, "sockets", sockets)
        self.add(process.name, "open files", len(open_) - sockets)

    async def of_postgres(self, database: Database) -> None:
        """Connections, dead rows, and how long tables are that need not grow."""
        async with database.read() as session:
            number = text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
            self.add("PostgreSQL", "connections", await session.value(number))
            rows: Any = await session.rows(
                text(
                    "SELECT relname, n_live_tup, n_dead_tup, pg_relation_size(relid) AS bytes FROM pg_stat_user_tables"
                )
            )
        live, dead = sum(row.n_live_tup for row in rows), sum(row.n_dead_tup for row in rows)
        self.add("PostgreSQL", "share dead %", 100 * dead / (live + dead or 1))
        self.add("PostgreSQL", "idle tables kB", sum(row.bytes for row in rows if row.relname in IDLE) / 1024)
        self.add("PostgreSQL", "all tables MiB", sum(row.bytes for row in rows) / MIB)

    def of_file(self, path: Path) -> None:
        """SQLite's file, and the log beside it, which is to be written back again and again."""
        self.add("SQLite", "MiB in the file", path.stat().st_size / MIB)
        log = Path(f"{path}-wal")
        self.add("SQLite", "MiB in the log", log.stat().st_size / MIB if log.exists() else 0)

    def rises(self) -> dict[tuple[str, str], float]:
        """What the line through the second half of each rises in an hour."""
        return {key: _slope(each[len(each) // 2 :]) for key, each in self.at.items()}

    def shown(self) -> tuple[Table, bool]:
        """As a table, and whether all that has to be flat is."""
        table = Table("", "", "begin", "middle", "end", "rise an hour", "may rise", "")
        flat = True
        for (name, unit), rise in sorted(self.rises().items()):
            values = [value for _, value in self.at[name, unit]]
            part = max(1, len(values) // 10)
            shown = (values[:part], values[len(values) // 2 :][:part], values[-part:])
            rises, most = MAY_RISE.get(unit), AT_MOST.get(unit)
            fine = rise <= (rises or float("inf")) and max(values) <= (most or float("inf"))
            flat = flat and fine
            word = ("flat" if rises else "bounded" if most else "") if fine else "GROWS"
            limit = f"{rises:g}" if rises else f"to {most}" if most else "-"
            table.add_row(name, unit, *(f"{mean(each):.1f}" for each in shown), f"{rise:+.2f}", limit, word)
        return table, flat


def _slope(points: Sequence[tuple[float, float]]) -> float:
    if len({at for at, _ in points}) < 2:
        return 0.0
    return linear_regression([at for at, _ in points], [value for _, value in points]).slope * 3600


async def use(crowd: Crowd, url: str, given: argparse.Namespace, over: asyncio.Event) -> Books:
    """Everybody works until it is over."""
    books, pick = Books(), random.Random(7)
    staff = [Employee(name, crowd, url, books, random.Random(pick.random())) for name in crowd.people]
    await work(staff, staff[::3], given.think, over)
    return books


async def up(url: str) -> None:
    """Until it answers."""
    async with httpx.AsyncClient() as client:
        while True:
            try:
                if (await client.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.2)


async def run(given: argparse.Namespace, folder: Path) -> int:
    server, file = Postgres(folder), folder / "soak.db"
    urls = {"sqlite": f"sqlite:///{file}", "postgresql": server.url}
    databases = {engine: Database(url) for engine, url in urls.items()}
    crowds = {}
    for engine, database in databases.items():
        await migrate.upgrade(database)
        crowds[engine] = await database.transact(found, given.people)
    ports = {"sqlite": free_port(), "postgresql": free_port()}
    crew = [
        Process("serve, SQLite", urls["sqlite"], folder, "serve", port=ports["sqlite"]),
        Process("serve, PostgreSQL", urls["postgresql"], folder, "serve", "--no-worker", port=ports["postgresql"]),
        Process("work, PostgreSQL", urls["postgresql"], folder, "work"),
    ]
    show, measured, over = Console(width=150), Measured(), asyncio.Event()
    show.print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    async with mailboxes(2) as boxes, mailboxes(2) as others:
        for process in crew:
            process.begin()
        for (engine, port), receivers in zip(ports.items(), (boxes, others), strict=True):
            await up(f"http://127.0.0.1:{port}")
            await connect(f"http://127.0.0.1:{port}", receivers)
            await databases[engine].transact(_nothing)
        using = [
            asyncio.create_task(use(crowds[engine], f"http://127.0.0.1:{port}", given, over))
            for engine, port in ports.items()
        ]
        until = time.monotonic() + given.minutes * 60
        while time.monotonic() < until:
            await asyncio.sleep(given.every)
            for process in crew:
                measured.of_process(process)
            await measured.of_postgres(databases["postgresql"])
            measured.of_file(file)
        over.set()
        books = await asyncio.gather(*using)
        for process in crew:
            await asyncio.to_thread(process.told)
        arrived = sum(len(each.arrivals) for each in (*boxes, *others))
    for database in databases.values():
        await database.close()
    server.stop()
    calls = [call for each in books for call in each.calls]
    told = f"{len(calls):,} calls, {sum(bool(call.said) for call in calls)} told no; {arrived:,} webhooks"
    show.print(f"{given.minutes:g} minutes, {told}; load at the end {os.getloadavg()[0]:.1f}")
    table, flat = measured.shown()
    show.print(table)
    if given.csv:
        with given.csv.open("w", newline="") as out:
            csv.writer(out).writerows(
                (name, unit, f"{at:.0f}", f"{value:.3f}")
                for (name, unit), each in measured.at.items()
                for at, value in each
            )
    return int(not flat)


async def _nothing(_: object) -> None:
    """A transaction, so that the connection is there before anything is measured."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--people", type=int, default=30, help="of each of the two companies")
    asked.add_argument("--think", type=float, default=10, help="seconds between what one person does, on average")
    asked.add_argument("--every", type=float, default=15, help="seconds between measurements")
    asked.add_argument("--csv", type=Path, help="a file for every measurement")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as name:
        return asyncio.run(run(given, Path(name)))


if __name__ == "__main__":
    sys.exit(main())
