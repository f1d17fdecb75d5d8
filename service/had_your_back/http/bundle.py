"""The web components, built and committed (``make web``), under ``/widget/``.

    /widget/had-your-back.js              always the present one; asked each time whether it still is
    /widget/3f2a91c07be4/had-your-back.js the same for a page that names its integrity; kept for a year
    /widget/manifest.json                 where that is, and the integrity of each file

The part in the middle is made of what the files hold, so a kept file is never an old one.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import orjson
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

HERE = Path(__file__).parent / "widget"
ENTRY: Final = "had-your-back.js"
KINDS = {".js": "text/javascript; charset=utf-8", ".json": "application/json"}
OPEN = {
    # Pages of any origin may load these: they hold no secret, and integrity is checked only where that is allowed.
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    "vary": "accept-encoding",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent. `integrity` is what a page writes into ``integrity=``."""

    body: bytes
    packed: bytes
    kind: str
    tag: str
    integrity: str

    @classmethod
    def of(cls, body: bytes, suffix: str) -> File:
        """The file with this content."""
        digest = hashlib.sha384(body).digest()
        return cls(
            body=body,
            packed=gzip.compress(body, 9, mtime=0),
            kind=KINDS[suffix],
            tag=f'"{digest.hex()[:16]}"',
            integrity=f"sha384-{base64.b64encode(digest).decode()}",
        )


@dataclass(frozen=True, slots=True)
class Bundle:
    """All files of one build, by their paths."""

    version: str
    files: dict[str, File]

    @property
    def script(self) -> str:
        """The address that never changes what it answers."""
        return f"/widget/{self.version}/{ENTRY}"

    def head(self, *components: str) -> str:
        """What a page writes into its head: the script, and what it will ask for next."""
        entry = f'<script type="module" src="{self.script}" integrity="{self.files[ENTRY].integrity}"></script>'
        soon = (
            f'<link rel="modulepreload" href="/widget/{self.version}/{name}.js" integrity="{file.integrity}">'
            for name in components
            if (file := self.files[f"{name}.js"])
        )
        return "\n  ".join([entry, *soon])

    def manifest(self) -> bytes:
        """What ``/widget/manifest.json`` answers."""
        scripts = {name: file.integrity for name, file in self.files.items() if name.endswith(".js")}
        return orjson.dumps({"version": self.version, "script": self.script, "integrity": scripts})


@cache
def bundle() -> Bundle:
    """What was built, read once."""
    paths = sorted(path for path in HERE.rglob("*") if path.suffix in KINDS)
    files = {path.relative_to(HERE).as_posix(): File.of(path.read_bytes(), path.suffix) for path in paths}
    version = hashlib.sha256("".join(f"{name}{file.tag}" for name, file in files.items()).encode()).hexdigest()[:12]
    return Bundle(version, files)


def routes() -> list[BaseRoute]:
    """``/widget/...``."""

    async def answer(request: Request) -> Response:
        built, path = bundle(), request.path_params["path"]
        kept = path.startswith(f"{built.version}/")
        name = path.removeprefix(f"{built.version}/")
        found = File.of(built.manifest(), ".json") if name == "manifest.json" else built.files.get(name)
        if found is None:
            message = (
                f"There is no such file in this version. /widget/manifest.json names the present one, {built.version}."
            )
            raise HTTPException(404, message)
        return _sent(found, request.headers, "public, max-age=31536000, immutable" if kept else "no-cache")

    return [Route("/widget/{path:path}", answer)]


def _sent(file: File, asked: Headers, caching: str) -> Response:
    headers = {**OPEN, "cache-control": caching, "etag": file.tag}
    if asked.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in asked.get("accept-encoding", ""):
        return Response(file.packed, media_type=file.kind, headers={**headers, "content-encoding": "gzip"})
    return Response(file.body, media_type=file.kind, headers=headers)
