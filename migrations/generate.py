"""Writes the migration that leads from the newest schema to the models: ``make migration number=0002 name="..."``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from had_your_back import migrate
from had_your_back.database import Database


async def main(number: str, name: str) -> None:
    """On a fresh SQLite file; what only PostgreSQL needs is added by hand."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'models.db'}")
        await migrate.upgrade(database)
        await migrate.generate(database, name, number)
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
