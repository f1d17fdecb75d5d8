"""Whatever is sent to /graphql gets one clear answer: a status, a code, a sentence, and no word of what is inside."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    build_schema,
    get_named_type,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes

from conftest import Api, Company
from graph.moments import in_a_moment
from had_your_back.database import Database, Transaction
from had_your_back.graph.documents import identify, manifest
from had_your_back.graph.paging import cursor
from had_your_back.graph.schema import schema, sdl
from had_your_back.graph.sizes import LONGEST
from had_your_back.people import actions
from had_your_back.people.rules import Role
from recognitions.acting import give

GRAPHQL, JSON = "application/graphql-response+json", "application/json"
ASK = "{ viewer { person { userName } } }"
LEAKS = (
    "Traceback",
    'File "',
    ".py",
    "SELECT ",
    "INSERT ",
    "sqlalche",
    "sqlite",
    "asyncpg",
    "NoneType",
    "object at 0x",
    "isoformat",
)

Answer = tuple[int, str]
"""A status and the code of the first error; no code when there is data."""


async def send(api: Api, body: bytes = b"", method: str = "POST", **more: Any) -> Answer:
    """Send something; every answer is JSON of one shape and keeps to itself what is inside."""
    headers = {"authorization": "Bearer dev:ann", "content-type": JSON, "accept": GRAPHQL, **more.pop("headers", {})}
    headers = {name: value for name, value in headers.items() if value is not None}
    answer = await api.client.request(method, "/graphql", content=body, headers=headers, **more)
    wanted = headers["accept"] if headers["accept"] in {GRAPHQL, JSON} else JSON
    assert answer.headers["content-type"] in {wanted, f"{wanted}; charset=utf-8"}
    assert answer.headers["cache-control"] == "no-store"
    if method == "HEAD":
        return answer.status_code, ""
    told = answer.json()
    assert not any(leak in answer.text for leak in LEAKS), answer.text
    assert set(told) <= {"data", "errors", "extensions"}
    for error in told.get("errors", ()):
        assert error["message"].strip()
    return answer.status_code, told["errors"][0]["extensions"]["code"] if "errors" in told else ""


def ask(query: Any = ASK, **more: Any) -> bytes:
    return json.dumps({"query": query, **more}).encode()


FINE, BAD, INVALID = (200, ""), (400, "BAD_REQUEST"), (400, "VALIDATION_FAILED")
TWO = "query One { viewer { roles } } query Two { viewer { roles } }"
DOUBLING = "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(80))
DOUBLING += " fragment F80 on Query { viewer { roles } }"
MUTATION = 'mutation { report(input: {id: "x", reason: "y"}) { userErrors { code } } }'

BODIES: dict[str, tuple[bytes, Answer]] = {
    "a question": (ask(), FINE),
    "nothing": (b"", BAD),
    "half of it": (b'{"query": "{ viewer', BAD),
    "no JSON": (b"viewer", BAD),
    "no text": (b"\xff\xfe{}", BAD),
    "half a character": (b'{"query": "{ viewer { roles } }", "variables": {"a": "\\ud800"}}', BAD),
    "not a number": (b'{"query": "{ viewer { roles } }", "variables": {"a": NaN}}', BAD),
    "a list": (b"[" + ask() + b"]", BAD),
    "an empty list": (b"[]", BAD),
    "a text": (b'"query"', BAD),
    "null": (b"null", BAD),
    "a number": (b"1", BAD),
    "a hundred thousand brackets": (b"[" * 100_000, BAD),
    "deep variables": (ask(variables=json.loads('{"a":' * 100 + "1" + "}" * 100)), FINE),
    "no question": (b"{}", BAD),
    "a question that is null": (ask(None), BAD),
    "a question that is empty": (ask(""), BAD),
    "a question that is a number": (ask(1), BAD),
    "variables that are a list": (ask(variables=[]), BAD),
    "variables that are a text": (ask(variables="{}"), BAD),
    "extensions that are a text": (ask(extensions="x"), BAD),
    "no such operation": (ask(operationName="Other"), BAD),
    "an operation that is a number": (ask(operationName=1), BAD),
    "an operation that is a list": (ask(operationName=[]), BAD),
    "several operations, none named": (ask(TWO), BAD),
    "several operations, one named": (ask(TWO, operationName="Two"), FINE),
    "several operations, another named": (ask(TWO, operationName="Three"), BAD),
    "only a fragment": (ask("fragment F on Person { id }"), BAD),
    "a syntax error": (ask("{ viewer "), BAD),
    "an unknown field": (ask("{ password }"), INVALID),
    "an unknown fragment": (ask("{ ...Nothing }"), INVALID),
    "a fragment in itself": (ask("{ ...F } fragment F on Query { ...F }"), INVALID),
    "fragments that double 80 times": (ask(DOUBLING), FINE),
    "1,001 tokens": (ask("{" + " viewer{roles}" * 250 + "}"), BAD),
    "16 aliases": (ask("{" + " ".join(f"a{n}: viewer {{ roles }}" for n in range(16)) + "}"), INVALID),
    "16 aliases by a fragment": (ask("{ a: viewer { ...F } " * 1 + "...G } fragment G on Query {" + " ".join(
        f"b{n}: viewer {{ ...F }}" for n in range(15)) + "} fragment F on Viewer { roles }"), INVALID),
    "too deep": (ask("{ people { nodes" + " { manager" * 12 + " { id }" + " }" * 12 + " } }"), INVALID),
    "too deep for any parser": (ask("{" + " viewer {" * 330 + "}" * 330 + "}"), BAD),
    "brackets too deep for any parser": (ask("{ people(search: " + "[" * 400 + "]" * 400 + ") { totalCount } }"), BAD),
    "a long document": (ask(ASK + "#" + "x" * LONGEST), BAD),
    "half a character in the document": (ask('{ node(id: "\\uD800") { id } }'), BAD),
    "a subscription": (ask("subscription { viewer { roles } }"), INVALID),
    "a body of 2 MB": (ask(ASK + "#" + "x" * 2_000_000), (413, "BAD_REQUEST")),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # nothing of this reaches a database
async def test_every_body_gets_one_clear_answer(api: Api, company: Company) -> None:
    answers = {name: await send(api, body) for name, (body, _) in BODIES.items()}
    assert answers == {name: expected for name, (_, expected) in BODIES.items()}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_way_to_ask_gets_one_clear_answer(api: Api, company: Company) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b"x" * 100_000

    async def get(**params: str) -> Answer:
        return await send(api, method="GET", params=params)

    answers = {
        "GET": await get(query=ASK),
        "GET with variables": await get(
            query="query($n: Int) { people(first: $n) { totalCount } }", variables='{"n": 1}'
        ),
        "GET with half of the variables": await get(query=ASK, variables="{"),
        "GET with variables that are a list": await get(query=ASK, variables="[]"),
        "GET of a mutation": await get(query=MUTATION),
        "GET of one of two operations": await get(query=TWO, operationName="One"),
        "GET of nothing": await get(),
        "GET with the question in the body": await send(api, ask(), "GET"),
        "PUT": await send(api, ask(), "PUT"),
        "DELETE": await send(api, ask(), "DELETE"),
        "HEAD": await send(api, method="HEAD"),
        "text/plain": await send(api, ask(), headers={"content-type": "text/plain"}),
        "a form": await send(api, b"query=x", headers={"content-type": "application/x-www-form-urlencoded"}),
        "an upload": await send(api, b"--x--", headers={"content-type": "multipart/form-data; boundary=x"}),
        "no content type": await send(api, ask(), headers={"content-type": None}),
        "a body of 2 MB that nobody announced": await send(api, chunks()),  # type: ignore[arg-type]
        "no token": await send(api, ask(), headers={"authorization": None}),
        "an empty token": await send(api, ask(), headers={"authorization": "Bearer "}),
        "another scheme": await send(api, ask(), headers={"authorization": "Basic YTpi"}),
        "an unknown token": await send(api, ask(), headers={"authorization": "Bearer hyb_nobody"}),
        "nobody": await send(api, ask(), headers={"authorization": "Bearer dev:nobody"}),
        "somebody who left": await send(api, ask(), headers={"authorization": "Bearer dev:old"}),
        "strange letters": await send(
            api, ask(), headers={"authorization": "Bearer dev:\u00e4\u00df".encode("latin-1")}
        ),
        "for JSON, an error has data null and status 200": await send(
            api, ask("{ password }"), headers={"accept": JSON}
        ),
        "for anything": await send(api, ask("{ password }"), headers={"accept": "*/*"}),
    }
    unsupported = dict.fromkeys(("text/plain", "a form", "an upload", "no content type"), (415, "BAD_REQUEST"))
    unknown = (
        "no token",
        "an empty token",
        "another scheme",
        "an unknown token",
        "nobody",
        "somebody who left",
        "strange letters",
    )
    assert answers == {
        "GET": FINE,
        "GET with variables": FINE,
        "GET with half of the variables": BAD,
        "GET with variables that are a list": BAD,
        "GET of a mutation": (405, "BAD_REQUEST"),
        "GET of one of two operations": FINE,
        "GET of nothing": BAD,
        "GET with the question in the body": BAD,
        "PUT": (405, "BAD_REQUEST"),
        "DELETE": (405, "BAD_REQUEST"),
        "HEAD": (405, ""),
        **unsupported,
        "a body of 2 MB that nobody announced": (413, "BAD_REQUEST"),
        **dict.fromkeys(unknown, (401, "UNAUTHENTICATED")),
        "for JSON, an error has data null and status 200": (200, "VALIDATION_FAILED"),
        "for anything": (200, "VALIDATION_FAILED"),
    }


FEED = next(each for each in json.loads(manifest())["operations"] if each["name"] == "Behaviours")
NAMED = {"version": 1, "sha256Hash": FEED["id"]}
UNKNOWN = {"version": 1, "sha256Hash": "0" * 64}
NOT_FOUND = (400, "DOCUMENT_NOT_FOUND")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_document_of_ours_is_asked_for_by_its_id(api: Api, company: Company) -> None:
    def apollo(named: Any, **more: Any) -> bytes:
        return json.dumps({"extensions": {"persistedQuery": named}, **more}).encode()

    def by_id(identifier: Any, **more: Any) -> bytes:
        return json.dumps({"documentId": identifier, **more}).encode()

    bodies = {
        "by its id": (by_id(FEED["id"]), FINE),
        "by its id with the name of the sum": (by_id(f"sha256:{FEED['id']}"), FINE),
        "with variables": (by_id(FEED["id"], variables={"language": "de"}, operationName="Behaviours"), FINE),
        "with another operation": (by_id(FEED["id"], operationName="Feed"), BAD),
        "an id of nothing": (by_id("0" * 64), NOT_FOUND),
        "no id": (by_id(""), NOT_FOUND),
        "an id that is a number": (by_id(1), BAD),
        "an id and a text": (by_id(FEED["id"], query=FEED["body"]), BAD),
        "Apollo's": (apollo(NAMED), FINE),
        "Apollo's with the text": (apollo(NAMED, query=FEED["body"]), FINE),
        "Apollo's with the text of something else": (apollo(NAMED, query=ASK), BAD),
        "Apollo's of nothing": (apollo(UNKNOWN), NOT_FOUND),
        "Apollo's of nothing, with the text": (apollo({**UNKNOWN, "sha256Hash": identify(ASK)}, query=ASK), FINE),
        "Apollo's of another version": (apollo({**NAMED, "version": 2}), BAD),
        "Apollo's without a sum": (apollo({"version": 1}), BAD),
        "Apollo's that is a text": (apollo("x"), BAD),
        "both": (by_id(FEED["id"], extensions={"persistedQuery": NAMED}), BAD),
    }
    answers = {name: await send(api, body) for name, (body, _) in bodies.items()}
    assert answers == {name: expected for name, (_, expected) in bodies.items()}
    # Apollo's clients send the text after all when they hear this word.
    unknown = await api.client.post("/graphql", content=apollo(UNKNOWN), headers=HEADERS)
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"


HEADERS = {"authorization": "Bearer dev:ann", "content-type": JSON, "accept": GRAPHQL}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_only_an_answer_to_ours_in_an_address_may_be_kept_and_by_the_asker_alone(
    api: Api, company: Company
) -> None:
    async def kept(**params: Any) -> str:
        answer = await api.client.get("/graphql", params=params, headers=HEADERS)
        assert answer.headers["vary"] == "Accept, Authorization, Origin"
        return str(answer.headers["cache-control"])

    assert await kept(documentId=FEED["id"]) == "private, no-cache"
    assert await kept(query=FEED["body"]) == "private, no-cache"
    assert await kept(extensions=json.dumps({"persistedQuery": NAMED})) == "private, no-cache"
    assert await kept(query=ASK) == "no-store"
    assert await kept(documentId="0" * 64) == "no-store"
    assert await kept(documentId=FEED["id"], variables='{"language": 1}') == "no-store"
    posted = await api.client.post("/graphql", json={"documentId": FEED["id"]}, headers=HEADERS)
    assert posted.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_cost_is_told_with_the_data(api: Api, company: Company) -> None:
    told = (await api.post("{ people(first: 7) { nodes { id } } }")).json()
    assert told["extensions"] == {"cost": 8}
    dear = (await api.post("{ people(first: 100) { nodes { teams { leads { teams { id } } } } } }")).json()
    assert dear["errors"][0]["extensions"] == {"code": "COST_EXCEEDED", "cost": 1501}
    assert "first" in dear["errors"][0]["message"]


PAGE = """query($first: Int, $after: String, $last: Int, $before: String, $filter: RecognitionFilter) {
  recognitions(first: $first, after: $after, last: $last, before: $before, filter: $filter) { nodes { id } }
}"""
NOBODY = "per_01m7w2y7m0fk9rwxjyv6wd2veb"


async def test_every_page_that_cannot_be_gets_one_clear_answer(api: Api, database: Database, company: Company) -> None:
    given = await give(database, company, "ann", "bob")
    bad, invalid, fine = (200, "BAD_REQUEST"), INVALID, FINE
    cases: dict[str, tuple[dict[str, Any], Answer]] = {
        "all that is asked for": ({}, fine),
        "nothing at all": ({"first": 0}, fine),
        "nothing from the end": ({"last": 0}, fine),
        "first with last": ({"first": 1, "last": 1}, bad),
        "101": ({"first": 101}, bad),
        "101 from the end": ({"last": 101}, bad),
        "less than none": ({"first": -1}, bad),
        "more than an Int": ({"first": 2**31}, invalid),
        "more than any number": ({"first": 10**400}, BAD),
        "a half": ({"first": 1.5}, invalid),
        "a text": ({"first": "1"}, invalid),
        "true": ({"first": True}, invalid),
        "a list": ({"first": [1]}, invalid),
        "no cursor": ({"after": ""}, bad),
        "nonsense": ({"after": "nonsense"}, bad),
        "other letters": ({"before": "\u00e9\U0001f64f"}, bad),
        "NUL": ({"before": "\0"}, bad),
        "a number for a cursor": ({"after": 1}, invalid),
        "no list inside": ({"after": "e30"}, bad),
        "an empty list inside": ({"after": "W10"}, bad),
        "a number inside": ({"after": "WzFd"}, bad),
        "null inside": ({"after": "W251bGxd"}, bad),
        "half a character inside": ({"after": "WyJcdWQ4MDAiXQ"}, bad),
        "NUL inside": ({"after": cursor(["\0"])}, bad),
        "a cursor of people": ({"after": cursor(["ann", company["ann"]])}, bad),
        "a cursor of comments": ({"after": cursor(["com_01m7w2y7m0fk9rwxjyv6wd2veb"])}, bad),
        "a cursor of what is not there": ({"after": cursor(["rec_01m7w2y7m0fk9rwxjyv6wd2veb"])}, fine),
        "no instant": ({"filter": {"since": "yesterday"}}, invalid),
        "a day": ({"filter": {"since": "2026-11-20"}}, invalid),
        "an instant nowhere": ({"filter": {"since": "2026-11-20T09:00:00"}}, invalid),
        "a number for an instant": ({"filter": {"until": 1}}, invalid),
        "before the year 1": ({"filter": {"since": "0001-01-01T00:00:00+14:00"}}, invalid),
        "after the year 9999": ({"filter": {"until": "9999-12-31T23:59:59-14:00"}}, invalid),
        "the first instant there is": ({"filter": {"since": "0001-01-01T00:00:00Z"}}, fine),
        "the last instant there is": ({"filter": {"until": "9999-12-31T23:59:59.999999Z"}}, fine),
        "nobody's": ({"filter": {"giver": NOBODY, "recipient": "x", "team": ""}}, fine),
        "NUL for an id": ({"filter": {"giver": "\0", "recipient": "a\0", "team": "\0"}}, fine),
        "NUL for a behaviour": ({"filter": {"behaviours": ["\0", ""]}}, fine),
        "no behaviour": ({"filter": {"behaviours": []}}, fine),
        "NUL for a search": ({"filter": {"search": "\0"}}, fine),
        "a long search": ({"filter": {"search": "x" * 100_000}}, bad),
        "200 short words": ({"filter": {"search": "a " * 100}}, fine),
        "something else": ({"filter": {"password": "x"}}, invalid),
        "no filter": ({"filter": 1}, invalid),
        "a list of filters": ({"filter": [{}, {}]}, invalid),
        "no such visibility": ({"filter": {"visibility": "ALL"}}, invalid),
    }  # fmt: skip
    for name, (variables, expected) in cases.items():
        assert await send(api, ask(PAGE, variables=variables)) == expected, name

    lists = {
        'people(search: "%s") { totalCount nodes { id } }': "x" * 201,
        'teams(search: "%s") { totalCount nodes { id } }': "x " * 50_000,
        'people(after: "%s") { totalCount }': cursor(["ann", company["kestrel"]]),
        'teams(after: "%s") { totalCount }': cursor([company["kestrel"]]),
        'team(by: {externalId: "swift"}) { members(before: "%s") { totalCount } }': cursor(["\0", NOBODY]),
        'node(id: "' + given + '") { ... on Recognition { comments(after: "%s") { totalCount } } }': cursor([given]),
    }
    for field, value in lists.items():
        answer = await send(api, ask("query { " + field % value.replace("x " * 50_000, "x " * 5_000) + " }"))
        assert answer == bad, field
    nul = {
        'people(search: "%s", team: "%s") { totalCount nodes { id } }',
        'teams(search: "%s", parent: "%s") { totalCount nodes { id } }',
        'person(by: {userName: "%s"}) { id } team(by: {externalId: "%s"}) { id }',
        'person(by: {id: "%s"}) { id } team(by: {id: "%s"}) { id }',
        'person(by: {externalId: "%s"}) { id } node(id: "%s") { id }',
        'nodes(ids: ["%s", "x%s", ""]) { id }',
        'behaviours { label(language: "%s") description(language: "%s") }',
    }
    for field in nul:
        assert await send(api, ask("{ " + field % ("\\u0000", "\\u0000") + " }")) == FINE, field
    assert await send(api, ask("{ nodes(ids: [" + '"x"' * 101 + "]) { id } }")) == bad


# ---------------------------------------------------------------------------------------------------- any text anywhere

TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            *(
                "",
                "\0",
                "a\0b",
                "\x1b[0m",
                "'; DROP TABLE person; --",
                "%",
                "\\",
                "{}",
                "null",
                "\u202e",
                "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                "\ufffe",
            ),
            *(
                "x" * 3_000,
                "per_01m7w2y7m0fk9rwxjyv6wd2veb",
                "team_\0",
                "recognition.*",
                "https://x.org/\0",
                "http://[",
            ),
            *(
                "rec_01m7w2y7m0fk9rwxjyv6wd2veb",
                "rec_01m7w2y7m0fk9rwxjyv6wd2v\0b",
                "2026-11-20T09:00:00Z",
                "\U0010ffff",
            ),
        ]
    ),
)


KNOWN = {"bob": "", "kestrel": "", "a recognition": "", "a behaviour": "had_my_back"}
"""Ids that there are, filled in by the test: to make the strategies takes as long as to use them."""
THERE = st.sampled_from(list(KNOWN)).map(KNOWN.__getitem__)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Values for an input of a type: any text where a text goes, or an id that there is."""
    if isinstance(kind, GraphQLNonNull):
        return values(kind.of_type)
    if isinstance(kind, GraphQLList):
        return st.lists(values(kind.of_type), max_size=3)
    if isinstance(kind, GraphQLEnumType):
        return st.sampled_from(sorted(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        fields = {name: values(field.type) for name, field in kind.fields.items()}
        if kind.is_one_of:
            return st.one_of(*(st.fixed_dictionaries({name: made}) for name, made in fields.items()))
        must = {name for name, field in kind.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return st.fixed_dictionaries(
            {name: fields[name] for name in must}, optional={name: fields[name] for name in fields if name not in must}
        )
    others = {"Int": st.integers(-5, 200), "Boolean": st.booleans(), "ID": TEXT | THERE}
    return others.get(kind.name, TEXT | THERE if kind.name == "String" else TEXT)


def operations(graphql: GraphQLSchema) -> dict[str, tuple[str, st.SearchStrategy[dict[str, Any]]]]:
    """One operation for every root field that takes anything, and values of its variables."""
    made = {}
    for word, root in (("query", graphql.query_type), ("mutation", graphql.mutation_type)):
        assert root
        for name, field in root.fields.items():
            if not field.args:
                continue
            shown = get_named_type(field.type).fields if hasattr(get_named_type(field.type), "fields") else {}
            selected = "{ __typename " + ("userErrors { code message path }" if "userErrors" in shown else "") + " }"
            variables = ", ".join(f"${each}: {argument.type}" for each, argument in field.args.items())
            arguments = ", ".join(f"{each}: ${each}" for each in field.args)
            document = f"{word}({variables}) {{ {name}({arguments}) {selected} }}"
            types = {each: argument.type for each, argument in field.args.items()}
            needed = {each: values(kind) for each, kind in types.items() if isinstance(kind, GraphQLNonNull)}
            optional = {each: values(kind) for each, kind in types.items() if each not in needed}
            made[name] = document, st.fixed_dictionaries(needed, optional=optional)
    return made


OPERATIONS = operations(schema._schema)


async def everything(tx: Transaction) -> None:
    await actions.put_roles(tx, "ann", list(Role))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_no_text_in_any_field_of_any_operation_is_ever_a_fault_inside(
    api: Api, database: Database, company: Company, data: st.DataObject
) -> None:
    await database.transact(everything)
    recognition = await give(database, company, "bob", "cyd")
    KNOWN.update({"bob": company["bob"], "kestrel": company["kestrel"], "a recognition": recognition})
    for name, (document, any_variables) in OPERATIONS.items():
        variables = data.draw(any_variables, label=name)
        status, code = await send(api, ask(document, variables=variables))
        assert status in {200, 400}, name
        assert code != "INTERNAL", name


# ------------------------------------------------------------------------------------------- any document, as others do

NAMES = st.sampled_from(["", "x", "2026-11-20T09:00:00Z", "per_01m7w2y7m0fk9rwxjyv6wd2veb"]).map(nodes.String)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    document=st.deferred(lambda: from_schema(build_schema(sdl()), custom_scalars={"DateTime": NAMES, "JSON": NAMES}))
)
async def test_no_document_that_schemathesis_would_send_is_ever_a_fault_inside(
    api: Api, database: Database, company: Company, document: str
) -> None:
    """Its generator for a few seconds; `make fuzz` lets all of it loose for ten minutes."""
    await database.transact(everything)
    status, code = await send(api, ask(document))
    assert status in {200, 400}
    assert code in {"", "BAD_REQUEST", "VALIDATION_FAILED", "COST_EXCEEDED", "FORBIDDEN"}


# ------------------------------------------------------------------------------------------------------- huge variables

GIVE = """mutation($message: String!, $to: [ID!]!) {
  giveRecognition(input: {recipients: $to, behaviours: ["had_my_back"], message: $message}) { userErrors { code } }
}"""
MANY = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
SEARCH = "query($text: String) { people(search: $text) { totalCount } }"
HUGE: dict[str, tuple[bytes, Answer]] = {
    "300,000 numbers": (ask(MANY, variables={"ids": [1] * 300_000}), BAD),
    "4,000 ids": (ask(MANY, variables={"ids": ["per_1"] * 4_000}), (400, "COST_EXCEEDED")),
    "70,000 names": (ask(variables={f"n{each}": 1 for each in range(70_000)}), BAD),
    "4,000 names that are not asked for": (ask(variables={f"n{each}": 1 for each in range(4_000)}), FINE),
    "200,000 empty lists": (ask(MANY, variables={"ids": [[]] * 200_000}), BAD),
    "1,000 levels": (b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 1_000 + b"1" + b"}" * 1_001, FINE),
    "100,000 levels": (b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, BAD),
    "a long text for a list": (ask(MANY, variables={"ids": "x" * 900_000}), (200, "")),
    "a long text for a number": (ask(PAGE, variables={"first": "x" * 900_000}), INVALID),
    "an object for a text": (ask(SEARCH, variables={"text": {str(each): each for each in range(4_900)}}), INVALID),
    "a long search": (ask(SEARCH, variables={"text": "x" * 900_000}), (200, "BAD_REQUEST")),
    "a long message": (ask(GIVE, variables={"message": "a \U0001f44f\u0301" * 30_000, "to": ["x"]}), FINE),
    "a long cursor": (ask(PAGE, variables={"after": "W" * 900_000}), (200, "BAD_REQUEST")),
    "a long name of an operation": (ask(operationName="x" * 900_000), BAD),
    "a long id of a document": (json.dumps({"documentId": "x" * 900_000}).encode(), NOT_FOUND),
    "a long extension": (ask(extensions={"x": ["x" * 900_000]}), FINE),
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_huge_variables_are_answered_in_a_moment(api: Api, company: Company) -> None:
    """In less than 50 ms of the processor's time, reading the body and writing the answer included."""
    for name, (body, expected) in HUGE.items():
        took: list[float] = []
        while not in_a_moment(name, took):
            started = time.process_time()
            answer = await api.client.post("/graphql", content=body, headers=HEADERS)
            took.append(time.process_time() - started)
        told = answer.json()
        assert (answer.status_code, told["errors"][0]["extensions"]["code"] if "errors" in told else "") == expected, (
            name
        )
        assert len(answer.content) < 10_000, name
