"""What is remembered of recognitions: the words, to whom, and what others said to it.

Every statement that shows a recognition goes through `visibility`; what concerns one person whole is in `personal`.
Counts of reactions, comments and endorsements stand on the row and change in the transaction of the fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    text,
    union,
    update,
)

from had_your_back import ids, pages
from had_your_back.columns import Key, keys, microseconds, within
from had_your_back.database import Columns, Found, Given, Row, Rows, Session, Transaction, at_most, only
from had_your_back.ids import Kind
from had_your_back.pages import Page, Window
from had_your_back.people import store as people
from had_your_back.recognitions.rules import (
    DAY,
    Pace,
    Recognition,
    State,
    Viewer,
)
from had_your_back.recognitions.tables import (
    comment,
    endorsement,
    found_by,
    in_behaviour,
    in_team,
    reaction,
    recipient,
    recognition,
    report,
)
from had_your_back.recognitions.visibility import receives, seen, shown, spoken, visible
from had_your_back.sessions import MADE
from had_your_back.texts import words

# --------------------------------------------------------------------------------------------------------- visibility
# ------------------------------------------------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which recognitions are wanted; None means any."""

    team: str | None = None
    giver: str | None = None
    recipient: str | None = None
    behaviours: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None


def find(session: Session, viewer: Viewer, wanted: Filter) -> Given:
    """The active recognitions that fit and that the viewer may see. Each filter is a range of an index."""
    asked = words(wanted.search) if wanted.search is not None else None
    values: dict[str, Any] = {
        "viewer": viewer.person,
        "team": wanted.team,
        "giver": wanted.giver,
        "recipient": wanted.recipient,
        "since": wanted.since and ids.floor(Kind.RECOGNITION, wanted.since),
        "until": wanted.until and ids.floor(Kind.RECOGNITION, wanted.until),
        "asked": _query(session, asked) if asked else None,
        **{f"behaviour_{place}": key for place, key in enumerate(wanted.behaviours or ())},
    }
    given = {name: value for name, value in values.items() if value is not None}
    made = _find(
        tuple(given),
        session.dialect,
        behaviours=None if wanted.behaviours is None else len(wanted.behaviours),
        nothing=asked is not None and not asked,
        moderates=viewer.moderates,
    )
    return Given(made, given)


@lru_cache(MADE)
def _find(given: tuple[str, ...], dialect: str, *, behaviours: int | None, nothing: bool, moderates: bool) -> Found:
    row, anybody = recognition.c, "viewer" not in given
    received = select(recipient.c.recognition_id).where(recipient.c.person_id == bindparam("recipient", type_=Key))
    conditions = {
        "team": row.id.in_(select(in_team.c.recognition_id).where(in_team.c.team_id == bindparam("team", type_=Key))),
        "giver": row.giver_id == bindparam("giver", type_=Key),
        "recipient": row.id.in_(received),
        "since": row.id >= bindparam("since", type_=Key),
        "until": row.id < bindparam("until", type_=Key),
        "asked": _says(dialect),
    }
    found = shown(anybody=anybody, moderates=moderates).where(
        row.state == State.ACTIVE,
        *(condition for name, condition in conditions.items() if name in given),
    )
    if behaviours is not None:
        named = [bindparam(f"behaviour_{place}", type_=Key) for place in range(behaviours)]
        matching = select(in_behaviour.c.recognition_id).where(in_behaviour.c.behaviour.in_(named))
        found = found.where(row.id.in_(matching))
    return found.where(false()) if nothing else found


def _query(session: Session, asked: Sequence[str]) -> str:
    """What asks the index for a word that begins with each of these. Words hold letters and digits only."""
    if session.dialect == "postgresql":
        return " & ".join(f"'{word}':*" for word in asked)
    return " AND ".join(f'"{word}"*' for word in asked)


def _says(dialect: str) -> ColumnElement[bool]:
    """The message has what is asked for."""
    if dialect == "postgresql":
        # The index is on this expression; building the vector from the words keeps PostgreSQL's own parser out.
        match = text("array_to_tsvector(string_to_array(recognition_search.words, ' ')) @@ CAST(:asked AS tsquery)")
    else:
        match = text(
            "recognition_search.number IN (SELECT rowid FROM recognition_words WHERE recognition_words MATCH :asked)"
        )
    return recognition.c.id.in_(select(found_by.c.recognition_id).where(match))


async def newest(session: Session, found: Given, window: Window, columns: Columns = None) -> Page:
    """A page, newest first. The key is the id."""
    found = Given(only(found.statement, columns), found.values)
    return await pages.read(session, found, window, recognition.c.id, descending=True)


async def count(session: Session, found: Found | Given, *, most: int) -> int:
    """How many there are, counting no further than `most` + 1."""
    number: int = await session.value(at_most(found, most))
    return number


async def about(session: Session, viewer: Viewer, commitments: Collection[str]) -> Rows:
    """Those recognitions that thank for these commitments and that the viewer may see, oldest first."""
    found = seen(viewer).where(within(recognition.c.commitment_id, commitments), recognition.c.state == State.ACTIVE)
    return await session.rows(found.order_by(recognition.c.id))


async def given_between(
    session: Session, begin: datetime, end: datetime, *, team: str | None = None, but: Collection[str] = ()
) -> Rows:
    """(giver_team_id, givers, at, thanked) of those given in a span that count, but for some: a row for each team.

    The last three are texts with a word for each recognition. `at` is `ids.microseconds`, between spaces; so are the
    `givers`. Between commas is who was `thanked`: each recipient with a space between them, before it their home team
    then and a slash. No team is nothing. A row for each recognition would take twice as long, and one for each
    recipient four times. With `team`: those whose giver or a recipient was in it, or below it, at that moment.
    """
    if team is None:
        return await session.rows(_GIVEN_THEN, **_span(begin, end), but=list(but))
    return await session.rows(_GIVEN_AROUND, **_span(begin, end), but=list(but), team=team)


async def passed_elsewhere(
    session: Session,
    people_ids: Collection[str],
    begin: datetime,
    end: datetime,
    *,
    team: str,
    stayed: Collection[str],
    but: Collection[str],
) -> Rows:
    """(giver_id, person_id) of what these people gave or received in a span, but for some, and no business of a team.

    Those of them who were in one of the teams that `stayed` below it were about its business.
    """
    span = {**_span(begin, end), "people": list(people_ids), "teams": list(stayed), "but": list(but), "team": team}
    return await session.rows(_ELSEWHERE, **span)


def _span(begin: datetime, end: datetime) -> dict[str, str]:
    """The bounds of the ids of what was given in a span."""
    return {"first": ids.floor(Kind.RECOGNITION, begin), "after": ids.floor(Kind.RECOGNITION, end)}


def _in_span(column: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
    return column >= bindparam("first", type_=Key), column < bindparam("after", type_=Key)


# Where two tables are joined, the bounds stand for both: only so do both databases take them for the index of each.
_around = (in_team.c.team_id == bindparam("team", type_=Key), *_in_span(in_team.c.recognition_id))
_counts = (recognition.c.state == State.ACTIVE, not_(within(recognition.c.id, keys("but"))))
_RECIPIENTS = select(recipient.c.recognition_id, recipient.c.person_id, recipient.c.team_id)
_recipient_at_home = func.coalesce(recipient.c.team_id, "") + "/" + recipient.c.person_id
_THANKED = select(recipient.c.recognition_id, func.aggregate_strings(_recipient_at_home, " ").label("thanked"))
_thanked = _THANKED.where(*_in_span(recipient.c.recognition_id)).group_by(recipient.c.recognition_id)
_thanked_around = _thanked.join(in_team, in_team.c.recognition_id == recipient.c.recognition_id).where(*_around)


def _given(thanked: Found) -> Found:
    to = thanked.subquery()
    # Rows come to each column in one order, and none of them is NULL, which would be left out: words stay in step.
    columns: list[ColumnElement[Any]] = [
        func.coalesce(recognition.c.giver_team_id, "").label("giver_team_id"),
        func.aggregate_strings(recognition.c.giver_id, " ").label("givers"),
        func.aggregate_strings(microseconds(recognition.c.created_at).cast(Text), " ").label("at"),
        func.aggregate_strings(to.c.thanked, ",").label("thanked"),
    ]
    given = select(*columns).join_from(recognition, to, to.c.recognition_id == recognition.c.id)
    return given.where(*_counts, *_in_span(recognition.c.id)).group_by(recognition.c.giver_team_id)


_GIVEN_THEN, _GIVEN_AROUND = _given(_thanked), _given(_thanked_around)
_passed = (
    select(recognition.c.id, recognition.c.giver_id, recipient.c.person_id)
    .join(recipient, recipient.c.recognition_id == recognition.c.id)
    .where(*_counts, recognition.c.id.not_in(select(in_team.c.recognition_id).where(*_around)))
)


def _by_one_of_them(person: ColumnElement[str], home: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
    return within(person, keys("people")), or_(home.is_(None), not_(within(home, keys("teams"))))


# Between two of them a recognition is found both ways, and counts once.
_passed_either_way = union(
    _passed.where(*_by_one_of_them(recipient.c.person_id, recipient.c.team_id), *_in_span(recipient.c.recognition_id)),
    _passed.where(*_by_one_of_them(recognition.c.giver_id, recognition.c.giver_team_id), *_in_span(recognition.c.id)),
).subquery()
_ELSEWHERE = select(_passed_either_way.c.giver_id, _passed_either_way.c.person_id)


async def by_ids(session: Session, viewer: Viewer, wanted: Collection[str], columns: Columns = None) -> Rows:
    """Those of these recognitions that the viewer may see, in any state: a withdrawn one is seen to be gone."""
    found = only(_by_ids(anybody=viewer.person is None, moderates=viewer.moderates), columns)
    return await session.rows(found, wanted=list(wanted), **({"viewer": viewer.person} if viewer.person else {}))


@cache
def _by_ids(*, anybody: bool, moderates: bool) -> Found:
    among = within(recognition.c.id, keys("wanted"))
    return shown(anybody=anybody, moderates=moderates).where(among)


async def recipients_of(session: Session, wanted: Collection[str]) -> Rows:
    """(recognition_id, person_id, team_id), in the order of naming; the team is the home of that moment."""
    return await session.rows(_RECIPIENTS_OF, wanted=list(wanted))


_RECIPIENTS_OF = _RECIPIENTS.where(within(recipient.c.recognition_id, keys("wanted"))).order_by(
    recipient.c.recognition_id, recipient.c.place
)


async def reactions_by(session: Session, person: str, wanted: Collection[str]) -> Rows:
    """(recognition_id, emoji) of a person's reactions to these recognitions."""
    return await session.rows(_REACTIONS_BY, person=person, wanted=list(wanted))


_REACTIONS_BY = select(reaction.c.recognition_id, reaction.c.emoji).where(
    reaction.c.person_id == bindparam("person", type_=Key), within(reaction.c.recognition_id, keys("wanted"))
)


def comments_on(wanted: str) -> Given:
    """The comments on a recognition that was shown, to be read by `oldest_comments`."""
    return Given(_COMMENTS_ON, {"wanted": wanted})


_COMMENTS_ON = select(comment).where(comment.c.recognition_id == bindparam("wanted", type_=Key), *spoken)


async def oldest_comments(session: Session, found: Given, window: Window) -> Page:
    """A page of comments, oldest first. The key is the id."""
    return await pages.read(session, found, window, comment.c.id)


async def comments_by_ids(session: Session, viewer: Viewer, wanted: Collection[str]) -> Rows:
    """Those of these comments whose recognition is on show to the viewer."""
    found = (
        select(comment)
        .join(recognition, recognition.c.id == comment.c.recognition_id)
        .where(within(comment.c.id, wanted), *spoken, recognition.c.state == State.ACTIVE)
    )
    return await session.rows(visible(found, viewer))


async def gone(session: Session, wanted: Collection[str]) -> set[str]:
    """Those of these that whoever was told of them is to forget.

    Recognitions that are withdrawn or hidden, or whose words were erased; and people who were erased.
    """
    return {row.id for row in await session.rows(_GONE, wanted=list(wanted))}


_GONE = (
    select(recognition.c.id)
    .where(within(recognition.c.id, keys("wanted")))
    .where(or_(recognition.c.state != State.ACTIVE, recognition.c.message.is_(None)))
    .union_all(people.erased(keys("wanted")))
)


def unthanked_teammates(person: str, since: datetime) -> Found:
    """Of the ids of active teammates, those without thanks of a person's that were given since an instant and stand."""
    teammates = people.teammates_of(person).subquery()
    since_then = recognition.c.id >= ids.floor(Kind.RECOGNITION, since)
    given = (
        select(recipient.c.person_id)
        .join(recognition, recognition.c.id == recipient.c.recognition_id)
        .where(recognition.c.giver_id == person, since_then, recognition.c.state != State.WITHDRAWN)
    )
    return select(teammates.c.person_id).where(teammates.c.person_id.not_in(given)).order_by(teammates.c.person_id)


async def unseen_teammates(session: Session, person: str, since: datetime, *, most: int) -> list[str]:
    """At most `most` ids of `unthanked_teammates`."""
    return [row.person_id for row in await session.rows(unthanked_teammates(person, since).limit(most))]


def reports(moderator: str) -> Found:
    """The open reports that a moderator may decide on: not as giver, recipient or author."""
    found = select(report).join(recognition, recognition.c.id == report.c.recognition_id)
    found = found.outerjoin(comment, comment.c.id == report.c.comment_id)
    return found.where(
        report.c.closed_at.is_(None),
        recognition.c.giver_id != moderator,
        ~receives(moderator),
        or_(comment.c.author_id.is_(None), comment.c.author_id != moderator),
    )


async def oldest_reports(session: Session, found: Found, window: Window) -> Page:
    """A page of reports, oldest first. The key is the id."""
    return await pages.read(session, found, window, report.c.id)


async def comments_reported(session: Session, wanted: Collection[str]) -> Rows:
    """These comments, hidden or not, for a moderator."""
    return await session.rows(select(comment).where(within(comment.c.id, wanted), comment.c.text.is_not(None)))


# ------------------------------------------------------------------------------------------------ facts for decisions


async def pace(tx: Session, giver: str, to: Collection[str], now: datetime) -> Pace:
    """What a giver gave in the last 24 hours: one statement over at most a day of one person's rows."""
    rows = await tx.rows(_GIVEN, giver=giver, since=ids.floor(Kind.RECOGNITION, now - DAY))
    given = {row.id: row.created_at for row in rows}
    pairs = {person: [row.created_at for row in rows if row.person_id == person] for person in to}
    return Pace(given=list(given.values()), to=pairs)


_GIVEN = (
    select(recognition.c.id, recognition.c.created_at, recipient.c.person_id)
    .join(recipient, recipient.c.recognition_id == recognition.c.id)
    .where(recognition.c.giver_id == bindparam("giver"), recognition.c.id > bindparam("since"))
)


async def locked(tx: Transaction, viewer: Viewer, wanted: str) -> Row | None:
    """A recognition that the viewer may see, held until the transaction ends, so that its counts stay true."""
    await tx.value(select(recognition.c.id).where(recognition.c.id == wanted).with_for_update())
    return await tx.row(seen(viewer).where(recognition.c.id == wanted))


async def held(tx: Transaction, wanted: str) -> Row:
    """A recognition, whoever may see it, held until the transaction ends."""
    row = await tx.row(select(recognition).where(recognition.c.id == wanted).with_for_update())
    assert row is not None, wanted
    return row


async def teams_involved(tx: Session, wanted: str) -> tuple[str, ...]:
    """Every team whose feed shows it."""
    found = select(in_team.c.team_id).where(in_team.c.recognition_id == wanted).order_by(in_team.c.team_id)
    return tuple(row.team_id for row in await tx.rows(found))


async def comment_by_id(tx: Session, wanted: str) -> Row | None:
    """A comment that is not deleted, hidden or not."""
    return await tx.row(select(comment).where(comment.c.id == wanted, comment.c.text.is_not(None)))


async def known_external_ids(tx: Session, wanted: Collection[str]) -> dict[str, str]:
    """Which of these external ids are taken, and by which recognition."""
    found = select(recognition.c.external_id, recognition.c.id).where(within(recognition.c.external_id, wanted))
    return {row.external_id: row.id for row in await tx.rows(found)}


async def known_ids(tx: Session, wanted: Collection[str]) -> set[str]:
    """Which of these are ids of recognitions, in any state."""
    return {row.id for row in await tx.rows(select(recognition.c.id).where(within(recognition.c.id, wanted)))}


# ------------------------------------------------------------------------------------------------------------ writing


@dataclass(frozen=True, slots=True)
class New:
    """An accepted recognition with its id, its instant and, if it was imported, its external id."""

    id: str
    at: datetime
    accepted: Recognition
    external_id: str | None = None


async def add(tx: Transaction, new: Sequence[New]) -> None:
    """Insert recognitions with everything that belongs to them."""
    rows: dict[Table, Sequence[dict[str, Any]]] = {
        recognition: [_row(each) for each in new],
        recipient: [
            {"recognition_id": each.id, "person_id": person.id, "team_id": person.home, "place": place}
            for each in new
            for place, person in enumerate(each.accepted.recipients)
        ],
        in_team: [
            {"team_id": team, "recognition_id": each.id, "direct": team in each.accepted.direct_teams}
            for each in new
            for team in sorted(each.accepted.teams)
        ],
        in_behaviour: [
            {"behaviour": key, "recognition_id": each.id} for each in new for key in each.accepted.behaviours
        ],
        found_by: [{"recognition_id": each.id, "words": " ".join(words(each.accepted.message))} for each in new],
    }
    await tx.insert_all(rows)


def _row(new: New) -> dict[str, Any]:
    accepted = new.accepted
    return {
        "id": new.id,
        "external_id": new.external_id,
        "giver_id": accepted.giver.id,
        "giver_team_id": accepted.giver.home,
        "team_id": accepted.team,
        "message": accepted.message,
        "behaviours": list(accepted.behaviours),
        "visibility": accepted.visibility,
        "state": State.ACTIVE,
        "link": accepted.link,
        "commitment_id": accepted.commitment,
        "created_at": new.at,
        "edited_at": None,
        "reported": False,
        "comment_count": 0,
        "endorsement_count": 0,
        "reaction_counts": {},
    }


async def change(tx: Transaction, wanted: str, values: Mapping[str, Any]) -> None:
    """Write these columns; with the words go those they are found by."""
    await tx.write(update(recognition).where(recognition.c.id == wanted).values(**values))
    if "message" in values:
        own = found_by.c.recognition_id == wanted
        if values["message"] is None:
            await tx.write(delete(found_by).where(own))
        else:
            await tx.write(update(found_by).where(own).values(words=" ".join(words(values["message"]))))


async def forget_words(tx: Transaction) -> bool:
    """Take a step towards an index without deleted words; False when there is none left to take.

    FTS5 finds no deleted word, but keeps it in its segments until these are merged.
    """
    if tx.dialect == "postgresql":
        return False
    before = await tx.value(_CHANGES)
    await tx.write(_MERGE)
    return bool(await tx.value(_CHANGES) - before > 1)


async def rebuild_words(tx: Transaction) -> None:
    """Make the index of words anew, so that it holds none that is in no message."""
    if tx.dialect == "sqlite":
        await tx.write(_REBUILD)


_REBUILD = text("INSERT INTO recognition_words(recognition_words) VALUES ('rebuild')")
_CHANGES = select(func.total_changes())
_MERGE = text("INSERT INTO recognition_words(recognition_words, rank) VALUES ('merge', -200)")


async def endorse(tx: Transaction, wanted: str, person: str) -> bool:
    """Remember that somebody saw it too; False if they had said so before."""
    row = {"recognition_id": wanted, "person_id": person, "created_at": tx.now}
    return await _counted(tx, wanted, "endorsement_count", await tx.insert_new(endorsement, row))


async def remove_endorsement(tx: Transaction, wanted: str, person: str) -> bool:
    """Forget that; False if there was nothing."""
    own = (endorsement.c.recognition_id == wanted) & (endorsement.c.person_id == person)
    return await _counted(tx, wanted, "endorsement_count", -await tx.write(delete(endorsement).where(own)))


async def _counted(tx: Transaction, wanted: str, column: str, by: int) -> bool:
    if by:
        counter = recognition.c[column]
        await tx.write(update(recognition).where(recognition.c.id == wanted).values({counter: counter + by}))
    return by != 0


async def react(tx: Transaction, row: Row, person: str, emoji: str) -> bool:
    """Remember a reaction to a row that `locked` gave; whether it is new."""
    made = await tx.insert_new(reaction, {"recognition_id": row.id, "person_id": person, "emoji": emoji})
    return await _recount(tx, row, emoji, made)


async def remove_reaction(tx: Transaction, row: Row, person: str, emoji: str) -> bool:
    """Forget a reaction to a row that `locked` gave; whether there was one."""
    own = and_(reaction.c.recognition_id == row.id, reaction.c.person_id == person, reaction.c.emoji == emoji)
    return await _recount(tx, row, emoji, -await tx.write(delete(reaction).where(own)))


async def _recount(tx: Transaction, row: Row, emoji: str, by: int) -> bool:
    if by:
        counts = Counter(row.reaction_counts)
        counts[emoji] += by
        kept = {each: number for each, number in counts.items() if number > 0}
        await tx.write(update(recognition).where(recognition.c.id == row.id).values(reaction_counts=kept))
    return by != 0


async def add_comment(tx: Transaction, wanted: str, author: str, words_said: str) -> str:
    """Insert a comment; its id."""
    new = ids.new(Kind.COMMENT, tx.now)
    row = {"id": new, "recognition_id": wanted, "author_id": author, "text": words_said}
    await tx.insert(comment, {**row, "hidden": False, "created_at": tx.now})
    await _counted(tx, wanted, "comment_count", 1)
    return new


async def change_comment(tx: Transaction, row: Row, values: Mapping[str, Any]) -> None:
    """Delete, hide or show a comment that `comment_by_id` gave, and keep the count."""
    was = row.text is not None and not row.hidden
    now = values.get("text", row.text) is not None and not values.get("hidden", row.hidden)
    await tx.write(update(comment).where(comment.c.id == row.id).values(**values))
    await _counted(tx, row.recognition_id, "comment_count", int(now) - int(was))


async def add_report(tx: Transaction, wanted: str, comment_id: str | None, reporter: str, reason: str) -> bool:
    """Remember a report, unless the reporter has one open for the same subject; whether it is new."""
    row = {
        "id": ids.new(Kind.REPORT, tx.now),
        "recognition_id": wanted,
        "comment_id": comment_id,
        "subject": comment_id or wanted,
        "reporter_id": reporter,
        "reason": reason,
        "created_at": tx.now,
        "closed_at": None,
    }
    made = await tx.insert_new(report, row)
    await tx.write(update(recognition).where(recognition.c.id == wanted).values(reported=True))
    return made > 0


async def close_reports(tx: Transaction, wanted: str, subject: str | None, person: str, answer: str) -> int:
    """Answer every open report of a subject; without one, those of the recognition and of all its comments. How many.

    A recognition without an open report is no longer reported.
    """
    still = report.c.closed_at.is_(None)
    closed = {"closed_at": tx.now, "closed_by": person, "answer": answer}
    about = report.c.recognition_id == wanted if subject is None else report.c.subject == subject
    answered = await tx.write(update(report).where(about, still).values(**closed))
    left = exists().where(report.c.recognition_id == wanted, still)
    await tx.write(update(recognition).where(recognition.c.id == wanted).values(reported=left))
    return answered


async def add_echoes(
    tx: Transaction,
    *,
    endorsements: Iterable[Mapping[str, Any]] = (),
    reactions: Iterable[Mapping[str, Any]] = (),
    comments: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Insert what others said to recognitions of the past, and count it: for history that comes in at once."""
    said = {"endorsement": list(endorsements), "reaction": list(reactions), "comment": list(comments)}
    await tx.insert(endorsement, said["endorsement"])
    await tx.insert(reaction, said["reaction"])
    await tx.insert(comment, said["comment"])
    touched: dict[str, dict[str, Any]] = {}
    for name, rows in said.items():
        for row in rows:
            counts = touched.setdefault(row["recognition_id"], {"endorsement": 0, "comment": 0, "reaction": Counter()})
            if name == "reaction":
                counts[name][row["emoji"]] += 1
            else:
                counts[name] += 1
    for wanted, counts in touched.items():
        values = {
            "endorsement_count": counts["endorsement"],
            "comment_count": counts["comment"],
            "reaction_counts": dict(counts["reaction"]),
        }
        await tx.write(update(recognition).where(recognition.c.id == wanted).values(**values))


async def total(session: Session) -> tuple[int, int]:
    """How many recognitions there are, and how many recipients they have."""
    row = await session.row(
        select(
            select(func.count()).select_from(recognition).scalar_subquery(),
            select(func.count()).select_from(recipient).scalar_subquery(),
        )
    )
    assert row is not None
    return tuple(row)


def everything() -> Found:
    """All recognitions, for an export by whoever holds the database."""
    return select(recognition)


async def oldest(session: Session, found: Found, window: Window) -> Page:
    """A page, oldest first. The key is the id."""
    return await pages.read(session, found, window, recognition.c.id)


async def echoes(session: Session, wanted: Collection[str]) -> tuple[Rows, Rows, Rows]:
    """All comments that are not deleted, all reactions and all endorsements of these recognitions, for an export."""
    said = select(comment).where(within(comment.c.recognition_id, wanted), comment.c.text.is_not(None))
    felt = select(reaction).where(within(reaction.c.recognition_id, wanted))
    seen = select(endorsement).where(within(endorsement.c.recognition_id, wanted))
    return (
        await session.rows(said.order_by(comment.c.id)),
        await session.rows(felt.order_by(*reaction.primary_key)),
        await session.rows(seen.order_by(*endorsement.primary_key)),
    )
