"""The team accountability score: parts put together, and whether there is enough to say anything. Pure.

    evidence of a team + means of the organisation + recipe -> score

Nothing here knows a person's score, and nothing could: every number is about a team of at least five.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from enum import StrEnum
from functools import reduce
from typing import Final

from had_your_back.scores.evidence import Evidence, Promise, Request, times
from had_your_back.scores.parts import (
    Estimate,
    Tallies,
    Tally,
    pulled,
    reliability,
    responsiveness,
    tallied,
)
from had_your_back.scores.recipes import Component, Mean, Recipe

MEMBER_AFTER_DAYS = 14
"""Whoever has been in a team for less is no member of it yet: a team cannot be sliced by moving people."""

PURPOSE = "for teams to learn from; not for pay, promotion or discipline"
LEVEL = 0.9
"""How often the interval is to hold what the score would be if everything were known."""


class ScoreStatus(StrEnum):
    """Whether a team's score is published, and if not, why not."""

    PUBLISHED = "PUBLISHED"
    NOT_YET_PUBLISHED = "NOT_YET_PUBLISHED"
    TOO_FEW_MEMBERS = "TOO_FEW_MEMBERS"
    TOO_FEW_CONTRIBUTORS = "TOO_FEW_CONTRIBUTORS"
    INSUFFICIENT_EVIDENCE = "INSUFFICIENT_EVIDENCE"
    WITHHELD = "WITHHELD"
    SWITCHED_OFF = "SWITCHED_OFF"


class WaitsFor(StrEnum):
    """What a missing part waits for."""

    MEMBERS = "MEMBERS"
    RECEIVED = "RECEIVED"
    GIVEN = "GIVEN"
    OTHER_TEAM = "OTHER_TEAM"


class Band(StrEnum):
    """A score in a word."""

    FRAGILE = "FRAGILE"
    GROWING = "GROWING"
    SOLID = "SOLID"
    STRONG = "STRONG"


BANDS: Final[Mapping[Band, float]] = {Band.FRAGILE: 0, Band.GROWING: 40, Band.SOLID: 60, Band.STRONG: 80}
"""From which score on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What is usual in the organisation, part by part: what a team with no evidence is taken for."""

    reliability: float
    responsiveness: float
    coverage: float
    participation: float
    reach: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a score, with all that it takes to explain it."""

    key: Component
    value: float
    """After the pull, from 0 to 1."""
    estimate: float | None
    """Before the pull; None where there was no evidence."""
    mean: float
    """What it was pulled to."""
    size: float | None
    """Effective number of items behind it; None for service where it is the mean of two halves."""
    variance: float
    weight: float
    """What it weighed, with its share of the weight of missing parts."""
    points_lost: float
    """By how much the score would rise if this part were perfect."""
    counts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that does not count yet: of what it waits for there are `have`, and it takes `need`."""

    key: Component
    waits_for: WaitsFor
    have: int
    need: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """A score with everything it is made of. 0 to 100; `low` and `high` hold the truth in nine cases of ten."""

    value: float
    low: float
    high: float
    parts: tuple[Part, ...]
    missing: tuple[Missing, ...]

    @property
    def weakest(self) -> Part:
        """The part that loses most points; of equals the first."""
        return max(self.parts, key=lambda part: part.points_lost)

    @property
    def band(self) -> Band:
        """The score in a word."""
        return band(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The score of a team, or why there is none. Too little evidence is a state, never a zero."""

    status: ScoreStatus
    """PUBLISHED, where as far as this team goes it may be; or what there is too little of."""
    recipe: str
    """The version."""
    members: int
    contributors: frozenset[str]
    items: int
    working: Working | None
    """None unless the status is PUBLISHED."""


def day_of(now: datetime, zone: tzinfo) -> datetime:
    """The instant as of which a day's scores are: its beginning in the organisation's time zone.

    >>> from zoneinfo import ZoneInfo
    >>> day_of(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin")).isoformat()
    '2026-11-20T23:00:00+00:00'
    """
    return datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone).astimezone(UTC)


# -------------------------------------------------------------------------------------------------------------- means


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What the means of an organisation are made of: each item once, and each team that has direct members."""

    promises: Sequence[Promise]
    requests: Sequence[Request]
    members: int
    givers: int
    """How many members gave a recognition in the window, as one of any team."""
    teams: Sequence[Tallies]


def means(organisation: Organisation, recipe: Recipe) -> Means:
    """What is usual in an organisation: ``m = (good + start * 30) / (good + bad + 30)``.

    Promises, requests and people count once. Coverage and reach are of teams, so they are summed over those with
    direct members, each by the evidence it has. An organisation that begins is taken for what the recipe starts from.

    >>> from had_your_back.scores.recipes import RECIPES
    >>> empty = Organisation(promises=(), requests=(), members=0, givers=0, teams=())
    >>> means(empty, RECIPES["v1"])
    Means(reliability=0.7, responsiveness=0.7, coverage=0.6, participation=0.6, reach=0.6)
    """
    people = Tally(organisation.givers, organisation.members - organisation.givers, organisation.members)
    return Means(
        reliability=_mean([reliability(organisation.promises, recipe)], Mean.RELIABILITY, recipe),
        responsiveness=_mean([responsiveness(organisation.requests, recipe)], Mean.RESPONSIVENESS, recipe),
        coverage=_mean([team.coverage for team in organisation.teams], Mean.COVERAGE, recipe),
        participation=_mean([people], Mean.PARTICIPATION, recipe),
        reach=_mean([team.reach for team in organisation.teams], Mean.REACH, recipe),
    )


def _mean(tallies: Iterable[Tally], key: Mean, recipe: Recipe) -> float:
    tallies = list(tallies)
    good = math.fsum(tally.good for tally in tallies)
    bad = math.fsum(tally.bad for tally in tallies)
    return pulled(Tally(good, bad, 0), recipe.priors[key], recipe.prior_weight).value


# -------------------------------------------------------------------------------------------------------------- parts


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """A part before it is known what the others weigh."""

    of: Estimate
    estimate: float | None
    mean: float
    size: float | None
    counts: Mapping[str, float]


def _reckoned(tally: Tally, mean: float, recipe: Recipe) -> _Reckoned:
    return _Reckoned(pulled(tally, mean, recipe.pull), tally.estimate, mean, tally.size, tally.counts)


def service(team: Tallies, means: Means, recipe: Recipe) -> _Reckoned:
    """How well the team serves other teams: ``X = 0.5 * R_x + 0.5 * reach``; ``X = R_x`` while few outside speak.

    `R_x` is reliability over the promises to customers in other teams, pulled to the same mean. The variance of half
    of something is a quarter of its variance.
    """
    kept, tally = team.served, team.reach
    by = pulled(kept, means.reliability, recipe.pull)
    counts = {**kept.counts, **tally.counts, "reliability": by.value}
    if times(team.evidence.received_from_outside) < recipe.from_outside:
        return _Reckoned(by, kept.estimate, means.reliability, kept.size, counts)
    reached = pulled(tally, means.reach, recipe.pull)
    both = Estimate((by.value + reached.value) / 2, (by.variance + reached.variance) / 4)
    before = None if kept.estimate is None or tally.estimate is None else (kept.estimate + tally.estimate) / 2
    mean = (means.reliability + means.reach) / 2
    return _Reckoned(both, before, mean, None, counts | {"reach": reached.value})


_PARTS: Final[Mapping[Component, Callable[[Tallies, Means, Recipe], _Reckoned]]] = {
    Component.RELIABILITY: lambda team, m, recipe: _reckoned(team.reliability, m.reliability, recipe),
    Component.RESPONSIVENESS: lambda team, m, recipe: _reckoned(team.responsiveness, m.responsiveness, recipe),
    Component.COVERAGE: lambda team, m, recipe: _reckoned(team.coverage, m.coverage, recipe),
    Component.PARTICIPATION: lambda team, m, recipe: _reckoned(team.participation, m.participation, recipe),
    Component.SERVICE: service,
}

FORMULAS: Final[Mapping[Component, str]] = {
    Component.RELIABILITY: "R = (r + k*m) / (r + s + k), r = sum(w*e*c), s = sum(w*e*(1-c))",
    Component.RESPONSIVENESS: "A = (r + k*m) / (r + s + k), r = sum(w*c), s = sum(w*(1-c))",
    Component.COVERAGE: "V = (N*min(1, E/n) + k*m) / (N + k), E = min(K, exp(H + (K-1)/(2N)))",
    Component.PARTICIPATION: "P = (givers + k*m) / (n + k)",
    Component.SERVICE: "X = (R_x + reach) / 2, reach = (N*min(1, D/min(5, other teams)) + k*m) / (N + k)",
}
"""As written in docs/score.md."""


def missing(evidence: Evidence, recipe: Recipe) -> tuple[Missing, ...]:
    """The parts that there is too little for, and what they wait for.

    Promises and requests are never missing: without any, a team is taken for what is usual.
    """
    found: list[Missing] = []
    need = recipe.each * len(evidence.members)
    received, given = times(evidence.received_by_members), sum(evidence.given_by_members.values())
    for key, waits_for, have in (
        (Component.COVERAGE, WaitsFor.RECEIVED, received),
        (Component.PARTICIPATION, WaitsFor.GIVEN, given),
    ):
        if not evidence.members:
            found.append(Missing(key, WaitsFor.MEMBERS, 0, 1))
        elif have < need:
            found.append(Missing(key, waits_for, have, need))
    if not evidence.other_teams:
        found.append(Missing(Component.SERVICE, WaitsFor.OTHER_TEAM, 0, 1))
    return tuple(found)


# -------------------------------------------------------------------------------------------------------------- score


def score(evidence: Evidence, means: Means, recipe: Recipe) -> Score:
    """The score of a team, so far as the team alone decides it; what its neighbours reveal is decided after it."""
    status = standing(evidence, recipe)
    return Score(
        status=status,
        recipe=recipe.version,
        members=len(evidence.members),
        contributors=contributors(evidence),
        items=items(evidence),
        working=working(tallied(evidence, recipe), means, recipe) if status is ScoreStatus.PUBLISHED else None,
    )


def working(team: Tallies, means: Means, recipe: Recipe) -> Working:
    """The arithmetic alone: ``S = 100 * product(max(C, 0.2) ** weight)``, ``S * exp(+-z * sd)``.

    Geometric, as the Human Development Index is since 2010, so that a weak part cannot be bought off by a strong one;
    the floor keeps one part from erasing all others. ``sd ** 2 = sum((weight / max(C, 0.2)) ** 2 * Var(C))`` (the delta
    method on the logarithm). The weight of a missing part is shared out in proportion. See `score` for what may be
    shown.
    """
    lacking = missing(team.evidence, recipe)
    absent = {each.key for each in lacking}
    reckoned = {key: part(team, means, recipe) for key, part in _PARTS.items() if key not in absent}
    whole = math.fsum(recipe.weights[key] for key in reckoned)
    weights = {key: recipe.weights[key] / whole for key in reckoned}
    values = {key: part.of.value for key, part in reckoned.items()}
    value = _geometric(values, weights, recipe)
    spread = math.sqrt(
        math.fsum(
            weights[key] ** 2 * part.of.variance / max(part.of.value, recipe.floor) ** 2
            for key, part in reckoned.items()
        )
    )
    return Working(
        value=value,
        low=value * math.exp(-recipe.z * spread),
        high=min(100.0, value * math.exp(recipe.z * spread)),
        parts=tuple(
            Part(
                key=key,
                value=part.of.value,
                estimate=part.estimate,
                mean=part.mean,
                size=part.size,
                variance=part.of.variance,
                weight=weights[key],
                points_lost=_geometric({**values, key: 1.0}, weights, recipe) - value,
                counts=part.counts,
            )
            for key, part in reckoned.items()
        ),
        missing=lacking,
    )


def _geometric(values: Mapping[Component, float], weights: Mapping[Component, float], recipe: Recipe) -> float:
    return 100 * math.exp(math.fsum(weights[key] * math.log(max(value, recipe.floor)) for key, value in values.items()))


# --------------------------------------------------------------------------------------------------------- publication


def items(evidence: Evidence) -> int:
    """How much evidence there is: closed promises, requests, and pairs (recognition, member) given or received."""
    recognitions = times(evidence.received_by_members) + sum(evidence.given_by_members.values())
    return len(evidence.promises) + len(evidence.requests) + recognitions


def contributors(evidence: Evidence) -> frozenset[str]:
    """The people of the team behind the evidence: who gave, received, performed or answered."""
    found = {*evidence.given_by_members, *evidence.received_by_members}
    found.update([each.performer for each in evidence.promises])
    found.update([each.person for each in evidence.requests if each.person is not None])
    return frozenset(found)


def standing(evidence: Evidence, recipe: Recipe) -> ScoreStatus:
    """Whether there are enough people and evidence for a number to be about a team; what is missing first is said."""
    if len(evidence.members) < recipe.least_members:
        return ScoreStatus.TOO_FEW_MEMBERS
    if len(contributors(evidence)) < recipe.least_contributors:
        return ScoreStatus.TOO_FEW_CONTRIBUTORS
    if items(evidence) < recipe.least_items:
        return ScoreStatus.INSUFFICIENT_EVIDENCE
    return ScoreStatus.PUBLISHED


def band(value: float) -> Band:
    """A score in a word: below 40, from 40, from 60, from 80.

    >>> band(39.9).value, band(40).value, band(80).value
    ('FRAGILE', 'GROWING', 'STRONG')
    """
    return reduce(lambda found, each: each if value >= BANDS[each] else found, BANDS, Band.FRAGILE)


def band_after(before: Band, low: float, high: float) -> Band:
    """The band that is announced next: it changes only when the whole interval has cleared the border.

    >>> band_after(Band.GROWING, 58, 70).value, band_after(Band.GROWING, 61, 73).value
    ('GROWING', 'SOLID')
    >>> band_after(Band.SOLID, 45, 62).value, band_after(Band.SOLID, 45, 59).value
    ('SOLID', 'GROWING')
    """
    if BANDS[band(low)] > BANDS[before]:
        return band(low)
    return band(high) if BANDS[band(high)] < BANDS[before] else before
