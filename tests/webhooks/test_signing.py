"""Signatures that every library of Standard Webhooks verifies, and secrets that rest encrypted."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from standardwebhooks import Webhook, WebhookVerificationError

from had_your_back.webhooks import signing
from had_your_back.webhooks.signing import CannotOpen, Vault


@given(some.binary(max_size=200).map(lambda raw: raw.hex().encode()), some.integers(0, 2**33))
def test_the_library_of_the_standard_signs_the_same(body: bytes, timestamp: int) -> None:
    secret = signing.make_secret()
    theirs = Webhook(secret).sign("evt_1", datetime.fromtimestamp(timestamp, UTC), body.decode())
    assert signing.sign([secret], "evt_1", timestamp, body) == theirs
    assert signing.verify(secret, "evt_1", timestamp, body, theirs)


def test_the_library_of_the_standard_verifies_either_secret_of_a_rotation() -> None:
    old, new, other = (signing.make_secret() for _ in range(3))
    now = int(time.time())
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(now),
        "webhook-signature": signing.sign([new, old], "evt_1", now, b"{}"),
    }
    for secret in (old, new):
        assert Webhook(secret).verify(b"{}", headers) == {}
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(b"{}", headers)


@pytest.mark.parametrize("header", ["", "v1,", "v1", "v2,abc", "v1,é", "v1,AAAA v1,BBBB"])
def test_a_signature_that_is_none_is_simply_wrong(header: str) -> None:
    assert not signing.verify(signing.make_secret(), "evt_1", 1, b"{}", header)


def test_two_secrets_are_never_the_same_and_hold_256_bits() -> None:
    made = {signing.make_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(signing.key_of(secret)) for secret in made} == {32}


@given(some.text())
def test_what_is_sealed_opens_for_its_owner_alone(text: str) -> None:
    vault = Vault("key")
    sealed = vault.seal(text, "whe_1")
    assert vault.open(sealed, "whe_1") == text
    assert vault.seal(text, "whe_1") != sealed
    for opener, owner in ((vault, "whe_2"), (Vault("another"), "whe_1")):
        with pytest.raises(CannotOpen):
            opener.open(sealed, owner)


@pytest.mark.parametrize("broken", ["", "AAAA", "not base64!", "é"])
def test_what_is_broken_cannot_be_opened(broken: str) -> None:
    with pytest.raises(CannotOpen):
        Vault("key").open(broken, "whe_1")


def test_a_vault_needs_a_key() -> None:
    with pytest.raises(ValueError, match="empty"):
        Vault(" , ")
