"""A company in plain lists, and the evidence in it, gathered the slow and obvious way: the oracle of the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from had_your_back.commitments.transitions import Answer
from had_your_back.scores.evidence import Evidence, Organisation, Promise, Request, Thanks
from had_your_back.scores.recipes import RECIPES, Outcome, Recipe
from had_your_back.scores.rules import MEMBER_AFTER_DAYS, Means, Score, Working, means, score, working

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


@dataclass
class World:
    """`parents`: every team, with the team above it."""

    parents: Mapping[str, str | None]
    people: Mapping[str, Person]
    promised: list[Promised] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    thanked: list[Thanked] = field(default_factory=list)

    def above(self, team: str | None) -> list[str]:
        """The team and the teams above it."""
        found = []
        while team is not None:
            found.append(team)
            team = self.parents[team]
        return found

    def below(self, team: str) -> set[str]:
        """The team and the teams below it."""
        return {each for each in self.parents if team in self.above(each)}

    def home(self, who: str, age: float) -> str | None:
        return self.people[who].home(age)

    def _members(self, teams: Iterable[str], recipe: Recipe) -> set[str]:
        inside = set(teams)
        return {
            each.id
            for each in self.people.values()
            if each.homes_since(MEMBER_AFTER_DAYS) <= inside
            and not any(begin >= recipe.window and end <= 0 for begin, end in each.away)
        }

    def members(self, team: str, recipe: Recipe = V1) -> set[str]:
        return self._members(self.below(team), recipe)

    def with_direct_members(self, recipe: Recipe) -> set[str]:
        return {team for team in self.parents if self._members([team], recipe)}

    def evidence(self, team: str, recipe: Recipe = V1) -> Evidence:
        inside = self.below(team)
        kin = inside | set(self.above(team))
        thanked = [each for each in self.thanked if each.counts and _within(each.age, recipe)]
        between = Counter(frozenset((each.giver, to)) for each in thanked for to in each.recipients)
        return Evidence(
            members=frozenset(self.members(team, recipe)),
            kin=frozenset(kin),
            other_teams=len(self.with_direct_members(recipe) - kin),
            promises=tuple(promise for promise, home in self._promises(recipe) if home in inside),
            requests=tuple(request for request, home in self._requests(recipe) if home in inside),
            received=tuple(
                Thanks(
                    age=each.age,
                    giver=each.giver,
                    giver_team=self.home(each.giver, each.age),
                    recipient=to,
                    recipients=len(each.recipients),
                    between=between[frozenset((each.giver, to))],
                )
                for each in thanked
                for to in each.recipients
                if self.home(to, each.age) in inside
            ),
            given=Counter(each.giver for each in thanked if self.home(each.giver, each.age) in inside),
        )

    def _promises(self, recipe: Recipe) -> list[tuple[Promise, str | None]]:
        return [
            (
                Promise(
                    age=each.age,
                    outcome=each.outcome,
                    performer=each.performer,
                    customer_team=self.home(each.customer, each.age),
                    assumed=each.assumed,
                ),
                self.home(each.performer, each.age),
            )
            for each in self.promised
            if _within(each.age, recipe)
        ]

    def _requests(self, recipe: Recipe) -> list[tuple[Request, str | None]]:
        return [
            (
                Request(age=each.age, answer=each.answer, person=each.by),
                each.to if each.to in self.parents else self.home(each.to, each.age),
            )
            for each in self.asked
            if _within(each.age, recipe)
        ]

    def organisation(self, recipe: Recipe = V1) -> Organisation:
        members = self._members(self.parents, recipe)
        givers = {
            each.giver
            for each in self.thanked
            if each.counts and _within(each.age, recipe) and self.home(each.giver, each.age) is not None
        }
        return Organisation(
            promises=tuple(promise for promise, home in self._promises(recipe) if home is not None),
            requests=tuple(request for request, home in self._requests(recipe) if home is not None),
            members=len(members),
            givers=len(members & givers),
            teams=[self.evidence(team, recipe) for team in sorted(self.with_direct_members(recipe))],
        )

    def means(self, recipe: Recipe = V1) -> Means:
        return means(self.organisation(recipe), recipe)

    def score(self, team: str, recipe: Recipe = V1) -> Score:
        return score(self.evidence(team, recipe), self.means(recipe), recipe)

    def working(self, team: str, recipe: Recipe = V1) -> Working:
        return working(self.evidence(team, recipe), self.means(recipe), recipe)


def _within(age: float, recipe: Recipe) -> bool:
    return 0 < age <= recipe.window


def company(teams: Mapping[str, int], parents: Mapping[str, str] | None = None) -> World:
    """Teams with so many people each, named by the first letter of the team and a number: k1, k2 ..."""
    people = [person(f"{team[0]}{number}", team) for team, size in teams.items() for number in range(1, size + 1)]
    return World({team: (parents or {}).get(team) for team in teams}, {each.id: each for each in people})


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
