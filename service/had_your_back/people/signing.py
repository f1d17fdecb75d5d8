"""The secret address of a person's calendar feed: derived, never stored.

The secret is the person's id and a signature over it and the person's nonce, with a key from ``HYB_SECRET_KEY``. So it
can be shown again whenever its owner asks, whoever has only the database (a backup, a leak) cannot make one, and a new
nonce kills every older address at once. Everybody has one from the beginning, and it opens nothing until it is told.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from had_your_back import texts
from had_your_back.ids import Kind, kind_of

_KEY_BYTES = 32
_SIGNED_BYTES = 20  # 160 bits: nothing to guess, and 32 characters that every calendar copies well
_ID_LENGTH = 26


class FeedSecrets:
    """Makes and checks the secrets of feeds.

    Several keys, separated by spaces or commas, let an operator change the key: the first signs, each may open, as with
    webhook secrets.

    >>> secrets, ann = FeedSecrets("a long random text"), "per_01m808tx00e8qa7k5k6m3w2xyz"
    >>> told = secrets.of(ann, None)
    >>> len(told), FeedSecrets.person_in(told) == ann, secrets.opens(told, ann, None)
    (58, True, True)
    >>> secrets.opens(told, ann, "a newer nonce"), FeedSecrets("another text").opens(told, ann, None)
    (False, False)
    >>> FeedSecrets("newer,a long random text").opens(told, ann, None)
    True
    """

    def __init__(self, keys: str) -> None:
        self._keys = [_derive(key) for key in texts.listed(keys)]

    def of(self, person: str, nonce: str | None) -> str:
        """The secret that opens a person's feed now."""
        return _secret(self._keys[0], person, nonce)

    def opens(self, secret: str, person: str, nonce: str | None) -> bool:
        """Whether this is a person's secret of now."""
        made = [_secret(key, person, nonce).encode() for key in self._keys]
        return any(hmac.compare_digest(each, secret.encode()) for each in made)

    @staticmethod
    def person_in(secret: str) -> str | None:
        """The id of the person whose secret this would be, or None if it has not the shape of one."""
        person = f"{Kind.PERSON}_{secret[:_ID_LENGTH]}"
        return person if kind_of(person) else None


def _secret(key: bytes, person: str, nonce: str | None) -> str:
    signature = hmac.digest(key, f"{person}.{nonce or ''}".encode(), sha256)[:_SIGNED_BYTES]
    return person.removeprefix(f"{Kind.PERSON}_") + base64.b32encode(signature).decode().lower()


def _derive(key: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"had-your-back calendar v1").derive(key.encode())
