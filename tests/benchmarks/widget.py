"""From the click on "send" to the thank-you on one's own screen and on another; and ten thousand in a feed.

    PYTHONPATH=tests python tests/benchmarks/widget.py [--times 20] [--thanks 10000]

Against a demonstration of its own, on SQLite, in Chromium (``HYB_TEST_CHROMIUM`` names another). Prints milliseconds
until it is painted. On another's screen new ones wait above what is being read: so until it says that, and from there
until the letter that one asked for. And how much of a long feed is in the document while all of it is scrolled through.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from processes import Service, free_port

CHROMIUM = os.environ.get("HYB_TEST_CHROMIUM") or shutil.which("chromium") or "chromium"
HOST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>An intranet</title>
<script type="module">import {{ configure }} from '/widget/had-your-back.js';
configure({{ token: () => 'dev:{user}' }});</script><main>{body}</main></html>"""
PAIR = 4  # thanks to one person, below the pace of a day
SEEN = """(() => {
  const now = () => performance.timeOrigin + performance.now();
  const painted = (then) => requestAnimationFrame(() => setTimeout(then));
  window.when = {};
  const look = () => {
    const feed = document.querySelector('hyb-feed')?.shadowRoot;
    const told = feed?.querySelector('.newer button')?.textContent ?? '';
    const words = [...(feed?.querySelectorAll('article') ?? [])].slice(0, 2).map((each) => each.textContent).join();
    const found = /Number \\d+ of the night/.exec(words)?.[0];
    if (found && !window.when[found]) { window.when[found] = 1; painted(() => (window.when[found] = now())); }
    if (told && told !== window.told) painted(() => (window.waiting = now()));
    window.told = told;
    setTimeout(look, 1);
  };
  document.addEventListener('click', () => (window.clicked = now()), true);
  look();
})()"""


def opened(browser: Browser, url: str, body: str, user: str) -> Page:
    """A window of somebody, with components in it."""
    page = browser.new_context(viewport={"width": 800, "height": 900}).new_page()
    page.route("**/host", lambda route: route.fulfill(body=HOST.format(user=user, body=body), content_type="text/html"))
    page.goto(f"{url}/host")
    page.locator("article").first.wait_for()
    page.wait_for_timeout(1000)  # until it listens
    page.evaluate(SEEN)
    return page


def shown(page: Page, what: str, since: float) -> float:
    """Milliseconds since then until it was painted here."""
    page.wait_for_function(f"(({what}) ?? 0) > {since}")
    return float(page.evaluate(what)) - since


def summary(name: str, took: list[float]) -> None:
    """The middle, and the slowest of twenty."""
    Console(width=120).print(
        f"{name:36} median {statistics.median(took):6.0f} ms   95th {sorted(took)[int(len(took) * 0.95) - 1]:6.0f} ms"
    )


def sending(browser: Browser, url: str, people: list[dict[str, Any]], times: int) -> None:
    """One gives, another has the feed open."""
    giver, witness, *others = people
    mine = opened(browser, url, "<hyb-give></hyb-give><hyb-feed></hyb-feed>", giver["userName"])
    theirs = opened(browser, url, "<hyb-feed></hyb-feed>", witness["userName"])
    own, told, read = "own screen", "another's: one more waits", "another's: from a click to its words"
    took: dict[str, list[float]] = {own: [], told: [], read: []}
    for turn in range(times):
        words = f"Number {turn} of the night"
        name = others[turn // PAIR]["displayName"]
        mine.locator(".prompt").click()
        mine.locator("#who").press_sequentially(name)
        mine.get_by_role("option", name=name).first.click()
        mine.locator(".opt").first.click()
        mine.locator("#message").fill(f"{words}, and you were there.")
        mine.locator(".foot .btn.p").click()
        since = float(mine.evaluate("window.clicked"))
        took[own].append(shown(mine, f"window.when['{words}']", since))
        took[told].append(shown(theirs, "window.waiting", since))
        theirs.locator(".newer button").click()
        took[read].append(shown(theirs, f"window.when['{words}']", float(theirs.evaluate("window.clicked"))))
        mine.wait_for_timeout(300)
    for where, all_of_it in took.items():
        summary(where, all_of_it)


def history(folder: Path, people: list[dict[str, Any]], number: int) -> None:
    """Thanks of earlier times, imported."""
    now = datetime.now(UTC)
    with (folder / "thanks.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["externalId", "giver", "recipients", "message", "behaviours", "visibility", "givenAt"])
        for each in range(number):
            giver, to = people[each % len(people)], people[(each * 7 + 1) % len(people)]
            if giver is to:
                to = people[(each * 7 + 2) % len(people)]
            at = now - timedelta(days=400, minutes=each)
            words = "You stayed until it ran. " * (1 + each % 12)
            rows.writerow(
                [f"old-{each}", giver["userName"], to["userName"], words, "owned_it", "everyone", at.isoformat()]
            )
    (kept,) = folder.glob("*.db")
    subprocess.run(
        [sys.executable, "-m", "had_your_back", "import", "recognitions", str(folder / "thanks.csv")],
        env={**os.environ, "HYB_DATABASE_URL": f"sqlite:///{kept}"},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def scrolling(browser: Browser, url: str, user: str) -> None:
    """From the newest to the first of all."""
    page = opened(browser, url, "<hyb-feed></hyb-feed>", user)
    most, began = 0, time.perf_counter()
    feed = "document.querySelector('hyb-feed')"
    while not page.evaluate(f"{feed}.letters.length && !{feed}.hasOlder"):
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_timeout(15)
        most = max(most, page.evaluate(f"{feed}.shadowRoot.querySelectorAll('*').length"))
    letters = page.evaluate(f"{feed}.letters.length")
    heap = page.evaluate("performance.memory.usedJSHeapSize / 2**20")
    Console(width=120).print(
        f"feed of {letters:,}: {time.perf_counter() - began:.0f} s to its end, at most {most:,} nodes in the document, "
        f"{page.locator('article').count()} letters drawn at the end, {heap:.0f} MB of heap"
    )


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--thanks", type=int, default=10_000)
    said = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        service = Service.anew("demo", "--port", str(port), "--data", folder, port=port)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            found = httpx.get(f"{service.url}/auth/people").json()["people"]
            people = [each for each in found if each["roles"] == ["EMPLOYEE"]]
            if said.times:
                sending(browser, service.url, people, said.times)
            if said.thanks:
                history(Path(folder), people, said.thanks)
                scrolling(browser, service.url, people[0]["userName"])
        finally:
            browser.close()
            service.stop()


if __name__ == "__main__":
    main()
