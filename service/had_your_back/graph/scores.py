"""Scores in GraphQL: a team's number with its working, the service chain, and what can be said against them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from had_your_back.database import Row
from had_your_back.errors import BadRequest, Refused
from had_your_back.graph.context import Info
from had_your_back.graph.paging import MOST, MOST_COUNTED, Connection, connection, window
from had_your_back.graph.types import Team, UserError, known_team
from had_your_back.ids import Kind
from had_your_back.people import tree
from had_your_back.scores import actions, store, wording
from had_your_back.scores import publications as days
from had_your_back.scores.actions import AnswerDraft, DisputeDraft
from had_your_back.scores.publications import Published
from had_your_back.scores.recipes import RECIPES, Component, Recipe, recipe_of
from had_your_back.scores.rules import FORMULAS, LEVEL, PURPOSE, Band, Missing, Part, ScoreStatus

strawberry.enum(ScoreStatus)
strawberry.enum(Band, name="ScoreBand", description="Below 40, from 40, from 60, from 80.")
strawberry.enum(Component, name="ScoreComponentKey")

USUAL_LINKS, MOST_LINKS = 100, 500


# --------------------------------------------------------------------------------------------------------------- types


@strawberry.type
class Count:
    """A plain count."""

    name: str
    value: float


@strawberry.type
class ScoreComponent:
    """A part of a score, with its working."""

    key: Component
    value: float = strawberry.field(description="0 to 1.")
    weight: float
    points_lost: float = strawberry.field(description="How much the score would rise if this were perfect.")
    counts: list[Count] = strawberry.field(description="Plain counts behind it.")
    effective_sample_size: float | None
    prior: float | None
    formula: str
    _part: strawberry.Private[Part]

    @classmethod
    def of(cls, part: Part) -> ScoreComponent:
        """The component of a part."""
        return cls(
            key=part.key,
            value=part.value,
            weight=part.weight,
            points_lost=part.points_lost,
            counts=[Count(name=name, value=value) for name, value in part.counts.items()],
            effective_sample_size=part.size,
            prior=part.mean,
            formula=FORMULAS[part.key],
            _part=part,
        )

    @strawberry.field
    def label(self, language: str | None = None) -> str:
        """Its name; `language` such as `de` or `de-CH`, English otherwise."""
        return wording.label(self.key, language)

    @strawberry.field(description="One sentence, for example: recognition reaches the equivalent of 7 of 9 people.")
    def explanation(self, language: str | None = None) -> str:
        """One sentence."""
        return wording.explanation(self._part, language)

    @strawberry.field(description="What would raise it, and by how much, in one sentence.")
    def mending(self, language: str | None = None) -> str:
        """One sentence."""
        return wording.mending(self._part, language)


@strawberry.type
class MissingComponent:
    """A part that does not count yet."""

    key: Component
    _missing: strawberry.Private[Missing]

    @strawberry.field
    def label(self, language: str | None = None) -> str:
        """Its name; `language` such as `de` or `de-CH`, English otherwise."""
        return wording.label(self.key, language)

    @strawberry.field
    def waits_for(self, language: str | None = None) -> str:
        """What it waits for."""
        return wording.waits_for(self._missing, language)


@strawberry.type
class ScoreInterval:
    """Where the score would lie if everything were known."""

    low: float
    high: float
    level: float = strawberry.field(description="0.9")


@strawberry.type
class TeamScore:
    """The score of a team, or why there is none."""

    status: ScoreStatus
    value: float | None = strawberry.field(description="0 to 100.")
    interval: ScoreInterval | None
    band: Band | None
    components: list[ScoreComponent]
    missing: list[MissingComponent] = strawberry.field(
        description="Parts that do not count yet, and what they wait for."
    )
    weakest_link: ScoreComponent | None
    as_of: datetime | None
    window_days: int
    recipe_version: str
    purpose: str
    _published: strawberry.Private[Published]
    _recipe: strawberry.Private[Recipe]

    @classmethod
    def of(cls, found: Published, recipe: Recipe) -> TeamScore:
        """What everybody may know, reckoned by this recipe."""
        working = found.working
        return cls(
            status=found.status,
            value=working.value if working else None,
            interval=ScoreInterval(low=working.low, high=working.high, level=LEVEL) if working else None,
            band=working.band if working else None,
            components=[ScoreComponent.of(part) for part in working.parts] if working else [],
            missing=[MissingComponent(key=each.key, _missing=each) for each in working.missing] if working else [],
            weakest_link=ScoreComponent.of(working.weakest) if working else None,
            as_of=found.as_of,
            window_days=recipe.window,
            recipe_version=found.recipe,
            purpose=PURPOSE,
            _published=found,
            _recipe=recipe,
        )

    @strawberry.field
    async def team(self, info: Info) -> Team:
        """Whose score it is."""
        return await known_team(info, self._published.team)

    @strawberry.field(description="Why there is no value, or what to keep in mind; for a person.")
    def status_text(self, language: str | None = None) -> str:
        """Why there is no value, or what to keep in mind."""
        return wording.status_text(self.status, self._recipe, language, items=self._published.items)


@strawberry.type
class Leadership:
    """Whether those who lead take part; never of one leader."""

    status: ScoreStatus
    leaders: int | None
    leaders_who_gave: int | None
    promises_to_their_people_kept: float | None

    @classmethod
    def of(cls, found: days.Leadership) -> Leadership:
        """What everybody may know."""
        return cls(
            status=found.status,
            leaders=found.leaders,
            leaders_who_gave=found.gave,
            promises_to_their_people_kept=found.kept,
        )


@strawberry.type
class ServiceLink:
    """How one team serves another."""

    promises: int
    reliability: float
    answered: float | None
    recognitions_back: int
    _serves: strawberry.Private[str]
    _served: strawberry.Private[str]

    @classmethod
    def of(cls, link: days.Link) -> ServiceLink:
        """A link that is shown."""
        return cls(
            promises=link.promises,
            reliability=link.reliability,
            answered=link.answered,
            recognitions_back=link.recognitions_back,
            _serves=link.serves,
            _served=link.served,
        )

    @strawberry.field(name="from", description="The team that serves.")
    async def from_(self, info: Info) -> Team:
        """The team that serves."""
        return await known_team(info, self._serves)

    @strawberry.field(description="The team that is served.")
    async def to(self, info: Info) -> Team:
        """The team that is served."""
        return await known_team(info, self._served)


@strawberry.type
class ServiceChain:
    """Who serves whom, team to team."""

    withheld: int = strawberry.field(description="Links that exist and are withheld for privacy.")
    _links: strawberry.Private[list[ServiceLink]]

    @strawberry.field(description="Those with most promises first; at most 500.")
    def links(self, first: int | None = USUAL_LINKS) -> list[ServiceLink]:
        """The published links."""
        first = USUAL_LINKS if first is None else first
        if not 0 <= first <= MOST_LINKS:
            message = f"At most {MOST_LINKS} links; {first} were asked for."
            raise BadRequest(message)
        return self._links[:first]

    @strawberry.field(description="The published link with the lowest reliability.")
    def weakest_link(self) -> ServiceLink | None:
        """The published link with the lowest reliability."""
        return min(self._links, key=lambda link: link.reliability, default=None)


@strawberry.type
class ScoreRecipe:
    """The numbers by which a score is reckoned."""

    version: str
    recipe: strawberry.scalars.JSON
    description: str


DESCRIPTION = "Weights, credits and limits of the score. What each number does: docs/score.md."


# ------------------------------------------------------------------------------------------------------------- reading


async def score_of(info: Info, team: str) -> TeamScore:
    """The latest score of a team that was shown."""
    found = await info.context.scores.load(team)
    return TeamScore.of(found, recipe_of(found.recipe))


async def history_of(info: Info, team: str, first: int | None, after: str | None) -> Connection[TeamScore]:
    """The published scores of a team, newest first; while it is switched off, none."""
    asked, database = window(Kind.SNAPSHOT, first, after), info.context.database
    async with database.read() as session:
        page = await actions.past(session, team, asked)

    async def count() -> int:
        async with database.read() as session:
            return await actions.times_published(session, team, most=MOST_COUNTED)

    def shown(row: Row) -> TeamScore:
        return TeamScore.of(store.published_of(row), recipe_of(row.recipe))

    return connection(page, shown, "id", count=count)


async def leadership_of(info: Info, team: str | None) -> Leadership:
    """Whether the leaders of a team and of those below it take part; None: of the organisation."""
    if team is not None:
        return Leadership.of((await info.context.scores.load(team)).leadership)
    context = info.context
    async with context.database.read() as session:
        found = await actions.leadership(session, context.database.now(), context.publishing)
    return Leadership.of(found)


@strawberry.type
class ScoreQuery:
    """What can be asked about scores."""

    @strawberry.field(description="Who serves whom, team to team, over the score's window.")
    async def service_chain(self, info: Info, team: strawberry.ID | None = None) -> ServiceChain:
        """Who serves whom."""
        context = info.context
        async with context.database.read() as session:
            chain = await actions.chain(session, context.database.now(), context.publishing)
        shown = [ServiceLink.of(link) for link in chain.links if team in {None, link.serves, link.served}]
        shown.sort(key=lambda link: (-link.promises, link._serves, link._served))  # noqa: SLF001 - its own class
        return ServiceChain(withheld=chain.withheld.get(team, 0), _links=shown)

    @strawberry.field
    def score_recipe(self, info: Info, version: str | None = None) -> ScoreRecipe | None:
        """A recipe by its version; without one, the recipe in use."""
        recipe = info.context.publishing.recipe if version is None else RECIPES.get(version)
        if recipe is None:
            return None
        data: Any = recipe.data()
        return ScoreRecipe(version=recipe.version, recipe=data, description=DESCRIPTION)

    @strawberry.field(
        description=f"What the scores of these teams (at most {MOST}) would be under another recipe; nothing is "
        "stored. Administrators."
    )
    async def score_preview(
        self, info: Info, recipe: strawberry.scalars.JSON, teams: list[strawberry.ID]
    ) -> list[TeamScore]:
        """What scores would be under another recipe."""
        context = info.context
        if len(teams) > MOST:
            message = f"At most {MOST} teams at once; these are {len(teams)}."
            raise BadRequest(message)
        try:
            tried = Recipe.from_data(recipe)
            async with context.database.read() as session:
                known = [row.id for row in await tree.teams_by(session, "id", teams)]
                found = await actions.preview(session, known, context.database.now(), context.publishing, tried)
        except Refused as refusal:
            raise BadRequest(refusal.message) from refusal
        return [TeamScore.of(found[team], tried) for team in dict.fromkeys(teams) if team in found]


# ----------------------------------------------------------------------------------------------------------- mutations


@strawberry.input
class DisputeScoreInput:
    """What is wrong with the score of one's team."""

    team: strawberry.ID
    reason: str
    subject: strawberry.ID | None = strawberry.field(
        default=None, description="The recognition or commitment that is wrong."
    )


@strawberry.input
class AnswerDisputeInput:
    """What a moderator says to a dispute."""

    id: strawberry.ID
    accept: bool
    answer: str


@strawberry.input
class SwitchScoreInput:
    """Whose score, and whether there is to be one."""

    on: bool
    team: strawberry.ID | None = None


@strawberry.type
class TeamScorePayload:
    """The score as it is now, or why not."""

    score: TeamScore | None
    user_errors: list[UserError]


@strawberry.type
class ScoreMutation:
    """What can be said about scores."""

    @strawberry.mutation
    async def dispute_score(self, info: Info, input: DisputeScoreInput) -> TeamScorePayload:  # noqa: A002
        """Say that the score of one's team rests on something wrong; a moderator answers."""
        draft = DisputeDraft(team=input.team, reason=input.reason, subject=input.subject)
        return await _act(info, input.team, actions.open_dispute, draft)

    @strawberry.mutation
    async def answer_dispute(self, info: Info, input: AnswerDisputeInput) -> TeamScorePayload:  # noqa: A002
        """Answer a dispute; accepted, its subject counts no more and the score is published anew. Moderators."""
        draft = AnswerDraft(dispute=input.id, accept=input.accept, answer=input.answer)
        return await _act(info, None, actions.answer_dispute, draft, publishing=info.context.publishing)

    @strawberry.mutation(
        description="Leads for their team, administrators for any team or, without a team, for the organisation."
    )
    async def switch_score(self, info: Info, input: SwitchScoreInput) -> TeamScorePayload:  # noqa: A002
        """Switch a score off, or on again."""
        return await _act(info, input.team, actions.switch, input.team, on=input.on)


async def _act(info: Info, team: str | None, action: Any, *args: Any, **options: Any) -> TeamScorePayload:
    context = info.context
    try:
        done = await context.database.transact(action, context.actor, *args, **options)
    except Refused as refusal:
        return TeamScorePayload(score=None, user_errors=[UserError.of(refusal)])
    context.forget()
    whose = team or done
    return TeamScorePayload(score=await score_of(info, whose) if whose else None, user_errors=[])
