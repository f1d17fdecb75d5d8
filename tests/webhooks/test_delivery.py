"""The road of an event to a receiver, on both databases, with real servers at its end."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text
from standardwebhooks import Webhook

from had_your_back.database import Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import (
    Audience,
    PersonChanged,
    PersonErased,
    PersonLeft,
    PersonMoved,
    RecognitionWithdrawn,
    TeamChanged,
    WebhookEndpointDisabled,
)
from had_your_back.webhooks import actions, store, verdicts
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.courier import Courier
from webhooks.conftest import (
    INTEGRATOR,
    OTHER_TEAM,
    PER,
    REC,
    TEAM,
    VAULT,
    MakeReceiver,
    Office,
    Receiver,
    claim,
    created,
    given,
    settled,
)

# ------------------------------------------------------------------------------------------------------- what arrives


async def test_an_event_arrives_signed_with_exactly_the_four_members(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    clock.now = datetime.now(UTC).replace(microsecond=250_000)  # the oracle refuses what is older than 5 minutes
    endpoint = await office.subscribe(receiver.url, headers=(("X-Api-Key", "let me in"),))
    (event,) = await office.tell(given())
    await office.drain()

    (got,) = receiver.received
    assert Webhook(endpoint.secret).verify(got.body, got.headers) == got.told
    assert got.told == {
        "id": event,
        "type": "recognition.given",
        "timestamp": clock.now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": {"recognition": REC, "giver": PER, "recipients": [PER], "team": None, "behaviours": ["had_my_back"]},
    }
    assert got.headers["webhook-id"] == event
    assert got.headers["webhook-timestamp"] == str(int(clock.now.timestamp()))
    assert (got.headers["webhook-attempt"], got.headers["webhook-sequence"]) == ("1", "1")
    assert "webhook-previous-id" not in got.headers
    assert got.headers["content-type"] == "application/json"
    assert got.headers["x-api-key"] == "let me in"
    assert await office.states(endpoint.id) == ["DELIVERED"]


async def test_while_a_secret_is_rotated_both_the_old_and_the_new_one_verify(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    clock.now = datetime.now(UTC)
    old = await office.subscribe(receiver.url)
    new = await office.database.transact(actions.rotate_secret, INTEGRATOR, actions.Rotation(old.id, 1), vault=VAULT)
    await office.tell(given())
    await office.drain()
    for secret in (old.secret, new.secret):
        Webhook(secret).verify(receiver.received[0].body, receiver.received[0].headers)

    clock.advance(timedelta(hours=1))
    await office.tell(given())
    await office.drain()
    assert len(receiver.received[1].headers["webhook-signature"].split(" ")) == 1


async def test_sequence_and_previous_id_let_a_receiver_know_that_it_missed_nothing(
    office: Office, receiver: Receiver
) -> None:
    await office.subscribe(receiver.url, event_types=("team.*",))
    told: list[str] = []
    for number in range(3):
        told += (await office.tell(created(number), given(), created(number + 10)))[::2]
        await office.drain()
    by_sequence = sorted(receiver.received, key=lambda each: int(each.headers["webhook-sequence"]))
    assert [int(each.headers["webhook-sequence"]) for each in by_sequence] == [1, 2, 3, 4, 5, 6]
    assert [each.headers.get("webhook-previous-id") for each in by_sequence] == [None, *told[:-1]]
    assert [each.id for each in by_sequence] == told


async def test_what_not_everyone_may_see_goes_only_where_that_visibility_is_named(
    office: Office, receivers: MakeReceiver
) -> None:
    public, trusted = await receivers(), await receivers()
    await office.subscribe(public.url)
    await office.subscribe(trusted.url, visibilities=("TEAMS",))
    everyone, teams, _ = await office.tell(given("EVERYONE"), given("TEAMS"), given("PEOPLE"))
    await office.drain()
    assert public.ids == [everyone]
    assert sorted(trusted.ids) == sorted([everyone, teams])


async def test_an_endpoint_for_some_teams_hears_of_no_others(office: Office, receiver: Receiver) -> None:
    endpoint = await office.subscribe(receiver.url)
    await office.database.transact(store.change_endpoint, endpoint.id, {"teams": [TEAM]})
    ours, *_ = await office.tell(given(), given(teams=(OTHER_TEAM,)), given(teams=()))
    await office.drain()
    assert receiver.ids == [ours]


async def test_an_endpoint_for_some_teams_hears_of_them_of_who_comes_and_goes_and_of_whoever_was_erased(
    office: Office, receiver: Receiver
) -> None:
    endpoint = await office.subscribe(receiver.url)
    await office.database.transact(store.change_endpoint, endpoint.id, {"teams": [TEAM]})
    told = await office.tell(
        TeamChanged(team=TEAM, fields=("name",)),
        TeamChanged(team=OTHER_TEAM, fields=("name",)),
        PersonMoved(person=PER, from_team=OTHER_TEAM, to_team=TEAM),
        PersonMoved(person=PER, from_team=TEAM, to_team=None),
        PersonMoved(person=PER, from_team=OTHER_TEAM, to_team=None),
        PersonLeft(person=PER, audience=Audience(teams=(TEAM,))),
        PersonChanged(person=PER, fields=("jobTitle",)),
        PersonErased(person=PER),
    )
    await office.drain()
    assert sorted(receiver.ids) == sorted(told[each] for each in (0, 2, 3, 5, 7))


async def test_an_endpoint_hears_nothing_of_what_happened_before_it_was_made(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    await office.tell(given())
    clock.advance(timedelta(seconds=1))
    await office.subscribe(receiver.url)
    (after,) = await office.tell(given())
    await office.drain()
    assert receiver.ids == [after]


async def test_operational_events_are_not_sent_to_the_endpoint_that_they_are_about(
    office: Office, receivers: MakeReceiver
) -> None:
    ill, watcher = await receivers(), await receivers()
    about = await office.subscribe(ill.url)
    await office.subscribe(watcher.url, event_types=("webhook.*",))
    (event,) = await office.tell(WebhookEndpointDisabled(endpoint=about.id, reason="a test"))
    await office.drain()
    assert (ill.ids, watcher.ids) == ([], [event])


async def test_what_is_gone_by_the_time_of_the_try_goes_out_as_a_tombstone(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500]
    await office.tell(given())
    await office.drain()
    office.gone.add(REC)
    await office.tell(RecognitionWithdrawn(recognition=REC, giver=PER))
    clock.advance(timedelta(seconds=10))
    await office.drain()
    first, *later = receiver.received
    assert "deleted" not in first.told["data"]
    data = {each.told["type"]: each.told["data"] for each in later}
    assert data["recognition.given"] == {"recognition": REC, "deleted": True}
    assert data["recognition.withdrawn"] == {"recognition": REC, "giver": PER}
    assert await office.states(endpoint.id) == ["DELIVERED", "DELIVERED"]


# ------------------------------------------------------------------------------------------------------ when it fails


async def test_a_failed_try_is_repeated_when_it_is_due_with_the_same_id(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500, 301]
    (event,) = await office.tell(given())
    await office.drain()
    await office.drain()
    assert receiver.ids == [event]
    assert (await office.endpoint(endpoint.id)).consecutive_failures == 1

    clock.advance(timedelta(seconds=6))
    await office.drain()
    clock.advance(timedelta(minutes=6))
    await office.drain()
    assert receiver.ids == [event] * 3
    assert [each.headers["webhook-attempt"] for each in receiver.received] == ["1", "2", "3"]
    (delivery,) = await office.deliveries(endpoint.id)
    attempts = await office.attempts(delivery.id)
    assert [(row.number, row.status, row.trigger) for row in attempts] == [
        (1, 500, "schedule"),
        (2, 301, "schedule"),
        (3, 204, "schedule"),
    ]
    assert {row.peer_address for row in attempts} == {"127.0.0.1"}
    assert (delivery.state, (await office.endpoint(endpoint.id)).consecutive_failures) == ("DELIVERED", 0)


async def test_after_the_last_try_a_delivery_is_exhausted_and_somebody_is_told_once(
    office: Office, receivers: MakeReceiver, clock: Any
) -> None:
    dead, watcher = await receivers(), await receivers()
    endpoint = await office.subscribe(dead.url, event_types=("recognition.*",))
    await office.subscribe(watcher.url, event_types=("webhook.delivery_exhausted",))
    dead.statuses = [500] * 20
    await office.tell(given())
    for _ in range(12):
        await office.drain()
        clock.advance(timedelta(hours=29))
        await office.update(endpoint.id, paused=False)  # else five days without a success would end it first
    assert len(dead.received) == 10
    assert await office.states(endpoint.id) == ["EXHAUSTED"]
    (delivery,) = await office.deliveries(endpoint.id)
    (notice,) = watcher.received
    assert notice.told["type"] == "webhook.delivery_exhausted"
    assert notice.told["data"] == {"endpoint": endpoint.id, "delivery": delivery.id}


async def test_the_75_hours_of_the_schedule_run_by_the_clock_of_the_database(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    random.seed(75)  # pins the jitter
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500] * 10
    await office.tell(given())
    begun, waits = clock.now, list[timedelta]()
    await office.drain()
    for _ in range(9):
        (delivery,) = await office.deliveries(endpoint.id)
        waits.append(delivery.due - clock.now)
        clock.now = delivery.due - timedelta(milliseconds=1)
        await office.drain()
        assert len(receiver.received) == len(waits), "not before its time"
        clock.advance(timedelta(milliseconds=2))
        await office.drain()
    assert len(receiver.received) == 10
    assert await office.states(endpoint.id) == ["EXHAUSTED"]
    assert clock.now - begun == sum(waits, timedelta(milliseconds=9))
    off = [wait / planned - 1 for wait, planned in zip(waits, verdicts.SCHEDULE[1:], strict=True)]
    assert len({round(each, 3) for each in off}) > 6
    assert max(map(abs, off)) <= verdicts.JITTER


@pytest.mark.parametrize(("status", "headers"), [(410, {}), (200, {"webhook-delivery": "disable"})])
async def test_a_receiver_can_say_that_it_wants_no_more(
    office: Office, receivers: MakeReceiver, status: int, headers: dict[str, str]
) -> None:
    receiver, watcher = await receivers(), await receivers()
    endpoint = await office.subscribe(receiver.url, event_types=("team.*",))
    await office.subscribe(watcher.url, event_types=("webhook.*",))
    receiver.statuses, receiver.headers = [status], headers
    await office.tell(created(1))
    await office.drain()
    row = await office.endpoint(endpoint.id)
    assert row.state == "DISABLED"
    assert row.state_reason.startswith("The receiver answered")

    await office.tell(created(2))
    await office.drain()
    assert len(receiver.received) == 1
    assert (await office.states(endpoint.id))[1] == "EXHAUSTED"
    assert [each.told["type"] for each in watcher.received] == ["webhook.endpoint_disabled"]

    await office.update(endpoint.id, paused=False)
    receiver.headers = {}
    await office.tell(created(3))
    await office.drain()
    assert [each.headers["webhook-sequence"] for each in receiver.received] == ["1", "3"]


async def test_what_waits_when_an_endpoint_is_disabled_is_given_up_visibly(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500, 410]
    await office.tell(created(1))
    await office.drain()
    await office.tell(created(2))
    await office.drain()
    assert await office.states(endpoint.id) == ["EXHAUSTED", "EXHAUSTED"]
    clock.advance(timedelta(days=1))
    await office.drain()
    assert len(receiver.received) == 2


async def test_retry_after_pauses_the_endpoint_and_uses_up_no_try(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses, receiver.headers = [503], {"retry-after": "300"}
    (first,) = await office.tell(created(1))
    await office.drain()
    (second,) = await office.tell(created(2))
    clock.advance(timedelta(seconds=299))
    await office.drain()
    assert receiver.ids == [first]
    assert [row.failures for row in await office.deliveries(endpoint.id)] == [0, 0]

    clock.advance(timedelta(seconds=1))
    await office.drain()
    assert receiver.ids == [first, first, second]
    assert await office.states(endpoint.id) == ["DELIVERED", "DELIVERED"]


async def test_an_endpoint_without_a_success_for_five_days_is_disabled(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500] * 100
    for day in range(6):
        await office.tell(created(day))
        await office.drain()
        clock.advance(timedelta(days=1))
    row = await office.endpoint(endpoint.id)
    assert (row.state, row.state_reason) == ("DISABLED", "It had no success for 5 days.")


async def test_a_pause_by_a_person_lets_everything_wait_but_a_test(office: Office, receiver: Receiver) -> None:
    endpoint = await office.subscribe(receiver.url)
    await office.update(endpoint.id, paused=True)
    (event,) = await office.tell(given())
    await office.database.transact(actions.send_test, INTEGRATOR, endpoint.id)
    await office.drain()
    assert [each.told["type"] for each in receiver.received] == ["webhook.test"]
    await office.update(endpoint.id, paused=False)
    await office.drain()
    assert receiver.ids[1:] == [event]


async def test_only_the_beginning_of_a_long_answer_is_kept(office: Office, receiver: Receiver) -> None:
    async def long(_: web.Request) -> web.Response:
        return web.Response(body=b"\x00\xff" + b"x" * 100_000)

    endpoint = await office.subscribe(receiver.url)
    receiver.answer = long
    await office.tell(given())
    await office.drain()
    (delivery,) = await office.deliveries(endpoint.id)
    (attempt,) = await office.attempts(delivery.id)
    assert attempt.response_body == "\ufffd\ufffd" + "x" * (16 * 1024 - 2)


async def test_no_connection_and_a_broken_one_are_failures_with_a_reason(office: Office, receiver: Receiver) -> None:
    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    receiver.answer = hang_up
    broken = await office.subscribe(receiver.url)
    closed = await office.subscribe("http://127.0.0.1:1/")
    await office.tell(given())
    await office.drain()
    for endpoint, beginning in ((broken.id, "broken: "), (closed.id, "connection: ")):
        (delivery,) = await office.deliveries(endpoint)
        (attempt,) = await office.attempts(delivery.id)
        assert (attempt.status, delivery.state) == (None, "WAITING")
        assert attempt.error.startswith(beginning)
        assert (attempt.peer_address is None) == ("; connected after " not in attempt.error), "where the time went"


# -------------------------------------------------------------------------------------------------- asked by a person


async def test_a_test_goes_to_its_own_endpoint_alone_and_is_tried_once(
    office: Office, receivers: MakeReceiver, clock: Any
) -> None:
    mine, other = await receivers(), await receivers()
    endpoint, _ = await office.subscribe(mine.url), await office.subscribe(other.url)
    mine.statuses = [500]
    delivery = await office.database.transact(actions.send_test, INTEGRATOR, endpoint.id)
    await office.drain()
    clock.advance(timedelta(hours=1))
    await office.drain()
    assert (len(mine.received), len(other.received)) == (1, 0)
    (row,) = await office.deliveries(endpoint.id)
    assert (row.id, row.state, row.trigger) == (delivery, "EXHAUSTED", "test")
    assert (await office.endpoint(endpoint.id)).consecutive_failures == 0


async def test_a_resend_goes_out_again_under_its_old_id_even_while_disabled(office: Office, receiver: Receiver) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [410]
    (event,) = await office.tell(given())
    await office.drain()
    (past,) = await office.deliveries(endpoint.id)
    again = await office.database.transact(actions.resend_delivery, INTEGRATOR, past.id)
    await office.drain()
    assert receiver.ids == [event, event]
    assert {each.headers["webhook-sequence"] for each in receiver.received} == {"1"}
    async with office.database.read() as session:
        assert (await store.deliveries_by_ids(session, [again]))[0].state == "DELIVERED"


async def test_an_endpoint_that_is_deleted_hears_no_more_and_leaves_nothing_behind(
    office: Office, receiver: Receiver
) -> None:
    endpoint = await office.subscribe(receiver.url)
    await office.tell(given())
    await office.drain()
    await office.tell(given())
    await settled(office)
    await office.database.transact(actions.delete_endpoint, INTEGRATOR, endpoint.id)
    await office.drain()
    assert len(receiver.received) == 1

    async def left(tx: Transaction) -> list[int]:
        tables = ("webhook_attempt", "webhook_delivery", "webhook_endpoint")
        return [await tx.value(text(f"SELECT count(*) FROM {table}")) for table in tables]

    assert await office.database.transact(left) == [0, 0, 0]
    with pytest.raises(Refused) as no:
        await office.database.transact(actions.send_test, INTEGRATOR, endpoint.id)
    assert no.value.code is ErrorCode.NOT_FOUND


# ------------------------------------------------------------------------------------------------------------ figures


async def test_figures_count_what_waits_and_what_the_last_day_brought(
    office: Office, receiver: Receiver, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500, 200]
    await office.tell(created(1))
    await office.drain()
    await office.tell(created(2))
    await office.drain()
    clock.advance(timedelta(seconds=3))
    async with office.database.read() as session:
        figures = (await store.figures(session, [endpoint.id], clock.now))[endpoint.id]
        assert figures == store.Figures(1, 3, 1, 1)
        later = await store.figures(session, [endpoint.id], clock.now + timedelta(days=2))
    assert (later[endpoint.id].delivered_last_day, later[endpoint.id].failed_last_day) == (0, 0)


# ---------------------------------------------------------------------------------------------------------- addresses


async def test_the_address_that_is_checked_is_the_one_that_is_connected_to(office: Office, receiver: Receiver) -> None:
    """A name that is public when it is looked at and loopback when it is used: the classic way around such checks."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])

    async def rebinding(host: str, port: int) -> list[str]:
        return next(answers)

    strict = Policy(allow_http=True)
    url = receiver.url.replace("127.0.0.1", "rebinding.example")
    await strict.check(url, rebinding)
    await office.subscribe(url)
    await settled(office, given())
    (taken,) = await claim(office)
    async with Courier(VAULT, strict, lookup=rebinding) as courier_:
        answer = await courier_.carry(taken)
    assert receiver.received == []
    assert answer.error == "address_refused: 127.0.0.1 is loopback; allow it with HYB_WEBHOOK_ALLOW_CIDRS=127.0.0.1/32"


async def test_an_address_that_the_settings_no_longer_allow_is_refused_at_the_next_try(
    office: Office, receiver: Receiver
) -> None:
    await office.subscribe(receiver.url)
    await settled(office, given())
    (taken,) = await claim(office)
    async with Courier(VAULT, Policy(["127.0.0.0/8"])) as courier_:
        answer = await courier_.carry(taken)
    assert answer.error is not None
    assert "HYB_WEBHOOK_ALLOW_HTTP" in answer.error
    assert receiver.received == []
