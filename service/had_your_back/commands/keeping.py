"""Backups, and moving to PostgreSQL."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.filesize import decimal
from rich.markup import escape

from had_your_back import audit, keeping, migrate
from had_your_back.commands.shared import err, operator, out, progress, run, settings_from_environment, told
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Refused

app = typer.Typer()

ON_POSTGRES = (
    "This is for SQLite. On PostgreSQL, back up the whole server with its own tools, so that any moment can be brought "
    "back: pg_basebackup with archived WAL. See docs/backups.md"
)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to: a file that is not there yet.")],
) -> None:
    """Write all that is kept to a file, while it is served. The key goes beside it."""
    with told():
        source = _sqlite_file()
        in_settings = settings_from_environment().secret_key is not None
        with err.status(escape(f"Writing {file} …")):
            size = keeping.backup(source, file)
        _note(source, "all.backed_up")
    out.print(f"{escape(str(file))}: {decimal(size)}, and sound. had-your-back restore brings it back.")
    key = Path(f"{file}{keeping.KEY}")
    if key.exists():
        out.print(f"{escape(str(key))} opens its secrets: keep the two apart from each other, and both.")
    elif in_settings:
        out.print("HYB_SECRET_KEY opens its secrets and is not in it: keep that too, and elsewhere.")
    else:
        out.print("There is no key yet to go with it: the service makes one when it starts.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
) -> None:
    """Put a backup where HYB_DATABASE_URL says, if nothing is there, and bring it to the newest schema."""
    with told():
        to = _sqlite_file()
        with err.status(escape(f"Restoring {to} …")):
            missing = keeping.restore(file, to)
        _note(to, "all.restored")
    migrated = f", and migrated: {', '.join(missing)}" if missing else ""
    out.print(f"{escape(str(to))} is what {escape(str(file))} holds{migrated}. Start the service.")


@app.command()
def move(
    source: Annotated[str, typer.Argument(help="sqlite:///path: the service on it is stopped.")],
    target: Annotated[
        str,
        typer.Argument(
            help="postgresql://user:password@host/name: a new, empty database. Without it, what HYB_DATABASE_URL says.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Move everything from SQLite to PostgreSQL, and compare each row. The file stays as it was."""
    if not target:  # whoever lists processes reads arguments, with the password in them
        settings = settings_from_environment()
        target = settings.direct or settings.database_url.get_secret_value()
    if not (source.startswith("sqlite:///") and target.startswith("postgresql://")):
        raise typer.BadParameter(
            "It goes from SQLite to PostgreSQL: sqlite:///from.db postgresql://user:password@host/to"
        )
    import had_your_back.app  # noqa: F401, PLC0415 - brings every model, so that no table is forgotten

    async def main() -> dict[str, int]:
        here, there = Database(source), Database(target)
        try:
            with progress("moving and comparing") as step:
                moved = await keeping.move(here, there, step=step)
            await audit.note_alone(there, "all.moved", None)
            return moved
        finally:
            await here.close()
            await there.close()

    with told(), audit.by(operator()):
        path = Path(source.removeprefix("sqlite:///"))
        if source.startswith("sqlite") and not path.exists():
            raise Refused(ErrorCode.NOT_FOUND, f"There is no database at {path}.")
        keeping.must_be_alone(path)
        sizes = asyncio.run(main())
    tables = sum(size > 0 for size in sizes.values())
    out.print(f"{sum(sizes.values()):,} rows of {tables} tables are there, each compared with the one it was.")
    key = Path(f"{path}{keeping.KEY}")
    if key.exists():
        out.print(f"Its secrets go on to be opened with HYB_SECRET_KEY_FILE={escape(str(key))}")
    out.print("Set HYB_DATABASE_URL to the new one and start. Keep the file as a backup, and never serve it again.")


@app.command("mend-log")
def mend_log(
    rewound: Annotated[
        bool,
        typer.Option("--rewound", help="It was taken back in time: go on behind what is lost, too."),
    ] = False,
) -> None:
    """Let the log of events go on after PostgreSQL was brought to another server, or anything to an earlier moment."""
    from had_your_back.webhooks import queue  # noqa: PLC0415 - only needed here

    async def main(database: Database) -> bool:
        if database.dialect == "sqlite" and not rewound:
            message = (
                "On SQLite the log goes on wherever the file is. If the file was taken back in time, by anything but "
                "had-your-back restore, run: had-your-back mend-log --rewound"
            )
            raise Refused(ErrorCode.INVALID, message)
        mended = await database.transact(queue.mend_log, rewound=rewound)
        if mended:
            await audit.note_alone(database, "all.restored", None)
        return mended

    if run(main):
        out.print("The log goes on behind all that was ever read of it. Start the service.")
    else:
        out.print("There is nothing to mend: this server is past every number in the log.")


def _note(path: Path, act: str) -> None:
    """Keep it in the audit log, if this version has one: a backup is made before that is brought up, too."""

    async def main() -> None:
        database = Database(f"sqlite:///{path}")
        try:
            if not await migrate.pending(database):
                await audit.note_alone(database, act, None)
        finally:
            await database.close()

    with audit.by(operator()):
        asyncio.run(main())


def _sqlite_file() -> Path:
    url = settings_from_environment().database_url.get_secret_value()
    if not url.startswith("sqlite:///"):
        raise Refused(ErrorCode.INVALID, ON_POSTGRES)
    return Path(url.removeprefix("sqlite:///"))
