"""What the rules of commitments say, table by table: no database where none is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from conftest import NOW, Clock, Company
from had_your_back import outbox
from had_your_back.commitments import actions, clocks, rules, store, tables
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Away, Calendar, Reminder, Terms, next_clock, paused, reminders
from had_your_back.commitments.rules import Details, Draft, Viewer
from had_your_back.commitments.transitions import (
    OPEN,
    TRANSITIONS,
    Act,
    Answer,
    ClockAct,
    Commitment,
    Reason,
    Side,
    Standing,
    State,
    allowed,
)
from had_your_back.database import Database, Transaction
from had_your_back.errors import Refused
from had_your_back.graph.commitments import CommitmentAct
from had_your_back.people import actions as people_actions
from had_your_back.people.actions import Absence
from had_your_back.people.rules import Actor, Role, actor_of

TERMS = Terms()
DUE = NOW + timedelta(days=7)
FOR_EVER = 10_000


def after(days: float) -> datetime:
    return NOW + timedelta(days=days)


def asked(**given: Any) -> Commitment:
    """A request of ann to dee, or to a team."""
    draft = {
        name: given.pop(name) for name in ("title", "due_at", "conditions", "answer_by", "private") if name in given
    }
    whom = {"initiator": Side.CUSTOMER, "customer": "ann", "performer": "dee", "team": None, **given}
    return rules.begin(Draft(**{"title": "Pump", "due_at": DUE, **draft}), new="cmt", now=NOW, terms=TERMS, **whom)


def do(it: Commitment, who: str, act: Act, at: datetime = NOW, *, standing: Any = None, **said: Any) -> Commitment:
    return rules.perform(it, act, Details(**said), Standing(who, **(standing or {})), at, TERMS)


def promised(**given: Any) -> Commitment:
    return do(asked(**given), "dee", Act.ACCEPT)


def delivered() -> Commitment:
    return do(promised(), "dee", Act.DELIVER)


def broken() -> Commitment:
    return clocks.strike(promised(), ClockAct.BREAK, after(10))


def code(of: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refusal:
        of()
    assert refusal.value.message.endswith((".", "?"))
    return str(refusal.value.code), refusal.value.path


# --------------------------------------------------------------------------------------------- the table itself


def test_every_act_has_a_row_an_effect_a_field_in_graphql_and_an_event() -> None:
    in_rows = {row.act for row in TRANSITIONS if isinstance(row.act, Act)}
    assert in_rows == set(rules._EFFECTS) == set(Act)
    assert {name.upper() for name in CommitmentAct.__annotations__} == {act.value for act in Act}
    assert {row.act for row in TRANSITIONS} | {"REQUEST", "OFFER"} == set(actions._TOLD_AS)


def test_from_every_open_state_somebody_and_the_clock_can_go_on() -> None:
    for state in OPEN:
        rows = [row for row in TRANSITIONS if state in row.states]
        assert any(isinstance(row.act, Act) and row.to is not None for row in rows)
        assert [row.act for row in rows if isinstance(row.act, ClockAct)]


def test_what_is_kept_declined_withdrawn_expired_or_cancelled_stays_so() -> None:
    for state in (State.KEPT, State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.CANCELLED):
        assert not [row for row in TRANSITIONS if state in row.states]
        it = replace(delivered(), state=state)
        assert [allowed(it, Standing(who), NOW) for who in ("ann", "dee", "eve")] == [[], [], []]


# ----------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"due_at": NOW}, ("DUE_DATE_PASSED", ("dueAt",))),
        ({"due_at": after(-1)}, ("DUE_DATE_PASSED", ("dueAt",))),
        ({"due_at": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)}, ("INVALID", ("dueAt",))),
        ({"due_at": datetime(1, 1, 1, tzinfo=UTC)}, ("DUE_DATE_PASSED", ("dueAt",))),
        ({"answer_by": after(8)}, ("INVALID", ("answerBy",))),
        ({"answer_by": NOW}, ("INVALID", ("answerBy",))),
        ({"title": " \n\t "}, ("TOO_SHORT", ("title",))),
        ({"title": "x" * 201}, ("TOO_LONG", ("title",))),
        ({"conditions": "x" * 2_001}, ("TOO_LONG", ("conditions",))),
        ({"performer": "ann"}, ("SELF_COMMITMENT", ("of",))),
        ({"performer": "ann", "initiator": Side.PERFORMER}, ("SELF_COMMITMENT", ("to",))),
        ({"performer": None, "team": "kestrel", "private": True}, ("INVALID", ("private",))),
    ],
)
def test_what_cannot_begin_is_refused_at_its_field(
    given: dict[str, Any], expected: tuple[str, tuple[str, ...]]
) -> None:
    assert code(lambda: asked(**given)) == expected


def test_texts_are_counted_as_they_are_stored() -> None:
    it = asked(title="  " + "e\u0301" * 200 + "  ", conditions="   ")
    assert (it.title, it.conditions) == ("é" * 200, None)
    assert do(delivered(), "ann", Act.REJECT, note="x" * 2_000).state == State.PROMISED


OF_PROMISE = [
    ("dee", Act.HAND_OVER, {"to": "dee"}, "SELF_COMMITMENT"),
    ("dee", Act.HAND_OVER, {"to": "ann"}, "SELF_COMMITMENT"),
    ("dee", Act.HAND_OVER, {}, "INVALID"),
    ("dee", Act.FLAG_AT_RISK, {}, "INVALID"),
    ("dee", Act.FLAG_AT_RISK, {"reason": Reason.OTHER}, "INVALID"),
    ("dee", Act.FLAG_AT_RISK, {"reason": Reason.OTHER, "note": "  "}, "INVALID"),
    ("dee", Act.REVOKE, {}, "INVALID"),
    ("dee", Act.PROPOSE_CHANGE, {}, "INVALID"),
    ("dee", Act.PROPOSE_CHANGE, {"due_at": DUE}, "INVALID"),
    ("dee", Act.PROPOSE_CHANGE, {"due_at": after(-1)}, "DUE_DATE_PASSED"),
    ("dee", Act.PROPOSE_CHANGE, {"due_at": after(FOR_EVER)}, "INVALID"),
    ("dee", Act.PROPOSE_CHANGE, {"title": ""}, "TOO_SHORT"),
    ("dee", Act.PROPOSE_CHANGE, {"conditions": "x" * 2_001}, "TOO_LONG"),
    ("dee", Act.DELIVER, {"evidence": "x" * 2_001}, "TOO_LONG"),
    ("ann", Act.CANCEL, {"note": "x" * 2_001}, "TOO_LONG"),
    ("ann", Act.DELIVER, {}, "ACT_NOT_ALLOWED"),
    ("eve", Act.ACCEPT_HAND_OVER, {}, "ACT_NOT_ALLOWED"),
]


@pytest.mark.parametrize(("who", "act", "said", "expected"), OF_PROMISE)
def test_a_promise_refuses_what_makes_no_sense(who: str, act: Act, said: dict[str, Any], expected: str) -> None:
    assert code(lambda: do(promised(), who, act, **said))[0] == expected


OF_REQUEST = [
    ("dee", Act.COUNTER, {}, "INVALID"),
    ("dee", Act.COUNTER, {"due_at": DUE}, "INVALID"),
    ("dee", Act.COUNTER, {"conditions": ""}, "INVALID"),
    ("dee", Act.COUNTER, {"due_at": NOW}, "DUE_DATE_PASSED"),
    ("dee", Act.DEFER, {}, "INVALID"),
    ("dee", Act.DEFER, {"answer_by": NOW}, "INVALID"),
    ("dee", Act.DEFER, {"answer_by": after(8)}, "INVALID"),
    ("dee", Act.DECLINE, {"reason": Reason.OTHER}, "INVALID"),
    ("dee", Act.DECLINE, {"alternative": "x" * 2_001}, "TOO_LONG"),
    ("ann", Act.ACCEPT, {}, "ACT_NOT_ALLOWED"),
    ("eve", Act.ACCEPT, {}, "ACT_NOT_ALLOWED"),
    ("dee", Act.CLAIM, {}, "ACT_NOT_ALLOWED"),
    ("dee", Act.DELIVER, {}, "ACT_NOT_ALLOWED"),
]


@pytest.mark.parametrize(("who", "act", "said", "expected"), OF_REQUEST)
def test_a_request_refuses_what_makes_no_sense(who: str, act: Act, said: dict[str, Any], expected: str) -> None:
    assert code(lambda: do(asked(), who, act, **said))[0] == expected


def test_a_claim_is_by_a_member_for_oneself_and_never_by_the_customer() -> None:
    it = asked(performer=None, team="kestrel")
    member = {"is_member": True}
    assert code(lambda: do(it, "ann", Act.CLAIM, standing=member))[0] == "SELF_COMMITMENT"
    assert code(lambda: do(it, "eve", Act.CLAIM))[0] == "ACT_NOT_ALLOWED"
    assert code(lambda: do(it, "bob", Act.ACCEPT, standing=member))[0] == "ACT_NOT_ALLOWED"
    claimed = do(it, "bob", Act.CLAIM, standing=member, to="cyd")  # who else is named does not matter
    assert (claimed.performer, claimed.state, claimed.answer) == ("bob", State.PROMISED, Answer.CLAIMED)


def test_a_broken_one_may_be_reopened_with_a_day_to_come_and_a_kept_one_never() -> None:
    kept = do(delivered(), "ann", Act.CONFIRM)
    assert code(lambda: do(kept, "ann", Act.REOPEN, due_at=after(20)))[0] == "ACT_NOT_ALLOWED"
    at = after(11)
    assert code(lambda: do(broken(), "ann", Act.REOPEN, at))[0] == "INVALID"
    assert code(lambda: do(broken(), "ann", Act.REOPEN, at, due_at=at))[0] == "DUE_DATE_PASSED"
    assert code(lambda: do(broken(), "dee", Act.REOPEN, at, due_at=after(20)))[0] == "ACT_NOT_ALLOWED"
    again = do(broken(), "ann", Act.REOPEN, at, due_at=after(20))
    assert (again.state, again.closed_at, again.broken_at) == (State.PROMISED, None, after(10))
    done = do(do(again, "dee", Act.DELIVER, after(12)), "ann", Act.CONFIRM, after(13))
    assert (done.state, done.on_time) == (State.KEPT, False)


def test_a_request_is_deferred_twice_and_not_a_third_time() -> None:
    it = asked(answer_by=after(1))
    for day in (2, 3):
        it = do(it, "dee", Act.DEFER, answer_by=after(day))
    assert Act.DEFER not in allowed(it, Standing("dee"), NOW)
    assert code(lambda: do(it, "dee", Act.DEFER, answer_by=after(4)))[0] == "ACT_NOT_ALLOWED"


def test_a_promise_is_changed_twice_and_keeps_its_first_day() -> None:
    it = promised()
    for day in (9, 11):
        it = do(do(it, "dee", Act.PROPOSE_CHANGE, due_at=after(day)), "ann", Act.AGREE_CHANGE)
    assert (it.due_at, it.first_due_at, it.changes) == (after(11), DUE, 2)
    assert code(lambda: do(it, "ann", Act.PROPOSE_CHANGE, due_at=after(12)))[0] == "ACT_NOT_ALLOWED"


def test_terms_can_be_changed_before_the_day_and_not_after_it() -> None:
    assert do(promised(), "dee", Act.PROPOSE_CHANGE, DUE - timedelta(milliseconds=1), due_at=after(9)).pending
    assert code(lambda: do(promised(), "dee", Act.PROPOSE_CHANGE, DUE, due_at=after(9)))[0] == "DUE_DATE_PASSED"


def test_a_proposal_of_the_other_side_is_an_answer_and_one_of_the_same_side_replaces_it() -> None:
    it = do(promised(), "dee", Act.PROPOSE_CHANGE, due_at=after(9))
    assert it.awaiting == "ann"
    theirs = do(it, "ann", Act.PROPOSE_CHANGE, due_at=after(8))
    assert (theirs.pending.by, theirs.awaiting) == (Side.CUSTOMER, "dee")  # type: ignore[union-attr]
    own = do(it, "dee", Act.HAND_OVER, to="cyd")
    assert (own.pending.to, own.pending.due_at, own.awaiting) == ("cyd", None, "cyd")  # type: ignore[union-attr]
    for who, act, said in (("dee", Act.DELIVER, {}), ("ann", Act.CANCEL, {}), ("dee", Act.WITHDRAW, {})):
        assert do(own, who, act, **said).pending is None
    assert clocks.strike(own, ClockAct.BREAK, after(10)).pending is None


def test_whoever_stands_in_for_a_performer_who_left_hands_on_whatever_is_pending_and_takes_it_back() -> None:
    lead = {"stands_in": True}
    stands_in = Standing("eve", stands_in=True)
    assert allowed(promised(), stands_in, NOW) == [Act.HAND_OVER, Act.REVOKE]
    by_customer = do(promised(), "ann", Act.PROPOSE_CHANGE, due_at=after(9))
    assert allowed(by_customer, stands_in, NOW) == [Act.HAND_OVER, Act.REVOKE]
    assert Act.HAND_OVER not in allowed(by_customer, Standing("dee"), NOW)
    asked_cyd = do(by_customer, "eve", Act.HAND_OVER, standing=lead, to="cyd")
    assert (asked_cyd.pending.to, asked_cyd.awaiting) == ("cyd", "cyd")  # type: ignore[union-attr]
    assert allowed(asked_cyd, stands_in, NOW) == [Act.WITHDRAW, Act.HAND_OVER, Act.REVOKE]
    assert do(asked_cyd, "eve", Act.WITHDRAW, standing=lead).pending is None


# --------------------------------------------------------------------------------------------- answers, outcomes


def test_deferred_and_then_silent_is_no_answer() -> None:
    it = do(asked(), "dee", Act.DEFER, answer_by=after(3))
    assert it.answer == Answer.DEFERRED
    silent = clocks.strike(it, ClockAct.EXPIRE, after(3))
    assert (silent.state, silent.answer, silent.answered_at) == (State.EXPIRED, Answer.EXPIRED, after(3))
    assert do(it, "dee", Act.ACCEPT, after(1)).answer == Answer.DEFERRED


def test_an_offer_that_expires_and_a_counter_without_an_answer_count_for_nobody_else() -> None:
    offer = asked(initiator=Side.PERFORMER)
    assert clocks.strike(offer, ClockAct.EXPIRE, after(3)).answer is None
    countered = do(asked(), "dee", Act.COUNTER, due_at=after(9))
    assert clocks.strike(countered, ClockAct.EXPIRE, after(3)).answer == Answer.COUNTERED


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({}, Answer.DECLINED),
        ({"reason": Reason.NO_CAPACITY}, Answer.DECLINED),
        ({"alternative": "On Monday"}, Answer.DECLINED_WITH_ALTERNATIVE),
        ({"refer_to": "team_1"}, Answer.DECLINED_WITH_ALTERNATIVE),
        ({"alternative": "  "}, Answer.DECLINED),
    ],
)
def test_a_no_is_good_with_an_alternative_or_a_pointer(said: dict[str, Any], answer: Answer) -> None:
    it = do(asked(), "dee", Act.DECLINE, **said)
    assert (it.state, it.answer, it.closed_at) == (State.DECLINED, answer, NOW)


def test_broken_and_then_delivered_and_confirmed_is_kept_and_not_on_time() -> None:
    assert (promised().on_time, broken().on_time) == (None, False)
    done = do(do(broken(), "dee", Act.DELIVER, after(11)), "ann", Act.CONFIRM, after(12))
    assert (done.state, done.on_time, done.broken_at) == (State.KEPT, False, after(10))


def test_the_last_delivery_decides_whether_it_was_on_time() -> None:
    first = do(promised(), "dee", Act.DELIVER, after(6))
    missing = do(first, "ann", Act.REJECT, after(7), note="The gasket")
    assert (first.on_time, missing.on_time, missing.due_at, missing.delivered_at) == (True, None, DUE, None)
    assert do(missing, "dee", Act.DELIVER, after(8)).on_time is False
    assert do(promised(), "dee", Act.DELIVER, DUE).on_time is True


def test_after_a_rejection_the_grace_begins_anew() -> None:
    it = do(do(promised(), "dee", Act.DELIVER, after(7)), "ann", Act.REJECT, after(9), note="The gasket")
    assert next_clock(it, clocks.NOBODY_AWAY, TERMS) == (ClockAct.BREAK, after(12))
    early = do(do(promised(), "dee", Act.DELIVER, after(1)), "ann", Act.REJECT, after(2), note="The gasket")
    assert next_clock(early, clocks.NOBODY_AWAY, TERMS) == (ClockAct.BREAK, after(10))


# --------------------------------------------------------------------------------------------- working days, pauses


@pytest.mark.parametrize(
    ("begun", "days", "holidays", "ends"),
    [
        ("2026-11-20T09:00", 2, (), "2026-11-24T09:00"),  # a Friday
        ("2026-11-21T09:00", 1, (), "2026-11-23T09:00"),  # a Saturday
        ("2026-11-22T09:00", 2, (), "2026-11-24T09:00"),
        ("2026-11-23T09:00", 2, (), "2026-11-25T09:00"),
        ("2026-12-23T09:00", 2, ("2026-12-25", "2026-12-24"), "2026-12-29T09:00"),
        ("2026-12-31T09:00", 1, ("2027-01-01",), "2027-01-04T09:00"),
        ("2026-11-20T09:00", 0, (), "2026-11-20T09:00"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(
    begun: str, days: int, holidays: tuple[str, ...], ends: str
) -> None:
    calendar = Calendar("UTC", frozenset(map(date.fromisoformat, holidays)))
    at = datetime.fromisoformat(begun).replace(tzinfo=UTC)
    assert calendar.after(at, days) == datetime.fromisoformat(ends).replace(tzinfo=UTC)


def test_working_days_are_those_of_the_organisation() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # still Friday in London, Saturday in Berlin and Tokyo
    assert Calendar("Europe/London").after(late, 1) == datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert Calendar("Europe/Berlin").after(late, 1) == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday 00:30


def test_the_same_time_of_day_survives_the_change_of_the_clocks_and_a_time_that_does_not_exist() -> None:
    berlin = Calendar("Europe/Berlin")
    friday = datetime(2026, 3, 27, 8, tzinfo=UTC)  # 09:00, and the clocks go forward on Sunday
    assert berlin.after(friday, 1) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert berlin.after(datetime(2026, 10, 23, 7, tzinfo=UTC), 1) == datetime(2026, 10, 26, 8, tzinfo=UTC)
    # In Cairo they go forward in the night to a Friday, which is a working day here.
    cairo = Calendar("Africa/Cairo")
    half_past_midnight = datetime(2026, 4, 22, 22, 30, tzinfo=UTC)  # Thursday 00:30; on Friday that does not exist
    assert cairo.after(half_past_midnight, 1) == datetime(2026, 4, 23, 22, 30, tzinfo=UTC)


def test_a_due_date_in_the_gap_of_the_clocks_is_an_instant_like_any_other() -> None:
    gap = datetime.fromisoformat("2027-03-28T02:30:00+01:00")  # what a calendar in Berlin may send
    it = replace(promised(due_at=gap), performer="dee")
    assert it.due_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    terms = Terms(calendar=Calendar("Europe/Berlin"))
    assert next_clock(it, clocks.NOBODY_AWAY, terms) == (ClockAct.BREAK, it.due_at + timedelta(days=3))


def hours(least: int, most: int) -> some.SearchStrategy[timedelta]:
    return some.integers(least, most).map(lambda number: timedelta(hours=number))


@given(at=hours(0, 47), length=hours(1, 500))
def test_a_pause_inside_the_running_time_moves_the_end_by_its_length(at: timedelta, length: timedelta) -> None:
    start, end = NOW, NOW + timedelta(hours=48)
    assert paused(start, end, [(start + at, start + at + length)]) == end + length


@given(some.lists(some.tuples(hours(-50, 100), hours(1, 60)), max_size=6), some.randoms())
def test_overlapping_pauses_count_once_in_any_order(given: list[tuple[timedelta, timedelta]], pick: Any) -> None:
    start, end = NOW, NOW + timedelta(hours=48)
    away = [(start + begin, start + begin + length) for begin, length in given]
    ran = [start + timedelta(hours=hour) for hour in range(1_000)]
    present = [hour for hour in ran if not any(begin <= hour < until for begin, until in away)]
    shuffled = pick.sample(away, len(away))
    assert paused(start, end, shuffled) == present[47] + timedelta(hours=1)


def test_away_for_who_knows_how_long_stops_the_clock_and_before_or_after_does_not() -> None:
    start, end = NOW, after(2)
    assert paused(start, end, [(after(1), None)]) is None
    assert paused(start, end, [(after(2), None), (after(-9), after(-1)), (after(-1), NOW)]) == end


def test_each_clock_stands_still_for_the_one_it_waits_for_and_for_no_other() -> None:
    gone = {who: Away({who: [(NOW, after(30))]}) for who in ("ann", "dee")}
    waits = {
        ClockAct.EXPIRE: (asked(), "dee"),
        ClockAct.BREAK: (promised(), "dee"),
        ClockAct.ASSUME_KEPT: (delivered(), "ann"),
    }
    for act, (it, who) in waits.items():
        plain = next_clock(it, clocks.NOBODY_AWAY, TERMS)
        assert plain is not None
        for other, away in gone.items():
            moved = next_clock(it, away, TERMS)
            assert moved is not None
            assert moved[0] == act
            assert (moved[1] > plain[1]) == (other == who)
    assert promised().on_time is None


def test_the_break_waits_for_the_answer_to_a_change_that_was_proposed_in_time() -> None:
    terms = replace(TERMS, grace=timedelta(hours=1))
    late = DUE - timedelta(minutes=1)  # a Friday
    it = do(promised(), "dee", Act.PROPOSE_CHANGE, late, due_at=after(9))
    assert next_clock(it, clocks.NOBODY_AWAY, terms) == (ClockAct.BREAK, late + timedelta(days=4))
    by_customer = do(promised(), "ann", Act.PROPOSE_CHANGE, late, due_at=after(9))
    for other in (by_customer, do(it, "ann", Act.REFUSE_CHANGE, late), do(it, "dee", Act.HAND_OVER, late, to="cyd")):
        assert next_clock(other, clocks.NOBODY_AWAY, terms) == (ClockAct.BREAK, DUE + terms.grace)


def test_an_answer_is_wanted_in_two_working_days_and_never_after_the_due_date() -> None:
    assert asked().answer_by == after(4)  # over a weekend
    assert asked(due_at=after(1)).answer_by == after(1)
    countered = do(asked(), "dee", Act.COUNTER, after(1), due_at=after(2))
    assert (countered.answer_by, countered.turn_since) == (after(2), after(1))


# ------------------------------------------------------------------------------------------------------------ reminders


def test_reminders_come_at_a_quarter_before_the_answer_a_day_before_at_the_day_and_two_days_after_delivery() -> None:
    assert reminders(asked(answer_by=after(4))) == [(Reminder.ANSWER, after(3))]
    assert reminders(promised()) == [(Reminder.DUE_TOMORROW, after(6)), (Reminder.DUE, DUE)]
    assert reminders(delivered()) == [(Reminder.CONFIRM, after(2))]
    assert reminders(broken()) == []
    assert reminders(do(promised(), "dee", Act.FLAG_AT_RISK, after(6.5), reason=Reason.FORGOT)) == [(Reminder.DUE, DUE)]


# ----------------------------------------------------------------------------------------------------- with a database


def as_(person: str, *roles: Role) -> Actor:
    return actor_of(person, roles, None)


async def begun(database: Database, company: Company, of: str = "dee", **given: Any) -> str:
    draft = Draft(**{"title": "Pump", "due_at": database.now() + timedelta(days=7), **given})
    return await database.transact(actions.request, as_(company["ann"]), company[of], draft, terms=TERMS)


async def take(database: Database, who: str, key: str, version: int, act: Act, **said: Any) -> None:
    step = Step(commitment=key, version=version, act=act, details=Details(**said))
    await database.transact(actions.act, as_(who), step, terms=TERMS)


async def refused(
    database: Database, who: str, key: str, version: int, act: Act, **said: Any
) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refusal:
        await take(database, who, key, version, act, **said)
    return str(refusal.value.code), refusal.value.path


async def reminded(database: Database) -> list[tuple[str, int, str | None]]:
    async with database.read() as session:
        found = select(outbox.event.c.data).where(outbox.event.c.type == "commitment.reminder")
        rows = await session.rows(found.order_by(outbox.event.c.position))
    return [(row.data["reminder"], row.data["version"], row.data["person"]) for row in rows]


async def test_what_an_act_names_has_to_be_there(database: Database, company: Company) -> None:
    key = await begun(database, company)
    nobody, nowhere = "per_" + "0" * 26, "team_" + "0" * 26
    dee = company["dee"]
    for refer_to in (nobody, nowhere):
        assert await refused(database, dee, key, 1, Act.DECLINE, refer_to=refer_to) == ("NOT_FOUND", ("referTo",))
    assert (await refused(database, dee, key, 1, Act.DECLINE, refer_to="kestrel"))[1] == ("referTo",)
    gone = await refused(database, dee, key, 1, Act.DECLINE, refer_to=company["old"])
    assert gone == ("INACTIVE_PERSON", ("referTo",))  # who has left can do it no more than whoever says no
    await take(database, dee, key, 1, Act.ACCEPT)
    assert await refused(database, dee, key, 2, Act.HAND_OVER, to=nobody) == ("NOT_FOUND", ("to",))
    assert await refused(database, dee, key, 2, Act.HAND_OVER, to=company["old"]) == ("INACTIVE_PERSON", ("to",))
    # Whether it may be done at all is said first.
    assert (await refused(database, company["ann"], key, 2, Act.HAND_OVER, to=nobody))[0] == "ACT_NOT_ALLOWED"
    assert (await refused(database, dee, key, 1, Act.HAND_OVER, to=nobody))[0] == "STALE_VERSION"


async def test_nothing_is_asked_of_or_offered_to_somebody_who_has_left(database: Database, company: Company) -> None:
    draft = Draft(title="Pump", due_at=DUE)
    for action in (actions.request, actions.offer):
        with pytest.raises(Refused) as refusal:
            await database.transact(action, as_(company["ann"]), company["old"], draft, terms=TERMS)
        assert refusal.value.code == "INACTIVE_PERSON"


async def test_the_history_holds_what_was_said_as_it_is_stored(database: Database, company: Company) -> None:
    key = await begun(database, company)
    await take(database, company["dee"], key, 1, Act.DECLINE, note="  cafe\u0301 \x00 later ")
    async with database.read() as session:
        said = await session.value(select(tables.step.c.details).where(tables.step.c.version == 2))
    assert said == {"note": "café  later"}


async def test_for_a_performer_who_has_left_a_lead_hands_over_or_revokes(database: Database, company: Company) -> None:
    draft = Draft(title="Pump", due_at=DUE)
    keys = [
        await database.transact(actions.request, as_(company["cyd"]), company["bob"], draft, terms=TERMS)
        for _ in range(3)
    ]
    for key in keys[:2]:
        await take(database, company["bob"], key, 1, Act.ACCEPT)
    assert (await refused(database, company["ann"], keys[0], 2, Act.REVOKE, reason=Reason.ABSENCE))[
        0
    ] == "ACT_NOT_ALLOWED"

    async def leaves(tx: Transaction) -> None:
        await people_actions.deactivate(tx, "bob")
        await actions.person_left(tx, company["bob"])

    await database.transact(leaves)
    await take(database, company["ann"], keys[0], 2, Act.HAND_OVER, to=company["ann"])
    await take(database, company["ann"], keys[0], 3, Act.ACCEPT_HAND_OVER)
    await take(database, company["ann"], keys[1], 2, Act.REVOKE, reason=Reason.ABSENCE)
    async with database.read() as session:
        rows = {row.id: row for row in await session.rows(select(tables.commitment))}
    assert [rows[key].state for key in keys] == ["PROMISED", "REVOKED", "CANCELLED"]
    assert rows[keys[0]].performer_id == company["ann"]


async def test_a_team_whose_only_lead_has_left_speaks_with_any_voice(database: Database, company: Company) -> None:
    draft = Draft(title="Pump", due_at=DUE)
    key = await database.transact(actions.request, as_(company["dee"]), company["kestrel"], draft, terms=TERMS)
    assert (await refused(database, company["bob"], key, 1, Act.DECLINE))[0] == "ACT_NOT_ALLOWED"
    await database.transact(people_actions.deactivate, "ann")
    await take(database, company["bob"], key, 1, Act.DECLINE)


async def test_who_leaves_after_the_clock_was_due_does_not_change_what_it_says(
    database: Database, company: Company, clock: Clock
) -> None:
    key = await begun(database, company)
    clock.advance(timedelta(days=30))
    await database.transact(actions.person_left, company["dee"])
    await database.transact(actions.sweep, terms=TERMS)
    async with database.read() as session:
        row = await session.row(select(tables.commitment).where(tables.commitment.c.id == key))
    assert row is not None
    assert (row.state, row.answer, row.closed_at) == ("EXPIRED", "expired", after(4))


async def test_each_reminder_comes_once_for_each_version(database: Database, company: Company, clock: Clock) -> None:
    async def pass_(until: float) -> None:
        while clock.now < after(until):
            clock.advance(timedelta(hours=6))
            for _ in range(2):
                await database.transact(actions.sweep, terms=TERMS)
                await database.transact(actions.remind)

    ann, dee = company["ann"], company["dee"]
    key = await begun(database, company)
    await pass_(3.5)
    assert await reminded(database) == [("answer", 1, dee)]
    await take(database, dee, key, 1, Act.ACCEPT)
    await pass_(6.5)
    await take(database, dee, key, 2, Act.FLAG_AT_RISK, reason=Reason.NO_CAPACITY)
    await pass_(7.5)
    await take(database, dee, key, 3, Act.DELIVER)
    await pass_(20)
    expected = [("answer", 1, dee), ("due_tomorrow", 2, dee), ("due", 3, dee), ("confirm", 4, ann)]
    assert await reminded(database) == expected


async def test_after_an_outage_nobody_is_reminded_of_what_the_clock_has_ended(
    database: Database, company: Company, clock: Clock
) -> None:
    await begun(database, company)
    clock.advance(timedelta(days=100))
    await database.transact(actions.sweep, terms=TERMS)
    await database.transact(actions.remind)
    assert await reminded(database) == []


async def test_the_day_reminds_the_one_who_promised_whoever_is_asked_to_agree_to_something(
    database: Database, company: Company, clock: Clock
) -> None:
    key = await begun(database, company)
    await take(database, company["dee"], key, 1, Act.ACCEPT)
    await take(database, company["dee"], key, 2, Act.PROPOSE_CHANGE, due_at=after(9))
    clock.advance(timedelta(days=6.5))
    await database.transact(actions.remind)
    assert await reminded(database) == [("due_tomorrow", 3, company["dee"])]


async def test_being_back_early_sets_the_clock_back(database: Database, company: Company, clock: Clock) -> None:
    key = await begun(database, company)

    async def due() -> Any:
        async with database.read() as session:
            return await session.value(select(tables.commitment.c.clock_at).where(tables.commitment.c.id == key))

    dee = as_(company["dee"])
    assert await due() == after(4)
    await database.transact(actions.set_away, dee, Absence(until=after(10), since=after(1)), terms=TERMS)
    assert await due() == after(13)
    clock.advance(timedelta(days=3))
    await database.transact(actions.set_away, dee, Absence(until=None), terms=TERMS)
    assert await due() == after(6)


async def test_a_private_one_is_seen_by_the_two_and_by_the_one_asked_while_asked(
    database: Database, company: Company
) -> None:
    key = await begun(database, company, private=True)
    names = ("ann", "bob", "cyd", "dee", "eve", "adm")

    async def seen() -> set[str]:
        async with database.read() as session:
            found = [await store.by_ids(session, Viewer(company[name], name == "adm"), [key]) for name in names]
        return {name for name, rows in zip(names, found, strict=True) if rows}

    assert await seen() == {"ann", "dee"}
    await take(database, company["dee"], key, 1, Act.ACCEPT)
    await take(database, company["dee"], key, 2, Act.HAND_OVER, to=company["cyd"])
    assert await seen() == {"ann", "dee", "cyd"}
    await take(database, company["cyd"], key, 3, Act.REFUSE_HAND_OVER)
    assert await seen() == {"ann", "dee"}
    assert (await refused(database, company["cyd"], key, 4, Act.ACCEPT_HAND_OVER))[0] == "NOT_FOUND"

    open_to_teams = await begun(database, company)
    async with database.read() as session:
        for name, sees in (("bob", True), ("eve", True), ("cyd", False), ("adm", True)):
            rows = await store.by_ids(session, Viewer(company[name], False), [open_to_teams])
            assert bool(rows) == sees, name
