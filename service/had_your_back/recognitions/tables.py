"""The tables of recognitions, and of what others said to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Index,
    Integer,
    text,
)
from sqlmodel import Field, SQLModel

from had_your_back.columns import Json, Key, UTCDateTime, table


class RecognitionRow(SQLModel, table=True):
    """A recognition. Its id begins with the instant it was given, so the id is the order of every feed."""

    __tablename__ = "recognition"
    __table_args__ = (Index(None, "giver_id", "id"),)

    id: str = Field(primary_key=True, sa_type=Key)
    external_id: str | None = Field(sa_type=Key, unique=True)
    giver_id: str = Field(sa_type=Key, foreign_key="person.id")
    giver_team_id: str | None = Field(sa_type=Key, foreign_key="team.id")
    team_id: str | None = Field(sa_type=Key, foreign_key="team.id")
    message: str | None
    behaviours: list[str] = Field(sa_type=Json)
    visibility: str = Field(sa_type=Key)
    state: str = Field(sa_type=Key)
    link: str | None
    commitment_id: str | None = Field(sa_type=Key, foreign_key="commitment.id", index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)
    edited_at: datetime | None = Field(sa_type=UTCDateTime)
    reported: bool
    comment_count: int
    endorsement_count: int
    reaction_counts: dict[str, int] = Field(sa_type=Json)


class Recipient(SQLModel, table=True):
    """Somebody was thanked, as a member of their home team of that moment."""

    __tablename__ = "recognition_recipient"
    __table_args__ = (Index(None, "person_id", "recognition_id"),)

    recognition_id: str = Field(primary_key=True, sa_type=Key, foreign_key="recognition.id")
    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id")
    team_id: str | None = Field(sa_type=Key, foreign_key="team.id")
    place: int


class RecognitionTeam(SQLModel, table=True):
    """A team whose feed shows it: those of giver and recipients at that moment (`direct`), and everything above."""

    __tablename__ = "recognition_team"

    team_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id")
    recognition_id: str = Field(primary_key=True, sa_type=Key, foreign_key="recognition.id", index=True)
    direct: bool


class RecognitionBehaviour(SQLModel, table=True):
    """A behaviour it names, to be filtered by."""

    __tablename__ = "recognition_behaviour"

    behaviour: str = Field(primary_key=True, sa_type=Key)
    recognition_id: str = Field(primary_key=True, sa_type=Key, foreign_key="recognition.id", index=True)


class RecognitionSearch(SQLModel, table=True):
    """The message as words, for full-text search: FTS5 on SQLite, a tsvector on PostgreSQL, both over this column."""

    __tablename__ = "recognition_search"

    number: int = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    recognition_id: str = Field(sa_type=Key, foreign_key="recognition.id", unique=True)
    words: str


class Reaction(SQLModel, table=True):
    """Somebody reacted with an emoji."""

    __tablename__ = "reaction"

    recognition_id: str = Field(primary_key=True, sa_type=Key, foreign_key="recognition.id")
    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id", index=True)
    emoji: str = Field(primary_key=True, sa_type=Key)


class Endorsement(SQLModel, table=True):
    """Somebody saw it too."""

    __tablename__ = "endorsement"

    recognition_id: str = Field(primary_key=True, sa_type=Key, foreign_key="recognition.id")
    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)


class Comment(SQLModel, table=True):
    """A comment. `text` is null once it is deleted; `hidden` ones keep it for the moderator's second thought."""

    __tablename__ = "comment"
    __table_args__ = (Index(None, "recognition_id", "id"),)

    id: str = Field(primary_key=True, sa_type=Key)
    recognition_id: str = Field(sa_type=Key, foreign_key="recognition.id")
    author_id: str = Field(sa_type=Key, foreign_key="person.id", index=True)
    text: str | None
    hidden: bool
    created_at: datetime = Field(sa_type=UTCDateTime)


_OPEN = text("closed_at IS NULL")


class Report(SQLModel, table=True):
    """Somebody asked a moderator to look. One open report per person and subject."""

    __tablename__ = "report"
    __table_args__ = (
        Index(
            "uq_report_open", "subject", "reporter_id", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index("ix_report_queue", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )  # fmt: skip

    id: str = Field(primary_key=True, sa_type=Key)
    recognition_id: str = Field(sa_type=Key, foreign_key="recognition.id", index=True)
    comment_id: str | None = Field(sa_type=Key, foreign_key="comment.id")
    subject: str = Field(sa_type=Key)
    reporter_id: str = Field(sa_type=Key, foreign_key="person.id")
    reason: str
    created_at: datetime = Field(sa_type=UTCDateTime)
    closed_at: datetime | None = Field(sa_type=UTCDateTime)
    closed_by: str | None = Field(sa_type=Key, foreign_key="person.id")
    answer: str | None


recognition, recipient, in_team = table(RecognitionRow), table(Recipient), table(RecognitionTeam)
in_behaviour, found_by = table(RecognitionBehaviour), table(RecognitionSearch)
reaction, endorsement, comment, report = table(Reaction), table(Endorsement), table(Comment), table(Report)
