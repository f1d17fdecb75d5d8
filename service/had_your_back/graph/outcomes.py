"""What comes of an action: the ids of what was done, or why it was not. Payloads show it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from had_your_back.errors import Refused
from had_your_back.graph.context import Context
from had_your_back.graph.fields import one, part
from had_your_back.graph.types import UserError
from had_your_back.ids import Kind, kind_of

Action = Callable[..., Awaitable[str | tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a payload is made of, as a recognition is of its row."""

    ids: tuple[str, ...]
    errors: tuple[UserError, ...] = ()

    def and_of(self, key: str) -> Outcome:
        """What belongs to it is shown too."""
        return replace(self, ids=(*self.ids, key))


async def did(context: Context, action: Action, *args: Any, **options: Any) -> Outcome:
    """Run an action of the viewer: the ids that it gives, or its refusal."""
    try:
        done = await context.database.transact(action, context.actor, *args, **options)
        return Outcome(done if isinstance(done, tuple) else (done,))
    except Refused as refusal:
        return Outcome((), (UserError.of(refusal),))
    finally:
        context.forget()


def touched(kind: Kind, entity: str) -> Any:
    """What was done, or done to, if it is of this kind."""
    return one(lambda outcome: next((key for key in outcome.ids if kind_of(key) is kind), None), entity)


def user_errors() -> Any:
    """Why it was not done; empty when it was."""
    return part(lambda outcome, _: outcome.errors)
