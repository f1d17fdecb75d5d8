"""What begins a commitment, and what each act changes. Pure: a state in, a state out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.transitions import (
    ASKED,
    TRANSITIONS,
    Act,
    Answer,
    Commitment,
    Needs,
    Pending,
    Reason,
    Side,
    Standing,
    State,
    Transition,
    allowed,
    find,
    roles,
)
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people.rules import Actor, Role, Scope
from had_your_back.texts import bounded

LONGEST_TITLE = 200
LONGEST_TEXT = 2_000
LATEST = timedelta(days=366 * 10)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a person, or nobody in particular, who sees none. Administrators see all that are not private."""

    person: str | None
    administers: bool


def viewer_of(actor: Actor) -> Viewer:
    """The viewer that an actor is. It takes the role and the scope, and a person who answers for having looked."""
    trusted = Role.ADMINISTRATOR in actor.roles and Scope.ADMIN in actor.scopes
    return Viewer(person=actor.person, administers=actor.person is not None and trusted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody asks for or offers. `answer_by` is for a request; None: two working days."""

    title: str
    due_at: datetime
    conditions: str | None = None
    answer_by: datetime | None = None
    private: bool = False


def _title(text: str) -> str:
    return bounded(text, "title", most=LONGEST_TITLE)


def _text(text: str | None, path: str) -> str | None:
    return bounded(text, path, least=0, most=LONGEST_TEXT) or None if text is not None else None


def _due(due_at: datetime, now: datetime, path: str = "dueAt") -> datetime:
    if due_at <= now:
        raise Refused(ErrorCode.DUE_DATE_PASSED, "That day is over. Choose one that is still to come.", path)
    if due_at > now + LATEST:
        raise Refused(ErrorCode.INVALID, "Nobody can promise for more than ten years. Choose an earlier day.", path)
    return due_at


def _answer_by(answer_by: datetime | None, due_at: datetime, now: datetime, terms: Terms) -> datetime:
    if answer_by is None:
        return min(due_at, terms.calendar.after(now, terms.answer_within))
    if not now < answer_by <= due_at:
        message = "The answer is wanted from now on, and at the latest on the due date."
        raise Refused(ErrorCode.INVALID, message, "answerBy")
    return answer_by


def begin(
    draft: Draft,
    *,
    new: str,
    initiator: Side,
    customer: str,
    performer: str | None,
    team: str | None,
    now: datetime,
    terms: Terms,
) -> Commitment:
    """A new request of a person or a team, or an offer to a person.

    Raises: Refused SELF_COMMITMENT, TOO_SHORT, TOO_LONG, DUE_DATE_PASSED, INVALID.
    """
    if customer == performer:
        message = "A promise to oneself needs no record. Who counts on it, or who would do it?"
        raise Refused(ErrorCode.SELF_COMMITMENT, message, "of" if initiator is Side.CUSTOMER else "to")
    if draft.private and team is not None:
        raise Refused(ErrorCode.INVALID, "What a whole team is asked cannot be private.", "private")
    due_at = _due(draft.due_at, now)
    return Commitment(
        id=new,
        title=_title(draft.title),
        conditions=_text(draft.conditions, "conditions"),
        customer=customer,
        performer=performer,
        team=team,
        initiator=initiator,
        state=State.REQUESTED if initiator is Side.CUSTOMER else State.OFFERED,
        version=1,
        turn=Side.PERFORMER if initiator is Side.CUSTOMER else Side.CUSTOMER,
        turn_since=now,
        answer_by=_answer_by(draft.answer_by, due_at, now, terms),
        due_at=due_at,
        first_due_at=due_at,
        private=draft.private,
        created_at=now,
        changed_at=now,
    )


# ---------------------------------------------------------------------------------------------------------------- acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What an act carries. Each act reads what it needs; whether `to` and `refer_to` exist, the action sees to."""

    note: str | None = None
    title: str | None = None
    conditions: str | None = None
    due_at: datetime | None = None
    answer_by: datetime | None = None
    reason: Reason | None = None
    alternative: str | None = None
    refer_to: str | None = None
    to: str | None = None
    evidence: str | None = None


def cleaned(details: Details) -> Details:
    """What an act carries, with its texts as they are stored.

    Raises: Refused TOO_SHORT, TOO_LONG.
    """
    return replace(
        details,
        note=_text(details.note, "note"),
        title=_title(details.title) if details.title is not None else None,
        conditions=_text(details.conditions, "conditions"),
        alternative=_text(details.alternative, "alternative"),
        evidence=_text(details.evidence, "evidence"),
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, when, and by which terms."""

    row: Transition
    person: str
    now: datetime
    terms: Terms
    side: Side
    """The side for which the one acts; the performer's, for whoever claims, speaks or stands in."""


Effect = Callable[[Commitment, Details, Scene], Commitment]


def perform(it: Commitment, act: Act, details: Details, standing: Standing, now: datetime, terms: Terms) -> Commitment:
    """What a commitment is after an act.

    Raises: Refused ACT_NOT_ALLOWED with what may be done instead; or with what is wrong about the details.
    """
    row = find(it, act, standing, now)
    if row is None:
        raise _refusal(it, act, standing, now)
    side = Side.CUSTOMER if standing.person == it.customer else Side.PERFORMER
    scene = Scene(row, standing.person, now, terms, side)
    details = cleaned(details)
    if details.reason is Reason.OTHER and not details.note:
        raise Refused(ErrorCode.INVALID, "With another reason, say in a few words which.", "note")
    after = _EFFECTS[act](it, details, scene)
    return replace(after, state=row.to or after.state, version=it.version + 1, changed_at=now)


def _refusal(it: Commitment, act: Act, standing: Standing, now: datetime) -> Refused:
    rows = [row for row in TRANSITIONS if row.act == act and it.state in row.states]
    held = roles(it, standing)
    mine = [row for row in rows if row.who in held]
    if any(Needs.BEFORE_DUE in row.needs for row in mine) and now >= it.due_at:
        message = "The due date has passed, so its terms cannot be changed any more."
        return Refused(ErrorCode.DUE_DATE_PASSED, message, "act")
    if act is Act.CLAIM and it.unclaimed and standing.person == it.customer:
        message = "You asked for it, so somebody else has to claim it."
        return Refused(ErrorCode.SELF_COMMITMENT, message, "act")
    if mine:
        why = f"It takes that {' and '.join(mine[0].needs)}."
    elif rows:
        why = f"That is for {' or '.join(dict.fromkeys(row.who for row in rows))}."
    else:
        why = f"Nobody can do that while it is {it.state.lower().replace('_', ' ')}."
    now_allowed = ", ".join(allowed(it, standing, now)) or "nothing"
    return Refused(ErrorCode.ACT_NOT_ALLOWED, f"{why} You can do now: {now_allowed}.", "act")


def _answered(it: Commitment, answer: Answer, scene: Scene) -> Commitment:
    """The first answer to a request stays; an offer is none."""
    if it.initiator is not Side.CUSTOMER or it.answer is not None:
        return it
    return replace(it, answer=answer, answered_at=scene.now, answered_by=scene.person)


def _promise(it: Commitment) -> Commitment:
    return replace(it, first_due_at=it.due_at, turn=None, turn_since=None, answer_by=None)


def _claim(it: Commitment, _: Details, scene: Scene) -> Commitment:
    return _promise(replace(_answered(it, Answer.CLAIMED, scene), performer=scene.person))


def _accept(it: Commitment, _: Details, scene: Scene) -> Commitment:
    return _promise(_answered(it, Answer.ACCEPTED, scene) if scene.side is Side.PERFORMER else it)


def _new_terms(it: Commitment, details: Details, now: datetime) -> tuple[str, str | None, datetime]:
    title = details.title if details.title is not None else it.title
    conditions = details.conditions if details.conditions is not None else it.conditions
    # While somebody is away the question stays open past its day; what is countered then names another one.
    due_at = _due(it.due_at if details.due_at is None else details.due_at, now)
    if (title, conditions, due_at) == (it.title, it.conditions, it.due_at):
        raise Refused(ErrorCode.INVALID, "Say what is to be different: another day, or other conditions.", "dueAt")
    return title, conditions, due_at


def _counter(it: Commitment, details: Details, scene: Scene) -> Commitment:
    title, conditions, due_at = _new_terms(it, details, scene.now)
    after = _answered(it, Answer.COUNTERED, scene) if scene.side is Side.PERFORMER else it
    return replace(
        after,
        title=title,
        conditions=conditions,
        due_at=due_at,
        first_due_at=due_at,
        turn=Side.PERFORMER if scene.side is Side.CUSTOMER else Side.CUSTOMER,
        turn_since=scene.now,
        answer_by=_answer_by(None, due_at, scene.now, scene.terms),
    )


def _defer(it: Commitment, details: Details, scene: Scene) -> Commitment:
    if details.answer_by is None:
        raise Refused(ErrorCode.INVALID, "Say until when you will answer.", "answerBy")
    answer_by = _answer_by(details.answer_by, it.due_at, scene.now, scene.terms)
    after = _answered(it, Answer.DEFERRED, scene)
    return replace(after, answer_by=answer_by, turn_since=scene.now, deferrals=it.deferrals + 1)


def _decline(it: Commitment, details: Details, scene: Scene) -> Commitment:
    good = bool(details.alternative or details.refer_to)
    answer = Answer.DECLINED_WITH_ALTERNATIVE if good else Answer.DECLINED
    after = _answered(it, answer, scene) if scene.side is Side.PERFORMER else it
    closed = replace(after, alternative=details.alternative, referred_to=details.refer_to, reason=details.reason)
    return _close(closed, scene)


def _close(it: Commitment, scene: Scene) -> Commitment:
    return replace(it, closed_at=scene.now, pending=None, turn=None, turn_since=None, answer_by=None)


def _withdraw(it: Commitment, _: Details, scene: Scene) -> Commitment:
    return _close(it, scene) if it.state in ASKED else replace(it, pending=None)


def _needs_reason(details: Details) -> Reason:
    if details.reason is None:
        raise Refused(ErrorCode.INVALID, "Say what gets in the way.", "reason")
    return details.reason


def _flag_at_risk(it: Commitment, details: Details, _: Scene) -> Commitment:
    return replace(it, reason=_needs_reason(details))


def _clear_risk(it: Commitment, _: Details, __: Scene) -> Commitment:
    return replace(it, reason=None)


def _propose_change(it: Commitment, details: Details, scene: Scene) -> Commitment:
    title, conditions, due_at = _new_terms(it, details, scene.now)
    proposal = Pending(by=scene.side, since=scene.now, title=title, conditions=conditions, due_at=due_at)
    return replace(it, pending=proposal)


def _agree_change(it: Commitment, _: Details, __: Scene) -> Commitment:
    proposal = it.pending
    assert proposal is not None
    assert proposal.due_at is not None
    assert proposal.title is not None
    agreed = {"title": proposal.title, "conditions": proposal.conditions, "due_at": proposal.due_at}
    return replace(it, **agreed, changes=it.changes + 1, pending=None)  # type: ignore[arg-type]


def _clear_pending(it: Commitment, _: Details, __: Scene) -> Commitment:
    return replace(it, pending=None)


def _hand_over(it: Commitment, details: Details, scene: Scene) -> Commitment:
    if details.to is None:
        raise Refused(ErrorCode.INVALID, "Name the person who would take it over.", "to")
    if details.to == it.customer:
        message = "The customer cannot promise it to themselves. Ask them to cancel it instead."
        raise Refused(ErrorCode.SELF_COMMITMENT, message, "to")
    if details.to == it.performer:
        raise Refused(ErrorCode.SELF_COMMITMENT, "They hold it already. Name somebody else.", "to")
    return replace(it, pending=Pending(by=Side.PERFORMER, since=scene.now, to=details.to))


def _accept_hand_over(it: Commitment, _: Details, scene: Scene) -> Commitment:
    return replace(it, performer=scene.person, pending=None)


def _deliver(it: Commitment, details: Details, scene: Scene) -> Commitment:
    return replace(it, delivered_at=scene.now, evidence=details.evidence, pending=None, closed_at=None)


def _confirm(it: Commitment, _: Details, scene: Scene) -> Commitment:
    return replace(it, closed_at=scene.now)


def _reject(it: Commitment, details: Details, scene: Scene) -> Commitment:
    if not details.note:
        raise Refused(ErrorCode.TOO_SHORT, "Say what is missing, so that it can be done.", "note")
    return replace(it, delivered_at=None, evidence=None, rejected_at=scene.now)


def _revoke(it: Commitment, details: Details, scene: Scene) -> Commitment:
    return replace(_close(it, scene), reason=_needs_reason(details))


def _reopen(it: Commitment, details: Details, scene: Scene) -> Commitment:
    if details.due_at is None:
        raise Refused(ErrorCode.INVALID, "Say by when it is to be done now.", "dueAt")
    return replace(it, due_at=_due(details.due_at, scene.now), closed_at=None, rejected_at=None)


def _give_reason(it: Commitment, details: Details, _: Scene) -> Commitment:
    return replace(it, reason=_needs_reason(details))


def _cancel(it: Commitment, _: Details, scene: Scene) -> Commitment:
    return _close(it, scene)


_EFFECTS: Mapping[Act, Effect] = {
    Act.CLAIM: _claim,
    Act.ACCEPT: _accept,
    Act.COUNTER: _counter,
    Act.DEFER: _defer,
    Act.DECLINE: _decline,
    Act.WITHDRAW: _withdraw,
    Act.FLAG_AT_RISK: _flag_at_risk,
    Act.CLEAR_RISK: _clear_risk,
    Act.PROPOSE_CHANGE: _propose_change,
    Act.AGREE_CHANGE: _agree_change,
    Act.REFUSE_CHANGE: _clear_pending,
    Act.HAND_OVER: _hand_over,
    Act.ACCEPT_HAND_OVER: _accept_hand_over,
    Act.REFUSE_HAND_OVER: _clear_pending,
    Act.DELIVER: _deliver,
    Act.CONFIRM: _confirm,
    Act.REJECT: _reject,
    Act.CANCEL: _cancel,
    Act.REVOKE: _revoke,
    Act.REOPEN: _reopen,
    Act.GIVE_REASON: _give_reason,
}
