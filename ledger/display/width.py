"""How many columns text takes on a terminal, and text cut or filled to a number of columns."""

from __future__ import annotations

import unicodedata
from itertools import dropwhile

ELLIPSIS = "…"


class _Widths(dict[str, int]):
    """Columns by character, worked out when a character is first seen."""

    def __missing__(self, character: str) -> int:
        columns = _columns(character)
        self[character] = columns
        return columns


def width(text: str) -> int:
    """Columns that safe text takes: 2 for Chinese and emoji, 0 for combining marks, 1 for the rest.

    Source: Unicode Standard Annex 11; ambiguous characters count as narrow, as terminals do unless told otherwise.
    """
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


def fit(text: str, columns: int) -> str:
    """The text, cut to at most `columns` with `…` as its last character where it is longer."""
    if width(text) <= columns:
        return text
    if columns <= 0:
        return ""
    return head(text, columns - 1).rstrip() + ELLIPSIS


def head(text: str, columns: int) -> str:
    """As much of the start of the text as fits in `columns`, marks kept with their letter."""
    if text.isascii():
        return text[: max(columns, 0)]
    used = 0
    for place, character in enumerate(text):
        used += _WIDTHS[character]
        if used > columns:
            return text[:place]
    return text


def tail(text: str, columns: int) -> str:
    """As much of the end of the text as fits in `columns`, without marks that lost their letter."""
    used = 0
    for place in range(len(text) - 1, -1, -1):
        used += _WIDTHS[text[place]]
        if used > columns:
            return "".join(dropwhile(lambda sign: _WIDTHS[sign] == 0, text[place + 1 :]))
    return text


def pad(text: str, columns: int, right: bool = False) -> str:
    """The text filled with spaces to `columns`; at its left if it is to stand `right`."""
    blank = " " * (columns - width(text))
    return blank + text if right else text + blank


def fit_pad(text: str, columns: int, right: bool = False) -> str:
    """The text in exactly `columns`, cut or filled."""
    missing = columns - width(text)
    if missing < 0:
        return pad(fit(text, columns), columns, right)
    return " " * missing + text if right else text + " " * missing


def _columns(character: str) -> int:
    """Columns of one character."""
    if unicodedata.category(character) in ("Mn", "Me") or character == "\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


_WIDTHS = _Widths()
