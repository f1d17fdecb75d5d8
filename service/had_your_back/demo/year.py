"""The year of the demonstration company: who thanks whom, when, and what others say to it."""

# ruff: noqa: PLR2004 - methods are named after what they give, and nothing here is secret
from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from had_your_back.demo import texts
from had_your_back.demo.shapes import DemoRecognition
from had_your_back.demo.staff import DISTRICT, Member, Staff, Team
from had_your_back.demo.wording import FOREIGN, Words, past_day

YEAR: Final = timedelta(days=365)
_PER_PERSON = 12
_MONDAY_TO_SUNDAY = (0.95, 1.0, 1.05, 1.1, 1.3, 0.1, 0.07)
_MONTHS = {7: 0.8, 8: 0.5, 12: 1.1}
_SATURDAY = 5
_WORKDAY = range(6, 17)  # UTC
_HOURS_OF_A_DAY = (2, 5, 7, 6, 5, 6, 4, 5, 6, 8, 8)  # for each hour of `_WORKDAY`
# Before `until`, for a company without the opening scenes: a water utility has shifts, so something happened just now.
_LATELY = tuple(timedelta(minutes=minutes) for minutes in (4, 55, 190, 420, 840, 1500, 2300))
_TENDER: Final = {"felt_with_me", "had_my_back"}  # no confetti below these
_GENTLE: Final = {"💛", "🙏", "👏"}
_VISIBILITIES = ("EVERYONE", "TEAMS", "PEOPLE", "PEOPLE_AND_MANAGERS")


@dataclass(frozen=True, slots=True)
class _Event:
    """Days of which everybody talks, from `begin` on."""

    name: str
    begin: datetime
    end: datetime


def _events(start: datetime, until: datetime) -> list[_Event]:
    """The burst main, second Tuesday of January, and the boil notice, second Wednesday of June, where they fall."""
    found = []
    # A pipe is talked about the next morning, a boil notice once the first days have been borne.
    kinds = (("burst", 1, 1, timedelta(hours=20)), ("boil", 6, 2, timedelta(days=4)))
    for year, (name, month, weekday, lag) in itertools.product((start.year, until.year), kinds):
        first = datetime(year, month, 8, 3, 10, tzinfo=UTC)
        begin = first + timedelta(days=(weekday - first.weekday()) % 7) + lag
        event = _Event(name, begin, begin + timedelta(days=10))
        if start < begin and event.end < until and event not in found:
            found.append(event)
    return found


class Year:
    """Who thanked whom, when and with what words."""

    def __init__(self, staff: Staff, rng: random.Random, until: datetime) -> None:
        self.staff = staff
        self.rng = rng
        self.until = until
        self.start = until - YEAR
        self.events = _events(self.start, until)
        self.words = Words(rng)
        self.weights = list(itertools.accumulate(member.generosity for member in staff.members))
        self.districts = max(team.district for team in staff.all_teams)

    def recognitions(self) -> Iterator[DemoRecognition]:
        """All of them, oldest first."""
        scenes = list(self._scenes())
        days = sum(
            (min(member.left or self.until, self.until) - max(member.since, self.start)) / timedelta(days=1)
            for member in self.staff.members
        )
        number = round(days / YEAR.days * _PER_PERSON) - max(len(scenes), len(_LATELY))
        plan: list[tuple[datetime, texts.Scene | None]] = [(at, None) for at in self._instants(number)]
        plan += scenes or [(self.until - ago - timedelta(seconds=self.rng.randrange(60)), None) for ago in _LATELY]
        plan.sort(key=lambda entry: entry[0])
        for serial, (at, scene) in enumerate(plan, start=1):
            external_id = f"alder-{serial:05}"
            yield self._play(external_id, at, scene) if scene else self._happen(external_id, at)

    def _instants(self, number: int) -> list[datetime]:
        """So many instants with the rhythm of a utility: working days, louder weeks, a quiet August."""
        days = [self.start.replace(hour=0, minute=0, second=0) + timedelta(days=day) for day in range(YEAR.days + 1)]
        weeks = [self.rng.lognormvariate(0, 0.22) for _ in range(len(days) // 7 + 1)]
        weights = list(itertools.accumulate(self._loudness(day) * weeks[index // 7] for index, day in enumerate(days)))
        found: list[datetime] = []
        while len(found) < number:
            day = self.rng.choices(days, cum_weights=weights)[0]
            shift = day.weekday() >= _SATURDAY or self.rng.random() < 0.06
            hour = self.rng.randrange(24) if shift else self.rng.choices(_WORKDAY, _HOURS_OF_A_DAY)[0]
            at = day + timedelta(hours=hour, seconds=self.rng.randrange(3600))
            if self.start <= at <= self.until - timedelta(minutes=6):
                found.append(at)
        return found

    def _loudness(self, day: datetime) -> float:
        loud = _MONDAY_TO_SUNDAY[day.weekday()] * _MONTHS.get(day.month, 1.0)
        if (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1):
            loud *= 0.2
        for event in self.events:
            if event.begin <= day + timedelta(days=1) and day < event.end:
                loud = max(loud, 0.5) * (2.6 if day < event.begin + timedelta(days=3) else 1.6)
        return loud

    def _scenes(self) -> Iterator[tuple[datetime, texts.Scene]]:
        """The newest recognitions, if everybody who plays in them is here."""
        cast = {part for scene in texts.OPENING for part in (scene.giver, *scene.to) if part not in texts.KINDS}
        if not cast <= self.staff.by_name.keys() or len(self.staff.members) < DISTRICT:
            return
        for number, scene in enumerate(texts.OPENING):
            at = self.until - timedelta(hours=scene.hours)
            if scene.office:
                at = _working(_working(at) - timedelta(minutes=7 * number, seconds=11))
            yield at, scene

    # One recognition.

    def _happen(self, external_id: str, at: datetime) -> DemoRecognition:
        team: Team | None = None
        if remembered := self._remembered(at):
            giver, recipient, told = remembered
            recipients = [recipient]
            line, message = self.words.say([told], at, [recipient.given])
        else:
            giver = self._giver(at)
            team, recipients = self._recipients(giver, at)
            line, message = self._say(giver, recipients, team, at)
        visibility = self._visibility(line, team)
        link = None
        if line.link and self.rng.random() < 0.8:
            link = f"{texts.INTRANET}/{line.link}/{self.words.number}"
        said = DemoRecognition(
            external_id=external_id,
            giver=giver.user_name,
            recipients=tuple(each.user_name for each in recipients),
            team=team.external_id if team else None,
            message=message,
            behaviours=tuple(line.behaviours.split()),
            visibility=visibility,
            link=link,
            at=at,
            endorsements=(),
            reactions=(),
            comments=(),
        )
        return self._answered(said, line)

    def _remembered(self, at: datetime) -> tuple[Member, Member, texts.Line] | None:
        """In the days after an event, now and then: a moment of it that was not told yet, and two it could be of."""
        event = next((each.name for each in self.events if each.begin <= at < each.end), None)
        lines = self.words.untold(event) if event else []
        if not lines or self.rng.random() < 0.5:
            return None
        line = self.rng.choice(lines)
        kinds = line.giver.split()
        if _off_hours(at):
            kinds = [kind for kind in kinds if kind in texts.ON_SHIFT]
        able = [each for each in self.staff.members if each.present(at) and each.team_at(at).kind in kinds]
        if not able:
            return None
        giver = self.rng.choices(able, [each.generosity for each in able])[0]
        near = [
            each
            for kind in line.receiver.split()
            for team in self.staff.by_place.get((kind, giver.team_at(at).district), ())
            for each in self.staff.at(team, at)
            if each is not giver
        ]
        return (giver, self._choose(giver, near), line) if near else None

    def _giver(self, at: datetime) -> Member:
        """Somebody who is here; at night and on weekends, somebody on shift."""
        off_hours = _off_hours(at)
        for attempt in itertools.count():
            giver = self.rng.choices(self.staff.members, cum_weights=self.weights)[0]
            on_duty = not off_hours or giver.team_at(at).kind in texts.ON_SHIFT or attempt > 200
            if giver.present(at) and on_duty and self.staff.colleagues(giver, at):
                return giver
        raise AssertionError  # `count` has no end

    def _recipients(self, giver: Member, at: datetime) -> tuple[Team | None, list[Member]]:
        """Whom the giver thanks: mostly one teammate, every third time somebody of another team, sometimes many."""
        here = giver.team_at(at)
        office = here.kind == "office"
        if self.rng.random() < (0.9 if office else 0.34) and (there := self._elsewhere(giver, here, at)):
            pool = [each for each in self.staff.at(there, at) if each is not giver]
            if self.rng.random() < 0.055 and there.kind != "office" and 3 <= len(pool) <= 50:
                return there, pool
        else:
            pool = self.staff.colleagues(giver, at)
        chosen = [self._choose(giver, pool)]
        if self.rng.random() < 0.07 and here.kind != "office" and pool[0].team_at(at).kind != "office":
            for _ in range(self.rng.choice((1, 1, 2))):
                rest = [each for each in pool if each not in chosen]
                if rest:
                    chosen.append(self._choose(giver, rest))
        return None, chosen

    def _elsewhere(self, giver: Member, here: Team, at: datetime) -> Team | None:
        """Another team that this one counts on, nine times of ten in the district; sometimes one of one's language."""
        district = here.district
        if self.rng.random() > 0.9:
            district = self.rng.randint(1, self.districts)
        if giver.language != "en" and self.rng.random() < 0.55:
            kin = [each for each in self.staff.speakers[giver.language, district] if each.present(at)]
            teams = [each.team_at(at) for each in kin if each.team_at(at) is not here]
            if teams:
                return self.rng.choice(teams)
        wanted = texts.CHAIN[here.kind]
        kinds = [kind for kind in wanted if self.staff.by_place.get((kind, district))]
        for kind in self.rng.choices(kinds, [wanted[kind] for kind in kinds], k=4) if kinds else ():
            there = self.rng.choice(self.staff.by_place[kind, district])
            if there is not here and any(each is not giver for each in self.staff.at(there, at)):
                return there
        return None

    def _choose(self, giver: Member, pool: Sequence[Member]) -> Member:
        """One of them: the friendlier, the friend, the one who speaks one's language."""
        weights = [
            each.charm
            * (4 if each.user_name in giver.friends else 1)
            * (6 if each.language == giver.language != "en" else 1)
            for each in pool
        ]
        return self.rng.choices(pool, weights)[0]

    def _say(
        self, giver: Member, recipients: Sequence[Member], team: Team | None, at: datetime
    ) -> tuple[texts.Line, str]:
        here, there = giver.team_at(at), team or recipients[0].team_at(at)
        if team:
            pool = self.words.to_team(here.kind, there.kind, at.month)
        elif len(recipients) > 1:
            pool = self.words.to_several(here.kind, there.kind)
        elif giver.language == recipients[0].language != "en" and self.rng.random() < 0.75:
            pool = self.words.in_language(giver.language, here.kind, there.kind)
        else:
            same = here is there or here.kind == there.kind == "office"
            pool = self.words.to_one(here.kind, there.kind, at.month, same=same)
        return self.words.say(pool, at, [each.given for each in recipients])

    def _visibility(self, line: texts.Line, team: Team | None) -> str:
        if team:
            return self.rng.choices(_VISIBILITIES[:2], (9, 1))[0]
        private = 0.1 if "felt_with_me" in line.behaviours else 0.02
        return self.rng.choices(_VISIBILITIES, (0.87, 0.09, private, 0.025))[0]

    # What others add.

    def _answered(self, said: DemoRecognition, line: texts.Line) -> DemoRecognition:
        """The recognition with endorsements, reactions and comments of people who may see it and were there."""
        giver = self.staff.by_name[said.giver]
        recipients = [self.staff.by_name[name] for name in said.recipients]
        witnesses = self._witnesses(said, giver, recipients)
        involved = [giver, *recipients]
        endorsements: list[tuple[str, datetime]] = []
        if said.visibility in ("EVERYONE", "TEAMS"):
            for witness in self._some(witnesses, (0.55, 0.22, 0.12, 0.06, 0.03, 0.02)):
                at = self._later(said.at, witness)
                if at:
                    endorsements.append((witness.user_name, at))
        crowd = [each for each in (*recipients, *witnesses) if each is not giver]
        reacting = self._some(crowd, (0.2, 0.2, 0.17, 0.13, 0.1, 0.08, 0.05, 0.04, 0.02, 0.01))
        faces = [each for each in texts.EMOJI if each[0] in _GENTLE or not _TENDER.intersection(said.behaviours)]
        two = self.rng.sample(faces, 2)
        # A minute after it was said nobody has read it yet.
        fresh = self.until - said.at < timedelta(minutes=15)
        reactions = {
            (each.user_name, self.rng.choices([face for face, _ in two], [weight for _, weight in two])[0]): None
            for each in ([] if fresh else reacting)
        }
        return replace(
            said,
            endorsements=_by_time(endorsements),
            reactions=tuple(reactions),
            comments=self._comments(said, line, involved, witnesses),
        )

    def _witnesses(self, said: DemoRecognition, giver: Member, recipients: Sequence[Member]) -> list[Member]:
        """Who may see it besides those involved and is near enough to care."""
        involved = [giver, *recipients]
        if said.visibility == "PEOPLE":
            near: list[Member] = []
        elif said.visibility == "PEOPLE_AND_MANAGERS":
            near = [each.manager for each in involved if each.manager]
        else:
            teams = {each.team_at(said.at).external_id: each.team_at(said.at) for each in involved}
            near = [each for team in teams.values() for each in self.staff.at(team, said.at)]
            if said.visibility == "EVERYONE":
                near += self.rng.sample(self.staff.members, min(6, len(self.staff.members)))
        return [
            each
            for each in dict.fromkeys(near)
            if each.present(said.at) and all(each is not somebody for somebody in involved)
        ]

    def _some(self, people: Sequence[Member], odds: Sequence[float]) -> list[Member]:
        """As many of them as the odds say: the first for none, the second for one."""
        number = self.rng.choices(range(len(odds)), odds)[0]
        return self.rng.sample(people, min(number, len(people)))

    def _later(self, at: datetime, who: Member) -> datetime | None:
        """Some minutes or hours later, or None if that is not yet or they are no longer here."""
        later = at + timedelta(seconds=120 + int(self.rng.expovariate(1 / (4 * 3600))))
        return later if later < self.until and who.present(later) else None

    def _comments(
        self, said: DemoRecognition, line: texts.Line, involved: Sequence[Member], witnesses: Sequence[Member]
    ) -> tuple[tuple[str, str, datetime], ...]:
        giver, *recipients = involved
        receiver = recipients[0].team_at(said.at).kind
        language = FOREIGN.get(line, "en")
        found: list[tuple[str, str, datetime]] = []
        for _ in range(self.rng.choices((0, 1, 2, 3), (0.72, 0.19, 0.06, 0.03))[0]):
            role = self.rng.choices(("recipient", "witness", "giver"), (0.4, 0.52, 0.08))[0]
            able = {"recipient": recipients, "witness": witnesses, "giver": [giver]}[role]
            able = [
                each
                for each in able
                if language in (each.language, "en")
                if all(each.user_name != name for name, _, _ in found)
            ]
            if not able:
                continue
            author = self.rng.choice(able)
            at = self._later(said.at, author)
            text = self.words.remark(line, role, author.team_at(said.at).kind, receiver)
            if at and text:
                found.append((author.user_name, text, at))
        return tuple(sorted(found, key=lambda comment: comment[2]))

    # A scene is written out: only the crowd is drawn.

    def _play(self, external_id: str, at: datetime, scene: texts.Scene) -> DemoRecognition:
        staff = self.staff
        giver = staff.by_name[scene.giver]
        team = staff.by_place[scene.to[0], 1][0] if scene.to[0] in texts.KINDS else None
        if team:
            recipients = [each for each in staff.at(team, at) if each is not giver]
        else:
            recipients = [staff.by_name[name] for name in scene.to]
        involved = [giver, *recipients]
        near = [each for member in involved for each in staff.at(member.team_at(at), at)]
        everyone = [each for each in staff.members[:DISTRICT] if each.present(at)]
        crowd = [each for each in dict.fromkeys((*near, *everyone)) if each not in involved]
        open_for = min(self.until - at, timedelta(hours=8)).total_seconds()
        endorsements = [
            (each.user_name, at + timedelta(seconds=int(open_for * self.rng.uniform(0.05, 0.9))))
            for each in self.rng.sample(crowd[:20], scene.endorsers)
        ]
        faces = [face for face, number in scene.reactions for _ in range(number)]
        reacting = self.rng.sample(crowd, len(faces))
        return DemoRecognition(
            external_id=external_id,
            giver=giver.user_name,
            recipients=tuple(each.user_name for each in recipients),
            team=team.external_id if team else None,
            message=scene.text.format(day=past_day(at, self.rng)),
            behaviours=tuple(scene.behaviours.split()),
            visibility="EVERYONE",
            link=scene.link or None,
            at=at,
            endorsements=_by_time(endorsements),
            reactions=tuple((each.user_name, face) for each, face in zip(reacting, faces, strict=True)),
            comments=tuple(
                (author, text, later)
                for author, minutes, text in scene.remarks
                if (later := at + timedelta(minutes=minutes)) < self.until
            ),
        )


def _off_hours(at: datetime) -> bool:
    return at.weekday() >= _SATURDAY or at.hour not in _WORKDAY


def _working(at: datetime) -> datetime:
    """The instant itself in working hours, else the afternoon before."""
    if not _off_hours(at):
        return at
    day = at if at.hour >= _WORKDAY.stop else at - timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return day.replace(hour=15, minute=40, second=25)


def _by_time(pairs: Iterable[tuple[str, datetime]]) -> tuple[tuple[str, datetime], ...]:
    return tuple(sorted(pairs, key=lambda pair: (pair[1], pair[0])))
