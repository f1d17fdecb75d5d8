"""The contract with frontend teams: the schema's text, and the documents of our own clients."""

import re
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate

from had_your_back.graph.schema import schema, sdl

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted((ROOT / "graphql" / "operations").glob("*.graphql"))


def test_the_schema_in_the_repository_is_the_one_that_is_served() -> None:
    assert (ROOT / "graphql" / "schema.graphql").read_text() == sdl(), "run: make contract"


def test_everything_in_the_schema_has_a_description_or_a_name_that_needs_none() -> None:
    served = build_schema(sdl())
    silent = [
        f"{kind.name}.{name}"
        for kind in (served.query_type, served.mutation_type)
        if kind is not None
        for name, field in kind.fields.items()
        if not field.description
    ]
    assert silent == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_an_operation_is_valid_and_named_like_its_file(path: Path) -> None:
    document = parse(path.read_text())
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]

    assert validate(schema._schema, document) == []
    assert [each.name.value for each in operations if each.name] == [path.stem]


def test_every_operation_is_run_by_a_test() -> None:
    story = (Path(__file__).parent / "test_operations.py").read_text()
    missing = [path.stem for path in DOCUMENTS if not re.search(rf'"{path.stem}"', story)]
    assert missing == []


def test_the_folder_of_the_contract_holds_no_python() -> None:
    # A package of that name would be imported instead of graphql-core.
    assert list((ROOT / "graphql").rglob("*.py")) == []
