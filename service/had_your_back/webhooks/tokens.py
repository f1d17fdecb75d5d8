"""Tokens that receivers want to see, fetched from where they say (OAuth 2.0 client credentials) and kept for a while.

They are kept in this process only, and never written down. However many webhooks need one at once, it is fetched once.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from contextvars import Context
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

import aiohttp

from had_your_back.errors import Refused
from had_your_back.webhooks import rules
from had_your_back.webhooks.client import Client, beginning, described
from had_your_back.webhooks.credentials import OAuth2

TOKEN_SECONDS = 10.0
"""Seconds for an answer: less than a webhook has in all, so that what is written down names the token."""

LONGEST_ANSWER = 64 * 1024
_GOOD = 200


class NoToken(Exception):
    """There is no token, and why. What it says never repeats what was sent."""


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token (RFC 6750)."""
    return {"authorization": f"Bearer {token}"}


def good_for(expires_in: object) -> float:
    """For how many seconds a token is used: a minute less than it is good for, and five minutes if nobody says.

    >>> good_for(3600), good_for("3600"), good_for(60), good_for(None), good_for(10**12)
    (3540.0, 3540.0, 30.0, 300.0, 86400.0)
    >>> good_for(0), good_for(-1), good_for("soon")
    (0.0, 0.0, 0.0)
    """
    if expires_in is None:
        return 300.0
    text = str(expires_in)
    seconds = float(text) if re.fullmatch(r"\d{1,20}(\.\d{1,9})?", text) else 0.0
    return min(86_400.0, max(seconds - 60, seconds / 2))


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str
    until: float


class Tokens:
    """Fetches tokens and keeps them. The name of one is the sealed text of who wants it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._kept: dict[str, _Kept] = {}
        self._coming: dict[str, asyncio.Task[_Kept]] = {}

    async def of(self, name: str, auth: OAuth2) -> tuple[str, bool]:
        """The token, and whether it was fetched just now.

        Raises: NoToken.
        """
        kept = self._kept.get(name)
        if kept and time.monotonic() < kept.until:
            return kept.token, False
        coming = self._coming.get(name)
        if coming is None:
            # In a context of its own: what it connects to is not what the webhook connects to.
            coming = self._coming[name] = asyncio.create_task(self._fetch(auth), context=Context())
            coming.add_done_callback(lambda task: self._arrived(name, task))
        return (await asyncio.shield(coming)).token, True

    def forget(self, name: str, token: str) -> None:
        """It was refused; somebody else may have fetched another one meanwhile, which stays."""
        if name in self._kept and self._kept[name].token == token:
            del self._kept[name]

    async def close(self) -> None:
        """Wait for nothing more."""
        coming = list(self._coming.values())
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)

    def _arrived(self, name: str, task: asyncio.Task[_Kept]) -> None:
        del self._coming[name]
        if not task.cancelled() and task.exception() is None:
            if len(self._kept) >= rules.MOST_ENDPOINTS:
                self._kept.clear()
            self._kept[name] = task.result()

    async def _fetch(self, auth: OAuth2) -> _Kept:
        asked = time.monotonic()
        form = {"grant_type": "client_credentials"} | ({"scope": auth.scope} if auth.scope else {})
        # RFC 6749, section 2.3.1: what every server has to understand. Both parts are encoded like a form first.
        user = f"{quote_plus(auth.client_id)}:{quote_plus(auth.client_secret)}".encode()
        headers = {
            "accept": "application/json",
            "authorization": "Basic " + base64.b64encode(user).decode(),
            "content-type": "application/x-www-form-urlencoded",
        }
        try:
            async with (
                asyncio.timeout(TOKEN_SECONDS),
                self._client.ask("POST", auth.token_url, headers=headers, body=urlencode(form).encode()) as response,
            ):
                status, body = response.status, await beginning(response, LONGEST_ANSWER)
        except aiohttp.ConnectionTimeoutError as error:
            raise NoToken(described(error)) from None
        except TimeoutError:
            raise NoToken(f"no token within {TOKEN_SECONDS:.0f} s") from None
        except (aiohttp.ClientError, OSError, Refused) as error:
            raise NoToken(described(error)) from None
        token, expires_in = _token_in(status, body)
        return _Kept(token, asked + good_for(expires_in))


def _token_in(status: int, body: bytes) -> tuple[str, object]:
    """The token of an answer (RFC 6749, section 5), and its `expires_in`.

    >>> _token_in(200, b'{"access_token": "abc", "token_type": "bearer", "expires_in": 60}')
    ('abc', 60)
    >>> _token_in(400, b'{"error": "invalid_client", "error_description": "sesame is wrong"}')
    Traceback (most recent call last):
        ...
    had_your_back.webhooks.tokens.NoToken: the token address answered 400 invalid_client

    Raises: NoToken. Only words of the standard are repeated: a description may hold what was sent.
    """
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        said = {}
    if status != _GOOD:
        error = said.get("error")
        word = f" {error}" if error in _ERRORS else ""
        raise NoToken(f"the token address answered {status}{word}")
    token = said.get("access_token")
    if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]{1,8000}", token):
        raise NoToken("the token address answered 200 without an access_token in JSON")
    if str(said.get("token_type", "bearer")).lower() != "bearer":
        raise NoToken("the token address gives tokens of another type than Bearer")
    return token, said.get("expires_in")


_ERRORS = frozenset({
    "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
    "invalid_scope", "temporarily_unavailable", "server_error",
})  # fmt: skip
