"""Generated from graphql/operations by `make contract`; do not edit."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from datetime import datetime
from typing import Annotated, Any, NotRequired, TypedDict, TypeVar, Unpack

from had_your_back_client.models import Model, Name, absent, nearest
from had_your_back_client.talk import Document

T = TypeVar("T")


class CommitmentActName(Name):
    """The names of the fields of CommitmentAct."""

    ACCEPT = "ACCEPT"
    """Yes."""
    ACCEPT_HAND_OVER = "ACCEPT_HAND_OVER"
    """Become its performer."""
    AGREE_CHANGE = "AGREE_CHANGE"
    """Yes to the change."""
    CANCEL = "CANCEL"
    """It is no longer needed."""
    CLAIM = "CLAIM"
    """What a team was asked, a member takes."""
    CLEAR_RISK = "CLEAR_RISK"
    """The risk is over."""
    CONFIRM = "CONFIRM"
    """Yes, it is done."""
    COUNTER = "COUNTER"
    """Yes, on other terms."""
    DECLINE = "DECLINE"
    """No; best with an alternative."""
    DEFER = "DEFER"
    """The answer comes later."""
    DELIVER = "DELIVER"
    """Say that it is done."""
    FLAG_AT_RISK = "FLAG_AT_RISK"
    """Say early that it may not hold."""
    GIVE_REASON = "GIVE_REASON"
    """Say afterwards what got in the way."""
    HAND_OVER = "HAND_OVER"
    """Ask somebody else to perform it."""
    PROPOSE_CHANGE = "PROPOSE_CHANGE"
    """Other terms for what is promised."""
    REFUSE_CHANGE = "REFUSE_CHANGE"
    """The old terms hold."""
    REFUSE_HAND_OVER = "REFUSE_HAND_OVER"
    """The performer keeps it."""
    REJECT = "REJECT"
    """It is not; say what is missing."""
    REOPEN = "REOPEN"
    """A new day after a break."""
    REVOKE = "REVOKE"
    """Take the promise back, with the reason."""
    WITHDRAW = "WITHDRAW"
    """Take back what one began or proposed."""


class CommitmentState(Name):
    """Where a commitment is in its life."""

    AT_RISK = "AT_RISK"
    """The performer says early that it may not hold."""
    BROKEN = "BROKEN"
    """Day and grace passed. It can still be delivered or opened again; the break stays."""
    CANCELLED = "CANCELLED"
    """No longer needed, or somebody left."""
    COUNTERED = "COUNTERED"
    """Other terms are on the table; the other side answers."""
    DECLINED = "DECLINED"
    """A no. With an alternative or a pointer, a good one."""
    DELIVERED = "DELIVERED"
    """The performer says it is done. It is done when the customer says so."""
    EXPIRED = "EXPIRED"
    """Nobody answered."""
    KEPT = "KEPT"
    """The customer said yes, or stayed silent (`assumed`)."""
    OFFERED = "OFFERED"
    """Somebody would do it and said so."""
    PROMISED = "PROMISED"
    """The performer said yes. From here on there is a name and a day."""
    REQUESTED = "REQUESTED"
    """Somebody counts on it and asked. Of a team: nobody's until somebody claims it."""
    REVOKED = "REVOKED"
    """The performer took the promise back and said why."""
    WITHDRAWN = "WITHDRAWN"
    """Whoever began it took it back before there was a promise."""


class ErrorCode(Name):
    """Codes of refusals, a promise to clients: they appear as ``userErrors[].code``."""

    ACT_NOT_ALLOWED = "ACT_NOT_ALLOWED"
    """Not this act, by this person, in this state."""
    ADDRESS_REFUSED = "ADDRESS_REFUSED"
    """Webhooks must not go there; the message says why."""
    CONFLICT = "CONFLICT"
    """The same idempotencyKey came with another input, or somebody has done it already."""
    DUE_DATE_PASSED = "DUE_DATE_PASSED"
    """The day is over."""
    EDIT_WINDOW_OVER = "EDIT_WINDOW_OVER"
    """The words stand by now."""
    INACTIVE_PERSON = "INACTIVE_PERSON"
    """Somebody who has left."""
    INVALID = "INVALID"
    """It cannot be what was meant; the message says why."""
    NOT_ALLOWED = "NOT_ALLOWED"
    """A rule about this object forbids it."""
    NOT_FOUND = "NOT_FOUND"
    """There is none, or none that the viewer may see."""
    PACE_LIMIT = "PACE_LIMIT"
    """Too many in a day; the message says when to go on."""
    SELF_COMMITMENT = "SELF_COMMITMENT"
    """Nobody promises something to themselves."""
    SELF_RECOGNITION = "SELF_RECOGNITION"
    """Nobody thanks themselves."""
    STALE_VERSION = "STALE_VERSION"
    """Somebody was faster; look at it as it is now."""
    TOO_LONG = "TOO_LONG"
    """Longer than this may be."""
    TOO_SHORT = "TOO_SHORT"
    """Shorter than this may be, or nothing."""
    UNKNOWN_BEHAVIOUR = "UNKNOWN_BEHAVIOUR"
    """No behaviour has this key."""


class RecognitionAct(Name):
    """What a viewer may do with a recognition now."""

    COMMENT = "COMMENT"
    """Say something to it."""
    EDIT = "EDIT"
    """Change its words, while the window is open."""
    ENDORSE = "ENDORSE"
    """Say that it was so."""
    MODERATE = "MODERATE"
    """Hide it, or show it again."""
    REACT = "REACT"
    """Put an emoji to it."""
    REPORT = "REPORT"
    """Tell the moderators that something is wrong with it."""
    WITHDRAW = "WITHDRAW"
    """Take it back."""


class RecognitionState(Name):
    """A recognition's state. Lists and searches show active ones only; by its id one sees that it is gone."""

    ACTIVE = "ACTIVE"
    """On show."""
    HIDDEN = "HIDDEN"
    """By a moderator."""
    WITHDRAWN = "WITHDRAWN"
    """Taken back by its giver."""


class Role(Name):
    """What a person is trusted with."""

    ADMINISTRATOR = "ADMINISTRATOR"
    """People, teams, tokens, recipes and switches; reads nothing that is only for the people involved."""
    EMPLOYEE = "EMPLOYEE"
    """Everybody: reads what is shown to them and writes their own."""
    INTEGRATOR = "INTEGRATOR"
    """Webhooks and the log of events."""
    MODERATOR = "MODERATOR"
    """Sees what is reported, hides and unhides, answers disputes."""


class ScoreBand(Name):
    """Below 40, from 40, from 60, from 80."""

    FRAGILE = "FRAGILE"
    """Below 40."""
    GROWING = "GROWING"
    """From 40."""
    SOLID = "SOLID"
    """From 60."""
    STRONG = "STRONG"
    """From 80."""


class ScoreComponentKey(Name):
    """A part of the score."""

    COVERAGE = "COVERAGE"
    """Does recognition reach everybody in it, or the same few?"""
    PARTICIPATION = "PARTICIPATION"
    """Does everybody in it thank somebody?"""
    RELIABILITY = "RELIABILITY"
    """Does the team keep what it promises?"""
    RESPONSIVENESS = "RESPONSIVENESS"
    """Does whoever asks the team get an answer? A good no is one."""
    SERVICE = "SERVICE"
    """Do other teams get what was promised to them, and say thanks?"""


class ScoreStatus(Name):
    """Whether a team's score is published, and if not, why not."""

    INSUFFICIENT_EVIDENCE = "INSUFFICIENT_EVIDENCE"
    """Too little has happened."""
    NOT_YET_PUBLISHED = "NOT_YET_PUBLISHED"
    """The next publication decides."""
    PUBLISHED = "PUBLISHED"
    """There is a score."""
    SWITCHED_OFF = "SWITCHED_OFF"
    """Somebody who may has switched it off."""
    TOO_FEW_CONTRIBUTORS = "TOO_FEW_CONTRIBUTORS"
    """Too few people stand behind it."""
    TOO_FEW_MEMBERS = "TOO_FEW_MEMBERS"
    """The team is too small for a number that tells of nobody."""
    WITHHELD = "WITHHELD"
    """Together with others it would tell of fewer than five people."""


class VarianceReason(Name):
    """What got in the way; the system's reasons come first."""

    ABSENCE = "ABSENCE"
    """Absence."""
    CUSTOMER_CHANGED_SCOPE = "CUSTOMER_CHANGED_SCOPE"
    """The customer changed the scope."""
    FORGOT = "FORGOT"
    """Forgotten."""
    NO_CAPACITY = "NO_CAPACITY"
    """No capacity."""
    OTHER = "OTHER"
    """Something else; the `note` says what."""
    PREREQUISITE_MISSING = "PREREQUISITE_MISSING"
    """Something that was needed first was missing."""
    PRIORITIES_CHANGED = "PRIORITIES_CHANGED"
    """Priorities changed."""
    TOOL_FAILURE = "TOOL_FAILURE"
    """A tool failed."""
    UNCLEAR_CONDITIONS = "UNCLEAR_CONDITIONS"
    """It was unclear when it would be done."""
    UNDERESTIMATED = "UNDERESTIMATED"
    """It took longer than thought."""
    WAITING_FOR_OTHER_TEAM = "WAITING_FOR_OTHER_TEAM"
    """Waiting for another team."""


class Visibility(Name):
    """Whom a giver lets see a recognition."""

    EVERYONE = "EVERYONE"
    """Everyone in the organisation."""
    PEOPLE = "PEOPLE"
    """Giver and recipients."""
    PEOPLE_AND_MANAGERS = "PEOPLE_AND_MANAGERS"
    """Giver, recipients and their managers."""
    TEAMS = "TEAMS"
    """Members of the giver's and the recipients' teams."""


class WebhookDeliveryState(Name):
    """Where a delivery is on its road."""

    DELIVERED = "DELIVERED"
    """The receiver has taken it."""
    DROPPED = "DROPPED"
    """Not sent: too old by then, or nobody is to be told of it any more."""
    EXHAUSTED = "EXHAUSTED"
    """Given up after the last try."""
    IN_FLIGHT = "IN_FLIGHT"
    """Being tried."""
    WAITING = "WAITING"
    """For its first try, or the next."""


class WebhookEndpointState(Name):
    """The states of an endpoint that anybody sees; a deleted one is not seen."""

    ACTIVE = "ACTIVE"
    """Webhooks go out."""
    DISABLED = "DISABLED"
    """By repeated failure or the receiver's word."""
    PAUSED = "PAUSED"
    """By a person: deliveries wait."""
    RESTING = "RESTING"
    """By the breaker: a probe decides."""


class WebhookFormat(Name):
    """How a body is laid out."""

    CLOUDEVENTS = "CLOUDEVENTS"
    """A CloudEvent, structured."""
    SLACK = "SLACK"
    """A message for a Slack webhook."""
    STANDARD = "STANDARD"
    """As the Standard Webhooks specification has it."""
    TEAMS = "TEAMS"
    """A card for a Microsoft Teams webhook."""


class WebhookSignature(Name):
    """How webhooks are signed."""

    ED25519 = "ED25519"
    """v1a"""
    HMAC_SHA256 = "HMAC_SHA256"
    """v1"""


class WebhookStyle(Name):
    """How much a body says: ids and instants, or also the object as far as everyone may see it."""

    FULL = "FULL"
    """Also the object, as far as everyone may see it."""
    THIN = "THIN"
    """Ids and instants."""


class NoteInput(TypedDict):
    """A few words, if any."""

    note: NotRequired[str | None]
    """A few words, if any."""


class ThanksInput(TypedDict):
    """Thanks for a kept promise; its recipient is the performer."""

    behaviours: Sequence[str]
    """Keys of behaviours."""
    message: str
    """What happened, in 2 to 2,000 characters."""
    visibility: NotRequired[Visibility | None]
    """Who may see it."""


class ConfirmInput(TypedDict):
    """Yes, it is done."""

    note: NotRequired[str | None]
    """A few words, if any."""
    recognition: NotRequired[ThanksInput | None]
    """Say thank you in the same step; recipients is the performer."""


class TermsInput(TypedDict):
    """New terms; what is left out stays."""

    conditions: NotRequired[str | None]
    """What it takes for the customer to be satisfied."""
    due_at: NotRequired[datetime | None]
    """By when."""
    note: NotRequired[str | None]
    """A few words, if any."""
    title: NotRequired[str | None]
    """What is promised, in one line."""


class DeclineInput(TypedDict):
    """A no; with an alternative or a pointer it is a good one."""

    alternative: NotRequired[str | None]
    """What you can do instead."""
    note: NotRequired[str | None]
    """A few words, if any."""
    reason: NotRequired[VarianceReason | None]
    """What gets in the way."""
    refer_to: NotRequired[str | None]
    """Who can: a person or a team."""


class DeferInput(TypedDict):
    """A later day for the answer."""

    answer_by: datetime
    """When the answer comes."""
    note: NotRequired[str | None]
    """A few words, if any."""


class DeliverInput(TypedDict):
    """What shows that it is done."""

    evidence: NotRequired[str | None]
    """What shows that it is done, such as a link."""


class ReasonInput(TypedDict):
    """What gets in the way."""

    note: NotRequired[str | None]
    """A few words, if any."""
    reason: VarianceReason
    """What gets in the way, or got."""


class HandOverInput(TypedDict):
    """Who is asked to take it over."""

    note: NotRequired[str | None]
    """A few words, if any."""
    to: str
    """The person who is asked."""


class RejectInput(TypedDict):
    """What is missing."""

    note: str
    """What is missing."""


class ReopenInput(TypedDict):
    """A new date."""

    due_at: datetime
    """The new day."""
    note: NotRequired[str | None]
    """A few words, if any."""


class CommitmentAct(TypedDict):
    """Exactly one act."""

    accept: NotRequired[NoteInput | None]
    """Yes."""
    accept_hand_over: NotRequired[NoteInput | None]
    """Become its performer."""
    agree_change: NotRequired[NoteInput | None]
    """Yes to the change."""
    cancel: NotRequired[NoteInput | None]
    """It is no longer needed."""
    claim: NotRequired[NoteInput | None]
    """What a team was asked, the viewer takes."""
    clear_risk: NotRequired[NoteInput | None]
    """The risk is over."""
    confirm: NotRequired[ConfirmInput | None]
    """Yes, it is done."""
    counter: NotRequired[TermsInput | None]
    """Yes, on these terms."""
    decline: NotRequired[DeclineInput | None]
    """No; best with an alternative."""
    defer: NotRequired[DeferInput | None]
    """The answer comes later."""
    deliver: NotRequired[DeliverInput | None]
    """Say that it is done."""
    flag_at_risk: NotRequired[ReasonInput | None]
    """Say early that it may not hold."""
    give_reason: NotRequired[ReasonInput | None]
    """Say afterwards what got in the way."""
    hand_over: NotRequired[HandOverInput | None]
    """Ask somebody else to perform it."""
    propose_change: NotRequired[TermsInput | None]
    """Other terms for what is promised."""
    refuse_change: NotRequired[NoteInput | None]
    """The old terms hold."""
    refuse_hand_over: NotRequired[NoteInput | None]
    """The performer keeps it."""
    reject: NotRequired[RejectInput | None]
    """It is not; say what is missing."""
    reopen: NotRequired[ReopenInput | None]
    """A new day after a break."""
    revoke: NotRequired[ReasonInput | None]
    """Take the promise back, with the reason."""
    withdraw: NotRequired[NoteInput | None]
    """Take back what the viewer began or proposed."""


class ActOnCommitmentInput(TypedDict):
    """A step on the version that the actor saw."""

    act: CommitmentAct
    """Exactly one."""
    id: str
    """Of a commitment."""
    idempotency_key: NotRequired[str | None]
    """For 24 hours the same key from the same person gives the first result: a second click does nothing."""
    version: int
    """The version that the viewer saw."""


class AddCommentInput(TypedDict):
    """A comment on a recognition."""

    idempotency_key: NotRequired[str | None]
    """For 24 hours the same key from the same person gives the first result: a second click does nothing."""
    recognition: str
    """What it is about."""
    text: str
    """In at most 2,000 characters."""


class AnswerDisputeInput(TypedDict):
    """What a moderator says to a dispute."""

    accept: bool
    """Whether it is right."""
    answer: str
    """What whoever disputed is told."""
    id: str
    """Of the dispute, as the moderation queue shows it."""


class CommitmentFilter(TypedDict):
    """Which commitments are wanted; what is left out narrows nothing."""

    awaiting: NotRequired[str | None]
    """Waiting for an act of this person."""
    customer: NotRequired[str | None]
    """Counted on by this person."""
    due_before: NotRequired[datetime | None]
    """Due before this instant."""
    overdue: NotRequired[bool | None]
    """Whether its day has passed and it is not done."""
    performer: NotRequired[str | None]
    """Promised by this person."""
    states: NotRequired[Sequence[CommitmentState] | None]
    """In any of these states."""
    team: NotRequired[str | None]
    """Of people whose home team this was, or asked of it; not of teams below it."""
    unclaimed: NotRequired[bool | None]
    """Requests to a team that nobody has claimed."""


class BasicAuthInput(TypedDict):
    """A user name and a password."""

    password: str
    """Kept secret."""
    user_name: str
    """Without a colon."""


class MtlsInput(TypedDict):
    """A certificate that the service shows in TLS."""

    certificate: str
    """PEM"""
    private_key: str
    """PEM"""


class OAuth2Input(TypedDict):
    """Where the service fetches tokens for itself: OAuth 2.0 client credentials."""

    client_id: str
    """Who we are there."""
    client_secret: str
    """Kept secret."""
    scope: NotRequired[str | None]
    """What is asked for, words with spaces between."""
    token_url: str
    """Where tokens are to be had; it is checked like the address of a webhook."""


class WebhookAuthInput(TypedDict):
    """How the receiver is shown who we are, where a signature is not enough for it. It is never shown again."""

    basic: NotRequired[BasicAuthInput | None]
    """By a password."""
    mtls: NotRequired[MtlsInput | None]
    """By a certificate."""
    oauth2: NotRequired[OAuth2Input | None]
    """By a token."""


class HeaderInput(TypedDict):
    """A header that every webhook to the endpoint bears."""

    name: str
    """Its name."""
    value: str
    """Its value; kept secret."""


class CreateWebhookEndpointInput(TypedDict):
    """A new endpoint."""

    auth: NotRequired[WebhookAuthInput | None]
    """How the receiver is shown who we are."""
    description: NotRequired[str | None]
    """What it is for."""
    event_types: NotRequired[Sequence[str] | None]
    """Names or wildcards such as recognition.*; all when empty."""
    format: NotRequired[WebhookFormat | None]
    """How a body is laid out."""
    headers: NotRequired[Sequence[HeaderInput] | None]
    """Headers to be sent along, such as one that the receiver asks for."""
    max_age_hours: NotRequired[int | None]
    """What is older is not sent any more; 1 to 720."""
    max_concurrency: NotRequired[int | None]
    """How many may be under way at once."""
    ordered: NotRequired[bool | None]
    """One after the other."""
    rate_per_minute: NotRequired[int | None]
    """How many in a minute; as many as there are when left out."""
    signatures: NotRequired[Sequence[WebhookSignature] | None]
    """HMAC_SHA256 when left out."""
    style: NotRequired[WebhookStyle | None]
    """How much a body says."""
    teams: NotRequired[Sequence[str] | None]
    """Only what concerns these teams; all when left out."""
    url: str
    """Where to; `checkWebhookUrl` says whether it may."""
    verify_ownership: NotRequired[bool | None]
    """Ask the receiver first, now and whenever the URL changes; OPTIONS with WebHook-Request-Origin."""
    visibilities: NotRequired[Sequence[Visibility] | None]
    """Only what everyone may see, unless named here; what is not for everyone is always thin."""


class CommentIdInput(TypedDict):
    """A comment."""

    id: str
    """Of a comment."""


class WebhookEndpointIdInput(TypedDict):
    """An endpoint."""

    id: str
    """Of an endpoint."""


class DisputeScoreInput(TypedDict):
    """What is wrong with the score of one's team."""

    reason: str
    """What is wrong, for a moderator."""
    subject: NotRequired[str | None]
    """The recognition or commitment that is wrong."""
    team: str
    """One's own."""


class EditRecognitionInput(TypedDict):
    """New words for a recognition."""

    id: str
    """The same everywhere: here, in webhooks, in logs. `node(id:)` finds it by that."""
    message: str
    """The new words."""


class RecognitionIdInput(TypedDict):
    """A recognition."""

    id: str
    """Of a recognition."""


class RecognitionFilter(TypedDict):
    """Which recognitions are wanted; what is left out narrows nothing."""

    behaviours: NotRequired[Sequence[str] | None]
    """With any of these keys."""
    giver: NotRequired[str | None]
    """Who said thank you."""
    recipient: NotRequired[str | None]
    """Who was thanked."""
    search: NotRequired[str | None]
    """Full-text search in messages."""
    since: NotRequired[datetime | None]
    """From this instant on."""
    team: NotRequired[str | None]
    """With a giver or recipient from this team, or from one below it."""
    until: NotRequired[datetime | None]
    """Before this instant."""


class GiveRecognitionInput(TypedDict):
    """A thank-you."""

    behaviours: Sequence[str]
    """At least one key."""
    commitment: NotRequired[str | None]
    """The commitment that it says thank you for."""
    idempotency_key: NotRequired[str | None]
    """The same key from the same person returns the first result."""
    link: NotRequired[str | None]
    """A link to the work."""
    message: str
    """2 to 2,000 code points after NFC and trim."""
    recipients: Sequence[str]
    """People, or one team; at least one, at most 50 people. The giver by name is SELF_RECOGNITION; as a member of the team they are left out."""
    visibility: NotRequired[Visibility | None]
    """Who may see it; everyone when left out."""


class ModerateInput(TypedDict):
    """A moderator's decision on a recognition or a comment."""

    hide: bool
    """Whether it goes, or comes back."""
    id: str
    """Of a recognition or a comment."""
    reason: str
    """Why, for the record."""


class OfferCommitmentInput(TypedDict):
    """An offer."""

    conditions: NotRequired[str | None]
    """What it takes for the customer to be satisfied."""
    due_at: datetime
    """By when."""
    idempotency_key: NotRequired[str | None]
    """For 24 hours the same key from the same person gives the first result: a second click does nothing."""
    private: NotRequired[bool | None]
    """Only for customer and performer."""
    title: str
    """What is promised, in one line."""
    to: str
    """The person who would count on it."""


class ReactInput(TypedDict):
    """A reaction to a recognition."""

    emoji: str
    """One emoji."""
    id: str
    """Of a recognition."""


class ReplayWebhookEventsInput(TypedDict):
    """What is to be sent to an endpoint again."""

    dry_run: NotRequired[bool | None]
    """Count only."""
    endpoint: str
    """Where to."""
    only_missing: NotRequired[bool | None]
    """Only what was never delivered."""
    since: datetime
    """From this instant on."""
    types: NotRequired[Sequence[str] | None]
    """Names or wildcards such as `recognition.*`; all when left out."""
    until: NotRequired[datetime | None]
    """Before this instant; until now when left out."""


class ReportInput(TypedDict):
    """A recognition or a comment, and what is wrong with it."""

    id: str
    """Of a recognition or a comment."""
    reason: str
    """What is wrong with it."""


class RequestCommitmentInput(TypedDict):
    """A request."""

    answer_by: NotRequired[datetime | None]
    """Until when there is to be an answer; some working days when left out, by a setting."""
    conditions: NotRequired[str | None]
    """What it takes for the customer to be satisfied."""
    due_at: datetime
    """By when."""
    idempotency_key: NotRequired[str | None]
    """For 24 hours the same key from the same person gives the first result: a second click does nothing."""
    of: str
    """A person, or a team whose members may claim it."""
    private: NotRequired[bool | None]
    """Only for customer and performer."""
    title: str
    """What is promised, in one line."""


class WebhookDeliveryIdInput(TypedDict):
    """A delivery."""

    id: str
    """Of a delivery."""


class RotateWebhookSecretInput(TypedDict):
    """A new secret for an endpoint."""

    id: str
    """Of an endpoint."""
    overlap_hours: NotRequired[int | None]
    """How long the old one goes on signing beside the new one."""


class SetAwayInput(TypedDict):
    """An absence."""

    from_: NotRequired[datetime | None]
    """Now when left out."""
    person: NotRequired[str | None]
    """Another person, with people:write."""
    until: NotRequired[datetime | None]
    """Null: back again."""


class SwitchScoreInput(TypedDict):
    """Whose score, and whether there is to be one."""

    on: bool
    """Whether there is to be a score."""
    team: NotRequired[str | None]
    """Null for the organisation."""


class UpdateWebhookEndpointInput(TypedDict):
    """What is to be different; what is left out stays."""

    auth: NotRequired[WebhookAuthInput | None]
    """Null takes it away."""
    description: NotRequired[str | None]
    """What it is for."""
    event_types: NotRequired[Sequence[str] | None]
    """Names or wildcards such as `recognition.*`; all when empty."""
    format: NotRequired[WebhookFormat | None]
    """How a body is laid out."""
    headers: NotRequired[Sequence[HeaderInput] | None]
    """All headers to be sent along from now on."""
    id: str
    """Of an endpoint."""
    max_concurrency: NotRequired[int | None]
    """How many may be under way at once."""
    ordered: NotRequired[bool | None]
    """One after the other."""
    paused: NotRequired[bool | None]
    """true pauses; false resumes, also from RESTING and DISABLED."""
    rate_per_minute: NotRequired[int | None]
    """How many in a minute."""
    signatures: NotRequired[Sequence[WebhookSignature] | None]
    """How bodies are signed from now on."""
    style: NotRequired[WebhookStyle | None]
    """How much a body says."""
    teams: NotRequired[Sequence[str] | None]
    """Only what concerns these teams; all when empty."""
    url: NotRequired[str | None]
    """Where to; `checkWebhookUrl` says whether it may."""


class ChainTeam(Model):
    """A team."""

    class Parent(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    id: str = absent()
    name: str = absent()
    parent: Parent | None = None


class CommentLine(Model):
    """What somebody said to a recognition."""

    class Author(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    id: str = absent()
    text: str = absent()
    created_at: datetime = absent()
    author: Author = absent()


class CommitmentCard(Model):
    """Somebody promised something to somebody, by a day; or asks for it, or offers it."""

    class Customer(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class CustomerTeam(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    class Performer(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class PerformerTeam(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    class Awaiting(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class AwaitingTeam(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    class ReferredTo(Model):
        """Anything that can be fetched again by its id."""

        id: str = absent()

    class ReferredToPerson(ReferredTo):
        """A person."""

        display_name: str = absent()

    class ReferredToTeam(ReferredTo):
        """A team."""

        name: str = absent()

    class PendingChange(Model):
        """Terms as they were proposed or agreed."""

        title: str | None = None
        conditions: str | None = None
        due_at: datetime | None = None

    class PendingHandOverTo(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    id: str = absent()
    title: str = absent()
    conditions: str | None = None
    state: CommitmentState = absent()
    version: int = absent()
    customer: Customer = absent()
    customer_team: CustomerTeam | None = None
    performer: Performer | None = None
    performer_team: PerformerTeam | None = None
    awaiting: Awaiting | None = None
    awaiting_team: AwaitingTeam | None = None
    answer_by: datetime | None = None
    due_at: datetime = absent()
    first_due_at: datetime = absent()
    overdue: bool = absent()
    delivered_at: datetime | None = None
    closed_at: datetime | None = None
    on_time: bool | None = None
    assumed: bool = absent()
    evidence: str | None = None
    reason: VarianceReason | None = None
    alternative: str | None = None
    referred_to: Annotated[ReferredTo, nearest(ReferredTo, ReferredToPerson, ReferredToTeam)] | None = None
    pending_change: PendingChange | None = None
    pending_hand_over_to: PendingHandOverTo | None = None
    private: bool = absent()
    created_at: datetime = absent()
    allowed_acts: list[CommitmentActName] = absent()


class CommitmentNews(Model):
    """Somebody promised something to somebody, by a day; or asks for it, or offers it."""

    class Customer(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class Performer(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class PerformerTeam(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    class Awaiting(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class AwaitingTeam(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    id: str = absent()
    title: str = absent()
    state: CommitmentState = absent()
    version: int = absent()
    customer: Customer = absent()
    performer: Performer | None = None
    performer_team: PerformerTeam | None = None
    awaiting: Awaiting | None = None
    awaiting_team: AwaitingTeam | None = None
    answer_by: datetime | None = None
    due_at: datetime = absent()
    overdue: bool = absent()
    closed_at: datetime | None = None
    private: bool = absent()


class DeliveryLine(Model):
    """One event to one endpoint."""

    class Event(Model):
        """A fact, as a webhook in the thin style would carry it."""

        id: str = absent()
        type: str = absent()
        occurred_at: datetime = absent()

    class Attempt(Model):
        """One try of a delivery."""

        id: str = absent()
        number: int = absent()
        at: datetime = absent()
        trigger: str = absent()
        status: int | None = None
        error: str | None = None
        milliseconds: int = absent()

    id: str = absent()
    state: WebhookDeliveryState = absent()
    sequence: int = absent()
    next_attempt_at: datetime | None = None
    event: Event = absent()
    attempts: list[Attempt] = absent()


class DeliveryWhole(Model):
    """One event to one endpoint."""

    class Event(Model):
        """A fact, as a webhook in the thin style would carry it."""

        id: str = absent()
        type: str = absent()
        occurred_at: datetime = absent()
        data: Any = absent()

    class Attempt(Model):
        """One try of a delivery."""

        id: str = absent()
        number: int = absent()
        at: datetime = absent()
        trigger: str = absent()
        status: int | None = None
        error: str | None = None
        milliseconds: int = absent()
        peer_address: str | None = None
        response_body: str | None = None

    id: str = absent()
    state: WebhookDeliveryState = absent()
    event: Event = absent()
    attempts: list[Attempt] = absent()


class EndpointLine(Model):
    """Where webhooks go."""

    class Health(Model):
        """How an endpoint is doing."""

        waiting: int = absent()
        delivered_last_day: int = absent()
        failed_last_day: int = absent()
        last_success_at: datetime | None = None
        consecutive_failures: int = absent()

    id: str = absent()
    url: str = absent()
    description: str | None = None
    event_types: list[str] = absent()
    style: WebhookStyle = absent()
    format: WebhookFormat = absent()
    ordered: bool = absent()
    state: WebhookEndpointState = absent()
    state_reason: str | None = None
    secret_hint: str = absent()
    health: Health = absent()


class LeadershipCard(Model):
    """Whether those who lead take part; never of one leader."""

    status: ScoreStatus = absent()
    leaders: int | None = None
    leaders_who_gave: int | None = None
    promises_to_their_people_kept: float | None = None


class PersonLine(Model):
    """A person."""

    class Team(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    id: str = absent()
    user_name: str = absent()
    display_name: str = absent()
    job_title: str | None = None
    teams: list[Team] = absent()


class PromiseLine(Model):
    """Somebody promised something to somebody, by a day; or asks for it, or offers it."""

    id: str = absent()
    title: str = absent()
    state: CommitmentState = absent()


class RecognitionCard(Model):
    """Somebody thanked teammates."""

    class Giver(Model):
        """A person."""

        class Team(Model):
            """A team."""

            id: str = absent()
            name: str = absent()

        id: str = absent()
        display_name: str = absent()
        teams: list[Team] = absent()

    class Recipient(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class Team(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    class Behaviour(Model):
        """Something that people thank each other for."""

        key: str = absent()
        label: str = absent()

    class Reaction(Model):
        """How many people reacted with an emoji."""

        emoji: str = absent()
        count: int = absent()
        viewer_has_reacted: bool = absent()

    id: str = absent()
    message: str | None = None
    giver: Giver = absent()
    recipients: list[Recipient] = absent()
    team: Team | None = None
    behaviours: list[Behaviour] = absent()
    visibility: Visibility = absent()
    state: RecognitionState = absent()
    created_at: datetime = absent()
    edited_at: datetime | None = None
    link: str | None = None
    reactions: list[Reaction] = absent()
    endorsement_count: int = absent()
    viewer_has_endorsed: bool = absent()
    comment_count: int = absent()
    viewer_may: list[RecognitionAct] = absent()


class RecognitionNews(Model):
    """Somebody thanked teammates."""

    class Giver(Model):
        """A person."""

        class Team(Model):
            """A team."""

            id: str = absent()
            name: str = absent()

        id: str = absent()
        display_name: str = absent()
        teams: list[Team] = absent()

    class Recipient(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class Team(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    class Behaviour(Model):
        """Something that people thank each other for."""

        key: str = absent()
        label: str = absent()

    id: str = absent()
    message: str | None = None
    giver: Giver = absent()
    recipients: list[Recipient] = absent()
    team: Team | None = None
    behaviours: list[Behaviour] = absent()
    visibility: Visibility = absent()
    state: RecognitionState = absent()
    created_at: datetime = absent()
    edited_at: datetime | None = None
    link: str | None = None
    endorsement_count: int = absent()
    comment_count: int = absent()


class ScoreCard(Model):
    """The score of a team, or why there is none."""

    class Interval(Model):
        """Where the score would lie if everything were known."""

        low: float = absent()
        high: float = absent()
        level: float = absent()

    class Component(Model):
        """A part of a score, with its working."""

        class Count(Model):
            """A plain count."""

            name: str = absent()
            value: float = absent()

        key: ScoreComponentKey = absent()
        label: str = absent()
        value: float = absent()
        weight: float = absent()
        points_lost: float = absent()
        counts: list[Count] = absent()
        effective_sample_size: float | None = None
        prior: float | None = None
        formula: str = absent()
        explanation: str = absent()

    class Missing(Model):
        """A part that does not count yet."""

        key: ScoreComponentKey = absent()
        label: str = absent()
        waits_for: str = absent()

    class WeakestLink(Model):
        """A part of a score, with its working."""

        key: ScoreComponentKey = absent()
        label: str = absent()
        points_lost: float = absent()
        mending: str = absent()

    status: ScoreStatus = absent()
    status_text: str = absent()
    value: float | None = None
    interval: Interval | None = None
    band: ScoreBand | None = None
    components: list[Component] = absent()
    missing: list[Missing] = absent()
    weakest_link: WeakestLink | None = None
    as_of: datetime | None = None
    window_days: int = absent()
    recipe_version: str = absent()
    purpose: str = absent()


class SignageCard(Model):
    """Somebody thanked teammates."""

    class Giver(Model):
        """A person."""

        class Team(Model):
            """A team."""

            id: str = absent()
            name: str = absent()

        id: str = absent()
        display_name: str = absent()
        teams: list[Team] = absent()

    class Recipient(Model):
        """A person."""

        id: str = absent()
        display_name: str = absent()

    class Team(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    class Behaviour(Model):
        """Something that people thank each other for."""

        key: str = absent()
        label: str = absent()

    id: str = absent()
    message: str | None = None
    giver: Giver = absent()
    recipients: list[Recipient] = absent()
    team: Team | None = None
    behaviours: list[Behaviour] = absent()
    visibility: Visibility = absent()
    state: RecognitionState = absent()
    created_at: datetime = absent()


class ActOnCommitment(Model):
    """The commitment as it is now, also where it was refused for being stale; or why not."""

    commitment: CommitmentCard = absent()
    recognition: RecognitionCard | None = None


class AddComment(Model):
    """The comment and its recognition, or why not."""

    class Recognition(Model):
        """Somebody thanked teammates."""

        id: str = absent()
        comment_count: int = absent()

    comment: CommentLine = absent()
    recognition: Recognition = absent()


class AnswerDispute(Model):
    """The score of a team, or why there is none."""

    status: ScoreStatus = absent()
    status_text: str = absent()
    value: float | None = None
    as_of: datetime | None = None


class AwaitingMe(Model):
    """Who asks."""

    class AwaitingMe(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        total_count: int | None = None
        nodes: list[CommitmentCard] = absent()
        page_info: PageInfo = absent()

    awaiting_me: AwaitingMe = absent()


class Behaviour(Model):
    """Something that people thank each other for."""

    key: str = absent()
    label: str = absent()
    description: str = absent()
    retired: bool = absent()


class CalendarUrl(Model):
    """Who asks."""

    calendar_url: str = absent()


class CheckWebhookUrl(Model):
    """Whether webhooks may go to an address."""

    allowed: bool = absent()
    explanation: str = absent()


class Comments(Model):
    """Somebody thanked teammates."""

    class Comments(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        nodes: list[CommentLine] = absent()
        page_info: PageInfo = absent()

    id: str = absent()
    comment_count: int = absent()
    comments: Comments = absent()


class Commitment(CommitmentCard):
    """Somebody promised something to somebody, by a day; or asks for it, or offers it."""

    class History(Model):
        """A page of a list."""

        class Node(Model):
            """One step in a commitment's life."""

            class Actor(Model):
                """A person."""

                id: str = absent()
                display_name: str = absent()

            class Terms(Model):
                """Terms as they were proposed or agreed."""

                title: str | None = None
                conditions: str | None = None
                due_at: datetime | None = None

            act: str = absent()
            at: datetime = absent()
            actor: Actor | None = None
            from_: CommitmentState | None = None
            to: CommitmentState = absent()
            version: int = absent()
            reason: VarianceReason | None = None
            terms: Terms | None = None
            note: str | None = None

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        nodes: list[Node] = absent()
        page_info: PageInfo = absent()

    id: str = absent()
    history: History = absent()
    recognitions: list[RecognitionCard] = absent()


class Commitments(Model):
    """A page of a list."""

    class PageInfo(Model):
        """Where a page lies in its list."""

        has_next_page: bool = absent()
        has_previous_page: bool = absent()
        start_cursor: str | None = None
        end_cursor: str | None = None

    total_count: int | None = None
    nodes: list[CommitmentCard] = absent()
    page_info: PageInfo = absent()


class CreateWebhookEndpoint(EndpointLine):
    """Where webhooks go."""

    secret: str | None = None


class DeleteComment(Model):
    """The comment and its recognition, or why not."""

    class Recognition(Model):
        """Somebody thanked teammates."""

        id: str = absent()
        comment_count: int = absent()

    comment: CommentLine | None = None
    recognition: Recognition | None = None


class DeleteWebhookEndpoint(Model):
    """Where webhooks go."""

    id: str = absent()


class DisputeScore(Model):
    """The score of a team, or why there is none."""

    status: ScoreStatus = absent()
    status_text: str = absent()
    value: float | None = None
    as_of: datetime | None = None


class EditRecognition(Model):
    """Somebody thanked teammates."""

    id: str = absent()
    message: str | None = None
    edited_at: datetime | None = None
    viewer_may: list[RecognitionAct] = absent()


class EndorseRecognition(Model):
    """Somebody thanked teammates."""

    id: str = absent()
    endorsement_count: int = absent()
    viewer_has_endorsed: bool = absent()
    viewer_may: list[RecognitionAct] = absent()


class EventName(Model):
    """A type of event: what happened, and what is told of it."""

    name: str = absent()
    description: str = absent()


class EventType(Model):
    """A type of event: what happened, and what is told of it."""

    name: str = absent()
    description: str = absent()
    schema_: Any = absent()
    example: Any = absent()


class Events(Model):
    """A page of a list that is not counted."""

    class Node(Model):
        """A fact, as a webhook in the thin style would carry it."""

        id: str = absent()
        type: str = absent()
        occurred_at: datetime = absent()
        data: Any = absent()

    class PageInfo(Model):
        """Where a page lies in its list."""

        has_next_page: bool = absent()
        end_cursor: str | None = None

    nodes: list[Node] = absent()
    page_info: PageInfo = absent()


class Export(Model):
    """Who asks."""

    export: Any = absent()


class Feed(Model):
    """A page of a list."""

    class Node(RecognitionCard):
        """Somebody thanked teammates."""

        commitment: PromiseLine | None = None

    class PageInfo(Model):
        """Where a page lies in its list."""

        has_next_page: bool = absent()
        has_previous_page: bool = absent()
        start_cursor: str | None = None
        end_cursor: str | None = None

    nodes: list[Node] = absent()
    page_info: PageInfo = absent()


class FindRecipients(Model):
    """What can be asked."""

    class People(Model):
        """A page of a list."""

        nodes: list[PersonLine] = absent()

    class Teams(Model):
        """A page of a list."""

        class Node(Model):
            """A team."""

            class Members(Model):
                """A page of a list."""

                total_count: int | None = None

            id: str = absent()
            name: str = absent()
            members: Members = absent()

        nodes: list[Node] = absent()

    people: People = absent()
    teams: Teams = absent()


class Loops(Model):
    """What can be asked."""

    class Viewer(Model):
        """Who asks."""

        class AwaitingMe(Model):
            """A page of a list."""

            class PageInfo(Model):
                """Where a page lies in its list."""

                has_next_page: bool = absent()
                end_cursor: str | None = None

            nodes: list[CommitmentCard] = absent()
            page_info: PageInfo = absent()

        awaiting_me: AwaitingMe = absent()

    class Promised(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        nodes: list[CommitmentCard] = absent()
        page_info: PageInfo = absent()

    class Expected(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        nodes: list[CommitmentCard] = absent()
        page_info: PageInfo = absent()

    viewer: Viewer | None = None
    promised: Promised = absent()
    expected: Expected = absent()


class Moderate(Model):
    """What was reported or decided on, or why not."""

    class Recognition(Model):
        """Somebody thanked teammates."""

        id: str = absent()
        message: str | None = None
        state: RecognitionState = absent()
        viewer_may: list[RecognitionAct] = absent()

    class Comment(Model):
        """What somebody said to a recognition."""

        id: str = absent()

    recognition: Recognition | None = None
    comment: Comment | None = None


class ModerationQueue(Model):
    """A page of a list that is not counted."""

    class Node(Model):
        """A report or the dispute of a score that waits for a moderator."""

        class Team(Model):
            """A team."""

            id: str = absent()
            name: str = absent()

        class Subject(Model):
            """Anything that can be fetched again by its id."""

            id: str = absent()

        id: str = absent()
        at: datetime = absent()
        reason: str = absent()
        recognition: RecognitionCard | None = None
        comment: CommentLine | None = None
        team: Team | None = None
        subject: Subject | None = None

    class PageInfo(Model):
        """Where a page lies in its list."""

        has_next_page: bool = absent()
        end_cursor: str | None = None

    nodes: list[Node] = absent()
    page_info: PageInfo = absent()


class Node(Model):
    """Anything that can be fetched again by its id."""

    id: str = absent()


class NodePerson(PersonLine, Node):
    """A person."""


class NodeTeam(Node):
    """A team."""

    name: str = absent()
    description: str | None = None


class NodeRecognition(RecognitionCard, Node):
    """Somebody thanked teammates."""


class NodeComment(CommentLine, Node):
    """What somebody said to a recognition."""


class PersonHistory(PersonLine):
    """A person."""

    class RecognitionsReceived(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        nodes: list[RecognitionCard] = absent()
        page_info: PageInfo = absent()

    class RecognitionsGiven(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        nodes: list[RecognitionCard] = absent()
        page_info: PageInfo = absent()

    recognitions_received: RecognitionsReceived = absent()
    recognitions_given: RecognitionsGiven = absent()


class ReactToRecognition(Model):
    """Somebody thanked teammates."""

    class Reaction(Model):
        """How many people reacted with an emoji."""

        emoji: str = absent()
        count: int = absent()
        viewer_has_reacted: bool = absent()

    id: str = absent()
    reactions: list[Reaction] = absent()


class Recognition(RecognitionCard):
    """Somebody thanked teammates."""

    commitment: PromiseLine | None = None


class RemoveEndorsement(Model):
    """Somebody thanked teammates."""

    id: str = absent()
    endorsement_count: int = absent()
    viewer_has_endorsed: bool = absent()
    viewer_may: list[RecognitionAct] = absent()


class RemoveReaction(Model):
    """Somebody thanked teammates."""

    class Reaction(Model):
        """How many people reacted with an emoji."""

        emoji: str = absent()
        count: int = absent()
        viewer_has_reacted: bool = absent()

    id: str = absent()
    reactions: list[Reaction] = absent()


class RenewCalendarUrl(Model):
    """Who asks."""

    calendar_url: str = absent()


class Report(Model):
    """What was reported or decided on, or why not."""

    class Recognition(Model):
        """Somebody thanked teammates."""

        id: str = absent()
        message: str | None = None
        state: RecognitionState = absent()
        viewer_may: list[RecognitionAct] = absent()

    class Comment(Model):
        """What somebody said to a recognition."""

        id: str = absent()

    recognition: Recognition | None = None
    comment: Comment | None = None


class RotateWebhookSecret(EndpointLine):
    """Where webhooks go."""

    secret: str | None = None


class ScorePreview(Model):
    """The score of a team, or why there is none."""

    class Component(Model):
        """A part of a score, with its working."""

        key: ScoreComponentKey = absent()
        value: float = absent()
        weight: float = absent()

    status: ScoreStatus = absent()
    value: float | None = None
    recipe_version: str = absent()
    components: list[Component] = absent()


class ScorePublished(ScoreCard):
    """The score of a team, or why there is none."""

    class Team(Model):
        """A team."""

        id: str = absent()
        name: str = absent()

    team: Team = absent()


class ScoreRecipe(Model):
    """The numbers by which a score is reckoned."""

    version: str = absent()
    recipe: Any = absent()
    description: str = absent()


class ServiceChain(Model):
    """Who serves whom, team to team."""

    class Link(Model):
        """How one team serves another."""

        from_: ChainTeam = absent()
        to: ChainTeam = absent()
        promises: int = absent()
        reliability: float = absent()
        answered: float | None = None
        recognitions_back: int = absent()

    class WeakestLink(Model):
        """How one team serves another."""

        class From(Model):
            """A team."""

            id: str = absent()

        class To(Model):
            """A team."""

            id: str = absent()

        from_: From = absent()
        to: To = absent()

    links: list[Link] = absent()
    weakest_link: WeakestLink | None = None
    withheld: int = absent()


class SetAway(PersonLine):
    """A person."""

    away_from: datetime | None = None
    away_until: datetime | None = None


class Signage(Model):
    """What can be asked."""

    class Organization(Model):
        """The organisation that this installation serves."""

        name: str = absent()

    class Recognitions(Model):
        """A page of a list."""

        nodes: list[SignageCard] = absent()

    class Lately(Model):
        """A page of a list."""

        total_count: int | None = None

    organization: Organization = absent()
    recognitions: Recognitions = absent()
    lately: Lately = absent()


class SwitchScore(Model):
    """The score of a team, or why there is none."""

    status: ScoreStatus = absent()
    status_text: str = absent()
    value: float | None = None
    as_of: datetime | None = None


class TeamCommitments(Model):
    """A team."""

    class Commitments(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        total_count: int | None = None
        nodes: list[CommitmentCard] = absent()
        page_info: PageInfo = absent()

    id: str = absent()
    name: str = absent()
    commitments: Commitments = absent()


class TeamFeed(Model):
    """A team."""

    class Recognitions(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        nodes: list[RecognitionCard] = absent()
        page_info: PageInfo = absent()

    id: str = absent()
    name: str = absent()
    recognitions: Recognitions = absent()


class TeamScore(Model):
    """What can be asked."""

    class Team(Model):
        """A team."""

        class ScoreHistory(Model):
            """A page of a list."""

            class Node(Model):
                """The score of a team, or why there is none."""

                class Interval(Model):
                    """Where the score would lie if everything were known."""

                    low: float = absent()
                    high: float = absent()

                as_of: datetime | None = None
                value: float | None = None
                interval: Interval | None = None
                recipe_version: str = absent()

            nodes: list[Node] = absent()

        id: str = absent()
        name: str = absent()
        score: ScoreCard = absent()
        score_history: ScoreHistory = absent()
        leadership: LeadershipCard = absent()

    class Organization(Model):
        """The organisation that this installation serves."""

        leadership: LeadershipCard = absent()

    team: Team | None = None
    organization: Organization = absent()


class Viewer(Model):
    """Who asks."""

    roles: list[Role] = absent()
    person: PersonLine = absent()
    unseen_teammates: list[PersonLine] = absent()


class WebhookDeliveries(EndpointLine):
    """Where webhooks go."""

    class Deliveries(Model):
        """A page of a list."""

        class PageInfo(Model):
            """Where a page lies in its list."""

            has_next_page: bool = absent()
            end_cursor: str | None = None

        nodes: list[DeliveryLine] = absent()
        page_info: PageInfo = absent()

    id: str = absent()
    deliveries: Deliveries = absent()


class WebhookDelivery(DeliveryWhole):
    """One event to one endpoint."""

    id: str = absent()


class WebhookEndpoints(Model):
    """A page of a list."""

    class Node(EndpointLine):
        """Where webhooks go."""

        class Recent(Model):
            """A page of a list."""

            class Node(Model):
                """One event to one endpoint."""

                id: str = absent()
                state: WebhookDeliveryState = absent()

            nodes: list[Node] = absent()

        recent: Recent = absent()

    class PageInfo(Model):
        """Where a page lies in its list."""

        has_next_page: bool = absent()
        end_cursor: str | None = None

    nodes: list[Node] = absent()
    page_info: PageInfo = absent()


class WithdrawRecognition(Model):
    """Somebody thanked teammates."""

    id: str = absent()
    message: str | None = None
    state: RecognitionState = absent()
    viewer_may: list[RecognitionAct] = absent()


ACT_ON_COMMITMENT: Document[ActOnCommitment] = Document(
    "ActOnCommitment",
    "d373393e044b1ad960d8a4e0ca1451f1951f63aa2f72f67200035b2b1f199d73",
    "mutation ActOnCommitment($input:ActOnCommitmentInput!){actOnCommitment(input:$input){commitment{...CommitmentCard}recognition{...RecognitionCard}userErrors{...Refusal}}}fragment CommitmentCard on Commitment{id title conditions state version customer{id displayName}customerTeam{id name}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed evidence reason alternative referredTo{id ...on Person{displayName}...on Team{name}}pendingChange{title conditions dueAt}pendingHandOverTo{id displayName}private createdAt allowedActs}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}fragment Refusal on UserError{code message path}",
    "mutation",
    ("actOnCommitment",),
    ActOnCommitment,
    keyed=True,
)


ADD_COMMENT: Document[AddComment] = Document(
    "AddComment",
    "b32d71a0ec3ff5022dc28849e22498de7f14078e82730427d43659d64b5df032",
    "mutation AddComment($input:AddCommentInput!){addComment(input:$input){comment{...CommentLine}recognition{id commentCount}userErrors{...Refusal}}}fragment CommentLine on Comment{id text createdAt author{id displayName}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("addComment",),
    AddComment,
    keyed=True,
)


ANSWER_DISPUTE: Document[AnswerDispute] = Document(
    "AnswerDispute",
    "ea666d92e2d8e4369f9c58bdb09b113e03eb12edfedba67fa8c0aac0d1a93ca4",
    "mutation AnswerDispute($input:AnswerDisputeInput!){answerDispute(input:$input){score{status statusText value asOf}userErrors{code message path}}}",
    "mutation",
    ("answerDispute", "score"),
    AnswerDispute,
)


AWAITING_ME: Document[AwaitingMe | None] = Document(
    "AwaitingMe",
    "107940ee8379ea63205b88d820a54db10791babbd13c99e2b658534cac9abd14",
    "query AwaitingMe($first:Int=20$after:String){viewer{awaitingMe(first:$first after:$after){totalCount nodes{...CommitmentCard}pageInfo{hasNextPage endCursor}}}}fragment CommitmentCard on Commitment{id title conditions state version customer{id displayName}customerTeam{id name}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed evidence reason alternative referredTo{id ...on Person{displayName}...on Team{name}}pendingChange{title conditions dueAt}pendingHandOverTo{id displayName}private createdAt allowedActs}",
    "query",
    ("viewer",),
    AwaitingMe | None,
)


BEHAVIOURS: Document[list[Behaviour]] = Document(
    "Behaviours",
    "5db7c77932b353f846e42408ab002b7da2aa4d3dffec2e8ef72aecd99ea0456f",
    "query Behaviours($language:String){behaviours{key label(language:$language)description(language:$language)retired}}",
    "query",
    ("behaviours",),
    list[Behaviour],
)


CALENDAR_URL: Document[CalendarUrl | None] = Document(
    "CalendarUrl",
    "381c88b5b65959dc6dfd4cd19b798e5be0a10ab8deb0dbed737bd014e4d226ad",
    "query CalendarUrl{viewer{calendarUrl}}",
    "query",
    ("viewer",),
    CalendarUrl | None,
)


CHECK_WEBHOOK_URL: Document[CheckWebhookUrl] = Document(
    "CheckWebhookUrl",
    "5e48a33ec5dcbc782ff97662913843a6771fa0f8bcdf8a5a9d0fdc1896b7a131",
    "query CheckWebhookUrl($url:String!){checkWebhookUrl(url:$url){allowed explanation}}",
    "query",
    ("checkWebhookUrl",),
    CheckWebhookUrl,
)


COMMENTS: Document[Comments | None] = Document(
    "Comments",
    "8affb468dd1d26825cf60956ea0b320f0d0ba37910b4ff0a32ff27973d10644d",
    "query Comments($recognition:ID!$first:Int=50$after:String){node(id:$recognition){id ...on Recognition{commentCount comments(first:$first after:$after){nodes{...CommentLine}pageInfo{hasNextPage endCursor}}}}}fragment CommentLine on Comment{id text createdAt author{id displayName}}",
    "query",
    ("node",),
    Comments | None,
)


COMMITMENT: Document[Commitment | None] = Document(
    "Commitment",
    "a459c8780ac407d7f3bad5b350395aa541d7a362c2db6052d15c18535efcd10b",
    "query Commitment($id:ID!$first:Int=50$after:String){node(id:$id){id ...on Commitment{...CommitmentCard history(first:$first after:$after){nodes{act at actor{id displayName}from to version reason terms{title conditions dueAt}note}pageInfo{hasNextPage endCursor}}recognitions{...RecognitionCard}}}}fragment CommitmentCard on Commitment{id title conditions state version customer{id displayName}customerTeam{id name}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed evidence reason alternative referredTo{id ...on Person{displayName}...on Team{name}}pendingChange{title conditions dueAt}pendingHandOverTo{id displayName}private createdAt allowedActs}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}",
    "query",
    ("node",),
    Commitment | None,
)


COMMITMENT_CHANGED: Document[CommitmentNews] = Document(
    "CommitmentChanged",
    "1d3f9f085d106074c7139b058bfa5bc289adacfca8284154e52172b73ae89042",
    "subscription CommitmentChanged($team:ID){commitmentChanged(team:$team){...CommitmentNews}}fragment CommitmentNews on Commitment{id title state version customer{id displayName}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt overdue closedAt private}",
    "subscription",
    ("commitmentChanged",),
    CommitmentNews,
)


COMMITMENTS: Document[Commitments] = Document(
    "Commitments",
    "a8894117c74b7def7004f2ca2410e4c1d757fc1e22bd9a55fc2a6a9ce07a9d72",
    "query Commitments($first:Int$after:String$last:Int$before:String$filter:CommitmentFilter){commitments(first:$first after:$after last:$last before:$before filter:$filter){totalCount nodes{...CommitmentCard}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}fragment CommitmentCard on Commitment{id title conditions state version customer{id displayName}customerTeam{id name}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed evidence reason alternative referredTo{id ...on Person{displayName}...on Team{name}}pendingChange{title conditions dueAt}pendingHandOverTo{id displayName}private createdAt allowedActs}",
    "query",
    ("commitments",),
    Commitments,
)


CREATE_WEBHOOK_ENDPOINT: Document[CreateWebhookEndpoint] = Document(
    "CreateWebhookEndpoint",
    "e34ff480bdd889ede89f2f7a8052437f73da7666e3102d090cc97c8e903dc359",
    "mutation CreateWebhookEndpoint($input:CreateWebhookEndpointInput!){createWebhookEndpoint(input:$input){endpoint{...EndpointLine secret}userErrors{...Refusal}}}fragment EndpointLine on WebhookEndpoint{id url description eventTypes style format ordered state stateReason secretHint health{waiting deliveredLastDay failedLastDay lastSuccessAt consecutiveFailures}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("createWebhookEndpoint", "endpoint"),
    CreateWebhookEndpoint,
)


DELETE_COMMENT: Document[DeleteComment] = Document(
    "DeleteComment",
    "5362a250f8efbb335414efb476bb69507775ffb6ef861e9bc2eab9aff4d032fd",
    "mutation DeleteComment($input:CommentIdInput!){deleteComment(input:$input){comment{...CommentLine}recognition{id commentCount}userErrors{...Refusal}}}fragment CommentLine on Comment{id text createdAt author{id displayName}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("deleteComment",),
    DeleteComment,
)


DELETE_WEBHOOK_ENDPOINT: Document[DeleteWebhookEndpoint | None] = Document(
    "DeleteWebhookEndpoint",
    "0631f6faeeac8b0478435c011c18730b160ecac12d80ff02557d10617fdc57d1",
    "mutation DeleteWebhookEndpoint($input:WebhookEndpointIdInput!){deleteWebhookEndpoint(input:$input){endpoint{id}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("deleteWebhookEndpoint", "endpoint"),
    DeleteWebhookEndpoint | None,
)


DISPUTE_SCORE: Document[DisputeScore] = Document(
    "DisputeScore",
    "aaba684a44c5b1af8e8599d7084d0fef37a28157073ef4263716033ff21944ee",
    "mutation DisputeScore($input:DisputeScoreInput!){disputeScore(input:$input){score{status statusText value asOf}userErrors{code message path}}}",
    "mutation",
    ("disputeScore", "score"),
    DisputeScore,
)


EDIT_RECOGNITION: Document[EditRecognition] = Document(
    "EditRecognition",
    "3a2350d46d1bef59639303d5dd9effe2c69641baaf94cdad319cdc7a90bc5a6e",
    "mutation EditRecognition($input:EditRecognitionInput!){editRecognition(input:$input){recognition{id message editedAt viewerMay}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("editRecognition", "recognition"),
    EditRecognition,
)


ENDORSE_RECOGNITION: Document[EndorseRecognition] = Document(
    "EndorseRecognition",
    "b02ab75e18cbd1fc5bc672172abf31609a6ddd08b6bbcbe4180b9e84d063d29a",
    "mutation EndorseRecognition($input:RecognitionIdInput!){endorseRecognition(input:$input){recognition{id endorsementCount viewerHasEndorsed viewerMay}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("endorseRecognition", "recognition"),
    EndorseRecognition,
)


EVENT_NAMES: Document[list[EventName]] = Document(
    "EventNames",
    "83f24c1bf7c03c17e76d85474d24e3648c16e0f4ca458c568ba413a8dff60ea5",
    "query EventNames{eventTypes{name description}}",
    "query",
    ("eventTypes",),
    list[EventName],
)


EVENT_TYPES: Document[list[EventType]] = Document(
    "EventTypes",
    "835ee4410576b7da82144f9e0025a510cbcb02ea2ac602f21bc8c65333f37cb8",
    "query EventTypes{eventTypes{name description schema example}}",
    "query",
    ("eventTypes",),
    list[EventType],
)


EVENTS: Document[Events] = Document(
    "Events",
    "d44ddd062f2a33dc34a87ce14fae2f9f8b7a69ef5f8bc8ad99712d171f18caa8",
    "query Events($first:Int=100$after:String$types:[String!]){events(first:$first after:$after types:$types){nodes{id type occurredAt data}pageInfo{hasNextPage endCursor}}}",
    "query",
    ("events",),
    Events,
)


EXPORT: Document[Export | None] = Document(
    "Export",
    "713deb6d1fc5ea65af682856f417ca5cb3e7db09d176d3e98fe6670f3f291d6c",
    "query Export{viewer{export}}",
    "query",
    ("viewer",),
    Export | None,
)


FEED: Document[Feed] = Document(
    "Feed",
    "8ce4787008d6ff285a6aee2e4c31181ab35b43b0b255ff4c76f495d7e77fbd87",
    "query Feed($first:Int$after:String$last:Int$before:String$filter:RecognitionFilter){recognitions(first:$first after:$after last:$last before:$before filter:$filter){nodes{...RecognitionCard commitment{...PromiseLine}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}fragment PromiseLine on Commitment{id title state}",
    "query",
    ("recognitions",),
    Feed,
)


FIND_RECIPIENTS: Document[FindRecipients] = Document(
    "FindRecipients",
    "6eb0604c4d70124b33653bd0ea50a441024e0ad5b52c18156c40b9caa2b2b608",
    "query FindRecipients($search:String!){people(search:$search active:true first:6){nodes{...PersonLine}}teams(search:$search first:3){nodes{id name members(first:1){totalCount}}}}fragment PersonLine on Person{id userName displayName jobTitle teams{id name}}",
    "query",
    (),
    FindRecipients,
)


GIVE_RECOGNITION: Document[RecognitionCard] = Document(
    "GiveRecognition",
    "7e8ffbe0d743eb0057b7be24a51908eb972b0557e26ba14635f60fff8bf16d32",
    "mutation GiveRecognition($input:GiveRecognitionInput!){giveRecognition(input:$input){recognition{...RecognitionCard}userErrors{...Refusal}}}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}fragment Refusal on UserError{code message path}",
    "mutation",
    ("giveRecognition", "recognition"),
    RecognitionCard,
    keyed=True,
)


LOOPS: Document[Loops] = Document(
    "Loops",
    "26ba5eadba4e78d25bf65cd0bdf2ea15fe13523b0dfa215ed2f164be5e7a93ed",
    "query Loops($me:ID!$states:[CommitmentState!]!$first:Int=40){viewer{awaitingMe(first:$first){nodes{...CommitmentCard}pageInfo{hasNextPage endCursor}}}promised:commitments(first:$first filter:{performer:$me states:$states}){nodes{...CommitmentCard}pageInfo{hasNextPage endCursor}}expected:commitments(first:$first filter:{customer:$me states:$states}){nodes{...CommitmentCard}pageInfo{hasNextPage endCursor}}}fragment CommitmentCard on Commitment{id title conditions state version customer{id displayName}customerTeam{id name}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed evidence reason alternative referredTo{id ...on Person{displayName}...on Team{name}}pendingChange{title conditions dueAt}pendingHandOverTo{id displayName}private createdAt allowedActs}",
    "query",
    (),
    Loops,
)


MODERATE: Document[Moderate] = Document(
    "Moderate",
    "aeaa201caf4aeb3a320b4c97e557cbfa10c3f41a5859c2d0b76e0d9238a3eddc",
    "mutation Moderate($input:ModerateInput!){moderate(input:$input){recognition{id message state viewerMay}comment{id}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("moderate",),
    Moderate,
)


MODERATION_QUEUE: Document[ModerationQueue] = Document(
    "ModerationQueue",
    "ef5280d4ea08fe47c34103629c2ac1ccb26b28f42cf6aa2a37fdfa6b52aac3c1",
    "query ModerationQueue($first:Int=20$after:String){moderationQueue(first:$first after:$after){nodes{id at reason recognition{...RecognitionCard}comment{...CommentLine}team{id name}subject{id}}pageInfo{hasNextPage endCursor}}}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}fragment CommentLine on Comment{id text createdAt author{id displayName}}",
    "query",
    ("moderationQueue",),
    ModerationQueue,
)


NODE: Document[Annotated[Node, nearest(Node, NodePerson, NodeTeam, NodeRecognition, NodeComment)] | None] = Document(
    "Node",
    "40017a71dae8b76431e64b32b5dd946e9c80c5f8f4ed3f311c8ef23f03848983",
    "query Node($id:ID!){node(id:$id){id ...on Person{...PersonLine}...on Team{name description}...on Recognition{...RecognitionCard}...on Comment{...CommentLine}}}fragment PersonLine on Person{id userName displayName jobTitle teams{id name}}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}fragment CommentLine on Comment{id text createdAt author{id displayName}}",
    "query",
    ("node",),
    Annotated[Node, nearest(Node, NodePerson, NodeTeam, NodeRecognition, NodeComment)] | None,
)


OFFER_COMMITMENT: Document[CommitmentCard] = Document(
    "OfferCommitment",
    "dfc4d6221ea757d4b96e28a9cc3cc4eff7b991b05b3097b5d782edb63f18c93d",
    "mutation OfferCommitment($input:OfferCommitmentInput!){offerCommitment(input:$input){commitment{...CommitmentCard}userErrors{...Refusal}}}fragment CommitmentCard on Commitment{id title conditions state version customer{id displayName}customerTeam{id name}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed evidence reason alternative referredTo{id ...on Person{displayName}...on Team{name}}pendingChange{title conditions dueAt}pendingHandOverTo{id displayName}private createdAt allowedActs}fragment Refusal on UserError{code message path}",
    "mutation",
    ("offerCommitment", "commitment"),
    CommitmentCard,
    keyed=True,
)


PERSON_HISTORY: Document[PersonHistory | None] = Document(
    "PersonHistory",
    "b6a87791e9d3a4728111ec6b84036c3566965a2931689e62034b2a816dd21f61",
    "query PersonHistory($person:ID!$first:Int=10$receivedAfter:String$givenAfter:String){person(by:{id:$person}){...PersonLine recognitionsReceived(first:$first after:$receivedAfter){nodes{...RecognitionCard}pageInfo{hasNextPage endCursor}}recognitionsGiven(first:$first after:$givenAfter){nodes{...RecognitionCard}pageInfo{hasNextPage endCursor}}}}fragment PersonLine on Person{id userName displayName jobTitle teams{id name}}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}",
    "query",
    ("person",),
    PersonHistory | None,
)


REACT_TO_RECOGNITION: Document[ReactToRecognition] = Document(
    "ReactToRecognition",
    "c853dc3b64e275e08452067b1e5df47334f7b7252379862941b76ee3a69bc5a3",
    "mutation ReactToRecognition($input:ReactInput!){reactToRecognition(input:$input){recognition{id reactions{emoji count viewerHasReacted}}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("reactToRecognition", "recognition"),
    ReactToRecognition,
)


RECOGNITION: Document[Recognition | None] = Document(
    "Recognition",
    "36d1ab43027b62bf1f8b30b3b18a56bb9d1863129e8e551bebd493ef26c47db9",
    "query Recognition($id:ID!){node(id:$id){...on Recognition{...RecognitionCard commitment{...PromiseLine}}}}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}fragment PromiseLine on Commitment{id title state}",
    "query",
    ("node",),
    Recognition | None,
)


RECOGNITION_CHANGED: Document[RecognitionNews] = Document(
    "RecognitionChanged",
    "51119176e232371659746459ffeb8ca7d375b89ae77ac7e2f2d3fe387d95aa27",
    "subscription RecognitionChanged($team:ID){recognitionChanged(team:$team){...RecognitionNews}}fragment RecognitionNews on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link endorsementCount commentCount}",
    "subscription",
    ("recognitionChanged",),
    RecognitionNews,
)


REMOVE_ENDORSEMENT: Document[RemoveEndorsement] = Document(
    "RemoveEndorsement",
    "bfff5c8030f95004618391863324e25841cd9e4bb99ccaecc375a6900592df26",
    "mutation RemoveEndorsement($input:RecognitionIdInput!){removeEndorsement(input:$input){recognition{id endorsementCount viewerHasEndorsed viewerMay}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("removeEndorsement", "recognition"),
    RemoveEndorsement,
)


REMOVE_REACTION: Document[RemoveReaction] = Document(
    "RemoveReaction",
    "4123855b4a72b01c0e42baacae0abedfb13409f81d50bfd5f10afe1f9e6412d4",
    "mutation RemoveReaction($input:ReactInput!){removeReaction(input:$input){recognition{id reactions{emoji count viewerHasReacted}}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("removeReaction", "recognition"),
    RemoveReaction,
)


RENEW_CALENDAR_URL: Document[RenewCalendarUrl] = Document(
    "RenewCalendarUrl",
    "95b10153d8bd77ac138a27658f5eaba59fb3225711ae9f8322b9683b7d036066",
    "mutation RenewCalendarUrl{renewCalendarUrl{viewer{calendarUrl}userErrors{code message path}}}",
    "mutation",
    ("renewCalendarUrl", "viewer"),
    RenewCalendarUrl,
)


REPLAY_WEBHOOK_EVENTS: Document[int] = Document(
    "ReplayWebhookEvents",
    "cdfde6b63bdceb622153672258f239aa4e597cb9543c8359428262c63239e93b",
    "mutation ReplayWebhookEvents($input:ReplayWebhookEventsInput!){replayWebhookEvents(input:$input){count userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("replayWebhookEvents", "count"),
    int,
)


REPORT: Document[Report] = Document(
    "Report",
    "006627d3267dabf95aefd4dc5f2235d2a4baada231a93ba825862e6fe0451e56",
    "mutation Report($input:ReportInput!){report(input:$input){recognition{id message state viewerMay}comment{id}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("report",),
    Report,
)


REQUEST_COMMITMENT: Document[CommitmentCard] = Document(
    "RequestCommitment",
    "eb9f2c80cc503d60b372147b98a8573c5781ecb2aa44d4eda3fa4d71410657af",
    "mutation RequestCommitment($input:RequestCommitmentInput!){requestCommitment(input:$input){commitment{...CommitmentCard}userErrors{...Refusal}}}fragment CommitmentCard on Commitment{id title conditions state version customer{id displayName}customerTeam{id name}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed evidence reason alternative referredTo{id ...on Person{displayName}...on Team{name}}pendingChange{title conditions dueAt}pendingHandOverTo{id displayName}private createdAt allowedActs}fragment Refusal on UserError{code message path}",
    "mutation",
    ("requestCommitment", "commitment"),
    CommitmentCard,
    keyed=True,
)


RESEND_WEBHOOK_DELIVERY: Document[DeliveryLine] = Document(
    "ResendWebhookDelivery",
    "73fdc58d407fbf1b745d5d0e570dbf9275b7427d65272ea9c103a8cc2b3f6302",
    "mutation ResendWebhookDelivery($input:WebhookDeliveryIdInput!){resendWebhookDelivery(input:$input){delivery{...DeliveryLine}userErrors{...Refusal}}}fragment DeliveryLine on WebhookDelivery{id state sequence nextAttemptAt event{id type occurredAt}attempts{id number at trigger status error milliseconds}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("resendWebhookDelivery", "delivery"),
    DeliveryLine,
)


ROTATE_WEBHOOK_SECRET: Document[RotateWebhookSecret] = Document(
    "RotateWebhookSecret",
    "bfdaf3ea6586ec443b1ce917a61756f6a08942591df4b86d2d04a1e3c867a294",
    "mutation RotateWebhookSecret($input:RotateWebhookSecretInput!){rotateWebhookSecret(input:$input){endpoint{...EndpointLine secret}userErrors{...Refusal}}}fragment EndpointLine on WebhookEndpoint{id url description eventTypes style format ordered state stateReason secretHint health{waiting deliveredLastDay failedLastDay lastSuccessAt consecutiveFailures}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("rotateWebhookSecret", "endpoint"),
    RotateWebhookSecret,
)


SCORE_PREVIEW: Document[list[ScorePreview]] = Document(
    "ScorePreview",
    "e174494c6b357f25ccf9413c559e285dcdfa2019d90dddb16279b87642e08c8f",
    "query ScorePreview($recipe:JSON!$teams:[ID!]!){scorePreview(recipe:$recipe teams:$teams){status value recipeVersion components{key value weight}}}",
    "query",
    ("scorePreview",),
    list[ScorePreview],
    raw=frozenset(["recipe"]),
)


SCORE_PUBLISHED: Document[ScorePublished] = Document(
    "ScorePublished",
    "df40ad028e71dbfa13dd1ed056739f11ac7d4ed345e8c8c768db09c6af44aaa8",
    "subscription ScorePublished($team:ID!$language:String){scorePublished(team:$team){team{id name}...ScoreCard}}fragment ScoreCard on TeamScore{status statusText(language:$language)value interval{low high level}band components{key label(language:$language)value weight pointsLost counts{name value}effectiveSampleSize prior formula explanation(language:$language)}missing{key label(language:$language)waitsFor(language:$language)}weakestLink{key label(language:$language)pointsLost mending(language:$language)}asOf windowDays recipeVersion purpose}",
    "subscription",
    ("scorePublished",),
    ScorePublished,
)


SCORE_RECIPE: Document[ScoreRecipe | None] = Document(
    "ScoreRecipe",
    "3bcf39c5b167aa7bead3410651905de0be8e65c733dcccef2fb2e67584704c81",
    "query ScoreRecipe($version:String){scoreRecipe(version:$version){version recipe description}}",
    "query",
    ("scoreRecipe",),
    ScoreRecipe | None,
)


SEND_TEST_WEBHOOK: Document[DeliveryLine] = Document(
    "SendTestWebhook",
    "4a6700d0e54d1247aafab2622542047b09aa43bea5f9ebe6badcc8d3fe64a552",
    "mutation SendTestWebhook($input:WebhookEndpointIdInput!){sendTestWebhook(input:$input){delivery{...DeliveryLine}userErrors{...Refusal}}}fragment DeliveryLine on WebhookDelivery{id state sequence nextAttemptAt event{id type occurredAt}attempts{id number at trigger status error milliseconds}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("sendTestWebhook", "delivery"),
    DeliveryLine,
)


SERVICE_CHAIN: Document[ServiceChain] = Document(
    "ServiceChain",
    "624b6baaea9f1b80e8243f6c34e48ccc7e787d730a2fab83b5d883023dc1315a",
    "query ServiceChain($team:ID$first:Int=100){serviceChain(team:$team){links(first:$first){from{...ChainTeam}to{...ChainTeam}promises reliability answered recognitionsBack}weakestLink{from{id}to{id}}withheld}}fragment ChainTeam on Team{id name parent{id name}}",
    "query",
    ("serviceChain",),
    ServiceChain,
)


SET_AWAY: Document[SetAway] = Document(
    "SetAway",
    "25ce8c73c49945f7a56297375dc66d88451ac97272d083f0b29f3a4a48cd62ef",
    "mutation SetAway($input:SetAwayInput!){setAway(input:$input){person{...PersonLine awayFrom awayUntil}userErrors{...Refusal}}}fragment PersonLine on Person{id userName displayName jobTitle teams{id name}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("setAway", "person"),
    SetAway,
)


SIGNAGE: Document[Signage] = Document(
    "Signage",
    "04df3fc6ed32723629165cc84160c8c7674f11b9b7fd6933c5a3b078cb2f9f1f",
    "query Signage($first:Int=12$since:DateTime!$language:String){organization{name}recognitions(first:$first){nodes{...SignageCard}}lately:recognitions(first:1 filter:{since:$since}){totalCount}}fragment SignageCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label(language:$language)}visibility state createdAt}",
    "query",
    (),
    Signage,
)


SWITCH_SCORE: Document[SwitchScore] = Document(
    "SwitchScore",
    "2a3033c687a5138ce4fcafbe1303d3941d27d476bb718bf202a2437d092c07c0",
    "mutation SwitchScore($input:SwitchScoreInput!){switchScore(input:$input){score{status statusText value asOf}userErrors{code message path}}}",
    "mutation",
    ("switchScore", "score"),
    SwitchScore,
)


TEAM_COMMITMENTS: Document[TeamCommitments | None] = Document(
    "TeamCommitments",
    "7c410b4947e9ff10e858c307fc744900a3a75977090b2ef4d9412d8a07cc0805",
    "query TeamCommitments($team:ID!$first:Int=20$after:String$filter:CommitmentFilter){team(by:{id:$team}){id name commitments(first:$first after:$after filter:$filter){totalCount nodes{...CommitmentCard}pageInfo{hasNextPage endCursor}}}}fragment CommitmentCard on Commitment{id title conditions state version customer{id displayName}customerTeam{id name}performer{id displayName}performerTeam{id name}awaiting{id displayName}awaitingTeam{id name}answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed evidence reason alternative referredTo{id ...on Person{displayName}...on Team{name}}pendingChange{title conditions dueAt}pendingHandOverTo{id displayName}private createdAt allowedActs}",
    "query",
    ("team",),
    TeamCommitments | None,
)


TEAM_FEED: Document[TeamFeed | None] = Document(
    "TeamFeed",
    "abadb936cbc95feda22b5bf44bce270fa1fd21a0fbe9c4e4c63db49ff3a2b5a7",
    "query TeamFeed($team:ID!$first:Int=20$after:String){team(by:{id:$team}){id name recognitions(first:$first after:$after){nodes{...RecognitionCard}pageInfo{hasNextPage endCursor}}}}fragment RecognitionCard on Recognition{id message giver{id displayName teams{id name}}recipients{id displayName}team{id name}behaviours{key label}visibility state createdAt editedAt link reactions{emoji count viewerHasReacted}endorsementCount viewerHasEndorsed commentCount viewerMay}",
    "query",
    ("team",),
    TeamFeed | None,
)


TEAM_SCORE: Document[TeamScore] = Document(
    "TeamScore",
    "b7e2dd9ac2ba4c7a9a6448f27447b8f716cc35dd4fe4b53fcf50f1bfd2bf373c",
    "query TeamScore($team:ID!$language:String$days:Int=30){team(by:{id:$team}){id name score{...ScoreCard}scoreHistory(first:$days){nodes{asOf value interval{low high}recipeVersion}}leadership{...LeadershipCard}}organization{leadership{...LeadershipCard}}}fragment ScoreCard on TeamScore{status statusText(language:$language)value interval{low high level}band components{key label(language:$language)value weight pointsLost counts{name value}effectiveSampleSize prior formula explanation(language:$language)}missing{key label(language:$language)waitsFor(language:$language)}weakestLink{key label(language:$language)pointsLost mending(language:$language)}asOf windowDays recipeVersion purpose}fragment LeadershipCard on Leadership{status leaders leadersWhoGave promisesToTheirPeopleKept}",
    "query",
    (),
    TeamScore,
)


UPDATE_WEBHOOK_ENDPOINT: Document[EndpointLine] = Document(
    "UpdateWebhookEndpoint",
    "25bec182b40f9523e4f5283583c5f1808fbc46d18e2ca396b261f0f0535b0699",
    "mutation UpdateWebhookEndpoint($input:UpdateWebhookEndpointInput!){updateWebhookEndpoint(input:$input){endpoint{...EndpointLine}userErrors{...Refusal}}}fragment EndpointLine on WebhookEndpoint{id url description eventTypes style format ordered state stateReason secretHint health{waiting deliveredLastDay failedLastDay lastSuccessAt consecutiveFailures}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("updateWebhookEndpoint", "endpoint"),
    EndpointLine,
)


VIEWER: Document[Viewer | None] = Document(
    "Viewer",
    "3543463be2b86b7f74c5fd625426846b8ca6501974fb24c8f4636251162b4d8d",
    "query Viewer{viewer{roles person{...PersonLine}unseenTeammates(first:3){...PersonLine}}}fragment PersonLine on Person{id userName displayName jobTitle teams{id name}}",
    "query",
    ("viewer",),
    Viewer | None,
)


WEBHOOK_DELIVERIES: Document[WebhookDeliveries | None] = Document(
    "WebhookDeliveries",
    "1c84cdf0beba4b0fb22d7f6dab6c42c0ea5e2e238593c1448f472d74ff7bbcd6",
    "query WebhookDeliveries($endpoint:ID!$first:Int=10$after:String$states:[WebhookDeliveryState!]){node(id:$endpoint){id ...on WebhookEndpoint{...EndpointLine deliveries(first:$first after:$after states:$states){nodes{...DeliveryLine}pageInfo{hasNextPage endCursor}}}}}fragment EndpointLine on WebhookEndpoint{id url description eventTypes style format ordered state stateReason secretHint health{waiting deliveredLastDay failedLastDay lastSuccessAt consecutiveFailures}}fragment DeliveryLine on WebhookDelivery{id state sequence nextAttemptAt event{id type occurredAt}attempts{id number at trigger status error milliseconds}}",
    "query",
    ("node",),
    WebhookDeliveries | None,
)


WEBHOOK_DELIVERY: Document[WebhookDelivery | None] = Document(
    "WebhookDelivery",
    "3f9e7b8e4ccf7c4e9ec7d6714ff1c0ef0cd4123a55affe93219f57df8db3c7bf",
    "query WebhookDelivery($id:ID!){node(id:$id){id ...on WebhookDelivery{...DeliveryWhole}}}fragment DeliveryWhole on WebhookDelivery{id state event{id type occurredAt data}attempts{id number at trigger status error milliseconds peerAddress responseBody}}",
    "query",
    ("node",),
    WebhookDelivery | None,
)


WEBHOOK_ENDPOINTS: Document[WebhookEndpoints] = Document(
    "WebhookEndpoints",
    "8e57107f9117920ceb2dc9687ff8bb04ceb488ba6e3cc87665ae0306bfddc88e",
    "query WebhookEndpoints($first:Int=20$after:String){webhookEndpoints(first:$first after:$after){nodes{...EndpointLine recent:deliveries(first:24){nodes{id state}}}pageInfo{hasNextPage endCursor}}}fragment EndpointLine on WebhookEndpoint{id url description eventTypes style format ordered state stateReason secretHint health{waiting deliveredLastDay failedLastDay lastSuccessAt consecutiveFailures}}",
    "query",
    ("webhookEndpoints",),
    WebhookEndpoints,
)


WITHDRAW_RECOGNITION: Document[WithdrawRecognition] = Document(
    "WithdrawRecognition",
    "a08bcd37a3c54297de579ed5f0d426909f7f5195a6acd1bd456af13326df872f",
    "mutation WithdrawRecognition($input:RecognitionIdInput!){withdrawRecognition(input:$input){recognition{id message state viewerMay}userErrors{...Refusal}}}fragment Refusal on UserError{code message path}",
    "mutation",
    ("withdrawRecognition", "recognition"),
    WithdrawRecognition,
)


class Operations(ABC):
    """Every document of the service's own clients, as a method."""

    @abstractmethod
    def run(self, document: Document[T], variables: Mapping[str, object]) -> T:
        """Ask once."""

    @abstractmethod
    def each(
        self, document: Document[T], variables: Mapping[str, object], connection: tuple[str, ...]
    ) -> Iterator[Any]:
        """Ask page by page."""

    @abstractmethod
    def listen(self, document: Document[T], variables: Mapping[str, object]) -> AbstractContextManager[Iterator[T]]:
        """Subscribe."""

    def act_on_commitment(self, **input: Unpack[ActOnCommitmentInput]) -> ActOnCommitment:
        """When it was refused for being stale, commitment is how it is now."""
        return self.run(ACT_ON_COMMITMENT, {"input": input})

    def add_comment(self, **input: Unpack[AddCommentInput]) -> AddComment:
        """Say something to a recognition."""
        return self.run(ADD_COMMENT, {"input": input})

    def answer_dispute(self, **input: Unpack[AnswerDisputeInput]) -> AnswerDispute:
        """A moderator answers. What is accepted counts no more, and the score is published anew."""
        return self.run(ANSWER_DISPUTE, {"input": input})

    def awaiting_me(self, *, first: int | None = None, after: str | None = None) -> AwaitingMe | None:
        """The inbox: what waits for an act of the viewer, most urgent first."""
        return self.run(AWAITING_ME, {"first": first, "after": after})

    def iter_awaiting_me(self, *, first: int | None = None, after: str | None = None) -> Iterator[CommitmentCard]:
        """Commitments that wait for an act of the viewer, most urgent first. All pages, `first` at a time, as they are asked for."""
        return self.each(AWAITING_ME, {"first": first, "after": after}, ("awaiting_me",))

    def behaviours(self, *, language: str | None = None) -> list[Behaviour]:
        """What people thank each other for, retired ones included."""
        return self.run(BEHAVIOURS, {"language": language})

    def calendar_url(self) -> CalendarUrl | None:
        """The secret address of the viewer's commitments as a calendar feed. Whoever has it can read them, without a token, until renewCalendarUrl."""
        return self.run(CALENDAR_URL, {})

    def check_webhook_url(self, url: str) -> CheckWebhookUrl:
        """Would a webhook to this address be allowed, and if not, why and what to do."""
        return self.run(CHECK_WEBHOOK_URL, {"url": url})

    def comments(self, recognition: str, *, first: int | None = None, after: str | None = None) -> Comments | None:
        """What others said to it, oldest first."""
        return self.run(COMMENTS, {"recognition": recognition, "first": first, "after": after})

    def iter_comments(
        self, recognition: str, *, first: int | None = None, after: str | None = None
    ) -> Iterator[CommentLine]:
        """What others said to it, oldest first. All pages, `first` at a time, as they are asked for."""
        return self.each(COMMENTS, {"recognition": recognition, "first": first, "after": after}, ("comments",))

    def commitment(self, id: str, *, first: int | None = None, after: str | None = None) -> Commitment | None:
        """One, with every step of its life; null for what does not exist or must not be seen."""
        return self.run(COMMITMENT, {"id": id, "first": first, "after": after})

    def iter_commitment_history(
        self, id: str, *, first: int | None = None, after: str | None = None
    ) -> Iterator[Commitment.History.Node]:
        """Every step, the first one first. It is never edited. All pages, `first` at a time, as they are asked for."""
        return self.each(COMMITMENT, {"id": id, "first": first, "after": after}, ("history",))

    def commitment_changed(self, *, team: str | None = None) -> AbstractContextManager[Iterator[CommitmentNews]]:
        """Each step of the viewer's own, or of a team's; what the viewer may do is asked for with the commitment itself."""
        return self.listen(COMMITMENT_CHANGED, {"team": team})

    def commitments(
        self,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: CommitmentFilter | None = None,
    ) -> Commitments:
        """Newest first. Forward with first and after for older ones, backward with last and before for newer ones."""
        return self.run(COMMITMENTS, {"first": first, "after": after, "last": last, "before": before, "filter": filter})

    def iter_commitments(
        self, *, first: int | None = None, after: str | None = None, filter: CommitmentFilter | None = None
    ) -> Iterator[CommitmentCard]:
        """Those that the viewer may see, newest first. All pages, `first` at a time, as they are asked for."""
        return self.each(COMMITMENTS, {"first": first, "after": after, "filter": filter}, ())

    def create_webhook_endpoint(self, **input: Unpack[CreateWebhookEndpointInput]) -> CreateWebhookEndpoint:
        """A new endpoint; its secret is in this answer and in no other."""
        return self.run(CREATE_WEBHOOK_ENDPOINT, {"input": input})

    def delete_comment(self, **input: Unpack[CommentIdInput]) -> DeleteComment:
        """Delete one's own comment."""
        return self.run(DELETE_COMMENT, {"input": input})

    def delete_webhook_endpoint(self, **input: Unpack[WebhookEndpointIdInput]) -> DeleteWebhookEndpoint | None:
        """Forget an endpoint, its secret and what waited for it."""
        return self.run(DELETE_WEBHOOK_ENDPOINT, {"input": input})

    def dispute_score(self, **input: Unpack[DisputeScoreInput]) -> DisputeScore:
        """Somebody of the team says that its score rests on something wrong."""
        return self.run(DISPUTE_SCORE, {"input": input})

    def edit_recognition(self, **input: Unpack[EditRecognitionInput]) -> EditRecognition:
        """Change the words, within the edit window."""
        return self.run(EDIT_RECOGNITION, {"input": input})

    def endorse_recognition(self, **input: Unpack[RecognitionIdInput]) -> EndorseRecognition:
        """Say "I saw it too"."""
        return self.run(ENDORSE_RECOGNITION, {"input": input})

    def event_names(self) -> list[EventName]:
        """Every type of event that there is."""
        return self.run(EVENT_NAMES, {})

    def event_types(self) -> list[EventType]:
        """Every type of event that there is."""
        return self.run(EVENT_TYPES, {})

    def events(
        self, *, first: int | None = None, after: str | None = None, types: Sequence[str] | None = None
    ) -> Events:
        """What happened since, oldest first. Go on with endCursor, also after an empty page."""
        return self.run(EVENTS, {"first": first, "after": after, "types": types})

    def iter_events(
        self, *, first: int | None = None, after: str | None = None, types: Sequence[str] | None = None
    ) -> Iterator[Events.Node]:
        """The log of facts, oldest first, in commit order: the pull side of webhooks. All pages, `first` at a time, as they are asked for."""
        return self.each(EVENTS, {"first": first, "after": after, "types": types}, ())

    def export(self) -> Export | None:
        """Everything stored about the viewer, as JSON."""
        return self.run(EXPORT, {})

    def feed(
        self,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: RecognitionFilter | None = None,
    ) -> Feed:
        """Forward with first and after for older ones, backward with last and before for newer ones. With the promise that a thank-you came out of, so it needs commitments:read too."""
        return self.run(FEED, {"first": first, "after": after, "last": last, "before": before, "filter": filter})

    def iter_feed(
        self, *, first: int | None = None, after: str | None = None, filter: RecognitionFilter | None = None
    ) -> Iterator[RecognitionCard]:
        """Newest first. What the viewer may not see is not counted. All pages, `first` at a time, as they are asked for."""
        return self.each(FEED, {"first": first, "after": after, "filter": filter}, ())

    def find_recipients(self, search: str) -> FindRecipients:
        """The items."""
        return self.run(FIND_RECIPIENTS, {"search": search})

    def give_recognition(self, **input: Unpack[GiveRecognitionInput]) -> RecognitionCard:
        """Thank teammates."""
        return self.run(GIVE_RECOGNITION, {"input": input})

    def loops(self, me: str, states: Sequence[CommitmentState], *, first: int | None = None) -> Loops:
        """What is open between the viewer and others: what waits for them, what they and others promised."""
        return self.run(LOOPS, {"me": me, "states": states, "first": first})

    def moderate(self, **input: Unpack[ModerateInput]) -> Moderate:
        """Hide or show a recognition or a comment, and so answer every report of it."""
        return self.run(MODERATE, {"input": input})

    def moderation_queue(self, *, first: int | None = None, after: str | None = None) -> ModerationQueue:
        """Reports and score disputes. With a team it is a dispute of its score; subject is what should not count."""
        return self.run(MODERATION_QUEUE, {"first": first, "after": after})

    def iter_moderation_queue(
        self, *, first: int | None = None, after: str | None = None
    ) -> Iterator[ModerationQueue.Node]:
        """Reported recognitions and comments, and score disputes, oldest first. Moderators. All pages, `first` at a time, as they are asked for."""
        return self.each(MODERATION_QUEUE, {"first": first, "after": after}, ())

    def node(self, id: str) -> Node | None:
        """Whatever an id from a webhook or a log names."""
        return self.run(NODE, {"id": id})

    def offer_commitment(self, **input: Unpack[OfferCommitmentInput]) -> CommitmentCard:
        """Offer somebody to do something."""
        return self.run(OFFER_COMMITMENT, {"input": input})

    def person_history(
        self,
        person: str,
        *,
        first: int | None = None,
        received_after: str | None = None,
        given_after: str | None = None,
    ) -> PersonHistory | None:
        """A person by id, userName or external id."""
        return self.run(
            PERSON_HISTORY,
            {"person": person, "first": first, "received_after": received_after, "given_after": given_after},
        )

    def react_to_recognition(self, **input: Unpack[ReactInput]) -> ReactToRecognition:
        """React with one emoji."""
        return self.run(REACT_TO_RECOGNITION, {"input": input})

    def recognition(self, id: str) -> Recognition | None:
        """One thank-you, as it stands in the feed: what a link to it shows."""
        return self.run(RECOGNITION, {"id": id})

    def recognition_changed(self, *, team: str | None = None) -> AbstractContextManager[Iterator[RecognitionNews]]:
        """New, edited and withdrawn ones as they are now. All of it is the same for whoever may see it: one answer serves all."""
        return self.listen(RECOGNITION_CHANGED, {"team": team})

    def remove_endorsement(self, **input: Unpack[RecognitionIdInput]) -> RemoveEndorsement:
        """Take an endorsement back."""
        return self.run(REMOVE_ENDORSEMENT, {"input": input})

    def remove_reaction(self, **input: Unpack[ReactInput]) -> RemoveReaction:
        """Take a reaction back."""
        return self.run(REMOVE_REACTION, {"input": input})

    def renew_calendar_url(self) -> RenewCalendarUrl:
        """A new secret address for the calendar feed; the old one stops."""
        return self.run(RENEW_CALENDAR_URL, {})

    def replay_webhook_events(self, **input: Unpack[ReplayWebhookEventsInput]) -> int:
        """With dryRun it only counts: ask first, then do it."""
        return self.run(REPLAY_WEBHOOK_EVENTS, {"input": input})

    def report(self, **input: Unpack[ReportInput]) -> Report:
        """A recognition or a comment."""
        return self.run(REPORT, {"input": input})

    def request_commitment(self, **input: Unpack[RequestCommitmentInput]) -> CommitmentCard:
        """Ask a person or a team for something."""
        return self.run(REQUEST_COMMITMENT, {"input": input})

    def resend_webhook_delivery(self, **input: Unpack[WebhookDeliveryIdInput]) -> DeliveryLine:
        """Send an event to the same endpoint again, with the same webhook-id."""
        return self.run(RESEND_WEBHOOK_DELIVERY, {"input": input})

    def rotate_webhook_secret(self, **input: Unpack[RotateWebhookSecretInput]) -> RotateWebhookSecret:
        """The only answer with the new secret in it."""
        return self.run(ROTATE_WEBHOOK_SECRET, {"input": input})

    def score_preview(self, recipe: Any, teams: Sequence[str]) -> list[ScorePreview]:
        """What scores would be under another recipe. For administrators; nothing is stored."""
        return self.run(SCORE_PREVIEW, {"recipe": recipe, "teams": teams})

    def score_published(
        self, team: str, *, language: str | None = None
    ) -> AbstractContextManager[Iterator[ScorePublished]]:
        """Whenever the score of a team is published, with its whole working."""
        return self.listen(SCORE_PUBLISHED, {"team": team, "language": language})

    def score_recipe(self, *, version: str | None = None) -> ScoreRecipe | None:
        """The numbers behind the score; without a version, those in use."""
        return self.run(SCORE_RECIPE, {"version": version})

    def send_test_webhook(self, **input: Unpack[WebhookEndpointIdInput]) -> DeliveryLine:
        """Send a test to an endpoint now, whatever its state."""
        return self.run(SEND_TEST_WEBHOOK, {"input": input})

    def service_chain(self, *, team: str | None = None, first: int | None = None) -> ServiceChain:
        """Who serves whom; with a team, what that one does for others and others for it."""
        return self.run(SERVICE_CHAIN, {"team": team, "first": first})

    def set_away(self, **input: Unpack[SetAwayInput]) -> SetAway:
        """Without until: back again."""
        return self.run(SET_AWAY, {"input": input})

    def signage(self, since: datetime, *, first: int | None = None, language: str | None = None) -> Signage:
        """What a screen in a hall shows, with a token of the scope signage: thanks that everyone may see, and how many came of late."""
        return self.run(SIGNAGE, {"since": since, "first": first, "language": language})

    def switch_score(self, **input: Unpack[SwitchScoreInput]) -> SwitchScore:
        """Whether a team, or without one the organisation, has a score."""
        return self.run(SWITCH_SCORE, {"input": input})

    def team_commitments(
        self, team: str, *, first: int | None = None, after: str | None = None, filter: CommitmentFilter | None = None
    ) -> TeamCommitments | None:
        """What its people promised or count on, or it was asked; as far as the viewer may see it, newest first."""
        return self.run(TEAM_COMMITMENTS, {"team": team, "first": first, "after": after, "filter": filter})

    def iter_team_commitments(
        self, team: str, *, first: int | None = None, after: str | None = None, filter: CommitmentFilter | None = None
    ) -> Iterator[CommitmentCard]:
        """What its people promised or count on, or it was asked; as far as the viewer may see it, newest first. All pages, `first` at a time, as they are asked for."""
        return self.each(
            TEAM_COMMITMENTS, {"team": team, "first": first, "after": after, "filter": filter}, ("commitments",)
        )

    def team_feed(self, team: str, *, first: int | None = None, after: str | None = None) -> TeamFeed | None:
        """What its people, and those of the teams below it, gave and received as its members; newest first."""
        return self.run(TEAM_FEED, {"team": team, "first": first, "after": after})

    def iter_team_feed(
        self, team: str, *, first: int | None = None, after: str | None = None
    ) -> Iterator[RecognitionCard]:
        """What its people, and those of the teams below it, gave and received as its members; newest first. All pages, `first` at a time, as they are asked for."""
        return self.each(TEAM_FEED, {"team": team, "first": first, "after": after}, ("recognitions",))

    def team_score(self, team: str, *, language: str | None = None, days: int | None = None) -> TeamScore:
        """The latest published score of a team with its whole working, and its own past to compare it with."""
        return self.run(TEAM_SCORE, {"team": team, "language": language, "days": days})

    def update_webhook_endpoint(self, **input: Unpack[UpdateWebhookEndpointInput]) -> EndpointLine:
        """Change, pause or resume an endpoint."""
        return self.run(UPDATE_WEBHOOK_ENDPOINT, {"input": input})

    def viewer(self) -> Viewer | None:
        """Who is asking. Null for tokens that stand for no person."""
        return self.run(VIEWER, {})

    def webhook_deliveries(
        self,
        endpoint: str,
        *,
        first: int | None = None,
        after: str | None = None,
        states: Sequence[WebhookDeliveryState] | None = None,
    ) -> WebhookDeliveries | None:
        """One endpoint as it stands now, with its newest deliveries."""
        return self.run(WEBHOOK_DELIVERIES, {"endpoint": endpoint, "first": first, "after": after, "states": states})

    def iter_webhook_deliveries(
        self,
        endpoint: str,
        *,
        first: int | None = None,
        after: str | None = None,
        states: Sequence[WebhookDeliveryState] | None = None,
    ) -> Iterator[DeliveryLine]:
        """What was sent to it or waits, newest first. All pages, `first` at a time, as they are asked for."""
        return self.each(
            WEBHOOK_DELIVERIES,
            {"endpoint": endpoint, "first": first, "after": after, "states": states},
            ("deliveries",),
        )

    def webhook_delivery(self, id: str) -> WebhookDelivery | None:
        """One delivery with all that is kept of it: what it tells, and what came back each time."""
        return self.run(WEBHOOK_DELIVERY, {"id": id})

    def webhook_endpoints(self, *, first: int | None = None, after: str | None = None) -> WebhookEndpoints:
        """Each endpoint with how its last deliveries ended, newest first."""
        return self.run(WEBHOOK_ENDPOINTS, {"first": first, "after": after})

    def iter_webhook_endpoints(self, *, first: int | None = None, after: str | None = None) -> Iterator[EndpointLine]:
        """Every endpoint, oldest first. All pages, `first` at a time, as they are asked for."""
        return self.each(WEBHOOK_ENDPOINTS, {"first": first, "after": after}, ())

    def withdraw_recognition(self, **input: Unpack[RecognitionIdInput]) -> WithdrawRecognition:
        """Take a recognition back; its words are deleted."""
        return self.run(WITHDRAW_RECOGNITION, {"input": input})


class AsyncOperations(ABC):
    """Every document of the service's own clients, as a method."""

    @abstractmethod
    async def run(self, document: Document[T], variables: Mapping[str, object]) -> T:
        """Ask once."""

    @abstractmethod
    def each(
        self, document: Document[T], variables: Mapping[str, object], connection: tuple[str, ...]
    ) -> AsyncIterator[Any]:
        """Ask page by page."""

    @abstractmethod
    def listen(
        self, document: Document[T], variables: Mapping[str, object]
    ) -> AbstractAsyncContextManager[AsyncIterator[T]]:
        """Subscribe."""

    async def act_on_commitment(self, **input: Unpack[ActOnCommitmentInput]) -> ActOnCommitment:
        """When it was refused for being stale, commitment is how it is now."""
        return await self.run(ACT_ON_COMMITMENT, {"input": input})

    async def add_comment(self, **input: Unpack[AddCommentInput]) -> AddComment:
        """Say something to a recognition."""
        return await self.run(ADD_COMMENT, {"input": input})

    async def answer_dispute(self, **input: Unpack[AnswerDisputeInput]) -> AnswerDispute:
        """A moderator answers. What is accepted counts no more, and the score is published anew."""
        return await self.run(ANSWER_DISPUTE, {"input": input})

    async def awaiting_me(self, *, first: int | None = None, after: str | None = None) -> AwaitingMe | None:
        """The inbox: what waits for an act of the viewer, most urgent first."""
        return await self.run(AWAITING_ME, {"first": first, "after": after})

    def iter_awaiting_me(self, *, first: int | None = None, after: str | None = None) -> AsyncIterator[CommitmentCard]:
        """Commitments that wait for an act of the viewer, most urgent first. All pages, `first` at a time, as they are asked for."""
        return self.each(AWAITING_ME, {"first": first, "after": after}, ("awaiting_me",))

    async def behaviours(self, *, language: str | None = None) -> list[Behaviour]:
        """What people thank each other for, retired ones included."""
        return await self.run(BEHAVIOURS, {"language": language})

    async def calendar_url(self) -> CalendarUrl | None:
        """The secret address of the viewer's commitments as a calendar feed. Whoever has it can read them, without a token, until renewCalendarUrl."""
        return await self.run(CALENDAR_URL, {})

    async def check_webhook_url(self, url: str) -> CheckWebhookUrl:
        """Would a webhook to this address be allowed, and if not, why and what to do."""
        return await self.run(CHECK_WEBHOOK_URL, {"url": url})

    async def comments(
        self, recognition: str, *, first: int | None = None, after: str | None = None
    ) -> Comments | None:
        """What others said to it, oldest first."""
        return await self.run(COMMENTS, {"recognition": recognition, "first": first, "after": after})

    def iter_comments(
        self, recognition: str, *, first: int | None = None, after: str | None = None
    ) -> AsyncIterator[CommentLine]:
        """What others said to it, oldest first. All pages, `first` at a time, as they are asked for."""
        return self.each(COMMENTS, {"recognition": recognition, "first": first, "after": after}, ("comments",))

    async def commitment(self, id: str, *, first: int | None = None, after: str | None = None) -> Commitment | None:
        """One, with every step of its life; null for what does not exist or must not be seen."""
        return await self.run(COMMITMENT, {"id": id, "first": first, "after": after})

    def iter_commitment_history(
        self, id: str, *, first: int | None = None, after: str | None = None
    ) -> AsyncIterator[Commitment.History.Node]:
        """Every step, the first one first. It is never edited. All pages, `first` at a time, as they are asked for."""
        return self.each(COMMITMENT, {"id": id, "first": first, "after": after}, ("history",))

    def commitment_changed(
        self, *, team: str | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[CommitmentNews]]:
        """Each step of the viewer's own, or of a team's; what the viewer may do is asked for with the commitment itself."""
        return self.listen(COMMITMENT_CHANGED, {"team": team})

    async def commitments(
        self,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: CommitmentFilter | None = None,
    ) -> Commitments:
        """Newest first. Forward with first and after for older ones, backward with last and before for newer ones."""
        return await self.run(
            COMMITMENTS, {"first": first, "after": after, "last": last, "before": before, "filter": filter}
        )

    def iter_commitments(
        self, *, first: int | None = None, after: str | None = None, filter: CommitmentFilter | None = None
    ) -> AsyncIterator[CommitmentCard]:
        """Those that the viewer may see, newest first. All pages, `first` at a time, as they are asked for."""
        return self.each(COMMITMENTS, {"first": first, "after": after, "filter": filter}, ())

    async def create_webhook_endpoint(self, **input: Unpack[CreateWebhookEndpointInput]) -> CreateWebhookEndpoint:
        """A new endpoint; its secret is in this answer and in no other."""
        return await self.run(CREATE_WEBHOOK_ENDPOINT, {"input": input})

    async def delete_comment(self, **input: Unpack[CommentIdInput]) -> DeleteComment:
        """Delete one's own comment."""
        return await self.run(DELETE_COMMENT, {"input": input})

    async def delete_webhook_endpoint(self, **input: Unpack[WebhookEndpointIdInput]) -> DeleteWebhookEndpoint | None:
        """Forget an endpoint, its secret and what waited for it."""
        return await self.run(DELETE_WEBHOOK_ENDPOINT, {"input": input})

    async def dispute_score(self, **input: Unpack[DisputeScoreInput]) -> DisputeScore:
        """Somebody of the team says that its score rests on something wrong."""
        return await self.run(DISPUTE_SCORE, {"input": input})

    async def edit_recognition(self, **input: Unpack[EditRecognitionInput]) -> EditRecognition:
        """Change the words, within the edit window."""
        return await self.run(EDIT_RECOGNITION, {"input": input})

    async def endorse_recognition(self, **input: Unpack[RecognitionIdInput]) -> EndorseRecognition:
        """Say "I saw it too"."""
        return await self.run(ENDORSE_RECOGNITION, {"input": input})

    async def event_names(self) -> list[EventName]:
        """Every type of event that there is."""
        return await self.run(EVENT_NAMES, {})

    async def event_types(self) -> list[EventType]:
        """Every type of event that there is."""
        return await self.run(EVENT_TYPES, {})

    async def events(
        self, *, first: int | None = None, after: str | None = None, types: Sequence[str] | None = None
    ) -> Events:
        """What happened since, oldest first. Go on with endCursor, also after an empty page."""
        return await self.run(EVENTS, {"first": first, "after": after, "types": types})

    def iter_events(
        self, *, first: int | None = None, after: str | None = None, types: Sequence[str] | None = None
    ) -> AsyncIterator[Events.Node]:
        """The log of facts, oldest first, in commit order: the pull side of webhooks. All pages, `first` at a time, as they are asked for."""
        return self.each(EVENTS, {"first": first, "after": after, "types": types}, ())

    async def export(self) -> Export | None:
        """Everything stored about the viewer, as JSON."""
        return await self.run(EXPORT, {})

    async def feed(
        self,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: RecognitionFilter | None = None,
    ) -> Feed:
        """Forward with first and after for older ones, backward with last and before for newer ones. With the promise that a thank-you came out of, so it needs commitments:read too."""
        return await self.run(FEED, {"first": first, "after": after, "last": last, "before": before, "filter": filter})

    def iter_feed(
        self, *, first: int | None = None, after: str | None = None, filter: RecognitionFilter | None = None
    ) -> AsyncIterator[RecognitionCard]:
        """Newest first. What the viewer may not see is not counted. All pages, `first` at a time, as they are asked for."""
        return self.each(FEED, {"first": first, "after": after, "filter": filter}, ())

    async def find_recipients(self, search: str) -> FindRecipients:
        """The items."""
        return await self.run(FIND_RECIPIENTS, {"search": search})

    async def give_recognition(self, **input: Unpack[GiveRecognitionInput]) -> RecognitionCard:
        """Thank teammates."""
        return await self.run(GIVE_RECOGNITION, {"input": input})

    async def loops(self, me: str, states: Sequence[CommitmentState], *, first: int | None = None) -> Loops:
        """What is open between the viewer and others: what waits for them, what they and others promised."""
        return await self.run(LOOPS, {"me": me, "states": states, "first": first})

    async def moderate(self, **input: Unpack[ModerateInput]) -> Moderate:
        """Hide or show a recognition or a comment, and so answer every report of it."""
        return await self.run(MODERATE, {"input": input})

    async def moderation_queue(self, *, first: int | None = None, after: str | None = None) -> ModerationQueue:
        """Reports and score disputes. With a team it is a dispute of its score; subject is what should not count."""
        return await self.run(MODERATION_QUEUE, {"first": first, "after": after})

    def iter_moderation_queue(
        self, *, first: int | None = None, after: str | None = None
    ) -> AsyncIterator[ModerationQueue.Node]:
        """Reported recognitions and comments, and score disputes, oldest first. Moderators. All pages, `first` at a time, as they are asked for."""
        return self.each(MODERATION_QUEUE, {"first": first, "after": after}, ())

    async def node(self, id: str) -> Node | None:
        """Whatever an id from a webhook or a log names."""
        return await self.run(NODE, {"id": id})

    async def offer_commitment(self, **input: Unpack[OfferCommitmentInput]) -> CommitmentCard:
        """Offer somebody to do something."""
        return await self.run(OFFER_COMMITMENT, {"input": input})

    async def person_history(
        self,
        person: str,
        *,
        first: int | None = None,
        received_after: str | None = None,
        given_after: str | None = None,
    ) -> PersonHistory | None:
        """A person by id, userName or external id."""
        return await self.run(
            PERSON_HISTORY,
            {"person": person, "first": first, "received_after": received_after, "given_after": given_after},
        )

    async def react_to_recognition(self, **input: Unpack[ReactInput]) -> ReactToRecognition:
        """React with one emoji."""
        return await self.run(REACT_TO_RECOGNITION, {"input": input})

    async def recognition(self, id: str) -> Recognition | None:
        """One thank-you, as it stands in the feed: what a link to it shows."""
        return await self.run(RECOGNITION, {"id": id})

    def recognition_changed(
        self, *, team: str | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[RecognitionNews]]:
        """New, edited and withdrawn ones as they are now. All of it is the same for whoever may see it: one answer serves all."""
        return self.listen(RECOGNITION_CHANGED, {"team": team})

    async def remove_endorsement(self, **input: Unpack[RecognitionIdInput]) -> RemoveEndorsement:
        """Take an endorsement back."""
        return await self.run(REMOVE_ENDORSEMENT, {"input": input})

    async def remove_reaction(self, **input: Unpack[ReactInput]) -> RemoveReaction:
        """Take a reaction back."""
        return await self.run(REMOVE_REACTION, {"input": input})

    async def renew_calendar_url(self) -> RenewCalendarUrl:
        """A new secret address for the calendar feed; the old one stops."""
        return await self.run(RENEW_CALENDAR_URL, {})

    async def replay_webhook_events(self, **input: Unpack[ReplayWebhookEventsInput]) -> int:
        """With dryRun it only counts: ask first, then do it."""
        return await self.run(REPLAY_WEBHOOK_EVENTS, {"input": input})

    async def report(self, **input: Unpack[ReportInput]) -> Report:
        """A recognition or a comment."""
        return await self.run(REPORT, {"input": input})

    async def request_commitment(self, **input: Unpack[RequestCommitmentInput]) -> CommitmentCard:
        """Ask a person or a team for something."""
        return await self.run(REQUEST_COMMITMENT, {"input": input})

    async def resend_webhook_delivery(self, **input: Unpack[WebhookDeliveryIdInput]) -> DeliveryLine:
        """Send an event to the same endpoint again, with the same webhook-id."""
        return await self.run(RESEND_WEBHOOK_DELIVERY, {"input": input})

    async def rotate_webhook_secret(self, **input: Unpack[RotateWebhookSecretInput]) -> RotateWebhookSecret:
        """The only answer with the new secret in it."""
        return await self.run(ROTATE_WEBHOOK_SECRET, {"input": input})

    async def score_preview(self, recipe: Any, teams: Sequence[str]) -> list[ScorePreview]:
        """What scores would be under another recipe. For administrators; nothing is stored."""
        return await self.run(SCORE_PREVIEW, {"recipe": recipe, "teams": teams})

    def score_published(
        self, team: str, *, language: str | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[ScorePublished]]:
        """Whenever the score of a team is published, with its whole working."""
        return self.listen(SCORE_PUBLISHED, {"team": team, "language": language})

    async def score_recipe(self, *, version: str | None = None) -> ScoreRecipe | None:
        """The numbers behind the score; without a version, those in use."""
        return await self.run(SCORE_RECIPE, {"version": version})

    async def send_test_webhook(self, **input: Unpack[WebhookEndpointIdInput]) -> DeliveryLine:
        """Send a test to an endpoint now, whatever its state."""
        return await self.run(SEND_TEST_WEBHOOK, {"input": input})

    async def service_chain(self, *, team: str | None = None, first: int | None = None) -> ServiceChain:
        """Who serves whom; with a team, what that one does for others and others for it."""
        return await self.run(SERVICE_CHAIN, {"team": team, "first": first})

    async def set_away(self, **input: Unpack[SetAwayInput]) -> SetAway:
        """Without until: back again."""
        return await self.run(SET_AWAY, {"input": input})

    async def signage(self, since: datetime, *, first: int | None = None, language: str | None = None) -> Signage:
        """What a screen in a hall shows, with a token of the scope signage: thanks that everyone may see, and how many came of late."""
        return await self.run(SIGNAGE, {"since": since, "first": first, "language": language})

    async def switch_score(self, **input: Unpack[SwitchScoreInput]) -> SwitchScore:
        """Whether a team, or without one the organisation, has a score."""
        return await self.run(SWITCH_SCORE, {"input": input})

    async def team_commitments(
        self, team: str, *, first: int | None = None, after: str | None = None, filter: CommitmentFilter | None = None
    ) -> TeamCommitments | None:
        """What its people promised or count on, or it was asked; as far as the viewer may see it, newest first."""
        return await self.run(TEAM_COMMITMENTS, {"team": team, "first": first, "after": after, "filter": filter})

    def iter_team_commitments(
        self, team: str, *, first: int | None = None, after: str | None = None, filter: CommitmentFilter | None = None
    ) -> AsyncIterator[CommitmentCard]:
        """What its people promised or count on, or it was asked; as far as the viewer may see it, newest first. All pages, `first` at a time, as they are asked for."""
        return self.each(
            TEAM_COMMITMENTS, {"team": team, "first": first, "after": after, "filter": filter}, ("commitments",)
        )

    async def team_feed(self, team: str, *, first: int | None = None, after: str | None = None) -> TeamFeed | None:
        """What its people, and those of the teams below it, gave and received as its members; newest first."""
        return await self.run(TEAM_FEED, {"team": team, "first": first, "after": after})

    def iter_team_feed(
        self, team: str, *, first: int | None = None, after: str | None = None
    ) -> AsyncIterator[RecognitionCard]:
        """What its people, and those of the teams below it, gave and received as its members; newest first. All pages, `first` at a time, as they are asked for."""
        return self.each(TEAM_FEED, {"team": team, "first": first, "after": after}, ("recognitions",))

    async def team_score(self, team: str, *, language: str | None = None, days: int | None = None) -> TeamScore:
        """The latest published score of a team with its whole working, and its own past to compare it with."""
        return await self.run(TEAM_SCORE, {"team": team, "language": language, "days": days})

    async def update_webhook_endpoint(self, **input: Unpack[UpdateWebhookEndpointInput]) -> EndpointLine:
        """Change, pause or resume an endpoint."""
        return await self.run(UPDATE_WEBHOOK_ENDPOINT, {"input": input})

    async def viewer(self) -> Viewer | None:
        """Who is asking. Null for tokens that stand for no person."""
        return await self.run(VIEWER, {})

    async def webhook_deliveries(
        self,
        endpoint: str,
        *,
        first: int | None = None,
        after: str | None = None,
        states: Sequence[WebhookDeliveryState] | None = None,
    ) -> WebhookDeliveries | None:
        """One endpoint as it stands now, with its newest deliveries."""
        return await self.run(
            WEBHOOK_DELIVERIES, {"endpoint": endpoint, "first": first, "after": after, "states": states}
        )

    def iter_webhook_deliveries(
        self,
        endpoint: str,
        *,
        first: int | None = None,
        after: str | None = None,
        states: Sequence[WebhookDeliveryState] | None = None,
    ) -> AsyncIterator[DeliveryLine]:
        """What was sent to it or waits, newest first. All pages, `first` at a time, as they are asked for."""
        return self.each(
            WEBHOOK_DELIVERIES,
            {"endpoint": endpoint, "first": first, "after": after, "states": states},
            ("deliveries",),
        )

    async def webhook_delivery(self, id: str) -> WebhookDelivery | None:
        """One delivery with all that is kept of it: what it tells, and what came back each time."""
        return await self.run(WEBHOOK_DELIVERY, {"id": id})

    async def webhook_endpoints(self, *, first: int | None = None, after: str | None = None) -> WebhookEndpoints:
        """Each endpoint with how its last deliveries ended, newest first."""
        return await self.run(WEBHOOK_ENDPOINTS, {"first": first, "after": after})

    def iter_webhook_endpoints(
        self, *, first: int | None = None, after: str | None = None
    ) -> AsyncIterator[EndpointLine]:
        """Every endpoint, oldest first. All pages, `first` at a time, as they are asked for."""
        return self.each(WEBHOOK_ENDPOINTS, {"first": first, "after": after}, ())

    async def withdraw_recognition(self, **input: Unpack[RecognitionIdInput]) -> WithdrawRecognition:
        """Take a recognition back; its words are deleted."""
        return await self.run(WITHDRAW_RECOGNITION, {"input": input})
