"""The proof of an erasure: every table, index and file that is ours is looked through for what was taken away."""

from __future__ import annotations

import asyncio
import mmap
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from had_your_back.database import Database
from had_your_back.privacy import store
from had_your_back.privacy.rules import LEAST_TEXT, Traces, said_in
from had_your_back.texts import words


@dataclass(frozen=True, slots=True)
class Looked:
    """A place that was looked at: how much there is of it, and where in it something was found."""

    place: str
    much: str
    found: tuple[str, ...] = ()


async def prove(database: Database, traces: Traces, files: Sequence[Path] = ()) -> list[Looked]:
    """Look for somebody's names and texts everywhere; each place, whether something was found there or not.

    `files` are looked at beside the database's own: logs, backups, exports.
    """
    async with database.read() as session:
        texts = set(traces.own) - await store.said_by_others(session, traces.own)
    traces, quoted = Traces(traces.names, tuple(texts)), set[str]()
    looked = [await _in_table(database, of, traces, quoted) for of in dict.fromkeys(of for of, _ in store.columns())]
    values = (*traces.names.telling, *(each for each in traces.own if each not in quoted))
    async with database.read() as session:
        if session.dialect == "sqlite":
            number = await store.indexed(session, values)
            looked.append(Looked("index of words", "full text", (f"{number} messages",) if number else ()))
        else:
            samples = await store.sampled(session, values)
            looked.append(Looked("statistics of the planner", "samples", tuple(samples)))
    sought = sorted({each.encode() for value in values for each in _spelled(value)})
    return looked + [
        Looked(f"file {path}", f"{path.stat().st_size:,} bytes", tuple(_in_file(path, sought)))
        for path in (*database.files, *files)
    ]


async def _in_table(database: Database, of: Table, traces: Traces, quoted: set[str]) -> Looked:
    number, found = 0, list[str]()
    finds = _finder(of, traces, quoted)
    keys, after = len(of.primary_key), None
    while True:
        async with database.read() as session:
            rows = await store.rows_of(session, of, after)
        number += len(rows)
        for row in rows:
            key, held = " ".join(map(str, row[:keys])), row._asdict()
            said = {name.removeprefix("said_"): value for name, value in held.items() if name.startswith("said_")}
            found += [f"{name} of {key}" for name, value in said.items() if finds(name, value)]
        if len(rows) < store.AT_A_TIME:
            return Looked(f"table {of.name}", f"{number:,} rows", tuple(found))
        after = rows[-1][:keys]
        await asyncio.sleep(0)


def _finder(of: Table, traces: Traces, quoted: set[str]) -> Callable[[str, Any], bool]:
    """Whether a column holds a name or one of the texts; those that others' longer texts contain go to `quoted`.

    A plain word is looked for where people are named, and there as a whole.
    """
    plain = {each.casefold() for each in traces.names.plain} if of.name == "person" else set[str]()
    own, texts = traces.own, set(traces.own)
    writable = {column.name for column in store.written().get(of, ())}

    def finds(name: str, value: Any) -> bool:
        for each in said_in(value):
            if each in texts or each.casefold() in plain or traces.names.in_(each):
                return True
            inside = [text for text in own if text in each] if len(each) > LEAST_TEXT else []
            if name in writable:
                quoted.update(inside)
            elif inside:
                return True
        return False

    return finds


def _spelled(value: str) -> Iterator[str]:
    """As it is, and as it is folded for order and search."""
    yield from (value, value.lower(), value.upper())
    if len(folded := words(value)) > 1:
        yield " ".join(folded)


def _in_file(path: Path, sought: Collection[bytes]) -> Iterator[str]:
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        for each in sought:
            at = held.find(each)
            if at >= 0:
                yield f"byte {at:,}"
