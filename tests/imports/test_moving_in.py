"""Whoever comes from another product brings their thanks along: the samples in the docs are imported as they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import Company
from had_your_back.database import Database, Transaction
from had_your_back.errors import Refused
from had_your_back.imports import ColumnMapping, Options, Report, UnknownPeople, import_recognitions, read_mapping
from had_your_back.people import actions as people
from had_your_back.people import store
from had_your_back.people.actions import PersonDraft

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ONE_DATABASE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def bring(database: Database, sample: str, **options: Any) -> Report:
    mapping = read_mapping(EXAMPLES / f"{sample}.toml")
    return await import_recognitions(database, EXAMPLES / f"{sample}.csv", Options(mapping=mapping, **options))


async def has_addresses(tx: Transaction) -> None:
    for name in ("ann", "bob", "cyd"):
        draft = PersonDraft(user_name=name, display_name=name.title(), email=f"{name.title()}@example.org")
        await people.put_person(tx, draft)


@pytest.fixture
async def thanks(desk: Any, company: Company, database: Database) -> Any:
    await database.transact(has_addresses)
    return desk.thanks


async def rows(desk: Any) -> list[tuple[str, str, list[str], list[str], str]]:
    found = []
    async with desk.database.read() as session:
        from had_your_back.recognitions import store, tables

        for row in await session.rows(store.select(tables.recognition).order_by(tables.recognition.c.id)):
            names = await store.recipients_of(session, [row.id])
            known = await people.store.people_by(session, "id", [row.giver_id, *(each.person_id for each in names)])
            name = {each.id: each.user_name for each in known}
            to = [name[each.person_id] for each in names]
            found.append((f"{row.created_at:%Y-%m-%d %H:%M}", name[row.giver_id], to, row.behaviours, row.visibility))
    return found


async def test_bonusly(desk: Any, database: Database, thanks: Any) -> None:
    report = await bring(database, "bonusly")
    assert await rows(desk) == [
        ("2025-03-14 09:05", "ann", ["bob"], ["had_my_back"], "EVERYONE"),
        ("2025-03-14 16:40", "bob", ["ann", "cyd"], ["owned_it", "felt_with_me"], "EVERYONE"),
        ("2025-04-02 07:00", "cyd", ["ann"], ["had_my_back"], "EVERYONE"),
    ]
    assert [(each.line, each.code) for each in report.refusals] == [(5, "SELF_RECOGNITION")]
    again = await bring(database, "bonusly")
    assert (again.created, again.unchanged) == (0, 3)


async def test_15five(desk: Any, database: Database, thanks: Any) -> None:
    report = await bring(database, "15five")
    assert report.refusals == []
    assert await rows(desk) == [
        ("2025-03-14 13:05", "ann", ["bob"], ["owned_it"], "EVERYONE"),  # summer time in New York
        ("2025-11-02 04:30", "bob", ["ann", "cyd"], ["had_my_back"], "PEOPLE"),  # the day on which it ended
    ]


async def test_heytaco(desk: Any, database: Database, thanks: Any) -> None:
    report = await bring(database, "heytaco", unknown_people=UnknownPeople.JOIN, team="Community")
    assert report.refusals == []
    assert await rows(desk) == [
        ("2025-03-14 08:05", "ann", ["bob", "cyd"], ["was_a_resource", "had_my_back"], "EVERYONE"),
        ("2025-03-15 17:20", "dee", ["ann"], ["served_the_chain", "was_a_resource"], "EVERYONE"),
    ]


@ONE_DATABASE
async def test_whoever_is_unknown_by_address_joins_with_it(desk: Any, database: Database) -> None:
    report = await bring(database, "15five", unknown_people=UnknownPeople.JOIN)
    assert (report.people_joined, report.created) == (3, 2)
    again = await bring(database, "15five", unknown_people=UnknownPeople.JOIN)
    assert (again.people_joined, again.unchanged) == (0, 2)


@ONE_DATABASE
async def test_an_address_of_two_who_are_here_is_nobodys(desk: Any, database: Database, thanks: Any) -> None:
    async def shared(tx: Transaction) -> None:
        dee = await people.put_person(tx, PersonDraft(user_name="dee", display_name="Dee"))
        await store.change_person(tx, dee.id, {"email": "bob@example.org"})  # from before an import refused that

    await database.transact(shared)
    for unknown in UnknownPeople:  # nor does anybody join with it
        report = await bring(database, "bonusly", unknown_people=unknown)
        assert {each.reason.partition(".")[0] for each in report.refusals if each.code == "NOT_FOUND"} == {
            "There is nobody with this email"
        }

    async def leaves(tx: Transaction) -> None:
        await people.deactivate(tx, "dee")

    await database.transact(leaves)
    assert (await bring(database, "bonusly")).created == 2


@ONE_DATABASE
@pytest.mark.parametrize(
    ("mapping", "word"),
    [
        (ColumnMapping(instants={"zone": "Mars/Olympus"}), "Mars/Olympus"),
        (ColumnMapping(instants={"from": "%d"}), "'from'"),
        (ColumnMapping(people={"by": "hair"}), "by = 'email'"),
        (ColumnMapping(people={"of": "email"}), "by = 'email'"),
        (ColumnMapping(values={"from": {}}), "'from'"),
    ],
)
async def test_a_mapping_that_says_something_else_is_refused(desk: Any, mapping: ColumnMapping, word: str) -> None:
    with pytest.raises(Refused, match=word):
        await desk.load("recognitions", "giver,recipients,message,givenAt\n", Options(mapping=mapping))


def test_values_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    for text in ('[values]\nbehaviours = "x"\n', "[values.behaviours]\nx = 1\n"):
        path.write_text(text)
        with pytest.raises(Refused, match="'values' is not understood"):
            read_mapping(path)
