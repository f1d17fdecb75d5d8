"""Operations over a WebSocket: the protocol graphql-transport-ws, as the npm package ``graphql-ws`` speaks it.

    connection_init {authorization: "Bearer ..."} --> connection_ack
    subscribe {id, payload: {query, variables, operationName}} --> next ..., complete | error
    complete {id}, ping --> pong

The token comes in the payload of `connection_init`, since a browser sends no header with a WebSocket; a client that can
may send the header instead. Subscriptions go to ``streams``; queries and mutations are answered once. What is no part
of the protocol closes the connection with the protocol's own code (4400 to 4429).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import orjson
from graphql import GraphQLError, OperationType
from starlette.types import Message
from starlette.websockets import WebSocket

from had_your_back.errors import BadRequest, Fault, Unauthenticated
from had_your_back.graph.documents import Checked, Documents, Unfit
from had_your_back.graph.errors import shown
from had_your_back.graph.requests import Asked, parsed, understood
from had_your_back.graph.streams import MOST_ON_A_LINE, Ending, Line, Streams
from had_your_back.people.rules import Actor

PROTOCOL = "graphql-transport-ws"
INIT_WITHIN = 10.0
"""Seconds in which a client has to say `connection_init`."""
LONGEST_REASON = 123
"""Bytes of a reason in a WebSocket's last frame."""

Answer = Callable[[Actor, Asked, tuple[Checked, int]], Awaitable[Mapping[str, Any]]]
"""Runs a query or a mutation that has been admitted."""


class Closed(Exception):
    """The client said what is no part of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Socket(Line):
    """One WebSocket."""

    keeps_itself_alive = True  # the server sends pings of the WebSocket itself

    def __init__(self, streams: Streams, documents: Documents, answer: Answer, socket: WebSocket) -> None:
        super().__init__(streams)
        self._documents, self._answer = documents, answer
        self._receive, self._send_message = socket._receive, socket._send  # noqa: SLF001 - without its book-keeping
        self._authorization = socket.headers.get("authorization")
        self._answering: dict[str, asyncio.Task[None]] = {}

    # ---------------------------------------------------------------------------------------------------- what is said

    async def _say(self, text: str) -> None:
        await self._send_message({"type": "websocket.send", "text": text})

    async def next(self, key: str, body: str) -> None:
        """Send an answer."""
        await self._say(f'{{"id":{_json(key)},"type":"next","payload":{body}}}')

    async def complete(self, key: str) -> None:
        """Say that nothing more comes."""
        await self._say(f'{{"id":{_json(key)},"type":"complete"}}')

    async def fail(self, key: str, errors: Sequence[GraphQLError]) -> None:
        """Say what is wrong with an operation."""
        await self._say(_json({"id": key, "type": "error", "payload": [shown(each) for each in errors]}))

    async def say_farewell(self, ending: Ending) -> None:
        """Close, with the reason."""
        await self._close(ending.close, ending.message)

    async def _close(self, code: int, reason: str) -> None:
        short = reason.encode()[:LONGEST_REASON].decode(errors="ignore")
        await self._send_message({"type": "websocket.close", "code": code, "reason": short})

    # --------------------------------------------------------------------------------------------------- what is heard

    async def run(self) -> None:
        """Serve the client until it leaves."""
        try:
            await self._be_introduced()
            while self.admitted and (message := await self._heard()):
                await self._do(message)
        except Closed as closed:
            await self._close(closed.code, closed.reason)
        finally:
            for each in self._answering.values():
                each.cancel()

    async def _be_introduced(self) -> None:
        try:
            async with asyncio.timeout(INIT_WITHIN):
                while self.admitted is None:
                    if (message := await self._heard()) is None:
                        return
                    await self._before_init(message)
        except TimeoutError:
            raise Closed(4408, "Say connection_init first, and sooner.") from None

    async def _before_init(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._init(message.get("payload"))
            case "ping" | "pong":
                await self._pong(message)
            case "subscribe":
                raise Closed(4401, "Unauthorized: say connection_init first, with a token.")
            case "complete":
                pass
            case _:
                raise _unknown(message)

    async def _init(self, payload: Any) -> None:
        if payload is not None and not isinstance(payload, dict):
            raise Closed(4400, "The payload of connection_init is an object or null.")
        said = next((value for name, value in (payload or {}).items() if name.lower() == "authorization"), None)
        try:
            self.admitted = await self.streams.admit(said if isinstance(said, str) else self._authorization)
            self.streams.take_place(self)
        except Unauthenticated as no:
            raise Closed(4403, no.message) from no
        except Fault as fault:
            raise Closed(1013, fault.message) from fault  # whoever comes back later may be let in
        await self._say('{"type":"connection_ack"}')

    async def _do(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "subscribe":
                await self._subscribe(_key(message), message.get("payload"))
            case "complete":
                key = _key(message)
                self.streams.unsubscribe(self, key)
                if answering := self._answering.pop(key, None):
                    answering.cancel()
            case "ping" | "pong":
                await self._pong(message)
            case "connection_init":
                raise Closed(4429, "Too many initialisation requests")
            case _:
                raise _unknown(message)

    async def _pong(self, message: dict[str, Any]) -> None:
        if message["type"] == "ping":
            await self._say('{"type":"pong"}')

    async def _subscribe(self, key: str, payload: Any) -> None:
        if not isinstance(payload, dict):
            raise Closed(4400, "The payload of subscribe is an object with a query.")
        if key in self.subscribers or key in self._answering:
            raise Closed(4409, f"Subscriber for {key} already exists")
        try:
            wanted = understood(payload, self._documents)
            admitted = self._documents.admit(wanted.text, wanted.operation, wanted.variables, self.actor)
            if admitted[0].kind is not OperationType.SUBSCRIPTION:
                self._answer_aside(key, wanted, admitted)
                return
            await self.streams.charge(self.actor, admitted[1])
            errors = await self.streams.subscribe(self, key, admitted[0], wanted.variables)
        except Unfit as unfit:
            errors = unfit.errors
        except Fault as fault:
            errors = [GraphQLError(fault.message, extensions={"code": fault.code})]
        if errors:
            await self.fail(key, errors)

    def _answer_aside(self, key: str, wanted: Asked, admitted: tuple[Checked, int]) -> None:
        async def answer() -> None:
            try:
                result = await self._answer(self.actor, wanted, admitted)
                if "data" in result:
                    await self.next(key, _json(result))
                    await self.complete(key)
                else:
                    await self._say(_json({"id": key, "type": "error", "payload": result["errors"]}))
            except OSError:
                pass  # nobody is there any more
            finally:
                self._answering.pop(key, None)

        if len(self._answering) >= MOST_ON_A_LINE:
            raise Closed(4400, f"At most {MOST_ON_A_LINE} operations at once on one connection.")
        self._answering[key] = asyncio.create_task(answer())

    async def _heard(self) -> dict[str, Any] | None:
        """The next message; None when the client has left."""
        received: Message = await self._receive()
        if received["type"] == "websocket.disconnect":
            return None
        text = received.get("text")
        if text is None:
            raise Closed(4400, "WebSocket message type must be text")
        try:
            message = parsed(text.encode(), "The message")
        except BadRequest as error:
            raise Closed(4400, str(error)) from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Closed(4400, "A message is a JSON object with a type.")
        return message


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()


def _key(message: Mapping[str, Any]) -> str:
    key = message.get("id")
    if not isinstance(key, str) or not key:
        raise Closed(4400, "A message of this type has an id, a text that is not empty.")
    return key


def _unknown(message: Mapping[str, Any]) -> Closed:
    return Closed(4400, f"Unknown message type: {message['type'][:40]}")


async def serve(streams: Streams, documents: Documents, answer: Answer, socket: WebSocket) -> None:
    """Serve one WebSocket, whose origin is known to be good."""
    await socket.receive()  # websocket.connect
    if PROTOCOL not in socket.scope["subprotocols"]:
        await socket.accept()
        await socket.close(4406, f"Speak {PROTOCOL}.")
        return
    await socket.accept(PROTOCOL)
    line = Socket(streams, documents, answer, socket)
    await line.serve(line.run())
