"""Relay connections by keyset: opaque cursors that stay true while new things arrive."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Iterable, Sequence
from operator import attrgetter
from typing import Generic, TypeVar

import orjson
import strawberry

from had_your_back.database import Row
from had_your_back.errors import BadRequest
from had_your_back.ids import Kind, kind_of
from had_your_back.pages import Keys, Page, Window

PAGE_SIZE, MOST, MOST_COUNTED = 25, 100, 10_000
LONGEST_SEARCH = 200

T = TypeVar("T")


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def cursor(keys: list[str]) -> str:
    """The keys of a row as an opaque text.

    >>> cursor(["rec_01m808tx000000000000000000"])
    'WyJyZWNfMDFtODA4dHgwMDAwMDAwMDAwMDAwMDAwMDAiXQ'
    """
    return binascii.b2a_base64(orjson.dumps(keys), newline=False).translate(_URL_SAFE, b"=").decode()


def keys_of(text: str, of: Kind, number: int) -> Keys:
    """The keys in a cursor; the last of them is the id of an item.

    Raises: BadRequest for anything that `cursor` did not make for a list of this kind, with so many keys.
    """
    try:
        keys = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        keys = None
    good = (
        isinstance(keys, list) and len(keys) == number and all(isinstance(key, str) and "\0" not in key for key in keys)
    )
    if not good or kind_of(keys[-1]) is not of:
        message = "This is not a cursor of this list. Take endCursor or startCursor of a page of it."
        raise BadRequest(message)
    return tuple(keys)


def window(
    of: Kind, first: int | None, after: str | None, last: int | None = None, before: str | None = None, *, keys: int = 1
) -> Window:
    """The part of a list of this kind that the arguments of a connection ask for.

    >>> window(Kind.TEAM, None, None).size
    25

    Raises: BadRequest for `first` with `last`, a size outside 0 to 100, or a bad cursor.
    """
    if first is not None and last is not None:
        message = "Give first or last, not both."
        raise BadRequest(message)
    size = PAGE_SIZE if first is None and last is None else first if first is not None else last
    assert size is not None
    if not 0 <= size <= MOST:
        message = f"A page has 0 to {MOST} items; {size} were asked for."
        raise BadRequest(message)
    return Window(
        size=size,
        after=keys_of(after, of, keys) if after is not None else None,
        before=keys_of(before, of, keys) if before is not None else None,
        backward=last is not None,
    )


def searched(text: str | None) -> str | None:
    """What is searched for.

    Raises: BadRequest for a text that nobody typed.
    """
    if text is not None and len(text) > LONGEST_SEARCH:
        message = f"A search has at most {LONGEST_SEARCH} characters; this has {len(text):,}."
        raise BadRequest(message)
    return text


@strawberry.federation.type(shareable=True)  # every graph with connections has this very type
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    """An item and its place in the list."""

    cursor: str
    node: T


@strawberry.type(name="Connection")
class Listing(Generic[T]):
    """A page of a list that is not counted."""

    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo


@strawberry.type
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo
    _count: strawberry.Private[Callable[[], Awaitable[int]] | None]

    @strawberry.field(description="Exact up to 10,000, null beyond; null on another person's recognitions.")
    async def total_count(self) -> int | None:
        """Counted only when it is asked for, and never further than 10,001."""
        return await counted(self._count)


Place = str | Callable[[Row], Sequence[str]]
"""The column of a key, or what makes the keys of a row."""


async def counted(count: Callable[[], Awaitable[int]] | None) -> int | None:
    """How many there are, if that is told."""
    if count is None:
        return None
    number = await count()
    return number if number <= MOST_COUNTED else None


def cursor_of(row: Row, places: Sequence[Place]) -> str:
    """The cursor of a row."""
    return cursor([part for key in places for part in ([getattr(row, key)] if isinstance(key, str) else key(row))])


def cursors_of(rows: Iterable[Row], places: Sequence[Place]) -> list[str]:
    """The cursors of the rows of a page."""
    if len(places) != 1 or not isinstance(places[0], str):
        return [cursor_of(row, places) for row in rows]
    keys = map(attrgetter(places[0]), rows)
    return [cursor([key]) for key in keys]


def _parts(page: Page, make: Callable[[Row], T], *keys: Place) -> tuple[list[Edge[T]], list[T], PageInfo]:
    nodes = [make(row) for row in page.rows]
    cursors = cursors_of(page.rows, keys)
    edges = [Edge(cursor=place, node=node) for place, node in zip(cursors, nodes, strict=True)]
    info = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
    return edges, nodes, info


def connection(
    page: Page, make: Callable[[Row], T], *keys: Place, count: Callable[[], Awaitable[int]] | None = None
) -> Connection[T]:
    """A connection of the page's rows; `keys` name the columns of the keyset."""
    edges, nodes, info = _parts(page, make, *keys)
    return Connection(edges=edges, nodes=nodes, page_info=info, _count=count)


def listing(page: Page, make: Callable[[Row], T], *keys: Place) -> Listing[T]:
    """The same for a list that is not counted."""
    edges, nodes, info = _parts(page, make, *keys)
    return Listing(edges=edges, nodes=nodes, page_info=info)
