"""The service beside a model of it: a random step in both, then everything that can be seen is compared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select

from commitments.model import CLOSED, NOBODY, TERMS, It, Model, working_days_later
from conftest import Clock
from had_your_back import idempotency, outbox
from had_your_back.columns import keys, within
from had_your_back.commitments import actions, store, tables, visibility
from had_your_back.commitments.actions import Step
from had_your_back.commitments.rules import Details, Draft, Viewer
from had_your_back.commitments.transitions import Act, Reason, allowed
from had_your_back.database import Database, Row
from had_your_back.errors import Refused
from had_your_back.people import actions as people
from had_your_back.people import tables as people_tables
from had_your_back.people.actions import Absence, PersonDraft, TeamDraft
from had_your_back.people.rules import Actor, actor_of

# Made once: that takes longer than running them.
_it, _step, _event, _person = tables.commitment.c, tables.step.c, outbox.event.c, people_tables.person.c
ROWS = select(tables.commitment).where(within(_it.id, keys("wanted")))
STEPS_TAKEN = (
    select(_step.commitment_id.label("id"), func.count(), func.max(_step.version))
    .where(within(_step.commitment_id, keys("wanted")))
    .group_by(_step.commitment_id)
)
TOLD = (
    select(_event.subject.label("id"), func.count().label("told"))
    .where(within(_event.subject, keys("wanted")), _event.type != "commitment.reminder")
    .group_by(_event.subject)
)
WHO_SEES = select(_person.id).where(
    _it.id == bindparam("wanted"), within(_person.id, keys("people")), visibility.visible(Viewer(_person.id, False))
)
COUNTS = select(
    *(
        select(func.count()).select_from(table).scalar_subquery()
        for table in (tables.commitment, tables.step, outbox.event, idempotency.keys)
    )
)
PEOPLE = {
    "lead": "led",
    "led1": "led",
    "led2": "led",
    "free1": "free",
    "free2": "free",
    "free3": "free",
    "out": "other",
}


class World:
    """The service and the model side by side."""

    def __init__(self, database: Database, clock: Clock, pick: Random) -> None:
        self.database, self.clock, self.pick = database, clock, pick
        self.mark = f"{pick.getrandbits(60):x}"
        self.model = Model()
        self.names: dict[str, str] = {}
        self.teams: dict[str, str] = {}
        self.erased: str | None = None
        self.keys: list[tuple[str, Step, str]] = []
        self.trail: list[str] = []

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def people(self) -> list[str]:
        return [who for who in self.names if self.model.active(who)]

    def actor(self, who: str) -> Actor:
        return actor_of(who, [], None)

    async def found(self) -> None:
        async def make(tx: Any) -> None:
            for team in ("led", "free", "other"):
                put = await people.put_team(tx, TeamDraft(external_id=self.external(team), name=team))
                self.teams[team] = put.id
            for name, team in PEOPLE.items():
                draft = PersonDraft(user_name=self.external(name), display_name=name, team=self.external(team))
                who = (await people.put_person(tx, draft)).id
                self.names[who], self.model.home[who] = name, self.teams[team]
            await people.put_leads(tx, self.external("led"), [self.external("lead")])

        await self.database.transact(make)
        lead = next(who for who, name in self.names.items() if name == "lead")
        self.model.leads = {self.teams["led"]: {lead}}

    def external(self, name: str) -> str:
        return f"{name}-{self.mark}"

    # ------------------------------------------------------------------------------------------------------- steps

    async def step(self) -> None:
        doing = self.pick.choices(
            (self.act, self.begin, self.wait, self.sweep, self.go_away, self.move, self.turn, self.again),
            (60, 12, 12, 4, 4, 2, 2, 4),
        )[0]
        await doing()

    async def begin(self) -> None:
        pick, now, model = self.pick, self.now, self.model
        who = pick.choice(self.people)
        asks = pick.random() < 0.7
        to_team = asks and pick.random() < 0.4
        whom = pick.choice(list(self.teams.values()) if to_team else [*self.names, *self.people])
        due = now + timedelta(minutes=pick.choice((-5, 0, 60, *[60 * 24 * days for days in (1, 4, 9, 30, 5_000)])))
        answer_by = pick.choice((None, None, now + timedelta(hours=pick.randint(-1, 80)))) if asks else None
        private = pick.random() < 0.15
        title = pick.choice(("Pump", "Report", "é" * 200, "  Valve ", "Hose", "", "x" * 201))
        draft = Draft(title=title, due_at=due, answer_by=answer_by, private=private)
        code = None
        if not to_team and not model.active(whom):
            code = "INACTIVE_PERSON"
        elif who == whom:
            code = "SELF_COMMITMENT"
        elif private and to_team:
            code = "INVALID"
        elif wrong := model.wrong_day(due, now):
            code = wrong
        elif not 1 <= len(title) <= 200:
            code = "TOO_LONG" if title else "TOO_SHORT"
        elif answer_by and not now < answer_by <= due:
            code = "INVALID"
        action = actions.request if asks else actions.offer
        self.note(f"{self.named(who)} {action.__name__}s {self.named(whom)} by {due} {code or ''}")
        async with self.expecting(code) as made:
            made.append(await self.database.transact(action, self.actor(who), whom, draft, terms=TERMS))
        if code is None:
            performer = None if to_team else whom if asks else who
            customer = who if asks else whom
            model.known[made[0]] = It(
                customer=customer,
                performer=performer,
                team=whom if to_team else None,
                customer_team=model.home[customer],
                performer_team=model.home[performer] if performer else whom,
                begun_by="CUSTOMER" if asks else "PERFORMER",
                state="REQUESTED" if asks else "OFFERED",
                title=title.strip(),
                conditions=None,
                due=due,
                first_due=due,
                changed=now,
                answer_by=answer_by or min(due, working_days_later(now, 2)),
                since=now,
                turn="PERFORMER" if asks else "CUSTOMER",
                private=private,
            )
            await self.compare(made[0])

    async def act(self) -> None:
        pick, model = self.pick, self.model
        if not model.known:
            return
        alive = [key for key, it in model.known.items() if it.state not in CLOSED]
        key = pick.choice(alive if alive and pick.random() < 0.8 else list(model.known))
        it = model.known[key]
        who = pick.choice(self.people)
        act = Act(pick.choice(list(Act)))
        if pick.random() < 0.75:
            can = [(each, one) for each in self.people for one in sorted(model.may(it, each, self.now))]
            quiet = [choice for choice in can if choice[1] not in {"WITHDRAW", "CANCEL", "REVOKE", "DECLINE"}]
            if can:
                who, chosen = pick.choice(quiet if quiet and pick.random() < 0.85 else can)
                act = Act(chosen)
        version = it.version if pick.random() < 0.93 else pick.choice((0, it.version - 1, it.version + 1))
        token = f"{self.mark}-{len(self.trail)}" if pick.random() < 0.2 else None
        step = Step(commitment=key, version=version, act=act, details=self.details(it, act))
        await self.take(who, step, token)

    async def take(self, who: str, step: Step, token: str | None) -> None:
        """As the edge does it: first the clock, then the act."""
        model, now = self.model, self.now
        it = model.known[step.commitment]
        before = it.version
        await self.database.transact(actions.catch_up, step.commitment, terms=TERMS)
        struck = model.strike(it, now)
        if struck:
            await self.compare(step.commitment)
        if not model.sees(it, who):
            code: str | None = "NOT_FOUND"
        elif step.version != before or struck:
            code = "STALE_VERSION" if step.version != it.version else "?"
        else:
            code = model.refusal(it, step.act, who, step.details, now)
        if code == "?":  # a version that was guessed, and the clock made it
            code = model.refusal(it, step.act, who, step.details, now)
        self.note(
            f"{self.named(who)} {step.act} v{step.version} on {self.shown(it)} {said_by(step.details)} {code or ''}"
        )
        async with self.expecting(code):
            found = await self.database.transact(actions.act, self.actor(who), step, terms=TERMS, idempotency_key=token)
            assert found == step.commitment
        if code is None:
            model.do(it, step.act, who, step.details, now)
            if token:
                self.keys.append((who, step, token))
        await self.compare(step.commitment)

    async def again(self) -> None:
        """The same key a second time: the same answer, and nothing happens; with another input, a conflict."""
        if not self.keys or not self.model.active(self.keys[-1][0]):
            return
        who, step, token = self.keys[-1]
        other = self.pick.random() < 0.5
        self.keys.clear()  # young enough only as long as nobody waited
        if other:
            step = Step(commitment=step.commitment, version=step.version + 7, act=step.act, details=step.details)
        self.note(f"{self.named(who)} again {step.act} {other}")
        async with self.expecting("CONFLICT" if other else None):
            before = await self.dump()
            found = await self.database.transact(actions.act, self.actor(who), step, terms=TERMS, idempotency_key=token)
            assert found == step.commitment
            assert await self.dump() == before

    async def wait(self) -> None:
        pick = self.pick
        unit = pick.choices((1, 60, 24 * 60, 30 * 24 * 60), (3, 6, 8, 1))[0]
        for_now = timedelta(minutes=unit * pick.randint(1, 4))
        deadlines = sorted(
            at for it in self.model.known.values() if (at := self.model.deadline(it)) is not None and at > self.now
        )
        if deadlines and pick.random() < 0.3:  # exactly then, or a moment before
            for_now = deadlines[0] - self.now - pick.choice((timedelta(), timedelta(milliseconds=1)))
        self.clock.advance(for_now)
        self.note(f"it is {self.now}")
        if for_now > timedelta(hours=20):
            self.keys.clear()

    async def sweep(self) -> None:
        self.note("sweep")
        while await self.database.transact(actions.sweep, terms=TERMS):
            pass
        while await self.database.transact(actions.remind):
            pass
        for it in self.model.known.values():
            self.model.strike(it, self.now)
        await self.compare(*self.model.known)

    async def go_away(self) -> None:
        pick, now = self.pick, self.now
        who = pick.choice(self.people)
        since = now + timedelta(hours=pick.choice((0, 0, 5, 50)))
        until = None if pick.random() < 0.3 else since + timedelta(hours=pick.randint(1, 400))
        self.note(f"{self.named(who)} away {since} {until}")
        draft = Absence(until=until, since=since if until else None)
        await self.database.transact(actions.set_away, self.actor(who), draft, terms=TERMS)
        self.model.be_away(who, since, until, now)
        await self.compare(*(key for key, it in self.model.known.items() if it.side(who)))

    async def move(self) -> None:
        who, team = self.pick.choice(self.people), self.pick.choice(list(self.teams))
        self.note(f"{self.named(who)} moves to {team}")
        await self.database.transact(people.move, self.external(self.names[who]), self.external(team), at=self.now)
        self.model.home[who] = self.teams[team]

    async def turn(self) -> None:
        """Somebody leaves, or comes back; one in each world is erased, while there or long after they left."""
        gone = [who for who in self.names if not self.model.active(who) and who != self.erased]
        if self.erased is None and self.pick.random() < 0.3:
            self.erased = self.pick.choice(list(self.names))
            await self.leave(self.erased, erased=True)
            return
        if gone and (len(gone) > 2 or self.pick.random() < 0.5):
            who, team = self.pick.choice(gone), self.pick.choice(list(self.teams))
            self.note(f"{self.named(who)} is back in {team}")
            name = self.names[who]
            draft = PersonDraft(user_name=self.external(name), display_name=name, team=self.external(team))
            await self.database.transact(people.put_person, draft)
            self.model.home[who] = self.teams[team]
            return
        await self.leave(self.pick.choice(self.people), erased=False)

    async def leave(self, who: str, *, erased: bool) -> None:
        self.note(f"{self.named(who)} {'is erased' if erased else 'leaves'}")

        async def leaves(tx: Any) -> None:
            await people.deactivate(tx, self.external(self.names[who]))
            await actions.person_left(tx, who, erased=erased)

        await self.database.transact(leaves)
        await self.compare(*self.model.leave(who, self.now, erased=erased))

    def details(self, it: It, act: Act) -> Details:
        """What an act says: mostly what it should."""
        pick, now = self.pick, self.now
        note = pick.choice((None, None, "So it is.", "n" * 2_000, "n" * 2_001))
        day = now + timedelta(days=pick.choice((-1, 0, 1, 2, 3, 8, 20, 4_000)), hours=pick.choice((0, 1)))
        reason = pick.choice((None, Reason.NO_CAPACITY, Reason.FORGOT, Reason.OTHER))
        if act in {Act.COUNTER, Act.PROPOSE_CHANGE}:
            due = pick.choice((None, it.due, day, day))
            conditions = pick.choice((None, it.conditions, f"With {pick.randint(1, 99)} bolts"))
            return Details(note=note, due_at=due, conditions=conditions, title=pick.choice((None, None, "Pipe", " ")))
        if act is Act.DEFER:
            return Details(answer_by=pick.choice((None, it.due, day, now + timedelta(hours=5))))
        if act is Act.DECLINE:
            refer_to = pick.choice((None, NOBODY, *self.names, *self.teams.values()))
            return Details(note=note, reason=reason, alternative=pick.choice((None, "On Monday")), refer_to=refer_to)
        if act in {Act.FLAG_AT_RISK, Act.REVOKE, Act.GIVE_REASON}:
            return Details(note=note, reason=reason)
        if act is Act.HAND_OVER:
            return Details(to=pick.choice((None, NOBODY, *self.names)))
        if act is Act.REOPEN:
            return Details(due_at=pick.choice((None, day, day)))
        return Details(note=note, evidence="A photo" if act is Act.DELIVER else None)

    # --------------------------------------------------------------------------------------------------- comparing

    @asynccontextmanager
    async def expecting(self, code: str | None) -> AsyncIterator[list[str]]:
        """What is done inside is refused with this code and changes nothing; or goes through, if there is none."""
        if code is None:
            yield []
            return
        before = await self.dump()
        with pytest.raises(Refused) as refusal:
            yield []
        assert str(refusal.value.code) == code, refusal.value.message
        assert await self.dump() == before

    async def dump(self) -> Any:
        """Everything that an act could change."""
        async with self.database.read() as session:
            rows = await session.rows(ROWS, wanted=list(self.model.known))
            counts = await session.row(COUNTS)
        return sorted(map(tuple, rows)), counts

    async def compare(self, *wanted: str) -> None:
        async with self.database.read() as session:
            found = {row.id: row for row in await session.rows(ROWS, wanted=list(wanted))}
            steps = {row.id: tuple(row)[1:] for row in await session.rows(STEPS_TAKEN, wanted=list(wanted))}
            told = {row.id: row.told for row in await session.rows(TOLD, wanted=list(wanted))}
            for key in wanted:
                it = self.model.known[key]
                assert self.service_says(found[key]) == self.model_says(it)
                assert (steps[key], told[key]) == ((it.version, it.version), it.version)
            for key in wanted[-1:]:
                await self.compare_acts(session, found[key])

    async def compare_acts(self, session: Any, row: Row) -> None:
        """For everybody: what they may do next."""
        it = self.model.known[row.id]
        seeing = {each.id for each in await session.rows(WHO_SEES, wanted=row.id, people=self.people)}
        for who in self.people:
            assert self.model.sees(it, who) == (who in seeing), self.named(who)
            if who not in seeing:
                continue
            commitment = store.it_of(row)
            standing = await actions.stand(session, commitment, who, performer_team=row.performer_team_id)
            can = allowed(commitment, standing, self.now)
            assert set(map(str, can)) == self.model.may(it, who, self.now), self.named(who)
            assert can == sorted(can, key=list(Act).index)

    def model_says(self, it: It) -> dict[str, Any]:
        on_time = False if it.broken else None if it.delivered is None else it.delivered <= it.due
        return {
            "state": it.state,
            "version": it.version,
            "turn": it.turn,
            "awaiting": it.awaiting,
            "performer": it.performer,
            "teams": (it.team, it.customer_team, it.performer_team),
            "terms": (it.title, it.conditions, it.due, it.first_due, it.answer_by),
            "counted": (it.deferrals, it.changes),
            "pending": it.pending and tuple(vars(it.pending).values()),
            "instants": (it.delivered, it.rejected, it.broken, it.closed),
            "outcome": (it.answer, it.assumed, on_time),
            "clock": self.model.deadline(it),
        }

    @staticmethod
    def service_says(row: Row) -> dict[str, Any]:
        it = store.it_of(row)
        pending = it.pending
        return {
            "state": it.state,
            "version": it.version,
            "turn": it.turn,
            "awaiting": row.awaiting_id,
            "performer": it.performer,
            "teams": (it.team, row.customer_team_id, row.performer_team_id),
            "terms": (it.title, it.conditions, it.due_at, it.first_due_at, it.answer_by),
            "counted": (it.deferrals, it.changes),
            "pending": pending
            and (pending.by, pending.since, pending.title, pending.conditions, pending.due_at, pending.to),
            "instants": (it.delivered_at, it.rejected_at, it.broken_at, it.closed_at),
            "outcome": (it.answer, it.assumed, it.on_time),
            "clock": row.clock_at,
        }

    # ----------------------------------------------------------------------------------------------------- telling

    def note(self, what: str) -> None:
        self.trail.append(what)

    def named(self, key: str) -> str:
        return self.names.get(key) or next((name for name, team in self.teams.items() if team == key), key)

    def shown(self, it: It) -> str:
        return f"{it.state} of {self.named(it.performer or it.team or '')} for {self.named(it.customer)}"


def said_by(details: Details) -> dict[str, Any]:
    return {name: str(value)[:40] for name in Details.__slots__ if (value := getattr(details, name)) is not None}
