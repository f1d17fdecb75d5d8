"""Workers: those that die, that share, that are stopped, and that find their database away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from had_your_back.database import Database
from had_your_back.webhooks import engine
from had_your_back.webhooks.verdicts import Answer
from webhooks.conftest import MakeReceiver, Office, Receiver, claim, created, given, settled


async def test_a_worker_that_dies_between_claim_and_post_loses_nothing(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    (event,) = await settled(office, given())
    (dead,) = await claim(office)  # and nothing more: the process is gone
    await office.drain()
    assert receiver.ids == []

    clock.advance(timedelta(seconds=61))
    await office.drain()
    (got,) = receiver.received
    assert (got.id, got.headers["webhook-attempt"]) == (event, "2")
    (delivery,) = await office.deliveries(endpoint.id)
    assert [(row.number, (row.error or "").partition(":")[0]) for row in await office.attempts(delivery.id)] == [
        (1, "lost"),
        (2, ""),
    ]

    late = engine.outcome(dead, Answer(status=500))
    assert await office.database.transact(engine.record, [late]) == 0
    assert await office.states(endpoint.id) == ["DELIVERED"]


async def test_a_delivery_that_kills_its_workers_is_given_up_in_the_end(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    await settled(office, given())
    for _ in range(10):
        assert len(await claim(office)) == 1
        clock.advance(timedelta(seconds=61))
        await office.database.transact(engine.take_back)
    assert await claim(office) == []
    assert await office.states(endpoint.id) == ["EXHAUSTED"]
    assert (await office.endpoint(endpoint.id)).consecutive_failures == 0


async def test_two_workers_never_have_the_same_delivery(office: Office, receiver: Receiver) -> None:
    other = Office(Database(office.database.url, clock=office.database.clock), workers=[])
    try:
        endpoint = await office.subscribe(receiver.url, max_concurrency=64)
        told = await office.tell(*(created(number) for number in range(100)))
        await asyncio.gather(office.drain(), other.drain(), other.worker().drain())
        assert sorted(receiver.ids) == sorted(told)
        assert set(await office.states(endpoint.id)) == {"DELIVERED"}
    finally:
        for worker in other.workers:
            await worker.close()
        await other.database.close()


async def test_max_concurrency_holds_across_workers(office: Office, receiver: Receiver) -> None:
    await office.subscribe(receiver.url, max_concurrency=3)
    await settled(office, *(created(number) for number in range(10)))
    assert len(await claim(office, room=2)) == 2
    assert len(await claim(office)) == 1
    assert await claim(office) == []


async def test_a_rate_holds_across_workers(office: Office, receiver: Receiver, clock: Any) -> None:
    await office.subscribe(receiver.url, rate_per_minute=120, max_concurrency=64)
    await settled(office, *(created(number) for number in range(10)))
    assert [len(await claim(office)), len(await claim(office))] == [2, 0]
    clock.advance(timedelta(milliseconds=500))
    assert len(await claim(office)) == 1
    clock.advance(timedelta(minutes=5))
    assert len(await claim(office)) == 2


async def test_claims_take_turns_between_endpoints_and_keep_the_order_within_one(
    office: Office, receivers: MakeReceiver
) -> None:
    receiver = await receivers()
    endpoints = sorted([(await office.subscribe(receiver.url)).id for _ in range(5)])
    await settled(office, *(created(number) for number in range(4)))
    seen: list[str] = []
    last = ""
    for _ in range(10):
        claims = await claim(office, room=2, after=last)
        last = claims[-1].endpoint
        seen += [each.endpoint for each in claims]
        await office.database.transact(engine.record, [engine.outcome(each, Answer(status=200)) for each in claims])
    assert [seen[at : at + 5] for at in range(0, 20, 5)] == [endpoints] * 4
    assert await claim(office) == []
    for endpoint in endpoints:
        rows = sorted(await office.deliveries(endpoint), key=lambda row: row.id)
        assert [row.sequence for row in rows] == [1, 2, 3, 4]


async def test_an_endpoint_that_hangs_delays_no_other(office: Office, receivers: MakeReceiver) -> None:
    hanging, healthy = await receivers(), await receivers()
    forever = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        await forever.wait()
        return web.Response()

    hanging.answer = hang
    slow = await office.subscribe(hanging.url, event_types=("recognition.*",), max_concurrency=64)
    fine = await office.subscribe(healthy.url, event_types=("team.*",))
    await office.tell(*(given() for _ in range(100)))  # the whole backlog of one lies before the other's first
    told = await office.tell(*(created(number) for number in range(50)))
    all_here = asyncio.Event()

    async def count(_: web.Request) -> web.Response:
        if len(healthy.received) == len(told):
            all_here.set()
        return web.Response(status=204)

    healthy.answer = count
    stop = asyncio.Event()
    running = asyncio.create_task(office.worker(slots=8).run(stop))
    try:
        async with asyncio.timeout(30):
            await all_here.wait()
        assert sorted(healthy.ids) == sorted(told)
        assert 0 < len(hanging.received) < 8
    finally:
        stop.set()
        forever.set()
        await running
    assert set(await office.states(fine.id)) == {"DELIVERED"}
    assert "IN_FLIGHT" not in await office.states(slow.id)


async def test_a_worker_that_is_stopped_gives_back_what_it_could_not_finish(
    office: Office, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr("had_your_back.worker.GRACE", 0.01)
    receiver.answer = hang
    endpoint = await office.subscribe(receiver.url)
    (event,) = await office.tell(given())
    stop = asyncio.Event()
    running = asyncio.create_task(office.worker().run(stop))
    await receiver.arrived.wait()
    stop.set()
    await running
    (delivery,) = await office.deliveries(endpoint.id)
    assert (delivery.state, delivery.failures, delivery.attempts) == ("WAITING", 0, 1)

    receiver.answer = None
    await office.worker().drain()
    await office.workers[-1].drain()
    assert receiver.ids == [event, event]
    assert (await office.endpoint(endpoint.id)).consecutive_failures == 0


class Absent(Database):
    """A database that is away from the moment an answer came until it is let back."""

    def __init__(self, url: str, clock: Any) -> None:
        super().__init__(url, clock=clock)
        self.away = False
        self.missed, self.written = asyncio.Event(), asyncio.Event()
        self.records = 0

    async def transact(self, action: Any, *args: Any, **kw: Any) -> Any:
        if self.away:
            self.missed.set()
            message = "the database is away"
            raise OSError(message)
        result = await super().transact(action, *args, **kw)
        if action is engine.record:
            self.records += 1
            self.written.set()
        return result


async def test_a_worker_survives_a_database_that_is_away_and_writes_what_came_back_meanwhile(
    database_url: str, clock: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("had_your_back.worker.POLL", 0.01)
    database = Absent(database_url, clock)
    office = Office(database)

    async def answer(_: web.Request) -> web.Response:
        database.away = True
        return web.Response(status=204)

    receiver.answer = answer
    endpoint = await office.subscribe(receiver.url)
    await office.tell(given())
    stop = asyncio.Event()
    running = asyncio.create_task(office.worker().run(stop))
    async with asyncio.timeout(30):
        await database.missed.wait()
        database.away = False
        await database.written.wait()
    stop.set()
    await running
    assert await office.states(endpoint.id) == ["DELIVERED"]
    assert len(receiver.received) == 1
    assert "a round of the worker failed" in caplog.text
    await database.close()


@pytest.mark.parametrize(("hangs", "linger", "most_rounds"), [(0, 60, 8), (6, 0.01, 1)])
async def test_answers_are_written_together_and_wait_only_a_moment_for_those_that_hang(
    database_url: str,
    clock: Any,
    receivers: Callable[[], Awaitable[Receiver]],
    monkeypatch: pytest.MonkeyPatch,
    hangs: int,
    linger: float,
    most_rounds: int,
) -> None:
    monkeypatch.setattr("had_your_back.worker.POLL", 60)  # nothing but an answer wakes the worker
    monkeypatch.setattr("had_your_back.worker.LINGER", linger)
    database = Absent(database_url, clock)
    office = Office(database)
    hanging, well = await receivers(), await receivers()
    forever = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        await forever.wait()
        return web.Response()

    hanging.answer = hang
    await office.subscribe(hanging.url, event_types=("recognition.*",))
    endpoint = await office.subscribe(well.url, event_types=("team.*",), max_concurrency=32)
    await office.tell(*(given() for _ in range(hangs)))
    await office.tell(*(created(number) for number in range(1 if hangs else 32)))
    stop = asyncio.Event()
    running = asyncio.create_task(office.worker().run(stop))
    async with asyncio.timeout(30):
        while set(await office.states(endpoint.id)) != {"DELIVERED"}:
            await database.written.wait()
            database.written.clear()
    assert database.records <= most_rounds
    stop.set()
    forever.set()
    await running
    await database.close()


async def test_a_long_backlog_leaves_the_process_time_for_others(
    office: Office, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "EVENTS_AT_A_TIME", 5)
    await office.subscribe(receiver.url, event_types=("recognition.*",))
    await office.tell(*(created(number) for number in range(50)))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beside = asyncio.create_task(others())
    await office.drain()
    beside.cancel()
    assert turns >= 10
