"""What is remembered of commitments: `it_of` makes the rules' `Commitment` of a row, and `_columns` a row of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, not_, or_, select, union_all, update

from had_your_back import ids, pages
from had_your_back.columns import Key, UTCDateTime, keys, microseconds, within
from had_your_back.commitments.rules import Viewer
from had_your_back.commitments.tables import commitment, step
from had_your_back.commitments.transitions import (
    OPEN,
    PROMISED,
    Answer,
    Commitment,
    Pending,
    Reason,
    Side,
    State,
)
from had_your_back.commitments.visibility import TEAMS, party, sees, visible
from had_your_back.database import Found, Row, Rows, Session, Transaction, at_most
from had_your_back.ids import Kind
from had_your_back.pages import Page, Window
from had_your_back.people import store as people
from had_your_back.people import tree

# --------------------------------------------------------------------------------------------------- row and commitment


def it_of(row: Row) -> Commitment:
    """The commitment of a row."""
    return Commitment(
        id=row.id,
        title=row.title,
        conditions=row.conditions,
        customer=row.customer_id,
        performer=row.performer_id,
        team=row.team_id,
        initiator=Side(row.initiator),
        state=State(row.state),
        version=row.version,
        turn=Side(row.turn) if row.turn else None,
        turn_since=row.turn_since,
        answer_by=row.answer_by,
        due_at=row.due_at,
        first_due_at=row.first_due_at,
        private=row.private,
        created_at=row.created_at,
        changed_at=row.changed_at,
        deferrals=row.deferrals,
        changes=row.changes,
        pending=_pending(row.pending),
        delivered_at=row.delivered_at,
        rejected_at=row.rejected_at,
        closed_at=row.closed_at,
        broken_at=row.broken_at,
        assumed=row.assumed,
        reason=Reason(row.reason) if row.reason else None,
        alternative=row.alternative,
        referred_to=row.referred_to,
        evidence=row.evidence,
        answer=Answer(row.answer) if row.answer else None,
        answered_at=row.answered_at,
        answered_by=row.answered_by_id,
    )


def _pending(held: Mapping[str, Any] | None) -> Pending | None:
    if held is None:
        return None
    instants = {name: datetime.fromisoformat(held[name]) for name in ("since", "due_at") if held.get(name)}
    return Pending(**{**held, **instants, "by": Side(held["by"])})


def _columns(it: Commitment) -> dict[str, Any]:
    pending = it.pending
    return {
        "id": it.id,
        "title": it.title,
        "conditions": it.conditions,
        "customer_id": it.customer,
        "performer_id": it.performer,
        "team_id": it.team,
        "initiator": it.initiator,
        "state": it.state,
        "version": it.version,
        "turn": it.turn,
        "turn_since": it.turn_since,
        "answer_by": it.answer_by,
        "due_at": it.due_at,
        "first_due_at": it.first_due_at,
        "private": it.private,
        "created_at": it.created_at,
        "changed_at": it.changed_at,
        "deferrals": it.deferrals,
        "changes": it.changes,
        "pending": pending
        and {
            "by": pending.by,
            "since": pending.since.isoformat(),
            "title": pending.title,
            "conditions": pending.conditions,
            "due_at": pending.due_at and pending.due_at.isoformat(),
            "to": pending.to,
        },
        "pending_to_id": pending and pending.to,
        "delivered_at": it.delivered_at,
        "rejected_at": it.rejected_at,
        "closed_at": it.closed_at,
        "broken_at": it.broken_at,
        "assumed": it.assumed,
        "reason": it.reason,
        "alternative": it.alternative,
        "referred_to": it.referred_to,
        "evidence": it.evidence,
        "answer": it.answer,
        "answered_at": it.answered_at,
        "answered_by_id": it.answered_by,
        "awaiting_id": it.awaiting if it.state in OPEN else None,
        "urgency": _urgency(it),
    }


def _urgency(it: Commitment) -> str | None:
    """By when somebody should act, as a text that sorts an inbox."""
    if it.state not in OPEN:
        return None
    at = it.delivered_at if it.state is State.DELIVERED else it.answer_by or it.due_at
    assert at is not None
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


# ------------------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which commitments are wanted; None means any. `team` is on either side, or was asked."""

    states: Sequence[State] | None = None
    customer: str | None = None
    performer: str | None = None
    team: str | None = None
    awaiting: str | None = None
    overdue: bool | None = None
    unclaimed: bool | None = None
    due_before: datetime | None = None


def find(viewer: Viewer, wanted: Filter, now: datetime) -> Found:
    """The commitments that fit and that the viewer may see."""
    return select(commitment).where(visible(viewer), *_fits(wanted, now))


def _fits(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    row = commitment.c
    overdue = and_(row.urgency.is_not(None), row.state.in_(PROMISED), row.due_at < now)
    unclaimed = and_(row.state == State.REQUESTED, row.performer_id.is_(None))
    conditions = (
        (wanted.states, lambda states: row.state.in_(list(states))),
        (wanted.customer, lambda customer: row.customer_id == customer),
        (wanted.performer, lambda performer: row.performer_id == performer),
        (wanted.team, lambda team: or_(*(each == team for each in TEAMS))),
        (wanted.awaiting, lambda awaiting: row.awaiting_id == awaiting),
        (wanted.overdue, lambda yes: overdue if yes else ~overdue),
        (wanted.unclaimed, lambda yes: unclaimed if yes else ~unclaimed),
        # It was begun before it was due, and the id says when: so an old day is not looked for among the new.
        (wanted.due_before, lambda due: and_(row.due_at < due, row.id < ids.floor(Kind.COMMITMENT, due))),
    )
    narrow = [condition(value) for value, condition in conditions if value is not None]
    # Said in the words of the indexes of open ones, so that these are used.
    return [row.urgency.is_not(None), *narrow] if wanted.states and set(wanted.states) <= set(OPEN) else narrow


async def listed(session: Session, wanted: Filter, now: datetime, *, most: int) -> Rows:
    """Those that fit, with the names of their people: for whoever holds the database. Open ones first, by due date."""
    row = commitment.c
    named = [
        people.name_of(column).label(f"{column.name.removesuffix('_id')}_name")
        for column in (row.customer_id, row.performer_id, row.awaiting_id)
    ]
    found = select(
        row.id,
        row.title,
        row.private,
        row.state,
        row.due_at,
        *named,
        tree.team_name_of(row.team_id).label("team_name"),
    )
    in_turn = (row.urgency.is_(None), case((row.urgency.is_not(None), row.due_at)), row.due_at.desc(), row.id)
    return await session.rows(found.where(*_fits(wanted, now)).order_by(*in_turn).limit(most))


async def of_calendar(session: Session, person: str, *, closed_since: datetime, most: int) -> Rows:
    """What a person promised or was promised, with both names: what is open, and what ended well or badly since then.

    The rest was never a promise, or is none any more. One statement; beyond `most` the open and the latest due win.
    """
    row = commitment.c
    mine = or_(row.customer_id == person, row.performer_id == person)
    ended = and_(row.state.in_((State.KEPT, State.BROKEN)), row.closed_at >= closed_since)
    held = or_(row.state.in_((*PROMISED, State.DELIVERED)), ended)
    names = (people.name_of(row.customer_id).label("customer"), people.name_of(row.performer_id).label("performer"))
    found = select(commitment, *names).where(mine, held)
    return await session.rows(found.order_by(row.closed_at.is_(None).desc(), row.due_at.desc(), row.id).limit(most))


async def newest(session: Session, viewer: Viewer, wanted: Filter, now: datetime, window: Window) -> Page:
    """A page of the commitments that fit and that the viewer may see, newest first. The key is the id."""
    row = commitment.c
    people_named = ((row.performer_id, wanted.performer), (row.customer_id, wanted.customer))
    ways: list[ColumnElement[bool]] = [column == value for column, value in people_named if value is not None][:1]
    if not ways and wanted.team is not None:
        ways = [column == wanted.team for column in TEAMS]
    if ways or viewer.person is None or viewer.administers:
        return await _read(session, find(viewer, wanted, now), ways, window, row.id, descending=True)
    # Nothing in the filter narrows it, so whatever `visible` goes by does: each of these is a reason to see it.
    teams = await people.teams_seen_by(session, viewer.person)
    ways = [*party(viewer.person), *(and_(~row.private, column == team) for column in TEAMS for team in teams)]
    found = select(commitment).where(*_fits(wanted, now))
    return await _read(session, found, ways, window, row.id, descending=True)


async def _read(
    session: Session, found: Found, ways: Sequence[ColumnElement[bool]], window: Window, *keys: Any, descending: bool
) -> Page:
    """A page of what is found on any of these ways, each of which has an index that holds it in the list's order.

    So a page is read from each, however much there is, and the page that is wanted is among these.
    """
    if len(ways) == 1:
        found = found.where(ways[0])
    elif ways:
        parts = [
            pages.cut(found.with_only_columns(commitment.c.id).where(way), window, *keys, descending=descending)
            for way in ways
        ]
        found = select(commitment).where(
            commitment.c.id.in_(union_all(*(select(part.subquery().c.id) for part in parts)))
        )
    return await pages.read(session, found, window, *keys, descending=descending)


def inbox(person: str) -> Found:
    """What waits for an act of a person: theirs, and requests to their teams that nobody has claimed."""
    row = commitment.c
    unclaimed = and_(row.state == State.REQUESTED, row.performer_id.is_(None), row.customer_id != person)
    mine = or_(row.awaiting_id == person, and_(unclaimed, people.is_in(person, row.team_id)))
    return select(commitment).where(row.urgency.is_not(None), mine)


async def most_urgent(session: Session, person: str, window: Window) -> Page:
    """A page of the inbox of a person, most urgent first. The keys are (urgency, id)."""
    row = commitment.c
    unclaimed = and_(row.state == State.REQUESTED, row.performer_id.is_(None))
    teams = await people.teams_seen_by(session, person)
    ways = [row.awaiting_id == person, *(and_(unclaimed, row.team_id == team) for team in teams)]
    return await _read(session, inbox(person), ways, window, row.urgency, row.id, descending=False)


async def count(session: Session, found: Found, *, most: int) -> int:
    """How many there are, counting no further than `most` + 1."""
    number: int = await session.value(at_most(found, most))
    return number


async def by_ids(session: Session, viewer: Viewer, wanted: Collection[str]) -> Rows:
    """Those of these commitments that the viewer may see."""
    return await session.rows(select(commitment).where(within(commitment.c.id, wanted), visible(viewer)))


async def closed_between(
    session: Session, teams: Collection[str], begin: datetime, end: datetime, *, but: Collection[str] = ()
) -> Rows:
    """What promises ended in a span or before it, if they were closed since its beginning, and count for these teams.

    (state, due_at, delivered_at, closed_at, broken_at, assumed; performer and customer, with their teams), with the
    instants as `ids.microseconds`, but for some.
    """
    return await session.rows(_CLOSED, teams=list(teams), begin=begin, end=end, but=list(but))


_CLOSED = select(
    commitment.c.state,
    *(microseconds(commitment.c[name]).label(name) for name in ("due_at", "delivered_at", "closed_at", "broken_at")),
    *(
        commitment.c[name]
        for name in ("assumed", "performer_id", "performer_team_id", "customer_id", "customer_team_id")
    ),
).where(
    within(commitment.c.performer_team_id, keys("teams")),
    commitment.c.closed_at >= bindparam("begin", type_=UTCDateTime),
    commitment.c.closed_at < bindparam("end", type_=UTCDateTime),
    commitment.c.state.in_([State.KEPT, State.BROKEN, State.REVOKED, State.CANCELLED]),
    not_(within(commitment.c.id, keys("but"))),
)


async def answered_between(
    session: Session, teams: Collection[str], begin: datetime, end: datetime, *, but: Collection[str] = ()
) -> Rows:
    """Requests to these teams or their people that were answered in a span or expired, but for some.

    (answer, answered_at, answered_by_id, answer_team_id, customer_team_id), with the instant as `ids.microseconds`.
    """
    return await session.rows(_ANSWERED, teams=list(teams), begin=begin, end=end, but=list(but))


_ANSWERED = select(
    commitment.c.answer,
    microseconds(commitment.c.answered_at).label("answered_at"),
    *(commitment.c[name] for name in ("answered_by_id", "answer_team_id", "customer_team_id")),
).where(
    within(commitment.c.answer_team_id, keys("teams")),
    commitment.c.answered_at >= bindparam("begin", type_=UTCDateTime),
    commitment.c.answered_at < bindparam("end", type_=UTCDateTime),
    not_(within(commitment.c.id, keys("but"))),
)


async def steps(session: Session, wanted: Collection[str], versions: range) -> Rows:
    """The steps of these commitments that made these versions, oldest first."""
    made = (step.c.version >= versions.start, step.c.version < versions.stop)
    found = select(step).where(within(step.c.commitment_id, wanted), *made)
    return await session.rows(found.order_by(step.c.version))


# ------------------------------------------------------------------------------------------------------- for an export


def everything() -> Found:
    """All commitments, for an export by whoever holds the database."""
    return select(commitment)


async def oldest(session: Session, found: Found, window: Window) -> Page:
    """A page, oldest first. The key is the id."""
    return await pages.read(session, found, window, commitment.c.id)


async def total(session: Session) -> int:
    """How many commitments there are."""
    number: int = await session.value(select(func.count()).select_from(commitment))
    return number


async def histories(session: Session, wanted: Collection[str]) -> dict[str, list[Row]]:
    """The whole history of each of these commitments, oldest step first."""
    found = select(step).where(within(step.c.commitment_id, wanted)).order_by(step.c.commitment_id, step.c.version)
    steps: dict[str, list[Row]] = {}
    for row in await session.rows(found):
        steps.setdefault(row.commitment_id, []).append(row)
    return steps


async def named(session: Session, wanted: Collection[str]) -> dict[str, str]:
    """What these commitments are called outside: the external id, or the id of one without."""
    found = select(commitment.c.id, commitment.c.external_id).where(within(commitment.c.id, wanted))
    return {row.id: row.external_id or row.id for row in await session.rows(found)}


async def known(session: Session, wanted: Collection[str]) -> dict[str, str]:
    """Which commitments have these ids or external ids: the id of each, by what was asked for."""
    row = commitment.c
    found = select(row.id, row.external_id).where(or_(within(row.id, wanted), within(row.external_id, wanted)))
    rows = await session.rows(found)
    return {each.id: each.id for each in rows} | {each.external_id: each.id for each in rows if each.external_id}


# ------------------------------------------------------------------------------------------------------------- writing


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A commitment that came from elsewhere, as it stands, with what stands beside it and every step of its life."""

    it: Commitment
    external_id: str | None
    customer_team: str | None
    performer_team: str | None
    answer_team: str | None
    clock_at: datetime | None
    remind_at: datetime | None
    steps: Sequence[Mapping[str, Any]]


async def add_histories(tx: Transaction, new: Sequence[History]) -> None:
    """Insert commitments with their steps, many at once."""
    rows = [
        {
            **_columns(each.it),
            "external_id": each.external_id,
            "customer_team_id": each.customer_team,
            "performer_team_id": each.performer_team,
            "answer_team_id": each.answer_team,
            "clock_at": each.clock_at,
            "remind_at": each.remind_at,
        }
        for each in new
    ]
    steps = [{"place": f"{one['version']:06}", **one} for each in new for one in each.steps]
    await tx.insert_all({commitment: rows, step: steps})


async def held(tx: Transaction, wanted: str, *, viewer: Viewer | None = None) -> Row | None:
    """A commitment, held until the transaction ends; with a viewer, only if they may see it."""
    row = await tx.row(_HELD, wanted=wanted)
    if row is None or viewer is None:
        return row
    if viewer.person is None:
        return None
    return row if await tx.value(_SEEN[viewer.administers], wanted=wanted, viewer=viewer.person) else None


# What every act runs is made once: making these takes longer than running them.
_WANTED = commitment.c.id == bindparam("wanted")
_HELD = select(commitment).where(_WANTED).with_for_update()
_SEEN = {
    administers: select(commitment.c.id).where(_WANTED, sees(bindparam("viewer", type_=Key()), administers=administers))
    for administers in (False, True)
}
_CHANGE = update(commitment).where(_WANTED)


async def add(tx: Transaction, it: Commitment, beside: Mapping[str, Any]) -> None:
    """Insert a commitment with what stands beside its state: teams and clocks."""
    await tx.insert(commitment, {"external_id": None, **_columns(it), **beside})


async def change(tx: Transaction, it: Commitment, beside: Mapping[str, Any]) -> None:
    """Write the state of a commitment and what stands beside it."""
    await tx.write(_CHANGE, wanted=it.id, **_columns(it), **beside)


async def set_clocks(tx: Transaction, wanted: str, clock_at: datetime | None, remind_at: datetime | None) -> None:
    """Write when the clocks of a commitment fall due."""
    await tx.write(_CHANGE, wanted=wanted, clock_at=clock_at, remind_at=remind_at)


async def add_step(tx: Transaction, values: Mapping[str, Any]) -> None:
    """Append a step to the history."""
    await tx.insert(step, {"place": f"{values['version']:06}", **values})


async def due(tx: Transaction, column: str, *, limit: int) -> Rows:
    """Commitments whose `clock_at` or `remind_at` has come, the oldest first, without what another worker holds."""
    at = commitment.c[column]
    found = select(commitment).where(at <= tx.now).order_by(at, commitment.c.id).limit(limit)
    return await tx.rows(found.with_for_update(skip_locked=True))


async def is_due(session: Session, now: datetime) -> bool:
    """Whether a clock or a reminder has come."""
    row = commitment.c
    return await session.row(select(row.id).where(or_(row.clock_at <= now, row.remind_at <= now)).limit(1)) is not None


async def due_since(session: Session, now: datetime) -> datetime | None:
    """Since when the first clock or reminder that has come waits; None if none does."""
    came = [await session.value(_FIRST_TO_COME[name], now=now) for name in ("clock_at", "remind_at")]
    return min((at for at in came if at is not None), default=None)


_FIRST_TO_COME = {
    each.name: select(each).where(each <= bindparam("now", type_=UTCDateTime)).order_by(each).limit(1)
    for each in (commitment.c.clock_at, commitment.c.remind_at)
}


async def waiting_for(tx: Transaction, person: str) -> Rows:
    """Open commitments of a person on either side, held until the transaction ends."""
    mine = or_(
        commitment.c.customer_id == person, commitment.c.performer_id == person, commitment.c.pending_to_id == person
    )
    found = select(commitment).where(mine, commitment.c.state.in_(OPEN)).order_by(commitment.c.id)
    return await tx.rows(found.with_for_update())
