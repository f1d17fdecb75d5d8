"""Everything that is stored about somebody, for them; and of others no more than they may see anyway."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from conftest import Api, Clock, Company
from had_your_back.database import Database
from had_your_back.exports import Form
from had_your_back.privacy import own
from had_your_back.recognitions import actions as recognitions
from privacy.living import lived
from recognitions.acting import LIMITS, actor

EXPORT = "{ viewer { export } }"


async def test_everything_about_oneself_is_told_and_nothing_of_others_that_one_may_not_see(
    database: Database, company: Company, api: Api, clock: Clock, tmp_path: Path
) -> None:
    life = await lived(database, company, clock)
    about_them = recognitions.Decision(subject=life.alone, hide=True, reason="A word for moderators")
    for who in ("mod", "cyd"):
        if who == "cyd":
            await database.transact(
                recognitions.report, actor(company, "cyd"), life.given, "A secret reason", limits=LIMITS
            )
        else:
            await database.transact(
                recognitions.report, actor(company, "dee"), life.alone, "Another secret reason", limits=LIMITS
            )
            await database.transact(recognitions.moderate, actor(company, "mod"), about_them, limits=LIMITS)

    told: dict[str, Any] = (await api(EXPORT, "zeb.quill"))["viewer"]["export"]
    assert list(told) == list(own.SECTIONS)
    assert (told["profile"]["email"], told["profile"]["manager"]) == ("zeb@birds.example", "mia")
    assert [each["team"] for each in told["memberships"]] == ["kestrel"]
    assert told["leads"] == [{"team": "kestrel"}]
    assert [(each["id"], each["message"], each["recipients"]) for each in told["recognitionsGiven"]] == [
        (life.given, "You held the ladder in the storm", ["bob"])
    ]
    received = {each["id"]: each for each in told["recognitionsReceived"]}
    assert set(received) == {life.alone, life.shared}
    assert received[life.shared]["recipients"] == ["zeb.quill", "bob"]
    assert (received[life.alone]["state"], received[life.alone]["message"]) == ("HIDDEN", None), "hidden from them too"
    assert [each["text"] for each in told["comments"]] == ["A comment about the ladder in the storm"]
    assert [(each["author"], each["text"]) for each in told["commentsReceived"]] == [("cyd", "Well said, Zebediah!")]
    assert [each["recognition"] for each in told["reactions"]] == [life.elsewhere]
    assert [each["recognition"] for each in told["endorsements"]] == [life.elsewhere]
    assert [each["reason"] for each in told["reports"]] == ["This comment is about feathers, I report it"]
    assert {each["id"] for each in told["commitments"]} == {life.promise, life.closed}
    steps = [(each["act"], each["actor"]) for each in told["commitmentSteps"] if each["commitment"] == life.closed]
    assert steps == [("REQUEST", "zeb.quill"), ("DECLINE", "cyd")]
    assert [(each["name"], "hash" in each) for each in told["tokens"]] == [("Telephone of Zeb", False)]
    assert [each["subject"] for each in told["accounts"]] == ["the-subject-of-zeb"]
    assert [(each["familyName"], each["department"]) for each in told["directory"]] == [
        ("Quillfeather", "Nests of Zebediah")
    ]
    assert [(each["act"], each["place"]) for each in told["access"]] == [("person.exported", "127.0.0.1")]
    assert "secret reason" not in json.dumps(told)
    assert "moderators" not in json.dumps(told)

    other = (await api(EXPORT, "dee"))["viewer"]["export"]
    assert other["profile"]["userName"] == "dee"
    assert life.given not in json.dumps(other)
    assert "zeb@birds.example" not in json.dumps(other)

    counts = await own.write(database, life.person, tmp_path / "csv", form=Form.CSV)
    assert counts == {name: len(rows) if isinstance(rows, list) else 1 for name, rows in told.items()}
    for name in own.SECTIONS:
        with (tmp_path / "csv" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == counts[name]
    await own.write(database, life.person, tmp_path / "jsonl", form=Form.JSONL)
    written = (tmp_path / "jsonl" / "recognitionsGiven.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in written] == told["recognitionsGiven"]


async def test_whoever_is_no_person_has_nothing_to_export(api: Api, company: Company) -> None:
    assert await api.codes(EXPORT, "nobody") == ["UNAUTHENTICATED"]
