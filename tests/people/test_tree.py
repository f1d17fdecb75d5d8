"""The tree of teams and its closure: whatever is moved below whatever, the closure is what one would walk."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from conftest import Clock
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people import actions, store, tree
from had_your_back.people import tables as people_tables
from had_your_back.people.actions import Outcome, PersonDraft, TeamDraft

TEAMS = 7
MOVES = st.lists(st.tuples(st.integers(0, TEAMS - 1), st.none() | st.integers(0, TEAMS - 1)), max_size=14)


async def put(database: Database, prefix: str, team: int, parent: int | None) -> None:
    draft = TeamDraft(
        external_id=f"{prefix}{team}", name=f"{team}", parent=None if parent is None else f"{prefix}{parent}"
    )
    await database.transact(actions.put_team, draft)


async def closures(database: Database) -> tuple[set[tuple[str, str, int]], set[tuple[str, str, int]]]:
    """The closure that is kept, and the one that follows from each team's parent."""
    async with database.read() as session:
        parents = {row.id: row.parent_id for row in await session.rows(select(people_tables.team))}
        found = select(people_tables.path.c.team_id, people_tables.path.c.ancestor_id, people_tables.path.c.depth)
        kept = [tuple(row) for row in await session.rows(found)]
    assert len(kept) == len(set(kept))
    return set(kept), walked_from(parents)  # type: ignore[arg-type]


def walked_from(parents: dict[str, str | None]) -> set[tuple[str, str, int]]:
    walked = set()
    for team in parents:
        above: str | None = team
        depth = 0
        while above is not None:
            walked.add((team, above, depth))
            above, depth = parents[above], depth + 1
    return walked


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES, st.integers(0, 10**9))
async def test_after_any_moves_the_closure_is_what_the_parents_say_now_and_said_at_any_time(
    database: Database, clock: Clock, moves: list[tuple[int, int | None]], number: int
) -> None:
    prefix, begin = f"{number} ", clock.now
    above: dict[int, int | None] = dict.fromkeys(range(TEAMS))
    for team in range(TEAMS):
        await put(database, prefix, team, None)
    seen = [(clock.now, dict(above))]
    for team, parent in moves:
        circle, at = False, parent
        while at is not None and not circle:
            circle, at = at == team, above[at]
        if circle:
            with pytest.raises(Refused) as refused:
                await put(database, prefix, team, parent)
            assert (refused.value.code, refused.value.path) == (ErrorCode.INVALID, ("parentExternalId",))
        else:
            clock.advance(timedelta(hours=1))
            await put(database, prefix, team, parent)
            above[team] = parent
            seen.append((clock.now, dict(above)))
    kept, walked = await closures(database)
    assert kept == walked
    async with database.read() as session:
        known = {
            row.id: int(row.name)
            for row in await session.rows(select(people_tables.team))
            if row.external_id.startswith(prefix)
        }
        paths = await tree.paths(session, begin, clock.now + timedelta(hours=1))
    for at, then in seen:
        held = [row for row in paths if row.since <= at and (row.until is None or at < row.until)]
        told = sorted((str(known[row.team_id]), str(known[row.ancestor_id])) for row in held if row.team_id in known)
        parents = {str(team): None if parent is None else str(parent) for team, parent in then.items()}
        assert told == sorted((team, over) for team, over, _ in walked_from(parents))


async def test_a_subtree_moves_as_a_whole_and_people_are_found_where_it_then_hangs(database: Database) -> None:
    for team, parent in ((0, None), (1, 0), (2, 1), (3, 2), (4, None)):
        await put(database, "t", team, parent)
    ann = (await database.transact(actions.put_person, PersonDraft(user_name="ann", display_name="Ann", team="t3"))).id

    async def where() -> list[bool]:
        async with database.read() as session:
            teams = {row.external_id: row.id for row in await session.rows(select(people_tables.team))}
            return [
                bool(
                    await session.rows(
                        store.people_in(teams[f"t{team}"]).where(people_tables.membership.c.person_id == ann)
                    )
                )
                for team in range(5)
            ]

    assert await where() == [True, True, True, True, False]
    await put(database, "t", 1, 4)
    assert await where() == [False, True, True, True, True]
    for parent in (1, 2, 3):
        with suppress(Refused):
            await put(database, "t", 1, parent)
    assert await where() == [False, True, True, True, True]
    await put(database, "t", 1, None)
    assert await where() == [False, True, True, True, False]
    kept, walked = await closures(database)
    assert kept == walked
    same = TeamDraft(external_id="t1", name="1")
    assert (await database.transact(actions.put_team, same)).outcome == Outcome.UNCHANGED
