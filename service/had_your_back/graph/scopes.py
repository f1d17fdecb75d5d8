"""What a caller's scopes must cover: an operation with a field outside of them is refused before any of it runs."""

from __future__ import annotations

from typing import TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

from had_your_back.people.rules import Actor, Scope

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
    "Query._entities": frozenset({Scope.PEOPLE_READ}),
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
    "Viewer.export": frozenset({Scope.RECOGNITIONS_READ}),
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

NEEDED_TOO: dict[str, frozenset[Scope]] = {"Viewer.export": _COMMITMENTS}
"""And one of these as well."""


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
            NEEDED_TOO.get(name),
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


Needs: TypeAlias = tuple[tuple[str, frozenset[Scope]], ...]
"""Fields of an operation, and for each the scopes of which one is enough."""


def needs(schema: GraphQLSchema, document: DocumentNode) -> Needs:
    """What the fields of a valid document need."""
    info = TypeInfo(schema)
    found = _Needs(info)
    visit(document, TypeInfoVisitor(info, found))
    return tuple((what.partition(" [")[0], wanted) for what, wanted in found.needed.items())


def operations(schema: GraphQLSchema) -> dict[str, tuple[frozenset[Scope], ...]]:
    """What each operation needs by itself, whatever it selects: of each of these sets one scope."""
    found = {}
    for root in (schema.query_type, schema.mutation_type, schema.subscription_type):
        for name, field in root.fields.items() if root else ():
            full = f"{root.name}.{name}" if root else name
            wanted = (
                NEEDED_FOR_FIELD.get(full),
                NEEDED_TOO.get(full),
                NEEDED_FOR_TYPE.get(get_named_type(field.type).name),
            )
            # Any of one set that another holds wholly is enough for both.
            sets = {each for each in wanted if each}
            found[full] = tuple(each for each in sets if not any(other < each for other in sets))
    return found


def refusal(needs: Needs, actor: Actor) -> GraphQLError | None:
    """The error for the first field of the operation that the actor's scopes do not cover, or None."""
    for what, wanted in needs:
        if not wanted & actor.scopes:
            choice = " or ".join(sorted(wanted))
            return GraphQLError(f"{what} needs the scope {choice}.", extensions={"code": "FORBIDDEN"})
    return None
