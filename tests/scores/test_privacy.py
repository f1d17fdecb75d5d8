"""What may be published: examples of every rule, and an adversary who reads every number on every day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from had_your_back.errors import ErrorCode, Refused
from had_your_back.people.rules import Actor, Role, actor_of, granted
from had_your_back.scores.privacy import (
    LEAST,
    Decision,
    Delivered,
    Group,
    Past,
    Sheet,
    Trace,
    above,
    chain,
    decide,
    groups,
    judge_switch,
    leadership,
    people,
)
from had_your_back.scores.rules import ScoreStatus

TODAY = date(2026, 11, 22)
NOW = Past(TODAY, 90)
PUBLISHED, WITHHELD, OFF = ScoreStatus.PUBLISHED, ScoreStatus.WITHHELD, ScoreStatus.SWITCHED_OFF
FEW, QUIET = ScoreStatus.TOO_FEW_MEMBERS, ScoreStatus.TOO_FEW_CONTRIBUTORS

Tree = Mapping[str, str | None]
Work = Iterable[tuple[str, str | None]]
Groups = Mapping[str | None, Group]

# ------------------------------------------------------------------------------------------------- companies for tests


def lineage(tree: Tree, team: str | None) -> frozenset[str]:
    return frozenset(each for each in above(tree, team) if each is not None)


def behind(tree: Tree, homes: Mapping[str, str | None], work: Work) -> dict[str | None, Group]:
    """Who is where, and who did something where."""
    return counting(tree, homes, [(who, lineage(tree, team)) for who, team in work if team is not None])


def counting(
    tree: Tree, homes: Mapping[str, str | None], counted: Iterable[tuple[str | None, frozenset[str]]]
) -> dict[str | None, Group]:
    """The same, where it is known which teams count it."""
    members: dict[str | None, list[str]] = {team: [] for team in (None, *tree)}
    for who, home in homes.items():
        for team in above(tree, home) if home is not None else ():
            members[team].append(who)
    return groups(members, counted)


def named(sheet: Sheet) -> set[str]:
    return {who for trace in sheet for who in trace.people}


def alone(group: Group) -> ScoreStatus:
    """What a team alone decides."""
    if len(named(group.members)) < LEAST:
        return FEW
    return PUBLISHED if len(named(group.work)) >= LEAST else QUIET


def deciding(tree: Tree, found: Groups, off: Collection[str | None] = (), past: Past = NOW) -> Decision:
    return decide(tree, {team: alone(found[team]) for team in tree}, found, off=off, past=past)


def company(tree: Tree, **sizes: int) -> dict[str | None, Group]:
    """So many people in each team itself, all of whom take part."""
    homes = {f"{team}{number}": team for team, size in sizes.items() for number in range(size)}
    return behind(tree, homes, homes.items())


def statuses(tree: Tree, off: Collection[str | None] = (), **sizes: int) -> dict[str | None, ScoreStatus]:
    return dict(deciding(tree, company(tree, **sizes), off).statuses)


# ------------------------------------------------------------------------------------------------------------ adversary


def rank(rows: Iterable[Iterable[int]]) -> int:
    """By exact elimination."""
    matrix = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((row for row in range(found, len(matrix)) if matrix[row][column]), None)
        if pivot is None:
            continue
        matrix[found], matrix[pivot] = matrix[pivot], matrix[found]
        for row in range(found + 1, len(matrix)):
            if matrix[row][column]:
                factor = matrix[row][column] / matrix[found][column]
                matrix[row] = [one - factor * other for one, other in zip(matrix[row], matrix[found], strict=True)]
        found += 1
    return found


def unknowns(known: Collection[Sheet]) -> dict[tuple[bool, ...], set[str]]:
    """What the numbers cannot tell apart is in the same of them: one unknown, and the people behind it."""
    found: dict[tuple[bool, ...], set[str]] = {}
    for trace in frozenset[Trace]().union(*known):
        found.setdefault(tuple(trace in sheet for sheet in known), set()).update(trace.people)
    return found


def combined(known: Collection[Sheet]) -> Iterator[set[str]]:
    """Every group of one to four people that some sum and difference of the known numbers is about.

    Some combination is about nothing but a few of the unknowns exactly when the numbers say less without these.
    """
    found = unknowns(known)
    small = [row for row, those in found.items() if len(those) < LEAST]
    full = rank(zip(*found, strict=True)) if small else 0
    for size in range(1, min(LEAST, len(small) + 1)):
        for chosen in combinations(small, size):
            who = set[str]().union(*(found[row] for row in chosen))
            rest = [row for row in found if row not in chosen]
            if len(who) < LEAST and rank(zip(*rest, strict=True)) < full:
                yield who


def subtracted(known: Collection[Sheet]) -> Iterator[set[str]]:
    """The same by hand: what lies whole in another is taken from it, over and over."""
    those = unknowns(known)
    found = {frozenset(row for row in those if row[number]) for number in range(len(known))}
    fresh = found
    while fresh:
        fresh = {one - other for one in found for other in found if other < one} - found
        found |= fresh
    yield from (who for rows in found if rows and len(who := set().union(*map(those.get, rows))) < LEAST)


def revealed(known: Collection[Group]) -> list[set[str]]:
    """What the adversary learns about fewer than five people."""
    sheets = [{group.members for group in known}, {group.work for group in known}]
    return [who for sheet in sheets for read in (combined, subtracted) for who in read(sheet)]


def published(found: Groups, decision: Decision) -> list[Group]:
    return [found[team] for team, status in decision.statuses.items() if status is PUBLISHED]


@st.composite
def companies(draw: st.DrawFn) -> tuple[Tree, dict[str | None, Group], set[str | None]]:
    """Up to seven teams in any tree, people anywhere in it; some moved, some did nothing, some have no team."""
    random = Random(draw(st.integers(0, 2**32)))
    parents = draw(st.lists(st.integers(-1, 5), min_size=1, max_size=7))
    names = [f"t{number}" for number in range(len(parents))]
    random.shuffle(names)
    tree = {names[each]: names[above] if 0 <= above < each else None for each, above in enumerate(parents)}
    homes = {f"p{each}": random.choice([*names, None]) for each in range(random.randint(5, 30))}
    work = [(who, home) for who, home in homes.items() if home and random.random() < 0.9]
    work += [(random.choice(list(homes)), random.choice(names)) for _ in range(random.randrange(9))]
    return tree, behind(tree, homes, work), set(random.sample(names, random.choice((0, 0, len(names) // 3))))


@settings(max_examples=500, deadline=None)
@given(companies())
def test_whoever_knows_every_published_number_of_a_day_learns_of_no_group_below_five(drawn) -> None:
    tree, found, off = drawn
    assert revealed(published(found, deciding(tree, found, off))) == []


def moved(random: Random, tree: dict[str, str | None], homes: dict[str, str | None], work: set) -> None:
    """A day: somebody moves, joins or leaves, takes part or no longer does; or a team moves, is split or merged.

    What was done counts for the teams that were above it then.
    """
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        homes[random.choice([*homes, f"new{random.random()}"])] = random.choice([*tree, *tree, None])
    team, other, act = random.choice([*tree]), random.choice([*tree]), random.random()
    if act < 0.05 and team not in above(tree, other):
        tree[team] = random.choice((other, None))
    elif act < 0.08:
        part = f"{team}'" if len(tree) < 9 else other
        tree.setdefault(part, tree[team])
        homes.update({who: part for who, home in homes.items() if home == team and random.random() < 0.5})
    elif act < 0.1 and team != other and team not in above(tree, other):
        homes.update({who: other for who, home in homes.items() if home == team})
        tree.update({below: other for below, parent in tree.items() if parent == team})
        del tree[team]
    work -= {each for each in sorted(work, key=repr) if random.random() < 0.03}
    work |= {(who, lineage(tree, home)) for who, home in homes.items() if home is not None and random.random() < 0.1}


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_ninety_days_of_moves_and_switches_reveal_no_group_below_five(seed: int) -> None:
    """On each day, also with all that was shown on an earlier day and has not changed since."""
    random = Random(seed)
    tree: dict[str, str | None] = {"a": None, "b": "a", "c": "a", "d": "b", "e": None, "f": "e"}
    homes: dict[str, str | None] = {f"p{each}": random.choice([*tree]) for each in range(random.randint(15, 40))}
    work = {(who, lineage(tree, home)) for who, home in homes.items()}
    held: dict[str | None, Group] = {}
    off: set[str | None] = set()
    past = NOW
    for day in range(90):
        moved(random, tree, homes, work)
        if random.random() < 0.1:
            off ^= {random.choice([*tree])}
        found = counting(tree, homes, work)
        decision = deciding(tree, found, off, past)
        held = {team: group for team, group in held.items() if found.get(team) == group}
        held |= {team: found[team] for team, status in decision.statuses.items() if status is PUBLISHED}
        assert revealed(held.values()) == [], day
        past = Past(past.today + timedelta(days=1), 90, decision.shown)


def test_the_adversary_finds_what_there_is_to_find() -> None:
    tree = {"p": None, "a": "p", "b": "p", "c": "p"}
    found = company(tree, p=2, a=6, b=6)
    assert revealed([found["p"], found["a"]]) == []
    assert {"p0", "p1"} in revealed([found["p"], found["a"], found["b"]])
    # Three numbers that overlap: half the sum of two less the third is about one group.
    one, two, three = (people(f"{team}{each}" for each in range(size)) for team, size in (("a", 3), ("b", 6), ("c", 6)))
    assert list(combined([one | two, one | three, two | three])) == [{"a0", "a1", "a2"}]
    assert list(subtracted([one | two, one | three, two | three])) == []


# -------------------------------------------------------------------------------------------------------------- scores


def test_a_child_is_published_while_its_parent_less_the_children_leaves_nobody_or_five() -> None:
    tree = {"p": None, "a": "p", "b": "p"}
    assert statuses(tree, a=5, b=5) == dict.fromkeys((None, "p", "a", "b"), PUBLISHED)
    assert statuses(tree, p=5, a=5, b=5)["b"] is PUBLISHED
    assert statuses(tree, p=4, a=5, b=5) == {None: PUBLISHED, "p": PUBLISHED, "a": PUBLISHED, "b": WITHHELD}
    assert statuses(tree, a=9, b=4) == {None: PUBLISHED, "p": PUBLISHED, "a": WITHHELD, "b": FEW}


def test_the_organisation_is_the_first_of_all_numbers() -> None:
    assert statuses({"a": None, "b": None}, a=9, b=4) == {None: PUBLISHED, "a": WITHHELD, "b": FEW}
    assert statuses({"a": None, "b": None, "c": None}, a=9, b=4, c=5)["c"] is WITHHELD


def test_a_level_that_is_not_published_opens_no_hole() -> None:
    """The grandparent less the grandchildren, and less a sibling of the parent."""
    tree = {"g": None, "p": "g", "a": "p", "b": "p", "q": "g"}
    assert statuses(tree, p=3, a=6, b=6)["b"] is WITHHELD
    assert statuses(tree, off={"p"}, p=3, a=6, b=6) == {
        None: PUBLISHED, "g": PUBLISHED, "p": OFF, "q": FEW, "a": PUBLISHED, "b": WITHHELD,
    }  # fmt: skip
    assert statuses(tree, off={"p"}, a=6, b=6, q=3) == {
        None: PUBLISHED, "g": PUBLISHED, "p": OFF, "q": FEW, "a": PUBLISHED, "b": WITHHELD,
    }  # fmt: skip


def test_who_is_in_no_team_is_in_no_number() -> None:
    tree = {"a": None, "b": None}
    homes = {f"a{each}": "a" for each in range(6)} | {f"b{each}": "b" for each in range(6)} | {"x": None}
    assert set(deciding(tree, behind(tree, homes, homes.items())).statuses.values()) >= {PUBLISHED}
    found = behind(tree, homes, [(who, home) for who, home in homes.items() if home])
    assert set(deciding(tree, found).statuses.values()) == {PUBLISHED}


def test_a_switch_is_for_that_team_or_for_all() -> None:
    tree = {"p": None, "a": "p", "b": "p"}
    assert statuses(tree, off={"a"}, a=6, b=6) == {None: PUBLISHED, "p": PUBLISHED, "a": OFF, "b": PUBLISHED}
    assert statuses(tree, off={"p"}, a=6, b=6)["a"] is PUBLISHED
    assert set(statuses(tree, off={None}, a=6, b=6).values()) == {OFF}
    assert statuses(tree, off={"a"}, a=3, b=6)["a"] is OFF, "whoever is off tells no more"


def test_who_moved_is_not_told_by_what_they_did_elsewhere() -> None:
    """One of `a` did something in the parent itself, where nobody else did: as people, nothing would be left."""
    tree = {"p": None, "a": "p", "b": "p"}
    homes = {f"a{each}": "a" for each in range(6)} | {f"b{each}": "b" for each in range(6)}
    found = behind(tree, homes, [*homes.items(), ("a0", "p")])
    assert deciding(tree, found).statuses == {None: PUBLISHED, "p": PUBLISHED, "a": PUBLISHED, "b": WITHHELD}


def test_a_request_that_nobody_answered_is_about_fewer_than_five() -> None:
    tree = {"p": None, "a": "p", "b": "p"}
    homes = {f"{team}{each}": team for team in ("a", "b") for each in range(6)}
    found = counting(
        tree, homes, [*((who, lineage(tree, home)) for who, home in homes.items()), (None, frozenset("p"))]
    )
    assert deciding(tree, found).statuses["b"] is WITHHELD


def test_a_team_that_goes_silent_lets_no_other_take_its_place_for_a_window() -> None:
    tree = {"p": None, "a": "p", "b": "p"}
    found = company(tree, p=3, a=6, b=6)
    first = deciding(tree, found)
    assert (first.statuses["a"], first.statuses["b"]) == (PUBLISHED, WITHHELD)
    for days, status in ((1, WITHHELD), (89, WITHHELD), (90, PUBLISHED)):
        later = Past(TODAY + timedelta(days=days), 90, first.shown)
        assert deciding(tree, found, {"a"}, later).statuses["b"] is status
    assert deciding(tree, found, {"a"}).statuses["b"] is PUBLISHED, "without a past"


def test_what_changed_is_forgotten_and_what_did_not_is_remembered_from_day_to_day() -> None:
    tree = {"p": None, "a": "p", "b": "p"}
    before = deciding(tree, company(tree, p=3, a=6, b=6))
    tomorrow = Past(TODAY + timedelta(days=1), 90, before.shown)
    same = deciding(tree, company(tree, p=3, a=6, b=6), {"a"}, tomorrow)
    assert set(before.shown) == set(same.shown)
    assert set(same.shown.values()) == {TODAY, TODAY + timedelta(days=1)}
    assert deciding(tree, company(tree, p=3, a=7, b=6), {"a"}, tomorrow).statuses["b"] is PUBLISHED


def test_the_means_stand_still_where_they_would_tell_who_came() -> None:
    tree = {"a": None, "b": None, "c": None}
    before = deciding(tree, company(tree, a=6, b=6))
    tomorrow = Past(TODAY + timedelta(days=1), 90, before.shown)
    after = deciding(tree, company(tree, a=6, b=6, c=2), past=tomorrow)
    assert after.statuses == {None: WITHHELD, "a": PUBLISHED, "b": PUBLISHED, "c": FEW}


def test_nothing_is_published_where_there_is_nobody() -> None:
    assert deciding({}, behind({}, {}, [])).statuses == {None: PUBLISHED}
    assert statuses({"a": None}, a=0) == {None: PUBLISHED, "a": FEW}
    assert statuses({"a": None}, a=4) == {None: WITHHELD, "a": FEW}


def test_the_order_in_which_teams_are_told_does_not_matter() -> None:
    tree = {"p": None, "a": "p", "b": "p", "c": None}
    found = company(tree, p=3, a=6, b=6, c=6)
    backwards = dict(reversed(tree.items()))
    assert deciding(tree, found).statuses == deciding(backwards, dict(reversed(found.items()))).statuses


def test_a_team_that_was_moved_does_not_tell_what_few_of_it_did_since() -> None:
    """What `a` did before counts for `p`, where it was then; what one of it did since is `a` less that."""
    tree = {"p": None, "b": "p", "q": None, "a": "q", "c": "q"}
    homes = {f"{team}{each}": team for team in ("a", "b", "c") for each in range(6)} | {
        f"p{each}": "p" for each in range(6)
    }
    since = [("a0", frozenset({"a", "q"}))]
    before = [(f"a{each}", frozenset({"a", "p"})) for each in range(6)]
    others = [(who, lineage(tree, home)) for who, home in homes.items() if home in {"b", "c"}]
    found = counting(tree, homes, [*since, *before, *others])
    assert deciding(tree, found).statuses["a"] is WITHHELD
    since = [(f"a{each}", frozenset({"a", "q"})) for each in range(5)]
    assert deciding(tree, counting(tree, homes, [*since, *before, *others])).statuses["a"] is PUBLISHED


def test_the_fingerprints_of_a_publication_tell_nobody_and_are_the_same_in_every_process() -> None:
    assert set(deciding({"a": None}, company({"a": None}, a=5)).shown) == {"3c72eccf65d77ca1139018f8297703b9"}


# --------------------------------------------------------------------------------------------------------------- chain

CHAIN: Tree = {"p": None, "a": "p", "b": "p", "c": None}
QUIETLY = dict.fromkeys((None, *CHAIN), QUIET)
"""Enough members, and no score that tells of what was delivered."""


def delivered(source: str, target: str | None, outcomes: int, many: int = 5) -> Delivered:
    return Delivered(frozenset(f"{source}{target}{each}" for each in range(many)), source, target, outcomes)


def test_a_link_takes_five_outcomes_and_five_people() -> None:
    for outcomes, many, shown in ((5, 5, True), (4, 5, False), (5, 4, False)):
        found = chain(CHAIN, [delivered("a", "c", outcomes, many)], QUIETLY, past=NOW)
        assert (("a", "c") in found.links) is shown
        assert (("a", "c") in found.withheld) is not shown


def test_a_link_counts_what_the_teams_below_did_and_there_is_none_to_those_above_or_below() -> None:
    found = chain(CHAIN, [delivered("a", "c", 3), delivered("b", "c", 2)], QUIETLY, past=NOW)
    assert (found.links, found.withheld) == ({("p", "c")}, {("a", "c"), ("b", "c")})
    inside = [delivered("a", "p", 9), delivered("p", "a", 9), delivered("a", "a", 9), delivered("a", None, 9)]
    assert chain(CHAIN, inside, QUIETLY, past=NOW).links == set()
    assert chain(CHAIN, [delivered("a", "b", 5)], QUIETLY, past=NOW).links == {("a", "b")}


def test_a_link_is_withheld_where_the_link_above_it_less_this_one_leaves_too_little() -> None:
    found = chain(CHAIN, [delivered("a", "c", 9), delivered("b", "c", 4)], QUIETLY, past=NOW)
    assert (found.links, found.withheld) == ({("p", "c")}, {("a", "c"), ("b", "c")})
    found = chain(CHAIN, [delivered("c", "a", 9), delivered("c", "b", 9, many=3)], QUIETLY, past=NOW)
    assert (found.links, found.withheld) == ({("c", "p")}, {("c", "a"), ("c", "b")})
    found = chain(CHAIN, [delivered("a", "c", 9), delivered("b", "c", 9)], QUIETLY, past=NOW)
    assert found.withheld == set()


def test_a_link_is_withheld_where_a_published_score_less_the_link_leaves_too_little() -> None:
    """The counts of a score tell all that its team delivered to other teams."""
    rows = [delivered("a", "c", 9), delivered("a", "b", 2)]
    assert ("a", "c") in chain(CHAIN, rows, QUIETLY, past=NOW).links
    assert ("a", "c") in chain(CHAIN, rows, QUIETLY | {"a": PUBLISHED}, past=NOW).withheld


def test_where_no_link_is_of_enough_the_counts_of_a_score_are_no_trouble() -> None:
    found = chain(CHAIN, [delivered("a", "c", 4)], QUIETLY | {"a": PUBLISHED}, past=NOW)
    assert (found.links, found.withheld) == (set(), {("a", "c"), ("p", "c")})


def test_no_link_shows_a_team_below_five_or_one_that_is_off() -> None:
    for status, shown in ((FEW, False), (OFF, False), (QUIET, True), (WITHHELD, True)):
        for end in ("a", "c"):
            found = chain(CHAIN, [delivered("a", "c", 9)], QUIETLY | {end: status}, past=NOW)
            assert (("a", "c") in found.links) is shown


@settings(max_examples=60, deadline=None)
@given(companies(), st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 9), st.integers(1, 9))))
def test_no_sum_or_difference_of_links_is_about_too_little(drawn, rows) -> None:
    tree, _, off = drawn
    names = sorted(tree)
    found = {
        (names[source % len(names)], names[target % len(names)]): (outcomes, many)
        for source, target, outcomes, many in rows
    }
    evidence = [delivered(*ends, outcomes, many) for ends, (outcomes, many) in found.items()]
    shown = chain(tree, evidence, {team: OFF if team in off else QUIET for team in tree} | {None: OFF}, past=NOW)
    sheets = [
        frozenset(
            Trace(each.people, (each.source, each.target), each.outcomes)
            for each in evidence
            if source in above(tree, each.source) and target in above(tree, each.target or "")
        )
        for source, target in shown.links
    ]
    assert list(combined(sheets)) == []
    assert all(sum(trace.items for trace in sheet) >= LEAST for sheet in sheets)
    assert not shown.links & shown.withheld


# ---------------------------------------------------------------------------------------------------------- leadership


def test_leadership_takes_five_leaders_and_counts_each_once() -> None:
    tree = {"p": None, "a": "p", "b": "p"}
    found = leadership(tree, {"p": ["l1"], "a": ["l1", "l2", "l3"], "b": ["l3", "l4"]}, past=NOW)
    assert found.statuses == {None: FEW, "p": FEW, "a": FEW, "b": FEW}
    found = leadership(tree, {"p": ["l1"], "a": ["l1", "l2", "l3"], "b": ["l3", "l4", "l5"]}, past=NOW)
    assert found.statuses == {None: PUBLISHED, "p": PUBLISHED, "a": FEW, "b": FEW}


def test_leadership_of_a_team_is_withheld_where_the_teams_above_it_would_tell_of_few_leaders() -> None:
    tree = {"p": None, "a": "p", "b": None}
    five = [f"l{each}" for each in range(5)]
    assert leadership(tree, {"p": ["boss"], "a": five}, past=NOW).statuses["a"] is WITHHELD
    assert leadership(tree, {"p": [], "a": five}, past=NOW).statuses["a"] is PUBLISHED
    assert leadership(tree, {"a": five, "b": ["one"]}, past=NOW).statuses == {
        None: PUBLISHED, "p": WITHHELD, "a": WITHHELD, "b": FEW,
    }  # fmt: skip
    assert set(leadership(tree, {"a": five}, off={None}, past=NOW).statuses.values()) == {OFF}


@settings(max_examples=60, deadline=None)
@given(companies(), st.integers(0, 2**32))
def test_no_sum_or_difference_of_leaderships_is_about_fewer_than_five(drawn, seed: int) -> None:
    """Who leads two teams is in the numbers of both, so that numbers overlap."""
    tree, _, off = drawn
    random = Random(seed)
    leads = {team: [f"l{random.randrange(30)}" for _ in range(random.randrange(9))] for team in tree}
    found = leadership(tree, leads, off=off, past=NOW)
    sheets = [
        people(lead for below, those in leads.items() if team in above(tree, below) for lead in those)
        for team, status in found.statuses.items()
        if status is PUBLISHED
    ]
    assert list(combined(sheets)) == list(subtracted(sheets)) == []


# ------------------------------------------------------------------------------------------------------------ switches


def actor(*roles: Role, person: str | None = "k1") -> Actor:
    return Actor(person, frozenset(roles), granted(roles))


def test_leads_switch_their_team_and_administrators_any_team_and_the_organisation() -> None:
    judge_switch(actor(Role.EMPLOYEE), "kestrel", ["k1"])
    judge_switch(actor(Role.EMPLOYEE, Role.ADMINISTRATOR), "kestrel", [])
    judge_switch(actor(Role.EMPLOYEE, Role.ADMINISTRATOR), None, [])


@pytest.mark.parametrize(
    ("who", "team", "leads"),
    [
        (actor(Role.EMPLOYEE), "kestrel", ["k2"]),
        (actor(Role.EMPLOYEE), None, ["k1"]),
        (actor(Role.EMPLOYEE, Role.MODERATOR, Role.INTEGRATOR), "kestrel", []),
        (actor_of("k1", [Role.EMPLOYEE, Role.ADMINISTRATOR], []), "kestrel", []),
        (actor(Role.EMPLOYEE, person=None), "kestrel", ["k1"]),
    ],
)
def test_nobody_else_switches(who: Actor, team: str | None, leads: list[str]) -> None:
    with pytest.raises(Refused) as no:
        judge_switch(who, team, leads)
    assert (no.value.code, no.value.path) == (ErrorCode.NOT_ALLOWED, ("team",))
