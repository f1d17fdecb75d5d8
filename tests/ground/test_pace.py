"""How much one caller may ask, whoever of several processes is asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conftest import Clock
from had_your_back import pace
from had_your_back.database import Database
from had_your_back.errors import RateLimited
from had_your_back.pace import Pace, buckets

A_MINUTE = 1_200  # 20 a second, in chunks of 60


async def points(database: Database) -> float | None:
    async with database.read() as session:
        return await session.value(select(buckets.c.points))  # type: ignore[no-any-return]


async def spend(one: Pace, times: int, cost: int = 10) -> int:
    """How many of so many requests are let in."""
    let_in = 0
    for _ in range(times):
        try:
            await one.take("tok_1", cost)
        except RateLimited:
            continue
        let_in += 1
    return let_in


async def test_whoever_asks_little_never_causes_a_write(database: Database) -> None:
    one = Pace(database, A_MINUTE)
    assert await spend(one, 6) == 6
    assert await points(database) is None
    assert await spend(one, 1) == 1
    assert await points(database) == A_MINUTE - 2 * 60


async def test_a_minute_s_worth_is_let_in_and_what_is_beyond_is_told_to_come_back(
    database: Database, clock: Clock
) -> None:
    one = Pace(database, A_MINUTE)
    assert await spend(one, 200) == 120

    with pytest.raises(RateLimited) as refused:
        await one.take("tok_1", 50)
    assert refused.value.retry_after == 1
    assert refused.value.headers["retry-after"] == "1"
    assert refused.value.headers["ratelimit"].startswith('"points";r=0;')
    assert refused.value.headers["ratelimit-policy"] == '"points";q=1200;w=60'
    assert "points a minute" in refused.value.message
    assert await one.take("tok_2", 10)

    clock.advance(timedelta(seconds=3))
    assert await spend(one, 200) == 6
    clock.advance(timedelta(hours=1))
    assert await spend(one, 200) == 120


async def test_several_processes_share_what_there_is_but_for_a_chunk_each(database: Database) -> None:
    several = [Pace(database, A_MINUTE) for _ in range(4)]
    let_in = sum(await asyncio.gather(*(spend(one, 100) for one in several)))
    assert 120 <= let_in <= 120 + 4 * 6


async def test_whoever_is_held_back_does_not_cost_a_write_each_time(database: Database, clock: Clock) -> None:
    one = Pace(database, A_MINUTE)
    await spend(one, 130)
    statements = 0
    for engine in database.engines:
        from sqlalchemy import event

        @event.listens_for(engine, "before_cursor_execute")
        def count(*_: object) -> None:
            nonlocal statements
            statements += 1

    assert await spend(one, 100) == 0
    assert statements == 0


async def test_at_once_from_many_sides_a_lease_is_renewed_once(database: Database) -> None:
    one = Pace(database, A_MINUTE)
    await asyncio.gather(*(one.take("tok_1", 10) for _ in range(12)))
    assert await points(database) == A_MINUTE - 2 * 60


async def test_where_there_is_no_limit_nothing_is_counted(database: Database) -> None:
    one = Pace(database, 0)
    assert [await one.take("tok_1", 1_000_000) for _ in range(3)] == [None, None, None]


async def test_what_costs_more_than_a_minute_allows_takes_all_of_it(database: Database) -> None:
    one = Pace(database, 100)
    standing = await one.take("tok_1", 5_000)
    assert standing is not None
    assert (standing.left, standing.full_in) == (0, 60)
    with pytest.raises(RateLimited):
        await one.take("tok_1", 1)


async def test_what_is_left_is_told_and_grows(database: Database, clock: Clock) -> None:
    one = Pace(database, A_MINUTE)
    standing = await one.take("tok_1", 40)
    assert standing is not None
    assert standing.headers == {
        "ratelimit-policy": '"points";q=1200;w=60',
        "ratelimit": '"points";r=1160;t=2;hyb-cost=40',
    }
    clock.advance(timedelta(seconds=60))
    standing = await one.take("tok_1", 0)
    assert standing is not None
    assert standing.left == 1200


async def test_a_process_keeps_a_bounded_number_of_leases(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "CALLERS", 10)
    one = Pace(database, A_MINUTE)
    for number in range(50):
        await one.take(f"tok_{number}", 1)
    assert list(one._leases) == [f"tok_{number}" for number in range(40, 50)]


async def test_full_buckets_are_forgotten(database: Database, clock: Clock) -> None:
    await spend(Pace(database, A_MINUTE), 20)
    clock.advance(timedelta(minutes=59))
    assert await database.transact(pace.forget) == 0
    clock.advance(timedelta(minutes=1))
    assert await database.transact(pace.forget) == 1
    async with database.read() as session:
        assert await session.value(select(func.count()).select_from(buckets)) == 0
