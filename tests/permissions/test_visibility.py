"""Who sees what: every visibility x way to stand to it x state, through everything that shows a recognition.

The table says which visibilities somebody sees: **E**VERYONE, **T**EAMS, **P**EOPLE, PEOPLE_AND_**M**ANAGERS. Lists,
searches and counts show what is on show (ACTIVE, REPORTED, SHOWN AGAIN); by its id one sees that it is gone.
"""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, get_named_type
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from conftest import Api
from had_your_back import ids
from had_your_back.database import Database, Transaction
from had_your_back.graph.schema import schema
from had_your_back.ids import Kind
from had_your_back.outbox import event
from had_your_back.pages import Window
from had_your_back.people import store as people
from had_your_back.people import tables as people_tables
from had_your_back.people import tree
from had_your_back.people.rules import ALWAYS, Actor, PersonFacts, Role, Scope, actor_of, scopes_named
from had_your_back.recognitions import rules, store
from had_your_back.recognitions.rules import EVERYONE, Relation, State, Viewer, Visibility
from had_your_back.recognitions.store import Filter, New
from permissions.cast import ROLES, Cast, assemble, table_of, tried_on

SEEN = """
who looks                                | as                                         | relation  | ACTIVE | REPORTED | HIDDEN | SHOWN AGAIN | WITHDRAWN
-----------------------------------------+--------------------------------------------+-----------+--------+----------+--------+-------------+----------
the giver                                | ann                                        | giver     | ETPM   | ETPM     | ETPM   | ETPM        | ETPM
a recipient                              | bob                                        | recipient | ETPM   | ETPM     | ETPM   | ETPM        | ETPM
another recipient, who is administrator  | cyd                                        | recipient | ETPM   | ETPM     | ETPM   | ETPM        | ETPM
a teammate of the giver                  | gil                                        | teammate  | ET     | ET       | ET     | ET          | ET
a teammate of a recipient                | rae                                        | teammate  | ET     | ET       | ET     | ET          | ET
somebody who came to the team since      | new                                        | teammate  | ET     | ET       | ET     | ET          | ET
somebody who left the team since         | gone                                       |           | E      | E        | E      | E           | E
somebody of the team above               | pam                                        |           | E      | E        | E      | E           | E
somebody of the team below               | kit                                        |           | E      | E        | E      | E           | E
who leads the team without being in it   | lee                                        |           | E      | E        | E      | E           | E
the manager of the giver                 | mia                                        | manager   | EM     | EM       | EM     | EM          | EM
the manager of a recipient               | max                                        | manager   | EM     | EM       | EM     | EM          | EM
the manager of these managers            | top                                        |           | E      | E        | E      | E           | E
somebody whom the giver manages          | sub                                        |           | E      | E        | E      | E           | E
a stranger                               | sam                                        |           | E      | E        | E      | E           | E
a moderator                              | mod                                        |           | E      | ETPM     | ETPM   | E           | E
an integrator                            | int                                        |           | E      | E        | E      | E           | E
an administrator                         | adm                                        |           | E      | E        | E      | E           | E
a moderator in the giver's team          | per                                        | teammate  | ET     | ETPM     | ETPM   | ET          | ET
somebody with every role                 | all                                        |           | E      | ETPM     | ETPM   | E           | E
a token of the giver                     | ann recognitions:read people:read          | giver     | ETPM   | ETPM     | ETPM   | ETPM        | ETPM
a moderator's token for reading only     | mod recognitions:read people:read          |           | E      | E        | E      | E           | E
a moderator's token for moderating       | mod recognitions:read people:read moderate |           | E      | ETPM     | ETPM   | E           | E
a token without a person                 | - recognitions:read people:read            |           | E      | E        | E      | E           | E
a token without a person, for moderating | - recognitions:read people:read moderate   |           | E      | E        | E      | E           | E
a token without a person, for everything | - *                                        |           | E      | E        | E      | E           | E
a screen in a hall                       | - signage                                  |           | E      | E        | E      | E           | E
a screen whose token a recipient made    | cyd signage                                | recipient | E      | E        | E      | E           | E
"""  # noqa: E501 - a table
ROWS = table_of(SEEN)
LETTERS = {
    "E": Visibility.EVERYONE,
    "T": Visibility.TEAMS,
    "P": Visibility.PEOPLE,
    "M": Visibility.PEOPLE_AND_MANAGERS,
}
STATES = {
    "ACTIVE": State.ACTIVE,
    "REPORTED": State.ACTIVE,
    "HIDDEN": State.HIDDEN,
    "SHOWN AGAIN": State.ACTIVE,
    "WITHDRAWN": State.WITHDRAWN,
}
BEFORE_A_MODERATOR = {"REPORTED", "HIDDEN"}

PAGE = "{ totalCount pageInfo { hasNextPage } nodes { id } }"
WITH_EDGES = "{ totalCount pageInfo { hasNextPage } nodes { id message } edges { node { id } } }"
LISTS = {
    "Query.recognitions": f"recognitions {WITH_EDGES}",
    "RecognitionFilter.team": f"recognitions(filter: {{team: $kestrel}}) {PAGE}",
    "RecognitionFilter.team of a recipient": f"recognitions(filter: {{team: $heron}}) {PAGE}",
    "RecognitionFilter.team above": f"recognitions(filter: {{team: $north}}) {PAGE}",
    "RecognitionFilter.giver": f"recognitions(filter: {{giver: $ann}}) {PAGE}",
    "RecognitionFilter.recipient": f"recognitions(filter: {{recipient: $bob}}) {PAGE}",
    "RecognitionFilter.behaviours": f'recognitions(filter: {{behaviours: ["had_my_back"]}}) {PAGE}',
    "RecognitionFilter.since": f'recognitions(filter: {{since: "2026-01-01T00:00:00Z"}}) {PAGE}',
    "RecognitionFilter.until": f'recognitions(filter: {{until: "2027-01-01T00:00:00Z"}}) {PAGE}',
    "RecognitionFilter.search": f'recognitions(filter: {{search: "lantern"}}) {PAGE}',
    "Person.recognitionsGiven": f"person(by: {{id: $ann}}) {{ recognitionsGiven {PAGE} }}",
    "Person.recognitionsReceived": f"person(by: {{id: $bob}}) {{ recognitionsReceived {PAGE} }}",
    "Person.recognitionsReceived below": (
        f'people(first: 1, search: "bob") {{ nodes {{ recognitionsReceived {PAGE} }} }}'
    ),
    "Team.recognitions": f"team(by: {{id: $kestrel}}) {{ recognitions {PAGE} }}",
}
ABOUT_A_PERSON = {
    "RecognitionFilter.giver": "ann",
    "RecognitionFilter.recipient": "bob",
    "Person.recognitionsGiven": "ann",
    "Person.recognitionsReceived": "bob",
    "Person.recognitionsReceived below": "bob",
}
"""Counted for nobody but this person: how much somebody gave or got would be a number about a person."""

OTHER_READERS = {
    "Query.node": "by id",
    "Query.nodes": "by id",
    "Recognition.comments": "below what was seen by its id",
    "Query.moderationQueue": "for moderators",
    "ModerationItem.recognition": "for moderators",
    "ModerationItem.comment": "for moderators",
    "ModerationItem.subject": "by id, see tests/scores",
    "RecognitionPayload.recognition": "after an act, which test_acts tries for everybody",
    "CommentPayload.comment": "after an act",
    "CommentPayload.recognition": "after an act",
    "ReportPayload.recognition": "after an act",
    "CommitmentPayload.recognition": "after an act",
    "Commitment.recognitions": "by what they thank for, see test_commitments",
    "Commitment.referredTo": "gives people and teams alone",
    "ReportPayload.comment": "after an act",
    "Subscription.recognitionChanged": "to whom it is told, see graph/test_streams",
}

BY_ID = """
query($recognitions: [ID!]!, $comments: [ID!]!) {
  recognitions: nodes(ids: $recognitions) {
    id
    ... on Recognition {
      state message link commentCount reactions { emoji } comments { totalCount nodes { id text } }
    }
  }
  comments: nodes(ids: $comments) { id ... on Comment { text } }
}
"""
QUEUE = "{ moderationQueue { nodes { reason recognition { id message } comment { id } } } }"

Key = tuple[str, str]
"""A visibility's letter and a state, which together name a recognition of the scene."""


# ---------------------------------------------------------------------------------------------- the table is complete


def test_every_visibility_state_and_relation_has_a_place_in_the_table() -> None:
    assert set(LETTERS.values()) == set(Visibility)
    assert set(STATES.values()) == set(State)
    assert {row["relation"] for row in ROWS} - {""} | {"anybody"} == set(Relation)
    assert {row["as"].split()[0] for row in ROWS} >= {"-", *ROLES}


def test_everything_in_the_schema_that_gives_a_recognition_or_a_comment_is_in_the_table() -> None:
    shows = {"Recognition", "Comment", "ModerationItem", "Node"}
    gives = {name + ending for name in shows for ending in ("", "Connection")}
    found = {
        f"{kind.name}.{name}"
        for kind in schema._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.endswith(("Connection", "Edge"))
        for name, field in kind.fields.items()
        if get_named_type(field.type).name in gives
    }
    filters = schema._schema.type_map["RecognitionFilter"]
    assert isinstance(filters, GraphQLInputObjectType)
    found |= {f"RecognitionFilter.{name}" for name in filters.fields}

    assert found == {name.split()[0] for name in LISTS} | set(OTHER_READERS)


# ----------------------------------------------------------------------------------------------------------- the scene


class Scene:
    """One recognition, with a comment and a reaction, for each visibility in each state."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.recognitions: dict[Key, str] = {}
        self.comments: dict[Key, str] = {}
        self.reported: dict[str, str] = {}
        """The comments that are reported, and their recognitions."""

    async def play(self) -> Scene:
        cast = self.cast
        for letter, visibility in LETTERS.items():
            for state in STATES:
                made = self.recognitions[letter, state] = await cast.give(visibility, words=f"Lantern {letter} {state}")
                said = self.comments[letter, state] = await cast.comment(made)
                await cast.react(made)
                if state != "ACTIVE":
                    await cast.report(made)
                if state in {"HIDDEN", "SHOWN AGAIN"}:
                    await cast.moderate(made, hide=True)
                if state == "SHOWN AGAIN":
                    await cast.moderate(made, hide=False)
                if state == "WITHDRAWN":
                    await cast.report(said, reporter="ann")
                    await cast.withdraw(made)
            both = self.recognitions[letter, "REPORTED"], self.comments[letter, "REPORTED"]
            await cast.report(both[1], reporter="ann")
            self.reported[both[1]] = both[0]
        await cast.re_org()
        return self

    def actor(self, words: str) -> Actor:
        name, *scopes = words.split()
        held = scopes_named(Scope if scopes == ["*"] else scopes) if scopes else None
        person = None if name == "-" else self.cast[name]
        return actor_of(person, [Role.EMPLOYEE, *ROLES.get(name, ())] if person else [], held)

    async def token(self, words: str) -> str:
        name, *scopes = words.split()
        if not scopes:
            return name
        person = None if name == "-" else name
        return await self.cast.token(*(Scope if scopes == ["*"] else scopes), person=person)

    def key(self, recognition: str) -> Key:
        return next(key for key, value in self.recognitions.items() if value == recognition)


def expected(row: dict[str, str]) -> set[Key]:
    return {(letter, state) for state in STATES for letter in row[state]}


def on_show(keys: set[Key]) -> set[Key]:
    return {key for key in keys if STATES[key[1]] is State.ACTIVE}


def page_in(found: Any) -> dict[str, Any]:
    """The connection at the end of a chain of single values."""
    while "pageInfo" not in found:
        (found,) = found if isinstance(found, list) else found.values()
    return dict(found)


# ---------------------------------------------------------------------------------------------------- the table, walked


async def test_everybody_sees_what_the_table_says_through_every_reader(api: Api, database: Database) -> None:
    scene = await Scene(await assemble(database)).play()
    rows = tried_on(database, ROWS, *STATES)
    for row in rows:
        token, actor = await scene.token(row["as"]), scene.actor(row["as"])
        await lists_show_what_is_on_show(api, scene, row, token, actor)
        await ids_show_that_it_is_gone(api, scene, row, token, actor)
        await the_node_is_what_the_nodes_are(api, scene, row, token, actor)
        await the_queue_is_for_moderators(api, scene, row, token, actor)


async def lists_show_what_is_on_show(api: Api, scene: Scene, row: dict[str, str], token: str, actor: Actor) -> None:
    readers = LISTS
    if Scope.PEOPLE_READ not in actor.scopes:  # then people and teams are refused, see test_operations
        readers = {name: text for name, text in LISTS.items() if text.startswith("recognitions")}
    used = [
        name for name in ("ann", "bob", "kestrel", "heron", "north") if any(f"${name}" in t for t in readers.values())
    ]
    heads = ", ".join(f"${name}: ID!" for name in used)
    document = " ".join(f"r{place}: {text}" for place, text in enumerate(readers.values()))
    answer = await api(f"query({heads}) {{ {document} }}", token, **{name: scene.cast[name] for name in used})
    for place, reader in enumerate(readers):
        page, where = page_in(answer[f"r{place}"]), f"{row['who looks']}, {reader}"
        found = {scene.key(node["id"]) for node in page["nodes"]}
        assert found == on_show(expected(row)), where
        assert len(page["nodes"]) == len(found), where
        assert not page["pageInfo"]["hasNextPage"], where
        if "edges" in page:
            assert [edge["node"]["id"] for edge in page["edges"]] == [node["id"] for node in page["nodes"]], where
            assert all(node["message"] for node in page["nodes"]), where
        about = ABOUT_A_PERSON.get(reader)
        counted = about is None or actor.person == scene.cast[about]
        assert page["totalCount"] == (len(found) if counted else None), where


async def ids_show_that_it_is_gone(api: Api, scene: Scene, row: dict[str, str], token: str, actor: Actor) -> None:
    answer = await api(
        BY_ID, token, recognitions=list(scene.recognitions.values()), comments=list(scene.comments.values())
    )
    seen = expected(row) if Scope.RECOGNITIONS_READ in actor.scopes else set()  # a screen fetches nothing by its id
    recognitions = dict(zip(scene.recognitions, answer["recognitions"], strict=True))
    comments = dict(zip(scene.comments, answer["comments"], strict=True))
    for key, shown in recognitions.items():
        where = f"{row['who looks']}, {key}"
        assert (shown is not None) == (key in seen), where
        assert (comments[key] is not None) == (key in on_show(seen)), where
        if shown is None:
            continue
        there = key in on_show(seen)
        assert shown["state"] == STATES[key[1]], where
        assert bool(shown["message"]) == bool(shown["reactions"]) == there, where
        assert shown["commentCount"] == shown["comments"]["totalCount"] == len(shown["comments"]["nodes"]) == there, (
            where
        )


async def the_node_is_what_the_nodes_are(api: Api, scene: Scene, row: dict[str, str], token: str, actor: Actor) -> None:
    readable = Scope.RECOGNITIONS_READ in actor.scopes
    keys = [(letter, state) for letter in LETTERS for state in ("ACTIVE", "HIDDEN")]
    asked = [scene.recognitions[key] for key in keys] + [scene.comments[letter, "ACTIVE"] for letter in LETTERS]
    document = " ".join(f'n{place}: node(id: "{key}") {{ id }}' for place, key in enumerate(asked))
    answer = await api(f"{{ {document} }}", token)
    given = {node["id"] for node in answer.values() if node}
    seen = expected(row) if readable else set()
    wanted = {scene.recognitions[key] for key in keys if key in seen}
    wanted |= {scene.comments[letter, "ACTIVE"] for letter in LETTERS if (letter, "ACTIVE") in seen}
    assert given == wanted, row["who looks"]


async def the_queue_is_for_moderators(api: Api, scene: Scene, row: dict[str, str], token: str, actor: Actor) -> None:
    who = row["who looks"]
    if not rules.viewer_of(actor).moderates:
        assert await api.codes(QUEUE, token) == ["FORBIDDEN"], who
        return
    items = (await api(QUEUE, token))["moderationQueue"]["nodes"]
    about_comments = {item["comment"]["id"]: item["recognition"]["id"] for item in items if item["comment"]}
    about_recognitions = {scene.key(item["recognition"]["id"]) for item in items if not item["comment"]}
    assert about_comments == scene.reported, who
    assert about_recognitions == {(letter, "REPORTED") for letter in LETTERS}, who
    assert all(item["recognition"]["message"] for item in items), who


@pytest.mark.parametrize("row", ROWS, ids=[row["who looks"] for row in ROWS])
def test_the_rule_in_python_says_the_same_as_the_table(row: dict[str, str]) -> None:
    name, *scopes = row["as"].split()
    held = scopes_named(Scope if scopes == ["*"] else scopes) if scopes else None
    person = None if name == "-" else name
    viewer = rules.viewer_of(actor_of(person, [Role.EMPLOYEE, *ROLES.get(name, ())] if person else [], held))
    relations = frozenset({Relation(row["relation"])} if row["relation"] else ())

    seen = {
        (letter, state)
        for letter, visibility in LETTERS.items()
        for state in STATES
        if rules.sees(visibility, relations, moderated=state in BEFORE_A_MODERATOR, viewer=viewer)
    }

    assert seen == expected(row)


async def test_what_is_not_seen_leaves_no_gap_between_pages(api: Api, database: Database) -> None:
    cast = await assemble(database)
    for _ in range(3):
        for visibility in Visibility:
            await cast.give(visibility)
    for name in ("sam", "mia", "gil"):
        await pages_are_full(api, name)


async def pages_are_full(api: Api, name: str) -> None:
    whole = [node["id"] for node in (await api("{ recognitions { nodes { id } } }", name))["recognitions"]["nodes"]]

    forward = (
        "query($at: String) { recognitions(first: 2, after: $at) { nodes { id } pageInfo { hasNextPage endCursor } } }"
    )
    walked, at, sizes = [], None, []
    while True:
        page = (await api(forward, name, at=at))["recognitions"]
        walked += [node["id"] for node in page["nodes"]]
        sizes.append(len(page["nodes"]))
        at = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert walked == whole
    assert all(size == 2 for size in sizes[:-1])
    assert sizes[-1] > 0


async def test_people_and_teams_are_all_counted(api: Api, database: Database) -> None:
    await assemble(database)

    found = await api("{ people { totalCount nodes { id } } teams { totalCount nodes { id } } }", "sam")

    for page in found.values():
        assert page["totalCount"] == len(page["nodes"])


async def test_an_export_of_oneself_holds_what_one_gave_or_was_thanked_with_and_the_log_what_everybody_sees(
    api: Api, database: Database
) -> None:
    scene = await Scene(await assemble(database)).play()
    for row in tried_on(database, ROWS, *STATES):
        token, actor = await scene.token(row["as"]), scene.actor(row["as"])
        if actor.person is not None and {Scope.RECOGNITIONS_READ, Scope.COMMITMENTS_READ} <= actor.scopes:
            export = (await api("{ viewer { export } }", token))["viewer"]["export"]
            thanks = [*export["recognitionsGiven"], *export["recognitionsReceived"]]
            theirs = set(scene.recognitions) if row["relation"] in {"giver", "recipient"} else set()
            assert {scene.key(each["id"]) for each in thanks} == theirs, row["who looks"]
            assert ("Lantern" in str(export)) == bool(theirs), row["who looks"]
        if {Scope.EVENTS_READ, Scope.WEBHOOKS_MANAGE} & actor.scopes:
            log = (await api("{ events(first: 100) { nodes { data } } }", token))["events"]["nodes"]
            told = {each["data"].get("recognition") for each in log} - {None}
            assert {scene.key(each)[0] for each in told} == {"E"}, row["who looks"]


async def test_the_log_forgets_who_was_thanked_once_it_is_withdrawn_or_hidden(api: Api, database: Database) -> None:
    cast = await assemble(database)
    kept, hidden, withdrawn = [await cast.give(Visibility.EVERYONE) for _ in range(3)]
    await cast.moderate(hidden, hide=True)
    await cast.withdraw(withdrawn)
    async with database.read() as session:
        found = select(event.c.id, event.c.subject).where(event.c.type == "recognition.given")
        rows = await session.rows(found)
    events = {row.subject: row.id for row in rows}

    document = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { type data } } }"
    told = (await api(document, "int", ids=[events[each] for each in (kept, hidden, withdrawn)]))["nodes"]

    assert told[0]["data"]["giver"] == cast["ann"]
    assert told[1]["data"] == {"recognition": hidden, "deleted": True}
    assert told[2]["data"] == {"recognition": withdrawn, "deleted": True}


# ------------------------------------------------------------------------------------------- any company, any relation


def some(items: list[int], **bounds: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.sampled_from(items), **bounds)


@st.composite
def companies(draw: st.DrawFn) -> dict[str, Any]:
    """People in teams, with managers, and recognitions between them. Everything is named by its place."""
    teams = list(range(draw(st.integers(1, 4))))
    folk = list(range(draw(st.integers(2, 6))))
    return {
        "teams": len(teams),
        "managers": [draw(st.sampled_from([None, *(each for each in folk if each != one)])) for one in folk],
        "moderates": [draw(st.booleans()) for _ in folk],
        "now_in": [draw(some(teams)) for _ in folk],
        "once_in": [draw(some(teams)) for _ in folk],
        "recognitions": [
            {
                "giver": (giver := draw(st.sampled_from(folk))),
                "recipients": draw(some([each for each in folk if each != giver], min_size=1)),
                "were_in": [draw(some(teams)) for _ in folk],
                "above": draw(some(teams)),
                "visibility": draw(st.sampled_from(Visibility)),
                "state": draw(st.sampled_from(State)),
                "reported": draw(st.booleans()),
            }
            for _ in range(draw(st.integers(1, 5)))
        ],
    }


class Founded:
    """A drawn company in the database."""

    def __init__(self) -> None:
        self.people: list[str] = []
        self.teams: list[str] = []
        self.recognitions: list[str] = []
        self.comments: list[str] = []

    async def found(self, tx: Transaction, drawn: dict[str, Any]) -> Founded:
        self.teams = [ids.new(Kind.TEAM, tx.now) for _ in range(drawn["teams"])]
        self.people = [ids.new(Kind.PERSON, tx.now) for _ in drawn["managers"]]
        for team in self.teams:
            values = {"id": team, "external_id": team, "name": "A team", "description": None, "parent_id": None}
            await tree.add_team(tx, values)
        empty = dict.fromkeys(("email", "external_id", "job_title", "manager_id"))
        for each in self.people:
            await people.add_person(tx, {**empty, "id": each, "user_name": each, "display_name": "Somebody"})
        for person, manager in zip(self.people, drawn["managers"], strict=True):
            if manager is not None:
                await people.change_person(tx, person, {"manager_id": self.people[manager]})
        await tx.insert(people_tables.membership, list(self._memberships(tx, drawn)))
        for each in drawn["recognitions"]:
            await self._give(tx, each)
        return self

    def _memberships(self, tx: Transaction, drawn: dict[str, Any]) -> Any:
        for until, column in ((None, "now_in"), (tx.now, "once_in")):
            for person, teams in zip(self.people, drawn[column], strict=True):
                for team in teams:
                    since = tx.now if until is None else ALWAYS
                    key = {"person_id": person, "team_id": self.teams[team], "since": since}
                    yield {**key, "until": until, "home": False}

    async def _give(self, tx: Transaction, drawn: dict[str, Any]) -> None:
        def facts(place: int) -> PersonFacts:
            teams = frozenset(self.teams[team] for team in drawn["were_in"][place])
            above = teams | {self.teams[team] for team in drawn["above"]}
            return PersonFacts(self.people[place], "Somebody", active=True, home=None, teams=teams, lineage=above)

        accepted = rules.Recognition(
            giver=facts(drawn["giver"]),
            recipients=tuple(facts(place) for place in drawn["recipients"]),
            team=None,
            message="Lantern",
            behaviours=("had_my_back",),
            visibility=drawn["visibility"],
            link=None,
        )
        new = New(ids.new(Kind.RECOGNITION, tx.now), tx.now, accepted)
        await store.add(tx, [new])
        self.comments.append(await store.add_comment(tx, new.id, self.people[drawn["giver"]], "Seen"))
        await store.change(tx, new.id, {"state": drawn["state"], "reported": drawn["reported"]})
        self.recognitions.append(new.id)


def relations_of(drawn: dict[str, Any], recognition: dict[str, Any], place: int) -> frozenset[Relation]:
    """What a person is to a recognition, worked out from the drawn company alone."""
    involved = {recognition["giver"], *recognition["recipients"]}
    teams = set[int]().union(*(recognition["were_in"][each] for each in involved))
    found = set()
    if place == recognition["giver"]:
        found.add(Relation.GIVER)
    if place in recognition["recipients"]:
        found.add(Relation.RECIPIENT)
    if teams & drawn["now_in"][place]:
        found.add(Relation.TEAMMATE)
    if place in {drawn["managers"][each] for each in involved}:
        found.add(Relation.MANAGER)
    return frozenset(found)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=companies())
async def test_sql_and_the_rule_agree_in_any_company(database: Database, drawn: dict[str, Any]) -> None:
    company = await database.transact(Founded().found, drawn)
    viewers: list[tuple[Viewer, int | None]] = [(EVERYONE, None)]
    for at, (person, moderates) in enumerate(zip(company.people, drawn["moderates"], strict=True)):
        viewers.append((Viewer(person=person, moderates=moderates), at))

    for viewer, place in viewers:
        seen, shown, heard = set(), set(), set()
        for key, said, each in zip(company.recognitions, company.comments, drawn["recognitions"], strict=True):
            relations = relations_of(drawn, each, place) if place is not None else frozenset[Relation]()
            moderated = each["reported"] or each["state"] is State.HIDDEN
            if rules.sees(each["visibility"], relations, moderated=moderated, viewer=viewer):
                seen.add(key)
                if each["state"] is State.ACTIVE:
                    shown.add(key)
                    heard.add(said)
        async with database.read() as session:
            ours = set(company.recognitions)  # earlier examples are in the same database
            found = store.find(session, viewer, Filter())
            listed = await store.newest(session, found, Window(size=1_000))
            assert {row.id for row in listed.rows} & ours == shown
            assert await store.count(session, found, most=1_000) == len(listed.rows)
            assert {row.id for row in await store.by_ids(session, viewer, company.recognitions)} == seen
            assert {row.id for row in await store.comments_by_ids(session, viewer, company.comments)} == heard
