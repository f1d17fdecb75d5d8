"""An identity provider on a port of this machine: what it publishes, and tokens that it signs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx
from aiohttp import web
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from joserfc.jwt import encode
from pydantic import SecretStr

from conftest import Api, Clock
from had_your_back.app import create
from had_your_back.auth import Gate
from had_your_back.database import Database
from had_your_back.settings import Settings
from processes import free_port

AUDIENCE = "api://had-your-back"
Key = RSAKey | ECKey


@cache
def key(kind: str, kid: str | None) -> Key:
    """A key; the same for the same name, since making one takes its time."""
    named = {"use": "sig"} | ({"kid": kid} if kid else {})
    return RSAKey.generate_key(2048, named) if kind == "RSA" else ECKey.generate_key("P-256", named)


class Issuer:
    """What the tests start. `published` are its keys; each path can be answered otherwise by `answers`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/realms/hyb"
        self.published: list[Key] = [key("EC", "one")]
        self.answers: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {}
        self.asked: list[str] = []
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        """Be down."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = request.path.rpartition("/")[2]
        self.asked.append(name)
        if name in self.answers:
            return await self.answers[name](request)
        if name == "openid-configuration":
            return web.json_response({"issuer": self.url, "jwks_uri": f"{self.url}/keys"})
        return web.json_response({"keys": [each.as_dict(private=False) for each in self.published]})

    def says(self, name: str, body: bytes, status: int = 200, kind: str = "text/html") -> None:
        """Answer a path so from now on."""

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(body=body, content_type=kind, status=status)

        self.answers[name] = answer

    def claims(self, **claims: Any) -> dict[str, Any]:
        """The claims of a good token, with these instead; None takes one away."""
        now = int(self._clock.now.timestamp())
        made = {"iss": self.url, "aud": AUDIENCE, "iat": now, "nbf": now, "exp": now + 3600, "sub": "ann-at-home"}
        return {name: value for name, value in (made | claims).items() if value is not None}

    def token(self, signed_by: Key | None = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A token, signed by the first of the published keys or by another."""
        by = signed_by or self.published[0]
        algorithm = {"RSA": "RS256", "EC": "ES256"}[by.key_type]
        head = {"alg": algorithm} | ({"kid": by.kid} if by.kid else {}) | (header or {})
        lenient = jws.JWSRegistry(algorithms=[head["alg"]], strict_check_header=False)
        return encode(head, self.claims(**claims), by, registry=lenient, default_type=None)


@asynccontextmanager
async def issuing(clock: Clock) -> AsyncIterator[Issuer]:
    """One that runs."""
    issuer = Issuer(clock)
    await issuer.start()
    yield issuer
    await issuer.stop()


def gate_of(api: Api) -> Gate:
    """What lets in whoever comes to it."""
    gate: Gate = api.app.state.streams._gate
    return gate


@asynccontextmanager
async def serving(database: Database, issuer: Issuer, **settings: Any) -> AsyncIterator[Api]:
    """The application that lets in whoever this provider vouches for."""
    given = {"auth": "oidc", "oidc_issuer": issuer.url, "oidc_audience": [AUDIENCE], "oidc_person_claim": "email"}
    app = create(
        Settings(
            database_url=SecretStr(database.url), secret_key=SecretStr("a key for tests"), **{**given, **settings}
        ),
        database=database,
        work=False,
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client:
        yield Api(client, app)
    await gate_of(Api(client, app)).close()
