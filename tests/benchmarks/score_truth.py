"""Does the score tell the truth, and can it be gamed? Companies whose habits are known, and what the score sees.

    PYTHONPATH=tests python tests/benchmarks/score_truth.py [--companies 20] [--attacked 8] [--recipe FILE]

The first table draws companies of 40 teams. Each team has habits: how often it keeps a promise, how often it answers,
how unevenly its thanks fall on people, who in it ever gives, and which teams thank it. The truth of a team is the
formula at these habits; the score sees only what they led to. The second table lets one team at a time cheat. The third
is of a recipe that was tried and is none (`supposed`): it does not gain on all three at once.
The truth stays that of v1 when another recipe is tried. Ends with 1 if something is not as it has to be.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import permutations, repeat
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.table import Table

from had_your_back.commitments.transitions import Answer
from had_your_back.scores.parts import effective_number, fresh, tallied
from had_your_back.scores.recipes import RECIPES, Component, Outcome, Recipe
from had_your_back.scores.rules import Working, working
from scores.gathering import Asked, Gathered, Promised, Staff, Thanked, World, person

V1 = RECIPES["v1"]

# ------------------------------------------------------------------------------------------------------------- company

TEAMS = 40
SIZES = (5, 15)
OUTSIDE = 0.4
"""How many of the thanks that a team receives come from other teams, and how many of its promises go to them."""
ENDS = {Outcome.KEPT_LATE: 0.4, Outcome.REVOKED_IN_TIME: 0.2, Outcome.REVOKED_LATE: 0.1, Outcome.BROKEN: 0.3}
"""How a promise ends that is not kept on time."""
BARE_NO = 0.3
"""How a request ends that is not answered well: by a bare no, or else by silence."""
ASSUMED = 0.2


@dataclass(frozen=True)
class Habits:
    """What a team is like."""

    keeps: float
    answers: float
    falls_on: dict[str, float]
    """How the thanks fall on its people."""
    givers: tuple[str, ...]
    """Who ever thanks anybody."""
    thanked_by: dict[str, float]
    """How the thanks from outside come from other teams."""

    def parts(self, thanks: int, *, reach_joined: bool = True) -> dict[Component, float]:
        """The formula at the habits, when each member is thanked so many times in the window."""
        kept = self.keeps + (1 - self.keeps) * sum(share * V1.credits[end] for end, share in ENDS.items())
        reach = min(1.0, effective_number(self.thanked_by.values(), math.inf) / V1.most_teams)
        many = len(self.falls_on)
        received = [min(V1.most_received, share * many * thanks * FRESHNESS) for share in self.falls_on.values()]
        return {
            Component.RELIABILITY: kept,
            Component.RESPONSIVENESS: self.answers + (1 - self.answers) * BARE_NO * V1.answers[Answer.DECLINED],
            Component.COVERAGE: effective_number(received, math.inf) / many,
            Component.PARTICIPATION: len(self.givers) / many,
            Component.SERVICE: (kept + reach) / 2 if reach_joined else kept,
        }


FRESHNESS = fmean(fresh(V1.window * (step + 0.5) / 1_000, V1.half_life) for step in range(1_000))
"""What a thing that happened any time in the window weighs on average."""


def score_of(parts: Mapping[Component, float]) -> float:
    """The score that parts add up to, each known exactly."""
    whole = sum(V1.weights[key] for key in parts)
    return 100 * math.prod(max(value, V1.floor) ** (V1.weights[key] / whole) for key, value in parts.items())


def _dirichlet(chance: random.Random, names: Sequence[str], evenness: float) -> dict[str, float]:
    drawn = {name: max(chance.gammavariate(evenness, 1), 1e-12) for name in names}
    total = sum(drawn.values())
    return {name: each / total for name, each in drawn.items()}


def staff(chance: random.Random) -> Staff:
    sizes = [chance.randint(*SIZES) for _ in range(TEAMS)]
    people = [person(f"{team}-{number}", f"t{team}") for team, size in enumerate(sizes) for number in range(size)]
    return Staff({f"t{team}": None for team in range(TEAMS)}, people)


def habits(chance: random.Random, who: Staff) -> dict[str, Habits]:
    found = {}
    for team in who.parents:
        people = sorted(who.members(team))
        often = chance.betavariate(4, 3)
        others = chance.sample([each for each in who.parents if each != team], chance.randint(1, 8))
        found[team] = Habits(
            keeps=chance.betavariate(6, 3),
            answers=chance.betavariate(6, 3),
            falls_on=_dirichlet(chance, people, math.exp(chance.uniform(math.log(0.3), math.log(10)))),
            givers=tuple(each for each in people if chance.random() < often) or (people[0],),
            thanked_by=_dirichlet(chance, others, 1),
        )
    return found


def _age(chance: random.Random) -> float:
    return chance.uniform(1e-6, V1.window)


def _promised(chance: random.Random, habit: Habits, people: Sequence[str], outsiders: Sequence[str]) -> Promised:
    performer = chance.choice(people)
    inside = [each for each in people if each != performer]
    customer = chance.choice(outsiders if chance.random() < OUTSIDE else inside)
    kept = chance.random() < habit.keeps
    outcome = Outcome.KEPT if kept else chance.choices(list(ENDS), list(ENDS.values()))[0]
    assumed = outcome in {Outcome.KEPT, Outcome.KEPT_LATE} and chance.random() < ASSUMED
    return Promised(performer, customer, _age(chance), outcome, assumed=assumed)


def _asked(chance: random.Random, habit: Habits, people: Sequence[str]) -> Asked:
    who = chance.choice(people)
    if chance.random() < habit.answers:
        return Asked(who, who, _age(chance), Answer.ACCEPTED)
    if chance.random() < BARE_NO:
        return Asked(who, who, _age(chance), Answer.DECLINED)
    return Asked(who, None, _age(chance), Answer.EXPIRED)


def lived(chance: random.Random, who: Staff, lives: dict[str, Habits], *, thanks: int, promises: int) -> World:
    """Ninety days of it: so many thanks a member, and so many promises and requests a team."""
    world = World(who)
    for team, habit in lives.items():
        people = sorted(who.members(team))
        outsiders = [each for each in who.people if each not in who.members(team)]
        world.promised += [_promised(chance, habit, people, outsiders) for _ in range(promises)]
        world.asked += [_asked(chance, habit, people) for _ in range(promises)]
        for _ in range(thanks * len(people)):
            recipient = chance.choices(list(habit.falls_on), list(habit.falls_on.values()))[0]
            givers = [each for each in habit.givers if each != recipient]
            if chance.random() < OUTSIDE or not givers:
                other = chance.choices(list(habit.thanked_by), list(habit.thanked_by.values()))[0]
                givers = list(lives[other].givers)
            world.thanked.append(Thanked(chance.choice(givers), (recipient,), _age(chance)))
    return world


def scored(world: World, recipe: Recipe) -> dict[str, Working]:
    gathered = Gathered(world, recipe)
    usual = gathered.means()
    return {team: working(tallied(gathered.evidence(team), recipe), usual, recipe) for team in world.staff.parents}


# --------------------------------------------------------------------------------------------------------------- truth


@dataclass(frozen=True)
class Found:
    """What came out in one company."""

    agrees: float
    """Spearman's correlation of the scores with the truth."""
    raw: float
    """The same for kept / made."""
    bias: float
    inside: float
    """How many of the intervals hold the truth of the parts that have joined."""
    inside_of_all: float
    """The same for the truth of all five parts, even of those that have not joined yet."""


def _joined(habit: Habits, seen: Working, thanks: int) -> dict[Component, float]:
    """The truth of those parts that the score of the team consists of."""
    joined = {part.key: part for part in seen.parts}
    reach_joined = "reach" in joined[Component.SERVICE].counts
    return {key: value for key, value in habit.parts(thanks, reach_joined=reach_joined).items() if key in joined}


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for place in order[at : end + 1]:
            ranks[place] = (at + end) / 2
        at = end + 1
    return ranks


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """The correlation of the ranks.

    >>> spearman([1, 2, 3, 4], [10, 20, 30, 40]), spearman([1, 2, 3], [3, 2, 1])
    (1.0, -1.0)
    """
    first, second = _ranks(one), _ranks(other)
    mean = (len(one) - 1) / 2
    both = sum((x - mean) * (y - mean) for x, y in zip(first, second, strict=True))
    return both / math.sqrt(sum((x - mean) ** 2 for x in first) * sum((y - mean) ** 2 for y in second))


def recovered(seed: int, thanks: int, promises: int, recipe: str = "") -> Found:
    """How well one company is seen; by v1, or by the recipe in a text."""
    chance = random.Random(seed)
    who = staff(chance)
    lives = habits(chance, who)
    world = lived(chance, who, lives, thanks=thanks, promises=promises)
    seen = scored(world, _recipe(recipe))
    whole = [score_of(habit.parts(thanks)) for habit in lives.values()]
    joined = [score_of(_joined(habit, seen[team], thanks)) for team, habit in lives.items()]
    values = list(seen.values())
    return Found(
        agrees=spearman([each.value for each in values], whole),
        raw=spearman([_kept_of_made(world, team) for team in lives], whole),
        bias=fmean(each.value - true for each, true in zip(values, joined, strict=True)),
        inside=fmean(each.low <= true <= each.high for each, true in zip(values, joined, strict=True)),
        inside_of_all=fmean(each.low <= true <= each.high for each, true in zip(values, whole, strict=True)),
    )


STARTS = {Component.COVERAGE: 0.7, Component.PARTICIPATION: 0.6, Component.SERVICE: 0.6}
"""What is usual of a part of which nothing is known; of service, of its half that is reach. Fitted to the companies."""
UNSURE = 4
"""As many pieces of evidence stand behind that: teams differ more than the pull of v1 takes for granted."""


def supposed(seen: Working) -> tuple[float, float, float]:
    """A score with its interval, where what has not joined is taken for usual, and for as unsure as it is."""

    def unknown(key: Component) -> tuple[float, float]:
        return STARTS[key], STARTS[key] * (1 - STARTS[key]) / (UNSURE + 1)

    found = {part.key: (part.value, part.variance) for part in seen.parts}
    found |= {each.key: unknown(each.key) for each in seen.missing}
    if not any("reach" in part.counts for part in seen.parts):
        (kept, unsure), (reach, more) = found[Component.SERVICE], unknown(Component.SERVICE)
        found[Component.SERVICE] = (kept + reach) / 2, (unsure + more) / 4
    value = score_of({key: each for key, (each, _) in found.items()})
    spread = math.sqrt(
        sum(V1.weights[key] ** 2 * more / max(each, V1.floor) ** 2 for key, (each, more) in found.items())
    )
    return value, value * math.exp(-V1.z * spread), min(100, value * math.exp(V1.z * spread))


Strictly = tuple[float, float, float]
"""Agreement, bias, and how many intervals hold the truth, of all five parts."""


def compared(seed: int, thanks: int, promises: int) -> tuple[Strictly, Strictly]:
    """How well one company is seen by v1, and by `supposed`, against the truth of all five parts."""
    chance = random.Random(seed)
    who = staff(chance)
    lives = habits(chance, who)
    seen = scored(lived(chance, who, lives, thanks=thanks, promises=promises), V1).values()
    whole = [score_of(habit.parts(thanks)) for habit in lives.values()]
    return (
        _strictly([(each.value, each.low, each.high) for each in seen], whole),
        _strictly([supposed(each) for each in seen], whole),
    )


def _strictly(found: Sequence[tuple[float, float, float]], truth: Sequence[float]) -> Strictly:
    return (
        spearman([value for value, _, _ in found], truth),
        fmean(value - true for (value, _, _), true in zip(found, truth, strict=True)),
        fmean(low <= true <= high for (_, low, high), true in zip(found, truth, strict=True)),
    )


def _recipe(text: str) -> Recipe:
    return Recipe.from_text(text) if text else V1


def _kept_of_made(world: World, team: str) -> float:
    made = [each for each in world.promised if world.staff.home(each.performer, 0) == team]
    return fmean(each.outcome is Outcome.KEPT for each in made)


# -------------------------------------------------------------------------------------------------------------- gaming

Attack = Callable[[World, list[str], random.Random], World]
"""What the people of a team do, or leave."""

LIVED_THANKS, LIVED_PROMISES = 4, 12


def _even(lives: dict[str, Habits]) -> dict[str, Habits]:
    """The same teams, whose thanks are spread at random."""
    everywhere = {team: 1 / (len(lives) - 1) for team in lives}
    return {
        team: replace(
            habit,
            falls_on=dict.fromkeys(habit.falls_on, 1 / len(habit.falls_on)),
            givers=tuple(habit.falls_on),
            thanked_by={other: share for other, share in everywhere.items() if other != team},
        )
        for team, habit in lives.items()
    }


def _without(world: World, people: list[str], *, given: bool, received: bool) -> list[Thanked]:
    team = set(people)
    return [
        each
        for each in world.thanked
        if not (given and each.giver in team) and not (received and team.intersection(each.recipients))
    ]


def silent(world: World, people: list[str], _: random.Random) -> World:
    """Nobody in the team thanks anybody, nor is thanked."""
    return replace(world, thanked=_without(world, people, given=True, received=True))


def clique(world: World, people: list[str], chance: random.Random) -> World:
    """All thanks inside the team pass between three of its people."""
    pairs = list(permutations(people[:3], 2))
    team = set(people)
    inside = [each for each in world.thanked if each.giver in team and team.issuperset(each.recipients)]
    swapped = []
    for each in inside:
        giver, recipient = chance.choice(pairs)
        swapped.append(replace(each, giver=giver, recipients=(recipient,)))
    return replace(world, thanked=[each for each in world.thanked if each not in inside] + swapped)


def ring(size: int | None) -> Attack:
    """Each thanks each, every day for ninety days; None: the whole team."""

    def attack(world: World, people: list[str], _: random.Random) -> World:
        pairs = list(permutations(people[:size], 2))
        more = [Thanked(one, (other,), day + 0.5) for day in range(V1.window) for one, other in pairs]
        return replace(world, thanked=world.thanked + more)

    return attack


def trivial(*, assumed: bool, others: bool) -> Attack:
    """Every day something trivial is promised and kept: inside a pair, or to somebody in another team."""

    def attack(world: World, people: list[str], _: random.Random) -> World:
        outsider = next(each for each in world.staff.people if each not in people)
        customer = outsider if others else people[1]
        more = [Promised(people[0], customer, day + 0.5, Outcome.KEPT, assumed=assumed) for day in range(V1.window)]
        return replace(world, promised=world.promised + more)

    return attack


def ends_otherwise(ends: Mapping[Outcome, Outcome]) -> Attack:
    """The promises of the team end in another way."""

    def attack(world: World, people: list[str], _: random.Random) -> World:
        changed = [
            replace(each, outcome=ends.get(each.outcome, each.outcome)) if each.performer in people else each
            for each in world.promised
        ]
        return replace(world, promised=changed)

    return attack


def split(times: int, promises: int | None) -> Attack:
    """Some of the promises that were kept are twenty each; None: all of them."""

    def attack(world: World, people: list[str], _: random.Random) -> World:
        kept = [each for each in world.promised if each.performer in people and each.outcome is Outcome.KEPT]
        return replace(world, promised=world.promised + kept[:promises] * (times - 1))

    return attack


def answers(instead_of: frozenset[Answer], with_: Answer) -> Attack:
    """The team answers otherwise."""

    def attack(world: World, people: list[str], _: random.Random) -> World:
        changed = [
            replace(each, answer=with_, by=each.to) if each.to in people and each.answer in instead_of else each
            for each in world.asked
        ]
        return replace(world, asked=changed)

    return attack


def stops(*, giving: bool, receiving: bool) -> Attack:
    """The team thanks nobody any more, or asks not to be thanked."""

    def attack(world: World, people: list[str], _: random.Random) -> World:
        return replace(world, thanked=_without(world, people, given=giving, received=receiving))

    return attack


EVEN, LIVED, SILENT, CLIQUE = "thanks at random", "as drawn", "silence", "a clique of three"
RINGS = {"ring of 2": ring(2), "ring of 3": ring(3), "ring of 5": ring(5), "the whole team": ring(None)}
ALL_ANSWERS = frozenset(Answer)
BAD_ENDS = dict.fromkeys((Outcome.BROKEN, Outcome.REVOKED_LATE), Outcome.REVOKED_IN_TIME)
ATTACKS: dict[tuple[str, str], Attack] = {
    **{
        (baseline, f"{name}, daily"): attack
        for baseline in (EVEN, LIVED, SILENT, CLIQUE)
        for name, attack in RINGS.items()
    },
    (LIVED, "a trivial promise a day inside a pair"): trivial(assumed=False, others=False),
    (LIVED, "the same, never confirmed"): trivial(assumed=True, others=False),
    (LIVED, "a trivial promise a day to one other team"): trivial(assumed=False, others=True),
    (LIVED, "all that would break is revoked in time"): ends_otherwise(BAD_ENDS),
    (LIVED, "everything is revoked in time"): ends_otherwise(dict.fromkeys(Outcome, Outcome.REVOKED_IN_TIME)),
    (LIVED, "one kept promise is split into twenty"): split(20, 1),
    (LIVED, "every kept promise is split into twenty"): split(20, None),
    (LIVED, "a bare no to every request"): answers(ALL_ANSWERS, Answer.DECLINED),
    (LIVED, "a bare no instead of silence"): answers(frozenset({Answer.EXPIRED}), Answer.DECLINED),
    (LIVED, "a pointer to somebody else for every request"): answers(ALL_ANSWERS, Answer.DECLINED_WITH_ALTERNATIVE),
    (LIVED, "the team stops thanking"): stops(giving=True, receiving=False),
    (LIVED, "nobody thanks the team"): stops(giving=False, receiving=True),
    (LIVED, "neither"): stops(giving=True, receiving=True),
}
TEAMS_TRIED = 5
FAIR = "a pair counts for at most three, a person for at most five: it earns what even thanks would"
CONFIRMED = "somebody else has to confirm each one, and the counts stand beside the score; v1 sets no bound"
MISSING = "the score says which part is missing and what it waits for; v1 shares its weight out"
AGAINST: dict[tuple[str, str], str] = {
    (LIVED, "ring of 5, daily"): FAIR,
    (LIVED, "the whole team, daily"): FAIR,
    (SILENT, "the whole team, daily"): FAIR,
    (CLIQUE, "the whole team, daily"): FAIR,
    (LIVED, "a trivial promise a day inside a pair"): CONFIRMED,
    (LIVED, "the same, never confirmed"): "silence is worth half; v1 sets no bound",
    (LIVED, "a trivial promise a day to one other team"): CONFIRMED,
    (LIVED, "one kept promise is split into twenty"): CONFIRMED,
    (LIVED, "every kept promise is split into twenty"): CONFIRMED,
    (LIVED, "the team stops thanking"): MISSING,
    (LIVED, "nobody thanks the team"): MISSING,
    (LIVED, "neither"): MISSING,
}
"""What the score does about those that gain more than three points."""


def gamed(seed: int, recipe: str = "") -> dict[tuple[str, str], list[float]]:
    """What each attack gains, for some teams of one company."""
    chance, by = random.Random(seed), _recipe(recipe)
    who = staff(chance)
    lives = habits(chance, who)
    drawn = {
        LIVED: lived(chance, who, lives, thanks=LIVED_THANKS, promises=LIVED_PROMISES),
        EVEN: lived(chance, who, _even(lives), thanks=LIVED_THANKS, promises=LIVED_PROMISES),
    }
    gains: dict[tuple[str, str], list[float]] = {key: [] for key in ATTACKS}
    for team in chance.sample(sorted(lives), TEAMS_TRIED):
        people = sorted(who.members(team))
        begins = drawn | {
            SILENT: silent(drawn[EVEN], people, chance),
            CLIQUE: clique(drawn[EVEN], people, chance),
        }
        before = {name: world.working(team, by).value for name, world in begins.items()}
        for (baseline, name), attack in ATTACKS.items():
            after = attack(begins[baseline], people, chance).working(team, by).value
            gains[baseline, name].append(after - before[baseline])
    return gains


# --------------------------------------------------------------------------------------------------------------- tables

LEAST_AGREEMENT = {4: 0.58, 12: 0.67, 40: 0.78, 120: 0.84}
"""By promises a team, at four thanks a member."""
MOST_BIAS = 2.0
INSIDE = (0.80, 0.97)
MOST_FROM_A_RING = 6.0
NOTEWORTHY = 3.0
THANKS = (4, 1, 12)
TRIED_THANKS = (1, 2, 4)


def truth_table(pool: Executor, companies: int, recipe: str) -> tuple[Table, list[str]]:
    """The first table, and what in it is not as promised."""
    table = Table(title=f"What the score sees of the truth: {companies} companies of {TEAMS} teams")
    for head in (
        "thanks a member",
        "promises a team",
        "Spearman",
        "least",
        "kept/made",
        "bias",
        "in interval",
        "of all five parts",
    ):
        table.add_column(head, justify="right")
    wrong = []
    for thanks in THANKS:
        for promises, least in LEAST_AGREEMENT.items():
            found = list(pool.map(recovered, range(companies), repeat(thanks), repeat(promises), repeat(recipe)))
            mean = Found(*(fmean(getattr(each, name) for each in found) for name in Found.__dataclass_fields__))
            demanded = least if thanks == THANKS[0] else None
            table.add_row(
                str(thanks), str(promises), f"{mean.agrees:.3f}", f"{demanded or ''}", f"{mean.raw:.3f}",
                f"{mean.bias:+.2f}", f"{mean.inside:.1%}", f"{mean.inside_of_all:.1%}",
            )  # fmt: skip
            at = f"at {thanks} thanks and {promises} promises"
            if demanded and mean.agrees < demanded:
                wrong.append(f"{at} the score agrees with the truth by {mean.agrees:.3f} only")
            if abs(mean.bias) > MOST_BIAS:
                wrong.append(f"{at} the bias is {mean.bias:+.2f}")
            if not INSIDE[0] <= mean.inside <= INSIDE[1]:
                wrong.append(f"{at} {mean.inside:.1%} of the intervals hold the truth")
    return table, wrong


def tried_table(pool: Executor, companies: int) -> Table:
    """The third table."""
    table = Table(title=f"What has not joined is taken for usual: {companies} companies, truth of all five parts")
    for head in ("thanks a member", "promises a team"):
        table.add_column(head, justify="right")
    for head in ("Spearman", "bias", "in interval"):
        table.add_column(f"{head}: v1", justify="right")
        table.add_column("tried", justify="right")
    for thanks in TRIED_THANKS:
        for promises in LEAST_AGREEMENT:
            found = list(pool.map(compared, range(companies), repeat(thanks), repeat(promises)))
            v1, tried = ([fmean(values) for values in zip(*(each[at] for each in found), strict=True)] for at in (0, 1))
            pairs = zip(("{:.3f}", "{:+.2f}", "{:.1%}"), v1, tried, strict=True)
            shown = [form.format(value) for form, *both in pairs for value in both]
            table.add_row(str(thanks), str(promises), *shown)
    return table


def gaming_table(pool: Executor, companies: int, recipe: str) -> tuple[Table, list[str]]:
    """The second table, and what in it is not as promised."""
    table = Table(title=f"What an attack gains: {TEAMS_TRIED} teams in each of {companies} companies, points")
    for head in ("from", "attack"):
        table.add_column(head)
    for head in ("mean", "most"):
        table.add_column(head, justify="right")
    table.add_column("against it")
    gains: dict[tuple[str, str], list[float]] = {key: [] for key in ATTACKS}
    for each in pool.map(gamed, range(companies), repeat(recipe)):
        for key, values in each.items():
            gains[key] += values
    wrong = []
    for (baseline, name), values in gains.items():
        against = AGAINST.get((baseline, name), "")
        table.add_row(baseline, name, f"{fmean(values):+.2f}", f"{max(values):+.2f}", against)
        if fmean(values) > NOTEWORTHY and not against:
            wrong.append(f"{name} gains {fmean(values):.2f} from {baseline}, and nothing is said about it")
        if baseline == EVEN and max(values) > MOST_FROM_A_RING:
            wrong.append(f"{name} gains {max(values):.2f} over thanks at random")
    return table, wrong


def main() -> int:
    """Print both tables; 1 if something is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=20)
    parser.add_argument("--attacked", type=int, default=8, help="companies in which teams cheat")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--recipe", type=Path, help="a recipe to try, in TOML or JSON")
    chosen = parser.parse_args()
    recipe = chosen.recipe.read_text() if chosen.recipe else ""
    console = Console(width=190)
    with ProcessPoolExecutor(chosen.processes) as pool:
        truth, untrue = truth_table(pool, chosen.companies, recipe)
        console.print(truth)
        gaming, gamed_by = gaming_table(pool, chosen.attacked, recipe)
        console.print(gaming)
        if not recipe:
            console.print(tried_table(pool, chosen.companies))
    for each in (wrong := untrue + gamed_by):
        console.print(f"Not as promised: {each}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
