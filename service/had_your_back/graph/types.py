"""What GraphQL shows: types made of rows. Fields that need more ask a loader or read a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import itemgetter
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import strawberry

from had_your_back import audit, errands, events
from had_your_back.database import Found, Given, Row
from had_your_back.errors import ErrorCode, Refused
from had_your_back.graph.context import Context, Info
from had_your_back.graph.fields import Cut, column, derived, entity, itself, listed, many, one, paged, part, show
from had_your_back.graph.paging import MOST_COUNTED, Connection, window
from had_your_back.ids import Kind, kind_of
from had_your_back.pages import Page
from had_your_back.people import store as people
from had_your_back.people.rules import Role
from had_your_back.privacy import own
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
        errands.refused(refusal.code)
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


# -------------------------------------------------------------------------------------------------------------- lists


async def recognitions(context: Context, wanted: Filter, *page: Any, counted: bool = True) -> Cut:
    """A page of recognitions, newest first."""
    asked = window(Kind.RECOGNITION, *page)
    async with context.database.read() as session:
        found = store.find(session, context.viewer, wanted)
        shown = await store.newest(session, found, asked, context.shown.get("recognitions"))
    return Cut(shown, ("id",), _counted(context, found) if counted else None)


async def people_page(context: Context, found: Found, *page: Any) -> Cut:
    """A page of people, by name."""
    return await _by_name(context, Kind.PERSON, found, *page)


async def teams_page(context: Context, found: Found, *page: Any) -> Cut:
    """A page of teams, by name."""
    return await _by_name(context, Kind.TEAM, found, *page)


async def _by_name(context: Context, of: Kind, found: Found, *page: Any) -> Cut:
    asked = window(of, *page, keys=2)
    async with context.database.read() as session:
        shown = await people.by_name(session, found, asked)
    return Cut(shown, ("sort_name", "id"), _counted(context, found))


def _counted(context: Context, found: Found | Given) -> Callable[[], Awaitable[int]]:
    async def count() -> int:
        async with context.database.read() as session:
            return await store.count(session, found, most=MOST_COUNTED)

    return count


# ------------------------------------------------------------------------------------------------------------- people


async def _received(
    person: Row,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Cut:
    """What they were thanked for, newest first, as far as the viewer may see it."""
    return await _of_person(context, Filter(recipient=person.id), person, first, after, last, before)


async def _given(
    person: Row,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Cut:
    """What they thanked others for, newest first, as far as the viewer may see it."""
    return await _of_person(context, Filter(giver=person.id), person, first, after, last, before)


async def _of_person(context: Context, wanted: Filter, person: Row, *page: Any) -> Cut:
    # How much somebody else gave or got would be a number about a person, and there are none.
    return await recognitions(context, wanted, *page, counted=context.actor.person == person.id)


async def _members(
    team: Row,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    as_of: datetime | None = None,
) -> Cut:
    """People in this team or in a team below it."""
    found = people.find_people(in_team=team.id, as_of=as_of)
    return await people_page(context, found, first, after, last, before)


async def _of_team(
    team: Row,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Cut:
    """What its people, and those of the teams below it, gave and received as its members; newest first."""
    return await recognitions(context, Filter(team=team.id), first, after, last, before)


async def _commitments_of_team(
    team: Row,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    filter: WantedCommitments | None = None,  # noqa: A002 - the contract's name
) -> Cut:
    """What its people promised or count on, or it was asked; as far as the viewer may see it, newest first."""
    wanted = (filter or _there().CommitmentFilter()).wanted(of_team=team.id)
    found: Cut = await _there().commitments(context, wanted, first, after, last, before)
    return found


@entity("people")
@strawberry.federation.type(keys=["id", "externalId"])
class Person(Node):
    """A person."""

    _row: strawberry.Private[Any]
    id: strawberry.ID = column("id")
    user_name: str = column("user_name")
    display_name: str = column("display_name")
    email: str | None = column("email")
    avatar_url: str | None = column("avatar_url")
    job_title: str | None = column("job_title")
    active: bool = column("active")
    external_id: str | None = column("external_id")
    away_from: datetime | None = column("away_from")
    away_until: datetime | None = column("away_until")
    manager: Person | None = one("manager_id", "people", "Whom the person reports to.")
    teams: list[Team] = many("teams_of", "teams", description="The teams the person is in today.")
    recognitions_received: Connection[Recognition] = paged(_received, "recognitions", reads=("id",))
    recognitions_given: Connection[Recognition] = paged(_given, "recognitions", reads=("id",))

    @classmethod
    def of(cls, row: Row) -> Person:
        """The person of a row."""
        return cls(_row=row)


@entity("teams")
@strawberry.federation.type(keys=["id", "externalId"])
class Team(Node):
    """A team."""

    _row: strawberry.Private[Any]
    id: strawberry.ID = column("id")
    external_id: str | None = column("external_id")
    name: str = column("name")
    description: str | None = column("description")
    parent: Team | None = one("parent_id", "teams", "The team above.")
    leads: list[Person] = many("leads_of", "people", via="person_id", description="Who leads it.")
    members: Connection[Person] = paged(
        _members, "people", "People in this team or in a team below it, today or at an instant; by name.", reads=("id",)
    )
    recognitions: Connection[Recognition] = paged(_of_team, "recognitions", reads=("id",))
    commitments: Commitments = paged(_commitments_of_team, "commitments", reads=("id",))

    @classmethod
    def of(cls, row: Row) -> Team:
        """The team of a row."""
        return cls(_row=row)

    @strawberry.field(description="The latest published score.")
    async def score(self, info: Info) -> OfTeamScore:
        """The latest published score."""
        found: OfTeamScore = await _scores().score_of(info, self._row.id)
        return found

    @strawberry.field(description="Published scores, newest first, at most one a day.")
    async def score_history(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[OfTeamScore]:
        """Published scores."""
        found: Connection[OfTeamScore] = await _scores().history_of(info, self._row.id, first, after)
        return found

    @strawberry.field(description="The leaders of this team and of those below it; published for at least five.")
    async def leadership(self, info: Info) -> OfLeadership:
        """The leaders of this team and of those below it."""
        found: OfLeadership = await _scores().leadership_of(info, self._row.id)
        return found


def _calendar_url(person: Row, context: Context) -> str:
    secret = context.service.feeds.of(person.id, person.calendar_nonce)
    return f"{context.here}/feeds/{secret}/commitments.ics"


async def _awaiting(_: Row, context: Context, *, first: int | None = None, after: str | None = None) -> Cut:
    found: Cut = await _there().inbox(context, first, after)
    return found


async def _unseen(person: Row, context: Context, *, first: int | None = None) -> list[str]:
    since = context.database.now() - UNSEEN_FOR
    most = window(Kind.PERSON, 5 if first is None else first, None).size
    async with context.database.read() as session:
        return await store.unseen_teammates(session, person.id, since, most=most)


@entity("viewers", rows="people")
@strawberry.type
class Viewer:
    """Who asks."""

    _row: strawberry.Private[Any]
    person: Person = itself("people")
    roles: list[Role] = derived(lambda _, context: sorted(context.actor.roles))
    calendar_url: str = derived(
        _calendar_url,
        "The secret address of the viewer's commitments as a calendar feed. Whoever has it can read them, "
        "without a token, until renewCalendarUrl.",
    )
    awaiting_me: Commitments = paged(
        _awaiting, "commitments", "Commitments that wait for an act of the viewer, most urgent first."
    )
    unseen_teammates: list[Person] = listed(
        _unseen, "people", "Teammates the viewer has not recognised in the last 90 days: shown to the viewer only."
    )

    @strawberry.field(description="Everything stored about the viewer, as JSON.")
    async def export(self, info: Info) -> strawberry.scalars.JSON:
        """Everything stored about the viewer."""
        database = info.context.database
        await audit.note_alone(database, "person.exported", self._row.id)
        async with database.read() as session:
            return strawberry.scalars.JSON(await own.told(session, self._row.id))


async def viewer(info: Info) -> Viewer | None:
    """Who asks, if it is a person."""
    found: Viewer | None = show("viewers", await themselves(info.context), info.context)
    return found


async def themselves(context: Context) -> Row | None:
    """The row of who asks, if it is a person."""
    key = context.actor.person
    return await context.people.load(key) if key else None


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
    @cache
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


def _on_show(recognition: Row) -> bool:
    """Once it is no longer on show, it is shown without its words."""
    on_show: bool = recognition.state == State.ACTIVE
    return on_show


def _with_reactions(recognition: Row, _: Context) -> str | None:
    """Its id, if there is anything to ask about: the viewer's own."""
    return recognition.id if _on_show(recognition) and recognition.reaction_counts else None


class Reacted(NamedTuple):
    """What `ReactionCount` shows: a page has a hundred, and to make one of those takes five times as long."""

    emoji: str
    count: int  # type: ignore[assignment]  # a tuple counts what is in it, of which nobody has a use
    viewer_has_reacted: bool


def _reactions(recognition: Row, _: Context, mine: Sequence[Row] | None) -> list[Reacted]:
    """Emoji and how many reacted with each; most first."""
    if mine is None:
        return []
    own = {row.emoji for row in mine}
    counts = sorted(sorted(recognition.reaction_counts.items()), key=itemgetter(1), reverse=True)
    return [Reacted(emoji, number, emoji in own) for emoji, number in counts]


async def _comments(
    recognition: Row,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Cut:
    """What others said to it, oldest first."""
    asked = window(Kind.COMMENT, first, after, last, before)
    page = Page([], has_next=False, has_previous=False)
    if _on_show(recognition):
        async with context.database.read() as session:
            page = await store.oldest_comments(session, store.comments_on(recognition.id), asked)

    async def count() -> int:
        return _comment_count(recognition, context)

    return Cut(page, ("id",), count)


def _comment_count(recognition: Row, _: Context) -> int:
    number: int = recognition.comment_count if _on_show(recognition) else 0
    return number


STANDING = (
    "state", "giver_id", "created_at", "viewer_is_recipient", "viewer_has_endorsed", "viewer_belongs"
)  # fmt: skip


def _viewer_may(recognition: Row, context: Context) -> list[Act]:
    """What the viewer may do now."""
    window_open_for = context.service.limits.edit_window
    now = context.turning(recognition.created_at + window_open_for)
    return rules.may(standing(recognition, context.actor), context.actor, now, window_open_for)


@entity("recognitions")
@strawberry.type
class Recognition(Node):
    """Somebody thanked teammates."""

    _row: strawberry.Private[Any]
    id: strawberry.ID = column("id")
    message: str | None = derived(
        lambda row, _: row.message if _on_show(row) else None,
        "Null once withdrawn, hidden or erased.",
        reads=("state", "message"),
    )
    visibility: Visibility = column("visibility", Visibility)
    state: State = column("state", State)
    created_at: datetime = column("created_at")
    edited_at: datetime | None = column("edited_at")
    link: str | None = derived(
        lambda row, _: row.link if _on_show(row) else None, "A link to the work.", reads=("state", "link")
    )
    endorsement_count: int = column("endorsement_count")
    viewer_has_endorsed: bool = column("viewer_has_endorsed")
    comment_count: int = derived(_comment_count, reads=("state", "comment_count"))
    giver: Person = one("giver_id", "people", "Who says thank you.")
    recipients: list[Person] = many(
        "recipients_of",
        "people",
        via="person_id",
        description="Who is thanked, in the order in which they were named.",
    )
    team: Team | None = one("team_id", "teams", "The team it was given to, when it was given to a whole team.")
    commitment: AboutCommitment | None = one(
        "commitment_id", "commitments", "The commitment that it says thank you for."
    )
    behaviours: list[Behaviour] = part(
        lambda row, _: [*map(Behaviour.of, row.behaviours)],
        description="What they did.",
        reads=("behaviours",),
    )
    reactions: list[ReactionCount] = part(
        _reactions,
        "reactions_of_viewer",
        _with_reactions,
        reads=("state", "reaction_counts"),
        loads_for=("viewer_has_reacted",),
    )
    comments: Connection[Comment] = paged(_comments, "comments", reads=("state", "comment_count"))
    viewer_may: list[Act] = derived(_viewer_may, reads=STANDING)

    @classmethod
    def of(cls, row: Row) -> Recognition:
        """The recognition of a row."""
        return cls(_row=row)


@entity("comments")
@strawberry.type
class Comment(Node):
    """What somebody said to a recognition."""

    _row: strawberry.Private[Any]
    id: strawberry.ID = column("id")
    text: str = column("text")
    created_at: datetime = column("created_at")
    author: Person = one("author_id", "people", "Who said it.")

    @classmethod
    def of(cls, row: Row) -> Comment:
        """The comment of a row."""
        return cls(_row=row)


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


async def event(context: Context, key: str) -> Event | None:
    """The event with this id, if everyone may be told of it; others go only to endpoints that name their visibility."""
    row = await context.events.load(key)
    return Event.of(row) if row and is_in_the_log(row.visibility) else None
