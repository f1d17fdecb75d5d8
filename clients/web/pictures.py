"""Takes the pictures of the docs and writes ``docs/gallery.md``, from a demonstration of its own.

``.venv/bin/python clients/web/pictures.py`` takes all of them; with names (``give feed-dark``) only those. With
``--to FOLDER`` they go elsewhere, and ``--languages fr,es,ja`` shows other languages: to look at. Look before they are
committed: they are what people see first.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import struct
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, Route, sync_playwright

sys.path.append(str(Path(__file__).parents[2] / "tests"))
from had_your_back.scores.recipes import RECIPES
from had_your_back.scores.rules import ScoreStatus
from had_your_back.scores.wording import status_text
from processes import Service, free_port

DOCS = Path(__file__).parents[2] / "docs"
CHROMIUM = os.environ.get("HYB_TEST_CHROMIUM") or shutil.which("chromium") or "chromium"
QUALITY = 0.78
GROUND = {"light": "#f1f5f3", "dark": "#0c1512"}
INK = {"light": "#3f4b46", "dark": "#b9c5bf"}
HOST = """<!doctype html><html lang="{lang}" dir="{dir}"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="{scheme}"><title>Pictures</title>
<style>body {{ margin: 0; padding: 12px; background: {ground} }} main {{ display: grid; gap: 16px }}</style>
<script type="module">import {{ configure }} from '/widget/had-your-back.js';
configure({{ token: () => 'dev:{user}' }});</script><main>{body}</main></html>"""
SHRINK = """async ([source, quality]) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}"""
EIGHTY = """async () => {
  const chain = document.querySelector('hyb-service-chain');
  const names = ['Board', 'Finance', 'People', 'Supply', 'Digital', 'Networks', 'Quality', 'Customers'];
  const teams = Array.from({ length: 80 }, (_, i) => ({ id: `team_${i}`, name: `${names[i % 8]} ${1 + (i >> 3)}`,
    parent: { id: `div_${i % 8}`, name: names[i % 8] } })).sort((a, b) => (a.parent.id < b.parent.id ? -1 : 1));
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const links = new Map();
  while (links.size < 392) {
    const from = Math.floor(random() * 80);
    const near = Math.round(from + (random() + random() - 1) * 14);
    const to = random() < 0.86 ? near : Math.floor(random() * 80);
    if (to < 0 || to > 79 || to === from) continue;
    links.set(`${from} ${to}`, { from: teams[from], to: teams[to], promises: 5 + Math.floor(random() * 40),
      reliability: links.size === 210 ? 0.61 : 0.68 + random() * 0.3, answered: 0.88, recognitionsBack: 4 });
  }
  const all = [...links.values()];
  chain.take({ links: all, weakestLink: all.find(({ reliability }) => reliability === 0.61), withheld: 41 });
  chain.requestUpdate();
  await chain.updateComplete;
}"""
WORDS = (
    "The main on Harbour Road went at ten past three. You closed the street, sent two crews and stayed on the line. "
    "We were all home before breakfast."
)
FAULT = {"errors": [{"message": "", "extensions": {"code": "INTERNAL", "reference": "7f3c-91a2"}}]}
LOOKS = [("en", "light"), ("de", "light"), ("ar", "light"), ("en", "dark"), ("de", "dark"), ("ar", "dark")]

Shot = tuple[str, bytes]
"""What is to be seen, and the picture of it."""
Change = Callable[[dict[str, Any]], None]


HELD: list[Route] = []
"""What was asked and is not answered, as long as its window is open."""


def failing(page: Page) -> None:
    """The service answers with an error."""
    page.route("**/graphql", lambda route: route.fulfill(status=500, json=FAULT))


def silent(page: Page) -> None:
    """The service does not answer."""
    page.route("**/graphql", lambda route: HELD.append(route))  # noqa: PLW0108 - playwright marks what it is given


def changed(page: Page, how: Change) -> None:
    """What the service answers, changed on its way: what takes a quarter, or another company."""

    def on(route: Route) -> None:
        if route.request.headers.get("accept") == "text/event-stream":
            return route.fallback()
        answer = route.fetch()
        told = answer.json()
        how(told.get("data") or {})
        return route.fulfill(response=answer, json=told)

    page.route("**/graphql", on)


class Studio:
    """A browser before a demonstration."""

    def __init__(self, browser: Browser, url: str, target: Path) -> None:
        self.browser, self.url, self.target = browser, url, target
        self.kept: list[str] = []

    def ask(self, query: str, who: str = "mira.lindqvist", **variables: Any) -> Any:
        """The service, beside the browser."""
        body = {"query": query, "variables": variables}
        return httpx.post(f"{self.url}/graphql", json=body, headers={"authorization": f"Bearer dev:{who}"}).json()[
            "data"
        ]

    @contextmanager
    def window(
        self, width: int, height: int, scheme: str = "light", lang: str = "en", *, fine: float = 1.5, **more: Any
    ) -> Iterator[Page]:
        """A new one, in which somebody has been shown around."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-GB" if lang == "en" else lang,
            device_scale_factor=fine,
            **more,
        )
        page = context.new_page()
        page.add_init_script(
            f"localStorage.setItem('hyb.language', '\"{lang}\"'); localStorage.setItem('hyb.theme', '\"{scheme}\"');"
        )
        yield page
        while HELD:
            HELD.pop().abort()
        context.close()

    @contextmanager
    def element(
        self,
        body: str,
        scheme: str,
        *,
        width: int = 560,
        height: int = 900,
        lang: str = "en",
        user: str = "mira.lindqvist",
        before: Callable[[Page], None] = lambda _: None,
    ) -> Iterator[Page]:
        """A page of somebody else's with components in it."""
        with self.window(width, height, scheme, lang) as page:
            before(page)
            html = HOST.format(
                lang=lang,
                dir="rtl" if lang == "ar" else "ltr",
                scheme=scheme,
                ground=GROUND[scheme],
                user=user,
                body=body,
            )
            page.route("**/host", lambda route: route.fulfill(body=html, content_type="text/html"))
            page.goto(f"{self.url}/host")
            yield page

    def state(self, name: str, body: str, scheme: str, ready: str, **more: Any) -> Shot:
        """A component as it comes up, once it shows `ready`."""
        with self.element(body, scheme, **more) as page:
            page.locator(ready).first.wait_for()
            return name, taken(page)

    def keep(self, name: str, picture: bytes) -> None:
        """As WebP, a third of its size."""
        with self.window(100, 100) as page:
            source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
            (self.target / f"{name}.webp").write_bytes(base64.b64decode(page.evaluate(SHRINK, [source, QUALITY])))
        self.kept.append(name)

    def sheet(self, name: str, shots: list[Shot], scheme: str, *, columns: int = 3, width: int = 420) -> None:
        """Several beside and below each other, each with what it shows."""
        stacks: list[tuple[float, list[str]]] = [(0.0, []) for _ in range(columns)]
        for said, one in shots:
            wide, high = struct.unpack(">II", one[16:24])
            low = min(range(columns), key=lambda n: round(stacks[n][0], -1))
            source = f"data:image/png;base64,{base64.b64encode(one).decode()}"
            drawn = min(width, wide / 1.5)
            figure = f'<figure><figcaption>{said}</figcaption><img width={drawn} src="{source}"></figure>'
            stacks[low] = (stacks[low][0] + drawn * high / wide + 48, [*stacks[low][1], figure])
        shown = "".join(f"<div>{''.join(stack)}</div>" for _, stack in stacks if stack)
        style = (
            f"body {{ margin: 0; background: {GROUND[scheme]}; color: {INK[scheme]}; padding: 16px; display: flex; "
            "gap: 20px; width: max-content; font: 500 13px system-ui, sans-serif } "
            "div { display: grid; gap: 20px; align-content: start } img { display: block; border-radius: 8px } "
            "figure { margin: 0; display: grid; gap: 8px } figcaption { padding-inline-start: 4px }"
        )
        with self.window(len(stacks) * (width + 20) + 32, 100, fine=1.2) as page:
            page.set_content(f"<style>{style}</style>{shown}")
            self.keep(name, page.screenshot(full_page=True))


def taken(page: Page, what: str = "main") -> bytes:
    """What is drawn, when it has come to rest."""
    page.mouse.move(1, 1)
    page.wait_for_timeout(250)
    if page.locator(":popover-open").count() or page.locator("dialog[open]").count():
        return page.screenshot()
    return page.locator(what).first.screenshot()


@contextmanager
def answering(status: int) -> Iterator[str]:
    """A receiver of webhooks that says yes, but under /payroll."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            no = self.path == "/payroll"
            body = b'{"error": "maintenance", "until": "13:10"}' if no else b'{"taken": true}'
            self.send_response(status if no else 200)
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


def write(page: Page, name: str = "Amara", message: str = WORDS) -> None:
    """Fill the form, up to before it is sent."""
    page.locator(".prompt").click()
    page.locator("#who").press_sequentially(name)
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".opt").first.click()
    page.locator("#message").fill(message)


GIVE, FEED, LOOPS = "<hyb-give></hyb-give>", "<hyb-feed></hyb-feed>", "<hyb-commitments></hyb-commitments>"
SCORE, CHAIN, HOOKS = (
    "<hyb-team-score></hyb-team-score>",
    "<hyb-service-chain></hyb-service-chain>",
    "<hyb-webhooks></hyb-webhooks>",
)
SCREEN = "<hyb-signage></hyb-signage>"


def give(studio: Studio, scheme: str) -> Iterator[Shot]:
    """Saying thank you, step by step."""
    with studio.element(GIVE, scheme) as page:
        page.locator(".lately .person").first.wait_for()
        yield "Closed: one question", taken(page)
        page.locator(".prompt").click()
        page.locator("#who").press_sequentially("Am")
        page.locator("[role=option]").first.wait_for()
        yield "People and teams by name", taken(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.locator(".foot .btn.p").click()
        page.locator(".err:not([hidden])").first.wait_for()
        yield "What is missing stands where it is missing", taken(page)
        page.keyboard.press("Escape")
        write(page)
        yield "Filled", taken(page)
        page.locator(".foot [part=promise]").click()
        page.locator("#promise option").nth(1).wait_for(state="attached")
        page.locator("#promise").select_option(index=1)
        page.locator(".about").wait_for()
        page.locator("[part=link]").click()
        page.locator("#link").fill("https://intranet.example/incident/4471")
        yield "About a promise, with a link", taken(page)
        page.locator(".foot .btn.p").click()
        page.locator(".undo .btn:not([aria-disabled=true])").wait_for()
        page.wait_for_timeout(2000)
        yield "Sent; ten seconds to take it back", taken(page)
        page.locator(".undo .btn").click()
        page.locator("#message").wait_for()
        page.context.set_offline(True)
        page.locator(".foot .btn.p").click()
        page.locator(".note.bad").wait_for()
        yield "No network: it waits", taken(page)
    with studio.element(GIVE, scheme) as page:
        page.locator(".prompt").wait_for()
        write(page)
        over = json.dumps({"errors": [{"message": "It has ended."}]})
        page.evaluate("import('/widget/had-your-back.js').then(({ configure }) => configure({ token: () => '' }))")
        page.route("**/graphql", lambda route: route.fulfill(status=401, body=over))
        page.locator(".foot .btn.p").click()
        page.locator(".note.bad").wait_for()
        yield "Signed out while writing", taken(page)


def feed(studio: Studio, scheme: str) -> Iterator[Shot]:
    """The feed and its states."""

    def one_with_a_promise(data: dict[str, Any]) -> None:
        found = (data.get("recognitions") or {}).get("nodes", [])
        for each in found[:1]:
            each["commitment"] = {"id": "cmt_1", "title": "A spare pump on site by Friday, 06:00", "state": "KEPT"}

    with studio.element(
        '<hyb-feed search="Harbour Road went"></hyb-feed>',
        scheme,
        before=lambda page: changed(page, one_with_a_promise),
    ) as page:
        page.locator("article .talk").first.click()
        page.locator(".com").first.wait_for()
        yield "A letter: the thanked come first, the giver signs", taken(page)
    with studio.element('<hyb-feed search="meter portal"></hyb-feed>', scheme, height=460) as page:
        page.locator("article").first.wait_for()
        page.locator(".when button").first.click()
        yield "What one may do with it", taken(page)
        page.keyboard.press("Escape")
        page.context.set_offline(True)
        page.locator(".bar").wait_for()
        yield "Without a network: what was seen last", taken(page)
    with studio.element(GIVE + FEED, scheme, height=1000) as page:
        page.locator("article").first.wait_for()
        write(page)
        page.locator(".foot .btn.p").click()
        page.locator(".undo .btn:not([aria-disabled=true])").wait_for()
        page.locator("article .push .btn").first.click()
        page.locator(".edit textarea").wait_for()
        yield "One's own, edited within fifteen minutes", taken(page, "hyb-feed article")
        page.keyboard.press("Escape")
        page.locator(".undo .btn").click()
    yield studio.state("Empty", FEED, scheme, ".blank", before=lambda page: changed(page, no_thanks))
    yield studio.state("Filtered to nothing", '<hyb-feed search="zebra"></hyb-feed>', scheme, ".blank")
    yield studio.state(
        "A link to one that is gone", '<hyb-feed only="rec_00000000000000000000000000"></hyb-feed>', scheme, ".blank"
    )
    yield studio.state("Loading, after 300 ms", FEED, scheme, ".shape", before=silent)
    yield studio.state("The service fails", FEED, scheme, ".blank", before=failing)


def no_thanks(data: dict[str, Any]) -> None:
    """Nobody has thanked anybody."""
    if "recognitions" in data:
        data["recognitions"]["nodes"] = []


def promises(studio: Studio, scheme: str) -> Iterator[Shot]:
    """Open loops, and a promise at some of its stations."""

    def station(name: str, title: str, act: str = "") -> Shot:
        with studio.element(LOOPS, scheme) as page:
            page.get_by_role("button", name=title).click()
            page.locator(".talk").wait_for()
            page.locator(f"#act-{act}" if act else ".talk summary").click()
            return name, taken(page, ".loop.open")

    yield studio.state("What waits for me comes first", LOOPS, scheme, ".loop")
    yield station("Other terms, side by side", "A second screen for the night desk")
    yield station("A good no", "Beacon Hill", "DECLINE")
    yield station("Thanks for a kept promise", "The alarm list", "THANK")
    yield station("Taking a promise back", "The valve order", "REVOKE")
    with studio.element(LOOPS, scheme) as page:
        page.locator("#ask").click()
        page.keyboard.type("IT")
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("Enter")
        page.locator("#title").fill("Loan of the spare headset")
        page.locator(".days .pill").nth(1).click()
        yield "Asking a team", taken(page)
    with studio.element(LOOPS, scheme) as page:
        page.locator(".loop").first.wait_for()
        page.context.set_offline(True)
        page.locator(".bar").wait_for()
        page.locator("#offer").click()
        page.locator(".foot .btn.p").click()
        yield "Offering, and what is missing", taken(page)
    yield studio.state("Empty", LOOPS, scheme, ".blank", before=lambda page: changed(page, no_loops))
    yield studio.state("Loading, after 300 ms", LOOPS, scheme, ".shape", before=silent)
    yield studio.state("The service fails", LOOPS, scheme, ".blank", before=failing)


def no_loops(data: dict[str, Any]) -> None:
    """Nothing is open."""
    if "promised" in data:
        data["viewer"]["awaitingMe"]["nodes"] = data["promised"]["nodes"] = data["expected"]["nodes"] = []


def score(studio: Studio, scheme: str) -> Iterator[Shot]:
    """A score with its working, in short, and where there is none."""

    def none(status: ScoreStatus, items: int | None = None) -> Change:
        """There is no number, and the service's reason for that."""
        text = status_text(status, RECIPES["v1"], items=items)

        def change(data: dict[str, Any]) -> None:
            if "score" in (data.get("team") or {}):
                data["team"]["score"] |= {"status": status.name, "statusText": text, "value": None}

        return change

    lena = {"user": "lena.hoffmann"}
    with studio.element(SCORE, scheme, width=600, **lena) as page:
        page.locator(".big").wait_for()
        page.locator(".why summary").click()
        yield "The number, its interval, what holds and what is missing, and its working", taken(page)
    yield studio.state("In short", "<hyb-team-score compact></hyb-team-score>", scheme, ".big", width=360, **lena)
    for name, status, items in (
        ("Not enough evidence yet", ScoreStatus.INSUFFICIENT_EVIDENCE, 6),
        ("Too few people for a number", ScoreStatus.TOO_FEW_MEMBERS, None),
        ("Kept back", ScoreStatus.WITHHELD, None),
        ("Switched off", ScoreStatus.SWITCHED_OFF, None),
    ):
        how = none(status, items)
        yield studio.state(name, SCORE, scheme, ".blank", before=lambda page, how=how: changed(page, how), **lena)
    yield studio.state("Loading, after 300 ms", SCORE, scheme, ".still", before=silent, **lena)
    yield studio.state("The service fails", SCORE, scheme, ".blank", before=failing, **lena)


def chain(studio: Studio, scheme: str) -> Iterator[Shot]:
    """Who serves whom."""
    for name, made in (("The company's own teams", False), ("Eighty teams, made up", True)):
        with studio.element(CHAIN, scheme, width=860) as page:
            page.locator(".detail").wait_for()
            if made:
                page.evaluate(EIGHTY)
            yield name, taken(page)
    yield studio.state("On a phone: one team and its links", CHAIN, scheme, "h3", width=400)
    yield studio.state("Empty", CHAIN, scheme, ".blank", before=lambda page: changed(page, no_links))
    yield studio.state("The service fails", CHAIN, scheme, ".blank", before=failing)


def no_links(data: dict[str, Any]) -> None:
    """No link has enough people behind it."""
    if "serviceChain" in data:
        data["serviceChain"] |= {"links": [], "weakestLink": None, "withheld": 3}


def webhooks(studio: Studio, scheme: str) -> Iterator[Shot]:
    """Endpoints, one of which answers with 503, and the dialogs."""
    priya = {"user": "priya.nair"}
    yield studio.state("Empty", HOOKS, scheme, ".blank", before=lambda page: changed(page, no_endpoints), **priya)
    with answering(503) as receiver, studio.element(HOOKS, scheme, width=900, height=1000, **priya) as page:
        page.locator(".new").wait_for()
        if not page.locator(".end").count():
            for path, events in (("hr", "recognition.*"), ("payroll", "person.*")):
                page.locator(".new").click()
                page.locator("#url").fill(f"{receiver}{path}")
                page.get_by_label("What it is for").fill({"hr": "HR system", "payroll": "Payroll partner"}[path])
                page.get_by_label(events).check()
                page.locator(".dialog .btn.p").click()
                page.locator("[part=secret]").wait_for()
                if path == "hr":
                    yield "The secret, this once", page.locator(".dialog").screenshot()
                page.locator(".dialog .btn.p").click()
                for _ in range(9):
                    page.locator(".end.on .tools .btn").first.click()
                    page.wait_for_timeout(150)
            page.locator(".end.on pre").wait_for()
            page.wait_for_timeout(4000)
        else:
            page.locator(".ep").last.click()
        yield "An endpoint that answers with 503, and every attempt", taken(page)
    with studio.element(HOOKS, scheme, width=600, **priya) as page:
        page.locator(".new").click()
        page.locator("#url").fill("http://10.0.4.18/hooks")
        page.locator("#url-check .err").wait_for()
        yield "Addresses are looked at as one types", page.locator(".dialog").screenshot()
        page.keyboard.press("Escape")
        page.locator(".ep").first.click()
        page.get_by_role("button", name="Replay…").click()
        page.locator(".dialog [type=checkbox]").last.uncheck()
        page.locator(".dialog input[type=datetime-local]").first.fill("2026-01-01T08:00")
        page.locator(".dialog .btn.p:not([aria-disabled=true], [disabled])").wait_for()
        yield "Replay: the count comes first", page.locator(".dialog").screenshot()
    yield studio.state("The service fails", HOOKS, scheme, ".blank", before=failing, **priya)


def no_endpoints(data: dict[str, Any]) -> None:
    """Nothing goes out."""
    if "webhookEndpoints" in data:
        data["webhookEndpoints"]["nodes"] = []


def signage(studio: Studio, scheme: str) -> Iterator[Shot]:
    """What hangs in the canteen."""
    for name, width, height, before in (
        ("Lying", 1280, 720, lambda _: None),
        ("Nothing yet", 1280, 720, lambda page: changed(page, no_thanks)),
        ("Upright", 720, 1280, lambda _: None),
    ):
        with studio.element(SCREEN, scheme, width=width, height=height, before=before) as page:
            page.add_style_tag(content="body { padding: 0 !important }")
            page.locator("article, .none").first.wait_for()
            page.wait_for_timeout(1000)
            yield name, page.screenshot()


STATES = {
    "give": ("Saying thank you", give, 3, 420),
    "feed": ("The feed", feed, 3, 420),
    "promises": ("Open loops", promises, 4, 400),
    "score": ("The score of a team", score, 3, 420),
    "chain": ("The service chain", chain, 2, 600),
    "webhooks": ("Webhooks", webhooks, 2, 560),
    "signage": ("The screen in the canteen", signage, 2, 600),
}
"""For each component: what it is called, its states, and how many beside each other how wide."""


def narrow(studio: Studio, name: str, lang: str, scheme: str) -> bytes:
    """A component in a column of 360 pixels."""
    body = {
        "give": GIVE,
        "feed": FEED,
        "promises": LOOPS,
        "score": SCORE,
        "chain": CHAIN,
        "webhooks": HOOKS,
        "signage": SCREEN,
    }[name]
    user = {"score": "lena.hoffmann", "webhooks": "priya.nair"}.get(name, "mira.lindqvist")
    with studio.element(body, scheme, width=360, height=780, lang=lang, user=user) as page:
        if name == "give":
            page.locator(".prompt").wait_for()
            write(page)
        elif name == "promises":
            page.locator(".loop .t").first.click()
            page.locator(".talk").wait_for()
        elif name == "signage":
            page.add_style_tag(content="body { padding: 0 !important }")
            page.locator("article").first.wait_for()
            page.wait_for_timeout(1000)
            return page.screenshot()
        else:
            page.locator(
                {"feed": "article", "score": ".big, .blank", "chain": "h3", "webhooks": ".new"}[name]
            ).first.wait_for()
            page.wait_for_timeout(500)
        if name == "feed":
            page.wait_for_timeout(250)
            return page.screenshot()
        return taken(page)


def ready(studio: Studio, width: int, height: int, scheme: str, lang: str, **more: Any) -> bytes:
    """The ready page, as Mira sees it."""
    with studio.window(width, height, scheme, lang, **more) as page:
        page.add_init_script(
            "localStorage.setItem('hyb.toured', 'true'); localStorage.setItem('hyb.person', '\"dev:mira.lindqvist\"')"
        )
        page.goto(studio.url)
        page.locator("article").first.wait_for()
        page.wait_for_timeout(1500)
        return page.screenshot()


def beginning(studio: Studio, scheme: str, lang: str = "en") -> Iterator[Shot]:
    """The door, and the tour."""
    with studio.window(360, 780, scheme, lang) as page:
        page.goto(studio.url)
        page.locator("[role=option]").first.wait_for()
        yield "Who are you?", page.screenshot()
        page.locator("#choose").press_sequentially("mira")
        page.wait_for_timeout(400)
        page.keyboard.press("Enter")
        page.locator(".tour").wait_for()
        page.locator("article").first.wait_for()
        page.wait_for_timeout(1000)
        yield "Shown around once", page.screenshot()


def named(lang: str, scheme: str) -> str:
    """How a picture of it is called."""
    tongue = {"en": "English", "de": "German", "ar": "Arabic", "fr": "French", "es": "Spanish", "ja": "Japanese"}[lang]
    return f"{tongue}, {scheme}"


def take(studio: Studio, wanted: Callable[[str], bool], looks: list[tuple[str, str]]) -> None:
    """All that is wanted."""
    for scheme in ("light", "dark"):
        if wanted(f"page-{scheme}"):
            studio.keep(f"page-{scheme}", ready(studio, 1280, 860, scheme, "en"))
    if wanted("page-wide"):
        shots = [
            (named(*look), ready(studio, 1280, 860, look[1], look[0])) for look in looks if look != ("en", "light")
        ]
        studio.sheet("page-wide", shots, "light", columns=2, width=720)
    if wanted("phones"):
        shots = [(named(*look), ready(studio, 360, 780, look[1], look[0], has_touch=True)) for look in looks]
        studio.sheet("phones", [*shots, *beginning(studio, "light")], "light", columns=4, width=300)
    for name, (_, states, columns, width) in STATES.items():
        for scheme in ("light", "dark"):
            if wanted(f"{name}-{scheme}"):
                studio.sheet(f"{name}-{scheme}", list(states(studio, scheme)), scheme, columns=columns, width=width)
        if wanted(f"{name}-narrow"):
            shots = [(named(*look), narrow(studio, name, *look)) for look in looks]
            studio.sheet(f"{name}-narrow", shots, "light", columns=6, width=300)


def gallery() -> str:
    """The page that shows them."""
    said = """# Gallery

What people see, in every state. `.venv/bin/python clients/web/pictures.py` takes these pictures of a demonstration,
and writes this page.

## The ready page

![In English, light](pictures/page-light.webp)

![In other languages, light and dark](pictures/page-wide.webp)

![On a phone, and how it begins](pictures/phones.webp)
"""
    for name, (title, *_) in STATES.items():
        for kind, what in (("light", "its states"), ("dark", "the same by night"), ("narrow", "in 360 pixels")):
            head = f"\n## {title}\n" if kind == "light" else ""
            said += f"{head}\n![{title}: {what}](pictures/{name}-{kind}.webp)\n"
    return said


def main() -> None:
    """Take them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*")
    options.add_argument("--to", type=Path, default=DOCS / "pictures")
    options.add_argument("--languages", default="")
    said = options.parse_args()
    names = said.names

    def wanted(name: str) -> bool:
        return not names or name in names or name.partition("-")[0] in names

    looks = (
        [(lang, scheme) for scheme in ("light", "dark") for lang in said.languages.split(",")]
        if said.languages
        else LOOKS
    )
    said.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        service = Service.anew("demo", "--port", str(port), "--data", folder, port=port)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            take(Studio(browser, service.url, said.to), wanted, looks)
        finally:
            browser.close()
            service.stop()
    if said.to == DOCS / "pictures":
        (DOCS / "gallery.md").write_text(gallery(), encoding="utf-8")


if __name__ == "__main__":
    main()
