"""What operators see of a day: figures and log, and nothing in them of what people wrote or who they are."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from conftest import Api, Clock, Company
from had_your_back import errands, logs
from had_your_back.app import create
from had_your_back.audit import Notary
from had_your_back.database import Database
from had_your_back.graph.documents import OPERATIONS
from had_your_back.http.metrics import CATALOGUE
from had_your_back.people import actions as people
from had_your_back.people.actions import TokenDraft
from had_your_back.recognitions import store as recognitions
from had_your_back.settings import Settings
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker

GIVE = (OPERATIONS / "GiveRecognition.graphql").read_text(encoding="utf-8")
FEED = (OPERATIONS / "Feed.graphql").read_text(encoding="utf-8")
WORDS = "You stayed until the pump ran, Zebedee."
ADDRESS = "ann@example.org"
one_database = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def scraped(client: httpx.AsyncClient, token: str = "dev:adm") -> Figures:
    answer = await client.get("/metrics", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def of(figures: Figures, name: str, **labels: str) -> float:
    """The sum of a metric over everything that has these labels."""
    return sum(
        value for (each, those), value in figures.items() if each == name and labels.items() <= dict(those).items()
    )


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    formatter = caplog.handler.formatter
    caplog.handler.setFormatter(logs.Objects())
    yield caplog
    caplog.handler.setFormatter(formatter)


async def test_a_lived_day_is_counted_and_neither_figures_nor_log_tell_who_or_what(
    api: Api, database: Database, company: Company, clock: Clock, log: pytest.LogCaptureFixture
) -> None:
    log.set_level(logging.DEBUG, "had_your_back")
    key = "a key for tests"
    worker = Worker(database, Settings(), Vault(key), tombstones=recognitions.gone, notary=Notary(key))
    await worker.drain()
    api.app.state.figures.slow = 1e-9  # every request is slow
    give = {"recipients": [company["bob"]], "behaviours": ["had_my_back"], "message": WORDS}
    await api(GIVE, input=give)
    await api(GIVE, input=give | {"recipients": [company["ann"]]})  # to herself
    for _ in range(2):
        await api(FEED)
    await api("query " + "Zebedee { viewer { person { displayName } } }")
    await api.post("{ viewer { password } }")
    await api.post(FEED, "hyb_Zm9vYmFyYmF6Zm9v")
    await api.client.get(f"/wp-login/{ADDRESS}", params={"token": "hyb_Zm9vYmFyYmF6Zm9v"})
    clock.advance(timedelta(seconds=90))

    found = await scraped(api.client)
    requests = "hyb_requests_total"
    assert of(found, requests, operation="GiveRecognition", status="200", at="/graphql") == 2
    assert of(found, requests, operation="Feed", road="kept") == 1
    assert of(found, requests, operation="Feed", road="plan") == 1
    assert of(found, requests, operation="other") == 1
    assert of(found, requests, at="other", status="404") == 1
    assert of(found, "hyb_refusals_total", operation="GiveRecognition", code="SELF_RECOGNITION") == 1
    assert of(found, "hyb_refusals_total", code="VALIDATION_FAILED") == 1
    assert of(found, "hyb_refusals_total", code="UNAUTHENTICATED") == 1
    assert of(found, "hyb_request_seconds_count") == of(found, requests) == 8
    assert of(found, "hyb_request_seconds_bucket", le="+Inf") == 8
    assert of(found, "hyb_cost_total", operation="GiveRecognition") > 0
    assert of(found, "hyb_statements_total") > 8
    assert of(found, "hyb_database_up") == 1
    assert of(found, "hyb_event_lag_seconds") == 90.0
    assert of(found, "hyb_audit_unsealed") == 2  # the thanks, and the token that was not ours
    assert of(found, "hyb_audit_unsealed_seconds") == 90.0
    assert {each.name for each in CATALOGUE} - {"hyb_score_age_seconds"} <= {
        name.removesuffix("_count") for name, _ in found
    }
    own = {path.stem for path in OPERATIONS.glob("*.graphql")} | {"", errands.OTHER}
    assert {dict(labels).get("operation", "") for _, labels in found} <= own

    everything = str(found) + log.text
    for secret in (WORDS, "Zebedee", ADDRESS, "Zm9vYmFy", "wp-login", "password", company["bob"], "dev:ann"):
        assert secret not in everything, secret
    lines = [json.loads(line) for line in log.text.splitlines()]
    slow = [line for line in lines if line["message"].startswith("slow: ")]
    assert len(slow) == 9
    assert {line["operation"] for line in slow} >= {"GiveRecognition", "Feed", "other", "/graphql", "/metrics"}
    assert len({line["request"] for line in slow}) == 9
    assert all(line["seconds"] >= 0 and re.fullmatch("([0-9a-f]{64})?", line["document"]) for line in slow)


@one_database
async def test_metrics_are_for_a_token_of_no_person_or_an_administrator_or_for_everybody_by_setting(
    api: Api, database: Database, company: Company
) -> None:
    async def status(token: str | None) -> int:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return (await api.client.get("/metrics", headers=headers)).status_code

    draft = TokenDraft(name="prometheus", scopes=["signage"])
    machine = (await database.transact(people.create_token, draft))[1]
    assert [await status(each) for each in (None, "dev:ann", "dev:adm", machine)] == [401, 403, 200, 200]
    settings = Settings(secret_key=SecretStr("a key for tests"), metrics="open")
    transport = httpx.ASGITransport(create(settings, database=database, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        assert (await client.get("/metrics")).status_code == 200


@one_database
async def test_a_fault_s_reference_is_that_of_its_lines_and_they_are_json_whatever_is_said(
    api: Api, company: Company, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any) -> None:
        logging.getLogger("had_your_back.test").warning('said "%s"\n', ADDRESS)
        raise KeyError(WORDS)

    monkeypatch.setattr(api.app.state.view, "_answer", fails)
    answer = await api.post("{ viewer { roles } }")
    reference = answer.json()["errors"][0]["extensions"]["reference"]
    warned, failed = (json.loads(line) for line in log.text.splitlines())
    assert warned == {
        "at": warned["at"], "level": "WARNING", "logger": "had_your_back.test", "message": 'said "…"\n',
        "request": reference, "operation": "/graphql",
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", warned["at"])
    assert (failed["request"], failed["message"]) == (reference, f"Something failed, reference {reference}")
    assert failed["fault"].endswith("raise KeyError(WORDS)\nKeyError")
    assert WORDS not in log.text


def test_half_a_character_breaks_no_line() -> None:
    # Not through the logger: what reports a test to another process cannot write it either.
    record = logging.LogRecord("had_your_back", logging.INFO, "", 0, "half of \ud800", (), None)
    assert json.loads(logs.Objects().format(record))["message"] == "half of ?"


def test_lines_for_people_name_the_request_too() -> None:
    errand = errands.Errand("/graphql")
    token = errands.begin(errand)
    record = logging.LogRecord("had_your_back", logging.INFO, "", 0, "of %s", (ADDRESS,), None)
    line = logs.Lines().format(record)
    errands.end(token)
    assert line.endswith(f" INFO    had_your_back [{errand.id} /graphql]  of …")
    assert logs.Lines().format(record).endswith(" INFO    had_your_back  of …")
