"""The one schema of a process, and its text for the contract."""

from __future__ import annotations

from datetime import datetime

import strawberry
from graphql import lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig

from had_your_back.graph.limits import EXTENSIONS
from had_your_back.graph.mutations import Mutation
from had_your_back.graph.queries import Query
from had_your_back.graph.types import Comment, DateTime, Event, Person, Recognition, Team
from had_your_back.graph.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint


class Schema(strawberry.Schema):
    """A schema that leaves it to the view to log what went wrong inside; what a caller did wrong is no line in a log."""

    def process_errors(self, *_: object) -> None:
        """Nothing: see `view.shown`."""


schema = Schema(
    query=Query,
    mutation=Mutation,
    types=[Comment, Event, Person, Recognition, Team, WebhookAttempt, WebhookDelivery, WebhookEndpoint],
    extensions=list(EXTENSIONS),
    config=StrawberryConfig(scalar_map={datetime: DateTime}),
)


def sdl() -> str:
    """The schema as text, sorted, so that a change is seen as what it is."""
    # Sorted only here: a sorted schema object would break unions (strawberry keeps its own order).
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"  # noqa: SLF001 - strawberry's as_str cannot sort
