"""What a company's directory asks about people and teams: one of them, or a page, chosen and sorted in SQL.

A *directory* is where a company keeps its people: Entra ID, Okta. It provisions them here, and looks here for those
that it knows. Whoever was erased, or removed there, and teams that were removed, do not exist for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from had_your_back.columns import Key, keys, within
from had_your_back.database import Found, Row, Rows, Session, Transaction
from had_your_back.people.tables import entry, inactive, membership, person, team
from had_your_back.people.tree import touch_teams

# ------------------------------------------------------------------------------------------------------------ reading

_MANAGER: ColumnElement[str | None] = func.coalesce(person.c.manager_id, entry.c.manager, type_=Key)
_TOLD = [column for column in entry.c if column.name not in {"person_id", "removed_at", "manager"}]

PEOPLE: Found = (
    select(
        *(person.c[name] for name in ("id", "user_name", "display_name", "email", "external_id", "job_title")),
        *(person.c[name] for name in ("manager_id", "active", "created_at", "changed_at", "revision", "erased_at")),
        *_TOLD,
        entry.c.manager,
        entry.c.person_id.label("entry"),
    )
    .select_from(person.outerjoin(entry, entry.c.person_id == person.c.id))
    .where(person.c.erased_at.is_(None), entry.c.removed_at.is_(None))
)
"""Everybody whom the directory may see."""

TEAMS: Found = select(team).where(team.c.removed_at.is_(None))
"""Every team that there is."""

_PERSON, _TEAM = PEOPLE.where(person.c.id == bindparam("id", type_=Key)), TEAMS.where(team.c.id == bindparam("id"))


async def one_person(session: Session, person_id: str) -> Row | None:
    """A person, held until the transaction ends if it is one."""
    if isinstance(session, Transaction) and session.dialect == "postgresql":
        await session.value(_HELD_PERSON, id=person_id)
    return await session.row(_PERSON, id=person_id)


async def one_team(session: Session, team_id: str) -> Row | None:
    """A team, held until the transaction ends if it is one."""
    if isinstance(session, Transaction) and session.dialect == "postgresql":
        await session.value(_HELD_TEAM, id=team_id)
    return await session.row(_TEAM, id=team_id)


_HELD_PERSON = select(person.c.id).where(person.c.id == bindparam("id", type_=Key)).with_for_update(key_share=True)
_HELD_TEAM = select(team.c.id).where(team.c.id == bindparam("id", type_=Key)).with_for_update(key_share=True)


async def page(
    session: Session, found: Found, order: Sequence[ColumnElement[Any]], *, offset: int, limit: int | None
) -> tuple[int, Rows]:
    """How many there are, and the rows of a page of them. Without an order: as they came."""
    counted = found.with_only_columns(func.count(), maintain_column_froms=True)
    total: int = await session.value(counted)
    if limit == 0 or offset >= total:
        return total, []
    ordered = found.order_by(*order, found.selected_columns.id).offset(offset)
    return total, await session.rows(ordered if limit is None else ordered.limit(limit))


async def teams_of(session: Session, people: Collection[str]) -> Rows:
    """(person_id, team_id, name) of the teams that the directory has these people in."""
    return await session.rows(_TEAMS_OF, people=list(people)) if people else []


_TEAMS_OF = (
    select(membership.c.person_id, membership.c.team_id, team.c.name)
    .join(team, team.c.id == membership.c.team_id)
    .where(within(membership.c.person_id, keys("people")), membership.c.until.is_(None))
    .union_all(
        select(inactive.c.person_id, inactive.c.team_id, team.c.name)
        .join(team, team.c.id == inactive.c.team_id)
        .where(within(inactive.c.person_id, keys("people")))
    )
)


async def members_of(session: Session, teams: Collection[str]) -> Rows:
    """(team_id, person_id, active) of those whom the directory has in these teams, in the order of their ids."""
    found = await session.rows(_MEMBERS_OF, teams=list(teams)) if teams else []
    return sorted(found, key=lambda row: row.person_id)


_MEMBERS_OF = (
    select(membership.c.team_id, membership.c.person_id, true().label("active"))
    .where(within(membership.c.team_id, keys("teams")), membership.c.until.is_(None))
    .union_all(
        select(inactive.c.team_id, inactive.c.person_id, false()).where(within(inactive.c.team_id, keys("teams")))
    )
)


async def held_among(session: Session, team_id: str, people: Collection[str]) -> frozenset[str]:
    """Who of these people the directory has in a team."""
    return frozenset(row.person_id for row in await session.rows(_HELD_AMONG, team=team_id, people=list(people)))


_HELD_AMONG = (
    select(membership.c.person_id)
    .where(membership.c.team_id == bindparam("team", type_=Key), membership.c.until.is_(None))
    .where(within(membership.c.person_id, keys("people")))
    .union(
        select(inactive.c.person_id)
        .where(inactive.c.team_id == bindparam("team", type_=Key))
        .where(within(inactive.c.person_id, keys("people")))
    )
)


async def children_of(session: Session, team_id: str) -> Rows:
    """The teams right below one."""
    return await session.rows(select(team).where(team.c.parent_id == team_id, team.c.removed_at.is_(None)))


async def alike(session: Session, *, user_name: str, external_id: str | None, email: str | None) -> Rows:
    """Those who have one of these already; also whoever was removed from the directory, and when."""
    return await session.rows(
        _ALIKE, user_key=user_name.casefold(), external_id=external_id, email_key=email and email.casefold()
    )


_ALIKE = (
    select(
        person.c.id, person.c.user_name, person.c.user_key, person.c.external_id, person.c.email_key, person.c.active
    )
    .add_columns(person.c.erased_at, entry.c.removed_at, entry.c.person_id.label("entry"))
    .select_from(person.outerjoin(entry, entry.c.person_id == person.c.id))
    .where(or_(*(person.c[name] == bindparam(name, type_=Key) for name in ("user_key", "external_id", "email_key"))))
)


async def whoever_is(session: Session, called: str) -> str | None:
    """The id of the person with this id, else of the one with this externalId, else with this userName."""
    rows = await session.rows(_CALLED, called=called, user_key=called.casefold())
    return min(rows, key=lambda row: (row.id != called, row.external_id != called)).id if rows else None


_CALLED = (
    select(person.c.id, person.c.external_id)
    .outerjoin(entry, entry.c.person_id == person.c.id)
    .where(person.c.erased_at.is_(None), entry.c.removed_at.is_(None))
    .where(
        or_(
            person.c.id == bindparam("called", type_=Key),
            person.c.external_id == bindparam("called", type_=Key),
            person.c.user_key == bindparam("user_key", type_=Key),
        )
    )
)


async def waiting_for(session: Session, names: Iterable[str | None]) -> list[str]:
    """The ids of those who have no manager yet, and whose directory calls their manager by one of these names."""
    rows = await session.rows(_WAITING, names=[each for each in names if each])
    return [row.person_id for row in rows]


_WAITING = (
    select(entry.c.person_id)
    .join(person, person.c.id == entry.c.person_id)
    .where(within(entry.c.manager, keys("names")), person.c.manager_id.is_(None))
    .order_by(entry.c.person_id)
)


async def joining(session: Session, people: Collection[str]) -> Rows:
    """(id, active) of those of these people whom the directory may see."""
    return await session.rows(_JOINING, people=list(people))


_JOINING = PEOPLE.with_only_columns(person.c.id, person.c.active).where(within(person.c.id, keys("people")))


# ------------------------------------------------------------------------------------------------------------ writing


async def tell(tx: Transaction, person_id: str, values: Mapping[str, Any], *, known: bool) -> None:
    """Write what the directory tells of a person. `known`: whether it told something before."""
    if known:
        await tx.write(update(entry).where(entry.c.person_id == person_id).values(**values))
    else:
        nothing = dict.fromkeys(column.name for column in entry.c)
        await tx.insert(entry, {**nothing, "person_id": person_id, **values})


async def set_aside(tx: Transaction, person_id: str) -> None:
    """Remember which teams somebody is in, who is about to become inactive."""
    open_now = select(membership.c.team_id, membership.c.home).where(
        membership.c.person_id == person_id, membership.c.until.is_(None)
    )
    rows = [{"team_id": row.team_id, "person_id": person_id, "home": row.home} for row in await tx.rows(open_now)]
    await tx.insert_new(inactive, rows)


async def aside(tx: Transaction, person_id: str) -> Rows:
    """The teams that wait for somebody, their home first; they wait no longer."""
    mine = inactive.c.person_id == person_id
    rows = await tx.rows(select(inactive).where(mine).order_by(inactive.c.home.desc(), inactive.c.team_id))
    if rows:
        await tx.write(delete(inactive).where(mine))
    return rows


async def wait_for(tx: Transaction, team_id: str, people: Iterable[str]) -> None:
    """Let a team wait for people who are not active."""
    await tx.insert_new(inactive, [{"team_id": team_id, "person_id": each, "home": False} for each in people])
    await touch_teams(tx, team.c.id == team_id)


async def wait_no_longer(tx: Transaction, team_id: str, people: Collection[str] | None = None) -> None:
    """Let a team not wait for these people, or for nobody at all."""
    whom = true() if people is None else within(inactive.c.person_id, people)
    await tx.write(delete(inactive).where(inactive.c.team_id == team_id, whom))


async def join(tx: Transaction, team_id: str, people: Mapping[str, tuple[datetime, bool]]) -> None:
    """Open memberships: of each person since when, and whether it is their home."""
    here = and_(membership.c.team_id == team_id, within(membership.c.person_id, people))
    before = await tx.rows(select(membership.c.person_id, membership.c.since).where(here))
    again = {row.person_id for row in before if row.since == people[row.person_id][0]}  # gone and back at one instant
    for each in sorted(again):
        since, home = people[each]
        same = and_(membership.c.person_id == each, membership.c.team_id == team_id, membership.c.since == since)
        await tx.write(update(membership).where(same).values(until=None, home=home))
    rows = [
        {"person_id": each, "team_id": team_id, "since": since, "until": None, "home": home}
        for each, (since, home) in people.items()
        if each not in again
    ]
    await tx.insert(membership, rows)
    await touch_teams(tx, team.c.id == team_id)


async def leave(tx: Transaction, team_id: str, people: Collection[str], at: datetime) -> None:
    """Close the open memberships of these people in a team."""
    theirs = and_(membership.c.team_id == team_id, within(membership.c.person_id, people), membership.c.until.is_(None))
    await tx.write(update(membership).where(theirs).values(until=at))
    await touch_teams(tx, team.c.id == team_id)


# ------------------------------------------------------------------------------------------- choosing and sorting


class Kind(Enum):
    """How a field is compared."""

    TEXT = auto()
    """Without case, as far as the database knows it: SQLite that of ASCII."""
    EXACT = auto()
    FLAG = auto()
    INSTANT = auto()


class Field(NamedTuple):
    """Something that a directory may filter and sort by."""

    column: ColumnElement[Any]
    kind: Kind = Kind.TEXT
    folded: ColumnElement[Any] | None = None
    """The same without case, with an index."""

    @property
    def ordered(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """What to sort by: whatever is missing comes last."""
        return self.column.is_(None), self._sorted

    @property
    def _sorted(self) -> ColumnElement[Any]:
        if self.kind is Kind.TEXT:
            return self.folded if self.folded is not None else cast(func.lower(self.column), Key)
        return self.column

    @property
    def there(self) -> ColumnElement[bool]:
        """Whether it has a value."""
        if self.kind in {Kind.TEXT, Kind.EXACT}:
            return and_(self.column.is_not(None), self.column != "")
        return self.column.is_not(None)

    def compared(self, how: str, value: Any) -> ColumnElement[bool]:
        """Whether it compares so with a value: yes or no, never null.

        `how` is `eq`, `ne`, `co`, `sw`, `ew`, `gt`, `ge`, `lt` or `le`.
        """
        if value is None:
            return {"eq": self.column.is_(None), "ne": self.column.is_not(None)}.get(how, false())
        if self.kind is Kind.FLAG:
            return self.column.is_(value) if how == "eq" else self.column.is_not(value) if how == "ne" else false()
        if how in _PARTS:
            return self._contains(_PARTS[how], value) if self.kind in {Kind.TEXT, Kind.EXACT} else false()
        left, right = self.column, value
        if self.kind is Kind.TEXT and self.folded is not None:
            left, right = self.folded, value.casefold()
        elif self.kind is Kind.TEXT:
            # The database folds both sides: what is the same stays the same, whatever letters it knows.
            left, right = self._sorted, func.lower(literal(value, Key))
        compared = _COMPARED[how](left, right)
        return or_(self.column.is_(None), compared) if how == "ne" else and_(self.column.is_not(None), compared)

    def _contains(self, pattern: str, value: Any) -> ColumnElement[bool]:
        escaped = str(value).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        column, like = self.column, literal(pattern.format(escaped), Key)
        if self.kind is Kind.TEXT:
            return and_(column.is_not(None), func.lower(column).like(func.lower(like), escape="\\"))
        return and_(column.is_not(None), column.like(like, escape="\\"))


_PARTS = {"co": "%{}%", "sw": "{}%", "ew": "%{}"}
_COMPARED = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "gt": lambda left, right: left > right,
    "ge": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "le": lambda left, right: left <= right,
}


OF_PEOPLE: dict[tuple[str, str | None], Field] = {
    ("id", None): Field(person.c.id, Kind.EXACT),
    ("external_id", None): Field(person.c.external_id, Kind.EXACT),
    ("user_name", None): Field(person.c.user_name, folded=person.c.user_key),
    ("display_name", None): Field(person.c.display_name),
    ("name", "formatted"): Field(entry.c.formatted_name),
    ("name", "given_name"): Field(entry.c.given_name),
    ("name", "family_name"): Field(entry.c.family_name),
    ("title", None): Field(person.c.job_title),
    ("active", None): Field(person.c.active, Kind.FLAG),
    ("emails", "value"): Field(person.c.email, folded=person.c.email_key),
    ("emails", "type"): Field(entry.c.email_type),
    ("emails", "primary"): Field(entry.c.email_primary, Kind.FLAG),
    ("department", None): Field(entry.c.department),
    ("manager", "value"): Field(_MANAGER, Kind.EXACT),
    ("meta", "created"): Field(person.c.created_at, Kind.INSTANT),
    ("meta", "last_modified"): Field(person.c.changed_at, Kind.INSTANT),
}
"""Of people, by the names of attribute and sub-attribute. `emails` has one value at most."""

OF_TEAMS: dict[tuple[str, str | None], Field] = {
    ("id", None): Field(team.c.id, Kind.EXACT),
    ("external_id", None): Field(team.c.external_id, Kind.EXACT),
    ("display_name", None): Field(team.c.name),
    ("description", None): Field(team.c.description),
    ("parent", "value"): Field(team.c.parent_id, Kind.EXACT),
    ("meta", "created"): Field(team.c.created_at, Kind.INSTANT),
    ("meta", "last_modified"): Field(team.c.changed_at, Kind.INSTANT),
}


def has_email() -> ColumnElement[bool]:
    """Whether a person has an address."""
    return person.c.email.is_not(None)


def is_in(team_id: str | None = None) -> ColumnElement[bool]:
    """Whether the directory has a person in this team, or in any."""
    member = exists().where(
        membership.c.person_id == person.c.id, membership.c.until.is_(None), _same(membership.c.team_id, team_id)
    )
    return or_(member, exists().where(inactive.c.person_id == person.c.id, _same(inactive.c.team_id, team_id)))


def includes(person_id: str | None = None) -> ColumnElement[bool]:
    """Whether the directory has this person, or anybody, in a team."""
    member = exists().where(
        membership.c.team_id == team.c.id, membership.c.until.is_(None), _same(membership.c.person_id, person_id)
    )
    return or_(member, exists().where(inactive.c.team_id == team.c.id, _same(inactive.c.person_id, person_id)))


def _same(column: ColumnElement[str], wanted: str | None) -> ColumnElement[bool]:
    return true() if wanted is None else column == wanted
