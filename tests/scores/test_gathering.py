"""What SQL gathers is what one counts by hand, for a whole organisation and for each team alone."""

from __future__ import annotations

import asyncio
import math
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Boolean, bindparam, text

from conftest import NOW, Clock
from had_your_back.columns import UTCDateTime
from had_your_back.commitments.transitions import Answer
from had_your_back.database import Database, Transaction
from had_your_back.people import actions as people
from had_your_back.people.actions import TeamDraft
from had_your_back.scores import ledger, publications, store
from had_your_back.scores.evidence import Evidence
from had_your_back.scores.parts import tallied
from had_your_back.scores.recipes import RECIPES, Outcome
from had_your_back.scores.rules import means, score
from scores.gathering import Asked, Gathered, Promised, Thanked, World, company, example
from scores.living import Settled, live, settle
from scores.worlds import STAFF, worlds

V1 = RECIPES["v1"]


def plain(evidence: Evidence, settled: Settled | None = None) -> dict[str, Any]:
    """Evidence that can be compared, whatever its order, with names instead of ids and ages to the second."""

    def name(key: str | None) -> str | None:
        return settled.names[key] if settled and key is not None else key

    def age(freshness: float) -> int:
        return round(-V1.half_life * math.log2(freshness) * 86_400)

    return {
        "members": sorted(map(str, map(name, evidence.members))),
        "kin": sorted(map(str, map(name, evidence.kin))),
        "other_teams": evidence.other_teams,
        "promises": sorted(
            (age(each.freshness), each.outcome, str(name(each.performer)), str(name(each.customer_team)), each.assumed)
            for each in evidence.promises
        ),
        "requests": sorted((age(each.freshness), each.answer, str(name(each.person))) for each in evidence.requests),
        "received": {name(person): sorted(each) for person, each in evidence.received.items()},
        "received_from": {name(team): sorted(each) for team, each in evidence.received_from.items()},
        "given": {name(person): times for person, times in evidence.given.items() if times},
    }


def about(plain: dict[str, Any]) -> dict[str, Any]:
    """The same, with worths to nine digits."""
    return plain | {
        side: {key: pytest.approx(worths, rel=0, abs=1e-9) for key, worths in plain[side].items()}
        for side in ("received", "received_from")
    }


async def cleared(tx: Transaction) -> None:
    for table in ("recognition_team", "recognition_recipient", "recognition", "commitment"):
        await tx.write(text(f"DELETE FROM {table}"))


@pytest.fixture
async def settled(database: Database) -> Settled:
    return await database.transact(settle, STAFF, NOW)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds(most=30))
async def test_what_sql_gathers_is_what_one_counts_by_hand(database: Database, settled: Settled, world: World) -> None:
    await database.transact(cleared)
    await database.transact(live, world, settled)
    by_hand = Gathered(world)

    async with database.read() as session:
        whole = await store.gather(session, NOW, V1)
        found = ledger.evidence(whole)
        populated = ledger.populated_teams(whole)
        for team, key in settled.teams.items():
            expected = about(plain(by_hand.evidence(team)))
            assert plain(found[key], settled) == expected
            alone = await store.gather(session, NOW, V1, team=key, populated=populated)
            assert plain(ledger.evidence(alone)[key], settled) == expected

    tallies = {team: tallied(each, V1) for team, each in found.items()}
    usual, expected_means = means(ledger.organisation(whole, tallies), V1), by_hand.means()
    for name in ("reliability", "responsiveness", "coverage", "participation", "reach"):
        assert math.isclose(getattr(usual, name), getattr(expected_means, name), abs_tol=1e-6)
    for team, key in settled.teams.items():
        one, other = score(found[key], usual, V1), world.score(team)
        assert (one.status, one.items, len(one.contributors)) == (other.status, other.items, len(other.contributors))
        if one.working and other.working:
            assert math.isclose(one.working.value, other.working.value, abs_tol=1e-4)


async def test_the_worked_example_to_its_last_digit_from_rows(database: Database) -> None:
    world = example()
    settled = await database.transact(settle, world.staff, NOW)
    await database.transact(live, world, settled)

    async with database.read() as session:
        whole = await store.gather(session, NOW, V1)
    day = publications.publish(whole, today=NOW.date(), leads={})
    kestrel = ledger.evidence(whole)[settled.teams["kestrel"]]
    found = score(kestrel, day.means, V1).working

    assert found is not None
    assert [f"{each:.6f}" for each in (found.value, found.low, found.high)] == ["76.279355", "68.723101", "84.666435"]
    assert [f"{part.value:.6f}" for part in found.parts] == ["0.755201", "0.747496", "0.882538", "0.657971", "0.767708"]
    lost = [f"{part.points_lost:.6f}" for part in found.parts]
    assert lost == ["9.066394", "4.571610", "1.443192", "3.260782", "3.085383"]


async def test_what_is_older_than_the_window_or_not_before_the_day_changes_nothing(
    database: Database, settled: Settled
) -> None:
    async with database.read() as session:
        empty = ledger.evidence(await store.gather(session, NOW, V1))
    world = example()
    for age in (90.0001, 0.0, -1.0):
        shifted = World(
            STAFF,
            [type(each)("k1", "h1", age, each.outcome) for each in world.promised],
            [type(each)("k1", "k1" if each.by else None, age, each.answer) for each in world.asked],
            [type(each)("k1", ("k2",), age) for each in world.thanked],
        )
        await database.transact(live, shifted, settled)
    async with database.read() as session:
        found = ledger.evidence(await store.gather(session, NOW, V1))
        later = ledger.evidence(await store.gather(session, NOW + timedelta(days=2), V1))
    assert found == empty
    assert later != empty


async def test_what_was_done_below_another_team_still_counts_there_after_a_reorganisation(
    database: Database, clock: Clock
) -> None:
    world = company({"north": 1, "south": 1, "kestrel": 5}, {"kestrel": "north"})
    world.thanked = [Thanked("k1", ("k2",), 20), Thanked("k1", ("k3",), 2)]
    world.promised = [Promised("k1", "n1", 20, Outcome.KEPT), Promised("k2", "n1", 2, Outcome.BROKEN)]
    world.asked = [Asked("kestrel", "k4", 20, Answer.ACCEPTED), Asked("k5", "k5", 2, Answer.DECLINED)]
    clock.now = NOW - timedelta(days=10)
    settled = await database.transact(settle, world.staff, NOW)
    moved = TeamDraft(external_id="kestrel", name="kestrel", parent="south")
    await database.transact(people.put_team, moved)
    await database.transact(live, world, settled)
    await database.transact(_in_feeds_of, settled.teams["south"], settled.at(10))

    async with database.read() as session:
        whole = await store.gather(session, NOW, V1)
        found = ledger.evidence(whole)
        alone = {
            name: ledger.evidence(
                await store.gather(session, NOW, V1, team=key, populated=ledger.populated_teams(whole))
            )[key]
            for name, key in settled.teams.items()
        }
    counts = {
        name: (len(found[key].members), *(len(each) for each in (found[key].promises, found[key].requests)))
        for name, key in settled.teams.items()
    }
    assert counts == {"north": (1, 1, 1), "south": (6, 1, 1), "kestrel": (5, 2, 2)}
    received = {
        name: sorted(settled.names[person] for person in found[key].received) for name, key in settled.teams.items()
    }
    assert received == {"north": ["k2"], "south": ["k3"], "kestrel": ["k2", "k3"]}
    assert {name: plain(each) for name, each in alone.items()} == {
        name: plain(found[key]) for name, key in settled.teams.items()
    }


async def test_what_fails_while_the_next_rows_are_read_ends_when_these_have_come() -> None:
    said: list[str] = []

    async def read(name: str) -> Any:
        said.append(f"{name} begins")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        said.append(f"{name} is there")
        return [name]

    def take(rows: Any) -> None:
        said.append(f"{rows[0]} fails")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store._each((read(name), take) for name in ("one", "two", "three"))
    assert said == ["one begins", "one is there", "two begins", "one fails", "two is there"]


async def _in_feeds_of(tx: Transaction, team: str, since: datetime) -> None:
    """What was given since then stands in the feeds of the teams that were above it then."""
    later = "SELECT :team, id, :direct FROM recognition WHERE created_at > :since"
    await tx.write(
        text(f"INSERT INTO recognition_team (team_id, recognition_id, direct) {later}").bindparams(
            bindparam("since", type_=UTCDateTime), bindparam("direct", type_=Boolean)
        ),
        team=team, since=since, direct=False,
    )  # fmt: skip
