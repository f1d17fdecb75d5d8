"""What is remembered of webhooks: endpoints, deliveries and attempts; and the statements of the engine.

The engine's story is told in ``courier.py``. Here is what makes it hold on both databases:

- a claim is a lease with a token, and what happened is written only while the token holds;
- claims walk *endpoints*, by a loose scan over a partial index, so that a backlog of one costs the others nothing;
- locks are always taken endpoints first, in the order of their ids, then deliveries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Float,
    Index,
    Integer,
    Select,
    Text,
    TextClause,
    TextualSelect,
    bindparam,
    case,
    column,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from had_your_back import ids, outbox, pages
from had_your_back.database import Json, Key, Row, Rows, Session, Transaction, UTCDateTime, at_most, table, within
from had_your_back.ids import Kind
from had_your_back.outbox import Mark
from had_your_back.pages import Page, Window
from had_your_back.people import store as people
from had_your_back.recognitions import store as recognitions
from had_your_back.recognitions.rules import EVERYONE, State
from had_your_back.webhooks import formats, rules
from had_your_back.webhooks.formats import Body, Known
from had_your_back.webhooks.rules import (
    DeliveryState,
    EndpointState,
    Format,
    Health,
    Lane,
    Next,
    Past,
    Standing,
    Style,
    Subscription,
    Trigger,
)

Tombstones = Callable[[Session, Collection[str]], Awaitable[set[str]]]
"""Those of these subjects that are gone: withdrawn, hidden or erased."""

_LANES = {
    Lane.SCHEDULED: "state = 'WAITING' AND trigger = 'schedule'",
    Lane.ASKED: "state = 'WAITING' AND trigger <> 'schedule'",
}
_LANE_INDEX = {Lane.SCHEDULED: "ix_webhook_delivery_scheduled", Lane.ASKED: "ix_webhook_delivery_asked"}
_LEASE_INDEX = "ix_webhook_delivery_lease"
_SCHEDULED, _ASKED = text(_LANES[Lane.SCHEDULED]), text(_LANES[Lane.ASKED])
_IN_FLIGHT = text("state = 'IN_FLIGHT'")
_BY_SCHEDULE = text("trigger = 'schedule'")


class EndpointRow(SQLModel, table=True):
    """Where webhooks go. Sealed with the vault are `headers` (a JSON object), `secret` and `previous_secret`."""

    __tablename__ = "webhook_endpoint"

    id: str = Field(primary_key=True, sa_type=Key)
    url: str
    description: str | None
    event_types: list[str] = Field(sa_type=Json)
    teams: list[str] = Field(sa_type=Json)
    visibilities: list[str] = Field(sa_type=Json)
    style: str = Field(sa_type=Key)
    format: str = Field(sa_type=Key)
    ordered: bool
    max_age_hours: int | None
    state: str = Field(sa_type=Key)
    state_reason: str | None
    max_concurrency: int
    rate_per_minute: int | None
    rate_left: float | None = Field(sa_type=Float)
    rate_at: datetime | None = Field(sa_type=UTCDateTime)
    header_names: list[str] = Field(sa_type=Json)
    headers: str | None
    secret: str
    secret_hint: str
    previous_secret: str | None
    previous_secret_until: datetime | None = Field(sa_type=UTCDateTime)
    last_sequence: int = Field(sa_type=BigInteger)
    last_event_id: str | None = Field(sa_type=Key)
    consecutive_failures: int
    failing_since: datetime | None = Field(sa_type=UTCDateTime)
    last_success_at: datetime | None = Field(sa_type=UTCDateTime)
    paused_until: datetime | None = Field(sa_type=UTCDateTime)
    held_until: datetime | None = Field(sa_type=UTCDateTime)
    created_at: datetime = Field(sa_type=UTCDateTime)
    created_by: str | None = Field(sa_type=Key)


class DeliveryRow(SQLModel, table=True):
    """One event to one endpoint. `attempts` counts the tries made, `failures` those that used up the schedule."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_page", "endpoint_id", "id"),
        Index(
            "uq_webhook_delivery_event", "event_id", "endpoint_id", unique=True,
            sqlite_where=_BY_SCHEDULE, postgresql_where=_BY_SCHEDULE,
        ),
        Index(
            _LANE_INDEX[Lane.SCHEDULED], "endpoint_id", "due", "id",
            sqlite_where=_SCHEDULED, postgresql_where=_SCHEDULED,
        ),
        Index(_LANE_INDEX[Lane.ASKED], "endpoint_id", "due", "id", sqlite_where=_ASKED, postgresql_where=_ASKED),
        Index(_LEASE_INDEX, "lease_until", sqlite_where=_IN_FLIGHT, postgresql_where=_IN_FLIGHT),
    )  # fmt: skip

    id: str = Field(primary_key=True, sa_type=Key)
    endpoint_id: str = Field(sa_type=Key, foreign_key="webhook_endpoint.id")
    event_id: str = Field(sa_type=Key)
    sequence: int = Field(sa_type=BigInteger)
    previous_event_id: str | None = Field(sa_type=Key)
    trigger: str = Field(sa_type=Key)
    state: str = Field(sa_type=Key)
    due: datetime = Field(sa_type=UTCDateTime)
    attempts: int
    failures: int
    created_at: datetime = Field(sa_type=UTCDateTime)
    first_attempt_at: datetime | None = Field(sa_type=UTCDateTime)
    lease_token: str | None = Field(sa_type=Key)
    lease_until: datetime | None = Field(sa_type=UTCDateTime)


class AttemptRow(SQLModel, table=True):
    """One try of a delivery, and what came back."""

    __tablename__ = "webhook_attempt"
    __table_args__ = (
        Index("uq_webhook_attempt_number", "delivery_id", "number", unique=True),
        Index("ix_webhook_attempt_endpoint", "endpoint_id", "id", "status"),
    )

    id: str = Field(primary_key=True, sa_type=Key)
    delivery_id: str = Field(sa_type=Key, foreign_key="webhook_delivery.id")
    endpoint_id: str = Field(sa_type=Key)
    number: int
    at: datetime = Field(sa_type=UTCDateTime)
    trigger: str = Field(sa_type=Key)
    status: int | None
    error: str | None
    milliseconds: int
    peer_address: str | None
    response_body: str | None


class FanOutRow(SQLModel, table=True):
    """Up to where the event log has become deliveries. There is one row."""

    __tablename__ = "webhook_fan_out"

    number: int = Field(primary_key=True)
    xid: int = Field(sa_type=BigInteger)
    position: int = Field(sa_type=BigInteger)


endpoint, delivery, attempt, fanned_out = table(EndpointRow), table(DeliveryRow), table(AttemptRow), table(FanOutRow)

_alive = endpoint.c.state != EndpointState.DELETED


# --------------------------------------------------------------------------------------------------- statements as text

# What runs in every round, and what has to find the little that waits beside a long history, is text. What a partial
# index says is repeated literally ({lane}), since no planner can prove it from a parameter; and SQLite, which keeps no
# count of rows, is told the index by name ({lane_index}), or it would walk the whole history of an endpoint.

_STANDINGS = """
WITH RECURSIVE walk(endpoint_id) AS (   -- the endpoints that have work: a loose scan, one index probe each
    SELECT min(endpoint_id) FROM webhook_delivery {lane_index} WHERE {lane}
  UNION ALL
    SELECT (SELECT min(endpoint_id) FROM webhook_delivery {lane_index} WHERE {lane} AND endpoint_id > walk.endpoint_id)
    FROM walk WHERE walk.endpoint_id IS NOT NULL
)
SELECT e.id, e.state, e.paused_until, e.max_concurrency, e.rate_per_minute, e.rate_left, e.rate_at,
       e.ordered, e.held_until, coalesce(busy.number, 0) AS in_flight
FROM walk
JOIN webhook_endpoint AS e ON e.id = walk.endpoint_id
LEFT JOIN (
    SELECT endpoint_id, count(*) AS number FROM webhook_delivery {lease_index}
    WHERE state = 'IN_FLIGHT' GROUP BY endpoint_id
) AS busy ON busy.endpoint_id = e.id
WHERE EXISTS (
    SELECT 1 FROM webhook_delivery {lane_index} WHERE {lane} AND endpoint_id = walk.endpoint_id AND due <= :now
)
"""

_FIRST_OF_EACH = {
    # A common table that locks is run once; a subquery might be run again, and then takes more than its share.
    "postgresql": """
WITH taken AS MATERIALIZED (
    SELECT first.id FROM unnest(:endpoint_ids) AS listed(endpoint_id) CROSS JOIN LATERAL (
        SELECT id FROM webhook_delivery {lane_index} WHERE {lane} AND endpoint_id = listed.endpoint_id AND due <= :now
        ORDER BY due, id LIMIT :most FOR UPDATE SKIP LOCKED) AS first
)""",
    "sqlite": """
WITH taken AS (
    SELECT d.id FROM json_each(:endpoint_ids) AS listed JOIN webhook_delivery AS d ON d.id IN (
        SELECT id FROM webhook_delivery {lane_index} WHERE {lane} AND endpoint_id = listed.value AND due <= :now
        ORDER BY due, id LIMIT :most)
)""",
}

_LEASE = """
UPDATE webhook_delivery SET state = 'IN_FLIGHT', lease_token = :token, lease_until = :until, attempts = attempts + 1,
    first_attempt_at = coalesce(first_attempt_at, :now)
WHERE id IN (SELECT id FROM taken)
RETURNING {columns}
"""

_BACKLOG = """
SELECT endpoint_id, count(*) AS number, min(created_at) AS oldest FROM webhook_delivery {lane_index}
WHERE {lane} AND endpoint_id {among} GROUP BY endpoint_id
"""

_WAITING_IN_VAIN = """
SELECT id FROM webhook_delivery {lane_index}
WHERE {lane} AND endpoint_id IN (SELECT id FROM webhook_endpoint WHERE state = 'DISABLED') LIMIT :most {skip_locked}
"""

_TOO_OLD = """
SELECT id FROM webhook_delivery {lane_index}
WHERE {lane} AND endpoint_id = :endpoint_id AND created_at < :before LIMIT :most {skip_locked}
"""

_DIALECTS = ("sqlite", "postgresql")
_STANDING = (
    endpoint.c.id, endpoint.c.state, endpoint.c.paused_until, endpoint.c.max_concurrency, endpoint.c.rate_per_minute,
    endpoint.c.rate_left, endpoint.c.rate_at, endpoint.c.ordered, endpoint.c.held_until, column("in_flight", Integer),
)  # fmt: skip


def _composed(words: str, dialect: str, lane: Lane) -> TextClause:
    lite = dialect == "sqlite"
    composed = text(
        words.format(
            lane=_LANES[lane],
            lane_index=f"INDEXED BY {_LANE_INDEX[lane]}" if lite else "",
            lease_index=f"INDEXED BY {_LEASE_INDEX}" if lite else "",
            among="IN (SELECT value FROM json_each(:endpoint_ids))" if lite else "= ANY (:endpoint_ids)",
            skip_locked="" if lite else "FOR UPDATE SKIP LOCKED",
            columns=", ".join(each.name for each in delivery.c),
        )
    )
    types: dict[str, Any] = {
        "now": UTCDateTime(),
        "until": UTCDateTime(),
        "before": UTCDateTime(),
        "endpoint_ids": JSON() if lite else ARRAY(Text),
    }
    named = set(composed.compile().params)
    return composed.bindparams(*(bindparam(name, type_=kind) for name, kind in types.items() if name in named))


def _for_each(words: Mapping[str, str] | str, *columns: ColumnElement[Any]) -> dict[tuple[str, Lane], TextualSelect]:
    return {
        (dialect, lane): _composed(words if isinstance(words, str) else words[dialect], dialect, lane).columns(*columns)
        for dialect in _DIALECTS
        for lane in Lane
    }


_standings = _for_each(_STANDINGS, *_STANDING)
_lease = _for_each({dialect: first + _LEASE for dialect, first in _FIRST_OF_EACH.items()}, *delivery.c)
_backlog = _for_each(_BACKLOG, delivery.c.endpoint_id, column("number", Integer), column("oldest", UTCDateTime()))
_waiting_in_vain = _for_each(_WAITING_IN_VAIN, delivery.c.id)
_too_old = _for_each(_TOO_OLD, delivery.c.id)


# ----------------------------------------------------------------------------------------------- reading, for the edges


def endpoints() -> Select[Any]:
    """Every endpoint, to be read by `oldest_endpoints`."""
    return select(endpoint).where(_alive)


async def oldest_endpoints(session: Session, found: Select[Any], window: Window) -> Page:
    """A page of endpoints, oldest first. The key is the id."""
    return await pages.read(session, found, window, endpoint.c.id)


async def endpoints_by_ids(session: Session, wanted: Collection[str]) -> Rows:
    """The endpoints with these ids."""
    return await session.rows(endpoints().where(within(endpoint.c.id, wanted)))


def deliveries_of(endpoint_id: str, states: Collection[DeliveryState] = ()) -> Select[Any]:
    """The deliveries to an endpoint, all or those in these states, to be read by `newest_deliveries`."""
    found = select(delivery).where(delivery.c.endpoint_id == endpoint_id)
    return found.where(delivery.c.state.in_(sorted(states))) if states else found


async def newest_deliveries(session: Session, found: Select[Any], window: Window) -> Page:
    """A page of deliveries, newest first. The key is the id."""
    return await pages.read(session, found, window, delivery.c.id, descending=True)


async def deliveries_by_ids(session: Session, wanted: Collection[str]) -> Rows:
    """The deliveries with these ids, but for those to an endpoint that was deleted."""
    found = select(delivery).join(endpoint, endpoint.c.id == delivery.c.endpoint_id)
    return await session.rows(found.where(within(delivery.c.id, wanted), _alive))


async def attempts_of(session: Session, deliveries: Collection[str]) -> Rows:
    """The attempts of these deliveries, by delivery and number."""
    found = select(attempt).where(within(attempt.c.delivery_id, deliveries))
    return await session.rows(found.order_by(attempt.c.delivery_id, attempt.c.number))


async def attempts_by_ids(session: Session, wanted: Collection[str]) -> Rows:
    """The attempts with these ids, but for those to an endpoint that was deleted."""
    found = select(attempt).join(endpoint, endpoint.c.id == attempt.c.endpoint_id)
    return await session.rows(found.where(within(attempt.c.id, wanted), _alive))


async def count(session: Session, found: Select[Any], *, most: int) -> int:
    """How many rows there are, counting no further than `most` + 1."""
    number: int = await session.value(at_most(found, most))
    return number


@dataclass(frozen=True, slots=True)
class Figures:
    """How an endpoint is doing, beside what stands on its row. The day's numbers count attempts."""

    waiting: int = 0
    oldest_waiting_seconds: int | None = None
    delivered_last_day: int = 0
    failed_last_day: int = 0


async def figures(session: Session, endpoint_ids: Collection[str], now: datetime) -> dict[str, Figures]:
    """The figures of each of these endpoints at an instant."""
    good = func.sum(case((attempt.c.status.between(200, 299), 1), else_=0))
    lately = (
        select(attempt.c.endpoint_id, good.label("delivered"), (func.count() - good).label("failed"))
        .where(
            within(attempt.c.endpoint_id, endpoint_ids),
            attempt.c.id >= ids.floor(Kind.ATTEMPT, now - timedelta(days=1)),
        )
        .group_by(attempt.c.endpoint_id)
    )
    backlog: dict[str, list[Row]] = defaultdict(list)
    for lane in Lane:
        waiting = _backlog[session.dialect, lane].bindparams(endpoint_ids=list(endpoint_ids))
        for row in await session.rows(waiting):
            backlog[row.endpoint_id].append(row)
    day = {row.endpoint_id: row for row in await session.rows(lately)}
    return {each: _figures(backlog[each], day.get(each), now) for each in endpoint_ids}


def _figures(backlog: Sequence[Row], day: Row | None, now: datetime) -> Figures:
    return Figures(
        waiting=sum(row.number for row in backlog),
        oldest_waiting_seconds=max((max(0, int((now - row.oldest).total_seconds())) for row in backlog), default=None),
        delivered_last_day=day.delivered if day else 0,
        failed_last_day=day.failed if day else 0,
    )


# --------------------------------------------------------------------------------------------- writing, for the actions


async def count_endpoints(tx: Session) -> int:
    """How many endpoints there are."""
    number: int = await tx.value(select(func.count()).select_from(endpoint).where(_alive))
    return number


async def add_endpoint(tx: Transaction, values: Mapping[str, Any]) -> None:
    """Remember a new endpoint."""
    await tx.insert(endpoint, values)


async def lock_endpoints(tx: Transaction, wanted: Collection[str]) -> dict[str, Row]:
    """These endpoints by their ids, held until the transaction ends; deleted ones too, whose last answers come in."""
    found = select(endpoint).where(within(endpoint.c.id, sorted(wanted))).order_by(endpoint.c.id)
    return {row.id: row for row in await tx.rows(found.with_for_update(key_share=True))}


async def change_endpoint(tx: Transaction, endpoint_id: str, values: Mapping[str, Any]) -> None:
    """Write these columns."""
    await tx.write(update(endpoint).where(endpoint.c.id == endpoint_id).values(**values))


async def delivery_by_id(tx: Session, delivery_id: str) -> Row | None:
    """A delivery, or None if there is none or its endpoint was deleted."""
    rows = await deliveries_by_ids(tx, [delivery_id])
    return rows[0] if rows else None


async def add_delivery(tx: Transaction, to: Row, event_id: str, trigger: Trigger) -> str:
    """One delivery due now, next in the sequence of an endpoint that is locked; its id."""
    (added,) = await _append(tx, to, [event_id], trigger, DeliveryState.WAITING)
    return added


async def repeat_delivery(tx: Transaction, past: Row, trigger: Trigger) -> str:
    """The same event to the same endpoint once more, due now, under its old place in the sequence; the new id."""
    row = _new_delivery(tx, past.endpoint_id, past.event_id, past.sequence, past.previous_event_id, trigger)
    await tx.insert(delivery, row)
    return str(row["id"])


async def past_deliveries(tx: Transaction, endpoint_id: str, since: datetime) -> dict[str, list[Past]]:
    """The deliveries to an endpoint that were made since an instant, by the event."""
    columns = (delivery.c.event_id, delivery.c.state, delivery.c.sequence, delivery.c.previous_event_id)
    own = delivery.c.endpoint_id == endpoint_id, delivery.c.id >= ids.floor(Kind.DELIVERY, since)
    found: dict[str, list[Past]] = defaultdict(list)
    for row in await tx.rows(select(*columns).where(*own)):
        found[row.event_id].append(Past(DeliveryState(row.state), row.sequence, row.previous_event_id))
    return found


async def add_replays(tx: Transaction, to: Row, wanted: Mapping[str, Past | None]) -> None:
    """Deliveries of these events, due now, to an endpoint that is locked.

    What was meant for it before keeps its place in the sequence; the rest, in the order given, is next.
    """
    again = [
        _new_delivery(tx, to.id, event_id, past.sequence, past.previous_event, Trigger.REPLAY)
        for event_id, past in wanted.items()
        if past
    ]
    for row, new_id in zip(again, sorted(str(row["id"]) for row in again), strict=True):
        row["id"] = new_id
    if again:
        await tx.insert(delivery, again)
    if first_time := [event_id for event_id, past in wanted.items() if past is None]:
        await _append(tx, to, first_time, Trigger.REPLAY, DeliveryState.WAITING)


async def fanned_out_until(session: Session) -> Mark:
    """Up to where events have become deliveries; what lies behind is about to."""
    row = await session.row(select(fanned_out))
    return Mark(row.xid, row.position) if row else outbox.START


def _new_delivery(
    tx: Transaction, endpoint_id: str, event_id: str, sequence: int, previous: str | None, trigger: Trigger
) -> dict[str, Any]:
    return {
        "id": ids.new(Kind.DELIVERY, tx.now),
        "endpoint_id": endpoint_id,
        "event_id": event_id,
        "sequence": sequence,
        "previous_event_id": previous,
        "trigger": trigger,
        "state": DeliveryState.WAITING,
        "due": tx.now,
        "attempts": 0,
        "failures": 0,
        "created_at": tx.now,
        "first_attempt_at": None,
        "lease_token": None,
        "lease_until": None,
    }


async def _append(
    tx: Transaction, to: Row, event_ids: Sequence[str], trigger: Trigger, state: DeliveryState
) -> list[str]:
    rows, previous = [], to.last_event_id
    for sequence, event_id in enumerate(event_ids, to.last_sequence + 1):
        rows.append({**_new_delivery(tx, to.id, event_id, sequence, previous, trigger), "state": state})
        previous = event_id
    # Ids of one millisecond are in no order; sorted, they follow the sequence, and so does the claim.
    for row, new_id in zip(rows, sorted(str(row["id"]) for row in rows), strict=True):
        row["id"] = new_id
    await tx.insert(delivery, rows)
    await change_endpoint(tx, to.id, {"last_sequence": to.last_sequence + len(rows), "last_event_id": previous})
    return [str(row["id"]) for row in rows]


# ----------------------------------------------------------------------------------------------- engine: events fan out


async def take_mark(tx: Transaction) -> Mark | None:
    """Up to where events are deliveries, held until the transaction ends; None while another worker holds it."""
    row = await tx.row(select(fanned_out).with_for_update(skip_locked=True))
    if row:
        return Mark(row.xid, row.position)
    first = {"number": 1, "xid": outbox.START.xid, "position": outbox.START.position}
    return outbox.START if await tx.insert_new(fanned_out, first) else None


async def move_mark(tx: Transaction, mark: Mark) -> None:
    """Everything up to here has become deliveries."""
    await tx.write(update(fanned_out).values(xid=mark.xid, position=mark.position))


async def is_behind(session: Session) -> bool:
    """Whether there are events that have not become deliveries: a look that locks nothing."""
    return bool(await outbox.after(session, await fanned_out_until(session), limit=1))


async def subscriptions(session: Session) -> list[Subscription]:
    """What every endpoint wants to hear."""
    columns = (endpoint.c.id, endpoint.c.created_at, endpoint.c.event_types, endpoint.c.teams, endpoint.c.visibilities)
    return [subscription_of(row, row.created_at) for row in await session.rows(select(*columns).where(_alive))]


def subscription_of(row: Row, since: datetime) -> Subscription:
    """What an endpoint wants to hear of what happened since an instant."""
    return Subscription(row.id, since, tuple(row.event_types), frozenset(row.teams), frozenset(row.visibilities))


async def add_deliveries(tx: Transaction, wanted: Mapping[str, Sequence[str]]) -> None:
    """The ids of events, in order, for each endpoint: deliveries due now, or given up at once for a disabled one."""
    for to in (await lock_endpoints(tx, wanted.keys())).values():
        disabled = to.state == EndpointState.DISABLED
        state = DeliveryState.EXHAUSTED if disabled else DeliveryState.WAITING
        if to.state != EndpointState.DELETED:
            await _append(tx, to, wanted[to.id], Trigger.SCHEDULE, state)


# --------------------------------------------------------------------------------------- engine: deliveries are claimed


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is this worker's until its lease ends, with all that is needed to carry it."""

    delivery: str
    endpoint: str
    token: str
    at: datetime
    trigger: Trigger
    number: int
    sequence: int
    previous_event: str | None
    event: str
    event_type: str
    url: str
    secrets: tuple[str, ...]
    """Sealed."""
    headers: str | None
    """Sealed."""
    body: bytes
    content_type: str


_ONE_CLAIM_AT_A_TIME = 0x6861_645F  # "had_"; advisory locks are numbers


async def take_turn(tx: Transaction) -> None:
    """Wait until no other worker claims. So limits on what is in flight hold across workers, not just about."""
    if tx.dialect == "postgresql":
        await tx.value(select(func.pg_advisory_xact_lock(_ONE_CLAIM_AT_A_TIME)))


async def standings(tx: Transaction, lane: Lane, here: Mapping[str, int]) -> list[Standing]:
    """How each endpoint with work due in this lane stands. `here` is what the claiming worker has in flight."""
    return [
        Standing(
            endpoint=row.id,
            state=EndpointState(row.state),
            paused_until=row.paused_until,
            max_concurrency=row.max_concurrency,
            in_flight=row.in_flight,
            in_flight_here=here.get(row.id, 0),
            rate_per_minute=row.rate_per_minute,
            rate_left=row.rate_left,
            rate_at=row.rate_at,
            ordered=row.ordered,
            held_until=row.held_until,
        )
        for row in await tx.rows(_standings[tx.dialect, lane].bindparams(now=tx.now))
    ]


async def lease(tx: Transaction, lane: Lane, shares: Mapping[str, int]) -> list[Row]:
    """Take the first due deliveries of each endpoint, as many as its share, under one new token."""
    token = uuid4().hex
    alike: dict[int, list[str]] = defaultdict(list)
    for endpoint_id, most in shares.items():
        alike[most].append(endpoint_id)
    taken: list[Row] = []
    for most, endpoint_ids in alike.items():
        take = _lease[tx.dialect, lane].bindparams(
            now=tx.now, until=tx.now + rules.LEASE, token=token, endpoint_ids=endpoint_ids, most=most
        )
        taken += await tx.rows(take)
    return taken


async def spend(tx: Transaction, standing: Standing, number: int) -> None:
    """Take `number` tokens from the bucket of an endpoint that has a rate."""
    left = rules.tokens(standing, tx.now)
    if left is not None:
        await change_endpoint(tx, standing.endpoint, {"rate_left": left - number, "rate_at": tx.now})


async def load(tx: Transaction, leased: Rows, tombstones: Tombstones) -> list[Claim]:
    """What is needed to carry these deliveries. Whether a subject is gone is looked up now, for every try anew."""
    if not leased:
        return []
    endpoints_now = {row.id: row for row in await endpoints_by_ids(tx, {row.endpoint_id for row in leased})}
    events_now = {row.id: row for row in await outbox.by_ids(tx, {row.event_id for row in leased})}
    gone = await tombstones(tx, {row.subject for row in events_now.values()})
    told = {row.event_id for row in leased if (to := endpoints_now.get(row.endpoint_id)) and _tells(to)}
    known = await _known(tx, [row for row in events_now.values() if row.id in told and row.subject not in gone])
    bodies: dict[tuple[str, str, str], Body] = {}
    claims = []
    for row in leased:
        to, event = endpoints_now.get(row.endpoint_id), events_now.get(row.event_id)
        if to is None or event is None:  # the endpoint was deleted meanwhile, or the event outlived its retention
            await settle(tx, {row.id: Next(DeliveryState.DROPPED, row.failures)})
            continue
        by_itself = row.trigger == Trigger.SCHEDULE  # who asks for something old wants it
        if by_itself and rules.is_too_old(event.occurred_at, tx.now, to.max_age_hours):
            await settle(tx, {row.id: Next(DeliveryState.DROPPED, row.failures)})
            continue
        wanted = (event.id, to.format, to.style)
        if wanted not in bodies:
            bodies[wanted] = formats.body(
                event,
                Format(to.format),
                Style(to.style),
                gone=event.subject in gone,
                known=known.get(event.id, formats.NOTHING),
            )
        claims.append(
            Claim(
                delivery=row.id,
                endpoint=to.id,
                token=row.lease_token,
                at=tx.now,
                trigger=Trigger(row.trigger),
                number=row.attempts,
                sequence=row.sequence,
                previous_event=row.previous_event_id,
                event=event.id,
                event_type=event.type,
                url=to.url,
                secrets=_signing(to, tx.now),
                headers=to.headers,
                body=bodies[wanted].content,
                content_type=bodies[wanted].content_type,
            )
        )
    return claims


def _tells(to: Row) -> bool:
    return rules.tells(Style(to.style), Format(to.format))


async def _known(session: Session, told: Rows) -> dict[str, Known]:
    """What everyone may see of these events now, by their ids; nothing of what is not for everyone."""
    open_to_all = [row for row in told if row.visibility == rules.EVERYONE]
    if not open_to_all:
        return {}
    subjects = {row.subject for row in open_to_all}
    thanks = {
        row.id: row for row in await recognitions.by_ids(session, EVERYONE, subjects) if row.state == State.ACTIVE
    }
    recipients: dict[str, list[str]] = defaultdict(list)
    for row in await recognitions.recipients_of(session, thanks):
        recipients[row.recognition_id].append(row.person_id)
    named = {value for row in open_to_all for value in row.data.values() if isinstance(value, str)}
    named |= {row.giver_id for row in thanks.values()} | {each for to in recipients.values() for each in to}
    people_now = {row.id: row for row in await people.people_by(session, "id", named)}
    managers = {row.manager_id for row in people_now.values() if row.id in subjects and row.manager_id}
    people_now |= {row.id: row for row in await people.people_by(session, "id", managers - people_now.keys())}
    teams_wanted = named | {row.team_id for row in thanks.values() if row.team_id}
    teams_now = {row.id: row for row in await people.teams_by(session, "id", teams_wanted)}
    objects = {
        **{row.id: formats.person(row, people_now) for row in people_now.values()},
        **{row.id: formats.team(row) for row in teams_now.values()},
        **{
            row.id: formats.recognition(row, recipients[row.id], people_now, teams_now.get(row.team_id))
            for row in thanks.values()
        },
    }
    names = {row.id: row.display_name for row in people_now.values()} | {row.id: row.name for row in teams_now.values()}
    return {row.id: Known(objects[row.subject], names) for row in open_to_all if row.subject in objects}


def _signing(to: Row, now: datetime) -> tuple[str, ...]:
    if to.previous_secret and to.previous_secret_until and now < to.previous_secret_until:
        return (to.secret, to.previous_secret)
    return (to.secret,)


# ------------------------------------------------------------------------------------------------ engine: what happened


async def held(tx: Transaction, leases: Mapping[str, str]) -> dict[str, Row]:
    """Those of these deliveries whose lease still has the token, by id, held until the transaction ends."""
    found = select(delivery).where(within(delivery.c.id, sorted(leases)), delivery.c.state == DeliveryState.IN_FLIGHT)
    rows = await tx.rows(found.order_by(delivery.c.id).with_for_update(key_share=True))
    return {row.id: row for row in rows if row.lease_token == leases[row.id]}


async def lapsed(tx: Transaction, *, limit: int) -> Rows:
    """Deliveries whose worker did not come back in time, held until the transaction ends."""
    found = select(delivery).where(_IN_FLIGHT, delivery.c.lease_until <= tx.now)
    return await tx.rows(found.order_by(delivery.c.lease_until).limit(limit).with_for_update(skip_locked=True))


async def settle(tx: Transaction, steps: Mapping[str, Next]) -> None:
    """Write where deliveries that are in flight go from here, and end their leases."""
    alike: dict[Next, list[str]] = defaultdict(list)
    for delivery_id, step in steps.items():
        alike[step].append(delivery_id)
    for step, delivery_ids in alike.items():
        due = {"due": step.due} if step.due else {}
        values = {"state": step.state, "failures": step.failures, "lease_token": None, "lease_until": None, **due}
        await tx.write(update(delivery).where(within(delivery.c.id, delivery_ids)).values(**values))


async def add_attempts(tx: Transaction, rows: Iterable[tuple[Row, datetime, rules.Answer]]) -> None:
    """Remember what came back: the delivery's row as it was in flight, the instant of the try, the answer."""
    made = [
        {
            "id": ids.new(Kind.ATTEMPT, at),
            "delivery_id": row.id,
            "endpoint_id": row.endpoint_id,
            "number": row.attempts,
            "at": at,
            "trigger": row.trigger,
            "status": answer.status,
            "error": answer.error,
            "milliseconds": answer.milliseconds,
            "peer_address": answer.peer_address,
            "response_body": answer.body,
        }
        for row, at, answer in rows
    ]
    await tx.insert(attempt, made)


def health_of(row: Row) -> Health:
    """The health that stands on an endpoint's row."""
    return Health(
        EndpointState(row.state),
        row.consecutive_failures,
        row.failing_since,
        row.last_success_at,
        row.paused_until,
        row.state_reason,
    )


async def set_health(tx: Transaction, healths: Mapping[str, Health]) -> None:
    """Write how these endpoints are now. Those that are alike, as after a success, take one statement."""
    alike: dict[Health, list[str]] = defaultdict(list)
    for endpoint_id, health in healths.items():
        alike[health].append(endpoint_id)
    for health, endpoint_ids in alike.items():
        values = {
            "state": health.state,
            "state_reason": health.state_reason,
            "consecutive_failures": health.consecutive_failures,
            "failing_since": health.failing_since,
            "last_success_at": health.last_success_at,
            "paused_until": health.paused_until,
        }
        await tx.write(update(endpoint).where(within(endpoint.c.id, sorted(endpoint_ids))).values(**values))


# ------------------------------------------------------------------------------------------------------- engine: chores


async def give_up_on_disabled(tx: Transaction, *, limit: int) -> int:
    """What waits for a disabled endpoint is given up, visibly, a few at a time; how many that were."""
    rows = await tx.rows(_waiting_in_vain[tx.dialect, Lane.SCHEDULED].bindparams(most=limit))
    own = within(delivery.c.id, [row.id for row in rows])
    return await tx.write(update(delivery).where(own).values(state=DeliveryState.EXHAUSTED)) if rows else 0


async def drop_too_old(tx: Transaction, *, limit: int) -> int:
    """What waited for longer than its endpoint wants is dropped, a few at a time; how many that were."""
    limited = select(endpoint.c.id, endpoint.c.max_age_hours).where(endpoint.c.max_age_hours.is_not(None), _alive)
    for to in await tx.rows(limited):
        before = tx.now - timedelta(hours=to.max_age_hours)
        found = _too_old[tx.dialect, Lane.SCHEDULED].bindparams(endpoint_id=to.id, before=before, most=limit)
        if doomed := [row.id for row in await tx.rows(found)]:
            own = within(delivery.c.id, doomed)
            return await tx.write(update(delivery).where(own).values(state=DeliveryState.DROPPED))
    return 0


async def put_in_order(tx: Transaction, endpoint_id: str) -> None:
    """Let what waits for an endpoint be due in the order of its sequence, tries that failed among them."""
    waits = delivery.c.endpoint_id == endpoint_id, _SCHEDULED
    await tx.write(update(delivery).where(*waits).values(due=delivery.c.created_at))


async def remove_deleted(tx: Transaction, *, limit: int) -> int:
    """Remove deleted endpoints with their deliveries, a few at a time; how many rows that were."""
    deleted = select(endpoint.c.id).where(endpoint.c.state == EndpointState.DELETED).limit(1)
    endpoint_id = await tx.value(deleted)
    if endpoint_id is None:
        return 0
    own = select(delivery.c.id).where(delivery.c.endpoint_id == endpoint_id)
    # Locked first, so that no attempt is written meanwhile to a delivery that is about to go.
    doomed = [row.id for row in await tx.rows(own.limit(limit).with_for_update(skip_locked=True))]
    if doomed:
        await tx.write(delete(attempt).where(within(attempt.c.delivery_id, doomed)))
        return await tx.write(delete(delivery).where(within(delivery.c.id, doomed)))
    if await tx.row(own.limit(1)):
        return 0
    return await tx.write(delete(endpoint).where(endpoint.c.id == endpoint_id))


async def horizon(tx: Transaction) -> int | None:
    """A number that `passed` is to reach before everything committed until now can be read in commit order."""
    if tx.dialect != "postgresql":
        return None
    number: int = await tx.value(text("SELECT pg_current_xact_id()::text::bigint"))
    return number


async def passed(session: Session, number: int | None) -> bool:
    """Whether no transaction is running that began before the one with this number."""
    if number is None:
        return True
    oldest: int = await session.value(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    return oldest > number
