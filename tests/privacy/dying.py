"""A process that erases somebody and is killed in the middle of it."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from had_your_back.commitments.actions import terms_of
from had_your_back.database import Database
from had_your_back.privacy import actions
from had_your_back.settings import Settings
from nursery import born

MOMENTS = ("in the rows", "after the rows", "in the index", "in the rewriting", "after the rewriting")


def _die(*_: Any) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 1  # nobody comes here


def _erase(url: str, person: str, moment: str) -> None:
    async def dies(*_: Any, **__: Any) -> None:
        _die()

    async def main() -> None:
        database = Database(url)
        rebuild, scrub = actions.recognitions.rebuild_words, database.scrub

        async def rebuilt(tx: Any) -> None:
            await rebuild(tx)
            _die()

        async def scrubbing() -> None:
            if database._lite:
                database._lite._writer.set_progress_handler(_die, 200)  # within the VACUUM
            await scrub()
            _die()

        if moment == "in the rows":
            actions._mentions = dies  # type: ignore[assignment]
        elif moment == "after the rows":
            actions.finish = dies  # type: ignore[assignment]
        elif moment == "in the index":
            actions.recognitions.rebuild_words = rebuilt
        elif moment == "in the rewriting":
            database.scrub = scrubbing  # type: ignore[method-assign]
        elif moment == "after the rewriting":
            actions.people.scrubbed = dies  # type: ignore[assignment]
        await database.transact(actions.erase, person, terms=terms_of(Settings()))
        await actions.finish(database)

    asyncio.run(main())


def killed(url: str, person: str, moment: str) -> int | None:
    """Erase in a process of its own that kills itself at a moment; how it ended."""
    process = born(_erase, url, person, moment)
    process.join(60)
    code: int | None = process.exitcode
    return code
