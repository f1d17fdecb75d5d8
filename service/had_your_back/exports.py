"""Everything out: teams, people, memberships, commitments, recognitions and their echoes, as JSON Lines or CSV.

Pages by key, so that an export of millions needs the memory of a thousand. Both forms have the same fields, but for
commitments: a line of CSV tells what `histories.account_of` can say, a line of JSON the whole life. What `imports`
reads is written as it reads it: an organisation can move by it, under the external ids it has.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from had_your_back.commitments import store as commitments
from had_your_back.commitments.histories import account_of
from had_your_back.database import Database, Row, Rows, Session
from had_your_back.events import instant
from had_your_back.pages import Page, Window
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.people.rules import ALWAYS
from had_your_back.recognitions import store as recognitions

Progress = Callable[[int, int], None]
"""Is told how many people, commitments and recognitions are done, and of how many."""

PAGE = 1_000
"""Rows of a page."""

FILES: Mapping[str, tuple[str, ...]] = {
    "teams": ("externalId", "name", "parentExternalId", "leads", "description", "removedAt", "id", "createdAt"),
    "people": (
        "userName", "displayName", "email", "externalId", "jobTitle", "managerUserName", "team", "teamSince", "active",
        "id", "roles", "avatarUrl", "awayFrom", "awayUntil", "createdAt",
    ),
    "memberships": ("userName", "team", "since", "until", "home"),
    "recognitions": (
        "externalId", "giver", "recipients", "message", "behaviours", "visibility", "givenAt", "link", "state",
        "commitment", "id", "team", "giverTeam", "recipientTeams", "editedAt",
    ),
    "commitments": (
        "externalId", "title", "customer", "performer", "performerTeam", "requestedAt", "answeredAt", "answer", "dueAt",
        "deliveredAt", "closedAt", "outcome",
    ),
    "comments": ("id", "recognition", "author", "text", "hidden", "createdAt"),
    "reactions": ("recognition", "person", "emoji"),
    "endorsements": ("recognition", "person", "createdAt"),
}  # fmt: skip
"""The files and their fields. People are named by userName, teams and recognitions by externalId (the id, without)."""

WHOLE_LIFE = (
    "id", "externalId", "title", "conditions", "customer", "customerTeam", "performer", "performerTeam", "team",
    "initiator", "state", "version", "turn", "turnSince", "answerBy", "dueAt", "firstDueAt", "private", "createdAt",
    "changedAt", "deferrals", "changes", "pending", "deliveredAt", "rejectedAt", "closedAt", "brokenAt", "assumed",
    "reason", "alternative", "referredTo", "evidence", "answer", "answeredAt", "answeredBy",
    "answerTeam", "remindAt", "absences", "history",
)  # fmt: skip
"""The fields of a commitment in JSON lines."""


class Form(StrEnum):
    """How a file is written. In CSV a cell with several values separates them by semicolons."""

    JSONL = "jsonl"
    CSV = "csv"


def fields(name: str, form: Form) -> tuple[str, ...]:
    """The fields of a file."""
    return WHOLE_LIFE if (name, form) == ("commitments", Form.JSONL) else FILES[name]


async def export(database: Database, out: Path, *, form: Form, progress: Progress | None = None) -> dict[str, int]:
    """Write every file into a folder; the number of records in each.

    The files take their names, and the places of older ones, once all are complete. What is given or changed while
    this runs may be in them or not.

    Raises: OSError.
    """
    async with database.read() as session:
        total = await people.count_people(session) + (await recognitions.total(session))[0]
        total += await commitments.total(session)
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
        await (_accounts if form is Form.CSV else _lives)(database, files, step)
        await _recognitions(database, files, step)
    return {name: file.written for name, file in files.items()}


def _opened(stack: ExitStack, out: Path, form: Form) -> dict[str, File]:
    out.mkdir(parents=True, exist_ok=True)
    return {name: stack.enter_context(File(out, name, form, fields(name, form))) for name in FILES}


class File:
    """A file that appears under its name when all is complete. Its owner alone can read it: it has private words."""

    def __init__(self, out: Path, name: str, form: Form, columns: tuple[str, ...]) -> None:
        self.written = 0
        self._path = out / f"{name}.{form}"
        self._partial = out / f"{name}.{form}.part"
        self._columns = columns
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
        """Append records: texts, truths, instants, None, maps and lists of texts, in the order of the fields."""
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
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return ";".join(each or "" for each in value) if isinstance(value, list) else str(value)


Files = Mapping[str, File]


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
    async for rows in _all(database, tree.teams_in_order):
        async with database.read() as session:
            leading = await tree.leads_of(session, [row.id for row in rows])
            name = await _user_names(session, {row.person_id for row in leading})
            team = await _team_names(session, {row.parent_id for row in rows})
        leads = defaultdict(list)
        for row in leading:
            leads[row.team_id].append(name[row.person_id])
        files["teams"].write(
            (
                _named(row), row.name, team.get(row.parent_id), leads[row.id], row.description, row.removed_at,
                row.id, row.created_at,
            )
            for row in rows
        )  # fmt: skip


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
            promise = await commitments.named(session, {row.commitment_id for row in rows if row.commitment_id})
        recipients: dict[str, list[Row]] = defaultdict(list)
        for each in thanked:
            recipients[each.recognition_id].append(each)
        files["recognitions"].write(
            (
                _named(row), name[row.giver_id], [name[each.person_id] for each in recipients[row.id]], row.message,
                row.behaviours, row.visibility, row.created_at, row.link, row.state,
                promise.get(row.commitment_id), row.id, team.get(row.team_id), team.get(row.giver_team_id),
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


async def _accounts(database: Database, files: Files, step: Callable[[int], None]) -> None:
    read = partial(_oldest_commitments, commitments.everything())
    async for rows in _all(database, read):
        async with database.read() as session:
            name = await _user_names(session, {key for row in rows for key in (row.customer_id, row.performer_id)})
            team = await _team_names(session, {key for row in rows for key in (row.performer_team_id, row.team_id)})
        told = [(row, account_of(commitments.it_of(row))) for row in rows]
        files["commitments"].write(
            (
                _named(row), it.title, name[it.customer], name.get(it.performer or ""),
                team.get(row.performer_team_id if it.performer else row.team_id),
                it.requested_at, it.answered_at, it.answer, it.due_at, it.delivered_at, it.closed_at, it.outcome,
            )
            for row, it in told
        )  # fmt: skip
        step(len(rows))


async def _lives(database: Database, files: Files, step: Callable[[int], None]) -> None:
    read = partial(_oldest_commitments, commitments.everything())
    async for rows in _all(database, read):
        async with database.read() as session:
            steps = await commitments.histories(session, [row.id for row in rows])
            sides = {key for row in rows for key in (row.customer_id, row.performer_id) if key}
            away = await people.absences(session, sides)
            held = {key for row in rows for key in _keys_of(row, steps[row.id])}
            name, team = await _user_names(session, held), await _team_names(session, held)
        files["commitments"].write(_life(row, steps[row.id], away, name, team) for row in rows)
        step(len(rows))


def _keys_of(row: Row, steps: Sequence[Row]) -> Iterator[str | None]:
    """Every person and team that a commitment names."""
    yield from (row.customer_id, row.performer_id, row.pending_to_id, row.referred_to, row.answered_by_id)
    yield from (row.customer_team_id, row.performer_team_id, row.team_id, row.answer_team_id)
    for each in steps:
        yield from (each.actor_id, each.performer_id, each.performer_team_id)
        yield from (each.details.get("to"), each.details.get("refer_to"))


Names = Mapping[Any, str]


def _life(row: Row, steps: Sequence[Row], away: Mapping[str, Any], name: Names, team: Names) -> tuple[Any, ...]:
    def referred(key: str | None) -> dict[str, str] | None:
        return {"person": name[key]} if key in name else {"team": team[key]} if key in team else None

    pending = row.pending and {
        "by": row.pending["by"],
        "since": datetime.fromisoformat(row.pending["since"]),
        "title": row.pending["title"],
        "conditions": row.pending["conditions"],
        "dueAt": row.pending["due_at"] and datetime.fromisoformat(row.pending["due_at"]),
        "to": name.get(row.pending["to"]),
    }
    absences = [
        {"person": name[person], "since": since, "until": until}
        for person in dict.fromkeys((row.customer_id, row.performer_id))
        for since, until in away.get(person, ())
        if until is None or until > row.created_at
    ]
    return (
        row.id, row.external_id, row.title, row.conditions, name[row.customer_id], team.get(row.customer_team_id),
        name.get(row.performer_id), team.get(row.performer_team_id), team.get(row.team_id),
        row.initiator, row.state, row.version, row.turn, row.turn_since, row.answer_by, row.due_at, row.first_due_at,
        row.private, row.created_at, row.changed_at, row.deferrals, row.changes, pending, row.delivered_at,
        row.rejected_at, row.closed_at, row.broken_at, row.assumed, row.reason, row.alternative,
        referred(row.referred_to), row.evidence, row.answer, row.answered_at,
        name.get(row.answered_by_id), team.get(row.answer_team_id), row.remind_at, absences,
        [
            {
                "version": each.version,
                "at": each.at,
                "act": each.act,
                "actor": name.get(each.actor_id),
                "fromState": each.from_state,
                "toState": each.to_state,
                "performer": name.get(each.performer_id),
                "performerTeam": team.get(each.performer_team_id),
                "details": {
                    _camel(key): referred(value) if key == "refer_to" else name[value] if key == "to" else value
                    for key, value in sorted(each.details.items())
                },
            }
            for each in steps
        ],
    )  # fmt: skip


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


async def _oldest_commitments(found: Any, session: Session, window: Window) -> Page:
    return await commitments.oldest(session, found, window)


async def _oldest(found: Any, session: Session, window: Window) -> Page:
    return await recognitions.oldest(session, found, window)


def _named(row: Row) -> str:
    """How a team, a recognition or a commitment is called in the files."""
    name: str = row.external_id or row.id
    return name


async def _user_names(session: Session, wanted: Collection[str | None]) -> dict[str, str]:
    rows: Rows = await people.people_by(session, "id", [each for each in wanted if each])
    return {row.id: row.user_name for row in rows}


async def _team_names(session: Session, wanted: Collection[str | None]) -> dict[str, str]:
    rows: Rows = await tree.teams_by(session, "id", [each for each in wanted if each])
    return {row.id: _named(row) for row in rows}
