"""Subscriptions as the clients of others know them, against the service as an operator starts it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx
import pytest

from conftest import Company
from had_your_back.database import Database
from processes import NODE, ORACLES, Service, ask, free_port, needs_oracles, node

GIVE = "mutation($i: GiveRecognitionInput!) { giveRecognition(input: $i) { userErrors { message } } }"


def serve(database_url: str, port: int | None = None) -> Service:
    port = port or free_port()
    environment = {"HYB_SECRET_KEY": "a key for tests", "HYB_AUTH": "dev", "HYB_DATABASE_URL": database_url}
    return Service.start("serve", "--port", str(port), "--no-worker", port=port, **environment)


async def thank(service: Service, company: Company, message: str) -> None:
    thanks = {"recipients": [company["bob"]], "message": message, "behaviours": ["had_my_back"]}
    async with httpx.AsyncClient() as client:
        assert (await ask(client, service.url, "ann", GIVE, i=thanks))["giveRecognition"]["userErrors"] == []


class Watching:
    """A client that comes back by itself; its lines say what it hears."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    @asynccontextmanager
    async def over(cls, protocol: str, service: Service) -> AsyncIterator[Self]:
        process = await asyncio.create_subprocess_exec(
            *(str(NODE), "watch.mjs", protocol, f"{service.url}/graphql", "Bearer dev:dee"),
            cwd=ORACLES,
            env=os.environ,
            stdout=asyncio.subprocess.PIPE,
        )
        yield cls(process)
        process.kill()
        await process.wait()

    async def hears(self, words: str) -> None:
        """Wait for a line with these words."""
        assert self.process.stdout is not None
        async with asyncio.timeout(30):
            while words not in (line := (await self.process.stdout.readline()).decode()):
                assert line, "it has ended"


@needs_oracles
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # nothing of it is about the database
async def test_the_clients_of_both_protocols_hear_what_they_should(database: Database, company: Company) -> None:
    service = serve(database.url)
    try:
        said = await node("streams.mjs", f"{service.url}/graphql", "Bearer dev:ann", company["bob"])
    finally:
        service.stop()
    heard: dict[str, Any] = json.loads(said)

    def answers(name: str) -> list[Any]:
        assert heard[name]["complete"], name
        return [
            each.get("data") or [error["extensions"]["code"] for error in each["errors"]]
            for each in heard[name]["answers"]
        ]

    over_socket = {"recognitionChanged": {"message": "Over a socket.", "state": "ACTIVE"}}
    assert answers("ws: a subscription") == [over_socket]
    as_event = {"recognitionChanged": {"message": "As an event.", "state": "ACTIVE"}}
    assert answers("sse: a subscription") == [as_event]
    name = {"organization": {"name": "Our organisation"}}
    for each in ("ws: a query", "ws: a token in the header", "sse: a query"):
        assert [set(found) for found in answers(each)] == [set(name)]

    assert answers("sse: not valid") == [["VALIDATION_FAILED"]]
    for each, code in (("ws: not valid", "VALIDATION_FAILED"), ("ws: not read", "BAD_REQUEST")):
        assert heard[each]["answers"] == []
        assert [error["extensions"]["code"] for error in heard[each]["error"]] == [code]
    assert heard["ws: a bad token"]["error"]["code"] == 4403
    assert "unknown or revoked" in heard["ws: a bad token"]["error"]["reason"]
    assert "401" in heard["sse: a bad token"]["error"]["message"]
    assert "403" in heard["sse: another origin"]["error"]["message"]

    status, kind, body = heard["sse: by GET"]
    assert (status, kind) == (200, "text/event-stream; charset=utf-8")
    assert body.startswith('event: next\ndata: {"data":{"organization":{"name":')
    assert body.endswith("\n\nevent: complete\ndata: \n\n")
    assert heard["codes"] == {
        "no JSON": 4400,
        "no object": 4400,
        "an unknown type": 4400,
        "no id": 4400,
        "no payload": 4400,
        "a payload that is none": 4400,
        "not introduced": 4401,
        "no token": 4403,
        "twice the same id": 4409,
        "introduced twice": 4429,
        "no protocol": 4406,
        "another origin": 403,
    }


@needs_oracles
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_clients_are_told_of_a_restart_and_come_back_by_themselves(database: Database, company: Company) -> None:
    service = serve(database.url)
    async with Watching.over("ws", service) as socket, Watching.over("sse", service) as events:
        for each in (socket, events):
            await each.hears("connected")
        await thank(service, company, "Before.")
        for each in (socket, events):
            await each.hears("Before.")
        service.stop()
        await socket.hears("closed 1012 The service restarts.")
        await events.hears("told RESTARTING")
        again = serve(database.url, int(service.url.rpartition(":")[2]))
        for each in (socket, events):
            await each.hears("connected")
        await thank(again, company, "After.")
        for each in (socket, events):
            await each.hears("After.")
        again.stop()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_processes_tell_each_others_subscribers_of_what_they_wrote(database: Database, company: Company) -> None:
    here, there = serve(database.url), serve(database.url)
    asked = {"query": "subscription { recognitionChanged { message } }"}
    headers = {"authorization": "Bearer dev:dee", "accept": "text/event-stream"}
    try:
        async with httpx.AsyncClient() as client:
            for writes, reads in ((here, there), (there, here)):
                async with client.stream("POST", f"{reads.url}/graphql", json=asked, headers=headers) as stream:
                    lines = stream.aiter_lines()
                    assert await anext(lines) == ":"
                    await thank(writes, company, f"From {writes.url}.")
                    heard = [await anext(lines) for _ in range(3)]
                assert heard[2] == f'data: {{"data":{{"recognitionChanged":{{"message":"From {writes.url}."}}}}}}'
    finally:
        here.stop()
        there.stop()
