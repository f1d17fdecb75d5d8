"""How an import is meant, how it runs, and what came of it."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TypeVar

from had_your_back.database import Database, Transaction
from had_your_back.errors import Refused
from had_your_back.imports.sheets import ColumnMapping, Refusal, Table, wrong_file
from had_your_back.people.actions import Outcome

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Is told how many lines are done, and of how many."""

BATCH = 500
"""Rows, or acts of thanks, that are written in one transaction."""
DUPLICATE = "DUPLICATE"
"""Beside the error codes: a line that says what another one said. Once is kept."""


# ------------------------------------------------------------------------------------------------------------- meaning


class UnknownPeople(StrEnum):
    """What to do with a giver or recipient whom nobody knows."""

    REFUSE = "refuse"
    JOIN = "join"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an import is meant. `team` is the name or external id of the team that unknown people join.

    Raises: Refused INVALID for a team without unknown people who join.
    """

    dry_run: bool = False
    announce: bool = False
    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    unknown_people: UnknownPeople = UnknownPeople.REFUSE
    team: str | None = None

    def __post_init__(self) -> None:
        if self.team is not None and self.unknown_people is UnknownPeople.REFUSE:
            raise wrong_file("--team says where unknown people belong, so it needs --unknown-people join.")


# -------------------------------------------------------------------------------------------------------------- report


@dataclass(slots=True)
class Report:
    """What an import did, or in a dry run would have done.

    `created`, `changed`, `unchanged` and `refused` count people, teams or acts of thanks; `partly` the acts that were
    taken without some of what their lines say; `recipients` those of new recognitions; `linked` the people who got a
    manager, or the teams that got leads; `run_out` the commitments that were open in the file and for which it is too
    late.
    """

    what: str
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    partly: int = 0
    recipients: int = 0
    people_joined: int = 0
    linked: int = 0
    run_out: int = 0
    dry_run: bool = False
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def lines_refused(self) -> int:
        """Lines of which something was refused."""
        return len({each.line for each in self.refusals if each.code != DUPLICATE})

    @property
    def duplicates(self) -> int:
        """How often the file says something again."""
        return sum(each.code == DUPLICATE for each in self.refusals)

    def count(self, outcome: Outcome) -> None:
        """Count one more that is new, changed or as it was."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)

    def refuse(self, line: int, no: Refused, value: str = "") -> None:
        """Note that a line, or something in it, was not taken."""
        self.refusals.append(Refusal(line, no.path[0] if no.path else "", no.code.value, no.message, value))

    def add(self, part: Report) -> None:
        """Add what a batch did."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(part, name))
        self.refusals += part.refusals

    def settled(self, table: Table) -> Report:
        """The finished report: in the order of the lines, with the file's own names of its columns."""
        named = [replace(each, column=table.their_name(each.column)) for each in self.refusals]
        return replace(self, refusals=sorted(named, key=lambda each: each.line), notes=list(table.notes))

    def sentences(self) -> list[str]:
        """What to say in a terminal."""
        new, changed, same, refused = (f"{n:,}" for n in (self.created, self.changed, self.unchanged, self.refused))
        said = [f"{self.rows:,} lines read."]
        if self.what == "recognitions":
            acts = self.created + self.unchanged + self.refused
            said.append(f"{acts:,} acts of thanks: {new} new, {same} already there, {refused} refused.")
            said.append(f"The new ones have {self.recipients:,} recipients. {self.partly:,} acts are kept in part.")
            said.append(f"{self.people_joined:,} people joined.")
        elif self.what == "commitments":
            said.append(f"{new} commitments new, {same} already there, {refused} refused.")
            said.append(f"{self.run_out:,} of those that are open in the file had run out: the clock closed them.")
            said.append(f"{self.people_joined:,} people joined.")
        else:
            linked = "people got another manager" if self.what == "people" else "teams got other leads"
            said.append(f"{new} {self.what} new, {changed} changed, {same} as they were, {refused} refused.")
            said.append(f"{self.linked:,} {linked}.")
            if without := self.lines_refused - self.refused:
                cell = "manager" if self.what == "people" else "leads"
                said.append(f"Lines taken without their {cell}: {without:,}.")
        said.append(f"Refusals in {self.lines_refused:,} lines, duplicates: {self.duplicates:,}.")
        return [*said, *self.notes, *(["This was a dry run: nothing was written."] if self.dry_run else [])]

    def write(self, path: Path) -> None:
        """Write every refusal as CSV: line, column, code, reason. No message of the file is in it.

        Raises: OSError.
        """
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("line", "column", "code", "reason"))
            rows.writerows((each.line, each.column, each.code, each.reason) for each in self.refusals)


_COUNTS = (
    "rows",
    "created",
    "changed",
    "unchanged",
    "refused",
    "partly",
    "recipients",
    "people_joined",
    "linked",
    "run_out",
)


# ------------------------------------------------------------------------------------------------------------- running

Step = Callable[[Transaction], Awaitable[Report]]
Do = Callable[[Step], Awaitable[Report]]


class _Undone(Exception):
    """Ends a dry run: everything was done, and none of it stays."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


async def run(database: Database, story: Callable[[Do], Awaitable[Report]], options: Options) -> Report:
    """Tell a story whose steps are a transaction each. A dry run is one transaction for all of them, and undone."""

    async def one(tx: Transaction, step: Step) -> Report:
        tx.silent = not options.announce
        return await step(tx)

    if not options.dry_run:
        return await story(lambda step: database.transact(one, step))

    async def everything(tx: Transaction) -> None:
        raise _Undone(await story(lambda step: one(tx, step)))

    try:
        await database.transact(everything)
    except _Undone as undone:
        return replace(undone.report, dry_run=True)
    raise AssertionError  # everything() never returns


def quiet(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def batches(things: Iterable[T]) -> Iterator[list[T]]:
    """The things, `BATCH` at a time."""
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch
