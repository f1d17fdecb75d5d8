"""The page on signing in: its settings are settings, its tokens are read by them, its commands run."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from pydantic import SecretStr

from conftest import Company
from had_your_back.app import create
from had_your_back.auth import reading_of
from had_your_back.database import Database
from had_your_back.identity.rules import Machine, who
from had_your_back.people import actions
from had_your_back.people.actions import PersonDraft, TokenDraft
from had_your_back.people.rules import Account, Role, Scope
from had_your_back.settings import Settings
from nursery import born

PAGE = (Path(__file__).parents[2] / "docs" / "sign-in.md").read_text()


def blocks(section: str, kind: str) -> list[str]:
    text = re.split(rf"^#+ {re.escape(section)}$", PAGE, flags=re.MULTILINE)[1]
    return re.findall(rf"```{kind}\n(.*?)```", re.split(r"^#+ ", text, flags=re.MULTILINE)[0], flags=re.DOTALL)


MIRA = "mira.lindqvist@example.org"
TENANT, OBJECT = "8b9f3a52-0d1c-4f7e-9a60-2f6f0d4c7e11", "3f2e1d0c-9b8a-4756-8473-625140392817"
READ = {
    "Entra ID": (f"oid:{TENANT}/{OBJECT}", OBJECT, None),
    "Okta": ("uid:00u4mira5lindqvist6d", "00u4mira5lindqvist6d", None),
    "Keycloak": ("sub:0d9c8b7a-6f5e-4d3c-8b2a-190817263544", "0d9c8b7a-6f5e-4d3c-8b2a-190817263544", MIRA),
}


@pytest.mark.parametrize("provider", READ)
def test_the_settings_of_each_provider_read_its_tokens(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (written,), (token,) = blocks(provider, "sh"), blocks(provider, "json")
    for line in written.strip().splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    settings = Settings(secret_key=SecretStr("a key for tests"))
    create(settings, database=Database("sqlite://"), work=False)
    claims = json.loads(token)
    assert settings.oidc_issuer == claims["iss"]
    audience = [claims["aud"]] if isinstance(claims["aud"], str) else claims["aud"]
    assert set(settings.oidc_audience) <= set(audience)

    found = who(claims, reading_of(settings))
    assert isinstance(found, Account)
    assert (found.subject, found.known_as, found.email) == READ[provider]
    assert (found.roles, found.scopes) == ({Role.MODERATOR}, None)
    (client,) = settings.oidc_machines
    asks = {"azp": client, "sub": "the account of a client", "scope": "events:read openid", "roles": ["scim"]}
    assert who(asks, reading_of(settings)) == Machine(client, frozenset({Scope.EVENTS_READ, Scope.SCIM}))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_exchange_for_a_widget_is_what_the_page_says(
    database: Database, company: Company, service: str
) -> None:
    draft = PersonDraft(user_name="mira.lindqvist", display_name="Mira Lindqvist")
    await database.transact(actions.put_person, draft)
    _, token = await database.transact(actions.create_token, TokenDraft(name="intranet", scopes=["widget"]))
    _, curl = blocks("A widget in your intranet", "sh")
    (told,) = blocks("A widget in your intranet", "json")
    command = curl.replace("http://127.0.0.1:8400", service)
    assert command != curl

    async def said(shown: str) -> dict[str, object]:
        from asyncio import create_subprocess_exec

        environment = {**os.environ, "TOKEN": shown}
        running = await create_subprocess_exec("bash", "-euc", command, env=environment, stdout=subprocess.PIPE)
        out, _ = await running.communicate()
        found: dict[str, object] = json.loads(out)
        return found

    answer = await said(token)
    assert set(answer) == set(json.loads(told))
    assert answer["expiresIn"] == 600
    assert str(answer["token"]).startswith("hybw_")
    assert "errors" in await said("x" * 60_000)


def test_nobody_pays_for_what_they_do_not_use() -> None:
    """What was not imported with everything else is imported when somebody is configured to sign in with it."""
    found = "[each for each in sys.modules if each.startswith('joserfc')]"
    process = born(exec, f"import sys; sys.exit({found} or None)")
    process.join()
    assert process.exitcode == 0
