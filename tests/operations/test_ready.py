"""What a balancer is told: who can answer, and why not."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from conftest import Api, Clock, Company, _on_server, serving
from had_your_back.database import Database
from had_your_back.migrate import newest
from had_your_back.recognitions import store as recognitions
from had_your_back.settings import Settings
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker

GIVE = """mutation($to: ID!) { giveRecognition(input: {
  recipients: [$to], behaviours: ["had_my_back"], message: "You stayed until the pump ran."}) {
  userErrors { message } } }"""


async def test_ready_says_each_check_and_a_worker_that_lags_takes_nobody_out(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    worker = Worker(database, Settings(), Vault("a key for tests"), tombstones=recognitions.gone)
    await worker.drain()
    assert (await api.client.get("/readyz")).json() == {
        "status": "ready",
        "checks": {
            "database": {"ok": True, "reason": "It answers."},
            "migrations": {"ok": True, "reason": f"{newest()} is the newest."},
            "log": {"ok": True, "reason": "What happens is heard of."},
            "writes": {"ok": True, "reason": "The last one was done."},
            "worker": {"ok": True, "reason": "Every fact was looked at.", "lag": 0.0},
        },
    }
    await api(GIVE, to=company["bob"])
    clock.advance(timedelta(seconds=61))
    late = await api.client.get("/readyz")
    assert (late.status_code, late.json()["status"]) == (200, "ready")
    assert late.json()["checks"]["worker"] == {
        "ok": False,
        "reason": "A fact waits for 61 s. Does a worker run: had-your-back work, or serve without --no-worker?",
        "lag": 61.0,
    }
    await worker.drain()
    assert (await api.client.get("/readyz")).json()["checks"]["worker"]["ok"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what is asked is the same on both
async def test_who_waits_for_a_migration_or_is_older_than_the_database_is_not_ready(
    api: Api, database: Database
) -> None:
    async def versioned(number: str) -> httpx.Response:
        await database.run_sync(
            lambda each: each.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})
        )
        await database.run_sync(lambda each: each.execute(text("PRAGMA user_version = 0")))
        return await api.client.get("/readyz")

    for number, word in (("0001", "Run: had-your-back migrate"), ("9999", "of a newer version (9999)")):
        answer = await versioned(number)
        (error,) = answer.json()["errors"]
        checks = error["extensions"]["checks"]
        assert (answer.status_code, error["extensions"]["code"]) == (503, "NOT_READY")
        assert word in error["message"] == checks["migrations"]["reason"]
        assert [checks[name]["ok"] for name in ("database", "migrations", "log", "worker")] == [True, *[False] * 3]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_while_the_database_lets_nobody_in_everybody_is_told_to_come_back_and_then_it_goes_on(
    database: Database, database_url: str, company: Company, postgres_server: str
) -> None:
    name = database_url.partition("?")[0].rpartition("/")[2]

    async def lets_in(whether: str) -> None:
        await _on_server(postgres_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS {whether}")

    asked = {"query": "{ viewer { person { userName } } }"}
    ann = {"authorization": "Bearer dev:ann"}
    opened = Database(database_url)
    async with serving(opened, auth="dev") as url, httpx.AsyncClient(base_url=url, headers=ann) as client:
        assert (await client.post("/graphql", json=asked)).status_code == 200
        try:
            await lets_in("false")
            await opened.close()  # as if all its connections had been lost
            told = await client.post("/graphql", json=asked)
            assert (told.status_code, told.headers["retry-after"]) == (503, "1")
            assert told.json()["errors"][0]["extensions"]["code"] == "NOT_READY"
            ready = (await client.get("/readyz")).json()["errors"][0]
            assert "does not answer" in ready["message"]
        finally:
            await lets_in("true")
        assert (await client.post("/graphql", json=asked)).status_code == 200
    await opened.close()
