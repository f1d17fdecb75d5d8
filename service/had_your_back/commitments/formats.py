"""Commitments as a calendar: RFC 5545, in the part of it that Google's, Outlook's and Apple's readers share.

What is decided here, and why:

- VEVENT, not VTODO: none of the three shows a VTODO of a feed that somebody subscribed to.
- Half an hour that *ends* on the due date, not a whole day and not an instant. The hour is part of the promise; an
  instant is drawn after its own deadline, or as a hairline; and what is due at midnight stands on the day that ends.
  It is transparent: a deadline makes nobody busy.
- From the promise on. A request is a question and belongs in the inbox; whoever asks cannot write into a calendar.
- What is cancelled, revoked, declined, withdrawn or expired is left out, and so vanishes at the next refresh. With
  STATUS:CANCELLED Google hides it, while Apple strikes it through and keeps it for as long as it is in the feed.
- No VALARM: the service reminds, and Google ignores alarms of feeds.
- The same state gives the same bytes: every instant in it is the commitment's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from icalendar import Calendar, Event, vDuration, vText

from had_your_back.commitments.transitions import Commitment, State

CONTENT_TYPE = "text/calendar; charset=utf-8"
SHOWN_FOR = timedelta(minutes=30)
ENDED_SHOWN_FOR = timedelta(days=90)
"""What is kept or broken still stands in a calendar for a while: its past does not vanish at once."""
REFRESHED_EVERY = timedelta(hours=1)
EDITION = 1
"""Raised when the same entries are written in another way, so that readers fetch what they have again."""
PRODUCT = "-//Had Your Back//Commitments//EN"

_MINE = {
    State.PROMISED: "Promised to {other}",
    State.AT_RISK: "At risk, promised to {other}",
    State.DELIVERED: "Delivered to {other}",
    State.KEPT: "Kept for {other}",
    State.BROKEN: "Past its day, promised to {other}",
}
_THEIRS = {
    State.PROMISED: "{other} promised you",
    State.AT_RISK: "At risk, {other} promised you",
    State.DELIVERED: "{other} delivered to you",
    State.KEPT: "{other} kept",
    State.BROKEN: "Past its day, {other} promised you",
}
_STANDS = {
    State.PROMISED: "Promised.",
    State.AT_RISK: "At risk: the performer says early that it may not hold.",
    State.DELIVERED: "Delivered. It is kept when the customer says so.",
    State.KEPT: "Kept.",
    State.BROKEN: "The day and the grace passed. It can still be delivered, or opened again with a new day.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment as one of its two people sees it: `other` is the name of the other one."""

    it: Commitment
    mine: bool
    other: str


@dataclass(frozen=True, slots=True)
class Feed:
    """All of a person's calendar. `link` is where a reader finds the service's page."""

    name: str
    link: str
    entries: Sequence[Entry]

    @property
    def tag(self) -> str:
        """Names what the calendar says. Far cheaper than to write it: most who ask have it already."""
        return hashlib.sha256(repr((EDITION, self)).encode()).hexdigest()[:32]


class _Text(vText):
    r"""Words, escaped as RFC 5545, 3.3.11, says: the library itself makes two lines of a written ``C:\New``."""

    def to_ical(self) -> bytes:
        """The words in the file."""
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def written(feed: Feed) -> bytes:
    """The calendar file. The library takes half a millisecond for each entry."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made["name"] = made["x-wr-calname"] = _Text(feed.name)  # RFC 7986, and what everybody reads
    made.add("refresh-interval", vDuration(REFRESHED_EVERY), {"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESHED_EVERY))
    for entry in feed.entries:
        made.add_component(_event(entry, feed.link))
    lines: bytes = made.to_ical()
    return lines


def _event(entry: Entry, link: str) -> Event:
    it = entry.it
    made = Event()
    # Neither the organisation's name nor a host's is part of it: both may change, and an id is like no other anyway.
    made.add("uid", f"{it.id}@had-your-back")
    made.add("sequence", it.version)
    made.add("dtstamp", it.changed_at)
    made.add("created", it.created_at)
    made.add("last-modified", it.changed_at)
    made.add("dtstart", it.due_at - SHOWN_FOR)
    made.add("dtend", it.due_at)
    made.add("summary", _Text(summary(entry)))
    made.add("description", _Text(_description(it)))
    made.add("url", link)
    made.add("status", "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    made.add("x-microsoft-cdo-busystatus", vText("FREE"))
    if it.private:
        made.add("class", "PRIVATE")
    return made


def summary(entry: Entry) -> str:
    """The line that stands in the calendar, in plain words."""
    how = (_MINE if entry.mine else _THEIRS)[entry.it.state].format(other=entry.other)
    return f"{how}: {entry.it.title}"


def _description(it: Commitment) -> str:
    pending = it.pending
    asked = None
    if pending is not None:
        asked = "Somebody is asked to take it over." if pending.is_hand_over else "New terms wait for an answer."
    return "\n\n".join(part for part in (it.conditions, _STANDS[it.state], asked) if part)
