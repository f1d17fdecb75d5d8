"""Import and export."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from had_your_back import audit
from had_your_back.commands.shared import DryRun, err, out, progress, run, settings_from_environment, told
from had_your_back.database import Database

import_app = typer.Typer(
    help="CSV into teams, people, recognitions and commitments. Refused lines are told, the rest is kept.",
    no_args_is_help=True,
)
app = typer.Typer()


File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV file, UTF-8.")]
ReportTo = Annotated[Path | None, typer.Option("--report", help="Write every refusal here, as CSV.")]
Mapping = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="TOML that renames foreign columns.")]
Announce = Annotated[bool, typer.Option("--announce", help="Send events and webhooks for what is new.")]


@import_app.command("teams")
def import_teams(
    file: File, dry_run: DryRun = False, report: ReportTo = None, mapping: Mapping = None, announce: Announce = False
) -> None:
    """Teams, by externalId."""
    _import("teams", file, report, dry_run=dry_run, mapping=mapping, announce=announce)


@import_app.command("people")
def import_people(
    file: File, dry_run: DryRun = False, report: ReportTo = None, mapping: Mapping = None, announce: Announce = False
) -> None:
    """People, by userName."""
    _import("people", file, report, dry_run=dry_run, mapping=mapping, announce=announce)


@import_app.command("recognitions")
def import_recognitions(
    file: File,
    dry_run: DryRun = False,
    report: ReportTo = None,
    mapping: Mapping = None,
    announce: Announce = False,
    unknown_people: Annotated[str, typer.Option(metavar="refuse|join", help="Whom nobody knows.")] = "refuse",
    team: Annotated[str | None, typer.Option(help="The team that unknown people join.")] = None,
) -> None:
    """Recognitions of the past, by externalId or by what they say."""
    options = {"unknown_people": unknown_people, "team": team}
    _import("recognitions", file, report, dry_run=dry_run, mapping=mapping, announce=announce, **options)


@import_app.command("commitments")
def import_commitments(
    file: File,
    dry_run: DryRun = False,
    report: ReportTo = None,
    mapping: Mapping = None,
    announce: Announce = False,
    unknown_people: Annotated[str, typer.Option(metavar="refuse|join", help="Whom nobody knows.")] = "refuse",
    team: Annotated[str | None, typer.Option(help="The team that unknown people join.")] = None,
) -> None:
    """Commitments of the past, by externalId or by what they say; a .jsonl of our own export, with their whole life."""
    options = {"unknown_people": unknown_people, "team": team}
    _import("commitments", file, report, dry_run=dry_run, mapping=mapping, announce=announce, **options)


def _import(what: str, file: Path, report_to: Path | None, **given: Any) -> None:
    from had_your_back import imports  # noqa: PLC0415 - only needed here
    from had_your_back.commitments.actions import terms_of  # noqa: PLC0415

    if given.get("unknown_people", "refuse") not in set(imports.UnknownPeople):
        message = "--unknown-people is refuse or join."
        raise typer.BadParameter(message)
    settings = settings_from_environment()
    every: dict[str, Callable[..., Awaitable[imports.Report]]] = {
        "teams": imports.import_teams,
        "people": imports.import_people,
        "recognitions": imports.import_recognitions,
        "commitments": partial(imports.import_commitments, terms=terms_of(settings)),
    }
    work = every[what]

    async def main(database: Database) -> imports.Report:
        mapping = given.pop("mapping")
        if mapping is not None:
            given["mapping"] = imports.read_mapping(mapping)
        if "unknown_people" in given:
            given["unknown_people"] = imports.UnknownPeople(given["unknown_people"])
        with progress(f"Reading {file.name}") as step:
            report = await work(database, file, imports.Options(**given), step)
        if not report.dry_run:
            await audit.note_alone(database, "import.finished", None, of=what, refused=len(report.refusals))
        return report

    report = run(main, settings)
    for sentence in report.sentences():
        out.print(escape(sentence), soft_wrap=True)
    if report_to is not None:
        with told():
            report.write(report_to)
        out.print(f"Every refusal stands in {escape(str(report_to))}.", soft_wrap=True)
    elif report.refusals:
        for each in report.refusals[:5]:
            err.print(escape(f"line {each.line}, {each.column} {each.value}: {each.reason}"))
        err.print(f"{len(report.refusals):,} refusals or duplicates in all; --report FILE writes them down.")


@app.command()
def export(
    folder: Annotated[Path, typer.Option("--out", file_okay=False, help="A folder; it is made if there is none.")],
    form: Annotated[
        str, typer.Option("--format", metavar="jsonl|csv", help="JSON lines tell all there is, CSV is for tables.")
    ] = "jsonl",
    person: Annotated[str | None, typer.Option(help="A userName: only what is stored about this person.")] = None,
) -> None:
    """Write everything down, or everything about one person, as JSON lines or CSV."""
    from had_your_back import exports  # noqa: PLC0415 - only needed here
    from had_your_back.people.actions import person_id  # noqa: PLC0415
    from had_your_back.privacy import own  # noqa: PLC0415

    if form not in set(exports.Form):
        message = "--format is jsonl or csv."
        raise typer.BadParameter(message)

    async def main(database: Database) -> dict[str, int]:
        if person is not None:
            async with database.read() as session:
                wanted = await person_id(session, person, "person")
            await audit.note_alone(database, "person.exported", wanted)
            return await own.write(database, wanted, folder, form=exports.Form(form))
        await audit.note_alone(database, "all.exported", None)
        with progress("Writing") as step:
            return await exports.export(database, folder, form=exports.Form(form), progress=step)

    for name, number in run(main).items():
        out.print(f"{number:>9,}  {escape(str(folder / name))}.{form}", soft_wrap=True)
