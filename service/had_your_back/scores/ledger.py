"""What happened in an organisation within a window, item by item, and from it the evidence of each team. Pure.

An item counts for the home team that its person had when it happened and for whatever was above that team then: a
re-organisation rewrites nothing. Who is a member, and which teams are kin, is as the tree stands at the instant of
asking.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property, partial
from itertools import chain
from typing import NamedTuple

from had_your_back.scores.evidence import Evidence, Key, Promise, Request, Thanks
from had_your_back.scores.parts import Tallies, fresh, worth
from had_your_back.scores.recipes import Recipe
from had_your_back.scores.rules import MEMBER_AFTER_DAYS, Organisation

DAY = timedelta(days=1)
Span = tuple[datetime, datetime | None]
"""From, and until; None is open."""


class Closed(NamedTuple):
    """A promise that ended, the team that it counts for, and when it ended."""

    id: str
    at: datetime
    team: str
    customer: str
    promise: Promise


class Answered(NamedTuple):
    """A request that was answered or expired, and the team that was asked, by whose people."""

    id: str
    at: datetime
    team: str
    customer_team: str | None
    request: Request


class Given(NamedTuple):
    """A recognition, the people it went to, and in the same order their home teams then."""

    id: str
    at: datetime
    giver: str
    giver_team: str | None
    people: Sequence[str]
    homes: Sequence[str | None]


Pair = tuple[str, str]
"""Two people, whoever of them gave."""


def pair(one: str, other: str) -> Pair:
    """The same, whichever is named first."""
    return (one, other) if one < other else (other, one)


def passed(given: Iterable[Given]) -> Counter[Pair]:
    """How many recognitions passed between each two people, in both directions."""
    return Counter([pair(each.giver, to) for each in given for to in each.people])


Line = tuple[str, ...]
"""A team with all that is above it."""


@dataclass(frozen=True, slots=True)
class Place:
    """What happened where one line of teams counts it."""

    promises: list[Promise] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    received: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    received_from: defaultdict[str | None, list[float]] = field(default_factory=lambda: defaultdict(list))
    givers: list[str] = field(default_factory=list)
    """Each as often as they gave."""


class Tree:
    """Which team was below which, and when."""

    def __init__(self, paths: Iterable[tuple[str, str, datetime, datetime | None]]) -> None:
        self._above: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        for team, ancestor, since, until in paths:
            self._above[team].append((ancestor, (since, until)))

    def above(self, team: str | None, at: datetime) -> Line:
        """The team itself and everything above it at an instant; nothing for no team."""
        spans = self._above.get(team, ()) if team is not None else ()  # of one team alone the others are not known
        return tuple(above for above, (begin, end) in spans if begin <= at and (end is None or at < end))

    def unmoved(self, since: datetime) -> dict[str, Line]:
        """The teams that have been where they are from an instant on, each with all that is above it: nearly every."""
        return {
            team: tuple(above for above, _ in spans)
            for team, spans in self._above.items()
            if all(begin <= since and end is None for _, (begin, end) in spans)
        }

    def teams(self) -> Iterator[str]:
        """Every team."""
        return iter(self._above)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Everything that counts in the window of a recipe before `as_of`.

    `homes`: for each person the home teams of the last `MEMBER_AFTER_DAYS` days, in order of time. `between`: for each
    pair of people how many recognitions passed between them, in both directions. `populated`: the teams with direct
    members, where that is known already; what only some teams were read for cannot tell.
    """

    as_of: datetime
    recipe: Recipe
    tree: Tree
    homes: Mapping[str, Sequence[tuple[str, Span]]]
    away: frozenset[str]
    promises: Sequence[Closed]
    requests: Sequence[Answered]
    given: Sequence[Given]
    between: Mapping[Pair, int]
    populated: frozenset[str] | None = None

    def parents(self) -> dict[str, str | None]:
        """Every team with the one right above it."""
        above = {team: set(self.tree.above(team, self.as_of)) - {team} for team in self.tree.teams()}
        return {
            team: max(over, key=lambda each: len(above[each]), default=None) if over else None
            for team, over in above.items()
        }

    @cached_property
    def homes_of_members(self) -> dict[str, frozenset[str]]:
        """For everybody who has been somewhere for long enough: the homes they had in that time."""
        since = self.as_of - MEMBER_AFTER_DAYS * DAY
        found = {}
        for person, homes in self.homes.items():
            spans = [span for _, span in homes]
            ends = [until for _, until in spans]
            there = spans and spans[0][0] <= since and (ends[-1] is None or ends[-1] > self.as_of)
            unbroken = all(end == begin for end, (begin, _) in zip(ends, spans[1:], strict=False))
            if there and unbroken and person not in self.away:
                found[person] = frozenset(team for team, _ in homes)
        return found

    @cached_property
    def places(self) -> Mapping[Line, Place]:
        """Everything that some team counts, by the line of teams that do: those above its home at that moment."""
        found: dict[Line, Place] = defaultdict(Place)
        above, between, recipe = self.tree.above, self.between, self.recipe
        begin = self.as_of - recipe.window * DAY
        unmoved: dict[str | None, Place] = {team: found[line] for team, line in self.tree.unmoved(begin).items()}

        def place(team: str | None, at: datetime) -> Place:
            return unmoved.get(team) or found[above(team, at)]

        for closed in self.promises:
            place(closed.team, closed.at).promises.append(closed.promise)
        for answered in self.requests:
            place(answered.team, answered.at).requests.append(answered.request)
        # There are hundreds of thousands of thanks; what is the same for many of them is worked out once.
        bounded = cache(partial(worth, 1.0, recipe=recipe))
        for _, at, giver, giver_team, people, homes in self.given:
            there = unmoved.get(giver_team) or place(giver_team, at)
            there.givers.append(giver)
            freshness, many = fresh((self.as_of - at) / DAY, recipe.half_life), len(people)
            for person, home in zip(people, homes, strict=True):
                one = freshness * bounded(between[pair(giver, person)], many)
                there = unmoved.get(home) or place(home, at)
                there.received[person].append(one)
                there.received_from[giver_team].append(one)
        found.pop((), None)
        return found


def evidence(ledger: Ledger) -> dict[str, Evidence]:
    """The evidence of every team in the tree."""
    tree, as_of = ledger.tree, ledger.as_of
    members: dict[str, set[str]] = defaultdict(set)
    by_homes: dict[frozenset[str], list[str]] = defaultdict(list)
    for person, homes in ledger.homes_of_members.items():
        by_homes[homes].append(person)
    for homes, people in by_homes.items():
        for team in set.intersection(*(set(tree.above(home, as_of)) for home in homes)):
            members[team].update(people)
    kin: dict[str, set[str]] = defaultdict(set)
    for team in tree.teams():
        for above in tree.above(team, as_of):
            kin[team].add(above)
            kin[above].add(team)
    places: dict[str, list[Place]] = defaultdict(list)
    for line, place in ledger.places.items():
        for team in line:
            places[team].append(place)
    populated = populated_teams(ledger)
    return {
        team: Evidence(
            members=frozenset(members[team]),
            kin=frozenset(kin[team]),
            other_teams=len(populated - kin[team]),
            promises=tuple(chain.from_iterable(place.promises for place in places[team])),
            requests=tuple(chain.from_iterable(place.requests for place in places[team])),
            received=_together([place.received for place in places[team]]),
            received_from=_together([place.received_from for place in places[team]]),
            given=Counter(chain.from_iterable(place.givers for place in places[team])),
        )
        for team in tree.teams()
    }


def _together(each: Sequence[Thanks[Key]]) -> Thanks[Key]:
    if len(each) == 1:
        return each[0]
    found: dict[Key, list[float]] = defaultdict(list)
    for thanks in each:
        for key, worths in thanks.items():
            found[key] += worths
    return found


def counted(ledger: Ledger, teams: Mapping[str, Evidence]) -> set[tuple[str | None, frozenset[str]]]:
    """Each kind of item once: the person behind it (None: nobody answered) and the teams whose score counts it.

    Thanks count where their person is a member today.
    """
    found: set[tuple[str | None, frozenset[str]]] = set()
    for line, place in ledger.places.items():
        whole, thanked = frozenset(line), {*place.givers, *place.received}
        everywhere = thanked.intersection(*(teams[team].members for team in line))
        found.update((person, whole) for person in everywhere)
        for person in thanked - everywhere:
            if among := frozenset(team for team in line if person in teams[team].members):
                found.add((person, among))
        found.update((person, whole) for person in {each.performer for each in place.promises})
        found.update((person, whole) for person in {each.person for each in place.requests})
    return found


def populated_teams(ledger: Ledger) -> frozenset[str]:
    """The teams with direct members."""
    if ledger.populated is not None:
        return ledger.populated
    return frozenset(next(iter(teams)) for teams in ledger.homes_of_members.values() if len(teams) == 1)


def organisation(ledger: Ledger, teams: Mapping[str, Tallies]) -> Organisation:
    """What the means of the organisation are made of."""
    members = ledger.homes_of_members.keys()
    givers = {giver for _, _, giver, team, _, _ in ledger.given if team is not None}
    return Organisation(
        promises=[each.promise for each in ledger.promises],
        requests=[each.request for each in ledger.requests],
        members=len(members),
        givers=len(members & givers),
        teams=[teams[team] for team in sorted(populated_teams(ledger))],
    )
