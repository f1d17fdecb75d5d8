"""How far everything that is done later has come, as the database knows it: whichever process asks reads the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from had_your_back import audit
from had_your_back.commitments import store as commitments
from had_your_back.database import Database
from had_your_back.scores import store as scores
from had_your_back.webhooks import queue
from had_your_back.webhooks import store as webhooks

LATELY = timedelta(minutes=15)
"""For how long back tries are counted: as long as a chart's point needs, and no more to read."""


@dataclass(frozen=True, slots=True)
class Readings:
    """All of it at one instant. What waits is told in seconds; 0 when nothing does."""

    events: float
    """The first fact that has not become deliveries."""
    waiting: Mapping[str, int]
    """Deliveries, by the state of their endpoints."""
    overdue: float
    """The first delivery that may go."""
    endings: Mapping[str, int]
    """Of the tries of the last quarter of an hour."""
    clocks: float
    """The first deadline or reminder of a commitment that has come."""
    scores: float | None
    """Since scores were published; None if they never were."""
    unsealed: int
    sealing: float
    """The first entry of the audit log that is to be sealed."""


async def read(database: Database) -> Readings:
    """What there is to be read now, by nine short statements."""
    now = database.now()

    def lag(since: datetime | None) -> float:
        return max(0.0, (now - since).total_seconds()) if since else 0.0

    async with database.read() as session:
        waiting, due = await webhooks.line(session, now)
        unsealed, oldest = await audit.unsealed(session)
        published = await scores.published_at(session)
        return Readings(
            events=lag(await queue.behind_since(session)),
            waiting=waiting,
            overdue=lag(due),
            endings=await webhooks.endings(session, now - LATELY),
            clocks=lag(await commitments.due_since(session, now)),
            scores=lag(published) if published else None,
            unsealed=unsealed,
            sealing=lag(oldest),
        )
