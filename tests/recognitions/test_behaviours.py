"""The catalogue of behaviours: complete in every language, stable in its keys."""

import ast
import doctest
import inspect
import sys
import unicodedata
from dataclasses import FrozenInstanceError

import pytest

from had_your_back import texts
from had_your_back.recognitions import behaviours
from had_your_back.recognitions.behaviours import CATALOGUE, DEFAULT, Behaviour
from had_your_back.texts import LANGUAGES

KEYS = [
    "had_my_back",
    "owned_it",
    "felt_with_me",
    "took_the_harder_way",
    "was_a_resource",
    "said_what_we_can_do",
    "served_the_chain",
    "led_by_example",
]
each_behaviour = pytest.mark.parametrize("behaviour", CATALOGUE.values(), ids=lambda each: each.key)


def test_the_catalogue_keeps_its_keys_in_their_order() -> None:
    """A new one is added to the list; one that is gone from the front is a broken promise."""
    assert list(CATALOGUE)[: len(KEYS)] == KEYS
    assert all(key == behaviour.key for key, behaviour in CATALOGUE.items())
    assert DEFAULT in CATALOGUE
    assert not CATALOGUE[DEFAULT].retired


@each_behaviour
def test_every_behaviour_has_a_label_and_a_description_in_every_language(behaviour: Behaviour) -> None:
    assert tuple(behaviour.labels) == LANGUAGES
    assert tuple(behaviour.descriptions) == LANGUAGES
    texts = [*behaviour.labels.values(), *behaviour.descriptions.values()]
    assert all(text == unicodedata.normalize("NFC", text).strip() != "" for text in texts)


@each_behaviour
def test_a_label_fits_on_a_button_and_a_description_is_one_sentence(behaviour: Behaviour) -> None:
    assert all(len(label) <= 40 for label in behaviour.labels.values())
    assert not any(label.endswith((".", "。")) for label in behaviour.labels.values())
    for description in behaviour.descriptions.values():
        assert 20 <= len(description) <= 130
        assert description[-1] in ".。"
        assert description[:-1].count(".") + description[:-1].count("。") == 0


@each_behaviour
def test_an_english_label_stands_after_one_name_or_five(behaviour: Behaviour) -> None:
    """ "Li Wei and Yuki was" would be wrong, so no label begins with a verb that agrees."""
    assert behaviour.label("en").split()[0] not in {"was", "were", "is", "are", "has", "have"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_behaviours_share_a_text(language: str) -> None:
    assert len({behaviour.label(language) for behaviour in CATALOGUE.values()}) == len(CATALOGUE)
    assert len({behaviour.description(language) for behaviour in CATALOGUE.values()}) == len(CATALOGUE)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "den Rücken freigehalten"),
        ("de-CH", "den Rücken freigehalten"),
        ("DE", "den Rücken freigehalten"),
        ("ar-EG", "سندٌ وقت الحاجة"),
        ("ja-Latn-JP", "そばで支えてくれた"),
        ("pt-BR", "had my back"),
        ("", "had my back"),
        ("-", "had my back"),
        (None, "had my back"),
    ],
)
def test_a_language_falls_back_to_what_it_is_a_variety_of_and_then_to_english(
    language: str | None, expected: str
) -> None:
    assert CATALOGUE["had_my_back"].label(language) == expected
    assert CATALOGUE["had_my_back"].description(language) in CATALOGUE["had_my_back"].descriptions.values()


def test_an_exact_variety_goes_before_its_language() -> None:
    swiss = Behaviour("x", labels={"en": "a", "de": "b", "de-CH": "c"}, descriptions={"en": "d"})
    assert [swiss.label(language) for language in ("de-CH", "de-AT", "fr")] == ["c", "b", "a"]


def test_nobody_changes_the_catalogue_at_run_time() -> None:
    behaviour = CATALOGUE["owned_it"]
    with pytest.raises(FrozenInstanceError):
        behaviour.key = "other"  # type: ignore[misc]
    for mapping in (CATALOGUE, behaviour.labels, behaviour.descriptions):
        with pytest.raises(TypeError):
            mapping["owned_it"] = None  # type: ignore[index]
    assert len(set(CATALOGUE.values())) == len(CATALOGUE)


def test_the_module_imports_the_standard_library_and_texts_only() -> None:
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(behaviours))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0] if node.module != texts.__name__ else "texts")
    assert found <= sys.stdlib_module_names | {"texts"}


def test_its_examples_run() -> None:
    assert doctest.testmod(behaviours).failed == 0
