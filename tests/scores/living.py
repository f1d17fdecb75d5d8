"""A company in plain lists, put into a database: what the oracle counts, as the rows that the service would have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from had_your_back import ids
from had_your_back.commitments import tables
from had_your_back.commitments.transitions import Answer
from had_your_back.database import Transaction
from had_your_back.ids import Kind
from had_your_back.people import actions as people
from had_your_back.people import tables as people_tables
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.recognitions import tables as recognitions
from had_your_back.scores.recipes import Outcome
from scores.gathering import ALWAYS, Asked, Promised, Staff, World

DAY = timedelta(days=1)


class Settled:
    """The ids of a company that is in the database, as it stands at `as_of`."""

    def __init__(self, as_of: datetime, people: Mapping[str, str], teams: Mapping[str, str]) -> None:
        self.as_of, self.people, self.teams = as_of, people, teams
        self.names = {key: name for name, key in {**people, **teams}.items()}

    def at(self, age: float) -> datetime:
        """Rounded to the millisecond, as everything that is stored."""
        return self.as_of - timedelta(milliseconds=round(age * 86_400_000))


async def settle(tx: Transaction, staff: Staff, as_of: datetime) -> Settled:
    """Put teams and people there, with every home they had and when they were away."""
    teams: dict[str, str] = {}
    for team in sorted(staff.parents, key=lambda each: len(staff.above[each])):
        draft = TeamDraft(external_id=team, name=team, parent=staff.parents[team])
        teams[team] = (await people.put_team(tx, draft)).id
    who = {}
    for name in staff.people:
        who[name] = (await people.put_person(tx, PersonDraft(user_name=name, display_name=name))).id
    settled = Settled(as_of, who, teams)
    homes, away = [], []
    for person in staff.people.values():
        spans = sorted(person.homes, key=lambda home: -home[0])
        for (since, team), (until, _) in pairwise([*spans, (None, None)]):
            if team is not None:
                began = people.ALWAYS if since == ALWAYS else settled.at(since)
                ended = settled.at(until) if until is not None else None
                row = {"person_id": who[person.id], "team_id": teams[team], "since": began, "until": ended}
                homes.append({**row, "home": True})
        for begin, end in person.away:
            row = {"person_id": who[person.id], "since": settled.at(begin), "until": settled.at(end)}
            away.append(row)
    await tx.insert(people_tables.membership, homes)
    await tx.insert(people_tables.absence, away)
    return settled


async def live(tx: Transaction, world: World, settled: Settled) -> None:
    """Put there what happened: recognitions with the teams of that moment, promises and requests as they ended."""
    staff = world.staff

    def home(name: str, age: float) -> str | None:
        team = staff.home(name, age)
        return settled.teams[team] if team is not None else None

    given: dict[Any, list[dict[str, Any]]] = {recognitions.recognition: [], recognitions.recipient: []}
    given[recognitions.in_team] = []
    for each in world.thanked:
        at = settled.at(each.age)
        key = ids.new(Kind.RECOGNITION, at)
        row = dict.fromkeys(column.name for column in recognitions.recognition.c) | {
            "id": key, "giver_id": settled.people[each.giver], "giver_team_id": home(each.giver, each.age),
            "message": "", "behaviours": [], "visibility": "EVERYONE", "state": "ACTIVE" if each.counts else "HIDDEN",
            "created_at": at, "reported": False, "comment_count": 0, "endorsement_count": 0, "reaction_counts": {},
        }  # fmt: skip
        given[recognitions.recognition].append(row)
        given[recognitions.recipient] += [
            {"recognition_id": key, "person_id": settled.people[to], "team_id": home(to, each.age), "place": place}
            for place, to in enumerate(each.recipients)
        ]
        involved = {staff.home(name, each.age) for name in (each.giver, *each.recipients)} - {None}
        above = {over for team in involved for over in staff.above[str(team)]}
        given[recognitions.in_team] += [
            {"recognition_id": key, "team_id": settled.teams[team], "direct": team in involved} for team in above
        ]
    await tx.insert_all(given)
    rows = [_promised(each, settled, home) for each in world.promised]
    rows += [_asked(each, settled, home) for each in world.asked]
    await tx.insert(tables.commitment, rows)


def _row(customer: str, at: datetime, **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(column.name for column in tables.commitment.c)
    return empty | {
        "id": ids.new(Kind.COMMITMENT, at), "title": "Spare pump", "customer_id": customer, "initiator": "CUSTOMER",
        "version": 1, "private": False, "created_at": at, "changed_at": at, "deferrals": 0, "changes": 0,
        "assumed": False, "due_at": at, "first_due_at": at, **values,
    }  # fmt: skip


def _promised(each: Promised, settled: Settled, home: Any) -> dict[str, Any]:
    at = settled.at(each.age)
    second = timedelta(seconds=1)
    ends: dict[Outcome, dict[str, Any]] = {
        Outcome.KEPT: {"state": "KEPT", "delivered_at": at, "due_at": at, "closed_at": at},
        Outcome.KEPT_LATE: {"state": "KEPT", "delivered_at": at, "due_at": at - second, "closed_at": at},
        Outcome.REVOKED_IN_TIME: {"state": "REVOKED", "due_at": at + second, "closed_at": at},
        Outcome.REVOKED_LATE: {"state": "REVOKED", "due_at": at, "closed_at": at},
        Outcome.BROKEN: {"state": "BROKEN", "due_at": at, "closed_at": at, "broken_at": at},
    }
    return _row(
        settled.people[each.customer],
        at,
        customer_team_id=home(each.customer, each.age),
        performer_id=settled.people[each.performer],
        performer_team_id=home(each.performer, each.age),
        **{**ends[each.outcome], "assumed": each.assumed},
    )


def _asked(each: Asked, settled: Settled, home: Any) -> dict[str, Any]:
    at = settled.at(each.age)
    to_team = each.to in settled.teams
    asked = settled.teams[each.to] if to_team else home(each.to, each.age)
    return _row(
        next(iter(settled.people.values())),
        at,
        team_id=asked if to_team else None,
        performer_id=None if to_team else settled.people[each.to],
        state="EXPIRED" if each.answer is Answer.EXPIRED else "PROMISED",
        answer=each.answer,
        answered_at=at,
        answered_by_id=settled.people[each.by] if each.by else None,
        answer_team_id=asked,
    )
