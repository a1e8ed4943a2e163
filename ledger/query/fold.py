"""Text as it is searched: without differences of case, width and accents; and where words end in it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_MARKS = re.compile("[\u0300-\u036f]")
_BLANKS = re.compile(r"\s+")
# Scripts that are written without blanks, so that any part of a run of their characters may be asked for; no digits.
_RUN_CHARACTERS = (
    "\u0e00-\u0e4f\u0e5a-\u0ecf\u0eda-\u0eff\u1000-\u103f\u104a-\u108f\u109a-\u109f\u1100-\u11ff\u1780-\u17df\u17ea-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = f"[^\\W\\d_{_RUN_CHARACTERS}]"
# One character of such a run.
RUN = re.compile(f"[{_RUN_CHARACTERS}]")
# What a folded text consists of, signs and blanks left out: letters, digits, or such characters in a row.
PIECES = re.compile(rf"{_LETTER}+|\d+|[{_RUN_CHARACTERS}]+")
# Two characters that belong together: a word may not end between them.
_TOGETHER = re.compile(rf"{_LETTER}{{2}}|\d\d")
Kind = Literal["letter", "digit", "run", "sign"]
_PHONE = re.compile(r"\+?[0-9](?:[ ()./-]{0,2}[0-9]){4,}")
_SHORTEST_PHONE = 5


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """NFKC, case folded, accents of letters removed, every stretch of blanks one space."""
    if text.isascii():
        return _BLANKS.sub(" ", text.lower())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", _MARKS.sub("", apart)))


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
    if RUN.match(character):
        return "run"
    if character.isdecimal():
        return "digit"
    return "letter" if character.isalnum() else "sign"


def digits(text: str) -> str:
    """The digits of a phone number without spacing and without the prefix of China; empty if it is none."""
    match = _PHONE.fullmatch(text.strip())
    return _national(match.group()) if match else ""


def phones(text: str) -> tuple[str, ...]:
    """The digits of everything in a text that could be a phone number."""
    return tuple(_national(match.group()) for match in _PHONE.finditer(text))


def _national(written: str) -> str:
    plain = re.sub(r"[^0-9]", "", written)
    for prefix in ("0086", "86"):
        if plain.startswith(prefix) and len(plain) - len(prefix) >= 2 * _SHORTEST_PHONE:
            return plain[len(prefix) :]
    return plain


def _cuts(text: str, place: int) -> bool:
    """Whether a place lies inside a word that has to be taken whole."""
    return place > 0 and _TOGETHER.match(text, place - 1) is not None
