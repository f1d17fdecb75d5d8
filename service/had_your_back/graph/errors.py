"""How errors of the executor look to a client, whichever road they go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError

from had_your_back import errands
from had_your_back.answers import inside
from had_your_back.errors import Fault, FaultCode


def shown(error: GraphQLError) -> dict[str, Any]:
    """An error as a client sees it: with a code, and without a word of what went on inside."""
    cause = error.original_error
    formatted: dict[str, Any] = dict(error.formatted)
    extensions = dict(formatted.get("extensions") or {})
    if isinstance(cause, Fault):
        formatted["message"], extensions["code"] = cause.message, cause.code
    elif "code" not in extensions and cause is not None and not isinstance(cause, GraphQLError):
        formatted |= inside(cause)
        extensions |= formatted["extensions"]
    else:
        extensions.setdefault("code", FaultCode.VALIDATION_FAILED if error.nodes else FaultCode.BAD_REQUEST)
    if extensions["code"] != FaultCode.INTERNAL:  # `inside` has counted that
        errands.refused(extensions["code"])
    formatted["extensions"] = extensions
    return formatted


def as_answer(errors: Sequence[GraphQLError]) -> dict[str, Any]:
    """The body that says why nothing was run."""
    return {"errors": [shown(error) for error in errors]}


def as_body(result: Any) -> dict[str, Any]:
    """The body of a result."""
    if result.errors and result.data is None and all(error.path is None for error in result.errors):
        return as_answer(result.errors)
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body |= as_answer(result.errors)
    if result.extensions:
        body["extensions"] = result.extensions
    return body
