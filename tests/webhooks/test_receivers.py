"""The receiver that we give away, and the one behind ``had-your-back listen``."""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp
import httpx
import pytest

from had_your_back.webhooks import actions, signing
from had_your_back.webhooks.listen import listen
from webhooks.conftest import INTEGRATOR, Office

RECEIVER = Path(__file__).parents[2] / "clients/receivers/python/receiver.py"
SECRET = signing.make_secret()


@pytest.fixture
async def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ModuleType]:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("WEBHOOK_INBOX", str(tmp_path / "inbox.db"))
    spec = importlib.util.spec_from_file_location("receiver", RECEIVER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    module.INBOX.close()


async def send(example: ModuleType, number: int, *, age: int = 0, secret: str = SECRET) -> int:
    body = b'{"id":"evt_%d","type":"team.created","timestamp":"2026-11-22T00:00:00Z","data":{"team":"team_%d"}}' % (
        number,
        number,
    )
    timestamp = int(time.time()) - age
    headers = {
        "webhook-id": f"evt_{number}",
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signing.sign([signing.make_secret(), secret], f"evt_{number}", timestamp, body),
        "webhook-sequence": str(number),
    }
    if number > 1:
        headers["webhook-previous-id"] = f"evt_{number - 1}"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(example.app), base_url="http://receiver") as client:
        return (await client.post("/hooks", content=body, headers=headers)).status_code


async def test_the_example_works_on_each_event_once_and_knows_what_it_missed(
    example: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (5, 6, 6, 8):  # it was set up when there had been four already
        assert await send(example, number) == 204
    printed = capsys.readouterr().out.splitlines()
    assert [line.split("'")[3] for line in printed] == ["team_5", "team_6", "team_8"]
    assert printed[-1].endswith("missing: ['evt_7']")
    await send(example, 7)
    assert example.missing() == []


async def test_the_example_refuses_what_is_old_or_not_signed_by_us(
    example: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await send(example, 1, age=301) == 401
    assert await send(example, 1, secret=signing.make_secret()) == 401
    assert capsys.readouterr().out == ""


async def test_listen_prints_one_line_for_each_verified_webhook(office: Office, clock: Any) -> None:
    printed: list[str] = []
    ready = asyncio.Event()

    def show(line: str) -> None:
        printed.append(line)
        ready.set()

    secret = signing.make_secret()
    listening = asyncio.create_task(listen(0, secret, print=show, clock=clock.now.timestamp))
    await ready.wait()
    url = printed[0].removeprefix("ready on ")
    endpoint = await office.subscribe(url)
    await office.database.transact(actions.send_test, INTEGRATOR, endpoint.id)
    await office.drain()
    assert printed[1:] == ["refused: the signature is not of this secret"]

    body, timestamp = b'{"type":"webhook.test","data":{"endpoint":"whe_1"}}', int(clock.now.timestamp())
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signing.sign([secret], "evt_1", timestamp, body),
        "webhook-attempt": "2",
    }
    async with aiohttp.ClientSession() as client:
        assert (await client.post(url, data=body, headers=headers)).status == 204
        assert (await client.post(url, data=body, headers={**headers, "webhook-timestamp": "1"})).status == 401
        assert (await client.post(url, data=b"hello")).status == 401
    assert printed[2] == "2026-11-20T09:00:00Z  webhook.test  whe_1  attempt 2  verified"
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
