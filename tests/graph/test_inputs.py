"""Variables and arguments are read as graphql-core reads them, or by graphql-core."""

from __future__ import annotations

import random
import types
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    build_schema,
    parse,
)
from graphql.execution.values import get_argument_values, get_variable_values

from had_your_back.graph import inputs

SCHEMA = build_schema("""
scalar When
enum Mood { GLAD SAD }
input Inner { text: String! number: Int = 3 ids: [ID!] }
input Outer { text: String mood: Mood = SAD inner: Inner inners: [Inner!] self: Outer when: When flag: Boolean! = true }
input By @oneOf { id: ID name: String }
type Query {
  it(text: String = "none", id: ID, number: Int! = 7, flag: Boolean, mood: Mood
     texts: [String!], outer: Outer, by: By): ID
}
""")
KINDS = [
    "String",
    "String!",
    "ID",
    "ID!",
    "Int",
    "Int!",
    "Boolean",
    "Mood",
    "[String!]",
    "Outer",
    "Inner!",
    "By",
    "When!",
]
VALUES: tuple[Any, ...] = (
    None, "one", "GLAD", 7, 2**40, -1, 1.0, 1.5, True, [], ["a", None], ["a", "b"], {}, {"text": "a"}, {"text": None},
    {"id": "x"}, {"id": "x", "name": "y"}, {"text": "a", "number": None, "ids": ["x", 3]}, {"unknown": 1},
    {"inner": {"text": "a"}, "flag": False}, {"inners": [{"text": "a"}, {"number": 1}]}, {"inners": {"text": "a"}},
    {"mood": "GLAD", "when": {"any": [1]}}, {"self": {"text": "b"}},
)  # fmt: skip
ARGUMENTS = (
    "text: $a", "id: $b", "number: $c", "flag: $d", "mood: $e", "texts: $f", "outer: $g", "by: $h", "texts: [$a]",
    "outer: {text: $a}", "outer: {mood: $e, inner: {text: $i, number: $c}, when: $j}", "outer: {inners: [{text: $i}]}",
    "outer: {flag: $k}", "by: {id: $l}", 'text: "plain", outer: {text: null}, number: 1', "texts: $i",
)  # fmt: skip
VARIABLES = {
    "a": "String", "b": "ID", "c": "Int", "d": "Boolean", "e": "Mood", "f": "[String!]", "g": "Outer", "h": "By",
    "i": "String!", "j": "When", "k": "Boolean!", "l": "ID!",
}  # fmt: skip


def operation(text: str) -> OperationDefinitionNode:
    (node,) = parse(text).definitions
    assert isinstance(node, OperationDefinitionNode)
    return node


def variables_differ(module: Any) -> Iterator[Any]:
    """Every kind with every value, with no value, and with a default."""
    for kind, default in product(KINDS, ("", " = null", ' = "one"')):
        node = operation(f"query($v: {kind}{default}) {{ it }}")
        if default and (kind.endswith("!") or (default != " = null" and kind not in {"String", "ID"})):
            continue
        known = module.Variables(SCHEMA, node.variable_definitions)
        for given in ({}, *({"v": value} for value in VALUES)):
            told = get_variable_values(SCHEMA, node.variable_definitions or (), given)
            expected = None if isinstance(told, list) else told
            found = known.read(given)
            if told_of(found) != told_of(expected):
                yield kind, default, given, found, expected


def told_of(values: Any) -> str:
    """Values and where they come from; the values alone would take 1 for True."""
    return repr(values and (values.coerced, [(name, each.value) for name, each in values.sources.items()]))


def arguments_differ(module: Any) -> Iterator[Any]:
    """Every way to write arguments, with values that are fit and some that are not there."""
    assert isinstance(SCHEMA.query_type, GraphQLObjectType)
    core, chance = SCHEMA.query_type.fields["it"], random.Random(5)
    for written in ARGUMENTS:
        named = {name: kind for name, kind in VARIABLES.items() if f"${name}" in written}
        head = f"({', '.join(f'${name}: {kind}' for name, kind in named.items())})" if named else ""
        node = operation(f"query{head} {{ it({written}) }}")
        field = node.selection_set.selections[0]
        assert isinstance(field, FieldNode)
        read = module.arguments_of(core, field)
        for _ in range(30):
            given = {name: chance.choice((None, None, None, *VALUES)) for name in named if chance.random() < 0.8}
            variables = get_variable_values(SCHEMA, node.variable_definitions or (), given)
            if isinstance(variables, list):
                continue
            expected, found = said(get_argument_values, core, field, variables), said(read, variables)
            if found != expected:
                yield written, given, found, expected


def said(read: Any, *given: Any) -> Any:
    try:
        return repr(dict(sorted(read(*given).items())))
    except GraphQLError as error:
        return error.message


def test_variables_are_what_graphql_core_makes_of_them() -> None:
    assert next(variables_differ(inputs), None) is None


def test_arguments_are_what_graphql_core_makes_of_them() -> None:
    assert next(arguments_differ(inputs), None) is None


FAULTS = {
    "a text is whatever was sent": ("value if value.__class__ is str else unclear()", "value"),
    "null is a value like others": ("unclear() if value is None else read(value)", "read(value)"),
    "what is no list is one": ("if values.__class__ is list else unclear()", ""),
    "names that nobody knows are passed over": (" or not given.keys() <= names", ""),
    "a default of an input is left out": ("elif absent is not Undefined:", "elif False:"),
    "what an input needs may be missing": ("            elif required:\n                raise Unclear\n", ""),
    "of several ways one takes all": ("    if bare.is_one_of:\n        return unclear\n", ""),
    "variables that are left out are null": ("coerced.update(absent.coerced)", "coerced[name] = None"),
    "a variable of an input is the default": ("Undefined if each is None else each(coerced)", "Undefined"),
    "null is given where none may be": ("unclear() if value is None and required else value", "value"),
    "a default of an argument is left out": ("made.update(absent)", "pass"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_that_is_planted_in_reading_inputs_is_found(fault: str) -> None:
    source = Path(inputs.__file__).read_text(encoding="utf-8")
    says, instead = FAULTS[fault]
    assert source.count(says) == 1
    faulty = types.ModuleType("faulty")
    exec(compile(source.replace(says, instead), "faulty", "exec"), faulty.__dict__)
    try:
        found = next(variables_differ(faulty), None) or next(arguments_differ(faulty), None)
    except Exception:  # noqa: BLE001 - a crash is found too
        return
    assert found
