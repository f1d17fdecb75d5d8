"""The TypeScript client and the webhook verifier as a Node program takes them from the package."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import Clock, Company, serving
from had_your_back import outbox
from had_your_back.database import Database
from had_your_back.events import ScorePublished
from had_your_back.webhooks import signing
from processes import NODE

ROOT = Path(__file__).parents[2]
WEB, STORY = ROOT / "clients" / "web", Path(__file__).with_name("days.ts")

pytestmark = [
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),  # the other is behind the same HTTP
    pytest.mark.skipif(
        NODE is None or not (WEB / "node_modules").is_dir(),
        reason="no node here" if NODE is None else "run: npm ci --prefix clients/web",
    ),
]


def compiled(folder: Path) -> Path:
    """The story as a program that has the package installed; types are checked strictly on the way."""
    package = folder / "node_modules" / "had-your-back"
    package.mkdir(parents=True)
    shutil.copy(WEB / "package.json", package)
    shutil.copy(STORY, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    options = {"strict": True, "noUncheckedIndexedAccess": True, "exactOptionalPropertyTypes": True, "types": []}
    options |= {"skipDefaultLibCheck": True}  # TypeScript's own, which take longer than everything of ours
    options |= {"module": "NodeNext", "target": "ES2023", "lib": ["ES2023", "DOM", "DOM.Iterable"]}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["days.ts"]}))
    tsc = str(WEB / "node_modules" / ".bin" / "tsc")
    for given in (["tsconfig.node.json", "--outDir", str(package / "dist")], [str(folder)]):
        ran = subprocess.run([tsc, "--project", *given], cwd=WEB, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout
    return folder / "days.js"


def webhooks(now: int) -> list[dict[str, Any]]:
    """Webhooks, and whether they are to be taken."""
    secret, key = signing.make_secret(), signing.make_private_key()
    public, stranger = signing.public_key_of(key), signing.public_key_of(signing.make_private_key())
    body = '{"id": "evt_1", "type": "recognition.given", "timestamp": "2026-11-20T09:00:00Z", "data": {"by": "grüße"}}'
    signatures = [signing.sign([secret], "evt_1", now, body.encode())]
    signatures.append(signing.sign_asymmetric([key], "evt_1", now, body.encode()))
    headers = {"webhook-id": "evt_1", "webhook-timestamp": str(now), "webhook-previous-id": "evt_0"}
    headers["webhook-signature"] = " ".join(signatures)
    nonsense = headers | {"webhook-signature": "v1,??? v1 v1a,A v2,AAAA"}
    cases: list[tuple[str, dict[str, str], dict[str, Any], bool]] = [
        (body, headers, {"secret": secret, "now": now + 299}, True),
        (body, headers, {"secret": [signing.make_secret(), secret], "now": now}, True),
        (body, headers, {"keys": {"keys": [signing.as_jwk(stranger), signing.as_jwk(public)]}, "now": now}, True),
        (body, headers, {"keys": public, "now": now}, True),
        (body, headers, {"keys": stranger, "now": now}, False),
        (body, headers, {"secret": signing.make_secret(), "now": now}, False),
        (body, headers, {"secret": secret, "now": now + 301}, False),
        (body, headers, {"now": now}, False),
        (body + " ", headers, {"secret": secret, "keys": public, "now": now}, False),
        (body, headers | {"webhook-timestamp": str(now + 1)}, {"secret": secret, "now": now}, False),
        (body, nonsense, {"secret": secret, "keys": public, "now": now}, False),
        (body, {}, {"secret": secret, "now": now}, False),
    ]
    return [dict(zip(("body", "headers", "proof", "fits"), case, strict=True)) for case in cases]


async def test_every_operation_is_used_once_and_webhooks_are_verified(
    database: Database, company: Company, clock: Clock, tmp_path: Path
) -> None:
    program = compiled(tmp_path)
    told = {"ids": {**company.people, **company.teams}, "now": f"{clock.now:%Y-%m-%dT%TZ}"}
    told["webhooks"] = webhooks(int(clock.now.timestamp()))
    async with serving(database, auth="dev") as url:
        process = await asyncio.create_subprocess_exec(
            str(NODE),
            str(program),
            url,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(json.dumps(told).encode())
        process.stdin.close()
        said = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        if said == "publish\n":
            published = ScorePublished(team=company["kestrel"], as_of=clock.now, recipe="v1", corrected=False)
            await database.transact(outbox.record, published)
            said = (await process.stdout.read()).decode()
        assert said == "done\n", (await process.stderr.read()).decode()
        await process.wait()


def test_every_operation_is_in_that_day(engine: str) -> None:
    names = {path.stem for path in (ROOT / "graphql" / "operations").glob("*.graphql")}
    used = re.findall(r"\b(?:ask|act)\((\w+),|told\(\w+, (\w+),", STORY.read_text())
    assert names <= {one or other for one, other in used}
