"""The promises of the demonstration company: the product's own rules make them, people's habits make them differ."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise

import pytest
from sqlalchemy import func, select

from conftest import Clock
from demonstrations import UNTIL, made
from had_your_back.commitments import store, tables
from had_your_back.commitments.rules import LONGEST_TEXT, LONGEST_TITLE
from had_your_back.commitments.transitions import OPEN, Act, Reason, State
from had_your_back.database import Database
from had_your_back.demo import company, promise_texts
from had_your_back.demo.load import load
from had_your_back.demo.promises import slots_of
from had_your_back.demo.shapes import Company, DemoCommitment
from had_your_back.outbox import event
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.recognitions.behaviours import CATALOGUE
from had_your_back.scores.actions import reckon
from had_your_back.scores.recipes import RECIPES
from had_your_back.scores.rules import ScoreStatus
from had_your_back.texts import bounded

WELL_KNOWN = ("mira.lindqvist", "helen.kaya", "priya.nair", "lena.hoffmann")
SLOTS = {"place", "site", "street", "plant", "van", "meter", "number", "weekday", "month"}
each_size = pytest.mark.parametrize("size", [5, 20, 60])


def team_at(alder: Company, name: str, at: datetime) -> str:
    """The team somebody was in."""
    moves = [move.team for move in alder.moves if move.user_name == name and move.at <= at]
    return moves[-1] if moves else next(person.team for person in alder.people if person.user_name == name)


def performing_team(alder: Company, each: DemoCommitment) -> str:
    """The team that was asked, or whose member offered."""
    first = each.steps[0]
    name = first.actor if first.act == "OFFER" else each.to
    return team_at(alder, name, first.at) if "." in name else name


def acts_of(each: DemoCommitment) -> list[str]:
    """What people did with it, in order."""
    return [step.act for step in each.steps]


def said_in(each: DemoCommitment) -> list[str]:
    """Everything that was written on the way."""
    details = [step.details for step in each.steps]
    texts = chain.from_iterable((one.note, one.alternative, one.evidence) for one in details)
    return [text for text in texts if text]


def test_another_seed_makes_other_promises() -> None:
    assert company(people=20, seed=8, until=UNTIL).commitments != made(20).commitments


@each_size
def test_a_year_holds_about_ten_promises_a_person(size: int) -> None:
    number = len(made(size).commitments)
    assert 8 <= number / size <= 11
    if size == 60:
        assert 500 <= number <= 900


@each_size
def test_everything_happens_in_order_within_the_year_by_people_who_are_here(size: int) -> None:
    alder = made(size)
    names = {person.user_name: person for person in alder.people}
    for each in alder.commitments:
        assert all(one.at < other.at and one.version < other.version for one, other in pairwise(each.steps))
        assert UNTIL - timedelta(days=366) < each.steps[0].at
        assert each.steps[-1].at < UNTIL
        assert each.to != each.steps[0].actor
        for step in each.steps:
            person = names[step.actor]
            assert person.since <= step.at < (person.left or UNTIL)
    assert list(alder.commitments) == sorted(alder.commitments, key=lambda each: each.steps[0].at)
    assert len({each.external_id for each in alder.commitments}) == len(alder.commitments)


@each_size
def test_nobody_acts_while_they_are_away(size: int) -> None:
    alder = made(size)
    away = {(each.user_name, each.since, each.until) for each in alder.absences}
    for each in alder.commitments:
        for step in each.steps[1:]:
            assert not any(name == step.actor and since <= step.at < until for name, since, until in away)


def test_absences_are_told_ahead_and_follow_one_another() -> None:
    alder = made()
    assert len(alder.absences) > 60
    for one, other in pairwise(alder.absences):
        assert one.at < one.since < one.until
        assert one.user_name != other.user_name or one.until < other.at
    assert any(each.since <= UNTIL < each.until for each in alder.absences)


@each_size
def test_every_text_keeps_the_rules_of_the_product(size: int) -> None:
    for each in made(size).commitments:
        assert bounded(each.draft.title, "title", most=LONGEST_TITLE) == each.draft.title
        for text in (each.draft.conditions, *said_in(each)):
            if text is not None:
                assert bounded(text, "note", most=LONGEST_TEXT) == text
                assert not re.search(r"[{}!]", text)
        for step in each.steps:
            if step.thanks:
                behaviours, message = step.thanks
                assert set(behaviours.split()) <= CATALOGUE.keys()
                assert 2 <= len(message) <= 2_000


@each_size
def test_no_sentence_is_said_more_than_twice(size: int) -> None:
    alder = made(size)
    titles = Counter(each.draft.title for each in alder.commitments)
    said = Counter(chain.from_iterable(said_in(each) for each in alder.commitments))
    thanks = Counter(step.thanks[1] for each in alder.commitments for step in each.steps if step.thanks)
    for counted in (titles, said, thanks):
        assert max(counted.values(), default=0) <= 2


def test_the_texts_name_kinds_and_slots_that_exist() -> None:
    kinds = set(promise_texts.HABITS)
    asks = [*chain.from_iterable(promise_texts.ASKS.values()), *chain.from_iterable(promise_texts.OFFERS.values())]
    for ask in asks:
        assert set(ask.of.split()) <= kinds
        assert slots_of(ask.title) <= SLOTS
        assert slots_of(ask.conditions) <= slots_of(ask.title) | {"weekday", "month"}
    assert len({ask.title for ask in asks}) == len(asks) >= 180
    spoken = [each for said in promise_texts.ALTERNATIVES.values() for each in said]
    spoken += [each for said in promise_texts.EVIDENCE.values() for each in said]
    spoken += [each for said in promise_texts.REJECTIONS.values() for each in said]
    for fit in spoken:
        assert slots_of(fit.text) <= SLOTS
        assert not fit.about or any(word in ask.title.lower() for word in fit.about.split() for ask in asks), fit


def test_every_act_and_every_end_occurs() -> None:
    alder = made()
    acts = Counter(chain.from_iterable(acts_of(each) for each in alder.commitments))
    assert acts.keys() == {"REQUEST", "OFFER", *Act}
    assert {each.state for each in alder.commitments} == set(State)
    assert sum(each.draft.private for each in alder.commitments) >= 3
    answers = [step.details for each in alder.commitments for step in each.steps if step.act == Act.DECLINE]
    assert any(each.refer_to for each in answers)
    assert sum(bool(each.alternative or each.refer_to) for each in answers) > len(answers) / 2
    assert sum(bool(step.thanks) for each in alder.commitments for step in each.steps) >= 40
    reasons = {step.details.reason for each in alder.commitments for step in each.steps} - {None}
    assert len(reasons) >= 8 < len(Reason)


def test_teams_have_habits_that_one_can_see() -> None:
    alder = made()
    asked, ends = Counter[str](), Counter[tuple[str, str]]()
    for each in alder.commitments:
        team, acts = performing_team(alder, each), acts_of(each)
        delivered_late = any(step.act == Act.DELIVER and step.clock_first for step in each.steps)
        broken = each.state is State.BROKEN or Act.REOPEN in acts or delivered_late
        ends[team, "broken"] += broken or each.state is State.REVOKED
        ends[team, "kept"] += each.state is State.KEPT and not broken
        if each.steps[0].act == "REQUEST":
            asked[team] += 1
            ends[team, "expired"] += each.state is State.EXPIRED
            good = any(step.details.alternative or step.details.refer_to for step in each.steps)
            ends[team, "good no"] += each.state is State.DECLINED and good

    def kept(team: str) -> float:
        return ends[team, "kept"] / (ends[team, "kept"] + ends[team, "broken"])

    teams = [team.external_id for team in alder.teams if team.parent]
    assert all(asked[team] >= 20 for team in teams)
    assert 0.55 < kept("it-service") < 0.87
    assert all(0.87 < kept(team) <= 1 for team in teams if team != "it-service")
    silent = {team: ends[team, "expired"] / asked[team] for team in teams}
    assert silent["payroll"] > 0.25
    assert all(share < 0.2 for team, share in silent.items() if team != "payroll")
    helpful = {team: ends[team, "good no"] / asked[team] for team in teams}
    assert max(helpful, key=lambda team: helpful[team]) == "customer-care"


def test_two_of_three_promises_are_between_teams() -> None:
    alder = made()
    across = [
        performing_team(alder, each) != team_at(alder, each.steps[0].actor, each.steps[0].at)
        for each in alder.commitments
        if each.steps[0].act == "REQUEST"
    ]
    assert 0.55 < sum(across) / len(across) < 0.85


def test_every_team_has_enough_evidence_for_a_score_of_the_last_ninety_days() -> None:
    """At least 10 closed promises and answered requests, before the thanks are counted."""
    alder = made()
    evidence = Counter[str]()
    for each in alder.commitments:
        team, recent = performing_team(alder, each), UNTIL - each.steps[0].at < timedelta(days=85)
        evidence[team] += recent and each.steps[0].act == "REQUEST" and each.state is not State.WITHDRAWN
        evidence[team] += recent and each.state in {State.KEPT, State.BROKEN, State.REVOKED}
    assert all(evidence[team.external_id] >= 10 for team in alder.teams if team.parent)


async def stored(database: Database, alder: Company) -> list[store.Row]:
    """What stands in the database once that company is loaded."""
    await load(database, alder)
    async with database.read() as session:
        return list(await session.rows(select(tables.commitment).order_by(tables.commitment.c.id)))


def some_of(alder: Company) -> Company:
    """The company with what was written out, what is open, one in forty of the rest, and the absences that matter."""
    told = {plot.title for plot in promise_texts.PLOTS}
    wanted = [
        each
        for number, each in enumerate(alder.commitments)
        if each.draft.title in told or each.state in OPEN or number % 40 == 0
    ]
    since: dict[str, datetime] = {}
    for each in wanted:
        for name in (each.to, *(step.actor for step in each.steps)):
            since[name] = min(since.get(name, UNTIL), each.steps[0].at)
    absences = tuple(each for each in alder.absences if since.get(each.user_name, UNTIL) < each.until)
    return replace(alder, recognitions=(), commitments=tuple(wanted), absences=absences)


@pytest.mark.parametrize("day", [0, 3, 5, 6])
def test_on_any_day_something_waits_for_the_people_whom_one_looks_at_first(day: int) -> None:
    """The plots fit any day of the week and any hour: none of them is cut short by the rules."""
    until = datetime(2027, 3, 1 + day, 3 * day + 1, 30, tzinfo=UTC)
    alder = made(60, until)
    steps = {each.draft.title: len(each.steps) for each in alder.commitments}
    for plot in promise_texts.PLOTS:
        assert steps[plot.title] == len(plot.turns), plot.title


async def test_what_is_stored_is_what_the_rules_made_of_it_and_something_waits_for_everybody(
    database: Database, clock: Clock
) -> None:
    clock.now = UNTIL
    alder = some_of(made(60))
    rows = await stored(database, alder)

    assert sorted((row.title, row.state, row.version) for row in rows) == sorted(
        (each.draft.title, str(each.state), each.version) for each in alder.commitments
    )
    assert {row.state for row in rows} >= set(OPEN) | {State.BROKEN, State.KEPT, State.CANCELLED}
    assert not [row for row in rows if row.clock_at and row.clock_at <= UNTIL]
    assert not [row for row in rows if row.remind_at and row.remind_at <= UNTIL]
    async with database.read() as session:
        ids = {row.user_name: row.id for row in await people.people_by(session, "user_name", WELL_KNOWN)}
        for name in WELL_KNOWN:
            waiting = await session.rows(store.inbox(ids[name]))
            assert len(waiting) >= 3, name
        steps = await session.value(select(func.count()).select_from(tables.step))
        told = await session.value(select(func.count()).select_from(event))
    assert steps == sum(row.version for row in rows)
    assert told == 0  # a year that comes in at once is news to nobody
    overdue = [row for row in rows if row.state in {State.PROMISED, State.AT_RISK} and row.due_at < UNTIL]
    assert [row.awaiting_id for row in overdue if row.title.startswith("Handset 3")] == [ids["priya.nair"]]
    assert sum(row.state == State.REQUESTED and row.performer_id is None for row in rows) >= 2
    assert sum(bool(row.pending) for row in rows) >= 3


async def test_what_somebody_who_left_had_promised_is_handed_over_and_what_nobody_answered_closes(
    database: Database, clock: Clock
) -> None:
    clock.now = UNTIL
    alder = made(60)
    of_bjorn = [each for each in alder.commitments if each.to == "bjorn.halvorsen"][-2:]
    rows = await stored(database, replace(alder, recognitions=(), absences=(), commitments=tuple(of_bjorn)))
    ends = {row.title.partition(",")[0]: row.state for row in rows}
    assert ends == {
        "The winch on the low-loader": "CANCELLED",
        "Shock absorbers on van 7 before the field tracks turn to mud": "KEPT",
    }
    async with database.read() as session:
        kept = next(row for row in rows if row.state == "KEPT")
        names = [row.user_name for row in await people.people_by(session, "id", [kept.performer_id])]
        assert names == ["patrick.obrien"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_of_scores_that_cannot_all_be_shown_the_teams_that_one_sees_first_have_theirs(
    database: Database, clock: Clock
) -> None:
    """Complements are decided in the order of the teams' ids."""
    clock.now = UNTIL
    await load(database, made(60))
    async with database.read() as session:
        found = await reckon(session, UNTIL, RECIPES["v1"])
        names = {row.id: row.external_id for row in await tree.every_team(session)}
    withheld = {names[team] for team, shown in found.teams.items() if shown.status is ScoreStatus.WITHHELD}
    assert withheld == {"asset-mapping", "payroll"}
