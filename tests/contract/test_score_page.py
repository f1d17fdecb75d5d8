"""The page on how the score works, and its plots: what the code says."""

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from had_your_back.commitments.transitions import Answer
from had_your_back.scores.recipes import RECIPES, Component, Outcome

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "score.md").read_text()
PICTURES = ("score-fades", "score-pair", "score-broken")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def score(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(DOCS)
    for name in ("generate", "score"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("score")


def test_the_page_and_its_plots_are_what_the_code_says(score: ModuleType) -> None:
    assert score.page() == PAGE, "run: make contract"
    assert tuple(score.PLOTS) == PICTURES
    for name, plot in score.PLOTS.items():
        assert plot().svg() == (DOCS / "pictures" / f"{name}.svg").read_text(), "run: make contract"


def test_every_part_end_and_answer_stands_on_the_page(score: ModuleType) -> None:
    assert set(score.ASKS) == set(Component)
    assert set(score.ENDS) == set(Outcome)
    assert set(score.ANSWERS) == set(Answer)
    for words in (*score.ENDS.values(), *score.ANSWERS.values()):
        assert f"| {words} |" in PAGE


def test_the_page_shows_the_worked_example() -> None:
    assert "The score is **76.279355**, and the truth lies between 68.723101 and 84.666435." in PAGE
    assert "= 0.755201`" in PAGE


def test_a_promise_broken_beside_few_costs_more_than_beside_many_and_less_each_day(score: ModuleType) -> None:
    few, many = ([score.cost_of_breaking(kept, day) for day in (0, 30, 90)] for kept in (5, 60))
    assert few == sorted(few, reverse=True)
    assert many == sorted(many, reverse=True)
    assert all(one > other > 0 for one, other in zip(few, many, strict=True))


@pytest.mark.parametrize("name", PICTURES)
def test_a_plot_says_in_words_what_it_shows_and_keeps_its_text_inside(name: str) -> None:
    root = ET.fromstring((DOCS / "pictures" / f"{name}.svg").read_text())
    assert root.get("role") == "img"
    assert len(root.findtext(f"{SVG}desc") or "") > 40
    assert f"pictures/{name}.svg" in PAGE
    wide, high = (float(root.get(side, "")) for side in ("width", "height"))
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "")) <= wide
        assert 0 <= float(text.get("y", "")) <= high
    drawn = re.findall(r"[ML]([\d.]+) ([\d.]+)", " ".join(each.get("d", "") for each in root.iter(f"{SVG}path")))
    assert all(0 <= float(x) <= wide and 0 <= float(y) <= high for x, y in drawn)


def test_the_numbers_on_the_page_are_those_of_the_default_recipe() -> None:
    weights = [float(each) for each in re.findall(r"\| (\d+) % \|$", PAGE, re.MULTILINE)][: len(Component)]
    assert weights == [pytest.approx(100 * each) for each in RECIPES["v1"].weights.values()]
