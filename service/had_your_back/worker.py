"""The clock's edge: turns events into deliveries and carries them, round after round, until it is told to stop.

One worker is one loop. A round writes what came back, fans out what is new, and claims what is due; the posts
themselves run beside it, at most `SLOTS` at a time. What finished while a round ran is written together in the next:
under load one transaction serves many deliveries. Any number of workers can run; leases keep them apart.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from had_your_back import audit
from had_your_back.audit import Notary
from had_your_back.chores import Chores
from had_your_back.database import Database
from had_your_back.settings import Settings
from had_your_back.webhooks import engine, queue, verdicts
from had_your_back.webhooks.addresses import Lookup, Policy
from had_your_back.webhooks.engine import Outcome
from had_your_back.webhooks.queue import Claim, Tombstones
from had_your_back.webhooks.signing import Vault
from had_your_back.webhooks.verdicts import Answer

if TYPE_CHECKING:
    from had_your_back.webhooks.courier import Courier

log = logging.getLogger(__name__)

SLOTS = 128
MOST_OF_ONE = SLOTS // 4
"""How many of its slots a worker gives to one endpoint, whatever its maxConcurrency: the others never wait for all."""

POLL = 0.5
"""Seconds between rounds when nothing wakes the worker. Other processes' events and tries that fall due wait at most so
long; no try is ever scheduled sooner than 4 s ahead."""

LINGER = 0.01
"""Seconds for which an answer may wait for others to be written with it, as long as most posts are still under way."""

GRACE = 10.0
TO_WRITE = 2.0
"""Seconds of `HYB_STOP_WITHIN` that are left to write what came back."""
ANSWERS_KEPT = 600.0
LONGEST_BACKOFF = 5.0
"""Seconds: whatever waits for a database that was away goes on so soon when it is back."""


class Worker:
    """One delivery worker.

    `tombstones` says which subjects are gone; it is asked right before every try. Without a `notary` nothing is sealed
    in the audit log, nor deleted from it.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        vault: Vault,
        *,
        tombstones: Tombstones,
        notary: Notary | None = None,
        lookup: Lookup | None = None,
        slots: int = SLOTS,
    ) -> None:
        self._database = database
        self._tombstones = tombstones
        self.chores = Chores(database, settings, notary)
        self._vault = vault
        self._policy = Policy.of(settings)
        self._lookup = lookup
        self._courier: Courier | None = None
        self._slots = slots
        self._grace = min(GRACE, settings.stop_within - TO_WRITE)
        self._flying: dict[asyncio.Task[None], Claim] = {}
        self._landed = asyncio.Event()
        self._lingers: asyncio.TimerHandle | None = None
        self._done: list[tuple[Outcome, float]] = []
        self._last_endpoint = ""

    # ------------------------------------------------------------------------------------------------------- the loop

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then finish what is in flight within `GRACE` seconds and give the rest back.

        A database that is away is waited for, ever longer up to 5 s; what came back meanwhile is written afterwards.
        """
        with audit.by(audit.SERVICE):
            await self._run(stop)

    async def _run(self, stop: asyncio.Event) -> None:
        stopping = asyncio.create_task(stop.wait())
        backoff = POLL
        try:
            while not stop.is_set():
                try:
                    self._database.committed.clear()
                    busy = await self._round()
                    backoff = POLL
                except Exception:
                    log.exception("a round of the worker failed; the next is in %.1f s", backoff)
                    await asyncio.wait({stopping}, timeout=backoff * random.uniform(0.8, 1.2))  # noqa: S311 - spreads
                    backoff = min(LONGEST_BACKOFF, backoff * 2)
                    continue
                if not busy:
                    await self._wait(stopping)
        finally:
            stopping.cancel()
            await self._finish()

    async def drain(self) -> None:
        """Work until nothing is due now and nothing is in flight: for tests and the command line."""
        begun = await self._database.transact(queue.horizon)
        while True:
            self.chores.hurry()
            busy = await self._round()
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            elif not busy and not self._done:
                async with self._database.read() as session:
                    if await queue.passed(session, begun) and not await queue.is_behind(session):
                        return
                # Elsewhere a transaction is running that began before; what it commits comes first.
                await asyncio.sleep(0.005)

    async def close(self) -> None:
        """Close the connections to receivers. `run` does it at its end."""
        if self._courier is not None:
            await self._courier.close()

    async def _round(self) -> bool:
        """Whether there may be more to do at once."""
        await asyncio.sleep(0)  # statements on SQLite never wait, so a long backlog would hold up everything else
        await self._record()
        fanned_out = await self._fan_out()
        await self._claim()  # all that may go now: there is more to claim when something has come back
        return await self.chores.step() or fanned_out

    async def _wait(self, stopping: asyncio.Task[bool]) -> None:
        """Until something was announced, a post has finished, the poll is over, or the worker is to stop."""
        signs = [asyncio.create_task(each.wait()) for each in (self._database.committed, self._landed)]
        await asyncio.wait({stopping, *signs}, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        for each in signs:
            each.cancel()

    # ------------------------------------------------------------------------------------------------------ the steps

    async def _fan_out(self) -> bool:
        async with self._database.read() as session:
            behind = await queue.is_behind(session)
        return behind and await self._database.transact(engine.fan_out) > 0

    async def _claim(self) -> None:
        room = self._slots - len(self._flying)
        if room <= 0:
            return
        claims = await self._database.transact(
            engine.claim_due,
            room=room,
            after=self._last_endpoint,
            here=Counter(claim.endpoint for claim in self._flying.values()),
            most_here=max(1, min(MOST_OF_ONE, self._slots // 2)),
            tombstones=self._tombstones,
        )
        for claim in claims:
            self._flying[asyncio.create_task(self._carry(claim))] = claim
        if claims:
            self._last_endpoint = claims[-1].endpoint

    async def _carry(self, claim: Claim) -> None:
        try:
            answer = await self._at_hand().carry(claim)
        except asyncio.CancelledError:
            answer = Answer(error=f"{verdicts.STOPPED}: the worker was stopped before an answer came")
        self._done.append((engine.outcome(claim, answer), time.monotonic()))
        task = asyncio.current_task()
        if task:
            del self._flying[task]
        self._land()

    def _land(self) -> None:
        """Wake the loop when half of what was under way is back, or soon: a round takes long also for a single one.

        So while answers are written and more is claimed the other half is under way, and nobody waits for the database.
        """
        if len(self._done) >= len(self._flying):
            self._landed.set()
        elif self._lingers is None:
            self._lingers = asyncio.get_running_loop().call_later(LINGER, self._landed.set)

    def _at_hand(self) -> Courier:
        if self._courier is None:
            from had_your_back.webhooks.courier import Courier  # noqa: PLC0415 - an HTTP client, for who has webhooks

            self._courier = Courier(self._vault, self._policy, lookup=self._lookup, traces=self._database.traces)
        return self._courier

    async def _record(self) -> None:
        self._landed.clear()
        if self._lingers is not None:
            self._lingers.cancel()
            self._lingers = None
        # While the database takes nothing nobody else can take the deliveries over either, so their answers are kept
        # beyond the lease: what has come is not sent again. Not for ever, or one that cannot be written would stop all.
        fresh = time.monotonic() - ANSWERS_KEPT
        taken, self._done = [each for each in self._done if each[1] > fresh], []
        if not taken:
            return
        try:
            await self._database.transact(engine.record, [outcome for outcome, _ in taken])
        except BaseException:
            self._done = taken + self._done
            raise

    async def _finish(self) -> None:
        if self._flying:
            await asyncio.wait(self._flying, timeout=self._grace)
        unfinished = list(self._flying)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        with suppress(Exception):  # if the database is away the leases lapse by themselves
            await self._record()
        await self.close()
