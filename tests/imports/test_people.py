"""Teams and people from CSV: any order of the lines, no line lost, nothing doubled."""

from __future__ import annotations

from datetime import UTC, datetime

from had_your_back import outbox
from had_your_back.imports import Options
from had_your_back.pages import Window
from had_your_back.people import store, tree
from had_your_back.people.rules import ALWAYS

TEAMS = "externalId,name,parentExternalId,leads\n"


def said(report):
    return [(each.line, each.column, each.code) for each in report.refusals]


async def people_of(desk):
    async with desk.database.read() as session:
        return {row.user_name: row for row in (await store.people_in_order(session, Window(1_000))).rows}


async def test_a_parent_may_come_after_its_teams(desk):
    report = await desk.load("teams", TEAMS + "c,Cellar,b,\nb,Building,a,\na,All,,\n")
    assert (report.created, report.refusals) == (3, [])
    teams = {team.external_id: team for team in await desk.teams()}
    async with desk.database.read() as session:
        assert await tree.ancestors(session, teams["c"].id) == [teams[each].id for each in "cba"]
    again = await desk.load("teams", TEAMS + "c,Cellar,b,\nb,Building,a,\na,All,,\n")
    assert (again.created, again.unchanged) == (0, 3)


async def test_a_team_can_move_to_the_top_and_its_old_parent_below_it(desk):
    await desk.load("teams", TEAMS + "a,All,,\nb,Building,a,\n")
    report = await desk.load("teams", TEAMS + "a,All,b,\nb,Building,,\n")
    assert (report.changed, report.refusals) == (2, [])


async def test_what_a_file_of_teams_does_not_mention_stays(desk):
    await desk.load("teams", "externalId,name,parentExternalId,description\na,All,,Everyone\nb,Building,a,Bricks\n")
    report = await desk.load("teams", "externalId,name\nb,Building\n")
    assert (report.unchanged, report.refusals) == (1, [])
    assert {team.external_id: team.description for team in await desk.teams()}["b"] == "Bricks"


async def test_teams_in_a_circle_without_parent_name_or_id_are_refused_and_the_rest_is_kept(desk):
    report = await desk.load(
        "teams", TEAMS + "a,A,b,\nb,B,a,\nc,C,nowhere,\nd,,,\n,E,,\nf,F,,\nf,Again,,\ng,G,c,\nh,H,f,\n"
    )
    assert said(report) == [
        (2, "parentExternalId", "INVALID"),
        (3, "parentExternalId", "INVALID"),
        (4, "parentExternalId", "NOT_FOUND"),
        (5, "name", "TOO_SHORT"),
        (6, "externalId", "TOO_SHORT"),
        (8, "externalId", "DUPLICATE"),
        (9, "parentExternalId", "NOT_FOUND"),
    ]
    assert {team.external_id: team.name for team in await desk.teams()} == {"f": "F", "h": "H"}
    assert (report.created, report.refused) == (2, 6)


async def test_leads_are_put_once_they_are_known(desk):
    content = TEAMS + "a,All,,ada;ben\nb,Building,,\n"
    report = await desk.load("teams", content)
    assert said(report) == [(2, "leads", "NOT_FOUND"), (2, "leads", "NOT_FOUND")]
    assert (report.created, report.refused, report.linked) == (2, 0, 0)
    await desk.load("people", "userName,displayName\nada,Ada\n")
    second = await desk.load("teams", content)
    assert (second.linked, [each.value for each in second.refusals]) == (1, ["ben"])
    await desk.load("people", "userName,displayName\nben,Ben\n")
    third = await desk.load("teams", content)
    assert (third.linked, third.refusals) == (1, [])
    async with desk.database.read() as session:
        assert len(await tree.leads_of(session, [team.id for team in await desk.teams()])) == 2


async def test_a_team_of_the_past_is_led_by_nobody_and_the_rest_of_its_file_is_taken(desk):
    await desk.load("people", "userName,displayName\nada,Ada\n")
    file = "externalId,name,leads,removedAt\nold,Old,ada,2026-03-01T00:00:00Z\nnew,New,ada,\n"
    report = await desk.load("teams", file)
    assert (report.created, report.linked, said(report)) == (2, 1, [(2, "leads", "NOT_ALLOWED")])


async def test_people_come_with_their_team_and_a_manager_who_may_come_later(desk):
    await desk.load("teams", "externalId,name\nt,Tower\n")
    content = (
        "userName,displayName,email,externalId,jobTitle,managerUserName,team,teamSince,active\n"
        "ada,Ada Adler,ada@example.org,e-1,Mason,BEN,t,2020-03-01,\n"
        "ben,Ben Berg,,,,,t,,true\n"
        "cem,Cem Çelik,,,,,,,no\n"
    )
    report = await desk.load("people", content)
    assert (report.created, report.linked, report.refusals) == (3, 1, [])
    people = await people_of(desk)
    assert people["ada"].manager_id == people["ben"].id
    assert (people["ada"].email, people["ada"].external_id, people["ada"].job_title) == (
        "ada@example.org",
        "e-1",
        "Mason",
    )
    assert {name: row.active for name, row in people.items()} == {"ada": True, "ben": True, "cem": False}
    async with desk.database.read() as session:
        held = await store.memberships(session, [people["ada"].id, people["ben"].id])
    assert {row.person_id: row.since for row in held} == {
        people["ada"].id: datetime(2020, 3, 1, tzinfo=UTC),
        people["ben"].id: ALWAYS,
    }

    again = await desk.load("people", content)
    assert (again.created, again.changed, again.unchanged, again.linked) == (0, 0, 3, 0)
    without = await desk.load("people", content.replace("BEN", ""))
    assert (without.unchanged, without.linked) == (3, 1)
    assert (await people_of(desk))["ada"].manager_id is None


async def test_a_file_that_says_nothing_of_who_is_active_brings_nobody_back(desk):
    await desk.load("people", "userName,displayName,active\nada,Ada,false\n")
    report = await desk.load("people", "userName,displayName\nADA,Ada\n")
    assert not next(iter((await people_of(desk)).values())).active
    assert report.created == 0


async def test_each_line_that_cannot_be_taken_is_told_and_the_rest_is_kept(desk):
    report = await desk.load(
        "people",
        "userName,displayName,externalId,managerUserName,team,teamSince,active\n"
        "ada,Ada,e-1,,,,\n"
        "ben,Ben,,,nowhere,,\n"
        "cem,,,,,,\n"
        ",Dora,,,,,\n"
        "ADA,Another Ada,,,,,\n"
        "eli,Eli,e-1,,,,\n"
        "fay,Fay,,,,tomorrow,\n"
        "gus,Gus,,,,,perhaps\n"
        "hal,Hal,,nobody,,,\n"
        "ida,Ida,,ida,,,\n"
        f"{'j' * 201},Jo,,,,,\n",
    )
    assert said(report) == [
        (3, "team", "NOT_FOUND"),
        (4, "displayName", "TOO_SHORT"),
        (5, "userName", "TOO_SHORT"),
        (6, "userName", "DUPLICATE"),
        (7, "externalId", "CONFLICT"),
        (8, "teamSince", "INVALID"),
        (9, "active", "INVALID"),
        (10, "managerUserName", "NOT_FOUND"),
        (11, "managerUserName", "INVALID"),
        (12, "userName", "TOO_LONG"),
    ]
    assert set(await desk.people()) == {"ada", "hal", "ida"}
    assert (report.created, report.refused) == (3, 7)
    assert "Lines taken without their manager: 2." in report.sentences()


async def test_what_was_meant_to_be_an_address_and_is_none_costs_its_line(desk):
    lines = [f"p{n},P,{email}\n" for n, email in enumerate(["karim[at]example.org", "@x", "a b@x", "karim@x", ""])]
    report = await desk.load("people", "userName,displayName,email\n" + "".join(lines))
    assert said(report) == [(line, "email", "INVALID") for line in (2, 3, 4)]
    assert set(await desk.people()) == {"p3", "p4"}


async def test_a_dry_run_of_teams_and_people_leaves_no_trace(desk):
    dry = Options(dry_run=True)
    assert (await desk.load("teams", "externalId,name\nt,Tower\n", dry)).created == 1
    assert (await desk.load("people", "userName,displayName,managerUserName\nada,Ada,ben\nben,Ben,\n", dry)).linked == 1
    assert await desk.people() == {}
    assert await desk.teams() == []


async def test_people_and_teams_are_announced_only_when_asked(desk):
    await desk.load("teams", "externalId,name\nt,Tower\n")
    await desk.load("people", "userName,displayName,team\nada,Ada,t\n")
    loud = Options(announce=True)
    await desk.load("people", "userName,displayName,team\nben,Ben,t\n", loud)
    async with desk.database.read() as session:
        assert [row.type for row in await outbox.after(session, outbox.START, limit=10)] == ["person.joined"]


async def test_a_name_typed_in_another_way_is_the_same_person(desk):
    await desk.load("people", "userName,displayName,managerUserName\nrene\u0301,René,RENE\u0301E\nren\u00e9e,Renée,\n")
    assert set(await desk.people()) == {"ren\u00e9", "ren\u00e9e"}
    again = await desk.load("people", "userName,displayName\nREN\u00c9,René\n")
    assert again.created == 0


async def test_of_those_who_are_active_each_has_an_email_of_their_own(desk):
    head = "userName,displayName,email,active\n"
    report = await desk.load("people", head + "ada,Ada,one@x.org,\nben,Ben,ONE@x.org,\ncyd,Cyd,one@x.org,false\n")
    assert (said(report), report.created) == ([(3, "email", "CONFLICT")], 2)
    assert "that of ada, who is active here, and neither could sign in by it. Take it from" in report.refusals[0].reason
    report = await desk.load("people", head + "ada,Ada,,\nben,Ben,two@x.org,\ncyd,Cyd,,true\n")
    assert said(report) == [(4, "email", "CONFLICT")]
    report = await desk.load("people", head + "ada,Ada,,false\nben,Ben,one@x.org,\ncyd,Cyd,,\n")
    assert (report.refusals, report.changed) == ([], 2), "it was of somebody who has left"
    async with desk.database.read() as session:
        assert await store.sharing_emails(session, most=3) == []


async def test_where_two_share_an_email_already_both_stay_as_they_are_and_are_named(desk):
    file = "userName,displayName,email,active\nada,Ada,one@x.org,\nben,Ben,two@x.org,\ncyd,Cyd,,\n"
    await desk.load("people", file)
    ben = (await people_of(desk))["ben"].id
    await desk.database.transact(store.change_person, ben, {"email": "One@x.org"})
    async with desk.database.read() as session:
        assert await store.sharing_emails(session, most=3) == [["ada", "ben"]]
    shared = file.replace("two@x.org", "One@x.org").replace("Ben", "Benjamin")
    report = await desk.load("people", shared)
    assert (report.refusals, report.changed, report.unchanged) == ([], 1, 2)
    assert said(await desk.load("people", shared.replace("cyd,Cyd,", "cyd,Cyd,one@x.org"))) == [
        (4, "email", "CONFLICT")
    ]
    assert (await desk.load("people", file)).refusals == [], "each with their own again"
