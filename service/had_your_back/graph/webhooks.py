"""Webhooks in GraphQL: endpoints, deliveries, attempts, and what an integrator does with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import strawberry

from had_your_back import events
from had_your_back.database import Row
from had_your_back.errors import BadRequest, Refused
from had_your_back.graph.context import Context, Info
from had_your_back.graph.paging import MOST_COUNTED, Connection, Edge, Listing, PageInfo, connection, window
from had_your_back.graph.types import Event, Node, Team, UserError
from had_your_back.ids import Kind
from had_your_back.outbox import mark_of
from had_your_back.recognitions.rules import Visibility
from had_your_back.webhooks import actions, feed, ownership, store
from had_your_back.webhooks.actions import KEEP, EndpointChange, EndpointDraft, Replay, Rotation, WithSecret
from had_your_back.webhooks.credentials import Auth, Basic, Mtls, OAuth2
from had_your_back.webhooks.rules import USUALLY_CONCURRENT, DeliveryState, Format, Signature, Style

strawberry.enum(Style, name="WebhookStyle")
strawberry.enum(Format, name="WebhookFormat")
strawberry.enum(DeliveryState, name="WebhookDeliveryState")


@strawberry.enum
class WebhookSignature(Enum):
    """How webhooks are signed."""

    HMAC_SHA256 = strawberry.enum_value("HMAC_SHA256", description="v1")
    ED25519 = strawberry.enum_value("ED25519", description="v1a")


@strawberry.enum
class WebhookEndpointState(Enum):
    """The states of an endpoint that anybody sees; a deleted one is not seen."""

    ACTIVE = "ACTIVE"
    PAUSED = strawberry.enum_value("PAUSED", description="By a person: deliveries wait.")
    RESTING = strawberry.enum_value("RESTING", description="By the breaker: a probe decides.")
    DISABLED = strawberry.enum_value("DISABLED", description="By repeated failure or the receiver's word.")


# --------------------------------------------------------------------------------------------------------------- types


@strawberry.type
class WebhookHealth:
    """How an endpoint is doing."""

    waiting: int
    oldest_waiting_seconds: int | None
    delivered_last_day: int
    failed_last_day: int
    last_success_at: datetime | None
    consecutive_failures: int


@strawberry.type
class WebhookEndpoint(Node):
    """Where webhooks go."""

    id: strawberry.ID
    url: str
    description: str | None
    event_types: list[str]
    style: Style
    format: Format
    state: WebhookEndpointState
    state_reason: str | None
    max_concurrency: int
    rate_per_minute: int | None
    ordered: bool = strawberry.field(
        description="One after the other: the next goes when the one before was delivered or given up."
    )
    header_names: list[str]
    secret_hint: str = strawberry.field(description="The last four characters.")
    secret: str | None = strawberry.field(description="Only in the answer to create and rotate.")
    created_at: datetime
    _row: strawberry.Private[Any]

    @classmethod
    def of(cls, row: Row, secret: str | None = None) -> WebhookEndpoint:
        """The endpoint of a row."""
        return cls(
            id=strawberry.ID(row.id),
            url=row.url,
            description=row.description,
            event_types=row.event_types,
            style=Style(row.style),
            format=Format(row.format),
            state=WebhookEndpointState(row.state),
            state_reason=row.state_reason,
            max_concurrency=row.max_concurrency,
            rate_per_minute=row.rate_per_minute,
            ordered=row.ordered,
            header_names=row.header_names,
            secret_hint=row.secret_hint,
            secret=secret,
            created_at=row.created_at,
            _row=row,
        )

    @strawberry.field
    async def teams(self, info: Info) -> list[Team]:
        """Only what concerns these teams is sent; all when empty."""
        return [Team.of(row) for row in await info.context.teams.load_many(self._row.teams) if row]

    @strawberry.field
    async def health(self, info: Info) -> WebhookHealth:
        """How it is doing."""
        figures = await info.context.endpoint_figures.load(self.id)
        return WebhookHealth(
            waiting=figures.waiting,
            oldest_waiting_seconds=figures.oldest_waiting_seconds,
            delivered_last_day=figures.delivered_last_day,
            failed_last_day=figures.failed_last_day,
            last_success_at=self._row.last_success_at,
            consecutive_failures=self._row.consecutive_failures,
        )

    @strawberry.field
    async def deliveries(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        states: list[DeliveryState] | None = None,
    ) -> Connection[WebhookDelivery]:
        """What was sent to it or waits, newest first."""
        asked = window(Kind.DELIVERY, first, after)
        found = store.deliveries_of(self.id, states or ())
        async with info.context.database.read() as session:
            page = await store.newest_deliveries(session, found, asked)

        async def count() -> int:
            async with info.context.database.read() as session:
                return await store.count(session, found, most=MOST_COUNTED)

        return connection(page, WebhookDelivery.of, "id", count=count)


@strawberry.type
class WebhookDelivery(Node):
    """One event to one endpoint."""

    id: strawberry.ID
    state: DeliveryState
    sequence: int
    next_attempt_at: datetime | None
    _row: strawberry.Private[Any]

    @classmethod
    def of(cls, row: Row) -> WebhookDelivery:
        """The delivery of a row."""
        waits = row.state in {DeliveryState.WAITING, DeliveryState.IN_FLIGHT}
        return cls(
            id=strawberry.ID(row.id),
            state=DeliveryState(row.state),
            sequence=row.sequence,
            next_attempt_at=row.due if waits else None,
            _row=row,
        )

    @strawberry.field
    async def endpoint(self, info: Info) -> WebhookEndpoint:
        """Where it goes."""
        row = await info.context.endpoints.load(self._row.endpoint_id)
        assert row is not None, self.id
        return WebhookEndpoint.of(row)

    @strawberry.field
    async def event(self, info: Info) -> Event:
        """What it tells."""
        row = await info.context.events.load(self._row.event_id)
        assert row is not None, self.id
        return Event.of(row)

    @strawberry.field
    async def attempts(self, info: Info) -> list[WebhookAttempt]:
        """Every try, the first one first."""
        return [WebhookAttempt.of(row) for row in await info.context.attempts_of.load(self.id)]


@strawberry.type
class WebhookAttempt(Node):
    """One try of a delivery."""

    id: strawberry.ID
    number: int
    at: datetime
    trigger: str
    status: int | None = strawberry.field(description="Null when no answer came.")
    error: str | None
    milliseconds: int
    peer_address: str | None
    response_body: str | None = strawberry.field(description="At most 16 kB.")

    @classmethod
    def of(cls, row: Row) -> WebhookAttempt:
        """The attempt of a row."""
        return cls(
            id=strawberry.ID(row.id),
            number=row.number,
            at=row.at,
            trigger=row.trigger,
            status=row.status,
            error=row.error,
            milliseconds=row.milliseconds,
            peer_address=row.peer_address,
            response_body=row.response_body,
        )


@strawberry.type
class EventType:
    """A type of event: what happened, and what is told of it."""

    name: str
    description: str
    schema: strawberry.scalars.JSON = strawberry.field(description="The JSON Schema of its data.")
    example: strawberry.scalars.JSON


@strawberry.type
class WebhookUrlCheck:
    """Whether webhooks may go to an address."""

    allowed: bool
    explanation: str


# -------------------------------------------------------------------------------------------------------------- inputs


@strawberry.input
class HeaderInput:
    """A header that every webhook to the endpoint bears."""

    name: str
    value: str


@strawberry.input
class BasicAuthInput:
    """A user name and a password."""

    user_name: str
    password: str


@strawberry.input
class OAuth2Input:
    """Where the service fetches tokens for itself: OAuth 2.0 client credentials."""

    token_url: str
    client_id: str
    client_secret: str
    scope: str | None = None


@strawberry.input
class MtlsInput:
    """A certificate that the service shows in TLS."""

    certificate: str = strawberry.field(description="PEM")
    private_key: str = strawberry.field(description="PEM")


@strawberry.input(one_of=True)
class WebhookAuthInput:
    """How the receiver is shown who we are, where a signature is not enough for it. It is never shown again."""

    basic: BasicAuthInput | None = strawberry.UNSET
    oauth2: OAuth2Input | None = strawberry.UNSET
    mtls: MtlsInput | None = strawberry.UNSET

    def auth(self) -> Auth:
        """The same, as the action wants it."""
        if self.basic:
            return Basic(self.basic.user_name, self.basic.password)
        if self.oauth2:
            it = self.oauth2
            return OAuth2(it.token_url, it.client_id, it.client_secret, it.scope)
        assert self.mtls, "one of them is given"
        return Mtls(self.mtls.certificate, self.mtls.private_key)


@strawberry.input
class CreateWebhookEndpointInput:
    """A new endpoint."""

    url: str
    description: str | None = None
    event_types: list[str] | None = strawberry.field(
        default=None, description="Names or wildcards such as recognition.*; all when empty."
    )
    teams: list[strawberry.ID] | None = None
    visibilities: list[Visibility] | None = strawberry.field(
        default=None,
        description="Only what everyone may see, unless named here; what is not for everyone is always thin.",
    )
    style: Style | None = Style.THIN
    format: Format | None = Format.STANDARD
    signatures: list[WebhookSignature] | None = strawberry.field(default=None, description="HMAC_SHA256 when left out.")
    auth: WebhookAuthInput | None = None
    max_age_hours: int | None = strawberry.field(
        default=None, description="What is older is not sent any more; 1 to 720."
    )
    max_concurrency: int | None = USUALLY_CONCURRENT
    rate_per_minute: int | None = None
    ordered: bool | None = False
    headers: list[HeaderInput] | None = None
    verify_ownership: bool | None = strawberry.field(
        default=False,
        description="Ask the receiver first, now and whenever the URL changes; OPTIONS with WebHook-Request-Origin.",
    )

    def draft(self) -> EndpointDraft:
        """The same, as the action wants it."""
        return EndpointDraft(
            url=self.url,
            description=self.description,
            event_types=tuple(self.event_types or ()),
            teams=tuple(self.teams or ()),
            visibilities=tuple(self.visibilities or ()),
            style=self.style or Style.THIN,
            format=self.format or Format.STANDARD,
            ordered=bool(self.ordered),
            max_age_hours=self.max_age_hours,
            max_concurrency=USUALLY_CONCURRENT if self.max_concurrency is None else self.max_concurrency,
            rate_per_minute=self.rate_per_minute,
            headers=_pairs(self.headers),
            signatures=_signatures(self.signatures),
            auth=self.auth.auth() if self.auth else None,
            verify_ownership=bool(self.verify_ownership),
        )


@strawberry.input
class UpdateWebhookEndpointInput:
    """What is to be different; what is left out stays."""

    id: strawberry.ID
    url: str | None = strawberry.UNSET
    description: str | None = strawberry.UNSET
    event_types: list[str] | None = strawberry.UNSET
    teams: list[strawberry.ID] | None = strawberry.UNSET
    style: Style | None = strawberry.UNSET
    format: Format | None = strawberry.UNSET
    max_concurrency: int | None = strawberry.UNSET
    rate_per_minute: int | None = strawberry.UNSET
    ordered: bool | None = strawberry.UNSET
    headers: list[HeaderInput] | None = strawberry.UNSET
    signatures: list[WebhookSignature] | None = strawberry.UNSET
    auth: WebhookAuthInput | None = strawberry.field(default=strawberry.UNSET, description="Null takes it away.")
    paused: bool | None = strawberry.field(
        default=strawberry.UNSET, description="true pauses; false resumes, also from RESTING and DISABLED."
    )

    def change(self) -> EndpointChange:
        """The same, as the action wants it. Null takes away where there can be nothing, and else means "as it is"."""

        def given(value: Any, *, nothing: Any = KEEP) -> Any:
            return KEEP if value is strawberry.UNSET else nothing if value is None else value

        listed: dict[str, Any] = {name: given(getattr(self, name), nothing=()) for name in ("event_types", "teams")}
        lists: dict[str, Any] = {name: value if value is KEEP else tuple(value) for name, value in listed.items()}
        return EndpointChange(
            self.id,
            url=given(self.url),
            description=given(self.description, nothing=None),
            style=self.style or KEEP,
            format=self.format or KEEP,
            max_concurrency=given(self.max_concurrency, nothing=USUALLY_CONCURRENT),
            rate_per_minute=given(self.rate_per_minute, nothing=None),
            ordered=given(self.ordered),
            headers=KEEP if self.headers is strawberry.UNSET else _pairs(self.headers),
            signatures=KEEP if self.signatures is strawberry.UNSET else _signatures(self.signatures),
            auth=KEEP if self.auth is strawberry.UNSET else self.auth.auth() if self.auth else None,
            paused=given(self.paused),
            **lists,
        )


def _pairs(headers: Sequence[HeaderInput] | None) -> tuple[tuple[str, str], ...]:
    return tuple((header.name, header.value) for header in headers or ())


def _signatures(given: Sequence[WebhookSignature] | None) -> tuple[Signature, ...]:
    return (Signature.HMAC_SHA256,) if given is None else tuple(Signature(each.name) for each in given)


@strawberry.input
class WebhookEndpointIdInput:
    """An endpoint."""

    id: strawberry.ID


@strawberry.input
class WebhookDeliveryIdInput:
    """A delivery."""

    id: strawberry.ID


@strawberry.input
class RotateWebhookSecretInput:
    """A new secret for an endpoint."""

    id: strawberry.ID
    overlap_hours: int | None = 24


@strawberry.input
class ReplayWebhookEventsInput:
    """What is to be sent to an endpoint again."""

    endpoint: strawberry.ID
    since: datetime
    until: datetime | None = None
    types: list[str] | None = None
    only_missing: bool | None = strawberry.field(default=True, description="Only what was never delivered.")
    dry_run: bool | None = strawberry.field(default=False, description="Count only.")

    def draft(self) -> Replay:
        """The same, as the action wants it."""
        return Replay(
            self.endpoint,
            self.since,
            self.until,
            tuple(self.types or ()),
            only_missing=self.only_missing is not False,
            dry_run=bool(self.dry_run),
        )


@strawberry.type
class ReplayWebhookEventsPayload:
    """How many events are sent again, or would be; or why not."""

    count: int | None
    user_errors: list[UserError]


@strawberry.type
class WebhookEndpointPayload:
    """The endpoint, or why not."""

    endpoint: WebhookEndpoint | None
    user_errors: list[UserError]


@strawberry.type
class WebhookDeliveryPayload:
    """The delivery, or why not."""

    delivery: WebhookDelivery | None
    user_errors: list[UserError]


# ---------------------------------------------------------------------------------------------------------- by their id


async def endpoint(context: Context, key: str) -> WebhookEndpoint | None:
    """The endpoint with this id."""
    row = await context.endpoints.load(key)
    return WebhookEndpoint.of(row) if row else None


async def delivery(context: Context, key: str) -> WebhookDelivery | None:
    """The delivery with this id."""
    async with context.database.read() as session:
        rows = await store.deliveries_by_ids(session, [key])
    return WebhookDelivery.of(rows[0]) if rows else None


async def attempt(context: Context, key: str) -> WebhookAttempt | None:
    """The attempt with this id."""
    async with context.database.read() as session:
        rows = await store.attempts_by_ids(session, [key])
    return WebhookAttempt.of(rows[0]) if rows else None


# ----------------------------------------------------------------------------------------------------- query, mutation


@strawberry.type
class WebhookQuery:
    """What can be asked about webhooks, and the log that they are made of."""

    @strawberry.field(description="The log of facts, oldest first, in commit order: the pull side of webhooks.")
    async def events(
        self, info: Info, first: int | None = None, after: str | None = None, types: list[str] | None = None
    ) -> Listing[Event]:
        """A page of the log. With `types` it may be short although the log goes on: `endCursor` is how far it came."""
        size = window(Kind.EVENT, first, None).size
        try:
            async with info.context.database.read() as session:
                pulled = await feed.pull(session, after, types or (), limit=size)
        except Refused as refusal:
            raise BadRequest(refusal.message) from refusal
        cursors = [feed.cursor(mark_of(row)) for row in pulled.events]
        nodes = [Event.of(row) for row in pulled.events]
        return Listing(
            edges=[Edge(cursor=place, node=node) for place, node in zip(cursors, nodes, strict=True)],
            nodes=nodes,
            page_info=PageInfo(
                has_next_page=pulled.more,
                has_previous_page=bool(after),
                start_cursor=cursors[0] if cursors else None,
                end_cursor=feed.cursor(pulled.end),
            ),
        )

    @strawberry.field
    def event_types(self) -> list[EventType]:
        """Every type of event that there is."""
        return [EventType(**each) for each in events.described()]

    @strawberry.field
    async def webhook_endpoints(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[WebhookEndpoint]:
        """Every endpoint, oldest first."""
        asked = window(Kind.ENDPOINT, first, after)
        async with info.context.database.read() as session:
            page = await store.oldest_endpoints(session, store.endpoints(), asked)

        async def count() -> int:
            async with info.context.database.read() as session:
                return await store.count(session, store.endpoints(), most=MOST_COUNTED)

        return connection(page, WebhookEndpoint.of, "id", count=count)

    @strawberry.field(description="Would a webhook to this address be allowed, and if not, why and what to do.")
    async def check_webhook_url(self, info: Info, url: str) -> WebhookUrlCheck:
        """Asks the same policy as saving and sending do."""
        try:
            target = await info.context.service.policy.check(url)
        except Refused as refusal:
            return WebhookUrlCheck(allowed=False, explanation=refusal.message)
        return WebhookUrlCheck(allowed=True, explanation=f"Webhooks may go to {target.url}.")


@strawberry.type
class WebhookMutation:
    """What can be done with webhooks."""

    @strawberry.mutation
    async def create_webhook_endpoint(
        self,
        info: Info,
        input: CreateWebhookEndpointInput,  # noqa: A002 - the contract's name
    ) -> WebhookEndpointPayload:
        """A new endpoint; its secret is in this answer and in no other."""
        vault, policy = info.context.service.vault, info.context.service.policy
        try:
            draft = await ownership.before_creating(
                info.context.actor, input.draft(), policy=policy, origin=_origin(info)
            )
        except Refused as refusal:
            return WebhookEndpointPayload(endpoint=None, user_errors=[UserError.of(refusal)])
        return await _endpoint(info, actions.create_endpoint, draft, vault=vault, policy=policy)

    @strawberry.mutation
    async def update_webhook_endpoint(
        self,
        info: Info,
        input: UpdateWebhookEndpointInput,  # noqa: A002
    ) -> WebhookEndpointPayload:
        """Change, pause or resume an endpoint."""
        vault, policy = info.context.service.vault, info.context.service.policy
        async with info.context.database.read() as session:
            found = await store.endpoints_by_ids(session, [input.id])
        try:
            change = await ownership.before_updating(
                info.context.actor, input.change(), next(iter(found), None), policy=policy, origin=_origin(info)
            )
        except Refused as refusal:
            return WebhookEndpointPayload(endpoint=None, user_errors=[UserError.of(refusal)])
        return await _endpoint(info, actions.update_endpoint, change, vault=vault, policy=policy)

    @strawberry.mutation
    async def delete_webhook_endpoint(
        self,
        info: Info,
        input: WebhookEndpointIdInput,  # noqa: A002
    ) -> WebhookEndpointPayload:
        """Forget an endpoint, its secret and what waited for it."""
        return await _endpoint(info, actions.delete_endpoint, input.id)

    @strawberry.mutation(
        description="The old secret goes on signing beside the new one for overlapHours (default 24, at most 168)."
    )
    async def rotate_webhook_secret(
        self,
        info: Info,
        input: RotateWebhookSecretInput,  # noqa: A002
    ) -> WebhookEndpointPayload:
        """A new secret."""
        draft = Rotation(input.id, 24 if input.overlap_hours is None else input.overlap_hours)
        return await _endpoint(info, actions.rotate_secret, draft, vault=info.context.service.vault)

    @strawberry.mutation
    async def send_test_webhook(
        self,
        info: Info,
        input: WebhookEndpointIdInput,  # noqa: A002
    ) -> WebhookDeliveryPayload:
        """Send a test to an endpoint now, whatever its state."""
        return await _delivery(info, actions.send_test, input.id)

    @strawberry.mutation
    async def resend_webhook_delivery(
        self,
        info: Info,
        input: WebhookDeliveryIdInput,  # noqa: A002
    ) -> WebhookDeliveryPayload:
        """Send an event to the same endpoint again, with the same webhook-id."""
        return await _delivery(info, actions.resend_delivery, input.id)

    @strawberry.mutation
    async def replay_webhook_events(
        self,
        info: Info,
        input: ReplayWebhookEventsInput,  # noqa: A002
    ) -> ReplayWebhookEventsPayload:
        """Send what happened in a time to an endpoint again, each event with the same webhook-id; or count it first."""
        try:
            count = await info.context.database.transact(actions.replay_events, info.context.actor, input.draft())
        except Refused as refusal:
            return ReplayWebhookEventsPayload(count=None, user_errors=[UserError.of(refusal)])
        return ReplayWebhookEventsPayload(count=count, user_errors=[])


def _origin(info: Info) -> str:
    """The host that people reach the service by: the name under which receivers know it."""
    return urlsplit(info.context.here).hostname or ""


async def _endpoint(info: Info, action: Any, *args: Any, **options: Any) -> WebhookEndpointPayload:
    try:
        done: str | WithSecret = await info.context.database.transact(action, info.context.actor, *args, **options)
    except Refused as refusal:
        return WebhookEndpointPayload(endpoint=None, user_errors=[UserError.of(refusal)])
    key, secret = (done.id, done.secret) if isinstance(done, WithSecret) else (done, None)
    row = await info.context.endpoints.load(key)
    return WebhookEndpointPayload(endpoint=WebhookEndpoint.of(row, secret) if row else None, user_errors=[])


async def _delivery(info: Info, action: Any, *args: Any) -> WebhookDeliveryPayload:
    try:
        key = await info.context.database.transact(action, info.context.actor, *args)
    except Refused as refusal:
        return WebhookDeliveryPayload(delivery=None, user_errors=[UserError.of(refusal)])
    return WebhookDeliveryPayload(delivery=await delivery(info.context, key), user_errors=[])
