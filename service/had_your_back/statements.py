"""Statements: SQLAlchemy writes each of them once, the drivers run it.

To execute a statement SQLAlchemy takes several times as long as sqlite3 or asyncpg do (``docs/decisions/0010``). What
it is unequalled at, from expressions to the SQL of two databases and from values to what a driver wants, it does once
for each shape of statement; what is left for the next time is a list of arguments and rows with names.
"""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

import sqlalchemy
from sqlalchemy import BindParameter, Dialect, Executable, Table

from had_your_back import versions

Row: TypeAlias = sqlalchemy.Row[*tuple[Any, ...]]
"""One row, its columns as attributes and in their order."""
Rows: TypeAlias = Sequence[Row]

KEPT = 2_000
"""Shapes of statements that are kept. The service has some hundreds."""

_COLUMN = 1700
"""PostgreSQL's number of `numeric`: SQLAlchemy asks what came before it makes a float of it."""


class Held(NamedTuple):
    """The values that a statement itself holds: those of its expressions, and those that ``params`` named."""

    binds: Sequence[BindParameter[Any]]
    named: Mapping[str, Any]


NOTHING = Held((), {})


class Prepared:
    """The SQL of one shape of statement for one database, and the way of values in and out."""

    def __init__(self, compiled: Any) -> None:
        self.sql: str = compiled.string
        self.counts = versions.counts(self.sql)
        self.of_the_moment = versions.of_the_moment(self.sql)
        self._compiled = compiled
        self._varies = bool(compiled.post_compile_params or compiled.literal_execute_params)
        """Whether the text depends on values: ``IN`` with a list of them. `within` needs none of that."""
        names = compiled.positiontup if compiled.positiontup is not None else ()
        places = _places_of(compiled)
        self._slots = [
            (bind.key, places.get(name), bind, compiled._bind_processors.get(name))  # noqa: SLF001 - the one place
            for name in names
            for bind in (compiled.binds[name],)
        ]
        self._columns = compiled._result_columns  # noqa: SLF001 - the same
        self._read: Callable[[Sequence[Any]], Rows] | None = None
        self._bind: Callable[[Iterable[Mapping[str, Any]]], list[tuple[Any, ...]]] | None = None

    def bound(self, held: Held, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The text and its arguments: what is given by name, else what the statement itself holds."""
        if held.named:
            given = {**held.named, **given}
        if self._varies:
            return self._expanded(held, given)
        arguments = []
        for key, place, bind, process in self._slots:
            if key in given:
                value = given[key]
            else:
                source = bind if place is None else held.binds[place]
                if source.required:
                    message = f"The statement wants a value for {key!r}."
                    raise LookupError(message)
                value = source.effective_value
            arguments.append(value if process is None else process(value))
        return self.sql, arguments

    def bound_each(self, rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """The arguments for each of these rows, which name every value."""
        if self._bind is None:
            self._bind = self._binder()
        return self._bind(rows)

    def _binder(self) -> Callable[[Iterable[Mapping[str, Any]]], list[tuple[Any, ...]]]:
        """What makes arguments of rows: one comprehension, written for these values."""
        known = {f"k{n}": key for n, (key, _, _, _) in enumerate(self._slots)}
        ways = {f"p{n}": way for n, (_, _, _, way) in enumerate(self._slots) if way is not None}
        values = [f"p{n}(row[k{n}])" if f"p{n}" in ways else f"row[k{n}]" for n in range(len(self._slots))]
        source = f"lambda rows: [({', '.join(values)},) for row in rows]"
        made: Callable[[Iterable[Mapping[str, Any]]], list[tuple[Any, ...]]]
        made = eval(source, known | ways)  # noqa: S307 - of numbers alone
        return made

    def _expanded(self, held: Held, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        compiled = self._compiled
        values = compiled.construct_params(given, extracted_parameters=held.binds or None)
        state = compiled._process_parameters_for_postcompile(values)  # noqa: SLF001 - as its own executions do
        process = {**compiled._bind_processors, **state.processors}  # noqa: SLF001 - the same
        names = state.positiontup or ()
        return state.statement, [process[each](values[each]) if each in process else values[each] for each in names]

    def rows(self, raw: Sequence[Any], names: Iterable[str], dialect: Dialect) -> Rows:
        """Rows of what a driver gave, which calls its columns `names`."""
        if self._read is None:
            self._read = self._reader(list(names), dialect)
        return self._read(raw)

    def _reader(self, names: list[str], dialect: Dialect) -> Callable[[Sequence[Any]], Rows]:
        """What makes named rows: one comprehension, written for these columns."""
        known = self._columns if len(self._columns) == len(names) else ()
        named = namedtuple("Row", [each.keyname for each in known] or names, rename=True)  # type: ignore[misc]  # noqa: PYI024 - the names are a statement's
        kind = type("Row", (_Named, named), {"__slots__": ()})
        ways = [each.type._cached_result_processor(dialect, _COLUMN) for each in known]  # noqa: SLF001 - as its own results do
        places = range(len(names))
        values = [f"p{n}(v{n})" if ways and ways[n] else f"v{n}" for n in places]
        each = ", ".join(f"v{n}" for n in places)
        source = f"lambda raw: [new(kind, ({', '.join(values)},)) for ({each},) in raw]"
        if not any(ways):
            source = "lambda raw: [new(kind, each) for each in raw]"
        known_names = {"new": tuple.__new__, "kind": kind} | {f"p{n}": way for n, way in enumerate(ways)}
        made: Callable[[Sequence[Any]], Rows] = eval(source, known_names)  # noqa: S307 - of numbers alone
        return made


class _Named:
    """What a row is beside a tuple with names."""

    __slots__ = ()

    @property
    def _mapping(self) -> dict[str, Any]:
        return self._asdict()  # type: ignore[attr-defined, no-any-return]


def _places_of(compiled: Any) -> dict[str, int]:
    """Where the value of each name is in the list that comes with the key of a statement's shape."""
    if compiled.cache_key is None:
        return {}
    same = compiled._cache_key_bind_match[0]  # noqa: SLF001 - the one place
    names = compiled.bind_names  # several for one name: those of an INSERT are copied
    return {
        names[each]: place
        for place, first in enumerate(compiled.cache_key.bindparams)
        for each in same[first]
        if each in names
    }


class Statements:
    """The prepared statements of one database."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.run = 0
        """How many were run."""
        self._met: WeakKeyDictionary[Any, tuple[Prepared, Held]] = WeakKeyDictionary()
        """Statements that are made once and run often are known by themselves, others by their shape."""
        self._kept: OrderedDict[Any, Prepared] = OrderedDict()

    def of(self, statement: Executable, columns: tuple[str, ...] = ()) -> tuple[Prepared, Held]:
        """The statement prepared, and the values that it holds itself. `columns`: what an UPDATE sets beside those."""
        found = self._met.get(statement) if not columns else None
        if found is None:
            key = statement._generate_cache_key()  # type: ignore[attr-defined]  # noqa: SLF001 - the one place
            if key is None:
                return self._prepare(statement, columns), NOTHING
            prepared = self._kept.get((key.key, columns))
            if prepared is None:
                prepared = self._keep((key.key, columns), self._prepare(statement, columns, cache_key=key))
            found = prepared, Held(key.bindparams, key.params or {})
            if not columns:
                self._met[statement] = found
        return found

    def insert(self, into: Table, columns: Iterable[str]) -> Prepared:
        """The statement that inserts rows with these columns."""
        key = (into, *columns)
        made = self._kept.get(key)
        if made is None:
            statement = into.insert().inline()  # brings nothing back
            made = self._keep(key, self._prepare(statement, tuple(columns), for_executemany=True))
        return made

    def _prepare(self, statement: Executable, columns: tuple[str, ...], **how: Any) -> Prepared:
        how["column_keys"] = list(columns) or None
        return Prepared(statement._compiler(self.dialect, **how))  # type: ignore[attr-defined]  # noqa: SLF001 - the same

    def _keep(self, key: Any, made: Prepared) -> Prepared:
        self._kept[key] = made
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made
