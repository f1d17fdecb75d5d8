"""What can go wrong, each with what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class HadYourBackError(Exception):
    """Anything that this package raises."""


class Missing(HadYourBackError, AttributeError):
    """The service did not answer this, since it is of another version. Do without, or upgrade."""


class Unexpected(HadYourBackError):
    """The answer cannot be read. Is the address that of Had Your Back, and is this package up to date?"""


class NotVerified(HadYourBackError):
    """A webhook that did not come from the service, or is old. Answer 401 and do nothing else."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason: `code` for a program (see `ErrorCode`), `message` for a person, `path` in the input."""

    code: str
    message: str
    path: tuple[str, ...]


class Refused(HadYourBackError):
    """An expected no of a mutation: show its sentence to the person. `answer` is what came with it, if anything."""

    def __init__(self, errors: Sequence[Refusal], answer: Any = None) -> None:
        super().__init__(" ".join(each.message for each in errors))
        self.errors, self.answer = tuple(errors), answer

    @property
    def code(self) -> str:
        """The code of the first reason."""
        return self.errors[0].code


class Unreachable(HadYourBackError):
    """No answer came. If `may_have_happened`, the service may have done what was asked all the same: look first."""

    def __init__(self, message: str, *, may_have_happened: bool = False) -> None:
        super().__init__(message)
        self.may_have_happened = may_have_happened


class Failed(HadYourBackError):
    """The service could not, or would not. `code` is one of its documented codes, `reference` is in its log."""

    def __init__(
        self, message: str, *, code: str, status: int, reference: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{message} ({code}{f', {reference}' if reference else ''})")
        self.message, self.code, self.status, self.reference = message, code, status, reference
        self.retry_after = retry_after


class Unauthenticated(Failed):
    """There was no token, or it no longer holds. Get a new one."""


class Forbidden(Failed):
    """A scope, a role or an origin is missing. Ask whoever runs the service."""


class BadRequest(Failed):
    """The service does not understand. With DOCUMENT_NOT_FOUND it and this package are of different versions."""


class RateLimited(Failed):
    """Too much in a minute. Go on after `retry_after` seconds."""


class Unavailable(Failed):
    """Not now: it starts, stops, or was too slow. Try again."""


_KINDS = {
    "UNAUTHENTICATED": Unauthenticated,
    "FORBIDDEN": Forbidden,
    "BAD_REQUEST": BadRequest,
    "VALIDATION_FAILED": BadRequest,
    "COST_EXCEEDED": BadRequest,
    "DOCUMENT_NOT_FOUND": BadRequest,
    "RATE_LIMITED": RateLimited,
    "NOT_READY": Unavailable,
    "TIMED_OUT": Unavailable,
    "TOO_SLOW": Unavailable,
    "RESTARTING": Unavailable,
}
_STATUSES = {
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    429: "RATE_LIMITED",
    502: "NOT_READY",
    503: "NOT_READY",
    504: "TIMED_OUT",
}


def failure(answer: Any, status: int, retry_after: float | None = None) -> Failed:
    """The exception for what was answered, also by something that stands before the service."""
    errors = answer.get("errors") if isinstance(answer, Mapping) else None
    first = errors[0] if isinstance(errors, list) and errors else {}
    extensions = first.get("extensions") or {}
    code = extensions.get("code") or _STATUSES.get(status, "INTERNAL")
    message = first.get("message") or f"The answer had status {status} and no words."
    kind = _KINDS.get(code, Failed)
    return kind(message, code=code, status=status, reference=extensions.get("reference"), retry_after=retry_after)
