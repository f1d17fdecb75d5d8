"""Somebody is forgotten: nothing tells who they were, and everything that counted still counts."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from conftest import Api, Clock, Company
from had_your_back.database import Database, Transaction
from had_your_back.errors import Refused
from had_your_back.people import actions as people
from had_your_back.people import personal
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.privacy import actions, proof, store
from had_your_back.privacy.rules import Traces
from had_your_back.scores import actions as scores
from had_your_back.scores.recipes import RECIPES
from privacy.dying import MOMENTS, killed
from privacy.living import TERMS, lived
from recognitions.acting import give, the_row, told
from scores.gathering import example
from scores.living import live, settle

SECRETS = (
    "Zebediah Quillfeather",
    "quillfeather",
    "zeb.quill",
    "zeb@birds.example",
    "HR-4711-Z",
    "Keeper of nests",
    "You held the ladder in the storm",  # words by them
    "Your nest was the best of all nests",  # words about them alone
    "A comment about the ladder in the storm",
    "Paint the ladder before the rains come",  # a promise
    "The paint is blue and has to be dry",
    "This comment is about feathers, I report it",
    "Feathers and paint do not mix",
    "Telephone of Zeb",
    "the-subject-of-zeb",
)
LOOK = """query($id: ID!, $rec: ID!) {
  person(by: {id: $id}) {
    userName displayName email externalId jobTitle avatarUrl active teams { name } manager { id }
  }
  people(search: "zebed") { nodes { id } }
  everybody: people { nodes { id displayName } }
  recognitions(filter: {search: "ladder"}) { nodes { id } }
  node(id: $rec) { ... on Recognition { message state endorsementCount commentCount giver { displayName } } }
}"""


async def everything(database: Database) -> str:
    """Every value of every table but the count of commits, with whatever the database keeps beside."""
    async with database.read() as session:
        if database.dialect == "sqlite":
            rows = await session.rows(
                text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'recognition_words_%'")
            )
        else:
            rows = await session.rows(
                text("SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()")
            )
        held = [await session.rows(text(f"SELECT * FROM {row.name}")) for row in rows if row.name != "version"]
    return "\n".join(repr(sorted(repr(tuple(each)) for each in found)) for found in held)


async def beside(database: Database) -> str:
    """The files of SQLite; what PostgreSQL's planner keeps as samples."""
    if database.dialect == "sqlite":
        return "\n".join(path.read_bytes().decode("latin-1") for path in database.files)
    samples = "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE schemaname = current_schema()"
    async with database.read() as session:
        return repr(await session.rows(text(samples)))


async def erased(database: Database, person: str) -> Traces:
    traces = await database.transact(actions.erase, person, terms=TERMS)
    await actions.finish(database)
    return traces


async def test_nothing_is_left_of_somebody_in_any_table_index_or_file(
    database: Database, company: Company, api: Api, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = await lived(database, company, clock)
    before = await everything(database)
    assert [each for each in SECRETS if each not in before] == []
    await database.scrub()
    assert "Quillfeather" in await beside(database)
    traces = await database.transact(actions.erase, life.person, terms=TERMS)
    assert any(each.found for each in await proof.prove(database, traces)), "the rows are gone, the rest is not"
    await actions.finish(database)

    kept = await everything(database) + await beside(database)
    assert [each for each in SECRETS if each.lower() in kept.lower()] == []
    assert life.person in kept
    looked = await proof.prove(database, traces)
    assert [(each.place, each.found) for each in looked if each.found] == []
    monkeypatch.setattr(store, "AT_A_TIME", 2)
    assert [(each.place, each.much) for each in await proof.prove(database, traces)][:-3] == [
        (each.place, each.much) for each in looked
    ][:-3]
    assert len(traces.texts) >= 7

    shown = await api(LOOK, "ann", id=life.person, rec=life.given)
    suffix = life.person.partition("_")[2]
    assert shown["person"] == {
        "userName": f"erased-{suffix}",
        "displayName": "Erased person",
        **dict.fromkeys(("email", "externalId", "jobTitle", "avatarUrl", "manager")),
        "active": False,
        "teams": [],
    }
    assert shown["people"]["nodes"] == shown["recognitions"]["nodes"] == []
    assert "Erased person" not in str(shown["everybody"])
    assert shown["node"] == {
        "message": None,
        "state": "ACTIVE",
        "endorsementCount": 1,
        "commentCount": 1,
        "giver": {"displayName": "Erased person"},
    }
    assert (await the_row(database, life.shared)).message == "… and Bob, you were great; … too"
    found = await api('{ recognitions(filter: {search: "bob great"}) { nodes { id } } }', "ann")
    assert [each["id"] for each in found["recognitions"]["nodes"]] == [life.shared]
    found = await api('{ recognitions(filter: {search: "zebediah"}) { nodes { id } } }', "ann")
    assert found["recognitions"]["nodes"] == []


async def test_what_was_open_ends_and_those_who_are_left_are_told(
    database: Database, company: Company, api: Api, clock: Clock
) -> None:
    life = await lived(database, company, clock)
    assert await api.codes("{ viewer { roles } }", "zeb.quill") == []
    await erased(database, life.person)
    for name in ("zeb.quill", f"erased-{life.person[4:]}"):
        assert await api.codes("{ viewer { roles } }", name) == ["UNAUTHENTICATED"]
        with pytest.raises(Refused, match="nobody with the userName"):
            await database.transact(people.put_roles, name, [])
    promise = await api(
        "query($a: ID!) { node(id: $a) { ... on Commitment { state title conditions customer { displayName } } } }",
        "bob",
        a=life.promise,
    )
    told_of = {"state": "CANCELLED", "title": "Erased", "conditions": None}
    assert promise["node"] == {**told_of, "customer": {"displayName": "Erased person"}}
    last = [(row.type, row.subject) for row in await told(database, "")][-5:]
    assert last == [
        ("commitment.cancelled", life.promise),
        ("recognition.comment_deleted", life.elsewhere),
        ("team.changed", company["kestrel"]),
        ("person.changed", company["cyd"]),
        ("person.erased", life.person),
    ]
    again = PersonDraft(user_name=f"erased-{life.person[4:]}", display_name="Zebediah")
    with pytest.raises(Refused, match="erased"):
        await database.transact(people.put_person, again)
    back = PersonDraft(user_name="zeb.quill", display_name="Zebediah Quillfeather")
    assert (await database.transact(people.put_person, back)).id != life.person, "whoever comes back is somebody new"


async def test_erasing_twice_or_after_a_kill_ends_in_the_same_state(
    database: Database, company: Company, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = await lived(database, company, clock)
    before = await everything(database)

    async def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "_mentions", killed)
    with pytest.raises(KeyboardInterrupt):
        await database.transact(actions.erase, life.person, terms=TERMS)
    assert await everything(database) == before, "half of it is nothing of it"
    monkeypatch.undo()

    traces = await database.transact(actions.erase, life.person, terms=TERMS)
    monkeypatch.setattr(database, "scrub", killed)
    with pytest.raises(KeyboardInterrupt):
        await actions.finish(database)
    monkeypatch.undo()
    assert await actions.finish(database) == 1, "the files are rewritten by whoever comes next"

    once = await everything(database)
    assert (await erased(database, life.person)).texts == ()
    assert await everything(database) == once
    assert all(not each.found for each in await proof.prove(database, traces))


async def test_whenever_its_process_is_killed_the_next_run_ends_it(
    database: Database, database_url: str, company: Company, clock: Clock
) -> None:
    life = await lived(database, company, clock)
    before = await everything(database)
    for moment in MOMENTS:
        assert killed(database_url, life.person, moment) == -signal.SIGKILL
        async with database.read() as session:
            if moment == "in the rows":
                assert await everything(database) == before, "half of it is nothing of it"
                assert await personal.unscrubbed(session) == []
            else:
                assert await personal.unscrubbed(session) == [life.person], moment
        if database.dialect == "sqlite":
            assert ("Quillfeather" in await beside(database)) == (moment != MOMENTS[-1]), moment
    await erased(database, life.person)
    kept = await everything(database) + await beside(database)
    assert [each for each in SECRETS if each.lower() in kept.lower()] == []
    if database.dialect == "sqlite":
        async with database.read() as session:
            assert await session.value(text("PRAGMA integrity_check")) == "ok"


async def test_scores_of_days_before_are_reckoned_as_they_were(database: Database, clock: Clock) -> None:
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    world = example()

    async def all_of_it(tx: Transaction) -> Any:
        settled = await settle(tx, world.staff, midnight)
        await live(tx, world, settled)
        return settled

    settled = await database.transact(all_of_it)
    days = [midnight - timedelta(days=number) for number in (0, 1, 30)]

    async def reckoned() -> list[Any]:
        async with database.read() as session:
            return [(await scores.reckon(session, day, RECIPES["v1"])).teams for day in days]

    before = await reckoned()
    for name in ("k1", "k2", "h6"):
        await database.transact(actions.erase, settled.people[name], terms=TERMS)
    after = await reckoned()
    assert before == after
    values = [each.working.value for each in before[0].values() if each.working]
    assert len(values) >= 1


async def test_words_that_others_wrote_too_or_quote_tell_of_nobody_and_a_name_that_stays_is_found(
    database: Database, company: Company, clock: Clock
) -> None:
    life = await lived(database, company, clock)
    await give(database, company, "ann", "dee", message="Your nest was the best of all nests")
    await give(database, company, "ann", "dee", message='Who said "You held the ladder in the storm"? Not I.')
    traces = await database.transact(actions.erase, life.person, terms=TERMS)
    await actions.finish(database)
    assert [each for each in await proof.prove(database, traces) if each.found] == []

    draft = TeamDraft(external_id="nest", name="The nest of Zebediah Quillfeather")
    await database.transact(people.put_team, draft)
    found = {each.place: each.found for each in await proof.prove(database, traces) if each.found}
    assert [each.split()[0] for each in found["table team"]] == ["name", "sort_name"]
