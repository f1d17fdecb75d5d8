"""What integrators do with webhooks. Each action is one story: look, decide, remember, tell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from had_your_back import audit, events, ids, outbox, texts
from had_your_back.database import Row, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import WebhookTest
from had_your_back.ids import Kind
from had_your_back.outbox import mark_of
from had_your_back.people import tree
from had_your_back.people.rules import Actor, Scope
from had_your_back.recognitions.rules import Visibility
from had_your_back.webhooks import credentials, queue, rules, signing, store, verdicts
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.credentials import Auth, AuthKind, OAuth2
from had_your_back.webhooks.rules import Consent, DeliveryState, EndpointState, Format, Signature, Style, Trigger
from had_your_back.webhooks.signing import Vault


class Keep(Enum):
    """For a field of an update that was not given, where None would mean "take it away"."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """A new endpoint. No event types or teams mean all of them."""

    url: str
    description: str | None = None
    event_types: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    visibilities: tuple[str, ...] = ()
    style: Style = Style.THIN
    format: Format = Format.STANDARD
    ordered: bool = False
    max_age_hours: int | None = None
    max_concurrency: int = rules.USUALLY_CONCURRENT
    rate_per_minute: int | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    signatures: tuple[Signature, ...] = (Signature.HMAC_SHA256,)
    auth: Auth | None = None
    verify_ownership: bool = False
    consent: Consent | None = None
    """What the receiver said when it was asked, which `ownership` does."""


@dataclass(frozen=True, slots=True)
class EndpointChange:
    """What is to be different about an endpoint. `paused`: true pauses, false resumes, whatever ended it."""

    id: str
    url: str | Keep = KEEP
    description: str | Keep | None = KEEP
    event_types: tuple[str, ...] | Keep = KEEP
    teams: tuple[str, ...] | Keep = KEEP
    visibilities: tuple[str, ...] | Keep = KEEP
    style: Style | Keep = KEEP
    format: Format | Keep = KEEP
    ordered: bool | Keep = KEEP
    max_age_hours: int | Keep | None = KEEP
    max_concurrency: int | Keep = KEEP
    rate_per_minute: int | Keep | None = KEEP
    headers: tuple[tuple[str, str], ...] | Keep = field(default=KEEP, repr=False)
    signatures: tuple[Signature, ...] | Keep = KEEP
    auth: Auth | Keep | None = KEEP
    consent: Consent | None = None
    paused: bool | Keep = KEEP


@dataclass(frozen=True, slots=True)
class Rotation:
    """A new secret for an endpoint; the old one goes on signing beside it for so many hours."""

    id: str
    overlap_hours: int = 24


@dataclass(frozen=True, slots=True)
class Replay:
    """What happened from `since` until before `until`, to be sent to an endpoint again. No types: all it asks for."""

    endpoint: str
    since: datetime
    until: datetime | None = None
    types: tuple[str, ...] = ()
    only_missing: bool = True
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class WithSecret:
    """An endpoint's id and the secret that nobody will see again."""

    id: str
    secret: str = field(repr=False)


# ------------------------------------------------------------------------------------------------------------ endpoints


async def create_endpoint(
    tx: Transaction, actor: Actor, draft: EndpointDraft, *, vault: Vault, policy: Policy
) -> WithSecret:
    """A new endpoint, active at once. It hears of what happens from now on.

    One that tells more than ids also takes the scopes recognitions:read and people:read.

    Raises: Forbidden; Refused ADDRESS_REFUSED, INVALID, TOO_LONG, NOT_FOUND, or NOT_ALLOWED at the 501st.
    """
    actor.needs(Scope.WEBHOOKS_MANAGE)
    if await store.count_endpoints(tx) >= rules.MOST_ENDPOINTS:
        raise Refused(ErrorCode.NOT_ALLOWED, f"There are {rules.MOST_ENDPOINTS} endpoints already; delete one first.")
    _may_be_told(actor, draft.style, draft.format)
    new, secret, since = ids.new(Kind.ENDPOINT, tx.now), signing.make_secret(), await outbox.here(tx)
    change = EndpointChange(
        new,
        draft.url,
        draft.description,
        draft.event_types,
        draft.teams,
        draft.visibilities,
        draft.style,
        draft.format,
        draft.ordered,
        draft.max_age_hours,
        draft.max_concurrency,
        draft.rate_per_minute,
        draft.headers,
        draft.signatures,
        draft.auth,
    )
    before = {**_NEW, "is_owned": draft.verify_ownership}
    values = {
        "id": new,
        **_sealed(new, secret, vault),
        "state": EndpointState.ACTIVE,
        "state_reason": None,
        "rate_left": None,
        "rate_at": None,
        "previous_secret": None,
        "previous_secret_until": None,
        "since_xid": since.xid,
        "since_position": since.position,
        **before,
        **_together(before, await _accepted(tx, change, vault, policy), draft.consent),
        "last_sequence": 0,
        "last_event_id": None,
        "consecutive_failures": 0,
        "failing_since": None,
        "last_success_at": None,
        "paused_until": None,
        "held_until": None,
        "window_since": None,
        "window_tries": 0,
        "window_failures": 0,
        "probes": 0,
        "probe_at": None,
        "resumed_at": None,
        "is_troubled": False,
        "created_at": tx.now,
        "created_by": actor.person,
    }
    await store.add_endpoint(tx, values)
    await audit.note(tx, "endpoint.created", new)
    return WithSecret(new, secret)


async def update_endpoint(
    tx: Transaction, actor: Actor, change: EndpointChange, *, vault: Vault, policy: Policy
) -> str:
    """Change what is given; the id of the endpoint.

    Resuming forgives what failed, and ends a pause that the receiver asked for; what waits goes out in its order,
    slowly at first.

    Raises: Forbidden; Refused NOT_FOUND, and what `create_endpoint` raises.
    """
    actor.needs(Scope.WEBHOOKS_MANAGE)
    row = await _locked(tx, change.id)
    before = {name: getattr(row, name) for name in _NEW}
    values = _together(before, await _accepted(tx, change, vault, policy), change.consent)
    if values:
        _may_be_told(actor, Style(values.get("style", row.style)), Format(values.get("format", row.format)))
    if change.paused is False or (change.ordered is True and not row.ordered):
        await store.put_in_order(tx, row.id)
    if change.paused is True:
        values |= {"state": EndpointState.PAUSED, "state_reason": "It was paused by a person."}
    elif change.paused is False:
        await queue.set_health(tx, {row.id: verdicts.resumed(queue.health_of(row), tx.now)})
        tx.announces = True  # what waited can go now
    if values:
        await store.change_endpoint(tx, row.id, values)
    if changed := sorted({*values, *(("paused",) if change.paused is not KEEP else ())}):
        await audit.note(tx, "endpoint.changed", row.id, fields=changed)
    return change.id


async def delete_endpoint(tx: Transaction, actor: Actor, endpoint_id: str) -> str:
    """Forget an endpoint and its secrets; its id. The worker removes its deliveries in small steps.

    Raises: Forbidden; Refused NOT_FOUND.
    """
    actor.needs(Scope.WEBHOOKS_MANAGE)
    row = await _locked(tx, endpoint_id)
    forgotten: dict[str, Any] = {
        "secret": "",
        "secret_hint": "",
        "previous_secret": None,
        "headers": None,
        "header_names": [],
        "auth": None,
        "auth_kind": None,
    }
    await store.change_endpoint(tx, row.id, {"state": EndpointState.DELETED, **forgotten})
    await audit.note(tx, "endpoint.deleted", row.id)
    return endpoint_id


async def rotate_secret(tx: Transaction, actor: Actor, draft: Rotation, *, vault: Vault) -> WithSecret:
    """A new secret. Until the overlap ends every webhook bears both signatures, if the old one can still be opened.

    Raises: Forbidden; Refused NOT_FOUND or INVALID.
    """
    actor.needs(Scope.WEBHOOKS_MANAGE)
    most = rules.LONGEST_OVERLAP // timedelta(hours=1)
    hours = rules.accept_between(draft.overlap_hours, 0, most, "overlapHours")
    row = await _locked(tx, draft.id)
    secret = signing.make_secret()
    overlap = {"previous_secret": row.secret, "previous_secret_until": tx.now + timedelta(hours=hours)}
    if hours == 0 or not vault.opens(row.secret, row.id):
        overlap = {"previous_secret": None, "previous_secret_until": None}
    await store.change_endpoint(tx, row.id, {**_sealed(row.id, secret, vault), **overlap})
    await audit.note(tx, "endpoint.secret_rotated", row.id)
    return WithSecret(row.id, secret)


async def rotate_signing_key(tx: Transaction, actor: Actor, overlap_hours: int, *, vault: Vault) -> str:
    """A new key of the service for ed25519; the public one. Until the overlap ends the old ones sign beside it.

    Without overlap the old ones are worth nothing from now on: for a key that somebody else may have.

    Raises: Forbidden; Refused INVALID.
    """
    actor.needs(Scope.WEBHOOKS_MANAGE)
    most = rules.LONGEST_OVERLAP // timedelta(hours=1)
    hours = rules.accept_between(overlap_hours, 0, most, "overlapHours")
    last, older = await store.last_signing_key(tx), await store.signing_keys(tx, tx.now)
    if not all(vault.opens(row.private_key, signing.KEYS_OWNER) for row in older):
        hours = 0  # the key of the vault is lost, and they with it
    await store.retire_signing_keys(tx, tx.now + timedelta(hours=hours))
    await audit.note(tx, "signing_key.rotated", None)
    return await _add_signing_key(tx, last + 1, vault)


# ----------------------------------------------------------------------------------------------------------- deliveries


async def send_test(tx: Transaction, actor: Actor, endpoint_id: str) -> str:
    """Send a test to an endpoint, whatever its state; the id of the delivery. It is tried once.

    Raises: Forbidden; Refused NOT_FOUND.
    """
    actor.needs(Scope.WEBHOOKS_MANAGE)
    row = await _locked(tx, endpoint_id)
    event = await outbox.record(tx, WebhookTest(endpoint=row.id))
    return await store.add_delivery(tx, row, event, Trigger.TEST)


async def resend_delivery(tx: Transaction, actor: Actor, delivery_id: str) -> str:
    """Send an event to the same endpoint again, under the same ``webhook-id``; the id of the new delivery.

    It is tried once, signed with the secret of now, and carries what may be said now.

    Raises: Forbidden; Refused NOT_FOUND, or CONFLICT while the delivery is on its way.
    """
    actor.needs(Scope.WEBHOOKS_MANAGE)
    ids.expect(delivery_id, Kind.DELIVERY, path=("id",))
    past = await store.delivery_by_id(tx, delivery_id)
    if past is None:
        raise Refused(ErrorCode.NOT_FOUND, "There is no delivery with this id.", "id")
    if past.state == DeliveryState.IN_FLIGHT:
        raise Refused(ErrorCode.CONFLICT, "This delivery is on its way right now.", "id")
    tx.announces = True
    await audit.note(tx, "delivery.resent", past.id)
    return await store.repeat_delivery(tx, past, Trigger.MANUAL)


async def replay_events(tx: Transaction, actor: Actor, draft: Replay) -> int:
    """Send what happened in a time to an endpoint again, under the same ``webhook-id``; how many events those are.

    Each is tried once, signed with the secret of now, and carries what may be said now. What the endpoint asks for now
    decides, so also what happened before there was the endpoint comes. What is on its way is left alone. A dry run
    only counts.

    Raises: Forbidden; Refused NOT_FOUND, or INVALID for a type that is none, an empty time, or more than 10,000 events.
    """
    actor.needs(Scope.WEBHOOKS_MANAGE)
    patterns = rules.accept_patterns(draft.types, events.CATALOGUE, "types")
    if draft.until is not None and draft.until <= draft.since:
        raise Refused(ErrorCode.INVALID, "Nothing lies between since and until; until has to be later.", "until")
    row = await _locked(tx, draft.endpoint, "endpoint")
    wanted = await _to_replay(tx, row, draft, patterns)
    if not draft.dry_run and wanted:
        await store.add_replays(tx, row, wanted)
        await audit.note(tx, "endpoint.replayed", row.id, times=len(wanted))
        tx.announces = True
    return len(wanted)


# --------------------------------------------------------------------------------------------------------------- within


async def _to_replay(tx: Transaction, row: Row, draft: Replay, patterns: list[str]) -> dict[str, rules.Past | None]:
    """The events to be sent again, in the order of the log, each with its place in the sequence if it has one."""
    asked_for = store.subscription_of(row)
    types = [
        each
        for each in events.CATALOGUE
        if rules.matches(patterns, each) and (rules.matches(asked_for.event_types, each) or each == rules.TEST)
    ]
    past = await store.past_deliveries(tx, row.id, draft.since)
    mark = await store.fanned_out_until(tx)
    found: list[Row] = []
    last = ""
    while page := await outbox.between(tx, draft.since, draft.until, types, behind=last, limit=_EVENTS_AT_A_TIME):
        last = page[-1].id
        for each in page:
            wants = asked_for.wants_again(each.type, each.subject, each.visibility, each.teams)
            handed_out = mark_of(each) <= mark  # else it is about to come by itself
            missing = rules.is_replayed(past.get(each.id, ()), only_missing=draft.only_missing)
            if wants and handed_out and missing:
                found.append(each)
        if len(found) > rules.MOST_REPLAYED:
            message = f"These are more than {rules.MOST_REPLAYED:,} events; replay a shorter time, or fewer types."
            raise Refused(ErrorCode.INVALID, message, "since")
    found.sort(key=lambda each: (each.xid, each.position))
    return {each.id: next(iter(past.get(each.id, ())), None) for each in found}


_EVENTS_AT_A_TIME = 1_000


async def _locked(tx: Transaction, endpoint_id: str, path: str = "id") -> Row:
    ids.expect(endpoint_id, Kind.ENDPOINT, path=(path,))
    row = (await store.lock_endpoints(tx, [endpoint_id])).get(endpoint_id)
    if row is None or row.state == EndpointState.DELETED:
        raise Refused(ErrorCode.NOT_FOUND, "There is no endpoint with this id.", path)
    return row


async def _accepted(tx: Transaction, change: EndpointChange, vault: Vault, policy: Policy) -> dict[str, Any]:
    """The columns that what is given makes."""
    plain = {"style": change.style, "format": change.format, "ordered": change.ordered}
    values: dict[str, Any] = {name: given for name, given in plain.items() if given is not KEEP}
    if change.url is not KEEP:
        values["url"] = policy.accept(change.url).url
    if change.description is not KEEP:
        given = texts.bounded(change.description or "", "description", least=0, most=rules.LONGEST_DESCRIPTION)
        values["description"] = given or None
    if change.event_types is not KEEP:
        values["event_types"] = rules.accept_patterns(change.event_types, events.CATALOGUE)
    if change.teams is not KEEP:
        values["teams"] = await _teams(tx, change.teams)
    if change.visibilities is not KEEP:
        values["visibilities"] = _visibilities(change.visibilities)
    if change.headers is not KEEP:
        headers = rules.accept_headers(change.headers)
        values["header_names"] = list(headers)
        values["headers"] = vault.seal(json.dumps(headers), change.id) if headers else None
    if change.signatures is not KEEP:
        values["signatures"] = rules.accept_signatures(change.signatures)
        if Signature.ED25519 in values["signatures"] and await store.last_signing_key(tx) == 0:
            await _add_signing_key(tx, 1, vault)
    if change.auth is not KEEP:
        values |= _auth(tx, change.id, change.auth, vault, policy)
    return values | _limits(change)


def _auth(tx: Transaction, endpoint_id: str, auth: Auth | None, vault: Vault, policy: Policy) -> dict[str, str | None]:
    if auth is None:
        return {"auth": None, "auth_kind": None}
    if isinstance(auth, OAuth2):
        target = policy.accept(auth.token_url, "auth", "oauth2", "tokenUrl")
        auth = replace(auth, token_url=target.url)
    credentials.accept(auth, tx.now)
    return {"auth": vault.seal(credentials.written(auth), endpoint_id), "auth_kind": credentials.kind_of(auth)}


_NEW: dict[str, Any] = {"url": None, "header_names": [], "auth_kind": None, "auth": None, "allowed_per_minute": None}
_NEW |= {"rate_per_minute": None, "is_owned": False}
"""An endpoint of which nothing is known yet."""


def _together(before: Mapping[str, Any], given: dict[str, Any], consent: Consent | None) -> dict[str, Any]:
    """The same columns, and those that follow from more than one of them.

    Raises: Refused INVALID for what does not go together, CONFLICT for a URL that the receiver was not asked about.
    """
    now = {**before, **given}
    kind = AuthKind(now["auth_kind"]) if now["auth_kind"] else None
    credentials.accept_together(kind, now["url"], now["header_names"])
    values, allowed = dict(given), now["allowed_per_minute"]
    if now["is_owned"] and now["url"] != before["url"]:
        if consent is None or consent.url != now["url"]:
            raise Refused(ErrorCode.CONFLICT, "The receiver was not asked about this URL yet; try again.", "url")
        allowed = values["allowed_per_minute"] = consent.per_minute
    rate = rules.consented_rate(now["rate_per_minute"], allowed)
    if rate != now["rate_per_minute"]:
        values |= {"rate_per_minute": rate, "rate_left": None, "rate_at": None}
    return values


def _limits(change: EndpointChange) -> dict[str, Any]:
    """The columns of the numbers that are given."""
    values: dict[str, Any] = {}
    if change.max_age_hours is not KEEP:
        hours, most = change.max_age_hours, rules.OLDEST_HOURS
        values["max_age_hours"] = hours if hours is None else rules.accept_between(hours, 1, most, "maxAgeHours")
    if change.max_concurrency is not KEEP:
        most = rules.MOST_CONCURRENT
        values["max_concurrency"] = rules.accept_between(change.max_concurrency, 1, most, "maxConcurrency")
    if change.rate_per_minute is not KEEP:
        rate, most = change.rate_per_minute, rules.MOST_PER_MINUTE
        values["rate_per_minute"] = rate if rate is None else rules.accept_between(rate, 1, most, "ratePerMinute")
        values |= {"rate_left": None, "rate_at": None}
    return values


async def _add_signing_key(tx: Transaction, number: int, vault: Vault) -> str:
    private = signing.make_private_key()
    public = signing.public_key_of(private)
    await store.add_signing_key(tx, number, vault.seal(private, signing.KEYS_OWNER), public)
    return public


def _may_be_told(actor: Actor, style: Style, layout: Format) -> None:
    """An endpoint must not be a way around scopes: who has texts and names sent somewhere may read them.

    Raises: Forbidden.
    """
    if rules.tells(style, layout):
        actor.needs(Scope.RECOGNITIONS_READ)
        actor.needs(Scope.PEOPLE_READ)


async def _teams(tx: Transaction, given: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(given))
    known = {row.id for row in await tree.teams_by(tx, "id", wanted)}
    for at, each in enumerate(wanted):
        if each not in known:
            raise Refused(ErrorCode.NOT_FOUND, "There is no team with this id.", "teams", at)
    return wanted


def _visibilities(given: Iterable[str]) -> list[str]:
    try:
        return list(dict.fromkeys(Visibility(each).value for each in given))
    except ValueError as error:
        message = f"The visibilities are: {', '.join(Visibility)}."
        raise Refused(ErrorCode.INVALID, message, "visibilities") from error


def _sealed(endpoint_id: str, secret: str, vault: Vault) -> dict[str, str]:
    return {"secret": vault.seal(secret, endpoint_id), "secret_hint": secret[-4:]}
