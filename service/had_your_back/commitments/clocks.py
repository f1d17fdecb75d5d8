"""What the clock does to commitments: working days, pauses, deadlines and reminders. Pure arithmetic on instants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from had_your_back.commitments.transitions import ASKED, PROMISED, Answer, ClockAct, Commitment, Side, State

SILENCE_IS_YES_AFTER = timedelta(days=7)
CONFIRMATION_REMINDER_AFTER = timedelta(days=2)
CHANGE_WAITS_FOR = 2
"""Working days for which a break waits for the answer to a change that the performer proposed in time."""

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The organisation's working days: Monday to Friday in its time zone, less its holidays."""

    time_zone: str = "UTC"
    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def after(self, at: datetime, working_days: int) -> datetime:
        """The same time of day, so many working days later. From a day off it counts from the next working day on.

        Where the clocks go forward and the time does not exist, it is the instant that the old offset would have given.

        >>> Calendar().after(datetime(2026, 11, 20, 9, tzinfo=UTC), 2)  # a Friday
        datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.timezone.utc)
        """
        zone = ZoneInfo(self.time_zone)
        local = at.astimezone(zone)
        day, left = local.date(), working_days
        while left:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return datetime.combine(day, local.time(), tzinfo=zone).astimezone(UTC)


Interval = tuple[datetime, datetime | None]
"""From, and until; None is open."""


def paused(start: datetime, end: datetime, away: Iterable[Interval]) -> datetime | None:
    """When a clock that runs from `start` to `end` runs out, if it stands still during these intervals.

    None: it stands still for as long as one knows.

    >>> monday, tuesday, friday = (datetime(2026, 11, day, tzinfo=UTC) for day in (23, 24, 27))
    >>> paused(monday, tuesday, [(monday + timedelta(hours=6), friday)])
    datetime.datetime(2026, 11, 27, 18, 0, tzinfo=datetime.timezone.utc)
    """
    for begin, until in sorted(away, key=lambda interval: interval[0]):
        first = max(begin, start)
        if first >= end:
            break
        if until is None:
            return None
        if until > first:
            end += until - first
            start = until
    return end


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings decide: working days, how long an answer may take, and the grace after a due date."""

    calendar: Calendar = Calendar()
    answer_within: int = 2
    """Working days."""
    grace: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Away:
    """When the people of a commitment are away; clocks that wait for somebody stand still meanwhile."""

    intervals: Mapping[str, Iterable[Interval]]

    def of(self, person: str | None) -> Iterable[Interval]:
        """The intervals of a person; nobody is never away."""
        return self.intervals.get(person, ()) if person else ()


NOBODY_AWAY = Away({})


def next_clock(it: Commitment, away: Away, terms: Terms) -> tuple[ClockAct, datetime] | None:
    """The next act of the clock and when it falls due, if nobody acts before; None if there is none."""
    if it.state in ASKED:
        assert it.turn_since is not None
        assert it.answer_by is not None
        at = paused(it.turn_since, it.answer_by, away.of(it.awaiting))
        return (ClockAct.EXPIRE, at) if at else None
    if it.state in PROMISED:
        start = max(it.due_at, it.rejected_at or it.due_at)
        at = paused(start, start + terms.grace, away.of(it.performer))
        proposal = it.pending
        if at and proposal and not proposal.is_hand_over and proposal.by is Side.PERFORMER:
            # Proposed in time, since a change can be proposed only before the due date.
            at = max(at, terms.calendar.after(proposal.since, CHANGE_WAITS_FOR))
        return (ClockAct.BREAK, at) if at else None
    if it.state is State.DELIVERED:
        assert it.delivered_at is not None
        at = paused(it.delivered_at, it.delivered_at + SILENCE_IS_YES_AFTER, away.of(it.customer))
        return (ClockAct.ASSUME_KEPT, at) if at else None
    return None


def strike(it: Commitment, act: ClockAct, at: datetime) -> Commitment:
    """What a commitment is after an act of the clock, stamped with the instant at which it fell due."""
    after = replace(it, version=it.version + 1, changed_at=at, closed_at=at, pending=None)
    if act is ClockAct.EXPIRE:
        waited_for_performer = it.initiator is Side.CUSTOMER and it.turn is Side.PERFORMER
        if waited_for_performer and it.answer in {None, Answer.DEFERRED}:
            after = replace(
                after, answer=Answer.EXPIRED, answered_at=at, answered_by=None
            )  # deferred, and then nothing: no answer
        return replace(after, state=State.EXPIRED, turn=None, turn_since=None, answer_by=None)
    if act is ClockAct.BREAK:
        return replace(after, state=State.BROKEN, broken_at=it.broken_at or at)
    return replace(after, state=State.KEPT, assumed=True)


def leave(it: Commitment, at: datetime) -> Commitment:
    """What an open commitment is after one of its people left."""
    gone = replace(it, version=it.version + 1, changed_at=at, closed_at=at, pending=None, state=State.CANCELLED)
    return replace(gone, turn=None, turn_since=None, answer_by=None)


class Reminder(StrEnum):
    """What somebody is reminded of."""

    ANSWER = "answer"
    DUE_TOMORROW = "due_tomorrow"
    DUE = "due"
    CONFIRM = "confirm"


def reminders(it: Commitment) -> list[tuple[Reminder, datetime]]:
    """What is to be reminded of in this version, and when; never what lay before the version began."""
    found: list[tuple[Reminder, datetime]] = []
    if it.state in ASKED:
        assert it.turn_since is not None
        assert it.answer_by is not None
        found = [(Reminder.ANSWER, it.answer_by - (it.answer_by - it.turn_since) / 4)]
    elif it.state in PROMISED:
        found = [(Reminder.DUE_TOMORROW, it.due_at - timedelta(days=1)), (Reminder.DUE, it.due_at)]
    elif it.state is State.DELIVERED:
        assert it.delivered_at is not None
        found = [(Reminder.CONFIRM, it.delivered_at + CONFIRMATION_REMINDER_AFTER)]
    return [(what, at) for what, at in found if at > it.changed_at]
