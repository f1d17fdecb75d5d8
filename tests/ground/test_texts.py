"""Texts: cleaned once, folded once."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from had_your_back.errors import ErrorCode, Refused
from had_your_back.texts import bounded, clean, one_emoji, words

ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(ANY)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip()
    assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in once)


@given(ANY)
def test_cleaning_takes_away_controls_and_space_around_and_nothing_else(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc").strip()
    assert unicodedata.normalize("NFC", clean(text)) == unicodedata.normalize("NFC", kept).strip()


def test_a_lone_half_of_a_character_is_left_out() -> None:
    assert clean("a\ud800b") == "ab"


@given(ANY)
def test_words_hold_nothing_that_a_query_language_could_mean(text: str) -> None:
    for word in words(text):
        assert 1 <= len(word) <= 100
        assert len(word.encode()) < 2_046
        assert not set(word) & set(" \t\n\"'\\*:&|!()<>-^+,.%_\0")


@given(ANY)
def test_words_are_the_same_however_a_text_is_typed(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert words(unicodedata.normalize(form, text)) == words(text)


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F)))
def test_case_does_not_matter(text: str) -> None:
    folded = text.casefold()
    if folded.upper().casefold() == folded:  # a dotless i has no capital of its own
        assert words(folded.upper()) == words(folded)


def test_a_text_that_is_far_too_long_is_refused_before_it_costs_anything() -> None:
    tower = "a" + "\u0301\u0323" * 500_000
    began = time.process_time()
    with pytest.raises(Refused, match="At most 2,000 characters fit here; this has 1,000,001") as refused:
        bounded(tower, "message", most=2_000)
    assert refused.value.code == ErrorCode.TOO_LONG
    assert time.process_time() - began < 1


def test_every_emoji_is_one_reaction_and_stays_one_when_it_is_sent_back() -> None:
    import emoji

    forms = [(each, about["status"]) for each, about in emoji.EMOJI_DATA.items()]
    complete = {one_emoji(each, "emoji") for each, status in forms if status != emoji.STATUS["component"]}
    assert complete == {each for each, status in forms if status == emoji.STATUS["fully_qualified"]}
    assert all(one_emoji(each, "emoji") == each for each in complete)
