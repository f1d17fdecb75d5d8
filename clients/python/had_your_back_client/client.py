"""The client, once for programs that wait and once for those that go on: `HadYourBack` and `AsyncHadYourBack`."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, Generic, Self, TypeVar

import httpx

from had_your_back_client.errors import Unreachable, failure
from had_your_back_client.models import Model
from had_your_back_client.operations import AsyncOperations, Operations
from had_your_back_client.talk import Document, Manners, Talk, seconds

T = TypeVar("T")
LIVES = httpx.Timeout(20, read=None)  # a stream is silent while nothing happens


class WidgetToken(Model):
    """What a person's browser gets, for ten minutes."""

    token: str
    expires_at: datetime
    expires_in: int


class HadYourBack(Operations):
    """The service, as a token's owner sees it. Use it in a `with` block, or `close` it.

    `token` is a text, or a function that gives one: it is called for the first request, and again when the service no
    longer takes the last one. What may be sent again is sent again, `retries` times, after pauses of at most
    `longest_pause` seconds (429 with Retry-After; a service that restarts; a lost connection). `http` is a client of
    your own, for proxies, certificates or tracing; `pause` is how to wait.

    Raises: whatever stands in `had_your_back_client.errors`, and nothing else.
    """

    def __init__(
        self,
        url: str,
        token: str | Callable[[], str],
        *,
        retries: int = 3,
        longest_pause: float = 60,
        http: httpx.Client | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._url, self._token = url.rstrip("/"), token
        self._manners = Manners(retries, longest_pause)
        self._http, self._pause, self._own = http or httpx.Client(timeout=20), pause, http is None
        self._current = token if isinstance(token, str) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a client of yours stays open."""
        if self._own:
            self._http.close()

    def run(self, document: Document[T], variables: Mapping[str, object]) -> T:
        """What the service answers to a document."""
        talk = self._talk(document, variables)
        while True:
            try:
                response = self._http.post(**self._request(talk, "application/graphql-response+json"))
            except httpx.TransportError as error:
                self._pause(talk.missed(error))
                continue
            wait = talk.heard(response)
            if wait is None:
                return talk.answer()
            if wait:
                self._pause(wait)

    def each(
        self, document: Document[Any], variables: Mapping[str, object], connection: tuple[str, ...]
    ) -> Iterator[Any]:
        """Everything in a list, page by page, as it is asked for."""
        after: object = variables.get("after")
        while page := _at(self.run(document, {**variables, "after": after}), connection):
            yield from page.nodes
            if not page.page_info.has_next_page:
                return
            after = page.page_info.end_cursor

    @contextmanager
    def listen(self, document: Document[T], variables: Mapping[str, object]) -> Iterator[Iterator[T]]:
        """What happens from now on. From the first line of the block nothing is missed."""
        talk = self._talk(document, variables)
        while True:
            with ExitStack() as opened:
                with _unreachable():
                    request = self._request(talk, "text/event-stream")
                    response = opened.enter_context(self._http.stream("POST", **request, timeout=LIVES))
                    lines = response.iter_lines()
                    first = next(lines, "") if _lives(response) else response.read()
                if isinstance(first, str):
                    yield self._told(document, first, lines)
                    return
                wait = talk.heard(response)
            if wait:
                self._pause(wait)

    def _told(self, document: Document[T], first: str, lines: Iterator[str]) -> Iterator[T]:
        story = Story(document)
        yield from story.read(first)
        with _unreachable():
            for line in lines:
                yield from story.read(line)
                if story.over:
                    return
        raise Unreachable("The stream broke off. Connect again, and fetch what happened meanwhile.")

    def widget_token(self, user_name: str) -> WidgetToken:
        """Ten minutes for one person's browser, for a service token of the scope `widget`."""
        headers, person = self._headers(), {"userName": user_name}
        with _unreachable():
            return _traded(self._http.post(f"{self._url}/auth/widget-token", headers=headers, json=person))

    def _talk(self, document: Document[T], variables: Mapping[str, object]) -> Talk[T]:
        return Talk(document, variables, self._manners, renewable=callable(self._token))

    def _request(self, talk: Talk[T], accept: str) -> dict[str, Any]:
        headers = self._headers(renew=talk.renew)
        talk.renew = False
        return {"url": f"{self._url}/graphql", "content": talk.content(), "headers": headers | _kinds(accept)}

    def _headers(self, *, renew: bool = False) -> dict[str, str]:
        if callable(self._token) and (renew or self._current is None):
            self._current = self._token()
        return {"Authorization": f"Bearer {self._current}"}


class AsyncHadYourBack(AsyncOperations):
    """The same for asyncio; `token` may also be a coroutine function. See `HadYourBack`."""

    def __init__(
        self,
        url: str,
        token: str | Callable[[], str | Awaitable[str]],
        *,
        retries: int = 3,
        longest_pause: float = 60,
        http: httpx.AsyncClient | None = None,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._url, self._token = url.rstrip("/"), token
        self._manners = Manners(retries, longest_pause)
        self._http, self._pause, self._own = http or httpx.AsyncClient(timeout=20), pause, http is None
        self._current = token if isinstance(token, str) else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; a client of yours stays open."""
        if self._own:
            await self._http.aclose()

    async def run(self, document: Document[T], variables: Mapping[str, object]) -> T:
        """What the service answers to a document."""
        talk = self._talk(document, variables)
        while True:
            try:
                response = await self._http.post(**await self._request(talk, "application/graphql-response+json"))
            except httpx.TransportError as error:
                await self._pause(talk.missed(error))
                continue
            wait = talk.heard(response)
            if wait is None:
                return talk.answer()
            if wait:
                await self._pause(wait)

    async def each(
        self, document: Document[Any], variables: Mapping[str, object], connection: tuple[str, ...]
    ) -> AsyncIterator[Any]:
        """Everything in a list, page by page, as it is asked for."""
        after: object = variables.get("after")
        while page := _at(await self.run(document, {**variables, "after": after}), connection):
            for each in page.nodes:
                yield each
            if not page.page_info.has_next_page:
                return
            after = page.page_info.end_cursor

    @asynccontextmanager
    async def listen(self, document: Document[T], variables: Mapping[str, object]) -> AsyncIterator[AsyncIterator[T]]:
        """What happens from now on. From the first line of the block nothing is missed."""
        talk = self._talk(document, variables)
        while True:
            async with AsyncExitStack() as opened:
                with _unreachable():
                    request = await self._request(talk, "text/event-stream")
                    response = await opened.enter_async_context(self._http.stream("POST", **request, timeout=LIVES))
                    lines = response.aiter_lines()
                    first = await anext(lines, "") if _lives(response) else await response.aread()
                if isinstance(first, str):
                    yield self._told(document, first, lines)
                    return
                wait = talk.heard(response)
            if wait:
                await self._pause(wait)

    async def _told(self, document: Document[T], first: str, lines: AsyncIterator[str]) -> AsyncIterator[T]:
        story = Story(document)
        for told in story.read(first):
            yield told
        with _unreachable():
            async for line in lines:
                for told in story.read(line):
                    yield told
                if story.over:
                    return
        raise Unreachable("The stream broke off. Connect again, and fetch what happened meanwhile.")

    async def widget_token(self, user_name: str) -> WidgetToken:
        """Ten minutes for one person's browser, for a service token of the scope `widget`."""
        headers, person = await self._headers(), {"userName": user_name}
        with _unreachable():
            return _traded(await self._http.post(f"{self._url}/auth/widget-token", headers=headers, json=person))

    def _talk(self, document: Document[T], variables: Mapping[str, object]) -> Talk[T]:
        return Talk(document, variables, self._manners, renewable=callable(self._token))

    async def _request(self, talk: Talk[T], accept: str) -> dict[str, Any]:
        headers = await self._headers(renew=talk.renew)
        talk.renew = False
        return {"url": f"{self._url}/graphql", "content": talk.content(), "headers": headers | _kinds(accept)}

    async def _headers(self, *, renew: bool = False) -> dict[str, str]:
        if callable(self._token) and (renew or self._current is None):
            given = self._token()
            self._current = await given if inspect.isawaitable(given) else given
        return {"Authorization": f"Bearer {self._current}"}


class Story(Generic[T]):
    """Server-sent events, line by line."""

    def __init__(self, document: Document[T]) -> None:
        self.document, self.over = document, False

    def read(self, line: str) -> Iterator[T]:
        """What a line tells, if anything."""
        self.over = self.over or line == "event: complete"
        if line.startswith("data:") and line != "data:" and not self.over:
            told = json.loads(line.removeprefix("data:"))
            if told.get("errors"):
                raise failure(told, 200)
            yield self.document.read(told["data"][self.document.path[0]])


def _at(answer: Any, connection: tuple[str, ...]) -> Any:
    for name in connection:
        answer = answer and getattr(answer, name)
    return answer


def _kinds(accept: str) -> dict[str, str]:
    return {"Accept": accept, "Content-Type": "application/json"}


def _lives(response: httpx.Response) -> bool:
    return response.is_success and response.headers.get("content-type", "").startswith("text/event-stream")


@contextmanager
def _unreachable() -> Iterator[None]:
    try:
        yield
    except httpx.TransportError as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error


def _traded(response: httpx.Response) -> WidgetToken:
    if not response.is_success:
        told = response.json() if response.headers.get("content-type", "").startswith("application/json") else None
        raise failure(told, response.status_code, seconds(response.headers.get("retry-after")))
    return WidgetToken.model_validate(response.json())
