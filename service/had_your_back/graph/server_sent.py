"""Operations as server-sent events: "distinct connections" of the npm package ``graphql-sse``.

One request is one operation: POST with a JSON body, or GET, and ``Accept: text/event-stream``. The answer is a stream
of ``event: next`` with one answer each. ``event: complete`` at its end says that nothing more will come; a stream that
ends without it was cut short, and the client comes back by itself. In front of such an end, too, stands an answer whose
`errors` say why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from had_your_back.answers import refusal
from had_your_back.auth import Pass
from had_your_back.errors import Fault
from had_your_back.graph.documents import Checked
from had_your_back.graph.errors import as_answer
from had_your_back.graph.streams import Ending, Line, Streams

KIND = "text/event-stream"
HEADERS = {
    "content-type": f"{KIND}; charset=utf-8",
    "cache-control": "no-store",
    "vary": "Accept, Authorization",
    "x-accel-buffering": "no",  # a proxy that collects answers would hold back each until there are enough
}
COMPLETE = "event: complete\ndata: \n\n"


def wants_events(accept: str) -> bool:
    """Whether a client wants a stream of events.

    >>> wants_events("text/event-stream"), wants_events("application/json, */*")
    (True, False)
    """
    return any(part.partition(";")[0].strip().lower() == KIND for part in accept.split(","))


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()


def _next(body: str) -> str:
    return f"event: next\ndata: {body}\n\n"


class Answered(Response):
    """A stream of one answer: of a query or mutation, or of what is wrong with a subscription."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__(_next(_json(answer)) + COMPLETE, headers=HEADERS)


class EventStream(Line, Response):
    """A subscription as a response that goes on."""

    def __init__(self, streams: Streams, admitted: Pass, checked: Checked, variables: dict[str, Any]) -> None:
        Line.__init__(self, streams)
        self.admitted = admitted
        self._checked, self._variables = checked, variables
        self._begun = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the client leaves."""
        try:
            self.streams.take_place(self)
        except Fault as fault:
            await refusal(Headers(scope=scope), fault)(scope, receive, send)
            return
        self._receive, self._send_message = receive, send
        await self.serve(self._run())

    async def _run(self) -> None:
        errors = await self.streams.subscribe(self, "", self._checked, self._variables)
        headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
        await self._send_message({"type": "http.response.start", "status": 200, "headers": headers})
        self._begun.set()
        if errors:
            await self._say(_next(_json(as_answer(errors))) + COMPLETE, more=False)
            return
        await self._say(":\n\n")  # whoever reads this is subscribed, and misses nothing from here on
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _say(self, text: str, *, more: bool = True) -> None:
        await self._begun.wait()
        await self._send_message({"type": "http.response.body", "body": text.encode(), "more_body": more})

    async def next(self, key: str, body: str) -> None:  # noqa: ARG002 - there is one
        """Send an answer."""
        await self._say(_next(body))

    async def keep_alive(self) -> None:
        """A comment, which every client ignores."""
        await self._say(":\n\n")

    async def fail(self, key: str, errors: Sequence[GraphQLError]) -> None:  # noqa: ARG002 - there is one
        """Say why it ends."""
        self.end(Ending(str((errors[0].extensions or {}).get("code")), errors[0].message, 4403, final=True))

    async def say_farewell(self, ending: Ending) -> None:
        """Say why, and whether it is worth coming back."""
        said = {"errors": [{"message": ending.message, "extensions": {"code": ending.code}}]}
        await self._say(_next(_json(said)) + (COMPLETE if ending.final else ""), more=False)
