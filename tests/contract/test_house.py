"""The shape of the house, and the promises of its documents."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\n")


def test_imports_run_downhill() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout


def test_the_reference_is_what_the_code_says() -> None:
    generate = ROOT / "docs" / "generate.py"
    namespace: dict[str, object] = {"__name__": "generate", "__file__": str(generate)}
    exec(compile(generate.read_text(), str(generate), "exec"), namespace)
    assert (ROOT / "docs" / "reference.md").read_text() == namespace["reference"](), "run: make contract"  # type: ignore[operator]
    assert (ROOT / "docs" / "stored.md").read_text() == namespace["stored_page"](), "run: make contract"  # type: ignore[operator]
    assert (ROOT / "docs" / "cli.md").read_text() == namespace["commands_page"](), "run: make contract"  # type: ignore[operator]


@pytest.mark.parametrize(
    "page",
    sorted(
        {*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("graphql/*.md"), *ROOT.glob("clients/*/README.md")}
    ),
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    assert [t for t in targets if "://" not in t and not (page.parent / t).exists()] == []


def test_every_page_has_its_place_on_the_site() -> None:
    nav = re.search(r"^NAV.*?^}", (ROOT / "docs" / "website.py").read_text(), flags=re.MULTILINE | re.DOTALL)
    assert nav is not None
    pages = {*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("graphql/*.md"), *ROOT.glob("clients/*/README.md")}
    assert [name for name in (str(page.relative_to(ROOT)) for page in pages) if f'"{name}"' not in nav[0]] == []


def test_only_the_database_commits_and_tells_the_time() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "service").rglob("*.py")
        if path.name != "database.py"
        for line in path.read_text().splitlines()
        if re.search(r"\.commit\(|datetime\.(now|utcnow)\(|\btime\.time\(", line)
    ]
    assert guilty == []


def test_no_file_names_the_host_of_a_registry() -> None:
    hosts = re.compile("|".join(["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.org", r"deb\.deb" + "ian"]))
    named = [
        name
        for name in TRACKED
        if name and (ROOT / name).is_file() and hosts.search((ROOT / name).read_bytes().decode("utf-8", "ignore"))
    ]
    assert named == []


def test_what_is_pinned_for_running_is_pinned_the_same_for_development() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), flags=re.MULTILINE))

    runtime, development = pins("runtime.txt"), pins("dev.txt")
    wanted = {
        re.split(r"[\[>=]", each)[0]
        for each in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    }
    assert wanted <= set(runtime)
    assert {name: development.get(name) for name in runtime} == runtime
