"""What columns hold, on both databases alike: instants, keys, JSON; and the question whether one is among many."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    ColumnElement,
    DateTime,
    Dialect,
    Table,
    Text,
    bindparam,
    inspect,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# Rows are no objects of these classes, so pydantic need not prepare to validate any.
SQLModel.model_config["defer_build"] = True


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


class microseconds(ColumnElement[int]):  # noqa: N801 - reads as a function of SQL
    """``microseconds(column)``: an instant as `ids.microseconds` has it.

    For statements that bring a hundred thousand of them: PostgreSQL's driver takes ten times as long for a datetime.
    """

    inherit_cache = True
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012 - SQLAlchemy's protocol

    def __init__(self, column: ColumnElement[datetime]) -> None:
        self.column = column
        self.type = BigInteger()


@compiles(microseconds, "postgresql")
def _microseconds_postgresql(element: microseconds, compiler: Any, **kw: Any) -> str:
    return f"CAST(extract(epoch FROM {compiler.process(element.column, **kw)}) * 1000000 AS BIGINT)"


@compiles(microseconds, "sqlite")
def _microseconds_sqlite(element: microseconds, compiler: Any, **kw: Any) -> str:
    # In two parts: to the nearest millisecond is as near as SQLite reads an instant.
    text = compiler.process(element.column, **kw)
    return f"(strftime('%s', substr({text}, 1, 19)) * 1000000 + substr({text}, 21))"


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


def _read(text: str | None) -> Any:
    return None if text is None else json_of(text)


class Json(TypeDecorator[Any]):
    """Small lists and maps: JSONB on PostgreSQL, JSON text on SQLite."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The database's own type."""
        kind = postgresql.JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)
        return dialect.type_descriptor(kind)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:  # noqa: ARG002
        """From the database. PostgreSQL's driver reads JSON itself."""
        return _read if dialect.name == "sqlite" else None


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
