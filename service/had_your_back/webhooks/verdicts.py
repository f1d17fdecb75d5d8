"""What an answer means for a delivery and for its endpoint, when the next try is due, and what is too old. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from had_your_back.webhooks.rules import DeliveryState, EndpointState, Trigger

SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long each try waits after the one before: ten tries in 75.6 hours."""

JITTER = 0.2
DISABLED_AFTER = timedelta(days=5)
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=24)
_NOT_MINE = frozenset({413, 415})
_NOT_NOW = frozenset({429, 502, 503, 504})
_GONE = 410

STOPPED = "stopped"
"""The error class of a try that was cut off because the worker was stopped: it says nothing of the receiver."""

SEALED = "sealed"
"""The error class of a try that came to nothing because HYB_SECRET_KEY does not open the endpoint's secrets."""

UNTIL_MENDED = timedelta(minutes=5)
"""How often it is looked whether it does by now."""

LOST = "lost: the worker that sent it died before it saw an answer"

DROPPED = "dropped"
"""The error class of what was not tried, because it was too old."""


def due_after(failures: int, jitter: float, *, most: int = len(SCHEDULE)) -> timedelta | None:
    """How long to wait after so many failures; None if that was the last try. `jitter` is from -1 to 1, for +-20 %.

    >>> due_after(1, 0), due_after(2, -1), due_after(9, 0.5), due_after(10, 0)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=240), datetime.timedelta(days=1, seconds=8640), None)
    """
    if failures >= min(most, len(SCHEDULE)):
        return None
    return SCHEDULE[failures] * (1 + JITTER * max(-1.0, min(1.0, jitter)))


def pause_of(retry_after: str, now: datetime) -> timedelta | None:
    """The pause that a ``Retry-After`` asks for, from 1 minute to 24 hours; None if it is not understood.

    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> pause_of("5", now), pause_of("Sun, 22 Nov 2026 12:30:00 GMT", now), pause_of("99999999999999999999", now)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=1800), datetime.timedelta(days=1))
    >>> pause_of("soon", now), pause_of("-1", now)
    (None, None)
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        asked = LONGEST_PAUSE if len(text) > 6 else timedelta(seconds=int(text))  # noqa: PLR2004 - 11 days and more
    else:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        asked = until.replace(tzinfo=until.tzinfo or UTC) - now
    return max(SHORTEST_PAUSE, min(LONGEST_PAUSE, asked))


class Answer(NamedTuple):  # there is one for every try; a tuple is made in a third of the time
    """What came back: a status, or an error ``class: sentence`` when there was none."""

    status: int | None = None
    error: str | None = None
    retry_after: str | None = None
    disable: bool = False
    milliseconds: int = 0
    peer_address: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means for the delivery and for the endpoint."""

    delivered: bool = False
    counts: bool = True
    """Whether it uses up one of the delivery's tries."""
    most: int = len(SCHEDULE)
    """How many tries there are when it ends like this."""
    seen: bool = True
    """Whether anybody saw how it ended."""
    pause: timedelta | None = None
    """For how long the endpoint gets nothing."""
    disable: str | None = None
    """Why the endpoint gets nothing any more."""
    ours: bool = False
    """Whether we could not even send it: nothing is known of the receiver, and it waits until that is mended."""


_DELIVERED = Verdict(delivered=True)


def verdict(answer: Answer, now: datetime) -> Verdict:
    """What the answer means. Redirects are never followed, so 3xx is a failure like any other.

    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> verdict(Answer(status=204), now).delivered, verdict(Answer(status=301), now).delivered
    (True, False)
    >>> verdict(Answer(status=410), now).disable
    'The receiver answered 410 Gone.'
    >>> verdict(Answer(status=413), now).most
    3
    >>> waits = verdict(Answer(status=503, retry_after="120"), now)
    >>> waits.pause, waits.counts
    (datetime.timedelta(seconds=120), False)
    """
    status = answer.status
    delivered = status is not None and 200 <= status < 300  # noqa: PLR2004 - what 2xx means
    if status == _GONE:
        return Verdict(disable="The receiver answered 410 Gone.")
    if answer.disable:
        return Verdict(delivered=delivered, disable="The receiver answered with webhook-delivery: disable.")
    if delivered:
        return _DELIVERED
    if answer.error is not None and answer.error.startswith((STOPPED, SEALED)):
        sealed = answer.error.startswith(SEALED)
        return Verdict(counts=False, seen=sealed, ours=sealed)
    if status in _NOT_MINE:
        return Verdict(most=3)
    pause = pause_of(answer.retry_after, now) if status in _NOT_NOW and answer.retry_after is not None else None
    # The receiver told us when to come back: that is no failure of this delivery, however often it is said.
    return Verdict(counts=pause is None, pause=pause)


class Next(NamedTuple):  # there is one for every try
    """Where a delivery goes from here. `due` is None where there is no next try."""

    state: DeliveryState
    failures: int
    due: datetime | None = None


def next_step(
    meant: Verdict,
    trigger: Trigger,
    failures: int,
    now: datetime,
    jitter: float,
    *,
    found: EndpointState = EndpointState.ACTIVE,
    disabled: bool = False,
) -> Next:
    """Where a delivery goes after a try. What a person asked for is tried once: they are watching, and can ask again.

    `found` is the endpoint's state before the answer: while it rests or is paused no try is counted, and what waits
    goes to the back of the line, so that the next probe carries something else. `disabled` is how it is afterwards.

    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> next_step(Verdict(), Trigger.SCHEDULE, 0, now, 0).due - now
    datetime.timedelta(seconds=5)
    >>> next_step(Verdict(), Trigger.TEST, 0, now, 0).state.value
    'EXHAUSTED'
    >>> probed = next_step(Verdict(), Trigger.PROBE, 9, now, 0, found=EndpointState.RESTING)
    >>> probed.state.value, probed.failures, probed.due == now
    ('WAITING', 9, True)
    """
    counts = meant.counts and found not in _WAITS
    failures += counts and not meant.delivered
    if meant.delivered:
        return Next(DeliveryState.DELIVERED, failures)
    if meant.disable or disabled or (meant.seen and trigger not in OF_ITSELF):
        return Next(DeliveryState.EXHAUSTED, failures)
    wait = due_after(failures, jitter, most=meant.most) if counts else timedelta(0)
    if meant.ours:
        wait = UNTIL_MENDED
    if wait is None:
        return Next(DeliveryState.EXHAUSTED, failures)
    return Next(DeliveryState.WAITING, failures, now + wait)


OF_ITSELF = frozenset({Trigger.SCHEDULE, Trigger.PROBE})
"""The triggers of tries that nobody asked for."""

_WAITS = frozenset({EndpointState.PAUSED, EndpointState.RESTING})


# ------------------------------------------------------------------------------------------------------ what is too old

USELESS_AFTER: Mapping[str, timedelta] = {"commitment.reminder": timedelta(days=1)}
"""Types of which nobody wants to hear any more when so much time has passed, whatever the endpoint wants."""


def expiry(event_type: str, happened: datetime, max_age_hours: int | None) -> datetime | None:
    """When the event is of no use any more to an endpoint with this age limit; None if it always is.

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> expiry("team.created", noon, None), expiry("team.created", noon, 25) - noon
    (None, datetime.timedelta(days=1, seconds=3600))
    >>> [(expiry("commitment.reminder", noon, hours) - noon).days for hours in (None, 72, 1)]
    [1, 1, 0]
    """
    if not max_age_hours and event_type not in USELESS_AFTER:
        return None
    ages = [USELESS_AFTER.get(event_type), max_age_hours and timedelta(hours=max_age_hours)]
    return min((happened + age for age in ages if age), default=None)


def why_dropped(event_type: str, max_age_hours: int | None) -> str:
    """What the log of attempts says of a delivery that was too old to be tried again.

    >>> why_dropped("commitment.reminder", 72)
    'dropped: a commitment.reminder that is older than 24 hours is of no use any more'
    >>> why_dropped("team.created", 72)
    'dropped: this endpoint wants nothing that is older than 72 hours'
    """
    by_type = USELESS_AFTER.get(event_type)
    if by_type and (max_age_hours is None or by_type <= timedelta(hours=max_age_hours)):
        return f"{DROPPED}: a {event_type} that is older than {by_type // _HOUR} hours is of no use any more"
    age = "an hour" if max_age_hours == 1 else f"{max_age_hours} hours"
    return f"{DROPPED}: this endpoint wants nothing that is older than {age}"


_HOUR = timedelta(hours=1)


# --------------------------------------------------------------------------------------------------------------- health

BREAKS_AFTER = 10
"""Failures in a row after which an endpoint is left to rest."""

WINDOW = timedelta(minutes=5)
WINDOW_TRIES = 10
WINDOW_SHARE = 0.7
"""It also rests when of at least so many tries in the window this share has failed."""

SUCCESSES_EVERY = timedelta(seconds=1)
"""How often it is written of an endpoint that is well that something arrived: not with each of a thousand a second."""

PROBES = tuple(timedelta(seconds=each) for each in (30, 60, 120, 300, 600, 900))
"""How long an endpoint at rest waits for each probe; the last of them again and again."""


class Health(NamedTuple):  # there is one for every endpoint whose answers are written
    """How an endpoint has been answering: columns of its row."""

    state: EndpointState
    consecutive_failures: int = 0
    failing_since: datetime | None = None
    last_success_at: datetime | None = None
    paused_until: datetime | None = None
    state_reason: str | None = None
    window_since: datetime | None = None
    """The failure with which the counting of a window began. Who is well has none, and costs nothing."""
    window_tries: int = 0
    window_failures: int = 0
    probes: int = 0
    """Probes that failed since it rests."""
    probe_at: datetime | None = None
    """When an endpoint at rest gets the next one."""
    resumed_at: datetime | None = None
    """Since when it gets something again, at first slowly."""
    is_troubled: bool = False
    """Whether it was told that it is failing or disabled, and not yet that it is well again."""


def after(
    health: Health, meant: Verdict, trigger: Trigger, now: datetime, *, jitter: float = 0, operational: bool = False
) -> Health:
    """The health after a try. Only tries that nobody asked for tell how an endpoint is; its own word always counts.

    A receiver that says when to come back is not failing, unless it never says anything else. News of another
    endpoint's trouble (`operational`) never makes an endpoint rest: two that fail would tell each other for ever.

    >>> start = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> ill = after(Health(EndpointState.ACTIVE), Verdict(), Trigger.SCHEDULE, start)
    >>> ill.consecutive_failures, after(ill, Verdict(delivered=True), Trigger.SCHEDULE, start).consecutive_failures
    (1, 0)
    >>> after(ill, Verdict(), Trigger.SCHEDULE, start + timedelta(days=5)).state_reason
    'It had no success for 5 days.'
    >>> rests = after(ill._replace(consecutive_failures=9), Verdict(), Trigger.SCHEDULE, start)
    >>> rests.state.value, rests.state_reason, rests.probe_at - start
    ('RESTING', 'The last 10 tries failed.', datetime.timedelta(seconds=30))
    >>> well = after(rests, Verdict(delivered=True), Trigger.PROBE, start)
    >>> well.state.value, well.is_troubled
    ('ACTIVE', False)
    """
    if not meant.seen or meant.ours:
        return health
    seen = health
    if trigger in OF_ITSELF:
        probed = health.state is EndpointState.RESTING and trigger is Trigger.PROBE
        if meant.delivered:
            seen = _after_success(health, now, probed=probed)
        else:
            seen = _after_failure(health, meant, now, jitter, probed=probed, operational=operational)
    why = meant.disable
    if why is None and seen is not health and seen.failing_since and now - seen.failing_since >= DISABLED_AFTER:
        why = f"It had no success for {DISABLED_AFTER.days} days."
    if why and seen.state not in {EndpointState.DISABLED, EndpointState.DELETED}:
        seen = seen._replace(state=EndpointState.DISABLED, state_reason=why, is_troubled=True)
    return seen


def resumed(health: Health, now: datetime) -> Health:
    """The health of an endpoint that gets something again: what failed is forgiven, and it begins slowly.

    Whether it is well its first success will tell.
    """
    return Health(
        EndpointState.ACTIVE, last_success_at=health.last_success_at, resumed_at=now, is_troubled=health.is_troubled
    )


def why_resting(health: Health) -> str | None:
    """Why an endpoint is to be left to rest; None if it is not.

    >>> why_resting(Health(EndpointState.ACTIVE, consecutive_failures=9, window_tries=9, window_failures=9))
    >>> why_resting(Health(EndpointState.ACTIVE, window_tries=13, window_failures=9))
    >>> why_resting(Health(EndpointState.ACTIVE, window_tries=12, window_failures=9))
    'Of 12 tries within 5 minutes 9 failed.'
    """
    if health.consecutive_failures >= BREAKS_AFTER:
        return f"The last {health.consecutive_failures} tries failed."
    tries, failures = health.window_tries, health.window_failures
    if tries >= WINDOW_TRIES and failures >= WINDOW_SHARE * tries:
        return f"Of {tries} tries within {WINDOW // timedelta(minutes=1)} minutes {failures} failed."
    return None


def probe_after(probes: int, jitter: float) -> timedelta:
    """How long an endpoint at rest waits after so many probes that failed. `jitter` is from -1 to 1, for +-20 %.

    >>> [probe_after(probes, 0).seconds for probes in (0, 1, 5, 500)], probe_after(0, 1).seconds
    ([30, 60, 900, 900], 36)
    """
    return PROBES[min(probes, len(PROBES) - 1)] * (1 + JITTER * max(-1.0, min(1.0, jitter)))


def _after_success(health: Health, now: datetime, *, probed: bool) -> Health:
    if probed:
        return resumed(health, now)._replace(last_success_at=now, is_troubled=False)
    well = health.failing_since is None and health.window_since is None and not health.is_troubled
    last = health.last_success_at
    if well and last and not health.consecutive_failures and timedelta(0) <= now - last < SUCCESSES_EVERY:
        return health
    is_troubled = health.is_troubled and health.state is not EndpointState.ACTIVE
    seen = health._replace(consecutive_failures=0, failing_since=None, last_success_at=now, is_troubled=is_troubled)
    return seen if health.window_since is None else _in_window(seen, now, failed=False)


def _after_failure(
    health: Health, meant: Verdict, now: datetime, jitter: float, *, probed: bool, operational: bool
) -> Health:
    seen = health._replace(failing_since=health.failing_since or now)
    if probed:
        probes = health.probes + 1
        seen = seen._replace(probes=probes, probe_at=now + probe_after(probes, jitter))
    if meant.pause:
        until = max(health.paused_until or now, now + meant.pause)
        return seen._replace(paused_until=until, resumed_at=until)
    seen = _in_window(seen._replace(consecutive_failures=health.consecutive_failures + 1), now, failed=True)
    why = None if operational or health.state is not EndpointState.ACTIVE else why_resting(seen)
    if why is None:
        return seen
    return seen._replace(
        state=EndpointState.RESTING,
        state_reason=why,
        probes=0,
        probe_at=now + probe_after(0, jitter),
        is_troubled=True,
    )


def _in_window(health: Health, now: datetime, *, failed: bool) -> Health:
    """The try counted. A window begins with a failure, so that a fresh outage is never lost among old successes."""
    if health.window_since is not None and timedelta(0) <= now - health.window_since < WINDOW:
        return health._replace(window_tries=health.window_tries + 1, window_failures=health.window_failures + failed)
    if failed:
        return health._replace(window_since=now, window_tries=1, window_failures=1)
    return health._replace(window_since=None, window_tries=0, window_failures=0)
