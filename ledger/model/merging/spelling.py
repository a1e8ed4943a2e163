"""How a text is spelt apart from its words: a BOM, its line breaks, a line break at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.model.merging.aligned import changes
from ledger.model.merging.words import lines_of

_BOM = "\ufeff"


class Spelling(NamedTuple):
    """`breaks` is LF or CRLF where all lines end alike, empty where they don't, None where there are none."""

    bom: bool
    breaks: str | None
    closed: bool


def spelling(text: str) -> Spelling:
    """How a text is spelt."""
    lines = text.count("\n")
    wide = text.count("\r\n")
    breaks = None if not lines else "\n" if not wide else "\r\n" if wide == lines else ""
    return Spelling(text.startswith(_BOM), breaks, not text or text.endswith("\n"))


def plain(text: str) -> str:
    """The text without BOM, its lines ended by LF, the last one too."""
    text = text.removeprefix(_BOM)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    return text if not text or text.endswith("\n") else text + "\n"


def spelt(text: str, base: str | None, ours: str, theirs: str) -> str:
    """A merged plain text spelt as ours, or as theirs in what only they changed."""
    sides = [None if side is None else spelling(side) for side in (base, ours, theirs)]
    old, mine, other = sides
    assert mine is not None and other is not None  # noqa: PT018
    bom = other.bom if old is not None and mine.bom == old.bom else mine.bom
    closed = other.closed if old is not None and mine.closed == old.closed else mine.closed
    if "" in (mine.breaks, other.breaks, None if old is None else old.breaks):
        text = _line_by_line(text, [base or "", ours, theirs])
    else:
        breaks = mine.breaks or other.breaks
        if old is not None and mine.breaks == old.breaks:
            breaks = other.breaks or breaks
        if breaks == "\r\n":
            text = text.replace("\n", "\r\n")
    if not closed and text.endswith("\n"):
        text = text[:-1].removesuffix("\r")
    return (_BOM if bom else "") + text


def _line_by_line(text: str, sides: Sequence[str]) -> str:
    """The text with the line breaks that its lines have in ours, in theirs where only they have them."""
    lines = [line.removesuffix("\n") for line in lines_of(text)]
    ends: list[list[str | None]] = []
    usual = "\r\n" if sides[1].count("\r\n") * 2 > sides[1].count("\n") else "\n"
    for side in sides:
        raw = lines_of(side.removeprefix(_BOM))
        words = [line.removesuffix("\n").removesuffix("\r") for line in raw]
        found: list[str | None] = [None] * len(lines)
        at = to = 0
        for start, end, _, new_end in (*changes(words, lines), (len(words), 0, len(lines), 0)):
            for step in range(start - at):
                found[to + step] = "\r\n" if raw[at + step].endswith("\r\n") else "\n"
            at, to = end, new_end
        ends.append(found)
    spelt = []
    for number, line in enumerate(lines):
        old, mine, other = (found[number] for found in ends)
        chosen = mine if mine is not None and (mine != old or other is None) else other or mine
        spelt.append(line + (chosen or usual))
    return "".join(spelt)
