"""What a stranger finds who knows SCIM and nothing of us: scim2-tester, over the network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from scim2_client.client import BaseSyncSCIMClient
from scim2_models import ScimProvider
from scim2_tester import Status, check_server

from had_your_back.database import Database
from had_your_back.people import actions
from had_your_back.people.actions import TokenDraft


class Client(BaseSyncSCIMClient):
    """Their client, by the HTTP library that we have."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(provider=ScimProvider())
        self._client = client

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return not endpoint.startswith("http") or endpoint.startswith(str(self._client.base_url))

    def _parse_json(self, response: Any) -> Any:
        return response.json()

    def request(self, method: str, url: str, **kwargs: Any) -> httpx.Response:
        return self._client.request(method, url, **kwargs)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what SQL there is, the contract tries on both
async def test_a_tester_of_scim_finds_nothing_but_success(database: Database, service: str) -> None:
    _, token = await database.transact(actions.create_token, TokenDraft(name="directory", scopes=["scim"]))

    def checked() -> list[Any]:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"{service}/scim/v2", headers=headers, timeout=30) as client:
            return check_server(Client(client))

    results = await asyncio.to_thread(checked)
    wrong = [f"{each.title}: {each.reason}" for each in results if each.status is not Status.SUCCESS]
    assert not wrong, "\n".join(wrong)
    assert len(results) > 60
