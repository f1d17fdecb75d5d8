"""Who may see which recognition: `rules.sees`, compiled into SQL once, both ways round.

Every statement that shows a recognition goes through `visible`, `seen` or `shown`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    exists,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from had_your_back.columns import Key, keys, within
from had_your_back.database import Found, Session
from had_your_back.people import store as people
from had_your_back.recognitions.rules import (
    SEEN_BY,
    Relation,
    State,
    Viewer,
    Visibility,
)
from had_your_back.recognitions.tables import (
    comment,
    endorsement,
    in_team,
    recipient,
    recognition,
)

_VIEWER: ColumnElement[str] = bindparam("viewer", type_=Key)


def visible(statement: Found, viewer: Viewer) -> Found:
    """The statement, narrowed to recognitions that the viewer may see: `rules.sees`, compiled from the same table."""
    narrowed = statement.where(_visible(anybody=viewer.person is None, moderates=viewer.moderates))
    return narrowed.params(viewer=viewer.person) if viewer.person else narrowed


@cache
def _visible(*, anybody: bool, moderates: bool) -> ColumnElement[bool]:
    """One branch per relation. It is made once, since making it takes longer than asking the database."""
    row = recognition.c

    def where(relation: Relation) -> ColumnElement[bool]:
        levels: list[Any] = [literal_column(f"'{level}'") for level, seen_by in SEEN_BY.items() if relation in seen_by]
        return or_(*(row.visibility == level for level in levels))

    if anybody:
        return where(Relation.ANYBODY)
    return or_(
        where(Relation.ANYBODY),
        and_(where(Relation.GIVER), row.giver_id == _VIEWER),
        and_(where(Relation.RECIPIENT), receives(_VIEWER)),
        and_(where(Relation.TEAMMATE), _teammate()),
        and_(where(Relation.MANAGER), _manages()),
        *((row.reported, row.state == State.HIDDEN) if moderates else ()),
    )


spoken = (comment.c.text.is_not(None), ~comment.c.hidden)
"""The conditions of a comment that is on show: neither taken back nor hidden."""


def receives(person: ColumnElement[str] | str) -> ColumnElement[bool]:
    """Somebody is among the recipients."""
    return exists().where(recipient.c.recognition_id == recognition.c.id, recipient.c.person_id == person)


def _teammate() -> ColumnElement[bool]:
    involved = in_team.c.recognition_id == recognition.c.id
    return exists().where(involved, in_team.c.direct, people.is_in(_VIEWER, in_team.c.team_id))


def _manages() -> ColumnElement[bool]:
    of_recipient = exists().where(
        recipient.c.recognition_id == recognition.c.id, people.reports_to(recipient.c.person_id, _VIEWER)
    )
    return or_(people.reports_to(recognition.c.giver_id, _VIEWER), of_recipient)


def seen(viewer: Viewer) -> Found:
    """The recognitions that the viewer may see, and how they stand to each."""
    found = shown(anybody=viewer.person is None, moderates=viewer.moderates)
    return found.params(viewer=viewer.person) if viewer.person else found


@cache
def shown(*, anybody: bool, moderates: bool) -> Found:
    """The same for any viewer of a kind, who is bound as `viewer` unless it is just anybody."""
    if anybody:
        mine: tuple[Any, Any] = (literal(False), literal(False))  # noqa: FBT003 - SQL's FALSE
    else:
        endorsed = endorsement.c.recognition_id == recognition.c.id, endorsement.c.person_id == _VIEWER
        mine = (receives(_VIEWER), exists().where(*endorsed))
    belongs: Any = _visible(anybody=False, moderates=False) if moderates else literal(True)  # noqa: FBT003 - SQL's TRUE
    return select(
        *recognition.c,
        mine[0].label("viewer_is_recipient"),
        mine[1].label("viewer_has_endorsed"),
        belongs.label("viewer_belongs"),
    ).where(_visible(anybody=anybody, moderates=moderates))


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may see a recognition, seen from it: `visible` the other way round, for whoever tells many at once."""

    everyone: bool
    people: frozenset[str]
    moderated: bool

    def include(self, viewer: Viewer) -> bool:
        """Whether a viewer is among them."""
        return self.everyone or viewer.person in self.people or (viewer.moderates and self.moderated)


async def readers_of(session: Session, wanted: Collection[str]) -> dict[str, Readers]:
    """Who may see each of these recognitions now. Two statements, whoever there is."""
    rows = await session.rows(_OPEN_TO, wanted=list(wanted))
    everyone = {row.id for row in rows if Relation.ANYBODY in SEEN_BY[Visibility(row.visibility)]}
    closed = [row.id for row in rows if row.id not in everyone]
    people_of: dict[str, set[str]] = {key: set() for key in closed}
    for row in await session.rows(_READERS, wanted=closed) if closed else ():
        people_of[row.id].add(row.person_id)
    return {
        row.id: Readers(
            everyone=row.id in everyone,
            people=frozenset(people_of.get(row.id, ())),
            moderated=row.reported or row.state == State.HIDDEN,
        )
        for row in rows
    }


_OPEN_TO = select(recognition.c.id, recognition.c.visibility, recognition.c.state, recognition.c.reported).where(
    within(recognition.c.id, keys("wanted"))
)


def _readers() -> Any:
    """(id, person_id), by relation: the same table as `_visible` compiles, from the recognition to people."""
    row, members, managers = recognition.c, people.members().subquery(), people.managers().subquery()
    thanked = recipient.c.recognition_id == row.id
    giver, receiver = row.giver_id.label("person_id"), recipient.c.person_id
    direct = and_(in_team.c.recognition_id == row.id, in_team.c.direct)
    by_relation: dict[Relation, list[Found]] = {
        Relation.GIVER: [select(row.id, giver)],
        Relation.RECIPIENT: [select(row.id, receiver).where(thanked)],
        Relation.TEAMMATE: [select(row.id, members.c.person_id).where(direct, members.c.team_id == in_team.c.team_id)],
        Relation.MANAGER: [
            select(row.id, managers.c.manager_id).where(managers.c.person_id == row.giver_id),
            select(row.id, managers.c.manager_id).where(thanked, managers.c.person_id == receiver),
        ],
    }
    return union_all(
        *(
            each.where(
                or_(*(row.visibility == level for level, seen_by in SEEN_BY.items() if relation in seen_by))
            ).where(within(row.id, keys("wanted")))
            for relation, found in by_relation.items()
            for each in found
        )
    )


_READERS = _readers()
