"""What clients send, as graphql-core reads it: what is plainly right by what was looked up once, all else by itself.

graphql-core looks at the types of all variables and arguments anew for each request, which takes as long as a
statement. A reader here knows the type, gives what graphql-core would give, or raises `Unclear`, and then graphql-core
reads the whole once more and says what is wrong. So errors, and rules about them, are its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    Node,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
    visit,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    coerce_argument,
    get_argument_values,
    get_variable_values,
)
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

Read = Callable[[Any], Any]


class Unclear(Exception):
    """graphql-core has to look at this."""


def unclear(_: Any = None) -> Any:
    """Leave it to graphql-core."""
    raise Unclear


# ----------------------------------------------------------------------------------------------------------- variables


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> None:
        self._schema, self._definitions = schema, definitions
        self._known = [self._known_of(each) for each in definitions]

    def _known_of(self, definition: VariableDefinitionNode) -> tuple[Any, Read, VariableValues | None]:
        """Its signature, what reads it, and what is read where it is absent; None where that is an error."""
        signature: Any = get_variable_signature(self._schema, definition)
        absent = get_variable_values(self._schema, [definition], {})
        return signature, reader_of(signature.type), None if isinstance(absent, list) else absent

    def read(self, inputs: Mapping[str, Any]) -> VariableValues | None:
        """Their values; None where they are errors."""
        sources, coerced = {}, {}
        try:
            for signature, read, absent in self._known:
                name = signature.name
                if name in inputs:
                    value = inputs[name]
                    coerced[name] = read(value)
                    sources[name] = VariableValueSource(signature, value)
                elif absent is None:
                    unclear()
                else:
                    sources.update(absent.sources)
                    coerced.update(absent.coerced)
        except Unclear:
            values = get_variable_values(self._schema, self._definitions, dict(inputs))
            return None if isinstance(values, list) else values
        return VariableValues(sources, coerced)


def reader_of(type_: GraphQLInputType, around: tuple[Any, ...] = ()) -> Read:
    """From what JSON holds to what graphql-core makes of it."""
    bare: Any = get_nullable_type(type_)
    if bare in around:
        return unclear  # an input in itself: as deep as somebody likes
    if is_list_type(bare):
        read = _list_reader(reader_of(bare.of_type, around))
    elif isinstance(bare, GraphQLInputObjectType):
        read = _object_reader(bare, (*around, bare))
    elif bare.name in {"String", "ID"}:
        read = _text
    else:
        read = _leaf_reader(bare)
    if is_non_null_type(type_):
        return lambda value: unclear() if value is None else read(value)
    return lambda value: None if value is None else read(value)


def _text(value: Any) -> Any:
    return value if value.__class__ is str else unclear()


def _leaf_reader(bare: Any) -> Read:
    coerce = bare.coerce_input_value

    def read(value: Any) -> Any:
        try:
            made = coerce(value)
        except Exception as error:  # whatever a scalar raises: graphql-core tells it
            raise Unclear from error
        return unclear() if made is Undefined else made

    return read


def _list_reader(each: Read) -> Read:
    return lambda values: [each(value) for value in values] if values.__class__ is list else unclear()


def _object_reader(bare: GraphQLInputObjectType, around: tuple[Any, ...]) -> Read:
    if bare.is_one_of:
        return unclear
    known = [
        (name, field.out_name or name, reader_of(field.type, around), *_absent(field))
        for name, field in bare.fields.items()
    ]
    names, make = bare.fields.keys(), bare.out_type

    def read(given: Any) -> Any:
        if given.__class__ is not dict or not given.keys() <= names:
            raise Unclear
        made = {}
        for name, out, each, required, absent in known:
            if name in given:
                made[out] = each(given[name])
            elif required:
                raise Unclear
            elif absent is not Undefined:
                made[out] = absent
        return make(made)

    return read


def _absent(field: Any) -> tuple[bool, Any]:
    """Whether a field of an input must be there, and what it is where it is not: Undefined for nothing."""
    required = is_required_input_field(field)
    return required, Undefined if required else coerce_default_value(field)


# ----------------------------------------------------------------------------------------------------------- arguments


def arguments_of(core: GraphQLField, node: FieldNode) -> Callable[[VariableValues], dict[str, Any]]:
    """From the variables to the arguments of a field.

    Raises: GraphQLError for what is wrong whatever the variables.
    """
    given = {each.name.value: each for each in node.arguments or ()}
    fixed: dict[str, Any] = {}
    moving: list[tuple[str, Read, dict[str, Any] | None]] = []
    for name, argument in core.args.items():
        its = given.get(name)
        if its is None or not inside(its, VariableNode):
            coerce_argument(fixed, node, name, argument, its, None, None)
            continue
        absent: dict[str, Any] | None = None
        if not is_required_argument(argument):
            absent = {}
            coerce_argument(absent, node, name, argument, None, None, None)
        moving.append((argument.out_name or name, _literal_reader(its.value, argument.type), absent))

    def read(variables: VariableValues) -> dict[str, Any]:
        made = dict(fixed)
        try:
            for out, each, absent in moving:
                value = each(variables.coerced)
                if value is not Undefined:
                    made[out] = value
                elif absent is None:
                    unclear()
                else:
                    made.update(absent)
        except Unclear:
            return get_argument_values(core, node, variables)
        return made

    return read if moving else lambda _: fixed


def _literal_reader(node: ValueNode, type_: GraphQLInputType) -> Read:
    """From the variables to what stands in a document; Undefined where that is a variable without a value."""
    if isinstance(node, VariableNode):
        name, required = node.name.value, is_non_null_type(type_)

        def read_variable(coerced: Mapping[str, Any]) -> Any:
            value = coerced.get(name, Undefined)
            return unclear() if value is None and required else value

        return read_variable
    if not inside(node, VariableNode):
        constant = coerce_input_literal(node, type_)
        return unclear if constant is Undefined else lambda _: constant
    bare: Any = get_nullable_type(type_)
    if not isinstance(node, ObjectValueNode) or not isinstance(bare, GraphQLInputObjectType) or bare.is_one_of:
        return unclear
    given = {each.name.value: each.value for each in node.fields}
    known = [
        (field.out_name or name, _literal_reader(given[name], field.type) if name in given else None, *_absent(field))
        for name, field in bare.fields.items()
    ]

    def read(coerced: Mapping[str, Any]) -> Any:
        made = {}
        for out, each, required, absent in known:
            value = Undefined if each is None else each(coerced)
            if value is Undefined:
                if required:
                    raise Unclear
                value = absent
            if value is not Undefined:
                made[out] = value
        return bare.out_type(made)

    return read


class _Collector(Visitor):
    def __init__(self, kind: type[Node]) -> None:
        super().__init__()
        self.kind = kind
        self.found: list[Any] = []

    def enter(self, node: Node, *_: Any) -> None:
        if isinstance(node, self.kind):
            self.found.append(node)


def inside(node: Node, kind: type[Node]) -> Sequence[Any]:
    """All nodes of a kind within a node."""
    collector = _Collector(kind)
    visit(node, collector)
    return collector.found
