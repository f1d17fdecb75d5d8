"""What people write: cleaned once on its way in, folded once for search. And which language they are answered in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from had_your_back.errors import ErrorCode, Refused

LANGUAGES: Final = ("en", "de", "fr", "es", "ja", "ar")
"""Those that the product speaks."""
_FALLBACK: Final = "en"
_KEPT_CONTROLS = "\n\t"
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003fffd]+"
)
_LONGEST_WORD = 100  # PostgreSQL's index holds words of 2,046 bytes; nobody types as much
_STYLES = dict.fromkeys((0xFE0E, 0xFE0F))  # an emoji as text, or in colour
_SKIPPED = frozenset("\u200d\ufe0e\ufe0f")
_VOICING = frozenset("\u3099\u309a")  # the marks that make another syllable of a kana, not an accent


def listed(text: str) -> list[str]:
    r"""What is separated by commas or ends of lines.

    >>> listed("a new key, the old one\n")
    ['a new key', 'the old one']
    """
    return [part.strip() for part in re.split(r"[,\r\n]", text) if part.strip()]


def language_of(wanted: str | None, offered: Container[str] = LANGUAGES) -> str:
    """The language to answer in: exactly the one wanted (a BCP 47 tag), else its first subtag, else English.

    >>> language_of("de-CH"), language_of("pt"), language_of(None)
    ('de', 'en', 'en')
    """
    if wanted is None or wanted in offered:
        return wanted or _FALLBACK
    first = wanted.partition("-")[0].lower()
    return first if first in offered else _FALLBACK


def translations(**texts: str) -> Mapping[str, str]:
    """One text in several languages, not to be changed."""
    return MappingProxyType(texts)


def clean(text: str) -> str:
    r"""The text as it is stored: NFC, line ends as one newline, no control characters, no space around it.

    Joiners and direction marks stay, since emoji and right-to-left scripts need them, and so do characters that are
    newer than this Python: next year's emoji.

    >>> clean("  cafe\u0301\r\nle\x00s amis ")
    'café\nles amis'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isprintable():  # nearly every short text is, and nothing has to be looked at one by one
        return text.strip()
    return "".join(c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def bounded(text: str, path: str, *, least: int = 1, most: int) -> str:
    """The clean text, if it has `least` to `most` code points.

    >>> bounded("  hi ", "message", least=2, most=2000)
    'hi'

    Raises: Refused TOO_SHORT or TOO_LONG at `path`.
    """
    # Normalizing takes the square of the length at worst, and makes one of at most four: more cannot become `most`.
    cleaned = clean(text) if len(text) <= 4 * most else text.strip()
    if len(cleaned) < least:
        raise Refused(ErrorCode.TOO_SHORT, f"A few words more: at least {least} characters are needed here.", path)
    if len(cleaned) > most:
        raise Refused(ErrorCode.TOO_LONG, f"At most {most:,} characters fit here; this has {len(cleaned):,}.", path)
    return cleaned


def words(text: str) -> list[str]:
    """The words by which a text is found, the same for every database.

    Case, accents and width do not matter; what is written without spaces, such as Japanese, is cut into overlapping
    pairs; an emoji is a word of its own. Every word holds letters and digits only, so there is nothing to quote.

    >>> words("Größe zählt: re-run #42!")
    ['grosse', 'zahlt', 're', 'run', '42']
    >>> words("水漏れを修理")
    ['水漏', '漏れ', 'れを', 'を修', '修理', '理']
    >>> words("thanks 🙏🏽 👩‍🚒")
    ['thanks', 'x1f64f', 'x1f469', 'x1f692']
    """
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    found: list[str] = []
    word: list[str] = []

    def close() -> None:
        if word:
            found.extend(_pairs("".join(word)))
            word.clear()

    for char in folded:
        category = unicodedata.category(char)
        if category[0] in "LN" or category == "Mc" or char in _VOICING:
            word.append(char)
        elif category in {"So", "Cn"}:  # an emoji, or one that this Python does not know yet
            close()
            found.append(f"x{ord(char):x}")
        elif category not in {"Mn", "Sk"} and char not in _SKIPPED:
            close()
        # A combining mark or a skin tone changes how a character looks, not what is looked for.
    close()
    return found


def _pairs(word: str) -> list[str]:
    """A word cut where it enters or leaves a script that writes no spaces; there, its overlapping pairs.

    The last character stands alone too, so that each is the beginning of something.
    """
    word = unicodedata.normalize("NFC", word)
    parts: list[str] = []
    at = 0
    for run in _UNSPACED.finditer(word):
        parts.append(word[at : run.start()])
        text = run.group()
        parts.extend(text[i : i + 2] for i in range(len(text)))
        at = run.end()
    parts.append(word[at:])
    return [part[:_LONGEST_WORD] for part in parts if part]


def is_unspaced(char: str) -> bool:
    """Whether a character belongs to a script that is written without spaces.

    >>> is_unspaced("漏"), is_unspaced("a")
    (True, False)
    """
    return _UNSPACED.match(char) is not None


def one_emoji(text: str, path: str) -> str:
    """The emoji, in its fully qualified form, so that two ways of typing it count as one.

    >>> one_emoji(" 🙏🏽 ", "emoji"), one_emoji("❤", "emoji") == one_emoji("❤️", "emoji")
    ('🙏🏽', True)

    Raises: Refused INVALID for anything but one emoji.
    """
    found = _qualified().get(_unstyled(text.strip()))
    if found is None:
        raise Refused(ErrorCode.INVALID, "A reaction is one emoji, for example 👏.", path)
    return found


@cache
def _qualified() -> dict[str, str]:
    """Every emoji in its fully qualified form, by its code points without those that only style it."""
    import emoji  # noqa: PLC0415 - its table of 5,000 sequences is loaded by the first reaction, not at start

    complete = emoji.STATUS["fully_qualified"]
    return {_unstyled(each): each for each, about in emoji.EMOJI_DATA.items() if about["status"] == complete}


def _unstyled(text: str) -> str:
    return text.translate(_STYLES)
