"""What Entra ID and Okta really send, from the first look to the last deletion, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from conftest import Clock
from had_your_back import audit, outbox
from had_your_back.people import store
from had_your_back.people import store as people_store
from had_your_back.people import tables as people_tables
from scim.conftest import ENTERPRISE, TEAM, Directory

ADSCIM = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def entra_user(number: int, name: str, **more: Any) -> dict[str, Any]:
    """A user as Entra ID creates one."""
    first, last = name.split()
    upn = f"{first}.{last}@contoso.example".lower()
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": str(UUID(int=number)),
        "userName": upn,
        "active": "True",
        "addresses": [{"primary": False, "type": "work", "country": "NO", "formatted": None, "locality": "Oslo"}],
        "displayName": name,
        "emails": [{"primary": True, "type": "work", "value": upn}],
        "meta": {"resourceType": "User"},
        "name": {"familyName": last, "formatted": name, "givenName": first},
        "phoneNumbers": [{"primary": None, "type": "mobile", "value": "+47 1"}],
        "preferredLanguage": "nb-NO",
        "roles": [],
        "title": "Sailor",
        **more,
    }


async def test_entra_id_from_the_first_look_to_the_last_deletion(directory: Directory, clock: Clock) -> None:
    # "Test connection" asks for somebody who cannot be there.
    nobody = await directory.get("/Users", filter='userName eq "8b9f3a52-0d1c-4f7e-9a60-2f6f0d4c7e11"')
    assert (nobody["totalResults"], nobody.get("Resources", [])) == (0, [])

    # Ida comes before her manager, whom her directory names by her objectId.
    ida = await directory.create(
        "/Users", **entra_user(1, "Ida Berg", **{ENTERPRISE: {"department": "Deck", "manager": str(UUID(int=2))}})
    )
    seen = await directory.get(f"/Users/{ida}")
    assert seen["emails"] == [{"value": "ida.berg@contoso.example", "type": "work", "primary": True}]
    assert seen["active"] is True
    assert seen["meta"]["location"] == f"https://backs.example.org/scim/v2/Users/{ida}"
    assert seen[ENTERPRISE] == {"department": "Deck", "manager": {"value": str(UUID(int=2))}}
    assert {"addresses", "phoneNumbers"}.isdisjoint(seen), "what nobody needs is not kept"
    maja = await directory.create("/Users", **entra_user(2, "Maja Dahl"))
    assert (await directory.get(f"/Users/{ida}"))[ENTERPRISE]["manager"]["value"] == maja
    assert await directory.news() == [
        ("person.joined", ida),
        ("person.joined", maja),
        ("person.changed", ida, ["manager"]),
    ]
    found = await directory.get("/Users", filter='externalId eq "00000000-0000-0000-0000-000000000001"')
    assert [each["id"] for each in found["Resources"]] == [ida]

    # Matching by address, as its own documents write it.
    for asked in (
        'emails[type eq "work"].value eq "Ida.Berg@contoso.example"',
        'emails[type eq "work"] and active eq true',
    ):
        assert (await directory.get("/Users", filter=asked, attributes="userName"))["totalResults"] >= 1, asked

    # Changes: capital operations, dotted keys, addresses by a type that is not there, texts for booleans.
    await directory.patch(
        f"/Users/{maja}",
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "maja@contoso.example"},
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+47 2"},
        {
            "op": "Replace",
            "value": {
                "displayName": "Maja Dahl Berg",
                "name.familyName": "Dahl Berg",
                f"{ENTERPRISE}:department": "Bridge",
                'emails[type eq "work"].value': "maja.berg@contoso.example",
            },
        },
    )
    seen = await directory.get(f"/Users/{maja}")
    assert (seen["displayName"], seen["name"]["familyName"], seen[ENTERPRISE]) == (
        "Maja Dahl Berg", "Dahl Berg", {"department": "Bridge"},
    )  # fmt: skip
    assert seen["emails"] == [{"value": "maja.berg@contoso.example", "type": "work", "primary": True}]
    await directory.patch(f"/Users/{maja}", {"op": "Remove", "path": 'emails[type eq "work"].value'})
    assert "emails" not in await directory.get(f"/Users/{maja}")
    await directory.patch(
        f"/Users/{maja}", {"op": "Add", "path": 'emails[type eq "work"].value', "value": "m@x.example"}
    )
    assert (await directory.get(f"/Users/{maja}"))["emails"] == [{"value": "m@x.example", "type": "work"}]
    told = await directory.news()
    assert told[0] == ("person.changed", maja, ["department", "displayName", "email", "familyName"])
    await directory.patch(f"/Users/{ida}", {"op": "Replace", "path": "userName", "value": "ida.lund@contoso.example"})
    assert (await directory.get(f"/Users/{ida}"))["userName"] == "ida.lund@contoso.example"

    # A manager as a bare text, taken away, and as older versions wrapped it.
    manager = f"{ENTERPRISE}:manager"
    await directory.patch(f"/Users/{ida}", {"op": "Remove", "path": manager})
    assert "manager" not in (await directory.get(f"/Users/{ida}"))[ENTERPRISE]
    for value in (maja, [{"$ref": f"https://backs.example.org/scim/v2/Users/{maja}", "value": maja}], {"value": maja}):
        await directory.patch(f"/Users/{ida}", {"op": "Add", "path": manager, "value": value})
        assert (await directory.get(f"/Users/{ida}"))[ENTERPRISE]["manager"]["value"] == maja
        await directory.patch(f"/Users/{ida}", {"op": "Replace", "path": "manager", "value": ""})
    await directory.news()

    # Groups: made empty, filled one by one, never asked for with their members.
    crew = await directory.create(
        "/Groups",
        schemas=[GROUP, ADSCIM],
        externalId="g-1",
        displayName="Crew",
        meta={"resourceType": "Group"},
        members=[],
    )
    bridge = await directory.create("/Groups", schemas=[GROUP, ADSCIM], externalId="g-2", displayName="Bridge")
    for each in (ida, maja):
        await directory.patch(
            f"/Groups/{crew}", {"op": "Add", "path": "members", "value": [{"$ref": None, "value": each}]}
        )
    assert [each["value"] for each in (await directory.get(f"/Groups/{crew}"))["members"]] == sorted([ida, maja])
    assert "members" not in await directory.get(f"/Groups/{crew}", excludedAttributes="members")
    named = await directory.get("/Groups", excludedAttributes="members", filter='displayName eq "crew"')
    assert [each["id"] for each in named["Resources"]] == [crew]
    assert (await directory.get("/Groups", filter=f'id eq "{crew}" and members eq "{ida}"'))["totalResults"] == 1
    assert (await directory.get("/Groups", filter=f'id eq "{bridge}" and members[value eq "{ida}"]'))[
        "totalResults"
    ] == 0
    moved = [each for each in await directory.news() if each[0] == "person.moved"]
    assert moved == [("person.moved", ida, None, crew), ("person.moved", maja, None, crew)]

    # A move: added there first, then removed here, with a list of values.
    clock.advance(timedelta(days=30))
    await directory.patch(f"/Groups/{bridge}", {"op": "Add", "path": "members", "value": [{"value": maja}]})
    await directory.patch(f"/Groups/{crew}", {"op": "Remove", "path": "members", "value": [{"value": maja}]})
    assert await directory.news() == [("person.changed", maja, ["teams"]), ("person.moved", maja, crew, bridge)]
    assert [each["display"] for each in (await directory.get(f"/Users/{maja}"))["groups"]] == ["Bridge"]
    async with directory.database.read() as session:
        told = (await outbox.after(session, outbox.START, limit=1_000))[-2:]
        homes = [(row.team_id, row.until is None) for row in await store.memberships(session, [maja]) if row.home]
    assert [each.teams for each in told] == [[bridge], [crew, bridge]], "endpoints for these teams hear of it"
    assert homes == [(crew, False), (bridge, True)], "history is kept"

    # She leaves, and comes back: the directory never took her out of the group.
    await directory.patch(f"/Users/{maja}", {"op": "Replace", "path": "active", "value": "False"})
    seen = await directory.get(f"/Users/{maja}")
    assert (seen["active"], [each["value"] for each in seen["groups"]]) == (False, [bridge])
    assert await directory.news() == [("person.left", maja)]
    async with directory.database.read() as session:
        assert (await store.facts(session, [maja]))[maja].teams == frozenset()
    await directory.patch(f"/Users/{maja}", {"op": "Replace", "path": "active", "value": "True"})
    assert await directory.news() == [("person.joined", maja), ("person.moved", maja, None, bridge)]

    # Deleted for good after thirty days: here that is leaving, and coming back by the same objectId is the same person.
    await directory.send("DELETE", f"/Users/{maja}", status=204)
    await directory.get(f"/Users/{maja}", status=404)
    assert (await directory.get("/Users"))["totalResults"] == 1
    assert await directory.news() == [("person.left", maja)]
    assert await directory.create("/Users", **entra_user(2, "Maja Dahl")) == maja
    other = entra_user(3, "Ida Berg")
    refused = await directory.create("/Users", status=409, **other)
    assert (refused["scimType"], ida in refused["detail"]) == ("uniqueness", True), "two people with one address"
    again = await directory.create("/Users", **{**other, "emails": []})
    assert again != ida, "another account that has a name which was given up"
    await directory.send("DELETE", f"/Groups/{bridge}", status=204)
    await directory.get(f"/Groups/{bridge}", status=404)
    assert ("team.removed", bridge) in await directory.news()


def okta_user(number: int, name: str, **more: Any) -> dict[str, Any]:
    """A user as Okta creates one, and as it replaces one."""
    first, last = name.split()
    return {
        "schemas": [USER],
        "userName": f"{first}@acme.example".lower(),
        "name": {"givenName": first, "familyName": last},
        "emails": [
            {"primary": False, "value": f"{first}@home.example".lower(), "type": "home"},
            {"primary": True, "value": f"{first}@acme.example".lower(), "type": "work"},
        ],
        "displayName": name,
        "locale": "en-US",
        "externalId": f"00u{number:017}",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
        **more,
    }


async def test_okta_from_the_first_look_to_the_last_deactivation(directory: Directory, clock: Clock) -> None:
    listed = await directory.get("/Users", startIndex=1, count=2)
    assert (listed["totalResults"], listed["startIndex"], listed.get("Resources", [])) == (0, 1, [])
    assert (await directory.get("/Users", filter='userName eq "ann@acme.example"'))["totalResults"] == 0

    ids = {}
    for number, name in enumerate(("Ann Lee", "Bob Ray", "Cyd Fox", "Dee Day", "Eve Orr")):
        ids[name] = await directory.create("/Users", **okta_user(number, name))
    ann, bob = ids["Ann Lee"], ids["Bob Ray"]
    seen = await directory.get(f"/Users/{ann}")
    assert seen["name"] == {"givenName": "Ann", "familyName": "Lee"}
    assert seen["emails"] == [{"value": "ann@acme.example", "type": "work", "primary": True}], "one, the primary"
    assert "password" not in seen
    assert (await directory.create("/Users", status=409, **okta_user(9, "Ann Other")))["scimType"] == "uniqueness"

    # Its import reads page by page.
    pages = [await directory.get("/Users", startIndex=start, count=2) for start in (1, 3, 5, 7)]
    assert [page["totalResults"] for page in pages] == [5, 5, 5, 5]
    assert [each["id"] for page in pages for each in page.get("Resources", [])] == sorted(ids.values())
    clock.advance(timedelta(hours=1))
    await directory.send(
        "PUT", f"/Users/{ann}", okta_user(0, "Ann Lee", id=ann, displayName="Ann B. Lee", title="Lead")
    )
    recent = await directory.get("/Users", filter='meta.lastModified gt "2026-11-20T09:30:00Z"')
    assert [each["displayName"] for each in recent["Resources"]] == ["Ann B. Lee"]
    by_name = await directory.get("/Users", sortBy="name.familyName", sortOrder="descending", count=3)
    assert [each["name"]["familyName"] for each in by_name["Resources"]] == ["Ray", "Orr", "Lee"]

    # Groups are pushed whole, renamed with their id beside, and changed by what a filter chooses.
    crew = await directory.create(
        "/Groups", displayName="Crew", members=[{"value": ann, "display": "ann@acme.example"}]
    )
    await directory.patch(f"/Groups/{crew}", {"op": "replace", "value": {"id": crew, "displayName": "The crew"}})
    await directory.patch(
        f"/Groups/{crew}",
        {"op": "remove", "path": f'members[value eq "{ann}"]'},
        {"op": "add", "path": "members", "value": [{"value": bob, "display": "bob@acme.example"}]},
    )
    seen = await directory.get(f"/Groups/{crew}")
    assert (seen["displayName"], [each["value"] for each in seen["members"]]) == ("The crew", [bob])
    everybody = [{"value": each} for each in ids.values()]
    await directory.patch(f"/Groups/{crew}", {"op": "replace", "path": "members", "value": everybody})
    assert len((await directory.get(f"/Groups/{crew}"))["members"]) == 5
    fleet = await directory.create("/Groups", displayName="Fleet")
    whole = {"displayName": "The crew", "members": everybody[1:], TEAM: {"parent": {"value": fleet}}}
    answer = await directory.send("PUT", f"/Groups/{crew}", whole)
    assert (len(answer["members"]), answer[TEAM]["parent"]["value"]) == (4, fleet)

    # Deactivation is a value without a path; a group is deleted, and its people are in no team.
    await directory.news()
    await directory.patch(f"/Users/{bob}", {"op": "replace", "value": {"active": False}})
    assert await directory.news() == [("person.left", bob)]
    await directory.send("DELETE", f"/Groups/{crew}", status=204)
    left = [each for each in await directory.news() if each[0] != "person.changed"]
    gone = [("person.moved", ids[name], crew, None) for name in ("Cyd Fox", "Dee Day", "Eve Orr")]
    assert left == [*sorted(gone), ("team.removed", crew)]
    assert "groups" not in await directory.get(f"/Users/{bob}")


async def test_what_a_directory_does_is_in_the_audit_log_with_its_token(directory: Directory) -> None:
    made = await directory.user("ann")
    async with directory.database.read() as session:
        row = await session.row(audit.select(audit.entry).order_by(audit.entry.c.position.desc()))
        token = await session.value(people_store.select(people_tables.token.c.id))
    assert row is not None
    assert (row.act, row.subject, row.road) == ("person.joined", made, "scim")
    assert row.actor == row.credential == token
