"""Pages by keyset: what part of an ordered list is wanted, and the statement that reads exactly that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, bindparam, tuple_

from had_your_back.database import Found, Given, Row, Rows, Session
from had_your_back.sessions import MADE

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


def cut(found: Found | Given, window: Window, *keys: Any, descending: bool = False) -> Any:
    """The statement, narrowed to the window and one row more. Together the keys are unique, and an index has them."""
    if isinstance(found, Given):
        bounds = {"after": window.after is not None, "before": window.before is not None}
        made = _shape(found.statement, keys, **bounds, backward=window.backward, descending=descending)
        values = {**found.values, "size": window.size + 1}
        for name, at in (("after", window.after), ("before", window.before)):
            values |= {f"{name}_{place}": value for place, value in enumerate(at or ())}
        return Given(made, values)
    return _cut(
        found,
        window.after,
        window.before,
        window.size + 1,
        keys,
        downward=descending != window.backward,
        descending=descending,
    )


@lru_cache(MADE)
def _shape(
    statement: Found, keys: tuple[Any, ...], *, after: bool, before: bool, backward: bool, descending: bool
) -> Found:
    """What `cut` makes of a statement that was made once, with parameters for the bounds and the size."""

    def at(name: str) -> tuple[Any, ...]:
        return tuple(bindparam(f"{name}_{place}", type_=key.type) for place, key in enumerate(keys))

    bounds = at("after") if after else None, at("before") if before else None
    size = bindparam("size", type_=Integer)
    return _cut(statement, *bounds, size, keys, downward=descending != backward, descending=descending)


def _cut(
    statement: Found,
    after: tuple[Any, ...] | None,
    before: tuple[Any, ...] | None,
    size: Any,
    keys: tuple[Any, ...],
    *,
    downward: bool,
    descending: bool,
) -> Found:
    place = tuple_(*keys) if len(keys) > 1 else keys[0]

    def at(values: tuple[Any, ...]) -> Any:
        return tuple_(*values) if len(keys) > 1 else values[0]

    if after is not None:
        statement = statement.where(place < at(after) if descending else place > at(after))
    if before is not None:
        statement = statement.where(place > at(before) if descending else place < at(before))
    return statement.order_by(*(key.desc() if downward else key.asc() for key in keys)).limit(size)


def page_of(rows: Rows, window: Window) -> Page:
    """The page that the rows of `cut` make."""
    more = len(rows) > window.size
    shown = list(rows[: window.size])
    if window.backward:
        return Page(shown[::-1], has_next=window.before is not None, has_previous=more)
    return Page(shown, has_next=more, has_previous=window.after is not None)


async def read(session: Session, found: Found | Given, window: Window, *keys: Any, descending: bool = False) -> Page:
    """The page of the statement's rows that the window asks for: one statement."""
    return page_of(await session.rows(cut(found, window, *keys, descending=descending)), window)
