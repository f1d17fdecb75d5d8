"""Writes src/operations.ts: what each document of our clients takes and answers, as types. Run by ``make contract``.

A document is its id, a string with types; at run time nothing else is left of it. Times are strings, as they come.
A field that stands inside ``... on Type`` may be missing, since the object may be of another type.
"""

from __future__ import annotations

from pathlib import Path

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_scalar_type,
    parse,
    type_from_ast,
)

from had_your_back.graph.documents import OPERATIONS, identify

TARGET = Path(__file__).parent / "src" / "operations.ts"
SCHEMA = OPERATIONS.parent / "schema.graphql"
SCALARS = {
    "ID": "string",
    "String": "string",
    "Int": "number",
    "Float": "number",
    "Boolean": "boolean",
    "JSON": "unknown",
}
HEAD = """// Generated from graphql/operations by `make contract`; do not edit.

/** The id of a document that the service knows, with the types of what it answers and takes. */
export type Document<Data, Variables> = string & { readonly data?: Data; readonly variables?: Variables };
"""


class Writer:
    """Collects what the documents need: enums, inputs, fragments, then the documents themselves."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.types: dict[str, str] = {}
        self.fragments: dict[str, str] = {}
        self.documents: list[str] = []

    def add(self, path: Path) -> None:
        """Take one document in."""
        text = path.read_text(encoding="utf-8")
        for definition in parse(text).definitions:
            if isinstance(definition, FragmentDefinitionNode):
                on = self.schema.get_type(definition.type_condition.name.value)
                assert on is not None
                body = self.selection(definition.selection_set, on, "")
                self.fragments[definition.name.value] = f"export type {definition.name.value} = {body};\n"
            elif isinstance(definition, OperationDefinitionNode):
                root = self.schema.get_root_type(definition.operation)
                assert root is not None
                name = path.stem
                data = self.selection(definition.selection_set, root, "")
                takes = self.variables(definition)
                self.documents.append(
                    f"export type {name}Data = {data};\nexport type {name}Variables = {takes};\n"
                    f"export const {name}: Document<{name}Data, {name}Variables> =\n  '{identify(text)}';\n"
                )

    def variables(self, operation: OperationDefinitionNode) -> str:
        """What an operation takes."""
        lines = []
        for variable in operation.variable_definitions or ():
            kind = type_from_ast(self.schema, variable.type)
            assert kind is not None
            optional = "" if is_non_null_type(kind) and not variable.default_value else "?"
            lines.append(f"  {variable.variable.name.value}{optional}: {self.shown(kind)};\n")  # type: ignore[arg-type]
        return f"{{\n{''.join(lines)}}}" if lines else "Record<string, never>"

    def selection(
        self, selected: SelectionSetNode, parent: GraphQLNamedType, indent: str, *, maybe: bool = False
    ) -> str:
        """The type of an object of which these fields are selected."""
        fields: list[str] = []
        parts: list[str] = []
        inner = indent + "  "
        for each in selected.selections:
            if isinstance(each, FieldNode):
                name = each.name.value
                kind = "string" if name == "__typename" else self.field(each, parent, inner)
                optional = "?" if maybe else ""
                fields.append(f"{inner}{each.alias.value if each.alias else name}{optional}: {kind};\n")
            elif isinstance(each, FragmentSpreadNode):
                parts.append(f"Partial<{each.name.value}>" if maybe or is_abstract_type(parent) else each.name.value)
            elif isinstance(each, InlineFragmentNode):
                on = self.schema.get_type(each.type_condition.name.value) if each.type_condition else parent
                assert on is not None
                parts.append(self.selection(each.selection_set, on, indent, maybe=on is not parent))
        if fields:
            parts.insert(0, f"{{\n{''.join(fields)}{indent}}}")
        return parts[0] if len(parts) == 1 else f"({' & '.join(parts)})"

    def field(self, field: FieldNode, parent: GraphQLNamedType, indent: str) -> str:
        """The type of one field."""
        kind: GraphQLOutputType = parent.fields[field.name.value].type  # type: ignore[attr-defined]
        named = get_named_type(kind)
        inner = self.selection(field.selection_set, named, indent) if field.selection_set else None
        return self.shown(kind, inner)

    def shown(self, kind: GraphQLInputType | GraphQLOutputType, inner: str | None = None) -> str:
        """A type as TypeScript writes it."""
        if is_non_null_type(kind):
            assert isinstance(kind, GraphQLNonNull)
            return self.bare(kind.of_type, inner)
        return f"{self.bare(kind, inner)} | null"

    def bare(self, kind: GraphQLInputType | GraphQLOutputType, inner: str | None) -> str:
        """The same, when it cannot be null."""
        if is_list_type(kind):
            item = self.shown(kind.of_type, inner)
            return f"({item})[]" if item.endswith("| null") else f"{item}[]"
        named = get_named_type(kind)
        if inner is not None:
            return inner
        if is_scalar_type(named):
            return SCALARS.get(named.name, "string")
        self.declare(named)
        return named.name

    def declare(self, named: GraphQLNamedType) -> None:
        """An enum or an input, once."""
        if named.name in self.types:
            return
        if is_enum_type(named):
            assert isinstance(named, GraphQLEnumType)
            self.types[named.name] = f"export type {named.name} = {' | '.join(repr(each) for each in named.values)};\n"
        elif is_input_object_type(named):
            assert isinstance(named, GraphQLInputObjectType)
            self.types[named.name] = ""  # it may hold itself
            lines = (
                f"  {name}{'' if is_non_null_type(each.type) and each.default_value in (None, Undefined) else '?'}: "
                f"{self.shown(each.type)};\n"
                for name, each in named.fields.items()
            )
            self.types[named.name] = f"export interface {named.name} {{\n{''.join(lines)}}}\n"


def operations() -> str:
    """The whole file."""
    writer = Writer(build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True))
    for path in sorted(OPERATIONS.glob("*.graphql")):
        writer.add(path)
    parts = [*(text for _, text in sorted((writer.types | writer.fragments).items())), *writer.documents]
    return "\n".join([HEAD, *parts])


if __name__ == "__main__":
    TARGET.write_text(operations(), encoding="utf-8")
