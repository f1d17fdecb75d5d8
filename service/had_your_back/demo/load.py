"""Writes the demonstration company into a database, through the same actions as everybody else."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from had_your_back import ids
from had_your_back.commitments import actions as commitments
from had_your_back.commitments.actions import Step
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Transaction
from had_your_back.demo.promises import TERMS
from had_your_back.demo.shapes import (
    Company,
    DemoAbsence,
    DemoCommitment,
    DemoMove,
    DemoPerson,
    DemoRecognition,
    DemoStep,
)
from had_your_back.ids import Kind
from had_your_back.people import actions as people
from had_your_back.people import store as people_store
from had_your_back.people import tree
from had_your_back.people.actions import Absence, PersonDraft
from had_your_back.people.rules import PersonFacts, Role, actor_of
from had_your_back.recognitions import actions as recognitions
from had_your_back.recognitions.actions import Limits
from had_your_back.recognitions.rules import GiveDraft, PaceLimits, Recognition, Visibility
from had_your_back.recognitions.store import New
from had_your_back.scores import store as scores
from had_your_back.scores.actions import reckon
from had_your_back.scores.publications import Publication
from had_your_back.scores.recipes import RECIPES
from had_your_back.scores.rules import day_of

AT_A_TIME = 500
WEEKS = 12
V1 = RECIPES["v1"]
LIMITS = Limits(pace=PaceLimits(10_000, 10_000), edit_window=timedelta(minutes=15))
"""The pace guards the living API, not history: here the thanks of later days may be written already."""


async def load(database: Database, company: Company) -> None:
    """Write a company into an empty database: teams and people as they began, then the year as it went by.

    What changes who is where happens between the thanks and the promises before and after it, so that each counts for
    the teams of its own day.
    """
    known = await database.transact(_hire, company)
    changes: list[tuple[datetime, DemoMove | DemoPerson]] = [(move.at, move) for move in company.moves]
    changes += [(person.left, person) for person in company.people if person.left]
    thanks = deque(company.recognitions)
    promises = Played(company, known)
    for at, change in sorted(changes, key=lambda each: each[0]):
        await _thanks_until(database, thanks, at)
        await promises.play(database, at)
        await database.transact(_change, change)
    await _thanks_until(database, thanks, datetime.max.replace(tzinfo=UTC))
    await promises.play(database, company.until)
    await _publish(database, company.until)


async def _publish(database: Database, until: datetime) -> None:
    """The scores of the weeks before, to look back on. Today's are reckoned when somebody asks."""
    for weeks in reversed(range(1, WEEKS + 1)):
        async with database.read() as session:
            found = await reckon(session, day_of(until - timedelta(weeks=weeks), UTC), V1)
        await database.transact(_look_back, found)


async def _look_back(tx: Transaction, found: Publication) -> None:
    await scores.begin_publication(tx, found.as_of, V1)
    await scores.add_scores(tx, found, found.teams.values(), {})
    await scores.finish_publication(tx, found)


async def _thanks_until(database: Database, thanks: deque[DemoRecognition], at: datetime) -> None:
    while thanks and thanks[0].at < at:
        batch: list[DemoRecognition] = []
        while thanks and thanks[0].at < at and len(batch) < AT_A_TIME:
            batch.append(thanks.popleft())
        await database.transact(_thank, batch)


async def _hire(tx: Transaction, company: Company) -> dict[str, str]:
    """The ids of everybody by user name, and of every team by external id."""
    tx.silent = True
    known: dict[str, str] = {}
    # Their ids are in the order of the list: of scores that cannot all be shown, that of a later team is withheld.
    for new, team in zip(ids.several(Kind.TEAM, tx.now, len(company.teams)), company.teams, strict=True):
        parent = known[team.parent] if team.parent else None
        values = {"external_id": team.external_id, "name": team.name, "description": team.description}
        known[team.external_id] = await people.new_team(tx, {"id": new, **values, "parent_id": parent})
    for person in company.people:
        about = PersonDraft(
            user_name=person.user_name,
            display_name=person.display_name,
            email=person.email,
            job_title=person.job_title,
            team=person.team,
            team_since=person.since,
        )
        known[person.user_name] = (await people.put_person(tx, about)).id
        if person.roles:
            await people.put_roles(tx, person.user_name, [Role(role) for role in person.roles])
    for person in company.people:
        await people.put_manager(tx, person.user_name, person.manager)
    for team in company.teams:
        await people.put_leads(tx, team.external_id, team.leads)
    return known


async def _change(tx: Transaction, change: DemoMove | DemoPerson) -> None:
    tx.silent = True
    if isinstance(change, DemoMove):
        await people.move(tx, change.user_name, change.team, at=change.at)
    elif change.left:
        tx.now = change.left
        await people.deactivate(tx, change.user_name)
        await commitments.person_left(tx, await people.person_id(tx, change.user_name, "userName"))


_Entry: TypeAlias = tuple[datetime, str, DemoStep | DemoAbsence, DemoCommitment | None]
"""When, of which commitment, what, and the commitment; an absence has none."""


class Played:
    """The promises of the year, played through the actions, each at its own instant, with the clock between them."""

    def __init__(self, company: Company, known: Mapping[str, str]) -> None:
        self.known = known
        self.actors = {
            person.user_name: actor_of(known[person.user_name], [Role.EMPLOYEE], None) for person in company.people
        }
        self.ids: dict[str, str] = {}
        entries: list[_Entry] = [
            (step.at, each.external_id, step, each) for each in company.commitments for step in each.steps
        ]
        entries += [(absence.at, "", absence, None) for absence in company.absences]
        self.waiting = deque(sorted(entries, key=lambda entry: (entry[0], entry[1])))

    async def play(self, database: Database, until: datetime) -> None:
        """Everything that people and the clock do until that instant."""
        while self.waiting and self.waiting[0][0] < until:
            batch: list[_Entry] = []
            while self.waiting and self.waiting[0][0] < until and len(batch) < AT_A_TIME:
                batch.append(self.waiting.popleft())
            # A transaction that lost a race begins again: then the ids of its first try are made anew.
            await database.transact(self._batch, batch)
        await database.transact(_tick, until)

    async def _batch(self, tx: Transaction, batch: Sequence[_Entry]) -> None:
        tx.silent = True
        for at, _, what, whole in batch:
            tx.now = at
            if isinstance(what, DemoAbsence):
                draft = Absence(since=what.since, until=what.until)
                await commitments.set_away(tx, self.actors[what.user_name], draft, terms=TERMS)
            elif whole is not None:
                await self._step(tx, what, whole)

    async def _step(self, tx: Transaction, step: DemoStep, whole: DemoCommitment) -> None:
        actor = self.actors[step.actor]
        if step.version == 0:
            begin = commitments.offer if step.act == "OFFER" else commitments.request
            self.ids[whole.external_id] = await begin(tx, actor, self.known[whole.to], whole.draft, terms=TERMS)
            return
        wanted = self.ids[whole.external_id]
        if step.clock_first:
            await commitments.catch_up(tx, wanted, terms=TERMS)
        to, refer_to = step.details.to, step.details.refer_to
        details = replace(step.details, to=to and self.known[to], refer_to=refer_to and self.known[refer_to])
        taken = Step(commitment=wanted, version=step.version, act=Act(step.act), details=details)
        if step.thanks:
            behaviours, message = step.thanks
            said = GiveDraft(recipients=(), message=message, behaviours=tuple(behaviours.split()))
            await recognitions.confirm_with_thanks(tx, actor, taken, said, limits=LIMITS, terms=TERMS)
        else:
            await commitments.act(tx, actor, taken, terms=TERMS)


async def _tick(tx: Transaction, until: datetime) -> None:
    """What the worker would have done by then; nobody is reminded of what was long ago."""
    tx.silent = True
    tx.now = until
    while await commitments.sweep(tx, terms=TERMS):
        pass
    while await commitments.remind(tx):
        pass


async def _thank(tx: Transaction, things: Sequence[DemoRecognition]) -> None:
    tx.silent = True
    names = {name for each in things for name in _named(each)}
    known = {row.user_name: row.id for row in await people_store.people_by(tx, "user_name", names)}
    facts = await people_store.facts(tx, list(known.values()))
    team_ids = {each.team for each in things if each.team}
    teams = {row.external_id: row.id for row in await tree.teams_by(tx, "external_id", team_ids)}
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
