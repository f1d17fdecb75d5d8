"""Webhooks, verified: that they come from the service, just now, and as they were sent.

    event = webhooks.receive(body, headers, secret="whsec_...")
    if event.type == "recognition.given": ...

`body` is the bytes as they came, before anything has read them as JSON.
"""

import base64
import hmac
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from had_your_back_client.errors import NotVerified, Unexpected

TOLERANCE = 300  # seconds between the sender's clock and ours
_TOLD = ("attempt", "sequence", "previous_id")  # by headers


class Event(BaseModel):
    """A fact. Remember its `id` and drop what you have seen: it may come twice."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    type: str
    timestamp: datetime
    data: dict[str, Any]
    attempt: int = 1
    sequence: int | None = None
    """Its number among those to this endpoint, without a gap."""
    previous_id: str | None = None
    """The event before it. If it is not the last one you had, one is missing or late: `iter_events(after=...)`."""


def receive(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secret: str | Iterable[str] = (),
    keys: str | Iterable[str] | Mapping[str, Any] = (),
    now: float | None = None,
) -> Event:
    """Verify a webhook of the format STANDARD and read it.

    Raises: NotVerified; Unexpected if it is of another format.
    """
    given = verify(body, headers, secret=secret, keys=keys, now=now)
    told = {
        name: given[f"webhook-{name.replace('_', '-')}"]
        for name in _TOLD
        if f"webhook-{name.replace('_', '-')}" in given
    }
    try:
        return Event.model_validate({**json.loads(body), **told})
    except (ValueError, TypeError) as error:  # a ValidationError is a ValueError
        raise Unexpected(f"The webhook was sent by the service, but is not of the format STANDARD: {error}") from error


def verify(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secret: str | Iterable[str] = (),
    keys: str | Iterable[str] | Mapping[str, Any] = (),
    now: float | None = None,
) -> dict[str, str]:
    """Check that the service signed this body within five minutes, in any format. Gives its headers in lower case.

    `secret` is the endpoint's (`whsec_...`), or several while it is being changed. `keys` are public keys of the
    service (`whpk_...`), or all that `/.well-known/webhook-keys` answers; they need the extra `v1a` of this package.
    One signature that fits is enough.

    Raises: NotVerified.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signatures = given.get("webhook-signature", "").split()
    if not (message_id and timestamp.isdecimal() and timestamp.isascii() and signatures):
        raise NotVerified("The headers webhook-id, webhook-timestamp and webhook-signature are missing or malformed.")
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE:
        raise NotVerified("It was signed more than five minutes from our clock.")
    signed = f"{message_id}.{timestamp}.".encode() + body
    if not (any(_fits(key, signed, signatures) for key in _secrets(secret)) or _fits_key(keys, signed, signatures)):
        raise NotVerified("No signature fits. Is the secret that of this endpoint, and the body as it came?")
    return given


def _secrets(secret: str | Iterable[str]) -> Iterator[bytes]:
    for each in [secret] if isinstance(secret, str) else secret:
        yield base64.b64decode(each.removeprefix("whsec_"), validate=True)


def _fits(key: bytes, signed: bytes, signatures: list[str]) -> bool:
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    return any(hmac.compare_digest(expected, each.encode()) for each in signatures)


def _fits_key(keys: str | Iterable[str] | Mapping[str, Any], signed: bytes, signatures: list[str]) -> bool:
    if isinstance(keys, Mapping):
        keys = [each["key"] for each in keys["keys"]]
    texts = [keys] if isinstance(keys, str) else list(keys)
    if not texts:
        return False
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 only who asks for it needs it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    for text in texts:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(text.removeprefix("whpk_"), validate=True))
        for each in signatures:
            try:
                key.verify(base64.b64decode(each.removeprefix("v1a,"), validate=True), signed)
            except (InvalidSignature, ValueError):
                continue
            if each.startswith("v1a,"):
                return True
    return False
