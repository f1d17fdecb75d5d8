"""Our server: as it is, or with every plan refused, so that the general executor answers."""

from __future__ import annotations

import gc
import os

from had_your_back.app import create
from had_your_back.graph import plans
from had_your_back.graph.plans import Unplannable
from had_your_back.settings import Settings

if os.environ.get("BENCH_ROAD") == "general":

    def refuse(*_: object) -> None:
        raise Unplannable("by the benchmark")

    plans.Plans.find = refuse  # type: ignore[assignment, method-assign]

app = create(Settings(), work=False)
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
