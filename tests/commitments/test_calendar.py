"""A person's commitments in their calendar: one secret address, and what Google, Outlook and Apple read there."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pydantic import SecretStr

from conftest import NOW, Api, Clock, Company
from graph.test_statements import statements
from had_your_back.app import create
from had_your_back.commitments import actions, formats
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.formats import Entry, Feed, summary, written
from had_your_back.commitments.transitions import Commitment, Reason, Side, State
from had_your_back.database import Database
from had_your_back.http import feeds
from had_your_back.people import actions as people
from had_your_back.people.actions import PersonDraft, TokenDraft
from had_your_back.settings import Settings
from had_your_back.texts import clean
from permissions.cast import WHATEVER_THE_ENGINE

ASK = """mutation($i: RequestCommitmentInput!) { requestCommitment(input: $i) {
  commitment { id version } userErrors { code message } } }"""
ACT = """mutation($i: ActOnCommitmentInput!) { actOnCommitment(input: $i) {
  commitment { id version state } userErrors { code message } } }"""
URL = "{ viewer { calendarUrl } }"
RENEW = "mutation { renewCalendarUrl { viewer { calendarUrl } userErrors { code } } }"


class People:
    """What the people of these stories do."""

    def __init__(self, api: Api, company: Company, clock: Clock) -> None:
        self.api, self.company, self.clock = api, company, clock

    async def ask(self, who: str, of: str, title: str = "Send the figures", **more: Any) -> dict[str, Any]:
        due = (self.clock.now + timedelta(days=7)).isoformat()
        wanted = {"of": self.company[of], "title": title, "dueAt": due, **more}
        answer = (await self.api(ASK, who, i=wanted))["requestCommitment"]
        assert answer["userErrors"] == []
        return dict(answer["commitment"])

    async def act(self, who: str, it: dict[str, Any], **act: Any) -> dict[str, Any]:
        answer = (await self.api(ACT, who, i={"id": it["id"], "version": it["version"], "act": act}))["actOnCommitment"]
        assert answer["userErrors"] == []
        return dict(answer["commitment"])

    async def promise(self, customer: str, performer: str, title: str = "Send the figures", **more: Any) -> Any:
        return await self.act(performer, await self.ask(customer, performer, title, **more), accept={})

    async def url(self, who: str) -> str:
        return str((await self.api(URL, who))["viewer"]["calendarUrl"])

    async def feed(self, who: str, **headers: str) -> httpx.Response:
        return await self.api.client.get(await self.url(who), headers=headers)

    async def events(self, who: str) -> list[Any]:
        answer = await self.feed(who)
        assert answer.status_code == 200
        return list(Calendar.from_ical(answer.content).walk("VEVENT"))

    async def summaries(self, who: str) -> list[str]:
        return [str(event["SUMMARY"]) for event in await self.events(who)]


@pytest.fixture
def crew(api: Api, company: Company, clock: Clock) -> People:
    return People(api, company, clock)


# ---------------------------------------------------------------------------------------------------------- the story


async def test_both_people_find_a_promise_in_their_calendars_until_it_is_kept(crew: People, clock: Clock) -> None:
    it = await crew.ask("ann", "dee", conditions="As a table, by team.")
    assert (await crew.summaries("ann"), await crew.summaries("dee")) == ([], [])  # a question is no promise

    it = await crew.act("dee", it, accept={})
    (mine,), (theirs,) = await crew.events("dee"), await crew.events("ann")
    due = NOW + timedelta(days=7)
    assert mine["SUMMARY"] == "Promised to Ann Example: Send the figures"
    assert theirs["SUMMARY"] == "Dee Example promised you: Send the figures"
    assert (mine["DTSTART"].dt, mine["DTEND"].dt) == (due - timedelta(minutes=30), due)
    assert mine["DESCRIPTION"] == "As a table, by team.\n\nPromised."
    assert (mine["UID"], mine["SEQUENCE"]) == (f"{it['id']}@had-your-back", it["version"])
    assert (mine["STATUS"], mine["TRANSP"], mine["URL"]) == ("CONFIRMED", "TRANSPARENT", "http://127.0.0.1:8400/")
    assert mine["DTSTAMP"].dt == mine["LAST-MODIFIED"].dt == mine["CREATED"].dt == NOW

    clock.advance(timedelta(days=1))
    it = await crew.act("dee", it, flagAtRisk={"reason": "NO_CAPACITY"})
    assert await crew.summaries("dee") == ["At risk, promised to Ann Example: Send the figures"]
    it = await crew.act("dee", it, deliver={})
    assert await crew.summaries("ann") == ["Dee Example delivered to you: Send the figures"]
    it = await crew.act("ann", it, confirm={})
    assert await crew.summaries("ann") == ["Dee Example kept: Send the figures"]
    (mine,) = await crew.events("dee")
    assert (mine["SUMMARY"], mine["LAST-MODIFIED"].dt) == ("Kept for Ann Example: Send the figures", clock.now)

    clock.advance(timedelta(days=90))
    assert len(await crew.events("dee")) == 1
    clock.advance(timedelta(seconds=1))
    assert await crew.events("dee") == []


async def test_a_new_due_date_moves_the_event_and_raises_its_sequence(crew: People, clock: Clock) -> None:
    it = await crew.promise("ann", "dee")
    (before,) = await crew.events("ann")
    later = NOW + timedelta(days=9)
    it = await crew.act("dee", it, proposeChange={"dueAt": later.isoformat()})
    (asked,) = await crew.events("ann")
    assert asked["DTEND"].dt == before["DTEND"].dt
    assert asked["DESCRIPTION"].endswith("New terms wait for an answer.")
    await crew.act("ann", it, agreeChange={})
    (after,) = await crew.events("ann")
    assert (after["UID"], after["DTEND"].dt) == (before["UID"], later)
    assert before["SEQUENCE"] < asked["SEQUENCE"] < after["SEQUENCE"]


async def test_what_is_taken_over_changes_calendars(crew: People) -> None:
    it = await crew.promise("ann", "dee", "A spare pump")
    it = await crew.act("dee", it, handOver={"to": crew.company["cyd"]})
    (asked,) = await crew.events("dee")
    assert asked["DESCRIPTION"].endswith("Somebody is asked to take it over.")
    assert await crew.events("cyd") == []
    await crew.act("cyd", it, acceptHandOver={})
    assert (await crew.events("dee"), len(await crew.events("cyd"))) == ([], 1)
    assert await crew.summaries("ann") == ["Cyd Example promised you: A spare pump"]


@pytest.mark.parametrize(
    ("who", "act"), [("ann", {"cancel": {}}), ("dee", {"revoke": {"reason": Reason.NO_CAPACITY.value}})]
)
async def test_what_is_cancelled_or_revoked_disappears(crew: People, who: str, act: dict[str, Any]) -> None:
    await crew.promise("ann", "dee", "Something else")
    it = await crew.promise("ann", "dee")
    assert len(await crew.events("ann")) == 2
    await crew.act(who, it, **act)
    assert await crew.summaries("ann") == ["Dee Example promised you: Something else"]
    assert await crew.summaries("dee") == ["Promised to Ann Example: Something else"]


async def test_a_question_stands_in_no_calendar_however_it_ends(crew: People, database: Database, clock: Clock) -> None:
    await crew.ask("ann", "kestrel")
    await crew.act("dee", await crew.ask("ann", "dee"), decline={})
    await crew.act("ann", await crew.ask("ann", "dee"), withdraw={})
    await crew.act("dee", await crew.ask("ann", "dee"), counter={"title": "Half of the figures"})
    await crew.ask("ann", "dee")
    clock.advance(timedelta(days=30))
    while await database.transact(_sweep):
        pass
    assert (await crew.events("ann"), await crew.events("dee"), await crew.events("bob")) == ([], [], [])


async def _sweep(tx: Any) -> int:

    return await actions.sweep(tx, terms=Terms())


async def test_what_is_broken_stays_for_a_while_and_blames_nobody(
    crew: People, database: Database, clock: Clock
) -> None:
    it = await crew.promise("ann", "dee")
    clock.advance(timedelta(days=11))
    await database.transact(_sweep)
    assert await crew.summaries("dee") == ["Past its day, promised to Ann Example: Send the figures"]
    again = {"id": it["id"], "version": it["version"] + 1}
    await crew.act("ann", again, reopen={"dueAt": (clock.now + timedelta(days=2)).isoformat()})
    assert await crew.summaries("dee") == ["Promised to Ann Example: Send the figures"]


async def test_a_private_one_stands_in_the_two_calendars_alone(crew: People) -> None:
    await crew.promise("ann", "dee", private=True)
    (mine,), (theirs,) = await crew.events("dee"), await crew.events("ann")
    assert (mine["CLASS"], theirs["CLASS"]) == ("PRIVATE", "PRIVATE")
    for other in ("bob", "eve", "adm", "mia"):
        assert await crew.events(other) == []
    await crew.promise("ann", "dee", "In the open")
    assert sorted(event.get("CLASS", "none") for event in await crew.events("ann")) == ["PRIVATE", "none"]


# -------------------------------------------------------------------------------------------------- the secret address


async def test_the_address_is_the_persons_own_and_stays_until_it_is_renewed(crew: People, api: Api) -> None:
    first = await crew.url("ann")
    assert first.startswith("http://127.0.0.1:8400/feeds/")
    assert first.endswith("/commitments.ics")
    assert first == await crew.url("ann")
    assert first != await crew.url("bob")

    renewed = (await api(RENEW, "ann"))["renewCalendarUrl"]["viewer"]["calendarUrl"]
    newest = (await api(RENEW, "ann"))["renewCalendarUrl"]["viewer"]["calendarUrl"]
    assert len({first, renewed, newest}) == 3
    assert newest == await crew.url("ann")
    statuses = [(await api.client.get(url)).status_code for url in (first, renewed, newest, await crew.url("bob"))]
    assert statuses == [404, 404, 200, 200]


async def test_every_wrong_address_gets_the_same_answer(
    crew: People, api: Api, database: Database, company: Company
) -> None:
    good = (await crew.url("ann")).split("/")[-2]
    renewed = (await crew.url("bob")).split("/")[-2]
    await api(RENEW, "bob")
    left = (await crew.url("eve")).split("/")[-2]
    await database.transact(people.deactivate, "eve")
    stranger = "01m808tx00e8qa7k5k6m3w2xyz" + good[26:]
    swapped = left[:26] + good[26:]
    wrong = [renewed, left, stranger, swapped, good[:-1], good + "a", good.upper(), good[:26], "x", "%00", "é" * 58]
    answers = [await api.client.get(f"/feeds/{secret}/commitments.ics") for secret in wrong]
    assert {(each.status_code, each.content, each.headers["content-type"]) for each in answers} == {
        (404, answers[0].content, answers[0].headers["content-type"])
    }
    assert (await api.client.get(f"/feeds/{good}/commitments.ics")).status_code == 200

    async def returns(tx: Any) -> None:
        await people.put_person(tx, PersonDraft(user_name="eve", display_name="Eve Example"))

    await database.transact(returns)
    assert (await api.client.get(f"/feeds/{left}/commitments.ics")).status_code == 200


async def test_the_database_alone_does_not_open_a_feed(crew: People, database_url: str, clock: Clock) -> None:
    url = await crew.url("ann")
    settings = Settings(database_url=SecretStr(database_url), secret_key=SecretStr("another key"), auth="dev")
    app = create(settings, clock=clock, work=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        assert (await client.get(url)).status_code == 404
    await app.state.service.database.close()


@WHATEVER_THE_ENGINE
async def test_addresses_begin_with_where_people_reach_the_service(
    company: Company, database_url: str, clock: Clock
) -> None:
    public = "https://backs.example.org/hyb/"
    key = SecretStr("a key for tests")
    settings = Settings(database_url=SecretStr(database_url), secret_key=key, auth="dev", public_url=public)
    app = create(settings, clock=clock, work=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        crew = People(Api(client, app), company, clock)
        url = await crew.url("ann")
        assert url.startswith("https://backs.example.org/hyb/feeds/")
        await crew.promise("ann", "dee")
        inside = await client.get(url.removeprefix("https://backs.example.org/hyb"))
        assert "URL:https://backs.example.org/hyb/\r\n" in inside.text
    await app.state.service.database.close()


@pytest.mark.parametrize("wrong", ["backs.example.org", "ftp://backs.example.org", "https://", "https://a/?b=c"])
def test_what_is_no_public_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"such as https://backs\.example\.org"):
        Settings(public_url=wrong)


@WHATEVER_THE_ENGINE
async def test_a_token_needs_to_read_commitments_to_learn_the_address_and_a_person_to_renew_it(
    api: Api, database: Database, company: Company
) -> None:
    async def token(*scopes: str, person: str | None = "ann") -> str:
        draft = TokenDraft(name="a test", scopes=scopes, person=person)
        return (await database.transact(people.create_token, draft))[1]

    both = ("people:read", "commitments:read")
    assert await api.codes(URL, await token("people:read")) == ["FORBIDDEN"]
    assert await api.codes(URL, await token("commitments:read")) == ["FORBIDDEN"]
    assert await api.codes(RENEW, await token(*both)) == ["FORBIDDEN"]
    assert await api.codes(RENEW, await token(*both, "commitments:write", person=None)) == ["FORBIDDEN"]
    assert (await api(URL, await token(*both, person=None)))["viewer"] is None
    assert (await api(URL, await token(*both)))["viewer"] == (await api(URL, "ann"))["viewer"]
    assert await api.codes(RENEW, await token(*both, "commitments:write")) == []


@WHATEVER_THE_ENGINE
async def test_nobody_reads_the_address_in_a_log(crew: People, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = (await crew.url("ann")).split("/")[-2]
    await crew.feed("ann")
    await crew.api.client.get(f"/feeds/{secret}x/commitments.ics")
    # The client of this test tells of what it asks; the service does not.
    assert [
        r for r in caplog.records if not r.name.startswith(("httpx", "httpcore")) and secret in r.getMessage()
    ] == []


# ------------------------------------------------------------------------------------------------------------ over HTTP


@WHATEVER_THE_ENGINE
async def test_readers_ask_again_with_the_tag_and_get_nothing_new(crew: People, api: Api, clock: Clock) -> None:
    it = await crew.promise("ann", "dee")
    first = await crew.feed("ann")
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]

    clock.advance(timedelta(hours=1))
    again = await crew.feed("ann", **{"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await crew.feed("ann")).content == first.content
    head = await api.client.head(await crew.url("ann"))
    assert (head.status_code, head.headers["etag"]) == (200, tag)
    assert (await api.client.post(await crew.url("ann"))).status_code == 405

    await crew.act("dee", it, flagAtRisk={"reason": "NO_CAPACITY"})
    changed = await crew.feed("ann", **{"if-none-match": tag})
    assert (changed.status_code, changed.headers["etag"] == tag) == (200, False)


async def test_a_feed_costs_two_statements_whatever_it_holds(crew: People) -> None:
    url = await crew.url("ann")
    for number in (0, 3):
        for each in range(number):
            await crew.promise("ann", "dee", f"Number {each}")
        with statements(crew.api) as seen:
            assert len(Calendar.from_ical((await crew.api.client.get(url)).content).walk("VEVENT")) == number
        assert len(seen) == 2, seen
    with statements(crew.api) as seen:
        await crew.api.client.get(url.replace("/feeds/0", "/feeds/z"))
    assert seen == []


async def test_a_feed_has_an_end(crew: People, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = await crew.promise("ann", "dee", "Kept")
    await crew.act("ann", await crew.act("dee", kept, deliver={}), confirm={})
    for day in (1, 3, 2):
        due = (NOW + timedelta(days=day)).isoformat()
        await crew.promise("ann", "dee", f"In {day} days", dueAt=due)
    monkeypatch.setattr(feeds, "MOST", 2)
    assert sorted(await crew.summaries("dee")) == [
        "Promised to Ann Example: In 2 days",
        "Promised to Ann Example: In 3 days",
    ]


# ------------------------------------------------------------------------------------------------------------ the file


def a_commitment(**other: Any) -> Commitment:
    made: dict[str, Any] = {
        "id": "cmt_01m7w2y7m0fqjrgbmk30jqr67y",
        "title": "Send the figures",
        "conditions": None,
        "customer": "per_ann",
        "performer": "per_dee",
        "team": None,
        "initiator": Side.CUSTOMER,
        "state": State.PROMISED,
        "version": 2,
        "turn": None,
        "turn_since": None,
        "answer_by": None,
        "due_at": datetime(2026, 11, 27, 16, tzinfo=UTC),
        "first_due_at": datetime(2026, 11, 27, 16, tzinfo=UTC),
        "private": False,
        "created_at": NOW,
        "changed_at": NOW + timedelta(milliseconds=250),
    }
    return Commitment(**{**made, **other})


def feed_of(*commitments: Commitment, name: str = "Commitments · Our organisation", other: str = "Ann") -> Feed:
    return Feed(name, "https://backs.example.org/", [Entry(it, mine=True, other=other) for it in commitments])


FILE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Had Your Back//Commitments//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Commitments · Our organisation
X-WR-CALNAME:Commitments · Our organisation
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
SUMMARY:Promised to Ann: Send the figures
DTSTART:20261127T153000Z
DTEND:20261127T160000Z
DTSTAMP:20261120T090000Z
UID:cmt_01m7w2y7m0fqjrgbmk30jqr67y@had-your-back
SEQUENCE:2
CREATED:20261120T090000Z
DESCRIPTION:By team.\\nAs a table.\\n\\nPromised.
LAST-MODIFIED:20261120T090000Z
STATUS:CONFIRMED
TRANSP:TRANSPARENT
URL:https://backs.example.org/
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
END:VCALENDAR
"""


def test_a_file_is_byte_for_byte_this() -> None:
    """Whoever changes it raises `EDITION`: else readers that have the old bytes are told that nothing changed."""
    made = written(feed_of(a_commitment(conditions="By team.\nAs a table.")))
    assert (formats.EDITION, made.decode()) == (1, FILE.replace("\n", "\r\n"))


def test_every_state_that_stands_in_a_calendar_has_its_words_for_both() -> None:
    shown = (State.PROMISED, State.AT_RISK, State.DELIVERED, State.KEPT, State.BROKEN)
    for state in shown:
        for mine in (True, False):
            entry = Entry(a_commitment(state=state), mine=mine, other="{Ann} 100%")
            assert "{Ann} 100%" in summary(entry)
            assert written(Feed("x", "https://x.org/", [entry]))


def test_what_is_due_at_midnight_stands_on_the_day_that_ends() -> None:
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    (event,) = Calendar.from_ical(written(feed_of(a_commitment(due_at=midnight)))).walk("VEVENT")
    assert event["DTSTART"].dt.day == 30


TEXTS = st.one_of(
    st.text(max_size=90),
    st.text("a,;:\\\"'\n\t \u2028\u200f\u200d\u05e9\u0639👩🚒\u0301\ufeffBEGIN:VEVENTnN", max_size=90),
)
"""As they come in; what is stored is cleaned."""


@settings(max_examples=40)
@example(title="C:\\New", conditions="\\N\\\\n\\;", name="\\N")
@given(title=TEXTS, conditions=TEXTS, name=TEXTS)
def test_any_words_come_back_as_they_were_and_no_line_is_too_long(title: str, conditions: str, name: str) -> None:
    title, conditions, name = clean(title), clean(conditions), clean(name)
    body = written(feed_of(a_commitment(title=title, conditions=conditions or None), name=name, other=name))
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    lines = dict(each.decode().split(":", 1) for each in body.replace(b"\r\n ", b"").split(b"\r\n") if b":" in each)
    assert unescaped(lines["SUMMARY"]) == f"Promised to {name}: {title}"
    assert unescaped(lines["DESCRIPTION"]) == "\n\n".join(part for part in (conditions, "Promised.") if part)
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1


def unescaped(text: str) -> str:
    """As RFC 5545, 3.3.11, reads it, from left to right; icalendar takes an escaped backslash and N for a break."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


@settings(max_examples=40)
@given(one=TEXTS, two=TEXTS)
def test_other_words_have_another_tag(one: str, two: str) -> None:
    same = feed_of(a_commitment(title=one)).tag == feed_of(a_commitment(title=two)).tag
    assert same is (one == two)
