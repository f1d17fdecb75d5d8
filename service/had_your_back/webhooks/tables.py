"""The tables of webhooks, and how statements on them are composed that are text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    Float,
    Index,
    Text,
    TextClause,
    TextualSelect,
    bindparam,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from had_your_back.columns import Json, Key, UTCDateTime, table
from had_your_back.versions import uncounted
from had_your_back.webhooks.rules import EndpointState, Lane

LANES = {
    Lane.SCHEDULED: "state = 'WAITING' AND trigger = 'schedule'",
    Lane.ASKED: "state = 'WAITING' AND trigger <> 'schedule'",
}
LANE_INDEX = {Lane.SCHEDULED: "ix_webhook_delivery_scheduled", Lane.ASKED: "ix_webhook_delivery_asked"}
LEASE_INDEX = "ix_webhook_delivery_lease"
SCHEDULED, ASKED = text(LANES[Lane.SCHEDULED]), text(LANES[Lane.ASKED])
IN_FLIGHT = text("state = 'IN_FLIGHT'")
EXPIRES = text("state = 'WAITING' AND expires_at IS NOT NULL")
BY_SCHEDULE, ASKED_FOR = text("trigger = 'schedule'"), text("trigger <> 'schedule'")


@uncounted
class EndpointRow(SQLModel, table=True):
    """Where webhooks go.

    Sealed with the vault are `headers` (a JSON object), `auth` (``credentials.py``), `secret` and `previous_secret`.

    How it answers is `verdicts.Health`; it hears of what lies in the log behind `since_xid` and `since_position`.
    """

    __tablename__ = "webhook_endpoint"

    id: str = Field(primary_key=True, sa_type=Key)
    url: str
    description: str | None
    event_types: list[str] = Field(sa_type=Json)
    teams: list[str] = Field(sa_type=Json)
    visibilities: list[str] = Field(sa_type=Json)
    style: str = Field(sa_type=Key)
    format: str = Field(sa_type=Key)
    ordered: bool
    max_age_hours: int | None
    state: str = Field(sa_type=Key)
    state_reason: str | None
    max_concurrency: int
    rate_per_minute: int | None
    rate_left: float | None = Field(sa_type=Float)
    rate_at: datetime | None = Field(sa_type=UTCDateTime)
    is_owned: bool
    """Whether the receiver consented to the URL, and has to again when it changes."""
    allowed_per_minute: int | None
    """What it consented to at most; None for as much as we like."""
    header_names: list[str] = Field(sa_type=Json)
    headers: str | None
    auth: str | None
    auth_kind: str | None = Field(sa_type=Key)
    signatures: list[str] = Field(sa_type=Json)
    secret: str
    secret_hint: str
    previous_secret: str | None
    previous_secret_until: datetime | None = Field(sa_type=UTCDateTime)
    last_sequence: int = Field(sa_type=BigInteger)
    last_event_id: str | None = Field(sa_type=Key)
    consecutive_failures: int
    failing_since: datetime | None = Field(sa_type=UTCDateTime)
    last_success_at: datetime | None = Field(sa_type=UTCDateTime)
    paused_until: datetime | None = Field(sa_type=UTCDateTime)
    held_until: datetime | None = Field(sa_type=UTCDateTime)
    window_since: datetime | None = Field(sa_type=UTCDateTime)
    window_tries: int
    window_failures: int
    probes: int
    probe_at: datetime | None = Field(sa_type=UTCDateTime)
    resumed_at: datetime | None = Field(sa_type=UTCDateTime)
    is_troubled: bool
    since_xid: int = Field(sa_type=BigInteger)
    since_position: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UTCDateTime)
    created_by: str | None = Field(sa_type=Key)


@uncounted
class DeliveryRow(SQLModel, table=True):
    """One event to one endpoint. `attempts` counts the tries made, `failures` those that used up the schedule."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_page", "endpoint_id", "id"),
        Index(
            "uq_webhook_delivery_event", "event_id", "endpoint_id", unique=True,
            sqlite_where=BY_SCHEDULE, postgresql_where=BY_SCHEDULE,
        ),
        Index(
            LANE_INDEX[Lane.SCHEDULED], "endpoint_id", "due", "id",
            sqlite_where=SCHEDULED, postgresql_where=SCHEDULED,
        ),
        Index(LANE_INDEX[Lane.ASKED], "endpoint_id", "due", "id", sqlite_where=ASKED, postgresql_where=ASKED),
        Index(LEASE_INDEX, "lease_until", sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT),
        Index("ix_webhook_delivery_expiring", "expires_at", sqlite_where=EXPIRES, postgresql_where=EXPIRES),
        Index("ix_webhook_delivery_again", "event_id", sqlite_where=ASKED_FOR, postgresql_where=ASKED_FOR),
    )  # fmt: skip

    id: str = Field(primary_key=True, sa_type=Key)
    endpoint_id: str = Field(sa_type=Key, foreign_key="webhook_endpoint.id")
    event_id: str = Field(sa_type=Key)
    sequence: int = Field(sa_type=BigInteger)
    previous_event_id: str | None = Field(sa_type=Key)
    trigger: str = Field(sa_type=Key)
    state: str = Field(sa_type=Key)
    due: datetime = Field(sa_type=UTCDateTime)
    attempts: int
    failures: int
    created_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime | None = Field(sa_type=UTCDateTime)
    first_attempt_at: datetime | None = Field(sa_type=UTCDateTime)
    lease_token: str | None = Field(sa_type=Key)
    lease_until: datetime | None = Field(sa_type=UTCDateTime)


@uncounted
class AttemptRow(SQLModel, table=True):
    """One try of a delivery, and what came back."""

    __tablename__ = "webhook_attempt"
    __table_args__ = (
        Index("uq_webhook_attempt_number", "delivery_id", "number", unique=True),
        Index("ix_webhook_attempt_endpoint", "endpoint_id", "id", "status"),
    )

    id: str = Field(primary_key=True, sa_type=Key)
    delivery_id: str = Field(sa_type=Key, foreign_key="webhook_delivery.id")
    endpoint_id: str = Field(sa_type=Key)
    number: int
    at: datetime = Field(sa_type=UTCDateTime)
    trigger: str = Field(sa_type=Key)
    status: int | None
    error: str | None
    milliseconds: int
    peer_address: str | None
    response_body: str | None


class SigningKeyRow(SQLModel, table=True):
    """A key of the service that signs ed25519 webhooks, newest last. `private_key` is sealed with the vault."""

    __tablename__ = "webhook_signing_key"

    number: int = Field(primary_key=True)
    private_key: str
    public_key: str
    made_at: datetime = Field(sa_type=UTCDateTime)
    signs_until: datetime | None = Field(sa_type=UTCDateTime)


@uncounted
class FanOutRow(SQLModel, table=True):
    """Up to where the event log has become deliveries. There is one row."""

    __tablename__ = "webhook_fan_out"

    number: int = Field(primary_key=True)
    xid: int = Field(sa_type=BigInteger)
    position: int = Field(sa_type=BigInteger)


@uncounted
class DigestRow(SQLModel, table=True):
    """Up to where the event log is in a digest, and the day that has none yet. There is one row."""

    __tablename__ = "webhook_digest"

    number: int = Field(primary_key=True)
    day: date = Field(sa_type=Date)
    xid: int = Field(sa_type=BigInteger)
    position: int = Field(sa_type=BigInteger)


endpoint, delivery, attempt, fanned_out = table(EndpointRow), table(DeliveryRow), table(AttemptRow), table(FanOutRow)
signing_key = table(SigningKeyRow)
digested = table(DigestRow)

alive = endpoint.c.state != EndpointState.DELETED


# --------------------------------------------------------------------------------------------------- statements as text

# What runs in every round, and what has to find the little that waits beside a long history, is text. What a partial
# index says is repeated literally ({lane}), since no planner can prove it from a parameter; and SQLite, which keeps no
# count of rows, is told the index by name ({lane_index}), or it would walk the whole history of an endpoint.

_DIALECTS = ("sqlite", "postgresql")


def _composed(words: str, dialect: str, lane: Lane) -> TextClause:
    lite = dialect == "sqlite"
    composed = text(
        words.format(
            lane=LANES[lane],
            lane_index=f"INDEXED BY {LANE_INDEX[lane]}" if lite else "",
            lease_index=f"INDEXED BY {LEASE_INDEX}" if lite else "",
            among="IN (SELECT value FROM json_each(:endpoint_ids))" if lite else "= ANY (:endpoint_ids)",
            skip_locked="" if lite else "FOR UPDATE SKIP LOCKED",
        )
    )
    types: dict[str, Any] = {
        "now": UTCDateTime(),
        "until": UTCDateTime(),
        "before": UTCDateTime(),
        "endpoint_ids": JSON() if lite else ARRAY(Text),
    }
    named = set(composed.compile().params)
    return composed.bindparams(*(bindparam(name, type_=kind) for name, kind in types.items() if name in named))


def for_each(words: Mapping[str, str] | str, *columns: ColumnElement[Any]) -> dict[tuple[str, Lane], TextualSelect]:
    """The statement for each dialect and lane; its words may differ by dialect."""
    return {
        (dialect, lane): _composed(words if isinstance(words, str) else words[dialect], dialect, lane).columns(*columns)
        for dialect in _DIALECTS
        for lane in Lane
    }
