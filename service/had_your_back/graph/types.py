"""What GraphQL shows: types made of rows. Fields that need more ask a loader or read a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from had_your_back import events
from had_your_back.database import Found, Row
from had_your_back.errors import ErrorCode, Refused
from had_your_back.graph.context import Context, Info
from had_your_back.graph.paging import MOST_COUNTED, Connection, connection, window
from had_your_back.ids import Kind, kind_of
from had_your_back.pages import Page
from had_your_back.people import store as people
from had_your_back.people.rules import Role
from had_your_back.recognitions import behaviours, rules, store
from had_your_back.recognitions.actions import standing
from had_your_back.recognitions.rules import Act, State, Visibility
from had_your_back.recognitions.store import Filter
from had_your_back.webhooks import formats
from had_your_back.webhooks.rules import is_in_the_log

if TYPE_CHECKING:
    from had_your_back.graph.commitments import Commitment, CommitmentFilter
    from had_your_back.graph.scores import Leadership, TeamScore

UNSEEN_FOR = timedelta(days=90)


def _instant(text: object) -> datetime:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
        if at is not None and at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):  # no instant, or one before the year 1 or after 9999
        pass
    message = "An instant names its offset, for example 2026-11-21T09:30:00Z."
    raise ValueError(message)


DateTime = strawberry.scalar(
    name="DateTime",
    description="An instant in UTC, RFC 3339, for example 2026-11-21T09:30:00Z.",
    serialize=events.instant,
    parse_value=_instant,
)

# The enums of the rules are those of the contract; strawberry only has to know their names.
strawberry.enum(ErrorCode)
strawberry.enum(Role)
strawberry.enum(Visibility)
strawberry.enum(State, name="RecognitionState")
strawberry.enum(Act, name="RecognitionAct")


@strawberry.type(description="An expected no.")
class UserError:
    """A refusal, as clients see it."""

    code: ErrorCode
    message: str = strawberry.field(description="One sentence for a person.")
    path: list[str] = strawberry.field(description='Where in the input, for example ["input", "recipients", "1"].')

    @classmethod
    def of(cls, refusal: Refused) -> UserError:
        """The error for a refusal by an action, whose paths begin inside the input."""
        return cls(code=refusal.code, message=refusal.message, path=["input", *refusal.path])


@strawberry.interface(description="Anything that can be fetched again by its id.")
class Node:
    """Anything that can be fetched again by its id."""

    id: strawberry.ID


# People, recognitions and commitments show each other, so one of the two modules has to name the other late.
AboutCommitment = Annotated["Commitment", strawberry.lazy("had_your_back.graph.commitments")]
Commitments = Connection[Annotated["Commitment", strawberry.lazy("had_your_back.graph.commitments")]]
WantedCommitments = Annotated["CommitmentFilter", strawberry.lazy("had_your_back.graph.commitments")]


def _there() -> ModuleType:
    from had_your_back.graph import commitments  # noqa: PLC0415 - see above

    return commitments


OfTeamScore = Annotated["TeamScore", strawberry.lazy("had_your_back.graph.scores")]
OfLeadership = Annotated["Leadership", strawberry.lazy("had_your_back.graph.scores")]


def _scores() -> ModuleType:
    from had_your_back.graph import scores  # noqa: PLC0415 - see above

    return scores


@strawberry.type
class Organization:
    """The organisation that this installation serves."""

    name: str
    time_zone: str

    @strawberry.field(description="Share of leaders who take part, when at least five leaders are behind it.")
    async def leadership(self, info: Info) -> OfLeadership:
        """Share of leaders who take part."""
        found: OfLeadership = await _scores().leadership_of(info, None)
        return found


# ------------------------------------------------------------------------------------------------------------- people


@strawberry.federation.type(keys=["id", "externalId"])
class Person(Node):
    """A person."""

    id: strawberry.ID
    user_name: str
    display_name: str
    email: str | None
    avatar_url: str | None
    job_title: str | None
    active: bool
    external_id: str | None
    away_from: datetime | None
    away_until: datetime | None
    _manager: strawberry.Private[str | None]

    @classmethod
    def of(cls, row: Row) -> Person:
        """The person of a row."""
        return cls(
            id=strawberry.ID(row.id),
            user_name=row.user_name,
            display_name=row.display_name,
            email=row.email,
            avatar_url=row.avatar_url,
            job_title=row.job_title,
            active=row.active,
            external_id=row.external_id,
            away_from=row.away_from,
            away_until=row.away_until,
            _manager=row.manager_id,
        )

    @strawberry.field
    async def manager(self, info: Info) -> Person | None:
        """Whom the person reports to."""
        return await person(info, self._manager)

    @strawberry.field(description="The teams the person is in today.")
    async def teams(self, info: Info) -> list[Team]:
        """The teams the person is in today, the home team first."""
        return [Team.of(row) for row in await info.context.teams_of.load(self.id)]

    @strawberry.field
    async def recognitions_received(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Recognition]:
        """What they were thanked for, newest first, as far as the viewer may see it."""
        return await self._recognitions(info, Filter(recipient=self.id), first, after, last, before)

    @strawberry.field
    async def recognitions_given(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Recognition]:
        """What they thanked others for, newest first, as far as the viewer may see it."""
        return await self._recognitions(info, Filter(giver=self.id), first, after, last, before)

    async def _recognitions(self, info: Info, wanted: Filter, *page: Any) -> Connection[Recognition]:
        # How much somebody else gave or got would be a number about a person, and there are none.
        return await recognitions(info, wanted, *page, counted=info.context.actor.person == self.id)


@strawberry.federation.type(keys=["id", "externalId"])
class Team(Node):
    """A team."""

    id: strawberry.ID
    external_id: str | None
    name: str
    description: str | None
    _parent: strawberry.Private[str | None]

    @classmethod
    def of(cls, row: Row) -> Team:
        """The team of a row."""
        return cls(
            id=strawberry.ID(row.id),
            external_id=row.external_id,
            name=row.name,
            description=row.description,
            _parent=row.parent_id,
        )

    @strawberry.field
    async def parent(self, info: Info) -> Team | None:
        """The team above."""
        return await team(info, self._parent)

    @strawberry.field
    async def leads(self, info: Info) -> list[Person]:
        """Who leads it."""
        rows = await info.context.leads_of.load(self.id)
        return await persons(info, [row.person_id for row in rows])

    @strawberry.field(description="People in this team or in a team below it, today or at an instant; by name.")
    async def members(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: datetime | None = None,
    ) -> Connection[Person]:
        """People in this team or in a team below it."""
        found = people.find_people(in_team=self.id, as_of=as_of)
        return await people_page(info, found, first, after, last, before)

    @strawberry.field
    async def recognitions(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Recognition]:
        """What its people, and those of the teams below it, gave and received as its members; newest first."""
        return await recognitions(info, Filter(team=self.id), first, after, last, before)

    @strawberry.field
    async def commitments(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: WantedCommitments | None = None,  # noqa: A002 - the contract's name
    ) -> Commitments:
        """What its people promised or count on, or it was asked; as far as the viewer may see it, newest first."""
        wanted = (filter or _there().CommitmentFilter()).wanted(of_team=self.id)
        found: Commitments = await _there().commitments(info, wanted, first, after, last, before)
        return found

    @strawberry.field(description="The latest published score.")
    async def score(self, info: Info) -> OfTeamScore:
        """The latest published score."""
        found: OfTeamScore = await _scores().score_of(info, self.id)
        return found

    @strawberry.field(description="Published scores, newest first, at most one a day.")
    async def score_history(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[OfTeamScore]:
        """Published scores."""
        found: Connection[OfTeamScore] = await _scores().history_of(info, self.id, first, after)
        return found

    @strawberry.field(description="The leaders of this team and of those below it; published for at least five.")
    async def leadership(self, info: Info) -> OfLeadership:
        """The leaders of this team and of those below it."""
        found: OfLeadership = await _scores().leadership_of(info, self.id)
        return found


@strawberry.type
class Viewer:
    """Who asks."""

    person: Person
    roles: list[Role]

    @strawberry.field(
        description="The secret address of the viewer's commitments as a calendar feed. Whoever has it can read them, "
        "without a token, until renewCalendarUrl."
    )
    async def calendar_url(self, info: Info) -> str:
        """The secret address of the viewer's calendar feed."""
        context = info.context
        row = await context.people.load(self.person.id)
        assert row is not None
        secret = context.service.feeds.of(row.id, row.calendar_nonce)
        return f"{context.here}/feeds/{secret}/commitments.ics"

    @strawberry.field(description="Commitments that wait for an act of the viewer, most urgent first.")
    async def awaiting_me(self, info: Info, first: int | None = None, after: str | None = None) -> Commitments:
        """Commitments that wait for an act of the viewer."""
        found: Commitments = await _there().inbox(info, first, after)
        return found

    @strawberry.field(
        description="Teammates the viewer has not recognised in the last 90 days: shown to the viewer only."
    )
    async def unseen_teammates(self, info: Info, first: int | None = None) -> list[Person]:
        """Teammates the viewer has not recognised in the last 90 days."""
        context = info.context
        since = context.database.now() - UNSEEN_FOR
        most = window(Kind.PERSON, 5 if first is None else first, None).size
        async with context.database.read() as session:
            ids = await store.unseen_teammates(session, self.person.id, since, most=most)
        return await persons(info, ids)


async def viewer(info: Info) -> Viewer | None:
    """Who asks, if it is a person."""
    actor = info.context.actor
    found = await person(info, actor.person)
    return Viewer(person=found, roles=sorted(actor.roles)) if found else None


# ------------------------------------------------------------------------------------------------------- recognitions


@strawberry.type
class Behaviour:
    """Something that people thank each other for."""

    key: str = strawberry.field(
        description="Stable: had_my_back owned_it felt_with_me took_the_harder_way was_a_resource said_what_we_can_do "
        "served_the_chain led_by_example."
    )
    retired: bool

    @classmethod
    def of(cls, key: str) -> Behaviour:
        """The behaviour with this key."""
        return cls(key=key, retired=behaviours.CATALOGUE[key].retired)

    @strawberry.field
    def label(self, language: str | None = None) -> str:
        """What stands after a name; `language` such as `de` or `de-CH`, English otherwise."""
        return behaviours.CATALOGUE[self.key].label(language)

    @strawberry.field
    def description(self, language: str | None = None) -> str:
        """One sentence on what it means."""
        return behaviours.CATALOGUE[self.key].description(language)


@strawberry.type
class ReactionCount:
    """How many people reacted with an emoji."""

    emoji: str
    count: int
    viewer_has_reacted: bool


@strawberry.type
class Recognition(Node):
    """Somebody thanked teammates."""

    id: strawberry.ID
    message: str | None = strawberry.field(description="Null once withdrawn, hidden or erased.")
    visibility: Visibility
    state: State
    created_at: datetime
    edited_at: datetime | None
    link: str | None = strawberry.field(description="A link to the work.")
    endorsement_count: int
    viewer_has_endorsed: bool
    comment_count: int
    _row: strawberry.Private[Any]

    @classmethod
    def of(cls, row: Row) -> Recognition:
        """The recognition of a row; once it is no longer on show, without its words."""
        shown = row.state == State.ACTIVE
        return cls(
            id=strawberry.ID(row.id),
            message=row.message if shown else None,
            visibility=Visibility(row.visibility),
            state=State(row.state),
            created_at=row.created_at,
            edited_at=row.edited_at,
            link=row.link if shown else None,
            endorsement_count=row.endorsement_count,
            viewer_has_endorsed=row.viewer_has_endorsed,
            comment_count=row.comment_count if shown else 0,
            _row=row,
        )

    @strawberry.field
    async def giver(self, info: Info) -> Person:
        """Who says thank you."""
        return await known_person(info, self._row.giver_id)

    @strawberry.field
    async def recipients(self, info: Info) -> list[Person]:
        """Who is thanked, in the order in which they were named."""
        rows = await info.context.recipients_of.load(self.id)
        return await persons(info, [row.person_id for row in rows])

    @strawberry.field(description="The team it was given to, when it was given to a whole team.")
    async def team(self, info: Info) -> Team | None:
        """The team it was given to, when it was given to a whole team."""
        return await team(info, self._row.team_id)

    @strawberry.field(description="The commitment that it says thank you for.")
    async def commitment(self, info: Info) -> AboutCommitment | None:
        """The commitment that it says thank you for, if the viewer may see it."""
        found: AboutCommitment | None = await _there().commitment(info, self._row.commitment_id)
        return found

    @strawberry.field
    def behaviours(self) -> list[Behaviour]:
        """What they did."""
        return [Behaviour.of(key) for key in self._row.behaviours]

    @strawberry.field
    async def reactions(self, info: Info) -> list[ReactionCount]:
        """Emoji and how many reacted with each; most first."""
        if self.state is not State.ACTIVE or not self._row.reaction_counts:
            return []
        mine = {row.emoji for row in await info.context.reactions_of_viewer.load(self.id)}
        counts = sorted(self._row.reaction_counts.items(), key=lambda each: (-each[1], each[0]))
        return [ReactionCount(emoji=emoji, count=number, viewer_has_reacted=emoji in mine) for emoji, number in counts]

    @strawberry.field
    async def comments(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Comment]:
        """What others said to it, oldest first."""
        asked = window(Kind.COMMENT, first, after, last, before)
        page = Page([], has_next=False, has_previous=False)
        if self.state is State.ACTIVE:
            async with info.context.database.read() as session:
                page = await store.oldest_comments(session, store.comments_on(self.id), asked)

        async def count() -> int:
            return self.comment_count

        return connection(page, Comment.of, "id", count=count)

    @strawberry.field(description="What the viewer may do now.")
    def viewer_may(self, info: Info) -> list[Act]:
        """What the viewer may do now."""
        context = info.context
        window_open_for = context.service.limits.edit_window
        return rules.may(standing(self._row, context.actor), context.actor, context.database.now(), window_open_for)


@strawberry.type
class Comment(Node):
    """What somebody said to a recognition."""

    id: strawberry.ID
    text: str
    created_at: datetime
    _author: strawberry.Private[str]

    @classmethod
    def of(cls, row: Row) -> Comment:
        """The comment of a row."""
        return cls(id=strawberry.ID(row.id), text=row.text, created_at=row.created_at, _author=row.author_id)

    @strawberry.field
    async def author(self, info: Info) -> Person:
        """Who said it."""
        return await known_person(info, self._author)


@strawberry.type
class ModerationItem:
    """A report or the dispute of a score that waits for a moderator."""

    id: strawberry.ID
    at: datetime
    reason: str
    _recognition: strawberry.Private[str | None] = None
    _comment: strawberry.Private[str | None] = None
    _team: strawberry.Private[str | None] = None
    _subject: strawberry.Private[str | None] = None

    @classmethod
    def of(cls, row: Row) -> ModerationItem:
        """The item of a row, of either kind."""
        held = row._mapping  # noqa: SLF001 - its public name
        return cls(
            id=strawberry.ID(row.id),
            at=row.created_at,
            reason=row.reason,
            _recognition=held.get("recognition_id"),
            _comment=held.get("comment_id"),
            _team=held.get("team_id"),
            _subject=held.get("subject") if "team_id" in held else None,
        )

    @strawberry.field
    async def recognition(self, info: Info) -> Recognition | None:
        """The recognition that is reported, or whose comment is."""
        return await recognition(info, self._recognition)

    @strawberry.field
    async def comment(self, info: Info) -> Comment | None:
        """The comment that is reported."""
        if self._comment is None:
            return None
        async with info.context.database.read() as session:
            rows = await store.comments_reported(session, [self._comment])
        return Comment.of(rows[0]) if rows else None

    @strawberry.field(description="Set for a score dispute.")
    async def team(self, info: Info) -> Team | None:
        """The team whose score is disputed."""
        return await team(info, self._team)

    @strawberry.field
    async def subject(self, info: Info) -> Node | None:
        """The recognition or commitment that is disputed, if the moderator may see it."""
        if self._subject is None or kind_of(self._subject) is Kind.RECOGNITION:
            return await recognition(info, self._subject)
        found: Node | None = await _there().commitment(info, self._subject)
        return found


@strawberry.type(description="A fact, as a webhook in the thin style would carry it.")
class Event(Node):
    """A fact of the log."""

    id: strawberry.ID
    type: str
    occurred_at: datetime
    _row: strawberry.Private[Any]

    @classmethod
    def of(cls, row: Row) -> Event:
        """The event of a row."""
        return cls(id=strawberry.ID(row.id), type=row.type, occurred_at=row.occurred_at, _row=row)

    @strawberry.field
    async def data(self, info: Info) -> strawberry.scalars.JSON:
        """Once its subject is withdrawn or hidden, only the id is left."""
        gone = await info.context.gone.load(self._row.subject)
        return strawberry.scalars.JSON(formats.thin(self._row, gone=gone))


# -------------------------------------------------------------------------------------------------------------- shared


async def person(info: Info, key: str | None) -> Person | None:
    """The person with this id, or None."""
    row = await info.context.people.load(key) if key else None
    return Person.of(row) if row else None


async def known_person(info: Info, key: str) -> Person:
    """The person that a foreign key names."""
    row = await info.context.people.load(key)
    assert row is not None, key
    return Person.of(row)


async def known_team(info: Info, key: str) -> Team:
    """The team that a foreign key names."""
    row = await info.context.teams.load(key)
    assert row is not None, key
    return Team.of(row)


async def persons(info: Info, keys: Sequence[str]) -> list[Person]:
    """The people with these ids, in their order."""
    return [Person.of(row) for row in await info.context.people.load_many(keys) if row]


async def team(info: Info, key: str | None) -> Team | None:
    """The team with this id, or None."""
    row = await info.context.teams.load(key) if key else None
    return Team.of(row) if row else None


async def recognition(info: Info, key: str | None) -> Recognition | None:
    """The recognition with this id, if the viewer may see it."""
    row = await info.context.recognitions.load(key) if key else None
    return Recognition.of(row) if row else None


async def comment(info: Info, key: str | None) -> Comment | None:
    """The comment with this id, if the viewer may see it."""
    row = await info.context.comments.load(key) if key else None
    return Comment.of(row) if row else None


async def recognitions(
    info: Info,
    wanted: Filter,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    counted: bool = True,
) -> Connection[Recognition]:
    """A page of recognitions, newest first."""
    context = info.context
    asked = window(Kind.RECOGNITION, first, after, last, before)
    async with context.database.read() as session:
        found = store.find(session, context.viewer, wanted)
        page = await store.newest(session, found, asked)

    async def count() -> int:
        async with context.database.read() as session:
            return await store.count(session, found, most=MOST_COUNTED)

    return connection(page, Recognition.of, "id", count=count if counted else None)


async def people_page(info: Info, found: Found, *page: Any) -> Connection[Person]:
    """A page of people, by name."""
    shown, count = await _by_name(info.context, Kind.PERSON, found, *page)
    return connection(shown, Person.of, "sort_name", "id", count=count)


async def _by_name(context: Context, of: Kind, found: Found, *page: Any) -> tuple[Page, Callable[[], Awaitable[int]]]:
    asked = window(of, *page, keys=2)
    async with context.database.read() as session:
        shown = await people.by_name(session, found, asked)

    async def count() -> int:
        async with context.database.read() as session:
            return await store.count(session, found, most=MOST_COUNTED)

    return shown, count


async def teams_page(info: Info, found: Found, *page: Any) -> Connection[Team]:
    """A page of teams, by name."""
    shown, count = await _by_name(info.context, Kind.TEAM, found, *page)
    return connection(shown, Team.of, "sort_name", "id", count=count)


async def event(info: Info, key: str) -> Event | None:
    """The event with this id, if everyone may be told of it; others go only to endpoints that name their visibility."""
    row = await info.context.events.load(key)
    return Event.of(row) if row and is_in_the_log(row.visibility) else None
