"""Small companies at random: a tree of teams, people who moved, joined, left or are away, and what they did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Generic, TypeVar

from hypothesis import strategies as st

from had_your_back.commitments.transitions import Answer
from had_your_back.scores.recipes import Outcome
from scores.gathering import ALWAYS, Asked, Person, Promised, Staff, Thanked, World, person

T = TypeVar("T")

PARENTS = {
    "division": None,
    "kestrel": "division",
    "heron": "division",
    "night": "kestrel",
    "swift": None,
    "empty": None,
}
PEOPLE = (
    person("d1", "division"),
    *(person(f"k{number}", "kestrel") for number in range(1, 5)),
    *(person(f"n{number}", "night") for number in range(1, 3)),
    *(person(f"h{number}", "heron") for number in range(1, 5)),
    *(person(f"s{number}", "swift") for number in range(1, 4)),
    Person("moved", ((20, "kestrel"), (ALWAYS, "heron"))),
    Person("moved lately", ((5, "night"), (ALWAYS, "kestrel"))),
    Person("new", ((5, "kestrel"),)),
    Person("left", ((40, None), (ALWAYS, "kestrel"))),
    Person("away", ((ALWAYS, "kestrel"),), away=((100, -10),)),
    Person("back", ((ALWAYS, "kestrel"),), away=((100, 3),)),
    Person("alone", ()),
)
STAFF = Staff(PARENTS, PEOPLE)
NAMES, TEAMS = tuple(each.id for each in PEOPLE), tuple(PARENTS)
OUTCOMES, ANSWERS = tuple(Outcome), tuple(Answer)

HUNDREDTHS_OF_A_DAY = 9_000


class Reader:
    """Takes a number apart. To draw all that happened at once is ten times as fast as to draw each field."""

    def __init__(self, word: bytes) -> None:
        self.word = int.from_bytes(word)

    def below(self, many: int) -> int:
        self.word, found = divmod(self.word, many)
        return found

    def one_of(self, each: Sequence[T]) -> T:
        return each[self.below(len(each))]

    def age(self) -> float:
        return (self.below(HUNDREDTHS_OF_A_DAY) + 1) / 100

    def edgy_age(self) -> float:
        """An age that is now and then the least or the most that there is."""
        return self.one_of([0.01, HUNDREDTHS_OF_A_DAY / 100]) if self.below(10) == 0 else self.age()

    def pair(self) -> tuple[str, str]:
        """Two different people."""
        one, step = self.below(len(NAMES)), self.below(len(NAMES) - 1)
        return NAMES[one], NAMES[(one + 1 + step) % len(NAMES)]


def _promised(word: bytes) -> Promised:
    read = Reader(word)
    performer, customer = read.pair()
    outcome = read.one_of(OUTCOMES)
    return Promised(performer, customer, read.age(), outcome, assumed=read.below(4) == 0)


def _asked(word: bytes) -> Asked:
    read = Reader(word)
    answer, who = read.one_of(ANSWERS), read.one_of(NAMES)
    to = read.one_of(TEAMS) if read.below(2) else who
    return Asked(to, None if answer is Answer.EXPIRED else who, read.age(), answer)


def _thanked(word: bytes) -> Thanked:
    read = Reader(word)
    giver, first = read.below(len(NAMES)), read.below(len(NAMES))
    others = [each for each in range(len(NAMES)) if each != giver]
    many = read.one_of((1, 1, 1, 2, 3, 7))
    recipients = tuple(NAMES[others[(first + step) % len(others)]] for step in range(many))
    return Thanked(NAMES[giver], recipients, read.age(), counts=read.below(8) > 0)


BYTES = 6
"""For one thing that happened."""


def _founded(drawn: bytes, most: int) -> World:
    size, promised, asked = drawn[0] % (most + 1), drawn[1] % (most // 3 + 1), drawn[2] % (most // 4 + 1)
    words = [drawn[at : at + BYTES] for at in range(3, 3 + BYTES * size, BYTES)]
    return World(
        STAFF,
        [_promised(word) for word in words[:promised]],
        [_asked(word) for word in words[promised : promised + asked]],
        [_thanked(word) for word in words[promised + asked :]],
    )


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What is read from so many bytes."""

    size: int
    read: Callable[[bytes], T]


def world(most: int = 24) -> Kind[World]:
    """Companies in which at most so many things happened."""
    return Kind(3 + BYTES * most, lambda drawn: _founded(drawn, most))


def together(*kinds: Kind[Any]) -> st.SearchStrategy[Any]:
    """One of each kind, drawn at once: a draw takes as long as a score."""
    ends = list(accumulate(kind.size for kind in kinds))

    def read(drawn: bytes) -> tuple[Any, ...]:
        return tuple(kind.read(drawn[end - kind.size : end]) for kind, end in zip(kinds, ends, strict=True))

    return st.binary(min_size=ends[-1], max_size=ends[-1]).map(read)


def worlds(most: int = 24) -> st.SearchStrategy[World]:
    """Companies, and nothing else."""
    return together(world(most)).map(lambda drawn: drawn[0])


PAIRS = Kind(4, lambda drawn: Reader(drawn).pair())
AGES = Kind(4, lambda drawn: Reader(drawn).edgy_age())
