"""The parts of the score, one small function each. Pure arithmetic over counts.

Each part is a tally: how much spoke for the team, and how much against. A tally is then pulled toward the mean of the
organisation, the more the thinner it is (`pulled`). Sums are exact (`math.fsum`), so the order of the evidence is
nothing, to the last bit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import mul, sub

from had_your_back.commitments.transitions import Answer
from had_your_back.scores.evidence import Evidence, Promise, Request, times
from had_your_back.scores.recipes import Outcome, Recipe


@dataclass(frozen=True, slots=True)
class Tally:
    """What speaks for a team and what against it, and of how many full items that is worth (`size`)."""

    good: float
    bad: float
    size: float
    counts: Mapping[str, float] = field(default_factory=dict)

    @property
    def estimate(self) -> float | None:
        """The share of the good, before any pull; None where there is nothing."""
        total = self.good + self.bad
        return self.good / total if total else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A part as it stands: its value from 0 to 1 and how unsure that is."""

    value: float
    variance: float


def fresh(age: float, half_life: float) -> float:
    """What an item weighs: ``2 ** (-age / half_life)``; age and half-life in days.

    Exponential forgetting, as in the Beta reputation of Josang and Ismail (2002), but by the calendar.

    >>> fresh(0, 30), fresh(30, 30), fresh(60, 30)
    (1.0, 0.5, 0.25)
    """
    return math.pow(2.0, -age / half_life)


def effective_size(weights: Iterable[float]) -> float:
    """How many items of full weight these are worth: ``sum(w) ** 2 / sum(w ** 2)``.

    The effective sample size of Kish, Survey Sampling (1965). In items; 0 for none.

    >>> effective_size([1, 1, 1, 1]), round(effective_size([1, 0.5, 0.1]), 3), effective_size([])
    (4.0, 2.032, 0.0)
    """
    each = list(weights)
    squares = math.fsum(map(mul, each, each))
    return math.fsum(each) ** 2 / squares if squares else 0.0


def pulled(tally: Tally, mean: float, pull: float) -> Estimate:
    """A tally pulled toward the organisation's mean while it is thin: ``(good + k * m) / (good + bad + k)``.

    The expectation of a Beta distribution whose prior is the organisation (Josang and Ismail, The Beta Reputation
    System, 2002; empirical Bayes). Its variance is that of the Beta, ``C * (1 - C) / (n + k + 1)``, with the effective
    number of items for n.

    >>> pulled(Tally(good=9, bad=1, size=10), mean=0.7, pull=10).value  # halfway between 0.9 and 0.7
    0.8
    >>> pulled(Tally(good=0, bad=0, size=0), mean=0.7, pull=10).value  # nothing is known
    0.7
    """
    value = (tally.good + pull * mean) / (tally.good + tally.bad + pull)
    # Rounding may carry a share of one past one.
    value = min(1.0, value)
    return Estimate(value, value * (1 - value) / (tally.size + pull + 1))


def effective_number(parts: Iterable[float], size: float) -> float:
    """The number of equal shares that are as diverse as these: ``min(K, exp(H + (K - 1) / (2 * N)))``.

    `H` is the entropy of the shares, `K` how many there are, `N` the effective number of items they were seen in. A
    Hill number of order 1 (Hill, Diversity and Evenness, 1973); entropy is seen too low in few items, which the term
    after it corrects (Miller 1955; Madow).

    >>> round(effective_number([1, 1, 1, 1], 1_000_000), 6), round(effective_number([97, 1, 1, 1], 1_000_000), 2)
    (4.0, 1.18)
    >>> effective_number([1, 1, 1, 1], 4), effective_number([], 0)
    (4.0, 0.0)
    """
    each = [part for part in parts if part > 0]
    if not each:
        return 0.0
    total = math.fsum(each)
    entropy = -math.fsum(part / total * math.log(part / total) for part in each)
    return min(float(len(each)), math.exp(entropy + (len(each) - 1) / (2 * size)))


def tally(weights: Sequence[float], credited: Sequence[float], counts: Mapping[str, float]) -> Tally:
    """Items that each speak for the team by their credit, against it by the rest: ``sum(w * c)``, ``sum(w * (1 - c))``.

    >>> tally([1, 0.5], [1, 0.5], {})
    Tally(good=1.25, bad=0.25, size=1.8, counts={})
    """
    good = math.fsum(map(mul, weights, credited))
    bad = math.fsum(map(mul, weights, map(sub, repeat(1.0), credited)))
    return Tally(good, bad, effective_size(weights), counts)


def worth(freshness: float, between: int, recipients: int, recipe: Recipe) -> float:
    """What it counts that one person was thanked once: ``w * M / (M + N - 1) * min(1, 5 / g)``.

    `w` is how fresh it is, `N` how many recognitions passed between these two in the window, this one too, in both
    directions, in any team; `g` how many people this one went to. All that a pair ever thanks adds up to less than
    `M`: one more always adds less than the one before. After the pairwise-bounded quadratic funding of Buterin (2019).

    >>> from had_your_back.scores.recipes import RECIPES
    >>> worth(1, between=1, recipients=1, recipe=RECIPES["v1"])
    1.0
    >>> round(1_000 * worth(1, between=1_000, recipients=1, recipe=RECIPES["v1"]), 3)
    2.994
    """
    bounded = recipe.saturation / (recipe.saturation + between - 1)
    shared = recipe.most_recipients / recipients if recipients > recipe.most_recipients else 1.0
    return freshness * bounded * shared


# --------------------------------------------------------------------------------------------------------------- parts


def reliability(promises: Sequence[Promise], recipe: Recipe) -> Tally:
    """Promises kept: ``r = sum(w * e * c)``, ``s = sum(w * e * (1 - c))`` over those that were closed.

    `w` is how fresh it is, `e` is less where the customer only stayed silent, `c` is what the end is worth: late is
    half, taken back in time a quarter, broken nothing. In promises of today. Josang and Ismail (2002).

    >>> from had_your_back.scores.recipes import RECIPES
    >>> kept = Promise(fresh(0, 30), Outcome.KEPT, performer="k1", customer_team="heron")
    >>> late = Promise(fresh(30, 30), Outcome.KEPT_LATE, performer="k2", customer_team="heron")
    >>> tally = reliability([kept, late], RECIPES["v1"])
    >>> tally.good, tally.bad, round(tally.size, 2)
    (1.25, 0.25, 1.8)
    """
    outcomes = [each.outcome for each in promises]
    ends = Counter(outcomes)
    return tally(
        [each.freshness * recipe.assumed if each.assumed else each.freshness for each in promises],
        list(map(recipe.credits.__getitem__, outcomes)),
        counts={
            "kept": ends[Outcome.KEPT],
            "keptLate": ends[Outcome.KEPT_LATE],
            "revokedInTime": ends[Outcome.REVOKED_IN_TIME],
            "revokedLate": ends[Outcome.REVOKED_LATE],
            "broken": ends[Outcome.BROKEN],
            "assumed": sum([each.assumed for each in promises]),
        },
    )


def responsiveness(requests: Sequence[Request], recipe: Recipe) -> Tally:
    """Requests answered: ``r = sum(w * c)``, ``s = sum(w * (1 - c))``, each request once, by its first answer.

    Any answer is worth one, a bare no half, silence nothing: a good no is good service. In requests of today. Josang
    and Ismail (2002).

    >>> from had_your_back.scores.recipes import RECIPES
    >>> yes = Request(fresh(0, 30), Answer.ACCEPTED, person="k1")
    >>> silence = Request(fresh(30, 30), Answer.EXPIRED, person=None)
    >>> tally = responsiveness([yes, silence], RECIPES["v1"])
    >>> tally.good, tally.bad
    (1.0, 0.5)
    """
    answers = [each.answer for each in requests]
    times = Counter(answers)
    return tally(
        [each.freshness for each in requests],
        list(map(recipe.answers.__getitem__, answers)),
        counts={
            "answered": len(requests) - times[Answer.EXPIRED] - times[Answer.DECLINED],
            "declined": times[Answer.DECLINED],
            "expired": times[Answer.EXPIRED],
        },
    )


def coverage(evidence: Evidence, recipe: Recipe) -> Tally:
    """How evenly recognition reaches the members: ``min(1, E / n)``, seen in N recognitions.

    `E` is the effective number of members reached by their ``x = min(5, sum(u))``, `n` how many members there are, `N`
    the effective number of the recognitions. Reads: "recognition reaches the equivalent of 7 of 9 people". A Hill
    number of order 1 (1973) with the correction of Miller and Madow.

    >>> from had_your_back.scores.recipes import RECIPES
    >>> team = Evidence(
    ...     members=frozenset({"k1", "k2", "k3", "k4"}), kin=frozenset({"kestrel"}), other_teams=1, given={},
    ...     received={"k1": [1, 1], "k2": [1, 1], "left": [1]},
    ... )
    >>> tally = coverage(team, RECIPES["v1"])
    >>> tally.estimate, tally.size
    (0.5, 4.0)
    """
    counted = evidence.received_by_members
    received = [min(recipe.most_received, math.fsum(worths)) for worths in counted.values()]
    size = effective_size(chain.from_iterable(counted.values()))
    number = effective_number(received, size)
    share = min(1.0, number / len(evidence.members)) if evidence.members else 0.0
    return Tally(
        good=size * share,
        bad=size * (1 - share),
        size=size,
        counts={
            "received": times(counted),
            "reached": len(received),
            "effectivelyReached": number,
            "members": len(evidence.members),
        },
    )


def participation(evidence: Evidence) -> Tally:
    """Who takes part: the members who recognised somebody in the window, of all members. In people.

    >>> from had_your_back.scores.recipes import RECIPES
    >>> team = Evidence(
    ...     members=frozenset({"k1", "k2", "k3", "k4"}), kin=frozenset({"kestrel"}), other_teams=0,
    ...     given={"k1": 3, "k2": 1, "left": 7},
    ... )
    >>> participation(team).estimate
    0.5
    """
    givers = evidence.given_by_members
    members = len(evidence.members)
    return Tally(
        good=len(givers),
        bad=members - len(givers),
        size=members,
        counts={"givers": len(givers), "given": sum(givers.values()), "members": members},
    )


def reach(evidence: Evidence, recipe: Recipe) -> Tally:
    """How many other teams recognise this one: ``min(1, D / min(5, other teams))``, seen in N recognitions.

    `D` is the effective number of other teams by the sum of their ``u``, `N` the effective number of those. Half of
    service. A Hill number of order 1 (1973) with the correction of Miller and Madow.

    >>> from had_your_back.scores.recipes import RECIPES
    >>> team = Evidence(
    ...     members=frozenset({"k1"}), kin=frozenset({"kestrel"}), other_teams=9, given={},
    ...     received_from={"heron": [1], "swift": [1], "kestrel": [1, 1], None: [1]},
    ... )
    >>> tally = reach(team, RECIPES["v1"])
    >>> round(tally.estimate, 6), tally.size
    (0.4, 2.0)
    """
    counted = evidence.received_from_outside
    size = effective_size(chain.from_iterable(counted.values()))
    number = effective_number(map(math.fsum, counted.values()), size)
    share = min(1.0, number / min(recipe.most_teams, evidence.other_teams)) if evidence.other_teams else 0.0
    return Tally(
        good=size * share if evidence.other_teams else 0.0,
        bad=size * (1 - share) if evidence.other_teams else 0.0,
        size=size,
        counts={
            "fromOutside": times(counted),
            "teams": len(counted),
            "effectiveTeams": number,
            "otherTeams": evidence.other_teams,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """All parts of a team, before any is pulled: the means of the organisation are made of them, and the score."""

    evidence: Evidence
    reliability: Tally
    responsiveness: Tally
    coverage: Tally
    participation: Tally
    served: Tally
    """Reliability over the promises to customers in other teams."""
    reach: Tally


def tallied(evidence: Evidence, recipe: Recipe) -> Tallies:
    """Everything that a team's evidence says, looked at once."""
    return Tallies(
        evidence=evidence,
        reliability=reliability(evidence.promises, recipe),
        responsiveness=responsiveness(evidence.requests, recipe),
        coverage=coverage(evidence, recipe),
        participation=participation(evidence),
        served=reliability(evidence.served, recipe),
        reach=reach(evidence, recipe),
    )
