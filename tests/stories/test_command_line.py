"""The command line, as an operator types it."""

import asyncio
import errno
import os
import re
import shutil
import socket
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

from conftest import NOW, emptied
from had_your_back.__main__ import app
from had_your_back.commands import service, shared
from had_your_back.commands.webhooks import OPERATOR
from had_your_back.commitments import actions as commitments
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Draft
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Row
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.people.actions import TeamDraft, put_team
from had_your_back.people.rules import GRANTS, Role, actor_of
from had_your_back.recognitions.store import gone
from had_your_back.scores.rules import day_of
from had_your_back.settings import Settings
from had_your_back.webhooks import actions as webhooks
from had_your_back.webhooks import engine
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.queue import give_up_on_disabled
from had_your_back.webhooks.signing import Vault
from had_your_back.webhooks.store import change_endpoint
from had_your_back.worker import Worker
from scores.gathering import example
from scores.living import live, settle

TEAMS = "externalId,name,leads\ncrew,Field Crew,ann\n"
PEOPLE = "userName,displayName,team\nann,Ann Example,crew\nbob,Bob Example,crew\nbad,,crew\n"


class Shell:
    """`had-your-back` with a SQLite database of its own."""

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
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Before anything was migrated."""
    (tmp_path / "teams.csv").write_text(TEAMS)
    (tmp_path / "people.csv").write_text(PEOPLE)
    return Shell(tmp_path, monkeypatch)


@pytest.fixture
def shell(bare: Shell, sqlite_template: Path) -> Shell:
    """With an empty database."""
    shutil.copyfile(sqlite_template, bare.folder / "shell.db")
    return bare


def test_an_operator_sets_up_people_roles_and_tokens(bare: Shell) -> None:
    shell = bare
    told = shell("token", "list", ends=1)
    assert f"no database at {shell.folder / 'shell.db'}" in told
    assert told.strip().endswith(
        "HYB_DATABASE_URL is not set here as it is there; for a new one run: had-your-back migrate"
    )
    assert sorted(each.suffix for each in shell.folder.iterdir()) == [".csv", ".csv"]  # nothing is left behind
    shell("migrate", "--check", ends=1)
    assert "nothing in the database" in shell("serve", ends=1)
    assert "Migrated" in shell("migrate")
    assert "the newest" in shell("migrate", "--check")

    shell("import", "teams", "teams.csv")
    told = shell("import", "people", "people.csv", "--report", "refused.csv")
    assert "2 people new" in told
    assert "1 refused" in told
    assert (shell.folder / "refused.csv").read_text().splitlines()[1].startswith("4,displayName,TOO_SHORT,")
    assert "nothing was written" in shell("import", "people", "people.csv", "--dry-run")

    assert "MODERATOR" in shell("role", "set", "bob", "MODERATOR")
    assert "0 accounts forgotten" in shell("sign-in", "forget", "bob")
    assert "nobody with the userName" in shell("role", "set", "zoe", "MODERATOR", ends=1)

    assert "There is no token yet" in shell("token", "list")
    made = shell("token", "create", "--name", "intranet", "--scopes", "recognitions:read", "--expires", "90d")
    assert made.strip().startswith("hyb_")
    assert len(made.strip().splitlines()) == 1  # the last line printed is the token alone
    assert "is not a scope" in shell("token", "create", "--name", "x", "--scopes", "everything", ends=1)
    assert "more than ten years" in shell("token", "create", "--person", "ann", "--expires", "99999d", ends=1)
    assert "--person USERNAME" in shell("token", "create", "--name", "x", ends=2)
    assert "no period" in shell("token", "create", "--name", "x", "--scopes", "admin", "--expires", "soon", ends=1)
    listed = shell("token", "list")
    token = next(word for word in listed.split() if word.startswith("tok_"))
    shell("token", "create", "--name", "[/] hall", "--scopes", "signage")
    assert "[/] hall" in shell("token", "list")
    assert "intranet" in listed
    assert made.strip() not in listed
    shell("token", "revoke", token)
    assert "revoked" in shell("token", "list")
    shell("token", "revoke", token, ends=1)
    shell("token", "create", "--person", "ann", "--expires", "3650d")  # as the page at / says it
    hers = next(line.split("│") for line in shell("token", "list").splitlines() if " ann " in line)
    assert [each.strip() for each in hers[2:4]] == ["ann", "ann"]
    assert hers[4].split() == sorted(GRANTS[Role.EMPLOYEE])

    assert "people.csv" in shell("export", "--out", "out", "--format", "csv")
    assert "ann,Ann Example" in (shell.folder / "out" / "people.csv").read_text()


@pytest.mark.parametrize(
    ("host", "words"),
    [
        (
            "127.0.0.1",
            "Somebody listens on 127.0.0.1:{port} already. Stop them, or take another port: --port or HYB_PORT.",
        ),
        ("192.0.2.1", "192.0.2.1 is no address of this machine. Say one of this machine's addresses by --host"),
    ],
)
def test_where_it_cannot_listen_is_said_in_a_sentence(shell: Shell, host: str, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = shell("serve", "--host", host, "--port", str(port), ends=1)
    assert told.startswith(words.format(port=port))
    assert len(told.splitlines()) == 1


def test_a_port_for_root_and_a_name_that_nobody_knows_are_told_as_such() -> None:
    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")  # to ask for one could take its time
    assert service._why_not(unknown, "nosuch.invalid", 80).startswith(
        "Nothing is known here by the name nosuch.invalid. "
    )
    assert "see docs/deploy.md" in service._why_not(PermissionError(errno.EACCES, "denied"), "127.0.0.1", 443)
    assert "out of memory" in service._why_not(OSError(errno.ENOMEM, "out of memory"), "127.0.0.1", 8400)


def test_an_operator_erases_a_person_and_proves_it(shell: Shell) -> None:
    shell("import", "teams", "teams.csv")
    shell("import", "people", "people.csv")
    (shell.folder / "thanks.csv").write_text(
        "giver,recipients,message,behaviours,visibility,givenAt\n"
        "ann,bob,You kept the lights on all night long,had_my_back,EVERYONE,2026-01-05T10:00:00Z\n"
        "bob,ann,It was a pleasure to be there with you,had_my_back,EVERYONE,2026-01-06T10:00:00Z\n"
    )
    shell("import", "recognitions", "thanks.csv")
    assert "recognitionsGiven.csv" in shell("export", "--person", "ann", "--out", "ann", "--format", "csv")
    assert "You kept the lights on" in (shell.folder / "ann" / "recognitionsGiven.csv").read_text()
    assert "bob" not in (shell.folder / "ann" / "profile.csv").read_text()
    assert "nobody with the userName" in shell("export", "--person", "zoe", "--out", "zoe", ends=1)
    assert "nobody with the userName" in shell("erase", "zoe", "--yes", ends=1)
    assert "Something was found" in shell("erase", "Ann Example", "--prove", ends=1)
    ran = CliRunner().invoke(app, ["erase", "ann"], input="n\n")
    assert (ran.exit_code, "Erase Ann Example" in ran.output) == (1, True)

    (shell.folder / "service.log").write_text("INFO nobody is named here\n")
    told = shell("erase", "ann", "--prove", "--yes", "--file", "service.log")
    assert "Looked for 1 names, 1 plain words and 2 texts." in told
    for place in ("table recognition ", "table webhook_attempt", "index of words", "shell.db", "service.log"):
        assert place in told, place
    assert "nothing" in told
    assert b"Ann Example" not in (shell.folder / "shell.db").read_bytes()
    assert "nobody called Ann Example" in CliRunner().invoke(app, ["erase", "Ann Example", "--prove"]).stderr
    assert "Something was found" in shell("erase", "Ann Example", "--prove", "--file", "people.csv", ends=1)
    assert "erased-" in shell("export", "--out", "out") + (shell.folder / "out" / "people.jsonl").read_text()


async def _endpoint(url: str) -> str:
    """Make an endpoint in the database of the shell, and let the worker hand out what there is; its id."""
    database = Database(os.environ["HYB_DATABASE_URL"])
    policy = Policy(["127.0.0.0/8"], allow_http=True)
    sealed = {"vault": Vault("a key for tests"), "policy": policy}
    made = await database.transact(webhooks.create_endpoint, OPERATOR, webhooks.EndpointDraft(url), **sealed)
    await database.transact(put_team, TeamDraft(external_id="new", name="New"))
    await database.transact(engine.fan_out)
    await database.transact(change_endpoint, made.id, {"state": "DISABLED", "state_reason": "It [was] ill."})
    await database.transact(give_up_on_disabled, limit=10)
    await database.close()
    return made.id


async def _answer(stop: threading.Event) -> None:
    """What a worker does, until it is told to stop."""
    settings = Settings(webhook_allow_cidrs=("127.0.0.0/8",), webhook_allow_http=True)
    database = Database(os.environ["HYB_DATABASE_URL"])
    worker = Worker(database, settings, Vault("a key for tests"), tombstones=gone)
    while not stop.is_set():
        await worker.drain()
        await asyncio.sleep(0.02)
    await worker.close()
    await database.close()


def test_a_backup_says_where_the_key_is(shell: Shell) -> None:
    assert "There is no key yet to go with it" in shell("backup", "first.db")
    (shell.folder / "shell.db.key").write_text("a key that the service made")
    assert "second [/].db.key opens its secrets" in shell("backup", "second [/].db")
    (shell.folder / "shell.db.key").unlink()
    shell.environment.setenv("HYB_SECRET_KEY", "a key of our own")
    assert "HYB_SECRET_KEY opens its secrets" in shell("backup", "third.db")


def test_a_key_that_signs_webhooks_is_made_and_changed(shell: Shell) -> None:
    made = [shell("webhook", "rotate-key", "--overlap", hours).splitlines()[-1] for hours in ("168", "0")]
    assert all(key.startswith("whpk_") for key in made)
    assert len(set(made)) == 2
    shell("webhook", "rotate-key", "--overlap", "169", ends=2)


def test_webhooks_are_listed_tried_and_sent_again(shell: Shell) -> None:
    assert "createWebhookEndpoint" in shell("webhook", "list")
    endpoint = asyncio.run(_endpoint("http://127.0.0.1:1/"))
    listed = shell("webhook", "list")
    for each in (endpoint, "http://127.0.0.1:1/", "standard thin", "disabled: It [was] ill.", "never"):
        assert each in listed

    assert "no instant" in shell("webhook", "replay", endpoint, "--since", "soon", ends=1)
    assert "no period" in shell("webhook", "replay", endpoint, "--since", "0d", ends=1)
    assert "No event type" in shell("webhook", "replay", endpoint, "--since", "3d", "--types", "cow.*", ends=1)
    since = ("--since", "2026-01-01", "--types", "team.*, person.*")
    assert "1 event would be sent again" in shell("webhook", "replay", endpoint, *since, "--dry-run")
    assert "0 events" in shell("webhook", "replay", endpoint, *since, "--until", "2026-01-02T00:00:00Z", "--dry-run")
    assert "1 event will be sent again" in shell("webhook", "replay", endpoint, *since)
    assert "0 events will be" in shell("webhook", "replay", endpoint, *since, "--all")

    assert "Is one running?" in shell("webhook", "test", endpoint, "--wait", "0", ends=1)
    assert "no endpoint with this id" in shell("webhook", "test", "whe_1", ends=1)
    stop = threading.Event()
    worker = threading.Thread(target=lambda: asyncio.run(_answer(stop)))
    worker.start()
    try:
        assert "connection: " in shell("webhook", "test", endpoint, ends=1)
    finally:
        stop.set()
        worker.join()


def test_wrong_settings_are_told_by_their_names(shell: Shell) -> None:
    shell.environment.setenv("HYB_TIME_ZONE", "Mars/Olympus")
    shell.environment.setenv("HYB_PORT", "web")
    told = shell("serve", ends=2)
    assert "HYB_TIME_ZONE" in told
    assert "Europe/Berlin" in told
    assert "HYB_PORT" in told


def test_settings_that_do_not_go_together_are_told_in_one_sentence(shell: Shell) -> None:
    shell.environment.setenv("HYB_RETENTION_WEBHOOKS", "60")
    told = shell("serve", ends=2)
    assert told.startswith("HYB_RETENTION_EVENTS is less than HYB_RETENTION_WEBHOOKS")


def test_no_setting_lets_in_the_pages_of_every_origin(shell: Shell) -> None:
    shell.environment.setenv("HYB_ALLOWED_ORIGINS", "https://intranet.example.org,*")
    assert "HYB_ALLOWED_ORIGINS: it names each origin exactly" in shell("serve", ends=2)


def test_a_demonstration_sign_in_never_listens_to_the_network(shell: Shell) -> None:
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


def test_a_file_of_a_secret_that_cannot_be_read_is_named_with_the_reason(shell: Shell) -> None:
    (shell.folder / "binary").write_bytes(b"\xff\xfe")
    (shell.folder / "empty").write_text("\n")
    for name, said in (
        ("missing", "HYB_SECRET_KEY_FILE names missing, which cannot be read: No such file or directory."),
        (".", "HYB_SECRET_KEY_FILE names ., which cannot be read: Is a directory."),
        ("binary", "HYB_SECRET_KEY_FILE names binary, which cannot be read: it is no text in UTF-8."),
        ("empty", "HYB_SECRET_KEY: it is empty"),
    ):
        shell.environment.setenv("HYB_SECRET_KEY_FILE", name)
        assert said in shell("serve", ends=2)


def test_what_is_promised_late_and_unclaimed_stands_in_a_table(shell: Shell) -> None:
    shell("import", "teams", "teams.csv")
    shell("import", "people", "people.csv")
    assert "Nothing." in shell("commitments")
    due = datetime.now(UTC) + timedelta(days=9)

    async def promise() -> None:
        database = Database(os.environ["HYB_DATABASE_URL"], clock=lambda: datetime.now(UTC) - timedelta(days=9))
        found = {row.user_name: row.id async for row in _everybody(database)}
        ann, bob = (actor_of(found[name], [Role.EMPLOYEE], None) for name in ("ann", "bob"))
        soon = Draft(title="Valve list [north]", due_at=datetime.now(UTC) - timedelta(days=2))
        late = await database.transact(commitments.offer, bob, found["ann"], soon, terms=Terms())
        step = Step(commitment=late, version=1, act=Act.ACCEPT)
        await database.transact(commitments.act, ann, step, terms=Terms())
        async with database.read() as session:
            (crew,) = await tree.teams_by(session, "external_id", ["crew"])
        old = Draft(title="Old pump", due_at=datetime.now(UTC) - timedelta(days=5))
        over = await database.transact(commitments.offer, bob, found["ann"], old, terms=Terms())
        await database.transact(commitments.act, bob, Step(commitment=over, version=1, act=Act.WITHDRAW), terms=Terms())
        quiet = Draft(title="Keys", due_at=due)
        await database.transact(commitments.request, ann, crew.id, quiet, terms=Terms())
        await database.transact(commitments.offer, bob, found["ann"], replace(quiet, private=True), terms=Terms())
        await database.close()

    asyncio.run(promise())
    (shell.folder / "marked.csv").write_text("userName,displayName\nann,[/] Ann [south]\n")
    shell("import", "people", "marked.csv")
    every = shell("commitments", "--open")
    assert "Valve list [north]" in every
    assert "[/] Ann [south]" in every
    assert "(private)" in every
    all_of_them = shell("commitments")
    assert all_of_them.index("Valve list") < all_of_them.index("Keys") < all_of_them.index("Old pump")
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # it is never the same day there
        shell.environment.setenv("HYB_TIME_ZONE", zone)
        (keys,) = (line for line in shell("commitments").splitlines() if "Keys" in line)
        assert f"{due.astimezone(ZoneInfo(zone)):%Y-%m-%d}" in keys
    late = shell("commitments", "--overdue")
    assert "2 d late" in late
    assert "Keys" not in late
    assert "anybody in Field Crew" in shell("commitments", "--unclaimed")


async def _everybody(database: Database) -> AsyncIterator[Row]:
    async with database.read() as session:
        for row in await session.rows(people.find_people()):
            yield row


def test_a_team_that_is_no_more_is_removed_and_may_come_anew(shell: Shell) -> None:
    (shell.folder / "below.csv").write_text("externalId,name,parentExternalId\npump,Pump [south],crew\n")
    for kind, name in (("teams", "teams.csv"), ("people", "people.csv"), ("teams", "below.csv")):
        shell("import", kind, name)
    assert "Near: Field Crew (crew)" in shell("team", "remove", "field", "--yes", ends=1)
    asked = CliRunner().invoke(app, ["team", "remove", "field crew"], input="n\n")
    assert (asked.exit_code, "Remove Field Crew (crew; people in it: 2, teams below it: 1)?" in asked.output) == (
        1,
        True,
    )
    assert "Field Crew is removed" in shell("team", "remove", "crew", "--yes")
    assert "Pump [south] is removed" in shell("team", "remove", "pump", "--yes")
    assert "There is no team 'crew'" in shell("team", "remove", "crew", "--yes", ends=1)
    with closing(sqlite3.connect(shell.folder / "shell.db")) as held:
        assert held.execute("SELECT type FROM event WHERE type = 'team.removed'").fetchall() == [("team.removed",)] * 2
        assert held.execute("SELECT count(*) FROM membership WHERE until IS NULL").fetchone() == (0,)
        assert held.execute("SELECT count(*) FROM membership").fetchone() == (2,)
    shell("import", "teams", "teams.csv")
    shell("import", "people", "people.csv")
    with closing(sqlite3.connect(shell.folder / "shell.db")) as held:
        assert held.execute("SELECT count(*) FROM membership WHERE until IS NULL").fetchone() == (2,)
        assert held.execute("SELECT count(*) FROM team WHERE name = 'Field Crew'").fetchone() == (2,)


AS_OF = day_of(NOW, UTC)
SLOW = 'version = "slow"\nhalf_life = 60\n'
WEIGHTS = """[weights]
reliability = {}
responsiveness = 0.2
coverage = 0.2
participation = 0.1
service = 0.1
"""


@pytest.fixture
def living(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """With the company of the worked example, on a day that stands still."""
    monkeypatch.setattr(shared, "Database", partial(Database, clock=lambda: NOW))

    async def begin() -> None:
        database = Database(os.environ["HYB_DATABASE_URL"], clock=lambda: AS_OF)
        world = example()
        await database.transact(live, world, await database.transact(settle, world.staff, AS_OF))
        for external_id, name in (("publish", "Twins"), ("other", "Twins"), ("heron", "Heron [north]")):
            await database.transact(put_team, TeamDraft(external_id=external_id, name=name))
        await database.close()

    asyncio.run(begin())
    return shell


def test_scores_are_published_once_a_day(living: Shell) -> None:
    assert "Nothing has been published" in living("score", "kestrel")
    told = living("score", "publish")
    assert "The scores as of 2026-11-20 are published: 5 teams." in told
    assert "too few members" in told
    assert "are published already: 5 teams." in living("score", "publish")
    living.environment.setenv("HYB_SCORE_REFRESH", "PT0S")
    assert "Set it to P1D" in living("score", "publish", ends=1)
    assert "76.3 of 100" in living("score", "kestrel")


def test_the_working_of_a_score_fits_into_a_terminal(living: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    living("score", "publish")
    short = living("score", "kestrel")
    assert "76.3 of 100, solid; between 68.7 and 84.7." in short
    assert (
        "Weakest link: Reliability. Keeping every promise on time could raise the score by up to 9.1 points." in short
    )
    assert "not for pay" in short

    whole = living("score", "KESTREL", "--explain")
    assert "10 promises ended: 7 kept on time, 1 kept late, 1 taken back in time, 1 broken." in whole
    assert re.search("Coverage +│ 0.883 │ +0.150 │ +1.4 │ +1.000 │ 0.713 │ 14.4", whole)
    assert "100 * 0.755^0.400 * 0.747^0.200 * 0.883^0.150 * 0.658^0.100 * 0.768^0.150 = 76.3" in whole
    monkeypatch.setattr(shared.out, "width", 80)
    narrow = living("score", "--explain", "kestrel")
    assert max(map(len, narrow.splitlines())) <= 80
    assert "…" not in narrow
    assert "│ 14.4 │" in narrow


def test_a_score_by_another_recipe_stands_beside_the_present_one(living: Shell) -> None:
    (living.folder / "slow.toml").write_text(SLOW)
    (living.folder / "strict.json").write_text('{"version": "[strict]", "least_members": 6}')
    living("score", "publish")
    told = living("score", "kestrel", "--recipe", "slow.toml", "--explain")
    assert re.search("now ┃ +slow", told)
    assert re.search(r"Score +│ +76\.3 │ +75\.\d", told)
    assert told.count("The score ") == 2
    told = living("score", "kestrel", "--recipe", "strict.json")
    assert "By the recipe [strict] there would be none." in told
    assert "at least 6 members" in told
    # What nobody may know, no recipe shows.
    assert "of 100" not in living("score", "swift", "--recipe", "slow.toml")

    for wrong, because in (
        ("nothing of the kind", "This is not a recipe"),
        ("\0\udcff", "This is not a recipe"),
        (SLOW + WEIGHTS.format(0.5), "these add up to 1.1"),
        (SLOW + WEIGHTS.format(-0.4), "between 0 and 1"),
        (SLOW + "window = 30", "A preview keeps the window"),
    ):
        (living.folder / "wrong").write_bytes(wrong.encode(errors="surrogateescape"))
        assert because in living("score", "kestrel", "--recipe", "wrong", ends=1)
    living("score", "kestrel", "--recipe", "nowhere.toml", ends=2)


def test_a_team_is_named_as_people_name_it(living: Shell) -> None:
    living("score", "publish")
    assert "Heron [north] as of" in living("score", "heron [NORTH]")
    assert "Heron [north] as of" in living("score", "heron")
    assert "Twins" in living("score", "team", "publish")
    twice = living("score", "twins", ends=1)
    assert "2 teams are called 'Twins'" in twice
    assert "Twins (other), Twins (publish)" in twice or "Twins (publish), Twins (other)" in twice
    assert "Near: kestrel (kestrel)." in living("score", "kestral", ends=1)
    assert "Near: Heron [north] (heron)." in living("score", "north", ends=1)
    assert "by its name, its external id or its id" in living("score", "", ends=1)
    with closing(sqlite3.connect(living.folder / "shell.db")) as held:
        ((key,),) = held.execute("SELECT id FROM team WHERE external_id = 'heron'")
    assert "Heron [north] as of" in living("score", key)


def test_without_an_address_a_company_moves_to_where_the_settings_say_past_a_pooler(
    shell: Shell, postgres_database: str
) -> None:
    async def there(work: Callable[[Connection], Any]) -> Any:
        database = Database(postgres_database)
        try:
            return await database.run_sync(work)
        finally:
            await database.close()

    asyncio.run(there(emptied))
    shell("import", "teams", "teams.csv")
    shell.environment.setenv("HYB_DATABASE_URL", "postgresql://127.0.0.1:1/pooler")
    shell.environment.setenv("HYB_DATABASE_DIRECT_URL", postgres_database)
    assert "each compared with the one it was" in shell("move", f"sqlite:///{shell.folder / 'shell.db'}")
    assert asyncio.run(there(lambda at: at.exec_driver_sql("SELECT name FROM team").scalars().all())) == ["Field Crew"]


@pytest.mark.parametrize(
    ("command", "ends", "words"),
    [
        (["listen", "--secret", "abc"], 2, "A secret is whsec_"),
        (["listen", "--secret", "whsec_b2xk", "--port", "99999"], 2, "--port"),
        (["move", "a", "b"], 2, "It goes from SQLite to PostgreSQL"),
        (["move", "sqlite:///shell.db"], 2, "It goes from SQLite to PostgreSQL"),  # HYB_DATABASE_URL names it too
        (["demo", "--people", "3"], 2, "--people"),
        (["demo", "--port", "0", "--data", "/proc/nowhere"], 1, "/proc/nowhere"),
        (["export", "--out", "/proc/nowhere"], 1, "/proc/nowhere"),
        (["backup", "/proc/nowhere"], 1, "/proc/"),
        (["mend-log"], 1, "mend-log --rewound"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(shell: Shell, command: list[str], ends: int, words: str) -> None:

    told = shell(*command, ends=ends)
    assert words in told
    assert "database does not answer" not in told
    assert "damaged" not in told
