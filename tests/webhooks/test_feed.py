"""The pull side of webhooks: everything that everyone may see, once, in commit order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
import pytest
from sqlalchemy import select

from conftest import Api, Company
from had_your_back import events, ids, outbox
from had_your_back.database import Database, Transaction
from had_your_back.events import Audience, Event, PersonJoined, RecognitionGiven, TeamCreated
from had_your_back.ids import Kind
from had_your_back.outbox import Mark
from had_your_back.people import actions as people
from had_your_back.people.actions import TokenDraft
from had_your_back.people.rules import Scope
from had_your_back.recognitions import actions
from had_your_back.webhooks import feed, formats, queue
from had_your_back.webhooks.rules import Format, Style
from recognitions.acting import LIMITS, actor, give

QUERY = """
query($first: Int, $after: String, $types: [String!]) {
  events(first: $first, after: $after, types: $types) {
    edges { cursor } nodes { id type data } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
PERSON, TEAM = "per_01m808tx000000000000000000", "team_01m808tx000000000000000000"


async def get(api: Api, who: str | None = "dev:int", path: str = "/events", **asked: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {who}"} if who else {}
    return await api.client.get(path, params=asked or None, headers=headers)


async def pulled(api: Api, **asked: Any) -> Any:
    answer = await get(api, **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(api: Api, **asked: Any) -> str:
    """Over HTTP and in GraphQL it is the same sentence."""
    answer = await get(api, **asked)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")
    message: str = answer.json()["errors"][0]["message"]
    if "limit" not in asked:
        types = asked["types"].split(",") if "types" in asked else None
        (error,) = (await api.post(QUERY, "int", after=asked.get("after"), types=types)).json()["errors"]
        assert (error["message"], error["extensions"]["code"]) == (message, "BAD_REQUEST")
    return message


def known(told: Any) -> list[str]:
    return [each["id"] for each in told["events"]]


async def tell(database: Database, *facts: Event) -> list[str]:
    async def record(tx: Transaction) -> list[str]:
        return [await outbox.record(tx, fact) for fact in facts]

    return await database.transact(record)


async def end_of(api: Api) -> str:
    """The place behind everything that there is."""
    told = await pulled(api, limit=1_000)
    assert not told["more"]
    return str(told["next"])


# -------------------------------------------------------------------------------------------------------------- paging


async def test_whoever_reads_on_gets_everything_once_over_http_and_in_graphql(
    api: Api, database: Database, company: Company
) -> None:
    begin = await end_of(api)
    made = await tell(database, *(PersonJoined(person=company["ann"]) for _ in range(5)))
    first = await pulled(api, after=begin, limit=2)
    second = await pulled(api, after=first["next"], limit=3)
    nothing = await pulled(api, after=second["next"])
    assert [known(first), known(second), known(nothing)] == [made[:2], made[2:], []]
    assert [first["more"], second["more"], nothing["more"]] == [True, False, False]
    assert nothing["next"] == second["next"]
    assert first["events"][0] == {
        "id": made[0],
        "type": "person.joined",
        "timestamp": "2026-11-20T09:00:00Z",
        "data": {"person": company["ann"]},
    }

    page = (await api(QUERY, "int", first=2, after=begin))["events"]
    assert [each["id"] for each in page["nodes"]] == made[:2]
    assert page["pageInfo"]["hasNextPage"]
    assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"] == first["next"]
    page = (await api(QUERY, "int", after=page["edges"][0]["cursor"]))["events"]
    assert [each["id"] for each in page["nodes"]] == made[1:]
    assert (page["pageInfo"]["hasNextPage"], page["pageInfo"]["hasPreviousPage"]) == (False, True)
    none = (await api(QUERY, "int", first=0))["events"]
    assert (none["nodes"], none["pageInfo"]["hasNextPage"], none["pageInfo"]["startCursor"]) == ([], True, None)
    assert known(await pulled(api, after=none["pageInfo"]["endCursor"], limit=1_000))[-5:] == made


async def test_the_link_leads_on_with_the_same_types(api: Api, database: Database, company: Company) -> None:
    made = await tell(database, PersonJoined(person=company["ann"]), TeamCreated(team=company["swift"]))
    answer = await get(api, types="person.joined,webhook.*", limit=1_000)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert known(answer.json())[-1] == made[0]
    link = urlsplit(answer.links["next"]["url"])
    assert (link.scheme, link.path) == ("http", "/events")
    assert "types=person.joined,webhook.*&limit=1000" in link.query
    again = await tell(database, PersonJoined(person=company["bob"]), TeamCreated(team=company["swift"]))
    assert known((await get(api, path=f"{link.path}?{link.query}")).json()) == again[:1]


async def test_the_id_of_an_event_is_a_place_too(api: Api, database: Database, company: Company) -> None:
    made = await tell(database, *(PersonJoined(person=company["ann"]) for _ in range(3)))
    assert known(await pulled(api, after=made[0])) == made[1:]
    assert [each["id"] for each in (await api(QUERY, "int", after=made[1]))["events"]["nodes"]] == made[2:]


async def test_an_empty_log_has_a_place_to_begin_at(database: Database) -> None:
    async with database.read() as session:
        page = await feed.pull(session, None, [], limit=10)
    assert (page.events, page.more) == ([], False)
    made = await tell(database, PersonJoined(person=PERSON))
    async with database.read() as session:
        page = await feed.pull(session, feed.cursor(page.end), [], limit=10)
    assert [row.id for row in page.events] == made


async def test_a_page_looks_through_so_many_events_and_says_how_far_it_came(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LOOKED_THROUGH", 4)
    rare = [TeamCreated(team=TEAM), *(PersonJoined(person=PERSON) for _ in range(9)), TeamCreated(team=TEAM)]
    made = await tell(database, *rare)

    seen, after, more = [], None, True
    while more:
        async with database.read() as session:
            page = await feed.pull(session, after, ["team.created"], limit=10)
        seen.append([row.id for row in page.events])
        after, more = feed.cursor(page.end), page.more
    assert seen == [[made[0]], [], [made[10]]]


# -------------------------------------------------------------------------------------------------------- commit order


@pytest.fixture
def opens(database: Database) -> Callable[[], Any]:
    """Begins a transaction that records an event at once and commits when it is told to; its event."""

    async def begin() -> tuple[str, Callable[[], Any]]:
        recorded: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        go_on = asyncio.Event()

        async def slow(tx: Transaction) -> None:
            recorded.set_result(await outbox.record(tx, PersonJoined(person=PERSON)))
            await go_on.wait()

        running = asyncio.create_task(database.transact(slow))

        async def commit() -> None:
            go_on.set()
            await running

        return await recorded, commit

    return begin


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("edge", ["http", "graphql"])
async def test_what_commits_late_is_neither_skipped_nor_told_twice(
    api: Api, database: Database, company: Company, opens: Callable[[], Any], edge: str
) -> None:
    """A records first, B commits first, the reader pulls, A commits, the reader pulls on."""

    async def read(after: str) -> tuple[list[str], str]:
        if edge == "http":
            told = await pulled(api, after=after)
            return known(told), told["next"]
        page = (await api(QUERY, "int", after=after))["events"]
        return [each["id"] for each in page["nodes"]], page["pageInfo"]["endCursor"]

    place = await end_of(api)
    (before,) = await tell(database, PersonJoined(person=PERSON))
    a, commit_a = await opens()
    (b,) = await tell(database, PersonJoined(person=PERSON))
    got, place = await read(place)
    assert got == [before]
    # Whoever was sent b all the same, and goes on from there, does not pass a by.
    assert (await read(b))[0] == []
    after_b = (await read(b))[1]
    await commit_a()
    got, place = await read(place)
    assert got == [a, b]
    assert (await read(place))[0] == []
    assert (await read(after_b))[0] == [a, b]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_however_writers_overlap_a_reader_gets_everything_once(
    database: Database, opens: Callable[[], Any]
) -> None:
    assert await as_read(database, opens) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_log_that_did_not_wait_for_the_oldest_writer_would_lose_events(
    database: Database, opens: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test before this one is worth: without the horizon it fails."""
    monkeypatch.setattr(outbox, "_complete", lambda _, *columns: select(*columns))
    assert await as_read(database, opens) != []


async def as_read(database: Database, opens: Callable[[], Any]) -> list[str]:
    """Writers begin and commit in any order, and a reader follows; the events that it missed or got twice."""
    pick = random.Random(11)
    made: list[str] = []
    got: list[str] = []
    running: list[Callable[[], Any]] = []
    place: str | None = None

    async def read() -> bool:
        nonlocal place
        async with database.read() as session:
            page = await feed.pull(session, place, [], limit=3)
        got.extend(row.id for row in page.events)
        place = feed.cursor(page.end)
        return page.more

    for _ in range(60):
        if len(running) < 6 and pick.random() < 0.5:
            event, commit = await opens()
            made.append(event)
            running.append(commit)
        elif running:
            await running.pop(pick.randrange(len(running)))()
        if pick.random() < 0.7:
            await read()
    for commit in running:
        await commit()
    begun = await database.transact(queue.horizon)
    async with database.read() as session:
        while not await queue.passed(session, begun):  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.001)
    while await read():
        pass
    return [each for each in made if got.count(each) != 1]


# --------------------------------------------------------------------------------------------------- types, visibility


async def test_types_are_names_and_wildcards_as_in_a_subscription(
    api: Api, database: Database, company: Company
) -> None:
    begin = await end_of(api)
    joined, created = await tell(database, PersonJoined(person=company["ann"]), TeamCreated(team=company["swift"]))
    for types, expected in (
        ("person.*", [joined]),
        ("team.created", [created]),
        ("commitment.*", []),
        ("commitment.*,team.*", [created]),
        ("*", [joined, created]),
        ("", [joined, created]),
    ):
        told = await pulled(api, after=begin, types=types)
        assert known(told) == expected, types
        # Also when nothing was found the reader has come to the end.
        assert known(await pulled(api, after=told["next"])) == []
        listed = (await api(QUERY, "int", after=begin, types=types.split(",") if types else []))["events"]
        assert [each["id"] for each in listed["nodes"]] == expected
    assert await refused(api, types="recogniton.*") == (
        f"No event type matches 'recogniton.*'. The types are: {', '.join(events.CATALOGUE)}."
    )


async def test_the_log_is_what_everyone_may_see(api: Api, database: Database, company: Company) -> None:
    begin = await end_of(api)
    shown, *hidden = await tell(
        database,
        *(
            PersonJoined(person=company["ann"], audience=Audience(visibility=each))
            for each in ("EVERYONE", "TEAMS", "PEOPLE", "PEOPLE_AND_MANAGERS")
        ),
    )
    told = await pulled(api, after=begin)
    assert known(told) == [shown]
    assert known(await pulled(api, after=told["next"])) == []
    # What is not in the log is no place in it either, and is told apart from nothing.
    unknown = ids.new(Kind.EVENT, database.now())
    said = {await refused(api, after=each) for each in (*hidden, unknown)}
    assert said == {"There is no event with this id in the log. Take one that you know from there, or none to begin."}


async def test_what_was_taken_back_is_a_tombstone(api: Api, database: Database, company: Company) -> None:
    begin = await end_of(api)
    recognition = await give(database, company, "ann", "bob")
    (given,) = (await pulled(api, after=begin))["events"]
    assert given["data"]["giver"] == company["ann"]
    await database.transact(actions.withdraw, actor(company, "ann"), recognition, limits=LIMITS)

    told = (await pulled(api, after=begin))["events"]
    assert told[0] == {**given, "data": {"recognition": recognition, "deleted": True}}
    assert (told[1]["type"], told[1]["data"]["recognition"]) == ("recognition.withdrawn", recognition)
    assert "giver" in told[1]["data"]
    nodes = (await api(QUERY, "int", after=begin))["events"]["nodes"]
    assert [each["data"] for each in nodes] == [each["data"] for each in told]
    async with database.read() as session:
        (row,) = await outbox.by_ids(session, [given["id"]])
    assert told[0] == orjson.loads(formats.body(row, Format.STANDARD, Style.THIN, gone=True).content), (
        "as a webhook would carry it"
    )


# ------------------------------------------------------------------------------------------------------- who, and what


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scope", Scope)
async def test_the_log_opens_to_the_scopes_of_integrators_alone(api: Api, database: Database, scope: Scope) -> None:
    _, secret = await database.transact(people.create_token, TokenDraft(name="a reader", scopes=[scope], person=None))
    answer = await get(api, secret)
    if scope in {Scope.EVENTS_READ, Scope.WEBHOOKS_MANAGE}:
        assert (answer.status_code, answer.json()["events"]) == (200, [])
        return
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (403, "FORBIDDEN")
    assert error["message"] == "The log needs the scope events:read or webhooks:manage."


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_without_a_token_only_the_catalogue_is_shown(api: Api, company: Company) -> None:
    answer = await get(api, None)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"

    answer = await get(api, None, path="/events/schema")
    assert answer.status_code == 200
    types = answer.json()["types"]
    assert [each["name"] for each in types] == list(events.CATALOGUE)
    assert types[0] == {
        "name": "recognition.given",
        "description": "Somebody thanked one or more teammates.",
        "schema": events.schema(RecognitionGiven),
        "example": events.example(RecognitionGiven),
    }
    assert (await api("{ eventTypes { name description schema example } }"))["eventTypes"] == types


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"limit": "0"}, "limit is a number from 1 to 1,000; it is '0'."),
        ({"limit": "1001"}, "limit is a number from 1 to 1,000; it is '1001'."),
        ({"limit": "ten"}, "limit is a number from 1 to 1,000; it is 'ten'."),
        ({"limit": "9" * 5_000}, f"limit is a number from 1 to 1,000; it is '{'9' * 40}'."),
        ({"limit": "1", "type": "team.*"}, "There is no parameter 'type'. There are: after, types, limit."),
        ({"limit": ["1", "2"]}, "The parameter limit is given twice."),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_cannot_be_asked_is_refused_with_a_sentence(
    api: Api, company: Company, asked: Any, said: str
) -> None:
    assert await refused(api, **asked) == said


@pytest.mark.parametrize(
    "after",
    ["x", "Ny40Mg==", "Ny40M", "é", "\0", "7.42", "Ny4", "/etc/passwd", "A" * 5_000, "evt_x", f"{TEAM}"]
    + [feed.cursor(Mark(*place)) for place in ((2**63, 1), (1, -(2**63) - 1), (10**30, 0))],
)
async def test_a_cursor_that_nobody_gave_is_refused(api: Api, company: Company, after: str) -> None:
    assert (await refused(api, after=after)).startswith("This is not a cursor of the log. Take the one that a page")


async def test_a_cursor_of_another_database_is_refused_and_not_waited_for(api: Api, company: Company) -> None:
    """Else the reader would hear nothing until this log has grown as long, and never of what came before."""
    after = feed.cursor(Mark(2**40, 2**40))
    assert (await refused(api, after=after)).startswith("This cursor lies beyond the end of the log: it is of another")
