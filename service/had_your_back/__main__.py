"""The command line: ``had-your-back``, ``hyb`` and ``python -m had_your_back``."""

from __future__ import annotations

from typing import Annotated

import typer

from had_your_back.commands import (
    access,
    audit,
    commitments,
    doctor,
    files,
    keeping,
    privacy,
    scores,
    service,
    teams,
    webhooks,
)

app = typer.Typer(
    name="had-your-back",
    help="Recognitions and commitments between teammates. Settings come from the environment; see docs/reference.md.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(service.app)
app.add_typer(doctor.app)
app.add_typer(access.token_app, name="token")
app.add_typer(access.role_app, name="role")
app.add_typer(access.sign_in_app, name="sign-in")
app.add_typer(teams.team_app, name="team")
app.add_typer(files.import_app, name="import")
app.add_typer(files.app)
app.add_typer(keeping.app)
app.add_typer(privacy.app)
app.add_typer(audit.audit_app, name="audit")
app.add_typer(commitments.app)
app.add_typer(scores.score_app, name="score")
app.add_typer(webhooks.webhook_app, name="webhook")
app.add_typer(webhooks.app)


def _version(asked: bool) -> None:  # noqa: FBT001 - typer's
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - only needed here

        typer.echo(version("had-your-back"))
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """What every command could be given."""


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
