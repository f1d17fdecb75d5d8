"""The load: so many connections that each ask again as soon as they are answered. A process of its own, of little cost.

    python tests/benchmarks/feed/load.py REQUESTS PORT CONNECTIONS SECONDS [MOST]

REQUESTS is a file of HTTP requests, pickled. It prints JSON: how many were answered, in how many seconds, the
latencies' p50 and p99 in milliseconds, how many were no 200, and what `hyb-road` headers said. With MOST it ends after
so many answers.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

import uvloop

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
ROAD = re.compile(rb"\r\nhyb-road: ([^\r]*)", re.IGNORECASE)


class Load:
    """What is asked, and what was seen."""

    def __init__(self, requests: list[bytes], most: int) -> None:
        self.requests, self.most = requests, most
        self.times: list[float] = []
        self.roads: Counter[str] = Counter()
        self.bad = 0
        self.until = 0.0
        self.last = b""

    def over(self, now: float) -> bool:
        return now >= self.until or len(self.times) >= self.most


class Connection(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self.load = load
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seen = b""
        self.wanted = 0
        self.begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def ask(self) -> None:
        self.seen, self.wanted = b"", 0
        self.begun = time.perf_counter()
        self.transport.write(random.choice(self.load.requests))

    def data_received(self, data: bytes) -> None:
        self.seen = self.seen + data if self.seen else data
        if not self.wanted:
            end = self.seen.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.seen[:end]
            length = LENGTH.search(head)
            if length is None:
                self.done.set_exception(ValueError(f"no content-length: {head!r}"))
                self.transport.close()
                return
            self.wanted = end + 4 + int(length[1])
            road = ROAD.search(head)
            self.load.roads[road[1].decode() if road else ""] += 1
            if not head.startswith(b"HTTP/1.1 200"):
                self.load.bad += 1
        if len(self.seen) < self.wanted:
            return
        now = time.perf_counter()
        self.load.times.append(now - self.begun)
        if self.load.over(now):
            self.load.last = self.seen
            self.done.set_result(None)
            self.transport.close()
        else:
            self.ask()


async def main(requests: list[bytes], port: int, connections: int, seconds: float, most: int) -> None:
    load = Load(requests, most)
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    load.until = begun + seconds
    made = [await loop.create_connection(lambda: Connection(load), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.gather(*(connection.done for _, connection in made))
    times = sorted(load.times)
    seen = {
        "answers": len(times),
        "seconds": time.perf_counter() - begun,
        "p50": times[len(times) // 2] * 1_000,
        "p99": times[len(times) * 99 // 100] * 1_000,
        "bad": load.bad,
        "roads": load.roads,
        "last": load.last.decode("utf-8", "replace") if load.bad else "",
    }
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    file, port, connections, seconds, *most = sys.argv[1:]
    asked = pickle.loads(Path(file).read_bytes())
    uvloop.run(main(asked, int(port), int(connections), float(seconds), int(most[0]) if most else 1_000_000_000))
