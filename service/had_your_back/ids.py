"""TypeIDs: one id everywhere, in GraphQL, webhooks, SCIM, logs and the database itself.

A TypeID is a prefix that names the kind, an underscore, and a UUIDv7 in 26 characters of Crockford's base 32. Since the
UUID begins with the millisecond, ids of one kind sort by the time of the fact they name. That makes the id alone a
keyset: the feed's order, its cursors and its period filters all read the primary key and nothing else.

Source: the TypeID specification, version 0.3 (jetify); RFC 9562, section 5.7.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from had_your_back.errors import ErrorCode, Refused

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LENGTH = 26
_DIGITS = frozenset(ALPHABET)


class Kind(StrEnum):
    """What an id names; its value is the prefix."""

    PERSON = "per"
    TEAM = "team"
    RECOGNITION = "rec"
    COMMENT = "com"
    REPORT = "rep"
    COMMITMENT = "cmt"
    SNAPSHOT = "scs"
    DISPUTE = "dis"
    EVENT = "evt"
    ENDPOINT = "whe"
    DELIVERY = "whd"
    ATTEMPT = "wha"
    TOKEN = "tok"  # noqa: S105 - the prefix of a token's id, not a secret


def _encode(number: int) -> str:
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]  # two characters at a time: 26 are 13 pairs
_SHIFTS = range(120, -1, -10)


def milliseconds(at: datetime) -> int:
    """The milliseconds since 1970, never less than zero."""
    return max(0, (at - EPOCH) // _MILLISECOND)


def microseconds(at: datetime) -> int:
    """The microseconds since 1970: an instant as a number, where there are a hundred thousand of them."""
    return (at - EPOCH) // _MICROSECOND


_MILLISECOND, _MICROSECOND = timedelta(milliseconds=1), timedelta(microseconds=1)


def new(kind: Kind, at: datetime) -> str:
    """A new id of a fact that happened at `at`.

    >>> new(Kind.RECOGNITION, datetime(2026, 11, 22, tzinfo=UTC))[:14]
    'rec_01m808tx00'
    """
    return f"{kind.value}_{_encode(_stamp(at) | secrets.randbits(76) & _CHANCE)}"


def several(kind: Kind, at: datetime, number: int) -> list[str]:
    """So many new ids of facts that happened at `at`, in order. To ask for chance takes as long as to write it down.

    Their first half, the instant, is the same; the other is written out here, as there are thousands of them a second.

    >>> made = several(Kind.EVENT, datetime(2026, 11, 22, tzinfo=UTC), 3)
    >>> made == sorted(set(made)), {each[:14] for each in made}
    (True, {'evt_01m808tx00'})
    """
    head, marks, pairs = floor(kind, at)[:-16], _stamp(at) & (1 << 80) - 1, _PAIRS
    chance = secrets.token_bytes(10 * number)
    made = []
    for each in range(0, 10 * number, 10):
        tail = int.from_bytes(chance[each : each + 10], "big") & _CHANCE | marks
        made.append(
            f"{head}{pairs[tail >> 70]}{pairs[tail >> 60 & 1023]}{pairs[tail >> 50 & 1023]}{pairs[tail >> 40 & 1023]}"
            f"{pairs[tail >> 30 & 1023]}{pairs[tail >> 20 & 1023]}{pairs[tail >> 10 & 1023]}{pairs[tail & 1023]}"
        )
    made.sort()
    return made


def _stamp(at: datetime) -> int:
    return milliseconds(at) << 80 | 0x7 << 76 | 0b10 << 62  # the version, and the variant


_CHANCE = (1 << 76) - 1 & ~(0b11 << 62)


def floor(kind: Kind, at: datetime) -> str:
    """The least id that a fact at `at` or later can have: the bound of a period filter.

    >>> floor(Kind.RECOGNITION, datetime(2026, 11, 22, tzinfo=UTC))
    'rec_01m808tx000000000000000000'
    """
    return f"{kind}_{_encode(milliseconds(at) << 80)}"


def number(text: str) -> int:
    """The UUID of an id, as a number.

    >>> hex(number(new(Kind.EVENT, datetime(2026, 11, 22, tzinfo=UTC))))[:14]
    '0x1a2008d74007'
    """
    value = 0
    for each in text.rpartition("_")[2]:
        value = value << 5 | _VALUES[each]
    return value


_VALUES = {each: value for value, each in enumerate(ALPHABET)}


def kind_of(text: str) -> Kind | None:
    """The kind that a well-formed id names, or None.

    >>> kind_of("rec_01m808tx00e8qa7k5k6m3w2xyz"), kind_of("rec_1"), kind_of("cow_01m808tx00e8qa7k5k6m3w2xyz")
    (<Kind.RECOGNITION: 'rec'>, None, None)
    """
    prefix, _, tail = text.rpartition("_")
    if len(tail) != _LENGTH or tail[0] > "7" or not _DIGITS.issuperset(tail):
        return None
    return _KINDS.get(prefix)


_KINDS = {kind.value: kind for kind in Kind}


def expect(text: str, *kinds: Kind, path: tuple[str | int, ...] = ()) -> str:
    """The id itself, if it names one of these kinds; else the refusal that a thing which does not exist gets too.

    Raises: Refused NOT_FOUND.
    """
    if kind_of(text) not in kinds:
        wanted = " or ".join(kind.name.lower() for kind in kinds)
        raise Refused(ErrorCode.NOT_FOUND, f"There is no {wanted} with this id.", *path)
    return text
