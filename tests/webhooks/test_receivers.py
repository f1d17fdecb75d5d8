"""The receivers that we give away, started as docs/webhooks.md says, and the one behind ``had-your-back listen``."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import aiohttp
import httpx
import pytest

from had_your_back.database import Transaction
from had_your_back.events import PersonJoined, TeamCreated
from had_your_back.people.actions import TokenDraft, create_token
from had_your_back.webhooks import actions, engine, signing, store
from had_your_back.webhooks.listen import listen
from had_your_back.webhooks.rules import DeliveryState
from processes import NODE, free_port
from webhooks.conftest import INTEGRATOR, Office

PERSON, TEAM = "per_01m808tx000000000000000000", "team_01m808tx000000000000000000"

RECEIVERS = Path(__file__).parents[2] / "clients/receivers"
no_node = pytest.mark.skipif(NODE is None, reason="no node here")


class Example:
    """A receiver that we give away, as a process. Its lines tell what it worked on."""

    def __init__(self, language: str, folder: Path, secret: str, **environment: str) -> None:
        self.port = free_port()
        command = {
            "python": [sys.executable, "-m", "uvicorn", "receiver:app", "--port", str(self.port), "--no-access-log"],
            "node": [str(NODE), "receiver.mjs"],
        }
        inbox = {"WEBHOOK_SECRET": secret, "WEBHOOK_INBOX": str(folder / "inbox"), "PORT": str(self.port)}
        self.url = f"http://127.0.0.1:{self.port}/hooks"
        self.command, self.folder = command[language], RECEIVERS / language
        self.environment = {**os.environ, **inbox, **environment, "PYTHONDONTWRITEBYTECODE": "1"}

    async def __aenter__(self) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        while f"http://127.0.0.1:{self.port}" not in await self.line():
            pass
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def line(self) -> str:
        assert self.process.stdout is not None
        said = (await asyncio.wait_for(self.process.stdout.readline(), 20)).decode()
        assert said, "it has ended"
        return said.rstrip()

    async def works_on(self, number: int) -> list[str]:
        """The ids of the next events that it works on; what is logged beside them is passed by."""
        found: list[str] = []
        while len(found) < number:
            found += re.findall(r"^[a-z]+\.[a-z_]+ (evt_\w+) ", await self.line())
        return found


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the other one is behind the same HTTP, see test_feed
@pytest.mark.parametrize("language", ["python", pytest.param("node", marks=no_node)])
async def test_a_receiver_works_on_each_event_once_and_fetches_what_got_lost(
    office: Office, clock: Any, service: str, tmp_path: Path, language: str
) -> None:
    clock.now = datetime.now(UTC).replace(microsecond=0)  # signatures are of now
    draft = TokenDraft(name="a receiver", scopes=["events:read"], person=None)
    _, token = await office.database.transact(create_token, draft)
    settings = {"HYB_URL": service, "HYB_TOKEN": token, "WEBHOOK_TYPES": "team.*"}
    made = await office.subscribe("http://127.0.0.1:1/hooks", event_types=("team.*",))
    joined, team = PersonJoined(person=PERSON), TeamCreated(team=TEAM)

    async def tell() -> str:
        clock.advance(timedelta(milliseconds=2))  # ids of one millisecond are in no order
        (told,) = await office.tell(team)
        return told

    async with Example(language, tmp_path, made.secret, **settings) as example:
        await office.update(made.id, url=example.url)
        first = await tell()
        await office.drain()
        assert await example.works_on(1) == [first]

        (_, *lost, last) = (await office.tell(joined), await tell(), await tell(), await tell())
        await office.database.transact(engine.fan_out)
        await office.database.transact(lose, lost)
        await office.drain()
        assert await example.works_on(3) == [*lost, last]

        # What was lost comes after all, and what came comes again: both are known.
        deliveries = {row.event_id: row.id for row in await office.deliveries(made.id)}
        for each in (*lost, last):
            await office.database.transact(actions.resend_delivery, INTEGRATOR, deliveries[each])
        await office.drain()
        final = await tell()
        await office.drain()
        assert await example.works_on(1) == [final]

    # What was kept is known after a restart.
    async with Example(language, tmp_path, made.secret, **settings) as example:
        await office.update(made.id, url=example.url)
        await office.database.transact(actions.resend_delivery, INTEGRATOR, deliveries[last])
        await office.drain()
        newest = await tell()
        await office.drain()
        worked = await example.works_on(1)
        if worked == [final]:  # it was killed before it had noted that this one was done
            worked = await example.works_on(1)
        assert worked == [newest]


async def lose(tx: Transaction, events: list[str]) -> None:
    """As if they had been sent and had never come."""
    lost = store.delivery.update().where(store.delivery.c.event_id.in_(events))
    assert await tx.write(lost.values(state=DeliveryState.DELIVERED)) == len(events)


@pytest.mark.parametrize("language", ["python", pytest.param("node", marks=no_node)])
async def test_a_receiver_refuses_what_is_old_or_not_signed_by_us_or_altered(tmp_path: Path, language: str) -> None:
    secret = signing.make_secret()
    body = b'{"id":"evt_1","type":"team.created","timestamp":"2026-11-22T00:00:00Z","data":{"team":"team_1"}}'

    async with Example(language, tmp_path, secret) as example, httpx.AsyncClient() as client:

        async def send(*, age: int = 0, secrets: Sequence[str] = (secret,), sent: bytes = body, **other: str) -> int:
            timestamp = int(time.time()) - age
            headers = {
                "webhook-id": "evt_1",
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signing.sign(list(secrets), "evt_1", timestamp, body),
                "webhook-sequence": "1",
                **other,
            }
            return (await client.post(example.url, content=sent, headers=headers)).status_code

        assert await send(age=310) == 401
        assert await send(age=-310) == 401
        assert await send(secrets=[signing.make_secret()]) == 401
        assert await send(sent=body + b" ") == 401
        assert await send(**{"webhook-id": "evt_2"}) == 401
        assert await send(**{"webhook-timestamp": "now"}) == 401
        assert (await client.post(example.url, content=body)).status_code == 401
        _, writer = await asyncio.open_connection("127.0.0.1", example.port)
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf of it")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert await send(secrets=[signing.make_secret(), secret]) == 204
        assert await example.works_on(1) == ["evt_1"]


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
