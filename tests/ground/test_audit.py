"""Who did what, and what shows when somebody tampers with the record of it."""

import asyncio
import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from typer.testing import CliRunner

from conftest import Api, Clock, Company
from had_your_back import audit
from had_your_back.__main__ import app
from had_your_back.app import worker_of
from had_your_back.audit import Broken, Head, Notary
from had_your_back.columns import table
from had_your_back.commitments.actions import terms_of
from had_your_back.database import Database, Row, Rows, Transaction
from had_your_back.errors import Refused
from had_your_back.people import actions as people
from had_your_back.people.actions import TokenDraft
from had_your_back.people.rules import Role
from had_your_back.privacy import actions as privacy
from had_your_back.settings import Settings
from recognitions.acting import give

NOTARY = Notary("a key for tests")
DAY = timedelta(days=1)


async def entries(database: Database) -> Rows:
    async with database.read() as session:
        return await session.rows(audit.select(audit.entry).order_by(audit.entry.c.position))


async def newest(database: Database) -> Row:
    return (await entries(database))[-1]


async def do(database: Database, *statements: str) -> None:
    """What somebody does who has the database."""

    async def tamper(tx: Transaction) -> None:
        for each in statements:
            await tx.write(text(each))

    await database.transact(tamper)


async def notes(database: Database, number: int, notary: Notary | None = NOTARY) -> None:
    """So many acts, from a place, sealed."""
    with audit.by(audit.Origin("per_one", "graphql", "tok_one", "192.0.2.7")):
        for each in range(number):
            await audit.note_alone(database, "token.created", f"tok_{each}", scopes=["scim"], times=each)
    if notary:
        await database.transact(audit.seal, notary)


async def broken(database: Database, wanted: Head | None = None, notary: Notary = NOTARY) -> str:
    with pytest.raises(Broken) as no:
        await audit.verify(database, notary, wanted)
    return str(no.value)


# -------------------------------------------------------------------------------------------------------- what is kept


async def test_an_act_is_kept_with_who_by_which_road_and_without_a_word(
    api: Api, database: Database, company: Company
) -> None:
    given = await api(
        """mutation($to: ID!) { giveRecognition(input: {recipients: [$to], behaviours: ["had_my_back"],
           message: "You held the ladder"}) { recognition { id } } }""",
        to=company["bob"],
    )
    row = await newest(database)
    assert (row.act, row.subject) == ("recognition.given", given["giveRecognition"]["recognition"]["id"])
    assert (row.actor, row.road, row.credential) == (company["ann"], "graphql", None)
    assert row.place is None  # where people thank from is nobody's business
    assert "ladder" not in str([tuple(each) for each in await entries(database)])


async def test_what_is_access_is_kept_with_the_token_and_the_place(
    api: Api, database: Database, company: Company
) -> None:
    draft = TokenDraft(name="Of Int", scopes=["webhooks:manage"], person="int")
    token, secret = await database.transact(people.create_token, draft)
    row = await newest(database)
    assert (row.act, row.subject, row.actor) == ("token.created", token, "service")
    assert row.details == {"scopes": ["webhooks:manage"], "person": company["int"]}
    await api(
        'mutation { createWebhookEndpoint(input: {url: "https://hooks.example.com/"}) { userErrors { code } } }', secret
    )
    row = await newest(database)
    assert (row.act, row.actor, row.credential, row.place) == (
        "endpoint.created",
        company["int"],
        token,
        "127.0.0.1",
    )


async def test_what_did_not_happen_is_not_kept(database: Database, company: Company) -> None:
    before = len(await entries(database))
    with pytest.raises(Refused):
        await give(database, company, "ann", "ann")
    assert len(await entries(database)) == before


async def test_silent_history_is_not_kept_but_who_joined_is(database: Database, company: Company) -> None:
    async def quietly(tx: Transaction) -> None:
        tx.silent = True
        await people.put_roles(tx, "bob", [Role.MODERATOR])

    await database.transact(quietly)
    assert [row.act for row in (await entries(database))[-2:]] == ["person.changed", "person.trusted"]
    assert (await newest(database)).details == {"roles": ["MODERATOR"]}


async def test_of_a_flood_of_refused_tokens_few_are_kept_each_with_how_many_there_were(
    api: Api, database: Database, company: Company
) -> None:
    token, secret = await database.transact(people.create_token, TokenDraft(name="Gone", scopes=["people:read"]))
    await database.transact(people.revoke_token, token)
    before = len(await entries(database))
    for _ in range(9):
        assert await api.codes("{ viewer { id } }", secret) == ["UNAUTHENTICATED"]
    kept = (await entries(database))[before:]
    assert [(row.act, row.subject, row.actor, row.place, row.details) for row in kept] == [
        ("token.refused", token, "nobody", "127.0.0.1", {"times": times}) for times in (1, 2, 4, 8)
    ]


async def test_fetching_everything_about_oneself_is_kept(api: Api, database: Database, company: Company) -> None:
    await api("{ viewer { export } }")
    row = await newest(database)
    assert (row.act, row.subject, row.actor) == ("person.exported", company["ann"], company["ann"])


async def test_erasure_forgets_from_where_and_the_chain_holds(database: Database, company: Company) -> None:
    with audit.by(audit.Origin(company["ann"], "graphql", None, "192.0.2.7")):
        await database.transact(people.renew_calendar, people.rules.actor_of(company["ann"], [Role.EMPLOYEE], None))
    with audit.by(audit.Origin(audit.OPERATOR, "command", None, "ann@desk")):
        await audit.note_alone(database, "all.exported", None)
    with audit.by(audit.Origin(audit.OPERATOR, "command", None, "joann@desk")):
        await audit.note_alone(database, "all.exported", None)
    await database.transact(audit.seal, NOTARY)
    await database.transact(privacy.erase, company["ann"], terms=terms_of(Settings()))
    await database.transact(audit.seal, NOTARY)
    await audit.verify(database, NOTARY)
    assert {row.place for row in await entries(database)} == {None, "joann@desk"}
    assert (await newest(database)).act == "person.erased"


# ---------------------------------------------------------------------------------------------------------- the chain


async def test_a_chain_holds_however_it_was_sealed(database: Database) -> None:
    await notes(database, 3)
    await notes(database, 2)
    await notes(database, 1, notary=None)
    found = await audit.verify(database, NOTARY)
    assert (found.begin, found.head.number, found.unsealed) == (0, 5, 1)
    assert await audit.verify(database, NOTARY, found.head) == found


async def test_somebody_else_can_follow_it_with_nothing_but_sha256(database: Database) -> None:
    await notes(database, 3)
    last = audit.GENESIS
    for row in await entries(database):
        line = json.loads(json.dumps(audit.told(row)))
        place, salt, its_hash = (line.pop(name) for name in ("place", "salt", "hash"))
        assert line["placeHash"] == sha256(f"{salt}\n{place}".encode()).hexdigest()
        words = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        last = sha256(f"{last}\n{words}".encode()).hexdigest()
        assert last == its_hash


ALTERED = {
    "at": "'2020-01-01 00:00:00+00:00'",
    "actor": "'per_two'",
    "credential": "NULL",
    "road": "'command'",
    "act": "'token.revoked'",
    "subject": "'tok_9'",
    "details": """'{"scopes": ["admin"], "times": 2}'""",
    "place": "'192.0.2.8'",
    "salt": "'00'",
    "place_hash": "'00'",
    "hash": f"'{audit.GENESIS}'",
    "number": "40",
}


@pytest.mark.parametrize("column", ALTERED)
async def test_an_altered_entry_shows(database: Database, column: str) -> None:
    await notes(database, 5)
    value = ALTERED[column].replace("+00:00", "" if database.dialect == "sqlite" else "+00:00")
    await do(database, f"UPDATE audit_entry SET {column} = {value} WHERE number = 3")
    assert "umber" in await broken(database)


def test_every_column_of_an_entry_is_altered_in_that_test() -> None:
    kept = {column.name for column in table(audit.EntryRow).c}
    assert kept == {*ALTERED, "position"}  # the order of sealed entries is their number


async def test_a_removed_entry_shows(database: Database) -> None:
    await notes(database, 5)
    await do(database, "DELETE FROM audit_entry WHERE number = 3")
    assert await broken(database) == "Number 4 follows number 2: what is between them was removed."


async def test_a_removed_beginning_shows(database: Database) -> None:
    await notes(database, 5)
    await do(database, "DELETE FROM audit_entry WHERE number <= 2")
    assert await broken(database) == "Number 3 follows number 0: what is between them was removed."


@pytest.mark.parametrize("ending", ["number >= 4", "number >= 1"])
async def test_a_removed_end_shows(database: Database, ending: str) -> None:
    await notes(database, 5)
    await do(database, f"DELETE FROM audit_entry WHERE {ending}")
    assert "number 5 was signed, so the end was removed." in await broken(database)
    with pytest.raises(Broken):
        await notes(database, 1)  # and is not sealed over


async def test_an_inserted_entry_shows(database: Database) -> None:
    columns = "at, actor, road, act, subject"
    copied = f"INSERT INTO audit_entry ({columns}, number, hash) SELECT {columns}, {{0}}, {{1}} FROM audit_entry"
    await notes(database, 3)
    await do(database, "UPDATE audit_entry SET number = 40 WHERE number = 3")
    await do(database, "UPDATE audit_entry SET number = 4 WHERE number = 40")
    await do(database, copied.format(3, "hash") + " WHERE number = 2")
    assert "umber 3 was altered, or stands in another's place." in await broken(database)


async def test_an_entry_inserted_behind_the_end_shows(database: Database) -> None:
    copied = "INSERT INTO audit_entry (at, actor, road, act, number) SELECT at, actor, road, act, 4 FROM audit_entry"
    await notes(database, 3)
    await do(database, f"{copied} WHERE number = 3")
    assert "outside" in await broken(database)


async def test_a_chain_that_was_reckoned_anew_is_not_ours(database: Database) -> None:
    """Who has the database and knows how it is made can hash everything again, but not sign it."""
    await notes(database, 4)
    await do(
        database,
        "UPDATE audit_entry SET actor = 'per_two' WHERE number = 2",
        "UPDATE audit_entry SET number = NULL, hash = NULL WHERE number IS NOT NULL",
        "DELETE FROM audit_chain",
    )
    await database.transact(audit.seal, Notary("a guess"))
    assert "not signed with a key of HYB_SECRET_KEY" in await broken(database)
    await do(database, f"UPDATE audit_chain SET begin_mac = '{NOTARY.mac('begin', 0, audit.GENESIS)}'")
    assert (
        await broken(database) == "The chain is whole but not ours: its end is not signed with a key of HYB_SECRET_KEY."
    )


async def test_an_end_that_was_put_back_shows_to_whoever_wrote_a_later_one_down(database: Database) -> None:
    await notes(database, 3)
    async with database.read() as session:
        old = await audit.ends_of(session)
    await notes(database, 2)
    head = (await audit.verify(database, NOTARY)).head
    assert old is not None
    await do(
        database,
        f"UPDATE audit_chain SET head = 3, head_hash = '{old.head_hash}', head_mac = '{old.head_mac}'",
        "DELETE FROM audit_entry WHERE number > 3",
    )
    await audit.verify(database, NOTARY)  # by itself it cannot know
    assert await broken(database, head) == "The chain ends at number 3; number 5 was written down."
    await notes(database, 4)
    assert await broken(database, head) == "Number 5 is not the one whose hash was written down."


async def test_without_its_ends_a_chain_is_broken(database: Database) -> None:
    await notes(database, 2)
    await do(database, "DELETE FROM audit_chain")
    assert "the ends of the chain are gone" in await broken(database)


async def test_a_broken_chain_goes_on_only_when_somebody_says_so(database: Database) -> None:
    await notes(database, 3)
    await do(database, "DELETE FROM audit_entry WHERE number = 3")
    with pytest.raises(Broken):
        await notes(database, 1)
    await database.transact(audit.restart, NOTARY)
    await database.transact(audit.seal, NOTARY)
    assert (
        await audit.verify(database, NOTARY)
    ).head.number == 4  # two, the one that waited, and that it was restarted
    assert (await newest(database)).act == "audit.restarted"


async def test_a_key_that_was_changed_is_known_as_long_as_it_is_named(database: Database) -> None:
    await notes(database, 2)
    both = Notary("newer,a key for tests")
    await audit.verify(database, both)
    await notes(database, 1, both)
    assert "HYB_SECRET_KEY" in await broken(database)
    await audit.verify(database, both)


async def test_two_workers_seal_each_entry_once(database: Database) -> None:
    await notes(database, 40, notary=None)
    sealed = await asyncio.gather(*(database.transact(audit.seal, NOTARY) for _ in range(3)))
    assert sorted(sealed) == [0, 0, 40]
    assert (await audit.verify(database, NOTARY)).head.number == 40


# ------------------------------------------------------------------------------------------------------- the retention


async def test_what_is_old_is_deleted_in_small_pieces_and_the_rest_holds(database: Database, clock: Clock) -> None:
    await notes(database, 5)
    clock.advance(400 * DAY)
    await notes(database, 2)

    async def forgotten() -> int:
        now = database.now()
        return await database.transact(
            audit.forget, NOTARY, before=now - 365 * DAY, places_before=now - 90 * DAY, limit=3
        )

    assert [await forgotten() for _ in range(3)] == [3, 2, 0]
    found = await audit.verify(database, NOTARY)
    assert (found.begin, found.head.number) == (5, 7)
    clock.advance(100 * DAY)
    assert [await forgotten() for _ in range(2)] == [2, 0]  # the places of these
    assert {row.place for row in await entries(database)} == {None}
    await audit.verify(database, NOTARY, found.head)
    clock.advance(400 * DAY)
    assert [await forgotten() for _ in range(2)] == [1, 0]  # a chain has an end
    await audit.verify(database, NOTARY)
    await notes(database, 1)
    assert (await audit.verify(database, NOTARY)).head.number == 8


async def test_a_beginning_that_was_removed_is_not_made_good_by_the_retention(database: Database, clock: Clock) -> None:
    await notes(database, 5)
    await do(database, "DELETE FROM audit_entry WHERE number <= 2")
    clock.advance(400 * DAY)
    now = database.now()
    await database.transact(audit.forget, NOTARY, before=now, places_before=now - 500 * DAY, limit=9)
    assert "removed" in await broken(database)


# ---------------------------------------------------------------------------------------------------------- the worker


async def test_a_worker_seals_and_forgets_and_says_once_that_the_chain_is_broken(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    given = SecretStr(database.url), SecretStr("a key for tests")
    settings = Settings(database_url=given[0], secret_key=given[1], retention_audit=30, retention_places=1)
    worker = worker_of(database, settings)
    await notes(database, 3, notary=None)
    await worker.drain()
    assert await audit.verify(database, NOTARY) == audit.Verified(0, (await head_of(database)), 0, None)
    clock.advance(2 * DAY)
    await notes(database, 1, notary=None)
    worker.chores.old.hurry()
    await worker.drain()
    assert [row.place for row in await entries(database)] == [None, None, None, "192.0.2.7"]
    clock.advance(29 * DAY)
    worker.chores.old.hurry()
    await worker.drain()
    assert [row.number for row in await entries(database)] == [4]
    await do(database, "UPDATE audit_entry SET hash = 'x'")
    await notes(database, 1, notary=None)
    for _ in range(2):
        await worker.drain()
    await worker.close()
    assert [row.number for row in await entries(database)] == [4, None]
    assert caplog.text.count("nothing is sealed in the audit log") == 1


async def head_of(database: Database) -> Head:
    row = await newest(database)
    return Head(row.number, row.hash)


# ---------------------------------------------------------------------------------------------------- the command line


@pytest.fixture
def installed(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("HYB_DATABASE_URL", database.url)
    monkeypatch.setenv("HYB_SECRET_KEY", "a key for tests")
    monkeypatch.setenv("COLUMNS", "200")
    return database


async def hyb(*arguments: str, ends: int = 0) -> str:
    said = arguments if arguments[0] in {"backup", "restore"} else ("audit", *arguments)
    ran = await asyncio.to_thread(CliRunner().invoke, app, [*said])
    assert ran.exit_code == ends, ran.output
    return ran.output


async def test_an_export_can_be_followed_without_the_database(installed: Database, tmp_path: Path) -> None:
    await notes(installed, 3)
    file = tmp_path / "audit.jsonl"
    head = (await hyb("export", "--out", str(file))).splitlines()[-1]
    assert file.stat().st_mode & 0o777 == 0o600
    assert "3 entries hold, from 1 to 3." in await hyb("verify", str(file), "--head", head)
    lines = file.read_text().splitlines()
    file.write_text("\n".join(lines[:-1]))
    assert "number 3 was written down" in await hyb("verify", str(file), "--head", head, ends=1)
    file.write_text("\n".join([*lines[:2], lines[3]]))
    assert "Number 3 follows number 1" in await hyb("verify", str(file), ends=1)
    file.write_text("not a log\n")
    assert "Line 1 is none of an audit log." in await hyb("verify", str(file), ends=1)
    row = await newest(installed)
    assert (row.act, row.actor, row.road) == ("audit.exported", "operator", "command")
    assert "@" in row.place


async def test_whether_the_log_holds_is_one_command(installed: Database) -> None:
    assert "No entry is sealed yet." in await hyb("verify")
    await notes(installed, 1)
    assert "1 entry holds, number 1." in await hyb("verify")
    await notes(installed, 2)
    head = (await hyb("verify")).splitlines()[-1]
    await notes(installed, 1, notary=None)
    assert "1 waits to be sealed" in await hyb("verify", "--head", head)
    await do(installed, "UPDATE audit_entry SET actor = 'per_two' WHERE number = 2")
    assert "Number 2 was altered" in await hyb("verify", ends=1)
    await hyb("verify", "--head", "2", ends=2)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_backup_and_a_restore_are_kept_and_the_chain_goes_on_behind_it(
    installed: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await notes(installed, 3)
    await hyb("backup", str(tmp_path / "monday.db"))
    assert (await newest(installed)).act == "all.backed_up"
    monkeypatch.setenv("HYB_DATABASE_URL", f"sqlite:///{tmp_path / 'again.db'}")
    await hyb("restore", str(tmp_path / "monday.db"))
    again = Database(f"sqlite:///{tmp_path / 'again.db'}")
    assert [row.act for row in await entries(again)] == ["token.created"] * 3 + ["all.restored"]
    await again.transact(audit.seal, NOTARY)
    assert (await audit.verify(again, NOTARY)).head.number == 4
    await again.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)  # where there are replicas
async def test_who_has_just_written_is_known_and_where_too_much_was_done_since_everybody_has(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_NEWEST", (2, 4, 8))
    database.clock = None  # who has just written is asked of the database's own time

    async def act(tx: Transaction, actor: str, seconds_ago: float) -> None:
        tx.now -= timedelta(seconds=seconds_ago)
        with audit.by(audit.Origin(actor, "test")):
            await audit.note(tx, "token.created", "tok_1")

    async def wrote(actor: str) -> bool:
        with audit.by(audit.Origin(actor, "test")):
            async with database.read() as session:
                return await audit.wrote(session, 15)

    assert not await wrote("ann")
    for actor, seconds_ago in (("bob", 100), ("ann", 60), ("bob", 20), ("bob", 5)):
        await database.transact(act, actor, seconds_ago)
    assert (await wrote("ann"), await wrote("bob")) == (False, True)
    await database.transact(act, "ann", 9)  # takes as long as a transaction may, and commits after those of others
    for _ in range(3):
        await database.transact(act, "bob", 20)
    assert (await wrote("ann"), await wrote("bob"), await wrote("dee")) == (True, True, False)
    for _ in range(8):
        await database.transact(act, "bob", 20)  # began before, so in all that is looked at nothing is old enough
    assert await wrote("dee"), "nobody can know, so the primary answers"
