"""Every fact that leaves the domain, as data: what webhooks carry and the pull feed lists.

An event says *that* something happened and to which ids; it never carries a text. Whoever may see more fetches the
subject by its id. A new type is one dataclass here and one ``outbox.record`` where it happens; its JSON Schema and its
example follow from the fields.

>>> event = RecognitionWithdrawn(recognition="rec_01m808tx000000000000000000", giver="per_01m808tx000000000000000000")
>>> event.type, event.subject_id, event.data()["giver"]
('recognition.withdrawn', 'rec_01m808tx000000000000000000', 'per_01m808tx000000000000000000')
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

import orjson
from pydantic import Field, TypeAdapter
from pydantic.alias_generators import to_camel

Id = Annotated[str, Field(pattern="^[a-z]+_[0-9a-z]{26}$", description="A TypeID.")]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may be told: a visibility, and the teams that the fact concerns. It routes an event and is not sent."""

    visibility: str = "EVERYONE"
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact. The docstring of each kind is its description in the catalogue."""

    type: ClassVar[str]
    subject: ClassVar[str]
    audience: Audience = Audience()

    @property
    def subject_id(self) -> str:
        """The id of what the fact is about."""
        value: str = getattr(self, self.subject)
        return value

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that it concerns: those of its audience, and each that it names itself."""
        named = (getattr(self, name) for name in fields(type(self)))
        own = (each for each in named if isinstance(each, str) and each.startswith("team_"))
        return tuple(dict.fromkeys((*self.audience.teams, *own)))

    def data(self) -> dict[str, Any]:
        """What is sent: the fields under their names in GraphQL; lists for tuples, RFC 3339 for instants."""
        return {to_camel(name): _plain(getattr(self, name)) for name in fields(type(self))}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def instant(at: datetime) -> str:
    """An instant as every edge writes it.

    >>> instant(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
    '2026-11-21T09:30:00Z'
    >>> instant(datetime(2026, 11, 21, 9, 30, 0, 250000, tzinfo=UTC))
    '2026-11-21T09:30:00.250Z'
    """
    if at.tzinfo is not UTC:  # a page has dozens, nearly all of them from the database
        at = at.astimezone(UTC)
    told = orjson.dumps(at, option=orjson.OPT_UTC_Z).decode()  # isoformat takes seven times as long
    return told[1:24] + "Z" if at.microsecond else told[1:-1]


def fields(kind: type[Event]) -> tuple[str, ...]:
    """The names of what an event of this kind carries."""
    return tuple(field.name for field in dataclasses.fields(kind) if field.name != "audience")


# ------------------------------------------------------------------------------------------------------ recognitions


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfRecognition(Event):
    subject: ClassVar[str] = "recognition"
    recognition: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionGiven(_OfRecognition):
    """Somebody thanked one or more teammates."""

    type: ClassVar[str] = "recognition.given"
    giver: Id
    recipients: tuple[Id, ...]
    team: Id | None
    behaviours: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionEdited(_OfRecognition):
    """The giver changed the words."""

    type: ClassVar[str] = "recognition.edited"
    giver: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionWithdrawn(_OfRecognition):
    """The giver took the thanks back. Delete what you stored of it."""

    type: ClassVar[str] = "recognition.withdrawn"
    giver: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionHidden(_OfRecognition):
    """A moderator hid it. Stop showing what you stored of it."""

    type: ClassVar[str] = "recognition.hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionUnhidden(_OfRecognition):
    """A moderator showed it again."""

    type: ClassVar[str] = "recognition.unhidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionEndorsed(_OfRecognition):
    """Somebody who was there said "I saw it too"."""

    type: ClassVar[str] = "recognition.endorsed"
    person: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionCommented(_OfRecognition):
    """Somebody wrote a comment."""

    type: ClassVar[str] = "recognition.commented"
    comment: Id
    author: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionCommentDeleted(_OfRecognition):
    """A comment was deleted by its author or hidden by a moderator."""

    type: ClassVar[str] = "recognition.comment_deleted"
    comment: Id


# ------------------------------------------------------------------------------------------------------- commitments


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCommitment(Event):
    subject: ClassVar[str] = "commitment"
    commitment: Id
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentEvent(_OfCommitment):
    """A step in a commitment's life. `actor` is null for the clock, `performer` while nobody has claimed it.

    `awaiting` is who is to act next, and `awaiting_team` the team of which somebody may claim it.
    """

    state: str
    customer: Id
    performer: Id | None
    actor: Id | None
    due_at: datetime
    at: datetime
    awaiting: Id | None = None
    awaiting_team: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRequested(CommitmentEvent):
    """Somebody asked a person or a team for something."""

    type: ClassVar[str] = "commitment.requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentOffered(CommitmentEvent):
    """Somebody offered to do something."""

    type: ClassVar[str] = "commitment.offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentCountered(CommitmentEvent):
    """New terms were proposed before there was a promise."""

    type: ClassVar[str] = "commitment.countered"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentPromised(CommitmentEvent):
    """The promise was made: a request was accepted or claimed, or an offer accepted."""

    type: ClassVar[str] = "commitment.promised"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDeferred(CommitmentEvent):
    """The answer will come later."""

    type: ClassVar[str] = "commitment.deferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDeclined(CommitmentEvent):
    """The answer was no, with or without an alternative."""

    type: ClassVar[str] = "commitment.declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentWithdrawn(CommitmentEvent):
    """It was taken back before there was a promise."""

    type: ClassVar[str] = "commitment.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentExpired(CommitmentEvent):
    """Nobody answered in time."""

    type: ClassVar[str] = "commitment.expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentAtRisk(CommitmentEvent):
    """The performer says that it may not be kept."""

    type: ClassVar[str] = "commitment.at_risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRiskCleared(CommitmentEvent):
    """The risk is over."""

    type: ClassVar[str] = "commitment.risk_cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentChangeProposed(CommitmentEvent):
    """One side proposed new terms for a promise."""

    type: ClassVar[str] = "commitment.change_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentChanged(CommitmentEvent):
    """The other side agreed to the new terms."""

    type: ClassVar[str] = "commitment.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentChangeRefused(CommitmentEvent):
    """The old terms hold."""

    type: ClassVar[str] = "commitment.change_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentHandOverProposed(CommitmentEvent):
    """The performer asked somebody to take it over."""

    type: ClassVar[str] = "commitment.hand_over_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentHandedOver(CommitmentEvent):
    """Somebody else is the performer now."""

    type: ClassVar[str] = "commitment.handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentHandOverRefused(CommitmentEvent):
    """The performer keeps it."""

    type: ClassVar[str] = "commitment.hand_over_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDelivered(CommitmentEvent):
    """The performer says that it is done."""

    type: ClassVar[str] = "commitment.delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRejected(CommitmentEvent):
    """The customer says what is missing."""

    type: ClassVar[str] = "commitment.rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentKept(CommitmentEvent):
    """The customer says that it is done, or stayed silent for seven days."""

    type: ClassVar[str] = "commitment.kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentBroken(CommitmentEvent):
    """The due date and the grace have passed."""

    type: ClassVar[str] = "commitment.broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentCancelled(CommitmentEvent):
    """It is no longer needed, or one of its people left."""

    type: ClassVar[str] = "commitment.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRevoked(CommitmentEvent):
    """The performer took the promise back."""

    type: ClassVar[str] = "commitment.revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentReopened(CommitmentEvent):
    """A broken promise got a new date."""

    type: ClassVar[str] = "commitment.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentReasonGiven(CommitmentEvent):
    """The performer said what got in the way."""

    type: ClassVar[str] = "commitment.reason_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentReminder(_OfCommitment):
    """Something is due soon or now; `person` is null where a whole team is asked, which is `awaitingTeam` then."""

    type: ClassVar[str] = "commitment.reminder"
    reminder: str
    person: Id | None
    at: datetime
    awaiting_team: Id | None = None


# ------------------------------------------------------------------------------------------------------------- scores


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfScore(Event):
    subject: ClassVar[str] = "team"
    team: Id
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePublished(_OfScore):
    """The score of a team was published, or published anew because something it rested on was wrong."""

    type: ClassVar[str] = "score.published"
    recipe: str
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBandChanged(_OfScore):
    """The score of a team has left its band, surely: the whole interval has cleared the border."""

    type: ClassVar[str] = "score.band_changed"
    band: str
    before: str


# ------------------------------------------------------------------------------------------------------------ people


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfPerson(Event):
    subject: ClassVar[str] = "person"
    person: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(_OfPerson):
    """A person is new, or back."""

    type: ClassVar[str] = "person.joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(_OfPerson):
    """Something about a person changed. `fields` names what, without the values."""

    type: ClassVar[str] = "person.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMoved(_OfPerson):
    """A person's home team changed."""

    type: ClassVar[str] = "person.moved"
    from_team: Id | None
    to_team: Id | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(_OfPerson):
    """A person was deactivated; their memberships ended."""

    type: ClassVar[str] = "person.left"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(_OfPerson):
    """A person was erased. Delete what you stored of them: the name, and the words that they wrote or got."""

    type: ClassVar[str] = "person.erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfTeam(Event):
    subject: ClassVar[str] = "team"
    team: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCreated(_OfTeam):
    """A team is new."""

    type: ClassVar[str] = "team.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanged(_OfTeam):
    """Something about a team changed. `fields` names what, without the values."""

    type: ClassVar[str] = "team.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRemoved(_OfTeam):
    """There is no such team any more; nobody is in it. What was done in it stays."""

    type: ClassVar[str] = "team.removed"


# ---------------------------------------------------------------------------------------------------------- webhooks


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfEndpoint(Event):
    subject: ClassVar[str] = "endpoint"
    endpoint: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTest(_OfEndpoint):
    """Somebody asked for a test. It goes to this endpoint alone."""

    type: ClassVar[str] = "webhook.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointDisabled(_OfEndpoint):
    """An endpoint gets nothing any more, by repeated failure or the receiver's word."""

    type: ClassVar[str] = "webhook.endpoint_disabled"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointFailing(_OfEndpoint):
    """Too many tries failed: an endpoint rests, what is for it waits, and one probe at a time decides."""

    type: ClassVar[str] = "webhook.endpoint_failing"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointRecovered(_OfEndpoint):
    """An endpoint that was failing or disabled has taken a webhook again."""

    type: ClassVar[str] = "webhook.endpoint_recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeliveryExhausted(_OfEndpoint):
    """A delivery was given up after its last try; it can be replayed."""

    type: ClassVar[str] = "webhook.delivery_exhausted"
    delivery: Id


@dataclass(frozen=True, slots=True)
class DigestOfType:
    """How many events of a type there are, and the SHA-256 of their ids, each with a line feed behind it."""

    type: str
    count: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDigest(Event):
    """What the log holds behind `after` (null: its beginning) up to `until`, by type, when a day had ended."""

    type: ClassVar[str] = "webhook.digest"
    subject: ClassVar[str] = "day"
    day: str
    after: str | None
    until: str
    count: int
    types: tuple[DigestOfType, ...]


# --------------------------------------------------------------------------------------------------------- catalogue


def _concrete(kind: type[Event]) -> list[type[Event]]:
    below = [leaf for child in kind.__subclasses__() for leaf in _concrete(child)]
    return [kind, *below] if "type" in vars(kind) else below


# slots=True makes each class twice; only the second is reachable by its name.
CATALOGUE: dict[str, type[Event]] = {
    kind.type: kind for kind in _concrete(Event) if globals().get(kind.__name__) is kind
}
"""Every type by its name, in the order of this file."""


def schema(kind: type[Event]) -> dict[str, Any]:
    """The JSON Schema of what an event of this kind carries as ``data``.

    What has a default came later: an event that was written before lacks it.
    """
    late = {field.name for field in dataclasses.fields(kind) if field.default is not dataclasses.MISSING}
    hints = get_type_hints(kind, include_extras=True)
    properties = {to_camel(name): _schema_of(hints[name]) for name in fields(kind)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.type,
        "description": description(kind),
        "type": "object",
        "properties": properties,
        "required": [to_camel(name) for name in fields(kind) if name not in late],
        "additionalProperties": True,
    }


def _schema_of(hint: Any) -> dict[str, Any]:
    one = get_args(hint)[0] if get_origin(hint) is tuple else hint
    schema = TypeAdapter(one).json_schema()
    return schema if one is hint else {"type": "array", "items": schema}


def description(kind: type[Event]) -> str:
    """The first line of the class, for people."""
    return (kind.__doc__ or "").strip()


@cache
def described() -> tuple[dict[str, Any], ...]:
    """The catalogue as every edge shows it."""
    return tuple(
        {"name": kind.type, "description": description(kind), "schema": schema(kind), "example": example(kind)}
        for kind in CATALOGUE.values()
    )


_PREFIXES = {
    "recognition": "rec",
    "comment": "com",
    "commitment": "cmt",
    "endpoint": "whe",
    "delivery": "whd",
    "team": "team",
    "from_team": "team",
    "to_team": "team",
    "awaiting_team": "team",
}
"""The kind of id in each field; a person's otherwise."""


def example(kind: type[Event]) -> dict[str, Any]:
    """What an event of this kind carries, with ids made up."""
    hints = get_type_hints(kind, include_extras=True)
    words = {
        "after": "MC4xNw",
        "as_of": "2026-11-21T00:00:00Z",
        "at": "2026-11-21T09:30:00Z",
        "band": "SOLID",
        "before": "GROWING",
        "behaviours": ["had_my_back"],
        "corrected": False,
        "count": 2,
        "day": "2026-11-21",
        "due_at": "2026-11-27T16:00:00Z",
        "fields": ["displayName"],
        "reason": "The receiver answered 410 Gone.",
        "recipe": "v1",
        "reminder": "due",
        "state": "PROMISED",
        "types": [{"type": "recognition.given", "count": 2, "sha256": sha256(b"evt_1\nevt_2\n").hexdigest()}],
        "until": "MC4xOQ",
        "version": 3,
    }

    def sample(name: str) -> Any:
        if name in words:
            return words[name]
        one = f"{_PREFIXES.get(name, 'per')}_01m808tx000000000000000000"
        return [one] if get_origin(hints[name]) is tuple else one

    return {to_camel(name): sample(name) for name in fields(kind)}
