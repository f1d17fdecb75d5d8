"""Where webhooks may go. One policy decides when an endpoint is saved, tested and connected to, and explains itself.

A service that posts to any address a person names is a way into the network behind it. So what is decisive is not the
name, which can resolve to one address now and to another a moment later, but the address that a socket is about to
connect to: `Policy.open_socket` is where the courier's sockets are made, and it asks `Policy.judge` first.

Sources: IANA's special-purpose address registries; OWASP's cheat sheet on server-side request forgery.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Self

from yarl import URL

from had_your_back.errors import ErrorCode, Refused
from had_your_back.settings import Settings
from had_your_back.webhooks.rules import LONGEST_URL

Ip = IPv4Address | IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Lookup = Callable[[str, int], Awaitable[list[str]]]
"""A host and a port to the addresses it resolves to, as text."""

SETTING = "HYB_WEBHOOK_ALLOW_CIDRS"


def _named(table: dict[str, tuple[str, ...]]) -> list[tuple[Network, str]]:
    return [(ipaddress.ip_network(text), name) for name, texts in table.items() for text in texts]


# The first that fits decides, so metadata services come before the wider ranges they hide in.
_NEVER = _named(
    {
        "a cloud's metadata service": (
            "169.254.169.254/32",  # AWS, Azure, Google, DigitalOcean, ...
            "169.254.170.2/32",  # AWS, credentials of containers
            "100.100.100.200/32",  # Alibaba
            "168.63.129.16/32",  # Azure, within the public range
            "192.0.0.192/32",  # Oracle
            "fd00:ec2::254/128",  # AWS
            "fd20:ce::254/128",  # Google
        ),
        "loopback": ("127.0.0.0/8", "::1/128"),
        "unspecified": ("0.0.0.0/8", "::/128"),
        "link-local": ("169.254.0.0/16", "fe80::/10"),
        "multicast": ("224.0.0.0/4", "ff00::/8"),
        "reserved": (
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "240.0.0.0/4",
            "100::/64",
            "2001:2::/48",
            "2001:10::/28",
            "fec0::/10",
        ),
        "for documentation only": ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    }
)
_PRIVATE = _named(
    {
        "private (RFC 1918)": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        "shared behind a carrier's NAT (RFC 6598)": ("100.64.0.0/10",),
        "private (RFC 4193)": ("fc00::/7",),
    }
)
_NAT64 = [ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/96")]
_ISATAP = 0x5EFE
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")


# Where other protocols live, which might take the lines of a request for their own commands: the ports to which
# browsers send no HTTP (WHATWG, Fetch, "bad port"), but for 1, where nobody lives any more.
_NOT_HTTP = frozenset({
    7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
    111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
    540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
    6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})  # fmt: skip


def _within(ip: Ip, network: Network) -> bool:
    return ip.version == network.version and ip in network


def _names_exactly(allowed: Network, forbidden: Network) -> bool:
    """A wide range that happens to include a forbidden one does not name it."""
    if isinstance(allowed, ipaddress.IPv4Network) and isinstance(forbidden, ipaddress.IPv4Network):
        return allowed.subnet_of(forbidden)
    if isinstance(allowed, ipaddress.IPv6Network) and isinstance(forbidden, ipaddress.IPv6Network):
        return allowed.subnet_of(forbidden)
    return False


def seen_through(ip: Ip) -> Ip:
    """The IPv4 address that an IPv6 address stands for, or the address itself.

    >>> for text in ("::ffff:10.1.2.3", "2002:a01:203::1", "64:ff9b::10.1.2.3", "::10.1.2.3", "2001:4860:4860::8888"):
    ...     print(seen_through(ipaddress.ip_address(text)))
    10.1.2.3
    10.1.2.3
    10.1.2.3
    10.1.2.3
    2001:4860:4860::8888
    """
    if isinstance(ip, IPv4Address):
        return ip
    last = IPv4Address(int(ip) & 0xFFFF_FFFF)
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    if ip.sixtofour:
        return ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    compatible = int(ip) >> 32 == 0 and int(ip) > 1  # ::a.b.c.d, but neither :: nor ::1
    isatap = int(ip) >> 32 & 0xFDFF_FFFF == _ISATAP
    if compatible or isatap or any(ip in network for network in _NAT64):
        return last
    return ip


def literal(host: str) -> Ip | None:
    """The address that a host in any of the forms of an address is, as the C library reads it; None for a name.

    >>> [str(literal(text)) for text in ("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "example.com")]
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1', '::1', 'None']
    """
    text = host.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        pass
    try:
        # Decimal, hexadecimal, octal and short forms; getaddrinfo would understand them too.
        return IPv4Address(socket.inet_aton(text.removesuffix(".")))
    except (OSError, ValueError):
        return None


class AddressRefused(OSError):
    """The socket is not opened. An OSError, so that a connector tries the host's next address."""


@dataclass(frozen=True, slots=True)
class Target:
    """An acceptable address: as it is stored and posted to, and the host it names."""

    url: str
    host: str
    port: int


class Policy:
    """Which addresses webhooks may go to, by the settings.

    >>> policy = Policy(allow=["10.2.0.0/16"])
    >>> policy.judge("10.2.3.4"), policy.judge("93.184.215.14")
    (None, None)
    >>> policy.judge("10.1.2.3")
    '10.1.2.3 is private (RFC 1918); allow it with HYB_WEBHOOK_ALLOW_CIDRS=10.1.0.0/16'
    """

    def __init__(self, allow: Iterable[str] = (), *, allow_http: bool = False, allow_ports: Iterable[str] = ()) -> None:
        self.allow = tuple(ipaddress.ip_network(text) for text in allow)
        self.allow_http = allow_http
        self.allow_ports = frozenset(int(text) for text in allow_ports)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The policy of the settings."""
        return cls(
            settings.webhook_allow_cidrs,
            allow_http=settings.webhook_allow_http,
            allow_ports=settings.webhook_allow_ports,
        )

    def judge(self, address: str, *, host: str | None = None) -> str | None:
        """Why nothing is sent to this address, and what would allow it; None if it may be.

        `host` is the name that resolves to it.
        """
        given = ipaddress.ip_address(address.partition("%")[0])
        ip = seen_through(given)
        why = self._objection(ip)
        if why is None:
            return None
        links = [f"{host} resolves to {given}"] if host else []
        links += [f"{given} stands for {ip}" if not links else f"stands for {ip}"] if ip != given else []
        return f"{', which '.join([*links, why])}" if links else f"{ip} {why}"

    def _objection(self, ip: Ip) -> str | None:
        for network, name in _NEVER:
            if _within(ip, network):
                named = any(_within(ip, allowed) and _names_exactly(allowed, network) for allowed in self.allow)
                return None if named else f"is {name}; allow it with {SETTING}={ip}/{ip.max_prefixlen}"
        if any(_within(ip, allowed) for allowed in self.allow):
            return None
        for network, name in _PRIVATE:
            if _within(ip, network):
                around = ipaddress.ip_network((int(ip), 16 if ip.version == 4 else 48), strict=False)  # noqa: PLR2004
                return f"is {name}; allow it with {SETTING}={around}"
        if isinstance(ip, IPv6Address) and ip not in _GLOBAL_V6:
            return f"is reserved; allow it with {SETTING}={ip}/{ip.max_prefixlen}"
        return None

    def accept(self, url: str, *place: str) -> Target:
        """The target of a URL, as far as can be told without asking for its name: this is what saving asks.

        `place` is where in the input it stands, if not in ``url``.

        >>> Policy(allow=["127.0.0.1/32"], allow_http=True).accept("http://127.1:8600").url
        'http://127.0.0.1:8600'

        Raises: Refused ADDRESS_REFUSED, TOO_LONG or INVALID, with the reason.
        """
        try:
            return self._accepted(url)
        except Refused as refusal:
            raise Refused(refusal.code, refusal.message, *(place or ("url",))) from refusal

    def _accepted(self, url: str) -> Target:
        parsed, host = _parsed(url)
        if parsed.scheme == "http" and not self.allow_http:
            raise _refused("The URL has to begin with https; allow http with HYB_WEBHOOK_ALLOW_HTTP=true.")
        if parsed.raw_user is not None or parsed.raw_password is not None:
            raise _refused("A URL with a user name or password would end up in logs; use a header instead.")
        port = parsed.port or 0
        if port in _NOT_HTTP - self.allow_ports:
            message = f"At port {port} lives another protocol than HTTP; allow it with HYB_WEBHOOK_ALLOW_PORTS={port}."
            raise _refused(message)
        ip = literal(host)
        # RFC 6761: these are loopback, whatever a resolver says.
        local = host == "localhost" or host.endswith(".localhost")
        if why := self.judge("127.0.0.1", host=host) if local else self.judge(str(ip)) if ip else None:
            raise _refused(why)
        if ip:
            parsed = parsed.with_host(str(ip))  # the plain form: the client refuses the others
        return Target(str(parsed.with_fragment(None)), host, port)

    async def check(self, url: str, lookup: Lookup | None = None) -> Target:
        """As `accept`, and asks for the host's addresses too: this is what ``checkWebhookUrl`` asks.

        It is a courtesy: what counts is the address at the moment of connecting.

        Raises: Refused.
        """
        target = self.accept(url)
        if literal(target.host) is not None:
            return target
        try:
            found = await (lookup or system_lookup)(target.host, target.port)
        except OSError as error:
            raise _refused(f"{target.host} cannot be resolved from here: {error.strerror or error}.") from error
        for address in found:
            if why := self.judge(address, host=target.host):
                raise _refused(why)
        return target

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for an address of ``getaddrinfo``: the check and the connection have the same address in hand.

        Raises: AddressRefused.
        """
        family, kind, protocol, _, peer = info
        if why := self.judge(peer[0]):
            raise AddressRefused(why)
        return socket.socket(family, kind, protocol)


def _parsed(url: str) -> tuple[URL, str]:
    """The URL and its host, if it is one of HTTP at all.

    Raises: Refused.
    """
    if len(url) > LONGEST_URL:
        message = f"At most {LONGEST_URL:,} characters fit here; this has {len(url):,}."
        raise Refused(ErrorCode.TOO_LONG, message)
    if not url.isprintable() or " " in url or "\\" in url:
        raise _invalid("A URL has no spaces, backslashes or control characters.")
    try:
        parsed = URL(url)
        host = (parsed.host or "").removesuffix(".")
    except ValueError as error:
        raise _invalid(f"This is not a URL: {error}.") from error
    if "%" in host and ":" in host:
        raise _invalid("A zone such as %eth0 means something on one machine only; write the address without it.")
    if parsed.scheme not in {"http", "https"} or not host or "%" in host:
        raise _invalid("A webhook goes to a URL such as https://intranet.example/hooks.")
    if not parsed.port:
        raise _invalid("Port 0 is no port.")
    return parsed, host


async def system_lookup(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it.

    Raises: OSError.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def _refused(message: str) -> Refused:
    return Refused(ErrorCode.ADDRESS_REFUSED, message, "url")


def _invalid(message: str) -> Refused:
    return Refused(ErrorCode.INVALID, message, "url")
