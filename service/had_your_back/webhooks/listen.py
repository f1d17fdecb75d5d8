"""A receiver for trying webhooks: it verifies each one and prints a line. What ``had-your-back listen`` runs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

from had_your_back.events import CATALOGUE, instant
from had_your_back.webhooks import signing

TOLERANCE = 300
"""Seconds by which a timestamp may differ from our clock, so that an old webhook cannot be played again."""


async def listen(
    port: int,
    secret: str,
    *,
    print: Callable[[str], object],  # noqa: A002 - it is one
    clock: Callable[[], float] = time.time,
) -> None:
    """Receive on 127.0.0.1 until cancelled; `port` 0 takes a free one.

    Raises: ValueError if the secret is none; OSError if the port is taken.
    """
    signing.key_of(secret)
    app = web.Application()

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        problem = _problem(request, body, secret, clock())
        if problem:
            print(f"refused: {problem}")
            return web.Response(status=401, text=problem + "\n")
        print(_line(request, body))
        return web.Response(status=204)

    app.router.add_post("/{path:.*}", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        print(f"ready on http://127.0.0.1:{runner.addresses[0][1]}/")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _problem(request: web.Request, body: bytes, secret: str, now: float) -> str | None:
    message_id, signature = request.headers.get("webhook-id"), request.headers.get("webhook-signature")
    timestamp = request.headers.get("webhook-timestamp", "")
    if not message_id or not signature or not timestamp.isdecimal():
        return "this is no webhook: one of its headers is missing"
    if not signing.verify(secret, message_id, int(timestamp), body, signature):
        return "the signature is not of this secret"
    if abs(now - int(timestamp)) > TOLERANCE:
        return "the timestamp is more than 5 minutes away from this clock"
    return None


def _line(request: web.Request, body: bytes) -> str:
    told = json.loads(body)
    kind = CATALOGUE.get(told["type"])
    subject = told["data"].get(kind.subject if kind else "subject", "-")
    at = instant(datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC))
    gone = "  deleted" if told["data"].get("deleted") else ""
    return f"{at}  {told['type']}  {subject}  attempt {request.headers.get('webhook-attempt', '?')}  verified{gone}"
