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
import json
import logging
import random
import secrets
import sqlite3
import time
import weakref
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeAlias, TypeVar

import orjson
from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Integer,
    Select,
    Table,
    Text,
    Update,
    bindparam,
    create_engine,
    event,
    func,
    inspect,
    literal_column,
    pool,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from had_your_back.deadlines import is_over
from had_your_back.errors import ErrorCode, Refused
from had_your_back.statements import (
    NOTHING,
    Away,
    Driver,
    Held,
    Lite,
    Postgres,
    Prepared,
    Row,
    Rows,
    Statements,
    fault,
    tell,
)
from had_your_back.traces import Traces
from had_your_back.versions import COUNT, STEP, varies

if TYPE_CHECKING:
    import asyncpg

__all__ = ["DBAPIError", "Row", "Rows"]

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], datetime]
Found: TypeAlias = Select[Any]
"""A statement that a store made, to be read as a page or counted."""


Columns: TypeAlias = frozenset[str] | None
"""Names of columns of which whoever reads has a use, at least; None: of all."""


class Given(NamedTuple):
    """A statement that was made once, and its parameters this time: making one takes longer than running it."""

    statement: Found
    values: Mapping[str, Any]


STATEMENTS = 500
"""Texts that a driver keeps prepared, on each connection."""

HINTS = "had_your_back"
"""The channel on which PostgreSQL passes hints from process to process."""
HINTS_EVERY, HINTS_AGAIN = 0.01, 5.0
"""Seconds from one hint to the next, and until a lost connection is made anew."""
MADE = 500
"""Statements of which each slice keeps what it made of them, by their shape."""

STEPS = 20_000
"""Of SQLite's own, after which it asks whether it may go on: less than a millisecond."""
SAID_EVERY = 5.0
"""Seconds from one line in the log to the next while the database is away."""
LOOKED_AT, BEHIND, REMEMBERED = 1.0, 5.0, 15.0
"""Seconds: how often a replica is looked at, how far behind it may be, and for how long somebody has just written.
Between the last two lies what a transaction may take from its instant to its commit."""
PATIENCE = 15.0
"""Seconds for which a lost race is run again before the fault is passed on."""

_BEGIN = "BEGIN IMMEDIATE"

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# Rows are no objects of these classes, so pydantic need not prepare to validate any.
SQLModel.model_config["defer_build"] = True


# ------------------------------------------------------------------------------------------------------------- types


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC, on SQLite too, whose own type drops the offset. A naive one is a bug and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    # Every value and every row passes here, so what a TypeDecorator would wrap around these is left out.

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """To the database."""
        return _to_text if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:  # noqa: ARG002
        """From the database. PostgreSQL's driver makes aware instants in UTC of its own; a list has thousands."""
        return _instant if dialect.name == "sqlite" else None


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")


def _in_utc(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    if at.tzinfo is None:
        message = f"a naive datetime reached the database: {at!r}"
        raise ValueError(message)
    return at.astimezone(UTC)


@lru_cache(256)  # one instant stands in all rows of a transaction
def _to_text(at: datetime | None) -> str | None:
    at = _in_utc(at)
    return None if at is None else at.replace(tzinfo=None).isoformat(" ", "microseconds")


def _word(text: str | None) -> str | None:
    """PostgreSQL's text cannot hold U+0000. So that what somebody asks for is not found, instead of a fault."""
    return None if text is None else text.replace("\0", "\ufffd")


class Key(TypeDecorator[str]):
    """A TypeID or another machine's word: text that sorts by its bytes on both databases."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002
        """To the database."""
        return _word

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The database's own type."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())


def json_of(text: str | bytes) -> Any:
    """What a JSON text says."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # a lone half of a character, which json wrote and reads
        return json.loads(text)


class Json(TypeDecorator[Any]):
    """Small lists and maps: JSONB on PostgreSQL, JSON text on SQLite."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The database's own type."""
        kind = postgresql.JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)
        return dialect.type_descriptor(kind)


def table(model: type[SQLModel]) -> Table:
    """The table that a model declares: stores read and write rows through it, not objects."""
    mapped = inspect(model).local_table
    assert isinstance(mapped, Table)
    return mapped


class within(ColumnElement[bool]):  # noqa: N801 - reads as a function of SQL
    """``within(column, ids)``: the column is one of these. One statement text however many, so it is prepared once."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy's protocol
        ("column", InternalTraversal.dp_clauseelement),
        ("ids", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], ids: Iterable[str] | BindParameter[list[str]]) -> None:
        self.column = column
        named = isinstance(ids, BindParameter)
        self.ids = ids if named else bindparam(None, list(ids), type_=_Keys(), unique=True)


def keys(name: str) -> BindParameter[list[str]]:
    """A parameter that is a list of keys, for a statement that is made once and holds `within`."""
    return bindparam(name, type_=_Keys())


class _Keys(TypeDecorator[list[str]]):
    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = postgresql.ARRAY(Text) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def bind_processor(self, dialect: Dialect) -> Callable[[list[str] | None], Any]:
        return _words if dialect.name == "postgresql" else _listed


def _words(values: list[str] | None) -> list[Any]:
    found: list[Any] = values or []
    try:
        clean = "\0" not in "".join(found)
    except TypeError:  # somebody has no manager, or no team
        clean = False
    return found if clean else [_word(each) for each in found]


def _listed(values: list[str] | None) -> str:
    return orjson.dumps(_words(values)).decode()


@compiles(within, "postgresql")
def _within_postgresql(element: within, compiler: Any, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} = ANY ({compiler.process(element.ids, **kw)})"


@compiles(within, "sqlite")
def _within_sqlite(element: within, compiler: Any, **kw: Any) -> str:
    column, ids = compiler.process(element.column, **kw), compiler.process(element.ids, **kw)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - two compiled expressions


# ---------------------------------------------------------------------------------------------------------- sessions


class Session:
    """Statements on one connection. On SQLite nothing here waits; the signatures are PostgreSQL's."""

    def __init__(self, driver: Driver, statements: Statements, engine: Engine) -> None:
        self._driver = driver
        self._statements = statements
        self._engine = engine
        self.dialect = statements.dialect.name
        self.counts = False
        """Whether anything was written that answers show."""

    def seen_by(self, seen: Callable[[Driver], Driver]) -> None:
        """Run statements by what this makes of the driver."""
        self._driver = seen(self._driver)

    # A statement that runs often is made once, with parameters: making it takes longer than running it.

    async def rows(self, statement: Executable | Given, **parameters: Any) -> Rows:
        """All rows."""
        if isinstance(statement, Given):
            return await self.rows(statement.statement, **{**statement.values, **parameters})
        prepared, held = self._statements.of(statement)
        sql, arguments = prepared.bound(held, parameters)
        self._statements.run += 1
        if prepared.of_the_moment:
            varies()
        if prepared.counts:
            self.counts = True
        if self._engine.dispatch.before_cursor_execute:
            tell(self._engine, sql, arguments)
        try:
            raw, names = await self._driver.fetch(sql, arguments)
        except self._driver.faults as error:
            raise fault(sql, error) from error
        return prepared.rows(raw, names, self._statements.dialect) if raw else []

    async def row(self, statement: Executable | Given, **parameters: Any) -> Row | None:
        """The first row, or None."""
        rows = await self.rows(statement, **parameters)
        return rows[0] if rows else None

    async def value(self, statement: Executable | Given, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        rows = await self.rows(statement, **parameters)
        return rows[0][0] if rows else None


class Transaction(Session):
    """One transaction at one instant."""

    def __init__(self, driver: Driver, statements: Statements, engine: Engine, now: datetime) -> None:
        super().__init__(driver, statements, engine)
        self.now = now
        self.announces = False
        """Whether an event was recorded, so that the worker should look once this is committed."""
        self.silent = False
        """Whether events are left out: for history that comes in at once and is news to nobody."""
        self.happened: list[tuple[str, str]] | None = None
        """The ids and types of the events that were recorded, where somebody traces them."""

    async def write(self, statement: Executable, **parameters: Any) -> int:
        """Run an UPDATE or DELETE; the number of rows it changed. What an UPDATE is given beside its own is set."""
        sets = tuple(parameters) if isinstance(statement, Update) else ()
        prepared, held = self._statements.of(statement, sets)
        sql, arguments = prepared.bound(held, parameters)
        self._statements.run += 1
        if self._engine.dispatch.before_cursor_execute:
            tell(self._engine, sql, arguments)
        try:
            changed = await self._driver.change(sql, arguments)
        except self._driver.faults as error:
            raise fault(sql, error) from error
        if changed and prepared.counts:
            self.counts = True
        return changed

    async def write_each(self, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each of these parameters. Of many together no driver says what changed."""
        await self._write_each(*self._statements.of(statement), rows)

    async def insert(self, into: Table, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Insert one row or many, which have the same columns. A key that is taken is a lost race."""
        if rows:
            each = [rows] if isinstance(rows, Mapping) else rows
            await self._write_each(self._statements.insert(into, each[0]), NOTHING, each)

    async def _write_each(self, prepared: Prepared, held: Held, rows: Sequence[Mapping[str, Any]]) -> None:
        bound = prepared.bound
        self.counts |= prepared.counts
        arguments = prepared.bound_each(rows) if held is NOTHING else [bound(held, row)[1] for row in rows]
        many = len(rows) > 1
        self._statements.run += 1
        if self._engine.dispatch.before_cursor_execute:
            tell(self._engine, prepared.sql, arguments, many=many)
        try:
            if many:
                await self._driver.change_each(prepared.sql, arguments)
            else:
                await self._driver.change(prepared.sql, arguments[0])
        except self._driver.faults as error:
            raise fault(prepared.sql, error) from error

    async def step(self) -> None:
        """The last of a transaction that wrote what answers show: no answer made before is that of afterwards."""
        if self.counts:
            await self._driver.change(STEP[self.dialect], ())

    async def insert_all(self, rows: Mapping[Table, Sequence[Mapping[str, Any]]]) -> None:
        """Insert rows of several tables, those first that others refer to. All rows of a table have the same columns.

        On PostgreSQL that is one statement: the way there and back takes longer than the work.
        """
        filled = {into: each for into, each in rows.items() if each}
        if self.dialect == "sqlite":
            for into, each in filled.items():
                await self.insert(into, each)
        elif filled:
            shape = tuple((into, tuple(each[0])) for into, each in filled.items())
            given = {into.name: orjson.dumps(each).decode() for into, each in filled.items()}
            await self.write(_insert_all(shape), **given)

    async def insert_new(self, into: Table, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        """Insert what is not there yet; the number of rows that were new."""
        if not rows:
            return 0
        make = postgresql.insert if self.dialect == "postgresql" else sqlite.insert
        if isinstance(rows, Mapping):
            rows = [rows]
        # Not an executemany: several drivers do not say how many rows that changed.
        return sum([await self.write(make(into).values(**row).on_conflict_do_nothing()) for row in rows])


_HELD: ContextVar[_Read | None] = ContextVar("held", default=None)
"""What everything is read by within `Database.reading`; whoever reads first opens it."""


_BESIDE: ContextVar[bool] = ContextVar("beside", default=False)
"""Whether what is read now is read from the replica."""


@contextmanager
def apart() -> Iterator[None]:
    """Readers within open sessions of their own, as ever."""
    token = _HELD.set(None)
    try:
        yield
    finally:
        _HELD.reset(token)


class _Read(AbstractAsyncContextManager[Session]):
    """What `Database.read` gives. A class: an answer reads a dozen times, and a generator would take as long again."""

    __slots__ = ("_connection", "_lite", "_postgres", "_replica", "_session")

    def __init__(self, lite: _Lite | None, postgres: _Postgres | None, replica: _Replica | None) -> None:
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

    async def _borrowed(self, postgres: _Postgres) -> Driver:
        if self._replica is not None and _BESIDE.get():
            self._connection = self._replica.postgres.connection()
            try:
                return await self._connection.__aenter__()
            except Away:
                self._replica.leave_alone()
        self._connection = postgres.connection()
        return await self._connection.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            await self._connection.__aexit__(kind, error, trace)
        elif error is not None and self._lite is not None:
            self._lite.trouble = error.why if isinstance(error, Away) else self._lite.trouble


# ---------------------------------------------------------------------------------------------------------- database


class Database:
    """Where everything is kept. `clock` is for tests and imports; without it the database's own time decides.

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
        self._postgres: _Postgres | None = None
        self._lite: _Lite | None = None
        if url.startswith("sqlite"):
            self._lite = _Lite(url, durability)
        else:
            self._postgres = _Postgres(url, self.direct)
        self.replica = _Replica(read) if read and self._postgres else None
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

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """What is read within, one after the other, is read in one session: opening one costs as much as reading.

        Whoever reads side by side within says so: `apart`. Before the first has read, no connection is held.
        """
        held = _Read(self._lite, self._postgres, self.replica)
        token = _HELD.set(held)
        try:
            yield
        finally:
            _HELD.reset(token)
            await held.__aexit__(None, None, None)

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


@cache
def _insert_all(shape: tuple[tuple[Table, tuple[str, ...]], ...]) -> Executable:
    parts = []
    for into, names in shape:
        columns = ", ".join(names)
        source = f"jsonb_populate_recordset(CAST(NULL AS {into.name}), CAST(:{into.name} AS jsonb))"
        parts.append(f"_{into.name} AS (INSERT INTO {into.name} ({columns}) SELECT {columns} FROM {source})")  # noqa: S608
    return text(f"WITH {', '.join(parts)} SELECT 1")


_DATABASE_TIME = "SELECT clock_timestamp()"


def here() -> datetime:
    """This machine's time, for whoever compares it with others'."""
    return datetime.now(UTC)


def _to_millisecond(at: datetime) -> datetime:
    """Ids carry milliseconds, so instants do too: the order of ids is then the order of instants."""
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _lost_race(error: DBAPIError) -> bool:
    original: Any = error.orig
    if isinstance(original, sqlite3.Error):
        name = getattr(original, "sqlite_errorname", "")
        return name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"} or name.startswith("SQLITE_BUSY")
    # unique violation, serialization failure, deadlock
    return getattr(original, "sqlstate", None) in {"23505", "40001", "40P01"}


class _Lite:
    """SQLite's two connections: one that writes, one that cannot."""

    def __init__(self, url: str, durability: str) -> None:
        path = url.removeprefix("sqlite://").removeprefix("/")
        uri = f"file:{Path(path).absolute()}" if path else f"file:hyb-{id(self)}?mode=memory&cache=shared"
        self._path = Path(path).absolute() if path else None
        self.trouble: str | None = None
        self.turn = asyncio.Lock()
        synchronous = {"normal": "NORMAL", "full": "FULL"}[durability]
        # Waiting for another process's lock is transact's business: here it would hold up the whole event loop.
        whole = ("PRAGMA foreign_keys = ON", "PRAGMA busy_timeout = 0")
        self.writing = self._connect(uri, f"PRAGMA synchronous = {synchronous}", *whole)
        self.reading = self._connect(uri, "PRAGMA query_only = ON")
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
                uri, uri=True, isolation_level=None, timeout=5, check_same_thread=False, cached_statements=STATEMENTS
            )
            for pragma in ("PRAGMA journal_mode = WAL", *pragmas):
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


def _unseen(driver: Driver) -> Driver:
    return driver


def _driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


class _Postgres:
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
        if self._pool is not None:
            await self._pool.close()
            self._pool = None
        await self.engine.dispose()


class _Replica:
    """A copy of the database that is a little behind, for reading."""

    def __init__(self, url: str) -> None:
        self.postgres = _Postgres(url, url)
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
        max_size=20,
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


def only(found: Found, columns: Columns) -> Found:
    """The same rows, read as far as these columns; None is all of them."""
    return found if columns is None else _only(found, columns)


@lru_cache(MADE)
def _only(found: Found, columns: frozenset[str]) -> Found:
    narrow: Found = found.with_only_columns(
        *(each for each in found.selected_columns if each.key in columns), maintain_column_froms=True
    )
    return narrow


def at_most(found: Found | Given, most: int) -> Executable | Given:
    """``SELECT count(*)`` of a statement's rows, that stops counting after `most` + 1."""
    if isinstance(found, Given):
        return Given(_counting(found.statement), {**found.values, "most": most + 1})
    return _at_most(found, most + 1)


@lru_cache(MADE)
def _counting(statement: Found) -> Found:
    return _at_most(statement, bindparam("most", type_=Integer))


def _at_most(statement: Found, most: Any) -> Found:
    # The tables stay, also where no condition names them.
    ones: Found = statement.with_only_columns(literal_column("1"), maintain_column_froms=True)
    return select(func.count()).select_from(ones.limit(most).subquery())
