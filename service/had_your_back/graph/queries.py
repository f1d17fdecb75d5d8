"""What can be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import strawberry

from had_your_back.database import Row
from had_your_back.errors import BadRequest
from had_your_back.graph import commitments, federation, scores, webhooks
from had_your_back.graph.context import Context, Info
from had_your_back.graph.fields import Cut, found, named, paged, part
from had_your_back.graph.paging import MOST, Connection, Listing, listing, searched, window
from had_your_back.graph.types import (
    Behaviour,
    ModerationItem,
    Node,
    Organization,
    Person,
    Recognition,
    Team,
    Viewer,
    event,
    people_page,
    recognitions,
    teams_page,
    themselves,
)
from had_your_back.ids import Kind
from had_your_back.pages import Page, Window
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.people.rules import Scope
from had_your_back.recognitions import behaviours, store
from had_your_back.recognitions.store import Filter
from had_your_back.scores import store as disputed


@strawberry.input(one_of=True)
class PersonBy:
    """One way to name a person."""

    id: strawberry.ID | None = strawberry.UNSET
    user_name: str | None = strawberry.UNSET
    external_id: str | None = strawberry.UNSET


@strawberry.input(one_of=True)
class TeamBy:
    """One way to name a team."""

    id: strawberry.ID | None = strawberry.UNSET
    external_id: str | None = strawberry.UNSET


@strawberry.input
class RecognitionFilter:
    """Which recognitions are wanted; what is left out narrows nothing."""

    team: strawberry.ID | None = None
    giver: strawberry.ID | None = None
    recipient: strawberry.ID | None = None
    behaviours: list[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = strawberry.field(default=None, description="Full-text search in messages.")

    def wanted(self) -> Filter:
        """The same, as the store wants it."""
        return Filter(
            team=self.team,
            giver=self.giver,
            recipient=self.recipient,
            behaviours=self.behaviours,
            since=self.since,
            until=self.until,
            search=searched(self.search),
        )


_KINDS = {
    Kind.PERSON: ("people", Scope.PEOPLE_READ),
    Kind.TEAM: ("teams", Scope.PEOPLE_READ),
    Kind.RECOGNITION: ("recognitions", Scope.RECOGNITIONS_READ),
    Kind.COMMENT: ("comments", Scope.RECOGNITIONS_READ),
    Kind.COMMITMENT: ("commitments", Scope.COMMITMENTS_READ),
}
_OTHERS = {
    Kind.EVENT: (event, Scope.EVENTS_READ),
    Kind.ENDPOINT: (webhooks.endpoint, Scope.WEBHOOKS_MANAGE),
    Kind.DELIVERY: (webhooks.delivery, Scope.WEBHOOKS_MANAGE),
    Kind.ATTEMPT: (webhooks.attempt, Scope.WEBHOOKS_MANAGE),
}
NODES = _KINDS | _OTHERS
"""How a node of each kind is read, and the scope without which there is none."""


async def _other(context: Context, key: str, kind: Kind | None) -> Node | None:
    if kind not in _OTHERS:
        return None
    read, scope = _OTHERS[kind]
    return await read(context, key) if scope in context.actor.scopes else None


def _key(_: None, __: Context, *, id: strawberry.ID) -> str:  # noqa: A002 - the contract's name
    """Anything by its id; null for what does not exist or must not be seen."""
    return id


def _keys(_: None, __: Context, *, ids: list[strawberry.ID]) -> list[strawberry.ID]:
    if len(ids) > MOST:
        message = f"At most {MOST} ids at once; these are {len(ids)}."
        raise BadRequest(message)
    return ids


def _one_of(by: PersonBy | TeamBy) -> tuple[str, str]:
    name, value = next((name, value) for name, value in vars(by).items() if value is not strawberry.UNSET)
    return name, value


async def _viewer(context: Context) -> Row | None:
    return await themselves(context)


async def _person(context: Context, *, by: PersonBy) -> Row | None:
    """A person by id, userName or external id."""
    column, value = _one_of(by)
    async with context.database.read() as session:
        rows = await people.people_by(session, column, [value])
    return rows[0] if rows else None


async def _team(context: Context, *, by: TeamBy) -> Row | None:
    """A team by id or external id."""
    column, value = _one_of(by)
    async with context.database.read() as session:
        rows = await tree.teams_by(session, column, [value])
    return rows[0] if rows else None


async def _people(
    _: None,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    search: str | None = None,
    team: strawberry.ID | None = None,
    active: bool | None = None,
) -> Cut:
    """People by name; `search` finds by the beginnings of names while somebody types."""
    wanted = people.find_people(search=searched(search), in_team=team, active=active)
    return await people_page(context, wanted, first, after, last, before)


async def _teams(
    _: None,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    search: str | None = None,
    parent: strawberry.ID | None = None,
) -> Cut:
    """Teams by name."""
    wanted = tree.find_teams(search=searched(search), parent=parent)
    return await teams_page(context, wanted, first, after, last, before)


async def _recognitions(
    _: None,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    filter: RecognitionFilter | None = None,  # noqa: A002 - the contract's name
) -> Cut:
    """The feed."""
    wanted = filter.wanted() if filter else Filter()
    # How much somebody else gave or got would be a number about a person, and there are none.
    counted = {wanted.giver, wanted.recipient} <= {None, context.actor.person}
    return await recognitions(context, wanted, first, after, last, before, counted=counted)


def _organization(_: None, context: Context) -> Organization:
    """The organisation that this installation serves."""
    settings = context.service.settings
    return Organization(name=settings.organization, time_zone=settings.time_zone)


def _behaviours(_: None, __: Context) -> list[Behaviour]:
    """What people thank each other for, retired ones included."""
    return [Behaviour.of(key) for key in behaviours.CATALOGUE]


@strawberry.type(description="What can be asked.")
class Query(federation.FederationQuery, commitments.CommitmentQuery, scores.ScoreQuery, webhooks.WebhookQuery):
    """What can be asked."""

    viewer: Viewer | None = found(_viewer, "viewers", "Who is asking. Null for tokens that stand for no person.")
    node: Node | None = named(_key, _KINDS, _other)
    nodes: list[Node | None] = named(_keys, _KINDS, _other, f"At most {MOST} ids.")
    person: Person | None = found(_person, "people")
    people: Connection[Person] = paged(_people, "people")
    team: Team | None = found(_team, "teams")
    teams: Connection[Team] = paged(_teams, "teams")
    recognitions: Connection[Recognition] = paged(
        _recognitions, "recognitions", "Newest first. What the viewer may not see is not counted."
    )
    organization: Organization = part(_organization)
    behaviours: list[Behaviour] = part(_behaviours)

    @strawberry.field(description="Reported recognitions and comments, and score disputes, oldest first. Moderators.")
    async def moderation_queue(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Listing[ModerationItem]:
        """What waits for a moderator, without that in which the viewer is involved."""
        context = info.context
        moderator = context.actor.needs_person()
        asked = window(Kind.REPORT, first, after)
        async with context.database.read() as session:
            reports = await store.oldest_reports(session, store.reports(moderator), asked)
            disputes = await disputed.oldest_disputes(session, moderator, _as(Kind.DISPUTE, asked))
        rows = sorted([*reports.rows, *disputes.rows], key=lambda row: _moment(row.id))
        more = reports.has_next or disputes.has_next or len(rows) > asked.size
        page = Page(rows[: asked.size], has_next=more, has_previous=reports.has_previous)
        return listing(page, ModerationItem.of, lambda row: [f"{Kind.REPORT}_{_moment(row.id)}"])


def _moment(key: str) -> str:
    """What follows the prefix of an id: by this ids of several kinds are in one order, that of time."""
    return key.rpartition("_")[2]


def _as(kind: Kind, asked: Window) -> Window:
    """The same place in the list of another kind."""
    after = tuple(f"{kind}_{_moment(key)}" for key in asked.after) if asked.after is not None else None
    return replace(asked, after=after)
