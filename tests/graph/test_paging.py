"""Pages of a list fit together without a gap and without anything twice, both ways, while new things arrive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Api, Clock, Company
from had_your_back.database import Database, Transaction
from had_your_back.people import actions as people
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.recognitions import actions
from recognitions.acting import LIMITS, actor, give

WINDOW = "first: $first, after: $after, last: $last, before: $before"
ARGUMENTS = "$first: Int, $after: String, $last: Int, $before: String"
SHOWN = "edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


class List:
    """A list of the API, as a client reads it: `path` are the fields down to the connection."""

    def __init__(self, api: Api, field: str, *path: str, more: str = "", opened: str = "", closed: str = "") -> None:
        self.api, self.path = api, path or (field,)
        self.document = f"query({ARGUMENTS}) {{ {opened} {field}({WINDOW}{more}) {{ {SHOWN} }} {closed} }}"

    async def page(self, **window: Any) -> dict[str, Any]:
        found: Any = await self.api(self.document, **window)
        for name in self.path:
            found = found[name]
        ids = [each["id"] for each in found["nodes"]]
        assert [edge["node"]["id"] for edge in found["edges"]] == ids
        assert found["pageInfo"]["startCursor"] == (found["edges"][0]["cursor"] if ids else None)
        assert found["pageInfo"]["endCursor"] == (found["edges"][-1]["cursor"] if ids else None)
        return {"ids": ids, "cursors": [edge["cursor"] for edge in found["edges"]], **found["pageInfo"]}

    async def forward(self, size: int) -> list[str]:
        """From the first to the last, page after page."""
        got, page = [], await self.page(first=size)
        assert not page["hasPreviousPage"]
        while True:
            assert not set(page["ids"]) & set(got)
            got += page["ids"]
            if not page["hasNextPage"]:
                return got
            assert len(page["ids"]) == size
            page = await self.page(first=size, after=page["endCursor"])
            assert page["hasPreviousPage"]

    async def backward(self, size: int) -> list[str]:
        """From the last to the first, page after page."""
        got: list[str] = []
        page = await self.page(last=size)
        assert not page["hasNextPage"]
        while True:
            assert not set(page["ids"]) & set(got)
            got = page["ids"] + got
            if not page["hasPreviousPage"]:
                return got
            assert len(page["ids"]) == size
            page = await self.page(last=size, before=page["startCursor"])
            assert page["hasNextPage"]


async def fits_together(listed: List, expected: list[str]) -> None:
    for size in (1, 4, len(expected)):
        assert await listed.forward(size) == expected
        assert await listed.backward(size) == expected
    whole = await listed.page(first=100)
    assert (await listed.page())["ids"] == expected[:25]
    between = await listed.page(first=2, after=whole["cursors"][0], before=whole["cursors"][-1])
    assert between["ids"] == expected[1:-1][:2]
    between = await listed.page(last=2, after=whole["cursors"][0], before=whole["cursors"][-1])
    assert between["ids"] == expected[1:-1][-2:]
    nothing = await listed.page(first=0)
    assert (nothing["ids"], nothing["hasNextPage"], nothing["endCursor"]) == ([], True, None)
    assert (await listed.page(first=5, after=whole["cursors"][-1]))["ids"] == []
    assert (await listed.page(last=5, before=whole["cursors"][0]))["ids"] == []


async def test_a_feed_with_ties_in_the_same_millisecond_reads_from_end_to_end(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    made = []
    for number in range(9):
        made.append(await give(database, company, ("ann", "dee")[number % 2], "bob", message=f"Number {number}"))
        clock.advance(timedelta(milliseconds=number % 3 == 2))
    newest = sorted(made, reverse=True)
    by_bob = f'by: {{id: "{company["bob"]}"}}'

    await fits_together(List(api, "recognitions"), newest)
    await fits_together(
        List(api, "recognitions", more=f', filter: {{giver: "{company["ann"]}"}}'), sorted(made[::2])[::-1]
    )
    received = List(
        api, "recognitionsReceived", "person", "recognitionsReceived", opened=f"person({by_bob}) {{", closed="}"
    )
    await fits_together(received, newest)
    north = List(api, "recognitions", "team", "recognitions", opened='team(by: {externalId: "north"}) {', closed="}")
    await fits_together(north, newest)


async def test_comments_read_from_the_first_to_the_last(api: Api, database: Database, company: Company) -> None:
    given = await give(database, company, "ann", "bob")
    who = actor(company, "cyd")
    made = [await database.transact(actions.add_comment, who, given, f"{n}", limits=LIMITS) for n in range(6)]

    opened = f'node(id: "{given}") {{ ... on Recognition {{'
    await fits_together(List(api, "comments", "node", "comments", opened=opened, closed="} }"), sorted(made))


async def test_people_and_teams_of_the_same_name_are_all_there_in_order(api: Api, database: Database) -> None:
    names = ["Kim", "kim", "KIM", "Kím", "Kim Li", "kim-li", "Jo", "Jo", "Zoë", "zoe", "李", "李"]

    async def fill(tx: Transaction) -> tuple[list[str], list[str]]:
        teams = [await people.put_team(tx, TeamDraft(external_id=f"t{n}", name=name)) for n, name in enumerate(names)]
        persons = [
            await people.put_person(tx, PersonDraft(user_name=f"p{n}", display_name=name, team=f"t{n % 2}"))
            for n, name in enumerate(names)
        ]
        return [each.id for each in persons], [each.id for each in teams]

    persons, teams = await database.transact(fill)
    groups = [(6, 7), (0, 1, 2, 3), (4, 5), (8, 9), (10, 11)]

    def by_name(ids: list[str], chosen: range = range(len(names))) -> list[str]:
        return [each for group in groups for each in sorted(ids[n] for n in group if n in chosen)]

    api_of = _As(api, "p0")
    await fits_together(List(api_of, "people"), by_name(persons))
    await fits_together(List(api_of, "people", more=', search: "ki"'), by_name(persons, range(6)))
    await fits_together(List(api_of, "teams"), by_name(teams))
    members = List(api_of, "members", "team", "members", opened='team(by: {externalId: "t1"}) {', closed="}")
    await fits_together(members, by_name(persons, range(1, 12, 2)))


class _As(Api):
    """The same, asked by somebody else."""

    def __init__(self, api: Api, who: str) -> None:
        super().__init__(api.client, api.app)
        self.who = who

    async def __call__(self, document: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        return await super().__call__(document, token or self.who, **variables)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.booleans()), min_size=4, max_size=8))
async def test_what_was_there_is_read_once_while_new_ones_arrive_and_others_go(
    api: Api, database: Database, company: Company, clock: Clock, steps: list[tuple[int, int, bool]]
) -> None:
    def another() -> Any:
        return give(database, company, "ann", "bob")

    feed = List(api, "recognitions")
    there = (await feed.forward(100))[::-1]
    there += [await another() for _ in range(10)]
    expected, got = sorted(there, reverse=True), []
    after, gone = None, set()
    for size, new, withdraw in [*steps, *[(25, 0, False)] * 20]:
        page = await feed.page(first=size, after=after)
        got += page["ids"]
        after = page["endCursor"] or after
        clock.advance(timedelta(milliseconds=1))
        for _ in range(new):
            await another()
        unread = sorted(set(expected) - set(got) - gone)
        if withdraw and unread:
            gone.add(unread[0])
            await database.transact(actions.withdraw, actor(company, "ann"), unread[0], limits=LIMITS)
        if not page["hasNextPage"] and not page["ids"]:
            break
    assert got == [each for each in expected if each not in gone]
    # ... and from where somebody began, the way back leads to everything that came meanwhile.
    newer = await feed.page(last=100, before=(await feed.page(first=100))["cursors"][-1])
    assert newer["ids"] == (await feed.forward(100))[:-1]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_total_is_exact_and_only_ones_own_is_told(api: Api, database: Database, company: Company) -> None:
    for giver, level in (("ann", "EVERYONE"), ("ann", "PEOPLE"), ("dee", "EVERYONE")):
        await give(database, company, giver, "bob", visibility=level)
    document = """query($bob: ID!) {
        recognitions { totalCount } none: recognitions(filter: {search: "?"}) { totalCount }
        person(by: {id: $bob}) { recognitionsReceived { totalCount } recognitionsGiven { totalCount } } }"""

    def counted(total: int, received: int | None, given_: int | None) -> dict[str, Any]:
        person = {"recognitionsReceived": {"totalCount": received}, "recognitionsGiven": {"totalCount": given_}}
        return {"recognitions": {"totalCount": total}, "none": {"totalCount": 0}, "person": person}

    assert await api(document, "bob", bob=company["bob"]) == counted(3, 3, 0)
    assert await api(document, "cyd", bob=company["bob"]) == counted(2, None, None)
