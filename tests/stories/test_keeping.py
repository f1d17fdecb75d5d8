"""A backup brings everything back, and PostgreSQL goes on where SQLite ended."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from sqlmodel import SQLModel
from typer.testing import CliRunner

from conftest import Clock, Company, emptied
from had_your_back import keeping, migrate
from had_your_back.__main__ import app
from had_your_back.database import Database
from had_your_back.errors import Refused
from had_your_back.people.rules import Actor, Scope
from had_your_back.webhooks import actions as webhooks
from had_your_back.webhooks import engine, feed
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from privacy.living import lived
from recognitions.acting import give

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    async with database.read() as session:
        return {
            each.name: sorted((tuple(row) for row in await session.rows(select(each))), key=repr)
            for each in SQLModel.metadata.sorted_tables
        }


def file_of(database: Database) -> Path:
    return database.files[0]


# -------------------------------------------------------------------------------------------------- backup and restore


async def test_a_drill_brings_back_all_that_was_there_and_the_key(
    database: Database, company: Company, clock: Clock, tmp_path: Path
) -> None:
    await lived(database, company, clock)
    await asyncio.to_thread(Path(f"{file_of(database)}.key").write_text, "what opens the secrets")
    before = await everything(database)
    copy, back = tmp_path / "backups" / "monday.db", tmp_path / "new" / "hyb.db"
    with closing(sqlite3.connect(file_of(database), isolation_level=None)) as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("DELETE FROM recognition_search")  # what is not committed is not in it
        assert keeping.backup(file_of(database), copy) == copy.stat().st_size
        writing.execute("ROLLBACK")

    assert await asyncio.to_thread(keeping.restore, copy, back) == []

    restored = Database(f"sqlite:///{back}", clock=clock)
    found = await everything(restored)
    found["event"] = [row for row in found["event"] if "log.passed_over" not in row]
    await give(restored, company, "ann", "bob", message="After the restore.")
    await restored.close()
    counted = before.pop("version"), found.pop("version")
    assert found == before
    assert counted[0] <= counted[1]  # an answer that was kept of before is none of now
    for key in (Path(f"{copy}.key"), Path(f"{back}.key")):
        assert (key.read_text(), key.stat().st_mode & 0o777) == ("what opens the secrets", 0o600)
    assert sorted(each.name for each in copy.parent.iterdir()) == ["monday.db", "monday.db.key"]
    assert [each.stat().st_mode & 0o777 for each in (copy, back)] == [0o600, 0o600]


@pytest.mark.parametrize("road", ["restore", "mend-log --rewound"])
async def test_taken_back_in_time_the_log_goes_on_behind_what_anybody_has_read(
    database: Database, company: Company, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, road: str
) -> None:
    vault, policy = Vault("a key for tests"), Policy(["127.0.0.0/8"], allow_http=True)
    integrator = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.WEBHOOKS_MANAGE}))
    draft = webhooks.EndpointDraft("http://127.0.0.1:1/")
    await database.transact(webhooks.create_endpoint, integrator, draft, vault=vault, policy=policy)

    async def page(of: Database, after: str | None) -> feed.Pulled:
        async with of.read() as session:
            return await feed.pull(session, after, [], limit=100)

    async def sent(of: Database) -> list[tuple[int, str, str]]:
        await of.transact(engine.fan_out)
        names = "SELECT sequence, event_id, previous_event_id FROM webhook_delivery ORDER BY sequence"
        async with of.read() as session:
            return [tuple(row) for row in await session.rows(text(names))]  # type: ignore[arg-type, misc]

    await give(database, company, "ann", "bob", message="It is in the backup.")
    kept, last = await page(database, None), (await sent(database))[-1]
    await asyncio.to_thread(keeping.backup, file_of(database), tmp_path / "backup.db")
    for message in ("It is lost.", "It is lost, too.", "And so is this."):
        await give(database, company, "ann", "bob", message=message)
    read, heard = await page(database, None), await sent(database)

    back = tmp_path / "back.db"
    if road == "restore":
        await asyncio.to_thread(keeping.restore, tmp_path / "backup.db", back)
    else:
        await asyncio.to_thread((tmp_path / "backup.db").rename, back)
        monkeypatch.setenv("HYB_DATABASE_URL", f"sqlite:///{back}")
        ran = await asyncio.to_thread(CliRunner().invoke, app, road.split())
        assert (ran.exit_code, "Start the service" in ran.output) == (0, True), ran.output
    restored = Database(f"sqlite:///{back}", clock=clock)
    assert (await page(restored, feed.cursor(read.end))).events == []  # nobody stands still in an error
    new = [await give(restored, company, "ann", "bob", message=f"After it, {n}.") for n in range(5)]
    for cursor in (feed.cursor(read.end), feed.cursor(kept.end), kept.events[-1].id):
        on = await page(restored, cursor)
        assert [row.subject for row in on.events] == new, "what is new, once, and nothing else"
        assert (await page(restored, feed.cursor(on.end))).events == []
    with pytest.raises(Refused, match=r"no event with this id.*Take one that you know from there"):
        await page(restored, read.events[-1].id)
    (first, *_), told = [each for each in await sent(restored) if each[0] > last[0]], {each[0] for each in heard}
    assert (first[0] in told, first[2]) == (False, last[1])  # a new number, behind the last that is known here
    assert [row.type for row in (await page(restored, None)).events].count("recognition.given") == 6
    await restored.close()


async def test_a_backup_of_an_older_version_is_brought_to_the_newest_schema(database: Database, tmp_path: Path) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    await migrate.upgrade(old, "0016")
    await old.close()
    keeping.backup(tmp_path / "old.db", tmp_path / "copy.db")
    missing = await asyncio.to_thread(keeping.restore, tmp_path / "copy.db", tmp_path / "back.db")
    assert (missing[0], missing[-1]) == ("0017", migrate.newest())


def in_a_child(work: Callable[[], object]) -> int:
    """Begin it in another process; its number."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)  # whatever happens, here are no other tests
    return child


def test_killed_whenever_a_backup_is_whole_or_not_there_and_the_next_clears_up(
    sqlite_template: Path, tmp_path: Path, engine: str
) -> None:
    to = tmp_path / "copies" / "one.db"
    to.parent.mkdir()
    for wait_for in (lambda: any(to.parent.iterdir()), to.exists):
        child = in_a_child(lambda: keeping.backup(sqlite_template, to))
        while not wait_for() and not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if to.exists():
            with closing(sqlite3.connect(to)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            to.unlink()
    for left in (".one.db.1.hyb-draft", ".two.db.99.hyb-draft-wal", ".mine"):  # as those that were killed may leave
        (to.parent / left).write_text("half of it")
    keeping.backup(sqlite_template, to)
    assert sorted(each.name for each in to.parent.iterdir()) == [".mine", "one.db"]


def test_what_another_backup_writes_at_this_moment_is_left_alone(
    sqlite_template: Path, tmp_path: Path, engine: str
) -> None:
    with keeping._draft(tmp_path / "monday.db") as draft:
        draft.write_text("half of it")
        os.waitpid(in_a_child(lambda: keeping.backup(sqlite_template, tmp_path / "tuesday.db")), 0)
        assert draft.read_text() == "half of it"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["monday.db", "tuesday.db"]


def spoil(path: Path) -> None:
    """Write over a page in the middle."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 8192 * 4096)
        file.write(b"\xff" * 4096)


def change(*statements: str) -> Callable[[Path], None]:
    def do(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    return do


NO_BACKUPS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "nothing": (lambda path: path.unlink(), "There is no file"),
    "a text": (lambda path: path.write_text("Dear diary, " * 500), "file is not a database"),
    "a damaged page": (spoil, "ake the newest backup that is sound"),
    "half of it": (lambda path: os.truncate(path, path.stat().st_size // 2), "ake the newest backup that is sound"),
    "somebody else's": (lambda path: (path.unlink(), change("CREATE TABLE t (x)")(path)), "none of this service"),
    "a newer version's": (change("UPDATE alembic_version SET version_num = '9999'"), "Install that version first"),
    "a row without its person": (
        change("INSERT INTO score_switch VALUES ('organization', '2026-01-01 00:00:00.000000', 'per_nobody')"),
        "somebody else wrote into",
    ),
}


@pytest.mark.parametrize("what", NO_BACKUPS)
def test_what_is_no_sound_backup_is_refused_and_nothing_is_left(
    what: str, engine: str, sqlite_template: Path, tmp_path: Path
) -> None:
    make_bad, says = NO_BACKUPS[what]
    file, to = tmp_path / "copy.db", tmp_path / "there" / "hyb.db"
    keeping.backup(sqlite_template, file)
    make_bad(file)
    with pytest.raises(Refused, match=says) as refused:
        keeping.restore(file, to)
    assert str(file) in refused.value.message
    assert list(to.parent.glob("*")) == []


def test_nothing_is_ever_written_over(engine: str, sqlite_template: Path, tmp_path: Path) -> None:
    file, to = tmp_path / "copy.db", tmp_path / "hyb.db"
    keeping.backup(sqlite_template, file)
    for name in ("hyb.db", "hyb.db-wal", "hyb.db.key"):
        Path(f"{file}.key").write_text("the key of the backup")
        there = tmp_path / name
        there.write_text("mine")
        with pytest.raises(Refused, match="Move it away first"):
            keeping.restore(file, to)
        assert there.read_text() == "mine"
        there.unlink()
    with pytest.raises(Refused, match="is there already"):
        keeping.backup(sqlite_template, file)
    with pytest.raises(Refused, match="There is no database"):
        keeping.backup(tmp_path / "nowhere.db", to)


async def test_a_database_of_a_newer_version_is_not_touched(database: Database) -> None:
    newer = change("UPDATE alembic_version SET version_num = '9999'", "PRAGMA user_version = 9999")
    await asyncio.to_thread(newer, file_of(database))
    with pytest.raises(Refused, match=r"of a newer version \(9999\).*Install that version"):
        await migrate.pending(database)


# ---------------------------------------------------------------------------------------------------------------- move


@pytest.fixture
async def target(postgres: Database, clock: Clock) -> Database:
    """PostgreSQL, migrated and empty."""
    await postgres.run_sync(emptied)
    postgres.clock = clock
    return postgres


async def test_moved_every_row_is_there_and_the_log_goes_on_without_a_seam(
    database: Database, target: Database, company: Company, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lived(database, company, clock)
    monkeypatch.setattr(keeping, "ROWS_AT_A_TIME", 3)  # so that every table has more than fit into one piece
    before = await everything(database)
    async with database.read() as session:
        read = await feed.pull(session, None, [], limit=1000)
    told: list[tuple[int, int]] = []

    sizes = await keeping.move(database, target, step=lambda done, of: told.append((done, of)))

    assert await everything(target) | {"version": []} == before | {"version": []}
    assert sizes == {name: len(rows) for name, rows in before.items()}
    assert told[-1] == (2 * sum(sizes.values()), 2 * sum(sizes.values()))
    assert await everything(database) == before
    # Who has read the log there reads on here: what is new, once, and nothing that they know.
    new = await give(target, company, "ann", "bob", message="On the other side.")
    async with target.read() as session:
        after = await feed.pull(session, feed.cursor(read.end), [], limit=1000)
    assert [row.subject for row in after.events] == [new]
    assert (await target.version()) > (await database.version())


async def test_it_is_moved_whole_or_not_at_all(database: Database, target: Database, company: Company) -> None:
    await asyncio.to_thread(
        change("UPDATE person SET job_title = 'no text has a ' || char(0) WHERE user_name = 'dee'"), file_of(database)
    )
    with pytest.raises(Refused, match=r"Nothing was moved.*mend that"):
        await keeping.move(database, target)
    assert (await everything(target))["team"] == []

    await asyncio.to_thread(change("UPDATE person SET job_title = NULL"), file_of(database))
    await keeping.move(database, target)
    with pytest.raises(Refused, match=r"holds something in \w+ already. Make a new, empty database"):
        await keeping.move(database, target)


async def test_while_somebody_serves_it_nothing_is_moved(database: Database, sqlite_template: Path) -> None:
    await asyncio.to_thread(keeping.must_be_alone, sqlite_template)
    with pytest.raises(Refused, match=r"Somebody has .* open.*Stop the service, then move"):
        await asyncio.to_thread(keeping.must_be_alone, file_of(database))


async def test_it_goes_one_way_and_from_the_newest_schema(database: Database, target: Database, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="from SQLite to PostgreSQL"):
        await keeping.move(target, database)
    with pytest.raises(Refused, match="from SQLite to PostgreSQL"):
        await keeping.move(database, database)
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    await migrate.upgrade(old, "0016")
    with pytest.raises(Refused, match=r"lacks the migration 0017.*had-your-back migrate"):
        await keeping.move(old, target)
    await old.close()

    def says(version: str) -> Callable[[Connection], object]:
        return lambda connection: connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))

    await target.run_sync(says("0016"))
    with pytest.raises(Refused, match="of an older version already"):
        await keeping.move(database, target)
    assert (await migrate.pending(target))[0] == "0017"  # somebody's, and not so much as migrated
    await target.run_sync(says(migrate.newest()))
    async with target.read() as session:
        assert await session.value(text("SELECT count(*) FROM person")) == 0  # type: ignore[arg-type]
