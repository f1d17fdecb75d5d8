"""What tells who somebody is, and how a text is said without it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from had_your_back.texts import is_unspaced

TAKEN_OUT = "…"
"""What stands in the words of others where the name was."""
ERASED_WORDS = "Erased"
"""What stands where there has to be a title."""
LEAST_TELLING = 5
LEAST_TEXT = 20
"""Characters from which on a text is somebody's own: "Thank you!" everybody says."""


def is_telling(value: str) -> bool:
    """Whether a value names somebody wherever it stands. A plain word such as ``may`` could be anything.

    >>> [is_telling(each) for each in ("Ada Lovelace", "ada.l", "may", "Lovelace", "高橋一郎")]
    [True, True, False, False, True]
    """
    if any(map(is_unspaced, value)):
        return len(value) > 1
    return len(value) >= LEAST_TELLING and not value.isalpha()


@dataclass(frozen=True, slots=True)
class Names:
    """What tells who somebody is: the name that is shown, and the other values that stand for them alone.

    >>> ada = Names("Ada Lovelace", ("ada", "ada@example.com"))
    >>> ada.out("ADA LOVELACE (ada@example.com) and Bo were there, said Ada.")
    '… (…) and Bo were there, said Ada.'
    >>> ada.out_of_theirs("Thank you, Ada and Adam!")
    'Thank you, … and Adam!'
    """

    shown: str = ""
    others: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every value."""
        return tuple(dict.fromkeys(each for each in (self.shown, *self.others) if each))

    @property
    def telling(self) -> tuple[str, ...]:
        """Those that name the person wherever they stand."""
        return tuple(each for each in self.all if is_telling(each))

    @property
    def plain(self) -> tuple[str, ...]:
        """The rest."""
        return tuple(each for each in self.all if not is_telling(each))

    def out(self, text: str) -> str:
        """A text without the values that tell who it is."""
        return _without(text, self.telling, re.IGNORECASE)

    def out_of_theirs(self, text: str) -> str:
        """A text that is known to be about the person: each part of the name, as it is written, is taken out too."""
        parts = [each for each in self.shown.split() if len(each) > 1]
        return _without(self.out(text), (*self.all, *parts))

    def in_(self, text: str) -> bool:
        """Whether a text names the person."""
        telling = self.telling
        return bool(telling) and _any_of(telling, re.IGNORECASE).search(text) is not None


def _without(text: str, values: tuple[str, ...], how: re.RegexFlag = re.NOFLAG) -> str:
    return _any_of(values, how).sub(TAKEN_OUT, text) if values else text


@lru_cache(16)
def _any_of(values: tuple[str, ...], how: re.RegexFlag) -> re.Pattern[str]:
    return re.compile("|".join(map(_whole, sorted(values, key=len, reverse=True))), how)


def _whole(value: str) -> str:
    """Not as a part of a longer word, where words are written with spaces."""
    begin = "" if is_unspaced(value[0]) else r"(?<!\w)"
    end = "" if is_unspaced(value[-1]) else r"(?!\w)"
    return begin + re.escape(value) + end


def reworded(value: Any, out: Callable[[str], str]) -> Any:
    """The same lists and maps, with other texts.

    >>> reworded({"a": ["x", 1]}, str.upper)
    {'a': ['X', 1]}
    """
    if isinstance(value, str):
        return out(value)
    if isinstance(value, Mapping):
        return {key: reworded(each, out) for key, each in value.items()}
    return [reworded(each, out) for each in value] if isinstance(value, list) else value


def said_in(value: Any) -> Iterator[str]:
    """Every text in lists and maps.

    >>> list(said_in({"a": ["x", 1], "b": "y"}))
    ['x', 'y']
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from said_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from said_in(each)


@dataclass(frozen=True, slots=True)
class Traces:
    """What was taken away of somebody, and what a proof looks for."""

    names: Names
    texts: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The texts that are long enough to be nobody else's, longest first."""
        return tuple(sorted({each for each in self.texts if len(each) >= LEAST_TEXT}, key=lambda it: (-len(it), it)))
