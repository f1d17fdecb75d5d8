"""The statements of the events fan out, deliveries are claimed, and what happened is written.

The engine's story is told in ``engine.py``. Here is what makes it hold on both databases:

- a claim is a lease with a token, and what happened is written only while the token holds;
- claims walk *endpoints*, by a loose scan over a partial index, so that a backlog of one costs the others nothing;
- locks are always taken endpoints first, in the order of their ids, then deliveries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import (
    Integer,
    column,
    delete,
    func,
    select,
    text,
    update,
)

from had_your_back import ids, outbox
from had_your_back.columns import keys, within
from had_your_back.database import Row, Rows, Session, Transaction
from had_your_back.ids import Kind
from had_your_back.outbox import Mark
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.recognitions import store as recognitions
from had_your_back.recognitions.rules import EVERYONE, State
from had_your_back.webhooks import formats, rules, store, turns, verdicts
from had_your_back.webhooks.formats import Body, Known
from had_your_back.webhooks.rules import (
    DeliveryState,
    EndpointState,
    Format,
    Lane,
    Signature,
    Style,
    Subscription,
    Trigger,
)
from had_your_back.webhooks.tables import (
    ASKED_FOR,
    BY_SCHEDULE,
    EXPIRES,
    IN_FLIGHT,
    alive,
    attempt,
    delivery,
    digested,
    endpoint,
    fanned_out,
    for_each,
)
from had_your_back.webhooks.turns import Standing
from had_your_back.webhooks.verdicts import Answer, Health, Next

Tombstones = Callable[[Session, Collection[str]], Awaitable[set[str]]]
"""Those of these subjects that are gone: withdrawn, hidden or erased."""

_STANDINGS = """
WITH RECURSIVE walk(endpoint_id) AS (   -- the endpoints that have work: a loose scan, one index probe each
    SELECT min(endpoint_id) FROM webhook_delivery {lane_index} WHERE {lane}
  UNION ALL
    SELECT (SELECT min(endpoint_id) FROM webhook_delivery {lane_index} WHERE {lane} AND endpoint_id > walk.endpoint_id)
    FROM walk WHERE walk.endpoint_id IS NOT NULL
)
SELECT e.id, e.state, e.paused_until, e.max_concurrency, e.rate_per_minute, e.rate_left, e.rate_at,
       e.ordered, e.held_until, e.probe_at, e.resumed_at, coalesce(busy.number, 0) AS in_flight
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
    SELECT d.rowid FROM json_each(:endpoint_ids) AS listed JOIN webhook_delivery AS d ON d.rowid IN (
        SELECT rowid FROM webhook_delivery {lane_index} WHERE {lane} AND endpoint_id = listed.value AND due <= :now
        ORDER BY due, id LIMIT :most)
)""",
}
_PLACE = {"postgresql": "id", "sqlite": "rowid"}  # every index of SQLite's holds the row's number, so that is no search

_LEASE = """
UPDATE webhook_delivery SET state = 'IN_FLIGHT', lease_token = :token, lease_until = :until, attempts = attempts + 1,
    first_attempt_at = coalesce(first_attempt_at, :now)
WHERE {place} IN (SELECT {place} FROM taken)
RETURNING id, endpoint_id, event_id, sequence, previous_event_id, trigger, due, expires_at, attempts, failures,
    lease_token
"""

_WAITING_IN_VAIN = """
SELECT id FROM webhook_delivery {lane_index}
WHERE {lane} AND endpoint_id IN (SELECT id FROM webhook_endpoint WHERE state = 'DISABLED') LIMIT :most {skip_locked}
"""

_STANDING = (
    endpoint.c.id, endpoint.c.state, endpoint.c.paused_until, endpoint.c.max_concurrency, endpoint.c.rate_per_minute,
    endpoint.c.rate_left, endpoint.c.rate_at, endpoint.c.ordered, endpoint.c.held_until, endpoint.c.probe_at,
    endpoint.c.resumed_at, column("in_flight", Integer),
)  # fmt: skip


_standings = for_each(_STANDINGS, *_STANDING)
_LEASED = (
    delivery.c.id, delivery.c.endpoint_id, delivery.c.event_id, delivery.c.sequence, delivery.c.previous_event_id,
    delivery.c.trigger, delivery.c.due, delivery.c.expires_at, delivery.c.attempts, delivery.c.failures,
    delivery.c.lease_token,
)  # fmt: skip
_lease = for_each(
    {dialect: first + _LEASE.replace("{place}", _PLACE[dialect]) for dialect, first in _FIRST_OF_EACH.items()}, *_LEASED
)
_waiting_in_vain = for_each(_WAITING_IN_VAIN, delivery.c.id)


# ----------------------------------------------------------------------------------------------- events fan out


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
    return await outbox.goes_on(session, await store.fanned_out_until(session))


async def behind_since(session: Session) -> datetime | None:
    """When the first event happened that has not become deliveries; None if all have."""
    return await outbox.waiting_since(session, await store.fanned_out_until(session))


async def subscriptions(session: Session) -> list[tuple[Subscription, Mark]]:
    """What every endpoint wants to hear, and behind which place of the log."""
    columns = (endpoint.c.id, endpoint.c.event_types, endpoint.c.teams, endpoint.c.visibilities)
    found = select(*columns, endpoint.c.since_xid, endpoint.c.since_position).where(alive)
    rows = await session.rows(found)
    return [(store.subscription_of(row), Mark(row.since_xid, row.since_position)) for row in rows]


async def add_deliveries(tx: Transaction, wanted: Sequence[tuple[str, Row]]) -> None:
    """The events, in order, each for an endpoint: deliveries due now, or given up at once for a disabled one.

    What goes out together lies together: the deliveries of an event, not those of an endpoint.
    """
    endpoints = await store.lock_endpoints(tx, {endpoint_id for endpoint_id, _ in wanted})
    new = []
    for endpoint_id, event in wanted:
        to = endpoints[endpoint_id]
        if to.state != EndpointState.DELETED:
            disabled = to.state == EndpointState.DISABLED
            state = DeliveryState.EXHAUSTED if disabled else DeliveryState.WAITING
            expires_at = verdicts.expiry(event.type, event.occurred_at, to.max_age_hours)
            new.append(store.New(endpoint_id, event.id, state, expires_at))
    await store.append(tx, endpoints, new, Trigger.SCHEDULE)


# --------------------------------------------------------------------------------------- deliveries are claimed


class Claim(NamedTuple):  # there is one for every try; a tuple is made in a third of the time
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
    keys: tuple[str, ...]
    """Those of the service, where its signature was asked for too. Sealed."""
    headers: str | None
    """Sealed."""
    auth: str | None
    """Sealed."""
    body: bytes
    content_type: str


_ONE_CLAIM_AT_A_TIME = 0x6861_645F  # "had_"; advisory locks are numbers
_TURN = select(func.pg_advisory_xact_lock(_ONE_CLAIM_AT_A_TIME))


async def take_turn(tx: Transaction) -> None:
    """Wait until no other worker claims. So limits on what is in flight hold across workers, not just about."""
    if tx.dialect == "postgresql":
        await tx.value(_TURN)


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
            probe_at=row.probe_at,
            resumed_at=row.resumed_at,
        )
        for row in await tx.rows(_standings[tx.dialect, lane], now=tx.now)
    ]


async def lease(tx: Transaction, lane: Lane, shares: Mapping[str, int]) -> list[Row]:
    """Take the first due deliveries of each endpoint, as many as its share, under one new token."""
    token = uuid4().hex
    alike: dict[int, list[str]] = defaultdict(list)
    for endpoint_id, most in shares.items():
        alike[most].append(endpoint_id)
    taken: list[Row] = []
    for most, endpoint_ids in alike.items():
        given = {"now": tx.now, "until": tx.now + turns.LEASE, "token": token}
        taken += await tx.rows(_lease[tx.dialect, lane], endpoint_ids=endpoint_ids, most=most, **given)
    return taken


async def spend(tx: Transaction, standing: Standing, number: int) -> None:
    """Take `number` tokens from the bucket of an endpoint that has a rate."""
    left = turns.tokens(standing, tx.now)
    if left is not None:
        await store.change_endpoint(tx, standing.endpoint, {"rate_left": left - number, "rate_at": tx.now})


async def load(tx: Transaction, leased: Rows, tombstones: Tombstones) -> list[Claim]:
    """What is needed to carry these deliveries. Whether a subject is gone is looked up now, for every try anew."""
    if not leased:
        return []
    leased = await _still_wanted(tx, leased)
    endpoints_now = {row.id: row for row in await tx.rows(_WHERE_TO, wanted=list({row.endpoint_id for row in leased}))}
    events_now = {row.id: row for row in await outbox.by_ids(tx, {row.event_id for row in leased})}
    gone = await tombstones(tx, {row.subject for row in events_now.values()})
    talkative = {to.id for to in endpoints_now.values() if _tells(to)}
    told = {row.event_id for row in leased if row.endpoint_id in talkative}
    known = await _known(tx, [row for row in events_now.values() if row.id in told and row.subject not in gone])
    secrets = {to.id: _secrets(to, tx.now) for to in endpoints_now.values()}
    asymmetric = {to.id for to in endpoints_now.values() if Signature.ED25519 in to.signatures}
    keys = tuple(row.private_key for row in await store.signing_keys(tx, tx.now)) if asymmetric else ()
    bodies: dict[tuple[str, str, str], Body] = {}
    claims = []
    for row in leased:
        to, event = endpoints_now.get(row.endpoint_id), events_now.get(row.event_id)
        if to is None or event is None:  # the endpoint was deleted meanwhile, or the event outlived its retention
            await settle(tx, {row.id: Next(DeliveryState.DROPPED, row.failures)})
            continue
        probes = to.state == EndpointState.RESTING and row.trigger == Trigger.SCHEDULE
        wanted = (event.id, to.format, to.style)
        body = bodies.get(wanted)
        if body is None:
            body = bodies[wanted] = formats.body(
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
                trigger=Trigger.PROBE if probes else Trigger(row.trigger),
                number=row.attempts,
                sequence=row.sequence,
                previous_event=row.previous_event_id,
                event=event.id,
                event_type=event.type,
                url=to.url,
                secrets=secrets[to.id],
                keys=keys if to.id in asymmetric else (),
                headers=to.headers,
                auth=to.auth,
                body=body.content,
                content_type=body.content_type,
            )
        )
    return claims


async def _still_wanted(tx: Transaction, leased: Rows) -> Rows:
    """These deliveries but for those that are too old by now, which are dropped."""
    expired = [row for row in leased if row.expires_at is not None and row.expires_at <= tx.now]
    if expired:
        await _drop(tx, expired)
        tx.announces = True  # whatever is behind them in the line can be claimed at once
    return [row for row in leased if row not in expired]


async def _drop(tx: Transaction, rows: Rows) -> None:
    """Give up deliveries that are too old, and write the reason into their logs of attempts."""
    limits = {row.id: row.max_age_hours for row in await store.endpoints_by_ids(tx, {row.endpoint_id for row in rows})}
    types = {row.id: row.type for row in await outbox.by_ids(tx, {row.event_id for row in rows})}
    await settle(tx, {row.id: Next(DeliveryState.DROPPED, row.failures) for row in rows})
    reasons = {row.id: verdicts.why_dropped(types.get(row.event_id, ""), limits.get(row.endpoint_id)) for row in rows}
    await add_attempts(tx, [(row, Trigger(row.trigger), tx.now, Answer(error=reasons[row.id])) for row in rows])


_WHERE_TO = select(
    endpoint.c.id, endpoint.c.url, endpoint.c.state, endpoint.c.format, endpoint.c.style, endpoint.c.signatures,
    endpoint.c.secret, endpoint.c.previous_secret, endpoint.c.previous_secret_until, endpoint.c.headers,
    endpoint.c.auth,
).where(within(endpoint.c.id, keys("wanted")), alive)  # fmt: skip


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
    teams_now = {row.id: row for row in await tree.teams_by(session, "id", teams_wanted)}
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


def _secrets(to: Row, now: datetime) -> tuple[str, ...]:
    if Signature.HMAC_SHA256 not in to.signatures:
        return ()
    if to.previous_secret and to.previous_secret_until and now < to.previous_secret_until:
        return (to.secret, to.previous_secret)
    return (to.secret,)


# ------------------------------------------------------------------------------------------------ what happened


async def end_leases(tx: Transaction, leases: Mapping[str, str]) -> dict[str, Row]:
    """Those of these deliveries whose lease still has the token, by id. It ends, and they have arrived.

    Most have; the others are settled in the same transaction.
    """
    rows = await tx.rows(_END, leased=list(leases), held=[each + token for each, token in leases.items()])
    return {row.id: row for row in rows}


_END = (
    update(delivery)
    .where(
        within(delivery.c.id, keys("leased")),
        within(delivery.c.id + delivery.c.lease_token, keys("held")),
        delivery.c.state == DeliveryState.IN_FLIGHT,
    )
    .values(state=DeliveryState.DELIVERED, lease_token=None, lease_until=None)
    .returning(delivery.c.id, delivery.c.endpoint_id, delivery.c.attempts, delivery.c.failures)
)


async def lapsed(tx: Transaction, *, limit: int) -> Rows:
    """Deliveries whose worker did not come back in time, held until the transaction ends."""
    found = select(delivery).where(IN_FLIGHT, delivery.c.lease_until <= tx.now)
    return await tx.rows(found.order_by(delivery.c.lease_until).limit(limit).with_for_update(skip_locked=True))


async def settle(tx: Transaction, steps: Mapping[str, Next]) -> None:
    """Write where deliveries go from here that were in flight, and end their leases."""
    alike: dict[Next, list[str]] = defaultdict(list)
    for delivery_id, step in steps.items():
        alike[step].append(delivery_id)
    for step, delivery_ids in alike.items():
        due = {"due": step.due} if step.due else {}
        values = {"state": step.state, "failures": step.failures, "lease_token": None, "lease_until": None, **due}
        await tx.write(_SETTLE, settled=delivery_ids, **values)


_SETTLE = update(delivery).where(within(delivery.c.id, keys("settled")))


async def add_attempts(tx: Transaction, rows: Sequence[tuple[Row, Trigger, datetime, Answer]]) -> None:
    """Remember what came back: the delivery's row as it was in flight, why and when it was tried, the answer."""
    numbers = Counter(at for _, _, at, _ in rows)
    new = {at: iter(ids.several(Kind.ATTEMPT, at, number)) for at, number in numbers.items()}
    made = [
        {
            "id": next(new[at]),
            "delivery_id": row.id,
            "endpoint_id": row.endpoint_id,
            "number": row.attempts,
            "at": at,
            "trigger": trigger,
            "status": answer.status,
            "error": answer.error,
            "milliseconds": answer.milliseconds,
            "peer_address": answer.peer_address,
            "response_body": answer.body,
        }
        for row, trigger, at, answer in rows
    ]
    await tx.insert_all({attempt: made})


_HEALTH = Health._fields
_health_on = attrgetter(*_HEALTH)


async def lock_healths(tx: Transaction, wanted: Collection[str]) -> dict[str, Row]:
    """How these endpoints are, by their ids, held until the transaction ends; deleted ones too."""
    return {row.id: row for row in await tx.rows(_HOW_THEY_ARE, wanted=sorted(wanted))}


_HOW_THEY_ARE = (
    select(endpoint.c.id, endpoint.c.ordered, *(endpoint.c[name] for name in _HEALTH))
    .where(within(endpoint.c.id, keys("wanted")))
    .order_by(endpoint.c.id)
    .with_for_update(key_share=True)
)


def health_of(row: Row) -> Health:
    """The health that stands on an endpoint's row."""
    return Health._make(_health_on(row))._replace(state=EndpointState(row.state))


async def set_health(tx: Transaction, healths: Mapping[str, Health]) -> None:
    """Write how these endpoints are now. Those that are alike, as after a success, take one statement."""
    alike: dict[Health, list[str]] = defaultdict(list)
    for endpoint_id, health in healths.items():
        alike[health].append(endpoint_id)
    for health, endpoint_ids in alike.items():
        await tx.write(_SET_HEALTH, those=sorted(endpoint_ids), **health._asdict())


_SET_HEALTH = update(endpoint).where(within(endpoint.c.id, keys("those")))


# ------------------------------------------------------------------------------------------------------- chores


async def give_up_on_disabled(tx: Transaction, *, limit: int) -> int:
    """What waits for a disabled endpoint is given up, visibly, a few at a time; how many that were."""
    rows = await tx.rows(_waiting_in_vain[tx.dialect, Lane.SCHEDULED].bindparams(most=limit))
    own = within(delivery.c.id, [row.id for row in rows])
    return await tx.write(update(delivery).where(own).values(state=DeliveryState.EXHAUSTED)) if rows else 0


async def drop_too_old(tx: Transaction, *, limit: int) -> int:
    """What waited for longer than it is of use is dropped, a few at a time, with the reason; how many that were."""
    found = select(delivery).where(EXPIRES, delivery.c.expires_at <= tx.now).order_by(delivery.c.expires_at)
    rows = await tx.rows(found.limit(limit).with_for_update(skip_locked=True))
    if rows:
        # The reason stands where a try would.
        noted = update(delivery).where(within(delivery.c.id, [row.id for row in rows]))
        await tx.write(noted.values(attempts=delivery.c.attempts + 1))
        await _drop(tx, await tx.rows(select(delivery).where(within(delivery.c.id, [row.id for row in rows]))))
    return len(rows)


async def remove_deleted(tx: Transaction, *, limit: int) -> int:
    """Remove deleted endpoints with their deliveries, a few at a time; how many rows that were."""
    deleted = select(endpoint.c.id).where(endpoint.c.state == EndpointState.DELETED).limit(1)
    endpoint_id = await tx.value(deleted)
    if endpoint_id is None:
        return 0
    own = select(delivery.c.id).where(delivery.c.endpoint_id == endpoint_id)
    if doomed := [row.id for row in await tx.rows(own.limit(limit).with_for_update(skip_locked=True))]:
        return await _remove(tx, doomed)
    if await tx.row(own.limit(1)):
        return 0
    return await tx.write(delete(endpoint).where(endpoint.c.id == endpoint_id))


async def forget_deliveries(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete deliveries made before an instant that have come to an end, a few at a time; how many that were."""
    ended = DeliveryState.DELIVERED, DeliveryState.EXHAUSTED, DeliveryState.DROPPED
    old = delivery.c.id < ids.floor(Kind.DELIVERY, before), delivery.c.state.in_(ended)
    found = select(delivery.c.id).where(*old).order_by(delivery.c.id).limit(limit)
    return await _remove(tx, [row.id for row in await tx.rows(found.with_for_update(skip_locked=True))])


async def forget_events(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete what the log begins with and what happened before an instant, a few at a time; how many rows that were.

    What is left of their deliveries (that somebody replayed lately, or that wait for an endpoint which nobody resumes)
    goes first; what is on its way right now, and all behind it in the log, later. So does what is in no digest yet.
    """
    until = min(await store.fanned_out_until(tx), await digested_until(tx))
    rows = await outbox.oldest(tx, before, until, limit=limit)
    if not rows:
        return 0
    own = within(delivery.c.event_id, [row.id for row in rows])
    for lane in (BY_SCHEDULE, ASKED_FOR):  # one index each
        found = select(delivery.c.id).where(own, lane, delivery.c.state != DeliveryState.IN_FLIGHT)
        if left := [row.id for row in await tx.rows(found.limit(limit).with_for_update(skip_locked=True))]:
            return await _remove(tx, left)
    held = {
        row.event_id
        for lane in (BY_SCHEDULE, ASKED_FOR)
        for row in await tx.rows(select(delivery.c.event_id).where(own, lane))
    }
    if doomed := list(takewhile(lambda row: row.id not in held, rows)):
        await outbox.forget(tx, doomed)
    return len(doomed)


async def _remove(tx: Transaction, doomed: Sequence[str]) -> int:
    """Delete deliveries, locked so that no attempt is written to them meanwhile, and their attempts; how many."""
    if doomed:
        await tx.write(delete(attempt).where(within(attempt.c.delivery_id, doomed)))
        await tx.write(delete(delivery).where(within(delivery.c.id, doomed)))
    return len(doomed)


# ------------------------------------------------------------------------------------------------------- digests


async def digest_row(session: Session) -> Row | None:
    """Up to where the log is in a digest, and the day that has none yet; None before the first worker came."""
    return await session.row(select(digested))


async def digested_until(session: Session) -> Mark:
    """Up to where the log is in a digest."""
    row = await digest_row(session)
    return Mark(row.xid, row.position) if row else outbox.START


async def begin_digests(tx: Transaction) -> None:
    """Remember the day whose digest is the first."""
    first = {"number": 1, "day": tx.now.date(), "xid": outbox.START.xid, "position": outbox.START.position}
    await tx.insert_new(digested, first)


async def move_digest(tx: Transaction, was: date, day: date, mark: Mark) -> bool:
    """The log is in a digest up to here, and `day` is the next; False if somebody was faster."""
    mine = update(digested).where(digested.c.day == was)
    return await tx.write(mine.values(day=day, xid=mark.xid, position=mark.position)) > 0


# ------------------------------------------------------------------------------------------------------- horizon


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


async def log_is_behind(session: Session) -> int:
    """How many transactions the database has to make until what happens is heard of; 0 as it always should be.

    More after a dump was restored into another server, see `outbox.beyond`. All places count that are remembered.
    """
    return await outbox.beyond(session, await _reach(session))


async def mend_log(tx: Transaction, *, rewound: bool) -> bool:
    """Let the log go on behind every place that is remembered; whether there was a need.

    `rewound`: also behind every place that anybody may have seen before the database was taken back in time, and so
    does what each endpoint counts. A SQLite file counts for itself, so nothing else is ever wrong there.
    """
    if rewound:
        await tx.write(update(endpoint).values(last_sequence=endpoint.c.last_sequence + FAR_FOR_ONE))
    if tx.dialect == "sqlite":
        if rewound:
            await outbox.pass_over(tx, FAR)
        return rewound
    reach = await _reach(tx)
    if not rewound and not await outbox.beyond(tx, reach):
        return False
    await outbox.go_on_behind(tx, reach + (FAR if rewound else 0))
    return True


FAR = 2**40
"""More transactions, and events, than are made between a backup and whatever made somebody need it."""
FAR_FOR_ONE = 1_000_000
"""More deliveries to one endpoint than these. Their numbers are an Int of GraphQL, so it is not more than needed."""


async def _reach(session: Session) -> int:
    found = await session.row(_REMEMBERED)
    return max(await outbox.reach(session), *(each or 0 for each in found or ()), 0)


_REMEMBERED = select(
    select(func.max(endpoint.c.since_xid)).scalar_subquery(),
    select(func.max(fanned_out.c.xid)).scalar_subquery(),
    select(func.max(digested.c.xid)).scalar_subquery(),
)


LOG_IS_BEHIND = (
    "This database was brought here from another server, and the log of events holds numbers that this one reaches in "
    "{behind:,} transactions: until then nobody would hear of what happens. Run: had-your-back mend-log"
)
