"""Thousands of random steps beside a model that was written from the table of the design alone.

The model knows nothing of the service's `TRANSITIONS`: it says in plain words who may do what, and what comes of it.
After every step both have to agree on the state, on whose turn it is, on every deadline and on what each person may do
next; what the model forbids has to be refused with the code that it names, and to change nothing.

A long run: ``HYB_MACHINE_STEPS=50000 HYB_MACHINE_ENGINE=postgresql pytest tests/commitments/test_machine.py``, with
``HYB_MACHINE_SEED`` for another one and ``HYB_MACHINE_SECONDS`` for one that ends earlier.
"""

from __future__ import annotations

import os
import time
from random import Random

import pytest

from commitments.world import World
from conftest import Clock
from had_your_back.database import Database

STEPS = {"sqlite": 2_000, "postgresql": 300}
STEPS_OF_A_WORLD = 150


@pytest.fixture
def steps(engine: str) -> int:
    """How many steps to walk on this kind of database."""
    only = os.environ.get("HYB_MACHINE_ENGINE", engine)
    if only != engine:
        pytest.skip(f"this run walks on {only}")
    return int(os.environ.get("HYB_MACHINE_STEPS", STEPS[engine]))


async def test_whatever_people_do_in_whatever_order_the_service_and_the_design_agree(
    steps: int, database: Database, clock: Clock
) -> None:
    first, walked = int(os.environ.get("HYB_MACHINE_SEED", "0")), 0
    give_up = time.monotonic() + float(os.environ.get("HYB_MACHINE_SECONDS", "3600"))
    while walked < steps and time.monotonic() < give_up:
        seed = first + walked // STEPS_OF_A_WORLD
        world = World(database, clock, Random(seed))
        await world.found()
        for _ in range(min(STEPS_OF_A_WORLD, steps - walked)):
            try:
                await world.step()
            except Exception as error:
                trail = "\n".join(world.trail[-12:])
                error.add_note(f"seed {seed}, after:\n{trail}")
                raise
            walked += 1
        await world.compare(*world.model.known)
    print(f"\n{database.dialect}: {walked} steps")  # noqa: T201 - for the long run
