"""Writes the demonstration company into a database, through the same actions as everybody else."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from had_your_back import ids
from had_your_back.database import Database, Transaction
from had_your_back.demo.shapes import Company, DemoMove, DemoPerson, DemoRecognition
from had_your_back.ids import Kind
from had_your_back.people import actions as people
from had_your_back.people import store as people_store
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.people.rules import PersonFacts, Role
from had_your_back.recognitions import actions as recognitions
from had_your_back.recognitions.rules import Recognition, Visibility
from had_your_back.recognitions.store import New

AT_A_TIME = 500


async def load(database: Database, company: Company) -> None:
    """Write a company into an empty database: teams and people as they began, then the year as it went by.

    Moves happen between the thanks before and after them, so each thank-you counts for the teams of its own day.
    """
    await database.transact(_hire, company)
    changes: list[tuple[datetime, DemoMove | DemoPerson]] = [(move.at, move) for move in company.moves]
    changes += [(person.left, person) for person in company.people if person.left]
    thanks = deque(company.recognitions)
    for at, change in sorted(changes, key=lambda each: each[0]):
        await _thanks_until(database, thanks, at)
        await database.transact(_change, change)
    await _thanks_until(database, thanks, datetime.max.replace(tzinfo=UTC))


async def _thanks_until(database: Database, thanks: deque[DemoRecognition], at: datetime) -> None:
    while thanks and thanks[0].at < at:
        batch: list[DemoRecognition] = []
        while thanks and thanks[0].at < at and len(batch) < AT_A_TIME:
            batch.append(thanks.popleft())
        await database.transact(_thank, batch)


async def _hire(tx: Transaction, company: Company) -> None:
    tx.silent = True
    for team in company.teams:
        draft = TeamDraft(
            external_id=team.external_id, name=team.name, description=team.description, parent=team.parent
        )
        await people.put_team(tx, draft)
    for person in company.people:
        await people.put_person(
            tx,
            PersonDraft(
                user_name=person.user_name,
                display_name=person.display_name,
                email=person.email,
                job_title=person.job_title,
                team=person.team,
                team_since=person.since,
            ),
        )
        if person.roles:
            await people.put_roles(tx, person.user_name, [Role(role) for role in person.roles])
    for person in company.people:
        await people.put_manager(tx, person.user_name, person.manager)
    for team in company.teams:
        await people.put_leads(tx, team.external_id, team.leads)


async def _change(tx: Transaction, change: DemoMove | DemoPerson) -> None:
    tx.silent = True
    if isinstance(change, DemoMove):
        await people.move(tx, change.user_name, change.team, at=change.at)
    else:
        await people.deactivate(tx, change.user_name, at=change.left)


async def _thank(tx: Transaction, things: Sequence[DemoRecognition]) -> None:
    tx.silent = True
    names = {name for each in things for name in _named(each)}
    known = {row.user_name: row.id for row in await people_store.people_by(tx, "user_name", names)}
    facts = await people_store.facts(tx, list(known.values()))
    team_ids = {each.team for each in things if each.team}
    teams = {row.external_id: row.id for row in await people_store.teams_by(tx, "external_id", team_ids)}
    made = {each.external_id: _new(each, known, facts, teams) for each in things}
    await recognitions.record_history(tx, list(made.values()))
    await recognitions.record_echoes(
        tx,
        endorsements=[
            {"recognition_id": made[each.external_id].id, "person_id": known[name], "created_at": at}
            for each in things
            for name, at in each.endorsements
        ],
        reactions=[
            {"recognition_id": made[each.external_id].id, "person_id": known[name], "emoji": emoji}
            for each in things
            for name, emoji in each.reactions
        ],
        comments=[
            {
                "id": ids.new(Kind.COMMENT, at),
                "recognition_id": made[each.external_id].id,
                "author_id": known[name],
                "text": words,
                "hidden": False,
                "created_at": at,
            }
            for each in things
            for name, words, at in each.comments
        ],
    )


def _named(each: DemoRecognition) -> Iterator[str]:
    yield each.giver
    yield from each.recipients
    yield from (name for name, _ in (*each.endorsements, *each.reactions))
    yield from (name for name, _, _ in each.comments)


def _new(each: DemoRecognition, known: dict[str, str], facts: dict[str, PersonFacts], teams: dict[str, str]) -> New:
    accepted = Recognition(
        giver=facts[known[each.giver]],
        recipients=tuple(facts[known[name]] for name in each.recipients),
        team=teams[each.team] if each.team else None,
        message=each.message,
        behaviours=each.behaviours,
        visibility=Visibility(each.visibility),
        link=each.link,
    )
    return New(recognitions.past_id(each.at), each.at, accepted, each.external_id)
