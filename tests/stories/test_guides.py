"""Every command and every query of the guides, as it stands there.

A shell block of nothing but `had-your-back` is run below, page by page, by somebody who has what the guides speak of. A
block of settings is read as settings. Any other says above itself who runs it or why nobody does:
``<!-- run by tests/stories/test_readme.py -->`` or ``<!-- not run: takes a container engine -->``.
"""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from graphql import DocumentNode, GraphQLError, build_schema, parse, validate
from typer.testing import CliRunner

from had_your_back import audit
from had_your_back.__main__ import app
from had_your_back.app import secret_key
from had_your_back.database import Database
from had_your_back.graph.schema import sdl, subgraph
from had_your_back.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("graphql/*.md"), *ROOT.glob("clients/*/README.md")]
)
FENCED = re.compile(
    r"(?: *<!-- (?P<said>[^>]*?) -->\n)? *```(?P<kind>\w*) ?(?P<more>[^\n]*)\n(?P<text>.*?)\n *```$",
    re.MULTILINE | re.DOTALL,
)
SHELLS = {"sh", "bash", "console", "shell"}
ENDLESS = {"serve", "work", "listen", "demo"}


class Block(NamedTuple):
    """A fenced block of a page."""

    page: Path
    line: int
    kind: str
    more: str
    said: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def commands(self) -> list[list[str]]:
        """Its lines, continued ones as one, as a shell splits them."""
        lines = re.sub(r"\\\n\s*", " ", self.text).splitlines()
        return [words for line in lines if (words := shlex.split(line, comments=True))]

    @property
    def ours(self) -> bool:
        """Whether it is nothing but our own commands, which end by themselves."""
        called = [call(words) for words in self.commands]
        return all(each is not None and each.arguments[0] not in ENDLESS for each in called)

    @property
    def settings(self) -> bool:
        """Whether it sets what the service reads, and does nothing."""
        return all(re.match(rf"{PREFIX}\w+=", word) for words in self.commands for word in words)


class Call(NamedTuple):
    """A call of our command line, with what is set for it alone."""

    environment: dict[str, str]
    arguments: list[str]


def call(words: list[str]) -> Call | None:
    """A command as a call of ours, if it is one."""
    given = {}
    while re.match(r"\w+=", words[0]) and len(words) > 1:
        name, _, value = words[0].partition("=")
        given[name], words = value, words[1:]
    return Call(given, words[1:]) if words[0] in {"had-your-back", ".venv/bin/had-your-back"} else None


def blocks() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for found in FENCED.finditer(text):
            line = text[: found.start("kind")].count("\n") + 1
            yield Block(
                page,
                line,
                found["kind"],
                found["more"],
                found["said"] or "",
                re.sub(r"^ +", "", found["text"], flags=re.MULTILINE),
            )


BLOCKS = list(blocks())
SHELL = [each for each in BLOCKS if each.kind in SHELLS]
RUN = [each for each in SHELL if each.ours and not each.said]
QUERIES = [each for each in BLOCKS if each.kind == "graphql"]


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_a_block_for_a_shell_is_run_or_says_why_not(block: Block) -> None:
    if not block.said:
        assert block.ours or block.settings, "say above it: <!-- run by tests/... --> or <!-- not run: why -->"
    elif by := re.fullmatch(r"run by (tests/\S+\.py)", block.said):
        assert block.page.name in (ROOT / by[1]).read_text("utf-8")
    else:
        assert re.fullmatch(r"not run: .{10,}", block.said)


@pytest.mark.parametrize("block", [each for each in SHELL if each.settings], ids=str)
def test_settings_in_a_guide_are_settings(block: Block) -> None:
    said = [word.removeprefix(PREFIX).split("=", 1) for words in block.commands for word in words]
    given = {name.lower(): value for name, value in said}
    assert given.keys() <= Settings.model_fields.keys()
    Settings(**given)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an operator: an installation with some people in it, and the files that the guides name."""
    folder = tmp_path_factory.mktemp("installed")
    world(folder)
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        here.setenv("HYB_DATABASE_URL", "sqlite:///had-your-back.db")
        for said in ("migrate", "import teams teams.csv", "import people people.csv", "import teams teams.csv"):
            assert CliRunner().invoke(app, said.split()).exit_code == 0
        asyncio.run(sealed())
    return folder


async def sealed() -> None:
    """As a worker that has run leaves the audit log."""
    settings = Settings()
    database = Database(settings.database_url.get_secret_value())
    assert await database.transact(audit.seal, audit.Notary(secret_key(settings)))
    await database.close()


@pytest.mark.parametrize("page", sorted({each.page for each in RUN}), ids=lambda page: page.stem)
def test_what_a_guide_tells_to_run_runs(
    page: Path, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    shutil.copytree(installed, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HYB_DATABASE_URL", "sqlite:///had-your-back.db")
    for block in (each for each in RUN if each.page == page):
        for words in block.commands:
            made = call(words)
            assert made is not None
            with monkeypatch.context() as alone:
                for name, value in made.environment.items():
                    alone.setenv(name, value)
                ran = CliRunner().invoke(app, made.arguments, input="y\n")
            fine = {0, 1} if made.arguments[0] == "doctor" else {0}  # 1 is a warning
            assert ran.exit_code in fine, f"{block}: {shlex.join(words)}\n{ran.output}"


def world(folder: Path) -> None:
    """What an operator of the guides has: people, teams, files, a recipe."""
    (folder / "teams.csv").write_text("externalId,name,leads\ncrew,Field Crew,ada.lovelace\n")
    names = ["ada.lovelace", "mira.lindqvist", *(f"p{number}" for number in range(8))]
    (folder / "people.csv").write_text(
        "userName,displayName,team\n" + "".join(f"{n},{n.title()},crew\n" for n in names)
    )
    day = datetime.now(UTC).date().isoformat()
    (folder / "thanks.csv").write_text(
        "giver,recipients,message,behaviours,visibility,givenAt\n"
        f"p1,p2,You kept the lights on all night long,had_my_back,EVERYONE,{day}T00:00:00Z\n"
    )
    (folder / "promises.csv").write_text(
        "title,customer,performer,requestedAt,answeredAt,answer,dueAt,outcome\n"
        "The list of keys,p1,p2,2026-10-01T10:00:00Z,2026-10-02T10:00:00Z,accepted,2026-10-09T10:00:00Z,open\n"
    )
    (folder / "slow.toml").write_text(next(b.text for b in BLOCKS if b.page.name == "operate.md" and b.kind == "toml"))
    (folder / "docs").mkdir()
    shutil.copytree(ROOT / "docs/examples", folder / "docs/examples")


# ----------------------------------------------------------------------------------------------------------- GraphQL

SCHEMA = build_schema(sdl())
SUBGRAPH = build_schema(subgraph(), assume_valid=True)
SENT = re.compile(r'"query": ("(?:[^"\\]|\\.)*")')
INLINE = re.compile(r"`((?:query|mutation|subscription)?\s*\{ \w[^`]*\})`")


def wrong(text: str) -> list[str]:
    document: DocumentNode = parse(text)
    return [error.message for error in validate(SUBGRAPH if "_entities" in text else SCHEMA, document)]


@pytest.mark.parametrize("block", [each for each in QUERIES if not each.more], ids=str)
def test_a_query_of_a_guide_is_one_of_the_schema(block: Block) -> None:
    assert wrong(block.text) == []


@pytest.mark.parametrize("block", [each for each in QUERIES if each.more], ids=str)
def test_a_query_that_others_answer_too_is_run_where_they_are(block: Block) -> None:
    assert {"personnel", "question"} >= {block.more}
    assert block.page.name in (ROOT / "tests/contract/test_oracles.py").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_sent_by_hand_in_a_guide_is_of_the_schema(page: Path) -> None:
    text = page.read_text("utf-8")
    unquoted = text.replace("'$AMARA'", "per_01m81629a4edt87gf4sj6r0qpk")
    for sent in SENT.findall(unquoted):
        assert wrong(json.loads(sent)) == [], sent
    for inline in INLINE.findall(text):
        try:
            found = wrong(inline)
        except GraphQLError:
            continue  # something else in braces
        assert found == [], inline
