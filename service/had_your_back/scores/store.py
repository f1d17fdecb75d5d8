"""What is remembered of scores, and how the evidence of them is gathered: a few statements over one window.

A snapshot is a published score with its whole working. Nothing in here is about a person: the people behind the
evidence are read, counted and forgotten.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import Index, bindparam, delete, func, or_, select, text, update
from sqlmodel import Field, SQLModel

from had_your_back import ids, pages
from had_your_back.columns import Json, Key, UTCDateTime, keys, table, within
from had_your_back.commitments import store as commitments
from had_your_back.database import Found, Row, Rows, Session, Transaction, at_most
from had_your_back.ids import Kind
from had_your_back.pages import Page, Window
from had_your_back.people import store as people
from had_your_back.people import tree as people_tree
from had_your_back.recognitions import store as recognitions
from had_your_back.scores.ledger import DAY, Items, Ledger, Same, Tree
from had_your_back.scores.publications import Before, Chain, Leadership, Link, Publication, Published, Shown
from had_your_back.scores.recipes import Component, Recipe
from had_your_back.scores.rules import MEMBER_AFTER_DAYS, Band, Means, Missing, Part, ScoreStatus, WaitsFor, Working

WEEK, MONTH = 7 * DAY, 28 * DAY
NOTHING: frozenset[str] = frozenset()
EVERYBODY = "organization"
"""Whose switch it is, where it is not a team's."""


class PublicationRow(SQLModel, table=True):
    """The scores of a day: as of when, by which recipe, and what was usual in the organisation.

    `withheld`: how many links of each team are not shown, and of everybody.
    """

    __tablename__ = "score_publication"

    as_of: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    recipe: str = Field(sa_type=Key)
    means: dict[str, float] = Field(sa_type=Json)
    populated: list[str] = Field(sa_type=Json)
    leadership: dict[str, Any] = Field(sa_type=Json)
    shown: dict[str, Any] = Field(sa_type=Json)
    withheld: dict[str, int] = Field(sa_type=Json)
    published_at: datetime = Field(sa_type=UTCDateTime)


class SnapshotRow(SQLModel, table=True):
    """The score of a team on a day with its whole working, or why there is none. Its id begins with `as_of`.

    `announced` is the band that was told last: it changes only when the interval clears the border.
    """

    __tablename__ = "score_snapshot"
    __table_args__ = (
        Index("uq_score_snapshot_as_of_team_id", "as_of", "team_id", unique=True),
        Index(None, "team_id", "id"),
    )

    id: str = Field(primary_key=True, sa_type=Key)
    team_id: str = Field(sa_type=Key, foreign_key="team.id")
    as_of: datetime = Field(sa_type=UTCDateTime)
    recipe: str = Field(sa_type=Key)
    status: str = Field(sa_type=Key)
    value: float | None
    low: float | None
    high: float | None
    announced: str | None = Field(sa_type=Key)
    items: int | None
    working: dict[str, Any] | None = Field(sa_type=Json)
    leadership: dict[str, Any] = Field(sa_type=Json)
    corrected_at: datetime | None = Field(sa_type=UTCDateTime)


class LinkRow(SQLModel, table=True):
    """On a day one team served another so well. A link that is withheld has no row."""

    __tablename__ = "score_link"

    as_of: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    from_team_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id")
    to_team_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id")
    promises: int
    reliability: float
    answered: float | None
    recognitions_back: int


class SwitchRow(SQLModel, table=True):
    """Whose score is switched off: a team's, or everybody's. What is on has no row."""

    __tablename__ = "score_switch"

    whose: str = Field(primary_key=True, sa_type=Key)
    since: datetime = Field(sa_type=UTCDateTime)
    by_id: str = Field(sa_type=Key, foreign_key="person.id")


_OPEN = text("closed_at IS NULL")


class DisputeRow(SQLModel, table=True):
    """Somebody says that a score rests on something wrong. Where that is accepted, `subject` counts no more."""

    __tablename__ = "score_dispute"
    __table_args__ = (Index("ix_score_dispute_queue", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: str = Field(primary_key=True, sa_type=Key)
    team_id: str = Field(sa_type=Key, foreign_key="team.id", index=True)
    person_id: str = Field(sa_type=Key, foreign_key="person.id", index=True)
    subject: str | None = Field(sa_type=Key)
    reason: str
    created_at: datetime = Field(sa_type=UTCDateTime)
    closed_at: datetime | None = Field(sa_type=UTCDateTime)
    closed_by: str | None = Field(sa_type=Key, foreign_key="person.id")
    accepted: bool | None
    answer: str | None


publication, snapshot, link = table(PublicationRow), table(SnapshotRow), table(LinkRow)
switch, dispute = table(SwitchRow), table(DisputeRow)


# ----------------------------------------------------------------------------------------------------------- gathering


async def gather(
    session: Session,
    as_of: datetime,
    recipe: Recipe,
    *,
    team: str | None = None,
    populated: frozenset[str] | None = None,
    without: Collection[str] = NOTHING,
) -> Ledger:
    """Everything that counts in the window of a recipe before an instant.

    For an organisation week by week, and commitments, which are fewer, month by month, so that whoever else is served
    by this process waits for the rows of one at most, and the database is at the next while one is worked on.
    With `team`, what concerns that one alone, for which `populated` has to say which teams have direct members.
    `without`: recognitions and commitments that do not count after all.
    """
    window = recipe.window * DAY
    begin = as_of - window
    paths = await people_tree.paths(session, begin, as_of + timedelta(milliseconds=1), team)
    same = Same()
    tree = Tree(
        (same[below], same[above], ids.microseconds(since), ids.microseconds(until) if until is not None else None)
        for below, above, since, until in paths
    )
    inside = {row.team_id for row in paths if team in {None, row.ancestor_id}}
    there = None if team is None else [each for each in inside if team in tree.above(each, ids.microseconds(as_of))]
    homes = await people.homes(session, as_of - MEMBER_AFTER_DAYS * DAY, as_of, there)
    items, but = Items(as_of, recipe, tree, same), list(without)
    weeks = _stretches(begin, as_of, WEEK if team is None else window)
    months = [*_stretches(begin, as_of, MONTH if team is None else window)]
    await _each(
        chain(
            ((recognitions.given_between(session, *week, team=team, but=but), items.thanks) for week in weeks),
            ((commitments.closed_between(session, inside, *month, but=but), items.promises) for month in months),
            ((commitments.answered_between(session, inside, *month, but=but), items.requests) for month in months),
        )
    )
    elsewhere: Sequence[Any] = ()
    if team is not None:
        # What passed between two of them while the one was elsewhere is not among what concerns the team.
        thanked = {to.person for to in items.thanked if to.place.home in inside}
        stayed = [row.team_id for row in paths if row.ancestor_id == team and row.since <= begin and row.until is None]
        elsewhere = await recognitions.passed_elsewhere(
            session, thanked, begin, as_of, team=team, stayed=stayed, but=but
        )
    return Ledger(
        as_of=as_of,
        recipe=recipe,
        tree=tree,
        homes=_homes(homes, same),
        away=await people.away_throughout(session, begin, as_of),
        places=items.places,
        thanked=items.thanked,
        elsewhere=elsewhere,
        populated=populated,
    )


async def _each(reads: Iterable[tuple[Coroutine[Any, Any, Rows], Callable[[Rows], None]]]) -> None:
    """Read one after the other, and do with the rows what stands beside it while the database is at the next.

    On SQLite nothing here waits, but whoever else is served by this process has a turn.
    """
    take_last: Callable[[], object] = tuple  # of the first there is none before
    for read, take in reads:
        coming = asyncio.create_task(read)
        try:
            await asyncio.sleep(0)  # so that it is on its way
            take_last()
        finally:  # no connection is given back while it reads
            take_last = partial(take, await coming)
    take_last()


def _stretches(begin: datetime, end: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    while begin < end:
        yield begin, min(begin + length, end)
        begin += length


def _homes(rows: Rows, same: Same) -> dict[str, list[tuple[str, tuple[datetime, datetime | None]]]]:
    found: dict[str, list[tuple[str, tuple[datetime, datetime | None]]]] = defaultdict(list)
    for person, team, since, until in rows:
        found[same[person]].append((same[team], (since, until)))
    return found


# ---------------------------------------------------------------------------------------------------- working as data


def working_of(held: Mapping[str, Any], value: float, low: float, high: float) -> Working:
    """The working of a score as it was stored."""
    parts = (Part(**{**each, "key": Component(each["key"])}) for each in held["parts"])
    lacking = (
        Missing(Component(each["key"]), WaitsFor(each["waits_for"]), each["have"], each["need"])
        for each in held["missing"]
    )
    return Working(value=value, low=low, high=high, parts=tuple(parts), missing=tuple(lacking))


def _held(working: Working) -> dict[str, Any]:
    return {
        "parts": [
            {name: getattr(part, name) for name in Part.__slots__} | {"counts": dict(part.counts)}
            for part in working.parts
        ],
        "missing": [asdict(each) for each in working.missing],
    }


def _leadership_of(held: Mapping[str, Any]) -> Leadership:
    return Leadership(**{**held, "status": ScoreStatus(held["status"])})


def published_of(row: Row) -> Published:
    """What a snapshot says."""
    working = working_of(row.working, row.value, row.low, row.high) if row.working is not None else None
    return Published(
        team=row.team_id,
        status=ScoreStatus(row.status),
        as_of=row.as_of,
        recipe=row.recipe,
        items=row.items,
        working=working,
        corrected_at=row.corrected_at,
        leadership=_leadership_of(row.leadership),
    )


# ------------------------------------------------------------------------------------------------------------- reading


async def last_publication(session: Session) -> Row | None:
    """The newest publication, or None."""
    return await session.row(select(publication).order_by(publication.c.as_of.desc()).limit(1))


async def published_at(session: Session) -> datetime | None:
    """When scores were published last, or None."""
    found = select(publication.c.published_at).order_by(publication.c.as_of.desc()).limit(1)
    at: datetime | None = await session.value(found)
    return at


async def is_published(session: Session, as_of: datetime) -> bool:
    """Whether the scores as of this instant are published."""
    return await session.row(select(publication.c.as_of).where(publication.c.as_of == as_of)) is not None


async def latest(session: Session, teams: Collection[str], as_of: datetime) -> dict[str, Row]:
    """The snapshots of these teams as of an instant."""
    rows = await session.rows(_LATEST, teams=list(teams), as_of=as_of)
    return {row.team_id: row for row in rows}


_LATEST = select(snapshot).where(
    within(snapshot.c.team_id, keys("teams")), snapshot.c.as_of == bindparam("as_of", type_=UTCDateTime)
)


def history(team: str) -> Found:
    """The published scores of a team, to be read by `newest`."""
    return select(snapshot).where(snapshot.c.team_id == team, snapshot.c.status == ScoreStatus.PUBLISHED)


async def newest(session: Session, found: Found, window: Window) -> Page:
    """A page of snapshots, newest first. The key is the id."""
    return await pages.read(session, found, window, snapshot.c.id, descending=True)


async def count(session: Session, found: Found, *, most: int) -> int:
    """How many there are, counting no further than `most` + 1."""
    number: int = await session.value(at_most(found, most))
    return number


async def announced_bands(session: Session, before: datetime) -> dict[str, Band]:
    """The band of each team that was told last, as the publication before an instant holds it."""
    earlier = select(func.max(publication.c.as_of)).where(publication.c.as_of < before).scalar_subquery()
    told = select(snapshot.c.team_id, snapshot.c.announced).where(snapshot.c.as_of == earlier)
    rows = await session.rows(told.where(snapshot.c.announced.is_not(None)))
    return {row.team_id: Band(row.announced) for row in rows}


async def organisation_leadership(session: Session) -> Leadership:
    """Of the organisation, as it was published last."""
    row = await last_publication(session)
    return Leadership(status=ScoreStatus.NOT_YET_PUBLISHED) if row is None else _leadership_of(row.leadership)


async def last_chain(session: Session) -> Chain:
    """The service chain as it was published last."""
    last = await last_publication(session)
    if last is None:
        return Chain()
    columns = (getattr(link.c, name) for name in _LINK)
    rows = await session.rows(select(*columns).where(link.c.as_of == last.as_of))
    withheld = {None if team == EVERYBODY else team: number for team, number in last.withheld.items()}
    return Chain(tuple(Link(*row) for row in rows), withheld)


_LINK = ("from_team_id", "to_team_id", "promises", "reliability", "answered", "recognitions_back")


async def switched_off(session: Session) -> frozenset[str | None]:
    """The teams whose score is off, and None where everybody's is."""
    rows = await session.rows(select(switch.c.whose))
    return frozenset(None if row.whose == EVERYBODY else row.whose for row in rows)


async def verdicts(session: Session) -> Verdicts:
    """What people decided about scores: whose are off, and what counts no more."""
    return await switched_off(session), await not_counted(session)


Verdicts = tuple[frozenset[str | None], frozenset[str]]


async def oldest_disputes(session: Session, moderator: str, window: Window) -> Page:
    """A page of the open disputes that a moderator may answer: not their own. Oldest first; the key is the id."""
    found = select(dispute).where(dispute.c.closed_at.is_(None), dispute.c.person_id != moderator)
    return await pages.read(session, found, window, dispute.c.id)


async def dispute_by_id(session: Session, wanted: str) -> Row | None:
    """A dispute."""
    return await session.row(select(dispute).where(dispute.c.id == wanted))


async def is_disputed(session: Session, team: str, subject: str) -> bool:
    """Whether a dispute of this team about this subject is open, or was accepted."""
    mine = (dispute.c.team_id == team, dispute.c.subject == subject)
    open_or_accepted = or_(dispute.c.closed_at.is_(None), dispute.c.accepted)
    return await session.row(select(dispute.c.id).where(*mine, open_or_accepted)) is not None


async def not_counted(session: Session) -> frozenset[str]:
    """What was disputed with success, so that it counts no more."""
    found = select(dispute.c.subject).where(dispute.c.accepted, dispute.c.subject.is_not(None))
    return frozenset(row.subject for row in await session.rows(found))


# ------------------------------------------------------------------------------------------------------------- writing


async def begin_publication(tx: Transaction, as_of: datetime, recipe: Recipe) -> bool:
    """Take the publication of a day; False if it is there. Of two who take it at once one comes again and finds it."""
    if await is_published(tx, as_of):
        return False
    later: dict[str, Any] = {"means": {}, "populated": [], "leadership": {}, "shown": {}, "withheld": {}}
    await tx.insert(publication, {"as_of": as_of, "recipe": recipe.version, "published_at": tx.now, **later})
    return True


async def finish_publication(tx: Transaction, found: Publication) -> None:
    """Write what was usual in the organisation, and what the next publication has to know."""
    values = {
        "means": {name: getattr(found.means, name) for name in Means.__slots__},
        "populated": sorted(found.populated),
        "leadership": asdict(found.leadership),
        "shown": {
            name: {mark: day.isoformat() for mark, day in getattr(found.shown, name).items()}
            for name in Shown.__slots__
        },
        "withheld": {team or EVERYBODY: number for team, number in found.chain.withheld.items()},
    }
    await tx.write(update(publication).where(publication.c.as_of == found.as_of).values(**values))


async def before(session: Session, as_of: datetime) -> Before:
    """What the publication before an instant has left."""
    earlier = select(publication).where(publication.c.as_of < as_of).order_by(publication.c.as_of.desc()).limit(1)
    row = await session.row(earlier)
    if row is None:
        return Before()
    shown = {name: {mark: date.fromisoformat(day) for mark, day in row.shown[name].items()} for name in Shown.__slots__}
    return Before(means=Means(**row.means), shown=Shown(**shown))


async def add_scores(
    tx: Transaction, found: Publication, teams: Collection[Published], announced: Mapping[str, Band]
) -> None:
    """Insert the scores of a day, those of these teams, and the links."""
    snapshots = [
        {
            "id": new,
            "team_id": each.team,
            "as_of": found.as_of,
            "recipe": each.recipe,
            "corrected_at": None,
            "leadership": asdict(each.leadership),
            **_figures(each, announced.get(each.team)),
        }
        for new, each in zip(ids.several(Kind.SNAPSHOT, found.as_of, len(teams)), teams, strict=True)
    ]
    of = {"as_of": found.as_of}
    links = [of | dict(zip(_LINK, astuple(each), strict=True)) for each in found.chain.links]
    await tx.insert_all({snapshot: snapshots, link: links})


def _figures(each: Published, announced: Band | None) -> dict[str, Any]:
    working = each.working
    return {
        "status": each.status,
        "value": working and working.value,
        "low": working and working.low,
        "high": working and working.high,
        "announced": announced,
        "items": each.items,
        "working": working and _held(working),
    }


async def correct_snapshot(tx: Transaction, each: Published, announced: Band | None) -> None:
    """Write a score of a day anew, and that it was corrected."""
    own = (snapshot.c.team_id == each.team, snapshot.c.as_of == each.as_of)
    await tx.write(update(snapshot).where(*own).values(corrected_at=tx.now, **_figures(each, announced)))


async def set_switch(tx: Transaction, team: str | None, by: str, *, on: bool) -> bool:
    """Switch the score of a team, or everybody's, on or off; whether that changed anything."""
    whose = team or EVERYBODY
    if on:
        return bool(await tx.write(delete(switch).where(switch.c.whose == whose)))
    return bool(await tx.insert_new(switch, {"whose": whose, "since": tx.now, "by_id": by}))


async def add_dispute(tx: Transaction, values: Mapping[str, Any]) -> str:
    """Insert a dispute; its id."""
    new = ids.new(Kind.DISPUTE, tx.now)
    open_ = dict.fromkeys(("closed_at", "closed_by", "accepted", "answer"))
    await tx.insert(dispute, {"id": new, "created_at": tx.now, **open_, **values})
    return new


async def close_dispute(tx: Transaction, wanted: str, by: str, *, accepted: bool, answer: str) -> bool:
    """Answer a dispute that is open; whether it was."""
    own = (dispute.c.id == wanted, dispute.c.closed_at.is_(None))
    values = {"closed_at": tx.now, "closed_by": by, "accepted": accepted, "answer": answer}
    return bool(await tx.write(update(dispute).where(*own).values(**values)))


async def forget_disputes(tx: Transaction, person: str) -> list[str]:
    """Delete what somebody said in disputes and answers to them; what it was. Their open ones are closed."""
    mine, answered = dispute.c.person_id == person, dispute.c.closed_by == person
    rows = await tx.rows(select(dispute.c.reason, dispute.c.answer).where(or_(mine, answered)))
    await tx.write(update(dispute).where(mine).values(reason="", answer=None))
    await tx.write(update(dispute).where(answered).values(answer=None))
    closed = {"closed_at": tx.now, "accepted": False}
    await tx.write(update(dispute).where(mine, dispute.c.closed_at.is_(None)).values(**closed))
    return [words for row in rows for words in row if words]


async def forget_disputes_closed(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete the words of some disputes that were closed before an instant; of how many."""
    old = select(dispute.c.id).where(dispute.c.closed_at < before, dispute.c.reason != "").limit(limit)
    return await tx.write(update(dispute).where(dispute.c.id.in_(old)).values(reason="", answer=None))


async def disputes_by(session: Session, person: str) -> Rows:
    """The disputes that somebody raised, oldest first."""
    return await session.rows(select(dispute).where(dispute.c.person_id == person).order_by(dispute.c.id))
