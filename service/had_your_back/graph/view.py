"""GraphQL over HTTP: one operation a request, answered in JSON whatever happens. Sockets are strawberry's."""

from __future__ import annotations

from typing import Any

import orjson
from graphql import GraphQLError, OperationType
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http.ides import get_graphql_ide_html
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from had_your_back.answers import GRAPHQL_RESPONSE, STATUS, answer, inside, media_type, refusal
from had_your_back.auth import Gate
from had_your_back.errors import BadRequest, Fault, FaultCode
from had_your_back.graph.context import Context, Service
from had_your_back.graph.documents import Unfit
from had_your_back.graph.requests import asked
from had_your_back.graph.schema import schema

SOCKET_REFUSED = 4403
"""The code of graphql-transport-ws for a socket that is closed to whoever has no good token."""

OF_OURS = {"cache-control": "private, no-cache"}
"""How an answer to a trusted document in an address may be kept: by the asker alone, who asks each time if it holds."""


def shown(error: GraphQLError) -> dict[str, Any]:
    """An error as a client sees it: with a code, and without a word of what went on inside."""
    cause = error.original_error
    formatted: dict[str, Any] = dict(error.formatted)
    extensions = dict(formatted.get("extensions") or {})
    if isinstance(cause, Fault):
        formatted["message"], extensions["code"] = cause.message, cause.code
    elif "code" not in extensions and cause is not None and not isinstance(cause, GraphQLError):
        formatted |= inside(cause)
        extensions |= formatted["extensions"]
    else:
        extensions.setdefault("code", FaultCode.VALIDATION_FAILED if error.nodes else FaultCode.BAD_REQUEST)
    formatted["extensions"] = extensions
    return formatted


class View:
    """The endpoint ``/graphql``."""

    def __init__(self, service: Service, gate: Gate) -> None:
        self._service = service
        self._gate = gate
        self._sockets = Sockets(service, gate)
        self._graphiql = get_graphql_ide_html(graphql_ide="graphiql") if service.settings.graphiql else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
            return
        request = Request(scope, receive)
        if self._graphiql is not None and is_of_a_browser(request):
            response: Response = HTMLResponse(self._graphiql)
        else:
            try:
                response = await self._answer(request)
            except Fault as fault:
                response = refusal(request.headers, fault)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "POST"}:
            raise HTTPException(405, headers={"allow": "GET, POST"})
        actor = await self._gate.actor(request.headers.get("authorization"))
        wanted = await asked(request, self._service.documents)
        context = Context(self._service, actor, self._service.settings.reached_at(str(request.base_url)))
        try:
            admitted = self._service.documents.admit(wanted.text, wanted.operation, wanted.variables, actor)
        except Unfit as unfit:
            return self._refused(request, unfit.errors)
        context.admitted = checked, _ = admitted
        if request.method == "GET" and checked.kind is not OperationType.QUERY:
            raise HTTPException(405, "GET is for queries. Send a mutation with POST.", {"allow": "POST"})
        if checked.kind is OperationType.SUBSCRIPTION:
            raise BadRequest("A subscription needs a stream: Accept: text/event-stream, or a WebSocket.")
        result = await schema.execute(wanted.text, wanted.variables, context)
        return self._told(request, result, OF_OURS if checked.trusted and request.method == "GET" else {})

    def _told(self, request: Request, result: ExecutionResult, headers: dict[str, str]) -> Response:
        if result.errors and result.data is None and all(error.path is None for error in result.errors):
            return self._refused(request, result.errors)  # variables that do not fit; nothing ran
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [shown(error) for error in result.errors]
            headers = {}
        if result.extensions:
            body["extensions"] = result.extensions
        return answer(request.headers, body, more=headers)

    def _refused(self, request: Request, errors: list[GraphQLError]) -> Response:
        """Nothing ran. With application/json the status of whatever was understood is 200, as ever."""
        told = [shown(error) for error in errors]
        newer = media_type(request.headers.get("accept")) == GRAPHQL_RESPONSE
        return answer(request.headers, {"errors": told}, STATUS[told[0]["extensions"]["code"]] if newer else 200)


def is_of_a_browser(request: Request) -> bool:
    """Whether somebody has opened the address in a browser."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and not {"query", "documentId", "extensions"} & request.query_params.keys()
    )


class Sockets(GraphQL[Context, None]):
    """The same endpoint over WebSockets."""

    def __init__(self, service: Service, gate: Gate) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,))
        self._service = service
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold one socket."""
        try:
            await super().__call__(scope, receive, send)
        except Fault as fault:  # strawberry has accepted the socket by now and said nothing yet
            await send({"type": "websocket.close", "code": SOCKET_REFUSED, "reason": fault.message})

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002
        """Who asks; nobody gets further without a token."""
        actor = await self._gate.actor(request.headers.get("authorization"))
        return Context(self._service, actor, self._service.settings.reached_at(str(request.base_url)))

    def decode_json(self, data: str | bytes) -> object:
        """What orjson reads: it refuses what is nested beyond reason."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        """Text by orjson: a socket's frames are text."""
        return orjson.dumps(data).decode()
