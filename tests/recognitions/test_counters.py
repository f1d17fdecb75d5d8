"""The counts on a recognition's row are what a recount finds, whatever people do to it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from conftest import PEOPLE, Company
from had_your_back.database import Database
from had_your_back.errors import Refused
from had_your_back.recognitions import actions, tables
from had_your_back.recognitions.actions import Decision
from recognitions.acting import LIMITS, actor, give, recounted, the_row

ACTS = (
    "endorse",
    "unendorse",
    "react",
    "unreact",
    "comment",
    "uncomment",
    "report",
    "hide",
    "show",
    "edit",
    "withdraw",
)
# Taking it back ends nearly everything, so it is rarer than the rest.
WHAT = st.sampled_from([*(act for act in ACTS if act != "withdraw")] * 5 + ["withdraw"])
WHO = st.sampled_from([name for name in PEOPLE if name != "old"])
STEPS = st.lists(st.tuples(WHO, WHAT, st.sampled_from("👏❤🙏"), st.integers(0, 9)), max_size=25)


async def one_act(database: Database, company: Company, recognition: str, step: tuple[str, str, str, int]) -> None:
    """Try it; a refusal is an answer too."""
    name, what, emoji, number = step
    who = actor(company, name)
    async with database.read() as session:
        on_it = select(tables.comment.c.id).where(tables.comment.c.recognition_id == recognition)
        comments = [row.id for row in await session.rows(on_it.order_by(tables.comment.c.id))]
    subject = comments[number % len(comments)] if comments and number % 2 else recognition
    acts: dict[str, tuple[Any, ...]] = {
        "endorse": (actions.endorse, recognition),
        "unendorse": (actions.remove_endorsement, recognition),
        "react": (actions.react, recognition, emoji),
        "unreact": (actions.remove_reaction, recognition, emoji),
        "comment": (actions.add_comment, recognition, "Yes"),
        "uncomment": (actions.delete_comment, subject),
        "report": (actions.report, subject, "Hm, no"),
        "hide": (actions.moderate, Decision(subject=subject, hide=True, reason="As it is")),
        "show": (actions.moderate, Decision(subject=subject, hide=False, reason="As it is")),
        "edit": (actions.edit, recognition, f"Thank you {number}"),
        "withdraw": (actions.withdraw, recognition),
    }
    action, *args = acts[what]
    limits = {} if what in {"unendorse", "unreact", "uncomment"} else {"limits": LIMITS}
    if what in {"hide", "show"}:
        who = actor(company, "mod")
    with suppress(Refused):
        await database.transact(action, who, *args, **limits)


async def agree(database: Database, recognition: str) -> None:
    row = await the_row(database, recognition)
    assert (row.endorsement_count, row.comment_count, row.reaction_counts) == await recounted(database, recognition)
    async with database.read() as session:
        still = tables.report.c.closed_at.is_(None) & (tables.report.c.recognition_id == recognition)
        assert row.reported == bool(await session.rows(select(tables.report).where(still)))
        found = await session.rows(select(tables.found_by).where(tables.found_by.c.recognition_id == recognition))
    assert len(found) == (row.state != "WITHDRAWN")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_after_anything_that_people_do_one_after_the_other(
    database: Database, company: Company, steps: list[tuple[str, str, str, int]]
) -> None:
    recognition = await give(database, company, "ann", "bob", "cyd")
    for step in steps:
        await one_act(database, company, recognition, step)
    await agree(database, recognition)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_after_anything_that_people_do_at_the_same_time(
    database: Database, company: Company, steps: list[tuple[str, str, str, int]]
) -> None:
    recognition = await give(database, company, "ann", "bob", "cyd")
    await asyncio.gather(*(one_act(database, company, recognition, step) for step in steps))
    await agree(database, recognition)
