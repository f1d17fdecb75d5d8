"""How what happens reaches whoever has subscribed.

    the log --> one reader --> who wishes for it --> ids that wait, for each subscriber --> a wave: who may see
    each of them now, one body for each document and right --> every connection

**One reader.** Each process that has a subscriber reads the log of facts (``outbox``), in commit order, from its end as
it was when the first one came; so what another process wrote arrives like what this one did. A commit rings a bell, and
on PostgreSQL other processes' commits do (`Database.share_hints`); whatever no bell tells of is found by looking every
`POLL` seconds.

**Ids wait, bodies do not.** What a subscriber has not been sent yet is a set of ids, at most `MOST_WAITING`; one that
changes again before it was sent is sent once, as it is then. Whoever reads so slowly that this is not enough is told so
and dropped. While somebody is being sent something, nothing more is made for them.

**A wave** takes all who have something waiting and can be sent it. It asks once whose passes still hold (a token may
have been revoked, a person may have left), once who may see each subject now, and runs each document once for each
subject and right: for everybody together where it shows everybody the same (`subscriptions.ALIKE`), else once for each
actor. What somebody may not see by now is not sent.

**Every end has a reason**, an `Ending`. Who comes back has missed what happened meanwhile; it is in the lists and in
the log of facts.
"""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Awaitable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import GraphQLError
from graphql.execution import create_source_event_stream, execute
from strawberry.execution import optimized_is_awaitable

from had_your_back import outbox
from had_your_back.auth import Gate, Pass
from had_your_back.errors import FaultCode, RateLimited, Unauthenticated
from had_your_back.graph import subscriptions
from had_your_back.graph.context import Context, Service
from had_your_back.graph.documents import Checked
from had_your_back.graph.errors import as_body
from had_your_back.graph.schema import schema
from had_your_back.graph.scopes import refusal
from had_your_back.graph.subscriptions import Audiences, Change, Topic, Wish
from had_your_back.outbox import Mark
from had_your_back.people.rules import Actor

log = logging.getLogger(__name__)

POLL = 0.5
"""Seconds after which the log is looked at although no bell rang."""
CHECK_EVERY = 5.0
"""Seconds between two looks at everybody's pass while nothing happens."""
KEEP_ALIVE_EVERY = 15.0
"""Seconds between two signs of life on connections that have none of their own."""
EVENTS_AT_A_TIME = 64
IDS_AT_A_TIME = 16
"""How many of its waiting ids a subscriber is sent in one wave: so many bodies, shared, it can hold at most."""
BODIES_AT_A_TIME = 100
MOST_WAITING = 256
FULL_FOR = 15
"""Seconds after which whoever has too many connections may try again."""
MOST_ON_A_LINE = 100
"""How many subscriptions one connection can have."""
UNHURRIED = 1.0
"""Seconds for which the reader waits for those who are being sent something, before it goes on in the log."""
FAREWELL = 5.0
"""Seconds that the last words to somebody may take."""
LONGEST_BACKOFF = 5.0

_schema = schema._schema  # noqa: SLF001 - graphql-core's own
_is_awaitable: Any = optimized_is_awaitable


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a connection ends. `close` is the code on a WebSocket; `final`: coming back with the same pass is no use."""

    code: str
    message: str
    close: int
    final: bool = False


TOO_SLOW = Ending(
    FaultCode.TOO_SLOW,
    f"More than {MOST_WAITING} changes wait for you. Come back, and fetch from the lists what you missed.",
    1013,
)
RESTARTING = Ending(
    FaultCode.RESTARTING, "The service restarts. Come back, and fetch from the lists what you missed.", 1012
)


def no_longer_let_in(no: Unauthenticated) -> Ending:
    """The end of whoever's pass holds no longer."""
    return Ending(no.code, no.message, 4403, final=True)


class Plan:
    """A subscription as it was written: one for all who sent the same document with the same variables."""

    __slots__ = ("__weakref__", "alike", "checked", "topic", "variables")

    def __init__(self, checked: Checked, variables: dict[str, Any], topic: Topic) -> None:
        self.checked, self.variables, self.topic = checked, variables, topic
        self.alike = subscriptions.is_alike(_schema, checked.document)


class Subscriber:
    """One subscription of one connection, and the ids that wait for it."""

    __slots__ = ("key", "line", "plan", "waiting", "wish")

    def __init__(self, line: Line, key: str, plan: Plan, wish: Wish) -> None:
        self.line, self.key, self.plan, self.wish = line, key, plan, wish
        self.waiting: dict[str, None] | None = None

    def take(self) -> list[str]:
        """The ids that are to be sent now; the rest goes on waiting."""
        if not self.waiting:
            return []
        if len(self.waiting) <= IDS_AT_A_TIME:
            taken, self.waiting = list(self.waiting), None
            return taken
        taken = list(self.waiting)[:IDS_AT_A_TIME]
        for each in taken:
            del self.waiting[each]
        return taken

    def give_back(self, ids: Iterable[str]) -> None:
        """These could not be sent: they go on waiting, in front."""
        self.waiting = {**dict.fromkeys(ids), **(self.waiting or {})}


class Line(ABC):
    """A connection with subscriptions. A protocol says how its messages look."""

    keeps_itself_alive = False
    """Whether the connection has signs of life of its own."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        self.admitted: Pass | None = None
        self.subscribers: dict[str, Subscriber] = {}
        self.ending: Ending | None = None
        self.place: str | None = None
        """Whose this is counted as, from when it has taken a place until it leaves."""
        self._sending: asyncio.Task[None] | None = None
        self._serving: asyncio.Task[Any] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being sent."""
        return self._sending is not None

    @property
    def actor(self) -> Actor:
        """Who is at the other end."""
        assert self.admitted is not None
        return self.admitted.actor

    @abstractmethod
    async def next(self, key: str, body: str) -> None:
        """Send an answer of a subscription. It may wait until the other end has read."""

    @abstractmethod
    async def fail(self, key: str, errors: Sequence[GraphQLError]) -> None:
        """Say why a subscription ends here, which leaves the others as they are."""

    @abstractmethod
    async def say_farewell(self, ending: Ending) -> None:
        """Say why the connection ends, and end it."""

    async def keep_alive(self) -> None:
        """Send a sign of life; not asked of a connection that has its own."""
        raise NotImplementedError

    def send(self, frames: Sequence[tuple[Subscriber, str]]) -> None:
        """Send these one after the other, beside everything else."""
        self._sending = asyncio.create_task(self._send(frames))
        self.streams.sending.add(self._sending)

    async def _send(self, frames: Sequence[tuple[Subscriber, str]]) -> None:
        try:
            for subscriber, body in frames:
                if self.subscribers.get(subscriber.key) is subscriber:
                    await self.next(subscriber.key, body)
            if not frames:
                await self.keep_alive()
        except OSError:
            self.streams.leave(self)  # who serves the connection hears of it too
        finally:
            if self._sending:
                self.streams.sending.discard(self._sending)
            self._sending = None
            if any(each.waiting for each in self.subscribers.values()):
                self.streams.wants(self)

    def end(self, ending: Ending) -> None:
        """End the connection for a reason; nothing of what waits is sent any more."""
        if self.ending:
            return
        self.ending = ending
        self.streams.leave(self)
        if self._sending:
            self._sending.cancel()
        self.streams.aside(self._end(ending))

    async def _end(self, ending: Ending) -> None:
        try:
            async with asyncio.timeout(FAREWELL):
                await self.say_farewell(ending)
        except (OSError, TimeoutError):
            log.info("could not say farewell: %s", ending.message)
        finally:
            if self._serving:
                self._serving.cancel()

    async def serve(self, until_it_ends: Awaitable[None]) -> None:
        """Run what serves the connection, until the other end leaves or `end` has said why."""
        self._serving = asyncio.current_task()
        try:
            await until_it_ends
        except asyncio.CancelledError:
            if self.ending is None:
                raise
        except OSError:
            pass  # the other end is gone
        finally:
            self._serving = None
            self.streams.leave(self)


class Streams:
    """All connections of this process that have a subscription, and the one reader of the log that serves them."""

    def __init__(self, service: Service, gate: Gate) -> None:
        self._service, self._database, self._gate = service, service.database, gate
        self._here = service.settings.reached_at("")
        self._plans: weakref.WeakValueDictionary[tuple[Checked, bytes], Plan] = weakref.WeakValueDictionary()
        self._listening: dict[Wish, dict[Subscriber, None]] = defaultdict(dict)
        self._listening_as: dict[tuple[Wish, str], dict[Subscriber, None]] = defaultdict(dict)
        self._passes: weakref.WeakValueDictionary[Pass, Pass] = weakref.WeakValueDictionary()
        self._lines: dict[Line, None] = {}
        self._open: Counter[str] = Counter()
        self.most_of_one = service.settings.streams_per_caller
        """Connections that one caller can have here at once: each takes memory and a file of the process."""
        self._wanting: dict[Line, None] = {}
        self._bell = self._database.bell()
        self._mark: Mark | None = None
        self._reader: asyncio.Task[None] | None = None
        self._beginning = asyncio.Lock()
        self._checked_at = self._alive_at = 0.0
        self._rang = False
        self.ending: Ending | None = None
        self.sending: set[asyncio.Task[None]] = set()
        self._aside: set[asyncio.Task[None]] = set()
        self.noted = self.bodies_made = 0

    def sizes(self) -> list[int]:
        """How many subscriptions each connection has."""
        return [len(line.subscribers) for line in self._lines]

    @property
    def lines(self) -> list[Line]:
        """Every connection that has a subscription."""
        return list(self._lines)

    @property
    def is_reading(self) -> bool:
        """Whether the log is read: as long as there is anybody to tell."""
        return self._reader is not None

    # -------------------------------------------------------------------------------------------- coming and leaving

    async def admit(self, authorization: str | None) -> Pass:
        """Let somebody in.

        Raises: Unauthenticated.
        """
        admitted = await self._gate.admit(authorization)
        return self._passes.setdefault(admitted, admitted)

    def take_place(self, line: Line) -> None:
        """Count a connection among those of its caller, until it leaves.

        Raises: RateLimited if there are too many.
        """
        caller = line.actor.caller
        if self._open[caller] >= self.most_of_one:
            message = (
                f"You have {self.most_of_one:,} streams open here already. Close one, or put several subscriptions on "
                "one WebSocket."
            )
            raise RateLimited(message, FULL_FOR)
        self._open[caller] += 1
        line.place = caller

    async def charge(self, actor: Actor, cost: int) -> None:
        """Let somebody pay for a subscription, once, as for a query of its size.

        Raises: RateLimited.
        """
        await self._service.pace.take(actor.caller, cost)

    async def subscribe(self, line: Line, key: str, checked: Checked, variables: dict[str, Any]) -> list[GraphQLError]:
        """Let a connection hear from now on of what a subscription wishes for, or say why not."""
        if len(line.subscribers) >= MOST_ON_A_LINE:
            message = f"One connection has at most {MOST_ON_A_LINE} subscriptions at once. End one, or open another."
            return [GraphQLError(message, extensions={"code": FaultCode.BAD_REQUEST})]
        wish = await self._wish(line.actor, checked, variables)
        if isinstance(wish, list):
            return wish
        which = checked, orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
        if (plan := self._plans.get(which)) is None:
            plan = self._plans[which] = Plan(checked, variables, wish.topic)
        await self._begin()
        if self.ending:
            line.end(self.ending)
        if not line.ending:
            line.subscribers[key] = subscriber = Subscriber(line, key, plan, wish)
            for listening in self._indexes(subscriber):
                listening[subscriber] = None
            self._lines[line] = None
        return []

    def unsubscribe(self, line: Line, key: str) -> None:
        """One of its subscriptions ends; the others go on."""
        if subscriber := line.subscribers.pop(key, None):
            for listening in self._indexes(subscriber):
                listening.pop(subscriber, None)
            wish, person = subscriber.wish, line.actor.person
            if not self._listening[wish]:
                del self._listening[wish]
            if person and not self._listening_as[wish, person]:
                del self._listening_as[wish, person]

    def _indexes(self, subscriber: Subscriber) -> Iterable[dict[Subscriber, None]]:
        """Where a subscriber is found: by the wish, and by the person who has it."""
        yield self._listening[subscriber.wish]
        if person := subscriber.line.actor.person:
            yield self._listening_as[subscriber.wish, person]

    def _concerned(self, change: Change) -> Iterable[Subscriber]:
        """Who wishes for a change and may be able to see it."""
        for wish in change.wishes:
            if change.people is None:
                yield from self._listening.get(wish, ())
            else:
                for person in change.people:
                    yield from self._listening_as.get((wish, person), ())

    def leave(self, line: Line) -> None:
        """A connection is no more."""
        for key in list(line.subscribers):
            self.unsubscribe(line, key)
        self._wanting.pop(line, None)
        self._lines.pop(line, None)
        if line.place is not None:
            self._open[line.place] -= 1
            if not self._open[line.place]:
                del self._open[line.place]
            line.place = None
        if not self._lines and self._reader:
            self._reader.cancel()
            self._reader = None

    def wants(self, line: Line) -> None:
        """Something waits for a connection that can be sent it."""
        self._wanting[line] = None
        self._bell.set()

    def end(self, ending: Ending = RESTARTING) -> None:
        """End every connection, and each that comes from now on."""
        self.ending = ending
        for line in self.lines:
            line.end(ending)

    async def close(self) -> None:
        """End what is left, and wait until everybody has been told."""
        self.end()
        if self._aside:
            await asyncio.wait(self._aside)

    def aside(self, words: Coroutine[Any, Any, None]) -> None:
        """Say something beside everything else, to somebody who may be slow to hear it."""
        saying = asyncio.create_task(words)
        self._aside.add(saying)
        saying.add_done_callback(self._aside.discard)

    async def _wish(self, actor: Actor, checked: Checked, variables: dict[str, Any]) -> Wish | list[GraphQLError]:
        """What a subscription wishes for, or what is wrong with it."""
        executor = schema.execution_context_class.build(
            _schema, checked.document, None, self._context(actor), variables, is_awaitable=_is_awaitable
        )
        if isinstance(executor, list):
            return executor
        found: Any = create_source_event_stream(executor)
        if _is_awaitable(found):
            found = await found
        return found if isinstance(found, Wish) else list(found.errors)

    def _context(self, actor: Actor) -> Context:
        return Context(self._service, actor, self._here)

    # ----------------------------------------------------------------------------------------------------- the reader

    async def _begin(self) -> None:
        """Read from here on; whoever comes later has missed nothing since they came."""
        async with self._beginning:
            if self._reader is None or self._reader.done():
                async with self._database.read() as session:
                    self._mark = await outbox.last(session)
                self._checked_at = self._alive_at = time.monotonic()
                self._reader = asyncio.create_task(self._run(self._mark))

    async def _run(self, mark: Mark) -> None:
        backoff = POLL
        while True:
            try:
                # A bell without an event is about something else, such as a token that was revoked.
                self._rang = self._bell.is_set() and not self._wanting
                self._bell.clear()
                mark, busy = await self._round(mark)
                backoff = POLL
            except Exception:
                log.exception("a round of the streams failed; the next is in %.1f s", backoff)
                await asyncio.sleep(backoff)
                backoff = min(LONGEST_BACKOFF, backoff * 2)
                continue
            if not busy:
                try:
                    async with asyncio.timeout(POLL):
                        await self._bell.wait()
                except TimeoutError:
                    pass

    async def _round(self, mark: Mark) -> tuple[Mark, bool]:
        """Read on and send what waits; up to where the log was read, and whether it goes on."""
        async with self._database.read() as session:
            events = await outbox.after(session, mark, limit=EVENTS_AT_A_TIME)
        if any(row.type.startswith("person.") for row in events) or (self._rang and not events):
            self._checked_at = -CHECK_EVERY
        for change in await subscriptions.changes(self._database, events) if events else ():
            for subscriber in list(self._concerned(change)):
                self._note(subscriber, change.subject)
        more = len(events) == EVENTS_AT_A_TIME
        while self._wanting:
            await self._wave()
            if not more:
                break
            await self._catch_up()
        await self._look_after()
        return (outbox.mark_of(events[-1]) if events else mark), more or bool(self._wanting)

    def _note(self, subscriber: Subscriber, subject: str) -> None:
        if subscriber.waiting is None:
            subscriber.waiting = {}
        subscriber.waiting[subject] = None
        self.noted += 1
        if len(subscriber.waiting) > MOST_WAITING:
            subscriber.line.end(TOO_SLOW)
        else:
            self._wanting[subscriber.line] = None

    async def _catch_up(self) -> None:
        """Let those read who can, so that a burst of events drops nobody but the slow."""
        if self.sending:
            _, slow = await asyncio.wait(self.sending, timeout=UNHURRIED)
            self.sending -= slow  # nobody waits for them again

    async def _look_after(self) -> None:
        """Let go whoever's pass holds no longer, and keep quiet connections alive, now and then."""
        now = time.monotonic()
        if now - self._checked_at >= CHECK_EVERY:
            await self._still_let_in(self.lines)
            self._checked_at = now
        if now - self._alive_at >= KEEP_ALIVE_EVERY:
            for line in self.lines:
                if not line.is_busy and not line.keeps_itself_alive:
                    line.send(())
            self._alive_at = now

    # ------------------------------------------------------------------------------------------------------- one wave

    async def _wave(self) -> None:
        """Send what waits to all who can be sent something now."""
        lines = [line for line in self._wanting if not line.is_busy]
        self._wanting.clear()  # the busy ones come back by themselves
        lines = await self._still_let_in(lines)
        taken = [(each, ids) for line in lines for each in line.subscribers.values() if (ids := each.take())]
        try:
            hears = await self._allowed(taken)
            bodies = await self._bodies(hears)
        except BaseException:
            for each, ids in taken:
                each.give_back(ids)
                self._wanting[each.line] = None
            raise
        frames: dict[Line, list[tuple[Subscriber, str]]] = defaultdict(list)
        for each, ids in hears:
            right = _right(each)
            frames[each.line] += [(each, body) for key in ids if (body := bodies[each.plan, right, key])]
        for line in lines:
            if line in self._lines and frames[line]:
                line.send(frames[line])
            elif any(each.waiting for each in line.subscribers.values()):
                self._wanting[line] = None

    async def _allowed(self, taken: Sequence[tuple[Subscriber, list[str]]]) -> list[tuple[Subscriber, list[str]]]:
        """Of what was taken for each subscriber that which they may see now."""
        audiences = await Audiences.of(self._database, {(each.plan.topic, key) for each, ids in taken for key in ids})
        return [
            (each, [key for key in ids if audiences.include(each.line.actor, each.plan.topic, key)])
            for each, ids in taken
        ]

    async def _still_let_in(self, lines: Sequence[Line]) -> list[Line]:
        """Those of them whose passes hold; each with the rights that it has by now."""
        passes = {id(line.admitted): line.admitted for line in lines if line.admitted}
        held = await self._gate.still(passes.values())
        # Told apart by what they are, not by what is in them: there may be thousands, and few of them changed.
        changed = {key: held[each] for key, each in passes.items() if held[each] != each.actor}
        remaining = []
        for line in lines:
            now = changed.get(id(line.admitted))
            if isinstance(now, Unauthenticated):
                line.end(no_longer_let_in(now))
                continue
            if now:
                assert line.admitted is not None
                line.admitted = replace(line.admitted, actor=now)
                self._narrowed(line)
            remaining.append(line)
        return remaining

    def _narrowed(self, line: Line) -> None:
        """Somebody's roles have changed: end the subscriptions that these do not allow any more."""
        for each in list(line.subscribers.values()):
            if error := refusal(each.plan.checked.needs, line.actor):
                self.unsubscribe(line, each.key)
                self.aside(line.fail(each.key, [error]))

    async def _bodies(
        self, hears: Iterable[tuple[Subscriber, Sequence[str]]]
    ) -> dict[tuple[Plan, Actor | None, str], str | None]:
        """The answers, one for each document, right and subject."""
        actors: dict[tuple[Plan, Actor | None, str], Actor] = {}
        for each, ids in hears:
            right = _right(each)
            for subject in ids:
                actors.setdefault((each.plan, right, subject), each.line.actor)
        contexts = {actor: self._context(actor) for actor in set(actors.values())}
        jobs = list(actors.items())
        made: dict[tuple[Plan, Actor | None, str], str | None] = {}
        for start in range(0, len(jobs), BODIES_AT_A_TIME):
            some = jobs[start : start + BODIES_AT_A_TIME]
            answers = (self._body(plan, contexts[actor], subject) for (plan, _, subject), actor in some)
            found = await asyncio.gather(*answers)
            made.update(zip((key for key, _ in some), found, strict=True))
            await asyncio.sleep(0)  # statements on SQLite never wait
        return made

    async def _body(self, plan: Plan, context: Context, subject: str) -> str | None:
        """The answer of a subscription for a subject as it is now; None if this actor does not see it."""
        root = await subscriptions.shown(context, plan.topic, subject)
        if root is None:
            return None
        self.bodies_made += 1
        result: Any = execute(
            _schema,
            plan.checked.document,
            root,
            context,
            plan.variables,
            is_awaitable=_is_awaitable,
            executor_class=schema.execution_context_class,
        )
        if _is_awaitable(result):
            result = await result
        return orjson.dumps(as_body(result)).decode()


def _right(subscriber: Subscriber) -> Actor | None:
    """For whom a body is made: everybody who may see its subject, or one actor."""
    return None if subscriber.plan.alike else subscriber.line.actor
