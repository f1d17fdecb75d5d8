"""The thanks of the past from CSV: what is kept, what is refused and where, and that nothing doubles."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from had_your_back import outbox
from had_your_back.database import Database
from had_your_back.errors import Refused
from had_your_back.imports import ColumnMapping, Options, UnknownPeople, import_recognitions, read_mapping
from had_your_back.people import actions as people
from had_your_back.people import store as people_store
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.recognitions import store, tables

JOIN = Options(unknown_people=UnknownPeople.JOIN)
HEADER = "givenAt,giver,recipients,message\n"
MAPPING = Path(__file__).parents[2] / "docs" / "examples" / "community-praise.toml"


def said(report):
    return [(each.line, each.column, each.code) for each in report.refusals]


async def test_lines_with_one_instant_giver_and_message_are_one_act_wherever_they_stand(desk):
    report = await desk.load(
        "recognitions",
        HEADER
        + "2021-07-11T22:00:00.000Z,ada,ben,kept the night shift company\n"
        + "2021-07-11T22:00:00.000Z,cem,ada,found the missing key\n"
        + "2021-07-11T23:00:00+01:00,ada,cem,kept the night shift company\n",
        JOIN,
    )
    assert sorted(await desk.thanks()) == [
        ("ada", ["ben", "cem"], "kept the night shift company"),
        ("cem", ["ada"], "found the missing key"),
    ]
    assert (report.created, report.recipients, report.people_joined, report.refusals) == (2, 3, 3, [])


async def test_several_recipients_and_behaviours_share_a_cell(desk):
    report = await desk.load(
        "recognitions",
        "externalId,giver,recipients,message,behaviours,visibility,givenAt\n"
        "k-1,ada,ben; cem ;ada,drove back for the spare part,owned_it;led_by_example,teams,2022-01-05T08:00:00Z\n",
        JOIN,
    )
    assert said(report) == [(2, "recipients", "SELF_RECOGNITION")]
    assert await desk.thanks() == [("ada", ["ben", "cem"], "drove back for the spare part")]
    async with desk.database.read() as session:
        row = await session.row(store.everything())
    assert row is not None
    assert (row.external_id, row.behaviours, row.visibility) == ("k-1", ["owned_it", "led_by_example"], "TEAMS")
    assert row.created_at == datetime(2022, 1, 5, 8, tzinfo=UTC)


async def test_whoever_thanks_only_themselves_is_refused_and_among_several_only_that_line_is(desk):
    report = await desk.load(
        "recognitions",
        HEADER
        + "2022-01-05T08:00:00Z,ada,ada,well done me\n"
        + "2022-01-05T09:00:00Z,ben,ben,all of us together\n"
        + "2022-01-05T09:00:00Z,ben,cem,all of us together\n",
        JOIN,
    )
    assert said(report) == [(2, "recipients", "SELF_RECOGNITION"), (3, "recipients", "SELF_RECOGNITION")]
    assert (report.created, report.refused, report.partly, report.lines_refused) == (1, 1, 1, 2)
    assert await desk.thanks() == [("ben", ["cem"], "all of us together")]
    assert set(await desk.people()) == {"ben", "cem"}


async def test_history_may_be_one_character_or_one_emoji_but_not_empty_nor_endless(desk):
    report = await desk.load(
        "recognitions",
        HEADER
        + "2022-01-05T08:00:00Z,ada,ben,!\n"
        + "2022-01-05T08:01:00Z,ada,ben,🙏🏽\n"
        + "2022-01-05T08:02:00Z,ada,ben,   \n"
        + f"2022-01-05T08:03:00Z,ada,ben,{'x' * 2_001}\n"
        + f"2022-01-05T08:04:00Z,ada,ben,{'x' * 2_000}\n"
        + "2022-01-05T08:05:00Z,ada,ben,水漏れを直してくれた\n",
        JOIN,
    )
    assert said(report) == [(4, "message", "TOO_SHORT"), (5, "message", "TOO_LONG")]
    assert [message for _, _, message in await desk.thanks()] == ["!", "🙏🏽", "x" * 2_000, "水漏れを直してくれた"]


async def test_no_pace_holds_back_history_and_who_gave_nothing_else_had_their_back(desk):
    lines = "".join(f"2022-01-05T08:00:00Z,ada,ben,again and again {number}\n" for number in range(120))
    report = await desk.load("recognitions", HEADER + lines, JOIN)
    assert report.created == 120
    async with desk.database.read() as session:
        assert {tuple(row.behaviours) for row in await session.rows(store.everything())} == {("had_my_back",)}


@pytest.mark.parametrize(
    ("instant", "word"),
    [
        ("2022-01-05T08:00:00", "zone"),
        ("2022-01-05", "zone"),
        ("2026-11-20T09:00:01Z", "future"),
        ("1969-12-31T23:59:59Z", "1970"),
        ("0001-01-01T00:00:00+14:00", "instant"),
        ("yesterday", "instant"),
        ("", "Nothing"),
    ],
)
async def test_an_instant_that_is_none_is_refused_with_what_to_write(desk, instant, word):
    report = await desk.load("recognitions", HEADER + f"{instant},ada,ben,thank you\n", JOIN)
    assert [each.line for each in report.refusals] == [2]
    assert report.refusals[0].column == "givenAt"
    assert word in report.refusals[0].reason
    assert await desk.thanks() == []


async def test_unknown_people_are_refused_unless_they_may_join(desk):
    content = HEADER + "2022-01-05T08:00:00Z,Ada,ben,thank you\n2022-01-05T08:00:00Z,Ada,cem,thank you\n"
    report = await desk.load("recognitions", content)
    assert said(report) == [(2, "giver", "NOT_FOUND"), (3, "giver", "NOT_FOUND")]
    assert report.refusals[0].value == "Ada"
    assert report.refused == 1
    assert await desk.people() == {}

    options = Options(unknown_people=UnknownPeople.JOIN, team="Allotment Friends")
    assert (await desk.load("recognitions", content, options)).people_joined == 3
    assert await desk.people() == {"Ada": "Ada", "ben": "ben", "cem": "cem"}
    [team] = await desk.teams()
    assert (team.name, team.external_id) == ("Allotment Friends", "allotment-friends")
    async with desk.database.read() as session:
        row = await session.row(store.everything())
        assert row is not None
        assert row.giver_team_id == team.id
        assert {each.team_id for each in await store.recipients_of(session, [row.id])} == {team.id}


async def test_unknown_people_join_a_team_that_is_there_under_its_external_id(desk):
    await desk.load("teams", "externalId,name\nt-1,Gardeners\n")
    content = HEADER + "2022-01-05T08:00:00Z,ada,ben,thank you\n"
    await desk.load("recognitions", content, Options(unknown_people=UnknownPeople.JOIN, team="t-1"))
    assert [team.name for team in await desk.teams()] == ["Gardeners"]


async def test_a_team_without_people_who_join_is_a_misunderstanding():
    with pytest.raises(Refused, match="--unknown-people join"):
        Options(team="Gardeners")


async def test_what_another_line_said_is_kept_once_and_told(desk):
    line = "2022-01-05T08:00:00Z,ada,ben,thank you\n"
    report = await desk.load("recognitions", HEADER + line + line + line.replace("ben", "BEN"), JOIN)
    assert said(report) == [(3, "recipients", "DUPLICATE"), (4, "recipients", "DUPLICATE")]
    assert (report.created, report.partly, report.lines_refused, report.duplicates) == (1, 0, 0, 2)
    assert await desk.thanks() == [("ada", ["ben"], "thank you")]


async def test_behaviours_and_visibilities_that_nobody_knows_are_refused_and_the_rest_of_the_file_is_kept(desk):
    report = await desk.load(
        "recognitions",
        "givenAt,giver,recipients,message,behaviours,visibility\n"
        "2022-01-05T08:00:00Z,ada,ben,thank you,was_fast,\n"
        "2022-01-05T08:01:00Z,ada,ben,thank you,,SECRET\n"
        "2022-01-05T08:02:00Z,ada,ben,thank you,,\n"
        "2022-01-05T08:03:00Z,ada,,thank you,,\n"
        "2022-01-05T08:04:00Z,,ben,thank you,,\n",
        JOIN,
    )
    assert said(report) == [
        (2, "behaviours", "UNKNOWN_BEHAVIOUR"),
        (3, "visibility", "INVALID"),
        (5, "recipients", "INVALID"),
        (6, "giver", "TOO_SHORT"),
    ]
    assert report.created == 1


async def test_one_external_id_cannot_say_two_things(desk):
    report = await desk.load(
        "recognitions",
        "externalId,givenAt,giver,recipients,message\n"
        "k-1,2022-01-05T08:00:00Z,ada,ben,thank you\n"
        "k-1,2022-01-05T08:00:00Z,ada,cem,thank you\n"
        "k-1,2022-01-06T08:00:00Z,ada,cem,something else\n",
        JOIN,
    )
    assert said(report) == [(4, "externalId", "CONFLICT")]
    assert await desk.thanks() == [("ada", ["ben", "cem"], "thank you")]


async def test_a_second_run_doubles_nothing_and_says_who_could_not_be_added(desk):
    first = HEADER + "2022-01-05T08:00:00Z,ada,ben,thank you\n"
    assert (await desk.load("recognitions", first, JOIN)).created == 1
    again = await desk.load("recognitions", first, JOIN)
    assert (again.created, again.unchanged, again.recipients, again.refusals) == (0, 1, 0, [])
    more = await desk.load("recognitions", first + "2022-01-05T08:00:00Z,ada,cem,thank you\n", JOIN)
    assert said(more) == [(3, "recipients", "CONFLICT")]
    assert (more.created, more.unchanged) == (0, 1)
    assert await desk.thanks() == [("ada", ["ben"], "thank you")]


async def test_thanks_count_for_the_teams_of_their_instant(desk, database: Database):
    async def then(tx):
        await people.put_team(tx, TeamDraft(external_id="house", name="House"))
        for team in ("old", "new"):
            await people.put_team(tx, TeamDraft(external_id=team, name=team, parent="house"))
        since = datetime(2022, 1, 1, tzinfo=UTC)
        await people.put_person(tx, PersonDraft(user_name="ada", display_name="Ada", team="old", team_since=since))
        await people.put_person(tx, PersonDraft(user_name="ben", display_name="Ben", team="new", team_since=since))
        await people.move(tx, "ada", "new", at=datetime(2022, 3, 1, tzinfo=UTC))
        await people.deactivate(tx, "ben", at=datetime(2022, 4, 1, tzinfo=UTC))

    await database.transact(then)
    report = await desk.load(
        "recognitions",
        HEADER
        + "2021-12-31T00:00:00Z,ada,ben,before both\n"
        + "2022-02-01T00:00:00Z,ada,ben,before the move\n"
        + "2022-03-01T00:00:00Z,ada,ben,at the move\n"
        + "2022-05-01T00:00:00Z,ada,ben,after he left\n",
    )
    assert report.refusals == []
    name = {team.id: team.external_id for team in await desk.teams()} | {None: None}
    async with database.read() as session:
        rows = await session.rows(store.everything().order_by(tables.recognition.c.id))
        to = {row.recognition_id: row.team_id for row in await store.recipients_of(session, [row.id for row in rows])}
        involved = [{name[team] for team in await store.teams_involved(session, row.id)} for row in rows]
    assert [(name[row.giver_team_id], name[to[row.id]]) for row in rows] == [
        (None, None), ("old", "new"), ("new", "new"), ("new", None),
    ]  # fmt: skip
    assert involved == [set(), {"old", "new", "house"}, {"new", "house"}, {"new", "house"}]


async def test_history_is_news_to_nobody_unless_it_is_announced(desk, database: Database):
    content = HEADER + "2022-01-05T08:00:00Z,ada,ben,thank you\n"
    await desk.load("recognitions", content, JOIN)
    async with database.read() as session:
        assert await outbox.after(session, outbox.START, limit=10) == []
    loud = Options(unknown_people=UnknownPeople.JOIN, announce=True)
    await desk.load("recognitions", content.replace("ben", "cem"), loud)
    async with database.read() as session:
        assert [row.type for row in await outbox.after(session, outbox.START, limit=10)] == ["person.joined"]
    await desk.load("recognitions", content.replace("08:00", "08:30"), loud)
    async with database.read() as session:
        types = [row.type for row in await outbox.after(session, outbox.START, limit=10)]
    assert types == ["person.joined", "recognition.given"]


async def test_a_dry_run_tells_the_truth_and_writes_nothing(desk, database: Database):
    content = shaped_like_the_real_one(400)
    options = Options(mapping=read_mapping(MAPPING), unknown_people=UnknownPeople.JOIN, dry_run=True)
    dry = await desk.load("recognitions", content, options)
    assert dry.dry_run
    assert dry.sentences()[-1] == "This was a dry run: nothing was written."
    assert await desk.people() == {}
    assert await desk.teams() == []
    async with database.read() as session:
        assert await store.total(session) == (0, 0)
    real = await desk.load("recognitions", content, Options(mapping=options.mapping, unknown_people=UnknownPeople.JOIN))
    assert (dry.created, dry.recipients, dry.people_joined, dry.refusals) == (
        real.created, real.recipients, real.people_joined, real.refusals,
    )  # fmt: skip


def shaped_like_the_real_one(acts: int) -> str:
    """Foreign columns, one line a recipient, acts torn apart, bursts, self-praise, one-word and emoji messages."""
    chance = random.Random(acts)
    told = [
        "for the lift home", "for reading it twice", "👏", "ok", "für die ruhige Hand", "por quedarse hasta el final",
        'for x, y and "z"', "for two lines\nof help", "水やりありがとう", "for the soup 🍲 and the company",
    ]  # fmt: skip
    rows: list[tuple[str, str, str, str]] = []
    at = datetime(2021, 7, 11, 22, tzinfo=UTC)
    for number in range(acts):
        at += timedelta(seconds=chance.choice([0, 0, 1, 40_000]))
        giver = f"p{chance.randrange(40):04d}"
        to = [f"p{each:04d}" for each in chance.sample(range(60), chance.choice([1, 1, 1, 2, 5]))]
        if number % 20 == 0:
            to = [giver]
        elif number % 15 == 0:
            to.append(giver)
        instant = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        message = f"{chance.choice(told)} {number}" if number % 3 else told[number % len(told)]
        rows += [(instant, giver, each, message) for each in dict.fromkeys(to)]
    chance.shuffle(rows)
    out = Lines()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("given_at", "giver", "recipient", "message"))
    writer.writerows(rows)
    return "".join(out)


class Lines(list[str]):
    """What csv writes to."""

    def write(self, text: str) -> None:
        self.append(text)


async def test_a_dirty_file_comes_in_whole_and_after_a_crash_the_second_run_does_the_rest(desk, database: Database):
    content = shaped_like_the_real_one(1_300)
    rows = list(csv.DictReader(content.splitlines(keepends=True)))
    acts: dict[tuple[str, str, str], set[str]] = {}
    for row in rows:
        acts.setdefault((row["given_at"], row["giver"], row["message"]), set()).add(row["recipient"])
    alone = [key for key, to in acts.items() if to == {key[1]}]
    among = [key for key, to in acts.items() if key[1] in to and len(to) > 1]
    wanted = (len(acts) - len(alone), sum(len(to - {key[1]}) for key, to in acts.items()))
    assert alone
    assert among

    path = desk.file("praise.csv", content)
    options = Options(mapping=read_mapping(MAPPING), unknown_people=UnknownPeople.JOIN)

    class PowerCut(Exception):
        pass

    def cut(done: int, total: int) -> None:
        assert 0 < done < total == len(rows)
        raise PowerCut

    with pytest.raises(PowerCut):
        await import_recognitions(database, path, options, cut)
    async with database.read() as session:
        kept, _ = await store.total(session)
    assert 0 < kept < wanted[0]

    report = await import_recognitions(database, path, options)
    async with database.read() as session:
        assert await store.total(session) == wanted
    assert (report.unchanged, report.created) == (kept, wanted[0] - kept)
    assert (report.refused, report.partly, report.lines_refused) == (len(alone), len(among), len(alone) + len(among))
    assert {each.code for each in report.refusals} == {"SELF_RECOGNITION"}

    third = await import_recognitions(database, path, options)
    assert (third.created, third.unchanged, third.refusals) == (0, wanted[0], report.refusals)
    async with database.read() as session:
        assert await store.total(session) == wanted
        assert await people_store.count_people(session) == len(await desk.people())


async def test_the_report_is_a_file_of_lines_columns_codes_and_reasons_without_a_word_of_the_messages(desk, tmp_path):
    report = await desk.load(
        "recognitions",
        "given_at,giver,recipient,message\n"
        "2022-01-05T08:00:00Z,ada,ada,unmistakable\n"
        f"2022-01-05T08:00:00Z,ada,ben,{'unmistakable' * 200}\n"
        "2022-01-05T08:00:00Z,unmistakable,ada,ben\n"
        "2022-01-05T08:00:00Z,ada,unmistakable\n",
        Options(mapping=read_mapping(MAPPING)),
    )
    report.write(tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_text()
    assert "unmistakable" not in text
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["line", "column", "code", "reason"]
    assert [row[:3] for row in rows[1:]] == [
        ["2", "recipient", "SELF_RECOGNITION"],
        ["3", "message", "TOO_LONG"],
        ["4", "giver", "NOT_FOUND"],
        ["5", "", "INVALID"],
    ]


async def test_a_mapping_can_rename_set_and_separate(desk, tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[columns]\ngivenAt = "Wann"\ngiver = "Von"\nrecipients = "An"\nmessage = "Wofür"\n'
        '[constants]\nvisibility = "PEOPLE"\nbehaviours = "owned_it"\n'
        '[separators]\ncells = ";"\nrecipients = " + "\n',
        encoding="utf-8",
    )
    options = Options(mapping=read_mapping(mapping), unknown_people=UnknownPeople.JOIN)
    report = await desk.load(
        "recognitions", "Wann;Von;An;Wofür;Note\n2022-01-05T08:00:00Z;ada;ben + cem;danke, ihr;1\n", options
    )
    assert await desk.thanks() == [("ada", ["ben", "cem"], "danke, ihr")]
    assert report.notes == ["Ignored columns: Note."]
    async with desk.database.read() as session:
        row = await session.row(store.everything())
    assert row is not None
    assert (row.visibility, row.behaviours) == ("PEOPLE", ["owned_it"])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[columns", "no TOML"),
        ('[colums]\ngiver = "x"', "'colums'"),
        ("[columns]\ngiver = 3", "'columns'"),
        ("columns = 3", "'columns'"),
    ],
)
def test_a_mapping_that_is_none_is_refused_with_its_place(tmp_path, text, word):
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(Refused, match=word):
        read_mapping(path)


@pytest.mark.parametrize(
    ("mapping", "word"),
    [
        (ColumnMapping(columns={"from": "giver"}), "'from'"),
        (ColumnMapping(columns={"behaviours": "tags"}), "lacks tags"),
        (ColumnMapping(columns={"giver": "giver"}, constants={"giver": "ada"}), "both"),
        (ColumnMapping(separators={"message": ";"}), "'message'"),
        (ColumnMapping(separators={"cells": "::"}), "'cells'"),
    ],
)
async def test_a_mapping_that_does_not_fit_the_file_is_refused_as_a_whole(desk, mapping, word):
    with pytest.raises(Refused, match=word):
        await desk.load("recognitions", HEADER + "2022-01-05T08:00:00Z,ada,ben,hi\n", Options(mapping=mapping))
