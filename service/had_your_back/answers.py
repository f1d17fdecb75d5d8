"""What went wrong, over HTTP: one shape and one table, whichever road it took.

{"errors": [{"message": "...", "extensions": {"code": "..."}}]}
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response

from had_your_back import errands
from had_your_back.errors import Fault, FaultCode

log = logging.getLogger(__name__)

JSON, GRAPHQL_RESPONSE = "application/json", "application/graphql-response+json"

STATUS: dict[str, int] = {
    FaultCode.BAD_REQUEST: 400,
    FaultCode.VALIDATION_FAILED: 400,
    FaultCode.COST_EXCEEDED: 400,
    FaultCode.DOCUMENT_NOT_FOUND: 400,
    FaultCode.UNAUTHENTICATED: 401,
    FaultCode.FORBIDDEN: 403,
    FaultCode.RATE_LIMITED: 429,
    FaultCode.INTERNAL: 500,
    FaultCode.NOT_READY: 503,
    FaultCode.TIMED_OUT: 503,
    FaultCode.TOO_SLOW: 503,
    FaultCode.RESTARTING: 503,
}
"""The status that goes with a code, where nothing says it better (404, 405, 413, 415)."""

LARGEST_BODY = 1_000_000
"""Bytes of a request's body. The largest message, in the largest input, needs a hundredth of it."""

ALWAYS = {"cache-control": "no-store", "vary": "Accept, Authorization", "x-content-type-options": "nosniff"}
INSIDE = "Something went wrong here. Nothing you sent is to blame; try again."


def media_type(accept: str | None) -> str:
    """What a client wants to read: the newer type if it is wanted at least as much as ``application/json``.

    >>> media_type("application/graphql-response+json, application/json;q=0.9")
    'application/graphql-response+json'
    >>> media_type("application/json"), media_type("*/*"), media_type(None)
    ('application/json', 'application/json', 'application/json')
    """
    if accept in {None, "*/*", JSON, GRAPHQL_RESPONSE}:
        return GRAPHQL_RESPONSE if accept == GRAPHQL_RESPONSE else JSON
    wanted: dict[str, float] = {}
    for part in (accept or "").split(","):
        kind, *parameters = (each.strip().lower() for each in part.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        digits = quality.replace(".", "", 1)
        wanted[kind] = float(quality) if digits.isascii() and digits.isdigit() else 0.0
    ours = wanted.get(GRAPHQL_RESPONSE, 0.0)
    return GRAPHQL_RESPONSE if ours > 0 and ours >= wanted.get(JSON, 0.0) else JSON


def is_held(headers: Headers, tag: str) -> bool:
    """Whether whoever asks has this already. A proxy that compresses makes the tag a weak one.

    >>> [is_held(Headers({"if-none-match": each}), '"new"') for each in ('W/"new", "old"', "*", '"older"', "")]
    [True, True, False, False]
    """
    return any(each.strip().removeprefix("W/") in {tag, "*"} for each in headers.get("if-none-match", "").split(","))


def answer(headers: Headers, body: Any, status: int = 200, more: Mapping[str, str] | None = None) -> Response:
    """An answer in the type that a request with these headers wants."""
    kind = f"{media_type(headers.get('accept'))}; charset=utf-8"
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return Response(content, status, {**ALWAYS, "content-type": kind, **(more or {})})


def refusal(
    headers: Headers,
    fault: Fault,
    status: int | None = None,
    more: Mapping[str, str] | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response:
    """The answer to a request that is not answered."""
    status = status or STATUS[fault.code]
    errands.refused(fault.code)
    said = {**fault.headers, **(more or {})}
    if fault.code == FaultCode.UNAUTHENTICATED:
        said.setdefault("www-authenticate", "Bearer")
    body = {"errors": [{"message": fault.message, "extensions": {"code": fault.code, **(extensions or {})}}]}
    return answer(headers, body, status, said)


def inside(cause: BaseException) -> dict[str, Any]:
    """What is told of a fault of our own: a reference that stands in the log, with all of it."""
    errand = errands.current() or errands.Errand(errands.OTHER)
    reference = errand.id
    errands.refused(FaultCode.INTERNAL)
    log.error("Something failed, reference %s", reference, exc_info=cause)
    return {"message": INSIDE, "extensions": {"code": FaultCode.INTERNAL, "reference": reference}}
