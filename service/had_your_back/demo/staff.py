"""The people of the demonstration company: teams, names, who leads, who moved and who left."""

# ruff: noqa: D102, PLR2004 - methods are named after what they give, and nothing here is secret
from __future__ import annotations

import itertools
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from had_your_back.demo import texts
from had_your_back.demo.shapes import DemoMove, DemoPerson, DemoTeam

_MEMBER, _LEAD, _HEAD, _DIRECTOR = range(4)
DISTRICT = 60
_FIRST: Final = "mira.lindqvist"
# Who holds which role, if they are there; else whoever comes next.
_ROLES: Final = {"MODERATOR": "helen.kaya", "INTEGRATOR": "priya.nair", "ADMINISTRATOR": "lena.hoffmann"}
_NO_DECOMPOSITION: Final = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "'": "", " ": "-"})


def _user_name(given: str, family: str) -> str:
    """A user name as a directory would make it.

    >>> _user_name("Li Wei", "Chen"), _user_name("Bjørn", "Zieliński"), _user_name("Patrick", "O'Brien")
    ('li-wei.chen', 'bjorn.zielinski', 'patrick.obrien')
    """
    plain = unicodedata.normalize("NFD", f"{given}.{family}".lower().translate(_NO_DECOMPOSITION))
    return "".join(char for char in plain if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class Team:
    """A team of a kind in a district; a division is the office of its district."""

    external_id: str
    name: str
    description: str
    kind: str
    district: int
    parent: str | None


@dataclass(slots=True, eq=False)
class Member:
    """A person while the company is being made. `stays`: since when in which team, oldest first."""

    user_name: str
    given: str
    display_name: str
    job_title: str
    language: str
    rank: int
    since: datetime
    left: datetime | None
    stays: list[tuple[datetime, Team]]
    generosity: float = 1.0
    charm: float = 1.0
    manager: Member | None = None
    friends: tuple[str, ...] = ()

    @property
    def team(self) -> Team:
        return self.stays[-1][1]

    def team_at(self, at: datetime) -> Team:
        if len(self.stays) == 1:
            return self.stays[0][1]
        return next((team for since, team in reversed(self.stays) if since <= at), self.stays[0][1])

    def present(self, at: datetime) -> bool:
        return self.since <= at and (self.left is None or at < self.left)


def _shares(total: int, kinds: Sequence[str], least: int) -> dict[str, int]:
    """So many people over these kinds of teams by their usual size: largest remainders, none below `least`."""
    weights = {kind: texts.KINDS[kind].share for kind in kinds}
    spare = total - least * len(kinds)
    ideal = {kind: spare * weight / sum(weights.values()) for kind, weight in weights.items()}
    sizes = {kind: least + int(part) for kind, part in ideal.items()}
    by_remainder = sorted(kinds, key=lambda kind: int(ideal[kind]) - ideal[kind])
    for kind in by_remainder[: total - sum(sizes.values())]:
        sizes[kind] += 1
    return sizes


def _layout(people: int) -> list[dict[str, int]]:
    """For each district the number of people by kind of team; "office" are the director and the heads of divisions.

    Sixty are the cast as it is; fewer are fewer teams; more are more districts, each with the same two divisions.

    >>> _layout(60)[0]["fleet"], _layout(9), len(_layout(500))
    (12, [{'dispatch': 9}], 8)
    """
    kinds = [kind for kind in texts.KINDS if kind != "office"]
    if people < 20:  # too few for divisions: one team, or two
        return [_shares(people, kinds[: max(1, people // 8)], 5)]
    if people < DISTRICT:
        members = people - 3
        return [{"office": 3} | _shares(members, kinds[: min(len(kinds), members // 5)], 5)]
    districts = people // DISTRICT
    members = people - 1 - 2 * districts
    each = [members // districts + (number < members % districts) for number in range(districts)]
    return [{"office": 2 + (number == 0)} | _shares(size, kinds, 0) for number, size in enumerate(each)]


@dataclass(slots=True)
class Staff:
    """Teams and people, and who is where when."""

    rng: random.Random
    until: datetime
    all_teams: list[Team] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    by_name: dict[str, Member] = field(default_factory=dict)
    # Everyone who ever was in a team, by its external id.
    ever: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[tuple[str, int], list[Team]] = field(default_factory=lambda: defaultdict(list))
    speakers: dict[tuple[str, int], list[Member]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def hired(cls, people: int, rng: random.Random, until: datetime) -> Staff:
        """Everyone, in their teams, with managers, moves, habits and friends."""
        staff = cls(rng, until)
        cast: dict[str, list[texts.Part]] = defaultdict(list)
        for part in texts.CAST:
            cast[part.kind].append(part)
        strangers = _strangers(rng)
        for district, sizes in enumerate(_layout(people), start=1):
            staff._open(district, sizes)
            for kind, size in sizes.items():
                for place in range(size):
                    known = cast[kind][place] if district == 1 and place < len(cast[kind]) else None
                    staff._hire(known or next(strangers), kind, place, district)
        staff._know_each_other()
        return staff

    def _open(self, district: int, sizes: Mapping[str, int]) -> None:
        """The divisions, if the district has an office, and the teams."""
        ending, mark = (f", District {district}", f"-{district}") if district > 1 else ("", "")
        above: dict[str, str] = {}
        if "office" in sizes:
            for key, (name, description) in texts.DIVISIONS.items():
                above[key] = _slug(name) + mark
                self._add(Team(above[key], name + ending, description, "office", district, None))
        for kind in sizes:
            if kind != "office":
                about = texts.KINDS[kind]
                parent = above.get(about.division)
                self._add(
                    Team(_slug(about.name) + mark, about.name + ending, about.description, kind, district, parent)
                )

    def _add(self, team: Team) -> None:
        self.all_teams.append(team)
        self.by_place[team.kind, team.district].append(team)

    def _hire(self, part: texts.Part, kind: str, place: int, district: int) -> None:
        rng, until = self.rng, self.until
        about = texts.KINDS[kind]
        if kind == "office":
            # In the first district the director comes before the two heads, and has a desk in the second division.
            head = place - 1 if district == 1 else place
            rank = _HEAD if head >= 0 else _DIRECTOR
            here = self.by_place[kind, district][head]
            title = part.title or f"Head of {here.name}"
        else:
            rank = _MEMBER if place else _LEAD
            here = self.by_place[kind, district][0]
            title = part.title or (rng.choice(about.titles) if place else about.lead)
        drawn = _days(part, rank, rng)
        since = _morning(until - timedelta(days=drawn.joined))
        left = _morning(until - timedelta(days=drawn.left)) + timedelta(hours=8) if drawn.left else None
        stays = [(since, here)]
        before = drawn.came_from or (
            rng.choice([each for each in texts.KINDS if each not in (kind, "office")]) if drawn.moved else ""
        )
        if drawn.moved and (origin := self.by_place.get((before, district))):
            stays = [(since, origin[0]), (_morning(until - timedelta(days=drawn.moved)), here)]
        member = Member(
            user_name=_user_name(part.given, part.family),
            given=part.given,
            display_name=f"{part.given} {part.family}",
            job_title=title,
            language=part.language,
            rank=rank,
            since=since,
            left=left,
            stays=stays,
        )
        # Where little is said, a few say most of it and hear most of it. Who leads takes part.
        spread = 0.45 if about.warmth >= 1 else 0.8
        habit = min(max(rng.lognormvariate(0, spread + 0.1), 0.2 if rank == _MEMBER else 0.9), 2.6)
        member.generosity = about.warmth * habit
        member.charm = min(rng.lognormvariate(0, spread), 4.0)
        self.members.append(member)
        self.by_name[member.user_name] = member
        for _, team in stays:
            self.ever[team.external_id].append(member)
        if member.language != "en":
            self.speakers[member.language, district].append(member)

    def _know_each_other(self) -> None:
        """Managers by rank, one or two friends in the team and perhaps one elsewhere in the district."""
        rng = self.rng
        leads = {member.team.external_id: member for member in self.members if member.rank in (_LEAD, _HEAD)}
        director = next((member for member in self.members if member.rank == _DIRECTOR), None)
        neighbours: dict[int, list[Member]] = defaultdict(list)
        for member in self.members:
            neighbours[member.team.district].append(member)
            if member.rank == _MEMBER:
                member.manager = leads[member.team.external_id]
            elif member.rank == _LEAD:
                member.manager = leads.get(member.team.parent or "")
            elif member.rank == _HEAD:
                member.manager = director
        for member in self.members:
            near = [each for each in self.ever[member.team.external_id] if each is not member]
            chosen = rng.sample(near, min(len(near), rng.choice((1, 1, 2))))
            if rng.random() < 0.6:
                chosen.append(rng.choice(neighbours[member.team.district]))
            member.friends = tuple(each.user_name for each in chosen)

    def at(self, team: Team, at: datetime) -> list[Member]:
        """The members of a team at that instant."""
        return [each for each in self.ever[team.external_id] if each.present(at) and each.team_at(at) is team]

    def colleagues(self, who: Member, at: datetime) -> list[Member]:
        """The others of the team; for a director or head of division, the other ones of the district."""
        here = who.team_at(at)
        teams = self.by_place[here.kind, here.district] if here.kind == "office" else [here]
        return [each for team in teams for each in self.at(team, at) if each is not who]

    # What the loader reads.

    def teams(self) -> tuple[DemoTeam, ...]:
        leads: dict[str, list[str]] = defaultdict(list)
        for member in self.members:
            if member.rank in (_LEAD, _HEAD):
                leads[member.team.external_id].append(member.user_name)
        return tuple(
            DemoTeam(team.external_id, team.name, team.description, team.parent, tuple(leads[team.external_id]))
            for team in self.all_teams
        )

    def people(self) -> tuple[DemoPerson, ...]:
        roles = self._roles()
        ordered = sorted(self.members, key=lambda member: member.user_name != _FIRST)
        return tuple(
            DemoPerson(
                user_name=member.user_name,
                display_name=member.display_name,
                email=f"{member.user_name}@example.org",
                job_title=member.job_title,
                manager=member.manager.user_name if member.manager else None,
                team=member.stays[0][1].external_id,
                since=member.since,
                left=member.left,
                roles=roles.get(member.user_name, ()),
            )
            for member in ordered
        )

    def _roles(self) -> dict[str, tuple[str, ...]]:
        free = [each.user_name for each in self.members if each.left is None and each.user_name != _FIRST]
        free.sort(key=lambda name: self.by_name[name].rank != _MEMBER)
        given: dict[str, tuple[str, ...]] = {}
        for role, name in _ROLES.items():
            held = name if name in self.by_name else next(each for each in free if each not in _ROLES.values())
            free = [each for each in free if each != held]
            given[held] = (role,)
        return given

    def moves(self) -> tuple[DemoMove, ...]:
        found = [
            DemoMove(member.user_name, team.external_id, since)
            for member in self.members
            for since, team in member.stays[1:]
        ]
        return tuple(sorted(found, key=lambda move: (move.at, move.user_name)))


def _slug(name: str) -> str:
    return re.sub("[^a-z]+", "-", name.lower())


def _morning(at: datetime) -> datetime:
    return at.replace(hour=7, minute=0, second=0)


def _strangers(rng: random.Random) -> Iterator[texts.Part]:
    """People beyond the cast, nobody twice, no user name twice."""
    pairs = [
        (circle.language, given, family)
        for circle in texts.NAMES
        for given, family in itertools.product(circle.given.split(), circle.family.split())
    ]
    rng.shuffle(pairs)
    taken = {_user_name(part.given, part.family) for part in texts.CAST}
    for language, given, family in pairs:
        name = _user_name(given, family)
        if name not in taken:
            taken.add(name)
            yield texts.Part("", given, family, "", language)


def _days(part: texts.Part, rank: int, rng: random.Random) -> texts.Part:
    """The part with the days on which it joined, moved and left; the cast's are given, others' drawn."""
    long_ago = rng.randrange(400, 400 + 365 * 14)
    if part.title or rank != _MEMBER:  # who leads has been here, and stays
        return part._replace(joined=part.joined or long_ago)
    what = rng.random()
    if what < 0.07:
        return part._replace(joined=rng.randrange(20, 340))
    if what < 0.11:
        return part._replace(joined=long_ago, moved=rng.randrange(30, 330))
    if what < 0.125:
        return part._replace(joined=long_ago, left=rng.randrange(20, 330))
    return part._replace(joined=long_ago)
