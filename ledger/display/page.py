"""What a person is shown, as a value: blocks of text whose styles are roles, not colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Style(StrEnum):
    """The part that a piece of text plays."""

    PLAIN = "plain"
    HEADING = "heading"
    STRONG = "strong"
    MUTED = "muted"
    LABEL = "label"
    PATH = "path"
    HIT = "hit"
    MARK = "mark"
    MONEY = "money"
    OVERDUE = "overdue"
    TODAY = "today"
    AHEAD = "ahead"
    ANY_DAY = "any-day"
    DONE = "done"
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"
    ADDED = "added"
    REMOVED = "removed"


# Every style that says something has a character that says it without colour.
SYMBOLS = {
    Style.MARK: "★",
    Style.OVERDUE: "!",
    Style.TODAY: "•",
    Style.AHEAD: "›",
    Style.ANY_DAY: "○",
    Style.DONE: "✓",
    Style.ERROR: "✗",
    Style.WARNING: "▲",
    Style.NOTICE: "·",
    Style.ADDED: "+",
    Style.REMOVED: "-",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one line; `text` may come from anywhere and is made safe when it is shown."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """One line; where it is too long it goes on below, `hang` columns in, or is cut (`cut`), or runs on (`long`)."""

    spans: tuple[Span, ...]
    indent: int = 0
    hang: int = 0
    overflow: str = "wrap"


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that belong together."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 1 is the page's own, 2 a section's."""

    text: str
    level: int = 1
    style: Style = Style.HEADING


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid, `gap` spaces before the next one.

    Where a page is too narrow the columns with the highest `shrink` give way first, down to `least` columns of
    text; 0 never does. `most` limits a column on a page of limited width only. A column that `wraps` goes on below
    instead of being cut; an `optional` one is left out when it is empty.
    """

    label: str = ""
    align: str = "left"
    style: Style = Style.PLAIN
    least: int = 6
    most: int | None = None
    shrink: int = 0
    gap: int = 2
    wraps: bool = False
    optional: bool = False
    from_width: int = 0


Cell = str | Span


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under columns; every row has a cell for each column. Labels are shown if there are any.

    `sections` are headings inside the grid, each with the index of the row that it stands above, in rising order.
    `below` are lines that stand under the row of that index, in a grid whose columns do not wrap.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    indent: int = 0
    sections: tuple[tuple[int, Heading], ...] = ()
    below: Mapping[int, Line] = field(default_factory=dict)


Block = Heading | Line | Lines | Grid | Gap


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks from top to bottom."""

    blocks: tuple[Block, ...]

    def __add__(self, other: Page) -> Page:
        return Page(self.blocks + other.blocks)


def line(text: str, style: Style = Style.PLAIN, indent: int = 0) -> Line:
    """A line of one style."""
    return Line((Span(text, style),), indent)


def marked(style: Style, text: str) -> Span:
    """Text led by the symbol of its style."""
    symbol = SYMBOLS.get(style, "")
    return Span(f"{symbol} {text}" if symbol else text, style)
