"""A recognition's life: given, changed, taken back, answered, reported, moderated. On real databases, over GraphQL."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from conftest import Api, Clock, Company
from had_your_back import idempotency
from had_your_back.database import Database
from had_your_back.errors import Refused
from had_your_back.people import actions as people
from had_your_back.recognitions import actions, store, tables
from had_your_back.recognitions.actions import Decision, Limits
from had_your_back.recognitions.rules import PaceLimits, State
from recognitions.acting import LIMITS, actor, draft, give, recounted, the_row, told

CARD = """recognition {
  id message state visibility link editedAt createdAt commentCount endorsementCount viewerHasEndorsed viewerMay
  giver { userName } recipients { userName } team { name } behaviours { key }
  reactions { emoji count viewerHasReacted } comments { nodes { text author { userName } } }
}"""
NO = "userErrors { code message path }"


def mutation(name: str, input_type: str, shown: str = CARD) -> str:
    return f"mutation Do($input: {input_type}!) {{ {name}(input: $input) {{ {shown} {NO} }} }}"


GIVE = mutation("giveRecognition", "GiveRecognitionInput")
EDIT = mutation("editRecognition", "EditRecognitionInput")
WITHDRAW = mutation("withdrawRecognition", "RecognitionIdInput")
ENDORSE = mutation("endorseRecognition", "RecognitionIdInput")
UNENDORSE = mutation("removeEndorsement", "RecognitionIdInput")
REACT = mutation("reactToRecognition", "ReactInput")
UNREACT = mutation("removeReaction", "ReactInput")
COMMENT = mutation("addComment", "AddCommentInput", f"comment {{ id text }} {CARD}")
UNCOMMENT = mutation("deleteComment", "CommentIdInput", f"comment {{ id }} {CARD}")
REPORT = mutation("report", "ReportInput", "recognition { id } comment { id }")
MODERATE = mutation("moderate", "ModerateInput", "recognition { id state message } comment { id }")
UNSEEN = "{ viewer { unseenTeammates { userName } } }"
QUEUE = "{ moderationQueue { nodes { reason recognition { id } comment { text } } } }"


async def do(api: Api, who: str, document: str, **variables: Any) -> dict[str, Any]:
    """What a mutation gives; a refusal fails the test."""
    (payload,) = (await api(document, who, input=variables)).values()
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload
    return found


async def no(api: Api, who: str, document: str, **variables: Any) -> tuple[str, list[str]]:
    """The code and the path of the one refusal."""
    (payload,) = (await api(document, who, input=variables)).values()
    (error,) = payload["userErrors"]
    assert payload.get("recognition") is None
    assert error["message"]
    return error["code"], error["path"]


def thanks(
    company: Company, *recipients: str, message: str = "Thank you for last night", **more: Any
) -> dict[str, Any]:
    return {
        "recipients": [company[each] for each in recipients],
        "message": message,
        "behaviours": ["had_my_back"],
        **more,
    }


async def test_what_was_given_is_shown_as_it_was_given(api: Api, company: Company) -> None:
    given = thanks(
        company,
        "cyd",
        "bob",
        "cyd",
        message=" You stayed, 👩🏽‍🚒\r\nand said so. ",
        visibility="TEAMS",
        link="https://wiki.example.org/4471",
        behaviours=["owned_it", "had_my_back"],
    )
    shown = (await do(api, "ann", GIVE, **given))["recognition"]

    assert shown == {
        "id": shown["id"],
        "message": "You stayed, 👩🏽‍🚒\nand said so.",
        "state": "ACTIVE",
        "visibility": "TEAMS",
        "link": "https://wiki.example.org/4471",
        "createdAt": "2026-11-20T09:00:00Z",
        "editedAt": None,
        "commentCount": 0,
        "endorsementCount": 0,
        "viewerHasEndorsed": False,
        "viewerMay": ["EDIT", "WITHDRAW", "REACT", "COMMENT"],
        "giver": {"userName": "ann"},
        "recipients": [{"userName": "cyd"}, {"userName": "bob"}],
        "team": None,
        "behaviours": [{"key": "owned_it"}, {"key": "had_my_back"}],
        "reactions": [],
        "comments": {"nodes": []},
    }


async def test_a_whole_team_is_the_people_who_are_in_it_then(api: Api, database: Database, company: Company) -> None:
    shown = (await do(api, "ann", GIVE, **thanks(company, "north")))["recognition"]
    assert shown["team"] == {"name": "North"}
    # Ann is of the team and left out; Old has left; Heron and Kestrel are below North.
    assert sorted(each["userName"] for each in shown["recipients"]) == ["bob", "cyd", "mia"]

    async def reorganised(tx: Any) -> None:
        await people.move(tx, "bob", "swift", at=tx.now)
        await people.deactivate(tx, "mia")

    await database.transact(reorganised)
    again = await api(
        "query($id: ID!) { node(id: $id) { ... on Recognition { recipients { userName } } } }", id=shown["id"]
    )
    assert sorted(each["userName"] for each in again["node"]["recipients"]) == ["bob", "cyd", "mia"]
    later = (await do(api, "ann", GIVE, **thanks(company, "north")))["recognition"]
    assert [each["userName"] for each in later["recipients"]] == ["cyd"]
    assert await no(api, "cyd", GIVE, **thanks(company, "heron")) == ("INVALID", ["input", "recipients", "0"])


async def test_what_cannot_be_given_is_told_with_its_place_and_leaves_nothing_behind(
    api: Api, database: Database, company: Company
) -> None:
    recognition = await give(database, company, "ann", "bob")
    unknown_person, unknown_team = "per_01m7w2y7m0fk9rwxjyv6wd2veb", "team_01m7w2y7m0fk9rwxjyv6wd2veb"
    before = await _everything(database)

    def to(*ids: str) -> dict[str, Any]:
        return {**thanks(company), "recipients": list(ids)}

    place = ["input", "recipients"]
    refused = {
        "nobody": (to(), "INVALID", place),
        "an unknown person": (to(company["bob"], unknown_person), "NOT_FOUND", [*place, "1"]),
        "an unknown team": (to(unknown_team), "NOT_FOUND", [*place, "0"]),
        "no id at all": (to("bob"), "NOT_FOUND", [*place, "0"]),
        "an empty id": (to(""), "NOT_FOUND", [*place, "0"]),
        "what only begins as a team": (to("team_"), "NOT_FOUND", [*place, "0"]),
        "a NUL": (to("\0"), "NOT_FOUND", [*place, "0"]),
        "a NUL after a team": (to("team_\0"), "NOT_FOUND", [*place, "0"]),
        "an id of a recognition": (to(recognition), "NOT_FOUND", [*place, "0"]),
        "somebody who left": (to(company["cyd"], company["old"]), "INACTIVE_PERSON", [*place, "1"]),
        "oneself among others": (to(company["cyd"], company["ann"]), "SELF_RECOGNITION", [*place, "1"]),
        "a team and a person": (to(company["cyd"], company["swift"]), "INVALID", place),
        "51 people": (to(*(f"per_{number}" for number in range(51))), "INVALID", place),
        "100,000 characters": (thanks(company, "bob", message="x" * 100_000), "TOO_LONG", ["input", "message"]),
        "no words": (thanks(company, "bob", message="\u00a0\n\x07"), "TOO_SHORT", ["input", "message"]),
        "an unknown behaviour": (
            thanks(company, "bob", behaviours=["\0"]),
            "UNKNOWN_BEHAVIOUR",
            ["input", "behaviours", "0"],
        ),
        "a link that is none": (thanks(company, "bob", link="javascript:alert(1)"), "INVALID", ["input", "link"]),
        "an empty key": (thanks(company, "bob", idempotencyKey=""), "INVALID", ["input", "idempotencyKey"]),
        "a long key": (thanks(company, "bob", idempotencyKey="x" * 201), "INVALID", ["input", "idempotencyKey"]),
    }
    answers = {name: await no(api, "ann", GIVE, **given) for name, (given, _, _) in refused.items()}

    assert answers == {name: (code, path) for name, (_, code, path) in refused.items()}
    assert await _everything(database) == before


async def _everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    names = await database.run_sync(lambda connection: inspect(connection).get_table_names())
    async with database.read() as session:
        return {name: sorted(map(repr, await session.rows(text(f'SELECT * FROM "{name}"')))) for name in names}


# ----------------------------------------------------------------------------------------------- pace, idempotency keys


async def test_pace_limits_hold_for_a_day_and_say_when_the_next_one_is_welcome(
    database: Database, company: Company, clock: Clock
) -> None:
    limits = Limits(pace=PaceLimits(per_giver=3, per_pair=2), edit_window=timedelta(minutes=15))

    async def try_to_give(*recipients: str) -> str | None:
        try:
            await database.transact(actions.give, actor(company, "ann"), draft(company, recipients), limits=limits)
        except Refused as refused:
            return f"{refused.code} {'.'.join(refused.path)}: {refused.message}"
        return None

    assert await try_to_give("bob") is None
    clock.advance(timedelta(hours=1, seconds=30))
    assert await try_to_give("bob", "dee") is None
    clock.advance(timedelta(hours=1))
    assert await try_to_give("cyd", "cyd", "bob") == (
        "PACE_LIMIT recipients.2: That makes 2 thanks to Bob Example in a day. "
        "The next one can go out from 2026-11-21 09:00 UTC."
    )
    assert await try_to_give("kestrel") is not None
    assert await try_to_give("cyd") is None
    assert await try_to_give("eve") == (
        "PACE_LIMIT : That makes 3 thanks in a day. The next one can go out from 2026-11-21 09:00 UTC."
    )
    withdrawn = (await _ids(database))[0]
    await database.transact(actions.withdraw, actor(company, "ann"), withdrawn, limits=limits)
    assert await try_to_give("eve") is not None  # taking one back does not make room
    clock.now = clock.now.replace(day=21, hour=9, minute=0, second=0)
    assert await try_to_give("bob") is None
    assert await try_to_give("eve") == (
        "PACE_LIMIT : That makes 3 thanks in a day. The next one can go out from 2026-11-21 10:01 UTC."
    )


async def _ids(database: Database) -> list[str]:
    async with database.read() as session:
        return [row.id for row in await session.rows(select(tables.recognition.c.id).order_by(tables.recognition.c.id))]


async def test_two_at_once_cannot_both_pass_under_a_pace_limit(database: Database, company: Company) -> None:
    limits = Limits(pace=PaceLimits(per_giver=100, per_pair=3), edit_window=timedelta(minutes=15))

    async def one() -> bool:
        try:
            await database.transact(actions.give, actor(company, "ann"), draft(company, ["bob"]), limits=limits)
        except Refused:
            return False
        return True

    assert sum(await asyncio.gather(*(one() for _ in range(10)))) == 3
    assert len(await _ids(database)) == len(await told(database)) == 3


async def test_the_same_key_gives_the_first_result_for_24_hours(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    given = thanks(company, "bob", idempotencyKey="k\0ey")
    first = (await do(api, "ann", GIVE, **given))["recognition"]["id"]
    clock.advance(timedelta(hours=23, minutes=59))

    assert (await do(api, "ann", GIVE, **given))["recognition"]["id"] == first
    assert await no(api, "ann", GIVE, **{**given, "message": "Something else"}) == (
        "CONFLICT",
        ["input", "idempotencyKey"],
    )
    assert await no(api, "ann", GIVE, **{**given, "visibility": "PEOPLE"}) == ("CONFLICT", ["input", "idempotencyKey"])
    assert (await do(api, "cyd", GIVE, **given))["recognition"]["id"] != first  # another person, another key
    said = {"recognition": first, "text": "Yes", "idempotencyKey": "k\0ey"}  # another operation, another key
    comments = [(await do(api, "ann", COMMENT, **said))["comment"]["id"] for _ in range(2)]
    assert comments[0] == comments[1]
    clock.advance(timedelta(minutes=1))
    second = (await do(api, "ann", GIVE, **given))["recognition"]["id"]
    assert second != first
    assert (await do(api, "ann", GIVE, **given))["recognition"]["id"] == second
    assert (await the_row(database, first)).comment_count == 1
    assert await database.transact(idempotency.forget) == 0
    clock.advance(timedelta(hours=24))
    assert await database.transact(idempotency.forget) == 3


async def test_the_same_key_at_the_same_time_gives_once_even_at_the_pace_limit(
    database: Database, company: Company
) -> None:
    limits = Limits(pace=PaceLimits(per_giver=1, per_pair=1), edit_window=timedelta(minutes=15))
    wanted = draft(company, ["bob"])

    async def one() -> str:
        return await database.transact(actions.give, actor(company, "ann"), wanted, limits=limits, idempotency_key="k")

    assert set(await asyncio.gather(*(one() for _ in range(8)))) == set(await _ids(database))
    assert len(await _ids(database)) == len(await told(database)) == 1
    recognition = (await _ids(database))[0]

    async def comment() -> str:
        who = actor(company, "cyd")
        return await database.transact(actions.add_comment, who, recognition, "Yes", limits=limits, idempotency_key="k")

    assert len(set(await asyncio.gather(*(comment() for _ in range(8))))) == 1
    assert (await the_row(database, recognition)).comment_count == 1


# ------------------------------------------------------------------------------------------------------ edit, withdraw


async def test_the_giver_changes_the_words_for_15_minutes(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    given = await give(database, company, "ann", "bob", message="Tank you")
    clock.advance(timedelta(minutes=15))
    shown = (await do(api, "ann", EDIT, id=given, message=" Thank you "))["recognition"]
    assert (shown["message"], shown["editedAt"]) == ("Thank you", "2026-11-20T09:15:00Z")
    # The same words again are no change and no news.
    clock.advance(timedelta(milliseconds=-1))
    assert (await do(api, "ann", EDIT, id=given, message="Thank you"))["recognition"]["editedAt"] == shown["editedAt"]
    assert [event.type for event in await told(database)] == ["recognition.given", "recognition.edited"]

    assert await no(api, "ann", EDIT, id=given, message="x") == ("TOO_SHORT", ["input", "message"])
    assert await no(api, "ann", EDIT, id=given, message="x" * 100_000) == ("TOO_LONG", ["input", "message"])
    assert await no(api, "bob", EDIT, id=given, message="For me") == ("NOT_ALLOWED", ["input", "id"])
    assert await no(api, "ann", EDIT, id=company["bob"], message="Hello") == ("NOT_FOUND", ["input", "id"])
    clock.advance(timedelta(milliseconds=2))
    assert await no(api, "ann", EDIT, id=given, message="Late") == ("EDIT_WINDOW_OVER", ["input", "id"])
    assert (await the_row(database, given)).message == "Thank you"


async def test_what_is_withdrawn_is_gone_from_every_table_and_every_index(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    secret = "zephyrine"
    given = await give(database, company, "ann", "bob", message=f"Dear {secret}", link=f"https://{secret}.org")
    await do(api, "ann", EDIT, id=given, message=f"Dear {secret}, again")
    await do(api, "dee", ENDORSE, id=given)
    await do(api, "dee", COMMENT, recognition=given, text="Indeed")
    await do(api, "cyd", REPORT, id=given, reason="Too much")
    clock.advance(timedelta(days=400))  # it can be taken back at any time

    assert await no(api, "bob", WITHDRAW, id=given) == ("NOT_ALLOWED", ["input", "id"])
    for _ in range(2):
        shown = (await do(api, "ann", WITHDRAW, id=given))["recognition"]
        assert (shown["message"], shown["link"], shown["state"]) == (None, None, "WITHDRAWN")
        assert (shown["viewerMay"], shown["comments"]["nodes"]) == ([], [])
    assert [event.type for event in await told(database)].count("recognition.withdrawn") == 1
    while await database.transact(store.forget_words):
        pass
    assert secret[1:] not in str(await _everything(database))
    assert (await api(QUEUE, "mod"))["moderationQueue"]["nodes"] == []
    for document, more in (
        (EDIT, {"message": "Back"}),
        (ENDORSE, {}),
        (REACT, {"emoji": "👏"}),
        (REPORT, {"reason": "Still"}),
    ):
        assert await no(api, "cyd", document, id=given, **more) == ("NOT_ALLOWED", ["input", "id"])
    assert await no(api, "dee", COMMENT, recognition=given, text="Hm") == ("NOT_ALLOWED", ["input", "recognition"])


# ------------------------------------------------------------------------------------ reactions, comments, endorsements


async def test_the_same_emoji_typed_in_another_way_is_the_same_reaction(
    api: Api, database: Database, company: Company
) -> None:
    given = await give(database, company, "ann", "bob")
    for emoji in ("❤", "❤️", "❤\ufe0e", " ❤️ ", "🏳\u200d🌈", "🏳️\u200d🌈", "👩🏽\u200d🚒", "1⃣", "1️⃣", "🇩🇪"):
        await do(api, "cyd", REACT, id=given, emoji=emoji)
    shown = (await do(api, "dee", REACT, id=given, emoji="❤"))["recognition"]["reactions"]

    assert shown[0] == {"emoji": "❤️", "count": 2, "viewerHasReacted": True}
    assert {each["emoji"]: each["count"] for each in shown[1:]} == {"🏳️\u200d🌈": 1, "👩🏽\u200d🚒": 1, "1️⃣": 1, "🇩🇪": 1}
    for emoji in ("", "x", "ok", "👏👏", "👏 👏", ":clap:", "1", "©x", "🏽", "\0", "x" * 100_000, "❤️" * 40_000):
        assert await no(api, "cyd", REACT, id=given, emoji=emoji) == ("INVALID", ["input", "emoji"]), emoji[:9]
    for emoji in ("❤\ufe0e", "❤️"):  # the second time nothing is left to take back
        await do(api, "dee", UNREACT, id=given, emoji=emoji)
    assert (await the_row(database, given)).reaction_counts["❤️"] == 1
    assert await recounted(database, given) == (0, 0, (await the_row(database, given)).reaction_counts)
    assert len(await told(database)) == 1


async def test_a_comment_is_shown_and_its_author_deletes_it(api: Api, database: Database, company: Company) -> None:
    given = await give(database, company, "ann", "bob")
    said = (await do(api, "cyd", COMMENT, recognition=given, text=" I saw it\n "))["comment"]
    assert said["text"] == "I saw it"
    await do(api, "bob", COMMENT, recognition=given, text="Anytime")
    await do(api, "ann", REPORT, id=said["id"], reason="Hm, no")

    assert await no(api, "cyd", COMMENT, recognition=given, text=" ") == ("TOO_SHORT", ["input", "text"])
    assert await no(api, "cyd", COMMENT, recognition=given, text="x" * 2_001) == ("TOO_LONG", ["input", "text"])
    assert await no(api, "cyd", COMMENT, recognition=said["id"], text="x") == ("NOT_FOUND", ["input", "recognition"])
    assert await no(api, "ann", UNCOMMENT, id=said["id"]) == ("NOT_ALLOWED", ["input", "id"])
    assert await no(api, "ann", UNCOMMENT, id=given) == ("NOT_FOUND", ["input", "id"])
    assert await no(api, "cyd", REPORT, id=said["id"], reason="Mine") == ("NOT_ALLOWED", ["input", "id"])
    shown = (await do(api, "cyd", UNCOMMENT, id=said["id"]))["recognition"]
    assert shown["comments"]["nodes"] == [{"text": "Anytime", "author": {"userName": "bob"}}]
    assert shown["commentCount"] == 1
    assert await no(api, "cyd", UNCOMMENT, id=said["id"]) == ("NOT_FOUND", ["input", "id"])
    assert "I saw it" not in str(await _everything(database))
    assert (await api(QUEUE, "mod"))["moderationQueue"]["nodes"] == []
    assert not (await the_row(database, given)).reported


async def test_who_was_there_says_so_once(api: Api, database: Database, company: Company) -> None:
    given = await give(database, company, "ann", "bob")
    for _ in range(2):
        shown = (await do(api, "cyd", ENDORSE, id=given))["recognition"]
        assert (shown["endorsementCount"], shown["viewerHasEndorsed"]) == (1, True)
    for who in ("ann", "bob"):
        assert await no(api, who, ENDORSE, id=given) == ("NOT_ALLOWED", ["input", "id"])
    for _ in range(2):
        assert (await do(api, "cyd", UNENDORSE, id=given))["recognition"]["endorsementCount"] == 0


# --------------------------------------------------------------------------------------------------------- moderation


async def test_a_moderator_hides_what_was_reported_and_shows_it_again(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    given = await give(database, company, "ann", "bob")
    for _ in range(2):
        await do(api, "cyd", REPORT, id=given, reason="It is about money")
    clock.advance(timedelta(milliseconds=1))
    await do(api, "dee", REPORT, id=given, reason="I agree")
    assert [item["reason"] for item in (await api(QUEUE, "mod"))["moderationQueue"]["nodes"]] == [
        "It is about money",
        "I agree",
    ]
    assert (await no(api, "ann", REPORT, id=given, reason="Mine"))[0] == "NOT_ALLOWED"
    assert await no(api, "cyd", REPORT, id=given, reason="x") == ("TOO_SHORT", ["input", "reason"])
    assert await no(api, "cyd", REPORT, id=company["bob"], reason="Him") == ("NOT_FOUND", ["input", "id"])
    assert await api.codes(MODERATE, "ann", input={"id": given, "hide": True, "reason": "Mine"}) == ["FORBIDDEN"]

    for hide in (True, True, False, False, True):
        shown = (await do(api, "mod", MODERATE, id=given, hide=hide, reason="It is"))["recognition"]
        assert shown == {
            "id": given,
            "state": "HIDDEN" if hide else "ACTIVE",
            "message": None if hide else "Thank you for last night",
        }
    assert (await api(QUEUE, "mod"))["moderationQueue"]["nodes"] == []
    kinds = [event.type.removeprefix("recognition.") for event in await told(database)]
    assert kinds == ["given", "hidden", "unhidden", "hidden"]
    assert (await no(api, "ann", EDIT, id=given, message="Hello"))[0] == "NOT_ALLOWED"
    listed = await api("{ recognitions { totalCount nodes { id } } }", "ann")
    assert listed["recognitions"] == {"totalCount": 0, "nodes": []}


async def test_a_moderator_hides_a_comment_and_never_their_own(api: Api, database: Database, company: Company) -> None:
    given = await give(database, company, "ann", "bob")
    said = (await do(api, "cyd", COMMENT, recognition=given, text="Rude"))["comment"]["id"]
    own = (await do(api, "mod", COMMENT, recognition=given, text="Calm down"))["comment"]["id"]
    await do(api, "bob", REPORT, id=said, reason="Rude")
    await do(api, "bob", REPORT, id=own, reason="Boring")

    queue = (await api(QUEUE, "mod"))["moderationQueue"]["nodes"]
    assert queue == [{"reason": "Rude", "recognition": {"id": given}, "comment": {"text": "Rude"}}]
    for hide, count in ((True, 1), (True, 1), (False, 2), (True, 1)):
        await do(api, "mod", MODERATE, id=said, hide=hide, reason="Rude indeed")
        assert (await the_row(database, given)).comment_count == count
    assert (await no(api, "mod", MODERATE, id=own, hide=True, reason="Mine"))[0] == "NOT_ALLOWED"
    assert (await no(api, "bob", REPORT, id=said, reason="Again"))[0] == "NOT_FOUND"
    assert (await the_row(database, given)).reported  # the other one still waits

    involved = await give(database, company, "ann", "mod")
    refused = await no(api, "mod", MODERATE, id=involved, hide=True, reason="It is about me")
    assert refused == ("NOT_ALLOWED", ["input", "id"])


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_an_action_that_fails_late_leaves_nothing_half_done(database: Database, company: Company) -> None:
    before = await _everything(database)
    database.committed.clear()

    async def give_and_fail(tx: Any) -> None:
        await actions.give(tx, actor(company, "ann"), draft(company, ["bob"]), limits=LIMITS, idempotency_key="k")
        await tx.rows(text("SELECT * FROM no_such_table"))

    with pytest.raises(Exception, match="no_such_table"):
        await database.transact(give_and_fail)
    assert await _everything(database) == before
    assert not database.committed.is_set()
    decision = Decision(subject=await give(database, company, "ann", "bob"), hide=True, reason="As it is")
    await database.transact(actions.moderate, actor(company, "mod"), decision, limits=LIMITS)
    assert (await the_row(database, decision.subject)).state == State.HIDDEN


async def test_a_teammate_whose_thanks_were_withdrawn_is_one_to_think_of_again(api: Api, company: Company) -> None:
    async def unseen() -> list[str]:
        return [each["userName"] for each in (await api(UNSEEN, "ann"))["viewer"]["unseenTeammates"]]

    assert "bob" in await unseen()
    given = await do(api, "ann", GIVE, **thanks(company, "bob"))
    assert "bob" not in await unseen()
    await do(api, "ann", WITHDRAW, id=given["recognition"]["id"])
    assert "bob" in await unseen()
