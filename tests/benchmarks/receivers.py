"""A process full of receivers of webhooks that cost next to nothing: what the benchmarks of webhooks post to.

Each listens on a port of its own and is well or ill in one way. What came is told when it is asked for.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Self


class Way(StrEnum):
    """How a receiver answers."""

    WELL = "well"
    HANGS = "hangs"
    REFUSES = "refuses"
    FAILS = "answers 500"
    DRIPS = "answers a byte a second"


@dataclass(frozen=True, slots=True)
class Came:
    """One request: at which port, when (as `time.time`), its headers in lower case, and its body if those are kept."""

    port: int
    at: float
    headers: dict[str, str]
    body: bytes


_WELL = b"HTTP/1.1 204 No Content\r\n\r\n"
_FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"


class _Connection(asyncio.Protocol):
    def __init__(self, port: int, way: Way, book: _Book) -> None:
        self._port, self._way, self._book = port, way, book
        self._received = b""
        self._transport: Any = None
        self._dripping: asyncio.Task[None] | None = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            at = head.lower().find(b"content-length:")
            body_end = end + 4 + int(head[at + 15 : head.find(b"\r", at) % (len(head) + 1)])
            if len(self._received) < body_end:
                return
            self._book.number += 1
            if self._book.keeps:
                self._keep(head, self._received[end + 4 : body_end])
            self._received = self._received[body_end:]
            self._answer()

    def _keep(self, head: bytes, body: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")[1:]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self._book.came.append(Came(self._port, time.time(), headers, body))

    def _answer(self) -> None:
        match self._way:
            case Way.WELL:
                self._transport.write(_WELL)
            case Way.FAILS:
                self._transport.write(_FAILED)
            case Way.DRIPS:
                self._dripping = asyncio.get_running_loop().create_task(self._drip())

    async def _drip(self) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1_000:
            self._transport.write(bytes([byte]))
            await asyncio.sleep(1)

    def connection_lost(self, _: Exception | None) -> None:
        if self._dripping:
            self._dripping.cancel()


class Receivers:
    """The process. `ports` are in the order of `ways`; `take` hands over what came since it was last asked."""

    def __init__(self, ways: Sequence[Way], *, keeps: bool) -> None:
        here, there = get_context("spawn").Pipe()
        self._pipe = here
        self._process = get_context("spawn").Process(target=_serve, args=(there, list(ways), keeps), daemon=True)
        self._process.start()
        there.close()  # so that its end is noticed
        self.ports: list[int] = here.recv()

    @property
    def urls(self) -> list[str]:
        """Where they listen."""
        return [f"http://127.0.0.1:{port}/hooks" for port in self.ports]

    def take(self) -> list[Came]:
        """What came since the last time, in the order in which it came; nothing unless it is kept."""
        self._pipe.send("take")
        came: list[Came] = self._pipe.recv()
        return came

    def count(self) -> int:
        """How many came since the last time."""
        self._pipe.send("count")
        number: int = self._pipe.recv()
        return number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


def _serve(pipe: Connection, ways: Sequence[Way], keeps: bool) -> None:
    import uvloop

    with suppress(KeyboardInterrupt):
        uvloop.run(_listen(pipe, ways, keeps))


class _Book:
    """What came, or if that is not kept how much."""

    def __init__(self, keeps: bool) -> None:
        self.keeps, self.came, self.number = keeps, list[Came](), 0

    def told(self, what: str) -> list[Came] | int:
        told = self.number if what == "count" else self.came
        if what == "count":
            self.number = 0
        else:
            self.came = []
        return told


async def _listen(pipe: Connection, ways: Sequence[Way], keeps: bool) -> None:
    loop = asyncio.get_running_loop()
    book = _Book(keeps)
    ports = []
    for way in ways:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        ports.append(port)
        if way is Way.REFUSES:  # the port is taken, and nobody listens
            continue
        listening.listen(1_024)

        def make(port: int = port, way: Way = way) -> _Connection:
            return _Connection(port, way, book)

        await loop.create_server(make, sock=listening)
    asked = asyncio.Event()
    loop.add_reader(pipe.fileno(), asked.set)
    os.set_blocking(pipe.fileno(), True)  # the loop changed that, and an answer can be long
    pipe.send(ports)
    while True:
        await asked.wait()
        asked.clear()
        while pipe.poll():
            pipe.send(book.told(pipe.recv()))
