"""Teams: removing one that there is no more."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from had_your_back.commands.shared import out, run
from had_your_back.database import Database, Row, Transaction
from had_your_back.people import actions, directory, provisioning

team_app = typer.Typer(help="Teams that there are no more.", no_args_is_help=True)


@team_app.command("remove")
def team_remove(
    team: Annotated[str, typer.Argument(help="Its external id, its name or its id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Remove a team: nobody is in it, its parent has what was below it, and all that was done in it stays."""

    async def main(database: Database) -> Row:
        async with database.read() as session:
            found = await actions.team_called(session, team)
            held = await directory.members_of(session, [found.id])
            below = await directory.children_of(session, found.id)
        if not yes:
            what = f"people in it: {len(held)}, teams below it: {len(below)}"
            typer.confirm(f"Remove {found.name} ({found.external_id or found.id}; {what})?", abort=True)
        await database.transact(_remove, found.id)
        return found

    removed = run(main)
    out.print(f"{escape(removed.name)} is removed. An import that names it again makes another team.")


async def _remove(tx: Transaction, team: str) -> None:
    known = await directory.one_team(tx, team)
    if known is not None:  # else somebody else was faster
        await provisioning.remove_team(tx, known)
