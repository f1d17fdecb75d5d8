"""What is refused before anything runs: documents that are too large, and fields outside the caller's scopes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
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
            "giveRecognition editRecognition withdrawRecognition endorseRecognition removeEndorsement "
            "reactToRecognition removeReaction addComment deleteComment report"
        ).split()
    },
    "Mutation.moderate": _MODERATE,
    **{
        f"Mutation.{name}": _WEBHOOKS
        for name in (
            "createWebhookEndpoint updateWebhookEndpoint deleteWebhookEndpoint rotateWebhookSecret sendTestWebhook "
            "resendWebhookDelivery"
        ).split()
    },
}
"""What a field needs beside what its type needs."""


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
        for wanted in (NEEDED_FOR_FIELD.get(name), NEEDED_FOR_TYPE.get(get_named_type(given).name)):
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
def _needs(schema: GraphQLSchema, text: str) -> tuple[tuple[str, frozenset[Scope]], ...]:
    # By the text, since a parsed document hashes by walking all of itself.
    info = TypeInfo(schema)
    found = _Needs(info)
    visit(parse(text), TypeInfoVisitor(info, found))
    return tuple((what.partition(" [")[0], wanted) for what, wanted in found.needed.items())


def refusal(schema: GraphQLSchema, text: str, actor: Actor) -> GraphQLError | None:
    """The error for the first field that the actor's scopes do not cover, or None."""
    for what, wanted in _needs(schema, text):
        if not wanted & actor.scopes:
            choice = " or ".join(sorted(wanted))
            return GraphQLError(f"{what} needs the scope {choice}.", extensions={"code": "FORBIDDEN"})
    return None


class Scopes(SchemaExtension):
    """Refuses an operation as a whole when it selects a field outside the caller's scopes, and a request that names
    several operations without saying which."""

    def on_validate(self) -> Iterator[None]:
        """Runs after `ValidationCache`, which has validated by then, so an invalid document is told as such."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None and context.query is not None and not context.pre_execution_errors:
            operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
            if len(operations) > 1 and not context._provided_operation_name:  # noqa: SLF001 - the one place that knows
                message = "This document has several operations. Name one in operationName."
                context.pre_execution_errors = [GraphQLError(message, extensions={"code": "BAD_REQUEST"})]
            elif error := refusal(context.schema._schema, context.query, context.context.actor):  # noqa: SLF001
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
