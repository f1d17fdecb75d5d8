"""What is written to the log: lines for people, or one JSON object a line; each says for which request it was.

No line holds a message, a token or an address. Nothing that people wrote is ever given to the log, and what might come
along with what a library says of a fault is left out here.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from typing import Any

import orjson

from had_your_back import errands

LONGEST_CHAIN = 8
_SECRET = re.compile(r"\b(?:hybw?_|whsec_|whsk_|eyJ)[\w.+/=-]{6,}|[\w.+%-]+@[\w-]+\.[\w.-]+")
"""Tokens of ours and of identity providers, secrets of webhooks, addresses of people."""


def discreet(text: str) -> str:
    """The text without what could be a token or an address.

    >>> discreet("Bearer hyb_Zm9vYmFyYmF6 of ann@example.org failed")
    'Bearer … of … failed'
    """
    return _SECRET.sub("…", text).encode("utf-8", "replace").decode()


def told(error: BaseException) -> str:
    """A fault and what caused it: where, and of which kind.

    What it says itself is left out, since Python quotes the values that it stumbles over, and PostgreSQL whole rows. Of
    the system and of databases the numbers of what went wrong are told.

    >>> print(told(KeyError("You stayed until the pump ran.")), told(ConnectionRefusedError(111, "Connection refused")))
    KeyError ConnectionRefusedError: Connection refused
    """
    chain: list[str] = []
    link: BaseException | None = error
    while link is not None and len(chain) < LONGEST_CHAIN:
        kind = type(link).__qualname__
        which = [getattr(link, name, None) for name in ("strerror", "sqlstate", "sqlite_errorname", "constraint_name")]
        why = f"{kind}: {', '.join(known)}" if (known := [each for each in which if isinstance(each, str)]) else kind
        chain.append("".join(traceback.format_tb(link.__traceback__)) + why)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\nwhich came after\n".join(chain)


class Lines(logging.Formatter):
    """For people: ``2026-11-20 09:00:00,000 WARNING had_your_back.figures [1f0c… GiveRecognition]  slow: ...``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s%(errand)s  %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """One line, and those of a fault."""
        errand = errands.current()
        record.errand = f" [{errand.id} {errand.operation or errand.at}]" if errand else ""
        return discreet(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        """What is told of a fault."""
        return told(ei[1])


class Objects(logging.Formatter):
    """For machines: one JSON object a line, with whatever was told beside the message as ``extra={"told": {...}}``."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, without a line's end within."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        said: dict[str, Any] = {
            "at": f"{at}.{record.msecs:03.0f}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": discreet(record.getMessage()),
        }
        if errand := errands.current():
            said |= {"request": errand.id, "operation": errand.operation or errand.at}
        if record.exc_info and record.exc_info[1]:
            said["fault"] = discreet(told(record.exc_info[1]))
        return orjson.dumps(said | getattr(record, "told", {}), default=str).decode()


def set_up(style: str) -> None:
    """Write the log of this process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Objects() if style == "json" else Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every look at the schema
