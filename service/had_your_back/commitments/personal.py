"""What there is of one person in commitments, and the words that are blotted out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from had_your_back import ids
from had_your_back.commitments.tables import commitment, step
from had_your_back.commitments.transitions import (
    OPEN,
)
from had_your_back.database import Row, Rows, Session, Transaction
from had_your_back.ids import Kind

_WORDS = ("title", "conditions", "alternative", "evidence")
_SAID = ("note", *_WORDS)


async def around(session: Session, person: str) -> Rows:
    """Every commitment in whose life somebody had a part: as customer, performer or asked, now or once."""
    acted = select(step.c.commitment_id).where(or_(step.c.actor_id == person, step.c.performer_id == person))
    row = commitment.c
    sides = or_(row.customer_id == person, row.performer_id == person, row.pending_to_id == person)
    return await session.rows(select(commitment).where(or_(sides, row.id.in_(acted))).order_by(row.id))


async def closed_before(session: Session, behind: str, before: datetime, limit: int, *, title: str) -> Rows:
    """(id, worded) of commitments made before an instant, behind an id: closed before it too, with another title."""
    row = commitment.c
    ended = and_(row.state.not_in(sorted(OPEN)), row.changed_at < before)
    found = select(row.id, and_(ended, row.title != title).label("worded"))
    found = found.where(row.id > behind, row.id < ids.floor(Kind.COMMITMENT, before))
    return await session.rows(found.order_by(row.id).limit(limit))


async def forget_words(tx: Transaction, row: Row, title: str) -> list[str]:
    """Delete every word of a commitment and of its steps; what they were. Its dates, states and people stay."""
    said = [getattr(row, name) for name in _WORDS] + _spoken(row.pending or {})
    pending = row.pending and {**row.pending, **{name: None for name in _SAID if name in row.pending}}
    values = {"title": title, "conditions": None, "alternative": None, "evidence": None, "pending": pending}
    await tx.write(update(commitment).where(commitment.c.id == row.id).values(**values))
    for each in await tx.rows(select(step).where(step.c.commitment_id == row.id)):
        said += await forget_said(tx, each)
    return [words for words in said if words and words != title]


async def forget_said(tx: Transaction, row: Row) -> list[str]:
    """Delete the words of a step; what they were."""
    said = _spoken(row.details)
    if said:
        kept = {name: value for name, value in row.details.items() if name not in _SAID}
        await change_step(tx, row, kept)
    return said


def _spoken(held: Mapping[str, Any]) -> list[str]:
    return [held[name] for name in _SAID if held.get(name)]


async def change_step(tx: Transaction, row: Row, details: Mapping[str, Any]) -> None:
    """Write other details into a step."""
    own = and_(step.c.commitment_id == row.commitment_id, step.c.version == row.version)
    await tx.write(update(step).where(own).values(details=dict(details)))
