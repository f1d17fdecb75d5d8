"""The promises of the demonstration company: who asks whom for what, what becomes of it, and what is open today.

Every commitment is lived through with the product's own rules, step by step, with the clock between: people with
habits decide what they would do next, and what the rules do not allow does not happen. `load` then plays the same
steps through the actions, so that the history, the clocks and the accounts are those of the service.
"""

# ruff: noqa: PLR2004 - shares and hours are the habits themselves
from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, Final, NamedTuple

from had_your_back.commitments import clocks, rules
from had_your_back.commitments.clocks import Away, Terms
from had_your_back.commitments.rules import Details, Draft
from had_your_back.commitments.transitions import Act, ClockAct, Reason, Side, Standing, State
from had_your_back.demo import promise_texts as texts
from had_your_back.demo.promise_texts import HABITS, Ask, Fit, Plot
from had_your_back.demo.shapes import DemoAbsence, DemoCommitment, DemoStep
from had_your_back.demo.staff import DISTRICT, Member, Staff, Team
from had_your_back.demo.texts import CHAIN, INTRANET, ON_SHIFT, PLACES, SITES
from had_your_back.demo.year import YEAR
from had_your_back.errors import Refused

TERMS: Final = Terms()
PER_PERSON: Final = 10.5
MOST_PEOPLE: Final = 240
"""A bigger company promises no more than so many would, so that it still loads while one waits."""

_SATURDAY = 5
_MORNING, _EVENING = 6, 17  # UTC
_MONTHS: Final = {7: 0.85, 8: 0.6, 12: 0.8}
_LASTS = timedelta(days=45)
_FEED = timedelta(hours=60)
"""The newest page of the feed is told by `texts.OPENING`, so no thank-you for a promise comes later than this."""


class _Over(Exception):
    """Nothing more happens until today, or the rules do not allow what somebody would have done."""


class _Sayings:
    """Chooses texts, those first that were not said for longest, and fills in their slots; nothing more than twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._used: Counter[str] = Counter()
        self._said: Counter[str] = Counter()

    def choose(self, pool: Sequence[str], slots: Mapping[str, object] | None, due: datetime) -> _Said | None:
        """One of the texts, or None when everything was said twice. Without slots they are drawn: it is a title."""
        waiting = sorted(dict.fromkeys(pool), key=lambda text: self._used[text])
        first = waiting[: max(2, len(waiting) // 3)]
        self.rng.shuffle(first)
        for template in (*first, *waiting):
            named = slots_of(template)
            if slots is not None and not named <= slots.keys() | _ELSEWHERE:
                continue
            for _ in range(4 if named else 1):
                drawn = {**self._drawn(due), **(slots or {})} if named else {}
                text = template.format(**drawn)
                if self._said[text] < (1 if named else 2):
                    self._used[template] += 1
                    self._said[text] += 1
                    return _Said(template, text, {name: drawn[name] for name in named})
        return None

    def _drawn(self, due: datetime) -> dict[str, object]:
        rng = self.rng
        street, place = rng.sample(PLACES, 2)
        plant, site = rng.sample(SITES, 2)
        return {
            "place": place,
            "street": street,
            "site": site,
            "plant": plant,
            "van": rng.randrange(1, 25),
            "meter": rng.randrange(104, 998),
            "number": rng.randrange(4000, 4999),
            "weekday": f"{due:%A}",
            "month": f"{due:%B}",
        }


class _Said(NamedTuple):
    """A text as it stands among the others, filled in, and what was filled into it."""

    template: str
    text: str
    slots: Mapping[str, object]


_ELSEWHERE = frozenset({"street", "plant", "weekday", "month"})


@cache
def slots_of(template: str) -> frozenset[str]:
    """The names in curly brackets.

    >>> sorted(slots_of("Meter {meter} on {place}"))
    ['meter', 'place']
    """
    return frozenset(re.findall(r"{(\w+)}", template))


class _Life:
    """One commitment while it is lived: what it is now, and the steps so far."""

    def __init__(
        self, of: Promises, *, begins: Member, draft: Draft, to: Member | Team, offered: bool, at: datetime
    ) -> None:
        self.of = of
        self.draft = draft
        self.foreign = False
        self.asked: _Said | None = None
        self.struck = False
        self.steps: list[DemoStep] = []
        person = to if isinstance(to, Member) else None
        customer, performer = (person, begins) if offered else (begins, person)
        assert customer is not None
        self.it = rules.begin(
            draft,
            new="",
            initiator=Side.PERFORMER if offered else Side.CUSTOMER,
            customer=customer.user_name,
            performer=performer.user_name if performer else None,
            team=None if isinstance(to, Member) else to.external_id,
            now=at,
            terms=TERMS,
        )
        self.at = at
        self.to = to.user_name if isinstance(to, Member) else to.external_id
        self._note(begins, "OFFER" if offered else "REQUEST", Details(), None, 0)

    @property
    def customer(self) -> Member:
        return self.of.staff.by_name[self.it.customer]

    @property
    def performer(self) -> Member:
        assert self.it.performer is not None
        return self.of.staff.by_name[self.it.performer]

    def do(self, who: Member, act: Act, at: datetime, *, thanks: tuple[str, str] | None = None, **details: Any) -> None:
        """Take a step then, if it is in the year and the rules allow it; else the story is over."""
        at = max(at, self.at + timedelta(minutes=1))
        self.wait(at)
        given = Details(**{name: value for name, value in details.items() if value is not None})
        seen = self.it.version
        try:
            self.it = rules.perform(self.it, act, given, self._standing(who, at), at, TERMS)
        except Refused as no:
            raise _Over from no
        self.at = at
        self._note(who, act, given, thanks, seen)

    def _note(self, who: Member, act: str, details: Details, thanks: tuple[str, str] | None, seen: int) -> None:
        self.steps.append(DemoStep(self.at, who.user_name, act, seen, details, thanks, self.struck))
        self.struck = False

    def _standing(self, who: Member, at: datetime) -> Standing:
        it = self.it
        asked = it.team if it.unclaimed else None
        leads = self.of.leads.get(asked or "", ())
        member = asked is not None and who.present(at) and who.team_at(at).external_id == asked
        gone = it.performer is not None and not self.performer.present(at)
        return Standing(
            person=who.user_name,
            is_member=member,
            is_speaker=asked is not None and (who.user_name in leads or (not leads and member)),
            stands_in=gone and who.user_name in self.of.leads[self.performer.team.external_id],
        )

    def wait(self, at: datetime) -> None:
        """Let the clock do what is due until then, and people leave who do.

        Raises: _Over if that is not yet.
        """
        end = min(at, self.of.until)
        while event := self._next_event():
            due, act = event
            if due > end:
                break
            self.it = clocks.leave(self.it, due) if act is None else clocks.strike(self.it, act, due)
            self.struck = True
            self.at = due
        if at > self.of.until:
            raise _Over

    def _next_event(self) -> tuple[datetime, ClockAct | None] | None:
        """The next that happens by itself: an act of the clock, or None as the act of somebody who leaves."""
        due = clocks.next_clock(self.it, self.of.away, TERMS)
        events: list[tuple[datetime, ClockAct | None]] = [(due[1], due[0])] if due else []
        if self.it.turn is not None:
            sides = (self.customer, *((self.performer,) if self.it.performer else ()))
            events += [(each.left, None) for each in sides if each.left]
        return min(events, key=lambda event: (event[0], event[1] is None), default=None)

    def told(self, external_id: str) -> DemoCommitment:
        return DemoCommitment(
            external_id=external_id,
            to=self.to,
            draft=self.draft,
            steps=tuple(self.steps),
            state=self.it.state,
            version=self.it.version,
        )


class Promises:
    """Who promised what to whom, and what became of it."""

    def __init__(self, staff: Staff, rng: random.Random, until: datetime) -> None:
        self.staff = staff
        self.rng = rng
        self.until = until
        self.start = until - YEAR
        self.sayings = _Sayings(rng)
        self.weights = list(accumulate(0.6 + min(each.generosity, 2) for each in staff.members))
        self.leads = {team.external_id: team.leads for team in staff.teams()}
        # Some keep everything and some are always in a hurry; most are as their team is.
        self.hurry = {each.user_name: rng.choice((0.3, 0.6, 0.9, 1.0, 1.1, 1.5, 1.9)) for each in staff.members}
        cast = {name for plot in texts.PLOTS for name in (plot.customer, plot.of, *(turn.who for turn in plot.turns))}
        self.has_cast = len(staff.members) >= DISTRICT and cast - CHAIN.keys() <= staff.by_name.keys()
        self.busy = cast if self.has_cast else set()
        self.absences = tuple(self._absences())
        intervals: dict[str, list[clocks.Interval]] = defaultdict(list)
        for each in self.absences:
            intervals[each.user_name].append((each.since, each.until))
        self.away = Away(intervals)

    # -------------------------------------------------------------------------------------------------- who is away

    def _absences(self) -> Iterator[DemoAbsence]:
        """Summer, the turn of the year, and a week somewhere; each known some weeks ahead. One after the other."""
        rng = self.rng
        mornings = [
            self.start.replace(hour=_MORNING, minute=0, second=0) + timedelta(days=day) for day in range(YEAR.days)
        ]
        holidays = [at for at in mornings if (at.month, at.day) in {(7, 1), (12, 22)}]
        for who in self.staff.members:
            wanted: list[tuple[datetime, int]] = []
            for at in holidays:
                if at.month == 7 and rng.random() < 0.85:
                    wanted.append((at + timedelta(days=rng.randrange(55)), rng.choice((7, 12, 14, 19))))
                elif at.month == 12 and rng.random() < 0.6:
                    wanted.append((at + timedelta(days=rng.randrange(3)), rng.choice((9, 11, 13))))
            if rng.random() < 0.6:
                wanted.append((self.start + timedelta(days=rng.randrange(20, 340)), rng.choice((3, 5, 7))))
            if who.user_name in texts.AWAY_NOW:
                wanted.append((self.until - timedelta(days=3), 9))
            known = max(self.start, who.since)
            for begin, days in sorted(wanted):
                since = begin.replace(hour=_MORNING, minute=0, second=0)
                until = since + timedelta(days=days)
                said = max(known + timedelta(hours=2), since - timedelta(days=rng.randrange(6, 35)))
                here = who.left is None or until < who.left
                working = who.user_name in self.busy and until > self.until - timedelta(days=15)
                if said < min(since, self.until) and here and not working:
                    yield DemoAbsence(who.user_name, said, since, until)
                    known = until

    def _is_away(self, who: Member, at: datetime) -> datetime | None:
        """Until when somebody who is away then is away."""
        return next(
            (until for since, until in self.away.of(who.user_name) if since <= at and until and at < until), None
        )

    def _when(self, who: Member, at: datetime) -> datetime:
        """That instant, or the next at which they are at work."""
        on_shift = who.team_at(at).kind in ON_SHIFT and self.rng.random() < 0.2
        at = at.replace(microsecond=0)
        while True:
            if back := self._is_away(who, at):
                at = back + timedelta(minutes=self.rng.randrange(20, 240))
            elif not on_shift and at.hour >= _EVENING:
                at = self._next_morning(at + timedelta(days=1))
            elif not on_shift and (at.weekday() >= _SATURDAY or at.hour < _MORNING):
                at = self._next_morning(at + timedelta(days=at.weekday() >= _SATURDAY))
            else:
                return at

    def _next_morning(self, at: datetime) -> datetime:
        while at.weekday() >= _SATURDAY:
            at += timedelta(days=1)
        morning = at.replace(hour=_MORNING, minute=0, second=0)
        return morning + timedelta(seconds=self.rng.randrange(600, 9000))

    def _soon(self, life: _Life, who: Member, hours: float) -> datetime:
        """Some time after the last step, about so many hours of it; never before they have read it."""
        return self._when(who, life.at + timedelta(minutes=4, hours=self.rng.expovariate(1 / hours)))

    # ------------------------------------------------------------------------------------------------------ the year

    def commitments(self) -> tuple[DemoCommitment, ...]:
        """All of them, in the order in which they were begun."""
        lives = list(self._plots())
        number = round(min(len(self.staff.members), MOST_PEOPLE) * PER_PERSON) - len(lives)
        lives += [life for at in self._instants(number) if (life := self._happen(at))]
        lives.sort(key=lambda life: life.steps[0].at)
        return tuple(life.told(f"promise-{serial:05}") for serial, life in enumerate(lives, start=1))

    def _instants(self, number: int) -> Iterator[datetime]:
        days = [self.start.replace(hour=0, minute=0, second=0) + timedelta(days=day) for day in range(1, YEAR.days + 1)]
        weights = list(
            accumulate(
                _MONTHS.get(day.month, 1.0)
                * (0.06 if day.weekday() >= _SATURDAY else 1)
                * (0.15 if (day.month, day.day) >= (12, 23) or (day.month, day.day) == (1, 1) else 1)
                for day in days
            )
        )
        found: list[datetime] = []
        while len(found) < number:
            day = self.rng.choices(days, cum_weights=weights)[0]
            at = day + timedelta(seconds=self.rng.randrange(_MORNING * 3600, _EVENING * 3600))
            if at < self.until - timedelta(minutes=10):
                found.append(at)
        yield from sorted(found)

    def _happen(self, at: datetime) -> _Life | None:
        """One commitment from its beginning to today, or None if nobody is there who could."""
        drawn = self.rng.choices(self.staff.members, cum_weights=self.weights, k=20)
        begins = next((each for each in drawn if self._can(each, at)), None)
        if begins is None:
            return None
        offered = self.rng.random() < 0.13
        team = self._team_for(begins, at, offered=offered)
        pool = [
            each for each in self.staff.at(team, at) if each is not begins and self._can(each, at, may_be_away=True)
        ]
        if not pool:
            return None
        to: Member | Team = self.rng.choices(pool, [0.5 + min(each.charm, 2) for each in pool])[0]
        if not offered and team is not begins.team_at(at) and team.kind != "office" and self.rng.random() < 0.22:
            to = team
        performer_kind = begins.team_at(at).kind if offered else team.kind
        customer_kind = team.kind if offered else begins.team_at(at).kind
        language = begins.language if isinstance(to, Member) and to.language == begins.language != "en" else ""
        foreign = not offered and bool(language) and self.rng.random() < 0.7
        pool_of_asks = texts.ASKS_IN[language] if foreign else _fitting(performer_kind, customer_kind, offered=offered)
        drafted = self._draft(pool_of_asks, at, personal=isinstance(to, Member) and not offered)
        if drafted is None:
            return None
        life = _Life(self, begins=begins, draft=drafted[0], to=to, offered=offered, at=at)
        life.foreign, life.asked = foreign, drafted[1]
        self._lived(life)
        return life

    def _can(self, who: Member, at: datetime, *, may_be_away: bool = False) -> bool:
        stays = who.left is None or at + _LASTS < who.left
        return who.present(at) and stays and (may_be_away or not self._is_away(who, at))

    def _team_for(self, begins: Member, at: datetime, *, offered: bool) -> Team:
        """Whom they ask: whom they depend on, or their own team; whom they offer: who depends on them."""
        here = begins.team_at(at)
        places = self.staff.by_place
        kinds = [kind for kind in CHAIN if kind != here.kind and places.get((kind, here.district))]
        weights = [
            CHAIN[kind].get(here.kind, 0) if offered else CHAIN[here.kind].get(kind, 0) * HABITS[kind].asked
            for kind in kinds
        ]
        own = 0.05 if here.kind == "office" else 0.27
        if not kinds or self.rng.random() < own:
            return here
        return self.rng.choice(places[self.rng.choices(kinds, weights)[0], here.district])

    def _draft(self, asks: Sequence[Ask], at: datetime, *, personal: bool) -> tuple[Draft, _Said] | None:
        days = self.rng.choice(asks).days
        due_at = self._due(at, self.rng.randint(*days))
        by_title = {each.title: each for each in asks}
        as_long = [each.title for each in asks if each.days == days]
        asked = self.sayings.choose(as_long, None, due_at) or self.sayings.choose(list(by_title), None, due_at)
        if asked is None:
            return None
        said = by_title[asked.template].conditions
        conditions = said.format(**{**asked.slots, "weekday": f"{due_at:%A}", "month": f"{due_at:%B}"}) or None
        private = personal and self.rng.random() < 0.02
        return Draft(title=asked.text, due_at=due_at, conditions=conditions, private=private), asked

    def _due(self, at: datetime, days: int) -> datetime:
        """The end of a working day in so many days, not between the years."""
        due = (at + timedelta(days=days)).replace(hour=self.rng.choice((11, 14, 15, 16, 16)), minute=0, second=0)
        while due.weekday() >= _SATURDAY or (due.month, due.day) >= (12, 24) or (due.month, due.day) == (1, 1):
            due += timedelta(days=1)
        return due

    # ----------------------------------------------------------------------------------------------------- one story

    def _lived(self, life: _Life) -> None:
        try:
            if life.it.state is State.OFFERED:
                self._answer_offer(life)
            elif life.it.unclaimed:
                self._answer_for_team(life)
            else:
                self._answer(life)
            self._perform(life)
            self._close(life)
        except _Over:
            pass
        self._to_the_end(life)

    def _to_the_end(self, life: _Life) -> None:
        try:
            life.wait(self.until)
        except _Over:
            return

    def _note(self, life: _Life, pool: Sequence[str], share: float = 1.0) -> str | None:
        if life.foreign or life.asked is None or self.rng.random() > share:
            return None
        said = self.sayings.choose(pool, life.asked.slots, life.it.due_at)
        return said.text if said else None

    def _fit(self, life: _Life, by_kind: Mapping[str, Sequence[Fit]], kind: str) -> str | None:
        """Something that fits what the title names, or else anything that fits any title."""
        title = _template(life).lower()
        fits = [each for each in (*by_kind[kind], *by_kind.get("", ())) if _is_about(title, each.about)]
        about = [each.text for each in fits if each.about]
        return self._note(life, about) or self._note(life, [each.text for each in fits if not each.about])

    def _answer(self, life: _Life) -> None:
        """A person who was asked says yes, no, later, otherwise, or nothing."""
        rng, who = self.rng, life.performer
        habit = HABITS[who.team_at(life.at).kind]
        hurry = self.hurry[who.user_name]
        if rng.random() < 0.02:
            life.do(
                life.customer, Act.WITHDRAW, self._soon(life, life.customer, 3), note=self._note(life, texts.WITHDRAWN)
            )
            raise _Over
        if rng.random() < min(0.6, habit.silent * (0.6 + 0.4 * hurry)):
            life.wait(self.until)
            raise _Over
        at = self._soon(life, who, habit.hours)
        fate = rng.random()
        if fate < habit.good_no and not life.foreign:
            self._good_no(life, who, at)
        if fate < habit.good_no + habit.bare_no:
            note = self._note(life, texts.BARE, 0.4)
            life.do(who, Act.DECLINE, at, note=note, reason=rng.choice((None, Reason.NO_CAPACITY)))
            raise _Over
        if fate > 1 - habit.counters and "{weekday}" not in _template(life):
            self._bargain(life, who, at)
            return
        if fate > 1 - habit.counters - habit.defers:
            self._defer(life, who, at)
            at = self._soon(life, who, 16)
            if rng.random() < 0.12:
                life.wait(self.until)
                raise _Over
        life.do(who, Act.ACCEPT, at)

    def _defer(self, life: _Life, who: Member, at: datetime) -> None:
        answer_by = min(life.it.due_at, TERMS.calendar.after(at, self.rng.choice((1, 2, 3))))
        life.do(who, Act.DEFER, at, answer_by=answer_by, note=self._note(life, texts.DEFERRALS, 0.8))

    def _good_no(self, life: _Life, who: Member, at: datetime) -> None:
        """A no that helps: something else, or somebody else."""
        kind = who.team_at(at).kind
        words = self._fit(life, texts.ALTERNATIVES, kind)
        if words:
            life.do(who, Act.DECLINE, at, alternative=words, reason=self.rng.choice((None, Reason.NO_CAPACITY)))
            raise _Over
        near = self.staff.by_place
        kinds = [each for each in CHAIN[kind] if each != "office" and near.get((each, who.team_at(at).district))]
        team = near[self.rng.choice(kinds), who.team_at(at).district][0] if kinds else who.team_at(at)
        people = [each for each in self.staff.at(team, at) if each not in (who, life.customer) and self._can(each, at)]
        pointed = self.rng.choice(people).user_name if people and self.rng.random() < 0.5 else team.external_id
        life.do(who, Act.DECLINE, at, refer_to=pointed, note=self._note(life, texts.REFERRALS))
        raise _Over

    def _bargain(self, life: _Life, who: Member, at: datetime) -> None:
        """Another day, and what the customer says to that."""
        rng = self.rng
        later = self._due(life.it.due_at, rng.randint(1, 5))
        life.do(who, Act.COUNTER, at, due_at=later, note=self._note(life, texts.COUNTERS, 0.85))
        customer = life.customer
        at, fate = self._soon(life, customer, 7), rng.random()
        if fate < 0.06:
            life.wait(self.until)
            raise _Over
        if fate < 0.11:
            life.do(customer, Act.DECLINE, at, note=self._note(life, texts.WITHDRAWN, 0.3))
            raise _Over
        if fate < 0.2:
            sooner = life.it.due_at - timedelta(days=1)
            if sooner > at + timedelta(days=1):
                note = self._note(life, texts.COUNTERS_BACK)
                life.do(customer, Act.COUNTER, at, due_at=sooner, note=note)
                life.do(who, Act.ACCEPT, self._soon(life, who, 6))
                return
        life.do(customer, Act.ACCEPT, at)

    def _answer_for_team(self, life: _Life) -> None:
        """Somebody claims it; or a lead says no for all; or everybody thinks that somebody will."""
        rng = self.rng
        team = next(each for each in self.staff.all_teams if each.external_id == life.it.team)
        habit = HABITS[team.kind]
        here = [each for each in self.staff.at(team, life.at) if each is not life.customer and self._can(each, life.at)]
        if not here or rng.random() < min(0.7, habit.silent * 1.2 + 0.06):
            life.wait(self.until)
            raise _Over
        leads = [each for each in here if each.user_name in self.leads[team.external_id]]
        speaks = rng.choice(leads or here)
        fate = rng.random()
        if fate < habit.good_no * 0.6:
            self._good_no(life, speaks, self._soon(life, speaks, habit.hours))
        if fate < habit.good_no * 0.6 + 0.06:
            self._defer(life, speaks, self._soon(life, speaks, habit.hours))
        claims = rng.choices(here, [1 / self.hurry[each.user_name] for each in here])[0]
        life.do(claims, Act.CLAIM, self._soon(life, claims, habit.hours * 1.2))

    def _answer_offer(self, life: _Life) -> None:
        rng, who, fate = self.rng, life.customer, self.rng.random()
        if fate < 0.1:
            life.wait(self.until)
            raise _Over
        if fate < 0.13:
            life.do(life.performer, Act.WITHDRAW, self._soon(life, life.performer, 6))
            raise _Over
        if fate < 0.2:
            life.do(who, Act.DECLINE, self._soon(life, who, 6), note=self._note(life, texts.WITHDRAWN, 0.5))
            raise _Over
        if fate < 0.25:
            later = self._due(life.it.due_at, rng.randint(2, 5))
            life.do(who, Act.COUNTER, self._soon(life, who, 6), due_at=later)
            life.do(life.performer, Act.ACCEPT, self._soon(life, life.performer, 6))
            return
        life.do(who, Act.ACCEPT, self._soon(life, who, 8))

    # ------------------------------------------------------------------------------------------- promised, and then

    def _perform(self, life: _Life) -> None:
        """From the promise to the first delivery, or to its other ends."""
        rng = self.rng
        if rng.random() < 0.055 and not life.foreign:  # whoever takes it over may not know the language
            self._hand_over(life)
        if rng.random() < 0.028:
            note = self._note(life, texts.CANCELLED)
            life.do(life.customer, Act.CANCEL, self._between(life, life.customer, 0.6), note=note)
            raise _Over
        who = life.performer
        if rng.random() < 0.035:
            self._change(life, life.customer, who, agrees=0.7)
        habit, hurry = HABITS[who.team_at(life.at).kind], self.hurry[who.user_name]
        fate = rng.random() / hurry
        if fate > habit.revoked + habit.broken + habit.late:
            promised = life.at
            if rng.random() < 0.06:
                self._warn(life)
                life.do(who, Act.CLEAR_RISK, self._between(life, who, 0.6), note=self._note(life, texts.CLEARED, 0.8))
            self._deliver(life, self._in_time(life, who, promised))
            return
        warned = rng.random() < habit.warns
        if warned:
            self._warn(life)
        if fate < habit.revoked:
            self._revoke(life, who)
        elif fate < habit.revoked + habit.broken:
            self._break(life, who)
        else:
            self._be_late(life, who, warned=warned)

    def _revoke(self, life: _Life, who: Member) -> None:
        reason = self.rng.choice(list(texts.REVOKED))
        after = self._when(who, max(life.at, life.it.due_at) + timedelta(hours=9))
        at = self._between(life, who, 0.7) if self.rng.random() < 0.75 else after
        life.do(who, Act.REVOKE, at, reason=reason, note=self._note(life, texts.REVOKED[reason]))
        raise _Over

    def _be_late(self, life: _Life, who: Member, *, warned: bool) -> None:
        """Some ask for another day first; whoever gets it is in time after all."""
        rng, before = self.rng, life.it.due_at
        if rng.random() < (0.75 if warned else 0.25) and "{weekday}" not in _template(life):
            self._change(life, who, life.customer, agrees=0.68)
        if life.it.due_at > before:
            self._deliver(life, self._in_time(life, who, life.at))
        else:
            self._deliver(life, self._when(who, max(life.at, life.it.due_at) + timedelta(hours=rng.uniform(1, 50))))

    def _between(self, life: _Life, who: Member, share: float) -> datetime:
        """At work, after the last step and about that share of the way to the day it is due."""
        way = max(life.it.due_at - life.at, timedelta(hours=1))
        return self._when(who, life.at + timedelta(minutes=5) + way * (share * self.rng.betavariate(3, 2)))

    def _in_time(self, life: _Life, who: Member, promised: datetime) -> datetime:
        """Some time before it is due, more often near the day; at the last minute if there is no other."""
        way = max(life.it.due_at - promised, timedelta(0))
        at = self._when(who, max(life.at + timedelta(minutes=9), promised + way * self.rng.betavariate(4, 1.5)))
        if at <= life.it.due_at:
            return at
        last = life.it.due_at - timedelta(minutes=self.rng.randrange(6, 150))
        return at if self._is_away(who, last) else max(life.at + timedelta(minutes=9), last).replace(microsecond=0)

    def _warn(self, life: _Life) -> None:
        reason = self.rng.choice([each for each, said in texts.WARNINGS.items() for _ in said])
        note = self._note(life, texts.WARNINGS[reason], 0.75)
        life.do(life.performer, Act.FLAG_AT_RISK, self._between(life, life.performer, 0.8), reason=reason, note=note)

    def _change(self, life: _Life, asks: Member, other: Member, *, agrees: float) -> None:
        """One side asks for another day before it is due; the other agrees, refuses, or says nothing."""
        at = self._between(life, asks, 0.5)
        later = self._due(life.it.due_at, self.rng.randint(1, 5))
        life.do(asks, Act.PROPOSE_CHANGE, at, due_at=later, note=self._note(life, texts.CHANGES, 0.8))
        fate, at = self.rng.random(), self._soon(life, other, 5)
        if fate < agrees:
            life.do(other, Act.AGREE_CHANGE, at)
        elif fate < agrees + 0.25:
            life.do(other, Act.REFUSE_CHANGE, at, note=self._note(life, texts.REFUSALS, 0.8))

    def _hand_over(self, life: _Life) -> None:
        who = life.performer
        at = self._between(life, who, 0.4)
        near = [
            each
            for each in self.staff.at(who.team_at(at), at)
            if each is not who and each is not life.customer and self._can(each, at)
        ]
        if not near:
            return
        to = self.rng.choice(near)
        life.do(who, Act.HAND_OVER, at, to=to.user_name, note=self._note(life, texts.HAND_OVERS))
        if self.rng.random() < 0.75:
            life.do(to, Act.ACCEPT_HAND_OVER, self._soon(life, to, 4))
        else:
            life.do(to, Act.REFUSE_HAND_OVER, self._soon(life, to, 4), note=self._note(life, texts.KEEPING, 0.8))

    def _break(self, life: _Life, who: Member) -> None:
        """The day passes and the grace too. Afterwards a reason, a new day, or the thing itself, late."""
        rng = self.rng
        while life.it.state is not State.BROKEN:
            event = clocks.next_clock(life.it, self.away, TERMS)
            if event is None:
                raise _Over
            life.wait(event[1])
        fate = rng.random()
        if rng.random() < 0.7:
            reason = rng.choice(list(texts.REASONS))
            note = self._note(life, texts.REASONS[reason], 0.85)
            life.do(who, Act.GIVE_REASON, self._soon(life, who, 20), reason=reason, note=note)
        if fate < 0.4:
            at = self._soon(life, life.customer, 14)
            note = self._note(life, texts.REOPENED, 0.8)
            life.do(life.customer, Act.REOPEN, at, due_at=self._due(at, rng.randint(3, 7)), note=note)
            if rng.random() < 0.15:
                raise _Over
            self._deliver(life, self._in_time(life, who, life.at))
        elif fate < 0.65:
            self._deliver(life, self._soon(life, who, 30))
        else:
            raise _Over

    def _deliver(self, life: _Life, at: datetime) -> None:
        who, evidence = life.performer, None
        if self.rng.random() < 0.55:
            evidence = f"{INTRANET}/jobs/{self.rng.randrange(10_000, 99_999)}"
        else:
            evidence = self._fit(life, texts.EVIDENCE, who.team_at(at).kind)
        life.do(who, Act.DELIVER, at, evidence=evidence)

    def _close(self, life: _Life) -> None:
        """The customer says what is missing, says yes, says thank you, or says nothing."""
        rng, customer = self.rng, life.customer
        kind = life.performer.team_at(life.at).kind
        if rng.random() < (0.12 if kind == "it" else 0.045):
            missing = self._fit(life, texts.REJECTIONS, kind)
            if missing:
                life.do(customer, Act.REJECT, self._soon(life, customer, 9), note=missing)
                at = self._when(life.performer, life.at + timedelta(hours=rng.uniform(2, 30)))
                self._deliver(life, at)
        fate, at = rng.random(), self._soon(life, customer, 18)
        if fate < 0.17:
            return
        thanks = None
        if fate > 0.7 and not life.it.private and at < self.until - _FEED:
            thanks = self._thanks(life)
        life.do(customer, Act.CONFIRM, at, thanks=thanks)

    def _thanks(self, life: _Life) -> tuple[str, str] | None:
        assert life.asked is not None
        if life.foreign:
            in_it = self.sayings.choose(texts.THANKS_IN[life.performer.language], {}, life.it.due_at)
            return ("owned_it", in_it.text) if in_it else None
        acts = {step.act for step in life.steps}
        it, early = life.it, timedelta(hours=20)
        assert it.delivered_at is not None
        told_as = {
            "": True,
            "late": not it.on_time,
            "early": it.delivered_at < it.due_at - early,
            "rejected": it.rejected_at is not None,
            "claimed": Act.CLAIM in acts,
            "countered": Act.COUNTER in acts and Side.CUSTOMER is it.initiator,
            "warned": Act.FLAG_AT_RISK in acts,
            "january": (it.delivered_at.month, it.delivered_at.day) in ((1, 2), (1, 3)),
        }
        title = _template(life).lower()
        fits = [each for each in texts.THANKS if told_as.get(each.when, False) and _is_about(title, each.about)]
        special = [each for each in fits if each.when or each.about]
        # Of what was late nobody says that it was there on the day.
        plain = [] if told_as["late"] else [each for each in fits if not each.when and not each.about]
        for pool in (special, plain):
            by_text = {each.text: each.behaviours for each in pool}
            if said := self.sayings.choose(list(by_text), life.asked.slots, it.delivered_at):
                return by_text[said.template], said.text
        return None

    # --------------------------------------------------------------------------------------------------- what is told

    def _plots(self) -> Iterator[_Life]:
        """What is written out, if everybody who plays in it is here."""
        if self.has_cast:
            yield from (self._play(plot) for plot in texts.PLOTS)

    def _play(self, plot: Plot) -> _Life:
        names, until = self.staff.by_name, self.until
        first, *others = plot.turns
        offered = first.act == "OFFER"
        begins = names[first.who]
        at = self._at_work(begins, until - timedelta(hours=first.ago), None)
        due_at = until + timedelta(hours=plot.due)
        answer_by = None if offered or plot.answer is None else until + timedelta(hours=plot.answer)
        draft = Draft(
            title=plot.title,
            conditions=plot.conditions or None,
            due_at=due_at,
            answer_by=answer_by,
            private=plot.private,
        )
        to: Member | Team = (
            names[plot.customer]
            if offered
            else self.staff.by_place[plot.of, 1][0]
            if plot.of in CHAIN
            else names[plot.of]
        )
        life = _Life(self, begins=begins, draft=draft, to=to, offered=offered, at=at)
        for turn in others:
            who = names[turn.who]
            life.do(
                who,
                Act(turn.act),
                self._at_work(who, until - timedelta(hours=turn.ago), life.at),
                note=turn.note or None,
                due_at=None if turn.due is None else until + timedelta(hours=turn.due),
                answer_by=None if turn.answer is None else until + timedelta(hours=turn.answer),
                reason=turn.reason,
                to=turn.to or None,
                evidence=turn.evidence or None,
                thanks=("had_my_back owned_it", turn.thanks) if turn.thanks else None,
            )
        self._to_the_end(life)
        return life

    def _at_work(self, who: Member, at: datetime, after: datetime | None) -> datetime:
        """That instant, or the afternoon before it for whoever is not on shift; in any case after the last step."""
        at = at.replace(second=17)
        if who.team_at(at).kind not in ON_SHIFT:
            if at.hour < _MORNING:
                at = (at - timedelta(days=1)).replace(hour=15)
            while at.weekday() >= _SATURDAY:
                at = (at - timedelta(days=1)).replace(hour=15)
        return at if after is None else max(at, after + timedelta(minutes=6))


def _fitting(performer: str, customer: str, *, offered: bool) -> Sequence[Ask]:
    """What that kind of customer would ask of, or be offered by, that kind of team."""
    asks = texts.OFFERS[performer] if offered else texts.ASKS[performer]
    own = [ask for ask in asks if customer in ask.of.split()]
    if own and customer == performer:
        return own
    free = [ask for ask in asks if ask.of.split() != [performer]]
    return [ask for ask in free if not ask.of or customer in ask.of.split()] or free


def _template(life: _Life) -> str:
    return life.asked.template if life.asked else ""


def _is_about(title: str, words: str) -> bool:
    return not words or any(word in title for word in words.split())
