"""How long one operation may take, and what ends with it.

    async with within(10):
        ...                    # TimedOut after 10 seconds, wherever it was

On PostgreSQL the statement that runs is cancelled on the server, since the task that waits for it is. On SQLite, where
a statement runs in the loop and nothing else can, SQLite asks us itself every few thousand of its steps (`is_over`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from had_your_back.errors import TimedOut


@dataclass(slots=True)
class _Deadline:
    at: float
    beside: set[asyncio.Task[object]] = field(default_factory=set)
    struck: bool = False


_CURRENT: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """Everything in it ends after so many seconds.

    Raises: TimedOut.
    """
    deadline = _Deadline(time.monotonic() + seconds)
    token = _CURRENT.set(deadline)
    try:
        async with asyncio.timeout(seconds):
            yield
    except (TimeoutError, DBAPIError) as error:
        # What SQLite has interrupted it raises as an error of its own.
        if isinstance(error, DBAPIError) and not deadline.struck:
            raise
        deadline.struck = True
    finally:
        _CURRENT.reset(token)
        for task in deadline.beside:
            task.cancel()
    if deadline.struck:
        message = (
            f"It took longer than {seconds:g} seconds and was stopped. Ask for less at a time, or try again later."
        )
        raise TimedOut(message)


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
