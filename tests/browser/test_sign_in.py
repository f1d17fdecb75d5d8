"""Signing in at the company's identity provider, in a browser: there, back, in the middle of writing, and out again."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from browser.conftest import Problems, barriers
from conftest import Clock
from had_your_back.database import Database
from had_your_back.people import actions
from had_your_back.people.actions import PersonDraft
from identity.issuer import AUDIENCE, Issuer
from processes import Service, free_port

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

MESSAGE = "What happened, and what did it mean?"


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    """An identity provider, in a thread of its own: the browser's driver has the main one."""
    issuer, up, down = Issuer(Clock(datetime.now(UTC))), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        await issuer.start()
        up.set()
        await down.wait()
        await issuer.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    up.wait(10)
    yield issuer
    loop.call_soon_threadsafe(down.set)
    thread.join()
    loop.close()


async def _people(url: str) -> None:
    database = Database(url)
    for name in ("ann", "bob"):
        draft = PersonDraft(user_name=name, display_name=f"{name.title()} Example", email=f"{name}@example.org")
        await database.transact(actions.put_person, draft)
    await database.close()


@pytest.fixture(scope="module")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, provider: Issuer) -> Iterator[Service]:
    path, port = tmp_path_factory.mktemp("sign-in") / "hyb.db", free_port()
    shutil.copyfile(sqlite_template, path)
    url = f"sqlite:///{path}"
    with ThreadPoolExecutor() as beside:
        beside.submit(asyncio.run, _people(url)).result()
    settings = {
        "AUTH": "oidc",
        "DATABASE_URL": url,
        "OIDC_AUDIENCE": AUDIENCE,
        "OIDC_CLIENT_ID": "the-ready-page",
        "OIDC_ISSUER": provider.url,
        "OIDC_PAGE_SCOPE": "openid thanks",
        "OIDC_PERSON_CLAIM": "email",
        "ORGANIZATION": "Alder Water",
    }
    started = Service.start(
        "serve", "--no-worker", "--port", str(port), port=port, **{f"HYB_{name}": it for name, it in settings.items()}
    )
    yield started
    started.stop()


@pytest.fixture
def at_the_door(windows: Callable[..., Any], service: Service, provider: Issuer) -> Iterator[Any]:
    """A new browser, and a provider where Ann is signed in."""
    page = windows(service.url, toured=True)
    page.goto(f"{service.url}/?team=none")
    expect(page.get_by_role("button", name="Sign in", exact=True).first).to_be_focused()
    provider.asked.clear()
    yield page
    provider.denies, provider.answers_as, provider.refresh = "", "", "none yet"


def sign_in(page: Any) -> None:
    page.get_by_role("button", name="Sign in", exact=True).first.click()


def test_there_and_back_as_who_one_is_and_out_again(at_the_door: Any, provider: Issuer, service: Service) -> None:
    page = at_the_door
    assert barriers(page) == []
    with page.expect_request(lambda asked: "/authorize?" in asked.url) as to:
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="You are Ann Example")).to_be_visible()

    asked = {name: values[0] for name, values in parse_qs(urlsplit(to.value.url).query).items()}
    assert (asked["client_id"], asked["scope"]) == ("the-ready-page", "openid thanks")
    assert asked["redirect_uri"] == f"{service.url}/"
    assert page.url == f"{service.url}/?team=none"  # where one was, and no code in the history
    assert provider.asked.count("token authorization_code") == 1
    page.reload()
    expect(page.get_by_role("button", name="You are Ann Example")).to_be_visible()

    page.get_by_role("button", name="You are Ann Example").click()
    with page.expect_request(lambda asked: "/logout?" in asked.url):
        page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in", exact=True).first).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_a_token_that_ends_is_renewed_and_nobody_notices(at_the_door: Any, provider: Issuer) -> None:
    page = at_the_door
    sign_in(page)
    expect(page.get_by_role("button", name="You are Ann Example")).to_be_visible()
    page.evaluate("sessionStorage.setItem('hyb.token', 'of yesterday')")
    page.reload()  # what is shown first is refused, and there is nothing to renew it with after a reload
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in(page)
    expect(page.get_by_role("button", name="You are Ann Example")).to_be_visible()
    assert provider.asked.count("token refresh_token") == 0

    refused = iter([True])
    page.route(
        "**/graphql",
        lambda route: (
            route.fulfill(status=401, json={"errors": [{"message": "over", "extensions": {"code": "UNAUTHENTICATED"}}]})
            if next(refused, False)
            else route.continue_()
        ),
    )
    page.get_by_role("searchbox", name="Search thanks").fill("nothing like this")
    expect(page.get_by_text("nothing like this").first).to_be_attached()
    page.wait_for_function("sessionStorage.getItem('hyb.token') !== null")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert provider.asked.count("token refresh_token") == 1


def test_whoever_has_to_go_there_while_writing_finds_the_words_again(at_the_door: Any, provider: Issuer) -> None:
    page = at_the_door
    provider.signed_in = {"email": "ann@example.org", "email_verified": True}
    sign_in(page)
    page.get_by_role("button", name="Who had your back?").click()
    page.get_by_label(MESSAGE).fill("You stayed until the last valve was shut.")
    page.evaluate("sessionStorage.setItem('hyb.token', 'of yesterday')")
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in(page)
    expect(page.get_by_label(MESSAGE)).to_have_value("You stayed until the last valve was shut.")


def test_whoever_is_not_let_in_there_is_told_why(at_the_door: Any, provider: Issuer) -> None:
    page = at_the_door
    provider.denies = "Ann is not assigned to this application."
    sign_in(page)
    expect(page.get_by_role("alert")).to_have_text("Signing in did not work: Ann is not assigned to this application.")
    provider.denies = ""
    provider.refresh = None
    sign_in(page)
    expect(page.get_by_role("alert")).to_have_text("Signing in did not work: invalid_grant")


def test_what_another_provider_says_lets_nobody_in_and_is_told_in_plain_words(
    at_the_door: Any, provider: Issuer
) -> None:
    page = at_the_door
    provider.answers_as = "https://elsewhere.example"
    for provider.denies in ("", "Ann is not assigned to this application."):
        sign_in(page)
        expect(page.get_by_role("alert")).to_contain_text("The answer came from another sign-in service than yours")
    assert not [each for each in provider.asked if each.startswith("token")]

    def told(route: Any) -> None:
        found = route.fetch()
        route.fulfill(response=found, json=found.json() | {"issuer": provider.answers_as})

    page.route("**/openid-configuration", told)
    sign_in(page)
    expect(page.get_by_role("alert")).to_contain_text("The sign-in service calls itself by another name")
    page.unroute("**/openid-configuration")
    page.route("**/openid-configuration", lambda route: route.abort())
    sign_in(page)
    expect(page.get_by_role("alert")).to_contain_text(f"{provider.url.partition('/realms')[0]} does not answer")


def test_an_answer_that_nobody_here_asked_for_lets_nobody_in(
    at_the_door: Any, provider: Issuer, service: Service
) -> None:
    """A link of somebody else's with a good code in it must not sign one in as them."""
    page = at_the_door
    page.goto(f"{service.url}/?code=code-of-mallory&state=made-up&iss={provider.url}")
    expect(page.get_by_role("button", name="Sign in", exact=True).first).to_be_visible()
    assert page.url == f"{service.url}/"
    assert not [each for each in provider.asked if each.startswith("token")]


@pytest.fixture(autouse=True)
def expected(windows: object, problems: Problems) -> Iterator[None]:
    """A console says of each refusal that it was one; that is no fault of the page."""
    yield
    problems.expected.add("Failed to load resource")
