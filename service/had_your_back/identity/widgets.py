"""Short-lived tokens for widgets: signed, never stored.

An intranet's backend trades its service token and a person's userName for one (``POST /auth/widget-token``) and hands
it to that person's browser. It names the service token and the person, so it dies with either of them, and it ends by
itself. Who has only the database cannot make one.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from had_your_back import texts
from had_your_back.ids import Kind, kind_of

PREFIX = "hybw_"
LASTS = timedelta(minutes=10)

_KEY_BYTES = 32
_SIGNED_BYTES = 20  # 160 bits: nothing to guess
_SHAPE = re.compile(r"([0-9a-z]{26})([0-9a-z]{26})([0-9a-f]{8})([a-z2-7]{32})")


@dataclass(frozen=True, slots=True)
class Widget:
    """What a widget's token names: the service token it was traded for, the person, and when it ends."""

    token: str
    person: str
    until: datetime


class WidgetTokens:
    """Makes and opens them.

    Several keys, separated by commas, let an operator change the key: the first signs, each may open.

    >>> tokens, now = WidgetTokens("a long random text"), datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    >>> named = Widget("tok_01m808tx00e8qa7k5k6m3w2xyz", "per_01m808tx00e8qa7k5k6m3w2abc", now + LASTS)
    >>> made = tokens.of(named)
    >>> len(made), tokens.named_in(made) == named, WidgetTokens("newer,a long random text").named_in(made) == named
    (97, True, True)
    >>> tokens.named_in(made[:-1] + "x"), WidgetTokens("another text").named_in(made), tokens.named_in("hybw_")
    (None, None, None)
    """

    def __init__(self, keys: str) -> None:
        self._keys = [_derive(key) for key in texts.listed(keys)]

    def of(self, named: Widget) -> str:
        """The token that names these."""
        parts = (each.partition("_")[2] for each in (named.token, named.person))
        body = f"{''.join(parts)}{int(named.until.timestamp()):08x}"
        return PREFIX + body + _signature(self._keys[0], body)

    def named_in(self, token: str) -> Widget | None:
        """What a token names, also where it has ended; None for what was not made here."""
        found = _SHAPE.fullmatch(token.removeprefix(PREFIX))
        if found is None or not token.startswith(PREFIX):
            return None
        service_token, person, until, signature = found.groups()
        body = service_token + person + until
        if not any(hmac.compare_digest(_signature(key, body), signature) for key in self._keys):
            return None
        named = f"{Kind.TOKEN}_{service_token}", f"{Kind.PERSON}_{person}"
        if not all(kind_of(each) for each in named):
            return None
        return Widget(*named, datetime.fromtimestamp(int(until, 16), UTC))


def _signature(key: bytes, body: str) -> str:
    signed = hmac.digest(key, body.encode(), sha256)[:_SIGNED_BYTES]
    return base64.b32encode(signed).decode().lower()


def _derive(key: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"had-your-back widget v1").derive(key.encode())
