"""The life of a commitment as data: its states, its acts, and who may do what when. Pure.

`TRANSITIONS` is the whole of it. From it come what a person may do now (`allowed`), the refusals, the page in the docs
with its diagram, and the tests. What an act changes is in `rules`, what the clock does in `clocks`.

The model is Winograd and Flores' conversation for action with Medina-Mora's acceptance (done is not done until the
customer says so), promises as Sull and Spinosa describe good ones, and the reasons of the Last Planner System.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_DEFERRALS = 2
MOST_CHANGES = 2


class State(StrEnum):
    """Where a commitment is in its life."""

    REQUESTED = "REQUESTED"
    OFFERED = "OFFERED"
    COUNTERED = "COUNTERED"
    PROMISED = "PROMISED"
    AT_RISK = "AT_RISK"
    DELIVERED = "DELIVERED"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    REVOKED = "REVOKED"


ASKED = (State.REQUESTED, State.OFFERED, State.COUNTERED)
PROMISED = (State.PROMISED, State.AT_RISK)
OPEN = (*ASKED, *PROMISED, State.DELIVERED)


class Act(StrEnum):
    """A step that a person takes."""

    CLAIM = "CLAIM"
    ACCEPT = "ACCEPT"
    COUNTER = "COUNTER"
    DEFER = "DEFER"
    DECLINE = "DECLINE"
    WITHDRAW = "WITHDRAW"
    FLAG_AT_RISK = "FLAG_AT_RISK"
    CLEAR_RISK = "CLEAR_RISK"
    PROPOSE_CHANGE = "PROPOSE_CHANGE"
    AGREE_CHANGE = "AGREE_CHANGE"
    REFUSE_CHANGE = "REFUSE_CHANGE"
    HAND_OVER = "HAND_OVER"
    ACCEPT_HAND_OVER = "ACCEPT_HAND_OVER"
    REFUSE_HAND_OVER = "REFUSE_HAND_OVER"
    DELIVER = "DELIVER"
    CONFIRM = "CONFIRM"
    REJECT = "REJECT"
    CANCEL = "CANCEL"
    REVOKE = "REVOKE"
    REOPEN = "REOPEN"
    GIVE_REASON = "GIVE_REASON"


class ClockAct(StrEnum):
    """A step that the clock takes."""

    EXPIRE = "EXPIRE"
    BREAK = "BREAK"
    ASSUME_KEPT = "ASSUME_KEPT"


class Reason(StrEnum):
    """What got in the way; the system's reasons come first."""

    WAITING_FOR_OTHER_TEAM = "WAITING_FOR_OTHER_TEAM"
    PREREQUISITE_MISSING = "PREREQUISITE_MISSING"
    PRIORITIES_CHANGED = "PRIORITIES_CHANGED"
    NO_CAPACITY = "NO_CAPACITY"
    UNCLEAR_CONDITIONS = "UNCLEAR_CONDITIONS"
    ABSENCE = "ABSENCE"
    TOOL_FAILURE = "TOOL_FAILURE"
    CUSTOMER_CHANGED_SCOPE = "CUSTOMER_CHANGED_SCOPE"
    UNDERESTIMATED = "UNDERESTIMATED"
    FORGOT = "FORGOT"
    OTHER = "OTHER"


class Side(StrEnum):
    """The two sides of a commitment: who counts on it, and who promised it."""

    CUSTOMER = "CUSTOMER"
    PERFORMER = "PERFORMER"


class Answer(StrEnum):
    """How a request was first answered, for the score."""

    ACCEPTED = "accepted"
    CLAIMED = "claimed"
    COUNTERED = "countered"
    DEFERRED = "deferred"
    DECLINED = "declined"
    DECLINED_WITH_ALTERNATIVE = "declined_with_alternative"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What one side has proposed and the other has not answered: new terms, or somebody else who would perform."""

    by: Side
    since: datetime
    title: str | None = None
    conditions: str | None = None
    due_at: datetime | None = None
    to: str | None = None

    @property
    def is_hand_over(self) -> bool:
        """Whether it is a hand-over, not a change of terms."""
        return self.to is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """The whole state of a commitment: `performer` will bring about `title` for `customer` by `due_at`.

    `team` is where a request went that nobody has claimed, or went first. `turn` is whose answer is awaited, since
    `turn_since`; nobody's once it is promised. `changed_at` is the instant of the newest version. `broken_at` stays
    after a break, whatever comes later.
    """

    id: str
    title: str
    conditions: str | None
    customer: str
    performer: str | None
    team: str | None
    initiator: Side
    state: State
    version: int
    turn: Side | None
    turn_since: datetime | None
    answer_by: datetime | None
    due_at: datetime
    first_due_at: datetime
    private: bool
    created_at: datetime
    changed_at: datetime
    deferrals: int = 0
    changes: int = 0
    pending: Pending | None = None
    delivered_at: datetime | None = None
    rejected_at: datetime | None = None
    closed_at: datetime | None = None
    broken_at: datetime | None = None
    assumed: bool = False
    reason: Reason | None = None
    alternative: str | None = None
    referred_to: str | None = None
    evidence: str | None = None
    answer: Answer | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None

    @property
    def on_time(self) -> bool | None:
        """Delivered by the due date and never broken; None until it is delivered or broken."""
        if self.broken_at is not None:
            return False
        return None if self.delivered_at is None else self.delivered_at <= self.due_at

    @property
    def unclaimed(self) -> bool:
        """A request to a team that nobody has claimed."""
        return self.state is State.REQUESTED and self.performer is None

    @property
    def awaiting(self) -> str | None:
        """The person whose turn it is, where the state waits for one."""
        if self.state in ASKED:
            return self.customer if self.turn is Side.CUSTOMER else self.performer
        if self.pending is not None:
            return self.pending.to or (self.performer if self.pending.by is Side.CUSTOMER else self.customer)
        if self.state in PROMISED:
            return self.performer
        return self.customer if self.state is State.DELIVERED else None

    def overdue(self, now: datetime) -> bool:
        """Promised, and past the due date."""
        return self.state in PROMISED and self.due_at < now

    @property
    def turns(self) -> tuple[datetime, datetime | None]:
        """When time alone changes whether it is overdue, and what may be done (`_HOLDS`)."""
        return self.due_at, self.pending.due_at if self.pending else None


# --------------------------------------------------------------------------------------------------------- transitions


class Who(StrEnum):
    """What somebody has to be for an act."""

    CUSTOMER = "the customer"
    PERFORMER = "the performer"
    TURN = "the side whose turn it is"
    PERFORMER_ON_TURN = "the performer, on their turn"
    INITIATOR = "who began it"
    MEMBER = "an active direct member of the team, not the customer"
    SPEAKER = "a lead of the team; without a lead, any member"
    EITHER = "customer or performer"
    OTHER_SIDE = "the side that did not propose"
    PROPOSER = "who proposed"
    ASKED = "the one who is asked to take it over"
    STAND_IN = "a lead of the performer's team, when the performer has left"
    CLOCK = "the clock"
    SYSTEM = "the service, when a person leaves"


class Needs(StrEnum):
    """What else has to hold."""

    ADDRESSED_TO_TEAM = "asked of a team"
    ADDRESSED_TO_PERSON = "asked of a person"
    CHANGE = "a change is pending"
    HAND_OVER = "a hand-over is pending"
    PROPOSAL_AHEAD = "the day that was proposed is still to come"
    SOMETHING_PENDING = "a change or hand-over is pending"
    BEFORE_DUE = "before the due date"
    CHANGES_LEFT = f"fewer than {MOST_CHANGES} changes agreed"
    DEFERRALS_LEFT = f"fewer than {MOST_DEFERRALS} deferrals"
    NOTHING_TO_ANSWER = "nothing of the other side is pending"
    NO_HAND_OVER_OF_OTHERS = "no hand-over of the other side is pending"


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the life of a commitment. `to` is None where the state stays."""

    act: Act | ClockAct | str
    states: tuple[State, ...]
    who: Who
    to: State | None
    needs: tuple[Needs, ...] = ()
    means: str = ""


PERSON_LEFT = "PERSON_LEFT"

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Act.CLAIM, (State.REQUESTED,), Who.MEMBER, State.PROMISED, (Needs.ADDRESSED_TO_TEAM,),
               "The claimer becomes the performer."),
    Transition(Act.ACCEPT, (State.REQUESTED, State.OFFERED), Who.TURN, State.PROMISED, (Needs.ADDRESSED_TO_PERSON,),
               "Nobody can accept for another."),
    Transition(Act.ACCEPT, (State.COUNTERED,), Who.TURN, State.PROMISED, (), "On the countered terms."),
    Transition(Act.COUNTER, ASKED, Who.TURN, State.COUNTERED, (Needs.ADDRESSED_TO_PERSON,),
               "New terms; the turn passes to the other side."),
    Transition(Act.DEFER, (State.REQUESTED, State.COUNTERED), Who.PERFORMER_ON_TURN, None,
               (Needs.ADDRESSED_TO_PERSON, Needs.DEFERRALS_LEFT), "A later day for the answer; it counts as answered."),
    Transition(Act.DEFER, (State.REQUESTED,), Who.SPEAKER, None, (Needs.ADDRESSED_TO_TEAM, Needs.DEFERRALS_LEFT),
               "For the whole team."),
    Transition(Act.DECLINE, ASKED, Who.TURN, State.DECLINED, (Needs.ADDRESSED_TO_PERSON,),
               "With an alternative or a pointer it is a good no."),
    Transition(Act.DECLINE, (State.REQUESTED,), Who.SPEAKER, State.DECLINED, (Needs.ADDRESSED_TO_TEAM,),
               "For the whole team."),
    Transition(Act.WITHDRAW, ASKED, Who.INITIATOR, State.WITHDRAWN, (), "Taken back before there was a promise."),
    Transition(Act.FLAG_AT_RISK, (State.PROMISED,), Who.PERFORMER, State.AT_RISK, (),
               "An early warning costs nothing."),
    Transition(Act.CLEAR_RISK, (State.AT_RISK,), Who.PERFORMER, State.PROMISED, (), "The risk is over."),
    Transition(Act.PROPOSE_CHANGE, PROMISED, Who.EITHER, None,
               (Needs.BEFORE_DUE, Needs.CHANGES_LEFT, Needs.NO_HAND_OVER_OF_OTHERS),
               "New terms that the other side agrees to or not; a proposal by the other side is an answer."),
    Transition(Act.AGREE_CHANGE, PROMISED, Who.OTHER_SIDE, None, (Needs.CHANGE, Needs.PROPOSAL_AHEAD),
               "From now on it is judged on the new terms."),
    Transition(Act.REFUSE_CHANGE, PROMISED, Who.OTHER_SIDE, None, (Needs.CHANGE,), "The old terms hold."),
    Transition(Act.WITHDRAW, PROMISED, Who.PROPOSER, None, (Needs.SOMETHING_PENDING,), "The proposal is taken back."),
    Transition(Act.HAND_OVER, PROMISED, Who.PERFORMER, None, (Needs.NOTHING_TO_ANSWER,),
               "Asks a named person; the performer stays accountable until they accept."),
    Transition(Act.WITHDRAW, PROMISED, Who.STAND_IN, None, (Needs.SOMETHING_PENDING, Needs.NOTHING_TO_ANSWER),
               "For a performer who has left."),
    Transition(Act.HAND_OVER, PROMISED, Who.STAND_IN, None, (),
               "For a performer who has left; it replaces a change that they cannot answer any more."),
    Transition(Act.ACCEPT_HAND_OVER, PROMISED, Who.ASKED, State.PROMISED, (Needs.HAND_OVER,),
               "The one asked becomes the performer; the old leg leaves the old performer's account."),
    Transition(Act.REFUSE_HAND_OVER, PROMISED, Who.ASKED, None, (Needs.HAND_OVER,), "The performer keeps it."),
    Transition(Act.DELIVER, (*PROMISED, State.BROKEN), Who.PERFORMER, State.DELIVERED, (),
               "This instant decides on time or late."),
    Transition(Act.CONFIRM, (State.DELIVERED,), Who.CUSTOMER, State.KEPT, (), "May say thank you in the same step."),
    Transition(Act.REJECT, (State.DELIVERED,), Who.CUSTOMER, State.PROMISED, (), "Says what is missing."),
    Transition(Act.CANCEL, PROMISED, Who.CUSTOMER, State.CANCELLED, (), "No longer needed; leaves every account."),
    Transition(Act.REVOKE, PROMISED, Who.PERFORMER, State.REVOKED, (), "Taken back, with the reason."),
    Transition(Act.REVOKE, PROMISED, Who.STAND_IN, State.REVOKED, (), "For a performer who has left."),
    Transition(Act.REOPEN, (State.BROKEN,), Who.CUSTOMER, State.PROMISED, (),
               "A new date; the break stays in the history."),
    Transition(Act.GIVE_REASON, (State.BROKEN, State.REVOKED), Who.PERFORMER, None, (),
               "What got in the way, afterwards."),
    Transition(ClockAct.EXPIRE, ASKED, Who.CLOCK, State.EXPIRED, (), "The measurable form of 'not my job'."),
    Transition(ClockAct.BREAK, PROMISED, Who.CLOCK, State.BROKEN, (), "The due date and the grace have passed."),
    Transition(ClockAct.ASSUME_KEPT, (State.DELIVERED,), Who.CLOCK, State.KEPT, (), "Seven days of silence."),
    Transition(PERSON_LEFT, OPEN, Who.SYSTEM, State.CANCELLED, (),
               "Erased: at once. Deactivated: what nobody has answered closes."),
)  # fmt: skip
"""The life of a commitment, in the order in which a client offers the acts."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the one who acts is beside customer or performer, as the directory says."""

    person: str
    is_member: bool = False
    """An active direct member of the team that was asked."""
    is_speaker: bool = False
    """A lead of that team, or any member of one without leads."""
    stands_in: bool = False
    """A lead of the performer's team, and the performer is no longer active."""


def roles(it: Commitment, standing: Standing) -> frozenset[Who]:
    """Everything that somebody is to a commitment now."""
    person, pending = standing.person, it.pending
    sides = {side for side, who in ((Side.CUSTOMER, it.customer), (Side.PERFORMER, it.performer)) if who == person}
    held = {
        Who.CUSTOMER: Side.CUSTOMER in sides,
        Who.PERFORMER: Side.PERFORMER in sides,
        Who.TURN: it.turn in sides,
        Who.PERFORMER_ON_TURN: Side.PERFORMER in sides and it.turn is Side.PERFORMER,
        Who.INITIATOR: it.initiator in sides,
        Who.MEMBER: standing.is_member and not sides,
        Who.SPEAKER: standing.is_speaker and not sides,
        Who.EITHER: bool(sides),
        Who.OTHER_SIDE: pending is not None and bool(sides - {pending.by}),
        Who.PROPOSER: pending is not None and pending.by in sides,
        Who.ASKED: pending is not None and pending.to == person,
        Who.STAND_IN: standing.stands_in and not sides,
    }
    return frozenset(who for who, holds in held.items() if holds)


def _theirs(it: Commitment, held: frozenset[Who]) -> bool:
    """Whether what is pending was proposed by the other side."""
    own = Side.CUSTOMER if Who.CUSTOMER in held else Side.PERFORMER
    return it.pending is not None and it.pending.by is not own


def _handing_over(it: Commitment) -> bool:
    return it.pending is not None and it.pending.is_hand_over


_HOLDS: Mapping[Needs, Callable[[Commitment, frozenset[Who], datetime], bool]] = {
    Needs.ADDRESSED_TO_TEAM: lambda it, _held, _now: it.unclaimed,
    Needs.ADDRESSED_TO_PERSON: lambda it, _held, _now: not it.unclaimed,
    Needs.CHANGE: lambda it, _held, _now: it.pending is not None and not _handing_over(it),
    Needs.HAND_OVER: lambda it, _held, _now: _handing_over(it),
    Needs.PROPOSAL_AHEAD: lambda it, _held, now: (
        it.pending is not None and it.pending.due_at is not None and it.pending.due_at > now
    ),
    Needs.SOMETHING_PENDING: lambda it, _held, _now: it.pending is not None,
    Needs.BEFORE_DUE: lambda it, _held, now: now < it.due_at,
    Needs.CHANGES_LEFT: lambda it, _held, _now: it.changes < MOST_CHANGES,
    Needs.DEFERRALS_LEFT: lambda it, _held, _now: it.deferrals < MOST_DEFERRALS,
    Needs.NOTHING_TO_ANSWER: lambda it, held, _now: not _theirs(it, held),
    Needs.NO_HAND_OVER_OF_OTHERS: lambda it, held, _now: not (_theirs(it, held) and _handing_over(it)),
}


def _holds(row: Transition, it: Commitment, held: frozenset[Who], now: datetime) -> bool:
    """Whether whoever is all that to it may take this row now."""
    return it.state in row.states and row.who in held and all(_HOLDS[need](it, held, now) for need in row.needs)


def find(it: Commitment, act: Act, standing: Standing, now: datetime) -> Transition | None:
    """The row by which somebody may do this now, or None."""
    held = roles(it, standing)
    return next((row for row in TRANSITIONS if row.act == act and _holds(row, it, held, now)), None)


_ACTS = tuple(dict.fromkeys(row.act for row in TRANSITIONS if isinstance(row.act, Act)))


def allowed(it: Commitment, standing: Standing, now: datetime) -> list[Act]:
    """What somebody may do now, in the order of `TRANSITIONS`."""
    held = roles(it, standing)
    may = {row.act for row in TRANSITIONS if _holds(row, it, held, now)}
    return [act for act in _ACTS if act in may]
