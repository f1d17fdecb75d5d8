"""How an event gets to a receiver: the whole road, in the order in which it is walked.

1. `fan_out`        events of the log become deliveries, in commit order                    transaction A
2. `claim_due`      a worker takes what is due under a lease, fairly between the endpoints   transaction B
3. `Courier.carry`  signs and posts (``courier.py``)                                         no transaction
4. `record`         what came back is written, if the lease still holds                      transaction C

If a worker dies after 2, the lease lapses, `take_back` puts the delivery in line again, and the receiver may see the
same ``webhook-id`` twice. If it dies anywhere else, nothing was lost. ``worker.py`` walks this road round and round.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from had_your_back import outbox
from had_your_back.database import Row, Transaction
from had_your_back.events import (
    WebhookDeliveryExhausted,
    WebhookEndpointDisabled,
    WebhookEndpointFailing,
    WebhookEndpointRecovered,
)
from had_your_back.webhooks import queue, rules, store, turns, verdicts
from had_your_back.webhooks.queue import Claim, Tombstones
from had_your_back.webhooks.rules import DeliveryState, EndpointState, Lane, Trigger
from had_your_back.webhooks.verdicts import Answer, Health

log = logging.getLogger(__name__)

EVENTS_AT_A_TIME = 500
DELIVERIES_AT_A_TIME = 2_000
LAPSED_AT_A_TIME = 200


# ----------------------------------------------------------------------------------------------------------- 1. fan out


async def fan_out(tx: Transaction) -> int:
    """Turn the next events of the log into deliveries; how many events that were."""
    mark = await queue.take_mark(tx)
    if mark is None:
        return 0
    subscriptions = await queue.subscriptions(tx)
    if not subscriptions:
        await queue.move_mark(tx, max(mark, await outbox.last(tx)))
        return 0
    limit = max(1, min(EVENTS_AT_A_TIME, DELIVERIES_AT_A_TIME // len(subscriptions)))
    events = await outbox.after(tx, mark, limit=limit)
    if not events:
        return 0
    wanted: list[tuple[str, Row]] = []
    for event in events:
        at = outbox.mark_of(event)
        for each, since in subscriptions:
            # Nobody hears of what happened before there was the endpoint.
            if at > since and each.wants(event.type, event.subject, event.visibility, event.teams):
                wanted.append((each.endpoint, event))
    await queue.add_deliveries(tx, wanted)
    await queue.move_mark(tx, outbox.mark_of(events[-1]))
    return len(events)


# ------------------------------------------------------------------------------------------------------------- 2. claim


async def claim_due(
    tx: Transaction, *, room: int, after: str, here: Mapping[str, int], most_here: int, tombstones: Tombstones
) -> list[Claim]:
    """Take at most `room` due deliveries, in turn between the endpoints, beginning behind `after`.

    They are in the order in which they were given out: behind the endpoint of the last, the next claim goes on.
    `here` is what this worker has in flight for each endpoint, `most_here` what one endpoint may have of it.
    """
    await queue.take_turn(tx)
    flying = Counter(here)
    leased: list[Row] = []
    for lane in Lane:
        standings = {each.endpoint: each for each in await queue.standings(tx, lane, flying)}
        allowances = {
            endpoint: turns.allowance(each, lane, tx.now, most_here=most_here) for endpoint, each in standings.items()
        }
        shares = turns.share(room - len(leased), allowances, after)
        if rated := [each for each in shares if standings[each].rate_per_minute is not None]:
            await store.lock_endpoints(tx, rated)  # before their deliveries, as everybody does
        turn = {endpoint: at for at, endpoint in enumerate(shares)}
        taken = sorted(await queue.lease(tx, lane, shares), key=lambda row: (turn[row.endpoint_id], row.due, row.id))
        numbers = Counter(row.endpoint_id for row in taken)
        for endpoint in sorted(numbers):
            await queue.spend(tx, standings[endpoint], numbers[endpoint])
        flying.update(numbers)
        leased += taken
    return await queue.load(tx, leased, tombstones)


async def take_back(tx: Transaction) -> int:
    """Put deliveries in line again whose worker did not come back; how many that were.

    It used up a try, for else a delivery that kills its worker would kill workers for ever.
    """
    lapsed = await queue.lapsed(tx, limit=LAPSED_AT_A_TIME)
    steps = {}
    for row in lapsed:
        step = verdicts.next_step(verdicts.Verdict(), Trigger(row.trigger), row.failures, tx.now, 0)
        # It has waited for the whole lease already, and keeps its place.
        steps[row.id] = step._replace(due=None)
    await queue.settle(tx, steps)
    lost = Answer(error=verdicts.LOST)
    await queue.add_attempts(tx, [(row, Trigger(row.trigger), tx.now, lost) for row in lapsed])
    given_up = [row for row in lapsed if steps[row.id].state is DeliveryState.EXHAUSTED]
    types = {row.id: row.type for row in await outbox.by_ids(tx, [row.event_id for row in given_up])}
    for row in given_up:
        await _tell_given_up(tx, row.endpoint_id, row.id, Trigger(row.trigger), types.get(row.event_id, ""))
    return len(lapsed)


# ------------------------------------------------------------------------------------------------------------ 4. record


class Outcome(NamedTuple):
    """What came back for a claim. `jitter` is from -1 to 1."""

    claim: Claim
    answer: Answer
    jitter: float


def outcome(claim: Claim, answer: Answer) -> Outcome:
    """The outcome, with a random jitter: what failed together should not come back together."""
    return Outcome(claim, answer, random.uniform(-1, 1))  # noqa: S311 - only spreads retries


async def record(tx: Transaction, outcomes: Sequence[Outcome]) -> int:
    """Write what came back, decide what is next, tell of what changed; how many leases still held."""
    endpoints = await queue.lock_healths(tx, {each.claim.endpoint for each in outcomes})
    rows = await queue.end_leases(tx, {each.claim.delivery: each.claim.token for each in outcomes})
    before = {endpoint: queue.health_of(row) for endpoint, row in endpoints.items()}
    healths = dict(before)
    steps: dict[str, verdicts.Next] = {}
    attempts = []
    for each in outcomes:
        claim, row = each.claim, rows.get(each.claim.delivery)
        if row is None:
            log.warning("the lease of delivery %s had lapsed before its answer was written", claim.delivery)
            continue
        meant = verdicts.verdict(each.answer, tx.now)
        found = healths[claim.endpoint]
        operational = rules.is_operational(claim.event_type)
        health = verdicts.after(found, meant, claim.trigger, tx.now, jitter=each.jitter, operational=operational)
        healths[claim.endpoint] = health
        attempts.append((row, claim.trigger, claim.at, each.answer))
        if meant.delivered:  # as `end_leases` has written already
            _tell_log(claim, each.answer, DeliveryState.DELIVERED)
            continue
        disabled = health.state in {EndpointState.DISABLED, EndpointState.DELETED}
        step = verdicts.next_step(
            meant, claim.trigger, row.failures, tx.now, each.jitter, found=found.state, disabled=disabled
        )
        if step.due and endpoints[claim.endpoint].ordered and claim.trigger in verdicts.OF_ITSELF:
            # It keeps its place in front, and nothing overtakes it: not it waits, but the endpoint.
            await store.change_endpoint(tx, claim.endpoint, {"held_until": step.due})
            step = step._replace(due=None)
        steps[row.id] = step
        _tell_log(claim, each.answer, step.state)
        if step.state is DeliveryState.EXHAUSTED and not disabled:
            await _tell_given_up(tx, claim.endpoint, row.id, claim.trigger, claim.event_type)
    if shut := {each.claim.endpoint for each in outcomes if (each.answer.error or "").startswith(verdicts.SEALED)}:
        log.error(
            "HYB_SECRET_KEY opens no secret of %s: their webhooks wait for the right one", ", ".join(sorted(shut))
        )
    await queue.settle(tx, steps)
    await queue.add_attempts(tx, attempts)
    await queue.set_health(tx, {endpoint: health for endpoint, health in healths.items() if health != before[endpoint]})
    for endpoint, health in healths.items():
        if health is not before[endpoint]:
            await _turn(tx, endpoint, before[endpoint], health)
    return len(attempts)


async def _turn(tx: Transaction, endpoint: str, before: Health, now: Health) -> None:
    """What else happens when the state of an endpoint changes: what waits is put in order, and somebody is told."""
    if EndpointState.RESTING in {before.state, now.state} and now.state is not before.state:
        await store.put_in_order(tx, endpoint)
    why = now.state_reason or ""
    if now.state is not before.state and now.state is EndpointState.DISABLED:
        log.warning("endpoint %s is disabled: %s", endpoint, why)
        await outbox.record(tx, WebhookEndpointDisabled(endpoint=endpoint, reason=why))
    elif now.is_troubled and not before.is_troubled:
        log.warning("endpoint %s rests: %s", endpoint, why)
        await outbox.record(tx, WebhookEndpointFailing(endpoint=endpoint, reason=why))
    elif before.is_troubled and not now.is_troubled:
        log.info("endpoint %s is well again", endpoint)
        await outbox.record(tx, WebhookEndpointRecovered(endpoint=endpoint))


async def _tell_given_up(tx: Transaction, endpoint: str, delivery: str, trigger: Trigger, event_type: str) -> None:
    # The news of a lost piece of news would never end, and who asked for a try is looking.
    if trigger in verdicts.OF_ITSELF and not rules.is_operational(event_type):
        await outbox.record(tx, WebhookDeliveryExhausted(endpoint=endpoint, delivery=delivery))


def _tell_log(claim: Claim, answer: Answer, state: DeliveryState) -> None:
    level = logging.DEBUG if state is DeliveryState.DELIVERED else logging.INFO
    if not log.isEnabledFor(level):
        return
    what = answer.status if answer.error is None else answer.error.partition(":")[0]
    log.log(level, "delivery %s to %s, try %d: %s, now %s", claim.delivery, claim.endpoint, claim.number, what, state)
