"""What is refused before anything runs: documents that are too large, and fields outside the caller's scopes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    separate_operations,
    visit,
)
from strawberry.extensions import (
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    SchemaExtension,
    ValidationCache,
)

from had_your_back.people.rules import Actor, Scope

DEPTH, TOKENS, ALIASES = 12, 1_000, 15

_PEOPLE = frozenset({Scope.PEOPLE_READ, Scope.SIGNAGE})
_RECOGNITIONS = frozenset({Scope.RECOGNITIONS_READ, Scope.SIGNAGE})
_WRITE = frozenset({Scope.RECOGNITIONS_WRITE})
_MODERATE = frozenset({Scope.MODERATE})
_WEBHOOKS = frozenset({Scope.WEBHOOKS_MANAGE})

NEEDED_FOR_TYPE: dict[str, frozenset[Scope]] = {
    "Person": _PEOPLE,
    "PersonConnection": frozenset({Scope.PEOPLE_READ}),
    "Team": _PEOPLE,
    "TeamConnection": frozenset({Scope.PEOPLE_READ}),
    "Viewer": frozenset({Scope.PEOPLE_READ}),
    "Recognition": _RECOGNITIONS,
    "RecognitionConnection": _RECOGNITIONS,
    "Comment": _RECOGNITIONS,
    "CommentConnection": _RECOGNITIONS,
    "ModerationItemConnection": _MODERATE,
    "Event": frozenset({Scope.EVENTS_READ, Scope.WEBHOOKS_MANAGE}),
    "WebhookEndpoint": _WEBHOOKS,
    "WebhookEndpointConnection": _WEBHOOKS,
    "WebhookDelivery": _WEBHOOKS,
    "WebhookDeliveryConnection": _WEBHOOKS,
    "WebhookAttempt": _WEBHOOKS,
    "WebhookUrlCheck": _WEBHOOKS,
}
"""What a field that gives this type needs: any one of these scopes."""

NEEDED_FOR_FIELD: dict[str, frozenset[Scope]] = {
    "Query.person": frozenset({Scope.PEOPLE_READ}),
    "Query.team": frozenset({Scope.PEOPLE_READ}),
    **{
        f"Mutation.{name}": _WRITE
        for name in (
            "giveRecognition",
            "editRecognition",
            "withdrawRecognition",
            "endorseRecognition",
            "removeEndorsement",
            "reactToRecognition",
            "removeReaction",
            "addComment",
            "deleteComment",
            "report",
        )
    },
    "Mutation.moderate": _MODERATE,
    **{
        f"Mutation.{name}": _WEBHOOKS
        for name in (
            "createWebhookEndpoint",
            "updateWebhookEndpoint",
            "deleteWebhookEndpoint",
            "rotateWebhookSecret",
            "sendTestWebhook",
            "resendWebhookDelivery",
        )
    },
}
"""What a field needs beside what its type needs."""


SHOWN_ON_A_SCREEN = {
    "Person": frozenset({"__typename", "id", "displayName", "avatarUrl", "teams"}),
    "Team": frozenset({"__typename", "id", "name"}),
}
"""What a screen in a hall (scope `signage`) shows of people and teams. The rest needs people:read."""


class _Needs(Visitor):
    """Collects what the fields of a document need."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.needed: dict[str, frozenset[Scope]] = {}

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent, given = self.info.get_parent_type(), self.info.get_type()
        if parent is None or given is None:
            return
        name = f"{parent.name}.{node.name.value}"
        of_a_person = node.name.value not in SHOWN_ON_A_SCREEN.get(parent.name, {node.name.value})
        needed = (
            frozenset({Scope.PEOPLE_READ}) if of_a_person else None,
            NEEDED_FOR_FIELD.get(name),
            NEEDED_FOR_TYPE.get(get_named_type(given).name),
        )
        for wanted in needed:
            if wanted:
                self.needed[f"{name} {sorted(wanted)}"] = wanted

    def enter_inline_fragment(self, *_: object) -> None:
        self._narrowed()

    def enter_fragment_definition(self, *_: object) -> None:
        self._narrowed()

    def _narrowed(self) -> None:
        """``node(id:) { ... on Person {...} }`` gives a Person, though no field says so."""
        given = self.info.get_type()
        name = get_named_type(given).name if given else ""
        if wanted := NEEDED_FOR_TYPE.get(name):
            self.needed[f"... on {name} {sorted(wanted)}"] = wanted


@lru_cache(maxsize=512)
def _needs(schema: GraphQLSchema, text: str, operation: str | None) -> tuple[tuple[str, frozenset[Scope]], ...]:
    # By the text, since a parsed document hashes by walking all of itself.
    info = TypeInfo(schema)
    found = _Needs(info)
    document = parse(text)
    # What other operations of the document select is not asked for.
    visit(separate_operations(document).get(operation or "", document), TypeInfoVisitor(info, found))
    return tuple((what.partition(" [")[0], wanted) for what, wanted in found.needed.items())


def refusal(schema: GraphQLSchema, text: str, operation: str | None, actor: Actor) -> GraphQLError | None:
    """The error for the first field of the operation that the actor's scopes do not cover, or None."""
    for what, wanted in _needs(schema, text, operation):
        if not wanted & actor.scopes:
            choice = " or ".join(sorted(wanted))
            return GraphQLError(f"{what} needs the scope {choice}.", extensions={"code": "FORBIDDEN"})
    return None


class Scopes(SchemaExtension):
    """Refuses an operation that selects a field outside the caller's scopes, as a whole, and one that is not named.

    A document with several operations says in operationName which of them it means.
    """

    def on_validate(self) -> Iterator[None]:
        """Runs after `ValidationCache`, which has validated by then, so an invalid document is told as such."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None and context.query is not None and not context.pre_execution_errors:
            operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
            if len(operations) > 1 and not context._provided_operation_name:  # noqa: SLF001 - the one place that knows
                message = "This document has several operations. Name one in operationName."
                context.pre_execution_errors = [GraphQLError(message, extensions={"code": "BAD_REQUEST"})]
            else:
                graphql_schema, name = context.schema._schema, context._provided_operation_name  # noqa: SLF001
                if error := refusal(graphql_schema, context.query, name, context.context.actor):
                    context.pre_execution_errors = [error]
        yield


KEPT_DOCUMENTS = 512

EXTENSIONS = (
    lambda: ParserCache(maxsize=KEPT_DOCUMENTS),
    lambda: ValidationCache(maxsize=KEPT_DOCUMENTS),
    lambda: QueryDepthLimiter(max_depth=DEPTH),
    lambda: MaxTokensLimiter(max_token_count=TOKENS),
    lambda: MaxAliasesLimiter(max_alias_count=ALIASES),
    Scopes,
)
