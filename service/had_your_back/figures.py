"""What a process counts of its errands. In a dict and without a lock: all of it happens in one event loop."""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter

from had_your_back.errands import OTHER, Errand

log = logging.getLogger(__name__)

BOUNDS = 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0
"""Seconds. What people wait for lies between 1 ms and `HYB_TIME_LIMIT`."""


Sort = tuple[str, str, str, str]
"""Errands that are counted together: where to, which operation, its status and road. Each is one of few words."""


@dataclass(slots=True)
class Tally:
    """How many there were, what they cost and how long they took: `within` counts those up to each of `BOUNDS`."""

    number: int = 0
    cost: int = 0
    seconds: float = 0.0
    within: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))


class Figures:
    """The figures of one process since it began.

    An errand that takes longer than `slow` seconds is told to the log; 0 is never.
    """

    def __init__(self, slow: float = 0) -> None:
        self._places: dict[str, str] = {}
        self.slow = slow or float("inf")
        self.tallies: dict[Sort, Tally] = {}
        self.refusals: Counter[tuple[str, str]] = Counter()
        """By operation and code."""

    def know(self, paths: Iterable[str]) -> None:
        """These are the addresses that there are. They are told apart by the first part; what follows may be anything.

        >>> figures = Figures()
        >>> figures.know(["/graphql", "/scim/v2", "/"])
        >>> [figures.begun(each).at for each in ("/graphql", "/scim/v2/Users/7", "/", "/wp-login.php", "*")]
        ['/graphql', '/scim', '/', 'other', 'other']
        """
        self._places |= {part: f"/{part}" for part in (_first(each) for each in paths)}

    def begun(self, path: str) -> Errand:
        """An errand to this address."""
        return Errand(self._places.get(_first(path), OTHER), self.note)

    def note(self, errand: Errand) -> None:
        """Count an errand that is over."""
        seconds = perf_counter() - errand.begun
        operation, cost, road, goes_on = errand.ran()
        sort = errand.at, operation, errand.status, road
        tally = self.tallies.get(sort)
        if tally is None:
            tally = self.tallies[sort] = Tally()
        tally.number += 1
        tally.cost += cost
        if errand.refusals:
            for code, number in errand.refusals.items():
                self.refusals[operation, code] += number
        if goes_on:
            return
        tally.seconds += seconds
        tally.within[bisect_left(BOUNDS, seconds)] += 1
        if seconds > self.slow:
            told = {"seconds": round(seconds, 3), "status": errand.status, "cost": cost, "road": road}
            log.warning(
                "slow: %s took %.2f s (status %s, cost %d, %s)",
                operation or errand.at,
                seconds,
                errand.status,
                cost,
                road or "no operation",
                extra={"told": told | {"document": errand.document}},
            )


def _first(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else path
