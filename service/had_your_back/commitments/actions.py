"""What people and the clock do with commitments. Each action is one story: look, decide, remember, tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from had_your_back import events, idempotency, ids, outbox
from had_your_back.commitments import clocks, rules, store
from had_your_back.commitments.clocks import Away, Calendar, Terms
from had_your_back.commitments.rules import Details, Draft
from had_your_back.commitments.transitions import (
    OPEN,
    PERSON_LEFT,
    PROMISED,
    Act,
    ClockAct,
    Commitment,
    Side,
    Standing,
    State,
)
from had_your_back.database import Row, Session, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import Audience
from had_your_back.ids import Kind
from had_your_back.people import actions as people_actions
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.people.actions import Absence
from had_your_back.people.rules import Actor, PersonFacts
from had_your_back.settings import Settings

AT_A_TIME = 100
"""Clock acts of one transaction."""


def terms_of(settings: Settings) -> Terms:
    """What the settings say of working days, answers and grace, as the rules want it."""
    holidays = frozenset(date.fromisoformat(day) for day in settings.holidays)
    return Terms(
        calendar=Calendar(settings.time_zone, holidays),
        answer_within=settings.answer_within,
        grace=timedelta(days=settings.due_grace),
    )


# ---------------------------------------------------------------------------------------------------------- beginnings


async def request(
    tx: Transaction, actor: Actor, of: str, draft: Draft, *, terms: Terms, idempotency_key: str | None = None
) -> str:
    """Ask a person or a team for something; the id of the commitment.

    Raises: Forbidden for a token without a person; Refused NOT_FOUND, INACTIVE_PERSON, CONFLICT, or what `rules.begin`
    raises.
    """
    customer = actor.needs_person()
    if before := await idempotency.recall(tx, customer, "requestCommitment", idempotency_key, (of, draft)):
        return before
    ids.expect(of, Kind.PERSON, Kind.TEAM, path=("of",))
    to_team = ids.kind_of(of) is Kind.TEAM
    if to_team:
        await _team(tx, of, path="of")
    facts = await _facts(tx, customer, None if to_team else of, path="of")
    it = rules.begin(
        draft,
        new=ids.new(Kind.COMMITMENT, tx.now),
        initiator=Side.CUSTOMER,
        customer=customer,
        performer=None if to_team else of,
        team=of if to_team else None,
        now=tx.now,
        terms=terms,
    )
    await _begun(tx, it, "REQUEST", facts, terms)
    await idempotency.remember(tx, customer, "requestCommitment", idempotency_key, (of, draft), it.id)
    return it.id


async def offer(
    tx: Transaction, actor: Actor, to: str, draft: Draft, *, terms: Terms, idempotency_key: str | None = None
) -> str:
    """Offer somebody to do something; the id of the commitment.

    Raises: Forbidden for a token without a person; Refused NOT_FOUND, INACTIVE_PERSON, CONFLICT, or what `rules.begin`
    raises.
    """
    performer = actor.needs_person()
    if before := await idempotency.recall(tx, performer, "offerCommitment", idempotency_key, (to, draft)):
        return before
    ids.expect(to, Kind.PERSON, path=("to",))
    facts = await _facts(tx, to, performer, path="to")
    it = rules.begin(
        draft,
        new=ids.new(Kind.COMMITMENT, tx.now),
        initiator=Side.PERFORMER,
        customer=to,
        performer=performer,
        team=None,
        now=tx.now,
        terms=terms,
    )
    await _begun(tx, it, "OFFER", facts, terms)
    await idempotency.remember(tx, performer, "offerCommitment", idempotency_key, (to, draft), it.id)
    return it.id


async def _facts(tx: Transaction, customer: str, performer: str | None, *, path: str) -> dict[str, PersonFacts]:
    return await _active(tx, *filter(None, (customer, performer)), path=path)


async def _active(tx: Transaction, *wanted: str, path: str) -> dict[str, PersonFacts]:
    """The facts of these people; refuses whoever is not here, or not any more."""
    found = await people.facts(tx, set(wanted))
    for each in wanted:
        if each not in found:
            raise Refused(ErrorCode.NOT_FOUND, "There is nobody with this id.", path)
        if not found[each].active:
            raise Refused(ErrorCode.INACTIVE_PERSON, f"{found[each].display_name} is no longer active here.", path)
    return found


async def _begun(tx: Transaction, it: Commitment, act: str, facts: Mapping[str, PersonFacts], terms: Terms) -> None:
    performer_team = facts[it.performer].home if it.performer else it.team
    beside = {"customer_team_id": facts[it.customer].home, "performer_team_id": performer_team}
    await store.add(tx, it, {**beside, "answer_team_id": None, **await _clocks(tx, it, terms)})
    actor = it.customer if it.initiator is Side.CUSTOMER else it.performer
    begun = Details(title=it.title, conditions=it.conditions, due_at=it.due_at)
    await _remember_step(tx, it, None, act, actor, _said(begun), performer_team)
    await _tell(tx, it, act, actor, {**beside}, **_awaited(it))


# ---------------------------------------------------------------------------------------------------------------- acts


NOTHING_SAID = Details()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act on a commitment, on the version that the actor saw."""

    commitment: str
    version: int
    act: Act
    details: Details = NOTHING_SAID


async def act(
    tx: Transaction,
    actor: Actor,
    draft: Step,
    *,
    terms: Terms,
    idempotency_key: str | None = None,
) -> str:
    """Take a step; the id of the commitment. `catch_up` runs before it, so that the clock is never behind an act.

    Raises: Forbidden for a token without a person; Refused NOT_FOUND, CONFLICT, STALE_VERSION, or what `rules.perform`
    raises.
    """
    person = actor.needs_person()
    ids.expect(draft.commitment, Kind.COMMITMENT, path=("id",))
    # Held before the key is looked for: here a second click waits for the first, and then finds what that gave.
    row = await store.held(tx, draft.commitment, viewer=rules.viewer_of(actor))
    if before := await idempotency.recall(tx, person, "actOnCommitment", idempotency_key, draft):
        return before
    if row is None:
        raise Refused(ErrorCode.NOT_FOUND, "There is no commitment with this id that you can see.", "id")
    if row.version != draft.version or (row.clock_at is not None and row.clock_at <= tx.now):
        message = "Somebody was faster, or the clock. Look at it as it is now, and act again if it still fits."
        raise Refused(ErrorCode.STALE_VERSION, message, "version")
    it = store.it_of(row)
    standing = await stand(tx, it, person, performer_team=row.performer_team_id)
    after = rules.perform(it, draft.act, draft.details, standing, tx.now, terms)
    await _known(tx, draft.details)  # only now: whether it may be done at all is said first
    await _changed(tx, row, it, after, draft.act, person, rules.cleaned(draft.details), terms)
    await idempotency.remember(tx, person, "actOnCommitment", idempotency_key, draft, it.id)
    return it.id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a commitment is, as far as it matters to who may act on it beside its customer and its performer."""

    asked: str | None
    """The team that was asked, while nobody has claimed it."""
    performer: str | None
    performer_team: str | None

    @classmethod
    def of(cls, it: Commitment, performer_team: str | None) -> Place:
        """The place of a commitment that counts for this team."""
        return cls(it.team if it.unclaimed else None, it.performer, performer_team)


async def standings(session: Session, person: str, places: Collection[Place]) -> list[Standing]:
    """What somebody is to each of many commitments, as the directory says now: two statements."""
    facts = await people.facts(session, {person, *(place.performer for place in places if place.performer)})
    mine = facts[person]
    left = {place for place in places if place.performer and not facts[place.performer].active}
    teams = {place.asked for place in places} | {place.performer_team for place in left}
    speakers = await tree.active_leads_of(session, {team for team in teams if team})

    def standing(place: Place) -> Standing:
        asked, member = place.asked, mine.active and place.asked in mine.teams
        leads = speakers.get(asked, frozenset()) if asked else frozenset()
        return Standing(
            person=person,
            is_member=member,
            # Whose only lead has left is a team without one.
            is_speaker=asked is not None and (person in leads or (not leads and member)),
            stands_in=place in left and person in speakers.get(place.performer_team or "", ()),
        )

    return [standing(place) for place in places]


async def stand(session: Session, it: Commitment, person: str, *, performer_team: str | None) -> Standing:
    """What somebody is to one commitment."""
    return (await standings(session, person, [Place.of(it, performer_team)]))[0]


async def _known(tx: Transaction, details: Details) -> None:
    """Refuses what an act names that is not there."""
    if details.to is not None:
        ids.expect(details.to, Kind.PERSON, path=("to",))
        await _active(tx, details.to, path="to")
    if details.refer_to is not None:
        ids.expect(details.refer_to, Kind.PERSON, Kind.TEAM, path=("referTo",))
        if ids.kind_of(details.refer_to) is Kind.TEAM:
            await _team(tx, details.refer_to, path="referTo")
        else:
            await _active(tx, details.refer_to, path="referTo")


async def _team(tx: Transaction, team: str, *, path: str) -> None:
    """Refuses a team that there is not, or not any more."""
    if not [row for row in await tree.teams_by(tx, "id", [team]) if row.removed_at is None]:
        raise Refused(ErrorCode.NOT_FOUND, "There is no team with this id, or none any more.", path)


async def _changed(
    tx: Transaction,
    row: Row,
    before: Commitment,
    after: Commitment,
    act: Act | ClockAct | str,
    actor: str | None,
    details: Details | None,
    terms: Terms | None,
) -> None:
    """Write what a step made of a commitment. Without terms its clocks go on as they were, or end with it."""
    performer_team = row.performer_team_id
    if after.performer != before.performer and after.performer is not None:
        performer_team = (await people.facts(tx, [after.performer]))[after.performer].home
    elif act in {Act.DELIVER, Act.REVOKE, ClockAct.BREAK} and after.performer is not None:
        # Its age counts from now, so it belongs to the team that the performer is in now.
        performer_team = (await people.facts(tx, [after.performer]))[after.performer].home or performer_team
    beside: dict[str, Any] = {"performer_team_id": performer_team}
    if after.answer is not before.answer:
        beside["answer_team_id"] = after.team or (await people.facts(tx, [_addressee(after)]))[_addressee(after)].home
    if terms is not None:
        beside |= await _clocks(tx, after, terms)
    elif after.state not in OPEN:
        beside |= {"clock_at": None, "remind_at": None}
    await store.change(tx, after, beside)
    await _remember_step(tx, after, before.state, act, actor, _said(details), performer_team)
    teams = {"customer_team_id": row.customer_team_id, "performer_team_id": performer_team}
    await _tell(tx, after, act, actor, teams, **_awaited(after))


def _addressee(it: Commitment) -> str:
    assert it.performer is not None
    return it.performer


def _said(details: Details | None) -> dict[str, Any]:
    """What an act carried, without what it did not."""
    if details is None:
        return {}
    held = {name: getattr(details, name) for name in Details.__slots__}
    return {
        name: events.instant(value) if isinstance(value, datetime) else value
        for name, value in held.items()
        if value is not None
    }


async def _remember_step(
    tx: Transaction,
    it: Commitment,
    from_state: State | None,
    act: str,
    actor: str | None,
    details: Mapping[str, Any],
    performer_team: str | None,
) -> None:
    values = {
        "commitment_id": it.id,
        "version": it.version,
        "actor_id": actor,
        "act": act,
        "at": it.changed_at,
        "from_state": from_state,
        "to_state": it.state,
        "performer_id": it.performer,
        "performer_team_id": performer_team,
        "details": dict(details),
    }
    await store.add_step(tx, values)


# --------------------------------------------------------------------------------------------------------------- clock


async def _clocks(tx: Transaction, it: Commitment, terms: Terms) -> dict[str, datetime | None]:
    """When the clock acts next, and when it reminds next."""
    if it.state not in OPEN:
        return {"clock_at": None, "remind_at": None}
    away = Away(await people.absences(tx, [each for each in (it.customer, it.performer) if each]))
    strikes = clocks.next_clock(it, away, terms)
    reminders = [at for _, at in clocks.reminders(it)]
    return {"clock_at": strikes[1] if strikes else None, "remind_at": min(reminders, default=None)}


async def catch_up(tx: Transaction, wanted: str, *, terms: Terms) -> None:
    """Let the clock do with one commitment what is due, so that an act finds it as it is."""
    if ids.kind_of(wanted) is Kind.COMMITMENT:
        row = await store.held(tx, wanted)
        if row is not None and row.clock_at is not None and row.clock_at <= tx.now:
            await _strike(tx, row, terms)


async def _strike(tx: Transaction, row: Row, terms: Terms) -> None:
    it = store.it_of(row)
    away = Away(await people.absences(tx, [each for each in (it.customer, it.performer) if each]))
    due = clocks.next_clock(it, away, terms)
    if due is None or due[1] > tx.now:
        await store.set_clocks(tx, it.id, due[1] if due else None, row.remind_at)
        return
    what, at = due
    # Stamped with the instant at which it fell due, but never before what happened last: a setting may have changed.
    after = clocks.strike(it, what, max(at, it.changed_at))
    await _changed(tx, row, it, after, what, None, None, terms)


async def sweep(tx: Transaction, *, terms: Terms) -> int:
    """Let the clock do what is due for up to `AT_A_TIME` commitments; how many it looked at."""
    rows = await store.due(tx, "clock_at", limit=AT_A_TIME)
    for row in rows:
        await _strike(tx, row, terms)
    return len(rows)


async def remind(tx: Transaction) -> int:
    """Remind of what is due for up to `AT_A_TIME` commitments, once per version; how many it looked at."""
    rows = await store.due(tx, "remind_at", limit=AT_A_TIME)
    for row in rows:
        it = store.it_of(row)
        coming = [(what, at) for what, at in clocks.reminders(it) if at >= row.remind_at]
        # Whoever is asked to agree to a change or to take it over: the day is the performer's.
        person = it.performer if it.state in PROMISED else it.awaiting
        for what, at in coming:
            if at <= tx.now:
                audience = _audience(row, it.private)
                reminder = events.CommitmentReminder(
                    commitment=it.id,
                    reminder=what,
                    person=person,
                    version=it.version,
                    at=at,
                    awaiting_team=_awaited(it)["awaiting_team"],
                    audience=audience,
                )
                await outbox.record(tx, reminder)
        later = min((at for _, at in coming if at > tx.now), default=None)
        await store.set_clocks(tx, it.id, row.clock_at, later)
    return len(rows)


# -------------------------------------------------------------------------------------------------- people who are away


async def set_away(tx: Transaction, actor: Actor, draft: Absence, *, terms: Terms) -> str:
    """Be away, or back: every clock that waits for the person is set anew. The id of the person.

    Raises: Forbidden, Refused as `people.actions.set_away` says.
    """
    person = await people_actions.set_away(tx, actor, draft)
    for row in await store.waiting_for(tx, person):
        set_anew = await _clocks(tx, store.it_of(row), terms)
        await store.set_clocks(tx, row.id, set_anew["clock_at"], row.remind_at)
    return person


async def person_left(tx: Transaction, person: str, *, erased: bool = False) -> None:
    """What becomes of the open commitments of somebody who left: unanswered ones close, promises wait for a lead.

    Of somebody who is erased all are cancelled at once.
    """
    for row in await store.waiting_for(tx, person):
        if row.clock_at is not None and row.clock_at <= tx.now:
            continue  # the clock was first, and the next sweep says so
        it = store.it_of(row)
        if it.pending is not None and it.pending.to == person and person not in {it.customer, it.performer}:
            after = replace(it, pending=None, version=it.version + 1, changed_at=tx.now)
            await _changed(tx, row, it, after, Act.REFUSE_HAND_OVER, None, None, None)
        elif erased or it.turn is not None:
            await _changed(tx, row, it, clocks.leave(it, tx.now), PERSON_LEFT, None, None, None)


# ------------------------------------------------------------------------------------------------------------- history


async def record_history(tx: Transaction, past: Sequence[store.History]) -> None:
    """Remember commitments that come from elsewhere, each with its whole life. A silent transaction tells of none."""
    await store.add_histories(tx, past)
    for each in () if tx.silent else past:
        teams = {"customer_team_id": each.customer_team, "performer_team_id": each.performer_team}
        for step in each.steps:
            then = replace(
                each.it,
                version=step["version"],
                state=step["to_state"],
                performer=step["performer_id"],
                changed_at=step["at"],
            )
            await _tell(tx, then, step["act"], step["actor_id"], teams)


# ---------------------------------------------------------------------------------------------------------------- tell


def _audience(teams: Any, private: bool) -> Audience:  # noqa: FBT001 - a column
    named = (teams.customer_team_id, teams.performer_team_id) if not isinstance(teams, Mapping) else teams.values()
    return Audience("PEOPLE" if private else "TEAMS", tuple(sorted({team for team in named if team})))


_TOLD_AS: Mapping[str, type[events.CommitmentEvent]] = {
    "REQUEST": events.CommitmentRequested,
    "OFFER": events.CommitmentOffered,
    Act.CLAIM: events.CommitmentPromised,
    Act.ACCEPT: events.CommitmentPromised,
    Act.COUNTER: events.CommitmentCountered,
    Act.DEFER: events.CommitmentDeferred,
    Act.DECLINE: events.CommitmentDeclined,
    Act.WITHDRAW: events.CommitmentWithdrawn,
    Act.FLAG_AT_RISK: events.CommitmentAtRisk,
    Act.CLEAR_RISK: events.CommitmentRiskCleared,
    Act.PROPOSE_CHANGE: events.CommitmentChangeProposed,
    Act.AGREE_CHANGE: events.CommitmentChanged,
    Act.REFUSE_CHANGE: events.CommitmentChangeRefused,
    Act.HAND_OVER: events.CommitmentHandOverProposed,
    Act.ACCEPT_HAND_OVER: events.CommitmentHandedOver,
    Act.REFUSE_HAND_OVER: events.CommitmentHandOverRefused,
    Act.DELIVER: events.CommitmentDelivered,
    Act.CONFIRM: events.CommitmentKept,
    Act.REJECT: events.CommitmentRejected,
    Act.CANCEL: events.CommitmentCancelled,
    Act.REVOKE: events.CommitmentRevoked,
    Act.REOPEN: events.CommitmentReopened,
    Act.GIVE_REASON: events.CommitmentReasonGiven,
    ClockAct.EXPIRE: events.CommitmentExpired,
    ClockAct.BREAK: events.CommitmentBroken,
    ClockAct.ASSUME_KEPT: events.CommitmentKept,
    PERSON_LEFT: events.CommitmentCancelled,
}
"""The type of event that tells of each act."""


def _awaited(it: Commitment) -> dict[str, str | None]:
    """Whose turn it is now, as an event tells it. Of history nobody is told that: it is not now."""
    return {"awaiting": it.awaiting, "awaiting_team": it.team if it.unclaimed else None}


async def _tell(
    tx: Transaction,
    it: Commitment,
    act: str,
    actor: str | None,
    teams: Mapping[str, str | None],
    *,
    awaiting: str | None = None,
    awaiting_team: str | None = None,
) -> None:
    kind = _TOLD_AS[act]
    fact = kind(
        commitment=it.id,
        version=it.version,
        state=it.state,
        customer=it.customer,
        performer=it.performer,
        actor=actor,
        due_at=it.due_at,
        at=it.changed_at,
        awaiting=awaiting,
        awaiting_team=awaiting_team,
        audience=_audience(teams, it.private),
    )
    await outbox.record(tx, fact)
