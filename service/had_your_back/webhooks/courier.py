"""Signs and posts: the one seam behind which an HTTP client is."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Mapping
from functools import lru_cache
from types import TracebackType
from typing import Self

from aiohttp import hdrs

from had_your_back.traces import Traces
from had_your_back.webhooks import credentials, signing
from had_your_back.webhooks.addresses import Lookup, Policy
from had_your_back.webhooks.client import TOTAL_SECONDS, Client, beginning, described, peers
from had_your_back.webhooks.credentials import Basic, Mtls, OAuth2
from had_your_back.webhooks.queue import Claim
from had_your_back.webhooks.signing import CannotOpen, Vault
from had_your_back.webhooks.tokens import NoToken, Tokens, bearer
from had_your_back.webhooks.verdicts import SEALED, Answer

LONGEST_BODY = 16 * 1024
MOST_CONTEXTS = 100
MOST_OPENED = 2_000
"""How many secrets and headers are kept open: opening one takes as long as signing does."""
UNAUTHORIZED = 401


class Courier:
    """Signs and posts. One for each process."""

    def __init__(
        self, vault: Vault, policy: Policy, *, lookup: Lookup | None = None, traces: Traces | None = None
    ) -> None:
        self._vault = vault
        self._traces = traces
        self._client = Client(policy, lookup=lookup)
        self._tokens = Tokens(self._client)
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._opened = lru_cache(MOST_OPENED)(vault.open)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._tokens.close()
        await self._client.close()

    async def carry(self, claim: Claim) -> Answer:
        """Post it once and say what came back; never raises but for cancellation."""
        if self._traces is None:
            return await self._carry(claim, {})
        with self._traces.delivery(claim.event, claim.event_type, claim.endpoint, claim.number) as seen:
            answer = await self._carry(claim, seen.headers)
            seen.came(answer.status, answer.error)
            return answer

    async def _carry(self, claim: Claim, traced: Mapping[str, str]) -> Answer:
        began, seen = time.monotonic(), peers()
        try:
            answer = await self._post(claim, traced)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's server causes is an answer, not our fault
            answer = Answer(error=_described(error))
        elapsed = _milliseconds(began, time.monotonic())
        if not seen:
            return answer._replace(milliseconds=elapsed)
        if answer.error:  # before that it is the network's fault, and then the receiver's
            answer = answer._replace(error=f"{answer.error}; connected after {_milliseconds(began, seen[-1].at)} ms")
        return answer._replace(milliseconds=elapsed, peer_address=seen[-1].address)

    async def _post(self, claim: Claim, traced: Mapping[str, str]) -> Answer:
        """As the receiver wants to be shown who we are."""
        headers = {**self._headers(claim), **traced}
        if claim.auth is None:
            return await self._sent(claim, headers)
        async with asyncio.timeout(TOTAL_SECONDS):  # tokens, certificates and a second try included
            return await self._introduced(claim, claim.auth, headers)

    async def _introduced(self, claim: Claim, sealed: str, headers: dict[str, str]) -> Answer:
        match credentials.read(self._vault.open(sealed, claim.endpoint)):
            case Basic() as auth:
                return await self._sent(claim, headers | {"authorization": auth.header})
            case Mtls() as auth:
                return await self._sent(claim, headers, tls=await self._context(sealed, auth))
            case OAuth2() as auth:
                token, is_new = await self._tokens.of(sealed, auth)
                answer = await self._sent(claim, headers | bearer(token))
                if answer.status != UNAUTHORIZED:
                    return answer
                self._tokens.forget(sealed, token)
                if is_new:
                    return answer
                token, _ = await self._tokens.of(sealed, auth)  # it may have been revoked before its time
                return await self._sent(claim, headers | bearer(token))

    async def _sent(self, claim: Claim, headers: dict[str, str], *, tls: ssl.SSLContext | None = None) -> Answer:
        async with self._client.ask("POST", claim.url, headers=headers, body=claim.body, tls=tls) as response:
            body, told = await beginning(response, LONGEST_BODY), response.headers
            return Answer(
                status=response.status,
                retry_after=told.get(hdrs.RETRY_AFTER),
                disable=told.get("webhook-delivery", "").strip().lower() == "disable",
                # PostgreSQL knows no NUL, and what is not UTF-8 is shown as such.
                body=body.decode("utf-8", "replace").replace("\x00", "\ufffd"),
            )

    async def _context(self, sealed: str, auth: Mtls) -> ssl.SSLContext:
        """How TLS is spoken with this certificate. What is sealed is its name: another certificate, another context."""
        if sealed not in self._contexts:
            made = await asyncio.to_thread(auth.context)  # it reads every authority that the system trusts
            while len(self._contexts) >= MOST_CONTEXTS:
                del self._contexts[next(iter(self._contexts))]
            self._contexts[sealed] = made
        return self._contexts[sealed]

    def _headers(self, claim: Claim) -> dict[str, str]:
        own: dict[str, str] = json.loads(self._opened(claim.headers, claim.endpoint)) if claim.headers else {}
        timestamp = int(claim.at.timestamp())
        standard = {
            "content-type": claim.content_type,
            "webhook-id": claim.event,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": self._signature(claim, timestamp),
            "webhook-attempt": str(claim.number),
            "webhook-sequence": str(claim.sequence),
        }
        if claim.previous_event:
            standard["webhook-previous-id"] = claim.previous_event
        return own | standard

    def _signature(self, claim: Claim, timestamp: int) -> str:
        secrets = [self._opened(sealed, claim.endpoint) for sealed in claim.secrets]
        symmetric = signing.sign(secrets, claim.event, timestamp, claim.body)
        if not claim.keys:
            return symmetric
        keys = [self._opened(sealed, signing.KEYS_OWNER) for sealed in claim.keys]
        return f"{symmetric} {signing.sign_asymmetric(keys, claim.event, timestamp, claim.body)}".strip()


def _described(error: BaseException) -> str:
    """``class: sentence`` of what kept an answer from coming."""
    match error:
        case CannotOpen():
            return f"{SEALED}: {error}"
        case NoToken():
            return f"oauth2: {error}"[:1000]
        case _:
            return described(error)


def _milliseconds(begin: float, end: float) -> int:
    return round((end - begin) * 1000)
