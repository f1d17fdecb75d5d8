"""What goes out comes in again: an organisation moves to an empty database by its own CSV."""

from __future__ import annotations

import csv
import json
import stat
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from had_your_back import exports
from had_your_back.commitments.actions import terms_of
from had_your_back.database import Database
from had_your_back.exports import FILES, Form, export
from had_your_back.imports import Options, import_commitments, import_people, import_recognitions, import_teams
from had_your_back.pages import Window
from had_your_back.people import actions as people
from had_your_back.people import directory, provisioning, tree
from had_your_back.people import store as people_store
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.people.rules import Role, actor_of
from had_your_back.recognitions import actions, store
from had_your_back.recognitions.actions import Limits
from had_your_back.recognitions.rules import GiveDraft, PaceLimits, Visibility
from had_your_back.settings import Settings

LIMITS = Limits(PaceLimits(per_giver=60, per_pair=5), timedelta(minutes=15))


@pytest.fixture
async def lively(database: Database, clock):
    """Two teams, three people (one has left), three recognitions (one withdrawn) and what was said to them."""

    async def company(tx):
        await people.put_team(tx, TeamDraft(external_id="all", name="All; of us", description="Everyone"))
        await people.put_team(tx, TeamDraft(external_id="yard", name="Yard, back", parent="all"))
        ids = []
        for name in ("ada", "ben", "cem"):
            draft = PersonDraft(user_name=name, display_name=name.title(), team="yard", email=f"{name}@example.org")
            ids.append((await people.put_person(tx, draft)).id)
        await people.put_manager(tx, "ada", "ben")
        await people.put_leads(tx, "yard", ["ben", "ada"])
        await people.move(tx, "ada", "all", at=datetime(2026, 3, 1, tzinfo=UTC))
        return ids

    ada, ben, cem = await database.transact(company)
    a, b, c = (actor_of(each, [Role.EMPLOYEE], None) for each in (ada, ben, cem))

    async def thanks(who, to, message, visibility=Visibility.EVERYONE):
        clock.advance(timedelta(minutes=1))
        draft = GiveDraft(
            recipients=to, message=message, behaviours=["owned_it", "had_my_back"], visibility=visibility,
            link="https://wiki.example.org/4",
        )  # fmt: skip
        return await database.transact(actions.give, who, draft, limits=LIMITS)

    first = await thanks(a, [cem, ben], 'said "yes",\nand did it; at once 🎉')
    await thanks(b, [ada], "only for you", Visibility.PEOPLE)
    taken_back = await thanks(c, [ada], "not after all")
    await database.transact(actions.withdraw, c, taken_back, limits=LIMITS)
    await database.transact(actions.add_comment, b, first, "so true", limits=LIMITS)
    await database.transact(actions.react, b, first, "👏", limits=LIMITS)
    await thanks(c, [ben], "for the ladder")
    fourth = await thanks(a, [ben], "for holding it")
    await database.transact(actions.endorse, c, fourth, limits=LIMITS)
    await database.transact(people.deactivate, "cem")
    return {"ada": ada, "ben": ben, "cem": cem, "first": first}


async def counts(database: Database):
    async with database.read() as session:
        teams = (await tree.teams_in_order(session, Window(100))).rows
        everyone = (await people_store.people_in_order(session, Window(100))).rows
        return (
            {(team.external_id, team.name, team.description) for team in teams},
            {
                (each.user_name, each.display_name, each.email, each.active, each.manager_id is None)
                for each in everyone
            },
            len(await tree.leads_of(session, [team.id for team in teams])),
        )


async def test_an_export_can_be_imported_into_an_empty_database_and_again_into_its_own(
    database: Database, elsewhere: Database, lively, tmp_path
):
    before = await counts(database)
    written = await export(database, tmp_path / "out", form=Form.CSV)
    assert written == {
        "teams": 2, "people": 3, "memberships": 4, "recognitions": 5, "commitments": 0, "comments": 1,
        "reactions": 1, "endorsements": 1,
    }  # fmt: skip

    for place in (elsewhere, database):
        out = tmp_path / "out"
        reports = [
            await import_teams(place, out / "teams.csv", Options()),
            await import_people(place, out / "people.csv", Options()),
            await import_teams(place, out / "teams.csv", Options()),
            await import_recognitions(place, out / "recognitions.csv", Options()),
        ]
        assert [report.notes for report in reports] == [[], [], [], []]
        assert [each.code for report in reports[1:] for each in report.refusals] == ["NOT_ALLOWED"]  # it was withdrawn
        assert await counts(place) == before
        assert reports[3].created + reports[3].unchanged == 4

    async with database.read() as here, elsewhere.read() as there:
        assert await store.total(here) == (5, 6)
        assert await store.total(there) == (4, 5)
        same = [
            {
                (row.message, row.visibility, row.state, row.link, tuple(row.behaviours), row.created_at)
                for row in await session.rows(store.everything())
                if row.state == "ACTIVE"
            }
            for session in (here, there)
        ]
    assert same[0] == same[1]
    assert await export(elsewhere, tmp_path / "again", form=Form.CSV)
    assert (tmp_path / "again" / "teams.csv").read_text().count("\n") == 3


async def test_json_lines_hold_everything_under_the_same_names(database: Database, lively, tmp_path):
    written = await export(database, tmp_path, form=Form.JSONL)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".jsonl") == sorted(
        f"{name}.jsonl" for name in FILES
    )
    held = {
        name: [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in FILES
    }
    assert {name: len(records) for name, records in held.items()} == written
    assert all(tuple(record) == FILES[name] for name, records in held.items() for record in records)
    first = held["recognitions"][0]
    assert first == {
        "externalId": lively["first"],
        "giver": "ada",
        "recipients": ["cem", "ben"],
        "message": 'said "yes",\nand did it; at once 🎉',
        "behaviours": ["owned_it", "had_my_back"],
        "visibility": "EVERYONE",
        "givenAt": "2026-11-20T09:01:00Z",
        "link": "https://wiki.example.org/4",
        "state": "ACTIVE",
        "commitment": None,
        "id": lively["first"],
        "team": None,
        "giverTeam": "all",
        "recipientTeams": ["yard", "yard"],
        "editedAt": None,
    }
    assert [each["state"] for each in held["recognitions"]] == ["ACTIVE", "ACTIVE", "WITHDRAWN", "ACTIVE", "ACTIVE"]
    assert held["recognitions"][2]["message"] is None
    assert held["comments"][0] | {"id": ""} == {
        "id": "", "recognition": lively["first"], "author": "ben", "text": "so true", "hidden": False,
        "createdAt": "2026-11-20T09:03:00Z",
    }  # fmt: skip
    assert held["reactions"] == [{"recognition": lively["first"], "person": "ben", "emoji": "👏"}]
    assert held["endorsements"][0]["person"] == "cem"
    assert {each["userName"]: each["managerUserName"] for each in held["people"]} == {
        "ada": "ben",
        "ben": None,
        "cem": None,
    }
    assert {each["userName"]: each["team"] for each in held["people"]} == {"ada": "all", "ben": "yard", "cem": None}
    assert {each["externalId"]: sorted(each["leads"]) for each in held["teams"]} == {"all": [], "yard": ["ada", "ben"]}
    assert {(each["userName"], each["team"], each["since"], each["until"]) for each in held["memberships"]} == {
        ("ada", "yard", None, "2026-03-01T00:00:00Z"),
        ("ada", "all", "2026-03-01T00:00:00Z", None),
        ("ben", "yard", None, None),
        ("cem", "yard", None, "2026-11-20T09:05:00Z"),
    }


async def test_pages_lose_nothing(database: Database, lively, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "PAGE", 2)
    steps: list[tuple[int, int]] = []
    await export(database, tmp_path, form=Form.CSV, progress=lambda done, total: steps.append((done, total)))
    with (tmp_path / "recognitions.csv").open(encoding="utf-8", newline="") as file:
        assert [row["message"] for row in csv.DictReader(file)] == [
            'said "yes",\nand did it; at once 🎉', "only for you", "", "for the ladder", "for holding it",
        ]  # fmt: skip
    assert steps[-1] == (8, 8)


async def test_an_empty_organisation_has_files_with_a_header_only(database: Database, tmp_path):
    assert set((await export(database, tmp_path, form=Form.CSV)).values()) == {0}
    assert (tmp_path / "people.csv").read_text().startswith("userName,displayName,email,")


async def test_an_export_is_for_its_owner_alone_and_is_there_whole_or_not_at_all(database: Database, lively, tmp_path):
    def power_cut(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await export(database, tmp_path / "out", form=Form.JSONL, progress=power_cut)
    assert list((tmp_path / "out").iterdir()) == []
    await export(database, tmp_path / "out", form=Form.JSONL)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}


async def test_teams_without_an_external_id_and_teams_of_the_past_go_out_and_come_in_again(
    database: Database, elsewhere: Database, clock, tmp_path
):
    async def company(tx):
        teams = {}
        for name in ("all", "yard", "crew"):
            draft = TeamDraft(external_id=name, name=name.title(), parent=None if name == "all" else "all")
            teams[name] = (await people.put_team(tx, draft)).id
        for name in ("ada", "ben", "cem"):
            await people.put_person(tx, PersonDraft(user_name=name, display_name=name.title(), team="crew"))
        await people.put_leads(tx, "crew", ["cem"])
        return teams

    bring = partial(import_commitments, terms=terms_of(Settings()))
    teams = await database.transact(company)
    promised = (
        "externalId,title,customer,performer,performerTeam,requestedAt,answeredAt,answer,dueAt,deliveredAt,outcome\n"
        "c1,The ladder,ben,ada,crew,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z,accepted,2026-03-05T09:00:00Z,"
        "2026-03-04T09:00:00Z,kept\n"
    )
    (tmp_path / "promised.csv").write_text(promised)
    assert (await bring(database, tmp_path / "promised.csv", Options())).refusals == []

    async def changes(tx):  # as a directory leaves them
        await people.move(tx, "ada", "yard", at=tx.now)
        await provisioning.remove_team(tx, await directory.one_team(tx, teams["crew"]))
        for each in ("all", "yard"):
            await tree.change_team(tx, teams[each], {"external_id": None})

    await database.transact(changes)
    steps = (
        (import_teams, "teams"),
        (import_people, "people"),
        (import_teams, "teams"),
        (bring, "commitments"),
    )
    out, again = tmp_path / "out", tmp_path / "again"
    await export(database, out, form=Form.CSV)
    for place in (elsewhere, database):
        for work, name in steps:
            report = await work(place, out / f"{name}.csv", Options())
            assert (report.refusals, report.notes) == ([], []), name
        if place is database:
            assert (report.created, report.unchanged) == (0, 1)
    await export(elsewhere, again, form=Form.CSV)

    def told(file):
        rows = csv.DictReader(file.read_text().splitlines())
        return [{name: cell for name, cell in row.items() if name not in {"id", "createdAt"}} for row in rows]

    assert (out / "commitments.csv").read_text() == (again / "commitments.csv").read_text()
    for name in ("teams", "people"):
        first, second = (sorted(told(each / f"{name}.csv"), key=str) for each in (out, again))
        assert first == second
    assert {row["name"]: bool(row["removedAt"]) for row in told(again / "teams.csv")} == {
        "All": False, "Yard": False, "Crew": True,
    }  # fmt: skip
    async with elsewhere.read() as session:
        assert {row.name for row in await tree.every_team(session)} == {"All", "Yard"}
    for line, why in (
        (f"{teams['crew']},Crew,", "was removed"),
        (f"{teams['yard']},Yard,2026-03-01T00:00:00Z", "is here"),
    ):
        (tmp_path / "teams.csv").write_text(f"externalId,name,removedAt\n{line}\n")
        (refused,) = (await import_teams(database, tmp_path / "teams.csv", Options())).refusals
        assert (refused.code, refused.column, why in refused.reason) == ("NOT_ALLOWED", "removedAt", True)
