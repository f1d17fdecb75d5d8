"""How far behind everything is, as metrics tell it."""

from __future__ import annotations

from datetime import timedelta

from commitments.test_races import ask
from conftest import Clock, Company
from had_your_back import readings
from had_your_back.database import Database
from had_your_back.scores import actions as scores
from had_your_back.settings import Settings
from webhooks.conftest import Office, Receiver, created


async def test_what_waits_is_told_with_how_long_and_what_has_ended_with_how(
    office: Office, receiver: Receiver, clock: Clock
) -> None:
    assert await readings.read(office.database) == readings.Readings(
        events=0.0, waiting={}, overdue=0.0, endings={}, clocks=0.0, scores=None, unsealed=0, sealing=0.0
    )
    await office.subscribe(receiver.url, event_types=["team.created"])
    paused = await office.subscribe(receiver.url + "/paused", event_types=["team.created"])
    await office.drain()
    await office.update(paused.id, paused=True)
    receiver.statuses = [204, 404, 500]
    await office.tell(*(created(number) for number in range(4)))
    clock.advance(timedelta(seconds=70))
    before = await readings.read(office.database)
    assert (before.events, before.overdue) == (70.0, 0.0)

    await office.drain()
    after = await readings.read(office.database)
    assert after.endings == {"delivered": 2, "refused": 1, "failed": 1}
    assert (after.events, after.waiting) == (0.0, {"ACTIVE": 2, "PAUSED": 4})
    clock.advance(timedelta(minutes=5))
    late = await readings.read(office.database)
    assert 240 < late.overdue < 300  # since the second try was due; what is paused is not late
    clock.advance(timedelta(minutes=15))
    assert (await readings.read(office.database)).endings == {}


async def test_clocks_that_nobody_keeps_and_scores_of_yesterday_are_told(
    database: Database, company: Company, clock: Clock
) -> None:
    await scores.publish(database, publishing=scores.publishing_of(Settings()))
    await database.transact(ask, company, 1)
    clock.advance(timedelta(hours=1))
    soon = await readings.read(database)
    assert (soon.scores, soon.clocks) == (3600.0, 0.0)
    clock.advance(timedelta(days=60))
    assert (
        timedelta(days=30).total_seconds() < (await readings.read(database)).clocks < timedelta(days=60).total_seconds()
    )
