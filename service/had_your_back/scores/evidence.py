"""What is known of a team when its score is reckoned. Pure: rows in, nothing decided about publishing.

Whoever gathers it sees to three things, so that no rule has to: every item lies strictly before the instant of asking
and inside the window of the recipe; an item belongs to the team that its person was in *when it happened*, and to the
teams above that; what was withdrawn or hidden is not there. Ages are in days before the instant of asking, people and
teams are opaque.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from had_your_back.commitments.transitions import Answer, State
from had_your_back.scores.recipes import Outcome


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that was closed, so far as it counts. Its age is that of `ended`."""

    age: float
    outcome: Outcome
    performer: str
    customer_team: str | None
    """The home team of the customer then; None: had none."""
    assumed: bool = False
    """The customer stayed silent."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the team or its people, by its first answer or its expiry. Offers are none.

    Its age is that of the answer, as the commitment holds it: a later day that passed as well is EXPIRED there.
    """

    age: float
    answer: Answer
    person: str | None
    """Who answered; None where nobody did."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """A pair (recognition, recipient): somebody was thanked, as one of the team."""

    age: float
    giver: str
    giver_team: str | None
    """The home team of the giver then."""
    recipient: str
    recipients: int
    """How many people the recognition went to."""
    between: int
    """How many recognitions passed between these two in the window, this one too, in both directions, in any team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that the score of a team is made of."""

    members: frozenset[str]
    """In the team, or below it, for at least 14 days, and not away for the whole window."""
    kin: frozenset[str]
    """The team itself, the teams above it and the teams below it. Every other team is another team."""
    other_teams: int
    """How many teams outside `kin` have direct members."""
    promises: tuple[Promise, ...] = ()
    requests: tuple[Request, ...] = ()
    received: tuple[Thanks, ...] = ()
    """One for each person of the team that a recognition went to, whether still a member or not."""
    given: Mapping[str, int]
    """How many recognitions each person gave, as one of the team, whether still a member or not."""

    def outside(self, team: str | None) -> bool:
        """Whether this is another team. Somebody without a team is of none."""
        return team is not None and team not in self.kin


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What the means of an organisation are made of: each item once, and each team that has direct members."""

    promises: tuple[Promise, ...]
    requests: tuple[Request, ...]
    members: int
    givers: int
    """How many members gave a recognition in the window, as one of any team."""
    teams: Iterable[Evidence]


def ended(
    *,
    state: State,
    due_at: datetime,
    delivered_at: datetime | None,
    closed_at: datetime | None,
    broken_at: datetime | None,
) -> tuple[Outcome, datetime] | None:
    """How a promise ended, and the instant from which it ages; None: it does not count, or not yet.

    What was broken stays broken when it is cancelled or revoked afterwards, and is late when it is kept afterwards.
    """
    if state is State.KEPT and delivered_at is not None:
        on_time = delivered_at <= due_at and broken_at is None
        return Outcome.KEPT if on_time else Outcome.KEPT_LATE, delivered_at
    if state in {State.BROKEN, State.CANCELLED, State.REVOKED} and broken_at is not None:
        return Outcome.BROKEN, broken_at
    if state is State.REVOKED and closed_at is not None:
        return Outcome.REVOKED_IN_TIME if closed_at < due_at else Outcome.REVOKED_LATE, closed_at
    return None
