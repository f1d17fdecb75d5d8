"""Saying thank you in a page of somebody else's: every road to sent, and every way not to get there."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from browser.conftest import Problems

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

GIVE = "<hyb-give></hyb-give>"
PROMPT = "Who had your back?"
MESSAGE = "What happened, and what did it mean?"


def words() -> str:
    return f"You stayed until the last valve was shut. {uuid4().hex[:8]}"


def field(page: Any) -> Any:
    return page.get_by_role("combobox", name="Who? People or a team")


def tab_to(page: Any, name: str) -> None:
    wanted = page.get_by_role("button", name=name, exact=True)
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === element.getRootNode().activeElement"):
            return
    pytest.fail(f"Tab does not reach {name!r}")


def choose(page: Any, name: str) -> None:
    field(page).press_sequentially(name)
    page.get_by_role("option", name=re.compile(f"^{re.escape(name)}")).first.wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()


def fill(page: Any, name: str, message: str) -> None:
    """The form, by mouse."""
    page.get_by_role("button", name=PROMPT).click()
    choose(page, name)
    page.get_by_role("button", name="owned it").click()
    page.get_by_label(MESSAGE).fill(message)


def test_by_keyboard_alone_and_undo_gives_the_words_back(host: Any, people: list[dict[str, Any]]) -> None:
    page, message, name = host(GIVE), words(), people[0]["displayName"]
    page.evaluate("document.addEventListener('hyb:given', ({ detail }) => (window.given = detail.recognition))")
    page.get_by_role("button", name=PROMPT).wait_for()
    tab_to(page, PROMPT)
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    choose(page, name)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="owned it")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    page.keyboard.type(message)
    page.keyboard.press("Control+Enter")

    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(page.get_by_role("status", name=f"{name} is thanked")).to_be_visible()
    expect(undo).to_be_enabled()
    assert page.evaluate("window.given.message") == message
    page.keyboard.press("Enter")
    expect(page.get_by_label(MESSAGE)).to_have_value(message)
    expect(page.get_by_label(MESSAGE)).to_be_focused()
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()


def test_what_is_missing_stands_at_its_field_and_backspace_takes_a_chip_back(
    host: Any, people: list[dict[str, Any]]
) -> None:
    page, name = host(GIVE), people[1]["displayName"]
    page.get_by_role("button", name=PROMPT).click()
    page.get_by_role("button", name="Send thanks").click()
    expect(page.get_by_text("Who was it? Name one person at least, or a team.")).to_be_visible()
    expect(field(page)).to_be_focused()
    choose(page, name)
    expect(page.get_by_text("Who was it?")).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(page.get_by_text(f"{name}: Backspace again removes it")).to_be_attached()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name=f"Remove {name}")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=PROMPT)).to_be_focused()


def test_a_token_that_ends_while_somebody_writes_loses_no_word(
    host: Any, people: list[dict[str, Any]], problems: Problems
) -> None:
    page, message = host(GIVE), words()
    fill(page, people[2]["displayName"], message)

    page.evaluate("window.user = 'nobody'")
    page.route(
        "**/graphql", lambda route: route.fulfill(status=401, json={"errors": [{"message": "It has ended."}]}), times=2
    )
    page.get_by_role("button", name="Send thanks").click()
    expect(page.get_by_text("You were signed out while you were writing.")).to_be_visible()
    expect(page.get_by_label(MESSAGE)).to_have_value(message)
    assert page.evaluate("window.asked") == ["first", "expired"]
    page.reload()  # the sign-in of many a company leaves the page
    expect(page.get_by_label(MESSAGE)).to_have_value(message)

    page.route(
        "**/graphql", lambda route: route.fulfill(status=401, json={"errors": [{"message": "It has ended."}]}), times=2
    )
    page.get_by_role("button", name="Send thanks").click()
    page.get_by_role("button", name="Sign in again").click()  # and then it goes on by itself
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert page.evaluate("window.asked") == ["first", "expired", "asked"]
    problems.expected.add("401")  # Chromium tells of each


def test_without_a_network_it_waits_and_goes_out_when_there_is_one(
    host: Any, people: list[dict[str, Any]], problems: Problems
) -> None:
    page, message = host(GIVE), words()
    fill(page, people[3]["displayName"], message)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send thanks").click()
    expect(page.get_by_text("Not sent: no connection.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    problems.expected.add("ERR_INTERNET_DISCONNECTED")


def test_when_the_service_asks_for_a_pause_it_goes_on_by_itself(
    host: Any, people: list[dict[str, Any]], problems: Problems
) -> None:
    page = host(GIVE)
    fill(page, people[4]["displayName"], words())
    busy = {"status": 429, "headers": {"Retry-After": "1"}, "json": {"errors": []}}
    page.route("**/graphql", lambda route: route.fulfill(**busy), times=1)
    page.get_by_role("button", name="Send thanks").click()
    expect(page.get_by_text("The service asked us to wait 1 second; then this goes on by itself.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    problems.expected.add("429")


def test_a_limit_of_pace_keeps_the_draft_and_says_from_when(host: Any, people: list[dict[str, Any]]) -> None:
    page, message = host(GIVE, lang="de"), words()
    page.get_by_role("button", name="Wer hat Ihnen den Rücken freigehalten?").click()
    page.get_by_role("combobox", name="Wem?").press_sequentially(people[5]["displayName"])
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".opt").first.click()
    page.get_by_label("Was ist passiert").fill(message)
    said = "That makes 60 thanks in a day. The next one can go out from 2026-11-22 14:40 UTC."
    refused = {"code": "PACE_LIMIT", "message": said, "path": []}
    answer = {"data": {"giveRecognition": {"recognition": None, "userErrors": [refused]}}}
    page.route("**/graphql", lambda route: route.fulfill(json=answer), times=1)
    page.get_by_role("button", name="Dankeschön absenden").click()
    expect(page.get_by_role("alert").first).to_contain_text("kann ab So., 22. Nov. 2026")
    expect(page.get_by_label("Was ist passiert")).to_have_value(message)
