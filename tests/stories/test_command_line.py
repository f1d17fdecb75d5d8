"""The command line, as an operator types it."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from had_your_back.__main__ import app
from had_your_back.commitments import actions as commitments
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Draft
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Row
from had_your_back.people import store as people
from had_your_back.people.rules import Role, actor_of

TEAMS = "externalId,name,leads\ncrew,Field Crew,ann\n"
PEOPLE = "userName,displayName,team\nann,Ann Example,crew\nbob,Bob Example,crew\nbad,,crew\n"


class Shell:
    """`had-your-back` with an empty SQLite database of its own."""

    def __init__(self, folder: Path, environment: pytest.MonkeyPatch) -> None:
        self.folder, self.environment = folder, environment
        environment.chdir(folder)
        # Set here so that what `serve` passes on to its processes is taken back after the test.
        for name, value in {"AUTH": "tokens", "HOST": "127.0.0.1", "PORT": "0", "WORK": "0"}.items():
            environment.setenv(f"HYB_{name}", value)
        environment.setenv("HYB_DATABASE_URL", f"sqlite:///{folder / 'shell.db'}")
        environment.setenv("COLUMNS", "200")

    def __call__(self, *arguments: str, ends: int = 0) -> str:
        ran = CliRunner().invoke(app, arguments)
        assert ran.exit_code == ends, ran.output
        return ran.stdout if ends == 0 else ran.stderr


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    (tmp_path / "teams.csv").write_text(TEAMS)
    (tmp_path / "people.csv").write_text(PEOPLE)
    return Shell(tmp_path, monkeypatch)


def test_an_operator_sets_up_people_roles_and_tokens(shell: Shell) -> None:
    assert "Run: had-your-back migrate" in shell("token", "list", ends=1)
    shell("migrate", "--check", ends=1)
    assert "Migrated" in shell("migrate")
    assert "the newest" in shell("migrate", "--check")

    shell("import", "teams", "teams.csv")
    told = shell("import", "people", "people.csv", "--report", "refused.csv")
    assert "2 people new" in told
    assert "1 refused" in told
    assert (shell.folder / "refused.csv").read_text().splitlines()[1].startswith("4,displayName,TOO_SHORT,")
    assert "nothing was written" in shell("import", "people", "people.csv", "--dry-run")

    assert "MODERATOR" in shell("role", "set", "bob", "MODERATOR")
    assert "nobody with the userName" in shell("role", "set", "zoe", "MODERATOR", ends=1)

    made = shell("token", "create", "--name", "intranet", "--scopes", "recognitions:read", "--expires", "90d")
    assert made.strip().startswith("hyb_")
    assert len(made.strip().splitlines()) == 1  # the last line printed is the token alone
    assert "is not a scope" in shell("token", "create", "--name", "x", "--scopes", "everything", ends=1)
    assert "no period" in shell("token", "create", "--name", "x", "--scopes", "admin", "--expires", "soon", ends=1)
    listed = shell("token", "list")
    token = next(word for word in listed.split() if word.startswith("tok_"))
    assert "intranet" in listed
    assert made.strip() not in listed
    shell("token", "revoke", token)
    assert "revoked" in shell("token", "list")
    shell("token", "revoke", token, ends=1)

    assert "people.csv" in shell("export", "--out", "out", "--format", "csv")
    assert "ann,Ann Example" in (shell.folder / "out" / "people.csv").read_text()


def test_wrong_settings_are_told_by_their_names(shell: Shell) -> None:
    shell.environment.setenv("HYB_TIME_ZONE", "Mars/Olympus")
    shell.environment.setenv("HYB_PORT", "web")
    told = shell("serve", ends=2)
    assert "HYB_TIME_ZONE" in told
    assert "Europe/Berlin" in told
    assert "HYB_PORT" in told


def test_a_demonstration_sign_in_never_listens_to_the_network(shell: Shell) -> None:
    shell("migrate")
    shell.environment.setenv("HYB_AUTH", "dev")
    shell.environment.setenv("HYB_HOST", "0.0.0.0")
    assert "HYB_AUTH=dev lets anybody be anybody" in shell("serve", ends=1)


def test_postgresql_without_a_key_says_how_to_make_one(shell: Shell, postgres_database: str) -> None:
    shell.environment.setenv("HYB_DATABASE_URL", postgres_database)
    assert "HYB_SECRET_KEY is needed" in shell("serve", ends=1)


def test_secrets_can_come_from_files(shell: Shell) -> None:
    (shell.folder / "url").write_text(f"sqlite:///{shell.folder / 'from-file.db'}\n")
    shell.environment.delenv("HYB_DATABASE_URL")
    shell.environment.setenv("HYB_DATABASE_URL_FILE", str(shell.folder / "url"))
    shell("migrate")
    assert (shell.folder / "from-file.db").exists()


def test_what_is_promised_late_and_unclaimed_stands_in_a_table(shell: Shell) -> None:
    shell("migrate")
    shell("import", "teams", "teams.csv")
    shell("import", "people", "people.csv")
    assert "Nothing." in shell("commitments")

    async def promise() -> None:
        database = Database(os.environ["HYB_DATABASE_URL"], clock=lambda: datetime.now(UTC) - timedelta(days=9))
        found = {row.user_name: row.id async for row in _everybody(database)}
        ann, bob = (actor_of(found[name], [Role.EMPLOYEE], None) for name in ("ann", "bob"))
        soon = Draft(title="Valve list [north]", due_at=datetime.now(UTC) - timedelta(days=2))
        late = await database.transact(commitments.offer, bob, found["ann"], soon, terms=Terms())
        step = Step(commitment=late, version=1, act=Act.ACCEPT)
        await database.transact(commitments.act, ann, step, terms=Terms())
        async with database.read() as session:
            (crew,) = await people.teams_by(session, "external_id", ["crew"])
        quiet = Draft(title="Keys", due_at=datetime.now(UTC) + timedelta(days=9))
        await database.transact(commitments.request, ann, crew.id, quiet, terms=Terms())
        await database.transact(commitments.offer, bob, found["ann"], replace(quiet, private=True), terms=Terms())
        await database.close()

    asyncio.run(promise())
    every = shell("commitments", "--open")
    assert "Valve list [north]" in every
    assert "(private)" in every
    late = shell("commitments", "--overdue")
    assert "2 d late" in late
    assert "Keys" not in late
    assert "anybody in Field Crew" in shell("commitments", "--unclaimed")


async def _everybody(database: Database) -> AsyncIterator[Row]:
    async with database.read() as session:
        for row in await session.rows(people.find_people()):
            yield row
