"""What a plan does when it runs: every generated function calls these, and nothing else that is ours."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Never

from graphql.execution.values import VariableValues

from had_your_back.database import Columns, apart
from had_your_back.graph import fields
from had_your_back.graph.context import Context
from had_your_back.graph.fields import Cut
from had_your_back.graph.paging import counted, cursor_of, cursors_of
from had_your_back.ids import kind_of


class Unplannable(Exception):
    """The general executor has to answer this one."""


def refuse(why: str) -> Never:
    """Leave it to the general executor."""
    raise Unplannable(why)


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """What was compiled of an operation."""

    answer: Callable[[Context, list[dict[str, Any]]], Awaitable[dict[str, Any]]]
    arguments: list[Callable[[VariableValues], dict[str, Any]]]
    shown: Mapping[str, Columns]
    source: str

    async def run(self, context: Context, variables: VariableValues) -> dict[str, Any]:
        """The data.

        Raises: Unplannable for whatever is not simply an answer.
        """
        try:
            arguments = [read(variables) for read in self.arguments]
            context.shown = self.shown
            async with context.database.reading():
                return await self.answer(context, arguments)
        except Unplannable:
            context.shown = {}
            raise
        except Exception as error:  # an argument, a null where none may be: graphql-core says what is wrong
            context.shown = {}
            raise Unplannable(f"{type(error).__name__}: {error}") from error


async def load(context: Context, loader: str, keys: Iterable[Hashable]) -> dict[Any, Any]:
    """What a loader has for each of these keys, in one go."""
    each = dict.fromkeys(keys)
    each.pop(None, None)
    wanted = list(each)
    return dict(zip(wanted, await getattr(context, loader).read(wanted), strict=True)) if wanted else {}


async def cuts(
    read: Callable[..., Awaitable[Any]], sources: Iterable[Any], context: Context, arguments: dict[str, Any]
) -> dict[Any, Any]:
    """What a function reads for each of these sources, by id."""
    each = list({source.id: source for source in sources}.values())
    if len(each) == 1:  # as mostly
        return {each[0].id: await read(each[0], context, **arguments)}
    async with apart():
        read_all = await asyncio.gather(*(read(source, context, **arguments) for source in each))
    return {source.id: found for source, found in zip(each, read_all, strict=True)}


async def counts(found: Mapping[Any, Cut]) -> dict[Any, int | None]:
    """How many there are in the whole list of each page, where it is counted."""
    return {key: await counted(cut.count) for key, cut in found.items()}


def of_kind(context: Context, rule: fields.Named, keys: Iterable[str | None], kind: Any) -> list[str]:
    """Those of the keys that are of a kind, if the caller may read it."""
    scope = rule.kinds[kind][1]
    if scope is not None and scope not in context.actor.scopes:
        return []
    return [key for key in keys if key is not None and kind_of(key) is kind]


def known(rule: fields.Named, keys: Any) -> list[str | None]:
    """The keys, if all are of kinds that are declared, or of none."""
    wanted = keys if isinstance(keys, list) else [keys]
    if rule.others and any(key is not None and kind_of(key) not in (None, *rule.kinds) for key in wanted):
        refuse("a node of another kind")
    return wanted


HELPERS: dict[str, Any] = {
    "load": load, "cuts": cuts, "counts": counts, "of_kind": of_kind, "known": known, "cursor_of": cursor_of,
    "cursors_of": cursors_of, "refuse": refuse,
}  # fmt: skip
"""What every generated function may call."""
