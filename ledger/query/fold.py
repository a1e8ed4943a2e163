"""Text as it is searched: without differences of case, width, accents and script; and where words end in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Literal, cast

from ledger.query.variants import simplified

Kind = Literal["letter", "digit", "run", "sign"]

# What Unicode tells apart and a search does not: letters with strokes, quotation marks, dashes, dots inside of names,
# and what nobody sees (soft hyphens, zero-width and direction signs, variation selectors).
ALIKE: dict[int, str] = {
    **{ord(letter): plain for letter, plain in zip("øłđðıħŧ", "olddiht", strict=True)},
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u2032"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2022\u2027\u2219\u30fb"), "\u00b7"),
    **dict.fromkeys((0xAD, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)), ""),
    **dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)), ""),
}
_MARKS = re.compile("[\u0300-\u036f]")
# What counts as blank for str.isspace.
_BLANK = re.compile(r"\s")
_PHONE = re.compile(r"[0-9](?:[ ()./-]{0,2}[0-9]){4,}")
_SPACING = str.maketrans("", "", " ()./-")
_SHORTEST_PHONE = 5
# Longer texts are bodies of files, which hardly come twice.
_LONGEST_KEPT = 100

# Scripts that are written without blanks, so that any part of a run of their characters may be asked for; no digits.
_RUN_CHARACTERS = (
    "\u0e00-\u0e4f\u0e5a-\u0ecf\u0eda-\u0eff\u1000-\u103f\u104a-\u108f\u109a-\u109f\u1100-\u11ff\u1780-\u17df\u17ea-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# Where such a range begins and where it is over, in turns.
_RUN_EDGES = [ord(edge) + place % 2 for place, edge in enumerate(_RUN_CHARACTERS.replace("-", ""))]


class _Later:
    """A regular expression that is made when it is first used: large sets of characters take milliseconds."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        made = getattr(re.compile(self._pattern), name)
        setattr(self, name, made)
        return made


# One character of such a run.
RUN = cast("re.Pattern[str]", _Later(f"[{_RUN_CHARACTERS}]"))
# What a folded text consists of, signs and blanks left out: letters, digits, or such characters in a row.
PIECES = cast("re.Pattern[str]", _Later(rf"[{_RUN_CHARACTERS}]+|\d+|[^\W\d_{_RUN_CHARACTERS}]+"))


def fold(text: str) -> str:
    """NFKC, case folded, accents of letters removed, Chinese simplified, every stretch of blanks one space.

    What ALIKE names is taken for the same. The result is for comparing only: it may be shorter or longer.
    """
    return _kept(text) if len(text) <= _LONGEST_KEPT else _folded(text)


def _folded(text: str) -> str:
    """The definition in _as_a_whole, character by character where none depends on another."""
    try:
        made = text.translate(_CHARACTERS)
    except _Joined:
        made = _composed(unicodedata.normalize("NFKC", text))
    while "  " in made:
        made = made.replace("  ", " ")
    return made


_kept = lru_cache(maxsize=8192)(_folded)


class _Joined(Exception):
    """A character changes with the one before it, so that the text has to be folded as a whole."""


class _Made(dict[int, str]):
    """What single characters become, for str.translate; made as they are met."""

    def __init__(self, make: Callable[[str], str], known: Mapping[int, str]) -> None:
        super().__init__(known)
        self._make = make

    def __missing__(self, place: int) -> str:
        self[place] = made = _BLANK.sub(" ", self._make(chr(place)))
        return made


def _alone(character: str) -> str:
    if "\u4e00" <= character <= "\u9fff":
        return simplified(character)
    first = unicodedata.normalize("NFKD", character)[0]
    # Marks go with the letter before them, and parts of a Korean syllable with each other.
    if unicodedata.category(first).startswith("M") or "\u1160" <= first <= "\u11ff":
        raise _Joined
    return _as_a_whole(character)


_ALIKE = _Made(simplified, ALIKE)
_CHARACTERS = _Made(_alone, ALIKE)


def _composed(text: str) -> str:
    try:
        return text.translate(_CHARACTERS)
    except _Joined:
        return _BLANK.sub(" ", _as_a_whole(text))


def _as_a_whole(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).translate(_ALIKE))


def found(wanted: str, text: str, *, begins: bool = False) -> bool:
    """Whether folded `wanted` stands in folded `text`: any part of a run of Chinese, else whole words and numbers.

    A word also ends where letters and digits meet: 1200 stands in ab1200. With `begins` the last one may go on.
    """
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not _cuts(text, start) and (begins or not _cuts(text, end)):
            return True
        start = text.find(wanted, start + 1)
    return False


def kind_of(character: str) -> Kind:
    """What a folded character is to those who part a text into pieces."""
    if bisect_right(_RUN_EDGES, ord(character)) % 2:
        return "run"
    if character.isdecimal():
        return "digit"
    return "letter" if character.isalnum() else "sign"


def digits(text: str) -> str:
    """The digits of a phone number without spacing and without the prefix of China; empty if it is none."""
    match = _PHONE.fullmatch(text.strip().removeprefix("+"))
    return _national(match.group()) if match else ""


def phones(text: str) -> tuple[str, ...]:
    """The digits of everything in a text that could be a phone number."""
    return tuple(map(_national, _PHONE.findall(text)))


def _national(written: str) -> str:
    plain = written.translate(_SPACING)
    for prefix in ("0086", "86"):
        if plain.startswith(prefix) and len(plain) - len(prefix) >= 2 * _SHORTEST_PHONE:
            return plain[len(prefix) :]
    return plain


def _cuts(text: str, place: int) -> bool:
    """Whether a place lies inside a word that has to be taken whole."""
    if not 0 < place < len(text):
        return False
    kind = kind_of(text[place])
    return kind in ("letter", "digit") and kind == kind_of(text[place - 1])
