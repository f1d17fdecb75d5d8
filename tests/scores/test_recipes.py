"""Recipes: what a file may say, and how one that cannot be is refused."""

import json
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from had_your_back.errors import ErrorCode, Refused
from had_your_back.scores.recipes import RECIPES, Component, Recipe, recipe_of

V1 = RECIPES["v1"]


def refused(data: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        Recipe.from_data(data)
    assert caught.value.code is ErrorCode.INVALID
    return caught.value


def weights(**other: float) -> dict[str, float]:
    return V1.data()["weights"] | other


def test_a_recipe_comes_back_from_its_own_data() -> None:
    assert Recipe.from_data(V1.data()) == V1
    assert Recipe.from_text(json.dumps(V1.data())) == V1


def test_a_file_says_only_what_is_different() -> None:
    toml = """
    version = "slow"
    half_life = 60

    [credits]
    kept = 1
    kept_late = 0.75
    revoked_in_time = 0.25
    revoked_late = 0
    broken = 0
    """
    recipe = Recipe.from_text(toml)
    assert recipe == replace(V1, version="slow", half_life=60, credits=recipe.credits)
    assert recipe.data()["credits"]["kept_late"] == 0.75


def test_a_recipe_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        V1.window = 91  # type: ignore[misc]
    with pytest.raises(TypeError):
        V1.weights[Component.SERVICE] = 1  # type: ignore[index]

    mine = dict(V1.weights)
    recipe = replace(V1, version="mine", weights=mine)
    mine[Component.SERVICE] = 1
    assert recipe.weights == V1.weights


def test_the_version_of_a_published_recipe_cannot_be_taken() -> None:
    no = refused({"version": "v1", "half_life": 31})
    assert no.message == "The version v1 is taken and never changes. Give yours another name."
    assert no.path == ("recipe", "version")


def test_an_unknown_version_is_told_which_there_are() -> None:
    assert recipe_of("v1") is V1
    with pytest.raises(Refused, match=r"There is no recipe v9\. There are: v1\.") as caught:
        recipe_of("v9")
    assert caught.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize(
    ("said", "message", "path"),
    [
        ({"weights": weights(service=0.2)}, "The weights have to add up to 1, and these add up to 1.05.", "weights"),
        ({"weights": weights(service=-0.15, coverage=0.45)},
         "service of weights has to lie between 0 and 1.", "weights service"),
        ({"weights": {"reliability": 1}},
         "weights says nothing of responsiveness, coverage, participation, service.", "weights responsiveness"),
        ({"weights": weights(kindness=0.1)},
         "weights has no kindness. It has: reliability, responsiveness, coverage, participation, service.",
         "weights kindness"),
        ({"weights": weights(reliability=0, responsiveness=0, coverage=0.75)},
         "Reliability or responsiveness has to weigh something: only these two are never missing.", "weights"),
        ({"weights": 1},
         "weights has to be a table of: reliability, responsiveness, coverage, participation, service.", "weights"),
        ({"weights": weights(service=True)}, "service of weights has to be a number.", "weights service"),
        ({"weights": weights(service="much")}, "service of weights has to be a number.", "weights service"),
        ({"half_life": float("nan")}, "half_life has to lie between 7 and 365.", "half_life"),
        ({"half_life": None}, "half_life has to be a number.", "half_life"),
        ({"half_life": 1}, "half_life has to lie between 7 and 365.", "half_life"),
        ({"window": 1}, "window has to lie between 30 and 366.", "window"),
        ({"window": 45.5}, "window has to be a whole number.", "window"),
        ({"least_members": 4}, "least_members has to lie between 5 and 1000.", "least_members"),
        ({"pull": 10**400}, "pull has to lie between 1 and 1000.", "pull"),
        ({"floor": 0}, "floor has to lie between 0.01 and 0.99.", "floor"),
        ({"credits": dict.fromkeys(V1.data()["credits"], 2)},
         "kept of credits has to lie between 0 and 1.", "credits kept"),
        ({"colour": "green"}, "A recipe has no colour. It has: version, weights, ", "colour"),
        ({"version": ""}, "Give the recipe a version, a name of at most 40 characters.", "version"),
        ({"version": 2}, "Give the recipe a version, a name of its own.", "version"),
    ],
)  # fmt: skip
def test_a_recipe_that_cannot_be_is_refused_with_the_place_and_the_reason(
    said: dict[str, Any], message: str, path: str
) -> None:
    no = refused({"version": "mine"} | said)
    assert no.message.startswith(message)
    assert no.path == ("recipe", *path.split())


@pytest.mark.parametrize("data", [None, {}, [], 7, "v1"])
def test_what_is_no_recipe_at_all_is_refused(data: object) -> None:
    assert refused(data).message.startswith("This is not a recipe. A recipe holds a version and any of: weights, ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "{}",
        "{",
        "[1, 2]",
        '{"version": "x"',
        "take 200 g of flour",
        "\x00",
        "{" + '"a":{' * 3_000,
        "x" * 20_001,
    ],
)
def test_a_file_that_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="This is not a recipe"):
        Recipe.from_text(text)
