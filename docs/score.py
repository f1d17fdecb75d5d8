"""Writes docs/score.md and its plots from the code: credits, weights, the worked example. Run by ``make contract``."""
# ruff: noqa: E501 - a page is written as it is read

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from generate import table

from had_your_back.commitments.transitions import Answer
from had_your_back.scores.evidence import Evidence, Promise
from had_your_back.scores.parts import fresh, reliability, tallied, worth
from had_your_back.scores.recipes import RECIPES, Component, Mean, Outcome
from had_your_back.scores.rules import BANDS, FORMULAS, LEVEL, MEMBER_AFTER_DAYS, PURPOSE, Band, Means, working

# The example is that of the tests, which hold its digits.
sys.path.append(str(Path(__file__).parents[1] / "tests"))
from scores.gathering import Gathered, World, example

DOCS = Path(__file__).parent
PAGE = DOCS / "score.md"
PICTURES = DOCS / "pictures"
V1 = RECIPES["v1"]


# --------------------------------------------------------------------------------------------------------------- plots

STYLE = """
svg { color-scheme: light dark; --canvas: #f1f6f3; --line: #dbe1dd; --strong: #77847c; --ink: #15231d; --ink2: #46534d; --kept: #0a6961; }
@media (prefers-color-scheme: dark) { svg { --canvas: #0d1511; --line: #2b3732; --strong: #707e77; --ink: #edf2ed; --ink2: #b7c0ba; --kept: #88ddd1; } }
text { font: 400 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: var(--ink2); font-variant-numeric: tabular-nums; }
.canvas { fill: var(--canvas); }
.head { font-size: 15px; font-weight: 600; fill: var(--ink); }
.grid { stroke: var(--line); stroke-width: 1; }
.axis { stroke: var(--strong); stroke-width: 1.2; }
.curve { fill: none; stroke: var(--kept); stroke-width: 2.2; stroke-linejoin: round; }
.second { stroke-dasharray: 7 4; } .third { stroke-dasharray: 2 4; }
.quiet { stroke: var(--strong); stroke-width: 1.5; stroke-dasharray: 5 4; }
.point { fill: var(--kept); }
.name { font-weight: 500; fill: var(--ink); paint-order: stroke; stroke: var(--canvas); stroke-width: 5px; stroke-linejoin: round; }
"""
WIDTH, HEIGHT = 680, 330
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 64, 50


@dataclass(frozen=True)
class Curve:
    """A line through points, with its name beside one of them."""

    name: str
    points: Sequence[tuple[float, float]]
    named_at: tuple[float, float]
    """In the units of the plot; the name begins there."""
    style: str = ""
    dots: bool = False


@dataclass(frozen=True)
class Plot:
    """Two axes from zero, and curves."""

    title: str
    says: str
    """The plot in a sentence, for whoever does not see it."""
    across: str
    up: str
    wide: float
    high: float
    step_across: float
    step_up: float
    curves: tuple[Curve, ...]

    def _x(self, value: float) -> float:
        return round(LEFT + value / self.wide * (WIDTH - LEFT - RIGHT), 1)

    def _y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - value / self.high * (HEIGHT - TOP - BOTTOM), 1)

    def svg(self) -> str:
        """The picture."""
        floor = self._y(0)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="t d">',
            f'<title id="t">{escape(self.title)}</title>',
            f'<desc id="d">{escape(self.says)}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="canvas" width="{WIDTH}" height="{HEIGHT}" rx="14"/>',
            f'<text class="head" x="20" y="28">{escape(self.title)}</text>',
            f'<text x="20" y="49">{escape(self.up)}</text>',
            f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 12}" text-anchor="end">{escape(self.across)}</text>',
        ]
        for value in _steps(self.high, self.step_up):
            line = f'<path class="{"grid" if value else "axis"}" d="M{LEFT} {self._y(value)}H{WIDTH - RIGHT}"/>'
            parts.append(f'{line}<text x="{LEFT - 8}" y="{self._y(value) + 4:g}" text-anchor="end">{value:g}</text>')
        parts += [
            f'<path class="axis" d="M{self._x(value)} {floor}v5"/><text x="{self._x(value)}" y="{floor + 20:g}" text-anchor="middle">{value:g}</text>'
            for value in _steps(self.wide, self.step_across)
        ]
        for curve in self.curves:
            places = [(self._x(x), self._y(y)) for x, y in curve.points]
            parts.append(f'<path class="curve {curve.style}" d="M{"L".join(f"{x} {y}" for x, y in places)}"/>')
            if curve.dots:
                parts += [f'<circle class="point" cx="{x}" cy="{y}" r="3"/>' for x, y in places]
        for curve in self.curves:
            x, y = curve.named_at
            parts.append(f'<text class="name" x="{self._x(x)}" y="{self._y(y)}">{escape(curve.name)}</text>')
        return "\n".join([*parts, "</svg>"]) + "\n"


def _steps(most: float, step: float) -> list[float]:
    return [round(at * step, 6) for at in range(math.floor(most / step + 1e-9) + 1)]


DAYS = range(V1.window + 1)
ENDS = {
    Outcome.KEPT: "kept on time",
    Outcome.KEPT_LATE: "kept late",
    Outcome.REVOKED_IN_TIME: "taken back before it was due",
    Outcome.REVOKED_LATE: "taken back after it was due",
    Outcome.BROKEN: "broken, whatever comes after it but keeping it",
}
STYLES = ("", "second", "third")


def fading() -> Plot:
    """How what a promise is worth fades."""
    shown = [each for each in Outcome if V1.credits[each]]
    return Plot(
        title="What a promise is worth, and how that fades",
        says=f"It halves every {V1.half_life:g} days, and after {V1.window} days it is gone: "
        + "; ".join(f"{ENDS[each]} begins at {V1.credits[each]:g}" for each in shown)
        + ".",
        up="worth",
        across="days ago",
        wide=100,
        high=1,
        step_across=10,
        step_up=0.25,
        curves=tuple(
            Curve(
                ENDS[each],
                [*((day, V1.credits[each] * fresh(day, V1.half_life)) for day in DAYS), (V1.window, 0)],
                at,
                style=style,
            )
            for each, style, at in zip(shown, STYLES, ((18, 0.72), (4, 0.3), (4, 0.05)), strict=True)
        ),
    )


MOST_SHOWN = 20


def _pair(times: int) -> float:
    return times * worth(1, between=times, recipients=1, recipe=V1)


def saturating() -> Plot:
    """How the thanks of a pair saturate."""
    times = range(1, MOST_SHOWN + 1)
    return Plot(
        title="What the thanks between two people count for together",
        says=f"The first counts {_pair(1):g}, ten count {_pair(10):.2f}, and a thousand less than {V1.saturation:g}.",
        up="counts for",
        across="recognitions between the two in the window, both directions",
        wide=MOST_SHOWN + 0.5,
        high=4,
        step_across=2,
        step_up=1,
        curves=(
            Curve("if each counted in full", [(0, 0), (4, 4)], (4.1, 3.7), style="quiet"),
            Curve(
                f"however many: less than {V1.saturation:g}",
                [(0, V1.saturation), (MOST_SHOWN + 0.5, V1.saturation)],
                (13, V1.saturation + 0.14),
                style="quiet",
            ),
            Curve("what they count for", [(each, _pair(each)) for each in times], (6.2, _pair(6) - 0.42), dots=True),
        ),
    )


USUAL = Means(**{each.lower(): V1.priors[each] for each in Mean})


def _value(promises: Sequence[Promise]) -> float:
    people = frozenset(str(each) for each in range(V1.least_members))
    evidence = Evidence(members=people, kin=frozenset({"ours"}), other_teams=0, promises=tuple(promises), given={})
    return working(tallied(evidence, V1), USUAL, V1).value


def cost_of_breaking(kept: int, age: float) -> float:
    """By how many points a team that kept so many promises in the window is lower for having broken one."""
    held = [
        Promise(fresh(V1.window * (at + 0.5) / kept, V1.half_life), Outcome.KEPT, performer="0", customer_team=None)
        for at in range(kept)
    ]
    broken = Promise(fresh(age, V1.half_life), Outcome.BROKEN, performer="0", customer_team=None)
    return _value(held) - _value([*held, broken])


KEPT = (5, 20, 60)


def breaking() -> Plot:
    """What one broken promise costs."""
    today = [cost_of_breaking(kept, 0) for kept in KEPT]
    return Plot(
        title="What one broken promise costs a team",
        says="Beside one broken promise: "
        + "; ".join(
            f"a team that kept {kept} promises loses {cost:.1f} points today"
            for kept, cost in zip(KEPT, today, strict=True)
        )
        + f". After {V1.window} days it is as if it had not been.",
        up=f"points, of a team that kept {', '.join(map(str, KEPT[:-1]))} or {KEPT[-1]} promises in the window",
        across="days since it was broken",
        wide=100,
        high=math.ceil(max(today)),
        step_across=10,
        step_up=1,
        curves=tuple(
            Curve(
                f"{kept} kept",
                [*((day, cost_of_breaking(kept, day)) for day in DAYS), (V1.window, 0)],
                (3, cost_of_breaking(kept, 3) + 0.12),
                style=style,
            )
            for kept, style in zip(KEPT, STYLES, strict=True)
        ),
    )


PLOTS: Mapping[str, Callable[[], Plot]] = {
    "score-fades": fading,
    "score-pair": saturating,
    "score-broken": breaking,
}


# ---------------------------------------------------------------------------------------------------------------- page

ASKS = {
    Component.RELIABILITY: ("Reliability", "Does the team keep what it promises?"),
    Component.RESPONSIVENESS: ("Responsiveness", "Does whoever asks the team get an answer? A good no is one."),
    Component.COVERAGE: ("Coverage", "Does recognition reach everybody in it, or the same few?"),
    Component.PARTICIPATION: ("Participation", "Does everybody in it thank somebody?"),
    Component.SERVICE: ("Service", "Do other teams get what was promised to them, and how many of them say thanks?"),
}
ANSWERS = {
    Answer.ACCEPTED: "yes",
    Answer.CLAIMED: "somebody of the team takes it",
    Answer.COUNTERED: "yes, on other terms",
    Answer.DEFERRED: "a later day for the answer, and then an answer",
    Answer.DECLINED_WITH_ALTERNATIVE: "no, with an alternative or a pointer to who can",
    Answer.DECLINED: "a bare no",
    Answer.EXPIRED: "silence",
}
TEAM = "kestrel"


def _days(ages: Iterable[float]) -> str:
    return ", ".join(f"{age:g}" for age in ages)


def _items(world: World) -> list[tuple[str, str]]:
    """The evidence about the team of the example, in words."""
    inside = world.staff.members(TEAM)
    rows: dict[str, list[float]] = {}
    for promise in world.promised:
        if promise.performer in inside:
            whom = "inside the team" if promise.customer in inside else "for another team"
            said = ", nobody said so" if promise.assumed else ""
            rows.setdefault(f"promise {ENDS[promise.outcome].split(',')[0]}{said}, {whom}", []).append(promise.age)
    for asked in world.asked:
        rows.setdefault(f"request: {ANSWERS[asked.answer]}", []).append(asked.age)
    for thanked in world.thanked:
        to = "+".join(thanked.recipients)
        if thanked.giver in inside or inside.intersection(thanked.recipients):
            rows.setdefault(f"{thanked.giver} thanks {to}", []).append(thanked.age)
    return [(what, _days(ages)) for what, ages in rows.items()]


def page() -> str:
    """The whole page."""
    world = example()
    gathered = Gathered(world)
    usual = gathered.means()
    found = working(tallied(gathered.evidence(TEAM), V1), usual, V1)
    kept = reliability(gathered.evidence(TEAM).promises, V1)
    parts = {part.key: part for part in found.parts}
    borders = list(BANDS.values())
    bands = ", ".join(
        f"`{band}` {'below' if band is Band.FRAGILE else 'from'} {borders[1] if band is Band.FRAGILE else begin:g}"
        for band, begin in BANDS.items()
    )
    return f"""# How the score works

Generated from the code by `make contract`; do not edit.

For everybody whose team has a score, and for those who speak for them. It says what counts, what does not, and what
nobody can see, and works one example through to the last digit.

**One number from 0 to 100 for a team, with its working shown.** It answers: how surely can people count on this team, and
does everyone in it take part? It is arithmetic over counts that anybody can do again by hand. No text is read, no model is
trained, and no person is scored: there is no such number anywhere, shown or stored. Each published score carries its
purpose: *{PURPOSE}*.

## What counts
{table(("part", "asks", "weight"), ((ASKS[key][0], ASKS[key][1], f"{V1.weights[key] * 100:g} %") for key in Component))}
**Promises** that have ended, by how they ended:

{table(("a promise", "is worth"), ((ENDS[each], f"{V1.credits[each]:g}") for each in Outcome))}
A promise that only counts as kept because the customer stayed silent weighs {V1.assumed:g} of another. It counts from
the day it was delivered, taken back or broken.

**Requests** to the team or to somebody in it, once each, by the first answer:

{table(("an answer", "is worth"), ((words, f"{V1.answers[each]:g}") for each, words in ANSWERS.items()))}
**Recognitions**, given and received. Two people who thank each other often count for more than two who do so once, but less
and less: together they never count for {V1.saturation:g}. One person counts for at most {V1.most_received:g}. With more than {V1.most_recipients:g} recipients
a recognition counts less for each.

![{saturating().says}](pictures/score-pair.svg)

**Lately.** What happened {V1.half_life:g} days ago weighs half of what happened today, and what is older than {V1.window} days is not there.

![{fading().says}](pictures/score-fades.svg)

**In which team.** Everything belongs to the team that its person was in when it happened, and to the teams above that one.
Who moves leaves behind what happened there.

## What does not count
- **Words.** Nothing that anybody writes is read for the score: no message, no comment, no reason, no behaviour.
- **Reactions, comments, endorsements**, and recognitions that were withdrawn or hidden.
- **Promises that are cancelled, declined, withdrawn or handed over**, requests that are withdrawn before there was an answer, and
  offers. An early warning costs nothing.
- **How many.** A team with few promises is not worse than one with many, only less is known about it.
- **Absence.** Who is away for the whole {V1.window} days is not counted as somebody who does not take part, nor is anybody in their
  first {MEMBER_AFTER_DAYS} days in a team.
- **Everything else.** Hours, logins, messages, calendars, job titles: the service does not have them or does not look.

## What nobody can see
- **A number about a person.** It does not exist. Counts stand beside a score for a whole team, never for one in it.
- **A small group.** There is a score from {V1.least_members} members, {V1.least_contributors} people who gave, received, performed or answered, and {V1.least_items} pieces of
  evidence on. Else it says what is missing: too little is a state, never a zero.
- **What remains when one number is taken from another.** Where a team and the teams below it would give away fewer than {V1.least_members}
  people by subtraction, one of the numbers is withheld, and says so.
- **A slice.** Nobody chooses the days or filters the people, no administrator either. A recipe that looks at fewer than {V1.least_members}
  people or at single days is refused.
- **A ranking.** Teams cannot be sorted or searched by score. A score is compared with the same team's past.

Every member may dispute what went into their team's score, and each team and the organisation can switch it off: then
nothing is reckoned and nothing is stored.

## How the parts become one number
1. **A thin part leans on what is usual.** Each part is pulled toward the mean of the organisation, `m`, as if {V1.pull:g} pieces of evidence
   had spoken for it (`k = {V1.pull:g}`). One lucky promise makes no star, one broken promise no failure.
2. **A weak part cannot be bought off.** The score is a product: `S = 100 * product(max(C, {V1.floor:g}) ^ weight)`. No part counts for less
   than {V1.floor:g}, so none erases all others.
3. **What is not known is not guessed.** Coverage and participation join when members received, and gave, {V1.each} recognitions
   each on average; reach joins with {V1.from_outside} from other teams. Until then the score says what is missing and what it waits for, and the
   others share its weight.
4. **It says how sure it is.** With each score stands an interval that holds the truth about nine times in ten ({LEVEL * 100:g} %). Words for
   the number ({bands}) change only when the whole interval has crossed the border.

{table(("part", "formula"), ((ASKS[key][0], f"`{FORMULAS[key]}`") for key in Component))}
`w` is how fresh it is, `c` what it is worth, `e` is {V1.assumed:g} after silence and else 1, `n` the members, `N` the effective number of recognitions,
`H` the entropy of the shares that the `K` people reached have in them, `D` the same as `E` over other teams. `R_x` is `R` over promises to other
teams. The methods are known ones: Beta reputation (Josang and Ismail 2002), Hill numbers (1973) with the correction of
Miller (1955) and Madow, the geometric mean of the Human Development Index (since 2010), pairwise-bounded funding (2019), and
Kish's effective sample size (1965). This is recipe `{V1.version}`. A recipe never changes: a better one gets a name of its own, and
each published score says which it was made with.

## An example, to the last digit
Team {TEAM} has {len(world.staff.members(TEAM))} people, k1 to k5. There are two other teams, h and s. In the last {V1.window} days:

{table(("what happened", "days ago"), _items(world))}
Take reliability. Each promise weighs `2 ^ (-days / {V1.half_life:g})`. What was kept adds up to `r = {kept.good:.6f}`, what was not to `s = {kept.bad:.6f}`, and in the
organisation `m = {usual.reliability:.6f}`. So `R = ({kept.good:.6f} + {V1.pull:g} * {usual.reliability:.6f}) / ({kept.good:.6f} + {kept.bad:.6f} + {V1.pull:g}) = {parts[Component.RELIABILITY].value:.6f}`.

{table(("part", "value", "usual", "weight", "points lost"), (_row(parts[key].value, parts[key].mean, parts[key].weight, parts[key].points_lost, ASKS[key][0]) for key in Component))}
The score is **{found.value:.6f}**, and the truth lies between {found.low:.6f} and {found.high:.6f}. *Points lost* says by how much it would rise if
that part were perfect; what loses most is the weakest link, here {ASKS[found.weakest.key][0].lower()}.

## What one broken promise costs
A broken promise is one thing that happened, and it fades like every other.

![{breaking().says}](pictures/score-broken.svg)

The team of this plot has nothing but its promises, in an organisation that begins; the more parts there are, the less it costs.

## How far to trust it
We invented companies whose teams have known habits, let them live for 90 days, and compared the score with the truth
(`tests/benchmarks/score_truth.py`; 20 companies of 40 teams, 4 thanks a member).

{table(("promises a team", "the score puts teams in the true order", "kept / made does", "intervals that hold the truth"), MEASURED)}
An order of 1 is the true one, 0 is chance. With 4 promises a team the score is a hint; a difference of a few points between
two teams, or two days, means nothing: look at the interval.

The interval speaks of the parts that have joined. Where people thank each other less, coverage, participation and reach
often have not, and then nothing is said of them:

{table(("thanks a member", "promises a team", "intervals that hold the truth of what has joined", "of all five parts"), INTERVALS)}
Whoever reads the number of a team with a missing part as one about all five is therefore too sure of it, the more so the
more promises it has. A recipe was tried that takes what is missing for what is usual (coverage 0.7, participation and
reach 0.6) and for as unsure as it is. Against the truth of all five parts, `v1` and the one that was tried:

{table(("thanks a member", "promises a team", "order, v1", "tried", "points too high (+) or low, v1", "tried", "intervals, v1", "tried"), TRIED)}
With one thank-you a member it gains on all three, but for the intervals at 4 promises. With two it puts teams in a better
order and more of its intervals hold, but it is further off on average; with four it is the same; and what is usual was
fitted to the companies that we invented. A recipe has to gain on all three to get a name, so this one has none, and `v1` is
what there is.

And it can be gamed, a little. People who thank each other every day gain at most {MOST_FROM_THANKING} points over a team whose thanks are spread
evenly. Taking back in time whatever would break gains half a point on average, and a bare no to every request loses.
Promising something trivial every day gains 7 to 9 points, if somebody confirms it each time; so the counts stand beside
the score, where everybody sees them.
"""


MEASURED = (
    ("4", "0.61", "0.38", "87 %"),
    ("12", "0.74", "0.53", "87 %"),
    ("40", "0.83", "0.62", "84 %"),
    ("120", "0.90", "0.67", "86 %"),
)
"""By tests/benchmarks/score_truth.py, which takes minutes, so that its figures stand here."""
INTERVALS = (
    ("1", "4", "85 %", "87 %"),
    ("1", "12", "83 %", "83 %"),
    ("1", "40", "81 %", "77 %"),
    ("1", "120", "81 %", "65 %"),
    ("4", "4", "87 %", "87 %"),
    ("4", "12", "87 %", "87 %"),
    ("4", "40", "84 %", "84 %"),
    ("4", "120", "86 %", "85 %"),
    ("12", "4", "87 %", "87 %"),
    ("12", "12", "87 %", "87 %"),
    ("12", "40", "86 %", "86 %"),
    ("12", "120", "87 %", "87 %"),
)
TRIED = (
    ("1", "4", "0.33", "0.37", "+1.4", "-0.7", "87 %", "85 %"),
    ("1", "12", "0.47", "0.51", "+1.6", "-0.5", "83 %", "86 %"),
    ("1", "40", "0.63", "0.65", "+1.6", "-0.6", "77 %", "85 %"),
    ("1", "120", "0.73", "0.74", "+1.4", "-0.7", "65 %", "88 %"),
    ("2", "4", "0.48", "0.51", "-0.8", "-1.5", "85 %", "83 %"),
    ("2", "12", "0.62", "0.64", "-0.3", "-1.1", "83 %", "83 %"),
    ("2", "40", "0.75", "0.77", "-0.2", "-1.0", "80 %", "81 %"),
    ("2", "120", "0.83", "0.84", "-0.6", "-1.3", "76 %", "81 %"),
    ("4", "4", "0.61", "0.61", "-0.6", "-0.7", "87 %", "87 %"),
    ("4", "12", "0.74", "0.75", "0.0", "0.0", "87 %", "87 %"),
    ("4", "40", "0.83", "0.84", "-0.1", "-0.2", "84 %", "83 %"),
    ("4", "120", "0.90", "0.90", "-0.2", "-0.2", "85 %", "86 %"),
)
"""The same: `supposed` in it."""
MOST_FROM_THANKING = 2


def _row(value: float, usual: float, weight: float, lost: float, name: str) -> tuple[str, ...]:
    return name, f"{value:.6f}", f"{usual:.6f}", f"{weight:g}", f"{lost:.6f}"


def write() -> None:
    """Write the page and its plots."""
    PAGE.write_text(page(), encoding="utf-8")
    for name, plot in PLOTS.items():
        (PICTURES / f"{name}.svg").write_text(plot().svg(), encoding="utf-8")
