"""What is old goes, deliveries before their events, in small steps; and whoever comes too late is told so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import event as listening
from sqlalchemy import text

from conftest import Api, Company
from had_your_back import chores, outbox
from had_your_back.database import Database, Transaction
from had_your_back.events import TeamCreated
from had_your_back.settings import Settings
from had_your_back.webhooks import actions, queue
from webhooks.conftest import INTEGRATOR, Office, Receiver, claim, created, settled
from webhooks.test_feed import end_of, known, pulled, refused

DAY = timedelta(days=1)
TABLES = ("event", "webhook_delivery", "webhook_attempt")


async def left(office: Office) -> dict[str, int]:
    async def count(tx: Transaction) -> dict[str, int]:
        return {table: await tx.value(text(f"SELECT count(*) FROM {table}")) for table in TABLES}

    return await office.database.transact(count)


async def forget(office: Office) -> None:
    """What a worker does once an hour."""
    await office.worker().drain()


async def test_deliveries_and_then_events_go_after_thirty_days_and_sequences_go_on(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    old = await office.tell(*(created(each) for each in range(3)))
    await office.drain()
    clock.advance(29 * DAY)
    new = await office.tell(created(3))
    await office.drain()
    await forget(office)
    before = await left(office)
    assert before["webhook_delivery"] == before["webhook_attempt"] == 4
    clock.advance(DAY + timedelta(seconds=1))
    await office.drain()
    await forget(office)
    after = await left(office)
    assert after["webhook_delivery"] == after["webhook_attempt"] == 1
    async with office.database.read() as session:
        assert await outbox.by_ids(session, old) == []
        assert [row.id for row in await outbox.by_ids(session, new)] == new
    new += await office.tell(created(4))
    await office.drain()
    assert [each.headers["webhook-sequence"] for each in receiver.received] == ["1", "2", "3", "4", "5"]
    assert receiver.received[-1].headers["webhook-previous-id"] == new[0]
    assert receiver.received[-2].headers["webhook-previous-id"] == old[-1]
    assert await office.states(endpoint.id) == ["DELIVERED"] * 2


async def test_events_can_be_kept_longer_and_are_replayed_then(office: Office, receiver: Receiver, clock: Any) -> None:
    endpoint = await office.subscribe(receiver.url)
    (event,) = await office.tell(created(1))
    await office.drain()
    await office.tell(created(2))
    clock.advance(31 * DAY)
    await office.drain()
    keeping = chores.Retention(deliveries=30 * DAY, events=365 * DAY)
    while await office.database.transact(chores.forget, keeping):
        pass
    assert len(await office.deliveries(endpoint.id)) == 1
    replay = actions.Replay(endpoint.id, clock.now - 40 * DAY)
    assert await office.database.transact(actions.replay_events, INTEGRATOR, replay) == 1
    await office.drain()
    assert receiver.ids[-1] == event


async def test_what_waits_for_an_endpoint_that_nobody_resumes_is_kept_as_long_as_its_event(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    await office.update(endpoint.id, paused=True)
    await office.tell(created(1))
    await office.drain()
    clock.advance(31 * DAY)
    await office.tell(created(2))
    await office.drain()
    assert await office.database.transact(queue.forget_deliveries, clock.now - 30 * DAY, limit=10) == 0
    assert await office.states(endpoint.id) == ["WAITING"] * 2
    await forget(office)
    assert await office.states(endpoint.id) == ["WAITING"]
    await office.update(endpoint.id, paused=False)
    await office.drain()
    assert [each.headers["webhook-sequence"] for each in receiver.received] == ["2"]


async def test_an_event_that_is_on_its_way_is_kept_and_so_is_all_behind_it(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    told = await settled(office, *(created(each) for each in range(3)))
    await office.drain()
    clock.advance(31 * DAY)
    await office.tell(created(9))
    await office.drain()
    again = [each for each in await office.deliveries(endpoint.id) if each.event_id == told[1]]
    await office.database.transact(actions.resend_delivery, INTEGRATOR, again[0].id)
    (flying,) = await claim(office)
    await forget(office)
    async with office.database.read() as session:
        assert {row.id for row in await outbox.by_ids(session, told)} == set(told[1:])
    assert flying.event == told[1]


async def test_it_goes_in_small_steps_the_oldest_first(office: Office, receiver: Receiver, clock: Any) -> None:
    await office.subscribe(receiver.url)
    told = await office.tell(*(created(each) for each in range(7)))
    await office.drain()
    clock.advance(31 * DAY)
    await office.tell(created(9))
    await office.drain()
    before = clock.now - 30 * DAY
    steps = [await office.database.transact(queue.forget_deliveries, before, limit=3) for _ in range(4)]
    assert steps == [3, 3, 1, 0]
    steps = []
    while step := await office.database.transact(queue.forget_events, before, limit=3):
        steps.append(step)
        async with office.database.read() as session:
            kept = [row.id for row in await outbox.after(session, outbox.START, limit=100) if row.id in told]
        assert kept == told[len(told) - len(kept) :]
    assert steps == [3, 3, 1]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_deleting_waits_for_nobody(office: Office, receiver: Receiver, clock: Any) -> None:
    """Whoever holds a delivery keeps it; the rest goes."""
    await office.subscribe(receiver.url)
    await office.tell(*(created(each) for each in range(5)))
    await office.drain()
    clock.advance(31 * DAY)
    other = Database(office.database.url, clock=clock)
    try:

        async def beside(tx: Transaction) -> int:
            await tx.rows(text("SELECT id FROM webhook_delivery ORDER BY id LIMIT 2 FOR UPDATE"))
            return await other.transact(queue.forget_deliveries, clock.now - 30 * DAY, limit=10)

        assert await office.database.transact(beside) == 3
    finally:
        await other.close()


async def test_the_newest_event_stays_so_that_no_place_in_the_log_is_given_twice(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    await office.subscribe(receiver.url)
    told = await office.tell(created(1), created(2))
    await office.drain()
    clock.advance(60 * DAY)
    await office.drain()
    await forget(office)
    clock.advance(60 * DAY)
    await forget(office)
    assert (await left(office))["event"] >= 1
    told += await office.tell(created(3))
    await office.drain()
    assert receiver.ids == told


async def test_whoever_pulls_from_a_place_that_is_gone_is_told_from_where_there_is_something(
    api: Api, company: Company, office: Office, clock: Any
) -> None:
    await office.drain()
    first, middle = await office.tell(created(1), created(2))
    begin = (await pulled(api, limit=1))["next"]
    clock.advance(31 * DAY)
    (new,) = await office.tell(created(3))
    await office.drain()
    await forget(office)
    for place in (begin, first, middle):
        said = await refused(api, after=place)
        assert said.startswith("This place in the log was deleted with what happened until 2026-11-20T09:00:00Z; ")
    onward = said.partition("after=")[2].partition(".")[0]
    assert known(await pulled(api, after=onward))[0] == new
    assert known(await pulled(api))[0] == new, "whoever begins, begins with what is kept"
    assert known(await pulled(api, after=await end_of(api))) == []


async def test_an_old_log_is_deleted_without_reading_what_is_new(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    """No step looks at more than it deletes."""
    await office.tell(*(TeamCreated(team=f"team_01m808tx00{each:016d}") for each in range(50)))
    await office.drain()
    clock.advance(DAY)
    await office.tell(created(1))
    await office.drain()
    counted: list[int] = []

    def seen(*args: Any) -> None:
        counted.append(1)

    for engine in office.database.engines:
        listening.listen(engine, "before_cursor_execute", seen)
    assert await office.database.transact(queue.forget_events, clock.now - 30 * DAY, limit=10) == 0
    for engine in office.database.engines:
        listening.remove(engine, "before_cursor_execute", seen)
    assert len(counted) <= 6


def test_events_are_kept_at_least_as_long_as_their_deliveries() -> None:
    assert Settings().retention_events == Settings().retention_webhooks == 30
    assert Settings(retention_webhooks=60, retention_events=60).retention_events == 60
    with pytest.raises(ValidationError, match="HYB_RETENTION_EVENTS is less than HYB_RETENTION_WEBHOOKS"):
        Settings(retention_webhooks=60)
    with pytest.raises(ValidationError):
        Settings(retention_webhooks=6)
