"""Teams and people from CSV. A missing column says nothing; what an empty cell says stands in `docs/import.md`."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from had_your_back.commitments import actions as commitments
from had_your_back.database import Database, Row, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.imports.reports import DUPLICATE, Do, Options, Progress, Report, batches, quiet, run
from had_your_back.imports.sheets import Line, Refusal, Sheet, Table, past_instant
from had_your_back.people import actions, store, tree
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.people.rules import LONGEST_NAME, LONGEST_TEXT

TEAMS = Sheet(
    what="teams",
    columns=("externalId", "name", "parentExternalId", "leads", "description", "removedAt"),
    required=frozenset({"externalId", "name"}),
    lists=frozenset({"leads"}),
    exported=frozenset({"id", "createdAt"}),
)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
"""No more than a typing error is found: what is an address is its server's business."""
PEOPLE = Sheet(
    what="people",
    columns=(
        "userName", "displayName", "email", "externalId", "jobTitle", "managerUserName", "team", "teamSince", "active",
    ),
    required=frozenset({"userName", "displayName"}),
    exported=frozenset({"id", "roles", "avatarUrl", "awayFrom", "awayUntil", "createdAt"}),
)  # fmt: skip


def _first_of_each(
    lines: Iterable[Line | Refusal], column: str, key: Callable[[Line], str], report: Report
) -> Iterator[Line]:
    """The lines that can be read and name something that no line before them named."""
    first: dict[str, int] = {}
    for line in lines:
        report.rows += 1
        if isinstance(line, Refusal):
            report.refusals.append(line)
            report.refused += 1
        elif (before := first.setdefault(key(line), line.number)) != line.number and key(line):
            why = f"Line {before} has the same {column}, and counts."
            report.refusals.append(Refusal(line.number, column, DUPLICATE, why))
        else:
            yield line


# --------------------------------------------------------------------------------------------------------------- teams


async def import_teams(database: Database, path: Path, options: Options, progress: Progress = quiet) -> Report:
    """Put every team of a file. A parent may come later in the file than its teams; leads are put once all are there.

    Raises: Refused INVALID if the file as a whole cannot be read; OSError. Nothing is written then.
    """
    table = Table(path, TEAMS, options.mapping)
    lines, now = list(table.lines()), database.now()

    async def story(do: Do) -> Report:
        report = Report("teams")
        ordered, circle = _parents_first(list(_first_of_each(lines, "externalId", _external_id, report)))
        for line in circle:
            why = "From here the parents lead round in a circle."
            report.refuse(line.number, Refused(ErrorCode.INVALID, why, "parentExternalId"))
            report.refused += 1
        for batch in batches(ordered):
            report.add(await do(partial(_put_teams, lines=batch, now=now)))
            progress(report.created + report.changed + report.unchanged + report.refused, len(lines))
        refused = {each.line for each in report.refusals}
        for batch in batches(line for line in ordered if line.number not in refused and table.has("leads")):
            report.add(await do(partial(_put_leads, lines=batch)))
        progress(len(lines), len(lines))
        return report.settled(table)

    return await run(database, story, options)


def _external_id(line: Line) -> str:
    return line.said("externalId")


def _parents_first(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines, each behind that of its parent; and those whose parents lead round in a circle."""
    named = {_external_id(line) for line in lines}
    below: dict[str, list[Line]] = {}
    for line in lines:
        parent = line.said("parentExternalId")
        below.setdefault(parent if parent in named else "", []).append(line)
    ordered: list[Line] = []
    waiting = deque(below.pop("", ()))
    while waiting:
        line = waiting.popleft()
        ordered.append(line)
        waiting.extend(below.pop(_external_id(line), ()))
    return ordered, [line for group in below.values() for line in group]


async def _put_teams(tx: Transaction, *, lines: Sequence[Line], now: datetime) -> Report:
    report = Report("teams")
    known = await _teams_named(tx, lines)
    parents = [row.parent_id for row in known.values() if row.parent_id]
    names = {row.id: row.external_id or row.id for row in await tree.teams_by(tx, "id", parents)}
    for line in lines:
        before = known.get(_external_id(line))
        try:
            description = line.optional("description", most=LONGEST_TEXT)
            parent = line.optional("parentExternalId", most=LONGEST_NAME)
            removed = line.optional("removedAt", most=LONGEST_NAME)
            if before is not None:
                description = description or before.description
                parent = parent if "parentExternalId" in line.cells else names.get(before.parent_id)
            draft = TeamDraft(
                external_id=line.text("externalId", most=LONGEST_NAME),
                name=line.text("name", most=LONGEST_NAME),
                description=description,
                parent=parent,
                removed_at=past_instant(removed, "removedAt", now) if removed else None,
            )
            report.count((await actions.put_team(tx, draft)).outcome)
        except Refused as no:
            report.refuse(line.number, no)
            report.refused += 1
    return report


async def _teams_named(tx: Transaction, lines: Sequence[Line]) -> dict[str, Row]:
    """The teams of these lines, by what they are called there."""
    return {row.external_id or row.id: row for row in await actions.teams_called(tx, map(_external_id, lines))}


async def _put_leads(tx: Transaction, *, lines: Sequence[Line]) -> Report:
    report = Report("teams")
    people = await people_named(tx, {name for line in lines for name in line.several("leads", most=LONGEST_NAME)})
    teams = await _teams_named(tx, lines)
    before: dict[str, set[str]] = {}
    for row in await tree.leads_of(tx, [each.id for each in teams.values()]):
        before.setdefault(row.team_id, set()).add(row.person_id)
    for line in lines:
        team, known = teams[_external_id(line)], []
        for name in line.several("leads", most=LONGEST_NAME):
            if team.removed_at is not None:
                report.refuse(line.number, _LED_BY_NOBODY, name)
            elif name.casefold() in people:
                known.append(name)
            else:
                report.refuse(line.number, nobody("leads"), name)
        if {people[name.casefold()].id for name in known} != before.get(team.id, set()):
            await actions.put_leads(tx, _external_id(line), known)
            report.linked += 1
    return report


_LED_BY_NOBODY = Refused(ErrorCode.NOT_ALLOWED, "This team was removed, so nobody leads it. Leave this empty.", "leads")


# -------------------------------------------------------------------------------------------------------------- people


async def import_people(database: Database, path: Path, options: Options, progress: Progress = quiet) -> Report:
    """Put every person of a file. A manager may come later in the file than their people.

    Raises: Refused INVALID if the file as a whole cannot be read; OSError. Nothing is written then.
    """
    table = Table(path, PEOPLE, options.mapping)
    total = sum(1 for _ in table.lines())
    now = database.now()

    async def story(do: Do) -> Report:
        report = Report("people")
        for batch in batches(_first_of_each(table.lines(), "userName", _user_key, report)):
            report.add(await do(partial(_put_people, lines=batch, now=now)))
            progress(report.rows, total)
        refused = {each.line for each in report.refusals}
        again = (line for line in table.lines() if isinstance(line, Line) and line.number not in refused)
        for batch in batches(again if table.has("managerUserName") else ()):
            report.add(await do(partial(_put_managers, lines=batch)))
        progress(total, total)
        return report.settled(table)

    return await run(database, story, options)


def _user_key(line: Line) -> str:
    return line.said("userName").casefold()


async def people_named(tx: Transaction, names: Collection[str]) -> dict[str, Row]:
    """The people with these userNames, by their userName without case."""
    return {row.user_name.casefold(): row for row in await store.people_by(tx, "user_name", names)}


def nobody(column: str) -> Refused:
    """The refusal of somebody whom nobody knows."""
    return Refused(ErrorCode.NOT_FOUND, "There is nobody with this userName.", column)


async def _put_people(tx: Transaction, *, lines: Sequence[Line], now: datetime) -> Report:
    report = Report("people")
    known = await people_named(tx, [_user_key(line) for line in lines])
    for line in lines:
        before = known.get(_user_key(line))
        try:
            draft = _draft(line, now, was_active=before is None or before.active)
            put = await actions.put_person(tx, draft)
            if before is not None and before.active and not draft.active:
                await commitments.person_left(tx, put.id)
            report.count(put.outcome)
        except Refused as no:
            report.refuse(line.number, no)
            report.refused += 1
    return report


def _draft(line: Line, now: datetime, *, was_active: bool) -> PersonDraft:
    since = line.optional("teamSince", most=LONGEST_NAME)
    if since and len(since) == len("2026-11-20"):
        since += "T00:00:00Z"  # personnel files know days
    return PersonDraft(
        user_name=line.text("userName", most=LONGEST_NAME),
        display_name=line.text("displayName", most=LONGEST_NAME),
        email=_address(line),
        external_id=line.optional("externalId", most=LONGEST_NAME),
        job_title=line.optional("jobTitle", most=LONGEST_NAME),
        team=line.optional("team", most=LONGEST_NAME),
        team_since=past_instant(since, "teamSince", now) if since else None,
        active=_yes_or_no(line.said("active") or str(was_active)),
    )


def _address(line: Line) -> str | None:
    said = line.optional("email", most=LONGEST_NAME)
    if said is not None and not ADDRESS.fullmatch(said):
        raise Refused(ErrorCode.INVALID, "This is no email address: write name@example.org, or nothing.", "email")
    return said


def _yes_or_no(text: str) -> bool:
    said = text.casefold()
    if said in {"true", "yes", "1"}:
        return True
    if said in {"false", "no", "0"}:
        return False
    raise Refused(ErrorCode.INVALID, "Write true or false, or nothing.", "active")


async def _put_managers(tx: Transaction, *, lines: Sequence[Line]) -> Report:
    report = Report("people")
    known = await people_named(tx, [name for line in lines for name in (_user_key(line), line.said("managerUserName"))])
    for line in lines:
        name = line.said("managerUserName")
        manager = known.get(name.casefold())
        if name and manager is None:
            report.refuse(line.number, nobody("managerUserName"), name)
        elif known[_user_key(line)].manager_id != (manager and manager.id):
            try:
                await actions.put_manager(tx, line.said("userName"), name or None)
                report.linked += 1
            except Refused as no:
                report.refuse(line.number, no)
    return report
