"""A browser, and a page of somebody else's with our components in it, against a running demonstration."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
PATIENCE = 20_000
"""Milliseconds for what should be seen: a busy machine may take longer than the five seconds that it would get."""
sync_api.expect.set_options(timeout=PATIENCE)

# The shell has the engine and no browser around it, and needs two thirds of the processor's time.
CHROMIUM = os.environ.get("HYB_TEST_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None
)
# No page lives long enough to get back what it costs to optimize its scripts.
FLAGS = ("--no-sandbox", "--disable-background-networking", "--js-flags=--no-maglev,--no-turbofan")
AXE = Path(__file__).parents[2] / "clients/web/node_modules/axe-core/axe.min.js"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types had-your-back"
)
PAGE = """<!doctype html><html lang="{lang}" dir="{dir}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="{scheme}">
<title>An intranet</title><link rel="stylesheet" href="/host.css">
<script type="module" src="/host.js"></script><body><main><h1>An intranet</h1>{body}</main></body></html>"""
CALM = "body { margin: 0; background: Canvas } main { max-width: 640px; margin: 16px auto } h1 { font-size: 17px }"
SCRIPT = """import {{ configure }} from '/widget/had-your-back.js';
window.user = {user}; window.asked = [];
configure({{ token: (why) => {{ window.asked.push(why); return window.user ? `dev:${{window.user}}` : ''; }} }});
{more}"""

Host = Callable[..., Any]


@pytest.fixture(scope="package")  # not longer: as long as it runs, no other event loop can
def browser() -> Iterator[Any]:
    """A browser that starts once."""
    if CHROMIUM is None:
        pytest.skip("no chromium here (HYB_TEST_CHROMIUM names one)")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def opened(browser: Any) -> list[Any]:
    """Windows that strangers to each other would have. To open one takes four times as long as to go on in it."""
    return []


class Problems(list[str]):
    """What a console said, or a content policy. A test adds to `expected` what it provoked: it may come late."""

    def __init__(self) -> None:
        super().__init__()
        self.expected: set[str] = set()

    def unexpected(self) -> list[str]:
        """What holds none of the words that were expected."""
        return [each for each in self if not any(words in each for words in self.expected)]


@pytest.fixture
def problems() -> Problems:
    """What goes wrong in this test."""
    return Problems()


@pytest.fixture
def windows(browser: Any, opened: list[Any], problems: Problems) -> Iterator[Callable[..., Any]]:
    """Windows on a service of which they know what they are told; in the end nothing may have gone wrong unseen."""
    used: list[tuple[Any, str]] = []

    def heard(said: Any) -> None:
        if said.type in {"error", "warning"}:
            problems.append(said.text)

    def failed(error: Any) -> None:
        problems.append(str(error))

    def window(url: str, *, width: int = 1200, height: int = 900, dark: bool = False, **known: str) -> Any:
        if len(used) == len(opened):
            context = browser.new_context(locale="en-GB")
            context.set_default_timeout(PATIENCE)
            opened.append(context.new_page())
        page, blank = opened[len(used)], f"{url.rstrip('/')}/blank"
        used.append((page, blank))
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="no-preference")
        if page.url != blank:
            page.route("**/blank", lambda route: route.fulfill(content_type="text/html"))
            page.goto(blank)
        page.evaluate(
            "known => { sessionStorage.clear(); localStorage.clear(); Object.assign(localStorage, known) }",
            {f"hyb.{name}": json.dumps(it) for name, it in known.items()},
        )
        page.on("console", heard)
        page.on("pageerror", failed)
        return page

    yield window
    for page, blank in used:
        page.unroute_all()
        page.context.set_offline(False)
        page.context.clear_cookies()
        page.route("**/blank", lambda route: route.fulfill(content_type="text/html"))
        page.goto(blank)  # where the next test begins, mostly
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", failed)
    assert problems.unexpected() == []


@pytest.fixture
def host(windows: Callable[..., Any], running_demo: Any) -> Host:
    """A page of the company's own intranet, strict about content, with components in it."""

    def open_host(
        body: str,
        *,
        user: str = "mira.lindqvist",
        lang: str = "en",
        dark: bool = False,
        css: str = "",
        js: str = "",
        graphql: Callable[[Any], None] | None = None,
        **more: Any,
    ) -> Any:
        url = str(running_demo.url).rstrip("/")
        page = windows(url, dark=dark, **more)
        html = PAGE.format(
            lang=lang, dir="rtl" if lang == "ar" else "ltr", scheme="dark" if dark else "light", body=body
        )
        script = SCRIPT.format(user=json.dumps(user), more=js)
        page.route(
            "**/host",
            lambda route: route.fulfill(
                body=html, content_type="text/html", headers={"content-security-policy": STRICT}
            ),
        )
        page.route("**/host.css", lambda route: route.fulfill(body=CALM + css, content_type="text/css"))
        page.route("**/host.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        if graphql is not None:  # how it is answered, from the first question on
            page.route("**/graphql", graphql)
        page.goto(f"{url}/host")
        return page

    return open_host


@pytest.fixture(scope="session")
def people(running_demo: Any) -> list[dict[str, Any]]:
    """Employees of the demonstration."""
    found = httpx.get(f"{str(running_demo.url).rstrip('/')}/auth/people").json()["people"]
    return [each for each in found if each["roles"] == ["EMPLOYEE"]]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def barriers(page: Any) -> list[str]:
    """What axe-core finds on a page, in its open shadow roots too."""
    if not AXE.exists():
        pytest.skip("run: npm ci --prefix clients/web")
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


_TURN = """([lang, scheme]) => {
  Object.assign(document.documentElement, { lang, dir: lang === 'ar' ? 'rtl' : 'ltr' });
  document.querySelector('meta[name=color-scheme]').content = scheme;
}"""


def turned(page: Any, tags: str, *, lang: str, dark: bool, width: int) -> None:
    """The page of a host in another language, light and width, once these components speak it."""
    scheme = "dark" if dark else "light"
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # from one colour to the other at once
    page.evaluate(_TURN, [lang, scheme])
    for tag in re.findall(r"<(hyb[a-z-]+)>", tags):
        page.locator(f"{tag} .root[lang|={lang}]").first.wait_for(state="attached")


_SMALL = """() => [...document.querySelectorAll('main > *')].flatMap(({ shadowRoot }) =>
  [...(shadowRoot?.querySelectorAll('button, summary') ?? [])].filter((it) => it.checkVisibility()).flatMap((each) => {
    const drawn = each.getBoundingClientRect();
    const reach = getComputedStyle(each, '::before');
    const more = (...sides) => sides.reduce((sum, side) => sum + Math.max(0, -parseFloat(reach[side]) || 0), 0);
    const [wide, high] = [drawn.width + more('left', 'right'), drawn.height + more('top', 'bottom')];
    return wide < 43.5 || high < 43.5 ? [`small: ${each.className} ${each.textContent.trim()} ${wide}x${high}`] : [];
  }))"""


def small(page: Any) -> list[str]:
    """Buttons that a finger does not meet: less than 44 pixels, with what is around them."""
    found: list[str] = page.evaluate(_SMALL)
    return found
