"""Every state of saying thank you and of the feed, in light, in dark and from right to left: nobody is kept out."""

from __future__ import annotations

import json
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
    button("prompt").click()
    button("send").click()
    look("what is missing")
    page.get_by_role("combobox", name=say["whoLabel"]).press_sequentially(people[0]["displayName"][:4])
    page.locator("[role=option]").first.wait_for()
    look("suggesting")
    page.keyboard.press("Enter")
    page.locator(".opt").nth(1).click()
    page.get_by_label(say["message"]).fill("You stayed until the lowloader was back.")
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

    page.evaluate("document.querySelector('hyb-feed').search = 'zebra crossing'")
    expect(page.get_by_text(say["filteredMore"])).to_be_visible()
    look("nothing like that")
    page.route("**/graphql", lambda route: route.abort())
    page.evaluate("document.querySelector('hyb-feed').search = 'lowloader'")
    expect(page.get_by_text(say["failed"])).to_be_visible()
    look("failed")
    problems.expected.add("ERR_")  # what was aborted

    found = [f"{state}: {each}" for state, all_of_it in seen.items() for each in all_of_it]
    assert not found, "\n".join(dict.fromkeys(found))
