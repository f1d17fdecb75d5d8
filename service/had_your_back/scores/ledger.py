"""What happened in an organisation within a window, item by item, and from it the evidence of each team. Pure.

An item counts for the home team that its person had when it happened and for whatever was above that team then: a
re-organisation rewrites nothing. Who is a member, and which teams are kin, is as the tree stands at the instant of
asking.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, reduce

from had_your_back.scores.evidence import Evidence, Organisation, Promise, Request, Thanks
from had_your_back.scores.rules import MEMBER_AFTER_DAYS

DAY = timedelta(days=1)
Span = tuple[datetime, datetime | None]
"""From, and until; None is open."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A promise that ended, the team that it counts for, and when it ended."""

    id: str
    at: datetime
    team: str
    customer: str
    promise: Promise


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was answered or expired, and the team that was asked, by whose people."""

    id: str
    at: datetime
    team: str
    customer_team: str | None
    request: Request


@dataclass(frozen=True, slots=True)
class Given:
    """A recognition, with each recipient and their home team then."""

    id: str
    at: datetime
    giver: str
    giver_team: str | None
    recipients: Sequence[tuple[str, str | None]]


class Tree:
    """Which team was below which, and when."""

    def __init__(self, paths: Iterable[tuple[str, str, datetime, datetime | None]]) -> None:
        self._above: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        for team, ancestor, since, until in paths:
            self._above[team].append((ancestor, (since, until)))
        moved = {team for team, spans in self._above.items() if any(until for _, (_, until) in spans)}
        fixed = self._above.keys() - moved
        # Nearly every team has been where it is for as long as anybody asks about.
        self._since = {team: max(since for _, (since, _) in self._above[team]) for team in fixed}
        self._whole = {team: tuple(ancestor for ancestor, _ in self._above[team]) for team in fixed}

    def above(self, team: str | None, at: datetime) -> tuple[str, ...]:
        """The team itself and everything above it at an instant; nothing for no team."""
        if team is None:
            return ()
        if (since := self._since.get(team)) is not None and since <= at:
            return self._whole[team]
        spans = self._above.get(team, ())  # one team is gathered without the tree of the others
        return tuple(above for above, (begin, end) in spans if begin <= at and (end is None or at < end))

    def teams(self) -> Iterator[str]:
        """Every team."""
        return iter(self._above)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Everything that counts from `begin` on and before `as_of`.

    `homes`: for each person the home teams of the last `MEMBER_AFTER_DAYS` days, in order of time. `between`: for each
    pair of people how many recognitions passed between them, in both directions. `populated`: the teams with direct
    members, where that is known already; what only some teams were read for cannot tell.
    """

    as_of: datetime
    begin: datetime
    tree: Tree
    homes: Mapping[str, Sequence[tuple[str, Span]]]
    away: frozenset[str]
    promises: Sequence[Closed]
    requests: Sequence[Answered]
    given: Sequence[Given]
    between: Mapping[frozenset[str], int]
    populated: frozenset[str] | None = None

    def age(self, at: datetime) -> float:
        """Days before the instant of asking."""
        return (self.as_of - at) / DAY

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


def evidence(ledger: Ledger) -> dict[str, Evidence]:
    """The evidence of every team in the tree."""
    tree, as_of = ledger.tree, ledger.as_of
    members: dict[str, set[str]] = defaultdict(set)
    homes = ledger.homes_of_members
    for person, teams in homes.items():
        lines = (set(tree.above(team, as_of)) for team in teams)
        for team in reduce(set.intersection, lines):
            members[team].add(person)
    promises: dict[str, list[Promise]] = defaultdict(list)
    for closed in ledger.promises:
        for team in tree.above(closed.team, closed.at):
            promises[team].append(closed.promise)
    requests: dict[str, list[Request]] = defaultdict(list)
    for answered in ledger.requests:
        for team in tree.above(answered.team, answered.at):
            requests[team].append(answered.request)
    received, given = _thanks(ledger)
    kin: dict[str, set[str]] = defaultdict(set)
    for team in tree.teams():
        for above in tree.above(team, as_of):
            kin[team].add(above)
            kin[above].add(team)
    populated = populated_teams(ledger)
    return {
        team: Evidence(
            members=frozenset(members[team]),
            kin=frozenset(kin[team]),
            other_teams=len(populated - kin[team]),
            promises=tuple(promises[team]),
            requests=tuple(requests[team]),
            received=tuple(received[team]),
            given=given[team],
        )
        for team in tree.teams()
    }


def _thanks(ledger: Ledger) -> tuple[Mapping[str, list[Thanks]], Mapping[str, Counter[str]]]:
    received: dict[str, list[Thanks]] = defaultdict(list)
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for each in ledger.given:
        for team in ledger.tree.above(each.giver_team, each.at):
            given[team][each.giver] += 1
        age, number = ledger.age(each.at), len(each.recipients)
        for person, home in each.recipients:
            if teams := ledger.tree.above(home, each.at):
                between = ledger.between[frozenset((each.giver, person))]
                thanks = Thanks(age, each.giver, each.giver_team, person, number, between)
                for team in teams:
                    received[team].append(thanks)
    return received, given


def counted(ledger: Ledger, teams: Mapping[str, Evidence]) -> set[tuple[str | None, frozenset[str]]]:
    """Each kind of item once: the person behind it (None: nobody answered) and the teams whose score counts it.

    Thanks count where their person is a member today.
    """
    above = ledger.tree.above
    # Of the many thanks between few people, each kind is looked at once.
    thanks = {(each.giver, above(each.giver_team, each.at)) for each in ledger.given}
    thanks.update((who, above(home, each.at)) for each in ledger.given for who, home in each.recipients)
    done: set[tuple[str | None, tuple[str, ...]]] = {
        (person, tuple(team for team in line if person in teams[team].members)) for person, line in thanks
    }
    done.update((each.promise.performer, above(each.team, each.at)) for each in ledger.promises)
    done.update((each.request.person, above(each.team, each.at)) for each in ledger.requests)
    return {(person, frozenset(line)) for person, line in done if line}


def populated_teams(ledger: Ledger) -> frozenset[str]:
    """The teams with direct members."""
    if ledger.populated is not None:
        return ledger.populated
    return frozenset(next(iter(teams)) for teams in ledger.homes_of_members.values() if len(teams) == 1)


def organisation(ledger: Ledger, teams: Mapping[str, Evidence]) -> Organisation:
    """What the means of the organisation are made of."""
    members = ledger.homes_of_members.keys()
    givers = {each.giver for each in ledger.given if each.giver_team is not None}
    return Organisation(
        promises=tuple(each.promise for each in ledger.promises),
        requests=tuple(each.request for each in ledger.requests),
        members=len(members),
        givers=len(members & givers),
        teams=[teams[team] for team in sorted(populated_teams(ledger))],
    )
