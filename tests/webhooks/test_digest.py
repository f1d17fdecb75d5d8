"""The digest of a day: an auditor who pulls the log can prove that nothing is missing."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from conftest import Api, Company
from had_your_back import outbox
from had_your_back.database import Database
from had_your_back.events import Audience, Event, PersonJoined, TeamCreated
from had_your_back.webhooks import feed, queue
from webhooks.conftest import Office, Receiver
from webhooks.test_feed import known, opens, pulled, tell

__all__ = ["opens"]
PERSON, TEAM = "per_01m808tx000000000000000000", "team_01m808tx000000000000000000"
DAY = timedelta(days=1)


def joined(visibility: str = "EVERYONE") -> Event:
    return PersonJoined(person=PERSON, audience=Audience(visibility=visibility))


async def everything(api: Api, after: str | None, number: int, **asked: Any) -> list[tuple[str, str]]:
    """Type and id of so many events, page by page."""
    found: list[tuple[str, str]] = []
    while len(found) < number:
        page = await pulled(api, limit=3, **asked, **({"after": after} if after else {}))
        found += [(each["type"], each["id"]) for each in page["events"]]
        after = page["next"]
    return found[:number]


async def recomputed(api: Api, digest: dict[str, Any], **asked: Any) -> list[dict[str, Any]]:
    """What an auditor makes of the log."""
    types = [each for each in digest["types"] if not asked or each["type"] == asked["types"]]
    ids: dict[str, list[str]] = defaultdict(list)
    for kind, event in await everything(api, digest["after"], sum(each["count"] for each in types), **asked):
        ids[kind].append(event)
    return [
        {"type": kind, "count": len(those), "sha256": sha256("".join(f"{it}\n" for it in those).encode()).hexdigest()}
        for kind, those in sorted(ids.items())
    ]


async def digests(api: Api) -> list[dict[str, Any]]:
    page = await pulled(api, types="webhook.digest")
    return [each["data"] for each in page["events"]]


async def test_an_auditor_recomputes_the_digest_of_each_day_from_the_log(
    api: Api, database: Database, company: Company, office: Office, clock: Any
) -> None:
    await office.drain()
    await tell(database, joined(), joined("PEOPLE"), TeamCreated(team=TEAM), joined())
    await office.drain()
    assert await digests(api) == [], "the day has not ended"
    clock.now = datetime(2026, 11, 21, tzinfo=UTC)
    new = await tell(database, joined())
    await office.drain()
    await office.drain()
    (first,) = await digests(api)
    assert (first["day"], first["after"]) == ("2026-11-20", None)
    assert await recomputed(api, first) == first["types"]
    assert {each["type"]: each["count"] for each in first["types"]}["person.joined"] == 12  # 10 are of the company
    assert first["count"] == sum(each["count"] for each in first["types"])
    assert await recomputed(api, first, types="person.joined") == [
        each for each in first["types"] if each["type"] == "person.joined"
    ]
    assert known(await pulled(api, after=first["until"]))[0] == new[0], "the first of the new day is not in it"

    clock.advance(DAY)
    await office.drain()
    _, second = await digests(api)
    assert (second["day"], second["after"]) == ("2026-11-21", first["until"])
    assert await recomputed(api, second) == second["types"]
    assert {each["type"]: each["count"] for each in second["types"]} == {"person.joined": 1, "webhook.digest": 1}


async def test_a_day_on_which_nothing_happened_has_none_and_the_next_one_goes_on_where_the_last_has_ended(
    api: Api, database: Database, company: Company, office: Office, clock: Any
) -> None:
    await office.drain()
    for _ in range(4):
        clock.advance(DAY)
        await office.drain()
    (first,) = await digests(api)
    await tell(database, joined())
    clock.advance(DAY)
    await office.drain()
    _, second = await digests(api)
    assert (second["day"], second["after"], second["count"]) == ("2026-11-24", first["until"], 2)
    assert await recomputed(api, second) == second["types"]


async def test_several_workers_write_one_digest(
    api: Api, database: Database, company: Company, office: Office, clock: Any
) -> None:
    await office.drain()
    await tell(database, joined())
    clock.advance(DAY)
    async with database.read() as session:
        made = [await feed.digest_due(session, clock.now) for _ in range(3)]
    written = await asyncio.gather(*(database.transact(feed.write_digest, each) for each in made if each))
    assert sorted(written) == [False, False, True]
    assert len(await digests(api)) == 1
    async with database.read() as session:
        assert await feed.digest_due(session, clock.now) is None


async def test_a_process_whose_clock_is_ahead_ends_no_day(database: Database, office: Office, clock: Any) -> None:
    await office.drain()
    await tell(database, joined())
    async with database.read() as session:
        early = await feed.digest_due(session, clock.now + DAY)
    assert early is not None
    assert not await database.transact(feed.write_digest, early)
    async with database.read() as session:
        row = await queue.digest_row(session)
    assert row is not None
    assert row.day == clock.now.date()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_what_commits_after_midnight_is_in_the_next_digest(
    api: Api, database: Database, company: Company, office: Office, clock: Any, opens: Any
) -> None:
    await office.drain()
    late, commit = await opens()  # it happened on the old day
    (after_it,) = await tell(database, joined())
    clock.advance(DAY)
    async with database.read() as session:
        digest = await feed.digest_due(session, clock.now)
    assert digest is not None
    await database.transact(feed.write_digest, digest)
    await commit()
    clock.advance(DAY)
    await office.drain()
    first, second = await digests(api)
    for each in (first, second):
        assert await recomputed(api, each) == each["types"]
    pulled_ids = [event for _, event in await everything(api, None, first["count"] + second["count"])]
    assert {late, after_it} <= set(pulled_ids[first["count"] :])


async def test_it_goes_to_endpoints_that_name_it_and_to_no_others(office: Office, receivers: Any, clock: Any) -> None:
    auditor, everybody = await receivers(), await receivers()
    await office.subscribe(auditor.url, event_types=("webhook.digest",))
    await office.subscribe(everybody.url)
    await office.drain()
    await office.tell(TeamCreated(team=TEAM))
    clock.advance(DAY)
    await office.drain()
    (told,) = auditor.received
    assert told.told["data"]["types"] == [
        {"type": "team.created", "count": 1, "sha256": sha256(f"{everybody.ids[0]}\n".encode()).hexdigest()}
    ]
    assert [each.told["type"] for each in everybody.received] == ["team.created"]


async def test_a_long_day_is_read_in_pages_and_is_one_digest(
    database: Database, office: Office, receiver: Receiver, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MOST", 3)
    await office.drain()
    told = await tell(database, *(joined() for _ in range(10)))
    clock.advance(DAY)
    await tell(database, joined())
    begun = await database.transact(queue.horizon)
    async with database.read() as session:
        while not await queue.passed(session, begun):  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.001)
        digest = await feed.digest_due(session, clock.now)
        assert digest is not None
        (last,) = await outbox.by_ids(session, [told[-1]])
    assert digest.count == 10
    assert digest.end == outbox.mark_of(last)
