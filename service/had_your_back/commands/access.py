"""Tokens, roles, and who signs in."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from had_your_back.commands.shared import err, out, period, run
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people import actions as people
from had_your_back.people import tokens
from had_your_back.people.rules import GRANTS, Role

LONGEST = timedelta(days=3650)
"""For which a token is good that ends; what is meant to last longer had better not end by surprise."""

token_app = typer.Typer(help="Service tokens: shown once, stored as a hash.", no_args_is_help=True)
role_app = typer.Typer(help="What a person is trusted with beside being an employee.", no_args_is_help=True)
sign_in_app = typer.Typer(help="Accounts at the identity provider.", no_args_is_help=True)


@token_app.command("create")
def token_create(
    name: Annotated[str | None, typer.Option(help="What it is for; without it, the userName.")] = None,
    scopes: Annotated[
        str | None,
        typer.Option(help="For example recognitions:read,people:read; without it, with --person, what everybody may."),
    ] = None,
    person: Annotated[str | None, typer.Option(help="The userName of the person that it acts for.")] = None,
    expires: Annotated[str | None, typer.Option(help="How long it is good for: 90d, 12h; at most 3650d.")] = None,
) -> None:
    """Make a token. The last line printed is the token alone; it is shown this once."""
    if person is None and (name is None or scopes is None):
        message = (
            "Say what it is for and what it may: --name intranet --scopes recognitions:read,people:read. "
            "Or whose it is: --person USERNAME."
        )
        raise typer.BadParameter(message)
    named = [each.strip() for each in scopes.split(",") if each.strip()] if scopes is not None else None

    async def main(database: Database) -> tuple[str, str]:
        draft = people.TokenDraft(
            name=name or person or "",
            scopes=sorted(GRANTS[Role.EMPLOYEE]) if named is None else named,
            person=person,
            lasts=_lasts(expires) if expires else None,
        )
        return await database.transact(people.create_token, draft)

    token_id, secret = run(main)
    err.print(f"{token_id}: {escape(name or person or '')}. Keep the next line; it is not shown again.")
    sys.stdout.write(secret + "\n")


def _lasts(expires: str) -> timedelta:
    lasts = period(expires)
    if lasts > LONGEST:
        message = (
            f"{expires!r} is more than ten years. Write at most 3650d; without --expires it is good until revoked."
        )
        raise Refused(ErrorCode.INVALID, message)
    return lasts


@token_app.command("list")
def token_list() -> None:
    """Show all tokens, newest first."""

    async def main(database: Database) -> Any:
        async with database.read() as session:
            return await tokens.newest_first(session), database.now()

    rows, now = run(main)
    id_column = Column("id", min_width=len("tok_") + 26, no_wrap=True)  # whole, since it is what one pastes
    table = Table(id_column, "name", "person", "scopes", "expires", "last used", "state")
    for row in rows:
        gone = "revoked" if row.revoked_at else "expired" if row.expires_at and row.expires_at <= now else "good"
        day = [f"{at:%Y-%m-%d}" if at else "never" for at in (row.expires_at, row.last_used_at)]
        table.add_row(row.id, escape(row.name), escape(row.user_name or "nobody"), " ".join(row.scopes), *day, gone)
    out.print(table if rows else "There is no token yet; had-your-back token create makes one.")


@token_app.command("revoke")
def token_revoke(token: Annotated[str, typer.Argument(help="Its id, tok_...")]) -> None:
    """Let a token be good for nothing from now on."""

    async def main(database: Database) -> None:
        await database.transact(people.revoke_token, token)

    run(main)
    out.print(f"{escape(token)} is revoked.")


@sign_in_app.command("forget")
def sign_in_forget(person: Annotated[str, typer.Argument(help="A userName.")]) -> None:
    """Let a person sign in with another account at the identity provider than before: the next that fits is theirs."""

    async def main(database: Database) -> int:
        return await database.transact(people.forget_accounts, person)

    number = run(main)
    out.print(f"{escape(person)}: {number} {'account' if number == 1 else 'accounts'} forgotten.")


@role_app.command("set")
def role_set(
    person: Annotated[str, typer.Argument(help="A userName.")],
    roles: Annotated[list[Role] | None, typer.Argument(help="Exactly these; none takes all away.")] = None,
) -> None:
    """Let a person have exactly these roles beside EMPLOYEE."""

    async def main(database: Database) -> None:
        await database.transact(people.put_roles, person, roles or [])

    run(main)
    out.print(f"{escape(person)}: {', '.join([Role.EMPLOYEE, *(roles or [])])}")
