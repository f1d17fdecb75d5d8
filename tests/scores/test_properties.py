"""What holds for the score of every team, whatever happened. Companies at random, the same ones each time."""

import random
from dataclasses import replace
from itertools import permutations

from hypothesis import Phase, given, settings

from had_your_back.scores.parts import fresh, worth
from had_your_back.scores.recipes import RECIPES, Component, Outcome
from had_your_back.scores.rules import Score, Working, score, working
from scores.gathering import Gathered, Promised, Staff, Thanked, World, company
from scores.worlds import AGES, NAMES, PAIRS, PARENTS, PEOPLE, Kind, Reader, together, world

V1 = RECIPES["v1"]
ROUNDING = 1e-9

in_any_company = settings(
    max_examples=500, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate, Phase.shrink]
)
TEAMS = Kind(1, lambda drawn: Reader(drawn).one_of(["kestrel", "division", "night", "swift"]))
CHANCE = Kind(4, random.Random)


def also(world: World, *, promised: list[Promised] | None = None, thanked: list[Thanked] | None = None) -> World:
    """The same company, in which more happened."""
    return replace(world, promised=[*world.promised, *(promised or ())], thanked=[*world.thanked, *(thanked or ())])


def everything(world: World, team: str) -> tuple[Score, Working]:
    """What is published of a team, and the working behind it even where nothing may be."""
    gathered = Gathered(world)
    evidence, means = gathered.evidence(team), gathered.means()
    return score(evidence, means, V1), working(gathered.tallied(team), means, V1)


@in_any_company
@given(together(world(), TEAMS, CHANCE))
def test_the_order_of_the_evidence_never_matters(drawn: tuple[World, str, random.Random]) -> None:
    world, team, shuffle = drawn
    before = everything(world, team)
    for each in (world.promised, world.asked, world.thanked):
        shuffle.shuffle(each)
    assert everything(world, team) == before


CALLED = dict(zip(NAMES, reversed([f"per_{name}" for name in NAMES]), strict=True))
RENAMED = Staff(PARENTS, [replace(each, id=CALLED[each.id]) for each in PEOPLE])


@in_any_company
@given(together(world(), TEAMS))
def test_another_name_for_everybody_changes_nothing(drawn: tuple[World, str]) -> None:
    world, team = drawn
    called = CALLED | {None: None}
    renamed = World(
        RENAMED,
        [replace(each, performer=called[each.performer], customer=called[each.customer]) for each in world.promised],
        [replace(each, to=called.get(each.to, each.to), by=called[each.by]) for each in world.asked],
        [
            replace(each, giver=called[each.giver], recipients=tuple(called[to] for to in each.recipients))
            for each in world.thanked
        ],
    )
    before, after = everything(world, team), everything(renamed, team)
    names = frozenset(called[name] for name in before[0].contributors)
    assert after == (replace(before[0], contributors=names), before[1])


@in_any_company
@given(together(world(), TEAMS))
def test_a_score_lies_between_nothing_and_a_hundred_and_inside_its_interval(drawn: tuple[World, str]) -> None:
    world, team = drawn
    found = world.working(team)
    assert 0 <= found.low <= found.value <= found.high <= 100
    for part in found.parts:
        assert 0 <= part.value <= 1
        assert part.variance >= 0
        assert part.points_lost >= -ROUNDING
        assert found.value + part.points_lost <= 100 + ROUNDING
    assert abs(sum(part.weight for part in found.parts) - 1) < ROUNDING
    assert {part.key for part in found.parts} | {each.key for each in found.missing} == set(Component)


@in_any_company
@given(together(world(), TEAMS, PAIRS, AGES, Kind(1, lambda drawn: drawn[0] % 2 == 0)))
def test_one_more_promise_kept_never_lowers_a_score_and_one_more_broken_never_raises_it(
    drawn: tuple[World, str, tuple[str, str], float, bool],
) -> None:
    world, team, pair, age, assumed = drawn
    before = world.working(team).value
    kept = also(world, promised=[Promised(*pair, age, Outcome.KEPT, assumed=assumed)])
    broken = also(world, promised=[Promised(*pair, age, Outcome.BROKEN)])
    assert kept.working(team).value >= before - ROUNDING
    assert broken.working(team).value <= before + ROUNDING


@in_any_company
@given(together(world(), PAIRS, AGES, Kind(1, lambda drawn: drawn[0] % 13)))
def test_each_further_thanks_between_a_pair_adds_less(drawn: tuple[World, tuple[str, str], float, int]) -> None:
    world, pair, age, so_far = drawn
    giver, recipient = pair
    quiet = replace(world, thanked=[each for each in world.thanked if not {*pair} <= {each.giver, *each.recipients}])

    def credit(times: int) -> float:
        """What everything that these two thanked each other for counts, as recipient and as giver."""
        turns = [Thanked(*((giver, (recipient,)) if turn % 2 else (recipient, (giver,))), age) for turn in range(times)]
        then = also(quiet, thanked=turns)
        return sum(
            worth(fresh(each.age, V1.half_life), each.between, each.recipients, V1)
            for team, received in Gathered(then).received.items()
            for each in received
            if team is not None and {each.giver, each.recipient} == {*pair}
        )

    first, second, third = (credit(so_far + more) for more in range(3))
    if None not in (world.staff.home(giver, age), world.staff.home(recipient, age)):
        assert 0 < third - second < second - first
    assert third < V1.saturation


def beyond(drawn: bytes) -> float:
    """An age before the window, one that has not come yet, or none at all."""
    age = AGES.read(drawn[1:])
    return (age + V1.window, -age, 0.0)[drawn[0] % 3]


BEYOND = Kind(1 + AGES.size, beyond)


@in_any_company
@given(together(world(), world(most=8), TEAMS, BEYOND))
def test_nothing_outside_the_window_changes_anything(drawn: tuple[World, World, str, float]) -> None:
    world, more, team, age = drawn
    added = World(
        world.staff,
        [*world.promised, *(replace(each, age=age) for each in more.promised)],
        [*world.asked, *(replace(each, age=age) for each in more.asked)],
        [*world.thanked, *(replace(each, age=age) for each in more.thanked)],
    )
    assert everything(added, team) == everything(world, team)


@in_any_company
@given(together(world(), world(most=8), TEAMS))
def test_what_was_withdrawn_or_hidden_changes_nothing(drawn: tuple[World, World, str]) -> None:
    world, more, team = drawn
    gone = [replace(each, counts=False) for each in more.thanked]
    assert everything(also(world, thanked=gone), team) == everything(world, team)


MOST_FROM_A_RING = 6


@in_any_company
@given(together(CHANCE, Kind(3, lambda drawn: (5 + drawn[0] % 3, 2 + drawn[1] % 6, (1, 8)[drawn[2] % 2]))))
def test_a_ring_that_thanks_itself_without_end_gains_little(
    drawn: tuple[random.Random, tuple[int, int, int]],
) -> None:
    """Over four thanks a member, spread at random: the company is drawn evenly, as the design says."""
    chance, (size, ring, times) = drawn
    world = company({"kestrel": size, "heron": 5})
    people = [name for name in world.staff.people if name.startswith("k")]
    for _ in range(4 * size):
        giver, recipient = chance.sample(people, 2)
        world.thanked.append(Thanked(giver, (recipient,), chance.uniform(0.01, V1.window)))
    before = world.working("kestrel").value
    for giver, recipient in permutations(people[:ring], 2):
        world.thanked += [Thanked(giver, (recipient,), 0.5 + 10 * time) for time in range(times)]
    assert world.working("kestrel").value <= before + MOST_FROM_A_RING
