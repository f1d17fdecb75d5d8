"""Does anybody lose anything while everything is restarted, killed and refused, and how long until all is well again?

    PYTHONPATH=tests:clients/python python tests/benchmarks/operate_load.py [--people 200] [--minutes 10] [--think 5]
        [--listeners 50] [--seed 7]

Two web processes behind a proxy and two workers on a PostgreSQL of their own, as an operator starts them; three
receivers of webhooks; and so many people with the official Python client, who look at the feed and at what waits for
them, thank, react and promise, each `think` seconds after the last. Some also listen to a stream. Meanwhile

- every process is restarted, one after the other: SIGTERM, and the next when its successor is ready
- a web process and a worker are killed
- the database is restarted, and later lets nobody in for 30 seconds

Who gets no answer to a thank-you or a promise asks again under the same key. In the end the books of everybody are
held against the database, and what the receivers got against the log of events. Everything shares one machine, clients
and proxy too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from fleet import Books, Call, Crowd, Employee, Lost, Member, Postgres, Process, Proxy, found, lost, percentile, work
from had_your_back import migrate
from had_your_back.database import Database
from processes import ask, free_port
from soaking import UNFINISHED, Count, Mailbox, count, mailboxes

CONNECT = "mutation($i: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $i) { endpoint { secret } } }"
PUNCTUAL = 2.0
"""Seconds within which a webhook comes while all is well."""
CALM = 5.0
"""Seconds at least between two disturbances."""
NOTICE = "5"
DATABASE_AWAY = 30.0
ROLLING = "rolling restart"


@dataclass
class Disturbance:
    """Something that happened to the fleet."""

    name: str
    begun: float
    ended: float = 0.0


class Story:
    """What is done to the fleet, one after the other."""

    def __init__(self, webs: Sequence[Process], workers: Sequence[Process], proxy: Proxy, server: Postgres) -> None:
        self._webs, self._workers, self._proxy, self._server = webs, workers, proxy, server
        self.told = [Disturbance("quiet", time.time())]

    async def play(self, minutes: float, away: float) -> None:
        """All of it, spread over so many minutes."""
        chapters: list[tuple[float, str, Callable[[], Awaitable[None]]]] = [
            (0.15, ROLLING, self._roll),
            (0.35, "web killed", lambda: self._killed(self._webs[0])),
            (0.48, "worker killed", lambda: self._killed(self._workers[0])),
            (0.65, "database restarted", lambda: asyncio.to_thread(self._server.restart)),
            (0.78, f"database refuses {away:.0f} s", lambda: self._server.refuse(away)),
        ]
        begun = time.time()
        for at, name, happens in chapters:
            await asyncio.sleep(max(CALM, begun + at * minutes * 60 - time.time()))
            now = Disturbance(name, time.time())
            self.told.append(now)
            await happens()
            now.ended = time.time()

    async def _roll(self) -> None:
        for each in (*self._webs, *self._workers):
            await asyncio.to_thread(each.told)
            await self._again(each)

    async def _again(self, member: Process) -> None:
        member.begin()
        if member.port:
            self._proxy.forget(member.port)
            await self._proxy.ready(member.port)

    async def _killed(self, member: Process) -> None:
        member.kill()
        await self._again(member)


async def connect(url: str, boxes: Sequence[Mailbox]) -> None:
    """Let the receivers hear of thanks."""
    async with httpx.AsyncClient() as client:
        for box in boxes:
            wanted = {"url": box.url, "eventTypes": ["recognition.given"], "maxConcurrency": 64}
            made = (await ask(client, url, "int", CONNECT, i=wanted))["createWebhookEndpoint"]
            box.secret = made["endpoint"]["secret"]


async def use(crowd: Crowd, url: str, books: Books, given: argparse.Namespace, over: asyncio.Event) -> None:
    """Everybody works until then and until the story is over."""
    pick = random.Random(given.seed)
    names = list(crowd.people)
    staff = [Employee(name, crowd, url, books, random.Random(pick.random())) for name in names]
    await work(staff, staff[: given.listeners], given.think, over)


async def settled(database: Database, within: float) -> float:
    """Wait until everything that was announced has been delivered; how long that took."""
    begun = time.monotonic()
    behind = text(
        "SELECT count(*) FROM event, webhook_fan_out f "
        "WHERE (event.xid, event.position) > (f.xid, f.position) AND event.type = 'recognition.given'"
    )
    while time.monotonic() - begun < within:
        async with database.read() as session:
            if not await session.value(UNFINISHED) and not await session.value(behind):
                break
        await asyncio.sleep(0.2)
    return time.monotonic() - begun


def rates(books: Books, seconds: float) -> Table:
    """How often each was done, and how long it took."""
    table = Table("", "calls", "a second", "p50 ms", "p99 ms", "most ms", "told no", title="What people did")
    for what in sorted({each.what for each in books.calls}):
        calls = [each for each in books.calls if each.what == what]
        times = [each.seconds * 1000 for each in calls if not each.said]
        noes = Counter(each.said for each in calls if each.said)
        table.add_row(
            what,
            f"{len(calls):,}",
            f"{len(calls) / seconds:.1f}",
            *(f"{percentile(times, share):,.0f}" for share in (0.5, 0.99, 1)),
            ", ".join(f"{code} {number}" for code, number in noes.most_common()) or "-",
        )
    return table


def chapters(story: Sequence[Disturbance], books: Books, late: Sequence[tuple[float, float]]) -> Table:
    """What each disturbance cost, and how long until all was well again."""
    table = Table(
        "", "calls", "p50 ms", "p99 ms", "tries mended", "calls failed", "answers well after", "webhooks well after",
        "streams back after", title="What was done to the fleet",
    )  # fmt: skip
    ends = [each.begun for each in story[1:]] + [float("inf")]
    for each, end in zip(story, ends, strict=True):

        def here(at: float, begun: float = each.begun, end: float = end) -> bool:
            return begun <= at < end

        calls: list[Call] = [call for call in books.calls if here(call.begun)]
        times = [call.seconds * 1000 for call in calls if not call.said]
        failed = [call for call in books.calls if call.said and here(call.begun + call.seconds)]
        misses = [at for at, _ in books.misses if here(at)]
        kinds = Counter(kind for at, kind in books.misses if here(at))
        behind = [arrived for happened, arrived in late if here(happened)]
        streams = [at + pause for at, pause in books.breaks if here(at)]

        def after(instants: Sequence[float], begun: float = each.begun) -> str:
            return f"{max(instants) - begun:.1f} s" if instants else "never amiss"

        took = f" ({each.ended - each.begun:.0f} s)" if each.ended else ""
        table.add_row(
            f"{each.name}{took}",
            f"{len(calls):,}",
            *(f"{percentile(times, share):,.0f}" for share in (0.5, 0.99)),
            ", ".join(f"{kind} {number}" for kind, number in kinds.most_common()) or "-",
            f"{len(failed)}",
            after(misses),
            after(behind),
            after(streams),
        )
    return table


async def lateness(database: Database, boxes: Sequence[Mailbox]) -> tuple[list[str], list[tuple[float, float]]]:
    """The events that receivers should have got, and those that came late: when they happened, when they came."""
    async with database.read() as session:
        rows: Any = await session.rows(text("SELECT id, occurred_at FROM event WHERE type = 'recognition.given'"))
    happened = {row.id: row.occurred_at.timestamp() for row in rows}
    first: dict[tuple[int, str], float] = {}
    for number, box in enumerate(boxes):
        for each in box.arrivals:
            first.setdefault((number, each.event), each.at)
    late = [(happened[event], at) for (_, event), at in first.items() if at - happened[event] > PUNCTUAL]
    return list(happened), late


def verdict(missing: Lost, came: Count, books: Books, boxes: Sequence[Mailbox], waited: float) -> Table:
    """What was lost."""
    table = Table("", "number", title="What was lost")
    for each in fields(missing):
        table.add_row(f"{each.name}", f"{getattr(missing, each.name)}")
    told = {key: books.asked[asked] for asked, key in books.gives.items()}
    delays = [at - told[key] for key, ats in books.heard.items() if key in told for at in ats]
    rows = {
        "thanks acknowledged": f"{len(books.gives):,}",
        "reactions, promises, acceptances acknowledged": f"{len(books.reactions):,}, {len(books.promises):,}, "
        f"{len(books.accepted):,}",
        "webhooks expected": f"{came.events * len(boxes):,} at {len(boxes)} receivers",
        "webhooks missing": f"{came.missing}",
        "came twice": f"{came.twice}, with the same id and place",
        "strange, or sequences broken": f"{came.strange}, {came.broken}",
        "until all was delivered": f"{waited:.1f} s after the last call",
        "heard on streams": f"{sum(map(len, books.heard.values())):,}; p50 {percentile(delays, 0.5) * 1000:.0f} ms, "
        f"p99 {percentile(delays, 0.99) * 1000:.0f} ms after it was asked for",
    }
    for row in rows.items():
        table.add_row(*row)
    return table


async def run(given: argparse.Namespace, folder: Path) -> int:
    server = Postgres(folder)
    database = Database(server.url)
    await migrate.upgrade(database)
    crowd = await database.transact(found, given.people)
    webs = [
        Process(f"web {n}", server.url, folder, "serve", "--no-worker", port=free_port(), HYB_STOP_NOTICE=NOTICE)
        for n in (1, 2)
    ]
    workers = [Process(f"worker {n}", server.url, folder, "work") for n in (1, 2)]
    crew: list[Member] = [*webs, *workers]
    books, show = Books(), Console(width=180)
    show.print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    async with mailboxes(3) as boxes, Proxy(each.port for each in webs).running() as proxy:
        for each in crew:
            each.begin()
        for web in webs:
            await proxy.ready(web.port)
        await connect(proxy.url, boxes)
        begun = time.time()
        over = asyncio.Event()
        story = Story(webs, workers, proxy, server)
        using = asyncio.create_task(use(crowd, proxy.url, books, given, over))
        await story.play(given.minutes, min(DATABASE_AWAY, given.minutes * 3))
        await asyncio.sleep(max(0.0, begun + given.minutes * 60 - time.time()))
        over.set()
        await using
        seconds, load = time.time() - begun, os.getloadavg()[0]
        waited = await settled(database, 120)
        for each in crew:
            await asyncio.to_thread(each.told)
        missing = await lost(database, books)
        events, late = await lateness(database, boxes)
        came = count(events, boxes)
    await database.close()
    server.stop()
    people = f"{given.people} people, {given.listeners} of them listening, {given.minutes:g} minutes"
    show.print(f"{people}; load at the end {load:.1f}")
    show.print(rates(books, seconds), chapters(story.told, books, late), verdict(missing, came, books, boxes, waited))
    rolling = next(each for each in story.told if each.name == ROLLING)
    rolled = [each for each in books.calls if each.said and rolling.begun <= each.begun + each.seconds < rolling.ended]
    for failure in rolled:
        show.print(f"failed during the rolling restart, after {failure.begun - rolling.begun:.1f} s: {failure}")
    wrong = any(getattr(missing, each.name) for each in fields(missing)) or came.missing or came.strange or came.broken
    return int(bool(wrong or rolled))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=200)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--think", type=float, default=5, help="seconds between what one person does, on average")
    asked.add_argument("--listeners", type=int, default=50)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--logs", type=Path, help="a folder to copy the logs of all processes to")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as name:
        try:
            return asyncio.run(run(given, Path(name)))
        finally:
            for log in Path(name).glob("*.log") if given.logs else ():
                given.logs.mkdir(parents=True, exist_ok=True)
                shutil.copy(log, given.logs)


if __name__ == "__main__":
    sys.exit(main())
