"""Text as it is searched: without differences of case, width and accents; and where words end in it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_MARKS = re.compile("[\u0300-\u036f]")
_BLANKS = re.compile(r"\s+")
_RUNS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
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
    """Whether folded `wanted` stands in folded `text`: any part of a run of Chinese, whole words of other letters.

    With `begins` the last word may go on.
    """
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not _cuts(text, start) and (begins or not _cuts(text, end)):
            return True
        start = text.find(wanted, start + 1)
    return False


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
    return 0 < place < len(text) and _is_letter(text[place - 1]) and _is_letter(text[place])


def _is_letter(character: str) -> bool:
    return character.isalnum() and not _RUNS.match(character)
