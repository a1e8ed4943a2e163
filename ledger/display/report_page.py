"""A report as a page: its tables with totals, marks and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ledger.display.field_words import Words
from ledger.display.page import SYMBOLS, Block, Cell, Gap, Grid, Heading, Line, Page, Span, Style, line
from ledger.display.page import Column as Shape
from ledger.display.report_cells import (
    NUMBERS,
    about,
    cell_text,
    currencies,
    heading,
    left_out,
    money_text,
    shown_columns,
    shown_row,
    shown_rows,
    sums,
    total_cells,
)
from ledger.display.report_figures import figures, is_figures
from ledger.display.safe import safe_text
from ledger.display.why import why_blocks
from ledger.display.width import width
from ledger.messages import Message, say
from ledger.reports.table import Column, Report, Row, Table, Why

MARKS: Mapping[str, Span] = {
    "urgent": Span(SYMBOLS[Style.OVERDUE], Style.OVERDUE),
    "star": Span(SYMBOLS[Style.MARK], Style.MARK),
    "doubt": Span("？", Style.WARNING),
    "good": Span(SYMBOLS[Style.DONE], Style.DONE),
}
"""The sign of a row, which says without colour what its colour says."""
_TOTAL_SIGN = Span("Σ", Style.STRONG)
_MARKS = Shape(gap=1, optional=True)
_MARKS_WIDE = 3
_STEP = "  "
# No page is narrower than this for what a table is about; columns beyond give way as the page gets narrower.
_ALWAYS = 40
_KEY_LEAST, _TEXT_LEAST = 18, 10
_KEY_MOST, _TEXT_MOST = 40, 36


def report_page(report: Report, words: Words, *, why: Mapping[int, Why] | None = None, all_tables: bool = True) -> Page:
    """The title with its days, then every table (or the first alone), then how to read it.

    `why` has explanations by the index of the row of the first table; they stand beneath it.
    """
    blocks: list[Block] = [Heading(words.say(report.title)), line(about(report, words), Style.MUTED)]
    tables = report.tables if all_tables else report.tables[:1]
    for place, table in enumerate(tables):
        blocks.append(Gap())
        if table.title != report.title:
            blocks.append(Heading(words.say(table.title), 2))
        blocks += table_blocks(table, words)
        if place == 0 and why:
            blocks += _whys(table, why, words)
    if report.notes:
        blocks += [Gap(), *_notes(report.notes, words)]
    return Page(tuple(blocks))


def table_blocks(table: Table, words: Words) -> Iterator[Block]:
    """A table with what stands beneath it; figures that stand alone as lines of their own."""
    if not table.rows:
        yield line(words.say(table.empty), Style.MUTED)
    elif is_figures(table):
        yield _figures(table, words)
    else:
        yield _grid(table, words)
    for sentence in left_out(table, words):
        yield line(sentence, Style.MUTED)
    yield from _notes(table.notes, words)


def _figures(table: Table, words: Words) -> Grid:
    """Each figure of the one row on a line."""
    headings, rows = figures(table, words)
    value = Shape(align="right", style=Style.STRONG, wraps=True, shrink=2, least=8)
    beside = [replace(value, style=Style.PLAIN, label=label) for label in headings[2:]]
    shapes = (
        Shape(style=Style.LABEL, least=10, shrink=1),
        replace(value, label=headings[1] if beside else ""),
        *beside,
    )
    return Grid(shapes, [tuple(row) for row in rows])


def _grid(table: Table, words: Words) -> Grid:
    shown = shown_columns(table)
    rows = [_row(row, texts) for row, texts in zip(table.rows, shown_rows(table.rows, shown, words), strict=True)]
    if table.totals is not None:
        cells = total_cells(table)
        sums_of = [cell_text(cells[at], column, words) if cells[at] is not None else "" for at, column in shown]
        rows.append([_TOTAL_SIGN, *(Span(text, Style.STRONG) for text in sums_of)])
    shapes = [_shape(table, place, column, words) for place, column in shown]
    widths = [
        max([width(shape.label), *(width(safe_text(text)) for text in {_bare(row[at]) for row in rows})])
        for at, shape in enumerate(shapes, 1)
    ]
    return Grid((_MARKS, *_giving_way(shapes, widths, [column for _, column in shown], table.keys)), rows)


def _bare(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _row(row: Row, texts: Sequence[str]) -> list[Cell]:
    first = _STEP * row.depth + texts[0] if texts else ""
    led: Cell = Span(first, Style.OVERDUE) if row.mark == "urgent" else first
    return [MARKS.get(row.mark, ""), led, *texts[1:]]


def _shape(table: Table, place: int, column: Column, words: Words) -> Shape:
    label = heading(column, words)
    if column.type == "money":
        longest = max((width(money_text(one)) for row in table.rows for one in sums(row.cells[place])), default=1)
        several = len(currencies(table, place)) > 1
        return Shape(label, "right", Style.MONEY, max(longest + 2, width(label)), shrink=1, wraps=several)
    if column.type in NUMBERS:
        return Shape(label, "right")
    if column.type in ("day", "month"):
        return Shape(label, style=Style.MUTED)
    if place < table.keys:
        return Shape(label, style=Style.STRONG, least=_KEY_LEAST, most=_KEY_MOST, shrink=2)
    return Shape(label, least=_TEXT_LEAST, most=_TEXT_MOST, shrink=3)


def _giving_way(
    shapes: Sequence[Shape], widths: Sequence[int], columns: Sequence[Column], keys: int
) -> Iterator[Shape]:
    """Each column with the width of page from which it is shown: columns that are `wide` go first, then the last ones.

    A column is left out whole rather than cut by the edge of the page.
    """
    # What tells rows apart stays, whatever else gives way.
    order = sorted(range(len(shapes)), key=lambda at: (columns[at].wide and at >= keys, at))
    needed, used = {}, _MARKS_WIDE
    for at in order:
        shape = shapes[at]
        used += min(widths[at], max(shape.least, 1)) if shape.shrink else widths[at]
        needed[at] = used
        used += shape.gap
    for at, shape in enumerate(shapes):
        always = at < max(keys, 1) or needed[at] <= _ALWAYS
        yield replace(shape, from_width=0 if always else needed[at], optional=columns[at].wide and at >= keys)


def _whys(table: Table, why: Mapping[int, Why], words: Words) -> Iterator[Block]:
    """What is behind each row that has an explanation."""
    shown = shown_columns(table)[: max(table.keys, 1)]
    for place, one in sorted(why.items()):
        if place < len(table.rows):
            name = " · ".join(text for text in shown_row(table.rows[place], shown, words) if text)
            yield Gap()
            yield Heading(words.say(say("Why: {row}", row=name)), 2)
            yield from why_blocks(one, words, len(_STEP))


def _notes(notes: Sequence[Message], words: Words) -> Iterator[Line]:
    return (line(words.say(note), Style.MUTED) for note in notes)
