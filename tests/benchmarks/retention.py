"""What does it cost to forget by deleting, a hundred rows at a time, and does a table that forgets stay as it is?

    PYTHONPATH=tests:clients/python python tests/benchmarks/retention.py [--events 20000] [--endpoints 3] [--days 4]

Evidence for docs/decisions/0025. A month is shortened to so many days. Each day brings its events, their deliveries to
each endpoint and one try of each; then the worker's own step deletes the day that has become too old, as often as there
is something to delete, and then PostgreSQL tidies up. Told is how fast that goes, by the clock and by the CPU of the
server, and how long the three tables are after each day, with their indexes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from rich.console import Console
from rich.table import Table

from fleet import Postgres
from had_your_back import ids, migrate
from had_your_back.chores import Retention, forget
from had_your_back.database import Database
from had_your_back.ids import Kind

TABLES = "event", "webhook_delivery", "webhook_attempt"
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
TOLD = {
    "giver": "per_01m808tx000000000000000000",
    "recipients": ["per_01m808tx000000000000000001"],
    "behaviours": ["had_my_back"],
    "visibility": "EVERYONE",
}


COLUMNS = {
    "webhook_delivery": (
        "id", "endpoint_id", "event_id", "sequence", "previous_event_id", "trigger", "state", "due", "attempts",
        "failures", "created_at", "expires_at", "first_attempt_at", "lease_token", "lease_until",
    ),
    "webhook_attempt": (
        "id", "delivery_id", "endpoint_id", "number", "at", "trigger", "status", "error", "milliseconds",
        "peer_address", "response_body",
    ),
}  # fmt: skip


async def _day(connection: Any, day: int, events: int, endpoints: list[str]) -> None:
    """One day of events, each delivered to every endpoint at the first try."""
    instants = [BEGUN + timedelta(days=day, seconds=86_400 * n / events) for n in range(events)]
    made = [ids.new(Kind.EVENT, at) for at in instants]
    rows = [
        (1, event, "recognition.given", at, "rec_01m808tx000000000000000000", "EVERYONE", "[]", json.dumps(TOLD))
        for event, at in zip(made, instants, strict=True)
    ]
    await connection.executemany(
        "INSERT INTO event (xid, id, type, occurred_at, subject, visibility, teams, data) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        rows,
    )
    deliveries, attempts = [], []
    for number, (event, at) in enumerate(zip(made, instants, strict=True)):
        for endpoint in endpoints:
            key = ids.new(Kind.DELIVERY, at)
            deliveries.append(
                (key, endpoint, event, number, None, "SCHEDULE", "DELIVERED", at, 1, 0, at, None, at, None, None)
            )
            attempts.append(
                (ids.new(Kind.ATTEMPT, at), key, endpoint, 1, at, "SCHEDULE", 200, None, 30, "203.0.113.7", "ok")
            )
    for into, records in (("webhook_delivery", deliveries), ("webhook_attempt", attempts)):
        await connection.copy_records_to_table(into, records=records, columns=COLUMNS[into])


def _cpu(pid: int) -> float:
    """Seconds that a server and all it started have used, those that have ended included."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid or status.parent.name == str(pid):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def run(given: argparse.Namespace, folder: Path) -> None:
    server = Postgres(folder)
    database = Database(server.url, clock=lambda: BEGUN + timedelta(days=now))
    now = 0
    await migrate.upgrade(database)
    connection = await asyncpg.connect(server.url)
    await connection.execute("SET session_replication_role = replica")  # the endpoints are not there
    await connection.execute("INSERT INTO webhook_fan_out (number, xid, position) VALUES (1, 1, 9000000000)")
    endpoints = [ids.new(Kind.ENDPOINT, BEGUN) for _ in range(given.endpoints)]
    await connection.execute(
        "INSERT INTO webhook_digest (number, day, xid, position) VALUES (1, $1, 1, 9000000000)", BEGUN.date()
    )
    table = Table("day", "rows deleted", "a second", "server CPU ms a 1,000", *(f"{each} MiB" for each in TABLES))
    keep = Retention(timedelta(days=given.days), timedelta(days=given.days))
    for day in range(3 * given.days):
        await _day(connection, day, given.events, endpoints)
        now = day + 1
        deleted, begun, cpu = 0, time.perf_counter(), _cpu(server.pid)
        while more := await database.transact(forget, keep):
            deleted += more
        seconds, cpu = time.perf_counter() - begun, _cpu(server.pid) - cpu
        await connection.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
        sizes = [await connection.fetchval("SELECT pg_total_relation_size($1::regclass)", each) for each in TABLES]
        rate = f"{deleted / seconds:,.0f}" if deleted else "-"
        costs = f"{1e6 * cpu / deleted:.0f}" if deleted else "-"
        table.add_row(f"{day + 1}", f"{deleted:,}", rate, costs, *(f"{each / 2**20:.1f}" for each in sizes))
    Console(width=140).print(table)
    await connection.close()
    await database.close()
    server.stop()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--events", type=int, default=20_000, help="a day")
    asked.add_argument("--endpoints", type=int, default=3)
    asked.add_argument("--days", type=int, default=4, help="for which everything is kept")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as name:
        asyncio.run(run(given, Path(name)))


if __name__ == "__main__":
    sys.exit(main())
