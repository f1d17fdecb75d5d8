"""From a SCIM filter to a condition in SQL that says the same as `ScimFilter.match` of scim2-models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

from scim2_models import AttributeBinding, InvalidFilterException, ScimFilter
from scim2_models.path import (
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from scim2_models.path.resolution import coerce_value
from sqlalchemy import ColumnElement, and_, false, not_, or_

from had_your_back.people import directory
from had_your_back.people.directory import Field

Condition = ColumnElement[bool]
Fields = dict[tuple[str, str | None], Field]

LONGEST = 4_000
"""Characters of a filter, and of a path that may hold one. How deep they nest scim2-models limits."""

_ANY_OF: dict[str, Callable[..., Condition]] = {
    "groups": directory.is_in,
    "members": directory.includes,
}


def condition(chosen: ScimFilter[Any], fields: Fields) -> Condition:
    """What rows have to fulfil.

    Raises: InvalidFilterException for what cannot be asked here.
    """
    return _Chooser(chosen, fields).visit(chosen.ast)


class _Chooser(FilterVisitor[Condition]):
    """Walks the tree of a filter that is bound to one kind of resource."""

    def __init__(self, chosen: ScimFilter[Any], fields: Fields, inside: str | None = None) -> None:
        self._filter, self._fields, self._inside = chosen, fields, inside

    def visit_logical_expr(self, node: LogicalExpr) -> Condition:
        terms = [self.visit(each) for each in node.terms]
        return and_(*terms) if node.op == LogicalOperator.and_ else or_(*terms)

    def visit_not(self, node: Not) -> Condition:
        return not_(self.visit(node.expr))

    def visit_present(self, node: Present) -> Condition:
        key, binding = self._named(node.attr_path, compared=False)
        if binding is None and self._inside is None:
            return false()
        if key[0] in _ANY_OF:
            return _ANY_OF[key[0]]()
        if key in self._fields:
            return self._fields[key].there
        parts = [
            field.there for (head, sub), field in self._fields.items() if head == key[0] and key[1] is None and sub
        ]
        return or_(*parts) if parts else _refuse(node)

    def visit_comparison(self, node: Comparison) -> Condition:
        key, binding = self._named(node.attr_path, compared=True)
        if self._inside is None:
            if binding is None:
                return false()
            value = coerce_value(binding, node.value, node.op)
        else:
            value = node.value
        if key[0] in _ANY_OF and key[1] == "value":
            return self._any_of(key[0], node, value)
        field = self._fields.get(key) or _refuse(node)
        if isinstance(value, str) and any("\ud800" <= each <= "\udfff" for each in value):
            raise InvalidFilterException(detail="A value holds half a character (\\ud800 to \\udfff). Send it whole.")
        if isinstance(value, datetime):
            value = _in_utc(value)
        return field.compared(node.op.value, value)

    def visit_value_path(self, node: ValuePath) -> Condition:
        binding = self._filter.resolve(node.attr_path, strict=False)
        if binding is None:
            return false()
        inner = _Chooser(self._filter, self._fields, binding.field_name).visit(node.val_filter)
        return and_(directory.has_email(), inner) if binding.field_name == "emails" else inner

    def _named(self, path: Any, *, compared: bool) -> tuple[tuple[str, str | None], AttributeBinding | None]:
        if self._inside is not None:
            return (self._inside, path.attr.lower()), None
        resolve = self._filter.resolve_comparison if compared else self._filter.resolve
        binding = resolve(path, strict=False)
        return (binding.field_name, binding.sub_field_name) if binding else ("", None), binding

    def _any_of(self, name: str, node: Comparison, value: Any) -> Condition:
        if isinstance(value, str) and node.op is CompareOperator.eq:
            return _ANY_OF[name](value)
        if isinstance(value, str) and node.op is CompareOperator.ne and self._inside is None:
            return not_(_ANY_OF[name](value))
        return _refuse(node)


def _in_utc(at: datetime) -> datetime:
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        raise InvalidFilterException(detail=f"{at.isoformat()} lies outside of the years 1 to 9999.") from None


def _refuse(node: FilterNode) -> NoReturn:
    raise InvalidFilterException(detail=f"This cannot be asked here: {str(node)[:200]}")
