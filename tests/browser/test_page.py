"""The ready page in a real browser, against a running service with the demo company."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import httpx
import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

CHROMIUM = os.environ.get("HYB_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (HYB_TEST_CHROMIUM names one)"),
]

POLLED = 15_000  # milliseconds: the feed asks for new ones every 10 seconds
CARD = "[role=feed] > article"
Open = Callable[..., Any]


@pytest.fixture(scope="module")  # not longer: as long as it runs, no other event loop can
def browser() -> Iterator[Any]:
    """A browser that starts once; each test has windows of its own in it."""
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, running_demo: Any) -> Iterator[Open]:
    """Opens the page as somebody; in the end nothing may have gone wrong unseen, such as a violated content policy."""
    problems: list[str] = []

    def open_as(user_name: str | None, *, width: int = 1200, height: int = 900) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        if user_name is not None:
            context.add_init_script(
                f"localStorage.getItem('hyb.person') ?? localStorage.setItem('hyb.person', '\"dev:{user_name}\"')"
            )
        page = context.new_page()
        page.on("console", lambda said: problems.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(running_demo.url)
        if user_name is not None:
            page.wait_for_selector(CARD)
        return page

    yield open_as
    for context in browser.contexts:
        context.close()
    assert problems == []


@dataclass
class Company:
    """People of the demo: those without a role, and one who looks after webhooks."""

    employees: list[dict[str, Any]]
    integrator: dict[str, Any]


@pytest.fixture
def company(running_demo: Any) -> Company:
    """Whom the page offers to be."""
    people = httpx.get(f"{str(running_demo.url).rstrip('/')}/auth/people").json()["people"]
    return Company(
        employees=[each for each in people if each["roles"] == ["EMPLOYEE"]],
        integrator=next(each for each in people if "INTEGRATOR" in each["roles"]),
    )


@dataclass
class Receiver:
    """Somebody who gets webhooks."""

    url: str
    ids: list[str] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A web server on this machine that says thank you to every webhook."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            found.ids.append(self.headers["webhook-id"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Receiver(f"http://127.0.0.1:{server.server_port}/")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def words() -> str:
    return f"You stayed until the last valve was shut. {uuid4().hex[:8]}"


def tab_to(page: Any, name: str) -> None:
    """Presses Tab until the control with this name has the focus."""
    wanted = page.get_by_role("button", name=name, exact=True)
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {name!r}")


def thank(page: Any, who: str, message: str) -> None:
    """From the closed prompt to sent, without a mouse."""
    page.get_by_role("button", name="Who had your back?").press("Enter")
    page.keyboard.type(who)
    page.get_by_role("option", name=re.compile(f"^{re.escape(who)}")).first.wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Remove {who}")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="owned it")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    page.keyboard.type(message)
    tab_to(page, "Send thanks")
    page.keyboard.press("Enter")


def test_somebody_is_chosen_by_typing_a_name(open_page: Open, company: Company) -> None:
    someone = company.employees[0]["displayName"]
    page = open_page(None)
    expect(page.get_by_role("combobox", name="Find a person")).to_be_focused()
    page.keyboard.type(someone)
    expect(page.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner")).to_contain_text(f"You are {someone}")
    expect(page.locator(CARD).first).to_be_visible()


def test_thanks_by_keyboard_alone_stand_on_top_and_undo_gives_the_words_back(open_page: Open, company: Company) -> None:
    giver, thanked = company.employees[:2]
    page, message = open_page(giver["userName"]), words()
    tab_to(page, "Who had your back?")
    thank(page, thanked["displayName"], message)
    expect(page.locator(CARD).first).to_contain_text(message)
    expect(page.locator(CARD).first).to_contain_text(thanked["displayName"])
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What happened, and what did it mean?")).to_have_value(message)
    expect(page.locator(CARD).filter(has_text=message)).to_have_count(0)


def test_a_second_press_on_send_thanks_once(open_page: Open, company: Company) -> None:
    giver, thanked = company.employees[1:3]
    page, message = open_page(giver["userName"]), words()
    page.get_by_role("button", name="Who had your back?").click()
    page.keyboard.type(thanked["displayName"])
    page.locator("[role=option]").first.click()
    page.get_by_role("button", name="owned it").click()
    page.get_by_label("What happened, and what did it mean?").fill(message)
    page.get_by_role("button", name="Send thanks").dblclick()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.reload()
    expect(page.locator(CARD).filter(has_text=message)).to_have_count(1)


def test_a_draft_survives_a_reload_and_says_what_is_missing(open_page: Open, company: Company) -> None:
    page, message = open_page(company.employees[2]["userName"]), words()
    page.get_by_role("button", name="Who had your back?").click()
    page.get_by_label("What happened, and what did it mean?").fill(message)
    page.reload()
    expect(page.get_by_label("What happened, and what did it mean?")).to_have_value(message)
    page.get_by_role("button", name="Send thanks").click()
    expect(page.get_by_text("Who was it? Name one person at least, or a team.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Who? People or a team")).to_be_focused()
    page.get_by_role("button", name="Discard").click()
    page.reload()
    expect(page.get_by_role("button", name="Who had your back?")).to_be_visible()


def test_somebody_else_sees_it_says_so_too_and_the_giver_takes_it_back(open_page: Open, company: Company) -> None:
    giver, thanked, witness = company.employees[3:6]
    mine, theirs, message = open_page(giver["userName"]), open_page(witness["userName"]), words()
    thank(mine, thanked["displayName"], message)

    theirs.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # they come back to the page
    waiting = theirs.get_by_role("button", name=re.compile(r"new (thank-you|thanks)$"))
    waiting.wait_for(timeout=POLLED)
    waiting.click()
    card = theirs.locator(CARD).filter(has_text=message)
    expect(card).to_be_focused()
    card.get_by_role("button", name="I saw it too").click()
    expect(card.get_by_role("button", name="I saw it too 1")).to_have_attribute("aria-pressed", "true")
    card.get_by_role("button", name="Comment").click()
    theirs.get_by_label("Write a comment").fill("I was there.")
    theirs.keyboard.press("Enter")
    expect(card.get_by_role("button", name="1 comment")).to_be_visible()

    mine.reload()
    own = mine.locator(CARD).filter(has_text=message)
    expect(own.get_by_role("button", name="1 comment")).to_be_visible()
    own.get_by_role("button", name="More").press("Enter")
    mine.get_by_role("menuitem", name="Take it back").press("Enter")
    mine.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(mine.locator(CARD).get_by_role("status").filter(has_text="You took this thank-you back.")).to_be_focused()
    theirs.reload()
    expect(theirs.locator(CARD).first).to_be_visible()
    expect(card).to_have_count(0)


def test_nothing_scrolls_sideways_at_360_pixels(open_page: Open, company: Company) -> None:
    def width(page: Any) -> int:
        return int(page.evaluate("document.documentElement.scrollWidth"))

    choosing = open_page(None, width=360)
    choosing.locator("[role=option]").first.wait_for()
    assert width(choosing) <= 360
    page = open_page(company.integrator["userName"], width=360)
    assert width(page) <= 360
    page.get_by_role("button", name="Who had your back?").click()
    page.get_by_role("button", name="Add a link").click()
    page.get_by_role("button", name="Send thanks").click()
    assert width(page) <= 360
    page.get_by_role("button", name="Add endpoint").click()
    assert width(page) <= 360


def test_an_integrator_adds_an_endpoint_and_sees_a_thank_you_go_out(
    open_page: Open, company: Company, receiver: Receiver
) -> None:
    page = open_page(company.integrator["userName"])
    panel = page.get_by_role("region", name="Webhooks")
    panel.get_by_role("button", name="Add endpoint").click()
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text(re.compile(r"^whsec_"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^had-your-back listen --port \d+ --secret whsec_"))).to_be_visible()
    page.get_by_role("button", name="Done").click()

    thank(page, company.employees[4]["displayName"], words())
    delivery = panel.get_by_role("button", name=re.compile("recognition.given")).first
    expect(delivery).to_contain_text("delivered", timeout=POLLED)
    expect(delivery).to_contain_text("204")
    assert receiver.ids

    panel.get_by_role("button", name=f"More: {receiver.url}").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(panel.get_by_text(receiver.url)).to_have_count(0)


def test_who_may_not_see_webhooks_is_told_who_can(open_page: Open, company: Company) -> None:
    page = open_page(company.employees[5]["userName"])
    page.get_by_role("button", name=re.compile("^Continue as ")).click()
    expect(page.get_by_role("button", name="Add endpoint")).to_be_visible()
