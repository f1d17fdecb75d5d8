"""The command line: ``had-your-back``, or ``hyb`` for short."""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from typer.core import TyperGroup

from had_your_back import migrate as migrations
from had_your_back.database import Database
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people import actions as people
from had_your_back.people import store as people_store
from had_your_back.people.rules import Actor, Role, Scope
from had_your_back.settings import PREFIX, Settings

if TYPE_CHECKING:
    from had_your_back.scores.publications import Published
    from had_your_back.scores.recipes import Recipe
    from had_your_back.scores.rules import Working

R = TypeVar("R")

# What is imported and built at the start stays: looking through it for cycles again and again is a tenth of the start.
gc.set_threshold(20_000, 20, 50)


class OrTeam(TyperGroup):
    """`score publish` is a command, and `score` followed by anything else is `score team` of it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put in the word that was left out."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = ["team", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="had-your-back",
    help="Recognitions and commitments between teammates. Settings come from the environment; see docs/settings.md.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
token_app = typer.Typer(help="Service tokens: shown once, stored as a hash.", no_args_is_help=True)
role_app = typer.Typer(help="What a person is trusted with beside being an employee.", no_args_is_help=True)
import_app = typer.Typer(
    help="CSV into people, teams and recognitions. Refused lines are told, the rest is kept.", no_args_is_help=True
)
score_app = typer.Typer(
    cls=OrTeam,
    help="How surely a team can be counted on. `score TEAM [--explain] [--recipe FILE]` is short for `score team ...`, "
    "which is what to write for a team that is called publish.",
    no_args_is_help=True,
)
app.add_typer(token_app, name="token")
app.add_typer(role_app, name="role")
app.add_typer(import_app, name="import")
app.add_typer(score_app, name="score")
webhook_app = typer.Typer(help="Where webhooks go: look, try, and send again.", no_args_is_help=True)
app.add_typer(webhook_app, name="webhook")

# As wide as the terminal; into a file or a pipe, where nobody folds it, wide enough for everything.
out = Console(highlight=False, width=None if sys.stdout.isatty() else 240)
err = Console(stderr=True, highlight=False, soft_wrap=True)


# -------------------------------------------------------------------------------------------------------------- shared


def settings_from_environment(**given: Any) -> Settings:
    """The settings; a wrong one ends the command with a sentence for each."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for wrong in error.errors():
            name = PREFIX + "_".join(str(part) for part in wrong["loc"]).upper()
            err.print(f"[red]{name}[/red]: {wrong['msg'].removeprefix('Value error, ')}")
        raise typer.Exit(2) from None
    except Refused as refusal:
        err.print(f"[red]{escape(refusal.message)}[/red]")
        raise typer.Exit(2) from None


def run(work: Callable[[Database], Awaitable[R]], settings: Settings | None = None, *, migrated: bool = True) -> R:
    """Run something on the database of the settings. With `migrated` its schema must be the newest."""
    settings = settings or settings_from_environment()

    async def main() -> R:
        database = Database(settings.database_url.get_secret_value(), durability=settings.durability)
        try:
            if migrated:
                await _must_be_migrated(database)
            return await work(database)
        finally:
            await database.close()

    with told():
        return asyncio.run(main())


async def _must_be_migrated(database: Database) -> None:
    if missing := await migrations.pending(database):
        message = f"The database lacks the migration {', '.join(missing)}. Run: had-your-back migrate"
        raise Refused(ErrorCode.CONFLICT, message)


@contextmanager
def told() -> Iterator[None]:
    """Expected failures as one sentence, and exit status 1."""
    try:
        yield
    except Refused as refusal:
        err.print(f"[red]{escape(refusal.message)}[/red]")
        raise typer.Exit(1) from None
    except OSError as error:
        err.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from None


def set_up_logging(settings: Settings) -> None:
    """Lines for people, or one JSON object a line."""
    if settings.log_format == "json":
        line = '{"at":"%(asctime)s","level":"%(levelname)s","logger":"%(name)s","message":"%(message)s"}'
    else:
        line = "%(asctime)s %(levelname)-7s %(name)s  %(message)s"
    logging.basicConfig(level=logging.INFO, format=line, stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every look at the schema


# --------------------------------------------------------------------------------------------------------------- serve


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Web processes.")] = 1,
    worker: Annotated[bool, typer.Option(help="Deliver webhooks and keep clocks in this process too.")] = True,
) -> None:
    """Serve GraphQL and the page, and deliver webhooks."""
    settings = settings_from_environment(host=host, port=port)
    set_up_logging(settings)
    run(_nothing, settings)
    _serve(settings, workers=workers, work=worker)


async def _nothing(_: Database) -> None:
    """Only whether the database answers and is migrated."""


def _serve(settings: Settings, *, workers: int = 1, work: bool = True) -> None:
    import uvicorn  # noqa: PLC0415 - the other commands do not need a server

    from had_your_back.http.guards import LARGEST_BODY  # noqa: PLC0415 - heavy

    # Each web process reads its settings again, so what came by option goes through the environment.
    os.environ |= {"HYB_HOST": settings.host, "HYB_PORT": str(settings.port), "HYB_WORK": "1" if work else "0"}
    with told():
        uvicorn.run(
            "had_your_back.app:from_environment",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=workers,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=20,
            ws_max_size=LARGEST_BODY,
            ws_per_message_deflate=False,  # thousands of windows, for messages of some hundred bytes
        )


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8400,
    people_count: Annotated[int, typer.Option("--people", help="How many people the company has, 5 to 5,000.")] = 60,
    seed: Annotated[int, typer.Option(help="Another number, another company.")] = 7,
    data: Annotated[Path, typer.Option(help="Folder of the database.")] = Path("var/demo"),
) -> None:
    """A believable company with a year of thanks and promises, to look at and to try everything on."""
    path = data / f"company-{people_count}-{seed}.db"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        with told(), err.status(f"Making a company of {people_count} people and its year …"):
            asyncio.run(_make_company(path, people_count, seed))
    os.environ |= {
        "HYB_AUTH": "dev",
        "HYB_DATABASE_URL": f"sqlite:///{path.absolute()}",
        "HYB_GRAPHIQL": "true",
        "HYB_HOST": "127.0.0.1",
        "HYB_ORGANIZATION": "Alder Water",
        "HYB_PORT": str(port),
        "HYB_SCORE_REFRESH": "PT0S",
        "HYB_WEBHOOK_ALLOW_CIDRS": "127.0.0.1/32",
        "HYB_WEBHOOK_ALLOW_HTTP": "true",
    }
    settings = settings_from_environment()
    set_up_logging(settings)
    run(migrations.upgrade, settings, migrated=False)
    url = f"http://127.0.0.1:{port}"
    out.print(f"\n[bold]Alder Water is here.[/bold] Open [link={url}/]{url}/[/link] and choose who you are.")
    out.print(f"GraphQL: {url}/graphql  (a token of anybody: [bold]dev:mira.lindqvist[/bold])")
    out.print("Webhooks: choose Priya Nair, who may manage them. Stop with Ctrl+C; the data stays.\n")
    _serve(settings)


async def _make_company(path: Path, people_count: int, seed: int) -> None:
    from had_your_back.demo import company  # noqa: PLC0415 - 2,000 lines of text that nothing else needs
    from had_your_back.demo.load import load  # noqa: PLC0415

    # Under another name until it is whole, so that one that was interrupted is never taken for the company.
    draft = path.with_suffix(".making")
    draft.unlink(missing_ok=True)
    database = Database(f"sqlite:///{draft}")
    try:
        made = company(people=people_count, seed=seed, until=database.now())
        await migrations.upgrade(database)
        await load(database, made)
    finally:
        await database.close()
    draft.rename(path)


@app.command()
def work() -> None:
    """Deliver webhooks and keep the clocks: any number of these on PostgreSQL."""
    from had_your_back.app import worker_of  # noqa: PLC0415 - heavy, and only needed here

    settings = settings_from_environment()
    set_up_logging(settings)

    async def main(database: Database) -> None:
        stop = asyncio.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        hints = asyncio.create_task(database.share_hints())
        await worker_of(database, settings).run(stop)
        hints.cancel()

    run(main, settings)


@app.command()
def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only say whether something is missing.")] = False,
) -> None:
    """Bring the database to the newest schema."""

    async def main(database: Database) -> list[str]:
        missing = await migrations.pending(database)
        if missing and not check:
            await migrations.upgrade(database)
        return missing

    missing = run(main, migrated=False)
    if not missing:
        out.print("The schema is the newest.")
    elif check:
        err.print(f"Missing: {', '.join(missing)}. Run: had-your-back migrate")
        raise typer.Exit(1)
    else:
        out.print(f"Migrated: {', '.join(missing)}.")


@app.command()
def schema(
    *,
    federation: Annotated[bool, typer.Option("--federation", help="As a subgraph, for a company's graph.")] = False,
) -> None:
    """Print the GraphQL schema."""
    from had_your_back.graph.schema import sdl, subgraph  # noqa: PLC0415 - strawberry, only needed here

    sys.stdout.write(subgraph() if federation else sdl())


# -------------------------------------------------------------------------------------------------------------- tokens


@token_app.command("create")
def token_create(
    name: Annotated[str, typer.Option(help="What it is for.")],
    scopes: Annotated[str, typer.Option(help="For example recognitions:read,people:read.")],
    person: Annotated[str | None, typer.Option(help="The userName of the person that it acts for.")] = None,
    expires: Annotated[str | None, typer.Option(help="How long it is good for: 90d, 12h.")] = None,
) -> None:
    """Make a token. The last line printed is the token alone; it is shown this once."""

    async def main(database: Database) -> tuple[str, str]:
        draft = people.TokenDraft(
            name=name,
            scopes=[each.strip() for each in scopes.split(",") if each.strip()],
            person=person,
            lasts=_period(expires) if expires else None,
        )
        return await database.transact(people.create_token, draft)

    token_id, secret = run(main)
    err.print(f"{token_id}: {name}. Keep the next line; it is not shown again.")
    sys.stdout.write(secret + "\n")


def _period(text: str) -> timedelta:
    """``90d`` or ``12h`` as a period.

    >>> _period("90d").days
    90
    """
    found = re.fullmatch(r"([1-9]\d{0,4})([dh])", text.strip())
    if not found:
        raise Refused(ErrorCode.INVALID, f"{text!r} is no period; write 90d or 12h.")
    return timedelta(**{{"d": "days", "h": "hours"}[found[2]]: int(found[1])})


@token_app.command("list")
def token_list() -> None:
    """Show all tokens, newest first."""

    async def main(database: Database) -> Any:
        async with database.read() as session:
            return await people_store.tokens(session), database.now()

    rows, now = run(main)
    id_column = Column("id", min_width=len("tok_") + 26, no_wrap=True)  # whole, since it is what one pastes
    table = Table(id_column, "name", "person", "scopes", "expires", "last used", "state")
    for row in rows:
        gone = "revoked" if row.revoked_at else "expired" if row.expires_at and row.expires_at <= now else "good"
        day = [f"{at:%Y-%m-%d}" if at else "never" for at in (row.expires_at, row.last_used_at)]
        table.add_row(row.id, row.name, row.user_name or "nobody", " ".join(row.scopes), *day, gone)
    out.print(table)


@token_app.command("revoke")
def token_revoke(token: Annotated[str, typer.Argument(help="Its id, tok_...")]) -> None:
    """Let a token be good for nothing from now on."""

    async def main(database: Database) -> None:
        await database.transact(people.revoke_token, token)

    run(main)
    out.print(f"{token} is revoked.")


@role_app.command("set")
def role_set(
    person: Annotated[str, typer.Argument(help="A userName.")],
    roles: Annotated[list[Role] | None, typer.Argument(help="Exactly these; none takes all away.")] = None,
) -> None:
    """Let a person have exactly these roles beside EMPLOYEE."""

    async def main(database: Database) -> None:
        await database.transact(people.put_roles, person, roles or [])

    run(main)
    out.print(f"{person}: {', '.join([Role.EMPLOYEE, *(roles or [])])}")


# --------------------------------------------------------------------------------------------------- import and export

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV file, UTF-8.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do all of it and undo it: say what would happen.")]
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
        with _progress(f"Reading {file.name}") as step:
            return await work(database, file, imports.Options(**given), step)

    report = run(main, settings)
    for sentence in report.sentences():
        out.print(escape(sentence), soft_wrap=True)
    if report_to is not None:
        with told():
            report.write(report_to)
        out.print(f"Every refusal stands in {report_to}.", soft_wrap=True)
    elif report.refusals:
        for each in report.refusals[:5]:
            err.print(escape(f"line {each.line}, {each.column} {each.value}: {each.reason}"))
        err.print(f"{len(report.refusals):,} refusals or duplicates in all; --report FILE writes them down.")


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - only needed here

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@app.command()
def export(
    folder: Annotated[Path, typer.Option("--out", file_okay=False, help="A folder; it is made if there is none.")],
    form: Annotated[str, typer.Option("--format", metavar="jsonl|csv")] = "jsonl",
) -> None:
    """Write everything down, as JSON lines or CSV."""
    from had_your_back import exports  # noqa: PLC0415 - only needed here

    if form not in set(exports.Form):
        message = "--format is jsonl or csv."
        raise typer.BadParameter(message)

    async def main(database: Database) -> dict[str, int]:
        with _progress("Writing") as step:
            return await exports.export(database, folder, form=exports.Form(form), progress=step)

    for name, number in run(main).items():
        out.print(f"{number:>9,}  {folder / name}.{form}", soft_wrap=True)


# --------------------------------------------------------------------------------------------------------- commitments


@app.command("commitments")
def list_commitments(
    open_only: Annotated[bool, typer.Option("--open", help="Asked, promised or waiting for a yes.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Promised, and past the due date.")] = False,
    unclaimed: Annotated[bool, typer.Option("--unclaimed", help="Asked of a team, and nobody's yet.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help="So many rows at the most.")] = 50,
) -> None:
    """What is promised, the most urgent first. Private ones are told without their titles."""
    from had_your_back.commitments import store  # noqa: PLC0415 - only needed here
    from had_your_back.commitments.transitions import OPEN  # noqa: PLC0415

    async def main(database: Database) -> Any:
        wanted = store.Filter(states=OPEN if open_only else None, overdue=overdue or None, unclaimed=unclaimed or None)
        async with database.read() as session:
            return await store.listed(session, wanted, database.now(), most=most), database.now()

    rows, now = run(main)
    table = Table("due", "state", "what", "for", "by", "waits for")
    for row in rows:
        late = f"{(now - row.due_at).days} d late" if row.state in {"PROMISED", "AT_RISK"} and row.due_at < now else ""
        table.add_row(
            f"{row.due_at:%Y-%m-%d} {late}".strip(),
            row.state.lower().replace("_", " "),
            "(private)" if row.private else escape(row.title),
            row.customer_name,
            row.performer_name or f"anybody in {row.team_name}",
            row.awaiting_name or "",
        )
    out.print(table if rows else "Nothing.")


# -------------------------------------------------------------------------------------------------------------- scores


@score_app.command("team")
def score_team(
    team: Annotated[str, typer.Argument(help="Its name, external id or id.")],
    explain: Annotated[bool, typer.Option("--explain", help="Show how the score is reckoned, part by part.")] = False,
    recipe: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="TOML or JSON: what the score would be with it."),
    ] = None,
) -> None:
    """The score of a team as everybody may know it, and with a recipe of your own what it would be."""
    from had_your_back.scores import actions as scores  # noqa: PLC0415 - only needed here
    from had_your_back.scores import wording  # noqa: PLC0415
    from had_your_back.scores.recipes import recipe_of  # noqa: PLC0415

    settings = settings_from_environment()
    with told():
        publishing, other = scores.publishing_of(settings), _recipe(recipe)

    async def main(database: Database) -> tuple[str, Published, Published | None]:
        now = database.now()
        async with database.read() as session:
            row = await people.team_called(session, team)
            shown = (await scores.current(session, [row.id], now, publishing))[row.id]
            if other is None:
                return row.name, shown, None
            return row.name, shown, (await scores.preview(session, [row.id], now, publishing, other))[row.id]

    name, shown, tried = run(main, settings)
    as_of = f" as of {shown.as_of.astimezone(publishing.zone):%Y-%m-%d}" if shown.as_of else ""
    out.print(f"[bold]{escape(name)}[/bold]{as_of}, by the recipe {escape(shown.recipe)}")
    it = shown.working
    if it:
        out.print(f"[bold]{it.value:.1f}[/bold] of 100, {it.band.lower()}; between {it.low:.1f} and {it.high:.1f}.")
        out.print(f"Weakest link: {wording.label(it.weakest.key)}. {wording.mending(it.weakest)}")
    out.print(wording.status_text(shown.status, publishing.recipe, items=shown.items))
    if it and explain:
        _print_working(it, recipe_of(shown.recipe))
    if it and tried and other:
        _print_tried(it, tried, other)
        if tried.working and explain:
            _print_working(tried.working, other)


def _recipe(file: Path | None) -> Recipe | None:
    from had_your_back.scores.recipes import LONGEST_FILE, Recipe  # noqa: PLC0415 - only needed here

    if file is None:
        return None
    with file.open(encoding="utf-8-sig", errors="replace") as read:
        return Recipe.from_text(read.read(LONGEST_FILE + 1))


def _print_working(it: Working, recipe: Recipe) -> None:
    """Everything that a score is made of, in 80 columns: a table of figures, and what they say.

    `before` is a part before it is pulled, `mean` what it is pulled to, `size` how many items make it resist.
    """
    from had_your_back.scores import wording  # noqa: PLC0415 - only needed here

    figures = Table("part", *(Column(name, justify="right") for name in _FIGURES))
    words = Table.grid(padding=(0, 2))
    for part in it.parts:
        # Service has no size of its own where it is the mean of two halves.
        before = (
            "-" if each is None else f"{each:.{digits}f}"
            for each, digits in ((part.estimate, 3), (part.mean, 3), (part.size, 1))
        )
        lost = f"{part.points_lost:.1f}"
        figures.add_row(wording.label(part.key), f"{part.value:.3f}", f"{part.weight:.3f}", lost, *before)
        words.add_row(wording.label(part.key), wording.explanation(part))
    for each in it.missing:
        figures.add_row(wording.label(each.key), *["-"] * 6)
        words.add_row(wording.label(each.key), wording.waits_for(each))
    powers = " * ".join(f"{max(part.value, recipe.floor):.3f}^{part.weight:.3f}" for part in it.parts)
    words.add_row("The score", f"100 * {powers} = {it.value:.1f}")
    spread = math.log(it.value / it.low) / recipe.z
    words.add_row(
        "The interval", f"{it.value:.1f} * exp(+-{recipe.z:g} * {spread:.4f}) = {it.low:.1f} to {it.high:.1f}"
    )
    words.add_row(
        "The value",
        f"what is counted (before), pulled to what is usual in the organisation (mean), the less there is (size) the "
        f"more; no part counts for less than {recipe.floor:g}. docs/score.md has every formula.",
    )
    out.print(figures, words)


_FIGURES = ("value", "weight", "lost", "before", "mean", "size")


def _print_tried(now: Working, tried: Published, recipe: Recipe) -> None:
    """What a score would be by another recipe, beside what it is."""
    from had_your_back.scores import wording  # noqa: PLC0415 - only needed here

    it = tried.working
    if it is None:
        out.print(f"By the recipe {escape(recipe.version)} there would be none.")
        out.print(wording.status_text(tried.status, recipe, items=tried.items))
        return
    table = Table("", *(Column(name, justify="right") for name in ("now", escape(recipe.version))))
    table.add_row("Score", f"{now.value:.1f}", f"{it.value:.1f}")
    table.add_row("Interval", f"{now.low:.1f} to {now.high:.1f}", f"{it.low:.1f} to {it.high:.1f}")
    table.add_row("Weakest link", wording.label(now.weakest.key), wording.label(it.weakest.key))
    for key in wording.LABELS:
        parts = [{part.key: part for part in each.parts}.get(key) for each in (now, it)]
        figures = (f"{part.value:.3f}, loses {part.points_lost:>4.1f}" if part else "-" for part in parts)
        table.add_row(wording.label(key), *figures)
    out.print(table)


@score_app.command("publish")
def score_publish() -> None:
    """Publish the scores of today, if they are not yet. The worker does the same soon after midnight."""
    from had_your_back.scores import actions as scores  # noqa: PLC0415 - only needed here

    settings = settings_from_environment()
    with told():
        publishing = scores.publishing_of(settings)

    async def main(database: Database) -> tuple[int, list[Published]]:
        with _progress("Publishing the scores") as step:
            number = await scores.publish(database, publishing=publishing, step=step)
        async with database.read() as session:
            teams = [row.id for row in await people_store.every_team(session)]
            shown = await scores.current(session, teams, database.now(), publishing)
        return number, list(shown.values())

    number, every = run(main, settings)
    counts = Counter(each.status for each in every)
    days = {each.as_of.astimezone(publishing.zone).date().isoformat() for each in every if each.as_of}
    if not days:
        out.print("There is no team yet." if not every else "Every score is switched off; nothing is published.")
        return
    out.print(f"The scores as of {max(days)} are published{'' if number else ' already'}: {len(every):,} teams.")
    for status, many in counts.most_common():
        out.print(f"{many:>9,}  {status.lower().replace('_', ' ')}")


# ------------------------------------------------------------------------------------------------------------ webhooks

OPERATOR = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.WEBHOOKS_MANAGE}))
"""Whoever has a shell and the database may do what an integrator may."""

Endpoint = Annotated[str, typer.Argument(help="Its id, whe_...; `webhook list` shows them.")]


@webhook_app.command("list")
def webhook_list() -> None:
    """Every endpoint and how it is doing, the oldest first."""
    from had_your_back.pages import Window  # noqa: PLC0415 - only needed here
    from had_your_back.webhooks import rules, store  # noqa: PLC0415

    async def main(database: Database) -> Any:
        async with database.read() as session:
            page = await store.oldest_endpoints(session, store.endpoints(), Window(rules.MOST_ENDPOINTS))
            return page.rows, await store.figures(session, [row.id for row in page.rows], database.now())

    rows, figures = run(main)
    id_column = Column("id", min_width=len("whe_") + 26, no_wrap=True)  # whole, since it is what one pastes
    table = Table(id_column, "url", "format", "state", "waiting", "last day", "last success")
    for row in rows:
        it = figures[row.id]
        day = f"{it.delivered_last_day:,} good, {it.failed_last_day:,} failed"
        success = f"{row.last_success_at:%Y-%m-%d %H:%M}" if row.last_success_at else "never"
        form = f"{row.format} {row.style}".lower()
        state = row.state.lower() + (f": {row.state_reason}" if row.state_reason else "")
        table.add_row(row.id, escape(row.url), form, escape(state), f"{it.waiting:,}", day, success)
    out.print(table if rows else "There is no endpoint yet; createWebhookEndpoint makes one.")


@webhook_app.command("test")
def webhook_test(
    endpoint: Endpoint,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for what comes back.")] = 20,
) -> None:
    """Send a test to an endpoint, whatever its state, and say what it answers. A worker has to be running."""
    from had_your_back.webhooks import actions, store  # noqa: PLC0415 - only needed here

    async def main(database: Database) -> Any:
        delivery = await database.transact(actions.send_test, OPERATOR, endpoint)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                while True:
                    async with database.read() as session:
                        if attempts := await store.attempts_of(session, [delivery]):
                            return attempts[0]
                    await asyncio.sleep(0.1)
        return None

    attempt = run(main)
    if attempt is None:
        err.print("The test waits to be sent, by `had-your-back serve` or `work`. Is one running?")
        raise typer.Exit(1)
    said = escape(f"{attempt.status or attempt.error} after {attempt.milliseconds:,} ms.")
    if attempt.status is None or attempt.status // 100 != 2:  # noqa: PLR2004 - what 2xx means
        err.print(said)
        raise typer.Exit(1)
    out.print(said, soft_wrap=True)


@webhook_app.command("replay")
def webhook_replay(
    endpoint: Endpoint,
    since: Annotated[
        str, typer.Option(help="An instant, a day, or how long ago: 2026-11-21T09:30:00Z, 2026-11-21, 3d.")
    ],
    until: Annotated[str | None, typer.Option(help="The same; until now if it is left out.")] = None,
    types: Annotated[str, typer.Option(help="For example recognition.*,team.created; all it asks for if empty.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what was delivered before.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Send what happened in a time to an endpoint again, each event with the same webhook-id."""
    from had_your_back.webhooks import actions  # noqa: PLC0415 - only needed here

    settings = settings_from_environment()

    async def main(database: Database) -> int:
        draft = actions.Replay(
            endpoint,
            _moment(since, database.now(), settings),
            _moment(until, database.now(), settings) if until else None,
            tuple(each.strip() for each in types.split(",") if each.strip()),
            only_missing=not everything,
            dry_run=dry_run,
        )
        return await database.transact(actions.replay_events, OPERATOR, draft)

    count = run(main, settings)
    events = "1 event" if count == 1 else f"{count:,} events"
    out.print(f"{events} would be sent again; nothing was done." if dry_run else f"{events} will be sent again.")


@webhook_app.command("rotate-key")
def webhook_rotate_key(
    overlap: Annotated[
        int,
        typer.Option(min=0, max=168, help="Hours that older keys sign beside it; 0 if somebody else may have them."),
    ] = 168,
) -> None:
    """Make a new key of the service for ed25519 signatures (v1a). The last line printed is the public key alone."""
    from had_your_back.app import secret_key  # noqa: PLC0415 - heavy, and only needed here
    from had_your_back.webhooks import actions  # noqa: PLC0415
    from had_your_back.webhooks.signing import Vault  # noqa: PLC0415

    settings = settings_from_environment()

    async def main(database: Database) -> str:
        vault = Vault(secret_key(settings))
        return await database.transact(actions.rotate_signing_key, OPERATOR, overlap, vault=vault)

    public = run(main, settings)
    err.print(f"It signs from now on and is at /.well-known/webhook-keys; older ones sign beside it for {overlap} h.")
    sys.stdout.write(public + "\n")


def _moment(text: str, now: datetime, settings: Settings) -> datetime:
    """An instant, the beginning of a day in the organisation's time zone, or so long ago."""
    if re.fullmatch(r"\d+[dh]", text.strip()):
        return now - _period(text)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        message = f"{text!r} is no instant; write 2026-11-21T09:30:00Z, 2026-11-21 or 3d."
        raise Refused(ErrorCode.INVALID, message) from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.time_zone))


# -------------------------------------------------------------------------------------------------------------- listen


@app.command()
def listen(
    secret: Annotated[str, typer.Option(help="The endpoint's secret, whsec_...")],
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8600,
) -> None:
    """Receive webhooks, verify and print them: for trying, beside a running service."""
    from had_your_back.webhooks.listen import listen as receive  # noqa: PLC0415 - aiohttp, only needed here

    with told():
        asyncio.run(receive(port, secret, print=lambda line: out.print(line, soft_wrap=True)))


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
