"""What a process and its database tell Prometheus, in its own words.

Each process answers for itself; what is read from the database is the same whichever is asked.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from had_your_back.auth import Gate
from had_your_back.database import Database
from had_your_back.errors import Forbidden
from had_your_back.figures import BOUNDS, Figures
from had_your_back.people.rules import Scope
from had_your_back.readings import Readings, read
from had_your_back.settings import Settings
from had_your_back.webhooks.rules import EndpointState
from had_your_back.webhooks.store import ENDINGS

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

KEPT = 5.0
"""Seconds for which what was read is told again: whoever asks all the time does not keep the database busy."""

Lines = Callable[[], Sequence[int]]
"""How many subscriptions each connection has that has any."""


class Named(NamedTuple):
    """One metric, as docs/reference.md tells of it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str


OF_THE_PROCESS = (
    Named("hyb_requests_total", "counter", ("at", "operation", "status", "road"), "Requests answered: to which address, which of our documents (`other`: somebody else's), with which status (`socket`: on a WebSocket), by which executor (`plan`, `general`, `kept`)."),
    Named("hyb_request_seconds", "histogram", ("at", "operation"), "How long they took; streams are not in it."),
    Named("hyb_cost_total", "counter", ("operation",), "Points that operations cost."),
    Named("hyb_refusals_total", "counter", ("operation", "code"), "Noes told, by the code of the error or refusal."),
    Named("hyb_statements_total", "counter", (), "Statements run on the database."),
    Named("hyb_streams", "gauge", (), "Connections that have a subscription."),
    Named("hyb_subscriptions", "gauge", (), "Subscriptions on them."),
)  # fmt: skip
OF_THE_DATABASE = (
    Named("hyb_database_up", "gauge", (), "1 if the database answered; if not, none of the following is told."),
    Named("hyb_event_lag_seconds", "gauge", (), "How long the oldest fact waits to become deliveries. Above a minute no worker works."),
    Named("hyb_deliveries_waiting", "gauge", ("endpoint",), "Deliveries that wait, by the state of their endpoint."),
    Named("hyb_delivery_overdue_seconds", "gauge", (), "How long the oldest delivery that may go waits to be tried."),
    Named("hyb_attempts_lately", "gauge", ("ending",), "Tries of the last 15 minutes: `delivered` (2xx), `refused` (3xx, 4xx), `failed` (5xx), `unanswered`, `stopped` (by us), `dropped` (too old)."),
    Named("hyb_clock_lag_seconds", "gauge", (), "How long the oldest deadline or reminder of a commitment waits to be acted on."),
    Named("hyb_score_age_seconds", "gauge", (), "Time since scores were published; absent before the first time and where they are live."),
    Named("hyb_audit_unsealed", "gauge", (), "Entries of the audit log that are to be sealed."),
    Named("hyb_audit_unsealed_seconds", "gauge", (), "How long the oldest of them waits. Above a minute the chain is broken or no worker works."),
)  # fmt: skip
CATALOGUE = OF_THE_PROCESS + OF_THE_DATABASE


def routes(database: Database, settings: Settings, gate: Gate, figures: Figures, lines: Lines) -> list[Route]:
    """``/metrics``."""
    told: tuple[float, Readings] | None = None

    async def readings() -> Readings | None:
        nonlocal told
        if told is None or time.monotonic() - told[0] > KEPT:
            try:
                told = time.monotonic(), await read(database)
            except (DBAPIError, OSError):
                return None
        return told[1]

    async def metrics(request: Request) -> Response:
        """The figures of this process and the readings of the database."""
        if settings.metrics == "token":
            actor = await gate.actor(request.headers.get("authorization"))
            if actor.person is not None and Scope.ADMIN not in actor.scopes:
                raise Forbidden("This takes a token that stands for no person, or an administrator's.")
        from prometheus_client import CollectorRegistry, ProcessCollector  # noqa: PLC0415 - an HTTP server comes with it
        from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest  # noqa: PLC0415

        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        found = of_process(figures, lines(), database.statements), of_database(await readings())
        registry.register(_Collected([each for some in found for each in some]))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return [Route("/metrics", metrics, methods=["GET"])]


class _Collected:
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _family(name: str, values: Iterable[tuple[tuple[str, ...], Any]]) -> Metric:
    """A metric of the catalogue, with its values by labels; of a histogram, its buckets and their sum."""
    from prometheus_client import core  # noqa: PLC0415 - as above

    named = next(each for each in CATALOGUE if each.name == name)
    kinds: dict[str, Any] = {
        "counter": core.CounterMetricFamily,
        "gauge": core.GaugeMetricFamily,
        "histogram": core.HistogramMetricFamily,
    }
    family: Metric = kinds[named.kind](name, named.meaning, labels=named.labels)
    for labels, value in values:
        family.add_metric(labels, *value if named.kind == "histogram" else (value,))  # type: ignore[attr-defined]
    return family


def of_process(figures: Figures, lines: Sequence[int], statements: int) -> Iterator[Metric]:
    """What this process has counted."""
    tallies = list(figures.tallies.items())
    yield _family("hyb_requests_total", ((sort, tally.number) for sort, tally in tallies))
    within: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    costs: dict[tuple[str], int] = defaultdict(int)
    for (at, operation, _, _), tally in tallies:
        key = at, operation
        within[key] = [sum(pair) for pair in zip(within[key], tally.within, strict=True)]
        seconds[key] += tally.seconds
        if operation:
            costs[(operation,)] += tally.cost
    yield _family("hyb_request_seconds", ((key, (_buckets(each), seconds[key])) for key, each in within.items()))
    yield _family("hyb_cost_total", costs.items())
    yield _family("hyb_refusals_total", figures.refusals.items())
    yield _family("hyb_statements_total", [((), statements)])
    yield _family("hyb_streams", [((), len(lines))])
    yield _family("hyb_subscriptions", [((), sum(lines))])


def _buckets(within: list[int]) -> list[tuple[str, int]]:
    """Each bound and how many were up to it."""
    so_far, buckets = 0, []
    for bound, number in zip([*map(str, BOUNDS), "+Inf"], within, strict=True):
        so_far += number
        buckets.append((bound, so_far))
    return buckets


def of_database(found: Readings | None) -> Iterator[Metric]:
    """What was read, if the database answered."""
    yield _family("hyb_database_up", [((), int(found is not None))])
    if found is None:
        return
    yield _family("hyb_event_lag_seconds", [((), found.events)])
    states = [state for state in EndpointState if state is not EndpointState.DELETED]
    yield _family("hyb_deliveries_waiting", (((each,), found.waiting.get(each, 0)) for each in states))
    yield _family("hyb_delivery_overdue_seconds", [((), found.overdue)])
    yield _family("hyb_attempts_lately", (((each,), found.endings.get(each, 0)) for each in ENDINGS))
    yield _family("hyb_clock_lag_seconds", [((), found.clocks)])
    if found.scores is not None:
        yield _family("hyb_score_age_seconds", [((), found.scores)])
    yield _family("hyb_audit_unsealed", [((), found.unsealed)])
    yield _family("hyb_audit_unsealed_seconds", [((), found.sealing)])
