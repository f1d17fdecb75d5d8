"""Builds the documentation as a site: ``make docs`` writes var/site/html, which needs nothing from elsewhere.

The pages stay where they are in the repository, and read well there too. For the site they are laid out anew in the
same folders; a file that a page points to, a test or an example, comes along as text; the schema and our operations
become pages. At the end every link is followed, to the heading, and every script, style, font and picture has to be
one of the site's own.
"""

from __future__ import annotations

import html.parser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import tomli_w
from graphql import GraphQLNamedType, build_schema
from graphql.type import is_input_object_type, is_interface_type, is_object_type, is_union_type

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "var" / "site"
PAGES, BUILT = PLACE / "pages", PLACE / "html"
PICTURES = {".webp", ".svg", ".png"}
LINK = re.compile(r"(\]\(|(?:src|srcset|href)=\")([^)\s\"]+)")
FOUND = ("*.md", "docs/*.md", "docs/decisions/*.md", "graphql/*.md", "clients/*/README.md")

NAV: dict[str, list[str]] = {
    "Start": ["README.md", "docs/operate.md", "docs/walk.md", "CHANGELOG.md"],
    "Concepts": ["docs/commitments.md", "docs/score.md", "docs/privacy.md", "docs/stored.md", "docs/threats.md"],
    "For your pages": [
        "docs/embed.md",
        "docs/gallery.md",
        "docs/calendar.md",
        "docs/sign-in.md",
        "clients/web/README.md",
    ],
    "For integrators": [
        "docs/graphql.md",
        "graphql/README.md",
        "docs/subscriptions.md",
        "docs/webhooks.md",
        "docs/federation.md",
        "clients/python/README.md",
    ],
    "For operators": [
        "docs/deploy.md",
        "docs/backups.md",
        "docs/import.md",
        "docs/scim.md",
        "docs/performance.md",
        "docs/capacity.md",
    ],
    "Reference": ["docs/reference.md", "docs/cli.md", "graphql/schema.md", "graphql/operations/README.md"],
    "Decisions": ["docs/decisions/README.md"],
    "Contribute": ["CONTRIBUTING.md", "docs/plans.md", "SECURITY.md"],
}
"""Every page has its place; one that is nowhere ends the build."""


def laid_out() -> None:
    """All pages below one folder, as they lie in the repository, with everything they point to."""
    shutil.rmtree(PLACE, ignore_errors=True)
    written(PAGES / "graphql/schema.md", schema_page())
    written(PAGES / "graphql/operations/README.md", operations_page())
    for page in sorted(each for pattern in FOUND for each in ROOT.glob(pattern)):
        written(
            PAGES / page.relative_to(ROOT), LINK.sub(lambda found, at=page: linked(found, at), page.read_text("utf-8"))
        )


def linked(found: re.Match[str], page: Path) -> str:
    """A link of a page, to where it leads on the site; what it leads to is brought there."""
    before, target = found.groups()
    path, mark, fragment = target.partition("#")
    if "://" in target or not path or target.startswith("mailto:"):
        return found[0]
    source = Path(os.path.normpath(page.parent / path))
    name = source.relative_to(ROOT)
    if name == Path("graphql/schema.graphql"):
        return f"{before}{path.removesuffix('graphql')}md{mark}{fragment}"
    if source.is_dir():
        return f"{before}{path.rstrip('/')}/README.md{mark}{fragment}"
    if source.suffix in PICTURES:
        (PAGES / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, PAGES / name)
    elif source.suffix != ".md":
        written(PAGES / f"{name}.txt", source.read_text("utf-8"))  # browsers show text, and keep the rest for later
        return f"{before}{path}.txt{mark}{fragment}"
    return found[0]


def written(path: Path, text: str) -> None:
    """A page, in its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def operations_page() -> str:
    """Every document of our own clients, as it is sent."""
    documents = sorted((ROOT / "graphql/operations").glob("*.graphql"))
    return (
        "# Operations\n\nThe documents of our own clients, each run by a test. A service with "
        "`HYB_GRAPHQL_DOCUMENTS=trusted` answers these and nothing else; [what is promised](../README.md) about them."
        "\n\n"
        + "\n".join(f"## {each.stem}\n\n```graphql\n{each.read_text('utf-8').strip()}\n```\n" for each in documents)
    )


def schema_page() -> str:
    """Every type of the schema, with its fields and what each means."""
    schema = build_schema((ROOT / "graphql/schema.graphql").read_text("utf-8"))
    roots = [each.name for each in (schema.query_type, schema.mutation_type, schema.subscription_type) if each]
    names = sorted(name for name in schema.type_map if not name.startswith("__") and name not in {*roots, *BUILTIN})
    sections = "\n".join(type_section(schema.type_map[name]) for name in [*roots, *names])
    return f"# Schema\n\nGenerated from `graphql/schema.graphql`. [What is promised about it](README.md).\n\n{sections}"


def type_section(kind: GraphQLNamedType) -> str:
    """One type."""
    lines = [f"## {kind.name}", "", text(kind.description), ""]
    if is_union_type(kind):
        lines += ["One of " + ", ".join(named(each.name) for each in kind.types) + ".", ""]
    if is_object_type(kind) or is_interface_type(kind) or is_input_object_type(kind):
        if interfaces := getattr(kind, "interfaces", ()):
            lines += ["It is a " + ", ".join(named(each.name) for each in interfaces) + ".", ""]
        lines += ["| field | type | meaning |", "| --- | --- | --- |"]
        for name, field in kind.fields.items():
            given = ", ".join(f"{each}: {named(str(one.type))}" for each, one in getattr(field, "args", {}).items())
            gone = f" **Deprecated**: {field.deprecation_reason}" if field.deprecation_reason else ""
            called = f"`{name}`" + (f" ({given})" if given else "")
            lines.append(f"| {called} | {named(str(field.type))} | {text(field.description)}{gone} |")
    elif values := getattr(kind, "values", None):
        lines += ["| value | meaning |", "| --- | --- |"]
        lines += [f"| `{name}` | {text(value.description)} |" for name, value in values.items()]
    return "\n".join([*lines, ""])


BUILTIN = {"String", "Int", "Float", "Boolean", "ID"}


def named(kind: str) -> str:
    """A type as a link to its section."""
    bare = kind.strip("[]!")
    return f"`{kind}`" if bare in BUILTIN else f"[`{kind}`](#{bare.lower()})"


def text(description: str | None) -> str:
    """A description in one line of a table."""
    return " ".join((description or "").split()).replace("|", "\\|").replace("<", "&lt;")


def title(page: str) -> str:
    """The first heading of a page."""
    found = re.search(r"^# (.+)$", (PAGES / page).read_text("utf-8"), re.MULTILINE)
    assert found is not None, f"{page} has no heading"
    return found[1].replace("`", "")


def configuration() -> dict[str, object]:
    """What zensical is told: no fonts, scripts or pictures from elsewhere, light and dark."""
    sections = {name: [{title(page): page} for page in pages] for name, pages in NAV.items()}
    decisions = sorted(each.name for each in (PAGES / "docs/decisions").glob("[0-9]*.md"))
    sections["Decisions"] += [{title(f"docs/decisions/{name}"): f"docs/decisions/{name}"} for name in decisions]
    placed = {next(iter(each.values())) for pages in sections.values() for each in pages}
    known = {str(each.relative_to(ROOT)) for pattern in FOUND for each in ROOT.glob(pattern)}
    if lost := sorted(known - placed):
        sys.exit(f"No section of the site holds {', '.join(lost)}: add it to NAV in docs/website.py.")
    toggles = [
        {"media": "(prefers-color-scheme)", "toggle": {"icon": "lucide/sun-moon", "name": "As the system is"}},
        {
            "media": "(prefers-color-scheme: light)",
            "scheme": "default",
            "toggle": {"icon": "lucide/sun", "name": "Light"},
        },
        {"media": "(prefers-color-scheme: dark)", "scheme": "slate", "toggle": {"icon": "lucide/moon", "name": "Dark"}},
    ]
    return {
        "project": {
            "site_name": "Had Your Back",
            "site_description": "Recognitions and commitments between teammates, and explainable scores of teams.",
            "docs_dir": str(PAGES.relative_to(PLACE)),
            "site_dir": str(BUILT.relative_to(PLACE)),
            "use_directory_urls": False,
            "extra_css": ["site.css"],
            "nav": [{name: pages} for name, pages in sections.items()],
            "theme": {
                "font": False,
                "features": [
                    "navigation.tabs",
                    "navigation.top",
                    "content.code.copy",
                    "search.highlight",
                    "toc.follow",
                ],
                "palette": toggles,
            },
        }
    }


class Page(html.parser.HTMLParser):
    """What a page points to, what it loads, and where it can be pointed to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note it."""
        given = dict(attributes)
        for name in ("id", "name"):
            if given.get(name):
                self.places.add(str(given[name]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        elif tag == "link" and given.get("rel") not in {"canonical", "prev", "next", "alternate"}:
            self.loads.append(str(given.get("href")))
        elif given.get("src"):
            self.loads.append(str(given["src"]))


def wrong() -> Iterator[str]:
    """Links that lead nowhere, and what would be fetched from elsewhere."""
    # Whoever comes to 404.html may come from any depth, so it names everything from the root.
    pages = {path: Page(path) for path in BUILT.rglob("*.html") if path.name != "404.html"}
    for path, page in pages.items():
        at = path.relative_to(BUILT)
        yield from (f"{at} loads {each}" for each in page.loads if not ours(path, each))
        yield from (f"{at} points to {each}" for each in page.links if not leads(path, each, pages))
    elsewhere = re.compile(r"url\(\s*[\"']?https?:[^)]+|@import\s+[\"']https?:[^\"']+")
    for path in BUILT.rglob("*.css"):
        yield from (f"{path.relative_to(BUILT)} loads {each}" for each in elsewhere.findall(path.read_text("utf-8")))


def ours(page: Path, address: str) -> bool:
    """Whether what a page loads is a file of the site."""
    split = urlsplit(address)
    return split.scheme == "data" or (not split.scheme + split.netloc and (page.parent / unquote(split.path)).is_file())


def leads(page: Path, address: str, pages: dict[Path, Page]) -> bool:
    """Whether a link leads out of the site, or to something that is there."""
    split = urlsplit(address)
    if split.scheme or split.netloc:
        return True
    target = (page.parent / unquote(split.path)).resolve() if split.path else page
    target = target / "index.html" if target.is_dir() else target
    if not split.fragment or target not in pages:
        return target.is_file()
    return unquote(split.fragment) in pages[target].places


STYLE = """@media (min-width: 60em) { .md-typeset table:not([class]) td:first-child code { white-space: nowrap; } }
.md-typeset img { border-radius: .3rem; }
"""

if __name__ == "__main__":
    laid_out()
    written(PAGES / "site.css", STYLE)
    written(PLACE / "zensical.toml", tomli_w.dumps(configuration()))
    command = [Path(sys.executable).with_name("zensical"), "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=PLACE, check=False, capture_output=True, text=True)  # noqa: S603 - all ours
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    if lines := sorted(set(wrong())):
        sys.exit("\n".join(lines))
    sys.stdout.write(f"{len(list(BUILT.rglob('*.html')))} pages in {BUILT.relative_to(ROOT)}\n")
