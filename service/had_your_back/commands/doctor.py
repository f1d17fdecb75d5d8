"""Whether all is well, and what is not."""

from __future__ import annotations

import asyncio
from typing import Annotated

import orjson
import typer
from rich import box
from rich.markup import escape
from rich.table import Column, Table

from had_your_back.commands.shared import out, settings_from_environment

app = typer.Typer()

COLOURS = {"fault": "red", "warning": "yellow"}


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For machines: one object.")] = False,
    documents: Annotated[
        bool, typer.Option("--documents", help="Which road each query of graphql/operations takes, and nothing else.")
    ] = False,
) -> None:
    """Look for what is usually wrong, and say what to do. Nothing is changed.

    The exit status is 0 if all is well, 1 with warnings, 2 with faults.
    """
    if documents:
        _documents()
        return
    from had_your_back.doctor.looking import look  # noqa: PLC0415 - reads from every slice
    from had_your_back.doctor.rules import RULES, judge, verdict  # noqa: PLC0415

    said = judge(asyncio.run(look(settings_from_environment())))
    status = verdict(said)
    if as_json:
        told = {"status": ("well", "warnings", "faults")[status], "advice": [each._asdict() for each in said]}
        typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    elif said:
        columns = (Column(each, overflow="fold") for each in ("", "what", "do"))
        table = Table(*columns, box=box.SIMPLE, show_edge=False, pad_edge=False)
        for each in said:
            level = f"[{COLOURS[each.level]}]{each.level}[/]"
            table.add_row(level, escape(each.what), escape(each.do))
            table.add_section()
        out.print(table)
    else:
        out.print(f"All is well, as far as {len(RULES)} rules can tell.")
    if status:
        raise typer.Exit(status)


def _documents() -> None:
    from had_your_back.graph.roads import roads  # noqa: PLC0415 - strawberry, only needed here

    table = Table("document", "answered by", "because", title="the queries of graphql/operations")
    for each in roads(settings_from_environment()):
        table.add_row(each.document, "a plan" if each.planned else "graphql-core", each.why)
    out.print(table)
    out.print("Mutations and subscriptions are answered by graphql-core.")
    out.print("With HYB_AUTH=dev the header hyb-road says it of each answer; see docs/plans.md.")
