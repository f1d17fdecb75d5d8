"""What can go wrong, said once.

A *refusal* is an expected "no" and part of the conversation; a *fault of the request* (no token, no right, not
understood) ends it. Neither knows anything of HTTP: each edge maps them in one small table.
"""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Codes of refusals, a promise to clients: they appear as ``userErrors[].code``."""

    NOT_FOUND = "NOT_FOUND"
    NOT_ALLOWED = "NOT_ALLOWED"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    TOO_SHORT = "TOO_SHORT"
    SELF_RECOGNITION = "SELF_RECOGNITION"
    SELF_COMMITMENT = "SELF_COMMITMENT"
    UNKNOWN_BEHAVIOUR = "UNKNOWN_BEHAVIOUR"
    INACTIVE_PERSON = "INACTIVE_PERSON"
    PACE_LIMIT = "PACE_LIMIT"
    EDIT_WINDOW_OVER = "EDIT_WINDOW_OVER"
    ACT_NOT_ALLOWED = "ACT_NOT_ALLOWED"
    STALE_VERSION = "STALE_VERSION"
    DUE_DATE_PASSED = "DUE_DATE_PASSED"
    ADDRESS_REFUSED = "ADDRESS_REFUSED"
    CONFLICT = "CONFLICT"


class Refused(Exception):
    """An expected "no", with a sentence for a person and the place in the input that caused it.

    >>> no = Refused(ErrorCode.TOO_SHORT, "Say what happened.", "message")
    >>> no.code.value, no.message, no.path
    ('TOO_SHORT', 'Say what happened.', ('message',))
    """

    def __init__(self, code: ErrorCode, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = tuple(str(part) for part in path)


class Fault(Exception):
    """A request that cannot be answered at all. ``code`` is what clients see in ``errors[].extensions.code``."""

    code = "BAD_REQUEST"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequest(Fault):
    """The request was not understood."""


class Unauthenticated(Fault):
    """No token, or one that is unknown, expired or revoked."""

    code = "UNAUTHENTICATED"


class Forbidden(Fault):
    """A role or a scope is missing."""

    code = "FORBIDDEN"
