"""Which road each of our documents takes, and why: what `hyb-road` says of one request, told beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    OperationType,
    get_nullable_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
)

from had_your_back.graph.documents import Checked, Documents
from had_your_back.graph.plans import Plans, Unplannable
from had_your_back.graph.schema import schema
from had_your_back.settings import Settings

SAMPLES: dict[str, Any] = {"Int": 1, "Float": 1.0, "Boolean": True, "DateTime": "2026-11-21T09:30:00Z", "JSON": {}}


@dataclass(frozen=True, slots=True)
class Road:
    """How a document is answered. `why` says why no plan does it; it is empty where one does."""

    document: str
    planned: bool
    why: str


def roads(settings: Settings) -> list[Road]:
    """The road of each of ours but subscriptions, by name. A request may take the other, for what its variables are."""
    core: GraphQLSchema = schema._schema  # noqa: SLF001 - graphql-core's own
    documents, plans = Documents(core, settings), Plans(schema)
    checked = {name: documents.check(text, None) for name, text in sorted(documents.ours().items())}
    answered = {name: each for name, each in checked.items() if each.kind is not OperationType.SUBSCRIPTION}
    return [_road(name, each, core, plans) for name, each in answered.items()]


def _road(name: str, checked: Checked, core: GraphQLSchema, plans: Plans) -> Road:
    try:
        plans.find(checked, _needed(checked, core))
    except Unplannable as why:
        return Road(name, planned=False, why=str(why))
    return Road(name, planned=True, why="")


def _needed(checked: Checked, core: GraphQLSchema) -> dict[str, Any]:
    """Some value for each variable that has to have one."""
    made = {}
    for each in checked.operation.variable_definitions or ():
        type_: Any = type_from_ast(core, each.type)
        if is_non_null_type(type_) and each.default_value is None:
            made[each.variable.name.value] = _some(type_)
    return made


def _some(type_: GraphQLInputType) -> Any:
    bare: Any = get_nullable_type(type_)
    if is_list_type(bare):
        return []
    if is_enum_type(bare):
        return next(iter(bare.values))
    if isinstance(bare, GraphQLInputObjectType):
        return {name: _some(each.type) for name, each in bare.fields.items() if is_non_null_type(each.type)}
    return SAMPLES.get(bare.name, "some")
