"""The contract with receivers of webhooks: what each type of event carries."""

import json
import re
from pathlib import Path

import pytest

from had_your_back import events
from had_your_back.events import CATALOGUE

GOLDEN = Path(__file__).parents[1] / "golden" / "events.json"


def test_what_events_carry_is_what_receivers_were_promised() -> None:
    served = {
        name: {"example": events.example(kind), "schema": events.schema(kind)} for name, kind in CATALOGUE.items()
    }
    assert json.loads(GOLDEN.read_text()) == served, (
        "a changed payload breaks receivers; a new type is added to the file"
    )


@pytest.mark.parametrize("name", CATALOGUE)
def test_an_event_has_a_subject_a_description_and_no_text(name: str) -> None:
    kind = CATALOGUE[name]
    properties = events.schema(kind)["properties"]

    assert kind.subject in events.fields(kind)
    assert events.description(kind).endswith(".")
    assert not {"message", "text", "displayName", "email"} & set(properties)


@pytest.mark.parametrize("name", CATALOGUE)
def test_an_example_is_what_its_schema_describes(name: str) -> None:
    kind = CATALOGUE[name]
    described, example = events.schema(kind), events.example(kind)

    assert list(example) == list(described["properties"])
    assert set(described["required"]) <= set(example)
    for key, value in example.items():
        for one in value if isinstance(value, list) else [value]:
            pattern = json.dumps(described["properties"][key])
            if "pattern" in pattern:
                assert re.fullmatch("[a-z]+_[0-9a-z]{26}", one)
