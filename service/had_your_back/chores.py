"""What a worker does beside deliveries: deadlines pass, the audit log is sealed, the day's scores appear, the old goes.

Each chore knows for itself when it looks again. A step is small, so that no receiver waits for it.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from had_your_back import audit, idempotency, pace
from had_your_back.audit import Notary
from had_your_back.commitments import actions as commitments
from had_your_back.commitments import store as commitments_store
from had_your_back.database import Database, Transaction
from had_your_back.privacy.retention import Ages, Forgetting
from had_your_back.recognitions import store as recognitions
from had_your_back.scores import actions as scores
from had_your_back.settings import Settings
from had_your_back.webhooks import engine, feed, queue

log = logging.getLogger(__name__)

DEADLINES_EVERY = 0.5
SEAL_EVERY = 1.0
LOOK_EVERY = 5.0
FORGET_EVERY = 3_600.0
FORGET_WORDS_EVERY = 86_400.0
"""Seconds, from when nothing was left to do."""
ROWS_AT_A_TIME = 500
FORGOTTEN_AT_A_TIME = 100
"""A delivery with its attempts takes 0.1 ms to delete on SQLite, which does nothing else meanwhile."""


class Again:
    """When a chore is looked at again: at once, until it rests.

    >>> chore = Again(60)
    >>> chore.is_due
    True
    >>> chore.rest()
    >>> chore.is_due
    False
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._at = seconds, float("-inf")

    @property
    def is_due(self) -> bool:
        """Whether it is to be done now."""
        return time.monotonic() >= self._at

    def rest(self) -> None:
        """Nothing is left for now."""
        self._at = time.monotonic() + self._seconds

    def hurry(self) -> None:
        """Look again now."""
        self._at = float("-inf")


class Chores:
    """The chores of one worker. Without a `notary` nothing is sealed in the audit log, nor deleted from it."""

    def __init__(self, database: Database, settings: Settings, notary: Notary | None) -> None:
        self._database = database
        self._terms = commitments.terms_of(settings)
        self._publishing = scores.publishing_of(settings)
        self._retention = Retention.of(settings)
        self._forgetting = Forgetting(Ages.of(settings))
        self._notary = notary
        self._chain_broke = False
        self._deadlines, self._seals = Again(DEADLINES_EVERY), Again(SEAL_EVERY)
        self._days, self._rests = Again(LOOK_EVERY), Again(LOOK_EVERY)
        self.keys, self.old, self.words = Again(FORGET_EVERY), Again(FORGET_EVERY), Again(FORGET_WORDS_EVERY)

    def hurry(self) -> None:
        """Look at everything with the next step, but for what is old."""
        for each in (self._deadlines, self._seals, self._days, self._rests):
            each.hurry()

    async def step(self) -> bool:
        """A small step of each that is due; whether there may be more to do at once."""
        struck = await self._strike()
        sealed = await self._seal()
        await self._begin_day()
        tidied = await self._tidy()
        return struck or sealed or tidied

    async def _strike(self) -> bool:
        """Expire, break, assume kept and remind: each once, stamped with the instant at which it fell due."""
        if not self._deadlines.is_due:
            return False
        async with self._database.read() as session:
            due = await commitments_store.is_due(session, self._database.now())
        if not due:
            self._deadlines.rest()
            return False
        struck = await self._database.transact(commitments.sweep, terms=self._terms)
        return await self._database.transact(commitments.remind) + struck > 0

    async def _seal(self) -> bool:
        """Chain what was done. A chain that somebody broke is left as it is, and said."""
        if self._notary is None or not self._seals.is_due:
            return False
        async with self._database.read() as session:
            waiting = await audit.is_unsealed(session)
        sealed = 0
        if waiting:
            try:
                sealed = await self._database.transact(audit.seal, self._notary)
                self._chain_broke = False
            except audit.Broken as broken:
                if not self._chain_broke:
                    log.error("nothing is sealed in the audit log: %s See: had-your-back audit verify", broken)  # noqa: TRY400 - it is no fault of ours
                self._chain_broke = True
        if sealed < audit.AT_A_TIME:
            self._seals.rest()
        return sealed > 0

    async def _begin_day(self) -> None:
        """What is done once a day, by whichever worker sees first that one has begun."""
        if not self._days.is_due:
            return
        self._days.rest()
        await self._digest()
        if not self._publishing.is_live:
            await self._publish()

    async def _digest(self) -> None:
        """Write the digest of the log of the day that has ended."""
        async with self._database.read() as session:
            begun = await queue.digest_row(session)
            digest = await feed.digest_due(session, self._database.now())
        if begun is None:
            await self._database.transact(queue.begin_digests)
        if digest is not None:
            await self._database.transact(feed.write_digest, digest)

    async def _publish(self) -> None:
        """Publish the scores of the day."""
        async with self._database.read() as session:
            is_due = await scores.is_due(session, self._database.now(), self._publishing)
        if is_due:
            await scores.publish(self._database, publishing=self._publishing)

    async def _tidy(self) -> bool:
        """What is not urgent."""
        if not self._rests.is_due:
            return False
        if self.keys.is_due:
            await self._database.transact(idempotency.forget)
            await self._database.transact(pace.forget)
            self.keys.rest()
        old = await self._forget()
        words = await self._forget_words()
        tidied = await self._database.transact(_tidy) > 0
        if not (old or words or tidied):
            self._rests.rest()
        return old or words or tidied

    async def _forget(self) -> bool:
        """Delete what nobody needs any more."""
        if not self.old.is_due:
            return False
        words = await self._database.transact(recognitions.forget_words)
        rows = await self._database.transact(forget, self._retention, self._notary)
        if not (words or rows):
            self.old.rest()
        return bool(words or rows)

    async def _forget_words(self) -> bool:
        """Delete what people wrote, where the organisation keeps it only for so long."""
        if not self.words.is_due:
            return False
        more = await self._forgetting.step(self._database)
        if not more:
            self.words.rest()
        return more


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long what is over is kept."""

    deliveries: timedelta
    events: timedelta
    audit: timedelta = timedelta(days=365)
    places: timedelta = timedelta(days=90)

    @classmethod
    def of(cls, settings: Settings) -> Retention:
        """As the settings say."""
        given = (settings.retention_webhooks, settings.retention_events)
        audited = (settings.retention_audit, settings.retention_places)
        return cls(*(timedelta(days=each) for each in (*given, *audited)))


async def forget(tx: Transaction, retention: Retention, notary: Notary | None = None) -> int:
    """One small step of deleting what is old; how many rows that were."""
    done = await queue.forget_deliveries(tx, tx.now - retention.deliveries, limit=FORGOTTEN_AT_A_TIME)
    done = done or await queue.forget_events(tx, tx.now - retention.events, limit=FORGOTTEN_AT_A_TIME)
    if done or notary is None:
        return done
    before, places_before = tx.now - retention.audit, tx.now - retention.places
    return await audit.forget(tx, notary, before=before, places_before=places_before, limit=FORGOTTEN_AT_A_TIME)


async def _tidy(tx: Transaction) -> int:
    """One small step for deliveries that nobody carries any more; how many rows it changed."""
    done = await engine.take_back(tx)
    done += await queue.give_up_on_disabled(tx, limit=ROWS_AT_A_TIME)
    done += await queue.drop_too_old(tx, limit=ROWS_AT_A_TIME)
    return done + await queue.remove_deleted(tx, limit=ROWS_AT_A_TIME)
