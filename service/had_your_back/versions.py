"""Whether an answer that is kept still holds: how often anything was written that answers show.

Every transaction that writes such a thing counts, in itself, one step further (`STEP`), so whoever reads the count
(`COUNT`) and finds it as it was knows that every statement would find what it found. `Database.transact` sees to it by
what the text of each statement says; nobody has to remember. Tables that machines write all the time are not counted
(`uncounted`).

An answer may also be made of what is not in the count: the clock, such a table, what holds at this moment only. Whoever
reads one of these says so (`varies`, `holds_until`), and the answer is not kept, or not for longer.

On PostgreSQL the count is spread over `SHARDS` rows: on one alone all writers would wait for each other. Their sum
grows with every commit and with nothing else. ``docs/decisions/0020`` has the argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, text
from sqlmodel import Field, SQLModel

SHARDS = 16


class VersionRow(SQLModel, table=True):
    """How many transactions that answers depend on were committed by those whose shard this is."""

    __tablename__ = "version"

    shard: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(sa_type=BigInteger)


_STEP = """INSERT INTO version (shard, number) VALUES ({shard}, 1)
ON CONFLICT (shard) DO UPDATE SET number = version.number + 1"""
STEP = {"sqlite": _STEP.format(shard=0), "postgresql": _STEP.format(shard=f"pg_backend_pid() % {SHARDS}")}
COUNT = text("SELECT CAST(coalesce(sum(number), 0) AS bigint) FROM version")

_UNCOUNTED: set[str] = set()
_WRITTEN = re.compile(
    r"\b(?:INSERT\s+INTO|REPLACE\s+INTO|DELETE\s+FROM|(?<!FOR )(?<!KEY )(?<!DO )UPDATE)\s+(?:ONLY\s+)?\"?(\w+)",
    re.IGNORECASE,
)
_OF_THE_MOMENT = re.compile(
    r"\b(?:pg_snapshot_\w+|pg_current_\w+|clock_timestamp|now|current_timestamp|random)\b", re.IGNORECASE
)


def uncounted(model: type[SQLModel]) -> type[SQLModel]:
    """Says that what machines write into this table is no news; what answers show of it is then never kept."""
    _UNCOUNTED.add(model.__tablename__)  # type: ignore[arg-type]
    return model


def counts(sql: str) -> bool:
    """Whether a statement writes anything that is counted."""
    return not _UNCOUNTED.issuperset(each.lower() for each in _WRITTEN.findall(sql))


def of_the_moment(sql: str) -> bool:
    """Whether what a statement finds depends on anything that is not counted."""
    return bool(_OF_THE_MOMENT.search(sql)) or not _UNCOUNTED.isdisjoint(re.findall(r"\w+", sql.lower()))


# ------------------------------------------------------------------------------------------------ what it is made of


@dataclass(slots=True)
class Ingredients:
    """What an answer is made of beside what is counted."""

    varies: bool = False
    """Whether it may be another one at once, with nothing written."""
    until: datetime | None = None
    """The instant from which on it may be another one."""


_MAKING: ContextVar[Ingredients | None] = ContextVar("making", default=None)


@contextmanager
def making() -> Iterator[Ingredients]:
    """Notes what goes into an answer that is made within."""
    made = Ingredients()
    token = _MAKING.set(made)
    try:
        yield made
    finally:
        _MAKING.reset(token)


def varies() -> None:
    """The answer that is being made, if any is, holds for this moment only."""
    made = _MAKING.get()
    if made is not None:
        made.varies = True


def holds_until(at: datetime) -> None:
    """The answer that is being made, if any is, may be another one from this instant on."""
    made = _MAKING.get()
    if made is not None and (made.until is None or at < made.until):
        made.until = at
