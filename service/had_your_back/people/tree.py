"""What is remembered of teams: the tree they hang in, as it is and as it was, and who leads them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, null, select, union, update

from had_your_back import pages
from had_your_back.columns import Key, UTCDateTime, keys, within
from had_your_back.database import Found, Rows, Session, Transaction
from had_your_back.pages import Page, Window
from had_your_back.people.rules import ALWAYS, for_sorting
from had_your_back.people.tables import first_revision, lead, membership, next_revision, past_path, path, person, team
from had_your_back.texts import words

# ------------------------------------------------------------------------------------------------------------ reading


COLUMNS = [column for column in team.c if column.name not in {"changed_at", "revision"}]
"""What is shown of a team."""


async def teams_by(session: Session, column: str, values: Collection[str]) -> Rows:
    """Teams by `id` or `external_id`."""
    return await session.rows(_TEAMS_BY[column], wanted=list(values))


_TEAMS_BY = {column: select(*COLUMNS).where(within(team.c[column], keys("wanted"))) for column in ("id", "external_id")}


async def hold(tx: Transaction, wanted: str) -> None:
    """Let whoever holds this team next wait for the end of this transaction."""
    await tx.rows(_HELD, wanted=wanted)


# Rows that refer to the team do not wait.
_HELD = select(team.c.id).where(team.c.id == bindparam("wanted")).with_for_update(key_share=True)


async def every_team(session: Session) -> Rows:
    """(id, external_id, name) of every team that there is today, by name."""
    found = select(team.c.id, team.c.external_id, team.c.name).where(team.c.removed_at.is_(None))
    return await session.rows(found.order_by(team.c.sort_name, team.c.id))


def find_teams(*, search: str | None = None, parent: str | None = None) -> Found:
    """The teams of today that fit, to be read as a page by `store.by_name`."""
    found = select(*COLUMNS).where(team.c.removed_at.is_(None))
    for part in words(search or ""):
        found = found.where(team.c.sort_name.contains(part, autoescape=True))
    if parent is not None:
        found = found.where(team.c.parent_id == parent)
    return found


async def teams_in_order(session: Session, window: Window) -> Page:
    """A page of all teams in the order in which they were made. The key is the id."""
    return await pages.read(session, select(*COLUMNS), window, team.c.id)


def team_name_of(team_column: ColumnElement[Any]) -> Any:
    """The name of the team that a column names."""
    named = team.alias()
    return select(named.c.name).where(named.c.id == team_column).scalar_subquery()


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


# ------------------------------------------------------------------------------------------------------------ leading


async def leads_of(session: Session, teams: Collection[str]) -> Rows:
    """(team_id, person_id) of those who lead these teams."""
    return await session.rows(_LEADS_OF, teams=list(teams))


_LEADS_OF = (
    select(lead.c.team_id, lead.c.person_id).where(within(lead.c.team_id, keys("teams"))).order_by(lead.c.person_id)
)


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


async def set_leads(tx: Transaction, team_id: str, people: Iterable[str]) -> None:
    """Let exactly these people lead the team."""
    await tx.write(delete(lead).where(lead.c.team_id == team_id))
    await tx.insert(lead, [{"team_id": team_id, "person_id": each} for each in dict.fromkeys(people)])
    await touch_teams(tx, team.c.id == team_id)


# ------------------------------------------------------------------------------------------------------------ writing


async def touch_teams(tx: Transaction, condition: ColumnElement[bool]) -> None:
    """Note that something about these teams is different now."""
    await tx.write(update(team).where(condition).values(**next_revision(tx, team)))


async def add_team(tx: Transaction, values: dict[str, Any]) -> None:
    """Insert a team below its parent."""
    row = {**first_revision(tx), "sort_name": for_sorting(values["name"]), "removed_at": None, **values}
    await tx.insert(team, row)
    new = row["id"]
    await tx.insert(path, {"team_id": new, "ancestor_id": new, "depth": 0, "since": ALWAYS})
    # Whoever tells of a team first tells where it has always been.
    await _hang(tx, new, row["parent_id"], since=ALWAYS)


async def change_team(tx: Transaction, team_id: str, values: dict[str, Any]) -> None:
    """Write these columns; a new parent takes the whole subtree along."""
    if "name" in values:
        values = {**values, "sort_name": for_sorting(values["name"])}
    await tx.write(update(team).where(team.c.id == team_id).values(**values, **next_revision(tx, team)))
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
