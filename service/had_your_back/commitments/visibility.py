"""Who sees a commitment: the condition for every statement, and the same seen from the commitment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from had_your_back.columns import keys, within
from had_your_back.commitments.rules import Viewer
from had_your_back.commitments.tables import commitment
from had_your_back.database import Row, Session
from had_your_back.people import store as people

TEAMS = (commitment.c.team_id, commitment.c.customer_team_id, commitment.c.performer_team_id)
PARTIES = (commitment.c.customer_id, commitment.c.performer_id, commitment.c.pending_to_id)


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Who sees a commitment: customer, performer, who is asked to take it over, both teams' people, administrators.

    A team's people are its members and its leads, who speak for it and stand in for whoever left.

    A private one is seen by the two of them alone, and by the one who is asked, while they are asked. A token that
    stands for no person sees none.
    """
    if viewer.person is None:
        return commitment.c.id.is_(None)
    return sees(viewer.person, administers=viewer.administers)


def sees(person: ColumnElement[str] | str, *, administers: bool) -> ColumnElement[bool]:
    """The same of somebody whom a statement names."""
    if administers:
        return or_(*party(person), ~commitment.c.private)
    around = people.teams_around(person)
    return or_(*party(person), *(and_(~commitment.c.private, each.in_(around)) for each in TEAMS))


def party(person: ColumnElement[str] | str) -> list[ColumnElement[bool]]:
    """Customer, performer or asked to take it over."""
    return [each == person for each in PARTIES]


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may see a commitment, seen from it: `visible` the other way round, for whoever tells many at once.

    `parties` are its customer, its performer and who is asked to take it over; `teams` those on either side.
    """

    parties: frozenset[str]
    teams: frozenset[str]
    people: frozenset[str]
    private: bool

    def include(self, viewer: Viewer) -> bool:
        """Whether a viewer is among them."""
        return viewer.person in self.people or (viewer.administers and not self.private)


async def readers_of(session: Session, wanted: Collection[str]) -> dict[str, Readers]:
    """Who may see each of these commitments now. Two statements, whoever there is."""
    rows = await session.rows(_CONCERNED, wanted=list(wanted))
    teams = {team for row in rows for team in _named(row, TEAMS)}
    around: dict[str, set[str]] = {team: set() for team in teams}
    for each in await people.around_teams(session, teams) if teams else ():
        around[each.team_id].add(each.person_id)

    def readers(row: Row) -> Readers:
        parties, on_a_side = _named(row, PARTIES), _named(row, TEAMS)
        mates = () if row.private else (around[team] for team in on_a_side)
        return Readers(parties, on_a_side, parties.union(*mates), private=row.private)

    return {row.id: readers(row) for row in rows}


def _named(row: Row, columns: Sequence[ColumnElement[Any]]) -> frozenset[str]:
    named = (getattr(row, str(column.key)) for column in columns)
    return frozenset(key for key in named if key)


_CONCERNED = select(commitment.c.id, commitment.c.private, *PARTIES, *TEAMS).where(
    within(commitment.c.id, keys("wanted"))
)
