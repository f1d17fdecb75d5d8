"""From a token of the identity provider to what it says, if it holds. Checked by joserfc and the provider's keys.

What was verified once is remembered by a hash of the token, until it ends or its key is withdrawn. Whether the person
is still here is asked anew each time, elsewhere.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwt import JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode

from had_your_back.errors import BadToken
from had_your_back.identity.keys import Key, KeyRing
from had_your_back.identity.rules import Machine, Reading, who
from had_your_back.people.rules import Account

ALGORITHMS = ("RS256", "ES256")
TYPES = frozenset({"jwt", "at+jwt", "application/jwt", "application/at+jwt"})
"""What a token may say that it is (RFC 9068, RFC 8725 section 3.11): a logout's token, say, is no key to the door."""
MOST_KNOWN = 10_000
LAST_INSTANT = datetime(9999, 1, 1, tzinfo=UTC).timestamp()

NEITHER = (
    "This is no token that is known here: neither a service token (hyb_...) nor a JWT that an identity provider signed."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a token says, until when, and the key that has verified it."""

    who: Account | Machine
    until: datetime
    key: Key


class _Headers(jws.JWSRegistry):
    """Headers that nobody here needs are passed over, as RFC 7515 wants; certificates in them may be long."""

    max_header_length = 16_384

    def __init__(self) -> None:
        super().__init__(algorithms=ALGORITHMS, strict_check_header=False)


_HEADERS = _Headers()


class Provider:
    """The identity provider of this organisation."""

    def __init__(
        self,
        keys: KeyRing,
        reading: Reading,
        *,
        audience: Collection[str],
        leeway: int,
        clock: Callable[[], datetime],
    ) -> None:
        self.keys, self._reading, self._leeway, self._clock = keys, reading, leeway, clock
        self._audience = list(audience)
        self._known: OrderedDict[bytes, Known] = OrderedDict()

    async def known(self, token: str) -> Known:
        """What a token says, if it holds now.

        Raises: BadToken, with what is wrong and never with what it says; NotReady without the provider's keys.
        """
        digest = hashlib.sha256(token.encode()).digest()
        found = self._known.get(digest)
        if found is not None and self.keys.holds(found.key) and self._clock() < found.until:
            self._known.move_to_end(digest)
            return found
        self._known.pop(digest, None)
        found = await self._verified(token)
        self._known[digest] = found
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return found

    async def _verified(self, token: str) -> Known:
        header = _header(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise BadToken(f"A token is signed by {' or '.join(ALGORITHMS)}, and this one is not.")
        if str(header.get("typ", "JWT")).lower() not in TYPES or "crit" in header or not isinstance(kid, str | None):
            message = "This is a token for something else. Ask the identity provider for an access token."
            raise BadToken(message)
        key = await self.keys.find(kid, algorithm)
        try:
            signed = jws.extract_compact(token.encode(), registry=_HEADERS)
            good = jws.validate_compact(signed, key, registry=_HEADERS)
            claims = orjson.loads(signed.payload or b"") if good else None
        except (JoseError, ValueError, TypeError):
            claims = None
        if not isinstance(claims, dict):
            message = (
                "The signature of this token is not the identity provider's, or what it signed is no set of claims."
            )
            raise BadToken(message)
        self._check(claims)
        until = datetime.fromtimestamp(min(claims["exp"] + self._leeway, LAST_INSTANT), UTC)
        return Known(who(claims, self._reading), until, key)

    def _check(self, claims: Mapping[str, Any]) -> None:
        wanted = JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=self._leeway,
            iss={"essential": True, "value": self._reading.issuer},
            aud={"essential": True, "values": self._audience},
            exp={"essential": True},
        )
        try:
            wanted.validate(dict(claims))
        except ExpiredTokenError:
            message = "This token has expired. Get a new one from the identity provider."
            raise BadToken(message) from None
        except MissingClaimError as error:
            raise BadToken(f"This token lacks the claim {error.claim}. Have it put into the token.") from None
        except InvalidClaimError as error:
            raise BadToken(SAID.get(error.claim, f"The claim {error.claim} of this token is none.")) from None
        except ClaimError as error:  # pragma: no cover - there is no other kind yet
            raise BadToken(f"The claim {error.claim} of this token is none.") from None


SAID = {
    "iss": "This token is of another issuer than HYB_OIDC_ISSUER names.",
    "aud": "This token is for another audience than HYB_OIDC_AUDIENCE names. Ask for one for this service.",
    "nbf": "This token is not valid yet. Compare the clocks of the identity provider and of this service.",
    "iat": "This token is not valid yet. Compare the clocks of the identity provider and of this service.",
}


def _header(token: str) -> dict[str, Any]:
    """The header of a token. It is read before anything is verified, so by what no text can surprise."""
    try:
        header = orjson.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise BadToken(NEITHER)
    return header
