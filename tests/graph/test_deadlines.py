"""An operation that takes too long is stopped, with its statements, on both databases; and nothing of it stays."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from conftest import Api, Company
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.deadlines import within
from had_your_back.errors import TimedOut
from had_your_back.settings import Settings

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
LIMIT = 0.2


@pytest.fixture
async def hasty(database: Database, company: Company) -> AsyncIterator[Api]:
    """The service with next to no patience: whether it answers is a matter of luck on a busy machine."""
    key = SecretStr("a key for tests")
    settings = Settings(database_url=SecretStr(database.url), secret_key=key, auth="dev", time_limit=LIMIT)
    app = create(settings, database=database, work=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        yield Api(client, app)


async def running(url: str) -> int:
    """How many statements run on this database, beside the one that asks."""
    if not url.startswith("postgresql"):
        return 0
    connection = await asyncpg.connect(url)
    found = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    await connection.close()
    return int(found)


async def all_quiet(url: str) -> bool:
    """A cancelled statement ends when its server has heard of it."""
    for _ in range(200):
        if await running(url) == 0:
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_statement_is_stopped_where_it_runs(database: Database) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut):
        async with within(LIMIT), database.read() as session:
            await session.rows(text(ENDLESS))
    assert time.monotonic() - started < 5
    assert await all_quiet(database.url)
    async with database.read() as session:
        assert await session.value(text("SELECT 1")) == 1


async def test_what_was_written_until_then_is_not(hasty: Api, api: Api, database: Database, company: Company) -> None:
    await slow_down(database)
    give = """mutation($to: ID!) { giveRecognition(input: {
      recipients: [$to], behaviours: ["had_my_back"], message: "You stayed until it ran."
    }) { recognition { id } } }"""
    answer = await hasty.post(give, to=company["bob"])
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "TIMED_OUT")
    assert "stopped" in answer.json()["errors"][0]["message"]
    assert await all_quiet(database.url)
    assert (await api("{ recognitions { totalCount } }"))["recognitions"]["totalCount"] == 0
    await in_good_time(database)


async def slow_down(database: Database) -> None:
    """From now on a comma in the log of facts takes forever, after everything else was written."""
    if database.dialect == "sqlite":
        connection = sqlite3.connect(database.url.removeprefix("sqlite:///"))
        connection.execute(f"CREATE TRIGGER slow AFTER INSERT ON event BEGIN {ENDLESS.replace('count(*)', 'x')}; END")
        connection.commit()
        connection.close()
        return
    server = await asyncpg.connect(database.url)
    await server.execute(
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql "
        "AS $$BEGIN PERFORM pg_sleep(60); RETURN NEW; END$$"
    )
    await server.execute("CREATE TRIGGER slow AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION slow()")
    await server.close()


async def in_good_time(database: Database) -> None:
    """As before: on PostgreSQL the database is the same in every test."""
    if database.dialect == "postgresql":
        server = await asyncpg.connect(database.url)
        await server.execute("DROP FUNCTION slow CASCADE")
        await server.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_what_waits_in_a_loader_is_stopped_too(
    hasty: Api, api: Api, database: Database, company: Company
) -> None:
    holder = await asyncpg.connect(database.url)
    async with holder.transaction():
        await holder.execute("LOCK TABLE team_lead IN ACCESS EXCLUSIVE MODE")
        answer = await hasty.post("{ teams { nodes { leads { id } } } }")
        assert answer.json()["errors"][0]["extensions"]["code"] == "TIMED_OUT"
        assert await all_quiet(database.url)
    await holder.close()
    assert (await api("{ teams { nodes { leads { id } } } }"))["teams"]["nodes"]
