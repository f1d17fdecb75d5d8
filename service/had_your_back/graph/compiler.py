"""From an operation to the source of one function: what `plans` keeps and `running` runs.

The compiler walks the operation's fields as graphql-core would, with graphql-core's own functions for fragments,
merging, @skip, @include and arguments, and reads from each field's declaration (`fields`) what it means. It writes the
source of one function: first everything is loaded, level by level and all rows of a level at once, by the loaders' own
reads; then the answer is made of dicts, those within before those around. ``docs/plans.md`` shows one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, field
from enum import Enum
from itertools import count
from typing import Any, ClassVar

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationType,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues
from strawberry import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from had_your_back.graph import fields
from had_your_back.graph.documents import Checked
from had_your_back.graph.fields import ENTITIES, Declared
from had_your_back.graph.inputs import Variables, arguments_of, inside
from had_your_back.graph.running import HELPERS, Plan, Unplannable, refuse

Nodes = list[FieldDetails]
MOST_LOADS = 40
"""Loads of one plan: more than any page of ours needs."""


class Operation:
    """What is the same whatever its variables say."""

    def __init__(self, schema: Schema, checked: Checked) -> None:
        self.core = schema._schema  # noqa: SLF001 - graphql-core's own
        self.node = checked.operation
        if checked.kind is OperationType.SUBSCRIPTION:
            refuse("a subscription")
        self.root = self.core.get_root_type(checked.kind)
        self.acts = checked.kind is OperationType.MUTATION
        directives = inside(checked.document, DirectiveNode)
        if any(each.name.value not in {"skip", "include"} for each in directives):
            refuse("a directive")
        self.fragments = {
            each.name.value: FragmentDetails(each)
            for each in checked.document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._variables = Variables(self.core, self.node.variable_definitions or ())
        self.conditions = sorted({each.name.value for node in directives for each in inside(node, VariableNode)})

    def variables(self, inputs: Mapping[str, Any]) -> VariableValues:
        """Their values as graphql-core reads them."""
        return self._variables.read(inputs) or refuse("variables that are errors")


@dataclass(eq=False)
class Line:
    """A line that loads something or gathers rows, and the lines that have to be before it."""

    text: str
    after: list[Line] = field(default_factory=list)
    loader: str | None = None
    keys: list[str] = field(default_factory=list)

    def needs(self, other: Line) -> bool:
        """Whether the other has to come first."""
        seen: set[int] = set()
        ahead = [*self.after]
        while ahead:
            each = ahead.pop()
            if each is other:
                return True
            if id(each) not in seen:
                seen.add(id(each))
                ahead += each.after
        return False

    def written(self) -> str:
        """The source."""
        if self.loader is None:
            return self.text
        wanted = f"[{self.keys[0]}]" if len(self.keys) == 1 else f"[{', '.join(f'*[{each}]' for each in self.keys)}]"
        return f"{self.text} = await load(c, {self.loader!r}, {wanted})"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows at one place of the answer: an expression of all of them, and the name of each in its projection."""

    all: str
    each: str
    line: Line | None
    plain: bool = False
    """Whether these are no rows, but objects made of some: with attributes, and nothing to load for them."""
    entity: str | None = None

    @property
    def before(self) -> tuple[Line, ...]:
        """What has to come before these can be named."""
        return (self.line,) if self.line else ()


ROOT = Rows("()", "None", None)


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the rows at one place, as it was asked for."""

    ours: Any
    core: GraphQLField
    nodes: Nodes
    rows: Rows

    @property
    def rule(self) -> fields.Rule:
        """How it is declared."""
        rule: fields.Rule = self.ours.rule
        return rule


PAGE_INFO = {
    "has_next_page": "p.page.has_next",
    "has_previous_page": "p.page.has_previous",
    "start_cursor": "(cursor_of(p.page.rows[0], p.places) if p.page.rows else None)",
    "end_cursor": "(cursor_of(p.page.rows[-1], p.places) if p.page.rows else None)",
}


class Compiler:
    """Writes the function that answers one operation."""

    def __init__(self, schema: Schema, operation: Operation, variables: VariableValues) -> None:
        self.schema, self.operation, self.variables = schema, operation, variables
        self.lines: list[Line] = []
        self.loads: list[Line] = []
        self.made: list[str] = []
        self.arguments: list[Callable[[VariableValues], dict[str, Any]]] = []
        self.names: dict[str, Any] = dict(HELPERS)
        self.numbers = count()
        self.shown: dict[str, set[str] | None] = {}

    def plan(self) -> Plan:
        """The plan."""
        it = self.operation
        assert it.root
        selected = collect_fields(it.core, it.fragments, self.variables, it.root, it.node).grouped_field_set
        if it.acts and len(selected) > 1:
            refuse("several actions, one after the other")
        answer = self.members(it.root, selected, ROOT)
        lines = [*(line.written() for line in self.ordered()), *self.made, f"return {answer}"]
        source = "\n    ".join(["async def answer(c, a):", *lines]) + "\n"
        try:
            exec(compile(source, "<plan>", "exec"), self.names)  # noqa: S102 - all names in it are ours, or quoted by repr
        except (SyntaxError, RecursionError, MemoryError) as deep:
            raise Unplannable("nested too deeply") from deep
        shown = {name: None if columns is None else frozenset(columns) for name, columns in self.shown.items()}
        return Plan(self.names["answer"], self.arguments, shown, source)

    def ordered(self) -> list[Line]:
        """The lines in an order in which each finds what it needs."""
        done: dict[int, Line] = {}

        def put(line: Line) -> None:
            if id(line) not in done:
                for each in line.after:
                    put(each)
                done[id(line)] = line

        for line in self.lines:
            put(line)
        return list(done.values())

    # ---- objects: each of these gives the source of an expression, and leaves the lines that it needs

    def object(self, type_: GraphQLOutputType, nodes: Nodes, rows: Rows) -> str:
        """The dict of one object."""
        named = get_named_type(type_)
        if not isinstance(named, GraphQLObjectType):
            refuse(f"{named} has no fields of its own")
        operation = self.operation
        within = collect_subfields(operation.core, operation.fragments, self.variables, operation.node, named, nodes)
        return self.members(named, within.grouped_field_set, rows)

    def members(self, type_: GraphQLObjectType, selected: Mapping[str, Nodes], rows: Rows) -> str:
        """The dict of the selected fields."""
        parts = []
        for key, nodes in selected.items():
            name = nodes[0].node.name.value
            if name == "__typename":
                parts.append(f"{key!r}: {type_.name!r}")
            elif name not in type_.fields:
                refuse("introspection")
            else:
                core = type_.fields[name]
                parts.append(f"{key!r}: {self.field(core, nodes, rows)}")
        return "{" + ", ".join(parts) + "}"

    def field(self, core: GraphQLField, nodes: Nodes, rows: Rows) -> str:
        """The value of one field."""
        ours: StrawberryField = core.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
        if ours.extensions or isinstance(ours, Declared) == rows.plain:
            refuse(f"{ours.python_name} is not declared")
        asked = Asked(ours, core, nodes, rows)
        if rows.entity is not None:
            self.note(rows.entity, asked.rule)
        return self.attribute(asked) if rows.plain else self.BY_RULE[type(asked.rule)](self, asked.rule, asked)

    def note(self, name: str, rule: fields.Rule) -> None:
        """Which columns a field looks at."""
        entity = ENTITIES[name]
        match rule:
            case fields.Column(name=column) | fields.One(key=str(column)):
                reads: fields.Reads = (column,)
            case fields.Many() | fields.Itself():
                reads = ()
            case fields.Derived() | fields.Part() | fields.Paged():
                reads = rule.reads
            case _:
                reads = None
        of = entity.rows or entity.name
        known = self.shown.setdefault(of, {"id"})
        if reads is None or entity.view is not None:
            self.shown[of] = None
        elif known is not None:
            known.update(reads)

    def attribute(self, asked: Asked) -> str:
        """An attribute of a plain object, or what a function of it alone gives."""
        ours, each = asked.ours, asked.rows.each
        resolver = ours.base_resolver
        if resolver is None:
            return self.value(asked.core.type, f"{each}.{ours.python_name}", asked.nodes)
        if resolver.info_parameter or resolver.parent_parameter or resolver.root_parameter or ours.is_async:
            refuse(f"{ours.python_name} has a resolver of its own")
        function = self.name(resolver._unbound_wrapped_func)  # noqa: SLF001 - the function itself
        return self.value(asked.core.type, f"{function}({each}{self.given(asked)})", asked.nodes)

    def column(self, rule: fields.Column, asked: Asked) -> str:
        """A column."""
        return self.value(asked.core.type, f"{asked.rows.each}.{rule.name}")

    def derived(self, rule: fields.Derived, asked: Asked) -> str:
        """What a function makes of a row."""
        return self.value(asked.core.type, f"{self.name(rule.make)}({asked.rows.each}, c{self.given(asked)})")

    def part(self, rule: fields.Part, asked: Asked) -> str:
        """Plain objects."""
        loaded, each = "", asked.rows.each
        if rule.loader is not None:
            key = f"{each}.id" if rule.key is None else f"{self.name(rule.key)}({each}, c)"
            if rule.loads_for is None or self.asks_for(rule.loads_for, asked):
                found = self.load(rule.loader, f"{key} for {each} in {asked.rows.all}", asked.rows)
                loaded = f", {found.text}.get({key})"
            else:
                loaded = f", None if {key} is None else ()"
        made = f"{self.name(rule.make)}({each}, c{loaded}{self.given(asked)})"
        return self.value(asked.core.type, made, asked.nodes)

    def asks_for(self, names: Collection[str], asked: Asked) -> bool:
        """Whether one of these fields of an object is selected."""
        named, operation = get_named_type(asked.core.type), self.operation
        assert isinstance(named, GraphQLObjectType)
        within = collect_subfields(
            operation.core, operation.fragments, self.variables, operation.node, named, asked.nodes
        )
        selected = [named.fields.get(found[0].node.name.value) for found in within.grouped_field_set.values()]
        return any(
            each is not None and each.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].python_name in names
            for each in selected
        )

    def itself(self, rule: fields.Itself, asked: Asked) -> str:
        """The same row as another type."""
        if ENTITIES[rule.entity].view is not None:
            refuse("a view of itself")
        return self.object(asked.core.type, asked.nodes, asked.rows)

    def one(self, rule: fields.One, asked: Asked) -> str:
        """The row that a key names."""
        each, type_ = asked.rows.each, asked.core.type
        key = f"{each}.{rule.key}" if isinstance(rule.key, str) else f"{self.name(rule.key)}({each})"
        keys = f"{key} for {each} in {asked.rows.all}"
        made = self.by_key(rule.entity, keys, type_, asked.nodes, asked.rows)
        return f"{made}[{key}]" if is_non_null_type(type_) else f"{made}.get({key})"

    def by_key(self, entity: str, keys: str, type_: GraphQLOutputType, nodes: Nodes, rows: Rows) -> str:
        """The name of a dict of what is shown of rows of an entity, by their keys."""
        found, n = self.load(entity, keys, rows), next(self.numbers)
        row = self.viewed(entity, "row")
        line = self.line(f"w{n} = {{k: {row} for k in [{keys}] if (row := {found.text}.get(k)) is not None}}", found)
        if rows.line:
            line.after.append(rows.line)
        body = self.object(type_, nodes, Rows(f"w{n}.values()", f"x{n}", line, entity=entity))
        self.made.append(f"g{n} = {{k: {body} for k, x{n} in w{n}.items()}}")
        return f"g{n}"

    def many(self, rule: fields.Many, asked: Asked) -> str:
        """The rows that belong to a row."""
        rows, each, n = asked.rows, asked.rows.each, next(self.numbers)
        found = self.load(rule.loader, f"{each}.id for {each} in {rows.all}", rows)
        mine = f"{found.text}[{each}.id]"
        if rule.via is not None:
            line = self.line(f"y{n} = [y for {each} in {rows.all} for y in {mine}]", found)
            keys = f"y.{rule.via} for y in y{n}"
            made = self.by_key(rule.entity, keys, asked.core.type, asked.nodes, Rows("()", "None", line))
            return f"[{made}[y.{rule.via}] for y in {mine} if y.{rule.via} in {made}]"
        row = self.viewed(rule.entity, "row")
        line = self.line(f"w{n} = {{{each}.id: [{row} for row in {mine}] for {each} in {rows.all}}}", found)
        within = self.flat(n, line, rule.entity)
        body = self.object(asked.core.type, asked.nodes, within)
        self.made.append(f"g{n} = {{k: [{body} for x{n} in rows] for k, rows in w{n}.items()}}")
        return f"g{n}[{each}.id]"

    def listed(self, rule: fields.Listed, asked: Asked) -> str:
        """The rows whose ids a function finds."""
        n, rows = next(self.numbers), asked.rows
        read = f"cuts({self.name(rule.read)}, {rows.all}, c, {self.bare(asked)})"
        line = self.line(f"l{n} = await {read}", *rows.before)
        keys = f"k for found in l{n}.values() for k in found"
        made = self.by_key(rule.entity, keys, asked.core.type, asked.nodes, Rows("()", "None", line))
        return f"[{made}[k] for k in l{n}[{rows.each}.id] if k in {made}]"

    def found(self, rule: fields.Found, asked: Asked) -> str:
        """The row that arguments name."""
        n, type_ = next(self.numbers), asked.core.type
        read = self.line(f"r{n} = await {self.name(rule.read)}(c{self.given(asked)})")
        row = self.viewed(rule.entity, f"r{n}")
        line = self.line(f"w{n} = [] if r{n} is None else [{row}]", read)
        body = self.object(type_, asked.nodes, Rows(f"w{n}", f"x{n}", line, entity=rule.entity))
        self.made.append(f"g{n} = [{body} for x{n} in w{n}]")
        return f"(g{n}[0] if g{n} else {_absent(nullable=not is_non_null_type(type_))})"

    def acted(self, rule: fields.Acted, asked: Asked) -> str:
        """What came of an action, which comes before all that is read."""
        n = next(self.numbers)
        line = self.line(f"w{n} = [await {self.name(rule)}.once(c, {self.bare(asked)})]")
        body = self.object(asked.core.type, asked.nodes, Rows(f"w{n}", f"x{n}", line, entity=rule.entity))
        self.made.append(f"g{n} = [{body} for x{n} in w{n}]")
        return f"g{n}[0]"

    def named(self, rule: fields.Named, asked: Asked) -> str:
        """What has these ids, of whatever kind."""
        n, rows, its = next(self.numbers), asked.rows, self.name(rule)
        keys = f"{self.name(rule.keys)}({rows.each}, c{self.given(asked)})"
        if rows is ROOT:
            line = self.line(f"n{n} = {keys}")
            keys = f"n{n}"
            gather = self.line(f"k{n} = known({its}, n{n})", line)
        else:
            every = f"k for {rows.each} in {rows.all} for k in known({its}, {keys})"
            gather = self.line(f"k{n} = [{every}]", *rows.before)
        made = []
        for kind, (entity, _) in rule.kinds.items():
            wanted = f"k for k in of_kind(c, {its}, k{n}, {self.name(kind)})"
            made.append(self.by_key(entity, wanted, self.type_of(entity), asked.nodes, Rows("()", "None", gather)))
        self.made.append(f"h{n} = {{{', '.join(f'**{each}' for each in made)}}}")
        if is_list_type(get_nullable_type(asked.core.type)):
            return f"[h{n}.get(k) for k in {keys}]"
        return f"h{n}.get({keys})"

    def type_of(self, entity: str) -> GraphQLObjectType:
        """The type that shows an entity."""
        name = ENTITIES[entity].shows.__strawberry_definition__.name
        type_ = self.operation.core.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        return type_

    # ---- connections

    def paged(self, rule: fields.Paged, asked: Asked) -> str:
        """A connection: a page for each row, or the one of a root field."""
        n, rows, read = next(self.numbers), asked.rows, self.name(rule.read)
        if rows is ROOT:
            page = self.line(f"p{n} = {{None: await {read}(None, c{self.given(asked)})}}")
        else:
            page = self.line(f"p{n} = await cuts({read}, {rows.all}, c, {self.bare(asked)})", *rows.before)
        row = self.viewed(rule.entity, "row")
        line = self.line(f"w{n} = {{k: [{row} for row in p.page.rows] for k, p in p{n}.items()}}", page)
        within = self.flat(n, line, rule.entity)

        def node(core: GraphQLField, nodes: Nodes) -> str:
            return self.object(core.type, nodes, within)

        def edges(core: GraphQLField, nodes: Nodes) -> str:
            edge = self.each_of(core, nodes, {"cursor": "at", "node": node})
            return f"[{edge} for x{n}, at in zip(w{n}[k], cursors_of(p.page.rows, p.places))]"

        def total(core: GraphQLField, _: Nodes) -> str:
            self.line(f"t{n} = await counts(p{n})", page)
            return self.value(core.type, f"t{n}[k]")

        def info(core: GraphQLField, nodes: Nodes) -> str:
            return self.each_of(core, nodes, PAGE_INFO)

        def all_nodes(core: GraphQLField, nodes: Nodes) -> str:
            return f"[{node(core, nodes)} for x{n} in w{n}[k]]"

        parts = {"nodes": all_nodes, "edges": edges, "page_info": info, "total_count": total}
        body = self.each_of(asked.core, asked.nodes, parts)
        self.made.append(f"g{n} = {{k: {body} for k, p in p{n}.items()}}")
        return f"g{n}[{'None' if rows is ROOT else f'{rows.each}.id'}]"

    def each_of(
        self, of: GraphQLField, nodes: Nodes, known: Mapping[str, str | Callable[[GraphQLField, Nodes], str]]
    ) -> str:
        """The dict of a connection, an edge or a page's info, whose fields are known here."""
        named, operation = get_named_type(of.type), self.operation
        assert isinstance(named, GraphQLObjectType)
        within = collect_subfields(operation.core, operation.fragments, self.variables, operation.node, named, nodes)
        parts = []
        for key, found in within.grouped_field_set.items():
            name = found[0].node.name.value
            if name == "__typename":
                parts.append(f"{key!r}: {named.name!r}")
                continue
            core = named.fields[name]
            made = known[core.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].python_name]
            parts.append(f"{key!r}: {made if isinstance(made, str) else made(core, found)}")
        return "{" + ", ".join(parts) + "}"

    # ---- lines

    def line(self, text: str, *after: Line, loader: str | None = None) -> Line:
        """One more line."""
        self.lines.append(Line(text, list(after), loader))
        return self.lines[-1]

    def load(self, loader: str, keys: str, rows: Rows) -> Line:
        """The load that these keys are part of: one that is there already, unless these keys come of what it loads."""
        for each in self.loads:
            if each.loader == loader and not (rows.line and (rows.line is each or rows.line.needs(each))):
                break
        else:
            if len(self.loads) == MOST_LOADS:
                refuse("too many loads")
            each = self.line(f"d{next(self.numbers)}", loader=loader)
            self.loads.append(each)
        if keys not in each.keys:
            each.keys.append(keys)
        if rows.line:
            each.after.append(rows.line)
        return each

    def flat(self, n: int, line: Line, entity: str) -> Rows:
        """The rows of all lists of a place."""
        flat = self.line(f"s{n} = [x for rows in w{n}.values() for x in rows]", line)
        return Rows(f"s{n}", f"x{n}", flat, entity=entity)

    def viewed(self, entity: str, row: str) -> str:
        """What the fields of an entity are read from."""
        view = ENTITIES[entity].view
        return row if view is None else f"{self.name(view)}({row}, c)"

    # ---- values

    def value(self, type_: GraphQLOutputType, source: str, nodes: Nodes | None = None) -> str:
        """A value, or a list of values, as graphql-core would write it."""
        bare, nullable = get_nullable_type(type_), not is_non_null_type(type_)
        if is_leaf_type(bare):
            return self.leaf(bare, source, nullable=nullable)
        n = next(self.numbers)
        if is_list_type(bare):
            each = self.value(bare.of_type, f"i{n}", nodes)
            if not nullable:
                return f"[{each} for i{n} in {source}]"
            return f"(None if (v{n} := {source}) is None else [{each} for i{n} in v{n}])"
        assert nodes is not None
        named: Any = bare
        made = self.object(named, nodes, Rows("()", f"z{n}", None, plain=True))
        return f"({_absent(nullable=nullable)} if (z{n} := {source}) is None else {made})"

    def leaf(self, bare: Any, source: str, *, nullable: bool) -> str:
        """A scalar or an enum: what is plainly what it should be as it is, all else by its own serialisation."""
        if isinstance(bare, GraphQLEnumType):
            names: dict[Any, str | None] = {None: None} if nullable else {}
            for name, each in bare.values.items():
                names[each.value.value if isinstance(each.value, Enum) else each.value] = name
            return f"{self.name(names)}[{source}]"
        write, v = self.name(bare.coerce_output_value), f"v{next(self.numbers)}"
        absent = _absent(nullable=nullable)
        match bare.name:
            case "String" | "ID":
                plain = f"({v} := {source}).__class__ is str"
            case "Boolean":
                plain = f"({v} := {source}).__class__ is bool"
            case "Int":
                plain = f"({v} := {source}).__class__ is int and -0x80000000 <= {v} <= 0x7FFFFFFF"
            case _:
                return f"({absent} if ({v} := {source}) is None else {write}({v}))"
        return f"({v} if {plain} else {absent} if {v} is None else {write}({v}))"

    def name(self, value: Any) -> str:
        """A name for something that the source cannot spell."""
        name = f"f{next(self.numbers)}"
        self.names[name] = value
        return name

    # ---- arguments

    def given(self, asked: Asked) -> str:
        """The arguments of a field, as the end of a call."""
        return f", **{self.bare(asked)}" if asked.ours.arguments else ""

    def bare(self, asked: Asked) -> str:
        """The arguments of a field as a dict, which is made anew for each request."""
        ours, core = asked.ours, asked.core
        if not ours.arguments:
            return "{}"
        node: FieldNode = asked.nodes[0].node
        name_of = self.schema.config.name_converter.get_graphql_name
        readers = {
            name_of(each): (each.python_name, self.reader_of(core.args[name_of(each)].type)) for each in ours.arguments
        }

        try:
            values_of = arguments_of(core, node)
        except GraphQLError as error:
            raise Unplannable(str(error)) from error

        def read(variables: VariableValues) -> dict[str, Any]:
            return {readers[name][0]: readers[name][1](value) for name, value in values_of(variables).items()}

        self.arguments.append(read)
        return f"a[{len(self.arguments) - 1}]"

    def reader_of(self, type_: GraphQLInputType) -> Callable[[Any], Any]:
        """From a coerced value to what a field is given, as strawberry does, which looks at all types each time."""
        bare: Any = get_nullable_type(type_)
        if is_list_type(bare):
            each = self.reader_of(bare.of_type)
            return lambda values: None if values is None else [each(value) for value in values]
        if not isinstance(bare, GraphQLInputObjectType):
            return lambda value: value
        ours = bare.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
        name_of = self.schema.config.name_converter.from_field
        known = {name_of(one): (one.python_name, self.reader_of(bare.fields[name_of(one)].type)) for one in ours.fields}
        absent = {one.python_name: None for one in ours.fields if one.default_value is one.default_factory is MISSING}

        def read(given: dict[str, Any] | None) -> Any:
            if given is None:
                return None
            return ours.origin(**absent | {known[name][0]: known[name][1](value) for name, value in given.items()})

        return read

    BY_RULE: ClassVar[Mapping[type, Callable[[Compiler, Any, Asked], str]]] = {
        fields.Column: column,
        fields.Derived: derived,
        fields.Part: part,
        fields.One: one,
        fields.Many: many,
        fields.Listed: listed,
        fields.Itself: itself,
        fields.Paged: paged,
        fields.Found: found,
        fields.Named: named,
        fields.Acted: acted,
    }


def _absent(*, nullable: bool) -> str:
    return "None" if nullable else "refuse('null')"
