"""What the world does to a worker: clocks that jump, and a database that takes nothing for a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from had_your_back.database import Database
from had_your_back.webhooks import engine
from had_your_back.webhooks.verdicts import Answer
from webhooks.conftest import Office, Receiver, claim, created, settled

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


# ---------------------------------------------------------------------------------------------------- clocks that jump


async def test_after_a_clock_went_back_an_hour_what_is_new_goes_out_at_once_and_what_waited_later(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    """The endpoint is then younger than what it hears of, and its bucket was last filled in the future."""
    endpoint = await office.subscribe(receiver.url, rate_per_minute=60)
    receiver.statuses = [500]
    (early,) = await office.tell(created(1))
    await office.drain()
    clock.advance(-HOUR)
    late = []
    for number in range(3):
        late += await office.tell(created(number + 2))
        await office.drain()
        clock.advance(SECOND)
    assert receiver.ids == [early, *late]
    clock.advance(HOUR + MINUTE)
    await office.drain()
    assert receiver.ids == [early, *late, early]
    assert await office.states(endpoint.id) == ["DELIVERED"] * 4
    assert [each.headers["webhook-sequence"] for each in receiver.received] == ["1", "2", "3", "4", "1"]


async def test_a_clock_that_goes_forward_an_hour_repeats_only_what_was_under_way_and_under_its_id(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    told = await settled(office, created(1), created(2))
    flying = await claim(office, room=1)
    clock.advance(HOUR)
    await office.drain()
    assert sorted(receiver.ids) == sorted(told), "taken over: for whoever died the lease would have lapsed as well"
    late = [engine.outcome(each, Answer(status=200)) for each in flying]
    assert await office.database.transact(engine.record, late) == 0
    clock.advance(-HOUR)
    told += await office.tell(created(3))
    await office.drain()
    assert sorted(receiver.ids) == sorted(told)
    assert await office.states(endpoint.id) == ["DELIVERED"] * 3
    assert (await office.endpoint(endpoint.id)).consecutive_failures == 0


async def test_an_endpoint_at_rest_is_probed_an_hour_later_at_most_whatever_the_clock_did(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500] * 10
    told = await office.tell(*(created(number) for number in range(10)))
    await office.drain()
    assert (await office.endpoint(endpoint.id)).state == "RESTING"
    clock.advance(-HOUR)
    await office.drain()
    assert len(receiver.received) == 10
    clock.advance(HOUR + MINUTE)
    await office.drain()
    assert sorted(receiver.ids[10:]) == sorted(told)
    assert (await office.endpoint(endpoint.id)).state == "ACTIVE"


# ------------------------------------------------------------------------------------- a database that takes nothing


@pytest.fixture
async def own(database_url: str, clock: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """An installation whose connections are its own, with a worker that does not wait long."""
    monkeypatch.setattr("had_your_back.worker.POLL", 0.01)
    made = Office(Database(database_url, clock=clock))
    yield made
    await made.database.close()


Switch = Callable[[bool], Any]


@pytest.fixture
async def read_only(own: Office, request: pytest.FixtureRequest) -> AsyncIterator[Switch]:
    """Makes the database read-only, and writable again."""
    if own.database.dialect == "sqlite":

        async def switch(on: bool) -> None:
            assert own.database._lite is not None
            driver: Any = own.database._lite.writing.connection.driver_connection
            driver.execute(f"PRAGMA query_only = {'ON' if on else 'OFF'}")

        yield switch
        return
    name = urlsplit(own.database.url).path.lstrip("/")
    other: Database = request.getfixturevalue("postgres")

    async def switch_over(on: bool) -> None:
        """As a switch-over to a standby does: old connections break, new ones can only read."""
        setting = f"ALTER DATABASE {name} SET default_transaction_read_only = {'on' if on else 'off'}"
        await other.run_sync(lambda connection: connection.exec_driver_sql(setting))
        assert own.database._postgres is not None
        assert own.database._postgres._pool is not None
        await own.database._postgres._pool.expire_connections()

    yield switch_over
    reset = f"ALTER DATABASE {name} RESET default_transaction_read_only"
    await other.run_sync(lambda connection: connection.exec_driver_sql(reset))


async def until(reached: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await reached():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.005)


async def test_a_database_that_is_read_only_for_a_minute_delays_and_loses_nothing_and_repeats_nothing(
    own: Office, read_only: Switch, receiver: Receiver, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint = await own.subscribe(receiver.url, max_concurrency=1)
    told = await own.tell(created(1), created(2))

    async def answer(_: web.Request) -> web.Response:
        if len(receiver.received) == 1:
            await read_only(True)
        return web.Response(status=204)

    receiver.answer = answer

    async def two_rounds_failed() -> bool:
        return caplog.text.count("a round of the worker failed") > 1

    stop = asyncio.Event()
    running = asyncio.create_task(own.worker().run(stop))
    await until(two_rounds_failed)
    clock.advance(MINUTE + SECOND)  # the lease has lapsed
    assert receiver.ids == told[:1]
    with pytest.raises(Exception, match=r"(?i)read-?\s?only"):
        await own.tell(created(3))
    await read_only(False)
    told += await own.tell(created(4))

    async def all_came() -> bool:
        return await own.states(endpoint.id) == ["DELIVERED"] * 3

    await until(all_came)
    stop.set()
    await running
    assert receiver.ids == told


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_writer_elsewhere_that_holds_the_lock_is_waited_for(
    own: Office, receiver: Receiver, clock: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import sqlite3

    monkeypatch.setattr("had_your_back.database.PATIENCE", 0.02)
    endpoint = await own.subscribe(receiver.url, max_concurrency=1)
    told = await own.tell(created(1), created(2))
    elsewhere = sqlite3.connect(own.database.url.removeprefix("sqlite:///"), isolation_level=None)

    async def answer(_: web.Request) -> web.Response:
        if len(receiver.received) == 1:
            elsewhere.execute("BEGIN IMMEDIATE")
        return web.Response(status=204)

    receiver.answer = answer

    async def a_round_failed() -> bool:
        return "a round of the worker failed" in caplog.text

    stop = asyncio.Event()
    running = asyncio.create_task(own.worker().run(stop))
    await until(a_round_failed)
    elsewhere.execute("ROLLBACK")
    elsewhere.close()

    async def all_came() -> bool:
        return await own.states(endpoint.id) == ["DELIVERED"] * 2

    await until(all_came)
    stop.set()
    await running
    assert receiver.ids == told
