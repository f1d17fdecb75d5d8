"""What others wrote to judge a GraphQL API by, let loose on ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import Company
from had_your_back.database import Database, Transaction
from had_your_back.graph.schema import subgraph
from had_your_back.people import actions
from had_your_back.people.actions import PersonDraft, TokenDraft
from processes import ORACLES, needs_oracles, node
from recognitions.acting import give

ROOT = Path(__file__).parents[2]
GRAPHQL = ROOT / "graphql"
SCHEMA, OPERATIONS = GRAPHQL / "schema.graphql", GRAPHQL / "operations"

pytestmark = needs_oracles


async def test_typescript_knows_every_type_of_every_document(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ORACLES / "node_modules")
    for name in ("client.ts", "tsconfig.json"):
        (tmp_path / name).write_text((ORACLES / "typescript" / name).read_text())
    places = {"SCHEMA": str(SCHEMA), "OPERATIONS": str(OPERATIONS), "OUT": f"{tmp_path}/graphql/"}
    await node("node_modules/.bin/graphql-codegen", "--config", "typescript/codegen.yml", **places)
    await node("node_modules/.bin/tsc", "--project", str(tmp_path))

    generated = (tmp_path / "graphql" / "graphql.ts").read_text()
    assert {path.stem for path in OPERATIONS.glob("*.graphql")} == set(re.findall(r"const (\w+)Document =", generated))


async def test_relay_compiles_the_schema_our_documents_and_a_list_that_pages(tmp_path: Path) -> None:
    compiled = json.loads(await node("relay.mjs", str(SCHEMA), str(OPERATIONS), str(tmp_path)))
    assert compiled == {"persisted": len(list(OPERATIONS.glob("*.graphql"))) + 3, "refetches": True}


async def test_graphql_eslint_finds_nothing_beside_what_it_is_told() -> None:
    assert await node("lint.mjs", str(GRAPHQL)) == ""


async def test_nothing_that_breaks_a_client_has_come_since_the_release(tmp_path: Path) -> None:
    released = GRAPHQL / "released.graphql"
    assert await node("inspect.mjs", str(released), str(SCHEMA)) == ""

    promised, broken = tmp_path / "promised.graphql", tmp_path / "broken.graphql"
    text = released.read_text()
    for name, day in (("email", "2020-01-01"), ("avatarUrl", "2999-01-01")):
        said = f'  {name}: String @deprecated(reason: "Use displayName. Goes on {day}.")\n'
        text = text.replace(f"  {name}: String\n", said)
    promised.write_text(text)
    broken.write_text(re.sub(r"  (jobTitle|email|avatarUrl): String.*\n", r"  a_\1: String\n", text))
    assert (await node("inspect.mjs", str(promised), str(broken))).splitlines() == [
        "Field 'avatarUrl' (deprecated) was removed from object type 'Person'",
        "Field 'jobTitle' was removed from object type 'Person'",
    ]


@pytest.mark.parametrize(
    "engine", ["sqlite"], indirect=True
)  # the other one is behind the same HTTP, see test_federation
async def test_a_companys_graph_joins_people_by_their_external_id(
    database: Database, company: Company, service: str, tmp_path: Path
) -> None:
    async def hire(tx: Transaction) -> str:
        for user_name, external_id in (("dee", "E-1"), ("eve", "E-2")):
            draft = PersonDraft(
                user_name=user_name, display_name=user_name.title(), external_id=external_id, team="swift"
            )
            await actions.put_person(tx, draft)
        scopes = ["people:read", "recognitions:read"]
        return (await actions.create_token(tx, TokenDraft(name="the gateway", scopes=scopes)))[1]

    token = await database.transact(hire)
    await give(database, company, "ann", "eve", message="You came back for it.")
    guide = (ROOT / "docs" / "federation.md").read_text()
    ours, theirs = tmp_path / "recognition.graphql", tmp_path / "personnel.graphql"
    ours.write_text(subgraph())
    theirs.write_text(*re.findall(r"```graphql personnel\n(.*?)```", guide, re.DOTALL))
    questions = re.findall(r"```graphql question\n(.*?)```", guide, re.DOTALL)

    places = (str(ours), str(theirs), f"{service}/graphql", token)
    said = json.loads(await node("federate.mjs", *places, given=json.dumps(questions)))
    (employees, team) = said["answers"]

    assert said["hints"] == []
    assert employees["data"]["employees"] == [
        employee("Dee", "4.12"),
        employee("Eve", "0.07", "You came back for it."),
        None,  # whom we do not know
    ]
    assert {each["displayName"]: each["desk"] for each in team["data"]["team"]["members"]["nodes"]} == {
        "Adm Example": None,
        "Int Example": None,
        "Mod Example": None,
        "Dee": "4.12",
        "Eve": "0.07",
    }
    assert (employees["asked"], team["asked"]) == (1, 1)


def employee(name: str, desk: str, *thanks: str) -> dict[str, Any]:
    nodes = [{"message": each} for each in thanks]
    return {
        "desk": desk,
        "displayName": name,
        "teams": [{"name": "Swift"}],
        "recognitionsReceived": {"nodes": nodes},
    }
