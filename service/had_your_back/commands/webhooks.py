"""Where webhooks go: look, try, send again, and receive."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Column, Table

from had_your_back.commands.shared import DryRun, err, out, period, run, settings_from_environment, told
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people.rules import Actor, Scope
from had_your_back.settings import Settings

webhook_app = typer.Typer(help="Where webhooks go: look, try, and send again.", no_args_is_help=True)
app = typer.Typer()


OPERATOR = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.WEBHOOKS_MANAGE}))
"""Whoever has a shell and the database may do what an integrator may."""

Endpoint = Annotated[str, typer.Argument(help="Its id, whe_...; `webhook list` shows them.")]


@webhook_app.command("list")
def webhook_list() -> None:
    """Every endpoint and how it is doing, the oldest first."""
    from had_your_back.pages import Window  # noqa: PLC0415 - only needed here
    from had_your_back.webhooks import rules, store  # noqa: PLC0415

    async def main(database: Database) -> Any:
        async with database.read() as session:
            page = await store.oldest_endpoints(session, store.endpoints(), Window(rules.MOST_ENDPOINTS))
            return page.rows, await store.figures(session, [row.id for row in page.rows], database.now())

    rows, figures = run(main)
    id_column = Column("id", min_width=len("whe_") + 26, no_wrap=True)  # whole, since it is what one pastes
    table = Table(id_column, "url", "format", "state", "waiting", "last day", "last success")
    for row in rows:
        it = figures[row.id]
        day = f"{it.delivered_last_day:,} good, {it.failed_last_day:,} failed"
        success = f"{row.last_success_at:%Y-%m-%d %H:%M}" if row.last_success_at else "never"
        form = f"{row.format} {row.style}".lower()
        state = row.state.lower() + (f": {row.state_reason}" if row.state_reason else "")
        table.add_row(row.id, escape(row.url), form, escape(state), f"{it.waiting:,}", day, success)
    out.print(table if rows else "There is no endpoint yet; createWebhookEndpoint makes one.")


@webhook_app.command("test")
def webhook_test(
    endpoint: Endpoint,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for what comes back.")] = 20,
) -> None:
    """Send a test to an endpoint, whatever its state, and say what it answers. A worker has to be running."""
    from had_your_back.webhooks import actions, store  # noqa: PLC0415 - only needed here

    async def main(database: Database) -> Any:
        delivery = await database.transact(actions.send_test, OPERATOR, endpoint)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                while True:
                    async with database.read() as session:
                        if attempts := await store.attempts_of(session, [delivery]):
                            return attempts[0]
                    await asyncio.sleep(0.1)
        return None

    attempt = run(main)
    if attempt is None:
        err.print("The test waits to be sent, by `had-your-back serve` or `work`. Is one running?")
        raise typer.Exit(1)
    said = escape(f"{attempt.status or attempt.error} after {attempt.milliseconds:,} ms.")
    if attempt.status is None or attempt.status // 100 != 2:  # noqa: PLR2004 - what 2xx means
        err.print(said)
        raise typer.Exit(1)
    out.print(said, soft_wrap=True)


@webhook_app.command("replay")
def webhook_replay(
    endpoint: Endpoint,
    since: Annotated[
        str, typer.Option(help="An instant, a day, or how long ago: 2026-11-21T09:30:00Z, 2026-11-21, 3d.")
    ],
    until: Annotated[str | None, typer.Option(help="The same; until now if it is left out.")] = None,
    types: Annotated[str, typer.Option(help="For example recognition.*,team.created; all it asks for if empty.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what was delivered before.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Send what happened in a time to an endpoint again, each event with the same webhook-id."""
    from had_your_back.webhooks import actions  # noqa: PLC0415 - only needed here

    settings = settings_from_environment()

    async def main(database: Database) -> int:
        draft = actions.Replay(
            endpoint,
            _moment(since, database.now(), settings),
            _moment(until, database.now(), settings) if until else None,
            tuple(each.strip() for each in types.split(",") if each.strip()),
            only_missing=not everything,
            dry_run=dry_run,
        )
        return await database.transact(actions.replay_events, OPERATOR, draft)

    count = run(main, settings)
    events = "1 event" if count == 1 else f"{count:,} events"
    out.print(f"{events} would be sent again; nothing was done." if dry_run else f"{events} will be sent again.")


@webhook_app.command("rotate-key")
def webhook_rotate_key(
    overlap: Annotated[
        int,
        typer.Option(min=0, max=168, help="Hours that older keys sign beside it; 0 if somebody else may have them."),
    ] = 168,
) -> None:
    """Make a new key of the service for ed25519 signatures (v1a). The last line printed is the public key alone."""
    from had_your_back.app import secret_key  # noqa: PLC0415 - heavy, and only needed here
    from had_your_back.webhooks import actions  # noqa: PLC0415
    from had_your_back.webhooks.signing import Vault  # noqa: PLC0415

    settings = settings_from_environment()

    async def main(database: Database) -> str:
        vault = Vault(secret_key(settings))
        return await database.transact(actions.rotate_signing_key, OPERATOR, overlap, vault=vault)

    public = run(main, settings)
    err.print(f"It signs from now on and is at /.well-known/webhook-keys; older ones sign beside it for {overlap} h.")
    sys.stdout.write(public + "\n")


def _moment(text: str, now: datetime, settings: Settings) -> datetime:
    """An instant, the beginning of a day in the organisation's time zone, or so long ago."""
    if re.fullmatch(r"\d+[dh]", text.strip()):
        return now - period(text)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        message = f"{text!r} is no instant; write 2026-11-21T09:30:00Z, 2026-11-21 or 3d."
        raise Refused(ErrorCode.INVALID, message) from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.time_zone))


@app.command()
def listen(
    secret: Annotated[str, typer.Option(help="The endpoint's secret, whsec_...")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1.")] = 8600,
) -> None:
    """Receive webhooks, verify and print them: for trying, beside a running service."""
    from had_your_back.webhooks.listen import listen as receive  # noqa: PLC0415 - aiohttp, only needed here
    from had_your_back.webhooks.signing import PREFIX, key_of  # noqa: PLC0415

    try:
        is_one = secret.startswith(PREFIX) and key_of(secret) != b""
    except ValueError:
        is_one = False
    if not is_one:
        raise typer.BadParameter(
            "A secret is whsec_ and letters; createWebhookEndpoint and rotateWebhookSecret show it."
        )
    with told():
        asyncio.run(receive(port, secret, print=lambda line: out.print(line, soft_wrap=True)))
