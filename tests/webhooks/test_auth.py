"""Receivers that want to be shown who we are: by a password, a token or a certificate."""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from had_your_back.database import Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import TeamCreated
from had_your_back.webhooks import actions, engine
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.courier import Courier
from had_your_back.webhooks.credentials import LONGEST_PEM, Auth, Basic, Mtls, OAuth2
from had_your_back.webhooks.queue import Claim
from webhooks.conftest import INTEGRATOR, VAULT, MakeReceiver, Office, Receiver, nothing_is_gone

URL = "https://intranet.example/hooks"
FACT = TeamCreated(team="team_01m808tx000000000000000000")
SECRET = "open sesame/+ & more"  # what a form has to encode


async def claims(office: Office) -> list[Claim]:
    async def take(tx: Transaction) -> list[Claim]:
        return await engine.claim_due(tx, room=64, after="", here={}, most_here=64, tombstones=nothing_is_gone)

    while await office.database.transact(engine.fan_out):
        pass
    return await office.database.transact(take)


async def error_of(office: Office, endpoint: str) -> str | None:
    """What is written of the last try."""
    (delivery,) = await office.deliveries(endpoint)
    said: str | None = (await office.attempts(delivery.id))[-1].error
    return said


# --------------------------------------------------------------------------------------------------------------- basic


async def test_a_receiver_gets_the_password_until_it_is_taken_away(office: Office, receiver: Receiver) -> None:
    made = await office.subscribe(receiver.url, auth=Basic("ann", SECRET))
    await office.tell(FACT)
    await office.drain()
    assert (
        receiver.received[0].headers["authorization"] == "Basic " + base64.b64encode(f"ann:{SECRET}".encode()).decode()
    )

    await office.update(made.id, auth=None)
    await office.tell(FACT)
    await office.drain()
    assert "authorization" not in receiver.received[1].headers


async def test_nothing_that_proves_who_we_are_rests_in_clear_text_or_outlives_the_endpoint(office: Office) -> None:
    made = await office.subscribe(URL, auth=Basic("ann", SECRET))

    async def everything(tx: Transaction) -> str:
        return repr(await tx.rows(text("SELECT * FROM webhook_endpoint")))

    assert SECRET not in await office.database.transact(everything)
    assert SECRET not in repr(actions.EndpointDraft(URL, auth=Basic("ann", SECRET)))
    assert SECRET not in repr(OAuth2("https://id.example/", "ann", SECRET))
    await office.database.transact(actions.delete_endpoint, INTEGRATOR, made.id)
    async with office.database.read() as session:
        assert await session.row(text("SELECT auth, auth_kind FROM webhook_endpoint")) == (None, None)


# -------------------------------------------------------------------------------------------------------------- tokens


class Issuer:
    """Gives tokens: T1, T2, ..."""

    def __init__(self, receiver: Receiver, **said: Any) -> None:
        self.receiver = receiver
        self.said: dict[str, Any] = {"token_type": "Bearer", "expires_in": 3600, **said}
        self.status = 200
        receiver.answer = self.answer

    async def answer(self, _: web.Request) -> web.StreamResponse:
        said = {"access_token": f"T{len(self.receiver.received)}"} | self.said
        return web.json_response(said, status=self.status)

    @property
    def asked(self) -> int:
        return len(self.receiver.received)

    def auth(self, **kw: Any) -> OAuth2:
        return OAuth2(self.receiver.url, "hyb & co", SECRET, **kw)


def shown(receiver: Receiver) -> list[str]:
    return [each.headers["authorization"] for each in receiver.received]


async def test_a_token_is_fetched_once_as_the_standard_says_and_used_until_it_ends(
    office: Office, receiver: Receiver, receivers: MakeReceiver
) -> None:
    issuer = Issuer(await receivers())
    await office.subscribe(receiver.url, auth=issuer.auth(scope="hooks write"))
    await office.tell(*[FACT] * 8)  # at once
    await office.drain()
    await office.tell(FACT)
    await office.drain()
    assert shown(receiver) == ["Bearer T1"] * 9
    (asked,) = issuer.receiver.received
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["hooks write"]}
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")) == (
        b"hyb+%26+co:open+sesame%2F%2B+%26+more"
    )


async def test_a_token_that_ends_at_once_is_fetched_for_every_webhook(
    office: Office, receiver: Receiver, receivers: MakeReceiver
) -> None:
    issuer = Issuer(await receivers(), expires_in=0)
    await office.subscribe(receiver.url, auth=issuer.auth())
    for _ in range(2):
        await office.tell(FACT)
        await office.drain()
    assert shown(receiver) == ["Bearer T1", "Bearer T2"]


async def test_a_token_that_is_refused_before_its_time_is_fetched_again_once_within_the_same_try(
    office: Office, receiver: Receiver, receivers: MakeReceiver
) -> None:
    issuer = Issuer(await receivers())
    made = await office.subscribe(receiver.url, auth=issuer.auth())
    await office.tell(FACT)
    await office.drain()
    receiver.statuses = [401]
    await office.tell(FACT)
    await office.drain()
    assert shown(receiver) == ["Bearer T1", "Bearer T1", "Bearer T2"]
    assert [each.headers["webhook-attempt"] for each in receiver.received] == ["1", "1", "1"]
    assert await office.states(made.id) == ["DELIVERED", "DELIVERED"]

    receiver.statuses = [401, 401]
    await office.tell(FACT)
    await office.drain()
    assert shown(receiver)[3:] == ["Bearer T2", "Bearer T3"]
    assert (await office.states(made.id))[-1] == "WAITING"


async def test_a_new_token_that_is_refused_is_not_fetched_again_until_the_next_try(
    office: Office, receiver: Receiver, receivers: MakeReceiver, clock: Any
) -> None:
    issuer = Issuer(await receivers())
    await office.subscribe(receiver.url, auth=issuer.auth())
    receiver.statuses = [401]
    await office.tell(FACT)
    await office.drain()
    assert (issuer.asked, len(receiver.received)) == (1, 1)
    clock.advance(timedelta(seconds=10))
    await office.drain()
    assert shown(receiver) == ["Bearer T1", "Bearer T2"]


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (400, {"error": "invalid_client"}, "oauth2: the token address answered 400 invalid_client"),
        (401, {"error": SECRET}, "oauth2: the token address answered 401"),
        (302, {}, "oauth2: the token address answered 302"),
        (200, {"access_token": None}, "oauth2: the token address answered 200 without an access_token in JSON"),
        (200, {"access_token": "a\r\nb: c"}, "oauth2: the token address answered 200 without an access_token in JSON"),
        (200, {"token_type": "mac"}, "oauth2: the token address gives tokens of another type than Bearer"),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what is asked of strangers is behind the same seam
async def test_a_token_that_does_not_come_is_a_failed_try_that_says_why_and_repeats_no_secret(
    office: Office, receiver: Receiver, receivers: MakeReceiver, status: int, said: dict[str, Any], error: str
) -> None:
    issuer = Issuer(await receivers(), error_description=f"{SECRET} is wrong", **said)
    issuer.status = status
    made = await office.subscribe(receiver.url, auth=issuer.auth())
    await office.tell(FACT)
    await office.drain()
    assert await error_of(office, made.id) == error
    (delivery,) = await office.deliveries(made.id)
    assert (delivery.state, delivery.failures) == ("WAITING", 1)
    (attempt,) = await office.attempts(delivery.id)
    assert (attempt.status, attempt.response_body, attempt.peer_address) == (None, None, None)
    assert receiver.received == []


async def test_a_token_address_is_checked_when_it_is_saved(office: Office) -> None:
    with pytest.raises(Refused) as no:
        await office.subscribe(URL, auth=OAuth2("https://10.1.2.3/token", "hyb", SECRET))
    assert (no.value.code, no.value.path) == (ErrorCode.ADDRESS_REFUSED, ("auth", "oauth2", "tokenUrl"))
    assert no.value.message == "10.1.2.3 is private (RFC 1918); allow it with HYB_WEBHOOK_ALLOW_CIDRS=10.1.0.0/16"


async def test_a_token_address_is_checked_again_where_the_socket_is_opened(office: Office, receiver: Receiver) -> None:
    async def lookup(host: str, port: int) -> list[str]:
        return ["10.1.2.3"] if host == "id.example" else ["127.0.0.1"]

    policy = Policy(["127.0.0.0/8"], allow_http=True)
    await office.subscribe(receiver.url, auth=OAuth2("https://id.example/token", "hyb", SECRET))
    await office.tell(FACT)
    (claim,) = await claims(office)
    async with Courier(VAULT, policy, lookup=lookup) as courier_:
        answer = await courier_.carry(claim)
    said = "oauth2: address_refused: 10.1.2.3 is private (RFC 1918); allow it with HYB_WEBHOOK_ALLOW_CIDRS=10.1.0.0/16"
    assert answer.error == said
    assert receiver.received == []


async def test_who_stops_waiting_for_a_token_takes_it_from_nobody(
    office: Office, receiver: Receiver, receivers: MakeReceiver
) -> None:
    issuer = Issuer(await receivers())
    go = asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        await go.wait()
        return await issuer.answer(request)

    issuer.receiver.answer = slowly
    await office.subscribe(receiver.url, auth=issuer.auth())
    await office.tell(FACT, FACT)
    async with Courier(VAULT, Policy(["127.0.0.0/8"], allow_http=True)) as courier_:
        first, second = (asyncio.create_task(courier_.carry(claim)) for claim in await claims(office))
        await issuer.receiver.arrived.wait()
        first.cancel()
        go.set()
        assert (await second).status == 204
    assert issuer.asked == 1


# --------------------------------------------------------------------------------------------------------- certificates


class Authority:
    """Makes certificates, for servers and for whoever calls them."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority")])
        self.certificate = self._signed(self.name, self.key, is_authority=True)

    def _signed(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        is_authority: bool = False,
        begins: timedelta = timedelta(days=-1),
        ends: timedelta = timedelta(days=1),
    ) -> x509.Certificate:
        now, public = datetime.now(UTC), self.key.public_key()
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        return (
            x509.CertificateBuilder(
                self.name, name, key.public_key(), x509.random_serial_number(), now + begins, now + ends
            )
            .add_extension(address, critical=False)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def certify(self, name: str, **limits: timedelta) -> Mtls:
        """A certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._signed(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key, **limits)  # type: ignore[arg-type]
        return Mtls(_pem(made), _key_pem(key))


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey, password: bytes | None = None) -> str:
    sealing = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealing).decode()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_receiver_is_shown_the_certificate_and_lets_nobody_in_without(
    office: Office,
    receivers: MakeReceiver,
    authority: Authority,
    clock: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.now = datetime.now(UTC)  # TLS knows no other
    trusted = tmp_path / "authorities.pem"
    trusted.write_text(_pem(authority.certificate))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))  # as an operator has an organisation's own authority trusted
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(trusted))
    server.verify_mode = ssl.CERT_REQUIRED
    authority.certify("receiver").show_in(server)
    receiver = await receivers(server)

    made = await office.subscribe(receiver.url, auth=authority.certify("had-your-back"))
    await office.tell(FACT)
    await office.drain()
    assert await office.states(made.id) == ["DELIVERED"]
    certificate = receiver.received[0].certificate
    assert certificate is not None
    assert certificate["subject"] == ((("commonName", "had-your-back"),),)

    stranger = await office.subscribe(receiver.url, auth=Authority().certify("somebody"))
    await office.tell(FACT)
    await office.drain()
    assert await office.states(stranger.id) == ["WAITING"]
    assert len(receiver.received) == 2


async def test_a_certificate_that_cannot_work_is_refused_when_it_is_saved(
    office: Office, authority: Authority, clock: Any
) -> None:
    clock.now = datetime.now(UTC)
    good, other = authority.certify("a"), authority.certify("b")
    hour = timedelta(hours=1)
    ended = authority.certify("c", begins=-24 * hour, ends=-hour)
    begins = authority.certify("d", begins=hour, ends=24 * hour)
    locked = _key_pem(ec.generate_private_key(ec.SECP256R1()), b"password")
    for auth, place, part in (
        (Mtls("hello", good.private_key), "certificate", "no certificate in PEM"),
        (Mtls("", ""), "certificate", "no certificate in PEM"),
        (Mtls(good.private_key, good.private_key), "certificate", "no certificate in PEM"),
        (Mtls(good.certificate, good.certificate), "privateKey", "no private key in PEM"),
        (Mtls(good.certificate, other.private_key), "privateKey", "not the one of the certificate"),
        (Mtls(other.certificate + good.certificate, good.private_key), "privateKey", "has to be the first"),
        (Mtls(good.certificate, locked), "privateKey", "without its password"),
        (ended, "certificate", "The certificate ended at 20"),
        (begins, "certificate", "The certificate begins at 20"),
    ):
        with pytest.raises(Refused) as no:
            await office.subscribe(URL, auth=auth)
        assert part in no.value.message
        assert (no.value.code, no.value.path) == (ErrorCode.INVALID, ("auth", "mtls", place))
    with pytest.raises(Refused) as no:
        await office.subscribe(URL, auth=Mtls("x" * (LONGEST_PEM + 1), ""))
    assert no.value.code is ErrorCode.TOO_LONG


# ------------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("auth", "code", "place"),
    [
        (Basic("", "x"), ErrorCode.TOO_SHORT, "basic.userName"),
        (Basic("a:b", "x"), ErrorCode.INVALID, "basic.userName"),
        (Basic("a\r\nb", "x"), ErrorCode.INVALID, "basic.userName"),
        (Basic("a", "x\n"), ErrorCode.INVALID, "basic.password"),
        (Basic("a", "x" * 2001), ErrorCode.TOO_LONG, "basic.password"),
        (OAuth2("https://id.example/", "", "x"), ErrorCode.TOO_SHORT, "oauth2.clientId"),
        (OAuth2("https://id.example/", "a", ""), ErrorCode.TOO_SHORT, "oauth2.clientSecret"),
        (OAuth2("https://id.example/", "a", "x", 'say "hi"'), ErrorCode.INVALID, "oauth2.scope"),
        (OAuth2("http://id.example/" + "x" * 10_000, "a", "x"), ErrorCode.TOO_LONG, "oauth2.tokenUrl"),
        (OAuth2("id.example", "a", "x"), ErrorCode.INVALID, "oauth2.tokenUrl"),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_can_prove_nothing_is_refused_with_its_place(
    office: Office, auth: Auth, code: ErrorCode, place: str
) -> None:
    with pytest.raises(Refused) as no:
        await office.subscribe(URL, auth=auth)
    assert (no.value.code, ".".join(no.value.path)) == (code, f"auth.{place}")


async def test_what_does_not_go_together_is_refused_also_one_after_the_other(
    office: Office, authority: Authority, clock: Any
) -> None:
    clock.now = datetime.now(UTC)
    certificate, key = authority.certify("had-your-back"), (("Authorization", "Bearer x"),)
    with pytest.raises(Refused, match="begin with https"):
        await office.subscribe("http://127.0.0.1/", auth=certificate)
    with pytest.raises(Refused, match="give one of the two"):
        await office.subscribe(URL, auth=Basic("ann", "x"), headers=key)
    shows = await office.subscribe(URL, auth=certificate, headers=key)
    with pytest.raises(Refused, match="begin with https"):
        await office.update(shows.id, url="http://127.0.0.1/")
    with pytest.raises(Refused, match="give one of the two"):
        await office.update(shows.id, auth=Basic("ann", "x"))
    await office.update(shows.id, auth=Basic("ann", "x"), headers=())
    await office.update(shows.id, url="http://127.0.0.1/")
    with pytest.raises(Refused, match="give one of the two"):
        await office.update(shows.id, headers=key)
