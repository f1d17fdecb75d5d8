"""A day's scores, all at once: what a ledger says of every team, and what of it may be shown. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import product

from had_your_back.commitments.transitions import Answer
from had_your_back.scores import privacy
from had_your_back.scores.ledger import Closed, Ledger, counted, evidence, organisation, populated_teams
from had_your_back.scores.parts import pulled, reliability, tallied
from had_your_back.scores.privacy import Past
from had_your_back.scores.recipes import Outcome, Recipe
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
    """One team served another. Without figures where that would tell of too few."""

    serves: str
    served: str
    promises: int | None = None
    reliability: float | None = None
    answered: float | None = None
    recognitions_back: int | None = None

    @property
    def is_shown(self) -> bool:
        """Whether it may be shown."""
        return self.promises is not None


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
    links: tuple[Link, ...]
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
    links, links_shown = _links(
        ledger, tree, decision.statuses, usual, recipe, Past(today, recipe.window, before.shown.links)
    )
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
        links=links,
        leadership=leading[None],
        shown=Shown(scores=decision.shown, links=links_shown, leadership=leadership_shown),
    )


NOTHING_KNOWN = Organisation(promises=(), requests=(), members=0, givers=0, teams=())


# ------------------------------------------------------------------------------------------------------- service chain


def _links(
    ledger: Ledger,
    tree: privacy.Tree,
    statuses: Mapping[str | None, ScoreStatus],
    usual: Means,
    recipe: Recipe,
    past: Past,
) -> tuple[tuple[Link, ...], Mapping[str, date]]:
    homes: dict[tuple[str, str | None], list[Closed]] = defaultdict(list)
    for each in ledger.promises:
        homes[each.team, each.promise.customer_team].append(each)
    delivered = [
        privacy.Delivered(
            *pair, len(closed), frozenset(who for each in closed for who in (each.promise.performer, each.customer))
        )
        for pair, closed in homes.items()
    ]
    chain = privacy.chain(tree, delivered, statuses, past=past)
    lineages = {team: privacy.teams_above(tree, team) for team in (None, *tree)}

    @cache
    def links(source: str | None, target: str | None) -> list[privacy.Link]:
        """Those shown that count what passes from one home to another."""
        return [pair for pair in product(lineages[source], lineages[target]) if pair in chain.links]

    ends: dict[privacy.Link, list[Closed]] = defaultdict(list)
    for (source, target), closed in homes.items():
        for pair in links(source, target):
            ends[pair] += closed
    asked, answered, back = Counter[privacy.Link](), Counter[privacy.Link](), Counter[privacy.Link]()
    for request in ledger.requests:
        for pair in links(request.team, request.customer_team):
            asked[pair] += 1
            answered[pair] += request.request.answer is not Answer.EXPIRED
    for given in ledger.given:
        target = given.giver_team
        for pair in {pair for _, home in given.recipients if home != target for pair in links(home, target)}:
            back[pair] += 1
    shown = [
        Link(
            *pair,
            promises=len(closed),
            reliability=pulled(
                reliability([each.promise for each in closed], recipe), usual.reliability, recipe.pull
            ).value,
            answered=answered[pair] / asked[pair] if asked[pair] else None,
            recognitions_back=back[pair],
        )
        for pair, closed in sorted(ends.items())
    ]
    return (*shown, *(Link(*pair) for pair in sorted(chain.withheld))), chain.shown


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
    led = {(team, person) for team, those in leads.items() for person in those}
    gave = {given.giver for given in ledger.given}
    ends: dict[str, list[bool]] = defaultdict(list)
    for closed in ledger.promises:
        performer = closed.promise.performer
        # Their people are those of the teams that they lead, and of the teams below these.
        if any((team, performer) in led for team in privacy.above(tree, closed.promise.customer_team) if team):
            ends[performer].append(closed.promise.outcome in {Outcome.KEPT, Outcome.KEPT_LATE})
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
