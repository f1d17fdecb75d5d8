"""What integrators may do with endpoints, and what is refused."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from had_your_back.database import Transaction
from had_your_back.errors import ErrorCode, Forbidden, Refused
from had_your_back.graph.webhooks import CreateWebhookEndpointInput
from had_your_back.people.rules import Actor, Scope
from had_your_back.webhooks import actions, rules, store
from had_your_back.webhooks.actions import EndpointDraft, Rotation
from webhooks.conftest import INTEGRATOR, POLICY, VAULT, Office

URL = "https://intranet.example/hooks"
UNKNOWN = "whe_01m808tx000000000000000000"
UNKNOWN_TEAM = "team_01m808tx000000000000000000"


async def test_a_new_endpoint_is_active_and_tells_its_secret_once(office: Office) -> None:
    made = await office.subscribe(
        URL, description="  To the HR system ", event_types=("team.*", "team.*"), headers=(("X-Key", "sesame"),)
    )
    row = await office.endpoint(made.id)
    assert made.secret.startswith("whsec_")
    assert (row.state, row.description, row.event_types, row.max_concurrency) == (
        "ACTIVE",
        "To the HR system",
        ["team.*"],
        8,
    )
    assert (row.header_names, row.secret_hint) == (["x-key"], made.secret[-4:])
    assert "sesame" not in repr(EndpointDraft(URL, headers=(("X-Key", "sesame"),)))
    assert made.secret not in repr(made)


async def test_no_secret_rests_in_clear_text(office: Office) -> None:
    first = await office.subscribe(URL, headers=(("X-Key", "open sesame"),))
    second = await office.database.transact(actions.rotate_secret, INTEGRATOR, Rotation(first.id), vault=VAULT)

    async def everything(tx: Transaction) -> str:
        return repr(await tx.rows(text("SELECT * FROM webhook_endpoint")))

    kept = await office.database.transact(everything)
    for secret in (first.secret, second.secret, "open sesame"):
        assert secret not in kept
        assert secret.removeprefix("whsec_") not in kept
    row = await office.endpoint(first.id)
    assert VAULT.open(row.secret, row.id) == second.secret
    assert VAULT.open(row.previous_secret, row.id) == first.secret


async def test_a_rotation_without_overlap_forgets_the_old_secret(office: Office) -> None:
    made = await office.subscribe(URL)
    await office.database.transact(actions.rotate_secret, INTEGRATOR, Rotation(made.id, 0), vault=VAULT)
    row = await office.endpoint(made.id)
    assert (row.previous_secret, row.previous_secret_until) == (None, None)


async def test_an_update_changes_what_is_given_and_keeps_the_rest(office: Office, clock: Any) -> None:
    made = await office.subscribe(URL, description="old", rate_per_minute=60, headers=(("x-key", "1"),))
    before = await office.endpoint(made.id)
    clock.advance(timedelta(hours=1))
    await office.update(made.id, description=None, max_concurrency=3)
    row = await office.endpoint(made.id)
    assert (row.description, row.max_concurrency) == (None, 3)
    changed = {name for name, value in row._mapping.items() if value != before._mapping[name]}
    assert changed == {"description", "max_concurrency"}

    await office.update(made.id, rate_per_minute=None, headers=())
    row = await office.endpoint(made.id)
    assert (row.rate_per_minute, row.header_names, row.headers) == (None, [], None)


REFUSED: list[tuple[dict[str, Any], ErrorCode, tuple[str, ...]]] = [
    ({"url": "https://10.1.2.3/"}, ErrorCode.ADDRESS_REFUSED, ("url",)),
    ({"url": "hello"}, ErrorCode.INVALID, ("url",)),
    ({"url": "https://example.com/" + "x" * 10_000}, ErrorCode.TOO_LONG, ("url",)),
    ({"description": "x" * 201}, ErrorCode.TOO_LONG, ("description",)),
    ({"event_types": ("cow.*",)}, ErrorCode.INVALID, ("eventTypes", "0")),
    ({"teams": (UNKNOWN_TEAM,)}, ErrorCode.NOT_FOUND, ("teams", "0")),
    ({"visibilities": ("NOBODY",)}, ErrorCode.INVALID, ("visibilities",)),
    ({"max_concurrency": 0}, ErrorCode.INVALID, ("maxConcurrency",)),
    ({"max_concurrency": 65}, ErrorCode.INVALID, ("maxConcurrency",)),
    ({"rate_per_minute": 60_001}, ErrorCode.INVALID, ("ratePerMinute",)),
    ({"headers": (("webhook-id", "x"),)}, ErrorCode.INVALID, ("headers", "0", "name")),
    ({"headers": (("x-a", "1"), ("x-b", "2\r\nwebhook-id: evt_1"))}, ErrorCode.INVALID, ("headers", "1", "value")),
    ({"headers": (("x-a\r\nx-b", "1"),)}, ErrorCode.INVALID, ("headers", "0", "name")),
    ({"signatures": ()}, ErrorCode.INVALID, ("signatures",)),
]


async def test_what_cannot_be_accepted_is_refused_with_its_place(office: Office) -> None:
    made = await office.subscribe(URL)
    for wanted, code, path in REFUSED:
        with pytest.raises(Refused) as no:
            await office.subscribe(**{"url": URL, **wanted})
        assert (no.value.code, no.value.path) == (code, path)
        with pytest.raises(Refused) as no:
            await office.update(made.id, **wanted)
        assert (no.value.code, no.value.path) == (code, path)


def test_what_is_left_out_or_null_is_usual_and_nothing_else_is() -> None:
    drafts = [CreateWebhookEndpointInput(url=URL, **given).draft() for given in ({}, {"max_concurrency": None})]
    assert [each.max_concurrency for each in drafts] == [rules.USUALLY_CONCURRENT] * 2
    assert CreateWebhookEndpointInput(url=URL, max_concurrency=0).draft().max_concurrency == 0  # which is refused


async def test_without_the_scope_nothing_can_be_done(office: Office) -> None:
    made = await office.subscribe(URL)
    reader = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.EVENTS_READ}))
    run = office.database.transact
    with pytest.raises(Forbidden):
        await run(actions.create_endpoint, reader, EndpointDraft(URL), vault=VAULT, policy=POLICY)
    with pytest.raises(Forbidden):
        await run(actions.update_endpoint, reader, actions.EndpointChange(made.id), vault=VAULT, policy=POLICY)
    with pytest.raises(Forbidden):
        await run(actions.rotate_secret, reader, Rotation(made.id), vault=VAULT)
    for action in (actions.delete_endpoint, actions.send_test, actions.resend_delivery):
        with pytest.raises(Forbidden):
            await run(action, reader, made.id)


async def test_what_does_not_exist_is_not_found(office: Office) -> None:
    tried = (actions.delete_endpoint, actions.send_test, actions.resend_delivery)
    for action, unknown in itertools.product(tried, [UNKNOWN, "whd_01m808tx000000000000000000", "hello", ""]):
        with pytest.raises(Refused) as no:
            await office.database.transact(action, INTEGRATOR, unknown)
        assert (no.value.code, no.value.path) == (ErrorCode.NOT_FOUND, ("id",))


async def test_a_deleted_endpoint_is_seen_by_nobody_and_keeps_no_secret(office: Office) -> None:
    made = await office.subscribe(URL, headers=(("x-key", "1"),))
    delivery = await office.database.transact(actions.send_test, INTEGRATOR, made.id)
    await office.database.transact(actions.delete_endpoint, INTEGRATOR, made.id)
    async with office.database.read() as session:
        assert await store.endpoints_by_ids(session, [made.id]) == []
        assert await store.deliveries_by_ids(session, [delivery]) == []
        assert await store.count(session, store.endpoints(), most=10) == 0
        row = await session.row(text("SELECT secret, headers, state FROM webhook_endpoint"))
    assert row == ("", None, "DELETED")


async def test_there_is_a_limit_to_the_number_of_endpoints(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_ENDPOINTS", 2)
    first = await office.subscribe(URL)
    await office.subscribe(URL)
    with pytest.raises(Refused) as no:
        await office.subscribe(URL)
    assert no.value.code is ErrorCode.NOT_ALLOWED
    await office.database.transact(actions.delete_endpoint, INTEGRATOR, first.id)
    await office.subscribe(URL)
