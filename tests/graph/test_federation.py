"""How a company's graph joins: people and teams by the keys that other graphs have, too."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from conftest import Api, Company
from graph.test_statements import statements
from had_your_back.__main__ import app
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.graph.schema import sdl, subgraph
from had_your_back.people import actions
from had_your_back.people.actions import PersonDraft, TokenDraft
from had_your_back.recognitions.rules import Visibility
from had_your_back.settings import Settings
from recognitions.acting import give

ENTITIES = """
query ($of: [_Any!]!) { _entities(representations: $of) {
  __typename
  ... on Person { id userName teams { name } }
  ... on Team { id name }
} }
"""


def person(**key: object) -> dict[str, object]:
    return {"__typename": "Person", **key}


def team(**key: object) -> dict[str, object]:
    return {"__typename": "Team", **key}


@pytest.fixture
async def hired(database: Database, company: Company) -> list[str]:
    """Fifty people with the numbers that the company's other systems know them by."""

    async def hire(tx: Any) -> list[str]:
        drafts = [
            PersonDraft(user_name=f"p{number}", display_name=f"P {number}", external_id=f"E-{number}", team="heron")
            for number in range(50)
        ]
        return [(await actions.put_person(tx, draft)).id for draft in drafts]

    return await database.transact(hire)


async def test_people_and_teams_are_found_by_either_key_in_the_order_in_which_they_are_wanted(
    api: Api, company: Company, hired: list[str]
) -> None:
    wanted = [
        team(externalId="heron"),
        person(id=hired[7]),
        person(externalId="E-3", desk="4.12"),
        person(externalId="E-3"),
        person(externalId="nobody's"),
        team(id=company["swift"]),
        person(id=company["swift"]),
        person(externalId=None),
        person(id=None, externalId="E-3"),
    ]
    shown = (await api(ENTITIES, of=wanted))["_entities"]
    third = {"__typename": "Person", "id": hired[3], "userName": "p3", "teams": [{"name": "Heron"}]}
    assert shown == [
        {"__typename": "Team", "id": company["heron"], "name": "Heron"},
        {"__typename": "Person", "id": hired[7], "userName": "p7", "teams": [{"name": "Heron"}]},
        third,
        third,
        None,
        {"__typename": "Team", "id": company["swift"], "name": "Swift"},
        None,
        None,
        third,
    ]
    assert await api(ENTITIES, of=[]) == {"_entities": []}


BAD = [
    {},
    person(),
    person(userName="ann"),
    person(id=7),
    person(externalId=["E-3"]),
    team(name="Heron"),
    {"__typename": "Viewer", "id": "per_1"},
    {"__typename": ["Person"], "id": "per_1"},
    {"id": "per_1"},
    "E-3",
    ["Person", "E-3"],
]


async def test_what_names_nothing_gets_an_error_of_its_own_and_the_others_are_answered(
    api: Api, hired: list[str]
) -> None:
    good = person(externalId="E-3")
    answer = await api.post(ENTITIES, of=[good, *BAD, good])

    shown, errors = answer.json()["data"]["_entities"], answer.json()["errors"]
    assert [each and each["id"] for each in shown] == [hired[3], *(None for _ in BAD), hired[3]]
    assert [error["path"] for error in errors] == [["_entities", place] for place in range(1, len(BAD) + 1)]
    assert {error["extensions"]["code"] for error in errors} == {"BAD_REQUEST"}
    assert {error["message"] for error in errors} == {
        'A representation is {__typename: "Person" or "Team"} with an id or an externalId, a text.'
    }


async def test_a_hundred_are_read_together_and_more_are_refused(api: Api, company: Company, hired: list[str]) -> None:
    teams = ["north", "kestrel", "heron", "swift"]
    wanted = [
        *(person(id=key) for key in hired[:25]),
        *(person(externalId=f"E-{number}") for number in range(25, 71)),
        *(team(id=company[name]) for name in teams),
        *(team(externalId=name) for name in teams * 6),
        person(id="\0"),
    ]
    with statements(api) as seen:
        shown = (await api(ENTITIES, of=wanted))["_entities"]
    assert len(shown) == 100
    assert sum(each is None for each in shown) == 22
    assert len(seen) == 6, seen  # signing in; people and teams by each key; the teams of those people

    assert await api.codes(ENTITIES, of=[*wanted, person(id=hired[0])]) == ["BAD_REQUEST"]
    assert await api.codes(ENTITIES, of=None) == ["VALIDATION_FAILED"]

    costs = (await api.post(ENTITIES, of=wanted)).json()["extensions"]["cost"]
    assert costs == 100 * (1 + 2)  # each, and two teams of it
    many = "recognitionsReceived(first: 10) { nodes { id } }"
    dear = f"query($of: [_Any!]!) {{ _entities(representations: $of) {{ ... on Person {{ {many} }} }} }}"
    assert await api.codes(dear, of=wanted) == ["COST_EXCEEDED"]
    assert await api.codes(dear, of=wanted[:50]) == []


async def test_what_is_shown_of_an_entity_is_what_is_shown_of_it_elsewhere(
    api: Api, database: Database, company: Company
) -> None:
    await give(database, company, "cyd", "ann", message="Between us.", visibility=Visibility.PEOPLE)
    await give(database, company, "cyd", "ann", message="For all.")
    what = "userName email recognitionsReceived { totalCount nodes { message } }"
    for who in ("ann", "dee", "adm"):
        key = {"id": company["ann"]}
        asked = await api(f"query($by: PersonBy!) {{ person(by: $by) {{ {what} }} }}", who, by=key)
        joined = f"query($of: [_Any!]!) {{ _entities(representations: $of) {{ ... on Person {{ {what} }} }} }}"
        assert (await api(joined, who, of=[person(**key)]))["_entities"] == [asked["person"]]


async def test_a_token_gets_of_an_entity_what_its_scopes_cover(api: Api, database: Database, company: Company) -> None:
    async def asked(what: str, *scopes: str) -> list[str]:
        _, secret = await database.transact(actions.create_token, TokenDraft(name="a gateway", scopes=list(scopes)))
        document = f"query($of: [_Any!]!) {{ _entities(representations: $of) {{ {what} }} }}"
        return await api.codes(document, secret, of=[person(id=company["ann"])])

    given = "... on Person { recognitionsGiven { nodes { id } } }"
    assert await asked("__typename", "people:read") == []
    assert await asked("__typename", "recognitions:read") == ["FORBIDDEN"]
    assert await asked("... on Person { id }", "signage") == ["FORBIDDEN"]
    assert await asked(given, "people:read") == ["FORBIDDEN"]
    assert await asked(given, "people:read", "recognitions:read") == []
    assert await asked("... on Team { score { value } }", "people:read") == ["FORBIDDEN"]
    assert await api.codes(ENTITIES, None, of=[]) == ["UNAUTHENTICATED"]


async def test_a_composer_is_told_the_keys_and_clients_are_not_told_of_the_machinery(
    api: Api, company: Company
) -> None:
    told = (await api("{ _service { sdl } }"))["_service"]["sdl"]
    assert told == subgraph() == CliRunner().invoke(app, ["schema", "--federation"]).stdout
    assert sdl() == CliRunner().invoke(app, ["schema"]).stdout
    for name in ("Person", "Team"):
        assert f'type {name} implements Node @key(fields: "id") @key(fields: "externalId") {{' in told
    assert "federation/v2.9" in told
    for word in ("_entities", "_service", "_Any", "_Entity", "@key", "@link", "@shareable", "link__", "_FieldSet"):
        assert word not in sdl()


async def test_where_the_schema_is_not_told_a_composer_is_not_told_it_either(
    api: Api, company: Company, database: Database
) -> None:
    settings = Settings(
        database_url=SecretStr(database.url), secret_key=SecretStr("a"), auth="dev", introspection=False
    )
    transport = httpx.ASGITransport(create(settings, database=database, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        silent = Api(client, api.app)
        assert await silent.codes("{ _service { sdl } }") == ["FORBIDDEN"]
        assert (await silent(ENTITIES, of=[team(externalId="swift")]))["_entities"][0]["name"] == "Swift"
