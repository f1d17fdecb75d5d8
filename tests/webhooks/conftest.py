"""A real receiver on this machine, and what it takes to send something to it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from aiohttp import web

from had_your_back import outbox
from had_your_back.database import Database, Rows, Session, Transaction
from had_your_back.events import Audience, Event, RecognitionGiven, TeamCreated
from had_your_back.pages import Window
from had_your_back.people.rules import Actor, Scope
from had_your_back.settings import Settings
from had_your_back.webhooks import actions, engine, queue, store
from had_your_back.webhooks.actions import EndpointDraft, WithSecret
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker

SCOPES = (Scope.WEBHOOKS_MANAGE, Scope.RECOGNITIONS_READ, Scope.PEOPLE_READ)
INTEGRATOR = Actor(person=None, roles=frozenset(), scopes=frozenset(SCOPES))
VAULT = Vault("a key for tests")
SETTINGS = Settings(webhook_allow_cidrs=("127.0.0.0/8", "::1/128"), webhook_allow_http=True)
POLICY = Policy(SETTINGS.webhook_allow_cidrs, allow_http=True)

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Received:
    """One request, as the receiver saw it."""

    headers: dict[str, str]
    body: bytes
    method: str = "POST"
    certificate: dict[str, Any] | None = None

    @property
    def told(self) -> Any:
        return orjson.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """An HTTP server on a free port. It answers `statuses` one after the other, then 204; or as `answer` says."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    answer: Answering | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        shown = request.transport.get_extra_info("peercert") if request.transport else None
        self.received.append(Received(headers, body, request.method, shown))
        self.arrived.set()
        if self.answer:
            return await self.answer(request)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204, headers=self.headers)

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.received]


MakeReceiver = Callable[..., Awaitable[Receiver]]


@pytest.fixture
async def receivers() -> AsyncIterator[Callable[..., Awaitable[Receiver]]]:
    """Makes receivers."""
    async with AsyncExitStack() as stack:

        async def make(tls: ssl.SSLContext | None = None) -> Receiver:
            receiver = Receiver()
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", receiver.handle)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0, handler_cancellation=True)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
            receiver.url = f"http{'s' if tls else ''}://127.0.0.1:{runner.addresses[0][1]}/hooks"
            return receiver

        yield make


@pytest.fixture
async def receiver(receivers: MakeReceiver) -> Receiver:
    """A receiver."""
    return await receivers()


async def nothing_is_gone(session: Session, subjects: Collection[str]) -> set[str]:
    return set()


@dataclass
class Office:
    """An installation as an integrator sees it."""

    database: Database
    gone: set[str] = field(default_factory=set)
    workers: list[Worker] = field(default_factory=list)

    def worker(self, **kw: Any) -> Worker:
        """Another worker, closed at the end of the test."""

        async def tombstones(session: Session, subjects: Collection[str]) -> set[str]:
            return self.gone & set(subjects)

        self.workers.append(Worker(self.database, SETTINGS, VAULT, tombstones=tombstones, **kw))
        return self.workers[-1]

    async def drain(self) -> None:
        """Let a worker do everything that is due now."""
        if not self.workers:
            self.worker()
        await self.workers[0].drain()

    async def subscribe(self, url: str, **wanted: Any) -> WithSecret:
        draft = EndpointDraft(url=url, **wanted)
        return await self.database.transact(actions.create_endpoint, INTEGRATOR, draft, vault=VAULT, policy=POLICY)

    async def update(self, endpoint: str, **changes: Any) -> None:
        change = actions.EndpointChange(endpoint, **changes)
        await self.database.transact(actions.update_endpoint, INTEGRATOR, change, vault=VAULT, policy=POLICY)

    async def tell(self, *facts: Event) -> list[str]:
        async def record(tx: Transaction) -> list[str]:
            return [await outbox.record(tx, fact) for fact in facts]

        return await self.database.transact(record)

    async def endpoint(self, endpoint: str) -> Any:
        async with self.database.read() as session:
            (row,) = await store.endpoints_by_ids(session, [endpoint])
        return row

    async def deliveries(self, endpoint: str) -> Rows:
        """In the order of their sequence."""
        async with self.database.read() as session:
            page = await store.newest_deliveries(session, store.deliveries_of(endpoint), Window(1000))
        return sorted(page.rows, key=lambda row: row.sequence)

    async def states(self, endpoint: str) -> list[str]:
        return [row.state for row in await self.deliveries(endpoint)]

    async def attempts(self, delivery: str) -> Rows:
        async with self.database.read() as session:
            return await store.attempts_of(session, [delivery])


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """An installation."""
    made = Office(database)
    yield made
    for worker in made.workers:
        await worker.close()


# ---------------------------------------------------------------------------------------------------- what is told

REC = "rec_01m808tx000000000000000000"
PER = "per_01m808tx000000000000000000"
TEAM = "team_01m808tx000000000000000000"
OTHER_TEAM = "team_01m808tx000000000000000001"


def given(
    visibility: str = "EVERYONE", *, teams: tuple[str, ...] = (TEAM,), recognition: str = REC
) -> RecognitionGiven:
    return RecognitionGiven(
        recognition=recognition,
        giver=PER,
        recipients=(PER,),
        team=None,
        behaviours=("had_my_back",),
        audience=Audience(visibility, teams),
    )


def created(number: int = 0) -> TeamCreated:
    return TeamCreated(team=f"team_01m808tx00{number:016d}")


# ------------------------------------------------------------------------------------- what a worker does, step by step


async def claim(office: Office, **kw: Any) -> list[queue.Claim]:
    async def nothing(*_: Any) -> set[str]:
        return set()

    options = {"room": 64, "after": "", "here": {}, "most_here": 64, "tombstones": nothing, **kw}
    return await office.database.transact(engine.claim_due, **options)


async def fan_out(office: Office) -> None:
    """Until the log's horizon has passed what was told: elsewhere on the server transactions may be running."""
    while True:
        async with office.database.read() as session:
            if not await queue.is_behind(session):
                return
        await office.database.transact(engine.fan_out)


async def settled(office: Office, *events: Any) -> list[str]:
    told = await office.tell(*events)
    begun = await office.database.transact(queue.horizon)
    async with office.database.read() as session:
        while not await queue.passed(session, begun):  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.001)
    await fan_out(office)
    return told
