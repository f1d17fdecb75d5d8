"""Sessions: statements on one connection, and transactions, which also write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

import orjson
from sqlalchemy import Engine, Executable, Integer, Select, Table, Update, bindparam, func, literal_column, select, text
from sqlalchemy.dialects import postgresql, sqlite

from had_your_back.drivers import Driver, fault, tell
from had_your_back.statements import NOTHING, Held, Prepared, Row, Rows, Statements
from had_your_back.versions import STEP, varies

Found: TypeAlias = Select[Any]
"""A statement that a store made, to be read as a page or counted."""

Columns: TypeAlias = frozenset[str] | None
"""Names of columns of which whoever reads has a use, at least; None: of all."""

MADE = 500
"""Statements of which each slice keeps what it made of them, by their shape."""


class Given(NamedTuple):
    """A statement that was made once, and its parameters this time: making one takes longer than running it."""

    statement: Found
    values: Mapping[str, Any]


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


@cache
def _insert_all(shape: tuple[tuple[Table, tuple[str, ...]], ...]) -> Executable:
    parts = []
    for into, names in shape:
        columns = ", ".join(names)
        source = f"jsonb_populate_recordset(CAST(NULL AS {into.name}), CAST(:{into.name} AS jsonb))"
        parts.append(f"_{into.name} AS (INSERT INTO {into.name} ({columns}) SELECT {columns} FROM {source})")  # noqa: S608
    return text(f"WITH {', '.join(parts)} SELECT 1")


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
