"""A commitment told in twelve cells, and what must have happened for it to stand as it does. Pure.

`tell` performs the acts that an account tells of once more, by the same rules as if people did them now, each at its
own instant; so what comes out is a commitment as this service makes them. `account_of` is the way back.

An account knows requests only, the first answer, and one due date. Whatever else happened is in the JSON lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from had_your_back.commitments import clocks, rules
from had_your_back.commitments.clocks import SILENCE_IS_YES_AFTER, Away, Terms
from had_your_back.commitments.rules import Details, Draft
from had_your_back.commitments.transitions import (
    ASKED,
    OPEN,
    PERSON_LEFT,
    PROMISED,
    Act,
    Answer,
    ClockAct,
    Commitment,
    Reason,
    Side,
    Standing,
    State,
)
from had_your_back.errors import ErrorCode, Refused

UNTOLD = "?"
"""Stands for what an act has to carry and an account does not know, while the act is performed; then it goes again."""


class Outcome(StrEnum):
    """What became of it."""

    KEPT = "kept"
    ASSUMED = "assumed"
    BROKEN = "broken"
    REVOKED = "revoked"
    DECLINED = "declined"
    DECLINED_WITH_ALTERNATIVE = "declined_with_alternative"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a line tells of a commitment. `team` is the one that was asked, if it was not a person."""

    title: str
    customer: str
    performer: str | None
    team: str | None
    requested_at: datetime
    answer: Answer | None
    answered_at: datetime | None
    due_at: datetime
    delivered_at: datetime | None
    closed_at: datetime | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Entry:
    """A step of a history: what was done, by whom, and the commitment after it."""

    it: Commitment
    from_state: State | None
    act: str
    actor: str | None


# ------------------------------------------------------------------------------------------------------ contradictions

_YES = (None, Answer.ACCEPTED, Answer.CLAIMED, Answer.COUNTERED, Answer.DEFERRED)
_ANSWERS: Mapping[Outcome, tuple[Answer | None, ...]] = {
    Outcome.KEPT: _YES,
    Outcome.ASSUMED: _YES,
    Outcome.BROKEN: _YES,
    Outcome.REVOKED: _YES,
    Outcome.CANCELLED: _YES,
    Outcome.OPEN: _YES,
    Outcome.DECLINED: (None, Answer.DECLINED, Answer.COUNTERED, Answer.DEFERRED),
    Outcome.DECLINED_WITH_ALTERNATIVE: (
        None,
        Answer.DECLINED_WITH_ALTERNATIVE,
        Answer.COUNTERED,
        Answer.DEFERRED,
    ),
    Outcome.EXPIRED: (None, Answer.EXPIRED, Answer.COUNTERED, Answer.DEFERRED),
    Outcome.WITHDRAWN: (None, Answer.COUNTERED, Answer.DEFERRED),
}
"""The answers from which each outcome can come."""

_ENDS_IT = (Answer.DECLINED, Answer.DECLINED_WITH_ALTERNATIVE, Answer.EXPIRED)
_DELIVERED = (Outcome.KEPT, Outcome.ASSUMED)
_MAY_BE_DELIVERED = (*_DELIVERED, Outcome.OPEN, Outcome.CANCELLED)
_NEED_THE_END = (Outcome.BROKEN, Outcome.REVOKED, Outcome.CANCELLED, Outcome.WITHDRAWN)


def check(told: Account) -> None:
    """Refuses an account that contradicts itself.

    Raises: Refused INVALID or SELF_COMMITMENT at the column to look at, with what to write instead.
    """
    _check_people(told)
    _check_order(told)
    _check_answer(told)
    _check_end(told)


def _no(column: str, why: str) -> Refused:
    return Refused(ErrorCode.INVALID, why, column)


def _check_people(told: Account) -> None:
    if told.performer is None and told.team is None:
        raise _no("performer", "Who was asked? Name the performer, or in performerTeam the team.")
    if told.performer == told.customer:
        message = "A promise to oneself needs no record: customer and performer have to be two people."
        raise Refused(ErrorCode.SELF_COMMITMENT, message, "performer")
    promised = told.answer in {Answer.ACCEPTED, Answer.CLAIMED, Answer.COUNTERED}
    kept_or_not = told.outcome in {*_DELIVERED, Outcome.BROKEN, Outcome.REVOKED}
    if told.performer is None and (promised or kept_or_not or told.delivered_at):
        raise _no("performer", "A team does not promise, a person does: name who it was.")


def _check_order(told: Account) -> None:
    if told.due_at <= told.requested_at:
        raise _no("dueAt", "It would have been due before it was asked. Look at requestedAt and dueAt.")
    happened = [
        ("requestedAt", told.requested_at),
        ("answeredAt", told.answered_at),
        ("deliveredAt", told.delivered_at),
        ("closedAt", told.closed_at),
    ]
    before, since = happened[0]
    for column, at in happened[1:]:
        if at is not None and since is not None:
            if at < since:
                raise _no(column, f"This lies before {before}. Put the two right.")
            before, since = column, at


def _check_answer(told: Account) -> None:
    if told.answer is None and told.answered_at is not None:
        known = ", ".join(Answer)
        raise _no("answer", f"There is an answeredAt, so say how it was answered ({known}), or empty that cell.")
    expired = told.answer is Answer.EXPIRED and told.closed_at is not None
    if told.answer is not None and told.answered_at is None and not expired:
        raise _no("answeredAt", "When was it answered? An answer without its instant cannot be counted.")
    if told.answer not in _ANSWERS[told.outcome]:
        fit = ", ".join(each for each in _ANSWERS[told.outcome] if each)
        raise _no("outcome", f"This cannot come of the answer {told.answer}. It follows nothing, or: {fit}.")
    if told.answer in _ENDS_IT and told.closed_at not in {None, told.answered_at or told.closed_at}:
        raise _no("closedAt", f"With {told.answer} it was over at answeredAt: leave this empty, or write the same.")
    if told.answer is Answer.DEFERRED and told.answered_at is not None and told.answered_at >= told.due_at:
        raise _no("answeredAt", "An answer can be deferred only before dueAt.")


def _check_end(told: Account) -> None:
    outcome = told.outcome
    if outcome in _DELIVERED and told.delivered_at is None:
        raise _no("deliveredAt", "When was it delivered? Without that nobody can say whether it was on time.")
    if told.delivered_at is not None and outcome not in _MAY_BE_DELIVERED:
        late = " What was delivered late is kept." if outcome is Outcome.BROKEN else ""
        raise _no("deliveredAt", f"What was {outcome} was not delivered: empty this cell, or look at outcome.{late}")
    if outcome is Outcome.OPEN and told.closed_at is not None:
        raise _no("closedAt", "It is open, so nothing closed it yet: empty this cell, or say what became of it.")
    if outcome in _NEED_THE_END and told.closed_at is None:
        raise _no("closedAt", f"When was it {outcome}?")
    if told.answer not in _ENDS_IT and outcome not in {*_MAY_BE_DELIVERED, *_NEED_THE_END} and told.closed_at is None:
        raise _no("closedAt", f"When was it {outcome.split('_')[0]}?")
    if outcome is Outcome.BROKEN and told.closed_at is not None and told.closed_at <= told.due_at:
        raise _no("closedAt", "A promise cannot be broken before dueAt. If it was taken back, it is revoked.")


# ------------------------------------------------------------------------------------------------------------- telling


def tell(told: Account, *, new: str, now: datetime, away: Away, terms: Terms) -> list[Entry]:
    """The history that an account tells, as far as the clock has gone by now.

    What nobody has answered yet gets its time for an answer from now on: whoever is asked learns of it here. What is
    overdue was broken when the clock says so, and that is history too.

    Raises: Refused, if it contradicts itself (`check`) or could not have begun.
    """
    check(told)
    story = _Story(told, new, terms)
    _WAYS.get(told.outcome, _Story.promise_if_told)(story)
    if told.answer is None:
        story.entries[-1] = replace(
            story.entries[-1], it=replace(story.it, answer=None, answered_at=None, answered_by=None)
        )
    it = story.it
    if it.state in ASKED and it.due_at > now:
        answer_by = min(it.due_at, terms.calendar.after(now, terms.answer_within))
        story.entries[-1] = replace(story.entries[-1], it=replace(it, turn_since=now, answer_by=answer_by))
    while (due := clocks.next_clock(story.it, away, terms)) and due[1] <= now:
        story.strike(due[0], max(due[1], story.it.changed_at))
    return story.entries


class _Story:
    """A history that grows act by act."""

    def __init__(self, told: Account, new: str, terms: Terms) -> None:
        self.told = told
        self.terms = terms
        claimed = told.answer is Answer.CLAIMED
        it = rules.begin(
            Draft(title=told.title, due_at=told.due_at),
            new=new,
            initiator=Side.CUSTOMER,
            customer=told.customer,
            performer=None if claimed else told.performer,
            team=told.team if claimed or told.performer is None else None,
            now=told.requested_at,
            terms=terms,
        )
        self.entries = [Entry(it, None, "REQUEST", told.customer)]

    @property
    def it(self) -> Commitment:
        return self.entries[-1].it

    def act(self, act: Act, actor: str | None, at: datetime, details: Details | None = None) -> None:
        """Perform an act as if it were now; nobody in particular speaks for a team."""
        standing = Standing(person=actor or "", is_member=act is Act.CLAIM, is_speaker=actor is None)
        after = rules.perform(self.it, act, details or Details(), standing, at, self.terms)
        if details is not None:  # none of it is told, but for the day until which an answer was deferred
            after = replace(after, reason=None, alternative=None, conditions=None)
        after = replace(after, answered_by=after.answered_by or None)
        self.entries.append(Entry(after, self.it.state, act, actor))

    def strike(self, act: ClockAct, at: datetime) -> None:
        self.entries.append(Entry(clocks.strike(self.it, act, at), self.it.state, act, None))

    def leave(self, at: datetime) -> None:
        self.entries.append(Entry(clocks.leave(self.it, at), self.it.state, PERSON_LEFT, None))

    # ---------------------------------------------------------------------------------------------------------- stages

    @property
    def answered_at(self) -> datetime:
        return self.told.answered_at or self.told.requested_at

    def first_answer(self) -> None:
        """A counter or a deferral; every other answer is also what it leads to."""
        if self.told.answer is Answer.COUNTERED:
            self.act(Act.COUNTER, self.told.performer, self.answered_at, Details(conditions=UNTOLD))
        elif self.told.answer is Answer.DEFERRED:
            self.act(Act.DEFER, self.told.performer, self.answered_at, Details(answer_by=self.told.due_at))

    def promise(self) -> None:
        self.first_answer()
        if self.told.answer is Answer.CLAIMED:
            self.act(Act.CLAIM, self.told.performer, self.answered_at)
        else:
            turn = self.told.performer if self.it.turn is Side.PERFORMER else self.told.customer
            self.act(Act.ACCEPT, turn, self.answered_at)

    def promise_if_told(self) -> None:
        """Of an open one: as far as it has come."""
        if self.told.delivered_at is not None:
            self.deliver()
        elif self.told.answer in {Answer.ACCEPTED, Answer.CLAIMED}:
            self.promise()
        else:
            self.first_answer()

    def deliver(self) -> datetime:
        self.promise()
        assert self.told.delivered_at is not None
        self.act(Act.DELIVER, self.told.performer, self.told.delivered_at)
        return self.told.delivered_at

    # ------------------------------------------------------------------------------------------------------------ ends

    @property
    def closed_at(self) -> datetime:
        at = self.told.closed_at or self.told.answered_at
        assert at is not None
        return at

    def keep(self) -> None:
        at = self.deliver()
        self.act(Act.CONFIRM, self.told.customer, self.told.closed_at or at)

    def assume(self) -> None:
        at = self.deliver()
        self.strike(ClockAct.ASSUME_KEPT, self.told.closed_at or at + SILENCE_IS_YES_AFTER)

    def break_(self) -> None:
        self.promise()
        self.strike(ClockAct.BREAK, self.closed_at)

    def revoke(self) -> None:
        self.promise()
        self.act(Act.REVOKE, self.told.performer, self.closed_at, Details(reason=Reason.OTHER, note=UNTOLD))

    def decline(self) -> None:
        self.first_answer()
        good = self.told.outcome is Outcome.DECLINED_WITH_ALTERNATIVE
        turn = self.told.performer if self.it.turn is Side.PERFORMER else self.told.customer
        self.act(Act.DECLINE, turn, self.closed_at, Details(alternative=UNTOLD if good else None))

    def expire(self) -> None:
        self.first_answer()
        self.strike(ClockAct.EXPIRE, self.closed_at)

    def withdraw(self) -> None:
        self.first_answer()
        self.act(Act.WITHDRAW, self.told.customer, self.closed_at)

    def cancel(self) -> None:
        if self.told.performer is None:
            self.first_answer()
            self.leave(self.closed_at)
        elif self.told.delivered_at is not None:
            self.deliver()
            self.leave(self.closed_at)
        else:
            self.promise()
            self.act(Act.CANCEL, self.told.customer, self.closed_at)


_WAYS = {
    Outcome.KEPT: _Story.keep,
    Outcome.ASSUMED: _Story.assume,
    Outcome.BROKEN: _Story.break_,
    Outcome.REVOKED: _Story.revoke,
    Outcome.DECLINED: _Story.decline,
    Outcome.DECLINED_WITH_ALTERNATIVE: _Story.decline,
    Outcome.EXPIRED: _Story.expire,
    Outcome.CANCELLED: _Story.cancel,
    Outcome.WITHDRAWN: _Story.withdraw,
}


# ------------------------------------------------------------------------------------------------------- and back again

_OUTCOMES = {
    State.BROKEN: Outcome.BROKEN,
    State.DECLINED: Outcome.DECLINED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.EXPIRED: Outcome.EXPIRED,
    State.CANCELLED: Outcome.CANCELLED,
    State.REVOKED: Outcome.REVOKED,
}


def account_of(it: Commitment) -> Account:
    """What twelve cells can say of a commitment, so that `tell` makes one of it that counts the same.

    Where one cell cannot say both, an open one says where it stands, not how it was first answered; and one that was
    broken and reopened says the day by which it was promised first, so that it stays late.
    """
    answer, answered_at = it.answer, it.answered_at
    if it.state in PROMISED and answer is not Answer.CLAIMED:
        answer, answered_at = Answer.ACCEPTED, answered_at or it.created_at
    elif it.state is State.COUNTERED:
        answer, answered_at = Answer.COUNTERED, answered_at or it.turn_since
    elif it.state is State.EXPIRED and answer is Answer.DEFERRED:
        answer = Answer.COUNTERED  # else it would be `expired`: the customer let a counter expire that came later
    outcome = _OUTCOMES.get(it.state, Outcome.OPEN)
    if it.state is State.KEPT:
        outcome = Outcome.ASSUMED if it.assumed else Outcome.KEPT
    elif outcome is Outcome.DECLINED and answer is Answer.DECLINED_WITH_ALTERNATIVE:
        outcome = Outcome.DECLINED_WITH_ALTERNATIVE
    due_at = it.due_at
    if it.broken_at is not None and it.state not in {State.BROKEN, *PROMISED}:
        due_at = min(it.first_due_at, it.broken_at)
    return Account(
        title=it.title,
        customer=it.customer,
        performer=it.performer,
        team=it.team,
        requested_at=it.created_at,
        answer=answer,
        answered_at=answered_at,
        due_at=due_at,
        delivered_at=it.delivered_at if outcome in _MAY_BE_DELIVERED else None,
        closed_at=it.closed_at if it.state not in OPEN else None,
        outcome=outcome,
    )


# -------------------------------------------------------------------------------------------------------------- clocks


def clocks_from(it: Commitment, now: datetime, away: Away, terms: Terms) -> dict[str, datetime | None]:
    """When the clock acts next on a commitment that came from elsewhere; it reminds of nothing that is past."""
    due = clocks.next_clock(it, away, terms)
    reminders = [at for _, at in clocks.reminders(it) if at > now]
    return {"clock_at": due[1] if due else None, "remind_at": min(reminders, default=None)}
