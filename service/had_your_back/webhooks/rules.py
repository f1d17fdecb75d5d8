"""What an endpoint may be, what it hears of, and to what its receiver consented. Pure.

What comes back is judged in ``verdicts.py``; who is next is decided in ``turns.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache

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


# -------------------------------------------------------------------------------------------------------- subscriptions


def matches(patterns: Collection[str], event_type: str) -> bool:
    """Whether one of the patterns names the type. No pattern at all means every type.

    >>> matches(["recognition.*"], "recognition.given"), matches(["recognition.*"], "recognitions.given")
    (True, False)
    >>> matches([], "team.created"), matches(["*"], "team.created"), matches(["team.changed"], "team.created")
    (True, True, False)
    """
    return not patterns or _any_matches(tuple(patterns), event_type)


@lru_cache(maxsize=10_000)  # asked for every event and endpoint, and there are few types
def _any_matches(patterns: tuple[str, ...], event_type: str) -> bool:
    return any(_matches(pattern, event_type) for pattern in patterns)


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
ERASED = "person.erased"
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
        auditors: it goes to those that name it. That somebody was erased is told whatever teams an endpoint names:
        it may hold something of them.

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
            and (not self.teams or event_type == ERASED or not self.teams.isdisjoint(teams))
        )

    def wants_again(self, event_type: str, subject: str, visibility: str, teams: Iterable[str]) -> bool:
        """Whether a replay takes the event along: what the endpoint asks for, and what was a test of it.

        A test goes to its endpoint whatever that asks for, and has a place in the sequence; were it left out, one that
        was lost would be missing there for ever.

        >>> some_of_it = Subscription("whe_1", ("team.*",))
        >>> [some_of_it.wants_again(TEST, subject, "EVERYONE", []) for subject in ("whe_1", "whe_2")]
        [True, False]
        """
        if event_type == TEST:
            return subject == self.endpoint
        return self.wants(event_type, subject, visibility, teams)


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
