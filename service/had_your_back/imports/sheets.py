"""A foreign CSV file: how it is encoded, what its columns are called, and where each of its lines begins.

What is wrong with the file as a whole is refused as a whole. What is wrong with a line is a `Refusal` with its number,
and reading goes on behind it.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo, available_timezones

from had_your_back.errors import ErrorCode, Refused
from had_your_back.ids import EPOCH
from had_your_back.texts import bounded, clean

_SAVE = "Save it as UTF-8 (spreadsheets call it 'CSV UTF-8') and import it again. Nothing was written."


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken, and why. `value` is for the terminal only: a report may be mailed around."""

    line: int
    column: str
    code: str
    reason: str
    value: str = ""


def wrong_file(message: str) -> Refused:
    """The refusal of a file as a whole."""
    return Refused(ErrorCode.INVALID, message, "file")


# ------------------------------------------------------------------------------------------------------------- mapping


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How another system's file says it: our column to its column, what stands for every line, and what separates.

    `separators` holds that of ``cells`` (a comma, if nothing is said) and of each column with several values in a cell
    (a semicolon). `values` says for columns of ours what their words are called here, ``*`` for all others, and nothing
    for those to be left out. `instants` may hold a ``format`` (as of strptime) and the ``zone`` of those that name
    none. `people` may say that they are known ``by`` their email.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    separators: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    instants: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_email(self) -> bool:
        """Whether people are named by their email, and not by their userName."""
        return self.people.get("by") == "email"

    def instant(self, text: str) -> str:
        """An instant as ISO 8601 has it; what cannot be read stays as it is, to be refused in its line.

        >>> new_york = ColumnMapping(instants={"format": "%m/%d/%Y %I:%M %p", "zone": "America/New_York"})
        >>> new_york.instant("03/14/2025 9:05 AM"), new_york.instant("yesterday")
        ('2025-03-14T09:05:00-04:00', 'yesterday')
        """
        shape, zone = self.instants.get("format"), self.instants.get("zone")
        try:
            at = datetime.strptime(text.strip(), shape) if shape else datetime.fromisoformat(text.strip())  # noqa: DTZ007 - the zone comes next
        except ValueError:
            return text
        if at.tzinfo is None and zone is not None:
            at = at.replace(tzinfo=ZoneInfo(zone))
        return at.isoformat()


def read_mapping(path: Path) -> ColumnMapping:
    """The mapping that a TOML file describes; `docs/import.md` has an example.

    Raises: Refused INVALID for anything but the tables columns, constants and separators, of texts; OSError.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:  # TOML or encoding
        raise wrong_file(f"{path.name} is no TOML file: {error}.") from error
    known = ("columns", "constants", "separators", "instants", "people", "values")
    for name, held in content.items():
        tables = held.values() if name == "values" and isinstance(held, dict) else [held]
        if name not in known or not all(map(_of_texts, tables)):
            raise wrong_file(
                f"{path.name}: {name!r} is not understood. It has the tables {', '.join(known[:-1])}, of texts, and "
                "values, of such a table for each column."
            )
    return ColumnMapping(**content)


def _of_texts(held: object) -> bool:
    return isinstance(held, dict) and all(isinstance(each, str) for each in held.values())


# ------------------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A kind of file: its columns, those it cannot do without, and those of our own export that say nothing here."""

    what: str
    columns: tuple[str, ...]
    required: frozenset[str]
    lists: frozenset[str] = frozenset()
    instants: frozenset[str] = frozenset()
    names_people: bool = False
    """Whether its lines name people who are there already, so that a mapping can say by what."""
    exported: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a file says: the cells by our names. `number` is where it begins; a text may hold line breaks."""

    number: int
    cells: Mapping[str, str]
    separators: Mapping[str, str]

    def said(self, column: str) -> str:
        """The cell, cleaned, whatever its length; empty for a missing column."""
        return clean(self.cells.get(column, ""))

    def text(self, column: str, *, most: int) -> str:
        """The cell, cleaned. Raises: Refused TOO_SHORT for an empty one; TOO_LONG."""
        if not self.cells.get(column, "").strip():
            raise Refused(ErrorCode.TOO_SHORT, "Nothing is written here.", column)
        return bounded(self.cells[column], column, most=most)

    def optional(self, column: str, *, most: int) -> str | None:
        """The cell, cleaned, or None for an empty one. Raises: Refused TOO_LONG."""
        return self.text(column, most=most) if self.cells.get(column, "").strip() else None

    def several(self, column: str, *, most: int) -> tuple[str, ...]:
        """The parts of a cell, as many as there are. Raises: Refused TOO_LONG."""
        parts = self.cells.get(column, "").split(self.separators.get(column, ";"))
        return tuple(bounded(part, column, most=most) for part in parts if part.strip())


class Table:
    """A CSV file of a kind: UTF-8 with or without a byte-order mark, a header, then lines.

    Raises: Refused INVALID if the header lacks a column or cannot be read; OSError.
    """

    def __init__(self, path: Path, sheet: Sheet, mapping: ColumnMapping) -> None:
        self.path = path
        self.sheet = sheet
        self.notes: list[str] = []
        """What whoever imports should know of the file as a whole."""
        self._mapping = mapping
        self._delimiter = mapping.separators.get("cells", ",")
        self._cut: int | None = None
        self._check_mapping()
        self._words = {
            column: {theirs.casefold(): ours for theirs, ours in words.items()}
            for column, words in mapping.values.items()
        }
        with path.open("rb") as file:
            self._check_beginning(file)
            self._header_at, header = next(self._records(file), (0, []))
        if isinstance(header, csv.Error) or not header:
            raise wrong_file(f"{path.name} has no header. Its first line names the columns: {self._wanted()}")
        self.header = [name.strip() for name in header]
        self._places = self._find_columns()

    def has(self, column: str) -> bool:
        """Whether the file, or the mapping, says something about this column of ours."""
        return column in self._places or column in self._mapping.constants

    def their_name(self, column: str) -> str:
        """How the file calls a column of ours."""
        return self.header[self._places[column]] if column in self._places else column

    def lines(self) -> Iterator[Line | Refusal]:
        """Every line after the header that is not blank, or the refusal of one that cannot be read.

        Raises: Refused INVALID if something is not UTF-8.
        """
        width = len(self.header)
        with self.path.open("rb") as file:
            for number, cells in self._records(file):
                if number <= self._header_at:
                    continue
                if isinstance(cells, csv.Error):
                    yield _unreadable(number, _why(cells))
                elif len(cells) < width or any(cells[width:]):
                    yield _unreadable(
                        number,
                        f"This line has {len(cells)} cells, the header {width}: it is half-written, or a text with a "
                        "separator in it stands there without quotes.",
                    )
                else:
                    said = {ours: self._ours(ours, cells[place]) for ours, place in self._places.items()}
                    yield Line(number, {**said, **self._mapping.constants}, self._mapping.separators)
        if self._cut is not None:
            yield _unreadable(self._cut, "The file ends in the middle of a character: this line is half-written.")

    def _ours(self, column: str, cell: str) -> str:
        """What a cell of theirs is called here."""
        mapping = self._mapping
        if column in self.sheet.instants and mapping.instants and cell.strip():
            return mapping.instant(cell)
        if (words := self._words.get(column)) is None:
            return cell
        separator = mapping.separators.get(column, ";") if column in self.sheet.lists else None
        parts = [part.strip() for part in (cell.split(separator) if separator else [cell])]
        found = [words.get(part.casefold(), words.get("*", part)) for part in parts if part]
        return (separator or "").join(dict.fromkeys(part for part in found if part))

    # --------------------------------------------------------------------------------------------------------- columns

    def _check_mapping(self) -> None:
        mapping, sheet = self._mapping, self.sheet
        for name in (*mapping.columns, *mapping.constants, *mapping.values):
            if name not in sheet.columns:
                columns = ", ".join(sheet.columns)
                raise wrong_file(f"The mapping names {name!r}. The columns of a file of {sheet.what} are {columns}.")
        if both := sorted(mapping.columns.keys() & mapping.constants.keys()):
            raise wrong_file(f"The mapping says of {', '.join(both)} both where it stands and what it always is.")
        for name, separator in mapping.separators.items():
            if name not in {"cells", *sheet.lists} or not separator or (name == "cells" and len(separator) > 1):
                known = ", ".join(("cells (one character)", *sorted(sheet.lists)))
                raise wrong_file(f"The mapping's separator of {name!r} is not understood. There are: {known}.")

        if wrong := sorted(mapping.instants.keys() - {"format", "zone"}):
            raise wrong_file(f"The mapping says {wrong[0]!r} of instants. It can say their format and their zone.")
        zone = mapping.instants.get("zone")
        if zone is not None and zone not in available_timezones():
            raise wrong_file(f"The mapping's zone {zone!r} is unknown; write a name such as Europe/Berlin.")
        if mapping.people and (
            not sheet.names_people or dict(mapping.people) not in ({"by": "email"}, {"by": "userName"})
        ):
            raise wrong_file("The mapping's table people says by what they are named: by = 'email' or by = 'userName'.")

    def _find_columns(self) -> dict[str, int]:
        """Where each column of ours stands. Case does not matter."""
        mapping, sheet = self._mapping, self.sheet
        folded = [name.casefold() for name in self.header]
        if twice := [name for name, number in Counter(folded).items() if name and number > 1]:
            raise wrong_file(f"{self.path.name} has the column {twice[0]!r} more than once.")
        wanted = {name: mapping.columns.get(name, name) for name in sheet.columns if name not in mapping.constants}
        places = {ours: folded.index(name.casefold()) for ours, name in wanted.items() if name.casefold() in folded}
        needed = sheet.required | mapping.columns.keys()
        if missing := [theirs for ours, theirs in wanted.items() if ours in needed and ours not in places]:
            raise wrong_file(
                f"{self.path.name} lacks {', '.join(missing)}. It has: {', '.join(self.header)}.{self._hint()} "
                f"Wanted: {self._wanted()} If they have other names in this file, write these into a mapping file: "
                "--mapping FILE.toml, see docs/import.md. Nothing was written."
            )
        known = {*(name.casefold() for name in sheet.exported), *(folded[place] for place in places.values()), ""}
        if extra := [name for name in self.header if name.casefold() not in known]:
            self.notes.append(f"Ignored columns: {', '.join(extra)}.")
        return places

    def _wanted(self) -> str:
        needed = [name for name in self.sheet.columns if name in self.sheet.required]
        others = [name for name in self.sheet.columns if name not in self.sheet.required]
        return f"{', '.join(needed)}. Understood beside them: {', '.join(others)}."

    def _hint(self) -> str:
        other = next((sign for sign in ";\t|" if sign in self.header[0]), None)
        if other is None or len(self.header) > 1:
            return ""
        theirs = "\\t" if other == "\t" else other
        return (
            f" Its cells seem to be separated by {other!r}. A mapping file of these two lines says so: "
            f'[separators] and, below, cells = "{theirs}".'
        )

    # ----------------------------------------------------------------------------------------------------------- bytes

    def _check_beginning(self, file: IO[bytes]) -> None:
        first = file.read(4)
        if not first:
            raise wrong_file(f"{self.path.name} is empty.")
        if first == b"PK\x03\x04":
            raise wrong_file(f"{self.path.name} is a workbook and no CSV. {_SAVE}")
        if first.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise wrong_file(f"{self.path.name} is encoded as UTF-16. {_SAVE}")
        file.seek(0)

    def _records(self, file: IO[bytes]) -> Iterator[tuple[int, list[str] | csv.Error]]:
        """Each record that is not blank with the line where it begins, or what is wrong with the one that begins there.

        A quote that nothing closes would swallow everything behind it. So what cannot be read costs its first line
        only, and reading goes on with the second.
        """
        texts = self._decoded(file)
        again: deque[str] = deque()
        taken: list[str] = []

        def feed() -> Iterator[str]:
            while (text := again.popleft() if again else next(texts, None)) is not None:
                taken.append(text)
                yield text

        number, reader = 1, csv.reader(feed(), delimiter=self._delimiter, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, error
                again.extendleft(reversed(taken[1:]))
                number += 1
                reader = csv.reader(feed(), delimiter=self._delimiter, strict=True)
            else:
                if any(cells):
                    yield number, cells
                number += len(taken)
            taken.clear()

    def _decoded(self, file: IO[bytes]) -> Iterator[str]:
        """The lines. One that ends in the middle of a character, as the last of a broken copy may, is left out.

        Raises: Refused INVALID with the place of a byte that is not UTF-8.
        """
        self._cut = None
        start, raw = 0, b"\n"
        for number, raw in enumerate(file, 1):
            try:
                text = raw.decode()
            except UnicodeDecodeError as error:
                if error.reason == "unexpected end of data" and not raw.endswith(b"\n"):
                    self._cut = number
                    return
                raise wrong_file(
                    f"{self.path.name} is not UTF-8: byte {error.start + 1} of line {number} is "
                    f"0x{raw[error.start]:02x} (byte {start + error.start + 1:,} of the file). {_SAVE}"
                ) from error
            text = text.removeprefix("\ufeff") if number == 1 else text
            start += len(raw)
            if "\r" in text.removesuffix("\n").removesuffix("\r"):
                yield from io.StringIO(text, newline="")  # the line ends of old Macs
            else:
                yield text
        note = "The file does not end with a line break. If it was cut off, look at its last line."
        if not raw.endswith((b"\n", b"\r")) and note not in self.notes:
            self.notes.append(note)


def past_instant(text: str, column: str, now: datetime) -> datetime:
    """The instant that ISO 8601 names, to the millisecond as everything here.

    >>> past_instant("2021-07-11T23:00:00.2505+01:00", "givenAt", datetime(2026, 11, 20, tzinfo=UTC)).isoformat()
    '2021-07-11T22:00:00.250000+00:00'

    Raises: Refused INVALID if it is none, has no zone, lies before 1970 or after `now`.
    """
    at = instant_of(text, column)
    if at > now:
        raise Refused(ErrorCode.INVALID, "This lies in the future.", column)
    return at


def instant_of(text: str, column: str) -> datetime:
    """The instant that ISO 8601 names, whenever it is.

    Raises: Refused INVALID if it is none, has no zone or lies before 1970.
    """
    try:
        at = datetime.fromisoformat(text)
        zone = at.tzinfo
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(ErrorCode.INVALID, "Write an instant as in 2026-11-20T09:00:00Z.", column) from None
    if zone is None:
        raise Refused(ErrorCode.INVALID, "In which zone? Add Z for UTC, or an offset as in +01:00.", column)
    if at < EPOCH:
        raise Refused(ErrorCode.INVALID, "This lies before 1970.", column)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _unreadable(number: int, why: str) -> Refusal:
    return Refusal(number, "", ErrorCode.INVALID.value, why)


def _why(error: csv.Error) -> str:
    if "expected after" in str(error):
        return "After a closing quote comes a separator or the end of the line. A quote within a text is written twice."
    return "A quote opens a text here and nothing closes it: the line is half-written, or a quote in it is not doubled."
