"""Webhooks that are signed with a key of the service, which anybody can verify and nobody else can make."""

from __future__ import annotations

import asyncio
import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from standardwebhooks import Webhook, WebhookVerificationError

from conftest import Api
from had_your_back.errors import ErrorCode, Forbidden, Refused
from had_your_back.events import TeamCreated
from had_your_back.people.rules import Actor
from had_your_back.webhooks import actions
from had_your_back.webhooks.rules import Signature
from had_your_back.webhooks.signing import Vault
from webhooks.conftest import INTEGRATOR, POLICY, VAULT, Office, Received, Receiver

BOTH = (Signature.HMAC_SHA256, Signature.ED25519)
FACT = TeamCreated(team="team_01m808tx000000000000000000")


async def published(api: Api) -> list[dict[str, Any]]:
    """What a receiver fetches, without being anybody."""
    answer = await api.client.get("/.well-known/webhook-keys")
    assert answer.headers["cache-control"] == "public, max-age=300"
    keys: list[dict[str, Any]] = answer.json()["keys"]
    return keys


def verify(key: dict[str, Any], got: Received) -> list[int]:
    """Which of the signatures of a webhook are this key's, as the standard says; written apart from what signs."""
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key["key"].removeprefix("whpk_")))
    signed = b".".join((got.id.encode(), got.headers["webhook-timestamp"].encode(), got.body))
    found = []
    for at, one in enumerate(got.headers["webhook-signature"].split(" ")):
        version, _, signature = one.partition(",")
        if version == "v1a":
            try:
                public.verify(base64.b64decode(signature), signed)
            except InvalidSignature:
                continue
            found.append(at)
    return found


async def rotate(office: Office, overlap: int) -> str:
    return await office.database.transact(actions.rotate_signing_key, INTEGRATOR, overlap, vault=VAULT)


async def sent(office: Office, receiver: Receiver) -> Received:
    await office.tell(FACT)
    await office.drain()
    return receiver.received[-1]


async def test_there_is_no_key_before_somebody_asks_for_its_signature(office: Office, api: Api) -> None:
    await office.subscribe("https://intranet.example/hooks")
    assert await published(api) == []
    await office.subscribe("https://intranet.example/hooks", signatures=BOTH)
    await office.subscribe("https://intranet.example/hooks", signatures=BOTH)
    (key,) = await published(api)
    assert set(key) == {"kid", "key", "kty", "crv", "x", "use", "alg"}
    assert key["x"] == key["key"].removeprefix("whpk_").translate(str.maketrans("+/", "-_")).rstrip("=")


async def test_two_who_ask_at_the_same_time_get_the_same_key(office: Office, api: Api) -> None:
    await asyncio.gather(*(office.subscribe("https://intranet.example/hooks", signatures=BOTH) for _ in range(4)))
    assert len(await published(api)) == 1


async def test_a_webhook_bears_the_signatures_that_were_asked_for(
    office: Office, receiver: Receiver, api: Api, clock: Any
) -> None:
    clock.now = datetime.now(UTC)  # the oracle refuses what is older than 5 minutes
    endpoint = await office.subscribe(receiver.url)
    got = await sent(office, receiver)
    assert [one[:3] for one in got.headers["webhook-signature"].split(" ")] == ["v1,"]

    await office.update(endpoint.id, signatures=BOTH)
    got = await sent(office, receiver)
    (key,) = await published(api)
    assert verify(key, got) == [1]
    assert Webhook(endpoint.secret).verify(got.body, got.headers) == got.told  # it takes its own and passes by ours

    await office.update(endpoint.id, signatures=(Signature.ED25519,))
    got = await sent(office, receiver)
    assert verify(key, got) == [0]
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(got.body, got.headers)


async def test_the_guides_example_tells_what_is_genuine(
    office: Office, receiver: Receiver, api: Api, clock: Any
) -> None:
    guide = (Path(__file__).parents[2] / "docs/webhooks.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(# A receiver's check.*?)```", guide, re.DOTALL)
    says: dict[str, Any] = {}
    exec(compile(example, "docs/webhooks.md", "exec"), says)
    clock.now = datetime.now(UTC)
    await office.subscribe(receiver.url, signatures=BOTH)
    await rotate(office, overlap=1)
    got = await sent(office, receiver)
    answer = await api.client.get("/.well-known/webhook-keys")
    keys = says["public_keys"](answer.json())
    assert says["is_genuine"](keys, got.headers, got.body)
    assert says["is_genuine"](keys[1:], got.headers, got.body)
    assert not says["is_genuine"](keys, got.headers, got.body + b" ")
    assert not says["is_genuine"](keys, {**got.headers, "webhook-signature": "v1a,AAA v1a,AAAA v2,"}, got.body)
    clock.advance(timedelta(minutes=6))
    got = await sent(office, receiver)
    assert not says["is_genuine"](keys, got.headers, got.body)


async def test_what_was_altered_is_verified_by_no_key(office: Office, receiver: Receiver, api: Api) -> None:
    await office.subscribe(receiver.url, signatures=BOTH)
    got = await sent(office, receiver)
    (key,) = await published(api)
    assert verify(key, got) == [1]
    assert verify(key, Received(got.headers, got.body.replace(b"team.created", b"team.removed"))) == []
    assert verify(key, Received({**got.headers, "webhook-id": "evt_other"}, got.body)) == []
    assert verify(key, Received({**got.headers, "webhook-timestamp": "1"}, got.body)) == []


async def test_while_a_key_is_rotated_the_old_one_is_published_and_signs_beside_the_new_one(
    office: Office, receiver: Receiver, api: Api, clock: Any
) -> None:
    await office.subscribe(receiver.url, signatures=BOTH)
    (old,) = await published(api)
    new = await rotate(office, overlap=24)
    assert [key["key"] for key in await published(api)] == [new, old["key"]]
    got = await sent(office, receiver)
    assert [verify(key, got) for key in await published(api)] == [[1], [2]]

    clock.advance(timedelta(hours=24))
    (key,) = await published(api)
    got = await sent(office, receiver)
    assert key["key"] == new
    assert (verify(key, got), verify(old, got)) == ([1], [])


async def test_a_key_that_somebody_else_may_have_is_worth_nothing_at_once(office: Office, api: Api) -> None:
    await office.subscribe("https://intranet.example/hooks", signatures=BOTH)
    await rotate(office, overlap=24)
    new = await rotate(office, overlap=0)
    assert [key["key"] for key in await published(api)] == [new]


async def test_a_key_rests_sealed(office: Office) -> None:
    await rotate(office, overlap=0)
    async with office.database.read() as session:
        row = await session.row(text("SELECT * FROM webhook_signing_key"))
    assert row is not None
    assert row.private_key.startswith("whsk_") is False
    assert VAULT.open(row.private_key, "webhook-keys").startswith("whsk_")


async def test_when_the_vaults_key_is_lost_new_secrets_and_keys_are_the_way_out(
    office: Office, receiver: Receiver, api: Api, clock: Any
) -> None:
    clock.now = datetime.now(UTC)
    lost, run = Vault("lost"), office.database.transact
    draft = actions.EndpointDraft(receiver.url, signatures=BOTH, headers=(("x-key", "1"),))
    made = await run(actions.create_endpoint, INTEGRATOR, draft, vault=lost, policy=POLICY)
    await office.tell(FACT)
    await office.drain()
    (delivery,) = await office.deliveries(made.id)
    (attempt,) = await office.attempts(delivery.id)
    assert attempt.error.startswith(f"sealed: what is sealed for {made.id} cannot be opened with HYB_SECRET_KEY")

    again = await run(actions.rotate_secret, INTEGRATOR, actions.Rotation(made.id), vault=VAULT)
    public = await rotate(office, overlap=24)
    await office.update(made.id, headers=())
    got = await sent(office, receiver)
    assert [key["key"] for key in await published(api)] == [public]
    assert verify((await published(api))[0], got) == [1]
    assert Webhook(again.secret).verify(got.body, got.headers) == got.told


async def test_who_may_not_manage_webhooks_rotates_no_key_and_an_overlap_has_an_end(office: Office) -> None:
    nobody = Actor(person=None, roles=frozenset(), scopes=frozenset())
    with pytest.raises(Forbidden):
        await office.database.transact(actions.rotate_signing_key, nobody, 1, vault=VAULT)
    with pytest.raises(Refused, match="from 0 to 168"):
        await rotate(office, overlap=169)


async def test_a_webhook_without_any_signature_is_refused(office: Office) -> None:
    with pytest.raises(Refused) as no:
        await office.subscribe("https://intranet.example/hooks", signatures=())
    assert (no.value.code, no.value.path) == (ErrorCode.INVALID, ("signatures",))
