"""Erasure: one nameless placeholder is left of somebody, and everything that counted still counts."""

from __future__ import annotations

import secrets

from had_your_back import audit, idempotency, outbox
from had_your_back.commitments import actions as commitments
from had_your_back.commitments import personal as promises
from had_your_back.commitments import store as commitments_store
from had_your_back.commitments.clocks import Terms
from had_your_back.database import Database, Row, Transaction
from had_your_back.events import Audience, Event, PersonChanged, PersonErased, RecognitionCommentDeleted, TeamChanged
from had_your_back.people import personal as people
from had_your_back.people import tokens
from had_your_back.privacy import store
from had_your_back.privacy.rules import ERASED_WORDS, Names, Traces, reworded
from had_your_back.recognitions import personal, tables
from had_your_back.recognitions import store as recognitions
from had_your_back.scores import store as scores
from had_your_back.webhooks import store as webhooks


async def erase(tx: Transaction, person: str, *, terms: Terms) -> Traces:
    """Erase the person with this id, in one transaction; what was taken away. Twice is as good as once.

    What becomes of each thing stands in ``docs/privacy.md``. The files are rewritten afterwards, by `finish`.
    """
    row = await people.held(tx, person)
    names = names_of(row)
    texts = [each.name for each in await tokens.held_by(tx, person) if row.erased_at is None]
    texts += await _promises(tx, person, names, terms)
    texts += await _thanks(tx, person, names)
    texts += await _comments(tx, person, names)
    texts += await _reports(tx, person, names)
    texts += await scores.forget_disputes(tx, person)
    await idempotency.forget_of(tx, person)
    await webhooks.forget_answers(tx)
    await audit.forget_places(tx, person, row.user_name)
    led, managed = await people.erase(tx, person, secrets.token_hex(16))
    await _mentions(tx, names)
    changes: list[Event] = [TeamChanged(team=each, fields=("leads",)) for each in led]
    changes += [PersonChanged(person=each, fields=("manager",)) for each in managed]
    if row.erased_at is None:
        changes.append(PersonErased(person=person))
    await outbox.record_all(tx, changes)
    return Traces(names, tuple(texts))


def names_of(row: Row) -> Names:
    """What tells who the person of a row is: nothing, once they are erased."""
    if row.erased_at is not None:
        return Names()
    others = (row.user_name, row.email, row.external_id, row.avatar_url)
    return Names(row.display_name, tuple(each for each in others if each))


async def _promises(tx: Transaction, person: str, names: Names, terms: Terms) -> list[str]:
    """Open ones are cancelled; of theirs the words go, of those they once had a part in only what they said."""
    for row in await commitments_store.waiting_for(tx, person):
        await commitments.catch_up(tx, row.id, terms=terms)  # what the clock had to do first
    await commitments.person_left(tx, person, erased=True)
    said: list[str] = []
    for row in await promises.around(tx, person):
        if person in {row.customer_id, row.performer_id}:
            said += await promises.forget_words(tx, row, ERASED_WORDS)
            continue
        for step in (await commitments_store.histories(tx, [row.id]))[row.id]:
            if step.actor_id == person:
                said += await promises.forget_said(tx, step)
            elif (details := reworded(step.details, names.out_of_theirs)) != step.details:
                await promises.change_step(tx, step, details)
    return said


async def _thanks(tx: Transaction, person: str, names: Names) -> list[str]:
    """The words of those they gave and of those that went to them alone; from others' only the name."""
    theirs = await personal.words_of(tx, person)
    await personal.forget_words_of(tx, [row.id for row in theirs])
    for row in await personal.shared_with(tx, person):
        if (words := names.out_of_theirs(row.message)) != row.message:
            await recognitions.change(tx, row.id, {"message": words})
    return [words for row in theirs for words in (row.message, row.link) if words]


async def _comments(tx: Transaction, person: str, names: Names) -> list[str]:
    """Theirs are deleted; what others said to what they gave or received loses the name."""
    theirs = await personal.comments_by(tx, person)
    gone: list[Event] = []
    for row in theirs:
        await recognitions.change_comment(tx, row, {"text": None})
        if not row.hidden:
            audience = Audience(row.visibility, await recognitions.teams_involved(tx, row.recognition_id))
            gone.append(RecognitionCommentDeleted(recognition=row.recognition_id, comment=row.id, audience=audience))
    await outbox.record_all(tx, gone)
    for row in await personal.comments_about(tx, person):
        if (words := names.out_of_theirs(row.text)) != row.text:
            await personal.reword_comment(tx, row.id, words)
    return [row.text for row in theirs]


async def _reports(tx: Transaction, person: str, names: Names) -> list[str]:
    """The words of those they made or answered, and of those about what they wrote; there is nothing left to decide."""
    said: list[str] = []
    for row in await personal.reports_around(tx, person):
        about_theirs = row.author_id == person or (row.comment_id is None and row.giver_id == person)
        if person in {row.reporter_id, row.closed_by} or about_theirs:
            said += [words for words in (row.reason, row.answer) if words]
            await personal.forget_report(tx, row)
        elif (words := names.out_of_theirs(row.reason)) != row.reason:
            await personal.reword_report(tx, row.id, words)
    return said


async def _mentions(tx: Transaction, names: Names) -> None:
    """Take the name out of everything else that somebody wrote."""
    for of, among in store.written().items() if names.telling else ():
        for row in await store.naming(tx, of, among, names):
            held = {column.name: getattr(row, column.name) for column in among}
            said = {name: reworded(value, names.out) for name, value in held.items()}
            changed = {name: value for name, value in said.items() if value != held[name]}
            if changed and of is tables.recognition:
                await recognitions.change(tx, row.id, changed)  # with the words it is found by
            elif changed:
                await store.reword(tx, of, row, changed)


async def finish(database: Database) -> int:
    """Rewrite index and files after an erasure, so that they hold what the rows hold; after how many people.

    Raises: Refused CONFLICT while somebody who reads or writes holds that up for too long.
    """
    async with database.read() as session:
        left = await people.unscrubbed(session)
    if left:
        await database.transact(recognitions.rebuild_words)
        await database.scrub()
        await database.transact(people.scrubbed, left)
    return len(left)
