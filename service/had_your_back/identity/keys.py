"""The public keys of an identity provider: fetched from where it publishes them, kept, and fetched again in time.

    who asks for a key --> it is here: that is all
                       --> it is not: one fetch for everybody who waits, and none for a while afterwards

A provider changes its keys whenever it likes and names each by an id, so an id that is not known is a reason to look
again, once; whoever floods us with ids that are not causes no more than a fetch in `BETWEEN` seconds. Keys are renewed
while the old ones go on serving, and stay good while the provider is down.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextvars import Context
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from had_your_back.errors import BadToken, NotReady

if TYPE_CHECKING:
    import ssl

log = logging.getLogger(__name__)

Key = RSAKey | ECKey

FRESH = 600.0
"""Seconds after which keys are looked at again: so long a key that the provider has withdrawn goes on being good."""
BETWEEN = 30.0
"""Seconds between two fetches."""
BETWEEN_WITHOUT = 5.0
"""The same while there is no key at all."""
FETCH_SECONDS = 5.0
LARGEST = 512 * 1024
"""Bytes of an answer."""
MOST_KEYS = 100
LEAST_BITS = 2048
_GOOD = 200
_KINDS = {"RSA": "RS256", "EC": "ES256"}


@cache
def trusted() -> ssl.SSLContext:
    """How TLS is spoken with a provider. Made once: reading whom to trust holds everybody up for 20 ms."""
    return httpx.create_ssl_context()


class Unusable(Exception):
    """What the provider answered is of no use, and why."""


class KeyRing:
    """The keys of one provider. `url` is where they are; without it, where the provider's own description says."""

    def __init__(self, issuer: str, url: str | None, clock: Callable[[], datetime]) -> None:
        self._issuer, self._given, self._clock = issuer, url, clock
        self._address = url
        self._keys: dict[tuple[str | None, str], Key] = {}
        self._asked_at: float | None = None
        self._fetched_at = float("-inf")
        self._trouble: str | None = None
        self._coming: asyncio.Task[None] | None = None
        self.fetches = 0

    def holds(self, key: Key) -> bool:
        """Whether this is still one of the keys; where they are no longer fresh, that they are renewed meanwhile."""
        if abs(self._clock().timestamp() - self._fetched_at) >= FRESH and self._may_fetch():
            self._begin()
        return any(each is key for each in self._keys.values())

    async def find(self, kid: str | None, algorithm: str) -> Key:
        """The key of this id for an algorithm. Without an id: the only one there is.

        Raises: BadToken if there is none; NotReady if nobody can know, since the provider does not answer.
        """
        key = self._held(kid, algorithm)
        if key is None and (self._coming or self._may_fetch()):
            await asyncio.shield(self._coming or self._begin())
            key = self._held(kid, algorithm)
        if key is not None:
            self.holds(key)
            return key
        if self._trouble:
            raise NotReady(f"The identity provider's keys cannot be fetched: {self._trouble}. Try again in a moment.")
        message = "This token is signed with a key that the identity provider does not publish. Sign in again."
        raise BadToken(message)

    async def tried(self) -> str | None:
        """Fetch them now; what hinders that, or None."""
        await self._begin()
        return self._trouble

    async def close(self) -> None:
        """Wait for nothing more."""
        if self._coming:
            self._coming.cancel()
            await asyncio.gather(self._coming, return_exceptions=True)

    def _held(self, kid: str | None, algorithm: str) -> Key | None:
        if kid is not None:
            return self._keys.get((kid, algorithm))
        fitting = [key for (_, kind), key in self._keys.items() if kind == algorithm]
        return fitting[0] if len(fitting) == 1 else None

    def _may_fetch(self) -> bool:
        if self._coming:
            return False
        wait = BETWEEN if self._keys else BETWEEN_WITHOUT
        # A clock that was set back must not stop us for longer.
        return self._asked_at is None or not 0 <= self._clock().timestamp() - self._asked_at < wait

    def _begin(self) -> asyncio.Task[None]:
        self._asked_at = self._clock().timestamp()
        # In a context of its own: the time that the first who asks has is not what the others have.
        self._coming = asyncio.create_task(self._fetch(), context=Context())
        self._coming.add_done_callback(self._arrived)
        return self._coming

    def _arrived(self, _: asyncio.Task[None]) -> None:
        self._coming = None

    async def _fetch(self) -> None:
        self.fetches += 1
        headers = {"accept": "application/json", "accept-encoding": "identity"}
        try:
            async with (
                asyncio.timeout(FETCH_SECONDS),
                httpx.AsyncClient(
                    headers=headers, timeout=FETCH_SECONDS, follow_redirects=False, verify=trusted()
                ) as client,
            ):
                self._address = self._address or await self._described(client)
                keys = usable(await _json(client, self._address))
        except TimeoutError:
            self._failed(f"no answer within {FETCH_SECONDS:.0f} s")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, Unusable) as error:
            self._failed(str(error) if isinstance(error, Unusable) else type(error).__name__)
        else:
            # A key that is the same stays the same object, so that what it has verified stays verified.
            old = {name: key for name, key in self._keys.items() if name in keys and _same(key, keys[name])}
            self._keys, self._trouble = {**keys, **old}, None
            self._fetched_at = self._clock().timestamp()

    def _failed(self, why: str) -> None:
        self._trouble, self._address = why, self._given
        log.warning(
            "The identity provider's keys could not be fetched: %s; the %d known stay good", why, len(self._keys)
        )

    async def _described(self, client: httpx.AsyncClient) -> str:
        """Where the provider says that its keys are (OpenID Connect Discovery, section 4)."""
        said = await _json(client, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != self._issuer:
            raise Unusable(f"it calls itself {str(said.get('issuer'))[:200]!r}, which is not HYB_OIDC_ISSUER")
        address = said.get("jwks_uri")
        if not isinstance(address, str) or not is_safe(address):
            raise Unusable("its description names no jwks_uri that begins with https")
        return address


def is_safe(address: str) -> bool:
    """Whether nobody on the way can change what an address answers: https, or this machine.

    >>> is_safe("https://id.example.org/x"), is_safe("http://127.0.0.1:8080/x"), is_safe("http://id.example.org/x")
    (True, True, False)
    """
    try:
        split = urlsplit(address)
    except ValueError:
        return False
    return bool(split.hostname) and (
        split.scheme == "https" or (split.scheme == "http" and split.hostname in {"127.0.0.1", "::1", "localhost"})
    )


async def _json(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    body = bytearray()
    async with client.stream("GET", address) as response:
        if response.status_code != _GOOD:
            raise Unusable(f"{address} answered {response.status_code}")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise Unusable(f"{address} answered compressed, which was not asked for")
        async for part in response.aiter_raw():
            body += part
            if len(body) > LARGEST:
                raise Unusable(f"{address} answered more than {LARGEST:,} bytes")
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise Unusable(f"{address} answered no JSON object")
    return said


def usable(said: Mapping[str, Any]) -> dict[tuple[str | None, str], Key]:
    """The keys of a JWK Set (RFC 7517) that can verify what we accept, by their ids and algorithms.

    Others are passed over: for encryption, symmetric, of other kinds, or broken.

    Raises: Unusable if none is left.
    """
    listed = said.get("keys")
    made: dict[tuple[str | None, str], Key] = {}
    for each in listed[:MOST_KEYS] if isinstance(listed, list) else ():
        if not isinstance(each, dict) or each.get("use", "sig") != "sig":
            continue
        kind, kid = each.get("kty"), each.get("kid")
        algorithm = _KINDS.get(kind) if isinstance(kind, str) else None
        if algorithm is None or each.get("alg", algorithm) != algorithm or not isinstance(kid, str | None):
            continue
        key = _key(each)
        if key is not None:
            made.setdefault((kid, algorithm), key)
    if not made:
        raise Unusable("there is no key for RS256 or ES256 among what it publishes")
    return made


def _key(said: Mapping[str, Any]) -> Key | None:
    try:
        if said["kty"] == "EC":
            public = {name: said[name] for name in ("kty", "crv", "x", "y")}
            return ECKey.import_key(public) if public["crv"] == "P-256" else None
        if len(said["n"]) * 6 < LEAST_BITS:
            return None
        return RSAKey.import_key({name: said[name] for name in ("kty", "n", "e")})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _same(one: Key, other: Key) -> bool:
    return one.thumbprint() == other.thumbprint()
