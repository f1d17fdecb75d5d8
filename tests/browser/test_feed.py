"""The feed in a page of somebody else's: what comes live, what one does with a thank-you, and every way it can fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from browser.conftest import Problems

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
pytestmark = pytest.mark.browser

FEED = "<hyb-feed></hyb-feed>"
CARD = "[role=feed] article"
GIVE = """mutation($input: GiveRecognitionInput!) { giveRecognition(input: $input) {
  recognition { id } userErrors { message } } }"""
Thank = Callable[..., str]


@pytest.fixture
def thank(running_demo: Any, people: list[dict[str, Any]]) -> Thank:
    """Somebody thanks somebody, elsewhere. Answers the message."""

    def ask(query: str, who: str, **variables: Any) -> Any:
        found = httpx.post(
            f"{str(running_demo.url).rstrip('/')}/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer dev:{who}"},
        ).json()
        assert "errors" not in found, found
        return found["data"]

    def one(message: str | None = None, *, giver: int = 7, recipient: int = 8) -> str:
        message = message or f"You stayed until the last valve was shut. {uuid4().hex[:8]}"
        of = "query($name: String!) { person(by: {userName: $name}) { id } }"
        to = ask(of, "mira.lindqvist", name=people[recipient]["userName"])["person"]["id"]
        draft = {"recipients": [to], "message": message, "behaviours": ["owned_it"]}
        assert not ask(GIVE, people[giver]["userName"], input=draft)["giveRecognition"]["userErrors"]
        return message

    return one


def by_text(page: Any, text: str) -> Any:
    return page.locator(CARD).filter(has_text=text)


def test_thanks_come_live_and_wait_above_until_one_asks(host: Any, thank: Thank) -> None:
    page = host(FEED)
    expect(page.get_by_text("Live")).to_be_visible()
    first = page.locator(CARD).first
    before = first.bounding_box()
    focused = page.locator(CARD).nth(1)
    focused.focus()
    message = thank()
    waiting = page.get_by_role("button", name="1 new thank-you")
    expect(waiting).to_be_visible()
    expect(focused).to_be_focused()
    expect(by_text(page, message)).to_have_count(0)
    assert before["height"] == first.bounding_box()["height"]
    waiting.click()
    expect(by_text(page, message)).to_be_focused()
    expect(page.locator(CARD).first).to_contain_text(message)


def test_two_people_on_two_screens_see_each_other(host: Any, people: list[dict[str, Any]]) -> None:
    giver, witness, thanked = people[9:12]
    both = "<hyb-give></hyb-give><hyb-feed></hyb-feed>"
    mine, theirs = host(both, user=giver["userName"]), host(FEED, user=witness["userName"])
    expect(theirs.locator(CARD).first).to_be_visible()
    message = f"I was on the second crew. {uuid4().hex[:8]}"
    mine.get_by_role("button", name="Who had your back?").click()
    mine.keyboard.type(thanked["displayName"])
    mine.get_by_role("option", name=thanked["displayName"]).click()
    mine.get_by_role("button", name="felt with me").click()
    mine.get_by_label("What happened").fill(message)
    mine.get_by_role("button", name="Send thanks").click()
    expect(mine.locator(CARD).first).to_contain_text(message)
    theirs.get_by_role("button", name=re.compile("new thank")).click()

    card = by_text(theirs, message)
    card.get_by_role("button", name="I saw it too").click()
    expect(card.get_by_role("button", name="I saw it too 1")).to_have_attribute("aria-pressed", "true")
    card.get_by_role("button", name="Add a reaction").click()
    theirs.keyboard.press("ArrowRight")
    theirs.keyboard.press("Enter")
    expect(card.get_by_role("button", name="heart, 1")).to_have_attribute("aria-pressed", "true")
    card.get_by_role("button", name="Comment").click()
    theirs.keyboard.type("I was there.")
    theirs.keyboard.press("Enter")
    expect(card.get_by_role("button", name="1 comment")).to_be_visible()
    expect(card.get_by_text("I was there.")).to_be_visible()

    own = by_text(mine, message)
    own.get_by_role("button", name="Edit").click()
    mine.get_by_role("textbox", name="Edit").fill(f"{message} And so were you.")
    mine.get_by_role("button", name="Save").click()
    expect(own).to_contain_text("And so were you.")
    expect(card).to_contain_text("And so were you.")  # without a word of theirs
    own.get_by_role("button", name="More").click()
    mine.get_by_role("menuitem", name="Take it back").press("Enter")
    mine.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(mine.get_by_text("You took this thank-you back.")).to_be_visible()
    expect(theirs.get_by_text("This thank-you was taken back.")).to_be_visible()


def test_a_comment_that_is_sent_and_deleted_twice_is_there_and_gone_once(host: Any, thank: Thank) -> None:
    message = thank(giver=8, recipient=9)
    page = host(FEED)
    card = by_text(page, message)
    card.get_by_role("button", name="Comment").click()
    field = card.get_by_label("Write a comment")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/graphql", hold)
    field.fill("I was there.")
    field.press("Enter")
    field.press("Enter")
    field.press_sequentially(" And")
    page.unroute("**/graphql")
    for each in held:
        each.continue_()
    expect(card.get_by_role("button", name="1 comment")).to_be_visible()
    expect(card.locator(".com")).to_have_count(1)
    expect(field).to_have_value("I was there. And")  # what was written meanwhile
    field.fill("So was I.")
    field.press("Enter")
    expect(card.get_by_role("button", name="2 comments")).to_be_visible()
    expect(field).to_have_value("")

    card.get_by_role("button", name="Delete").first.dblclick()
    expect(card.get_by_role("button", name="1 comment")).to_be_visible()
    expect(card.locator(".com")).to_have_count(1)
    expect(card.get_by_text("This is no longer here.")).to_have_count(0)


def test_each_paragraph_has_its_own_direction(host: Any, thank: Thank) -> None:
    message = thank(f"شكرًا لك!\nYou stayed, and so did I. {uuid4().hex[:8]}", giver=8, recipient=9)
    page = host(FEED)
    words = by_text(page, message.split("\n")[1]).locator("blockquote p")
    starts = words.evaluate("""(it) => [0, it.textContent.indexOf('You')].map((at) => {
      const range = document.createRange();
      range.setStart(it.firstChild.nextSibling ?? it.firstChild, at);
      range.setEnd(it.firstChild.nextSibling ?? it.firstChild, at + 3);
      const { left, right } = range.getBoundingClientRect();
      const place = it.getBoundingClientRect();
      return left - place.left < 2 ? 'left' : place.right - right < 2 ? 'right' : 'between';
    })""")
    assert starts == ["right", "left"]


def test_a_link_is_copied_a_report_goes_out_and_escape_leaves_everything_as_it_was(host: Any, thank: Thank) -> None:
    message = thank()
    page = host(FEED)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = by_text(page, message)
    card.get_by_role("button", name="More").press("Enter")
    page.keyboard.press("Enter")
    expect(card.get_by_role("status").filter(has_text="Link copied.")).to_be_focused()
    address, _, only = page.evaluate("navigator.clipboard.readText()").partition("?thanks=")
    assert address == page.evaluate("location.origin + '/'")
    page.evaluate("only => { document.querySelector('hyb-feed').only = only }", only)
    expect(page.locator(CARD)).to_have_count(1)
    expect(card).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_role("button", name="Everyone")).to_be_visible()
    card.get_by_role("button", name="More").press("Enter")
    page.get_by_role("menuitem", name="Report to a moderator").press("Enter")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(card.get_by_role("button", name="More")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.get_by_label("Reason").fill("This is about me, and it is not true.")
    page.get_by_role("dialog").get_by_role("button", name="Report to a moderator").click()
    expect(page.get_by_text("Reported. A moderator who is not involved will look at it.")).to_be_visible()


def test_an_adversary_writes_text_and_nothing_else(host: Any, thank: Thank) -> None:
    evil = (
        "<img src=x onerror=alert(1)><script>alert(1)</script> **bold** [a](javascript:alert(1)) "
        "\u202egnihtyreve sesrever\u202c "
        + "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d" * 40
        + "👩‍🚒" * 300
        + "x" * 400
    )
    page = host(FEED, js="window.alert = () => { throw new Error('an alert'); };")
    expect(page.locator(CARD).first).to_be_visible()
    thank(evil)
    page.get_by_role("button", name=re.compile("new thank")).click()
    card = page.locator(CARD).first
    expect(card).to_contain_text("<img src=x onerror=alert(1)><script>")
    assert card.locator("img, script, strong, a").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1200
    assert card.bounding_box()["width"] <= 640


def test_when_the_service_fails_it_says_so_and_tries_again(host: Any, problems: Problems) -> None:
    fault = {"errors": [{"message": "Oops.", "extensions": {"code": "INTERNAL", "reference": "7f3c-91a2"}}]}
    page = host(FEED, graphql=lambda route: route.fulfill(status=500, json=fault))
    expect(page.get_by_role("alert")).to_contain_text("The feed did not load")
    expect(page.get_by_role("alert")).to_contain_text("7f3c-91a2")
    page.unroute("**/graphql")
    older = {"errors": [{"message": "Not known.", "extensions": {"code": "DOCUMENT_NOT_FOUND"}}]}
    page.route("**/graphql", lambda route: route.fulfill(status=400, json=older))
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_text("This page and the service are of different versions. Load it again.")).to_be_visible()
    page.unroute("**/graphql")
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(CARD).first).to_be_visible()
    problems.expected |= {"500", "400"}


def test_offline_it_shows_what_was_seen_and_comes_back(host: Any, thank: Thank, problems: Problems) -> None:
    page = host(FEED)
    expect(page.get_by_text("Live")).to_be_visible()
    expect(page.locator(CARD).first).to_be_visible()
    page.context.set_offline(True)
    page.evaluate("document.querySelector('hyb-feed').search = ''")
    page.get_by_role("button", name="Everyone").click()
    expect(page.get_by_text("No connection.")).to_be_visible()
    message = thank()
    page.context.set_offline(False)
    expect(by_text(page, message)).to_be_visible()
    expect(page.get_by_text("Live")).to_be_visible()
    problems.expected.add("ERR_")


def test_filters_show_less_and_say_when_nothing_is_left(host: Any) -> None:
    page = host('<hyb-feed search="zebra crossing"></hyb-feed>')
    expect(page.get_by_text("No thanks with “zebra crossing”")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(CARD).first).to_be_visible()
    page.get_by_label("Behaviour").select_option("led_by_example")
    expect(page.locator(CARD).first).to_contain_text("led by example")
    page.get_by_role("button", name="About me").click()
    expect(page.get_by_role("button", name="About me")).to_have_attribute("aria-pressed", "true")


def test_ten_thousand_thanks_leave_a_few_in_the_document(host: Any) -> None:
    page = host(FEED)
    expect(page.locator(CARD).first).to_be_visible()
    # The road of 500 pages is the service's; here the feed gets them all at once, as if one had come that far.
    page.evaluate("""async () => {
      const feed = document.querySelector('hyb-feed');
      const [letter] = feed.letters;
      feed.letters = Array.from({ length: 10000 }, (_, i) =>
        new letter.constructor(feed, { ...letter.data, id: `rec_${i}`, message: 'More words. '.repeat(1 + (i % 17)) }));
      feed.hasOlder = false;
      feed.requestUpdate();
      await feed.updateComplete;
    }""")
    most = 0
    for at in (0, 0.3, 0.31, 0.9, 1, 0.5):
        page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {at})")
        frames = page.evaluate("""async () => {
          const { shadowRoot } = document.querySelector('hyb-feed');
          for (let frame = 0; frame < 30; frame++) {
            await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
            const seen = [...shadowRoot.querySelectorAll('article')].map((each) => each.getBoundingClientRect());
            if (seen.some(({ top, bottom }) => bottom > 0 && top < innerHeight)) return frame;
          }
        }""")
        assert frames is not None
        most = max(most, page.evaluate("document.querySelector('hyb-feed').shadowRoot.querySelectorAll('*').length"))
    assert most < 2500
    # Nobody who scrolls ever sees a gap, and a letter at the edge does not come and go for ever.
    assert (
        page.evaluate("""async () => {
      const feed = document.querySelector('hyb-feed');
      for (let at = 0; at < 60; at++) {
        scrollBy(0, 353);
        await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
        await feed.updateComplete;
        const under = feed.shadowRoot.elementFromPoint(innerWidth / 2, innerHeight / 2);
        if (!under?.closest('article')) return at;
      }
      return 'seen';
    }""")
        == "seen"
    )


def test_the_page_of_somebody_with_hostile_styles_changes_nothing(host: Any) -> None:
    hostile = "* { all: unset !important; } button, input { display: none !important; } p { color: red !important }"
    both = "<hyb-give></hyb-give><hyb-feed></hyb-feed>"
    script = """() => [...document.querySelectorAll('hyb-give, hyb-feed')].map((one) =>
      [...one.shadowRoot.querySelectorAll('.root, button, p, h2, .av')].slice(0, 40).map((each) => {
        const { color, fontSize, fontFamily, display, lineHeight } = getComputedStyle(each);
        return [each.className, color, fontSize, fontFamily, display, lineHeight]; }))"""
    shown = []
    for css in ("", hostile):
        page = host(both, css=css)
        page.locator(CARD).first.wait_for()
        page.locator(".prompt").wait_for()
        shown.append(page.evaluate(script))
    assert shown[0] == shown[1]


def test_two_versions_on_one_page_do_not_break(host: Any) -> None:
    """The second is told who asks, and its elements are the first one's."""
    another = "const { configure: tell } = await import('/widget/had-your-back.js?another');"
    page = host(FEED, js=f"configure({{ token: undefined }}); {another} tell({{ token: () => 'dev:mira.lindqvist' }});")
    expect(page.locator(CARD).first).to_be_visible()
    page.evaluate("document.body.append(document.createElement('hyb-give'))")
    expect(page.get_by_role("button", name="Who had your back?")).to_be_visible()
