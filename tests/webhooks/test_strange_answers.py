"""Receivers that answer what no server should: each is a clear error of the attempt, soon, and at little cost."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from had_your_back.webhooks import client
from had_your_back.webhooks.courier import LONGEST_BODY, Courier
from had_your_back.webhooks.queue import Claim
from had_your_back.webhooks.rules import Trigger
from had_your_back.webhooks.verdicts import Answer
from webhooks.conftest import POLICY, VAULT

Saying = Callable[[asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\n"


@asynccontextmanager
async def saying(say: Saying) -> AsyncIterator[str]:
    """A server that reads a request, says this, and hangs up; its URL."""
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await reader.readuntil(b"\r\n\r\n")
            await say(writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running)


def claim(url: str) -> Claim:
    return Claim(
        delivery="whd_1",
        endpoint="whe_1",
        token="t",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        trigger=Trigger.SCHEDULE,
        number=1,
        sequence=1,
        previous_event=None,
        event="evt_1",
        event_type="team.created",
        url=url,
        secrets=(),
        keys=(),
        headers=None,
        auth=None,
        body=b"{}",
        content_type="application/json",
    )


async def answer_to(say: Saying) -> Answer:
    async with saying(say) as url, Courier(VAULT, POLICY) as courier, asyncio.timeout(10):
        return await courier.carry(claim(url))


def once(words: bytes) -> Saying:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        await writer.drain()

    return say


def forever(beginning: bytes, words: bytes) -> Saying:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        while True:
            writer.write(words)
            await writer.drain()

    return say


async def test_of_a_hundred_megabytes_the_first_16_kb_are_read_and_the_connection_is_closed() -> None:
    said, closed = 0, asyncio.Event()

    async def talk(writer: asyncio.StreamWriter) -> None:
        nonlocal said
        writer.write(OK + b"Content-Length: 104857600\r\n\r\n")
        try:
            while said < 104_857_600:
                writer.write(b"x" * 65_536)
                await writer.drain()
                said += 65_536
        finally:
            closed.set()

    tracemalloc.start()
    try:
        async with saying(talk) as url, Courier(VAULT, POLICY) as courier:
            answer = await courier.carry(claim(url))
            _, most = tracemalloc.get_traced_memory()
            async with asyncio.timeout(20):
                await closed.wait()
    finally:
        tracemalloc.stop()
    assert (answer.status, answer.error, answer.body) == (200, None, "x" * LONGEST_BODY)
    assert said < 20_000_000, "what is under way in the buffers of the system, not the rest"
    assert most < 2_000_000


@pytest.mark.parametrize(
    ("say", "error"),
    [
        (forever(OK, b"X-Again: and again\r\n" * 100), "what came is not HTTP: Too many headers received"),
        (forever(OK + b"X-Long: ", b"x" * 1_000), "what came is not HTTP: Got more than 8190 bytes"),
        (forever(b"HTTP/1.1 200 ", b"fine and " * 100), "what came is not HTTP: Got more than 8190 bytes"),
        (once(OK + b"Content-Length: 100\r\n\r\nhalf of it"), "it hung up in the middle of its answer"),
        (once(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhalf"), "it hung up in the middle of its answer"),
        (once(OK + b"Transfer-Encoding: chunked\r\n\r\nmany\r\nhalf"), "what came is not HTTP: Invalid character in"),
        (once(OK + b"Content-Length: many\r\n\r\n"), "what came is not HTTP: Invalid character in Content-Length"),
        (once(b"SSH-2.0-OpenSSH_9.2\r\n"), "what came is not HTTP: Bad status line"),
        (once(b"\x16\x03\x01\x02\x00\x01"), "what came is not HTTP: Bad status line"),
        (once(b"\x00\xff\x00\r\n\r\n"), "what came is not HTTP: Bad status line"),
        (once(OK), "it hung up before it had answered"),
        (once(b""), "it hung up before it had answered"),
    ],
    ids=[
        "headers for ever",
        "a header for ever",
        "a reason for ever",
        "half a body",
        "half a chunk",
        "no size of a chunk",
        "no length",
        "another protocol",
        "TLS",
        "bytes",
        "half of the headers",
        "nothing",
    ],
)
async def test_what_is_no_answer_is_an_error_with_a_sentence(say: Saying, error: str) -> None:
    answer = await answer_to(say)
    assert answer.status is None
    assert answer.error is not None
    assert answer.error.startswith(f"broken: {error}")
    assert len(answer.error) < 300
    assert answer.error.isprintable()
    assert answer.peer_address == "127.0.0.1"


@pytest.mark.parametrize(
    "say",
    [forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), forever(OK + b"Content-Length: 9\r\n\r\n", b"")],
    ids=["not yet, for ever", "a body that never comes"],
)
async def test_what_never_ends_ends_with_the_time_that_there_is(say: Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TOTAL_SECONDS", 0.1)

    async def slowly(writer: asyncio.StreamWriter) -> None:
        drain = writer.drain

        async def rest() -> None:
            await drain()
            await asyncio.sleep(0.01)

        writer.drain = rest  # type: ignore[method-assign]
        await say(writer)

    answer = await answer_to(slowly)
    assert answer.status is None
    assert answer.error is not None
    assert answer.error.startswith("timeout: no answer within")
