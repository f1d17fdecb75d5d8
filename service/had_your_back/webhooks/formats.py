"""How an event looks on the wire. So far there is one format, Standard Webhooks in the thin style: ids and instants."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic.alias_generators import to_camel

from had_your_back import events
from had_your_back.database import Row
from had_your_back.webhooks import rules

CONTENT_TYPE = "application/json"


def thin(event: Row, *, gone: bool) -> dict[str, Any]:
    """What a row of the event log carries as ``data``.

    Once its subject is gone (withdrawn, hidden, erased) only the id is left, with ``deleted``: whoever stored something
    can delete it. The news that it is gone stays what it was.
    """
    data: dict[str, Any] = event.data
    if not gone or rules.outlives(event.type):
        return data
    kind = events.CATALOGUE.get(event.type)
    return {to_camel(kind.subject) if kind else "subject": event.subject, "deleted": True}


def standard(event: Row, *, gone: bool) -> bytes:
    """The body of a webhook: exactly ``id``, ``type``, ``timestamp`` (of the fact) and ``data``."""
    return orjson.dumps(
        {
            "id": event.id,
            "type": event.type,
            "timestamp": events.instant(event.occurred_at),
            "data": thin(event, gone=gone),
        }
    )
