"""What is secret about a webhook: the signature a receiver checks, and the vault in which its secret rests.

The signatures are those of Standard Webhooks (standardwebhooks.com) over ``id.timestamp.body``. Version 1 is
HMAC-SHA256 with the endpoint's secret: every library of that standard verifies it, and our tests use two as oracles.
Version 1a is ed25519 with a key of the service: whoever has the public key can verify, and only the service can sign.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from binascii import b2a_base64
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from had_your_back import texts

PREFIX = "whsec_"
KEYS_OWNER = "webhook-keys"
"""The owner for whom the vault keeps the keys of the service."""

_PRIVATE_PREFIX = "whsk_"
_PUBLIC_PREFIX = "whpk_"
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
    return " ".join([f"v1,{_in_base64(_digest(secret, signed))}" for secret in secret_texts])


def _digest(secret: str, signed: bytes) -> bytes:
    begun = _begun(secret).copy()
    begun.update(signed)
    return begun.digest()


@lru_cache(maxsize=2_000)
def _begun(secret: str) -> hmac.HMAC:
    """The code with the key in it and nothing else yet, to be copied: that takes less than half the time."""
    return hmac.new(key_of(secret), digestmod=sha256)


def _in_base64(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).decode()


def verify(secret: str, message_id: str, timestamp: int, body: bytes, header: str) -> bool:
    """Whether one of the signatures in the header is this secret's.

    >>> header = sign(["whsec_b2xk", "whsec_bmV3"], "evt_1", 1, b"{}")
    >>> verify("whsec_bmV3", "evt_1", 1, b"{}", header), verify("whsec_bmV3", "evt_1", 2, b"{}", header)
    (True, False)
    """
    expected = sign([secret], message_id, timestamp, body).encode()
    # The header is a stranger's: compare_digest refuses text that is not ASCII.
    return any(hmac.compare_digest(expected, one.encode()) for one in header.split(" "))


# ------------------------------------------------------------------------------------------------- a key of the service


def make_private_key() -> str:
    """A new private key: ``whsk_`` and its 32 bytes in base64."""
    return _PRIVATE_PREFIX + base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def public_key_of(private_key: str) -> str:
    """The public key: ``whpk_`` and its 32 bytes in base64.

    The example is that of RFC 8032, section 7.1.

    >>> public_key_of("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    'whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
    """
    return _PUBLIC_PREFIX + base64.b64encode(_signer(private_key).public_key().public_bytes_raw()).decode()


def sign_asymmetric(private_keys: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The same header with ``v1a`` signatures: one for each key, so that a change of the key has no gap.

    >>> sign_asymmetric(["whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="], "evt_1", 1, b"{}")[:16]
    'v1a,nuBJIqMiqfnt'
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join("v1a," + base64.b64encode(_signer(key).sign(signed)).decode() for key in private_keys)


def as_jwk(public_key: str) -> dict[str, str]:
    """The public key as a JSON Web Key (RFC 8037), whose `kid` is its thumbprint (RFC 7638), and as ``whpk_...``.

    The example is that of RFC 8037, appendix A.

    >>> key = as_jwk("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    >>> key["x"], key["kid"]
    ('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
    """
    x = _url_safe(base64.b64decode(public_key.removeprefix(_PUBLIC_PREFIX)))
    thumbprint = sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest()
    standard = {"kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig", "alg": "EdDSA"}
    return {"kid": _url_safe(thumbprint), "key": public_key, **standard}


def _url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@lru_cache(maxsize=16)
def _signer(private_key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(private_key.removeprefix(_PRIVATE_PREFIX)))


# -------------------------------------------------------------------------------------------------------- the vault


class CannotOpen(Exception):
    """What is sealed in the database was not sealed with HYB_SECRET_KEY, or not for this endpoint."""


class Vault:
    """AES-256-GCM over what must not rest in clear text, with a key derived from ``HYB_SECRET_KEY``.

    Several keys, separated by spaces or commas, let an operator change the key: the first seals, each may open. What is
    sealed is bound to its owner (such as the endpoint's id), so it is of no use when copied to another row.

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
        named = texts.listed(keys)
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
        message = (
            f"what is sealed for {owner} cannot be opened with HYB_SECRET_KEY; without that setting the key is the "
            "file beside the SQLite database whose name ends in .key"
        )
        raise CannotOpen(message)

    def opens(self, sealed: str, owner: str) -> bool:
        """Whether it can be opened."""
        try:
            self.open(sealed, owner)
        except CannotOpen:
            return False
        return True


def _derive(key: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"had-your-back webhooks v1").derive(key.encode())
