"""What nothing is lost in: receivers that verify and keep, processes that are killed, and a count in the end."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web
from sqlalchemy import text
from standardwebhooks import Webhook

from had_your_back.database import Database
from had_your_back.recognitions import store as recognitions
from had_your_back.settings import Settings
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker
from nursery import born

IN_FLIGHT = text("SELECT count(*) FROM webhook_delivery WHERE state = 'IN_FLIGHT'")
UNFINISHED = text("SELECT count(*) FROM webhook_delivery WHERE state IN ('WAITING', 'IN_FLIGHT')")
RECEIVERS = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request that was verified."""

    event: str
    sequence: int
    previous: str | None
    at: float = 0.0


@dataclass
class Mailbox:
    """What one receiver got."""

    url: str = ""
    secret: str = ""
    arrivals: list[Arrival] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """Verify it, keep it, and only then say so."""
        Webhook(self.secret).verify(await request.read(), dict(request.headers))
        given = request.headers
        place = int(given["webhook-sequence"]), given.get("webhook-previous-id")
        arrival = Arrival(given["webhook-id"], *place, time.time())
        self.arrivals.append(arrival)
        await asyncio.sleep(0.002)  # so that there is something to be killed in the middle of
        return web.Response(status=204)


@asynccontextmanager
async def mailboxes(number: int = RECEIVERS) -> AsyncIterator[list[Mailbox]]:
    """The receivers. Each needs its secret before anything comes."""
    made = [Mailbox() for _ in range(number)]
    app = web.Application()
    for place, each in enumerate(made):
        app.router.add_post(f"/{place}", each.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    for place, each in enumerate(made):
        each.url = f"http://127.0.0.1:{runner.addresses[0][1]}/{place}"
    yield made
    await runner.cleanup()


class Mortal(Protocol):
    """A process that can be killed."""

    name: str

    def kill(self) -> None:
        """SIGKILL, and it is gone."""
        ...


async def kill_at_random(
    crew: list[tuple[Mortal, Callable[[], Awaitable[Mortal]]]],
    boxes: Sequence[Mailbox],
    pick: random.Random,
    kills: int,
    apart: tuple[int, int],
) -> AsyncIterator[str]:
    """Kill one of the processes and start it again, so many times, each after so many more arrivals; who it was."""
    for _ in range(kills):
        until = sum(len(each.arrivals) for each in boxes) + pick.randint(*apart)
        while sum(len(each.arrivals) for each in boxes) < until:  # noqa: ASYNC110 - at a random moment after it
            await asyncio.sleep(pick.uniform(0.001, 0.01))
        place = pick.randrange(len(crew))
        process, start = crew[place]
        process.kill()
        yield process.name
        crew[place] = (await start(), start)


@dataclass(frozen=True, slots=True)
class Count:
    """What came in the end."""

    events: int
    missing: int
    twice: int
    """Arrivals beyond the first of each event."""
    strange: int
    """Events that never happened, or that came under another place in the sequence."""
    broken: int
    """Receivers whose sequence has a gap, or whose chain of previous ids does not hold."""


def count(events: Sequence[str], boxes: Sequence[Mailbox]) -> Count:
    """Look through everything that came."""
    missing = twice = strange = broken = 0
    for box in boxes:
        places: dict[str, set[tuple[int, str | None]]] = defaultdict(set)
        for each in box.arrivals:
            places[each.event].add((each.sequence, each.previous))
        missing += len(set(events) - places.keys())
        twice += len(box.arrivals) - len(places)
        strange += len(places.keys() - set(events)) + sum(len(each) != 1 for each in places.values())
        line = sorted((*min(each), event) for event, each in places.items())
        whole = [sequence for sequence, _, _ in line] == list(range(1, len(line) + 1))
        chained = [previous for _, previous, _ in line] == [None, *(event for *_, event in line)][: len(line)]
        broken += not (whole and chained)
    return Count(len(events), missing, twice, strange, broken)


# ------------------------------------------------------------------------------------------- workers that start at once


class Forked:
    """A worker in a process that is there at once."""

    name = "a worker"

    def __init__(self, url: str) -> None:
        self._process = born(_deliver, url)

    def kill(self) -> None:
        """SIGKILL, and it is gone."""
        self._process.kill()
        self._process.join()


SETTINGS = Settings(webhook_allow_cidrs=("127.0.0.0/8",), webhook_allow_http=True)
POLICY = Policy(SETTINGS.webhook_allow_cidrs, allow_http=True)
VAULT = Vault("a key for tests")


def _deliver(url: str) -> None:
    async def main() -> None:
        # What it takes along when it is killed is not due for a minute: never so much that nothing else can arrive.
        worker = Worker(Database(url), SETTINGS, VAULT, tombstones=recognitions.gone, slots=20)
        await worker.run(asyncio.Event())

    asyncio.run(main())
