"""From HTTP to what is asked: a document by its text, by its id or in Apollo's way, in a body or in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request

from had_your_back.errors import BadRequest, DocumentNotFound
from had_your_back.graph.documents import Documents, identify

MOST_VALUES = 5_000
"""Values in the variables of one request, each list and object counted with what is in it."""
MOST_BRACKETS = 50_000
"""Brackets that open in one body: more than any document and any variables that are allowed have together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for one operation."""

    text: str
    operation: str | None
    variables: dict[str, Any]


async def asked(request: Request, documents: Documents) -> Asked:
    """What a request asks.

    Raises: BadRequest, DocumentNotFound; HTTPException 415 for a body that is no JSON.
    """
    return understood(_address(request) if request.method == "GET" else await _body(request), documents)


def understood(given: Mapping[str, Any], documents: Documents) -> Asked:
    """What is asked in a body, or in a message of a socket.

    Raises: BadRequest, DocumentNotFound.
    """
    operation = _of(str, given, "operationName", "a text")
    variables = _of(dict, given, "variables", "an object") or {}
    if _larger(variables, MOST_VALUES):
        raise BadRequest(f"The variables have more than {MOST_VALUES:,} values.")
    return Asked(_text(given, documents), operation or None, variables)


def parsed(text: bytes, what: str) -> Any:
    """What is said in JSON: by orjson, which refuses what is no Unicode text and what is nested beyond reason.

    Brackets are counted before, since each list that is made costs a hundred times as much as its bracket.

    Raises: BadRequest.
    """
    if text.count(b"[") + text.count(b"{") > MOST_BRACKETS:
        raise BadRequest(f"{what} has more than {MOST_BRACKETS:,} opening brackets.")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"{what} is no JSON: {error}.") from None


def _address(request: Request) -> Mapping[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = parsed(given[name].encode(), f"{name} in the address")
        else:
            given.pop(name, None)
    return given


async def _body(request: Request) -> Mapping[str, Any]:
    if not _is_json(request.headers.get("content-type", "")):
        raise HTTPException(415, "Send JSON in UTF-8, with Content-Type: application/json.")
    given = parsed(await request.body(), "The body")
    if not isinstance(given, dict):
        raise BadRequest("One request is one JSON object. Several at once are not answered.")
    return given


@lru_cache(64)
def _is_json(kind: str) -> bool:
    kind, *parameters = (each.strip().lower() for each in kind.split(";"))
    charset = next((each[8:].strip('"') for each in parameters if each.startswith("charset=")), "utf-8")
    return kind == "application/json" and charset in {"utf-8", "utf8"}


def _of(kind: type, given: Mapping[str, Any], name: str, words: str) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        raise BadRequest(f"{name} is {words} or null.")
    return value


def _text(given: Mapping[str, Any], documents: Documents) -> str:
    text: str | None = _of(str, given, "query", "a text")
    identifier = _of(str, given, "documentId", "a text")
    extensions = _of(dict, given, "extensions", "an object") or {}
    persisted = _of(dict, extensions, "persistedQuery", "an object")
    if identifier is not None:
        if text is not None or persisted is not None:
            raise BadRequest("Send either a documentId or a query, not both.")
        if (found := documents.text_of(identifier)) is None:
            raise DocumentNotFound("No document with this documentId is known here.")
        return found
    if persisted is not None:
        digest = persisted.get("sha256Hash")
        if persisted.get("version") != 1 or not isinstance(digest, str):
            raise BadRequest('persistedQuery is {"version": 1, "sha256Hash": "..."}.')
        if text is None:
            if (found := documents.text_of(digest)) is None:
                raise DocumentNotFound("PersistedQueryNotFound")  # by this word Apollo's clients know to send the text
            return found
        if identify(text) != digest:
            raise BadRequest("The sha256Hash is not that of the query.")
    if not text:
        raise BadRequest("Send a document in query, or the id of one in documentId.")
    return text


def _larger(value: Any, most: int) -> bool:
    """Whether there are more values in it than that."""
    left, waiting = most, [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list):
            left -= len(each)
            if left < 0:
                return True
            waiting.extend(each.values() if isinstance(each, dict) else each)
    return False
