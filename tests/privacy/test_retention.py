"""What people wrote is forgotten when it is old, if the organisation says so; what counts stays."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from conftest import Api, Clock, Company
from had_your_back import audit
from had_your_back.commitments import actions as commitments
from had_your_back.commitments import rules as promised
from had_your_back.commitments import store as commitments_store
from had_your_back.commitments.actions import Step
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database
from had_your_back.people import actions as people
from had_your_back.people import store as people_store
from had_your_back.people import tokens
from had_your_back.people.actions import Absence, TokenDraft
from had_your_back.privacy.retention import Ages, Forgetting
from had_your_back.recognitions import actions, store, tables
from had_your_back.recognitions.actions import Decision
from had_your_back.settings import Settings
from privacy.living import TERMS
from recognitions.acting import LIMITS, actor, give, the_row

DAY = timedelta(days=1)


async def forget(database: Database, **ages: int) -> int:
    """One pass; how many steps it took."""
    forgetting, steps = Forgetting(Ages(**ages)), 1
    while await forgetting.step(database):
        steps += 1
    return steps


async def test_words_of_old_thanks_go_and_that_they_were_given_stays(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    old = await give(database, company, "ann", "bob", message="You held the ladder", link="https://pictures.example/1")
    said = await database.transact(actions.add_comment, actor(company, "cyd"), old, "I saw the ladder", limits=LIMITS)
    clock.advance(100 * DAY)
    new = await give(database, company, "ann", "bob", message="You held the rope")
    await forget(database, thanks=90)
    row, kept = await the_row(database, old), await the_row(database, new)
    assert (row.message, row.link, row.comment_count) == (None, None, 0)
    assert (row.giver_id, row.behaviours, row.state) == (company["ann"], ["had_my_back"], "ACTIVE")
    assert kept.message == "You held the rope"
    found = await api('{ a: recognitions(filter: {search: "ladder"}) { nodes { id } } b: recognitions { totalCount } }')
    assert found == {"a": {"nodes": []}, "b": {"totalCount": 2}}
    async with database.read() as session:
        assert await store.comment_by_id(session, said) is None
        entries = await session.rows(audit.select(audit.entry).order_by(audit.entry.c.position))
    assert [(each.act, each.actor, each.details) for each in entries[-2:]] == [
        ("words.forgotten", "service", {"of": "thanks", "times": 1}),
        ("words.forgotten", "service", {"of": "comments", "times": 1}),
    ]


async def test_a_pass_takes_small_steps_and_forgets_all(
    database: Database, company: Company, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [await give(database, company, "ann", "bob", message=f"Number {each}") for each in range(7)]
    clock.advance(100 * DAY)
    monkeypatch.setattr("had_your_back.privacy.retention.LOOKED_AT", 4)
    monkeypatch.setattr("had_your_back.privacy.retention.FORGOTTEN", 3)
    assert await forget(database, thanks=101) < await forget(database, thanks=90)
    assert {(await the_row(database, each)).message for each in given} == {None}
    await forget(database, thanks=90)  # twice is as good as once


async def test_words_of_promises_go_once_they_are_closed_for_so_long(
    database: Database, company: Company, clock: Clock
) -> None:
    due = clock.now + 200 * DAY
    draft = promised.Draft(title="Paint the ladder", due_at=due, conditions="Blue")
    ids = [
        await database.transact(commitments.offer, actor(company, "ann"), company["bob"], draft, terms=TERMS)
        for _ in range(2)
    ]
    clock.advance(1 * DAY)
    step = Step(commitment=ids[0], version=1, act=Act.WITHDRAW, details=promised.Details(note="No ladder"))
    await database.transact(commitments.act, actor(company, "ann"), step, terms=TERMS)
    clock.advance(100 * DAY)
    await forget(database, promises=90)
    async with database.read() as session:
        rows = [await commitments_store.held(session, each) for each in ids]  # type: ignore[arg-type]
        steps = (await commitments_store.histories(session, ids))[ids[0]]
    assert [row and (row.title, row.conditions) for row in rows] == [("Erased", None), ("Paint the ladder", "Blue")]
    assert "No ladder" not in str([each.details for each in steps])
    assert [each.act for each in steps] == ["OFFER", "WITHDRAW"]


async def test_what_there_is_few_of_goes_too(database: Database, company: Company, clock: Clock) -> None:
    thanks = await give(database, company, "ann", "bob")
    await database.transact(actions.report, actor(company, "cyd"), thanks, "Not nice", limits=LIMITS)
    decision = Decision(subject=thanks, hide=False, reason="It is nice")
    await database.transact(actions.moderate, actor(company, "mod"), decision, limits=LIMITS)
    await database.transact(people.set_away, actor(company, "ann"), Absence(until=clock.now + DAY))
    token, _ = await database.transact(people.create_token, TokenDraft(name="Gone", scopes=["scim"], lasts=DAY))
    stays, _ = await database.transact(people.create_token, TokenDraft(name="Stays", scopes=["scim"]))
    clock.advance(100 * DAY)
    assert await forget(database, reports=101, absences=101, tokens=101) == 2
    await forget(database, reports=90, absences=90, tokens=90)
    async with database.read() as session:
        (report,) = await session.rows(store.select(tables.report))
        assert (report.reason, report.answer, report.reporter_id) == ("", None, company["cyd"])
        assert await people_store.absences(session, [company["ann"]]) == {}
        assert [row.id for row in await tokens.newest_first(session)] == [stays]
    assert token != stays


def test_what_people_wrote_is_kept_unless_the_organisation_says_otherwise() -> None:
    assert Ages.of(Settings()) == Ages(reports=365, absences=365, tokens=90)
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Settings(retention_thanks=-1)
