"""The contract with frontend teams: the schema's text, and the documents of our own clients."""

import re
from pathlib import Path

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, build_schema, parse, print_ast, validate

from had_your_back.graph.descriptions import WORDS, names
from had_your_back.graph.schema import schema, sdl

ROOT = Path(__file__).parents[2]
SCALARS = {"Boolean", "Float", "ID", "Int", "String"}  # the specification describes them
DEPRECATION = re.compile(r"Use \w[^.]*\. Goes on 20\d\d-[01]\d-[0-3]\d\.")
DOCUMENTS = sorted((ROOT / "graphql" / "operations").glob("*.graphql"))


def test_the_schema_in_the_repository_is_the_one_that_is_served() -> None:
    assert (ROOT / "graphql" / "schema.graphql").read_text() == sdl(), "run: make contract"


def test_everything_in_the_schema_has_a_description() -> None:
    silent = [name for name, thing in names(build_schema(sdl())) if not thing.description and name not in SCALARS]
    assert silent == [], "say it in a docstring, or in graph/descriptions.py"


def test_every_description_is_of_something_and_is_not_said_twice() -> None:
    known = dict(names(schema._schema))
    own = {name.rpartition(".")[2].rpartition("(")[2].rstrip(")") for name in known}
    assert [name for name in WORDS if name not in known and not (name[:2] == "*." and name[2:] in own)] == []
    assert [name for name, said in WORDS.items() if name in known and known[name].description != said] == []


def test_a_deprecation_names_the_day_and_what_comes_instead() -> None:
    reasons = {name: getattr(thing, "deprecation_reason", None) for name, thing in names(schema._schema)}
    given = {name: reason for name, reason in reasons.items() if reason is not None}
    assert [name for name, reason in given.items() if not DEPRECATION.fullmatch(reason)] == [], DEPRECATION.pattern

    good = "Use giver. Goes on 2027-06-30."
    assert DEPRECATION.fullmatch(good)
    assert not any(DEPRECATION.fullmatch(each) for each in ("Use giver.", "Goes on 2027-06-30.", "No longer supported"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_an_operation_is_valid_and_named_like_its_file(path: Path) -> None:
    document = parse(path.read_text())
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]

    assert validate(schema._schema, document) == []
    assert [each.name.value for each in operations if each.name] == [path.stem]


def test_fragments_of_one_name_are_the_same_in_every_document() -> None:
    # Each document is whole, since it is known by the sum of its text; tools that read all of them see each name once.
    found: dict[str, set[str]] = {}
    for document in (parse(path.read_text(), no_location=True) for path in DOCUMENTS):
        for each in document.definitions:
            if isinstance(each, FragmentDefinitionNode):
                found.setdefault(each.name.value, set()).add(print_ast(each))
    assert [name for name, texts in found.items() if len(texts) > 1] == []


def test_every_operation_is_run_by_a_test() -> None:
    story = (Path(__file__).parent / "test_operations.py").read_text()
    missing = [path.stem for path in DOCUMENTS if not re.search(rf'"{path.stem}"', story)]
    assert missing == []


def test_the_folder_of_the_contract_holds_no_python() -> None:
    # A package of that name would be imported instead of graphql-core.
    assert list((ROOT / "graphql").rglob("*.py")) == []
