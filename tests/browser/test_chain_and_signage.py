"""The service chain, at eight teams and at eighty, and the screen in the canteen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from browser.conftest import PATIENCE, Problems, barriers, small, turned
from had_your_back.database import Database
from had_your_back.people import actions
from had_your_back.people.actions import TokenDraft

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

CHAIN, SCREEN = "<hyb-service-chain></hyb-service-chain>", "<hyb-signage></hyb-signage>"
ALL = """{ serviceChain { links(first: 300) { from { name } to { name } reliability } withheld
  weakestLink { from { name } to { name } } } }"""
GIVE = """mutation($input: GiveRecognitionInput!) { giveRecognition(input: $input) {
  recognition { id } userErrors { message } } }"""
BACK = "mutation($input: RecognitionIdInput!) { withdrawRecognition(input: $input) { userErrors { message } } }"
MANY = """async ([teamCount, linkCount]) => {
  const chain = document.querySelector('hyb-service-chain');
  const teams = Array.from({ length: teamCount }, (_, i) => ({ id: `team_${i}`, name: `Crew ${i}`,
    parent: { id: `div_${i >> 3}`, name: `Division ${i >> 3}` } }));
  const links = Array.from({ length: linkCount }, (_, i) => ({ from: teams[i % teamCount],
    to: teams[(i * 7 + 1 + (i % 3)) % teamCount], promises: 5 + (i % 40), answered: null, recognitionsBack: 2,
    reliability: i === linkCount >> 2 ? 0.41 : 0.6 + (i % 39) / 100 }));
  chain.take({ links, weakestLink: links[linkCount >> 2], withheld: 41 });
  chain.requestUpdate();
  await chain.updateComplete;
}"""
Ask = Callable[..., Any]


@pytest.fixture
def ask(running_demo: Any) -> Ask:
    """Asks the service, elsewhere, as somebody."""

    def one(who: str, query: str, **variables: Any) -> Any:
        answer = httpx.post(
            f"{str(running_demo.url).rstrip('/')}/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer dev:{who}"},
        ).json()
        assert "errors" not in answer, answer
        return answer["data"]

    return one


@pytest.fixture
def thank(ask: Ask, people: list[dict[str, Any]]) -> Callable[..., tuple[str, str]]:
    """Somebody thanks somebody; the message, and the id."""

    def one(more: str = "", **given: Any) -> tuple[str, str]:
        message = f"You stayed until it ran. {uuid4().hex[:8]}{more}"
        who = "query($name: String!) { person(by: {userName: $name}) { id } }"
        to = ask("mira.lindqvist", who, name=people[5]["userName"])["person"]["id"]
        wanted = {"recipients": [to], "message": message, "behaviours": ["owned_it"], **given}
        made = ask("mira.lindqvist", GIVE, input=wanted)["giveRecognition"]
        assert not made["userErrors"]
        return message, made["recognition"]["id"]

    return one


def test_the_weakest_link_is_marked_and_arrows_walk_to_the_others(host: Any, ask: Ask) -> None:
    chain = ask("mira.lindqvist", ALL)["serviceChain"]
    weakest, links = chain["weakestLink"], chain["links"]
    page = host(CHAIN, css="main { max-width: 760px !important }")
    plot, detail = page.get_by_role("listbox"), page.locator(".detail")
    expect(detail).to_contain_text(f"{weakest['from']['name']} serves {weakest['to']['name']}")
    expect(detail).to_contain_text("weakest link")
    expect(plot.get_by_role("option")).to_have_count(len(links))
    expect(page.get_by_text(f"{chain['withheld']} links kept back for privacy")).to_be_visible()

    plot.focus()
    seen = set()
    for _ in links:
        page.keyboard.press("ArrowDown")
        seen.add(plot.get_attribute("aria-activedescendant"))
    assert len(seen) == len(links)
    page.keyboard.press("ArrowUp")
    expect(detail).not_to_contain_text("weakest link")
    page.keyboard.press("Home")
    expect(detail).to_contain_text("weakest link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"{weakest['to']['name']} in the chain")).to_be_focused()
    row = page.locator("li").filter(has_text=weakest["from"]["name"]).filter(has_text="weakest link")
    expect(row).to_contain_text(f"{weakest_share(links, weakest)}%")
    page.get_by_role("button", name="All teams").press("Enter")
    expect(plot).to_be_visible()

    page.get_by_label("Find a team").fill(weakest["from"]["name"][:4].lower())
    expect(page.get_by_role("status").filter(has_text=re.compile("match"))).to_be_attached()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"{weakest['from']['name']} in the chain")).to_be_focused()
    page.get_by_role("button", name="All teams").click()
    page.get_by_text("The same as a table").click()
    expect(page.locator("tbody tr")).to_have_count(len(links))


def weakest_share(links: list[dict[str, Any]], weakest: dict[str, Any]) -> int:
    found = [each for each in links if (each["from"], each["to"]) == (weakest["from"], weakest["to"])]
    return round(100 * found[0]["reliability"])


def test_eighty_teams_stand_in_a_matrix_and_on_a_phone_it_is_one_team(host: Any) -> None:
    page = host(CHAIN, css="main { max-width: 860px !important }")
    detail = page.locator(".detail")
    expect(detail).to_be_visible()
    page.evaluate(MANY, [20, 60])
    expect(page.get_by_text("20 teams, 60 links")).to_be_visible()
    assert barriers(page) == []  # of eighty that takes ten times as long, and each cell is like the others
    page.evaluate(MANY, [80, 392])
    expect(page.get_by_text("80 teams, 392 links")).to_be_visible()
    expect(detail).to_contain_text("41%")
    page.get_by_role("listbox").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.querySelector('hyb-service-chain').shadowRoot.querySelectorAll('*').length") < 9000
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.get_by_role("heading", name=re.compile("in the chain$"))).to_be_visible()
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert small(page) == []


def test_when_the_chain_does_not_come_it_says_so(host: Any, problems: Problems) -> None:
    fault = {"errors": [{"message": "Oops.", "extensions": {"code": "INTERNAL", "reference": "7f3c-91a2"}}]}
    page = host(CHAIN, graphql=lambda route: route.fulfill(status=500, json=fault))
    expect(page.get_by_role("alert")).to_contain_text("7f3c-91a2")
    page.unroute("**/graphql")
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(".detail")).to_be_visible()
    problems.expected.add("Failed to load resource")


def test_the_chain_and_the_screen_keep_nobody_out(host: Any) -> None:
    page = host(CHAIN + SCREEN, lang="ar", dark=True, width=800, css="main { max-width: 760px !important }")
    expect(page.locator("hyb-signage article")).to_be_visible()
    for lang, dark, width in (("ar", True, 800), ("en", False, 800), ("de", True, 360)):
        turned(page, CHAIN + SCREEN, lang=lang, dark=dark, width=width)
        expect(page.get_by_role("listbox")).to_have_count(int(width > 360))  # on a phone it is one team
        page.locator("hyb-service-chain details").evaluate("it => { it.open = true }")
        expect(page.locator("hyb-service-chain tbody")).to_be_visible()
        assert barriers(page) + small(page) == [], lang
        assert page.evaluate("document.documentElement.scrollWidth") <= width


async def token_of_a_screen(url: str) -> str:
    database = Database(url)
    _, secret = await database.transact(actions.create_token, TokenDraft(name="canteen", scopes=["signage"]))
    await database.close()
    return secret


def test_a_screen_needs_no_more_than_its_own_token(host: Any, running_demo: Any, thank: Any, ask: Ask) -> None:
    arguments = running_demo.process.args
    (kept,) = Path(arguments[arguments.index("--data") + 1]).glob("*.db")
    with ThreadPoolExecutor() as beside:  # the browser's driver has the loop of this thread
        token = beside.submit(asyncio.run, token_of_a_screen(f"sqlite:///{kept}")).result()
    first, key = thank()
    page = host(SCREEN, js=f"configure({{ token: () => {token!r} }});")
    shown = page.locator("article.now")
    expect(shown).to_contain_text(first)
    expect(page.get_by_text("Alder Water says thank you")).to_be_visible()

    second, _ = thank(" <b>" + "It went on and on. " * 95)
    expect(page.locator(".dots i")).to_have_count(12)
    page.evaluate("document.querySelector('hyb-signage').turned = 0")  # its 20 seconds are over
    expect(shown).not_to_contain_text(first)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Hold").press("Enter")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        if second[:30] in str(shown.text_content()):
            break
    expect(shown).to_contain_text(second[:30])
    assert shown.locator("b").count() == 1  # who signs
    expect(shown).to_have_class(re.compile("z[345]"))
    assert page.evaluate("""() => {
      const { shadowRoot } = document.querySelector('hyb-signage');
      return shadowRoot.querySelector('.now').offsetHeight <= shadowRoot.querySelector('.stage').clientHeight;
    }""")

    page.evaluate("document.querySelector('hyb-signage').still = true")
    while first not in str(shown.text_content()):
        page.keyboard.press("ArrowLeft")
    ask("mira.lindqvist", BACK, input={"id": key})
    expect(page.get_by_text(first)).to_have_count(0)  # at once, in the middle of its time


def test_without_a_network_it_goes_on_with_what_it_saw_and_shows_nothing_private(
    host: Any, thank: Any, problems: Problems
) -> None:
    private, _ = thank(visibility="PEOPLE")
    page = host(SCREEN)
    shown = page.locator("article.now")
    expect(shown).to_be_visible()
    assert private not in page.evaluate("JSON.stringify(document.querySelector('hyb-signage').cards)")
    before = shown.text_content()
    page.route("**/graphql", lambda route: route.abort())
    page.evaluate("document.querySelector('hyb-signage').load()")
    # The stream may have begun meanwhile, which is a sign of life: then it asks again, within twenty seconds.
    expect(page.get_by_text("Seen last, while there is no connection")).to_be_visible(timeout=3 * PATIENCE)
    page.evaluate("document.querySelector('hyb-signage').turned = 0")
    expect(shown).not_to_have_text(str(before))
    expect(page.get_by_role("alert")).to_have_count(0)
    problems.expected.add("Failed to load resource")
