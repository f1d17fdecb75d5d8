"""How much one caller may ask: a bucket of points that fills steadily, the same for all processes.

A process leases points in chunks and spends them on its own, so that a request writes nothing. Its first chunk for each
caller is on trust and paid when it is spent: whoever asks little never causes a write. So a caller may go over by one
chunk for each process, a twentieth of what a minute allows.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Field, SQLModel

from had_your_back.columns import Key, UTCDateTime, table
from had_your_back.database import Database, Transaction
from had_your_back.errors import RateLimited
from had_your_back.versions import uncounted

MINUTE = 60.0
CHUNKS = 20
CALLERS = 10_000
"""Leases that a process keeps; whose is forgotten is trusted anew."""


@uncounted
class PaceBucket(SQLModel, table=True):
    """What a caller had left, and when. Whoever has none has all."""

    __tablename__ = "pace_bucket"

    caller: str = Field(primary_key=True, sa_type=Key)
    points: float
    at: datetime = Field(sa_type=UTCDateTime, index=True)


buckets = table(PaceBucket)
_HELD = select(buckets).where(buckets.c.caller == bindparam("caller")).with_for_update()


@dataclass(frozen=True, slots=True)
class Budget:
    """So many points a minute, and so many at once.

    >>> Budget(600).refilled(100, seconds=3), Budget(600).refilled(590, seconds=3), Budget(600).seconds_for(25)
    (130.0, 600, 3)
    """

    a_minute: int

    @property
    def chunk(self) -> int:
        """What a process leases at a time."""
        return max(1, self.a_minute // CHUNKS)

    def refilled(self, points: float, seconds: float) -> float:
        """What `points` have become."""
        return min(self.a_minute, points + max(0.0, seconds) * self.a_minute / MINUTE)

    def seconds_for(self, points: float) -> int:
        """In how many seconds there are so many more."""
        return max(1, math.ceil(points * MINUTE / self.a_minute))


async def draw(tx: Transaction, caller: str, budget: Budget, *, owed: float, least: float) -> tuple[float, float]:
    """Pay what is owed, and take a chunk, or `least` if that is more: what was taken, and what is left.

    Nothing is taken if there is not even `least`.
    """
    row = await tx.row(_HELD, caller=caller)
    points = float(budget.a_minute) if row is None else budget.refilled(row.points, (tx.now - row.at).total_seconds())
    points -= owed
    wanted = max(least, budget.chunk)
    taken = wanted if points >= wanted else least if points >= least else 0.0
    values = {"points": points - taken, "at": tx.now}
    if row is None:
        await tx.insert(buckets, {"caller": caller, **values})
    else:
        await tx.write(update(buckets).where(buckets.c.caller == caller).values(**values))
    return taken, points - taken


async def forget(tx: Transaction) -> int:
    """Delete buckets that are full again by now; the number of them."""
    return await tx.write(delete(buckets).where(buckets.c.at <= tx.now - timedelta(hours=1)))


@dataclass(slots=True)
class _Lease:
    left: float
    owed: float
    beyond: float
    """What the bucket held beside it when it was last looked into."""
    at: datetime
    closed_until: datetime | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands: what was asked, what is left for all this process knows, when the bucket will be full."""

    a_minute: int
    cost: int
    left: int
    full_in: int

    @property
    def headers(self) -> dict[str, str]:
        """As the fields of HTTP that are being made a standard."""
        return {
            "ratelimit-policy": f'"points";q={self.a_minute};w={MINUTE:.0f}',
            "ratelimit": f'"points";r={self.left};t={self.full_in};hyb-cost={self.cost}',
        }


class Pace:
    """What this process lets its callers ask. `a_minute` 0 means that nobody is held back."""

    def __init__(self, database: Database, a_minute: int) -> None:
        self._database = database
        self._budget = Budget(a_minute)
        self._leases: OrderedDict[str, _Lease] = OrderedDict()

    async def take(self, caller: str, points: int) -> Standing | None:
        """Spend points of a caller, at least one and at most what a minute allows.

        Raises: RateLimited.
        """
        budget = self._budget
        if not budget.a_minute:
            return None
        wanted = min(max(1, points), budget.a_minute)
        lease = self._lease(caller)
        if lease.left < wanted:
            async with lease.turn:
                if lease.left < wanted:
                    await self._renew(caller, lease, wanted)
        lease.left -= wanted
        return self._standing(lease, wanted)

    def _lease(self, caller: str) -> _Lease:
        lease = self._leases.get(caller)
        if lease is None:
            chunk = self._budget.chunk
            lease = _Lease(chunk, chunk, self._budget.a_minute - chunk, self._database.now())
            self._leases[caller] = lease
            if len(self._leases) > CALLERS:
                self._leases.popitem(last=False)
        else:
            self._leases.move_to_end(caller)
        return lease

    async def _renew(self, caller: str, lease: _Lease, wanted: int) -> None:
        budget, now = self._budget, self._database.now()
        if lease.closed_until is None or lease.closed_until <= now:
            least = wanted - lease.left
            taken, beyond = await self._database.transact(draw, caller, budget, owed=lease.owed, least=least)
            lease.owed, lease.beyond, lease.at = 0.0, beyond, now
            lease.left += taken
            if taken:
                lease.closed_until = None
                return
            # Until there is room again nobody looks: whoever is held back must not cost a write each time.
            lease.closed_until = now + timedelta(seconds=budget.seconds_for(least - beyond))
        wait = max(1, math.ceil((lease.closed_until - now).total_seconds()))
        message = f"That is more than {budget.a_minute:,} points a minute. Try again in {wait} s."
        fault = RateLimited(message, wait)
        fault.headers |= self._standing(lease, wanted).headers
        raise fault

    def _standing(self, lease: _Lease, cost: int) -> Standing:
        budget = self._budget
        since = (self._database.now() - lease.at).total_seconds()
        left = max(0.0, min(budget.a_minute, lease.left + budget.refilled(lease.beyond, since)))
        full_in = budget.seconds_for(budget.a_minute - left) if left < budget.a_minute else 0
        return Standing(budget.a_minute, cost, math.floor(left), full_in)
