"""One request until it has its answer: what to send, how long to wait, when to give up. Nothing is sent from here."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar
from uuid import uuid4

import httpx
from pydantic import TypeAdapter, ValidationError

from had_your_back_client.errors import (
    Failed,
    RateLimited,
    Refusal,
    Refused,
    Unauthenticated,
    Unavailable,
    Unexpected,
    Unreachable,
    failure,
)
from had_your_back_client.models import camel

T = TypeVar("T")


@dataclass(eq=False)
class Document(Generic[T]):
    """A document that the service knows by its id, with the type of what `path` leads to in its answer."""

    name: str
    id: str
    text: str
    kind: Literal["query", "mutation", "subscription"]
    path: tuple[str, ...]
    answer: Any
    keyed: bool = False
    """Whether its input takes an idempotency key, so that it may be sent again."""
    raw: frozenset[str] = frozenset()
    """Variables that are JSON and go as they are."""

    @cached_property
    def reader(self) -> TypeAdapter[T]:
        """What makes a `T` of JSON."""
        return TypeAdapter(self.answer)

    def read(self, value: Any) -> T:
        """What was answered, in its type."""
        try:
            return self.reader.validate_python(value)
        except ValidationError as error:
            raise Unexpected(f"The answer to {self.name} cannot be read: {error}") from error


@dataclass
class Manners:
    """How often it is tried, how long waited; and what the service that is spoken to does not know by its id."""

    retries: int
    longest_pause: float
    texts: dict[str, str] = field(default_factory=dict)


class Talk(Generic[T]):
    """The state of one request."""

    def __init__(
        self, document: Document[T], variables: Mapping[str, object], manners: Manners, *, renewable: bool
    ) -> None:
        self.document, self.manners = document, manners
        self.variables: dict[str, Any] = {
            camel(name): value if name in document.raw else wire(value)
            for name, value in variables.items()
            if value is not None
        }
        if document.keyed:
            self.variables = {"input": {"idempotencyKey": uuid4().hex} | self.variables["input"]}
        self.renewable, self.tries = renewable, 0
        self.safe = document.kind != "mutation" or document.keyed
        self.told: Any = None
        self.renew = False  # whether the next request wants a new token

    def content(self) -> bytes:
        """What to send."""
        text = self.manners.texts.get(self.document.name)
        asked = {"query": text} if text else {"documentId": f"sha256:{self.document.id}"}
        return json.dumps({**asked, "variables": self.variables}).encode()

    def missed(self, error: httpx.TransportError) -> float:
        """Seconds until the next try, when no answer came."""
        never_sent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
        if not (self.safe or never_sent) or not self._again():
            happened = not never_sent and self.document.kind == "mutation"
            raise Unreachable(f"{type(error).__name__}: {error}", may_have_happened=happened) from error
        return self._backoff()

    def heard(self, response: httpx.Response) -> float | None:
        """Seconds until the next try, or None when this was the answer: then `answer` reads it."""
        try:
            self.told = response.json()
        except ValueError:
            self.told = None
        retry_after = seconds(response.headers.get("retry-after"))
        if response.is_success and isinstance(self.told, dict) and "errors" not in self.told:
            return None
        failed = failure(self.told, response.status_code, retry_after)
        if self._says_otherwise(failed) or self._gets_another_token(failed):
            return 0.0
        if isinstance(failed, RateLimited) or (isinstance(failed, Unavailable) and self.safe):
            pause = self._backoff() if retry_after is None else retry_after
            if pause <= self.manners.longest_pause and self._again():
                return pause
        raise failed

    def answer(self) -> T:
        """What the service answered, in its type.

        Raises: Refused, Unexpected.
        """
        value = self.told.get("data")
        for name in self.document.path[:1]:
            value = value.get(name) if isinstance(value, dict) else None
        if self.document.kind == "mutation" and isinstance(value, dict):
            errors = value.get("userErrors") or ()
            for name in self.document.path[1:]:
                value = value.get(name)
            if errors:
                refusals = [Refusal(each["code"], each["message"], tuple(each["path"])) for each in errors]
                given = value and (
                    len(self.document.path) > 1 or any(value[each] for each in value if each != "userErrors")
                )
                raise Refused(refusals, self.document.read(value) if given else None)
        return self.document.read(value)

    def _again(self) -> bool:
        self.tries += 1
        return self.tries <= self.manners.retries

    def _backoff(self) -> float:
        return 2.0**self.tries * (0.25 + random.random() / 4)  # noqa: S311 a spread, not a secret

    def _gets_another_token(self, failed: Failed) -> bool:
        if not isinstance(failed, Unauthenticated) or not self.renewable:
            return False
        self.renewable, self.renew = False, True
        return True

    def _says_otherwise(self, failed: Failed) -> bool:
        """Whether a service of another version may understand it when it is put in other words."""
        name, texts = self.document.name, self.manners.texts
        if failed.code == "DOCUMENT_NOT_FOUND" and name not in texts:
            texts[name] = self.document.text
            return True
        if failed.code == "VALIDATION_FAILED" and name in texts:
            less = without_unknown(texts[name], self.told["errors"])
            changed, texts[name] = less != texts[name], less
            return changed
        return False


def wire(value: object) -> Any:
    """A value as JSON has it.

    >>> from datetime import UTC
    >>> wire({"due_at": datetime(2026, 11, 21, 9, 30, tzinfo=UTC)})
    {'dueAt': '2026-11-21T09:30:00+00:00'}
    """
    if isinstance(value, Mapping):
        return {camel(name): wire(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [wire(each) for each in value]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone. Write datetime(..., tzinfo=UTC), or .astimezone().")
        return value.isoformat()
    return value


def seconds(header: str | None) -> float | None:
    """What Retry-After says, as this service writes it; None for a date, which others write.

    >>> seconds("12"), seconds("Sat, 21 Nov 2026 09:30:00 GMT"), seconds(None)
    (12.0, None, None)
    """
    return float(header) if header and header.isdecimal() else None


def without_unknown(text: str, errors: list[Any]) -> str:
    """A document without the fields that an older service says it does not have, and what nobody uses then.

    >>> place = {"line": 1, "column": 26}
    >>> unknown = {"message": "Cannot query field 'link' on type 'Recognition'.", "locations": [place]}
    >>> without_unknown("{ recognitions { nodes { link(short: true) id } } }", [unknown])
    '{ recognitions { nodes {  id } } }'
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    cuts = []
    for each in errors:
        match = re.match(
            r"Cannot query field|Fragment '\w+' is never used|Variable '\$\w+' is never used", each["message"]
        )
        if match and each.get("locations"):
            place = each["locations"][0]
            begin = starts[place["line"] - 1] + place["column"] - 1
            cuts.append((begin, _end(text, begin)))
    for begin, end in sorted(cuts, reverse=True):
        text = text[:begin] + text[end:]
    return text


_HEAD = re.compile(r"fragment \w+ on \w+|\$\w+:\s*[\w!\[\]]+(\s*=\s*\w+)?|\w+(\s*:\s*\w+)?")


def _end(text: str, begin: int) -> int:
    """Where a field, a fragment or the definition of a variable ends that begins here."""
    head = _HEAD.match(text, begin)
    end = head.end() if head else begin
    for opening, closing in ("()", "{}"):
        at = end + len(text[end:]) - len(text[end:].lstrip())
        if text[begin] == "$" or not text.startswith(opening, at):
            continue
        depth, end = 1, at + 1
        while depth:
            depth += (text[end] == opening) - (text[end] == closing)
            end += 1
    return end
