"""The words of the score: whole in every language, right in every number, and never about a person."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings

from had_your_back.scores import wording
from had_your_back.scores.parts import tallied
from had_your_back.scores.recipes import RECIPES, Component
from had_your_back.scores.rules import PURPOSE, Missing, Part, ScoreStatus, WaitsFor, score, working
from had_your_back.scores.wording import explanation, label, mending, status_text, waits_for
from had_your_back.texts import LANGUAGES
from scores.gathering import Gathered, World, example
from scores.worlds import worlds

V1 = RECIPES["v1"]
NUMBERS = (0, 1, 2, 3, 5, 11, 21, 100)
FORMS = {"en": {2}, "de": {2}, "fr": {2}, "es": {2}, "ja": set(), "ar": {4, 5, 6}}
"""How many forms stand in a choice; in Arabic the last may be left to stand for the rest."""
each_language = pytest.mark.parametrize("language", LANGUAGES)


def part(key: Component, counts: Mapping[str, float], estimate: float | None = 0.5, points: float = 8.637) -> Part:
    return Part(
        key=key,
        value=0.5,
        estimate=estimate,
        mean=0.6,
        size=9,
        variance=0.01,
        weight=0.1,
        points_lost=points,
        counts=counts,
    )


def promises(**ends: int) -> Part:
    return part(Component.RELIABILITY, dict.fromkeys(wording._ENDS, 0) | ends)


def service(*, kept: int, **counts: float) -> Part:
    ends = dict.fromkeys(wording._ENDS, 0) | {"kept": kept, "broken": kept // 3}
    return part(Component.SERVICE, ends | {"fromOutside": 3, "effectiveTeams": 2.64} | counts, None)


# ------------------------------------------------------------------------------------------------------------ whole


def tables(held: object) -> Iterator[Mapping[str, str]]:
    """Every text with its translations, however deep it lies."""
    if isinstance(held, Mapping):
        if any(key in LANGUAGES for key in held) and all(isinstance(each, str) for each in held.values()):
            yield held
        else:
            for each in held.values():
                yield from tables(each)


def faults(texts: Mapping[str, str]) -> list[str]:
    """What is wrong with the translations of a text."""
    found = [] if tuple(texts) == LANGUAGES else ["languages"]
    english = {name for _, name, _, _ in Formatter().parse(texts["en"]) if name}
    for language, text in texts.items():
        fields = [(name, forms or "") for _, name, forms, _ in Formatter().parse(text) if name]
        if {name for name, _ in fields} != english:
            found.append(f"{language}: placeholders")
        if any(len(forms.split("|")) not in FORMS[language] for _, forms in fields if forms):
            found.append(f"{language}: forms")
        if text != unicodedata.normalize("NFC", text) or "  " in text:
            found.append(f"{language}: characters")
    return found


ALL = [texts for name, held in vars(wording).items() if name != "_GRAMMARS" for texts in tables(held)]


def test_every_text_is_in_every_language_with_the_same_placeholders() -> None:
    assert len(ALL) > 30
    assert [(texts["en"], faults(texts)) for texts in ALL if faults(texts)] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"de": "Bisher."}, "de: placeholders"),
        ({"ja": "{n:#}件{more}"}, "ja: placeholders"),
        ({"ja": "{n:#|#}件"}, "ja: forms"),
        ({"ar": "{n:# يوم|# أيام}"}, "ar: forms"),
        ({"fr": "{n:# jour|# jours|# journées}"}, "fr: forms"),
        ({"es": "{n}  días"}, "es: characters"),
    ],
)
def test_a_fault_in_a_translation_is_seen(change: dict[str, str], fault: str) -> None:
    sound = dict.fromkeys(LANGUAGES, "{n}")
    assert faults(sound) == []
    assert fault in faults({**sound, **change})
    assert faults({language: sound[language] for language in LANGUAGES[:-1]}) == ["languages"]


def everything_said(language: str) -> Iterator[str]:
    """A text of each sort, whole sentences all."""
    for number in NUMBERS[1:]:
        yield explanation(promises(**dict.fromkeys(wording._ENDS, number)), language)
        yield explanation(part(Component.RESPONSIVENESS, dict.fromkeys(wording._ANSWERS, number)), language)
    for number in NUMBERS:
        counts: dict[str, Any] = {"members": number, "givers": number, "effectivelyReached": number + 0.25}
        yield explanation(part(Component.COVERAGE, counts), language)
        yield explanation(part(Component.PARTICIPATION, counts), language)
        for kept in (0, 7):
            yield explanation(service(kept=kept, effectiveTeams=number), language)
            yield explanation(service(kept=kept, effectiveTeams=number, reach=0.5), language)
        for why in WaitsFor:
            yield waits_for(Missing(Component.COVERAGE, why, number, number), language)
        for key in Component:
            yield mending(part(key, {}, points=number), language)
    for key in Component:
        yield explanation(part(key, dict.fromkeys((*wording._ENDS, *wording._ANSWERS), 0), None), language)
    for status in ScoreStatus:
        yield status_text(status, V1, language)
        yield status_text(status, V1, language, items=6)


@each_language
def test_whatever_is_said_is_whole_sentences_without_a_trace_of_the_template(language: str) -> None:
    for text in everything_said(language):
        assert text[-1] in ".。"
        assert not set(text) & set("#{}|_<>"), text
        assert text == text.strip()
        assert not re.search(r"\s\s|\s[.,、。،]|[,.;:،؛、]{2}", text), text
        assert text.count("(") == text.count(")")


@each_language
def test_labels_are_short_and_tell_the_parts_apart(language: str) -> None:
    labels = [label(key, language) for key in Component]
    assert len(set(labels)) == len(Component)
    assert all(0 < len(each) <= 24 for each in labels)


@pytest.mark.parametrize("key", Component)
def test_a_part_without_evidence_says_what_counts_instead(key: Component) -> None:
    counts = dict.fromkeys((*wording._ENDS, *wording._ANSWERS), 0)
    assert "what is usual in the organisation" in explanation(part(key, counts, None))


# ----------------------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("language", "expected"),
    {
        "en": "0 people|1 person|2 people|3 people|5 people|11 people|21 people|100 people",
        "de": "0 Personen|1 Person|2 Personen|3 Personen|5 Personen|11 Personen|21 Personen|100 Personen",
        "es": "0 personas|1 persona|2 personas|3 personas|5 personas|11 personas|21 personas|100 personas",
        "ja": "0人|1人|2人|3人|5人|11人|21人|100人",
        "ar": "٠ أشخاص|شخص واحد|شخصين|٣ أشخاص|٥ أشخاص|١١ شخصًا|٢١ شخصًا|١٠٠ شخص",
    }.items(),
)
def test_people_are_counted_as_each_language_counts_them(language: str, expected: str) -> None:
    for number, people in zip(NUMBERS, expected.split("|"), strict=True):
        said = explanation(part(Component.COVERAGE, {"members": number, "effectivelyReached": 7}), language)
        assert re.search(rf"[ 、]{people}[ .中]", said), said


@pytest.mark.parametrize(
    ("language", "expected"),
    {
        "en": "0 points|1 point|2 points|3 points|5 points|11 points|21 points|100 points",
        "de": "0 Punkte|1 Punkt|2 Punkte|3 Punkte|5 Punkte|11 Punkte|21 Punkte|100 Punkte",
        "fr": "0 point|1 point|2 points|3 points|5 points|11 points|21 points|100 points",
        "es": "0 puntos|1 punto|2 puntos|3 puntos|5 puntos|11 puntos|21 puntos|100 puntos",
        "ar": "٠ نقطة|نقطة واحدة|نقطتين|٣ نقاط|٥ نقاط|١١ نقطة|٢١ نقطة|١٠٠ نقطة",
    }.items(),
)
def test_points_are_counted_as_each_language_counts_them(language: str, expected: str) -> None:
    for number, points in zip(NUMBERS, expected.split("|"), strict=True):
        assert mending(part(Component.RELIABILITY, {}, points=number), language).endswith(f" {points}.")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "14 promises ended: 7 kept on time, 1 kept late, 2 taken back in time, 3 taken back too late, 1 broken.",
        ),
        (
            "de",
            (
                "So gingen 14 Versprechen aus: 7 pünktlich gehalten, 1 verspätet gehalten, 2 rechtzeitig "
                "zurückgenommen, 3 zu spät zurückgenommen, 1 gebrochen."
            ),
        ),
        (
            "fr",
            (
                "14 promesses sont arrivées à leur terme\u00a0: 7 tenues à temps, 1 tenue en retard, 2 retirées à "
                "temps, 3 retirées trop tard, 1 non tenue."
            ),
        ),
        (
            "es",
            (
                "14 promesas llegaron a su fin: 7 cumplidas a tiempo, 1 cumplida con retraso, 2 retiradas a tiempo, "
                "3 retiradas demasiado tarde, 1 incumplida."
            ),
        ),
        (
            "ja",
            (
                "終わった約束は14件で、期限内に守られたものが7件、遅れて守られたものが1件、期限前に取り下げられたものが2件、"
                "期限後に取り下げられたものが3件、守られなかったものが1件です。"
            ),
        ),
        (
            "ar",
            (
                "انتهى ١٤ وعدًا: ٧ وُفي بها في موعدها، وواحد وُفي به بعد موعده، واثنان سُحبا قبل موعدهما، و٣ سُحبت بعد "
                "موعدها، وواحد لم يُوفَ به."
            ),
        ),
    ],
)
def test_promises_are_told_in_every_language(language: str, expected: str) -> None:
    assert explanation(promises(kept=7, keptLate=1, revokedInTime=2, revokedLate=3, broken=1), language) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "انتهى وعد واحد: واحد وُفي به في موعده."),
        (2, "انتهى وعدان: اثنان وُفي بهما في موعدهما."),
        (3, "انتهت ٣ وعود: ٣ وُفي بها في موعدها."),
        (11, "انتهى ١١ وعدًا: ١١ وُفي بها في موعدها."),
        (100, "انتهى ١٠٠ وعد: ١٠٠ وُفي بها في موعدها."),
    ],
)
def test_arabic_has_a_verb_and_a_noun_for_each_of_its_numbers(number: int, expected: str) -> None:
    assert explanation(promises(kept=number), "ar") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["0", "1,234", "12,345", "6.7"]),
        ("de", ["0", "1.234", "12.345", "6,7"]),
        ("fr", ["0", "1\u202f234", "12\u202f345", "6,7"]),
        ("es", ["0", "1234", "12.345", "6,7"]),
        ("ja", ["0", "1,234", "12,345", "6.7"]),
        ("ar", ["٠", "١٬٢٣٤", "١٢٬٣٤٥", "٦٫٧"]),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(language: str, expected: list[str]) -> None:
    """Nothing but rounding can be below zero, and it is not shown."""
    grammar = wording._GRAMMARS[language]
    assert [f"{wording._Number(number, grammar)}" for number in (-1e-12, 1_234, 12_345.0, 6.7449)] == expected


def test_a_number_that_is_read_as_one_is_one() -> None:
    assert mending(part(Component.COVERAGE, {}, points=1.04)).endswith("by up to 1 point.")
    assert mending(part(Component.COVERAGE, {}, points=1.06)).endswith("by up to 1.1 points.")
    assert mending(part(Component.COVERAGE, {}, points=1.9), "fr").endswith("jusqu'à 1,9 point.")


# -------------------------------------------------------------------------------------------------------- each script


def test_arabic_runs_from_right_to_left_with_nothing_latin_in_it() -> None:
    """A bracket, a Latin digit, comma or letter would turn the order of what stands around it."""
    for text in [*everything_said("ar"), *(label(key, "ar") for key in Component)]:
        assert {unicodedata.bidirectional(char) for char in text} <= {"AL", "AN", "NSM", "WS", "CS"}, text
        assert unicodedata.bidirectional(text[0]) == "AL"
        assert not set(text) & set(",;?%()/"), text


def test_japanese_has_its_own_punctuation_and_no_spaces() -> None:
    for text in everything_said("ja"):
        assert not set(text) & set(" ;:()?!"), text
        assert not re.search(r"\D[.,]|[.,]\D", text), text


def test_french_keeps_a_colon_and_a_semicolon_on_the_line_of_the_word_before() -> None:
    said = "".join(everything_said("fr"))
    assert ":" in said
    assert ";" in said
    assert not re.search("[^\u00a0]:|[^\u202f];", said)


# -------------------------------------------------------------------------------------------------------- what is said


def test_the_worked_example_in_words() -> None:
    working = example().score("kestrel").working
    assert working is not None
    assert {part.key.lower(): explanation(part) for part in working.parts} == {
        "reliability": "10 promises ended: 7 kept on time, 1 kept late, 1 taken back in time, 1 broken.",
        "responsiveness": "6 requests reached the team: 4 answered, 1 declined without an alternative, "
        "1 left without an answer.",
        "coverage": "Recognition reaches the equivalent of 5 of 5 people.",
        "participation": "4 of 5 people gave recognition.",
        "service": "Promises to other teams kept on time: 6 of 8; recognition came from the equivalent of "
        "2 other teams.",
    }
    assert mending(working.weakest) == "Keeping every promise on time could raise the score by up to 9.1 points."


def test_service_says_which_of_its_halves_there_is() -> None:
    assert explanation(service(kept=7)) == (
        "Promises to other teams kept on time: 7 of 9; recognition from other teams is still too rare to count "
        "(3 so far)."
    )
    assert explanation(service(kept=0, reach=0.5)) == (
        "No promise to another team has ended yet; recognition came from the equivalent of 2.6 other teams."
    )
    assert "nothing to go by" in explanation(service(kept=0))


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        (WaitsFor.MEMBERS, "Counts once somebody has been in the team for 14 days."),
        (WaitsFor.RECEIVED, "Counts once the members have received 10 recognitions between them: 7 so far."),
        (WaitsFor.GIVEN, "Counts once the members have given 10 recognitions between them: 7 so far."),
        (WaitsFor.OTHER_TEAM, "Counts once there is another team with members."),
    ],
)
def test_what_is_missing_says_how_much_it_takes(why: WaitsFor, expected: str) -> None:
    assert waits_for(Missing(Component.COVERAGE, why, have=7, need=10)) == expected


def test_a_published_score_says_what_it_is_for() -> None:
    assert status_text(ScoreStatus.PUBLISHED, V1) == f"This score is {PURPOSE}."


def test_what_a_score_takes_is_what_the_recipe_says() -> None:
    strict = replace(V1, version="strict", least_members=7, least_contributors=8, least_items=40)
    assert "at least 7 members" in status_text(ScoreStatus.TOO_FEW_MEMBERS, strict)
    assert "at least 8 people" in status_text(ScoreStatus.TOO_FEW_CONTRIBUTORS, strict)
    assert "at least 40 recognitions" in status_text(ScoreStatus.INSUFFICIENT_EVIDENCE, strict)


def test_only_how_much_evidence_there_is_is_told_and_not_how_many_people() -> None:
    for status in ScoreStatus:
        for language in LANGUAGES:
            told = status_text(status, V1, language, items=6) != status_text(status, V1, language)
            assert told == (status is ScoreStatus.INSUFFICIENT_EVIDENCE)
    assert "in all: 6 so far." in status_text(ScoreStatus.INSUFFICIENT_EVIDENCE, V1, items=6)


@pytest.mark.parametrize(
    ("asked", "answered"), [("de-CH", "de"), ("AR-eg", "ar"), ("pt", "en"), ("", "en"), (None, "en")]
)
def test_the_language_is_chosen_as_everywhere(asked: str | None, answered: str) -> None:
    missing = Missing(Component.COVERAGE, WaitsFor.GIVEN, 7, 10)
    assert label(Component.SERVICE, asked) == label(Component.SERVICE, answered)
    assert explanation(promises(kept=1), asked) == explanation(promises(kept=1), answered)
    assert mending(promises(kept=1), asked) == mending(promises(kept=1), answered)
    assert waits_for(missing, asked) == waits_for(missing, answered)
    assert status_text(ScoreStatus.WITHHELD, V1, asked) == status_text(ScoreStatus.WITHHELD, V1, answered)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(worlds())
def test_there_are_words_for_whatever_happened_and_they_name_nobody(world: World) -> None:
    gathered = Gathered(world)
    evidence, means = gathered.evidence("kestrel"), gathered.means()
    reckoned, shown = working(tallied(evidence, V1), means, V1), score(evidence, means, V1)
    for language in LANGUAGES:
        said = [
            *(explanation(part, language) for part in reckoned.parts),
            *(mending(part, language) for part in reckoned.parts),
            *(waits_for(missing, language) for missing in reckoned.missing),
            status_text(shown.status, V1, language, items=shown.items),
        ]
        assert all(text[-1] in ".。" for text in said)
        # People are called k1, n2 and so on.
        assert not re.search(r"\b[a-z]\d|kestrel|heron|moved", " ".join(said))
