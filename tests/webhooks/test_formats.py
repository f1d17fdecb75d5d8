"""How bodies look, and what they never tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from conftest import Api, Company
from had_your_back import events
from had_your_back.errors import Forbidden
from had_your_back.people import actions as people
from had_your_back.people.rules import Actor, Scope
from had_your_back.webhooks import actions, formats
from had_your_back.webhooks.actions import EndpointChange, EndpointDraft
from had_your_back.webhooks.formats import Known
from had_your_back.webhooks.rules import Format, Style
from webhooks.conftest import INTEGRATOR, POLICY, VAULT, Office, Receiver

REC = "rec_01m808tx000000000000000000"
PER = "per_01m808tx000000000000000000"
EVERY_WAY = [(layout, style) for layout in Format for style in Style]

GIVE = """mutation($i: GiveRecognitionInput!) {
  giveRecognition(input: $i) { recognition { id } userErrors { message } }
}"""
SHOWN = """query($id: ID!) { node(id: $id) { ... on Recognition {
  id message visibility state createdAt editedAt link
  giver { id userName displayName } recipients { id userName displayName } team { id name }
  behaviours { key } reactions { emoji count } endorsementCount commentCount
} ... on Team { id externalId name description parent { id } }
  ... on Person {
    id userName displayName email avatarUrl jobTitle active externalId manager { id userName displayName }
} } }"""


def happened(event_type: str = "recognition.given", **data: Any) -> Any:
    """A row of the event log."""
    kind = events.CATALOGUE[event_type]
    data = {**events.example(kind), **data}
    return SimpleNamespace(
        id="evt_01m808tx000000000000000000",
        type=event_type,
        occurred_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
        subject=data[kind.subject],
        data=data,
    )


def thanks(message: str = "You stayed.", *, giver: str = "Ann Example", to: tuple[str, ...] = ("Bob",)) -> Known:
    """What everyone may see of a thank-you."""
    people = [{"id": PER, "userName": "x", "displayName": name} for name in to]
    shown = {
        "giver": {"displayName": giver},
        "recipients": people,
        "behaviours": [{"key": "had_my_back"}],
        "message": message,
    }
    return Known(shown, {PER: giver})


def told(event: Any, layout: Format, style: Style, known: Known = formats.NOTHING, *, gone: bool = False) -> Any:
    return orjson.loads(formats.body(event, layout, style, gone=gone, known=known).content)


def texts_of(made: Any) -> list[str]:
    """Every text in a body, wherever it stands."""
    if isinstance(made, dict):
        own = [value for key, value in made.items() if key in {"text", "fallbackText"} and isinstance(value, str)]
        return own + [text for value in made.values() for text in texts_of(value)]
    return [text for each in made for text in texts_of(each)] if isinstance(made, list) else []


# ------------------------------------------------------------------------------------------------------ for programs


def test_the_library_of_cloudevents_reads_what_is_sent() -> None:
    event = happened()
    body = formats.body(event, Format.CLOUDEVENTS, Style.THIN, gone=False)
    read = from_http(HTTPMessage({"content-type": body.content_type}, body.content), JSONFormat())
    assert read.get_id() == event.id
    assert (read.get_type(), read.get_subject(), read.get_source()) == ("recognition.given", REC, "/had-your-back")
    assert (read.get_specversion(), read.get_time()) == ("1.0", event.occurred_at)
    assert (read.get_datacontenttype(), read.get_data()) == ("application/json", event.data)


@pytest.mark.parametrize("layout", [Format.STANDARD, Format.CLOUDEVENTS])
def test_a_full_body_is_a_thin_one_with_the_object_beside_the_ids(layout: Format) -> None:
    known = thanks()
    thin, full = (told(happened(), layout, style, known) for style in Style)
    assert full["data"].pop("object") == known.object
    assert full == thin


@pytest.mark.parametrize("layout", [Format.STANDARD, Format.CLOUDEVENTS])
def test_what_would_be_larger_than_64_kb_is_sent_thin(layout: Format) -> None:
    made = formats.body(happened(), layout, Style.FULL, gone=False, known=thanks("x" * formats.LARGEST))
    assert "object" not in orjson.loads(made.content)["data"]
    assert len(made.content) < 1_000


# -------------------------------------------------------------------------------------------------------- for people


def test_a_chat_gets_a_sentence_with_names_and_the_words_only_if_they_are_wanted() -> None:
    known = thanks("You stayed\nuntil it ran.", to=("Bob", "Cyd"))
    for layout in (Format.SLACK, Format.TEAMS):
        thin, full = (texts_of(told(happened(), layout, style, known)) for style in Style)
        assert thin[0] == full[0] == "Ann Example says thank you: Bob and Cyd had my back."
        assert not [text for text in thin if "stayed" in text]
        assert [text for text in full if "stayed" in text]
    slack = told(happened(), Format.SLACK, Style.FULL, known)
    assert slack["blocks"][1]["text"]["text"] == "> You stayed\n> until it ran."


@pytest.mark.parametrize("event_type", events.CATALOGUE)
def test_every_type_has_a_sentence_without_a_name(event_type: str) -> None:
    event = happened(event_type)
    for layout in (Format.SLACK, Format.TEAMS):
        said = texts_of(told(event, layout, Style.FULL))[0]
        assert said[0].isupper()
        assert said.endswith(".")
        assert "{" not in said


@pytest.mark.parametrize("event_type", [name for name, (_, named) in formats._LINES.items() if named])
def test_every_sentence_with_names_finds_them_in_its_event(event_type: str) -> None:
    event = happened(event_type)
    ids = {value: "Ann" for value in event.data.values() if isinstance(value, str) and "_0" in value}
    known = Known(thanks().object if event_type.startswith("recognition.") else {"id": event.subject}, ids)
    said = formats.line(event, known)
    assert said != formats.line(event, formats.NOTHING)
    assert "Ann" in said


def test_somebody_who_is_in_no_team_now_is_not_said_to_be_in_one() -> None:
    event = happened("person.moved", toTeam=None)
    assert formats.line(event, Known({"id": PER}, {PER: "Ann"})) == "Somebody moved to another team."


@pytest.mark.parametrize("layout", [Format.SLACK, Format.TEAMS])
def test_of_what_is_gone_a_chat_hears_no_name_and_no_word(layout: Format) -> None:
    made = orjson.dumps(told(happened(), layout, Style.FULL, thanks("Secret"), gone=True))
    assert b"taken back" in made
    assert not [word for word in (b"Ann", b"Bob", b"Secret") if word in made]


NASTY = [
    "<!channel> <!here> <@U012AB3CD> <#C012AB3CD>",
    "<https://evil.example|your bank>",
    "@channel @here @everyone",
    "&lt;!channel&gt;",
    "line\n<!channel>",
]


@pytest.mark.parametrize("words", NASTY)
def test_nobody_is_called_and_nothing_is_linked_by_somebodys_words_or_name(words: str) -> None:
    made = told(happened(), Format.SLACK, Style.FULL, thanks(words, giver=words, to=(words,)))
    for text in texts_of(made):
        bare = text.replace("\n> ", "\n").removeprefix("> ")
        assert "<" not in bare
        assert ">" not in bare
        assert not [call for call in ("@channel", "@here", "@everyone") if call in text]
        assert text.count("&") == sum(text.count(each) for each in ("&amp;", "&lt;", "&gt;"))
    for block in made["blocks"]:
        for each in [block.get("text"), *block.get("elements", [])]:
            assert each is None or (each["type"], each["verbatim"]) == ("mrkdwn", True)


@given(st.text(alphabet=st.sampled_from("<>&@\n x*é😀"), max_size=4_000), st.integers(10, 3_000))
def test_a_text_for_slack_keeps_its_limit_and_ends_between_two_characters(words: str, most: int) -> None:
    made = formats.for_slack(words, most=most, before="> ")
    assert len(made) <= most
    assert made.count("&") == sum(made.count(each) for each in ("&amp;", "&lt;", "&gt;"))


@pytest.mark.parametrize("words", ["&" * 2_000, "<" * 2_000, "\n" * 2_000, "word " * 2_000])
def test_slack_and_teams_get_what_they_can_show(words: str) -> None:
    known = thanks(words, giver=words, to=(words,) * 50)
    slack = formats.body(happened(), Format.SLACK, Style.FULL, gone=False, known=known)
    made = orjson.loads(slack.content)
    assert len(made["blocks"]) <= 50
    assert all(len(text) <= 3_000 for text in texts_of(made))

    teams = formats.body(happened(), Format.TEAMS, Style.FULL, gone=False, known=known)
    assert len(teams.content) <= 28 * 1024


# The elements that a card uses here, with what each bears; all of them are older than 1.4.
ELEMENTS_1_4 = {
    "AdaptiveCard": {"$schema", "type", "version", "fallbackText", "body"},
    "RichTextBlock": {"type", "inlines"},
    "Container": {"type", "style", "items"},
    "TextRun": {"type", "text", "size", "isSubtle", "italic"},
}


@pytest.mark.parametrize("style", Style)
def test_a_card_for_teams_is_an_adaptive_card_1_4_without_markdown_and_mentions(style: Style) -> None:
    message = told(happened(), Format.TEAMS, style, thanks("[your bank](https://evil.example) <at>Bob</at>"))
    (attachment,) = message["attachments"]
    assert (message["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    waiting = [card]
    while waiting:
        each = waiting.pop()
        assert set(each) <= ELEMENTS_1_4[each["type"]]
        waiting += [*each.get("body", []), *each.get("items", []), *each.get("inlines", [])]


# ---------------------------------------------------------------------------------------------- as it is really sent


async def gave(api: Api, company: Company, **other: Any) -> str:
    given = {"recipients": [company["bob"]], "message": "You <stayed>.", "behaviours": ["had_my_back"], **other}
    answer = await api(GIVE, "ann", i=given)
    return str(answer["giveRecognition"]["recognition"]["id"])


async def test_a_full_body_shows_what_graphql_shows_to_a_token_of_nobody(
    office: Office, receiver: Receiver, api: Api, company: Company
) -> None:
    scopes = ("recognitions:read", "people:read")
    draft = people.TokenDraft(name="anybody", scopes=scopes)
    _, token = await office.database.transact(people.create_token, draft)
    wanted = ("recognition.given", "person.changed", "team.changed")
    await office.subscribe(receiver.url, style=Style.FULL, event_types=wanted)
    given = await gave(api, company)
    to_team = await gave(api, company, recipients=[company["heron"]])
    await office.tell(
        events.PersonChanged(person=company["bob"], fields=("email",)),
        events.TeamChanged(team=company["heron"], fields=("name",)),
    )
    await office.drain()
    objects = {each.told["data"]["object"]["id"]: each.told["data"]["object"] for each in receiver.received}
    assert set(objects) >= {given, to_team, company["bob"], company["heron"]}
    for key, sent in objects.items():
        assert sent == (await api(SHOWN, token, id=key))["node"]


async def test_what_is_not_for_everyone_is_always_thin_and_nameless(
    office: Office, receiver: Receiver, api: Api, company: Company
) -> None:
    for layout, style in EVERY_WAY:
        wanted = {"event_types": ("recognition.*",), "visibilities": ("PEOPLE",)}
        await office.subscribe(receiver.url, style=style, format=layout, **wanted)
    given = await gave(api, company, visibility="PEOPLE")
    await gave(api, company, visibility="TEAMS")
    await office.drain()
    assert len(receiver.received) == len(EVERY_WAY)
    for got in receiver.received:
        assert given.encode() in got.body
        assert not [word for word in (b"stayed", b"Example", b"object") if word in got.body]


async def test_what_a_body_says_is_looked_up_again_for_every_try(
    office: Office, receiver: Receiver, api: Api, company: Company, clock: Any
) -> None:
    await office.subscribe(receiver.url, style=Style.FULL, event_types=("recognition.given",))
    receiver.statuses = [500, 500]
    given = await gave(api, company)
    await office.drain()
    edit = "mutation($i: EditRecognitionInput!) { editRecognition(input: $i) { userErrors { message } } }"
    await api(edit, "ann", i={"id": given, "message": "You stayed all night."})
    clock.advance(timedelta(seconds=10))
    await office.drain()
    take = "mutation($i: RecognitionIdInput!) { withdrawRecognition(input: $i) { userErrors { message } } }"
    await api(take, "ann", i={"id": given})
    clock.advance(timedelta(hours=1))
    await office.drain()
    said = [each.told["data"].get("object", {}).get("message") for each in receiver.received]
    assert said == ["You <stayed>.", "You stayed all night.", None]
    assert b"stayed" not in receiver.received[-1].body


async def test_each_endpoint_gets_the_same_event_in_its_own_way(
    office: Office, receiver: Receiver, api: Api, company: Company
) -> None:
    for layout, style in EVERY_WAY:
        await office.subscribe(receiver.url, format=layout, style=style, event_types=("recognition.*",))
    await gave(api, company)
    await office.drain()
    assert len(receiver.received) == len({each.body for each in receiver.received}) == len(EVERY_WAY)
    kinds = sorted({each.headers["content-type"] for each in receiver.received})
    assert kinds == ["application/cloudevents+json", "application/json"]


async def test_an_endpoint_is_no_way_around_the_scopes_of_a_token(office: Office) -> None:
    sealed: dict[str, Any] = {"vault": VAULT, "policy": POLICY}
    run, url = office.database.transact, "https://intranet.example/hooks"
    for scopes in ({Scope.WEBHOOKS_MANAGE}, {Scope.WEBHOOKS_MANAGE, Scope.RECOGNITIONS_READ}):
        narrow = Actor(person=None, roles=frozenset(), scopes=frozenset(scopes))
        for telling in ({"style": Style.FULL}, {"format": Format.SLACK}, {"format": Format.TEAMS}):
            with pytest.raises(Forbidden):
                await run(actions.create_endpoint, narrow, EndpointDraft(url, **telling), **sealed)  # type: ignore[arg-type]
            made = await run(actions.create_endpoint, narrow, EndpointDraft(url), **sealed)
            with pytest.raises(Forbidden):
                await run(actions.update_endpoint, narrow, EndpointChange(made.id, **telling), **sealed)  # type: ignore[arg-type]
            await run(actions.update_endpoint, INTEGRATOR, EndpointChange(made.id, **telling), **sealed)  # type: ignore[arg-type]
            elsewhere = EndpointChange(made.id, url="https://elsewhere.example/")
            with pytest.raises(Forbidden):
                await run(actions.update_endpoint, narrow, elsewhere, **sealed)
            await run(actions.update_endpoint, narrow, EndpointChange(made.id, paused=True), **sealed)
