"""Whose turn it is: how much each endpoint may get now, and how the free slots of a worker are divided. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import floor
from typing import NamedTuple

from had_your_back.webhooks.rules import MOST_CONCURRENT, EndpointState, Lane

LEASE = timedelta(seconds=60)
"""For how long a claim is a worker's. A try takes 15 s at most; the rest is for the databases around it."""


class Standing(NamedTuple):  # there is one for every endpoint and claim
    """How an endpoint with due work stands at the moment of a claim."""

    endpoint: str
    state: EndpointState
    paused_until: datetime | None
    max_concurrency: int
    in_flight: int
    """In all workers."""
    in_flight_here: int = 0
    """In the worker that claims."""
    rate_per_minute: int | None = None
    rate_left: float | None = None
    rate_at: datetime | None = None
    ordered: bool = False
    held_until: datetime | None = None
    """When the first in line of an ordered endpoint is tried again; the others wait behind it."""
    probe_at: datetime | None = None
    """When one that rests gets its next probe."""
    resumed_at: datetime | None = None
    """Since when it gets something again after an outage or a pause."""


def tokens(standing: Standing, now: datetime) -> float | None:
    """What is left in the token bucket, or None without a rate. It holds one second's worth, but at least one.

    >>> now = datetime.fromisoformat("2026-11-22T12:00Z")
    >>> slow = Standing("whe_1", EndpointState.ACTIVE, None, 8, 0, 0, 60, 0.0, now - timedelta(milliseconds=500))
    >>> tokens(slow, now)
    0.5
    """
    if standing.rate_per_minute is None:
        return None
    a_second = standing.rate_per_minute / 60
    full = max(1.0, a_second)
    if standing.rate_left is None or standing.rate_at is None or standing.rate_at > now:  # a clock that was put back
        return full
    return min(full, standing.rate_left + (now - standing.rate_at).total_seconds() * a_second)


SLOW_START = timedelta(seconds=5)
"""How long it takes until twice as much goes to an endpoint that is back."""


def at_once(resumed_at: datetime | None, now: datetime) -> int:
    """How many may be under way to an endpoint that got nothing for a while: 1, and twice as many every 5 seconds.

    >>> noon = datetime.fromisoformat("2026-11-22T12:00Z")
    >>> [at_once(noon, noon + timedelta(seconds=each)) for each in (0, 4, 5, 14, 29, 30)], at_once(None, noon)
    ([1, 1, 2, 4, 32, 64], 64)
    """
    if resumed_at is None or now < resumed_at:  # a clock that was put back
        return MOST_CONCURRENT
    return min(MOST_CONCURRENT, 1 << min((now - resumed_at) // SLOW_START, MOST_CONCURRENT))


def allowance(standing: Standing, lane: Lane, now: datetime, *, most_here: int) -> int:
    """How many deliveries an endpoint may get now. What a person asked for also goes to one that is paused or disabled.

    `most_here` bounds what one endpoint can hold of a single worker, whatever its maxConcurrency.

    >>> noon = datetime.fromisoformat("2026-11-22T12:00Z")
    >>> rests = Standing("whe_1", EndpointState.RESTING, None, 8, in_flight=0, probe_at=noon)
    >>> [allowance(each, Lane.SCHEDULED, noon, most_here=16) for each in (rests, rests._replace(in_flight=1))]
    [1, 0]
    """
    if standing.state is EndpointState.DELETED:
        return 0
    room = min(standing.max_concurrency, at_once(standing.resumed_at, now)) - standing.in_flight
    room = min(room, most_here - standing.in_flight_here)
    if lane is Lane.SCHEDULED:
        room = min(room, _opening(standing, now))
    left = tokens(standing, now)
    return max(0, room if left is None else min(room, floor(left)))


def _opening(standing: Standing, now: datetime) -> int:
    """How many events that nobody asked for an endpoint takes now, by its state."""
    if standing.paused_until is not None and standing.paused_until > now:
        return 0
    if standing.state is EndpointState.RESTING:  # one probe, in all workers
        return int(not standing.in_flight and (standing.probe_at or now) <= now)
    if standing.state is not EndpointState.ACTIVE:
        return 0
    if standing.ordered:
        return int(not standing.in_flight and (standing.held_until or now) <= now)
    return standing.max_concurrency


def share(room: int, allowances: Mapping[str, int], after: str = "") -> dict[str, int]:
    """Divide the free slots: one for each endpoint in turn, again and again, beginning behind `after`.

    Without the rotation endpoints with late ids would starve whenever there are more endpoints than slots. The shares
    are in the order in which they were given out: behind the last of them the next division begins.

    >>> share(5, {"a": 9, "b": 1, "c": 9})
    {'b': 1, 'a': 2, 'c': 2}
    >>> share(2, {"a": 9, "b": 1, "c": 9}, after="b")
    {'c': 1, 'a': 1}
    """
    ordered = sorted(allowances)
    turns = [each for each in ordered if each > after] + [each for each in ordered if each <= after]
    shares: dict[str, int] = {}
    while room > 0 and turns:
        served = [each for each in turns if shares.get(each, 0) < allowances[each]][:room]
        for each in served:
            shares[each] = shares.pop(each, 0) + 1
        room -= len(served)
        turns = served
    return shares
