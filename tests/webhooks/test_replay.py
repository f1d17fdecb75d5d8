"""What happened goes out again: counted first, never twice at once, and as it may be told now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from had_your_back.errors import ErrorCode, Forbidden, Refused
from had_your_back.events import Audience, RecognitionGiven, TeamCreated
from had_your_back.people.rules import Actor, Scope
from had_your_back.webhooks import actions, rules
from had_your_back.webhooks.actions import Replay, Rotation
from webhooks.conftest import INTEGRATOR, VAULT, Office, Receiver

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
REC = "rec_01m808tx000000000000000000"
PER = "per_01m808tx000000000000000000"


def created(number: int = 0) -> TeamCreated:
    return TeamCreated(team=f"team_01m808tx00{number:016d}")


def given(visibility: str = "EVERYONE") -> RecognitionGiven:
    to = {"recipients": (PER,), "team": None, "behaviours": ("had_my_back",)}
    return RecognitionGiven(recognition=REC, giver=PER, audience=Audience(visibility), **to)  # type: ignore[arg-type]


Replaying = Callable[..., Awaitable[int]]


@pytest.fixture
def replay(office: Office) -> Replaying:
    """Replays to an endpoint, since long ago unless it is said."""

    async def run(endpoint: str, **wanted: Any) -> int:
        draft = Replay(endpoint, **{"since": LONG_AGO, **wanted})
        return await office.database.transact(actions.replay_events, INTEGRATOR, draft)

    return run


async def test_what_never_came_is_sent_again_under_its_id_and_place_even_while_disabled(
    office: Office, receiver: Receiver, replay: Replaying, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [204, 410]
    (first,) = await office.tell(created(1))
    await office.drain()
    lost = await office.tell(created(2))
    await office.drain()
    lost += await office.tell(created(3))  # given up at once: the endpoint is disabled
    await office.drain()
    assert receiver.ids == [first, lost[0]]

    assert await replay(endpoint.id, dry_run=True) == 2
    await office.drain()
    assert len(receiver.received) == 2
    new = await office.database.transact(actions.rotate_secret, INTEGRATOR, Rotation(endpoint.id, 0), vault=VAULT)
    assert await replay(endpoint.id) == 2
    clock.now = datetime.now(UTC)  # the oracle refuses what is older than 5 minutes
    before = await office.endpoint(endpoint.id)
    await office.drain()
    again = receiver.received[2:]
    assert sorted(each.id for each in again) == sorted(lost)
    assert {each.id: each.headers["webhook-sequence"] for each in again} == {lost[0]: "2", lost[1]: "3"}
    for each in again:
        Webhook(new.secret).verify(each.body, each.headers)
    assert await office.endpoint(endpoint.id) == before, "a replay tells nothing of the endpoint's health"
    assert {row.trigger for row in await office.deliveries(endpoint.id)} == {"schedule", "replay"}
    assert await replay(endpoint.id) == 0


async def test_what_is_on_its_way_is_not_doubled(
    office: Office, receiver: Receiver, replay: Replaying, clock: Any
) -> None:
    endpoint = await office.subscribe(receiver.url)
    receiver.statuses = [500]
    await office.tell(created(1))
    await office.drain()
    assert await replay(endpoint.id, only_missing=False) == 0, "it waits for its second try"
    await office.tell(created(2))
    assert await replay(endpoint.id, only_missing=False) == 0, "the second is about to be handed out"
    clock.advance(timedelta(minutes=1))
    await office.drain()
    assert len(receiver.received) == 3

    assert await replay(endpoint.id, only_missing=False) == 2
    assert await replay(endpoint.id, only_missing=False) == 0, "they wait already"
    await office.drain()
    assert len(receiver.received) == 5


async def test_a_new_endpoint_can_be_told_the_past_as_far_as_it_asks_for_it(
    office: Office, receiver: Receiver, replay: Replaying, clock: Any
) -> None:
    told = await office.tell(created(1), given(), given("PEOPLE"), created(2))
    await office.drain()
    clock.advance(timedelta(days=1))
    endpoint = await office.subscribe(receiver.url, event_types=("recognition.*", "team.*"))
    late = await office.tell(created(3))
    await office.drain()

    assert await replay(endpoint.id, types=("person.*",)) == 0
    assert await replay(endpoint.id, types=("team.*",), since=clock.now - timedelta(hours=1)) == 0
    assert await replay(endpoint.id, until=LONG_AGO + timedelta(days=1)) == 0
    assert await replay(endpoint.id) == 3
    await office.drain()
    came = sorted(receiver.received, key=lambda each: int(each.headers["webhook-sequence"]))
    assert [each.id for each in came] == [*late, told[0], told[1], told[3]]
    assert [each.headers.get("webhook-previous-id") for each in came] == [None, *(each.id for each in came[:-1])]


async def test_a_test_that_was_lost_is_sent_again_for_it_has_its_place_in_the_sequence(
    office: Office, receiver: Receiver, replay: Replaying
) -> None:
    endpoint = await office.subscribe(receiver.url, event_types=("team.*",))
    other = await office.subscribe(receiver.url, event_types=("webhook.*",))
    receiver.statuses = [500]
    await office.database.transact(actions.send_test, INTEGRATOR, endpoint.id)
    await office.drain()
    await office.tell(created(1))
    await office.drain()

    assert await replay(endpoint.id, types=("team.*",)) == 0
    assert await replay(other.id, only_missing=False) == 0, "a test is of one endpoint alone"
    assert await replay(endpoint.id) == 1
    await office.drain()
    lost, after, again = receiver.received
    assert (again.id, again.headers["webhook-sequence"]) == (lost.id, "1")
    assert after.headers["webhook-previous-id"] == lost.id
    assert await replay(endpoint.id) == 0
    assert await replay(endpoint.id, only_missing=False) == 2


async def test_what_is_gone_by_the_time_of_a_replay_goes_out_as_a_tombstone(
    office: Office, receiver: Receiver, replay: Replaying
) -> None:
    endpoint = await office.subscribe(receiver.url)
    await office.tell(given())
    await office.drain()
    office.gone.add(REC)
    assert await replay(endpoint.id, only_missing=False) == 1
    await office.drain()
    assert [each.told["data"].get("deleted") for each in receiver.received] == [None, True]


async def test_a_replay_that_cannot_be_is_refused_with_its_place(
    office: Office, receiver: Receiver, replay: Replaying, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = await office.subscribe(receiver.url)
    unknown = "whe_01m808tx000000000000000000"
    refused: list[tuple[str, dict[str, Any], ErrorCode, tuple[str, ...]]] = [
        (unknown, {}, ErrorCode.NOT_FOUND, ("endpoint",)),
        ("hello", {}, ErrorCode.NOT_FOUND, ("endpoint",)),
        (endpoint.id, {"types": ("team.*", "cow.*")}, ErrorCode.INVALID, ("types", "1")),
        (endpoint.id, {"until": LONG_AGO}, ErrorCode.INVALID, ("until",)),
    ]
    for to, wanted, code, path in refused:
        with pytest.raises(Refused) as no:
            await replay(to, **wanted)
        assert (no.value.code, no.value.path) == (code, path)

    monkeypatch.setattr(rules, "MOST_REPLAYED", 2)
    await office.tell(*(created(number) for number in range(3)))
    await office.drain()
    with pytest.raises(Refused) as no:
        await replay(endpoint.id, only_missing=False)
    assert (no.value.code, no.value.path) == (ErrorCode.INVALID, ("since",))
    reader = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.EVENTS_READ}))
    with pytest.raises(Forbidden):
        await office.database.transact(actions.replay_events, reader, Replay(endpoint.id, LONG_AGO))


@pytest.mark.parametrize("year", [1, 1969, 9999])
async def test_any_instant_will_do(office: Office, receiver: Receiver, replay: Replaying, year: int) -> None:
    endpoint = await office.subscribe(receiver.url)
    await office.tell(created())
    await office.drain()
    at = datetime(year, 1, 1, tzinfo=UTC)
    assert await replay(endpoint.id, since=at, only_missing=False) == (0 if year == 9999 else 1)
