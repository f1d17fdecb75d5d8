"""A webhook receiver that loses nothing: verify, keep, answer, then work.

WEBHOOK_SECRET=whsec_... uvicorn receiver:app --port 8600
"""

import base64
import hmac
import json
import os
import sqlite3
import time

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
INBOX = sqlite3.connect(os.environ.get("WEBHOOK_INBOX", "inbox.db"), isolation_level=None)
INBOX.execute(
    "CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, sequence INTEGER, previous TEXT, body TEXT, done)"
)


def verified(message_id: str, timestamp: str, signatures: str, body: bytes) -> bool:
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > 300:  # old: somebody plays it again
        return False
    digest = hmac.digest(KEY, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    expected = b"v1," + base64.b64encode(digest)  # there are two signatures while the secret is being changed
    return any(hmac.compare_digest(expected, each.encode()) for each in signatures.split(" "))


def missing() -> list[str]:
    """The events that were sent before one that came, and did not come: ask GraphQL for node(id:) of each."""
    gaps = """SELECT previous FROM inbox WHERE previous NOT IN (SELECT id FROM inbox)
              AND sequence > (SELECT min(sequence) FROM inbox)"""
    return [previous for (previous,) in INBOX.execute(gaps)]


async def receive(request: Request) -> Response:
    headers, body = request.headers, await request.body()
    message_id = headers.get("webhook-id", "")
    if not verified(message_id, headers.get("webhook-timestamp", ""), headers.get("webhook-signature", ""), body):
        return Response("not verified\n", 401)
    row = (message_id, int(headers["webhook-sequence"]), headers.get("webhook-previous-id"), body.decode())
    INBOX.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?, ?, ?, 0)", row)  # the same id twice is the same event
    return Response(status_code=204, background=BackgroundTask(work))  # what is kept can be answered


async def work() -> None:
    for message_id, body in INBOX.execute("SELECT id, body FROM inbox WHERE NOT done ORDER BY sequence").fetchall():
        event = json.loads(body)
        print(event["type"], event["data"], "missing:", missing(), flush=True)  # your own work goes here
        INBOX.execute("UPDATE inbox SET done = 1 WHERE id = ?", [message_id])


app = Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])
