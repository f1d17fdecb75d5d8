"""The engines: SQLite's two connections inside the process, PostgreSQL's many, and a replica of those to read from."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, create_engine, event, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from had_your_back.columns import json_of
from had_your_back.deadlines import is_over
from had_your_back.drivers import Away, Driver, Lite, Postgres, fault
from had_your_back.sessions import Session
from had_your_back.statements import Statements

if TYPE_CHECKING:
    import asyncpg

log = logging.getLogger(__name__)

R = TypeVar("R")

CONNECTIONS = 20
"""To PostgreSQL, at most, from one process."""
STATEMENTS = 500
"""Texts that a driver keeps prepared, on each connection."""
CACHED = 8_192
"""KiB of SQLite's file that whoever reads keeps at hand; of SQLite's own 2,000 a page of the feed reads most anew."""
STEPS = 20_000
"""Of SQLite's own, after which it asks whether it may go on: less than a millisecond."""
SAID_EVERY = 5.0
"""Seconds from one line in the log to the next while the database is away."""
LOOKED_AT, BEHIND = 1.0, 5.0
"""Seconds: how often a replica is looked at, and how far behind it may be."""
AWAITED = 5.0
"""Seconds for another process's lock on SQLite's file while it is opened."""

_BEGIN = "BEGIN IMMEDIATE"


class SQLite:
    """SQLite's two connections: one that writes, one that cannot."""

    def __init__(self, url: str, durability: str) -> None:
        path = url.removeprefix("sqlite://").removeprefix("/")
        uri = f"file:{Path(path).absolute()}" if path else f"file:hyb-{id(self)}?mode=memory&cache=shared"
        self._path = Path(path).absolute() if path else None
        self.trouble: str | None = None
        self.turn = asyncio.Lock()
        if self._path:
            with suppress(OSError):  # it is there, or SQLite says better why not
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL, 0o600))  # what is said there is nobody else's
        synchronous = {"normal": "NORMAL", "full": "FULL"}[durability]
        # Waiting for another process's lock is transact's business: here it would hold up the whole event loop.
        whole = ("PRAGMA foreign_keys = ON", "PRAGMA busy_timeout = 0")
        self.writing = self._connect(uri, f"PRAGMA synchronous = {synchronous}", *whole)
        self.reading = self._connect(uri, "PRAGMA query_only = ON", f"PRAGMA cache_size = -{CACHED}")
        # The driver's own transactions are off: what begins one takes the write lock at once.
        event.listen(self.writing.engine, "begin", lambda connection: connection.exec_driver_sql(_BEGIN))
        self.statements = Statements(self.writing.dialect)
        self._writer = _driver_of(self.writing)
        self.seen: Callable[[Driver], Driver] = _unseen
        self.session = Session(Lite(_driver_of(self.reading)), self.statements, self.reading.engine)

    @staticmethod
    def _connect(uri: str, *pragmas: str) -> Connection:
        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                uri,
                uri=True,
                isolation_level=None,
                timeout=AWAITED,
                check_same_thread=False,
                cached_statements=STATEMENTS,
            )
            _write_ahead(connection)
            for pragma in pragmas:
                connection.execute(pragma)
            connection.set_progress_handler(is_over, STEPS)
            return connection

        made = create_engine("sqlite://", creator=connect, poolclass=pool.StaticPool, json_deserializer=json_of)
        return made.connect()

    @contextmanager
    def transaction(self) -> Iterator[Driver]:
        """A transaction on the connection that writes."""
        driver = self._writer
        try:
            driver.execute(_BEGIN)
            try:
                yield self.seen(Lite(driver))
                driver.execute("COMMIT")
            except BaseException:
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise fault(None, error) from error

    def restructure(self, work: Callable[[Connection], R]) -> R:
        """Run `work` in a transaction whose foreign keys are checked at its end.

        Raises: RuntimeError, and nothing happened, if a row would refer to nothing.
        """
        driver = self._writer
        driver.execute("PRAGMA foreign_keys = OFF")  # has no effect once a transaction has begun
        try:
            with self.writing.begin():
                done = work(self.writing)
                if lost := self.writing.exec_driver_sql("PRAGMA foreign_key_check").first():
                    message = f"A row of {lost[0]} would refer to nothing in {lost[2]}. Nothing was changed."
                    raise RuntimeError(message)
                return done
        finally:
            driver.execute("PRAGMA foreign_keys = ON")

    @property
    def files(self) -> list[Path]:
        """Those there are."""
        named = [Path(f"{self._path}{end}") for end in ("", "-wal", "-shm")] if self._path else []
        return [each for each in named if each.exists()]

    def scrub(self) -> bool:
        """Write the file anew and empty the log; False if somebody else was in the way."""
        try:
            self._writer.execute("VACUUM")
            busy, _, _ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                return False
            raise
        return not busy

    def close(self) -> None:
        """Close both."""
        for connection in (self.reading, self.writing):
            connection.close()
            connection.engine.dispose()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have a file keep its log ahead of it.

    Of two who open a new file at once, SQLite tells one at once that it is locked, however long that one would wait:
    only asking again helps.
    """
    latest = time.monotonic() + AWAITED
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > latest:
                raise
            time.sleep(0.01)
        else:
            return


def _unseen(driver: Driver) -> Driver:
    return driver


def _driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


class PostgreSQL:
    """The connections to PostgreSQL: asyncpg's for statements, an engine for migrations and maintenance."""

    def __init__(self, url: str, direct: str) -> None:
        self.url, self.pooled = url, direct != url
        self.trouble: str | None = None
        self.engine = create_async_engine(direct.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=1)
        self.statements = Statements(self.engine.dialect)
        self._pool: asyncpg.Pool | None = None
        self._said_at = float("-inf")
        self.seen: Callable[[Driver], Driver] = _unseen

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Postgres]:
        """A connection outside of any transaction.

        Raises: Away.
        """
        if self._pool is None:
            self._pool = _pool_of(self.url, pooled=self.pooled)
        await self._pool  # opens nothing yet
        try:
            borrowed = await self._pool.acquire()
        except OSError as error:
            raise self._noticed(Away(None, error)) from error
        except Postgres.faults as error:
            raise self._noticed(Away(None, error)) from error
        try:
            yield Postgres(borrowed)
        except Postgres.faults as error:
            raise fault(None, error) from error
        finally:
            await self._pool.release(borrowed)

    def _noticed(self, error: Away) -> Away:
        """Say so in the log, now and then: whoever asks meanwhile is told no, and there may be thousands."""
        if time.monotonic() > self._said_at + SAID_EVERY:
            self._said_at = time.monotonic()
            log.warning("no connection to the database: %s", type(error.orig).__name__)
        return error

    async def close(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None
        await self.engine.dispose()


class Replica:
    """A copy of the database that is a little behind, for reading."""

    def __init__(self, url: str) -> None:
        self.postgres = PostgreSQL(url, url)
        self._marks: deque[tuple[float, int]] = deque(maxlen=60)
        """Up to where the primary had written, and when; those that the replica has reached are gone, but the last."""
        self._looked_at = float("-inf")
        self._usable = False

    def leave_alone(self) -> None:
        """Until it is looked at again."""
        self._usable = False

    async def keeps_up(self, primary: Session) -> bool:
        """Whether it has all that was written `BEHIND` seconds ago. It is looked at once in a second."""
        now = time.monotonic()
        if now - self._looked_at < LOOKED_AT:
            return self._usable
        self._looked_at = now
        self._marks.append((now, await primary.value(_WRITTEN)))
        try:
            async with self.postgres.connection() as driver:
                reached = await driver.connection.fetchval(_REPLAYED)
        except Away:
            self._usable = False
            return False
        while len(self._marks) > 1 and self._marks[1][1] <= reached:
            self._marks.popleft()
        at, mark = self._marks[0]
        self._usable = mark <= reached and now - at <= BEHIND
        return self._usable


_WRITTEN = text("SELECT CAST(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bigint)")
_REPLAYED = "SELECT CAST(pg_wal_lsn_diff(coalesce(pg_last_wal_replay_lsn(), '0/0'), '0/0') AS bigint)"


def _pool_of(url: str, *, pooled: bool) -> asyncpg.Pool:
    import asyncpg  # noqa: PLC0415 - SQLite does without

    async def prepare(connection: asyncpg.Connection) -> None:
        # Json binds text, and reads what it is.
        for kind, mark in (("json", b""), ("jsonb", b"\1")):
            await connection.set_type_codec(
                kind,
                encoder=lambda value, mark=mark: mark + value.encode(),
                decoder=lambda value, mark=mark: json_of(value[len(mark) :]),
                schema="pg_catalog",
                format="binary",
            )

    async def keep(_: object) -> None:
        """Sessions leave nothing behind that would have to be cleared, so that way there and back is saved."""

    Postgres.faults = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
    Postgres.broken = (asyncpg.InternalClientError,)
    return asyncpg.create_pool(
        url,
        min_size=0,
        max_size=CONNECTIONS,
        init=prepare,
        reset=keep,
        # Behind a pooler each transaction may come to another connection, which knows nothing that was prepared before.
        statement_cache_size=0 if pooled else STATEMENTS,
        max_cached_statement_lifetime=0,
        server_settings={
            "TimeZone": "UTC",
            "application_name": "had-your-back",
            # PostgreSQL's compiler costs more than any statement of ours takes. Poolers let no such setting pass.
            **({} if pooled else {"jit": "off"}),
        },
    )
