"""Writes docs/commitments.md and its diagram from the code: states, acts, clocks, reasons. Run by ``make contract``."""
# ruff: noqa: E501 - a page is written as it is read

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from generate import table
from graphql import build_schema, get_named_type

from had_your_back.commitments.clocks import (
    CHANGE_WAITS_FOR,
    CONFIRMATION_REMINDER_AFTER,
    SILENCE_IS_YES_AFTER,
    Terms,
    reminders,
)
from had_your_back.commitments.rules import LONGEST_TEXT, LONGEST_TITLE
from had_your_back.commitments.transitions import (
    ASKED,
    MOST_CHANGES,
    MOST_DEFERRALS,
    OPEN,
    PERSON_LEFT,
    PROMISED,
    TRANSITIONS,
    Act,
    ClockAct,
    Commitment,
    Reason,
    Side,
    State,
    Transition,
)
from had_your_back.graph.descriptions import WORDS
from had_your_back.graph.schema import sdl
from had_your_back.idempotency import KEPT_FOR

PAGE = Path(__file__).parent / "commitments.md"
PICTURE = Path(__file__).parent / "pictures" / "commitment-life.svg"


class UnknownToThePageError(Exception):
    """The code has a state or an act that the page or the diagram has no place for."""


# -------------------------------------------------------------------------------------------------------------- picture

Edge = tuple[State, str, State]
"""From, act, to; the same state twice where it stays."""

NODE_WIDTH, NODE_HEIGHT = 116, 40
WIDTH, HEIGHT, MARGIN = 820, 590, 10
LETTER, LINE = 6.7, 15.0
"""Of a label of 13 px, generously: a picture 800 px wide shows it with more than 12 px."""

PLACES: dict[State, tuple[int, int]] = {
    State.REQUESTED: (80, 134),
    State.COUNTERED: (80, 228),
    State.OFFERED: (80, 322),
    State.PROMISED: (340, 134),
    State.AT_RISK: (340, 254),
    State.DELIVERED: (540, 134),
    State.KEPT: (750, 134),
    State.BROKEN: (750, 228),
    State.REVOKED: (750, 300),
    State.CANCELLED: (750, 372),
    State.DECLINED: (750, 428),
    State.WITHDRAWN: (750, 482),
    State.EXPIRED: (750, 536),
}
"""The middle of each state."""

_DASHES = 'stroke-dasharray="3.14 3.14"'
_STOPPED = '<circle cx="12" cy="12" r="8" stroke-dasharray="1 3.19"/><path d="M8.5 12h7"/>'
RINGS: dict[State, str] = {
    State.REQUESTED: f'<circle cx="12" cy="12" r="8" {_DASHES}/>',
    State.OFFERED: f'<circle cx="12" cy="12" r="8" {_DASHES}/><circle class="dot" cx="12" cy="12" r="2.5"/>',
    State.COUNTERED: f'<path d="M12 4a8 8 0 0 1 0 16"/><path d="M12 20a8 8 0 0 1 0-16" {_DASHES}/>',
    State.PROMISED: '<circle class="backing" cx="8.5" cy="14" r="8"/><circle class="paper" cx="12" cy="12" r="8"/>',
    State.AT_RISK: '<circle cx="12" cy="12" r="8"/><path d="M12 7.8v5"/><circle class="dot" cx="12" cy="16" r="1.2"/>',
    State.DELIVERED: '<circle cx="12" cy="12" r="8"/><circle class="dot" cx="12" cy="12" r="4"/>',
    State.KEPT: '<circle class="dot" cx="12" cy="12" r="9"/><path class="tick" d="m7.8 12.3 2.9 2.9 5.6-6"/>',
    State.BROKEN: '<path d="M10.2 3.7a8 8 0 0 0-2.7 15.3l2.2-3.8-2-3.2 2.5-3.3z"/><path d="M14 5.3a8 8 0 0 1-2.3 15.500l2.2-3.8-2-3.2 2.3-3.3z" transform="translate(1.5 0)"/>',
    State.DECLINED: '<path d="M12 4a8 8 0 1 0 8 8"/><path d="M13 12h8M18 8.8l3.2 3.2-3.2 3.2"/>',
    State.WITHDRAWN: _STOPPED,
    State.EXPIRED: _STOPPED,
    State.CANCELLED: _STOPPED,
    State.REVOKED: _STOPPED,
}
"""The promise ring: it closes as a promise is made, and opens when it breaks."""

FRAMES = ((8, 60, 206, 332), (266, 60, 152, 236))
"""Around what is asked, and around what is promised: an arrow from a frame leaves every state in it."""

HEADS = (
    (8, "Asked", "the side whose turn it is answers"),
    (266, "Promised", "one person holds it"),
    (482, "Delivered", "the customer decides"),
    (692, "Ended", "the loop is closed"),
)


NOTES = (
    (44, 580, "the way of a kept request", "M10 576H36", " main"),
    (262, 580, "a person acts", "M228 576H254", ""),
    (399, 580, "the clock, or the service", "M365 576H391", " clock"),
    (617, 580, "from every state inside", "M599 576H609", ""),
)
"""What the lines mean."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from one or more states to one, with all the acts that lead this way."""

    sources: tuple[State, ...]
    target: State | None
    """None: each of them stays as it is."""
    path: str
    label: tuple[float, float]
    """Where its first line begins, or ends, or has its middle."""
    anchor: str = "start"
    wrap: int = 40
    clock: bool = False
    main: bool = False


# An arrow takes what the arrows before it have left, so those from a frame come first.
ARROWS = (
    Arrow(ASKED, State.PROMISED, "M214 228C252 228 236 146 279 144", (219, 245), main=True),
    Arrow((State.REQUESTED,), State.PROMISED, "M138 126H279", (240, 119), anchor="middle", main=True),
    Arrow((State.REQUESTED,), State.COUNTERED, "M80 154V205", (88, 183)),
    Arrow((State.OFFERED,), State.COUNTERED, "M80 302V251", (88, 281)),
    Arrow((State.COUNTERED,), State.COUNTERED, "M138 220C158 212 158 244 140 238", (159, 224), wrap=8),
    Arrow((State.REQUESTED,), State.REQUESTED, "M108 114C104 90 132 90 128 111", (134, 101)),
    Arrow(ASKED, State.DECLINED, "M130 392C130 418 144 428 176 428H689", (684, 421), anchor="end"),
    Arrow(ASKED, State.WITHDRAWN, "M92 392C92 454 112 482 164 482H689", (684, 475), anchor="end"),
    Arrow(ASKED, State.EXPIRED, "M54 392C54 488 80 536 152 536H689", (684, 529), anchor="end", clock=True),
    Arrow(PROMISED, None, "M282 296C278 326 312 326 307 299", (318, 316), wrap=29),
    Arrow((State.PROMISED,), State.PROMISED, "M290 114C286 90 314 90 310 111", (318, 91), wrap=10),
    Arrow((State.PROMISED,), State.AT_RISK, "M292 154V231", (299, 187), wrap=7),
    Arrow((State.AT_RISK,), State.PROMISED, "M344 234V157", (351, 180), wrap=11),
    Arrow(PROMISED, State.DELIVERED, "M418 126H479", (448, 119), anchor="middle", main=True),
    Arrow((State.DELIVERED,), State.PROMISED, "M510 114C500 66 398 66 388 111", (449, 70), anchor="middle"),
    Arrow((State.DELIVERED,), State.KEPT, "M598 126H689", (642, 119), anchor="middle", main=True),
    Arrow((State.DELIVERED,), State.KEPT, "M598 144H689", (642, 160), anchor="middle", clock=True),
    Arrow((State.BROKEN,), State.DELIVERED, "M722 208C716 178 566 204 560 157", (640, 181), anchor="middle"),
    Arrow((State.BROKEN,), State.PROMISED, "M692 222C520 216 470 190 401 144", (490, 213), anchor="middle"),
    Arrow(PROMISED, State.BROKEN, "M418 236H689", (684, 252), anchor="end", clock=True),
    Arrow(PROMISED, State.REVOKED, "M418 258C540 258 580 300 689 300", (684, 292), anchor="end"),
    Arrow(PROMISED, State.CANCELLED, "M418 280C560 280 570 362 689 362", (684, 353), anchor="end"),
    Arrow((State.BROKEN,), State.BROKEN, "M774 248C770 272 798 272 794 251", (766, 267), anchor="end"),
    Arrow((State.REVOKED,), State.REVOKED, "M774 320C770 344 798 344 794 323", (766, 339), anchor="end"),
    Arrow(OPEN, State.CANCELLED, "M612 382H689", (604, 386), anchor="end", clock=True),
)

ACTS_IN_A_FEW_LINES = 2
FROM_ANY = "any open state: "
"""Stands before the acts of an arrow that begins nowhere, since it leaves every open state."""


def words(act: str) -> str:
    """An act as people say it.

    >>> words("ACCEPT_HAND_OVER"), words("HAND_OVER")
    ('accept hand-over', 'hand over')
    """
    return (
        act.lower()
        .replace("_", " ")
        .replace("accept hand over", "accept hand-over")
        .replace("refuse hand over", "refuse hand-over")
    )


def edges(rows: Iterable[Transition]) -> dict[Edge, bool]:
    """Every step that there is, in order, and whether the clock or the service takes it.

    Raises: UnknownToThePageError for a state or an act that nothing here knows.
    """
    found: dict[Edge, bool] = {}
    acts = {*Act, *ClockAct, PERSON_LEFT}
    for row in rows:
        unknown = [each for each in (*row.states, row.to) if each is not None and each not in PLACES]
        if unknown:
            raise UnknownToThePageError(f"docs/life.py has no place for the state {unknown[0]}: give it one in PLACES.")
        if row.act not in acts:
            raise UnknownToThePageError(f"docs/life.py does not know the act {row.act}.")
        for state in row.states:
            found[state, str(row.act), row.to or state] = not isinstance(row.act, Act)
    return found


def drawn(rows: Iterable[Transition]) -> list[tuple[Arrow, list[str]]]:
    """Each arrow with its acts.

    Raises: UnknownToThePageError if a step has no arrow, or an arrow no step.
    """
    left = edges(rows)
    found: list[tuple[Arrow, list[str]]] = []
    for arrow in ARROWS:
        acts = [
            act
            for act in dict.fromkeys(act for (_, act, _), clock in left.items() if clock is arrow.clock)
            if all((each, act, arrow.target or each) in left for each in arrow.sources)
        ]
        if not acts:
            raise UnknownToThePageError(
                f"docs/life.py draws an arrow from {', '.join(arrow.sources)} to {arrow.target} for which there is no act: take it out of ARROWS."
            )
        for act in acts:
            for each in arrow.sources:
                del left[each, act, arrow.target or each]
        found.append((arrow, acts))
    if left:
        missing = "; ".join(f"{act} from {begin} to {end}" for begin, act, end in left)
        raise UnknownToThePageError(f"docs/life.py has no arrow for {missing}: draw it in ARROWS.")
    return found


@dataclass(frozen=True, slots=True)
class Box:
    """Something on the picture that nothing may cover."""

    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def lines(arrow: Arrow, acts: Sequence[str]) -> list[str]:
    """The label of an arrow, line by line."""
    names = [words(act) for act in acts]
    if len(names) > ACTS_IN_A_FEW_LINES:
        names = [name.replace(" ", "\N{NO-BREAK SPACE}") for name in names]
    text = (FROM_ANY if arrow.sources == OPEN else "") + ", ".join(names)
    return textwrap.wrap(text, arrow.wrap, break_on_hyphens=False)


def _wide(text: str, x: float, anchor: str = "start") -> tuple[float, float]:
    """From where to where a text reaches."""
    wide = len(text) * LETTER
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * wide
    return left, left + wide


def crowded(boxes: Sequence[Box]) -> list[str]:
    """Which boxes overlap, or leave the picture."""
    outside = [box.what for box in boxes if box.left < 0 or box.top < 0 or box.right > WIDTH or box.bottom > HEIGHT]
    pairs = [
        f"{one.what} and {other.what}" for at, one in enumerate(boxes) for other in boxes[at + 1 :] if one.meets(other)
    ]
    return [*outside, *pairs]


def boxes_of(arrows: Sequence[tuple[Arrow, list[str]]]) -> list[Box]:
    """Where the states and the labels stand."""
    boxes = [
        Box(state, x - NODE_WIDTH / 2, y - NODE_HEIGHT / 2, x + NODE_WIDTH / 2, y + NODE_HEIGHT / 2)
        for state, (x, y) in PLACES.items()
    ]
    for x, head, below in HEADS:
        boxes.append(Box(f"'{head}'", x, 10, _wide(below, x)[1], 49))
    for note_x, note_y, note, *_ in NOTES:
        boxes.append(Box(f"'{note}'", note_x - 34, note_y - 10, _wide(note, note_x)[1], note_y + 3))
    for arrow, acts in arrows:
        text = lines(arrow, acts)
        label_x, label_y = arrow.label
        left, right = _wide(max(text, key=len), label_x, arrow.anchor)
        boxes.append(Box(f"'{' '.join(text)}'", left, label_y - 10, right, label_y + 3 + LINE * (len(text) - 1)))
    return boxes


STYLE = """
svg { color-scheme: light dark; --canvas: #f1f6f3; --surface: #fff; --line: #dbe1dd; --strong: #77847c; --ink: #15231d; --ink2: #46534d; --accent: #ffb524; --kept: #0a6961; --kept-soft: #e1f6f3; --risk: #a14f09; --risk-soft: #ffefe0; --broken: #811625; --broken-soft: #ffeceb; --on: #fff; }
@media (prefers-color-scheme: dark) { svg { --canvas: #0d1511; --surface: #1c2723; --line: #2b3732; --strong: #707e77; --ink: #edf2ed; --ink2: #b7c0ba; --accent: #b27417; --kept: #88ddd1; --kept-soft: #14312e; --risk: #f6a565; --risk-soft: #3f2718; --broken: #e7727c; --broken-soft: #401f21; --on: #0b1712; } }
text { font: 400 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: var(--ink2); }
.canvas { fill: var(--canvas); }
.head { font-size: 15px; font-weight: 600; fill: var(--ink); }
.label { paint-order: stroke; stroke: var(--canvas); stroke-width: 5px; stroke-linejoin: round; }
.frame { fill: none; stroke: var(--strong); stroke-width: 1; }
.node rect { fill: var(--surface); stroke: var(--strong); stroke-width: 1.2; }
.node text { font-size: 14px; font-weight: 500; fill: var(--ink); }
.node.ended rect { stroke: var(--line); stroke-width: 1.5; }
.ring { fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; color: var(--ink2); }
.dot { fill: currentColor; stroke: none; } .tick { stroke: var(--on); stroke-width: 2; }
.backing { fill: var(--accent); stroke: none; } .paper { fill: var(--surface); }
.PROMISED .ring, .DELIVERED .ring { color: var(--ink); }
.KEPT .ring { color: var(--kept); } .node.KEPT rect { fill: var(--kept-soft); stroke: var(--kept); }
.AT_RISK .ring { color: var(--risk); } .node.AT_RISK rect { fill: var(--risk-soft); stroke: var(--risk); }
.BROKEN .ring { color: var(--broken); } .node.BROKEN rect { fill: var(--broken-soft); stroke: var(--broken); }
.arrow { fill: none; stroke: var(--strong); stroke-width: 1.5; marker-end: url(#tip); }
.clock { stroke-dasharray: 5 4; }
.main { stroke: var(--kept); stroke-width: 2.2; marker-end: url(#main-tip); }
.label.main { font-weight: 600; fill: var(--kept); stroke: var(--canvas); stroke-width: 5px; }
.start { fill: var(--accent); stroke: var(--ink); stroke-width: 1.2; }
#tip path { fill: var(--strong); } #main-tip path { fill: var(--kept); }
"""


def _node(state: State) -> str:
    x, y = PLACES[state]
    kind = "node" if state in OPEN else "node ended"
    left, top = x - NODE_WIDTH // 2, y - NODE_HEIGHT // 2
    name = state.replace("_", " ").capitalize()
    return (
        f'<g class="{kind} {state}"><rect x="{left}" y="{top}" width="{NODE_WIDTH}" height="{NODE_HEIGHT}" rx="10"/>'
        f'<g class="ring" transform="translate({left + 9} {y - 12})">{RINGS[state]}</g>'
        f'<text x="{left + 36}" y="{y + 5}">{name}</text></g>'
    )


def _label(arrow: Arrow, acts: Sequence[str]) -> str:
    x, y = arrow.label
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + LINE * at:g}">{escape(line)}</tspan>' for at, line in enumerate(lines(arrow, acts))
    )
    return f'<text class="label{" main" if arrow.main else ""}" text-anchor="{arrow.anchor}">{spans}</text>'


def picture(rows: Iterable[Transition] = TRANSITIONS) -> str:
    """The diagram, as SVG.

    Raises: UnknownToThePageError for what it has no place for, or if something covers something else.
    """
    arrows = drawn(rows)
    unplaced = [state for state in State if state not in PLACES or state not in RINGS]
    if unplaced:
        raise UnknownToThePageError(
            f"docs/life.py has no place or ring for the state {unplaced[0]}: see PLACES and RINGS."
        )
    if too_close := crowded(boxes_of(arrows)):
        raise UnknownToThePageError(f"In the diagram of docs/life.py these overlap: {'; '.join(too_close)}.")
    wide, high = WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-MARGIN} {-MARGIN} {wide} {high}" width="{wide}" height="{high}" role="img" aria-labelledby="t d">',
        '<title id="t">The life of a commitment</title>',
        f'<desc id="d">A request or an offer is accepted, claimed, countered, declined, taken back, or expires. What is promised is delivered, and the customer confirms it: kept. The {len(State)} states and {len(edges(rows))} steps stand in the tables of docs/commitments.md.</desc>',
        f"<style>{STYLE}</style>",
        *(
            f'<marker id="{tip}" viewBox="0 0 10 10" refX="7" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .8 9.500 5 0 9.200 2.500 5z"/></marker>'
            for tip in ("tip", "main-tip")
        ),
        f'<rect class="canvas" x="{-MARGIN}" y="{-MARGIN}" width="{wide}" height="{high}" rx="14"/>',
        *(
            f'<text class="head" x="{x}" y="27">{head}</text><text x="{x}" y="45">{below}</text>'
            for x, head, below in HEADS
        ),
        *(f'<rect class="frame" x="{x}" y="{y}" width="{w}" height="{h}" rx="14"/>' for x, y, w, h in FRAMES),
        *(
            f'<path class="arrow{" clock" if arrow.clock else ""}{" main" if arrow.main else ""}" d="{arrow.path}"/>'
            for arrow, _ in arrows
        ),
        '<path class="arrow main" d="M40 84V111"/><circle class="start" cx="40" cy="82" r="5"/><text x="50" y="86">request</text>',
        '<path class="arrow" d="M40 370V345"/><circle class="start" cx="40" cy="372" r="5"/><text x="50" y="377">offer</text>',
        *(
            f'<path class="arrow{kind}" d="{path}"/><text x="{x}" y="{y}">{note}</text>'
            for x, y, note, path, kind in NOTES
        ),
        '<rect class="frame" x="583" y="568" width="16" height="16" rx="5"/>',
        *(_node(state) for state in State),
        *(_label(arrow, acts) for arrow, acts in arrows),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


# ----------------------------------------------------------------------------------------------------------------- page

MEANS = {state: WORDS[f"CommitmentState.{state}"] for state in State}
REASONS = {reason: WORDS[f"VarianceReason.{reason}"].removesuffix(".") for reason in Reason}

EXAMPLE = """mutation Ask($request: RequestCommitmentInput!) {
  requestCommitment(input: $request) {
    commitment { id version state answerBy allowedActs awaiting { displayName } awaitingTeam { name } }
    userErrors { code message path }
  }
}

mutation Answer($step: ActOnCommitmentInput!) {
  actOnCommitment(input: $step) {
    commitment { id version state dueAt allowedActs }
    userErrors { code message path }
  }
}"""

VARIABLES = """{
  "request": {
    "of": "team_...",
    "title": "Loan of the spare headset",
    "conditions": "It is on the night desk and I have made one call with it.",
    "dueAt": "2026-11-27T16:00:00Z",
    "idempotencyKey": "one per click"
  },
  "step": {
    "id": "cmt_...",
    "version": 1,
    "act": { "claim": {} },
    "idempotencyKey": "another one"
  }
}"""


def camel(act: str) -> str:
    """An act as `CommitmentAct` names it.

    >>> camel("FLAG_AT_RISK")
    'flagAtRisk'
    """
    first, *rest = act.lower().split("_")
    return first + "".join(each.capitalize() for each in rest)


def _who_acts(row: Transition) -> str:
    return f"`{camel(row.act)}`" if isinstance(row.act, Act) else f"*{words(row.act)}*"


def _acts() -> list[tuple[str, ...]]:
    return [
        (
            " ".join(f"`{state}`" for state in row.states),
            _who_acts(row),
            row.who,
            "; ".join(row.needs),
            f"`{row.to}`" if row.to else "stays",
            row.means,
        )
        for row in TRANSITIONS
    ]


def _states() -> list[tuple[str, ...]]:
    return [(f"`{state}`", "open" if state in OPEN else "closed", MEANS[state]) for state in State]


def _carried() -> list[tuple[str, str]]:
    """Which fields each act carries, by what it carries; an exclamation mark where it must."""
    fields = build_schema(sdl()).type_map["CommitmentAct"].fields  # type: ignore[attr-defined]
    by_fields: dict[str, list[str]] = {}
    for act in Act:
        held = get_named_type(fields[camel(act)].type).fields
        text = ", ".join(f"`{name}{'!' if str(each.type).endswith('!') else ''}`" for name, each in held.items())
        by_fields.setdefault(text, []).append(f"`{camel(act)}`")
    return [(" ".join(acts), text) for text, acts in by_fields.items()]


def _reminders() -> str:
    """When somebody is reminded before an answer or a promise is due, as the code reckons it for an example."""
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    answer, due = start + timedelta(days=4), start + timedelta(days=9)
    asked = Commitment(
        id="",
        title="",
        conditions=None,
        customer="",
        performer="",
        team=None,
        initiator=Side.CUSTOMER,
        state=State.REQUESTED,
        version=1,
        turn=Side.PERFORMER,
        turn_since=start,
        answer_by=answer,
        due_at=due,
        first_due_at=due,
        private=False,
        created_at=start,
        changed_at=start,
    )
    ((_, at),) = reminders(asked)
    (_, before), (_, last) = reminders(replace(asked, state=State.PROMISED))
    if last != due:
        raise UnknownToThePageError("docs/life.py says that a reminder comes at dueAt, and the code does not.")
    share = f"{(answer - at) / (answer - start):.0%}".replace("%", " %")
    hours = (due - before) // timedelta(hours=1)
    return f"when {share} of the time for an answer is left, {hours} hours before `dueAt`, at `dueAt`"


def page() -> str:
    """The whole page."""
    terms = Terms()
    expire = f"`answerBy` has passed. Unless somebody chose it, that is {terms.answer_within} working days after the request, the offer or the counter, and never after `dueAt`"
    breaks = f"`dueAt` and a grace of {terms.grace.days} days have passed; after a `reject` the grace begins with it, if that is later. It waits until {CHANGE_WAITS_FOR} working days after a change that the performer proposed in time and nobody answered"
    assumed = f"{SILENCE_IS_YES_AFTER.days} days without an answer to a delivery"
    clock = (
        ("*expire*", expire, "the side whose turn it is", "`EXPIRED`"),
        ("*break*", breaks, "the performer", "`BROKEN`"),
        ("*assume kept*", assumed, "the customer", "`KEPT` with `assumed`"),
    )
    return f"""# The life of a commitment

Generated from the code by `make contract`; do not edit.

A commitment says: a **performer** will bring about **what** for a **customer** by **when**. One named person performs, and
it is never the customer. It is a conversation, and each side has its turn: somebody asks or offers, the other side
answers, somebody does it, and the one who counts on it says whether it is done.

- A request to a team is nobody's until somebody claims it. Everybody who may see it sees for how long.
- A good no is good service. With an alternative or a pointer to who can, a no counts as answered. Silence does not.
- An early warning costs nothing.
- A break blames no one: it asks what got in the way, with the system's reasons first.

**Who sees it.** The customer, the performer, the members and leads of the teams on both sides and of the team that was
asked, administrators, and whoever is asked to take it over, while they are asked. Marked `private`, the two of them alone,
and that person; what a whole team is asked cannot be private. For everybody else it does not exist: it is not listed, not counted, not found.
Webhooks carry ids and instants, never the words. Nothing here scores, ranks or compares people.

![The life of a commitment: asked, promised, delivered, ended](pictures/commitment-life.svg)

An arrow from a frame leaves every state in the frame. Solid: a person acts. Dashed: the clock does, or the service when a
person leaves. Green: the way of a request that is kept.

## States
{table(("state", "is", "what it means"), _states())}
## Acts
Every row is one rule; what no row allows is refused. In *italics*: the clock, and the service.

{table(("from", "act", "who", "needs that", "to", "what it means"), _acts())}
"The side whose turn it is" is the one that did not speak last; nobody can accept for another. A change or a hand-over is
*pending* until the other side, or the person asked, has answered. At most one of the two is pending: a newer one replaces
it, and `deliver`, `cancel`, `revoke` and a break clear it.

What an act carries (`!`: it must):

{table(("act", "fields"), _carried())}
A title has at most {LONGEST_TITLE} characters, every other text {LONGEST_TEXT:,}.

## The clock
{table(("act", "when", "stands still while away", "to"), clock)}
- Working days are Monday to Friday in the organisation's time zone, less its holidays. Those, the days for an answer and
  the grace are [settings](reference.md#settings); above are the defaults. Grace is in calendar days.
- Whoever is away (`setAway`) stops the clock that waits for them. Whether it was on time is not moved by that:
  `onTime` says that it was delivered by `dueAt` and never broken.
- An answer can be deferred {MOST_DEFERRALS} times, terms can be changed {MOST_CHANGES} times. The day that was promised first stays in `firstDueAt`.
- After an outage each act that was missed happens once, stamped with the instant at which it fell due. Nobody acts ahead
  of the clock: what is due happens first.
- Reminders come {_reminders()}, and when a
  delivery has waited {CONFIRMATION_REMINDER_AFTER.days} days for the customer. Each at most once per version.

## Rules for a frontend
- **Show `allowedActs`, compute nothing.** It holds what the viewer may do now, the likely act first.
- **Name the `version` you saw.** If somebody was faster, or the clock, the answer is `STALE_VERSION` with the commitment as it is
  now. Keep what the person wrote, show what changed, and let them send it again.
- **Send an `idempotencyKey` with each click.** For {KEPT_FOR // timedelta(hours=1)} hours the same key from the same person gives the first
  result; with another input it is `CONFLICT`.
- **The history is never edited.** Every act adds one step (who, when, which act, what it carried) and one
  [event](reference.md#events).

```graphql
{EXAMPLE}
```

Variables: `request` for the first, `step` for the second. `act` holds exactly one act, `{{}}` if there is nothing to add.

```json
{VARIABLES}
```

## Reasons
For `flagAtRisk` and `revoke`, after a break by `giveReason`, and with a `decline` for whoever wants to say. The reasons
show what to mend in the way people work together.

{table(("reason", "says"), ((f"`{reason}`", REASONS[reason]) for reason in Reason))}"""


def write() -> None:
    """Write the page and its picture."""
    PAGE.write_text(page(), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")
