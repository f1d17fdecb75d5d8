"""What a directory may not do, and what it is told: which of its operations, and what to send instead."""

from __future__ import annotations

from typing import Any

import pytest

from had_your_back.commitments.actions import terms_of
from had_your_back.database import Database
from had_your_back.people import actions, personal
from had_your_back.people import store as people
from had_your_back.people.actions import PersonDraft
from had_your_back.privacy import actions as privacy
from had_your_back.scim.routes import MEDIA_TYPE
from had_your_back.settings import Settings
from scim.conftest import ENTERPRISE, TEAM, Directory, application, directory_of

one_database = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what is decided before any statement


async def test_a_filter_that_cannot_be_asked_is_refused_with_the_reason(directory: Directory) -> None:
    for asked in (
        "userName",
        'userName eq "ann',
        'userName like "ann"',
        "userName eq ann",
        '(userName eq "ann"',
        'nickName eq "ann"',
        'active gt "x"',
        'meta.created gt "yesterday"',
        'emails[type eq "work"',
        'groups co "x"',
        'members[display eq "x"]',
        'userName eq "' + "a" * 5_000 + '"',
    ):
        where = "/Groups" if asked.startswith("members") else "/Users"
        said = await directory.get(where, status=400, filter=asked)
        assert said["scimType"] == "invalidFilter", asked
        assert said["detail"], asked
    for odd in ("'; DROP TABLE person; --", "%", "_", "\\u0000", "\\\\", "ß", "\U0001f600"):
        for how in ("eq", "co", "sw", "ew", "gt"):
            for name in ("userName", "displayName", "externalId", "emails", "groups.value"):
                if name != "groups.value" or how == "eq":
                    found = await directory.get("/Users", filter=f'{name} {how} "{odd}"')
                    assert found["totalResults"] == 0, (name, how, odd)


@one_database
async def test_bodies_that_mean_nothing_are_refused(directory: Directory) -> None:
    ann = await directory.user("ann")
    for method, path in (("POST", "/Users"), ("PUT", f"/Users/{ann}"), ("PATCH", f"/Users/{ann}"), ("POST", "/Bulk")):
        for body in ([], "x", 7, None, {"schemas": 1}):
            said = await directory.send(method, path, body, status=400)
            assert said["scimType"] in {"invalidValue", "invalidSyntax"}, (method, body)
    long = {"op": "replace", "path": f"emails[{'(' * 50_000}value pr{')' * 50_000}].value", "value": "x"}
    assert (await directory.patch(f"/Users/{ann}", long, status=400))["scimType"] == "invalidPath"
    for path in ("/Nothing", "/Users/x/y", "/Users/per_nobody", "/Groups/x"):
        await directory.get(path, status=404)
    await directory.send("POST", f"/Users/{ann}", {}, status=405)
    await directory.send("PUT", "/Users/x", {"userName": "x"}, status=404)
    await directory.send("POST", "/Users", {"userName": "x"}, status=415, **{"content-type": "text/csv"})


async def test_what_the_libraries_below_cannot_take_is_a_no_that_says_what_to_do(directory: Directory) -> None:
    """Each was a fault once: found by 25,000 requests made of what SCIM is made of."""
    ann = await directory.user("ann")
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}
    deep: Any = "x"
    for _ in range(500):
        deep = {"displayName": deep}
    half, late = 'userName eq "\\ud800"', 'meta.lastModified lt "9999-12-31T23:59:59-14:00"'
    refused = {
        "invalidSyntax": (
            "16 lists",
            [("POST", "/Users", deep), ("PUT", f"/Users/{ann}", deep), ("POST", "/Bulk", deep)],
        ),
        "invalidFilter": ("Send it whole", [("POST", "/.search", {**search, "filter": half})]),
        "invalidValue": (
            "startIndex is at most 2,147,483,647",
            [("POST", "/.search", {**search, "startIndex": 10**20})],
        ),
    }
    for kind, (words, asked) in refused.items():
        for method, path, body in asked:
            said = await directory.send(method, path, body, status=400)
            assert (said["scimType"], words in said["detail"]) == (kind, True), (path, said)
    for where, parameters, words in (
        ("/Users", {"filter": late}, "outside of the years 1 to 9999"),
        ("/Users", {"filter": half}, "Send it whole"),
        ("/", {"startIndex": 10**20}, "startIndex is at most"),
        ("/Groups", {"startIndex": 2**63, "count": 2**63}, "startIndex is at most"),
    ):
        said = await directory.get(where, status=400, **parameters)
        assert words in said["detail"], (parameters, said)
    assert (await directory.get("/Users", count=10**20))["totalResults"] == 1
    assert (await directory.get("/Users", count="9" * 5_000, status=400))["scimType"] == "invalidValue"


async def test_what_is_not_theirs_to_write_is_refused_and_changes_nothing(directory: Directory) -> None:
    ann, bob = await directory.user("ann"), await directory.user("bob", emails=[{"value": "bob@x.org"}])
    crew = await directory.create("/Groups", displayName="Crew", externalId="crew", members=[{"value": ann}])
    deck = await directory.create("/Groups", displayName="Deck", **{TEAM: {"parent": "crew", "description": "Below"}})
    assert (await directory.get(f"/Groups/{deck}"))[TEAM]["parent"]["value"] == crew
    await directory.news()

    def replace(path: str, value: Any) -> dict[str, Any]:
        return {"op": "replace", "path": path, "value": value}

    for path, operation, kind in (
        (f"/Users/{ann}", replace("id", "per_1"), "mutability"),
        (f"/Users/{ann}", replace("meta.created", "2020-01-01T00:00:00Z"), "mutability"),
        (f"/Users/{ann}", replace("groups", [{"value": deck}]), "mutability"),
        (f"/Users/{ann}", {"op": "remove", "path": "userName"}, "mutability"),
        (f"/Users/{ann}", replace("active", "perhaps"), "invalidValue"),
        (f"/Users/{ann}", replace("displayName", "x" * 201), "invalidValue"),
        (f"/Users/{ann}", {"op": "become", "path": "title", "value": "x"}, "invalidValue"),
        (f"/Users/{ann}", replace(f"{ENTERPRISE}:manager", ann), "invalidValue"),
        (f"/Users/{ann}", replace("emails", [{"value": "BOB@x.org"}]), "uniqueness"),
        (f"/Users/{ann}", replace("userName", "BOB"), "uniqueness"),
        (f"/Groups/{crew}", replace("members", [{"value": "per_nobody"}]), "invalidValue"),
        (f"/Groups/{crew}", replace("members", [{"value": deck}]), "invalidValue"),
        (f"/Groups/{crew}", replace(f"{TEAM}:parent", deck), "invalidValue"),
        (f"/Groups/{crew}", replace(f"{TEAM}:parent", crew), "invalidValue"),
        (f"/Groups/{crew}", replace(f"{TEAM}:parent", "nothing"), "invalidValue"),
        (f"/Groups/{deck}", replace("externalId", "crew"), "uniqueness"),
    ):
        status = 409 if kind == "uniqueness" else 400
        said = await directory.patch(
            path, {"op": "add", "path": "externalId", "value": "first"}, operation, status=status
        )
        assert said["scimType"] == kind, (path, operation, said)
    assert await directory.news() == [], "not even the operation before the one that was refused"
    assert (await directory.create("/Users", status=409, userName="Ann"))["scimType"] == "uniqueness"
    assert (await directory.create("/Users", status=409, userName="c", emails=["bob@x.org"]))[
        "scimType"
    ] == "uniqueness"
    d = await directory.create("/Users", userName="d", active=False, emails=["bob@x.org"])
    returns = await directory.patch(f"/Users/{d}", replace("active", True), status=409)
    assert (returns["scimType"], bob in returns["detail"]) == ("uniqueness", True), "whoever is away may have it"
    assert await directory.get(f"/Users/{bob}")


async def test_nobody_writes_over_what_they_have_not_seen(directory: Directory) -> None:
    ann = await directory.user("ann")
    first = (await directory.get(f"/Users/{ann}"))["meta"]["version"]
    await directory.send("GET", f"/Users/{ann}", status=304, **{"if-none-match": first})
    draft = PersonDraft(user_name="ann", display_name="Ann of the files")
    await directory.database.transact(actions.put_person, draft)
    body = {"userName": "ann", "displayName": "Ann of the directory"}
    await directory.send("PUT", f"/Users/{ann}", body, status=412, **{"if-match": first})
    await directory.send("DELETE", f"/Users/{ann}", status=412, **{"if-match": first})
    second = (await directory.get(f"/Users/{ann}"))["meta"]["version"]
    assert second != first
    await directory.send("PUT", f"/Users/{ann}", body, **{"if-match": second})
    crew = await directory.create("/Groups", displayName="Crew")
    empty = (await directory.get(f"/Groups/{crew}"))["meta"]["version"]
    await directory.patch(f"/Groups/{crew}", {"op": "add", "path": "members", "value": [{"value": ann}]})
    assert (await directory.get(f"/Groups/{crew}"))["meta"]["version"] != empty


async def test_of_many_operations_each_stands_for_itself(directory: Directory) -> None:
    def create(bulk_id: str, path: str, **data: Any) -> dict[str, Any]:
        return {"method": "POST", "path": path, "bulkId": bulk_id, "data": data}

    both = [{"value": "bulkId:ann"}, {"value": "bulkId:bob"}]

    operation = {"op": "Replace", "path": "active", "value": "False"}
    left = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]}
    answer = await directory.send(
        "POST",
        "/Bulk",
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": [
                create("crew", "/Groups", displayName="Crew", members=both),
                create("ann", "/Users", userName="ann", **{ENTERPRISE: {"manager": "bulkId:bob"}}),
                create("bob", "/Users", userName="bob"),
                create("twice", "/Users", userName="ANN"),
                create("lost", "/Groups", displayName="Lost", members=[{"value": "per_nobody"}]),
                {"method": "PATCH", "path": "/Users/bulkId:bob", "data": left},
            ],
        },
    )  # fmt: skip
    assert [each["status"] for each in answer["Operations"]] == ["201", "201", "201", "409", "400", "200"]
    async with directory.database.read() as session:
        (ann,) = await people.people_by(session, "user_name", ["ann"])
        (bob,) = await people.people_by(session, "user_name", ["bob"])
    assert (ann.manager_id, bob.active) == (bob.id, False)
    listed = await directory.get("/Groups")
    assert [(each["displayName"], len(each["members"])) for each in listed["Resources"]] == [("Crew", 2)], (
        "Lost is undone"
    )
    both = await directory.send(
        "POST", "/.search", {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}
    )
    assert [each["meta"]["resourceType"] for each in both["Resources"]] == ["User", "User", "Group"]


async def test_a_directory_has_the_pace_of_every_caller(database: Database) -> None:
    def creates(*names: str) -> dict[str, Any]:
        operations = [{"method": "POST", "path": "/Users", "bulkId": it, "data": {"userName": it}} for it in names]
        return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations}

    async with application(database, pace_per_caller=300) as client:
        directory = await directory_of(database, client)
        for path, count, left in (("/Users", 20, 270), ("/Groups", 50, 210), ("/ServiceProviderConfig", 1, 200)):
            said = {"authorization": f"Bearer {directory.token}"}
            answer = await client.get(f"/scim/v2{path}", params={"count": count}, headers=said)
            assert f"r={left};" in answer.headers["ratelimit"], path
        shouted = {name.upper(): it for name, it in creates("a", "b", "c").items()}  # names have no case
        told = await client.post("/scim/v2/Bulk", json=shouted, headers=said | {"content-type": MEDIA_TYPE})
        assert (told.status_code, "r=170;" in told.headers["ratelimit"]) == (200, True), told.text
        await directory.user("d")
        refused = await client.get("/scim/v2/Users", params={"count": 10**9}, headers=said)
        told = refused.json()
        assert (refused.status_code, told["status"], refused.headers["content-type"]) == (429, "429", MEDIA_TYPE)
        assert "more than 300 points a minute. Try again in" in told["detail"]
        assert int(refused.headers["retry-after"]) > 0


async def test_deleting_is_erasing_only_where_the_setting_says_so(database: Database) -> None:
    async with application(database, scim_delete="erase") as client:
        directory = await directory_of(database, client)
        ann = await directory.user("ann", emails=[{"value": "ann@x.org"}], name={"familyName": "Lee"})
        await directory.news()
        await directory.send("DELETE", f"/Users/{ann}", status=204)
        assert await directory.news() == [("person.erased", ann)]
        await directory.get(f"/Users/{ann}", status=404)
        async with database.read() as session:
            (row,) = await people.people_by(session, "id", [ann])
            assert await personal.told_by_directory(session, ann) == ([], [])
        assert (row.email, row.scrubbed_at is not None) == (None, True), "the files were written anew, too"
        assert await directory.user("ann") != ann


async def test_whoever_was_erased_is_gone_for_the_directory(directory: Directory) -> None:
    ann, bob = await directory.user("ann"), await directory.user("bob", **{ENTERPRISE: {"manager": "ann"}})
    await directory.database.transact(privacy.erase, ann, terms=terms_of(Settings()))
    assert (await directory.get("/Users", filter="userName pr"))["totalResults"] == 1
    await directory.get(f"/Users/{ann}", status=404)
    await directory.patch(f"/Users/{ann}", {"op": "replace", "path": "active", "value": True}, status=404)
    assert ENTERPRISE not in await directory.get(f"/Users/{bob}")
