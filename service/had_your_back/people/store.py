"""What is remembered of people, teams, memberships, absences and leads.

Other slices call the functions here and never name a table. A few functions return a condition or a subquery to be put
into another slice's statement; they are the only way in which tables of two slices meet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    null,
    or_,
    select,
    tuple_,
    union,
    update,
)

from had_your_back import pages
from had_your_back.database import (
    Columns,
    Found,
    Key,
    Row,
    Rows,
    Session,
    Transaction,
    UTCDateTime,
    keys,
    only,
    within,
)
from had_your_back.pages import Page, Window
from had_your_back.people.rules import ALWAYS, ERASED, LONGEST_NAME, PLACEHOLDER, PersonFacts
from had_your_back.people.tables import (
    absence,
    account,
    entry,
    inactive,
    lead,
    membership,
    past_path,
    path,
    person,
    team,
    token,
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


def team_name_of(team_column: ColumnElement[Any]) -> Any:
    """The name of the team that a column names."""
    named = team.alias()
    return select(named.c.name).where(named.c.id == team_column).scalar_subquery()


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


async def people_by(session: Session, column: str, values: Collection[str]) -> Rows:
    """People by `id`, `external_id`, `user_name` or `email`; of the last two case does not matter."""
    wanted = list(values)
    if folded := {"user_name": "user_key", "email": "email_key"}.get(column):
        column, wanted = folded, [value.casefold() for value in wanted]
    if len(wanted) == 1:  # who signs in: six times as fast as a list of one
        return await session.rows(_PERSON_BY[column], wanted=wanted[0])
    return await session.rows(_PEOPLE_BY[column], wanted=wanted)


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


async def accounts_of(session: Session, person_id: str) -> Rows:
    """(issuer, subject) of the accounts that a person signs in with."""
    return await session.rows(select(account).where(account.c.person_id == person_id))


async def teams_by(session: Session, column: str, values: Collection[str]) -> Rows:
    """Teams by `id` or `external_id`."""
    return await session.rows(_TEAMS_BY[column], wanted=list(values))


_TEAM = [column for column in team.c if column.name not in {"changed_at", "revision"}]
_TEAMS_BY = {column: select(*_TEAM).where(within(team.c[column], keys("wanted"))) for column in ("id", "external_id")}


async def every_team(session: Session) -> Rows:
    """(id, external_id, name) of every team that there is today, by name."""
    found = select(team.c.id, team.c.external_id, team.c.name).where(team.c.removed_at.is_(None))
    return await session.rows(found.order_by(team.c.sort_name, team.c.id))


async def teams_of(session: Session, people: Collection[str], columns: Columns = None) -> Rows:
    """(person_id, and the team) for each team that these people are in today; the home team first."""
    return await session.rows(only(_TEAMS_OF, columns and columns | {"person_id"}), people=list(people))


_TEAMS_OF = (
    select(membership.c.person_id, *(column for column in _TEAM if column.name != "created_at"))
    .join(team, team.c.id == membership.c.team_id)
    .where(within(membership.c.person_id, keys("people")), membership.c.until.is_(None))
    .order_by(membership.c.home.desc(), team.c.sort_name, team.c.id)
)


async def leads_of(session: Session, teams: Collection[str]) -> Rows:
    """(team_id, person_id) of those who lead these teams."""
    return await session.rows(_LEADS_OF, teams=list(teams))


_LEADS_OF = (
    select(lead.c.team_id, lead.c.person_id).where(within(lead.c.team_id, keys("teams"))).order_by(lead.c.person_id)
)


async def teams_seen_by(session: Session, person_id: str) -> list[str]:
    """The ids of the teams that a person is a direct member of now, or leads."""
    return [row.team_id for row in await session.rows(teams_around(person_id))]


async def active_leads_of(session: Session, teams: Collection[str]) -> dict[str, frozenset[str]]:
    """Who leads each of these teams and has not left."""
    found: dict[str, set[str]] = {}
    for row in await session.rows(_ACTIVE_LEADS, teams=list(teams)) if teams else ():
        found.setdefault(row.team_id, set()).add(row.person_id)
    return {team_id: frozenset(held) for team_id, held in found.items()}


_ACTIVE_LEADS = (
    select(lead.c.team_id, lead.c.person_id)
    .join(person, person.c.id == lead.c.person_id)
    .where(within(lead.c.team_id, keys("teams")), person.c.active)
)


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


def find_teams(*, search: str | None = None, parent: str | None = None) -> Found:
    """The teams of today that fit, to be read as a page by `by_name`."""
    found = select(*_TEAM).where(team.c.removed_at.is_(None))
    for part in words(search or ""):
        found = found.where(team.c.sort_name.contains(part, autoescape=True))
    if parent is not None:
        found = found.where(team.c.parent_id == parent)
    return found


async def by_name(session: Session, found: Found, window: Window) -> Page:
    """A page of people or teams in the order of their names. The keys are (sort_name, id)."""
    return await pages.read(session, found, window, found.selected_columns.sort_name, found.selected_columns.id)


async def people_in_order(session: Session, window: Window) -> Page:
    """A page of all people in the order in which they came. The key is the id."""
    return await pages.read(session, select(*_SHOWN), window, person.c.id)


async def teams_in_order(session: Session, window: Window) -> Page:
    """A page of all teams in the order in which they were made. The key is the id."""
    return await pages.read(session, select(*_TEAM), window, team.c.id)


# ------------------------------------------------------------------------------------------------------------ writing


def _new(tx: Transaction) -> dict[str, Any]:
    return {"created_at": tx.now, "changed_at": tx.now, "revision": 1}


def _again(tx: Transaction, of: Table) -> dict[str, Any]:
    return {"changed_at": tx.now, "revision": of.c.revision + 1}


async def touch_teams(tx: Transaction, condition: ColumnElement[bool]) -> None:
    """Note that something about these teams is different now."""
    await tx.write(update(team).where(condition).values(**_again(tx, team)))


async def add_team(tx: Transaction, values: dict[str, Any]) -> None:
    """Insert a team below its parent."""
    row = {**_new(tx), "sort_name": _for_sorting(values["name"]), "removed_at": None, **values}
    await tx.insert(team, row)
    new = row["id"]
    await tx.insert(path, {"team_id": new, "ancestor_id": new, "depth": 0, "since": ALWAYS})
    # Whoever tells of a team first tells where it has always been.
    await _hang(tx, new, row["parent_id"], since=ALWAYS)


async def change_team(tx: Transaction, team_id: str, values: dict[str, Any]) -> None:
    """Write these columns; a new parent takes the whole subtree along."""
    if "name" in values:
        values = {**values, "sort_name": _for_sorting(values["name"])}
    await tx.write(update(team).where(team.c.id == team_id).values(**values, **_again(tx, team)))
    if "parent_id" not in values:
        return
    below, above = _subtree(team_id), select(path.c.ancestor_id).where(path.c.team_id == team_id, path.c.depth > 0)
    lost = and_(path.c.team_id.in_(below), path.c.ancestor_id.in_(above))
    gone = await tx.rows(select(path.c.team_id, path.c.ancestor_id, path.c.since).where(lost, path.c.since < tx.now))
    await tx.insert(past_path, [{**row._mapping, "until": tx.now} for row in gone])  # noqa: SLF001 - its public name
    await tx.write(delete(path).where(lost))
    await _hang(tx, team_id, values["parent_id"], since=tx.now)


def _subtree(team_id: str) -> Found:
    return select(path.c.team_id).where(path.c.ancestor_id == team_id)


async def _hang(tx: Transaction, team_id: str, parent_id: str | None, *, since: datetime) -> None:
    """Put a team with everything below it under a parent."""
    if parent_id is None:
        return
    above = await tx.rows(select(path.c.ancestor_id, path.c.depth).where(path.c.team_id == parent_id))
    below = await tx.rows(_subtree(team_id).add_columns(path.c.depth))
    rows = [
        {"team_id": low.team_id, "ancestor_id": high.ancestor_id, "depth": low.depth + high.depth + 1, "since": since}
        for low in below
        for high in above
    ]
    await tx.insert(path, rows)


async def ancestors(tx: Session, team_id: str) -> list[str]:
    """The team and everything above it, itself first."""
    found = select(path.c.ancestor_id).where(path.c.team_id == team_id).order_by(path.c.depth)
    return [row.ancestor_id for row in await tx.rows(found)]


async def lineages(session: Session, teams: Collection[str]) -> dict[str, frozenset[str]]:
    """Each of these teams with itself and everything above it today."""
    rows = await session.rows(select(path.c.team_id, path.c.ancestor_id).where(within(path.c.team_id, teams)))
    above: dict[str, set[str]] = {}
    for row in rows:
        above.setdefault(row.team_id, set()).add(row.ancestor_id)
    return {each: frozenset(found) for each, found in above.items()}


async def paths(session: Session, begin: datetime, end: datetime, team: str | None = None) -> Rows:
    """(team_id, ancestor_id, since, until) for every team with itself and what was above it at some time in a span.

    `until` is None where it still is. With `team`: of those teams alone that were in it or below it in the span.
    """
    now, once = (_PATHS_NOW, _PATHS_ONCE) if team is None else (_PATHS_BELOW_NOW, _PATHS_BELOW_ONCE)
    span = {"begin": begin, "end": end} | ({} if team is None else {"team": team})
    found = [*await session.rows(now, **span), *await session.rows(once, **span)]
    return sorted(found, key=lambda row: (row.team_id, row.ancestor_id, row.since))


_BEGIN, _END = bindparam("begin", type_=UTCDateTime), bindparam("end", type_=UTCDateTime)
_ONCE = (past_path.c.since < _END, past_path.c.until > _BEGIN)
_PATHS_NOW = select(path.c.team_id, path.c.ancestor_id, path.c.since, null().label("until")).where(path.c.since < _END)
_PATHS_ONCE = select(past_path.c.team_id, past_path.c.ancestor_id, past_path.c.since, past_path.c.until).where(*_ONCE)
_below, _once_below = path.alias(), past_path.alias()
_BELOW = union(
    select(_below.c.team_id).where(_below.c.ancestor_id == bindparam("team", type_=Key), _below.c.since < _END),
    select(_once_below.c.team_id).where(
        _once_below.c.ancestor_id == bindparam("team", type_=Key),
        _once_below.c.since < _END,
        _once_below.c.until > _BEGIN,
    ),
)
_PATHS_BELOW_NOW = _PATHS_NOW.where(path.c.team_id.in_(_BELOW))
_PATHS_BELOW_ONCE = _PATHS_ONCE.where(past_path.c.team_id.in_(_BELOW))


async def homes(session: Session, begin: datetime, end: datetime, teams: Collection[str] | None = None) -> Rows:
    """(person_id, team_id, since, until) of every home that somebody had at some time in a span, in order of time.

    With `teams`: of those who had their home in one of these at its end.
    """
    if teams is None:
        return await session.rows(_HOMES, begin=begin, end=end)
    return await session.rows(_HOMES_OF, begin=begin, end=end, teams=list(teams))


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


async def set_leads(tx: Transaction, team_id: str, people: Iterable[str]) -> None:
    """Let exactly these people lead the team."""
    await tx.write(delete(lead).where(lead.c.team_id == team_id))
    await tx.insert(lead, [{"team_id": team_id, "person_id": each} for each in dict.fromkeys(people)])
    await touch_teams(tx, team.c.id == team_id)


async def add_person(tx: Transaction, values: dict[str, Any]) -> None:
    """Insert a person."""
    row = {
        "roles": [],
        "active": True,
        "avatar_url": None,
        "away_from": None,
        "away_until": None,
        "calendar_nonce": None,
        **_new(tx),
        "erased_at": None,
        "scrubbed_at": None,
        **values,
    }
    await tx.insert(person, {**row, **_folded(row)})
    await _index(tx, row["id"], row["display_name"], row["user_name"])


async def change_person(tx: Transaction, person_id: str, values: dict[str, Any]) -> None:
    """Write these columns of a person."""
    values = {**values, **_folded(values)}
    await tx.write(update(person).where(person.c.id == person_id).values(**values, **_again(tx, person)))
    if "sort_name" in values or "user_key" in values:
        row = await tx.row(select(person.c.display_name, person.c.user_name).where(person.c.id == person_id))
        assert row is not None
        await tx.write(delete(word).where(word.c.person_id == person_id))
        await _index(tx, person_id, row.display_name, row.user_name)


def _folded(values: dict[str, Any]) -> dict[str, Any]:
    made = {}
    if "display_name" in values:
        made["sort_name"] = _for_sorting(values["display_name"])
    if "user_name" in values:
        made["user_key"] = values["user_name"].casefold()
    if "email" in values:
        made["email_key"] = values["email"] and values["email"].casefold()
    return made


def _for_sorting(name: str) -> str:
    # One character can fold to eighteen, and an index of PostgreSQL holds 2,700 bytes.
    return " ".join(words(name))[:LONGEST_NAME]


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
    await touch_teams(tx, left if team_id is None else or_(left, team.c.id == team_id))
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
    await touch_teams(tx, team.c.id.in_(select(membership.c.team_id).where(still)))
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


async def largest_team(session: Session) -> int | None:
    """How many people are in the largest team, those below it counted; None if there is no team."""
    members = func.count(membership.c.person_id)
    found = (
        select(members)
        .select_from(path)
        .outerjoin(membership, and_(membership.c.team_id == path.c.team_id, membership.c.until.is_(None)))
        .group_by(path.c.ancestor_id)
        .order_by(members.desc())
        .limit(1)
    )
    number: int | None = await session.value(found)
    return number


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


# ------------------------------------------------------------------------------------------------------------ erasure


async def held(tx: Transaction, person_id: str) -> Row:
    """A person, held until the transaction ends."""
    row = await tx.row(select(person).where(person.c.id == person_id).with_for_update())
    assert row is not None, person_id
    return row


async def erase(tx: Transaction, person_id: str, nonce: str) -> tuple[list[str], list[str]]:
    """Leave a nameless row of a person; the ids of the teams they led and of the people they managed.

    Past memberships and absences stay, since scores of the past rest on them.
    """
    mine = person.c.id == person_id
    led = await led_by(tx, person_id)
    managed = [row.id for row in await tx.rows(select(person.c.id).where(person.c.manager_id == person_id))]
    await tx.write(delete(lead).where(lead.c.person_id == person_id))
    await tx.write(delete(word).where(word.c.person_id == person_id))
    unmanaged = {"manager_id": None, **_again(tx, person)}
    await tx.write(update(person).where(person.c.manager_id == person_id).values(**unmanaged))
    called = union(*(select(column).where(mine) for column in (person.c.id, person.c.external_id, person.c.user_name)))
    await tx.write(update(entry).where(entry.c.manager.in_(called)).values(manager=None))
    await tx.write(delete(entry).where(entry.c.person_id == person_id))
    await tx.write(delete(inactive).where(inactive.c.person_id == person_id))
    await end_memberships(tx, person_id, tx.now)
    await set_absence(tx, person_id, None, None)
    user_name = PLACEHOLDER + person_id.partition("_")[2]
    nothing = dict.fromkeys(("email", "external_id", "job_title", "avatar_url", "manager_id", "scrubbed_at"))
    nameless: dict[str, Any] = {**nothing, "user_name": user_name, "display_name": ERASED, "roles": [], "active": False}
    first = {"erased_at": tx.now, "calendar_nonce": nonce}
    await tx.write(update(person).where(mine).values(**nameless, **_folded(nameless)))
    await tx.write(update(person).where(mine, person.c.erased_at.is_(None)).values(**first))
    await forget_accounts(tx, person_id)
    own = token.c.person_id == person_id
    await tx.write(update(token).where(own, token.c.revoked_at.is_(None)).values(revoked_at=tx.now))
    await tx.write(update(token).where(own).values(name=ERASED))
    return led, sorted(managed)


async def told_by_directory(session: Session, person_id: str) -> tuple[Rows, Rows]:
    """What the directory tells of somebody, and the teams that it has them in while they are not active."""
    told = await session.rows(select(entry).where(entry.c.person_id == person_id))
    return told, await session.rows(select(inactive).where(inactive.c.person_id == person_id))


async def led_by(session: Session, person_id: str) -> list[str]:
    """The ids of the teams that somebody leads."""
    rows = await session.rows(select(lead.c.team_id).where(lead.c.person_id == person_id))
    return sorted(row.team_id for row in rows)


async def unscrubbed(session: Session) -> list[str]:
    """The ids of those who were erased while the files may still hold traces of them."""
    left = person.c.erased_at.is_not(None) & person.c.scrubbed_at.is_(None)
    return [row.id for row in await session.rows(select(person.c.id).where(left).order_by(person.c.id))]


async def scrubbed(tx: Transaction, people: Collection[str]) -> None:
    """Note that the files hold nothing of these people any more."""
    await tx.write(update(person).where(within(person.c.id, people)).values(scrubbed_at=tx.now))
