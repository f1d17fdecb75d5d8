"""Writes docs/reference.md and docs/cli.md from the code: settings, who may do what, error codes, events, commands.

Run by ``make contract``.

The manifest of our clients' documents is written on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import typer
from pydantic import SecretStr

from had_your_back import events
from had_your_back.__main__ import app
from had_your_back.errors import ErrorCode, FaultCode
from had_your_back.graph.documents import MANIFEST, manifest
from had_your_back.graph.schema import schema
from had_your_back.graph.scopes import NEEDED_FOR_FIELD, NEEDED_FOR_TYPE, operations
from had_your_back.http.metrics import OF_THE_DATABASE, OF_THE_PROCESS, Named
from had_your_back.people.rules import GRANTS, WIDGET_SCOPES, Role, Scope
from had_your_back.privacy.inventory import PERSONAL, STORED, Sort
from had_your_back.recognitions.rules import SEEN_BY, Relation
from had_your_back.settings import PREFIX, Settings

TARGET = Path(__file__).parent / "reference.md"
STORED_AT = Path(__file__).parent / "stored.md"
COMMANDS_AT = Path(__file__).parent / "cli.md"


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
    if isinstance(value, timedelta):
        value = f"P{value.days}D"
    return "" if value in (None, ()) else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def reference() -> str:
    """The whole page."""
    settings = (
        (f"`{PREFIX}{name.upper()}`", default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    roles = ((f"`{role}`", ticks(scopes)) for role, scopes in GRANTS.items())
    holders = {**{role.lower(): GRANTS[Role.EMPLOYEE] | GRANTS[role] for role in Role}, "widget": WIDGET_SCOPES}
    holders["signage"] = frozenset({Scope.SIGNAGE})
    matrix = (
        (
            f"`{name}`",
            " and ".join(" or ".join(f"`{scope}`" for scope in sorted(each)) for each in needed) or "any token",
            *("yes" if all(each & held for each in needed) else "" for held in holders.values()),
        )
        for name, needed in operations(schema._schema).items()  # noqa: SLF001 - graphql-core's own
    )
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
Who may what, operation by operation: signed in with a role (as a token of all its scopes), with a widget's token, with a screen's.
What an operation selects may need more, see below; acts need a token that stands for a person, and their rules decide on each.

{table(("operation", "scope", *holders), matrix)}
Beside GraphQL: `GET /events` needs `events:read` or `webhooks:manage`, `/scim/v2` needs `scim`, `POST /auth/widget-token` a service
token of `widget` that stands for no person, `/feeds/<secret>/commitments.ics` the secret of its person. What is exported of
everybody, erased or audited is for [whoever may run commands](privacy.md) where the service runs.

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

## Metrics
`/metrics` of each process in the format of Prometheus, beside what its library tells of the process itself (`process_*`).
Those of the first table are counted in that process since it began; the others are read from the database, and the same
whichever is asked.

{metrics_table(OF_THE_PROCESS)}
{metrics_table(OF_THE_DATABASE)}
## Events
{table(("type", "when", "data"), kinds)}"""


def metrics_table(named: Iterable[Named]) -> str:
    """What is measured."""
    return table(
        ("name", "kind", "labels", "meaning"), ((f"`{n}`", kind, ticks(labels), m) for n, kind, labels, m in named)
    )


def stored_page() -> str:
    """What is stored, for whom, how long."""
    tables = (
        (
            f"[`{name}`](#{name})",
            stored.purpose,
            stored.readers,
            stored.kept,
            ", ".join(sort for sort in Sort if sort in PERSONAL & {each for each, _ in stored.columns.values()})
            or "nothing",
        )
        for name, stored in STORED.items()
    )
    details = "\n".join(
        f"### {name}\n{stored.purpose} Read by: {stored.readers}. Kept: {stored.kept}.\n\n"
        + table(
            ("column", "tells of a person", "for"),
            ((ticks_as(names), sort, what) for names, (sort, what) in stored.columns.items()),
        )
        for name, stored in STORED.items()
    )
    return f"""# What is stored, for whom, how long

Generated from the code by `make contract`; do not edit. Every table and every column of the database is here: a test fails for
one that is not declared. For works councils, records of processing and impact assessments; how people are erased, what is
exported to them and what the audit log holds stands in [privacy](privacy.md), who may see what in the [reference](reference.md).

Nobody is scored or ranked: no table, column or index holds a score of a person, or a count of what one gave, got, promised or
kept. Whoever may run commands where the service runs can read every table; the audit log keeps their exports and erasures.

{table(("table", "for", "read by, through the service", "kept", "tells of a person"), tables)}
## Beside the tables
| where | what | kept |
| --- | --- | --- |
| full-text index (SQLite: `recognition_words`; PostgreSQL: a column of `recognition_search`) | the words of thanks | as long as the words; rebuilt after an erasure |
| `DATABASE.key` beside the SQLite file, or `HYB_SECRET_KEY` | the key that encrypts secrets and signs calendars, widgets' tokens and the audit log | yours |
| SQLite's write-ahead log, PostgreSQL's and its archive, backups, exports | copies of what was in the tables | yours, see [what is beyond our reach](privacy.md#the-proof) |
| the service's output | no names and no texts; ids, and what a fault says without its values | wherever your system keeps it |
| memory of the processes | tokens that were checked at the identity provider, by their hash | until they end |
| receivers of webhooks, readers of the pull feed, calendars | what they were sent: ids, and in the styles that tell more, texts and names | theirs; they are told what to delete |

## Column by column
{details}"""


def commands_page() -> str:
    """Every command of the command line."""
    found = list(commands(typer.main.get_command(app), "had-your-back"))
    first = ((f"[`{name}`](#{anchor(name)})", sentence(command.help)) for name, command in found)
    return f"""# Command line

Generated from the code by `make contract`; do not edit. `had-your-back`, or `hyb` for short, or `python -m had_your_back`. Settings
come from the [environment](reference.md#settings). A command that cannot do what it is asked says so in a sentence and ends with 1,
one that does not understand its settings or options with 2.

{table(("command", "does"), first)}
{"".join(command_section(name, command) for name, command in found)}"""


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """A command's own name and itself; of a group, those in it."""
    inside = getattr(command, "commands", None)
    if inside is None or getattr(command, "invoke_without_command", False):
        yield name, command
    for each, made in sorted((inside or {}).items()):
        yield from commands(made, f"{name} {each}")


def anchor(name: str) -> str:
    """Of a heading."""
    return name.replace(" ", "-")


def sentence(text: str | None) -> str:
    """The first sentence of a help text."""
    return " ".join((text or "").split("\n\n")[0].split())


def command_section(name: str, command: Any) -> str:
    """What a command takes."""
    parts = [each for each in command.params if not getattr(each, "hidden", False) and each.name != "help"]
    called = (
        " ".join(
            ["" if each.required else "[", each.name.upper(), "" if each.required else "]"][i]
            for each in parts
            if each.param_type_name == "argument"
            for i in range(3)
        )
        .replace("[ ", "[")
        .replace(" ]", "]")
    )
    rows = [
        (
            " ".join(f"`{each}`" for each in (*each.opts, *each.secondary_opts))
            if each.param_type_name == "option"
            else f"`{each.name.upper()}`",
            shown(each),
            " ".join((getattr(each, "help", None) or "").split()),
        )
        for each in parts
    ]
    told = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    usage = " ".join(f"{name} {called}".split())
    listed = "\n" + table(("option", "default", "meaning"), rows) if rows else ""
    return f"## {name}\n`{usage}`: {told}\n{listed}\n"


def shown(option: Any) -> str:
    """What an option is without being given."""
    if option.required:
        return "required"
    value = option.default
    if value in (None, (), False, "") or callable(value) or type(value).__name__ == "Sentinel":
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def ticks_as(names: str) -> str:
    """Names as code, in their own order."""
    return " ".join(f"`{name}`" for name in names.split())


if __name__ == "__main__":
    COMMANDS_AT.write_text(commands_page(), encoding="utf-8")
    STORED_AT.write_text(stored_page(), encoding="utf-8")
    TARGET.write_text(reference(), encoding="utf-8")
    MANIFEST.write_text(manifest(), encoding="utf-8")
    import capacity
    import life
    import score

    capacity.write()
    life.write()
    score.write()
