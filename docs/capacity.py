"""Writes docs/capacity.md: what an organisation of any size needs, from measured costs. Run by ``make contract``.

    python docs/capacity.py --people 200000    # prints the same for so many

Change a constant when its command says something else.
"""
# ruff: noqa: E501, T201 - a page is written as it is read

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).parent))
from generate import table

PAGE = Path(__file__).with_name("capacity.md")
PEOPLE = 2_000_000
DAYS, PEAK = 250, 0.2
"""Working days of a year, and how much of a day falls into its busiest hour."""
YEARS = 3
CORE, CALM = 1000.0, 0.5
"""Milliseconds of a core in a second, and how much of it is to be used at the peak."""


class Cost(NamedTuple):
    """What something costs, and the command that said so."""

    what: str
    value: float
    unit: str
    by: str


FEED, SOAK, STREAMS, HOOKS, ROWS, FORGET, AUDIT = (
    "tests/benchmarks/feed",
    "tests/benchmarks/soak.py",
    "tests/benchmarks/subscribers.py",
    "tests/benchmarks/webhook_speed.py --engine postgresql",
    "tests/benchmarks/row_sizes.py",
    "tests/benchmarks/retention.py",
    "docs/decisions/0018",
)
COSTS = {
    "feed_web": Cost("a page of the feed, web process", 3.95, "ms CPU", FEED),
    "feed_db": Cost("the same, PostgreSQL", 3.99, "ms CPU", FEED),
    "give_web": Cost("a thank-you, web process", 6.61, "ms CPU", FEED),
    "give_db": Cost("the same, PostgreSQL", 7.94, "ms CPU", FEED),
    "statements_feed": Cost("statements of a page of the feed", 5, "", "docs/performance.md"),
    "statements_give": Cost("statements of a thank-you, without signing in and its answer", 5, "", ROWS),
    "message": Cost("a message to one subscriber, web process", 0.036, "ms CPU", STREAMS),
    "subscriber": Cost("a subscriber, memory", 28, "kB", STREAMS),
    "web_memory": Cost("a web process, memory", 122, "MB", SOAK),
    "delivery": Cost("a webhook delivered, worker", 0.33, "ms CPU", HOOKS),
    "delivery_rate": Cost("webhooks of one worker", 794, "a second", HOOKS),
    "thanks_bytes": Cost("a thank-you, kept for ever", 3030, "bytes", ROWS),
    "reaction_bytes": Cost("a reaction, kept for ever", 460, "bytes", ROWS),
    "promise_bytes": Cost("a promise as it is offered, kept for ever", 2760, "bytes", ROWS),
    "log_bytes": Cost("a thank-you in the logs of events and acts", 870, "bytes", ROWS),
    "act_bytes": Cost("of these in the log of acts, which is kept for a year", 334, "bytes", AUDIT),
    "delivery_bytes": Cost("a delivery with its try", 860, "bytes", FORGET),
    "seal": Cost("an entry of the audit log sealed", 0.022, "ms CPU", AUDIT),
    "forget": Cost("rows that one worker forgets", 1300, "a second", FORGET),
}


class Habit(NamedTuple):
    """How often one person does something in a year. Guesses: put yours in."""

    what: str
    times: float


HABITS = {
    "thanks": Habit("thanks somebody", 12),
    "reactions": Habit("reacts, comments or endorses", 36),
    "promises": Habit("promises or asks for something", 6),
    "steps": Habit("takes a step in a promise (accepts, delivers, confirms)", 18),
    "looks": Habit("sees the feed, in a page or an app", 375),
    "listening": Habit("of a hundred people, so many have a live page open at the peak", 2),
}
ENDPOINTS = 5
TEAM = 10


def cost(name: str) -> float:
    """One constant."""
    return COSTS[name].value


def page(people: int) -> str:
    """The page for an organisation of so many."""
    a_year = {name: people * each.times for name, each in HABITS.items() if name != "listening"}
    busy = {name: number / DAYS * PEAK / 3600 for name, number in a_year.items()}
    writes = busy["thanks"] + busy["reactions"] + busy["promises"] + busy["steps"]
    facts = a_year["thanks"] + 0.3 * a_year["reactions"] + a_year["promises"] + a_year["steps"]
    hooks = facts * ENDPOINTS
    hooks_peak = hooks / DAYS * PEAK / 3600
    open_pages = people * HABITS["listening"].times / 100
    to_all = busy["thanks"] * open_pages
    to_team = busy["thanks"] * TEAM * HABITS["listening"].times / 100
    web_cpu = (busy["looks"] * cost("feed_web") + writes * cost("give_web")) / CORE
    db_cpu = (busy["looks"] * cost("feed_db") + writes * cost("give_db")) / CORE
    stream_cpu = to_all * cost("message") / CORE
    worker_cpu = (hooks_peak * cost("delivery") + writes * cost("seal")) / CORE
    kept = (
        a_year["thanks"] * cost("thanks_bytes")
        + a_year["reactions"] * cost("reaction_bytes")
        + (a_year["promises"] + a_year["steps"] / 3) * cost("promise_bytes")
    )
    month_events = facts / 12 * (cost("log_bytes") - cost("act_bytes"))
    year_acts = sum(a_year[each] for each in ("thanks", "reactions", "promises", "steps")) * cost("act_bytes")
    month_hooks = hooks / 12 * cost("delivery_bytes")
    statements = busy["looks"] * cost("statements_feed") + writes * cost("statements_give") + hooks_peak * 0.5

    def cores(value: float) -> str:
        return f"{value / CALM:.1f}"

    habits = table(("one person, on average", "a year"), [(each.what, f"{each.times:g}") for each in HABITS.values()])
    volumes = table(
        ("", "a year", "a second in the busiest hour"),
        [
            ("thanks", f"{a_year['thanks']:,.0f}", f"{busy['thanks']:.1f}"),
            ("reactions, comments, endorsements", f"{a_year['reactions']:,.0f}", f"{busy['reactions']:.1f}"),
            ("promises", f"{a_year['promises']:,.0f}", f"{busy['promises']:.1f}"),
            ("steps in promises", f"{a_year['steps']:,.0f}", f"{busy['steps']:.1f}"),
            (
                "**writes together**",
                f"{sum(a_year[each] for each in ('thanks', 'reactions', 'promises', 'steps')):,.0f}",
                f"{writes:.1f}",
            ),
            ("pages of the feed", f"{a_year['looks']:,.0f}", f"{busy['looks']:.0f}"),
            (f"webhooks, at {ENDPOINTS} endpoints that want everything", f"{hooks:,.0f}", f"{hooks_peak:.0f}"),
            ("statements", "", f"{statements:,.0f}"),
        ],
    )
    bytes_ = table(
        ("on the disk of PostgreSQL, with indexes", "GB"),
        [
            (f"kept for ever, after {YEARS} years", f"{YEARS * kept / 1e9:,.0f}"),
            ("the log of events, a month of it", f"{month_events / 1e9:,.0f}"),
            ("the audit log, a year of it", f"{year_acts / 1e9:,.0f}"),
            ("deliveries and tries, a month of them", f"{month_hooks / 1e9:,.0f}"),
        ],
    )
    machines = table(
        ("who carries it", "cores, half used at the peak", "memory"),
        [
            ("web processes, one to a core: requests", cores(web_cpu), f"{cost('web_memory'):.0f} MB each"),
            (
                f"web processes: {open_pages:,.0f} live pages that hear of everybody's thanks",
                cores(stream_cpu),
                f"{open_pages * cost('subscriber') / 1e6:,.1f} GB together",
            ),
            (
                f"web processes: live pages of one team of {TEAM} each",
                cores(to_team * cost("message") / CORE),
                "as above",
            ),
            ("workers", cores(worker_cpu), "116 MB each"),
            ("PostgreSQL", cores(db_cpu), "what is asked for often: a quarter's thanks, " + f"{kept / 4 / 1e9:.0f} GB"),
        ],
    )
    first = sorted(
        (
            (stream_cpu, "live pages that hear of everybody's thanks"),
            (web_cpu, "requests in web processes"),
            (db_cpu, "PostgreSQL"),
            (worker_cpu, "workers"),
        ),
        reverse=True,
    )
    order = "\n".join(f"{place}. {what}: {cpu:.2f} cores at the peak" for place, (cpu, what) in enumerate(first, 1))
    costs = table(
        ("cost", "", "measured by"),
        [
            (
                each.what,
                f"{each.value:g} {each.unit}".strip(),
                f"`{each.by}`" if each.by.startswith("tests") else each.by,
            )
            for each in COSTS.values()
        ],
    )
    return f"""# Capacity

What an organisation of {people:,} people needs, reckoned from what single things cost. No installation of this size was run: these
are multiplications, and every factor can be measured again. `python docs/capacity.py --people 50000` reckons for yours.

## What people do
{habits}

{DAYS} working days, and a fifth of a day in its busiest hour. The habits are guesses; `HABITS` in
`docs/capacity.py` is where yours go.

{volumes}

## What is kept
{bytes_}

## Which machine carries what
{machines}

So two machines with web processes, one for workers beside them, and a PostgreSQL with as many cores as it says and a standby carry
it, as long as live pages hear of a team each. [From one process to many](deploy.md) tells how.

## What breaks first, and what then
{order}

- **Live pages that hear of everybody.** Every thank-you is sent to everybody who listens: it grows with the square of the people.
  Then: subscribe by team (`recognitionChanged(team:)`, as the components do where they show a team), or let pages ask every
  minute; an answer that somebody has been given is 304 for 0.7 ms.
- **Web processes** share nothing: another one is another core's worth. Answers that are kept hold until something is written, and
  with {writes:.0f} writes a second at the peak none holds: the table reckons without them.
- **PostgreSQL.** First its reads: more cores; pages of the feed cost the same with a million
  rows as with ten thousand, times 1.3. Writers do not wait for each other: rows of the counter of versions are spread, the log takes
  its place from the transaction's number. What remains in one place is the fan-out of events, one worker at a time: {cost("delivery_rate"):.0f}
  deliveries a second were measured beside everything else, against {hooks_peak:.0f} at the peak.
- **Forgetting.** {(facts + hooks) / 365 / 86_400:,.0f} rows a second have to go in the long run, where one worker deletes
  {cost("forget"):,.0f} ([decision 25](decisions/0025-what-is-old-is-deleted-not-dropped.md)).
- **The scores of a day** are reckoned by one process, in one go: with {people // TEAM:,} teams that is what was looked at least, and
  it wants to be measured before anybody relies on this page (`tests/benchmarks/score_cost.py`).

## The costs
As measured on two shared cores; by CPU, since by the clock a busy machine says little.

{costs}
"""


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(PEOPLE), encoding="utf-8")


def main() -> None:
    """Print it for another size."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=PEOPLE)
    given = asked.parse_args()
    print(page(given.people))


if __name__ == "__main__":
    main()
