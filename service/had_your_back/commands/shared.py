"""What every command needs: a console, the settings, the database, and failures told in a sentence."""

from __future__ import annotations

import asyncio
import getpass
import os
import re
import socket
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import DBAPIError

from had_your_back import audit
from had_your_back import migrate as migrations
from had_your_back.database import Database
from had_your_back.drivers import is_away
from had_your_back.errors import ErrorCode, Refused
from had_your_back.settings import PREFIX, Settings

R = TypeVar("R")
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do all of it and undo it: say what would happen.")]

NOTHING_THERE = (
    "There is {place}. If the service has one, HYB_DATABASE_URL is not set here as it is there; for a new one run: "
    "had-your-back migrate"
)

# As wide as the terminal; into a file or a pipe, where nobody folds it, wide enough for everything.
out = Console(highlight=False, width=None if sys.stdout.isatty() else 240)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def settings_from_environment(**given: Any) -> Settings:
    """The settings; a wrong one ends the command with a sentence for each."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for wrong in error.errors():
            name = "_".join(str(part) for part in wrong["loc"]).upper()  # none where two do not go together
            where = f"[red]{PREFIX}{name}[/red]: " if name else ""
            err.print(where + escape(wrong["msg"].removeprefix("Value error, ")))
        raise typer.Exit(2) from None
    except Refused as refusal:
        err.print(f"[red]{escape(refusal.message)}[/red]")
        raise typer.Exit(2) from None


def run(
    work: Callable[[Database], Awaitable[R]],
    settings: Settings | None = None,
    *,
    migrated: bool = True,
    loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> R:
    """Run something on the database of the settings, as its operator. With `migrated` its schema must be the newest."""
    settings = settings or settings_from_environment()

    async def main() -> R:
        url = settings.database_url.get_secret_value()
        if migrated:
            _must_be_there(url)
        database = Database(url, durability=settings.durability, direct=settings.direct)
        try:
            if migrated:
                await _must_be_migrated(database)
            return await work(database)
        finally:
            await database.close()

    with told(), audit.by(operator()), asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(main())


def operator() -> audit.Origin:
    """Whoever may run commands where the service runs."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container's user often has no name
        name = str(os.getuid())
    return audit.Origin(audit.OPERATOR, "command", place=f"{name}@{socket.gethostname()}")


def _must_be_there(url: str) -> None:
    """So that a command in the wrong folder, or without its settings, leaves no empty file behind."""
    path = Path(url.removeprefix("sqlite:///")).absolute()
    if url.startswith("sqlite:///") and not path.exists():
        raise Refused(ErrorCode.NOT_FOUND, NOTHING_THERE.format(place=f"no database at {path}"))


async def _must_be_migrated(database: Database) -> None:
    missing = await migrations.pending(database)
    if missing and missing[0] == migrations.oldest():
        raise Refused(ErrorCode.CONFLICT, NOTHING_THERE.format(place="nothing in the database"))
    if missing:
        message = f"The database lacks the migration {', '.join(missing)}. Run: had-your-back migrate"
        raise Refused(ErrorCode.CONFLICT, message)


@contextmanager
def told() -> Iterator[None]:
    """Expected failures as one sentence, and exit status 1."""
    try:
        yield
    except Refused as refusal:
        err.print(f"[red]{escape(refusal.message)}[/red]")
        raise typer.Exit(1) from None
    except (OSError, DBAPIError, sqlite3.Error) as error:
        cause = getattr(error, "orig", None) or error
        if is_away(cause) and getattr(cause, "filename", None) is None:  # else it is a file that somebody named
            err.print(f"[red]The database does not answer: {escape(str(cause))}.[/red] See: had-your-back doctor")
        elif isinstance(error, OSError):
            err.print(f"[red]{escape(str(error))}[/red]")
        else:
            raise
        raise typer.Exit(1) from None


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told how many of how many are done."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - only needed here

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def period(text: str) -> timedelta:
    """``90d`` or ``12h`` as a period.

    >>> period("90d").days
    90
    """
    found = re.fullmatch(r"([1-9]\d{0,4})([dh])", text.strip())
    if not found:
        raise Refused(ErrorCode.INVALID, f"{text!r} is no period; write 90d or 12h.")
    return timedelta(**{{"d": "days", "h": "hours"}[found[2]]: int(found[1])})
