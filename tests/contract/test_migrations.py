"""The same migrations on both databases, forth and back."""

import re
from pathlib import Path

from sqlalchemy import inspect

from had_your_back import migrate
from had_your_back.database import Database

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


async def test_the_newest_schema_is_what_the_models_say(database: Database) -> None:
    await migrate.check(database)  # raises if a model has changed without a migration
    assert await migrate.pending(database) == []


async def test_down_to_nothing_and_up_again(database: Database) -> None:
    await migrate.downgrade(database, "base")
    left = await database.run_sync(lambda connection: set(inspect(connection).get_table_names()))
    assert left <= {"alembic_version"}
    assert await migrate.pending(database) == sorted(path.name[:4] for path in VERSIONS.glob("0*.py"))

    await migrate.upgrade(database)
    await migrate.check(database)


def test_migrations_have_serial_names() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_\w+\.py", name) for name in names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
