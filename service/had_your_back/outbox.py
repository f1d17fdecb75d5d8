"""The one door by which facts leave the domain: written in the transaction that made them true.

Nothing is announced that did not happen, nothing that happened goes unannounced, and whoever reads the log in
*commit order* never skips an event whose transaction began earlier and committed later.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Index,
    Insert,
    Integer,
    Select,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    text,
    tuple_,
)
from sqlmodel import Field, SQLModel

from had_your_back import audit, ids
from had_your_back.columns import Json, Key, UTCDateTime, keys, table, within
from had_your_back.database import Row, Rows, Session, Transaction
from had_your_back.events import Event


class EventRow(SQLModel, table=True):
    """One event. `position` and `xid` order the log, see `after`."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "xid", "position"),)

    position: int = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    xid: int = Field(sa_type=BigInteger)
    id: str = Field(sa_type=Key, unique=True)
    type: str = Field(sa_type=Key)
    occurred_at: datetime = Field(sa_type=UTCDateTime)
    subject: str = Field(sa_type=Key, index=True)
    visibility: str = Field(sa_type=Key)
    teams: list[str] = Field(sa_type=Json)
    data: dict[str, Any] = Field(sa_type=Json)


class ForgottenRow(SQLModel, table=True):
    """Up to where the log was deleted because it is old, and when the last of that happened. One row at most."""

    __tablename__ = "event_forgotten"

    number: int = Field(primary_key=True)
    xid: int = Field(sa_type=BigInteger)
    position: int = Field(sa_type=BigInteger)
    happened_at: datetime = Field(sa_type=UTCDateTime)


class AheadRow(SQLModel, table=True):
    """By how much the log's numbers are ahead of those of this server's transactions, since it was brought here.

    One row at most, and none where the log was begun (``docs/decisions/0022``).
    """

    __tablename__ = "event_ahead"

    number: int = Field(primary_key=True)
    transactions: int = Field(sa_type=BigInteger)


event, forgotten, ahead_by = table(EventRow), table(ForgottenRow), table(AheadRow)

_AHEAD = "coalesce((SELECT transactions FROM event_ahead), 0)"
_XID: ColumnElement[int] = literal_column(f"(pg_current_xact_id()::text::bigint + {_AHEAD})")
_HORIZON: ColumnElement[int] = literal_column(f"(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {_AHEAD})")
_NEXT = text(f"SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint + {_AHEAD}")


class Mark(NamedTuple):  # compared for every event and endpoint
    """A place in the log, in commit order.

    >>> Mark(7, 42).text, Mark.parse("7.42") == Mark(7, 42)
    ('7.42', True)
    """

    xid: int = -1
    position: int = -1

    @property
    def text(self) -> str:
        """The mark as a short text, to be put into a cursor."""
        return f"{self.xid}.{self.position}"

    @classmethod
    def parse(cls, text: str) -> Mark:
        """Raises: ValueError if it is no mark."""
        xid, _, position = text.partition(".")
        return cls(int(xid), int(position))


START = Mark()


def mark_of(row: Row) -> Mark:
    """The place of an event's row."""
    return Mark(row.xid, row.position)


def _recording(xid: ColumnElement[int]) -> Insert:
    given = {column.name: bindparam(column.name, type_=column.type) for column in event.c if column.name != "position"}
    return event.insert().values({**given, "xid": xid})


_RECORD = {"postgresql": _recording(_XID), "sqlite": _recording(literal_column("0"))}
_RECORD_AND_ADD = _RECORD["postgresql"].add_cte(audit.ADD.cte("noted"))
"""Both in one statement: the way there and back takes longer than the work."""


async def record(tx: Transaction, fact: Event) -> str:
    """Write the event beside the fact itself, unless the transaction is silent, and who did it; the id of the event."""
    (event_id,) = await record_all(tx, [fact])
    return event_id


async def record_all(tx: Transaction, facts: Sequence[Event]) -> list[str]:
    """The same for many events at once, in this order; their ids."""
    new = [ids.new(ids.Kind.EVENT, tx.now) for _ in facts]
    acts = [audit.of_fact(fact, tx.now) for fact in facts if audit.is_an_act(fact, silent=tx.silent)]
    if tx.silent or not facts:
        if acts:
            await tx.write_each(audit.ADD, acts)
        return new
    rows = [
        {
            "id": event_id,
            "type": fact.type,
            "occurred_at": tx.now,
            "subject": fact.subject_id,
            "visibility": fact.audience.visibility,
            "teams": list(fact.teams),
            "data": fact.data(),
        }
        for event_id, fact in zip(new, facts, strict=True)
    ]
    if tx.dialect == "postgresql" and len(acts) == len(rows):
        await tx.write_each(_RECORD_AND_ADD, [row | act for row, act in zip(rows, acts, strict=True)])
    else:
        await tx.write_each(_RECORD[tx.dialect], rows)
        if acts:
            await tx.write_each(audit.ADD, acts)
    tx.announces = True
    if tx.happened is not None:
        tx.happened += zip(new, (fact.type for fact in facts), strict=True)
    return new


async def after(
    session: Session,
    mark: Mark,
    *,
    limit: int,
    until: Mark | None = None,
    types: Collection[str] | None = None,
    visibility: str | None = None,
) -> Rows:
    """The next events of the log, in commit order; those up to `until`, of these types, with this visibility."""
    found = _stretch(session, mark, until, event)
    if types is not None:
        found = found.where(event.c.type.in_(sorted(types)))
    if visibility is not None:
        found = found.where(event.c.visibility == visibility)
    return await session.rows(found.limit(limit))


async def names_after(session: Session, mark: Mark, *, limit: int, visibility: str) -> Rows:
    """The next events with this visibility, in commit order, by their ids, types, instants and places alone."""
    columns = event.c.id, event.c.type, event.c.occurred_at, event.c.xid, event.c.position
    found = _stretch(session, mark, None, *columns).where(event.c.visibility == visibility)
    return await session.rows(found.limit(limit))


def _complete(session: Session, *columns: FromClause | ColumnElement[Any]) -> Select[Any]:
    """What of the log nothing can come in front of any more.

    On PostgreSQL a transaction gets its number when it first writes and may commit after one that began later. So the
    log ends before the oldest transaction that still runs (the snapshot's horizon): what lies before it is complete and
    will never change. SQLite has one writer, so its positions are in commit order by themselves.
    """
    found = select(*columns)
    return found.where(event.c.xid < _HORIZON) if session.dialect == "postgresql" else found


def _stretch(
    session: Session, mark: Mark, until: Mark | None, *columns: FromClause | ColumnElement[Any]
) -> Select[Any]:
    """What of the log lies behind a mark, up to another one, and is complete; in order.

    Written so that each database begins at the mark and ends at the other: however long the log is, whoever is at its
    end reads nothing of it. On SQLite `xid` is 0, and the position is the table's own key.
    """
    found = _complete(session, *columns)
    if session.dialect == "sqlite":
        found = found.where(event.c.position > mark.position).order_by(event.c.position)
        return found if until is None else found.where(event.c.position <= until.position)
    place = tuple_(event.c.xid, event.c.position)
    found = found.where(place > tuple_(mark.xid, mark.position)).order_by(event.c.xid, event.c.position)
    return found if until is None else found.where(place <= tuple_(until.xid, until.position))


async def goes_on(session: Session, mark: Mark) -> bool:
    """Whether `after` can show anything behind a mark."""
    return await session.value(_GOES_ON[session.dialect], xid=mark.xid, position=mark.position) is not None


_GOES_ON = {
    "sqlite": text("SELECT 1 FROM event WHERE position > :position LIMIT 1"),
    "postgresql": text(
        f"SELECT 1 FROM event WHERE xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {_AHEAD} "  # noqa: S608
        "AND (xid, position) > (:xid, :position) ORDER BY xid, position LIMIT 1"
    ),
}


async def waiting_since(session: Session, mark: Mark) -> datetime | None:
    """When the first event behind a mark happened, also one that `after` cannot show yet; None if there is none.

    So a transaction that never ends, and holds up everybody who reads the log, is seen as well.
    """
    at: datetime | None = await session.value(_WAITING_SINCE[session.dialect], xid=mark.xid, position=mark.position)
    return at


_PLACE = bindparam("xid", type_=BigInteger), bindparam("position", type_=BigInteger)
_WAITING_SINCE = {
    "sqlite": select(event.c.occurred_at).where(event.c.position > _PLACE[1]).order_by(event.c.position).limit(1),
    "postgresql": select(event.c.occurred_at)
    .where(tuple_(event.c.xid, event.c.position) > tuple_(*_PLACE))
    .order_by(event.c.xid, event.c.position)
    .limit(1),
}


async def ahead(session: Session, mark: Mark, number: int) -> Mark | None:
    """The place so many events further on; None if the log ends before."""
    places = _stretch(session, mark, None, event.c.xid, event.c.position)
    row = await session.row(places.offset(number - 1).limit(1))
    return mark_of(row) if row else None


async def between(
    session: Session, begin: datetime, end: datetime | None, types: Collection[str], *, behind: str, limit: int
) -> Rows:
    """Events of these types that happened from `begin` until before `end`, by their ids, later than the id `behind`."""
    found = select(event).where(event.c.id >= ids.floor(ids.Kind.EVENT, begin), event.c.id > behind)
    if end is not None:
        found = found.where(event.c.id < ids.floor(ids.Kind.EVENT, end))
    return await session.rows(found.where(event.c.type.in_(sorted(types))).order_by(event.c.id).limit(limit))


async def last(session: Session) -> Mark:
    """The place of the newest event that `after` can show, or START."""
    newest = _complete(session, event.c.xid, event.c.position)
    row = await session.row(newest.order_by(event.c.xid.desc(), event.c.position.desc()).limit(1))
    return mark_of(row) if row else START


async def here(tx: Transaction) -> Mark:
    """The place in the log behind which lies whatever is recorded from now on."""
    if tx.dialect == "postgresql":
        return Mark(await tx.value(select(_XID)), 2**63 - 1)
    return Mark(0, await tx.value(select(func.max(event.c.position))) or 0)


# ------------------------------------------------------------------------- brought to another server, or back in time


async def beyond(session: Session, reach: int) -> int:
    """How many transactions this server is behind a number in the log; 0 if it is past it, as it always should be.

    A server numbers its transactions, and the log is read in that order. Brought to another one by a dump, it holds
    numbers that are yet to come there: what is written would stand before what was read, and nobody would hear of it.
    """
    return max(0, reach + 1 - await session.value(_NEXT)) if session.dialect == "postgresql" else 0


async def reach(session: Session) -> int:
    """The highest number in the log."""
    return await session.value(select(func.max(event.c.xid))) or 0


async def go_on_behind(tx: Transaction, number: int) -> None:
    """Let all that is recorded from now on stand behind this number, whatever this server's own are."""
    by = number + 1 - await tx.value(text("SELECT pg_current_xact_id()::text::bigint"))
    if not await tx.write(ahead_by.update().values(transactions=by)):
        await tx.insert(ahead_by, {"number": 1, "transactions": by})


async def pass_over(tx: Transaction, places: int) -> None:
    """Let all that is recorded from now on in a SQLite file stand so many places further on.

    SQLite gives the place behind the highest that is taken, so that one is taken, by a row that nobody is told of.
    """
    position = (await here(tx)).position + places
    none = {"type": "log.passed_over", "subject": "log", "visibility": "NOBODY", "teams": [], "data": {}}
    new = ids.new(ids.Kind.EVENT, tx.now)
    await tx.insert(event, {"position": position, "xid": 0, "id": new, "occurred_at": tx.now, **none})


async def by_ids(session: Session, wanted: Collection[str]) -> Rows:
    """The events with these ids."""
    return await session.rows(_BY_IDS, wanted=list(wanted)) if wanted else []


_BY_IDS = select(event).where(within(event.c.id, keys("wanted")))


# ------------------------------------------------------------------------------------------------------ what is old


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Up to where the log was deleted, and when the last of that happened."""

    mark: Mark
    happened_at: datetime


async def forgotten_until(session: Session) -> Forgotten | None:
    """Up to where the log was deleted; None if all of it is there."""
    row = await session.row(select(forgotten))
    return Forgotten(Mark(row.xid, row.position), row.happened_at) if row else None


async def oldest(session: Session, before: datetime, until: Mark, *, limit: int) -> list[Row]:
    """What the log begins with and what happened before an instant, up to a mark, in order; never the newest event.

    Were that deleted, SQLite would give its position to another one, which everybody believes to have read.
    """
    rows = await session.rows(_stretch(session, START, until, event).limit(limit))
    if rows and mark_of(rows[-1]) == await last(session):
        rows = rows[:-1]
    return list(takewhile(lambda row: row.occurred_at < before, rows))


async def forget(tx: Transaction, rows: Sequence[Row]) -> None:
    """Delete these events, which are what the log begins with, and remember up to where it is gone."""
    await tx.write(delete(event).where(within(event.c.id, [row.id for row in rows])))
    end = mark_of(rows[-1])
    values = {"xid": end.xid, "position": end.position, "happened_at": max(row.occurred_at for row in rows)}
    if not await tx.write(forgotten.update().values(**values)):
        await tx.insert(forgotten, {"number": 1, **values})
