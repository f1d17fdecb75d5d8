"""Every road to a receiver passes the same policy before the first packet: to save, try, ask, fetch and send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from had_your_back.database import Transaction
from had_your_back.errors import Refused
from had_your_back.events import TeamCreated
from had_your_back.webhooks import engine, ownership
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.client import Client
from had_your_back.webhooks.courier import Courier
from had_your_back.webhooks.credentials import OAuth2
from had_your_back.webhooks.queue import Claim
from had_your_back.webhooks.tokens import NoToken, Tokens
from webhooks.conftest import VAULT, Office, nothing_is_gone

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what is asked here is not in the database

STRICT = Policy(allow_http=True)
FORBIDDEN = {
    "decimal": "http://2130706433:{port}/",
    "hexadecimal": "http://0x7f000001:{port}/",
    "octal": "http://0177.0.0.1:{port}/",
    "short": "http://127.1:{port}/",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/",
    "NAT64": "http://[64:ff9b::7f00:1]:{port}/",
    "6to4": "http://[2002:7f00:1::]:{port}/",
    "a name that is always local": "http://hooks.localhost:{port}/",
    "CGNAT": "http://100.64.0.1:{port}/",
    "private": "http://10.1.2.3:{port}/",
    "metadata": "http://169.254.169.254/latest/",
    "userinfo": "http://user:word@127.0.0.1:{port}/",
    "a zone": "http://[fe80::1%25eth0]:{port}/",
    "a port of another protocol": "http://hooks.example:25/",
    "no port": "http://hooks.example:0/",
}


@dataclass
class Door:
    """Somebody who listens on this machine and counts who comes."""

    port: int = 0
    knocks: int = 0

    async def open(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.knocks += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No Content\r\nwebhook-allowed-origin: *\r\nconnection: close\r\n\r\n")
        writer.close()


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    made = Door()
    server = await asyncio.start_server(made.open, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    await server.wait_closed()


@pytest.fixture
async def claim(office: Office) -> Claim:
    """A delivery that is about to be sent."""

    async def take(tx: Transaction) -> Claim:
        while await engine.fan_out(tx):
            pass
        (taken,) = await engine.claim_due(tx, room=1, after="", here={}, most_here=1, tombstones=nothing_is_gone)
        return taken

    await office.subscribe("http://127.0.0.1/")
    await office.tell(TeamCreated(team="team_01m808tx000000000000000000"))
    return await office.database.transact(take)


async def nowhere(host: str, port: int) -> list[str]:
    message = f"{host} was looked up"
    raise AssertionError(message)


@pytest.mark.parametrize("kind", FORBIDDEN)
async def test_every_road_refuses_with_the_same_sentence_and_no_packet_leaves(
    kind: str, door: Door, claim: Claim
) -> None:
    url = FORBIDDEN[kind].format(port=door.port)
    with pytest.raises(Refused) as no:
        STRICT.accept(url)
    sentence = no.value.message
    said = {}
    with pytest.raises(Refused) as no:
        await STRICT.check(url, nowhere)
    said["checkWebhookUrl"] = no.value.message
    with pytest.raises(Refused) as no:
        await ownership.ask(STRICT, url, "backs.example", lookup=nowhere)
    said["the question to the receiver"] = no.value.message
    async with Courier(VAULT, STRICT, lookup=nowhere) as sender:
        said["sending"] = (await sender.carry(claim._replace(url=url))).error or ""
    async with Client(STRICT, lookup=nowhere) as client:
        with pytest.raises(NoToken) as none:
            await Tokens(client).of("", OAuth2(url, "hyb", "sesame"))
        said["fetching a token"] = str(none.value)
    assert {road: text.removeprefix("address_refused: ") for road, text in said.items()} == dict.fromkeys(
        said, sentence
    )
    assert door.knocks == 0


@pytest.mark.parametrize("kind", ["decimal", "hexadecimal", "octal", "short"])
async def test_where_the_settings_allow_it_the_same_address_is_reached_by_every_road(
    kind: str, door: Door, claim: Claim
) -> None:
    url, policy = FORBIDDEN[kind].format(port=door.port), Policy(["127.0.0.0/8"], allow_http=True)
    assert (await policy.check(url, nowhere)).port == door.port
    await ownership.ask(policy, url, "backs.example", lookup=nowhere)
    async with Courier(VAULT, policy, lookup=nowhere) as sender:
        assert (await sender.carry(claim._replace(url=url))).status == 204
    async with Client(policy, lookup=nowhere) as client:
        with pytest.raises(NoToken, match="answered 204"):
            await Tokens(client).of("", OAuth2(url, "hyb", "sesame"))
    assert door.knocks == 3


async def test_a_name_is_judged_by_the_address_that_is_connected_to_on_every_road(door: Door, claim: Claim) -> None:
    async def rebinding(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    url = f"http://rebinding.example:{door.port}/"
    said = []
    with pytest.raises(Refused) as no:
        await ownership.ask(STRICT, url, "backs.example", lookup=rebinding)
    said.append(no.value.message)
    async with Courier(VAULT, STRICT, lookup=rebinding) as sender:
        said.append((await sender.carry(claim._replace(url=url))).error or "")
    async with Client(STRICT, lookup=rebinding) as client:
        with pytest.raises(NoToken) as none:
            await Tokens(client).of("", OAuth2(url, "hyb", "sesame"))
        said.append(str(none.value))
    assert all("127.0.0.1 is loopback; allow it with HYB_WEBHOOK_ALLOW_CIDRS=127.0.0.1/32" in each for each in said)
    assert door.knocks == 0


async def test_a_redirect_leads_nowhere(door: Door, claim: Claim) -> None:
    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        location = f"http://127.0.0.1:{door.port}/".encode()
        writer.write(b"HTTP/1.1 307 Temporary Redirect\r\nlocation: " + location + b"\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(elsewhere, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        policy = Policy(["127.0.0.1/32"], allow_http=True)
        async with Courier(VAULT, policy) as sender:
            assert (await sender.carry(claim._replace(url=url))).status == 307
        async with Client(policy) as client:
            with pytest.raises(NoToken, match="answered 307"):
                await Tokens(client).of("", OAuth2(url, "hyb", "sesame"))
        with pytest.raises(Refused, match="answered 307"):
            await ownership.ask(policy, url, "backs.example")
    assert door.knocks == 0
