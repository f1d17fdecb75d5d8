"""A plan: an operation compiled once to one statement for each relation and one generated function.

    plan, variables = plans.find(checked, inputs)       # or Unplannable: the general executor answers
    data = await plan.run(context, variables)           # the same data, some 20 times faster

A plan answers exactly as the general executor would, or refuses. Errors are never made here: an answer that has one is
the general executor's. `compiler` writes plans, `running` is what they do; here they are found, and kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from graphql.execution.values import VariableValues
from strawberry import Schema

from had_your_back.graph.compiler import Compiler, Operation
from had_your_back.graph.documents import Checked
from had_your_back.graph.running import Plan, Unplannable, refuse

__all__ = ["Plan", "Plans", "Unplannable"]

KEPT = 500
"""Plans, and what is known of documents, that are kept."""


class Recent:
    """The newest of what was made, refusals included, so that what is refused is not tried each time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What was made for this key, now or before."""
        found = self.kept.get(key)
        if found is None:
            try:
                found = make()
            except Unplannable as refusal:
                found = refusal.with_traceback(None)
            self.kept[key] = found
            if len(self.kept) > self.most:
                self.kept.popitem(last=False)
        if isinstance(found, Unplannable):
            raise Unplannable(*found.args)
        return found


class Plans:
    """The plans of a schema. A document that is not ours is planned when it comes for the second time."""

    def __init__(self, schema: Schema, most: int = KEPT, *, eager: bool = False) -> None:
        self._schema = schema
        self._eager = eager
        self._met: OrderedDict[Hashable, None] = OrderedDict()
        self._operations, self._plans = Recent(most), Recent(most)

    def find(self, checked: Checked, inputs: Mapping[str, Any] | None) -> tuple[Plan, VariableValues]:
        """The plan of an operation that was admitted, and its variables.

        Raises: Unplannable.
        """
        name = checked.operation.name.value if checked.operation.name else None
        key = checked.id, name
        if not (checked.trusted or self._eager or self._again(key)):
            refuse("met for the first time")
        operation: Operation = self._operations.get(key, lambda: Operation(self._schema, checked))
        variables = operation.variables(inputs or {})
        conditions = tuple(variables.coerced.get(each) for each in operation.conditions)
        if not all(isinstance(each, bool) for each in conditions):
            refuse("a condition that is null")
        plan: Plan = self._plans.get((key, conditions), lambda: Compiler(self._schema, operation, variables).plan())
        return plan, variables

    def _again(self, key: Hashable) -> bool:
        if key in self._met:
            return True
        self._met[key] = None
        if len(self._met) > 2 * KEPT:
            self._met.popitem(last=False)
        return False
