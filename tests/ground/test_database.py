"""One database, two engines: one commit, one clock, one retry of a lost race."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import DateTime, bindparam, func, literal, select, text
from sqlalchemy.exc import DBAPIError

from conftest import Clock
from had_your_back import idempotency, ids, outbox
from had_your_back.columns import Key, UTCDateTime, microseconds, within
from had_your_back.database import HINTS_EVERY, Database, Transaction, at_most
from had_your_back.drivers import Away
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import PersonJoined
from had_your_back.people import store as people
from had_your_back.people import tables as people_tables
from had_your_back.people import tokens

NOTHING = {"email": None, "external_id": None, "job_title": None, "manager_id": None}


async def add(tx: Transaction, name: str) -> str:
    key = ids.new(ids.Kind.PERSON, tx.now)
    await people.add_person(tx, {**NOTHING, "id": key, "user_name": name, "display_name": name})
    return key


async def names(database: Database) -> list[str]:
    async with database.read() as session:
        return [
            row.user_name
            for row in await session.rows(select(people_tables.person).order_by(people_tables.person.c.user_key))
        ]


async def test_a_new_file_that_another_process_is_opening_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        (commits := threading.Timer(0.1, other.execute, ["COMMIT"])).start()
        database = Database(f"sqlite:///{tmp_path / 'new.db'}")
        assert not other.in_transaction
        commits.join()
        await database.close()


async def test_an_instant_comes_as_its_microseconds_to_the_last_of_them(database: Database) -> None:
    instants = [
        datetime(2026, 11, 20, 9, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2024, 2, 29, 0, 0, 0, 1, tzinfo=UTC),
        datetime(1969, 7, 20, 20, 17, 40, 500_001, tzinfo=UTC),
    ]
    async with database.read() as session:
        for at in instants:
            told = await session.value(select(microseconds(literal(at, UTCDateTime()))))
            assert told == ids.microseconds(at)
        assert await session.value(select(microseconds(literal(None, UTCDateTime())))) is None


async def test_what_an_action_raises_rolls_everything_back_and_nothing_is_announced(database: Database) -> None:
    async def half(tx: Transaction, error: Exception) -> None:
        person = await add(tx, "ann")
        await outbox.record(tx, PersonJoined(person=person))
        raise error

    for error in (Refused(ErrorCode.INVALID, "no"), ZeroDivisionError("bug")):
        with pytest.raises(type(error)):
            await database.transact(half, error)
    assert await names(database) == []
    assert not database.committed.is_set()
    async with database.read() as session:
        assert await outbox.after(session, outbox.START, limit=10) == []

    async def whole(tx: Transaction) -> None:
        await outbox.record(tx, PersonJoined(person=await add(tx, "ann")))

    await database.transact(whole)
    assert database.committed.is_set()


async def test_an_action_that_lost_a_race_runs_again_on_what_is_then_true(database: Database) -> None:
    attempts = []

    async def join(tx: Transaction) -> str:
        attempts.append(await people.people_by(tx, "user_name", ["ann"]))
        if len(attempts) == 1:
            await add(tx, "ann")  # as if somebody were faster: the next one finds the name taken
        return await add(tx, "ann")

    await database.transact(join)
    assert attempts == [[], []]
    assert await names(database) == ["ann"]


async def test_at_the_same_time_the_same_person_comes_once(database: Database) -> None:
    async def join(tx: Transaction) -> str:
        found = await people.people_by(tx, "user_name", ["ann"])
        return str(found[0].id) if found else await add(tx, "ANN")

    assert len(set(await asyncio.gather(*(database.transact(join) for _ in range(12))))) == 1
    assert await names(database) == ["ANN"]


async def test_any_other_fault_of_the_database_is_passed_on_at_once(database: Database) -> None:
    attempts = []

    async def wrong(tx: Transaction) -> None:
        attempts.append(1)
        await tx.insert(people_tables.lead, {"team_id": "nobody", "person_id": "nowhere"})

    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        await database.transact(wrong)
    assert attempts == [1]


async def test_all_that_an_action_writes_carries_one_instant_in_whole_milliseconds(
    database: Database, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 20, 9, 0, 0, 123_999, tzinfo=timezone(timedelta(hours=2)))

    async def two(tx: Transaction) -> datetime:
        await add(tx, "ann")
        clock.advance(timedelta(hours=1))
        await add(tx, "bob")
        return tx.now

    at = await database.transact(two)
    assert at == datetime(2026, 11, 20, 7, 0, 0, 123_000, tzinfo=UTC)
    async with database.read() as session:
        assert {row.created_at for row in await session.rows(select(people_tables.person))} == {at}


async def test_without_a_clock_time_is_the_databases_own(database_url: str) -> None:
    real = Database(database_url)

    async def now(tx: Transaction) -> datetime:
        return tx.now

    before = datetime.now(UTC)
    at = await real.transact(now)
    assert before - timedelta(seconds=1) < at < datetime.now(UTC) + timedelta(seconds=1)
    await real.close()


async def test_instants_come_back_aware_and_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    abroad = datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    row: dict[str, Any] = {"person_id": "p", "operation": "o", "key": "k", "input_hash": "h", "result_id": "r"}

    async def write(tx: Transaction, at: datetime) -> None:
        await tx.insert(idempotency.keys, {**row, "created_at": at})

    await database.transact(write, abroad)
    async with database.read() as session:
        kept = await session.value(select(idempotency.keys.c.created_at))
        assert (kept, kept.utcoffset()) == (datetime(2026, 11, 21, 7, 30, tzinfo=UTC), timedelta(0))
        assert await session.value(select(idempotency.keys.c.key).where(idempotency.keys.c.created_at <= abroad)) == "k"
    for naive in (datetime(2026, 11, 20), abroad.replace(tzinfo=None)):  # noqa: DTZ001 - that is the point
        with pytest.raises(ValueError, match="a naive datetime reached the database"):
            await database.transact(write, naive)
    assert isinstance(UTCDateTime().impl, DateTime)


async def test_within_finds_among_none_one_or_ten_thousand(database: Database) -> None:
    found = []

    async def fill(tx: Transaction) -> None:
        found.extend([await add(tx, f"p{number}") for number in range(3)])

    await database.transact(fill)
    asked = [f"per_{number}" for number in range(9_997)] + found
    async with database.read() as session:
        for wanted, expected in (([], []), (found[:1], found[:1]), (asked, found), (["'", "\0", '"', "é"], [])):
            rows = await session.rows(
                select(people_tables.person.c.id).where(within(people_tables.person.c.id, wanted))
            )
            assert sorted(row.id for row in rows) == sorted(expected)
            assert await session.value(
                at_most(select(people_tables.person).where(within(people_tables.person.c.id, wanted)), 2)
            ) == len(expected)


async def test_a_count_stops_where_nobody_counts_further(database: Database) -> None:
    async def fill(tx: Transaction) -> None:
        for number in range(5):
            await add(tx, f"p{number}")

    await database.transact(fill)
    async with database.read() as session:
        assert [await session.value(at_most(select(people_tables.person), most)) for most in (3, 4, 5, 6)] == [
            4,
            5,
            5,
            5,
        ]


async def test_what_no_database_can_hold_is_found_nowhere(database: Database) -> None:
    async with database.read() as session:
        for value in ("\0", "a\0b"):
            named = select(func.count()).where(people_tables.person.c.id == bindparam("wanted", type_=Key))
            assert await session.value(named, wanted=value) == 0
            assert await people.people_by(session, "user_name", [value]) == []


async def test_keys_sort_by_their_bytes_on_both_databases(database: Database) -> None:
    mixed = ["Zoe", "ann", "_x", "Ann", "ämil", "z-1", "z1", "~"]

    async def fill(tx: Transaction) -> None:
        for each in mixed:
            await tx.insert(
                idempotency.keys,
                {
                    "person_id": "p",
                    "operation": "o",
                    "key": each,
                    "input_hash": "",
                    "result_id": "",
                    "created_at": tx.now,
                },
            )

    await database.transact(fill)
    async with database.read() as session:
        rows = await session.rows(select(idempotency.keys.c.key).order_by(idempotency.keys.c.key))
    assert [row.key for row in rows] == sorted(mixed)


async def test_readers_see_only_what_is_committed_and_never_wait(database: Database) -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> None:
        await add(tx, "ann")
        written.set()
        await go_on.wait()

    writing = asyncio.create_task(database.transact(slow))
    await written.wait()
    assert await names(database) == []
    go_on.set()
    await writing
    assert await names(database) == ["ann"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_reading_sessions_of_sqlite_cannot_write(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(DBAPIError, match="readonly"):
            await session.value(text("DELETE FROM person"))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_sqlite_waits_for_another_process_without_stopping_anybody(database: Database, database_url: str) -> None:
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    attempts = []

    async def join(tx: Transaction) -> str:
        attempts.append(1)
        return await add(tx, "ann")

    waiting = asyncio.create_task(database.transact(join))
    for _ in range(20):  # the loop goes on: others read meanwhile
        await asyncio.sleep(0)
        assert await names(database) == []
    assert not waiting.done()

    other.execute("COMMIT")
    await waiting
    other.close()
    assert (attempts, await names(database)) == ([1], ["ann"])


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_postgresql_runs_again_what_a_deadlock_ended(database: Database) -> None:
    async def fill(tx: Transaction) -> list[str]:
        return [await add(tx, "ann"), await add(tx, "bob")]

    ann, bob = await database.transact(fill)
    attempts: list[str] = []
    both = asyncio.Barrier(2)

    async def cross(tx: Transaction, first: str, second: str) -> None:
        attempts.append(first)
        await tx.write(text("SET LOCAL deadlock_timeout = '20ms'"))  # it looks for one after a second
        await people.change_person(tx, first, {"job_title": f"{first} first"})
        if len(attempts) <= 2:
            await both.wait()
        await people.change_person(tx, second, {"job_title": f"{first} first"})

    await asyncio.gather(database.transact(cross, ann, bob), database.transact(cross, bob, ann))
    assert len(attempts) == 3
    async with database.read() as session:
        assert len({row.job_title for row in await people.people_by(session, "id", [ann, bob])}) == 1


async def test_statements_of_one_shape_are_prepared_once_whatever_they_hold(database: Database) -> None:
    async def fill(tx: Transaction) -> list[str]:
        return [await add(tx, name) for name in ("ann", "bob", "cyd")]

    ids_of = await database.transact(fill)
    row = people_tables.person.c

    def named(name: str) -> Any:
        return select(row.id).where(row.user_key == name, row.id.in_(ids_of)).limit(5)

    one = select(row.id).where(row.user_key == bindparam("name")).params(name="bob")
    async with database.read() as session:
        assert [await session.value(named(name)) for name in ("ann", "bob", "zoe")] == [*ids_of[:2], None]
        some = [await session.rows(select(row.id).where(row.id.in_(ids_of[:most]))) for most in (0, 1, 2, 3)]
        assert [len(rows) for rows in some] == [0, 1, 2, 3]
        # What is named when it runs goes before what the statement holds, also below other conditions.
        assert await session.value(one) == await session.value(one.where(row.active)) == ids_of[1]
        assert await session.value(one, name="cyd") == ids_of[2]
        assert await session.value(at_most(one, 9)) == 1
        with pytest.raises(LookupError, match="wants a value for 'name'"):
            await session.rows(select(row.id).where(row.user_key == bindparam("name")))


async def test_an_error_of_the_database_does_not_tell_what_people_wrote(database: Database) -> None:
    async def wrong(tx: Transaction) -> None:
        await tx.insert(people_tables.lead, {"team_id": "a secret", "person_id": "nowhere"})

    with pytest.raises(DBAPIError) as error:
        await database.transact(wrong)
    assert "a secret" not in str(error.value).partition("DETAIL")[0]
    assert "INSERT INTO team_lead" in str(error.value)


async def test_numbers_and_texts_come_back_as_what_a_statement_says_they_are(database: Database) -> None:
    async with database.read() as session:
        whole = await session.row(select(func.count(), func.coalesce(func.sum(func.length("abc")), 0).label("long")))
        assert whole is not None
        assert (whole[0], whole.long, tuple(whole)) == (1, 3, (1, 3))
        named = await session.row(text("SELECT 1 AS one, 'two' AS other"))
        assert named is not None
        assert dict(named._mapping) == {"one": 1, "other": "two"}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_who_reads_several_times_in_one_session_and_gets_none_is_told_why(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("had_your_back.engines.CONNECTIONS", 1)
    narrow, away = Database(database_url), Database("postgresql://127.0.0.1:1/none")

    async def look(there: Database) -> None:
        async with there.reading(), there.read():
            raise AssertionError

    async with narrow.read():
        waiting = asyncio.create_task(look(narrow))
        for _ in range(20):
            await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    with pytest.raises(Away):
        await look(away)
    await narrow.close()
    await away.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_commit_in_one_process_rings_the_bells_of_the_others_and_of_none_forever(database: Database) -> None:
    here, there = database, Database(database.url)
    sharing = [asyncio.create_task(each.share_hints()) for each in (here, there)]
    await asyncio.gather(*(each.shares_hints.wait() for each in (here, there)))
    mine, theirs = here.bell(), there.bell()

    async def told(tx: Transaction) -> None:
        await outbox.record(tx, PersonJoined(person=await add(tx, "ann")))

    await here.transact(told)
    assert mine.is_set(), "at once, without any way through the database"
    mine.clear()
    async with asyncio.timeout(20):
        await theirs.wait()
    assert there.committed.is_set()
    theirs.clear()
    await there.transact(tokens.touch, "nobody's")  # no news, so no hint; and what was heard is not passed on
    await asyncio.sleep(HINTS_EVERY * 5)
    assert not mine.is_set()
    assert not theirs.is_set()
    for each in sharing:
        each.cancel()
    await asyncio.gather(*sharing, return_exceptions=True)
    await there.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_hints_come_back_after_their_connection_was_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("had_your_back.database.HINTS_AGAIN", 0)
    sharing = asyncio.create_task(database.share_hints())
    await database.shares_hints.wait()
    listening = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    async with database.read() as session:
        lost = await session.value(text(f"SELECT pid {listening}"))
        assert await session.value(text(f"SELECT pg_terminate_backend(pid) {listening}"))
        async with asyncio.timeout(20):
            while await session.value(text(f"SELECT pid {listening}")) in {None, lost}:  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # nothing tells of it
    await database.shares_hints.wait()
    sharing.cancel()
    await asyncio.gather(sharing, return_exceptions=True)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_where_there_is_one_process_nobody_is_to_be_hinted(database: Database) -> None:
    await database.share_hints()
