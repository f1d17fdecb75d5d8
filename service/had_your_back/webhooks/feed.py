"""The pull side: the log of facts for whoever fetches instead of being called, or has missed one.

It holds what an endpoint without filters is sent, and the tests of every endpoint, in commit order. A page begins
behind a place that the reader names and says up to where it has read. Reading on from there skips nothing and repeats
nothing, however many write meanwhile and in whatever order they commit (see `outbox.after`). Whoever comes so late that
something was deleted meanwhile is told so. A digest of each day lets an auditor prove that nothing is missing.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import takewhile
from typing import Any

from had_your_back import events, ids, outbox
from had_your_back.database import Rows, Session, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import DigestOfType, WebhookDigest
from had_your_back.ids import Kind
from had_your_back.outbox import Forgotten, Mark
from had_your_back.webhooks import queue, rules

EVENTS_AT_A_TIME = 100
MOST = 1_000
LOOKED_THROUGH = 10_000
"""How many events of the log one page looks through at most. So a rare type costs no more than a common one: the page
may be short or even empty, and says that it goes on."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A page of the log."""

    events: Rows
    end: Mark
    """Up to where the log was read: the next page begins behind it."""
    more: bool
    """Whether the log goes on there already."""


async def pull(session: Session, after: str | None, types: Sequence[str], *, limit: int) -> Pulled:
    """The next events of these types (names or wildcards; all when empty), oldest first.

    `after` is a cursor, or the id of an event: whoever was sent one knows a place in the log. None is its beginning.

    Raises: Refused INVALID for what is neither, and for a type that there is not.
    """
    wanted = rules.types_of(rules.accept_patterns(types, events.CATALOGUE, "types"), events.CATALOGUE)
    end = await outbox.last(session)
    begin = await _place(session, after, end) if after else outbox.START
    gone = await outbox.forgotten_until(session)
    if after and gone and begin < gone.mark:
        raise _forgotten(gone)
    cut = await outbox.ahead(session, begin, LOOKED_THROUGH)
    until = cut or max(begin, end)
    rows = await outbox.after(session, begin, until=until, limit=limit + 1, types=wanted, visibility=rules.EVERYONE)
    if len(rows) <= limit:
        return Pulled(rows, until, more=cut is not None)
    return Pulled(rows[:limit], outbox.mark_of(rows[limit - 1]) if limit else begin, more=True)


def cursor(mark: Mark) -> str:
    """A place as readers keep it.

    >>> cursor(Mark(7, 42))
    'Ny40Mg'
    """
    return base64.urlsafe_b64encode(mark.text.encode()).decode().rstrip("=")


async def _place(session: Session, after: str, end: Mark) -> Mark:
    if ids.kind_of(after) is Kind.EVENT:
        found = await outbox.by_ids(session, [after])
        gone = await outbox.forgotten_until(session)
        if not found and gone and after < ids.floor(Kind.EVENT, gone.happened_at + timedelta(milliseconds=1)):
            raise _forgotten(gone)
        if not found or not rules.is_in_the_log(found[0].visibility):
            message = "There is no event with this id in the log. Take one that you know from there, or none to begin."
            raise Refused(ErrorCode.INVALID, message, "after")
        # A test may be sent before what lies in front of it in the log is complete.
        return min(outbox.mark_of(found[0]), end)
    try:
        mark = Mark.parse(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode())
    except (binascii.Error, ValueError):
        mark = None
    if mark is None or cursor(mark) != after or max(abs(mark.xid), abs(mark.position)) >= 2**63:
        message = "This is not a cursor of the log. Take the one that a page of it ends with, or the id of an event."
        raise Refused(ErrorCode.INVALID, message, "after")
    if outbox.START < end < mark:
        message = (
            "This cursor lies beyond the end of the log: it is of another database, or this one was restored. "
            "Begin with the id of the last event that you have and that is known here."
        )
        raise Refused(ErrorCode.INVALID, message, "after")
    return mark


def _forgotten(gone: Forgotten) -> Refused:
    message = (
        f"This place in the log was deleted with what happened until {events.instant(gone.happened_at)}; that is kept "
        f"no longer. What is left begins with after={cursor(gone.mark)}. What lies between is not told any more: look "
        "up what you need by its id."
    )
    return Refused(ErrorCode.INVALID, message, "after")


# ------------------------------------------------------------------------------------------------------ digest of a day


@dataclass(frozen=True, slots=True)
class Digest:
    """What the log holds between two places, by type, in commit order."""

    begun: date
    """The day whose events are the first in it."""
    ended: date
    """The day before whose first event it stops."""
    begin: Mark
    end: Mark
    types: tuple[DigestOfType, ...]

    @property
    def count(self) -> int:
        """How many events that are."""
        return sum(each.count for each in self.types)


async def digest_due(session: Session, now: datetime) -> Digest | None:
    """The digest of what is in none yet, if a day (UTC) has ended since the last.

    It ends at a place, not at an hour: with the first event of the new day in commit order. So whatever commits late or
    whoever's clock is wrong, each event is in exactly one, and each begins where the one before has ended.
    """
    row = await queue.digest_row(session)
    if row is None or now.date() <= row.day:
        return None
    begin = end = Mark(row.xid, row.position)
    midnight = datetime.combine(now.date(), time(), tzinfo=UTC)
    tallies: dict[str, Any] = defaultdict(lambda: [0, sha256()])
    while rows := await outbox.names_after(session, end, limit=MOST, visibility=rules.EVERYONE):
        of_the_day = list(takewhile(lambda each: each.occurred_at < midnight, rows))
        for each in of_the_day:
            tallies[each.type][0] += 1
            tallies[each.type][1].update(f"{each.id}\n".encode())
            end = outbox.mark_of(each)
        if len(of_the_day) < len(rows):
            break
        await asyncio.sleep(0)  # a long day must not hold up the deliveries
    types = tuple(
        DigestOfType(type=kind, count=count, sha256=told.hexdigest()) for kind, (count, told) in sorted(tallies.items())
    )
    return Digest(row.day, now.date(), begin, end, types)


async def write_digest(tx: Transaction, found: Digest) -> bool:
    """Write a digest, once, whoever else has made it too; False if there is none: nothing but digests had happened."""
    if found.ended > tx.now.date():  # the clock of this process is ahead of the database's
        return False
    nothing = {each.type for each in found.types} <= {rules.DIGEST}
    moved = await queue.move_digest(tx, found.begun, found.ended, found.begin if nothing else found.end)
    if nothing or not moved:
        return False
    digest = WebhookDigest(
        day=(found.ended - timedelta(days=1)).isoformat(),
        after=None if found.begin == outbox.START else cursor(found.begin),
        until=cursor(found.end),
        count=found.count,
        types=found.types,
    )
    await outbox.record(tx, digest)
    return True
