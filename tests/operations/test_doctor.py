"""What is usually wrong with an installation is found, and told with what to do."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import text
from typer.testing import CliRunner

from conftest import NOW, Clock, Company, postgres_url
from had_your_back.__main__ import app
from had_your_back.commands import doctor as command
from had_your_back.database import Database
from had_your_back.doctor import looking
from had_your_back.doctor.looking import look
from had_your_back.doctor.rules import RULES, Endpoint, Findings, Level, Token, judge, verdict
from had_your_back.people.rules import Actor, Scope
from had_your_back.recognitions import store as recognitions
from had_your_back.settings import Settings
from had_your_back.webhooks import actions
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker
from identity.issuer import Issuer

WELL = Findings(now=NOW, people=60, largest_team=9, scores=timedelta(hours=9), since=NOW - timedelta(days=90))
SERVER = {"sqlite": False, "version": 18, "connections": 97, "encoding": "UTF8"}
FAULT, WARNING = Level.FAULT, Level.WARNING
HOUR = timedelta(hours=1)

MISTAKES: list[tuple[dict[str, Any], Level, str, str]] = [
    # what is found; how bad that is; its name; words of what to do
    ({"trouble": ("password", "password authentication failed")}, FAULT, "database", "password in HYB_DATABASE_URL"),
    ({"trouble": ("refused", "Connection refused")}, FAULT, "database", "Is it running"),
    ({"trouble": ("pooler", "unsupported startup parameter: jit")}, FAULT, "database", "HYB_DATABASE_DIRECT_URL"),
    ({"missing": "/srv/hyb.db"}, FAULT, "database-missing", "had-your-back migrate"),
    ({"pending": ["0017", "0018"]}, FAULT, "schema", "Run: had-your-back migrate"),
    ({"newer": "The database is of a newer version (9999)."}, FAULT, "schema-newer", "Never start an older version"),
    ({"behind": 5000}, FAULT, "log", "had-your-back mend-log"),
    ({"apart": timedelta(seconds=-9)}, WARNING, "clock", "chrony"),
    ({"apart": timedelta(hours=2)}, FAULT, "clock", "chrony"),
    ({"not_writable": "/srv/hyb.db"}, FAULT, "read-only", "the user that the service runs as"),
    ({"disk": "nfs4"}, FAULT, "network-disk", "had-your-back move"),
    ({"journal": "delete"}, WARNING, "journal", "put it on another one"),
    ({"damage": "Tree 4 page 7: btreeInitPage() returns error code 11"}, FAULT, "damaged", "had-your-back restore"),
    ({"readers": "/srv/hyb.db"}, WARNING, "data-open", "chmod 600 /srv/hyb.db*"),
    ({"unknown": [("HYB_ORGANISATION", "HYB_ORGANIZATION")]}, WARNING, "setting", "Is HYB_ORGANIZATION meant?"),
    ({"astray": ["old.js"]}, FAULT, "widget", "Install this version anew"),
    ({"free": 50 * 2**20}, FAULT, "disk", "Make room now"),
    ({"free": 3 * 2**30, "size": 2 * 2**30}, WARNING, "disk", "room for a copy"),
    ({**SERVER, "version": 12}, FAULT, "postgresql", "Take a newer one"),
    ({**SERVER, "encoding": "SQL_ASCII"}, FAULT, "encoding", "ENCODING 'UTF8'"),
    ({**SERVER, "standby": True}, FAULT, "standby", "Name the primary"),
    ({**SERVER, "connections": 22}, WARNING, "connections", "PgBouncer"),
    ({**SERVER, "open_since": HOUR}, WARNING, "open-transaction", "pg_stat_activity"),
    ({**SERVER, "key": None}, FAULT, "key-missing", "secrets.token_urlsafe(32)"),
    ({"key": "secret"}, WARNING, "key-short", "NEW,OLD"),
    ({"key_readers": "/srv/hyb.db.key"}, WARNING, "key-open", "chmod 600 /srv/hyb.db.key"),
    ({"endpoints": [Endpoint("whe_1", "ACTIVE", opens=False)]}, FAULT, "key-changed", "behind the new one"),
    ({"auth": "dev", "host": "0.0.0.0"}, FAULT, "dev-sign-in", "HYB_AUTH=oidc"),
    ({"auth": "dev", "public_url": "https://backs.example.org"}, FAULT, "dev-sign-in", "HYB_AUTH=oidc"),
    ({"issuer_trouble": "ConnectError"}, FAULT, "issuer", "HYB_OIDC_ISSUER"),
    ({"issuer_apart": timedelta(minutes=-5)}, FAULT, "issuer-clock", "Set the clock"),
    ({"host": "0.0.0.0"}, WARNING, "public-url", "HYB_PUBLIC_URL=https://"),
    ({"public_url": "http://backs.example.org"}, WARNING, "public-url", "Say https"),
    ({"allowed_origins": ["https://intranet.example.org/"]}, FAULT, "origin", "without a slash"),
    ({"allowed_origins": ["https://*.example.org"]}, FAULT, "origin", "without a slash"),
    ({"tokens": [Token("tok_1", "intranet", NOW - HOUR)]}, WARNING, "tokens", "had-your-back token create"),
    ({"tokens": [Token("tok_1", "intranet", NOW + 50 * HOUR)]}, WARNING, "tokens", "before"),
    ({"events": HOUR}, FAULT, "worker", "had-your-back work"),
    ({"clocks": HOUR}, FAULT, "worker", "had-your-back work"),
    ({"overdue": HOUR}, WARNING, "worker", "One more worker"),
    ({"unsealed": HOUR}, WARNING, "audit", "had-your-back audit verify"),
    ({"scores": timedelta(days=4)}, WARNING, "scores", "had-your-back score publish"),
    ({"scores": None}, WARNING, "scores", "had-your-back score publish"),
    ({"endpoints": [Endpoint("whe_1", "DISABLED", "It answered 410.")]}, WARNING, "endpoints", "Mend the receiver"),
    ({"endpoints": [Endpoint("whe_1", "RESTING")]}, WARNING, "endpoints", "webhook list"),
    ({"endpoints": [Endpoint("whe_1", "ACTIVE", refused="It is private")]}, FAULT, "endpoint-refused", "Allow it"),
    ({"people": 0}, WARNING, "people", "docs/import.md"),
    ({"administrators": 0}, WARNING, "administrator", "had-your-back role set USERNAME ADMINISTRATOR"),
    ({"teamless": 7}, WARNING, "teamless", "column `team`"),
    ({"sharing": [["ann", "bob"], ["cyd", "dee"]]}, WARNING, "emails", "Give each their own"),
    ({"largest_team": 4}, WARNING, "small-teams", "below a common one"),
    ({"files": 256}, WARNING, "files", "LimitNOFILE=65536"),
    ({"has_zones": False}, FAULT, "time-zones", "tzdata"),
    ({"kept_for_ever": ["HYB_RETENTION_ABSENCES"]}, WARNING, "retention", "number of days"),
]  # fmt: skip


def test_where_all_is_well_nothing_is_said() -> None:
    assert judge(WELL) == judge(replace(WELL, **SERVER)) == []
    assert verdict([]) == 0
    for fine in (
        {"auth": "dev", "public_url": "http://127.0.0.1:8400"},
        {"host": "0.0.0.0", "public_url": "https://backs.example.org"},
        {"allowed_origins": ["https://intranet.example.org", "http://localhost:3000"]},
        {"tokens": [Token("t", "old", NOW - timedelta(days=40)), Token("t", "new", None)]},
        {"live_scores": True, "scores": None},
        {"administrators": 0, "roles_from_claims": True},
        {"scores": None, "since": NOW - HOUR},
    ):
        assert judge(replace(WELL, **fine)) == []


@pytest.mark.parametrize(
    ("found", "level", "name", "do"), MISTAKES, ids=lambda each: each if isinstance(each, str) else ""
)
def test_a_mistake_is_told_once_with_what_to_do(found: dict[str, Any], level: Level, name: str, do: str) -> None:
    (said,) = judge(replace(WELL, **found))
    assert (said.level, said.name) == (level, name)
    assert do in said.do
    assert verdict([said]) == {WARNING: 1, FAULT: 2}[level]
    assert len(said.what) + len(said.do) < 300
    assert not said.what[0].islower()
    assert said.what.endswith((".", "!")) or "private" in said.what


def test_each_rule_is_about_some_mistake() -> None:
    assert len({name for _, _, name, _ in MISTAKES}) >= 20
    assert all(any(list(rule(replace(WELL, **found))) for found, *_ in MISTAKES) for rule in RULES)


def test_the_worst_stands_first_and_a_table_fits_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    every = replace(WELL, **{name: it for found, *_ in MISTAKES for name, it in found.items()})
    levels = [each.level for each in judge(every)]
    assert levels == sorted(levels, key=[FAULT, WARNING].index)

    async def found(_: Settings) -> Findings:
        return every

    monkeypatch.setattr("had_your_back.doctor.looking.look", found)
    monkeypatch.setattr(command, "out", Console(width=80, highlight=False))
    told = CliRunner().invoke(app, ["doctor"])
    assert told.exit_code == 2
    assert max(map(len, told.output.splitlines())) <= 80
    assert "…" not in told.output


# ---------------------------------------------------------------------------------------------------------- for real


def names(database_url: str, **settings: Any) -> dict[str, str]:
    """What a real look says, by name."""
    given = {"secret_key": SecretStr("a key for tests that is long"), **settings}
    found = asyncio.run(look(Settings(database_url=SecretStr(database_url), **given)))
    return {each.name: each.what for each in judge(found)} | {"look": repr(found)}


async def test_a_real_one_is_looked_at_and_nothing_is_changed(database: Database, company: Company) -> None:
    await Worker(database, Settings(), Vault("a key"), tombstones=recognitions.gone).drain()
    actor = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.WEBHOOKS_MANAGE}))
    given = {"vault": Vault("another key"), "policy": Policy(["127.0.0.0/8"], allow_http=True)}
    await database.transact(actions.create_endpoint, actor, actions.EndpointDraft("http://127.0.0.1:1/"), **given)
    async with database.read() as session:
        before = await session.rows(text("SELECT * FROM version"))  # type: ignore[arg-type]
    said = await asyncio.to_thread(names, database.url)
    # The test's clock stands, and no notary seals; how full a disk is, is not for us to say.
    assert set(said) - {"disk", "scores", "worker", "look"} == {"endpoint-refused", "key-changed", "audit"}, said
    assert "HYB_WEBHOOK_ALLOW_HTTP=true" in said["endpoint-refused"]
    assert "people=9, teamless=0, administrators=1, largest_team=5" in said["look"]
    assert ("version=18" in said["look"]) == (database.dialect == "postgresql")
    async with database.read() as session:
        assert await session.rows(text("SELECT * FROM version")) == before  # type: ignore[arg-type]


def test_on_the_command_line_and_for_machines(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "hyb.db"
    shutil.copyfile(sqlite_template, file)
    monkeypatch.setenv("HYB_DATABASE_URL", f"sqlite:///{file}")
    told = CliRunner().invoke(app, ["doctor"])
    assert (told.exit_code, "There is nobody here yet." in " ".join(told.output.split())) == (1, True), told.output
    told = CliRunner().invoke(app, ["doctor", "--json"])
    found = json.loads(told.output)
    assert (found["status"], found["advice"][-1]["name"], found["advice"][-1]["level"]) == (
        "warnings",
        "people",
        "warning",
    )
    assert not Path(f"{file}.key").exists()


def test_a_file_that_is_not_there_is_not_made_and_a_damaged_one_not_opened(
    sqlite_template: Path, tmp_path: Path
) -> None:
    file = tmp_path / "hyb.db"
    assert "There is no database at" in names(f"sqlite:///{file}")["database-missing"]
    assert list(tmp_path.iterdir()) == []
    shutil.copyfile(sqlite_template, file)
    with file.open("r+b") as damaged:
        damaged.seek(4096 * 3)
        damaged.write(b"\xff" * 4096)
    assert "The file is damaged" in names(f"sqlite:///{file}")["damaged"]
    file.write_text("Dear diary, " * 500)
    assert "not a database" in names(f"sqlite:///{file}")["damaged"]
    shutil.copyfile(sqlite_template, file)
    with closing(sqlite3.connect(file, isolation_level=None)) as changing:
        changing.execute("UPDATE alembic_version SET version_num = '9999'")
        changing.execute("PRAGMA user_version = 0")
    assert "of a newer version (9999)" in names(f"sqlite:///{file}")["schema-newer"]


def test_a_file_that_others_may_read_is_told_where_they_can_get_at_it() -> None:
    with TemporaryDirectory() as made:  # pytest's own lie in a folder that is closed
        folder = Path(made)
        folder.chmod(0o755)
        file = folder / "hyb.db"
        asyncio.run(Database(f"sqlite:///{file}").close())
        assert file.stat().st_mode & 0o777 == 0o600  # as we make it
        assert not looking._is_open(file)
        file.chmod(0o644)
        assert looking._is_open(file) == all(each.stat().st_mode & 0o001 for each in folder.parents)
        folder.chmod(0o700)
        assert not looking._is_open(file)


def test_of_the_widgets_files_none_is_missing_and_none_is_left_of_another_version(tmp_path: Path) -> None:
    built = Path(looking.had_your_back.__file__).parent / "http" / "widget"
    assert list(looking.astray(built)) == []
    folder = tmp_path / "widget"
    shutil.copytree(built, folder)
    (folder / "old.js").write_text("export {}")
    (folder / "give.js").unlink()
    assert list(looking.astray(folder)) == ["give.js", "old.js"]


def test_why_a_server_does_not_answer_is_told_apart(postgres_server: str) -> None:
    for url, kind in (
        (postgres_url(postgres_server, "nowhere"), "database"),
        ("postgresql://hyb:secret@127.0.0.1:1/hyb", "refused"),
        ("postgresql://hyb:secret@no-such-host.invalid/hyb", "name"),
    ):
        found = asyncio.run(look(Settings(database_url=SecretStr(url))))
        assert found.trouble is not None
        assert (found.trouble[0], "secret" in found.trouble[1]) == (kind, False), found.trouble


async def test_an_identity_provider_is_asked_whether_it_is_the_one() -> None:
    issuer = Issuer(Clock(datetime.now(UTC)))
    await issuer.start()
    try:
        for named, trouble in ((issuer.url, None), (issuer.url + "/", "which is not HYB_OIDC_ISSUER")):
            settings = Settings(
                database_url=SecretStr("sqlite:////nowhere/hyb.db"),
                auth="oidc",
                oidc_issuer=named,
                oidc_audience=("api://had-your-back",),
            )
            found = await look(settings)
            assert trouble is found.issuer_trouble is None or str(trouble) in str(found.issuer_trouble)
            assert (found.issuer_apart is None) == (trouble is not None)
    finally:
        await issuer.stop()
