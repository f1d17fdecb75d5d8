"""The one schema of a process, and its text for the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema, lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig

from had_your_back.graph import federation
from had_your_back.graph.commitments import Commitment
from had_your_back.graph.descriptions import describe
from had_your_back.graph.documents import Admission
from had_your_back.graph.mutations import Mutation
from had_your_back.graph.queries import Query
from had_your_back.graph.subscriptions import Subscription
from had_your_back.graph.types import Comment, DateTime, Event, Person, Recognition, Team
from had_your_back.graph.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint


class Schema(strawberry.federation.Schema):
    """A schema that leaves it to the view to log what went wrong inside; what a caller did wrong is not logged."""

    def process_errors(self, *_: object) -> None:
        """Nothing: see `errors.shown`."""

    def _get_custom_context_kwargs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Neither do variables that do not fit tell the names in the schema to whoever tries some.
        return super()._get_custom_context_kwargs(*args, **kwargs) | {"hide_suggestions": True}


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Comment, Commitment, Event, Person, Recognition, Team, WebhookAttempt, WebhookDelivery, WebhookEndpoint],
    extensions=[Admission],
    federation_version=federation.VERSION,
    config=StrawberryConfig(scalar_map={datetime: DateTime}),
)


def _say_which_want_one_field(made: GraphQLSchema) -> None:
    """Strawberry refuses two fields of a @oneOf input; clients learn of the rule only from graphql-core."""
    for kind in made.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of


_say_which_want_one_field(schema._schema)  # noqa: SLF001 - see below
describe(schema._schema)  # noqa: SLF001 - graphql-core's own schema has the descriptions


def sdl() -> str:
    """The schema as text for clients, sorted, so that a change is seen as what it is.

    What a gateway needs is left out; `subgraph` has that.
    """
    # Sorted only here: a sorted schema object would break unions, and strawberry's as_str cannot sort.
    made = lexicographic_sort_schema(schema._schema)  # noqa: SLF001
    assert made.query_type is not None
    for names in (made.query_type.fields, made.type_map):
        for name in [name for name in names if name.startswith(("_", "link__")) and not name.startswith("__")]:
            del names[name]
    made.directives = tuple(each for each in made.directives if each.name not in federation.MACHINERY)
    return print_schema(made) + "\n"


def subgraph() -> str:
    """The schema as text for a composer of graphs, with the keys by which others join it."""
    return federation.subgraph(schema)
