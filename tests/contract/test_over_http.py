"""GraphQL over HTTP as others judge it, against the service as an operator starts it."""

from __future__ import annotations

import pytest

from conftest import Company
from had_your_back.database import Database
from processes import Service, free_port, needs_oracles, node


@needs_oracles
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # nothing of it is about the database
async def test_every_audit_of_graphql_over_http_passes(database: Database, company: Company) -> None:
    port = free_port()
    key = {"HYB_SECRET_KEY": "a key for tests", "HYB_AUTH": "dev", "HYB_DATABASE_URL": database.url}
    service = Service.start("serve", "--port", str(port), "--no-worker", port=port, **key)
    try:
        said = await node("over_http.mjs", f"{service.url}/graphql", "Bearer dev:ann")
    finally:
        service.stop()
    audits = said.splitlines()
    assert [each for each in audits if not each.startswith("ok ")] == []
    assert len(audits) == 61
