"""Endpoints that want everything in order, and those that want nothing old."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import TeamCreated
from had_your_back.webhooks import actions
from webhooks.conftest import INTEGRATOR, Office, Receiver


def created(number: int = 0) -> TeamCreated:
    return TeamCreated(team=f"team_01m808tx00{number:016d}")


async def test_an_ordered_endpoint_gets_the_next_only_when_the_one_before_has_come(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url, ordered=True)
    receiver.statuses = [204, 500, 500]
    told = await office.tell(*(created(number) for number in range(4)))
    await office.drain()
    assert receiver.ids == told[:2]
    clock.advance(timedelta(seconds=10))
    told += await office.tell(created(4))
    await office.drain()
    assert receiver.ids == [told[0], told[1], told[1]]
    clock.advance(timedelta(minutes=3))
    await office.drain()
    assert len(receiver.received) == 3, "the second waits for its third try, and nothing overtakes it"

    clock.advance(timedelta(minutes=4))
    await office.drain()
    assert receiver.ids == [told[0], told[1], told[1], *told[1:]]
    assert await office.states(endpoint.id) == ["DELIVERED"] * 5


async def test_what_is_given_up_lets_the_next_one_go(office: Office, receiver: Receiver, clock: Any) -> None:
    endpoint = await office.subscribe(receiver.url, ordered=True)
    receiver.statuses = [413] * 3
    told = await office.tell(created(1), created(2))
    for _ in range(3):
        await office.drain()
        clock.advance(timedelta(hours=1))
    assert receiver.ids == [told[0]] * 3 + told[1:]
    assert await office.states(endpoint.id) == ["EXHAUSTED", "DELIVERED"]


async def test_a_test_does_not_wait_in_line_and_a_resumption_ends_the_wait(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url, ordered=True)
    receiver.statuses = [500]
    told = await office.tell(created(1), created(2))
    await office.drain()
    await office.database.transact(actions.send_test, INTEGRATOR, endpoint.id)
    await office.drain()
    assert receiver.received[-1].told["type"] == "webhook.test"
    await office.update(endpoint.id, paused=False)
    await office.drain()
    assert receiver.ids[-2:] == told


async def test_an_endpoint_that_becomes_ordered_puts_in_order_what_waits(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500]
    told = await office.tell(created(1))
    await office.drain()
    await office.update(endpoint.id, ordered=True)
    clock.advance(timedelta(seconds=1))
    told += await office.tell(created(2))
    await office.drain()
    assert receiver.ids == [told[0], *told]


async def test_what_is_older_than_an_endpoint_wants_is_dropped(office: Office, receiver: Receiver, clock: Any) -> None:
    endpoint = await office.subscribe(receiver.url, max_age_hours=24)
    receiver.statuses = [500]
    await office.tell(created(1))
    await office.drain()
    await office.update(endpoint.id, paused=True)
    await office.tell(created(2))
    await office.drain()
    clock.advance(timedelta(hours=25))
    (new,) = await office.tell(created(3))
    await office.update(endpoint.id, paused=False)
    await office.drain()
    assert await office.states(endpoint.id) == ["DROPPED", "DROPPED", "DELIVERED"]
    assert receiver.ids[1:] == [new]
    for hours in (0, 721):
        with pytest.raises(Refused) as no:
            await office.subscribe(receiver.url, max_age_hours=hours)
        assert (no.value.code, no.value.path) == (ErrorCode.INVALID, ("maxAgeHours",))
