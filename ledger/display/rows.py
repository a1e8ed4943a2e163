"""Sections of rows, each a label and what it says, set in one column over a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.display.page import Block, Gap, Heading, Line, Lines, Span, Style
from ledger.display.safe import safe_text
from ledger.display.width import pad, width

WIDEST = 18
"""Columns of labels; a longer one pushes only its own row."""
_INDENT = 2
_GAP = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A label (empty: it belongs to the row above; None: it needs no label) and the pieces of what it says."""

    label: str | None
    spans: tuple[Span, ...]
    style: Style = Style.LABEL


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading; without rows it is left out."""

    title: str
    rows: Sequence[Row]
    style: Style = Style.HEADING


def section_blocks(sections: Iterable[Section]) -> tuple[Block, ...]:
    """The sections that have rows, an empty line before each, all labels in one column."""
    kept = [section for section in sections if section.rows]
    labels = (width(safe_text(row.label)) for section in kept for row in section.rows if row.label)
    column = max((wide for wide in labels if wide <= WIDEST), default=0) + _GAP
    blocks: list[Block] = []
    for section in kept:
        heading = Heading(section.title, 2, section.style)
        blocks += [Gap(), heading, Lines(tuple(_line(row, column) for row in section.rows))]
    return tuple(blocks)


def parted(parts: Iterable[Sequence[Span] | Span], mark: str = " · ") -> tuple[Span, ...]:
    """Pieces one behind the other with a mark between; empty ones are left out."""
    spans: list[Span] = []
    for part in parts:
        pieces = [part] if isinstance(part, Span) else list(part)
        if any(piece.text for piece in pieces):
            spans += [Span(mark, Style.MUTED)] if spans else []
            spans += pieces
    return tuple(spans)


def _line(row: Row, column: int) -> Line:
    if row.label is None:
        return Line(row.spans, indent=_INDENT)
    label = safe_text(row.label)
    if not any(span.text for span in row.spans):
        return Line((Span(label, row.style),), indent=_INDENT)
    padded = pad(label, column) if width(label) + _GAP <= column else label + " " * _GAP
    return Line((Span(padded, row.style), *row.spans), indent=_INDENT, hang=column)
