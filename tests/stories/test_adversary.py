"""Two companies that are equal but for one private thank-you: whoever has no part in it finds no difference.

What each adversary is told in the one is compared with what they are told in the other, answer by answer: bodies,
headers, and instead of the time that an answer takes, which varies by itself, the statements that it took.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import event

from conftest import Api, Clock, Company, _found, emptied, once
from had_your_back import ids
from had_your_back.app import create
from had_your_back.commitments import actions as commitments
from had_your_back.commitments.rules import Draft
from had_your_back.database import Database
from had_your_back.ids import Kind
from had_your_back.people import actions as people
from had_your_back.people.actions import TokenDraft
from had_your_back.recognitions import actions
from had_your_back.recognitions.rules import Visibility
from had_your_back.scores import actions as scores
from had_your_back.scores.actions import publishing_of
from had_your_back.settings import Settings
from had_your_back.webhooks import engine as webhooks
from privacy.living import TERMS
from recognitions.acting import LIMITS, actor, give
from sockets import Socket

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"

WORDS = "Harbour lights at midnight"
"""What nobody but Ann and Bob may ever find."""
CARD = """fragment Card on Recognition { id message visibility state createdAt editedAt link commentCount viewerMay
  endorsementCount giver { id } recipients { id } behaviours { key } reactions { emoji count } team { id } }"""
PAGE = "{ totalCount edges { cursor node { ...Card } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
FEEDS = {
    "newest": "first: 5",
    "inSmallPages": "first: 1",
    "fromTheEnd": "last: 1",
    "byGiver": "first: 5, filter: {giver: $ann}",
    "byRecipient": "first: 5, filter: {recipient: $bob}",
    "byTeam": "first: 5, filter: {team: $team}",
    "byBehaviour": 'first: 5, filter: {behaviours: ["served_the_chain"]}',
    "byWord": 'first: 5, filter: {search: "harbour"}',
    "byBeginning": 'first: 5, filter: {search: "harb"}',
    "byTime": 'first: 5, filter: {since: "2026-11-20T09:59:00Z", until: "2026-11-20T10:01:00Z"}',
    "byAllOfIt": 'first: 5, filter: {giver: $ann, recipient: $bob, team: $team, search: "midnight"}',
}
READ = {
    "feeds": " ".join(f"{each}: recognitions({asked}) {PAGE}" for each, asked in FEEDS.items()),
    "pages": f"""giver: person(by: {{id: $ann}}) {{ recognitionsGiven(first: 5) {PAGE} }}
        recipient: person(by: {{id: $bob}}) {{ recognitionsReceived(first: 5) {PAGE} }}
        team(by: {{id: $team}}) {{ recognitions(first: 5) {PAGE} }}
        above: team(by: {{id: $north}}) {{ recognitions(first: 5) {PAGE} }}""",
    "ids": """byId: node(id: $secret) { __typename id ... on Recognition { ...Card } }
        itsComment: node(id: $comment) { __typename id ... on Comment { text author { id } } }
        amongOthers: nodes(ids: [$secret, $public, $comment]) { __typename id }""",
    "promises": "promise: node(id: $promise) { ... on Commitment { id title recognitions { id message } } }",
    "scores": """team(by: {id: $team}) { score { status value components { key counts { name value } } asOf }
        scoreHistory { nodes { asOf value } } leadership { status leaders leadersWhoGave } }
        organization { leadership { status leaders } }
        serviceChain { withheld links { promises recognitionsBack } }""",
    "oneself": "viewer { unseenTeammates { id } awaitingMe { totalCount } export }",
    "moderation": "moderationQueue { nodes { id reason } }",
    "log": "events { nodes { id type occurredAt data } pageInfo { hasNextPage } }",
    "webhooks": """webhookEndpoints { nodes { id health { waiting deliveredLastDay }
        deliveries { nodes { id sequence state event { id type } } } } }""",
}
ACTS = {
    "endorse": "endorseRecognition(input: {id: $secret})",
    "takeBack": "removeEndorsement(input: {id: $secret})",
    "react": 'reactToRecognition(input: {id: $secret, emoji: "🎉"})',
    "takeReactionBack": 'removeReaction(input: {id: $secret, emoji: "🎉"})',
    "comment": 'addComment(input: {recognition: $secret, text: "I know"})',
    "deleteComment": "deleteComment(input: {id: $comment})",
    "edit": 'editRecognition(input: {id: $secret, message: "Other words"})',
    "withdraw": "withdrawRecognition(input: {id: $secret})",
    "report": 'report(input: {id: $secret, reason: "I know"})',
    "reportComment": 'report(input: {id: $comment, reason: "I know"})',
    "dispute": 'disputeScore(input: {team: $team, subject: $secret, reason: "I know"})',
}
MODERATE = {
    "hide": 'moderate(input: {id: $secret, hide: true, reason: "I know"})',
    "hideComment": 'moderate(input: {id: $comment, hide: true, reason: "I know"})',
}
NAMED = ("ann", "bob", "team", "north", "secret", "public", "comment", "promise")


def document(kind: str, body: str) -> str:
    """A document that names the variables it uses."""
    used = ", ".join(f"${name}: ID!" for name in NAMED if f"${name}" in body)
    return f"{kind}{f'({used})' if used else ''} {{ {body} }} {CARD if '...Card' in body else ''}"


def acts(named: dict[str, str]) -> str:
    return " ".join(f"{name}: {act} {{ userErrors {{ code message path }} }}" for name, act in named.items())


DOCUMENTS = {what: document("query Q", body) for what, body in READ.items()}
DOCUMENTS |= {"acts": document("mutation M", acts(ACTS)), "moderate": document("mutation M", acts(MODERATE))}
WHO = {
    "a stranger": "dev:eve",
    "the manager": "dev:mia",
    "a moderator": "dev:mod",
    "an administrator": "dev:adm",
}
TOKENS = {
    "a token that reads": "recognitions:read people:read commitments:read scores:read events:read webhooks:manage",
    "a screen": "signage",
}


@dataclass
class World:
    """A company in a database of its own, and what everybody is told there."""

    database: Database
    api: Api
    company: Company
    clock: Clock
    chance: Callable[[str], None]

    async def lives(self, secret: Visibility | None) -> None:
        """Its day: something public, perhaps something secret, something public; scores and webhooks."""
        self.chance("before")
        database, company = self.database, self.company
        self.tokens = {
            who: (await database.transact(people.create_token, TokenDraft(name=who, scopes=scopes.split())))[1]
            for who, scopes in TOKENS.items()
        }
        made = 'createWebhookEndpoint(input: {url: "https://203.0.113.9/"}) { userErrors { code } }'
        await self.api(f"mutation {{ {made} }}", "int")
        socket = await Socket.connected(self.api.app, "eve")
        assert await socket.subscribe("subscription { recognitionChanged { id message } }") == []
        asked = Draft(title="A spare pump", due_at=self.clock.now + timedelta(days=9))
        ann, bob = actor(company, "ann"), company["bob"]
        self.promise = await database.transact(commitments.request, ann, bob, asked, terms=TERMS)
        first = await give(database, company, "ann", "bob", "cyd", message="A public word about the pump")
        self.clock.advance(timedelta(hours=1))

        self.chance("secret")
        at = self.clock.now
        self.ids = ids.new(Kind.RECOGNITION, at), ids.new(Kind.COMMENT, at)
        self.chance("secret")
        if secret is not None:
            more = {"visibility": secret, "behaviours": ("served_the_chain",), "commitment": self.promise}
            told = await give(database, company, "ann", "bob", message=WORDS, **more)
            act = actor(company, "bob")
            said = await database.transact(actions.add_comment, act, told, "Only the harbour knew", limits=LIMITS)
            await database.transact(actions.react, act, told, "🎉", limits=LIMITS)
            await database.transact(actions.edit, actor(company, "ann"), told, WORDS + "!", limits=LIMITS)
            self.ids = told, said

        self.chance("after")
        self.clock.advance(timedelta(hours=1))
        last = await give(database, company, "dee", "eve", message="Another public word")
        self.heard = []
        while last not in self.heard:
            self.heard.append((await socket.told())["id"])
        assert first in self.heard
        await socket.close()
        self.public = last
        while await database.transact(webhooks.fan_out):
            pass
        self.clock.advance(timedelta(days=1))
        await scores.publish(database, publishing=publishing_of(Settings()))

    async def told(self, who: str) -> dict[str, Any]:
        """What somebody is told on every road, and in how many statements."""
        token = WHO.get(who) or self.tokens.get(who) or await self._widget()
        secret, comment = self.ids
        company = self.company
        given = {"ann": company["ann"], "bob": company["bob"], "team": company["kestrel"], "north": company["north"]}
        given |= {"secret": secret, "comment": comment, "public": self.public, "promise": self.promise}
        found: dict[str, Any] = {}
        for what, text in DOCUMENTS.items():
            variables = {name: value for name, value in given.items() if f"${name}" in text}
            found[what] = await self._answer(self.api.post(text, token, **variables))
        headers = {"authorization": f"Bearer {token}"}
        for path in ("/events", f"/events?after={secret}", "/livez", "/readyz", "/nothing"):
            found[path] = await self._answer(self.api.client.get(path, headers=headers))
        known = {"documentId": self.document("Feed"), "variables": json.dumps({"first": 5})}
        found["a kept answer"] = await self._answer(self.api.client.get("/graphql", params=known, headers=headers))
        found["a subscription"] = self.heard
        return found

    async def _widget(self) -> str:
        draft = TokenDraft(name="intranet", scopes=["widget"])
        _, secret = await self.database.transact(people.create_token, draft)
        answer = await self.api.client.post(
            "/auth/widget-token", json={"userName": "eve"}, headers={"authorization": f"Bearer {secret}"}
        )
        token: str = answer.json()["token"]
        return token

    @staticmethod
    def document(name: str) -> str:
        known = json.loads((OPERATIONS / "manifest.json").read_text())["operations"]
        found: str = next(each["id"] for each in known if each["name"] == name)
        return found

    async def _answer(self, asking: Awaitable[httpx.Response]) -> tuple[int, Any, dict[str, str], list[str]]:
        with counted(self.database) as statements:
            answer = await asking
        body = answer.text
        # On PostgreSQL lists are read side by side, so that how often one statement runs depends on who is first.
        ran = sorted(set(statements) if self.database.dialect == "postgresql" else statements)
        if answer.headers.get("content-type", "").startswith("application/json") and '"next":' in body:
            # The cursor of the log names a place in it, by which an integrator can tell that there is more than they
            # asked for: see docs/privacy.md. What is in it is compared.
            told = answer.json()
            return answer.status_code, told.get("events"), {}, ran
        return answer.status_code, body, dict(answer.headers), ran


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent to the database."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    for each in database.engines:
        event.listen(each, "before_cursor_execute", note)
    yield seen
    for each in database.engines:
        event.remove(each, "before_cursor_execute", note)


Begin = Callable[[Visibility | None], Awaitable[World]]


@pytest.fixture
async def begin(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Begin]:
    """Makes worlds, one after the other; in each the same happens under the same ids."""
    opened: list[Database] = []
    closing: list[World] = []

    def chance(part: str) -> None:
        monkeypatch.setattr("had_your_back.ids.secrets.randbits", Random(part).getrandbits)

    async def make(secret: Visibility | None) -> World:
        clock = Clock()
        if engine == "postgresql":
            database: Database = request.getfixturevalue("postgres")
            await database.run_sync(emptied)
            database.clock = clock
        else:
            path = tmp_path / f"{len(opened)}.db"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            database = Database(f"sqlite:///{path}", clock=clock)
            opened.append(database)
        settings = Settings(database_url=SecretStr(database.url), secret_key=SecretStr("a key for tests"), auth="dev")
        app = create(settings, database=database, work=False)
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400")
        made = World(database, Api(client, app), await once(database, _found), clock, chance)
        await made.lives(secret)
        closing.append(made)
        return made

    yield make
    for world in closing:
        await world.api.client.aclose()
    for database in opened:
        await database.close()


async def answers(begin: Begin, secret: Visibility | None, *whom: str) -> dict[str, dict[str, Any]]:
    world = await begin(secret)
    return {who: await world.told(who) for who in whom}


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {what: (one[what], other[what]) for what in one if one[what] != other[what]}


STRANGERS = {"sqlite": (*WHO, *TOKENS, "a widget"), "postgresql": ("a stranger", "a moderator")}
"""What PostgreSQL says is no different for the others."""


async def test_whoever_has_no_part_in_a_private_thank_you_finds_no_trace_of_it(begin: Begin, engine: str) -> None:
    whom = STRANGERS[engine]
    without = await answers(begin, None, *whom)
    with_it = await answers(begin, Visibility.PEOPLE, *whom)
    assert "arbour" not in str(with_it)
    for who in whom:
        assert differences(without[who], with_it[who]) == {}, who


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_roads_are_roads_for_whoever_may_see_it_finds_it_on_them(begin: Begin) -> None:
    """Else the test above would say nothing."""
    without = (await answers(begin, None, "a stranger"))["a stranger"]
    public = (await answers(begin, Visibility.EVERYONE, "a stranger"))["a stranger"]
    found = set()
    for what in (*DOCUMENTS, "a kept answer", "a subscription"):
        one, other = without[what], public[what]
        if what in DOCUMENTS and (data := json.loads(one[1]).get("data")):
            found |= {name for name in data if data[name] != json.loads(other[1])["data"][name]}
        elif one != other:
            found.add(what)
    assert found == {
        *FEEDS, "giver", "recipient", "team", "above", "byId", "itsComment", "amongOthers", *ACTS,
        "a kept answer", "a subscription",
    } - {"dispute"}  # fmt: skip
