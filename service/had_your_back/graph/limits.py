"""What is refused before anything runs: documents that are too large, and fields outside the caller's scopes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    ValidationContext,
    ValidationRule,
    Visitor,
    get_named_type,
    parse,
    separate_operations,
    specified_rules,
    visit,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from had_your_back.people.rules import Actor, Scope

DEPTH, TOKENS, ALIASES, LONGEST = 12, 1_000, 15, 30_000
KEPT_DOCUMENTS = 512

_PEOPLE = frozenset({Scope.PEOPLE_READ, Scope.SIGNAGE})
_RECOGNITIONS = frozenset({Scope.RECOGNITIONS_READ, Scope.SIGNAGE})
_WRITE = frozenset({Scope.RECOGNITIONS_WRITE})
_MODERATE = frozenset({Scope.MODERATE})
_WEBHOOKS = frozenset({Scope.WEBHOOKS_MANAGE})
_EVENTS = frozenset({Scope.EVENTS_READ, Scope.WEBHOOKS_MANAGE})
_COMMITMENTS = frozenset({Scope.COMMITMENTS_READ})
_COMMIT = frozenset({Scope.COMMITMENTS_WRITE})
_SCORES = frozenset({Scope.SCORES_READ})
_ADMIN = frozenset({Scope.ADMIN})

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
    "Commitment": _COMMITMENTS,
    "CommitmentConnection": _COMMITMENTS,
    "CommitmentStepConnection": _COMMITMENTS,
    "TeamScore": _SCORES | _ADMIN,
    "TeamScoreConnection": _SCORES,
    "Leadership": _SCORES,
    "ServiceChain": _SCORES,
    "ScoreRecipe": _SCORES,
    "ModerationItemConnection": _MODERATE,
    "Event": _EVENTS,
    "EventConnection": _EVENTS,
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
    "Commitment.referredTo": frozenset({Scope.PEOPLE_READ}),
    "Viewer.calendarUrl": _COMMITMENTS,
    "Mutation.renewCalendarUrl": _COMMIT,
    "Mutation.moderate": _MODERATE,
    "Query.scorePreview": _ADMIN,
    "Mutation.disputeScore": _WRITE,
    "Mutation.answerDispute": _MODERATE,
    "Mutation.switchScore": _WRITE,
    "ModerationItem.subject": _RECOGNITIONS | _COMMITMENTS,
    **{f"Mutation.{name}": _COMMIT for name in ("requestCommitment", "offerCommitment", "actOnCommitment")},
    "Mutation.setAway": _COMMIT | {Scope.PEOPLE_WRITE},
    **{
        f"Mutation.{name}": _WEBHOOKS
        for name in (
            "createWebhookEndpoint",
            "updateWebhookEndpoint",
            "deleteWebhookEndpoint",
            "rotateWebhookSecret",
            "sendTestWebhook",
            "resendWebhookDelivery",
            "replayWebhookEvents",
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


@lru_cache(KEPT_DOCUMENTS)
def _needs(schema: GraphQLSchema, text: str, operation: str | None) -> tuple[tuple[str, frozenset[Scope]], ...]:
    info = TypeInfo(schema)
    found = _Needs(info)
    document = _parsed(text)
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


class Documents(SchemaExtension):
    """Reads and judges each document once, and refuses it as a whole if a caller may not have a field of it.

    What is too large is refused too, and several operations of which none is named.
    """

    def on_parse(self) -> Iterator[None]:
        """From the text to the document."""
        if text := self.execution_context.query:
            self.execution_context.graphql_document = _parsed(text)
        yield

    def on_validate(self) -> Iterator[None]:
        """From the document to the first thing that is wrong with it."""
        context = self.execution_context
        assert context.query is not None
        assert context.graphql_document is not None
        schema, name = context.schema._schema, context._provided_operation_name  # noqa: SLF001 - the one place that knows
        operations = [
            each for each in context.graphql_document.definitions if isinstance(each, OperationDefinitionNode)
        ]
        if faults := _faults(schema, context.query):
            context.pre_execution_errors = list(faults)
        elif len(operations) > 1 and not name:
            message = "This document has several operations. Name one in operationName."
            context.pre_execution_errors = [GraphQLError(message, extensions={"code": "BAD_REQUEST"})]
        else:
            error = refusal(schema, context.query, name, context.context.actor)
            context.pre_execution_errors = [error] if error else []
        yield


@lru_cache(KEPT_DOCUMENTS)
def _parsed(text: str) -> DocumentNode:
    if len(text) > LONGEST:
        message = f"A document has at most {LONGEST:,} characters; this has {len(text):,}. Send texts as variables."
        raise GraphQLError(message, extensions={"code": "BAD_REQUEST"})
    return parse(text, max_tokens=TOKENS)


@lru_cache(KEPT_DOCUMENTS)
def _faults(schema: GraphQLSchema, text: str) -> tuple[GraphQLError, ...]:
    # By the text, since a parsed document hashes by walking all of itself.
    return tuple(validate_document(schema, _parsed(text), (*specified_rules, _Size)))


class _Size(ValidationRule):
    """Measures each fragment once: those of Strawberry take twice as long for each fragment that is used twice."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.measured: dict[str, tuple[int, int]] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        depth, aliases = self._measure(node.selection_set)
        if depth > DEPTH:
            self.report_error(GraphQLError(f"The operation is {depth} fields deep; at most {DEPTH} are allowed.", node))
        if aliases > ALIASES:
            self.report_error(
                GraphQLError(f"The operation has {aliases} aliases; at most {ALIASES} are allowed.", node)
            )

    def _measure(self, within: SelectionSetNode) -> tuple[int, int]:
        """How many fields with fields of their own lie in each other, and how many aliases there are."""
        depth = aliases = 0
        for each in within.selections:
            deeper, more = 0, 0
            if isinstance(each, FragmentSpreadNode):
                deeper, more = self._fragment(each.name.value)
            elif isinstance(each, FieldNode | InlineFragmentNode) and each.selection_set:
                deeper, more = self._measure(each.selection_set)
            if isinstance(each, FieldNode):
                more += each.alias is not None
                introspects = each.name.value.startswith("__")
                deeper = 0 if introspects else deeper + (each.selection_set is not None)
            depth, aliases = max(depth, deeper), aliases + more
        return depth, aliases

    def _fragment(self, name: str) -> tuple[int, int]:
        if name not in self.measured:
            self.measured[name] = (0, 0)  # where a fragment is inside itself, which is refused elsewhere
            fragment = self.context.get_fragment(name)
            self.measured[name] = self._measure(fragment.selection_set) if fragment else (0, 0)
        return self.measured[name]


EXTENSIONS = (Documents,)
