"""One database, two engines: SQLite inside the process, PostgreSQL for many machines.

This is the only place that commits, the only clock, and the only retry of a lost race:

    await database.transact(recognitions.give, actor, draft)

runs ``give(tx, actor, draft)`` in one transaction at one instant, ``tx.now``. If somebody else was faster (a unique key
taken meanwhile, a deadlock, a lock that another process holds) the action runs again from its beginning, on what is
then true; that is why an action does nothing but read and write through its ``tx``.

Reads open a short session of their own, ``async with database.read() as session``, and get rows, never objects.

SQLite runs synchronously in the event loop: a short statement costs less than handing it to a thread, and an action,
which never waits for anything but the database, cannot be interleaved with another (``docs/decisions/0003``).
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import sqlite3
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from had_your_back.drivers import Away, Driver
from had_your_back.engines import PostgreSQL, Replica, SQLite
from had_your_back.errors import ErrorCode, Refused
from had_your_back.sessions import Columns, Found, Given, Session, Transaction, at_most, only
from had_your_back.statements import Row, Rows
from had_your_back.traces import Traces
from had_your_back.versions import COUNT, varies

__all__ = ["Columns", "DBAPIError", "Found", "Given", "Row", "Rows", "Session", "Transaction", "at_most", "only"]

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], datetime]

HINTS = "had_your_back"
"""The channel on which PostgreSQL passes hints from process to process."""
HINTS_EVERY, HINTS_AGAIN = 0.01, 5.0
"""Seconds from one hint to the next, and until a lost connection is made anew."""
REMEMBERED = 15.0
"""Seconds for which somebody has just written. Between these and how far behind a replica may be lies what a
transaction may take from its instant to its commit."""
PATIENCE = 15.0
"""Seconds for which a lost race is run again before the fault is passed on."""

_HELD: ContextVar[_Read | None] = ContextVar("held", default=None)
"""What everything is read by within `Database.reading`; whoever reads first opens it."""


_BESIDE: ContextVar[bool] = ContextVar("beside", default=False)
"""Whether what is read now is read from the replica."""


@asynccontextmanager
async def apart() -> AsyncIterator[None]:
    """Readers within open sessions of their own, as ever.

    What was held is given back before: who waits for a second connection while holding a first can wait for ever.
    """
    if held := _HELD.get():
        await held.close()
    token = _HELD.set(None)
    try:
        yield
    finally:
        _HELD.reset(token)


class _Read(AbstractAsyncContextManager[Session]):
    """What `Database.read` gives. A class: an answer reads a dozen times, and a generator would take as long again."""

    __slots__ = ("_connection", "_lite", "_postgres", "_replica", "_session")

    def __init__(self, lite: SQLite | None, postgres: PostgreSQL | None, replica: Replica | None) -> None:
        self._lite, self._postgres, self._replica = lite, postgres, replica
        self._connection: AbstractAsyncContextManager[Driver] | None = None
        self._session: Session | None = None

    async def __aenter__(self) -> Session:
        if self._lite:
            return self._lite.session
        return await (_HELD.get() or self).opened()

    async def opened(self) -> Session:
        """The session, on a connection of its own."""
        if self._session is None:
            assert self._postgres is not None
            driver = self._postgres.seen(await self._borrowed(self._postgres))
            self._session = Session(driver, self._postgres.statements, self._postgres.engine.sync_engine)
        return self._session

    async def _borrowed(self, postgres: PostgreSQL) -> Driver:
        if self._replica is not None and _BESIDE.get():
            try:
                return await self._entered(self._replica.postgres.connection())
            except Away:
                self._replica.leave_alone()
        return await self._entered(postgres.connection())

    async def _entered(self, connection: AbstractAsyncContextManager[Driver]) -> Driver:
        driver = await connection.__aenter__()
        self._connection = connection  # what was not entered cannot be left
        return driver

    async def close(self) -> None:
        """Give the connection back; who reads next opens another."""
        connection, self._connection, self._session = self._connection, None, None
        if connection is not None:
            await connection.__aexit__(None, None, None)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            await self._connection.__aexit__(kind, error, trace)
        elif error is not None and self._lite is not None:
            self._lite.trouble = error.why if isinstance(error, Away) else self._lite.trouble


class _Reading(AbstractAsyncContextManager[None]):
    """What `Database.reading` gives. A class for the same reason."""

    __slots__ = ("_held", "_token")

    def __init__(self, held: _Read) -> None:
        self._held = held

    async def __aenter__(self) -> None:
        self._token = _HELD.set(self._held)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _HELD.reset(self._token)
        await self._held.__aexit__(kind, error, trace)


# ---------------------------------------------------------------------------------------------------------- database


class Database:
    """Where everything is kept. `clock` is for tests and imports; without it the database's own time decides.

    >>> from sqlalchemy import func, select
    >>> async def shout(tx: Transaction, words: str) -> str:
    ...     return await tx.value(select(func.upper(words)))
    >>> async def main() -> str:
    ...     database = Database("sqlite://")
    ...     try:
    ...         return await database.transact(shout, "kept")
    ...     finally:
    ...         await database.close()
    >>> asyncio.run(main())
    'KEPT'
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Clock | None = None,
        durability: str = "normal",
        direct: str | None = None,
        read: str | None = None,
    ) -> None:
        self.url = url
        self.direct = direct or url
        """Where PostgreSQL itself answers, if `url` is a pooler that hands out a connection for each transaction."""
        self.clock = clock
        self.committed = asyncio.Event()
        """Set after every commit that recorded an event: a hint for the worker in this process, which clears it."""
        self.shares_hints = asyncio.Event()
        """Set while `share_hints` is connected."""
        self._bells: weakref.WeakSet[asyncio.Event] = weakref.WeakSet()
        self.traces: Traces | None = None
        self._postgres: PostgreSQL | None = None
        self._lite: SQLite | None = None
        if url.startswith("sqlite"):
            self._lite = SQLite(url, durability)
        else:
            self._postgres = PostgreSQL(url, self.direct)
        self.replica = Replica(read) if read and self._postgres else None
        """Where reads may go that need not know the last seconds, if there is such a place."""

    def trace(self, traces: Traces) -> None:
        """Tell what is done from now on, as spans."""
        self.traces = traces

        def seen(driver: Driver) -> Driver:
            return traces.driver(driver, self.dialect)

        if self._lite:
            self._lite.seen = seen
            self._lite.session.seen_by(seen)
        if self._postgres:
            self._postgres.seen = seen

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return "sqlite" if self._lite else "postgresql"

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The synchronous faces of the engines, for whoever wants to listen to statements."""
        if self._lite:
            return (self._lite.writing.engine, self._lite.reading.engine)
        assert self._postgres is not None
        return (self._postgres.engine.sync_engine,)

    @property
    def statements(self) -> int:
        """How many statements this process has run."""
        engine = self._lite or self._postgres
        assert engine is not None
        return engine.statements.run

    @property
    def trouble(self) -> str | None:
        """What kept the last write from being done, as the database calls it; None if it was done."""
        engine = self._lite or self._postgres
        assert engine is not None
        return engine.trouble

    @property
    def files(self) -> list[Path]:
        """The files of this machine that hold the database: SQLite's own, and what it keeps beside it."""
        return self._lite.files if self._lite else []

    async def scrub(self) -> None:
        """Rewrite what is kept so that nothing is left of what was deleted: for after an erasure.

        SQLite's file is written anew and its log emptied, which stops writers meanwhile; on PostgreSQL it is a VACUUM
        of our tables, which also makes the planner's samples anew.

        Raises: Refused CONFLICT while others who read or write hold that up for longer than `PATIENCE`.
        """
        if self._lite:
            async with self._lite.turn:
                give_up = time.monotonic() + PATIENCE
                while not self._lite.scrub():
                    if time.monotonic() > give_up:
                        message = (
                            "Somebody is reading or writing all the time, so the file still holds what was deleted. "
                            "Stop the service, or try again when less goes on."
                        )
                        raise Refused(ErrorCode.CONFLICT, message)
                    await asyncio.sleep(0.05)
            return
        assert self._postgres is not None
        async with self._postgres.connection() as driver:
            await driver.connection.execute(f"VACUUM (ANALYZE) {', '.join(SQLModel.metadata.tables)}")

    def read(self) -> AbstractAsyncContextManager[Session]:
        """A short session for reading. Concurrent readers each open their own."""
        return _Read(self._lite, self._postgres, self.replica)

    @asynccontextmanager
    async def beside(self, wrote: Callable[[Session, float], Awaitable[bool]]) -> AsyncIterator[bool]:
        """What is read within is read from the replica, if there is one that keeps up; whether it is.

        Nobody misses what they did themselves: whoever `wrote` in the last `REMEMBERED` seconds, as the primary knows
        it, is answered by the primary. A replica further behind than `BEHIND` is left alone, so what is older is there.
        """
        if self.replica is None:
            yield False
            return
        async with self.read() as session:
            keeps_up = await self.replica.keeps_up(session) and not await wrote(session, REMEMBERED)
        token = _BESIDE.set(keeps_up)
        try:
            yield keeps_up
        finally:
            _BESIDE.reset(token)

    def reading(self) -> AbstractAsyncContextManager[None]:
        """What is read within, one after the other, is read in one session: opening one costs as much as reading.

        Whoever reads side by side within says so: `apart`. Before the first has read, no connection is held.
        """
        return _Reading(_Read(self._lite, self._postgres, self.replica))

    async def version(self) -> int:
        """How often anything was committed that answers show; see `versions`."""
        async with self.read() as session:
            number: int = await session.value(COUNT)
        return number

    async def transact(
        self, action: Callable[Concatenate[Transaction, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `action` in one transaction, again if it lost a race, and commit. Whatever it raises rolls back."""
        if self.traces is None:
            return await self._transact(action, *args, **kwargs)
        with self.traces.act(action):
            return await self._transact(action, *args, **kwargs)

    async def _transact(
        self, action: Callable[Concatenate[Transaction, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        varies()
        engine = self._lite or self._postgres
        assert engine is not None
        give_up = time.monotonic() + PATIENCE
        attempt = 0
        while True:
            try:
                async with self._begin() as tx:
                    result = await action(tx, *args, **kwargs)
                break
            except DBAPIError as error:
                if not _lost_race(error) or time.monotonic() > give_up:
                    if isinstance(error, Away) and engine.trouble != error.why:
                        log.warning("nothing can be written: %s; had-your-back doctor says more", error.why)
                        engine.trouble = error.why
                    raise
                attempt += 1
                await asyncio.sleep(random.uniform(0, min(0.05, 0.001 * 2**attempt)))  # noqa: S311 - only spreads retries
        engine.trouble = None
        if tx.announces:
            self._ring()
        if tx.happened and self.traces:
            self.traces.happened(tx.happened)
        return result

    def bell(self) -> asyncio.Event:
        """An event of one's own that is set, like `committed`, whenever there may be something new; to be cleared."""
        made = asyncio.Event()
        self._bells.add(made)
        return made

    def _ring(self, *, but: asyncio.Event | None = None) -> None:
        self.committed.set()
        for each in self._bells:
            if each is not but:
                each.set()

    async def share_hints(self) -> None:
        """Tell other processes of commits here, and hear of theirs, until cancelled. On SQLite there is nothing to do.

        A hint and no more: LISTEN does not reach through a pooler that lends connections by the transaction, and a
        process that writes may not share. So whoever waits for news also looks by itself, again and again. Hints go out
        beside the transactions, many commits in one: NOTIFY inside of them would make all writers queue for one lock.
        """
        if self._postgres is None:
            return
        import asyncpg  # noqa: PLC0415 - SQLite does without

        while True:
            try:
                await self._share_hints(await asyncpg.connect(self.direct))
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("for now this process hears of others' commits by looking only: %s", error)
            await asyncio.sleep(HINTS_AGAIN)

    async def _share_hints(self, connection: Any) -> None:
        here, bell, lost = secrets.token_hex(8), self.bell(), asyncio.Event()

        def heard(_connection: Any, _pid: int, _channel: str, sender: str) -> None:
            if sender != here:
                self._ring(but=bell)

        def ended(_connection: Any) -> None:
            lost.set()
            bell.set()

        connection.add_termination_listener(ended)
        try:
            await connection.add_listener(HINTS, heard)
            self.shares_hints.set()
            while True:
                await bell.wait()
                bell.clear()
                if lost.is_set():
                    return
                await connection.execute(f"SELECT pg_notify('{HINTS}', '{here}')")
                await asyncio.sleep(HINTS_EVERY)
        finally:
            self.shares_hints.clear()
            connection.terminate()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[Transaction]:
        if self._lite:
            async with self._lite.turn:
                with self._lite.transaction() as driver:
                    tx = Transaction(driver, self._lite.statements, self._lite.writing.engine, self.now())
                    tx.happened = [] if self.traces else None
                    yield tx
                    await tx.step()
            return
        assert self._postgres is not None
        async with self._postgres.connection() as driver, driver.connection.transaction():
            now = self.now() if self.clock else await driver.connection.fetchval(_DATABASE_TIME)
            engine = self._postgres.engine.sync_engine
            tx = Transaction(self._postgres.seen(driver), self._postgres.statements, engine, _to_millisecond(now))
            tx.happened = [] if self.traces else None
            yield tx
            await tx.step()

    def now(self) -> datetime:
        """This process's time, for what is only shown or compared. What is written gets ``tx.now``."""
        varies()
        return _to_millisecond(self.clock() if self.clock else here())

    async def read_sync(self, work: Callable[[Connection], R]) -> R:
        """Run `work`, which only reads, on a connection."""
        if self._lite:
            return work(self._lite.reading)
        assert self._postgres is not None
        async with self._postgres.engine.connect() as connection:
            return await connection.run_sync(work)

    async def run_sync(self, work: Callable[[Connection], R]) -> R:
        """Run `work` on a connection in a transaction of its own: for migrations and maintenance.

        SQLite alters a table by making another one of its name, so its foreign keys are looked at when all is done.
        """
        if self._lite:
            async with self._lite.turn:
                give_up = time.monotonic() + PATIENCE
                while True:  # another process may be at it
                    try:
                        return self._lite.restructure(work)
                    except DBAPIError as error:
                        if not _lost_race(error) or time.monotonic() > give_up:
                            raise
                    await asyncio.sleep(0.05)
        assert self._postgres is not None
        async with self._postgres.engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Close every connection."""
        if self._lite:
            self._lite.close()
        if self._postgres:
            await self._postgres.close()
        if self.replica:
            await self.replica.postgres.close()


_DATABASE_TIME = "SELECT clock_timestamp()"


def here() -> datetime:
    """This machine's time, for whoever compares it with others'."""
    return datetime.now(UTC)


def _to_millisecond(at: datetime) -> datetime:
    """Ids carry milliseconds, so instants do too: the order of ids is then the order of instants."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at - timedelta(microseconds=at.microsecond % 1000)


def _lost_race(error: DBAPIError) -> bool:
    original: Any = error.orig
    if isinstance(original, sqlite3.Error):
        name = getattr(original, "sqlite_errorname", "")
        return name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"} or name.startswith("SQLITE_BUSY")
    # unique violation, serialization failure, deadlock
    return getattr(original, "sqlstate", None) in {"23505", "40001", "40P01"}
