"""What every request passes before anything looks at it, and every answer on its way back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from had_your_back import audit, errands
from had_your_back.answers import LARGEST_BODY, answer, inside, refusal
from had_your_back.auth import LOOPBACK
from had_your_back.errors import BadRequest, Fault, Forbidden
from had_your_back.figures import Figures
from had_your_back.traces import Traces

log = logging.getLogger(__name__)

MOST_TOLD = 100
"""Origins that the log tells of, each once: whoever makes them up does not fill it."""
SAID = {
    404: "There is nothing at this address.",
    405: "This address does not answer to this method; the header Allow names those that it does.",
}
"""What is said where nothing more exact was."""


async def on_http(request: Request, error: Exception) -> Response:
    """The answer to what Starlette refuses, or we by its word."""
    assert isinstance(error, HTTPException)
    said = str(error.detail)
    message = SAID.get(error.status_code, said) if said in {"Not Found", "Method Not Allowed"} else said
    return refusal(request.headers, BadRequest(message), error.status_code, error.headers)


async def on_fault(request: Request, error: Exception) -> Response:
    """The answer to a request that cannot be answered."""
    assert isinstance(error, Fault)
    return refusal(request.headers, error)


class Faults:
    """Answers in JSON too where we have failed; all of it goes to the log, none of it to the client.

    Every request is an errand from here on, and counted when it is over. Whoever asks a process that is `leaving` is
    answered and told to come on another connection: a balancer that passes connections on, not requests, opens that to
    another process, and none is closed while somebody is about to ask on it.
    """

    def __init__(self, app: ASGIApp, figures: Figures, leaving: asyncio.Event) -> None:
        self.app = app
        self.figures = figures
        self.leaving = leaving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        errand = self.figures.begun(scope["path"])
        token = errands.begin(errand)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                errand.status = str(message["status"])
                if self.leaving.is_set():
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        try:
            await self.app(scope, receive, noted if scope["type"] == "http" else send)
        except ClientDisconnect:
            pass  # there is nobody to answer
        except Exception as cause:
            if errand.status or scope["type"] != "http":
                raise
            await answer(Headers(scope=scope), {"errors": [inside(cause)]}, 500)(scope, receive, noted)
        finally:
            if scope["type"] == "http":
                self.figures.note(errand)
            errands.end(token)


class Traced:
    """Tells what becomes of each request, as spans; those of streams last as long as somebody listens."""

    def __init__(self, app: ASGIApp, traces: Traces) -> None:
        self.app, self.traces = app, traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        errand = errands.current()
        if scope["type"] != "http" or errand is None:
            await self.app(scope, receive, send)
            return
        with self.traces.request(errand, Headers(scope=scope), scope["method"]):
            await self.app(scope, receive, send)


class SmallBodies:
    """Refuses a body over `LARGEST_BODY` bytes, announced or not, before anybody reads it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        too_large = f"A request has at most {LARGEST_BODY:,} bytes."
        announced = headers.get("content-length", "0")
        if announced.isdigit() and int(announced) > LARGEST_BODY:
            await refusal(headers, BadRequest(too_large), 413)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > LARGEST_BODY:
                raise HTTPException(413, too_large)
            return message

        await self.app(scope, counted, send)


class Places:
    """Tells the audit log from where somebody asks, until whoever lets them in says who they are.

    Behind a proxy the place is what the proxy says, if the server was told to believe it (docs/operate.md).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        road = scope["path"].split("/", 2)[1]
        with audit.by(audit.Origin(audit.NOBODY, road, None, client[0] if client else None)):
            await self.app(scope, receive, send)


class LocalHosts:
    """Where anybody can be anybody, only this machine may ask: no name elsewhere that points here, and no page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in {"http", "websocket"}:
            headers = Headers(scope=scope)
            asked = [f"//{headers.get('host', '')}", headers.get("origin", "//localhost")]
            if any(urlsplit(each).hostname not in LOOPBACK for each in asked):
                if scope["type"] == "websocket":
                    await send({"type": "websocket.close", "code": 1008})
                    return
                fault = Forbidden("HYB_AUTH=dev answers to 127.0.0.1 and localhost only.")
                await refusal(headers, fault)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class Origins(CORSMiddleware):
    """Pages of these origins, and of no others, may ask from a browser."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Accept", "If-None-Match"],
            expose_headers=["ETag", "RateLimit", "RateLimit-Policy", "Retry-After"],
        )
        self.told: set[str] = set()

    def preflight_response(self, request_headers: Headers) -> Response:
        """Whether a page may send a request; a no is told as every other is."""
        response = super().preflight_response(request_headers)
        if response.status_code == 200:  # noqa: PLR2004
            return response
        origin = request_headers["origin"][:200]
        named = f"HYB_ALLOWED_ORIGINS does not name {origin}, or this is not what pages may send."
        # The page itself is told of no connection, and no more.
        if not self.is_allowed_origin(origin) and origin not in self.told and len(self.told) < MOST_TOLD:
            self.told.add(origin)
            log.warning("a page of %r asked, and was not let in: HYB_ALLOWED_ORIGINS does not name it", origin)
        return refusal(request_headers, Forbidden(named), more={"vary": response.headers["vary"]})
