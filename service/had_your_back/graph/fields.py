"""Each field is declared once, as data; both executors read the declaration.

    Column     a column of the row                            display_name, visibility
    Derived    a pure function of the row and the request     what the viewer may do
    Part       objects made of the row, and what is loaded    reactions, behaviours
    One        a column that holds another row's key          giver
    Many       rows that belong to the row                    recipients, teams
    Listed     rows whose ids a function finds                unseen teammates
    Itself     the same row, shown as another type            the viewer's person
    Paged      a page of a list                               comments(first:, after:)
    Found      a row that the arguments name                  person(by:)
    Named      rows of any kind, by their ids                 node(id:), nodes(ids:)
    Acted      what came of an action                         giveRecognition(input:)

Here they become strawberry's fields, which ask the loaders of the request row by row. `plans` makes one pass over many
rows of the same declarations. Both take rows from the same functions of the stores, by way of the same loaders, so
there is one place where a row becomes visible or not.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from had_your_back.database import Row
from had_your_back.graph.context import Context
from had_your_back.graph.paging import Place, connection
from had_your_back.ids import Kind, kind_of
from had_your_back.pages import Page
from had_your_back.people.rules import Scope

T = TypeVar("T")
Reads: TypeAlias = tuple[str, ...] | None
"""The columns of the row that a declaration's function looks at, beside the id; None: nobody said, so all."""
Source: TypeAlias = Any
"""A row, or what `Entity.view` makes of one."""


# ------------------------------------------------------------------------------------------------------------ entities


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """Rows that the graph shows as one type; named as the loader that reads them by id, where there is one."""

    name: str
    shows: Any
    view: Callable[[Row, Context], Source] | None = None
    """What the fields are read from, if not from the row itself."""
    rows: str | None = None
    """The entity whose rows these are, where that is another one."""

    def of(self, row: Row, context: Context) -> Any:
        """The row as an object of the type."""
        return self.shows(_row=row if self.view is None else self.view(row, context))


ENTITIES: dict[str, Entity] = {}


def entity(
    name: str, view: Callable[[Row, Context], Source] | None = None, rows: str | None = None
) -> Callable[[type[T]], type[T]]:
    """Says that a type shows the rows of a loader."""

    def known(cls: type[T]) -> type[T]:
        ENTITIES[name] = Entity(name, cls, view, rows)
        return cls

    return known


def show(name: str, row: Row | None, context: Context) -> Any:
    """A row as an object of its type, None for none."""
    return None if row is None else ENTITIES[name].of(row, context)


# --------------------------------------------------------------------------------------------------------------- rules


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of the row; or, with dots, an attribute of the view."""

    name: str
    kind: Callable[[Any], Any] | None = None
    """An enum that the value is one of."""

    def resolve(self, source: Source, _: Any, __: dict[str, Any]) -> Any:
        """The value for the general executor."""
        value = _read(source, self.name)
        return value if self.kind is None or value is None else self.kind(value)


@cache
def _reader(name: str) -> Callable[[Source], Any]:
    return attrgetter(name)


def _read(source: Source, name: str) -> Any:
    return _reader(name)(source)


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """``make(source, context, **arguments)``: pure, and at hand at once."""

    make: Callable[..., Any]
    reads: Reads = None

    def resolve(self, source: Source, context: Context, arguments: dict[str, Any]) -> Any:
        """The value for the general executor."""
        return self.make(source, context, **arguments)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """``make(source, context[, loaded], **arguments)``: plain objects, of the row and what `loader` has for its id."""

    make: Callable[..., Any]
    loader: str | None = None
    key: Callable[[Source, Context], Any] | None = None
    """What is loaded, if not what belongs to the id; where it is None, nothing is, and `loaded` is None."""
    reads: Reads = None
    loads_for: tuple[str, ...] | None = None
    """The fields of the objects for which it is loaded; where none of them is asked for a plan spares it."""

    def resolve(self, source: Source, context: Context, arguments: dict[str, Any]) -> Any:
        """The objects for the general executor."""
        if self.loader is None:
            return self.make(source, context, **arguments)
        key = source.id if self.key is None else self.key(source, context)
        if key is None:
            return self.make(source, context, None, **arguments)
        return self._loaded(self.loader, key, source, context, arguments)

    async def _loaded(self, loader: str, key: Any, source: Source, context: Context, arguments: dict[str, Any]) -> Any:
        return self.make(source, context, await getattr(context, loader).load(key), **arguments)


@dataclass(frozen=True, slots=True, eq=False)
class One:
    """The row of `entity` whose key is in a column, or is what a function makes of the source."""

    key: str | Callable[[Source], str | None]
    entity: str

    def resolve(self, source: Source, context: Context, _: dict[str, Any]) -> Any:
        """The object for the general executor."""
        key = _read(source, self.key) if isinstance(self.key, str) else self.key(source)
        return None if key is None else self._loaded(key, context)

    async def _loaded(self, key: str, context: Context) -> Any:
        return show(self.entity, await getattr(context, self.entity).load(key), context)


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """What `loader` has for the row's id: rows of `entity`, or rows whose column `via` holds the key of one."""

    loader: str
    entity: str
    via: str | None = None

    async def resolve(self, source: Source, context: Context, _: dict[str, Any]) -> Any:
        """The objects for the general executor."""
        rows = await getattr(context, self.loader).load(source.id)
        if self.via is not None:
            rows = await getattr(context, self.entity).load_many([getattr(row, self.via) for row in rows])
        return [show(self.entity, row, context) for row in rows if row is not None]


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """``read(source, context, **arguments)``: the ids of rows of `entity`."""

    read: Callable[..., Awaitable[list[str]]]
    entity: str

    async def resolve(self, source: Source, context: Context, arguments: dict[str, Any]) -> Any:
        """The objects for the general executor."""
        keys = await self.read(source, context, **arguments)
        rows = await getattr(context, self.entity).load_many(keys)
        return [show(self.entity, row, context) for row in rows if row is not None]


@dataclass(frozen=True, slots=True, eq=False)
class Itself:
    """The same row, shown as an `entity`."""

    entity: str

    def resolve(self, source: Source, context: Context, _: dict[str, Any]) -> Any:
        """The object for the general executor."""
        return show(self.entity, source, context)


@dataclass(frozen=True, slots=True)
class Cut:
    """A page that was read: where its cursors are made of, and how the whole list is counted, if it is."""

    page: Page
    places: tuple[Place, ...]
    count: Callable[[], Awaitable[int]] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Paged:
    """``read(source, context, **arguments)``: a page of rows of `entity`; the source of a root field is None."""

    read: Callable[..., Awaitable[Cut]]
    entity: str
    reads: Reads = None

    async def resolve(self, source: Source, context: Context, arguments: dict[str, Any]) -> Any:
        """The connection for the general executor."""
        cut = await self.read(source, context, **arguments)
        return connection(cut.page, lambda row: show(self.entity, row, context), *cut.places, count=cut.count)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """``read(context, **arguments)``: the row of `entity` that the arguments of a root field name, or None."""

    read: Callable[..., Awaitable[Row | None]]
    entity: str

    async def resolve(self, _: Source, context: Context, arguments: dict[str, Any]) -> Any:
        """The object for the general executor."""
        return show(self.entity, await self.read(context, **arguments), context)


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """``keys(source, context, **arguments)``: what has these ids, of whatever kind; for a single id, a single one.

    `kinds` says of which entity the rows of each kind are, and the scope without which there are none.
    """

    keys: Callable[..., Any]
    kinds: Mapping[Kind, tuple[str, Scope | None]]
    others: Callable[[Context, str, Kind | None], Awaitable[Any]] | None = None
    """Shows what is of no declared kind."""

    async def resolve(self, source: Source, context: Context, arguments: dict[str, Any]) -> Any:
        """The object, or the objects, for the general executor."""
        keys = self.keys(source, context, **arguments)
        if isinstance(keys, list):
            return await asyncio.gather(*(self._one(key, context) for key in keys))
        return await self._one(keys, context)

    async def _one(self, key: str | None, context: Context) -> Any:
        kind = kind_of(key) if key is not None else None
        if key is None or kind is None or kind not in self.kinds:
            return await self.others(context, key, kind) if key is not None and self.others else None
        name, scope = self.kinds[kind]
        if scope is not None and scope not in context.actor.scopes:
            return None
        return show(name, await getattr(context, name).load(key), context)


@dataclass(frozen=True, slots=True, eq=False)
class Acted:
    """``act(context, **arguments)``: does something; what came of it is shown as `entity`."""

    act: Callable[..., Awaitable[Any]]
    entity: str

    async def once(self, context: Context, arguments: dict[str, Any]) -> Any:
        """Act, for a plan: if the general executor has to show it after all, it is not done again."""
        try:
            context.outcome = await self.act(context, **arguments)
        except Exception as error:
            context.outcome = error
            raise
        return context.outcome

    async def resolve(self, _: Source, context: Context, arguments: dict[str, Any]) -> Any:
        """The object for the general executor."""
        if isinstance(context.outcome, Exception):
            raise context.outcome
        outcome = context.outcome or await self.act(context, **arguments)
        return show(self.entity, outcome, context)


Rule: TypeAlias = Column | Derived | Part | One | Many | Listed | Itself | Paged | Found | Named | Acted


class Declared(StrawberryField):
    """A strawberry field that knows nothing but its declaration."""

    @classmethod
    def by(cls, rule: Rule, description: str | None, name: str | None = None) -> Any:
        """The field of a rule. What its function says of itself is what clients read."""
        functions = (getattr(rule, name, None) for name in ("make", "read", "keys", "act"))
        function = next((each for each in functions if each is not None), None)
        if description is None and function is not None and function.__doc__:
            description = " ".join(function.__doc__.strip().split("\n\n")[0].split())
        made = cls(graphql_name=name, description=description, metadata={"rule": rule})
        made.init = made.compare = made.repr = False
        made.arguments = _arguments(function) if function is not None else []
        return made

    @property
    def rule(self) -> Rule:
        """How the value comes about."""
        rule: Rule = self.metadata["rule"]
        return rule

    @property
    def is_basic_field(self) -> bool:
        """True spares the general executor an Info."""
        return isinstance(self.rule, Column)

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:  # noqa: ARG002
        """What the general executor shows."""
        row = None if source is None else source._row  # noqa: SLF001 - the row is for the fields
        context: Any = None if info is None else info.context
        return self.rule.resolve(row, context, kwargs)


def _arguments(function: Callable[..., Any]) -> list[StrawberryArgument]:
    """The keyword-only parameters of a declaration's function are its field's arguments."""
    return [
        StrawberryArgument(
            python_name=each.name,
            graphql_name=None,
            type_annotation=StrawberryAnnotation(each.annotation, namespace=function.__globals__),
            default=strawberry.UNSET if each.default is each.empty else each.default,
        )
        for each in inspect.signature(function).parameters.values()
        if each.kind is each.KEYWORD_ONLY
    ]


# -------------------------------------------------------------------------------- the words that a type is written with


def column(
    source: str, kind: Callable[[Any], Any] | None = None, description: str | None = None, name: str | None = None
) -> Any:
    """A column. `name`: as clients call it, where Python does not allow that."""
    return Declared.by(Column(source, kind), description, name)


def derived(make: Callable[..., Any], description: str | None = None, reads: Reads = None) -> Any:
    """What a pure function makes of the source and the request."""
    return Declared.by(Derived(make, reads), description)


def part(
    make: Callable[..., Any],
    loader: str | None = None,
    key: Callable[[Source, Context], Any] | None = None,
    description: str | None = None,
    reads: Reads = None,
    loads_for: tuple[str, ...] | None = None,
) -> Any:
    """Plain objects made of the source, and of what a loader has for its id."""
    return Declared.by(Part(make, loader, key, reads, loads_for), description)


def one(key: str | Callable[[Source], str | None], of: str, description: str | None = None) -> Any:
    """The row of an entity with this key."""
    return Declared.by(One(key, of), description)


def many(loader: str, of: str, via: str | None = None, description: str | None = None) -> Any:
    """The rows of an entity that a loader has for this id."""
    return Declared.by(Many(loader, of, via), description)


def listed(read: Callable[..., Awaitable[list[str]]], of: str, description: str | None = None) -> Any:
    """The rows of an entity whose ids a function finds."""
    return Declared.by(Listed(read, of), description)


def itself(of: str, description: str | None = None) -> Any:
    """The same row as another entity."""
    return Declared.by(Itself(of), description)


def paged(read: Callable[..., Awaitable[Cut]], of: str, description: str | None = None, reads: Reads = None) -> Any:
    """A page of an entity's rows."""
    return Declared.by(Paged(read, of, reads), description)


def named(
    keys: Callable[..., Any],
    kinds: Mapping[Kind, tuple[str, Scope | None]],
    others: Callable[[Context, str, Kind | None], Awaitable[Any]] | None = None,
    description: str | None = None,
) -> Any:
    """What has these ids."""
    return Declared.by(Named(keys, kinds, others), description)


def found(read: Callable[..., Awaitable[Row | None]], of: str, description: str | None = None) -> Any:
    """The row that the arguments name."""
    return Declared.by(Found(read, of), description)


def acted(act: Callable[..., Awaitable[Any]], of: str, description: str | None = None) -> Any:
    """What came of an action."""
    return Declared.by(Acted(act, of), description)
