"""The committed build of the web components: fresh, small, in every language, and served so that it can be kept."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from had_your_back.http import bundle
from had_your_back.http.bundle import HERE as BUILT
from had_your_back.http.guards import on_http
from processes import NODE

WEB = Path(__file__).parents[2] / "clients" / "web"
WORDS = WEB / "src" / "words"
LANGUAGES = ("ar", "de", "en", "es", "fr", "ja")
# Plural categories of a whole number, by Unicode's CLDR.
CATEGORIES = {"ar": {"zero", "one", "two", "few", "many", "other"}, "ja": {"other"}} | {
    language: {"one", "other"} for language in ("en", "de", "es", "fr")
}
MAKE = "run: make web"

ENTRY, ENTRY_WITH_WORDS, COMPONENT = 20_000, 30_000, 12_000


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_the_build_is_of_these_sources() -> None:
    files = [path for path in (WEB / "src").rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for name in sorted([*(path.relative_to(WEB).as_posix() for path in files), "package-lock.json", "vite.config.ts"]):
        digest.update(f"{name}\0".encode() + (WEB / name).read_bytes())
    assert (BUILT / "built-from").read_text().strip() == digest.hexdigest(), MAKE


@pytest.mark.skipif(
    NODE is None or not (WEB / "node_modules").is_dir(),
    reason="no node here" if NODE is None else "run: npm ci --prefix clients/web",
)
def test_built_again_it_is_the_same_byte_by_byte_and_every_type_holds(tmp_path: Path) -> None:
    subprocess.run(["npm", "run", "--silent", "build"], cwd=WEB, env={**os.environ, "OUT": str(tmp_path)}, check=True)

    def content(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert content(tmp_path) == content(BUILT), MAKE


def test_files_are_small() -> None:
    entry = packed(BUILT / "had-your-back.js")
    assert entry <= ENTRY
    for path in (BUILT / "words").iterdir():
        assert entry + packed(path) <= ENTRY_WITH_WORDS, path.name
    for path in BUILT.glob("*.js"):
        if path.name != "had-your-back.js":
            assert packed(path) <= COMPONENT, path.name


def texts(language: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in (WORDS / language).glob("*.json"):
        added = json.loads(path.read_text())
        assert not found.keys() & added.keys(), f"{path} says what another file says"
        found |= added
    return found


def values(text: Any) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", json.dumps(text, ensure_ascii=False)))


@pytest.mark.parametrize("language", sorted(path.name for path in WORDS.iterdir()))
def test_every_text_is_in_every_language_with_its_values_and_plurals(language: str) -> None:
    english, here = texts("en"), texts(language)
    assert here.keys() == english.keys()
    for key, text in here.items():
        assert isinstance(text, dict) == isinstance(english[key], dict), key
        if isinstance(text, dict):
            assert set(text) == CATEGORIES[language], key
            # A word for one or two needs no number.
            assert values(text["other"]) == values(english[key]["other"]), key
        else:
            assert values(text) == values(english[key]), key


async def test_a_page_names_the_version_it_wants_and_keeps_it() -> None:
    app = Starlette(routes=bundle.routes(), exception_handlers={HTTPException: on_http})
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")
    manifest = (await client.get("/widget/manifest.json")).json()
    assert re.fullmatch(r"/widget/[0-9a-f]{12}/had-your-back\.js", manifest["script"])
    kept = await client.get(manifest["script"])
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["access-control-allow-origin"] == "*"
    assert manifest["integrity"]["had-your-back.js"].startswith("sha384-")

    present = await client.get("/widget/had-your-back.js", headers={"accept-encoding": "identity"})
    assert present.content == kept.content == (BUILT / "had-your-back.js").read_bytes()
    again = await client.get("/widget/had-your-back.js", headers={"if-none-match": present.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    gone = await client.get("/widget/0123456789ab/had-your-back.js")
    assert gone.status_code == 404
    assert manifest["version"] in gone.json()["errors"][0]["message"]
