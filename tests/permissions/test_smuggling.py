"""No way of writing a document takes a field past the scopes of a token, or a token past its person."""

from __future__ import annotations

import re
from typing import Any

import httpx

from conftest import Api
from had_your_back.database import Database
from had_your_back.people.rules import Scope
from had_your_back.recognitions.rules import Visibility
from permissions.cast import WHATEVER_THE_ENGINE, assemble, dump
from permissions.test_operations import OPERATIONS, changed, codes_of, document

SMUGGLED = {
    "an inline fragment in node": (
        "people:read",
        "{ node(id: $recognition) { id ... on Recognition { message } } }",
    ),
    "a named fragment in node": (
        "people:read",
        "{ node(id: $recognition) { ...It } } fragment It on Recognition { message }",
    ),
    "a fragment in a fragment": (
        "people:read",
        "{ nodes(ids: [$recognition]) { ...A } } fragment A on Node { ...B } fragment B on Recognition { message }",
    ),
    "the interface first": (
        "people:read",
        "{ node(id: $recognition) { ... on Node { ... on Recognition { message } } } }",
    ),
    "a fragment without a type": (
        "people:read",
        "{ ... { node(id: $recognition) { ... { ... on Recognition { message } } } } }",
    ),
    "a fragment on the root": (
        "people:read",
        "{ ...R } fragment R on Query { recognitions { nodes { message } } }",
    ),
    "an alias": (
        "people:read",
        "{ people: recognitions { nodes { viewer: message } } }",
    ),
    "only a count": (
        "people:read",
        "{ recognitions { totalCount } }",
    ),
    "only the name of the type": (
        "people:read",
        "{ recognitions { __typename } }",
    ),
    "a condition that is false": (
        "people:read",
        "{ behaviours { key } recognitions @include(if: false) { nodes { message } } }",
    ),
    "a condition by a variable": (
        "people:read",
        """query($recognition: ID!, $no: Boolean = false) { node(id: $recognition) { ...It @include(if: $no) } }
        fragment It on Recognition { message }""",
    ),
    "what is skipped": (
        "people:read",
        "{ behaviours { key } recognitions @skip(if: true) { nodes { message } } }",
    ),
    "below a person": (
        "people:read",
        "{ people { nodes { recognitionsReceived { nodes { message } } } } }",
    ),
    "a person below a recognition": (
        "recognitions:read",
        "{ recognitions { nodes { giver { displayName } } } }",
    ),
    "a person below a comment": (
        "recognitions:read",
        "{ recognitions { nodes { comments { nodes { author { displayName } } } } } }",
    ),
    "an address for a screen": (
        "signage",
        "{ recognitions { nodes { giver { email } } } }",
    ),
    "a manager for a screen": (
        "signage",
        "{ recognitions { nodes { giver { manager { displayName } } } } }",
    ),
    "a commitment in node": (
        "people:read",
        "{ node(id: $recognition) { id ... on Commitment { title } } }",
    ),
    "a commitment below a recognition": (
        "recognitions:read people:read",
        "{ recognitions { nodes { commitment { title } } } }",
    ),
    "a commitment below the viewer": (
        "people:read",
        "{ viewer { awaitingMe { nodes { title } } } }",
    ),
    "the secret address of the viewer's commitments": (
        "people:read",
        "{ viewer { calendarUrl } }",
    ),
    "an export of one's own, without what one promised": (
        "people:read recognitions:read",
        "{ viewer { export } }",
    ),
    "an export of one's own, without what one was thanked for": (
        "people:read commitments:read",
        "{ viewer { export } }",
    ),
    "a new one, in what a mutation shows": (
        "commitments:write commitments:read",
        "mutation { renewCalendarUrl { viewer { calendarUrl } } }",
    ),
    "how many commitments a team has": (
        "people:read",
        "{ teams { nodes { commitments { totalCount } } } }",
    ),
    "a person below a commitment": (
        "commitments:read",
        "{ commitments { nodes { performer { displayName } } } }",
    ),
    "a person below a step": (
        "commitments:read",
        "{ commitments { nodes { history { nodes { actor { displayName } } } } } }",
    ),
    "who is named by a no": (
        "commitments:read",
        "{ commitments { nodes { referredTo { id } } } }",
    ),
    "thanks below a commitment": (
        "commitments:read",
        "{ commitments { nodes { recognitions { message } } } }",
    ),
    "a team below an endpoint": (
        "webhooks:manage",
        "{ webhookEndpoints { nodes { teams { name } } } }",
    ),
    "people in what a mutation shows": (
        "recognitions:write recognitions:read",
        """mutation($recognition: ID!) {
          endorseRecognition(input: {id: $recognition}) { recognition { giver { id } } }
        }""",
    ),
    "a recognition in what a mutation shows": (
        "recognitions:write",
        "mutation($recognition: ID!) { endorseRecognition(input: {id: $recognition}) { recognition { message } } }",
    ),
    "a forbidden mutation behind one that is allowed": (
        "recognitions:write",
        document("Mutation.endorseRecognition", "Mutation.moderate"),
    ),
}


@WHATEVER_THE_ENGINE
async def test_no_way_of_writing_it_takes_a_field_past_the_scopes(api: Api, database: Database) -> None:
    cast = await assemble(database)
    recognition = await cast.give(Visibility.EVERYONE, words="Lantern")
    before = await dump(database)
    for how, (scopes, written) in SMUGGLED.items():
        takes_one = written.startswith("{") and "$recognition" in written
        text = f"query($recognition: ID!) {written}" if takes_one else written
        token = await cast.token(*scopes.split(), person="all")
        variables = {"recognition": recognition} if "$recognition" in text else {}
        for answer in (
            await api.post(text, token, **variables),
            await api.client.get("/graphql", **as_get(text, token, variables)),
        ):
            if answer.request.method == "GET" and text.startswith("mutation"):
                assert answer.status_code >= 400, how
            else:
                assert await codes_of(answer) == ["FORBIDDEN"], how
            assert "data" not in answer.json(), how
            assert "Lantern" not in answer.text, how
    assert changed(before, await dump(database)) == {"service_token", "audit_entry"}


def as_get(text: str, token: str, variables: dict[str, str]) -> dict[str, Any]:
    pairs = ", ".join(f'"{name}": "{value}"' for name, value in variables.items())
    headers = {"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"}
    return {"params": {"query": text, "variables": f"{{{pairs}}}"}, "headers": headers}


@WHATEVER_THE_ENGINE
async def test_only_the_operation_that_runs_is_asked_for_scopes(api: Api, database: Database) -> None:
    cast = await assemble(database)
    token = await cast.token("people:read")
    folk, feed = "query Folk { teams { nodes { name } } }", "query Feed { ...F }"
    text = f"{folk} {feed} fragment F on Query {{ recognitions {{ totalCount }} }}"

    async def run(operation: str | None) -> httpx.Response:
        body = {"query": text, "operationName": operation}
        return await api.client.post("/graphql", json=body, headers={"authorization": f"Bearer {token}"})

    assert len((await run("Folk")).json()["data"]["teams"]["nodes"]) == 5
    assert await codes_of(await run("Feed")) == ["FORBIDDEN"]
    assert await codes_of(await run(None)) == ["BAD_REQUEST"]


@WHATEVER_THE_ENGINE
async def test_a_token_never_allows_more_than_the_roles_of_its_person(api: Api, database: Database) -> None:
    cast = await assemble(database)
    token = await cast.token(*Scope, person="sam")
    for row in OPERATIONS:
        if "E" not in row["signed in"]:
            text = document(row["operation"])
            variables = dict.fromkeys(re.findall(r"\$(\w+): ID!", text), cast["ann"])
            assert await api.codes(text, token, **variables) == ["FORBIDDEN"], row["operation"]
