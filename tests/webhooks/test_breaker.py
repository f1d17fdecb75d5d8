"""Endpoints that fail: they rest, are probed, come back slowly, and whoever wants to know is told once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from conftest import Api, Company
from had_your_back.database import Database
from had_your_back.events import TeamCreated
from had_your_back.webhooks import actions, engine, verdicts
from had_your_back.webhooks.rules import Trigger
from had_your_back.webhooks.verdicts import Answer
from webhooks.conftest import INTEGRATOR, MakeReceiver, Office, Receiver, claim, settled

NEWS = tuple(
    f"webhook.{each}" for each in ("endpoint_failing", "endpoint_disabled", "endpoint_recovered", "delivery_exhausted")
)
FOREVER = [500] * 10_000
SECOND, MINUTE, HOUR, DAY = (timedelta(**{each: 1}) for each in ("seconds", "minutes", "hours", "days"))


@pytest.fixture(autouse=True)
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """No jitter: the schedule to the second."""
    monkeypatch.setattr(engine.random, "uniform", lambda *_: 0.0)


def created(number: int = 0) -> TeamCreated:
    return TeamCreated(team=f"team_01m808tx00{number:016d}")


def kinds(receiver: Receiver) -> list[str]:
    return [each.told["type"].removeprefix("webhook.") for each in receiver.received]


async def log_of(office: Office, endpoint: str) -> list[tuple[int | None, str]]:
    """Status and trigger of every try, in the order of time."""
    found = [row for each in await office.deliveries(endpoint) for row in await office.attempts(each.id)]
    return [(row.status, row.trigger) for row in sorted(found, key=lambda row: (row.at, row.id))]


async def break_it(office: Office, receiver: Receiver, number: int = 10, **wanted: Any) -> tuple[str, list[str]]:
    """An endpoint that rests, and what waits for it."""
    endpoint = await office.subscribe(receiver.url, event_types=("team.*",), **wanted)
    receiver.statuses = list(FOREVER)
    told = await office.tell(*(created(each) for each in range(number)))
    await office.drain()
    assert (await office.endpoint(endpoint.id)).state == "RESTING"
    return endpoint.id, told


async def test_after_ten_failures_an_endpoint_rests_and_what_is_for_it_waits_without_a_try(
    office: Office, receivers: MakeReceiver, clock: Any
) -> None:
    receiver, watcher = await receivers(), await receivers()
    await office.subscribe(watcher.url, event_types=NEWS)
    endpoint, _ = await break_it(office, receiver, 12, max_concurrency=5)
    tried = len(receiver.received)
    assert 10 <= tried <= 14, "what was under way when it broke is the rest"
    row = await office.endpoint(endpoint)
    assert row.state_reason.endswith("tries failed.")
    await office.tell(created(100))
    clock.advance(29 * SECOND)
    await office.drain()
    assert len(receiver.received) == tried
    assert set(await office.states(endpoint)) == {"WAITING"}
    assert sum(row.failures for row in await office.deliveries(endpoint)) == 10, "only what was tried before it rested"
    assert kinds(watcher) == ["endpoint_failing"]
    assert watcher.received[0].told["data"] == {"endpoint": endpoint, "reason": row.state_reason}


async def test_one_probe_at_a_time_with_another_delivery_each_until_one_is_taken(
    office: Office, receivers: MakeReceiver, clock: Any
) -> None:
    receiver, watcher = await receivers(), await receivers()
    await office.subscribe(watcher.url, event_types=NEWS)
    endpoint, told = await break_it(office, receiver, 10)
    before = len(receiver.received)
    counted = [row.failures for row in await office.deliveries(endpoint)]
    for wait in (30, 60, 120, 300, 600, 900, 900):
        clock.advance(wait * SECOND)
        await office.drain()
        await office.drain()
    probes = receiver.received[before:]
    assert [each.id for each in probes] == told[:7], "each time another one, in order"
    assert [row.failures for row in await office.deliveries(endpoint)] == counted
    assert (await log_of(office, endpoint))[before:] == [(500, "probe")] * 7

    receiver.statuses = []
    clock.advance(15 * MINUTE)
    await office.drain()
    row = await office.endpoint(endpoint)
    assert (row.state, row.state_reason, row.consecutive_failures) == ("ACTIVE", None, 0)
    assert set(await office.states(endpoint)) == {"DELIVERED"}
    first, *after = receiver.ids[before + 7 :]
    assert first == told[7], "the last probe"
    assert after == told[:7] + told[8:], "the rest in its order"
    assert Counter((await log_of(office, endpoint))[before + 7 :]) == {(204, "probe"): 1, (204, "schedule"): 9}
    assert sorted(kinds(watcher)) == ["endpoint_failing", "endpoint_recovered"]


async def test_most_of_ten_failing_within_five_minutes_is_enough(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500, 500, 204] * 3 + [500] * 9
    for number in range(10):
        await office.tell(created(number))
        await office.drain()
    row = await office.endpoint(endpoint.id)
    assert (row.state, row.state_reason) == ("RESTING", "Of 10 tries within 5 minutes 7 failed.")


async def test_several_workers_never_send_two_probes(office: Office, receiver: Receiver, clock: Any) -> None:
    endpoint, _ = await break_it(office, receiver, 20)
    clock.advance(MINUTE)
    others = [Database(office.database.url, clock=clock) for _ in range(3)]
    try:
        claims = await asyncio.gather(*(claim(Office(each)) for each in (office.database, *others)))
        (probe,) = [each for found in claims for each in found]
        assert (probe.trigger, probe.endpoint) == (Trigger.PROBE, endpoint)
        clock.advance(30 * SECOND)
        assert await claim(office) == [], "however long it takes"
        await office.database.transact(engine.record, [engine.outcome(probe, Answer(status=500))])
        assert await claim(office) == []
        clock.advance(MINUTE)
        assert len(await claim(office)) == 1
    finally:
        for each in others:
            await each.close()


async def test_a_test_or_a_resend_neither_waits_nor_ends_a_rest(office: Office, receiver: Receiver) -> None:
    endpoint, _ = await break_it(office, receiver)
    receiver.statuses = []
    await office.database.transact(actions.send_test, INTEGRATOR, endpoint)
    await office.drain()
    assert receiver.received[-1].told["type"] == "webhook.test"
    assert (await office.endpoint(endpoint)).state == "RESTING"


@pytest.mark.parametrize("state", ["RESTING", "DISABLED"])
async def test_a_person_resumes_an_endpoint_that_rests_or_is_disabled_and_its_first_success_is_told(
    office: Office, receivers: MakeReceiver, clock: Any, state: str
) -> None:
    receiver, watcher = await receivers(), await receivers()
    await office.subscribe(watcher.url, event_types=NEWS)
    endpoint, told = await break_it(office, receiver)
    if state == "DISABLED":
        receiver.statuses = [410, 500]
        clock.advance(30 * SECOND)
        await office.drain()
        assert set(await office.states(endpoint)) == {"EXHAUSTED"}
    assert (await office.endpoint(endpoint)).state == state
    before = len(receiver.received)
    await office.update(endpoint, paused=False)
    row = await office.endpoint(endpoint)
    assert (row.state, row.state_reason, row.probe_at, row.consecutive_failures) == ("ACTIVE", None, None, 0)
    receiver.statuses = [500]
    new = await office.tell(created(50))
    await office.drain()
    clock.advance(6 * SECOND)
    await office.drain()
    assert sorted(set(receiver.ids[before:])) == sorted(told + new if state == "RESTING" else new)
    news = ["endpoint_failing", "endpoint_recovered"] + ["endpoint_disabled"] * (state == "DISABLED")
    assert sorted(kinds(watcher)) == sorted(news)


async def test_while_it_rests_five_days_without_a_success_disable_it_and_what_is_new_is_given_up_and_can_be_replayed(
    office: Office, receivers: MakeReceiver, clock: Any
) -> None:
    receiver, watcher = await receivers(), await receivers()
    await office.subscribe(watcher.url, event_types=NEWS)
    endpoint, told = await break_it(office, receiver)
    for _ in range(11):
        clock.advance(12 * HOUR)
        await office.drain()
    row = await office.endpoint(endpoint)
    assert (row.state, row.state_reason) == ("DISABLED", "It had no success for 5 days.")
    told += await office.tell(created(50))
    await office.drain()
    assert await office.states(endpoint) == ["EXHAUSTED"] * 11
    assert kinds(watcher) == ["endpoint_failing", "endpoint_disabled"]
    receiver.received.clear()
    receiver.statuses = []
    replay = actions.Replay(endpoint, clock.now - 10 * DAY)
    assert await office.database.transact(actions.replay_events, INTEGRATOR, replay) == 11
    await office.drain()
    assert sorted(receiver.ids) == sorted(told)


async def test_an_ordered_endpoint_is_probed_with_its_first_again_and_again(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url, ordered=True)
    receiver.statuses = [413] * 3 * 4
    told = await office.tell(*(created(number) for number in range(6)))
    for _ in range(10):
        await office.drain()
        clock.advance(10 * MINUTE)
    row = await office.endpoint(endpoint.id)
    assert (row.state, row.last_success_at is None) == ("ACTIVE", False)
    first = [each for at, each in enumerate(receiver.ids) if each not in receiver.ids[:at]]
    assert first == told, "in sequence all the same"
    states = await office.states(endpoint.id)
    assert (states[:3], states[4:]) == (["EXHAUSTED"] * 3, ["DELIVERED"] * 2)


async def test_what_waited_for_a_pause_goes_out_in_order_and_slowly_at_first(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url, max_concurrency=16)
    await office.update(endpoint.id, paused=True)
    told = await settled(office, *(created(number) for number in range(40)))
    await office.update(endpoint.id, paused=False)
    taken: list[str] = []
    numbers = []
    for _ in range(6):
        claims = await claim(office)
        numbers.append(len(claims))
        taken += [each.event for each in claims]
        assert await claim(office) == [], "in all workers together"
        await office.database.transact(engine.record, [engine.outcome(each, Answer(status=200)) for each in claims])
        clock.advance(5 * SECOND)
    assert numbers == [1, 2, 4, 8, 16, 9]
    assert taken == told


async def test_a_receiver_that_said_when_to_come_back_gets_a_slow_start_too(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    await office.subscribe(receiver.url)
    receiver.statuses, receiver.headers = [429], {"retry-after": "60"}
    await office.tell(*(created(number) for number in range(20)))
    worker = office.worker(slots=2)
    await worker.drain()
    clock.advance(MINUTE)
    assert len(await claim(office)) == 1


# ------------------------------------------------------------------------------------------------------ who is told


async def test_what_is_given_up_because_it_kills_its_workers_is_told_too(
    office: Office, receivers: MakeReceiver, clock: Any
) -> None:
    receiver, watcher = await receivers(), await receivers()
    endpoint = await office.subscribe(receiver.url, event_types=("team.*",))
    await office.subscribe(watcher.url, event_types=NEWS)
    await settled(office, created())
    for _ in range(10):
        assert len(await claim(office)) == 1
        clock.advance(61 * SECOND)
        await office.database.transact(engine.take_back)
    await office.drain()
    (delivery,) = await office.deliveries(endpoint.id)
    assert delivery.state == "EXHAUSTED"
    assert [each.told["data"] for each in watcher.received] == [{"endpoint": endpoint.id, "delivery": delivery.id}]


async def test_two_endpoints_that_fail_and_hear_of_each_other_come_to_an_end(
    office: Office, receivers: MakeReceiver, clock: Any
) -> None:
    """Each hears of the other's failing, its being disabled, what was given up: none of that makes more of it."""
    one, two = await receivers(), await receivers()
    one.statuses, two.statuses = list(FOREVER), list(FOREVER)
    endpoints = [(await office.subscribe(each.url)).id for each in (one, two)]
    await office.tell(*(created(number) for number in range(3)))
    for _ in range(15):
        await office.drain()
        clock.advance(12 * HOUR)

    async def log(types: tuple[str, ...]) -> list[tuple[str, str]]:
        from had_your_back import outbox

        async with office.database.read() as session:
            found = await outbox.after(session, outbox.START, limit=1000, types=types)
        return sorted((row.type, row.subject) for row in found)

    news = await log(("webhook.endpoint_failing", "webhook.endpoint_disabled", "webhook.endpoint_recovered"))
    expected = [(f"webhook.endpoint_{each}", it) for each in ("disabled", "failing") for it in sorted(endpoints)]
    assert news == expected
    assert await log(("webhook.delivery_exhausted",)) == []
    before = len(one.received) + len(two.received)
    clock.advance(30 * DAY)
    await office.drain()
    assert len(one.received) + len(two.received) == before


async def test_an_endpoint_that_flaps_is_told_of_once_for_each_turn(
    office: Office, receivers: MakeReceiver, clock: Any
) -> None:
    receiver, watcher = await receivers(), await receivers()
    await office.subscribe(watcher.url, event_types=NEWS)
    await office.subscribe(receiver.url, event_types=("team.*",))
    for turn in range(2):
        receiver.statuses = list(FOREVER)
        await office.tell(*(created(number) for number in range(10)))
        for _ in range(2):
            await office.drain()
            clock.advance(30 * SECOND)
        receiver.statuses = []
        clock.advance(MINUTE)
        await office.drain()
        assert kinds(watcher) == ["endpoint_failing", "endpoint_recovered"] * (turn + 1)


# ------------------------------------------------------------------------------------------------ limits across workers


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_rate_and_a_concurrency_hold_while_several_workers_claim_at_once(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    rated = await office.subscribe(receiver.url, rate_per_minute=300, max_concurrency=64)
    narrow = await office.subscribe(receiver.url, max_concurrency=3)
    await settled(office, *(created(number) for number in range(40)))
    others = [Database(office.database.url, clock=clock) for _ in range(4)]
    try:
        for expected in ({rated.id: 5, narrow.id: 3}, {rated.id: 5}, {rated.id: 5}):
            found = await asyncio.gather(*(claim(Office(each)) for each in others))
            assert Counter(each.endpoint for claims in found for each in claims) == expected
            clock.advance(SECOND)
    finally:
        for each in others:
            await each.close()


# -------------------------------------------------------------------------------------------------------------- too old


async def test_a_reminder_is_dropped_after_a_day_and_the_log_of_attempts_says_why(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    from had_your_back.events import CommitmentReminder
    from had_your_back.webhooks import store

    endpoint = await office.subscribe(receiver.url, visibilities=("PEOPLE",))
    await office.update(endpoint.id, paused=True)
    reminder = CommitmentReminder(
        commitment="cmt_01m808tx000000000000000000", version=1, reminder="due", person=None, at=clock.now
    )
    _, team = await office.tell(reminder, created())
    await office.drain()
    clock.advance(DAY - SECOND)
    await office.drain()
    assert await office.states(endpoint.id) == ["WAITING", "WAITING"]
    clock.advance(SECOND)
    await office.drain()
    dropped, waits = await office.deliveries(endpoint.id)
    assert (dropped.state, waits.state) == ("DROPPED", "WAITING")
    (note,) = await office.attempts(dropped.id)
    assert (note.number, note.status, note.milliseconds, note.peer_address) == (1, None, 0, None)
    assert note.error == "dropped: a commitment.reminder that is older than 24 hours is of no use any more"
    async with office.database.read() as session:
        figures = (await store.figures(session, [endpoint.id], clock.now))[endpoint.id]
    assert (figures.waiting, figures.failed_last_day) == (1, 0), "what was not tried has not failed"
    await office.update(endpoint.id, paused=False)
    await office.drain()
    assert receiver.ids == [team]
    assert receiver.received[0].headers["webhook-sequence"] == "2", "the gap can be seen"


async def test_what_is_too_old_by_the_time_of_its_turn_is_dropped_with_the_reason(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url, max_age_hours=2)
    receiver.statuses = [500]
    await office.tell(created())
    await office.drain()
    clock.advance(2 * HOUR)
    assert await claim(office) == []
    (delivery,) = await office.deliveries(endpoint.id)
    failed, note = await office.attempts(delivery.id)
    assert (delivery.state, failed.status) == ("DROPPED", 500)
    assert (note.number, note.error) == (2, "dropped: this endpoint wants nothing that is older than 2 hours")
    again = await office.database.transact(actions.resend_delivery, INTEGRATOR, delivery.id)
    await office.drain()
    assert {row.id: row.state for row in await office.deliveries(endpoint.id)}[again] == "DELIVERED"
    assert verdicts.USELESS_AFTER == {"commitment.reminder": DAY}


# --------------------------------------------------------------------------------------------------------- in GraphQL

SHOWN = """
query($id: ID!) { node(id: $id) { ... on WebhookEndpoint {
  state stateReason health { waiting consecutiveFailures failedLastDay deliveredLastDay lastSuccessAt }
  deliveries(first: 20) { nodes { state attempts { number trigger status error milliseconds peerAddress } } }
} } }
"""
RESUMED = """
mutation($id: ID!) { updateWebhookEndpoint(input: {id: $id, paused: false}) {
  endpoint { state stateReason health { waiting consecutiveFailures } } userErrors { message }
} }
"""


async def test_an_integrator_reads_what_became_of_an_endpoint_and_resumes_it(
    api: Api, company: Company, office: Office, receiver: Receiver, clock: Any
) -> None:
    await office.drain()
    clock.advance(SECOND)
    endpoint, _ = await break_it(office, receiver, max_age_hours=1)
    await office.tell(created(99))
    clock.advance(30 * SECOND)
    await office.drain()
    shown = (await api(SHOWN, "int", id=endpoint))["node"]
    assert (shown["state"], shown["stateReason"]) == ("RESTING", "The last 10 tries failed.")
    assert shown["health"] == {
        "waiting": 11,
        "consecutiveFailures": 11,
        "failedLastDay": 11,
        "deliveredLastDay": 0,
        "lastSuccessAt": None,
    }
    tried = [attempt for each in shown["deliveries"]["nodes"] for attempt in each["attempts"]]
    assert Counter((each["trigger"], each["status"]) for each in tried) == {("schedule", 500): 10, ("probe", 500): 1}

    answer = (await api(RESUMED, "int", id=endpoint))["updateWebhookEndpoint"]
    assert answer["endpoint"]["state"] == "ACTIVE"
    assert answer["endpoint"]["stateReason"] is None
    assert answer["endpoint"]["health"] == {"waiting": 11, "consecutiveFailures": 0}
    clock.advance(2 * HOUR)
    await office.drain()
    nodes = (await api(SHOWN, "int", id=endpoint))["node"]["deliveries"]["nodes"]
    assert {each["state"] for each in nodes} == {"DROPPED"}
    last = {each["attempts"][-1]["error"] for each in nodes}
    assert last == {"dropped: this endpoint wants nothing that is older than an hour"}
