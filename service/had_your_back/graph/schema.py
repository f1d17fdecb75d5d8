"""The one schema of a process, and its text for the contract."""

from __future__ import annotations

from datetime import datetime

import strawberry
from graphql import GraphQLSchema, lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig

from had_your_back.graph.commitments import Commitment
from had_your_back.graph.documents import Admission
from had_your_back.graph.mutations import Mutation
from had_your_back.graph.queries import Query
from had_your_back.graph.types import Comment, DateTime, Event, Person, Recognition, Team
from had_your_back.graph.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint


class Schema(strawberry.Schema):
    """A schema that leaves it to the view to log what went wrong inside; what a caller did wrong is not logged."""

    def process_errors(self, *_: object) -> None:
        """Nothing: see `view.shown`."""


schema = Schema(
    query=Query,
    mutation=Mutation,
    types=[Comment, Commitment, Event, Person, Recognition, Team, WebhookAttempt, WebhookDelivery, WebhookEndpoint],
    extensions=[Admission],
    config=StrawberryConfig(scalar_map={datetime: DateTime}),
)


def _describe(made: GraphQLSchema) -> None:
    """Docstrings are descriptions: what is said once in the code is what clients read."""
    for kind in made.type_map.values():
        definition = kind.extensions.get("strawberry-definition")
        origin = getattr(definition, "origin", None) or getattr(definition, "wrapped_cls", None)
        if kind.description is None and origin is not None and origin.__doc__:
            kind.description = _sentence(origin.__doc__)
        for field in getattr(kind, "fields", {}).values():
            resolver = getattr(field.extensions.get("strawberry-definition"), "base_resolver", None)
            if field.description is None and resolver is not None and resolver.wrapped_func.__doc__:
                field.description = _sentence(resolver.wrapped_func.__doc__)


def _sentence(docstring: str) -> str:
    """The first paragraph, on one line."""
    return " ".join(docstring.strip().split("\n\n")[0].split())


_describe(schema._schema)  # noqa: SLF001 - graphql-core's own schema has the descriptions


def sdl() -> str:
    """The schema as text, sorted, so that a change is seen as what it is."""
    # Sorted only here: a sorted schema object would break unions, and strawberry's as_str cannot sort.
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"  # noqa: SLF001
