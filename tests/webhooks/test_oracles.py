"""What others wrote to verify webhooks verifies ours, and refuses each that was altered."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from conftest import Api
from had_your_back.events import TeamCreated
from had_your_back.webhooks import actions
from had_your_back.webhooks.rules import Signature
from processes import needs_oracles, node
from webhooks.conftest import INTEGRATOR, VAULT, Office, Received, Receiver

WORDS = TeamCreated(team="team_01m808tx000000000000000000")
BOTH = (Signature.HMAC_SHA256, Signature.ED25519)


def altered(got: Received) -> list[Received]:
    """The same webhook with one thing changed: a byte, an id, an instant, a signature."""
    signatures = got.headers["webhook-signature"].split(" ")
    swapped = " ".join(each[:-9] + ("A" if each[-9] != "A" else "B") + each[-8:] for each in signatures)
    old = str(int(got.headers["webhook-timestamp"]) - 3600)
    return [
        Received(got.headers, got.body + b" "),
        Received(got.headers, got.body.replace(b"team.created", b"team.removed")),
        Received({**got.headers, "webhook-id": "evt_01m808tx000000000000000000"}, got.body),
        Received({**got.headers, "webhook-timestamp": old}, got.body),
        Received({**got.headers, "webhook-signature": swapped}, got.body),
        Received({**got.headers, "webhook-signature": "v1,"}, got.body),
    ]


@pytest.fixture
async def sent(office: Office, receiver: Receiver, clock: Any) -> tuple[str, Received]:
    """A secret, and a webhook with both kinds of signature, sent while secret and key are being changed."""
    clock.now = datetime.now(UTC)  # receivers refuse what is old
    made = await office.subscribe(receiver.url, signatures=BOTH)
    await office.database.transact(actions.rotate_secret, INTEGRATOR, actions.Rotation(made.id), vault=VAULT)
    await office.database.transact(actions.rotate_signing_key, INTEGRATOR, 24, vault=VAULT)
    await office.tell(WORDS)
    await office.drain()
    return made.secret, receiver.received[0]


async def test_the_package_of_pypi_verifies_what_is_sent_and_refuses_what_is_altered(
    sent: tuple[str, Received],
) -> None:
    secret, got = sent
    assert Webhook(secret).verify(got.body, got.headers) == got.told
    for each in altered(got):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(each.body, each.headers)


@needs_oracles
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_package_of_npm_verifies_what_is_sent_and_refuses_what_is_altered(
    sent: tuple[str, Received], api: Api
) -> None:
    secret, got = sent
    keys = (await api.client.get("/.well-known/webhook-keys")).json()["keys"]
    assert len(keys) == 2
    cases = [{"headers": each.headers, "body": each.body.decode()} for each in (got, *altered(got))]
    for one in keys:
        said = await node("webhook.mjs", given=json.dumps({"secret": secret, "keys": [one], "cases": cases}))
        assert json.loads(said) == [[True, True], *[[False, False]] * len(altered(got))]
