"""Directories ask for many things at once, and time out and ask again: nothing is lost, and nobody is there twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from conftest import Clock, Company
from had_your_back.commitments import actions as commitments
from had_your_back.commitments import store as promised
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Draft, viewer_of
from had_your_back.people import store, tree
from had_your_back.people.rules import Role, actor_of
from scim.conftest import ENTERPRISE, TEAM, Directory


async def test_of_many_at_once_nothing_is_lost(directory: Directory) -> None:
    crew = await directory.create("/Groups", displayName="Crew")
    headers = {"authorization": f"Bearer {directory.token}"}
    bodies = [{"userName": f"p{number // 2}"} for number in range(16)]  # each is asked for twice
    made = await asyncio.gather(
        *(directory.client.post("/scim/v2/Users", json=body, headers=headers) for body in bodies)
    )
    assert sorted(each.status_code for each in made) == [201] * 8 + [409] * 8
    ids = [each.json()["id"] for each in made if each.status_code == 201]

    async def add(person: str) -> None:
        await directory.patch(f"/Groups/{crew}", {"op": "Add", "path": "members", "value": [{"value": person}]})

    await asyncio.gather(*(add(each) for each in ids * 2))
    assert [each["value"] for each in (await directory.get(f"/Groups/{crew}"))["members"]] == sorted(ids)
    moved = [each for each in await directory.news() if each[0] == "person.moved"]
    assert sorted(moved) == sorted(("person.moved", each, None, crew) for each in ids), "and each is told once"


async def test_who_came_by_file_is_taken_over_and_who_leaves_lets_promises_go(
    directory: Directory, company: Company
) -> None:
    draft = Draft(title="A spare pump", due_at=directory.database.now() + timedelta(days=7))
    asker = actor_of(company["bob"], [Role.EMPLOYEE], None)
    asked = await directory.database.transact(commitments.request, asker, company["ann"], draft, terms=Terms())
    await directory.news()

    (found,) = (await directory.get("/Users", filter='userName eq "ANN"'))["Resources"]
    assert found["id"] == company["ann"]
    assert found[ENTERPRISE]["manager"]["value"] == company["mia"]
    (kestrel,) = (await directory.get("/Groups", filter='displayName eq "Kestrel"'))["Resources"]
    assert [each["value"] for each in kestrel["members"]] == sorted([company["ann"], company["bob"]])
    assert kestrel[TEAM]["parent"]["value"] == company["north"]
    below = await directory.get("/Groups", filter=f'{TEAM}:parent.value eq "{company["north"]}"')
    assert below["totalResults"] == 2

    await directory.patch(f"/Users/{company['ann']}", {"op": "Replace", "path": "active", "value": False})
    assert [each[0] for each in await directory.news()] == ["person.left", "commitment.cancelled"]
    async with directory.database.read() as session:
        (row,) = await promised.by_ids(session, viewer_of(asker), [asked])
        assert row.state == "CANCELLED"

    await directory.send("DELETE", f"/Groups/{company['north']}", status=204)
    async with directory.database.read() as session:
        left = {each.name for each in await tree.every_team(session)}
        assert left == {"Kestrel", "Heron", "Swift"}
        assert await tree.ancestors(session, company["kestrel"]) == [company["kestrel"]]


async def test_a_person_in_two_teams_is_at_home_in_the_first(directory: Directory, clock: Clock) -> None:
    ann = await directory.user("ann")
    here = [{"value": ann}]
    one, two, three = [await directory.create("/Groups", displayName=name, members=here) for name in "ABC"]

    async def home() -> str | None:
        async with directory.database.read() as session:
            return (await store.facts(session, [ann]))[ann].home

    assert await home() == one
    clock.advance(timedelta(days=1))
    await directory.send("DELETE", f"/Groups/{one}", status=204)
    assert await home() == min(two, three)
    await directory.patch(f"/Groups/{two}", {"op": "replace", "path": "members", "value": []})
    assert await home() == three
    await directory.patch(f"/Groups/{three}", {"op": "remove", "path": "members"})
    assert await home() is None
    await directory.patch(f"/Users/{ann}", {"op": "replace", "path": "active", "value": False})
    await directory.patch(f"/Groups/{two}", {"op": "add", "path": "members", "value": [{"value": ann}]})
    assert await home() is None, "who is not here is in no team"
    await directory.patch(f"/Users/{ann}", {"op": "replace", "path": "active", "value": True})
    assert await home() == two
