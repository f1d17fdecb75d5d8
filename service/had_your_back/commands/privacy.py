"""Erasure of a person, and its proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from had_your_back.commands.shared import err, out, run, settings_from_environment
from had_your_back.commitments.actions import terms_of
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people import personal
from had_your_back.people import store as people
from had_your_back.privacy import actions, proof
from had_your_back.privacy.proof import Looked
from had_your_back.privacy.rules import Names, Traces

app = typer.Typer()


@app.command()
def erase(
    person: Annotated[str, typer.Argument(help="A userName, or an id: per_...")],
    prove: Annotated[bool, typer.Option("--prove", help="Look for the person everywhere, and say where.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    files: Annotated[
        list[Path] | None,
        typer.Option("--file", exists=True, dir_okay=False, help="Prove it for this file too: a log, a backup."),
    ] = None,
) -> None:
    """Erase a person: a nameless placeholder stays, so that counts and scores stay true. It cannot be undone."""
    settings = settings_from_environment()
    terms = terms_of(settings)

    async def main(database: Database) -> tuple[Traces, list[Looked]]:
        column = "id" if person.startswith("per_") else "user_name"
        async with database.read() as session:
            rows = await people.people_by(session, column, [person])
            unfinished = await personal.unscrubbed(session)
        traces = Traces(Names(person))
        if rows:
            if not yes:
                typer.confirm(f"Erase {rows[0].display_name} ({rows[0].id})? This cannot be undone.", abort=True)
            traces = await database.transact(actions.erase, rows[0].id, terms=terms)
            out.print(f"{rows[0].id} is erased: a placeholder without a name is left.")
        elif unfinished:
            err.print(f"There is nobody called {escape(person)}. An erasure before this was not finished; now it is.")
        elif not prove:
            raise Refused(ErrorCode.NOT_FOUND, f"There is nobody with the userName or id {person!r}.", "person")
        else:
            err.print(f"There is nobody called {escape(person)}; these words are looked for as they are.")
        await actions.finish(database)
        return traces, await proof.prove(database, traces, files or []) if prove else []

    traces, looked = run(main, settings)
    if prove:
        _told(traces, looked)


def _told(traces: Traces, looked: list[Looked]) -> None:
    names = traces.names
    out.print(f"Looked for {len(names.telling)} names, {len(names.plain)} plain words and {len(traces.own)} texts.")
    table = Table("place", "size", "found")
    for each in looked:
        found = f"[red]{escape(', '.join(each.found))}[/red]" if each.found else "nothing"
        table.add_row(escape(each.place), each.much, found)
    out.print(table)
    out.print(
        "Beyond our reach: what receivers of webhooks stored, who are told by person.erased; backups, PostgreSQL's "
        "write-ahead log and the service's output, wherever these are kept. They age out: see docs/privacy.md.",
        soft_wrap=True,
    )
    if any(each.found for each in looked):
        err.print("[red]Something was found.[/red]")
        raise typer.Exit(1)
