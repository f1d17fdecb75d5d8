"""Whether all is well, and what is not."""

from __future__ import annotations

from datetime import datetime, timedelta

import typer
from rich.table import Table

from had_your_back import migrate as migrations
from had_your_back.commands.shared import out, run, settings_from_environment
from had_your_back.database import Database, Transaction

app = typer.Typer()

APART = timedelta(seconds=2)
"""By which clocks may differ before it is worth a word."""


@app.command()
def doctor() -> None:
    """Look at the database, its schema, its clock, and at the roads that our own documents take."""
    settings = settings_from_environment()
    well = run(_looked_at, settings, migrated=False)

    from had_your_back.graph.roads import roads  # noqa: PLC0415 - strawberry, only needed here

    found = roads(settings)
    table = Table("document", "answered by", "because", title="the queries of graphql/operations")
    for each in found:
        table.add_row(each.document, "a plan" if each.planned else "graphql-core", each.why)
    out.print(table)
    out.print("Mutations and subscriptions are answered by graphql-core.")
    out.print("With HYB_AUTH=dev the header hyb-road says it of each answer; see docs/plans.md.")
    if not well:
        raise typer.Exit(1)


async def _looked_at(database: Database) -> bool:
    missing = await migrations.pending(database)
    out.print(f"Database: {database.dialect}, it answers.")
    if missing:
        out.print(f"[red]Schema: it lacks {', '.join(missing)}.[/red] Run: had-your-back migrate")
        return False
    out.print("Schema: the newest.")
    apart = abs(await database.transact(_time) - database.now())
    if apart > APART:
        out.print(
            f"[red]Clock: this machine's and the database's are {apart.total_seconds():.1f} s apart.[/red] Set it."
        )
        return False
    out.print("Clock: right.")
    return True


async def _time(tx: Transaction) -> datetime:
    return tx.now
