"""What the demonstration company is made of, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from had_your_back.commitments.rules import Details, Draft
from had_your_back.commitments.transitions import State


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team. `parent` is the external id of the division above it; `leads` are user names."""

    external_id: str
    name: str
    description: str
    parent: str | None
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person. `team` is where they began at `since`; later moves are in `Company.moves`.

    `manager` and `job_title` are those of today. `roles` names what they may do beyond what everyone may.
    """

    user_name: str
    display_name: str
    email: str
    job_title: str
    manager: str | None
    team: str
    since: datetime
    left: datetime | None
    roles: tuple[str, ...]

    @property
    def active(self) -> bool:
        """Whether they still work here."""
        return self.left is None


@dataclass(frozen=True, slots=True)
class DemoMove:
    """From this instant on the person belongs to this team and no longer to the one before."""

    user_name: str
    team: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DemoRecognition:
    """A recognition and what became of it. If it went to a whole `team`, `recipients` are its members at that moment.

    `endorsements` hold (user name, instant), `reactions` (user name, emoji), `comments` (user name, text, instant).
    """

    external_id: str
    giver: str
    recipients: tuple[str, ...]
    team: str | None
    message: str
    behaviours: tuple[str, ...]
    visibility: str
    link: str | None
    at: datetime
    endorsements: tuple[tuple[str, datetime], ...]
    reactions: tuple[tuple[str, str], ...]
    comments: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class DemoAbsence:
    """Somebody said at an instant that they would be away from `since` until `until`."""

    user_name: str
    at: datetime
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DemoStep:
    """Somebody took a step on the `version` that they saw. `act` is REQUEST or OFFER first, then an act of the product.

    In `details` people are user names and teams external ids. `thanks` are the behaviours and words that came with a
    yes. `clock_first`: since the step before, the clock acted.
    """

    at: datetime
    actor: str
    act: str
    version: int
    details: Details
    thanks: tuple[str, str] | None
    clock_first: bool


@dataclass(frozen=True, slots=True)
class DemoCommitment:
    """A commitment, everything that people did with it, and what it is at the end of the year.

    `to` is who was asked, a user name or the external id of a team, or the user name of the one who was offered it.
    """

    external_id: str
    to: str
    draft: Draft
    steps: tuple[DemoStep, ...]
    state: State
    version: int


@dataclass(frozen=True, slots=True)
class Company:
    """A whole organisation; `people` begins with the one to sign in as.

    The year ends at `until`. `recognitions` are in the order of time, `commitments` in that of their beginning,
    `absences` one person after the other.
    """

    organization: str
    until: datetime
    teams: tuple[DemoTeam, ...]
    people: tuple[DemoPerson, ...]
    moves: tuple[DemoMove, ...]
    recognitions: tuple[DemoRecognition, ...]
    absences: tuple[DemoAbsence, ...]
    commitments: tuple[DemoCommitment, ...]
