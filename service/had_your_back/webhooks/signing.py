"""What is secret about a webhook: the signature a receiver checks, and the vault in which its secret rests.

The signature is version 1 of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over ``id.timestamp.body``. Every
library of that standard verifies it; our tests use one as the oracle.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Iterable
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIX = "whsec_"
_KEY_BYTES = 32
_NONCE_BYTES = 12


def make_secret() -> str:
    """A new secret: ``whsec_`` and 32 random bytes in base64.

    >>> make_secret()[:6], len(key_of(make_secret()))
    ('whsec_', 32)
    """
    return PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign.

    Raises: ValueError if it is no base64.
    """
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


def sign(secret_texts: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature``: one signature for each secret, so that a rotation has no gap.

    The example is the published test vector of Standard Webhooks.

    >>> secret, message_id = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    >>> sign([secret], message_id, 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    digests = (hmac.digest(key_of(secret), signed, sha256) for secret in secret_texts)
    return " ".join("v1," + base64.b64encode(digest).decode() for digest in digests)


def verify(secret: str, message_id: str, timestamp: int, body: bytes, header: str) -> bool:
    """Whether one of the signatures in the header is this secret's.

    >>> header = sign(["whsec_b2xk", "whsec_bmV3"], "evt_1", 1, b"{}")
    >>> verify("whsec_bmV3", "evt_1", 1, b"{}", header), verify("whsec_bmV3", "evt_1", 2, b"{}", header)
    (True, False)
    """
    expected = sign([secret], message_id, timestamp, body).encode()
    # The header is a stranger's: compare_digest refuses text that is not ASCII.
    return any(hmac.compare_digest(expected, one.encode()) for one in header.split(" "))


class CannotOpen(Exception):
    """What is sealed in the database was not sealed with HYB_SECRET_KEY, or not for this endpoint."""


class Vault:
    """AES-256-GCM over what must not rest in clear text, with a key derived from ``HYB_SECRET_KEY``.

    Several keys, separated by spaces or commas, let an operator change the key: the first seals, each may open. What is
    sealed is bound to its owner (the endpoint's id), so it is of no use when copied to another row.

    >>> vault = Vault("a long random text")
    >>> sealed = vault.seal("whsec_c2VjcmV0", "whe_1")
    >>> vault.open(sealed, "whe_1"), "c2VjcmV0" in sealed
    ('whsec_c2VjcmV0', False)
    >>> Vault("newer,a long random text").open(sealed, "whe_1")
    'whsec_c2VjcmV0'
    >>> vault.open(sealed, "whe_2")
    Traceback (most recent call last):
        ...
    had_your_back.webhooks.signing.CannotOpen: ...
    """

    def __init__(self, keys: str) -> None:
        named = [key for key in re.split(r"[\s,]+", keys) if key]
        if not named:
            message = "the secret key is empty"
            raise ValueError(message)
        self._ciphers = [AESGCM(_derive(key)) for key in named]

    def seal(self, text: str, owner: str) -> str:
        """The text, encrypted; each time different."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + self._ciphers[0].encrypt(nonce, text.encode(), owner.encode())).decode()

    def open(self, sealed: str, owner: str) -> str:
        """The text again.

        Raises: CannotOpen.
        """
        try:
            raw = base64.b64decode(sealed, validate=True)
        except ValueError:
            raw = b""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], owner.encode()).decode()
            except (InvalidTag, ValueError):
                continue
        message = f"what is sealed for {owner} cannot be opened with HYB_SECRET_KEY"
        raise CannotOpen(message)


def _derive(key: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"had-your-back webhooks v1").derive(key.encode())
