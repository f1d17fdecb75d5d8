"""graphql-transport-ws and server-sent events, as far as no client of others is needed to see them.

What the clients of others make of them is in `tests/contract/test_stream_clients.py`.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import Api, Company
from had_your_back import audit
from had_your_back.graph import sockets
from had_your_back.graph.documents import manifest
from permissions.cast import WHATEVER_THE_ENGINE
from sockets import Socket

NEWS = "subscription { recognitionChanged { id } }"

pytestmark = WHATEVER_THE_ENGINE


async def introduced(api: Api, who: str = "ann") -> Socket:
    return await Socket.connected(api.app, who)


async def test_whoever_says_nothing_is_shown_the_door(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "INIT_WITHIN", 0)
    code, reason = await Socket(api.app).closed()
    assert (code, reason) == (4408, "Say connection_init first, and sooner.")


@pytest.mark.parametrize(
    ("said", "code", "reason"),
    [
        ("{", 4400, "The message is no JSON: "),
        ("[" * 50_001, 4400, "The message has more than 50,000 opening brackets."),
        ("[]", 4400, "A message is a JSON object with a type."),
        ('{"type": 1}', 4400, "A message is a JSON object with a type."),
        ('{"type": "hello"}', 4400, "Unknown message type: hello"),
        ('{"type": "connection_init", "payload": 1}', 4400, "The payload of connection_init is an object or null."),
        ('{"type": "subscribe", "id": "1"}', 4401, "Unauthorized: say connection_init first, with a token."),
        ('{"type": "connection_init"}', 4403, "Send a token"),
        ('{"type": "connection_init", "payload": {"authorization": 1}}', 4403, "Send a token"),
        ('{"type": "connection_init", "payload": {"authorization": "Bearer dev:nobody"}}', 4403, "no active person"),
    ],
)
async def test_what_is_not_in_the_protocol_closes_it(api: Api, said: str, code: int, reason: str) -> None:
    socket = Socket(api.app)
    socket.say(type="ping")
    socket.say_text(said)
    assert (await socket.hear())["type"] == "websocket.accept"
    assert await socket.hear() == {"type": "pong"}, "also before the introduction"
    closed = await socket.closed()
    assert closed[0] == code
    assert reason in closed[1]


@pytest.mark.parametrize(
    ("said", "code", "reason"),
    [
        ({"type": "connection_init"}, 4429, "Too many initialisation requests"),
        ({"type": "subscribe", "payload": {"query": NEWS}}, 4400, "has an id"),
        ({"type": "subscribe", "id": "", "payload": {"query": NEWS}}, 4400, "has an id"),
        ({"type": "subscribe", "id": "1", "payload": {"query": NEWS}}, 4409, "Subscriber for 1 already exists"),
        ({"type": "subscribe", "id": "2"}, 4400, "The payload of subscribe is an object with a query."),
        ({"type": "complete"}, 4400, "has an id"),
    ],
)
async def test_nor_does_it_later(api: Api, company: Company, said: dict[str, Any], code: int, reason: str) -> None:
    socket = await introduced(api)
    assert await socket.subscribe(NEWS) == []
    socket.say(**said)
    closed = await socket.closed()
    assert closed[0] == code
    assert reason in closed[1]
    assert not api.app.state.streams.is_reading


async def test_one_caller_has_so_many_streams_and_the_others_have_theirs(
    api: Api, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.app.state.streams, "most_of_one", 2)
    events = {"accept": "text/event-stream", "authorization": "Bearer dev:ann"}
    one, two = await introduced(api), await introduced(api)
    three = Socket(api.app)
    three.say(type="connection_init", payload={"authorization": "Bearer dev:ann"})
    why = "You have 2 streams open here already. Close one, or put several subscriptions on one WebSocket."
    assert await three.closed() == (1013, why)
    refused = await api.client.post("/graphql", json={"query": NEWS}, headers=events)
    (error,) = refused.json()["errors"]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "15")
    assert (error["message"], error["extensions"]["code"]) == (why, "RATE_LIMITED")
    assert (
        await api.client.post("/graphql", json={"query": "{ behaviours { key } }"}, headers=events)
    ).status_code == 200
    assert await (await introduced(api, "bob")).subscribe(NEWS) == []

    for left in (one, two):
        await left.close()
    assert await (await introduced(api)).subscribe(NEWS) == []
    assert sum(api.app.state.streams._open.values()) == 2, "one of each: who left is not counted"


async def test_another_protocol_is_not_spoken(api: Api) -> None:
    code, reason = await Socket(api.app, protocol="graphql-ws").closed()
    assert (code, reason) == (4406, "Speak graphql-transport-ws.")


@pytest.mark.parametrize(
    ("origin", "is_welcome"), [(b"http://127.0.0.1:8400", True), (b"http://127.0.0.1:9999", False), (b"null", False)]
)
async def test_pages_of_other_origins_are_refused_before_the_handshake(
    api: Api, company: Company, origin: bytes, is_welcome: bool
) -> None:
    socket = Socket(api.app, (b"origin", origin))
    first = await socket.hear()
    await socket.close()
    assert first["type"] == ("websocket.accept" if is_welcome else "websocket.close")
    headers = {"authorization": "Bearer dev:ann", "accept": "text/event-stream", "origin": origin.decode()}
    answer = await api.client.post("/graphql", json={"query": "{ organization { name } }"}, headers=headers)
    assert answer.status_code == (200 if is_welcome else 403)


async def test_a_subscription_that_ended_may_come_again_under_its_id(api: Api, company: Company) -> None:
    socket = await introduced(api)
    for _ in range(2):
        assert await socket.subscribe(NEWS) == []
        socket.say(type="complete", id="1")
    socket.say(type="complete", id="never heard of")
    assert await socket.subscribe(NEWS) == []
    await socket.close()


async def test_queries_and_mutations_are_answered_on_a_socket_too(api: Api, company: Company) -> None:
    socket = await introduced(api)
    thanks = {"recipients": [company["bob"]], "message": "Thank you", "behaviours": ["had_my_back"]}
    give = "mutation($i: GiveRecognitionInput!) { giveRecognition(input: $i) { recognition { message } } }"
    socket.say(id="1", type="subscribe", payload={"query": give, "variables": {"i": thanks}})
    assert (await socket.told())["recognition"]["message"] == "Thank you"
    assert await socket.hear() == {"id": "1", "type": "complete"}
    async with api.app.state.service.database.read() as session:
        newest = audit.select(audit.entry.c.actor).order_by(audit.entry.c.position.desc())
        assert await session.value(newest) == company["ann"]
    socket.say(id="1", type="subscribe", payload={"query": give, "variables": {"i": 1}})
    assert (await socket.hear())["type"] == "error"
    await socket.close()


async def test_documents_go_by_their_ids_on_every_road(api: Api, company: Company) -> None:
    known = {each["name"]: each["id"] for each in json.loads(manifest())["operations"]}
    socket = await introduced(api)
    socket.say(id="1", type="subscribe", payload={"documentId": known["RecognitionChanged"]})
    socket.say(id="2", type="subscribe", payload={"documentId": known["Behaviours"]})
    assert len(await socket.told()) == 8
    assert len(api.app.state.streams.lines) == 1
    await socket.close()


@pytest.mark.parametrize(
    ("headers", "body", "status", "words"),
    [
        ({}, {"query": NEWS}, 401, "Send a token"),
        ({"authorization": "Bearer dev:ann"}, {"query": "subscription { x }"}, 200, "VALIDATION_FAILED"),
        ({"authorization": "Bearer dev:ann"}, {}, 400, "Send a document in query"),
        ({"authorization": "Bearer dev:ann"}, [], 400, "One request is one JSON object"),
    ],
)
async def test_what_cannot_be_streamed_is_refused(
    api: Api, company: Company, headers: dict[str, str], body: Any, status: int, words: str
) -> None:
    answer = await api.client.post("/graphql", json=body, headers={**headers, "accept": "text/event-stream"})
    assert answer.status_code == status
    assert words in answer.text


async def test_a_subscription_without_a_stream_is_told_how_to_get_one(api: Api, company: Company) -> None:
    answer = await api.post(NEWS)
    assert answer.status_code == 400
    assert "Accept: text/event-stream, or a WebSocket (graphql-transport-ws)" in answer.text
