"""A WebSocket to the service without a network between, so that a test decides when the client reads."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any, Self

import orjson
from starlette.types import ASGIApp

PATIENCE = 20
"""Seconds after which what does not come counts as missing."""


class Socket:
    """A client of graphql-transport-ws. It reads what is sent as fast as it comes, but not while `reads` is clear."""

    def __init__(self, app: ASGIApp, *headers: tuple[bytes, bytes], protocol: str = "graphql-transport-ws") -> None:
        self._heard: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._said: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self.reads = asyncio.Event()
        self.reads.set()
        scope = {
            "type": "websocket",
            "path": "/graphql",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1:8400"), *headers],
            "subprotocols": [protocol],
        }
        self._said.put_nowait({"type": "websocket.connect"})
        self.serving = asyncio.create_task(app(scope, self._said.get, self._send))

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        # As a server does: what is sent waits in front of a connection that is full.
        await self.reads.wait()
        await self._heard.put(message)

    @classmethod
    async def connected(cls, app: ASGIApp, token: str) -> Self:
        """A socket of somebody who has been let in."""
        socket = cls(app)
        assert (await socket.hear())["type"] == "websocket.accept"
        bearer = token if token.startswith(("hyb_", "hybw_", "eyJ", "dev:")) else f"dev:{token}"
        socket.say(type="connection_init", payload={"authorization": f"Bearer {bearer}"})
        assert await socket.hear() == {"type": "connection_ack"}
        return socket

    async def subscribe(self, document: str, key: str = "1", **variables: Any) -> list[dict[str, Any]]:
        """Subscribe; the errors if that cannot be. From then on nothing is missed."""
        self.say(id=key, type="subscribe", payload={"query": document, "variables": variables})
        self.say(type="ping")
        said = await self.hear()
        if said == {"type": "pong"}:
            return []
        assert (said["type"], said["id"]) == ("error", key), said
        assert await self.hear() == {"type": "pong"}
        errors: list[dict[str, Any]] = said["payload"]
        return errors

    async def hear(self) -> MutableMapping[str, Any]:
        """The next thing that comes."""
        async with asyncio.timeout(PATIENCE):
            message = await self._heard.get()
        return dict(orjson.loads(message["text"])) if message["type"] == "websocket.send" else message

    async def told(self) -> Any:
        """The data of the next answer, whatever its field is called."""
        said = await self.hear()
        assert said["type"] == "next", said
        assert "errors" not in said["payload"], said
        (value,) = said["payload"]["data"].values()
        return value

    async def closed(self) -> tuple[int, str]:
        """The code and the reason with which the service closes, once what was sent before has been read."""
        while (message := await self.hear())["type"] != "websocket.close":
            pass
        self._said.put_nowait({"type": "websocket.disconnect", "code": message["code"]})
        await self.serving
        return message["code"], message["reason"]

    def say(self, **message: Any) -> None:
        """Send a message."""
        self.say_text(orjson.dumps(message).decode())

    def say_text(self, text: str) -> None:
        """Send whatever it is."""
        self._said.put_nowait({"type": "websocket.receive", "text": text})

    async def close(self) -> None:
        """Leave."""
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.serving

    def has_heard_nothing(self) -> bool:
        """Whether everything that came has been looked at."""
        return self._heard.empty()
