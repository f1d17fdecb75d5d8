"""How long a refusal may take."""

from __future__ import annotations

import time

MOMENT, TRIES = 0.05, 20
A_MILLION = 0.1
"""Seconds in which the processor that the moment is of adds up a million numbers. Others are slower."""


def in_a_moment(what: str, took: list[float]) -> bool:
    """Whether one of these tries took less than 50 ms of the processor's time; if none of twenty did it is a failure.

    Beside a busy neighbour a core takes twice as long for the same, and the collector of garbage may come along.
    """
    least = min(took, default=MOMENT)
    if len(took) < TRIES:
        return least < MOMENT
    assert least < MOMENT * max(1, _a_million() / A_MILLION), (what, took)
    return True


def _a_million() -> float:
    began, total = time.process_time(), 0
    for each in range(1_000_000):
        total += each
    return time.process_time() - began
