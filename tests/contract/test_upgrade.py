"""From the first schema with data, over some between, to the newest: nothing is lost, and all of it can be read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Float, Integer, MetaData, Numeric, Table, select
from sqlmodel import SQLModel

from conftest import Api, Clock, Company, _on_server, postgres_url
from had_your_back import migrate
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.errors import Refused
from had_your_back.recognitions import store as recognitions
from had_your_back.settings import Settings
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker
from recognitions.acting import give

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
AT = datetime(2026, 11, 1, 9, 30, 0, 123000, tzinfo=UTC)
VAULT = Vault("a key for tests")


def key(kind: str, number: int) -> str:
    return f"{kind}_01m7w2y7m0e94a7k20400000{number:02}"


ANN, BOB, CYD = (key("per", number) for number in range(3))
CREW, NORTH = key("team", 0), key("team", 1)
REC, EVENT, ENDPOINT = key("rec", 0), key("evt", 0), key("whe", 0)

# Whose column is empty: whoever they name may be nobody. All others get a value, by their type.
PEOPLE = {
    "giver_id": ANN, "author_id": BOB, "person_id": BOB, "reporter_id": CYD, "closed_by": ANN, "created_by": ANN,
    "customer_id": ANN, "performer_id": BOB, "actor_id": BOB, "awaiting_id": BOB, "answered_by_id": BOB, "by_id": ANN,
    "pending_to_id": CYD, "manager_id": None, "manager": "hr-1",
}  # fmt: skip
PLACES = {
    "recognition_id": REC, "endpoint_id": ENDPOINT, "event_id": EVENT, "delivery_id": key("whd", 0), "team_id": CREW,
    "giver_team_id": CREW, "customer_team_id": CREW, "performer_team_id": CREW, "answer_team_id": CREW,
    "from_team_id": CREW, "to_team_id": NORTH, "commitment_id": key("com", 0), "parent_id": None,
    "ancestor_id": NORTH, "comment_id": None, "last_event_id": EVENT, "previous_event_id": None, "subject": REC,
}  # fmt: skip
WORDS = {"visibility": "EVERYONE", "behaviours": ["had_my_back"], "roles": [], "teams": [CREW], "scopes": ["admin"]}

# The rows of a stage: those of tables that are new since the stage before.
STAGES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "0001": [
        ("team", {"id": NORTH, "external_id": "north", "name": "North", "sort_name": "north"}),
        ("team", {"id": CREW, "external_id": "crew", "name": "Crew", "sort_name": "crew", "parent_id": NORTH}),
        *(("person", {"id": id_, "user_name": name, "user_key": name, "display_name": f"{name.title()} Example",
                      "sort_name": name, "email": f"{name}@example.org", "external_id": name, "active": True,
                      "away_from": None, "away_until": None, "manager_id": boss})
          for id_, name, boss in ((ANN, "ann", None), (BOB, "bob", ANN), (CYD, "cyd", ANN))),
        *(("membership", {"person_id": each, "until": None, "home": True}) for each in (ANN, BOB, CYD)),
        *(("team_path", {"team_id": low, "ancestor_id": high, "depth": depth})
          for low, high, depth in ((CREW, CREW, 0), (NORTH, NORTH, 0), (CREW, NORTH, 1))),
        ("team_lead", {"person_id": ANN}),
        ("person_word", {"word": "bob"}),
        ("service_token", {"id": key("tok", 0), "person_id": None, "expires_at": None, "revoked_at": None}),
        ("recognition", {"id": REC, "message": "You stayed until the pump ran.", "state": "ACTIVE", "reported": True,
                         "link": None, "reaction_counts": {"👏": 1}, "comment_count": 1, "endorsement_count": 1}),
        ("recognition_behaviour", {"behaviour": "had_my_back"}),
        ("recognition_recipient", {"place": 0}),
        ("recognition_search", {"number": 1, "words": "you stayed until the pump ran"}),
        ("recognition_team", {"direct": True}),
        ("comment", {"id": key("cmt", 0), "text": "I was there too.", "hidden": False}),
        ("endorsement", {"person_id": CYD}),
        ("reaction", {"person_id": CYD, "emoji": "👏"}),
        ("report", {"id": key("rpt", 0), "closed_at": None, "closed_by": None, "answer": None}),
        ("idempotency_key", {}),
        ("event", {"position": 1, "xid": 0, "id": EVENT, "type": "recognition.given",
                   "data": {"recognition": REC, "giver": ANN, "recipients": [BOB]}}),
        ("webhook_endpoint", {"id": ENDPOINT, "url": "https://example.org/", "event_types": ["recognition.*"],
                              "visibilities": ["EVERYONE"], "style": "THIN", "state": "ACTIVE", "teams": [],
                              "header_names": [], "headers": None, "secret": VAULT.seal("whsec_b2xk", ENDPOINT),
                              "previous_secret": None, "previous_secret_until": None, "paused_until": None}),
        ("webhook_delivery", {"id": key("whd", 0), "trigger": "schedule", "state": "DELIVERED", "lease_token": None,
                              "lease_until": None}),
        ("webhook_attempt", {"id": key("wha", 0), "trigger": "schedule", "status": 200, "error": None}),
        ("webhook_fan_out", {"number": 1, "xid": 0, "position": 1}),
    ],
    "0005": [
        ("absence", {"until": None}),
        ("commitment", {"id": key("com", 0), "title": "Valve list", "team_id": None, "initiator": "CUSTOMER",
                        "state": "PROMISED", "version": 2, "turn": None, "urgency": None, "private": False,
                        "pending": None, "pending_to_id": None, "delivered_at": None, "rejected_at": None,
                        "closed_at": None, "broken_at": None, "reason": None, "answer": "ACCEPTED",
                        "due_at": datetime(2027, 2, 1, tzinfo=UTC), "clock_at": datetime(2027, 2, 4, tzinfo=UTC),
                        "remind_at": None}),
        ("commitment_step", {"version": 1, "act": "REQUEST", "from_state": None, "to_state": "REQUESTED",
                             "details": {}, "place": "a"}),
        ("past_team_path", {}),
        ("score_publication", {"recipe": "v1", "means": {}, "populated": {}, "leadership": {}, "shown": {}}),
        ("score_snapshot", {"id": key("scr", 0), "recipe": "v1", "status": "PUBLISHED", "announced": "SOLID",
                            "working": {}, "leadership": {}}),
        ("score_link", {"promises": 7, "reliability": 0.9, "recognitions_back": 3}),
        ("score_link", {"from_team_id": NORTH, "to_team_id": CREW, "promises": None, "reliability": None}),
        ("score_switch", {"whose": "organization"}),
        ("score_dispute", {"id": key("dsp", 0), "closed_at": None, "closed_by": None, "accepted": None}),
    ],
    "0013": [
        ("webhook_signing_key", {"number": 1, "private_key": VAULT.seal("whsk_b2xk", "webhook-keys")}),
        ("event_forgotten", {"number": 1, "xid": 0, "position": 0}),
        ("webhook_digest", {"number": 1, "xid": 0, "position": 1}),
        ("pace_bucket", {}),
        ("sign_in_account", {}),
    ],
    "0017": [
        ("audit_entry", {"position": 1, "number": None, "hash": None, "details": {}}),
        ("inactive_member", {}),
        ("person_in_directory", {}),
    ],
}  # fmt: skip
UNLIKE = {"audit_chain", "version", "event_ahead", "alembic_version", "recognition_words"}
"""Tables of one row that is the service's own, and what a migration itself fills."""
LEFT_OUT = {("score_link", NORTH)}
"""What 0014 says of by its number: a link that was withheld told from whom to whom."""


def filled(table: Table, given: dict[str, Any], dialect: str) -> dict[str, Any]:
    """A whole row: what is given, and a value of its type for every other column."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in given:
            value = given[column.name]
        elif column.name in PEOPLE | PLACES | WORDS:
            value = (PEOPLE | PLACES | WORDS)[column.name]
        else:
            value = _of_its_type(column.type, f"{table.name} {column.name}")
        if isinstance(value, datetime) and dialect == "sqlite":
            value = value.replace(tzinfo=None)
        if value is None and isinstance(column.type, JSON):
            continue
        row[column.name] = value
    return row


def _of_its_type(kind: Any, words: str) -> Any:
    for types, value in (
        ((JSON,), []),
        ((Boolean,), True),
        ((Integer,), 1),
        ((Float, Numeric), 0.5),
        ((DateTime,), AT),
        ((Date,), date(2026, 11, 1)),
    ):
        if isinstance(kind, types):
            return value
    return words


@pytest.fixture
async def old(engine: str, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A database that nobody has migrated."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    name = f"old_{uuid4().hex[:8]}"
    if engine == "postgresql":
        server = request.getfixturevalue("postgres_server")
        await _on_server(server, f"CREATE DATABASE {name}")
        url = postgres_url(server, name)
    database = Database(url, clock=clock)
    yield database
    await database.close()
    if engine == "postgresql":
        await _on_server(server, f"DROP DATABASE {name}")


def _written(connection: Connection, stage: str) -> dict[tuple[str, int], dict[str, Any]]:
    names = {name for name, _ in STAGES[stage]}
    metadata = MetaData()
    metadata.reflect(connection, only=sorted(names))
    wrote = {}
    for number, (name, given) in enumerate(STAGES[stage]):
        table = metadata.tables[name]
        row = filled(table, given, connection.dialect.name)
        connection.execute(table.insert().values(**row))
        wrote[name, number] = row
    return wrote


def _kept(connection: Connection, wrote: dict[tuple[str, int], dict[str, Any]]) -> list[str]:
    """What of the rows is not there any more, or not as it was."""
    metadata = MetaData()
    metadata.reflect(connection, only=sorted({name for name, _ in wrote}))
    lost = []
    for (name, _), row in wrote.items():
        if (name, row.get("from_team_id")) in LEFT_OUT:
            continue
        table = metadata.tables[name]
        keys = [column for column in table.primary_key if column.name in row]
        found = connection.execute(select(table).where(*(column == row[column.name] for column in keys))).mappings()
        now = found.one_or_none()
        if now is None:
            lost.append(f"{name}: {row}")
        else:
            lost += [f"{name}.{each}: {it!r}, now {now[each]!r}" for each, it in row.items() if now[each] != it]
    return lost


SEEN = """{
  recognitions(first: 5) { nodes { message visibility giver { userName } recipients { userName }
    behaviours { key } comments(first: 5) { nodes { text author { userName } } } } }
  person(by: {userName: "bob"}) { displayName }
  viewer { awaitingMe(first: 5) { nodes { title } } }
  teams(first: 5) { nodes { name } }
}"""


async def test_what_was_kept_by_the_first_version_is_kept_and_read_by_the_newest(old: Database, clock: Clock) -> None:
    wrote: dict[tuple[str, int], dict[str, Any]] = {}
    filled_tables = set()
    for stage, rows in STAGES.items():
        await migrate.upgrade(old, stage)
        wrote |= await old.run_sync(lambda connection, stage=stage: _written(connection, stage))  # type: ignore[misc]
        filled_tables |= {name for name, _ in rows}
    await migrate.upgrade(old)
    await migrate.check(old)
    assert await old.run_sync(lambda connection: _kept(connection, wrote)) == []

    # Every table of today is read as the stores read it, and those of every time were filled.
    async with old.read() as session:
        for each in SQLModel.metadata.sorted_tables:
            assert await session.rows(select(each)) or each.name in UNLIKE, each.name
    assert filled_tables | UNLIKE >= set(SQLModel.metadata.tables)

    settings = Settings(database_url=SecretStr(old.url), secret_key=SecretStr("a key for tests"), auth="dev")
    app = create(settings, database=old, work=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        api = Api(client, app)
        seen = await api(SEEN, "bob")
        assert seen["recognitions"]["nodes"] == [
            {
                "message": "You stayed until the pump ran.",
                "visibility": "EVERYONE",
                "giver": {"userName": "ann"},
                "recipients": [{"userName": "bob"}],
                "behaviours": [{"key": "had_my_back"}],
                "comments": {"nodes": [{"text": "I was there too.", "author": {"userName": "bob"}}]},
            }
        ]
        assert seen["person"] == {"displayName": "Bob Example"}
        assert {each["name"] for each in seen["teams"]["nodes"]} == {"Crew", "North"}
        given = await api(
            """mutation($to: ID!) { giveRecognition(input: { recipients: [$to], behaviours: ["had_my_back"],
            message: "And you were there again."}) { recognition { id } userErrors { message } } }""",
            "bob",
            to=ANN,
        )
        assert given["giveRecognition"]["userErrors"] == []
    worker = Worker(old, settings, VAULT, tombstones=recognitions.gone)
    await worker._fan_out()  # the endpoint of then hears of it, from here on
    async with old.read() as session:
        deliveries = SQLModel.metadata.tables["webhook_delivery"]
        assert len(await session.rows(select(deliveries))) == 2


# ------------------------------------------------------------------------------------------- old beside new

HARMS = re.compile(
    r"op\.(drop_\w+|rename_table)|batch_op\.(drop_column|drop_constraint)|new_column_name|nullable=False"
    r"|\bDROP (?:TABLE|COLUMN)|\bRENAME\b|\bDELETE FROM\b"
)


async def test_a_version_runs_on_beside_a_newer_one_that_says_so(database: Database, company: Company) -> None:
    def newer(beside: str) -> Callable[[Connection], object]:
        mark = migrate._MARK[database.dialect].replace(migrate.BESIDE, beside).replace(str(int(migrate.BESIDE)), beside)

        def do(connection: Connection) -> None:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
            connection.exec_driver_sql(mark)
            # What a newer version adds, whoever does not know of it can leave out.
            connection.exec_driver_sql("ALTER TABLE recognition ADD COLUMN weather VARCHAR")

        return do

    try:
        await database.run_sync(newer(migrate.newest()))
        assert await migrate.pending(database) == []
        await give(database, company, "ann", "bob", message="You were there beside the newer one.")
        undo = "ALTER TABLE recognition DROP COLUMN weather"
        await database.run_sync(lambda connection: connection.exec_driver_sql(undo))
        await database.run_sync(newer("9998"))
        with pytest.raises(Refused, match="of a newer version"):
            await migrate.pending(database)
        await database.run_sync(lambda connection: connection.exec_driver_sql(undo))
    finally:
        back = f"UPDATE alembic_version SET version_num = '{migrate.newest()}'"
        await database.run_sync(lambda connection: connection.exec_driver_sql(back))
        await database.run_sync(lambda connection: connection.exec_driver_sql(migrate._MARK[database.dialect]))


def test_what_a_migration_takes_away_comes_a_release_later() -> None:
    # While a new version comes, processes of the one before read and write beside it. So a migration adds, and what
    # nobody uses any more goes with the next release, in a file that says so: its docstring begins with "After ".
    for path in sorted(VERSIONS.glob("*.py")):
        source = path.read_text()
        upgrade = source.partition("def upgrade")[2].partition("\ndef downgrade")[0]
        upgrade = re.sub(r"op\.create_table\(.*?\n    \)\n", "", upgrade, flags=re.DOTALL)
        upgrade = re.sub(r"nullable=False, server_default", "", upgrade)
        if path.name[:4] > migrate.BESIDE and HARMS.search(upgrade):
            assert source.startswith('"""After '), f"{path.name}: {HARMS.search(upgrade)}"
