"""What may be published: one module decides, every reader asks it. Pure.

Whoever reads published numbers may subtract one from another. So nothing is published that leaves, of any number that
is known, a piece with fewer than five people behind it. Picture all evidence as a sheet of paper and each published
number as a cut: *every piece must be empty, or hold at least five people*. No sum or difference of the numbers can
tell two people in one piece apart, so none is about fewer than five. The sheet is asked twice, for members and for
those behind the evidence, and in the same way for scores, for the links of the service chain and for leadership.

The organisation is cut first (its means are shown beside every part), then teams from the top down, of one height in
the order of their ids. What was shown before, of exactly the same people, is known still, so it is cut before all
others, for as long as a window lasts.

It does **not** protect

- somebody who leaves a team of six between two days: the numbers of both days are true, and about six and about five.
  Nobody else moving, the difference is one person. That newcomers count after fourteen days hides the day, no more.
  The same holds for a team of four that is moved to another division as a whole;
- a team of five or more that is switched off: its parent less its siblings is that team, and big enough;
- what a team knows of itself: of five, four know their own part. Nor one part of a score that one person alone is
  behind, in a team that is big enough: it takes five for the whole score, not for each part;
- the few on one end of a link: people are counted on both ends together;
- against guessing from what hardly changed: what was shown is taken for known while the same people are behind it, and
  forgotten when one more of them joins, leaves, or first takes part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import product, repeat
from typing import Generic, NamedTuple, TypeVar

from had_your_back.errors import ErrorCode, Refused
from had_your_back.people.rules import Actor, Role, Scope
from had_your_back.scores.rules import ScoreStatus

LEAST = 5
"""So many people, or nobody; so many outcomes behind a link."""

Tree = Mapping[str, str | None]
"""Every team, with the team above it. None, above all, is the organisation."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Past:
    """What was shown before today, as the last publication told in its `shown`."""

    today: date
    window: int
    """In days, as in the recipe."""
    shown: Mapping[str, date] = field(default_factory=dict)
    """Fingerprints of who was behind it, each with the last day."""

    def known(self) -> dict[str, date]:
        """What is known still; of what is older than the window nothing counts any more."""
        return {mark: day for mark, day in self.shown.items() if self.today - day < timedelta(days=self.window)}


class Trace(NamedTuple):
    """The smallest thing on the sheet: evidence that always counts in the same numbers, and who is behind it."""

    people: frozenset[str]
    """Nobody, where a request found no answer: something, and about fewer than five."""
    place: Hashable
    items: int = 1


Sheet = frozenset[Trace]


Cut = list[tuple[int, Sheet]]
"""Where a number goes through pieces: the number of each with the part of it that is inside."""


class _Pieces:
    """What the published numbers cut a sheet into."""

    def __init__(self) -> None:
        self._pieces: list[set[Trace]] = [set()]
        self._at: dict[Trace, int] = {}

    def allow(self, cut: Cut) -> bool:
        """Whether every piece that is new after it holds enough."""
        return all(
            enough(inside) and (not number or enough(each for each in self._pieces[number] if each not in inside))
            for number, inside in cut
        )

    def cut(self, cut: Cut) -> None:
        """Publish it."""
        for number, inside in cut:
            self._pieces[number] -= inside
            self._at.update(dict.fromkeys(inside, len(self._pieces)))
            self._pieces.append(set(inside))

    def through(self, group: Sheet) -> Cut:
        """The pieces that a number does not hold whole, with its part of each. Piece 0 is in no number, and unknown."""
        met = set(map(self._at.get, group, repeat(0)))
        parts = {number: group & self._pieces[number] for number in met if number}
        cut = [(number, part) for number, part in parts.items() if len(part) < len(self._pieces[number])]
        return [(0, group.difference(*parts.values())), *cut] if 0 in met else cut


def enough(traces: Iterable[Trace]) -> bool:
    """Whether so much tells of nobody in particular.

    >>> enough(Trace(frozenset({name}), "kestrel") for name in ("k1", "k2", "k3", "k4"))
    False
    >>> enough([Trace(frozenset({"k1", "k2", "k3", "h1", "h2"}), ("kestrel", "heron"), items=5)])
    True
    """
    people: set[str] = set()
    count = 0
    for those, _, items in traces:
        people |= those
        count += items
        if count >= LEAST and len(people) >= LEAST:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Claim(Generic[Key]):
    """A number that might be published, on each of the sheets; `wanted` unless something else forbids it."""

    key: Key
    sheets: tuple[Sheet, ...]
    wanted: bool

    def fingerprint(self, plain: _Plain) -> str:
        """The same for the same people at the same places, and telling nobody who they are."""
        each = [f"[{', '.join(sorted(map(plain.__getitem__, sheet)))}]" for sheet in self.sheets]
        return sha256(f"[{', '.join(each)}]".encode()).hexdigest()[:32]


class _Plain(dict[Trace, str]):
    """Of each trace a text that is the same in every process: a set has no order of its own.

    One trace is behind the team, the teams above it and the organisation, and many are at one place.
    """

    def __init__(self) -> None:
        super().__init__()
        self._place = cache(lambda place: repr(sorted(place) if isinstance(place, frozenset) else place))

    def __missing__(self, trace: Trace) -> str:
        people, place, items = trace
        # In quotes, as repr would write it: what was shown yesterday has to be known today.
        return self.setdefault(trace, f'"({sorted(people)!r}, {self._place(place)}, {items})"')


@dataclass(frozen=True, slots=True)
class Round(Generic[Key]):
    """What is published, and what the next round has to know."""

    published: frozenset[Key]
    shown: Mapping[str, date]


def publish(claims: Collection[Claim[Key]], past: Past, told: Iterable[tuple[Sheet, ...]] = ()) -> Round[Key]:
    """Of these claims, the first come first, those that leave no piece too small. `told` is known in any case."""
    if not claims:
        return Round(frozenset(), {})
    sheets = [_Pieces() for _ in next(iter(claims)).sheets]
    known = past.known()
    # What was shown had enough behind it, or nothing: of fewer nothing is known, and a fingerprint takes its time.
    shown = [claim for claim in claims if known and all(not sheet or enough(sheet) for sheet in claim.sheets)]
    plain = _Plain()
    marks = {claim.key: claim.fingerprint(plain) for claim in shown}

    for groups in (*told, *(claim.sheets for claim in shown if marks[claim.key] in known)):
        for pieces, group in zip(sheets, groups, strict=True):
            pieces.cut(pieces.through(group))
    published = {}
    for claim in claims:
        if not claim.wanted:
            continue
        cuts = [(pieces, pieces.through(group)) for pieces, group in zip(sheets, claim.sheets, strict=True)]
        if all(pieces.allow(cut) for pieces, cut in cuts):
            published[claim.key] = marks.get(claim.key) or claim.fingerprint(plain)
            for pieces, cut in cuts:
                pieces.cut(cut)
    still = {mark: known[mark] for mark in marks.values() if mark in known}
    return Round(frozenset(published), still | dict.fromkeys(published.values(), past.today))


# ---------------------------------------------------------------------------------------------------------------- tree


def above(tree: Tree, team: str | None) -> list[str | None]:
    """The team, the teams above it, and the organisation.

    >>> above({"crew": "division", "division": None}, "crew")
    ['crew', 'division', None]
    """
    found = [team]
    while team is not None:
        team = tree[team]
        found.append(team)
    return found


def teams_above(tree: Tree, team: str | None) -> list[str]:
    """The same without the organisation."""
    return [each for each in above(tree, team) if each is not None]


def _from_the_top(tree: Tree) -> list[str]:
    return sorted(tree, key=lambda team: (len(above(tree, team)), team))


# -------------------------------------------------------------------------------------------------------------- scores


@dataclass(frozen=True, slots=True)
class Group:
    """The people behind the score of a team, or behind the means of the organisation."""

    members: Sheet
    work: Sheet
    """Who is behind the evidence, each with the teams that count it.

    Somebody who moved is behind some of it here and some there. Of the parent less one of the two, what they did in
    the other is left, though they are a contributor of both.
    """


def groups(
    members: Mapping[str | None, Iterable[str]], counted: Iterable[tuple[str | None, frozenset[str]]]
) -> dict[str | None, Group]:
    """Who is behind each team; None is the organisation, whose members are in whichever team for fourteen days.

    `counted` is each item of evidence, or each kind of them once: the person behind it (None: nobody answered) and all
    teams whose score counts it, which are those above the home of that person *then*, so they are not always below one
    another today.
    """
    everywhere: defaultdict[frozenset[str], set[Trace]] = defaultdict(set)
    for person, teams in counted:
        everywhere[teams].add(Trace(frozenset(() if person is None else (person,)), teams))
    work: defaultdict[str | None, set[Trace]] = defaultdict(set)
    for teams, traces in everywhere.items():
        for team in (None, *teams):
            work[team] |= traces
    alone = cache(_alone)
    return {team: Group(frozenset(map(alone, those)), frozenset(work[team])) for team, those in members.items()}


def people(those: Iterable[str]) -> Sheet:
    """Each person as a trace of its own."""
    return frozenset(map(_alone, those))


def _alone(person: str) -> Trace:
    return Trace(frozenset({person}), "")


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of each score. None stands for the means of the organisation.

    Where those are WITHHELD, scores are reckoned with the means that were shown last, or with what the recipe starts
    from: every score is pulled to them, so whoever knows its counts knows the means.
    """

    statuses: Mapping[str | None, ScoreStatus]
    shown: Mapping[str, date]
    """For the next publication."""


def decide(
    tree: Tree,
    standings: Mapping[str, ScoreStatus],
    behind: Mapping[str | None, Group],
    *,
    off: Collection[str | None] = (),
    past: Past,
) -> Decision:
    """Whether the score of each team is published, and if not, why not.

    `standings` are what the teams alone decide (`rules.standing`), `off` the teams that were switched off, None for
    the whole organisation. A switch is for that team: the teams below have their own.
    """
    order: list[str | None] = [None, *_from_the_top(tree)]
    own = {team: ScoreStatus.PUBLISHED if team is None else standings[team] for team in order}
    return _decided(own, {team: (behind[team].members, behind[team].work) for team in order}, off, past)


def _decided(
    own: Mapping[str | None, ScoreStatus],
    sheets: Mapping[str | None, tuple[Sheet, ...]],
    off: Collection[str | None],
    past: Past,
) -> Decision:
    """In the order of `own`: what each team alone decides is withheld where it would leave a piece too small."""
    own = {team: ScoreStatus.SWITCHED_OFF if {team, None} & set(off) else status for team, status in own.items()}
    wanted = {team for team, status in own.items() if status is ScoreStatus.PUBLISHED}
    claims = [Claim(team, sheets[team], wanted=team in wanted) for team in own]
    done = publish(claims, past)
    return Decision(own | dict.fromkeys(wanted - done.published, ScoreStatus.WITHHELD), done.shown)


# --------------------------------------------------------------------------------------------------------------- chain


class Delivered(NamedTuple):
    """Promises that ended, from the home team of the performers to that of the customers (None: they had none)."""

    people: frozenset[str]
    """On both ends."""
    source: str | None
    target: str | None
    outcomes: int


Link = tuple[str, str]
"""From the team that serves to the team that is served."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The links that may be shown, and those that exist and may not."""

    links: frozenset[Link]
    withheld: AbstractSet[Link]
    shown: Mapping[str, date]


def chain(
    tree: Tree,
    delivered: Iterable[Delivered],
    statuses: Mapping[str | None, ScoreStatus],
    *,
    past: Past,
) -> Chain:
    """The links of the service chain that may be shown; `statuses` are those of the scores (`decide`).

    `delivered` is all that ended in the window, inside of teams too, one for each pair of home teams. A link counts
    what the teams below its ends did for each other; what a team does for those above it or below it is no link. A
    published score tells how much its team delivered, and how much of that to other teams, so both are known.
    """
    links: defaultdict[Link, list[Trace]] = defaultdict(list)
    told: defaultdict[tuple[str, bool], list[Trace]] = defaultdict(list)
    lineages = {team: teams_above(tree, team) for team in (None, *tree)}
    tells = {team for team, status in statuses.items() if status is ScoreStatus.PUBLISHED}
    for people, source, target, outcomes in delivered:
        trace, above, below = Trace(people, (source, target), outcomes), lineages[source], lineages[target]
        # What is above both ends has it inside.
        serving = [team for team in above if team not in below]
        served = [team for team in below if team not in above]
        for team in above:
            if team in tells:
                told[team, bool(served) and team in serving].append(trace)
        for link in product(serving, served):
            links[link].append(trace)
    heights = {team: len(lineage) for team, lineage in lineages.items()}
    silent = {ScoreStatus.TOO_FEW_MEMBERS, ScoreStatus.SWITCHED_OFF}
    # Most links are of very few, and were never shown: they need no more than to be counted.
    big = [link for link, traces in links.items() if sum([each.items for each in traces]) >= LEAST and enough(traces)]
    claims = [
        Claim(link, (frozenset(links[link]),), wanted=not silent & {statuses[it] for it in link})
        for link in sorted(big, key=lambda link: (heights[link[0]] + heights[link[1]], link))
    ]
    done = publish(claims, past, told=((frozenset(sheet),) for sheet in told.values()))
    return Chain(done.published, links.keys() - done.published, done.shown)


# ---------------------------------------------------------------------------------------------------------- leadership


def leadership(
    tree: Tree,
    leads: Mapping[str, Collection[str]],
    *,
    off: Collection[str | None] = (),
    past: Past,
) -> Decision:
    """Where it is shown how leaders take part: of each team with those below it, and under None of the organisation.

    It takes five leaders, who are counted once, whatever they lead.
    """
    led: defaultdict[str | None, set[str]] = defaultdict(set)
    for team, those in leads.items():
        for each in above(tree, team):
            led[each].update(those)
    order: list[str | None] = [None, *_from_the_top(tree)]
    own = {team: ScoreStatus.PUBLISHED if len(led[team]) >= LEAST else ScoreStatus.TOO_FEW_MEMBERS for team in order}
    return _decided(own, {team: (people(led[team]),) for team in order}, off, past)


# ------------------------------------------------------------------------------------------------------------ switches


def judge_switch(actor: Actor, team: str | None, leads: Collection[str]) -> None:
    """Whether somebody may switch the score of a team off and on; None: of the organisation. `leads` are the team's.

    Raises: Refused NOT_ALLOWED, naming who may.
    """
    if actor.person is not None and Role.ADMINISTRATOR in actor.roles and Scope.ADMIN in actor.scopes:
        return
    if team is None:
        message = "Only an administrator can switch the scores of the organisation. Name a team that you lead."
        raise Refused(ErrorCode.NOT_ALLOWED, message, "team")
    if actor.person is None or actor.person not in leads:
        message = "Only a lead of this team, or an administrator, can switch its score. Ask one of them."
        raise Refused(ErrorCode.NOT_ALLOWED, message, "team")
