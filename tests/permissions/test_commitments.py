"""Who sees which commitments: every way to stand to one x open, private, asked of a team, through every reader.

Ann is the customer and Bob the performer. In the cells stand the commitments that somebody sees:

    P promised in the open                 p promised in private
    H the same, and Tia is asked to        h the same in private
      take it over
    T asked of the fledglings, unclaimed   n in private, and Tia did not take it over
    C asked of the fledglings, claimed by  t in private, and Tia took it over from Bob
      Kit, taken over by Bob
"""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, get_named_type

from conftest import Api
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database
from had_your_back.graph.schema import schema
from had_your_back.people.rules import Scope, actor_of
from had_your_back.recognitions import actions as recognitions
from had_your_back.recognitions.rules import GiveDraft, Visibility
from permissions.cast import LIMITS, WHATEVER_THE_ENGINE, Cast, assemble, dump, table_of, tried_on

ROWS = table_of("""
who looks                                  | as                                                | sees     | awaiting
-------------------------------------------+---------------------------------------------------+----------+---------
the customer                               | ann                                               | PHTCphnt |
the performer                              | bob                                               | PHCphn   | PCpn
one who is asked to take it over           | tia                                               | Hht      | Hht
who claimed it and handed it on            | kit                                               | TC       | T
a member of the customer's team            | gil                                               | PHTC     |
somebody who came to that team since       | new                                               | PHTC     |
somebody who left that team since          | gone                                              |          |
a moderator in the customer's team         | per                                               | PHTC     |
a member of the performer's team           | rae                                               | PHC      |
another one, who is administrator          | cyd                                               | PHTC     |
somebody of the team above                 | pam                                               |          |
who leads the team without being in it     | lee                                               | PHTC     |
the manager of the customer                | mia                                               |          |
the manager of the performer               | max                                               |          |
the manager of these managers              | top                                               |          |
somebody whom the customer manages         | sub                                               |          |
a stranger                                 | sam                                               |          |
a moderator                                | mod                                               |          |
an integrator                              | int                                               |          |
an administrator                           | adm                                               | PHTC     |
somebody with every role                   | all                                               | PHTC     |
a token of the customer                    | ann commitments:read recognitions:read            | PHTCphnt |
a token of the performer, for all          | bob *                                             | PHCphn   | PCpn
an administrator's token for reading only  | adm commitments:read recognitions:read            |          |
an administrator's token for all they may  | adm commitments:read recognitions:read admin      | PHTC     |
a stranger's token that names the scope    | sam commitments:read recognitions:read admin      |          |
a token without a person                   | - commitments:read recognitions:read              |          |
a token without a person, for everything   | - *                                               |          |
a token of the customer for something else | ann recognitions:read people:read                 | refused  |
an administrator's token for something else| adm recognitions:read people:read admin           | refused  |
a screen whose token the customer made     | ann signage                                       | refused  |
""")
EVERY = "PHTCphnt"

ABOUT = {"CommitmentFilter.customer": "ann", "CommitmentFilter.performer": "bob", "CommitmentFilter.awaiting": "tia"}
"""Filters by one person."""
PAGE = "{ totalCount pageInfo { hasNextPage } nodes { id } edges { node { id } } }"
LISTS = {
    "Query.commitments": (f"commitments(first: 10) {PAGE}", EVERY),
    "CommitmentFilter.states": (f"commitments(first: 10, filter: {{states: [PROMISED]}}) {PAGE}", "PHCphnt"),
    "CommitmentFilter.customer": (f"commitments(first: 10, filter: {{customer: $ann}}) {PAGE}", EVERY),
    "CommitmentFilter.performer": (f"commitments(first: 10, filter: {{performer: $bob}}) {PAGE}", "PHCphn"),
    "CommitmentFilter.team": (f"commitments(first: 10, filter: {{team: $kestrel}}) {PAGE}", EVERY),
    "CommitmentFilter.team of the performer": (f"commitments(first: 10, filter: {{team: $heron}}) {PAGE}", "PHCphn"),
    "CommitmentFilter.team that was asked": (f"commitments(first: 10, filter: {{team: $fledglings}}) {PAGE}", "TC"),
    "CommitmentFilter.awaiting": (f"commitments(first: 10, filter: {{awaiting: $tia}}) {PAGE}", "Hht"),
    "CommitmentFilter.overdue": (f"commitments(first: 10, filter: {{overdue: false}}) {PAGE}", EVERY),
    "CommitmentFilter.unclaimed": (f"commitments(first: 10, filter: {{unclaimed: true}}) {PAGE}", "T"),
    "CommitmentFilter.dueBefore": (
        f'commitments(first: 10, filter: {{dueBefore: "2027-01-01T00:00:00Z"}}) {PAGE}',
        EVERY,
    ),
}
OF_A_TEAM = {
    "Team.commitments": (f"team(by: {{id: $kestrel}}) {{ commitments(first: 10) {PAGE} }}", EVERY),
    "Team.commitments of another": (f"team(by: {{id: $heron}}) {{ commitments(first: 10) {PAGE} }}", "PHCphn"),
    "Team.commitments, narrowed": (
        (
            "team(by: {id: $fledglings}) { commitments(first: 9, filter: {unclaimed: false, team: $kestrel}) "
            f"{PAGE} }}"
        ),
        "C",
    ),
}
OTHER_READERS = {
    "Query.node": "by id",
    "Query.nodes": "by id",
    "Recognition.commitment": "below a recognition that everyone sees",
    "Viewer.awaitingMe": "whose turn it is",
    "CommitmentPayload.commitment": "after an act",
    "Commitment.referredTo": "gives people and teams alone",
    "ModerationItem.subject": "by id, see tests/scores",
    "Subscription.commitmentChanged": "to whom it is told, see graph/test_streams",
}

BELOW = """{ recognitions(first: 50) { nodes { id message commitment { id title } } } }"""
ACT = "actOnCommitment(input: {id: $%s, version: %s, act: {%s: {}}}) { commitment { id } userErrors { code } }"


def test_everything_in_the_schema_that_gives_a_commitment_is_tried() -> None:
    found = {
        f"{kind.name}.{name}"
        for kind in schema._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.endswith(("Connection", "Edge"))
        for name, field in kind.fields.items()
        if get_named_type(field.type).name in {"Commitment", "CommitmentConnection", "Node"}
    }
    filters = schema._schema.type_map["CommitmentFilter"]
    assert isinstance(filters, GraphQLInputObjectType)
    found |= {f"CommitmentFilter.{name}" for name in filters.fields}

    tried = {name.split()[0].rstrip(",") for name in (*LISTS, *OF_A_TEAM)}
    assert found == tried | set(OTHER_READERS)


# ----------------------------------------------------------------------------------------------------------- the scene


class Scene:
    """One commitment for each letter, and for each a thank-you that everyone sees."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.ids: dict[str, str] = {}
        self.thanks: dict[str, str] = {}

    async def play(self) -> Scene:
        cast, ids = self.cast, self.ids
        for letter in "PHphnt":
            ids[letter] = await cast.promise(private=letter.islower())
        for letter in "Hhnt":
            await cast.act("bob", ids[letter], Act.HAND_OVER, to=cast["tia"])
        await cast.act("tia", ids["n"], Act.REFUSE_HAND_OVER)
        await cast.act("tia", ids["t"], Act.ACCEPT_HAND_OVER)
        for letter in "TC":
            ids[letter] = await cast.ask("fledglings")
        await cast.act("kit", ids["C"], Act.CLAIM)
        await cast.act("kit", ids["C"], Act.HAND_OVER, to=cast["bob"])
        await cast.act("bob", ids["C"], Act.ACCEPT_HAND_OVER)
        for letter in EVERY:
            self.thanks[letter] = await self.thank(letter, Visibility.EVERYONE)
        await cast.re_org()
        return self

    async def thank(self, letter: str, visibility: Visibility) -> str:
        draft = GiveDraft(
            recipients=[self.cast["bob"]],
            message=f"Thank you for {letter}",
            behaviours=["had_my_back"],
            visibility=visibility,
            commitment=self.ids[letter],
        )
        return await self.cast.database.transact(recognitions.give, self.cast.actor("ann"), draft, limits=LIMITS)

    async def token(self, words: str) -> tuple[str, frozenset[Scope]]:
        """A token, and the scopes that hold."""
        name, *scopes = words.split()
        named = list(Scope) if scopes == ["*"] else [Scope(scope) for scope in scopes]
        if not scopes:
            return name, self.cast.actor(name).scopes
        person = None if name == "-" else name
        token = await self.cast.token(*named, person=person)
        return token, actor_of(None, [], named).scopes & (self.cast.actor(name).scopes if person else frozenset(Scope))

    def letters(self, nodes: list[Any]) -> list[str]:
        named = {key: letter for letter, key in self.ids.items()}
        return [named[node["id"]] for node in nodes if node]


def page_in(found: Any) -> dict[str, Any]:
    """The connection at the end of a chain of single values."""
    while "pageInfo" not in found:
        (found,) = found.values()
    return dict(found)


# ---------------------------------------------------------------------------------------------------- the table, walked


async def test_everybody_sees_what_the_table_says_through_every_reader(api: Api, database: Database) -> None:
    scene = await Scene(await assemble(database)).play()
    for row in tried_on(database, ROWS, "sees", "awaiting"):
        token, scopes = await scene.token(row["as"])
        if row["sees"] == "refused":
            await nothing_is_shown(api, scene, row, token)
            continue
        await lists_show_it(api, scene, row, token, scopes)
        await ids_show_it(api, scene, row, token)
        await thanks_lead_to_it(api, scene, row, token)
        await it_waits_for(api, scene, row, token, scopes)
        await acts_find_it(api, scene, row, token, scopes)


IN_THE_CALENDAR = {"ann": "PHCphnt", "bob": "PHCphn", "tia": "t"}
"""What is promised, for the two of it. Whoever else may see it finds it on the page, not in a calendar of their own."""


async def test_in_a_calendar_stands_what_its_owner_promised_or_was_promised(api: Api, database: Database) -> None:
    scene = await Scene(await assemble(database)).play()
    for row in ROWS:
        if row["as"] in scene.cast.ids:
            url = (await api("{ viewer { calendarUrl } }", row["as"]))["viewer"]["calendarUrl"]
            file = (await api.client.get(url)).text
            found = {letter for letter, key in scene.ids.items() if f"UID:{key}@" in file}
            assert found == set(IN_THE_CALENDAR.get(row["as"], "")), row["who looks"]


async def lists_show_it(api: Api, scene: Scene, row: dict[str, str], token: str, scopes: frozenset[Scope]) -> None:
    readers = LISTS | (OF_A_TEAM if Scope.PEOPLE_READ in scopes else {})
    used = ("ann", "bob", "tia", "kestrel", "heron", "fledglings")
    heads = ", ".join(f"${name}: ID!" for name in used)
    body = " ".join(f"r{place}: {text}" for place, (text, _) in enumerate(readers.values()))
    answer = await api(f"query({heads}) {{ {body} }}", token, **{name: scene.cast[name] for name in used})
    for place, (reader, (_, fits)) in enumerate(readers.items()):
        page, where = page_in(answer[f"r{place}"]), f"{row['who looks']}, {reader}"
        found = scene.letters(page["nodes"])
        assert set(found) == set(row["sees"]) & set(fits), where
        assert len(found) == len(set(found)), where
        about = ABOUT.get(reader, row["as"].split()[0])
        # How much somebody else promised or is waited for would be a number about a person.
        assert page["totalCount"] == (len(found) if about == row["as"].split()[0] else None), where
        assert [edge["node"] for edge in page["edges"]] == page["nodes"], where
        assert not page["pageInfo"]["hasNextPage"], where


async def ids_show_it(api: Api, scene: Scene, row: dict[str, str], token: str) -> None:
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Commitment { title history { totalCount } } } }"
    found = (await api(text, token, ids=list(scene.ids.values())))["nodes"]
    assert [letter for letter, node in zip(scene.ids, found, strict=True) if node] == [
        letter for letter in scene.ids if letter in row["sees"]
    ], row["who looks"]
    one_by_one = " ".join(f'{letter * 2}: node(id: "{key}") {{ id }}' for letter, key in scene.ids.items())
    shown = await api(f"{{ {one_by_one} }}", token)
    assert {name[0] for name, node in shown.items() if node} == set(row["sees"]), row["who looks"]


async def thanks_lead_to_it(api: Api, scene: Scene, row: dict[str, str], token: str) -> None:
    given = {node["id"]: node for node in (await api(BELOW, token))["recognitions"]["nodes"]}
    for letter, key in scene.thanks.items():
        shown, where = given[key], f"{row['who looks']}, {letter}"
        assert shown["message"] == f"Thank you for {letter}", where
        about = {"id": scene.ids[letter], "title": "A spare pump"} if letter in row["sees"] else None
        assert shown["commitment"] == about, where


async def it_waits_for(api: Api, scene: Scene, row: dict[str, str], token: str, scopes: frozenset[Scope]) -> None:
    if Scope.PEOPLE_READ not in scopes:  # then the viewer is refused, see test_operations
        return
    viewer = (await api(f"{{ viewer {{ awaitingMe {PAGE} }} }}", token))["viewer"]
    page = viewer["awaitingMe"] if viewer else {"nodes": [], "totalCount": 0}
    assert set(scene.letters(page["nodes"])) == set(row["awaiting"]) <= set(row["sees"]), row["who looks"]
    assert page["totalCount"] == len(row["awaiting"]), row["who looks"]


async def acts_find_it(api: Api, scene: Scene, row: dict[str, str], token: str, scopes: frozenset[Scope]) -> None:
    """On a version that never was: who sees it is told so, for everybody else there is none."""
    heads = ", ".join(f"${letter}: ID!" for letter in scene.ids)
    body = " ".join(f"{letter * 2}: {ACT % (letter, 0, 'deliver')}" for letter in scene.ids)
    text, before = f"mutation({heads}) {{ {body} }}", await dump(scene.cast.database)
    if Scope.COMMITMENTS_WRITE not in scopes or row["as"].startswith("-"):
        assert set(await api.codes(text, token, **scene.ids)) == {"FORBIDDEN"}, row["who looks"]
    else:
        for name, payload in (await api(text, token, **scene.ids)).items():
            seen, where = name[0] in row["sees"], f"{row['who looks']}, {name[0]}"
            assert payload["userErrors"] == [{"code": "STALE_VERSION" if seen else "NOT_FOUND"}], where
            assert payload["commitment"] == ({"id": scene.ids[name[0]]} if seen else None), where
    assert await dump(scene.cast.database) == before, row["who looks"]


async def nothing_is_shown(api: Api, scene: Scene, row: dict[str, str], token: str) -> None:
    for text in (f"{{ commitments(first: 20) {PAGE} }}", BELOW, f"{{ viewer {{ awaitingMe {PAGE} }} }}"):
        assert await api.codes(text, token) == ["FORBIDDEN"], row["who looks"]
    found = await api("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", token, ids=list(scene.ids.values()))
    assert found == {"nodes": [None] * len(scene.ids)}, row["who looks"]


# ----------------------------------------------------------------------------------------------------- beside the table


@WHATEVER_THE_ENGINE
async def test_thanks_below_a_commitment_are_seen_by_whoever_may_see_them(api: Api, database: Database) -> None:
    scene = await Scene(await assemble(database)).play()
    quiet = await scene.thank("P", Visibility.PEOPLE)
    text = "query($id: ID!) { node(id: $id) { ... on Commitment { recognitions { id } } } }"
    for name, both in {"ann": True, "bob": True, "gil": False, "adm": False}.items():
        shown = (await api(text, name, id=scene.ids["P"]))["node"]["recognitions"]
        assert sorted(each["id"] for each in shown) == sorted([scene.thanks["P"], *[quiet] * both]), name


@WHATEVER_THE_ENGINE
async def test_who_only_looks_on_may_do_nothing(api: Api, database: Database) -> None:
    scene = await Scene(await assemble(database)).play()
    may = "query($id: ID!) { node(id: $id) { ... on Commitment { version allowedActs } } }"
    acts = ("claim", "accept", "acceptHandOver", "deliver", "confirm", "cancel", "withdraw")
    before = await dump(database)
    for name in ("adm", "gil", "rae", "per"):
        for letter in ROWS_BY_NAME[name]["sees"]:
            shown = (await api(may, name, id=scene.ids[letter]))["node"]
            assert shown["allowedActs"] == [], f"{name}, {letter}"
            body = " ".join(f"{act}: {ACT % ('id', shown['version'], act)}" for act in acts)
            answer = await api(f"mutation($id: ID!) {{ {body} }}", name, id=scene.ids[letter])
            codes = {error["code"] for payload in answer.values() for error in payload["userErrors"]}
            assert codes == {"ACT_NOT_ALLOWED"}, f"{name}, {letter}"
    assert await dump(database) == before


ROWS_BY_NAME = {row["as"]: row for row in ROWS}


@WHATEVER_THE_ENGINE
async def test_nobody_thanks_for_what_they_do_not_see(api: Api, database: Database) -> None:
    scene = await Scene(await assemble(database)).play()
    text = """mutation($to: ID!, $about: ID!) { giveRecognition(input: {recipients: [$to], message: "Thank you",
      behaviours: ["had_my_back"], commitment: $about}) { recognition { id } userErrors { code path } } }"""
    before = await dump(database)
    for name, letters in {"gil": "phnt", "adm": "phnt", "sam": EVERY}.items():
        for letter in letters:
            answer = (await api(text, name, to=scene.cast["bob"], about=scene.ids[letter]))["giveRecognition"]
            error = {"code": "NOT_FOUND", "path": ["input", "commitment"]}
            assert answer == {"recognition": None, "userErrors": [error]}, f"{name}, {letter}"
    assert await dump(database) == before


async def test_to_thank_in_the_same_step_takes_the_scope_for_thanking(api: Api, database: Database) -> None:
    cast = await assemble(database)
    made = await cast.promise()
    await cast.act("bob", made, Act.DELIVER)
    thanks = '{recognition: {message: "Thank you", behaviours: ["had_my_back"]}}'
    step = f"actOnCommitment(input: {{id: $id, version: 3, act: {{confirm: {thanks}}}}}) {{ userErrors {{ code }} }}"
    text = f"mutation($id: ID!) {{ {step} }}"
    token = await cast.token("commitments:write", person="ann")
    both = await cast.token("commitments:write", "recognitions:write", person="ann")
    assert await api.codes(text, token, id=made) == ["FORBIDDEN"]
    shown = "query($id: ID!) { node(id: $id) { ... on Commitment { state recognitions { id } } } }"
    assert (await api(shown, "ann", id=made))["node"] == {"state": "DELIVERED", "recognitions": []}

    assert await api(text, both, id=made) == {"actOnCommitment": {"userErrors": []}}

    node = (await api(shown, "ann", id=made))["node"]
    assert (node["state"], len(node["recognitions"])) == ("KEPT", 1)


@WHATEVER_THE_ENGINE
async def test_each_step_of_one_document_shows_what_it_made(api: Api, database: Database) -> None:
    cast = await assemble(database)
    made = await cast.ask("bob")
    shows = "{ commitment { state version } userErrors { code } }"
    steps = " ".join(
        f"{act}: actOnCommitment(input: {{id: $id, version: {version}, act: {{{act}: {{}}}}}}) {shows}"
        for version, act in ((1, "accept"), (2, "deliver"), (2, "clearRisk"))
    )
    answer = await api(f"mutation($id: ID!) {{ {steps} }}", "bob", id=made)
    assert [(each["commitment"]["state"], each["commitment"]["version"]) for each in answer.values()] == [
        ("PROMISED", 2),
        ("DELIVERED", 3),
        ("DELIVERED", 3),
    ]
    assert answer["clearRisk"]["userErrors"] == [{"code": "STALE_VERSION"}]


AWAY = table_of("""
who is set away by whom                 | as                   | whom | answer
----------------------------------------+----------------------+------+----------
oneself                                 | sam                  |      | done
oneself, by their own id                | sam                  | sam  | done
somebody else                           | sam                  | ann  | FORBIDDEN
somebody else, by a manager             | mia                  | ann  | FORBIDDEN
somebody else, by an administrator      | adm                  | ann  | done
by an administrator's token without it  | adm commitments:write| ann  | FORBIDDEN
by an administrator's token             | adm people:write     | ann  | done
by a stranger's token that names it     | sam people:write     | ann  | FORBIDDEN
nobody, by a token without a person     | - people:write       |      | FORBIDDEN
somebody, by a token without a person   | - people:write       | ann  | done
by a token without a person or the scope| - commitments:write  | ann  | FORBIDDEN
""")


@pytest.mark.parametrize("row", AWAY, ids=lambda row: row["who is set away by whom"])
@WHATEVER_THE_ENGINE
async def test_away_is_set_for_oneself_or_for_others_by_whoever_keeps_the_people(
    api: Api, database: Database, row: dict[str, str]
) -> None:
    scene = Scene(await assemble(database))
    token, _ = await scene.token(row["as"])
    whom = f', person: "{scene.cast[row["whom"]]}"' if row["whom"] else ""
    text = f'mutation {{ setAway(input: {{until: "2026-12-01T00:00:00Z"{whom}}}) {{ userErrors {{ code }} }} }}'
    before = await dump(database)

    codes = await api.codes(text, token)

    assert codes == ([] if row["answer"] == "done" else [row["answer"]])
    assert (await dump(database) != before) == (row["answer"] == "done")
