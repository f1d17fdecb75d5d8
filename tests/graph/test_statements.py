"""How many statements a page costs: as many, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from conftest import Api, Company
from had_your_back.commitments import actions as commitments
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Draft
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Transaction
from had_your_back.people import actions as people
from had_your_back.people.actions import TokenDraft
from had_your_back.recognitions import actions
from recognitions.acting import LIMITS, actor, give

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
MOST = 8
"""Signing in, the version, the page, and at most one for each of recipients, people, their teams, teams, reactions."""

MOST_FOR_COMMITMENTS = 10
"""Signing in, the version, the viewer's teams, the page, and what the cards show and the viewer may do: people, teams,
leads."""


@contextmanager
def statements(api: Api) -> Iterator[list[str]]:
    """Every statement that the service sends to its database."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    engines = api.app.state.service.database.engines
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


async def fill(database: Database, company: Company, number: int) -> None:
    """A page of everything: to one, to several, to teams, by many, seen and answered."""
    names = ["ann", "bob", "cyd", "dee", "eve", "mia"]
    for each in range(number):
        giver = names[each % 5]
        others = [name for name in names if name != giver]
        recipients = [("kestrel",), ("north",), others[:1], others[:3]][each % 4]
        recognition = await give(database, company, giver, *recipients, message=f"Number {each}")
        for who, action, *args in (
            ("mod", actions.react, recognition, "👏"),
            ("int", actions.react, recognition, "👏"),
            ("int", actions.react, recognition, "🙏"),
            ("mod", actions.endorse, recognition),
            ("adm", actions.add_comment, recognition, "Yes"),
        ):
            await database.transact(action, actor(company, who), *args, limits=LIMITS)


async def test_a_feed_page_of_20_takes_at_most_8_statements_whatever_it_holds(
    api: Api, database: Database, company: Company
) -> None:
    document = (OPERATIONS / "Feed.graphql").read_text(encoding="utf-8")
    counts = {}
    for number in (0, 1, 24):
        await fill(database, company, number)
        for name, filtered in (("all", None), ("found", {"search": "number", "behaviours": ["had_my_back"]})):
            with statements(api) as seen:
                shown = (await api(document, "mod", first=20, filter=filtered))["recognitions"]
            assert len(shown["nodes"]) == min(20, number)
            counts[number, name] = len(seen)
    with statements(api) as seen:
        await api(document, "mod", last=20, before=shown["pageInfo"]["endCursor"])
    counts[24, "backward"] = len(seen)

    assert max(counts.values()) <= MOST, counts
    full = (await api(document, "mod", first=20))["recognitions"]["nodes"]
    assert {len(each["reactions"]) for each in full} == {2}
    assert {each["reactions"][0]["viewerHasReacted"] for each in full} == {True}
    assert {each["commentCount"] for each in full} == {1}
    assert {each["team"]["name"] for each in full if each["team"]} == {"Kestrel", "North"}

    promised = await promise(database, company, 3)
    for giver, about in (("ann", promised[0]), ("bob", promised[2]), ("mod", promised[2])):
        await give(database, company, giver, "cyd", commitment=about)
    with statements(api) as seen:
        shown = (await api(document, "mod", first=30))["recognitions"]["nodes"]
    titles = sorted(each["commitment"]["title"] for each in shown if each["commitment"])
    assert titles == ["Number 0", "Number 2", "Number 2"]
    assert len(seen) <= MOST + 1  # where a page has a thank-you for a promise


async def test_it_costs_no_more_with_a_service_token(api: Api, database: Database, company: Company) -> None:
    await fill(database, company, 8)
    scopes = ["recognitions:read", "people:read", "commitments:read"]
    _, secret = await database.transact(people.create_token, TokenDraft(name="widget", scopes=scopes, person="mod"))
    document = (OPERATIONS / "Feed.graphql").read_text(encoding="utf-8")

    await api(document, secret, first=20)  # notes that the token is used, every five minutes
    with statements(api) as seen:
        await api(document, secret, first=20)
    assert len(seen) <= MOST, seen


async def test_a_hundred_nodes_are_read_together(api: Api, database: Database, company: Company) -> None:
    await fill(database, company, 4)
    listed = await api("{ recognitions(first: 100) { nodes { id } } }")
    ids = [each["id"] for each in listed["recognitions"]["nodes"]]
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Recognition { giver { id } } } }"

    with statements(api) as seen:
        shown = await api(document, ids=[*ids, company["ann"], company["north"], "nothing"])
    assert [each and each["id"] for each in shown["nodes"]] == [*ids, company["ann"], company["north"], None]
    assert len(seen) <= 5, seen  # signing in; recognitions, people and teams; givers


async def promise(database: Database, company: Company, number: int) -> list[str]:
    """Promises and requests between four people and to a team, some of a person who has left."""
    terms, made = Terms(), []

    async def ask(tx: Transaction) -> None:
        for each in range(number):
            customer, of = ("dee", "eve", "mod")[each % 3], ("ann", "kestrel", "bob", "swift")[each % 4]
            draft = Draft(title=f"Number {each}", due_at=tx.now + timedelta(days=7))
            asks = company[customer], company[of]
            key = await commitments.request(tx, actor(company, customer), asks[1], draft, terms=terms)
            made.append(key)
            if of in {"ann", "bob"}:
                accept = Step(commitment=key, version=1, act=Act.ACCEPT)
                await commitments.act(tx, actor(company, of), accept, terms=terms)

    await database.transact(ask)
    return made


async def test_a_page_of_commitments_takes_as_many_statements_as_one_commitment(
    api: Api, database: Database, company: Company
) -> None:
    documents = {name: (OPERATIONS / f"{name}.graphql").read_text() for name in ("AwaitingMe", "Commitments")}
    counts: dict[tuple[str, int], int] = {}
    for number in (4, 20):
        await promise(database, company, number)
        for name, document in documents.items():
            with statements(api) as seen:
                await api(document, "ann", first=20)
            counts[name, number] = len(seen)
    history = "{ commitments(first: 20) { nodes { history(first: 2) { nodes { act } } recognitions { id } } } }"
    with statements(api) as seen:
        shown = (await api(history, "ann"))["commitments"]["nodes"]

    assert counts["AwaitingMe", 4] == counts["AwaitingMe", 20] <= MOST_FOR_COMMITMENTS
    assert counts["Commitments", 4] == counts["Commitments", 20] <= MOST_FOR_COMMITMENTS
    assert {len(each["history"]["nodes"]) for each in shown} == {1, 2}
    assert len(seen) == 5, seen  # signing in; the viewer's teams, the page, the steps, the thanks
