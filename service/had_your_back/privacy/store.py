"""Every text that is kept, wherever it is: read from the models' metadata, so that a new column is never forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, String, Table, Text, and_, cast, literal, literal_column, or_, select, text, tuple_
from sqlmodel import SQLModel

from had_your_back.columns import Key, within
from had_your_back.database import Row, Rows, Session, Transaction
from had_your_back.privacy.rules import Names, said_in
from had_your_back.texts import words

WITHOUT_WORDS = frozenset(
    {"event", "score_publication", "score_snapshot", "score_link", "recognition_search", "audit_entry", "audit_chain"}
)
"""Tables that hold no words of people, or follow those that do."""
CONFIGURED = frozenset({"team.name", "webhook_endpoint.url"})
"""What others rely on. It is not reworded; a proof names it."""
AT_A_TIME = 1_000
"""Rows that a proof reads at once."""

Column = Any


def columns() -> Iterator[tuple[Table, Column]]:
    """Every column that holds text."""
    for each in SQLModel.metadata.sorted_tables:
        for column in each.c:
            if isinstance(getattr(column.type, "impl", column.type), String | JSON):
                yield each, column


def is_json(column: Column) -> bool:
    """Whether a column holds lists and maps."""
    return isinstance(getattr(column.type, "impl", column.type), JSON)


def written() -> dict[Table, list[Column]]:
    """Every column in which somebody can have written about somebody else."""
    found: dict[Table, list[Column]] = {}
    for each, column in columns():
        own = each.name in WITHOUT_WORDS or each.name.startswith("person") or isinstance(column.type, Key)
        if not own and f"{each.name}.{column.name}" not in CONFIGURED:
            found.setdefault(each, []).append(column)
    return found


async def naming(session: Session, of: Table, among: Sequence[Column], names: Names) -> Rows:
    """The key and these columns of the rows in which one of them seems to name somebody."""
    # SQLite folds no case but that of ASCII, so the likely spellings are named.
    spelled = {
        each
        for value in names.telling
        for each in ([value] if value.isascii() else [value, value.lower(), value.upper(), value.title()])
    }
    escaped = {each.replace("\\", "\\\\").replace('"', '\\"') for each in spelled}
    holds = [
        cast(column, Text).icontains(each, autoescape=True)
        for column in among
        for each in sorted(escaped if is_json(column) else spelled)
    ]
    return await session.rows(select(*of.primary_key, *among).where(or_(*holds)))


async def reword(tx: Transaction, of: Table, row: Row, values: Mapping[str, Any]) -> None:
    """Write other values into the row that `naming` gave."""
    held = row._mapping  # noqa: SLF001 - its public name
    own = and_(*(each == held[each.name] for each in of.primary_key))
    await tx.write(of.update().where(own).values(**values))


async def said_by_others(session: Session, texts: Collection[str]) -> set[str]:
    """Those of these texts that stand as a whole where people write: what was erased stands there no more."""
    found: set[str] = set()
    for among in written().values() if texts else ():
        for column in among:
            if is_json(column):
                rows = await session.rows(select(column.label("said")).where(cast(column, Text) != "{}"))
                found |= {each for row in rows for each in said_in(row.said)}.intersection(texts)
            else:
                rows = await session.rows(select(column.label("said")).where(within(column, texts)).distinct())
                found |= {row.said for row in rows}
    return found


async def rows_of(session: Session, of: Table, after: Sequence[Any] | None) -> Rows:
    """The next rows of a table in the order of its key: the key, and every column that holds text."""
    keys = list(of.primary_key)
    among = [column.label(f"said_{column.name}") for each, column in columns() if each is of]
    found = select(*keys, *among).order_by(*keys).limit(AT_A_TIME)
    if after is not None:
        found = found.where(tuple_(*keys) > tuple_(*map(literal, after, (key.type for key in keys))))
    return await session.rows(found)


async def indexed(session: Session, phrases: Collection[str]) -> int:
    """How often the index of words of SQLite finds one of these phrases. On PostgreSQL it is made of a column."""
    if session.dialect == "postgresql":
        return 0
    found = 0
    for each in phrases:
        if asked := " ".join(words(each)[:30]):
            found += await session.value(_INDEXED, asked=f'"{asked}"')
    return found


_INDEXED = text("SELECT count(*) FROM recognition_words WHERE recognition_words MATCH :asked")


async def sampled(session: Session, values: Collection[str]) -> list[str]:
    """The columns of which PostgreSQL's statistics hold one of these as a sample."""
    if session.dialect == "sqlite" or not values:
        return []
    sample = (
        literal_column("coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '')")
        .cast(Text)
        .label("sample")
    )
    found: Any = select(literal_column("tablename"), literal_column("attname")).select_from(text("pg_stats"))
    here = text("schemaname = current_schema()")
    rows = await session.rows(found.where(here, or_(*(sample.icontains(each, autoescape=True) for each in values))))
    return [f"{row.tablename}.{row.attname}" for row in rows]
