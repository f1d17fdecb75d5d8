"""Webhooks in a page of somebody else's: from an address to a delivery that is seen, and every way that can fail."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import httpx
import pytest

from browser.conftest import Problems, barriers, small

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

HOOKS, WHO = "<hyb-webhooks></hyb-webhooks>", "priya.nair"
MAKE = """mutation($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { endpoint { id } } }"""
FORGET = """mutation($input: WebhookEndpointIdInput!) { deleteWebhookEndpoint(input: $input) { endpoint { id } } }"""
LIST = """{ webhookEndpoints(first: 100) { nodes { id } } }"""
THANK = """mutation($input: GiveRecognitionInput!) { giveRecognition(input: $input) { userErrors { message } } }"""
WHOSE = """query($name: String!) { person(by: {userName: $name}) { id } }"""
Make = Callable[..., str]
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def receiver() -> Iterator[str]:
    """Somebody who gets webhooks and answers with a body: yes, but under /no."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            status, body = (
                (503, b'{"error": "<b>maintenance</b>"}') if "/no" in self.path else (200, b'{"taken": true}')
            )
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def ask(running_demo: Any) -> Ask:
    """Asks the service, elsewhere, as the integrator."""

    def one(query: str, **variables: Any) -> Any:
        answer = httpx.post(
            f"{str(running_demo.url).rstrip('/')}/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer dev:{WHO}"},
        ).json()
        assert "errors" not in answer, answer
        return answer["data"]

    return one


@pytest.fixture(scope="module", autouse=True)
def nobody_elses(ask: Ask) -> None:
    """What other tests left in the demo that they share is forgotten: the only endpoint there is opens by itself."""
    for each in ask(LIST)["webhookEndpoints"]["nodes"]:
        ask(FORGET, input={"id": each["id"]})


@pytest.fixture
def make(ask: Ask, receiver: str) -> Iterator[Make]:
    """Makes endpoints of the receiver, elsewhere; in the end they are forgotten."""
    made: list[str] = []

    def one(path: str = "") -> str:
        url = f"{receiver}{path}{uuid4().hex[:6]}"
        wanted = {"url": url, "eventTypes": ["recognition.*"]}
        made.append(ask(MAKE, input=wanted)["createWebhookEndpoint"]["endpoint"]["id"])
        return url

    yield one
    for each in made:
        ask(FORGET, input={"id": each})


def row(page: Any, url: str) -> Any:
    return page.get_by_role("article", name=url)


def test_from_an_address_to_a_test_that_arrives_and_out_again(
    host: Any, ask: Ask, receiver: str, people: list[dict[str, Any]]
) -> None:
    to = ask(WHOSE, name=people[3]["userName"])["person"]["id"]
    ask(THANK, input={"recipients": [to], "message": "You saw it first.", "behaviours": ["owned_it"]})
    page, url = host(HOOKS, user=WHO), f"{receiver}mine"
    page.get_by_role("button", name="New endpoint").click()
    address = page.get_by_label("Address")
    expect(address).to_be_focused()
    address.fill("http://10.0.4.18/hooks")
    expect(page.get_by_role("status").filter(has_text="Webhooks may not go there.")).to_contain_text("RFC 1918")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("dialog").locator("#dialog-error")).to_be_hidden()
    expect(address).to_be_focused()
    address.fill(url)
    expect(page.get_by_text("Webhooks may go there.")).to_be_visible()
    page.get_by_label("What it is for").fill("<i>HR</i>")
    page.get_by_label("recognition.*").check()
    page.get_by_role("button", name="Create").click()

    secret = page.get_by_role("dialog", name="The endpoint is there").get_by_text(re.compile("^whsec_"))
    expect(secret).to_be_visible()
    assert str(secret.text_content()) in str(page.get_by_text(re.compile("^had-your-back listen")).text_content())
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_text(re.compile("^whsec_"))).to_have_count(0)

    mine = row(page, url)
    expect(mine).to_contain_text("<i>HR</i> · recognition.*")
    mine.get_by_role("button", name="Send test").dblclick()
    delivery = mine.get_by_role("button", name=re.compile("webhook.test"))
    expect(delivery).to_contain_text("delivered")
    expect(mine.get_by_role("tabpanel")).to_contain_text('{"taken": true}')
    mine.get_by_role("tab", name="What we sent").click()
    expect(mine.get_by_role("tabpanel")).to_contain_text('"type": "webhook.test"')
    mine.get_by_role("button", name="Send again").click()
    expect(delivery).to_have_count(2)

    mine.get_by_role("button", name="Replay…").click()
    dialog = page.get_by_role("dialog", name=re.compile("^Replay to"))
    again = dialog.get_by_role("button", name=re.compile(r"^Replay [\d,]+ events?$"))
    expect(again).to_be_enabled()
    count = str(again.text_content()).split()[1]
    expect(dialog.get_by_role("status")).to_contain_text(count)
    again.click()
    expect(dialog).to_have_count(0)
    expect(mine.get_by_role("button", name=re.compile("recognition.given")).first).to_contain_text("delivered")
    mine.get_by_label("State").select_option("EXHAUSTED")
    expect(mine.get_by_text("There is none like that.")).to_be_visible()

    page.get_by_role("button", name=f"More: {url}").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(mine).to_have_count(0)


def test_by_keyboard_alone_it_is_paused_and_gets_a_new_secret(host: Any, make: Make) -> None:
    url, other = make(), make()
    page = host(HOOKS, user=WHO)
    mine, menu = row(page, url), page.get_by_role("button", name=f"More: {url}")
    expect(row(page, other)).to_be_visible()

    def choose(name: str) -> None:
        menu.press("Enter")
        for _ in range(6):
            if page.get_by_role("menuitem", name=name).evaluate("e => e.getRootNode().activeElement === e"):
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")

    choose("Pause")
    expect(mine.get_by_text("Somebody paused it. 0 deliveries wait in order")).to_be_visible()
    expect(menu).to_be_focused()
    choose("Resume")
    expect(mine.get_by_text("Active")).to_be_visible()
    choose("Rotate the secret")
    expect(page.get_by_label("The old one goes on signing")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    choose("Rotate the secret")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="The secret is new")).to_contain_text("goes on signing beside it until")
    page.keyboard.press("Escape")

    mine.get_by_role("button", expanded=False).first.press("Enter")
    mine.get_by_role("button", name="Send test").press("Enter")
    expect(mine.get_by_role("tab", name="Answer")).to_be_visible()
    mine.get_by_role("tab", name="Answer").focus()
    page.keyboard.press("ArrowRight")
    expect(mine.get_by_role("tab", name="What we sent")).to_be_focused()
    expect(mine.get_by_role("tabpanel")).to_contain_text("webhook.test")


def test_a_receiver_that_says_no_and_a_service_that_does(host: Any, make: Make, problems: Problems) -> None:
    url = make("no/")
    fault = {"errors": [{"message": "Oops.", "extensions": {"code": "INTERNAL", "reference": "7f3c-91a2"}}]}
    page = host(HOOKS, user=WHO, graphql=lambda route: route.fulfill(status=500, json=fault))
    expect(page.get_by_role("alert")).to_contain_text("Webhooks did not load")
    expect(page.get_by_role("alert")).to_contain_text("7f3c-91a2")
    page.unroute("**/graphql")
    page.get_by_role("button", name="Try now").click()
    mine = row(page, url)
    mine.get_by_role("button", name="Send test").click()
    expect(mine.get_by_role("button", name=re.compile("webhook.test"))).to_contain_text("given up")
    expect(mine.get_by_role("tabpanel")).to_contain_text("<b>maintenance</b>")  # text, and nothing else
    assert mine.locator("pre b").count() == 0
    page.route("**/graphql", lambda route: route.abort())
    mine.get_by_role("button", name="Send again").click()
    expect(mine.get_by_role("alert")).to_contain_text("No connection.")
    assert problems
    problems.expected.add("Failed to load resource")


def test_whoever_may_not_see_webhooks_is_told_so(host: Any, problems: Problems) -> None:
    page = host(HOOKS)
    expect(page.get_by_role("alert")).to_contain_text("Your role does not allow this.")
    problems.expected.add("403")  # Chromium tells of it


@pytest.mark.parametrize(("lang", "dark", "width"), [("en", False, 1200), ("de", True, 360), ("ar", True, 1200)])
def test_nobody_is_shut_out_and_nothing_scrolls_sideways(
    host: Any, make: Make, lang: str, dark: bool, width: int
) -> None:
    url = make("no/a-long-path-that-goes-on-and-on/")
    page = host(HOOKS, user=WHO, lang=lang, dark=dark, width=width)
    mine = row(page, url)
    mine.locator(".inside button").first.click()
    expect(mine.get_by_role("tabpanel").locator("pre")).to_be_visible()
    assert barriers(page) + small(page) == []
    page.locator(".new").click()
    expect(page.locator("dialog .pill.mono bdi").first).to_have_css("direction", "ltr")  # and no "*.recognition"
    page.locator("#url").fill("http://10.0.4.18/hooks")
    expect(page.locator("#url-check")).to_contain_text("RFC 1918")
    page.locator("summary").click()
    assert barriers(page) + small(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
