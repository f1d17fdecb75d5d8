"""Commitments from the JSON lines of our own export: the whole life of each, as it was.

A line is checked against the transition table before it is believed: every step has to be one that the table has, from
the state that the step before it made, and the last has to make what the line says the commitment is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from had_your_back.commitments import actions, store
from had_your_back.commitments.clocks import Away, Terms, next_clock
from had_your_back.commitments.rules import LONGEST_TEXT, LONGEST_TITLE
from had_your_back.commitments.store import History
from had_your_back.commitments.transitions import (
    ASKED,
    MOST_CHANGES,
    MOST_DEFERRALS,
    OPEN,
    PROMISED,
    TRANSITIONS,
    Answer,
    Commitment,
    Pending,
    Reason,
    Side,
    State,
)
from had_your_back.database import Database, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import instant
from had_your_back.ids import EPOCH, Kind, kind_of
from had_your_back.imports.past import Past, past_of, teams_named
from had_your_back.imports.reports import DUPLICATE, Do, Options, Progress, Report, batches, quiet, run
from had_your_back.imports.sheets import ColumnMapping, Refusal, wrong_file
from had_your_back.people import store as people
from had_your_back.people.rules import LONGEST_NAME
from had_your_back.texts import clean

# -------------------------------------------------------------------------------------------------------------- shapes


def _to_millisecond(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    if at < EPOCH:
        message = "This lies before 1970."
        raise ValueError(message)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


Instant = Annotated[AwareDatetime, AfterValidator(_to_millisecond)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(clean)]
Title = Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(clean)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(clean)]


class _Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Referred(_Shape):
    """Whom a good no points to."""

    person: Name | None = None
    team: Name | None = None


class PendingShape(_Shape):
    """What is proposed and not answered."""

    by: Side
    since: Instant
    title: Title | None
    conditions: Text | None
    due_at: Instant | None
    to: Name | None


class AbsenceShape(_Shape):
    """When one of the two was away, so that a clock stood still."""

    person: Name
    since: Instant
    until: Instant | None


class DetailsShape(_Shape):
    """What an act carried."""

    note: Text | None = None
    title: Title | None = None
    conditions: Text | None = None
    due_at: Instant | None = None
    answer_by: Instant | None = None
    reason: Reason | None = None
    alternative: Text | None = None
    refer_to: Referred | None = None
    to: Name | None = None
    evidence: Text | None = None


class StepShape(_Shape):
    """A step of the history."""

    version: Annotated[int, Field(ge=1, lt=1_000_000)]
    at: Instant
    act: str
    actor: Name | None
    from_state: State | None
    to_state: State
    performer: Name | None
    performer_team: Name | None
    details: DetailsShape


class Life(_Shape):
    """A line: a commitment with all that ever happened to it."""

    id: str
    external_id: Name | None
    title: Title
    conditions: Text | None
    customer: Name
    customer_team: Name | None
    performer: Name | None
    performer_team: Name | None
    team: Name | None
    initiator: Side
    state: State
    version: int
    turn: Side | None
    turn_since: Instant | None
    answer_by: Instant | None
    due_at: Instant
    first_due_at: Instant
    private: bool
    created_at: Instant
    changed_at: Instant
    deferrals: Annotated[int, Field(ge=0, le=MOST_DEFERRALS)]
    changes: Annotated[int, Field(ge=0, le=MOST_CHANGES)]
    pending: PendingShape | None
    delivered_at: Instant | None
    rejected_at: Instant | None
    closed_at: Instant | None
    broken_at: Instant | None
    assumed: bool
    reason: Reason | None
    alternative: Text | None
    referred_to: Referred | None
    evidence: Text | None
    answer: Answer | None
    answered_at: Instant | None
    answered_by: Name | None
    answer_team: Name | None
    remind_at: Instant | None
    absences: tuple[AbsenceShape, ...]
    history: Annotated[tuple[StepShape, ...], Field(min_length=1)]


# ------------------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class _Read:
    line: int
    life: Life


async def import_lives(
    database: Database, path: Path, options: Options, progress: Progress = quiet, *, terms: Terms
) -> Report:
    """Put commitments back as they were exported, under the ids they had. What is there already stays as it is.

    Raises: Refused INVALID for a mapping, which JSON lines do not have; OSError.
    """
    if options.mapping != ColumnMapping():
        raise wrong_file("A mapping renames the columns of CSV. JSON lines are read as our own export writes them.")
    with path.open("rb") as file:
        total = sum(1 for raw in file if raw.strip())
    now = database.now()

    async def story(do: Do) -> Report:
        report = Report("commitments")
        for lives in batches(_readable(path, now, report)):
            report.add(await do(partial(_remember, lives=lives, options=options, terms=terms)))
            progress(report.rows, total)
        progress(total, total)
        report.refusals.sort(key=lambda each: each.line)
        return report

    return await run(database, story, options)


def _readable(path: Path, now: datetime, report: Report) -> Iterator[_Read]:
    first: dict[str, int] = {}
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if not raw.strip():
                continue
            report.rows += 1
            try:
                life = Life.model_validate_json(raw)
                _check(life, now)
            except (ValidationError, Refused) as error:
                report.refusals.append(_refusal(number, error))
                report.refused += 1
                continue
            before = first.setdefault(life.id, number)
            if before == number:
                yield _Read(number, life)
            else:
                why = f"Line {before} has the same id, and counts."
                report.refusals.append(Refusal(number, "id", DUPLICATE, why, life.id))


def _refusal(line: int, error: ValidationError | Refused) -> Refusal:
    if isinstance(error, Refused):
        return Refusal(line, ".".join(map(str, error.path)), error.code.value, error.message)
    wrong = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(map(str, wrong["loc"]))
    why = f"{wrong['msg']}. A line is one commitment, as our own export writes it."
    return Refusal(line, where, ErrorCode.INVALID.value, why)


# ------------------------------------------------------------------------------------------------------------ checking


def _no(column: str, why: str) -> Refused:
    return Refused(ErrorCode.INVALID, why, column)


_BEGINNINGS = {("REQUEST", State.REQUESTED, Side.CUSTOMER), ("OFFER", State.OFFERED, Side.PERFORMER)}
_STEPS = {(row.act, state, row.to or state) for row in TRANSITIONS for state in row.states}


def _check(life: Life, now: datetime) -> None:
    """Refuses a life that the transition table does not have.

    Raises: Refused at the field to look at.
    """
    if kind_of(life.id) is not Kind.COMMITMENT:
        raise _no("id", "This is no id of a commitment: cmt_ and 26 characters.")
    if life.performer is not None and life.performer.casefold() == life.customer.casefold():
        raise Refused(ErrorCode.SELF_COMMITMENT, "Customer and performer have to be two people.", "performer")
    if life.performer is None and life.team is None:
        raise _no("performer", "Name the performer, or the team that was asked.")
    _check_history(life, now)
    _check_state(life)


def _check_history(life: Life, now: datetime) -> None:
    begun, last = life.history[0], life.history[-1]
    if begun.from_state is not None or (begun.act, begun.to_state, life.initiator) not in _BEGINNINGS:
        raise _no("history.0", "A life begins with a REQUEST of the customer or an OFFER of the performer.")
    if begun.at != life.created_at:
        raise _no("createdAt", "The history begins at another instant.")
    for place, (before, step) in enumerate(zip(life.history, life.history[1:], strict=False), 1):
        if step.version != before.version + 1 or step.at < before.at:
            raise _no(f"history.{place}", "The steps are not in order: a version each, and no instant before the last.")
        if step.from_state is not before.to_state or (step.act, step.from_state, step.to_state) not in _STEPS:
            why = f"{step.act} does not lead from {before.to_state} to {step.to_state}: see docs/commitments.md."
            raise _no(f"history.{place}", why)
    if begun.version != 1 or (last.version, last.to_state, last.at) != (life.version, life.state, life.changed_at):
        raise _no("history", "The last step does not make what the line says: version, state and changedAt.")
    if life.changed_at > now:
        raise _no("changedAt", "This lies in the future.")


def _check_state(life: Life) -> None:
    """Refuses a state without what its clocks read."""
    asked, promised = life.state in ASKED, life.state in (*PROMISED, State.DELIVERED, State.KEPT, State.BROKEN)
    if asked != (life.turn is not None) or asked != (life.turn_since is not None) or asked != bool(life.answer_by):
        raise _no("turn", f"turn, turnSince and answerBy belong to what nobody has answered; this is {life.state}.")
    if promised and life.performer is None:
        raise _no("performer", "Somebody promised it: name who.")
    if life.state in {State.DELIVERED, State.KEPT} and life.delivered_at is None:
        raise _no("deliveredAt", f"What is {life.state} was delivered: say when.")
    if (life.state in OPEN) == (life.closed_at is not None):
        raise _no("closedAt", "It stands for the end: there if and only if the state is a closed one.")
    if life.state is State.BROKEN and life.broken_at is None:
        raise _no("brokenAt", "Say when it was broken.")
    if life.state not in OPEN and (life.pending or life.remind_at):
        raise _no("pending", "It is closed, so nothing of it is pending and nobody is reminded.")


# ------------------------------------------------------------------------------------------------------------- keeping


async def _remember(tx: Transaction, *, lives: Sequence[_Read], options: Options, terms: Terms) -> Report:
    """Write those commitments of a batch that are not there yet."""
    report = Report("commitments")
    there = await store.known(tx, [key for read in lives for key in (read.life.id, read.life.external_id) if key])
    missing = [read for read in lives if not {read.life.id, read.life.external_id} & there.keys()]
    report.unchanged = len(lives) - len(missing)
    named = [name for read in missing for name in _people_in(read.life)]
    past = await past_of(tx, {name.casefold(): name for name in named}, (), options, report)
    teams = await teams_named(tx, {name for read in missing for name in _teams_in(read.life)})
    known = _Known(past, teams)
    good: list[tuple[Life, Commitment, list[dict[str, Any]]]] = []
    absences: list[dict[str, Any]] = []
    for read in missing:
        try:
            it, steps, gone = known.it(read.life), known.steps(read.life), known.absences(read.life)
        except Refused as no:
            report.refuse(read.line, no)
            report.refused += 1
        else:
            good.append((read.life, it, steps))
            absences += gone
    await people.add_absences(tx, list({(each["person_id"], each["since"]): each for each in absences}.values()))
    away = Away(await people.absences(tx, past.ids))
    new = [_history(life, it, steps, known, away, terms) for life, it, steps in good]
    await actions.record_history(tx, new)
    report.created = len(new)
    return report


def _history(
    life: Life, it: Commitment, steps: list[dict[str, Any]], known: _Known, away: Away, terms: Terms
) -> History:
    due = next_clock(it, away, terms)
    return History(
        it=it,
        external_id=life.external_id,
        customer_team=known.team(life.customer_team, "customerTeam"),
        performer_team=known.team(life.performer_team, "performerTeam"),
        answer_team=known.team(life.answer_team, "answerTeam"),
        clock_at=due[1] if due else None,
        remind_at=life.remind_at,
        steps=steps,
    )


def _people_in(life: Life) -> Iterator[str]:
    found = [life.customer, life.performer, life.answered_by, *(each.person for each in life.absences)]
    found += [each.to for each in (life.pending, *(step.details for step in life.history)) if each]
    found += [each.person for each in _pointed_to(life)]
    found += [name for step in life.history for name in (step.actor, step.performer)]
    return (name for name in found if name)


def _teams_in(life: Life) -> Iterator[str]:
    found = [
        life.customer_team,
        life.performer_team,
        life.team,
        life.answer_team,
        *(step.performer_team for step in life.history),
    ]
    return (name for name in (*found, *(each.team for each in _pointed_to(life))) if name)


def _pointed_to(life: Life) -> Iterator[Referred]:
    return (each for each in (life.referred_to, *(step.details.refer_to for step in life.history)) if each)


class _Known:
    """Who and what the names of a file are here."""

    def __init__(self, past: Past, teams: Mapping[str, str]) -> None:
        self._past = past
        self._teams = teams

    def person(self, name: str | None, column: str) -> str | None:
        """The id of a person. Raises: Refused NOT_FOUND."""
        if name is None:
            return None
        found = self._past.id_of(name)
        if found is None:
            why = f"There is nobody with the userName {name!r}. Import people first."
            raise Refused(ErrorCode.NOT_FOUND, why, column)
        return found

    def team(self, name: str | None, column: str) -> str | None:
        """The id of a team. Raises: Refused NOT_FOUND."""
        if name is not None and name not in self._teams:
            why = f"There is no team with the external id {name!r}. Import teams first."
            raise Refused(ErrorCode.NOT_FOUND, why, column)
        return self._teams[name] if name is not None else None

    def referred(self, to: Referred | None, column: str) -> str | None:
        """The id of the person or team that a good no points to."""
        return (self.person(to.person, column) or self.team(to.team, column)) if to else None

    def it(self, life: Life) -> Commitment:
        """The commitment as it stands."""
        customer = self.person(life.customer, "customer")
        assert customer is not None
        self.team(life.customer_team, "customerTeam")
        self.team(life.performer_team, "performerTeam")
        return Commitment(
            id=life.id,
            title=life.title,
            conditions=life.conditions,
            customer=customer,
            performer=self.person(life.performer, "performer"),
            team=self.team(life.team, "team"),
            initiator=life.initiator,
            state=life.state,
            version=life.version,
            turn=life.turn,
            turn_since=life.turn_since,
            answer_by=life.answer_by,
            due_at=life.due_at,
            first_due_at=life.first_due_at,
            private=life.private,
            created_at=life.created_at,
            changed_at=life.changed_at,
            deferrals=life.deferrals,
            changes=life.changes,
            pending=self._pending(life.pending) if life.pending else None,
            delivered_at=life.delivered_at,
            rejected_at=life.rejected_at,
            closed_at=life.closed_at,
            broken_at=life.broken_at,
            assumed=life.assumed,
            reason=life.reason,
            alternative=life.alternative,
            referred_to=self.referred(life.referred_to, "referredTo"),
            evidence=life.evidence,
            answer=life.answer,
            answered_at=life.answered_at,
            answered_by=self.person(life.answered_by, "answeredBy"),
        )

    def _pending(self, said: PendingShape) -> Pending:
        return Pending(
            by=said.by,
            since=said.since,
            title=said.title,
            conditions=said.conditions,
            due_at=said.due_at,
            to=self.person(said.to, "pending.to"),
        )

    def steps(self, life: Life) -> list[dict[str, Any]]:
        """The rows of the history."""
        return [
            {
                "commitment_id": life.id,
                "version": step.version,
                "actor_id": self.person(step.actor, "history"),
                "act": step.act,
                "at": step.at,
                "from_state": step.from_state,
                "to_state": step.to_state,
                "performer_id": self.person(step.performer, "history"),
                "performer_team_id": self.team(step.performer_team, "history"),
                "details": self._details(step.details),
            }
            for step in life.history
        ]

    def _details(self, said: DetailsShape) -> dict[str, Any]:
        held = {
            name: instant(value) if isinstance(value, datetime) else value
            for name in DetailsShape.model_fields
            if (value := getattr(said, name)) is not None
        }
        if said.refer_to is not None:
            held["refer_to"] = self.referred(said.refer_to, "history")
        if said.to is not None:
            held["to"] = self.person(said.to, "history")
        return held

    def absences(self, life: Life) -> list[dict[str, Any]]:
        """The rows of the absences of the two."""
        return [
            {"person_id": self.person(each.person, "absences"), "since": each.since, "until": each.until}
            for each in life.absences
        ]
