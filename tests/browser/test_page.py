"""The ready page: who one is, in which language and light, on a phone; and webhooks for who looks after them."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from browser.conftest import Problems, barriers

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

WORDS = Path(__file__).parents[2] / "clients/web/src/words"
CARD = "[role=feed] > article"
Open = Callable[..., Any]


@pytest.fixture
def open_page(windows: Callable[..., Any], running_demo: Any) -> Open:
    """Opens the page as somebody who has been shown around."""

    def open_as(user_name: str | None, path: str = "/", **more: Any) -> Any:
        known = {"toured": True} | ({"person": f"dev:{user_name}"} if user_name else {})
        page = windows(str(running_demo.url), **known, **more)
        page.goto(f"{str(running_demo.url).rstrip('/')}{path}")
        if user_name is not None and path == "/":
            page.wait_for_selector(CARD)
        return page

    return open_as


@pytest.fixture(scope="module")
def integrator(running_demo: Any) -> dict[str, Any]:
    found = httpx.get(f"{str(running_demo.url).rstrip('/')}/auth/people").json()["people"]
    return next(each for each in found if "INTEGRATOR" in each["roles"])


def test_somebody_is_chosen_by_typing_a_name_and_shown_around(
    windows: Callable[..., Any], running_demo: Any, people: list[dict[str, Any]]
) -> None:
    someone = people[0]["displayName"]
    page = windows(str(running_demo.url))
    page.goto(str(running_demo.url))
    expect(page.get_by_role("combobox", name="Find a person")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.type("zebra crossing")
    expect(page.get_by_role("status").filter(has_text="0 matches")).to_be_visible()
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert barriers(page) == []
    page.keyboard.press("Control+A")
    page.keyboard.type(someone)
    expect(page.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(CARD).first).to_be_visible()
    expect(page.get_by_role("button", name=f"You are {someone}")).to_be_visible()
    expect(page.get_by_role("heading", name="Say it while it is warm")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Skip").click()
    page.reload()
    expect(page.locator(CARD).first).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_have_count(0)

    page.get_by_role("button", name=f"You are {someone}").click()
    page.get_by_role("menuitem", name="Be somebody else").click()
    expect(page.get_by_role("combobox", name="Find a person")).to_be_focused()


def test_it_speaks_another_language_and_is_dark_at_once(open_page: Open, people: list[dict[str, Any]]) -> None:
    page = open_page(people[1]["userName"])
    page.get_by_role("button", name="Light or dark as your device").click()
    page.get_by_role("button", name="Light", exact=True).click()
    page.get_by_label("Language").select_option("ar")
    expect(page.get_by_role("button", name="من كان سندًا لك؟")).to_be_visible()
    expect(page.get_by_role("heading", name="رسائل الشكر")).to_be_visible()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert barriers(page) == []
    page.reload()
    expect(page.get_by_role("button", name="داكن", exact=True)).to_be_visible()
    ground = page.evaluate(
        "getComputedStyle(document.querySelector('hyb-page').shadowRoot.querySelector('.root')).backgroundColor"
    )
    assert ground.startswith("oklch(0.185")


def test_a_search_shows_what_has_these_words(open_page: Open, people: list[dict[str, Any]]) -> None:
    page = open_page(people[2]["userName"])
    page.get_by_label("Search thanks").fill("Harbour")
    expect(page.locator(CARD).first).to_contain_text("Harbour")
    page.get_by_label("Search thanks").fill("zebra crossing")
    expect(page.get_by_text("No thanks with “zebra crossing”")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(CARD).nth(5)).to_be_visible()
    expect(page.get_by_label("Search thanks")).to_have_value("")
    page.get_by_label("Search thanks").fill("zebra crossing")  # the same again is asked again
    expect(page.get_by_text("No thanks with “zebra crossing”")).to_be_visible()


def test_a_link_to_one_thank_you_ends_where_everything_is_shown(open_page: Open, people: list[dict[str, Any]]) -> None:
    page = open_page(people[2]["userName"], "/?thanks=rec_nonsense")
    expect(page.get_by_role("heading", name="This thank-you is not here")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(CARD).first).to_be_visible()
    page.reload()
    expect(page.locator(CARD).nth(1)).to_be_visible()


def test_while_nothing_comes_it_loads_and_when_it_cannot_it_says_why(
    windows: Callable[..., Any], running_demo: Any, people: list[dict[str, Any]], problems: Problems
) -> None:
    page = windows(str(running_demo.url), toured=True, person=f"dev:{people[2]['userName']}")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/graphql", hold)
    page.goto(str(running_demo.url))
    expect(page.get_by_role("status").filter(has_text="Loading thanks")).to_be_attached()
    expect(page.locator(".card .sk").first).to_be_visible()
    assert barriers(page) == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.locator(".alone").bounding_box()["x"] == 12  # as everything on a phone
    for route in held:
        route.fulfill(status=500, json={"errors": [{"message": "Oops.", "extensions": {"code": "INTERNAL"}}]})
    expect(page.get_by_role("alert")).to_contain_text("The service answered with an error.")
    assert barriers(page) == []
    page.unroute("**/graphql")
    expect(page.locator(CARD).first).to_be_visible()  # by itself
    expect(page.get_by_role("alert")).to_have_count(0)
    problems.expected.add("500")


def test_nothing_scrolls_sideways_on_a_phone_in_any_language(open_page: Open, people: list[dict[str, Any]]) -> None:
    page = open_page(people[3]["userName"], width=320, height=700)
    page.locator(".prompt").click()
    for language in ("en", "de", "fr", "es", "ja", "ar"):
        page.locator(".language select").select_option(language)
        title = json.loads((WORDS / language / "give.json").read_text())["give"]
        page.get_by_role("heading", name=title).wait_for()
        page.locator(".foot .btn.p").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, language
        outside = page.evaluate("""() => {
          const inside = (tag) => document.querySelector('hyb-page').shadowRoot.querySelector(tag).shadowRoot;
          return ['hyb-give', 'hyb-feed']
            .flatMap((tag) => [...inside(tag).querySelectorAll('button, h2, h3, .lab, .hint, .meta, .beh')])
            .filter((each) => each.checkVisibility() && !each.closest('.filters, .menu'))
            .filter((each) => { const { left, right } = each.getBoundingClientRect(); return left < 0 || right > 320; })
            .map((each) => each.textContent.trim());
        }""")
        assert outside == [], language


def test_whoever_looks_after_webhooks_has_them_on_the_page(open_page: Open, integrator: dict[str, Any]) -> None:
    page = open_page(integrator["userName"])
    expect(page.get_by_role("region", name="Webhooks").get_by_role("button", name="New endpoint")).to_be_visible()


def test_what_the_page_on_widgets_shows_works_in_a_page_of_another_origin(
    windows: Callable[..., Any], running_demo: Any, intranet: str, problems: Problems
) -> None:
    text = (WORDS.parents[3] / "docs" / "embed.md").read_text()
    text = text.replace("https://thanks.example.org", str(running_demo.url).rstrip("/"))
    markup, theme = (
        re.findall(rf"^```{kind}\n(.*?)```", text, re.DOTALL | re.MULTILINE)[0] for kind in ("html", "css")
    )
    tokens = ["dev:nobody", "dev:mira.lindqvist"]  # the first one has ended by the time that it is shown

    class Intranet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer("text/html; charset=utf-8", f"<!doctype html><style>{theme}</style>{markup}")

        def do_POST(self) -> None:
            self.answer("application/json", json.dumps({"token": tokens.pop(0)}))

        def answer(self, kind: str, body: str) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", int(intranet.rpartition(":")[2])), Intranet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = windows(intranet)
        page.goto(intranet)
        expect(page.locator(CARD).first).to_be_visible()
        expect(page.get_by_role("button", name="Who had your back?")).to_be_visible()
        assert tokens == []
        assert page.locator(CARD).first.evaluate("card => getComputedStyle(card).borderInlineStartWidth") == "3px"
        server.shutdown()
    problems.expected |= {"401", "favicon"}
