"""Loaders: many fields ask for one id each, one statement answers them all."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from functools import cached_property
from operator import attrgetter
from types import MethodType
from typing import Any, Generic, TypeVar

from strawberry.dataloader import DataLoader

from had_your_back.database import Row
from had_your_back.deadlines import accompanied

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Loader(Generic[K, T]):
    """Loads by id, or another key, within one request.

    The shared future is shielded: after an error graphql-core cancels the fields beside it, and a cancelled future
    would take along every other field that waits for the same load.
    """

    def __init__(self, load: Callable[[Sequence[K]], Awaitable[Sequence[T]]]) -> None:
        self._load = load

    @cached_property
    def _loader(self) -> DataLoader[K, T]:
        # A request has many loaders and uses a few.
        return DataLoader(load_fn=self._accompanied)

    async def _accompanied(self, keys: list[K]) -> Sequence[T]:
        with accompanied():  # shielded it would outlive its operation
            return await self._load(keys)

    async def load(self, key: K) -> T:
        """What belongs to the id."""
        return await asyncio.shield(self._loader.load(key))

    async def read(self, keys: Sequence[K]) -> Sequence[T]:
        """What belongs to each of these ids, which are all that is wanted: at once, and for nobody else."""
        return await self._load(keys)

    def forget(self) -> None:
        """Load anew what is asked for next."""
        self.__dict__.pop("_loader", None)

    async def load_many(self, keys: Iterable[K]) -> list[T]:
        """What belongs to each id, in their order."""
        return await asyncio.gather(*(self.load(key) for key in keys))


class loads(Generic[K, T]):  # noqa: N801 - reads as a word of the sentence
    """A method that reads for many keys becomes a loader of each object, made when it is first asked for."""

    def __init__(self, load: Callable[[Any, Sequence[K]], Awaitable[Sequence[T]]]) -> None:
        self._load = load

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, its: Any, owner: type | None = None) -> Loader[K, T]:
        made: Loader[K, T] = Loader(MethodType(self._load, its))
        its.__dict__[self._name] = made
        return made


def one_each(keys: Sequence[str], rows: Iterable[Row], *, by: str = "id") -> list[Row | None]:
    """For each key the row that has it in the column `by`, or None."""
    its = attrgetter(by)
    found = {its(row): row for row in rows}
    return [found.get(key) for key in keys]


def grouped(keys: Sequence[str], rows: Iterable[Row], *, by: str) -> list[list[Row]]:
    """For each key the rows that name it in the column `by`."""
    its, found = attrgetter(by), defaultdict[str, list[Row]](list)
    for row in rows:
        found[its(row)].append(row)
    return [found[key] for key in keys]
