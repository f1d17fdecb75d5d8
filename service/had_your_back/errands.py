"""What is known of the request that is being answered: for the log and for the figures, never for the answer.

An *errand* is one request, or one operation on a WebSocket. Everything within finds it (`current`); so whatever is
logged says for which it was, and a fault's reference is that of all its lines. It holds no text that anybody sent.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import Any, Protocol

OTHER = "other"
"""Stands for every name that is none of ours: what is counted by name must not grow with what people send."""
SOCKET = "socket"
"""Stands for the status of an operation on a WebSocket, which has none of its own."""
STREAM = "subscription"
SHORT = "plan", "kept"
"""Roads that need no reason."""


class Running(Protocol):
    """The GraphQL operation of an errand."""

    admitted: Any
    """What runs, checked, and its cost; None before it was let in."""
    road: str
    """Which executor runs it, and why."""


class Errand:
    """One request on its way. Made for each, so whatever only a log line wants is worked out when there is one."""

    __slots__ = ("_id", "at", "begun", "note", "refusals", "runs", "status")

    def __init__(self, at: str, note: Callable[[Errand], None] | None = None, status: str = "") -> None:
        self.at, self.note, self.status = at, note, status
        self.begun = perf_counter()
        self.runs: Running | None = None
        self.refusals: Counter[str] | None = None
        self._id: str | None = None

    @property
    def id(self) -> str:
        """Its name in the log, and the reference that a client is told when we have failed."""
        if self._id is None:
            self._id = secrets.token_hex(6)
        return self._id

    @property
    def operation(self) -> str:
        """The name of the operation, if it is one of our own documents; nothing before it was let in."""
        return self.ran()[0]

    @property
    def document(self) -> str:
        """The sha256 of the document, by which somebody finds one that is none of ours."""
        return str(self.runs.admitted[0].id) if self.runs and self.runs.admitted else ""

    def ran(self) -> tuple[str, int, str, bool]:
        """What ran: its name, its cost, by which executor, and whether it lasts as long as somebody listens."""
        runs = self.runs
        if runs is None or runs.admitted is None:
            return "", 0, "", False
        checked, cost = runs.admitted
        name = checked.operation.name.value if checked.trusted else OTHER
        road = runs.road
        return name, cost, road if road in SHORT else road.partition(";")[0], checked.kind.value == STREAM


_current: ContextVar[Errand | None] = ContextVar("errand", default=None)
begin, end = _current.set, _current.reset


def current() -> Errand | None:
    """The errand that this is done for, if it is for one."""
    return _current.get()


def runs(operation: Running) -> None:
    """This is what the errand runs."""
    if errand := _current.get():
        errand.runs = operation


def refused(code: str) -> None:
    """The errand was told no, or a part of it."""
    if errand := _current.get():
        if errand.refusals is None:
            errand.refusals = Counter()
        errand.refusals[str(code)] += 1


@contextmanager
def another(operation: Running) -> Iterator[None]:
    """One more operation on the connection that is being served."""
    line = _current.get()
    errand = Errand(line.at if line else OTHER, line.note if line else None, SOCKET)
    errand.runs = operation
    token = _current.set(errand)
    try:
        yield
    finally:
        if errand.note:
            errand.note(errand)
        _current.reset(token)
