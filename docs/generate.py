"""Writes docs/reference.md from the code: settings, who may do what, error codes, events. Run by ``make contract``.

The manifest of our clients' documents is written on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from had_your_back import events
from had_your_back.errors import ErrorCode, FaultCode
from had_your_back.graph.documents import MANIFEST, manifest
from had_your_back.graph.scopes import NEEDED_FOR_FIELD, NEEDED_FOR_TYPE
from had_your_back.people.rules import GRANTS, Scope
from had_your_back.recognitions.rules import SEEN_BY, Relation
from had_your_back.settings import PREFIX, Settings

TARGET = Path(__file__).parent / "reference.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def ticks(names: Iterable[str]) -> str:
    """Names as code, in order."""
    return " ".join(f"`{name}`" for name in sorted(names))


def default(value: Any) -> str:
    """A default as a reader of the table wants it."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return "" if value in (None, ()) else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def reference() -> str:
    """The whole page."""
    settings = (
        (f"`{PREFIX}{name.upper()}`", default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    roles = ((f"`{role}`", ticks(scopes)) for role, scopes in GRANTS.items())
    fields = ((f"`{name}`", ticks(scopes)) for name, scopes in sorted(NEEDED_FOR_FIELD.items()))
    types = ((f"`{name}`", ticks(scopes)) for name, scopes in sorted(NEEDED_FOR_TYPE.items()))
    sees = (
        (f"`{level}`", *("yes" if {relation, Relation.ANYBODY} & seen_by else "" for relation in Relation))
        for level, seen_by in SEEN_BY.items()
    )
    kinds = (
        (f"`{name}`", events.description(kind), ticks(events.example(kind))) for name, kind in events.CATALOGUE.items()
    )
    return f"""# Reference

Generated from the code by `make contract`; do not edit.

## Settings
From the environment. For each `HYB_NAME` there may be a `HYB_NAME_FILE` that names a file with the value.

{table(("name", "default", "meaning"), settings)}
## Roles and scopes
A person who signs in has the scopes of their roles; everybody is an `EMPLOYEE`. A service token has the scopes it was made
with, and if it stands for a person, no more than that person's roles allow. Scopes: {ticks(Scope)}.

{table(("role", "scopes"), roles)}
A GraphQL operation that selects a field outside its scopes is refused as a whole. Any one of the scopes named is enough.

{table(("field", "needs"), fields)}
{table(("type that a field gives", "needs"), types)}
## Who sees a recognition
{table(("visibility", *(f"{relation}" for relation in Relation)), sees)}
A teammate is in one of the teams that giver and recipients were in at that moment. Moderators also see what is reported or
hidden. What somebody may not see does not exist for them: it is not listed, not counted, not found.

## Refusals
`userErrors[].code`, a promise to clients: {" ".join(f"`{code}`" for code in ErrorCode)}.

Top-level `errors[].extensions.code`: {ticks(FaultCode)}. [What each says](graphql.md#errors).

## Events
{table(("type", "when", "data"), kinds)}"""


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    MANIFEST.write_text(manifest(), encoding="utf-8")
    import life
    import score

    life.write()
    score.write()
