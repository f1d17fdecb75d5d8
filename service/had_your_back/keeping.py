"""Backups of a SQLite file, and the way from it to PostgreSQL: whatever happens on the way, what was there is there.

    backup   the file, as of one instant, compact    while it is served
    restore  a backup, to a place where nothing is   brought to the newest schema, the log behind what was lost
    move     every row, in one transaction, and each compared before that is committed

A backup is a database like any other: it can be opened, served, and moved. The log of events goes on without a seam:
on SQLite its places are (0, position), and all that PostgreSQL ever writes comes behind these.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    String,
    Table,
    bindparam,
    collate,
    delete,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from had_your_back import migrate
from had_your_back.database import Database, Rows, Session, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.versions import VersionRow
from had_your_back.webhooks import queue

ROWS_AT_A_TIME = 2_000
KEY = ".key"
"""What lies beside the file where HYB_SECRET_KEY is not set."""
_DRAFT = ".hyb-draft"
_COUNTED = str(VersionRow.__tablename__)
"""Never empty: it counts migrations too."""

Step = Callable[[int, int], object]
"""Told how many rows of how many are done."""


# -------------------------------------------------------------------------------------------------------------- backup


def backup(source: Path, to: Path) -> int:
    """Write what a SQLite file holds at this instant to another; its size in bytes. The key goes with it.

    Nobody who reads or writes meanwhile waits. What was deleted is not in it. It is there whole or not at all.

    Raises: Refused NOT_FOUND, CONFLICT where a file is already, INTERNAL if the file is damaged.
    """
    if not source.exists():
        raise Refused(ErrorCode.NOT_FOUND, f"There is no database at {source}.")
    with _draft(to) as draft:
        draft.touch(0o600)  # an OSError tells of this place, and what SQLite says then of the other
        with closing(sqlite3.connect(f"file:{source.absolute()}?mode=ro", uri=True)) as connection, _read(source):
            connection.execute("VACUUM INTO ?", (str(draft),))
        _must_be_sound(draft, to)
        _beside(source, to)
        return draft.stat().st_size


def restore(file: Path, to: Path) -> list[str]:
    """Put a backup where no database is, and bring it to the newest schema; the migrations that it lacked.

    Its log of events goes on behind every place that it can have had since: whoever read these, reads what is new.

    Raises: Refused NOT_FOUND, INVALID for what is no backup of ours or of a newer version, CONFLICT where a file is.
    """
    if not file.exists():
        raise Refused(ErrorCode.NOT_FOUND, f"There is no file {file}.")
    for left in (to, Path(f"{to}-wal"), Path(f"{to}-shm")):
        if left.exists():
            message = f"{left} is there already, and nothing is ever restored over something. Move it away first."
            raise Refused(ErrorCode.CONFLICT, message)
    with _draft(to) as draft:
        draft.touch(0o600)  # as private as what `migrate` makes, whatever the backup is
        shutil.copyfile(file, draft)
        _must_be_sound(draft, file)
        _must_be_ours(draft, file)
        missing = asyncio.run(_brought_up(draft))
        _beside(file, to)
        return missing


async def _brought_up(file: Path) -> list[str]:
    database = Database(f"sqlite:///{file}")
    try:
        await migrate.pending(database)  # raises for one that is newer
        missing = await migrate.upgrade(database)
        await database.transact(queue.mend_log, rewound=True)
        return missing
    finally:
        await database.close()


@contextmanager
def _draft(to: Path) -> Iterator[Path]:
    """A file of another name, which gets the right one when it is whole and on the disk, and only if that is free."""
    if to.exists():
        raise Refused(ErrorCode.CONFLICT, f"{to} is there already. Take another name, or move it away.")
    to.parent.mkdir(parents=True, exist_ok=True)
    with _writing_in(to.parent):
        draft = to.with_name(f".{to.name}.{os.getpid()}{_DRAFT}")
        try:
            yield draft
            with draft.open("rb") as written:
                os.fsync(written.fileno())
            os.link(draft, to)  # unlike renaming, this takes nobody's place
        except FileExistsError:
            raise Refused(ErrorCode.CONFLICT, f"{to} is there already. Take another name, or move it away.") from None
        finally:
            for end in ("", "-wal", "-shm", "-journal"):
                Path(f"{draft}{end}").unlink(missing_ok=True)


@contextmanager
def _writing_in(folder: Path) -> Iterator[None]:
    """Whoever writes a draft shares a lock on its folder; who has it alone removes what others left when they died."""
    held = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # somebody writes one at this moment, or it is a disk without such locks
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in folder.glob(f".*{_DRAFT}*"):
                left.unlink(missing_ok=True)
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_SH)
        yield
    finally:
        os.close(held)


@contextmanager
def _read(file: Path) -> Iterator[None]:
    """What SQLite says of a file, as a sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        message = f"{file} cannot be read: {error}. If it is damaged, take the newest backup that is sound."
        raise Refused(ErrorCode.INVALID, message) from error


def _must_be_sound(file: Path, name: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, _read(name):
        said = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
        lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if said != ["ok"]:
        raise Refused(ErrorCode.INVALID, f"{name} is damaged: {said[0]}. Take the newest backup that is sound.")
    if lost:
        message = f"A row of {lost[0]} refers to nothing in {lost[2]}: somebody else wrote into {name}."
        raise Refused(ErrorCode.INVALID, message)


def _must_be_ours(file: Path, name: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, _read(name):
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            raise Refused(ErrorCode.INVALID, f"{name} is a SQLite database, but none of this service.")
        held = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0] or ""
    if held > migrate.newest():
        message = (
            f"{name} is of a newer version ({held}) than this one ({migrate.newest()}). Install that version first."
        )
        raise Refused(ErrorCode.INVALID, message)


def _beside(source: Path, to: Path) -> None:
    """The key goes where its file goes."""
    key, place = Path(f"{source}{KEY}"), Path(f"{to}{KEY}")
    if not key.exists():
        return
    if place.exists():
        if place.read_bytes() != key.read_bytes():
            message = f"{place} is another key than {key}, and each opens only its own secrets. Move it away first."
            raise Refused(ErrorCode.CONFLICT, message)
        return
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.write(key.read_bytes())
        written.flush()
        os.fsync(written.fileno())


# ---------------------------------------------------------------------------------------------------------------- move


def must_be_alone(file: Path) -> None:
    """See that nobody else has a SQLite file open: what a service writes after the move would be in the old one only.

    Raises: Refused CONFLICT if somebody has.
    """
    with closing(sqlite3.connect(file, timeout=0)) as connection, _read(file):
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()  # whoever serves a file keeps a lock on it
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
            message = f"Somebody has {file} open, and would go on writing to it. Stop the service, then move."
            raise Refused(ErrorCode.CONFLICT, message) from error


async def move(source: Database, target: Database, *, step: Step = lambda _done, _of: None) -> dict[str, int]:
    """Write every row of a SQLite database into an empty one on PostgreSQL; how many rows of each table.

    The source is not changed; whoever wants to write to it meanwhile waits, and is refused in the end. It is one
    transaction there, and every row is read back and compared before it is committed: it is moved whole, or not at all.

    Raises: Refused INVALID for other engines, CONFLICT where the schemas differ or the target holds something.
    """
    if (source.dialect, target.dialect) != ("sqlite", "postgresql"):
        message = "It goes from SQLite to PostgreSQL: had-your-back move sqlite:///from.db postgresql://host/to"
        raise Refused(ErrorCode.INVALID, message)
    if missing := await migrate.pending(source):
        message = f"The source lacks the migration {', '.join(missing)}. Run there: had-your-back migrate"
        raise Refused(ErrorCode.CONFLICT, message)

    async def held(tx: Transaction) -> dict[str, int]:  # the lock on the source, for as long as it takes
        return await target.transact(_moved, tx, step)

    try:
        # A database of ours that is older is somebody's: it is not so much as migrated.
        if (missing := await migrate.pending(target)) and missing[0] != migrate.oldest():
            message = "The target is a database of an older version already. Make a new, empty database for it."
            raise Refused(ErrorCode.CONFLICT, message)
        await migrate.upgrade(target)
        return await source.transact(held)
    except DBAPIError as error:
        message = f"Nothing was moved: {error.orig}. The source is as it was; mend that, and move again."
        raise Refused(ErrorCode.CONFLICT, message) from error


async def _moved(tx: Transaction, source: Session, step: Step) -> dict[str, int]:
    tables = SQLModel.metadata.sorted_tables
    for each in tables:
        if each.name != _COUNTED and await tx.row(select(text("1")).select_from(each).limit(1)):
            message = f"The target holds something in {each.name} already. Make a new, empty database for it."
            raise Refused(ErrorCode.CONFLICT, message)
    await tx.write(delete(SQLModel.metadata.tables[_COUNTED]))
    sizes = {each.name: int(await source.value(select(func.count()).select_from(each))) for each in tables}
    done, of = 0, 2 * sum(sizes.values())
    for each in tables:
        up = [column for column in each.c if any(key.column.table is each for key in column.foreign_keys)]
        later = dict.fromkeys(column.name for column in up)  # whom a row of its own table refers to may come after it
        async for rows in _rows(source, each):
            await tx.insert(each, [dict(zip(each.c.keys(), row, strict=True)) | later for row in rows])
            step(done := done + len(rows), of)
        for column in up:
            await _refer(tx, source, each, column)
        await _count_on(tx, each)
    for each in tables:
        theirs = _rows(tx, each)
        async for rows in _rows(source, each):
            if rows != await anext(theirs, None):
                raise Refused(
                    ErrorCode.CONFLICT, f"What was written to {each.name} is not what was read. Nothing is kept."
                )
            step(done := done + len(rows), of)
    return sizes


async def _rows(session: Session, table: Table) -> AsyncIterator[Rows]:
    """All rows, some at a time, in an order that is the same on both databases: by the bytes of their keys."""
    columns = list(table.primary_key.columns)
    keys = [_by_bytes(column, session.dialect) for column in columns]
    last: Sequence[Any] | None = None
    while True:
        found = select(table).order_by(*keys).limit(ROWS_AT_A_TIME)
        if last is not None:
            bound = [bindparam(None, value, type_=column.type) for value, column in zip(last, columns, strict=True)]
            found = found.where(tuple_(*keys) > tuple_(*bound))
        rows = await session.rows(found)
        if not rows:
            return
        yield rows
        last = [getattr(rows[-1], each.name) for each in columns]


def _by_bytes(column: Column[Any], dialect: str) -> Any:
    return collate(column, "C") if dialect == "postgresql" and isinstance(column.type, String) else column


async def _refer(tx: Transaction, source: Session, table: Table, column: Column[Any]) -> None:
    key = next(iter(table.primary_key.columns))
    found = await source.rows(select(key.label("of"), column.label("to")).where(column.is_not(None)))
    refer = table.update().where(key == bindparam("of")).values({column: bindparam("to")})
    if found:
        await tx.write_each(refer, [{"of": row.of, "to": row.to} for row in found])


async def _count_on(tx: Transaction, table: Table) -> None:
    """Let what counts the rows of a table go on behind those that are there."""
    key = next(iter(table.primary_key.columns))
    if isinstance(key.type, (Integer, BigInteger)):
        counter = func.pg_get_serial_sequence(table.name, key.name)
        last = func.greatest(func.max(key), func.nextval(counter))  # never back to what was given away already
        await tx.rows(select(func.setval(counter, last)).where(counter.is_not(None)).select_from(table))
