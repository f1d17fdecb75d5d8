"""Writes had_your_back_client/operations.py: each document of graphql/operations as a method, with its types.

Run by ``make contract``. What a document answers becomes classes: a fragment is one of its own, any other object stands
inside the one that holds it. A document with one root field answers that field, a mutation what was done. What takes
``$after`` also gets an iterator.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    VariableNode,
    build_schema,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_scalar_type,
    parse,
    strip_ignored_characters,
    type_from_ast,
)

from had_your_back.graph.documents import OPERATIONS, identify

TARGET = Path(__file__).parent / "had_your_back_client" / "operations.py"
SCHEMA = OPERATIONS.parent / "schema.graphql"
SCALARS = {
    "ID": "str",
    "String": "str",
    "Int": "int",
    "Float": "float",
    "Boolean": "bool",
    "JSON": "Any",
    "DateTime": "datetime",
}
ALWAYS = {"ActOnCommitment": {"commitment"}, "AddComment": {"comment", "recognition"}}
"""What an answer always has when nothing was refused, though the schema cannot say so."""
GONE = {"DeleteWebhookEndpoint"}
"""What was done cannot be shown any more."""
ITERATORS = {"Commitment": "commitment_history"}
"""Iterators that are not called as their document is."""
TAKEN = {"from", "schema", "json", "copy"}  # by Python and pydantic
HEAD = '''"""Generated from graphql/operations by `make contract`; do not edit."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from datetime import datetime
from typing import Annotated, Any, NotRequired, TypedDict, TypeVar, Unpack

from had_your_back_client.models import Model, Name, absent, nearest
from had_your_back_client.talk import Document

T = TypeVar("T")
'''


def snake(name: str) -> str:
    """As Python writes a name."""
    made = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return f"{made}_" if made in TAKEN else made


def pascal(name: str, *, one: bool = False) -> str:
    """As a class is called; for one of several without its s."""
    return name[:1].upper() + (name[1:-1] if one and name.endswith("s") else name[1:])


def quoted(text: str | None) -> str:
    """A docstring."""
    return '"""' + " ".join((text or "").replace("\\", "\\\\").replace('"""', "'''").split()).strip() + '"""'


@dataclass
class Class:
    """A class that is being written; `path` is where it stands."""

    path: str
    doc: str | None
    bases: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Its source."""
        name = self.path.rpartition(".")[2]
        body = [quoted(self.doc), *self.inner, *(f"{key}: {kind}" for key, kind in self.fields.items())]
        return f"class {name}({', '.join(self.bases or ['Model'])}):\n{indent(chr(10).join(body), '    ')}\n"


@dataclass
class Walk:
    """A list that has pages: the way to it from what a document answers, and what its nodes are."""

    way: tuple[str, ...]
    node: str
    doc: str


class Writer:
    """Collects what the documents need."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.enums: dict[str, str] = {}
        self.inputs: dict[str, str] = {}
        self.fragments: dict[str, str] = {}
        self.classes: dict[str, str] = {}
        self.documents: list[str] = []
        self.methods: dict[bool, list[str]] = {False: [], True: []}
        self.always: set[str] = set()
        self.enum("ErrorCode")

    def add(self, path: Path) -> None:
        """Take one document in."""
        text = path.read_text(encoding="utf-8")
        definitions = parse(text).definitions
        known = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        for name, fragment in known.items():
            if name not in self.fragments and fragment.type_condition.name.value != "UserError":
                self.fragments[name] = ""  # so that it is written once
                on = self.schema.type_map[fragment.type_condition.name.value]
                self.fragments[name] = self.shape(fragment.selection_set, on, name, alone=True)[1]
        (operation,) = (each for each in definitions if isinstance(each, OperationDefinitionNode))
        self.operation(path.stem, text, operation)

    # ------------------------------------------------------------------------------------------------------- answers

    def shape(self, selected: SelectionSetNode, on: Any, path: str, *, alone: bool = False) -> tuple[str, str]:
        """The class of an object of which this is selected: its name, and its source if it is to be written."""
        made = Class(path, on.description)
        self.fill(made, selected, on)
        others = []
        for each in selected.selections:
            if isinstance(each, InlineFragmentNode) and each.type_condition:
                kind = self.schema.type_map[each.type_condition.name.value]
                others.append(other := Class(f"{path}{kind.name}", kind.description))
                self.fill(other, each.selection_set, kind)
                other.bases.append(path.rpartition(".")[2])
        if not alone and len(made.bases) == 1 and not made.fields and not others:
            return made.bases[0], ""
        if len(others) == 1:  # nothing else is asked for, so it is that, or what is asked for is missing
            made.bases += others[0].bases[:-1]
            made.inner += others[0].inner
            made.fields |= others[0].fields
            made.doc, others = others[0].doc, []
        text = "\n".join([made.text(), *(each.text() for each in others)])
        if others:
            kinds = ", ".join(each.path.rpartition(".")[2] for each in others)
            return f"Annotated[{path.rpartition('.')[2]}, nearest({path.rpartition('.')[2]}, {kinds})]", text
        return path.rpartition(".")[2], text

    def fill(self, into: Class, selected: SelectionSetNode, on: Any) -> None:
        """What is selected of one type of object."""
        for each in selected.selections:
            if isinstance(each, FieldNode):
                self.take(into, each, on)
            elif isinstance(each, FragmentSpreadNode):
                into.bases.append(each.name.value)

    def take(self, into: Class, selected: FieldNode, on: Any) -> None:
        """One field of a class."""
        name = selected.alias.value if selected.alias else selected.name.value
        if name in {"__typename", "userErrors"}:
            return
        kind = on.fields[selected.name.value].type
        if name in self.always and on.name.endswith("Payload"):
            kind = GraphQLNonNull(kind)
        shown = self.named(kind, selected, into)
        into.fields[snake(name)] = f"{shown} = None" if shown.endswith("| None") else f"{shown} = absent()"

    def named(self, kind: Any, selected: FieldNode, into: Class) -> str:
        """The type of a field; its class, if it has one, stands in the class that holds it."""
        inner = None
        if selected.selection_set:
            name = selected.alias.value if selected.alias else selected.name.value
            name = pascal(name, one=is_list_type(getattr(kind, "of_type", kind)) or is_list_type(kind))
            inner, text = self.shape(selected.selection_set, get_named_type(kind), f"{into.path}.{name}")
            if text:
                into.inner.append(text)
        return self.shown(kind, inner)

    def shown(self, kind: Any, inner: str | None = None, *, given: bool = False) -> str:
        """A type as Python writes it; `given` is what a caller may give."""
        if not is_non_null_type(kind):
            bare = self.shown(GraphQLNonNull(kind), inner, given=given)
            return bare if bare == "Any" else f"{bare} | None"
        kind = kind.of_type
        if is_list_type(kind):
            return f"{'Sequence' if given else 'list'}[{self.shown(kind.of_type, inner, given=given)}]"
        if inner is not None:
            return inner
        if is_scalar_type(kind):
            return SCALARS[kind.name]
        if is_enum_type(kind):
            self.enum(kind.name)
        elif is_input_object_type(kind):
            self.input(kind)
        return str(kind.name)

    # ----------------------------------------------------------------------------------------------- enums and inputs

    def enum(self, name: str) -> None:
        """An enum, once."""
        kind = self.schema.type_map[name]
        assert isinstance(kind, GraphQLEnumType)
        values = (f'{key} = "{key}"\n{quoted(each.description)}' for key, each in kind.values.items())
        body = "\n".join([quoted(kind.description), *values])
        self.enums[name] = f"class {name}(Name):\n{indent(body, '    ')}\n"

    def input(self, kind: GraphQLInputObjectType) -> None:
        """An input, once, after those that it holds."""
        if kind.name in self.inputs:
            return
        lines = [quoted(kind.description)]
        for name, each in kind.fields.items():
            shown = self.shown(each.type, given=True)
            needed = is_non_null_type(each.type) and each.default_value in (None, Undefined)
            lines += [f"{snake(name)}: {shown if needed else f'NotRequired[{shown}]'}", quoted(each.description)]
        self.inputs[kind.name] = f"class {kind.name}(TypedDict):\n{indent(chr(10).join(lines), '    ')}\n"

    # ----------------------------------------------------------------------------------------------------- operations

    def operation(self, name: str, text: str, node: OperationDefinitionNode) -> None:
        """A document, and its methods."""
        root = self.schema.get_root_type(node.operation)
        assert root is not None
        fields = [each for each in node.selection_set.selections if isinstance(each, FieldNode)]
        path, answer = [], name
        if len(fields) > 1:
            self.classes[name] = self.shape(node.selection_set, root, name, alone=True)[1]
        else:
            (selected,), path = fields, [fields[0].name.value]
            kind = root.fields[path[0]].type
            if node.operation.value == "mutation":
                selected, kind, path = self.payload(name, selected, kind, path)
            inner = self.top(name, selected, kind) if selected.selection_set else None
            answer = self.shown(kind, inner)
        variables = self.variables(node)
        takes: dict[str, Any] = {
            each.variable.name.value: type_from_ast(self.schema, each.type) for each in node.variable_definitions or ()
        }
        raw = sorted(each for each, kind in takes.items() if get_named_type(kind).name == "JSON")
        one = get_named_type(takes["input"]) if "input" in takes else None
        keyed = one is not None and "idempotencyKey" in one.fields
        more = ", keyed=True" * keyed + f", raw=frozenset({raw})" * bool(raw)
        constant, block = snake(name).upper(), repr(strip_ignored_characters(text))
        self.documents.append(
            f"{constant}: Document[{answer}] = Document({name!r}, {identify(text)!r}, {block}, "
            f"{node.operation.value!r}, {tuple(path)!r}, {answer}{more})\n"
        )
        walk = self.connection(name, fields[0], root) if path else None
        comment = " ".join(line[1:].strip() for line in text.split("\n") if line.startswith("#"))
        doc = comment or (walk.doc if walk else self.described(fields[0], root))
        answer = re.sub(r"Annotated\[(\w+), .*\]", r"\1", answer)
        for later in (False, True):
            self.methods[later].append(self.method(name, constant, variables, answer, doc, node, later=later))
            if walk:
                self.methods[later].append(self.iterator(name, constant, variables, walk, later=later))

    def payload(self, name: str, selected: FieldNode, kind: Any, path: list[str]) -> tuple[FieldNode, Any, list[str]]:
        """What a mutation answers when it is not refused: the one thing that was done, or all of them."""
        payload = get_named_type(kind)
        assert selected.selection_set
        done = [
            each
            for each in selected.selection_set.selections
            if isinstance(each, FieldNode) and each.name.value != "userErrors"
        ]
        if len(done) == 1:
            only = payload.fields[done[0].name.value].type
            return done[0], only if name in GONE else GraphQLNonNull(only), [*path, done[0].name.value]
        self.always = ALWAYS.get(name, set())
        return selected, kind, path

    def top(self, name: str, selected: FieldNode, kind: Any) -> str:
        """The class of what a document answers, named after it."""
        assert selected.selection_set
        listed = is_list_type(getattr(kind, "of_type", kind))
        name = pascal(name, one=listed)
        inner, text = self.shape(selected.selection_set, get_named_type(kind), name)
        if text:
            assert name not in {*self.classes, *self.fragments, *self.enums, *self.inputs}, name
            self.classes[name] = text
        return inner

    def variables(self, node: OperationDefinitionNode) -> dict[str, str]:
        """What a query takes, by its names: those that it needs first."""
        found = {}
        for each in node.variable_definitions or ():
            kind = type_from_ast(self.schema, each.type)
            shown = self.shown(kind, given=True)
            needed = is_non_null_type(kind) and not each.default_value
            found[snake(each.variable.name.value)] = (
                shown if needed else f"{shown.removesuffix(' | None')} | None = None"
            )
        return dict(sorted(found.items(), key=lambda item: item[1].endswith("= None")))

    def method(
        self, name: str, constant: str, variables: dict[str, str], answer: str, doc: str, node: Any, *, later: bool
    ) -> str:
        """The method of a document."""
        signature, given = self.signature(variables)
        head, a = f"def {snake(name)}(self{signature})", "Async" if later else ""
        if node.operation.value == "subscription":
            kind = f"Abstract{a}ContextManager[{a}Iterator[{answer}]]"
            return f"{head} -> {kind}:\n    {quoted(doc)}\n    return self.listen({constant}, {given})\n"
        run = f"{'await ' * later}self.run({constant}, {given})"
        return f"{'async ' * later}{head} -> {answer}:\n    {quoted(doc)}\n    return {run}\n"

    def signature(self, variables: dict[str, str]) -> tuple[str, str]:
        """Arguments, and what is made of them."""
        if set(variables) == {"input"}:
            return f", **input: Unpack[{variables['input']}]", '{"input": input}'
        needed = [f"{name}: {kind}" for name, kind in variables.items() if not kind.endswith("= None")]
        rest = [f"{name}: {kind}" for name, kind in variables.items() if kind.endswith("= None")]
        arguments = [*needed, *(["*"] if rest else []), *rest]
        given = ", ".join(f'"{each}": {each}' for each in variables)
        return "".join(f", {each}" for each in arguments), f"{{{given}}}"

    def iterator(self, name: str, constant: str, variables: dict[str, str], walk: Walk, *, later: bool) -> str:
        """The method that goes through all pages."""
        only = {name: kind for name, kind in variables.items() if name not in {"last", "before"}}
        signature, given = self.signature(only)
        kind = "AsyncIterator" if later else "Iterator"
        doc = f"{walk.doc} All pages, `first` at a time, as they are asked for."
        return (
            f"def iter_{ITERATORS.get(name, snake(name))}(self{signature}) -> {kind}[{walk.node}]:\n    {quoted(doc)}\n"
            f"    return self.each({constant}, {given}, {walk.way!r})\n"
        )

    def connection(self, name: str, selected: FieldNode, on: Any) -> Walk | None:
        """Where the list is that goes on at ``$after``."""

        def find(each: FieldNode, parent: Any, way: tuple[str, ...], at: str) -> Walk | None:
            known = parent.fields[each.name.value]
            if any(given.name.value == "after" and takes(given.value, "after") for given in each.arguments or ()):
                (nodes,) = (
                    inner for inner, _ in self.inside(each, get_named_type(known.type)) if inner.name.value == "nodes"
                )
                assert nodes.selection_set
                spread = nodes.selection_set.selections[0]
                node = spread.name.value if isinstance(spread, FragmentSpreadNode) else f"{at}.Node"
                return Walk(way, node, known.description)
            for inner, kind in self.inside(each, get_named_type(known.type)):
                called = inner.alias.value if inner.alias else inner.name.value
                if found := find(inner, kind, (*way, snake(called)), f"{at}.{pascal(called)}"):
                    return found
            return None

        def takes(value: Any, name: str) -> bool:
            return isinstance(value, VariableNode) and value.name.value == name

        return find(selected, on, (), name)

    def described(self, selected: FieldNode, on: Any) -> str:
        """What the schema says of a field; of the one in it, if there is one only."""
        inner = list(self.inside(selected, get_named_type(on.fields[selected.name.value].type)))
        if len(inner) == 1 and selected.selection_set and len(selected.selection_set.selections) == 1:
            return self.described(*inner[0])
        return str(on.fields[selected.name.value].description)

    def inside(self, selected: FieldNode, kind: Any) -> Iterable[tuple[FieldNode, Any]]:
        """The fields of an object, also those inside ``... on Type``."""
        for each in selected.selection_set.selections if selected.selection_set else ():
            if isinstance(each, FieldNode):
                yield each, kind
            elif isinstance(each, InlineFragmentNode) and each.type_condition:
                on = self.schema.type_map[each.type_condition.name.value]
                yield from ((inner, on) for inner in each.selection_set.selections if isinstance(inner, FieldNode))

    def text(self) -> str:
        """The whole file, before it is formatted."""
        parts = [HEAD]
        for group in (self.enums, self.inputs, self.fragments):
            parts += [text for _, text in sorted(group.items())] if group is not self.inputs else list(group.values())
        parts += [*self.classes.values(), *self.documents]
        for later, methods in self.methods.items():
            a, wait = ("Async", "async ") if later else ("", "")
            takes = "self, document: Document[T], variables: Mapping[str, object]"
            ways = {  # how a document is asked is the client's
                f"{wait}def run({takes}) -> T": "Ask once.",
                f"def each({takes}, connection: tuple[str, ...]) -> {a}Iterator[Any]": "Ask page by page.",
                f"def listen({takes}) -> Abstract{a}ContextManager[{a}Iterator[T]]": "Subscribe.",
            }
            doc = quoted("Every document of the service's own clients, as a method.")
            body = "\n".join(
                [doc, *(f'@abstractmethod\n{way}:\n    """{told}"""\n' for way, told in ways.items()), *methods]
            )
            parts.append(f"class {a}Operations(ABC):\n{indent(body, '    ')}\n")
        return "\n\n".join(parts)


def operations() -> str:
    """The whole file."""
    writer = Writer(build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True))
    for path in sorted(OPERATIONS.glob("*.graphql")):
        writer.add(path)
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(TARGET), "-"]
    return subprocess.run(command, input=writer.text(), capture_output=True, text=True, check=True).stdout  # noqa: S603


if __name__ == "__main__":
    TARGET.write_text(operations(), encoding="utf-8")
