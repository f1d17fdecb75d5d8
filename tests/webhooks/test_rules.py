"""What an answer means, when the next try is due, whose turn it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import CATALOGUE
from had_your_back.webhooks import rules, turns, verdicts
from had_your_back.webhooks.rules import DeliveryState, EndpointState, Lane, Trigger
from had_your_back.webhooks.turns import Standing
from had_your_back.webhooks.verdicts import Answer, Health, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAILED = Verdict()
GONE = "The receiver answered 410 Gone."
DISABLED = "The receiver answered with webhook-delivery: disable."


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (Answer(status=200), Verdict(delivered=True)),
        (Answer(status=204), Verdict(delivered=True)),
        (Answer(status=299), Verdict(delivered=True)),
        (Answer(status=100), FAILED),
        (Answer(status=301), FAILED),
        (Answer(status=308), FAILED),
        (Answer(status=400), FAILED),
        (Answer(status=404), FAILED),
        (Answer(status=500), FAILED),
        (Answer(status=410), Verdict(disable=GONE)),
        (Answer(status=410, disable=True), Verdict(disable=GONE)),
        (Answer(status=500, disable=True), Verdict(disable=DISABLED)),
        (Answer(status=200, disable=True), Verdict(delivered=True, disable=DISABLED)),
        (Answer(status=413), Verdict(most=3)),
        (Answer(status=415), Verdict(most=3)),
        (Answer(status=429), FAILED),
        (Answer(status=429, retry_after="120"), Verdict(counts=False, pause=timedelta(minutes=2))),
        (Answer(status=502, retry_after="1"), Verdict(counts=False, pause=timedelta(minutes=1))),
        (Answer(status=503, retry_after="999999"), Verdict(counts=False, pause=timedelta(hours=24))),
        (
            Answer(status=504, retry_after="Sun, 22 Nov 2026 13:00:00 GMT"),
            Verdict(counts=False, pause=timedelta(hours=1)),
        ),
        (Answer(status=503, retry_after="in a while"), FAILED),
        (Answer(status=500, retry_after="120"), FAILED),
        (Answer(error="timeout: no answer within 15 s"), FAILED),
        (Answer(error="stopped: the worker was stopped"), Verdict(counts=False, seen=False)),
    ],
)
def test_the_verdict_is_the_table_of_the_documentation(answer: Answer, meant: Verdict) -> None:
    assert verdicts.verdict(answer, NOW) == meant


@given(some.text("0123456789 ,:+-.eSunNovGMT\u0665", max_size=40))
def test_any_retry_after_is_understood_within_its_bounds_or_not_at_all(text: str) -> None:
    pause = verdicts.pause_of(text, NOW)
    assert pause is None or timedelta(minutes=1) <= pause <= timedelta(hours=24)


def test_ten_tries_take_three_days_and_three_hours() -> None:
    assert len(verdicts.SCHEDULE) == 10
    assert sum(verdicts.SCHEDULE, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


@given(some.integers(1, 9), some.floats(-1, 1))
def test_the_jitter_stays_within_a_fifth(failures: int, jitter: float) -> None:
    wait, planned = verdicts.due_after(failures, jitter), verdicts.SCHEDULE[failures]
    assert wait is not None
    assert planned * 0.8 <= wait <= planned * 1.2


@pytest.mark.parametrize(
    ("meant", "trigger", "failures", "state", "counted"),
    [
        (Verdict(delivered=True), Trigger.SCHEDULE, 3, DeliveryState.DELIVERED, 3),
        (FAILED, Trigger.SCHEDULE, 0, DeliveryState.WAITING, 1),
        (FAILED, Trigger.SCHEDULE, 8, DeliveryState.WAITING, 9),
        (FAILED, Trigger.SCHEDULE, 9, DeliveryState.EXHAUSTED, 10),
        (Verdict(most=3), Trigger.SCHEDULE, 1, DeliveryState.WAITING, 2),
        (Verdict(most=3), Trigger.SCHEDULE, 2, DeliveryState.EXHAUSTED, 3),
        (Verdict(disable=GONE), Trigger.SCHEDULE, 0, DeliveryState.EXHAUSTED, 1),
        (Verdict(counts=False, pause=timedelta(minutes=1)), Trigger.SCHEDULE, 9, DeliveryState.WAITING, 9),
        (Verdict(counts=False, seen=False), Trigger.SCHEDULE, 9, DeliveryState.WAITING, 9),
        (Verdict(counts=False, seen=False), Trigger.TEST, 0, DeliveryState.WAITING, 0),
        (Verdict(counts=False, pause=timedelta(minutes=1)), Trigger.MANUAL, 0, DeliveryState.EXHAUSTED, 0),
        (FAILED, Trigger.MANUAL, 0, DeliveryState.EXHAUSTED, 1),
    ],
)
def test_where_a_delivery_goes_after_a_try(
    meant: Verdict, trigger: Trigger, failures: int, state: DeliveryState, counted: int
) -> None:
    step = verdicts.next_step(meant, trigger, failures, NOW, 0)
    assert (step.state, step.failures) == (state, counted)
    assert (step.due is None) == (state is not DeliveryState.WAITING)


def test_only_the_schedule_tells_how_an_endpoint_is() -> None:
    well = Health(EndpointState.ACTIVE)
    for trigger in (Trigger.TEST, Trigger.MANUAL):
        assert verdicts.after(well, FAILED, trigger, NOW) == well
        assert verdicts.after(well, Verdict(delivered=True), trigger, NOW) == well
        assert verdicts.after(well, Verdict(disable=GONE), trigger, NOW).state is EndpointState.DISABLED
    assert verdicts.after(well, Verdict(counts=False, seen=False), Trigger.SCHEDULE, NOW) == well


def test_a_pause_is_never_made_shorter_by_another_answer() -> None:
    long, short = (Verdict(counts=False, pause=timedelta(minutes=each)) for each in (10, 1))
    health = verdicts.after(Health(EndpointState.ACTIVE), long, Trigger.SCHEDULE, NOW)
    assert verdicts.after(health, short, Trigger.SCHEDULE, NOW).paused_until == NOW + timedelta(minutes=10)


def test_an_endpoint_that_only_ever_says_later_is_disabled_too() -> None:
    later = Verdict(counts=False, pause=timedelta(hours=24))
    health = Health(EndpointState.ACTIVE)
    for day in range(6):
        health = verdicts.after(health, later, Trigger.SCHEDULE, NOW + timedelta(days=day))
    assert health.state is EndpointState.DISABLED


def fate(answers: str, *, apart: timedelta = timedelta(), operational: bool = False) -> Health:
    """The health after so many tries: a dot is a success, an x is a failure."""
    health = Health(EndpointState.ACTIVE)
    for number, answer in enumerate(answers):
        meant = Verdict(delivered=answer == ".")
        health = verdicts.after(health, meant, Trigger.SCHEDULE, NOW + number * apart, operational=operational)
    return health


@pytest.mark.parametrize(
    ("answers", "apart", "rests"),
    [
        ("x" * 9, 0, False),
        ("x" * 10, 0, True),
        ("x" * 10, 3600, True),
        ("x" * 9 + "." + "x" * 9, 3600, False),
        ("x" * 9 + ".", 0, False),
        ("x" * 6 + ".." + "x" * 2, 0, True),
        ("xx." * 3 + "x", 0, True),
        ("xx." * 3 + "x", 40, False),
        ("." * 1000 + "xxx.xx.xxx", 0, True),
        ("xx..." * 20, 0, False),
        ("x" + "." * 100 + "xxx.xxx.xxx", 0, False),
        ("x." + "xxx." * 5, 33, True),
    ],
)
def test_an_endpoint_rests_after_ten_failures_in_a_row_or_when_most_of_ten_in_five_minutes_failed(
    answers: str, apart: int, rests: bool
) -> None:
    health = Health(EndpointState.ACTIVE)
    for number, answer in enumerate(answers):
        meant = Verdict(delivered=answer == ".")
        health = verdicts.after(health, meant, Trigger.SCHEDULE, NOW + number * timedelta(seconds=apart))
        if health.state is EndpointState.RESTING:
            break
    assert (health.state is EndpointState.RESTING) == rests


def test_only_a_probe_ends_a_rest_and_what_fails_meanwhile_is_not_counted_by_it() -> None:
    rests = fate("x" * 10)
    late = verdicts.after(rests, Verdict(delivered=True), Trigger.SCHEDULE, NOW)
    assert (late.state, late.consecutive_failures, late.is_troubled) == (EndpointState.RESTING, 0, True)
    later = verdicts.after(rests, FAILED, Trigger.SCHEDULE, NOW + timedelta(seconds=9))
    assert (later.probes, later.probe_at) == (0, rests.probe_at)
    health, waits = rests, []
    for _ in range(8):
        assert health.probe_at is not None
        at = health.probe_at
        health = verdicts.after(health, FAILED, Trigger.PROBE, at)
        assert health.probe_at is not None
        waits.append((health.probe_at - at).seconds)
    assert waits == [60, 120, 300, 600, 900, 900, 900, 900]
    well = verdicts.after(health, Verdict(delivered=True), Trigger.PROBE, NOW + timedelta(hours=2))
    assert well == Health(
        EndpointState.ACTIVE, last_success_at=NOW + timedelta(hours=2), resumed_at=NOW + timedelta(hours=2)
    )


def test_a_receiver_that_says_when_to_come_back_does_not_come_to_rest() -> None:
    health = Health(EndpointState.ACTIVE)
    for _ in range(30):
        health = verdicts.after(health, Verdict(counts=False, pause=timedelta(minutes=1)), Trigger.SCHEDULE, NOW)
    assert (health.state, health.consecutive_failures) == (EndpointState.ACTIVE, 0)
    assert health.paused_until == health.resumed_at == NOW + timedelta(minutes=1)


def test_news_of_another_endpoint_never_makes_one_rest_but_a_probe_with_it_counts_as_any() -> None:
    assert fate("x" * 50, operational=True).state is EndpointState.ACTIVE
    assert fate("x" * 50, operational=True).consecutive_failures == 50
    well = verdicts.after(fate("x" * 10), Verdict(delivered=True), Trigger.PROBE, NOW, operational=True)
    assert well.state is EndpointState.ACTIVE
    days = fate("x" * 7, operational=True, apart=timedelta(days=1))
    assert days.state is EndpointState.DISABLED, "five days without a success end it all the same"


def test_a_clock_that_jumps_back_begins_a_new_window() -> None:
    before = fate("x" * 9)
    back = verdicts.after(before, FAILED, Trigger.SCHEDULE, NOW - timedelta(hours=1))
    assert back.window_tries == 1
    assert back.state is EndpointState.RESTING, "ten in a row are ten in a row at any time"


@pytest.mark.parametrize("found", [EndpointState.PAUSED, EndpointState.RESTING])
@pytest.mark.parametrize("meant", [FAILED, Verdict(most=3)])
def test_while_an_endpoint_rests_or_is_paused_no_try_is_counted(found: EndpointState, meant: Verdict) -> None:
    step = verdicts.next_step(meant, Trigger.SCHEDULE, 9, NOW, 0, found=found)
    assert step == verdicts.Next(DeliveryState.WAITING, 9, NOW)


def standing(**kw: Any) -> Standing:
    facts: dict[str, Any] = {
        "endpoint": "whe_1",
        "state": EndpointState.ACTIVE,
        "paused_until": None,
        "max_concurrency": 8,
        "in_flight": 0,
    }
    return Standing(**{**facts, **kw})


@pytest.mark.parametrize(
    ("facts", "scheduled", "asked"),
    [
        ({}, 8, 8),
        ({"in_flight": 7}, 1, 1),
        ({"in_flight": 9}, 0, 0),
        ({"max_concurrency": 64, "in_flight_here": 10}, 6, 6),
        ({"state": EndpointState.PAUSED}, 0, 8),
        ({"state": EndpointState.RESTING, "probe_at": NOW}, 1, 8),
        ({"state": EndpointState.RESTING, "probe_at": NOW, "in_flight": 1}, 0, 7),
        ({"state": EndpointState.RESTING, "probe_at": NOW + timedelta(seconds=1)}, 0, 8),
        ({"state": EndpointState.RESTING, "probe_at": NOW, "paused_until": NOW + timedelta(seconds=1)}, 0, 8),
        ({"state": EndpointState.RESTING, "probe_at": NOW, "ordered": True, "held_until": NOW + timedelta(1)}, 1, 8),
        ({"ordered": True}, 1, 8),
        ({"ordered": True, "held_until": NOW + timedelta(seconds=1)}, 0, 8),
        ({"resumed_at": NOW}, 1, 1),
        ({"resumed_at": NOW - timedelta(seconds=10), "in_flight": 1}, 3, 3),
        ({"resumed_at": NOW - timedelta(hours=1)}, 8, 8),
        ({"resumed_at": NOW + timedelta(hours=1)}, 8, 8),
        ({"state": EndpointState.DISABLED}, 0, 8),
        ({"state": EndpointState.DELETED}, 0, 0),
        ({"paused_until": NOW + timedelta(seconds=1)}, 0, 8),
        ({"paused_until": NOW}, 8, 8),
        ({"rate_per_minute": 60}, 1, 1),
        ({"rate_per_minute": 240}, 4, 4),
        ({"rate_per_minute": 240, "rate_left": 0.5, "rate_at": NOW}, 0, 0),
        ({"rate_per_minute": 240, "rate_left": 0.5, "rate_at": NOW + timedelta(hours=1)}, 4, 4),
    ],
)
def test_how_many_an_endpoint_may_get(facts: dict[str, Any], scheduled: int, asked: int) -> None:
    lanes = {lane: turns.allowance(standing(**facts), lane, NOW, most_here=16) for lane in Lane}
    assert lanes == {Lane.SCHEDULED: scheduled, Lane.ASKED: asked}


@given(
    some.integers(0, 64),
    some.dictionaries(some.text("abcdef", min_size=1, max_size=2), some.integers(0, 9)),
    some.text("abcdef"),
)
def test_shares_use_the_room_and_nobody_gets_two_before_another_gets_one(
    room: int, allowances: dict[str, int], after: str
) -> None:
    shares = turns.share(room, allowances, after)
    assert sum(shares.values()) == min(room, sum(allowances.values()))
    assert all(shares[each] <= allowances[each] for each in shares)
    for each, most in allowances.items():
        if shares.get(each, 0) < most:
            assert max(shares.values(), default=0) <= shares.get(each, 0) + 1


def test_with_fewer_slots_than_endpoints_everybody_has_their_turn() -> None:
    allowances = dict.fromkeys("abcdefg", 9)
    served, last = [], ""
    for _ in range(7):
        shares = turns.share(3, allowances, last)
        served += list(shares)
        last = served[-1]
    assert sorted(served) == sorted("abcdefg" * 3)


@pytest.mark.parametrize("pattern", ["recognition.gven", "recognition", "recognition.", "rec*", "", "commitments.*"])
def test_a_pattern_that_can_never_match_is_a_mistake(pattern: str) -> None:
    with pytest.raises(Refused) as no:
        rules.accept_patterns(["team.*", pattern], CATALOGUE)
    assert (no.value.code, no.value.path) == (ErrorCode.INVALID, ("eventTypes", "1"))


@pytest.mark.parametrize(
    ("headers", "path"),
    [
        ([("Host", "x")], ("headers", "0", "name")),
        ([("a", "1"), ("Webhook-Id", "x")], ("headers", "1", "name")),
        ([("a b", "x")], ("headers", "0", "name")),
        ([("", "x")], ("headers", "0", "name")),
        ([("A", "1"), ("a", "2")], ("headers", "1", "name")),
        ([("a", "1\r\nhost: evil")], ("headers", "0", "value")),
        ([("a", "é")], ("headers", "0", "value")),
        ([("a", "x" * 2000)], ("headers", "0", "value")),
        ([(f"a{n}", "x") for n in range(21)], ("headers",)),
    ],
)
def test_headers_that_are_ours_or_none_are_refused(headers: list[tuple[str, str]], path: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as no:
        rules.accept_headers(headers)
    assert no.value.path == path
