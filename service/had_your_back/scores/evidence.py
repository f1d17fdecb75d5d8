"""What is known of a team when its score is reckoned. Pure: rows in, nothing decided about publishing.

Whoever gathers it sees to three things, so that no rule has to: every item lies strictly before the instant of asking
and inside the window of the recipe; an item belongs to the team that its person was in *when it happened*, and to the
teams above that; what was withdrawn or hidden is not there. Ages are in days before the instant of asking, people and
teams are opaque. There are hundreds of thousands of thanks, and of each no more is left than what it is worth by the
recipe; the other items are the lightest thing that has names: tuples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

from had_your_back.commitments.transitions import Answer, State
from had_your_back.scores.recipes import Outcome


class Promise(NamedTuple):
    """A promise that was closed, so far as it counts."""

    freshness: float
    """What it weighs by its age (`parts.fresh`), which is that of `ended`."""
    outcome: Outcome
    performer: str
    customer_team: str | None
    """The home team of the customer then; None: had none."""
    assumed: bool = False
    """The customer stayed silent."""
    customer: str | None = None
    """Whom the ledger names, since a link counts the people on both of its ends; no part of the score asks."""


class Request(NamedTuple):
    """A request to the team or its people, by its first answer or its expiry. Offers are none.

    It is as old as the answer, as the commitment holds it: a later day that passed as well is EXPIRED there.
    """

    freshness: float
    answer: Answer
    person: str | None
    """Who answered; None where nobody did."""
    customer_team: str | None = None
    """The home team of who asked then; None: had none."""


Key = TypeVar("Key", str, str | None)
Thanks = Mapping[Key, Sequence[float]]
"""What it is worth each time that somebody was thanked (`parts.worth`), by the person or the team that it is known by.

A pair (recognition, recipient) is one time.
"""


@dataclass(frozen=True, kw_only=True)
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
    received: Thanks[str] = field(default_factory=dict)
    """By the person of the team who was thanked, whether still a member or not."""
    received_from: Thanks[str | None] = field(default_factory=dict)
    """The same by the home team of the giver then."""
    given: Mapping[str, int]
    """How many recognitions each person gave, as one of the team, whether still a member or not."""

    @cached_property
    def served(self) -> list[Promise]:
        """The promises to customers in other teams."""
        own = {*self.kin, None}
        return [each for each in self.promises if each.customer_team not in own]

    @cached_property
    def received_by_members(self) -> Thanks[str]:
        """What counts in coverage."""
        return {person: worths for person, worths in self.received.items() if person in self.members}

    @cached_property
    def received_from_outside(self) -> Thanks[str | None]:
        """What counts in reach."""
        own = {*self.kin, None}
        return {team: worths for team, worths in self.received_from.items() if team not in own}

    @cached_property
    def given_by_members(self) -> dict[str, int]:
        """What counts in participation."""
        return {person: times for person, times in self.given.items() if times and person in self.members}


def times(thanks: Thanks[Key]) -> int:
    """How often somebody was thanked."""
    return sum(map(len, thanks.values()))


Instant = TypeVar("Instant", int, datetime)
_GIVEN_UP: Final = frozenset({State.BROKEN, State.CANCELLED, State.REVOKED})


def ended(
    *,
    state: State,
    due_at: Instant,
    delivered_at: Instant | None,
    closed_at: Instant | None,
    broken_at: Instant | None,
) -> tuple[Outcome, Instant] | None:
    """How a promise ended, and the instant from which it ages; None: it does not count, or not yet.

    What was broken stays broken when it is cancelled or revoked afterwards, and is late when it is kept afterwards.
    """
    if state is State.KEPT and delivered_at is not None:
        on_time = delivered_at <= due_at and broken_at is None
        return Outcome.KEPT if on_time else Outcome.KEPT_LATE, delivered_at
    if broken_at is not None and state in _GIVEN_UP:
        return Outcome.BROKEN, broken_at
    if state is State.REVOKED and closed_at is not None:
        return Outcome.REVOKED_IN_TIME if closed_at < due_at else Outcome.REVOKED_LATE, closed_at
    return None
