"""Commitments as a table."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from had_your_back.commands.shared import out, run, settings_from_environment
from had_your_back.database import Database

app = typer.Typer()


@app.command("commitments")
def list_commitments(
    open_only: Annotated[bool, typer.Option("--open", help="Asked, promised or waiting for a yes.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Promised, and past the due date.")] = False,
    unclaimed: Annotated[bool, typer.Option("--unclaimed", help="Asked of a team, and nobody's yet.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help="So many rows at the most.")] = 50,
) -> None:
    """What is promised, the most urgent first, then what is closed. Private ones are told without their titles."""
    from had_your_back.commitments import store  # noqa: PLC0415 - only needed here
    from had_your_back.commitments.transitions import OPEN  # noqa: PLC0415

    async def main(database: Database) -> Any:
        wanted = store.Filter(states=OPEN if open_only else None, overdue=overdue or None, unclaimed=unclaimed or None)
        async with database.read() as session:
            return await store.listed(session, wanted, database.now(), most=most), database.now()

    settings = settings_from_environment()
    zone = ZoneInfo(settings.time_zone)
    rows, now = run(main, settings)
    table = Table("due", "state", "what", "for", "by", "waits for")
    for row in rows:
        late = f"{(now - row.due_at).days} d late" if row.state in {"PROMISED", "AT_RISK"} and row.due_at < now else ""
        table.add_row(
            f"{row.due_at.astimezone(zone):%Y-%m-%d} {late}".strip(),
            row.state.lower().replace("_", " "),
            "(private)" if row.private else escape(row.title),
            escape(row.customer_name),
            escape(row.performer_name or f"anybody in {row.team_name}"),
            escape(row.awaiting_name or ""),
        )
    out.print(table if rows else "Nothing.")
