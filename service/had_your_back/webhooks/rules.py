"""What an answer means, when the next try is due, who gets what, and whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from math import floor
from typing import NamedTuple

from had_your_back.errors import ErrorCode, Refused

MOST_ENDPOINTS = 500
LONGEST_URL = 2_000
LONGEST_DESCRIPTION = 200
MOST_HEADERS = 20
LONGEST_HEADER = 2_000
MOST_CONCURRENT = 64
USUALLY_CONCURRENT = 8
MOST_PER_MINUTE = 60_000
OLDEST_HOURS = 24 * 30
MOST_REPLAYED = 10_000
LONGEST_OVERLAP = timedelta(hours=168)

LEASE = timedelta(seconds=60)
"""For how long a claim is a worker's. A try takes 15 s at most; the rest is for the databases around it."""


class EndpointState(StrEnum):
    """Whether an endpoint gets anything, and who decided that."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    RESTING = "RESTING"
    DISABLED = "DISABLED"
    DELETED = "DELETED"
    """Seen by nobody; the worker is removing its deliveries in small steps."""


class DeliveryState(StrEnum):
    """Where a delivery is on its road."""

    WAITING = "WAITING"
    IN_FLIGHT = "IN_FLIGHT"
    DELIVERED = "DELIVERED"
    EXHAUSTED = "EXHAUSTED"
    DROPPED = "DROPPED"


class Trigger(StrEnum):
    """Why there is a delivery: an event, or somebody who asked for it."""

    SCHEDULE = "schedule"
    MANUAL = "manual"
    TEST = "test"
    REPLAY = "replay"
    PROBE = "probe"
    """Of a try, not of a delivery: the one try that an endpoint at rest gets, to see whether it is well again."""


class Lane(StrEnum):
    """Where a delivery waits for its turn: what a person asked for never waits behind a backlog."""

    ASKED = "asked"
    SCHEDULED = "scheduled"


class Style(StrEnum):
    """How much a body says: ids and instants, or also the object as far as everyone may see it."""

    THIN = "THIN"
    FULL = "FULL"


class Format(StrEnum):
    """How a body is laid out."""

    STANDARD = "STANDARD"
    CLOUDEVENTS = "CLOUDEVENTS"
    SLACK = "SLACK"
    TEAMS = "TEAMS"


class Signature(StrEnum):
    """How a webhook is signed: with the endpoint's secret (``v1``), or with a key of the service (``v1a``)."""

    HMAC_SHA256 = "HMAC_SHA256"
    ED25519 = "ED25519"


def tells(style: Style, layout: Format) -> bool:
    """Whether bodies say more than ids and instants.

    >>> tells(Style.THIN, Format.CLOUDEVENTS), tells(Style.THIN, Format.SLACK), tells(Style.FULL, Format.STANDARD)
    (False, True, True)
    """
    return style is Style.FULL or layout in {Format.SLACK, Format.TEAMS}


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


# -------------------------------------------------------------------------------------------------------- subscriptions


def matches(patterns: Collection[str], event_type: str) -> bool:
    """Whether one of the patterns names the type. No pattern at all means every type.

    >>> matches(["recognition.*"], "recognition.given"), matches(["recognition.*"], "recognitions.given")
    (True, False)
    >>> matches([], "team.created"), matches(["*"], "team.created"), matches(["team.changed"], "team.created")
    (True, True, False)
    """
    return not patterns or any(_matches(pattern, event_type) for pattern in patterns)


def _matches(pattern: str, event_type: str) -> bool:
    return pattern in {event_type, "*"} or (pattern.endswith(".*") and event_type.startswith(pattern[:-1]))


def accept_patterns(patterns: Iterable[str], known: Collection[str], path: str = "eventTypes") -> list[str]:
    """The patterns without repetition, if each can ever match.

    Raises: Refused INVALID for one that no type matches.
    """
    accepted = list(dict.fromkeys(patterns))
    for at, pattern in enumerate(accepted):
        if not any(_matches(pattern, each) for each in known):
            message = f"No event type matches {pattern!r}. The types are: {', '.join(known)}."
            raise Refused(ErrorCode.INVALID, message, path, at)
    return accepted


def types_of(patterns: Collection[str], known: Collection[str]) -> frozenset[str] | None:
    """The types that the patterns name; None for every type, also one of which nothing is known any more.

    >>> known = ["team.created", "team.changed", "person.left"]
    >>> sorted(types_of(["team.*"], known)), types_of([], known), types_of(["team.*", "*"], known)
    (['team.changed', 'team.created'], None, None)
    """
    if not patterns or "*" in patterns:
        return None
    return frozenset(each for each in known if matches(patterns, each))


OPERATIONAL = "webhook."
TEST = "webhook.test"
DIGEST = "webhook.digest"
EVERYONE = "EVERYONE"


def is_operational(event_type: str) -> bool:
    """Whether the event is about how an endpoint is doing. How such news fares is no news, or it would never end.

    >>> [is_operational(each) for each in ("webhook.endpoint_failing", "webhook.digest", "team.created")]
    [True, False, False]
    """
    return event_type.startswith(OPERATIONAL) and event_type not in {TEST, DIGEST}


def is_in_the_log(visibility: str) -> bool:
    """Whether whoever may read the log is told: everyone may be. The rest goes to endpoints that name its visibility.

    >>> is_in_the_log("EVERYONE"), is_in_the_log("PEOPLE")
    (True, False)
    """
    return visibility == EVERYONE


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an endpoint wants to hear."""

    endpoint: str
    event_types: tuple[str, ...] = ()
    teams: frozenset[str] = frozenset()
    visibilities: frozenset[str] = frozenset()

    def wants(self, event_type: str, subject: str, visibility: str, teams: Iterable[str]) -> bool:
        """Whether the event goes to this endpoint.

        What not everyone may see goes only where that visibility is named. An operational event never goes to the
        endpoint that it is about, and a test only there (it has its own way, not this one). The digest of a day is for
        auditors: it goes to those that name it.

        >>> all_of_it = Subscription("whe_1")
        >>> all_of_it.wants("recognition.given", "rec_1", "EVERYONE", ["team_1"])
        True
        >>> all_of_it.wants("recognition.given", "rec_1", "PEOPLE", ["team_1"])
        False
        >>> all_of_it.wants("webhook.endpoint_disabled", "whe_1", "EVERYONE", [])
        False
        >>> [Subscription("whe_1", each).wants(DIGEST, "2026-11-22", "EVERYONE", []) for each in ((), ("webhook.*",))]
        [False, True]
        """
        if event_type == TEST or (event_type.startswith(OPERATIONAL) and subject == self.endpoint):
            return False
        if event_type == DIGEST and not any(each.startswith(OPERATIONAL) for each in self.event_types):
            return False
        return (
            matches(self.event_types, event_type)
            and (is_in_the_log(visibility) or visibility in self.visibilities)
            and (not self.teams or not self.teams.isdisjoint(teams))
        )


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier delivery of an event to an endpoint."""

    state: DeliveryState
    sequence: int
    previous_event: str | None


def is_replayed(past: Iterable[Past], *, only_missing: bool) -> bool:
    """Whether an event goes out again: never while it is on its way, and what came only if it is wanted a second time.

    >>> lost, came, waits = (Past(DeliveryState(each), 1, None) for each in ("EXHAUSTED", "DELIVERED", "WAITING"))
    >>> [is_replayed(each, only_missing=True) for each in ([], [lost], [lost, came], [came, waits])]
    [True, True, False, False]
    >>> [is_replayed(each, only_missing=False) for each in ([], [lost], [lost, came], [came, waits])]
    [True, True, True, False]
    """
    states = {each.state for each in past}
    if states & {DeliveryState.WAITING, DeliveryState.IN_FLIGHT}:
        return False
    return not (only_missing and DeliveryState.DELIVERED in states)


_LAST_WORDS = (".withdrawn", ".hidden", ".erased")


def outlives(event_type: str) -> bool:
    """Whether the event goes out as it is although its subject is gone: it is the news that it is gone.

    >>> outlives("recognition.withdrawn"), outlives("recognition.given")
    (True, False)
    """
    return event_type.endswith(_LAST_WORDS)


# -------------------------------------------------------------------------------------------------------------- consent


@dataclass(frozen=True, slots=True)
class Consent:
    """What a receiver said when it was asked whether it wants webhooks at a URL."""

    url: str
    per_minute: int | None = None
    """At most so many; None for as many as we like."""


def consent(url: str, origin: str, status: int, allowed_origin: str | None, allowed_rate: str | None) -> Consent:
    """What the answer to the question means: CloudEvents' web hooks for event delivery 1.0, section 4.

    >>> consent("https://x.example/", "backs.example", 200, "*", "120").per_minute
    120
    >>> consent("https://x.example/", "backs.example", 204, "elsewhere.example, Backs.Example", None).per_minute

    Raises: Refused NOT_ALLOWED, which says what the receiver has to answer.
    """
    wanted = (
        f"OPTIONS with WebHook-Request-Origin: {origin} has to be answered 200 with WebHook-Allowed-Origin: {origin}"
    )
    given = "without that header" if allowed_origin is None else f"with WebHook-Allowed-Origin: {allowed_origin[:100]}"
    named = {each.strip().lower() for each in (allowed_origin or "").split(",")}
    if not 200 <= status < 300 or not named & {"*", origin.lower()}:  # noqa: PLR2004 - what 2xx means
        message = f"The receiver does not consent: {wanted} (or *); it answered {status} {given}."
        raise Refused(ErrorCode.NOT_ALLOWED, message, "url")
    rate = (allowed_rate or "*").strip()
    if rate == "*":
        return Consent(url)
    if not (rate.isascii() and rate.isdigit() and int(rate[:9])):
        message = (
            f"The receiver consents, but WebHook-Allowed-Rate has to be a number of webhooks a minute or *: {rate[:40]}"
        )
        raise Refused(ErrorCode.NOT_ALLOWED, message, "url")
    return Consent(url, min(int(rate[:9]), MOST_PER_MINUTE))


def consented_rate(asked: int | None, allowed: int | None) -> int | None:
    """The webhooks a minute that both sides want.

    >>> consented_rate(None, 120), consented_rate(60, 120), consented_rate(600, 120), consented_rate(60, None)
    (120, 60, 120, 60)
    """
    return min((each for each in (asked, allowed) if each is not None), default=None)


# ------------------------------------------------------------------------------------------------------------- verdicts

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
    if answer.error is not None and answer.error.startswith(STOPPED):
        return Verdict(counts=False, seen=False)
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
    if wait is None:
        return Next(DeliveryState.EXHAUSTED, failures)
    return Next(DeliveryState.WAITING, failures, now + wait)


OF_ITSELF = frozenset({Trigger.SCHEDULE, Trigger.PROBE})
"""The triggers of tries that nobody asked for."""

_WAITS = frozenset({EndpointState.PAUSED, EndpointState.RESTING})


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
    if not meant.seen:
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


# ----------------------------------------------------------------------------------------------------------- whose turn


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

    >>> now = datetime(2026, 11, 22, 12, tzinfo=UTC)
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

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> [at_once(noon, noon + timedelta(seconds=each)) for each in (0, 4, 5, 14, 29, 30)], at_once(None, noon)
    ([1, 1, 2, 4, 32, 64], 64)
    """
    if resumed_at is None or now < resumed_at:  # a clock that was put back
        return MOST_CONCURRENT
    return min(MOST_CONCURRENT, 1 << min((now - resumed_at) // SLOW_START, MOST_CONCURRENT))


def allowance(standing: Standing, lane: Lane, now: datetime, *, most_here: int) -> int:
    """How many deliveries an endpoint may get now. What a person asked for also goes to one that is paused or disabled.

    `most_here` bounds what one endpoint can hold of a single worker, whatever its maxConcurrency.

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
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


# --------------------------------------------------------------------------------------------------------------- limits

_RESERVED = frozenset({
    "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "expect", "host",
    "keep-alive", "proxy-authorization", "te", "trailer", "traceparent", "transfer-encoding", "upgrade", "user-agent",
})  # fmt: skip
_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")


def accept_headers(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The static headers of an endpoint, in lower case.

    >>> accept_headers([("X-Api-Key", "abc")])
    {'x-api-key': 'abc'}

    Raises: Refused INVALID or TOO_LONG: too many, a name that is ours or none, a value that is more than one line.
    """
    if len(headers) > MOST_HEADERS:
        raise Refused(
            ErrorCode.TOO_LONG, f"At most {MOST_HEADERS} headers fit here; these are {len(headers)}.", "headers"
        )
    accepted: dict[str, str] = {}
    for at, (given, value) in enumerate(headers):
        name = given.strip().lower()
        if not name or not _TOKEN.issuperset(name):
            raise Refused(ErrorCode.INVALID, f"{given!r} is not the name of a header.", "headers", at, "name")
        if name in _RESERVED or name.startswith("webhook-"):
            raise Refused(ErrorCode.INVALID, f"The header {name} is set by the service itself.", "headers", at, "name")
        if name in accepted:
            raise Refused(ErrorCode.INVALID, f"The header {name} is given twice.", "headers", at, "name")
        if len(name) + len(value) > LONGEST_HEADER:
            message = f"At most {LONGEST_HEADER:,} characters fit in a header."
            raise Refused(ErrorCode.TOO_LONG, message, "headers", at, "value")
        if not value.isascii() or not value.isprintable():
            message = f"The value of {name} has to be one line of ASCII."
            raise Refused(ErrorCode.INVALID, message, "headers", at, "value")
        accepted[name] = value.strip()
    return accepted


def accept_signatures(given: Iterable[Signature]) -> list[Signature]:
    """The signatures without repetition.

    >>> accept_signatures([Signature.ED25519, Signature.ED25519])
    [<Signature.ED25519: 'ED25519'>]

    Raises: Refused INVALID without any.
    """
    accepted = list(dict.fromkeys(given))
    if not accepted:
        message = "A webhook bears a signature: HMAC_SHA256, ED25519 or both; leave this out for HMAC_SHA256."
        raise Refused(ErrorCode.INVALID, message, "signatures")
    return accepted


def accept_between(value: int, least: int, most: int, path: str) -> int:
    """The number, if it is from `least` to `most`.

    Raises: Refused INVALID.
    """
    if not least <= value <= most:
        raise Refused(ErrorCode.INVALID, f"This has to be from {least:,} to {most:,}; it is {value:,}.", path)
    return value
