"""An identity provider on a port of this machine: what it publishes, and tokens that it signs."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

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
FOR_PAGES = {"access-control-allow-origin": "*"}
Key = RSAKey | ECKey


@cache
def key(kind: str, kid: str | None) -> Key:
    """A key; the same for the same name, since making one takes its time."""
    named = {"use": "sig"} | ({"kid": kid} if kid else {})
    return RSAKey.generate_key(2048, named) if kind == "RSA" else ECKey.generate_key("P-256", named)


class Issuer:
    """What the tests start. `published` are its keys; each path can be answered otherwise by `answers`.

    In a browser `signed_in` are the claims of who is there; `answers_as` is another name that it goes by; without
    `refresh` tokens come only to who is sent here.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/realms/hyb"
        self.published: list[Key] = [key("EC", "one")]
        self.answers: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {}
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.signed_in: dict[str, Any] = {"email": "ann@example.org", "email_verified": True}
        self.denies = ""
        self.answers_as = ""
        self.refresh: str | None = "none yet"
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_post("/realms/hyb/token", self._exchange)
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
            return web.json_response(
                {
                    "issuer": self.url,
                    "jwks_uri": f"{self.url}/keys",
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "end_session_endpoint": f"{self.url}/logout",
                },
                headers=FOR_PAGES,
            )
        if name == "authorize":
            return self._authorize(request)
        if name == "logout":
            raise web.HTTPFound(request.query["post_logout_redirect_uri"])
        return web.json_response({"keys": [each.as_dict(private=False) for each in self.published]})

    def _authorize(self, request: web.Request) -> web.StreamResponse:
        """Whoever comes is signed in already, unless `denies`: back they go, with a code for one use."""
        asked = request.query
        back = {"state": asked["state"], "iss": self.answers_as or self.url}
        if self.denies:
            back |= {"error": "access_denied", "error_description": self.denies}
        else:
            back["code"] = f"code-{len(self.codes)}"
            self.codes[back["code"]] = dict(asked)
        raise web.HTTPFound(f"{asked['redirect_uri']}?{urlencode(back)}")

    async def _exchange(self, request: web.Request) -> web.StreamResponse:
        """A code for tokens, as RFC 7636 has it; or a token for the next ones."""
        given = dict(await request.post())
        self.asked.append(f"token {given['grant_type']}")
        if given["grant_type"] == "authorization_code":
            asked = self.codes.pop(str(given["code"]), {})
            digest = sha256(str(given["code_verifier"]).encode()).digest()
            proof = urlsafe_b64encode(digest).decode().rstrip("=")
            wanted = (asked.get("code_challenge"), asked.get("redirect_uri"), asked.get("client_id"), "S256")
            shown = (proof, given["redirect_uri"], given["client_id"], asked.get("code_challenge_method"))
        else:
            wanted, shown = (self.refresh,), (given["refresh_token"],)
        if wanted != shown or self.refresh is None:
            return web.json_response({"error": "invalid_grant"}, status=400, headers=FOR_PAGES)
        self.refresh = f"refresh-{uuid4().hex}"
        told = {"access_token": self.token(**self.signed_in), "token_type": "Bearer", "refresh_token": self.refresh}
        return web.json_response(told, headers=FOR_PAGES)

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
