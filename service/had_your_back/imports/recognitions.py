"""The thanks of the past from CSV: line by line what can be read, act by act what can be kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from had_your_back import ids
from had_your_back.commitments import store as commitments
from had_your_back.database import Database, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import instant
from had_your_back.ids import Kind
from had_your_back.imports.past import Past, past_of
from had_your_back.imports.reports import (
    DUPLICATE,
    Do,
    Options,
    Progress,
    Report,
    batches,
    quiet,
    run,
)
from had_your_back.imports.sheets import Line, Refusal, Sheet, Table, past_instant
from had_your_back.people.rules import LONGEST_NAME, PersonFacts
from had_your_back.recognitions import actions, store
from had_your_back.recognitions.behaviours import CATALOGUE, DEFAULT
from had_your_back.recognitions.rules import MESSAGE_LENGTHS, Recognition, State, Visibility, link_of
from had_your_back.recognitions.store import New

RECOGNITIONS = Sheet(
    what="recognitions",
    columns=(
        "externalId",
        "giver",
        "recipients",
        "message",
        "behaviours",
        "visibility",
        "givenAt",
        "link",
        "state",
        "commitment",
    ),
    required=frozenset({"giver", "recipients", "message", "givenAt"}),
    lists=frozenset({"recipients", "behaviours"}),
    instants=frozenset({"givenAt"}),
    names_people=True,
    exported=frozenset({"id", "team", "giverTeam", "recipientTeams", "editedAt"}),
)


@dataclass(frozen=True, slots=True)
class Thanks:
    """A line that thanks somebody. Lines with the same `key`, the external id, are one act of thanks."""

    line: int
    key: str
    at: datetime
    giver: str
    recipients: tuple[str, ...]
    message: str
    behaviours: tuple[str, ...]
    visibility: Visibility
    link: str | None
    commitment: str | None

    @property
    def what(self) -> tuple[object, ...]:
        """What the lines of one act have in common."""
        return (self.at, self.giver.casefold(), self.message, self.visibility)


async def import_recognitions(database: Database, path: Path, options: Options, progress: Progress = quiet) -> Report:
    """Remember the thanks of the past, with their own instants. What is there already stays as it is.

    Lengths are those of history, one character and more; there is no limit of pace. Each counts for the teams in which
    its people were at that instant.

    Raises: Refused INVALID if the file as a whole cannot be read; OSError. Nothing is written then.
    """
    table = Table(path, RECOGNITIONS, options.mapping)
    now = database.now()
    # Numbers for names: a file of a million lines stays small. Two keys with one number wait for the end, no worse.
    expected: Counter[int] = Counter()
    total = 0
    for each in table.lines():
        total += 1
        if isinstance(said := _thanks(each, now), Thanks):
            expected[hash(said.key)] += 1

    async def story(do: Do) -> Report:
        report = Report("recognitions")
        for acts in batches(_acts(table, expected, now, report)):
            report.add(await do(partial(_remember, acts=acts, options=options)))
            progress(report.rows, total)
        progress(total, total)
        return report.settled(table)

    return await run(database, story, options)


def _acts(table: Table, expected: Counter[int], now: datetime, report: Report) -> Iterator[list[Thanks]]:
    """The acts of thanks, each as soon as its last line is read."""
    unfinished: dict[str, list[Thanks]] = {}
    for each in table.lines():
        report.rows += 1
        said = _thanks(each, now)
        if isinstance(said, Refusal):
            report.refusals.append(said)
            continue
        lines = unfinished.setdefault(said.key, [])
        lines.append(said)
        if len(lines) == expected[hash(said.key)]:
            yield unfinished.pop(said.key)
    yield from unfinished.values()


def _thanks(line: Line | Refusal, now: datetime) -> Thanks | Refusal:
    """What a line says, or why it cannot be taken whoever its people are."""
    if isinstance(line, Refusal):
        return line
    try:
        return _said(line, now)
    except Refused as no:
        column = no.path[0]
        value = "" if column == "message" else line.said(column)
        return Refusal(line.number, column, no.code.value, no.message, value)


def _said(line: Line, now: datetime) -> Thanks:
    if line.said("state").upper() not in {"", State.ACTIVE}:
        raise Refused(ErrorCode.NOT_ALLOWED, "It was withdrawn or hidden, so it is not brought back.", "state")
    at = past_instant(line.text("givenAt", most=LONGEST_NAME), "givenAt", now)
    giver = line.text("giver", most=LONGEST_NAME)
    message = line.text("message", most=MESSAGE_LENGTHS[1])
    recipients = line.several("recipients", most=LONGEST_NAME)
    if not recipients:
        raise Refused(ErrorCode.INVALID, "Nobody is named here.", "recipients")
    return Thanks(
        line=line.number,
        key=line.optional("externalId", most=LONGEST_NAME) or _key(at, giver, message),
        at=at,
        giver=giver,
        recipients=recipients,
        message=message,
        behaviours=_behaviours(line.several("behaviours", most=LONGEST_NAME)),
        visibility=_visibility(line.optional("visibility", most=LONGEST_NAME)),
        link=link_of(line.cells.get("link")),
        commitment=line.optional("commitment", most=LONGEST_NAME),
    )


def _key(at: datetime, giver: str, message: str) -> str:
    """The external id of thanks that have none: made of what makes its lines one act."""
    return "csv-" + hashlib.sha256("\0".join((instant(at), giver.casefold(), message)).encode()).hexdigest()[:32]


def _behaviours(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The behaviours, those that are no longer in use too: the past may name them."""
    if any(key not in CATALOGUE for key in keys):
        known = ", ".join(CATALOGUE)
        raise Refused(ErrorCode.UNKNOWN_BEHAVIOUR, f"One of these is unknown. There are: {known}.", "behaviours")
    return keys or (DEFAULT,)


def _visibility(text: str | None) -> Visibility:
    try:
        return Visibility(text.upper()) if text else Visibility.EVERYONE
    except ValueError:
        raise Refused(ErrorCode.INVALID, f"Write one of: {', '.join(Visibility)}.", "visibility") from None


async def _remember(tx: Transaction, *, acts: Sequence[Sequence[Thanks]], options: Options) -> Report:
    """Write those acts of a batch that are not there yet."""
    report = Report("recognitions")
    past = await _past_of(tx, acts, options, report)
    there = await _already_there(tx, [act[0].key for act in acts])
    promises = await commitments.known(tx, {act[0].commitment for act in acts if act[0].commitment})
    had: dict[str, set[str]] = {}
    for row in await store.recipients_of(tx, list(there.values())):
        had.setdefault(row.recognition_id, set()).add(row.person_id)
    new: list[New] = []
    for act in acts:
        key, at = act[0].key, act[0].at
        judged = _judge(act, past, promises, report)
        if judged is None:
            report.refused += 1
        elif key in there:
            report.unchanged += 1
            for person, line in zip(judged.accepted.recipients, judged.lines, strict=True):
                if person.id not in had.get(there[key], ()):
                    why = "The recognition is already there without this person, and stays as it is."
                    report.refuse(line, Refused(ErrorCode.CONFLICT, why, "recipients"))
        else:
            new.append(New(actions.past_id(at), at, judged.accepted, key))
            report.recipients += len(judged.lines)
    await actions.record_history(tx, new)
    report.created = len(new)
    return report


async def _already_there(tx: Transaction, keys: Sequence[str]) -> dict[str, str]:
    """The recognitions that have these external ids or, as in our own export of those without, these ids."""
    own = await store.known_ids(tx, [key for key in keys if ids.kind_of(key) is Kind.RECOGNITION])
    return {key: key for key in own} | await store.known_external_ids(tx, keys)


@dataclass(frozen=True, slots=True)
class _Judged:
    """An act that can be kept, with the line that named each recipient."""

    accepted: Recognition
    lines: tuple[int, ...]


def _judge(act: Sequence[Thanks], past: Past, promises: Mapping[str, str], report: Report) -> _Judged | None:
    """What can be kept of an act; what cannot is refused line by line."""
    first = act[0]
    if first.commitment and first.commitment not in promises:
        why = "There is no commitment with this external id. Import commitments first, or empty this cell."
        report.refuse(first.line, Refused(ErrorCode.NOT_FOUND, why, "commitment"), first.commitment)
        return None
    giver = past.at(first.giver, first.at)
    chosen: dict[str, tuple[PersonFacts, int]] = {}
    behaviours: dict[str, None] = {}
    known_refusals = len(report.refusals)
    for said in act:
        if said.what != first.what:
            why = f"Line {first.line} has the same external id, but another giver, message, visibility or instant."
            report.refuse(said.line, Refused(ErrorCode.CONFLICT, why, "externalId"), said.key)
        else:
            found = _chosen(said, giver, past, chosen, report)
            chosen |= {person.id: (person, said.line) for person in found}
            behaviours |= dict.fromkeys(said.behaviours if found else ())
    if giver is None or not chosen:
        return None
    report.partly += any(each.code != DUPLICATE for each in report.refusals[known_refusals:])
    accepted = Recognition(
        giver=giver,
        recipients=tuple(person for person, _ in chosen.values()),
        team=None,
        message=first.message,
        behaviours=tuple(behaviours),
        visibility=first.visibility,
        link=first.link,
        commitment=promises[first.commitment] if first.commitment else None,
    )
    return _Judged(accepted, tuple(line for _, line in chosen.values()))


def _chosen(
    said: Thanks, giver: PersonFacts | None, past: Past, before: Collection[str], report: Report
) -> tuple[PersonFacts, ...]:
    """The people whom a line names and whom no line before it named."""
    itself = said.giver.casefold()
    others = [name for name in said.recipients if name.casefold() != itself]
    if len(others) < len(said.recipients):
        why = "Giver and recipient are the same person."
        report.refuse(said.line, Refused(ErrorCode.SELF_RECOGNITION, why, "recipients"), said.giver)
    if giver is None and others:
        report.refuse(said.line, _stranger("giver", past), said.giver)
        return ()
    found: dict[str, PersonFacts] = {}
    for name in others:
        person = past.at(name, said.at)
        if person is None:
            report.refuse(said.line, _stranger("recipients", past), name)
        elif person.id in before or person.id in found:
            why = "These thanks are in the file already; they are kept once."
            report.refusals.append(Refusal(said.line, "recipients", DUPLICATE, why, name))
        else:
            found[person.id] = person
    return tuple(found.values())


def _stranger(column: str, past: Past) -> Refused:
    why = f"There is nobody with this {past.by}. Import people first, or let unknown ones join: --unknown-people join."
    return Refused(ErrorCode.NOT_FOUND, why, column)


async def _past_of(tx: Transaction, acts: Sequence[Sequence[Thanks]], options: Options, report: Report) -> Past:
    """What a batch needs to know of its people. Who thanks only themselves does not join."""
    names: dict[str, str] = {}
    for said in (each for act in acts for each in act):
        others = [name for name in said.recipients if name.casefold() != said.giver.casefold()]
        for name in (said.giver, *others) if others else ():
            names.setdefault(name.casefold(), name)
    return await past_of(tx, names, {act[0].giver for act in acts}, options, report)
