"""How long one operation may take, and what ends with it.

    async with within(10):
        ...                    # TimedOut after 10 seconds, wherever it was

On PostgreSQL the statement that runs is cancelled on the server, since the task that waits for it is. On SQLite, where
a statement runs in the loop and nothing else can, SQLite asks us itself every few thousand of its steps (`is_over`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType

from sqlalchemy.exc import DBAPIError

from had_your_back.errors import TimedOut


@dataclass(slots=True)
class _Deadline:
    at: float
    beside: set[asyncio.Task[object]] = field(default_factory=set)
    struck: bool = False


TIMELY = (DBAPIError, asyncio.CancelledError)

_CURRENT: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


class within:  # noqa: N801 - reads as a word of the sentence
    """Everything in it ends after so many seconds. A class, since a generator would take as long again.

    Raises: TimedOut.
    """

    __slots__ = ("_deadline", "_seconds", "_timeout", "_token")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def __aenter__(self) -> None:
        self._deadline = _Deadline(time.monotonic() + self._seconds)
        self._token = _CURRENT.set(self._deadline)
        self._timeout = asyncio.timeout(self._seconds)
        await self._timeout.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        deadline = self._deadline
        _CURRENT.reset(self._token)
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            deadline.struck = True
        finally:
            for task in deadline.beside:
                task.cancel()
        # A resolver that saw that it is over raises TimeoutError, and what SQLite has interrupted an error of its own.
        if isinstance(error, TimeoutError) or (deadline.struck and (error is None or isinstance(error, TIMELY))):
            message = (
                f"It took longer than {self._seconds:g} seconds and was stopped. Ask for less at a time, or later."
            )
            raise TimedOut(message) from error


@contextmanager
def accompanied() -> Iterator[None]:
    """What runs in a task of its own, for an operation, ends with it."""
    deadline, task = _CURRENT.get(), asyncio.current_task()
    if deadline is None or task is None:
        yield
        return
    deadline.beside.add(task)
    try:
        yield
    finally:
        deadline.beside.discard(task)


def is_over() -> bool:
    """Whether the operation that runs now has had its time; whoever asks ends what it does."""
    deadline = _CURRENT.get()
    if deadline is None or time.monotonic() < deadline.at:
        return False
    deadline.struck = True
    return True
