"""A company in plain lists, and the evidence in it, gathered the slow and obvious way: the oracle of the store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import TypeAlias, TypeVar

from had_your_back.commitments.transitions import Answer
from had_your_back.scores.evidence import Evidence, Promise, Request
from had_your_back.scores.parts import Tallies, tallied
from had_your_back.scores.recipes import RECIPES, Outcome, Recipe
from had_your_back.scores.rules import MEMBER_AFTER_DAYS, Means, Organisation, Score, Working, means, score, working

T = TypeVar("T")
K = TypeVar("K")
_ByHome: TypeAlias = dict[str | None, list[T]]

V1 = RECIPES["v1"]
ALWAYS = 10_000.0


@dataclass(frozen=True)
class Person:
    """`homes`: home teams, newest first, each with the age in days of the moment since when; None: without a team.

    `away`: spans from one age to another, the older first.
    """

    id: str
    homes: tuple[tuple[float, str | None], ...]
    away: tuple[tuple[float, float], ...] = ()

    def home(self, age: float) -> str | None:
        return next((team for since, team in self.homes if age <= since), None)

    def homes_since(self, age: float) -> set[str | None]:
        """Every home in the span from then until now."""
        return {self.home(age)} | {team for since, team in self.homes if since < age}


def person(name: str, team: str | None, since: float = ALWAYS) -> Person:
    return Person(name, ((since, team),))


@dataclass(frozen=True)
class Promised:
    performer: str
    customer: str
    age: float
    outcome: Outcome
    assumed: bool = False


@dataclass(frozen=True)
class Asked:
    """`to` is a person, or a team; `by` is who answered."""

    to: str
    by: str | None
    age: float
    answer: Answer


@dataclass(frozen=True)
class Thanked:
    giver: str
    recipients: tuple[str, ...]
    age: float
    counts: bool = True
    """False: withdrawn or hidden."""


class Staff:
    """Teams, each with the team above it, and people."""

    def __init__(self, parents: Mapping[str, str | None], people: Iterable[Person]) -> None:
        self.parents = parents
        self.people = {each.id: each for each in people}
        self.above = {team: self._above(team) for team in parents}
        self.below = {team: {each for each in parents if team in self.above[each]} for team in parents}

    def _above(self, team: str | None) -> list[str]:
        found = []
        while team is not None:
            found.append(team)
            team = self.parents[team]
        return found

    def home(self, who: str, age: float) -> str | None:
        return self.people[who].home(age)

    @cache  # noqa: B019 - a test's staff is small
    def members(self, team: str | None, window: float = V1.window) -> frozenset[str]:
        """Who counts as a member of a team and what is below it; None: of the organisation."""
        inside = set(self.parents) if team is None else self.below[team]
        return self._who_stayed(inside, window)

    @cache  # noqa: B019 - as above
    def with_direct_members(self, window: float = V1.window) -> frozenset[str]:
        return frozenset(team for team in self.parents if self._who_stayed({team}, window))

    def _who_stayed(self, inside: set[str], window: float) -> frozenset[str]:
        return frozenset(
            each.id
            for each in self.people.values()
            if each.homes_since(MEMBER_AFTER_DAYS) <= inside
            and not any(begin >= window and end <= 0 for begin, end in each.away)
        )


@dataclass
class World:
    """What happened in a company."""

    staff: Staff
    promised: list[Promised] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    thanked: list[Thanked] = field(default_factory=list)

    def working(self, team: str, recipe: Recipe = V1) -> Working:
        gathered = Gathered(self, recipe)
        return working(gathered.tallied(team), gathered.means(), recipe)

    def score(self, team: str, recipe: Recipe = V1) -> Score:
        gathered = Gathered(self, recipe)
        return score(gathered.evidence(team), gathered.means(), recipe)


def fresh(age: float, recipe: Recipe) -> float:
    """What anything weighs by its age."""
    return 0.5 ** (age / recipe.half_life)


@dataclass(frozen=True)
class Received:
    """That one person was thanked once."""

    age: float
    giver: str
    giver_team: str | None
    recipient: str
    recipients: int
    between: int

    def worth(self, recipe: Recipe) -> float:
        """As docs/score.md has it: ``u = w * M / (M + N - 1) * min(1, 5 / g)``."""
        bounded = recipe.saturation / (recipe.saturation + self.between - 1)
        return fresh(self.age, recipe) * bounded * min(1, recipe.most_recipients / self.recipients)


class Gathered:
    """The evidence of every team in a company: what happened inside the window, by where its people were then."""

    def __init__(self, world: World, recipe: Recipe = V1) -> None:
        self.staff, self.recipe = world.staff, recipe
        home = self.staff.home
        thanked = [each for each in world.thanked if each.counts and self._within(each.age)]
        between = Counter(frozenset((each.giver, to)) for each in thanked for to in each.recipients)
        self.promises: _ByHome[Promise] = defaultdict(list)
        for each in world.promised:
            if self._within(each.age):
                customer_team = home(each.customer, each.age)
                promise = Promise(
                    fresh(each.age, recipe), each.outcome, each.performer, customer_team, assumed=each.assumed
                )
                self.promises[home(each.performer, each.age)].append(promise)
        self.requests: _ByHome[Request] = defaultdict(list)
        for each in world.asked:
            if self._within(each.age):
                asked = each.to if each.to in self.staff.parents else home(each.to, each.age)
                self.requests[asked].append(Request(fresh(each.age, recipe), each.answer, each.by))
        self.received: _ByHome[Received] = defaultdict(list)
        self.given: _ByHome[str] = defaultdict(list)
        for each in thanked:
            giver_team = home(each.giver, each.age)
            self.given[giver_team].append(each.giver)
            for to in each.recipients:
                pair = between[frozenset((each.giver, to))]
                received = Received(each.age, each.giver, giver_team, to, len(each.recipients), pair)
                self.received[home(to, each.age)].append(received)

    def _within(self, age: float) -> bool:
        return 0 < age <= self.recipe.window

    @cache  # noqa: B019 - a test's company is small
    def evidence(self, team: str) -> Evidence:
        inside = self.staff.below[team]
        kin = inside.union(self.staff.above[team])
        received = [(each, each.worth(self.recipe)) for each in _of(self.received, inside)]
        return Evidence(
            members=self.staff.members(team, self.recipe.window),
            kin=frozenset(kin),
            other_teams=len(self.staff.with_direct_members(self.recipe.window) - kin),
            promises=tuple(_of(self.promises, inside)),
            requests=tuple(_of(self.requests, inside)),
            received=_by((each.recipient, worth) for each, worth in received),
            received_from=_by((each.giver_team, worth) for each, worth in received),
            given=Counter(_of(self.given, inside)),
        )

    @cache  # noqa: B019 - as above
    def tallied(self, team: str) -> Tallies:
        return tallied(self.evidence(team), self.recipe)

    def means(self) -> Means:
        members, everywhere = self.staff.members(None, self.recipe.window), self.staff.parents
        direct = self.staff.with_direct_members(self.recipe.window)
        organisation = Organisation(
            promises=tuple(_of(self.promises, everywhere)),
            requests=tuple(_of(self.requests, everywhere)),
            members=len(members),
            givers=len(members.intersection(_of(self.given, everywhere))),
            teams=[self.tallied(team) for team in direct],
        )
        return means(organisation, self.recipe)


def _by(each: Iterable[tuple[K, float]]) -> dict[K, list[float]]:
    found: dict[K, list[float]] = defaultdict(list)
    for key, worth in each:
        found[key].append(worth)
    return found


def _of(by_home: _ByHome[T], teams: Iterable[str]) -> Iterable[T]:
    return chain.from_iterable(by_home.get(team, ()) for team in teams)


def company(teams: Mapping[str, int], parents: Mapping[str, str] | None = None) -> World:
    """Teams with so many people each, named by the first letter of the team and a number: k1, k2 ..."""
    people = [person(f"{team[0]}{number}", team) for team, size in teams.items() for number in range(1, size + 1)]
    return World(Staff({team: (parents or {}).get(team) for team in teams}, people))


def example() -> World:
    """The worked example of docs/score.md."""
    world = company({"kestrel": 5, "heron": 6, "swift": 5})
    kept = [("k1", age) for age in (1, 4, 9, 12, 20, 33)]
    world.promised = [
        *(Promised(performer, "h1", age, Outcome.KEPT) for performer, age in kept),
        Promised("k2", "k1", 15, Outcome.KEPT, assumed=True),
        Promised("k2", "h1", 6, Outcome.KEPT_LATE),
        Promised("k3", "h2", 25, Outcome.BROKEN),
        Promised("k4", "k5", 40, Outcome.REVOKED_IN_TIME),
        Promised("h1", "k1", 10, Outcome.KEPT),
        Promised("h2", "k2", 50, Outcome.BROKEN),
    ]
    world.asked = [
        *(Asked("kestrel", "k1", age, Answer.ACCEPTED) for age in (2, 5, 11)),
        Asked("kestrel", "k2", 8, Answer.DECLINED_WITH_ALTERNATIVE),
        Asked("kestrel", "k3", 14, Answer.DECLINED),
        Asked("kestrel", None, 30, Answer.EXPIRED),
    ]
    world.thanked = [
        Thanked("k1", ("k2",), 3),
        Thanked("k2", ("k1",), 5),
        Thanked("k1", ("k3",), 8),
        Thanked("k3", ("k1",), 12),
        Thanked("k2", ("h1",), 10),
        Thanked("k3", ("h2",), 18),
        Thanked("k4", ("k1", "k2", "k3", "k5"), 30),
        Thanked("k1", ("h1",), 33),
        Thanked("k2", ("k3",), 41),
        Thanked("k3", ("k2",), 50),
        Thanked("k4", ("h3",), 60),
        Thanked("h1", ("k3", "k4"), 7),
        Thanked("h2", ("k5",), 21),
        Thanked("s1", ("k1",), 2),
        Thanked("s2", ("k2",), 25),
        Thanked("h4", ("k3",), 44),
    ]
    return world
