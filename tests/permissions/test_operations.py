"""Who may ask for what: every field of Query and Mutation x scope x role, every type, every kind of node.

A row says which scopes let somebody in (any one of them is enough) and which roles have one of these by signing in:
E an employee, M a moderator, I an integrator, A an administrator. What a rule about the object forbids is in
`test_acts`.
"""

from __future__ import annotations

import re
import socket
from typing import Any

import httpx
import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_composite_type, parse

from conftest import Api
from had_your_back.database import Database
from had_your_back.graph.queries import NODES
from had_your_back.graph.schema import schema
from had_your_back.graph.scopes import needs, operations, refusal
from had_your_back.ids import Kind
from had_your_back.people import actions as people
from had_your_back.people.rules import Actor, Role, Scope, granted
from had_your_back.recognitions import store
from had_your_back.recognitions.rules import Visibility
from had_your_back.scores import actions as scores
from had_your_back.scores.actions import DisputeDraft
from had_your_back.settings import Settings
from had_your_back.webhooks import actions as webhooks
from had_your_back.webhooks.actions import EndpointDraft
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker
from permissions.cast import ROLES, WHATEVER_THE_ENGINE, Cast, assemble, dump, table_of
from sockets import Socket

OPERATIONS = table_of("""
operation                      | needs one of                   | signed in | a person
-------------------------------+--------------------------------+-----------+---------
Query.behaviours               | a token                        | EMIA      |
Query.organization             | a token                        | EMIA      |
Query._service                 | a token                        | EMIA      |
Query._entities                | people:read                    | EMIA      |
Query.node                     | a token                        | EMIA      |
Query.nodes                    | a token                        | EMIA      |
Query.viewer                   | people:read                    | EMIA      |
Query.person                   | people:read                    | EMIA      |
Query.people                   | people:read                    | EMIA      |
Query.team                     | people:read                    | EMIA      |
Query.teams                    | people:read                    | EMIA      |
Query.recognitions             | recognitions:read signage      | EMIA      |
Query.commitments              | commitments:read               | EMIA      |
Query.moderationQueue          | moderate                       | M         | yes
Query.events                   | events:read webhooks:manage    | I         |
Query.eventTypes               | a token                        | EMIA      |
Query.webhookEndpoints         | webhooks:manage                | I         |
Query.checkWebhookUrl          | webhooks:manage                | I         |
Query.serviceChain             | scores:read                    | EMIA      |
Query.scoreRecipe              | scores:read                    | EMIA      |
Query.scorePreview             | admin                          | A         |
Mutation.giveRecognition       | recognitions:write             | EMIA      | yes
Mutation.editRecognition       | recognitions:write             | EMIA      | yes
Mutation.endorseRecognition    | recognitions:write             | EMIA      | yes
Mutation.removeEndorsement     | recognitions:write             | EMIA      | yes
Mutation.reactToRecognition    | recognitions:write             | EMIA      | yes
Mutation.removeReaction        | recognitions:write             | EMIA      | yes
Mutation.addComment            | recognitions:write             | EMIA      | yes
Mutation.deleteComment         | recognitions:write             | EMIA      | yes
Mutation.report                | recognitions:write             | EMIA      | yes
Mutation.moderate              | moderate                       | M         | yes
Mutation.withdrawRecognition   | recognitions:write             | EMIA      | yes
Mutation.requestCommitment     | commitments:write              | EMIA      | yes
Mutation.offerCommitment       | commitments:write              | EMIA      | yes
Mutation.actOnCommitment       | commitments:write              | EMIA      | yes
Mutation.setAway               | commitments:write people:write | EMIA      | yes
Mutation.renewCalendarUrl      | commitments:write              | EMIA      | yes
Mutation.disputeScore          | recognitions:write             | EMIA      | yes
Mutation.switchScore           | recognitions:write             | EMIA      | yes
Mutation.answerDispute         | moderate                       | M         | yes
Mutation.createWebhookEndpoint | webhooks:manage                | I         |
Mutation.updateWebhookEndpoint | webhooks:manage                | I         |
Mutation.rotateWebhookSecret   | webhooks:manage                | I         |
Mutation.sendTestWebhook       | webhooks:manage                | I         |
Mutation.resendWebhookDelivery | webhooks:manage                | I         |
Mutation.replayWebhookEvents   | webhooks:manage                | I         |
Mutation.deleteWebhookEndpoint | webhooks:manage                | I         |
Subscription.recognitionChanged | recognitions:read signage     | EMIA      |
Subscription.commitmentChanged | commitments:read               | EMIA      | yes
Subscription.scorePublished    | scores:read admin              | EMIA      |
""")
"""In an order in which, one after the other, each of the mutations changes something.

Who is away is set for oneself here; for somebody else, see `test_commitments`.
"""

WHO = {"E": "sam", "M": "mod", "I": "int", "A": "adm"}
ERRORS = "{ userErrors { code } }"
PUMP = 'title: "A spare pump", dueAt: "2026-12-01T00:00:00Z"'
DOCUMENTS = {
    "Query.behaviours": "behaviours { key }",
    "Query.organization": "organization { name }",
    "Query._service": "_service { sdl }",
    "Query._entities": '_entities(representations: [{__typename: "Person", id: $person}]) { __typename }',
    "Query.node": "node(id: $person) { id }",
    "Query.nodes": "nodes(ids: [$person]) { id }",
    "Query.viewer": "viewer { roles }",
    "Query.person": "person(by: {id: $person}) { id }",
    "Query.people": "people { nodes { id } }",
    "Query.team": "team(by: {id: $team}) { id }",
    "Query.teams": "teams { nodes { id } }",
    "Query.recognitions": "recognitions { nodes { id } }",
    "Query.commitments": "commitments { nodes { id } }",
    "Query.moderationQueue": "moderationQueue { pageInfo { hasNextPage } }",
    "Query.events": "events { nodes { id } }",
    "Query.eventTypes": "eventTypes { name }",
    "Query.webhookEndpoints": "webhookEndpoints { nodes { id } }",
    "Query.checkWebhookUrl": 'checkWebhookUrl(url: "https://hooks.example.org/") { allowed }',
    "Query.serviceChain": "serviceChain { withheld }",
    "Query.scoreRecipe": "scoreRecipe { version }",
    "Query.scorePreview": 'scorePreview(recipe: {version: "mine", half_life: 60}, teams: [$team]) { status }',
    "Mutation.giveRecognition": 'giveRecognition(input: {recipients: [$person], message: "Thank you", '
    f'behaviours: ["had_my_back"]}}) {ERRORS}',
    "Mutation.editRecognition": f'editRecognition(input: {{id: $own, message: "Thank you so much"}}) {ERRORS}',
    "Mutation.endorseRecognition": f"endorseRecognition(input: {{id: $recognition}}) {ERRORS}",
    "Mutation.removeEndorsement": f"removeEndorsement(input: {{id: $recognition}}) {ERRORS}",
    "Mutation.reactToRecognition": f'reactToRecognition(input: {{id: $recognition, emoji: "🎉"}}) {ERRORS}',
    "Mutation.removeReaction": f'removeReaction(input: {{id: $recognition, emoji: "🎉"}}) {ERRORS}',
    "Mutation.addComment": f'addComment(input: {{recognition: $recognition, text: "I saw it"}}) {ERRORS}',
    "Mutation.deleteComment": f"deleteComment(input: {{id: $comment}}) {ERRORS}",
    "Mutation.report": f'report(input: {{id: $recognition, reason: "Not so"}}) {ERRORS}',
    "Mutation.moderate": f'moderate(input: {{id: $recognition, hide: true, reason: "Right"}}) {ERRORS}',
    "Mutation.withdrawRecognition": f"withdrawRecognition(input: {{id: $own}}) {ERRORS}",
    "Mutation.requestCommitment": f"requestCommitment(input: {{of: $person, {PUMP}}}) {ERRORS}",
    "Mutation.offerCommitment": f"offerCommitment(input: {{to: $person, {PUMP}}}) {ERRORS}",
    "Mutation.actOnCommitment": "actOnCommitment(input: {id: $commitment, version: 1, act: {accept: {}}}) "
    f"{ERRORS}",
    "Mutation.setAway": f'setAway(input: {{until: "2026-12-01T00:00:00Z"}}) {ERRORS}',
    "Mutation.renewCalendarUrl": f"renewCalendarUrl {ERRORS}",
    "Mutation.disputeScore": f'disputeScore(input: {{team: $led, reason: "That was not us"}}) {ERRORS}',
    "Mutation.switchScore": f"switchScore(input: {{team: $led, on: false}}) {ERRORS}",
    "Mutation.answerDispute": f'answerDispute(input: {{id: $dispute, accept: true, answer: "Right"}}) {ERRORS}',
    "Mutation.createWebhookEndpoint": f'createWebhookEndpoint(input: {{url: "https://hooks.example.org/"}}) {ERRORS}',
    "Mutation.updateWebhookEndpoint": f'updateWebhookEndpoint(input: {{id: $endpoint, description: "Ours"}}) {ERRORS}',
    "Mutation.rotateWebhookSecret": f"rotateWebhookSecret(input: {{id: $endpoint}}) {ERRORS}",
    "Mutation.sendTestWebhook": f"sendTestWebhook(input: {{id: $endpoint}}) {ERRORS}",
    "Mutation.resendWebhookDelivery": f"resendWebhookDelivery(input: {{id: $delivery}}) {ERRORS}",
    "Mutation.replayWebhookEvents": (
        f'replayWebhookEvents(input: {{endpoint: $endpoint, since: "2026-01-01T00:00:00Z"}}) {ERRORS}'
    ),
    "Mutation.deleteWebhookEndpoint": f"deleteWebhookEndpoint(input: {{id: $endpoint}}) {ERRORS}",
    "Subscription.recognitionChanged": "recognitionChanged(team: $team) { id }",
    "Subscription.commitmentChanged": "commitmentChanged(team: $team) { id }",
    "Subscription.scorePublished": "scorePublished(team: $team) { value }",
}

TYPES = table_of("""
type                      | needs one of
--------------------------+--------------------------
Behaviour                 | a token
Comment                   | recognitions:read signage
CommentConnection         | recognitions:read signage
CommentPayload            | that of its mutation
Commitment                | commitments:read
CommitmentConnection      | commitments:read
CommitmentPayload         | that of its mutation
CommitmentStep            | that of its connection
CommitmentStepConnection  | commitments:read
CommitmentTerms           | that of its commitment
Count                     | that of its component
Event                     | events:read webhooks:manage
EventConnection           | events:read webhooks:manage
EventType                 | a token
Leadership                | scores:read
MissingComponent          | that of its score
ModerationItem            | that of its connection
ModerationItemConnection  | moderate
Node                      | that of its kind
Organization              | a token
PageInfo                  | that of its connection
Person                    | people:read signage
PersonConnection          | people:read
PersonPayload             | that of its mutation
ReactionCount             | that of its recognition
Recognition               | recognitions:read signage
RecognitionConnection     | recognitions:read signage
RecognitionPayload        | that of its mutation
ReplayWebhookEventsPayload | that of its mutation
ReportPayload             | that of its mutation
ScoreComponent            | that of its score
ScoreInterval             | that of its score
ScoreRecipe               | scores:read
ServiceChain              | scores:read
ServiceLink               | that of its chain
Team                      | people:read signage
TeamConnection            | people:read
TeamScore                 | scores:read admin
TeamScoreConnection       | scores:read
TeamScorePayload          | that of its mutation
UserError                 | that of its mutation
Viewer                    | people:read
ViewerPayload             | that of its mutation
WebhookAttempt            | webhooks:manage
WebhookDelivery           | webhooks:manage
WebhookDeliveryConnection | webhooks:manage
WebhookDeliveryPayload    | that of its mutation
WebhookEndpoint           | webhooks:manage
WebhookEndpointConnection | webhooks:manage
WebhookEndpointPayload    | that of its mutation
WebhookHealth             | that of its endpoint
WebhookUrlCheck           | webhooks:manage
_Service                  | a token
""")

ON_A_SCREEN = {"Person": {"id", "displayName", "avatarUrl", "teams"}, "Team": {"id", "name"}}
"""All that the scope `signage` shows of people and teams."""

KINDS = table_of("""
kind       | node needs
-----------+------------------
PERSON     | people:read
TEAM       | people:read
RECOGNITION| recognitions:read
COMMENT    | recognitions:read
COMMITMENT | commitments:read
EVENT      | events:read
ENDPOINT   | webhooks:manage
DELIVERY   | webhooks:manage
ATTEMPT    | webhooks:manage
REPORT     | is none
SNAPSHOT   | is none
DISPUTE    | is none
TOKEN      | is none
""")


def scopes_in(cell: str) -> set[Scope]:
    """The scopes that a cell names; none where something else decides."""
    return {Scope(word) for word in cell.split() if word in set(Scope)}


def document(*operations: str) -> str:
    """A document with these root fields of one kind, and the variables that they use."""
    body = " ".join(DOCUMENTS[each] for each in operations)
    heads = ", ".join(f"${name}: ID!" for name in sorted(set(re.findall(r"\$(\w+)", body))))
    return f"{operations[0].split('.')[0].lower()}{f'({heads})' if heads else ''} {{ {body} }}"


# ---------------------------------------------------------------------------------------------- the tables are complete


def test_every_operation_of_the_schema_has_a_row() -> None:
    graph = schema._schema
    roots = [kind for kind in (graph.query_type, graph.mutation_type, graph.subscription_type) if kind]

    assert {f"{kind.name}.{name}" for kind in roots for name in kind.fields} == {row["operation"] for row in OPERATIONS}
    assert set(DOCUMENTS) == {row["operation"] for row in OPERATIONS}


def test_every_type_of_the_schema_has_a_row() -> None:
    kinds = [
        kind.name
        for kind in schema._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__")
    ]
    roots = {"Query", "Mutation", "Subscription"}
    assert {name for name in kinds if not name.endswith("Edge")} - roots == {r["type"] for r in TYPES}


def test_every_kind_of_id_has_a_row() -> None:
    assert {row["kind"] for row in KINDS} == {kind.name for kind in Kind}
    assert {row["kind"] for row in KINDS if row["node needs"] != "is none"} == {kind.name for kind in NODES}


# ----------------------------------------------------------------------------------------------------------- the scene


class Scene:
    """Something for every operation to be about."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.real: dict[str, str] = {}
        self.unknown: dict[str, str] = {}

    async def play(self) -> Scene:
        """Who acts is somebody with every role, so that only a token's scopes are in the way."""
        cast = self.cast
        recognition = await cast.give(Visibility.EVERYONE)
        own = await cast.give(Visibility.EVERYONE, giver="all", to=["bob"])
        policy = Policy(())
        draft = EndpointDraft(url="https://hooks.example.org/")
        vault = Vault("a key for tests")
        act = cast.database.transact
        made = await act(webhooks.create_endpoint, cast.actor("int"), draft, vault=vault, policy=policy)
        await act(people.put_leads, "swift", ["all"])
        doubt = DisputeDraft(team=cast["kestrel"], reason="It was Bob")
        self.real = {
            "led": cast["swift"],
            "dispute": await act(scores.open_dispute, cast.actor("ann"), doubt),
            "person": cast["gil"],
            "team": cast["kestrel"],
            "recognition": recognition,
            "own": own,
            "comment": await cast.comment(recognition, author="all"),
            "commitment": await cast.ask("all"),
            "endpoint": made.id,
            "delivery": await act(webhooks.send_test, cast.actor("int"), made.id),
        }
        self.unknown = {name: value[:-20] + "0" * 20 for name, value in self.real.items()}
        return self

    def about(self, text: str, ids: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in ids.items() if f"${name}" in text}


async def outcome(api: Api, text: str, token: str, **variables: str) -> tuple[int, dict[str, Any]]:
    """The status and the body of an answer. A subscription is asked for on a socket; what its end would be by POST."""
    if not text.startswith("subscription"):
        answer = await api.post(text, token, **variables)
        return answer.status_code, answer.json()
    socket = await Socket.connected(api.app, token)
    errors = await socket.subscribe(text, **variables)
    await socket.close()
    refused = any(error["extensions"]["code"] == "FORBIDDEN" for error in errors)
    return (403 if refused else 200), {"errors": errors} if errors else {"data": {}}


def codes_in(body: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in body.get("errors", [])]


async def codes_of(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json().get("errors", [])]


# ---------------------------------------------------------------------------------------------------------- the tables


async def test_an_operation_runs_with_a_scope_it_needs_and_with_all_others_nothing_happens(
    api: Api, database: Database
) -> None:
    cast = await assemble(database)
    scene = await Scene(cast).play()
    before = await dump(database)
    for row in OPERATIONS:
        needed, text = scopes_in(row["needs one of"]), document(row["operation"])
        if not needed:
            continue
        others = await cast.token(*(set(Scope) - needed), person="all")
        tokens = [others, await cast.token(*needed)] if row["a person"] else [others]
        for token in tokens:
            status, body = await outcome(api, text, token, **scene.about(text, scene.real))
            assert (status, codes_in(body)) in REFUSALS, row["operation"]
            assert not body.get("data"), row["operation"]
        _, body = await outcome(api, text, others, **scene.about(text, scene.real))
        assert all(scope in body["errors"][0]["message"] for scope in needed), row["operation"]
    assert changed(before, await dump(database)) == {"service_token", "audit_entry"}

    alone = {scope: await cast.token(scope, person="all") for scope in Scope}
    before = await dump(database)
    for row in OPERATIONS:
        text = document(row["operation"])
        for scope in scopes_in(row["needs one of"]) or {Scope.WIDGET}:
            _, body = await outcome(api, text, alone[scope], **scene.about(text, scene.real))
            assert not codes_in(body), row["operation"]
            payloads = body["data"]
            after = await dump(database)
            if row["operation"].startswith("Mutation"):
                assert all(payload["userErrors"] == [] for payload in payloads.values()), row["operation"]
                handed_out = row["operation"] != "Mutation.replayWebhookEvents"  # nothing is, without a worker
                assert bool(changed(before, after)) == handed_out, row["operation"]
                assert ("audit_entry" in changed(before, after)) == handed_out, row["operation"]
            else:
                assert not changed(before, after), row["operation"]
            before = after


def test_the_page_says_of_each_operation_what_the_table_says() -> None:
    said = {name: needed for name, needed in operations(schema._schema).items() if name != "Query.__schema"}
    assert set(said) == {row["operation"] for row in OPERATIONS}
    for row in OPERATIONS:
        (needed,) = said[row["operation"]] or (frozenset(),)
        assert needed == scopes_in(row["needs one of"]), row["operation"]
        held = {letter: granted([Role.EMPLOYEE, *ROLES.get(name, ())]) for letter, name in WHO.items()}
        may = {letter for letter, scopes in held.items() if not needed or needed & scopes}
        assert may == set(row["signed in"]), row["operation"]


REFUSALS = [(403, ["FORBIDDEN"]), (200, ["FORBIDDEN"])]
"""Before execution, or by the operation itself when it needs a person and the token stands for none."""


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


@WHATEVER_THE_ENGINE
async def test_by_signing_in_one_has_what_the_roles_give(api: Api, database: Database) -> None:
    scene = await Scene(await assemble(database)).play()
    before = await dump(database)
    for row in OPERATIONS:
        text = document(row["operation"])
        for letter, name in WHO.items():
            status, body = await outcome(api, text, name, **scene.about(text, scene.unknown))
            let_in = "FORBIDDEN" not in codes_in(body)
            assert let_in == (letter in row["signed in"]), f"{row['operation']} by {name}"
            assert status == (200 if let_in else 403), f"{row['operation']} by {name}"
    away = {"person", "absence", "event", "audit_entry", "version"}
    assert changed(before, await dump(database)) == {"webhook_endpoint", *away}, "every other id was unknown"


@pytest.mark.parametrize("row", [row for row in TYPES if scopes_in(row["needs one of"])], ids=lambda row: row["type"])
def test_whatever_gives_a_type_needs_what_the_type_needs(row: dict[str, str]) -> None:
    needed = scopes_in(row["needs one of"])
    without = Actor(person="per", roles=frozenset(), scopes=frozenset(Scope) - needed)
    gives = [(parent, field) for parent, field, kind in FIELDS if kind == row["type"]]
    roads = [road_to(parent, f"{field} {{ __typename }}") for parent, field in gives]
    implements = schema._schema.type_map[row["type"]]
    if isinstance(implements, GraphQLObjectType) and implements.interfaces:
        roads += [
            f"{{ node {{ ... on {row['type']} {{ __typename }} }} }}",
            f"{{ nodes {{ ...It }} }} fragment It on {row['type']} {{ __typename }}",
        ]
    assert roads
    for road in roads:
        found = refusal(needs(schema._schema, parse(road)), without)
        assert found is not None, road
        assert found.extensions == {"code": "FORBIDDEN"}


def fields_of_types() -> list[tuple[str, str, str]]:
    """(type, field, the type it gives) for every field that gives something with fields of its own."""
    return [
        (kind.name, name, get_named_type(field.type).name)
        for kind in schema._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__")
        for name, field in kind.fields.items()
        if is_composite_type(get_named_type(field.type))
    ]


FIELDS = fields_of_types()


def road_to(kind: str, selection: str) -> str:
    """A document that reaches a type on the shortest road from a root, without arguments: it is only looked at."""
    seen, road = {kind}, [(kind, selection)]
    for at, text in road:
        if at in {"Query", "Mutation", "Subscription"}:
            return f"{at.lower()} {{ {text} }}"
        for parent, field, given in FIELDS:
            if given == at and parent not in seen:
                seen.add(parent)
                road.append((parent, f"{field} {{ {text} }}"))
    raise AssertionError(kind)


def test_a_screen_in_a_hall_shows_of_people_no_more_than_their_names() -> None:
    signage = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.SIGNAGE}))
    roads = {"Person": "recognitions { nodes { giver { %s } } }", "Team": "recognitions { nodes { team { %s } } }"}
    for name, road in roads.items():
        kind = schema._schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        shown = set()
        for field, value in kind.fields.items():
            below = " { __typename }" if is_composite_type(get_named_type(value.type)) else ""
            if refusal(needs(schema._schema, parse(f"{{ {road % (field + below)} }}")), signage) is None:
                shown.add(field)
        assert shown == ON_A_SCREEN[name]


async def test_a_node_of_any_kind_is_null_without_its_scope(api: Api, database: Database) -> None:
    cast = await assemble(database)
    found = {**await one_of_each_kind(api, cast)}
    for row in KINDS:
        kind = Kind[row["kind"]]
        needed = scopes_in(row["node needs"])
        id_ = found.get(kind, f"{kind}_01m808tx000000000000000000")
        text = "query($id: ID!) { node(id: $id) { id __typename } nodes(ids: [$id]) { id } }"
        without = await api(text, await cast.token(*(set(Scope) - needed), person="all"), id=id_)
        assert without == {"node": None, "nodes": [None]}, row["kind"]
        for scope in needed:
            alone = await api(text, await cast.token(scope, person="all"), id=id_)
            assert alone["node"]["id"] == alone["nodes"][0]["id"] == id_, row["kind"]


async def one_of_each_kind(api: Api, cast: Cast) -> dict[Kind, str]:
    """Ids of things that are there, of every kind that has been built."""
    recognition = await cast.give(Visibility.EVERYONE)
    comment = await cast.comment(recognition)
    await cast.report(comment, reporter="ann")
    queue = await api("{ moderationQueue { nodes { id } } }", "mod")
    token, _ = await cast.database.transact(people.create_token, people.TokenDraft(name="it", scopes=["widget"]))
    vault, near = Vault("a key for tests"), ("127.0.0.0/8",)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen, so a try fails at once
        draft = EndpointDraft(url=f"http://127.0.0.1:{taken.getsockname()[1]}/")
        by, policy = cast.actor("int"), Policy(near, allow_http=True)
        endpoint = await cast.database.transact(webhooks.create_endpoint, by, draft, vault=vault, policy=policy)
        delivery = await cast.database.transact(webhooks.send_test, by, endpoint.id)
        settings = Settings(webhook_allow_cidrs=near, webhook_allow_http=True)
        worker = Worker(cast.database, settings, vault, tombstones=store.gone)
        await worker.drain()
        await worker.close()
    text = "query($id: ID!) { node(id: $id) { ... on WebhookDelivery { event { id } attempts { id } } } }"
    sent = (await api(text, "int", id=delivery))["node"]
    return {
        Kind.PERSON: cast["ann"],
        Kind.TEAM: cast["kestrel"],
        Kind.RECOGNITION: recognition,
        Kind.COMMENT: comment,
        Kind.COMMITMENT: await cast.ask("all"),
        Kind.REPORT: queue["moderationQueue"]["nodes"][0]["id"],
        Kind.EVENT: sent["event"]["id"],
        Kind.ENDPOINT: endpoint.id,
        Kind.DELIVERY: delivery,
        Kind.ATTEMPT: sent["attempts"][0]["id"],
        Kind.TOKEN: token,
    }
