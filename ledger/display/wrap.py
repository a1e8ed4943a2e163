"""Styled text that is too long for its line: cut, or broken between words and between Chinese characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.display.page import Style
from ledger.display.width import fit, head, width
from ledger.text.late import late

Piece = tuple[str, Style]

_WIDE = "\u2e80-\u303f\u3041-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U0001f000-\U0003ffff"
_CLOSING = "，。、；：！？）】》」』〉”’…％"
_OPENING = "（【《「『〈“‘"
# A line does not begin with closing punctuation, nor end with opening punctuation.
_WORD = late(f" +|[{_OPENING}]*[{_WIDE}][{_CLOSING}]*|[^ {_WIDE}]+[{_CLOSING}]*")


def cut(pieces: Sequence[Piece], columns: int) -> list[Piece]:
    """The pieces of one line, cut to `columns` with `…` at the end where they are longer."""
    left = columns - sum(width(text) for text, _ in pieces)
    if left >= 0:
        return list(pieces)
    kept: list[Piece] = []
    room = columns
    for text, style in pieces:
        taken = width(text)
        if taken >= room:
            kept.append((fit(text + " ", room) if taken == room else fit(text, room), style))
            break
        kept.append((text, style))
        room -= taken
    return kept


def wrap(pieces: Sequence[Piece], columns: int, hang: int = 0) -> Iterator[list[Piece]]:
    """Lines of pieces no wider than `columns`, those after the first `hang` columns narrower; at least one line."""
    room = max(columns, 2)
    if sum(width(text) for text, _ in pieces) <= room:
        yield list(pieces)
        return
    row: list[Piece] = []
    used = 0
    below = False
    for word, style in _words(pieces, max(room - hang, 2)):
        if used + width(word.rstrip(" ")) > room and used:
            yield _trimmed(row)
            row, used, room, below = [], 0, max(columns - hang, 2), True
        if below and not used and word.isspace():
            continue
        row.append((word, style))
        used += width(word)
    yield _trimmed(row)


def _words(pieces: Sequence[Piece], longest: int) -> Iterator[Piece]:
    """What is not broken over lines: words, single wide characters, and parts of words that fit no line."""
    for text, style in pieces:
        for match in _WORD.finditer(text):
            word = match[0]
            while width(word) > longest:
                part = head(word, longest) or word[0]
                yield part, style
                word = word[len(part) :]
            yield word, style


def _trimmed(row: list[Piece]) -> list[Piece]:
    """The pieces of one line, neighbours of one style joined, without spaces at its end."""
    joined: list[Piece] = []
    for text, style in row:
        if joined and joined[-1][1] is style:
            joined[-1] = (joined[-1][0] + text, style)
        else:
            joined.append((text, style))
    if joined:
        joined[-1] = (joined[-1][0].rstrip(" "), joined[-1][1])
    return joined
