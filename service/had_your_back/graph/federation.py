"""How a company's graph joins: people and teams are entities of Federation 2, by their id and by their external id.

A gateway sends representations such as ``{"__typename": "Person", "externalId": "4711"}`` and gets what ``person(by:)``
and ``team(by:)`` give, with the same scopes. However many there are, each kind of key is read in one statement.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Annotated, Any, Final

import strawberry
from strawberry.federation.schema import FederationAny
from strawberry.printer import print_schema
from strawberry.schema import BaseSchema

from had_your_back.errors import BadRequest, Forbidden
from had_your_back.graph.context import Info
from had_your_back.graph.paging import MOST
from had_your_back.graph.types import Person, Team, person, team

VERSION: Final = "2.9"
"""The newest version that every composer knows."""
MACHINERY = frozenset({"key", "link", "shareable"})
"""The directives of federation, which the schema for clients leaves out."""

Entity = Annotated[Person | Team, strawberry.union("_Entity", description="What other graphs may add fields to.")]


@strawberry.type(name="_Service")
class FederationService:
    """What a composer wants to know of this graph."""

    sdl: str = strawberry.field(description="The schema with the keys of its entities.")


@strawberry.type
class FederationQuery:
    """What a gateway asks."""

    @strawberry.field(name="_service")
    def service(self, info: Info) -> FederationService:
        """The schema as a subgraph."""
        if not info.context.service.settings.introspection:
            message = "This service does not tell its schema. Whoever runs it can: had-your-back schema --federation."
            raise Forbidden(message)
        return FederationService(sdl=subgraph(info.schema))

    @strawberry.field(name="_entities", description=f"People and teams by their keys, at most {MOST}, in this order.")
    async def entities(self, info: Info, representations: list[FederationAny]) -> list[Entity | None]:
        """People and teams by their keys; null for what does not exist, an error for what names nothing."""
        if len(representations) > MOST:
            message = f"At most {MOST} representations at once; these are {len(representations)}."
            raise BadRequest(message)
        found: list[Entity | None] = await asyncio.gather(*(_entity(info, each) for each in representations))
        return found


async def _entity(info: Info, representation: Any) -> Any:
    context = info.context
    match representation:
        case {"__typename": "Person", "id": str(key)}:
            return await person(info, key)
        case {"__typename": "Person", "externalId": str(key)}:
            row = await context.people_by_external_id.load(key)
            return Person.of(row) if row else None
        case {"__typename": "Team", "id": str(key)}:
            return await team(info, key)
        case {"__typename": "Team", "externalId": str(key)}:
            row = await context.teams_by_external_id.load(key)
            return Team.of(row) if row else None
        case {"__typename": "Person" | "Team", "id": None} | {"__typename": "Person" | "Team", "externalId": None}:
            return None  # the other graph knows somebody whom it has no key for
    # Given back, not raised: it is the error of this one, and the others are answered.
    return BadRequest('A representation is {__typename: "Person" or "Team"} with an id or an externalId, a text.')


@lru_cache(1)
def subgraph(schema: BaseSchema) -> str:
    """The schema with the directives of federation, as a composer reads it."""
    return print_schema(schema) + "\n"
