"""Scores: the working, another recipe, and the day of publication."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table
from typer.core import TyperGroup

from had_your_back.commands.shared import out, progress, run, settings_from_environment, told
from had_your_back.database import Database
from had_your_back.people import actions as people
from had_your_back.people import tree

if TYPE_CHECKING:
    from had_your_back.scores.publications import Published
    from had_your_back.scores.recipes import Recipe
    from had_your_back.scores.rules import Working


class OrTeam(TyperGroup):
    """`score publish` is a command, and `score` followed by anything else is `score team` of it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put in the word that was left out."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = ["team", *args]
        return super().parse_args(ctx, args)


score_app = typer.Typer(
    cls=OrTeam,
    help="How surely a team can be counted on. `score TEAM [--explain] [--recipe FILE]` is short for `score team ...`, "
    "which is what to write for a team that is called publish.",
    no_args_is_help=True,
)


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
        with progress("Publishing the scores") as step:
            number = await scores.publish(database, publishing=publishing, step=step)
        async with database.read() as session:
            teams = [row.id for row in await tree.every_team(session)]
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
