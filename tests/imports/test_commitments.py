"""Commitments from CSV: what a line becomes, what is refused and why, and that nothing doubles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from commitments.model import TERMS
from commitments.world import World
from conftest import Clock, Company
from had_your_back import outbox
from had_your_back.commitments import actions, store
from had_your_back.database import Database, Row
from had_your_back.exports import Form, export
from had_your_back.imports import (
    ColumnMapping,
    Options,
    UnknownPeople,
    import_commitments,
    import_people,
    import_recognitions,
    import_teams,
)
from had_your_back.people import actions as people
from had_your_back.people.actions import Absence
from had_your_back.people.rules import actor_of
from imports.conftest import Desk

COLUMNS = (
    "externalId", "title", "customer", "performer", "performerTeam", "requestedAt", "answeredAt", "answer", "dueAt",
    "deliveredAt", "closedAt", "outcome",
)  # fmt: skip
HEADER = ",".join(COLUMNS) + "\n"
load = partial(import_commitments, terms=TERMS)


def at(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def line(**cells: Any) -> str:
    """A promise of Dee to Ann, kept in time, unless the cells say something else."""
    said = {
        "externalId": "k-1", "title": "Pump", "customer": "ann", "performer": "dee", "requestedAt": at(1),
        "answeredAt": at(2), "answer": "accepted", "dueAt": at(9), "deliveredAt": at(8), "outcome": "kept", **cells,
    }  # fmt: skip
    texts = (said.get(column) or "" for column in COLUMNS)
    return ",".join(each.isoformat() if isinstance(each, datetime) else each for each in texts) + "\n"


def told_by(*cells: dict[str, Any]) -> str:
    return HEADER + "".join(line(**each) for each in cells)


async def told_events(database: Database) -> list[str]:
    async with database.read() as session:
        rows = await outbox.after(session, outbox.START, limit=1_000)
    return [row.type for row in rows if row.type.startswith("commitment.")]


UNANSWERED: dict[str, Any] = {"answer": "", "answeredAt": "", "deliveredAt": ""}


async def only(desk: Desk, **cells: Any) -> Row:
    report = await desk.load("commitments", told_by(cells))
    assert report.refusals == []
    (row,) = await desk.promises()
    return row


STORIES: list[tuple[dict[str, Any], str, list[tuple[str, str | None, int]]]] = [
    ({}, "KEPT", [("REQUEST", "ann", 1), ("ACCEPT", "dee", 2), ("DELIVER", "dee", 8), ("CONFIRM", "ann", 8)]),
    ({"closedAt": at(12)}, "KEPT", [("REQUEST", "ann", 1), ("ACCEPT", "dee", 2), ("DELIVER", "dee", 8),
                                     ("CONFIRM", "ann", 12)]),
    ({"outcome": "assumed"}, "KEPT", [("REQUEST", "ann", 1), ("ACCEPT", "dee", 2), ("DELIVER", "dee", 8),
                                       ("ASSUME_KEPT", None, 15)]),
    ({"outcome": "broken", "deliveredAt": "", "closedAt": at(14)}, "BROKEN",
     [("REQUEST", "ann", 1), ("ACCEPT", "dee", 2), ("BREAK", None, 14)]),
    ({"outcome": "revoked", "deliveredAt": "", "closedAt": at(5)}, "REVOKED",
     [("REQUEST", "ann", 1), ("ACCEPT", "dee", 2), ("REVOKE", "dee", 5)]),
    ({"outcome": "cancelled", "deliveredAt": "", "closedAt": at(5)}, "CANCELLED",
     [("REQUEST", "ann", 1), ("ACCEPT", "dee", 2), ("CANCEL", "ann", 5)]),
    ({"outcome": "declined", "answer": "declined", "deliveredAt": ""}, "DECLINED",
     [("REQUEST", "ann", 1), ("DECLINE", "dee", 2)]),
    ({"outcome": "declined_with_alternative", "answer": "declined_with_alternative", "deliveredAt": ""},
     "DECLINED", [("REQUEST", "ann", 1), ("DECLINE", "dee", 2)]),
    ({"outcome": "declined", "answer": "countered", "deliveredAt": "", "closedAt": at(3)}, "DECLINED",
     [("REQUEST", "ann", 1), ("COUNTER", "dee", 2), ("DECLINE", "ann", 3)]),
    ({"outcome": "expired", "answer": "expired", "answeredAt": at(3), "deliveredAt": ""}, "EXPIRED",
     [("REQUEST", "ann", 1), ("EXPIRE", None, 3)]),
    ({**UNANSWERED, "outcome": "withdrawn", "closedAt": at(3)}, "WITHDRAWN",
     [("REQUEST", "ann", 1), ("WITHDRAW", "ann", 3)]),
    ({"answer": "countered"}, "KEPT", [("REQUEST", "ann", 1), ("COUNTER", "dee", 2), ("ACCEPT", "ann", 2),
                                        ("DELIVER", "dee", 8), ("CONFIRM", "ann", 8)]),
    ({"answer": "deferred"}, "KEPT", [("REQUEST", "ann", 1), ("DEFER", "dee", 2), ("ACCEPT", "dee", 2),
                                       ("DELIVER", "dee", 8), ("CONFIRM", "ann", 8)]),
    ({"answer": "claimed", "performerTeam": "swift"}, "KEPT",
     [("REQUEST", "ann", 1), ("CLAIM", "dee", 2), ("DELIVER", "dee", 8), ("CONFIRM", "ann", 8)]),
    ({"outcome": "open", "deliveredAt": "", "dueAt": at(1, 12)}, "PROMISED",
     [("REQUEST", "ann", 1), ("ACCEPT", "dee", 2)]),
    ({"outcome": "open", "deliveredAt": at(18, 11)}, "DELIVERED",
     [("REQUEST", "ann", 1), ("ACCEPT", "dee", 2), ("DELIVER", "dee", 18)]),
    ({**UNANSWERED, "outcome": "open", "performer": "", "performerTeam": "swift", "dueAt": at(1, 12)},
     "REQUESTED", [("REQUEST", "ann", 1)]),
    ({"outcome": "declined", "answer": "declined", "performer": "", "performerTeam": "swift",
      "deliveredAt": ""}, "DECLINED", [("REQUEST", "ann", 1), ("DECLINE", None, 2)]),
]  # fmt: skip


async def test_a_line_becomes_a_history_with_its_own_instants(desk: Desk, company: Company) -> None:
    lines = [{**cells, "externalId": f"k-{number:02}"} for number, (cells, _, _) in enumerate(STORIES)]
    report = await desk.load("commitments", told_by(*lines))
    assert (report.created, report.refusals) == (len(STORIES), [])
    rows = {row.external_id: row for row in await desk.promises()}
    for (cells, state, acts), row in zip(STORIES, (rows[key] for key in sorted(rows)), strict=True):
        told = await desk.told(row.id)
        assert [(act, actor, when.day) for act, actor, _, when in told] == acts, cells
        assert (row.state, told[-1][2]) == (state, state)
        assert (row.version, row.initiator, row.customer_id) == (len(acts), "CUSTOMER", company["ann"])
        assert (row.first_due_at, row.created_at, row.changed_at) == (row.due_at, at(1), told[-1][3])
        answer = cells.get("answer", "accepted")
        assert (row.answer or "", row.answered_at) == (answer, at(acts[1][2]) if answer else None)
        assert (row.reason, row.alternative, row.conditions, row.evidence) == (None, None, None, None)
    assert await told_events(desk.database) == []


async def test_a_promise_counts_for_the_team_that_its_performer_was_in_then_or_that_is_named(
    desk: Desk, company: Company
) -> None:
    await desk.database.transact(people.move, "dee", "heron", at=at(5))
    report = await desk.load(
        "commitments",
        told_by(
            {"externalId": "moved", "requestedAt": at(1)},
            {"externalId": "before", "deliveredAt": at(4)},
            {"externalId": "named", "performerTeam": "north"},
            {"externalId": "asked", "requestedAt": at(2), "answeredAt": "", "answer": "", "deliveredAt": "",
             "closedAt": at(3), "outcome": "withdrawn"},
        ),
    )  # fmt: skip
    assert report.refusals == []
    teams = {row.external_id: row.performer_team_id for row in await desk.promises()}
    assert teams == {
        "moved": company["heron"], "before": company["swift"], "named": company["north"], "asked": company["swift"],
    }  # fmt: skip
    async with desk.database.read() as session:
        (moved,) = [row.id for row in await desk.promises() if row.external_id == "moved"]
        steps = (await store.histories(session, [moved]))[moved]
    assert [step.performer_team_id for step in steps] == [company["swift"]] * 2 + [company["heron"]] * 2


CONTRADICTIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"deliveredAt": ""}, "deliveredAt", "When was it delivered"),
    ({"deliveredAt": at(1) - timedelta(days=1), "answeredAt": "", "answer": ""}, "deliveredAt", "before requested"),
    ({"deliveredAt": at(1)}, "deliveredAt", "before answeredAt"),
    ({"answeredAt": at(20), "deliveredAt": at(21), "closedAt": at(19)}, "closedAt", "before deliveredAt"),
    ({"performer": "ANN"}, "performer", "two people"),
    ({"dueAt": at(1)}, "dueAt", "before it was asked"),
    ({"dueAt": "9999-12-31T00:00:00Z"}, "dueAt", "ten years"),
    ({"dueAt": "2026-10-09"}, "dueAt", "In which zone"),
    ({"requestedAt": "9999-12-31T23:59:59-14:00"}, "requestedAt", "Write an instant"),
    ({"deliveredAt": at(21, 11)}, "deliveredAt", "future"),
    ({"performer": ""}, "performer", "Who was asked"),
    ({"performer": "", "performerTeam": "swift"}, "performer", "A team does not promise"),
    ({"performer": "zoe"}, "performer", "Import people first"),
    ({"customer": "zoe"}, "customer", "Import people first"),
    ({"performerTeam": "eagle"}, "performerTeam", "Import teams first"),
    ({"answer": "yes"}, "answer", "accepted, claimed"),
    ({"outcome": "done"}, "outcome", "kept, assumed"),
    ({"outcome": ""}, "outcome", "Nothing is written"),
    ({"answer": ""}, "answer", "say how it was answered"),
    ({"answeredAt": ""}, "answeredAt", "When was it answered"),
    ({"answer": "declined"}, "outcome", "cannot come of the answer declined"),
    ({"answer": "accepted", "outcome": "withdrawn", "deliveredAt": "", "closedAt": at(3)}, "outcome", "countered"),
    ({"outcome": "broken", "closedAt": at(14)}, "deliveredAt", "is kept"),
    ({"outcome": "broken", "deliveredAt": ""}, "closedAt", "When was it broken"),
    ({"outcome": "broken", "deliveredAt": "", "closedAt": at(9)}, "closedAt", "revoked"),
    ({"outcome": "open", "closedAt": at(12)}, "closedAt", "It is open"),
    ({"outcome": "declined", "answer": "declined", "deliveredAt": "", "closedAt": at(3)}, "closedAt", "answeredAt"),
    ({"outcome": "declined", "answer": "deferred", "deliveredAt": ""}, "closedAt", "When was it declined"),
    ({"answer": "deferred", "answeredAt": at(9), "deliveredAt": at(10)}, "answeredAt", "before dueAt"),
    ({"outcome": "assumed", "deliveredAt": at(18, 11)}, "outcome", "seven days"),
    ({"title": "x" * 201}, "title", "200"),
    ({**UNANSWERED, "outcome": "open", "performer": "old", "dueAt": at(1, 12)}, "performer", "has left"),
]  # fmt: skip


async def test_what_contradicts_itself_is_refused_at_its_column_and_the_rest_is_kept(
    desk: Desk, company: Company
) -> None:
    lines = [{"externalId": f"k-{number}", **cells} for number, (cells, _, _) in enumerate(CONTRADICTIONS)]
    report = await desk.load("commitments", told_by(*lines, {"externalId": "good"}))
    for (cells, column, words), refusal in zip(CONTRADICTIONS, report.refusals, strict=True):
        assert refusal.column == column, cells
        assert words in refusal.reason, cells
    assert [each.line for each in report.refusals] == list(range(2, len(CONTRADICTIONS) + 2))
    assert (report.created, report.refused) == (1, len(CONTRADICTIONS))
    assert [row.external_id for row in await desk.promises()] == ["good"]


async def test_a_second_run_changes_nothing_and_says_so_and_what_has_no_external_id_is_known_by_its_words(
    desk: Desk, company: Company
) -> None:
    content = told_by({"externalId": ""}, {"externalId": "", "title": "Hose"})
    first = await desk.load("commitments", content)
    before = [tuple(row) for row in await desk.promises()]
    second = await desk.load("commitments", content)
    assert (first.created, second.created, second.unchanged, second.refusals) == (2, 0, 2, [])
    assert [tuple(row) for row in await desk.promises()] == before
    assert "0 commitments new, 2 already there, 0 refused." in second.sentences()


async def test_a_line_that_comes_twice_counts_once_and_one_id_for_two_things_is_refused(
    desk: Desk, company: Company
) -> None:
    report = await desk.load("commitments", told_by({}, {}, {"title": "Hose"}))
    assert [(each.line, each.code) for each in report.refusals] == [(3, "DUPLICATE"), (4, "CONFLICT")]
    assert (report.created, report.duplicates, report.lines_refused) == (1, 1, 1)


async def test_a_dry_run_says_all_of_it_and_writes_nothing(desk: Desk, company: Company) -> None:
    report = await desk.load("commitments", told_by({}, {"customer": "zoe"}), Options(dry_run=True))
    assert (report.created, report.refused, report.dry_run) == (1, 1, True)
    assert list(await desk.promises()) == []


async def test_unknown_people_may_join_and_foreign_columns_have_a_mapping(desk: Desk) -> None:
    mapping = ColumnMapping(columns={"title": "Was", "performer": "Wer"}, separators={"cells": ";"})
    content = HEADER.replace("title", "Was").replace("performer,", "Wer,").replace(",", ";")
    options = Options(mapping=mapping, unknown_people=UnknownPeople.JOIN, team="Yard")
    report = await desk.load("commitments", content + line(title="Pumpe").replace(",", ";"), options)
    assert (report.created, report.people_joined, report.refusals) == (1, 2, [])
    (row,) = await desk.promises()
    (team,) = await desk.teams()
    assert row.performer_team_id == team.id


# ----------------------------------------------------------------------------------------------------------------- open


async def test_what_is_open_lives_on_and_its_question_waits_from_now_on(
    desk: Desk, company: Company, clock: Clock
) -> None:
    row = await only(desk, **UNANSWERED, outcome="open", dueAt=at(1, 12))
    assert (row.state, row.awaiting_id, row.answer_by) == ("REQUESTED", company["dee"], at(24, 11))
    assert row.clock_at == at(24, 11)
    clock.advance(timedelta(days=5))
    assert await desk.database.transact(actions.sweep, terms=TERMS) == 1
    (row,) = await desk.promises()
    assert (row.state, row.closed_at, row.answer) == ("EXPIRED", at(24, 11), "expired")
    assert await told_events(desk.database) == ["commitment.expired"]


async def test_what_had_run_out_before_it_came_is_history_and_news_to_nobody(desk: Desk, company: Company) -> None:
    late = {"outcome": "open", "deliveredAt": ""}
    report = await desk.load(
        "commitments",
        told_by(
            late,
            {"externalId": "k-2", **UNANSWERED, "outcome": "open"},
            {"externalId": "k-3", "outcome": "open"},
            {"externalId": "k-4", **late, "dueAt": at(18, 11)},
        ),
    )
    found = {row.external_id: (row.state, row.closed_at) for row in await desk.promises()}
    assert found == {
        "k-1": ("BROKEN", at(12)), "k-2": ("EXPIRED", at(5)), "k-3": ("KEPT", at(15)), "k-4": ("PROMISED", None),
    }  # fmt: skip
    assert (report.created, report.run_out) == (4, 3)
    assert await told_events(desk.database) == []
    assert await desk.database.transact(actions.sweep, terms=TERMS) == 0
    assert await desk.database.transact(actions.remind) == 0


async def test_a_clock_that_waits_for_somebody_who_is_away_stands_still_here_too(
    desk: Desk, company: Company, clock: Clock
) -> None:
    away = Absence(until=clock.now + timedelta(days=5), since=None)
    await desk.database.transact(actions.set_away, actor_of(company["dee"], [], None), away, terms=TERMS)
    row = await only(desk, outcome="open", deliveredAt="", dueAt=at(18, 11))
    assert row.clock_at == at(21, 11) + timedelta(days=5)


async def test_announced_history_tells_every_step_in_its_order(desk: Desk, company: Company) -> None:
    await desk.load("commitments", told_by({}), Options(announce=True))
    assert await told_events(desk.database) == [
        "commitment.requested", "commitment.promised", "commitment.delivered", "commitment.kept",
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------------------------- crash


async def test_a_dirty_file_comes_in_whole_and_after_a_crash_the_second_run_does_the_rest(
    desk: Desk, company: Company, database: Database
) -> None:
    pick = Random(4)
    good = {f"g-{number}": line(externalId=f"g-{number}", title=f"Job {number} ✓") for number in range(900)}
    bad = [
        line(externalId=f"b-{number}", **pick.choice([{"outcome": "kept", "deliveredAt": ""}, {"customer": "zoe"}]))
        for number in range(60)
    ]
    torn = ['k,"never closed\n', "too,few\n", "=1+1,,,,,,,,,,,\n"]
    lines = [*good.values(), *bad, *torn]
    pick.shuffle(lines)
    path = desk.file("commitments.csv", "\ufeff" + HEADER + "".join(lines))

    class PowerCut(Exception):
        pass

    def cut(done: int, total: int) -> None:
        assert 0 < done < total
        raise PowerCut

    with pytest.raises(PowerCut):
        await load(database, path, Options(), cut)
    kept = len(await desk.promises())
    assert 0 < kept < len(good)
    report = await load(database, path, Options())
    assert {row.external_id for row in await desk.promises()} == set(good)
    assert (report.created, report.unchanged, report.refused) == (900 - kept, kept, 63)
    third = await load(database, path, Options())
    assert (third.created, third.unchanged, third.refused) == (0, 900, 63)


# ----------------------------------------------------------------------------------------------------------- round trip


@pytest.mark.parametrize("seed", range(2))
async def test_an_export_of_whatever_a_company_did_is_imported_and_exported_the_same_to_the_byte(
    database: Database, elsewhere: Database, clock: Clock, tmp_path: Path, seed: int
) -> None:
    world = World(elsewhere, clock, Random(seed))
    await world.found()
    for number in range(120):
        await (world.step() if number % 4 else world.begin())
    await world.sweep()
    out, again = tmp_path / "out", tmp_path / "again"
    assert (await export(elsewhere, out, form=Form.CSV))["commitments"] > 5
    for work, name in ((import_teams, "teams"), (import_people, "people"), (import_teams, "teams")):
        await work(database, out / f"{name}.csv", Options())
    report = await load(database, out / "commitments.csv", Options())
    assert report.refusals == []
    await export(database, again, form=Form.CSV)
    first, second = ((each / "commitments.csv").read_text().splitlines() for each in (out, again))
    assert second == first
    once_more = await load(elsewhere, out / "commitments.csv", Options())
    assert once_more.created == 0


async def test_thanks_for_a_promise_find_it_again(desk: Desk, company: Company) -> None:
    await desk.load("commitments", told_by({}))
    header = "externalId,giver,recipients,message,givenAt,commitment\n"
    thanks = header + "t-1,ann,dee,Right on time,2026-10-08T10:00:00Z,k-1\nt-2,ann,dee,And,2026-10-08T10:00:00Z,k-9\n"
    report = await import_recognitions(desk.database, desk.file("thanks.csv", thanks), Options())
    assert [(each.line, each.column, each.code) for each in report.refusals] == [(3, "commitment", "NOT_FOUND")]
    await export(desk.database, desk.folder / "out", form=Form.CSV)
    assert ",k-1,rec_" in (desk.folder / "out" / "recognitions.csv").read_text()
