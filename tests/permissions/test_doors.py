"""Every door of the service: which open without a token, and what is said to whoever comes without a good one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import httpx
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from conftest import Api, Clock
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.people import actions as people
from had_your_back.people.rules import Scope
from had_your_back.recognitions.rules import Visibility
from had_your_back.settings import Settings
from permissions.cast import WHATEVER_THE_ENGINE, assemble, dump, table_of
from permissions.test_operations import OPERATIONS, Scene, changed, codes_of, document
from sockets import Socket

DOORS = table_of("""
path                            | opens for
--------------------------------+-------------------------------------------
/graphql                        | a token
/events                         | a token of events:read or webhooks:manage
/events/schema                  | anybody, it says nothing of people
/livez                          | anybody, it says nothing of people
/readyz                         | anybody, it says nothing of people
/metrics                        | a token of no person, or an administrator's; see test_metrics
/.well-known/webhook-keys       | anybody, the keys are public
/                               | anybody, the page's own files
/page                           | anybody, the page's own files
/feeds/{secret}/commitments.ics | whoever has somebody's secret; see test_calendar
/widget/{path:path}             | anybody, the components that pages embed
/auth/mode                      | anybody, to sign in
/auth/people                    | anybody, to sign in; only where HYB_AUTH=dev
/auth/widget-token              | a service token of widget, which stands for no person
/scim/v2                        | a token of scim; see test_provisioning
/scim/v2/{path:path}            | a token of scim; see test_provisioning
""")


@WHATEVER_THE_ENGINE
async def test_without_a_token_nothing_is_answered(api: Api, database: Database) -> None:
    scene = await Scene(await assemble(database)).play()
    before = await dump(database)
    for row in OPERATIONS:
        text = document(row["operation"])
        answer = await api.post(text, None, **scene.about(text, scene.real))
        assert (answer.status_code, await codes_of(answer)) == (401, ["UNAUTHENTICATED"]), row["operation"]
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "data" not in answer.json()
    for text in ("{ __schema { types { name } } }", "{ __typename }", "not even a document"):
        assert await api.codes(text, None) == ["UNAUTHENTICATED"], text
    assert not changed(before, await dump(database))


@WHATEVER_THE_ENGINE
async def test_a_token_that_no_longer_holds_is_told_what_to_do(api: Api, database: Database, clock: Clock) -> None:
    cast = await assemble(database)
    expired = await cast.token(*Scope, person="all", lasts=timedelta(hours=1))
    of_somebody_who_left = await cast.token(*Scope, person="sub")
    id_, revoked = await database.transact(
        people.create_token, people.TokenDraft(name="a test", scopes=list(Scope), person="all")
    )
    good = await cast.token("people:read", lasts=timedelta(hours=3))
    for token in (expired, of_somebody_who_left, revoked, good):
        assert await api.codes("{ teams { totalCount } }", token) == []
    await database.transact(people.revoke_token, id_)
    await database.transact(people.deactivate, "sub")
    clock.advance(timedelta(hours=2))

    make_one = "had-your-back token create"
    refused = {
        f"Bearer {expired}": ("expired on 2026-11-20", make_one),
        f"Bearer {revoked}": ("revoked", make_one),
        f"Bearer {of_somebody_who_left}": ("no longer active", "Make one for somebody who is"),
        f"Bearer {good}x": ("unknown", make_one),
        "Bearer hyb_": ("unknown", make_one),
        "Bearer dev:nobody": ("no active person", "Choose somebody else"),
        "Bearer dev:sub": ("no active person", "Choose somebody else"),
        "Bearer ": ("Send a token", "Authorization: Bearer hyb_..."),
        f"Basic {good}": ("Send a token", "Authorization: Bearer hyb_..."),
        good: ("Send a token", "Authorization: Bearer hyb_..."),
    }
    for header, (what, to_do) in refused.items():
        for text in ("{ teams { totalCount } }", document("Mutation.withdrawRecognition")):
            answer = await api.client.post("/graphql", json={"query": text}, headers={"authorization": header})
            assert (answer.status_code, await codes_of(answer)) == (401, ["UNAUTHENTICATED"]), header
            message = answer.json()["errors"][0]["message"]
            assert what in message, header
            assert to_do in message, header
            assert good not in answer.text
    assert await api.codes("{ teams { totalCount } }", good) == []


@WHATEVER_THE_ENGINE
async def test_where_tokens_are_wanted_the_name_of_a_person_is_none(database: Database, database_url: str) -> None:
    await assemble(database)
    app = create(Settings(database_url=SecretStr(database_url), secret_key=SecretStr("a key for tests")), work=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hyb.example.org") as client:
        body, headers = {"query": "{ viewer { roles } }"}, {"authorization": "Bearer dev:adm"}
        answer = await client.post("/graphql", json=body, headers=headers)
        choices = await client.get("/auth/people")
    await app.state.service.database.close()

    assert (answer.status_code, await codes_of(answer)) == (401, ["UNAUTHENTICATED"])
    assert choices.status_code == 404


@WHATEVER_THE_ENGINE
async def test_every_door_of_the_service_has_a_row_and_none_but_these_opens_without_a_token(api: Api) -> None:
    def paths(routes: Collection[BaseRoute]) -> set[str]:
        return {each.path for each in routes if isinstance(each, Route | WebSocketRoute | Mount)}

    assert paths(api.app.routes) == {row["path"] for row in DOORS}
    assert len({type(each) for each in api.app.routes} - {Route, WebSocketRoute, Mount}) == 0
    for row in DOORS:
        if row["opens for"].startswith("a token"):
            for method in ("GET", "POST") if row["path"] == "/graphql" else ("GET",):
                answer = await api.client.request(method, row["path"])
                assert answer.status_code == 401, row["path"]


@WHATEVER_THE_ENGINE
async def test_a_socket_without_a_token_is_closed_before_anything_is_said(api: Api) -> None:
    socket = Socket(api.app)
    assert (await socket.hear())["type"] == "websocket.accept"
    socket.say(type="connection_init")

    code, reason = await socket.closed()

    assert code == 4403
    assert "Send a token" in reason


@WHATEVER_THE_ENGINE
async def test_over_a_socket_the_scopes_hold_too(api: Api, database: Database) -> None:
    cast = await assemble(database)
    await cast.give(Visibility.EVERYONE)
    token = await cast.token("people:read")
    socket = Socket(api.app, (b"authorization", f"Bearer {token}".encode()))
    assert (await socket.hear())["type"] == "websocket.accept"
    socket.say(type="connection_init")
    assert (await socket.hear())["type"] == "connection_ack"

    socket.say(id="1", type="subscribe", payload={"query": "{ recognitions { nodes { message } } }"})
    refused = await socket.hear()
    socket.say(id="2", type="subscribe", payload={"query": "{ teams { totalCount } }"})
    answered = await socket.hear()
    await socket.close()

    assert refused["type"] == "error"
    assert [error["extensions"]["code"] for error in refused["payload"]] == ["FORBIDDEN"]
    assert answered["payload"]["data"] == {"teams": {"totalCount": 5}}
