"""Takes the pictures of the docs, of a demonstration of its own: ``.venv/bin/python clients/web/pictures.py``.

Look at them before they are committed: they are what people see first.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.append(str(Path(__file__).parents[2] / "tests"))
from processes import Service, free_port

TARGET = Path(__file__).parents[2] / "docs" / "pictures"
CHROMIUM = os.environ.get("HYB_TEST_CHROMIUM") or shutil.which("chromium") or "chromium"
QUALITY = 0.9
GROUND = {"light": "#f1f5f3", "dark": "#0c1512"}
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


class Studio:
    """A browser before a demonstration."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url

    @contextmanager
    def window(self, width: int, height: int, scheme: str = "light", lang: str = "en") -> Iterator[Page]:
        """A new one, in which somebody has been shown around."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-GB" if lang == "en" else lang,
            device_scale_factor=1.5,
        )
        page = context.new_page()
        page.add_init_script(
            "localStorage.setItem('hyb.toured', 'true');"
            f"localStorage.setItem('hyb.language', '\"{lang}\"'); localStorage.setItem('hyb.theme', '\"{scheme}\"');"
            "localStorage.setItem('hyb.person', '\"dev:mira.lindqvist\"')"
        )
        yield page
        context.close()

    def ready(self, page: Page) -> bytes:
        """The ready page."""
        page.goto(self.url)
        page.locator("article").first.wait_for()
        page.wait_for_timeout(1500)
        return page.screenshot()

    def host(
        self, page: Page, body: str, scheme: str = "light", lang: str = "en", user: str = "mira.lindqvist"
    ) -> None:
        """A page of somebody else's."""
        side = "rtl" if lang == "ar" else "ltr"
        html = HOST.format(lang=lang, dir=side, scheme=scheme, ground=GROUND[scheme], user=user, body=body)
        page.route("**/host", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(f"{self.url}/host")

    def keep(self, name: str, picture: bytes) -> None:
        """As WebP, a third of its size."""
        with self.window(100, 100) as page:
            source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
            (TARGET / f"{name}.webp").write_bytes(base64.b64decode(page.evaluate(SHRINK, [source, QUALITY])))

    def sheet(self, name: str, columns: list[list[bytes]], width: int, ground: str) -> None:
        """Several beside and below each other."""
        shown = "".join(
            "<div>"
            + "".join(
                f'<img width={width} src="data:image/png;base64,{base64.b64encode(one).decode()}">' for one in column
            )
            + "</div>"
            for column in columns
        )
        style = (
            f"body {{ margin: 0; background: {ground}; padding: 16px; display: flex; gap: 16px; width: max-content }} "
        )
        style += "div { display: grid; gap: 16px; align-content: start } img { display: block; border-radius: 8px }"
        with self.window(len(columns) * (width + 16) + 16, 100) as page:
            page.set_content(f"<style>{style}</style>{shown}")
            self.keep(name, page.screenshot(full_page=True))


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


def write(page: Page, name: str, message: str = WORDS) -> None:
    """Fill the form, up to before it is sent."""
    page.locator(".prompt").click()
    page.keyboard.type(name)
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".opt").first.click()
    page.locator("#message").fill(message)


def give(studio: Studio, scheme: str) -> list[list[bytes]]:
    """What saying thank you looks like, step by step."""
    taken = []
    with studio.window(560, 900, scheme) as page:
        shoot: Callable[[], None] = lambda: taken.append(page.locator("main").screenshot())  # noqa: E731
        studio.host(page, "<hyb-give></hyb-give>", scheme)
        page.locator(".prompt").wait_for()
        shoot()
        page.locator(".prompt").click()
        page.keyboard.type("Am")
        page.locator("[role=option]").first.wait_for()
        shoot()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.locator(".foot .btn.p").click()
        page.locator(".err:not([hidden])").first.wait_for()
        shoot()
        page.keyboard.press("Escape")
        write(page, "Amara")
        shoot()
        page.locator(".foot .btn.p").click()
        page.locator(".undo .btn:not([aria-disabled=true])").wait_for()
        page.wait_for_timeout(2200)
        shoot()
        page.locator(".undo .btn").click()
        page.locator("#message").wait_for()
        page.context.set_offline(True)
        page.locator(".foot .btn.p").click()
        page.locator(".note.bad").wait_for()
        shoot()
    return [[taken[0], taken[1], taken[4]], [taken[3]], [taken[5]], [taken[2]]]


def feed(studio: Studio, scheme: str) -> list[list[bytes]]:
    """The feed's states."""
    taken: list[bytes] = []
    with studio.window(560, 900, scheme) as page:
        studio.host(page, '<hyb-feed search="Harbour Road went"></hyb-feed>', scheme)
        page.locator("article").first.wait_for()
        page.locator("article .talk").first.click()
        page.locator(".com").first.wait_for()
        taken.append(page.locator("main").screenshot())
        studio.host(page, '<hyb-feed search="zebra"></hyb-feed>', scheme)
        page.locator(".blank").wait_for()
        taken.append(page.locator("main").screenshot())
        page.route(
            "**/graphql",
            lambda route: route.fulfill(
                status=500,
                json={"errors": [{"message": "", "extensions": {"code": "INTERNAL", "reference": "7f3c-91a2"}}]},
            ),
        )
        page.reload()
        page.locator(".blank").wait_for()
        taken.append(page.locator("main").screenshot())
        page.unroute("**/graphql")
        studio.host(page, '<hyb-feed search="meter portal"></hyb-feed>', scheme)
        page.locator("article").first.wait_for()
        page.wait_for_timeout(500)
        page.context.set_offline(True)
        page.locator(".bar").wait_for()
        taken.append(page.locator("main").screenshot())
    with studio.window(560, 900, scheme) as page:
        page.route("**/graphql", lambda _: None)
        studio.host(page, "<hyb-feed></hyb-feed>", scheme)
        page.locator(".shape").first.wait_for()
        taken.append(page.locator("main").screenshot())
    return [[taken[0], taken[3]], [taken[4], taken[1], taken[2]]]


def promises(studio: Studio, scheme: str) -> list[list[bytes]]:
    """Open loops, and a promise at some of its stations."""
    taken: list[bytes] = []

    def station(title: str, act: str = "", width: int = 560, lang: str = "en", ground: str = scheme) -> None:
        with studio.window(width, 900, ground, lang) as page:
            studio.host(page, "<hyb-commitments></hyb-commitments>", ground, lang)
            page.locator(".loop").first.wait_for()
            if title:
                page.get_by_role("button", name=title).click()
                page.locator(".talk").wait_for()
                page.locator(f"#act-{act}" if act else ".talk summary").click()
                page.wait_for_timeout(300)
                taken.append(page.locator(".loop.open").screenshot())
            else:
                taken.append(page.locator("main").screenshot())

    station("")
    station("A second screen for the night desk")
    station("Beacon Hill", "DECLINE")
    station("The alarm list", "THANK")
    with studio.window(560, 900, scheme) as page:
        studio.host(page, "<hyb-commitments></hyb-commitments>", scheme)
        page.locator("#ask").click()
        page.keyboard.type("IT")
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("Enter")
        page.locator("#title").fill("Loan of the spare headset")
        page.locator(".days .pill").nth(1).click()
        taken.append(page.locator("main").screenshot())
    station("The valve order", "REVOKE", width=420, lang="ar", ground="dark")
    return [[taken[0], taken[1]], [taken[2], taken[4]], [taken[3], taken[5]]]


def score(studio: Studio, scheme: str) -> list[list[bytes]]:
    """A score with its working, at night on a phone, and in short."""
    taken: list[bytes] = []
    for lang, ground, width, more in (("en", scheme, 600, ""), ("de", "dark", 360, ""), ("ar", scheme, 360, "compact")):
        with studio.window(width, 900, ground, lang) as page:
            studio.host(page, f"<hyb-team-score {more}></hyb-team-score>", ground, lang, user="lena.hoffmann")
            page.locator(".big, .blank").first.wait_for()
            if lang == "en":
                page.locator(".why summary").click()
            page.wait_for_timeout(300)
            taken.append(page.locator("main").screenshot())
    return [[taken[0]], [taken[1]], [taken[2]]]


def phones(studio: Studio) -> list[list[bytes]]:
    """360 pixels, in three languages."""
    taken = []
    for lang, scheme in (("en", "light"), ("de", "dark"), ("ar", "light")):
        with studio.window(360, 780, scheme, lang) as page:
            studio.ready(page)
            if lang == "de":
                write(
                    page,
                    "Amara",
                    "Als die Störungsbereitschaftsübergabe auf der Kippe stand, haben Sie zwei Kolonnen umgeleitet.",
                )
            taken.append([page.screenshot()])
    return taken


def wanted(name: str) -> bool:
    """Those that the command names; all, if it names none."""
    return not sys.argv[1:] or name in sys.argv[1:]


def webhooks(studio: Studio, scheme: str, receiver: str) -> list[list[bytes]]:
    """An endpoint that answers with 503, and the dialogs."""
    taken = []
    with studio.window(900, 1000, scheme) as page:
        studio.host(page, "<hyb-webhooks></hyb-webhooks>", scheme, user="priya.nair")
        for path, events in (("hr", "recognition.*"), ("payroll", "person.*")):
            page.locator(".new").click()
            page.locator("#url").fill(f"{receiver}{path}")
            page.get_by_label("What it is for").fill({"hr": "HR system", "payroll": "Payroll partner"}[path])
            page.get_by_label(events).check()
            page.locator(".dialog .btn.p").click()
            page.locator("[part=secret]").wait_for()
            page.locator(".dialog .btn.p").click()
            for _ in range(9):
                page.locator(".end.on .tools .btn").first.click()
                page.wait_for_timeout(150)
        page.locator(".end.on pre").wait_for()
        page.wait_for_timeout(4000)
        taken.append(page.locator("main").screenshot())
    with studio.window(600, 900, scheme) as page:
        studio.host(page, "<hyb-webhooks></hyb-webhooks>", scheme, user="priya.nair")
        page.locator(".new").click()
        page.locator("#url").fill("http://10.0.4.18/hooks")
        page.locator("#url-check .err").wait_for()
        taken.append(page.locator(".dialog").screenshot())
        page.keyboard.press("Escape")
        page.locator(".ep").first.click()
        page.get_by_role("button", name="Replay…").click()
        page.locator(".big").wait_for()
        taken.append(page.locator(".dialog").screenshot())
    return [[taken[0]], [taken[1], taken[2]]]


def chain(studio: Studio, scheme: str) -> list[list[bytes]]:
    """The company's own teams, and eighty that are made up."""
    taken = []
    for made in (False, True):
        with studio.window(860, 1000, scheme) as page:
            studio.host(page, "<hyb-service-chain></hyb-service-chain>", scheme)
            page.locator(".detail").wait_for()
            if made:
                page.evaluate(EIGHTY)
            taken.append(page.locator("main").screenshot())
    return [[taken[0]], [taken[1]]]


def signage(studio: Studio, scheme: str) -> bytes:
    """What hangs in the canteen."""
    with studio.window(1280, 720, scheme) as page:
        studio.host(page, "<hyb-signage></hyb-signage>", scheme)
        page.add_style_tag(content="body { padding: 0 !important }")
        page.locator("article").wait_for()
        page.wait_for_timeout(600)
        return page.screenshot()


def connected(studio: Studio) -> None:
    """What is for teams and for machines."""
    if wanted("chain-light"):
        studio.sheet("chain-light", chain(studio, "light"), 640, GROUND["light"])
    if wanted("signage-dark"):
        studio.keep("signage-dark", signage(studio, "dark"))
    if wanted("webhooks-dark"):
        with answering(503) as receiver:
            studio.sheet("webhooks-dark", webhooks(studio, "dark", receiver), 560, GROUND["dark"])


def main() -> None:
    """Take them."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        service = Service.start("demo", "--port", str(port), "--data", folder, port=port)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        studio = Studio(browser, service.url)
        try:
            for scheme in ("light", "dark"):
                if wanted(f"page-{scheme}"):
                    with studio.window(1280, 860, scheme) as page:
                        studio.keep(f"page-{scheme}", studio.ready(page))
            if wanted("give-light"):
                studio.sheet("give-light", give(studio, "light"), 420, GROUND["light"])
            if wanted("feed-dark"):
                studio.sheet("feed-dark", feed(studio, "dark"), 420, GROUND["dark"])
            if wanted("promises-light"):
                studio.sheet("promises-light", promises(studio, "light"), 420, GROUND["light"])
            if wanted("score-light"):
                studio.sheet("score-light", score(studio, "light"), 420, GROUND["light"])
            if wanted("phones"):
                studio.sheet("phones", phones(studio), 360, "#b9c3be")
            connected(studio)
        finally:
            browser.close()
            service.stop()


if __name__ == "__main__":
    main()
