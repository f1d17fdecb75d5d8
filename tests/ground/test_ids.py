"""Ids: they name a kind, sort by time, and are refused as one when they are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from had_your_back import ids
from had_your_back.errors import ErrorCode, Refused
from had_your_back.ids import Kind

INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
KINDS = st.sampled_from(Kind)
ONE = timedelta(milliseconds=1)


@given(KINDS, INSTANTS, INSTANTS)
def test_ids_of_one_kind_sort_by_the_time_of_what_they_name(kind: Kind, one: datetime, other: datetime) -> None:
    if ids.milliseconds(one) < ids.milliseconds(other):
        assert ids.new(kind, one) < ids.new(kind, other)
    assert ids.new(kind, one) != ids.new(kind, one)


@given(KINDS, INSTANTS)
def test_the_floor_lies_between_what_was_before_and_what_is_from_then_on(kind: Kind, at: datetime) -> None:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    floor = ids.floor(kind, at)
    assert floor <= ids.new(kind, at) < ids.floor(kind, at + ONE)
    assert ids.kind_of(floor) is ids.kind_of(ids.new(kind, at)) is kind
    if at > ids.EPOCH:
        assert ids.new(kind, at - ONE) < floor


def test_before_1970_every_bound_is_the_least() -> None:
    early = datetime(1, 1, 1, tzinfo=UTC)
    assert ids.floor(Kind.TEAM, early) == "team_00000000000000000000000000"
    assert ids.kind_of(ids.new(Kind.TEAM, early)) is Kind.TEAM


def test_an_id_is_a_uuid_of_version_7() -> None:
    number = 0
    for digit in ids.new(Kind.EVENT, datetime(2026, 11, 20, tzinfo=UTC)).removeprefix("evt_"):
        number = number * 32 + ids.ALPHABET.index(digit)
    assert (number >> 76 & 15, number >> 62 & 3, number >> 128) == (7, 2, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rec",
        "rec_",
        "_01m808tx000000000000000000",
        "rec_01m808tx00000000000000000",
        "rec_01m808tx0000000000000000000",
        "REC_01m808tx000000000000000000",
        "rec_01M808TX000000000000000000",
        "rec_81m808tx000000000000000000",
        "rec_01m808tx00000000000000000u",
        "rec_01m808tx00000000000000000\0",
        "rec_\u06601m808tx000000000000000000",
        "rec_rec_01m808tx000000000000000000",
        "cow_01m808tx000000000000000000",
        "com_01m808tx000000000000000000",
    ],
)
def test_what_is_no_id_of_the_kind_is_not_found(text: str) -> None:
    with pytest.raises(Refused, match="There is no recognition or team with this id") as refused:
        ids.expect(text, Kind.RECOGNITION, Kind.TEAM, path=("ids", 3))
    assert (refused.value.code, refused.value.path) == (ErrorCode.NOT_FOUND, ("ids", "3"))


@given(st.text())
def test_any_text_has_a_kind_or_none(text: str) -> None:
    assert ids.kind_of(text) is None
    assert ids.kind_of("rec_" + text) in {None, Kind.RECOGNITION}
