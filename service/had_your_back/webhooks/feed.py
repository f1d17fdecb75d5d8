"""The pull side: the log of facts for whoever fetches instead of being called, or has missed one.

It holds what an endpoint without filters is sent, and the tests of every endpoint, in commit order. A page begins
behind a place that the reader names and says up to where it has read. Reading on from there skips nothing and repeats
nothing, however many write meanwhile and in whatever order they commit (see `outbox.after`).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from had_your_back import events, ids, outbox
from had_your_back.database import Rows, Session
from had_your_back.errors import ErrorCode, Refused
from had_your_back.ids import Kind
from had_your_back.outbox import Mark
from had_your_back.webhooks import rules

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
