"""Every state of saying thank you and of the feed, in light, in dark and from right to left: nobody is kept out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Problems, barriers, small

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

WORDS = Path(__file__).parents[2] / "clients/web/src/words"


def texts(language: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in ("base", "give", "feed"):
        found |= json.loads((WORDS / language / f"{part}.json").read_text())
    return found


@pytest.mark.parametrize(("lang", "dark"), [("en", False), ("ar", True)], ids=["light", "dark, from right to left"])
def test_no_state_keeps_anybody_out(
    host: Any, people: list[dict[str, Any]], problems: Problems, lang: str, *, dark: bool
) -> None:
    say = texts(lang)
    page = host('<hyb-give></hyb-give><hyb-feed search="lowloader"></hyb-feed>', lang=lang, dark=dark, width=700)
    page.locator("article").first.wait_for()
    seen: dict[str, list[str]] = {}

    def look(state: str) -> None:
        if dark and state in {"suggesting", "which promise", "a menu", "taken back", "nothing like that"}:
            return  # made of what the other states are made of
        seen[state] = barriers(page) + small(page)

    def button(name: str) -> Any:
        return page.get_by_role("button", name=say[name], exact=True)

    look("closed, and the feed")
    # Those letters were looked at now. With none but our own beside it, each other state takes half the time.
    page.evaluate("document.querySelector('hyb-feed').search = 'zebra crossing'")
    expect(page.get_by_text(say["filteredMore"])).to_be_visible()
    look("nothing like that")
    button("prompt").click()
    button("send").click()
    look("what is missing")
    page.get_by_role("combobox", name=say["whoLabel"]).press_sequentially(people[0]["displayName"][:4])
    page.locator("[role=option]").first.wait_for()
    look("suggesting")
    page.keyboard.press("Enter")
    page.locator(".opt").nth(1).click()
    page.get_by_label(say["message"]).fill("You stayed until the zebra crossing was dry.")
    button("addLink").click()
    look("filled")
    button("aboutPromise").click()
    page.locator("#promise option").nth(1).wait_for(state="attached")
    look("which promise")
    page.locator("#promise").select_option(index=1)
    about = str(page.locator(".about b").text_content())
    look("about a promise")
    button("send").click()
    expect(button("undo")).to_be_enabled()
    look("sent, with undo; and my own letter")

    own = page.locator("article").first
    expect(own.locator("[part=promise]")).to_have_text(about)
    own.get_by_role("button", name=say["edit"], exact=True).click()
    own.get_by_role("button", name=say["comment"], exact=True).click()
    look("editing, commenting")
    own.get_by_role("button", name=say["cancel"], exact=True).click()
    own.get_by_role("button", name=say["more"], exact=True).click()
    look("a menu")
    page.get_by_role("menuitem", name=say["withdraw"]).click()
    look("a dialog")
    page.get_by_role("dialog").get_by_role("button", name=say["withdraw"]).click()
    expect(page.get_by_text(say["withdrawn"])).to_be_visible()
    look("taken back")

    page.route("**/graphql", lambda route: route.abort())
    page.evaluate("document.querySelector('hyb-feed').search = 'lowloader'")
    expect(page.get_by_text(say["failed"])).to_be_visible()
    look("failed")
    problems.expected.add("ERR_")  # what was aborted

    found = [f"{state}: {each}" for state, all_of_it in seen.items() for each in all_of_it]
    assert not found, "\n".join(dict.fromkeys(found))


ALL = (
    "<hyb-give></hyb-give><hyb-feed></hyb-feed><hyb-commitments></hyb-commitments><hyb-team-score></hyb-team-score>"
    "<hyb-service-chain></hyb-service-chain><hyb-webhooks></hyb-webhooks>"
)


def of_a_newer_service(told: Any) -> Any:
    """What a later version might say: fields, acts, states and behaviours that nobody here knows."""
    if isinstance(told, list):
        return [of_a_newer_service(each) for each in told]
    if not isinstance(told, dict):
        return told
    new = {name: of_a_newer_service(it) for name, it in told.items()} | {"invented": {"later": True}}
    for name in ("viewerMay", "allowedActs"):
        if name in new:
            new[name] = ["FRAME_IT", *new[name]]
    if "behaviours" in new and "giver" in new:
        new["behaviours"] = [*new["behaviours"], {"key": "sang_for_us", "label": "sang for us"}]
    if new.get("visibility") == "EVERYONE":
        new["visibility"] = "THE_STREET"
    if new.get("state") == "PROMISED":
        new["state"] = "SWORN"
    return new


def test_on_a_slow_network_each_part_says_that_it_loads_and_a_newer_service_breaks_none(host: Any) -> None:
    held: list[Any] = []
    slow = True

    def answer(route: Any) -> None:
        if route.request.headers["accept"] == "text/event-stream":
            route.fallback()
        elif slow:
            held.append(route)
        else:
            found = route.fetch()
            route.fulfill(response=found, json=of_a_newer_service(found.json()))

    page = host(ALL, user="priya.nair", graphql=answer, width=700)
    for tag in re.findall(r"<(hyb[a-z-]+)>", ALL):
        expect(page.locator(tag).locator(".sk").first).to_be_visible()
    assert barriers(page) + small(page) == []
    slow = False
    for route in held:
        answer(route)
    for shown in (".prompt", "[role=feed] article", ".loops", ".comps, .blank", ".plot, .nobody", ".new"):
        expect(page.locator(shown).first).to_be_visible()
    expect(page.locator("article").first).to_contain_text("sang for us")
    expect(page.locator(".sk")).to_have_count(0)
    page.locator("article").first.get_by_role("button", name="More").click()
    expect(page.get_by_role("menuitem", name="Copy link")).to_be_focused()
