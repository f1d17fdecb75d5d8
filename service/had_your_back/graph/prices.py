"""What an operation costs, told from its text and variables alone: one for each object that it may show.

A connection multiplies what is in its nodes by its `first`, and so does a list that has one of its own; a list without
is taken for two.

>>> from graphql import parse
>>> from had_your_back.graph.schema import schema
>>> def cost(text, **variables):
...     document = parse(text)
...     return price(schema._schema, document, document.definitions[0]).of(variables)
>>> cost("{ organization { name } }"), cost("{ people(first: 20) { totalCount nodes { id manager { id } } } }")
(1, 41)
>>> cost("query($n: Int = 5) { people(first: $n) { nodes { id } } }"), cost("{ people { nodes { id teams { id } } } }")
(6, 76)
>>> cost("{ serviceChain { links(first: 500) { promises } } }"), cost("{ viewer { unseenTeammates { teams { id } } } }")
(501, 16)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    value_from_ast_untyped,
)

from had_your_back.graph.paging import MOST, PAGE_SIZE

COST = 1_000
A_LIST = 2
DEAR = {"Viewer.export": 200}
"""Scalars that take as long as a long list."""
PAGES = ("first", "last")
LISTED = ("ids", "teams", "representations")
"""Arguments of lists that name each thing they want."""
LISTS = {"ServiceChain.links": (100, 500), "Viewer.unseenTeammates": (5, MOST)}
"""Lists with a `first` of their own: how long they are when it is left out, and at most."""

Merged: TypeAlias = list[tuple[str, SelectionSetNode]]
"""What is selected of one object: types, and what is selected of them."""


class TooDear(Exception):
    """It costs more than `COST`, whatever its variables."""


@dataclass(frozen=True, slots=True)
class Number:
    """How many there will be: what the first of these variables says that says anything."""

    variables: tuple[tuple[str, Any], ...]
    """Each with its default."""
    otherwise: int
    most: int = MOST

    def of(self, given: Mapping[str, Any]) -> int:
        """The number. What is no number, or too large, is refused elsewhere."""
        for name, default in self.variables:
            value = given.get(name, default)
            if isinstance(value, list):
                return max(1, len(value))
            if isinstance(value, int):
                return max(1, min(value, self.most))
        return self.otherwise


@dataclass(frozen=True, slots=True)
class Price:
    """A cost that may depend on variables."""

    fixed: int = 0
    scaled: tuple[tuple[Number, Price], ...] = ()

    def of(self, variables: Mapping[str, Any]) -> int:
        """The cost with these variables."""
        return self.fixed + sum(number.of(variables) * each.of(variables) for number, each in self.scaled)

    def __add__(self, other: Price) -> Price:
        return Price(self.fixed + other.fixed, self.scaled + other.scaled)

    def times(self, number: Number) -> Price:
        """So many of it."""
        if number.variables:
            return Price(0, ((number, self),))
        return Price(self.fixed * number.otherwise, tuple((each, it.times(number)) for each, it in self.scaled))


ONE = Number((), 1)


def price(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, most: int = 0) -> Price:
    """The price of a valid operation.

    Raises: TooDear if it has more than `most` fields that are objects, as each costs at least one.
    """
    root = schema.get_root_type(operation.operation)
    assert root is not None
    return _Till(schema, document, operation, most).price([(root.name, operation.selection_set)], None)


class _Till:
    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, most: int
    ) -> None:
        self._schema = schema
        self._most = most
        self._counted = 0
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value) if each.default_value else None
            for each in operation.variable_definitions or ()
        }

    def price(self, merged: Merged, page: Number | None) -> Price:
        """The price of what is selected of one object; `page` is how many nodes it has, if it is a connection."""
        fields: dict[tuple[str, str], list[FieldNode]] = {}
        for kind, within in merged:
            self._collect(kind, within, fields, set())
        total = Price()
        for (kind, _), nodes in fields.items():
            total += self._field(kind, nodes, page)
        return total

    def _field(self, kind: str, nodes: list[FieldNode], page: Number | None) -> Price:
        name = nodes[0].name.value
        parent = self._schema.type_map[kind]
        if name.startswith("__") or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return Price()
        field = parent.fields[name]
        given = get_named_type(field.type)
        if is_leaf_type(given):
            return Price(DEAR.get(f"{kind}.{name}", 0))
        self._counted += 1
        if self._most and self._counted > self._most:
            raise TooDear
        below = [(given.name, node.selection_set) for node in nodes if node.selection_set]
        paged = "first" in field.args and not _is_list(field.type)
        each = Price(1) + self.price(below, self._number(nodes[0], PAGES, PAGE_SIZE) if paged else None)
        return each.times(self._times(f"{kind}.{name}", nodes[0], field, page))

    def _times(self, name: str, node: FieldNode, field: GraphQLField, page: Number | None) -> Number:
        if not _is_list(field.type):
            return ONE
        if any(name in field.args for name in LISTED):
            return self._number(node, LISTED, A_LIST)
        if name in LISTS:
            return self._number(node, PAGES, *LISTS[name])
        return page or Number((), A_LIST)

    def _number(self, node: FieldNode, names: Iterable[str], otherwise: int, most: int = MOST) -> Number:
        variables = []
        given = {each.name.value: each.value for each in node.arguments or ()}
        for value in (given[name] for name in names if name in given):
            if isinstance(value, VariableNode):
                variables.append((value.name.value, self._defaults.get(value.name.value)))
            elif not isinstance(value, NullValueNode):
                return Number(tuple(variables), _said(value, otherwise, most), most)
        return Number(tuple(variables), otherwise, most)

    def _collect(
        self, kind: str, within: SelectionSetNode, into: dict[tuple[str, str], list[FieldNode]], seen: set[str]
    ) -> None:
        for each in within.selections:
            if isinstance(each, FieldNode):
                into.setdefault((kind, (each.alias or each.name).value), []).append(each)
            elif isinstance(each, InlineFragmentNode):
                narrowed = each.type_condition.name.value if each.type_condition else kind
                self._collect(narrowed, each.selection_set, into, seen)
            elif isinstance(each, FragmentSpreadNode) and each.name.value not in seen:
                seen.add(each.name.value)
                fragment = self._fragments[each.name.value]
                self._collect(fragment.type_condition.name.value, fragment.selection_set, into, seen)


def _said(value: ValueNode, otherwise: int, most: int) -> int:
    if isinstance(value, IntValueNode):
        return max(1, min(int(value.value), most))
    return max(1, len(value.values)) if isinstance(value, ListValueNode) else otherwise


def _is_list(kind: GraphQLOutputType) -> bool:
    return is_list_type(get_nullable_type(kind))
