"""What makes a recognition acceptable: the rules alone, without a database."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from had_your_back.errors import ErrorCode, Refused
from had_your_back.people.rules import PersonFacts
from had_your_back.recognitions import rules
from had_your_back.recognitions.behaviours import CATALOGUE, Behaviour
from had_your_back.recognitions.rules import DAY, GiveDraft, Pace, PaceLimits, Recognition, Visibility

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOTHING = Pace(given=(), to={})
LIMITS = PaceLimits(per_giver=60, per_pair=5)


def person(name: str, *, active: bool = True) -> PersonFacts:
    teams = frozenset({f"team of {name}"})
    return PersonFacts(
        id=name, display_name=name.title(), active=active, home=min(teams), teams=teams, lineage=teams | {"all"}
    )


PEOPLE = {name: person(name, active=name != "old") for name in ("ann", "bob", "cyd", "old")}


def judge(*recipients: str, pace: Pace = NOTHING, limits: PaceLimits = LIMITS, **more: Any) -> Recognition:
    said: dict[str, Any] = {"message": "Thank you", "behaviours": ("owned_it",), **more}
    members = said.pop("members", ())
    draft = GiveDraft(recipients=recipients, **said)
    return rules.judge(draft, PEOPLE["ann"], PEOPLE, members, pace, limits, NOW)


def refusal(*recipients: str, **more: Any) -> tuple[ErrorCode, tuple[str, ...]]:
    with pytest.raises(Refused) as refused:
        judge(*recipients, **more)
    return refused.value.code, refused.value.path


def test_what_is_accepted_names_giver_recipients_and_every_team_that_it_concerns() -> None:
    accepted = judge("bob", "cyd", message="  Thank you\r\nboth ", behaviours=("owned_it", "had_my_back", "owned_it"))

    assert [each.id for each in accepted.recipients] == ["bob", "cyd"]
    assert (accepted.message, accepted.behaviours) == ("Thank you\nboth", ("owned_it", "had_my_back"))
    assert accepted.direct_teams == {"team of ann", "team of bob", "team of cyd"}
    assert accepted.teams == accepted.direct_teams | {"all"}
    assert (accepted.team, accepted.link, accepted.visibility) == (None, None, Visibility.EVERYONE)


@pytest.mark.parametrize(
    ("recipients", "code", "path"),
    [
        ((), ErrorCode.INVALID, ("recipients",)),
        (("bob", "team_x"), ErrorCode.INVALID, ("recipients",)),
        (("team_x", "team_y"), ErrorCode.INVALID, ("recipients",)),
        (tuple(f"p{number}" for number in range(51)), ErrorCode.INVALID, ("recipients",)),
        (("bob", "ann"), ErrorCode.SELF_RECOGNITION, ("recipients", "1")),
        (("ann",), ErrorCode.SELF_RECOGNITION, ("recipients", "0")),
        (("bob", "bob", "nobody"), ErrorCode.NOT_FOUND, ("recipients", "2")),
        (("bob", "old"), ErrorCode.INACTIVE_PERSON, ("recipients", "1")),
        (("",), ErrorCode.NOT_FOUND, ("recipients", "0")),
    ],
)
def test_recipients_are_refused_at_the_place_where_they_were_named(
    recipients: tuple[str, ...], code: ErrorCode, path: tuple[str, ...]
) -> None:
    assert refusal(*recipients) == (code, path)


def test_somebody_named_twice_gets_it_once() -> None:
    assert [each.id for each in judge("bob", "cyd", "bob").recipients] == ["bob", "cyd"]
    # ... and fifty people are not too many when some are named twice
    named = ["bob", *(f"p{number}" for number in range(49)), "bob"]
    assert rules.recipients_of(GiveDraft(recipients=named, message="", behaviours=()))[0] == tuple(named[:-1])


def test_a_team_is_its_members_without_the_giver() -> None:
    accepted = judge("team_x", members=("ann", "bob", "cyd"))

    assert ([each.id for each in accepted.recipients], accepted.team) == (["bob", "cyd"], "team_x")
    assert refusal("team_x", members=("ann",)) == (ErrorCode.INVALID, ("recipients", "0"))
    assert refusal("team_x", members=()) == (ErrorCode.INVALID, ("recipients", "0"))


def test_fifty_others_are_a_team_and_fifty_one_are_too_many() -> None:
    members = [f"p{number}" for number in range(51)]
    people = PEOPLE | {name: person(name) for name in members}

    def given_to(*team: str) -> int:
        draft = GiveDraft(recipients=("team_x",), message="Thanks", behaviours=("owned_it",))
        return len(rules.judge(draft, PEOPLE["ann"], people, team, NOTHING, LIMITS, NOW).recipients)

    assert given_to("ann", *members[:50]) == 50
    for team in (members, ["ann", *members]):
        with pytest.raises(Refused, match="At most 50 people"):
            given_to(*team)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", ErrorCode.TOO_SHORT),
        (" \n\t ", ErrorCode.TOO_SHORT),
        ("x", ErrorCode.TOO_SHORT),
        ("\x00\x01x\x7f", ErrorCode.TOO_SHORT),
        ("x" * 2_001, ErrorCode.TOO_LONG),
        ("x" * 100_000, ErrorCode.TOO_LONG),
        ("a" + "\u0301\u0323" * 200_000, ErrorCode.TOO_LONG),  # normalizing this would take minutes
    ],
    ids=["empty", "blank", "one letter", "controls", "one too many", "far too many", "a tower of accents"],
)
def test_a_message_has_2_to_2000_characters(message: str, code: ErrorCode) -> None:
    assert refusal("bob", message=message) == (code, ("message",))


def test_a_message_of_2000_characters_after_composing_is_fine() -> None:
    assert judge("bob", message="e\u0301" * 2_000).message == "é" * 2_000


@pytest.mark.parametrize(
    "text",
    [
        "👩🏽‍🚒👨‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️ and ❤︎",
        "\u202bשלום\u202c עולם",  # noqa: RUF001 - Hebrew
        "\u2067تصبح على خير\u2069",
        "क्षत्रिय และ ありがとう",
        "\U0001fae9 is newer than this Python",
    ],
)
def test_what_people_write_is_kept_as_it_is(text: str) -> None:
    assert judge("bob", message=text).message == text


def test_control_characters_are_left_out() -> None:
    assert judge("bob", message="be\x00ll\x07\x1b[31m\x85\u2028").message == "bell[31m"


def test_a_behaviour_is_needed_and_must_be_in_use() -> None:
    old = Behaviour("old_one", labels={"en": "x"}, descriptions={"en": "x"}, retired=True)
    catalogue = {**CATALOGUE, "old_one": old}

    with pytest.raises(
        Refused, match=r"'old_one' is no longer in use\. Choose of: had_my_back, .*led_by_example\.$"
    ) as no:
        rules.behaviours_of(["owned_it", "old_one"], catalogue)
    assert (no.value.code, no.value.path) == (ErrorCode.UNKNOWN_BEHAVIOUR, ("behaviours", "1"))
    assert refusal("bob", behaviours=("nope",)) == (ErrorCode.UNKNOWN_BEHAVIOUR, ("behaviours", "0"))
    assert refusal("bob", behaviours=()) == (ErrorCode.INVALID, ("behaviours",))


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "http://",
        "https:///path",
        "https://exa mple.org",
        "https://example.org/\u00a0x",
        "http://[::1",
        "ftp://example.org",
        "example.org",
        "\x00",
    ],
)
def test_a_link_leads_to_a_web_page_or_is_refused(link: str) -> None:
    assert refusal("bob", link=link)[1] == ("link",)


def test_a_link_can_be_left_out_or_be_long() -> None:
    assert judge("bob", link=" ").link is None
    assert judge("bob", link="https://x.org/" + "x" * 1_986).link is not None
    assert refusal("bob", link="https://x.org/" + "x" * 1_987) == (ErrorCode.TOO_LONG, ("link",))


# --------------------------------------------------------------------------------------------------------------- pace


def test_a_pair_at_its_limit_is_refused_at_the_place_where_the_person_was_named() -> None:
    pace = Pace(given=[NOW] * 5, to={"cyd": [NOW] * 5})

    assert refusal("bob", "bob", "cyd", pace=pace) == (ErrorCode.PACE_LIMIT, ("recipients", "2"))
    assert refusal("team_x", members=("bob", "cyd"), pace=pace) == (ErrorCode.PACE_LIMIT, ("recipients", "0"))
    assert refusal("bob", pace=Pace(given=[NOW] * 60, to={})) == (ErrorCode.PACE_LIMIT, ())
    assert judge("bob", pace=pace)


def test_a_limit_that_was_lowered_counts_what_was_given_before() -> None:
    pace = Pace(given=[NOW - timedelta(hours=hour) for hour in range(1, 5)], to={})
    with pytest.raises(Refused, match=r"4 thanks in a day.*from 2026-11-21 07:00 UTC"):
        judge("bob", pace=pace, limits=PaceLimits(per_giver=2, per_pair=5))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3 * 24 * 3600 * 1000), min_size=1, max_size=40), st.integers(1, 4))
def test_no_24_hours_hold_more_than_the_limit_and_the_next_one_is_welcome_when_it_was_said(
    offsets: list[int], most: int
) -> None:
    given: list[datetime] = []
    limits = PaceLimits(per_giver=most, per_pair=100)
    accepted, draft = judge("bob"), GiveDraft(recipients=("bob",), message="", behaviours=())
    for at in sorted(NOW + timedelta(milliseconds=offset) for offset in offsets):
        try:
            rules.keep_pace(accepted, draft, Pace(given=given, to={}), limits, at)
        except Refused as refused:
            said = re.search(r"from (.*) UTC", refused.message)
            assert said
            again = datetime.strptime(said[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
            assert at < again <= given[-most] + DAY + timedelta(minutes=1)
            rules.keep_pace(accepted, draft, Pace(given=given, to={}), limits, again)
        else:
            given.append(at)
    for first in given:
        assert sum(first <= at < first + DAY for at in given) <= most
