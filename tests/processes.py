"""Real processes for stories: the service as an operator starts it, and a receiver of webhooks."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from aiohttp import web

from nursery import Command

READY = "Uvicorn running on"
ORACLES = Path(__file__).parent / "oracles"
NODE = shutil.which("node")
needs_oracles = pytest.mark.skipif(
    NODE is None or not (ORACLES / "node_modules").is_dir(),
    reason="no node here" if NODE is None else "run: npm ci --prefix tests/oracles",
)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Service:
    """A `had-your-back` process. Its log is read line by line, so that a test waits for what happens, not for time."""

    def __init__(self, process: Command | subprocess.Popen[str], log: IO[str], port: int) -> None:
        self.process, self.log, self.url = process, log, f"http://127.0.0.1:{port}"
        self.database: Path | None = None
        try:
            self.wait_for(READY)
        except BaseException:
            self.kill()
            raise

    @classmethod
    def start(cls, *arguments: str, port: int, **environment: str) -> Service:
        """Start it, as a copy of one that has imported everything, and wait until it listens."""
        read, write = os.pipe()
        with os.fdopen(write, "wb") as err, Path(os.devnull).open("wb") as out:
            given = {**os.environ, **environment}
            process = Command(*arguments, environment=given, out=out.fileno(), err=err.fileno())
        return cls(process, os.fdopen(read, encoding="utf-8"), port)

    @classmethod
    def anew(cls, *arguments: str, port: int, **environment: str) -> Service:
        """Start it as an operator does, with an interpreter of its own, and wait until it listens."""
        process = subprocess.Popen(
            [sys.executable, "-m", "had_your_back", *arguments],
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        assert process.stderr is not None
        return cls(process, process.stderr, port)

    def wait_for(self, words: str) -> str:
        """Read the log until a line has these words."""
        seen = []
        for line in self.log:
            seen.append(line)
            if words in line:
                return line
        message = f"It ended without a word of {words!r}:\n{''.join(seen)}"
        raise AssertionError(message)

    def kill(self) -> None:
        """SIGKILL: between any two lines."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as an operator stops it."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(timeout=30)
        self.log.close()


@dataclass
class Receiver:
    """A receiver on 127.0.0.1 that keeps what comes. While `hold` is not set, nobody gets an answer."""

    url: str = ""
    posts: asyncio.Queue[tuple[dict[str, str], bytes]] = field(default_factory=asyncio.Queue)
    hold: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        """Keep it, then answer."""
        await self.posts.put(({k.lower(): v for k, v in request.headers.items()}, await request.read()))
        await self.hold.wait()
        return web.Response()


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that runs."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    made.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/"  # type: ignore[attr-defined]
    yield made
    made.hold.set()
    await runner.cleanup()


async def node(script: str, *arguments: str, given: str = "", **environment: str) -> str:
    """What a script of tests/oracles says, who reads `given` from its standard input. It fails the test if it fails."""
    process = await asyncio.create_subprocess_exec(
        *(str(NODE), script, *arguments),
        cwd=ORACLES,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = (each.decode() for each in await asyncio.wait_for(process.communicate(given.encode()), 60))
    assert process.returncode == 0, f"{script} ended with {process.returncode}:\n{said}\n{complained}"
    return said


async def ask(client: Any, url: str, who: str, document: str, **variables: Any) -> Any:
    """Ask GraphQL at a URL as somebody in the demonstration mode; the data."""
    headers = {"authorization": f"Bearer dev:{who}"}
    answer = (
        await client.post(f"{url}/graphql", json={"query": document, "variables": variables}, headers=headers)
    ).json()
    assert "errors" not in answer, answer
    return answer["data"]
