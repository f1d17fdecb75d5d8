"""JSON lines hold the whole life of every commitment: what a company did at random comes back as it was."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import delete, select

from commitments.model import TERMS
from commitments.world import World
from conftest import Clock, Company
from had_your_back.app import create
from had_your_back.commitments import actions, store, tables
from had_your_back.commitments.actions import Step
from had_your_back.commitments.rules import Draft
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Transaction
from had_your_back.exports import WHOLE_LIFE, Form, export
from had_your_back.imports import Options, Report, import_commitments, import_people, import_teams
from had_your_back.pages import Window
from had_your_back.people.rules import actor_of
from had_your_back.settings import Settings

STEPS = int(os.environ.get("HYB_LIVES_STEPS", "120"))
WORLDS = int(os.environ.get("HYB_LIVES_WORLDS", "2"))
STANDING = """fragment It on Commitment { state version title conditions dueAt firstDueAt answerBy overdue onTime
  awaiting { userName } awaitingTeam { externalId } allowedActs
  history(first: 30) { nodes { version at act actor { userName } from to note reason
    terms { title conditions dueAt } } } }"""


async def same_people(source: Path, database: Database) -> None:
    for work, name in ((import_teams, "teams"), (import_people, "people"), (import_teams, "teams")):
        await work(database, source / f"{name}.csv", Options())


async def lived(database: Database, clock: Clock, seed: int) -> World:
    world = World(database, clock, Random(seed))
    await world.found()
    for number in range(STEPS):
        await (world.step() if number % 6 else world.begin())
    return world


async def put_back(database: Database, path: Path, options: Options = Options()) -> Report:  # noqa: B008
    return await import_commitments(database, path, options, terms=TERMS)


async def seen_by(database: Database, url: str, clock: Clock, names: list[str], ids: list[str]) -> dict[Any, Any]:
    """What GraphQL tells everybody of each commitment."""
    settings = Settings(database_url=SecretStr(url), secret_key=SecretStr("a key for tests"), auth="dev")
    app = create(settings, clock=clock, work=False)
    found = {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        for name in names:
            wanted = " ".join(f'c{number}: node(id: "{each}") {{ ...It }}' for number, each in enumerate(ids))
            headers = {"authorization": f"Bearer dev:{name}"}
            answer = await client.post("/graphql", json={"query": f"{{ {wanted} }} {STANDING}"}, headers=headers)
            found[name] = answer.json()
            assert "errors" not in found[name], found[name]
    await app.state.service.database.close()
    return found


@pytest.mark.parametrize("seed", range(WORLDS))
async def test_what_a_company_did_at_random_comes_back_as_it_was_and_the_clocks_go_on(
    database: Database, database_url: str, elsewhere: Database, clock: Clock, tmp_path: Path, seed: int
) -> None:
    world = await lived(elsewhere, clock, seed)
    here, there = tmp_path / "here", tmp_path / "there"
    await export(elsewhere, here, form=Form.CSV)
    written = await export(elsewhere, here, form=Form.JSONL)
    await same_people(here, database)

    report = await put_back(database, here / "commitments.jsonl")
    assert report.refusals == []
    assert report.created == written["commitments"] == len(world.model.known) > 3
    await export(database, there, form=Form.JSONL)
    lives = (here / "commitments.jsonl").read_text()
    assert (there / "commitments.jsonl").read_text() == lives

    async def clock_at(where: Database) -> list[Any]:
        async with where.read() as session:
            rows = (await store.oldest(session, store.everything(), Window(10_000))).rows
        return [(row.id, row.clock_at, row.remind_at, row.urgency, row.state) for row in rows]

    assert await clock_at(database) == await clock_at(elsewhere)

    again = await put_back(database, here / "commitments.jsonl")
    assert (again.created, again.unchanged) == (0, report.created)

    names = [world.external(world.names[who]) for who in world.people]
    some = sorted(world.model.known)[:: max(1, len(world.model.known) // 5)]
    ask = (clock, names, some)
    assert await seen_by(database, database_url, *ask) == await seen_by(elsewhere, elsewhere.url, *ask)

    clock.advance(timedelta(days=40))
    for where in (database, elsewhere):
        while await where.transact(actions.sweep, terms=TERMS):
            pass
    assert await clock_at(database) == await clock_at(elsewhere)


async def test_every_field_of_a_line_has_its_name(elsewhere: Database, clock: Clock, tmp_path: Path) -> None:
    await lived(elsewhere, clock, 3)
    await export(elsewhere, tmp_path, form=Form.JSONL)
    for text in (tmp_path / "commitments.jsonl").read_text().splitlines():
        assert tuple(json.loads(text)) == WHOLE_LIFE


LIES: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("id", {"id": "rec_01m7w2y7m0fskrdf1wpsjakp57"}, "id"),
    ("with oneself", {"performer": "customer"}, "performer"),
    ("of nobody", {"performer": None, "team": None}, "performer"),
    ("begun later", {"createdAt": "2020-01-01T00:00:00Z"}, "createdAt"),
    ("another state", {"state": "EXPIRED"}, "history"),
    ("another version", {"version": 99}, "history"),
    ("kept, and never delivered", {"deliveredAt": None}, "deliveredAt"),
    ("over, and not closed", {"closedAt": None}, "closedAt"),
    ("over, and somebody's turn", {"turn": "CUSTOMER"}, "turn"),
    ("over, and somebody is reminded", {"remindAt": "2026-11-21T00:00:00Z"}, "pending"),
    ("a field that there is not", {"colour": "red"}, "colour"),
    ("a person who is not there", {"customer": "nobody.here"}, "customer"),
)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("lie", "column"), [row[1:] for row in LIES], ids=[row[0] for row in LIES])
async def test_a_life_that_cannot_have_been_is_refused_where_it_lies_and_the_rest_is_kept(
    database: Database, company: Company, clock: Clock, tmp_path: Path, lie: dict[str, Any], column: str
) -> None:
    async def kept(tx: Transaction) -> None:
        ann, dee = (actor_of(company[name], [], None) for name in ("ann", "dee"))
        draft = Draft(title="Spare pump", due_at=tx.now + timedelta(days=7))
        key = await actions.request(tx, ann, company["dee"], draft, terms=TERMS)
        for version, (who, act) in enumerate(((dee, Act.ACCEPT), (dee, Act.DELIVER), (ann, Act.CONFIRM)), 1):
            await actions.act(tx, who, Step(commitment=key, version=version, act=act), terms=TERMS)

    for _ in range(2):
        await database.transact(kept)
    await export(database, tmp_path, form=Form.JSONL)
    first, second = (json.loads(text) for text in (tmp_path / "commitments.jsonl").read_text().splitlines())
    if lie.get("performer") == "customer":
        lie = {"performer": first["customer"]}
    await database.transact(emptied)
    path = tmp_path / "lies.jsonl"
    path.write_text(json.dumps(first | lie) + "\n" + json.dumps(second) + "\n")

    report = await put_back(database, path)
    assert [(each.line, each.column.partition(".")[0]) for each in report.refusals] == [(1, column)]
    async with database.read() as session:
        assert [row.id for row in await session.rows(select(tables.commitment.c.id))] == [second["id"]]


async def emptied(tx: Transaction) -> None:
    await tx.write(delete(tables.step))
    await tx.write(delete(tables.commitment))
