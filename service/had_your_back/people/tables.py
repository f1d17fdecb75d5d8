"""The tables of people, teams, memberships and service tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Table
from sqlmodel import Field, SQLModel

from had_your_back.columns import Json, Key, UTCDateTime, table
from had_your_back.database import Transaction
from had_your_back.versions import uncounted


class Team(SQLModel, table=True):
    """A team. `sort_name` is its name folded, for order and search. One that was removed is only found by its id.

    `revision` counts the changes to the team, to who is in it and who leads it.
    """

    __tablename__ = "team"
    __table_args__ = (Index(None, "sort_name", "id"),)

    id: str = Field(primary_key=True, sa_type=Key)
    external_id: str | None = Field(sa_type=Key, unique=True)
    name: str
    sort_name: str = Field(sa_type=Key)
    description: str | None
    parent_id: str | None = Field(sa_type=Key, foreign_key="team.id", index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    revision: int
    removed_at: datetime | None = Field(sa_type=UTCDateTime)


class TeamPath(SQLModel, table=True):
    """The tree, closed: every team with itself (depth 0) and each of its ancestors."""

    __tablename__ = "team_path"

    team_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id")
    ancestor_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id", index=True)
    depth: int
    since: datetime = Field(sa_type=UTCDateTime)


class PastPath(SQLModel, table=True):
    """A team was below another from `since` to `until`: what was done then still counts for the one above."""

    __tablename__ = "past_team_path"

    team_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id")
    ancestor_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id", index=True)
    since: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    until: datetime = Field(sa_type=UTCDateTime)


class Person(SQLModel, table=True):
    """A person. `user_key` and `email_key` are without case, `sort_name` is folded; see `signing` for the nonce.

    Who was erased is a nameless row; `scrubbed_at` is when the files were rewritten after that. `revision` counts the
    changes to what a directory could have told.
    """

    __tablename__ = "person"
    __table_args__ = (Index(None, "sort_name", "id"),)

    id: str = Field(primary_key=True, sa_type=Key)
    user_name: str
    user_key: str = Field(sa_type=Key, unique=True)
    display_name: str
    sort_name: str = Field(sa_type=Key)
    email: str | None
    email_key: str | None = Field(sa_type=Key, index=True)
    external_id: str | None = Field(sa_type=Key, unique=True)
    job_title: str | None
    avatar_url: str | None
    manager_id: str | None = Field(sa_type=Key, foreign_key="person.id", index=True)
    roles: list[str] = Field(sa_type=Json)
    active: bool
    away_from: datetime | None = Field(sa_type=UTCDateTime)
    away_until: datetime | None = Field(sa_type=UTCDateTime)
    calendar_nonce: str | None = Field(sa_type=Key)
    created_at: datetime = Field(sa_type=UTCDateTime)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    revision: int
    erased_at: datetime | None = Field(sa_type=UTCDateTime)
    scrubbed_at: datetime | None = Field(sa_type=UTCDateTime)


class SignInAccount(SQLModel, table=True):
    """Somebody's account at an identity provider, since they first signed in with it."""

    __tablename__ = "sign_in_account"

    issuer: str = Field(primary_key=True, sa_type=Key)
    subject: str = Field(primary_key=True, sa_type=Key)
    person_id: str = Field(sa_type=Key, foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)


class PersonInDirectory(SQLModel, table=True):
    """What the company's directory tells of a person beside what we use, so that it hears again what it said.

    `manager` is whom it names as the manager while nobody here is that. Who was removed there is not shown to it.
    """

    __tablename__ = "person_in_directory"

    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id")
    formatted_name: str | None
    given_name: str | None
    family_name: str | None
    department: str | None
    email_type: str | None
    email_primary: bool | None
    manager: str | None = Field(sa_type=Key, index=True)
    removed_at: datetime | None = Field(sa_type=UTCDateTime)


class InactiveMember(SQLModel, table=True):
    """The directory has somebody in a team who is not active here: they are in it again as soon as they are."""

    __tablename__ = "inactive_member"

    team_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id")
    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id", index=True)
    home: bool


class PersonWord(SQLModel, table=True):
    """The words by which a person is found while somebody types."""

    __tablename__ = "person_word"

    word: str = Field(primary_key=True, sa_type=Key)
    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id", index=True)


class Membership(SQLModel, table=True):
    """Somebody was in a team from `since` to `until`, or still is. Closed ones stay, so a re-org rewrites nothing."""

    __tablename__ = "membership"
    __table_args__ = (Index(None, "team_id", "until"),)

    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id")
    team_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id")
    since: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    until: datetime | None = Field(sa_type=UTCDateTime)
    home: bool


class AbsenceRow(SQLModel, table=True):
    """Somebody is, was or will be away; `until` is null while nobody knows. They are kept, since clocks stood still."""

    __tablename__ = "absence"

    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id")
    since: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    until: datetime | None = Field(sa_type=UTCDateTime)


class Lead(SQLModel, table=True):
    """Somebody leads a team."""

    __tablename__ = "team_lead"

    team_id: str = Field(primary_key=True, sa_type=Key, foreign_key="team.id")
    person_id: str = Field(primary_key=True, sa_type=Key, foreign_key="person.id", index=True)


@uncounted
class ServiceToken(SQLModel, table=True):
    """A service token: what it may, for whom, and until when. The token itself is kept nowhere, only its hash."""

    __tablename__ = "service_token"

    id: str = Field(primary_key=True, sa_type=Key)
    name: str
    hash: str = Field(sa_type=Key, unique=True)
    scopes: list[str] = Field(sa_type=Json)
    person_id: str | None = Field(sa_type=Key, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime | None = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(sa_type=UTCDateTime)
    last_used_at: datetime | None = Field(sa_type=UTCDateTime)


team, path, person, word = table(Team), table(TeamPath), table(Person), table(PersonWord)
past_path, account = table(PastPath), table(SignInAccount)
membership, lead, token, absence = table(Membership), table(Lead), table(ServiceToken), table(AbsenceRow)
entry, inactive = table(PersonInDirectory), table(InactiveMember)


def first_revision(tx: Transaction) -> dict[str, Any]:
    """These columns of a new person or team."""
    return {"created_at": tx.now, "changed_at": tx.now, "revision": 1}


def next_revision(tx: Transaction, of: Table) -> dict[str, Any]:
    """These columns of a person or team about which something is different now."""
    return {"changed_at": tx.now, "revision": of.c.revision + 1}
