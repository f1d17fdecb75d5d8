"""The composition root: settings to database to routes to an application. Nothing else builds things."""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import logging
import os
import secrets
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from types import FrameType, MethodType

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from had_your_back.audit import Notary
from had_your_back.auth import Gate
from had_your_back.database import Clock, Database
from had_your_back.errors import ErrorCode, Fault, Refused
from had_your_back.figures import Figures
from had_your_back.graph.context import Service
from had_your_back.graph.documents import Documents
from had_your_back.graph.schema import schema
from had_your_back.graph.streams import Streams
from had_your_back.graph.view import View
from had_your_back.http import bundle, events, feeds, health, keys, metrics, pages, widgets
from had_your_back.http.guards import Faults, LocalHosts, Origins, Places, SmallBodies, Traced, on_fault, on_http
from had_your_back.identity.widgets import WidgetTokens
from had_your_back.pace import Pace
from had_your_back.people.signing import FeedSecrets
from had_your_back.recognitions import store as recognitions
from had_your_back.scim.routes import routes as scim_routes
from had_your_back.settings import Settings
from had_your_back.traces import Traces
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import TO_WRITE, Worker

log = logging.getLogger(__name__)

LAST_WORDS = 1.0
"""Seconds for which the server goes on when it is told to stop, so that whoever is connected hears why."""


def secret_key(settings: Settings) -> str:
    """The key that encrypts webhook secrets and signs addresses of feeds: the setting, or on SQLite a file, made once.

    Raises: Refused on PostgreSQL without the setting: several machines cannot share a file.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    url = settings.database_url.get_secret_value()
    if not url.startswith("sqlite:///"):
        message = (
            "HYB_SECRET_KEY is needed with PostgreSQL: every process must know it. "
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
        raise Refused(ErrorCode.INVALID, message)
    path = Path(url.removeprefix("sqlite:///") + ".key")
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as made:  # mode 0600
            made.write(secrets.token_urlsafe(32))
            made.flush()
            with suppress(FileExistsError):  # another process was faster, and its key is whole, since a link is atomic
                os.link(made.name, path)
    return path.read_text(encoding="utf-8")


def worker_of(database: Database, settings: Settings) -> Worker:
    """The worker that these settings ask for."""
    key = secret_key(settings)
    return Worker(database, settings, Vault(key), tombstones=recognitions.gone, notary=Notary(key))


def from_environment() -> Starlette:
    """The application of a web process that `serve` started."""
    app = create(Settings(), work=os.environ.get("HYB_WORK", "1") == "1")
    settle_down()
    return app


def settle_down() -> None:
    """What is here by now stays, so the collector of cycles need not walk through it again and again.

    That takes an eighth of a request's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def create(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    work: bool = True,
) -> Starlette:
    """The application, on the database of the settings unless one is given; it is closed with the application.

    With `work` a worker runs in the same process: webhooks and clocks need no other.
    """
    settings = settings or Settings()
    url, durability = settings.database_url.get_secret_value(), settings.durability
    database = database or Database(
        url, clock=clock, durability=durability, direct=settings.direct, read=settings.read_url
    )
    traces = database.traces or Traces.of_environment()
    if traces:
        database.trace(traces)
    policy = Policy.of(settings)
    key = secret_key(settings)
    secrets_of_feeds = FeedSecrets(key)
    service = Service(
        database=database,
        settings=settings,
        vault=Vault(key),
        policy=policy,
        feeds=secrets_of_feeds,
        documents=Documents(schema._schema, settings),  # noqa: SLF001 - graphql-core's own
        pace=Pace(database, settings.pace_per_caller),
    )
    gate = Gate(database, settings, WidgetTokens(key))
    streams = Streams(service, gate)
    figures = Figures(settings.slow_operation)
    view = View(service, gate, streams)

    leaving = asyncio.Event()

    async def take_leave() -> None:
        leave(leaving, settings)  # from here on nobody is sent here; whoever comes is still answered
        await asyncio.sleep(settings.stop_notice)
        try:
            async with asyncio.timeout(LAST_WORDS):
                await streams.close()
        except TimeoutError:
            log.info("somebody did not listen to the last words")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        worker = asyncio.create_task(worker_of(database, settings).run(leaving)) if work else None
        hints = asyncio.create_task(database.share_hints())
        with before_the_server_stops(take_leave):
            yield
        await streams.close()
        await gate.close()
        leaving.set()
        if worker is not None:
            await worker
        hints.cancel()
        await asyncio.gather(hints, return_exceptions=True)
        await database.close()
        if traces:
            await traces.close()

    roads: list[BaseRoute] = [
        Route("/graphql", view, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", view),
        *health.routes(database, leaving),
        *metrics.routes(database, settings, gate, figures, streams.sizes),
        *events.routes(database, settings, gate, tombstones=recognitions.gone),
        *keys.routes(database),
        *feeds.routes(database, settings, secrets_of_feeds),
        *widgets.routes(gate, service.pace),
        *bundle.routes(),
        *scim_routes(database, settings, gate, service.pace),
        *pages.routes(database, settings),
    ]
    figures.know(each.path for each in roads if isinstance(each, Route | Mount))
    middleware = [Middleware(Faults, figures=figures, leaving=leaving), Middleware(SmallBodies), Middleware(Places)]
    if traces:
        middleware.insert(1, Middleware(Traced, traces=traces))
    if settings.auth == "dev":
        middleware.insert(0, Middleware(LocalHosts))
    middleware.insert(0, Middleware(Origins, origins=settings.allowed_origins))
    app = Starlette(
        routes=roads,
        middleware=middleware,
        exception_handlers={HTTPException: on_http, Fault: on_fault},
        lifespan=lifespan,
    )
    app.state.service, app.state.streams, app.state.view, app.state.figures = service, streams, view, figures
    return app


def leave(leaving: asyncio.Event, settings: Settings) -> None:
    """End what this process does, within `HYB_STOP_WITHIN` seconds, whatever holds it up.

    If something does, the log says where: every thread's stack, places and no values. What was committed stays, and
    leases lapse.
    """
    if leaving.is_set():
        return
    log.info("stopping, within %g s", settings.stop_within)
    leaving.set()
    with suppress(AttributeError, OSError, ValueError):  # where standard error is no file
        faulthandler.dump_traceback_later(settings.stop_within, exit=True)


def seconds_to_answer(settings: Settings) -> int:
    """For how long requests that are running may run on when the server closes its doors."""
    return int(settings.stop_within - settings.stop_notice - LAST_WORDS - TO_WRITE)


@contextmanager
def before_the_server_stops(act: Callable[[], Awaitable[None]]) -> Iterator[None]:
    """Act when the server is told to stop, before it hears of it; told twice, it hears at once.

    It would close WebSockets without a word, and wait for streams that nobody ends before it ends the lifespan.
    """
    loop = asyncio.get_running_loop()
    found = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    servers = {each: handler for each, handler in found.items() if isinstance(handler, MethodType)}
    acting: set[asyncio.Task[None]] = set()

    async def act_and_pass_on(number: int) -> None:
        try:
            await act()
        finally:
            servers[signal.Signals(number)](number, None)

    def stop(number: int, frame: FrameType | None) -> None:
        if acting:  # somebody is impatient
            servers[signal.Signals(number)](number, frame)
        else:
            loop.call_soon_threadsafe(lambda: acting.add(asyncio.ensure_future(act_and_pass_on(number))))

    for each in servers:
        signal.signal(each, stop)
    yield
    for each, handler in servers.items():
        signal.signal(each, handler)
