"""The tables of commitments: the state of each, every step of its history, and when its clocks fall due.

The next act of the clock and the next reminder stand on the row as instants, so that the worker reads what is due
through one index each.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from had_your_back.columns import Json, Key, UTCDateTime, table

_UNCLAIMED = text("state = 'REQUESTED' AND performer_id IS NULL")
_CLOCK = text("clock_at IS NOT NULL")
_REMIND = text("remind_at IS NOT NULL")
_ASKED = text("pending_to_id IS NOT NULL")
_OPEN = text("urgency IS NOT NULL")


class CommitmentRow(SQLModel, table=True):
    """A commitment as it stands. `awaiting_id` is whose turn it is, `urgency` the order of an inbox."""

    __tablename__ = "commitment"
    __table_args__ = (
        Index(None, "customer_id", "id"),
        Index(None, "performer_id", "id"),
        Index(None, "customer_team_id", "id"),
        Index(None, "performer_team_id", "id"),
        Index(None, "team_id", "id"),
        Index("ix_commitment_asked", "pending_to_id", "id", sqlite_where=_ASKED, postgresql_where=_ASKED),
        Index("ix_commitment_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_commitment_customer_open", "customer_team_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_commitment_performer_open", "performer_team_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "performer_team_id", "closed_at"),
        Index(None, "answer_team_id", "answered_at"),
        Index(None, "awaiting_id", "urgency", "id"),
        Index("ix_commitment_unclaimed", "team_id", "urgency", sqlite_where=_UNCLAIMED, postgresql_where=_UNCLAIMED),
        Index("ix_commitment_clock", "clock_at", "id", sqlite_where=_CLOCK, postgresql_where=_CLOCK),
        Index("ix_commitment_remind", "remind_at", "id", sqlite_where=_REMIND, postgresql_where=_REMIND),
    )

    id: str = Field(primary_key=True, sa_type=Key)
    external_id: str | None = Field(sa_type=Key, unique=True)
    title: str
    conditions: str | None
    customer_id: str = Field(sa_type=Key, foreign_key="person.id")
    customer_team_id: str | None = Field(sa_type=Key, foreign_key="team.id")
    performer_id: str | None = Field(sa_type=Key, foreign_key="person.id")
    performer_team_id: str | None = Field(sa_type=Key, foreign_key="team.id")
    team_id: str | None = Field(sa_type=Key, foreign_key="team.id")
    initiator: str = Field(sa_type=Key)
    state: str = Field(sa_type=Key)
    version: int
    turn: str | None = Field(sa_type=Key)
    turn_since: datetime | None = Field(sa_type=UTCDateTime)
    answer_by: datetime | None = Field(sa_type=UTCDateTime)
    due_at: datetime = Field(sa_type=UTCDateTime)
    first_due_at: datetime = Field(sa_type=UTCDateTime)
    private: bool
    created_at: datetime = Field(sa_type=UTCDateTime)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    deferrals: int
    changes: int
    pending: dict[str, Any] | None = Field(sa_type=Json)
    pending_to_id: str | None = Field(sa_type=Key, foreign_key="person.id")
    delivered_at: datetime | None = Field(sa_type=UTCDateTime)
    rejected_at: datetime | None = Field(sa_type=UTCDateTime)
    closed_at: datetime | None = Field(sa_type=UTCDateTime)
    broken_at: datetime | None = Field(sa_type=UTCDateTime)
    assumed: bool
    reason: str | None = Field(sa_type=Key)
    alternative: str | None
    referred_to: str | None = Field(sa_type=Key)
    evidence: str | None
    answer: str | None = Field(sa_type=Key)
    answered_at: datetime | None = Field(sa_type=UTCDateTime)
    answered_by_id: str | None = Field(sa_type=Key, foreign_key="person.id")
    answer_team_id: str | None = Field(sa_type=Key, foreign_key="team.id")
    awaiting_id: str | None = Field(sa_type=Key, foreign_key="person.id")
    urgency: str | None = Field(sa_type=Key)
    clock_at: datetime | None = Field(sa_type=UTCDateTime)
    remind_at: datetime | None = Field(sa_type=UTCDateTime)


class StepRow(SQLModel, table=True):
    """A step in a commitment's life: never edited. `version` is the one that it made, `place` the same to sort by."""

    __tablename__ = "commitment_step"

    commitment_id: str = Field(primary_key=True, sa_type=Key, foreign_key="commitment.id")
    version: int = Field(primary_key=True)
    place: str = Field(sa_type=Key)
    actor_id: str | None = Field(sa_type=Key, foreign_key="person.id")
    act: str = Field(sa_type=Key)
    at: datetime = Field(sa_type=UTCDateTime)
    from_state: str | None = Field(sa_type=Key)
    to_state: str = Field(sa_type=Key)
    performer_id: str | None = Field(sa_type=Key)
    performer_team_id: str | None = Field(sa_type=Key)
    details: dict[str, Any] = Field(sa_type=Json)


commitment, step = table(CommitmentRow), table(StepRow)
