"""What the tests of recognitions do again and again: give as somebody, and look at the tables behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from conftest import ROLES, Company
from had_your_back import outbox
from had_your_back.database import Database, Rows
from had_your_back.people.rules import Actor, Role, actor_of
from had_your_back.recognitions import actions, tables, visibility
from had_your_back.recognitions.actions import Limits
from had_your_back.recognitions.rules import GiveDraft, PaceLimits

LIMITS = Limits(pace=PaceLimits(per_giver=10_000, per_pair=10_000), edit_window=timedelta(minutes=15))


def actor(company: Company, name: str) -> Actor:
    """Somebody of the small company who signed in."""
    roles = [Role.EMPLOYEE, *([ROLES[name]] if name in ROLES else [])]
    return actor_of(company[name], roles, None)


def draft(
    company: Company, recipients: Sequence[str], message: str = "Thank you for last night", **more: Any
) -> GiveDraft:
    """A thank-you to people, or to one team, by their names."""
    behaviours = more.pop("behaviours", ("had_my_back",))
    named = tuple(company[each] for each in recipients)
    return GiveDraft(recipients=named, message=message, behaviours=behaviours, **more)


async def give(
    database: Database,
    company: Company,
    giver: str,
    *recipients: str,
    message: str = "Thank you for last night",
    **more: Any,
) -> str:
    """Give; the id."""
    wanted = draft(company, recipients, message, **more)
    return await database.transact(actions.give, actor(company, giver), wanted, limits=LIMITS)


async def the_row(database: Database, recognition: str) -> Any:
    """The row of a recognition as it is kept."""
    async with database.read() as session:
        return await session.row(select(tables.recognition).where(tables.recognition.c.id == recognition))


async def told(database: Database, kind: str = "recognition.") -> Rows:
    """The events of a kind, in the order in which they were recorded."""
    async with database.read() as session:
        kinds = outbox.event.c.type.startswith(kind)
        return await session.rows(select(outbox.event).where(kinds).order_by(outbox.event.c.position))


async def recounted(database: Database, recognition: str) -> tuple[int, int, dict[str, int]]:
    """Endorsements, comments and reactions, counted in their own tables."""
    async with database.read() as session:
        endorsed = await session.rows(
            select(tables.endorsement).where(tables.endorsement.c.recognition_id == recognition)
        )
        said = await session.rows(
            select(tables.comment).where(tables.comment.c.recognition_id == recognition, *visibility.spoken)
        )
        felt = await session.rows(select(tables.reaction).where(tables.reaction.c.recognition_id == recognition))
    return len(endorsed), len(said), dict(Counter(row.emoji for row in felt))
