"""Behind PgBouncer, which hands out a connection for each transaction, everything is as without."""

from __future__ import annotations

import asyncio
import getpass
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from ground.test_database import add, names
from had_your_back import migrate, outbox
from had_your_back.database import Database, Transaction
from had_your_back.events import PersonJoined
from had_your_back.settings import Settings
from processes import free_port

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
MANY = 30


@pytest.fixture(scope="module")
def pooler(postgres_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PgBouncer before the database of the tests, with two connections for whoever comes."""
    if PGBOUNCER is None:
        pytest.skip("no pgbouncer here")
    split = urlsplit(postgres_database)
    place = parse_qs(split.query).get("host", [split.hostname])[0]
    owner = Path(place).owner() if place.startswith("/") else getpass.getuser()
    port = free_port()
    settings = tmp_path_factory.mktemp("pgbouncer") / "pgbouncer.ini"
    password = f" password={split.password}" if split.password else ""
    settings.write_text(
        f"[databases]\nhyb = host={place} port={split.port or 5432} dbname={split.path[1:]} "
        f"user={split.username}{password}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 100\n\n"
    )
    for folder in (settings.parent, *list(settings.parents)[1:3]):
        folder.chmod(0o755)  # it gives up root before it reads
    process = subprocess.Popen(
        [PGBOUNCER, *(["-u", owner] if os.geteuid() == 0 else []), settings], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "process up" in line:
            break
    else:
        raise AssertionError("".join(said))
    yield f"postgresql://hyb@127.0.0.1:{port}/hyb"
    process.terminate()
    process.wait(timeout=10)
    process.stderr.close()


@pytest.fixture
async def pooled(pooler: str, database: Database) -> AsyncIterator[Database]:
    made = Database(pooler, direct=database.url)
    yield made
    await made.close()


on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@on_postgresql
async def test_transactions_and_reads_of_many_share_the_connections_of_a_few(pooled: Database) -> None:
    async def look(number: int) -> tuple[int, str, str]:
        async with pooled.read() as session:
            zone = "SELECT CAST(:number AS int) AS number, current_setting('TimeZone') AS zone, 'x' AS x"
            found = await session.row(text(zone).bindparams(number=number))
        assert found is not None
        return found.number, found.zone, found.x

    async def join(tx: Transaction, number: int) -> None:
        await add(tx, f"p{number:02}")

    for _ in range(2):  # the second time each statement is one that was prepared before, on some connection
        assert await asyncio.gather(*(look(each) for each in range(MANY))) == [(n, "UTC", "x") for n in range(MANY)]
    await asyncio.gather(*(pooled.transact(join, each) for each in range(MANY)))
    assert await names(pooled) == [f"p{number:02}" for number in range(MANY)]


@on_postgresql
async def test_hints_and_migrations_go_past_it(pooled: Database, database: Database) -> None:
    assert await migrate.pending(pooled) == []
    sharing = [asyncio.create_task(each.share_hints()) for each in (pooled, database)]
    await asyncio.gather(*(each.shares_hints.wait() for each in (pooled, database)))
    bells = pooled.bell(), database.bell()

    async def told(tx: Transaction, name: str) -> None:
        await outbox.record(tx, PersonJoined(person=await add(tx, name)))

    async with asyncio.timeout(20):
        await pooled.transact(told, "ann")
        await bells[1].wait()
        bells[0].clear()
        await database.transact(told, "bob")
        await bells[0].wait()
    for each in sharing:
        each.cancel()
    await asyncio.gather(*sharing, return_exceptions=True)


@on_postgresql
async def test_a_statement_that_takes_too_long_ends_there_too(pooled: Database) -> None:
    async with pooled.read() as session:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(session.value(text("SELECT pg_sleep(20)")), 0.05)
    sleeping = text("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(20)' AND state = 'active'")
    async with asyncio.timeout(10), pooled.read() as session:
        while await session.value(sleeping):  # noqa: ASYNC110 - it ends when its server has heard of it
            await asyncio.sleep(0.01)


def test_a_pooler_stands_before_postgresql_and_nothing_else() -> None:
    with pytest.raises(ValidationError, match="behind a pooler"):
        Settings(database_direct_url="postgresql://db/hyb")
    with pytest.raises(ValidationError, match="it begins with postgresql://"):
        Settings(database_url="postgresql://pooler/hyb", database_direct_url="mysql://db/hyb")
    assert (
        Settings(database_url="postgresql://pooler/hyb", database_direct_url="postgresql://db/hyb").direct is not None
    )
