"""What is remembered of webhooks, for the edges and the actions: endpoints, deliveries and attempts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    Select,
    bindparam,
    case,
    column,
    func,
    or_,
    select,
    update,
)

from had_your_back import ids, outbox, pages
from had_your_back.columns import Key, UTCDateTime, keys, within
from had_your_back.database import Row, Rows, Session, Transaction, at_most
from had_your_back.ids import Kind
from had_your_back.outbox import Mark
from had_your_back.pages import Page, Window
from had_your_back.webhooks.rules import DeliveryState, Lane, Past, Subscription, Trigger
from had_your_back.webhooks.tables import (
    SCHEDULED,
    alive,
    attempt,
    delivery,
    endpoint,
    fanned_out,
    for_each,
    signing_key,
)
from had_your_back.webhooks.verdicts import DROPPED, STOPPED

_BACKLOG = """
SELECT endpoint_id, count(*) AS number, min(created_at) AS oldest FROM webhook_delivery {lane_index}
WHERE {lane} AND endpoint_id {among} GROUP BY endpoint_id
"""

_backlog = for_each(_BACKLOG, delivery.c.endpoint_id, column("number", Integer), column("oldest", UTCDateTime()))

_LINE = """
SELECT e.state AS state, CAST(sum(line.number) AS bigint) AS number,
       min(CASE WHEN e.state = 'ACTIVE' AND coalesce(e.paused_until, :now) <= :now
                 AND coalesce(e.held_until, :now) <= :now THEN line.due END) AS due
FROM (SELECT endpoint_id, count(*) AS number, min(due) AS due FROM webhook_delivery {lane_index}
      WHERE {lane} GROUP BY endpoint_id) AS line
JOIN webhook_endpoint AS e ON e.id = line.endpoint_id GROUP BY e.state
"""

_line = for_each(_LINE, endpoint.c.state, column("number", Integer), column("due", UTCDateTime()))


# ----------------------------------------------------------------------------------------------- reading, for the edges


def endpoints() -> Select[Any]:
    """Every endpoint, to be read by `oldest_endpoints`."""
    return select(endpoint).where(alive)


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
    return await session.rows(found.where(within(delivery.c.id, wanted), alive))


async def attempts_of(session: Session, deliveries: Collection[str]) -> Rows:
    """The attempts of these deliveries, by delivery and number."""
    found = select(attempt).where(within(attempt.c.delivery_id, deliveries))
    return await session.rows(found.order_by(attempt.c.delivery_id, attempt.c.number))


async def attempts_by_ids(session: Session, wanted: Collection[str]) -> Rows:
    """The attempts with these ids, but for those to an endpoint that was deleted."""
    found = select(attempt).join(endpoint, endpoint.c.id == attempt.c.endpoint_id)
    return await session.rows(found.where(within(attempt.c.id, wanted), alive))


async def count(session: Session, found: Select[Any], *, most: int) -> int:
    """How many rows there are, counting no further than `most` + 1."""
    number: int = await session.value(at_most(found, most))
    return number


async def signing_keys(session: Session, now: datetime) -> Rows:
    """The keys of the service that sign now, the newest first."""
    signs = or_(signing_key.c.signs_until.is_(None), signing_key.c.signs_until > now)
    return await session.rows(select(signing_key).where(signs).order_by(signing_key.c.number.desc()))


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
    of_the_day = (
        within(attempt.c.endpoint_id, endpoint_ids),
        attempt.c.id >= ids.floor(Kind.ATTEMPT, now - timedelta(days=1)),
    )
    lately = (
        select(attempt.c.endpoint_id, good.label("delivered"), (func.count() - good).label("failed"))
        .where(*of_the_day)
        .group_by(attempt.c.endpoint_id)
    )
    # Only the few without a status are looked at beside the index.
    not_tried = (
        select(attempt.c.endpoint_id, func.count().label("number"))
        .where(*of_the_day, attempt.c.status.is_(None), attempt.c.error.startswith(DROPPED))
        .group_by(attempt.c.endpoint_id)
    )
    backlog: dict[str, list[Row]] = defaultdict(list)
    for lane in Lane:
        waiting = _backlog[session.dialect, lane].bindparams(endpoint_ids=list(endpoint_ids))
        for row in await session.rows(waiting):
            backlog[row.endpoint_id].append(row)
    day = {row.endpoint_id: row for row in await session.rows(lately)}
    dropped = {row.endpoint_id: row.number for row in await session.rows(not_tried)}
    return {each: _figures(backlog[each], day.get(each), dropped.get(each, 0), now) for each in endpoint_ids}


def _figures(backlog: Sequence[Row], day: Row | None, dropped: int, now: datetime) -> Figures:
    return Figures(
        waiting=sum(row.number for row in backlog),
        oldest_waiting_seconds=max((max(0, int((now - row.oldest).total_seconds())) for row in backlog), default=None),
        delivered_last_day=day.delivered if day else 0,
        failed_last_day=day.failed - dropped if day else 0,
    )


async def line(session: Session, now: datetime) -> tuple[Counter[str], datetime | None]:
    """How many deliveries wait, by the state of their endpoints, and since when the first that may go is due."""
    rows = [row for lane in Lane for row in await session.rows(_line[session.dialect, lane], now=now)]
    numbers: Counter[str] = Counter()
    for row in rows:
        numbers[row.state] += row.number
    return numbers, min((row.due for row in rows if row.due and row.due <= now), default=None)


async def endings(session: Session, since: datetime) -> dict[str, int]:
    """What became of the tries since an instant: how many of each kind."""
    rows = await session.rows(_ENDINGS, floor=ids.floor(Kind.ATTEMPT, since))
    return {row.ending: row.number for row in rows}


ENDINGS = "delivered", "refused", "failed", "unanswered", "stopped", "dropped"
"""How a try can end: 2xx, 3xx and 4xx, 5xx, no answer, our own worker stopped, too old to be tried."""
_ENDING = case(
    (attempt.c.status.between(200, 299), "delivered"),
    (attempt.c.status.between(300, 499), "refused"),
    (attempt.c.status.is_not(None), "failed"),
    (attempt.c.error.startswith(DROPPED), "dropped"),
    (attempt.c.error.startswith(STOPPED), "stopped"),
    else_="unanswered",
).label("ending")
_ENDINGS = (
    select(_ENDING, func.count().label("number"))
    .where(attempt.c.id >= bindparam("floor", type_=Key))
    .group_by("ending")
)


# --------------------------------------------------------------------------------------------- writing, for the actions


async def count_endpoints(tx: Session) -> int:
    """How many endpoints there are."""
    number: int = await tx.value(select(func.count()).select_from(endpoint).where(alive))
    return number


async def add_endpoint(tx: Transaction, values: Mapping[str, Any]) -> None:
    """Remember a new endpoint."""
    await tx.insert(endpoint, values)


async def lock_endpoints(tx: Transaction, wanted: Collection[str]) -> dict[str, Row]:
    """These endpoints by their ids, held until the transaction ends; deleted ones too, whose last answers come in."""
    return {row.id: row for row in await tx.rows(_LOCKED, wanted=sorted(wanted))} if wanted else {}


_LOCKED = (
    select(endpoint)
    .where(within(endpoint.c.id, keys("wanted")))
    .order_by(endpoint.c.id)
    .with_for_update(key_share=True)
)


async def change_endpoint(tx: Transaction, endpoint_id: str, values: Mapping[str, Any]) -> None:
    """Write these columns."""
    await tx.write(_CHANGE, changed=endpoint_id, **values)


_CHANGE = update(endpoint).where(endpoint.c.id == bindparam("changed"))


async def last_signing_key(tx: Session) -> int:
    """The number of the newest key of the service; 0 before there is one."""
    return int(await tx.value(select(func.max(signing_key.c.number))) or 0)


async def add_signing_key(tx: Transaction, number: int, private_key: str, public_key: str) -> None:
    """Remember a new key of the service; `private_key` is sealed.

    `number` is one more than that of the newest when it was decided: whoever decides at the same time tries again.
    """
    values = {"private_key": private_key, "public_key": public_key, "made_at": tx.now, "signs_until": None}
    await tx.insert(signing_key, {"number": number, **values})


async def retire_signing_keys(tx: Transaction, until: datetime) -> None:
    """Every key signs until then at the latest."""
    longer = or_(signing_key.c.signs_until.is_(None), signing_key.c.signs_until > until)
    await tx.write(update(signing_key).where(longer).values(signs_until=until))


async def put_in_order(tx: Transaction, endpoint_id: str) -> None:
    """Let what waits for an endpoint that is locked be due in the order of its sequence, tries that failed among it."""
    waits = delivery.c.endpoint_id == endpoint_id, SCHEDULED
    later = update(delivery).where(*waits, delivery.c.due > delivery.c.created_at)
    await tx.write(later.values(due=delivery.c.created_at))
    await change_endpoint(tx, endpoint_id, {"held_until": None})


async def delivery_by_id(tx: Session, delivery_id: str) -> Row | None:
    """A delivery, or None if there is none or its endpoint was deleted."""
    rows = await deliveries_by_ids(tx, [delivery_id])
    return rows[0] if rows else None


async def add_delivery(tx: Transaction, to: Row, event_id: str, trigger: Trigger) -> str:
    """One delivery due now, next in the sequence of an endpoint that is locked; its id."""
    (added,) = await append(tx, {to.id: to}, [New(to.id, event_id)], trigger)
    return added


async def repeat_delivery(tx: Transaction, past: Row, trigger: Trigger) -> str:
    """The same event to the same endpoint once more, due now, under its old place in the sequence; the new id."""
    new = New(past.endpoint_id, past.event_id)
    row = _row(tx, ids.new(Kind.DELIVERY, tx.now), new, past.sequence, past.previous_event_id, trigger)
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
    again = {event_id: past for event_id, past in wanted.items() if past}
    made = ids.several(Kind.DELIVERY, tx.now, len(again))
    rows = [
        _row(tx, delivery_id, New(to.id, event_id), past.sequence, past.previous_event, Trigger.REPLAY)
        for delivery_id, (event_id, past) in zip(made, again.items(), strict=True)
    ]
    await tx.insert_all({delivery: rows})
    await append(tx, {to.id: to}, [New(to.id, each) for each in wanted if each not in again], Trigger.REPLAY)


def subscription_of(row: Row) -> Subscription:
    """What an endpoint wants to hear."""
    return Subscription(row.id, tuple(row.event_types), frozenset(row.teams), frozenset(row.visibilities))


_FANNED_OUT = select(fanned_out)


async def fanned_out_until(session: Session) -> Mark:
    """Up to where events have become deliveries; what lies behind is about to."""
    row = await session.row(_FANNED_OUT)
    return Mark(row.xid, row.position) if row else outbox.START


class New(NamedTuple):
    """A delivery to be: which event goes to which endpoint."""

    endpoint: str
    event: str
    state: DeliveryState = DeliveryState.WAITING
    expires_at: datetime | None = None


def _row(
    tx: Transaction, delivery_id: str, new: New, sequence: int, previous: str | None, trigger: Trigger
) -> dict[str, Any]:
    return {
        "id": delivery_id,
        "endpoint_id": new.endpoint,
        "event_id": new.event,
        "sequence": sequence,
        "previous_event_id": previous,
        "trigger": trigger,
        "state": new.state,
        "due": tx.now,
        "attempts": 0,
        "failures": 0,
        "created_at": tx.now,
        "expires_at": new.expires_at,
    }


async def append(tx: Transaction, to: Mapping[str, Row], wanted: Sequence[New], trigger: Trigger) -> list[str]:
    """Deliveries due now, in this order next in the sequences of endpoints that are locked; their ids, in order."""
    made = ids.several(Kind.DELIVERY, tx.now, len(wanted))
    ends = {each.endpoint: (to[each.endpoint].last_sequence, to[each.endpoint].last_event_id) for each in wanted}
    rows = []
    for delivery_id, new in zip(made, wanted, strict=True):
        sequence, previous = ends[new.endpoint]
        ends[new.endpoint] = sequence + 1, new.event
        rows.append(_row(tx, delivery_id, new, sequence + 1, previous, trigger))
    await tx.insert_all({delivery: rows})
    for endpoint_id, (sequence, event_id) in ends.items():
        await change_endpoint(tx, endpoint_id, {"last_sequence": sequence, "last_event_id": event_id})
    return made


async def forget_answers(tx: Transaction) -> None:
    """Forget what receivers have answered so far: nobody knows whose words they sent back."""
    await tx.write(update(attempt).where(attempt.c.response_body.is_not(None)).values(response_body=None))
