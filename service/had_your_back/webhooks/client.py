"""HTTP to servers of strangers: what webhooks, tokens and questions to receivers have in common.

Every URL is accepted by the policy of now, and every socket is opened by it: there is no packet before the check, and
no moment between the check and the connection. Redirects are never followed. Proxies of the environment, cookies and
compressed answers are not for us.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from types import TracebackType
from typing import Any, NamedTuple, Self

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from had_your_back.errors import Refused
from had_your_back.webhooks import rules
from had_your_back.webhooks.addresses import SETTING, AddressRefused, Lookup, Policy

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
USER_AGENT = "had-your-back (webhooks)"


class Client:
    """Asks strangers. Its connections are kept and used again, so there is one for each process that asks often."""

    def __init__(self, policy: Policy, *, lookup: Lookup | None = None) -> None:
        self._policy = policy
        self._resolver = _Resolver(lookup)
        self._session: aiohttp.ClientSession | None = None
        self._targets: dict[str, URL] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        if self._session:
            await self._session.close()
            self._session = None
        await self._resolver.close()

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> Any:
        """A request, to be entered for its response. `tls` is for who has a certificate of its own to show.

        Raises: Refused, if the settings of now do not allow the URL; they may have changed since it was saved.
        """
        return self._http().request(
            method, self._target(url), data=body, headers=headers, allow_redirects=False, ssl=tls or True
        )

    def _target(self, url: str) -> URL:
        if url not in self._targets:
            if len(self._targets) > 2 * rules.MOST_ENDPOINTS:
                self._targets.clear()
            self._targets[url] = URL(self._policy.accept(url).url)
        return self._targets[url]

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = _Connector(
                limit=0,  # the worker's slots are the limit
                keepalive_timeout=3,  # servers hang up after 5 s, and a post just then would be lost
                resolver=self._resolver,
                ttl_dns_cache=10,
                socket_factory=self._policy.open_socket,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, connect=CONNECT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # 16 kB can be a bomb
                read_bufsize=16 * 1024,  # of a long answer no more than the beginning is wanted
                trust_env=False,
                request_class=_Request,
            )
        return self._session


class _Request(aiohttp.ClientRequest):
    """Says who we are, and asks for no compressed answer."""

    DEFAULT_HEADERS = {hdrs.ACCEPT: "*/*", hdrs.USER_AGENT: USER_AGENT}  # noqa: RUF012 - aiohttp's own


class Peer(NamedTuple):
    """Whom we are connected to, and since when (`time.monotonic`)."""

    address: str
    at: float


_peers: ContextVar[list[Peer]] = ContextVar("peers")


def peers() -> list[Peer]:
    """Those that this task connects to from now on, the last one last, until it asks again."""
    seen: list[Peer] = []
    _peers.set(seen)
    return seen


class _Connector(aiohttp.TCPConnector):
    """Notes the address at the other end: aiohttp lets go of the connection as soon as a short answer is read."""

    async def connect(self, req: Any, traces: Any, timeout: Any) -> Any:  # noqa: ASYNC109 - the signature is aiohttp's
        """A connection of the pool, or a new one."""
        connection = await super().connect(req, traces, timeout)
        protocol: Any = connection.protocol
        address = getattr(protocol, "peer_address", None)
        if address is None and connection.transport:
            name = connection.transport.get_extra_info("peername")  # a call of the system, so it is noted there
            address = protocol.peer_address = str(name[0]) if name else ""
        if address:
            _peers.get([]).append(Peer(address, time.monotonic()))
        return connection


class _Resolver(AbstractResolver):
    """Resolves in threads of its own: a name server that hangs for one endpoint must not hold up the whole process.

    It decides nothing: the policy judges the address when the socket is opened.
    """

    def __init__(self, lookup: Lookup | None) -> None:
        self._lookup = lookup or self._system
        self._threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="webhook-names")

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - the signature is aiohttp's
    ) -> list[ResolveResult]:
        """Every address of the host."""
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self._lookup(host, port)
        ]

    async def _system(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()

        def look() -> list[Any]:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

        found = await loop.run_in_executor(self._threads, look)
        return list(dict.fromkeys(str(info[4][0]) for info in found))

    async def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)


async def beginning(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The first bytes of an answer, at most so many."""
    received, content = b"", response.content
    while len(received) < most and not content.at_eof():
        received += await content.read(most - len(received))
    if not content.at_eof():
        response.close()  # the rest is not worth reading, so the connection cannot be used again
    return received


def described(error: BaseException) -> str:
    """``class: sentence`` of what kept an answer from coming."""
    cause: Any = getattr(error, "os_error", error)
    match error, cause:
        case _, AddressRefused():
            said = f"address_refused: {cause}"
        case Refused(), _:
            said = f"address_refused: {error.message}"
        case aiohttp.ConnectionTimeoutError(), _:
            said = f"connect_timeout: no connection within {CONNECT_SECONDS:.0f} s"
        case TimeoutError(), _:
            said = f"timeout: no answer within {TOTAL_SECONDS:.0f} s"
        case aiohttp.ClientConnectorDNSError(), _:
            said = f"dns: {cause.strerror or cause}"
        case (aiohttp.ClientSSLError(), _) | (_, ssl.SSLError()):
            said = f"tls: {error}"
        case aiohttp.ClientConnectorError(), _:
            # Several addresses were tried, and the policy refused some of them.
            refused = SETTING in str(cause)
            said = f"address_refused: {cause}" if refused else f"connection: {cause.strerror or cause}"
        case ((aiohttp.ClientError() | OSError()), _):
            said = f"broken: {_broken(error)}"
        case _:
            log.error("a receiver could not be asked", exc_info=error)
            said = f"internal: {type(error).__name__}"
    return said.replace("\x00", "")[:1000]


def _broken(error: BaseException) -> str:
    match error:
        case aiohttp.ServerDisconnectedError():
            return "it hung up before it had answered"
        case aiohttp.ClientPayloadError():
            return "it hung up in the middle of its answer"
        case aiohttp.ClientResponseError():
            return f"what came is not HTTP: {error.message.partition(chr(10))[0].rstrip(':')[:200]}"
        case _:
            return f"{type(error).__name__} {error}"
