"""One request of a directory: read in one session, or done in one transaction. Loaded when the first one comes."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import Any

import orjson
from scim2_models import (
    Context,
    InvalidFilterException,
    InvalidPathException,
    InvalidSyntaxException,
    Resource,
    ResourceType,
    SCIMException,
)
from scim2_server.conditions import Conditions
from scim2_server.handler import AsyncScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation, match
from scim2_server.service import ScimService
from scim2_server.storage import SearchPage

from had_your_back.answers import inside
from had_your_back.commitments.actions import terms_of
from had_your_back.database import Database, Session, Transaction
from had_your_back.errors import Refused
from had_your_back.privacy import actions as privacy
from had_your_back.scim import shapes
from had_your_back.scim.filters import LONGEST
from had_your_back.scim.schemas import MOST_FOUND, MOST_OPERATIONS, provider
from had_your_back.scim.storage import GROUPS, Storage
from had_your_back.settings import Settings

log = logging.getLogger(__name__)

POINTS = 10
"""What one request costs of its caller's pace: where a minute allows 600,000, a thousand in a second. A directory sends
them one after the other, and is told no by the machine first."""
DEEPEST = 16
"""Lists and objects within each other in a body. Where SCIM has most, in a bulk request, it is eight."""
_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_READS = frozenset({Operation.query, Operation.search, Operation.search_with_body})
_WRITES = frozenset({Operation.create, Operation.replace, Operation.patch, Operation.delete})
_SHAPES = {
    Operation.create: shapes.resource,
    Operation.replace: shapes.resource,
    Operation.patch: shapes.patch,
    Operation.bulk: shapes.bulk,
}


class Provisioning:
    """Answers the requests of directories."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._terms = terms_of(settings)
        self._erases = settings.scim_delete == "erase"
        self._provider = provider()
        self._service = _Service(self._provider)

    def cost(self, request: ScimRequest) -> int:
        """What a request takes of its caller's pace: `POINTS`, in a bulk request for each operation, and one a row."""
        try:
            asked = match(request.method, request.path).operation
            body = orjson.loads(request.body) if asked in {Operation.bulk, Operation.search_with_body} else None
        except (SCIMException, orjson.JSONDecodeError):
            return POINTS
        said = body if isinstance(body, dict) else {}
        if asked is Operation.bulk:
            # The longest list there is: that of `Operations`, whose name has no case, so it may stand there twice.
            longest = max((len(each) for each in said.values() if isinstance(each, list)), default=0)
            return POINTS * max(1, min(longest, MOST_OPERATIONS))
        if asked in {Operation.search, Operation.search_with_body}:
            wanted = str(said.get("count", request.query.get("count", "")))
            is_few = wanted.isdecimal() and len(wanted) <= len(str(MOST_FOUND))  # of thousands of digits int makes none
            return POINTS + (min(int(wanted), MOST_FOUND) if is_few else MOST_FOUND)
        return POINTS

    async def answer(self, request: ScimRequest) -> ScimResponse:
        """The answer, also if it is a no."""
        try:
            asked = match(request.method, request.path).operation
            _sensible(asked, request)
            return await self._done(asked, request)
        except SCIMException as no:
            return self._service.error_response(no)

    async def _done(self, asked: Operation, request: ScimRequest) -> ScimResponse:
        if asked in _READS:
            async with self._database.read() as session:
                return await AsyncScimHandler(self._service, self.storage(session, request.base_url)).handle(request)
        if asked in _WRITES:
            done: ScimResponse = await self.alone(request.base_url, _handled, request)
            return done
        # What describes the service reads nothing, and each operation of a bulk request is a transaction of its own.
        return await _Bulk(self._service, self, request.base_url).handle(request)

    def storage(self, session: Session | None, base_url: str | None = None) -> Storage:
        """People and teams, within a session; without one, for whoever makes one for each operation."""
        return Storage(session, self._provider, self._terms, erases=self._erases, base_url=base_url)

    async def alone(self, base_url: str, act: Any, *said: Any) -> Any:
        """Let a handler do something in a transaction of its own; files are rewritten after an erasure."""

        async def action(tx: Transaction) -> tuple[Any, bool]:
            storage = self.storage(tx, base_url)
            return await act(_Handler(self._service, storage), *said), storage.erased

        done, erased = await self._database.transact(action)
        if erased:
            try:
                await privacy.finish(self._database)
            except Refused as later:
                log.warning("Somebody was erased, the files are still to be rewritten: %s", later.message)
        return done


async def _handled(handler: AsyncScimHandler, request: ScimRequest) -> ScimResponse:
    return await handler.handle(request)


async def _applied(handler: AsyncScimHandler, of: ResourceType, operation: Any) -> Resource[Any] | None:
    return await handler.apply_bulk_operation(of, operation)


class _Handler(AsyncScimHandler):
    """One write. What directories do most, to change a person or who is in a team, reads no more than it needs."""

    storage: Storage

    async def patch(self, request: ScimRequest) -> ScimResponse:
        self.storage.brief = not {"attributes", "excludedAttributes"} & request.query.keys()
        return await super().patch(request)

    async def patch_resource(
        self, resource_type: ResourceType, resource_id: str, patch_op: Any, conditions: Conditions
    ) -> Resource[Any]:
        changes = shapes.members(patch_op.operations) if resource_type.name == GROUPS and self.storage.brief else None
        if changes is None:
            return await super().patch_resource(resource_type, resource_id, patch_op, conditions)
        self.service.check_preconditions(await self.storage.version_of(resource_type, resource_id), "PATCH", conditions)
        come, go = changes
        return await self.storage.change_members(resource_type, resource_id, come=come, go=go)


class _Bulk(AsyncScimHandler):
    """Does each operation alone, so that one that is refused undoes nothing but itself."""

    def __init__(self, service: ScimService, provisioning: Provisioning, base_url: str) -> None:
        super().__init__(service, provisioning.storage(None))
        self._provisioning, self._base_url = provisioning, base_url

    async def apply_bulk_operation(self, resource_type: ResourceType, operation: Any) -> Resource[Any] | None:
        await asyncio.sleep(0)  # on SQLite nothing else would come to its turn
        done: Resource[Any] | None = await self._provisioning.alone(self._base_url, _applied, resource_type, operation)
        return done


class _Service(ScimService):
    """Tells the log of what failed here in the middle of a bulk request, and copies nothing.

    Our storage makes each resource for one answer, and knows where it is asked: there is nothing to protect.
    """

    def publish(self, base_url: str, resource: Resource[Any]) -> Resource[Any]:
        """The resource, with its address."""
        assert resource.meta is not None
        assert resource.id is not None
        location = self.resource_location(base_url, self.get_resource_type_of(resource), resource.id)
        resource.meta = resource.meta.model_copy(update={"location": location})
        return resource

    def search_response(
        self,
        base_url: str,
        resource_types: list[ResourceType],  # noqa: ARG002 - of cursors, which we announce none
        page: SearchPage,
        search_request: Any,
    ) -> ScimResponse:
        """A page. What was written is not read and written once more to be put into it."""
        shown = [
            self.publish(base_url, each).model_dump(
                scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=search_request
            )
            for each in page.resources
        ]
        told = {"totalResults": page.total, "startIndex": search_request.start_index, "itemsPerPage": len(shown)}
        return ScimResponse(HTTPStatus.OK, {"schemas": [_LIST], **told, "Resources": shown})

    @staticmethod
    def error_of(exception: Exception) -> Any:
        """The answer to a fault."""
        if not isinstance(exception, SCIMException):
            inside(exception)
        return ScimService.error_of(exception)


def _sensible(asked: Operation, request: ScimRequest) -> None:
    """Read the body as it was meant.

    Raises: InvalidSyntaxException, InvalidFilterException.
    """
    if len(request.query.get("filter", "")) > LONGEST:
        raise InvalidFilterException(detail=f"A filter has at most {LONGEST:,} characters.")
    shape = _SHAPES.get(asked)
    if shape is None:
        return
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise InvalidSyntaxException(detail=f"The body is no JSON: {error}.") from None
    if shapes.is_deeper(body, DEEPEST):
        raise InvalidSyntaxException(detail=f"Nothing in the body lies deeper than {DEEPEST} lists and objects.")
    if asked in {Operation.patch, Operation.bulk} and shapes.longest_path(body) > LONGEST:
        raise InvalidPathException(detail=f"A path has at most {LONGEST:,} characters.")
    request.body = orjson.dumps(shape(body))
