"""A webhook receiver that loses nothing: verify, keep, answer; then fetch what is missing, and work.

WEBHOOK_SECRET=whsec_... HYB_TOKEN=hyb_... uvicorn receiver:app --port 8600
"""

import asyncio
import base64
import hmac
import json
import os
import sqlite3
import time
import urllib.request
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
SERVICE, TOKEN = os.environ.get("HYB_URL", "http://127.0.0.1:8400"), os.environ.get("HYB_TOKEN", "")
TYPES = os.environ.get("WEBHOOK_TYPES", "")  # what the endpoint subscribes to, with commas; everything when empty
INBOX = sqlite3.connect(os.environ.get("WEBHOOK_INBOX", "inbox.db"), isolation_level=None)
INBOX.execute(
    "CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, sequence INTEGER, previous TEXT, body TEXT, done)"
)
FETCHED: set[str] = set()


def verified(message_id: str, timestamp: str, signatures: str, body: bytes) -> bool:
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > 300:  # old: somebody plays it again
        return False
    digest = hmac.digest(KEY, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    expected = b"v1," + base64.b64encode(digest)  # there are two signatures while the secret is being changed
    return any(hmac.compare_digest(expected, each.encode()) for each in signatures.split(" "))


def keep(message_id: str, body: str, sequence: int | None = None, previous: str | None = None) -> None:
    INBOX.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?, ?, ?, 0)", (message_id, sequence, previous, body))


async def receive(request: Request) -> Response:
    headers, body = request.headers, await request.body()
    message_id = headers.get("webhook-id", "")
    if not verified(message_id, headers.get("webhook-timestamp", ""), headers.get("webhook-signature", ""), body):
        return Response("not verified\n", 401)
    keep(message_id, body.decode(), int(headers["webhook-sequence"]), headers.get("webhook-previous-id"))
    return Response(status_code=204, background=BackgroundTask(work))  # what is kept can be answered


async def fetch(after: str, until: str) -> None:
    """Keep what the log has between two events that came."""
    more = True
    while more:
        query = urlencode({"after": after, "types": TYPES, "limit": 1000})
        asked = urllib.request.Request(f"{SERVICE}/events?{query}", headers={"authorization": f"Bearer {TOKEN}"})
        page = json.loads(await asyncio.to_thread(lambda asked=asked: urllib.request.urlopen(asked, timeout=15).read()))
        found = [event["id"] for event in page["events"]]
        for event in page["events"][: found.index(until) if until in found else None]:
            keep(event["id"], json.dumps(event))
        after, more = page["next"], page["more"] and until not in found


async def work() -> None:
    gaps = """SELECT (SELECT id FROM inbox AS earlier WHERE sequence < late.sequence ORDER BY sequence DESC LIMIT 1), id
              FROM inbox AS late WHERE previous NOT IN (SELECT id FROM inbox)"""
    for last, late in INBOX.execute(gaps).fetchall():
        if last and late not in FETCHED:  # before the first one that ever came, nothing is missing
            try:
                await fetch(last, late)
                FETCHED.add(late)
            except OSError as error:
                print(f"something before {late} is missing; the next webhook tries again: {error}", flush=True)
    for message_id, body in INBOX.execute("SELECT id, body FROM inbox WHERE NOT done ORDER BY id").fetchall():
        event = json.loads(body)
        print(event["type"], message_id, json.dumps(event["data"]), flush=True)  # your own work goes here
        INBOX.execute("UPDATE inbox SET done = 1 WHERE id = ?", [message_id])


app = Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])
