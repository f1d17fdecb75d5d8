"""Whether a receiver wants webhooks at all: asked before there is an endpoint, and again before its URL changes.

So that nobody has the service knock at a door that is not theirs. The question is that of CloudEvents' web hooks for
event delivery 1.0, section 4: ``OPTIONS`` with our name, which the receiver repeats. It is asked outside of any
transaction, and bears no credentials, since whose URL it is, is not known yet.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from had_your_back.database import Row
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people.rules import Actor, Scope
from had_your_back.webhooks import rules
from had_your_back.webhooks.actions import KEEP, EndpointChange, EndpointDraft
from had_your_back.webhooks.addresses import Lookup, Policy
from had_your_back.webhooks.rules import Consent

SECONDS = 10.0


async def before_creating(actor: Actor, draft: EndpointDraft, *, policy: Policy, origin: str) -> EndpointDraft:
    """The draft with what the receiver says, if it is to be asked. `origin` is the service's host.

    Raises: Forbidden; Refused.
    """
    if not draft.verify_ownership:
        return draft
    actor.needs(Scope.WEBHOOKS_MANAGE)
    return replace(draft, consent=await ask(policy, draft.url, origin, rate=draft.rate_per_minute))


async def before_updating(
    actor: Actor, change: EndpointChange, found: Row | None, *, policy: Policy, origin: str
) -> EndpointChange:
    """The same before an endpoint changes. `found` is what it is now."""
    if change.url is KEEP or found is None or not found.is_owned:
        return change
    actor.needs(Scope.WEBHOOKS_MANAGE)
    if policy.accept(change.url).url == found.url:
        return change
    rate = found.rate_per_minute if change.rate_per_minute is KEEP else change.rate_per_minute
    return replace(change, consent=await ask(policy, change.url, origin, rate=rate))


async def ask(
    policy: Policy, url: str, origin: str, *, rate: int | None = None, lookup: Lookup | None = None
) -> Consent:
    """Ask the receiver at a URL. `rate` is how many webhooks a minute we would send.

    Raises: Refused ADDRESS_REFUSED, INVALID, TOO_LONG, or NOT_ALLOWED with what the receiver has to answer.
    """
    import aiohttp  # noqa: PLC0415 - few are ever asked, and most processes need no HTTP client

    from had_your_back.webhooks.client import Client, described  # noqa: PLC0415

    target = policy.accept(url)
    headers = {"webhook-request-origin": origin}
    if rate is not None:
        headers["webhook-request-rate"] = str(rate)
    try:
        async with (
            asyncio.timeout(SECONDS),
            Client(policy, lookup=lookup) as client,
            client.ask("OPTIONS", target.url, headers=headers) as response,
        ):
            said, status = response.headers, response.status
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        what = described(error)
        if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ConnectionTimeoutError):
            what = f"timeout: no answer within {SECONDS:.0f} s"
        refused = what.startswith("address_refused: ")
        message = f"The receiver could not be asked whether it consents: {what.removeprefix('address_refused: ')}."
        code = ErrorCode.ADDRESS_REFUSED if refused else ErrorCode.NOT_ALLOWED
        raise Refused(code, message, "url") from error
    return rules.consent(
        target.url, origin, status, said.get("webhook-allowed-origin"), said.get("webhook-allowed-rate")
    )
