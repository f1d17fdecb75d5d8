"""The audit log: look whether it holds, and hand it out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Annotated, Any

import orjson
import typer
from rich.markup import escape

from had_your_back import audit
from had_your_back.commands.shared import err, out, run, settings_from_environment, told
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Refused

audit_app = typer.Typer(help="Who did what to whom, when and from where.", no_args_is_help=True)

WrittenDown = Annotated[
    str | None, typer.Option("--head", help="NUMBER:HASH that an earlier `audit verify` or `export` printed.")
]


@audit_app.command("verify")
def audit_verify(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="An export; without one, the database itself.")
    ] = None,
    head: WrittenDown = None,
) -> None:
    """Follow the chain to its last entry. Whatever was altered, removed or inserted ends it with status 1."""
    wanted = _head(head)
    if file is not None:
        with told(), file.open("rb") as lines:
            _held(lambda: _followed(lines, wanted))
        return
    notary = _notary()

    async def main(database: Database) -> audit.Verified:
        try:
            return await audit.verify(database, notary, wanted)
        except audit.Broken as broken:
            raise Refused(ErrorCode.CONFLICT, f"The audit log does not hold. {broken}") from broken

    found = run(main)
    out.print(_holding(found.begin, found.head.number))
    if found.unsealed:
        since = f"{found.oldest_unsealed:%Y-%m-%d %H:%M:%S}"
        waiting = f"{found.unsealed:,} {'waits' if found.unsealed == 1 else 'wait'} to be sealed"
        err.print(f"{waiting}, the oldest since {since}: a worker does that each second.")
    out.print(str(found.head), soft_wrap=True)


@audit_app.command("export")
def audit_export(
    file: Annotated[Path, typer.Option("--out", dir_okay=False, help="A file; readable by its owner only.")],
) -> None:
    """Write every sealed entry as a line of JSON, the oldest first. `audit verify FILE` follows it anywhere."""

    async def main(database: Database) -> audit.Head:
        await audit.note_alone(database, "audit.exported", None)
        async with database.read() as session:
            ends = await audit.ends_of(session)
        if ends is None:
            raise Refused(ErrorCode.CONFLICT, "Nothing is sealed yet; a worker does that. Start `serve` or `work`.")
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as lines:
            _write(lines, {"begin": ends.begin, "hash": ends.begin_hash})
            async for rows in audit.entries(database, ends.begin, ends.head):
                for row in rows:
                    _write(lines, audit.told(row))
        return audit.Head(ends.head, ends.head_hash)

    head = run(main)
    where = escape(str(file))
    out.print(f"Written to {where}. Keep the next line somewhere else: nobody can remove what is before it unseen.")
    out.print(str(head), soft_wrap=True)


@audit_app.command("restart")
def audit_restart(yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False) -> None:
    """Sign the chain as it is now, after it was broken or its key was lost. The log says so."""
    notary = _notary()
    if not yes:
        typer.confirm("What was altered so far cannot be told afterwards. Keep an export. Go on?", abort=True)

    async def main(database: Database) -> int:
        return await database.transact(audit.restart, notary)

    out.print(f"The chain goes on behind number {run(main):,}.")


def _notary() -> audit.Notary:
    from had_your_back.app import secret_key  # noqa: PLC0415 - heavy, and only needed here

    with told():
        return audit.Notary(secret_key(settings_from_environment()))


def _head(text: str | None) -> audit.Head | None:
    try:
        return audit.Head.parse(text) if text is not None else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _write(lines: IO[bytes], what: dict[str, Any]) -> None:
    lines.write(orjson.dumps(what) + b"\n")


def _held(follow: Any) -> None:
    try:
        begin, end = follow()
    except audit.Broken as broken:
        err.print(f"[red]The audit log does not hold. {escape(str(broken))}[/red]")
        raise typer.Exit(1) from None
    out.print(_holding(begin.number, end.number))
    out.print(str(end), soft_wrap=True)


def _holding(begin: int, end: int) -> str:
    if end - begin > 1:
        return f"{end - begin:,} entries hold, from {begin + 1:,} to {end:,}."
    return f"1 entry holds, number {end:,}." if end > begin else "No entry is sealed yet."


def _followed(lines: IO[bytes], wanted: audit.Head | None) -> tuple[audit.Head, audit.Head]:
    walk = begin = None
    for number, line in enumerate(lines, 1):
        try:
            what = orjson.loads(line)
            if walk is None:
                begin = audit.Head(what["begin"], what["hash"])
                walk = audit.Walk(begin, wanted)
            else:
                walk.step(what)
        except (KeyError, TypeError, orjson.JSONDecodeError):
            message = f"Line {number:,} is none of an audit log."
            raise audit.Broken(message) from None
    if walk is None or begin is None:
        message = "The file is empty."
        raise audit.Broken(message)
    walk.over()
    return begin, walk.end
