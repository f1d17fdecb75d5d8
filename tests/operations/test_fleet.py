"""The short form of tests/benchmarks/operate_load.py: a rolling restart, while people work, costs nobody anything."""

import argparse
import asyncio
from pathlib import Path

import pytest

from benchmarks.operate_load import connect, lateness, settled, use
from conftest import once
from fleet import Books, Copy, Crowd, Lost, Proxy, found, lost
from had_your_back.database import Database, Transaction
from processes import free_port
from soaking import Count, count, mailboxes


async def _few(tx: Transaction) -> Crowd:
    return await found(tx, 8)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_rolling_restart_under_load_loses_no_request_no_write_and_no_webhook(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    crowd, books, over = await once(database, _few), Books(), asyncio.Event()
    # Within the notice of the old one a proxy that looks four times a second has looked, however busy the machine is.
    old, new = (
        Copy(name, database_url, tmp_path, "serve", port=free_port(), HYB_STOP_NOTICE=notice)
        for name, notice in (("old", "2"), ("new", "0"))
    )
    given = argparse.Namespace(seed=7, listeners=2, think=0.3)
    async with asyncio.timeout(120), mailboxes(2) as boxes, Proxy((old.port, new.port)).running() as proxy:
        old.begin()
        await proxy.ready(old.port)
        await connect(proxy.url, boxes)
        using = asyncio.create_task(use(crowd, proxy.url, books, given, over))
        new.begin()
        await proxy.ready(new.port)
        while not books.gives or not books.heard:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
        await asyncio.to_thread(old.told)
        so_far = len(books.gives)
        while len(books.gives) < so_far + 2 or not books.breaks:  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.02)
        over.set()
        await using
        await settled(database, 20)
        events, _ = await lateness(database, boxes)
        await asyncio.to_thread(new.told)
    assert [each for each in books.calls if each.said] == books.misses == []
    assert await lost(database, books) == Lost(0, 0, 0, 0, 0, 0)
    came = count(events, boxes)
    assert came == Count(len(books.gives), missing=0, twice=came.twice, strange=0, broken=0)
