"""Answers to trusted documents, kept as they were sent, for as long as nothing was written that any answer shows.

A hit costs who asks, the pace, and one statement: the version (`had_your_back.versions`). What an answer depends on is
either counted in the version, or part of its key, or the same for as long as the process lives (settings, code). What
is none of these keeps an answer out, or bounds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from had_your_back.database import Database
from had_your_back.graph.context import Context
from had_your_back.graph.documents import Checked
from had_your_back.versions import Ingredients

KEPT = 8_000_000
"""Bytes of answers that a process keeps at most; a single one takes no more than a sixteenth of them."""
AROUND = 3_000
"""Bytes that an answer takes beside itself: its key, and who asked."""


@dataclass(frozen=True, slots=True)
class Body:
    """An answer as it was sent."""

    content: bytes
    digest: str

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Body:
        """What is told, in JSON."""
        content = orjson.dumps(told)
        return cls(content, hashlib.blake2b(content, digest_size=15).hexdigest())


@dataclass(frozen=True, slots=True)
class _Kept:
    body: Body
    since: datetime
    until: datetime | None


def key_of(checked: Checked, variables: Mapping[str, Any], context: Context) -> Hashable:
    """What is asked, by whom, and where they reach the service."""
    return checked, orjson.dumps(variables, option=orjson.OPT_SORT_KEYS), context.actor, context.here


class Bodies:
    """The answers of one version. What was made of an older one is let go at once, so it is not even in memory."""

    def __init__(self, database: Database, most: int = KEPT) -> None:
        self._database = database
        self.most = most
        self._version = -1
        self._kept: dict[Hashable, _Kept] = {}
        self._size = 0

    async def version(self) -> int:
        """What is true now. Whoever makes an answer asks before, and keeps it under this."""
        now = await self._database.version()
        if now != self._version:
            self._version, self._size = now, 0
            self._kept.clear()
        return now

    def find(self, key: Hashable, version: int, now: datetime) -> Body | None:
        """The answer, if it is that of this version and of this instant."""
        found = self._kept.get(key) if version == self._version else None
        if found is None or not found.since <= now or (found.until is not None and now >= found.until):
            return None
        return found.body

    def keep(self, key: Hashable, version: int, body: Body, made: Ingredients, now: datetime) -> None:
        """Keep an answer that was made of what is true since `version`, at an instant, if it holds for longer."""
        size = len(body.content) + AROUND
        if made.varies or version != self._version or size > self.most // 16:
            return
        while self._kept and self._size + size > self.most:  # the oldest goes: all are asked for again soon, or never
            self._size -= len(self._kept.pop(next(iter(self._kept))).body.content) + AROUND
        if (before := self._kept.pop(key, None)) is not None:
            self._size -= len(before.body.content) + AROUND
        self._kept[key] = _Kept(body, now, made.until)
        self._size += size
