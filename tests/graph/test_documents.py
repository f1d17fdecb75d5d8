"""Every document is looked at once: what is too large, too dear or not ours is refused before anything runs."""

from __future__ import annotations

import hashlib
import json
import time

import pytest
from graphql import GraphQLObjectType, get_introspection_query, get_nullable_type, is_list_type

from conftest import Api, Company
from graph.moments import in_a_moment
from had_your_back.graph.documents import KEPT_CHARACTERS, MANIFEST, OPERATIONS, Documents, Unfit, identify, manifest
from had_your_back.graph.prices import LISTS
from had_your_back.graph.schema import schema
from had_your_back.people.rules import Actor, Scope
from had_your_back.settings import Settings

EVERYBODY = Actor(person="per_1", roles=frozenset(), scopes=frozenset(Scope))
NOBODY = Actor(person=None, roles=frozenset(), scopes=frozenset())
FEED = (OPERATIONS / "Feed.graphql").read_text()


def documents(**settings: object) -> Documents:
    return Documents(schema._schema, Settings(**settings))


@pytest.fixture
def known() -> Documents:
    return documents()


def codes(known: Documents, text: str, name: str | None = None, actor: Actor = EVERYBODY, **variables: object) -> str:
    """The code of the refusal, or nothing."""
    try:
        known.admit(text, name, variables, actor)
    except Unfit as unfit:
        (code,) = {error.extensions["code"] for error in unfit.errors if error.extensions}
        return str(code)
    return ""


def test_the_manifest_holds_every_document_under_the_sum_that_a_shell_tells() -> None:
    assert MANIFEST.read_text() == manifest(), "run: make contract"
    listed = {each["name"]: each for each in json.loads(manifest())["operations"]}
    for path in OPERATIONS.glob("*.graphql"):
        assert listed[path.stem]["id"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert listed[path.stem]["body"] == path.read_text()
    assert listed["Feed"]["type"] == "query"
    assert listed["GiveRecognition"]["type"] == "mutation"


def test_every_document_of_ours_can_be_run_and_is_known_by_its_id_in_two_ways(known: Documents) -> None:
    for each in json.loads(manifest())["operations"]:
        assert known.text_of(each["id"]) == known.text_of(f"sha256:{each['id']}") == each["body"]
        checked = known.check(each["body"], None)
        assert (checked.id, checked.trusted, checked.kind.value) == (each["id"], True, each["type"])
    assert known.text_of(identify("{ viewer { roles } }")) is None


def test_ours_are_free_of_the_limits_of_others(known: Documents) -> None:
    assert codes(known, FEED, first=100) == ""
    checked, cost = known.admit(FEED, None, {"first": 100}, EVERYBODY)
    assert checked.trusted
    assert cost > 1_000
    almost = FEED + " "
    assert codes(known, almost, first=1) == ""
    assert codes(known, almost, first=100) == "COST_EXCEEDED"


def test_where_only_ours_are_answered_nothing_else_is() -> None:
    known = documents(graphql_documents="trusted")
    assert codes(known, FEED) == ""
    for text in (FEED + " ", "{ viewer { roles } }", "{", get_introspection_query(), "x" * 1_000_000):
        assert codes(known, text) == "DOCUMENT_NOT_FOUND"


def test_scopes_are_asked_of_whoever_asks(known: Documents) -> None:
    assert codes(known, FEED) == ""
    assert codes(known, FEED, actor=NOBODY) == "FORBIDDEN"
    assert codes(known, FEED) == ""


def test_the_cost_counts_what_may_be_shown(known: Documents) -> None:
    def cost(text: str, **variables: object) -> int:
        return known.admit(text, None, variables, EVERYBODY)[1]

    assert cost("{ viewer { roles } }") == 1
    assert cost("{ __typename __schema { types { name } } }") == 0
    assert cost("{ people(first: 10) { totalCount } }") == 1
    assert cost("{ people(first: 10) { pageInfo { hasNextPage } nodes { id } } }") == 12
    assert cost("{ people(last: 3) { nodes { id } } }") == 4
    assert cost("{ people(first: 7, last: null) { nodes { id } } }") == 8
    assert (
        cost("{ people { nodes { id } nodes { email } ...F } } fragment F on PersonConnection { nodes { id } }") == 26
    )
    assert cost('{ nodes(ids: ["a", "b", "c"]) { id } }') == 3
    assert cost("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 40) == 40
    assert (
        cost("{ node(id: 1) { ... on Person { manager { id } } ... on Team { members(first: 9) { nodes { id } } } } }")
        == 12
    )
    page = "query($first: Int = 3, $last: Int) { people(first: $first, last: $last) { nodes { teams { id } } } }"
    assert cost(page) == 1 + 3 * 3
    assert cost(page, first=5) == 1 + 5 * 3
    assert cost(page, first=None, last=2) == 1 + 2 * 3
    assert cost(page, first=None) == 1 + 25 * 3
    assert cost(page, first="many") == 1 + 25 * 3
    assert cost(page, first=-1) == 1 + 1 * 3
    assert cost(page, first=10**9) == 1 + 100 * 3


def test_a_list_that_is_no_connection_costs_its_own_length(known: Documents) -> None:
    def cost(text: str, **variables: object) -> int:
        return known.admit(text, None, variables, EVERYBODY)[1]

    chain = "query($n: Int) { serviceChain { links(first: $n) { from { id } to { id } } } }"
    assert [cost(chain, n=each) for each in (None, 3)] == [1 + 100 * 3, 1 + 3 * 3]
    assert codes(known, chain, n=500) == "COST_EXCEEDED"
    assert cost("{ viewer { unseenTeammates(first: 100) { manager { id } } } }") == 1 + 100 * 2
    of_each = "{ viewer { unseenTeammates { recognitionsReceived(first: 4) { nodes { recipients { id } } } } } }"
    assert cost(of_each) == 1 + 5 * (1 + 1 + 4 * (1 + 2))
    pages = codes(known, of_each.replace("unseenTeammates", "unseenTeammates(first: 100)"))
    assert pages == "COST_EXCEEDED"


def test_every_list_with_a_length_of_its_own_has_a_price() -> None:
    core = schema._schema
    own = {
        f"{kind.name}.{name}"
        for kind in core.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if "first" in field.args and is_list_type(get_nullable_type(field.type))
    }
    assert own == set(LISTS)


def test_what_is_kept_is_bounded_and_a_refusal_is_kept_too(known: Documents) -> None:
    for number in range(15):
        codes(known, f"{{ viewer {{ roles }} }} #{number:020000}")
        codes(known, f"{{ {number} }} #{number:020000}")
    assert len(known._others) == 9
    assert sum(len(text) for text, _ in known._others) == known._kept <= KEPT_CHARACTERS
    with pytest.raises(Unfit) as first:
        known.check("{ password }", None)
    with pytest.raises(Unfit) as second:
        known.check("{ password }", None)
    assert first.value.errors[0] is second.value.errors[0]
    assert first.value.errors[0].nodes is None


def test_names_are_not_suggested_to_strangers() -> None:
    for text in (
        "{ peopl { totalCount } }",
        "{ people(frist: 1) { totalCount } }",
        "{ node(id: 1) { ... on Persn { id } } }",
    ):
        with pytest.raises(Unfit) as refused:
            documents().check(text, None)
        assert "Did you mean" not in str(refused.value.errors)
        with pytest.raises(Unfit) as helped:
            documents(graphiql=True).check(text, None)
        assert "Did you mean" in str(helped.value.errors)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_not_even_by_variables_that_almost_fit(api: Api, company: Company) -> None:
    page = "query($of: CommitmentFilter) { commitments(filter: $of) { totalCount } }"
    for almost in ({"states": ["PROMISE"]}, {"custome": "x"}):
        answer = await api.post(page, "dev:ann", of=almost)
        assert answer.json()["errors"]
        assert "Did you mean" not in answer.text


def test_introspection_is_a_setting() -> None:
    for text in (get_introspection_query(), '{ __type(name: "Person") { name } }'):
        assert codes(documents(), text) == ""
        assert codes(documents(introspection=False), text) == "VALIDATION_FAILED"
    assert codes(documents(introspection=False), "{ __typename viewer { __typename } }") == ""


# -------------------------------------------------------------------------------------------------------------- hostile


def chain(number: int, fields: str) -> str:
    """Fragments, each of which is used twice by the one before it."""
    made = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} {fields} }}" for n in range(number))
    return f"{{ ...F0 }} {made} fragment F{number} on Query {{ {fields} }}"


def hundreds(levels: int) -> str:
    page, end = "recognitionsGiven(first: 100) { nodes { recipients { ", "} } }"
    return "{ people(first: 100) { nodes { " + page * levels + "id" + end * levels + " } } }"


HOSTILE = {
    "100,000 tokens": "{" + " a" * 100_000 + "}",
    "100,000 tokens in few letters": "{" + "a{" * 25_000 + "}" * 25_000 + "}",
    "29,000 letters of brackets": "{" * 29_000,
    "10,000 aliases": "{" + " ".join(f"a{n}: viewer {{ roles }}" for n in range(10_000)) + "}",
    "90 aliases": "{" + " ".join(f"a{n}: viewer {{ roles }}" for n in range(90)) + "}",
    "deep": "{ viewer { person" + " { manager" * 150 + "{ id }" + " }" * 152,
    "deeper": "{ viewer { person" + " { manager" * 10_000 + "{ id }" + " }" * 10_002,
    "a fragment in itself": "{ ...F } fragment F on Query { ...F }",
    "a ring of fragments": "{ ...F0 } "
    + " ".join(f"fragment F{n} on Query {{ ...F{(n + 1) % 60} }}" for n in range(60)),
    "fragments that all use each other": "{ ...F0 } "
    + " ".join(f"fragment F{n} on Query {{ {' '.join(f'...F{m}' for m in range(19))} }}" for n in range(19)),
    "fragments that double 60 times, with fields": chain(60, "organization { name }"),
    "1,000 directives": "{ viewer { roles" + " @skip(if: false)" * 1_000 + " } }",
    "150 directives": "{ viewer { roles" + " @skip(if: false)" * 150 + " } }",
    "400 directives that there are not": "{ viewer { roles" + " @x" * 400 + " } }",
    "first: 100, six levels deep": hundreds(6),
    "first: 100, two levels deep": hundreds(2),
    "1,000 operations": " ".join(f"query Q{n} {{ viewer {{ roles }} }}" for n in range(1_000)),
    "120 operations": " ".join(f"query Q{n} {{ viewer {{ roles }} }}" for n in range(120)),
    "200 operations without a name": "{ __typename }" * 200,
    "a field 240 times": "{" + " organization { name }" * 240 + "}",
    "a field 900 times": "{ organization {" + " name" * 900 + " } }",
    "a field in 140 inline fragments": "{" + " ... { organization { name } }" * 140 + "}",
    "a field in 60 fragments": "{" + " ".join(f"...F{n}" for n in range(60)) + "}"
    + " ".join(f"fragment F{n} on Query {{ organization {{ name }} }}" for n in range(60)),
    "fields that are repeated in repeated fields": "{"
    + (" commitments { nodes {" + " customer { id }" * 10 + " } }") * 14 + "}",
    "900 fields that there are not": "{" + " ".join(f"x{n}" for n in range(900)) + "}",
    "900 times a field that there is not": "{" + " x" * 900 + "}",
    "values nested 150 deep": "{ commitments(filter: " + "{ a: " * 150 + "1" + " }" * 150 + ") { totalCount } }",
    "lists nested 150 deep": "{ people(search: " + "[" * 150 + "]" * 150 + ") { totalCount } }",
    "a type nested 400 deep": "query($a: " + "[" * 400 + "Int" + "]" * 400 + ") { viewer { roles } }",
    "240 variables that are not used": "query("
    + " ".join(f"$a{n}: Int" for n in range(240)) + ") { viewer { roles } }",
    "introspection in a circle": "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    "introspection in a circle, 40 times": "{ __schema { types"
    + " { fields { type" * 40 + "{ name }" + " } }" * 40 + "} }",
    "a megabyte of blanks": "{ viewer { roles } }" + " " * 1_000_000,
    "a text of 25,000 letters": '{ node(id: "' + "x" * 25_000 + '") { ... on Nothing { id } } }',
    "a field of 25,000 letters": "{ " + "x" * 25_000 + " }",
    "a number of 25,000 digits": "{ people(first: " + "9" * 25_000 + ") { totalCount } }",
    "commas": "{" + "," * 29_000,
    "comments": "{" + "#\n" * 14_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_in_a_moment(name: str, known: Documents) -> None:
    """In less than 50 ms of the processor's time."""
    text, took = HOSTILE[name], list[float]()
    while not in_a_moment(name, took):
        known = documents()
        started = time.process_time()
        code = codes(known, text)
        took.append(time.process_time() - started)
        assert code in {"BAD_REQUEST", "VALIDATION_FAILED", "COST_EXCEEDED"}
    with pytest.raises(Unfit) as refused:
        known.admit(text, None, {}, EVERYBODY)
    assert len(json.dumps([error.formatted for error in refused.value.errors])) < 10_000
