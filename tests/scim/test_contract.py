"""What scim2-server asks of whoever stores: its own tests, over our tables, on both databases."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from scim2_models import ScimProvider
from scim2_server.storage import AsyncScimStorage, ScimStorage
from scim2_server.testing import SEARCH_USERS, AsyncScimStorageContract, BlockingStorage
from sqlalchemy import delete, update
from sqlmodel import SQLModel

from had_your_back.commitments.clocks import Terms
from had_your_back.database import Database, Transaction
from had_your_back.people import tables as people
from had_your_back.scim.schemas import ENTERPRISE, provider
from had_your_back.scim.storage import Storage


class EachAlone(AsyncScimStorage):
    """Ours, each operation in a transaction of its own."""

    def __init__(self, database: Database, told: ScimProvider) -> None:
        self.database, self._told = database, told

    async def _do(self, name: str, *args: Any, **kwargs: Any) -> Any:
        async def action(tx: Any) -> Any:
            return await getattr(Storage(tx, self._told, Terms()), name)(*args, **kwargs)

        return await self.database.transact(action)

    async def get(self, resource_type: Any, resource_id: str, *, response_parameters: Any = None) -> Any:
        return await self._do("get", resource_type, resource_id, response_parameters=response_parameters)

    async def search(self, resource_types: Any, search_request: Any, *, position: Any = None) -> Any:
        return await self._do("search", resource_types, search_request, position=position)

    async def create(self, resource_type: Any, resource: Any) -> Any:
        return await self._do("create", resource_type, resource)

    async def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
        return await self._do("update", resource_type, resource, expected_version=expected_version)

    async def delete(self, resource_type: Any, resource_id: str, *, expected_version: str | None = None) -> None:
        await self._do("delete", resource_type, resource_id, expected_version=expected_version)


@pytest.fixture(scope="module")
def told() -> ScimProvider:
    return provider()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(
    request: pytest.FixtureRequest, told: ScimProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BlockingStorage]:
    """One database for all of these tests, emptied for each: opening one takes longer than a test."""
    url = request.getfixturevalue("postgres_database") if request.param == "postgresql" else None
    if url is None:
        path = tmp_path_factory.mktemp("contract") / "test.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    with asyncio.Runner() as runner:
        database = Database(url)
        yield BlockingStorage(EachAlone(database, told), runner)
        runner.run(database.close())


async def emptied(tx: Transaction) -> None:
    """Nothing is left of an earlier test. A manager would be deleted with their people, in any order."""
    await tx.write(update(people.person).values(manager_id=None))
    await tx.write(update(people.team).values(parent_id=None))
    for each in reversed(SQLModel.metadata.sorted_tables):
        await tx.write(delete(each))


class TestStorage(AsyncScimStorageContract):
    @pytest.fixture
    def provider(self, told: ScimProvider) -> Iterator[ScimProvider]:
        with told:  # as each request does
            yield told

    @pytest.fixture
    def storage(self, kept: BlockingStorage) -> ScimStorage:
        kept.run(kept.storage.database.transact(emptied))  # type: ignore[attr-defined]
        return kept

    def search_users(self) -> list[dict[str, Any]]:
        # One address is kept of each, and of what an employer knows the department.
        made = []
        for user in SEARCH_USERS:
            it = {**user, "emails": user.get("emails", [])[-1:]}
            if number := it.pop(ENTERPRISE, {}).get("employeeNumber"):
                it[ENTERPRISE] = {"department": number}
            made.append(it)
        return made
