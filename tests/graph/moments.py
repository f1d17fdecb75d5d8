"""How long a refusal may take, on any machine."""

from __future__ import annotations

MOMENT, TRIES = 0.1, 20


def in_a_moment(what: str, took: list[float]) -> bool:
    """Whether one of these tries took less than 100 ms of the processor's time; if none of twenty did it is a failure.

    The slowest takes 15 on the machine that this was written on, and others are half as fast. Beside a busy neighbour a
    core takes twice as long for the same, and the collector of garbage may come along.
    """
    assert len(took) < TRIES or min(took) < MOMENT, (what, took)
    return min(took, default=MOMENT) < MOMENT
