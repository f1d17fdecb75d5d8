"""The drivers: what sqlite3 and asyncpg are asked to run, and their faults as one kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from had_your_back.errors import FaultCode, NotReady

if TYPE_CHECKING:
    import asyncpg


class Driver(Protocol):
    """One connection of a driver."""

    faults: tuple[type[Exception], ...]

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> tuple[Sequence[Any], Iterable[str]]:
        """All rows, and the names of their columns, which matter only where there are rows."""
        ...

    async def change(self, sql: str, arguments: Sequence[Any]) -> int:
        """Run it; how many rows it changed."""
        ...

    async def change_each(self, sql: str, arguments: Sequence[Sequence[Any]]) -> None:
        """Run it once for each list of arguments."""
        ...


class Lite:
    """SQLite: nothing here waits."""

    faults: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> tuple[Sequence[Any], Iterable[str]]:
        """All rows, and the names of their columns."""
        cursor = self.connection.execute(sql, arguments)
        return cursor.fetchall(), (each[0] for each in cursor.description or ())

    async def change(self, sql: str, arguments: Sequence[Any]) -> int:
        """Run it; how many rows it changed."""
        return self.connection.execute(sql, arguments).rowcount

    async def change_each(self, sql: str, arguments: Sequence[Sequence[Any]]) -> None:
        """Run it once for each list of arguments."""
        self.connection.executemany(sql, arguments)


class Postgres:
    """PostgreSQL by asyncpg, which prepares each text once per connection."""

    faults: tuple[type[Exception], ...] = ()
    broken: tuple[type[Exception], ...] = ()
    """Those of the faults after which a connection is of no use: it was let go of while nobody looked."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> tuple[Sequence[Any], Iterable[str]]:
        """All rows, and the names of their columns."""
        found = await self.connection.fetch(sql, *arguments)
        return found, found[0].keys() if found else ()

    async def change(self, sql: str, arguments: Sequence[Any]) -> int:
        """Run it; how many rows it changed."""
        told = (await self.connection.execute(sql, *arguments)).rpartition(" ")[2]
        return int(told) if told.isdigit() else -1

    async def change_each(self, sql: str, arguments: Sequence[Sequence[Any]]) -> None:
        """Run it once for each list of arguments."""
        await self.connection.executemany(sql, arguments)


class Away(OperationalError, NotReady):
    """The database does not answer. A fault of the request too, so that whoever asked hears that it is not theirs.

    >>> away = Away("SELECT 1", ConnectionRefusedError())
    >>> away.code.value, away.message
    ('NOT_READY', 'The database does not answer just now. Try again in a moment.')
    """

    code = FaultCode.NOT_READY

    def __init__(self, sql: str | None, error: BaseException) -> None:
        super().__init__(sql, None, error, hide_parameters=True)
        self.why = _code_of(error) or type(error).__name__
        """For whoever runs it: the database's own code."""
        self.message = "The database does not answer just now. Try again in a moment."
        self.headers = {"retry-after": "1"}


_AWAY = (
    # Connections break, its operator stops it, it starts, it has too many or no room, it lets nobody in.
    *("08", "57P0", "28", "3D000", "53"),
    # It is a standby, its disk does not work, or what is on it is damaged.
    *("25006", "58", "XX001", "XX002"),
    *(f"SQLITE_{each}" for each in ("FULL", "READONLY", "IOERR", "CORRUPT", "NOTADB", "CANTOPEN", "BUSY", "LOCKED")),
)


def _code_of(error: BaseException) -> str:
    return getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""


def is_away(error: BaseException) -> bool:
    """Whether this says that the database takes no connections, lets go of those it had, or takes no writes.

    >>> is_away(ConnectionRefusedError()), is_away(ValueError("closed"))
    (True, False)
    """
    if code := _code_of(error):
        return code.startswith(_AWAY)
    closed = isinstance(error, Postgres.faults) and "closed" in str(error)  # asyncpg's own have no number
    return closed or isinstance(error, (OSError, *Postgres.broken))


def fault(sql: str | None, error: Exception) -> DBAPIError:
    """A driver's error as SQLAlchemy would tell it, without the values: these are what people wrote."""
    if is_away(error):
        return Away(sql, error)
    code = getattr(error, "sqlstate", None) or ""
    kind = IntegrityError if isinstance(error, sqlite3.IntegrityError) or code.startswith("23") else OperationalError
    return kind(sql, None, error, hide_parameters=True)


def tell(engine: Engine, sql: str, arguments: Sequence[Any], *, many: bool = False) -> None:
    """Let those who listen to the engine's statements hear of one that it did not run itself."""
    for listener in engine.dispatch.before_cursor_execute:
        listener(None, None, sql, arguments, None, many)
