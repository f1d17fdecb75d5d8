"""The score in a page of somebody else's: its working, its past, its kind states, and a word against it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle, pairwise
from typing import Any

import httpx
import pytest

from browser.conftest import Problems, barriers

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

SHOWN = "{ viewer { person { teams { id } } } teams(first: 50) { nodes { id name score { status } } } }"


@pytest.fixture(scope="module")
def published(running_demo: Any) -> dict[str, str]:
    """A team whose score is published, and one of its people."""
    url = f"{str(running_demo.url).rstrip('/')}/graphql"

    def ask(query: str, who: str = "mira.lindqvist", **variables: Any) -> Any:
        body = {"query": query, "variables": variables}
        return httpx.post(url, json=body, headers={"authorization": f"Bearer dev:{who}"}).json()["data"]

    for team in ask(SHOWN)["teams"]["nodes"]:
        if team["score"]["status"] == "PUBLISHED":
            members = "query($id: ID!) { team(by: {id: $id}) { members(first: 1) { nodes { userName } } } }"
            found = ask(members, id=team["id"])["team"]["members"]["nodes"]
            if found:
                return {"id": team["id"], "name": team["name"], "who": found[0]["userName"]}
    pytest.fail("no score is published in the demonstration")


def tag(team: dict[str, str], more: str = "") -> str:
    return f'<hyb-team-score team="{team["id"]}" {more}></hyb-team-score>'


def changed(how: Callable[[dict[str, Any]], None]) -> Callable[[Any], None]:
    """Answers to a score, changed on their way: what takes ninety days, or another company."""

    def on(route: Any) -> None:
        answer = route.fetch()
        told = answer.json()
        if (told.get("data") or {}).get("team"):
            how(told["data"]["team"])
        route.fulfill(response=answer, json=told)

    return on


def a_quarter(team: dict[str, Any]) -> None:
    begin = datetime(2026, 8, 25, 4, tzinfo=UTC)
    days = [(begin + timedelta(days=n), None if n == 40 else 60.0 + n / 9) for n in range(90)]  # one was withheld
    team["scoreHistory"]["nodes"] = [
        {
            "asOf": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "value": value,
            "interval": value and {"low": value - 8, "high": value + 7},
            "recipeVersion": "v1" if at < begin + timedelta(days=60) else "v2",
        }
        for at, value in reversed(days)
    ]


@pytest.mark.parametrize(("lang", "dark"), [("en", False), ("ar", True)])
def test_everybody_can_see_how_it_is_computed(host: Any, published: dict[str, str], lang: str, *, dark: bool) -> None:
    width = 1280 if lang == "en" else 360
    page = host(tag(published), lang=lang, dark=dark, width=width, graphql=changed(a_quarter))
    expect(page.get_by_role("heading", name=published["name"])).to_be_visible()
    expect(page.locator("svg.range")).to_have_attribute("role", "img")
    assert page.locator("svg.track").count() in {3, 4, 5}
    plot = page.locator(".past svg.plot")
    assert plot.locator("path.line").count() == 2  # a day without a number leaves a gap
    assert plot.locator("line.mark").count() == 1

    tables = page.locator("summary")
    tables.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".past tbody tr")).to_have_count(89)
    tables.last.focus()
    page.keyboard.press("Space")
    expect(page.locator(".why tbody tr").first).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if lang == "en":
        expect(plot).to_have_attribute("aria-label", "Score from 60 on 25 August to 70 on 22 November; a table follows")
        expect(page.get_by_text("The weakest link is")).to_contain_text("could raise the score by up to")
        page.get_by_role("button", name="See the recipe").click()
        expect(page.locator("pre")).to_contain_text('"version": "v1"')


def test_the_numbers_of_an_interval_never_touch(host: Any, published: dict[str, str]) -> None:
    interval = [0, 0]

    def as_wide(team: dict[str, Any]) -> None:
        low, high = interval
        team["score"] |= {"value": (low + high) / 2, "interval": {"low": low, "high": high}}

    for more, width in (("compact", 318), ("", 420), ("", 1000)):
        page = host(tag(published, more), width=width, graphql=changed(as_wide))
        shown = page.locator("svg.range")
        shown.wait_for()
        for interval[:] in ((85, 94), (80, 84), (93, 99), (96, 100), (1, 4), (8, 22), (12, 40), (60, 79), (70, 88)):
            page.evaluate("document.querySelector('hyb-team-score').load()")
            expect(shown).to_have_attribute("aria-label", re.compile(f"between {interval[0]} and {interval[1]}$"))
            boxes = shown.evaluate("""(it) => [...it.querySelectorAll('text')].map((each) => {
              const { left, right } = each.getBoundingClientRect();
              return [left, right];
            }).sort(([one], [other]) => one - other)""")
            gaps = [after[0] - before[1] for before, after in pairwise(boxes)]
            assert all(gap > 3 for gap in gaps), (more, width, interval, boxes)
            assert boxes[0][0] >= 0, (more, width, interval)
            assert boxes[-1][1] <= width - 8, (more, width, interval, boxes)


def test_a_member_says_that_something_is_wrong_by_keyboard_and_nobody_else_can(
    host: Any, published: dict[str, str], people: list[dict[str, Any]]
) -> None:
    page = host(tag(published, "compact"), user=published["who"])
    page.evaluate("document.addEventListener('hyb:acted', ({ detail }) => (window.acted = detail.act))")
    how, wrong = page.locator(".why summary"), page.get_by_role("button", name="Something in here is wrong")
    how.press("Enter")
    wrong.press("Enter")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A few words more: what happened?")).to_be_visible()
    page.get_by_label("Reason").fill("Two of these promises were never made.")
    page.get_by_role("button", name="Send").press("Enter")
    expect(page.locator(".disputed")).to_be_focused()
    assert page.evaluate("window.acted") == "DISPUTE"
    assert barriers(page) == []

    other = next(each for each in people if each["team"] not in {None, published["name"]})
    page = host(tag(published), user=other["userName"])
    how, wrong = page.locator(".why summary"), page.get_by_role("button", name="Something in here is wrong")
    how.click()
    wrong.click()
    page.get_by_label("Reason").fill("I do not like it.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Only the people of this team")).to_be_visible()


def test_no_number_is_a_kind_state_and_no_zero(host: Any, published: dict[str, str]) -> None:
    told = {
        "TOO_FEW_MEMBERS": ("A score takes at least 5.", "Too small for a number"),
        "INSUFFICIENT_EVIDENCE": ("Not enough evidence yet. That is not a zero.", "Not enough evidence yet"),
        "WITHHELD": ("Kept back for privacy. Nothing is wrong.", "Kept back for privacy"),
        "SWITCHED_OFF": ("Switched off. Nothing is computed.", "Switched off"),
    }
    states = cycle(told)

    def as_it_is(team: dict[str, Any]) -> None:
        team["name"] = status = next(states)  # two landmarks of one name would be a barrier
        team["score"] |= {"status": status, "statusText": told[status][0], "value": None, "components": []}

    page = host("".join(tag(published) for _ in told), width=400, graphql=changed(as_it_is))
    for _, title in told.values():
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text("That is not a zero.")).to_be_visible()
    assert barriers(page) == []


def test_without_a_network_it_says_so_and_comes_back(host: Any, published: dict[str, str], problems: Problems) -> None:
    page = host(tag(published), width=400, graphql=lambda route: route.abort())
    expect(page.get_by_role("heading", name="The score did not load")).to_be_visible()
    page.unroute("**/graphql")
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("heading", name=published["name"])).to_be_visible()
    expect(page.locator("svg.range")).to_be_visible()
    problems.expected.add("ERR_FAILED")
