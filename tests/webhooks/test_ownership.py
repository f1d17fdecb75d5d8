"""Receivers that are asked first whether they want webhooks at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiohttp import web
from pydantic import SecretStr

from conftest import Api
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Forbidden, Refused
from had_your_back.events import PersonLeft
from had_your_back.people.rules import Actor
from had_your_back.webhooks import actions, ownership, store
from had_your_back.webhooks.actions import EndpointDraft
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.rules import Consent, consent
from webhooks.conftest import INTEGRATOR, POLICY, SETTINGS, VAULT, Office, Receiver

CREATE = """mutation($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) { endpoint { id url state ratePerMinute } userErrors { code message path } } }"""
UPDATE = CREATE.replace("create", "update").replace("CreateW", "UpdateW")
REFUSED = (
    "The receiver does not consent: OPTIONS with WebHook-Request-Origin: 127.0.0.1 has to be answered 200 with "
    "WebHook-Allowed-Origin: 127.0.0.1 (or *); it answered {}."
)


@pytest.fixture
async def api(database: Database) -> AsyncIterator[Api]:
    """The application, which may ask this machine."""
    own = {"database_url": SecretStr(database.url), "secret_key": SecretStr("a key for tests"), "auth": "dev"}
    app = create(SETTINGS.model_copy(update=own), database=database, work=False)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        yield Api(client, app)


@pytest.fixture
async def endpoint(company: Any, api: Api) -> Any:
    """Makes or changes an endpoint as the company's integrator; its fields and the refusals."""

    async def ask(document: str, **given: Any) -> tuple[Any, list[Any]]:
        (answer,) = (await api(document, "dev:int", input=given)).values()
        return answer["endpoint"], answer["userErrors"]

    return ask


async def test_a_receiver_that_consents_is_asked_once_and_gets_webhooks(
    office: Office, receiver: Receiver, endpoint: Any
) -> None:
    receiver.headers = {"WebHook-Allowed-Origin": "127.0.0.1"}
    wanted = {"verifyOwnership": True, "ratePerMinute": 600, "eventTypes": ["person.left"]}
    made, refused = await endpoint(CREATE, url=receiver.url, **wanted)
    assert (made["state"], made["ratePerMinute"], refused) == ("ACTIVE", 600, [])
    (question,) = receiver.received
    assert question.method == "OPTIONS"
    assert question.headers["webhook-request-origin"] == "127.0.0.1"
    assert question.headers["webhook-request-rate"] == "600"
    assert question.body == b""
    await office.tell(PersonLeft(person="per_01m808tx000000000000000000"))
    await office.drain()
    assert [each.method for each in receiver.received[1:]] == ["POST"] * len(await office.deliveries(made["id"]))


async def test_a_receiver_that_does_not_answer_as_it_should_gets_none_and_the_sentence_says_how(
    receiver: Receiver, endpoint: Any, office: Office
) -> None:
    receiver.statuses = [405]
    made, (refused,) = await endpoint(CREATE, url=receiver.url, verifyOwnership=True)
    assert made is None
    assert refused == {
        "code": "NOT_ALLOWED",
        "path": ["input", "url"],
        "message": REFUSED.format("405 without that header"),
    }
    async with office.database.read() as session:
        assert await store.count_endpoints(session) == 0


async def test_who_is_not_to_be_asked_is_not(receiver: Receiver, endpoint: Any) -> None:
    made, _ = await endpoint(CREATE, url=receiver.url)
    await endpoint(UPDATE, id=made["id"], url=receiver.url + "/elsewhere")
    assert receiver.received == []


async def test_the_rate_that_a_receiver_allows_is_a_cap_for_ever(receiver: Receiver, endpoint: Any) -> None:
    receiver.headers = {"WebHook-Allowed-Origin": "*", "WebHook-Allowed-Rate": "120"}
    made, _ = await endpoint(CREATE, url=receiver.url, verifyOwnership=True)
    assert made["ratePerMinute"] == 120
    for asked, granted in ((600, 120), (60, 60), (None, 120)):
        changed, _ = await endpoint(UPDATE, id=made["id"], ratePerMinute=asked)
        assert changed["ratePerMinute"] == granted
    receiver.headers["WebHook-Allowed-Rate"] = "30"
    changed, _ = await endpoint(UPDATE, id=made["id"], url=receiver.url + "/slower")
    assert changed["ratePerMinute"] == 30


async def test_who_consented_is_asked_again_when_the_url_changes_and_only_then(
    receiver: Receiver, endpoint: Any
) -> None:
    receiver.headers = {"WebHook-Allowed-Origin": "127.0.0.1"}
    made, _ = await endpoint(CREATE, url=receiver.url, verifyOwnership=True)
    await endpoint(UPDATE, id=made["id"], description="Ours", url=receiver.url)
    assert len(receiver.received) == 1
    changed, _ = await endpoint(UPDATE, id=made["id"], url=receiver.url + "/new")
    assert changed["url"] == receiver.url + "/new"
    assert len(receiver.received) == 2
    receiver.headers = {"WebHook-Allowed-Origin": "elsewhere.example"}
    changed, (refused,) = await endpoint(UPDATE, id=made["id"], url=receiver.url)
    assert changed is None
    assert refused["message"] == REFUSED.format("204 with WebHook-Allowed-Origin: elsewhere.example")


async def test_others_can_write_while_a_receiver_is_asked(office: Office, receiver: Receiver) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        await office.subscribe("https://intranet.example/hooks")
        return web.Response(headers={"WebHook-Allowed-Origin": "*"})

    receiver.answer = answer
    draft = EndpointDraft(receiver.url, verify_ownership=True)
    draft = await ownership.before_creating(INTEGRATOR, draft, policy=POLICY, origin="backs.example")
    await office.database.transact(actions.create_endpoint, INTEGRATOR, draft, vault=VAULT, policy=POLICY)
    async with office.database.read() as session:
        assert await store.count_endpoints(session) == 2


async def test_nobody_gets_around_the_question(office: Office, receiver: Receiver) -> None:
    for said in (None, Consent("https://elsewhere.example/")):
        with pytest.raises(Refused) as no:
            await office.subscribe("https://intranet.example/hooks", verify_ownership=True, consent=said)
        assert no.value.code is ErrorCode.CONFLICT
    asked = Consent("https://intranet.example/hooks")
    made = await office.subscribe("https://intranet.example/hooks", verify_ownership=True, consent=asked)
    with pytest.raises(Refused, match="not asked"):
        await office.update(made.id, url="https://elsewhere.example/")


async def test_who_may_not_manage_webhooks_has_nobody_asked(receiver: Receiver) -> None:
    nobody = Actor(person=None, roles=frozenset(), scopes=frozenset())
    draft = EndpointDraft(receiver.url, verify_ownership=True)
    with pytest.raises(Forbidden):
        await ownership.before_creating(nobody, draft, policy=POLICY, origin="backs.example")
    assert receiver.received == []


async def test_the_question_takes_the_same_road_as_webhooks(receiver: Receiver) -> None:
    async def lookup(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    strict, url = Policy(allow_http=True), receiver.url.replace("127.0.0.1", "rebinding.example")
    with pytest.raises(Refused) as no:
        await ownership.ask(strict, receiver.url, "backs.example")
    assert "127.0.0.1 is loopback; allow it with" in no.value.message
    with pytest.raises(Refused) as no:
        await ownership.ask(strict, url, "backs.example", lookup=lookup)
    assert (no.value.code, no.value.path) == (ErrorCode.ADDRESS_REFUSED, ("url",))
    assert "127.0.0.1 is loopback; allow it with" in no.value.message
    assert receiver.received == []


async def test_a_redirect_is_no_consent_and_is_not_followed(receiver: Receiver) -> None:
    receiver.statuses, receiver.headers = [307], {"Location": "/other", "WebHook-Allowed-Origin": "*"}
    with pytest.raises(Refused, match="it answered 307"):
        await ownership.ask(POLICY, receiver.url, "backs.example")
    assert len(receiver.received) == 1


async def test_a_receiver_that_is_not_there_does_not_consent() -> None:
    with pytest.raises(Refused, match="could not be asked whether it consents: connection: "):
        await ownership.ask(POLICY, "http://127.0.0.1:1/", "backs.example")


@pytest.mark.parametrize("rate", ["0", "-1", "many", "1.5", "²"])
def test_a_rate_that_is_none_is_refused_with_the_form_it_has_to_have(rate: str) -> None:
    with pytest.raises(Refused, match=r"a number of webhooks a minute or \*"):
        consent("https://intranet.example/", "backs.example", 200, "*", rate)


def test_a_rate_beyond_all_limits_is_our_own_limit() -> None:
    assert consent("https://intranet.example/", "backs.example", 200, "*", "9" * 30).per_minute == 60_000
