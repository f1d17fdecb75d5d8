"""Files as other systems write them, and what is there after an import."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conftest import Clock
from had_your_back.commitments import store as commitments
from had_your_back.commitments.clocks import Terms
from had_your_back.database import Database, Rows
from had_your_back.imports import (
    Options,
    Report,
    import_commitments,
    import_people,
    import_recognitions,
    import_teams,
)
from had_your_back.pages import Window
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.recognitions import store as recognitions

IMPORTS = {
    "teams": import_teams,
    "people": import_people,
    "recognitions": import_recognitions,
    "commitments": partial(import_commitments, terms=Terms()),
}


@dataclass
class Desk:
    """Somebody with files to import."""

    database: Database
    folder: Path

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    async def load(
        self,
        what: str,
        content: str | bytes,
        options: Options = Options(),  # noqa: B008
        form: str = "csv",
    ) -> Report:
        work: Any = IMPORTS[what]
        report: Report = await work(self.database, self.file(f"{what}.{form}", content), options)
        return report

    async def people(self) -> dict[str, str]:
        """display name by userName"""
        async with self.database.read() as session:
            page = await people.people_in_order(session, Window(10_000))
        return {row.user_name: row.display_name for row in page.rows}

    async def teams(self) -> Rows:
        async with self.database.read() as session:
            return (await tree.teams_in_order(session, Window(10_000))).rows

    async def promises(self) -> Rows:
        """Every commitment, oldest first."""
        async with self.database.read() as session:
            return (await commitments.oldest(session, commitments.everything(), Window(10_000))).rows

    async def told(self, commitment: str) -> list[tuple[str, str | None, str, datetime]]:
        """Act, userName of the one who acted, state after it, instant."""
        async with self.database.read() as session:
            steps = (await commitments.histories(session, [commitment]))[commitment]
            rows = await people.people_by(session, "id", [each.actor_id for each in steps if each.actor_id])
        named = {row.id: row.user_name for row in rows}
        return [(each.act, named.get(each.actor_id), each.to_state, each.at) for each in steps]

    async def thanks(self) -> list[tuple[str, list[str], str]]:
        """giver, recipients, message; oldest first"""
        async with self.database.read() as session:
            rows = (await recognitions.oldest(session, recognitions.everything(), Window(10_000))).rows
            to = await recognitions.recipients_of(session, [row.id for row in rows])
            named = {row.id: row.user_name for row in (await people.people_in_order(session, Window(10_000))).rows}
        thanked = {row.id: [named[each.person_id] for each in to if each.recognition_id == row.id] for row in rows}
        return [(named[row.giver_id], thanked[row.id], row.message) for row in rows]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


@pytest.fixture
async def elsewhere(sqlite_template: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Database]:
    """Another empty database, to move to."""
    path = tmp_path / "elsewhere.db"
    shutil.copyfile(sqlite_template, path)
    opened = Database(f"sqlite:///{path}", clock=clock)
    yield opened
    await opened.close()
