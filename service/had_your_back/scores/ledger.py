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
from itertools import chain, repeat
from operator import mul
from typing import Any, NamedTuple

from had_your_back import ids
from had_your_back.commitments.transitions import Answer, State
from had_your_back.scores.evidence import Evidence, Key, Promise, Request, Thanks, ended
from had_your_back.scores.parts import Tallies, fresh, worth
from had_your_back.scores.recipes import Recipe
from had_your_back.scores.rules import MEMBER_AFTER_DAYS, Organisation

DAY = timedelta(days=1)
MICROSECONDS_A_DAY = 86_400_000_000
Span = tuple[datetime, datetime | None]
"""From, and until; None is open."""
Stretch = tuple[int, int | None]
"""The same as `ids.microseconds`, as everything in here is that there are a hundred thousand of."""
Line = tuple[str, ...]
"""A team with all that is above it."""
Rows = Iterable[Sequence[Any]]


class Thanked(NamedTuple):
    """Somebody who was thanked, and where that counts."""

    person: str
    place: Place


@dataclass(frozen=True, slots=True)
class Given:
    """Recognitions as columns, since there are hundreds of thousands.

    Of each who gave it, how fresh it is, and how many it went to; and of all, one after the other, whom they went to:
    the place in `Ledger.thanked`.
    """

    givers: list[str] = field(default_factory=list)
    freshness: list[float] = field(default_factory=list)
    many: list[int] = field(default_factory=list)
    to: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """What the people of one home did while one line of teams counted it. Nearly every home has one all the time.

    Whom a team thanks is mostly near: what is worked on together lies together, and is worked on in half the time.
    """

    home: str | None
    line: Line
    promises: list[Promise] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    given: Given = field(default_factory=Given)


class Received(NamedTuple):
    """What it is worth each time that the people of one place were thanked."""

    people: dict[str, list[float]]
    teams: defaultdict[str | None, list[float]]
    """By the home team of the giver then."""


class Tree:
    """Which team was below which, and when."""

    def __init__(self, paths: Iterable[tuple[str, str, int, int | None]]) -> None:
        self._above: dict[str, list[tuple[str, Stretch]]] = defaultdict(list)
        for team, ancestor, since, until in paths:
            self._above[team].append((ancestor, (since, until)))

    def above(self, team: str | None, at: int) -> Line:
        """The team itself and everything above it at an instant; nothing for no team."""
        spans = self._above.get(team, ()) if team is not None else ()  # of one team alone the others are not known
        return tuple(above for above, (begin, end) in spans if begin <= at and (end is None or at < end))

    def moved(self, since: int) -> frozenset[str]:
        """The teams that have not been where they are from an instant on: few."""
        return frozenset(
            team
            for team, spans in self._above.items()
            if not all(begin <= since and end is None for _, (begin, end) in spans)
        )

    def teams(self) -> Iterator[str]:
        """Every team."""
        return iter(self._above)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Everything that counts in the window of a recipe before `as_of`.

    `homes`: for each person the home teams of the last `MEMBER_AFTER_DAYS` days, in order of time. `thanked`: who was.
    `elsewhere`: who thanked whom beside what is at these places. `populated`: the teams with direct members, where that
    is known already; what only some teams were read for cannot tell.
    """

    as_of: datetime
    recipe: Recipe
    tree: Tree
    homes: Mapping[str, Sequence[tuple[str, Span]]]
    away: frozenset[str]
    places: Sequence[Place]
    thanked: Sequence[Thanked]
    elsewhere: Sequence[tuple[str, str]] = ()
    populated: frozenset[str] | None = None

    def parents(self) -> dict[str, str | None]:
        """Every team with the one right above it."""
        now = ids.microseconds(self.as_of)
        above = {team: set(self.tree.above(team, now)) - {team} for team in self.tree.teams()}
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
    def of(self) -> Mapping[Place, list[int]]:
        """Of each `to` of a place, which of its recognitions that was."""
        many = {place: place.given.many for place in self.places}
        return {place: [*chain.from_iterable(map(repeat, range(len(each)), each))] for place, each in many.items()}

    @cached_property
    def received(self) -> Mapping[Place, Received]:
        """What it is worth each time that somebody was thanked, by where they were at home."""
        numbers: dict[str, int] = {}

        def numbered(people: Iterable[str]) -> list[int]:
            return [numbers.setdefault(person, len(numbers)) for person in people]

        people = numbered([person for person, _ in self.thanked])
        givers = {place: numbered(place.given.givers) for place in self.places}
        elsewhere = [numbered(pair) for pair in self.elsewhere]
        many = len(numbers)

        def pairs(some: Iterable[int], others: Iterable[int]) -> list[int]:
            """A number for each two, the same whoever of them is among the others."""
            both = zip(some, others, strict=True)
            return [one * many + other if one < other else other * many + one for one, other in both]

        of = self.of
        met = {
            place: pairs(map(givers[place].__getitem__, of[place]), map(people.__getitem__, place.given.to))
            for place in self.places
        }
        between = Counter(chain(pairs(*zip(*elsewhere, strict=True)) if elsewhere else (), *met.values()))
        bounded = cache(partial(worth, 1.0, recipe=self.recipe))
        found = {place: Received({}, defaultdict(list)) for place in self.places}
        where = [found[place].teams for _, place in self.thanked]
        worths: list[list[float]] = [[] for _ in self.thanked]
        for (person, place), each in zip(self.thanked, worths, strict=True):
            found[place].people[person] = each
        for place in self.places:
            given, home = place.given, place.home
            freshness, shared = (map(each.__getitem__, of[place]) for each in (given.freshness, given.many))
            bounds = map(bounded, map(between.__getitem__, met[place]), shared)
            for to, one in zip(given.to, map(mul, freshness, bounds), strict=True):
                worths[to].append(one)
                where[to][home].append(one)
        return found


class Items:
    """Makes of rows what counts, and puts it where it counts: with the home of that moment and the teams above it then.

    What is said of hundreds of thousands is not said by a method of its own.
    """

    def __init__(self, as_of: datetime, recipe: Recipe, tree: Tree, same: Same) -> None:
        self._as_of, self._begin = ids.microseconds(as_of), ids.microseconds(as_of - recipe.window * DAY)
        self._half_life = recipe.half_life
        self._tree, self._same = tree, same.__getitem__
        self._moved = tree.moved(self._begin)
        self._stayed: dict[str | None, Place] = {}
        self._places: dict[tuple[str | None, Line], Place] = {}
        self._numbers: dict[str | tuple[str, Line], int] = {}
        self.thanked: list[Thanked] = []

    @property
    def places(self) -> list[Place]:
        """Wherever something is."""
        return list(self._places.values())

    def promises(self, rows: Rows) -> None:
        """Of `commitments.store.closed_between`."""
        same, stayed, begin, as_of, half_life = self._same, self._stayed, self._begin, self._as_of, self._half_life
        for state, due_at, delivered_at, closed_at, broken_at, assumed, performer, team, customer, home in rows:
            end = ended(
                state=_STATES[state], due_at=due_at, delivered_at=delivered_at, closed_at=closed_at, broken_at=broken_at
            )
            if end is not None and begin <= end[1] < as_of:
                outcome, at = end
                freshness = fresh((as_of - at) / MICROSECONDS_A_DAY, half_life)
                promise = Promise(freshness, outcome, same(performer), same(home), assumed, same(customer))
                (stayed.get(team) or self._place(team, at)).promises.append(promise)

    def requests(self, rows: Rows) -> None:
        """Of `commitments.store.answered_between`."""
        same, stayed, as_of, half_life = self._same, self._stayed, self._as_of, self._half_life
        for answer, at, person, team, home in rows:
            freshness = fresh((as_of - at) / MICROSECONDS_A_DAY, half_life)
            request = Request(freshness, _ANSWERS[answer], same(person), same(home))
            (stayed.get(team) or self._place(team, at)).requests.append(request)

    def thanks(self, rows: Rows) -> None:
        """Of `recognitions.store.given_between`."""
        for home, givers, at, thanked in rows:
            team, each = self._same(home), (givers.split(" "), [*map(int, at.split(" "))], thanked.split(","))
            if team not in self._moved:
                self._given(self._place(team, self._as_of), *each)
                continue
            for giver, then, to in zip(*each, strict=True):
                self._given(self._place(team, then), [giver], [then], [to])

    def _given(self, place: Place, givers: list[str], at: list[int], thanked: list[str]) -> None:
        given, many = place.given, [each.count(" ") + 1 for each in thanked]
        words = " ".join(thanked).split(" ")
        to: list[Any] = [*map(self._numbers.get, words)]
        if None in to:  # somebody new, or of a team that has moved
            then = chain.from_iterable(map(repeat, at, many))
            each = zip(to, words, then, strict=True)
            to = [self._number(word, when) if one is None else one for one, word, when in each]
        given.givers.extend(map(self._same, givers))
        as_of, half_life = self._as_of, self._half_life
        given.freshness.extend([fresh((as_of - each) / MICROSECONDS_A_DAY, half_life) for each in at])
        given.many.extend(many)
        given.to.extend(to)

    def _number(self, word: str, at: int) -> int:
        home, _, person = word.partition("/")
        place = self._place(self._same(home), at)
        number = self._numbers.setdefault((word, place.line) if home in self._moved else word, len(self.thanked))
        if number == len(self.thanked):
            self.thanked.append(Thanked(self._same(person), place))
        return number

    def _place(self, team: str | None, at: int) -> Place:
        found = self._stayed.get(team)
        if found is None:
            line = self._tree.above(team, at)
            found = self._places.setdefault((team, line), Place(team, line))
            if team not in self._moved:
                self._stayed[team] = found
        return found


_STATES, _ANSWERS = {each.value: each for each in State}, {each.value: each for each in Answer}


class Same(dict[Any, Any]):
    """Of equal keys the first: few people and teams stand in many rows. An empty one is None."""

    def __init__(self) -> None:
        super().__init__({"": None})

    def __missing__(self, key: Any) -> Any:
        return self.setdefault(key, key)


def evidence(ledger: Ledger) -> dict[str, Evidence]:
    """The evidence of every team in the tree."""
    tree, now = ledger.tree, ids.microseconds(ledger.as_of)
    members: dict[str, set[str]] = defaultdict(set)
    by_homes: dict[frozenset[str], list[str]] = defaultdict(list)
    for person, homes in ledger.homes_of_members.items():
        by_homes[homes].append(person)
    for homes, people in by_homes.items():
        for team in set.intersection(*(set(tree.above(home, now)) for home in homes)):
            members[team].update(people)
    kin: dict[str, set[str]] = defaultdict(set)
    for team in tree.teams():
        for above in tree.above(team, now):
            kin[team].add(above)
            kin[above].add(team)
    places: dict[str, list[Place]] = defaultdict(list)
    for place in ledger.places:
        for team in place.line:
            places[team].append(place)
    populated = populated_teams(ledger)
    return {
        team: Evidence(
            members=frozenset(members[team]),
            kin=frozenset(kin[team]),
            other_teams=len(populated - kin[team]),
            promises=tuple(chain.from_iterable(place.promises for place in places[team])),
            requests=tuple(chain.from_iterable(place.requests for place in places[team])),
            received=_together([ledger.received[place].people for place in places[team]]),
            received_from=_together([ledger.received[place].teams for place in places[team]]),
            given=Counter(chain.from_iterable(place.given.givers for place in places[team])),
        )
        for team in tree.teams()
    }


def _together(each: Sequence[Thanks[Key]]) -> Thanks[Key]:
    if len(each) == 1:
        return each[0]
    found: dict[Key, list[Sequence[float]]] = defaultdict(list)
    for thanks in each:
        for key, worths in thanks.items():
            found[key].append(worths)
    return {key: list(chain.from_iterable(parts)) if len(parts) > 1 else parts[0] for key, parts in found.items()}


def counted(ledger: Ledger, teams: Mapping[str, Evidence]) -> set[tuple[str | None, frozenset[str]]]:
    """Each kind of item once: the person behind it (None: nobody answered) and the teams whose score counts it.

    Thanks count where their person is a member today.
    """
    found: set[tuple[str | None, frozenset[str]]] = set()
    for place in ledger.places:
        if not (line := place.line):
            continue
        whole, thanked = frozenset(line), {*place.given.givers, *ledger.received[place].people}
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
    givers = {giver for place in ledger.places if place.home is not None for giver in place.given.givers}
    return Organisation(
        promises=[promise for place in ledger.places for promise in place.promises],
        requests=[request for place in ledger.places for request in place.requests],
        members=len(members),
        givers=len(members & givers),
        teams=[teams[team] for team in sorted(populated_teams(ledger))],
    )
