"""What can be subscribed to, and what each fact of the log means for whoever has.

A subscription's resolver does not wait for anything: it answers with a `Wish`, what the subscriber wants to hear of.
``streams`` reads the log, finds out who wishes for what happened, and runs the document once for each right to see it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from had_your_back.commitments import rules as commitment_rules
from had_your_back.commitments import visibility as promised
from had_your_back.database import Database, Rows
from had_your_back.errors import BadRequest
from had_your_back.graph.commitments import Commitment
from had_your_back.graph.context import Context, Info
from had_your_back.graph.fields import show
from had_your_back.graph.scores import TeamScore
from had_your_back.graph.types import Recognition
from had_your_back.people.rules import Actor
from had_your_back.recognitions import rules as recognition_rules
from had_your_back.recognitions import visibility
from had_your_back.scores.recipes import recipe_of


class Topic(StrEnum):
    """What a subscription is about."""

    RECOGNITION = "recognition"
    COMMITMENT = "commitment"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber wants to hear of: a topic, and whose; None: anybody's."""

    topic: Topic
    of: str | None

    async def __aiter__(self) -> AsyncIterator[Any]:
        """It is no stream of its own: one reader of the log serves all (see `streams`)."""
        raise NotImplementedError
        yield


async def _known_team(info: Info, team: str) -> str:
    if await info.context.teams.load(team) is None:
        raise BadRequest("There is no team with this id. Take one from Query.teams.")
    return team


@strawberry.type
class Subscription:
    """What one can be told of as it happens, over a WebSocket or as server-sent events."""

    @strawberry.subscription(description="New, edited and withdrawn recognitions that the viewer may see.")
    async def recognition_changed(
        self, info: Info, team: strawberry.ID | None = None
    ) -> AsyncGenerator[Recognition, None]:
        """Recognitions of everybody, or those that stand in the feed of a team."""
        return _wish(Wish(Topic.RECOGNITION, team and await _known_team(info, team)))

    @strawberry.subscription(description="Commitments of the viewer, or of a team that the viewer may see.")
    async def commitment_changed(
        self, info: Info, team: strawberry.ID | None = None
    ) -> AsyncGenerator[Commitment, None]:
        """Those of which the viewer is customer or performer or is asked to take over; or those of a team."""
        person = info.context.actor.needs_person()
        return _wish(Wish(Topic.COMMITMENT, await _known_team(info, team) if team else person))

    @strawberry.subscription(description="The score of a team, whenever one is published.")
    async def score_published(self, info: Info, team: strawberry.ID) -> AsyncGenerator[TeamScore, None]:
        """The score of a team."""
        return _wish(Wish(Topic.SCORE, await _known_team(info, team)))


def _wish(wish: Wish) -> AsyncGenerator[Any, None]:
    # Strawberry takes the type of what is sent from the annotations above, and asks for no more than `__aiter__`.
    return cast("AsyncGenerator[Any, None]", wish)


# -------------------------------------------------------------------------------------------------- what has changed

TOPICS: Mapping[str, Topic] = {
    **{f"recognition.{what}": Topic.RECOGNITION for what in ("given", "edited", "withdrawn", "hidden", "unhidden")},
    "score.published": Topic.SCORE,
}
"""Which events change what is subscribed to; of a commitment each does but a reminder."""


def topic_of(event_type: str) -> Topic | None:
    """What an event changes."""
    if event_type.startswith("commitment.") and event_type != "commitment.reminder":
        return Topic.COMMITMENT
    return TOPICS.get(event_type)


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed; `wishes` are those to which that is an answer.

    `people` is set where nobody else can see it, so that it costs nothing for the others. Whether they may see it is
    decided when it is sent.
    """

    topic: Topic
    subject: str
    wishes: frozenset[Wish]
    people: frozenset[str] | None = None


async def changes(database: Database, events: Rows) -> list[Change]:
    """What these events of the log changed, in their order."""
    found = [(topic, row) for row in events if (topic := topic_of(row.type))]
    readers = (await Audiences.of(database, {(topic, row.subject) for topic, row in found})).found if found else {}

    def change(topic: Topic, row: Any) -> Change:
        seen = readers.get(row.subject)
        people: frozenset[str] | None = None
        whose: tuple[str | None, ...] = ()
        if topic is Topic.SCORE:
            whose = (row.subject,)
        elif isinstance(seen, visibility.Readers):
            whose = (None, *row.teams)
            people = None if seen.everyone or seen.moderated else seen.people
        elif seen is not None:
            whose = (*seen.parties, *seen.teams)
            people = seen.people if seen.private else None
        return Change(topic, row.subject, frozenset(Wish(topic, of) for of in whose), people)

    return [change(topic, row) for topic, row in found]


# ------------------------------------------------------------------------------------------------- who may be told what


class Audiences:
    """Who may see these subjects, all at this moment."""

    def __init__(self, found: Mapping[str, visibility.Readers | promised.Readers]) -> None:
        self.found = found

    @classmethod
    async def of(cls, database: Database, subjects: Iterable[tuple[Topic, str]]) -> Audiences:
        """As the database says now."""
        keys: dict[Topic, list[str]] = {topic: [] for topic in Topic}
        for topic, subject in subjects:
            keys[topic].append(subject)
        found: dict[str, visibility.Readers | promised.Readers] = {}
        async with database.read() as session:
            if keys[Topic.RECOGNITION]:
                found |= await visibility.readers_of(session, keys[Topic.RECOGNITION])
            if keys[Topic.COMMITMENT]:
                found |= await promised.readers_of(session, keys[Topic.COMMITMENT])
        return cls(found)

    def include(self, actor: Actor, topic: Topic, subject: str) -> bool:
        """Whether an actor may see a subject. A published score may be seen by everybody."""
        if topic is Topic.SCORE:
            return True
        readers = self.found.get(subject)
        if isinstance(readers, visibility.Readers):
            return readers.everyone or readers.include(recognition_rules.viewer_of(actor))
        return readers is not None and readers.include(commitment_rules.viewer_of(actor))


async def shown(context: Context, topic: Topic, subject: str) -> Recognition | Commitment | TeamScore | None:
    """What `node`, or `Team.score`, would show of a subject now; None if that is nothing."""
    if topic is Topic.RECOGNITION:
        row = await context.recognitions.load(subject)
        return Recognition.of(row) if row else None
    if topic is Topic.COMMITMENT:
        made: Commitment | None = show("commitments", await context.commitments.load(subject), context)
        return made
    found = await context.scores.load(subject)
    return TeamScore.of(found, recipe_of(found.recipe))


# ------------------------------------------------------------------------------------------- what everybody sees alike

_ALIKE = {
    "Subscription": "recognitionChanged commitmentChanged scorePublished",
    "Recognition": """
        id message visibility state createdAt editedAt link endorsementCount commentCount giver recipients team
        behaviours""",
    "Behaviour": "key retired label description",
    "Person": """
        id userName displayName email externalId jobTitle avatarUrl active awayFrom awayUntil manager teams""",
    "Team": "id name description externalId parent leads score",
    "Commitment": """
        id title conditions state version answerBy dueAt firstDueAt overdue deliveredAt closedAt onTime assumed reason
        alternative evidence private createdAt customer customerTeam performer performerTeam awaiting awaitingTeam
        pendingChange pendingHandOverTo""",
    "CommitmentTerms": "title conditions dueAt",
    "TeamScore": """
        status statusText value interval band components missing weakestLink asOf windowDays recipeVersion purpose
        team""",
    "ScoreInterval": "low high level",
    "ScoreComponent": """
        key value weight pointsLost counts effectiveSampleSize prior formula label explanation mending""",
    "MissingComponent": "key label waitsFor",
    "Count": "name value",
}
ALIKE: Mapping[str, frozenset[str]] = {name: frozenset(fields.split()) for name, fields in _ALIKE.items()}
"""The fields that show everybody who may see their object the same. What is not here is taken to depend on the viewer,
so that a field which is forgotten costs time and tells nobody anything."""


class _Alike(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.so_far = info, True

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self.info.get_parent_type()
        name = node.name.value
        if name != "__typename" and (parent is None or name not in ALIKE.get(parent.name, ())):
            self.so_far = False


def is_alike(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """Whether an operation shows everybody who may see its subject the same, so that one body serves them all."""
    info = TypeInfo(schema)
    found = _Alike(info)
    visit(document, TypeInfoVisitor(info, found))
    return found.so_far
