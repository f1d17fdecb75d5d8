"""GraphQL over HTTP: strawberry's view, made to answer as the specification says, in JSON whatever happens."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from had_your_back.auth import Gate
from had_your_back.errors import BadRequest, Fault
from had_your_back.graph.context import Context, Service
from had_your_back.graph.documents import Unfit
from had_your_back.graph.schema import schema

log = logging.getLogger(__name__)

GRAPHQL_RESPONSE = "application/graphql-response+json"
STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "RATE_LIMITED": 429, "TOO_LARGE": 413}
"""HTTP status by code, for what ends a request; 400 otherwise."""
SOCKET_REFUSED = 4403
"""The code of graphql-transport-ws for a socket that is closed to whoever has no good token."""


def prefers_graphql_response(accept: str) -> bool:
    """Whether a client wants ``application/graphql-response+json`` at least as much as ``application/json``.

    >>> prefers_graphql_response("application/graphql-response+json, application/json;q=0.9")
    True
    >>> prefers_graphql_response("application/json"), prefers_graphql_response("*/*")
    (False, False)
    """
    wanted: dict[str, float] = {}
    for part in accept.split(","):
        kind, *parameters = (each.strip().lower() for each in part.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        wanted[kind] = float(quality) if quality.replace(".", "", 1).isdigit() else 0.0
    ours = wanted.get(GRAPHQL_RESPONSE, 0.0)
    return ours > 0 and ours >= wanted.get("application/json", 0.0)


def is_request_error(result: Any) -> bool:
    """Whether nothing ran: graphql-core reports bad variables without data and without a path."""
    if isinstance(result, PreExecutionError):
        return True
    return result.data is None and bool(result.errors) and all(error.path is None for error in result.errors)


def shown(error: GraphQLError) -> dict[str, Any]:
    """An error as a client sees it: with a code, and without a word of what went on inside."""
    cause = error.original_error
    formatted: dict[str, Any] = dict(error.formatted)
    extensions = dict(formatted.get("extensions") or {})
    if isinstance(cause, Fault):
        formatted["message"], extensions["code"] = cause.message, cause.code
    elif "code" not in extensions and cause is not None and not isinstance(cause, GraphQLError):
        reference = secrets.token_hex(6)
        log.error("A field failed, reference %s", reference, exc_info=cause)
        formatted["message"] = "Something went wrong here. Nothing you sent is to blame; try again."
        extensions |= {"code": "INTERNAL", "reference": reference}
    else:
        extensions.setdefault("code", "VALIDATION_FAILED" if error.nodes else "BAD_REQUEST")
    formatted["extensions"] = extensions
    return formatted


class View(GraphQL[Context, None]):
    """The endpoint ``/graphql``."""

    def __init__(self, service: Service, gate: Gate) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if service.settings.graphiql else None,
            allow_queries_via_get=True,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
        )
        self._service = service
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            try:
                await super().__call__(scope, receive, send)
            except Fault as fault:  # strawberry has accepted the socket by now and said nothing yet
                await send({"type": "websocket.close", "code": SOCKET_REFUSED, "reason": fault.message})
            return
        request = Request(scope, receive)
        try:
            response = await self.run(request)
        except HTTPException as error:
            code = "BAD_REQUEST" if error.status_code != 413 else "TOO_LARGE"  # noqa: PLR2004
            response = refuse(request, error.status_code, code, error.reason)
        except Fault as fault:
            response = refuse(request, STATUS.get(fault.code, 400), fault.code, fault.message)
        await response(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002
        """Who asks; nobody gets further without a token."""
        actor = await self._gate.actor(request.headers.get("authorization"))
        return Context(self._service, actor, self._service.settings.reached_at(str(request.base_url)))

    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Run one operation that has been admitted."""
        text, name = request_data.query, request_data.operation_name
        if not text:
            raise BadRequest("Send a document in query, or the id of one in documentId.")
        if name is not None and not isinstance(name, str):
            raise BadRequest("operationName is a text or null.")
        try:
            context.admitted = self._service.documents.admit(text, name, request_data.variables, context.actor)
        except Unfit as unfit:
            return PreExecutionError(data=None, errors=unfit.errors)
        return await super().execute_single(request, request_adapter, sub_response, context, root_value, request_data)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """The answer's body."""
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [shown(error) for error in result.errors]
        if result.extensions:
            answer["extensions"] = result.extensions
        if is_request_error(result):
            del answer["data"]
            request.scope["hyb.status"] = STATUS.get(answer["errors"][0]["extensions"]["code"], 400)
        return answer  # type: ignore[return-value]

    def decode_json(self, data: str | bytes) -> object:
        """One object by orjson, which refuses what is no Unicode text and what is nested beyond reason."""
        found = orjson.loads(data)
        if not isinstance(found, dict):
            raise HTTPException(400, "One request is one JSON object.")
        return found

    def encode_json(self, data: object) -> str:
        """Text by orjson: a socket's frames are text."""
        return orjson.dumps(data).decode()

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """The response that strawberry lets resolvers see; it carries the request to `create_response`."""
        sub_response = await super().get_sub_response(request)
        sub_response.hyb_request = request  # type: ignore[attr-defined]
        return sub_response

    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        """The answer: 200 for application/json whatever happened inside, and a telling status for the newer type."""
        response = super().create_response(response_data, sub_response)
        request: Request = sub_response.hyb_request  # type: ignore[attr-defined]
        response.headers.update({"vary": "Accept, Authorization", "cache-control": "no-store"})
        if prefers_graphql_response(request.headers.get("accept", "")):
            response.headers["content-type"] = f"{GRAPHQL_RESPONSE}; charset=utf-8"
            response.status_code = request.scope.get("hyb.status", response.status_code)
        return response


def refuse(request: Request, status: int, code: str, message: str) -> Response:
    """An answer to a request that never reached the schema."""
    kind = GRAPHQL_RESPONSE if prefers_graphql_response(request.headers.get("accept", "")) else "application/json"
    headers = {"vary": "Accept, Authorization", "cache-control": "no-store"}
    if status == 401:  # noqa: PLR2004
        headers["www-authenticate"] = "Bearer"
    if status == 405:  # noqa: PLR2004
        headers["allow"] = "GET, POST"
    body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": code}}]})
    return Response(body, status, headers, media_type=f"{kind}; charset=utf-8")
