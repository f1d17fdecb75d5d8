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


class FaultCode(StrEnum):
    """Codes of what ends a request, a promise to clients: they appear as ``errors[].extensions.code``."""

    BAD_REQUEST = "BAD_REQUEST"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    COST_EXCEEDED = "COST_EXCEEDED"
    DOCUMENT_NOT_FOUND = "DOCUMENT_NOT_FOUND"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    RATE_LIMITED = "RATE_LIMITED"
    TIMED_OUT = "TIMED_OUT"
    NOT_READY = "NOT_READY"
    TOO_SLOW = "TOO_SLOW"
    RESTARTING = "RESTARTING"
    INTERNAL = "INTERNAL"


class Fault(Exception):
    """A request that cannot be answered at all. ``code`` is what clients see in ``errors[].extensions.code``."""

    code = FaultCode.BAD_REQUEST

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.headers: dict[str, str] = {}
        """What is told beside it, where the edge has such a place."""


class BadRequest(Fault):
    """The request was not understood."""


class DocumentNotFound(Fault):
    """The id of a GraphQL document that is not known here."""

    code = FaultCode.DOCUMENT_NOT_FOUND


class Unauthenticated(Fault):
    """No token, or one that is unknown, expired or revoked."""

    code = FaultCode.UNAUTHENTICATED


class BadToken(Unauthenticated):
    """A token that was shown and does not hold."""

    def __init__(self, message: str, subject: str | None = None) -> None:
        super().__init__(message)
        self.subject = subject
        """Whose it was, if that is known: the id of a service token."""
        self.headers = {"www-authenticate": 'Bearer error="invalid_token"'}  # RFC 6750, section 3


class Forbidden(Fault):
    """A role or a scope is missing."""

    code = FaultCode.FORBIDDEN


class RateLimited(Fault):
    """Too much in too short a time. `retry_after` says in how many seconds there is room again."""

    code = FaultCode.RATE_LIMITED

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.headers = {"retry-after": str(retry_after)}


class NotReady(Fault):
    """The service cannot answer now: its database is away, or waits for a migration."""

    code = FaultCode.NOT_READY


class TimedOut(Fault):
    """It took longer than anything may."""

    code = FaultCode.TIMED_OUT
