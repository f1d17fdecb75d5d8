"""The straightforward server: strawberry as its documentation shows it, ORM entities, loaders for relations."""
# ruff: noqa: A002, ARG002 - the arguments are those of the operation

from __future__ import annotations

import hashlib
import os
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
import strawberry
from sqlalchemy import and_, create_engine, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.schema.config import StrawberryConfig

from had_your_back.events import instant
from had_your_back.people.store import Membership, ServiceToken
from had_your_back.people.store import Person as PersonRow
from had_your_back.people.store import Team as TeamRow
from had_your_back.recognitions.behaviours import CATALOGUE
from had_your_back.recognitions.store import Endorsement, Reaction, Recipient, RecognitionRow, RecognitionTeam

URL = os.environ.get("HYB_DATABASE_URL", "sqlite://")
LITE = URL.startswith("sqlite")
lite = create_engine(URL) if LITE else None
postgres = None if LITE else create_async_engine(URL.replace("postgresql://", "postgresql+asyncpg://"), pool_size=20)


@asynccontextmanager
async def session() -> AsyncIterator[Any]:
    if lite is not None:
        with Session(lite) as opened:
            yield opened
    else:
        async with AsyncSession(postgres) as opened:
            yield opened


async def all_of(statement: Any) -> Sequence[Any]:
    async with session() as opened:
        found = opened.execute(statement) if LITE else await opened.execute(statement)
        rows: Sequence[Any] = found.all()
        return rows


def by_id(kind: Any) -> Any:
    async def load(keys: list[str]) -> list[Any]:
        found = {row[0].id: row[0] for row in await all_of(select(kind).where(kind.id.in_(keys)))}
        return [found.get(key) for key in keys]

    return DataLoader(load)


def grouped(statement: Any, column: Any, *order: Any) -> Any:
    async def load(keys: list[str]) -> list[list[Any]]:
        found = defaultdict(list)
        for key, row in await all_of(statement.where(column.in_(keys)).order_by(*order)):
            found[key].append(row)
        return [found[key] for key in keys]

    return DataLoader(load)


@strawberry.type
class Team:
    id: strawberry.ID
    name: str


@strawberry.type
class Person:
    id: strawberry.ID
    display_name: str

    @strawberry.field
    async def teams(self, info: strawberry.Info) -> list[Team]:
        return [Team(id=row.id, name=row.name) for row in await info.context["teams_of"].load(self.id)]


@strawberry.type
class Behaviour:
    key: str
    label: str


@strawberry.type
class ReactionCount:
    emoji: str
    count: int
    viewer_has_reacted: bool


@strawberry.type
class Recognition:
    row: strawberry.Private[Any]
    id: strawberry.ID
    message: str
    visibility: str
    state: str
    created_at: datetime
    edited_at: datetime | None
    link: str | None
    endorsement_count: int
    comment_count: int

    @strawberry.field
    async def giver(self, info: strawberry.Info) -> Person:
        row = await info.context["people"].load(self.row.giver_id)
        return Person(id=row.id, display_name=row.display_name)

    @strawberry.field
    async def recipients(self, info: strawberry.Info) -> list[Person]:
        keys = await info.context["recipients"].load(self.id)
        people = await info.context["people"].load_many([row.person_id for row in keys])
        return [Person(id=row.id, display_name=row.display_name) for row in people]

    @strawberry.field
    async def team(self, info: strawberry.Info) -> Team | None:
        row = await info.context["teams"].load(self.row.team_id) if self.row.team_id else None
        return Team(id=row.id, name=row.name) if row else None

    @strawberry.field
    def behaviours(self) -> list[Behaviour]:
        return [Behaviour(key=key, label=CATALOGUE[key].label(None)) for key in self.row.behaviours]

    @strawberry.field
    async def reactions(self, info: strawberry.Info) -> list[ReactionCount]:
        viewer = info.context["viewer"]
        rows = await info.context["reactions"].load(self.id)
        counts: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            counts[row.emoji].append(row.person_id)
        made = sorted(counts.items(), key=lambda each: (-len(each[1]), each[0]))
        return [ReactionCount(emoji=name, count=len(who), viewer_has_reacted=viewer in who) for name, who in made]

    @strawberry.field
    async def viewer_has_endorsed(self, info: strawberry.Info) -> bool:
        return any(row.person_id == info.context["viewer"] for row in await info.context["endorsements"].load(self.id))

    @strawberry.field
    async def viewer_may(self, info: strawberry.Info) -> list[str]:
        viewer = info.context["viewer"]
        if self.row.giver_id == viewer:
            return ["WITHDRAW", "REACT", "COMMENT"]
        involved = any(row.person_id == viewer for row in await info.context["recipients"].load(self.id))
        seen = any(row.person_id == viewer for row in await info.context["endorsements"].load(self.id))
        return [*([] if involved or seen else ["ENDORSE"]), "REACT", "COMMENT", "REPORT"]


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class RecognitionConnection:
    nodes: list[Recognition]
    page_info: PageInfo


@strawberry.input
class RecognitionFilter:
    team: strawberry.ID


def visible(viewer: str) -> Any:
    row = RecognitionRow
    received = exists().where(Recipient.recognition_id == row.id, Recipient.person_id == viewer)
    teammate = exists().where(
        RecognitionTeam.recognition_id == row.id, RecognitionTeam.direct, Membership.team_id == RecognitionTeam.team_id,
        Membership.person_id == viewer, Membership.until.is_(None),
    )  # fmt: skip
    managed = exists().where(
        PersonRow.manager_id == viewer,
        or_(
            PersonRow.id == row.giver_id, and_(Recipient.recognition_id == row.id, Recipient.person_id == PersonRow.id)
        ),
    )
    return or_(
        row.visibility == "EVERYONE", row.giver_id == viewer, received,
        and_(row.visibility == "TEAMS", teammate), and_(row.visibility == "PEOPLE_AND_MANAGERS", managed),
    )  # fmt: skip


@strawberry.type
class Query:
    @strawberry.field
    async def recognitions(
        self,
        info: strawberry.Info,
        filter: RecognitionFilter | None = None,
        first: int | None = 25,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> RecognitionConnection:
        row, size = RecognitionRow, first or 25
        assert filter is not None
        shown = select(RecognitionTeam.recognition_id).where(RecognitionTeam.team_id == filter.team)
        found = select(row).where(row.id.in_(shown), row.state == "ACTIVE", visible(info.context["viewer"]))
        rows = [each[0] for each in await all_of(found.order_by(row.id.desc()).limit(size + 1))]
        nodes = [
            Recognition(
                row=each, id=each.id, message=each.message, visibility=each.visibility, state=each.state,
                created_at=each.created_at, edited_at=each.edited_at, link=each.link,
                endorsement_count=each.endorsement_count, comment_count=each.comment_count,
            )
            for each in rows[:size]
        ]  # fmt: skip
        ends = [urlsafe_b64encode(orjson.dumps([node.id])).decode().rstrip("=") for node in (*nodes[:1], *nodes[-1:])]
        info_of_page = PageInfo(
            has_next_page=len(rows) > size, has_previous_page=False,
            start_cursor=ends[0] if ends else None, end_cursor=ends[-1] if ends else None,
        )  # fmt: skip
        return RecognitionConnection(nodes=nodes, page_info=info_of_page)


class Server(GraphQL[Any, None]):
    async def get_context(self, request: Request, response: Any) -> dict[str, Any]:
        secret = request.headers["authorization"].partition(" ")[2]
        token = select(ServiceToken).where(ServiceToken.hash == hashlib.sha256(secret.encode()).hexdigest())
        viewer = (await all_of(token))[0][0].person_id
        team_of = select(Membership.person_id, TeamRow).join(TeamRow, TeamRow.id == Membership.team_id)
        return {
            "viewer": viewer,
            "people": by_id(PersonRow),
            "teams": by_id(TeamRow),
            "teams_of": grouped(
                team_of.where(Membership.until.is_(None)), Membership.person_id, Membership.home.desc(),
                TeamRow.sort_name, TeamRow.id,
            ),
            "recipients": grouped(
                select(Recipient.recognition_id, Recipient), Recipient.recognition_id, Recipient.place
            ),
            "reactions": grouped(
                select(Reaction.recognition_id, Reaction), Reaction.recognition_id, Reaction.person_id
            ),
            "endorsements": grouped(
                select(Endorsement.recognition_id, Endorsement), Endorsement.recognition_id, Endorsement.person_id
            ),
        }  # fmt: skip


DateTime = strawberry.scalar(name="DateTime", serialize=lambda at: instant(at.replace(tzinfo=at.tzinfo or UTC)))
schema = strawberry.Schema(Query, config=StrawberryConfig(scalar_map={datetime: DateTime}))
app = Starlette(routes=[Route("/graphql", Server(schema, graphql_ide=None), methods=["POST"])])
