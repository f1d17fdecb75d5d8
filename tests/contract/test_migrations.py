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


def test_migrations_have_serial_names_and_each_follows_the_one_before() -> None:
    # A number may be missing: it was somebody's whose work came later, or never.
    paths = sorted(VERSIONS.glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_\w+\.py", path.name) for path in paths)
    follows = {path.name[:4]: re.search(r"down_revision = (.*)", path.read_text()) for path in paths}
    before = ["None", *follows]
    assert [found[1].strip("\"'") for found in follows.values() if found] == before[:-1]
