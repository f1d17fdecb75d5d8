"""Many at once: two people on one version, many workers on one clock, and a worker that dies in between.

The long form: ``HYB_RACES_CLOCKS=10000 HYB_RACES_WORKERS=10 pytest -s tests/commitments/test_races.py -k workers``.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from conftest import Clock, Company
from had_your_back import outbox
from had_your_back.commitments import actions, tables
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Draft
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Transaction
from had_your_back.errors import Refused
from had_your_back.people.actions import Absence
from had_your_back.people.rules import Actor, actor_of

PAIRS = 500
CLOCKS = int(os.environ.get("HYB_RACES_CLOCKS", "240"))
WORKERS = int(os.environ.get("HYB_RACES_WORKERS", "4"))
TERMS = Terms()


def as_(person: str) -> Actor:
    return actor_of(person, [], None)


async def ask(tx: Transaction, company: Company, number: int) -> list[str]:
    """So many requests of ann to dee."""
    draft = Draft(title="Spare pump on site", due_at=tx.now + timedelta(days=7))
    return [await actions.request(tx, as_(company["ann"]), company["dee"], draft, terms=TERMS) for _ in range(number)]


async def step(tx: Transaction, who: str, key: str, version: int, act: Act) -> str:
    return await actions.act(tx, as_(who), Step(commitment=key, version=version, act=act), terms=TERMS)


async def test_clicks_at_once_with_one_key_all_get_what_the_first_gave(database: Database, company: Company) -> None:
    for wanted in await database.transact(ask, company, 10):
        accept = Step(commitment=wanted, version=1, act=Act.ACCEPT)
        once = {"terms": TERMS, "idempotency_key": wanted}
        clicks = [database.transact(actions.act, as_(company["dee"]), accept, **once) for _ in range(3)]
        assert await asyncio.gather(*clicks) == [wanted] * 3
    assert set((await history(database)).values()) == {1}


async def history(database: Database) -> Counter[tuple[str, str]]:
    """How often each act was taken on each commitment."""
    async with database.read() as session:
        return Counter((row.commitment_id, row.act) for row in await session.rows(select(tables.step)))


@pytest.fixture
async def other(database: Database, database_url: str, clock: Clock) -> AsyncIterator[Database]:
    """The same database, over connections of its own."""
    opened = Database(database_url, clock=clock)
    yield opened
    await opened.close()


async def test_of_two_who_act_on_one_version_at_once_one_wins_and_the_other_is_told(
    database: Database, other: Database, company: Company
) -> None:
    keys = await database.transact(ask, company, PAIRS)
    pick, won = random.Random(11), Counter[str]()
    for key in keys:
        tries = [
            (database, company["ann"], Act.WITHDRAW, "WITHDRAWN"),
            (other, company["dee"], Act.ACCEPT, "PROMISED"),
        ]
        pick.shuffle(tries)
        ends = await asyncio.gather(
            *(each.transact(step, who, key, 1, act) for each, who, act, _ in tries), return_exceptions=True
        )
        refused = [end for end in ends if isinstance(end, Refused)]
        assert [(refusal.code, refusal.path) for refusal in refused] == [("STALE_VERSION", ("version",))]
        state = tries[ends.index(key)][3]
        won[state] += 1
        async with other.read() as session:
            row = await session.row(select(tables.commitment).where(tables.commitment.c.id == key))
            assert row is not None
            assert (row.state, row.version) == (state, 2)

    assert won.total() == PAIRS
    assert set(won) == {"WITHDRAWN", "PROMISED"}
    assert (await history(database)).total() == 2 * PAIRS


async def test_an_act_and_an_absence_at_once_leave_the_clock_of_the_act(
    database: Database, other: Database, company: Company, clock: Clock
) -> None:
    keys = await database.transact(ask, company, 25)
    for key in keys:
        away = Absence(until=clock.now + timedelta(days=30))
        await asyncio.gather(
            database.transact(step, company["dee"], key, 1, Act.DECLINE),
            other.transact(actions.set_away, as_(company["dee"]), away, terms=TERMS),
        )
        clock.advance(timedelta(milliseconds=1))
    async with database.read() as session:
        rows = await session.rows(select(tables.commitment))
    assert {(row.state, row.clock_at, row.remind_at) for row in rows} == {("DECLINED", None, None)}


async def with_clocks(tx: Transaction, company: Company, number: int) -> list[str]:
    """Commitments of which one third will expire, one third break, and one third be taken as kept."""
    keys = await ask(tx, company, number)
    for place, key in enumerate(keys):
        if place % 3:
            await step(tx, company["dee"], key, 1, Act.ACCEPT)
        if place % 3 == 2:
            await step(tx, company["dee"], key, 2, Act.DELIVER)
    return keys


ENDS = (("EXPIRE", "EXPIRED", 1), ("BREAK", "BROKEN", 2), ("ASSUME_KEPT", "KEPT", 3))


async def each_once(database: Database, keys: list[str]) -> None:
    """Every clock has acted exactly once, and everything that tells of it agrees."""
    acts = await history(database)
    assert {count for (_, act), count in acts.items() if act in {end[0] for end in ENDS}} == {1}
    async with database.read() as session:
        rows = {row.id: row for row in await session.rows(select(tables.commitment))}
        last = await session.rows(select(tables.step).where(tables.step.c.actor_id.is_(None)))
        told = outbox.event.c.data["actor"].as_string().is_(None)
        events = await session.rows(
            select(outbox.event.c.subject, func.count().label("number"))
            .where(
                outbox.event.c.subject.in_(keys) if len(keys) < 1_000 else outbox.event.c.subject.like("cmt_%"), told
            )
            .group_by(outbox.event.c.subject)
        )
    assert {row.subject: row.number for row in events} == dict.fromkeys(keys, 1)
    assert len(last) == len(keys)
    for place, key in enumerate(keys):
        act, state, before = ENDS[place % 3]
        assert acts[(key, act)] == 1
        assert (rows[key].state, rows[key].version, rows[key].clock_at) == (state, before + 1, None)
    assert {row.at for row in last} == {row.closed_at for row in rows.values()}
    assert len({row.at for row in last}) == 3  # the instants at which they fell due, not those of the sweep


async def test_many_workers_sweep_what_is_due_and_each_clock_acts_once(
    database: Database, database_url: str, company: Company, clock: Clock
) -> None:
    keys: list[str] = []
    for begun in range(0, CLOCKS, 300):
        keys += await database.transact(with_clocks, company, min(300, CLOCKS - begun))
    clock.advance(timedelta(days=100))
    workers = [Database(database_url, clock=clock) for _ in range(WORKERS)]

    async def work(worker: Database) -> int:
        looked = 0
        while found := await worker.transact(actions.sweep, terms=TERMS):
            looked += found
        return looked

    begun_at = time.perf_counter()
    looked = await asyncio.gather(*(work(worker) for worker in workers))
    took = time.perf_counter() - begun_at
    looked.append(await work(database))  # what a worker held back while the others found nothing else
    figures = f"{CLOCKS} clocks, {WORKERS} workers: {took:.2f} s, {took / CLOCKS * 1e3:.2f} ms each"
    print(f"\n{database.dialect}: {figures}")  # noqa: T201 - for the long form

    assert sum(looked) == CLOCKS
    await each_once(database, keys)
    for worker in workers:
        await worker.close()


class Interrupted(Exception):
    """What happens in the middle."""


async def test_a_sweep_that_is_interrupted_leaves_nothing_half_done(
    database: Database, company: Company, clock: Clock
) -> None:
    keys = await database.transact(with_clocks, company, 30)
    clock.advance(timedelta(days=100))
    before = await history(database)

    async def interrupted(tx: Transaction) -> None:
        assert await actions.sweep(tx, terms=TERMS) == 30
        raise Interrupted

    with pytest.raises(Interrupted):
        await database.transact(interrupted)
    assert await history(database) == before
    assert await database.transact(actions.sweep, terms=TERMS) == 30
    await each_once(database, keys)


DIES = """
import asyncio, sys
from datetime import datetime
from had_your_back.commitments import actions
from had_your_back.commitments.clocks import Terms
from had_your_back.database import Database

async def sweep(tx):
    print("swept", await actions.sweep(tx, terms=Terms()), flush=True)
    await asyncio.Event().wait()

now = datetime.fromisoformat(sys.argv[2])
asyncio.run(Database(sys.argv[1], clock=lambda: now).transact(sweep))
"""


async def test_a_worker_killed_in_the_middle_of_a_sweep_loses_and_doubles_nothing(
    database: Database, database_url: str, company: Company, clock: Clock
) -> None:
    keys = await database.transact(with_clocks, company, 150)
    clock.advance(timedelta(days=100))
    arguments = [sys.executable, "-c", DIES, database_url, clock.now.isoformat()]

    def die() -> str:
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            said = worker.stdout.readline()
            worker.kill()
        return said

    assert await asyncio.to_thread(die) == "swept 100\n"

    swept: list[Any] = []
    while found := await database.transact(actions.sweep, terms=TERMS):
        swept.append(found)
    # What the dead one held is free as soon as the server has noticed.
    give_up = time.monotonic() + 20
    while sum(swept) < 150 and time.monotonic() < give_up:
        swept.append(await database.transact(actions.sweep, terms=TERMS))
    assert sum(swept) == 150
    await each_once(database, keys)
