"""What was taken back since goes out as the news that it is gone, never as what it was: looked up for every try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conftest import Company
from had_your_back.commitments import actions as commitments
from had_your_back.events import Event, PersonChanged, PersonJoined
from had_your_back.people import actions as people
from had_your_back.people.actions import PersonDraft
from had_your_back.privacy import actions as privacy
from had_your_back.recognitions import actions as recognitions
from had_your_back.recognitions import store
from had_your_back.webhooks import actions
from had_your_back.webhooks.rules import Format, Style
from had_your_back.worker import Worker
from recognitions.acting import LIMITS, actor, give
from webhooks.conftest import INTEGRATOR, SETTINGS, VAULT, Office, Receiver

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = "You took the night call so that I could sleep"


@pytest.fixture
def real(office: Office) -> Office:
    """An office whose worker asks about tombstones what the service's own worker asks."""
    office.workers.append(Worker(office.database, SETTINGS, VAULT, tombstones=store.gone))
    return office


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("layout", [Format.STANDARD, Format.CLOUDEVENTS])
async def test_a_recognition_withdrawn_between_two_tries_and_before_a_replay_goes_out_as_a_tombstone(
    real: Office, company: Company, receiver: Receiver, clock: Any, style: Style, layout: Format
) -> None:
    await real.drain()
    clock.advance(timedelta(seconds=1))
    endpoint = await real.subscribe(receiver.url, event_types=("recognition.given",), style=style, format=layout)
    receiver.statuses = [500]
    thanks = await give(real.database, company, "ann", "bob", message=WORDS)
    await real.drain()
    assert "deleted" not in receiver.received[0].told["data"]
    assert (WORDS in receiver.received[0].body.decode()) == (style is Style.FULL)
    await real.database.transact(recognitions.withdraw, actor(company, "ann"), thanks, limits=LIMITS)
    clock.advance(timedelta(seconds=10))
    await real.drain()
    replay = actions.Replay(endpoint.id, LONG_AGO, only_missing=False)
    assert await real.database.transact(actions.replay_events, INTEGRATOR, replay) == 1
    await real.drain()
    assert [each.told["data"] for each in receiver.received[1:]] == [{"recognition": thanks, "deleted": True}] * 2
    assert len(set(receiver.ids)) == 1
    assert {row.trigger for row in await real.deliveries(endpoint.id)} == {"schedule", "replay"}


async def test_what_a_moderator_hid_is_a_tombstone_until_it_is_shown_again(
    real: Office, company: Company, receiver: Receiver, clock: Any
) -> None:
    endpoint = await real.subscribe(receiver.url, event_types=("recognition.given",))
    thanks = await give(real.database, company, "ann", "bob")
    await real.drain()
    (sent,) = await real.deliveries(endpoint.id)

    async def moderated(*, hide: bool) -> Any:
        decision = recognitions.Decision(subject=thanks, hide=hide, reason="As it is")
        await real.database.transact(recognitions.moderate, actor(company, "mod"), decision, limits=LIMITS)
        await real.database.transact(actions.resend_delivery, INTEGRATOR, sent.id)
        await real.drain()
        return receiver.received[-1].told["data"].get("deleted")

    assert await moderated(hide=True) is True
    assert await moderated(hide=False) is None


@pytest.mark.parametrize("layout", Format)
async def test_the_events_of_somebody_who_was_erased_go_out_as_tombstones_and_without_their_name(
    real: Office, company: Company, receiver: Receiver, clock: Any, layout: Format
) -> None:
    await real.drain()
    clock.advance(timedelta(seconds=1))
    types = ("person.*", "recognition.*", "commitment.*")
    endpoint = await real.subscribe(receiver.url, event_types=types, style=Style.FULL, format=layout)
    name = await real.database.transact(people.put_person, PersonDraft(user_name="cyd", display_name="Cyd Nightjar"))
    assert name.id == company["cyd"]
    by_them = await give(real.database, company, "cyd", "dee", message=WORDS)
    to_them = await give(real.database, company, "dee", "cyd", message="Your lamp was the only light")
    await real.drain()
    sent = " ".join(each.body.decode() for each in receiver.received)
    assert "Nightjar" in sent
    assert WORDS in sent

    await real.database.transact(privacy.erase, company["cyd"], terms=commitments.terms_of(SETTINGS))
    before = len(receiver.received)
    replay = actions.Replay(endpoint.id, LONG_AGO, only_missing=False)
    assert await real.database.transact(actions.replay_events, INTEGRATOR, replay) > 3
    await real.drain()
    again = receiver.received[before:]
    text = " ".join(each.body.decode() for each in again)
    assert [each for each in ("Nightjar", "Cyd Example", WORDS, "only light") if each in text] == []
    assert text.count("taken back" if layout in {Format.SLACK, Format.TEAMS} else '"deleted":true') >= 3
    if layout is Format.STANDARD:
        told = {
            (each.told["type"], each.told["data"].get("person") or each.told["data"].get("recognition")): each
            for each in again
        }
        data = {key: each.told["data"] for key, each in told.items()}
        assert data["person.changed", company["cyd"]] == {"person": company["cyd"], "deleted": True}
        assert data["recognition.given", by_them] == {"recognition": by_them, "deleted": True}
        assert data["recognition.given", to_them] == {"recognition": to_them, "deleted": True}
        assert data["person.erased", company["cyd"]] == {"person": company["cyd"]}, "the news itself stays"


async def test_a_replay_of_the_events_of_somebody_who_was_erased_says_only_that(
    office: Office, company: Company, receiver: Receiver
) -> None:
    endpoint = await office.subscribe(receiver.url, event_types=("person.*",))
    facts: list[Event] = [PersonJoined(person=company["cyd"]), PersonChanged(person=company["cyd"], fields=("email",))]
    told = await office.tell(*facts, PersonJoined(person=company["dee"]))
    await office.drain()
    office.gone.add(company["cyd"])
    replay = actions.Replay(endpoint.id, LONG_AGO, only_missing=False)
    await office.database.transact(actions.replay_events, INTEGRATOR, replay)
    await office.drain()
    again = {each.id: each.told["data"] for each in receiver.received}
    assert [again[each] for each in told] == [
        {"person": company["cyd"], "deleted": True},
        {"person": company["cyd"], "deleted": True},
        {"person": company["dee"]},
    ]
