"""Where webhooks may go, in all the ways an address can be written."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as some

from had_your_back.errors import ErrorCode, Refused
from had_your_back.webhooks.addresses import AddressRefused, Policy, literal

PUBLIC = "93.184.215.14"


def why(url: str, *allow: str, allow_http: bool = False) -> str:
    with pytest.raises(Refused) as no:
        Policy(allow, allow_http=allow_http).accept(url)
    assert no.value.path == ("url",)
    return no.value.message


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1", "is loopback"),
        ("127.255.0.9", "is loopback"),
        ("2130706433", "is loopback"),
        ("0x7f000001", "is loopback"),
        ("0x7f.1", "is loopback"),
        ("0177.0.0.1", "is loopback"),
        ("017700000001", "is loopback"),
        ("127.1", "is loopback"),
        ("127.0.1", "is loopback"),
        ("127.0.0.1.", "is loopback"),
        ("１２７.0.0.1", "is loopback"),  # noqa: RUF001 - full width, which IDNA folds
        ("localhost", "is loopback"),
        ("LOCALHOST.", "is loopback"),
        ("db.localhost", "is loopback"),
        ("[::1]", "is loopback"),
        ("[0:0:0:0:0:0:0:1]", "is loopback"),
        ("[::ffff:127.0.0.1]", "is loopback"),
        ("[::127.0.0.1]", "is loopback"),
        ("[2002:7f00:1::]", "is loopback"),
        ("[64:ff9b::7f00:1]", "is loopback"),
        ("[64:ff9b:1::7f00:1]", "is loopback"),
        ("[2001:0:4136:e378:8000:63bf:80ff:fffe]", "is loopback"),
        ("[2001:4860::5efe:127.0.0.1]", "is loopback"),
        ("0", "is unspecified"),
        ("0.0.0.0", "is unspecified"),
        ("[::]", "is unspecified"),
        ("169.254.1.1", "is link-local"),
        ("[fe80::1]", "is link-local"),
        ("169.254.169.254", "is a cloud's metadata service"),
        ("0xa9fea9fe", "is a cloud's metadata service"),
        ("[::ffff:169.254.169.254]", "is a cloud's metadata service"),
        ("[fd00:ec2::254]", "is a cloud's metadata service"),
        ("100.100.100.200", "is a cloud's metadata service"),
        ("168.63.129.16", "is a cloud's metadata service"),
        ("224.0.0.1", "is multicast"),
        ("[ff02::1]", "is multicast"),
        ("255.255.255.255", "is reserved"),
        ("240.0.0.1", "is reserved"),
        ("192.0.0.8", "is reserved"),
        ("198.18.0.1", "is reserved"),
        ("[4000::1]", "is reserved"),
        ("[fec0::1]", "is reserved"),
        ("192.0.2.1", "is for documentation only"),
        ("[2001:db8::1]", "is for documentation only"),
        ("10.1.2.3", "is private (RFC 1918)"),
        ("172.31.255.255", "is private (RFC 1918)"),
        ("192.168.1", "is private (RFC 1918)"),
        ("[::ffff:a01:203]", "is private (RFC 1918)"),
        ("100.64.0.1", "is shared behind a carrier's NAT (RFC 6598)"),
        ("[fd12:3456:789a::1]", "is private (RFC 4193)"),
    ],
)
def test_a_forbidden_address_is_seen_through_every_disguise(host: str, name: str) -> None:
    message = why(f"https://{host}/hooks")
    assert name in message
    assert "allow it with HYB_WEBHOOK_ALLOW_CIDRS=" in message


@pytest.mark.parametrize(
    "host", [PUBLIC, "172.32.0.1", "100.128.0.1", "[2606:2800:21f::1]", "example.com", "ß.example"]
)
def test_public_addresses_and_names_are_acceptable(host: str) -> None:
    assert Policy().accept(f"https://{host}/hooks?x=1").port == 443


def test_the_explanation_names_what_would_allow_it() -> None:
    message = "10.1.2.3 is private (RFC 1918); allow it with HYB_WEBHOOK_ALLOW_CIDRS=10.1.0.0/16"
    assert why("https://10.1.2.3/") == message
    assert why("https://[2002:a01:203::]/") == (
        "2002:a01:203:: stands for 10.1.2.3, which is private (RFC 1918); "
        "allow it with HYB_WEBHOOK_ALLOW_CIDRS=10.1.0.0/16"
    )
    assert why("https://localhost/") == (
        "localhost resolves to 127.0.0.1, which is loopback; allow it with HYB_WEBHOOK_ALLOW_CIDRS=127.0.0.1/32"
    )


@pytest.mark.parametrize(
    ("allow", "host"),
    [
        ("10.1.0.0/16", "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3"),
        ("0.0.0.0/0", "10.1.2.3"),
        ("10.1.0.0/16", "[::ffff:10.1.2.3]"),
        ("fd12::/16", "[fd12::1]"),
        ("100.64.0.0/10", "100.64.0.1"),
        ("127.0.0.1/32", "localhost"),
        ("127.0.0.0/8", "127.9.9.9"),
        ("::1/128", "[::1]"),
        ("169.254.169.254/32", "169.254.169.254"),
        ("169.254.0.0/16", "169.254.1.1"),
        ("198.18.0.0/15", "198.18.0.1"),
    ],
)
def test_what_the_settings_name_is_allowed(allow: str, host: str) -> None:
    assert Policy([allow]).accept(f"https://{host}/").url.startswith("https://")


@pytest.mark.parametrize(
    ("allow", "host"),
    [
        ("0.0.0.0/0", "127.0.0.1"),
        ("::/0", "[::1]"),
        ("::/0", "[fe80::1]"),
        ("0.0.0.0/0", "169.254.169.254"),
        ("169.254.0.0/16", "169.254.169.254"),
        ("100.64.0.0/10", "100.100.100.200"),
        ("10.1.0.0/16", "10.2.0.1"),
        ("fc00::/7", "[fd00:ec2::254]"),
        ("128.0.0.0/1", "224.0.0.1"),
    ],
)
def test_a_wide_range_does_not_name_what_is_always_forbidden(allow: str, host: str) -> None:
    assert "allow it with" in why(f"https://{host}/", allow)


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("http://example.com/", "HYB_WEBHOOK_ALLOW_HTTP"),
        ("https://user@example.com/", "user name"),
        ("https://user:word@example.com/", "user name"),
        ("https://:word@example.com/", "user name"),
        ("ftp://example.com/", "such as https"),
        ("file:///etc/passwd", "such as https"),
        ("example.com", "such as https"),
        ("https://", "such as https"),
        ("https:///hooks", "such as https"),
        ("https://exa mple.com/", "no spaces"),
        ("https://example.com/\r\nx", "no spaces"),
        ("https://example.com\\@10.0.0.1/", "no spaces"),
        ("https://example.com:0/", "Port 0"),
        ("https://example.com:65536/", "not a URL"),
        ("https://[::1/", "not a URL"),
        ("https://[fe80::1%25eth0]/", "without it"),
        ("https://[fe80::1%eth0]/", "without it"),
        ("https://[::1%25lo]:8600/", "without it"),
        ("https://example.com:25/", "allow it with HYB_WEBHOOK_ALLOW_PORTS=25"),
        ("https://example.com:6667/", "allow it with HYB_WEBHOOK_ALLOW_PORTS=6667"),
        ("https://exam%70le.com/", "such as https"),
        ("https://example.com/" + "x" * 10_000, "At most 2,000 characters fit here; this has 10,020."),
    ],
)
def test_what_is_no_address_for_a_webhook_is_refused_with_the_reason(url: str, part: str) -> None:
    assert part in why(url)


def test_a_port_of_another_protocol_is_allowed_by_its_number_alone() -> None:
    assert Policy(allow_ports=["25"]).accept("https://example.com:25/").port == 25
    with pytest.raises(Refused, match="ALLOW_PORTS=22"):
        Policy(allow_ports=["25"]).accept("https://example.com:22/")
    for port in (80, 443, 8080, 8443, 8600, 9000):
        assert Policy().accept(f"https://example.com:{port}/").port == port


def test_an_accepted_url_is_kept_in_its_plain_form() -> None:
    policy = Policy(["127.0.0.1/32"], allow_http=True)
    assert policy.accept("HTTP://127.1:8600/a?b=c#d").url == "http://127.0.0.1:8600/a?b=c"


async def test_a_name_is_refused_if_one_of_its_addresses_is() -> None:
    async def lookup(host: str, port: int) -> list[str]:
        return [PUBLIC, "10.1.2.3"]

    with pytest.raises(Refused) as no:
        await Policy().check("https://intranet.example/", lookup)
    assert no.value.message == (
        "intranet.example resolves to 10.1.2.3, which is private (RFC 1918); "
        "allow it with HYB_WEBHOOK_ALLOW_CIDRS=10.1.0.0/16"
    )
    assert (await Policy(["10.1.0.0/16"]).check("https://intranet.example/", lookup)).host == "intranet.example"


async def test_a_name_that_does_not_resolve_is_refused() -> None:
    async def lookup(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(Refused) as no:
        await Policy().check("https://nowhere.example/", lookup)
    assert no.value.code is ErrorCode.ADDRESS_REFUSED


def test_no_socket_is_opened_for_a_refused_address() -> None:
    with pytest.raises(AddressRefused, match="is link-local"):
        Policy().open_socket((socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1%eth0", 443, 0, 2)))
    Policy().open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, 443))).close()


@given(some.ip_addresses(v=4))
def test_nothing_that_the_registry_calls_local_gets_through(address: ipaddress.IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert Policy().judge(str(address)) is not None
    assert Policy().judge(f"::ffff:{address}") is None or Policy().judge(str(address)) is not None


@given(some.ip_addresses(v=4))
def test_every_way_to_write_an_address_is_read_as_the_c_library_reads_it(address: ipaddress.IPv4Address) -> None:
    a, b, c, d = address.packed
    for text in (
        str(int(address)),
        hex(int(address)),
        f"{a}.{b}.{c * 256 + d}",
        f"{a}.{(b * 256 + c) * 256 + d}",
        f"{a:#o}.{b:#x}.{c}.{d}".replace("0o", "0"),
    ):
        assert literal(text) == address
