"""What people wrote is forgotten when it is old, if the organisation says so; what counts stays.

One pass a day goes through each kind from its oldest, in small steps, so that no receiver and no writer waits.
Where it is lives in the process: who starts anew begins at the beginning, and finds that forgotten already.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from had_your_back import audit
from had_your_back.commitments import personal as promises
from had_your_back.commitments import store as commitments
from had_your_back.database import Database, Rows, Session, Transaction
from had_your_back.people import store as people
from had_your_back.people import tokens
from had_your_back.privacy.rules import ERASED_WORDS
from had_your_back.recognitions import personal
from had_your_back.recognitions import store as recognitions
from had_your_back.scores import store as scores
from had_your_back.settings import Settings

LOOKED_AT, FORGOTTEN = 500, 100
"""Rows that one step looks at, and that it changes."""

Look = Callable[[Session, str, datetime, int], Awaitable[Rows]]
Forget = Callable[[Transaction, Sequence[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Ages:
    """After how many days what is forgotten; 0: never."""

    thanks: int = 0
    promises: int = 0
    reports: int = 0
    absences: int = 0
    tokens: int = 0

    @classmethod
    def of(cls, settings: Settings) -> Ages:
        """As the settings say."""
        return cls(
            settings.retention_thanks,
            settings.retention_promises,
            settings.retention_reports,
            settings.retention_absences,
            settings.retention_tokens,
        )


async def _forget_thanks(tx: Transaction, wanted: Sequence[str]) -> None:
    await personal.forget_words_of(tx, wanted)


async def _forget_comments(tx: Transaction, wanted: Sequence[str]) -> None:
    for each in wanted:
        row = await recognitions.comment_by_id(tx, each)
        if row is not None:
            await recognitions.change_comment(tx, row, {"text": None})


async def _forget_promises(tx: Transaction, wanted: Sequence[str]) -> None:
    for each in wanted:
        row = await commitments.held(tx, each)
        if row is not None:
            await promises.forget_words(tx, row, ERASED_WORDS)


class Forgetting:
    """One pass through what is old."""

    def __init__(self, ages: Ages) -> None:
        self._ages = ages
        self._begin()

    def _begin(self) -> None:
        ages = self._ages
        passes: list[tuple[str, int, Look, Forget]] = [
            ("thanks", ages.thanks, personal.thanks_before, _forget_thanks),
            ("comments", ages.thanks, personal.comments_before, _forget_comments),
            ("promises", ages.promises, partial(promises.closed_before, title=ERASED_WORDS), _forget_promises),
        ]
        self._passes = [each for each in passes if each[1]]
        self._behind = ""
        self._few = True

    async def step(self, database: Database) -> bool:
        """Forget what is old among the next rows; False when the pass is over; the next begins anew."""
        if self._few:
            self._few = await database.transact(_forget_few, self._ages) > 0
            return True
        if not self._passes:
            self._begin()
            return False
        what, days, look, forget = self._passes[0]
        async with database.read() as session:
            rows = await look(session, self._behind, database.now() - timedelta(days=days), LOOKED_AT)
        worded = [row.id for row in rows if row.worded]
        if worded:
            await database.transact(_forget, what, forget, worded[:FORGOTTEN])
        if len(worded) > FORGOTTEN:
            self._behind = worded[FORGOTTEN - 1]
        elif len(rows) == LOOKED_AT:
            self._behind = rows[-1].id
        else:
            self._passes, self._behind = self._passes[1:], ""
        return True


async def _forget(tx: Transaction, what: str, forget: Forget, wanted: Sequence[str]) -> None:
    await forget(tx, wanted)
    await audit.note(tx, "words.forgotten", None, of=what, times=len(wanted))


async def _forget_few(tx: Transaction, ages: Ages) -> int:
    """One small step through the kinds of which there are few; how many rows it changed."""
    few = (
        ("reports", ages.reports, personal.forget_reports_closed),
        ("disputes", ages.reports, scores.forget_disputes_closed),
        ("absences", ages.absences, people.forget_absences),
        ("tokens", ages.tokens, tokens.forget),
    )
    for what, days, forget in few:
        done = await forget(tx, tx.now - timedelta(days=days), limit=FORGOTTEN) if days else 0
        if done:
            await audit.note(tx, "rows.forgotten", None, of=what, times=done)
            return done
    return 0
