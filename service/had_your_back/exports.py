"""Everything out: teams, people, memberships, recognitions and what was said to them, as JSON Lines or CSV.

Pages by key, so that an export of millions needs the memory of a thousand. Both forms have the same fields. The CSV of
teams, people and recognitions is what `imports` reads: an organisation can move by it, under the external ids it has.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from had_your_back.database import Database, Row, Rows, Session
from had_your_back.events import instant
from had_your_back.pages import Page, Window
from had_your_back.people import store as people
from had_your_back.people.rules import ALWAYS
from had_your_back.recognitions import store as recognitions

Progress = Callable[[int, int], None]
"""Is told how many teams, people and recognitions are done, and of how many."""

PAGE = 1_000
"""Rows of a page."""

FILES: Mapping[str, tuple[str, ...]] = {
    "teams": ("externalId", "name", "parentExternalId", "leads", "description", "id", "createdAt"),
    "people": (
        "userName", "displayName", "email", "externalId", "jobTitle", "managerUserName", "team", "teamSince", "active",
        "id", "roles", "avatarUrl", "awayFrom", "awayUntil", "createdAt",
    ),
    "memberships": ("userName", "team", "since", "until", "home"),
    "recognitions": (
        "externalId", "giver", "recipients", "message", "behaviours", "visibility", "givenAt", "link", "state",
        "id", "team", "giverTeam", "recipientTeams", "editedAt",
    ),
    "comments": ("id", "recognition", "author", "text", "hidden", "createdAt"),
    "reactions": ("recognition", "person", "emoji"),
    "endorsements": ("recognition", "person", "createdAt"),
}  # fmt: skip
"""The files and their fields. People are named by userName, teams and recognitions by externalId (the id, without)."""


class Form(StrEnum):
    """How a file is written. In CSV a cell with several values separates them by semicolons."""

    JSONL = "jsonl"
    CSV = "csv"


async def export(database: Database, out: Path, *, form: Form, progress: Progress | None = None) -> dict[str, int]:
    """Write every file into a folder; the number of records in each.

    The files take their names, and the places of older ones, once all are complete. What is given or changed while
    this runs may be in them or not.

    Raises: OSError.
    """
    async with database.read() as session:
        total = await people.count_people(session) + (await recognitions.total(session))[0]
    done = 0

    def step(number: int) -> None:
        nonlocal done
        done += number
        if progress:
            progress(min(done, total), total)

    with ExitStack() as stack:
        files = _opened(stack, out, form)
        await _teams(database, files)
        await _people(database, files, step)
        await _recognitions(database, files, step)
    return {name: file.written for name, file in files.items()}


def _opened(stack: ExitStack, out: Path, form: Form) -> dict[str, _File]:
    out.mkdir(parents=True, exist_ok=True)
    return {name: stack.enter_context(_File(out, name, form)) for name in FILES}


class _File:
    """A file that appears under its name when all is complete. Its owner alone can read it: it has private words."""

    def __init__(self, out: Path, name: str, form: Form) -> None:
        self.written = 0
        self._path = out / f"{name}.{form}"
        self._partial = out / f"{name}.{form}.part"
        self._columns = FILES[name]
        self._partial.unlink(missing_ok=True)
        handle = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._text = os.fdopen(handle, "w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._text, lineterminator="\n") if form is Form.CSV else None
        if self._csv:
            self._csv.writerow(self._columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._text.close()
        if kind is None:
            self._partial.replace(self._path)
        else:
            self._partial.unlink()

    def write(self, records: Iterable[Sequence[Any]]) -> None:
        """Append records: texts, truths, instants, None and lists of texts, in the order of the fields."""
        for record in records:
            if self._csv:
                self._csv.writerow([_cell(value) for value in record])
            else:
                named = dict(zip(self._columns, record, strict=True))
                self._text.write(json.dumps(named, ensure_ascii=False, default=instant) + "\n")
            self.written += 1


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return instant(value)
    return ";".join(each or "" for each in value) if isinstance(value, list) else str(value)


Files = Mapping[str, _File]


async def _all(database: Database, read: Callable[[Session, Window], Awaitable[Page]]) -> AsyncIterator[Sequence[Row]]:
    after = None
    while True:
        async with database.read() as session:
            page = await read(session, Window(PAGE, after=after))
        if page.rows:
            yield page.rows
            after = (page.rows[-1].id,)
        if not page.has_next:
            return


async def _teams(database: Database, files: Files) -> None:
    async for rows in _all(database, people.teams_in_order):
        async with database.read() as session:
            leading = await people.leads_of(session, [row.id for row in rows])
            name = await _user_names(session, {row.person_id for row in leading})
            team = await _team_names(session, {row.parent_id for row in rows})
        leads = defaultdict(list)
        for row in leading:
            leads[row.team_id].append(name[row.person_id])
        files["teams"].write(
            (_named(row), row.name, team.get(row.parent_id), leads[row.id], row.description, row.id, row.created_at)
            for row in rows
        )


async def _people(database: Database, files: Files, step: Callable[[int], None]) -> None:
    async for rows in _all(database, people.people_in_order):
        async with database.read() as session:
            held = await people.memberships(session, [row.id for row in rows])
            name = await _user_names(session, {row.manager_id for row in rows})
            team = await _team_names(session, {row.team_id for row in held})
        name |= {row.id: row.user_name for row in rows}
        home = {each.person_id: each for each in held if each.home and each.until is None}
        files["people"].write(
            (
                row.user_name, row.display_name, row.email, row.external_id, row.job_title, name.get(row.manager_id),
                *((team[home[row.id].team_id], _since(home[row.id])) if row.id in home else (None, None)), row.active,
                row.id, row.roles, row.avatar_url, row.away_from, row.away_until, row.created_at,
            )
            for row in rows
        )  # fmt: skip
        files["memberships"].write(
            (name[each.person_id], team[each.team_id], _since(each), each.until, each.home) for each in held
        )
        step(len(rows))


def _since(membership: Row) -> datetime | None:
    """When it began; None means as long as anybody remembers."""
    since: datetime = membership.since
    return None if since == ALWAYS else since


async def _recognitions(database: Database, files: Files, step: Callable[[int], None]) -> None:
    read = partial(_oldest, recognitions.everything())
    async for rows in _all(database, read):
        wanted = [row.id for row in rows]
        async with database.read() as session:
            thanked = await recognitions.recipients_of(session, wanted)
            comments, reactions, endorsements = await recognitions.echoes(session, wanted)
            name = await _user_names(
                session,
                {row.giver_id for row in rows}
                | {row.author_id for row in comments}
                | {row.person_id for each in (thanked, reactions, endorsements) for row in each},
            )
            team = await _team_names(
                session,
                {row.team_id for row in (*rows, *thanked)} | {row.giver_team_id for row in rows},
            )
        recipients: dict[str, list[Row]] = defaultdict(list)
        for each in thanked:
            recipients[each.recognition_id].append(each)
        files["recognitions"].write(
            (
                _named(row), name[row.giver_id], [name[each.person_id] for each in recipients[row.id]], row.message,
                row.behaviours, row.visibility, row.created_at, row.link, row.state,
                row.id, team.get(row.team_id), team.get(row.giver_team_id),
                [team.get(each.team_id) for each in recipients[row.id]], row.edited_at,
            )
            for row in rows
        )  # fmt: skip
        called = {row.id: _named(row) for row in rows}
        files["comments"].write(
            (row.id, called[row.recognition_id], name[row.author_id], row.text, row.hidden, row.created_at)
            for row in comments
        )
        files["reactions"].write((called[row.recognition_id], name[row.person_id], row.emoji) for row in reactions)
        files["endorsements"].write(
            (called[row.recognition_id], name[row.person_id], row.created_at) for row in endorsements
        )
        step(len(rows))


async def _oldest(found: Any, session: Session, window: Window) -> Page:
    return await recognitions.oldest(session, found, window)


def _named(row: Row) -> str:
    """How a team or a recognition is called in the files."""
    name: str = row.external_id or row.id
    return name


async def _user_names(session: Session, wanted: Collection[str | None]) -> dict[str, str]:
    rows: Rows = await people.people_by(session, "id", [each for each in wanted if each])
    return {row.id: row.user_name for row in rows}


async def _team_names(session: Session, wanted: Collection[str | None]) -> dict[str, str]:
    rows: Rows = await people.teams_by(session, "id", [each for each in wanted if each])
    return {row.id: _named(row) for row in rows}
