"""All numbers of the score, as versioned recipes that never change. Pure.

A new idea is a new version beside the old ones: a published score names the version that it was made with.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self

from had_your_back.commitments.transitions import Answer
from had_your_back.errors import ErrorCode, Refused

LONGEST_VERSION = 40
LONGEST_FILE = 20_000
EVEN = 1e-9
"""How far from one the sum of the weights may be: what adding decimals leaves."""


class Component(StrEnum):
    """A part of the score."""

    RELIABILITY = "RELIABILITY"
    RESPONSIVENESS = "RESPONSIVENESS"
    COVERAGE = "COVERAGE"
    PARTICIPATION = "PARTICIPATION"
    SERVICE = "SERVICE"


class Outcome(StrEnum):
    """How a promise ended, as far as the score tells endings apart."""

    KEPT = "KEPT"
    KEPT_LATE = "KEPT_LATE"
    REVOKED_IN_TIME = "REVOKED_IN_TIME"
    REVOKED_LATE = "REVOKED_LATE"
    BROKEN = "BROKEN"


class Mean(StrEnum):
    """What the organisation has a mean of: the parts, and reach, which is half of service."""

    RELIABILITY = "RELIABILITY"
    RESPONSIVENESS = "RESPONSIVENESS"
    COVERAGE = "COVERAGE"
    PARTICIPATION = "PARTICIPATION"
    REACH = "REACH"


SHARE = (0.0, 1.0)
_BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "weights": SHARE,
    "credits": SHARE,
    "answers": SHARE,
    "priors": SHARE,
    "assumed": SHARE,
    "half_life": (7, 365),
    "window": (30, 366),
    "pull": (1, 1_000),
    "prior_weight": (1, 10_000),
    "saturation": (1, 1_000),
    "most_received": (1, 1_000),
    "most_recipients": (1, 1_000),
    "most_teams": (1, 1_000),
    "each": (1, 1_000),
    "from_outside": (1, 1_000),
    "floor": (0.01, 0.99),
    "z": (0.1, 5),
    "least_members": (5, 1_000),
    "least_contributors": (5, 1_000),
    "least_items": (10, 100_000),
}
"""From where to where each number may lie. The smallest group, window and half-life are what keeps a score about a
team: with less of them it would tell of single people and single days."""

_WHOLE = frozenset({"window", "each", "from_outside", "least_members", "least_contributors", "least_items"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The numbers by which a score is reckoned. Ages and spans are in days.

    Raises: Refused INVALID, with the place of the number that cannot be.
    """

    version: str
    weights: Mapping[Component, float]
    """What each part weighs; they add up to one."""
    credits: Mapping[Outcome, float]
    """What the end of a promise is worth."""
    answers: Mapping[Answer, float]
    """What an answer to a request is worth."""
    assumed: float
    """What a promise counts whose customer stayed silent."""
    half_life: float
    """After so many days an item weighs half."""
    window: int
    """Nothing older counts."""
    pull: float
    """k: how much evidence it takes to stand halfway between the organisation's mean and one's own."""
    priors: Mapping[Mean, float]
    """Where the organisation's own means start from."""
    prior_weight: float
    """How much evidence that start is worth."""
    saturation: float
    """M: all that a pair can ever count for."""
    most_received: float
    """What one person's thanks count for at most."""
    most_recipients: float
    """With more recipients a recognition counts less for each."""
    most_teams: float
    """To be recognised by so many other teams is full reach."""
    each: int
    """So many recognitions for each member, on average, before coverage and participation join."""
    from_outside: int
    """So many recognitions from other teams before reach joins."""
    floor: float
    """No part counts for less, so that one part cannot erase all others."""
    z: float
    """How many standard deviations to either side the interval spans; 1.6449 for 90 %."""
    least_members: int
    least_contributors: int
    least_items: int

    def __post_init__(self) -> None:
        if not self.version or len(self.version) > LONGEST_VERSION:
            raise _no(f"Give the recipe a version, a name of at most {LONGEST_VERSION} characters.", "version")
        for name, kind in _MAPPINGS.items():
            self._check_mapping(name, kind)
        for name in _BOUNDS.keys() - _MAPPINGS.keys():
            _check(getattr(self, name), name)
        total = math.fsum(self.weights.values())
        if abs(total - 1) > EVEN:
            raise _no(f"The weights have to add up to 1, and these add up to {total:g}.", "weights")
        if not self.weights[Component.RELIABILITY] + self.weights[Component.RESPONSIVENESS]:
            message = "Reliability or responsiveness has to weigh something: only these two are never missing."
            raise _no(message, "weights")

    def _check_mapping(self, name: str, kind: type[StrEnum]) -> None:
        given: Mapping[StrEnum, float] = getattr(self, name)
        if lacking := [each.lower() for each in kind if each not in given]:
            raise _no(f"{name} says nothing of {', '.join(lacking)}.", name, lacking[0])
        for key, value in given.items():
            _check(value, name, key.lower())
        # Whoever made the mapping can no longer change it.
        object.__setattr__(self, name, MappingProxyType({each: given[each] for each in kind}))

    def data(self) -> dict[str, Any]:
        """The recipe as plain data, for JSON; `recipe_from` reads it back.

        >>> RECIPES["v1"].data()["weights"]["reliability"]
        0.4
        """
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return plain | {name: {key.lower(): value for key, value in plain[name].items()} for name in _MAPPINGS}

    @classmethod
    def from_data(cls, data: object) -> Self:
        """A recipe of one's own: a version, and what is to be different from v1.

        >>> Recipe.from_data({"version": "slow", "half_life": 60}).half_life
        60

        Raises: Refused INVALID, with what to do.
        """
        known = [each.name for each in fields(cls)]
        if not isinstance(data, Mapping) or not data:
            raise _no(f"This is not a recipe. A recipe holds a version and any of: {', '.join(known[1:])}.")
        if unknown := [str(name) for name in data if name not in known]:
            raise _no(f"A recipe has no {unknown[0]}. It has: {', '.join(known)}.", unknown[0])
        version = data.get("version")
        if not isinstance(version, str):
            raise _no("Give the recipe a version, a name of its own.", "version")
        default = RECIPES["v1"]
        said = {name: _mapping(data[name], name, kind) for name, kind in _MAPPINGS.items() if name in data}
        values = {name: getattr(default, name) for name in known} | dict(data) | said
        recipe = cls(**values)
        if version in RECIPES and recipe != RECIPES[version]:
            raise _no(f"The version {version} is taken and never changes. Give yours another name.", "version")
        return recipe

    @classmethod
    def from_text(cls, text: str) -> Self:
        """A recipe out of a file, in TOML or JSON.

        >>> Recipe.from_text('{"version": "slow", "half_life": 60}').half_life
        60

        Raises: Refused INVALID, with what to do.
        """
        if len(text) > LONGEST_FILE:
            raise _no(f"This is not a recipe: it is longer than {LONGEST_FILE:,} characters.")
        try:
            data = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            raise _no(f"This is not a recipe, neither in TOML nor in JSON: {error}.") from error
        return cls.from_data(data)


_MAPPINGS: Final[Mapping[str, type[StrEnum]]] = {
    "weights": Component,
    "credits": Outcome,
    "answers": Answer,
    "priors": Mean,
}


def _no(message: str, *path: str) -> Refused:
    return Refused(ErrorCode.INVALID, message, "recipe", *path)


def _check(value: object, name: str, *key: str) -> None:
    where = " of ".join((*key, name)) if key else name
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _no(f"{where} has to be a number.", name, *key)
    least, most = _BOUNDS[name]
    if not least <= value <= most:
        raise _no(f"{where} has to lie between {least:g} and {most:g}.", name, *key)
    if name in _WHOLE and value != int(value):
        raise _no(f"{where} has to be a whole number.", name, *key)


def _mapping(given: object, name: str, kind: type[StrEnum]) -> dict[StrEnum, Any]:
    names = {each.lower(): each for each in kind}
    if not isinstance(given, Mapping):
        raise _no(f"{name} has to be a table of: {', '.join(names)}.", name)
    if unknown := [str(key) for key in given if key not in names]:
        raise _no(f"{name} has no {unknown[0]}. It has: {', '.join(names)}.", name, unknown[0])
    return {names[key]: value for key, value in given.items()}


_V1 = Recipe(
    version="v1",
    weights={
        Component.RELIABILITY: 0.4,
        Component.RESPONSIVENESS: 0.2,
        Component.COVERAGE: 0.15,
        Component.PARTICIPATION: 0.1,
        Component.SERVICE: 0.15,
    },
    credits={
        Outcome.KEPT: 1.0,
        Outcome.KEPT_LATE: 0.5,
        Outcome.REVOKED_IN_TIME: 0.25,
        Outcome.REVOKED_LATE: 0.0,
        Outcome.BROKEN: 0.0,
    },
    answers={
        Answer.ACCEPTED: 1.0,
        Answer.CLAIMED: 1.0,
        Answer.COUNTERED: 1.0,
        Answer.DEFERRED: 1.0,
        Answer.DECLINED_WITH_ALTERNATIVE: 1.0,
        Answer.DECLINED: 0.5,
        Answer.EXPIRED: 0.0,
    },
    assumed=0.5,
    half_life=30,
    window=90,
    pull=10,
    priors={
        Mean.RELIABILITY: 0.7,
        Mean.RESPONSIVENESS: 0.7,
        Mean.COVERAGE: 0.6,
        Mean.PARTICIPATION: 0.6,
        Mean.REACH: 0.6,
    },
    prior_weight=30,
    saturation=3,
    most_received=5,
    most_recipients=5,
    most_teams=5,
    each=2,
    from_outside=5,
    floor=0.2,
    z=1.6449,
    least_members=5,
    least_contributors=5,
    least_items=10,
)

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType({_V1.version: _V1})
"""Every recipe that a score was ever published with, by version."""


def recipe_of(version: str) -> Recipe:
    """The recipe of this version.

    Raises: Refused NOT_FOUND, naming those that there are.
    """
    found = RECIPES.get(version)
    if found is None:
        message = f"There is no recipe {version}. There are: {', '.join(RECIPES)}."
        raise Refused(ErrorCode.NOT_FOUND, message, "version")
    return found
