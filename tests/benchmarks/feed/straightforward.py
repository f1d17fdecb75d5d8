"""The straightforward server: strawberry, SQLAlchemy's ORM and a DataLoader for each relation, in a day's work.

What a good engineer writes who does not measure: entities, a session for each load, uvicorn in front. The tables are
ours; it counts reactions and comments where they are. `DATABASE` is an address of PostgreSQL. uvicorn serves
`straightforward:app`.
"""

from __future__ import annotations

import base64
import json
import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import strawberry
from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import aliased
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.types import Info

import had_your_back.commitments.tables  # noqa: F401 - a recognition may name one
from had_your_back import ids
from had_your_back.ids import Kind
from had_your_back.outbox import EventRow
from had_your_back.people.tables import Membership, TeamPath
from had_your_back.people.tables import Person as PersonRow
from had_your_back.people.tables import Team as TeamRow
from had_your_back.recognitions.tables import (
    Comment,
    Reaction,
    Recipient,
    RecognitionBehaviour,
    RecognitionRow,
    RecognitionSearch,
    RecognitionTeam,
)

engine = create_async_engine(os.environ["DATABASE"].replace("postgresql://", "postgresql+asyncpg://"), pool_size=20)
session_of = async_sessionmaker(engine, expire_on_commit=False)


# ------------------------------------------------------------------------------------------------------------- loaders


async def load_people(keys: list[str]) -> list[PersonRow | None]:
    async with session_of() as session:
        found = {row.id: row for row in await session.scalars(select(PersonRow).where(PersonRow.id.in_(keys)))}
    return [found.get(key) for key in keys]


async def load_teams_of(keys: list[str]) -> list[list[TeamRow]]:
    asked = (
        select(Membership, TeamRow)
        .join(TeamRow, TeamRow.id == Membership.team_id)
        .where(Membership.person_id.in_(keys), Membership.until.is_(None))
        .order_by(Membership.home.desc(), TeamRow.sort_name, TeamRow.id)
    )
    found = defaultdict(list)
    async with session_of() as session:
        for membership, team in await session.execute(asked):
            found[membership.person_id].append(team)
    return [found[key] for key in keys]


async def load_recipients(keys: list[str]) -> list[list[PersonRow]]:
    asked = (
        select(Recipient, PersonRow)
        .join(PersonRow, PersonRow.id == Recipient.person_id)
        .where(Recipient.recognition_id.in_(keys))
        .order_by(Recipient.place)
    )
    found = defaultdict(list)
    async with session_of() as session:
        for recipient, person in await session.execute(asked):
            found[recipient.recognition_id].append(person)
    return [found[key] for key in keys]


async def load_reactions(keys: list[str]) -> list[list[tuple[str, int]]]:
    number = func.count().label("number")
    asked = (
        select(Reaction.recognition_id, Reaction.emoji, number)
        .where(Reaction.recognition_id.in_(keys))
        .group_by(Reaction.recognition_id, Reaction.emoji)
        .order_by(number.desc(), Reaction.emoji)
    )
    found = defaultdict(list)
    async with session_of() as session:
        for key, emoji, count in await session.execute(asked):
            found[key].append((emoji, count))
    return [found[key] for key in keys]


async def load_comment_counts(keys: list[str]) -> list[int]:
    asked = (
        select(Comment.recognition_id, func.count())
        .where(Comment.recognition_id.in_(keys), Comment.text.is_not(None), ~Comment.hidden)
        .group_by(Comment.recognition_id)
    )
    async with session_of() as session:
        found = dict((await session.execute(asked)).tuples().all())
    return [found.get(key, 0) for key in keys]


class Context(dict[str, Any]):
    """The loaders of one request, and who asks."""

    def __init__(self, viewer: PersonRow) -> None:
        super().__init__(
            viewer=viewer,
            people=DataLoader(load_fn=load_people),
            teams_of=DataLoader(load_fn=load_teams_of),
            recipients=DataLoader(load_fn=load_recipients),
            reactions=DataLoader(load_fn=load_reactions),
            comment_counts=DataLoader(load_fn=load_comment_counts),
        )


# --------------------------------------------------------------------------------------------------------------- types


@strawberry.type
class Team:
    id: strawberry.ID
    name: str


@strawberry.type
class Person:
    id: strawberry.ID
    display_name: str
    avatar_url: str | None
    job_title: str | None
    row: strawberry.Private[Any]

    @classmethod
    def of(cls, row: PersonRow) -> Person:
        return cls(
            id=strawberry.ID(row.id),
            display_name=row.display_name,
            avatar_url=row.avatar_url,
            job_title=row.job_title,
            row=row,
        )

    @strawberry.field
    async def manager(self, info: Info) -> Person | None:
        if self.row.manager_id is None:
            return None
        return Person.of(await info.context["people"].load(self.row.manager_id))

    @strawberry.field
    async def teams(self, info: Info) -> list[Team]:
        rows = await info.context["teams_of"].load(self.id)
        return [Team(id=strawberry.ID(row.id), name=row.name) for row in rows]

    @strawberry.field
    async def recognitions_received(self, info: Info, first: int = 20, after: str | None = None) -> Connection:
        received = select(Recipient.recognition_id).where(Recipient.person_id == self.id)
        return await page_of(info, RecognitionRow.id.in_(received), first, after)


@strawberry.type
class Behaviour:
    key: str


@strawberry.type
class ReactionCount:
    emoji: str
    count: int


@strawberry.type
class Recognition:
    id: strawberry.ID
    message: str | None
    created_at: datetime
    row: strawberry.Private[Any]

    @classmethod
    def of(cls, row: RecognitionRow) -> Recognition:
        return cls(id=strawberry.ID(row.id), message=row.message, created_at=row.created_at, row=row)

    @strawberry.field
    async def giver(self, info: Info) -> Person:
        return Person.of(await info.context["people"].load(self.row.giver_id))

    @strawberry.field
    async def recipients(self, info: Info) -> list[Person]:
        return [Person.of(row) for row in await info.context["recipients"].load(self.id)]

    @strawberry.field
    def behaviours(self) -> list[Behaviour]:
        return [Behaviour(key=key) for key in self.row.behaviours]

    @strawberry.field
    async def reactions(self, info: Info) -> list[ReactionCount]:
        counts = await info.context["reactions"].load(self.id)
        return [ReactionCount(emoji=emoji, count=count) for emoji, count in counts]

    @strawberry.field
    async def comment_count(self, info: Info) -> int:
        return await info.context["comment_counts"].load(self.id)


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Edge:
    cursor: str
    node: Recognition


@strawberry.type
class Connection:
    edges: list[Edge]
    page_info: PageInfo


@strawberry.input
class RecognitionFilter:
    team: strawberry.ID | None = None


@strawberry.input
class PersonBy:
    id: strawberry.ID


@strawberry.input
class GiveRecognitionInput:
    recipients: list[strawberry.ID]
    behaviours: list[str]
    message: str


@strawberry.type
class UserError:
    code: str
    message: str
    path: list[str]


@strawberry.type
class Given:
    recognition: Recognition | None
    user_errors: list[UserError]


# ------------------------------------------------------------------------------------------------------------- reading


def visible(viewer: str) -> Any:
    row, other, reader = RecognitionRow, aliased(PersonRow), aliased(PersonRow)
    receives = exists().where(Recipient.recognition_id == row.id, Recipient.person_id == viewer)
    teammate = exists().where(
        RecognitionTeam.recognition_id == row.id,
        RecognitionTeam.direct,
        Membership.team_id == RecognitionTeam.team_id,
        Membership.person_id == viewer,
        Membership.until.is_(None),
    )
    manages = or_(
        exists().where(other.id == row.giver_id, other.manager_id == viewer),
        exists().where(
            Recipient.recognition_id == row.id, reader.id == Recipient.person_id, reader.manager_id == viewer
        ),
    )
    return or_(
        row.visibility == "EVERYONE",
        row.giver_id == viewer,
        receives,
        and_(row.visibility == "TEAMS", teammate),
        and_(row.visibility == "PEOPLE_AND_MANAGERS", manages),
    )


def cursor_of(key: str) -> str:
    return base64.b64encode(json.dumps([key]).encode()).decode()


async def page_of(info: Info, wanted: Any, first: int, after: str | None) -> Connection:
    asked = select(RecognitionRow).where(wanted, RecognitionRow.state == "ACTIVE", visible(info.context["viewer"].id))
    if after:
        asked = asked.where(RecognitionRow.id < json.loads(base64.b64decode(after))[0])
    async with session_of() as session:
        rows: Sequence[RecognitionRow] = (
            await session.scalars(asked.order_by(RecognitionRow.id.desc()).limit(first + 1))
        ).all()
    edges = [Edge(cursor=cursor_of(row.id), node=Recognition.of(row)) for row in rows[:first]]
    return Connection(
        edges=edges, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=edges[-1].cursor if edges else None)
    )


@strawberry.type
class Query:
    @strawberry.field
    async def recognitions(
        self,
        info: Info,
        first: int = 20,
        after: str | None = None,
        filter: RecognitionFilter | None = None,  # noqa: A002 - the contract's name
    ) -> Connection:
        of_team = (
            select(RecognitionTeam.recognition_id).where(RecognitionTeam.team_id == filter.team) if filter else None
        )
        wanted = RecognitionRow.id.in_(of_team) if of_team is not None else RecognitionRow.id.is_not(None)
        return await page_of(info, wanted, first, after)

    @strawberry.field
    async def person(self, info: Info, by: PersonBy) -> Person | None:
        row = await info.context["people"].load(by.id)
        return Person.of(row) if row else None


# ------------------------------------------------------------------------------------------------------------- writing


async def teams_around(session: Any, people: list[str]) -> tuple[dict[str, str], set[str], set[str]]:
    held = (
        await session.scalars(select(Membership).where(Membership.person_id.in_(people), Membership.until.is_(None)))
    ).all()
    homes = {row.person_id: row.team_id for row in held if row.home}
    direct = {row.team_id for row in held}
    above = await session.scalars(select(TeamPath.ancestor_id).where(TeamPath.team_id.in_(direct)))
    return homes, direct, direct | set(above)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def give_recognition(self, info: Info, input: GiveRecognitionInput) -> Given:  # noqa: A002 - the contract's
        giver, now = info.context["viewer"], datetime.now(UTC)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        async with session_of() as session:
            found = (await session.scalars(select(PersonRow).where(PersonRow.id.in_(input.recipients)))).all()
            if len(found) != len(set(input.recipients)) or giver.id in input.recipients:
                error = UserError(code="INVALID", message="These are no recipients.", path=["input", "recipients"])
                return Given(recognition=None, user_errors=[error])
            given = await session.scalar(
                select(func.count())
                .select_from(RecognitionRow)
                .where(RecognitionRow.giver_id == giver.id, RecognitionRow.created_at > now - timedelta(days=1))
            )
            if given > 1_000_000:
                error = UserError(code="RATE_LIMITED", message="Enough for today.", path=["input"])
                return Given(recognition=None, user_errors=[error])
            homes, direct, around = await teams_around(session, [giver.id, *input.recipients])
            row = RecognitionRow(
                id=ids.new(Kind.RECOGNITION, now), external_id=None, giver_id=giver.id,
                giver_team_id=homes.get(giver.id), team_id=None, message=input.message,
                behaviours=list(input.behaviours), visibility="EVERYONE", state="ACTIVE", link=None,
                commitment_id=None, created_at=now, edited_at=None, reported=False, comment_count=0,
                endorsement_count=0, reaction_counts={},
            )  # fmt: skip
            session.add(row)
            await session.flush()
            for place, person in enumerate(input.recipients):
                session.add(Recipient(recognition_id=row.id, person_id=person, team_id=homes.get(person), place=place))
            for team in sorted(around):
                session.add(RecognitionTeam(team_id=team, recognition_id=row.id, direct=team in direct))
            for key in input.behaviours:
                session.add(RecognitionBehaviour(behaviour=key, recognition_id=row.id))
            session.add(RecognitionSearch(recognition_id=row.id, words=input.message.casefold()))
            event = EventRow(
                xid=await session.scalar(select(func.txid_current())), id=ids.new(Kind.EVENT, now),
                type="recognition.given", occurred_at=now, subject=row.id, visibility="EVERYONE",
                teams=sorted(around), data={"recognition": row.id, "giver": giver.id, "recipients": input.recipients},
            )  # fmt: skip
            session.add(event)
            await session.commit()
        return Given(recognition=Recognition.of(row), user_errors=[])


schema = strawberry.Schema(Query, Mutation)


class Endpoint(GraphQL[Any, None]):
    async def get_context(self, request: Any, response: Any = None) -> Context:  # noqa: ARG002 - strawberry's
        name = request.headers["authorization"].removeprefix("Bearer dev:")
        async with session_of() as session:
            viewer = await session.scalar(select(PersonRow).where(PersonRow.user_key == name))
        assert viewer is not None
        return Context(viewer)


endpoint = Endpoint(schema)
app = Starlette(routes=[Route("/graphql", endpoint, methods=["POST"])])
