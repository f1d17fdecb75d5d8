"""How many can listen to one process, how soon does the last of them hear, and what does each of them weigh?

    python tests/benchmarks/subscribers.py [--subscribers 10000] [--people 500] [--events 100]

A service as an operator starts it (`serve`, SQLite, one process), subscribers of `recognitionChanged` over WebSockets
in another process, and recognitions that are given by POST one after the other while that goes on. Both processes share
the machine, so the clients' share of the time is told too. What is measured:

- *alone*: one recognition for everybody; until the first and until the last subscriber has it
- *burst*: so many one after the other; from the first POST until the last subscriber has the last
- *some*: the same for the teams only, which a part of the subscribers may see
- *personal*: a document that shows each person something else, so that one answer does not serve all
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import uvloop
from rich.console import Console
from rich.table import Table

from had_your_back import migrate
from had_your_back.database import Database, Transaction
from had_your_back.people import actions as people
from had_your_back.people.actions import PersonDraft, TeamDraft

TEAMS = 25
AT_ONCE = 100
CARD = "id message state createdAt giver { displayName } recipients { displayName } behaviours { key label }"
ALIKE = f"subscription {{ recognitionChanged {{ {CARD} }} }}"
PERSONAL = f"subscription {{ recognitionChanged {{ {CARD} viewerMay }} }}"
GIVE = (
    "mutation($i: GiveRecognitionInput!) { giveRecognition(input: $i) { recognition { id } userErrors { message } } }"
)


class Subscriber(asyncio.Protocol):
    """A WebSocket client that does no more than count, since thousands of them share one process."""

    def __init__(self, port: int, who: str, document: str, heard: Heard) -> None:
        self.port, self.who, self.document, self.heard = port, who, document, heard
        self.buffer = bytearray()
        self.is_open = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(
            f"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def say(self, **message: Any) -> None:
        payload = orjson.dumps(message)
        length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
        self.transport.write(b"\x81" + length + b"\0\0\0\0" + payload)  # masked with nothing

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            assert self.buffer.startswith(b"HTTP/1.1 101"), bytes(self.buffer)
            del self.buffer[: end + 4]
            self.is_open = True
            self.say(type="connection_init", payload={"authorization": f"Bearer dev:{self.who}"})
            self.say(id="1", type="subscribe", payload={"query": self.document})
            self.say(type="ping")  # its answer says that the subscription holds
        self.read()

    def read(self) -> None:
        at, buffer = 0, self.buffer
        while len(buffer) >= at + 2:
            length, head = buffer[at + 1], 2
            if length == 126:
                length, head = int.from_bytes(buffer[at + 2 : at + 4], "big"), 4
            if len(buffer) < at + head + length:
                break
            kind = buffer[at] & 0x0F
            if kind == 1:
                if b'"next"' in buffer[at + head : at + head + 30]:
                    self.heard.count()
                elif b'"pong"' in buffer[at + head : at + head + 30]:
                    self.ready.set_result(None)
            elif kind == 9:
                said = bytes(buffer[at + head : at + head + length])
                self.transport.write(b"\x8a" + bytes([0x80 | length]) + b"\0\0\0\0" + said)
            elif kind == 8:
                raise SystemExit(f"closed: {bytes(buffer[at + head :])!r}")
            at += head + length
        del buffer[:at]


class Heard:
    """What all subscribers together have heard."""

    def __init__(self) -> None:
        self.expect(0)

    def expect(self, number: int) -> None:
        self.missing, self.first = number, 0.0
        self.all = asyncio.Event()
        self.begun = time.perf_counter()

    def count(self) -> None:
        self.missing -= 1
        if not self.first:
            self.first = time.perf_counter() - self.begun
        if self.missing == 0:
            self.last = time.perf_counter() - self.begun
            self.all.set()


async def found(tx: Transaction, names: Collection[str]) -> dict[str, str]:
    """So many people in teams; the first two of them thank and are thanked."""
    for number in range(TEAMS):
        await people.put_team(tx, TeamDraft(external_id=f"t{number}", name=f"Team {number}", parent=None))
    ids = {}
    for number, name in enumerate(names):
        draft = PersonDraft(user_name=name, display_name=f"{name.title()} Example", team=f"t{number % TEAMS}")
        ids[name] = (await people.put_person(tx, draft)).id
    return ids


def memory(pid: int) -> float:
    """MB that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def worked(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def connect(port: int, names: list[str], number: int, document: str, heard: Heard) -> list[Subscriber]:
    loop, made = asyncio.get_running_loop(), []
    for start in range(0, number, AT_ONCE):
        some = []
        for each in range(start, min(number, start + AT_ONCE)):
            who = names[each % len(names)]
            _, subscriber = await loop.create_connection(
                lambda who=who: Subscriber(port, who, document, heard),
                "127.0.0.1",
                port,  # type: ignore[misc]
            )
            some.append(subscriber)
        await asyncio.gather(*(each.ready for each in some))
        made += some
    return made


async def measure(port: int, pid: int, ids: dict[str, str], asked: argparse.Namespace, out: Console) -> None:
    names, heard = list(ids), Heard()
    giver, thanked = names[0], names[1]
    table = Table("", "subscribers", "events", "first s", "last s", "messages/s", "CPU s service", "CPU s clients")

    async def give(visibility: str) -> None:
        thanks = {
            "recipients": [ids[thanked]],
            "message": "You stayed until it ran again.",
            "behaviours": ["had_my_back"],
        }
        body = {"query": GIVE, "variables": {"i": {**thanks, "visibility": visibility}}}
        headers = {"authorization": f"Bearer dev:{giver}"}
        answer = (await client.post(f"http://127.0.0.1:{port}/graphql", json=body, headers=headers)).json()
        assert not answer["data"]["giveRecognition"]["userErrors"], answer

    async def run(name: str, subscribers: int, listeners: int, events: int, visibility: str = "EVERYONE") -> None:
        heard.expect(listeners * events)
        service, clients = worked(pid), time.process_time()
        for _ in range(events):
            await give(visibility)
        await asyncio.wait_for(heard.all.wait(), 900)
        row = (f"{heard.first:.3f}", f"{heard.last:.3f}", f"{listeners * events / heard.last:,.0f}")
        spent = (f"{worked(pid) - service:.1f}", f"{time.process_time() - clients:.1f}")
        table.add_row(name, f"{subscribers:,}", str(events), *row, *spent)

    number, client = asked.subscribers, httpx.AsyncClient(timeout=600)
    warm = await connect(port, names, 100, ALIKE, heard)
    await run("(warm)", 100, 100, 3)
    for each in warm:
        each.transport.close()
    before, begun = memory(pid), time.perf_counter()
    await connect(port, names, number, ALIKE, heard)
    took, after = time.perf_counter() - begun, memory(pid)
    await run("alone", number, number, 1)
    await run("burst", number, number, asked.events)
    teams = {place for place in range(len(names)) if place % TEAMS in {0, 1}}
    some = sum((each % len(names)) in teams for each in range(number))
    await run("some", number, some, asked.events, "TEAMS")
    later = memory(pid)
    few = min(number, asked.people)
    personal = await connect(port, names, few, PERSONAL, heard)
    await run("personal", number + few, number + few, 5)
    out.print(table)
    out.print(
        f"{number:,} connected and subscribed in {took:.1f} s; the service held {before:.0f} MB before, {after:.0f} MB "
        f"with them ({(after - before) * 1024 / number:.1f} kB each), {later:.0f} MB after {asked.events * 2 + 1} "
        f"events ({(later - before) * 1024 / number:.1f} kB each). {len(personal)} more asked for what is personal."
    )


@contextmanager
def serving(folder: Path, port: int) -> Iterator[int]:
    """The service, as a process of its own; its number. It would wait for us if it had to log into a full pipe."""
    environment = {
        "HYB_AUTH": "dev",
        "HYB_DATABASE_URL": f"sqlite:///{folder}/subscribers.db",
        "HYB_PACE_PER_CALLER": "0",
        "HYB_PACE_PER_GIVER": "1000000",
        "HYB_PACE_PER_PAIR": "1000000",
    }
    command = [sys.executable, "-m", "had_your_back", "serve", "--port", str(port), "--no-worker"]
    with (folder / "log").open("w") as log:
        service = subprocess.Popen(command, env={**os.environ, **environment}, stderr=log)
        try:
            while service.poll() is None:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/livez")
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            yield service.pid
        finally:
            service.kill()
            service.wait()


async def company(folder: Path, number: int) -> dict[str, str]:
    """The ids of so many people, in a new database."""
    database = Database(f"sqlite:///{folder}/subscribers.db")
    await migrate.upgrade(database)
    ids = await database.transact(found, [f"person{each}" for each in range(number)])
    await database.close()
    return ids


def main(asked: argparse.Namespace) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = asked.subscribers + asked.people + 1_000
    if hard < wanted:
        message = f"This machine allows {hard:,} open files to a process; ask for fewer subscribers."
        raise SystemExit(message)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ids = uvloop.run(company(folder, asked.people))
        with serving(folder, asked.port) as pid:
            uvloop.run(measure(asked.port, pid, ids, asked, Console(width=120)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--events", type=int, default=100)
    parser.add_argument("--port", type=int, default=8465)
    main(parser.parse_args())
