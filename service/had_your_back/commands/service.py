"""Serve, work, migrate, and the demonstration company."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from had_your_back import logs
from had_your_back import migrate as migrations
from had_your_back.commands.shared import err, out, run, settings_from_environment, told
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Refused
from had_your_back.settings import Settings
from had_your_back.traces import Traces

log = logging.getLogger(__name__)
app = typer.Typer()

LOOPBACK = "127.0.0.1"


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Web processes.")] = 1,
    worker: Annotated[bool, typer.Option(help="Deliver webhooks and keep clocks in this process too.")] = True,
) -> None:
    """Serve GraphQL and the page, and deliver webhooks."""
    settings = settings_from_environment(host=host, port=port)
    logs.set_up(settings.log_format)
    _must_be_free(settings.host, settings.port)
    run(_log_goes_on, settings)
    _serve(settings, workers=workers, work=worker)


def _must_be_free(host: str, port: int) -> None:
    """See that one can listen there, before anything is begun; where not, say what to do."""
    with told():
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            family, kind, protocol, _, address = found[0]
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
        except OSError as error:
            raise Refused(ErrorCode.INVALID, _why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    this = f"Say one of this machine's addresses by --host or HYB_HOST: {LOOPBACK}, or 0.0.0.0 for all of them."
    if isinstance(error, socket.gaierror):
        return f"Nothing is known here by the name {host}. {this}"
    if error.errno == errno.EADDRINUSE:
        return f"Somebody listens on {host}:{port} already. Stop them, or take another port: --port or HYB_PORT."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine. {this}"
    if error.errno == errno.EACCES:
        return f"Port {port} is for root. Take one from 1024 on, and let a proxy have {port}: see docs/deploy.md"
    return f"Nobody can listen on {host}:{port}: {error.strerror}."


async def _log_goes_on(database: Database) -> None:
    """Whether what happens will be heard of.

    Raises: Refused CONFLICT after a dump was restored into another server, until that is mended.
    """
    from had_your_back.webhooks import queue  # noqa: PLC0415 - heavy, and only needed here

    async with database.read() as session:
        if behind := await queue.log_is_behind(session):
            raise Refused(ErrorCode.CONFLICT, queue.LOG_IS_BEHIND.format(behind=behind))


def _serve(settings: Settings, *, workers: int = 1, work: bool = True) -> None:
    import uvicorn  # noqa: PLC0415 - the other commands do not need a server

    from had_your_back.answers import LARGEST_BODY  # noqa: PLC0415 - heavy
    from had_your_back.app import seconds_to_answer  # noqa: PLC0415 - the same

    # Each web process reads its settings again, so what came by option goes through the environment.
    os.environ |= {"HYB_HOST": settings.host, "HYB_PORT": str(settings.port), "HYB_WORK": "1" if work else "0"}
    with told():
        uvicorn.run(
            "had_your_back.app:from_environment",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=workers,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=seconds_to_answer(settings),
            ws_max_size=LARGEST_BODY,
            ws_per_message_deflate=False,  # thousands of windows, for messages of some hundred bytes
        )


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1.")] = 8400,
    people_count: Annotated[
        int, typer.Option("--people", min=5, max=5000, help="How many people the company has.")
    ] = 60,
    seed: Annotated[int, typer.Option(help="Another number, another company.")] = 7,
    data: Annotated[Path, typer.Option(help="Folder of the database.")] = Path("var/demo"),
) -> None:
    """A believable company with a year of thanks and promises, to look at and to try everything on."""
    _must_be_free(LOOPBACK, port)
    path = data / f"company-{people_count}-{seed}.db"
    if not path.exists():
        with told():
            data.mkdir(parents=True, exist_ok=True)
        with told(), err.status(f"Making a company of {people_count} people and its year …"):
            asyncio.run(_make_company(path, people_count, seed))
    os.environ |= {
        "HYB_AUTH": "dev",
        "HYB_DATABASE_URL": f"sqlite:///{path.absolute()}",
        "HYB_GRAPHIQL": "true",
        "HYB_HOST": LOOPBACK,
        "HYB_ORGANIZATION": "Alder Water",
        "HYB_PORT": str(port),
        "HYB_SCORE_REFRESH": "PT0S",
        "HYB_WEBHOOK_ALLOW_CIDRS": "127.0.0.1/32",
        "HYB_WEBHOOK_ALLOW_HTTP": "true",
    }
    settings = settings_from_environment()
    logs.set_up(settings.log_format)
    run(migrations.upgrade, settings, migrated=False)
    url = f"http://127.0.0.1:{port}"
    out.print(f"\n[bold]Alder Water is here.[/bold] Open [link={url}/]{url}/[/link] and choose who you are.")
    out.print(f"GraphQL: {url}/graphql  (a token of anybody: [bold]dev:mira.lindqvist[/bold])")
    out.print("Webhooks: choose Priya Nair, who may manage them. Stop with Ctrl+C; the data stays.\n")
    _serve(settings)


async def _make_company(path: Path, people_count: int, seed: int) -> None:
    from had_your_back.demo import company  # noqa: PLC0415 - 2,000 lines of text that nothing else needs
    from had_your_back.demo.load import load  # noqa: PLC0415

    # Under another name until it is whole, so that one that was interrupted is never taken for the company.
    draft = path.with_suffix(".making")
    draft.unlink(missing_ok=True)
    database = Database(f"sqlite:///{draft}")
    try:
        made = company(people=people_count, seed=seed, until=database.now())
        await migrations.upgrade(database)
        await load(database, made)
    finally:
        await database.close()
    draft.rename(path)


@app.command()
def work() -> None:
    """Deliver webhooks and keep the clocks: any number of these on PostgreSQL."""
    import uvloop  # noqa: PLC0415 - only needed here

    from had_your_back.app import leave, settle_down, worker_of  # noqa: PLC0415 - heavy, and only needed here

    settings = settings_from_environment()
    logs.set_up(settings.log_format)

    async def main(database: Database) -> None:
        await _log_goes_on(database)
        if traces := Traces.of_environment():
            database.trace(traces)
        settle_down()
        stop = asyncio.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, leave, stop, settings)
        hints = asyncio.create_task(database.share_hints())
        log.info("a worker: delivers webhooks and keeps the clocks")
        await worker_of(database, settings).run(stop)
        hints.cancel()
        if traces:
            await traces.close()

    run(main, settings, loop=uvloop.new_event_loop)


@app.command()
def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only say whether something is missing.")] = False,
) -> None:
    """Bring the database to the newest schema."""

    async def main(database: Database) -> list[str]:
        missing = await migrations.pending(database)
        return await migrations.upgrade(database) if missing and not check else missing

    missing = run(main, migrated=False)
    if not missing:
        out.print("The schema is the newest.")
    elif check:
        err.print(f"Missing: {', '.join(missing)}. Run: had-your-back migrate")
        raise typer.Exit(1)
    else:
        out.print(f"Migrated: {', '.join(missing)}.")


@app.command()
def schema(
    *,
    federation: Annotated[bool, typer.Option("--federation", help="As a subgraph, for a company's graph.")] = False,
) -> None:
    """Print the GraphQL schema."""
    from had_your_back.graph.schema import sdl, subgraph  # noqa: PLC0415 - strawberry, only needed here

    sys.stdout.write(subgraph() if federation else sdl())
