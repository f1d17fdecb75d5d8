"""Pages by keyset: what part of an ordered list is wanted, and the statement that reads exactly that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import tuple_

from had_your_back.database import Found, Row, Rows, Session

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part: `size` rows after or before the row with these keys; `backward` counts from the end."""

    size: int
    after: Keys | None = None
    before: Keys | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a window in the list's own order, and whether there are more on either side."""

    rows: Sequence[Row]
    has_next: bool
    has_previous: bool


def cut(statement: Found, window: Window, *keys: Any, descending: bool = False) -> Found:
    """The statement, narrowed to the window and one row more. Together the keys are unique, and an index has them."""
    place = tuple_(*keys) if len(keys) > 1 else keys[0]

    def at(values: Keys) -> Any:
        return tuple_(*values) if len(keys) > 1 else values[0]

    if window.after is not None:
        statement = statement.where(place < at(window.after) if descending else place > at(window.after))
    if window.before is not None:
        statement = statement.where(place > at(window.before) if descending else place < at(window.before))
    downward = descending != window.backward
    return statement.order_by(*(key.desc() if downward else key.asc() for key in keys)).limit(window.size + 1)


def page_of(rows: Rows, window: Window) -> Page:
    """The page that the rows of `cut` make."""
    more = len(rows) > window.size
    shown = list(rows[: window.size])
    if window.backward:
        return Page(shown[::-1], has_next=window.before is not None, has_previous=more)
    return Page(shown, has_next=more, has_previous=window.after is not None)


async def read(session: Session, statement: Found, window: Window, *keys: Any, descending: bool = False) -> Page:
    """The page of the statement's rows that the window asks for: one statement."""
    return page_of(await session.rows(cut(statement, window, *keys, descending=descending)), window)
