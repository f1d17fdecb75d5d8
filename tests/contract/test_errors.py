"""Every road that can fail, walked: one shape, one code, one status, and no word of what is inside."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from starlette.routing import Mount, Route

from conftest import Api, Company
from had_your_back.answers import LARGEST_BODY, STATUS
from had_your_back.app import create
from had_your_back.database import Database, Transaction
from had_your_back.errors import FaultCode
from had_your_back.graph.prices import COST
from had_your_back.graph.requests import MOST_VALUES
from had_your_back.graph.sizes import ALIASES, DEPTH, LONGEST, PAIRS, TOKENS
from had_your_back.people.actions import TokenDraft, create_token
from had_your_back.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "graphql.md").read_text()
GRAPHQL = {"accept": "application/graphql-response+json", "content-type": "application/json"}
ANN = {**GRAPHQL, "authorization": "Bearer dev:ann"}
ASK = "{ viewer { roles } }"
ORIGIN = "https://intranet.example.org"

OF_STREAMS = {FaultCode.TOO_SLOW, FaultCode.RESTARTING}  # see test_streams
one_database = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # no road of these is the database's own


@asynccontextmanager
async def serving(database: Database, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    settings = {"auth": "dev", "secret_key": SecretStr("a key for tests"), **settings}
    app = create(Settings(database_url=SecretStr(database.url), **settings), database=database, work=False)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        yield client


def told(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an answer that says no, which has the one shape."""
    assert answer.headers["content-type"].split(";")[0] in {"application/json", GRAPHQL["accept"]}, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "vary" in answer.headers
    body = answer.json()
    assert set(body) == {"errors"}
    for error in body["errors"]:
        assert set(error) <= {"message", "extensions", "locations"}
        assert error["message"].strip()
        assert "Traceback" not in answer.text
    return answer.status_code, body["errors"][0]["extensions"]["code"]


@one_database
async def test_every_address_says_no_in_one_shape(api: Api, company: Company) -> None:
    for route in api.app.routes:
        if isinstance(route, Route | Mount):
            path = re.sub(r"\{[\w:]+\}", "x", route.path) + ("/x" if isinstance(route, Mount) else "")
            answer = await api.client.request("PROPFIND", path or "/")
            assert told(answer) == (405, "BAD_REQUEST"), path
            assert "allow" in answer.headers or isinstance(route, Mount), path
    for path in ("/nothing", "/graphiql", "/page/nothing.js", "/page/../x", "/feeds/x/commitments.ics"):
        assert told(await api.client.get(path)) == (404, "BAD_REQUEST"), path


@one_database
async def test_every_code_is_met_on_its_road_with_its_status(api: Api, database: Database, company: Company) -> None:
    async def token(tx: Transaction) -> str:
        return (await create_token(tx, TokenDraft(name="narrow", scopes=["people:read"])))[1]

    narrow = {**GRAPHQL, "authorization": f"Bearer {await database.transact(token)}"}

    async def post(query: str = ASK, headers: dict[str, str] = ANN, **more: Any) -> httpx.Response:
        return await api.client.post("/graphql", json={"query": query, **more}, headers=headers)

    dear = "{ people(first: 100) { nodes { recognitionsGiven(first: 100) { nodes { id } } } } }"
    met = {
        told(await post("{")),
        told(await post("{ password }")),
        told(await post("query($n: Int!) { people(first: $n) { totalCount } }")),
        told(await post(dear)),
        told(await api.client.post("/graphql", json={"documentId": "0" * 64}, headers=ANN)),
        told(await post(headers=GRAPHQL)),
        told(await api.client.get("/events")),
        told(await post("{ recognitions { totalCount } }", narrow)),
        told(await api.client.get("/events", headers=narrow)),
        told(await api.client.get("/livez", headers={"host": "hyb.example.org"})),
    }
    async with serving(database, pace_per_caller=1) as client:
        assert (await client.post("/graphql", json={"query": ASK}, headers=ANN)).status_code == 200
        hasty = await client.post("/graphql", json={"query": ASK}, headers=ANN)
        met.add(told(hasty))
        assert int(hasty.headers["retry-after"]) > 0
        assert hasty.headers["ratelimit"] == '"points";r=0;t=60;hyb-cost=1'
    async with serving(database, time_limit=1e-9) as client:
        met.add(told(await client.post("/graphql", json={"query": ASK}, headers=ANN)))
    async with serving(database, graphql_documents="trusted") as client:
        met.add(told(await client.post("/graphql", json={"query": ASK}, headers=ANN)))

    await database.run_sync(lambda connection: connection.execute(text("DROP TABLE service_token")))
    await database.run_sync(lambda connection: connection.execute(text("DELETE FROM alembic_version")))
    broken = await post(headers=narrow)
    met |= {told(broken), told(await api.client.get("/events", headers=narrow)), told(await api.client.get("/readyz"))}
    assert re.fullmatch("[0-9a-f]{12}", broken.json()["errors"][0]["extensions"]["reference"])
    assert met == {(status, str(code)) for code, status in STATUS.items() if code not in OF_STREAMS}
    assert set(STATUS) == set(FaultCode)


@one_database
async def test_a_page_of_another_origin_is_answered_if_it_is_named_exactly(
    database: Database, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    async def preflight(client: httpx.AsyncClient, origin: str, **headers: str) -> httpx.Response:
        asks = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
        return await client.options("/graphql", headers={"origin": origin, **asks, **headers})

    async with serving(database, auth="tokens", allowed_origins=(ORIGIN,)) as client:
        allowed = await preflight(client, ORIGIN)
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, ORIGIN)
        others = ("http://intranet.example.org", f"{ORIGIN}:8443", f"{ORIGIN}.evil.org", "https://evil.org", "null")
        for origin in others:
            refused = await preflight(client, origin)
            assert told(refused) == (403, "FORBIDDEN"), origin
            assert "access-control-allow-origin" not in refused.headers
        assert told(await preflight(client, ORIGIN, **{"access-control-request-method": "DELETE"}))[0] == 403

        for origin, named in ((ORIGIN, ORIGIN), ("https://evil.org", None)):
            answer = await client.post("/graphql", json={"query": ASK}, headers={**GRAPHQL, "origin": origin})
            assert told(answer) == (401, "UNAUTHENTICATED")
            assert answer.headers.get("access-control-allow-origin") == named
            assert "Origin" in answer.headers["vary"]
    caplog.clear()
    async with serving(database, auth="tokens") as client:
        for _ in range(3):  # whoever embeds the widget reads it in the log, once
            assert told(await preflight(client, ORIGIN)) == (403, "FORBIDDEN")
    assert [each.message for each in caplog.records if each.levelname == "WARNING"] == [
        f"a page of {ORIGIN!r} asked, and was not let in: HYB_ALLOWED_ORIGINS does not name it"
    ]


@one_database
async def test_a_browser_gets_graphiql_without_a_token_where_it_is_allowed(
    database: Database, company: Company
) -> None:
    page = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    async with serving(database, graphiql=True) as client:
        shown = await client.get("/graphql", headers=page)
        assert (shown.status_code, shown.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert told(await client.get("/graphql", params={"query": ASK}, headers=page))[0] == 401
        assert told(await client.get("/graphql"))[0] == 401
    async with serving(database) as client:
        assert told(await client.get("/graphql", headers=page)) == (401, "UNAUTHENTICATED")


def test_the_page_tells_every_code_with_its_status_and_every_limit() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", PAGE, flags=re.MULTILINE))
    assert rows == {str(code): str(status) for code, status in STATUS.items()}
    for said in (
        f"{LARGEST_BODY:,} bytes",
        f"{LONGEST:,} characters, {TOKENS:,} tokens",
        f"| fields in each other | {DEPTH} |",
        f"| aliases of an operation | {ALIASES} |",
        f"in a value | {DEPTH} |",
        f"| {MOST_VALUES:,} |",
        f"| cost | {COST:,} |",
        f"{Settings.model_fields['pace_per_caller'].default:,}",
        f"{Settings.model_fields['time_limit'].default} seconds",
    ):
        assert said in PAGE
    assert PAIRS >= 45 * 44 // 2
