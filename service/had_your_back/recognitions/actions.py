"""What people do with recognitions. Each action is one story: look, decide, remember, tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from had_your_back import audit, idempotency, ids, outbox
from had_your_back.commitments import actions as commitments
from had_your_back.commitments import store as commitments_store
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import viewer_of
from had_your_back.database import Row, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import (
    Audience,
    RecognitionCommentDeleted,
    RecognitionCommented,
    RecognitionEdited,
    RecognitionEndorsed,
    RecognitionGiven,
    RecognitionHidden,
    RecognitionUnhidden,
    RecognitionWithdrawn,
)
from had_your_back.ids import Kind
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.people.rules import Actor, Scope
from had_your_back.recognitions import rules, store
from had_your_back.recognitions.rules import Act, GiveDraft, PaceLimits, Standing, State
from had_your_back.recognitions.store import New
from had_your_back.texts import bounded, one_emoji


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings allow: the pace, and for how long the words can be changed."""

    pace: PaceLimits
    edit_window: timedelta


async def give(
    tx: Transaction, actor: Actor, draft: GiveDraft, *, limits: Limits, idempotency_key: str | None = None
) -> str:
    """Thank teammates; the id of the recognition.

    Raises: Forbidden for a token without a person; Refused as `rules.judge` says, or CONFLICT for a key that was used
    with another input.
    """
    giver = actor.needs_person()
    await people.take_turn(tx, giver)  # so that two at once cannot both pass under a pace limit, or with one key
    if before := await idempotency.recall(tx, giver, "giveRecognition", idempotency_key, draft):
        return before
    if draft.commitment and not await commitments_store.by_ids(tx, viewer_of(actor), [draft.commitment]):
        raise Refused(ErrorCode.NOT_FOUND, "There is no commitment with this id that you can see.", "commitment")
    named, team = rules.recipients_of(draft)
    members = await people.active_people_of(tx, team, most=rules.MOST_RECIPIENTS + 2) if team else []
    facts = await people.facts(tx, {giver, *named, *members})
    if team and not members:
        await _team_exists(tx, team)
    pace = await store.pace(tx, giver, named or members, tx.now)
    accepted = rules.judge(draft, facts[giver], facts, members, pace, limits.pace, tx.now)
    new = New(ids.new(Kind.RECOGNITION, tx.now), tx.now, accepted)
    await store.add(tx, [new])
    await _announce(tx, new)
    await idempotency.remember(tx, giver, "giveRecognition", idempotency_key, draft, new.id)
    return new.id


async def confirm_with_thanks(
    tx: Transaction,
    actor: Actor,
    step: Step,
    thanks: GiveDraft,
    *,
    limits: Limits,
    terms: Terms,
    idempotency_key: str | None = None,
) -> tuple[str, str]:
    """Confirm a delivery and thank the performer in one transaction; the ids of the commitment and the recognition.

    Raises: Forbidden without recognitions:write, and what `commitments.actions.act` and `give` raise; then neither
    happened.
    """
    actor.needs(Scope.RECOGNITIONS_WRITE)  # the mutation itself is open to whoever may write commitments
    customer, both = actor.needs_person(), (step, thanks)
    ids.expect(step.commitment, Kind.COMMITMENT, path=("id",))
    row = await commitments_store.held(tx, step.commitment)
    if before := await idempotency.recall(tx, customer, "actOnCommitment", idempotency_key, both):
        done, given = before.split()
        return done, given
    performer = row.performer_id if row else None
    done = await commitments.act(tx, actor, step, terms=terms)
    about = replace(thanks, recipients=(performer or "",), commitment=done)
    given = await give(tx, actor, about, limits=limits)
    await idempotency.remember(tx, customer, "actOnCommitment", idempotency_key, both, f"{done} {given}")
    return done, given


async def _team_exists(tx: Transaction, team: str) -> None:
    if not await tree.teams_by(tx, "id", [team]):
        raise Refused(ErrorCode.NOT_FOUND, "There is no team with this id.", "recipients", 0)


async def _announce(tx: Transaction, new: New) -> None:
    accepted = new.accepted
    event = RecognitionGiven(
        recognition=new.id,
        giver=accepted.giver.id,
        recipients=tuple(person.id for person in accepted.recipients),
        team=accepted.team,
        behaviours=accepted.behaviours,
        audience=Audience(accepted.visibility, tuple(sorted(accepted.teams))),
    )
    await outbox.record(tx, event)


async def record_history(tx: Transaction, past: Sequence[New]) -> None:
    """Remember recognitions of the past with their own instants. Limits guard the living API, not history.

    A silent transaction announces none of it.
    """
    await store.add(tx, past)
    for each in past:
        await _announce(tx, each)


async def record_echoes(
    tx: Transaction,
    *,
    endorsements: Sequence[Mapping[str, Any]] = (),
    reactions: Sequence[Mapping[str, Any]] = (),
    comments: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Remember what others said to recognitions of the past: rows of the three tables."""
    await store.add_echoes(tx, endorsements=endorsements, reactions=reactions, comments=comments)


# ------------------------------------------------------------------------------------------------- by giver, of theirs


async def edit(tx: Transaction, actor: Actor, recognition: str, message: str, *, limits: Limits) -> str:
    """Change the words, within the edit window.

    Raises: Refused NOT_FOUND, NOT_ALLOWED, EDIT_WINDOW_OVER, TOO_SHORT, TOO_LONG.
    """
    row = await _row(tx, actor, recognition)
    rules.check(Act.EDIT, standing(row, actor), actor, tx.now, limits.edit_window)
    least, most = rules.MESSAGE_LENGTHS
    words = bounded(message, "message", least=least, most=most)
    if words != row.message:
        await store.change(tx, row.id, {"message": words, "edited_at": tx.now})
        await outbox.record(
            tx, RecognitionEdited(recognition=row.id, giver=row.giver_id, audience=await _audience(tx, row))
        )
    return recognition


async def withdraw(tx: Transaction, actor: Actor, recognition: str, *, limits: Limits) -> str:
    """Take it back: the words are deleted, the fact that there was one stays. Twice is as good as once.

    Raises: Refused NOT_FOUND, NOT_ALLOWED.
    """
    row = await _row(tx, actor, recognition)
    if row.state == State.WITHDRAWN and row.giver_id == actor.person:
        return recognition
    rules.check(Act.WITHDRAW, standing(row, actor), actor, tx.now, limits.edit_window)
    await store.change(tx, row.id, {"state": State.WITHDRAWN, "message": None, "link": None})
    await store.close_reports(tx, row.id, None, actor.needs_person(), "It was withdrawn.")
    audience = await _audience(tx, row)
    await outbox.record(tx, RecognitionWithdrawn(recognition=row.id, giver=row.giver_id, audience=audience))
    return recognition


# ---------------------------------------------------------------------------------------------------- by those who see


async def endorse(tx: Transaction, actor: Actor, recognition: str, *, limits: Limits) -> str:
    """Say "I saw it too". Twice is as good as once.

    Raises: Refused NOT_FOUND, NOT_ALLOWED (giver and recipients; no longer on show).
    """
    row = await _row(tx, actor, recognition)
    if row.viewer_has_endorsed:
        return recognition
    rules.check(Act.ENDORSE, standing(row, actor), actor, tx.now, limits.edit_window)
    person = actor.needs_person()
    if await store.endorse(tx, row.id, person):
        await outbox.record(
            tx, RecognitionEndorsed(recognition=row.id, person=person, audience=await _audience(tx, row))
        )
    return recognition


async def remove_endorsement(tx: Transaction, actor: Actor, recognition: str) -> str:
    """Take an endorsement back. Without one nothing happens.

    Raises: Refused NOT_FOUND.
    """
    row = await _row(tx, actor, recognition)
    if await store.remove_endorsement(tx, row.id, actor.needs_person()):
        await audit.note(tx, "recognition.endorsement_removed", row.id)
    return recognition


async def react(tx: Transaction, actor: Actor, recognition: str, emoji: str, *, limits: Limits) -> str:
    """React with one emoji. Twice is as good as once.

    Raises: Refused NOT_FOUND, NOT_ALLOWED, INVALID (not one emoji).
    """
    row = await _row(tx, actor, recognition)
    rules.check(Act.REACT, standing(row, actor), actor, tx.now, limits.edit_window)
    if await store.react(tx, row, actor.needs_person(), one_emoji(emoji, "emoji")):
        await audit.note(tx, "recognition.reacted", row.id)
    return recognition


async def remove_reaction(tx: Transaction, actor: Actor, recognition: str, emoji: str) -> str:
    """Take a reaction back. Without one nothing happens.

    Raises: Refused NOT_FOUND, INVALID (not one emoji).
    """
    row = await _row(tx, actor, recognition)
    if await store.remove_reaction(tx, row, actor.needs_person(), one_emoji(emoji, "emoji")):
        await audit.note(tx, "recognition.reaction_removed", row.id)
    return recognition


async def add_comment(
    tx: Transaction, actor: Actor, recognition: str, text: str, *, limits: Limits, idempotency_key: str | None = None
) -> str:
    """Write a comment; its id.

    Raises: Refused NOT_FOUND, NOT_ALLOWED, TOO_SHORT, TOO_LONG, CONFLICT (the key was used with another input).
    """
    author = actor.needs_person()
    draft = (recognition, text)
    if before := await idempotency.recall(tx, author, "addComment", idempotency_key, draft):
        return before
    row = await _row(tx, actor, recognition, "recognition")
    rules.check(Act.COMMENT, standing(row, actor), actor, tx.now, limits.edit_window, path="recognition")
    new = await store.add_comment(tx, row.id, author, bounded(text, "text", most=rules.LONGEST_COMMENT))
    audience = await _audience(tx, row)
    await outbox.record(tx, RecognitionCommented(recognition=row.id, comment=new, author=author, audience=audience))
    await idempotency.remember(tx, author, "addComment", idempotency_key, draft, new)
    return new


async def delete_comment(tx: Transaction, actor: Actor, comment: str) -> str:
    """Delete one's own comment; the id of its recognition.

    Their own words are theirs, also where they no longer see the recognition, or when a moderator hid them.

    Raises: Refused NOT_FOUND, NOT_ALLOWED (somebody else's).
    """
    author = actor.needs_person()
    ids.expect(comment, Kind.COMMENT, path=("id",))
    said = await store.comment_by_id(tx, comment)
    if said is None or said.author_id != author:
        await _comment(tx, actor, comment)  # what they do not see is not there
        raise Refused(ErrorCode.NOT_ALLOWED, "Only its author can delete a comment. You can report it.", "id")
    row = await store.held(tx, said.recognition_id)
    await store.change_comment(tx, said, {"text": None})
    await store.close_reports(tx, row.id, said.id, author, "It was deleted.")
    if not said.hidden:
        await _comment_gone(tx, said, row)
    recognition: str = row.id
    return recognition


async def _comment_gone(tx: Transaction, said: Row, row: Row) -> None:
    event = RecognitionCommentDeleted(recognition=row.id, comment=said.id, audience=await _audience(tx, row))
    await outbox.record(tx, event)


# --------------------------------------------------------------------------------------------------------- moderation


async def report(tx: Transaction, actor: Actor, subject: str, reason: str, *, limits: Limits) -> str:
    """Ask a moderator to look at a recognition or a comment. Twice is as good as once.

    Raises: Refused NOT_FOUND, NOT_ALLOWED (one's own), TOO_SHORT, TOO_LONG.
    """
    ids.expect(subject, Kind.RECOGNITION, Kind.COMMENT, path=("id",))
    if ids.kind_of(subject) is Kind.COMMENT:
        said, row = await _comment(tx, actor, subject)
        if row.state != State.ACTIVE:
            raise _not_found()  # with its recognition it went from sight
        if said.author_id == actor.needs_person():
            raise Refused(ErrorCode.NOT_ALLOWED, "Your own comment you can delete.", "id")
        comment = subject
    else:
        row = await _row(tx, actor, subject)
        rules.check(Act.REPORT, standing(row, actor), actor, tx.now, limits.edit_window)
        comment = None
    words = bounded(reason, "reason", least=2, most=rules.LONGEST_REASON)
    if await store.add_report(tx, row.id, comment, actor.needs_person(), words):
        await audit.note(tx, "report.made", subject)
    return subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a moderator decides on a recognition or a comment."""

    subject: str
    hide: bool
    reason: str


async def moderate(tx: Transaction, actor: Actor, decision: Decision, *, limits: Limits) -> str:
    """Hide or show it, and so answer every open report of it.

    Raises: Refused NOT_FOUND, NOT_ALLOWED (giver, recipient or author; withdrawn), TOO_SHORT, TOO_LONG.
    """
    ids.expect(decision.subject, Kind.RECOGNITION, Kind.COMMENT, path=("id",))
    moderator = actor.needs_person()
    words = bounded(decision.reason, "reason", least=2, most=rules.LONGEST_REASON)
    if ids.kind_of(decision.subject) is Kind.COMMENT:
        said = await store.comment_by_id(tx, decision.subject)
        row = await store.locked(tx, rules.viewer_of(actor), said.recognition_id if said else _NOWHERE)
        if said is None or row is None:
            raise _not_found()
        rules.check(Act.MODERATE, standing(row, actor), actor, tx.now, limits.edit_window)
        if said.author_id == moderator:
            raise Refused(ErrorCode.NOT_ALLOWED, "Nobody decides on their own comment.", "id")
        if said.hidden != decision.hide:
            await store.change_comment(tx, said, {"hidden": decision.hide})
            if decision.hide:
                await _comment_gone(tx, said, row)
    else:
        row = await _row(tx, actor, decision.subject)
        rules.check(Act.MODERATE, standing(row, actor), actor, tx.now, limits.edit_window)
        await _hide(tx, row, decision.hide)
    if await store.close_reports(tx, row.id, decision.subject, moderator, words):
        await audit.note(tx, "report.answered", decision.subject, hidden=decision.hide)
    return decision.subject


async def _hide(tx: Transaction, row: Row, hide: bool) -> None:  # noqa: FBT001 - the new state itself
    state = State.HIDDEN if hide else State.ACTIVE
    if row.state != state:
        await store.change(tx, row.id, {"state": state})
        kind = RecognitionHidden if hide else RecognitionUnhidden
        await outbox.record(tx, kind(recognition=row.id, audience=await _audience(tx, row)))


# -------------------------------------------------------------------------------------------------------------- shared


def standing(row: Row, actor: Actor) -> Standing:
    """How the actor stands to a recognition that was read for them."""
    return Standing(
        state=State(row.state),
        created_at=row.created_at,
        is_giver=row.giver_id == actor.person,
        is_recipient=row.viewer_is_recipient,
        has_endorsed=row.viewer_has_endorsed,
        belongs=row.viewer_belongs,
    )


def _not_found() -> Refused:
    return Refused(ErrorCode.NOT_FOUND, "There is nothing with this id that you can see.", "id")


async def _row(tx: Transaction, actor: Actor, recognition: str, path: str = "id") -> Row:
    actor.needs_person()
    ids.expect(recognition, Kind.RECOGNITION, path=(path,))
    row = await store.locked(tx, rules.viewer_of(actor), recognition)
    if row is None:
        raise _not_found()
    return row


async def _comment(tx: Transaction, actor: Actor, comment: str) -> tuple[Row, Row]:
    ids.expect(comment, Kind.COMMENT, path=("id",))
    said = await store.comment_by_id(tx, comment)
    # Looked for in any case: how long a no takes does not say whether there is something.
    row = await _row(tx, actor, said.recognition_id if said else _NOWHERE)
    if said is None or said.hidden:
        raise _not_found()
    return said, row


_NOWHERE = ids.floor(Kind.RECOGNITION, datetime(1970, 1, 1, tzinfo=UTC))
"""No recognition has this id."""


async def _audience(tx: Transaction, row: Row) -> Audience:
    return Audience(row.visibility, await store.teams_involved(tx, row.id))


def past_id(at: datetime) -> str:
    """The id of a recognition that was given at an instant of the past."""
    return ids.new(Kind.RECOGNITION, at)
