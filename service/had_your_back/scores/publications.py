"""A day's scores, all at once: what a ledger says of every team, and what of it may be shown. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import chain, product

from had_your_back.commitments.transitions import Answer
from had_your_back.scores import privacy
from had_your_back.scores.evidence import Promise
from had_your_back.scores.ledger import Ledger, counted, evidence, organisation, populated_teams
from had_your_back.scores.parts import pulled, reliability, tallied
from had_your_back.scores.privacy import Past
from had_your_back.scores.recipes import Outcome
from had_your_back.scores.rules import Means, Organisation, ScoreStatus, Working, items, means, standing, working


@dataclass(frozen=True, slots=True, kw_only=True)
class Leadership:
    """Whether those who lead take part. Without figures unless the status is PUBLISHED."""

    status: ScoreStatus
    leaders: int | None = None
    gave: int | None = None
    """How many of them recognised somebody in the window."""
    kept: float | None = None
    """The share of what they promised to people of the teams they lead and kept; None where they promised nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What everybody may know of a team's score: its working, or why there is none."""

    team: str
    status: ScoreStatus
    as_of: datetime | None = None
    recipe: str
    items: int | None = None
    """How much evidence there is, where it is too little."""
    working: Working | None = None
    corrected_at: datetime | None = None
    leadership: Leadership = Leadership(status=ScoreStatus.NOT_YET_PUBLISHED)


@dataclass(frozen=True, slots=True)
class Link:
    """One team served another."""

    serves: str
    served: str
    promises: int
    reliability: float
    answered: float | None
    """The share of the requests that were answered; None where nothing was asked."""
    recognitions_back: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Who serves whom: the links that may be shown, and of how many it is only said that there are some."""

    links: tuple[Link, ...] = ()
    withheld: Mapping[str | None, int] = field(default_factory=dict)
    """Of each team, and under None of all."""

    def without(self, off: Collection[str | None]) -> Chain:
        """What is left when the scores of these teams are switched off; None is everybody's."""
        if None in off:
            return Chain()
        return Chain(
            tuple(link for link in self.links if link.serves not in off and link.served not in off),
            {team: number for team, number in self.withheld.items() if team not in off},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Fingerprints of what was shown, each with its last day: what the next publication has to know of this one."""

    scores: Mapping[str, date] = field(default_factory=dict)
    links: Mapping[str, date] = field(default_factory=dict)
    leadership: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the publication before has left: the means that were shown last, and who was behind what was shown."""

    means: Means | None = None
    shown: Shown = field(default_factory=Shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Everything that is published of a day."""

    as_of: datetime
    means: Means
    populated: frozenset[str]
    teams: Mapping[str, Published]
    chain: Chain
    leadership: Leadership
    shown: Shown


def publish(
    ledger: Ledger,
    *,
    today: date,
    leads: Mapping[str, Collection[str]],
    off: Collection[str | None] = (),
    before: Before = Before(),
) -> Publication:
    """What is published of a day. `leads` are those who lead each team; `off` the teams without a score, None for all.

    The means of the organisation stand beside every part, so where they would tell of too few, those that were shown
    last are taken, or what the recipe starts from.
    """
    recipe, found = ledger.recipe, evidence(ledger)
    tree = ledger.parents()
    members: dict[str | None, frozenset[str]] = {team: each.members for team, each in found.items()}
    members[None] = frozenset(ledger.homes_of_members)
    tallies = {team: tallied(each, recipe) for team, each in found.items()}
    usual = means(organisation(ledger, tallies), recipe)
    decision = privacy.decide(
        tree,
        {team: standing(each, recipe) for team, each in found.items()},
        privacy.groups(members, counted(ledger, found)),
        off=off,
        past=Past(today, recipe.window, before.shown.scores),
    )
    if decision.statuses[None] is ScoreStatus.WITHHELD:
        usual = before.means or means(NOTHING_KNOWN, recipe)
    leading, leadership_shown = _leaderships(
        ledger, tree, leads, off, Past(today, recipe.window, before.shown.leadership)
    )
    chain, links_shown = _chain(ledger, tree, decision.statuses, usual, Past(today, recipe.window, before.shown.links))
    teams = {
        team: Published(
            team=team,
            status=decision.statuses[team],
            as_of=ledger.as_of,
            recipe=recipe.version,
            items=items(each) if decision.statuses[team] is ScoreStatus.INSUFFICIENT_EVIDENCE else None,
            working=working(tallies[team], usual, recipe) if decision.statuses[team] is ScoreStatus.PUBLISHED else None,
            leadership=leading[team],
        )
        for team, each in found.items()
    }
    return Publication(
        as_of=ledger.as_of,
        means=usual,
        populated=populated_teams(ledger),
        teams=teams,
        chain=chain,
        leadership=leading[None],
        shown=Shown(scores=decision.shown, links=links_shown, leadership=leadership_shown),
    )


NOTHING_KNOWN = Organisation(promises=(), requests=(), members=0, givers=0, teams=())


# ------------------------------------------------------------------------------------------------------- service chain


def _chain(
    ledger: Ledger,
    tree: privacy.Tree,
    statuses: Mapping[str | None, ScoreStatus],
    usual: Means,
    past: Past,
) -> tuple[Chain, Mapping[str, date]]:
    recipe = ledger.recipe
    ends: dict[tuple[str | None, str | None], list[Promise]] = defaultdict(list)
    for place in ledger.places:
        for promise in place.promises:
            ends[place.home, promise.customer_team].append(promise)
    delivered = (
        privacy.Delivered(
            frozenset([person for each in promises for person in (each.performer, each.customer) if person]),
            *homes,
            len(promises),
        )
        for homes, promises in ends.items()
    )
    decision = privacy.chain(tree, delivered, statuses, past=past)
    # There are few links that are shown, so most homes come down to the same few teams: what passed between these.
    sources, targets = ({link[end] for link in decision.links} for end in (0, 1))
    lineages = {team: privacy.teams_above(tree, team) for team in (None, *tree)}
    serving = {home: tuple(team for team in above if team in sources) for home, above in lineages.items()}
    served = {home: tuple(team for team in above if team in targets) for home, above in lineages.items()}

    @cache
    def passing(serving: tuple[str, ...], served: tuple[str, ...]) -> list[privacy.Link]:
        return [link for link in product(serving, served) if link in decision.links]

    promised: dict[privacy.Link, list[Promise]] = defaultdict(list)
    for (source, target), promises in ends.items():
        for link in passing(serving[source], served[target]):
            promised[link] += promises
    asked, answered, back = Counter[privacy.Link](), Counter[privacy.Link](), Counter[privacy.Link]()
    thanked = [serving[place.home] for _, place in ledger.thanked]
    for place in ledger.places:
        here, given = serving[place.home], place.given
        for request in place.requests:
            for link in passing(here, served[request.customer_team]):
                asked[link] += 1
                answered[link] += request.answer is not Answer.EXPIRED
        # Once for each link, however many of its people one recognition went to.
        by = {to: passing(thanked[to], served[place.home]) for to in {*given.to}}
        each = zip(ledger.of[place], map(by.__getitem__, given.to), strict=True)
        back.update(link for _, link in {(number, link) for number, links in each if links for link in links})
    links = [
        Link(
            *link,
            promises=len(promises),
            reliability=pulled(reliability(promises, recipe), usual.reliability, recipe.pull).value,
            answered=answered[link] / asked[link] if asked[link] else None,
            recognitions_back=back[link],
        )
        for link, promises in sorted(promised.items())
    ]
    return Chain(tuple(links), _withheld(decision.withheld, statuses)), decision.shown


def _withheld(links: Iterable[privacy.Link], statuses: Mapping[str | None, ScoreStatus]) -> dict[str | None, int]:
    """How many there are of each team, and under None of all; what is off is not so much as counted."""
    off = {team for team, status in statuses.items() if status is ScoreStatus.SWITCHED_OFF}
    counted = [link for link in links if off.isdisjoint(link)] if off else list(links)
    found = Counter[str | None](chain.from_iterable(counted))
    return {**found, None: len(counted)} if counted else {}


# ---------------------------------------------------------------------------------------------------------- leadership


def _leaderships(
    ledger: Ledger,
    tree: privacy.Tree,
    leads: Mapping[str, Collection[str]],
    off: Collection[str | None],
    past: Past,
) -> tuple[dict[str | None, Leadership], Mapping[str, date]]:
    """Of every team with those below it, and of the organisation (None)."""
    decision = privacy.leadership(tree, leads, off=off, past=past)
    leaders: dict[str | None, set[str]] = defaultdict(set)
    for team, those in leads.items():
        for each in privacy.above(tree, team):
            leaders[each].update(those)
    led: dict[str, set[str | None]] = defaultdict(set)
    for team, those in leads.items():
        for person in those:
            led[person].add(team)
    gave = {giver for place in ledger.places for giver in place.given.givers}
    ends: dict[str, list[bool]] = defaultdict(list)
    promises = chain.from_iterable(place.promises for place in ledger.places)
    for promise in [each for each in promises if each.performer in led]:
        # Their people are those of the teams that they lead, and of the teams below these.
        if led[promise.performer].intersection(privacy.above(tree, promise.customer_team)):
            ends[promise.performer].append(promise.outcome in {Outcome.KEPT, Outcome.KEPT_LATE})
    shown = {
        team: _leadership(leaders[team], gave, ends) if status is ScoreStatus.PUBLISHED else Leadership(status=status)
        for team, status in decision.statuses.items()
    }
    return shown, decision.shown


def _leadership(leaders: Collection[str], gave: Collection[str], ends: Mapping[str, list[bool]]) -> Leadership:
    kept = [kept for person in leaders for kept in ends.get(person, ())]
    return Leadership(
        status=ScoreStatus.PUBLISHED,
        leaders=len(leaders),
        gave=sum(person in gave for person in leaders),
        kept=sum(kept) / len(kept) if kept else None,
    )
