"""What there is of one person in recognitions: to be told to them, and to be blotted out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    delete,
    exists,
    or_,
    select,
    update,
)

from had_your_back import ids
from had_your_back.columns import within
from had_your_back.database import Row, Rows, Session, Transaction
from had_your_back.ids import Kind
from had_your_back.recognitions.rules import (
    State,
)
from had_your_back.recognitions.tables import (
    comment,
    endorsement,
    found_by,
    reaction,
    recipient,
    recognition,
    report,
)
from had_your_back.recognitions.visibility import receives, spoken

# ------------------------------------------------------------------------------------------------------------ erasure


async def words_of(session: Session, person: str) -> Rows:
    """(id, message) of what somebody gave, or alone was thanked with: words by them, and words about them alone."""
    others = recipient.alias()
    alone = (
        select(recipient.c.recognition_id)
        .where(recipient.c.person_id == person)
        .where(~exists().where(others.c.recognition_id == recipient.c.recognition_id, others.c.person_id != person))
    )
    theirs = or_(recognition.c.giver_id == person, recognition.c.id.in_(alone))
    worded = or_(recognition.c.message.is_not(None), recognition.c.link.is_not(None))
    return await session.rows(select(recognition.c.id, recognition.c.message, recognition.c.link).where(theirs, worded))


async def forget_words_of(tx: Transaction, wanted: Collection[str]) -> None:
    """Delete the words and the link of these; that somebody said thank you stays."""
    await tx.write(update(recognition).where(within(recognition.c.id, wanted)).values(message=None, link=None))
    await tx.write(delete(found_by).where(within(found_by.c.recognition_id, wanted)))


async def thanks_before(session: Session, behind: str, before: datetime, limit: int) -> Rows:
    """(id, worded) of what was given before an instant, behind an id: whether it still has words or a link."""
    row = recognition.c
    worded = or_(row.message.is_not(None), row.link.is_not(None)).label("worded")
    found = select(row.id, worded).where(row.id > behind, row.id < ids.floor(Kind.RECOGNITION, before))
    return await session.rows(found.order_by(row.id).limit(limit))


async def comments_before(session: Session, behind: str, before: datetime, limit: int) -> Rows:
    """(id, worded) of comments that were written before an instant, behind an id."""
    row = comment.c
    found = select(row.id, row.text.is_not(None).label("worded"))
    found = found.where(row.id > behind, row.id < ids.floor(Kind.COMMENT, before))
    return await session.rows(found.order_by(row.id).limit(limit))


async def shared_with(session: Session, person: str) -> Rows:
    """(id, message) of what somebody was thanked with together with others."""
    found = select(recognition.c.id, recognition.c.message).where(
        recognition.c.message.is_not(None), recognition.c.giver_id != person, receives(person)
    )
    return await session.rows(found)


async def comments_by(session: Session, person: str) -> Rows:
    """The comments that somebody wrote, hidden or not, with the teams and the visibility of what they are on."""
    found = select(comment, recognition.c.visibility).join(recognition, recognition.c.id == comment.c.recognition_id)
    return await session.rows(found.where(comment.c.author_id == person, comment.c.text.is_not(None)))


async def comments_about(session: Session, person: str) -> Rows:
    """(id, text) of what others said to what somebody gave or received."""
    found = select(comment.c.id, comment.c.text).join(recognition, recognition.c.id == comment.c.recognition_id)
    theirs = or_(recognition.c.giver_id == person, receives(person))
    return await session.rows(found.where(comment.c.text.is_not(None), comment.c.author_id != person, theirs))


async def reword_comment(tx: Transaction, wanted: str, said: str) -> None:
    """Write other words into a comment."""
    await tx.write(update(comment).where(comment.c.id == wanted).values(text=said))


async def reports_around(session: Session, person: str) -> Rows:
    """The reports that somebody made, answered, or that are about what they wrote, gave or received."""
    found = select(report, comment.c.author_id, recognition.c.giver_id).join(
        recognition, recognition.c.id == report.c.recognition_id
    )
    found = found.outerjoin(comment, comment.c.id == report.c.comment_id)
    theirs = or_(
        report.c.reporter_id == person,
        report.c.closed_by == person,
        comment.c.author_id == person,
        recognition.c.giver_id == person,
        receives(person),
    )
    return await session.rows(found.where(theirs).order_by(report.c.id))


async def reword_report(tx: Transaction, wanted: str, said: str) -> None:
    """Write other words into the reason of a report."""
    await tx.write(update(report).where(report.c.id == wanted).values(reason=said))


async def forget_reports_closed(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete the words of some reports that were closed before an instant; of how many."""
    old = select(report.c.id).where(report.c.closed_at < before, report.c.reason != "").limit(limit)
    return await tx.write(update(report).where(report.c.id.in_(old)).values(reason="", answer=None))


async def forget_report(tx: Transaction, row: Row) -> None:
    """Delete the words of a report, and close it; its recognition is reported only if another one is open."""
    own = report.c.id == row.id
    await tx.write(update(report).where(own).values(reason="", answer=None))
    await tx.write(update(report).where(own, report.c.closed_at.is_(None)).values(closed_at=tx.now))
    left = exists().where(report.c.recognition_id == row.recognition_id, report.c.closed_at.is_(None))
    await tx.write(update(recognition).where(recognition.c.id == row.recognition_id).values(reported=left))


# ------------------------------------------------------------------------------------------ all of one person, for them


async def given_by(session: Session, person: str) -> Rows:
    """All that somebody gave, oldest first, in any state."""
    return await session.rows(select(recognition).where(recognition.c.giver_id == person).order_by(recognition.c.id))


async def received_by(session: Session, person: str) -> Rows:
    """All that somebody was thanked with, oldest first, in any state."""
    return await session.rows(select(recognition).where(receives(person)).order_by(recognition.c.id))


async def comments_received(session: Session, person: str) -> Rows:
    """What others said to what somebody gave or received, where that is on show."""
    found = select(comment).join(recognition, recognition.c.id == comment.c.recognition_id)
    theirs = or_(recognition.c.giver_id == person, receives(person))
    others = comment.c.author_id != person
    found = found.where(*spoken, recognition.c.state == State.ACTIVE, others, theirs)
    return await session.rows(found.order_by(comment.c.id))


async def echoes_of(session: Session, person: str) -> tuple[Rows, Rows]:
    """All reactions and all endorsements of somebody."""
    felt = select(reaction).where(reaction.c.person_id == person)
    seen = select(endorsement).where(endorsement.c.person_id == person)
    return (
        await session.rows(felt.order_by(*reaction.primary_key)),
        await session.rows(seen.order_by(*endorsement.primary_key)),
    )


async def reports_by(session: Session, person: str) -> Rows:
    """The reports that somebody made, oldest first."""
    return await session.rows(select(report).where(report.c.reporter_id == person).order_by(report.c.id))
