"""The words of the demonstration company: texts that fit giver, team and season, freshest first."""

# ruff: noqa: D102, PLR2004 - methods are named after what they give, and nothing here is secret
from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from had_your_back.demo import texts

WINTER, SUMMER = (11, 12, 1, 2, 3), (6, 7, 8)
_SATURDAY = 5
_FRESH = 400  # a message does not come back among so many


class Words:
    """Chooses texts that fit, those first that were not said for longest, and fills in their slots."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.number = 4000
        self._turn = 0
        self._line_used: dict[str, int] = {}
        self._said: dict[str, int] = {}
        self._pools: dict[tuple[object, ...], list[texts.Line]] = {}

    # Which texts fit.

    def to_one(self, giver: str, receiver: str, month: int, *, same: bool) -> list[texts.Line]:
        season = "winter" if month in WINTER else "summer" if month in SUMMER else ""
        key = ("one", giver, receiver, season, same)
        if key not in self._pools:
            own = texts.WITHIN[receiver] if same else _fitting(texts.ACROSS[receiver], giver, receiver)
            if giver == "office" and not same:
                own = [*own, *texts.FROM_THE_OFFICE]
            shared = texts.ANYWHERE["any"] + texts.ANYWHERE["same" if same else "other"]
            # Three times, because what fits the two is better than what fits any two.
            lines = [line for line in own for _ in range(3)] + list(shared)
            self._pools[key] = [line for line in lines if line.when in ("", season)]
        return self._pools[key]

    def to_several(self, giver: str, receiver: str) -> list[texts.Line]:
        return self._cached(("several", giver, receiver), texts.SEVERAL)

    def to_team(self, giver: str, receiver: str, month: int) -> list[texts.Line]:
        season = "winter" if month in WINTER else ""
        lines = [line for line in texts.WHOLE_TEAMS if line.when in ("", season)]
        return self._cached(("team", giver, receiver, season), lines)

    def in_language(self, language: str, giver: str, receiver: str) -> list[texts.Line]:
        return self._cached((language, giver, receiver), texts.OTHER_LANGUAGES[language])

    def untold(self, event: str) -> list[texts.Line]:
        """What everybody saw is told once, each moment of it."""
        return [line for line in texts.EVENTS[event] if line.text not in self._line_used]

    def _cached(self, key: tuple[str, ...], lines: Sequence[texts.Line]) -> list[texts.Line]:
        if key not in self._pools:
            self._pools[key] = _fitting(lines, key[1], key[2])
        return self._pools[key]

    # What is said.

    def say(self, pool: Sequence[texts.Line], at: datetime, names: Sequence[str]) -> tuple[texts.Line, str]:
        """One of the texts, filled in; not what was said lately, as long as there is anything else to say."""
        self._turn += 1
        waiting = sorted(dict.fromkeys(pool), key=lambda line: self._line_used.get(line.text, 0))
        first = set(waiting[: max(4, len(waiting) // 3)])
        order = [self.rng.choice([line for line in pool if line in first]), *waiting]
        tried: list[tuple[int, texts.Line, str]] = []
        for line in order:
            message = self._fill(line, at, names)
            tried.append((self._turn - self._said.get(message, -_FRESH), line, message))
            if tried[-1][0] >= _FRESH:
                break
        _, line, message = max(tried, key=lambda each: each[0])
        self._line_used[line.text] = self._said[message] = self._turn
        return line, message

    def _fill(self, line: texts.Line, at: datetime, names: Sequence[str]) -> str:
        rng = self.rng
        self.number = 4000 + self._turn * 3 % 900 + rng.randrange(3)
        message = line.text.format(
            place=rng.choice(texts.PLACES),
            site=rng.choice(texts.SITES),
            hour=rng.choice(texts.HOURS),
            day=past_day(at, rng),
            meter=rng.randrange(104, 998),
            number=self.number,
            names=_listed(names),
        )
        message = message[0].upper() + message[1:]
        if line in FOREIGN or len(names) > 1:
            return message
        if message.startswith("You ") and rng.random() < 0.15:
            message = f"{names[0]}, you {message[4:]}"
        elif "hank" not in message and len(message) < 200 and message[-1] == "." and rng.random() < 0.06:
            message += f" Thank you, {names[0]}."
        return message

    def remark(self, line: texts.Line, role: str, author: str, receiver: str) -> str | None:
        """A comment below that text, said as long ago as possible."""
        behaviours, language, anywhere = line.behaviours.split(), FOREIGN.get(line, "en"), line in _ANYWHERE
        fitting = [
            remark.text
            for remark in texts.REMARKS
            if remark.role == role
            and remark.language == language
            and _fits(remark.author, author)
            and _fits(remark.receiver, receiver)
            and (not remark.about or any(each in remark.about.split() for each in behaviours))
            # What anybody could say to anybody has nothing to do with trenches or phones.
            and not (anywhere and (remark.author or remark.receiver))
        ]
        self._turn += 1
        waiting = sorted(fitting, key=lambda text: self._line_used.get(text, 0))
        if not waiting:
            return None
        text = self.rng.choice(waiting[: max(1, len(waiting) // 3)])
        self._line_used[text] = self._turn
        return text


_ANYWHERE: Final = frozenset(itertools.chain.from_iterable(texts.ANYWHERE.values()))
FOREIGN: Final = {line: language for language, lines in texts.OTHER_LANGUAGES.items() for line in lines}


def _fits(kinds: str, kind: str) -> bool:
    return not kinds or kind in kinds.split()


def _fitting(lines: Sequence[texts.Line], giver: str, receiver: str) -> list[texts.Line]:
    return [line for line in lines if _fits(line.giver, giver) and _fits(line.receiver, receiver)]


def _listed(names: Sequence[str]) -> str:
    """Names as one says them.

    >>> _listed(["Mira"]), _listed(["Li Wei", "Yuki"]), _listed(["Jo", "Mai", "Ines"])
    ('Mira', 'Li Wei and Yuki', 'Jo, Mai and Ines')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def past_day(at: datetime, rng: random.Random) -> str:
    """The name of a working day in the days before, never that of the same day."""
    days = [at - timedelta(days=ago) for ago in range(1, 6)]
    return f"{rng.choice([day for day in days if day.weekday() < _SATURDAY]):%A}"
