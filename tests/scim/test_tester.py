"""What a stranger finds who knows SCIM and nothing of us: scim2-tester, over the network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from had_your_back.database import Database
from had_your_back.people import actions
from had_your_back.people.actions import TokenDraft


def checked(http: httpx.Client) -> list[Any]:
    """What the tester says, by the HTTP library that we have."""
    from scim2_client.client import BaseSyncSCIMClient
    from scim2_models import ScimProvider
    from scim2_tester import check_server

    class Client(BaseSyncSCIMClient):
        """Their client."""

        def _stays_under_base_url(self, endpoint: str) -> bool:
            return not endpoint.startswith("http") or endpoint.startswith(str(http.base_url))

        def _parse_json(self, response: Any) -> Any:
            return response.json()

        def request(self, method: str, url: str, **kwargs: Any) -> httpx.Response:
            return http.request(method, url, **kwargs)

    return check_server(Client(provider=ScimProvider()))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what SQL there is, the contract tries on both
async def test_a_tester_of_scim_finds_nothing_but_success(database: Database, service: str) -> None:
    _, token = await database.transact(actions.create_token, TokenDraft(name="directory", scopes=["scim"]))

    def ask() -> list[Any]:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"{service}/scim/v2", headers=headers, timeout=30) as http:
            return checked(http)

    results = await asyncio.to_thread(ask)
    wrong = [f"{each.title}: {each.reason}" for each in results if each.status.name != "SUCCESS"]
    assert not wrong, "\n".join(wrong)
    assert len(results) > 60
