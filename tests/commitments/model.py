"""What may happen to a promise, in plain words, written from the table of the design alone.

It knows nothing of the service's `TRANSITIONS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from had_your_back import ids
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Details
from had_your_back.commitments.transitions import Reason
from had_your_back.ids import Kind

TERMS = Terms()
NOBODY = ids.new(Kind.PERSON, datetime.fromisoformat("2020-01-01T00:00:00Z"))
ASKED, PROMISED = ("REQUESTED", "OFFERED", "COUNTERED"), ("PROMISED", "AT_RISK")
CLOSED = ("KEPT", "BROKEN", "DECLINED", "WITHDRAWN", "EXPIRED", "CANCELLED", "REVOKED")


@dataclass
class Proposal:
    by: str
    since: datetime
    title: str | None = None
    conditions: str | None = None
    due: datetime | None = None
    to: str | None = None


@dataclass
class It:
    """What the model believes of a commitment."""

    customer: str
    performer: str | None
    team: str | None
    customer_team: str | None
    performer_team: str | None
    begun_by: str
    state: str
    title: str
    conditions: str | None
    due: datetime
    answer_by: datetime | None
    since: datetime | None
    turn: str | None
    private: bool
    first_due: datetime
    changed: datetime
    version: int = 1
    deferrals: int = 0
    changes: int = 0
    pending: Proposal | None = None
    delivered: datetime | None = None
    rejected: datetime | None = None
    broken: datetime | None = None
    closed: datetime | None = None
    assumed: bool = False
    answer: str | None = None

    def side(self, who: str) -> str | None:
        return {self.customer: "CUSTOMER", self.performer: "PERFORMER"}.get(who)

    @property
    def awaiting(self) -> str | None:
        if self.state in ASKED:
            return self.customer if self.turn == "CUSTOMER" else self.performer
        if self.state == "DELIVERED":
            return self.customer
        if self.state not in PROMISED:
            return None
        if self.pending is None:
            return self.performer
        return self.pending.to or (self.customer if self.pending.by == "PERFORMER" else self.performer)

    def answered(self, how: str) -> None:
        if self.begun_by == "CUSTOMER" and self.answer is None:
            self.answer = how

    def end(self, state: str, at: datetime) -> None:
        self.state, self.closed = state, at
        self.turn = self.since = self.answer_by = self.pending = None

    def promise(self) -> None:
        self.state, self.first_due = "PROMISED", self.due
        self.turn = self.since = self.answer_by = None


def working_days_later(at: datetime, days: int) -> datetime:
    while days:
        at += timedelta(days=1)
        days -= at.weekday() not in (5, 6)
    return at


def runs_out(start: datetime, length: timedelta, away: Iterable[tuple[datetime, datetime]]) -> datetime:
    """Spend `length` of time in which somebody is there."""
    at = start
    for begin, until in sorted(away):
        if until <= at:
            continue
        if begin > at:
            if begin - at >= length:
                return at + length
            length -= begin - at
        at = until
    return at + length


@dataclass
class Model:
    """The people and what they promised, as the design says it goes."""

    home: dict[str, str | None] = field(default_factory=dict)
    leads: dict[str, set[str]] = field(default_factory=dict)
    away: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    known: dict[str, It] = field(default_factory=dict)

    def active(self, who: str) -> bool:
        return self.home[who] is not None

    def sees(self, it: It, who: str) -> bool:
        if self.side_or_asked(it, who):
            return True
        teams = {team for team in (it.team, it.customer_team, it.performer_team) if team}
        led = {team for team in teams if who in self.leads.get(team, ())}
        return not it.private and (self.home[who] in teams or bool(led))

    def side_or_asked(self, it: It, who: str) -> bool:
        return it.side(who) is not None or (it.pending is not None and it.pending.to == who)

    def speaks_for(self, team: str, who: str) -> bool:
        leads = {lead for lead in self.leads.get(team, ()) if self.active(lead)}
        return who in leads if leads else self.home[who] == team

    def deadline(self, it: It) -> datetime | None:
        """When the clock acts, if nobody does."""

        def away(who: str | None) -> list[tuple[datetime, datetime]]:
            return self.away.get(who, []) if who else []

        if it.state in ASKED:
            assert it.since
            assert it.answer_by
            return runs_out(it.since, it.answer_by - it.since, away(it.awaiting))
        if it.state in PROMISED:
            at = runs_out(max(it.due, it.rejected or it.due), timedelta(days=3), away(it.performer))
            if it.pending and it.pending.by == "PERFORMER" and it.pending.to is None:
                at = max(at, working_days_later(it.pending.since, 2))
            return at
        if it.state == "DELIVERED":
            assert it.delivered
            return runs_out(it.delivered, timedelta(days=7), away(it.customer))
        return None

    def strike(self, it: It, now: datetime) -> bool:
        """What the clock does that is due; whether it did anything."""
        at = self.deadline(it)
        if at is None or at > now:
            return False
        # Not before what happened last: who takes over from somebody who was away may be late at once.
        at = it.changed = max(at, it.changed)
        it.version += 1
        if it.state in ASKED:
            if it.begun_by == "CUSTOMER" and it.turn == "PERFORMER" and it.answer in (None, "deferred"):
                it.answer = "expired"
            it.end("EXPIRED", at)
        elif it.state in PROMISED:
            it.end("BROKEN", at)
            it.broken = it.broken or at
            self.counts_for_the_team_of_now(it)
        else:
            it.end("KEPT", at)
            it.assumed = True
        return True

    def counts_for_the_team_of_now(self, it: It) -> None:
        assert it.performer
        it.performer_team = self.home[it.performer] or it.performer_team

    def may(self, it: It, who: str, now: datetime) -> set[str]:
        """What somebody may do."""
        if not self.sees(it, who):
            return set()
        side, can = it.side(who), set()
        customer, performer = side == "CUSTOMER", side == "PERFORMER"
        if it.state in ASKED:
            if side == it.begun_by:
                can.add("WITHDRAW")
            if it.performer is None:
                assert it.team
                if self.home[who] == it.team and not customer:
                    can.add("CLAIM")
                if self.speaks_for(it.team, who) and not customer:
                    can |= {"DECLINE"} | ({"DEFER"} if it.deferrals < 2 else set())
            elif side == it.turn:
                can |= {"ACCEPT", "COUNTER", "DECLINE"}
                if performer and it.state != "OFFERED" and it.deferrals < 2:
                    can.add("DEFER")
        if it.state in PROMISED:
            assert it.performer
            if performer:
                can |= {"DELIVER", "REVOKE", "FLAG_AT_RISK" if it.state == "PROMISED" else "CLEAR_RISK"}
            if customer:
                can.add("CANCEL")
            of_others = it.pending if it.pending and side and it.pending.by != side else None
            if side and now < it.due and it.changes < 2 and not (of_others and of_others.to):
                can.add("PROPOSE_CHANGE")
            if of_others and not of_others.to:
                assert of_others.due
                can |= {"REFUSE_CHANGE"} | ({"AGREE_CHANGE"} if of_others.due > now else set())
            if it.pending and it.pending.by == side:
                can.add("WITHDRAW")
            if it.pending and it.pending.to == who:
                can |= {"ACCEPT_HAND_OVER", "REFUSE_HAND_OVER"}
            leads = self.leads.get(it.performer_team or "", set())
            stands_in = not self.active(it.performer) and who in leads and not side
            if stands_in or (performer and not (it.pending and it.pending.by == "CUSTOMER")):
                can.add("HAND_OVER")
            if stands_in:
                can |= {"REVOKE"} | ({"WITHDRAW"} if it.pending and it.pending.by == "PERFORMER" else set())
        if it.state == "DELIVERED" and customer:
            can |= {"CONFIRM", "REJECT"}
        if it.state == "BROKEN":
            can |= {"DELIVER", "GIVE_REASON"} if performer else {"REOPEN"} if customer else set()
        if it.state == "REVOKED" and performer:
            can.add("GIVE_REASON")
        return can

    def refusal(self, it: It, act: str, who: str, said: Details, now: datetime) -> str | None:
        """The code with which an act is refused; None if it goes through."""
        if act not in self.may(it, who, now):
            if act == "PROPOSE_CHANGE" and it.state in PROMISED and it.side(who) and now >= it.due:
                return "DUE_DATE_PASSED"
            if act == "CLAIM" and it.state == "REQUESTED" and it.performer is None and who == it.customer:
                return "SELF_COMMITMENT"
            return "ACT_NOT_ALLOWED"
        if len(said.note or "") > 2_000:
            return "TOO_LONG"
        if said.title is not None and not said.title.strip():
            return "TOO_SHORT"
        if said.reason is Reason.OTHER and not said.note:
            return "INVALID"
        code = {
            "COUNTER": self.wrong_terms,
            "PROPOSE_CHANGE": self.wrong_terms,
            "DEFER": self.wrong_deferral,
            "FLAG_AT_RISK": self.wrong_reason,
            "REVOKE": self.wrong_reason,
            "GIVE_REASON": self.wrong_reason,
            "HAND_OVER": self.wrong_successor,
            "REJECT": lambda _it, said, _now: None if said.note else "TOO_SHORT",
            "REOPEN": lambda _it, said, now: self.wrong_day(said.due_at, now) if said.due_at else "INVALID",
            "DECLINE": self.wrong_pointer,
        }.get(act)
        return code(it, said, now) if code else None

    def wrong_day(self, day: datetime, now: datetime) -> str | None:
        return "DUE_DATE_PASSED" if day <= now else "INVALID" if day > now + timedelta(days=3660) else None

    def wrong_terms(self, it: It, said: Details, now: datetime) -> str | None:
        if wrong := self.wrong_day(said.due_at or it.due, now):
            return wrong
        new = (said.title or it.title, said.conditions or it.conditions, said.due_at or it.due)
        return "INVALID" if new == (it.title, it.conditions, it.due) else None

    def wrong_deferral(self, it: It, said: Details, now: datetime) -> str | None:
        return None if said.answer_by and now < said.answer_by <= it.due else "INVALID"

    def wrong_reason(self, _it: It, said: Details, _now: datetime) -> str | None:
        return None if said.reason else "INVALID"

    def wrong_pointer(self, _it: It, said: Details, _now: datetime) -> str | None:
        if said.refer_to == NOBODY:
            return "NOT_FOUND"
        gone = said.refer_to in self.home and not self.active(said.refer_to)
        return "INACTIVE_PERSON" if gone else None

    def wrong_successor(self, it: It, said: Details, _now: datetime) -> str | None:
        if said.to is None:
            return "INVALID"
        if said.to in {it.customer, it.performer}:
            return "SELF_COMMITMENT"
        if said.to == NOBODY:
            return "NOT_FOUND"
        return None if self.active(said.to) else "INACTIVE_PERSON"

    def do(self, it: It, act: str, who: str, said: Details, now: datetime) -> None:
        """What comes of an act that is allowed."""
        it.version += 1
        it.changed = now
        side = it.side(who) or "PERFORMER"
        answers = side == "PERFORMER"
        if act == "CLAIM":
            it.answered("claimed")
            it.performer, it.performer_team = who, self.home[who]
            it.promise()
        elif act == "ACCEPT":
            if answers:
                it.answered("accepted")
            it.promise()
        elif act == "COUNTER":
            if answers:
                it.answered("countered")
            it.title, it.conditions = said.title or it.title, said.conditions or it.conditions
            it.due = it.first_due = said.due_at or it.due
            it.state, it.since, it.turn = "COUNTERED", now, "CUSTOMER" if side == "PERFORMER" else "PERFORMER"
            it.answer_by = min(it.due, working_days_later(now, 2))
        elif act == "DEFER":
            it.answered("deferred")
            it.deferrals, it.answer_by, it.since = it.deferrals + 1, said.answer_by, now
        elif act == "DECLINE":
            if answers:
                it.answered("declined_with_alternative" if said.alternative or said.refer_to else "declined")
            it.end("DECLINED", now)
        elif act == "WITHDRAW" and it.state in ASKED:
            it.end("WITHDRAWN", now)
        elif act in {"WITHDRAW", "REFUSE_CHANGE", "REFUSE_HAND_OVER"}:
            it.pending = None
        elif act in {"FLAG_AT_RISK", "CLEAR_RISK"}:
            it.state = "AT_RISK" if act == "FLAG_AT_RISK" else "PROMISED"
        elif act == "PROPOSE_CHANGE":
            title, conditions = said.title or it.title, said.conditions or it.conditions
            it.pending = Proposal(side, now, title, conditions, said.due_at or it.due)
        elif act == "AGREE_CHANGE":
            assert it.pending
            assert it.pending.title
            assert it.pending.due
            it.title, it.conditions, it.due = it.pending.title, it.pending.conditions, it.pending.due
            it.changes, it.pending = it.changes + 1, None
        elif act == "HAND_OVER":
            it.pending = Proposal("PERFORMER", now, to=said.to)
        elif act == "ACCEPT_HAND_OVER":
            it.state, it.performer, it.performer_team, it.pending = "PROMISED", who, self.home[who], None
        elif act == "DELIVER":
            it.state, it.delivered, it.pending, it.closed = "DELIVERED", now, None, None
            self.counts_for_the_team_of_now(it)
        elif act == "CONFIRM":
            it.end("KEPT", now)
        elif act == "REJECT":
            it.state, it.delivered, it.rejected = "PROMISED", None, now
        elif act == "CANCEL":
            it.end("CANCELLED", now)
        elif act == "REVOKE":
            it.end("REVOKED", now)
            self.counts_for_the_team_of_now(it)
        elif act == "REOPEN":
            assert said.due_at
            it.state, it.due, it.closed, it.rejected = "PROMISED", said.due_at, None, None
        else:
            assert act == "GIVE_REASON"

    def leave(self, who: str, now: datetime, *, erased: bool) -> set[str]:
        """Somebody is deactivated, or erased; the commitments that this touched."""
        self.home[who] = None
        touched = set()
        for key, it in self.known.items():
            asked = it.pending is not None and it.pending.to == who
            if it.state in CLOSED or not self.side_or_asked(it, who):
                continue
            touched.add(key)
            if (at := self.deadline(it)) and at <= now:
                continue  # it ended before; the sweep will say so
            it.changed = now
            if asked:
                it.pending = None
                it.version += 1
            elif erased or it.state in ASKED:
                it.end("CANCELLED", now)
                it.version += 1
        return touched

    def be_away(self, who: str, since: datetime, until: datetime | None, now: datetime) -> None:
        past = [(begin, min(end, now)) for begin, end in self.away.get(who, []) if begin < now]
        self.away[who] = past + ([(since, until)] if until else [])
