"""The public keys by which anybody verifies webhooks that bear an ed25519 signature."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from had_your_back.database import Database
from had_your_back.webhooks import signing, store

SECONDS = 300
"""For how long a receiver may go on with what it has: a new key signs beside the old one for longer than that."""


def routes(database: Database) -> list[Route]:
    """``/.well-known/webhook-keys``: a JWK Set, in which each key also stands as Standard Webhooks writes it."""

    async def keys(_: Request) -> JSONResponse:
        async with database.read() as session:
            rows = await store.signing_keys(session, database.now())
        headers = {"cache-control": f"public, max-age={SECONDS}", "x-content-type-options": "nosniff"}
        return JSONResponse({"keys": [signing.as_jwk(row.public_key) for row in rows]}, headers=headers)

    return [Route("/.well-known/webhook-keys", keys, methods=["GET"])]
