"""Hundreds of gives from 32 connections against a real service: nothing is lost, nothing is there twice.

`make bench` makes it two thousand (`HYB_GIVES=2000`).
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from had_your_back import idempotency, outbox
from had_your_back.database import Database, Transaction
from had_your_back.people import actions
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.recognitions import tables
from processes import Service, free_port

CALLS = int(os.environ.get("HYB_GIVES", "200"))
REPEATED, CONNECTIONS, PEOPLE = CALLS // 10, 32, 40

GIVE = """mutation Give($input: GiveRecognitionInput!) {
  giveRecognition(input: $input) { recognition { id } userErrors { code message } }
}"""
ECHO = """mutation Echo($id: RecognitionIdInput!, $react: ReactInput!, $comment: AddCommentInput!) {
  endorseRecognition(input: $id) { userErrors { code } }
  reactToRecognition(input: $react) { userErrors { code } }
  addComment(input: $comment) { userErrors { code } }
}"""


async def _crowd(tx: Transaction) -> list[str]:
    for key, parent in (("top", None), ("left", "top"), ("right", "top")):
        await actions.put_team(tx, TeamDraft(external_id=key, name=key, parent=parent))
    drafts = [
        PersonDraft(user_name=f"p{number}", display_name=f"Person {number}", team=("left", "right")[number % 2])
        for number in range(PEOPLE)
    ]
    return [(await actions.put_person(tx, draft)).id for draft in drafts]


@pytest.fixture
async def service(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    port = free_port()
    started = await asyncio.to_thread(
        Service.start,
        "serve",
        "--no-worker",
        "--port",
        str(port),
        port=port,
        HYB_DATABASE_URL=database_url,
        HYB_AUTH="dev",
        HYB_SECRET_KEY="a key for tests",
        HYB_PACE_PER_GIVER="100000",
        HYB_PACE_PER_PAIR="100000",
    )
    yield started
    await asyncio.to_thread(started.stop)


class Crowd:
    """A client with as many connections as it may have requests under way."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, url

    async def ask(self, who: str, document: str, **variables: Any) -> dict[str, Any]:
        """Ask as somebody; the data."""
        body, headers = {"query": document, "variables": variables}, {"authorization": f"Bearer dev:{who}"}
        async with self.session.post(f"{self.url}/graphql", json=body, headers=headers) as response:
            answer = await response.json()
            assert (response.status, answer.get("errors")) == (200, None)
            data: dict[str, Any] = answer["data"]
            return data

    async def all(self, calls: Sequence[tuple[str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
        """The answers to all calls, in their order, each connection taking the next one when it is free."""
        answers: list[dict[str, Any]] = [{}] * len(calls)
        left = iter(enumerate(calls))

        async def connection() -> None:
            for place, (who, document, variables) in left:
                answers[place] = await self.ask(who, document, **variables)

        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(connection())
        return answers


def gives(people: Sequence[str], pick: random.Random) -> list[tuple[str, str, dict[str, Any]]]:
    """Calls by everybody to one to three others; every tenth comes again at once, as of an impatient finger."""
    calls = []
    for number in range(CALLS - REPEATED):
        giver = pick.randrange(PEOPLE)
        others = [person for place, person in enumerate(people) if place != giver]
        thanks = {
            "recipients": pick.sample(others, pick.randint(1, 3)),
            "message": f"Thank you for number{number}",
            "behaviours": ["had_my_back"],
            "idempotencyKey": f"key {number}",
        }
        calls += [(f"p{giver}", GIVE, {"input": thanks})] * (2 if number < REPEATED else 1)
    return calls


async def test_many_gives_at_once_make_exactly_what_was_asked(service: Service, database: Database) -> None:
    people = await database.transact(_crowd)
    calls = gives(people, random.Random(4))

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:
        crowd = Crowd(session, service.url)
        answers = [answer["giveRecognition"] for answer in await crowd.all(calls)]

        assert [answer["userErrors"] for answer in answers] == [[]] * CALLS
        by_key: dict[str, set[str]] = {}
        for (_, _, variables), answer in zip(calls, answers, strict=True):
            by_key.setdefault(variables["input"]["idempotencyKey"], set()).add(answer["recognition"]["id"])
        assert [len(found) for found in by_key.values()] == [1] * (CALLS - REPEATED)
        asked = {min(by_key[each["idempotencyKey"]]): (who, each) for who, _, v in calls for each in (v["input"],)}
        assert len(asked) == CALLS - REPEATED

        async with database.read() as reader:
            given = await reader.rows(select(tables.recognition))
            to = await reader.rows(select(tables.recipient).order_by(tables.recipient.c.place))
            told = await reader.rows(
                select(outbox.event.c.subject, outbox.event.c.data).where(outbox.event.c.type == "recognition.given")
            )
            kept = await reader.value(select(func.count()).select_from(idempotency.keys))
            found = await reader.rows(select(tables.found_by.c.recognition_id, tables.found_by.c.words))
        names = {person: f"p{number}" for number, person in enumerate(people)}
        recipients: dict[str, list[str]] = {}
        for row in to:
            recipients.setdefault(row.recognition_id, []).append(row.person_id)
        expected = {key: (who, each["message"], each["recipients"]) for key, (who, each) in asked.items()}
        assert {row.id: (names[row.giver_id], row.message, recipients[row.id]) for row in given} == expected
        assert Counter(row.subject for row in told) == Counter(list(asked))
        assert all(row.data["recipients"] == asked[row.subject][1]["recipients"] for row in told)
        assert {row.recognition_id: row.words.split()[-1] for row in found} == {
            key: each["message"].split()[-1] for key, (_, each) in asked.items()
        }
        assert kept == CALLS - REPEATED

        # Everybody who may says three things to the same two, at the same time: the counts stand on one row each.
        busy = sorted(asked)[:2]
        echoes = []
        for key in busy:
            who, thanks = asked[key]
            involved = {who, *(names[each] for each in thanks["recipients"])}
            said = {
                "id": {"id": key},
                "react": {"id": key, "emoji": "👏"},
                "comment": {"recognition": key, "text": "Yes"},
            }
            echoes += [(each, ECHO, said) for each in names.values() if each not in involved]
        random.Random(5).shuffle(echoes)
        assert all(part["userErrors"] == [] for answer in await crowd.all(echoes) for part in answer.values())

    voices = Counter(said["id"]["id"] for _, _, said in echoes)
    async with database.read() as reader:
        for row in await reader.rows(select(tables.recognition).where(tables.recognition.c.id.in_(busy))):
            counts = (row.endorsement_count, row.comment_count, row.reaction_counts)
            assert counts == (voices[row.id], voices[row.id], {"👏": voices[row.id]})
        kinds = Counter(row.type for row in await reader.rows(select(outbox.event.c.type)))
    assert kinds["recognition.endorsed"] == kinds["recognition.commented"] == len(echoes)
