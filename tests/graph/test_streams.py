"""Subscriptions: who is told what, when a stream ends, and what it costs. The protocols are in `test_sockets`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from conftest import Api, Clock, Company
from had_your_back import outbox
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Transaction
from had_your_back.events import RecognitionEdited, ScorePublished
from had_your_back.graph import streams as hub
from had_your_back.graph.schema import schema
from had_your_back.graph.streams import MOST_ON_A_LINE, MOST_WAITING
from had_your_back.graph.subscriptions import ALIKE
from had_your_back.people import actions as people
from had_your_back.people.actions import TokenDraft
from had_your_back.people.rules import Scope
from had_your_back.recognitions import actions
from had_your_back.recognitions.rules import GiveDraft, Visibility
from permissions.cast import LIMITS, WHATEVER_THE_ENGINE, Cast, assemble
from permissions.test_visibility import LETTERS, ROWS
from sockets import Socket

NEWS = "subscription($team: ID) { recognitionChanged(team: $team) { id state message } }"
PERSONAL = "subscription { recognitionChanged { id state message viewerMay viewerHasEndorsed } }"
PROMISES = "subscription($team: ID) { commitmentChanged(team: $team) { id state private } }"
SCORE = "subscription($team: ID!) { scorePublished(team: $team) { status team { id } } }"

Watch = Callable[..., Awaitable[Socket]]


@pytest.fixture
async def watch(api: Api) -> AsyncIterator[Watch]:
    """Somebody subscribes, over a connection of their own."""
    opened: list[Socket] = []

    async def subscribed(who: str, document: str = NEWS, **variables: Any) -> Socket:
        socket = await Socket.connected(api.app, who)
        opened.append(socket)
        assert await socket.subscribe(document, **variables) == []
        return socket

    yield subscribed
    for each in opened:
        if not each.serving.done():
            await each.close()


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble(database)


async def told_until(socket: Socket, last: str) -> list[tuple[str, str]]:
    """The ids and states that somebody is told of, up to the one of this id, which everybody may see."""
    found: list[tuple[str, str]] = []
    while not found or found[-1][0] != last:
        told = await socket.told()
        found.append((told["id"], told["state"]))
    return found[:-1]


# ----------------------------------------------------------------------------------------------------- who is told what


async def token_of(cast: Cast, written: str) -> str:
    """The token of a row of the table: of a person who signed in, or with scopes."""
    name, *scopes = written.split()
    if not scopes:
        return name
    return await cast.token(*(Scope if scopes == ["*"] else scopes), person=None if name == "-" else name)


async def test_everybody_is_told_of_what_the_table_says_they_see_and_of_nothing_else(
    api: Api, cast: Cast, watch: Watch
) -> None:
    sockets = [(row, await watch(await token_of(cast, row["as"]))) for row in ROWS]
    mine = [(row, await watch(row["as"], PERSONAL)) for row in ROWS if " " not in row["as"]]
    given = {visibility: await cast.give(visibility) for visibility in Visibility}
    last = await cast.give(Visibility.EVERYONE)
    for row, socket in [*sockets, *mine]:
        before_the_re_org = {"gone": "ET", "new": "E"}
        letters = before_the_re_org.get(row["as"], row["ACTIVE"])
        expected = [(given[visibility], "ACTIVE") for visibility in Visibility if visibility in on(letters)]
        assert await told_until(socket, last) == expected, row

    await cast.re_org()
    for key in given.values():
        await cast.report(key, reporter="bob")  # no news to anybody
        await cast.moderate(key, hide=True)
    last = await cast.give(Visibility.EVERYONE)
    for row, socket in [*sockets, *mine]:
        expected = [(given[visibility], "HIDDEN") for visibility in Visibility if visibility in on(row["HIDDEN"])]
        assert await told_until(socket, last) == expected, row


def on(letters: str) -> set[Visibility]:
    return {LETTERS[letter] for letter in letters}


async def test_what_somebody_is_told_is_what_the_node_shows_them(api: Api, cast: Cast, watch: Watch) -> None:
    names = ("ann", "bob", "gil", "mod", "mia", "sam")
    sockets = [await watch(name, PERSONAL) for name in names]
    given = await cast.give(Visibility.EVERYONE)
    node = "query($id: ID!) { node(id: $id) { ... on Recognition { id state message viewerMay viewerHasEndorsed } } }"
    shown = [(await socket.told()) for socket in sockets]

    assert shown == [(await api(node, name, id=given))["node"] for name in names]
    assert len({str(each) for each in shown}) == 4  # giver, recipients, moderator, and everybody else


async def test_edits_and_withdrawals_are_told_without_what_is_gone(
    cast: Cast, watch: Watch, api: Api, database: Database
) -> None:
    socket = await watch("rae")
    given = await cast.give(Visibility.TEAMS, words="Lantern")
    assert (await socket.told())["message"] == "Lantern"
    edit = "mutation($i: EditRecognitionInput!) { editRecognition(input: $i) { userErrors { code } } }"
    await api(edit, "ann", i={"id": given, "message": "Lanterns"})
    assert await socket.told() == {"id": given, "state": "ACTIVE", "message": "Lanterns"}
    await cast.withdraw(given)
    assert await socket.told() == {"id": given, "state": "WITHDRAWN", "message": None}


async def test_a_team_hears_what_stands_in_its_feed(cast: Cast, watch: Watch) -> None:
    kestrel, north, swift = [await watch("sam", NEWS, team=cast[team]) for team in ("kestrel", "north", "swift")]
    given = await cast.give(Visibility.EVERYONE)
    other = await cast.give(Visibility.EVERYONE, giver="mod", to=["sam"])

    assert (await kestrel.told())["id"] == (await north.told())["id"] == given
    assert (await swift.told())["id"] == other
    assert kestrel.has_heard_nothing()


async def test_a_commitment_is_told_to_its_parties_and_to_the_teams_that_ask_and_may_see_it(
    api: Api, cast: Cast, watch: Watch
) -> None:
    names = ("ann", "bob", "gil", "rae", "sam", "adm", "lee", "tia")
    mine = {name: await watch(name, PROMISES) for name in names}
    of_team = {name: await watch(name, PROMISES, team=cast["heron"]) for name in names}
    for socket in (*mine.values(), *of_team.values()):
        assert await socket.subscribe(NEWS, key="what ends the test") == []
    shared, private = await cast.promise(), await cast.promise(private=True)
    await cast.act("bob", private, Act.HAND_OVER, to=cast["tia"])
    asked = await cast.ask("heron", customer="ann")
    last = await cast.give(Visibility.EVERYONE)

    seen: dict[str, set[str]] = {}
    for name in names:
        nodes = (await api("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", name, ids=[shared, private, asked]))[
            "nodes"
        ]
        seen[name] = {node["id"] for node in nodes if node}
    assert seen == {
        "ann": {shared, private, asked}, "bob": {shared, private, asked}, "gil": {shared, asked},
        "rae": {shared, asked}, "sam": set(), "adm": {shared, asked}, "lee": {shared, asked}, "tia": {private},
    }  # fmt: skip
    parties = {"ann": {shared, private, asked}, "bob": {shared, private}, "tia": {private}}
    for name in names:
        assert {key for key, _ in await told_until(mine[name], last)} == parties.get(name, set()), name
        assert {key for key, _ in await told_until(of_team[name], last)} == seen[name], name


async def test_a_score_is_told_when_it_is_published(database: Database, company: Company, watch: Watch) -> None:
    kestrel, swift = [await watch("eve", SCORE, team=company[team]) for team in ("kestrel", "swift")]
    for team in ("kestrel", "swift"):
        event = ScorePublished(team=company[team], as_of=database.now(), recipe="v1", corrected=False)
        await database.transact(outbox.record, event)

    assert (await kestrel.told())["team"]["id"] == company["kestrel"]
    assert (await swift.told())["team"]["id"] == company["swift"]
    assert kestrel.has_heard_nothing()


async def test_what_became_invisible_while_it_waited_is_not_sent(cast: Cast, watch: Watch, database: Database) -> None:
    slow, quick = await watch("gil"), await watch("bob")
    slow.reads.clear()
    on_its_way = await cast.give(Visibility.EVERYONE)
    assert (await quick.told())["id"] == on_its_way
    waiting = await cast.give(Visibility.TEAMS)
    assert (await quick.told())["id"] == waiting
    await database.transact(people.move, "gil", "swift", at=database.now() + timedelta(seconds=1))
    last = await cast.give(Visibility.EVERYONE)
    slow.reads.set()

    assert (await slow.told())["id"] == on_its_way
    assert (await slow.told())["id"] == last


async def test_whoever_reads_slowly_is_told_once_of_what_changed_often(
    cast: Cast, watch: Watch, database: Database
) -> None:
    slow, quick = await watch("gil"), await watch("bob")
    slow.reads.clear()
    given = await cast.give(Visibility.EVERYONE)
    again = await cast.give(Visibility.EVERYONE)
    assert [(await quick.told())["id"] for _ in range(2)] == [given, again]
    for _ in range(3):
        await database.transact(outbox.record, RecognitionEdited(recognition=again, giver=cast["ann"]))
        await quick.told()
    slow.reads.set()

    heard = [await slow.told()]
    await cast.withdraw(again)
    while heard[-1]["state"] != "WITHDRAWN":
        heard.append(await slow.told())
    assert [each["id"] for each in heard[:-1]].count(again) <= 2


# --------------------------------------------------------------------------------------------------------- how it ends


async def thank_often(tx: Transaction, cast: Cast, number: int) -> None:
    """So many recognitions at once."""
    draft = GiveDraft(recipients=[cast["bob"]], message="Thanks", behaviours=["had_my_back"])
    for _ in range(number):
        await actions.give(tx, cast.actor("ann"), draft, limits=LIMITS)


@WHATEVER_THE_ENGINE
async def test_a_slow_reader_is_dropped_and_told_why_and_nobody_else_notices(
    api: Api, cast: Cast, watch: Watch, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "UNHURRIED", 0.05)  # only to be quick
    slow, quick = await watch("gil"), await watch("bob")
    slow.reads.clear()
    given = await cast.give(Visibility.EVERYONE)
    assert (await quick.told())["id"] == given
    (line,) = [each for each in api.app.state.streams.lines if each.is_busy]
    await database.transact(thank_often, cast, MOST_WAITING + 1)
    last = await cast.give(Visibility.EVERYONE)

    assert len(await told_until(quick, last)) == MOST_WAITING + 1
    assert line not in api.app.state.streams.lines
    assert not line.subscribers, "nothing is held of it"
    slow.reads.set()
    code, reason = await slow.closed()
    assert code == 1013
    assert f"More than {MOST_WAITING} changes wait for you" in reason


@WHATEVER_THE_ENGINE
async def test_a_burst_drops_nobody_who_reads(api: Api, cast: Cast, watch: Watch, database: Database) -> None:
    sockets = [await watch("bob") for _ in range(3)]
    await database.transact(thank_often, cast, MOST_WAITING + 50)
    last = await cast.give(Visibility.EVERYONE)
    for socket in sockets:
        assert len(await told_until(socket, last)) == MOST_WAITING + 50


async def test_a_token_that_is_revoked_ends_its_streams_at_once(cast: Cast, watch: Watch, database: Database) -> None:
    draft = TokenDraft(name="a screen", scopes=[Scope.RECOGNITIONS_READ], person=None)
    key, secret = await database.transact(people.create_token, draft)
    socket, other = await watch(secret), await watch("bob")
    await database.transact(people.revoke_token, key)

    code, reason = await socket.closed()
    assert code == 4403
    assert "revoked" in reason
    given = await cast.give(Visibility.EVERYONE)
    assert (await other.told())["id"] == given


async def test_a_token_that_expires_is_sent_nothing_more(cast: Cast, watch: Watch, clock: Clock) -> None:
    socket = await watch(await cast.token(Scope.RECOGNITIONS_READ, lasts=timedelta(hours=1)))
    clock.advance(timedelta(hours=2))
    await cast.give(Visibility.EVERYONE)

    code, reason = await socket.closed()
    assert (code, "expired on" in reason) == (4403, True)


async def test_whoever_leaves_the_organisation_hears_no_more(cast: Cast, watch: Watch, database: Database) -> None:
    signed_in, by_token = await watch("gil"), await watch(await cast.token(Scope.RECOGNITIONS_READ, person="gil"))
    await database.transact(people.deactivate, "gil")

    assert [(await each.closed())[0] for each in (signed_in, by_token)] == [4403, 4403]


async def test_a_role_that_is_taken_away_is_missing_at_the_next_message(
    cast: Cast, watch: Watch, database: Database
) -> None:
    socket = await watch("mod")

    async def hide() -> str:
        hidden = await cast.give(Visibility.PEOPLE)
        await cast.report(hidden)
        await cast.moderate(hidden, hide=True, moderator="all")
        return hidden

    seen = await hide()
    assert (await socket.told())["id"] == seen
    await database.transact(people.put_roles, "mod", [])
    await hide()
    last = await cast.give(Visibility.EVERYONE)

    assert (await socket.told())["id"] == last


async def test_a_subscription_that_a_role_allowed_ends_with_it_and_the_others_go_on(
    cast: Cast, watch: Watch, database: Database
) -> None:
    score = "subscription($team: ID!) { scorePublished(team: $team) { status } }"
    socket = await watch(await cast.token(Scope.ADMIN, person="adm"), score, team=cast["kestrel"])
    await database.transact(people.put_roles, "adm", [])

    refused = await socket.hear()
    assert (refused["type"], refused["id"]) == ("error", "1")
    assert refused["payload"][0]["extensions"]["code"] == "FORBIDDEN"
    socket.say(type="ping")
    assert await socket.hear() == {"type": "pong"}


@WHATEVER_THE_ENGINE
async def test_when_the_service_stops_everybody_is_told_to_come_back(api: Api, cast: Cast, watch: Watch) -> None:
    sockets = [await watch("bob"), await watch("ann")]
    await api.app.state.streams.close()
    for each in sockets:
        code, reason = await each.closed()
        assert (code, reason[:21]) == (1012, "The service restarts.")
    late = await Socket.connected(api.app, "bob")
    late.say(id="1", type="subscribe", payload={"query": NEWS})
    assert (await late.closed())[0] == 1012


class Complaint(logging.Handler):
    """Waits for something to be logged."""

    def __init__(self) -> None:
        super().__init__()
        self.came = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - whatever it is
        self.came.set()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_database_that_is_away_for_a_moment_loses_nothing(cast: Cast, watch: Watch, database: Database) -> None:
    socket, complaint = await watch("bob"), Complaint()
    logging.getLogger(hub.__name__).addHandler(complaint)

    async def give_and_break(tx: Transaction) -> str:
        draft = GiveDraft(recipients=[cast["bob"]], message="Thanks", behaviours=["had_my_back"])
        given = await actions.give(tx, cast.actor("ann"), draft, limits=LIMITS)
        await tx.write(text("ALTER TABLE recognition_recipient RENAME TO away"))
        return given

    given = await database.transact(give_and_break)
    await complaint.came.wait()
    logging.getLogger(hub.__name__).removeHandler(complaint)
    await database.run_sync(lambda made: made.exec_driver_sql("ALTER TABLE away RENAME TO recognition_recipient"))

    assert (await socket.told())["id"] == given


# -------------------------------------------------------------------------------------------------------- what it costs


@WHATEVER_THE_ENGINE
async def test_one_body_serves_all_who_sent_the_same_and_see_the_same(
    api: Api, cast: Cast, watch: Watch, database: Database
) -> None:
    names = ("ann", "bob", "gil", "mod", "mia", "sam", "int", "adm") * 3
    sockets = [await watch(name) for name in names]
    await cast.give(Visibility.EVERYONE)
    await asyncio.gather(*(socket.told() for socket in sockets))
    assert api.app.state.streams.bodies_made == 1
    sockets += [await watch(name, PERSONAL) for name in names]
    await cast.give(Visibility.EVERYONE)
    await asyncio.gather(*(socket.told() for socket in sockets))
    assert api.app.state.streams.bodies_made == 1 + 1 + len(set(names))


@WHATEVER_THE_ENGINE
async def test_what_a_few_may_see_is_not_even_looked_at_for_the_others(api: Api, cast: Cast, watch: Watch) -> None:
    sockets = {name: await watch(name) for name in ("bob", "sam", "int", "adm")}
    for visibility in (Visibility.PEOPLE, Visibility.TEAMS):
        given = await cast.give(visibility)
        assert (await sockets["bob"].told())["id"] == given
    assert api.app.state.streams.noted == 2


@WHATEVER_THE_ENGINE
async def test_an_event_that_nobody_waits_for_costs_no_body(api: Api, cast: Cast, watch: Watch) -> None:
    socket = await watch("sam", NEWS, team=cast["swift"])
    await cast.give(Visibility.EVERYONE)
    last = await cast.give(Visibility.EVERYONE, giver="mod", to=["sam"])
    assert (await socket.told())["id"] == last
    assert api.app.state.streams.bodies_made == 1


@WHATEVER_THE_ENGINE
async def test_without_subscribers_nobody_reads_the_log(api: Api, cast: Cast, watch: Watch) -> None:
    socket = await watch("sam")
    await socket.close()
    assert not api.app.state.streams.is_reading
    await cast.give(Visibility.EVERYONE)
    again = await watch("sam")
    given = await cast.give(Visibility.EVERYONE)
    assert (await again.told())["id"] == given, "not what was before"


def test_what_is_shown_alike_are_fields_that_there_are() -> None:
    types = schema._schema.type_map
    for name, fields in ALIKE.items():
        assert fields <= set(types[name].fields), name  # type: ignore[attr-defined]


@WHATEVER_THE_ENGINE
async def test_what_is_shown_alike_is_the_same_for_whoever_may_see_it(api: Api, cast: Cast, database: Database) -> None:
    def selection(kind: str, depth: int = 0) -> str:
        from graphql import get_named_type, is_leaf_type

        parts = []
        for name in sorted(ALIKE[kind]):
            given = get_named_type(schema._schema.type_map[kind].fields[name].type)  # type: ignore[attr-defined]
            if is_leaf_type(given):
                parts.append(name)
            elif depth < 2 and given.name in ALIKE:
                parts.append(f"{name} {{ {selection(given.name, depth + 1)} }}")
        return " ".join(parts)

    given, made = await cast.give(Visibility.EVERYONE), await cast.promise()
    await cast.react(given)
    await database.transact(actions.endorse, cast.actor("sam"), given, limits=api.app.state.service.limits)
    for kind, key, names in (
        ("Recognition", given, ("ann", "bob", "gil", "mod", "sam", "all", "int")),
        ("Commitment", made, ("ann", "bob", "gil", "rae", "adm", "lee")),
        ("Team", cast["kestrel"], ("ann", "mod", "sam", "adm")),
        ("Person", cast["ann"], ("ann", "mod", "sam", "adm", "mia")),
    ):
        document = f"query($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {selection(kind)} }} }} }}"
        shown = [(await api(document, name, id=key))["node"] for name in names]
        assert shown[0], kind
        assert all(each == shown[0] for each in shown), kind


# ----------------------------------------------------------------------------------------------------------- bad input


@WHATEVER_THE_ENGINE
async def test_a_subscription_that_cannot_be_is_refused_with_a_reason(api: Api, cast: Cast) -> None:
    deep = "manager { " * 14 + "id" + " }" * 14
    cases = {
        'subscription { recognitionChanged(team: "team_01m808tx000000000000000000") { id } }': "BAD_REQUEST",
        "subscription { recognitionChanged { id } scorePublished { status } }": "VALIDATION_FAILED",
        "subscription { scorePublished { status } }": "VALIDATION_FAILED",
        "subscription { commitmentChanged { nothing } }": "VALIDATION_FAILED",
        f"subscription {{ recognitionChanged {{ giver {{ {deep} }} }} }}": "VALIDATION_FAILED",
        "subscription {": "BAD_REQUEST",
        "subscription A { recognitionChanged { id } } subscription B { recognitionChanged { id } }": "BAD_REQUEST",
        "subscription { recognitionChanged @skip(if: true) { id } }": "VALIDATION_FAILED",
    }  # fmt: skip
    socket = await Socket.connected(api.app, "ann")
    for document, code in cases.items():
        errors = await socket.subscribe(document)
        assert errors, document
        assert errors[0]["extensions"]["code"] == code, (document, errors)
    errors = await socket.subscribe("subscription($team: ID!) { scorePublished(team: $team) { status } }")
    assert errors[0]["extensions"]["code"] in {"BAD_REQUEST", "VALIDATION_FAILED"}
    for key in range(MOST_ON_A_LINE):
        assert await socket.subscribe(NEWS, key=str(key)) == []
    errors = await socket.subscribe(NEWS, key="one more")
    assert "at most 100 subscriptions" in errors[0]["message"]
    await socket.close()
    assert not api.app.state.streams.is_reading


async def test_a_token_without_a_person_has_no_commitments_to_hear_of(api: Api, cast: Cast) -> None:
    socket = await Socket.connected(api.app, await cast.token(Scope.COMMITMENTS_READ))
    for variables in ({}, {"team": cast["kestrel"]}):
        errors = await socket.subscribe(PROMISES, **variables)
        assert errors[0]["extensions"]["code"] == "FORBIDDEN"
    await socket.close()
