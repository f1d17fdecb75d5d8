"""From the request to the receiver of its webhook, as spans that are sent; and what stands in none of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from clients import days
from conftest import Clock, Company, serving
from had_your_back import ids, outbox
from had_your_back.database import Database
from had_your_back.errors import Refused
from had_your_back.events import ScorePublished
from had_your_back.graph.documents import OPERATIONS
from had_your_back.recognitions import store as recognitions
from had_your_back.traces import Traces
from had_your_back.webhooks import actions
from had_your_back.webhooks.actions import EndpointDraft
from had_your_back.worker import Worker
from had_your_back_client import AsyncHadYourBack
from processes import receiver
from soaking import POLICY, SETTINGS, VAULT
from stories.test_kill import INTEGRATOR

GIVE = (OPERATIONS / "GiveRecognition.graphql").read_text(encoding="utf-8")
CALLER = "4bf92f3577b34da6a3ce929d0e0e4736"


@dataclass
class Collector:
    """What receives spans, over OTLP/HTTP, as any collector does."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)
    services: set[str] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.Response:
        told = ExportTraceServiceRequest.FromString(await request.read())
        for resource in told.resource_spans:
            attributes = {each.key: each.value.string_value for each in resource.resource.attributes}
            self.services.add(attributes["service.name"])
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]
        return web.Response(content_type="application/x-protobuf")

    def one(self, name: str) -> Span:
        (found,) = [span for span in self.spans if span.name == name]
        return found


@pytest.fixture
async def collector(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Collector]:
    made, app = Collector(), web.Application(client_max_size=10**7)
    app.router.add_post("/v1/traces", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield made
    await runner.cleanup()


def told(span: Span) -> dict[str, Any]:
    return {each.key: getattr(each.value, str(each.value.WhichOneof("value"))) for each in span.attributes}


async def sent(database: Database) -> None:
    assert database.traces is not None
    await database.traces.close()
    await database.close()


async def deliver(database: Database) -> None:
    worker = Worker(database, SETTINGS, VAULT, tombstones=recognitions.gone)
    await worker.drain()
    await worker.close()


async def test_a_thank_you_is_followed_from_the_request_to_the_receiver_of_its_webhook(
    database: Database, database_url: str, company: Company, collector: Collector, clock: Clock
) -> None:
    opened = Database(database_url, clock=clock)
    thanks = {"recipients": [company["bob"]], "message": "You stayed.", "behaviours": ["had_my_back"]}
    headers = {"authorization": "Bearer dev:ann", "traceparent": f"00-{CALLER}-00f067aa0ba902b7-01"}
    async with receiver() as there, serving(opened, auth="dev") as url, httpx.AsyncClient(headers=headers) as client:
        there.hold.set()
        await opened.transact(actions.create_endpoint, INTEGRATOR, EndpointDraft(there.url), vault=VAULT, policy=POLICY)
        given = await client.post(f"{url}/graphql", json={"query": GIVE, "variables": {"input": thanks}})
        assert "errors" not in given.json()
        await deliver(opened)
        sent_along, _ = there.posts.get_nowait()
        await sent(opened)

    request, event = collector.one("GiveRecognition"), collector.one("recognition.given")
    post = collector.one("webhook recognition.given")
    assert collector.services == {"had-your-back"}
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (CALLER, "00f067aa0ba902b7")
    at_once = told(request)
    assert at_once.pop("hyb.request")
    assert at_once == {
        "url.path": "/graphql",
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "graphql.operation.name": "GiveRecognition",
        "hyb.cost": at_once["hyb.cost"],
        "hyb.road": "plan",
    }
    act = collector.one("recognitions.actions.give")
    assert act.parent_span_id == request.span_id
    within = {span.name for span in collector.spans if span.parent_span_id == act.span_id}
    assert within >= {"INSERT recognition"} if opened.dialect == "sqlite" else within

    # The trace of a webhook is named after its event, so both ends know it.
    assert event.trace_id.hex() == f"{ids.number(sent_along['webhook-id']):032x}"
    assert [(link.trace_id, link.span_id) for link in event.links] == [(request.trace_id, act.span_id)]
    assert [link.trace_id for link in act.links] == [event.trace_id]
    assert (post.trace_id, post.parent_span_id) == (event.trace_id, event.span_id)
    assert sent_along["traceparent"] == f"00-{post.trace_id.hex()}-{post.span_id.hex()}-01"
    assert (told(post)["http.response.status_code"], told(post)["hyb.attempt"]) == (200, 1)


KNOWN = {
    "db.query.text": r"[\x20-\x7e\n\t]+",
    "db.system.name": r"sqlite|postgresql",
    "error.type": r"\w+",
    "graphql.operation.name": r"\w+",
    "http.request.method": r"[A-Z_]+",
    "hyb.code": r"\w+",
    "hyb.endpoint": r"whe_\w{26}",
    "hyb.event": r"evt_\w{26}",
    "hyb.refusals": r"[A-Z_]+",
    "hyb.request": r"[0-9a-f]{12}",
    "hyb.road": r"plan|general|kept|",
    "url.path": r"/\w*|other",
}
"""What stands in spans beside numbers."""
SAID = {said for said in re.findall(r'"([^"\\]{5,})"', Path(days.__file__).read_text(encoding="utf-8")) if " " in said}
"""What people say and are called in that day."""


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_span_of_a_whole_day_holds_a_text_a_variable_or_a_name(
    database: Database, database_url: str, company: Company, collector: Collector, clock: Clock
) -> None:
    opened, people = Database(database_url, clock=clock), {**company.people, **company.teams}
    allowed = {"webhook_allow_cidrs": ("127.0.0.1/32",), "webhook_allow_http": True}
    async with serving(opened, auth="dev", **allowed) as url, httpx.AsyncClient() as http:

        def as_(name: str) -> AsyncHadYourBack:
            return AsyncHadYourBack(url, f"dev:{name}", http=http)

        published = ScorePublished(team=company["kestrel"], as_of=clock.now, recipe="v1", corrected=False)
        await days.thanks(as_, people)
        await days.promises(as_, people, clock.now)
        await days.scores(as_, people)
        await days.news(as_, people, lambda: opened.transact(outbox.record, published), clock.now)
        await days.webhooks(as_)
        await deliver(opened)
        await sent(opened)

    assert len(collector.spans) > 500
    names = {path.stem for path in OPERATIONS.glob("*.graphql")}
    assert {span.name for span in collector.spans} >= names - {"ServiceChain"} | {"SELECT recognition"}
    for span in collector.spans:
        assert not span.events
        assert not span.status.message
        for key, value in told(span).items():
            texts = [each.string_value for each in value.values] if hasattr(value, "values") else [value]
            for each in texts:
                assert isinstance(each, int) or re.fullmatch(KNOWN[key], each), (span.name, key, each)
    # And nothing that this day wrote or called itself, wherever it might have slipped in.
    everything = "\n".join({str(each) for span in collector.spans for each in (span.name, *told(span).values())})
    for each in (*SAID, *company.people.values(), *company.teams.values(), "Example", "dev:", "Kestrel"):
        assert each not in everything, each


def test_off_unless_it_is_told_where_spans_go_and_then_it_says_what_it_cannot_speak(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Traces.of_environment() is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with pytest.raises(Refused, match="http/protobuf only"):
        Traces.of_environment()
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert Traces.of_environment() is None
