"""The process dies between any two lines, and nothing that was committed is lost."""

import asyncio
import random

import httpx
from sqlalchemy import text
from standardwebhooks import Webhook

from conftest import Company
from had_your_back import outbox
from had_your_back.database import Database, Transaction
from had_your_back.events import TeamCreated
from had_your_back.people.rules import Actor, Scope
from had_your_back.webhooks import actions
from had_your_back.webhooks.actions import EndpointDraft
from processes import Receiver, Service, ask, free_port, receiver
from soaking import IN_FLIGHT, POLICY, UNFINISHED, VAULT, Count, Forked, count, kill_at_random, mailboxes

CONNECT = "mutation($i: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $i) { endpoint { secret } } }"
GIVE = (
    "mutation($i: GiveRecognitionInput!) { giveRecognition(input: $i) { recognition { id } userErrors { message } } }"
)


def start(database_url: str, *arguments: str) -> Service:
    port = free_port()
    return Service.start(
        "serve",
        *arguments,
        port=port,
        HYB_AUTH="dev",
        HYB_DATABASE_URL=database_url,
        HYB_PORT=str(port),
        HYB_SECRET_KEY="the same for every process",
        HYB_WEBHOOK_ALLOW_CIDRS="127.0.0.1/32",
        HYB_WEBHOOK_ALLOW_HTTP="true",
    )


async def connect(service: Service, there: Receiver) -> str:
    async with httpx.AsyncClient() as client:
        data = await ask(client, service.url, "int", CONNECT, i={"url": there.url})
    return str(data["createWebhookEndpoint"]["endpoint"]["secret"])


async def thank(service: Service, company: Company) -> str:
    thanks = {"recipients": [company["bob"]], "message": "Across the crash.", "behaviours": ["had_my_back"]}
    async with httpx.AsyncClient() as client:
        data = await ask(client, service.url, "ann", GIVE, i=thanks)
    return str(data["giveRecognition"]["recognition"]["id"])


async def leases_run_out(tx: Transaction) -> None:
    # What a minute of waiting would do; the clock of another process cannot be set.
    await tx.write(text("UPDATE webhook_delivery SET lease_until = created_at WHERE lease_until IS NOT NULL"))  # type: ignore[arg-type]


async def test_killed_before_the_post_it_arrives_once_and_killed_in_the_middle_of_it_once_more_with_the_same_id(
    database: Database, database_url: str, company: Company
) -> None:
    async with receiver() as there:
        service = start(database_url, "--no-worker")  # so the kill is surely after the commit and before the post
        secret = await connect(service, there)
        given = await thank(service, company)
        service.kill()
        assert there.posts.empty()

        service = start(database_url)
        first, body = await asyncio.wait_for(there.posts.get(), 20)
        service.kill()  # the receiver has it, and has not answered
        assert there.posts.empty()
        await database.transact(leases_run_out)

        there.hold.set()
        service = start(database_url)
        again, same = await asyncio.wait_for(there.posts.get(), 20)
        service.stop()

    assert Webhook(secret).verify(body, first)["data"]["recognition"] == given
    assert Webhook(secret).verify(same, again)["data"]["recognition"] == given
    assert first["webhook-id"] == again["webhook-id"]
    assert first["webhook-sequence"] == again["webhook-sequence"] == "1"
    assert there.posts.empty()


# ------------------------------------------------------------- the short form of tests/benchmarks/webhook_soak.py

EVENTS, KILLS = 60, 3
INTEGRATOR = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.WEBHOOKS_MANAGE}))


async def happen(tx: Transaction) -> str:
    return await outbox.record(tx, TeamCreated(team="team_01m808tx000000000000000000"))


async def test_whoever_is_killed_whenever_everything_comes_to_everybody(
    database_url: str, engine: str, sqlite_template: object
) -> None:
    """Twice comes at most what was in flight at a kill, and under the same id and place in the sequence."""
    database, pick = Database(database_url), random.Random(5)

    async def fork() -> Forked:
        return Forked(database_url)

    async with mailboxes() as boxes:
        for box in boxes:
            # What a dead worker had in flight counts until its lease ends; this leaves room beside it.
            draft = EndpointDraft(box.url, event_types=("team.created",), max_concurrency=64)
            made = await database.transact(actions.create_endpoint, INTEGRATOR, draft, vault=VAULT, policy=POLICY)
            box.secret = made.secret
        crew = [(await fork(), fork) for _ in range(1 if engine == "sqlite" else 2)]

        async def write() -> list[str]:
            return [await database.transact(happen) for _ in range(EVENTS)]

        async def kill() -> int:
            return len([each async for each in kill_at_random(crew, boxes, pick, KILLS, (5, 25))])

        events, kills = await asyncio.gather(write(), kill())
        for process, _ in crew:
            process.kill()
        async with database.read() as session:
            in_flight = await session.value(IN_FLIGHT)  # no lease has ended by itself
        await database.transact(leases_run_out)
        last = Forked(database_url)
        async with asyncio.timeout(20), database.read() as session:
            while await session.value(UNFINISHED):  # noqa: ASYNC110 - another process tells nobody
                await asyncio.sleep(0.01)
        last.kill()
    await database.close()
    found = count(events, boxes)
    assert found == Count(EVENTS, missing=0, twice=found.twice, strange=0, broken=0)
    assert (kills, found.twice <= in_flight) == (KILLS, True)
