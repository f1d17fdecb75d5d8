"""Whatever happens to what the service stands on: a clear word, no damage, and it goes on by itself."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from conftest import Api, Clock, Company, _found, _on_server, postgres_url
from had_your_back import audit, keeping, migrate, outbox
from had_your_back.__main__ import app as commands
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.errors import Refused
from had_your_back.people.rules import Actor, Scope
from had_your_back.recognitions import store as recognitions
from had_your_back.settings import Settings
from had_your_back.webhooks import actions, feed
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker
from recognitions.acting import give

GIVE = """mutation($to: ID!) { giveRecognition(input: {
  recipients: [$to], behaviours: ["had_my_back"], message: "You stayed until the pump ran."}) {
  recognition { id } userErrors { message } } }"""
FEED = "{ recognitions(first: 5) { nodes { message } } }"
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
INTEGRATOR = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.WEBHOOKS_MANAGE}))


# ------------------------------------------------------------------------------------------------------ a SQLite file


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False, capture_output=True)
    if made.returncode:
        pytest.skip("nobody may mount a disk here")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@asynccontextmanager
async def on_disk(disk: Path, template: Path, clock: Clock) -> AsyncIterator[tuple[Api, Database, Company]]:
    shutil.copyfile(template, disk / "hyb.db")
    database = Database(f"sqlite:///{disk / 'hyb.db'}", clock=clock)
    company = await database.transact(_found)
    settings = Settings(database_url=SecretStr(database.url), secret_key=SecretStr("a key for tests"), auth="dev")
    app = create(settings, database=database, work=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        yield Api(client, app), database, company
    await database.close()


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as full, suppress(OSError):
        while full.write(b"x" * 4096):
            pass


async def refused_and_ready(api: Api, company: Company, word: str) -> None:
    """A write is refused by its code, reads go on, and `/readyz` tells why."""
    answer = (await api.post(GIVE, to=company["bob"])).json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "NOT_READY"
    assert "Try again in a moment" in error["message"]
    assert "sqlite" not in str(answer).lower()
    await api(FEED)
    ready = (await api.client.get("/readyz")).json()
    assert word in ready["checks"]["writes"]["reason"]


async def test_a_full_disk_takes_no_writes_and_goes_on_by_itself(
    small_disk: Path, sqlite_template: Path, clock: Clock
) -> None:
    async with on_disk(small_disk, sqlite_template, clock) as (api, database, company):
        await api(GIVE, to=company["bob"])
        fill(small_disk / "somebody's log")
        for _ in range(3):  # there may be room in the log that is there
            answer = (await api.post(GIVE, to=company["bob"])).json()
        assert "errors" in answer
        await refused_and_ready(api, company, "SQLITE_FULL")
        with pytest.raises(Refused, match="is full"):
            await asyncio.to_thread(keeping.backup, small_disk / "hyb.db", small_disk / "copy.db")
        assert {each.name for each in os.scandir(small_disk)} >= {"hyb.db"}
        assert not any("copy" in each.name for each in os.scandir(small_disk))
        (small_disk / "somebody's log").unlink()
        before = len((await api(FEED))["recognitions"]["nodes"])
        await api(GIVE, to=company["bob"])
        assert len((await api(FEED))["recognitions"]["nodes"]) == min(5, before + 1)
        assert (await api.client.get("/readyz")).json()["checks"]["writes"]["ok"]
        async with database.read() as session:
            assert await session.value(text("PRAGMA integrity_check")) == "ok"


async def test_a_disk_that_turned_read_only_takes_no_writes_and_goes_on_by_itself(
    small_disk: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def remount(how: str) -> None:
        await asyncio.to_thread(subprocess.run, ["mount", "-o", f"remount,{how}", small_disk], check=True)

    shutil.copyfile(sqlite_template, small_disk / "still.db")
    await remount("ro")
    try:
        monkeypatch.setenv("HYB_DATABASE_URL", f"sqlite:///{small_disk / 'still.db'}")
        for command in (["serve", "--port", "0"], ["token", "list"], ["migrate"]):
            told = await asyncio.to_thread(CliRunner().invoke, commands, command)
            assert (told.exit_code, "The database does not answer" in told.output) == (1, True), told.output
            assert "See: had-your-back doctor" in told.output
        told = await asyncio.to_thread(CliRunner().invoke, commands, ["doctor"])
        assert told.exit_code == 2
        assert "cannot be written" in " ".join(told.output.split())
    finally:
        await remount("rw")
    told = await asyncio.to_thread(CliRunner().invoke, commands, ["token", "list"])
    assert told.exit_code == 0, told.output


@on_sqlite
async def test_a_connection_that_may_not_write_is_told_as_such(api: Api, database: Database, company: Company) -> None:
    assert database._lite is not None
    database._lite._writer.execute("PRAGMA query_only = ON")
    await refused_and_ready(api, company, "SQLITE_READONLY")
    database._lite._writer.execute("PRAGMA query_only = OFF")
    await api(GIVE, to=company["bob"])


@on_sqlite
async def test_a_damaged_page_is_told_and_neither_backed_up_nor_restored(
    api: Api, database: Database, company: Company, tmp_path: Path
) -> None:
    for _ in range(3):
        await give(database, company, "ann", "bob", message="It was a long night on the river.")
    file, copy = database.files[0], tmp_path / "damaged.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as held:
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = held.execute("SELECT rootpage FROM sqlite_master WHERE name = 'recognition'").fetchone()
        (size,) = held.execute("PRAGMA page_size").fetchone()
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(file, copy)
    with copy.open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(b"\xff" * size)
    ill = Database(f"sqlite:///{copy}")
    settings = Settings(database_url=SecretStr(ill.url), secret_key=SecretStr("a key for tests"), auth="dev")
    transport = httpx.ASGITransport(create(settings, database=ill, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        told = Api(client, api.app)
        (error,) = (await told.post(FEED)).json()["errors"]
        assert error["extensions"]["code"] == "NOT_READY"
        assert "SQLITE_CORRUPT" in (await client.get("/readyz")).json()["checks"]["writes"]["reason"]
    await ill.close()
    with pytest.raises(Refused, match="take the newest backup that is sound"):
        await asyncio.to_thread(keeping.backup, copy, tmp_path / "backup.db")
    with pytest.raises(Refused, match="ake the newest backup that is sound"):
        await asyncio.to_thread(keeping.restore, copy, tmp_path / "back.db")


# ------------------------------------------------------------------------------------------------------------- both


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_server_that_takes_no_writes_or_is_away_is_told_and_waited_for(
    postgres: Database, postgres_server: str, company: Company, api: Api
) -> None:
    name = postgres.url.partition("?")[0].rpartition("/")[2]
    await _on_server(postgres_server, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await postgres.close()  # connections take it with them when they are made
    try:
        (error,) = (await api.post(GIVE, to=company["bob"])).json()["errors"]
        assert error["extensions"]["code"] == "NOT_READY"
        await api(FEED)
        assert "25006" in (await api.client.get("/readyz")).json()["checks"]["writes"]["reason"]
    finally:
        await _on_server(postgres_server, f"ALTER DATABASE {name} RESET default_transaction_read_only")
        await postgres.close()
    await api(GIVE, to=company["bob"])
    assert (await api.client.get("/readyz")).json()["checks"]["writes"]["ok"]

    away = Database("postgresql://hyb:secret@127.0.0.1:1/hyb")
    settings = Settings(database_url=SecretStr(away.url), secret_key=SecretStr("a key for tests"), auth="dev")
    transport = httpx.ASGITransport(create(settings, database=away, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        answer = await Api(client, api.app).post(FEED)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "NOT_READY")
        assert answer.headers["retry-after"] == "1"
        assert "127.0.0.1" not in answer.text
    await away.close()


async def test_a_clock_that_jumps_back_a_day_loses_nothing(database: Database, company: Company, clock: Clock) -> None:
    notary = audit.Notary("a key for tests")
    worker = Worker(database, Settings(), Vault("a key"), tombstones=recognitions.gone, notary=notary)
    first = await give(database, company, "ann", "bob", message="Written before the clock was wrong.")
    await worker.drain()
    async with database.read() as session:
        read = await feed.pull(session, None, ["recognition.given"], limit=10)
    clock.advance(timedelta(days=-1))
    second = await give(database, company, "ann", "bob", message="Written a day before it was written.")
    await worker.drain()
    clock.advance(timedelta(days=1, seconds=5))
    third = await give(database, company, "bob", "ann", message="Written when it was right again.")
    await worker.drain()
    async with database.read() as session:
        on = await feed.pull(session, feed.cursor(read.end), ["recognition.given"], limit=10)
        assert [row.subject for row in read.events] == [first]
        assert [row.subject for row in on.events] == [second, third]
        assert await session.value(select(func.count()).select_from(outbox.event)) > 0
    assert (await audit.verify(database, notary, None)).unsealed == 0
    await worker.close()


async def test_two_migrations_at_once_are_one(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    if engine == "postgresql":
        server = request.getfixturevalue("postgres_server")
        await _on_server(server, "CREATE DATABASE twice")
        url = postgres_url(server, "twice")
    done: list[list[str]] = []

    async def upgraded() -> None:
        database = Database(url)
        try:
            done.append(await migrate.upgrade(database, "0003"))
        finally:
            await database.close()

    threads = [threading.Thread(target=lambda: asyncio.run(upgraded())) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        await asyncio.to_thread(each.join)
    assert sorted(map(len, done)) == [0, 3]
    if engine == "postgresql":
        await _on_server(server, "DROP DATABASE twice")


async def test_with_a_wrong_key_webhooks_wait_for_the_right_one_and_no_try_is_used_up(
    database: Database, company: Company, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(webhook_allow_cidrs=("127.0.0.0/8",), webhook_allow_http=True)
    given: dict[str, Any] = {"vault": Vault("the right key"), "policy": Policy(["127.0.0.0/8"], allow_http=True)}
    draft = actions.EndpointDraft("http://127.0.0.1:1/")
    made = await database.transact(actions.create_endpoint, INTEGRATOR, draft, **given)
    await give(database, company, "ann", "bob", message="You were there all night long.")

    async def tried(vault: Vault) -> Any:
        worker = Worker(database, settings, vault, tombstones=recognitions.gone)
        await worker.drain()
        await worker.close()
        found = "SELECT d.state, d.failures, e.consecutive_failures, a.error FROM webhook_delivery d "
        found += "JOIN webhook_endpoint e ON e.id = d.endpoint_id JOIN webhook_attempt a ON a.delivery_id = d.id "
        async with database.read() as session:
            return await session.row(text(found + "ORDER BY a.number DESC LIMIT 1"))  # type: ignore[arg-type]

    for _ in range(3):
        seen = await tried(Vault("a wrong key"))
        assert (seen.state, seen.failures, seen.consecutive_failures) == ("WAITING", 0, 0)
        assert seen.error.startswith("sealed: ")
        clock.advance(timedelta(minutes=5))
    assert f"HYB_SECRET_KEY opens no secret of {made.id}: their webhooks wait for the right one" in caplog.text
    seen = await tried(given["vault"])
    assert (seen.error.partition(":")[0], seen.failures) == ("connection", 1)


async def test_a_statement_that_is_wrong_is_still_our_fault(database: Database) -> None:
    async def wrong(tx: Any) -> None:
        await tx.rows(text("SELECT nothing FROM nowhere"))

    with pytest.raises(DBAPIError):
        await database.transact(wrong)
    assert database.trouble is None
