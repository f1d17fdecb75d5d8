"""What is remembered of people, memberships and absences. Of teams and their tree: `tree`.

Other slices call the functions here and never name a table. A few functions return a condition or a subquery to be put
into another slice's statement; they are the only way in which tables of two slices meet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zlib import crc32

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from had_your_back import pages
from had_your_back.columns import Key, UTCDateTime, keys, within
from had_your_back.database import Columns, Found, Row, Rows, Session, Transaction, only
from had_your_back.pages import Page, Window
from had_your_back.people import tree
from had_your_back.people.rules import PersonFacts, for_sorting
from had_your_back.people.tables import (
    absence,
    account,
    first_revision,
    lead,
    membership,
    next_revision,
    path,
    person,
    team,
    word,
)
from had_your_back.texts import words

_managed, _mine, _theirs = person.alias(), membership.alias(), membership.alias()  # made once: that takes its time


# ------------------------------------------------------------------------------------------------ facts for decisions


async def facts(tx: Session, people: Collection[str]) -> dict[str, PersonFacts]:
    """The facts of these people; who is unknown is missing. One statement."""
    made = {}
    for key, group in groupby(await tx.rows(_FACTS, people=list(people)), key=lambda row: row.id):
        rows = list(group)
        made[key] = PersonFacts(
            id=key,
            display_name=rows[0].display_name,
            active=rows[0].active,
            home=next((row.team_id for row in rows if row.home), None),
            teams=frozenset(row.team_id for row in rows if row.team_id),
            lineage=frozenset(row.ancestor_id for row in rows if row.ancestor_id),
        )
    return made


_FACTS = (
    select(person.c.id, person.c.display_name, person.c.active)
    .add_columns(membership.c.team_id, membership.c.home, path.c.ancestor_id)
    .select_from(person)
    .outerjoin(membership, and_(membership.c.person_id == person.c.id, membership.c.until.is_(None)))
    .outerjoin(path, path.c.team_id == membership.c.team_id)
    .where(within(person.c.id, keys("people")))
    .order_by(person.c.id)
)


async def take_turn(tx: Transaction, person_id: str) -> None:
    """Let one act of a person wait for the other, so that limits counted over their acts hold. SQLite always does."""
    if tx.dialect == "postgresql":
        await tx.value(_TURN, person=person_id)


_TURN = select(person.c.id).where(person.c.id == bindparam("person")).with_for_update(key_share=True)


async def take_email(tx: Transaction, email: str) -> None:
    """Let who takes an email wait for whoever is taking the same, and then find it taken. SQLite always does."""
    if tx.dialect == "postgresql":
        await tx.value(_TAKE, turn=crc32(email.casefold().encode()) % _TURNS)


_EMAILS = 0x6861_6460  # "had`"; advisory locks are numbers
_TURNS = 1_024  # a server has room for some thousand locks, and an import takes an email with each line
_TAKE = select(func.pg_advisory_xact_lock(_EMAILS, bindparam("turn", type_=Integer)))


async def active_people_of(tx: Session, team_id: str, *, most: int) -> list[str]:
    """The active people in a team or in a team below it, at most `most` of them."""
    found = select(person.c.id).where(person.c.active, person.c.id.in_(people_in(team_id))).order_by(person.c.id)
    return [row.id for row in await tx.rows(found.limit(most))]


# --------------------------------------------------------------------------------- conditions for others' statements


def people_in(team_id: str, as_of: datetime | None = None) -> Found:
    """The ids of the people who are, or at an instant were, in a team or in a team below it."""
    held = (
        membership.c.until.is_(None)
        if as_of is None
        else and_(membership.c.since <= as_of, or_(membership.c.until.is_(None), membership.c.until > as_of))
    )
    inside = membership.join(path, path.c.team_id == membership.c.team_id)
    return select(membership.c.person_id).select_from(inside).where(path.c.ancestor_id == team_id, held)


def is_in(person_id: ColumnElement[str] | str, team_column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a person is now a direct member of the team that a column names."""
    return exists().where(
        membership.c.person_id == person_id, membership.c.team_id == team_column, membership.c.until.is_(None)
    )


def teams_around(person_id: ColumnElement[str] | str) -> CompoundSelect[Any]:
    """The ids of the teams that a person is a direct member of now, or leads."""
    member = select(membership.c.team_id).where(membership.c.person_id == person_id, membership.c.until.is_(None))
    return member.union(select(lead.c.team_id).where(lead.c.person_id == person_id))


def members() -> Found:
    """(team_id, person_id) of everybody who is now a direct member of a team."""
    return select(membership.c.team_id, membership.c.person_id).where(membership.c.until.is_(None))


def managers() -> Found:
    """(person_id, manager_id) of everybody who has a manager."""
    return select(_managed.c.id.label("person_id"), _managed.c.manager_id).where(_managed.c.manager_id.is_not(None))


async def around_teams(session: Session, teams: Collection[str]) -> Rows:
    """(team_id, person_id) of everybody who is now a direct member of one of these teams or leads it."""
    return await session.rows(_AROUND, teams=list(teams))


_AROUND = (
    select(membership.c.team_id, membership.c.person_id)
    .where(within(membership.c.team_id, keys("teams")), membership.c.until.is_(None))
    .union_all(select(lead.c.team_id, lead.c.person_id).where(within(lead.c.team_id, keys("teams"))))
)


def reports_to(person_column: ColumnElement[Any], manager_id: ColumnElement[str] | str) -> ColumnElement[bool]:
    """Whether the person that a column names has this manager."""
    return exists().where(_managed.c.id == person_column, _managed.c.manager_id == manager_id)


def name_of(person_column: ColumnElement[Any]) -> Any:
    """The display name of the person that a column names."""
    named = person.alias()
    return select(named.c.display_name).where(named.c.id == person_column).scalar_subquery()


def erased(among: BindParameter[list[str]]) -> Found:
    """The ids of those of these people who were erased."""
    return select(person.c.id).where(within(person.c.id, among), person.c.erased_at.is_not(None))


def teammates_of(person_id: str) -> Found:
    """The ids of the active people who share a team with somebody now."""
    return (
        select(_theirs.c.person_id)
        .join(_mine, _mine.c.team_id == _theirs.c.team_id)
        .join(person, person.c.id == _theirs.c.person_id)
        .where(_mine.c.person_id == person_id, _mine.c.until.is_(None), _theirs.c.until.is_(None))
        .where(_theirs.c.person_id != person_id, person.c.active)
        .distinct()
    )


# ------------------------------------------------------------------------------------------------------------ reading

_SHOWN = [
    column for column in person.c if column.name not in {"user_key", "email_key", "sort_name", "changed_at", "revision"}
]


async def people_by(session: Session, column: str, values: Collection[str], columns: Columns = None) -> Rows:
    """People by `id`, `external_id`, `user_name` or `email`; of the last two case does not matter."""
    wanted = list(values)
    if folded := {"user_name": "user_key", "email": "email_key"}.get(column):
        column, wanted = folded, [value.casefold() for value in wanted]
    if len(wanted) == 1:  # who signs in: six times as fast as a list of one
        return await session.rows(only(_PERSON_BY[column], columns), wanted=wanted[0])
    return await session.rows(only(_PEOPLE_BY[column], columns), wanted=wanted)


_KEYS = ("id", "user_key", "email_key", "external_id")
_PEOPLE_BY = {column: select(*_SHOWN).where(within(person.c[column], keys("wanted"))) for column in _KEYS}
_PERSON_BY = {column: select(*_SHOWN).where(person.c[column] == bindparam("wanted", type_=Key)) for column in _KEYS}


async def people_shown(session: Session, values: Collection[str], columns: Columns = None) -> Rows:
    """People by `id`, with what of them is shown."""
    return await session.rows(only(_PEOPLE_SHOWN, columns), wanted=list(values))


_PEOPLE_SHOWN = select(*(column for column in _SHOWN if column.name not in {"roles", "created_at"})).where(
    within(person.c.id, keys("wanted"))
)


async def person_of_account(session: Session, issuer: str, subject: str) -> Row | None:
    """The person who has signed in with this account before."""
    return await session.row(_OF_ACCOUNT, issuer=issuer, subject=subject)


_OF_ACCOUNT = (
    select(*_SHOWN)
    .join(account, account.c.person_id == person.c.id)
    .where(account.c.issuer == bindparam("issuer", type_=Key), account.c.subject == bindparam("subject", type_=Key))
)


async def teams_of(session: Session, people: Collection[str], columns: Columns = None) -> Rows:
    """(person_id, and the team) for each team that these people are in today; the home team first."""
    return await session.rows(only(_TEAMS_OF, columns and columns | {"person_id"}), people=list(people))


_TEAMS_OF = (
    select(membership.c.person_id, *(column for column in tree.COLUMNS if column.name != "created_at"))
    .join(team, team.c.id == membership.c.team_id)
    .where(within(membership.c.person_id, keys("people")), membership.c.until.is_(None))
    .order_by(membership.c.home.desc(), team.c.sort_name, team.c.id)
)


async def teams_seen_by(session: Session, person_id: str) -> list[str]:
    """The ids of the teams that a person is a direct member of now, or leads."""
    return [row.team_id for row in await session.rows(teams_around(person_id))]


def find_people(
    *, search: str | None = None, in_team: str | None = None, as_of: datetime | None = None, active: bool | None = None
) -> Found:
    """The people who fit, to be read as a page by `by_name`. Who was erased is in no list."""
    found = select(*_SHOWN, person.c.sort_name).where(person.c.erased_at.is_(None))
    for part in words(search or ""):
        matching = select(word.c.person_id).where(word.c.word >= part, word.c.word < part + "\U0010ffff")
        found = found.where(person.c.id.in_(matching))
    if in_team is not None:
        found = found.where(person.c.id.in_(people_in(in_team, as_of)))
    if active is not None:
        found = found.where(person.c.active == active)
    return found


async def with_roles(session: Session, *, most: int) -> Rows:
    """Active people who have a role beside EMPLOYEE, by name."""
    trusted = cast(person.c.roles, Text) != "[]"
    found = select(*_SHOWN, person.c.sort_name).where(person.c.active, trusted)
    return await session.rows(found.order_by(person.c.sort_name, person.c.id).limit(most))


async def by_name(session: Session, found: Found, window: Window) -> Page:
    """A page of people or teams in the order of their names. The keys are (sort_name, id)."""
    return await pages.read(session, found, window, found.selected_columns.sort_name, found.selected_columns.id)


async def people_in_order(session: Session, window: Window) -> Page:
    """A page of all people in the order in which they came. The key is the id."""
    return await pages.read(session, select(*_SHOWN), window, person.c.id)


# ------------------------------------------------------------------------------------------------------------ writing


async def homes(session: Session, begin: datetime, end: datetime, teams: Collection[str] | None = None) -> Rows:
    """(person_id, team_id, since, until) of every home that somebody had at some time in a span, in order of time.

    With `teams`: of those who had their home in one of these at its end.
    """
    if teams is None:
        return await session.rows(_HOMES, begin=begin, end=end)
    return await session.rows(_HOMES_OF, begin=begin, end=end, teams=list(teams))


_BEGIN, _END = bindparam("begin", type_=UTCDateTime), bindparam("end", type_=UTCDateTime)
_HOMES = (
    select(membership.c.person_id, membership.c.team_id, membership.c.since, membership.c.until)
    .where(membership.c.home, membership.c.since <= _END)
    .where(or_(membership.c.until.is_(None), membership.c.until > _BEGIN))
    .order_by(membership.c.person_id, membership.c.since)
)
_HOMES_OF = _HOMES.where(
    membership.c.person_id.in_(
        select(_mine.c.person_id)
        .where(_mine.c.home, within(_mine.c.team_id, keys("teams")), _mine.c.since <= _END)
        .where(or_(_mine.c.until.is_(None), _mine.c.until > _END))
    )
)


async def away_throughout(session: Session, begin: datetime, end: datetime) -> frozenset[str]:
    """Who was away from the beginning to the end of a span."""
    return frozenset(row.person_id for row in await session.rows(_AWAY, begin=begin, end=end))


_AWAY = select(absence.c.person_id).where(
    absence.c.since <= _BEGIN, or_(absence.c.until.is_(None), absence.c.until >= _END)
)


async def add_person(tx: Transaction, values: dict[str, Any]) -> None:
    """Insert a person."""
    row = {
        "roles": [],
        "active": True,
        "avatar_url": None,
        "away_from": None,
        "away_until": None,
        "calendar_nonce": None,
        **first_revision(tx),
        "erased_at": None,
        "scrubbed_at": None,
        **values,
    }
    await tx.insert(person, {**row, **folded(row)})
    await _index(tx, row["id"], row["display_name"], row["user_name"])


async def change_person(tx: Transaction, person_id: str, values: dict[str, Any]) -> None:
    """Write these columns of a person."""
    values = {**values, **folded(values)}
    await tx.write(update(person).where(person.c.id == person_id).values(**values, **next_revision(tx, person)))
    if "sort_name" in values or "user_key" in values:
        row = await tx.row(select(person.c.display_name, person.c.user_name).where(person.c.id == person_id))
        assert row is not None
        await tx.write(delete(word).where(word.c.person_id == person_id))
        await _index(tx, person_id, row.display_name, row.user_name)


def folded(values: dict[str, Any]) -> dict[str, Any]:
    """What these columns of a person are found and ordered by."""
    made = {}
    if "display_name" in values:
        made["sort_name"] = for_sorting(values["display_name"])
    if "user_name" in values:
        made["user_key"] = values["user_name"].casefold()
    if "email" in values:
        made["email_key"] = values["email"] and values["email"].casefold()
    return made


async def _index(tx: Transaction, person_id: str, display_name: str, user_name: str) -> None:
    found = {*words(display_name), *words(user_name)}
    await tx.insert(word, [{"word": each, "person_id": person_id} for each in sorted(found)])


async def home_of(tx: Session, person_id: str) -> Row | None:
    """The open home membership of a person, or None."""
    return await tx.row(
        select(membership).where(membership.c.person_id == person_id, membership.c.home, membership.c.until.is_(None))
    )


async def move(tx: Transaction, person_id: str, team_id: str | None, at: datetime) -> None:
    """Close the home membership and open another, both at one instant. Without a team: close only."""
    own = membership.c.person_id == person_id
    home = and_(own, membership.c.home, membership.c.until.is_(None))
    left = team.c.id.in_(select(membership.c.team_id).where(home))
    await tree.touch_teams(tx, left if team_id is None else or_(left, team.c.id == team_id))
    await tx.write(update(membership).where(home).values(until=at))
    if team_id is None:
        return
    same = own & (membership.c.team_id == team_id)
    if await tx.write(update(membership).where(same, membership.c.since == at).values(until=None, home=True)):
        return  # moved away and back within one instant
    await tx.write(update(membership).where(same, membership.c.until.is_(None)).values(until=at))
    await tx.insert(membership, {"person_id": person_id, "team_id": team_id, "since": at, "until": None, "home": True})


async def end_memberships(tx: Transaction, person_id: str, at: datetime) -> None:
    """Close every open membership of a person."""
    still = and_(membership.c.person_id == person_id, membership.c.until.is_(None))
    await tree.touch_teams(tx, team.c.id.in_(select(membership.c.team_id).where(still)))
    await tx.write(update(membership).where(still).values(until=at))


async def add_account(tx: Transaction, issuer: str, subject: str, person_id: str) -> None:
    """Tie an account at an identity provider to a person."""
    row = {"issuer": issuer, "subject": subject, "person_id": person_id, "created_at": tx.now}
    await tx.insert(account, row)


async def forget_accounts(tx: Transaction, person_id: str) -> int:
    """Untie every account from a person; the number of them."""
    return await tx.write(delete(account).where(account.c.person_id == person_id))


async def count_people(session: Session) -> int:
    """How many people are known."""
    number: int = await session.value(select(func.count()).select_from(person))
    return number


async def census(session: Session) -> Row:
    """How many are here and active, since when; how many of them are in no team, and how many administrators."""
    member = exists().where(membership.c.person_id == person.c.id, membership.c.until.is_(None))
    one = func.coalesce(func.sum(case((~member, 1), else_=0)), 0).label("teamless")
    trusted = case((cast(person.c.roles, Text).contains('"ADMINISTRATOR"'), 1), else_=0)
    found = select(
        func.count().label("people"),
        func.min(person.c.created_at).label("since"),
        one,
        func.coalesce(func.sum(trusted), 0).label("administrators"),
    )
    row = await session.row(found.where(person.c.active, person.c.erased_at.is_(None)))
    assert row is not None  # a sum always has one
    return row


async def sharing_emails(session: Session, *, most: int) -> list[list[str]]:
    """The userNames of active people who share an email, for each of so many emails."""
    shared = select(person.c.email_key).where(person.c.active, person.c.email_key.is_not(None))
    those = shared.group_by(person.c.email_key).having(func.count() > 1).order_by(person.c.email_key).limit(most)
    found = select(person.c.email_key, person.c.user_name).where(person.c.active, person.c.email_key.in_(those))
    rows = await session.rows(found.order_by(person.c.email_key, person.c.user_key))
    return [[row.user_name for row in group] for _, group in groupby(rows, key=lambda row: row.email_key)]


async def memberships(session: Session, people: Sequence[str]) -> Rows:
    """Every membership of these people, open and closed, in order of time."""
    return await session.rows(
        select(membership)
        .where(within(membership.c.person_id, people))
        .order_by(membership.c.person_id, membership.c.since)
    )


async def absences(session: Session, people: Collection[str]) -> dict[str, list[tuple[datetime, datetime | None]]]:
    """When each of these people was, is or will be away, in order of time."""
    found: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for row in await session.rows(_ABSENCES, people=list(people)):
        found.setdefault(row.person_id, []).append((row.since, row.until))
    return found


_ABSENCES = (
    select(absence).where(within(absence.c.person_id, keys("people"))).order_by(absence.c.person_id, absence.c.since)
)


async def add_absences(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those absences that are not known yet, rows of (person_id, since, until)."""
    for row in rows:
        if await tx.insert_new(absence, row) and (row["until"] is None or row["until"] > tx.now):
            columns = {"away_from": row["since"], "away_until": row["until"]}
            await tx.write(update(person).where(person.c.id == row["person_id"]).values(**columns))


async def set_absence(tx: Transaction, person_id: str, since: datetime | None, until: datetime | None) -> None:
    """Let somebody be away from `since` on; None: back now. What is past stays, what was planned is replaced."""
    mine = absence.c.person_id == person_id
    await tx.write(delete(absence).where(mine, absence.c.since >= tx.now))
    running = or_(absence.c.until.is_(None), absence.c.until > tx.now)
    await tx.write(update(absence).where(mine, running).values(until=tx.now))
    if since is not None:
        row = {"person_id": person_id, "since": since, "until": until}
        await tx.insert(absence, row)
    columns = {"away_from": since, "away_until": until}
    await tx.write(update(person).where(person.c.id == person_id).values(**columns))


async def forget_absences(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete some absences that ended before an instant; how many."""
    some = select(absence.c.person_id, absence.c.since).where(absence.c.until < before).limit(limit)
    return await tx.write(delete(absence).where(tuple_(absence.c.person_id, absence.c.since).in_(some)))
