"""Open loops in a page of somebody else: from asking to thanks on two screens, and every way it goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from browser.conftest import Problems, barriers

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

LOOPS = "<hyb-commitments></hyb-commitments>"
ASK = """mutation($input: RequestCommitmentInput!) { requestCommitment(input: $input) {
  commitment { id version } userErrors { message } } }"""
ACT = """mutation($input: ActOnCommitmentInput!) { actOnCommitment(input: $input) {
  commitment { id version } userErrors { message } } }"""
SMALL = """() => { const { shadowRoot } = document.querySelector('hyb-commitments');
  return [...shadowRoot.querySelectorAll('button')].filter((each) => each.checkVisibility()).flatMap((each) => {
    const drawn = each.getBoundingClientRect();
    const reach = getComputedStyle(each, '::before');
    const more = (...sides) => sides.reduce((sum, side) => sum + Math.max(0, -parseFloat(reach[side]) || 0), 0);
    const [wide, high] = [drawn.width + more('left', 'right'), drawn.height + more('top', 'bottom')];
    return wide < 43.5 || high < 43.5 ? [`${each.className} ${each.textContent.trim()} ${wide}x${high}`] : [];
  }) }"""


class Elsewhere:
    """What others do meanwhile, without this browser."""

    def __init__(self, url: str) -> None:
        self.url = f"{url.rstrip('/')}/graphql"

    def run(self, who: dict[str, Any], query: str, **variables: Any) -> Any:
        body = {"query": query, "variables": variables}
        found = httpx.post(self.url, json=body, headers={"authorization": f"Bearer dev:{who['userName']}"}).json()
        assert "errors" not in found, found
        (payload,) = found["data"].values()
        assert not payload.get("userErrors"), payload
        return payload

    def id_of(self, who: dict[str, Any]) -> str:
        return str(self.run(who, "{ viewer { person { id } } }")["person"]["id"])

    def ask(self, customer: dict[str, Any], performer: dict[str, Any], *, yes: bool = False) -> dict[str, Any]:
        """A request, and a promise if it is answered with yes."""
        title = f"A spare pump on site {uuid4().hex[:6]}"
        due = f"{datetime.now(UTC) + timedelta(days=6):%Y-%m-%dT%H:%M:%SZ}"
        wanted = {"of": self.id_of(performer), "title": title, "conditions": "It runs.", "dueAt": due}
        it = {**self.run(customer, ASK, input=wanted)["commitment"], "title": title}
        return self.act(performer, it, accept={}) if yes else it

    def act(self, who: dict[str, Any], it: dict[str, Any], **act: Any) -> dict[str, Any]:
        wanted = {"id": it["id"], "version": it["version"], "act": act}
        return it | self.run(who, ACT, input=wanted)["commitment"]


@pytest.fixture
def elsewhere(running_demo: Any) -> Elsewhere:
    return Elsewhere(str(running_demo.url))


@pytest.fixture
def three(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who counts on it, who promises it, and who may take it over."""
    return people[12:15]


def row(page: Any, title: str) -> Any:
    return page.locator(".loop").filter(has_text=title)


def opened(page: Any, title: str) -> Any:
    row(page, title).get_by_role("button", name=title).click()
    row(page, title).locator(".talk").wait_for()
    return row(page, title)


def test_from_asking_by_keyboard_to_thanks_on_two_screens(
    host: Callable[..., Any], three: list[dict[str, Any]]
) -> None:
    customer, performer, _ = three
    mine, theirs = (
        host(f"{LOOPS}<hyb-feed></hyb-feed>", user=customer["userName"]),
        host(LOOPS, user=performer["userName"]),
    )
    for page in (mine, theirs):
        page.get_by_role("heading", name="My open loops").wait_for()
    mine.evaluate("document.addEventListener('hyb:given', ({ detail }) => (window.given = detail.recognition))")
    title = f"The keys of Mill Lane {uuid4().hex[:6]}"

    mine.get_by_role("button", name="Ask", exact=True).press("Enter")
    expect(mine.get_by_role("combobox", name="Who?")).to_be_focused()
    mine.keyboard.press("Control+Enter")
    expect(mine.get_by_text("Who is it? Name somebody.")).to_be_visible()
    expect(mine.get_by_text("Choose a day.")).to_be_visible()
    mine.keyboard.type(performer["displayName"])
    mine.get_by_role("option", name=performer["displayName"]).first.wait_for()
    mine.keyboard.press("Enter")
    mine.keyboard.press("Tab")
    mine.keyboard.type(title)
    mine.keyboard.press("Tab")
    mine.keyboard.type("All five hang on the board.")
    mine.keyboard.press("Tab")
    mine.keyboard.press("ArrowRight")
    mine.keyboard.press("Space")
    mine.keyboard.press("Control+Enter")
    expect(row(mine, title).locator(".t")).to_be_focused()
    expect(row(mine, title)).to_contain_text(f"asked of {performer['displayName']}")

    expect(row(theirs, title)).to_contain_text(f"{customer['displayName']} asks you")  # it came by itself
    row(theirs, title).get_by_role("button", name="Answer").click()
    expect(theirs.get_by_role("button", name="I promise")).to_be_focused()
    theirs.keyboard.press("Enter")
    expect(row(theirs, title).locator(".m")).to_be_focused()
    expect(row(mine, title)).to_contain_text(f"by {performer['displayName']}")
    theirs.get_by_role("button", name="It is done").click()
    theirs.get_by_label("What shows it?").fill("https://intranet.example/keys")
    theirs.get_by_role("button", name="It is done").click()
    expect(row(theirs, title)).to_contain_text(f"done, {customer['displayName']} is to say yes")

    row(mine, title).get_by_role("button", name="Look").click()
    expect(row(mine, title).get_by_role("link", name="https://intranet.example/keys")).to_be_visible()
    mine.get_by_role("button", name="Yes, and say thanks").click()
    mine.get_by_role("button", name="owned it").click()
    mine.get_by_label("What happened").fill("Nobody had to ring at night.")
    mine.get_by_role("button", name="Send thanks").click()
    expect(row(mine, title)).to_contain_text("kept, with thanks")
    assert mine.evaluate("window.given.message") == "Nobody had to ring at night."
    expect(mine.locator("[role=feed] article").first).to_contain_text(f"Kept: {title}")
    mine.locator("summary").click()
    expect(row(mine, title).locator(".tl li")).to_have_count(4)
    expect(row(theirs, title)).to_contain_text("kept")
    row(mine, title).get_by_role("button", name=title).click()
    expect(row(mine, title)).to_have_count(0)


def test_who_moves_first_costs_nobody_a_word(
    host: Callable[..., Any], three: list[dict[str, Any]], elsewhere: Elsewhere, problems: Problems
) -> None:
    customer, performer, _ = three
    it = elsewhere.ask(customer, performer, yes=True)
    page = host(LOOPS, user=performer["userName"])
    opened(page, it["title"])
    page.get_by_role("button", name="It is at risk").click()
    page.get_by_role("button", name="Something was missing").click()
    page.get_by_label("A few words").fill("The pump is on its way.")
    it = elsewhere.act(customer, it, proposeChange={"conditions": "It runs all night.", "note": "Please."})
    note = page.get_by_role("alert")
    expect(note).to_contain_text(f"{customer['displayName']} proposed a change")
    expect(page.get_by_label("A few words")).to_have_value("The pump is on its way.")
    page.get_by_role("button", name="Send again").click()
    expect(row(page, it["title"])).to_contain_text("at risk")
    table = page.locator("table.diff")
    expect(table.locator(".was")).to_have_text("It runs.")
    expect(table.locator(".now")).to_have_text("It runs all night.")

    # The same where no news come: then the service says that it is stale.
    def deaf(route: Any) -> None:
        if route.request.headers["accept"] == "text/event-stream":
            route.abort()
        else:
            route.fallback()

    page.route("**/graphql", deaf)
    page.reload()
    opened(page, it["title"])
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="No capacity").click()
    page.get_by_label("A few words").fill("I cannot make it.")
    elsewhere.act(customer, it | {"version": it["version"] + 1}, withdraw={"note": "It may stay as it was."})
    page.locator(".form").get_by_role("button", name="Take it back").click()
    expect(note).to_contain_text("took it back")
    expect(page.get_by_label("A few words")).to_have_value("I cannot make it.")
    page.get_by_role("button", name="Send again").press("Enter")
    expect(row(page, it["title"])).to_contain_text("promise taken back")
    problems.expected.add("ERR_FAILED")


def test_a_promise_is_handed_over_and_a_no_is_a_good_one(
    host: Callable[..., Any], three: list[dict[str, Any]], elsewhere: Elsewhere
) -> None:
    customer, performer, third = three
    it, other = elsewhere.ask(customer, performer, yes=True), elsewhere.ask(customer, performer)
    elsewhere.ask(customer, performer)

    def one_of_each(route: Any) -> None:
        body = json.loads(route.request.post_data)
        route.continue_(post_data=json.dumps({**body, "variables": {"first": 1, **body["variables"]}}))

    page = host(LOOPS, user=performer["userName"], graphql=one_of_each)
    waiting = page.locator(".group.waits")
    waiting.get_by_role("button", name="Show more").click()
    expect(waiting.locator(".t:focus")).to_be_visible()
    expect(waiting.get_by_role("button", name="Show more")).to_have_count(0)
    found = waiting.locator(".loop").all_text_contents()
    page.unroute("**/graphql")
    page.reload()
    expect(waiting.locator(".loop")).to_have_text(found)
    opened(page, it["title"])
    page.get_by_role("button", name="Hand over").click()
    page.keyboard.type(third["displayName"])
    page.get_by_role("option", name=third["displayName"]).first.click()
    page.locator(".form").get_by_role("button", name="Hand over").click()
    expect(row(page, it["title"])).to_contain_text(f"{third['displayName']} is asked to take it over")
    taken = host(LOOPS, user=third["userName"])
    row(taken, it["title"]).get_by_role("button", name="Look").click()
    taken.get_by_role("button", name="I take it over").click()
    expect(row(taken, it["title"])).to_contain_text(f"for {customer['displayName']}")
    expect(row(page, it["title"])).to_contain_text(third["displayName"])

    opened(page, other["title"])
    page.get_by_role("button", name="Decline").click()
    page.get_by_label("What can happen instead?").fill("A notice on the website tonight.")
    page.get_by_role("button", name="Decline with this").click()
    expect(row(page, other["title"])).to_contain_text("declined")
    expect(row(page, other["title"])).to_contain_text("A notice on the website tonight.")


def test_without_a_network_and_after_a_reload_every_word_is_there(
    host: Callable[..., Any], three: list[dict[str, Any]], elsewhere: Elsewhere, problems: Problems
) -> None:
    customer, performer, _ = three
    it = elsewhere.ask(customer, performer)
    page = host(LOOPS, user=performer["userName"])
    opened(page, it["title"])
    page.get_by_role("button", name="Suggest other terms").click()
    page.locator(".form").get_by_role("button", name="Suggest other terms").click()
    expect(page.get_by_text("Say what is to be different")).to_be_visible()
    page.get_by_role("button", name="Another day").click()
    day = page.get_by_label("By when?").and_(page.locator("input"))
    expect(day).to_have_attribute(
        "max", "9999-12-31T23:59"
    )  # or a year might have five digits, which no clock here reads
    day.fill("2030-01-02T12:00")
    page.get_by_label("A few words").fill("The pit is locked until then.")
    page.get_by_label("A few words").blur()
    page.context.set_offline(True)
    page.locator(".form").get_by_role("button", name="Suggest other terms").click()
    expect(page.get_by_role("alert")).to_contain_text("No connection. What you wrote is still here.")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("A few words")).to_have_value("The pit is locked until then.")
    page.locator(".form").get_by_role("button", name="Suggest other terms").click()
    expect(row(page, it["title"])).to_contain_text(f"{customer['displayName']} has your terms")
    page = host(LOOPS, user=customer["userName"])
    opened(page, it["title"])
    expect(page.locator("table.diff tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Agree").click()
    expect(row(page, it["title"])).to_contain_text(f"by {performer['displayName']}")

    page.route("**/graphql", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("heading", name="The open loops did not load")).to_be_visible()
    page.unroute("**/graphql")
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("heading", name="My open loops")).to_be_visible()
    problems.expected.add("ERR_")


@pytest.mark.parametrize(("lang", "dark"), [("en", False), ("ar", True)], ids=["light", "dark, from right to left"])
def test_no_state_keeps_anybody_out(
    host: Callable[..., Any], three: list[dict[str, Any]], elsewhere: Elsewhere, lang: str, *, dark: bool
) -> None:
    customer, performer, _ = three
    it, asked = elsewhere.ask(customer, performer, yes=True), elsewhere.ask(customer, performer)
    elsewhere.act(customer, it, proposeChange={"conditions": "It runs all night."})
    page = host(LOOPS, user=performer["userName"], lang=lang, dark=dark, width=360 if dark else 900)
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        found[state] = barriers(page) + page.evaluate(SMALL)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    opened(page, it["title"])
    page.locator("summary").click()
    look("a change is pending")
    page.locator("#act-FLAG_AT_RISK").click()
    page.locator(".form .btn.p").click()
    look("a reason is asked for")
    opened(page, asked["title"])
    page.locator("#act-DECLINE").click()
    look("a no")
    page.locator(".form .btn.q").click()
    page.locator("#ask").click()
    page.locator(".foot .btn.p").click()
    look("asking, and what is missing")
    assert {state: problems for state, problems in found.items() if problems} == {}
