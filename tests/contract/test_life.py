"""The page on the life of a commitment, and its picture: what the code says, and what a client can send."""

import importlib
import json
import re
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from graphql import OperationDefinitionNode, build_schema, parse, print_ast, validate
from graphql.execution.values import get_variable_values

from conftest import Api, Clock, Company
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.transitions import TRANSITIONS, Act, ClockAct, Reason, State
from had_your_back.graph.schema import sdl
from had_your_back.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "commitments.md").read_text()
PICTURE = (DOCS / "pictures" / "commitment-life.svg").read_text()


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(DOCS)
    for name in ("generate", "life"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("life")


def test_the_page_and_its_picture_are_what_the_code_says(life: ModuleType) -> None:
    assert life.page() == PAGE, "run: make contract"
    assert life.picture() == PICTURE, "run: make contract"


def test_every_state_act_and_reason_stands_on_the_page(life: ModuleType) -> None:
    named = set(re.findall(r"`(\w+)`", PAGE)) | set(re.findall(r"\*([a-z ]+)\*", PAGE))
    assert {*State, *Reason, *map(life.camel, Act), *map(life.words, ClockAct), "person left"} <= named


def test_every_state_and_act_is_in_the_picture(life: ModuleType) -> None:
    root = ET.fromstring(PICTURE)
    classes = {word for each in root.iter() for word in each.get("class", "").split()}
    assert set(State) <= classes

    labels = [
        re.sub(r"\s+", " ", " ".join(each.itertext()))
        for each in root.iter("{http://www.w3.org/2000/svg}text")
        if "label" in each.get("class", "")
    ]
    shown = {each.strip() for label in labels for each in label.removeprefix(life.FROM_ANY).split(",")}
    assert shown == {life.words(row.act) for row in TRANSITIONS}


def test_no_text_is_too_small_to_read_on_800_pixels(life: ModuleType) -> None:
    sizes = [float(each) for each in re.findall(r"(?:font-size: |font: 400 )([\d.]+)px", PICTURE)]
    assert len(sizes) >= 3
    assert min(sizes) * 800 / (life.WIDTH + 2 * life.MARGIN) >= 12


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (replace(TRANSITIONS[0], act="PASS_ON"), "does not know the act PASS_ON"),
        (replace(TRANSITIONS[0], to="PARKED"), "no place for the state PARKED"),
        (replace(TRANSITIONS[0], act=Act.REJECT, to=State.AT_RISK), "no arrow for REJECT from REQUESTED to AT_RISK"),
    ],
    ids=["act", "state", "arrow"],
)
def test_what_the_generator_does_not_know_stops_it(life: ModuleType, row: object, message: str) -> None:
    with pytest.raises(life.UnknownToThePageError, match=message):
        life.picture((*TRANSITIONS, row))


def test_an_arrow_without_an_act_stops_the_generator(life: ModuleType) -> None:
    with pytest.raises(life.UnknownToThePageError, match="for which there is no act"):
        life.picture([row for row in TRANSITIONS if row.act is not Act.REJECT])


def test_a_label_upon_another_stops_the_generator(life: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(life.PLACES, State.KEPT, life.PLACES[State.BROKEN])
    with pytest.raises(life.UnknownToThePageError, match="overlap: KEPT and BROKEN"):
        life.picture()


def test_the_defaults_on_the_page_are_those_of_the_settings() -> None:
    fields = Settings.model_fields
    assert (Terms().grace.days, Terms().answer_within) == (fields["due_grace"].default, fields["answer_within"].default)


def example() -> tuple[list[OperationDefinitionNode], dict[str, Any]]:
    (source,) = re.findall(r"```graphql\n(.*?)```", PAGE, flags=re.DOTALL)
    (variables,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    document = parse(source)
    assert validate(build_schema(sdl()), document) == []
    return [each for each in document.definitions if isinstance(each, OperationDefinitionNode)], json.loads(variables)


def test_the_example_is_valid_and_so_is_what_it_sends() -> None:
    operations, variables = example()
    schema = build_schema(sdl())
    for each in operations:
        assert not isinstance(get_variable_values(schema, each.variable_definitions, variables), list)
    assert {each.variable_definitions[0].variable.name.value for each in operations} == set(variables)


async def test_the_example_asks_a_team_and_somebody_claims_it(api: Api, company: Company, clock: Clock) -> None:
    (ask, answer), variables = example()
    request = {**variables["request"], "of": company["kestrel"], "dueAt": (clock() + timedelta(days=5)).isoformat()}
    asked = (await api(print_ast(ask), "cyd", request=request))["requestCommitment"]
    assert asked["userErrors"] == []
    assert asked["commitment"]["awaitingTeam"]["name"] == "Kestrel"

    step = {**variables["step"], "id": asked["commitment"]["id"]}
    promised = (await api(print_ast(answer), "bob", step=step))["actOnCommitment"]
    assert promised["userErrors"] == []
    assert promised["commitment"]["state"] == State.PROMISED
    assert promised["commitment"]["allowedActs"][0] == Act.FLAG_AT_RISK
