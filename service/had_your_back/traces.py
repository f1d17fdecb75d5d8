"""What a request did, as spans of OpenTelemetry: from its first byte to the receivers of its webhooks.

Off, and then nothing of this costs anything, unless ``OTEL_EXPORTER_OTLP_ENDPOINT`` says where spans go. A span holds
names, numbers, codes and the ids of events and endpoints; no text that anybody wrote, no variable, no parameter of a
statement, no address and nobody's name.

*The trace of a webhook is named after its event.* An event's id is a UUID, and so is the id of a trace. So whoever
records an event and whoever delivers it, days later and on another machine, speak of the same trace without telling
each other; nothing is stored for it. Its first span is the event, with a link to the request that caused it, and the
request has a link to the event. Receivers see that trace (``traceparent``), and never the request's own.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from had_your_back import ids
from had_your_back.errands import Errand
from had_your_back.errors import ErrorCode, Refused

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

ENDPOINTS = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"})
MISSING = f"{ENDPOINTS[0]} is set, and what sends spans is not installed: pip install 'had-your-back[traces]'"
SHAPES = 2_000
"""Statements whose short names are remembered."""

_named: ContextVar[tuple[int, int] | None] = ContextVar("named", default=None)


class Traces:
    """Spans of this process, where they are wanted."""

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry import trace  # noqa: PLC0415 - for who wants traces
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

        self._api, self._provider = trace, provider
        self._tracer = provider.get_tracer("had_your_back")
        self._propagator = TraceContextTextMapPropagator()

    @classmethod
    def of_environment(cls) -> Traces | None:
        """As OpenTelemetry's own variables say, all of which count; None if they do not say where spans go.

        Raises: Refused if they do and the package that sends them is missing, or is to speak what it does not.
        """
        told = os.environ
        off = told.get("OTEL_SDK_DISABLED", "").lower() == "true" or told.get("OTEL_TRACES_EXPORTER", "") == "none"
        if off or not any(told.get(each) for each in ENDPOINTS):
            return None
        kinds = {told.get(f"OTEL_EXPORTER_OTLP_{each}PROTOCOL", "") for each in ("", "TRACES_")}
        if kinds - {"", "http/protobuf"}:
            message = "Spans are sent as http/protobuf only. Change OTEL_EXPORTER_OTLP_PROTOCOL, or leave it out."
            raise Refused(ErrorCode.INVALID, message)
        try:
            return cls(_provider())
        except ImportError as error:
            raise Refused(ErrorCode.INVALID, MISSING) from error

    async def close(self) -> None:
        """Send what waits, for some seconds at most."""
        await asyncio.to_thread(self._provider.shutdown)

    # -------------------------------------------------------------------------------------------------------- requests

    @contextmanager
    def request(self, errand: Errand, headers: Mapping[str, str], method: str = "") -> Iterator[None]:
        """A request, or an operation on a WebSocket; it goes on with the trace that its headers name."""
        began = self._propagator.extract({"traceparent": headers.get("traceparent", "")}, self._empty)
        span = self._tracer.start_span(errand.at, began, self._api.SpanKind.SERVER)
        with self._api.use_span(span, record_exception=False, set_status_on_exception=False):
            try:
                yield
            except BaseException as error:
                self._failed(span, error)
                raise
            finally:
                if span.is_recording():
                    span.set_attributes(_told(errand, method))
                    if errand.operation:
                        span.update_name(errand.operation)
                span.end()

    @contextmanager
    def within(self, name: str, **attributes: str | int) -> Iterator[Span | None]:
        """A part of what is traced. What nobody asked for, such as a worker that looks for work, makes no span."""
        if not self._api.get_current_span().is_recording():
            yield None
            return
        how: dict[str, Any] = {"record_exception": False, "set_status_on_exception": False}
        with self._tracer.start_as_current_span(name, attributes=attributes, **how) as span:
            try:
                yield span
            except BaseException as error:
                self._failed(span, error)
                raise

    def act(self, action: Callable[..., Any]) -> Any:
        """A transaction, by the name of the action that it runs."""
        named = f"{getattr(action, '__module__', '')}.{getattr(action, '__qualname__', 'action')}"
        return self.within(named.removeprefix("had_your_back."))

    def _failed(self, span: Span, error: BaseException) -> None:
        """Of which kind, and no word of what it says: that quotes values."""
        cause = getattr(error, "orig", None) or error
        span.set_attribute("error.type", type(cause).__name__)
        if code := getattr(error, "code", None) if isinstance(error, Refused) else getattr(cause, "sqlstate", None):
            span.set_attribute("hyb.code", str(code))
        if not isinstance(error, Refused):
            span.set_status(self._api.StatusCode.ERROR)

    # ------------------------------------------------------------------------------------------------------ statements

    def driver(self, driver: Any, dialect: str) -> Driver:
        """The same driver, whose statements are spans."""
        return Driver(driver, self, dialect)

    # -------------------------------------------------------------------------------------------------------- webhooks

    def happened(self, facts: Iterable[tuple[str, str]]) -> None:
        """These events, by id and type, were committed: each begins a trace of its own."""
        cause = self._api.get_current_span()
        links = [self._api.Link(cause.get_span_context())] if cause.get_span_context().is_valid else []
        for event, kind in facts:
            token = _named.set(_trace_of(event))
            try:
                span = self._tracer.start_span(
                    kind, self._empty, self._api.SpanKind.PRODUCER, {"hyb.event": event}, links
                )
            finally:
                _named.reset(token)
            cause.add_link(span.get_span_context())
            span.end()

    @contextmanager
    def delivery(self, event: str, kind: str, endpoint: str, number: int) -> Iterator[Delivery]:
        """One try of a webhook, in the trace of its event."""
        trace, root = _trace_of(event)
        wanted: bool = self._provider.sampler.should_sample(self._empty, trace, kind).decision.is_sampled()  # type: ignore[no-untyped-call]
        flags = self._api.TraceFlags(self._api.TraceFlags.SAMPLED if wanted else self._api.TraceFlags.DEFAULT)
        parent = self._api.NonRecordingSpan(self._api.SpanContext(trace, root, is_remote=True, trace_flags=flags))
        told: dict[str, str | int] = {"hyb.event": event, "hyb.endpoint": endpoint, "hyb.attempt": number}
        where = self._api.set_span_in_context(parent, self._empty)
        span = self._tracer.start_span(f"webhook {kind}", where, self._api.SpanKind.CLIENT, told)
        try:
            yield Delivery(span, self._carried(span))
        finally:
            span.end()

    def _carried(self, span: Span) -> dict[str, str]:
        headers: dict[str, str] = {}
        self._propagator.inject(headers, self._api.set_span_in_context(span, self._empty))
        return headers

    @property
    def _empty(self) -> Any:
        from opentelemetry.context import Context  # noqa: PLC0415 - as above

        return Context()


class Delivery:
    """A try that is under way: the headers that go with it, and what came back."""

    __slots__ = ("_span", "headers")

    def __init__(self, span: Span, headers: Mapping[str, str]) -> None:
        self._span, self.headers = span, headers

    def came(self, status: int | None, error: str | None) -> None:
        """A status, or ``class: sentence`` of what kept it away; the sentence names hosts, so the class is told."""
        if status is not None:
            self._span.set_attribute("http.response.status_code", status)
        if error:
            self._span.set_attribute("error.type", error.partition(":")[0])


class Driver:
    """A driver of a database, whose statements are spans: their text, which holds no values."""

    __slots__ = ("_dialect", "_driver", "_traces", "faults")

    def __init__(self, driver: Any, traces: Traces, dialect: str) -> None:
        self._driver, self._traces, self._dialect = driver, traces, dialect
        self.faults = driver.faults

    def _span(self, sql: str) -> Any:
        return self._traces.within(summary(sql), **{"db.system.name": self._dialect, "db.query.text": sql})

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> Any:
        """All rows, and the names of their columns."""
        with self._span(sql):
            return await self._driver.fetch(sql, arguments)

    async def change(self, sql: str, arguments: Sequence[Any]) -> int:
        """Run it; how many rows it changed."""
        with self._span(sql):
            changed: int = await self._driver.change(sql, arguments)
            return changed

    async def change_each(self, sql: str, arguments: Sequence[Sequence[Any]]) -> None:
        """Run it once for each list of arguments."""
        with self._span(sql):
            await self._driver.change_each(sql, arguments)


@lru_cache(SHAPES)
def summary(sql: str) -> str:
    """What a statement does and to which table, in two words.

    >>> summary("SELECT a.x FROM person AS a WHERE a.id = $1"), summary("WITH x AS (SELECT 1) SELECT 1")
    ('SELECT person', 'WITH')
    """
    verb = re.match(r"\s*(\w+)", sql)
    table = re.search(r"\b(?:FROM|INTO|UPDATE)\s+(\w+)", sql)
    return " ".join(each[1] for each in (verb, table) if each)


def _told(errand: Errand, method: str) -> dict[str, Any]:
    operation, cost, road, _ = errand.ran()
    told: dict[str, Any] = {"url.path": errand.at, "hyb.request": errand.id}
    if method:
        told["http.request.method"] = method if method in METHODS else "_OTHER"
    if errand.status.isdecimal():
        told["http.response.status_code"] = int(errand.status)
    if operation:
        told |= {"graphql.operation.name": operation, "hyb.cost": cost, "hyb.road": road}
    if errand.refusals:
        told["hyb.refusals"] = sorted(errand.refusals)
    return told


def _trace_of(event: str) -> tuple[int, int]:
    """The ids of the trace of an event, and of its first span."""
    number = ids.number(event)
    return number, number & (1 << 64) - 1  # never 0: a UUID's variant stands there


def _provider() -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - as above
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator  # noqa: PLC0415

    class Ids(RandomIdGenerator):
        """By chance, but for the traces of events."""

        def generate_span_id(self) -> int:
            """Of a span."""
            return named[1] if (named := _named.get()) else super().generate_span_id()

        def generate_trace_id(self) -> int:
            """Of a trace."""
            return named[0] if (named := _named.get()) else super().generate_trace_id()

    name = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "had-your-back"}
    provider = TracerProvider(resource=Resource.create(name), id_generator=Ids(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
