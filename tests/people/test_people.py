"""People and teams: put as often as one likes, moved at an instant, never rewritten."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from conftest import Api, Clock, Company
from had_your_back.database import Database, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people import actions, store
from had_your_back.people.actions import Outcome, PersonDraft, TeamDraft
from had_your_back.people.rules import ALWAYS, Role
from had_your_back.recognitions import tables as recognitions
from recognitions.acting import give, told

HOUR = timedelta(hours=1)


async def memberships(database: Database, person: str) -> list[tuple[str, datetime, datetime | None, bool]]:
    async with database.read() as session:
        return [(row.team_id, row.since, row.until, row.home) for row in await store.memberships(session, [person])]


async def kinds(database: Database) -> list[str]:
    return [event.type for event in await told(database, "")]


async def refusal(database: Database, action: Any, *args: Any, **more: Any) -> tuple[ErrorCode, tuple[str, ...]]:
    with pytest.raises(Refused) as refused:
        await database.transact(action, *args, **more)
    return refused.value.code, refused.value.path


async def test_putting_the_same_again_changes_nothing_and_is_no_news(database: Database) -> None:
    team = TeamDraft(external_id="north", name="North", description="All of it")
    person = PersonDraft(user_name="Ann.Lee", display_name="Ann Lee", email="ann@x.org", external_id="7", team="north")

    async def put(tx: Transaction) -> list[Outcome]:
        return [(await actions.put_team(tx, team)).outcome, (await actions.put_person(tx, person)).outcome]

    assert await database.transact(put) == [Outcome.CREATED, Outcome.CREATED]
    assert await kinds(database) == ["team.created", "person.joined"]
    assert await database.transact(put) == [Outcome.UNCHANGED, Outcome.UNCHANGED]

    async def again(tx: Transaction) -> None:
        # userNames know no case, what is left out stays, space around does not count
        await actions.put_person(tx, PersonDraft(user_name=" Ann.Lee ", display_name="Ann Lee"))
        await actions.put_team(tx, TeamDraft(external_id=" north ", name="North ", description="All of it"))
        await actions.put_leads(tx, "north", [])
        await actions.put_roles(tx, "ann.lee", [Role.EMPLOYEE])
        await actions.put_manager(tx, "ANN.LEE", None)
        await actions.move(tx, "ann.lee", "north", at=tx.now)

    await database.transact(again)
    assert len(await kinds(database)) == 2


async def test_what_changed_is_named_as_the_contract_names_it(database: Database) -> None:
    async def put(tx: Transaction) -> None:
        await actions.put_team(tx, TeamDraft(external_id="top", name="Top"))
        await actions.put_team(tx, TeamDraft(external_id="north", name="North"))
        await actions.put_person(tx, PersonDraft(user_name="ann", display_name="Ann"))
        await actions.put_person(tx, PersonDraft(user_name="bob", display_name="Bob"))

    async def change(tx: Transaction) -> None:
        await actions.put_team(tx, TeamDraft(external_id="north", name="Nord", parent="top"))
        await actions.put_leads(tx, "north", ["bob", "ann", "bob"])
        await actions.put_person(tx, PersonDraft(user_name="ANN", display_name="Anna", job_title="Lead"))
        await actions.put_manager(tx, "ann", "bob")
        await actions.put_roles(tx, "ann", [Role.MODERATOR])

    await database.transact(put)
    await database.transact(change)
    changes = [event.data["fields"] for event in await told(database, "") if event.type.endswith(".changed")]
    assert changes == [["name", "parent"], ["leads"], ["displayName", "jobTitle", "userName"], ["manager"], ["roles"]]


async def test_a_move_closes_one_membership_and_opens_another_at_one_instant(
    database: Database, company: Company, clock: Clock
) -> None:
    bob = company["bob"]
    start = clock.now
    for team in ("swift", "heron", "kestrel"):
        clock.advance(HOUR)
        await database.transact(actions.move, "bob", team, at=clock.now)

    assert await memberships(database, bob) == [
        (company["kestrel"], ALWAYS, start + HOUR, True),
        (company["swift"], start + HOUR, start + 2 * HOUR, True),
        (company["heron"], start + 2 * HOUR, start + 3 * HOUR, True),
        (company["kestrel"], start + 3 * HOUR, None, True),
    ]
    moves = [event.data for event in await told(database, "person.moved")]
    assert [(each["fromTeam"], each["toTeam"]) for each in moves] == [
        (company["kestrel"], company["swift"]),
        (company["swift"], company["heron"]),
        (company["heron"], company["kestrel"]),
    ]
    # There and back within one instant ends where it began, and a date of the past does not rewrite what is known.
    for team in ("swift", "kestrel"):
        await database.transact(actions.move, "bob", team, at=clock.now)
    still = [each for each in await memberships(database, bob) if each[2] is None]
    assert still == [(company["kestrel"], start + 3 * HOUR, None, True)]
    clock.advance(HOUR)
    await database.transact(actions.move, "bob", "heron", at=start)
    assert (await memberships(database, bob))[-1] == (company["heron"], start + 4 * HOUR, None, True)
    async with database.read() as session:
        assert [row.name for row in await store.teams_of(session, [bob])] == ["Heron"]


async def test_a_reorganisation_rewrites_nothing_of_the_past(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    given = await give(database, company, "ann", "cyd", "dee")

    async def attribution() -> list[list[Any]]:
        async with database.read() as session:
            to = select(recognitions.recipient).order_by(recognitions.recipient.c.place)
            where = select(recognitions.in_team).order_by(recognitions.in_team.c.team_id)
            by = select(recognitions.recognition.c.giver_team_id)
            return [[tuple(row) for row in await session.rows(each)] for each in (to, where, by)]

    before = await attribution()
    assert [row[:3] for row in before[0]] == [
        (given, company["cyd"], company["heron"]),
        (given, company["dee"], company["swift"]),
    ]
    direct = {company[each] for each in ("kestrel", "heron", "swift")}
    assert {(row[0], bool(row[2])) for row in before[1]} == {(team, True) for team in direct} | {
        (company["north"], False)
    }
    assert before[2] == [(company["kestrel"],)]

    async def reorganise(tx: Transaction) -> None:
        await actions.put_team(tx, TeamDraft(external_id="heron", name="Heron", parent="swift"))
        await actions.put_team(tx, TeamDraft(external_id="kestrel", name="Kestrel", parent="heron"))
        await actions.move(tx, "ann", "swift", at=tx.now)
        await actions.move(tx, "cyd", "kestrel", at=tx.now)
        await actions.deactivate(tx, "dee")

    clock.advance(HOUR)
    await database.transact(reorganise)
    assert await attribution() == before
    feed = "query($by: TeamBy!) { team(by: $by) { recognitions { nodes { id } } } }"
    for team in ("north", "kestrel", "heron", "swift"):
        shown = (await api(feed, by={"externalId": team}))["team"]["recognitions"]["nodes"]
        assert shown == [{"id": given}], team
    # Who is in a team, and who was, is told by today's tree: Heron and Kestrel are below Swift now.
    members = """query($then: DateTime!, $now: DateTime!) { team(by: {externalId: "swift"}) {
        then: members(asOf: $then) { nodes { userName } } now: members(asOf: $now) { nodes { userName } } } }"""
    instants = {"then": (clock.now - HOUR).isoformat(), "now": clock.now.isoformat()}
    swift = (await api(members, **instants))["team"]
    assert [each["userName"] for each in swift["then"]["nodes"]] == [
        *("adm", "ann", "bob", "cyd", "dee", "eve", "int", "mod")
    ]
    assert [each["userName"] for each in swift["now"]["nodes"]] == ["adm", "ann", "bob", "cyd", "eve", "int", "mod"]


async def test_who_leaves_is_in_no_team_and_comes_back_without_rewriting_it(
    database: Database, company: Company, clock: Clock
) -> None:
    bob, start = company["bob"], clock.now
    clock.advance(HOUR)
    for _ in range(2):
        await database.transact(actions.deactivate, "bob")
    left = [event for event in await told(database, "person.left") if event.subject == bob]
    assert [event.teams for event in left] == [[company["kestrel"]]]
    joined = [event for event in await told(database, "person.joined") if event.subject == bob]
    assert [event.teams for event in joined] == [[company["kestrel"]]]
    assert await memberships(database, bob) == [(company["kestrel"], ALWAYS, start + HOUR, True)]
    async with database.read() as session:
        facts = (await store.facts(session, [bob]))[bob]
    assert (facts.active, facts.home, facts.teams, facts.lineage) == (False, None, frozenset(), frozenset())

    clock.advance(HOUR)
    back = PersonDraft(user_name="bob", display_name="Bob Example", team="kestrel")
    for outcome in (Outcome.CHANGED, Outcome.UNCHANGED):
        assert (await database.transact(actions.put_person, back)).outcome == outcome
    assert await memberships(database, bob) == [
        (company["kestrel"], ALWAYS, start + HOUR, True),
        (company["kestrel"], start + 2 * HOUR, None, True),
    ]
    assert [event.subject for event in await told(database, "person.joined")].count(bob) == 2

    gone = PersonDraft(user_name="bob", display_name="Bob Example", team="heron", active=False)
    clock.advance(HOUR)
    assert (await database.transact(actions.put_person, gone)).outcome == Outcome.CHANGED
    assert (await memberships(database, bob))[-1] == (company["kestrel"], start + 2 * HOUR, start + 3 * HOUR, True)


async def test_since_when_somebody_is_in_a_team_can_be_said_and_stands_in_no_conflict(
    database: Database, company: Company, clock: Clock
) -> None:
    since = datetime(2020, 1, 1, tzinfo=UTC)

    def in_team(name: str, team: str, at: datetime | None = None) -> PersonDraft:
        return PersonDraft(user_name=name, display_name=name, team=team, team_since=at)

    new = (await database.transact(actions.put_person, in_team("new", "kestrel", since))).id
    await database.transact(actions.put_person, in_team("new", "heron", since + HOUR))
    await database.transact(actions.put_person, in_team("new", "swift", since - HOUR))  # earlier than what is known
    await database.transact(actions.deactivate, "new")
    clock.advance(HOUR)
    await database.transact(actions.put_person, in_team("new", "heron", since))
    assert await memberships(database, new) == [
        (company["kestrel"], since, since + HOUR, True),
        (company["heron"], since + HOUR, clock.now - HOUR, True),
        (company["swift"], clock.now - HOUR, clock.now - HOUR, True),
        (company["heron"], clock.now, None, True),
    ]


async def test_what_cannot_be_put_is_refused_at_its_field(database: Database, company: Company) -> None:
    def person(**more: Any) -> PersonDraft:
        return PersonDraft(**{"user_name": "new", "display_name": "New", **more})

    def team(**more: Any) -> TeamDraft:
        return TeamDraft(**{"external_id": "new", "name": "New", **more})

    await database.transact(actions.put_person, person(user_name="has7", external_id="7"))
    put_person, put_team, leads, manager = actions.put_person, actions.put_team, actions.put_leads, actions.put_manager
    refused = [
        (put_person, [person(user_name=" ")], (ErrorCode.TOO_SHORT, ("userName",))),
        (put_person, [person(display_name="\0")], (ErrorCode.TOO_SHORT, ("displayName",))),
        (put_person, [person(display_name="x" * 201)], (ErrorCode.TOO_LONG, ("displayName",))),
        (put_person, [person(email="x" * 201)], (ErrorCode.TOO_LONG, ("email",))),
        (put_person, [person(external_id="x" * 5_000)], (ErrorCode.TOO_LONG, ("externalId",))),
        (put_person, [person(external_id="7")], (ErrorCode.CONFLICT, ("externalId",))),
        (put_person, [person(team="nowhere")], (ErrorCode.NOT_FOUND, ("team",))),
        (put_team, [team(external_id="\0")], (ErrorCode.TOO_SHORT, ("externalId",))),
        (put_team, [team(name="")], (ErrorCode.TOO_SHORT, ("name",))),
        (put_team, [team(parent="nowhere")], (ErrorCode.NOT_FOUND, ("parentExternalId",))),
        (leads, ["kestrel", ["ann", "nobody"]], (ErrorCode.NOT_FOUND, ("leads",))),
        (leads, ["nowhere", []], (ErrorCode.NOT_FOUND, ("externalId",))),
        (manager, ["ann", "nobody"], (ErrorCode.NOT_FOUND, ("managerUserName",))),
        (manager, ["ann", "ANN"], (ErrorCode.INVALID, ("managerUserName",))),
        (actions.deactivate, ["nobody"], (ErrorCode.NOT_FOUND, ("userName",))),
    ]
    before = await kinds(database)
    for action, args, expected in refused:
        assert await refusal(database, action, *args) == expected, args
    assert await kinds(database) == before


async def test_names_in_any_script_are_kept_sorted_and_found(api: Api, database: Database) -> None:
    names = {
        "zoe": "Zoë Müller-Lüdenscheidt",
        "li": "李 偉",
        "yuki": "山田 由紀",
        "omar": "عمر الخطيب",
        "long": "\ufdfa" * 200,  # each of these folds to eighteen letters
        "emoji": "Kit 🦊",
    }

    async def fill(tx: Transaction) -> None:
        for user, name in names.items():
            await actions.put_person(tx, PersonDraft(user_name=user, display_name=name, job_title="\0\x07Cook"))

    await database.transact(fill)
    document = "query($search: String) { people(search: $search) { totalCount nodes { userName jobTitle } } }"

    async def found(search: str | None) -> list[str]:
        shown = (await api(document, "zoe", search=search))["people"]
        assert shown["totalCount"] == len(shown["nodes"])
        assert {each["jobTitle"] for each in shown["nodes"]} <= {"Cook"}
        return sorted(each["userName"] for each in shown["nodes"])

    assert await found(None) == sorted(names)
    for search, expected in (
        ("zoe mul", ["zoe"]),
        ("LÜD", ["zoe"]),
        ("偉", ["li"]),
        ("山", ["yuki"]),
        ("田由", []),
        ("عمر", ["omar"]),
        ("🦊", ["emoji"]),
        ("yuki", ["yuki"]),
        ("z m l", ["zoe"]),
        ("zoe x", []),
        ("%", sorted(names)),
        ("' OR ''='", []),
    ):
        assert await found(search) == expected, search


async def test_managers_and_leads_are_shown(api: Api, company: Company) -> None:
    shown = await api(
        '{ team(by: {externalId: "kestrel"}) { leads { userName manager { userName manager { id } } } } }'
    )
    assert shown["team"]["leads"] == [{"userName": "ann", "manager": {"userName": "mia", "manager": None}}]


async def test_an_email_that_two_take_at_once_is_one_persons(database: Database) -> None:
    emails = [f"pump{number}@example.org" for number in range(8)]
    drafts = [PersonDraft(user_name=f"{n}.{email}", display_name="Ann", email=email) for n in "ab" for email in emails]
    told = await asyncio.gather(
        *(database.transact(actions.put_person, draft) for draft in drafts), return_exceptions=True
    )
    refused = [each for each in told if isinstance(each, Refused)]
    assert [(each.code, each.path) for each in refused] == [(ErrorCode.CONFLICT, ("email",))] * len(emails)
    async with database.read() as session:
        assert await store.sharing_emails(session, most=1) == []
        assert len(await store.people_by(session, "email", emails)) == len(emails)
