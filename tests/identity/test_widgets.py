"""A widget's token: traded by the intranet's backend, for one person, ten minutes, and what a widget does."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from conftest import Api, Clock, Company
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.identity.widgets import LASTS, PREFIX
from had_your_back.people import actions
from had_your_back.people.actions import TokenDraft
from had_your_back.settings import Settings
from sockets import Socket

one_database = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
VIEWER = "{ viewer { roles person { userName } } }"
HELD_NO_LONGER = "This widget's token holds no longer. Get another one from the page's backend."


async def made(database: Database, *scopes: str, **draft: Any) -> tuple[str, str]:
    return await database.transact(actions.create_token, TokenDraft(name="the intranet", scopes=scopes, **draft))


async def traded(api: Api, token: str | None, body: Any = None, **more: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    given = {"json": {"userName": "ann"} if body is None else body} | more
    return await api.client.post("/auth/widget-token", headers=headers, **given)


async def no(answer: httpx.Response) -> tuple[int, str, str]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"], error["message"]


async def test_a_backend_trades_its_token_and_a_name_for_ten_minutes_of_that_person(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    _, token = await made(database, "widget")
    answer = await traded(api, token, {"userName": "Ann"})
    told = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert set(told) == {"token", "expiresAt", "expiresIn"}
    assert (told["token"][:5], told["expiresIn"], told["expiresAt"]) == (PREFIX, 600, "2026-11-20T09:10:00Z")

    widget = told["token"]
    assert await api(VIEWER, widget) == {"viewer": {"roles": ["EMPLOYEE"], "person": {"userName": "ann"}}}
    give = 'recipients: [$bob], behaviours: ["had_my_back"], message: "You took the call."'
    text = f"mutation($bob: ID!) {{ giveRecognition(input: {{{give}}}) {{ userErrors {{ code }} }} }}"
    assert await api(text, widget, bob=company["bob"]) == {"giveRecognition": {"userErrors": []}}

    clock.advance(LASTS - timedelta(seconds=1))
    assert await api.codes(VIEWER, widget) == []
    clock.advance(timedelta(seconds=1))
    ended = await api.post(VIEWER, widget)
    assert await no(ended) == (401, "UNAUTHENTICATED", HELD_NO_LONGER)
    assert ended.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_it_dies_with_the_person_and_with_the_token_that_it_was_traded_for(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    id_, token = await made(database, "widget")
    _, short = await made(database, "widget", lasts=timedelta(minutes=1))
    anns, bobs = [(await traded(api, token, {"userName": name})).json()["token"] for name in ("ann", "bob")]
    of_the_short = (await traded(api, short)).json()["token"]
    for each in (anns, bobs, of_the_short):
        assert await api.codes(VIEWER, each) == []

    await database.transact(actions.deactivate, "ann")
    assert await api.codes(VIEWER, anns) == ["UNAUTHENTICATED"]
    assert await api.codes(VIEWER, bobs) == []
    clock.advance(timedelta(minutes=1))
    assert await api.codes(VIEWER, of_the_short) == ["UNAUTHENTICATED"]
    await database.transact(actions.revoke_token, id_)
    assert await api.codes(VIEWER, bobs) == ["UNAUTHENTICATED"]


@one_database
async def test_it_does_what_a_widget_does_whatever_its_person_is_trusted_with(
    api: Api, database: Database, company: Company
) -> None:
    _, token = await made(database, "widget")
    for name, asked in (
        ("mod", "{ moderationQueue { pageInfo { hasNextPage } } }"),
        ("int", "{ webhookEndpoints { nodes { id } } }"),
        ("adm", f'{{ scorePreview(recipe: {{version: "mine"}}, teams: ["{company["swift"]}"]) {{ status }} }}'),
    ):
        widget = (await traded(api, token, {"userName": name})).json()["token"]
        assert (await api.codes(asked, name), await api.codes(asked, widget)) == ([], ["FORBIDDEN"])
    again = await traded(api, widget)
    assert (await no(again))[:2] == (403, "FORBIDDEN"), "one widget's token is no way to another"


@one_database
async def test_nobody_else_is_given_one(api: Api, database: Database, company: Company) -> None:
    _, other = await made(database, "people:read", "scim", "admin")
    _, persons = await made(database, "widget", person="adm")
    for token, part in (
        ("dev:adm", "had-your-back token create --scopes widget"),
        ("dev:ann", "had-your-back token create --scopes widget"),
        (persons, "had-your-back token create --scopes widget"),
        (other, "needs the scope widget"),
    ):
        status, code, message = await no(await traded(api, token))
        assert (status, code) == (403, "FORBIDDEN")
        assert part in message
    for token in (None, "hyb_unknown"):
        assert (await no(await traded(api, token)))[:2] == (401, "UNAUTHENTICATED")


@one_database
async def test_what_names_nobody_who_is_here_is_told_so(api: Api, database: Database, company: Company) -> None:
    _, token = await made(database, "widget")
    for name in ("old", "nobody", "x" * 900_000, "\x00"):
        status, code, message = await no(await traded(api, token, {"userName": name}))
        assert (status, code) == (404, "BAD_REQUEST")
        assert message.startswith("There is no active person with this userName.")
    for body in ({}, [], "ann", {"userName": 7}, {"userName": " "}, {"userName": None}):
        assert (await no(await traded(api, token, body)))[:2] == (400, "BAD_REQUEST")
    json = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    for content, headers, status in (
        (b'{"userName": "ann"', json, 400),
        (b"[" * 100_000, json, 400),
        (b"userName=ann", {**json, "content-type": "application/x-www-form-urlencoded"}, 415),
    ):
        answer = await api.client.post("/auth/widget-token", content=content, headers=headers)
        assert (await no(answer))[:2] == (status, "BAD_REQUEST")


@one_database
async def test_who_alters_one_or_guesses_has_nothing_and_the_log_tells_none(
    api: Api, database: Database, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, token = await made(database, "widget")
    widget = (await traded(api, token)).json()["token"]
    bob = company["bob"].removeprefix("per_")
    altered = [widget[:31] + bob + widget[57:], widget[:57] + "ffffffff" + widget[65:], widget[:-1], widget + "a"]
    for each in (*altered, PREFIX, PREFIX + "é" * 92, widget.upper()):
        headers = {"authorization": f"Bearer {each}".encode()}
        answer = await api.client.post("/graphql", json={"query": VIEWER}, headers=headers)
        assert (await no(answer))[:2] == (401, "UNAUTHENTICATED")
    assert widget[5:] not in caplog.text
    assert token not in caplog.text


@one_database
async def test_it_costs_one_statement_to_be_let_in(api: Api, database: Database, company: Company) -> None:
    from identity.counting import statements

    _, token = await made(database, "widget")
    widget = (await traded(api, token)).json()["token"]
    gate = api.app.state.streams._gate
    with statements(database) as seen:
        await gate.admit(f"Bearer {widget}")
    assert len(seen) == 1


async def test_a_socket_of_a_widget_ends_when_its_token_does(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    _, token = await made(database, "widget")
    widget = (await traded(api, token)).json()["token"]
    socket = await Socket.connected(api.app, widget)
    assert await socket.subscribe("subscription { recognitionChanged { id } }") == []
    clock.advance(LASTS)
    api.app.state.streams._bell.set()
    code, reason = await socket.closed()
    assert (code, reason) == (4403, "This token has expired. Get a new one from where you got it.")


@one_database
async def test_a_backend_that_asks_for_too_many_is_told_to_wait(database: Database, company: Company) -> None:
    settings = Settings(
        database_url=SecretStr(database.url), secret_key=SecretStr("a key for tests"), pace_per_caller=100
    )
    app = create(settings, database=database, work=False)
    _, token = await made(database, "widget")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        api = Api(client, app)
        assert (await traded(api, token)).status_code == 200
        hasty = await traded(api, token)
        assert (await no(hasty))[:2] == (429, "RATE_LIMITED")
        assert int(hasty.headers["retry-after"]) > 0
