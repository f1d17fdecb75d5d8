"""The log of events is read in commit order, and nobody who reads it misses anything."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from had_your_back import ids, outbox
from had_your_back.database import Database, Transaction
from had_your_back.events import PersonJoined, PersonLeft
from had_your_back.ids import Kind
from had_your_back.outbox import START, Mark


async def join(tx: Transaction) -> str:
    return await outbox.record(tx, PersonJoined(person=ids.new(Kind.PERSON, tx.now)))


async def read(database: Database, mark: Mark, limit: int = 100) -> tuple[list[str], Mark]:
    """The ids of the next events, and where the reader then is."""
    async with database.read() as session:
        rows = await outbox.after(session, mark, limit=limit)
        return [row.id for row in rows], Mark(rows[-1].xid, rows[-1].position) if rows else mark


async def test_a_reader_gets_every_event_once_in_the_order_of_the_commits(database: Database) -> None:
    expected = [await database.transact(join) for _ in range(7)]

    got, mark = [], START
    while page := (await read(database, mark, limit=3))[0]:
        got += page
        mark = (await read(database, mark, limit=3))[1]
    assert got == expected
    async with database.read() as session:
        assert await outbox.last(session) == mark
        found = await outbox.by_ids(session, [expected[2], expected[5], "evt_x", "\0"])
        assert sorted(row.id for row in found) == sorted([expected[2], expected[5]])


async def test_a_reader_may_want_some_types_only(database: Database) -> None:
    async def leave(tx: Transaction) -> str:
        return await outbox.record(tx, PersonLeft(person=ids.new(Kind.PERSON, tx.now)))

    await database.transact(join)
    left = await database.transact(leave)
    async with database.read() as session:
        rows = await outbox.after(session, START, limit=10, types={"person.left", "team.created"})
        assert [row.id for row in rows] == [left]
        assert await outbox.after(session, START, limit=10, types=()) == []


async def test_a_reader_begins_where_it_was_however_long_the_log_is(database: Database) -> None:
    async def plan(tx: Transaction) -> str:
        found = outbox._stretch(tx, Mark(5, 50), Mark(6, 60), outbox.event)
        words = str(found.compile(dialect=database.engines[0].dialect, compile_kwargs={"literal_binds": True}))
        if tx.dialect == "postgresql":
            await tx.write(text("SET LOCAL enable_seqscan = off"))  # which is right for a log as short as this
        explain = "EXPLAIN" if tx.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
        return str(await tx.rows(text(f"{explain} {words}".replace(":", "\\:"))))

    planned = await database.transact(plan)
    if database.dialect == "sqlite":
        assert "SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in planned
    else:
        assert re.search(r"ix_event_xid_position.*Index Cond: .*ROW\(5, 50\).*ROW\(6, 60\)", planned), planned


async def test_nothing_is_announced_before_the_commit_or_after_a_failure(database: Database) -> None:
    announced, go_on = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> str:
        event = await join(tx)
        announced.set()
        await go_on.wait()
        if not attempts:
            attempts.append(event)
            raise ZeroDivisionError
        return event

    attempts: list[str] = []
    for expected in (ZeroDivisionError, None):
        announced.clear()
        go_on.clear()
        running = asyncio.create_task(database.transact(slow))
        await announced.wait()
        assert await read(database, START) == ([], START)
        assert not database.committed.is_set()
        go_on.set()
        if expected:
            with pytest.raises(expected):
                await running
            assert not database.committed.is_set()
    event = await running
    assert (await read(database, START))[0] == [event]
    assert database.committed.is_set()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_transaction_that_commits_late_is_never_skipped(database: Database) -> None:
    """It got its position first and commits last: whoever read on meanwhile must not pass it by."""
    written, go_on = asyncio.Event(), asyncio.Event()

    async def late(tx: Transaction) -> str:
        event = await join(tx)
        written.set()
        await go_on.wait()
        return event

    first = await database.transact(join)
    slow = asyncio.create_task(database.transact(late))
    await written.wait()
    fast = [await database.transact(join) for _ in range(2)]

    got, mark = await read(database, START)
    assert got == [first]  # the fast ones are committed, and held back until nothing before them can come
    go_on.set()
    slow_event = await slow
    more, mark = await read(database, mark)
    assert more == [slow_event, *fast]
    assert await read(database, mark) == ([], mark)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 4), min_size=2, max_size=20))
async def test_a_reader_beside_many_writers_misses_nothing_and_gets_nothing_twice(
    database: Database, sizes: list[int]
) -> None:
    async with database.read() as session:
        mark = await outbox.last(session)

    async def several(tx: Transaction, number: int) -> list[str]:
        made = []
        for _ in range(number):
            made.append(await join(tx))
            await asyncio.sleep(0)
        return made

    writing = [asyncio.create_task(database.transact(several, number)) for number in sizes]
    got: list[str] = []
    while not all(task.done() for task in writing):
        page, mark = await read(database, mark, limit=3)
        got += page
        await asyncio.sleep(0)
    while page := (await read(database, mark))[0]:
        got += page
        mark = (await read(database, mark))[1]
    assert sorted(got) == sorted(event for task in writing for event in task.result())


@given(st.integers(-1, 2**62), st.integers(-1, 2**62))
def test_a_mark_survives_as_text(xid: int, position: int) -> None:
    assert Mark.parse(Mark(xid, position).text) == Mark(xid, position)


@pytest.mark.parametrize("text", ["", ".", "1", "1.", ".1", "a.b", "1.2.3", "1,2"])
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="int"):
        Mark.parse(text)
