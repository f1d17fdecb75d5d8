"""A process is told to stop, and everybody who is concerned hears of it or is served."""

from __future__ import annotations

import asyncio
import json
import signal
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import text

from conftest import Company
from had_your_back.database import Database
from had_your_back.graph.documents import OPERATIONS
from had_your_back.settings import Settings
from processes import Service, free_port, receiver
from stories.test_kill import connect, thank

ANN = {"authorization": "Bearer dev:ann", "content-type": "application/json"}
HEAR = (OPERATIONS / "RecognitionChanged.graphql").read_text(encoding="utf-8")


async def half_a_request(port: int, body: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = {**ANN, "host": f"127.0.0.1:{port}", "content-length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    writer.write(f"POST /graphql HTTP/1.1\r\n{lines}\r\n".encode() + body[:5])
    await writer.drain()
    return reader, writer


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_told_to_stop_it_says_so_finishes_what_runs_tells_streams_why_and_gives_back_what_does_not_come_back(
    database: Database, database_url: str, company: Company
) -> None:
    port = free_port()
    service = Service.anew(
        "serve",
        port=port,
        HYB_AUTH="dev",
        HYB_DATABASE_URL=database_url,
        HYB_LOG_FORMAT="json",
        HYB_PORT=str(port),
        HYB_SECRET_KEY="a key for tests",
        HYB_STOP_NOTICE="1",
        HYB_STOP_WITHIN="5",
        HYB_WEBHOOK_ALLOW_CIDRS="127.0.0.1/32",
        HYB_WEBHOOK_ALLOW_HTTP="true",
    )
    async with receiver() as answers, receiver() as silent, httpx.AsyncClient(base_url=service.url) as client:
        await connect(service, answers)
        await connect(service, silent)
        hears = ANN | {"accept": "text/event-stream"}
        async with client.stream("POST", "/graphql", json={"query": HEAR}, headers=hears) as stream:
            told = stream.aiter_lines()
            assert await anext(told) == ":"
            await thank(service, company)
            await asyncio.wait_for(asyncio.gather(answers.posts.get(), silent.posts.get()), 20)
            body = json.dumps({"query": "{ viewer { person { userName } } }"}).encode()
            reader, writer = await half_a_request(port, body)

            service.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(service.wait_for, "stopping, within 5 s")
            ready = await client.get("/readyz")
            assert (ready.status_code, "is stopping" in ready.json()["errors"][0]["message"]) == (503, True)
            lives = await client.get("/livez")
            assert (lives.status_code, lives.headers["connection"]) == (200, "close")  # the next one goes elsewhere
            await thank(service, company)  # whoever does not know yet is served
            answers.hold.set()
            rest = [line async for line in told]
        last = [json.loads(line.removeprefix("data: ")) for line in rest if line.startswith("data: {")][-1]
        assert last["errors"][0]["extensions"]["code"] == "RESTARTING"
        writer.write(body[5:])
        answer = await asyncio.wait_for(reader.read(), 20)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b'"userName":"ann"' in answer
        writer.close()
        assert await asyncio.to_thread(service.process.wait, 10) in {0, -signal.SIGTERM}
        service.stop()
    async with database.read() as session:
        states: Any = await session.rows(text("SELECT state, failures FROM webhook_delivery ORDER BY state"))
        thanks = await session.value(text("SELECT count(*) FROM recognition"))
    assert [tuple(row) for row in states] == [("DELIVERED", 0), ("WAITING", 0)]
    assert thanks == 2


def test_a_notice_that_leaves_no_time_to_finish_is_refused() -> None:
    with pytest.raises(ValidationError, match="HYB_STOP_WITHIN leaves less than 4 seconds"):
        Settings(stop_notice=22)
