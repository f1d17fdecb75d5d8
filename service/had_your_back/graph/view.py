"""GraphQL over HTTP: one operation a request, answered in JSON whatever happens; streams go elsewhere from here."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from graphql import GraphQLError, OperationType
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.http.ides import get_graphql_ide_html
from strawberry.types import ExecutionResult

from had_your_back import audit, errands
from had_your_back.answers import ALWAYS, GRAPHQL_RESPONSE, STATUS, answer, is_held, media_type, refusal
from had_your_back.auth import Gate
from had_your_back.database import DBAPIError
from had_your_back.deadlines import is_over, within
from had_your_back.errors import BadRequest, Fault, Forbidden
from had_your_back.graph import sockets
from had_your_back.graph.bodies import Bodies, Body, key_of
from had_your_back.graph.context import Context, Service
from had_your_back.graph.documents import Checked, Unfit
from had_your_back.graph.errors import as_answer, as_body
from had_your_back.graph.plans import Plans, Unplannable
from had_your_back.graph.requests import Asked, asked
from had_your_back.graph.schema import schema
from had_your_back.graph.server_sent import KIND as EVENTS
from had_your_back.graph.server_sent import Answered, EventStream, wants_events
from had_your_back.graph.sockets import PROTOCOL
from had_your_back.graph.streams import Streams
from had_your_back.pace import Standing
from had_your_back.people.rules import Actor
from had_your_back.versions import making

OF_OURS = {"cache-control": "private, no-cache"}
"""How an answer to a trusted document in an address may be kept: by the asker alone, who asks each time if it holds."""

MOST_ADDRESSES = 20
"""Under which we are reached, that are remembered: whoever asks could name others each time."""


class View:
    """The endpoint ``/graphql``."""

    def __init__(self, service: Service, gate: Gate, streams: Streams) -> None:
        self._service = service
        self._gate = gate
        self._streams = streams
        self._plans = Plans(schema)
        self.bodies = Bodies(service.database)
        self._reached: dict[tuple[str | None, ...], str] = {}
        self._graphiql = get_graphql_ide_html(graphql_ide="graphiql") if service.settings.graphiql else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        request = Request(scope, receive)
        if self._graphiql is not None and is_of_a_browser(request):
            response: Response = HTMLResponse(self._graphiql)
        else:
            try:
                async with within(self._service.settings.time_limit):
                    response = await self._answer(request)
            except Fault as fault:
                response = refusal(request.headers, fault)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "POST"}:
            raise HTTPException(405, headers={"allow": "GET, POST"})
        streams = wants_events(request.headers.get("accept", ""))
        if streams and not self._service.settings.is_welcome(request.headers):
            raise Forbidden("No page of this origin may open a stream here: HYB_ALLOWED_ORIGINS does not name it.")
        let_in = await self._gate.admit(request.headers.get("authorization"))
        wanted = await asked(request, self._service.documents)
        context = self._context(let_in.actor, request)
        errands.runs(context)
        try:
            admitted = self._service.documents.admit(wanted.text, wanted.operation, wanted.variables, let_in.actor)
        except Unfit as unfit:
            headers = headers_of(await self._service.pace.take(let_in.actor.caller, 1))
            return Answered(as_answer(unfit.errors)) if streams else self._refused(request, unfit.errors, headers)
        context.admitted = checked, cost = admitted
        headers = headers_of(await self._service.pace.take(let_in.actor.caller, cost))
        if checked.kind is OperationType.SUBSCRIPTION:
            if not streams:
                raise BadRequest(f"A subscription needs a stream: Accept: {EVENTS}, or a WebSocket ({PROTOCOL}).")
            return EventStream(self._streams, let_in, checked, wanted.variables)
        if request.method == "GET" and checked.kind is not OperationType.QUERY:
            raise HTTPException(405, "GET is for queries. Send a mutation with POST.", {"allow": "POST"})
        if streams:
            return Answered(as_body(await self._run(wanted, context)))
        if checked.kind is OperationType.QUERY:
            result, context = await self._looked_up(wanted, context, request)
        else:
            result = await self._run(wanted, context)
        if isinstance(result, Body):
            return self._held(request, result, headers | self._road(context))
        return self._told(request, result, headers | self._road(context))

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        if not self._service.settings.is_welcome(socket.headers):
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the handshake gets a 403
            return

        async def answered(actor: Actor, wanted: Asked, admitted: tuple[Checked, int]) -> dict[str, Any]:
            context = self._context(actor, socket)
            context.admitted = admitted
            try:
                with errands.another(context), self._traced():
                    async with within(self._service.settings.time_limit):
                        await self._service.pace.take(actor.caller, admitted[1])
                        return as_body(await self._run(wanted, context))
            except Fault as fault:
                return as_answer([GraphQLError(fault.message, extensions={"code": fault.code})])

        await sockets.serve(self._streams, self._service.documents, answered, socket)

    def _traced(self) -> AbstractContextManager[None]:
        """The operation that is the errand now, as a span, where spans are wanted."""
        traces, errand = self._service.database.traces, errands.current()
        return traces.request(errand, {}) if traces and errand else nullcontext()

    async def _looked_up(
        self, wanted: Asked, context: Context, request: Request
    ) -> tuple[Body | ExecutionResult, Context]:
        """The answer to a query, from the replica where it may come from there; once more if that let go of it."""
        assert context.admitted is not None
        answer = self._kept if context.admitted[0].is_kept else self._run
        async with self._service.database.beside(audit.wrote) as is_beside:
            try:
                result = await answer(wanted, context)
            except DBAPIError:
                if not is_beside:
                    raise
            else:
                errors = (isinstance(result, ExecutionResult) and result.errors) or ()
                if not is_beside or not any(isinstance(each.original_error, DBAPIError) for each in errors):
                    return result, context
        again = self._context(context.actor, request)
        again.admitted = context.admitted
        errands.runs(again)
        return await answer(wanted, again), again

    async def _kept(self, wanted: Asked, context: Context) -> Body | ExecutionResult:
        """The answer to a document of ours: one that is kept and still holds, or a new one; errors are not kept."""
        assert context.admitted is not None
        key = key_of(context.admitted[0], wanted.variables, context)
        version = await self.bodies.version()
        body = self.bodies.find(key, version, context.moment)
        if body is not None:
            context.road = "kept"
            return body
        with making() as made:
            result = await self._run(wanted, context)
        if result.errors:
            return result
        body = Body.of(as_body(result))
        self.bodies.keep(key, version, body, made, context.moment)
        return body

    async def _run(self, wanted: Asked, context: Context) -> ExecutionResult:
        """By a plan, or by the general executor where there is none."""
        assert context.admitted is not None
        checked, cost = context.admitted
        context.road = "plan"
        try:
            plan, variables = self._plans.find(checked, wanted.variables)
            data = await plan.run(context, variables)
            result = ExecutionResult(data=data, errors=None, extensions={"cost": cost})
        except Unplannable as why:
            context.road = f"general; {why}"
            if not is_over():
                result = await schema.execute(wanted.text, wanted.variables, context)
        if is_over():
            raise TimeoutError  # what SQLite broke off is no fault of a field
        return result

    def _road(self, context: Context) -> dict[str, str]:
        """Which executor answered, and why no plan did; told in development."""
        if self._service.settings.auth != "dev":
            return {}
        return {"hyb-road": " ".join(context.road.encode("ascii", "replace").decode().split())[:200]}

    def _context(self, actor: Actor, request: HTTPConnection) -> Context:
        # Starlette takes as long to put an address together as a statement does.
        come_to = request.scope.get("scheme"), request.headers.get("host"), request.scope.get("root_path")
        here = self._reached.get(come_to)
        if here is None:
            here = self._service.settings.reached_at(str(request.base_url))
            if len(self._reached) < MOST_ADDRESSES:
                self._reached[come_to] = here
        return Context(self._service, actor, here)

    def _told(self, request: Request, result: ExecutionResult, headers: dict[str, str]) -> Response:
        if result.errors and result.data is None and all(error.path is None for error in result.errors):
            return self._refused(request, result.errors, headers)  # variables that do not fit; nothing ran
        return answer(request.headers, as_body(result), more=headers)

    def _held(self, request: Request, body: Body, headers: dict[str, str]) -> Response:
        """An answer to a document of ours; in an address it has a tag, and whoever has it is told so and no more."""
        if request.method != "GET":
            return answer(request.headers, body.content, more=headers)
        kind = media_type(request.headers.get("accept"))
        headers |= OF_OURS | {"etag": f'"{body.digest}{"" if kind == GRAPHQL_RESPONSE else "-j"}"'}
        if is_held(request.headers, headers["etag"]):
            return Response(status_code=304, headers=ALWAYS | headers)
        return answer(request.headers, body.content, more=headers)

    def _refused(self, request: Request, errors: list[GraphQLError], headers: dict[str, str]) -> Response:
        """Nothing ran. With application/json the status of whatever was understood is 200, as ever."""
        told = as_answer(errors)
        newer = media_type(request.headers.get("accept")) == GRAPHQL_RESPONSE
        status = STATUS[told["errors"][0]["extensions"]["code"]] if newer else 200
        return answer(request.headers, told, status, headers)


def headers_of(standing: Standing | None) -> dict[str, str]:
    """What is told of a caller's pace."""
    return standing.headers if standing else {}


def is_of_a_browser(request: Request) -> bool:
    """Whether somebody has opened the address in a browser."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and not {"query", "documentId", "extensions"} & request.query_params.keys()
    )
