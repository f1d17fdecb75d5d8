"""How long a refusal may take, on any machine."""

from __future__ import annotations

MOMENT, TRIES = 0.05, 20


def in_a_moment(what: str, took: list[float]) -> bool:
    """Whether one of these tries took less than 50 ms of the processor's time; if none of twenty did it is a failure.

    Beside a busy neighbour a core takes twice as long for the same, and the collector of garbage may come along.
    """
    assert len(took) < TRIES or min(took) < MOMENT, (what, took)
    return min(took, default=MOMENT) < MOMENT
