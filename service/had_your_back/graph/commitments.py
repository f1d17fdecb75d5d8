"""Commitments in GraphQL: who promised what to whom by when, and every step that can be taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

import strawberry
from pydantic.alias_generators import to_camel

from had_your_back import audit
from had_your_back.commitments import actions, store, transitions
from had_your_back.commitments.actions import Place, Step
from had_your_back.commitments.rules import Details, Draft
from had_your_back.commitments.store import Filter
from had_your_back.commitments.transitions import Act, Pending, Reason, Standing, State, allowed
from had_your_back.database import Found, Row
from had_your_back.errors import BadRequest
from had_your_back.graph.context import Context, Info
from had_your_back.graph.fields import Cut, acted, column, derived, entity, many, named, one, paged, part, show
from had_your_back.graph.outcomes import Outcome, did, touched, user_errors
from had_your_back.graph.paging import MOST_COUNTED, Connection, window
from had_your_back.graph.types import (
    Node,
    Person,
    Recognition,
    Team,
    UserError,
    Viewer,
    viewer,
)
from had_your_back.ids import Kind
from had_your_back.pages import page_of
from had_your_back.people.actions import Absence, renew_calendar
from had_your_back.recognitions import actions as recognitions
from had_your_back.recognitions.rules import GiveDraft, Visibility

strawberry.enum(State, name="CommitmentState")
strawberry.enum(Act, name="CommitmentActName", description="The names of the fields of CommitmentAct.")
strawberry.enum(Reason, name="VarianceReason")


# --------------------------------------------------------------------------------------------------------------- types


@strawberry.type
class CommitmentTerms:
    """Terms as they were proposed or agreed."""

    title: str | None
    conditions: str | None
    due_at: datetime | None

    @classmethod
    def of(cls, pending: Pending | None) -> CommitmentTerms | None:
        """The terms of a change that is pending."""
        if pending is None or pending.is_hand_over:
            return None
        return cls(title=pending.title, conditions=pending.conditions, due_at=pending.due_at)


def _terms(step: Row, _: Context) -> CommitmentTerms | None:
    said = step.details
    if not {"title", "conditions", "due_at"} & set(said):
        return None
    due_at = datetime.fromisoformat(said["due_at"]) if "due_at" in said else None
    return CommitmentTerms(title=said.get("title"), conditions=said.get("conditions"), due_at=due_at)


def _reason(step: Row, _: Context) -> Reason | None:
    return Reason(step.details["reason"]) if "reason" in step.details else None


@entity("steps")
@strawberry.type
class CommitmentStep:
    """One step in a commitment's life."""

    _row: strawberry.Private[Any]
    act: str = column(
        "act", description="The act, or EXPIRE, BREAK, ASSUME_KEPT for the clock, REQUEST and OFFER for the beginning."
    )
    at: datetime = column("at")
    from_: State | None = column("from_state", State, name="from")
    to: State = column("to_state", State)
    version: int = column("version")
    reason: Reason | None = derived(_reason)
    terms: CommitmentTerms | None = part(_terms)
    note: str | None = derived(lambda step, _: step.details.get("note"))
    actor: Person | None = one("actor_id", "people", "Who took it; null for the clock.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A commitment as it is at an instant: what its fields are read from."""

    id: str
    it: transitions.Commitment
    row: Row
    now: datetime


def _view(row: Row, context: Context) -> Shown:
    it = store.it_of(row)
    return Shown(row.id, it, row, context.turning(*it.turns))


def _place(shown: Shown, context: Context) -> Place | None:
    """Where the viewer's standing is asked for, if they may act at all."""
    if context.actor.person is None or not context.writes_commitments:
        return None
    return Place.of(shown.it, shown.row.performer_team_id)


def _allowed(shown: Shown, _: Context, standing: Standing | None) -> list[Act]:
    """What the viewer may do now."""
    return [] if standing is None else allowed(shown.it, standing, shown.now)


async def _history(shown: Shown, context: Context, *, first: int | None = None, after: str | None = None) -> Cut:
    """Every step, the first one first. It is never edited."""
    asked = window(Kind.COMMITMENT, first, after, keys=2)
    seen = _version(asked.after[0]) if asked.after else 0
    # One version more than the page shows says whether there is a next one.
    rows = await context.steps_of(range(seen + 1, seen + asked.size + 2)).load(shown.id)

    async def count() -> int:
        return shown.it.version

    return Cut(page_of(rows, asked), ("place", "commitment_id"), count)


@entity("commitments", view=_view)
@strawberry.type
class Commitment(Node):
    """Somebody promised something to somebody, by a day; or asks for it, or offers it."""

    _row: strawberry.Private[Any]
    id: strawberry.ID = column("id")
    title: str = column("it.title")
    conditions: str | None = column("it.conditions", description="When both would say: this is done.")
    state: State = column("it.state")
    version: int = column("it.version", description="Grows with every act; an act names the version it saw.")
    answer_by: datetime | None = column("it.answer_by")
    due_at: datetime = column("it.due_at")
    first_due_at: datetime = column("it.first_due_at")
    overdue: bool = derived(lambda shown, _: shown.it.overdue(shown.now))
    delivered_at: datetime | None = column("it.delivered_at")
    closed_at: datetime | None = column("it.closed_at")
    on_time: bool | None = column("it.on_time")
    assumed: bool = column("it.assumed", description="Kept because the customer stayed silent for seven days.")
    reason: Reason | None = column("it.reason")
    alternative: str | None = column("it.alternative")
    pending_change: CommitmentTerms | None = part(lambda shown, _: CommitmentTerms.of(shown.it.pending))
    evidence: str | None = column("it.evidence")
    private: bool = column("it.private")
    created_at: datetime = column("it.created_at")
    customer: Person = one("row.customer_id", "people", "Who counts on it.")
    performer: Person | None = one("row.performer_id", "people", "Null while a request to a team is unclaimed.")
    customer_team: Team | None = one("row.customer_team_id", "teams", "The customer's home team when it began.")
    performer_team: Team | None = one(
        "row.performer_team_id",
        "teams",
        "The team that it counts for: the one that was asked, or the performer's home team at that time.",
    )
    awaiting: Person | None = one(
        "row.awaiting_id",
        "people",
        "Whose turn it is, where the state waits for someone; awaitingTeam for a request that nobody has claimed.",
    )
    awaiting_team: Team | None = one(
        lambda shown: shown.row.team_id if shown.it.unclaimed else None,
        "teams",
        "The team of which somebody may claim it.",
    )
    referred_to: Node | None = named(
        lambda shown, _: shown.row.referred_to,
        {Kind.TEAM: ("teams", None), Kind.PERSON: ("people", None)},
        description="Who can, if whoever declined named somebody: a person or a team.",
    )
    pending_hand_over_to: Person | None = one("row.pending_to_id", "people", "Who is asked to take it over.")
    allowed_acts: list[Act] = part(_allowed, "standings", _place)
    history: Connection[CommitmentStep] = paged(_history, "steps")
    recognitions: list[Annotated[Recognition, strawberry.lazy(".types")]] = many(
        "thanks_for", "recognitions", description="Recognitions that thank for it."
    )


def _version(place: str) -> int:
    """The version that a cursor of a history names.

    Raises: BadRequest for one that no history made.
    """
    if not re.fullmatch("[0-9]{6,9}", place):
        message = "This is not a cursor of this list. Take endCursor or startCursor of a page of it."
        raise BadRequest(message)
    return int(place)


@strawberry.input
class CommitmentFilter:
    """Which commitments are wanted; what is left out narrows nothing."""

    states: list[State] | None = None
    customer: strawberry.ID | None = None
    performer: strawberry.ID | None = None
    team: strawberry.ID | None = None
    awaiting: strawberry.ID | None = None
    overdue: bool | None = None
    unclaimed: bool | None = strawberry.field(default=None, description="Requests to a team that nobody has claimed.")
    due_before: datetime | None = None

    def wanted(self, *, of_team: str | None = None) -> Filter:
        """The same, as the store wants it."""
        return Filter(
            states=self.states,
            customer=self.customer,
            performer=self.performer,
            team=of_team or self.team,
            awaiting=self.awaiting,
            overdue=self.overdue,
            unclaimed=self.unclaimed,
            due_before=self.due_before,
        )


# ------------------------------------------------------------------------------------------------------------- reading


async def commitment(info: Info, key: str | None) -> Commitment | None:
    """The commitment with this id, if the viewer may see it."""
    row = await info.context.commitments.load(key) if key else None
    found: Commitment | None = show("commitments", row, info.context)
    return found


async def commitments(context: Context, wanted: Filter, *page: Any) -> Cut:
    """A page of commitments, newest first. How many somebody else holds or broke is counted for nobody."""
    others = {wanted.customer, wanted.performer, wanted.awaiting} - {None, context.actor.person}
    now = context.turning() if wanted.overdue is None else context.now
    asked = window(Kind.COMMITMENT, *page)
    async with context.database.read() as session:
        shown = await store.newest(session, context.commitments_viewer, wanted, now, asked)
    counted = None if others else _counted(context, store.find(context.commitments_viewer, wanted, now))
    return Cut(shown, ("id",), counted)


async def inbox(context: Context, *page: Any) -> Cut:
    """What waits for an act of the viewer, most urgent first."""
    me = context.actor.needs_person()
    asked = window(Kind.COMMITMENT, *page, keys=2)
    async with context.database.read() as session:
        shown = await store.most_urgent(session, me, asked)
    return Cut(shown, ("urgency", "id"), _counted(context, store.inbox(me)))


def _counted(context: Context, found: Found) -> Any:
    async def count() -> int:
        async with context.database.read() as session:
            return await store.count(session, found, most=MOST_COUNTED)

    return count


async def _commitments(
    _: None,
    context: Context,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    filter: CommitmentFilter | None = None,  # noqa: A002 - the contract's name
) -> Cut:
    """Those that the viewer may see, newest first."""
    return await commitments(context, (filter or CommitmentFilter()).wanted(), first, after, last, before)


@strawberry.type
class CommitmentQuery:
    """What can be asked about commitments."""

    commitments: Connection[Commitment] = paged(_commitments, "commitments")


# -------------------------------------------------------------------------------------------------------------- inputs


@strawberry.input
class RequestCommitmentInput:
    """A request."""

    of: strawberry.ID = strawberry.field(description="A person, or a team whose members may claim it.")
    title: str
    conditions: str | None = None
    due_at: datetime
    answer_by: datetime | None = None
    private: bool | None = False
    idempotency_key: str | None = None


@strawberry.input
class OfferCommitmentInput:
    """An offer."""

    to: strawberry.ID
    title: str
    conditions: str | None = None
    due_at: datetime
    private: bool | None = False
    idempotency_key: str | None = None


@strawberry.input
class NoteInput:
    """A few words, if any."""

    note: str | None = None

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(note=self.note)


@strawberry.input
class TermsInput:
    """New terms; what is left out stays."""

    title: str | None = None
    conditions: str | None = None
    due_at: datetime | None = None
    note: str | None = None

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(title=self.title, conditions=self.conditions, due_at=self.due_at, note=self.note)


@strawberry.input
class DeferInput:
    """A later day for the answer."""

    answer_by: datetime
    note: str | None = None

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(answer_by=self.answer_by, note=self.note)


@strawberry.input
class DeclineInput:
    """A no; with an alternative or a pointer it is a good one."""

    reason: Reason | None = None
    note: str | None = None
    alternative: str | None = strawberry.field(default=None, description="What you can do instead.")
    refer_to: strawberry.ID | None = strawberry.field(default=None, description="Who can: a person or a team.")

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(reason=self.reason, note=self.note, alternative=self.alternative, refer_to=self.refer_to)


@strawberry.input
class ReasonInput:
    """What gets in the way."""

    reason: Reason
    note: str | None = None

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(reason=self.reason, note=self.note)


@strawberry.input
class HandOverInput:
    """Who is asked to take it over."""

    to: strawberry.ID
    note: str | None = None

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(to=self.to, note=self.note)


@strawberry.input
class RejectInput:
    """What is missing."""

    note: str = strawberry.field(description="What is missing.")

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(note=self.note)


@strawberry.input
class ReopenInput:
    """A new date."""

    due_at: datetime
    note: str | None = None

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(due_at=self.due_at, note=self.note)


@strawberry.input
class DeliverInput:
    """What shows that it is done."""

    evidence: str | None = None

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(evidence=self.evidence)


@strawberry.input
class ThanksInput:
    """Thanks for a kept promise; its recipient is the performer."""

    message: str
    behaviours: list[str]
    visibility: Visibility | None = Visibility.EVERYONE

    def draft(self) -> GiveDraft:
        """The same, as the action wants it."""
        return GiveDraft(
            recipients=(),
            message=self.message,
            behaviours=tuple(self.behaviours),
            visibility=self.visibility or Visibility.EVERYONE,
        )


@strawberry.input
class ConfirmInput:
    """Yes, it is done."""

    note: str | None = None
    recognition: ThanksInput | None = strawberry.field(
        default=None, description="Say thank you in the same step; recipients is the performer."
    )

    def details(self) -> Details:
        """The same, as the action wants it."""
        return Details(note=self.note)


@strawberry.input(one_of=True)
class CommitmentAct:
    """Exactly one act."""

    claim: NoteInput | None = strawberry.UNSET
    accept: NoteInput | None = strawberry.UNSET
    counter: TermsInput | None = strawberry.UNSET
    defer: DeferInput | None = strawberry.UNSET
    decline: DeclineInput | None = strawberry.UNSET
    withdraw: NoteInput | None = strawberry.UNSET
    flag_at_risk: ReasonInput | None = strawberry.UNSET
    clear_risk: NoteInput | None = strawberry.UNSET
    propose_change: TermsInput | None = strawberry.UNSET
    agree_change: NoteInput | None = strawberry.UNSET
    refuse_change: NoteInput | None = strawberry.UNSET
    hand_over: HandOverInput | None = strawberry.UNSET
    accept_hand_over: NoteInput | None = strawberry.UNSET
    refuse_hand_over: NoteInput | None = strawberry.UNSET
    deliver: DeliverInput | None = strawberry.UNSET
    confirm: ConfirmInput | None = strawberry.UNSET
    reject: RejectInput | None = strawberry.UNSET
    cancel: NoteInput | None = strawberry.UNSET
    revoke: ReasonInput | None = strawberry.UNSET
    reopen: ReopenInput | None = strawberry.UNSET
    give_reason: ReasonInput | None = strawberry.UNSET

    def chosen(self) -> tuple[Act, Any]:
        """The act that is given, and what it carries."""
        name, given = next((name, given) for name, given in vars(self).items() if given is not strawberry.UNSET)
        return Act[name.upper()], given


@strawberry.input
class ActOnCommitmentInput:
    """A step on the version that the actor saw."""

    id: strawberry.ID
    version: int
    act: CommitmentAct
    idempotency_key: str | None = None


@strawberry.input
class SetAwayInput:
    """An absence."""

    until: datetime | None = strawberry.field(default=None, description="Null: back again.")
    from_: datetime | None = strawberry.field(default=None, name="from")
    person: strawberry.ID | None = strawberry.field(default=None, description="Another person, with people:write.")


@entity("commitment payloads")
@strawberry.type
class CommitmentPayload:
    """The commitment as it is now, also where it was refused for being stale; or why not."""

    _row: strawberry.Private[Any]
    commitment: Commitment | None = touched(Kind.COMMITMENT, "commitments")
    recognition: Recognition | None = touched(Kind.RECOGNITION, "recognitions")
    user_errors: list[UserError] = user_errors()


@entity("person payloads")
@strawberry.type
class PersonPayload:
    """The person, or why not."""

    _row: strawberry.Private[Any]
    person: Person | None = touched(Kind.PERSON, "people")
    user_errors: list[UserError] = user_errors()


@strawberry.type
class ViewerPayload:
    """Who asked, or why not."""

    viewer: Viewer | None
    user_errors: list[UserError]


# ----------------------------------------------------------------------------------------------------------- mutations


async def _request(context: Context, *, input: RequestCommitmentInput) -> Outcome:  # noqa: A002 - the contract's name
    """Ask a person or a team for something."""
    draft = Draft(
        title=input.title,
        due_at=input.due_at,
        conditions=input.conditions,
        answer_by=input.answer_by,
        private=bool(input.private),
    )
    options = {"terms": context.service.terms, "idempotency_key": input.idempotency_key}
    return await did(context, actions.request, input.of, draft, **options)


async def _offer(context: Context, *, input: OfferCommitmentInput) -> Outcome:  # noqa: A002
    """Offer somebody to do something."""
    draft = Draft(title=input.title, due_at=input.due_at, conditions=input.conditions, private=bool(input.private))
    options = {"terms": context.service.terms, "idempotency_key": input.idempotency_key}
    return await did(context, actions.offer, input.to, draft, **options)


async def _act_on(context: Context, *, input: ActOnCommitmentInput) -> Outcome:  # noqa: A002
    """Take a step."""
    chosen, given = input.act.chosen()
    step = Step(commitment=input.id, version=input.version, act=chosen, details=given.details())
    options: dict[str, Any] = {"terms": context.service.terms, "idempotency_key": input.idempotency_key}
    with audit.by(audit.SERVICE):
        await context.database.transact(actions.catch_up, input.id, terms=context.service.terms)
    if isinstance(given, ConfirmInput) and given.recognition is not None:
        thanks, limits = given.recognition.draft(), context.service.limits
        outcome = await did(context, recognitions.confirm_with_thanks, step, thanks, limits=limits, **options)
    else:
        outcome = await did(context, actions.act, step, **options)
    if not outcome.errors:
        return outcome
    errors = [replace(each, path=_within(each.path, to_camel(chosen.lower()))) for each in outcome.errors]
    return replace(outcome, errors=tuple(errors)).and_of(input.id)


def _within(path: Sequence[str], act: str) -> list[str]:
    """Where in the input of an act its refusal lies, which knows no more than what is carried."""
    match path:
        case [root, "recipients", *_]:  # of thanks, and not asked for
            return [root, "act", act, "recognition"]
        case [root, "message" | "behaviours", *_]:
            return [root, "act", act, "recognition", *path[1:]]
        case [root, name, *_] if name in _CARRIED:
            return [root, "act", act, *path[1:]]
    return [*path]


_CARRIED = frozenset(map(to_camel, Details.__slots__))


async def _set_away(context: Context, *, input: SetAwayInput) -> Outcome:  # noqa: A002
    """Be away, or back: clocks that wait for one stand still meanwhile."""
    draft = Absence(until=input.until, since=input.from_, person=input.person)
    return await did(context, actions.set_away, draft, terms=context.service.terms)


@strawberry.type
class CommitmentMutation:
    """What can be done with commitments."""

    request_commitment: CommitmentPayload = acted(_request, "commitment payloads")
    offer_commitment: CommitmentPayload = acted(_offer, "commitment payloads")
    act_on_commitment: CommitmentPayload = acted(
        _act_on, "commitment payloads", "Every later step of a commitment's life: exactly one act."
    )
    set_away: PersonPayload = acted(_set_away, "person payloads")

    @strawberry.mutation(description="A new secret address for the calendar feed; the old one stops.")
    async def renew_calendar_url(self, info: Info) -> ViewerPayload:
        """A new secret address for the calendar feed."""
        await info.context.database.transact(renew_calendar, info.context.actor)
        info.context.people.forget()
        return ViewerPayload(viewer=await viewer(info), user_errors=[])
